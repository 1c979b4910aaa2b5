//! Forms whose saving is an order: they stay until it is done, and keep what is typed as a draft.

use super::intake::NEW_CASE;
use super::refused::refused_field;
use super::{App, Done, Heard};
use crate::desk::service::Answer;
use crate::desk::{DeskError, Order};
use crate::domain::dates;
use crate::domain::refusal::Refusal;
use crate::domain::vocabulary::Satisfaction;
use crate::tui::dialogs::Reader;
use crate::tui::form::{Form, FormEvent, FormLayer};
use crate::tui::layers::Outcome;
use crate::tui::widgets::Message;
use crate::words::{self, say};
use chrono::Datelike;
use serde_json::{Map, Value, json};
use std::cell::Cell;
use std::rc::Rc;

/// Makes a form whose saving is an order: it stays until the order is done, so that nothing typed is lost
/// when it is refused, and what is typed is kept as a draft under a name.
pub fn ordering(
    title: &str,
    form: Form,
    draft: &str,
    app: &mut App,
    make: impl FnMut(Map<String, Value>, &mut App) -> Result<(Order, String), String> + 'static,
) -> FormLayer<App> {
    ordering_with(title, form, draft, app, make, |_, _, _| Outcome::taken())
}

/// Makes a form as [`ordering`] does, which also reacts to changed fields and pressed buttons.
pub fn ordering_with(
    title: &str,
    form: Form,
    draft: &str,
    app: &mut App,
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
    app: &mut App,
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
            if let Done::Yes(receipt) = result {
                app.drafts.remove(&name);
                if receipt.provisional {
                    return Outcome::taken().close().open(super::book::slip(receipt));
                }
                if name.starts_with(NEW_CASE) {
                    app.registered.clone_from(&receipt.no);
                }
                return Outcome::taken().close();
            }
            match result {
                Done::No(DeskError::Refused(refusal)) if !refusal.causes.is_empty() => {
                    Outcome::taken().open(every_cause(refusal))
                }
                Done::No(DeskError::Refused(refusal)) => {
                    if let Some(field) = refused_field(refusal, form) {
                        form.refuse(&field, &words::refusal(refusal));
                        // The reason stands beside the field; the line below has room for what to do.
                        app.message = Some(Message::error(&words::next_step(refusal)));
                    }
                    Outcome::taken()
                }
                _ => Outcome::taken(),
            }
        }
        _ => hear(heard, form, app),
    };
    let layer = FormLayer::new(title, form, react).hearing(listen);
    restored(layer, draft, app)
}

/// Puts back what was typed under a name before, says so, and how to start afresh.
pub fn restored(layer: FormLayer<App>, draft: &str, app: &mut App) -> FormLayer<App> {
    let layer = layer.drafted_as(draft).restored(app.drafts.get(draft));
    if layer.was_restored() {
        app.tell(&say("app.draft_restored"));
    }
    layer
}

/// Shows every single reason against what was ordered, each with its next step, and what could be had instead.
pub fn every_cause(refusal: &Refusal) -> Reader {
    use crate::tui::theme::Meaning;
    let mut lines = vec![(Meaning::Error, words::refusal(refusal))];
    for cause in &refusal.causes {
        lines.push((Meaning::Warning, format!("! {}", words::refusal(cause))));
        lines.push((Meaning::Muted, format!("  {}", say(&format!("refusal.{}.hint", cause.code)))));
    }
    lines.extend(words::offers(refusal).into_iter().map(|offer| (Meaning::Text, offer)));
    Reader::new(&say("app.causes"), lines)
}

/// Tells whether something heard is the answer to a trial.
pub fn tried(heard: &Heard) -> Option<&Result<Vec<Refusal>, DeskError>> {
    match heard {
        Heard::Answer(Answer::Tried(result)) => Some(result),
        _ => None,
    }
}

/// Makes the order of an action from what was typed.
pub(super) fn ordered(
    command: &str,
    no: &str,
    rev: u64,
    values: Map<String, Value>,
    app: &App,
) -> Result<Order, String> {
    let mut object = shaped(command, values, app)?;
    object.insert("command".into(), json!(command));
    object.insert("no".into(), json!(no));
    object.insert("rev".into(), json!(rev));
    Order::from_json(&Value::Object(object).to_string()).map_err(|error| error.message())
}

/// Brings what was typed into the command's shape: empty fields away, dates read, groups made.
pub(super) fn shaped(command: &str, mut values: Map<String, Value>, app: &App) -> Result<Map<String, Value>, String> {
    values.retain(|_, value| !value.is_null() && value.as_str() != Some(""));
    for field in ["at"] {
        if let Some(typed) = values.get(field).and_then(Value::as_str) {
            let moment = read_moment(typed, app)?;
            values.insert(field.to_owned(), json!(moment.to_rfc3339()));
        }
    }
    if let Some(typed) = values.get("due").and_then(Value::as_str) {
        let day = read_moment(typed, app)?.date_naive();
        values.insert("due".to_owned(), json!(day));
    }
    for field in ["other", "into"] {
        if let Some(typed) = values.get(field).and_then(Value::as_str) {
            let no = app.centre.rulebook().expand_case_no(typed, app.now.year());
            values.insert(field.to_owned(), json!(no));
        }
    }
    if let Some(clock) = values.get("clock").and_then(Value::as_str).and_then(|id| id.parse::<u32>().ok()) {
        values.insert("clock".into(), json!(clock));
    }
    Ok(match command {
        "amend" => Map::from_iter([("changes".to_owned(), Value::Object(values))]),
        "unlink" => {
            let link = values.get("link").and_then(Value::as_str).unwrap_or_default();
            let (kind, other) = link.split_once(' ').unwrap_or_default();
            Map::from_iter([("kind".to_owned(), json!(kind)), ("other".to_owned(), json!(other))])
        }
        "unmerge" => {
            if let Some(Value::Array(entries)) = values.get_mut("entries") {
                let read = |entry: &Value| entry.as_str().and_then(|it| it.parse::<u64>().ok());
                *entries = entries.iter().filter_map(read).map(|rev| json!(rev)).collect();
            }
            values
        }
        "seal" => {
            let seal = super::sealed::shaped(&mut values);
            values.extend(seal);
            values
        }
        // A paper put in is named by its code, one taken out by its number in the file.
        "remove_paper" => {
            if let Some(filed) = values.get("filed").and_then(Value::as_str).and_then(|id| id.parse::<u32>().ok()) {
                values.remove("filed");
                values.insert("paper".into(), json!(filed));
            }
            values
        }
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
