//! A directive (督办件): what somebody is told to do by a leader or supervisor, with a date, until it is closed out.
//!
//! Reminders, supervision orders, instructions, listed cases, charges, projects, long-pending cases, findings of a review,
//! cards, bulletins and talks are one mechanism; what differs between the kinds is a row of the rulebook
//! ([`DirectiveRule`]), not code. Each has one supervising body, which alone closes it out, and never by the hand of
//! whoever replied.

mod command;
mod decide;
mod event;
mod ladder;
mod rules;
mod state;
#[cfg(test)]
mod tests;
mod words;

pub use command::{DirectiveCommand, Issue, Supervisor};
pub use decide::decide;
pub use event::{Cause, DirectiveEvent, Matter};
pub use ladder::{Called, called_for, cards, propose};
pub use rules::{CardRules, DirectiveRule, Extending, ReplyLimit, Trigger};
pub use state::{Asked, Directive, Meeting, Meter, Reply, Written};
pub use words::{DirectiveStatus, Every, Need, Occasion, every_term};
