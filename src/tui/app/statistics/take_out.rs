//! Taking the table on screen out: as a spreadsheet or as CSV, into the folder of this desk, and on record.

use super::super::{App, Effect};
use crate::desk::service::Takeout;
use crate::domain::permission::{self, Chore};
use crate::domain::table::Table;
use crate::paper::Form;
use crate::tui::dialogs::Chooser;
use crate::tui::layers::Outcome;
use crate::tui::widgets::{Choice, Message};
use crate::words::{self, say, say_with};

/// Asks in which form, and has it written.
pub fn choose(table: Table, app: &mut App) -> Outcome<App> {
    if let Err(refusal) = permission::check(&app.officer, permission::chore(&Chore::Export)) {
        app.message = Some(Message::error(&words::refusal(&refusal)));
        return Outcome::taken();
    }
    if app.outbox.is_none() {
        app.message = Some(Message::error(&say("statistics.no_folder")));
        return Outcome::taken();
    }
    let choices = ["xlsx", "csv"].map(|form| Choice::new(form, &say(&format!("statistics.form.{form}")))).to_vec();
    Outcome::taken().open(Chooser::one(&say("command.figures.take_out"), choices, move |ids, app: &mut App| {
        let form = if ids.first().is_some_and(|id| id == "csv") { Form::Csv } else { Form::Xlsx };
        write(table.clone(), form, app)
    }))
}

fn write(mut table: Table, form: Form, app: &mut App) -> Outcome<App> {
    let Some(folder) = app.outbox.clone() else { return Outcome::taken() };
    let at = app.now.format("%Y-%m-%d %H:%M").to_string();
    let facts = [("officer", app.officer.name.as_str()), ("id", app.officer.id.as_str()), ("at", &at)];
    table.notes.push(say_with("statistics.seal", &facts));
    let ending = if form == Form::Csv { "csv" } else { "xlsx" };
    match form.bytes(&table) {
        Ok(bytes) => {
            let name = format!("{} {}", table.title, app.now.format("%Y%m%d-%H%M"));
            let takeout = Takeout {
                folder,
                name,
                ending,
                what: table.name.clone(),
                rows: u64::try_from(table.rows.len()).unwrap_or(u64::MAX),
                bytes,
            };
            Outcome::taken().effect(Effect::TakeOut(Box::new(takeout)))
        }
        Err(fault) => {
            app.message = Some(Message::error(&fault.to_string()));
            Outcome::taken()
        }
    }
}
