use super::*;
use proptest::prelude::*;

fn day(text: &str) -> Day {
    text.parse().unwrap()
}

fn due(start: &str, n: u32) -> String {
    Calendar::embedded().add_workdays(day(start), n).due.to_string()
}

#[test]
fn working_days_follow_the_notices_of_2024_to_2026() {
    let calendar = Calendar::embedded();
    let working = |year: i32| {
        let first = NaiveDate::from_ymd_opt(year, 1, 1).unwrap();
        first.iter_days().take_while(|day| day.year() == year).filter(|day| calendar.is_working(*day)).count()
    };
    assert_eq!([working(2024), working(2025), working(2026)], [251, 248, 248]);
}

#[test]
fn five_working_days_step_over_festivals_and_onto_make_up_days() {
    assert_eq!(due("2026-09-18", 5), "2026-09-24");
    assert_eq!(due("2026-09-30", 5), "2026-10-13");
    assert_eq!(due("2026-02-13", 5), "2026-02-27");
    assert_eq!(due("2026-04-30", 3), "2026-05-08");
    assert_eq!(due("2025-09-26", 15), "2025-10-23");
    assert_eq!(due("2025-12-31", 1), "2026-01-04");
}

#[test]
fn every_day_of_a_count_says_why() {
    let count = Calendar::embedded().add_workdays(day("2026-09-18"), 5);
    let first: Vec<_> = count.days.iter().take(3).cloned().collect();
    assert_eq!(
        first,
        [
            CountedDay { date: day("2026-09-18"), counted: false, why: Why::StartExcluded },
            CountedDay { date: day("2026-09-19"), counted: false, why: Why::Weekend },
            CountedDay { date: day("2026-09-20"), counted: true, why: Why::MakeUp { name: "国庆节".into() } },
        ]
    );
    assert!(count.assumed_years.is_empty());
}

#[test]
fn a_year_that_is_not_loaded_is_counted_monday_to_friday_and_named() {
    let count = Calendar::embedded().add_workdays(day("2026-12-31"), 3);
    assert_eq!(count.due, day("2027-01-05"));
    assert_eq!(count.assumed_years, [2027]);
    assert_eq!(count.days.last().unwrap().why, Why::AssumedWorking);
    assert_eq!(count.days[2].why, Why::AssumedWeekend);
}

#[test]
fn an_imported_year_is_no_longer_assumed() {
    let year = parse_holiday_json(
        r#"{"year":2027,"papers":[],"days":[{"name":"元旦","date":"2027-01-01","isOffDay":true},
            {"name":"元旦","date":"2027-01-02","isOffDay":true},{"name":"元旦","date":"2027-01-03","isOffDay":false}]}"#,
    )
    .unwrap();
    let calendar = Calendar::embedded().with_year(year);
    let count = calendar.add_workdays(day("2026-12-31"), 1);
    assert_eq!((count.due, count.assumed_years), (day("2027-01-03"), vec![]));
}

#[test]
fn december_days_in_next_years_file_count_but_do_not_load_the_year_before() {
    let year = parse_holiday_json(
        r#"{"year":2028,"days":[{"name":"元旦","date":"2027-12-31","isOffDay":true},
            {"name":"元旦","date":"2028-01-01","isOffDay":true}]}"#,
    )
    .unwrap();
    let calendar = Calendar::embedded().with_year(year);
    assert!(!calendar.is_working(day("2027-12-31")));
    assert!(!calendar.is_loaded(2027));
}

#[test]
fn a_county_adds_its_own_holiday() {
    let calendar = Calendar::embedded();
    let year = calendar.year(2026).unwrap().clone();
    let local = SpecialDay { date: day("2026-08-10"), name: "火把节".into(), off: true };
    let calendar = calendar.with_year(year.with_addition(local));
    assert_eq!(calendar.kind(day("2026-08-10")), DayKind::Holiday { name: "火把节" });
}

#[test]
fn faulty_holiday_files_are_refused_with_the_reason() {
    let code = |text: &str| parse_holiday_json(text).unwrap_err().code;
    assert_eq!(code(r#"{"year":2027,"days":[]}"#), "calendar_not_published");
    assert_eq!(
        code(r#"{"year":2027,"days":[{"name":"元旦","date":"2026-01-01","isOffDay":true}]}"#),
        "calendar_wrong_year"
    );
    assert_eq!(
        code(r#"{"year":2027,"days":[{"name":"元旦","date":"2027-02-30","isOffDay":true}]}"#),
        "calendar_bad_date"
    );
    assert_eq!(
        code(r#"{"year":2027,"days":[{"name":"元旦","date":"2027-1-3","isOffDay":true}]}"#),
        "calendar_bad_date"
    );
    assert_eq!(
        code(r#"{"year":2027,"days":[{"name":"元旦","date":"2027-01-04","isOffDay":false}]}"#),
        "calendar_make_up_on_weekday"
    );
    assert_eq!(code(r#"{"year":2027}"#), "calendar_shape");
    assert_eq!(code("not json"), "calendar_shape");
}

#[test]
fn a_calendar_survives_being_stored() {
    let calendar = Calendar::embedded();
    let text = serde_json::to_string(&calendar).unwrap();
    assert_eq!(serde_json::from_str::<Calendar>(&text).unwrap(), calendar);
}

#[test]
fn a_proof_line_reads_flat_in_json() {
    let line = CountedDay { date: day("2026-10-01"), counted: false, why: Why::Holiday { name: "国庆节".into() } };
    let json = serde_json::to_string(&line).unwrap();
    assert_eq!(json, r#"{"date":"2026-10-01","counted":false,"why":"holiday","name":"国庆节"}"#);
    assert_eq!(serde_json::from_str::<CountedDay>(&json).unwrap(), line);
}

prop_compose! {
    fn any_day()(offset in 0_u64..1400) -> Day {
        day("2024-01-01") + Days::new(offset)
    }
}

proptest! {
    #[test]
    fn the_proof_counts_exactly_as_many_days_as_asked(start in any_day(), n in 0_u32..90) {
        let count = Calendar::embedded().add_workdays(start, n);
        let counted = count.days.iter().filter(|line| line.counted).count();
        prop_assert_eq!(counted, n as usize);
        prop_assert!(count.days.windows(2).all(|pair| pair[0].date.succ_opt() == Some(pair[1].date)));
        prop_assert_eq!(count.days.last().unwrap().date, count.due);
    }

    #[test]
    fn stepping_agrees_with_counting_and_with_the_distance(start in any_day(), n in 0_u32..90) {
        let calendar = Calendar::embedded();
        let due = calendar.add_workdays(start, n).due;
        prop_assert_eq!(calendar.step_workdays(start, i64::from(n)), due);
        prop_assert_eq!(calendar.workdays_between(start, due), i64::from(n));
        prop_assert_eq!(calendar.workdays_between(due, start), -i64::from(n));
    }
}
