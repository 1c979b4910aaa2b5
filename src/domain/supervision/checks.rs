//! The three checks (三查): what should have been accepted, handled, called back by now, and was not.

use super::Check;
use crate::domain::ids::UnitId;
use crate::domain::rulebook::CheckRules;
use crate::domain::time::Moment;
use crate::domain::vocabulary::{ClockKind, Stage};
use chrono::Duration;
use serde::{Deserialize, Serialize};

/// The limits by which a matter has to be handled: those of whoever has it, and those of the centre between two units.
pub const HANDLING: &[ClockKind] = &[
    ClockKind::Triage,
    ClockKind::SignFor,
    ClockKind::Rule,
    ClockKind::Conference,
    ClockKind::LeaderReview,
    ClockKind::Unit,
    ClockKind::Verify,
    ClockKind::Grade,
];

/// The answer that is none: nobody was reached at the last call-back.
pub const UNANSWERED: &str = "no_answer";

/// What the checks look at of a case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Facts {
    /// Where it stands.
    pub stage: Stage,
    /// Whether it is merged into another: what is to be done is done there.
    pub merged: bool,
    /// The unit that has it; the centre when empty.
    pub holder: Option<UnitId>,
    /// When it was closed.
    pub closed_at: Option<Moment>,
    /// The key of what was answered at the last call-back.
    pub call_back: Option<String>,
    /// The limits that run.
    pub running: Vec<Running>,
}

/// A running limit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Running {
    /// What it measures.
    pub kind: ClockKind,
    /// The unit it runs against.
    pub unit: Option<UnitId>,
    /// When it runs out.
    pub due: Moment,
}

/// That a case belongs on one of the lists.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Finding {
    /// The list.
    pub check: Check,
    /// Who should have done it; the centre when empty.
    pub unit: Option<UnitId>,
    /// By which limit, if by one.
    pub clock: Option<ClockKind>,
    /// Since when it is late.
    pub since: Moment,
}

impl Finding {
    /// Returns for how many whole days it has been late.
    pub fn days(&self, now: Moment) -> i64 {
        (now.date_naive() - self.since.date_naive()).num_days()
    }
}

/// Returns on which lists a case belongs, once on each; of several limits the one that ran out first is named.
pub fn findings(facts: &Facts, rules: &CheckRules, now: Moment) -> Vec<Finding> {
    if facts.merged {
        return Vec::new();
    }
    let late = |kinds: &[ClockKind]| {
        let over = facts.running.iter().filter(|it| kinds.contains(&it.kind) && now > it.due);
        over.min_by_key(|it| (it.due, kinds.iter().position(|kind| *kind == it.kind)))
    };
    let by = |check, found: &Running| {
        // What is ruled on and verified is the centre's to do; a limit of the whole case counts against whoever has it.
        let unit = match found.kind {
            ClockKind::Unit | ClockKind::SignFor => found.unit.clone(),
            ClockKind::Grade => facts.holder.clone(),
            _ => None,
        };
        Finding { check, unit, clock: Some(found.kind), since: found.due }
    };
    let found = match facts.stage {
        Stage::Registered => late(&[ClockKind::Accept]).map(|it| by(Check::NotAccepted, it)),
        Stage::Accepted | Stage::Conference | Stage::LeaderReview | Stage::Handling => {
            late(HANDLING).map(|it| by(Check::NotHandled, it))
        }
        Stage::Resolved => late(&[ClockKind::CallBack]).map(|it| by(Check::NotCalledBack, it)),
        Stage::Archived => facts
            .closed_at
            .filter(|closed| unanswered(facts, rules, *closed, now))
            .map(|since| Finding { check: Check::NotCalledBack, unit: None, clock: None, since }),
        Stage::CalledBack | Stage::Declined | Stage::Withdrawn => None,
    };
    found.into_iter().collect()
}

fn unanswered(facts: &Facts, rules: &CheckRules, closed: Moment, now: Moment) -> bool {
    facts.call_back.as_deref() == Some(UNANSWERED) && closed >= horizon(rules, now)
}

/// Returns since when cases filed away without an answer are still on the list.
pub fn horizon(rules: &CheckRules, now: Moment) -> Moment {
    now - Duration::days(i64::from(rules.unanswered_days))
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

    fn facts(stage: Stage, running: &[(ClockKind, Option<&str>, u32)]) -> Facts {
        let running = running
            .iter()
            .map(|(kind, unit, due)| Running { kind: *kind, unit: unit.map(UnitId::from), due: end_of(day(*due)) })
            .collect();
        Facts { stage, merged: false, holder: Some("rsj".into()), closed_at: None, call_back: None, running }
    }

    fn told(facts: &Facts) -> Vec<(Check, Option<String>, i64)> {
        let found = findings(facts, &CheckRules::default(), now());
        found.iter().map(|it| (it.check, it.unit.as_ref().map(ToString::to_string), it.days(now()))).collect()
    }

    #[test]
    fn what_should_be_accepted_is_late_by_its_own_limit_only() {
        assert_eq!(told(&facts(Stage::Registered, &[(ClockKind::Accept, None, 18)])), [(Check::NotAccepted, None, 2)]);
        assert_eq!(told(&facts(Stage::Registered, &[(ClockKind::Accept, None, 20)])), []);
        assert_eq!(told(&facts(Stage::Registered, &[(ClockKind::Reply, None, 10)])), []);
    }

    #[test]
    fn a_case_is_once_on_a_list_under_the_limit_that_ran_out_first() {
        let both =
            [(ClockKind::Grade, None, 17), (ClockKind::Unit, Some("zjj"), 15), (ClockKind::SignFor, Some("wjj"), 16)];
        assert_eq!(told(&facts(Stage::Handling, &both)), [(Check::NotHandled, Some("zjj".into()), 5)]);
    }

    #[test]
    fn the_limit_of_the_whole_case_counts_against_whoever_has_it_and_a_ruling_against_the_centre() {
        let grade = facts(Stage::Handling, &[(ClockKind::Grade, None, 19)]);
        assert_eq!(told(&grade), [(Check::NotHandled, Some("rsj".into()), 1)]);
        let ruling = facts(Stage::Handling, &[(ClockKind::Rule, Some("zjj"), 19)]);
        assert_eq!(told(&ruling), [(Check::NotHandled, None, 1)]);
    }

    #[test]
    fn what_is_resolved_waits_for_its_call_back_and_not_for_its_handling() {
        let late = [(ClockKind::CallBack, None, 19), (ClockKind::Unit, Some("zjj"), 3)];
        assert_eq!(told(&facts(Stage::Resolved, &late)), [(Check::NotCalledBack, None, 1)]);
    }

    #[test]
    fn what_was_filed_away_unanswered_stays_on_the_list_for_as_long_as_the_rulebook_says() {
        let mut filed = facts(Stage::Archived, &[]);
        filed.closed_at = Some(at(day(10), 9, 0));
        assert_eq!(told(&filed), [], "taken over from an earlier register, or answered");
        filed.call_back = Some("satisfied".into());
        assert_eq!(told(&filed), []);
        filed.call_back = Some(UNANSWERED.into());
        assert_eq!(told(&filed), [(Check::NotCalledBack, None, 10)]);
        filed.closed_at = Some(now() - Duration::days(31));
        assert_eq!(told(&filed), []);
    }

    #[test]
    fn what_is_merged_is_looked_for_where_it_is_handled() {
        let mut merged = facts(Stage::Handling, &[(ClockKind::Unit, Some("zjj"), 3)]);
        merged.merged = true;
        assert_eq!(told(&merged), []);
    }
}
