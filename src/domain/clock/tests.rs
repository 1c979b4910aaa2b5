use super::*;
use crate::domain::calendar::Why;
use crate::domain::time::{at, end_of};
use chrono::{Days, TimeDelta};
use proptest::prelude::*;

fn day(text: &str) -> Day {
    text.parse().unwrap()
}

fn limit(amount: u32, unit: LimitUnit) -> Limit {
    Limit { amount, unit, roll: Roll::None, start: StartDay::Excluded }
}

fn starting(start: Moment, limit: Limit) -> Starting {
    Starting {
        id: ClockId(1),
        kind: ClockKind::Grade,
        rule: RuleId::from("grade.general"),
        rulebook: "test".into(),
        unit: None,
        label: None,
        start,
        limit,
        fixed_due: None,
    }
}

fn clock(start: &str, limit: Limit) -> Clock {
    Clock::start(starting(at(day(start), 10, 30), limit), &Calendar::embedded())
}

fn due(start: &str, limit: Limit) -> String {
    let clock = clock(start, limit);
    assert_eq!(clock.due, end_of(clock.due.date_naive()));
    clock.due.date_naive().to_string()
}

fn forward(amount: u32, unit: LimitUnit) -> Limit {
    Limit { roll: Roll::Forward, ..limit(amount, unit) }
}

fn extension(amount: u32, unit: LimitUnit, granted: Moment) -> Extension {
    Extension { amount, unit, reason: "情况复杂".into(), approver: "wang".into(), at: granted, due_before: granted }
}

#[test]
fn working_day_limits_end_on_the_days_of_the_published_vectors() {
    let work = |n| limit(n, LimitUnit::WorkDay);
    assert_eq!(due("2026-09-18", work(5)), "2026-09-24");
    assert_eq!(due("2026-09-30", work(5)), "2026-10-13");
    assert_eq!(due("2026-02-13", work(5)), "2026-02-27");
    assert_eq!(due("2026-04-30", work(3)), "2026-05-08");
    assert_eq!(due("2025-09-26", work(15)), "2025-10-23");
    assert_eq!(due("2025-12-31", work(1)), "2026-01-04");
}

#[test]
fn calendar_day_limits_roll_over_the_festival_only_where_the_rule_says_so() {
    assert_eq!(due("2026-01-16", forward(30, LimitUnit::CalDay)), "2026-02-24");
    assert_eq!(due("2026-09-02", forward(30, LimitUnit::CalDay)), "2026-10-08");
    assert_eq!(due("2026-08-03", limit(60, LimitUnit::CalDay)), "2026-10-02");
}

#[test]
fn months_end_on_the_corresponding_day_or_the_months_last() {
    assert_eq!(due("2026-03-15", limit(1, LimitUnit::Month)), "2026-04-15");
    assert_eq!(due("2026-01-31", limit(1, LimitUnit::Month)), "2026-02-28");
    assert_eq!(due("2024-01-31", limit(1, LimitUnit::Month)), "2024-02-29");
    assert_eq!(due("2026-09-01", forward(1, LimitUnit::Month)), "2026-10-08");
}

#[test]
fn an_included_start_day_is_the_first_day() {
    let included = |unit| Limit { start: StartDay::Included, ..limit(3, unit) };
    assert_eq!(due("2026-11-23", included(LimitUnit::CalDay)), "2026-11-25");
    assert_eq!(due("2026-11-21", included(LimitUnit::WorkDay)), "2026-11-25");
}

#[test]
fn hours_run_from_the_moment_through_the_night() {
    let clock = clock("2026-11-20", limit(24, LimitUnit::Hour));
    assert_eq!(clock.due, at(day("2026-11-21"), 10, 30));
}

#[test]
fn the_day_a_clock_stops_counts_and_the_day_it_goes_on_does_not() {
    let calendar = Calendar::embedded();
    let mut clock = clock("2026-11-23", limit(5, LimitUnit::CalDay));
    clock.pause(at(day("2026-11-24"), 9, 0), "鉴定").unwrap();
    assert!(clock.is_paused());
    clock.resume(at(day("2026-11-26"), 16, 0), &calendar).unwrap();
    assert_eq!(clock.due, end_of(day("2026-11-30")));
    let paused: Vec<_> = clock
        .compute(&calendar)
        .days
        .into_iter()
        .filter(|line| matches!(line.why, Why::Paused { .. }))
        .map(|line| line.date)
        .collect();
    assert_eq!(paused, [day("2026-11-25"), day("2026-11-26")]);
}

#[test]
fn a_pause_within_one_day_gives_no_day_away() {
    let calendar = Calendar::embedded();
    let mut clock = clock("2026-11-23", limit(5, LimitUnit::CalDay));
    clock.pause(at(day("2026-11-24"), 9, 0), "等材料").unwrap();
    clock.resume(at(day("2026-11-24"), 16, 0), &calendar).unwrap();
    assert_eq!(clock.due, end_of(day("2026-11-28")));
}

#[test]
fn hours_gain_exactly_what_they_stood_still() {
    let calendar = Calendar::embedded();
    let mut clock = clock("2026-11-23", limit(4, LimitUnit::Hour));
    clock.pause(at(day("2026-11-23"), 11, 0), "等材料").unwrap();
    clock.resume(at(day("2026-11-23"), 13, 15), &calendar).unwrap();
    assert_eq!(clock.due, at(day("2026-11-23"), 16, 45));
}

#[test]
fn an_extension_counts_on_from_the_due_before() {
    let calendar = Calendar::embedded();
    let mut clock = clock("2026-11-23", limit(60, LimitUnit::CalDay));
    let before = clock.due;
    clock.extend(extension(30, LimitUnit::CalDay, at(day("2026-12-20"), 9, 0)), &calendar).unwrap();
    assert_eq!(clock.extensions[0].due_before, before);
    assert_eq!(clock.due.date_naive(), before.date_naive() + Days::new(30));
    assert!(clock.late_since.is_none());
}

#[test]
fn lateness_once_incurred_stays_on_record_through_extension_and_completion() {
    let calendar = Calendar::embedded();
    let mut clock = clock("2026-11-23", limit(1, LimitUnit::CalDay));
    let first_due = clock.due;
    clock.extend(extension(30, LimitUnit::CalDay, at(day("2026-11-26"), 9, 0)), &calendar).unwrap();
    assert_eq!(clock.late_since, Some(first_due));
    clock.meet(at(day("2026-11-27"), 9, 0)).unwrap();
    assert!(clock.was_late(at(day("2026-11-27"), 9, 1)));
}

#[test]
fn an_agreed_date_is_the_due_date() {
    let with = Starting {
        fixed_due: Some(day("2026-12-15")),
        ..starting(at(day("2026-11-23"), 9, 0), limit(1, LimitUnit::CalDay))
    };
    let calendar = Calendar::embedded();
    let clock = Clock::start(with, &calendar);
    assert_eq!(clock.due, end_of(day("2026-12-15")));
    assert_eq!(clock.compute(&calendar).days[0].why, Why::Fixed);
}

#[test]
fn a_clock_that_leans_on_an_unloaded_year_names_it() {
    assert_eq!(clock("2026-12-30", limit(5, LimitUnit::WorkDay)).assumed_years, [2027]);
    assert_eq!(clock("2026-12-20", forward(15, LimitUnit::CalDay)).assumed_years, [2027]);
    assert!(clock("2026-12-20", limit(15, LimitUnit::CalDay)).assumed_years.is_empty());
}

#[test]
fn a_met_clock_can_be_neither_paused_nor_extended() {
    let calendar = Calendar::embedded();
    let mut clock = clock("2026-11-23", limit(5, LimitUnit::CalDay));
    let now = at(day("2026-11-24"), 9, 0);
    clock.meet(now).unwrap();
    assert_eq!(clock.pause(now, "等材料").unwrap_err().code, "clock_not_running");
    assert_eq!(clock.extend(extension(1, LimitUnit::CalDay, now), &calendar).unwrap_err().code, "clock_not_running");
    assert_eq!(clock.resume(now, &calendar).unwrap_err().code, "clock_not_running");
}

#[test]
fn days_left_are_working_days_for_working_day_limits() {
    let calendar = Calendar::embedded();
    let work = clock("2026-09-30", limit(5, LimitUnit::WorkDay));
    assert_eq!(work.days_left(at(day("2026-10-01"), 9, 0), &calendar), 5);
    assert_eq!(work.days_left(at(day("2026-10-14"), 9, 0), &calendar), -1);
    let cal = clock("2026-09-30", limit(5, LimitUnit::CalDay));
    assert_eq!(cal.days_left(at(day("2026-10-01"), 9, 0), &calendar), 4);
}

fn any_limit() -> impl Strategy<Value = Limit> {
    let unit =
        prop_oneof![Just(LimitUnit::Hour), Just(LimitUnit::CalDay), Just(LimitUnit::WorkDay), Just(LimitUnit::Month)];
    (1_u32..20, unit, any::<bool>(), any::<bool>()).prop_map(|(amount, unit, roll, included)| Limit {
        amount: if unit == LimitUnit::Month { amount % 3 + 1 } else { amount },
        unit,
        roll: if roll { Roll::Forward } else { Roll::None },
        start: if included { StartDay::Included } else { StartDay::Excluded },
    })
}

fn any_clock() -> impl Strategy<Value = Clock> {
    let pauses = prop::collection::vec((0_i64..2000, 0_i64..400), 0..4);
    let extensions = prop::collection::vec((1_u32..15, 0_usize..4), 0..3);
    (any_limit(), 0_i64..24_000, pauses, extensions).prop_map(|(limit, offset, pauses, extensions)| {
        let start = at(day("2024-01-01"), 8, 0) + TimeDelta::hours(offset);
        let mut clock = Clock::start(starting(start, limit), &Calendar::embedded());
        clock.pauses = pauses
            .into_iter()
            .map(|(from, length)| Pause {
                from: start + TimeDelta::hours(from),
                until: Some(start + TimeDelta::hours(from + length)),
                reason: "鉴定".into(),
            })
            .collect();
        clock.extensions = extensions
            .into_iter()
            .map(|(amount, unit)| {
                let unit = LimitUnit::ALL[unit];
                extension(if unit == LimitUnit::Month { 1 } else { amount }, unit, start)
            })
            .collect();
        clock.refresh(&Calendar::embedded());
        clock
    })
}

proptest! {
    #[test]
    fn a_further_pause_never_makes_anything_due_earlier(
        clock in any_clock(), from in 0_i64..3000, length in 0_i64..500
    ) {
        let calendar = Calendar::embedded();
        let mut paused = clock.clone();
        let from = clock.start + TimeDelta::hours(from);
        let pause = Pause { from, until: Some(from + TimeDelta::hours(length)), reason: "鉴定".into() };
        paused.pauses.push(pause);
        paused.refresh(&calendar);
        prop_assert!(paused.due >= clock.due, "{} < {}", paused.due, clock.due);
    }

    #[test]
    fn a_further_extension_never_makes_anything_due_earlier(
        clock in any_clock(), amount in 0_u32..40, unit in 0_usize..4
    ) {
        let calendar = Calendar::embedded();
        let mut longer = clock.clone();
        let granted = clock.start;
        longer.extend(extension(amount, LimitUnit::ALL[unit], granted), &calendar).unwrap();
        prop_assert!(longer.due >= clock.due);
    }

    #[test]
    fn the_proof_counts_the_amount_of_the_limit_and_of_each_extension(clock in any_clock()) {
        let in_days = |unit| matches!(unit, LimitUnit::CalDay | LimitUnit::WorkDay);
        prop_assume!(in_days(clock.limit.unit));
        prop_assume!(clock.extensions.iter().all(|extension| in_days(extension.unit)));
        let computed = clock.compute(&Calendar::embedded());
        let counted = computed.days.iter().filter(|line| line.counted).count();
        let asked = clock.limit.amount + clock.extensions.iter().map(|extension| extension.amount).sum::<u32>();
        prop_assert_eq!(counted, asked as usize);
        prop_assert!(computed.days.windows(2).all(|pair| pair[0].date <= pair[1].date));
        prop_assert_eq!(end_of(computed.days.last().unwrap().date), computed.due);
    }

    #[test]
    fn a_rolled_limit_never_ends_on_a_day_off(clock in any_clock()) {
        prop_assume!(clock.limit.roll == Roll::Forward && clock.limit.unit != LimitUnit::Hour);
        prop_assume!(clock.extensions.iter().all(|extension| extension.unit != LimitUnit::Hour));
        prop_assert!(Calendar::embedded().is_working(clock.due.date_naive()));
    }

    #[test]
    fn a_clock_survives_being_stored(clock in any_clock()) {
        let text = serde_json::to_string(&clock).unwrap();
        prop_assert_eq!(serde_json::from_str::<Clock>(&text).unwrap(), clock);
    }
}
