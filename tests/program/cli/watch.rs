//! The watch and its hook, with scripts in the hook's place.
#![cfg(unix)]

use super::bench::{Bench, NOW, Said, finish};
use serde_json::Value;
use std::collections::BTreeSet;
use std::io::{BufRead, BufReader};
use std::os::unix::fs::PermissionsExt;
use std::process::{Child, Command};
use std::time::{Duration, Instant};

const LATER: &str = "2026-12-04T10:00:00+08:00";

/// Writes a script that is run as the hook.
fn hook(bench: &Bench, name: &str, lines: &str) -> String {
    let path = bench.write(name, &format!("#!/bin/sh\n{lines}\n"));
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o700)).unwrap();
    path
}

/// A hook that keeps what it is given.
fn keeping(bench: &Bench) -> String {
    hook(bench, "keep.sh", &format!("cat >> '{}'", bench.path("told.jsonl").display()))
}

fn told(bench: &Bench) -> Vec<Value> {
    let text = std::fs::read_to_string(bench.path("told.jsonl")).unwrap_or_default();
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

/// Watches once with a hook, at a moment.
fn once(bench: &Bench, hook: &str, now: &str) -> Said {
    bench.run_now(&["watch", "--once", "--hook", hook, "--now", now])
}

fn watched() -> (Bench, String) {
    let bench = Bench::new();
    bench.take("张三 13900000001 柳林村 老板李四拖欠工资");
    bench.take("赵小禾 13900000002 东河镇 邻居砌墙占道");
    let keep = keeping(&bench);
    bench
        .script(r#"{"command":"issue","kind":"project","subject":"排查整治消防通道","to":"ldjc","due":"2026-12-01"}"#)
        .ends(0);
    // A hook begins where the log ends when it is first watched.
    assert!(once(&bench, &keep, NOW).ends(0).err.is_empty());
    assert!(told(&bench).is_empty());
    (bench, keep)
}

#[test]
fn every_level_is_told_once_and_in_order_however_many_desks_raise_it() {
    let (bench, keep) = watched();
    let mut desks: Vec<Child> = (0..3).map(|_| bench.start(&["escalate", "--now", LATER])).collect();
    desks.extend((0..2).map(|_| bench.start(&["watch", "--once", "--hook", &keep, "--now", LATER])));
    for desk in desks {
        finish(desk, "").ends(0);
    }
    // Whoever had the post may have looked before the last was raised.
    once(&bench, &keep, LATER).ends(0);
    let told = told(&bench);
    let levels: BTreeSet<String> =
        told.iter().map(|it| format!("{} {} {}", it["no"], it["clock"], it["level"])).collect();
    let directives = told.iter().filter(|it| it["kind"] == "directive" && it["no"] == "DB2026-0001").count();
    assert!(directives > 1, "{told:#?}");
    assert_eq!(levels.len(), told.len(), "{told:#?}");
    let wanted: usize = [1, 2]
        .map(|no| {
            let show = bench.run_now(&["show", &no.to_string(), "--json", "--now", LATER]).json();
            show["timeline"].as_array().unwrap().iter().filter(|it| it["kind"] == "escalated").count()
        })
        .iter()
        .sum();
    assert!(wanted > 4 && told.len() == wanted + directives, "{} of {wanted}", told.len());
    let ids: Vec<_> = told.iter().map(|it| it["id"].as_i64().unwrap()).collect();
    assert!(ids.is_sorted(), "{ids:?}");
    bench.run(&["verify"]).ends(0);
}

#[test]
fn what_is_told_names_no_person_and_no_matter() {
    let (bench, keep) = watched();
    let said = once(&bench, &keep, LATER).ends(0);
    let text = std::fs::read_to_string(bench.path("told.jsonl")).unwrap() + &said.out;
    for personal in ["张三", "李四", "赵小禾", "139", "工资", "砌墙", "柳林", "东河", "消防", "文景云"]
    {
        assert!(!text.contains(personal), "{personal} in {text}");
    }
    let all = told(&bench);
    let first = all.iter().find(|it| it["kind"] == "case").unwrap();
    assert_eq!(first["format"], 1);
    assert!(first["no"].as_str().unwrap().starts_with("ZZ2026-") && first["centre"] == "陇城县综治中心");
    assert!(said.out.lines().count() == told(&bench).len(), "one line for each alarm");
}

#[test]
fn a_hook_that_fails_is_told_again_from_where_it_failed() {
    let (bench, keep) = watched();
    let failing = hook(&bench, "fail.sh", "cat > /dev/null; exit 3");
    let said = once(&bench, &failing, LATER).ends(1);
    assert!(said.err.contains("以 3 结束"), "{}", said.err);
    once(&bench, "/nowhere/at/all", LATER).ends(1);
    assert!(told(&bench).is_empty());
    assert!(once(&bench, &keep, LATER).ends(0).out.is_empty(), "the lines were written when it was raised");
    let all = told(&bench);
    assert!(!all.is_empty());
    once(&bench, &keep, LATER).ends(0);
    assert_eq!(told(&bench), all, "and none twice");
}

#[test]
fn a_hook_that_takes_too_long_is_ended_with_all_it_started() {
    let (bench, _) = watched();
    let late = bench.path("late");
    let slow = hook(&bench, "slow.sh", &format!("(sleep 3; touch '{}') & wait", late.display()));
    bench.write("nothing", "");
    std::fs::create_dir_all(bench.path("config/yichuang")).unwrap();
    bench.write("config/yichuang/config.toml", &format!("[watch]\nhook = \"{slow}\"\nhook_seconds = 1\n"));
    let begun = Instant::now();
    let said = bench.run_now(&["watch", "--once", "--now", LATER]).ends(1);
    assert!(said.err.contains("超过 1 秒"), "{}", said.err);
    std::thread::sleep(Duration::from_secs(5).saturating_sub(begun.elapsed()));
    assert!(!late.exists(), "what it started is gone too");
}

#[test]
fn the_hook_can_be_tried_with_a_made_up_alarm() {
    let (bench, keep) = watched();
    let said = bench.run(&["watch", "--test-hook", "--hook", &keep]).ends(0);
    assert!(said.out.contains("试验"), "{}", said.out);
    assert_eq!(told(&bench)[0]["kind"], "test");
    assert_eq!(
        bench.run(&["watch", "--test-hook", "--hook", "false", "--json"]).ends(1).error()["kind"],
        "hook_failed"
    );
    assert_eq!(bench.run(&["watch", "--test-hook", "--json"]).ends(2).error()["kind"], "hook_missing");
    assert_eq!(bench.run(&["watch", "--once", "--hook", "'open", "--json"]).ends(2).error()["kind"], "hook_command");
}

#[test]
fn whoever_sees_a_part_only_may_not_watch_for_the_hook() {
    let (bench, keep) = watched();
    bench.run(&["officer", "add", "li", "--name", "李经办", "--unit", "ldjc", "--role", "handler"]).ends(0);
    let said = bench.run(&["watch", "--once", "--hook", &keep, "--as", "li", "--json"]).ends(4);
    assert_eq!(said.error()["kind"], "hook_sight");
    bench.run(&["officer", "add", "shen", "--name", "申督查", "--role", "auditor"]).ends(0);
    bench.run(&["watch", "--once", "--as", "shen"]).ends(4);
}

/// Reads lines until one has these words.
fn until(lines: &mut impl Iterator<Item = std::io::Result<String>>, words: &str) {
    let line = lines.find(|line| line.as_ref().is_ok_and(|line| line.contains(words)));
    assert!(line.is_some(), "{words} was never said");
}

#[test]
fn a_watch_survives_a_file_that_vanishes_and_ends_cleanly_when_told_to() {
    let (bench, _) = watched();
    let mut child = bench.start(&["watch", "--every", "1", "--now", LATER]);
    let mut lines = BufReader::new(child.stderr.take().unwrap()).lines();
    until(&mut lines, "值守开始");
    let names = ["desk.db", "desk.db-wal", "desk.db-shm"];
    std::fs::create_dir(bench.path("away")).unwrap();
    std::thread::sleep(Duration::from_millis(300));
    for name in names {
        let _ = std::fs::rename(bench.path(name), bench.path("away").join(name));
    }
    until(&mut lines, "等它恢复");
    for name in names {
        let _ = std::fs::rename(bench.path("away").join(name), bench.path(name));
    }
    until(&mut lines, "已恢复");
    assert!(Command::new("kill").args(["-TERM", &child.id().to_string()]).status().unwrap().success());
    until(&mut lines, "值守结束");
    assert!(child.wait().unwrap().success());
}

#[test]
fn what_is_due_lists_directives_beside_the_limits_under_a_key_of_their_own() {
    let (bench, keep) = watched();
    once(&bench, &keep, LATER).ends(0);
    let due = bench.run_now(&["due", "--json", "--now", LATER]).ends(0).json();
    let (folios, limits): (Vec<_>, Vec<_>) = due.as_array().unwrap().iter().partition(|it| it.get("folio").is_some());
    assert!(!limits.is_empty() && folios.len() == 1, "{due:#?}");
    for key in
        ["no", "title", "parties", "kind", "state", "holder", "due", "overdue", "rev", "clock", "level", "days_left"]
    {
        assert!(folios[0].get(key).is_some() && limits[0].get(key).is_some(), "{key}");
    }
    let said = bench.run_now(&["today", "--now", LATER]).ends(0).out;
    assert!(said.contains("督办件逾期 1"), "{said}");
    assert!(bench.run_now(&["due", "--now", LATER]).ends(0).out.contains("DB2026-0001"));
}
