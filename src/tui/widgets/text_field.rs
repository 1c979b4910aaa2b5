//! A field of one line.

use super::edit;
use crate::term::Key;
use crate::text::sanitise_line;
use crate::tui::paint::{put, shade};
use crate::tui::theme::{Look, Meaning};
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use ratatui::widgets::Widget as _;
use tui_textarea::WrapMode;

/// A field of one line with the terminal's own caret, so that the input method's window stands right.
#[derive(Debug, Clone)]
pub struct TextField {
    editor: tui_textarea::TextArea<'static>,
    room: Rect,
}

impl Default for TextField {
    fn default() -> Self {
        Self::new("")
    }
}

impl TextField {
    /// Makes a field holding a text, caret at its end.
    pub fn new(text: &str) -> Self {
        Self { editor: edit::editor(&sanitise_line(text), WrapMode::None), room: Rect::ZERO }
    }

    /// Returns the text.
    pub fn text(&self) -> &str {
        self.editor.lines().first().map_or("", String::as_str)
    }

    /// Replaces the text, caret at its end; the history begins anew.
    pub fn set_text(&mut self, text: &str) {
        *self = Self { room: self.room, ..Self::new(text) };
    }

    /// Tells whether nothing is typed.
    pub fn is_empty(&self) -> bool {
        self.text().is_empty()
    }

    /// Takes a key of editing. Enter, Tab and the vertical arrows are never taken.
    pub fn key(&mut self, key: Key) -> bool {
        edit::edit(&mut self.editor, key)
    }

    /// Takes a pasted text; line ends become blanks.
    pub fn paste(&mut self, text: &str) {
        self.editor.insert_str(sanitise_line(text));
    }

    /// Draws the field over the whole area, which is one row high, and shows a placeholder when empty.
    pub fn draw(&mut self, area: Rect, buffer: &mut Buffer, placeholder: &str, look: &Look) {
        self.room = area;
        let style = look.style(Meaning::Field);
        shade(buffer, area, style);
        if self.is_empty() {
            put(buffer, area.x, area.y, area.width, placeholder, style.patch(look.style(Meaning::Muted)));
        }
        self.editor.set_style(style);
        if !self.is_empty() {
            (&self.editor).render(area, buffer);
        }
    }

    /// Returns where the caret stands after the last drawing.
    pub fn caret(&self) -> Position {
        if self.is_empty() { Position::new(self.room.x, self.room.y) } else { edit::caret(&self.editor, self.room) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::term::Code;
    use crate::tui::testing::drawn;

    fn typed(field: &mut TextField, text: &str) {
        for c in text.chars() {
            assert!(field.key(Key::char(c)));
        }
    }

    fn screen(field: &mut TextField, columns: u16) -> String {
        drawn(columns, 1, |area, buffer| {
            field.draw(area, buffer, "姓名", &Look::mono());
            Some(field.caret())
        })
    }

    #[test]
    fn the_caret_stands_after_what_was_typed() {
        let mut field = TextField::default();
        assert_eq!(screen(&mut field, 10), "▏姓名\n");
        typed(&mut field, "张三ok");
        assert_eq!(screen(&mut field, 10), "张三ok▏\n");
        field.key(Key::plain(Code::Left));
        field.key(Key::plain(Code::Left));
        field.key(Key::plain(Code::Left));
        assert_eq!(screen(&mut field, 10), "张▏三ok\n");
    }

    #[test]
    fn a_long_text_scrolls_and_the_caret_stays_inside() {
        let mut field = TextField::default();
        for n in 1..40 {
            typed(&mut field, "宅");
            let shown = screen(&mut field, 9);
            assert!(field.caret().x < 9, "{n}: {shown}");
        }
        field.key(Key::plain(Code::Home));
        screen(&mut field, 9);
        assert_eq!(field.caret(), Position::new(0, 0));
    }

    #[test]
    fn undo_gives_back_what_was_cut() {
        let mut field = TextField::new("张三住映月小区");
        field.key(Key::ctrl('u'));
        assert!(field.is_empty());
        field.key(Key::ctrl('z'));
        assert_eq!(field.text(), "张三住映月小区");
    }

    #[test]
    fn enter_and_tab_are_not_for_the_field() {
        let mut field = TextField::default();
        for key in [Key::plain(Code::Enter), Key::plain(Code::Tab), Key::ctrl('s'), Key::ctrl('p'), Key::f(2)] {
            assert!(!field.key(key), "{key}");
        }
    }

    #[test]
    fn a_paste_of_several_lines_becomes_one() {
        let mut field = TextField::default();
        field.paste("张三\n李四");
        assert_eq!(field.text(), "张三 李四");
    }
}
