//! A section of figures: its period on the first line, a table with a cursor, what the figures mean below it, and the
//! keys that every section has. What is asked and shown is each section's own.

use super::super::panes::Pane;
use super::super::sections::Section;
use super::super::{App, Effect, Heard};
use super::behind::Behind;
use super::grid::Grid;
use super::take_out;
use super::{Chosen, may};
use crate::desk::service::{Answer, Query};
use crate::domain::dates;
use crate::domain::figures::Span;
use crate::domain::table::Table;
use crate::domain::time::Moment;
use crate::term::Key;
use crate::tui::dialogs::Chooser;
use crate::tui::form::{Form, FormEvent, FormLayer};
use crate::tui::layers::{Layer, Outcome};
use crate::tui::paint::put;
use crate::tui::theme::Meaning;
use crate::tui::widgets::Choice;
use crate::words::{self, Lang, say, say_with, term};
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

/// What a section of figures shows.
pub trait Chart: Default {
    /// Its scopes: `figures` and `sections` among them.
    const SCOPES: &'static [&'static str];
    /// Whether figures are shaded among each other.
    const SHADED: bool = false;

    /// Returns what it is called.
    fn name(&self) -> String;
    /// Returns what it asks.
    fn query(&self, app: &App) -> Query;
    /// Takes an answer in and says whether it was the section's.
    fn hear(&mut self, answer: &Answer) -> bool;
    /// Returns its table as it is looked at, once it was answered.
    fn table(&self, app: &App) -> Option<Table>;
    /// Returns its table as it is taken out.
    fn whole(&self, app: &App) -> Option<Table> {
        self.table(app)
    }
    /// Returns as of when it is.
    fn as_of(&self, app: &App) -> Moment {
        app.now
    }
    /// Says why there is nothing.
    fn empty(&self, _app: &App) -> String {
        say("statistics.empty")
    }
    /// Says what the figures mean, below the table.
    fn notes(&self, _app: &App) -> Vec<String> {
        Vec::new()
    }
    /// Draws what stands below the table; `room` is all there is below the heads. Returns the rows it takes.
    fn draw_below(&self, _room: Rect, _rows: u16, _buffer: &mut Buffer, _app: &App) -> u16 {
        0
    }
    /// Says what the cell at a row and column of the table is about.
    fn about(&self, table: &Table, row: usize, column: usize) -> String {
        format!("{} · {}", table.rows[row][0].brief(), table.columns[column].text)
    }
    /// Does what is the section's own, with the place of the cursor in the table.
    fn command(&mut self, _id: &'static str, _at: Option<(usize, usize)>, _app: &mut App) -> Outcome<App> {
        Outcome::ignored()
    }
}

/// A section of figures.
#[derive(Default)]
pub struct Charts<T: Chart> {
    chart: T,
    grid: Grid,
    table: Option<Table>,
    made: Option<Lang>,
}

/// Asks the section's question anew; the pane does it when something changed.
pub fn again(chart: &impl Chart, app: &mut App) -> Outcome<App> {
    if !may(app) {
        return Outcome::taken();
    }
    let query = chart.query(app);
    let effect: Effect = app.ask(query);
    Outcome::taken().effect(effect)
}

/// Asks for one of a list, and has the section ask again.
pub fn choose(title: &str, choices: Vec<Choice>, mut take: impl FnMut(&str, &mut App) + 'static) -> Outcome<App> {
    Outcome::taken().open(Chooser::one(title, choices, move |ids, app: &mut App| {
        let Some(id) = ids.first() else { return Outcome::taken() };
        take(id, app);
        // The section below hears of it as of any other change.
        Outcome::taken().run("figures.again")
    }))
}

impl<T: Chart> Charts<T> {
    fn make(&mut self, app: &App) {
        self.made = Some(Lang::current());
        self.table = self.chart.table(app);
    }

    fn open(&self, app: &mut App) -> Outcome<App> {
        let Some((table, (row, column))) = self.table.as_ref().and_then(|table| Some((table, self.grid.at(table)?)))
        else {
            return Outcome::taken();
        };
        let Some(counted) = table.rows[row][column].behind().filter(|counted| counted.of() > 0) else {
            app.tell(&say("statistics.nothing_behind"));
            return Outcome::taken();
        };
        Behind::open(&self.chart.about(table, row, column), counted, app)
    }

    fn turn(&self, chosen: Chosen, app: &mut App) -> Outcome<App> {
        app.figures = chosen;
        again(&self.chart, app)
    }

    fn date(app: &App) -> Outcome<App> {
        let form = Form::new(vec![super::super::fields::moment("figures_day", app).required()]);
        let react = |event: FormEvent, form: &mut Form, app: &mut App| match event {
            FormEvent::Save(_) => match dates::parse_when(&form.text("figures_day"), app.now, &app.centre.calendar) {
                Ok(when) => {
                    app.figures.turn_to(when.day, app.now);
                    Outcome::taken().close().run("figures.again")
                }
                Err(refusal) => {
                    form.refuse("figures_day", &words::refusal(&refusal));
                    Outcome::taken()
                }
            },
            FormEvent::Leave => Outcome::taken().close(),
            _ => Outcome::taken(),
        };
        Outcome::taken().open(FormLayer::new(&say("command.figures.date"), form, react).boxed(64, 7))
    }

    fn span() -> Outcome<App> {
        let choices = Span::ALL.iter().map(|span| Choice::new(span.key(), &term(Span::AREA, span.key()))).collect();
        choose(&say("command.figures.span"), choices, |key, app| {
            if let Some(span) = Span::from_key(key) {
                app.figures.span = span;
            }
        })
    }

    fn draw_head(&self, line: Rect, buffer: &mut Buffer, app: &App) {
        let of = words::figures::period(app.figures.span, app.figures.over(app.now).period());
        let title = self.table.as_ref().map(|table| table.title.clone()).unwrap_or_default();
        let words = say_with("statistics.head", &[("title", &title), ("period", &of)]);
        let used = put(buffer, line.x, line.y, line.width, words.trim(), app.look.style(Meaning::Title)) + 2;
        let at = self.chart.as_of(app).format("%m-%d %H:%M").to_string();
        let as_of = say_with("statistics.as_of", &[("at", &at)]);
        put(buffer, line.x + used, line.y, line.width.saturating_sub(used), &as_of, app.look.style(Meaning::Muted));
    }

    fn draw_words(area: Rect, buffer: &mut Buffer, words: &str, app: &App) {
        for (y, line) in (area.y + 1..area.bottom()).zip(crate::text::wrap(words, usize::from(area.width) - 4)) {
            put(buffer, area.x + 2, y, area.width - 2, &line, app.look.style(Meaning::Muted));
        }
    }
}

impl<T: Chart + 'static> Pane for Charts<T> {
    fn queries(&self, app: &App) -> Vec<Query> {
        if may(app) { vec![self.chart.query(app)] } else { Vec::new() }
    }
}

impl<T: Chart + 'static> Section for Charts<T> {
    fn name(&self, _: &App) -> String {
        self.chart.name()
    }
}

impl<T: Chart + 'static> Layer<App> for Charts<T> {
    fn scopes(&self) -> &'static [&'static str] {
        T::SCOPES
    }

    fn draw(&mut self, area: Rect, buffer: &mut Buffer, app: &App) {
        if self.table.is_some() && self.made != Some(Lang::current()) {
            self.make(app);
        }
        self.draw_head(Rect { height: 1, ..area }, buffer, app);
        let rest = Rect { y: area.y + 1, height: area.height.saturating_sub(1), ..area };
        let words = match &self.table {
            _ if !may(app) => Some(say("statistics.not_permitted")),
            None => Some(say(app.loading())),
            Some(table) if table.rows.is_empty() || table.columns.len() < 2 => Some(self.chart.empty(app)),
            Some(_) => None,
        };
        if let Some(words) = words {
            Self::draw_words(rest, buffer, &words, app);
            return;
        }
        let Some(table) = &self.table else { return };
        let notes: Vec<_> = self
            .chart
            .notes(app)
            .iter()
            .flat_map(|note| crate::text::wrap(note, usize::from(rest.width.saturating_sub(1))))
            .collect();
        let below = u16::try_from(notes.len()).unwrap_or(u16::MAX).min(rest.height / 3);
        let rest = Rect { height: rest.height - below, ..rest };
        for (y, line) in (rest.bottom()..).zip(notes.iter().take(usize::from(below))) {
            put(buffer, rest.x, y, rest.width, line, app.look.style(Meaning::Muted));
        }
        let rows = u16::try_from(table.rows.len()).unwrap_or(u16::MAX);
        let taken = self.chart.draw_below(rest, rows, buffer, app).min(rest.height);
        let room = Rect { height: rest.height - taken, ..rest };
        self.grid.draw(room, buffer, table, T::SHADED, &app.look);
    }

    fn key(&mut self, key: Key, _: &mut App) -> Outcome<App> {
        let moved = self.table.as_ref().is_some_and(|table| self.grid.key(key, table));
        if moved { Outcome::taken() } else { Outcome::ignored() }
    }

    fn command(&mut self, id: &'static str, app: &mut App) -> Outcome<App> {
        let now = app.now;
        let mut chosen = app.figures;
        match id {
            "figures.open" => self.open(app),
            "figures.back" => {
                chosen.turn_to(chosen.over(now).back().day, now);
                self.turn(chosen, app)
            }
            "figures.on" => {
                chosen.turn_to(chosen.over(now).on().day, now);
                self.turn(chosen, app)
            }
            "figures.now" => {
                chosen.day = None;
                self.turn(chosen, app)
            }
            "figures.again" => {
                let outcome = again(&self.chart, app);
                self.make(app);
                outcome
            }
            "figures.span" => Self::span(),
            "figures.date" => Self::date(app),
            "figures.take_out" => match self.chart.whole(app) {
                Some(table) if !table.rows.is_empty() => take_out::choose(table, app),
                _ => {
                    app.tell(&say("statistics.nothing_to_take"));
                    Outcome::taken()
                }
            },
            _ => {
                let at = self.table.as_ref().and_then(|table| self.grid.at(table));
                self.chart.command(id, at, app)
            }
        }
    }

    fn answer(&mut self, heard: &Heard, app: &mut App) -> Outcome<App> {
        match heard {
            Heard::Answer(answer) if self.chart.hear(answer) => {
                self.make(app);
                Outcome::taken()
            }
            _ => Outcome::ignored(),
        }
    }

    fn caret(&self) -> Option<Position> {
        self.grid.caret()
    }
}
