//! Taking everything out: what is in it, what is not, and what stays on record.

use super::bench::{Bench, text};
use serde_json::{Value, json};
use std::path::Path;
use yichuang::desk::{Desk, Mode};
use yichuang::domain::access::ACCESS_STREAM;

fn sheet(folder: &Path, name: &str) -> Vec<String> {
    let text = std::fs::read_to_string(folder.join(format!("{name}.csv"))).unwrap();
    let text = text.strip_prefix('\u{feff}').expect("spreadsheets know UTF-8 by its mark");
    text.split("\r\n").filter(|line| !line.is_empty()).map(str::to_owned).collect()
}

pub fn exports(bench: &Bench) -> Vec<Value> {
    let desk = Desk::open(bench.path("desk.db"), Mode::ReadOnly).unwrap();
    let events = desk.store().events(ACCESS_STREAM, 1).unwrap();
    events
        .iter()
        .map(|it| serde_json::from_str(&it.body).unwrap())
        .filter(|it: &Value| it["event"] == "exported")
        .collect()
}

#[test]
fn everything_is_taken_out_masked_safe_for_spreadsheets_and_on_record() {
    let bench = Bench::new();
    let no = bench.take("张三 13900000001 柳林村 老板李四拖欠工资");
    let amend = json!({"command": "amend", "no": no, "changes": {
        "title": "=HYPERLINK(\"http://x\")", "narrative": "老板电话138 1111 2222，身份证622421196502280011，欠薪"}});
    bench.script(&format!("{amend}\n")).ends(0);
    let out = bench.path("out");
    let manifest = bench.run(&["export", "--all", "--out", text(&out), "--json"]).ends(0).json();
    for file in manifest["files"].as_array().unwrap() {
        let bytes = std::fs::read(out.join(file["name"].as_str().unwrap())).unwrap();
        assert_eq!(file["blake3"], blake3::hash(&bytes).to_hex().as_str(), "{file}");
        let text = String::from_utf8(bytes).unwrap();
        for number in ["13900000001", "1111 2222", "622421196502280011"] {
            assert!(!text.contains(number), "{number} stands in {file}");
        }
        assert!(text.contains("文景云"), "{file} says who took it out");
    }
    let cases = sheet(&out, "cases");
    assert!(cases[0].starts_with("no,kind,channel,title"), "{cases:?}");
    assert!(cases[1].contains(&no) && cases[1].contains("'=HYPERLINK"), "{cases:?}");
    assert!(cases[1].contains("138 **** 2222") && cases[1].contains("622421********0011"), "{cases:?}");
    assert!(sheet(&out, "parties").iter().any(|row| row.contains("张三") && row.contains("139****0001")));
    assert!(sheet(&out, "timeline").len() > 3 && sheet(&out, "persons").len() > 2);
    let events = std::fs::read_to_string(out.join("events.jsonl")).unwrap();
    assert!(events.lines().all(|line| serde_json::from_str::<Value>(line).is_ok()));
    assert!(events.contains("\"event\":\"registered\""));
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        let mode = |path: &Path| std::fs::metadata(path).unwrap().permissions().mode() & 0o777;
        assert_eq!((mode(&out), mode(&out.join("cases.csv"))), (0o700, 0o600));
    }
    let rows: u64 = manifest["files"].as_array().unwrap().iter().filter_map(|it| it["rows"].as_u64()).sum();
    let on_record = json!({"event": "exported", "what": "export_all", "rows": rows, "revealed": false});
    assert_eq!(exports(&bench), [on_record]);
    // Whoever corrects what they see masked does not lose what they do not see.
    let again = json!({"command": "amend", "no": no, "changes": {
        "narrative": "老板电话138 **** 2222，身份证622421********0011，欠薪两个月"}});
    bench.script(&format!("{again}\n")).ends(0);
    let full = bench.path("full");
    bench.run(&["export", "--all", "--out", text(&full), "--reveal", "--reason", "核对"]).ends(0);
    let cases = sheet(&full, "cases");
    assert!(cases[1].contains("138 1111 2222，身份证622421196502280011，欠薪两个月"), "{cases:?}");
    // What is there is never written over.
    assert_eq!(
        bench.run(&["export", "--all", "--out", text(&out), "--json"]).ends(2).error()["kind"],
        "folder_not_empty"
    );
}

#[test]
fn numbers_in_full_need_a_reason_and_the_right() {
    let bench = Bench::new();
    bench.take("张三 13900000001 问低保怎么办");
    let out = bench.path("full");
    bench.run(&["export", "--all", "--out", text(&out), "--reveal"]).ends(2);
    assert!(!out.exists());
    bench.run(&["export", "--all", "--out", text(&out), "--reveal", "--reason", "移交档案馆"]).ends(0);
    assert!(sheet(&out, "parties").iter().any(|row| row.contains("13900000001")));
    assert_eq!(exports(&bench)[0]["reason"], "移交档案馆");
    bench.run(&["officer", "add", "zhang", "--name", "张督办", "--role", "supervisor"]).ends(0);
    let other = bench.path("other");
    let words = ["export", "--all", "--out", text(&other), "--reveal", "--reason", "看看", "--as", "zhang"];
    bench.run(&words).ends(4);
    assert!(!other.exists());
    bench.run(&["officer", "add", "sun", "--name", "孙管理", "--role", "administrator"]).ends(0);
    bench.run(&["export", "--all", "--out", text(&other), "--as", "sun"]).ends(4);
    assert!(!other.exists(), "what was begun is taken away again");
}

#[test]
fn an_officer_of_a_unit_takes_out_what_is_in_sight_only() {
    let bench = Bench::new();
    bench.take("张三 13900000001 问低保怎么办");
    let units = bench.run(&["unit", "list", "--json"]).ends(0).json();
    let township = units.as_array().unwrap().iter().find(|unit| unit["level"] == "township").unwrap();
    let unit = township["id"].as_str().unwrap();
    bench.run(&["officer", "add", "xz", "--name", "乡值班", "--unit", unit, "--role", "duty_officer"]).ends(0);
    let out = bench.path("out");
    bench.run(&["export", "--all", "--out", text(&out), "--as", "xz"]).ends(0);
    for entry in std::fs::read_dir(&out).unwrap() {
        let path = entry.unwrap().path();
        assert!(!std::fs::read_to_string(&path).unwrap().contains("张三"), "{}", path.display());
    }
    assert_eq!(sheet(&out, "cases").len(), 2, "the heads and who took it out");
}
