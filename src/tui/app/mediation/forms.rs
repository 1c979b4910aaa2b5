//! The short forms of mediation: what happened at a session, and what became of the agreement.

use super::super::App;
use super::super::fields::{line, moment, terms, text};
use super::super::ordering::ordering;
use super::detail::{instalment, invitee, time_of};
use super::read;
use crate::desk::Order;
use crate::domain::ids::SessionId;
use crate::domain::mediation::{Invitee, JudicialStep, NoticeHow, NoticeResult, RecusalGround, Remedy, Session};
use crate::tui::form::{Field, Form, FormLayer};
use crate::tui::layers::Outcome;
use crate::tui::widgets::{Choice, Message};
use crate::words::{say, term};
use serde_json::{Map, Value, json};

/// What an order is about besides what is typed.
pub struct About {
    /// The command's name in `do`.
    pub command: &'static str,
    /// What the title and the draft's name say besides the case's number.
    pub more: String,
    /// Fields that are not typed.
    pub fixed: Map<String, Value>,
}

impl About {
    /// Begins an order about a case.
    pub fn case(command: &'static str) -> Self {
        Self { command, more: String::new(), fixed: Map::new() }
    }

    /// Begins an order about a session of a case.
    pub fn session(command: &'static str, session: SessionId, app: &App) -> Self {
        let it = app.case().and_then(|case| case.mediation.session(session));
        let more = it.map(|it| format!("{} {}", say_session(it.id), time_of(it))).unwrap_or_default();
        Self { command, more, fixed: Map::from_iter([("session".to_owned(), json!(session))]) }
    }

    /// Returns the title of its form.
    pub fn title(&self, app: &App) -> String {
        let no = app.wanted.as_ref().map(ToString::to_string).unwrap_or_default();
        format!("{} {no} {}", say(&format!("command.case.{}", self.command)), self.more)
    }

    /// Returns the name its draft is kept under.
    pub fn draft(&self, app: &App) -> String {
        let no = app.wanted.as_ref().map(ToString::to_string).unwrap_or_default();
        let session = self.fixed.get("session").map(Value::to_string).unwrap_or_default();
        format!("{} {no} {session}", self.command).trim_end().to_owned()
    }

    /// Returns what makes the order of what was typed; `shape` brings it into the command's fields.
    pub fn order(
        self,
        app: &App,
        mut shape: impl FnMut(Map<String, Value>, &App) -> Result<Map<String, Value>, String> + 'static,
    ) -> impl FnMut(Map<String, Value>, &mut App) -> Result<(Order, String), String> + 'static {
        let (no, rev) = app.case().map(|case| (case.no.clone(), case.rev)).unzip();
        move |values, app| {
            let mut object = shape(given(values), app)?;
            object.extend(self.fixed.clone());
            object.insert("command".into(), json!(self.command));
            object.insert("no".into(), json!(no));
            object.insert("rev".into(), json!(rev));
            let order = Order::from_json(&Value::Object(object).to_string()).map_err(|error| error.message())?;
            Ok((order, say(&format!("command.case.{}", self.command))))
        }
    }
}

fn say_session(id: SessionId) -> String {
    crate::words::say_with("app.mediation.session", &[("session", &id.to_string())])
}

/// Leaves out what was not filled in.
pub fn given(mut values: Map<String, Value>) -> Map<String, Value> {
    let is_empty = |value: &Value| match value {
        Value::Null => true,
        Value::String(text) => text.is_empty(),
        Value::Array(items) => items.is_empty(),
        _ => false,
    };
    values.retain(|_, value| !is_empty(value));
    values
}

/// Turns a field of ids that are numbers into numbers.
pub fn numbers(values: &mut Map<String, Value>, field: &str) {
    let number = |value: &Value| value.as_str().and_then(|id| id.parse::<u32>().ok()).map(Value::from);
    let read = match values.get(field) {
        Some(Value::Array(ids)) => Some(Value::Array(ids.iter().filter_map(number).collect())),
        Some(one @ Value::String(_)) => number(one),
        _ => None,
    };
    if let Some(read) = read {
        values.insert(field.to_owned(), read);
    }
}

fn form(
    about: About,
    fields: Vec<Field>,
    app: &mut App,
    shape: impl FnMut(Map<String, Value>, &App) -> Result<Map<String, Value>, String> + 'static,
) -> FormLayer<App> {
    let (title, draft) = (about.title(app), about.draft(app));
    let make = about.order(app, shape);
    ordering(&title, Form::new(fields), &draft, app, make)
}

/// Orders at once what needs no form.
fn at_once(about: About, app: &mut App) -> Outcome<App> {
    let mut make = about.order(app, |values, _| Ok(values));
    match make(Map::new(), app) {
        Ok((order, said)) => {
            let (_, effect) = app.order(order, &said);
            Outcome::taken().effect(effect)
        }
        Err(words) => {
            app.message = Some(Message::error(&words));
            Outcome::taken()
        }
    }
}

/// Reads a field of a day as typed.
fn dated(values: &mut Map<String, Value>, field: &str, app: &App) -> Result<(), String> {
    if let Some(typed) = values.get(field).and_then(Value::as_str) {
        let day = read::day(typed, app)?;
        values.insert(field.to_owned(), json!(day));
    }
    Ok(())
}

/// Makes a field for parties of a session, or of the case.
pub fn parties(id: &str, session: Option<&Session>, app: &App) -> Field {
    let all = app.case().map(|case| &case.parties[..]).unwrap_or_default();
    let of_session = all.iter().filter(|party| session.is_none_or(|it| it.plan.parties.contains(&party.id)));
    let choices = of_session
        .map(|party| Choice::new(&party.id.to_string(), &party.name).hint(&term("side", party.side.key())))
        .collect();
    Field::many(id, &format!("app.field.{id}"), choices)
}

/// Makes a field for the remedies that were told.
pub fn remedies() -> Field {
    let choices = Remedy::ALL.iter().map(|it| Choice::new(it.key(), &term(Remedy::AREA, it.key()))).collect();
    Field::many("remedies", "app.field.remedies", choices).required()
}

/// Turns a hold into a booking.
pub fn confirm(session: SessionId, app: &mut App) -> Outcome<App> {
    at_once(About::session("confirm_session", session, app), app)
}

/// Calls a session off.
pub fn cancel(session: SessionId, app: &mut App) -> Outcome<App> {
    let about = About::session("cancel_session", session, app);
    let it = app.case().and_then(|case| case.mediation.session(session));
    let fields = vec![text("reason", 3).required(), parties("no_show", it, app)];
    Outcome::taken().open(form(about, fields, app, |mut values, _| {
        numbers(&mut values, "no_show");
        Ok(values)
    }))
}

/// Writes down a notice or an attempt; whoever was not reached yet comes first.
pub fn notify(session: SessionId, app: &mut App) -> Outcome<App> {
    let about = About::session("notify", session, app);
    let Some((case, it)) = app.case().and_then(|case| case.mediation.session(session).map(|it| (case, it))) else {
        return Outcome::taken();
    };
    let waiting = it.to_notify();
    let others = it.invitees().filter(|whom| !waiting.contains(whom));
    let choices: Vec<Choice> = waiting
        .iter()
        .cloned()
        .chain(others)
        .map(|whom| {
            let last = it.last_notice(&whom).map(|notice| term(NoticeResult::AREA, notice.result.key()));
            let hint = last.unwrap_or_else(|| say("app.mediation.not_told"));
            Choice::new(&whom_id(&whom), &invitee(&whom, case, app)).hint(&hint)
        })
        .collect();
    let first = choices.first().map(|choice| choice.id.clone());
    let result = NoticeResult::ALL.iter().map(|it| Choice::new(it.key(), &term(NoticeResult::AREA, it.key())));
    let fields = vec![
        Field::pick("whom", "app.field.whom", choices).required().with(&json!(first)),
        terms("how", NoticeHow::AREA, NoticeHow::ALL.iter().map(|it| it.key()))
            .required()
            .with(&json!(NoticeHow::Phone.key())),
        Field::pick("result", "app.field.notice_result", result.collect()).required(),
        text("note", 2),
    ];
    let layer = form(about, fields, app, |mut values, _| {
        let whom = values.remove("whom").and_then(|whom| whom.as_str().map(str::to_owned)).unwrap_or_default();
        if let Some((kind, id)) = whom.split_once(':') {
            values.insert(kind.to_owned(), json!(id));
            numbers(&mut values, "party");
        }
        Ok(values)
    });
    Outcome::taken().open(layer)
}

fn whom_id(whom: &Invitee) -> String {
    match whom {
        Invitee::Party(id) => format!("party:{id}"),
        Invitee::Unit(id) => format!("unit:{id}"),
        Invitee::Mediator(id) => format!("mediator:{id}"),
    }
}

/// Writes down who came: everybody, unless said otherwise.
pub fn attendance(session: SessionId, app: &mut App) -> Outcome<App> {
    let about = About::session("attendance", session, app);
    let it = app.case().and_then(|case| case.mediation.session(session)).cloned();
    let all: Vec<String> = it.iter().flat_map(|it| &it.plan.parties).map(ToString::to_string).collect();
    let fields = vec![
        parties("absent", it.as_ref(), app),
        parties("excused", it.as_ref(), app),
        Field::heading("h.present", "app.mediation.all_others_came"),
    ];
    let layer = form(about, fields, app, move |mut values, _| {
        let named = |field: &str, values: &Map<String, Value>| -> Vec<String> {
            let ids = values.get(field).and_then(Value::as_array).into_iter().flatten();
            ids.filter_map(Value::as_str).map(str::to_owned).collect()
        };
        let missing = [named("absent", &values), named("excused", &values)].concat();
        let present: Vec<_> = all.iter().filter(|id| !missing.contains(id)).collect();
        values.insert("present".into(), json!(present));
        for field in ["present", "absent", "excused"] {
            numbers(&mut values, field);
        }
        Ok(values)
    });
    Outcome::taken().open(layer)
}

/// Writes the record.
pub fn record(session: SessionId, app: &mut App) -> Outcome<App> {
    let about = About::session("record_session", session, app);
    let fields = vec![text("text", 8).required(), line("recorder").with(&json!(app.officer.name))];
    Outcome::taken().open(form(about, fields, app, |values, _| Ok(values)))
}

/// Takes mediation up again.
pub fn resume(app: &mut App) -> Outcome<App> {
    let layer = form(About::case("resume_mediation"), vec![text("reason", 3).required()], app, |values, _| Ok(values));
    Outcome::taken().open(layer)
}

/// Keeps a mediator away from the case.
pub fn recuse(app: &mut App) -> Outcome<App> {
    let Some(case) = app.case() else { return Outcome::taken() };
    let free = |id: &crate::domain::ids::MediatorId| case.mediation.recusals.iter().all(|it| it.mediator != *id);
    let mediators = app.centre.mediators.iter().filter(|it| free(&it.id));
    let choices = mediators.map(|it| Choice::new(it.id.as_str(), &it.name).hint(&it.kind)).collect();
    let fields = vec![
        Field::pick("mediator", "app.field.mediator", choices).required(),
        terms("ground", RecusalGround::AREA, RecusalGround::ALL.iter().map(|it| it.key())).required(),
        text("note", 2),
    ];
    Outcome::taken().open(form(About::case("recuse"), fields, app, |values, _| Ok(values)))
}

fn instalments(only_late: bool, app: &App) -> Field {
    let today = app.now.date_naive();
    let open = app.case().and_then(|case| case.mediation.agreement()).into_iter();
    let open = open.flat_map(|it| it.agreement.open_instalments()).filter(|it| !only_late || it.due < today);
    let choices: Vec<_> = open.map(|it| Choice::new(&it.id.to_string(), &instalment(it))).collect();
    let first = choices.first().map(|choice| choice.id.clone());
    Field::pick("instalment", "app.field.instalment", choices).required().with(&json!(first))
}

/// Writes down that an instalment was performed.
pub fn perform(app: &mut App) -> Outcome<App> {
    let fields = vec![instalments(false, app), moment("on", app), text("note", 2)];
    let layer = form(About::case("perform"), fields, app, |mut values, app| {
        numbers(&mut values, "instalment");
        dated(&mut values, "on", app)?;
        Ok(values)
    });
    Outcome::taken().open(layer)
}

/// Writes down that an instalment was not performed.
pub fn breach(app: &mut App) -> Outcome<App> {
    let fields = vec![instalments(true, app), text("note", 3).required()];
    let layer = form(About::case("breach"), fields, app, |mut values, _| {
        numbers(&mut values, "instalment");
        Ok(values)
    });
    Outcome::taken().open(layer)
}

/// Writes down a step of judicial confirmation; only the steps that can follow are offered.
pub fn judicial(app: &mut App) -> Outcome<App> {
    use JudicialStep::{Accepted, Applied, Confirmed, NotEligible, Rejected};
    let steps: &[JudicialStep] = match app.case().and_then(|case| case.mediation.judicial_step()) {
        None => &[Applied, NotEligible],
        Some(Applied) => &[Accepted, Confirmed, Rejected],
        Some(Accepted) => &[Confirmed, Rejected],
        _ => &[Applied],
    };
    let court = app.case().and_then(|case| case.mediation.judicial.last()).and_then(|it| it.court.clone());
    let fields = vec![
        terms("step", JudicialStep::AREA, steps.iter().map(|it| it.key())).required().with(&json!(steps[0].key())),
        moment("on", app),
        line("court").with(&json!(court.unwrap_or_default())),
        text("note", 2),
    ];
    let layer = form(About::case("judicial_confirmation"), fields, app, |mut values, app| {
        dated(&mut values, "on", app)?;
        Ok(values)
    });
    Outcome::taken().open(layer)
}
