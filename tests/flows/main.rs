//! Whole lives, through the same door as the desk uses.
#![allow(clippy::unwrap_used)]

mod access;
mod alike;
mod directives;
mod duty;
mod leaks;
mod lives;
mod mergers;
mod month;
mod properties;
mod register;
mod register_make;
mod reports;
mod sealed;
mod sealed_leaks;
mod together;
mod town;
mod week;
