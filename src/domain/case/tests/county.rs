//! Another county's limits, and two rulebooks in one file: numbers are data, and old cases keep theirs.

use super::*;

/// Returns the built-in rulebook with the limits of a county that gives simple matters three working days and
/// major ones fifteen.
fn three_and_fifteen() -> Rulebook {
    let (_, text) = crate::domain::rulebook::BUILTIN[0];
    let mut parsed: toml::Table = text.parse().unwrap();
    parsed["version"] = "2026.9".into();
    for limit in parsed["limit"].as_array_mut().unwrap() {
        let days = match limit["id"].as_str().unwrap() {
            "grade.general" => 3,
            "grade.larger" | "grade.major" => 15,
            _ => continue,
        };
        limit["amount"] = days.into();
        limit["unit"] = "work_day".into();
    }
    Rulebook::parse(&toml::to_string(&parsed).unwrap()).unwrap_or_else(|faults| panic!("{faults:?}"))
}

#[test]
fn simple_matters_within_three_working_days_and_major_ones_within_fifteen_need_no_code() {
    let bench = Bench::accepted();
    let mut centre = bench.centre.clone();
    let text = three_and_fifteen().source().to_owned();
    centre.apply(&crate::domain::centre::CentreEvent::RulebookAdopted { text }).unwrap();
    let ctx = Context { now: bench.now, officer: &bench.officer, centre: &centre, bookings: &[], earlier_sides: &[] };
    for (grade, due) in [(Grade::General, day(11, 5)), (Grade::Major, day(11, 23))] {
        let register: Register = serde_json::from_value(serde_json::json!({
            "kind": "dispute", "channel": "walk_in", "narrative": "两家为水渠争吵", "accept": true, "grade": grade,
            "parties": [{"side": "applicant", "name": "赵小禾"}]
        }))
        .unwrap();
        let case = register_as(&register, &ctx).unwrap();
        assert_eq!(case.running(ClockKind::Grade, None).unwrap().due.date_naive(), due, "{grade:?}");
        assert_eq!(case.rulebook, "2026.9");
    }
}

#[test]
fn a_case_keeps_the_rulebook_it_began_with() {
    let mut bench = Bench::accepted();
    let due = bench.clock(ClockKind::Grade).due;
    let text = three_and_fifteen().source().to_owned();
    bench.centre.apply(&crate::domain::centre::CentreEvent::RulebookAdopted { text }).unwrap();
    let assess =
        CaseCommand::Assess {
            category: None, grade: Some(Grade::Major), risk: None, reason: Some("涉及多户".into())
        };
    bench.do_it(assess).unwrap();
    let moved = bench.clock(ClockKind::Grade);
    assert!(moved.due > due);
    assert_eq!(moved.due.date_naive(), day(12, 2), "a month by the old book, not fifteen working days by the new");
}
