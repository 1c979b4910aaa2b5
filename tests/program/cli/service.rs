//! Serving residents after the matter is done: calling back, evaluation, subsidies, published results.

use super::supervision::County;
use serde_json::Value;

fn strings<'v>(list: &'v Value, field: &str) -> Vec<&'v str> {
    list.as_array().unwrap().iter().map(|it| it[field].as_str().unwrap()).collect()
}

#[test]
fn whom_to_call_back_is_listed_with_tries_and_the_figures_open_on_their_cases() {
    let county = County::new();
    let told = county.ask(&["call-backs", "--json"]).ends(0).json();
    assert_eq!(strings(&told["lines"], "no"), ["ZZ2026-00004"], "the others were called back, or are not resolved");
    assert_eq!((told["lines"][0]["turn"].as_str(), told["lines"][0]["tries"].as_u64()), (Some("now"), Some(0)));
    county.at("2026-12-16T08:50", None, &[r#"{"command":"call_back","no":"ZZ2026-00004","answer":"no_answer"}"#]);
    let told = county.ask(&["call-backs", "--json"]).ends(0).json();
    assert_eq!((told["lines"][0]["turn"].as_str(), told["lines"][0]["tries"].as_u64()), (Some("later"), Some(1)));
    assert_eq!(told["lines"][0]["next"], "2026-12-17T15:00:00+08:00");
    let november = "2026-11-30T09:00:00+08:00";
    let figures = county.bench.run_now(&["call-backs", "--now", november, "--json"]).ends(0).json();
    assert_eq!(figures["called_back"]["rest"], serde_json::json!(["ZZ2026-00004"]));
    assert_eq!(figures["called_back"]["part"].as_array().unwrap().len(), 2);
    assert_eq!(figures["satisfied"]["part"], serde_json::json!(["ZZ2026-00001"]));
    let behind = county.bench.run_now(&["call-backs", "--now", november, "--behind", "called-back"]).ends(0);
    assert!(behind.out.contains("回访率 2/3 67%") && behind.out.contains("ZZ2026-00004"), "{behind:#?}");
    assert!(!behind.out.contains("13900000001"), "{behind:#?}");
    let script = county.ask(&["call-backs", "--script"]).ends(0);
    assert!(script.out.contains("履行：") && script.out.contains("起诉："), "{script:#?}");
    assert!(
        county.ask(&["call-backs", "--unit", "ldjc", "--json"]).ends(0).json()["lines"].as_array().unwrap().is_empty()
    );
}

#[test]
fn a_dissatisfied_answer_stands_on_top_until_the_matter_is_taken_up_again() {
    let county = County::new();
    let answer =
        r#"{"command":"call_back","no":"ZZ2026-00004","answer":{"answered":"dissatisfied"},"note":"又占上了"}"#;
    county.at("2026-12-16T08:50", None, &[answer]);
    let told = county.ask(&["call-backs"]).ends(0);
    assert!(told.out.contains("不满意，待决定重办 1 件"), "{told:#?}");
    county.at("2026-12-16T08:55", None, &[r#"{"command":"reopen","no":"ZZ2026-00004","reason":"又占上了"}"#]);
    assert!(county.ask(&["call-backs"]).ends(0).out.contains("没有要回访的"));
}
