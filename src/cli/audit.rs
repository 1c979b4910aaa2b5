//! The access log from the command line.

use super::App;
use super::fail::Fail;
use super::out::{Cell, Column, Table};
use crate::desk::AuditFilter;
use crate::domain::ids::PersonId;
use crate::domain::time::Day;
use crate::words::{say, say_with};
use serde_json::json;

/// What was asked for.
pub(super) struct Wanted {
    /// Whose entries.
    pub officer: Option<String>,
    /// On which case.
    pub no: Option<String>,
    /// From which day on.
    pub from: Option<Day>,
    /// Up to which day.
    pub to: Option<Day>,
    /// Which kind.
    pub kind: Option<String>,
    /// How many.
    pub limit: u32,
}

/// Lists who came in, what was refused and what was looked at, and says whether the log is whole.
pub(super) fn audit(app: &App<'_>, wanted: Wanted) -> Result<(), Fail> {
    let mut session = app.session()?;
    let Wanted { officer, no, from, to, kind, limit } = wanted;
    let officer =
        officer.map(|it| super::officer::find(session.centre()?, &it).map(|found| found.id.clone())).transpose()?;
    let no = no.map(|no| session.case_no(app, &no)).transpose()?;
    let filter = AuditFilter { officer, no, from, to, kind, limit };
    let lines = match session.desk.audit(&session.officer, &filter) {
        Ok(lines) => lines,
        Err(error) => return Err(session.refused(app, "audit", error)),
    };
    let chain = session.desk.check_log()?;
    if app.out.json {
        return app.out.json(&json!({"ok": chain.ok, "events": chain.events, "head": chain.head, "entries": lines}));
    }
    if lines.is_empty() {
        app.out.paragraph(0, &say("cli.audit.none"))?;
    }
    let mut table = Table::bare(0, [Column::Fixed, Column::Fixed, Column::Gives(20), Column::Drops]);
    for line in &lines {
        let on = line.no.as_ref().map(ToString::to_string).or_else(|| line.person.as_ref().map(PersonId::to_string));
        table.row([
            Cell::plain(line.at.format("%Y-%m-%d %H:%M").to_string()),
            Cell::plain(line.name.as_str()),
            Cell::plain(line.what.trim()),
            Cell::plain(on.unwrap_or_default()),
        ]);
    }
    app.out.table(&table)?;
    let key = if chain.ok { "cli.audit.intact" } else { "cli.audit.broken" };
    let (events, count) = (chain.events.to_string(), chain.problems.len().to_string());
    app.out.paragraph(0, &say_with(key, &[("events", &events), ("count", &count)]))?;
    if chain.ok { Ok(()) } else { Err(Fail::Said(3)) }
}
