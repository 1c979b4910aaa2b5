//! Figures for people and for scripts: tables with their denominators, the cases behind them, the peace index.

use super::supervision::County;
use serde_json::{Value, json};

/// The morning on which it is looked: three weeks after the county's first day.
const THEN: [&str; 2] = ["--now", "2026-12-16T09:00:00+08:00"];

fn said(county: &County, args: &[&str]) -> String {
    county.bench.run_now(&[args, &THEN].concat()).ends(0).out
}

fn json_of(county: &County, args: &[&str]) -> Value {
    serde_json::from_str(&said(county, &[args, &["--json"]].concat())).unwrap()
}

fn numbers(rows: &Value) -> Vec<&str> {
    rows.as_array().unwrap().iter().map(|row| row["no"].as_str().unwrap()).collect()
}

#[test]
fn figures_are_told_with_what_they_are_made_of_and_open_on_their_cases() {
    let county = County::new();
    let november = ["--span", "month", "--date", "2026-11-23"];
    let table = json_of(&county, &[&["figures"], &november[..]].concat());
    let row = |name: &str| table["rows"].as_array().unwrap().iter().find(|row| row[0] == name).unwrap().clone();
    assert_eq!(row("登记数")[12], 5);
    assert_eq!(row("受理率")[12], json!({"of": 4, "among": 5}));

    let cases = |more: &[&str]| json_of(&county, &[&["figures", "--cases"], &november[..], more].concat());
    let accepted = cases(&["--measure", "accepted"]);
    assert_eq!((numbers(&accepted["part"]).len(), numbers(&accepted["rest"])), (4, vec!["ZZ2026-00003"]));
    // One cell of the table, by code or by name.
    for (row, column) in [("07", "ldjc"), ("劳动人事", "劳动监察")] {
        let cell = ["--by", "category", "--across", "unit", "--row", row, "--column", column];
        let found = cases(&[&["--measure", "registered"], &cell[..]].concat());
        assert_eq!(numbers(&found["part"]), ["ZZ2026-00001", "ZZ2026-00002"]);
    }
    let none = county.bench.run_now(
        &[&["figures", "--cases", "--measure", "closed", "--by", "unit", "--row", "xyz", "--json"], &THEN[..]].concat(),
    );
    assert_eq!(none.ends(2).error()["kind"], "figures_key");
}

#[test]
fn rows_and_columns_add_up_and_go_out_as_csv_on_record() {
    let county = County::new();
    let args = ["figures", "--date", "2026-11-23", "--by", "weekday", "--across", "channel", "--csv"];
    let csv = said(&county, &args);
    assert_eq!(csv, "星期,来访,合计\r\n周一,5,5\r\n合计,5,5\r\n");
    county.bench.run(&["officer", "add", "shen", "--name", "审计员", "--role", "auditor"]).ends(0);
    let audit = said(&county, &["audit", "--as", "shen"]);
    assert!(!audit.is_empty());
    let file = county.bench.path("figures.xlsx");
    said(&county, &["figures", "--date", "2026-11-23", "--out", file.to_str().unwrap()]);
    assert!(std::fs::metadata(file).unwrap().len() > 1000);
}

#[test]
fn whoever_may_not_look_at_figures_is_refused() {
    let county = County::new();
    let said = county.bench.run_now(&[&["figures", "--json", "--as", "lao"], &THEN[..]].concat());
    assert_eq!(said.error()["kind"], "not_permitted");
}

#[test]
fn the_peace_index_explains_every_point() {
    let county = County::new();
    let all = json_of(&county, &["peace", "--span", "quarter"]);
    let units = all["units"].as_array().unwrap();
    assert!(units.last().unwrap()["unit"].is_null(), "all cases come last");
    let weights: u64 = all["items"].as_array().unwrap().iter().map(|item| item["weight"].as_u64().unwrap()).sum();
    assert_eq!(weights, 100);
    // Each point can be counted again from what is told of it.
    for unit in units {
        let marks = unit["marks"].as_array().unwrap();
        let points: u64 = marks.iter().filter_map(|mark| mark["points"].as_u64()).sum();
        match unit["weight"].as_u64().unwrap() {
            0 => assert!(unit["index"].is_null(), "no figure is no full mark"),
            weight => assert_eq!(unit["index"].as_u64(), Some((points * 200 + weight) / (weight * 2))),
        }
    }
    let of = |id: &str| units.iter().find(|unit| unit["unit"] == *id).unwrap();
    assert!(of("tzb")["index"].is_null());
    let late = of("ldjc")["marks"].as_array().unwrap().iter().find(|mark| mark["item"] == "overdue").unwrap();
    assert_eq!(late["counted"]["part"], json!(["ZZ2026-00002"]));

    let told = said(&county, &["peace", "--span", "quarter", "--unit", "ldjc", "--explain"]);
    assert!(told.contains("在办超期 1/1 100%，得 0.00/10 分"), "{told}");
    assert!(told.contains("按时办结 25分：承办案件的按时办结率，越高越好；60%得0分，100%得满分"), "{told}");
    let refused = county.bench.run_now(&[&["peace", "--unit", "zx", "--json"], &THEN[..]].concat());
    assert_eq!(refused.ends(2).error()["kind"], "peace_unit");
}
