//! The keys of editing, shared by the one-line and the many-line field.

use crate::term::{Code, Key};
use tui_textarea::{CursorMove, TextArea};

/// How many steps back undo goes: with an input method every character is one.
const HISTORY: usize = 1000;

/// Makes a textarea that leaves the caret to the terminal and wraps between Chinese characters.
pub(super) fn editor(text: &str, wrap: tui_textarea::WrapMode) -> TextArea<'static> {
    let lines = if text.is_empty() { Vec::new() } else { text.split('\n').map(str::to_owned).collect() };
    let mut area = TextArea::new(lines);
    area.set_max_histories(HISTORY);
    area.set_wrap_mode(wrap);
    area.set_cursor_style(ratatui::style::Style::default());
    area.set_cursor_line_style(ratatui::style::Style::default());
    area.move_cursor(CursorMove::Bottom);
    area.move_cursor(CursorMove::End);
    area
}

/// Applies a key of editing. Returns whether it was one.
pub(super) fn edit(area: &mut TextArea<'static>, key: Key) -> bool {
    if let Some(c) = key.text() {
        if !c.is_control() {
            area.insert_char(c);
        }
        return true;
    }
    let Key { code, mods } = key;
    if mods.alt {
        return false;
    }
    match (code, mods.ctrl) {
        (Code::Backspace, false) | (Code::Char('h'), true) => {
            area.delete_char();
        }
        (Code::Delete, false) => {
            area.delete_next_char();
        }
        (Code::Backspace | Code::Char('w'), true) => {
            area.delete_word();
        }
        (Code::Delete, true) => {
            area.delete_next_word();
        }
        (Code::Char('k'), true) => {
            area.delete_line_by_end();
        }
        (Code::Char('u'), true) => {
            area.delete_line_by_head();
        }
        (Code::Char('z'), true) => {
            area.undo();
        }
        (Code::Char('y'), true) => {
            area.redo();
        }
        (Code::Left, false) => area.move_cursor(CursorMove::Back),
        (Code::Right, false) => area.move_cursor(CursorMove::Forward),
        (Code::Left, true) => area.move_cursor(CursorMove::WordBack),
        (Code::Right, true) => area.move_cursor(CursorMove::WordForward),
        (Code::Home, false) | (Code::Char('a'), true) => area.move_cursor(CursorMove::Head),
        (Code::End, false) | (Code::Char('e'), true) => area.move_cursor(CursorMove::End),
        (Code::Home, true) => area.move_cursor(CursorMove::Top),
        (Code::End, true) => area.move_cursor(CursorMove::Bottom),
        _ => return false,
    }
    true
}

/// Returns where the caret stands in an area the editor was just drawn into.
///
/// When a wrapped row is exactly full, the editor counts the caret one cell outside; it is held inside.
pub(super) fn caret(area: &TextArea<'static>, room: ratatui::layout::Rect) -> ratatui::layout::Position {
    let cursor = area.screen_cursor();
    let (top, left) = area.scroll_offset();
    let column = cursor.col.saturating_sub(usize::from(left)).min(usize::from(room.width.saturating_sub(1)));
    let row = cursor.row.saturating_sub(usize::from(top)).min(usize::from(room.height.saturating_sub(1)));
    let cells = |n: usize| u16::try_from(n).unwrap_or(u16::MAX);
    ratatui::layout::Position::new(room.x + cells(column), room.y + cells(row))
}
