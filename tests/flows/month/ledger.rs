//! What should come of the month, by the test's own reckoning: it hears the same orders and the rulebook, and nothing else.

use super::days::{Days, last_of};
use super::papers::{Due, Paper};
use super::rules::{Facts, Rules};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use yichuang::domain::time::Moment;

/// An alert: on which case, which limit of whom, which level, when, let climb by whom.
pub type Alert = (String, String, String, String, Moment, String);

/// A limit that runs, or ran.
#[derive(Debug)]
pub struct Watch {
    kind: &'static str,
    unit: String,
    start: Moment,
    due: Moment,
    /// Whether somebody still has to do something.
    pub runs: bool,
    raised: Vec<(String, Moment)>,
    limit: (i64, String),
    paused: Option<Moment>,
    pauses: Vec<(Moment, Moment)>,
}

impl Watch {
    /// Begins one.
    pub fn new(kind: &'static str, unit: &str, start: Moment, due: Moment) -> Self {
        let (unit, raised, pauses) = (unit.to_owned(), Vec::new(), Vec::new());
        Self { kind, unit, start, due, runs: true, raised, limit: (0, String::new()), paused: None, pauses }
    }

    /// Raises what has been reached and was not raised since, and returns the levels.
    pub fn climbs(&mut self, rules: &Rules, days: &Days, now: Moment) -> Vec<String> {
        let mut levels = Vec::new();
        // What stands still reaches nothing.
        for (level, offset) in rules.ladder.iter().filter(|_| self.paused.is_none()) {
            let rung = days.rung(self.due, *offset);
            let before_it_began = *offset < 0 && rung < self.start;
            let was_raised = self.raised.iter().any(|(raised, at)| raised == level && *at >= rung);
            if rung <= now && !before_it_began && !was_raised {
                self.raised.push((level.clone(), now));
                levels.push(level.clone());
            }
        }
        levels
    }

    fn is_red(&self, rules: &Rules, days: &Days) -> bool {
        let stands = |level: &str, at: &Moment| {
            let step = rules.ladder.iter().find(|(it, _)| it == level).expect("a step");
            *at >= days.rung(self.due, step.1)
        };
        let high = |level: &str| ["red", "supervision", "leader"].contains(&level);
        self.raised.iter().any(|(level, at)| high(level) && stands(level, at))
    }
}

/// How far a unit is with its part.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// It has not signed.
    Unsigned,
    /// It works on it.
    Works,
    /// It says it is not theirs.
    Objects,
    /// It has reported.
    Reported,
    /// Its report was accepted.
    Verified,
}

/// How far a case is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stand {
    /// Nobody has said yes or no.
    Registered,
    /// It waits for a unit.
    Accepted,
    /// Units have it.
    Handling,
    /// A conference has to say whose it is.
    Conference,
    /// It is settled; somebody asks how it was.
    Resolved,
    /// The resident is content.
    Content,
    /// Nothing is to be done any more.
    Over,
}

/// A case.
#[derive(Debug)]
pub struct Matter {
    facts: Facts,
    received: Moment,
    accepted: Option<Moment>,
    /// How far it is.
    pub stand: Stand,
    /// The units that have it, the lead first.
    pub parts: Vec<(String, Part)>,
    /// Whether somebody answered the resident.
    pub replied: bool,
    watches: Vec<Watch>,
    sent_back: BTreeMap<String, i64>,
    objected: i64,
    dissatisfied: i64,
    /// Whether somebody else has to confirm the grade.
    pub awaits: bool,
    confirmed: Option<String>,
    /// The step of the ladder where it stands, if it is on it.
    pub rank: Option<usize>,
    /// Whether it was on the ladder and left it.
    pub settled: bool,
}

/// All cases and all alerts.
pub struct Ledger {
    /// Working days.
    pub days: Days,
    /// The rulebook.
    pub rules: Rules,
    /// The cases by their numbers.
    pub matters: BTreeMap<String, Matter>,
    /// The alerts raised so far.
    pub alerts: BTreeSet<Alert>,
    /// The directives by their numbers.
    pub papers: BTreeMap<String, Paper>,
    /// Those that should be there and were not seen yet.
    pub due: Vec<Due>,
    /// Those that should be there.
    pub all_due: Vec<Due>,
    pub(super) said: BTreeSet<String>,
    pub(super) lates: BTreeMap<String, i64>,
}

impl Ledger {
    /// Begins an empty one.
    pub fn new() -> Self {
        Self {
            days: Days::new(),
            rules: Rules::new(),
            matters: BTreeMap::new(),
            alerts: BTreeSet::new(),
            papers: BTreeMap::new(),
            due: Vec::new(),
            all_due: Vec::new(),
            said: BTreeSet::new(),
            lates: BTreeMap::new(),
        }
    }

    /// Lets everything climb that has reached a step.
    pub fn climbs(&mut self, now: Moment, by: &str) {
        let mut raised = Vec::new();
        for (no, matter) in &mut self.matters {
            let running = matter.watches.iter_mut().enumerate().filter(|(_, it)| it.runs && it.kind != "object");
            for (nth, watch) in running {
                let levels = watch.climbs(&self.rules, &self.days, now);
                raised.extend(levels.into_iter().map(|level| (no.clone(), watch.kind, watch.unit.clone(), level, nth)));
            }
        }
        for (no, kind, unit, level, nth) in raised {
            self.alert_calls(&no, &unit, kind, &level, nth, (now, by));
            self.alerts.insert((no, kind.to_owned(), unit, level, now, by.to_owned()));
        }
        self.papers_climb(now, by);
    }

    /// Hears an order that was done.
    pub fn hears(&mut self, no: &str, order: &Value, now: Moment, by: &str) {
        let text = |name: &str| order[name].as_str().unwrap_or_default().to_owned();
        let command = text("command");
        if command == "register" {
            let grade = order["grade"].as_str().map(str::to_owned);
            let facts = Facts { kind: text("kind"), channel: text("channel"), grade, step: None };
            let (stand, parts, watches) = (Stand::Registered, Vec::new(), Vec::new());
            let matter = Matter {
                facts,
                stand,
                parts,
                watches,
                received: now,
                accepted: None,
                replied: false,
                sent_back: BTreeMap::new(),
                objected: 0,
                dissatisfied: 0,
                awaits: false,
                confirmed: None,
                rank: None,
                settled: false,
            };
            self.matters.insert(no.to_owned(), matter);
        }
        let unit = text("unit");
        self.counts(no, &command, order, &unit, (now, by));
        let mut at = Reckoning { matter: self.matters.get_mut(no).unwrap(), days: &self.days, rules: &self.rules, now };
        match command.as_str() {
            "register" => {
                at.start("accept", "");
                at.proposed();
                if order["accept"] == true {
                    at.accepted();
                }
            }
            "accept" => at.accepted(),
            "decline" | "withdraw" | "archive" => at.over(),
            "assess" => {
                let before = at.matter.facts.grade.clone();
                at.matter.facts.grade = order["grade"].as_str().map(str::to_owned).or(before.clone());
                at.graded();
                if at.matter.facts.grade != before {
                    at.proposed();
                }
            }
            "confirm_grade" => {
                at.ends("grade_review", "");
                at.matter.awaits = false;
                at.matter.confirmed.clone_from(&at.matter.facts.grade);
            }
            "route" => {
                let co = order["co"].as_array().cloned().unwrap_or_default();
                at.assigned(&text("lead"), false);
                for unit in co {
                    at.assigned(unit.as_str().unwrap(), false);
                }
                at.matter.stand = Stand::Handling;
            }
            "sign" => {
                at.ends("sign_for", &unit);
                at.part(&unit, Part::Works);
            }
            "object" => {
                at.ends("sign_for", &unit);
                at.ends("object", &unit);
                at.start("rule", &unit);
                at.part(&unit, Part::Objects);
                // Nobody wants it: where it goes is said by a conference, and the case is passed on no more.
                if at.matter.objected == self.rules.number("objections", "freeze_after") {
                    at.start("conference", "");
                    at.matter.stand = Stand::Conference;
                }
            }
            "conclude" => {
                at.ends("conference", "");
                let units: Vec<_> = at.matter.parts.iter().map(|(unit, _)| unit.clone()).collect();
                for unit in units {
                    at.taken_away(&unit);
                }
                at.assigned(&text("lead"), true);
                at.matter.stand = Stand::Handling;
                at.matter.objected = 0;
            }
            "pause" => {
                let watch = at.running("unit", &text("_unit")).expect("it runs");
                at.matter.watches[watch].paused = Some(now);
            }
            "resume" => at.resumed(&text("_unit")),
            "promise" => {
                let due = last_of(text("due").parse().unwrap());
                at.matter.watches.push(Watch::new("promise", "", now, due));
            }
            "keep_promise" => at.ends("promise", ""),
            "enter_step" => at.stays(0),
            "pass_up" => at.stays(at.matter.rank.expect("it is on the ladder") + 1),
            "settle_at_step" => at.leaves(),
            "rule" if order["upheld"] == true => {
                at.ends("rule", &unit);
                at.taken_away(&unit);
                at.matter.stand = Stand::Accepted;
                at.start("triage", "");
            }
            "rule" => {
                at.ends("rule", &unit);
                at.start("sign_for", &unit);
                at.part(&unit, Part::Unsigned);
            }
            "report" => {
                at.ends("unit", &unit);
                at.ends("object", &unit);
                at.start("verify", &unit);
                at.part(&unit, Part::Reported);
            }
            "send_back" => {
                at.ends("verify", &unit);
                at.runs_on("unit", &unit);
                at.part(&unit, Part::Works);
            }
            "verify" => {
                at.ends("verify", &unit);
                at.part(&unit, Part::Verified);
                if at.matter.parts.iter().all(|(_, part)| *part == Part::Verified) {
                    at.resolved();
                }
            }
            "reply" => {
                at.matter.replied = true;
                at.ends("reply", "");
            }
            "call_back" if order["answer"]["answered"] != "dissatisfied" => {
                at.ends("call_back", "");
                at.start("archive", "");
                at.matter.stand = Stand::Content;
            }
            "reopen" => {
                let units: Vec<_> = at.matter.parts.iter().map(|(unit, _)| unit.clone()).collect();
                for unit in &units {
                    at.taken_away(unit);
                }
                at.ends("call_back", "");
                at.start("triage", "");
                // Whoever takes it up again accepts it anew.
                at.matter.accepted = Some(now);
                at.graded();
                if at.matter.awaits {
                    at.start("grade_review", "");
                }
                at.assigned(&unit, true);
                at.matter.stand = Stand::Handling;
            }
            "extend" => {
                let amount = order["amount"].as_i64().unwrap();
                let watch = at.running("unit", &text("_unit")).expect("it runs");
                let due = at.days.after(at.matter.watches[watch].due, amount, "work_day");
                at.matter.watches[watch].due = due;
            }
            "call_back" | "acknowledge" | "progress" | "note" => {}
            other => panic!("nobody told the test what {other} does"),
        }
    }

    /// Counts what has come so often that the rulebook answers it.
    fn counts(&mut self, no: &str, command: &str, order: &Value, unit: &str, at: (Moment, &str)) {
        let Some(matter) = self.matters.get_mut(no) else { return };
        let (what, times, unit) = match command {
            "send_back" => {
                let times = matter.sent_back.entry(unit.to_owned()).or_insert(0);
                *times += 1;
                ("sent_back", *times, unit.to_owned())
            }
            "object" => {
                matter.objected += 1;
                ("objected", matter.objected, unit.to_owned())
            }
            "call_back" if order["answer"]["answered"] == "dissatisfied" => {
                matter.dissatisfied += 1;
                ("dissatisfied", matter.dissatisfied, matter.parts.last().expect("somebody had it").0.clone())
            }
            // Whoever gets it anew begins anew.
            "reopen" | "rule" | "conclude" => {
                matter.sent_back.clear();
                if command == "reopen" {
                    matter.objected = 0;
                }
                return;
            }
            _ => return,
        };
        self.occasion(what, times, &unit, no, at);
    }

    /// Returns what stands at red or above: number and what is measured, of directives the number alone.
    pub fn red(&self) -> BTreeSet<(String, String)> {
        let is_red = |watch: &Watch| watch.runs && watch.kind != "object" && watch.is_red(&self.rules, &self.days);
        let cases = self.matters.iter().flat_map(|(no, matter)| matter.watches.iter().map(move |watch| (no, watch)));
        let cases =
            cases.filter(|(_, watch)| is_red(watch)).map(|(no, watch)| (no.clone(), format!("clock.{}", watch.kind)));
        let papers = self.papers.iter().filter(|(_, paper)| paper.watch.as_ref().is_some_and(is_red));
        cases.chain(papers.map(|(no, _)| (no.clone(), String::new()))).collect()
    }

    /// Tells whether a unit's limit runs and is not over, so that it may be extended.
    pub fn extendable(&self, no: &str, unit: &str, now: Moment) -> bool {
        self.matters[no].watches.iter().any(|it| it.runs && it.kind == "unit" && it.unit == unit && it.due > now)
    }

    /// Tells whether a unit's limit stands still.
    pub fn is_paused(&self, no: &str, unit: &str) -> bool {
        self.matters[no].watches.iter().any(|it| it.runs && it.kind == "unit" && it.unit == unit && it.paused.is_some())
    }

    /// Tells whether the resident was promised something that was not done yet.
    pub fn promised(&self, no: &str) -> bool {
        self.matters[no].watches.iter().any(|it| it.runs && it.kind == "promise")
    }

    /// Tells whether a unit may still say that it is not theirs.
    pub fn may_object(&self, no: &str, unit: &str, now: Moment) -> bool {
        self.matters[no].watches.iter().any(|it| it.runs && it.kind == "object" && it.unit == unit && it.due >= now)
    }
}

impl Matter {
    /// Tells whether somebody said how grave it is.
    pub fn is_graded(&self) -> bool {
        self.facts.grade.is_some()
    }
}

/// One case at one moment.
struct Reckoning<'a> {
    matter: &'a mut Matter,
    days: &'a Days,
    rules: &'a Rules,
    now: Moment,
}

impl Reckoning<'_> {
    fn start(&mut self, kind: &'static str, unit: &str) {
        self.start_from(kind, unit, self.now);
    }

    fn start_from(&mut self, kind: &'static str, unit: &str, start: Moment) {
        let Some(limit) = self.rules.limit(kind, &self.matter.facts) else { return };
        let due = self.days.after(start, limit.amount, &limit.unit);
        let mut watch = Watch::new(kind, unit, start, due);
        watch.limit = (limit.amount, limit.unit.clone());
        self.matter.watches.push(watch);
    }

    /// What stood still goes on: the days between count for nobody.
    fn resumed(&mut self, unit: &str) {
        let nth = self.running("unit", unit).expect("it runs");
        let watch = &mut self.matter.watches[nth];
        watch.pauses.push((watch.paused.take().expect("it stood still"), self.now));
        watch.due = self.days.after_pauses(watch.start, (watch.limit.0, &watch.limit.1), &watch.pauses);
    }

    /// It comes to a step of the ladder, from the one before or from below it all.
    fn stays(&mut self, rank: usize) {
        self.ends("step", "");
        let step = self.rules.tables("step")[rank]["id"].as_str().unwrap().to_owned();
        (self.matter.rank, self.matter.facts.step) = (Some(rank), Some(step));
        self.start("step", "");
    }

    fn leaves(&mut self) {
        self.ends("step", "");
        self.matter.settled |= self.matter.rank.take().is_some();
    }

    fn running(&self, kind: &str, unit: &str) -> Option<usize> {
        self.matter.watches.iter().position(|it| it.runs && it.kind == kind && it.unit == unit)
    }

    fn ends(&mut self, kind: &str, unit: &str) {
        if let Some(watch) = self.running(kind, unit) {
            self.matter.watches[watch].runs = false;
        }
    }

    /// What was met is not met after all: it runs on as it was, and what was raised stays raised.
    fn runs_on(&mut self, kind: &str, unit: &str) {
        let last = self.matter.watches.iter_mut().rev().find(|it| it.kind == kind && it.unit == unit);
        last.expect("it ran before").runs = true;
    }

    fn part(&mut self, unit: &str, part: Part) {
        self.matter.parts.iter_mut().find(|(name, _)| name == unit).expect("it has it").1 = part;
    }

    fn accepted(&mut self) {
        self.matter.accepted = Some(self.now);
        self.matter.stand = Stand::Accepted;
        self.ends("accept", "");
        self.start("triage", "");
        // The answer is due from when the matter was received, whenever it is accepted.
        self.start_from("reply", "", self.matter.received);
        self.graded();
    }

    /// How long the whole may take hangs on the grade, counts from acceptance, and never becomes shorter.
    fn graded(&mut self) {
        let (Some(accepted), Some(_)) = (self.matter.accepted, &self.matter.facts.grade) else { return };
        let Some(running) = self.running("grade", "") else { return self.start_from("grade", "", accepted) };
        let limit = self.rules.limit("grade", &self.matter.facts).unwrap();
        let due = self.days.after(accepted, limit.amount, &limit.unit);
        let watch = &mut self.matter.watches[running];
        watch.due = watch.due.max(due);
    }

    /// Whoever the rulebook names confirms a grade: the heavier one's, where another was confirmed before.
    fn proposed(&mut self) {
        let Some(grade) = self.matter.facts.grade.clone() else { return };
        let weight = |grade: &String| ["general", "larger", "major"].iter().position(|it| it == grade);
        let heavier = self.matter.confirmed.clone().into_iter().chain([grade.clone()]).max_by_key(weight);
        let rows = self.rules.tables("grade_review");
        let asks =
            |grade: &str| rows.iter().any(|it| it["grade"].as_str() == Some(grade) && it.contains_key("confirmed_by"));
        (self.matter.awaits, self.matter.confirmed) = (asks(&heavier.unwrap()) || asks(&grade), None);
        if !self.matter.awaits {
            self.ends("grade_review", "");
        } else if self.running("grade_review", "").is_none() {
            self.start("grade_review", "");
        }
    }

    fn assigned(&mut self, unit: &str, designated: bool) {
        self.ends("triage", "");
        self.start("sign_for", unit);
        self.start("unit", unit);
        if !designated {
            self.start("object", unit);
        }
        self.matter.parts.push((unit.to_owned(), Part::Unsigned));
    }

    fn taken_away(&mut self, unit: &str) {
        for kind in ["sign_for", "object", "unit", "rule", "verify"] {
            self.ends(kind, unit);
        }
        self.matter.parts.retain(|(name, _)| name != unit);
    }

    fn resolved(&mut self) {
        for kind in ["triage", "grade", "grade_review"] {
            self.ends(kind, "");
        }
        self.leaves();
        self.start("call_back", "");
        self.matter.stand = Stand::Resolved;
    }

    fn over(&mut self) {
        self.matter.watches.iter_mut().for_each(|watch| watch.runs = false);
        self.matter.stand = Stand::Over;
    }
}
