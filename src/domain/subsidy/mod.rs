//! Subsidies per case (以案定补): what has to be there before one is paid, and the way from proposal to payment.

mod check;
mod folio;

pub use check::{Asked, Checked, Item, Status, check, every_term, same_dispute};
pub use folio::{Subsidy, SubsidyCommand, SubsidyEvent, decide};
