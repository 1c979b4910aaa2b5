//! The desk on screen, worked by keys: a real database in a folder of its own, real forms, real pictures.

pub mod harness;

mod alerts;
mod smoke;
