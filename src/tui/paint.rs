//! Strokes: putting text into a buffer by cells.

use super::theme::{Look, Meaning};
use crate::text;
use ratatui::buffer::{Buffer, Cell, CellWidth as _};
use ratatui::layout::Rect;
use ratatui::style::Style;

/// Writes a text from a place on, at most `cells` wide; what does not fit ends in `..`. Returns the cells
/// used.
pub fn put(buffer: &mut Buffer, x: u16, y: u16, cells: u16, words: &str, style: Style) -> u16 {
    let area = buffer.area;
    if y >= area.bottom() || x >= area.right() || y < area.y || cells == 0 {
        return 0;
    }
    let cells = cells.min(area.right() - x);
    let whole = text::plain_width(words);
    if whole.is_some_and(|wide| wide <= usize::from(cells)) {
        return put_plain(buffer, x, y, words, style);
    }
    let words = text::cut(words, usize::from(cells));
    if whole.is_some() {
        return put_plain(buffer, x, y, &words, style);
    }
    let (end, _) = buffer.set_stringn(x, y, &words, usize::from(cells), style);
    end - x
}

/// Writes plain characters that fit, without asking the tables about each of them again.
fn put_plain(buffer: &mut Buffer, x: u16, y: u16, words: &str, style: Style) -> u16 {
    let first = buffer.index_of(x, y);
    let mut at = first;
    for c in words.chars() {
        let cell = &mut buffer.content[at];
        cell.set_char(c);
        dress(cell, style);
        if text::plain(c) == Some(2) {
            buffer.content[at + 1].reset();
            at += 1;
        }
        at += 1;
    }
    u16::try_from(at - first).unwrap_or(u16::MAX)
}

/// Gives a cell a style, as [`Cell::set_style`] does.
#[inline]
fn dress(cell: &mut Cell, style: Style) {
    cell.fg = style.fg.unwrap_or(cell.fg);
    cell.bg = style.bg.unwrap_or(cell.bg);
    cell.modifier.insert(style.add_modifier);
    cell.modifier.remove(style.sub_modifier);
}

/// Writes a text so that it ends where the area ends. Returns the column it begins at.
pub fn put_right(buffer: &mut Buffer, area: Rect, y: u16, words: &str, style: Style) -> u16 {
    let words = text::cut(words, usize::from(area.width));
    let x = area.right() - cells(&words).min(area.width);
    put(buffer, x, y, area.right() - x, &words, style);
    x
}

/// Returns a text's width as a column count.
pub fn cells(words: &str) -> u16 {
    u16::try_from(text::width(words)).unwrap_or(u16::MAX)
}

/// Sets the style of an area without touching its text.
pub fn shade(buffer: &mut Buffer, area: Rect, style: Style) {
    let area = area.intersection(buffer.area);
    if area.is_empty() {
        return;
    }
    for y in area.top()..area.bottom() {
        let from = buffer.index_of(area.x, y);
        for cell in &mut buffer.content[from..from + usize::from(area.width)] {
            dress(cell, style);
        }
    }
}

/// Empties an area so that something can stand over what was there.
///
/// A wide character that the edge would cut in half is blanked whole, or the terminal would show its
/// other half across the edge.
pub fn clear(buffer: &mut Buffer, area: Rect, style: Style) {
    let area = area.intersection(buffer.area);
    if area.is_empty() {
        return;
    }
    for y in area.top()..area.bottom() {
        if area.x > buffer.area.x {
            let before = &mut buffer[(area.x - 1, y)];
            if before.symbol().cell_width() > 1 {
                before.set_symbol(" ");
            }
        }
        let from = buffer.index_of(area.x, y);
        for cell in &mut buffer.content[from..from + usize::from(area.width)] {
            cell.reset();
            dress(cell, style);
        }
    }
}

/// Draws a frame with a title and returns the room inside.
pub fn frame(buffer: &mut Buffer, area: Rect, title: &str, focused: bool, look: &Look) -> Rect {
    if area.width < 4 || area.height < 3 {
        return area;
    }
    let border = look.style(if focused { Meaning::Focus } else { Meaning::Border });
    let line = "─".repeat(usize::from(area.width) - 2);
    let (right, bottom) = (area.right() - 1, area.bottom() - 1);
    put(buffer, area.x, area.y, area.width, &format!("┌{line}┐"), border);
    for y in area.y + 1..bottom {
        put(buffer, area.x, y, 1, "│", border);
        put(buffer, right, y, 1, "│", border);
    }
    put(buffer, area.x, bottom, area.width, &format!("└{line}┘"), border);
    if !title.is_empty() && area.width > 6 {
        let style = look.style(if focused { Meaning::Focus } else { Meaning::Title });
        let title = format!(" {} ", text::cut(title, usize::from(area.width) - 6));
        put(buffer, area.x + 2, area.y, area.width - 4, &title, style);
    }
    Rect::new(area.x + 1, area.y + 1, area.width - 2, area.height - 2)
}

/// Draws a vertical line left of an area, in the given column.
pub fn rule(buffer: &mut Buffer, x: u16, beside: Rect, look: &Look) {
    for y in beside.top()..beside.bottom() {
        put(buffer, x, y, 1, "│", look.style(Meaning::Border));
    }
}

/// Returns an area of at most the given size in the middle of another.
pub fn centred(area: Rect, width: u16, height: u16) -> Rect {
    let (width, height) = (width.min(area.width), height.min(area.height));
    Rect::new(area.x + (area.width - width) / 2, area.y + (area.height - height) / 2, width, height)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tui::testing::show;

    #[test]
    fn a_popup_over_chinese_text_leaves_no_half_characters() {
        let mut buffer = Buffer::empty(Rect::new(0, 0, 14, 3));
        for y in 0..3 {
            buffer.set_string(0, y, "矛盾纠纷多元化", Style::new());
        }
        clear(&mut buffer, Rect::new(3, 1, 4, 1), Style::new());
        buffer.set_string(3, 1, "abcd", Style::new());
        assert_eq!(show(&buffer, None), "矛盾纠纷多元化\n矛 abcd 多元化\n矛盾纠纷多元化\n");
    }

    #[test]
    fn text_never_leaves_its_room() {
        let mut buffer = Buffer::empty(Rect::new(0, 0, 8, 1));
        assert_eq!(put(&mut buffer, 1, 0, 5, "宅基地", Style::new()), 4);
        assert_eq!(put(&mut buffer, 9, 0, 5, "宅基地", Style::new()), 0);
        assert_eq!(show(&buffer, None), " 宅..\n");
    }
}
