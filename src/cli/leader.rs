//! The leader's page: what has to be looked at today.

use super::App;
use super::fail::Fail;
use super::lookup::short_moment;
use super::out::{Cell, Column, Table};
use crate::desk::Viewer;
use crate::desk::leader::LeaderLine;
use crate::domain::supervision::Packet;
use crate::domain::vocabulary::DirectiveKind;
use crate::refuse;
use crate::words::{self, say, say_with, term};

/// Shows the page of whoever asks, or of a leader who is named; of that only what the officer who asks may see.
pub(super) fn leader(app: &App<'_>, of: Option<&str>) -> Result<(), Fail> {
    let session = app.session()?;
    let now = session.now(app)?;
    let centre = session.centre()?;
    let officer = match of {
        None => session.officer.clone(),
        Some(typed) => {
            let found = centre.officers.iter().find(|it| it.id.as_str() == typed || it.name == typed);
            found.cloned().ok_or_else(|| refuse!("unknown_officer", officer = typed))?
        }
    };
    let mut page = session.desk.leader(&Viewer::masked(&officer), now)?;
    if officer.id != session.officer.id {
        // Who may know of a sealed case is asked of whoever looks.
        page.parts.retain(|part| part.packet != Packet::Sealed);
    }
    if app.out.json {
        return app.out.json(&page);
    }
    for it in &page.receptions {
        app.out.paragraph(0, &words::roster::reception_day(it))?;
    }
    if page.parts.is_empty() {
        return app.out.paragraph(0, &say_with("leader.none", &[("name", &page.leader)]));
    }
    for part in &page.parts {
        let count = part.lines.len().to_string();
        let head = [("part", term(Packet::AREA, part.packet.key())), ("count", count)];
        let head = head.each_ref().map(|(name, value)| (*name, value.as_str()));
        app.out.line(&app.out.paint("1", &say_with("leader.part", &head)))?;
        let mut table =
            Table::bare(2, [Column::Fixed, Column::Gives(8), Column::Fixed, Column::Drops, Column::Gives(12)]);
        for line in &part.lines {
            let name = line.directive.as_ref().map(ToString::to_string);
            let name = name.or_else(|| line.case.as_ref().map(ToString::to_string)).unwrap_or_default();
            let due = line.at.or(line.due).map(|at| short_moment(at, now)).unwrap_or_default();
            table.row([
                Cell::plain(name),
                Cell::plain(line.whose.as_str()),
                if line.overdue && line.at.is_none() {
                    Cell::coloured("31", format!("{due} {}", say("cli.overdue")))
                } else {
                    Cell::plain(due)
                },
                Cell::plain(remark(line)),
                Cell::plain(line.text.as_deref().unwrap_or(&line.title)),
            ]);
        }
        app.out.table(&table)?;
    }
    Ok(())
}

fn remark(line: &LeaderLine) -> String {
    let level = line.level.map(|level| term("level", level.key()));
    let kind = line.kind.map(|kind| term(DirectiveKind::AREA, kind.key()));
    let meter = line.meter.map(|(met, of)| format!("{met}/{of}"));
    let times = line.times.map(|times| say_with("leader.times", &[("count", &times.to_string())]));
    [level, kind, meter, times, line.reason.clone()].into_iter().flatten().collect::<Vec<_>>().join(" ")
}
