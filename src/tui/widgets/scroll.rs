//! Text to read, longer than its room.

use crate::term::{Code, Key};
use crate::text::wrap;
use crate::tui::paint::put;
use crate::tui::theme::{Look, Meaning};
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

/// A piece of a line with its meaning.
pub type Piece = (Meaning, String);

/// A text to read: paragraphs of a meaning each, wrapped to the room and scrolled.
#[derive(Debug, Clone, Default)]
pub struct ScrollText {
    paragraphs: Vec<Piece>,
    lines: Vec<Piece>,
    wrapped_to: u16,
    top: usize,
    room: Rect,
}

impl ScrollText {
    /// Makes a text at its beginning.
    pub fn new(paragraphs: Vec<Piece>) -> Self {
        Self { paragraphs, ..Self::default() }
    }

    /// Replaces the text and keeps the place where it can, so that a refresh does not jump.
    pub fn set(&mut self, paragraphs: Vec<Piece>) {
        if paragraphs != self.paragraphs {
            self.paragraphs = paragraphs;
            self.wrapped_to = 0;
        }
    }

    /// Goes back to the beginning.
    pub fn rewind(&mut self) {
        self.top = 0;
    }

    /// Takes a key of movement.
    pub fn key(&mut self, key: Key) -> bool {
        // With Alt letters are commands, here as everywhere.
        if key.mods.alt {
            return false;
        }
        let page = usize::from(self.room.height.max(2)) - 1;
        let last = self.lines.len().saturating_sub(usize::from(self.room.height));
        self.top = match (key.code, key.mods.ctrl) {
            (Code::Up | Code::Char('k'), false) => self.top.saturating_sub(1),
            (Code::Down | Code::Char('j'), false) => self.top + 1,
            (Code::PageUp, false) | (Code::Char('u'), true) => self.top.saturating_sub(page),
            (Code::PageDown | Code::Char(' '), false) | (Code::Char('d'), true) => self.top + page,
            (Code::Home | Code::Char('g'), false) => 0,
            (Code::End | Code::Char('G'), false) => last,
            _ => return false,
        }
        .min(last);
        true
    }

    /// Draws the lines that fit, with a sign at the right edge where there is more above or below.
    pub fn draw(&mut self, area: Rect, buffer: &mut Buffer, look: &Look) {
        self.room = area;
        if area.width < 4 || area.height == 0 {
            return;
        }
        if self.wrapped_to != area.width {
            let cells = usize::from(area.width) - 2;
            self.lines = self
                .paragraphs
                .iter()
                .flat_map(|(meaning, text)| hung(text, cells).into_iter().map(move |line| (*meaning, line)))
                .collect();
            self.wrapped_to = area.width;
        }
        let height = usize::from(area.height);
        self.top = self.top.min(self.lines.len().saturating_sub(height));
        for (y, (meaning, line)) in (area.y..).zip(self.lines.iter().skip(self.top).take(height)) {
            put(buffer, area.x, y, area.width - 2, line, look.style(*meaning));
        }
        let muted = look.style(Meaning::Muted);
        if self.top > 0 {
            put(buffer, area.right() - 1, area.y, 1, "^", muted);
        }
        if self.top + height < self.lines.len() {
            put(buffer, area.right() - 1, area.bottom() - 1, 1, "v", muted);
        }
    }

    /// Returns where a screen reader's cursor stands: the first line on screen.
    pub fn caret(&self) -> Option<Position> {
        Some(Position::new(self.room.x, self.room.y))
    }
}

/// Wraps a paragraph; what goes on below stands where the paragraph was indented to.
pub(super) fn hung(text: &str, cells: usize) -> Vec<String> {
    let words = text.trim_start_matches(' ');
    let indent = text.len() - words.len();
    if indent == 0 || indent >= cells / 2 {
        return wrap(text, cells);
    }
    let mut lines = wrap(words, cells - indent);
    for line in &mut lines {
        line.insert_str(0, &text[..indent]);
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tui::testing::drawn;

    #[test]
    fn an_indented_paragraph_stays_indented() {
        assert_eq!(hung("  楼上漏水，物业不管", 12), ["  楼上漏水，", "  物业不管"]);
        assert_eq!(hung("楼上漏水，物业不管", 12), ["楼上漏水，物", "业不管"]);
    }

    #[test]
    fn a_long_text_is_wrapped_and_scrolled() {
        let mut text = ScrollText::new(vec![
            (Meaning::Title, "经过".into()),
            (Meaning::Text, "楼上漏水，物业不管，要求赔偿。".into()),
        ]);
        let draw = |text: &mut ScrollText| {
            drawn(14, 3, |area, buffer| {
                text.draw(area, buffer, &Look::mono());
                None
            })
        };
        assert_eq!(draw(&mut text), "经过\n楼上漏水，物\n业不管，要求 v\n");
        assert!(text.key(Key::plain(Code::End)));
        assert_eq!(draw(&mut text), "楼上漏水，物 ^\n业不管，要求\n赔偿。\n");
    }
}
