//! The terminal: the only room that knows crossterm.
//!
//! Everything above sees [`Event`] and [`Key`], draws into ratatui buffers, and hands them to a
//! [`Canvas`], which writes what changed in one go.

mod canvas;
mod capability;
mod event;
mod guard;
pub mod interrupt;
mod key;
mod notice;
mod secret;
mod stream;

pub use canvas::Canvas;
pub use capability::{Capability, Depth};
pub use event::Event;
pub use guard::{Guard, Output};
pub use key::{Code, Key, Mods, ParseKeyError};
pub use notice::Notice;
pub use secret::secret_line;
pub use stream::events;

/// Returns how many cells wide the terminal is, where there is one.
pub fn columns() -> Option<u16> {
    crossterm::terminal::size().ok().map(|(columns, _)| columns).filter(|columns| *columns > 0)
}
