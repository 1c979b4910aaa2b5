//! A ledger kept by hand: what the same commands should come to, by the rules as they are written down.
//!
//! It follows commands, not events, and knows nothing of the program but the names of things.

use super::days::{Day, Days2026, a_month, calendar_days};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

/// A clock in the ledger.
#[derive(Debug, Clone)]
pub struct Entry {
    pub kind: &'static str,
    pub unit: String,
    pub due: Day,
    pub from: Day,
    /// The day it was met, and whether it was by then overdue.
    pub ended: Option<(Day, bool)>,
}

/// A case in the ledger.
#[derive(Debug, Clone, Default)]
pub struct Page {
    pub stage: &'static str,
    pub clocks: Vec<Entry>,
    /// Units that have it: code, whether they lead, how they stand.
    pub units: Vec<(String, bool, &'static str)>,
    kind: String,
    leader: bool,
    grade: String,
    risk: String,
    received: Option<Day>,
    accepted: Option<Day>,
    pub dissatisfied: bool,
}

/// The whole register.
pub struct Ledger {
    pub days: Days2026,
    pub pages: BTreeMap<String, Page>,
    pub today: Day,
}

fn text<'a>(line: &'a Value, key: &str) -> &'a str {
    line[key].as_str().unwrap_or("")
}

impl Ledger {
    pub fn new(today: Day) -> Self {
        Self { days: Days2026::read(), pages: BTreeMap::new(), today }
    }

    /// Writes a command down.
    pub fn take(&mut self, line: &Value) {
        let command = text(line, "command");
        if command == "register" {
            let no = format!("ZZ2026-{:05}", self.pages.len() + 1);
            let page = Page {
                stage: "registered",
                kind: text(line, "kind").to_owned(),
                leader: text(line, "channel") == "leader",
                received: Some(self.today),
                ..Page::default()
            };
            let mut hand = Hand { days: &self.days, today: self.today, page };
            // Two hours on the same morning or afternoon, or a working day.
            let due = if hand.page.leader { self.today } else { hand.days.workdays(self.today, 1) };
            hand.start("accept", "", due);
            if line["accept"] == true {
                hand.accept();
            }
            let page = hand.page;
            self.pages.insert(no, page);
            return;
        }
        let Some(page) = self.pages.get(text(line, "no")) else { return };
        let mut hand = Hand { days: &self.days, today: self.today, page: page.clone() };
        hand.take(command, line);
        let page = hand.page;
        self.pages.insert(text(line, "no").to_owned(), page);
    }

    /// The numbers of the cases at a stage.
    pub fn at_stage(&self, stage: &str) -> BTreeSet<&str> {
        self.pages.iter().filter(|(_, page)| page.stage == stage).map(|(no, _)| no.as_str()).collect()
    }

    /// The highest level of the ladder that a running clock has reached: by working days from its due day.
    pub fn level(&self, entry: &Entry) -> Option<&'static str> {
        let ladder = [("remind", -2), ("yellow", 0), ("red", 1), ("supervision", 3), ("leader", 5)];
        let reached = |offset| self.days.workdays(entry.due, offset) <= self.today;
        let before_it_began = |offset| offset < 0 && self.days.workdays(entry.due, offset) <= entry.from;
        ladder.iter().rev().find(|(_, offset)| reached(*offset) && !before_it_began(*offset)).map(|(level, _)| *level)
    }
}

struct Hand<'a> {
    days: &'a Days2026,
    today: Day,
    page: Page,
}

impl Hand<'_> {
    fn start(&mut self, kind: &'static str, unit: &str, due: Day) {
        self.page.clocks.push(Entry { kind, unit: unit.to_owned(), due, from: self.today, ended: None });
    }

    fn workdays(&mut self, kind: &'static str, unit: &str, count: i64) {
        let due = self.days.workdays(self.today, count);
        self.start(kind, unit, due);
    }

    fn end(&mut self, kind: &str, unit: &str) {
        let today = self.today;
        let mut clocks = self.page.clocks.iter_mut();
        if let Some(entry) = clocks.find(|it| it.kind == kind && it.unit == unit && it.ended.is_none()) {
            entry.ended = Some((today, today > entry.due));
        }
    }

    fn end_all(&mut self) {
        let today = self.today;
        for entry in self.page.clocks.iter_mut().filter(|entry| entry.ended.is_none()) {
            entry.ended = Some((today, today > entry.due));
        }
    }

    fn accept(&mut self) {
        self.page.stage = "accepted";
        self.page.accepted = Some(self.today);
        self.end("accept", "");
        self.workdays("triage", "", 1);
        // The answer is due from when the matter was received, whenever it is accepted.
        let from = self.page.received.unwrap();
        let due = if self.petition() { calendar_days(from, 15) } else { self.days.workdays(from, 5) };
        self.page.clocks.push(Entry { kind: "reply", unit: String::new(), due, from, ended: None });
    }

    /// A proposed grade waits to be confirmed: the heaviest two working days for a leader, the lightest for nobody.
    fn start_reviews(&mut self) {
        match self.page.grade.as_str() {
            "major" => self.workdays("grade_review", "", 2),
            "larger" => self.workdays("grade_review", "", 1),
            _ => {}
        }
        self.start_risk_review();
    }

    /// A high risk is looked at again after a week, a medium one after thirty days.
    fn start_risk_review(&mut self) {
        match self.page.risk.as_str() {
            "high" => self.start("risk_review", "", calendar_days(self.today, 7)),
            "medium" => self.start("risk_review", "", calendar_days(self.today, 30)),
            _ => {}
        }
    }

    fn petition(&self) -> bool {
        matches!(self.page.kind.as_str(), "appeal" | "complaint")
    }

    fn start_grade(&mut self) {
        let from = self.page.accepted.unwrap();
        let due = match self.page.grade.as_str() {
            "major" if self.petition() => calendar_days(from, 60),
            "major" => a_month(from),
            "larger" => calendar_days(from, 7),
            _ => calendar_days(from, 1),
        };
        self.start("grade", "", due);
    }

    fn give(&mut self, unit: &str, lead: bool, designated: bool) {
        self.end("triage", "");
        self.page.units.push((unit.to_owned(), lead, "awaiting_signature"));
        self.page.stage = "handling";
        self.workdays("sign_for", unit, 1);
        if self.page.grade == "general" {
            self.start("unit", unit, calendar_days(self.today, 1));
        } else {
            self.workdays("unit", unit, 5);
        }
        if !designated {
            self.workdays("object", unit, 5);
        }
    }

    fn stands(&mut self, unit: &str, how: &'static str) {
        let mut live = self.page.units.iter_mut().rev();
        live.find(|(code, ..)| code == unit).unwrap().2 = how;
    }

    fn resolved(&mut self) {
        self.page.stage = "resolved";
        for kind in ["triage", "grade", "mediation", "grade_review", "risk_review"] {
            self.end(kind, "");
        }
        self.workdays("call_back", "", 3);
    }

    fn take(&mut self, command: &str, line: &Value) {
        let unit = text(line, "unit").to_owned();
        match command {
            "accept" => self.accept(),
            "assess" => {
                text(line, "grade").clone_into(&mut self.page.grade);
                text(line, "risk").clone_into(&mut self.page.risk);
                self.start_grade();
                self.start_reviews();
            }
            "route" => {
                self.give(text(line, "lead"), true, false);
                for unit in line["co"].as_array().into_iter().flatten() {
                    self.give(unit.as_str().unwrap(), false, false);
                }
            }
            "sign" => {
                self.end("sign_for", &unit);
                self.stands(&unit, "handling");
            }
            "object" => {
                self.end("sign_for", &unit);
                self.end("object", &unit);
                self.workdays("rule", &unit, 2);
                self.stands(&unit, "objected");
            }
            "rule" if line["upheld"] == true => {
                for kind in ["rule", "sign_for", "object", "unit"] {
                    self.end(kind, &unit);
                }
                self.page.units.retain(|(code, ..)| *code != unit);
                self.page.stage = "accepted";
                self.workdays("triage", "", 1);
            }
            "rule" => {
                self.end("rule", &unit);
                self.workdays("sign_for", &unit, 1);
                self.stands(&unit, "awaiting_signature");
            }
            "promise" => self.start("promise", "", text(line, "due").parse().unwrap()),
            "keep_promise" => self.end("promise", ""),
            "reassess_risk" => {
                self.end("risk_review", "");
                text(line, "risk").clone_into(&mut self.page.risk);
                self.start_risk_review();
            }
            "extend" => {
                let days = self.days;
                let count = line["amount"].as_i64().unwrap();
                let entry = self.page.clocks.iter_mut().find(|it| it.kind == "unit" && it.ended.is_none()).unwrap();
                entry.due = days.workdays(entry.due, count);
            }
            "report" => {
                self.end("unit", &unit);
                self.end("object", &unit);
                self.workdays("verify", &unit, 2);
                self.stands(&unit, "reported");
            }
            "send_back" => {
                self.end("verify", &unit);
                let mut clocks = self.page.clocks.iter_mut().rev();
                clocks.find(|it| it.kind == "unit" && it.unit == unit).unwrap().ended = None;
                self.stands(&unit, "handling");
            }
            "verify" => {
                self.end("verify", &unit);
                self.stands(&unit, "verified");
                if self.page.units.iter().all(|(.., how)| *how == "verified") {
                    self.resolved();
                }
            }
            "dispose" => {
                self.end("reply", "");
                self.resolved();
            }
            "resolve" => self.resolved(),
            "reply" => self.end("reply", ""),
            "call_back" if line["answer"]["answered"] == "dissatisfied" => self.page.dissatisfied = true,
            "call_back" => {
                self.end("call_back", "");
                self.page.stage = "called_back";
                if !self.page.clocks.iter().any(|it| it.kind == "performance" && it.ended.is_none()) {
                    self.workdays("archive", "", 5);
                }
            }
            "reopen" => {
                self.end("call_back", "");
                self.page.dissatisfied = false;
                self.page.units.clear();
                self.page.accepted = Some(self.today);
                self.workdays("triage", "", 1);
                self.start_grade();
                // Nobody confirmed it the first time.
                self.start_reviews();
                self.give(&unit, true, true);
            }
            "archive" | "decline" | "withdraw" => {
                self.page.stage = match command {
                    "archive" => "archived",
                    "decline" => "declined",
                    _ => "withdrawn",
                };
                self.end_all();
            }
            "schedule" => self.start("mediation", "", a_month(self.today)),
            "conclude_session" => {
                self.end("mediation", "");
                for instalment in line["outcome"]["instalments"].as_array().into_iter().flatten() {
                    self.start("performance", "", text(instalment, "due").parse().unwrap());
                }
                let due = self.days.rolled(calendar_days(self.today, 30));
                self.start("judicial_confirmation", "", due);
            }
            _ => {}
        }
    }
}
