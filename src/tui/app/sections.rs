//! A pane made of panes (栏目): one section on screen at a time, their names on its first line, a key to the next.
//!
//! A section is a [`Pane`] with a name. Its scopes begin with those of its own and have `sections` among them, which is
//! where the key to the next section stands; give them a row in `commands::LAYERS`.

use super::panes::Pane;
use super::{App, Effect, Heard};
use crate::desk::service::Query;
use crate::term::Key;
use crate::tui::layers::{Layer, Outcome};
use crate::tui::paint::{cells, put, put_right};
use crate::tui::theme::Meaning;
use crate::words::say;
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

/// A part of a pane, shown alone.
pub trait Section: Pane {
    /// Returns what it is called, with what it counts if it counts anything: `换班 2`.
    fn name(&self, app: &App) -> String;
}

/// A pane made of sections.
pub struct Sections {
    sections: Vec<Box<dyn Section>>,
    active: usize,
}

impl Sections {
    /// Makes a pane of sections, the first on screen.
    pub fn new(sections: Vec<Box<dyn Section>>) -> Self {
        Self { sections, active: 0 }
    }

    fn section(&mut self) -> &mut dyn Section {
        &mut *self.sections[self.active]
    }

    fn ask(&self, app: &mut App) -> Vec<Effect> {
        self.sections[self.active].queries(app).into_iter().map(|query| app.ask(query)).collect()
    }

    fn go(&mut self, section: usize, app: &mut App) -> Outcome<App> {
        self.active = section;
        Outcome::taken().effects(self.ask(app))
    }

    fn draw_names(&self, line: Rect, buffer: &mut Buffer, app: &App) {
        let mut x = line.x;
        for (at, section) in self.sections.iter().enumerate() {
            let name = section.name(app);
            let (words, meaning) = if at == self.active {
                (format!("[{name}]"), Meaning::Tab)
            } else {
                (format!(" {name} "), Meaning::Text)
            };
            x += put(buffer, x, line.y, line.right().saturating_sub(x), &words, app.look.style(meaning)) + 1;
        }
        let key = say("app.sections.key");
        let rest = Rect { x: x.min(line.right()), width: line.right().saturating_sub(x), ..line };
        if self.sections.len() > 1 && cells(&key) <= rest.width {
            put_right(buffer, rest, line.y, &key, app.look.style(Meaning::Muted));
        }
    }
}

impl Pane for Sections {
    fn queries(&self, app: &App) -> Vec<Query> {
        self.sections[self.active].queries(app)
    }
}

impl Layer<App> for Sections {
    fn scopes(&self) -> &'static [&'static str] {
        self.sections[self.active].scopes()
    }

    fn is_typing(&self) -> bool {
        self.sections[self.active].is_typing()
    }

    fn draw(&mut self, area: Rect, buffer: &mut Buffer, app: &App) {
        self.draw_names(Rect { height: 1, ..area }, buffer, app);
        let rest = Rect { y: area.y + 1, height: area.height.saturating_sub(1), ..area };
        self.section().draw(rest, buffer, app);
    }

    fn key(&mut self, key: Key, app: &mut App) -> Outcome<App> {
        self.section().key(key, app)
    }

    fn paste(&mut self, text: &str, app: &mut App) -> Outcome<App> {
        self.section().paste(text, app)
    }

    fn command(&mut self, id: &'static str, app: &mut App) -> Outcome<App> {
        match id {
            "section.next" => self.go((self.active + 1) % self.sections.len(), app),
            _ => self.section().command(id, app),
        }
    }

    fn available(&self, id: &str, app: &App) -> Result<(), &'static str> {
        self.sections[self.active].available(id, app)
    }

    fn answer(&mut self, heard: &Heard, app: &mut App) -> Outcome<App> {
        let mut outcome = Outcome::taken();
        // A section that is not on screen keeps what it is told too, so that it is there at once.
        for section in &mut self.sections {
            outcome = outcome.also(section.answer(heard, app));
        }
        outcome
    }

    fn caret(&self) -> Option<Position> {
        self.sections[self.active].caret()
    }

    fn draft(&self) -> Option<(String, serde_json::Value)> {
        self.sections[self.active].draft()
    }
}
