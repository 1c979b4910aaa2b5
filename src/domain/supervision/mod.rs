//! What supervision (督查) sees: the three checks, how units stand, what has been pending for long. Pure classification;
//! `desk/supervision` finds what is to be classified.

pub mod checks;
pub mod night;
pub mod pending;
pub mod standing;
mod words;

pub use words::{Check, Figure, Packet, Rate, every_term};
