//! Reports: what was filed can be made again of the log at any time, every difference has its cause, and a month's figures
//! are what somebody reckons who reads nothing but the log.

use crate::month::a_month;
use crate::properties::{command, config, register};
use crate::together::joint;
use crate::town::{Town, WANG};
use chrono::Duration;
use proptest::prelude::*;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use yichuang::desk::report::Cause;
use yichuang::desk::{DeskError, Order, Viewer};
use yichuang::domain::figures::report::{Ask, ReportCommand};
use yichuang::domain::figures::{Measure, Page, ReportKind};
use yichuang::domain::ids::{CaseNo, OfficerId};
use yichuang::domain::supervision::Figure;
use yichuang::domain::time::Moment;
use yichuang::domain::when;

fn viewer(town: &Town) -> Viewer {
    Viewer::masked(town.desk.centre().unwrap().officer(&WANG.into()).unwrap())
}

/// Every cell of a report with the cases that count in it, and those that are only among the whole.
fn cells<'p>(pages: impl IntoIterator<Item = &'p Page>) -> BTreeMap<(String, String, String, bool), BTreeSet<CaseNo>> {
    let mut cells = BTreeMap::new();
    for page in pages {
        for line in &page.lines {
            for (entry, column) in line.cells.iter().zip(&page.columns) {
                for (counts, cases) in [(true, entry.cases()), (false, entry.others())] {
                    if !cases.is_empty() {
                        let place = (page.id.clone(), line.id.clone(), column.id.clone(), counts);
                        cells.insert(place, cases.iter().cloned().collect());
                    }
                }
            }
        }
    }
    cells
}

proptest! {
    #![proptest_config(config(6))]

    #[test]
    fn what_was_filed_is_made_again_of_the_log_and_every_difference_is_explained(
        steps in prop::collection::vec((0usize..4, any::<u8>(), any::<u8>(), any::<u8>(), 0u16..3000), 20..60),
    ) {
        let mut town = Town::new("2026-09-14 09:00");
        let officer = OfficerId::from(WANG);
        let mut numbers: Vec<CaseNo> = Vec::new();
        let mut filed = Vec::new();
        for (which, op, a, b, minutes) in steps {
            town.now += Duration::minutes(i64::from(minutes));
            let order = if numbers.is_empty() || op < 16 {
                Order::register(register(a.is_multiple_of(2)))
            } else if op < 40 {
                let report = ReportKind::ALL[usize::from(a) % ReportKind::ALL.len()];
                Order::report(ReportCommand::FileReport { report, date: None, span: None, unit: None, note: None })
            } else if op >= 250 {
                Order::escalate()
            } else {
                let no = &numbers[which % numbers.len()];
                let case = town.desk.case(no).unwrap();
                let other = &numbers[(which + 1) % numbers.len()];
                if op >= 225 && other != no {
                    Order::on(no, joint(op, a, b, &case, &town.desk.case(other).unwrap()))
                } else {
                    Order::on(no, command(op, a, b, &case, town.now))
                }
            };
            match town.desk.perform(&officer, town.now, &order) {
                Ok(receipt) => match receipt.key {
                    Some(key) => filed.push(key),
                    None => numbers.extend(receipt.no.filter(|_| op < 16 || numbers.is_empty())),
                },
                Err(DeskError::Refused(_)) => {}
                Err(fault) => return Err(TestCaseError::fail(fault.message())),
            }
        }
        let viewer = viewer(&town);
        for key in filed {
            let kept = town.desk.filed_report(&key, &viewer).unwrap();
            prop_assert_eq!(&town.desk.report_again(&kept).unwrap(), &kept.report, "{} {}", key, kept.ask.report);
            let found = town.desk.report_differences(&key, &viewer, town.now).unwrap();
            // What was filed, with what left and what entered, is what is known now.
            let mut expected = cells(&kept.report.pages);
            for it in &found.cases {
                for (marks, entered) in [(&it.left, false), (&it.entered, true)] {
                    for mark in marks.iter().filter(|mark| mark.shows.is_none()) {
                        let place = (mark.page.clone(), mark.line.clone(), mark.column.clone(), mark.counts);
                        let cases = expected.entry(place).or_default();
                        prop_assert_eq!(if entered { cases.insert(it.no.clone()) } else { cases.remove(&it.no) }, true);
                    }
                }
            }
            expected.retain(|_, cases| !cases.is_empty());
            // Sums name their cases by what each adds.
            let is_sum = |column: &str| matches!(column, "parties" | "amount");
            let known = cells(&found.known.report.pages);
            expected.retain(|(_, _, column, _), _| !is_sum(column));
            let known: BTreeMap<_, _> = known.into_iter().filter(|((_, _, column, _), _)| !is_sum(column)).collect();
            prop_assert_eq!(expected, known, "{} {}", key, kept.ask.report);
        }
        town.is_sound();
    }
}

#[test]
fn each_difference_names_the_event_that_made_it() {
    let mut town = Town::new("2026-09-14 09:00");
    let no = town.registers(
        r#"{"command":"register","kind":"dispute","channel":"walk_in","narrative":"两家为界墙争执。","category":"0202",
            "accept":true,"parties":[{"side":"applicant","name":"马春梅"},{"side":"respondent","name":"漆万里"}]}"#,
    );
    town.at("2026-09-30 18:00");
    let key = town.does("li", r#"{"command":"file_report","report":"month","note":"报县里"}"#).key.unwrap();
    assert_eq!(key, "BB2026-001");
    assert!(matches!(
        town.try_to("lao", r#"{"command":"file_report","report":"month"}"#),
        Err(DeskError::NotPermitted(_))
    ));
    assert_eq!(
        town.refused("li", r#"{"command":"file_report","report":"month","date":"2026-10-08"}"#),
        "report_not_begun"
    );
    let viewer = viewer(&town);
    town.at("2026-10-01 09:00");
    town.does(WANG, r#"{"command":"assess","category":"0701","reason":"实为欠薪"}"#);
    let found = town.desk.report_differences(&key, &viewer, town.now).unwrap();
    let moved: Vec<_> = found
        .cases
        .iter()
        .filter(|it| it.left.iter().any(|mark| mark.page == "category" && mark.line == "02"))
        .collect();
    assert_eq!(moved.len(), 1);
    assert!(moved[0].no == no && moved[0].entered.iter().any(|mark| mark.page == "category" && mark.line == "07"));
    assert!(matches!(&moved[0].cause, Cause::Event { kind, by, .. } if kind == "assessed" && by == "王值班"));
    // A slip that was written in September and is entered now counts for September.
    town.at("2026-10-01 10:00");
    let late = town.registers(
        r#"{"command":"register","kind":"dispute","channel":"walk_in","narrative":"断网时登记的。",
            "offline":{"no":"D20260929-7FK3-001","book":"7fk3","at":"2026-09-29T10:00:00+08:00","by":"wang"},
            "parties":[{"side":"applicant","name":"钱共一"}]}"#,
    );
    let found = town.desk.report_differences(&key, &viewer, town.now).unwrap();
    let entered = found.cases.iter().find(|it| it.no == late).unwrap();
    assert!(matches!(&entered.cause, Cause::Event { kind, .. } if kind == "registered"), "{entered:?}");
    assert!(entered.entered.iter().any(|mark| mark.page == "totals" && mark.line == "registered"));
    // As of the day it was filed the figures are those that were filed, whichever way one asks.
    let kept = town.desk.filed_report(&key, &viewer).unwrap();
    let again = town.desk.report(&kept.ask, when::parse("2026-09-30 18:00"), &viewer, town.now).unwrap();
    assert_eq!(again.report, kept.report);
    assert!(again.earlier);
}

#[test]
fn a_case_that_is_sealed_later_is_named_in_no_filed_report() {
    let mut town = Town::new("2026-09-14 09:00");
    let no = town.registers(
        r#"{"command":"register","kind":"complaint","channel":"letter","narrative":"反映问题。","accept":true,
            "parties":[{"side":"applicant","name":"马春梅"}]}"#,
    );
    let key = town.does("li", r#"{"command":"file_report","report":"day"}"#).key.unwrap();
    town.does("gao", r#"{"command":"seal","accused":[{"unit":"swj"}],"keepers":["gao","du"],"reason":"检举干部"}"#);
    let viewer = viewer(&town);
    let kept = town.desk.filed_report(&key, &viewer).unwrap();
    let found = town.desk.report_differences(&key, &viewer, town.now).unwrap();
    for text in [serde_json::to_string(&kept).unwrap(), serde_json::to_string(&found).unwrap()] {
        assert!(!text.contains(no.as_str()) && !text.contains("马某"), "{text}");
    }
    let registered = kept.report.page("totals").unwrap().cell("registered", "this").unwrap();
    assert_eq!(registered.cases().len(), 1, "the figure stays what it was");
    assert_eq!(found.out_of_sight, 1);
}

/// A clock as the log tells of it.
#[derive(Debug, Clone)]
struct Running {
    judged: bool,
    due: Moment,
    runs: bool,
    /// Since when.
    late: Option<Moment>,
}

/// A case as somebody knows it who reads its log with a pencil.
#[derive(Debug, Clone, Default)]
#[allow(clippy::struct_excessive_bools, reason = "each is something that a report counts")]
struct Pencil {
    no: String,
    channel: String,
    category: String,
    kind: String,
    registered: Option<Moment>,
    accepted: Option<Moment>,
    decided: bool,
    resolved: Option<Moment>,
    closed: Option<Moment>,
    archived: bool,
    replied: bool,
    called: Option<(Moment, String)>,
    reopened: bool,
    led: bool,
    mediated: Option<(Moment, bool)>,
    sessions: bool,
    clocks: BTreeMap<u64, Running>,
}

impl Pencil {
    fn hears(&mut self, at: Moment, event: &Value) {
        let text = |path: &str| event.pointer(path).and_then(Value::as_str).map(str::to_owned);
        let moment = |path: &str| text(path).and_then(|it| when::parse(&it));
        let clock = event.get("clock").and_then(Value::as_u64).unwrap_or(0);
        // What runs past its date is late when anything happens to it.
        if let Some(it) = self.clocks.get_mut(&clock) {
            it.late = it.late.or((it.runs && at > it.due).then_some(it.due));
        }
        match event["event"].as_str().unwrap() {
            "registered" => {
                self.no = text("/no").unwrap();
                self.channel = text("/intake/channel").unwrap();
                self.kind = text("/intake/kind").unwrap();
                self.category = text("/intake/category").unwrap_or_default();
                self.registered = Some(at);
            }
            "assessed" => self.category = text("/category").unwrap_or(std::mem::take(&mut self.category)),
            "accepted" => (self.accepted, self.decided) = (Some(at), true),
            "declined" | "withdrawn" => (self.closed, self.decided) = (Some(at), true),
            "disposed"
                if matches!(text("/disposition").as_deref(), Some("direct_answer" | "three_way_call" | "retain")) =>
            {
                self.resolved = Some(at);
            }
            "assigned" if text("/role").as_deref() == Some("lead") => self.led = true,
            "resolved" => (self.resolved, self.called) = (Some(at), None),
            "replied" => self.replied = true,
            "called_back" => {
                let answer = event["answer"].as_str().map(str::to_owned);
                self.called = Some((at, answer.unwrap_or_else(|| event["answer"].to_string())));
            }
            "archived" => (self.closed, self.archived) = (Some(at), true),
            "reopened" => {
                self.reopened = true;
                (self.closed, self.resolved, self.archived) = (None, None, false);
                self.accepted = Some(at);
            }
            "mediation" => match text("/what/event").or_else(|| text("/what/what")).as_deref() {
                Some("session_scheduled") => self.sessions = true,
                Some("agreed") => self.mediated = Some((at, true)),
                Some("mediation_failed" | "mediation_terminated") => self.mediated = Some((at, false)),
                Some("mediation_resumed") => self.mediated = None,
                _ => {}
            },
            "clock_started" => {
                let kind = text("/clock/kind").unwrap();
                let judged =
                    !["object", "judicial_confirmation", "grade_review", "risk_review"].contains(&kind.as_str());
                let it = Running { judged, due: moment("/clock/due").unwrap(), runs: true, late: None };
                self.clocks.insert(event["clock"]["id"].as_u64().unwrap(), it);
            }
            "clock_met" | "clock_stopped" => {
                let it = self.clocks.get_mut(&clock).unwrap();
                it.runs = false;
            }
            "clock_unmet" => {
                let it = self.clocks.get_mut(&clock).unwrap();
                it.runs = true;
            }
            "clock_paused" => self.clocks.get_mut(&clock).unwrap().runs = false,
            "clock_resumed" | "clock_extended" | "clock_moved" => {
                let it = self.clocks.get_mut(&clock).unwrap();
                it.due = moment("/due").unwrap();
                it.runs |= event["event"] == "clock_resumed";
            }
            _ => {}
        }
    }

    fn was_late(&self, seen: Moment) -> bool {
        self.clocks
            .values()
            .any(|it| it.judged && (it.late.is_some_and(|since| since <= seen) || it.runs && it.due < seen))
    }

    /// Whether it belongs to a figure of September, and if so whether it counts.
    fn stands(&self, figure: Measure) -> Option<bool> {
        let (from, until) = (when::parse("2026-09-01 00:00").unwrap(), when::parse("2026-10-01 00:00").unwrap());
        let here = |at: Option<Moment>| at.is_some_and(|at| from <= at && at < until);
        let open = self.registered.unwrap() < until && self.closed.is_none_or(|at| at >= until);
        let graded = |answer: &str| ["very_satisfied", "satisfied", "basically"].iter().any(|it| answer.contains(it));
        match figure {
            Measure::Registered => here(self.registered).then_some(true),
            Measure::Accepted => here(self.registered).then_some(self.accepted.is_some()),
            Measure::Received => here(self.registered).then_some(self.decided),
            Measure::Closed => here(self.closed).then_some(true),
            Measure::OnTime => (here(self.closed) && self.archived).then(|| !self.was_late(until)),
            Measure::Open => open.then_some(true),
            Measure::Overdue => open.then(|| self.was_late(until)),
            Measure::Mediated => self.mediated.filter(|(at, _)| here(Some(*at))).map(|(_, agreed)| agreed),
            Measure::Tried => {
                (here(self.resolved) && self.kind == "dispute").then_some(self.sessions || self.mediated.is_some())
            }
            Measure::CalledBack => here(self.resolved).then_some(self.called.is_some()),
            Measure::Answered => here(self.resolved).then_some(self.replied),
            Measure::Reopened => here(self.resolved).then_some(self.reopened),
            Measure::Satisfied => self
                .called
                .as_ref()
                .filter(|(at, answer)| here(Some(*at)) && (graded(answer) || answer.contains("dissatisfied")))
                .map(|(_, answer)| !answer.contains("dissatisfied")),
            Measure::Charged => {
                here(self.accepted).then_some(self.led || self.resolved.is_some() || self.closed.is_some())
            }
            Measure::Repeat => here(self.registered).then_some(false),
        }
    }
}

#[test]
fn a_months_figures_are_what_the_log_says_to_somebody_who_reads_only_that() {
    let play = a_month(11, 40, "2026-10-10 18:00");
    let desk = &play.town.desk;
    let mut cases: Vec<Pencil> = Vec::new();
    for id in desk.store().every_case().unwrap() {
        let mut pencil = Pencil::default();
        for event in desk.store().events(id, 1).unwrap() {
            pencil.hears(when::parse(&event.at).unwrap(), &serde_json::from_str(&event.body).unwrap());
        }
        cases.push(pencil);
    }
    let viewer = viewer(&play.town);
    let ask = Ask::new(ReportKind::Month, None, when::parse("2026-09-20 09:00").unwrap().date_naive(), None);
    let report = desk.report(&ask, None, &viewer, play.town.now).unwrap().report;
    let totals = report.page("totals").unwrap();
    for figure in Measure::ALL {
        let entry = totals.cell(figure.key(), "this").unwrap();
        for (counts, told) in [(true, entry.cases()), (false, entry.others())] {
            let mut reckoned: Vec<_> =
                cases.iter().filter(|it| it.stands(*figure) == Some(counts)).map(|it| &it.no).collect();
            let mut told: Vec<_> = told.iter().map(|no| &no.0).collect();
            reckoned.sort();
            told.sort();
            assert_eq!(told, reckoned, "{figure} {counts}");
        }
    }
    let here = |it: &&Pencil| it.stands(Measure::Registered).is_some();
    for (page, of) in [
        ("channel", (|it: &Pencil| it.channel.clone()) as fn(&Pencil) -> String),
        ("category", |it| if it.category.is_empty() { "none".to_owned() } else { it.category[..2].to_owned() }),
    ] {
        let page = report.page(page).unwrap();
        let told: BTreeMap<_, _> =
            page.lines.iter().map(|line| (line.id.clone(), line.cells[0].cases().len())).collect();
        let mut reckoned = BTreeMap::new();
        cases.iter().filter(here).for_each(|it| *reckoned.entry(of(it)).or_insert(0) += 1);
        assert_eq!(
            told.iter().filter(|it| *it.1 > 0).map(|(id, n)| (id.clone(), *n)).collect::<BTreeMap<_, _>>(),
            reckoned
        );
    }
    // The bulletin is what supervision sees of units, unit by unit.
    let ask = Ask { report: ReportKind::Bulletin, ..ask };
    let bulletin = desk.report(&ask, None, &viewer, play.town.now).unwrap().report;
    let standings = desk.standings(ask.period.from, ask.period.last(), None, play.town.now).unwrap();
    assert!(!standings.units.is_empty());
    for unit in standings.units {
        let told = |column: &str| bulletin.pages[0].cell(unit.standing.unit.as_str(), column).unwrap().cases().len();
        let figure = |figure| usize::try_from(unit.standing.figure(figure)).unwrap();
        let columns = ["assigned", "on_time", "late", "open", "dissatisfied"].map(told);
        let figures = [Figure::Assigned, Figure::OnTime, Figure::Late, Figure::Open, Figure::Dissatisfied].map(figure);
        assert_eq!(columns, figures, "{}", unit.name);
    }
}
