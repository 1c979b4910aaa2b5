//! Reading a drawn buffer as text, for tests and for the documentation's screen shots.

use ratatui::buffer::{Buffer, CellWidth as _};
use ratatui::layout::{Position, Rect};

/// What marks the caret in a printed screen; it stands before the cell the caret is on.
pub const CARET: char = '▏';

/// Prints a buffer row by row as a reader sees it.
///
/// Continuation cells of wide characters are left out, so that Chinese reads normally; blanks at a row's
/// end are dropped; the caret is marked by [`CARET`].
pub fn show(buffer: &Buffer, caret: Option<Position>) -> String {
    let mut out = String::new();
    for y in buffer.area.top()..buffer.area.bottom() {
        let row = row(buffer, y, caret.filter(|caret| caret.y == y).map(|caret| caret.x));
        out.push_str(row.trim_end_matches(' '));
        out.push('\n');
    }
    out
}

fn row(buffer: &Buffer, y: u16, caret: Option<u16>) -> String {
    let mut out = String::new();
    let mut x = buffer.area.left();
    while x < buffer.area.right() {
        if caret == Some(x) {
            out.push(CARET);
        }
        let symbol = buffer[(x, y)].symbol();
        out.push_str(symbol);
        x += symbol.cell_width().max(1);
    }
    out
}

/// Draws onto a fresh buffer of the given size and prints it.
pub fn drawn(columns: u16, rows: u16, draw: impl FnOnce(Rect, &mut Buffer) -> Option<Position>) -> String {
    let area = Rect::new(0, 0, columns, rows);
    let mut buffer = Buffer::empty(area);
    let caret = draw(area, &mut buffer);
    show(&buffer, caret)
}
