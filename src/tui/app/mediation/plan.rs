//! Scheduling and moving a session: while the form is filled in, the desk is asked whether it would do, so
//! that every clash stands beside the fields with its reason, and the next free slots are there to be picked.

use super::super::fields::{line, moment, text, unit_choices};
use super::super::ordering::{ordering_hearing, read_moment, tried};
use super::super::{App, Heard};
use super::forms::{About, given, numbers, parties};
use super::read;
use crate::desk::service::Query;
use crate::desk::{Command, DeskError, Order};
use crate::domain::case::CaseCommand;
use crate::domain::ids::{RoomId, SessionId};
use crate::domain::mediation::{GuestRole, Session};
use crate::domain::refusal::{Offer, Refusal};
use crate::tui::form::{Field, Form, FormEvent};
use crate::tui::layers::Outcome;
use crate::tui::theme::Meaning;
use crate::tui::widgets::{Choice, Piece};
use crate::words::{self, say, say_with, term};
use serde_json::{Map, Value, json};
use std::cell::RefCell;
use std::rc::Rc;

/// What the desk said of the plan as it stands in the form.
#[derive(Default)]
struct Trial {
    answer: Option<Result<Vec<Refusal>, DeskError>>,
    is_timed: bool,
}

/// Reasons against a time, which say nothing while no time was given.
const ABOUT_TIME: [&str; 8] = [
    "clash_in_the_past",
    "clash_notice_too_short",
    "clash_non_working_day",
    "clash_outside_opening_hours",
    "clash_room_busy",
    "clash_mediator_busy",
    "clash_seat_busy",
    "clash_party_elsewhere",
];

/// Parts room, beginning and end in the id of a slot.
const APART: char = '|';

/// Opens the form that books a session.
pub fn schedule(app: &mut App) -> Outcome<App> {
    let minutes = app.centre.rulebook().mediation.session_minutes;
    let mut fields = people(None, app);
    fields.extend(place(None, i64::from(minutes), app));
    fields.extend([Field::yes_no("hold", "app.field.hold", false), text("urgent", 1), line("topic"), guests(None)]);
    planning(About::case("schedule"), None, fields, app)
}

/// Opens the form that moves a session; what is left as it is stays.
pub fn reschedule(session: SessionId, app: &mut App) -> Outcome<App> {
    let about = About::session("reschedule", session, app);
    let Some(it) = app.case().and_then(|case| case.mediation.session(session)).cloned() else {
        return Outcome::taken();
    };
    let mut fields = vec![text("reason", 2).required()];
    fields.extend(place(Some(&it), (it.plan.ends - it.plan.starts).num_minutes(), app));
    fields.extend(people(Some(&it), app));
    fields.extend([text("urgent", 1), line("topic").with(&json!(it.plan.topic.clone().unwrap_or_default()))]);
    fields.push(guests(Some(&it)));
    planning(about, Some(it), fields, app)
}

fn people(before: Option<&Session>, app: &App) -> Vec<Field> {
    let chosen: Vec<_> = before.into_iter().flat_map(|it| &it.plan.mediators).map(ToString::to_string).collect();
    let seats: Vec<_> = before.into_iter().flat_map(|it| &it.plan.seats).map(ToString::to_string).collect();
    let all = app.case().map(|case| &case.parties[..]).unwrap_or_default();
    let summoned: Vec<_> = match before {
        Some(it) => it.plan.parties.iter().map(ToString::to_string).collect(),
        None => all.iter().map(|party| party.id.to_string()).collect(),
    };
    vec![
        Field::many("mediators", "app.field.mediators", mediators(app)).required().with(&json!(chosen)),
        Field::many("seats", "app.field.seats", unit_choices(app)).with(&json!(seats)),
        parties("parties", None, app).required().with(&json!(summoned)),
    ]
}

/// The mediators, those who are good at the case's category first.
fn mediators(app: &App) -> Vec<Choice> {
    let category = app.case().and_then(|case| case.category.as_ref());
    let fits = |specialities: &[crate::domain::ids::CategoryId]| {
        category.is_some_and(|category| specialities.iter().any(|it| category.as_str().starts_with(it.as_str())))
    };
    let mut sorted: Vec<_> = app.centre.mediators.iter().collect();
    sorted.sort_by_key(|it| !fits(&it.specialities));
    let choice = |it: &crate::domain::directory::Mediator| {
        let hint = if fits(&it.specialities) {
            say_with("app.mediation.fits", &[("kind", &it.kind)])
        } else {
            it.kind.clone()
        };
        Choice::new(it.id.as_str(), &it.name).hint(&hint)
    };
    sorted.into_iter().map(choice).collect()
}

fn place(before: Option<&Session>, minutes: i64, app: &App) -> Vec<Field> {
    let rooms = app.centre.rooms.iter();
    let rooms: Vec<_> = rooms
        .map(|room| {
            let seats = say_with("app.mediation.week.seats", &[("count", &room.seats.to_string())]);
            Choice::new(room.id.as_str(), &room.name).hint(&seats)
        })
        .collect();
    let room = before.map(|it| it.plan.room.to_string()).or(rooms.first().map(|room| room.id.clone()));
    let starts = before.map(|it| it.plan.starts.format("%Y-%m-%d %H:%M").to_string()).unwrap_or_default();
    vec![
        Field::pick("slot", "app.field.slot", Vec::new()).hint("app.mediation.slot_hint"),
        Field::pick("room", "app.field.room", rooms).required().with(&json!(room)),
        moment("starts", app).required().with(&json!(starts)),
        Field::number("minutes", "app.field.minutes").required().with(&json!(minutes)),
    ]
}

fn guests(before: Option<&Session>) -> Field {
    let invited = before.into_iter().flat_map(|it| &it.plan.guests);
    let lines: Vec<_> =
        invited.map(|guest| format!("{} {}", term(GuestRole::AREA, guest.role.key()), guest.name)).collect();
    text("guests", 2).hint("app.mediation.guests_hint").with(&json!(lines.join("\n")))
}

/// Puts the form together: asked about as it is filled in, with the answer beside it.
fn planning(about: About, before: Option<Session>, fields: Vec<Field>, app: &mut App) -> Outcome<App> {
    let trial = Rc::new(RefCell::new(Trial::default()));
    let (title, draft, command, fixed) = (about.title(app), about.draft(app), about.command, about.fixed.clone());
    let was = before.clone();
    let make = about.order(app, move |values, app| planned(values, was.as_ref(), app));
    let asked = Rc::clone(&trial);
    let ask = Rc::new(move |form: &Form, app: &mut App| {
        let mut values = given(form.values());
        asked.borrow_mut().is_timed = values.contains_key("starts");
        // Without a time the next free slots are looked for from now on.
        values.entry("starts").or_insert_with(|| json!(app.now.format("%Y-%m-%d %H:%M").to_string()));
        if command == "reschedule" {
            values.entry("reason").or_insert_with(|| json!("-"));
        }
        let query = planned(values, before.as_ref(), app).ok().and_then(|mut object| {
            object.extend(fixed.clone());
            tried_query(command, object, app)
        });
        if let Some(query) = query {
            let effect = app.ask(query);
            return Outcome::taken().effect(effect);
        }
        asked.borrow_mut().answer = None;
        Outcome::taken()
    });
    let again = Rc::clone(&ask);
    let react = move |event: &FormEvent, form: &mut Form, app: &mut App| match event {
        FormEvent::Changed(field) => {
            if field == "slot" {
                take_slot(form);
            }
            again(form, app)
        }
        _ => Outcome::taken(),
    };
    let heard_trial = Rc::clone(&trial);
    let refresh = Rc::clone(&ask);
    let hear = move |heard: &Heard, form: &mut Form, app: &mut App| {
        if matches!(heard, Heard::Changed) {
            return refresh(form, app);
        }
        if let Some(result) = tried(heard) {
            if let Err(DeskError::Refused(refusal)) = result
                && let Some(field) = form.field_mut("slot")
                && !refusal.offers.is_empty()
            {
                field.set_choices(slots(&refusal.offers));
            }
            heard_trial.borrow_mut().answer = Some(result.clone());
        }
        Outcome::ignored()
    };
    let mut form = Form::new(fields);
    if let Some(kept) = app.drafts.get(&draft) {
        form.from_draft(kept);
    }
    let first = ask(&form, app);
    let layer = ordering_hearing(&title, form, &draft, app, make, react, hear);
    first.open(layer.beside(move |_| said(&trial.borrow())))
}

fn tried_query(command: &str, mut object: Map<String, Value>, app: &App) -> Option<Query> {
    let no = app.wanted.clone()?;
    object.entry("mediators").or_insert_with(|| json!([]));
    if command == "reschedule" {
        object.retain(|field, value| field != "mediators" || value.as_array().is_some_and(|it| !it.is_empty()));
    }
    object.insert("command".into(), json!(command));
    object.insert("no".into(), json!(no));
    match Order::from_json(&Value::Object(object).to_string()).ok()?.command {
        Command::Case(command @ CaseCommand::Mediation(_)) => Some(Query::Try { no, command: Box::new(command) }),
        _ => None,
    }
}

/// Brings what was typed into the shape of `schedule` or, with a session to be moved, of `reschedule`.
fn planned(mut values: Map<String, Value>, before: Option<&Session>, app: &App) -> Result<Map<String, Value>, String> {
    values.remove("slot");
    let minutes = values.remove("minutes").and_then(|it| it.as_i64()).unwrap_or_default();
    if let Some(typed) = values.get("starts").and_then(Value::as_str) {
        let starts = read_moment(typed, app)?;
        let ends = starts + chrono::Duration::minutes(minutes.clamp(0, 24 * 60));
        values.insert("starts".into(), json!(starts.to_rfc3339()));
        values.insert("ends".into(), json!(ends.to_rfc3339()));
    }
    numbers(&mut values, "parties");
    if let Some(typed) = values.get("guests").and_then(Value::as_str) {
        let read = read::guests(typed);
        values.insert("guests".into(), json!(read));
    }
    if let Some(it) = before {
        let plan = &it.plan;
        // What was taken away has to be said: a field that is left out stays as it is.
        for field in ["seats", "guests"] {
            values.entry(field).or_insert_with(|| json!([]));
        }
        let unchanged = [
            ("room", json!(plan.room)),
            ("mediators", json!(plan.mediators)),
            ("seats", json!(plan.seats)),
            ("parties", json!(plan.parties)),
            ("guests", json!(plan.guests)),
            ("topic", json!(plan.topic)),
            ("starts", json!(plan.starts.to_rfc3339())),
        ];
        for (field, was) in unchanged {
            if values.get(field) == Some(&was) {
                values.remove(field);
            }
        }
        if !values.contains_key("starts") && (plan.ends - plan.starts).num_minutes() == minutes {
            values.remove("ends");
        }
    }
    Ok(values)
}

fn slots(offers: &[Offer]) -> Vec<Choice> {
    let arg = |offer: &Offer, name: &str| {
        offer.args.iter().find(|(it, _)| *it == name).map(|(_, value)| value.clone()).unwrap_or_default()
    };
    let choice = |offer: &Offer| {
        let (room, starts, ends) = (arg(offer, "room"), arg(offer, "starts"), arg(offer, "ends"));
        let label = say_with(
            "app.mediation.slot",
            &[("starts", &starts), ("until", &arg(offer, "until")), ("room", &arg(offer, "name"))],
        );
        Choice::new(&format!("{room}{APART}{starts}{APART}{ends}"), &label)
    };
    offers.iter().filter(|offer| offer.code == "slot").map(choice).collect()
}

/// Fills room and time with the slot that was picked.
fn take_slot(form: &mut Form) {
    let picked = form.field("slot").map(Field::value).and_then(|it| it.as_str().map(str::to_owned));
    let Some(picked) = picked else { return };
    let mut parts = picked.split(APART);
    for field in ["room", "starts"] {
        if let (Some(part), Some(field)) = (parts.next(), form.field_mut(field)) {
            field.restore(&json!(RoomId::from(part)));
            (field.error, field.note) = (None, None);
        }
    }
}

/// Says beside the form whether the plan would do, every reason against it, and what could be had instead.
fn said(trial: &Trial) -> Vec<Piece> {
    let mut lines = Vec::new();
    match &trial.answer {
        None => lines.push((Meaning::Muted, say("app.mediation.trial.not_yet"))),
        Some(Ok(warnings)) => {
            lines.push((Meaning::Good, say("app.mediation.trial.free")));
            lines.extend(warnings.iter().map(|it| (Meaning::Warning, format!("! {}", words::refusal(it)))));
        }
        Some(Err(error)) => {
            let DeskError::Refused(refusal) = error else {
                lines.push((Meaning::Error, format!("! {}", error.message())));
                return lines;
            };
            let all = if refusal.causes.is_empty() { std::slice::from_ref(refusal) } else { &refusal.causes[..] };
            let causes: Vec<_> = all.iter().filter(|it| trial.is_timed || !ABOUT_TIME.contains(&it.code)).collect();
            if !causes.is_empty() {
                let count = causes.len().to_string();
                lines.push((Meaning::Error, say_with("app.mediation.trial.clashes", &[("count", &count)])));
            }
            let is_alone = causes.len() == 1;
            for cause in causes {
                lines.push((Meaning::Warning, format!("! {}", words::refusal(cause))));
                // Several reasons and the slots have to find room; the next steps of each come with the refusal.
                if !is_alone {
                    continue;
                }
                lines.push((Meaning::Muted, format!("  {}", say(&format!("refusal.{}.hint", cause.code)))));
            }
            if !refusal.offers.is_empty() {
                lines.push((Meaning::Title, say("app.mediation.trial.slots")));
                let offered = slots(&refusal.offers);
                lines.extend(offered.into_iter().map(|it| (Meaning::Text, format!("  {}", it.label))));
            }
        }
    }
    lines
}
