//! A field for a password: every character is a star, and the terminal's own caret stands behind the last.

use crate::domain::secret::Secret;
use crate::term::{Code, Key};
use crate::tui::paint::{put, shade};
use crate::tui::theme::{Look, Meaning};
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

/// A field that shows how much was typed, and nothing of it.
#[derive(Debug, Clone, Default)]
pub struct SecretField {
    secret: Secret,
    room: Rect,
}

impl SecretField {
    /// Returns what was typed.
    pub fn secret(&self) -> &Secret {
        &self.secret
    }

    /// Tells whether nothing is typed.
    pub fn is_empty(&self) -> bool {
        self.secret.is_empty()
    }

    /// Wipes it.
    pub fn clear(&mut self) {
        self.secret = Secret::default();
    }

    /// Takes a key of editing; Enter, Tab and the arrows are never taken.
    pub fn key(&mut self, key: Key) -> bool {
        match key.code {
            Code::Char('u') if key == Key::ctrl('u') => self.clear(),
            Code::Char(c) if !key.mods.ctrl && !key.mods.alt => self.secret.push(c),
            Code::Backspace => self.secret.pop(),
            _ => return false,
        }
        true
    }

    /// Takes a pasted text up to its first line end.
    pub fn paste(&mut self, text: &str) {
        text.chars().take_while(|c| *c != '\n').for_each(|c| self.secret.push(c));
    }

    /// Draws the field over the whole area, which is one row high.
    pub fn draw(&mut self, area: Rect, buffer: &mut Buffer, look: &Look) {
        self.room = area;
        let style = look.style(Meaning::Field);
        shade(buffer, area, style);
        put(buffer, area.x, area.y, area.width, &"*".repeat(usize::from(self.shown())), style);
    }

    /// Returns how many stars there is room for, with one cell left for the caret.
    fn shown(&self) -> u16 {
        u16::try_from(self.secret.len()).unwrap_or(u16::MAX).min(self.room.width.saturating_sub(1))
    }

    /// Returns where the caret stands after the last drawing.
    pub fn caret(&self) -> Position {
        Position { x: self.room.x + self.shown(), y: self.room.y }
    }
}
