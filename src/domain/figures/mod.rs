//! Figures (统计): what is counted, over which period, and which cases stand behind each number.
//!
//! Everything is counted from [`Fact`]s, one per case: those kept beside the index for what is known now, those of a
//! replay for what was known at any moment. A figure keeps the numbers of its cases, so it can always be opened, and a
//! rate keeps what it is a part of.

mod fact;
mod measure;
mod page;
mod period;
pub mod report;
mod words;

pub use fact::{Fact, Given};
pub use measure::{Counted, count};
pub use page::{Column, Entry, Line, Mark, Name, Page, Shown};
pub use period::Period;
pub use words::{Element, Hundred, Measure, ReportKind, Span, every_term};
