//! The night's check (夜间核查): the three lists as they stood on one night, kept so that they can be compared.

use super::checks::Finding;
use crate::domain::centre::Centre;
use crate::domain::folio::{Folio, Standing, block};
use crate::domain::ids::{CaseNo, OfficerId};
use crate::domain::rulebook::CheckRules;
use crate::domain::time::{Day, Moment, local};
use serde::{Deserialize, Serialize};
use std::ops::Range;

/// A case on one of a night's lists.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Listed {
    /// The case.
    pub no: CaseNo,
    /// Why it is there.
    #[serde(flatten)]
    pub finding: Finding,
}

/// Something that happened to a night's check; there is one thing only.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "snake_case")]
pub enum NightEvent {
    /// The lists were taken down.
    NightChecked {
        /// Of which night.
        night: Day,
        /// What was on them.
        listed: Vec<Listed>,
    },
}

/// A night's check.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NightCheck {
    /// How many events it has.
    pub rev: u64,
    /// The night: the day on whose evening it was due.
    pub night: Day,
    /// When it was taken down; later than due if no desk was open.
    pub taken_at: Moment,
    /// What was on the lists.
    pub listed: Vec<Listed>,
}

/// Returns the last night whose lists are due by now.
pub fn night(rules: &CheckRules, now: Moment) -> Day {
    let today = now.date_naive();
    if now >= local(today.and_time(rules.at)) { today } else { today.pred_opt().unwrap_or(today) }
}

/// Returns when a night's lists are due.
pub fn due(rules: &CheckRules, night: Day) -> Moment {
    local(night.and_time(rules.at))
}

impl Folio for NightCheck {
    type Event = NightEvent;

    const KIND: &'static str = "night_check";
    const STREAMS: Range<i64> = block(3);

    fn name(event: &NightEvent) -> &'static str {
        match event {
            NightEvent::NightChecked { .. } => "night_checked",
        }
    }

    fn begin(at: Moment, _by: &OfficerId, event: &NightEvent) -> Option<Self> {
        let NightEvent::NightChecked { night, listed } = event.clone();
        Some(Self { rev: 1, night, taken_at: at, listed })
    }

    fn apply(&mut self, _at: Moment, _by: &OfficerId, _event: &NightEvent) {
        self.rev += 1;
    }

    fn rev(&self) -> u64 {
        self.rev
    }

    fn key(&self) -> String {
        self.night.to_string()
    }

    fn standing(&self, _centre: &Centre) -> Standing {
        Standing::at_rest(self.taken_at, "taken")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::time::at;

    #[test]
    fn a_night_is_due_from_its_hour_until_the_next_evening() {
        let rules = CheckRules::default();
        let day = |n| Day::from_ymd_opt(2026, 11, n).unwrap();
        for (hour, minute, expected) in [(21, 59, 19), (22, 0, 20), (23, 59, 20)] {
            assert_eq!(night(&rules, at(day(20), hour, minute)), day(expected));
        }
        assert_eq!(night(&rules, at(day(21), 8, 0)), day(20));
        assert_eq!(due(&rules, day(20)), at(day(20), 22, 0));
    }
}
