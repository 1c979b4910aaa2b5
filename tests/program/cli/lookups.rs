//! What the look-ups answer, for people and for scripts.

use super::bench::Bench;
use serde_json::Value;

fn keys(value: &Value) -> Vec<&str> {
    value.as_object().unwrap().keys().map(String::as_str).collect()
}

fn has_keys(value: &Value, wanted: &[&str]) {
    let there = keys(value);
    for key in wanted {
        assert!(there.contains(key), "{key} is missing from {there:?}");
    }
}

const ROW: &[&str] = &["no", "title", "parties", "kind", "category", "state", "holder", "due", "overdue", "rev"];

fn bench() -> Bench {
    let bench = Bench::new();
    bench.take("张三 13900000001 110101199003070011 柳林村 老板李四拖欠工资3.5万元");
    bench.take("刘芳 13900000012 东街社区 楼下火锅店油烟扰民");
    bench
}

#[test]
fn lists_have_the_shape_that_scripts_rely_on() {
    let bench = bench();
    let found = bench.run(&["find", "张三", "--json"]).ends(0).json();
    assert_eq!(found.as_array().unwrap().len(), 1);
    has_keys(&found[0], ROW);
    assert_eq!(found[0]["no"], "ZZ2026-00001");
    assert_eq!(found[0]["parties"], serde_json::json!(["张三", "李四"]));
    assert_eq!(found[0]["kind"], "dispute");
    assert_eq!(found[0]["state"], "registered");
    assert_eq!(found[0]["holder"], Value::Null);
    assert_eq!(found[0]["due"], "2026-11-24T23:59:59+08:00");
    assert_eq!(bench.run(&["today", "--json"]).ends(0).json().as_array().unwrap().len(), 2);
    let due = bench.run(&["due", "--json"]).ends(0).json();
    has_keys(&due[0], ROW);
    has_keys(&due[0], &["clock", "level", "days_left"]);
    assert_eq!((&due[0]["clock"], &due[0]["days_left"]), (&"accept".into(), &1.into()));
}

#[test]
fn one_case_has_the_shape_that_scripts_rely_on() {
    let bench = bench();
    let shown = bench.run(&["show", "zz2026-00001", "--json"]).ends(0).json();
    has_keys(&shown, ROW);
    has_keys(&shown, &["assignments", "clocks", "sessions", "timeline"]);
    has_keys(&shown["clocks"][0], &["kind", "start", "due", "met", "rule", "why"]);
    has_keys(&shown["timeline"][0], &["at", "who", "what"]);
    assert_eq!(shown["timeline"][0]["who"], "文景云");
    assert_eq!(shown["timeline"][0]["at"], "2026-11-23T09:00:00+08:00");
    has_keys(&shown["clocks"][0]["days"][0], &["date", "counted", "why"]);
}

#[test]
fn private_numbers_are_masked_everywhere() {
    let bench = bench();
    for args in
        [&["show", "1"][..], &["show", "1", "--json"], &["find", "13900000001"], &["find", "13900000001", "--json"]]
    {
        let said = bench.run(args).ends(0);
        assert!(said.out.contains("张三"), "found by the number: {}", said.out);
        for private in ["13900000001", "110101199003070011"] {
            assert!(!said.out.contains(private), "{args:?} shows {private}");
        }
    }
    assert!(bench.run(&["show", "1"]).out.contains("139****0001"));
}

#[test]
fn why_proves_every_date_with_its_rule_and_source() {
    let said = bench().run(&["show", "1", "--why"]).ends(0);
    for part in ["2026-11-24 周二", "第1日", "规则 accept", "来源"] {
        assert!(said.out.contains(part), "{part}: {}", said.out);
    }
}

#[test]
fn columns_stand_straight_under_wide_characters() {
    let said = bench().run(&["today"]).ends(0);
    let table: Vec<&str> = said.out.lines().filter(|line| line.contains("ZZ2026")).collect();
    let place = |line: &str| line.find("待受理").map(|at| yichuang::text::width(&line[..at]));
    assert_eq!(table.len(), 2);
    assert_eq!(place(table[0]), place(table[1]));
}

#[test]
fn empty_answers_say_why_and_what_to_try() {
    let bench = Bench::new();
    assert!(bench.run(&["find", "无此人"]).ends(0).out.contains("无此人"));
    assert!(bench.run(&["due"]).ends(0).out.contains("--within"));
    assert!(bench.run(&["today"]).ends(0).out.contains("yichuang take"));
    assert_eq!(bench.run(&["find", "无此人", "--json"]).ends(0).json(), serde_json::json!([]));
}

#[test]
fn what_is_due_can_be_asked_for_one_unit_and_farther_ahead() {
    let bench = bench();
    bench
        .script(
            r#"{"command":"accept","no":"ZZ2026-00001"}
{"command":"assess","no":"ZZ2026-00001","grade":"larger"}
{"command":"route","no":"ZZ2026-00001","lead":"ldjc"}"#,
        )
        .ends(0);
    let clocks = |args: &[&str]| -> Vec<String> {
        let said = bench.run(&[args, &["--json"]].concat()).ends(0).json();
        said.as_array().unwrap().iter().map(|row| row["clock"].as_str().unwrap().to_owned()).collect()
    };
    assert_eq!(clocks(&["due", "--unit", "劳动监察"]), ["sign_for"]);
    assert!(!clocks(&["due"]).contains(&"grade".to_owned()));
    assert!(clocks(&["due", "--within", "30"]).contains(&"grade".to_owned()));
    bench.run(&["due", "--unit", "nobody"]).ends(1);
}

#[test]
fn intake_in_one_line_can_be_rehearsed() {
    let bench = Bench::new();
    let said = bench.run(&["take", "--dry-run", "--json", "张三", "13900000001", "老板李四拖欠工资"]).ends(0).json();
    let certainty = |field: &str| {
        let found = said["found"].as_array().unwrap().iter().find(|it| it["field"] == field).unwrap();
        found["certainty"].as_str().unwrap().to_owned()
    };
    assert_eq!(certainty("name"), "stated");
    assert_eq!(certainty("opponent"), "likely");
    assert_eq!(certainty("category"), "likely");
    assert!(bench.run(&["today", "--json"]).json().as_array().unwrap().is_empty());
    let said = bench.run(&["take", "13900000001", "--json"]).ends(1);
    assert_eq!(said.error()["kind"], "take_missing");
    assert_eq!(
        bench.run(&["take", "张三 110101199003070012 欠薪", "--json"]).ends(1).error()["kind"],
        "id_check_digit"
    );
    let said = bench.run(&["take", "张三 13900000001 欠薪", "--accept", "--json"]).ends(0).json();
    assert_eq!((&said["ok"], &said["no"]), (&true.into(), &"ZZ2026-00001".into()));
    assert_eq!(bench.run(&["show", "1", "--json"]).json()["state"], "accepted");
}

#[test]
fn working_days_are_counted_with_their_proof() {
    let bench = Bench::empty();
    let said = bench.run_now(&["workdays", "2026-02-13", "5", "--json"]).ends(0).json();
    has_keys(&said, &["start", "n", "due", "days", "assumed_years"]);
    assert_eq!((&said["start"], &said["n"], &said["due"]), (&"2026-02-13".into(), &5.into(), &"2026-02-27".into()));
    has_keys(&said["days"][0], &["date", "counted", "why"]);
    assert_eq!(said["assumed_years"], serde_json::json!([]));
    let said = bench.run_now(&["workdays", "2026-12-28", "5"]).ends(0);
    assert!(said.out.contains("2027年放假安排未载入"), "{}", said.out);
    assert!(bench.run_now(&["workdays", "2026-02-13", "1", "--explain"]).ends(0).out.contains("调休上班"));
}
