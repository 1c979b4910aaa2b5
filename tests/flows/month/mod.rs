//! A simulated month (练习库): the Mid-Autumn festival, the National Day week and both make-up workdays lie in it. Everything is
//! ordered through the door that `do` uses; which alert, reminder, card and late handover should come of it, and when, is
//! reckoned by the test's own small code, and compared with the log both ways.

mod days;
mod dice;
pub mod duty;
mod ledger;
mod papers;
mod play;
mod rules;

use ledger::Alert;
use play::Play;
use std::collections::BTreeSet;
use yichuang::desk::views::Filter;
use yichuang::domain::when;

/// Plays a month until a moment.
pub fn a_month(seed: u64, cases: u32, until: &str) -> Play {
    let mut play = Play::new(seed, cases);
    play.until(until);
    play
}

/// Returns every alert that stands in the log, of cases and of directives.
fn logged(play: &Play) -> BTreeSet<Alert> {
    let desk = &play.town.desk;
    let mut alerts = BTreeSet::new();
    for row in desk.rows(&Filter::default(), play.town.now).unwrap() {
        let case = desk.case(&row.no).unwrap();
        for event in desk.store().events(case.id.0, 1).unwrap().iter().filter(|event| event.kind == "escalated") {
            let body: serde_json::Value = serde_json::from_str(&event.body).unwrap();
            let id = body["clock"].as_u64().unwrap();
            let clock = case.clocks.iter().find(|clock| u64::from(clock.id.0) == id).unwrap();
            let unit = clock.unit.as_ref().map(ToString::to_string).unwrap_or_default();
            let level = body["level"].as_str().unwrap().to_owned();
            let at = when::parse(&event.at).unwrap();
            alerts.insert((row.no.to_string(), clock.kind.to_string(), unit, level, at, event.officer.clone()));
        }
    }
    for (no, paper) in &play.ledger.papers {
        let stream = desk.store().folio("directive", no).unwrap().unwrap().stream;
        for event in desk.store().events(stream, 1).unwrap().iter().filter(|event| event.kind == "directive_escalated")
        {
            let body: serde_json::Value = serde_json::from_str(&event.body).unwrap();
            let (level, at) = (body["level"].as_str().unwrap().to_owned(), when::parse(&event.at).unwrap());
            alerts.insert((no.clone(), "directive".into(), paper.to.clone(), level, at, event.officer.clone()));
        }
    }
    for stream in desk.store().every_folio().unwrap() {
        let events = desk.store().events(stream, 1).unwrap();
        let Some(first) = events.iter().find(|event| event.kind == "shift_planned") else { continue };
        let key = serde_json::from_str::<serde_json::Value>(&first.body).unwrap()["shift"].as_str().unwrap().to_owned();
        for event in events.iter().filter(|event| event.kind == "shift_late") {
            let body: serde_json::Value = serde_json::from_str(&event.body).unwrap();
            let (level, at) = (body["level"].as_str().unwrap().to_owned(), when::parse(&event.at).unwrap());
            alerts.insert((key.clone(), "shift".into(), String::new(), level, at, event.officer.clone()));
        }
    }
    alerts
}

fn one_way(left: &BTreeSet<Alert>, right: &BTreeSet<Alert>) -> String {
    let lines: Vec<_> = left.difference(right).map(|alert| format!("{alert:?}")).collect();
    format!("{}: {}", lines.len(), lines.into_iter().take(12).collect::<Vec<_>>().join("\n"))
}

#[test]
fn every_alert_and_every_directive_of_a_month_is_the_one_that_was_reckoned() {
    let mut play = Play::new(7, 70);
    play.until("2026-10-13 22:00");
    let (logged, reckoned) = (logged(&play), &play.ledger.alerts);
    assert!(logged.is_subset(reckoned), "raised and not reckoned: {}", one_way(&logged, reckoned));
    assert!(reckoned.is_subset(&logged), "reckoned and not raised: {}", one_way(reckoned, &logged));
    assert_eq!(play.ledger.due, vec![], "called for and not there");
    let census = play.ledger.census();
    eprintln!("{} orders, {} alerts, {census:?}, {:?}", play.orders, logged.len(), (play.turns.red, play.turns.late));
    let kinds: BTreeSet<&str> = logged.iter().map(|alert| alert.1.as_str()).collect();
    for kind in ["unit", "promise", "step", "directive", "shift"] {
        assert!(kinds.contains(kind), "no {kind} was ever late: {kinds:?}");
    }
    for command in ["pause", "resume", "extend", "promise", "keep_promise", "pass_up", "settle_at_step", "conclude"] {
        assert!(play.given.contains_key(command), "nobody ever gave {command}: {:?}", play.given);
    }
    assert!(logged.len() > 200 && census.len() > 4, "{} {census:?}", logged.len());
    assert!(play.town.desk.verify().unwrap().ok);
}
