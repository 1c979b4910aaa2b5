//! The row of panes.

use crate::tui::paint::{cells, put};
use crate::tui::theme::{Look, Meaning};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

/// Draws the names of the panes, the one on screen set off in brackets and colour; without blanks between them where
/// there is no room for those.
pub fn tabs(buffer: &mut Buffer, area: Rect, names: &[String], active: usize, look: &Look) {
    let whole: u16 = names.iter().map(|name| cells(name) + 3).sum();
    let gap = u16::from(whole <= area.width);
    let mut x = area.x;
    for (index, name) in names.iter().enumerate() {
        let room = area.right().saturating_sub(x);
        let (words, style) = if index == active {
            (format!("[{name}]"), look.style(Meaning::Tab))
        } else {
            (format!(" {name} "), look.style(Meaning::Text))
        };
        x += put(buffer, x, area.y, room, &words, style) + gap;
    }
}
