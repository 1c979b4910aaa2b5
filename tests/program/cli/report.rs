//! Reports through the real program: shown, as JSON, taken out, filed and compared.

use super::bench::text;
use super::supervision::County;
use serde_json::Value;

const KINDS: [&str; 11] =
    ["day", "week", "month", "quarter", "year", "screening", "bulletin", "mediation", "petition", "hundred", "errands"];

fn cell<'v>(report: &'v Value, page: &str, line: &str, column: &str) -> &'v Value {
    let find = |list: &'v Value, id: &str| list.as_array().unwrap().iter().find(|it| it["id"] == id).unwrap();
    &find(&find(&report["pages"], page)["lines"], line)["cells"][column]
}

#[test]
fn every_report_is_shown_says_how_it_counts_and_is_the_same_as_json() {
    let county = County::new();
    for kind in KINDS {
        let shown = county.ask(&["report", kind, "--date", "2026-11-23"]).ends(0).out;
        assert!(shown.contains("口径") && !shown.contains("figures."), "{kind}: {shown}");
        assert!(!shown.contains("张三") && !shown.contains("13900000001"), "{kind}: {shown}");
        let json = county.ask(&["report", kind, "--date", "2026-11-23", "--json"]).ends(0).json();
        assert_eq!((&json["report"], &json["key"]), (&Value::from(kind), &Value::Null));
        let keys = ["pages", "findings", "from", "to", "as_of", "span", "unit"];
        assert!(keys.iter().all(|key| json.get(key).is_some()), "{kind}");
        for page in json["pages"].as_array().unwrap() {
            let columns = page["columns"].as_array().unwrap();
            for line in page["lines"].as_array().unwrap() {
                assert_eq!(line["cells"].as_object().unwrap().len(), columns.len(), "{kind}");
            }
        }
        let csv = county.ask(&["report", kind, "--date", "2026-11-23", "--csv"]).ends(0).out;
        let title = json["pages"][0]["title"].as_str().unwrap();
        assert!(csv.starts_with(&format!("{title}\r\n")), "{kind}: {csv}");
    }
    let month = county.ask(&["report", "month", "--date", "2026-11-23", "--json"]).ends(0).json();
    let registered = cell(&month, "totals", "registered", "this");
    assert_eq!((&registered["count"], registered["cases"].as_array().unwrap().len()), (&Value::from(5), 5));
    let accepted = cell(&month, "totals", "accepted", "this");
    assert_eq!(accepted["of"], 5);
    // What is mapped to no row of a return stands in a row of its own.
    let petition = county.ask(&["report", "petition", "--date", "2026-11-23", "--json"]).ends(0).json();
    let sum = |line: &str| cell(&petition, "petition", line, "registered")["count"].as_u64().unwrap();
    let lines = petition["pages"][0]["lines"].as_array().unwrap();
    let rows: u64 = lines.iter().map(|it| it["id"].as_str().unwrap()).filter(|it| *it != "total").map(sum).sum();
    assert_eq!((rows, sum("total")), (5, 5));
    assert!(sum("unmapped") > 0);
}

#[test]
fn service_orders_are_counted_step_by_step() {
    let county = County::new();
    let register = r#"{"command":"register","kind":"errand","channel":"walk_in","accept":true,"category":"0201",
        "narrative":"代办年审","parties":[{"side":"applicant","name":"周静"}]}"#;
    let register = register.replace('\n', " ");
    county.at(
        "2026-11-26T09:00",
        None,
        &[&register, &register, r#"{"command":"route","no":"ZZ2026-00006","lead":"ldjc"}"#],
    );
    county.at("2026-11-26T09:30", Some("lao"), &[r#"{"command":"sign","no":"ZZ2026-00006","unit":"ldjc"}"#]);
    let steps = county.ask(&["report", "errands", "--date", "2026-11-26", "--json"]).ends(0).json();
    let of = |step: &str| {
        let cell = cell(&steps, "errands", step, "this");
        (cell["count"].as_u64().unwrap(), cell["of"].as_u64().unwrap())
    };
    let reached = ["asked", "issued", "taken", "discussed", "done", "judged"].map(of);
    assert_eq!(reached, [(2, 2), (1, 2), (1, 2), (0, 2), (0, 2), (0, 2)]);
    assert_eq!(cell(&steps, "errands", "taken", "this")["cases"], serde_json::json!(["ZZ2026-00006"]));
}

#[test]
fn a_filed_report_stays_what_it_was_and_what_differs_now_is_explained() {
    let county = County::new();
    let filed = county.ask(&["report", "month", "--date", "2026-11-23", "--file", "--note", "报县里", "--json"]);
    let filed = filed.ends(0).json();
    assert_eq!(filed["key"], "BB2026-001");
    let list = county.ask(&["report", "list", "--json"]).ends(0).json();
    assert_eq!((&list[0]["key"], &list[0]["note"]), (&Value::from("BB2026-001"), &Value::from("报县里")));
    assert!(county.ask(&["report", "list"]).ends(0).out.contains("BB2026-001"));
    assert_eq!(
        county.ask(&["report", "diff", "BB2026-001", "--json"]).ends(0).json()["cases"],
        Value::from(Vec::<Value>::new())
    );
    // In the very second in which it was filed: the place in the log tells what came later.
    let order = r#"{"command":"assess","no":"ZZ2026-00002","category":"0601","reason":"细看是消费纠纷"}"#;
    county.at("2026-12-16T09:00", None, &[order]);
    let found = county.ask(&["report", "diff", "BB2026-001", "--json"]).ends(0).json();
    let moved = &found["cases"][0];
    assert_eq!((&moved["no"], &moved["cause"]["kind"]), (&Value::from("ZZ2026-00002"), &Value::from("assessed")));
    let said = county.ask(&["report", "diff", "BB2026-001"]).ends(0).out;
    assert!(said.contains("ZZ2026-00002") && said.contains("类型 · 合同"), "{said}");
    let shown = county.ask(&["report", "show", "BB2026-001", "--json"]).ends(0).json();
    assert_eq!((&shown["pages"], &shown["as_of"]), (&filed["pages"], &filed["as_of"]));
    let out = county.bench.path("月分析.xlsx");
    county.ask(&["report", "show", "BB2026-001", "--out", text(&out)]).ends(0);
    assert!(out.exists());
    assert_eq!(county.ask(&["report", "show", "BB2026-999"]).ends(1).code, 1);
    let early = county.ask(&["report", "month", "--date", "2027-03-01", "--file", "--json"]).ends(1);
    assert_eq!(early.error()["kind"], "report_not_begun");
}

#[test]
fn a_report_as_of_an_earlier_day_knows_nothing_of_what_came_later() {
    let county = County::new();
    let ask = |as_of: &str| {
        let json = county.ask(&["report", "month", "--date", "2026-11-23", "--as-of", as_of, "--json"]).ends(0).json();
        cell(&json, "totals", "registered", "this")["count"].as_u64().unwrap()
    };
    assert_eq!((ask("2026-11-22"), ask("2026-11-23"), ask("2026-11-30T18:00:00+08:00")), (0, 5, 5));
    county.ask(&["report", "month", "--as-of", "vorgestern"]).ends(2);
}
