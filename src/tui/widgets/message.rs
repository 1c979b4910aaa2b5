//! The message line: what just happened, or why not.

use crate::text::sanitise_line;
use crate::tui::paint::put;
use crate::tui::theme::{Look, Meaning};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

/// How much a message weighs: an error stays until it is answered, anything else until the next key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Weight {
    /// Something was done.
    Info,
    /// Something should be looked at.
    Warning,
    /// Something was refused or failed.
    Error,
}

/// A message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Message {
    /// How much it weighs.
    pub weight: Weight,
    /// The words, on one line.
    pub words: String,
}

impl Message {
    /// Says that something was done.
    pub fn info(words: &str) -> Self {
        Self { weight: Weight::Info, words: sanitise_line(words) }
    }

    /// Warns.
    pub fn warning(words: &str) -> Self {
        Self { weight: Weight::Warning, words: sanitise_line(words) }
    }

    /// Says that something was refused or failed, and why.
    pub fn error(words: &str) -> Self {
        Self { weight: Weight::Error, words: sanitise_line(words) }
    }

    /// Tells whether the message goes with the next key.
    pub fn passes(&self) -> bool {
        self.weight != Weight::Error
    }

    /// Draws the message into a line, with a sign before it so that colour is not needed.
    pub fn draw(&self, area: Rect, buffer: &mut Buffer, look: &Look) {
        let (sign, meaning) = match self.weight {
            Weight::Info => ("", Meaning::Info),
            Weight::Warning => ("! ", Meaning::Warning),
            Weight::Error => ("!! ", Meaning::Error),
        };
        let words = format!("{sign}{}", self.words);
        put(buffer, area.x + 1, area.y, area.width.saturating_sub(2), &words, look.style(meaning));
    }
}
