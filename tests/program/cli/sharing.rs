//! Several processes on one file.

use super::bench::{Bench, NOW, finish};
use serde_json::Value;
use std::collections::BTreeSet;

#[test]
fn desks_that_register_at_the_same_time_get_consecutive_numbers() {
    const DESKS: usize = 4;
    const EACH: usize = 10;
    let bench = Bench::new();
    let line = r#"{"command":"register","kind":"dispute","channel":"walk_in","narrative":"欠薪","parties":[{"side":"applicant","name":"张三"}]}"#;
    let script = format!("{line}\n").repeat(EACH);
    let started: Vec<_> = (0..DESKS).map(|_| bench.start(&["do", "--now", NOW])).collect();
    let writers: Vec<_> = started
        .into_iter()
        .map(|child| {
            let script = script.clone();
            std::thread::spawn(move || finish(child, &script).ends(0).lines())
        })
        .collect();
    let receipts: Vec<Value> = writers.into_iter().flat_map(|writer| writer.join().unwrap()).collect();
    let numbers: BTreeSet<String> = receipts.iter().map(|receipt| receipt["no"].as_str().unwrap().to_owned()).collect();
    let wanted: BTreeSet<String> = (1..=DESKS * EACH).map(|number| format!("ZZ2026-{number:05}")).collect();
    assert_eq!(numbers, wanted);
    bench.run(&["verify"]).ends(0);
}

#[test]
fn the_second_of_two_conflicting_acts_is_refused_with_what_changed() {
    let bench = Bench::new();
    let no = bench.take("张三 13900000001 柳林村 老板李四拖欠工资");
    let rev = bench.run(&["show", &no, "--json"]).json()["rev"].as_u64().unwrap();
    let act = |command: &str| format!(r#"{{"no":"{no}","rev":{rev},{command}}}"#);
    bench.script(&act(r#""command":"accept""#)).ends(0);
    let receipts = bench.script(&act(r#""command":"decline","reason":"不属本县","advice":"邻县""#)).ends(1).lines();
    let error = &receipts[0]["error"];
    assert_eq!(error["kind"], "stale");
    let message = error["message"].as_str().unwrap();
    assert!(message.contains("文景云") && message.contains("待受理") && message.contains("待分流"), "{message}");
    assert_eq!(bench.run(&["show", &no, "--json"]).json()["state"], "accepted");
}

#[test]
fn a_backup_is_taken_while_desks_work_and_is_whole() {
    let bench = Bench::new();
    bench.take("张三 13900000001 柳林村 欠薪");
    bench.run(&["backup", "copy.db"]).ends(0);
    bench.run(&["backup", "copy.db"]).ends(3);
    bench.run(&["verify", "--db", "copy.db"]).ends(0);
    assert_eq!(bench.run(&["find", "张三", "--db", "copy.db", "--json"]).json().as_array().unwrap().len(), 1);
}

#[test]
fn rebuilding_changes_nothing_that_was_true() {
    let bench = Bench::new();
    bench.take("张三 13900000001 柳林村 老板李四拖欠工资");
    let verified = bench.run(&["verify", "--json"]).ends(0).json();
    assert!(verified["ok"].as_bool().unwrap() && verified["problems"].as_array().unwrap().is_empty());
    assert!(verified["events"].as_u64().unwrap() > 0 && verified["head"].as_str().unwrap().len() >= 32);
    let before = bench.run(&["show", "1", "--json"]).out;
    assert_eq!(bench.run(&["rebuild", "--json"]).ends(0).json()["cases"], 1);
    assert_eq!(bench.run(&["show", "1", "--json"]).out, before);
    assert_eq!(bench.run(&["verify", "--json"]).ends(0).json(), verified);
}

#[test]
fn escalating_twice_raises_nothing_twice() {
    let bench = Bench::new();
    bench.take("张三 13900000001 柳林村 欠薪");
    let later = |now: &str| bench.run_now(&["escalate", "--json", "--now", now]).ends(0).json();
    let first = later("2026-11-25T10:00:00+08:00");
    assert!(first["events"].as_array().unwrap().contains(&"escalated".into()), "{first}");
    assert!(later("2026-11-25T10:00:00+08:00")["events"].as_array().unwrap().is_empty());
    let due = bench.run_now(&["due", "--json", "--now", "2026-11-25T10:00:00+08:00"]).json();
    assert_eq!((&due[0]["overdue"], &due[0]["band"]), (&true.into(), &"overdue".into()));
    assert!(due[0]["level"].is_string());
}
