//! A matter of the offline book in the form for a new case, and back.

use super::super::intake::{NEW_CASE, new_case_form};
use super::super::{App, fields::line};
use super::entering;
use crate::desk::Order;
use crate::desk::book::{Finding, Kept, Reviewed};
use crate::desk::service::Query;
use crate::domain::case::Register;
use crate::domain::case::offline::read_provisional_no;
use crate::domain::party::{Nature, NewParty};
use crate::domain::vocabulary::Side;
use crate::tui::form::Field;
use crate::tui::layers::Outcome;
use crate::words::say;
use serde_json::{Map, Value, json};

/// What the form asks for; everything else stays as it stands in the book.
const ASKED: &[&str] =
    &["kind", "channel", "narrative", "place", "category", "grade", "risk", "accept", "parties", "related"];

/// The same of a party.
const ASKED_OF_PARTY: &[&str] = &["phone", "id_no", "place", "head_count", "representatives"];

/// Opens a matter in the form, to be looked at and entered.
pub fn open_entry(no: &str, app: &mut App) -> Outcome<App> {
    let name = format!("{NEW_CASE} {no}");
    let Some(it) = entry_of(&name, app) else {
        // What it is has to be read first; it is there at the next try.
        app.tell(&say("book.reading"));
        let asked = app.ask(Query::Book);
        return Outcome::taken().effect(asked);
    };
    app.drafts.entry(name.clone()).or_insert_with(|| draft(&it.kept.register));
    let opened = new_case_form(None, &name, app);
    app.tell(&say("book.check"));
    opened
}

/// Returns the matter of the book that a draft is about, as last looked through.
pub fn entry_of(draft: &str, app: &App) -> Option<Reviewed> {
    let no = is_of_book(draft)?;
    app.book.iter().find(|it| it.kept.no == no).cloned()
}

/// Returns the provisional number in the name of a draft.
pub fn is_of_book(draft: &str) -> Option<String> {
    read_provisional_no(draft.strip_prefix(NEW_CASE)?)
}

/// Returns the field for the reason, where the matter is entered late.
pub fn late_field(it: &Reviewed) -> Option<Field> {
    let is_late = |finding: &Finding| matches!(finding, Finding::Refused(why) if why.code == "offline_long_ago");
    it.findings.iter().any(is_late).then(|| line("late_reason").required())
}

/// Makes the order that enters a matter, from the command the form made.
pub fn from_book(mut command: Value, kept: &Kept, values: &Map<String, Value>) -> Result<(Order, String), String> {
    let reason = values.get("late_reason").and_then(Value::as_str);
    let mut object = match serde_json::to_value(kept.to_enter(reason)) {
        Ok(Value::Object(object)) => object,
        Ok(_) => Map::new(),
        Err(fault) => return Err(fault.to_string()),
    };
    let parties = object.get("parties").and_then(Value::as_array).cloned().unwrap_or_default();
    object.retain(|key, _| !ASKED.contains(&key.as_str()));
    for party in command.get_mut("parties").and_then(Value::as_array_mut).into_iter().flatten() {
        let was = |it: &&Value| it.get("name") == party.get("name") && it.get("side") == party.get("side");
        let Some(Value::Object(was)) = parties.iter().find(was).cloned() else { continue };
        if let Value::Object(party) = party {
            for (key, value) in was.into_iter().filter(|(key, _)| !ASKED_OF_PARTY.contains(&key.as_str())) {
                party.entry(key).or_insert(value);
            }
        }
    }
    if let Value::Object(command) = command {
        // The form has one line for what is asked for.
        let asks_more = kept.register.demands.len() > 1;
        object.extend(command.into_iter().filter(|(key, _)| key != "demands" || !asks_more));
    }
    let order = Order::from_json(&Value::Object(object).to_string()).map_err(|error| error.message())?;
    Ok((order, entering(&kept.no)))
}

/// Returns what was written down as a draft of the form.
fn draft(register: &Register) -> Value {
    let mut fields = Map::new();
    let mut put = |id: String, value: Value| {
        if !value.is_null() && value != json!("") {
            fields.insert(id, value);
        }
    };
    let first = |side: Side| register.parties.iter().position(|party| party.side == side);
    let (applicant, respondent) = (first(Side::Applicant), first(Side::Respondent));
    for (at, party) in register.parties.iter().enumerate() {
        let prefix = match Some(at) {
            at if at == applicant => "a.".to_owned(),
            at if at == respondent => "r.".to_owned(),
            _ => format!("p{}.", at + 3),
        };
        for (id, value) in of_party(party) {
            put(format!("{prefix}{id}"), value);
        }
    }
    put("narrative".into(), json!(register.narrative));
    put("demand".into(), json!(register.demands.first()));
    put("place".into(), json!(register.place));
    put("kind".into(), json!(register.kind));
    put("channel".into(), json!(register.channel));
    put("category".into(), json!(register.category));
    put("grade".into(), json!(register.grade));
    put("risk".into(), json!(register.risk));
    put("accept".into(), json!(register.accept));
    json!({ "fields": fields, "related": register.related })
}

fn of_party(party: &NewParty) -> Vec<(&'static str, Value)> {
    let speakers = party.representatives.iter().map(|it| match &it.phone {
        Some(phone) => format!("{} {phone}", it.name),
        None => it.name.clone(),
    });
    let mut fields = vec![
        ("side", json!(party.side)),
        ("name", json!(party.name)),
        ("phone", json!(party.phone)),
        ("id_no", json!(party.id_no)),
        ("address", json!(party.place)),
        ("nature", json!(party.nature)),
    ];
    if party.nature == Nature::Group {
        fields.push(("head_count", json!(party.head_count.map(|count| count.to_string()))));
        fields.push(("representatives", json!(speakers.collect::<Vec<_>>().join(", "))));
    }
    fields
}
