//! A desk with sealed cases answers everybody else exactly as one without: every view, as every role.

use crate::town::{Town, WANG};
use serde_json::{Value, json};
use yichuang::desk::pages::{Listing, Part};
use yichuang::desk::service::{self, Answer, Query};
use yichuang::desk::views::{Filter, Viewer};
use yichuang::desk::{Desk, DeskError, Search};
use yichuang::domain::alike::{Matter, Somebody};
use yichuang::domain::case::CaseCommand;
use yichuang::domain::ids::{CaseNo, OfficerId, PersonId};
use yichuang::domain::time::Moment;
use yichuang::domain::vocabulary::Stage;

const SEALED: &str = r#"{"command":"register","kind":"complaint","channel":"letter","accept":true,"category":"1502",
    "narrative":"孙问路反映水利干部收受好处，邻居排水一事也有份","place":"陇城县首阳镇",
    "parties":[{"side":"applicant","name":"孙问路","phone":"13912340000"},
               {"side":"applicant","name":"苗秘客","phone":"13987650011"},
               {"side":"respondent","name":"水利局干部"}],
    "sealed":{"accused":[{"unit":"swj"}],"keepers":["gao","ji"]}}"#;

fn ordinary(name: &str, phone: &str) -> String {
    format!(
        r#"{{"command":"register","kind":"dispute","channel":"walk_in","accept":true,"grade":"larger","category":"0201",
        "narrative":"{name}与邻居排水纠纷","place":"陇城县首阳镇",
        "parties":[{{"side":"applicant","name":"{name}","phone":"{phone}"}}]}}"#
    )
}

/// Lives through the same days, with sealed cases in between or without.
fn days(with_sealed: bool) -> Town {
    let mut town = Town::new("2026-11-02 09:00");
    for (id, unit, role) in [("ji", "jjw", "handler"), ("shen", "", "auditor"), ("m01", "", "mediator")] {
        let unit = if unit.is_empty() { "null".to_owned() } else { format!("\"{unit}\"") };
        let line =
            json!({"command": "save_officer", "officer": {"id": id, "name": format!("{id}人"), "roles": [role]}});
        let line = line.to_string().replace(r#""roles""#, &format!(r#""unit":{unit},"roles""#));
        town.does(WANG, &line);
    }
    let hidden = |town: &mut Town, then: &[(&str, &str)]| {
        if !with_sealed {
            return;
        }
        let before = town.no.take();
        town.no = town.does(WANG, SEALED).no;
        for (who, line) in then {
            town.does(who, line);
        }
        town.no = before;
    };
    hidden(&mut town, &[]);
    town.registers(&ordinary("孙问路", "13912340000"));
    town.does(WANG, r#"{"command":"route","lead":"ldjc"}"#);
    hidden(
        &mut town,
        &[
            ("gao", r#"{"command":"ask_opening","reason":"研判"}"#),
            ("ji", r#"{"command":"grant_opening"}"#),
            ("gao", r#"{"command":"look"}"#),
            ("gao", r#"{"command":"admit","officer":"lao","reason":"承办"}"#),
            ("gao", r#"{"command":"route","lead":"ldjc"}"#),
            ("gao", r#"{"command":"link","other":"ZZ2026-00001","kind":"series"}"#),
        ],
    );
    town.registers(&ordinary("钱二", "13912340001"));
    hidden(&mut town, &[]);
    town.registers(&ordinary("孙问路", "13912340000"));
    town.does(WANG, r#"{"command":"schedule","room":"r1","starts":"2026-11-09 09:00","mediators":["m01"]}"#);
    let escalated = town.at("2026-11-12 10:00").does(WANG, r#"{"command":"escalate"}"#);
    assert!(!escalated.events.is_empty());
    hidden(&mut town, &[]);
    town.no = None;
    town
}

fn told<T>(outcome: Result<T, DeskError>, show: impl FnOnce(T) -> Value) -> Value {
    outcome.map_or_else(|error| json!([error.kind(), error.message(), error.hint()]), show)
}

/// Everything an officer can ask, as text.
fn answers(town: &mut Town, officer: &str) -> Vec<(String, String)> {
    let now = town.now;
    let id = OfficerId::from(officer);
    let path = town.desk.store().path().to_owned();
    let mut desk = Desk::open(path, yichuang::store::Mode::ReadOnly).unwrap();
    desk.look_as(&id).unwrap();
    let viewer = Viewer::masked(desk.centre().unwrap().officer(&id).unwrap());
    let mut all: Vec<(String, Value)> = Vec::new();
    let mut add = |name: String, value: Value| all.push((name, value));
    add("counters".into(), told(desk.counters(now), |it| json!(it)));
    add("alerts".into(), told(desk.alerts(None, None, 1000, now), |it| json!(it)));
    add("reds".into(), told(desk.reds(), |it| json!(it.len())));
    for filter in [Filter::default(), Filter { by_due: true, ..Filter::default() }] {
        add("rows".into(), told(desk.rows(&filter, now), |it| json!(it)));
    }
    for stage in Stage::ALL {
        let parts = vec![Part { stage: Some(*stage), ..Part::default() }];
        let listing = Listing { parts, rows: 50, ..Listing::default() };
        add(format!("page {stage}"), told(desk.page(&listing, now), |it| json!([it.rows, it.total])));
    }
    for typed in
        ["孙问路", "苗秘客", "mmk", "13987650011", "0011", "排水", "好处", "ZZM2026", "M2026", "2026", "unit:ldjc"]
    {
        let search = Search { typed: typed.into(), limit: 50, ..Search::default() };
        add(format!("find {typed}"), told(desk.find(&viewer, &search, now), |it| json!([it.rows, it.complete])));
        add(format!("people {typed}"), told(desk.people(typed, &viewer, 50), |it| json!(it)));
    }
    for person in 1..6 {
        let shown = desk.person(PersonId(person), &viewer, now);
        add(format!("person {person}"), told(shown, |it| json!(it)));
    }
    let matter = Matter {
        people: vec![
            Somebody { name: "苗秘客".into(), phone: "13987650011".into(), ..Somebody::default() },
            Somebody { name: "孙问路".into(), phone: "13912340000".into(), ..Somebody::default() },
        ],
        narrative: "反映水利干部收受好处，邻居排水".into(),
        place: "陇城县首阳镇".into(),
    };
    add("alike".into(), told(desk.alike(&matter, None, now), |it| json!(it)));
    let day = now.date_naive();
    add("sessions".into(), told(desk.sessions(day - chrono::Duration::days(9), day), |it| json!(it)));
    add("bookings".into(), told(desk.bookings(now - chrono::Duration::days(9), 30), |it| json!(format!("{it:?}"))));
    for no in ["ZZ2026-00001", "ZZ2026-00002", "ZZ2026-00003", "ZZ2026-00004"] {
        let no = CaseNo::from(no);
        let view = desk.view_for(&no, &viewer, now);
        add(format!("case {no}"), told(view, |it| json!([without_id(&json!(it.case)), it.related, it.timeline])));
        let asked = service::answer(&mut desk, &Query::Suggest { no: no.clone() }, &id, now);
        add(
            format!("suggest {no}"),
            told(asked, |it| match it {
                Answer::Suggest(units) => json!(units),
                _ => Value::Null,
            }),
        );
        let note = CaseCommand::Note { text: "看".into() };
        add(format!("try {no}"), told(desk.consider(&id, now, &no, &note), |it| json!(it)));
    }
    let week = Query::Week { from: day, typed: String::new() };
    add(
        "week".into(),
        told(service::answer(&mut desk, &week, &id, now), |it| match it {
            Answer::Week(week) => json!([week.sessions, week.waiting, week.performing]),
            _ => Value::Null,
        }),
    );
    all.into_iter().map(|(name, value)| (name, value.to_string())).collect()
}

/// The identity of a case is never shown.
fn without_id(case: &Value) -> Value {
    let mut case = case.clone();
    case.as_object_mut().unwrap().remove("id");
    case
}

#[test]
fn every_view_of_everybody_is_the_same_with_sealed_cases_and_without() {
    let (mut without, mut with) = (days(false), days(true));
    let count = with.desk.store().sealed_rows().unwrap().len();
    assert_eq!(count, 4, "they are there");
    let officers: Vec<_> = with.desk.centre().unwrap().officers.iter().map(|it| it.id.clone()).collect();
    for officer in &officers {
        let (plain, sealed) = (answers(&mut without, officer.as_str()), answers(&mut with, officer.as_str()));
        for (one, other) in plain.iter().zip(&sealed) {
            assert_eq!(one, other, "{officer}");
        }
        let listed = with.desk.sealed(officer, with.now).unwrap().len();
        let expected = match officer.as_str() {
            "gao" | "ji" => 4,
            "lao" => 1,
            _ => 0,
        };
        assert_eq!(listed, expected, "{officer}");
    }
    assert_eq!(receipts(&mut without), receipts(&mut with), "orders are answered alike too");
}

/// What orders come to that touch many cases, or the next number.
fn receipts(town: &mut Town) -> Vec<String> {
    let later: Moment = town.now + chrono::Duration::days(9);
    town.now = later;
    let escalated = town.does(WANG, r#"{"command":"escalate"}"#);
    let calendar = json!({"command": "import_calendar", "text": json!({"year": 2027, "days": [
        {"name": "元旦", "date": "2027-01-01", "isOffDay": true}]}).to_string()});
    let moved = town.does(WANG, &calendar.to_string());
    let next = town.does(WANG, &ordinary("周新来", "13912349999"));
    let rebuilt = town.desk.rebuild().unwrap().cases;
    let mut told: Vec<_> = [escalated, moved, next].iter().map(|it| it.to_json().to_string()).collect();
    told.push(rebuilt.to_string());
    told
}
