//! The list of cases with the case under the cursor beside it, and the triage pane made of it.

use super::detail::Detail;
use super::panes::Pane;
use super::search::narrowed;
use super::window::Window;
use super::{App, Heard, case_lines};
use crate::desk::pages::{Listed, Listing, Part, Spot};
use crate::desk::service::{Answer, Query};
use crate::desk::views::{Filter, Row};
use crate::domain::vocabulary::Stage;
use crate::term::Key;
use crate::tui::frame::split;
use crate::tui::layers::{Layer, Outcome};
use crate::tui::theme::Meaning;
use crate::tui::widgets::{Cell, Column, Table};
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

    /// Returns its place in the list.
    pub fn spot(&self) -> Spot {
        self.row.spot()
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
    Column::new("app.column.holder", 8, 10, 3, |it: &Shown| it.row.whose().into()),
    Column::new("app.column.left", 8, 9, 1, |it: &Shown| it.left.clone()).right(),
];

/// A list of cases, with the case under the cursor beside it where there is room.
#[derive(Default)]
pub struct CaseList {
    /// The slot of its question.
    pub list: u8,
    window: Window,
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

    /// Asks for the rows that are loaded once more, or for the first ones.
    pub fn query(&self, filter: Filter, parts: Vec<Part>, app: &App) -> Query {
        // What was just registered stands at the beginning, and there the cursor goes.
        let (at, rows) = if app.registered.is_some() { Window::default().again() } else { self.window.again() };
        Query::Rows { list: self.list, listing: Box::new(Listing { filter, parts, at, rows }) }
    }

    /// Takes a page in.
    pub fn take(&mut self, listed: &Listed, app: &mut App) -> Outcome<App> {
        self.loaded = true;
        let shown = listed.rows.iter().map(|row| Shown::new(row.clone(), app)).collect();
        self.window.take(listed, shown);
        let rows = self.window.rows();
        self.table.refreshed(rows);
        // What was just registered is what the officer goes on with.
        let is_new = |it: &&Shown| Some(&it.row.no) == app.registered.as_ref();
        if let Some(id) = rows.items.iter().find(is_new).map(crate::tui::widgets::Row::id) {
            self.table.go_to(id, rows);
            app.registered = None;
        }
        self.follow(app)
    }

    /// Asks for what the screen will need next of a list.
    fn read_on(&mut self, list: impl FnOnce(&App) -> (Filter, Vec<Part>), app: &mut App) -> Outcome<App> {
        let Some((at, rows)) = self.window.wanted(&self.table) else { return Outcome::taken() };
        let (filter, parts) = list(app);
        let effect = app.ask(Query::Rows { list: self.list, listing: Box::new(Listing { filter, parts, at, rows }) });
        Outcome::taken().effect(effect)
    }

    /// Looks at the case under the cursor.
    pub fn follow(&mut self, app: &mut App) -> Outcome<App> {
        if app.covered {
            return Outcome::taken();
        }
        let Some(no) = self.table.current(self.window.rows()).map(|it| it.row.no.clone()) else {
            app.wanted = None;
            return Outcome::taken();
        };
        Outcome::taken().effects(app.follow(&no))
    }

    /// Takes a key of movement; `list` is what the list shows.
    pub fn key(&mut self, key: Key, list: fn(&App) -> (Filter, Vec<Part>), app: &mut App) -> Outcome<App> {
        if !self.table.key(key, self.window.rows()) {
            return Outcome::ignored();
        }
        self.follow(app).also(self.read_on(list, app))
    }

    /// Takes an answer, if it is to this list's question.
    pub fn answer(&mut self, heard: &Heard, list: fn(&App) -> (Filter, Vec<Part>), app: &mut App) -> Outcome<App> {
        match heard {
            Heard::Answer(Answer::Rows(slot, listed)) if *slot == self.list => {
                self.take(listed, app).also(self.read_on(list, app))
            }
            // Other words are another list: it begins anew.
            Heard::Filtered => {
                self.window.begin_anew();
                Outcome::taken()
            }
            _ => Outcome::ignored(),
        }
    }

    /// Draws list and detail; `empty` says why there is nothing and which key helps.
    pub fn draw(&mut self, area: Rect, buffer: &mut Buffer, empty: &str, app: &App) {
        let (list, detail) = split(area);
        let empty = match (self.loaded, app.filter.is_empty()) {
            (false, _) => say(app.loading()),
            // The list is not empty: nothing in it has these words.
            (true, false) => say_with("app.empty.filtered", &[("words", &app.filter)]),
            // Whoever does not see everything has to know that there may be more.
            (true, true) if self.window.rows().items.is_empty() => match app.reach() {
                Some(reach) => say_with("sight.empty", &[("empty", empty), ("reach", &reach)]),
                None => empty.to_owned(),
            },
            (true, true) => empty.to_owned(),
        };
        self.table.draw(list, buffer, COLUMNS, self.window.rows(), &empty, &app.look);
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
    "merged",
];

/// What is to be sent on or followed: by whose move it is, and within that first due first.
fn triage(app: &App) -> (Filter, Vec<Part>) {
    let stages = vec![Stage::Accepted, Stage::Conference, Stage::LeaderReview, Stage::Handling];
    let parts = ORDER.iter().map(|ball| Part { ball: Some(ball), ..Part::default() });
    (narrowed(Filter { stages, ..Filter::default() }, app), parts.collect())
}

impl Pane for Triage {
    fn queries(&self, app: &App) -> Vec<Query> {
        let (filter, parts) = triage(app);
        vec![self.list.query(filter, parts, app)]
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
        self.list.key(key, triage, app)
    }

    fn answer(&mut self, heard: &Heard, app: &mut App) -> Outcome<App> {
        self.list.answer(heard, triage, app)
    }

    fn caret(&self) -> Option<Position> {
        self.list.caret()
    }
}
