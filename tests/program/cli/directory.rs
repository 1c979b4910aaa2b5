//! The centre's own data: units, rooms, people, rulebooks, calendars.

use super::bench::Bench;
use serde_json::json;

#[test]
fn units_rooms_and_people_are_listed_shown_added_and_changed() {
    let bench = Bench::new();
    for list in ["unit", "room", "mediator", "officer"] {
        assert!(!bench.run(&[list, "list", "--json"]).ends(0).json().as_array().unwrap().is_empty(), "{list}");
        assert!(bench.run(&[list, "list"]).ends(0).out.contains("代码"), "{list}");
    }
    bench.run(&["unit", "add", "lyj", "--name", "陇城县林业局", "--short", "林业局", "--duty", "0903,09"]).ends(0);
    bench.run(&["unit", "set", "林业局", "--residency", "rotating", "--weekdays", "1,3"]).ends(0);
    let unit = bench.run(&["unit", "show", "lyj", "--json"]).ends(0).json();
    assert_eq!(unit["duties"], json!(["0903", "09"]));
    assert_eq!(unit["residency"], json!({"mode": "rotating", "weekdays": [1, 3]}));
    assert!(bench.run(&["unit", "show", "lyj"]).ends(0).out.contains("林业局"));
    assert_eq!(bench.run(&["unit", "add", "lyj", "--name", "重复", "--json"]).ends(1).error()["kind"], "code_taken");
    assert_eq!(bench.run(&["unit", "set", "nobody", "--json"]).ends(1).error()["kind"], "unknown_unit");
    bench.run(&["unit", "add", "x y", "--name", "坏代码"]).ends(1);
    bench.run(&["unit", "add", "xx", "--name", "坏种类", "--kind", "planet"]).ends(2);

    bench.run(&["room", "add", "r9", "--name", "第九调解室", "--seats", "6"]).ends(0);
    bench.run(&["room", "set", "r9", "--seats", "12"]).ends(0);
    assert_eq!(bench.run(&["room", "show", "r9", "--json"]).json()["seats"], 12);
    assert_eq!(bench.run(&["room", "add", "r8", "--json"]).ends(2).error()["kind"], "option_needed");

    bench.run(&["mediator", "add", "m9", "--name", "冯和", "--phone", "13900000088", "--kin", "李四"]).ends(0);
    let shown = bench.run(&["mediator", "show", "m9"]).ends(0);
    assert!(shown.out.contains("139****0088") && !shown.out.contains("13900000088") && !shown.out.contains("李四"));

    bench.run(&["officer", "add", "chen", "--name", "陈立", "--unit", "ldjc", "--os-user", "chenli"]).ends(0);
    bench.run(&["officer", "set", "chen", "--role", "handler,mediator", "--os-user", ""]).ends(0);
    let officer = bench.run(&["officer", "show", "chen", "--json"]).json();
    assert_eq!(officer["roles"], json!(["handler", "mediator"]));
    assert!(officer.get("os_user").is_none());
    assert_eq!(
        bench.run(&["room", "set", "r9", "--seats", "3", "--as", "chen", "--json"]).ends(4).error()["kind"],
        "not_permitted"
    );
}

#[test]
fn a_faulty_rulebook_is_checked_with_line_and_reason_for_every_fault() {
    let bench = Bench::new();
    let sound = yichuang::domain::rulebook::BUILTIN[0].1;
    let good = bench.write("good.toml", &sound.replacen("version = \"2026.3\"", "version = \"2026.4\"", 1));
    assert_eq!(bench.run_now(&["rulebook", "check", &good, "--json"]).ends(0).json()["ok"], true);
    let bad = bench.write("bad.toml", &sound.replacen("hold_hours = 24", "hold_hours = 0\nholt_hours = 2", 1));
    let said = bench.run_now(&["rulebook", "check", &bad]).ends(1);
    let line = sound.lines().position(|line| line.starts_with("hold_hours")).unwrap() + 2;
    assert!(said.out.contains(&format!("bad.toml:{line}: mediation.holt_hours: ")), "{}", said.out);
    let faults = bench.run_now(&["rulebook", "check", &bad, "--json"]).ends(1).json();
    assert!(!faults["faults"].as_array().unwrap().is_empty());
    bench.run(&["rulebook", "adopt", &bad]).ends(1);
    bench.run(&["rulebook", "adopt", &good]).ends(0);
    assert_eq!(bench.run(&["rulebook", "show", "--json"]).ends(0).json()["version"], "2026.4");
    assert_eq!(bench.run(&["rulebook", "adopt", &good, "--json"]).ends(1).error()["kind"], "rulebook_version_taken");
    assert_eq!(bench.run_now(&["rulebook", "show", "longxi"]).ends(0).out, sound);
    bench.run_now(&["rulebook", "check", "nowhere.toml"]).ends(2);
}

#[test]
fn importing_a_calendar_lists_what_moves_before_it_moves() {
    let bench = Bench::new();
    let said = bench.run_now(&["take", "张三 13900000001 柳林村 欠薪", "--json", "--now", "2026-12-31T09:00:00+08:00"]);
    said.ends(0);
    let due = || bench.run(&["show", "1", "--json"]).ends(0).json()["due"].as_str().unwrap().to_owned();
    let before = due();
    assert_eq!(before, "2027-01-01T23:59:59+08:00");
    let file = bench.write(
        "2027.json",
        r#"{"year":2027,"days":[{"name":"元旦","date":"2027-01-01","isOffDay":true},{"name":"元旦","date":"2027-01-02","isOffDay":true},{"name":"元旦","date":"2027-01-03","isOffDay":true}]}"#,
    );
    let rehearsed = bench.run(&["calendar", "import", &file, "--dry-run", "--json"]).ends(0).json();
    assert_eq!(rehearsed["applied"], false);
    assert!(
        rehearsed["moved"].as_array().unwrap().iter().any(|it| it["no"] == "ZZ2026-00001" && it["clock"] == "accept")
    );
    // Without a terminal nobody can agree, so nothing moves.
    let said = bench.run(&["calendar", "import", &file]).ends(1);
    assert!(said.out.contains("ZZ2026-00001") && said.err.contains("--yes"), "{said:?}");
    assert_eq!(due(), before);
    bench.run(&["calendar", "import", &file, "--yes"]).ends(0);
    assert_eq!(due(), "2027-01-04T23:59:59+08:00");
    assert!(bench.run(&["calendar", "show", "2027"]).ends(0).out.contains("元旦"));
    assert_eq!(bench.run_now(&["calendar", "show", "1999", "--json"]).ends(1).error()["kind"], "year_not_loaded");
    let broken = bench.write("broken.json", "{}");
    bench.run(&["calendar", "import", &broken]).ends(1);
    bench.run_now(&["verify"]).ends(0);
}
