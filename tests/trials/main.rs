//! Trials: many writers at once, processes killed in the middle, and whatever chance types.
#![allow(clippy::unwrap_used)]

mod chance;
mod crash;
#[allow(dead_code, reason = "the bench `writers` uses the rest")]
mod crew;
mod writers;
