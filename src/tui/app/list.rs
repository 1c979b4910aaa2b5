//! The list of cases with the case under the cursor beside it, and the triage pane made of it.

use super::detail::Detail;
use super::panes::Pane;
use super::search::narrowed;
use super::{App, Heard, case_lines};
use crate::desk::service::{Answer, Query};
use crate::desk::views::{Filter, Row};
use crate::domain::vocabulary::Stage;
use crate::term::Key;
use crate::tui::frame::split;
use crate::tui::layers::{Layer, Outcome};
use crate::tui::theme::Meaning;
use crate::tui::widgets::{Cell, Column, Rows, Table};
use crate::words::{say, say_with, term};
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

/// A case as a table shows it, with the words that need the time already made.
#[derive(Debug, Clone, PartialEq)]
pub struct Shown {
    row: Row,
    left: Cell,
}

impl crate::tui::widgets::Row for Shown {
    fn id(&self) -> u64 {
        self.row.id.0.unsigned_abs()
    }
}

impl Shown {
    /// Makes the shown form of a row at a time.
    pub fn new(row: Row, app: &App) -> Self {
        let left = match row.due {
            Some(due) => time_left(due, app),
            None => Cell::new("", Meaning::Muted),
        };
        Self { row, left }
    }
}

/// Says how long there is until a due date, with the weight it has.
pub fn time_left(due: crate::domain::time::Moment, app: &App) -> Cell {
    let days = (due.date_naive() - app.now.date_naive()).num_days();
    let minutes = (due - app.now).num_minutes();
    if minutes < 0 {
        let words = match -days {
            0 => say_with("app.left.late_hours", &[("hours", &(-minutes / 60).max(1).to_string())]),
            late => say_with("app.left.late", &[("days", &late.to_string())]),
        };
        return Cell::new(words, Meaning::Overdue);
    }
    match days {
        0 => Cell::new(say("app.left.today"), Meaning::Today),
        1 | 2 => Cell::new(say_with("app.left.days", &[("days", &days.to_string())]), Meaning::Soon),
        _ => Cell::new(say_with("app.left.days", &[("days", &days.to_string())]), Meaning::Text),
    }
}

const COLUMNS: &[Column<Shown>] = &[
    Column::new("app.column.no", 12, 12, 0, |it: &Shown| it.row.no.to_string().into()),
    Column::new("app.column.parties", 8, 18, 1, |it: &Shown| it.row.parties.join(" ").into()).fill(),
    Column::new("app.column.title", 10, 20, 4, |it: &Shown| it.row.title.clone().into()).fill(),
    Column::new("app.column.ball", 10, 10, 2, |it: &Shown| term("ball", &it.row.ball).into()),
    Column::new("app.column.holder", 8, 10, 3, |it: &Shown| it.row.holder_name.clone().into()),
    Column::new("app.column.left", 8, 9, 1, |it: &Shown| it.left.clone()).right(),
];

/// A list of cases, with the case under the cursor beside it where there is room.
#[derive(Default)]
pub struct CaseList {
    /// The slot of its question.
    pub list: u8,
    rows: Rows<Shown>,
    table: Table,
    detail: Detail,
    loaded: bool,
    caret: Option<Position>,
}

impl CaseList {
    /// Makes a list with a slot of its own.
    pub fn new(list: u8) -> Self {
        Self { list, ..Self::default() }
    }

    /// Takes rows in, in the order given.
    pub fn take(&mut self, rows: Vec<Row>, app: &mut App) -> Outcome<App> {
        self.loaded = true;
        self.rows = Rows::whole(rows.into_iter().map(|row| Shown::new(row, app)).collect());
        self.table.refreshed(&self.rows);
        // What was just registered is what the officer goes on with.
        let is_new = |it: &&Shown| Some(&it.row.no) == app.registered.as_ref();
        if let Some(id) = self.rows.items.iter().find(is_new).map(crate::tui::widgets::Row::id) {
            self.table.go_to(id, &self.rows);
            app.registered = None;
        }
        self.follow(app)
    }

    /// Looks at the case under the cursor.
    pub fn follow(&mut self, app: &mut App) -> Outcome<App> {
        let Some(no) = self.table.current(&self.rows).map(|it| it.row.no.clone()) else {
            app.wanted = None;
            return Outcome::taken();
        };
        Outcome::taken().effects(app.follow(&no))
    }

    /// Takes a key of movement.
    pub fn key(&mut self, key: Key, app: &mut App) -> Outcome<App> {
        if self.table.key(key, &self.rows) { self.follow(app) } else { Outcome::ignored() }
    }

    /// Draws list and detail; `empty` says why there is nothing and which key helps.
    pub fn draw(&mut self, area: Rect, buffer: &mut Buffer, empty: &str, app: &App) {
        let (list, detail) = split(area);
        let empty = match (self.loaded, app.filter.is_empty()) {
            (false, _) => say("app.loading"),
            // The list is not empty: nothing in it has these words.
            (true, false) => say_with("app.empty.filtered", &[("words", &app.filter)]),
            (true, true) => empty.to_owned(),
        };
        self.table.draw(list, buffer, COLUMNS, &self.rows, &empty, &app.look);
        self.caret = self.table.caret();
        if let Some(detail) = detail {
            self.detail.draw(detail, buffer, app, case_lines);
        }
    }

    /// Returns where the cursor's row is.
    pub fn caret(&self) -> Option<Position> {
        self.caret
    }
}

/// Pane 2 分流: untriaged first, then by whose move it is.
pub struct Triage {
    list: CaseList,
}

impl Default for Triage {
    fn default() -> Self {
        Self { list: CaseList::new(1) }
    }
}

/// The order in which the desk wants to see whose move it is: what waits for the centre first.
const ORDER: &[&str] = &[
    "accepted",
    "objected",
    "reported",
    "conference",
    "leader_review",
    "dissatisfied",
    "awaiting_signature",
    "handling",
];

impl Pane for Triage {
    fn queries(&self, app: &App) -> Vec<Query> {
        let stages = vec![Stage::Accepted, Stage::Conference, Stage::LeaderReview, Stage::Handling];
        let filter = narrowed(Filter { stages, by_due: true, limit: 500, ..Filter::default() }, app);
        vec![Query::Rows { list: self.list.list, filter }]
    }
}

impl Layer<App> for Triage {
    fn scopes(&self) -> &'static [&'static str] {
        &["list", "triage", "case", "desk", "global"]
    }

    fn draw(&mut self, area: Rect, buffer: &mut Buffer, app: &App) {
        self.list.draw(area, buffer, &say("app.empty.triage"), app);
    }

    fn key(&mut self, key: Key, app: &mut App) -> Outcome<App> {
        self.list.key(key, app)
    }

    fn answer(&mut self, heard: &Heard, app: &mut App) -> Outcome<App> {
        match heard {
            Heard::Answer(Answer::Rows(list, rows)) if *list == self.list.list => {
                let mut rows = rows.clone();
                let place = |row: &Row| ORDER.iter().position(|ball| *ball == row.ball).unwrap_or(ORDER.len());
                rows.sort_by_key(|row| (place(row), row.due));
                self.list.take(rows, app)
            }
            _ => Outcome::ignored(),
        }
    }

    fn caret(&self) -> Option<Position> {
        self.list.caret()
    }
}
