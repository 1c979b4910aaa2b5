//! Figures (统计): what is counted, over which period, and which cases stand behind each number.
//!
//! Everything is counted from [`Fact`]s, one per case: those kept beside the index for what is known now, those of a
//! replay for what was known at any moment. A figure keeps the numbers of its cases, so it can always be opened, and a
//! rate keeps what it is a part of.

mod cross;
mod dimension;
mod fact;
mod measure;
mod overview;
mod page;
mod period;
pub mod report;
mod words;

pub use cross::{Cross, CrossLine, Hours};
pub use dimension::{ground, up_to};
pub use fact::{Fact, Given};
pub use measure::{Counted, count};
pub use overview::{MeasureLine, Overview, PERIODS};
pub use page::{Column, Entry, Line, Mark, Name, Page, Shown};
pub use period::{Over, Period, Taken};
pub use words::{Dimension, Element, Hundred, Measure, ReportKind, ServiceStep, Span, every_term};
