//! A box over what was there.

use crate::tui::paint::{clear, frame};
use crate::tui::theme::{Look, Meaning};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

/// Empties an area, frames it with a title and returns the room inside, one cell off the frame.
pub fn popup(buffer: &mut Buffer, area: Rect, title: &str, look: &Look) -> Rect {
    clear(buffer, area, look.style(Meaning::Text));
    let inner = frame(buffer, area, title, true, look);
    Rect { x: inner.x + 1, width: inner.width.saturating_sub(2), ..inner }
}
