//! The rules of the field: pure functions and data, without I/O, clock, SQL or terminal.

pub mod ids;
pub mod refusal;
pub mod time;
pub mod vocabulary;
