use super::*;
use crate::domain::case::{CaseCommand, Context, Register, decide, register};
use crate::domain::directory::Officer;
use crate::domain::ids::{CaseId, CaseNo};
use crate::domain::party::NewParty;
use crate::domain::refusal::Refusal;
use crate::domain::rulebook::{PaperWhen, Rulebook};
use crate::domain::time::at;
use crate::domain::vocabulary::{CaseKind, Role, Side};
use chrono::NaiveDate;
use serde_json::{Value, json};

struct Desk {
    centre: Centre,
    officer: Officer,
    now: Moment,
    case: Case,
}

impl Desk {
    fn new(rulebook: &str) -> Self {
        let mut centre = Centre::new("陇城县综治中心".into(), false, Rulebook::parse(rulebook).unwrap());
        centre.units = centre.rulebook().units.clone();
        centre.rooms = centre.rulebook().rooms.clone();
        centre.mediators = centre.rulebook().mediators.clone();
        let roles = vec![Role::DutyOfficer, Role::Coordinator];
        let officer = Officer { id: "wang".into(), name: "王值班".into(), unit: None, roles, os_user: None };
        centre.officers.push(officer.clone());
        let now = at(NaiveDate::from_ymd_opt(2026, 11, 2).unwrap(), 9, 0);
        let mut matter: Register = serde_json::from_value(json!({"kind": "dispute", "channel": "walk_in",
            "narrative": "砌墙占道", "category": "0202", "grade": "general", "accept": true, "parties": []}))
        .unwrap();
        matter.parties = vec![NewParty::new(Side::Applicant, "赵小禾"), NewParty::new(Side::Respondent, "钱大川")];
        let ctx = Context { now, officer: &officer, centre: &centre, bookings: &[], earlier_sides: &[] };
        let case = register(CaseId(1), CaseNo::from("ZZ2026-00001"), &matter, &ctx).unwrap().case;
        Self { centre, officer, now, case }
    }

    fn try_to(&mut self, command: &Value) -> Result<(), Refusal> {
        let command = match serde_json::from_value(command.clone()) {
            Ok(command) => command,
            Err(_) => CaseCommand::Mediation(serde_json::from_value(command.clone()).unwrap()),
        };
        let ctx =
            Context { now: self.now, officer: &self.officer, centre: &self.centre, bookings: &[], earlier_sides: &[] };
        self.case = decide(&self.case, &command, &ctx)?.case;
        Ok(())
    }

    fn does(&mut self, command: &Value) {
        self.try_to(command).unwrap();
    }

    fn mediate(&mut self, outcome: &Value) {
        self.does(&json!({"command": "route", "lead": "zx"}));
        self.does(&json!({"command": "sign", "unit": "zx"}));
        self.does(&json!({"command": "schedule", "room": "r3", "starts": "2026-11-02T15:00:00+08:00",
            "mediators": ["m01"], "urgent": "双方都在场"}));
        self.now = at(NaiveDate::from_ymd_opt(2026, 11, 2).unwrap(), 16, 0);
        self.does(&json!({"command": "attendance", "session": 1, "present": [1, 2]}));
        self.does(&json!({"command": "record_session", "session": 1, "text": "双方各让一步"}));
        self.does(&json!({"command": "conclude_session", "session": 1, "outcome": outcome}));
    }

    fn close(&mut self) {
        self.does(&json!({"command": "report", "unit": "zx", "result": "已了结"}));
        self.does(&json!({"command": "verify", "unit": "zx"}));
        self.does(&json!({"command": "reply", "text": "已了结"}));
        self.does(&json!({"command": "call_back", "answer": {"answered": "satisfied"}}));
    }

    fn put(&mut self, paper: &str, signed: bool) {
        self.does(&json!({"command": "add_paper", "paper": paper, "pages": 2, "signed": signed}));
    }

    fn meter(&self) -> Meter {
        meter(&self.case, &self.centre)
    }

    fn state(&self, paper: &str) -> Option<(Need, PaperState)> {
        self.meter().items.iter().find(|item| item.paper == paper).map(|item| (item.need, item.state))
    }

    fn missing(&self) -> Vec<String> {
        self.meter().missing().map(|item| item.paper.clone()).collect()
    }
}

fn agreed() -> Value {
    json!({"kind": "agreed", "facts": "墙占道半米", "terms": "本月内拆除", "instalments": []})
}

fn longxi() -> &'static str {
    crate::domain::rulebook::BUILTIN[0].1
}

#[test]
fn a_simple_matter_needs_what_the_system_prints_of_it() {
    let mut desk = Desk::new(longxi());
    let meter = desk.meter();
    assert_eq!((meter.have(), meter.needed(), meter.percent()), (1, 1, Some(100)), "the registration sheet");
    desk.does(&json!({"command": "resolve", "result": "当场说和"}));
    assert_eq!(desk.state("call_back"), Some((Need::Soft, PaperState::NoContent)));
    assert_eq!(desk.meter().percent(), Some(50));
    desk.does(&json!({"command": "call_back", "answer": {"answered": "satisfied"}}));
    assert_eq!(desk.state("call_back"), Some((Need::Soft, PaperState::Printable)));
    assert!(desk.meter().is_complete());
}

#[test]
fn what_must_be_signed_is_there_only_once_it_lies_in_the_file_signed() {
    let mut desk = Desk::new(longxi());
    desk.mediate(&agreed());
    assert_eq!(
        desk.state("agreement"),
        Some((Need::Hard, PaperState::Unsigned)),
        "it can be printed, and is not signed"
    );
    assert_eq!(desk.state("identity"), Some((Need::Hard, PaperState::NotBrought)));
    assert_eq!(desk.state("record"), Some((Need::Soft, PaperState::Unsigned)));
    assert_eq!(desk.state("dispatch"), Some((Need::Soft, PaperState::Printable)), "nobody has to sign it");
    desk.put("agreement", false);
    assert_eq!(desk.state("agreement"), Some((Need::Hard, PaperState::Unsigned)));
    desk.put("agreement", true);
    assert_eq!(desk.state("agreement"), Some((Need::Hard, PaperState::Filed)));
    desk.put("身份证明", false);
    assert_eq!(desk.state("identity"), Some((Need::Hard, PaperState::Filed)), "a copy needs no signature");
    assert_eq!(desk.missing(), ["application", "rights", "record"]);
    let meter = desk.meter();
    assert_eq!((meter.have(), meter.needed()), (4, 7));
    let agreement = meter.items.iter().find(|item| item.paper == "agreement").unwrap();
    assert_eq!(agreement.pages, 4, "both copies lie there");
}

#[test]
fn filing_away_is_refused_only_for_what_is_hard() {
    let mut desk = Desk::new(longxi());
    desk.mediate(&agreed());
    desk.close();
    let archive = json!({"command": "archive"});
    let refusal = desk.try_to(&archive).unwrap_err();
    assert_eq!(refusal.code, "papers_missing");
    assert_eq!(refusal.args, [("papers", "身份证明、调解协议书".to_owned())].map(|(key, text)| (key, text)));
    desk.put("identity", false);
    desk.put("agreement", true);
    assert!(!desk.meter().is_complete(), "soft ones may be missing");
    desk.does(&archive);
}

#[test]
fn a_mediation_without_agreement_waits_for_nobody_s_papers() {
    let mut desk = Desk::new(longxi());
    desk.mediate(&json!({"kind": "failed", "reason": "分歧太大", "remedies": ["litigation"]}));
    assert_eq!(desk.state("identity"), Some((Need::Soft, PaperState::NotBrought)));
    assert_eq!(desk.state("termination"), Some((Need::Soft, PaperState::Printable)));
    assert_eq!(desk.state("agreement"), None);
    desk.close();
    desk.does(&json!({"command": "archive"}));
}

#[test]
fn an_oral_agreement_is_registered_rather_than_signed() {
    let mut desk = Desk::new(longxi());
    let mut outcome = agreed();
    outcome["kind"] = "oral_agreement".into();
    desk.mediate(&outcome);
    assert_eq!(desk.state("oral_agreement"), Some((Need::Soft, PaperState::Printable)));
    assert_eq!(desk.state("agreement"), None);
}

#[test]
fn what_no_file_lacks_is_listed_when_it_is_there() {
    let mut desk = Desk::new(longxi());
    assert_eq!(desk.state("evidence"), None);
    desk.put("evidence", false);
    assert_eq!(desk.state("evidence"), Some((Need::Optional, PaperState::Filed)));
    assert_eq!(desk.meter().needed(), 1, "and never counted");
}

#[test]
fn a_paper_taken_out_is_gone_and_its_number_is_not_given_again() {
    let mut desk = Desk::new(longxi());
    desk.put("evidence", false);
    desk.put("identity", false);
    let out = |paper: u32| json!({"command": "remove_paper", "paper": paper, "reason": "放错卷"});
    desk.does(&out(2));
    assert_eq!(desk.try_to(&out(2)).unwrap_err().code, "no_such_paper");
    desk.put("other", false);
    let numbers: Vec<_> = desk.case.papers.iter().map(|it| it.id.0).collect();
    assert_eq!(numbers, [1, 3]);
    let nameless = json!({"command": "add_paper", "paper": "收据", "pages": 1});
    assert_eq!(desk.try_to(&nameless).unwrap_err().code, "unknown_paper");
    let endless = json!({"command": "add_paper", "paper": "other", "pages": 0});
    assert_eq!(desk.try_to(&endless).unwrap_err().code, "paper_pages");
}

#[test]
fn a_rulebook_from_before_there_were_papers_keeps_nothing_from_being_filed_away() {
    let without: Vec<&str> = longxi().split("\n[[paper]]").collect();
    let rest = without.last().unwrap().split_once("# ----").unwrap().1;
    let old = format!("{}# ----{rest}", without[0]);
    let mut desk = Desk::new(&old);
    assert_eq!((desk.meter().needed(), desk.meter().percent()), (0, None));
    desk.mediate(&agreed());
    desk.close();
    desk.does(&json!({"command": "archive"}));
}

#[test]
fn every_word_of_a_condition_counts() {
    let when = |text: &str| toml::from_str::<PaperWhen>(text).unwrap();
    let is = |it: CaseTrait| matches!(it, CaseTrait::Mediated | CaseTrait::Oral);
    let holds = |text: &str| when(text).holds(CaseKind::Dispute, crate::domain::vocabulary::Channel::WalkIn, is);
    assert!(holds(""));
    assert!(holds("kind = ['dispute', 'appeal']\nis = ['mediated']\nnot = ['written']"));
    assert!(!holds("kind = ['appeal']"));
    assert!(!holds("channel = ['letter']"));
    assert!(!holds("is = ['mediated', 'written']"));
    assert!(!holds("not = ['oral']"));
}
