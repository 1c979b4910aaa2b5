//! The three lists under the week: sessions, cases that wait for one, agreements being performed.

use super::super::App;
use super::super::list::time_left;
use crate::desk::service::Week;
use crate::desk::views::{Alert, Row, SessionLine};
use crate::domain::ids::CaseId;
use crate::domain::mediation::SessionStatus;
use crate::tui::theme::Meaning;
use crate::tui::widgets::{Cell, Column};
use crate::words::{self, term};
use std::hash::{DefaultHasher, Hash, Hasher};

/// A session in the list of the week, with the words that need the centre already made.
#[derive(Debug, Clone, PartialEq)]
pub struct Seat {
    /// The session.
    pub line: SessionLine,
    room: String,
    time: String,
}

/// A case that waits for a session.
#[derive(Debug, Clone, PartialEq)]
pub struct Waiting {
    /// The case.
    pub row: Row,
    left: Cell,
}

/// An agreement that is being performed, or waits for the court.
#[derive(Debug, Clone, PartialEq)]
pub struct Performing {
    /// The clock that runs on it.
    pub alert: Alert,
    left: Cell,
}

fn hashed(of: impl Hash) -> u64 {
    let mut hasher = DefaultHasher::new();
    of.hash(&mut hasher);
    hasher.finish()
}

impl crate::tui::widgets::Row for Seat {
    fn id(&self) -> u64 {
        hashed((&self.line.no, self.line.session))
    }
}

impl crate::tui::widgets::Row for Waiting {
    fn id(&self) -> u64 {
        self.row.id.0.unsigned_abs()
    }
}

impl crate::tui::widgets::Row for Performing {
    fn id(&self) -> u64 {
        hashed((self.alert.case.id.0, self.alert.clock_id))
    }
}

/// Returns what a session's status means.
pub fn meaning(status: &str) -> Meaning {
    match SessionStatus::from_key(status) {
        Some(SessionStatus::Confirmed) => Meaning::Good,
        Some(SessionStatus::Held) => Meaning::Soon,
        Some(SessionStatus::Concluded) => Meaning::Text,
        _ => Meaning::Muted,
    }
}

fn fits(week: &Week, case: CaseId) -> bool {
    week.fitting.as_ref().is_none_or(|fitting| fitting.contains(&case))
}

/// Returns the sessions of a week that the filter leaves.
pub fn seats(week: &Week, app: &App) -> Vec<Seat> {
    let seat = |line: &SessionLine| {
        let room =
            line.room.as_ref().map(|id| app.centre.room(id).map_or_else(|| id.to_string(), |it| it.name.clone()));
        let time = match (line.starts, line.ends) {
            (Some(starts), Some(ends)) => format!(
                "{} {} {}–{}",
                starts.format("%m-%d"),
                words::clock::weekday(starts.date_naive()),
                starts.format("%H:%M"),
                ends.format("%H:%M")
            ),
            _ => String::new(),
        };
        Seat { line: line.clone(), room: room.unwrap_or_default(), time }
    };
    week.sessions.iter().filter(|line| fits(week, line.id)).map(seat).collect()
}

/// Returns the waiting cases that the filter leaves.
pub fn waiting(week: &Week, app: &App) -> Vec<Waiting> {
    let shown = |row: &Row| {
        let left = row.due.map_or_else(|| Cell::new("", Meaning::Muted), |due| time_left(due, app));
        Waiting { row: row.clone(), left }
    };
    week.waiting.iter().filter(|row| fits(week, row.id)).map(shown).collect()
}

/// Returns the running agreements that the filter leaves.
pub fn performing(week: &Week, app: &App) -> Vec<Performing> {
    let shown = |alert: &Alert| Performing { alert: alert.clone(), left: time_left(alert.clock_due, app) };
    week.performing.iter().filter(|alert| fits(week, alert.case.id)).map(shown).collect()
}

/// The columns of the sessions.
pub const SEATS: &[Column<Seat>] = &[
    Column::new("app.column.time", 22, 22, 0, |it: &Seat| it.time.clone().into()),
    Column::new("app.column.state", 6, 9, 0, |it: &Seat| {
        Cell::new(term(SessionStatus::AREA, &it.line.status), meaning(&it.line.status))
    }),
    Column::new("app.column.parties", 12, 18, 1, |it: &Seat| it.line.parties.clone().into()).fill(),
    Column::new("app.column.room", 10, 12, 2, |it: &Seat| it.room.clone().into()),
    Column::new("app.column.no", 12, 12, 3, |it: &Seat| it.line.no.to_string().into()),
];

/// The columns of the waiting cases.
pub const WAITING: &[Column<Waiting>] = &[
    Column::new("app.column.no", 12, 12, 0, |it: &Waiting| it.row.no.to_string().into()),
    Column::new("app.column.parties", 8, 16, 1, |it: &Waiting| it.row.parties.join(" ").into()),
    Column::new("app.column.title", 10, 24, 3, |it: &Waiting| it.row.title.clone().into()).fill(),
    Column::new("app.column.ball", 6, 8, 2, |it: &Waiting| term("ball", &it.row.ball).into()),
    Column::new("app.column.left", 6, 8, 1, |it: &Waiting| it.left.clone()).right(),
];

/// The columns of the running agreements.
pub const PERFORMING: &[Column<Performing>] = &[
    Column::new("app.column.no", 12, 12, 0, |it: &Performing| it.alert.case.no.to_string().into()),
    Column::new("app.column.parties", 8, 16, 2, |it: &Performing| it.alert.case.parties.join(" ").into()).fill(),
    Column::new("app.column.duty", 8, 12, 1, |it: &Performing| term("clock", it.alert.clock.key()).into()),
    Column::new("app.column.due", 10, 16, 1, |it: &Performing| words::clock::moment(it.alert.clock_due).into()),
    Column::new("app.column.left", 6, 8, 1, |it: &Performing| it.left.clone()).right(),
];
