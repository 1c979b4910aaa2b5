//! What can be done with shifts by a form: entries of the log, a lateness, a refused item, and both signatures.

use crate::desk::shift::ShiftDesk;
use crate::domain::shift::{EntryKind, RefusedItem};
use crate::tui::app::App;
use crate::tui::app::deeds::{Deeds, Values, deed};
use crate::tui::app::fields::{line, terms, text};
use crate::tui::form::Field;
use crate::tui::widgets::Choice;
use crate::words::shift::{head, span};
use serde_json::{Value, json};

/// The rows; `take_over` stands here for a shift that nobody hands over.
pub static DEEDS: Deeds<ShiftDesk> = Deeds {
    scope: "shift",
    rows: &[
        deed(
            "log_entry",
            |desk, _| if shifts(desk).is_empty() { Err("app.shift.why.nobody_on") } else { Ok(()) },
            |desk, _| {
                vec![
                    text("text", 3).required(),
                    terms("entry", EntryKind::AREA, EntryKind::ALL.iter().map(|it| it.key()))
                        .with(&json!(EntryKind::Note.key())),
                    line("no"),
                    which(&shifts(desk)),
                ]
            },
        ),
        deed(
            "take_over",
            |desk, _| if desk.next.is_none() { Err("app.shift.why.none_due") } else { Ok(()) },
            |desk, _| {
                let due =
                    desk.next.iter().map(|(plan, _)| (plan.shift.to_string(), span(&plan.name, plan.from, plan.until)));
                vec![which(&due.collect::<Vec<_>>()), text("note", 2), line("despite")]
            },
        ),
        deed(
            "ack_late",
            |desk, _| if late(desk).is_empty() { Err("app.shift.why.none_late") } else { Ok(()) },
            |desk, _| vec![which(&late(desk)), text("note", 2).required()],
        ),
        deed(
            "settle_item",
            |desk, _| if desk.refused.is_empty() { Err("app.shift.why.none_refused") } else { Ok(()) },
            |desk, _| {
                let items = desk
                    .refused
                    .iter()
                    .map(|it| Choice::new(&format!("{}|{}", it.shift, it.item.item), &head(&it.item)));
                vec![Field::pick("item", "app.field.item", items.collect()).required(), text("note", 2).required()]
            },
        ),
    ],
    about: |_| Values::new(),
    name: |_, _| String::new(),
    days: &[],
    moments: &[],
    shape,
};

#[allow(clippy::unnecessary_wraps, reason = "other shapes can fail")]
fn shape(command: &'static str, mut values: Values, app: &App) -> Result<Values, String> {
    if let Some(Value::String(typed)) = values.get("no") {
        let no = app.centre.rulebook().expand_case_no(typed, chrono::Datelike::year(&app.now));
        values.insert("no".into(), json!(no));
    }
    if command == "settle_item"
        && let Some((shift, item)) = values.get("item").and_then(Value::as_str).and_then(|it| it.split_once('|'))
    {
        let (shift, item) = (json!(shift), json!(item));
        values.insert("shift".into(), shift);
        values.insert("item".into(), item);
    }
    Ok(values)
}

/// A field for one of several shifts, the first chosen.
fn which(shifts: &[(String, String)]) -> Field {
    let first = shifts.first().map(|(key, _)| json!(key)).unwrap_or_default();
    let choices = shifts.iter().map(|(key, name)| Choice::new(key, name)).collect();
    Field::pick("shift", "app.field.shift", choices).required().with(&first)
}

/// The shifts whose log can be written into: the one that is on, and the one that is due.
fn shifts(desk: &ShiftDesk) -> Vec<(String, String)> {
    let on = desk.shown.iter().map(|view| &view.shift.plan).chain(desk.next.iter().map(|(plan, _)| plan));
    on.map(|plan| (plan.shift.to_string(), span(&plan.name, plan.from, plan.until))).collect()
}

fn late(desk: &ShiftDesk) -> Vec<(String, String)> {
    let late = desk.lines.iter().filter(|line| line.status == "late");
    late.map(|line| (line.shift.to_string(), span(&line.name, line.from, line.until))).collect()
}

/// Makes the order that takes a shift over, of what was typed and of the answers.
pub fn take_over(shift: &str, accepted: &[String], refused: &[RefusedItem], values: &Values) -> Value {
    with_typed(json!({"command": "take_over", "shift": shift, "accepted": accepted, "refused": refused}), values)
}

/// Makes the order that signs a sheet.
pub fn hand_over(shift: &str, drafts: usize, values: &Values) -> Value {
    with_typed(json!({"command": "hand_over", "shift": shift, "drafts": drafts}), values)
}

fn with_typed(mut order: Value, values: &Values) -> Value {
    for (name, value) in values.iter().filter(|(_, value)| !value.is_null() && value.as_str() != Some("")) {
        order[name] = value.clone();
    }
    order
}

/// The fields below which a sheet is signed.
pub fn signing() -> Vec<Field> {
    vec![text("note", 3)]
}

/// The fields below which a shift is taken over.
pub fn taking() -> Vec<Field> {
    vec![text("note", 2), line("despite").hint("app.shift.despite_hint")]
}

/// The field for why a red item is refused.
pub fn refusing() -> Vec<Field> {
    vec![text("reason", 2).required().hint("app.shift.refuse_hint")]
}

/// Tells whether a draft is the form of the handover itself, which is nothing that waits.
pub fn is_own_draft(name: &str) -> bool {
    name.starts_with("shift.")
}
