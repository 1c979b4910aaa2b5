//! The ladder of three levels and six steps (三级六步): a matter goes up it, never down, and every step keeps its record.

use super::{Case, CaseEvent};
use crate::domain::centre::Centre;
use crate::domain::clock::Clock;
use crate::domain::ids::{ClockId, OfficerId, StepId, UnitId};
use crate::domain::rulebook::StepRule;
use crate::domain::time::Moment;
use crate::domain::unit::Unit;
use crate::domain::vocabulary::{ClockKind, StepEnd, UnitKind, UnitLevel};
use serde::{Deserialize, Serialize};

/// A step as the rulebook had it when the matter came there.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rung {
    /// Its code.
    pub step: StepId,
    /// Its place on the ladder, the lowest being 0.
    pub rank: usize,
    /// Its name.
    pub name: String,
    /// Its level.
    pub level: UnitLevel,
    /// The body that is responsible there (责任主体).
    pub body: String,
}

impl Rung {
    /// Returns a step of the rulebook at its place.
    pub fn of(rank: usize, rule: &StepRule) -> Self {
        let StepRule { id, name, level, body, .. } = rule;
        Self { step: id.clone(), rank, name: name.clone(), level: *level, body: body.clone() }
    }
}

/// A stay at a step.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stay {
    /// The step.
    #[serde(flatten)]
    pub rung: Rung,
    /// The unit that its body belongs to, if one is known.
    pub unit: Option<UnitId>,
    /// When the matter came there.
    pub entered_at: Moment,
    /// The number that the first of its clocks has.
    pub from: ClockId,
    /// Why it did not come there from the step below.
    pub reason: Option<String>,
    /// How it left, if it has.
    pub left: Option<Left>,
}

/// How a matter left a step.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Left {
    /// When.
    pub at: Moment,
    /// Who wrote it down.
    pub by: OfficerId,
    /// How.
    pub how: StepEnd,
    /// What was tried, or how it was settled.
    pub record: String,
    /// The number that the first clock after it has.
    pub until: ClockId,
}

impl Case {
    /// Returns the step of the ladder where the matter stands now.
    pub fn step(&self) -> Option<&Stay> {
        self.ladder.last().filter(|stay| stay.left.is_none())
    }

    /// Returns the clocks that ran for a stay; more than one when the case was merged and went its own way again.
    pub fn clocks_of<'c>(&'c self, stay: &'c Stay) -> impl Iterator<Item = &'c Clock> {
        let within = |id: ClockId| id >= stay.from && stay.left.as_ref().is_none_or(|left| id < left.until);
        self.clocks.iter().filter(move |clock| clock.kind == ClockKind::Step && within(clock.id))
    }

    /// Tells whether a step took longer than it may, by now.
    pub fn was_late_at(&self, stay: &Stay, now: Moment) -> bool {
        self.clocks_of(stay).any(|clock| clock.was_late(now))
    }

    pub(super) fn climb(&mut self, at: Moment, by: &OfficerId, event: &CaseEvent) {
        let next = self.next_clock();
        let (how, record) = match event {
            CaseEvent::StepEntered { rung, unit, reason } => {
                self.ladder.push(Stay {
                    rung: rung.clone(),
                    unit: unit.clone(),
                    entered_at: at,
                    from: next,
                    reason: reason.clone(),
                    left: None,
                });
                return;
            }
            CaseEvent::PassedUp { record } => (StepEnd::PassedUp, record),
            CaseEvent::StepSettled { record } => (StepEnd::Settled, record),
            CaseEvent::Resolved { result: record } | CaseEvent::Withdrawn { reason: record } => {
                (StepEnd::Ended, record)
            }
            _ => return,
        };
        if let Some(stay) = self.ladder.last_mut().filter(|stay| stay.left.is_none()) {
            stay.left = Some(Left { at, by: by.clone(), how, record: record.clone(), until: next });
        }
    }
}

/// Returns the unit of a level that a case belongs to (属地): by its place, else by whoever of the territory has it, else by
/// the window it came to; on the county's level the centre itself.
pub fn unit_at<'c>(case: &Case, level: UnitLevel, centre: &'c Centre) -> Option<&'c Unit> {
    if level == UnitLevel::County {
        return centre.units.iter().find(|unit| unit.is_centre());
    }
    let of_place = case.place.as_deref().and_then(|place| {
        let named = centre.units.iter().filter_map(|unit| Some((unit, unit.area_in(place)?)));
        // A township lists the names of its villages too: of the same name the unit further down is meant.
        named.max_by_key(|(unit, area)| (area.len(), unit.level)).map(|(unit, _)| &unit.id)
    });
    let at_work = case.assignments.iter().filter(|it| it.is_live()).map(|it| &it.unit);
    let known = of_place.into_iter().chain(at_work).chain(&case.window);
    let territory = |id: &&UnitId| centre.unit(id).is_some_and(|unit| unit.kind == UnitKind::Territory);
    known.filter(territory).find_map(|id| above(id, level, centre))
}

/// Returns the unit of a level among a unit and those above it.
fn above<'c>(unit: &UnitId, level: UnitLevel, centre: &'c Centre) -> Option<&'c Unit> {
    let mut at = centre.unit(unit);
    // No chain of parents is longer than there are units, unless it goes round.
    for _ in 0..=centre.units.len() {
        match at {
            Some(found) if found.level == level => return at,
            Some(found) => at = found.parent.as_ref().and_then(|parent| centre.unit(parent)),
            None => return None,
        }
    }
    None
}
