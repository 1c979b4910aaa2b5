//! A real-looking register of a county, put through the program as a script would, against a ledger kept by hand.

mod days;
mod ledger;

use chrono::{DateTime, FixedOffset};
use ledger::{Ledger, Page};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::io::Write;
use std::path::Path;
use std::process::{Command, Output, Stdio};
use yichuang::desk::Desk;
use yichuang::desk::views::{Band, Filter};
use yichuang::domain::case::Case;
use yichuang::domain::ids::CaseNo;
use yichuang::domain::vocabulary::ClockKind;
use yichuang::store::Mode;

const REGISTER: &str = include_str!("../../data/register-2026.jsonl");

/// When the register has been put in and the desk is looked at: a Tuesday afternoon.
const LOOK: &str = "2026-11-03T16:00:00+08:00";

fn program(db: &Path, now: &str, arguments: &[&str], input: &str) -> Output {
    let mut child = Command::new(env!("CARGO_BIN_EXE_yichuang"))
        .args(arguments)
        .args(["--db", db.to_str().unwrap(), "--now", now])
        .env_remove("YICHUANG_DB")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all(input.as_bytes()).unwrap();
    child.wait_with_output().unwrap()
}

/// The half days of the file: when, and the lines.
fn half_days() -> Vec<(&'static str, Vec<&'static str>)> {
    let mut all: Vec<(&str, Vec<&str>)> = Vec::new();
    for line in REGISTER.lines() {
        match line.strip_prefix("# ") {
            Some(at) if DateTime::parse_from_rfc3339(at).is_ok() => all.push((at, Vec::new())),
            Some(_) => {}
            None => all.last_mut().unwrap().1.push(line),
        }
    }
    all
}

fn moment(text: &str) -> DateTime<FixedOffset> {
    DateTime::parse_from_rfc3339(text).unwrap()
}

#[test]
fn a_register_of_two_hundred_rows_goes_in_and_comes_out_as_a_ledger_kept_by_hand_says() {
    let folder = tempfile::tempdir().unwrap();
    let db = folder.path().join("register.db");
    let half_days = half_days();
    let begun = half_days[0].0;
    let made = program(&db, begun, &["init", "--training", "--officer", "王值班", "--json"], "");
    assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));

    let mut ledger = Ledger::new(moment(begun).date_naive());
    for (at, lines) in &half_days {
        let receipts = program(&db, at, &["do", "-"], &lines.join("\n"));
        let said = String::from_utf8(receipts.stdout).unwrap();
        assert!(receipts.status.success(), "{at}: {}{said}", String::from_utf8_lossy(&receipts.stderr));
        assert_eq!(said.lines().count(), lines.len(), "one receipt a line");
        ledger.today = moment(at).date_naive();
        for line in lines {
            ledger.take(&serde_json::from_str(line).unwrap());
        }
    }
    assert!(ledger.pages.len() >= 220);
    let raised = program(&db, LOOK, &["do", "-"], r#"{"command":"escalate"}"#);
    assert!(raised.status.success());
    ledger.today = moment(LOOK).date_naive();

    let desk = Desk::open(&db, Mode::ReadWrite).unwrap();
    let now = moment(LOOK);
    let cases: BTreeMap<String, Case> =
        ledger.pages.keys().map(|no| (no.clone(), desk.case(&CaseNo(no.clone())).unwrap())).collect();
    assert_eq!(desk.rows(&Filter::default(), now).unwrap().len(), cases.len());
    for (no, page) in &ledger.pages {
        same_case(no, page, &cases[no], &ledger, now);
    }
    the_queues_are_right(&desk, &ledger, now);
    the_alerts_are_right(&desk, &db, &ledger, now);
    assert!(desk.verify().unwrap().ok);
}

/// Holds stage, units and every clock of a case against the ledger.
fn same_case(no: &str, page: &Page, case: &Case, ledger: &Ledger, now: DateTime<FixedOffset>) {
    assert_eq!(case.stage.key(), page.stage, "{no}");
    let live = case.assignments.iter().filter(|it| it.is_live());
    let live: BTreeSet<_> = live.map(|it| (it.unit.to_string(), it.role.key() == "lead", it.status.key())).collect();
    assert_eq!(live, page.units.iter().cloned().collect::<BTreeSet<_>>(), "{no}");

    let mut expected: Vec<_> = page
        .clocks
        .iter()
        .map(|entry| {
            // A right that nobody used lapses; that makes nobody late.
            let right = matches!(entry.kind, "object" | "judicial_confirmation");
            let lapsed = right && ledger.today > entry.due;
            let late = !right && entry.ended.map_or(ledger.today > entry.due, |(_, late)| late);
            (entry.kind.to_owned(), entry.unit.clone(), entry.due, entry.ended.is_none() && !lapsed, late)
        })
        .collect();
    let mut found: Vec<_> = case
        .clocks
        .iter()
        .map(|clock| {
            let unit = clock.unit.as_ref().map(ToString::to_string).unwrap_or_default();
            let running = clock.met.is_none() && clock.stopped.is_none();
            (clock.kind.key().to_owned(), unit, clock.due.date_naive(), running, clock.was_late(now))
        })
        .collect();
    expected.sort();
    found.sort();
    assert_eq!(found, expected, "{no}: kind, unit, due, running, late");
}

fn the_queues_are_right(desk: &Desk, ledger: &Ledger, now: DateTime<FixedOffset>) {
    let counters = desk.counters(now).unwrap();
    let count = |set: BTreeSet<&str>| u32::try_from(set.len()).unwrap();
    let open = |stage: &str| !matches!(stage, "archived" | "declined" | "withdrawn");
    assert_eq!(counters.awaiting_acceptance, count(ledger.at_stage("registered")));
    assert_eq!(counters.awaiting_triage, count(ledger.at_stage("accepted")));
    let unsigned = ledger
        .pages
        .values()
        .filter(|page| open(page.stage) && page.units.iter().any(|(.., how)| *how == "awaiting_signature"));
    assert_eq!(counters.awaiting_signature as usize, unsigned.count());
    let duty_past = |day: &dyn Fn(days::Day) -> bool| {
        let pages = ledger.pages.values().filter(|page| open(page.stage));
        let past = pages.filter(|page| {
            // By a look from beside no case is judged.
            let judged = |it: &&ledger::Entry| {
                it.ended.is_none() && is_duty(it.kind) && !matches!(it.kind, "grade_review" | "risk_review")
            };
            let nearest = page.clocks.iter().filter(judged).map(|it| it.due).min();
            nearest.is_some_and(day)
        });
        u32::try_from(past.count()).unwrap()
    };
    assert!(counters.overdue > 3, "a register without anything overdue proves little");
    assert_eq!(counters.overdue, duty_past(&|due| due < ledger.today));
    assert_eq!(counters.due_today, duty_past(&|due| due == ledger.today));
}

fn is_duty(kind: &str) -> bool {
    !matches!(kind, "object" | "judicial_confirmation")
}

fn the_alerts_are_right(desk: &Desk, db: &Path, ledger: &Ledger, now: DateTime<FixedOffset>) {
    let mut expected: Vec<_> = Vec::new();
    for (no, page) in &ledger.pages {
        let running = page.clocks.iter().filter(|it| it.ended.is_none());
        for entry in running.filter(|it| it.kind != "object" && (is_duty(it.kind) || it.due >= ledger.today)) {
            let band = match entry.due {
                due if due < ledger.today => Band::Overdue,
                due if due == ledger.today => Band::Today,
                due if due <= ledger.days.workdays(ledger.today, 2) => Band::Soon,
                _ => Band::Later,
            };
            let level = if is_duty(entry.kind) { ledger.level(entry).map(str::to_owned) } else { None };
            expected.push((no.clone(), entry.kind.to_owned(), entry.unit.clone(), entry.due, band, level));
        }
    }
    let alerts = desk.alerts(None, None, 100_000, now).unwrap();
    assert!(alerts.windows(2).all(|pair| pair[0].clock_due <= pair[1].clock_due), "the most urgent first");
    let mut found: Vec<_> = alerts
        .iter()
        .map(|alert| {
            let unit = alert.unit.as_ref().map(ToString::to_string).unwrap_or_default();
            let level = alert.raised.map(|level| level.key().to_owned());
            let (no, kind) = (alert.case.no.to_string(), alert.clock.key().to_owned());
            (no, kind, unit, alert.clock_due.date_naive(), alert.band, level)
        })
        .collect();
    expected.sort();
    found.sort();
    assert_eq!(found, expected);
    assert!(found.iter().any(|alert| alert.1 == ClockKind::Performance.key()));

    // What a script sees is the same.
    let due = program(db, LOOK, &["due", "--json", "--within", "3650", "--limit", "100000"], "");
    let seen: Vec<Value> = serde_json::from_slice(&due.stdout).unwrap();
    let mut seen: Vec<_> = seen
        .iter()
        // Directives that the ladder issued stand there too, and are reckoned elsewhere.
        .filter(|it| it.get("folio").is_none())
        .map(|it| (it["no"].as_str().unwrap(), it["clock"].as_str().unwrap(), it["level"].as_str()))
        .collect();
    let mut known: Vec<_> = found.iter().map(|it| (it.0.as_str(), it.1.as_str(), it.5.as_deref())).collect();
    seen.sort_unstable();
    known.sort_unstable();
    assert_eq!(seen, known);
}
