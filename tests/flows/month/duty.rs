//! The duty of the month: a roster published week by week, three shifts a day, two leaders by week; who takes over, when,
//! and from whom. Which shift is late, and what a sheet lists in red, is reckoned beside it.

use super::play::{Job, Play};
use crate::town::{Town, WANG};
use chrono::{Datelike as _, TimeDelta};
use serde_json::json;
use std::collections::{BTreeMap, BTreeSet};
use yichuang::desk::views::Viewer;
use yichuang::domain::ids::ShiftKey;
use yichuang::domain::time::{Day, Moment, at};

/// Who takes part: duty officers of the centre and a second leader.
const PEOPLE: [(&str, &str, &str); 10] = [
    ("d1", "甲一", "duty_officer"),
    ("d2", "乙二", "duty_officer"),
    ("d3", "丙三", "duty_officer"),
    ("d4", "丁四", "duty_officer"),
    ("d5", "戊五", "duty_officer"),
    ("d6", "己六", "duty_officer"),
    ("d7", "庚七", "duty_officer"),
    ("d8", "辛八", "duty_officer"),
    ("d9", "壬九", "duty_officer"),
    ("jiang", "江副主任", "leader"),
];

/// A shift: its name, when it begins, on which day after and when it ends.
type Hours = (&'static str, (u32, u32), (i64, u32, u32));

/// The shifts of a day: when they begin, and on which day and at what time they end.
const SHIFTS: [Hours; 3] =
    [("day", (8, 30), (0, 18, 0)), ("evening", (18, 0), (0, 22, 0)), ("night", (22, 0), (1, 8, 30))];

/// A shift as it should be.
#[derive(Debug)]
pub struct Turn {
    from: Moment,
    until: Moment,
    crew: String,
    leader: &'static str,
    taken: bool,
    signed: bool,
    late: Vec<&'static str>,
}

/// All shifts, and who is on duty.
#[derive(Debug, Default)]
pub struct Turns {
    all: BTreeMap<String, Turn>,
    on: Option<(String, String)>,
    /// How many were handed over with red items, and how many items were refused.
    pub red: (u32, u32),
    /// How many were late.
    pub late: u32,
}

/// Enters whoever takes part.
pub fn people(town: &mut Town) {
    for (id, name, role) in PEOPLE {
        let officer = json!({"id": id, "name": name, "roles": [role]});
        town.does(WANG, &json!({"command": "save_officer", "officer": officer}).to_string());
    }
}

/// Says by which rotation they stand, from a Monday on.
pub fn patterns(town: &mut Town, start: Day) {
    let leaders = json!([["gao"], ["jiang"]]);
    for (id, post, more, teams, advance) in [
        ("leaders", "leader", json!({}), leaders.clone(), "week"),
        ("receive", "reception", json!({"days": {"weekdays": [2], "nth": [1, 3]}}), leaders, "week"),
        ("chief", "chief", json!({}), json!([["li"]]), "day"),
        ("window", "window", json!({"days": {"only": "work"}}), json!([["d1", "d2"], ["d3", "d4"]]), "day"),
        ("weekend", "weekend", json!({"days": {"only": "off"}}), json!([["d1"], ["d3"]]), "occurrence"),
        ("evening", "cadre", json!({"shifts": ["evening"]}), json!([["d5"], ["d6"]]), "day"),
        ("night", "cadre", json!({"shifts": ["night"]}), json!([["d7"], ["d8"]]), "day"),
        ("backup", "backup", json!({}), json!([["d9"]]), "day"),
    ] {
        let mut pattern = json!({"id": id, "post": post, "teams": teams, "advance": advance, "start": start});
        more.as_object().unwrap().iter().for_each(|(name, value)| pattern[name] = value.clone());
        town.does(WANG, &json!({"command": "save_pattern", "pattern": pattern}).to_string());
    }
}

impl Play {
    /// Enters the people and the patterns, and has the roster published every Friday for the week after.
    pub fn begin_duty(&mut self) {
        let start = self.town.now.date_naive();
        people(&mut self.town);
        patterns(&mut self.town, start);
        self.publish(start);
        for week in 0..4 {
            let friday = at(start + TimeDelta::days(4 + 7 * week), 16, 30);
            self.plan(friday, Job::Publish(start + TimeDelta::days(7 + 7 * week)));
        }
    }

    /// Publishes a week, and lets the dice say who comes when.
    pub fn publish(&mut self, monday: Day) {
        let sunday = monday + TimeDelta::days(6);
        self.town.does(WANG, &json!({"command": "publish_roster", "from": monday, "until": sunday}).to_string());
        let twice = json!({"command": "publish_roster", "from": monday, "until": sunday}).to_string();
        self.town.does(WANG, &twice);
        for day in monday.iter_days().take(7) {
            for (shift, (hour, minute), (later, end, past)) in SHIFTS {
                let (from, until) = (at(day, hour, minute), at(day + TimeDelta::days(later), end, past));
                let (crew, leader) =
                    (self.who(day, shift), if day.iso_week().week() % 2 == 0 { "gao" } else { "jiang" });
                let key = format!("{day}/{shift}");
                let turn = Turn { from, until, crew, leader, taken: false, signed: false, late: Vec::new() };
                self.turns.all.insert(key.clone(), turn);
                let late = match self.dice.below(100) {
                    0..55 => -20 + i64::try_from(self.dice.below(34)).unwrap(),
                    55..78 => 16 + i64::try_from(self.dice.below(44)).unwrap(),
                    78..92 => 61 + i64::try_from(self.dice.below(140)).unwrap(),
                    _ => continue,
                };
                self.plan(from + TimeDelta::minutes(late), Job::TakeOver(key.clone()));
                if self.dice.chance(80) {
                    self.plan(until - TimeDelta::minutes(25), Job::HandOver(key));
                }
            }
        }
    }

    /// Says who stands where, by the rotation the test knows of.
    fn who(&self, day: Day, shift: &str) -> String {
        let start = Day::from_ymd_opt(2026, 9, 14).unwrap();
        let turn = (day - start).num_days() % 2 == 0;
        let one_of = |one: &str, other: &str| if turn { one } else { other }.to_owned();
        match shift {
            "evening" => one_of("d5", "d6"),
            "night" => one_of("d7", "d8"),
            _ if self.ledger.days.works(day) => one_of("d1", "d3"),
            _ => {
                let off =
                    start.iter_days().take_while(|it| *it < day).filter(|it| !self.ledger.days.works(*it)).count();
                if off % 2 == 0 { "d1" } else { "d3" }.to_owned()
            }
        }
    }

    /// Lets shifts that nobody took over turn yellow and red.
    pub fn shifts_climb(&mut self, by: &str) {
        let (now, rules) = (self.town.now, &self.ledger.rules);
        let after = ["grace_minutes", "red_minutes"].map(|name| TimeDelta::minutes(rules.number("handover", name)));
        for (key, turn) in self.turns.all.iter_mut().filter(|(_, turn)| !turn.taken) {
            for (level, after) in ["yellow", "red"].into_iter().zip(after) {
                if turn.from + after <= now && !turn.late.contains(&level) {
                    turn.late.push(level);
                    self.turns.late += 1;
                    let alert = (key.clone(), "shift".to_owned(), String::new(), level.to_owned(), now, by.to_owned());
                    self.ledger.alerts.insert(alert);
                }
            }
        }
    }

    /// Everything that reaches a step by now climbs.
    pub fn climbs(&mut self, by: &str) {
        self.ledger.climbs(self.town.now, by);
        self.shifts_climb(by);
        self.hears_of_directives();
    }

    /// The outgoing signs the sheet, if they are on duty.
    pub fn hand_over(&mut self, key: &str) {
        let Some((on, by)) = self.turns.on.clone().filter(|(on, _)| on == key) else { return };
        self.town.does(&by, &json!({"command": "hand_over", "shift": on, "note": "请跟进红色事项"}).to_string());
        self.climbs(&by);
        self.turns.all.get_mut(key).unwrap().signed = true;
        let red: BTreeSet<_> = self.red_of(key).into_iter().map(|(_, no, what)| (no, what)).collect();
        assert_eq!(red, self.ledger.red(), "the red items of {key}");
    }

    /// Returns the red items of the sheet of a shift: as signed, or as it would be drawn now.
    fn red_of(&self, key: &str) -> Vec<(String, String, String)> {
        let viewer = Viewer::masked(self.town.desk.centre().unwrap().officer(&WANG.into()).unwrap());
        let view = self.town.desk.shift_view(&ShiftKey(key.to_owned()), &viewer, self.town.now).unwrap().unwrap();
        let sheet = view.shift.sheet().cloned().or(view.sheet).unwrap();
        let what = |item: &str, what: &str| if item.starts_with("DB") { String::new() } else { what.to_owned() };
        let no = |item: &str| item.split('#').next().unwrap().to_owned();
        sheet.red().map(|it| (it.item.clone(), no(&it.item), what(&it.item, &it.what))).collect()
    }

    /// Somebody takes a shift over, with an answer to each red item.
    pub fn take_over(&mut self, key: &str) {
        let turn = &self.turns.all[key];
        let (crew, leader, from, until) = (turn.crew.clone(), turn.leader, turn.from, turn.until);
        let mut order = json!({"command": "take_over", "shift": key});
        if let Some((on, _)) = self.turns.on.clone() {
            if !self.turns.all[&on].signed {
                // The sheet is drawn when the ladder has climbed; the order lets it climb too.
                self.town.does(&crew, r#"{"command":"escalate"}"#);
                self.climbs(&crew);
                order["despite"] = "前班没有签字".into();
            }
            let red = self.red_of(&on);
            let refused =
                if red.is_empty() || !self.dice.chance(15) { None } else { Some(self.dice.of(&red).0.clone()) };
            self.turns.red.0 += u32::from(!red.is_empty());
            self.turns.red.1 += u32::from(refused.is_some());
            let accepted: Vec<_> = red.iter().map(|it| &it.0).filter(|it| Some(*it) != refused.as_ref()).collect();
            order["accepted"] = json!(accepted);
            let answers = refused.iter().map(|item| json!({"item": item, "reason": "材料不全，请带班领导定"}));
            order["refused"] = answers.collect();
        }
        self.town.does(&crew, &order.to_string());
        self.climbs(&crew);
        self.turns.all.get_mut(key).unwrap().taken = true;
        self.turns.on = Some((key.to_owned(), crew.clone()));
        let viewer = Viewer::masked(self.town.desk.centre().unwrap().officer(&WANG.into()).unwrap());
        let view = self.town.desk.shift_view(&ShiftKey(key.to_owned()), &viewer, self.town.now).unwrap().unwrap();
        assert_eq!((view.shift.plan.from, view.shift.plan.until), (from, until));
        assert!(view.crew.people.iter().any(|it| it.as_str() == crew), "{key}: {:?}", view.crew);
        assert_eq!(view.crew.leader.map(|it| it.to_string()).as_deref(), Some(leader), "{key}");
    }
}
