//! The made-up county looks alive, keeps the rules and is the same each time.

use super::*;
use crate::desk::DirectiveFilter;
use crate::desk::views::{Band, Filter, Viewer};
use crate::domain::case::Case;
use crate::domain::mediation::SessionStatus;
use crate::domain::time::Day;
use crate::domain::vocabulary::{CaseKind, Channel, ClockKind, DirectiveKind, Level, Stage};
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

    let head = made.desk.centre().unwrap().officer(&"gaowc".into()).unwrap().clone();
    let told = made.desk.directives(&DirectiveFilter::default(), &Viewer::masked(&head)).unwrap();
    let kinds: BTreeSet<_> = told.iter().map(|it| it.kind).collect();
    assert!(kinds.len() >= DirectiveKind::ALL.len() - 1, "{kinds:?}");
    let statuses: BTreeSet<_> = told.iter().map(|it| it.status).collect();
    assert!(statuses.len() >= 5, "{statuses:?}");
    assert!(told[0].awaits.is_some(), "what waits for the head comes first");

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

#[test]
fn a_county_of_many_years_has_taken_the_older_matters_over_and_still_tells_the_truth() {
    let now = friday_afternoon();
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("demo.db");
    let mut desk = {
        let mut desk = Desk::open(&path, Mode::Create).unwrap();
        let options = Options { cases: 0, seed: 1, now };
        found(&mut desk, &options, &mut Summary::default()).unwrap();
        let centre = Centre::clone(desk.centre().unwrap());
        let past = Past::new(&centre, 1, opened(now), 3_000);
        assert_eq!(desk.take_over(opened(now), past, |_| true).unwrap(), 3_000);
        desk
    };
    let report = desk.verify().unwrap();
    assert!(report.ok, "{:?}", report.problems);
    let rows = desk.rows(&Filter::default(), now).unwrap();
    assert!(rows.iter().all(|row| !row.no.to_string().is_empty()));
    for nth in [1, 700, 3_000] {
        let row = desk.store().case_by_id(nth).unwrap().unwrap();
        let case = desk.case(&row.no.as_str().into()).unwrap();
        assert_eq!((case.stage, case.rev), (Stage::Archived, 1));
        println!("{} {} {:?}\n{}\n{}\n{:?}", case.no, case.title, case.place, case.narrative, row.parties, case.result);
    }
    desk.rebuild().unwrap();
    assert!(desk.verify().unwrap().ok);
}

#[test]
fn what_is_interrupted_leaves_nothing_behind() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("demo.db");
    let options = Options { cases: LIVE + 200, seed: 1, now: friday_afternoon() };
    let ended = create_watched(&path, &options, |done| done < 100).unwrap_err();
    assert_eq!(ended.kind(), "interrupted");
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
}

#[test]
fn the_same_seed_tells_the_same_past_with_frequent_and_rare_names_and_words() {
    let now = friday_afternoon();
    let centre = {
        let folder = tempfile::tempdir().unwrap();
        let mut desk = Desk::open(folder.path().join("demo.db"), Mode::Create).unwrap();
        found(&mut desk, &Options { cases: 0, seed: 1, now }, &mut Summary::default()).unwrap();
        Centre::clone(desk.centre().unwrap())
    };
    let told = |seed| Past::new(&centre, seed, now, 2_000).map(|it| format!("{:?}", it.intake)).collect::<Vec<_>>();
    let (one, again, other) = (told(1), told(1), told(2));
    assert!(one == again && one != other);
    let mut names = std::collections::BTreeMap::new();
    let mut last = None;
    for matter in Past::new(&centre, 1, now, 2_000) {
        let length = matter.intake.narrative.chars().count();
        assert!((25..=220).contains(&length), "{length}: {}", matter.intake.narrative);
        let title = matter.intake.title.clone().unwrap();
        assert!((4..=20).contains(&title.chars().count()), "{title}");
        assert!(!matter.intake.narrative.contains(['{', '}']), "{}", matter.intake.narrative);
        assert!(last <= Some(matter.earlier.registered_at), "the oldest come first");
        last = Some(matter.earlier.registered_at);
        *names.entry(matter.intake.parties[0].name.clone()).or_insert(0) += 1;
    }
    assert!(names.values().filter(|times| **times == 1).count() > 300, "too few rare names");
    assert!(names.values().any(|times| *times > 8), "no frequent name: {:?}", names.values().max());
}
