//! What can be done with the case on screen: one table of actions, each with when it can be done and its form.
//!
//! An action's name is the command's name in `do`, and its fields are the command's own, so a form is
//! only a list of fields: what was typed becomes the command's JSON and goes through the same door.
//! To add a form, add a row here and its words to `locales/app.*.toml`.

use super::{App, CaseLayer, Done, Heard, mediation};
use crate::desk::{DeskError, Order};
use crate::domain::case::transitions::{self, Action as Move};
use crate::domain::case::{Assignment, Case};
use crate::domain::dates;
use crate::domain::ids::UnitId;
use crate::domain::vocabulary::{
    AssignmentStatus as Status, Disposition, Grade, Level, Risk, Role, Satisfaction, Stage, UnitKind,
};
use crate::tui::dialogs::Reader;
use crate::tui::form::{Field, Form, FormEvent, FormLayer};
use crate::tui::layers::Outcome;
use crate::tui::widgets::{Choice, Message, Piece};
use crate::words::{self, say, term};
use serde_json::{Map, Value, json};
use std::cell::Cell;
use std::rc::Rc;

/// Why an action cannot be done now, as a key of the locales.
type Reason = &'static str;

/// An action on the case on screen.
pub struct CaseAction {
    /// The command's name in `do`; the screen's own name is `case.<command>`.
    pub command: &'static str,
    /// When it can be done.
    pub when: fn(&Case, &App) -> Result<(), Reason>,
    /// Its fields; none means that it is done at once.
    pub fields: fn(&Case, &App) -> Vec<Field>,
}

const fn action(
    command: &'static str,
    when: fn(&Case, &App) -> Result<(), Reason>,
    fields: fn(&Case, &App) -> Vec<Field>,
) -> CaseAction {
    CaseAction { command, when, fields }
}

/// Every action of intake and triage; those of mediation stand with their pane.
pub const ACTIONS: &[CaseAction] = &[
    action("accept", |case, _| stage(case, Move::Accept), |_, _| Vec::new()),
    action("decline", |case, _| stage(case, Move::Decline), |_, _| vec![reason(), text("advice", 2).required()]),
    action("withdraw", |case, _| stage(case, Move::Withdraw), |_, _| vec![reason()]),
    action("amend", |case, _| stage(case, Move::Amend), amend),
    action("add_party", |case, _| stage(case, Move::Amend), |_, app| super::intake::party_fields(app)),
    action("attach", |case, _| stage(case, Move::Amend), |_, _| vec![line("name").required(), line("reference")]),
    action("note", |_, _| Ok(()), |_, _| vec![text("text", 3).required()]),
    action("assess", |case, _| stage(case, Move::Assess), assess),
    action(
        "dispose",
        |case, _| stage(case, Move::Dispose),
        |_, app| {
            vec![
                terms("disposition", Disposition::AREA, Disposition::ALL.iter().map(|it| it.key())).required(),
                text("text", 3).required(),
                units("unit", app),
            ]
        },
    ),
    action(
        "instruct",
        |case, _| stage(case, Move::Instruct),
        |_, app| vec![officers("leader", Role::Leader, app).required(), text("text", 3).required()],
    ),
    action("route", |case, _| free_to_route(case), route),
    action(
        "add_co_handler",
        |case, _| in_stage(case, Stage::Handling),
        |_, app| vec![units("unit", app).required(), text("instruction", 2)],
    ),
    action(
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
    action(
        "sign",
        |case, _| somebody(case, &[Status::AwaitingSignature]),
        |case, app| vec![assigned("unit", case, app, &[Status::AwaitingSignature])],
    ),
    action(
        "object",
        |case, _| somebody(case, &[Status::AwaitingSignature, Status::Handling]),
        |case, app| vec![assigned("unit", case, app, &[Status::AwaitingSignature, Status::Handling]), reason()],
    ),
    action(
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
    action(
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
    action(
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
    action(
        "progress",
        |case, _| somebody(case, &[Status::AwaitingSignature, Status::Handling]),
        |case, app| {
            vec![
                assigned("unit", case, app, &[Status::AwaitingSignature, Status::Handling]),
                text("text", 3).required(),
            ]
        },
    ),
    action(
        "report",
        |case, _| somebody(case, &[Status::Handling]),
        |case, app| vec![assigned("unit", case, app, &[Status::Handling]), text("result", 4).required()],
    ),
    action(
        "verify",
        |case, _| somebody(case, &[Status::Reported]),
        |case, app| vec![assigned("unit", case, app, &[Status::Reported]), text("note", 2)],
    ),
    action(
        "send_back",
        |case, _| somebody(case, &[Status::Reported]),
        |case, app| vec![assigned("unit", case, app, &[Status::Reported]), reason()],
    ),
    action(
        "remind",
        |case, _| somebody(case, &[Status::AwaitingSignature, Status::Handling, Status::Objected]),
        |case, app| {
            vec![
                assigned("unit", case, app, &[Status::AwaitingSignature, Status::Handling, Status::Objected]),
                text("text", 2).required(),
            ]
        },
    ),
    action("resolve", |case, _| stage(case, Move::Resolve), |_, _| vec![text("result", 4).required()]),
    action("reply", |case, _| stage(case, Move::Reply), |_, _| vec![text("text", 4).required(), line("how")]),
    action(
        "call_back",
        |case, _| stage(case, Move::CallBack),
        |_, _| {
            let grades = Satisfaction::ALL.iter().map(|it| Choice::new(it.key(), &term(Satisfaction::AREA, it.key())));
            let others = ["no_answer", "refused"].map(|key| Choice::new(key, &term("call_back", key)));
            vec![Field::pick("answer", "app.field.answer", grades.chain(others).collect()).required(), text("note", 3)]
        },
    ),
    action("close_call_back", |case, _| stage(case, Move::CloseCallBack), |_, _| vec![reason()]),
    action("reopen", |case, _| stage(case, Move::Reopen), |_, app| vec![reason(), units("unit", app)]),
    action("archive", |case, _| stage(case, Move::Archive), |_, _| vec![text("note", 2)]),
    action(
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
    action("pause", |case, _| running(case), |case, app| vec![clocks(case, app), reason()]),
    action(
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
    action(
        "acknowledge",
        |case, app| unseen(case, app).map(|_| ()).ok_or("app.refused.nothing_raised"),
        |_, _| vec![text("note", 2)],
    ),
];

fn stage(case: &Case, wanted: Move) -> Result<(), Reason> {
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

/// Makes a field of one line whose label stands under `app.field.<id>`.
pub fn line(id: &str) -> Field {
    Field::text_line(id, &format!("app.field.{id}"))
}

/// Makes a field of several lines whose label stands under `app.field.<id>`.
pub fn text(id: &str, rows: u16) -> Field {
    Field::area(id, &format!("app.field.{id}"), rows)
}

fn reason() -> Field {
    text("reason", 3).required()
}

/// Makes a field for a member of a closed list.
pub fn terms<'a>(id: &str, area: &str, keys: impl IntoIterator<Item = &'a str>) -> Field {
    let choices = keys.into_iter().map(|key| Choice::new(key, &term(area, key))).collect();
    Field::pick(id, &format!("app.field.{id}"), choices)
}

/// Returns every unit that can be given a case, as choices found by name, short name or initials.
pub fn unit_choices(app: &App) -> Vec<Choice> {
    let units = app.centre.units.iter();
    units
        .map(|unit| {
            let kind = term(UnitKind::AREA, unit.kind.key());
            Choice::new(unit.id.as_str(), &unit.name).hint(&kind).search(&format!("{} {}", unit.name, unit.short))
        })
        .collect()
}

/// Makes a field for a unit.
pub fn units(id: &str, app: &App) -> Field {
    Field::pick(id, &format!("app.field.{id}"), unit_choices(app))
}

fn assigned(id: &str, case: &Case, app: &App, states: &[Status]) -> Field {
    let live = case.assignments.iter().filter(|it| states.contains(&it.status));
    let choices: Vec<_> = live
        .map(|it| {
            Choice::new(it.unit.as_str(), app.centre.unit_name(&it.unit)).hint(&term(Status::AREA, it.status.key()))
        })
        .collect();
    let field = Field::pick(id, &format!("app.field.{id}"), choices.clone()).required();
    // An officer of a unit speaks for it; with one unit in question there is nothing to choose.
    let own = app.clock_of(case).and_then(|clock| clock.unit.as_ref()).or(app.officer.unit.as_ref());
    let own = own.map(UnitId::as_str);
    let only = choices.iter().find(|choice| Some(choice.id.as_str()) == own).or(choices.first());
    match only {
        Some(only) if choices.len() == 1 || Some(only.id.as_str()) == own => field.with(&json!(only.id)),
        _ => field,
    }
}

/// Makes a field for an officer with a role.
pub fn officers(id: &str, role: Role, app: &App) -> Field {
    let choices: Vec<_> = app
        .centre
        .officers
        .iter()
        .filter(|officer| officer.has(role))
        .map(|officer| Choice::new(officer.id.as_str(), &officer.name))
        .collect();
    let field = Field::pick(id, &format!("app.field.{id}"), choices.clone());
    if let [only] = choices.as_slice() { field.with(&json!(only.id)) } else { field }
}

fn clocks(case: &Case, app: &App) -> Field {
    let running = case.clocks.iter().filter(|clock| clock.is_running());
    let choices: Vec<_> = running
        .map(|clock| {
            let due = words::clock::moment(clock.due);
            Choice::new(&clock.id.to_string(), &words::clock::name(clock)).hint(&due)
        })
        .collect();
    let first = app.clock_of(case).filter(|clock| clock.is_running()).map(|clock| clock.id.to_string());
    let first = first.or_else(|| choices.first().map(|choice| choice.id.clone()));
    Field::pick("clock", "app.field.clock", choices).required().with(&json!(first))
}

/// Makes a field for a day or time as people say it: `明天 9点`, `+3工作日`.
pub fn moment(id: &str, app: &App) -> Field {
    let (now, calendar) = (app.now, app.centre.calendar.clone());
    Field::date(id, &format!("app.field.{id}"), move |typed| match dates::parse_when(typed, now, &calendar) {
        Ok(when) => Ok(words::clock::understood(&when)),
        Err(refusal) => Err(words::refusal(&refusal)),
    })
}

fn amend(case: &Case, _: &App) -> Vec<Field> {
    let known = |value: &Option<String>| json!(value.clone().unwrap_or_default());
    vec![
        line("title").with(&json!(case.title)),
        text("narrative", 6).with(&json!(case.narrative)),
        line("place").with(&known(&case.place)),
        line("grid").with(&known(&case.grid)),
        Field::number("people_involved", "app.field.people_involved").with(&json!(case.people_involved)),
    ]
}

/// Returns the rulebook's categories as choices, the general ones before the particular.
pub fn category_choices(app: &App) -> Vec<Choice> {
    let mut choices = Vec::new();
    for top in &app.centre.rulebook().categories {
        choices.push(Choice::new(top.id.as_str(), &top.name).hint(top.id.as_str()));
        for item in &top.items {
            choices
                .push(Choice::new(item.id.as_str(), &format!("{} · {}", top.name, item.name)).hint(item.id.as_str()));
        }
    }
    choices
}

/// Makes the three fields of an assessment.
pub fn assessment(category: Option<&str>, grade: Option<Grade>, risk: Option<Risk>, app: &App) -> Vec<Field> {
    vec![
        Field::pick("category", "app.field.category", category_choices(app)).with(&json!(category)),
        terms("grade", Grade::AREA, Grade::ALL.iter().map(|it| it.key())).with(&json!(grade.map(Grade::key))),
        terms("risk", Risk::AREA, Risk::ALL.iter().map(|it| it.key())).with(&json!(risk.map(Risk::key))),
    ]
}

fn assess(case: &Case, app: &App) -> Vec<Field> {
    let category = case.category.as_ref().map(|it| it.as_str().to_owned());
    let guess = || app.centre.rulebook().guess_category(&case.narrative).first().map(|(id, _)| id.to_string());
    let mut fields = assessment(category.or_else(guess).as_deref(), case.grade, case.risk, app);
    fields.push(text("reason", 2));
    fields
}

/// The suggestions of the rulebook come first, with the first one chosen; whoever was right to say "not ours" is
/// not offered again, and whoever helps already not as a helper.
fn route(case: &Case, app: &App) -> Vec<Field> {
    let was_right = |unit: &str| {
        let upheld = |it: &Assignment| it.objection.as_ref().is_some_and(|objection| objection.upheld == Some(true));
        case.assignments.iter().any(|it| it.unit.as_str() == unit && upheld(it))
    };
    let mut suggestions = crate::desk::service::suggest(case, &app.centre, app.now);
    suggestions.retain(|it| !was_right(it.unit.as_str()));
    let mut rest = unit_choices(app);
    rest.retain(|choice| !was_right(&choice.id));
    let mut helpers = rest.clone();
    helpers.retain(|choice| case.assignment_of(&UnitId::from(choice.id.as_str())).is_none());
    let helpers = Field::many("co", "app.field.co", helpers);
    let place = |choice: &Choice| suggestions.iter().position(|it| it.unit.as_str() == choice.id);
    let mut choices: Vec<Choice> = rest
        .into_iter()
        .map(|choice| if place(&choice).is_some() { choice.hint(&say("app.suggested")) } else { choice })
        .collect();
    choices.sort_by_key(|choice| place(choice).unwrap_or(usize::MAX));
    let first = suggestions.first();
    let co: Vec<&str> = first.map(|it| it.co.iter().map(UnitId::as_str).collect()).unwrap_or_default();
    vec![
        Field::pick("lead", "app.field.lead", choices).required().with(&json!(first.map(|it| it.unit.as_str()))),
        helpers.with(&json!(co)),
        text("instruction", 3),
    ]
}

/// Says why units are suggested for a case, for the room beside the form.
fn reasons(app: &App) -> Vec<Piece> {
    use crate::tui::theme::Meaning;
    let Some(case) = app.case() else { return Vec::new() };
    let mut lines = vec![(Meaning::Title, say("app.suggestions"))];
    for it in crate::desk::service::suggest(case, &app.centre, app.now) {
        let how = say(&format!("routing.handling.{}", it.handling.key()));
        lines.push((Meaning::Text, format!("{} · {how}", app.centre.unit_name(&it.unit))));
        for reason in &it.reasons {
            let args = reason.args();
            let args: Vec<_> = args.iter().map(|(name, value)| (*name, value.as_str())).collect();
            lines.push((
                Meaning::Muted,
                format!("  {}", words::say_with(&format!("routing.reason.{}", reason.key()), &args)),
            ));
        }
    }
    lines
}

/// Tells whether a command of the table can be run on the case on screen.
pub fn available(id: &str, app: &App) -> Result<(), Reason> {
    let Some(command) = id.strip_prefix("case.") else { return Ok(()) };
    let Some(case) = app.case() else { return Err("app.refused.no_case") };
    if let Some(answer) = mediation::available(command, case, app) {
        return answer;
    }
    match ACTIONS.iter().find(|action| action.command == command) {
        Some(action) => (action.when)(case, app),
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
                app.copy(no.to_string());
            }
            Outcome::taken()
        }
        "case.reveal" => reveal(app),
        "case.explain" => Outcome::taken().open(super::explain::Explain::new(app)),
        "intake.new" => super::intake::new_case(app),
        "intake.quick" => super::quick::open(app),
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
    let parties: Vec<u32> = case.parties.iter().map(|party| party.id.0).collect();
    app.revealed = true;
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

/// Opens an action's form, or does it at once when it has none.
fn begin(command: &str, app: &mut App) -> Outcome<App> {
    if let Some(outcome) = mediation::begin(command, app) {
        return outcome;
    }
    let Some(action) = ACTIONS.iter().find(|action| action.command == command) else { return Outcome::ignored() };
    let Some(case) = app.case() else { return Outcome::taken() };
    let fields = (action.fields)(case, app);
    let (no, rev, command) = (case.no.clone(), case.rev, action.command);
    if fields.is_empty() {
        return match ordered(command, no.as_str(), rev, Map::new(), app) {
            Ok(order) => {
                let (_, effect) = app.order(order, &say(&format!("command.case.{command}")));
                Outcome::taken().effect(effect)
            }
            Err(words) => {
                app.message = Some(Message::error(&words));
                Outcome::taken()
            }
        };
    }
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
    let layer = ordering(&title, Form::new(fields), &draft, app, move |mut values, app| {
        values.extend(fixed.clone());
        ordered(command, no.as_str(), rev, values, app).map(|order| (order, said.clone()))
    });
    Outcome::taken().open(if command == "route" { layer.beside(reasons) } else { layer })
}

/// Makes a form whose saving is an order: it stays until the order is done, so that nothing typed is lost
/// when it is refused, and what is typed is kept as a draft under a name.
pub fn ordering(
    title: &str,
    form: Form,
    draft: &str,
    app: &App,
    make: impl FnMut(Map<String, Value>, &mut App) -> Result<(Order, String), String> + 'static,
) -> FormLayer<App> {
    ordering_with(title, form, draft, app, make, |_, _, _| Outcome::taken())
}

/// Makes a form as [`ordering`] does, which also reacts to changed fields and pressed buttons.
pub fn ordering_with(
    title: &str,
    form: Form,
    draft: &str,
    app: &App,
    make: impl FnMut(Map<String, Value>, &mut App) -> Result<(Order, String), String> + 'static,
    react: impl FnMut(&FormEvent, &mut Form, &mut App) -> Outcome<App> + 'static,
) -> FormLayer<App> {
    ordering_hearing(title, form, draft, app, make, react, |_, _, _| Outcome::ignored())
}

/// Makes a form as [`ordering_with`] does, which also hears what comes back from outside.
pub fn ordering_hearing(
    title: &str,
    form: Form,
    draft: &str,
    app: &App,
    mut make: impl FnMut(Map<String, Value>, &mut App) -> Result<(Order, String), String> + 'static,
    mut react: impl FnMut(&FormEvent, &mut Form, &mut App) -> Outcome<App> + 'static,
    mut hear: impl FnMut(&Heard, &mut Form, &mut App) -> Outcome<App> + 'static,
) -> FormLayer<App> {
    let ticket = Rc::new(Cell::new(None));
    let (ordered, name) = (Rc::clone(&ticket), draft.to_owned());
    let react = move |event, form: &mut Form, app: &mut App| match event {
        FormEvent::Save(_) if ordered.get().is_some() => Outcome::taken(),
        FormEvent::Save(values) => match make(values, app) {
            Ok((order, said)) => {
                let (ticket, effect) = app.order(order, &said);
                ordered.set(Some(ticket));
                app.tell(&say("app.saving"));
                Outcome::taken().effect(effect)
            }
            Err(words) => {
                app.message = Some(Message::error(&words));
                Outcome::taken()
            }
        },
        FormEvent::Leave => Outcome::taken().close(),
        other => react(&other, form, app),
    };
    let listen = move |heard: &Heard, form: &mut Form, app: &mut App| match heard {
        Heard::Done(done, result) if ticket.get() == Some(*done) => {
            ticket.set(None);
            if matches!(result, Done::Yes(_)) {
                app.drafts.remove(&name);
                return Outcome::taken().close();
            }
            match result {
                Done::No(DeskError::Refused(refusal)) if !refusal.causes.is_empty() => {
                    Outcome::taken().open(every_cause(refusal))
                }
                _ => Outcome::taken(),
            }
        }
        _ => hear(heard, form, app),
    };
    let kept = app.drafts.get(draft).cloned();
    FormLayer::new(title, form, react).hearing(listen).drafted_as(draft).restored(kept.as_ref())
}

/// Shows every single reason against what was ordered, each with its next step, and what could be had instead.
pub fn every_cause(refusal: &crate::domain::refusal::Refusal) -> Reader {
    use crate::tui::theme::Meaning;
    let mut lines = vec![(Meaning::Error, words::refusal(refusal))];
    for cause in &refusal.causes {
        lines.push((Meaning::Warning, format!("! {}", words::refusal(cause))));
        lines.push((Meaning::Muted, format!("  {}", say(&format!("refusal.{}.hint", cause.code)))));
    }
    lines.extend(words::offers(refusal).into_iter().map(|offer| (Meaning::Text, offer)));
    Reader::new(&say("app.causes"), lines)
}

/// Makes the order of an action from what was typed.
fn ordered(command: &str, no: &str, rev: u64, values: Map<String, Value>, app: &App) -> Result<Order, String> {
    let mut object = shaped(command, values, app)?;
    object.insert("command".into(), json!(command));
    object.insert("no".into(), json!(no));
    object.insert("rev".into(), json!(rev));
    Order::from_json(&Value::Object(object).to_string()).map_err(|error| error.message())
}

/// Brings what was typed into the command's shape: empty fields away, dates read, groups made.
fn shaped(command: &str, mut values: Map<String, Value>, app: &App) -> Result<Map<String, Value>, String> {
    values.retain(|_, value| !value.is_null() && value.as_str() != Some(""));
    for field in ["at"] {
        if let Some(typed) = values.get(field).and_then(Value::as_str) {
            let moment = read_moment(typed, app)?;
            values.insert(field.to_owned(), json!(moment.to_rfc3339()));
        }
    }
    if let Some(clock) = values.get("clock").and_then(Value::as_str).and_then(|id| id.parse::<u32>().ok()) {
        values.insert("clock".into(), json!(clock));
    }
    Ok(match command {
        "amend" => Map::from_iter([("changes".to_owned(), Value::Object(values))]),
        "attach" => Map::from_iter([("attachment".to_owned(), Value::Object(values))]),
        "add_party" => {
            if let Some(address) = values.remove("address") {
                values.insert("place".into(), address);
            }
            Map::from_iter([("party".to_owned(), Value::Object(values))])
        }
        "route" | "conclude" => {
            // Whoever leads does not also help.
            let lead = values.get("lead").cloned();
            if let Some(Value::Array(co)) = values.get_mut("co") {
                co.retain(|unit| Some(unit) != lead.as_ref());
            }
            values
        }
        "call_back" => {
            let answer = values.get("answer").and_then(Value::as_str).unwrap_or_default().to_owned();
            if Satisfaction::from_key(&answer).is_some() {
                values.insert("answer".into(), json!({"answered": answer}));
            }
            values
        }
        _ => values,
    })
}

/// Reads a day and time as typed; a day or a part of it alone means the centre's opening hour in it.
pub fn read_moment(typed: &str, app: &App) -> Result<crate::domain::time::Moment, String> {
    let when = dates::parse_when(typed, app.now, &app.centre.calendar).map_err(|it| words::refusal(&it))?;
    Ok(when.moment(&app.centre.rulebook().mediation.opening))
}
