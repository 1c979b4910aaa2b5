//! Whatever is ordered of roster, shifts and directives, in whatever order: at most one shift is on, nothing is published
//! twice, lateness stays, and the log tells what the rows say.

use crate::month::duty::{patterns, people};
use crate::properties::config;
use crate::town::{Town, WANG};
use chrono::Duration;
use proptest::prelude::*;
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use yichuang::desk::views::Viewer;
use yichuang::desk::{DeskError, Order};
use yichuang::domain::ids::{OfficerId, ShiftKey};
use yichuang::domain::time::{Day, Moment};

const WHO: [&str; 12] = [WANG, "gao", "jiang", "du", "li", "d1", "d3", "d5", "d6", "d7", "lao", "shui"];
const KINDS: [&str; 6] = ["instruction", "reminder", "order", "project", "yellow_card", "talk"];
const SHIFTS: [&str; 3] = ["day", "evening", "night"];
const UNITS: [&str; 4] = ["ldjc", "zjj", "swj", "zx"];

type Step = (u8, u8, u8, u16);

fn step() -> impl Strategy<Value = Step> {
    (any::<u8>(), any::<u8>(), any::<u8>(), 0u16..420)
}

fn of<'a>(all: &[&'a str], at: u8) -> &'a str {
    all[usize::from(at) % all.len()]
}

/// Anything somebody might order, sensible or not.
fn order(town: &Town, (op, a, b, _): Step) -> Value {
    let today = town.now.date_naive();
    let day = |ahead: u8| today + Duration::days(i64::from(ahead % 5) - 1);
    let words = if b == 255 { "" } else { "照实写" };
    let shift = format!("{}/{}", day(a % 3), of(&SHIFTS, b));
    let (swap, directive) = (1 + a % 4, format!("DB2026-{:04}", 1 + a % 6));
    let slot = json!({"day": day(a), "shift": "evening", "post": "cadre"});
    let on = |command: &str| json!({"command": command, "directive": directive, "text": words});
    match op % 28 {
        0 | 1 => {
            json!({"command": "publish_roster", "from": day(a), "until": day(a) + Duration::days(i64::from(b % 4)),
            "despite": (b % 3 > 0).then_some("试行")})
        }
        2 => json!({"command": "absent", "officer": of(&WHO, a), "from": day(a), "until": day(a), "reason": words}),
        3 => json!({"command": "assign_duty", "day": day(a), "shift": of(&SHIFTS, b), "post": "cadre",
            "officers": [of(&WHO, a)], "reason": words}),
        4 => {
            json!({"command": "ask_swap", "day": day(a), "shift": "evening", "post": "cadre", "with": of(&["d5", "d6"], b),
            "reason": words, "back": (b % 2 == 0).then_some(slot)})
        }
        5 => json!({"command": "agree_swap", "swap": swap}),
        6 => json!({"command": "approve_swap", "swap": swap}),
        7 => json!({"command": "refuse_swap", "swap": swap, "reason": words}),
        8..=12 => {
            let on = shifts(town).into_iter().find(|(_, taken)| *taken);
            let accepted = on.map(|(key, _)| red(town, &key)).unwrap_or_default();
            json!({"command": "take_over", "shift": shift, "despite": (a % 4 > 0).then_some("照顾不过来"),
                "accepted": if b % 5 == 0 { Vec::new() } else { accepted }})
        }
        13 | 14 => {
            let on = shifts(town).into_iter().find(|(_, taken)| *taken);
            json!({"command": "hand_over", "shift": on.map_or(shift, |(key, _)| key), "note": words})
        }
        15 => json!({"command": "log_entry", "shift": shift, "text": words}),
        16 => json!({"command": "ack_late", "shift": shift, "note": words}),
        17 | 18 => json!({"command": "issue", "kind": of(&KINDS, a), "subject": words, "to": of(&UNITS, b),
            "leader": "gao", "due": (b % 2 == 0).then(|| day(b))}),
        19 => json!({"command": "sign_off_directive", "directive": directive}),
        20 => json!({"command": "receive_directive", "directive": directive}),
        21 => on("reply_directive"),
        22 => json!({"command": "return_reply", "directive": directive, "reason": words}),
        23 => json!({"command": "close_out", "directive": directive, "opinion": words}),
        24 => {
            json!({"command": "extend_directive", "directive": directive, "until": today + Duration::days(i64::from(b % 40)),
            "reason": words, "progress": words, "approver": "gao"})
        }
        25 if b % 3 == 0 => json!({"command": "ask_extension", "directive": directive,
            "until": today + Duration::days(i64::from(b % 40)), "reason": words, "progress": words}),
        25 if b % 3 == 1 => json!({"command": "refuse_extension", "directive": directive, "reason": words}),
        25 => on("report_directive"),
        26 => {
            json!({"command": "register", "kind": "dispute", "channel": "walk_in", "accept": true, "grade": "general",
            "narrative": "界墙争执", "parties": [{"side": "applicant", "name": format!("甲{a}{b}")}]})
        }
        _ => json!({"command": "escalate"}),
    }
}

fn wang(town: &Town) -> Viewer {
    Viewer::masked(town.desk.centre().unwrap().officer(&WANG.into()).unwrap())
}

/// Returns the shifts there are, and whether somebody is on in each.
fn shifts(town: &Town) -> Vec<(String, bool)> {
    let start = Day::from_ymd_opt(2026, 9, 13).unwrap();
    let mut found = Vec::new();
    for day in start.iter_days().take_while(|day| *day <= town.now.date_naive() + Duration::days(3)) {
        for shift in SHIFTS {
            let key = format!("{day}/{shift}");
            if let Some(row) = town.desk.store().folio("shift", &key).unwrap() {
                found.push((key, ["on_duty", "handed_over"].contains(&row.status.as_str())));
            }
        }
    }
    found
}

fn red(town: &Town, key: &str) -> Vec<String> {
    let view = town.desk.shift_view(&ShiftKey(key.to_owned()), &wang(town), town.now).unwrap().unwrap();
    let sheet = view.shift.sheet().cloned().or(view.sheet).unwrap_or_default();
    sheet.red().map(|item| item.item.clone()).collect()
}

/// Returns what was late: shifts by level, directives by clock and since when.
fn late(town: &Town) -> BTreeSet<(String, String)> {
    let mut late = BTreeSet::new();
    for (key, _) in shifts(town) {
        let view = town.desk.shift_view(&ShiftKey(key.clone()), &wang(town), town.now).unwrap().unwrap();
        late.extend(view.shift.late.iter().map(|it| (key.clone(), it.level.to_string())));
    }
    for line in town.desk.directives(&<_>::default(), &wang(town)).unwrap() {
        let view = town.desk.directive(&line.no, &wang(town)).unwrap();
        let since = |at: Moment| at.to_rfc3339();
        let clocks = view.directive.clocks.iter().filter_map(|it| Some((it.id, it.late_since?)));
        late.extend(clocks.map(|(id, at)| (format!("{}#{id}", line.no), since(at))));
    }
    late
}

proptest! {
    #![proptest_config(config(8))]

    #[test]
    fn no_sequence_of_orders_leaves_duty_or_supervision_in_a_muddle(
        steps in prop::collection::vec(step(), 10..60),
    ) {
        let mut town = Town::new("2026-09-14 08:00");
        people(&mut town);
        patterns(&mut town, Day::from_ymd_opt(2026, 9, 14).unwrap());
        town.does(WANG, r#"{"command":"publish_roster","from":"2026-09-14","until":"2026-09-16"}"#);
        let mut was_late = BTreeSet::new();
        for step in steps {
            town.now += Duration::minutes(i64::from(step.3));
            let order = order(&town, step);
            let who = OfficerId::from(if step.1 % 3 == 0 { WANG } else { of(&WHO, step.2) });
            let parsed = Order::from_json(&order.to_string()).map_err(|it| TestCaseError::fail(it.message()))?;
            match town.desk.perform(&who, town.now, &parsed) {
                Ok(_) => {}
                Err(DeskError::Refused(refusal) | DeskError::NotPermitted(refusal)) => {
                    prop_assert!(!yichuang::words::refusal(&refusal).contains("refusal."), "{}", refusal.code);
                    continue;
                }
                Err(fault) => return Err(TestCaseError::fail(fault.message())),
            }
            let on: Vec<_> = shifts(&town).into_iter().filter(|(_, on)| *on).collect();
            prop_assert!(on.len() <= 1, "two are on after {order}: {on:?}");
            let is_late = late(&town);
            prop_assert!(was_late.is_subset(&is_late), "{order}: {:?}", was_late.difference(&is_late));
            was_late = is_late;
        }
        let rows = |town: &Town| -> BTreeMap<i64, String> {
            let streams = town.desk.store().every_folio().unwrap();
            streams.into_iter().map(|it| (it, format!("{:?}", town.desk.store().folio_rows(it).unwrap()))).collect()
        };
        let before = rows(&town);
        for stream in before.keys() {
            let events = town.desk.store().events(*stream, 1).unwrap();
            let planned: Vec<_> = events.iter().filter(|it| it.kind == "shift_planned").map(|it| &it.body).collect();
            prop_assert!(planned.windows(2).all(|pair| pair[0] != pair[1]), "published twice: {planned:?}");
        }
        let report = town.desk.verify().unwrap();
        prop_assert!(report.ok, "{:?}", report.problems);
        town.desk.rebuild().unwrap();
        prop_assert_eq!(rows(&town), before, "replay gives the rows");
    }
}
