//! Which directives should come about by themselves, to whom, and when they climb; by the rulebook's rows.

use super::ledger::{Ledger, Watch};
use serde_json::Value;
use std::collections::BTreeMap;
use yichuang::domain::time::Moment;

/// A directive that should be there, before its number is known: kind, unit, case, why, when, by whom, and whether it
/// waits for a signature.
pub type Due = (String, String, String, String, Moment, String, bool);

/// A directive.
pub struct Paper {
    /// Its kind.
    pub kind: String,
    /// Who has to do it.
    pub to: String,
    /// Where it stands.
    pub stand: String,
    /// Whether there was a meeting.
    pub met: bool,
    issued: Option<Moment>,
    /// Whether the ladder called for it because something was late.
    late: bool,
    /// By when it has to be replied to.
    pub watch: Option<Watch>,
}

impl Ledger {
    /// Calls for what the rulebook says of an alert.
    pub(super) fn alert_calls(
        &mut self,
        no: &str,
        unit: &str,
        clock: &str,
        level: &str,
        nth: usize,
        (now, by): (Moment, &str),
    ) {
        if unit.is_empty() || ["rule", "verify"].contains(&clock) {
            return;
        }
        for row in self.rules.tables("directive").into_iter().cloned().collect::<Vec<_>>() {
            let once = format!("{no} {unit} {} {nth} {level}", row["kind"]);
            if row.get("at").and_then(toml::Value::as_str) == Some(level) && self.said.insert(once) {
                self.calls(&row, unit, no, &format!("{level} {clock}"), now, by);
            }
        }
    }

    /// Calls for what the rulebook says of an occasion that has come so many times.
    pub(super) fn occasion(&mut self, what: &str, times: i64, unit: &str, no: &str, (now, by): (Moment, &str)) {
        for row in self.rules.tables("directive").into_iter().cloned().collect::<Vec<_>>() {
            let on = row.get("on").and_then(toml::Value::as_array).into_iter().flatten();
            let fits = |it: &toml::Value| it["what"].as_str() == Some(what) && it["times"].as_integer() == Some(times);
            if on.into_iter().any(fits) {
                let once = format!("{no} {unit} {} {what} {times}", row["kind"]);
                if no.is_empty() || self.said.insert(once) {
                    self.calls(&row, unit, no, &format!("{what} {times}"), now, by);
                }
            }
        }
    }

    fn calls(&mut self, row: &toml::Table, unit: &str, no: &str, why: &str, now: Moment, by: &str) {
        let kind = row["kind"].as_str().unwrap().to_owned();
        let waits = row.contains_key("signer");
        self.due.push((kind.clone(), unit.to_owned(), no.to_owned(), why.to_owned(), now, by.to_owned(), waits));
        self.all_due.push(self.due.last().unwrap().clone());
        // The mildest answer to lateness is what lateness is counted by.
        if !waits && row.get("at").is_some() {
            let count = self.lates.entry(unit.to_owned()).or_insert(0);
            *count += 1;
            let count = *count;
            self.occasion("late", count, unit, "", (now, by));
        }
    }

    /// Takes in that a directive is there.
    pub fn meets(&mut self, no: &str, event: &Value) {
        let what = &event["what"];
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        let why_so = &what["cause"];
        let why = match why_so["level"].as_str() {
            Some(level) => format!("{level} {}", text(&why_so["measures"])),
            None => format!("{} {}", text(&why_so["occasion"]), why_so["times"]),
        };
        let waits = event["event"] == "directive_proposed";
        let issue = &what["issue"];
        let (kind, to, case) = (text(&issue["kind"]), text(&issue["to"]), text(&issue["case"]));
        let is_it = |due: &Due| due.0 == kind && due.1 == to && due.2 == case && due.3 == why && due.6 == waits;
        let Some(found) = self.due.iter().position(is_it) else {
            panic!("nobody called for {no}: {event}, but for {:?}", self.due);
        };
        let (.., now, _, _) = self.due.remove(found);
        let stand = if waits { "proposed" } else { "issued" }.to_owned();
        let late = why_so["level"].is_string();
        let mut paper = Paper { kind, to, stand, met: false, issued: None, late, watch: None };
        if !waits {
            self.begins(&mut paper, now);
        }
        self.papers.insert(no.to_owned(), paper);
    }

    fn begins(&self, paper: &mut Paper, now: Moment) {
        paper.issued = Some(now);
        let row = self.rules.tables("directive").into_iter().find(|row| row["kind"].as_str() == Some(&paper.kind));
        let row = row.unwrap();
        let answers = row.get("reply").and_then(toml::Value::as_bool).unwrap_or(true);
        if let Some(limit) = row.get("limit").filter(|_| answers) {
            let due = self.days.after(now, limit["amount"].as_integer().unwrap(), limit["unit"].as_str().unwrap());
            paper.watch = Some(Watch::new("directive", &paper.to, now, due));
        }
    }

    /// Hears what was done about a directive.
    pub fn hears_of(&mut self, no: &str, order: &Value, now: Moment, by: &str) {
        let mut paper = self.papers.remove(no).unwrap();
        let runs = |paper: &mut Paper, runs: bool| paper.watch.iter_mut().for_each(|watch| watch.runs = runs);
        match order["command"].as_str().unwrap() {
            "sign_off_directive" => {
                paper.stand = "issued".into();
                self.begins(&mut paper, now);
            }
            "withdraw_directive" => paper.stand = "withdrawn".into(),
            "receive_directive" => paper.stand = "received".into(),
            "reply_directive" => {
                paper.stand = "replied".into();
                runs(&mut paper, false);
            }
            "return_reply" => {
                paper.stand = "returned".into();
                runs(&mut paper, true);
            }
            "hold_meeting" => paper.met = true,
            "close_out" => {
                paper.stand = "closed".into();
                runs(&mut paper, false);
            }
            other => panic!("nobody told the test what {other} does"),
        }
        let (kind, to, is_new) = (paper.kind.clone(), paper.to.clone(), paper.issued == Some(now));
        self.papers.insert(no.to_owned(), paper);
        if is_new && kind == "yellow_card" {
            let yellows =
                self.papers.values().filter(|it| it.to == to && it.kind == kind && it.issued.is_some()).count();
            let times = i64::try_from(yellows).unwrap();
            let row = self.rules.tables("directive").into_iter().find(|row| row["kind"].as_str() == Some("red_card"));
            let row = row.unwrap().clone();
            if times % self.rules.number("cards", "yellows") == 0 {
                self.calls(&row, &to, "", &format!("yellow_cards {times}"), now, by);
            }
        }
    }

    /// Lets the directives climb.
    pub(super) fn papers_climb(&mut self, now: Moment, by: &str) {
        let mut papers = std::mem::take(&mut self.papers);
        for (no, paper) in &mut papers {
            if let Some(watch) = paper.watch.as_mut().filter(|watch| watch.runs) {
                for level in watch.climbs(&self.rules, &self.days, now) {
                    self.alerts.insert((no.clone(), "directive".into(), paper.to.clone(), level, now, by.to_owned()));
                }
            }
        }
        self.papers = papers;
    }

    /// Returns how many directives of each kind there are.
    pub fn census(&self) -> BTreeMap<String, usize> {
        let mut census = BTreeMap::new();
        for paper in self.papers.values() {
            *census.entry(paper.kind.clone()).or_insert(0) += 1;
            *census.entry(format!("late: {}", paper.late)).or_insert(0) += 1;
        }
        census
    }
}
