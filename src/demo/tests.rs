//! The made-up county looks alive, keeps the rules and is the same each time.

use super::*;
use crate::desk::views::{Band, Filter};
use crate::domain::case::Case;
use crate::domain::mediation::SessionStatus;
use crate::domain::time::Day;
use crate::domain::vocabulary::{CaseKind, Channel, ClockKind, Level, Stage};
use std::collections::BTreeSet;

fn friday_afternoon() -> Moment {
    at(Day::from_ymd_opt(2026, 11, 20).unwrap(), 15, 20)
}

struct Made {
    _folder: tempfile::TempDir,
    desk: Desk,
    summary: Summary,
    cases: Vec<Case>,
}

fn made(cases: usize, seed: u64, now: Moment) -> Made {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("demo.db");
    let summary = create(&path, &Options { cases, seed, now }).unwrap();
    let desk = Desk::open(&path, Mode::ReadWrite).unwrap();
    let rows = desk.rows(&Filter::default(), now).unwrap();
    let cases = rows.iter().map(|row| desk.case(&row.no).unwrap()).collect();
    Made { _folder: folder, desk, summary, cases }
}

#[test]
fn the_county_is_alive_on_a_friday_afternoon() {
    let now = friday_afternoon();
    let made = made(120, 1, now);
    assert_eq!(made.summary.refused, Vec::<String>::new());
    assert_eq!((made.summary.cases, made.cases.len()), (120, 120));

    let stages: BTreeSet<_> = made.cases.iter().map(|case| case.stage).collect();
    assert_eq!(stages.len(), Stage::ALL.len(), "{stages:?}");
    let balls: BTreeSet<_> = made.cases.iter().map(Case::ball).collect();
    for ball in ["awaiting_signature", "objected", "reported", "handling", "dissatisfied"] {
        assert!(balls.contains(ball), "{ball} is missing: {balls:?}");
    }
    let raised = |level| {
        let running = made.cases.iter().flat_map(|case| &case.clocks).filter(|clock| clock.is_running());
        running.filter(|clock| clock.level() == Some(level)).count()
    };
    for level in Level::ALL {
        assert!(raised(*level) > 0, "nothing stands at {level}");
    }
    let kinds: BTreeSet<_> = made.cases.iter().map(|case| case.kind).collect();
    assert_eq!(kinds.len(), CaseKind::ALL.len());
    let channels: BTreeSet<_> = made.cases.iter().map(|case| case.channel).collect();
    assert!(channels.len() >= Channel::ALL.len() - 2, "{channels:?}");
    let categories: BTreeSet<_> =
        made.cases.iter().filter_map(|case| case.category.as_ref()).map(|id| id.as_str()[..2].to_owned()).collect();
    assert!(categories.len() >= 15, "{categories:?}");
    assert!(made.cases.iter().any(|case| case.parties.iter().any(|party| party.head_count.is_some())));
    assert!(made.cases.iter().any(|case| case.frozen) && made.cases.iter().any(|case| case.reopened > 0));

    let sessions: Vec<_> = made.cases.iter().flat_map(|case| &case.mediation.sessions).collect();
    let this_week =
        |day: Day| (Day::from_ymd_opt(2026, 11, 16).unwrap()..=Day::from_ymd_opt(2026, 11, 22).unwrap()).contains(&day);
    let rooms: BTreeSet<_> = sessions
        .iter()
        .filter(|session| this_week(session.plan.starts.date_naive()))
        .map(|it| it.plan.room.clone())
        .collect();
    assert!(rooms.len() >= 2, "{rooms:?}");
    assert!(sessions.iter().any(|session| session.status == SessionStatus::Held));
    let performance =
        made.cases.iter().flat_map(|case| &case.clocks).filter(|clock| clock.kind == ClockKind::Performance);
    let performance: Vec<_> = performance.filter(|clock| clock.is_running()).collect();
    assert!(
        performance.iter().any(|clock| clock.is_overdue(now)) && performance.iter().any(|clock| !clock.is_overdue(now))
    );

    let counters = made.desk.counters(now).unwrap();
    assert!(counters.awaiting_acceptance >= 3 && counters.awaiting_triage >= 3 && counters.awaiting_signature >= 2);
    let alerts = made.desk.alerts(None, None, 10_000, now).unwrap();
    let bands: BTreeSet<_> = alerts.iter().map(|alert| alert.band).collect();
    assert_eq!(bands.len(), Band::ALL.len(), "{bands:?}");
    let report = made.desk.verify().unwrap();
    assert!(report.ok, "{:?}", report.problems);
}

#[test]
fn the_same_seed_gives_the_same_county_and_another_one_another() {
    let now = friday_afternoon();
    let head = |seed| made(24, seed, now).desk.verify().unwrap().head;
    assert_eq!(head(5), head(5));
    assert_ne!(head(5), head(6));
}

#[test]
fn a_county_keeps_the_rules_on_any_day_it_is_opened() {
    for (month, day, hour, seed) in [(11, 21, 10, 2), (10, 6, 8, 3), (3, 2, 9, 4), (2, 16, 23, 5)] {
        let now = at(Day::from_ymd_opt(2026, month, day).unwrap(), hour, 5);
        let made = made(64, seed, now);
        assert_eq!(made.summary.refused, Vec::<String>::new(), "{now}");
        assert_eq!(made.cases.len(), 64);
    }
}
