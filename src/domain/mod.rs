//! The rules of the field: pure functions and data, without I/O, clock, SQL or terminal.

pub mod alike;
pub mod calendar;
pub mod case;
pub mod centre;
pub mod clean;
pub mod clock;
pub mod dates;
pub mod directory;
pub mod escalation;
pub mod idno;
pub mod ids;
pub mod mask;
pub mod mediation;
pub mod party;
pub mod permission;
pub mod person;
pub mod phone;
pub mod quick;
pub mod refusal;
pub mod routing;
pub mod rulebook;
pub mod search;
pub mod time;
pub mod unit;
pub mod vocabulary;
pub mod when;
