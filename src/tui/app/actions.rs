//! What can be done with the case on screen: one table of actions, each with when it can be done and its form.
//!
//! An action's name is the command's name in `do`, and its fields are the command's own, so a form is
//! only a list of fields: what was typed becomes the command's JSON and goes through the same door.
//! To add a form, add a row here and its words to `locales/app.*.toml`.

use super::deeds::{Deed, at_once, deed};
use super::fields::{
    amend, assess, assigned, clocks, line, links, moment, officers, reason, reasons, route, taken_back, terms, text,
    unit_choices, units,
};
use super::find::Find;
use super::ordering::{ordered, ordering_hearing};
use super::{App, CaseLayer, Heard, mediation, sealed};
use crate::desk::Order;
use crate::domain::case::Case;
use crate::domain::case::transitions::{self, Action as Move};
use crate::domain::vocabulary::{AssignmentStatus as Status, Disposition, Level, LinkKind, Role, Satisfaction, Stage};
use crate::tui::form::{Field, Form};
use crate::tui::layers::Outcome;
use crate::tui::widgets::{Choice, Message};
use crate::words::{self, say, say_with, term};
use serde_json::{Map, Value, json};

/// Why an action cannot be done now, as a key of the locales.
pub type Reason = &'static str;

/// The reason for which nothing can be done while no case is on screen.
pub const NO_CASE: Reason = "app.refused.no_case";

/// Every action of intake and triage; those on grade, ladder and promises stand in `grading`, those of mediation with
/// their pane.
pub const ACTIONS: &[Deed<Case>] = &[
    deed("accept", |case, _| stage(case, Move::Accept), |_, _| Vec::new()),
    deed("decline", |case, _| stage(case, Move::Decline), |_, _| vec![reason(), text("advice", 2).required()]),
    deed("withdraw", |case, _| stage(case, Move::Withdraw), |_, _| vec![reason()]),
    deed("amend", |case, _| stage(case, Move::Amend), amend),
    deed("add_party", |case, _| stage(case, Move::Amend), |_, app| super::intake::party_fields(app)),
    deed("attach", |case, _| stage(case, Move::Amend), |_, _| vec![line("name").required(), line("reference")]),
    deed("note", |_, _| Ok(()), |_, _| vec![text("text", 3).required()]),
    deed("assess", |case, _| stage(case, Move::Assess), assess),
    deed(
        "dispose",
        |case, _| stage(case, Move::Dispose),
        |case, app| {
            let mut fields = vec![
                terms("disposition", Disposition::AREA, Disposition::ALL.iter().map(|it| it.key())).required(),
                text("text", 3).required(),
                units("unit", app),
            ];
            fields.extend(case.sealed.is_some().then(|| sealed::officer("handler", app)));
            fields
        },
    ),
    deed(
        "instruct",
        |case, _| stage(case, Move::Instruct),
        |_, app| vec![officers("leader", Role::Leader, app).required(), text("text", 3).required()],
    ),
    deed("route", |case, _| free_to_route(case), route),
    deed(
        "add_co_handler",
        |case, _| in_stage(case, Stage::Handling),
        |_, app| vec![units("unit", app).required(), text("instruction", 2)],
    ),
    deed(
        "transfer",
        |case, _| in_stage(case, Stage::Handling),
        |case, app| {
            vec![
                assigned(
                    "from",
                    case,
                    app,
                    &[Status::AwaitingSignature, Status::Handling, Status::Objected, Status::Reported],
                ),
                units("to", app).required(),
                reason(),
            ]
        },
    ),
    deed(
        "sign",
        |case, _| somebody(case, &[Status::AwaitingSignature]),
        |case, app| vec![assigned("unit", case, app, &[Status::AwaitingSignature])],
    ),
    deed(
        "object",
        |case, _| somebody(case, &[Status::AwaitingSignature, Status::Handling]),
        |case, app| vec![assigned("unit", case, app, &[Status::AwaitingSignature, Status::Handling]), reason()],
    ),
    deed(
        "rule",
        |case, _| somebody(case, &[Status::Objected]),
        |case, app| {
            vec![
                assigned("unit", case, app, &[Status::Objected]),
                Field::yes_no("upheld", "app.field.upheld", true),
                reason(),
            ]
        },
    ),
    deed(
        "convene",
        |case, _| stage(case, Move::Convene),
        |_, app| {
            vec![
                text("topic", 2).required(),
                Field::many("units", "app.field.units", unit_choices(app)),
                moment("at", app),
            ]
        },
    ),
    deed(
        "conclude",
        |case, _| stage(case, Move::Conclude),
        |_, app| {
            vec![
                text("opinion", 3).required(),
                units("lead", app).required(),
                Field::many("co", "app.field.co", unit_choices(app)),
            ]
        },
    ),
    deed(
        "progress",
        |case, _| somebody(case, &[Status::AwaitingSignature, Status::Handling]),
        |case, app| {
            vec![
                assigned("unit", case, app, &[Status::AwaitingSignature, Status::Handling]),
                text("text", 3).required(),
            ]
        },
    ),
    deed(
        "report",
        |case, _| somebody(case, &[Status::Handling]),
        |case, app| vec![assigned("unit", case, app, &[Status::Handling]), text("result", 4).required()],
    ),
    deed(
        "verify",
        |case, _| somebody(case, &[Status::Reported]),
        |case, app| vec![assigned("unit", case, app, &[Status::Reported]), text("note", 2)],
    ),
    deed(
        "send_back",
        |case, _| somebody(case, &[Status::Reported]),
        |case, app| vec![assigned("unit", case, app, &[Status::Reported]), reason()],
    ),
    deed(
        "remind",
        |case, _| somebody(case, &[Status::AwaitingSignature, Status::Handling, Status::Objected]),
        |case, app| {
            vec![
                assigned("unit", case, app, &[Status::AwaitingSignature, Status::Handling, Status::Objected]),
                text("text", 2).required(),
            ]
        },
    ),
    deed("resolve", |case, _| stage(case, Move::Resolve), |_, _| vec![text("result", 4).required()]),
    deed("reply", |case, _| stage(case, Move::Reply), |_, _| vec![text("text", 4).required(), line("how")]),
    deed(
        "call_back",
        |case, _| stage(case, Move::CallBack),
        |_, _| {
            let grades = Satisfaction::ALL.iter().map(|it| Choice::new(it.key(), &term(Satisfaction::AREA, it.key())));
            let others = ["no_answer", "refused"].map(|key| Choice::new(key, &term("call_back", key)));
            vec![Field::pick("answer", "app.field.answer", grades.chain(others).collect()).required(), text("note", 3)]
        },
    ),
    deed("close_call_back", |case, _| stage(case, Move::CloseCallBack), |_, _| vec![reason()]),
    deed("reopen", |case, _| stage(case, Move::Reopen), |_, app| vec![reason(), units("unit", app)]),
    deed("archive", |case, _| stage(case, Move::Archive), |_, _| vec![text("note", 2)]),
    deed(
        "link",
        |_, _| Ok(()),
        |_, _| {
            let kinds = terms("kind", LinkKind::AREA, LinkKind::ALL.iter().map(|it| it.key()));
            vec![kinds.required(), line("other").required().hint("app.other_hint"), text("note", 2)]
        },
    ),
    deed(
        "unlink",
        |case, _| if case.links.is_empty() { Err("app.refused.no_link") } else { Ok(()) },
        |case, _| vec![links(case)],
    ),
    deed(
        "merge",
        |case, _| stage(case, Move::Merge),
        |_, _| vec![line("into").required().hint("app.other_hint"), reason()],
    ),
    deed(
        "unmerge",
        |case, _| case.merged_into.as_ref().map(|_| ()).ok_or("app.refused.not_merged"),
        |_, app| vec![reason(), taken_back(app)],
    ),
    deed(
        "seal",
        |case, _| match () {
            () if case.sealed.is_some() => Err("sealed.refused.already"),
            () if !case.absorbed.is_empty() => Err("sealed.refused.merged"),
            () => Ok(()),
        },
        |case, app| {
            let mut fields = sealed::fields(Some(case), app);
            fields.push(reason());
            fields
        },
    ),
    deed("publish_result", closed, |case, app| {
        let preview = crate::domain::publication::preview(case, app.centre.rulebook(), None);
        vec![Field::area("text", "app.field.public_text", 5).required().with(&json!(preview.text))]
    }),
    deed("withhold_result", closed, |_, _| vec![reason()]),
    deed("admit", sealed_only, |_, app| vec![sealed::officer("officer", app).required(), reason()]),
    deed("dismiss", sealed_only, |_, app| vec![sealed::officer("officer", app).required(), reason()]),
    deed("unseal", sealed_only, |_, _| vec![reason()]),
    deed(
        "extend",
        |case, _| running(case),
        |case, app| {
            vec![
                clocks(case, app),
                Field::number("amount", "app.field.amount").required(),
                reason(),
                officers("approver", Role::Leader, app).required(),
            ]
        },
    ),
    deed("pause", |case, _| running(case), |case, app| vec![clocks(case, app), reason()]),
    deed(
        "resume",
        |case, _| {
            if case.clocks.iter().any(crate::domain::clock::Clock::is_paused) {
                Ok(())
            } else {
                Err("app.refused.nothing_paused")
            }
        },
        |case, app| vec![clocks(case, app)],
    ),
    deed(
        "acknowledge",
        |case, app| unseen(case, app).map(|_| ()).ok_or("app.refused.nothing_raised"),
        |_, _| vec![text("note", 2)],
    ),
];

fn closed(case: &Case, _: &App) -> Result<(), Reason> {
    if case.stage == Stage::Archived { Ok(()) } else { Err("app.refused.stage") }
}

fn sealed_only(case: &Case, _: &App) -> Result<(), Reason> {
    if case.sealed.is_some() { Ok(()) } else { Err("sealed.refused.not_sealed") }
}

pub(super) fn stage(case: &Case, wanted: Move) -> Result<(), Reason> {
    transitions::check(case.stage, wanted).map_err(|_| "app.refused.stage")
}

fn in_stage(case: &Case, stage: Stage) -> Result<(), Reason> {
    if case.stage == stage { Ok(()) } else { Err("app.refused.stage") }
}

fn free_to_route(case: &Case) -> Result<(), Reason> {
    match case.stage {
        Stage::Accepted => Ok(()),
        Stage::Handling if !case.has_lead() => Ok(()),
        Stage::Conference => Err("app.refused.conference"),
        _ => Err("app.refused.stage"),
    }
}

fn somebody(case: &Case, states: &[Status]) -> Result<(), Reason> {
    stage(case, Move::Handle)?;
    let any = case.assignments.iter().any(|it| states.contains(&it.status));
    if any { Ok(()) } else { Err("app.refused.no_unit") }
}

fn running(case: &Case) -> Result<(), Reason> {
    if case.clocks.iter().any(crate::domain::clock::Clock::is_running) { Ok(()) } else { Err("app.refused.no_clock") }
}

/// Returns the gravest alert that nobody has acknowledged: of the time limit the officer is looking at in
/// particular, else of the case.
pub fn unseen(case: &Case, app: &App) -> Option<(u32, Level)> {
    let one = app.clock_of(case);
    let clocks = case.clocks.iter().filter(|clock| one.is_none_or(|one| one.id == clock.id));
    clocks
        .filter(|clock| clock.is_running())
        .filter_map(|clock| {
            let highest = clock.raised.iter().max_by_key(|raised| raised.level)?;
            highest.acknowledged.is_none().then_some((clock.id.0, highest.level))
        })
        .max_by_key(|(_, level)| *level)
}

/// What can be done with a case that is merged into another; steps on the matter are taken there.
const ON_MERGED: &[&str] = &[
    "open",
    "next",
    "copy",
    "reveal",
    "explain",
    "amend",
    "add_party",
    "attach",
    "add_paper",
    "remove_paper",
    "note",
    "link",
    "unlink",
    "unmerge",
    "extend",
    "pause",
    "resume",
    "acknowledge",
    "promise",
    "keep_promise",
    "receive_visit",
    "print",
];

/// Returns the row of a command.
fn row(command: &str) -> Option<&'static Deed<Case>> {
    ACTIONS
        .iter()
        .chain(super::grading::ACTIONS)
        .chain(super::case_file::ACTIONS)
        .find(|action| action.command == command)
}

/// Tells whether a command of the table can be run on the case on screen.
pub fn available(id: &str, app: &App) -> Result<(), Reason> {
    let Some(command) = id.strip_prefix("case.") else { return Ok(()) };
    if super::alerts::answers(command, app) {
        return Ok(());
    }
    let Some(case) = app.case() else { return Err(NO_CASE) };
    if case.merged_into.is_some() && !ON_MERGED.contains(&command) {
        return Err("app.refused.merged");
    }
    if let Some(answer) = mediation::available(command, case, app) {
        return answer;
    }
    match row(command) {
        Some(action) => (action.when)(case, app),
        None if command == "direct" && case.sealed.is_some() => Err("directive.refused.sealed"),
        None if command == "print" => super::printing::available(case, app),
        None if command == "people" => super::person::known(case),
        None if command == "explain" && case.clocks.is_empty() => Err("app.refused.no_clock"),
        None if command == "next" => next(case, app).map(|_| ()).ok_or("app.refused.nothing_next"),
        None => Ok(()),
    }
}

/// Returns the action that moves the ball: what the officer most likely wants to do now.
fn next(case: &Case, app: &App) -> Option<&'static str> {
    if app.pane == mediation::PANE
        && let Some(command) = mediation::next(case, app)
    {
        return Some(command);
    }
    let likely: &[&str] = match case.ball() {
        "registered" => &["accept"],
        "accepted" => &["route"],
        "conference" => &["conclude"],
        "leader_review" => &["instruct"],
        "objected" => &["rule"],
        "reported" => &["verify"],
        "awaiting_signature" => &["sign"],
        "handling" => &["report", "resolve"],
        "resolved" => &["call_back"],
        "dissatisfied" => &["reopen"],
        "called_back" => &["archive"],
        _ => &[],
    };
    likely.iter().copied().find(|command| available(&format!("case.{command}"), app).is_ok())
}

/// Runs a command of the table that is about the case on screen.
pub fn run(id: &'static str, app: &mut App) -> Outcome<App> {
    if let Err(reason) = available(id, app) {
        app.message = Some(Message::error(&say(reason)));
        return Outcome::taken();
    }
    match id {
        "case.open" => match &app.wanted {
            Some(_) => Outcome::taken().open(CaseLayer::default()),
            None => Outcome::taken(),
        },
        "case.next" => match app.case().and_then(|case| next(case, app)) {
            Some(command) => begin(command, app),
            None => Outcome::taken(),
        },
        "case.copy" => {
            if let Some(no) = app.wanted.clone() {
                app.copy(no.as_str());
            }
            Outcome::taken()
        }
        "case.reveal" => reveal(app),
        "case.people" => super::person::choose(false, app),
        "case.direct" => super::supervision::on_case(app),
        "case.print" => super::printing::open(app),
        "case.explain" => Outcome::taken().open(super::explain::Explain::new(app)),
        "intake.new" => super::intake::new_case(app),
        "intake.quick" => super::quick::open(app),
        "book.review" => super::book::open(app),
        "intake.drafts" => Outcome::taken().open(super::kept::Kept::new(app)),
        _ => match id.strip_prefix("case.") {
            Some(command) => begin(command, app),
            None => Outcome::ignored(),
        },
    }
}

/// Asks for everything in full; that it was looked at goes into the log first.
fn reveal(app: &mut App) -> Outcome<App> {
    let Some(case) = app.case() else { return Outcome::taken() };
    let no = case.no.clone();
    if app.revealed {
        app.revealed = false;
        app.tell(&say("app.masked_again"));
        let effect = app.ask(crate::desk::service::Query::Case { no, revealed: false });
        return Outcome::taken().effect(effect);
    }
    let parties: Vec<u32> = case.parties.iter().map(|party| party.id.0).collect();
    app.revealed = true;
    app.begin_to_reveal();
    app.tell(&say_with("app.revealed", &[("no", no.as_str())]));
    let mut outcome = Outcome::taken();
    for party in parties {
        let order = Order::from_json(&json!({"command": "reveal", "no": no, "party": party}).to_string());
        if let Ok(order) = order {
            let (_, effect) = app.order(order, "");
            outcome = outcome.effect(effect);
        }
    }
    outcome
}

/// Takes the case that was chosen by a search into the field that names another case.
fn chosen(_: &Heard, form: &mut Form, app: &mut App) -> Outcome<App> {
    let Some(field) = ["other", "into"].into_iter().find(|id| form.field(id).is_some()) else {
        return Outcome::ignored();
    };
    if let Some(no) = app.chosen.take() {
        if let Some(field) = form.field_mut(field) {
            field.restore(&json!(no));
            field.error = None;
        }
        form.focus_on(field);
    }
    Outcome::taken()
}

/// Opens an action's form, or does it at once when it has none.
fn begin(command: &str, app: &mut App) -> Outcome<App> {
    if let Some(outcome) = mediation::begin(command, app) {
        return outcome;
    }
    let Some(action) = row(command) else { return Outcome::ignored() };
    let Some(case) = app.case() else { return Outcome::taken() };
    let fields = (action.fields)(case, app);
    let (no, rev, command) = (case.no.clone(), case.rev, action.command);
    let mut title = format!("{} {no}", say(&format!("command.case.{command}")));
    let mut draft = format!("{command} {no}");
    let mut fixed = Map::new();
    // What is acknowledged is what stood on the screen, whatever is raised while the officer types.
    if command == "acknowledge"
        && let Some((clock, level)) = unseen(case, app)
    {
        let name = case.clocks.iter().find(|it| it.id.0 == clock).map(words::clock::name).unwrap_or_default();
        title = format!("{title} {name} {}", term("level", level.key()));
        draft = format!("{draft} {clock}");
        fixed = Map::from_iter([("clock".to_owned(), json!(clock)), ("level".to_owned(), json!(level))]);
    }
    let said = say(&format!("command.case.{command}"));
    let make = move |mut values: Map<String, Value>, app: &mut App| {
        values.extend(fixed.clone());
        ordered(command, no.as_str(), rev, values, app).map(|order| (order, said.clone()))
    };
    if fields.is_empty() {
        return at_once(make, app);
    }
    let layer = ordering_hearing(&title, Form::new(fields), &draft, app, make, |_, _, _| Outcome::taken(), chosen);
    Outcome::taken().open(match command {
        "route" => layer.beside(reasons),
        "link" | "merge" => layer.commanding(&["other", "form", "global"], |id, _, app| match id {
            "other.find" => Outcome::taken().open(Find::choosing(app)),
            _ => Outcome::ignored(),
        }),
        _ => layer,
    })
}
