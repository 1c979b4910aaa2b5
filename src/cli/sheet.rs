//! Tables on the command line: printed, or written into a file; either way the log says that they were taken out.

use super::fail::Fail;
use super::out;
use super::{App, Session};
use crate::desk::{DeskError, Viewer};
use crate::domain::table::{Kind, Table};
use crate::paper::{Form, write_new};
use crate::text::sanitise_line;
use crate::words::say_with;
use clap::Args;
use std::path::PathBuf;

/// How a table is taken out.
#[derive(Debug, Default, Args)]
pub(super) struct Takeout {
    #[arg(long, value_name = "FILE")]
    pub out: Option<PathBuf>,
    #[arg(long, requires = "reason")]
    pub reveal: bool,
    #[arg(long, value_name = "TEXT", default_value = "", hide_default_value = true)]
    pub reason: String,
}

impl Takeout {
    /// Returns as whom the officer looks, and why, where it is to be in full.
    pub fn viewer(&self, session: &Session) -> Result<(Viewer, String), Fail> {
        let reason = sanitise_line(&self.reason);
        if !self.reveal {
            return Ok((session.viewer(), reason));
        }
        if reason.is_empty() {
            return Err(Fail::usage("reason_needed", &[]));
        }
        Ok((Viewer::revealed(&session.officer)?, reason))
    }
}

/// Prints a table with its title above and what has to be said about it below.
pub(super) fn show(app: &App<'_>, table: &Table) -> Result<(), Fail> {
    if app.out.json {
        return app.out.json(&table.json());
    }
    if !table.title.is_empty() {
        app.out.line(&app.out.paint("1", &table.title))?;
    }
    let column = |kind| match kind {
        Kind::Text => out::Column::Gives(8),
        Kind::Number | Kind::Money => out::Column::Number,
        Kind::Share | Kind::Date | Kind::Moment => out::Column::Fixed,
    };
    let heads = table.columns.iter().map(|head| (head.text.clone(), column(head.kind)));
    let mut shown = out::Table::headed(heads);
    for row in &table.rows {
        shown.row(row.iter().map(|cell| out::Cell::plain(cell.brief())));
    }
    app.out.table(&shown)?;
    table.notes.iter().try_for_each(|note| app.out.paragraph(0, note))
}

/// Writes a table into the file that is named, as its ending says, or prints it as CSV or JSON, and puts that on record.
pub(super) fn hand_out(app: &App<'_>, session: &mut Session, mut table: Table, takeout: &Takeout) -> Result<(), Fail> {
    let form = match &takeout.out {
        Some(path) => Some((
            path,
            Form::of(path).ok_or_else(|| Fail::usage("table_ending", &[("path", &path.display().to_string())]))?,
        )),
        None => None,
    };
    let (viewer, reason) = takeout.viewer(session)?;
    let now = session.now(app)?;
    let head = session.desk.store().head().map_err(DeskError::from)?.hex();
    table.notes.push(say_with(
        "ledger.taken",
        &[
            ("officer", viewer.officer.name.as_str()),
            ("id", viewer.officer.id.as_str()),
            ("at", &now.format("%Y-%m-%d %H:%M").to_string()),
            ("head", head.get(..16).unwrap_or(&head)),
        ],
    ));
    if viewer.revealed {
        table.notes.push(say_with("ledger.revealed", &[("reason", &reason)]));
    }
    let rows = u64::try_from(table.rows.len()).unwrap_or(u64::MAX);
    let written = form.map(|(path, form)| {
        let bytes = form.bytes(&table).map_err(|fault| Fail::file(path, &std::io::Error::other(fault)))?;
        write_new(path, &bytes).map_err(|error| Fail::file(path, &error))?;
        Ok::<_, Fail>(path)
    });
    let written = written.transpose()?;
    // It counts once it is on record; else the file goes away again.
    if let Err(fault) = session.desk.note_export(&session.officer.id, now, &table.name, rows, viewer.revealed, &reason)
    {
        if let Some(path) = written {
            let _ = std::fs::remove_file(path);
        }
        return Err(fault.into());
    }
    let Some(path) = written else {
        // What goes on to another program is to be read by it.
        return if app.out.json || app.out.is_terminal() {
            show(app, &table)
        } else {
            app.out.raw(table.csv().as_bytes())
        };
    };
    let (path, count) = (path.display().to_string(), rows.to_string());
    if app.out.json {
        return app.out.json(&serde_json::json!({"path": path, "rows": rows}));
    }
    app.out
        .paragraph(0, &say_with("cli.export.table_done", &[("path", &path), ("rows", &count), ("title", &table.title)]))
}
