//! A text some of whose paragraphs are entries: a cursor goes from one to the next, and the text scrolls with it.

use super::Piece;
use super::scroll::hung;
use crate::term::{Code, Key};
use crate::tui::paint::{put, shade};
use crate::tui::theme::{Look, Meaning};
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

/// A paragraph, with what tells it from others if it is an entry.
pub type Paragraph = (Piece, Option<u64>);

/// A text with entries: paragraphs wrapped to the room; the first cell of an entry is the cursor's.
#[derive(Debug, Clone, Default)]
pub struct Entries {
    paragraphs: Vec<Paragraph>,
    lines: Vec<Paragraph>,
    wrapped_to: u16,
    at: Option<u64>,
    top: usize,
    room: Rect,
    caret: Option<Position>,
}

impl Entries {
    /// Replaces the text; the cursor stays on its entry.
    pub fn set(&mut self, paragraphs: Vec<Paragraph>) {
        if paragraphs != self.paragraphs {
            self.paragraphs = paragraphs;
            self.wrapped_to = 0;
        }
        if self.place().is_none() {
            let first = self.ids().next();
            self.at = first;
        }
    }

    /// Returns the entry under the cursor.
    pub fn current(&self) -> Option<u64> {
        self.at
    }

    fn ids(&self) -> impl DoubleEndedIterator<Item = u64> {
        self.paragraphs.iter().filter_map(|(_, id)| *id)
    }

    fn place(&self) -> Option<usize> {
        self.ids().position(|id| Some(id) == self.at)
    }

    /// Takes a key of movement.
    pub fn key(&mut self, key: Key) -> bool {
        if key.mods.alt {
            return false;
        }
        let (count, at) = (self.ids().count(), self.place().unwrap_or_default());
        let page = usize::from(self.room.height.max(2)) - 1;
        let to = match (key.code, key.mods.ctrl) {
            (Code::Up | Code::Char('k'), false) => at.saturating_sub(1),
            (Code::Down | Code::Char('j'), false) => at + 1,
            (Code::PageUp, false) | (Code::Char('u'), true) => at.saturating_sub(page),
            (Code::PageDown | Code::Char(' '), false) | (Code::Char('d'), true) => at + page,
            (Code::Home | Code::Char('g'), false) => 0,
            (Code::End | Code::Char('G'), false) => count,
            _ => return false,
        };
        let chosen = self.ids().nth(to.min(count.saturating_sub(1)));
        self.at = chosen;
        self.follow();
        true
    }

    /// Scrolls so far that the cursor's entry is seen; above the first entry what stands before it too.
    fn follow(&mut self) {
        let height = usize::from(self.room.height);
        let is_current = |(_, id): &Paragraph| id.is_some() && *id == self.at;
        let (first, last) = (self.lines.iter().position(is_current), self.lines.iter().rposition(is_current));
        if let (Some(first), Some(last)) = (first, last) {
            let first = if self.place() == Some(0) { 0 } else { first };
            let last = if self.place() == self.ids().count().checked_sub(1) { self.lines.len() - 1 } else { last };
            self.top = self.top.min(first).max((last + 1).saturating_sub(height));
        }
        self.top = self.top.min(self.lines.len().saturating_sub(height));
    }

    /// Draws the lines that fit, with a sign at the right edge where there is more above or below.
    pub fn draw(&mut self, area: Rect, buffer: &mut Buffer, look: &Look) {
        let resized = self.room != area;
        (self.room, self.caret) = (area, Some(Position::new(area.x, area.y)));
        if area.width < 4 || area.height == 0 {
            return;
        }
        if self.wrapped_to != area.width {
            let cells = usize::from(area.width) - 2;
            let wrapped = |((meaning, text), id): &Paragraph| {
                let (meaning, id) = (*meaning, *id);
                hung(text, cells).into_iter().map(move |line| ((meaning, line), id))
            };
            self.lines = self.paragraphs.iter().flat_map(wrapped).collect();
            self.wrapped_to = area.width;
        }
        if resized {
            self.follow();
        }
        let height = usize::from(area.height);
        self.top = self.top.min(self.lines.len().saturating_sub(height));
        let mut is_first = true;
        for (y, ((meaning, line), id)) in (area.y..).zip(self.lines.iter().skip(self.top).take(height)) {
            put(buffer, area.x, y, area.width - 2, line, look.style(*meaning));
            if id.is_none() || *id != self.at {
                continue;
            }
            if is_first {
                put(buffer, area.x, y, 1, ">", look.style(Meaning::Focus));
                self.caret = Some(Position::new(area.x, y));
                is_first = false;
            }
            shade(buffer, Rect { y, height: 1, width: area.width - 1, ..area }, look.style(Meaning::Selected));
        }
        let muted = look.style(Meaning::Muted);
        if self.top > 0 {
            put(buffer, area.right() - 1, area.y, 1, "^", muted);
        }
        if self.top + height < self.lines.len() {
            put(buffer, area.right() - 1, area.bottom() - 1, 1, "v", muted);
        }
    }

    /// Returns where the terminal's cursor stands after the last drawing: on the current entry.
    pub fn caret(&self) -> Option<Position> {
        self.caret
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tui::testing::drawn;

    fn text() -> Entries {
        let mut text = Entries::default();
        let entry = |id: u64| ((Meaning::Text, format!("  第{id}条")), Some(id));
        let mut all = vec![((Meaning::Title, "登记（3）".to_owned()), None)];
        all.extend((1..=3).map(entry));
        all.push(((Meaning::Muted, "完".into()), None));
        text.set(all);
        text
    }

    fn shown(text: &mut Entries, rows: u16) -> String {
        drawn(12, rows, |area, buffer| {
            text.draw(area, buffer, &Look::mono());
            None
        })
    }

    #[test]
    fn the_cursor_goes_from_entry_to_entry_and_the_rest_comes_into_sight_at_the_ends() {
        let mut text = text();
        assert!(shown(&mut text, 3).starts_with("登记（3）\n> 第1条"));
        for _ in 0..5 {
            text.key(Key::plain(Code::Down));
        }
        assert_eq!(text.current(), Some(3));
        assert!(shown(&mut text, 3).contains("> 第3条\n完"));
        text.key(Key::plain(Code::Home));
        assert!(shown(&mut text, 3).starts_with("登记（3）"));
    }

    #[test]
    fn a_refresh_leaves_the_cursor_on_its_entry() {
        let mut text = text();
        text.key(Key::plain(Code::Down));
        let before = text.paragraphs.clone();
        text.set([vec![((Meaning::Text, "  新".into()), Some(9))], before].concat());
        assert_eq!(text.current(), Some(2));
        text.set(Vec::new());
        assert_eq!(text.current(), None);
    }
}
