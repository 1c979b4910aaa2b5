//! The roster (值班表): who is on duty when, by pattern and as published; who is away; who is on the floor.

mod command;
mod decide;
mod fault;
mod floor;
mod now;
mod pattern;
#[cfg(test)]
mod tests;
mod words;

pub use command::{Absence, Duty, FloorMark, RosterCommand, RosterEvent, Slot, Swap};
pub use decide::{Asking, Decided, decide};
pub use fault::{Fault, faults};
pub use floor::{Floor, FloorLine};
pub use now::{
    AbsenceLine, DayNow, DutyNow, PersonNow, PostNow, ReceptionDay, ReceptionNow, ShiftNow, SwapLine, shift_after,
    shift_at, shifts_on,
};
pub use pattern::{Pattern, monday_of, needed, plan};
pub use words::{Advance, Presence, SwapStatus, every_term};

use super::centre::Centre;
use super::folio::{Folio, OpenTo, Standing, block};
use super::ids::{OfficerId, PostId, ShiftId, SwapId, UnitId};
use super::time::{Day, Moment};
use chrono::Days as DayCount;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::ops::Range;

/// For how many days before what is newly published the roster stays at hand; the log has all of it.
const KEPT_DAYS: u64 = 400;

/// How many swaps that are over stay at hand.
const KEPT_SWAPS: usize = 100;

/// The roster as it stands; there is one.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Roster {
    /// How many events it has.
    pub rev: u64,
    /// The patterns, in the order in which they were first saved.
    #[serde(default)]
    pub patterns: Vec<Pattern>,
    /// What was published, by day.
    #[serde(default)]
    pub duties: BTreeMap<Day, Vec<Duty>>,
    /// Swaps, the oldest first.
    #[serde(default)]
    pub swaps: Vec<Swap>,
    /// How many swaps there were.
    #[serde(default)]
    pub swap_count: u32,
    /// Who is away.
    pub absences: Vec<Absence>,
    /// Who is or is not on the floor otherwise than residency has it, by day.
    #[serde(default)]
    pub floor: BTreeMap<Day, Vec<FloorMark>>,
}

impl Roster {
    /// What the one roster is called.
    pub const KEY: &'static str = "roster";

    /// Returns the last day that was published.
    pub fn published_until(&self) -> Option<Day> {
        self.duties.keys().next_back().copied()
    }

    /// Tells whether a day was published.
    pub fn is_published(&self, day: Day) -> bool {
        self.duties.contains_key(&day)
    }

    /// Returns a published duty.
    pub fn duty(&self, day: Day, shift: &ShiftId, post: &PostId) -> Option<&Duty> {
        self.duties.get(&day)?.iter().find(|duty| duty.shift == *shift && duty.post == *post)
    }

    /// Returns the published duty at a place of the roster.
    pub fn duty_at(&self, slot: &Slot) -> Option<&Duty> {
        self.duty(slot.day, &slot.shift, &slot.post)
    }

    /// Returns the absence of an officer on a day, if there is one.
    pub fn absence(&self, officer: &OfficerId, day: Day) -> Option<&Absence> {
        self.absences.iter().find(|absence| absence.officer == *officer && absence.covers(day))
    }

    /// Returns a swap by its number.
    pub fn swap(&self, id: SwapId) -> Option<&Swap> {
        self.swaps.iter().find(|swap| swap.id == id)
    }

    /// Returns what was said of a unit's presence on a day.
    pub fn mark(&self, unit: &UnitId, day: Day) -> Option<&FloorMark> {
        self.floor.get(&day)?.iter().find(|mark| mark.unit == *unit)
    }

    /// Returns the published duties of an officer from a day on, in order.
    pub fn duties_of<'a>(&'a self, officer: &'a OfficerId, from: Day) -> impl Iterator<Item = Slot> + 'a {
        self.duties.range(from..).flat_map(move |(day, duties)| {
            let own = duties.iter().filter(move |duty| duty.officers.contains(officer));
            own.map(move |duty| Slot { day: *day, shift: duty.shift.clone(), post: duty.post.clone() })
        })
    }

    fn put(&mut self, slot: &Slot, officers: &[OfficerId]) {
        let duties = self.duties.entry(slot.day).or_default();
        match duties.iter_mut().find(|duty| duty.shift == slot.shift && duty.post == slot.post) {
            Some(duty) => {
                duty.officers = officers.to_vec();
                duty.by_hand = true;
            }
            None => duties.push(Duty {
                shift: slot.shift.clone(),
                post: slot.post.clone(),
                officers: officers.to_vec(),
                by_hand: true,
            }),
        }
    }

    fn replace(&mut self, slot: &Slot, one: &OfficerId, other: &OfficerId) {
        if let Some(duty) = self.duty_at(slot) {
            let officers: Vec<_> =
                duty.officers.iter().map(|it| if it == one { other.clone() } else { it.clone() }).collect();
            self.put(slot, &officers);
        }
    }

    /// Does what a swap is about.
    fn exchange(&mut self, swap: &Swap) {
        self.replace(&swap.give, &swap.by, &swap.with);
        if let Some(back) = &swap.back {
            self.replace(back, &swap.with, &swap.by);
        }
    }

    /// Forgets what is long past.
    fn forget_before(&mut self, day: Day) {
        self.duties = self.duties.split_off(&day);
        self.floor = self.floor.split_off(&day);
        self.absences.retain(|absence| absence.until >= day);
        let over = self.swaps.iter().filter(|swap| !swap.is_open()).count();
        let mut surplus = over.saturating_sub(KEPT_SWAPS);
        self.swaps.retain(|swap| {
            let goes = !swap.is_open() && surplus > 0;
            surplus -= usize::from(goes);
            !goes
        });
    }

    fn decided(&mut self, id: SwapId, status: SwapStatus, by: &OfficerId, note: &str) -> Option<Swap> {
        let swap = self.swaps.iter_mut().find(|swap| swap.id == id)?;
        swap.status = status;
        if status != SwapStatus::Agreed {
            swap.decided_by = Some(by.clone());
        }
        note.clone_into(&mut swap.note);
        Some(swap.clone())
    }
}

impl Folio for Roster {
    type Event = RosterEvent;

    const KIND: &'static str = "roster";
    const STREAMS: Range<i64> = block(0);

    fn name(event: &RosterEvent) -> &'static str {
        match event {
            RosterEvent::PatternSaved { .. } => "pattern_saved",
            RosterEvent::PatternRemoved { .. } => "pattern_removed",
            RosterEvent::RosterPublished { .. } => "roster_published",
            RosterEvent::DutyAssigned { .. } => "duty_assigned",
            RosterEvent::SwapAsked { .. } => "swap_asked",
            RosterEvent::SwapAgreed { .. } => "swap_agreed",
            RosterEvent::SwapApproved { .. } => "swap_approved",
            RosterEvent::SwapRefused { .. } => "swap_refused",
            RosterEvent::AbsenceNoted { .. } => "absence_noted",
            RosterEvent::ReturnedEarly { .. } => "returned_early",
            RosterEvent::FloorSet { .. } => "floor_set",
        }
    }

    fn begin(at: Moment, by: &OfficerId, event: &RosterEvent) -> Option<Self> {
        let mut roster = Self::default();
        roster.apply(at, by, event);
        Some(roster)
    }

    fn apply(&mut self, _at: Moment, by: &OfficerId, event: &RosterEvent) {
        self.rev += 1;
        match event {
            RosterEvent::PatternSaved { pattern } => {
                match self.patterns.iter_mut().find(|known| known.id == pattern.id) {
                    Some(known) => *known = pattern.clone(),
                    None => self.patterns.push(pattern.clone()),
                }
            }
            RosterEvent::PatternRemoved { pattern } => self.patterns.retain(|known| known.id != *pattern),
            RosterEvent::RosterPublished { from, duties, .. } => {
                self.duties.extend(duties.clone());
                self.forget_before(*from - DayCount::new(KEPT_DAYS));
            }
            RosterEvent::DutyAssigned { slot, officers, .. } => self.put(slot, officers),
            RosterEvent::SwapAsked { swap } => {
                self.swap_count = self.swap_count.max(swap.id.0);
                self.swaps.push(swap.clone());
            }
            RosterEvent::SwapAgreed { swap } => {
                self.decided(*swap, SwapStatus::Agreed, by, "");
            }
            RosterEvent::SwapApproved { swap } => {
                if let Some(swap) = self.decided(*swap, SwapStatus::Approved, by, "") {
                    self.exchange(&swap);
                }
            }
            RosterEvent::SwapRefused { swap, reason } => {
                self.decided(*swap, SwapStatus::Refused, by, reason);
            }
            RosterEvent::AbsenceNoted { absence } => self.absences.push(absence.clone()),
            RosterEvent::ReturnedEarly { officer, on } => {
                let back = |absence: &Absence| absence.officer == *officer && absence.until >= *on;
                self.absences.retain(|absence| !(back(absence) && absence.from >= *on));
                let yesterday = *on - DayCount::new(1);
                self.absences.iter_mut().filter(|it| back(it)).for_each(|absence| absence.until = yesterday);
            }
            RosterEvent::FloorSet { day, mark } => {
                let marks = self.floor.entry(*day).or_default();
                marks.retain(|known| known.unit != mark.unit);
                marks.push(mark.clone());
            }
        }
    }

    fn rev(&self) -> u64 {
        self.rev
    }

    fn key(&self) -> String {
        Self::KEY.to_owned()
    }

    fn standing(&self, _centre: &Centre) -> Standing {
        Standing {
            sort: Moment::default(),
            status: "standing",
            open: true,
            unit: None,
            due: None,
            next_alarm: None,
            level: None,
            cases: Vec::new(),
            open_to: OpenTo::Everybody,
        }
    }
}
