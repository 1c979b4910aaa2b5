//! Of the case on screen: its grade's review, the risk, the ladder of steps, promises and receptions.

use super::App;
use super::actions::{Reason, stage};
use super::deeds::{Deed, deed};
use super::fields::{moment, officers, terms, text};
use crate::domain::case::Case;
use crate::domain::case::transitions::Action as Move;
use crate::domain::rulebook::StepRule;
use crate::domain::vocabulary::{Grade, Risk, Role};
use crate::tui::form::Field;
use crate::tui::theme::Meaning;
use crate::tui::widgets::{Choice, Piece};
use crate::words::{clock, ladder, say, say_with, term};
use serde_json::json;

/// What can be done about them.
pub const ACTIONS: &[Deed<Case>] = &[
    deed(
        "confirm_grade",
        |case, _| case.awaits_grade().map(|_| ()).ok_or("app.refused.grade_settled"),
        |_, _| {
            let grades = Grade::ALL.iter().map(|it| Choice::new(it.key(), &term(Grade::AREA, it.key())));
            vec![
                Field::yes_no("agree", "app.field.agree", true),
                Field::pick("grade", "app.field.other_grade", grades.collect()),
                text("note", 2),
            ]
        },
    ),
    deed(
        "reassess_risk",
        |case, _| stage(case, Move::Review),
        |case, _| {
            let risk = terms("risk", Risk::AREA, Risk::ALL.iter().map(|it| it.key())).required();
            vec![risk.with(&json!(case.risk.map(Risk::key))), text("note", 3).required()]
        },
    ),
    deed(
        "enter_step",
        |case, app| match case.step() {
            _ if steps(case, app).is_empty() => Err("app.refused.no_ladder"),
            Some(_) => Err("app.refused.on_ladder"),
            None => stage(case, Move::Ladder),
        },
        |case, app| {
            let least = case.ladder.last().map_or(0, |stay| stay.rung.rank);
            vec![from(case, app, least, "step", "app.field.ladder_step"), text("reason", 2)]
        },
    ),
    deed("pass_up", on_ladder, |case, app| {
        let next = case.step().map_or(0, |stay| stay.rung.rank + 1);
        vec![text("record", 4).required(), from(case, app, next, "to", "app.field.ladder_to"), text("reason", 2)]
    }),
    deed("settle_at_step", on_ladder, |_, _| vec![text("record", 4).required()]),
    deed(
        "promise",
        |case, _| stage(case, Move::Promise),
        |_, app| {
            let what = Field::text_line("text", "app.field.promise").required();
            vec![what, moment("due", app).required()]
        },
    ),
    deed(
        "keep_promise",
        |case, _| {
            let any = case.promises().any(crate::domain::clock::Clock::is_running);
            if any { Ok(()) } else { Err("app.refused.no_promise") }
        },
        |case, _| {
            let open = case.promises().filter(|promise| promise.is_running());
            let choices = open.map(|promise| {
                let name = promise.label.clone().unwrap_or_default();
                Choice::new(&promise.id.to_string(), &name).hint(&clock::moment(promise.due))
            });
            let choices: Vec<_> = choices.collect();
            let first = choices.first().map(|choice| choice.id.clone());
            let field = Field::pick("clock", "app.field.which_promise", choices).required();
            vec![field.with(&json!(first)), text("note", 2)]
        },
    ),
    deed(
        "receive_visit",
        |_, _| Ok(()),
        |_, app| {
            let said = Field::area("text", "app.field.visit", 4).required();
            let own = app.officer.has(Role::Leader).then(|| app.officer.id.clone());
            let on_duty = || app.duty.as_ref().and_then(|duty| duty.leader.as_ref()).map(|leader| leader.id.clone());
            let mut leader = officers("leader", Role::Leader, app).required();
            if let Some(likely) = own.or_else(on_duty) {
                leader = leader.with(&json!(likely));
            }
            vec![leader, said]
        },
    ),
];

fn on_ladder(case: &Case, _: &App) -> Result<(), Reason> {
    if case.step().is_some() { stage(case, Move::Ladder) } else { Err("app.refused.not_on_ladder") }
}

fn steps<'a>(case: &Case, app: &'a App) -> &'a [StepRule] {
    let own = &app.centre.rulebook_of(&case.rulebook).steps;
    if own.is_empty() { &app.centre.rulebook().steps } else { own }
}

/// Makes a field for a step of the ladder from a place upwards, the lowest chosen.
fn from(case: &Case, app: &App, least: usize, id: &str, label: &str) -> Field {
    let above = steps(case, app).iter().skip(least);
    let choices: Vec<_> = above.map(|step| Choice::new(step.id.as_str(), &step.name).hint(&step.body)).collect();
    let first = choices.first().map(|choice| choice.id.clone());
    Field::pick(id, label, choices).with(&json!(first))
}

/// Says whose confirmation the grade awaits, who is responsible and how often the residents were received.
pub fn grading_lines(case: &Case, app: &App) -> Vec<Piece> {
    let awaits = if case.awaits_grade().is_some() { Meaning::Warning } else { Meaning::Muted };
    let lines = [
        ladder::confirmation(case, &app.centre).map(|line| (awaits, line)),
        ladder::responsible(case, &app.centre)
            .map(|what| (Meaning::Muted, say_with("app.responsible", &[("what", &what)]))),
        ladder::visits(case, &app.centre).map(|line| (Meaning::Muted, line)),
    ];
    lines.into_iter().flatten().collect()
}

/// Says what the resident was promised, and where the matter stands on the ladder.
pub fn ladder_lines(case: &Case, app: &App) -> Vec<Piece> {
    let mut lines = Vec::new();
    let mut part = |key: &str, told: Vec<Piece>| {
        if !told.is_empty() {
            lines.extend([(Meaning::Text, String::new()), (Meaning::Title, say(key))]);
            lines.extend(told);
        }
    };
    let promises = case.promises().zip(ladder::promises(case, app.now)).map(|(promise, said)| {
        let broken = promise.is_running() && promise.was_late(app.now);
        (if broken { Meaning::Overdue } else { Meaning::Text }, said)
    });
    part("app.heading.promises", promises.collect());
    let row = ladder::rungs(case, &app.centre).map(|row| (Meaning::Text, row));
    let stays = case.ladder.iter().map(|stay| {
        let late = case.was_late_at(stay, app.now);
        let meaning = if late { Meaning::Overdue } else { Meaning::Muted };
        (meaning, ladder::stay(case, stay, &app.centre, app.now))
    });
    part("app.heading.ladder", row.into_iter().chain(stays).collect());
    lines
}
