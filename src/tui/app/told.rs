//! A section of lines about cases: a list, beside it the case under the cursor, and with it whatever can be done with a
//! case. What the lines say is each section's own.

use super::detail::Detail;
use super::panes::Pane;
use super::sections::Section;
use super::{App, Effect, Heard, case_lines};
use crate::desk::service::{Answer, Query};
use crate::domain::ids::CaseNo;
use crate::domain::time::{Moment, end_of};
use crate::term::Key;
use crate::tui::frame::split;
use crate::tui::layers::{Layer, Outcome};
use crate::tui::paint::put;
use crate::tui::theme::Meaning;
use crate::tui::widgets::{Cell, Column, Piece, Row, Rows, Table};
use crate::words::{Lang, say};
use chrono::Datelike;
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use std::hash::{DefaultHasher, Hash, Hasher};

/// A line of a section: a heading, or something about a case.
#[derive(Debug, Clone)]
pub struct Line {
    id: u64,
    /// The case.
    pub case: Option<CaseNo>,
    /// What else tells it from others: a unit, a directive.
    pub key: String,
    cells: Vec<Cell>,
    heading: Option<Cell>,
}

impl Line {
    /// Makes a heading.
    pub fn heading(words: &str, meaning: Meaning) -> Self {
        let heading = Some(Cell::new(words, meaning));
        Self { id: digest(&("heading", words)), case: None, key: String::new(), cells: Vec::new(), heading }
    }

    /// Makes a line of a part of the list, with its cells in the order of the columns.
    pub fn new(part: &str, key: &str, case: Option<&CaseNo>, cells: Vec<Cell>) -> Self {
        let case = case.cloned();
        Self { id: digest(&(part, key, &case)), case, key: key.to_owned(), cells, heading: None }
    }

    /// Returns what stands in a column.
    pub fn cell(&self, column: usize) -> Cell {
        self.cells.get(column).cloned().unwrap_or_else(|| Cell::new("", Meaning::Muted))
    }

    fn fits(&self, word: &str) -> bool {
        self.cells.iter().any(|cell| cell.text.to_lowercase().contains(word))
    }
}

fn digest(of: &impl Hash) -> u64 {
    let mut hasher = DefaultHasher::new();
    of.hash(&mut hasher);
    hasher.finish()
}

impl Row for Line {
    fn id(&self) -> u64 {
        self.id
    }

    fn heading(&self) -> Option<Cell> {
        self.heading.clone()
    }
}

/// Makes a plain cell.
pub fn plain(text: impl Into<String>) -> Cell {
    Cell::new(text, Meaning::Text)
}

/// Says a moment as short as it is clear: without the year when it is this one, without the hour at a day's end.
pub fn short(at: Moment, now: Moment) -> String {
    let day = if at.year() == now.year() { "%m-%d" } else { "%Y-%m-%d" };
    let form = if at == end_of(at.date_naive()) { day.to_owned() } else { format!("{day} %H:%M") };
    at.format(&form).to_string()
}

/// What a section tells.
pub trait Told: Default {
    /// The place of its pane among the panes, from 0.
    const PANE: usize;
    /// Its scopes, `case` and `sections` among them.
    const SCOPES: &'static [&'static str];
    /// Its columns.
    const COLUMNS: &'static [Column<Line>];

    /// Returns what it is called, with what it counts.
    fn name(&self) -> String;
    /// Returns what it asks.
    fn query(&self, app: &App) -> Query;
    /// Takes an answer in and says whether it was the section's.
    fn hear(&mut self, answer: &Answer, app: &App) -> bool;
    /// Returns its lines.
    fn lines(&self, app: &App) -> Vec<Line>;
    /// Says why there are none.
    fn empty(&self) -> String;
    /// Says what has to be known first, above the list.
    fn above(&self, _app: &App) -> Vec<Piece> {
        Vec::new()
    }
    /// Says what the figures mean, below the list.
    fn note(&self, _app: &App) -> String {
        String::new()
    }
    /// Does what is the section's own; `on` is the line under the cursor.
    fn command(&mut self, _id: &'static str, _on: Option<&Line>, _app: &mut App) -> Outcome<App> {
        Outcome::ignored()
    }
    /// Tells whether a command of the section's own can be run on the line under the cursor.
    fn available(&self, _id: &str, _on: Option<&Line>, _app: &App) -> Result<(), &'static str> {
        Ok(())
    }
}

/// A section that tells of cases.
#[derive(Default)]
pub struct Cases<T: Told> {
    told: T,
    rows: Rows<Line>,
    table: Table,
    detail: Detail,
    loaded: bool,
    made: Option<(i64, String, Lang)>,
}

impl<T: Told> Cases<T> {
    fn make(&mut self, app: &App) {
        self.made = Some(made(app));
        let words: Vec<_> = app.filter.split_whitespace().map(str::to_lowercase).collect();
        let fits = |line: &Line| line.heading.is_some() || words.iter().all(|word| line.fits(word));
        let mut lines: Vec<Line> = self.told.lines(app).into_iter().filter(fits).collect();
        // A heading with nothing below it says nothing.
        let heads: Vec<_> = lines.iter().map(|line| line.heading.is_some()).chain([true]).collect();
        let mut at = 0..;
        lines.retain(|_| at.next().is_some_and(|at: usize| !(heads[at] && heads[at + 1])));
        self.rows = Rows::whole(lines);
        self.table.refreshed(&self.rows);
    }

    fn current(&self) -> Option<&Line> {
        self.table.current(&self.rows).filter(|line| line.heading.is_none())
    }

    fn follow(&self, app: &mut App) -> Outcome<App> {
        if app.covered || app.pane != T::PANE {
            return Outcome::taken();
        }
        app.clock = None;
        if let Some(no) = self.current().and_then(|line| line.case.clone()) {
            return Outcome::taken().effects(app.follow(&no));
        }
        app.wanted = None;
        Outcome::taken()
    }

    /// Draws what has to be known first; returns the room that is left.
    fn draw_above(&self, list: Rect, buffer: &mut Buffer, app: &App) -> Rect {
        let width = usize::from(list.width.saturating_sub(1));
        let pieces = self.told.above(app);
        let lines = pieces
            .iter()
            .flat_map(|(meaning, text)| crate::text::wrap(text, width).into_iter().map(|line| (*meaning, line)));
        let (mut y, end) = (list.y, list.y + list.height / 3);
        for (meaning, line) in lines {
            if y < end {
                put(buffer, list.x, y, list.width, &line, app.look.style(meaning));
                y += 1;
            }
        }
        Rect { y, height: list.bottom() - y, ..list }
    }

    fn empty(&self, app: &App) -> String {
        match () {
            () if !self.loaded => say(app.loading()),
            () if !app.filter.is_empty() => say("told.filtered"),
            () => self.told.empty(),
        }
    }
}

fn made(app: &App) -> (i64, String, Lang) {
    (app.now.timestamp() / 60, app.filter.clone(), Lang::current())
}

impl<T: Told + 'static> Pane for Cases<T> {
    fn queries(&self, app: &App) -> Vec<Query> {
        vec![self.told.query(app)]
    }
}

impl<T: Told + 'static> Section for Cases<T> {
    fn name(&self, _: &App) -> String {
        self.told.name()
    }
}

impl<T: Told + 'static> Layer<App> for Cases<T> {
    fn scopes(&self) -> &'static [&'static str] {
        T::SCOPES
    }

    fn draw(&mut self, area: Rect, buffer: &mut Buffer, app: &App) {
        if self.loaded && self.made.as_ref() != Some(&made(app)) {
            self.make(app);
        }
        let has_case = self.rows.items.iter().any(|line| line.case.is_some());
        let (list, detail) = if has_case { split(area) } else { (area, None) };
        let list = self.draw_above(list, buffer, app);
        let note = self.told.note(app);
        let lines = if note.is_empty() { Vec::new() } else { crate::text::wrap(&note, usize::from(list.width)) };
        let below = u16::try_from(lines.len()).unwrap_or(0).min(list.height / 3);
        let table = Rect { height: list.height - below, ..list };
        self.table.draw(table, buffer, T::COLUMNS, &self.rows, &self.empty(app), &app.look);
        for (y, line) in (table.bottom()..list.bottom()).zip(&lines) {
            put(buffer, list.x, y, list.width, line, app.look.style(Meaning::Muted));
        }
        if let Some(detail) = detail {
            self.detail.draw(detail, buffer, app, case_lines);
        }
    }

    fn key(&mut self, key: Key, app: &mut App) -> Outcome<App> {
        if self.table.key(key, &self.rows) { self.follow(app) } else { Outcome::ignored() }
    }

    fn command(&mut self, id: &'static str, app: &mut App) -> Outcome<App> {
        let on = self.current().cloned();
        let outcome = self.told.command(id, on.as_ref(), app);
        self.make(app);
        outcome
    }

    fn available(&self, id: &str, app: &App) -> Result<(), &'static str> {
        self.told.available(id, self.current(), app)
    }

    fn answer(&mut self, heard: &Heard, app: &mut App) -> Outcome<App> {
        match heard {
            Heard::Answer(answer) if self.told.hear(answer, app) => {
                self.loaded = true;
                self.make(app);
                self.follow(app)
            }
            Heard::Filtered if self.loaded => {
                self.make(app);
                Outcome::taken()
            }
            _ => Outcome::ignored(),
        }
    }

    fn caret(&self) -> Option<Position> {
        self.table.caret()
    }
}

/// Asks a section's question anew.
pub fn again(told: &impl Told, app: &mut App) -> Outcome<App> {
    let query = told.query(app);
    let effect: Effect = app.ask(query);
    Outcome::taken().effect(effect)
}
