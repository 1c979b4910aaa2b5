//! The cases behind a figure: those that count, and those it is taken of that do not. Enter opens one.

use super::super::told::{Line, plain, short};
use super::super::{App, Heard, actions};
use crate::desk::service::{Answer, Query};
use crate::desk::statistics::Behind as Found;
use crate::desk::views::Row;
use crate::domain::figures::Counted;
use crate::domain::ids::CaseNo;
use crate::domain::vocabulary::Stage;
use crate::term::Key;
use crate::tui::layers::{Layer, Outcome};
use crate::tui::theme::Meaning;
use crate::tui::widgets::{Cell, Column, Rows, Table, popup};
use crate::words::{say, say_with, term};
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

/// How many cases of either kind are listed.
const MOST: usize = 500;

const COLUMNS: &[Column<Line>] = &[
    Column::new("app.column.no", 12, 12, 0, |it: &Line| it.cell(0)),
    Column::new("told.column.ball", 6, 10, 1, |it: &Line| it.cell(1)),
    Column::new("told.column.unit", 8, 10, 2, |it: &Line| it.cell(2)),
    Column::new("statistics.column.registered", 5, 11, 3, |it: &Line| it.cell(3)),
    Column::new("told.column.title", 8, 16, 0, |it: &Line| it.cell(4)).fill(),
];

/// The list of the cases behind a figure.
pub struct Behind {
    title: String,
    asked: (Vec<CaseNo>, Vec<CaseNo>),
    counts: (usize, usize),
    found: Option<Box<Found>>,
    rows: Rows<Line>,
    table: Table,
    /// What the pane below was looking at.
    before: Option<CaseNo>,
}

fn line(part: &str, it: &Row, app: &App) -> Line {
    let stage = Stage::from_key(&it.state).map_or_else(|| it.state.clone(), |stage| term(Stage::AREA, stage.key()));
    let stage = if it.overdue { Cell::new(stage, Meaning::Overdue) } else { plain(stage) };
    let cells = vec![
        plain(it.no.as_str()),
        stage,
        plain(it.whose()),
        plain(short(it.registered_at, app.now)),
        plain(it.title.as_str()),
    ];
    Line::new(part, "", Some(&it.no), cells)
}

impl Behind {
    /// Opens the list of a figure and asks for it.
    pub fn open(title: &str, counted: &Counted, app: &mut App) -> Outcome<App> {
        let some = |nos: &[CaseNo]| nos.iter().take(MOST).cloned().collect::<Vec<_>>();
        let list = Self {
            title: title.to_owned(),
            asked: (some(&counted.part), some(&counted.rest)),
            counts: (counted.part.len(), counted.rest.len()),
            found: None,
            rows: Rows::default(),
            table: Table::default(),
            before: app.wanted.take(),
        };
        app.covered = true;
        let effect = app.ask(list.query());
        Outcome::taken().effect(effect).open(list)
    }

    fn query(&self) -> Query {
        Query::Behind { part: self.asked.0.clone(), rest: self.asked.1.clone() }
    }

    fn make(&mut self, app: &App) {
        let Some(found) = &self.found else { return };
        let mut lines = Vec::new();
        for (part, key, rows, count) in [
            ("part", "statistics.part", &found.part, self.counts.0),
            ("rest", "statistics.rest", &found.rest, self.counts.1),
        ] {
            if count == 0 {
                continue;
            }
            let mut head = say_with(key, &[("count", &count.to_string())]);
            if count > MOST {
                head.push_str(&say_with("statistics.first", &[("count", &MOST.to_string())]));
            }
            lines.push(Line::heading(&head, Meaning::Title));
            lines.extend(rows.iter().map(|row| line(part, row, app)));
        }
        self.rows = Rows::whole(lines);
        self.table.refreshed(&self.rows);
    }

    fn close(&mut self, app: &mut App) -> Outcome<App> {
        app.covered = false;
        app.wanted = self.before.take();
        Outcome::taken().close()
    }
}

impl Layer<App> for Behind {
    fn scopes(&self) -> &'static [&'static str] {
        &["list", "behind", "global"]
    }

    fn is_full(&self) -> bool {
        true
    }

    fn draw(&mut self, area: Rect, buffer: &mut Buffer, app: &App) {
        let inner = popup(buffer, area, &say_with("statistics.behind", &[("figure", &self.title)]), &app.look);
        let empty = say(if self.found.is_some() { "statistics.gone" } else { app.loading() });
        self.table.draw(inner, buffer, COLUMNS, &self.rows, &empty, &app.look);
    }

    fn key(&mut self, key: Key, _: &mut App) -> Outcome<App> {
        if self.table.key(key, &self.rows) { Outcome::taken() } else { Outcome::ignored() }
    }

    fn command(&mut self, id: &'static str, app: &mut App) -> Outcome<App> {
        match id {
            "behind.open" => {
                let Some(no) = self.table.current(&self.rows).and_then(|line| line.case.clone()) else {
                    return Outcome::taken();
                };
                Outcome::taken().effects(app.look_at(&no)).run("case.open")
            }
            "behind.close" => self.close(app),
            _ => Outcome::ignored(),
        }
    }

    fn available(&self, id: &str, app: &App) -> Result<(), &'static str> {
        actions::available(id, app)
    }

    fn answer(&mut self, heard: &Heard, app: &mut App) -> Outcome<App> {
        match heard {
            Heard::Answer(Answer::Behind(found)) => {
                self.found = Some(found.clone());
                self.make(app);
                Outcome::taken()
            }
            Heard::Changed => {
                let effect = app.ask(self.query());
                Outcome::taken().effect(effect)
            }
            _ => Outcome::ignored(),
        }
    }

    fn caret(&self) -> Option<Position> {
        self.table.caret()
    }
}
