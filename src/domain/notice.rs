//! Who is rung for an alert, and when (预警提醒): on days off only for what is grave, and only for whoever is on duty.

use super::ids::OfficerId;
use super::vocabulary::Level;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// When an alert rings at a desk.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct NoticeRules {
    /// On working days from this level on, at every desk.
    pub from: Level,
    /// On days off from this level on.
    pub days_off_from: Level,
    /// On days off for whom.
    pub days_off_for: Whom,
    /// Where the rule stands.
    pub source: String,
}

/// For whom something rings.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Whom {
    /// At every desk.
    Everybody,
    /// At the desks of those on duty; at every desk where the roster names nobody.
    OnDuty,
}

impl Default for NoticeRules {
    fn default() -> Self {
        Self { from: Level::Red, days_off_from: Level::Red, days_off_for: Whom::OnDuty, source: String::new() }
    }
}

impl NoticeRules {
    /// Returns the lowest level that rings on any day.
    pub fn lowest(&self) -> Level {
        self.from.min(self.days_off_from)
    }

    /// Tells whether an alert of a level rings now at the desk of an officer.
    pub fn rings(&self, level: Level, officer: &OfficerId, is_day_off: bool, on_duty: &BTreeSet<OfficerId>) -> bool {
        if !is_day_off {
            return level >= self.from;
        }
        // Better a bell too many than one that rings nowhere.
        let meant = self.days_off_for == Whom::Everybody || on_duty.is_empty() || on_duty.contains(officer);
        level >= self.days_off_from && meant
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn on_a_day_off_only_what_is_grave_rings_and_only_for_whoever_is_on_duty() {
        let rules = NoticeRules { from: Level::Yellow, ..NoticeRules::default() };
        let (wang, li) = (OfficerId::from("wang"), OfficerId::from("li"));
        let on_duty = BTreeSet::from([wang.clone()]);
        for (level, who, is_day_off, rings) in [
            (Level::Remind, &wang, false, false),
            (Level::Yellow, &li, false, true),
            (Level::Red, &li, false, true),
            (Level::Yellow, &wang, true, false),
            (Level::Red, &wang, true, true),
            (Level::Leader, &wang, true, true),
            (Level::Red, &li, true, false),
            (Level::Leader, &li, true, false),
        ] {
            assert_eq!(rules.rings(level, who, is_day_off, &on_duty), rings, "{level} {who} {is_day_off}");
        }
    }

    #[test]
    fn where_the_roster_names_nobody_everybody_is_rung() {
        let li = OfficerId::from("li");
        assert!(NoticeRules::default().rings(Level::Red, &li, true, &BTreeSet::new()));
        let all = NoticeRules { days_off_for: Whom::Everybody, ..NoticeRules::default() };
        assert!(all.rings(Level::Red, &li, true, &BTreeSet::from([OfficerId::from("wang")])));
    }

    #[test]
    fn the_lowest_level_is_asked_for_whatever_the_day() {
        assert_eq!(NoticeRules::default().lowest(), Level::Red);
        let late = NoticeRules { from: Level::Yellow, days_off_from: Level::Leader, ..NoticeRules::default() };
        assert_eq!(late.lowest(), Level::Yellow);
    }
}
