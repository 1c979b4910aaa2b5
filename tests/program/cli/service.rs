//! Serving residents after the matter is done: calling back, evaluation, subsidies, published results.

use super::bench::text;
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
    let november = "2026-11-30T09:00:00+08:00";
    let figures = county.bench.run_now(&["call-backs", "--now", november, "--json"]).ends(0).json();
    assert_eq!(figures["called_back"]["rest"], serde_json::json!(["ZZ2026-00004"]));
    assert_eq!(figures["called_back"]["part"].as_array().unwrap().len(), 2);
    assert_eq!(figures["satisfied"]["part"], serde_json::json!(["ZZ2026-00001"]));
    let behind = county.bench.run_now(&["call-backs", "--now", november, "--behind", "called-back"]).ends(0);
    assert!(behind.out.contains("回访率 2/3 67%") && behind.out.contains("ZZ2026-00004"), "{behind:#?}");
    assert!(!behind.out.contains("13900000001"), "{behind:#?}");
    county.at("2026-12-16T08:50", None, &[r#"{"command":"call_back","no":"ZZ2026-00004","answer":"no_answer"}"#]);
    let told = county.ask(&["call-backs", "--json"]).ends(0).json();
    assert_eq!((told["lines"][0]["turn"].as_str(), told["lines"][0]["tries"].as_u64()), (Some("later"), Some(1)));
    assert_eq!(told["lines"][0]["next"], "2026-12-17T15:00:00+08:00");
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

/// Plays a dispute that was mediated by 甄和平, with everything a subsidy needs but what is left out.
fn mediated(county: &County, but: &[&str]) -> String {
    county.at("2026-11-26T09:00", None, &[
        r#"{"command":"register","kind":"dispute","channel":"walk_in","accept":true,"category":"0202","grade":"larger",
            "narrative":"两家为界墙争执","title":"界墙","parties":[{"side":"applicant","name":"董彩霞"},{"side":"respondent","name":"邵国栋"}]}"#
            .replace('\n', " ")
            .as_str(),
    ]);
    let no = "ZZ2026-00006";
    let steps = [
        ("2026-11-26T09:10", "schedule", r#""room":"r1","starts":"2026-12-01T09:00:00+08:00","mediators":["m01"]"#),
        ("2026-11-26T09:20", "notify", r#""session":1,"party":1,"how":"phone","result":"will_come""#),
        ("2026-11-26T09:20", "notify", r#""session":1,"party":2,"how":"phone","result":"will_come""#),
        ("2026-12-01T10:00", "attendance", r#""session":1,"present":[1,2]"#),
        ("2026-12-01T10:10", "record_session", r#""session":1,"text":"双方到场，核对界址""#),
        (
            "2026-12-01T10:20",
            "conclude_session",
            r#""session":1,"outcome":{"kind":"agreed","facts":"界墙不清","terms":"以旧界为准",
            "instalments":[{"due":"2026-12-03","what":"拆除新墙"}]}"#,
        ),
        ("2026-12-03T10:00", "perform", r#""instalment":1"#),
        ("2026-12-03T10:30", "resolve", r#""result":"已拆除，恢复旧界""#),
        ("2026-12-04T10:00", "reply", r#""text":"已拆除","how":"电话""#),
        ("2026-12-04T10:10", "call_back", r#""answer":{"answered":"satisfied"}"#),
        ("2026-12-04T10:15", "add_paper", r#""paper":"identity","pages":2"#),
        ("2026-12-04T10:15", "add_paper", r#""paper":"agreement","pages":3,"signed":true"#),
        ("2026-12-04T10:20", "archive", ""),
    ];
    for (at, command, fields) in steps {
        if but.contains(&command) {
            continue;
        }
        let fields = fields.replace('\n', " ");
        let rest = if fields.is_empty() { String::new() } else { format!(",{fields}") };
        county.at(at, None, &[&format!(r#"{{"command":"{command}","no":"{no}"{rest}}}"#)]);
    }
    no.to_owned()
}

#[test]
fn a_subsidy_is_paid_once_for_what_was_mediated_performed_and_filed() {
    let county = County::new();
    let no = mediated(&county, &["archive"]);
    let check = county.ask(&["subsidy", "check", &no, "--json"]).ends(0).json();
    let unmet: Vec<_> =
        check["items"].as_array().unwrap().iter().filter(|it| it["met"] == false).map(|it| &it["item"]).collect();
    assert_eq!(unmet, ["filed"], "{check}");
    assert_eq!((check["name"].as_str(), check["amount_fen"].as_i64()), (Some("甄和平"), Some(20_000)));
    let refused = county.ask(&["subsidy", "propose", &no, "--json"]).ends(1).error();
    assert_eq!(refused["kind"], "subsidy_not_met");
    county.at("2026-12-05T10:20", None, &[&format!(r#"{{"command":"archive","no":"{no}"}}"#)]);
    county.ask(&["subsidy", "propose", &no]).ends(0);
    assert_eq!(county.ask(&["subsidy", "propose", &no, "--json"]).ends(1).error()["kind"], "subsidy_not_met");
    assert_eq!(county.ask(&["subsidy", "approve", "BT2026-0001", "--json"]).ends(1).error()["kind"], "subsidy_own");
    county.ask_as("gao", &["subsidy", "approve", "BT2026-0001"]).ends(0);
    county.ask_as("gao", &["subsidy", "pay"]).ends(0);
    let listed = county.ask(&["subsidy", "list", "--json"]).ends(0).json();
    assert_eq!((strings(&listed, "status"), strings(&listed, "batch")), (vec!["paid"], vec!["BTP2026-01"]));
    let out = county.bench.path("sheet.csv");
    county.ask_as("gao", &["subsidy", "sheet", "BTP2026-01", "--out", text(&out)]).ends(0);
    let sheet = std::fs::read_to_string(&out).unwrap();
    assert!(sheet.contains("BT2026-0001,ZZ2026-00006,") && sheet.contains("合计,,,,,200.00"), "{sheet}");
    assert!(!sheet.contains("董彩霞"), "{sheet}");
    let refused = county.ask_as("gao", &["subsidy", "refuse", "BT2026-0001", "--reason", "x", "--json"]).ends(1);
    assert_eq!(refused.error()["kind"], "subsidy_status");
    county.bench.run_now(&["verify", "--now", "2026-12-16T09:00:00+08:00"]).ends(0);
}

#[test]
fn service_users_are_drawn_by_a_seed_that_anybody_can_draw_by_again() {
    let county = County::new();
    let draw = ["evaluation", "draw", "--from", "2026-11-01", "--to", "2026-11-30", "--seed", "甲", "--json"];
    let first = county.ask_as("cheng", &draw).ends(0).json();
    let again = county.ask_as("cheng", &draw).ends(0).json();
    assert_eq!((first[0]["no"].as_str(), again[0]["no"].as_str()), (Some("CP2026-01"), Some("CP2026-02")));
    assert_eq!(first[0]["units"][0]["lines"], again[0]["units"][0]["lines"]);
    assert_eq!(first[0]["units"][0]["unit"], "ldjc");
    let answer = |who: &str, answer: &str| {
        county.ask_as(
            who,
            &["evaluation", "answer", "CP2026-01", "ZZ2026-00001", answer, "--grade", "态度=satisfied", "--json"],
        )
    };
    assert_eq!(
        answer("lao", "satisfied").ends(4).error()["kind"],
        "not_permitted",
        "the unit's own people do not ring"
    );
    answer("cheng", "satisfied").ends(0);
    assert_eq!(answer("cheng", "dissatisfied").ends(1).error()["kind"], "evaluation_answered");
    let shown = county.ask(&["evaluation", "show", "CP2026-01"]).ends(0);
    assert!(shown.out.contains("作答1份，太少") && shown.out.contains("种子 甲"), "{shown:#?}");
    assert!(!shown.out.contains("13900000001"), "{shown:#?}");
    let file = county
        .bench
        .write("answers.csv", "no,answer,态度,note\nZZ2026-00001,no_answer,,\nZZ2026-00009,satisfied,satisfied,\n");
    let told = county.ask_as("cheng", &["evaluation", "answer", "CP2026-02", "--file", &file, "--json"]).ends(0).json();
    assert_eq!((told["entered"].as_u64(), told["left"][0]["line"].as_str()), (Some(1), Some("3")));
    county.bench.run_now(&["verify", "--now", "2026-12-16T09:00:00+08:00"]).ends(0);
}

#[test]
fn a_result_is_public_without_anybody_in_it_and_looked_up_by_whoever_has_come_in() {
    let county = County::new();
    county.at("2026-11-26T09:00", None, &[
        r#"{"command":"register","kind":"dispute","channel":"walk_in","accept":true,"category":"0201","place":"东河镇柳林村三社12号","narrative":"占道","title":"占道","parties":[{"side":"applicant","name":"董彩霞","phone":"13900000077"},{"side":"respondent","name":"邵国栋"}]}"#,
        r#"{"command":"resolve","no":"ZZ2026-00006","result":"邵国栋让出通道，董彩霞（13900000077）认可"}"#,
        r#"{"command":"reply","no":"ZZ2026-00006","text":"已让出","how":"电话"}"#,
        r#"{"command":"call_back","no":"ZZ2026-00006","answer":{"answered":"satisfied"}}"#,
        r#"{"command":"archive","no":"ZZ2026-00006"}"#,
    ]);
    let no = "ZZ2026-00006";
    let shown = county.ask_as("gao", &["publish", "preview", no]).ends(0);
    assert!(shown.out.contains("东河镇柳林村，") && shown.out.contains("邵某让出通道"), "{shown:#?}");
    let named =
        county.ask_as("gao", &["publish", "result", no, "--text", "邵国栋已让出通道", "--json"]).ends(1).error();
    assert_eq!(named["kind"], "publication_private");
    let now = ["--now", "2026-11-27T09:00:00+08:00"];
    let early = [&["publish", "result", no, "--as", "gao", "--json"], &now[..]].concat();
    assert_eq!(county.bench.run_now(&early).ends(1).error()["kind"], "publication_not_allowed");
    county.ask_as("lao", &["publish", "result", no]).ends(4);
    county.ask_as("gao", &["publish", "result", no]).ends(0);
    // Whoever has no right to see a case may look up what is public.
    for who in ["guan", "lao"] {
        let public = county.ask_as(who, &["lookup-public", "--place", "柳林村", "--json"]).ends(0);
        assert_eq!(public.json().as_array().unwrap().len(), 1);
        for private in ["董彩霞", "邵国栋", "13900000077", "三社", "12号", no] {
            assert!(!public.out.contains(private), "{private}: {public:#?}");
        }
    }
    let (csv, html) = (county.bench.path("p.csv"), county.bench.path("p.html"));
    county.ask_as("gao", &["publish", "out", "--csv", text(&csv), "--html", text(&html)]).ends(0);
    let page = std::fs::read_to_string(&html).unwrap();
    assert!(page.contains("lang=\"zh-CN\"") && page.contains("东河镇柳林村") && !page.contains("<script"), "{page}");
    assert!(!page.contains("董彩霞") && !std::fs::read_to_string(&csv).unwrap().contains("董彩霞"));
    county.ask_as("gao", &["publish", "withhold", no, "--reason", "当事人不同意"]).ends(0);
    assert!(county.ask(&["lookup-public"]).ends(0).out.contains("没有已公示"));
    // What never may be public: a complaint, and what is not filed away.
    let open = county.ask_as("gao", &["publish", "preview", "ZZ2026-00002", "--json"]).ends(0).json();
    let why: Vec<_> = open["obstacles"].as_array().unwrap().iter().map(|it| it["code"].as_str().unwrap()).collect();
    assert!(why.contains(&"publication_open"), "{why:?}");
}
