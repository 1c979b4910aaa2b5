//! What came of a session: agreement, another date, or none; and the end without result.

use super::super::App;
use super::super::fields::{line, moment, text};
use super::super::ordering::ordering;
use super::forms::{About, remedies};
use super::read;
use crate::domain::ids::SessionId;
use crate::tui::dialogs::Chooser;
use crate::tui::form::{Field, Form, FormLayer};
use crate::tui::layers::Outcome;
use crate::tui::widgets::Choice;
use crate::words::{say, say_with};
use serde_json::{Map, Value, json};

/// What a session can come to, by the names the command knows.
const KINDS: [&str; 4] = ["agreed", "oral_agreement", "adjourned", "failed"];

/// Asks what came of a session, then for what has to be known of it.
pub fn conclude(session: SessionId, app: &mut App) -> Outcome<App> {
    let choices = KINDS.iter().map(|kind| Choice::new(kind, &say(&format!("app.mediation.outcome.{kind}")))).collect();
    let chosen = move |ids: Vec<String>, app: &mut App| {
        let kind = ids.first().and_then(|id| KINDS.iter().find(|kind| **kind == id.as_str()));
        kind.map_or_else(Outcome::taken, |kind| Outcome::taken().open(form(session, kind, app)))
    };
    // What is in question stands in the title: one may have been asked for a session that was not under the cursor.
    let title = About::session("conclude_session", session, app).title(app);
    Outcome::taken().open(Chooser::one(&title, choices, chosen))
}

fn form(session: SessionId, kind: &'static str, app: &mut App) -> FormLayer<App> {
    let about = About::session("conclude_session", session, app);
    let fields = match kind {
        "agreed" | "oral_agreement" => agreement(kind == "agreed", app),
        "adjourned" => vec![text("reason", 3).required()],
        _ => vec![text("reason", 3).required(), remedies()],
    };
    let title = format!("{} {}", say(&format!("app.mediation.outcome.{kind}")), about.title(app));
    let draft = format!("{} {kind}", about.draft(app));
    let make = about.order(app, move |values, app| {
        let mut outcome = shaped(values, app)?;
        outcome.insert("kind".into(), json!(kind));
        Ok(Map::from_iter([("outcome".to_owned(), Value::Object(outcome))]))
    });
    ordering(&title, Form::new(fields), &draft, app, make)
}

fn agreement(is_written: bool, app: &App) -> Vec<Field> {
    let (now, calendar) = (app.now, app.centre.calendar.clone());
    let read = move |typed: &str| {
        let read = read::instalments(typed, now, &calendar)?;
        let fen: i64 = read.iter().filter_map(|it| it.fen).sum();
        let facts = [("count", read.len().to_string()), ("amount", read::yuan(fen))];
        Ok(say_with("app.mediation.instalments_read", &facts.each_ref().map(|(name, value)| (*name, value.as_str()))))
    };
    let facts = text("facts", 3);
    let mut fields = vec![
        if is_written { facts.required() } else { facts },
        text("terms", 4).required(),
        text("instalments", 3).hint("app.mediation.instalments_hint").check(read),
        line("method"),
        line("performed_at"),
        moment("effective_on", app),
    ];
    if is_written {
        fields.push(Field::number("copies", "app.field.copies"));
    }
    fields
}

/// Brings an outcome into the command's shape.
fn shaped(mut values: Map<String, Value>, app: &App) -> Result<Map<String, Value>, String> {
    if let Some(typed) = values.get("instalments").and_then(Value::as_str) {
        let read = read::instalments(typed, app.now, &app.centre.calendar)?;
        values.insert("instalments".into(), read::instalments_json(&read));
    }
    if let Some(typed) = values.get("effective_on").and_then(Value::as_str) {
        let day = read::day(typed, app)?;
        values.insert("effective_on".into(), json!(day));
    }
    if let Some(place) = values.remove("performed_at") {
        values.insert("place".into(), place);
    }
    Ok(values)
}

/// Ends the mediation without result, with the ways told that stay open.
pub fn terminate(app: &mut App) -> Outcome<App> {
    let about = About::case("terminate_mediation");
    let (title, draft) = (about.title(app), about.draft(app));
    let make = about.order(app, |values, _| Ok(values));
    let form = Form::new(vec![text("reason", 3).required(), remedies()]);
    Outcome::taken().open(ordering(&title, form, &draft, app, make))
}
