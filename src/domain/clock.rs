//! Clocks (时限): limits as segments, computed and never decremented, each with its day-by-day proof.
//!
//! [`Clock::compute`] is the only place a due date comes from. Days, months and years leave the start
//! day out (民法典 §201) and end at the end of their last day; hours run from the moment.

use super::calendar::{Calendar, CountedDay};
use super::ids::{ClockId, OfficerId, RuleId, UnitId};
use super::refusal::Refusal;
use super::time::{Day, Moment};
use super::vocabulary::{ClockKind, Level};
use crate::refuse;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

mod compute;

/// The unit a limit is counted in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum LimitUnit {
    /// Hours from the moment, day and night.
    Hour,
    /// Calendar days (日).
    CalDay,
    /// Working days (工作日).
    WorkDay,
    /// Months, to the corresponding day or the month's last (民法典 §202).
    Month,
}

impl LimitUnit {
    /// Every unit.
    pub const ALL: &[Self] = &[Self::Hour, Self::CalDay, Self::WorkDay, Self::Month];

    /// Returns the key under `clock.unit` in the locales.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Hour => "hour",
            Self::CalDay => "cal_day",
            Self::WorkDay => "work_day",
            Self::Month => "month",
        }
    }
}

/// What happens when the last day is a day off.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Roll {
    /// Nothing: our own duties are done before the holiday.
    #[default]
    None,
    /// The limit runs on to the next working day (民法典 §203), for citizens' rights.
    Forward,
}

/// Whether the start day is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum StartDay {
    /// The next day is the first (民法典 §201).
    #[default]
    Excluded,
    /// The start day is the first.
    Included,
}

/// How long something may take.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
pub struct Limit {
    /// How many units.
    pub amount: u32,
    /// The unit.
    pub unit: LimitUnit,
    /// What happens when the last day is a day off; hours never roll.
    #[serde(default)]
    pub roll: Roll,
    /// Whether the start day is counted; hours run from the moment anyway.
    #[serde(default)]
    pub start: StartDay,
}

/// A time during which a clock stood still.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Pause {
    /// When it stopped. For limits in days, the day it stopped on still counts.
    pub from: Moment,
    /// When it went on, or nothing while it still stands. For limits in days, that day does not count.
    pub until: Option<Moment>,
    /// Why.
    pub reason: String,
}

/// More time, granted before expiry.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Extension {
    /// How many units more.
    pub amount: u32,
    /// The unit.
    pub unit: LimitUnit,
    /// Why.
    pub reason: String,
    /// Who approved it.
    pub approver: OfficerId,
    /// When it was granted.
    pub at: Moment,
    /// What was due before it.
    pub due_before: Moment,
}

/// A step of the escalation ladder that was reached.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Raised {
    /// The step.
    pub level: Level,
    /// When it was raised.
    pub at: Moment,
    /// Who acknowledged it, and when.
    pub acknowledged: Option<(OfficerId, Moment)>,
}

/// What is needed to start a clock.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Starting {
    /// Its number within the case.
    pub id: ClockId,
    /// What it measures.
    pub kind: ClockKind,
    /// The rule it runs by.
    pub rule: RuleId,
    /// The version of the rulebook the rule stands in.
    pub rulebook: String,
    /// The unit it runs for, if it is a unit's.
    pub unit: Option<UnitId>,
    /// What it is about, when the kind does not say: an instalment, a mediation term.
    pub label: Option<String>,
    /// When it starts.
    pub start: Moment,
    /// How long it runs.
    pub limit: Limit,
    /// A date that was agreed or ordered, in place of counting.
    pub fixed_due: Option<Day>,
}

/// One running, met or stopped time limit (时钟) of a case.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Clock {
    /// Its number within the case.
    pub id: ClockId,
    /// What it measures.
    pub kind: ClockKind,
    /// The rule it runs by.
    pub rule: RuleId,
    /// The version of the rulebook the rule stands in.
    pub rulebook: String,
    /// The unit it runs for, if it is a unit's.
    pub unit: Option<UnitId>,
    /// What it is about, when the kind does not say.
    pub label: Option<String>,
    /// When it started.
    pub start: Moment,
    /// How long it runs.
    pub limit: Limit,
    /// A date that was agreed or ordered, in place of counting.
    pub fixed_due: Option<Day>,
    /// When it stood still, in order.
    pub pauses: Vec<Pause>,
    /// More time granted, in order; each counts on from what was due before it.
    pub extensions: Vec<Extension>,
    /// When it runs out; see [`Clock::compute`].
    pub due: Moment,
    /// The years counted Monday to Friday because their notice was not loaded.
    pub assumed_years: Vec<i32>,
    /// When it was met.
    pub met: Option<Moment>,
    /// When it was stopped without being met: withdrawn, recalled, declined.
    pub stopped: Option<Moment>,
    /// Since when it was late; lateness once incurred stays on record.
    pub late_since: Option<Moment>,
    /// The steps of the escalation ladder it reached.
    pub raised: Vec<Raised>,
}

/// When a clock runs out, with the proof.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Computed {
    /// When it runs out.
    pub due: Moment,
    /// Every day from the start, counted or not, and why.
    pub days: Vec<CountedDay>,
    /// The years counted Monday to Friday because their notice is not loaded.
    pub assumed_years: Vec<i32>,
}

impl Clock {
    /// Starts a clock and computes when it runs out.
    pub fn start(with: Starting, calendar: &Calendar) -> Self {
        let Starting { id, kind, rule, rulebook, unit, label, start, limit, fixed_due } = with;
        let mut clock = Self {
            id,
            kind,
            rule,
            rulebook,
            unit,
            label,
            start,
            limit,
            fixed_due,
            pauses: Vec::new(),
            extensions: Vec::new(),
            due: start,
            assumed_years: Vec::new(),
            met: None,
            stopped: None,
            late_since: None,
            raised: Vec::new(),
        };
        clock.refresh(calendar);
        clock
    }

    /// Computes when the clock runs out, and proves it day by day.
    ///
    /// A pause that has not ended adds nothing yet: what it adds is known when the clock goes on. An
    /// agreed date is moved by extensions only.
    pub fn compute(&self, calendar: &Calendar) -> Computed {
        compute::compute(self, calendar)
    }

    /// Takes over what [`Clock::compute`] says under this calendar, and returns whether `due` moved.
    pub fn refresh(&mut self, calendar: &Calendar) -> bool {
        let Computed { due, assumed_years, .. } = self.compute(calendar);
        let moved = self.due != due;
        self.due = due;
        self.assumed_years = assumed_years;
        moved
    }

    /// Returns whether the clock is neither met nor stopped; a paused clock is still running.
    pub const fn is_running(&self) -> bool {
        self.met.is_none() && self.stopped.is_none()
    }

    /// Returns whether the clock stands still.
    pub fn is_paused(&self) -> bool {
        self.is_running() && self.pauses.last().is_some_and(|pause| pause.until.is_none())
    }

    /// Returns whether the clock runs and its time is over.
    pub fn is_overdue(&self, now: Moment) -> bool {
        self.is_running() && !self.is_paused() && now > self.due
    }

    /// Returns whether the clock was ever late, or is now.
    pub fn was_late(&self, now: Moment) -> bool {
        self.late_since.is_some() || self.is_overdue(now)
    }

    /// Returns the days left until the due day, negative when it has passed: working days for limits in
    /// working days, else calendar days.
    pub fn days_left(&self, now: Moment, calendar: &Calendar) -> i64 {
        let (today, due) = (now.date_naive(), self.due.date_naive());
        match self.limit.unit {
            LimitUnit::WorkDay if self.fixed_due.is_none() => calendar.workdays_between(today, due),
            _ => (due - today).num_days(),
        }
    }

    /// Stops the clock for a reason; refused when it does not run or already stands still.
    pub fn pause(&mut self, at: Moment, reason: impl Into<String>) -> Result<(), Refusal> {
        self.must_run()?;
        if self.is_paused() {
            return Err(refuse!("clock_paused", clock = self.kind));
        }
        self.note_lateness(at);
        self.pauses.push(Pause { from: at, until: None, reason: reason.into() });
        Ok(())
    }

    /// Lets the clock go on and computes what that does to `due`; refused when it does not stand still.
    pub fn resume(&mut self, at: Moment, calendar: &Calendar) -> Result<(), Refusal> {
        self.must_run()?;
        match self.pauses.last_mut() {
            Some(pause) if pause.until.is_none() => pause.until = Some(at.max(pause.from)),
            _ => return Err(refuse!("clock_not_paused", clock = self.kind)),
        }
        self.refresh(calendar);
        Ok(())
    }

    /// Grants more time; refused when the clock does not run. Whether the rulebook allows it, and that
    /// it comes before expiry, is asked of the rulebook's extension rule beforehand; what was late
    /// before the grant stays on record in any case.
    pub fn extend(&mut self, mut extension: Extension, calendar: &Calendar) -> Result<(), Refusal> {
        self.must_run()?;
        self.note_lateness(extension.at);
        extension.due_before = self.due;
        self.extensions.push(extension);
        self.refresh(calendar);
        Ok(())
    }

    /// Records that what the clock measures was done; refused when it does not run.
    pub fn meet(&mut self, at: Moment) -> Result<(), Refusal> {
        self.must_run()?;
        self.note_lateness(at);
        self.met = Some(at);
        Ok(())
    }

    /// Records that what the clock measures is no longer expected; refused when it does not run.
    pub fn stop(&mut self, at: Moment) -> Result<(), Refusal> {
        self.must_run()?;
        self.note_lateness(at);
        self.stopped = Some(at);
        Ok(())
    }

    /// Puts lateness on record if the time is over; it is never taken off again.
    pub fn note_lateness(&mut self, now: Moment) {
        if self.late_since.is_none() && self.is_overdue(now) {
            self.late_since = Some(self.due);
        }
    }

    /// Records that a step of the ladder was reached.
    pub fn raise(&mut self, level: Level, at: Moment) {
        self.raised.push(Raised { level, at, acknowledged: None });
    }

    /// Records who acknowledged the latest alert of a level; refused when there is none to acknowledge.
    pub fn acknowledge(&mut self, level: Level, by: OfficerId, at: Moment) -> Result<(), Refusal> {
        let waiting =
            self.raised.iter_mut().rev().find(|raised| raised.level == level && raised.acknowledged.is_none());
        match waiting {
            Some(raised) => {
                raised.acknowledged = Some((by, at));
                Ok(())
            }
            None => Err(refuse!("nothing_to_acknowledge", clock = self.kind, level = level)),
        }
    }

    /// Returns the highest level reached, if any.
    pub fn level(&self) -> Option<Level> {
        self.raised.iter().map(|raised| raised.level).max()
    }

    fn must_run(&self) -> Result<(), Refusal> {
        if self.is_running() { Ok(()) } else { Err(refuse!("clock_not_running", clock = self.kind)) }
    }
}

#[cfg(test)]
mod tests;
