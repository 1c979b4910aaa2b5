//! Completion: how the word being typed could go on, for every line that is searched with.

use super::App;
use crate::desk::vocabulary;
use crate::domain::search::Vocabulary;
use crate::text::cut;
use crate::tui::paint::put;
use crate::tui::theme::{Look, Meaning};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

/// How many ways to go on are looked at; more are not read.
const MOST: usize = 12;

/// The ways in which the last word of a line could go on.
pub struct Completion {
    vocabulary: Vocabulary,
    found: Vec<String>,
}

/// Parts a line before its last word.
fn parted(text: &str) -> (&str, &str) {
    let at = text.char_indices().rev().find(|(_, c)| c.is_whitespace()).map_or(0, |(at, c)| at + c.len_utf8());
    text.split_at(at)
}

impl Completion {
    /// Learns the words of the centre.
    pub fn new(app: &App) -> Self {
        Self { vocabulary: vocabulary(&app.centre, Some(&app.officer.id)), found: Vec::new() }
    }

    /// Looks at what is typed now.
    pub fn look_at(&mut self, text: &str) {
        let (_, word) = parted(text);
        self.found = self.vocabulary.complete(word);
        self.found.retain(|found| found != word);
        self.found.truncate(MOST);
    }

    /// Tells whether there is nothing to complete.
    pub fn is_empty(&self) -> bool {
        self.found.is_empty()
    }

    /// Returns the line with its last word completed by the most fitting way to go on.
    pub fn taken(&self, text: &str) -> Option<String> {
        let first = self.found.first()?;
        let gap = if first.ends_with(':') { "" } else { " " };
        Some(format!("{}{first}{gap}", parted(text).0))
    }

    /// Draws the ways to go on in one line, the one that Tab takes first.
    pub fn draw(&self, line: Rect, buffer: &mut Buffer, look: &Look) {
        let Some((first, others)) = self.found.split_first() else { return };
        let mut x = line.x;
        let mut say = |words: &str, meaning, gap: u16| {
            let room = line.right().saturating_sub(x);
            let words = cut(words, usize::from(room));
            x += put(buffer, x, line.y, room, &words, look.style(meaning)) + gap;
        };
        say("Tab", Meaning::Key, 1);
        say(first, Meaning::Focus, 2);
        say(&others.join("  "), Meaning::Muted, 0);
    }
}
