//! A month as the dice have it: what everybody orders, early, late, or never. The test's own ledger hears each order.

use super::dice::Dice;
use super::duty::Turns;
use super::ledger::{Ledger, Part, Stand};
use crate::town::{Town, WANG};
use chrono::{TimeDelta, Timelike as _};
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use yichuang::domain::ids::{CaseNo, UnitId};
use yichuang::domain::time::{Day, Moment, at};
use yichuang::domain::vocabulary::ClockKind;
use yichuang::domain::when;

/// The units that have somebody at the desk, with that officer.
const UNITS: [(&str, &str); 4] = [("ldjc", "lao"), ("zjj", "jian"), ("jtj", "jiao"), ("swj", "shui")];

/// What comes next at some moment.
#[derive(Debug, Clone)]
pub enum Job {
    /// Somebody comes to the window.
    Visit(u32),
    /// The case's next step.
    Step(String),
    /// Somebody lets the ladder climb.
    Climb(&'static str),
    /// A directive's next step.
    Directive(String),
    /// The roster of a week is published.
    Publish(Day),
    /// Somebody signs the sheet of a shift.
    HandOver(String),
    /// Somebody takes a shift over.
    TakeOver(String),
}

/// The month.
pub struct Play {
    /// The desk.
    pub town: Town,
    /// What should come of it.
    pub ledger: Ledger,
    /// The shifts.
    pub turns: Turns,
    pub(super) dice: Dice,
    jobs: BTreeMap<(Moment, u32), Job>,
    threads: u32,
    objections: BTreeMap<String, u32>,
    upheld: BTreeSet<(String, String)>,
    extended: BTreeSet<(String, String)>,
    sent_back: BTreeMap<String, u32>,
    dissatisfied: BTreeSet<String>,
    directives: u32,
    /// How many orders were given.
    pub orders: u32,
    /// How often each was given.
    pub given: BTreeMap<String, u32>,
}

impl Play {
    /// Founds the centre, and lets so many people come in the first three weeks.
    pub fn new(seed: u64, cases: u32) -> Self {
        let town = Town::new("2026-09-14 08:00");
        let mut play = Self {
            ledger: Ledger::new(),
            turns: Turns::default(),
            dice: Dice::new(seed),
            jobs: BTreeMap::new(),
            threads: 0,
            objections: BTreeMap::new(),
            upheld: BTreeSet::new(),
            extended: BTreeSet::new(),
            sent_back: BTreeMap::new(),
            dissatisfied: BTreeSet::new(),
            directives: 0,
            orders: 0,
            given: BTreeMap::new(),
            town,
        };
        play.begin_duty();
        for nth in 0..cases {
            let minutes = play.dice.below(21 * 24 * 60);
            let visit = play.town.now + TimeDelta::minutes(i64::try_from(minutes).unwrap());
            play.plan(opening(visit), Job::Visit(nth));
        }
        for day in 0..30 {
            let day = play.town.now.date_naive() + TimeDelta::days(day);
            for (hour, minute, officer) in [(8, 5, WANG), (8, 5, WANG), (11, 40, "li"), (16, 10, "du"), (21, 30, WANG)]
            {
                // Nobody is there every time.
                if play.dice.chance(85) {
                    play.plan(at(day, hour, minute), Job::Climb(officer));
                }
            }
        }
        play
    }

    /// Plays until a moment.
    pub fn until(&mut self, moment: &str) {
        let end = when::parse(moment).unwrap();
        while let Some(((moment, _), job)) = self.jobs.pop_first() {
            if moment > end {
                break;
            }
            self.town.now = moment;
            match job {
                Job::Visit(nth) => self.visit(nth),
                Job::Step(no) => self.step(&no),
                Job::Climb(officer) => {
                    self.town.does(officer, r#"{"command":"escalate"}"#);
                    self.climbs(officer);
                }
                Job::Publish(monday) => self.publish(monday),
                Job::HandOver(shift) => self.hand_over(&shift),
                Job::TakeOver(shift) => self.take_over(&shift),
                Job::Directive(no) => self.directive(&no),
            }
        }
        self.town.now = end;
    }

    pub(super) fn plan(&mut self, moment: Moment, job: Job) {
        self.threads += 1;
        self.jobs.insert((moment, self.threads), job);
    }

    /// Plans the next step of a case: soon, or late.
    fn later(&mut self, job: Job) {
        let minutes = *self.dice.of(&[20, 45, 120, 300, 600, 1440, 1440, 2880, 4320, 7200, 11_520]);
        let moment = self.town.now + TimeDelta::minutes(minutes);
        self.plan(opening(moment), job);
    }

    fn does(&mut self, officer: &str, no: &str, order: &Value) {
        let mut plain = order.clone();
        plain.as_object_mut().unwrap().retain(|name, _| !name.starts_with('_'));
        if !no.is_empty() {
            plain["no"] = no.into();
        }
        let receipt = self.town.does(officer, &plain.to_string());
        self.orders += 1;
        *self.given.entry(order["command"].as_str().unwrap().to_owned()).or_default() += 1;
        let no = receipt.no.map_or_else(|| no.to_owned(), |no| no.to_string());
        self.ledger.hears(&no, order, self.town.now, officer);
        self.hears_of_directives();
        if order["command"] == "register" {
            self.later(Job::Step(no));
        }
    }

    fn visit(&mut self, nth: u32) {
        let kind = *self.dice.of(&["dispute", "dispute", "appeal", "inquiry"]);
        let channel = *self.dice.of(&["walk_in", "walk_in", "phone", "letter", "leader"]);
        let mut order = json!({"command": "register", "kind": kind, "channel": channel, "accept": self.dice.chance(60),
            "narrative": format!("第{nth}件事，双方各执一词"), "category": "0202",
            "parties": [{"side": "applicant", "name": format!("来访{nth}"), "phone": format!("199{nth:08}")}]});
        if self.dice.chance(70) {
            order["grade"] = (*self.dice.of(&["general", "general", "larger", "larger", "major"])).into();
        }
        self.does(WANG, "", &order);
    }

    fn step(&mut self, no: &str) {
        let stand = self.ledger.matters[no].stand;
        if self.beside(no, stand) {
            return self.later(Job::Step(no.to_owned()));
        }
        match stand {
            Stand::Registered if self.dice.chance(85) => self.does(WANG, no, &json!({"command": "accept"})),
            Stand::Registered => {
                let order = json!({"command": "decline", "reason": "已有生效判决", "advice": "向法院申请再审"});
                self.does(WANG, no, &order);
            }
            Stand::Accepted | Stand::Handling if self.ledger.matters[no].awaits && self.dice.chance(40) => {
                self.does("gao", no, &json!({"command": "confirm_grade", "agree": true}));
            }
            Stand::Accepted if self.dice.chance(4) => {
                self.does(WANG, no, &json!({"command": "withdraw", "reason": "双方已和解"}));
            }
            Stand::Accepted => self.accepted(no),
            Stand::Handling => self.handling(no),
            Stand::Conference => {
                let lead = self.dice.of(&UNITS).0;
                self.does(WANG, no, &json!({"command": "conclude", "opinion": "由该单位牵头", "lead": lead}));
            }
            Stand::Resolved if !self.ledger.matters[no].replied => {
                self.does(WANG, no, &json!({"command": "reply", "text": "已办结，特此答复"}));
            }
            Stand::Resolved if self.dissatisfied.remove(no) => {
                let unit = *self.dice.of(&UNITS);
                let order = json!({"command": "reopen", "reason": "群众仍不满意", "unit": unit.0});
                self.does(WANG, no, &order);
            }
            Stand::Resolved => {
                let grade = *self.dice.of(&["satisfied", "satisfied", "very_satisfied", "dissatisfied"]);
                let order = json!({"command": "call_back", "answer": {"answered": grade}, "note": "电话回访"});
                self.does("li", no, &order);
                if grade == "dissatisfied" {
                    self.dissatisfied.insert(no.to_owned());
                }
            }
            Stand::Content => self.does(WANG, no, &json!({"command": "archive"})),
            Stand::Over => return,
        }
        self.later(Job::Step(no.to_owned()));
    }

    /// What goes on beside the matter: promises to the resident, and the ladder of three levels and six steps up to the
    /// county's.
    fn beside(&mut self, no: &str, stand: Stand) -> bool {
        if matches!(stand, Stand::Registered | Stand::Over) {
            return false;
        }
        let promised = self.ledger.promised(no);
        if promised && (stand == Stand::Content || self.dice.chance(40)) {
            let case = self.town.desk.case(&CaseNo(no.to_owned())).unwrap();
            let clock = case.promises().find(|clock| clock.is_running()).unwrap().id;
            self.does(WANG, no, &json!({"command": "keep_promise", "clock": clock, "note": "已回电"}));
            return true;
        }
        if !promised && stand != Stand::Content && self.dice.chance(12) {
            let due = self.town.now.date_naive() + TimeDelta::days(i64::try_from(self.dice.below(4)).unwrap());
            self.does("li", no, &json!({"command": "promise", "text": "到时回电话", "due": due}));
            return true;
        }
        let matter = &self.ledger.matters[no];
        match (stand, matter.rank) {
            (Stand::Accepted | Stand::Handling, None) if !matter.settled && self.dice.chance(12) => {
                self.does(WANG, no, &json!({"command": "enter_step"}));
            }
            (Stand::Accepted | Stand::Handling, Some(rank)) if self.dice.chance(25) => {
                let up = rank < 3 && self.dice.chance(70);
                let command = if up { "pass_up" } else { "settle_at_step" };
                self.does(WANG, no, &json!({"command": command, "record": "两次调解，差距仍大"}));
            }
            _ => return false,
        }
        true
    }

    fn accepted(&mut self, no: &str) {
        if !self.ledger.matters[no].is_graded() || self.dice.chance(15) {
            let grade = *self.dice.of(&["general", "larger", "major"]);
            return self.does(WANG, no, &json!({"command": "assess", "grade": grade, "reason": "核实后研判"}));
        }
        let matter = &self.ledger.matters[no];
        let free = |unit: &str| {
            !self.upheld.contains(&(no.to_owned(), unit.to_owned())) && matter.parts.iter().all(|(has, _)| has != unit)
        };
        let units: Vec<&str> = UNITS.iter().map(|(unit, _)| *unit).filter(|unit| free(unit)).collect();
        let lead = *self.dice.of(&units);
        let co: Vec<&str> = units.into_iter().filter(|unit| *unit != lead).take(1).collect();
        let alone = matter.parts.is_empty() && !co.is_empty() && self.dice.chance(25);
        let order = json!({"command": "route", "lead": lead, "co": if alone { co } else { Vec::new() },
            "instruction": "请依法办理"});
        self.does(WANG, no, &order);
    }

    fn handling(&mut self, no: &str) {
        let (now, matter) = (self.town.now, &self.ledger.matters[no]);
        let open: Vec<_> = matter.parts.iter().filter(|(_, part)| *part != Part::Verified).cloned().collect();
        let (unit, part) = self.dice.of(&open).clone();
        let handler = UNITS.iter().find(|(it, _)| *it == unit).unwrap().1;
        let is_alone = self.ledger.matters[no].parts.len() == 1;
        match part {
            Part::Unsigned => {
                let objects = is_alone
                    && self.ledger.may_object(no, &unit, now)
                    && !self.extended.contains(&(no.to_owned(), format!("!{unit}")))
                    && self.objections.get(no).is_none_or(|count| *count < 3)
                    && self.dice.chance(if self.objections.contains_key(no) { 100 } else { 60 });
                if objects {
                    *self.objections.entry(no.to_owned()).or_default() += 1;
                    self.extended.insert((no.to_owned(), format!("!{unit}")));
                    return self.does(
                        handler,
                        no,
                        &json!({"command": "object", "unit": unit, "reason": "不属本单位职责"}),
                    );
                }
                self.does(handler, no, &json!({"command": "sign", "unit": unit}));
            }
            Part::Objects => {
                let upheld = self.dice.chance(80);
                if upheld {
                    self.upheld.insert((no.to_owned(), unit.clone()));
                }
                let order = json!({"command": "rule", "unit": unit, "upheld": upheld, "reason": "经研究"});
                self.does(WANG, no, &order);
            }
            Part::Works => self.works(no, &unit, handler),
            Part::Reported => {
                let times = self.sent_back.entry(no.to_owned()).or_default();
                if *times < 3 && self.dice.chance(30) {
                    *times += 1;
                    let order = json!({"command": "send_back", "unit": unit, "reason": "结果不具体"});
                    return self.does(WANG, no, &order);
                }
                self.does(WANG, no, &json!({"command": "verify", "unit": unit}));
            }
            Part::Verified => {}
        }
    }

    fn works(&mut self, no: &str, unit: &str, handler: &str) {
        let now = self.town.now;
        let once = (no.to_owned(), unit.to_owned());
        let paused = self.ledger.is_paused(no, unit);
        if !paused && self.ledger.extendable(no, unit, now) && !self.extended.contains(&once) && self.dice.chance(30) {
            self.extended.insert(once);
            let case = self.town.desk.case(&CaseNo(no.to_owned())).unwrap();
            let clock = case.running(ClockKind::Unit, Some(&UnitId::from(unit))).unwrap().id;
            let order = json!({"command": "extend", "clock": clock, "amount": 1 + self.dice.below(5),
                "reason": "对方在外地", "approver": WANG, "_unit": unit});
            return self.does(WANG, no, &order);
        }
        let clock = || {
            let case = self.town.desk.case(&CaseNo(no.to_owned())).unwrap();
            case.running(ClockKind::Unit, Some(&UnitId::from(unit))).unwrap().id
        };
        if self.ledger.is_paused(no, unit) {
            let order = json!({"command": "resume", "clock": clock(), "_unit": unit});
            return self.does(WANG, no, &order);
        }
        let once = (no.to_owned(), unit.to_owned());
        if self.ledger.extendable(no, unit, now) && !self.extended.contains(&once) && self.dice.chance(25) {
            let order = json!({"command": "pause", "clock": clock(), "reason": "等鉴定意见", "_unit": unit});
            self.extended.insert(once);
            return self.does(WANG, no, &order);
        }
        match self.dice.below(5) {
            0 => self.does(handler, no, &json!({"command": "progress", "unit": unit, "text": "已到现场"})),
            1 => self.acknowledges(no),
            _ => self.does(handler, no, &json!({"command": "report", "unit": unit, "result": "双方谈妥"})),
        }
    }

    fn acknowledges(&mut self, no: &str) {
        let case = self.town.desk.case(&CaseNo(no.to_owned())).unwrap();
        let raised = case.clocks.iter().flat_map(|clock| clock.raised.iter().map(move |raised| (clock.id, raised)));
        let mut found =
            raised.filter(|(_, raised)| raised.acknowledged.is_none()).map(|(id, raised)| (id, raised.level));
        if let Some((clock, level)) = found.next_back() {
            self.does(
                WANG,
                no,
                &json!({"command": "acknowledge", "clock": clock, "level": level, "note": "已电话催办"}),
            );
        }
    }

    /// Takes in which directives there are now; the ledger must have expected each of them.
    pub(super) fn hears_of_directives(&mut self) {
        let count = self.town.desk.store().folios_called("directive", "DB2026-").unwrap();
        while i64::from(self.directives) < i64::from(count) {
            self.directives += 1;
            let no = format!("DB2026-{:04}", self.directives);
            let row = self.town.desk.store().folio("directive", &no).unwrap().unwrap();
            let event = self.town.desk.store().events(row.stream, 1).unwrap().remove(0);
            self.ledger.meets(&no, &serde_json::from_str(&event.body).unwrap());
            self.later(Job::Directive(no));
        }
    }

    /// What becomes of a directive: signed by the leader, received, replied to, sometimes returned, closed out.
    fn directive(&mut self, no: &str) {
        let paper = &self.ledger.papers[no];
        let (to, kind) = (paper.to.clone(), paper.kind.clone());
        let handler = UNITS.iter().find(|(it, _)| *it == to).unwrap().1;
        let (officer, order) = match paper.stand.as_str() {
            "proposed" if self.dice.chance(80) => ("gao", json!({"command": "sign_off_directive"})),
            "proposed" => ("gao", json!({"command": "withdraw_directive", "reason": "已当面说明"})),
            "issued" => (handler, json!({"command": "receive_directive"})),
            "received" if kind == "talk" => {
                let today = self.town.now.date_naive();
                if self.ledger.papers[no].met {
                    ("du", json!({"command": "close_out", "opinion": "已约谈"}))
                } else {
                    ("gao", json!({"command": "hold_meeting", "on": today, "text": "单位负责人说明情况"}))
                }
            }
            "received" | "returned" => (handler, json!({"command": "reply_directive", "text": "已整改"})),
            "replied" if self.dice.chance(25) => ("du", json!({"command": "return_reply", "reason": "没有说明原因"})),
            "replied" => ("du", json!({"command": "close_out", "opinion": "同意销号"})),
            _ => return,
        };
        let mut line = order.clone();
        line["directive"] = no.into();
        self.town.does(officer, &line.to_string());
        self.orders += 1;
        self.ledger.hears_of(no, &order, self.town.now, officer);
        self.hears_of_directives();
        self.later(Job::Directive(no.to_owned()));
    }
}

/// Returns a moment at which somebody is there: the same, or the next morning.
fn opening(moment: Moment) -> Moment {
    let day = moment.date_naive();
    match moment.hour() {
        0..8 => at(day, 8, moment.minute()),
        8..21 => moment,
        _ => at(day + TimeDelta::days(1), 8, moment.minute()),
    }
}
