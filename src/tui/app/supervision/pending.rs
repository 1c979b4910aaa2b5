//! The section of long-pending cases (积案): by age, with the task force of each and its next meeting on the spot.

use super::super::App;
use super::super::told::{Cases, Line, Told, plain};
use super::onto::FORCE;
use crate::desk::service::{Answer, Query};
use crate::desk::supervision::PendingLine;
use crate::domain::vocabulary::DirectiveKind;
use crate::tui::layers::Outcome;
use crate::tui::theme::Meaning;
use crate::tui::widgets::{Cell, Column};
use crate::words::{say, say_with, term};

/// The section of long-pending cases.
pub type PendingSection = Cases<Pending>;

/// What the section tells.
#[derive(Default)]
pub struct Pending {
    cases: Vec<PendingLine>,
}

fn line(it: &PendingLine, app: &App) -> Line {
    let (force, meets) = match &it.force {
        None => (Cell::new(say("pending.no_force"), Meaning::Warning), plain("")),
        Some(force) => {
            let leader = force.leader.as_deref().unwrap_or_default();
            let meets = force.meets_by.map_or_else(
                || plain(""),
                |day| {
                    let meaning = if day < app.now.date_naive() { Meaning::Overdue } else { Meaning::Text };
                    Cell::new(day.format("%m-%d").to_string(), meaning)
                },
            );
            (plain(format!("{} {leader}", force.no)), meets)
        }
    };
    let cells = vec![
        plain(it.case.no.as_str()),
        plain(it.age.to_string()),
        plain(term("ball", &it.case.ball)),
        plain(it.case.whose()),
        force,
        meets,
        plain(it.case.title.as_str()),
    ];
    Line::new("pending", "", Some(&it.case.no), cells)
}

impl Told for Pending {
    const PANE: usize = super::PANE;
    const SCOPES: &'static [&'static str] = &["list", "pending", "case", "sections", "desk", "global"];
    const COLUMNS: &'static [Column<Line>] = &[
        Column::new("app.column.no", 12, 12, 0, |it: &Line| it.cell(0)),
        Column::new("told.column.age", 4, 4, 0, |it: &Line| it.cell(1)).right(),
        Column::new("told.column.ball", 8, 8, 3, |it: &Line| it.cell(2)),
        Column::new("told.column.unit", 8, 8, 1, |it: &Line| it.cell(3)),
        Column::new("told.column.force", 12, 18, 0, |it: &Line| it.cell(4)),
        Column::new("told.column.meets_by", 6, 10, 2, |it: &Line| it.cell(5)),
        Column::new("told.column.title", 8, 16, 4, |it: &Line| it.cell(6)).fill(),
    ];

    fn name(&self) -> String {
        match self.cases.len() {
            0 => say("pending.section"),
            count => say_with("pending.section_count", &[("count", &count.to_string())]),
        }
    }

    fn query(&self, _: &App) -> Query {
        Query::LongPending
    }

    fn hear(&mut self, answer: &Answer, _: &App) -> bool {
        let Answer::LongPending(cases) = answer else { return false };
        self.cases.clone_from(cases);
        true
    }

    fn lines(&self, app: &App) -> Vec<Line> {
        let mut lines = Vec::new();
        for band in self.cases.chunk_by(|a, b| a.band == b.band) {
            let head = [("days", band[0].band.to_string()), ("count", band.len().to_string())];
            let head = head.each_ref().map(|(name, value)| (*name, value.as_str()));
            lines.push(Line::heading(&say_with("pending.band", &head), Meaning::Title));
            lines.extend(band.iter().map(|it| line(it, app)));
        }
        lines
    }

    fn empty(&self) -> String {
        say("pending.nothing")
    }

    fn command(&mut self, id: &'static str, on: Option<&Line>, app: &mut App) -> Outcome<App> {
        let onto = on.and_then(|line| line.case.clone()).map(|no| (no, DirectiveKind::LongPending));
        FORCE.begin(id, onto.as_ref(), app).unwrap_or_else(Outcome::ignored)
    }

    fn available(&self, id: &str, on: Option<&Line>, app: &App) -> Result<(), &'static str> {
        let onto = on.and_then(|line| line.case.clone()).map(|no| (no, DirectiveKind::LongPending));
        FORCE.available(id, onto.as_ref(), app).unwrap_or(Ok(()))
    }
}
