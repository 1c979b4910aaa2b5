use super::*;
use crate::domain::clock::{Extension, Limit, LimitUnit, Roll, StartDay, Starting};
use crate::domain::ids::{ClockId, RuleId};
use crate::domain::time::Day;
use crate::domain::vocabulary::ClockKind;
use chrono::TimeDelta;
use proptest::prelude::*;

const LADDER: [Step; 5] = [
    Step { level: Level::Remind, offset: -2 },
    Step { level: Level::Yellow, offset: 0 },
    Step { level: Level::Red, offset: 1 },
    Step { level: Level::Supervision, offset: 3 },
    Step { level: Level::Leader, offset: 5 },
];

fn day(text: &str) -> Day {
    text.parse().unwrap()
}

fn clock(start: Moment, amount: u32, unit: LimitUnit) -> Clock {
    let limit = Limit { amount, unit, roll: Roll::None, start: StartDay::Excluded };
    let with = Starting {
        id: ClockId(1),
        kind: ClockKind::Unit,
        rule: RuleId::from("unit.handle"),
        rulebook: "test".into(),
        unit: None,
        label: None,
        start,
        limit,
        fixed_due: None,
    };
    Clock::start(with, &Calendar::embedded())
}

fn levels(clock: &Clock, now: Moment) -> Vec<Level> {
    due_levels(clock, &LADDER, &Calendar::embedded(), now)
}

#[test]
fn the_ladder_goes_from_reminder_to_leader_in_working_days() {
    // Due Friday 2026-09-18; the Sunday after is a make-up workday, the festival begins on the 25th.
    let clock = clock(at(day("2026-09-10"), 9, 0), 8, LimitUnit::CalDay);
    assert_eq!(clock.due, end_of(day("2026-09-18")));
    assert_eq!(levels(&clock, at(day("2026-09-15"), 23, 59)), []);
    assert_eq!(levels(&clock, at(day("2026-09-16"), 0, 0)), [Level::Remind]);
    assert_eq!(levels(&clock, at(day("2026-09-18"), 8, 0)), [Level::Remind, Level::Yellow]);
    assert_eq!(levels(&clock, at(day("2026-09-20"), 8, 0)).last(), Some(&Level::Red));
    assert_eq!(levels(&clock, at(day("2026-09-22"), 8, 0)).last(), Some(&Level::Supervision));
    assert_eq!(levels(&clock, at(day("2026-09-24"), 8, 0)).last(), Some(&Level::Leader));
}

#[test]
fn a_reminder_from_before_the_start_is_skipped() {
    let clock = clock(at(day("2026-11-23"), 9, 0), 1, LimitUnit::CalDay);
    assert_eq!(levels(&clock, at(day("2026-11-23"), 9, 0)), []);
    assert_eq!(levels(&clock, at(day("2026-11-24"), 8, 0)), [Level::Yellow]);
}

#[test]
fn something_due_at_an_hour_turns_yellow_at_that_hour() {
    let clock = clock(at(day("2026-11-23"), 9, 0), 4, LimitUnit::Hour);
    assert_eq!(levels(&clock, at(day("2026-11-23"), 12, 59)), []);
    assert_eq!(levels(&clock, at(day("2026-11-23"), 13, 0)), [Level::Yellow]);
}

#[test]
fn met_stopped_and_paused_clocks_raise_nothing() {
    let running = clock(at(day("2026-09-10"), 9, 0), 8, LimitUnit::CalDay);
    let now = at(day("2026-09-17"), 9, 0);
    let late = at(day("2026-10-17"), 9, 0);
    let mut met = running.clone();
    met.meet(now).unwrap();
    let mut stopped = running.clone();
    stopped.stop(now).unwrap();
    let mut paused = running;
    paused.pause(now, "鉴定").unwrap();
    for clock in [met, stopped, paused] {
        assert_eq!(levels(&clock, late), []);
        assert_eq!(next_alarm(&clock, &LADDER, &Calendar::embedded()), None);
    }
}

#[test]
fn an_extension_in_time_lets_the_reminder_come_again() {
    let calendar = Calendar::embedded();
    let mut clock = clock(at(day("2026-09-10"), 9, 0), 8, LimitUnit::CalDay);
    let now = at(day("2026-09-16"), 9, 0);
    clock.raise(Level::Remind, now);
    let extension = Extension {
        amount: 20,
        unit: LimitUnit::CalDay,
        reason: "情况复杂".into(),
        approver: "wang".into(),
        at: now,
        due_before: now,
    };
    clock.extend(extension, &calendar).unwrap();
    assert_eq!(levels(&clock, now), []);
    assert_eq!(levels(&clock, at(day("2026-09-30"), 9, 0)), [Level::Remind]);
}

prop_compose! {
    fn any_clock()(offset in 0_i64..20_000, amount in 1_u32..40, unit in 0_usize..3) -> Clock {
        clock(at(day("2024-01-01"), 8, 0) + TimeDelta::hours(offset), amount, LimitUnit::ALL[unit])
    }
}

proptest! {
    #[test]
    fn raising_what_is_due_leaves_nothing_due(clock in any_clock(), later in 0_i64..2000) {
        let now = clock.start + TimeDelta::hours(later);
        let mut raised = clock.clone();
        for level in levels(&clock, now) {
            raised.raise(level, now);
        }
        prop_assert_eq!(levels(&raised, now), vec![]);
    }

    #[test]
    fn a_level_that_is_due_stays_due(clock in any_clock(), later in 0_i64..2000, more in 0_i64..500) {
        let now = clock.start + TimeDelta::hours(later);
        let then = levels(&clock, now + TimeDelta::hours(more));
        prop_assert!(levels(&clock, now).iter().all(|level| then.contains(level)));
    }

    #[test]
    fn the_next_alarm_is_the_first_moment_at_which_a_level_is_due(clock in any_clock()) {
        let alarm = next_alarm(&clock, &LADDER, &Calendar::embedded()).unwrap();
        prop_assert!(!levels(&clock, alarm).is_empty());
        prop_assert_eq!(levels(&clock, alarm - TimeDelta::seconds(1)), vec![]);
    }

    #[test]
    fn walking_from_alarm_to_alarm_raises_every_level_once(clock in any_clock()) {
        let mut walked = clock.clone();
        while let Some(alarm) = next_alarm(&walked, &LADDER, &Calendar::embedded()) {
            for level in levels(&walked, alarm) {
                walked.raise(level, alarm);
            }
            prop_assert!(walked.raised.len() <= LADDER.len());
        }
        let mut seen: Vec<_> = walked.raised.iter().map(|raised| raised.level).collect();
        let count = seen.len();
        seen.dedup();
        prop_assert_eq!(seen.len(), count);
        prop_assert_eq!(seen.last(), Some(&Level::Leader));
    }
}

#[test]
fn a_step_stands_no_longer_once_an_extension_has_moved_the_date_past_it() {
    let calendar = Calendar::embedded();
    let mut clock = clock(at(day("2026-09-10"), 9, 0), 8, LimitUnit::CalDay);
    clock.raise(Level::Yellow, at(day("2026-09-18"), 8, 0));
    assert_eq!(standing(&clock, &LADDER, &calendar).map(|raised| raised.level), Some(Level::Yellow));
    let granted = Extension {
        amount: 30,
        unit: LimitUnit::CalDay,
        reason: "鉴定未出".into(),
        approver: "wang".into(),
        at: at(day("2026-09-18"), 10, 0),
        due_before: clock.due,
    };
    clock.extend(granted, &calendar).unwrap();
    assert_eq!(standing(&clock, &LADDER, &calendar), None);
    assert_eq!(clock.level(), Some(Level::Yellow), "that it was reached stays on record");
}
