//! The row of panes.

use crate::tui::paint::put;
use crate::tui::theme::{Look, Meaning};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

/// Draws the names of the panes with their numbers, the one on screen set off in brackets and colour.
pub fn tabs(buffer: &mut Buffer, area: Rect, names: &[String], active: usize, look: &Look) {
    let mut x = area.x;
    for (index, name) in names.iter().enumerate() {
        let room = area.right().saturating_sub(x);
        let (words, style) = if index == active {
            (format!("[{} {name}]", index + 1), look.style(Meaning::Tab))
        } else {
            (format!(" {} {name} ", index + 1), look.style(Meaning::Text))
        };
        x += put(buffer, x, area.y, room, &words, style) + 1;
    }
}
