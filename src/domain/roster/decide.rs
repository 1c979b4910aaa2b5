//! Deciding what may be done with the roster.

use super::{Absence, Duty, Fault, FloorMark, Pattern, Roster, RosterCommand, RosterEvent, Slot, Swap};
use super::{SwapStatus, faults, plan};
use crate::domain::centre::Centre;
use crate::domain::directory::Officer;
use crate::domain::folio::Folio as _;
use crate::domain::ids::{OfficerId, PostId, ShiftId, SwapId, UnitId};
use crate::domain::permission::{self, Right, is_of_centre};
use crate::domain::refusal::Refusal;
use crate::domain::rulebook::{PostRule, ShiftRule};
use crate::domain::time::{Day, Moment};
use crate::domain::vocabulary::Role;
use crate::refuse;
use std::collections::BTreeMap;

/// How far ahead the rotation of a pattern may have begun, in days: it is counted from its start.
const LONGEST_PATTERN: i64 = 366 * 10;

/// Who asks when, of which centre.
#[derive(Debug, Clone, Copy)]
pub struct Asking<'a> {
    /// When.
    pub now: Moment,
    /// Who.
    pub officer: &'a Officer,
    /// Where.
    pub centre: &'a Centre,
}

/// What was decided: what happens, and what the officer should know.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Decided {
    /// What happens.
    pub events: Vec<RosterEvent>,
    /// What the officer should know.
    pub warnings: Vec<Refusal>,
}

impl From<RosterEvent> for Decided {
    fn from(event: RosterEvent) -> Self {
        Self { events: vec![event], ..Self::default() }
    }
}

/// Decides a command on the roster; `None` before anything was ever said of it.
pub fn decide(roster: Option<&Roster>, command: &RosterCommand, asking: &Asking<'_>) -> Result<Decided, Refusal> {
    let empty = Roster::default();
    let deciding = Deciding { roster: roster.unwrap_or(&empty), asking };
    match command {
        RosterCommand::SavePattern { pattern } => deciding.save(pattern),
        RosterCommand::RemovePattern { pattern } => {
            let known = deciding.roster.patterns.iter().find(|known| known.id == *pattern);
            let known = known.ok_or_else(|| refuse!("unknown_pattern", pattern = pattern))?;
            Ok(RosterEvent::PatternRemoved { pattern: known.id.clone() }.into())
        }
        RosterCommand::PublishRoster { from, until, despite } => deciding.publish(*from, *until, despite.as_deref()),
        RosterCommand::AssignDuty { day, shift, post, officers, reason } => {
            deciding.assign(&Slot { day: *day, shift: shift.clone(), post: post.clone() }, officers, reason)
        }
        RosterCommand::AskSwap { day, shift, post, with, back, reason } => {
            let give = Slot { day: *day, shift: shift.clone(), post: post.clone() };
            deciding.ask(give, with, back.as_ref(), reason)
        }
        RosterCommand::AgreeSwap { swap } => deciding.agree(*swap),
        RosterCommand::ApproveSwap { swap } => deciding.approve(*swap),
        RosterCommand::RefuseSwap { swap, reason } => deciding.refuse(*swap, reason),
        RosterCommand::Absent { officer, from, until, reason } => deciding.absent(officer, *from, *until, reason),
        RosterCommand::ReturnEarly { officer, on } => deciding.back(officer, *on),
        RosterCommand::SetFloor { unit, day, present, note } => deciding.floor(unit, *day, *present, note),
    }
}

struct Deciding<'a> {
    roster: &'a Roster,
    asking: &'a Asking<'a>,
}

impl<'a> Deciding<'a> {
    const fn centre(&self) -> &'a Centre {
        self.asking.centre
    }

    fn today(&self) -> Day {
        self.asking.now.date_naive()
    }

    fn keeps_the_roster(&self) -> bool {
        permission::may(self.asking.officer, Right::Roster)
    }

    fn officer(&self, id: &OfficerId) -> Result<&'a Officer, Refusal> {
        self.centre().officer(id).ok_or_else(|| refuse!("unknown_officer", officer = id))
    }

    fn shift(&self, id: &ShiftId) -> Result<&'a ShiftRule, Refusal> {
        let found = self.centre().rulebook().shifts.iter().find(|shift| shift.id == *id);
        found.ok_or_else(|| refuse!("unknown_shift_kind", shift = id))
    }

    fn post(&self, id: &PostId) -> Result<&'a PostRule, Refusal> {
        let found = self.centre().rulebook().posts.iter().find(|post| post.id == *id);
        found.ok_or_else(|| refuse!("unknown_post", post = id))
    }

    /// Refuses whoever is neither concerned nor keeps the roster.
    fn concerns(&self, officers: &[&OfficerId]) -> Result<(), Refusal> {
        if officers.contains(&&self.asking.officer.id) || self.keeps_the_roster() {
            return Ok(());
        }
        Err(refuse!("roster_not_yours", officer = self.asking.officer.name))
    }

    fn save(&self, pattern: &Pattern) -> Result<Decided, Refusal> {
        let fits = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
        if pattern.id.is_empty() || !pattern.id.chars().all(fits) {
            return Err(refuse!("pattern_code", pattern = pattern.id));
        }
        let post = self.post(&pattern.post)?;
        for shift in &pattern.shifts {
            let shift = self.shift(shift)?;
            if !post.shifts.is_empty() && !post.shifts.contains(&shift.id) {
                return Err(refuse!("pattern_shift", shift = shift.name, post = post.name));
            }
        }
        if pattern.teams.is_empty() || pattern.teams.iter().any(Vec::is_empty) {
            return Err(refuse!("pattern_without_team"));
        }
        for officer in pattern.teams.iter().flatten() {
            self.officer(officer)?;
        }
        if let Some(end) = pattern.end.filter(|end| *end < pattern.start) {
            return Err(refuse!("period_backwards", from = pattern.start, until = end));
        }
        if (self.today() - pattern.start).num_days().abs() > LONGEST_PATTERN {
            return Err(refuse!("pattern_start", start = pattern.start));
        }
        let lists = [(&pattern.days.weekdays, 7), (&pattern.days.nth, 5), (&pattern.days.dates, 31)];
        if lists.iter().any(|(list, most)| list.iter().any(|value| !(1..=*most).contains(value))) {
            return Err(refuse!("pattern_days"));
        }
        Ok(RosterEvent::PatternSaved { pattern: pattern.clone() }.into())
    }

    fn publish(&self, from: Day, until: Day, despite: Option<&str>) -> Result<Decided, Refusal> {
        let most = self.centre().rulebook().roster.publish_days;
        if until < from {
            return Err(refuse!("period_backwards", from = from, until = until));
        }
        if (until - from).num_days() >= i64::from(most) {
            return Err(refuse!("roster_too_long", most = most));
        }
        if from < self.today() {
            return Err(refuse!("roster_past", day = from, today = self.today()));
        }
        let duties = plan(self.roster, from, until, self.centre());
        let found = faults(self.roster, &duties, from, until, self.centre());
        let despite = despite.filter(|reason| !reason.is_empty());
        let causes = || found.iter().map(|fault| fault.reason.clone());
        if found.iter().any(|fault| fault.is_impossible) {
            return Err(refuse!("roster_impossible", from = from, until = until, count = found.len()).because(causes()));
        }
        if !found.is_empty() && despite.is_none() {
            return Err(refuse!("roster_gaps", from = from, until = until, count = found.len()).because(causes()));
        }
        Ok(Decided {
            warnings: causes().collect(),
            events: vec![RosterEvent::RosterPublished {
                from,
                until,
                duties,
                despite: despite.filter(|_| !found.is_empty()).map(str::to_owned),
            }],
        })
    }

    /// Returns a place that was published and is not over.
    fn published(&self, slot: &Slot) -> Result<(&'a ShiftRule, &'a PostRule), Refusal> {
        let (shift, post) = (self.shift(&slot.shift)?, self.post(&slot.post)?);
        if !self.roster.is_published(slot.day) {
            return Err(refuse!("roster_not_published", day = slot.day));
        }
        let calendar = &self.centre().calendar;
        if !shift.days.include(slot.day, calendar) || !post.is_needed(slot.day, &shift.id, calendar) {
            return Err(refuse!("roster_no_such_duty", day = slot.day, shift = shift.name, post = post.name));
        }
        if shift.span(slot.day).1 <= self.asking.now {
            return Err(refuse!("roster_over", day = slot.day, shift = shift.name));
        }
        Ok((shift, post))
    }

    /// Returns what would newly be wrong after some events.
    fn new_faults(&self, events: &[RosterEvent], slots: &[&Slot]) -> Vec<Fault> {
        let mut after = self.roster.clone();
        for event in events {
            after.apply(self.asking.now, &self.asking.officer.id, event);
        }
        let mut new = Vec::new();
        let days: std::collections::BTreeSet<Day> = slots.iter().map(|slot| slot.day).collect();
        for day in days {
            let on = |roster: &Roster| -> BTreeMap<Day, Vec<Duty>> {
                roster.duties.get(&day).map(|duties| (day, duties.clone())).into_iter().collect()
            };
            let before = faults(self.roster, &on(self.roster), day, day, self.centre());
            let now = faults(&after, &on(&after), day, day, self.centre());
            new.extend(now.into_iter().filter(|fault| !before.contains(fault)));
        }
        new.dedup();
        new
    }

    fn assign(&self, slot: &Slot, officers: &[OfficerId], reason: &str) -> Result<Decided, Refusal> {
        self.published(slot)?;
        said(reason)?;
        let mut kept: Vec<OfficerId> = Vec::new();
        for officer in officers {
            self.officer(officer)?;
            if !kept.contains(officer) {
                kept.push(officer.clone());
            }
        }
        let event = RosterEvent::DutyAssigned { slot: slot.clone(), officers: kept, reason: reason.to_owned() };
        let events = vec![event];
        let found = self.new_faults(&events, &[slot]);
        let causes = || found.iter().map(|fault| fault.reason.clone());
        if found.iter().any(|fault| fault.is_impossible) {
            return Err(refuse!("duty_impossible", count = found.len()).because(causes()));
        }
        Ok(Decided { warnings: causes().collect(), events })
    }

    fn has(&self, officer: &Officer, slot: &Slot) -> Result<(), Refusal> {
        let (shift, post) = self.published(slot)?;
        if self.roster.duty_at(slot).is_some_and(|duty| duty.officers.contains(&officer.id)) {
            return Ok(());
        }
        Err(refuse!("not_on_duty", officer = officer.name, day = slot.day, shift = shift.name, post = post.name))
    }

    fn ask(&self, give: Slot, with: &OfficerId, back: Option<&Slot>, reason: &str) -> Result<Decided, Refusal> {
        let (own, other) = (self.asking.officer, self.officer(with)?);
        said(reason)?;
        if own.id == other.id {
            return Err(refuse!("swap_with_oneself"));
        }
        self.has(own, &give)?;
        if let Some(back) = back {
            self.has(other, back)?;
        }
        if self.roster.swaps.iter().any(|swap| swap.is_open() && swap.give == give && swap.by == own.id) {
            return Err(refuse!("swap_asked_already", day = give.day));
        }
        let swap = Swap {
            id: SwapId(self.roster.swap_count + 1),
            by: own.id.clone(),
            with: other.id.clone(),
            give,
            back: back.cloned(),
            reason: reason.to_owned(),
            asked_at: self.asking.now,
            status: SwapStatus::Asked,
            decided_by: None,
            note: String::new(),
        };
        let id = swap.id;
        let asked = RosterEvent::SwapAsked { swap: swap.clone() };
        self.fits(&swap, &[asked.clone(), RosterEvent::SwapApproved { swap: id }])?;
        Ok(asked.into())
    }

    /// Refuses a swap that would make something wrong that is not so now.
    fn fits(&self, swap: &Swap, events: &[RosterEvent]) -> Result<(), Refusal> {
        let slots: Vec<&Slot> = std::iter::once(&swap.give).chain(&swap.back).collect();
        let found = self.new_faults(events, &slots);
        if found.is_empty() {
            return Ok(());
        }
        let causes = found.into_iter().map(|fault| fault.reason);
        Err(refuse!("swap_impossible", swap = swap.id).because(causes))
    }

    fn open(&self, id: SwapId) -> Result<&'a Swap, Refusal> {
        let swap = self.roster.swap(id).ok_or_else(|| refuse!("unknown_swap", swap = id))?;
        if swap.is_open() { Ok(swap) } else { Err(refuse!("swap_over", swap = id)) }
    }

    fn agree(&self, id: SwapId) -> Result<Decided, Refusal> {
        let swap = self.open(id)?;
        if self.asking.officer.id != swap.with {
            let name = self.centre().officer(&swap.with).map_or(swap.with.as_str(), |it| it.name.as_str());
            return Err(refuse!("swap_not_asked", swap = id, officer = name));
        }
        if swap.status == SwapStatus::Agreed {
            return Err(refuse!("swap_agreed_already", swap = id));
        }
        Ok(RosterEvent::SwapAgreed { swap: id }.into())
    }

    fn approve(&self, id: SwapId) -> Result<Decided, Refusal> {
        let swap = self.open(id)?;
        if swap.status != SwapStatus::Agreed {
            let name = self.centre().officer(&swap.with).map_or(swap.with.as_str(), |it| it.name.as_str());
            return Err(refuse!("swap_not_agreed", swap = id, officer = name));
        }
        if [&swap.by, &swap.with].contains(&&self.asking.officer.id) {
            return Err(refuse!("swap_own", swap = id));
        }
        self.has(self.officer(&swap.by)?, &swap.give)?;
        if let Some(back) = &swap.back {
            self.has(self.officer(&swap.with)?, back)?;
        }
        let event = RosterEvent::SwapApproved { swap: id };
        self.fits(swap, std::slice::from_ref(&event))?;
        Ok(event.into())
    }

    fn refuse(&self, id: SwapId, reason: &str) -> Result<Decided, Refusal> {
        let swap = self.open(id)?;
        self.concerns(&[&swap.by, &swap.with])?;
        said(reason)?;
        Ok(RosterEvent::SwapRefused { swap: id, reason: reason.to_owned() }.into())
    }

    fn absent(&self, officer: &OfficerId, from: Day, until: Day, reason: &str) -> Result<Decided, Refusal> {
        let known = self.officer(officer)?;
        self.concerns(&[officer])?;
        if until < from {
            return Err(refuse!("period_backwards", from = from, until = until));
        }
        let absence = Absence { officer: known.id.clone(), from, until, reason: reason.to_owned() };
        // Whoever goes hears which duties somebody else has to be found for.
        let slots: Vec<_> = self.roster.duties_of(officer, from.max(self.today())).collect();
        let slots: Vec<_> = slots.iter().filter(|slot| slot.day <= until).collect();
        let events = vec![RosterEvent::AbsenceNoted { absence }];
        let found = self.new_faults(&events, &slots);
        let own = found.into_iter().map(|fault| fault.reason).filter(|it| it.code == "roster_absent");
        Ok(Decided { warnings: own.collect(), events })
    }

    fn back(&self, officer: &OfficerId, on: Day) -> Result<Decided, Refusal> {
        let known = self.officer(officer)?;
        self.concerns(&[officer])?;
        if !self.roster.absences.iter().any(|it| it.officer == *officer && it.until >= on) {
            return Err(refuse!("not_away", officer = known.name, day = on));
        }
        Ok(RosterEvent::ReturnedEarly { officer: known.id.clone(), on }.into())
    }

    fn floor(&self, unit: &UnitId, day: Day, present: bool, note: &str) -> Result<Decided, Refusal> {
        let known = self.centre().unit(unit).ok_or_else(|| refuse!("unknown_unit", unit = unit))?;
        let officer = self.asking.officer;
        let sees_the_floor = officer.has(Role::DutyOfficer) && is_of_centre(officer, self.centre());
        if !sees_the_floor && !self.keeps_the_roster() && officer.unit.as_ref() != Some(unit) {
            return Err(refuse!("floor_not_yours", officer = officer.name, unit = known.name));
        }
        if day < self.today() {
            return Err(refuse!("roster_past", day = day, today = self.today()));
        }
        let mark = FloorMark { unit: known.id.clone(), present, note: note.to_owned() };
        Ok(RosterEvent::FloorSet { day, mark }.into())
    }
}

fn said(reason: &str) -> Result<(), Refusal> {
    if reason.is_empty() { Err(refuse!("words_missing", field = "reason")) } else { Ok(()) }
}
