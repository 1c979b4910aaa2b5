//! The section of the three checks (三查): what should be accepted, handled, called back by now, beside last night's lists.

use super::super::App;
use super::super::told::{Cases, Line, Told, plain};
use crate::desk::service::{Answer, Query};
use crate::desk::supervision::{CheckLine, Checks as Lists};
use crate::domain::supervision::Check;
use crate::tui::layers::Outcome;
use crate::tui::theme::Meaning;
use crate::tui::widgets::{Cell, Column};
use crate::words::{say, say_with, term};

/// The section of the three checks.
pub type ChecksSection = Cases<Checks>;

/// What the section tells.
#[derive(Default)]
pub struct Checks {
    lists: Lists,
    /// Whether last night's lists are on screen.
    night: bool,
}

impl Checks {
    fn shown(&self) -> &[CheckLine] {
        match &self.lists.night {
            Some(night) if self.night => &night.lines,
            _ => &self.lists.lines,
        }
    }
}

fn line(it: &CheckLine) -> Line {
    let by = it.clock.map_or_else(|| say("checks.closed_unanswered"), |clock| term("clock", clock.key()));
    let days = match it.days {
        0 => say("checks.today"),
        days => say_with("told.days", &[("count", &days.to_string())]),
    };
    let stood = match it.stood {
        Some(true) => Cell::new(say("checks.stood"), Meaning::Muted),
        Some(false) => Cell::new(say("checks.new"), Meaning::Warning),
        None => plain(""),
    };
    let cells = vec![
        plain(it.no.as_str()),
        plain(it.unit_name.as_str()),
        plain(by),
        // How many days that is stands beside it.
        plain(it.since.format("%m-%d").to_string()),
        Cell::new(days, Meaning::Overdue),
        stood,
        plain(it.title.as_str()),
    ];
    Line::new(it.check.key(), "", Some(&it.no), cells)
}

impl Told for Checks {
    const PANE: usize = super::PANE;
    const SCOPES: &'static [&'static str] = &["list", "checks", "case", "sections", "desk", "global"];
    const COLUMNS: &'static [Column<Line>] = &[
        Column::new("app.column.no", 12, 12, 0, |it: &Line| it.cell(0)),
        Column::new("told.column.unit", 8, 8, 0, |it: &Line| it.cell(1)),
        Column::new("told.column.clock", 8, 8, 2, |it: &Line| it.cell(2)),
        Column::new("told.column.since", 5, 5, 3, |it: &Line| it.cell(3)),
        Column::new("told.column.late", 6, 6, 0, |it: &Line| it.cell(4)).right(),
        Column::new("told.column.stood", 4, 4, 1, |it: &Line| it.cell(5)),
        Column::new("told.column.title", 8, 16, 4, |it: &Line| it.cell(6)).fill(),
    ];

    fn name(&self) -> String {
        let count = self.lists.lines.len();
        if count == 0 {
            say("checks.section")
        } else {
            say_with("checks.section_count", &[("count", &count.to_string())])
        }
    }

    fn query(&self, _: &App) -> Query {
        Query::Checks
    }

    fn hear(&mut self, answer: &Answer, _: &App) -> bool {
        let Answer::Checks(lists) = answer else { return false };
        self.lists.clone_from(lists);
        true
    }

    fn lines(&self, _: &App) -> Vec<Line> {
        let mut lines = Vec::new();
        for check in Check::ALL {
            let of: Vec<_> = self.shown().iter().filter(|it| it.check == *check).collect();
            let head = [("check", term(Check::AREA, check.key())), ("count", of.len().to_string())];
            let head = head.each_ref().map(|(name, value)| (*name, value.as_str()));
            lines.push(Line::heading(&say_with("checks.band", &head), Meaning::Title));
            lines.extend(of.into_iter().map(line));
        }
        lines
    }

    fn empty(&self) -> String {
        say("checks.none")
    }

    fn note(&self, _: &App) -> String {
        let Some(night) = &self.lists.night else { return say("checks.no_night") };
        let (day, at) = (night.night.format("%m-%d").to_string(), night.taken_at.format("%m-%d %H:%M").to_string());
        let settled = self.lists.settled.to_string();
        if self.night {
            say_with("checks.taken", &[("night", &day), ("at", &at)])
        } else {
            say_with("checks.compared", &[("night", &day), ("settled", &settled)])
        }
    }

    fn command(&mut self, id: &'static str, _: Option<&Line>, _: &mut App) -> Outcome<App> {
        match id {
            "checks.night" => {
                self.night = !self.night;
                Outcome::taken()
            }
            _ => Outcome::ignored(),
        }
    }

    fn available(&self, id: &str, _: Option<&Line>, _: &App) -> Result<(), &'static str> {
        if id == "checks.night" && self.lists.night.is_none() { Err("checks.refused.no_night") } else { Ok(()) }
    }
}
