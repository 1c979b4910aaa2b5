//! A field of several lines.

use super::edit;
use crate::term::{Code, Key};
use crate::text::sanitise_text;
use crate::tui::paint::{put, shade};
use crate::tui::theme::{Look, Meaning};
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use ratatui::widgets::Widget as _;
use tui_textarea::{CursorMove, WrapMode};

/// A field of several lines that wraps between Chinese characters.
#[derive(Debug, Clone)]
pub struct TextArea {
    editor: tui_textarea::TextArea<'static>,
    room: Rect,
}

impl Default for TextArea {
    fn default() -> Self {
        Self::new("")
    }
}

impl TextArea {
    /// Makes a field holding a text, caret at its end.
    pub fn new(text: &str) -> Self {
        Self { editor: edit::editor(&sanitise_text(text), WrapMode::WordOrGlyph), room: Rect::ZERO }
    }

    /// Returns the text, lines parted by `\n`.
    pub fn text(&self) -> String {
        self.editor.lines().join("\n")
    }

    /// Replaces the text, caret at its end; the history begins anew.
    pub fn set_text(&mut self, text: &str) {
        *self = Self { room: self.room, ..Self::new(text) };
    }

    /// Tells whether nothing is typed.
    pub fn is_empty(&self) -> bool {
        self.editor.is_empty()
    }

    /// Takes a key of editing. The vertical arrows are taken only while there is a row to go to, so that a
    /// form goes on to the next field from the last one.
    pub fn key(&mut self, key: Key) -> bool {
        if key.mods == crate::term::Mods::NONE {
            match key.code {
                Code::Enter => {
                    self.editor.insert_newline();
                    return true;
                }
                Code::Up => return self.step(CursorMove::Up),
                Code::Down => return self.step(CursorMove::Down),
                _ => {}
            }
        }
        edit::edit(&mut self.editor, key)
    }

    fn step(&mut self, direction: CursorMove) -> bool {
        let before = self.editor.screen_cursor().row;
        self.editor.move_cursor(direction);
        self.editor.screen_cursor().row != before
    }

    /// Takes a pasted text.
    pub fn paste(&mut self, text: &str) {
        self.editor.insert_str(sanitise_text(text));
    }

    /// Draws the field over the whole area and shows a placeholder when empty.
    pub fn draw(&mut self, area: Rect, buffer: &mut Buffer, placeholder: &str, look: &Look) {
        self.room = area;
        let style = look.style(Meaning::Field);
        shade(buffer, area, style);
        self.editor.set_style(style);
        (&self.editor).render(area, buffer);
        if self.is_empty() {
            put(buffer, area.x, area.y, area.width, placeholder, style.patch(look.style(Meaning::Muted)));
        }
    }

    /// Returns where the caret stands after the last drawing.
    pub fn caret(&self) -> Position {
        edit::caret(&self.editor, self.room)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tui::testing::drawn;

    fn screen(area: &mut TextArea, columns: u16, rows: u16) -> String {
        drawn(columns, rows, |room, buffer| {
            area.draw(room, buffer, "", &Look::mono());
            Some(area.caret())
        })
    }

    #[test]
    fn chinese_wraps_and_the_caret_follows() {
        let mut area = TextArea::default();
        for c in "楼上漏水物业不管".chars() {
            area.key(Key::char(c));
        }
        assert_eq!(screen(&mut area, 10, 3), "楼上漏水物\n业不管▏\n\n");
    }

    #[test]
    fn a_full_row_keeps_the_caret_inside() {
        let mut area = TextArea::new("楼上漏水物");
        screen(&mut area, 10, 2);
        assert!(area.caret().x < 10);
        area.key(Key::plain(Code::Enter));
        assert_eq!(screen(&mut area, 10, 2), "楼上漏水物\n▏\n");
    }

    #[test]
    fn arrows_leave_at_the_edges() {
        let mut area = TextArea::new("甲\n乙");
        screen(&mut area, 10, 3);
        assert!(!area.key(Key::plain(Code::Down)));
        assert!(area.key(Key::plain(Code::Up)));
        assert!(!area.key(Key::plain(Code::Up)));
    }

    #[test]
    fn more_lines_than_rows_scroll_to_the_caret() {
        let mut area = TextArea::new("一\n二\n三\n四");
        assert_eq!(screen(&mut area, 6, 2), "三\n四▏\n");
    }
}
