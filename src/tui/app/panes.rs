//! The panes: one layer under all others, which shows one pane at a time and keeps the rest as they were.

use super::alerts::Alerts;
use super::find::Find;
use super::intake::Intake;
use super::list::Triage;
use super::mediation::Mediation;
use super::search::{self, Search};
use super::{App, Effect, Heard, actions, duty, statistics, supervision};
use crate::desk::service::Query;
use crate::term::{Code, Key};
use crate::tui::layers::{Layer, Outcome};
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

/// The numbers of the panes and the keys of their names, in order.
pub const NAMES: &[(usize, &str)] = &[
    (1, "app.pane.intake"),
    (2, "app.pane.triage"),
    (3, "app.pane.mediation"),
    (4, "app.pane.alerts"),
    (5, "app.pane.duty"),
    (6, "app.pane.supervision"),
    (8, "app.pane.statistics"),
];

/// A pane: a layer that knows what it has to ask for.
pub trait Pane: Layer<App> {
    /// Returns what has to be asked again when something changed.
    fn queries(&self, app: &App) -> Vec<Query>;
}

/// All panes.
pub struct Panes {
    panes: Vec<Box<dyn Pane>>,
    active: usize,
}

impl Panes {
    /// Makes every pane, the first on screen.
    pub fn new() -> Self {
        Self {
            panes: vec![
                Box::new(Intake::default()),
                Box::new(Triage::default()),
                Box::new(Mediation::default()),
                Box::new(Alerts::default()),
                Box::new(duty::pane()),
                Box::new(supervision::pane()),
                Box::new(statistics::pane()),
            ],
            active: 0,
        }
    }

    fn pane(&mut self) -> &mut dyn Pane {
        &mut *self.panes[self.active]
    }

    fn ask(&self, app: &mut App) -> Vec<Effect> {
        self.panes[self.active].queries(app).into_iter().map(|query| app.ask(query)).collect()
    }

    fn go(&mut self, pane: usize, app: &mut App) -> Outcome<App> {
        self.active = pane.min(self.panes.len() - 1);
        app.pane = self.active;
        app.registered = None;
        Outcome::taken().effects(self.ask(app))
    }
}

impl Default for Panes {
    fn default() -> Self {
        Self::new()
    }
}

impl Layer<App> for Panes {
    fn scopes(&self) -> &'static [&'static str] {
        self.panes[self.active].scopes()
    }

    fn is_typing(&self) -> bool {
        self.panes[self.active].is_typing()
    }

    fn draw(&mut self, area: Rect, buffer: &mut Buffer, app: &App) {
        self.pane().draw(area, buffer, app);
        search::mark(area, buffer, app);
    }

    fn key(&mut self, key: Key, app: &mut App) -> Outcome<App> {
        self.pane().key(key, app)
    }

    fn paste(&mut self, text: &str, app: &mut App) -> Outcome<App> {
        self.pane().paste(text, app)
    }

    fn command(&mut self, id: &'static str, app: &mut App) -> Outcome<App> {
        if let Some(number) = id.strip_prefix("pane.").and_then(|number| number.parse::<usize>().ok()) {
            let place = NAMES.iter().position(|(known, _)| *known == number);
            return place.map_or_else(Outcome::taken, |place| self.go(place, app));
        }
        match id {
            "search.open" => Outcome::taken().open(Search::new(app)),
            "search.all" => {
                let find = Find::new(app);
                Outcome::taken().open(find)
            }
            "search.next" => self.pane().key(Key::plain(Code::Down), app).as_taken(),
            "search.previous" => self.pane().key(Key::plain(Code::Up), app).as_taken(),
            "tui.back" if !app.filter.is_empty() => {
                app.filter.clear();
                Outcome::taken()
            }
            "pane.next" => self.go((self.active + 1) % self.panes.len(), app),
            "pane.previous" => self.go((self.active + self.panes.len() - 1) % self.panes.len(), app),
            _ => self.pane().command(id, app),
        }
    }

    fn available(&self, id: &str, app: &App) -> Result<(), &'static str> {
        actions::available(id, app)?;
        self.panes[self.active].available(id, app)
    }

    fn answer(&mut self, heard: &Heard, app: &mut App) -> Outcome<App> {
        let mut outcome = Outcome::taken();
        // A pane that is not on screen keeps what it is told too, so that it is there at once.
        for pane in &mut self.panes {
            outcome = outcome.also(pane.answer(heard, app));
        }
        if matches!(heard, Heard::Changed | Heard::Filtered) {
            outcome = outcome.effects(self.ask(app));
        }
        outcome
    }

    fn caret(&self) -> Option<Position> {
        self.panes[self.active].caret()
    }

    fn draft(&self) -> Option<(String, serde_json::Value)> {
        self.panes[self.active].draft()
    }
}
