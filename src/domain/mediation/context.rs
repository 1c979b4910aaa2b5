//! What a mediation is decided against: the time, the rules, the directory, and what is booked already.

use super::booking::Booking;
use crate::domain::calendar::Calendar;
use crate::domain::directory::{Mediator, Room};
use crate::domain::ids::{CaseNo, MediatorId};
use crate::domain::party::Party;
use crate::domain::rulebook::MediationRules;
use crate::domain::time::{Day, Moment};
use crate::domain::unit::Unit;
use chrono::Duration;

/// That a mediator once stood on a side: as a party, or as its agent or lawyer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EarlierSide {
    /// The mediator.
    pub mediator: MediatorId,
    /// In which case.
    pub case_no: CaseNo,
    /// Whether as agent or lawyer; otherwise as a party.
    pub as_lawyer: bool,
    /// Beside or against whom of the parties of this case.
    pub whom: String,
}

/// What a mediation is decided against.
#[derive(Debug, Clone, Copy)]
pub struct Context<'a> {
    /// The time.
    pub now: Moment,
    /// The working calendar.
    pub calendar: &'a Calendar,
    /// The rulebook's rules of mediation.
    pub rules: &'a MediationRules,
    /// The rooms.
    pub rooms: &'a [Room],
    /// The mediators.
    pub mediators: &'a [Mediator],
    /// The units.
    pub units: &'a [Unit],
    /// The parties of the case.
    pub parties: &'a [Party],
    /// What other cases have booked from now on; those of this case are taken from its own state.
    pub bookings: &'a [Booking],
    /// The number of the case.
    pub case_no: &'a CaseNo,
    /// Where mediators stood on a side before, as far as it touches the parties of this case.
    pub earlier_sides: &'a [EarlierSide],
    /// Whether a court may confirm agreements in matters of this category (not identity, adoption, marriage).
    pub judicial_eligible: bool,
}

impl Context<'_> {
    /// Returns today.
    pub fn today(&self) -> Day {
        self.now.date_naive()
    }

    /// Returns the earliest beginning that leaves the notice the rulebook asks for.
    pub fn earliest_with_notice(&self) -> Moment {
        later(self.now, Duration::hours(self.rules.notice_hours.into()))
    }
}

/// Returns a moment later by a length of time; one beyond the calendar's end stays where it is.
pub(super) fn later(moment: Moment, by: Duration) -> Moment {
    moment.checked_add_signed(by).unwrap_or(moment)
}
