//! The screen's toolkit and, on top of it, the screens.
//!
//! A screen is a stack of [`layers`]; the topmost takes events first and supplies the caret. What keys do
//! is one table of [`commands`], from which footer, help, palette and key reference come. Nothing here
//! knows the terminal library, the database or the clock: keys, answers and times come in as arguments,
//! effects go out as values, and frames are drawn into buffers.

pub mod app;
pub mod commands;
#[cfg(test)]
mod demo;
pub mod dialogs;
pub mod form;
pub mod frame;
pub mod layers;
pub mod paint;
pub mod run;
pub mod testing;
pub mod theme;
pub mod widgets;

pub use crate::term::{Code, Key, Mods};
pub use theme::{Look, Meaning};
