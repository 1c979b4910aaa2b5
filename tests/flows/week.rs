//! A week with three shifts a day and two leaders, and rosters with conflicts, ordered as `do` orders.

use crate::month::duty::{patterns, people};
use crate::town::{Town, WANG};
use serde_json::{Value, json};
use yichuang::desk::DeskError;
use yichuang::desk::views::Viewer;
use yichuang::domain::ids::{DirectiveNo, ShiftKey};
use yichuang::domain::refusal::Refusal;
use yichuang::domain::shift::{Crew, Shift};
use yichuang::domain::time::Day;

fn town() -> Town {
    let mut town = Town::new("2026-11-02 07:30");
    people(&mut town);
    patterns(&mut town, Day::from_ymd_opt(2026, 11, 2).unwrap());
    town
}

fn viewer(town: &Town) -> Viewer {
    Viewer::masked(town.desk.centre().unwrap().officer(&WANG.into()).unwrap())
}

fn shift(town: &Town, key: &str) -> (Shift, Crew) {
    let view = town.desk.shift_view(&ShiftKey(key.to_owned()), &viewer(town), town.now).unwrap().expect("a shift");
    (view.shift, view.crew)
}

fn red(town: &Town, key: &str) -> Vec<String> {
    let sheet = shift(town, key).0.sheet().cloned().expect("a sheet");
    sheet.red().map(|item| item.item.clone()).collect()
}

fn does(town: &mut Town, officer: &str, order: &Value) {
    town.does(officer, &order.to_string());
}

#[track_caller]
fn refused(town: &mut Town, officer: &str, order: &Value) -> Refusal {
    match town.try_to(officer, &order.to_string()) {
        Err(DeskError::Refused(refusal) | DeskError::NotPermitted(refusal)) => refusal,
        other => panic!("{order}: {other:?}"),
    }
}

/// The outgoing signs, the incoming takes over and accepts every red item.
fn relay(town: &mut Town, from: Option<(&str, &str)>, to: &str, who: &str, when: &str) {
    town.at(when);
    let mut accepted = Vec::new();
    if let Some((out, by)) = from {
        does(town, by, &json!({"command": "hand_over", "shift": out, "note": "正常"}));
        accepted = red(town, out);
    }
    does(town, who, &json!({"command": "take_over", "shift": to, "accepted": accepted}));
}

#[test]
fn a_week_of_three_shifts_and_two_leaders() {
    let mut town = town();
    does(&mut town, WANG, &json!({"command": "publish_roster", "from": "2026-11-02", "until": "2026-11-15"}));
    relay(&mut town, None, "2026-11-02/day", "d1", "2026-11-02 08:25");
    town.at("2026-11-02 09:00");
    let register = json!({"command": "register", "kind": "dispute", "channel": "walk_in", "accept": true,
        "category": "0202", "grade": "general", "narrative": "邻居占用通道，双方争执不下",
        "parties": [{"side": "applicant", "name": "赵小禾", "phone": "13900001111"}]});
    let no = town.does("d1", &register.to_string()).no.unwrap().to_string();
    does(&mut town, WANG, &json!({"command": "route", "no": no, "lead": "swj", "instruction": "请到现场"}));
    does(&mut town, "d1", &json!({"command": "log_entry", "shift": "2026-11-02/day", "text": "大厅电子屏报修"}));
    for (from, to, who, when) in [
        (("2026-11-02/day", "d1"), "2026-11-02/evening", "d5", "2026-11-02 17:58"),
        (("2026-11-02/evening", "d5"), "2026-11-02/night", "d7", "2026-11-02 21:55"),
        (("2026-11-02/night", "d7"), "2026-11-03/day", "d3", "2026-11-03 08:28"),
        (("2026-11-03/day", "d3"), "2026-11-03/evening", "d6", "2026-11-03 18:00"),
        (("2026-11-03/evening", "d6"), "2026-11-03/night", "d8", "2026-11-03 22:03"),
    ] {
        relay(&mut town, Some(from), to, who, when);
    }
    // On Wednesday morning the case is red: nobody at the unit signed for it.
    town.at("2026-11-04 08:25");
    does(
        &mut town,
        "d8",
        &json!({"command": "hand_over", "shift": "2026-11-03/night", "note": "水务局一直没人接电话"}),
    );
    let items = red(&town, "2026-11-03/night");
    assert!(items.len() > 1 && items.iter().all(|item| item.starts_with(&no)), "{items:?}");
    let take = |accepted: &[String], refused: Value| json!({"command": "take_over", "shift": "2026-11-04/day", "accepted": accepted, "refused": refused});
    assert_eq!(refused(&mut town, "d1", &take(&items[1..], json!([]))).code, "red_unanswered");
    let without = json!([{"item": items[0], "reason": ""}]);
    assert_eq!(refused(&mut town, "d1", &take(&items[1..], without)).code, "refusal_without_reason");
    assert_eq!(refused(&mut town, "d3", &take(&items, json!([]))).code, "not_rostered");
    let reason = json!([{"item": items[0], "reason": "材料不全，请带班领导定"}]);
    does(&mut town, "d1", &take(&items[1..], reason));
    let closed = shift(&town, "2026-11-03/night").0.closed.unwrap();
    assert_eq!((closed.leader.as_str(), closed.refused.len()), ("gao", 1), "it stays with the leader on duty");
    let stays = town.desk.refused_items(&viewer(&town)).unwrap();
    assert_eq!(stays.len(), 1);
    // The leader writes an instruction; the department answers; the leader closes it out and settles the item.
    town.at("2026-11-04 10:00");
    let issue =
        json!({"command": "issue", "kind": "instruction", "to": "swj", "case": no, "text": "请三日内到场并报告"});
    does(&mut town, "gao", &issue);
    let directives = town.desk.directives_about(&no.as_str().into(), &viewer(&town)).unwrap();
    let instruction = directives.iter().find(|it| it.kind.key() == "instruction").expect("an instruction");
    let due = instruction.due.unwrap().format("%m-%d").to_string();
    assert_eq!(due, "11-25", "fifteen working days where nothing else was said");
    let number = instruction.no.to_string();
    let on = |command: &str| json!({"command": command, "directive": number});
    let with = |command: &str, field: &str, text: &str| json!({"command": command, "directive": number, field: text});
    does(&mut town, "shui", &on("receive_directive"));
    does(&mut town, "shui", &with("reply_directive", "text", "已到现场，通道已让出"));
    assert_eq!(refused(&mut town, "du", &with("close_out", "opinion", "同意")).code, "directive_not_supervisor");
    does(&mut town, "gao", &with("close_out", "opinion", "同意销号"));
    let view = town.desk.directive(&DirectiveNo(number.clone()), &viewer(&town)).unwrap();
    assert_eq!((view.line.status.key(), view.line.open), ("closed_out", false));
    let settle =
        json!({"command": "settle_item", "shift": "2026-11-03/night", "item": items[0], "note": "已批示水务局"});
    assert_eq!(refused(&mut town, "d3", &settle).code, "not_your_item");
    does(&mut town, "gao", &settle);
    assert!(town.desk.refused_items(&viewer(&town)).unwrap().is_empty());
    swapped(&mut town);
    let leader = |town: &Town, key: &str| shift(town, key).1.leader.map(|it| it.to_string());
    assert_eq!(leader(&town, "2026-11-08/day").as_deref(), Some("gao"));
    assert_eq!(leader(&town, "2026-11-09/day").as_deref(), Some("jiang"), "another leader in the second week");
    assert!(town.desk.verify().unwrap().ok);
}

/// Two officers exchange evenings: asked, agreed, approved by a third, and only then does it hold.
fn swapped(town: &mut Town) {
    let slot = |day: &str| json!({"day": day, "shift": "evening", "post": "cadre"});
    let mut ask = json!({"command": "ask_swap", "with": "d6", "back": slot("2026-11-07"), "reason": "家中有事"});
    slot("2026-11-06").as_object().unwrap().iter().for_each(|(name, value)| ask[name] = value.clone());
    does(town, "d5", &ask);
    let on = |command: &str| json!({"command": command, "swap": 1});
    assert_eq!(refused(town, WANG, &on("approve_swap")).code, "swap_not_agreed");
    assert_eq!(refused(town, "d5", &on("agree_swap")).code, "swap_not_asked");
    does(town, "d6", &on("agree_swap"));
    let crew =
        |town: &Town, key: &str| -> Vec<String> { shift(town, key).1.people.iter().map(ToString::to_string).collect() };
    assert!(crew(town, "2026-11-06/evening").contains(&"d5".to_owned()), "agreed is not approved");
    does(town, WANG, &on("approve_swap"));
    for (day, who, other) in [("2026-11-06", "d6", "d5"), ("2026-11-07", "d5", "d6")] {
        let crew = crew(town, &format!("{day}/evening"));
        assert!(crew.contains(&who.to_owned()) && !crew.contains(&other.to_owned()), "{day}: {crew:?}");
    }
}

/// Returns the code of a refusal with the codes and days of its causes.
fn causes(refusal: &Refusal) -> (&'static str, Vec<(&'static str, String)>) {
    let day = |it: &Refusal| it.args.iter().find(|(name, _)| *name == "day").map(|(_, day)| day.clone());
    (refusal.code, refusal.causes.iter().map(|it| (it.code, day(it).unwrap_or_default())).collect())
}

#[test]
fn what_is_wrong_with_a_roster_is_named_before_it_is_published() {
    let mut town = town();
    let publish = json!({"command": "publish_roster", "from": "2026-11-02", "until": "2026-11-08"});
    let pattern = |id: &str, post: &str, more: Value, team: &str| {
        let mut pattern = json!({"id": id, "post": post, "teams": [[team]], "advance": "day", "start": "2026-11-02"});
        more.as_object().unwrap().iter().for_each(|(name, value)| pattern[name] = value.clone());
        json!({"command": "save_pattern", "pattern": pattern})
    };
    // Somebody stands at two posts at once: no reason helps.
    does(&mut town, WANG, &pattern("backup", "backup", json!({"days": {"weekdays": [3]}}), "d1"));
    let mut despite = publish.clone();
    despite["despite"] = "先发布再补".into();
    let (code, found) = causes(&refused(&mut town, WANG, &despite));
    assert_eq!(code, "roster_impossible");
    assert!(found.contains(&("roster_twice", "2026-11-04".into())), "{found:?}");
    assert_eq!(town.desk.roster().unwrap().published_until(), None, "nothing of it is published");
    does(&mut town, WANG, &pattern("backup", "backup", json!({}), "d9"));
    // A gap by an absence, and somebody who is not what the post wants.
    does(
        &mut town,
        "d5",
        &json!({"command": "absent", "officer": "d5", "from": "2026-11-04", "until": "2026-11-04",
        "reason": "培训"}),
    );
    does(&mut town, WANG, &pattern("chief", "chief", json!({}), "d9"));
    does(&mut town, WANG, &pattern("backup", "backup", json!({}), "du"));
    let (code, found) = causes(&refused(&mut town, WANG, &publish));
    assert_eq!(code, "roster_gaps");
    assert!(found.contains(&("roster_nobody", "2026-11-04".into())), "{found:?}");
    let wrong = found.iter().filter(|(code, _)| *code == "roster_wrong_role").count();
    assert_eq!(wrong, 14, "seven days, two posts: {found:?}");
    assert_eq!(found.iter().filter(|(code, _)| *code == "roster_nobody").count(), 1, "{found:?}");
    // With a reason it is published, and every fault is said again.
    let receipt = town.does(WANG, &despite.to_string());
    let said: Vec<_> = receipt.warnings.iter().map(|it| it.code).collect();
    assert_eq!(said.len(), found.len());
    // Whoever falls out later is named too, and filling the gap takes it away.
    let absent =
        json!({"command": "absent", "officer": "d7", "from": "2026-11-06", "until": "2026-11-06", "reason": "病假"});
    let warned: Vec<_> = town.does("d7", &absent.to_string()).warnings.iter().map(|it| it.code).collect();
    assert_eq!(warned, ["roster_absent"]);
    let monday = Day::from_ymd_opt(2026, 11, 2).unwrap();
    let wang = town.desk.centre().unwrap().officer(&WANG.into()).unwrap().clone();
    let faults = |town: &Town| {
        let week = town.desk.roster_week(monday, &wang, town.now).unwrap();
        week.days.iter().flat_map(|day| day.faults.iter().map(|fault| fault.reason.code)).collect::<Vec<_>>()
    };
    assert!(faults(&town).contains(&"roster_nobody"));
    let fill = json!({"command": "assign_duty", "day": "2026-11-04", "shift": "evening", "post": "cadre",
        "officers": ["d6"], "reason": "替班"});
    does(&mut town, WANG, &fill);
    let left = faults(&town);
    assert!(left.contains(&"roster_absent"), "{left:?}");
    assert!(town.desk.verify().unwrap().ok);
}
