//! `do`: every command as JSON, a receipt for every line.

use super::bench::{Bench, NOW, finish};
use serde_json::{Value, json};
use std::io::{BufRead, BufReader, Write};

const REGISTER: &str = r#"{"command":"register","kind":"dispute","channel":"walk_in","narrative":"老板拖欠工资","parties":[{"side":"applicant","name":"张三","phone":"13900000001"},{"side":"respondent","name":"李四"}]}"#;

#[test]
fn every_line_gets_its_receipt_and_a_refusal_stops_nothing() {
    let bench = Bench::new();
    let lines = format!(
        "\u{feff}# 注释\n\n{REGISTER}\r\n{}\nnot json\n{}\n{}\n",
        r#"{"command":"sign","no":"ZZ2026-00001","unit":"ldjc"}"#,
        r#"{"command":"no_such"}"#,
        r#"{"command":"accept","no":"ZZ2026-00001"}"#
    );
    let receipts = bench.script(&lines).ends(1).lines();
    let oks: Vec<_> = receipts.iter().map(|receipt| receipt["ok"].as_bool().unwrap()).collect();
    assert_eq!(oks, [true, false, false, false, true]);
    assert_eq!(receipts[0]["no"], "ZZ2026-00001");
    assert!(receipts[0]["events"].as_array().unwrap().contains(&"registered".into()));
    assert!(receipts[0]["rev"].is_u64() && receipts[0]["warnings"].is_array());
    for refused in &receipts[1..4] {
        for part in ["kind", "message", "hint"] {
            assert!(refused["error"][part].as_str().is_some_and(|text| !text.is_empty()), "{refused}");
        }
    }
    assert_eq!(receipts[2]["error"]["kind"], "not_understood");
    let numbers: Vec<_> = receipts.iter().map(|receipt| receipt["line"].as_u64().unwrap()).collect();
    assert_eq!(numbers, [3, 4, 5, 6, 7]);
    assert_eq!(bench.script(r#"{"command":"note","no":"ZZ2026-00001","text":"已电话联系"}"#).ends(0).lines().len(), 1);
}

#[test]
fn commands_are_read_from_a_file_too() {
    let bench = Bench::new();
    let file = bench.write("commands.jsonl", &format!("{REGISTER}\n{REGISTER}"));
    let receipts = bench.run(&["do", &file]).ends(0).lines();
    assert_eq!((&receipts[0]["no"], &receipts[1]["no"]), (&json!("ZZ2026-00001"), &json!("ZZ2026-00002")));
    assert_eq!(bench.run(&["do", "nowhere.jsonl", "--json"]).ends(2).error()["kind"], "file");
}

#[test]
fn receipts_come_line_by_line_and_not_at_the_end() {
    let bench = Bench::new();
    let mut child = bench.start(&["do", "--now", NOW]);
    let mut stdin = child.stdin.take().unwrap();
    let mut receipts = BufReader::new(child.stdout.take().unwrap()).lines();
    for number in 1..=3 {
        writeln!(stdin, "{REGISTER}").unwrap();
        let receipt: Value = serde_json::from_str(&receipts.next().unwrap().unwrap()).unwrap();
        assert_eq!(receipt["no"], format!("ZZ2026-{number:05}"));
    }
    drop(stdin);
    assert!(child.wait().unwrap().success());
}

#[test]
fn the_schema_describes_every_command() {
    let bench = Bench::empty();
    let schema = bench.run_now(&["do", "--schema"]).ends(0).json();
    let variants = schema["oneOf"].as_array().unwrap();
    let names: Vec<_> =
        variants.iter().map(|variant| variant["properties"]["command"]["const"].as_str().unwrap()).collect();
    assert_eq!(names, yichuang::desk::command_names());
    for name in ["register", "route", "object", "schedule", "found", "escalate", "import_calendar"] {
        assert!(names.contains(&name), "{name}");
    }
    bench.run_now(&["do", "--schema", "file"]).ends(2);
}

#[test]
fn a_script_may_found_the_database_it_works_on() {
    let bench = Bench::empty();
    let rulebook = yichuang::domain::rulebook::BUILTIN[0].1;
    let found = json!({
        "command": "found", "name": "试验县综治中心", "rulebook": rulebook, "training": true,
        "officer": {"id": "wen", "name": "文景云", "roles": ["duty_officer", "administrator"]},
    });
    bench.script(REGISTER).ends(3);
    assert!(!bench.path("desk.db").exists());
    let receipts = bench.script(&format!("{found}\n{REGISTER}\n{found}\n")).ends(1).lines();
    assert_eq!(receipts[1]["no"], "ZZ2026-00001");
    assert_eq!(receipts[2]["error"]["kind"], "founded_already");
}

#[test]
fn lines_that_are_no_text_or_too_long_are_refused_one_by_one() {
    let bench = Bench::new();
    let long = format!(r#"{{"command":"note","no":"ZZ2026-00001","text":"{}"}}"#, "长".repeat(3 << 20));
    let mut child = bench.start(&["do", "--now", NOW]);
    let mut stdin = child.stdin.take().unwrap();
    let writer = std::thread::spawn(move || {
        stdin.write_all(b"\xff\xfe\n").unwrap();
        writeln!(stdin, "{long}").unwrap();
        writeln!(stdin, "{REGISTER}").unwrap();
    });
    let output = child.wait_with_output().unwrap();
    writer.join().unwrap();
    let receipts: Vec<Value> = output
        .stdout
        .split(|byte| *byte == b'\n')
        .filter(|line| !line.is_empty())
        .map(|line| serde_json::from_slice(line).unwrap())
        .collect();
    let oks: Vec<_> = receipts.iter().map(|receipt| receipt["ok"].as_bool().unwrap()).collect();
    assert_eq!(oks, [false, false, true]);
}

#[test]
fn nothing_more_is_done_when_nobody_reads_the_receipts() {
    let bench = Bench::new();
    let mut child = bench.start(&["do", "--now", NOW]);
    drop(child.stdout.take());
    let said = finish(child, &format!("{REGISTER}\n{REGISTER}\n"));
    assert_eq!(said.code, 1, "{said:?}");
    assert!(said.err.is_empty(), "{}", said.err);
}
