//! How a unit stands (单位情况): what it was given in a period and what came of it, never ranked and never without the
//! figures a rate is made of.

use super::{Figure, Rate};
use crate::domain::ids::{CaseId, UnitId};
use crate::domain::time::Moment;
use crate::domain::unit::CENTRE;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

/// An assignment (交办) that began in the period, with its unit's limit.
#[derive(Debug, Clone, PartialEq, Eq)]
#[allow(clippy::struct_excessive_bools, reason = "facts that stand beside each other in the rows")]
pub struct Handed {
    /// The case.
    pub case: CaseId,
    /// The unit.
    pub unit: UnitId,
    /// When the result was due.
    pub due: Moment,
    /// When the unit had done it.
    pub met: Option<Moment>,
    /// Since when it was late, if it was or is.
    pub late: Option<Moment>,
    /// Whether the unit still has to do it.
    pub open: bool,
    /// Whether its time runs; while a limit is suspended nothing gets late.
    pub runs: bool,
    /// Whether the unit said that it was not its own.
    pub objected: bool,
    /// How often the result was sent back.
    pub sent_back: u32,
    /// Whether it was the lead: the resident's answer is about the lead's work.
    pub lead: bool,
    /// Whether the resident of its case answered a call-back.
    pub answered: bool,
    /// Whether the resident was dissatisfied, now or before it was done again.
    pub dissatisfied: bool,
}

/// What came of an assignment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// 按时办结.
    OnTime,
    /// 超时办结, or taken away after it had become late.
    Late,
    /// 未办结, in time.
    Open,
    /// 未办结, late.
    OpenLate,
    /// 撤回.
    TakenBack,
}

impl Handed {
    /// Returns what came of it by now.
    pub fn outcome(&self, now: Moment) -> Outcome {
        let is_late = self.late.is_some() || self.open && self.runs && now > self.due;
        match (self.met.is_some(), self.open) {
            (true, _) if is_late => Outcome::Late,
            (true, _) => Outcome::OnTime,
            (false, true) if is_late => Outcome::OpenLate,
            (false, true) => Outcome::Open,
            // Lateness once incurred stays, unless it turned out not to be the unit's matter at all.
            (false, false) if is_late && !self.objected => Outcome::Late,
            (false, false) => Outcome::TakenBack,
        }
    }

    /// Tells whether it is one of those a figure counts.
    pub fn counts_in(&self, figure: Figure, now: Moment) -> bool {
        let outcome = self.outcome(now);
        match figure {
            Figure::Assigned => true,
            Figure::OnTime => outcome == Outcome::OnTime,
            Figure::Late => outcome == Outcome::Late,
            Figure::Open => matches!(outcome, Outcome::Open | Outcome::OpenLate),
            Figure::OpenLate => outcome == Outcome::OpenLate,
            Figure::TakenBack => outcome == Outcome::TakenBack,
            Figure::SentBack => self.sent_back > 0,
            Figure::Objected => self.objected,
            Figure::Asked => self.lead && outcome != Outcome::TakenBack && (self.answered || self.dissatisfied),
            Figure::Dissatisfied => self.lead && outcome != Outcome::TakenBack && self.dissatisfied,
        }
    }
}

/// A rate that never goes without what it is made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Share {
    /// How many.
    pub of: u32,
    /// Of how many.
    pub among: u32,
}

impl Share {
    /// Returns the rate in whole percent, rounded to the nearest; nothing of nothing.
    pub fn percent(self) -> Option<u32> {
        (self.among > 0).then(|| (self.of * 200 + self.among) / (self.among * 2))
    }
}

impl fmt::Display for Share {
    /// Writes `3/4 75%`, and `0/0 —` where there is nothing to take a rate of.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.percent() {
            Some(percent) => write!(f, "{}/{} {percent}%", self.of, self.among),
            None => write!(f, "{}/{} —", self.of, self.among),
        }
    }
}

/// How one unit stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Standing {
    /// The unit.
    pub unit: UnitId,
    /// Its figures.
    #[serde(flatten)]
    pub figures: BTreeMap<&'static str, u32>,
}

impl Standing {
    /// Returns a figure.
    pub fn figure(&self, figure: Figure) -> u32 {
        self.figures.get(figure.key()).copied().unwrap_or_default()
    }

    /// Returns a rate with what it is made of.
    pub fn rate(&self, rate: Rate) -> Share {
        use Figure::{Asked, Assigned, Dissatisfied, Late, OnTime, OpenLate, TakenBack};
        let count = |figure| self.figure(figure);
        match rate {
            Rate::Done => {
                Share { of: count(OnTime) + count(Late), among: count(Assigned).saturating_sub(count(TakenBack)) }
            }
            Rate::OnTime => Share { of: count(OnTime), among: count(OnTime) + count(Late) + count(OpenLate) },
            Rate::Dissatisfied => Share { of: count(Dissatisfied), among: count(Asked) },
        }
    }
}

/// Counts one unit's assignments; of a case that came to it twice the resident's answer counts once.
pub fn standing(unit: &UnitId, handed: &[Handed], now: Moment) -> Standing {
    let count = |figure: Figure| {
        let counted = handed.iter().filter(|it| it.unit == *unit && it.counts_in(figure, now));
        let count = match figure {
            Figure::Asked | Figure::Dissatisfied => counted.map(|it| it.case).collect::<BTreeSet<_>>().len(),
            _ => counted.count(),
        };
        (figure.key(), u32::try_from(count).unwrap_or(u32::MAX))
    };
    Standing { unit: unit.clone(), figures: Figure::ALL.iter().map(|figure| count(*figure)).collect() }
}

/// Adds up how several units stand, as the centre's; a case that two of them led counts for both.
pub fn together<'s>(all: impl IntoIterator<Item = &'s Standing>) -> Standing {
    let mut figures: BTreeMap<_, u32> = Figure::ALL.iter().map(|figure| (figure.key(), 0)).collect();
    for (figure, count) in all.into_iter().flat_map(|standing| &standing.figures) {
        *figures.entry(figure).or_default() += count;
    }
    Standing { unit: CENTRE.into(), figures }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::time::{Day, at, end_of};

    fn day(n: u32) -> Day {
        Day::from_ymd_opt(2026, 11, n).unwrap()
    }

    fn now() -> Moment {
        at(day(20), 9, 0)
    }

    fn open(case: i64, due: u32) -> Handed {
        Handed {
            case: CaseId(case),
            unit: "rsj".into(),
            due: end_of(day(due)),
            met: None,
            late: None,
            open: true,
            runs: true,
            objected: false,
            sent_back: 0,
            lead: true,
            answered: false,
            dissatisfied: false,
        }
    }

    fn done(case: i64, due: u32, met: u32) -> Handed {
        let late = (met > due).then(|| end_of(day(due)));
        Handed { met: Some(at(day(met), 10, 0)), late, open: false, runs: false, ..open(case, due) }
    }

    #[test]
    fn every_assignment_has_one_outcome() {
        assert_eq!(done(1, 10, 10).outcome(now()), Outcome::OnTime);
        assert_eq!(done(1, 10, 11).outcome(now()), Outcome::Late);
        assert_eq!(open(1, 20).outcome(now()), Outcome::Open);
        assert_eq!(open(1, 19).outcome(now()), Outcome::OpenLate);
        assert_eq!(Handed { runs: false, ..open(1, 19) }.outcome(now()), Outcome::Open, "suspended");
        let taken = Handed { open: false, runs: false, ..open(1, 19) };
        assert_eq!(taken.outcome(now()), Outcome::TakenBack);
        let late = Handed { late: Some(end_of(day(15))), ..taken };
        assert_eq!(late.outcome(now()), Outcome::Late, "what was late stays so when it is taken away");
        assert_eq!(Handed { objected: true, ..late }.outcome(now()), Outcome::TakenBack, "it was not the unit's");
    }

    #[test]
    fn rates_stand_beside_what_they_are_made_of() {
        let taken = Handed { open: false, runs: false, ..open(6, 30) };
        let handed = [
            done(1, 10, 9),
            done(2, 10, 9),
            done(3, 10, 12),
            open(4, 19),
            open(5, 25),
            taken,
            open(7, 28),
            done(8, 9, 9),
        ];
        let found = standing(&"rsj".into(), &handed, now());
        assert_eq!(found.rate(Rate::Done), Share { of: 4, among: 7 });
        assert_eq!(found.rate(Rate::OnTime), Share { of: 3, among: 5 });
        assert_eq!(found.rate(Rate::OnTime).to_string(), "3/5 60%");
        assert_eq!(found.rate(Rate::Dissatisfied).to_string(), "0/0 —");
        let sum: u32 =
            [Figure::OnTime, Figure::Late, Figure::Open, Figure::TakenBack].map(|it| found.figure(it)).iter().sum();
        assert_eq!(sum, found.figure(Figure::Assigned));
    }

    #[test]
    fn a_resident_is_counted_once_however_often_the_case_came_back() {
        let first = Handed { dissatisfied: true, answered: true, ..done(1, 10, 9) };
        let again = Handed { dissatisfied: true, answered: true, ..done(1, 20, 19) };
        let helper = Handed { lead: false, ..first.clone() };
        let found = standing(&"rsj".into(), &[first, again, helper], now());
        assert_eq!((found.figure(Figure::Assigned), found.rate(Rate::Dissatisfied)), (3, Share { of: 1, among: 1 }));
    }
}
