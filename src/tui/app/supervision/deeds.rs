//! What can be done with a directive, and issuing one: rows of the forms made from the commands' own fields.

use super::super::deeds::{Deed, Deeds, Values, as_typed, deed};
use super::super::fields::{line, moment, reason, terms, text, unit_choices};
use super::super::{App, actions::Reason};
use crate::desk::DirectiveView;
use crate::domain::directive::{DirectiveStatus as Status, Every};
use crate::domain::ids::CaseNo;
use crate::domain::permission::{self, Right};
use crate::domain::unit::CENTRE;
use crate::domain::vocabulary::{DirectiveKind, Level, Role};
use crate::tui::form::Field;
use crate::tui::widgets::Choice;
use crate::words::term;
use chrono::Datelike as _;
use serde_json::{Map, Value, json};

type Answer = Result<(), Reason>;

const fn row(
    command: &'static str,
    when: fn(&DirectiveView, &App) -> Answer,
    fields: fn(&DirectiveView, &App) -> Vec<Field>,
) -> Deed<DirectiveView> {
    deed(command, when, fields)
}

fn at(view: &DirectiveView, statuses: &[Status]) -> Answer {
    if statuses.contains(&view.line.status) { Ok(()) } else { Err("directive.refused.status") }
}

fn open(view: &DirectiveView, _: &App) -> Answer {
    if matches!(view.line.status, Status::ClosedOut | Status::Withdrawn) {
        Err("directive.refused.ended")
    } else {
        Ok(())
    }
}

fn supervised(view: &DirectiveView, app: &App) -> Answer {
    if view.directive.is_supervised_by(&app.officer, &app.centre) {
        Ok(())
    } else {
        Err("directive.refused.supervisor")
    }
}

fn extendable(view: &DirectiveView, app: &App) -> Answer {
    at(view, &[Status::Issued, Status::Received, Status::Returned])?;
    let extending = view.directive.rule(&app.centre).extension;
    if extending.is_some() { Ok(()) } else { Err("directive.refused.not_extendable") }
}

/// Everything that can be done with a directive.
pub static ON_DIRECTIVE: Deeds<DirectiveView> = Deeds {
    scope: "directive",
    rows: ROWS,
    about: |view| Map::from_iter([("directive".to_owned(), json!(view.line.no))]),
    name: |view, _| view.line.no.to_string(),
    days: &["until", "on"],
    moments: &[],
    shape,
};

const ROWS: &[Deed<DirectiveView>] = &[
    row("sign_off_directive", |view, _| at(view, &[Status::Proposed]), |_, _| Vec::new()),
    row("receive_directive", |view, _| at(view, &[Status::Issued]), |_, _| Vec::new()),
    row(
        "report_directive",
        |view, _| at(view, &[Status::Received, Status::Replied, Status::Returned]),
        |_, _| vec![text("text", 4).required()],
    ),
    row(
        "reply_directive",
        |view, app| {
            at(view, &[Status::Received, Status::Returned])?;
            if view.directive.rule(&app.centre).reply { Ok(()) } else { Err("directive.refused.no_reply") }
        },
        |_, _| vec![text("text", 5).required()],
    ),
    row(
        "return_reply",
        |view, app| at(view, &[Status::Replied]).and_then(|()| supervised(view, app)),
        |_, _| vec![reason()],
    ),
    row(
        "close_out",
        |view, app| {
            let reply = view.directive.rule(&app.centre).reply;
            at(view, if reply { &[Status::Replied] } else { &[Status::Issued, Status::Received] })?;
            supervised(view, app)
        },
        |_, _| vec![Field::area("opinion", "app.field.closing_opinion", 3).required()],
    ),
    row(
        "ask_extension",
        |view, app| match view.directive.asking() {
            Some(_) => Err("directive.refused.asked"),
            None => extendable(view, app),
        },
        |_, app| vec![moment("until", app).required(), reason(), text("progress", 3).required()],
    ),
    row("extend_directive", extendable, |view, app| {
        let approver = view.directive.rule(&app.centre).extension.map_or(Role::Leader, |it| it.approver);
        let own = app.officer.has(approver).then(|| app.officer.id.clone());
        // What the unit asked for stands there already.
        let asked = view.directive.asking();
        let until = asked.map(|asked| asked.until.to_string()).unwrap_or_default();
        let (why, progress) =
            asked.map(|asked| (asked.said.text.as_str(), asked.progress.as_str())).unwrap_or_default();
        vec![
            moment("until", app).required().with(&json!(until)),
            reason().with(&json!(why)),
            text("progress", 3).required().with(&json!(progress)),
            with_role("approver", approver, app).required().with(&json!(own)),
        ]
    }),
    row(
        "refuse_extension",
        |view, app| match view.directive.asking() {
            None => Err("directive.refused.not_asked"),
            Some(_) if !view.directive.is_asked(&app.officer, &app.centre) => Err("directive.refused.supervisor"),
            Some(_) => Ok(()),
        },
        |_, _| vec![reason()],
    ),
    row("withdraw_directive", open, |_, _| vec![reason()]),
    row("plan_directive", open, |view, app| {
        let it = &view.directive;
        vec![
            with_role("leader", Role::Leader, app).with(&json!(it.leader)),
            line("team").hint("directive.team_hint").with(&json!(it.team.join("、"))),
            text("plan", 5).with(&json!(it.plan)),
            assists(app).with(&json!(it.assists)),
        ]
    }),
    row("hold_meeting", open, |_, app| vec![moment("on", app).required(), text("text", 5).required()]),
    row(
        "acknowledge_directive",
        |view, _| match (view.line.level, view.line.acknowledged) {
            (Some(_), false) => Ok(()),
            _ => Err("app.refused.nothing_raised"),
        },
        |view, _| {
            let level = view.line.level.map(|level| Choice::new(level.key(), &term("level", level.key())));
            let chosen = view.line.level.map(Level::key);
            vec![
                Field::pick("level", "app.field.level", level.into_iter().collect()).required().with(&json!(chosen)),
                text("note", 2),
            ]
        },
    ),
];

/// Issuing one, on the case that it is to be about if there is one.
pub static ISSUING: Deeds<Option<CaseNo>> = Deeds {
    scope: "directive",
    rows: &[deed("issue", |_, _| Ok(()), issue)],
    about: |_| Map::new(),
    name: |case, _| case.as_ref().map(ToString::to_string).unwrap_or_default(),
    days: &["due"],
    moments: &[],
    shape,
};

#[allow(clippy::ref_option, reason = "what is acted upon is the case, or none")]
fn issue(case: &Option<CaseNo>, app: &App) -> Vec<Field> {
    let kinds = DirectiveKind::ALL.iter().map(|it| Choice::new(it.key(), &term(DirectiveKind::AREA, it.key())));
    let kinds = Field::pick("kind", "app.field.directive_kind", kinds.collect());
    let lead = app.case().filter(|it| Some(&it.no) == case.as_ref()).and_then(|it| it.holder().cloned());
    vec![
        kinds.required(),
        Field::pick("to", "app.field.directive_to", unit_choices(app)).required().with(&json!(lead)),
        line("case").hint("app.other_hint").with(&json!(case)),
        line("subject").hint("directive.subject_hint"),
        text("text", 3),
        moment("due", app).hint("directive.due_hint"),
        with_role("leader", Role::Leader, app),
        supervisors(app),
        line("team").hint("directive.team_hint"),
        text("plan", 2),
        assists(app),
        terms("every", Every::AREA, Every::ALL.iter().map(|it| it.key())),
    ]
}

/// Makes a field for an officer with a role, with nobody chosen beforehand.
pub(super) fn with_role(id: &str, role: Role, app: &App) -> Field {
    let officers = app.centre.officers.iter().filter(|officer| officer.has(role));
    let choices = officers.map(|officer| Choice::new(officer.id.as_str(), &officer.name)).collect();
    Field::pick(id, &format!("app.field.{id}"), choices)
}

fn assists(app: &App) -> Field {
    let mut choices = unit_choices(app);
    let is_below = |id: &str| app.centre.units.iter().any(|unit| unit.id.as_str() == id && unit.parent.is_some());
    choices.retain(|choice| is_below(&choice.id));
    Field::many("assists", "app.field.assists", choices)
}

fn supervisors(app: &App) -> Field {
    let centre = app.centre.short_name();
    let mut choices = vec![Choice::new(&format!("unit {CENTRE}"), centre)];
    let officers = app.centre.officers.iter().filter(|officer| permission::may(officer, Right::Supervise));
    choices.extend(officers.map(|officer| Choice::new(&format!("officer {}", officer.id), &officer.name)));
    Field::pick("supervisor", "app.field.supervisor", choices)
}

/// Brings team, supervisor and case into the shape of the command.
pub(super) fn shape(command: &'static str, mut values: Values, app: &App) -> Result<Values, String> {
    if let Some(Value::String(names)) = values.get("team") {
        values.insert("team".into(), json!(names_in(names)));
    }
    if let Some((kind, id)) = values.get("supervisor").and_then(Value::as_str).and_then(|it| it.split_once(' ')) {
        let supervisor = json!({ kind: id });
        values.insert("supervisor".into(), supervisor);
    }
    if let Some(typed) = values.get("case").and_then(Value::as_str) {
        let no = app.centre.rulebook().expand_case_no(typed, app.now.year());
        values.insert("case".into(), json!(no));
    }
    as_typed(command, values, app)
}

/// Takes names apart as people write them: by blanks, commas and the enumeration comma.
pub(super) fn names_in(typed: &str) -> Vec<String> {
    let names = typed.split(|c: char| c.is_whitespace() || "、,，;；".contains(c));
    names.filter(|name| !name.is_empty()).map(str::to_owned).collect()
}
