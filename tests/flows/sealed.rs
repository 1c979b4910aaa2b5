//! Complaints about officials (密件): who sees them, who opens them, and that nothing else betrays them.

use crate::town::{Town, WANG};
use rusqlite::Connection;
use yichuang::desk::views::Viewer;
use yichuang::desk::{DeskError, SealedLine, Standing};
use yichuang::domain::case::Case;
use yichuang::domain::ids::{CaseNo, OfficerId};

/// What nobody may come upon: a name, a phone, a word and an identity number that stand in nothing else.
const CANARIES: &[&str] = &["苗秘客", "13987650011", "沙坡项目", "62242419900101123X", "贪腐金丝雀"];

/// A complaint about the head of a township, as it is written down.
const COMPLAINT: &str = r#"{"command":"register","kind":"complaint","channel":"letter","accept":true,
    "narrative":"反映镇上领导在沙坡项目中收受好处，贪腐金丝雀","place":"陇城县首阳镇沙坡村",
    "parties":[{"side":"applicant","name":"苗秘客","phone":"13987650011"},
               {"side":"respondent","name":"水利局干部"}],
    "sealed":{"accused":[{"unit":"swj","name":"水利局干部"}],"keepers":["gao","du","ji"]}}"#;

/// An ordinary matter.
const ORDINARY: &str = r#"{"command":"register","kind":"dispute","channel":"walk_in","accept":true,
    "narrative":"邻居排水","parties":[{"side":"applicant","name":"孙问路","phone":"13912340000"}]}"#;

fn town() -> Town {
    let mut town = Town::new("2026-11-02 09:00");
    for (id, name, unit) in [("ji", "纪承办", "jjw"), ("shui2", "水局长", "swj")] {
        town.does(
            WANG,
            &format!(
                r#"{{"command":"save_officer","officer":{{"id":"{id}","name":"{name}","unit":"{unit}","roles":["handler","leader"]}}}}"#
            ),
        );
    }
    town
}

fn sealed(town: &Town, officer: &str) -> Vec<SealedLine> {
    town.desk.sealed(&OfficerId::from(officer), town.now).unwrap()
}

fn look(town: &Town, no: &CaseNo, officer: &str) -> Result<Case, DeskError> {
    let officer = town.desk.centre().unwrap().officer(&officer.into()).unwrap().clone();
    town.desk.view_for(no, &Viewer::masked(&officer), town.now).map(|view| view.case)
}

fn kind<T>(outcome: Result<T, DeskError>) -> &'static str {
    outcome.err().map_or("done", |error| error.kind())
}

/// The same complaint, not sealed.
fn in_view_of_all() -> String {
    let mut line: serde_json::Value = serde_json::from_str(COMPLAINT).unwrap();
    line.as_object_mut().unwrap().remove("sealed");
    line.to_string()
}

/// Seals a complaint and lets two persons open it.
fn opened(town: &mut Town) -> CaseNo {
    let no = town.registers(COMPLAINT);
    town.does("gao", r#"{"command":"ask_opening","reason":"研判"}"#);
    town.does("du", r#"{"command":"grant_opening"}"#);
    no
}

#[test]
fn the_registrar_gets_a_number_that_was_drawn_and_sees_nothing_more() {
    let mut town = town();
    let first = town.registers(ORDINARY);
    let receipt = town.does(WANG, COMPLAINT);
    let no = receipt.no.unwrap();
    assert!(no.as_str().starts_with("ZZM2026-") && no.as_str().len() == "ZZM2026-".len() + 6, "{no}");
    assert_eq!(receipt.warnings.iter().map(|it| it.code).collect::<Vec<_>>(), ["sealed_away"]);
    let next = town.registers(ORDINARY);
    assert_eq!((first.as_str(), next.as_str()), ("ZZ2026-00001", "ZZ2026-00002"), "no gap in the ordinary numbers");
    town.no = Some(no.clone());
    let asks = [
        r#"{"command":"note","text":"查"}"#,
        r#"{"command":"look"}"#,
        r#"{"command":"ask_opening","reason":"好奇"}"#,
        r#"{"command":"grant_opening"}"#,
        r#"{"command":"seal","accused":[{"name":"某人"}],"reason":"再封"}"#,
        r#"{"command":"route","lead":"rsj"}"#,
    ];
    for who in [WANG, "shui2", "li"] {
        assert!(sealed(&town, who).is_empty());
        for line in asks {
            let told = town.try_to(who, line).unwrap_err();
            town.no = Some(CaseNo::from("ZZM2026-ABC123"));
            let of_nothing = town.try_to(who, line).unwrap_err();
            town.no = Some(no.clone());
            let said = |error: &DeskError| error.message().replace("ZZM2026-ABC123", no.as_str());
            assert_eq!((told.kind(), said(&told)), (of_nothing.kind(), said(&of_nothing)), "{who} {line}");
        }
        assert_eq!(kind(look(&town, &no, who)), "unknown_case");
    }
}

#[test]
fn two_persons_open_it_for_a_while_and_no_look_is_without_a_trace() {
    let mut town = town();
    let no = town.registers(COMPLAINT);
    let lines = sealed(&town, "gao");
    assert_eq!((lines.len(), &lines[0].no, &lines[0].opening), (1, &no, &Standing::Closed));
    assert!(lines[0].due.is_some());
    assert_eq!(kind(look(&town, &no, "gao")), "sealed_closed");
    assert_eq!(kind(town.try_to("gao", r#"{"command":"note","text":"看看"}"#)), "sealed_closed");
    assert_eq!(kind(town.try_to("du", r#"{"command":"grant_opening"}"#)), "opening_not_asked");
    town.does("gao", r#"{"command":"ask_opening","reason":"研判"}"#);
    assert_eq!(kind(town.try_to("gao", r#"{"command":"grant_opening"}"#)), "two_persons");
    assert_eq!(kind(town.try_to("du", r#"{"command":"ask_opening","reason":"也要"}"#)), "opening_asked_already");
    town.at("2026-11-02 10:00").does("du", r#"{"command":"grant_opening"}"#);
    assert!(matches!(&sealed(&town, "ji")[0].opening, Standing::Open { by, .. } if by == "高书记"));
    assert_eq!(kind(look(&town, &no, "ji")), "look_first", "not before it is written down");
    town.does("ji", r#"{"command":"look"}"#);
    let case = look(&town, &no, "ji").unwrap();
    assert_eq!(case.title, "反映镇上领导在沙坡项目中收受好处，贪腐金丝"[..].chars().take(20).collect::<String>());
    let again = town.at("2026-11-02 10:09").does("ji", r#"{"command":"look"}"#);
    assert!(again.events.is_empty(), "one entry covers ten minutes");
    town.at("2026-11-02 10:10");
    assert_eq!(kind(look(&town, &no, "ji")), "look_first");
    assert_eq!(town.does("ji", r#"{"command":"look"}"#).events, ["looked"]);
    town.at("2026-11-03 10:00");
    assert_eq!(kind(look(&town, &no, "ji")), "sealed_closed", "a day is over");
    town.does("du", r#"{"command":"ask_opening","reason":"复核"}"#);
    town.at("2026-11-04 10:01");
    assert_eq!(kind(town.try_to("gao", r#"{"command":"grant_opening"}"#)), "opening_not_asked", "too late");
    assert!(town.desk.verify().unwrap().ok);
}

#[test]
fn it_is_never_sent_to_whoever_is_complained_of_nor_to_those_below() {
    let mut town = town();
    opened(&mut town);
    let refusals = [
        r#"{"command":"route","lead":"swj"}"#,
        r#"{"command":"route","lead":"ldjc","co":["swj"]}"#,
        r#"{"command":"convene","topic":"研究","units":["swj"]}"#,
        r#"{"command":"dispose","disposition":"transfer","text":"请办","unit":"swj"}"#,
        r#"{"command":"admit","officer":"shui2","reason":"请他看"}"#,
    ];
    for line in refusals {
        assert_eq!(kind(town.try_to("gao", line)), "sealed_from", "{line}");
    }
    town.does("gao", r#"{"command":"admit","officer":"li","reason":"统筹"}"#);
    let schedule = r#"{"command":"schedule","room":"r1","starts":"2026-11-20 09:00","mediators":["m01"]}"#;
    assert_eq!(kind(town.try_to("li", schedule)), "sealed_no_mediation");
    let blind = town.does("gao", r#"{"command":"route","lead":"ldjc","instruction":"请核实"}"#);
    assert_eq!(blind.warnings.iter().map(|it| it.code).collect::<Vec<_>>(), ["sealed_nobody_there"]);
    assert_eq!(kind(town.try_to("lao", r#"{"command":"sign","unit":"ldjc"}"#)), "unknown_case");
    town.does("gao", r#"{"command":"admit","officer":"lao","reason":"承办"}"#);
    town.does("lao", r#"{"command":"sign","unit":"ldjc"}"#);
    // Who moves to the unit complained of no longer knows of it, whoever let them in.
    town.does(
        WANG,
        r#"{"command":"save_officer","officer":{"id":"lao","name":"老监察","unit":"swj","roles":["handler"]}}"#,
    );
    assert!(sealed(&town, "lao").is_empty());
    assert_eq!(kind(town.try_to("lao", r#"{"command":"progress","unit":"ldjc","text":"在查"}"#)), "not_your_unit");
    assert!(town.desk.verify().unwrap().ok);
}

#[test]
fn discipline_inspection_takes_it_over_with_somebody_who_knows_of_it() {
    let mut town = town();
    let no = town.registers(&COMPLAINT.replace(r#","ji""#, ""));
    town.does("gao", r#"{"command":"ask_opening","reason":"研判"}"#);
    town.does("du", r#"{"command":"grant_opening"}"#);
    let hand = |handler: &str| {
        format!(r#"{{"command":"dispose","disposition":"discipline","text":"转纪委监委","unit":"jjw"{handler}}}"#)
    };
    assert_eq!(kind(town.try_to("gao", &hand(""))), "handler_missing");
    assert_eq!(kind(town.try_to("gao", &hand(r#","handler":"lao""#))), "handler_elsewhere");
    let done = town.does("gao", &hand(r#","handler":"ji""#));
    assert_eq!(done.events[..2], ["admitted", "disposed"]);
    assert_eq!(sealed(&town, "ji")[0].no, no);
}

#[test]
fn nothing_of_a_sealed_case_lies_in_any_table_but_the_log_and_the_envelope() {
    let mut town = town();
    town.registers(ORDINARY);
    let no = opened(&mut town);
    town.does(
        "gao",
        r#"{"command":"add_party","party":{"side":"third","name":"苗秘客","id_no":"62242419900101123X"}}"#,
    );
    town.at("2026-11-20 09:00").does(WANG, r#"{"command":"escalate"}"#);
    assert_eq!(found(&town), ["event", "sealed_row"], "{no}");
    // A case of the same people, sealed later: its rows go, and those it alone made known.
    town.registers(&in_view_of_all());
    assert!(!found(&town).is_empty());
    let seal = r#"{"command":"seal","accused":[{"unit":"swj"}],"keepers":["gao","du"],"reason":"检举干部"}"#;
    let receipt = town.does(WANG, seal);
    assert_eq!(receipt.events, ["sealed"]);
    // What search was broken up into goes with the next tidying of its index, and is found by nobody.
    let found: Vec<_> = found(&town).into_iter().filter(|name| !name.ends_with("_fts_data")).collect();
    assert_eq!(found, ["event", "sealed_row"]);
    for word in ["miaomike", "苗秘", "0011"] {
        assert!(town.desk.store().gram_ids(&format!("\"{word}\""), 9).unwrap().is_empty());
    }
    let next = town.registers(ORDINARY);
    assert_eq!(next.as_str(), "ZZ2026-00003", "the number of the one sealed later is not given again");
    let before = everything(&town);
    town.desk.rebuild().unwrap();
    assert!(everything(&town) == before, "{}", differing(&before, &everything(&town)));
    assert!(town.desk.verify().unwrap().ok);
}

#[test]
fn a_case_unsealed_by_two_is_like_any_other_again() {
    let mut town = town();
    let no = opened(&mut town);
    let one = town.does("gao", r#"{"command":"unseal","reason":"查无此事"}"#);
    assert_eq!(one.warnings[0].code, "unsealing_waits");
    assert_eq!(town.does("gao", r#"{"command":"unseal","reason":"查无此事"}"#).events, ["unsealing_asked"]);
    assert!(found(&town) == ["event", "sealed_row"]);
    let two = town.does("du", r#"{"command":"unseal","reason":"同意"}"#);
    assert_eq!(two.events, ["unsealed", "identified"]);
    assert!(sealed(&town, "gao").is_empty());
    assert_eq!(town.case().no, no);
    assert_eq!(town.row().no, no);
    assert_eq!(town.registers(ORDINARY).as_str(), "ZZ2026-00001");
    town.is_sound();
}

#[test]
fn links_of_a_sealed_case_stand_in_its_own_log_only() {
    let mut town = town();
    let plain = town.registers(ORDINARY);
    let no = opened(&mut town);
    let link = |other: &CaseNo| format!(r#"{{"command":"link","other":"{other}","kind":"series"}}"#);
    assert_eq!(
        kind(town.try_to("gao", &format!(r#"{{"command":"merge","into":"{plain}","reason":"并"}}"#))),
        "sealed_no_merger"
    );
    town.does("gao", &link(&plain));
    town.does("gao", r#"{"command":"admit","officer":"li","reason":"统筹"}"#);
    town.no = Some(plain.clone());
    assert!(town.case().links.is_empty());
    assert_eq!(kind(town.try_to("li", &link(&no))), "unknown_case", "the other way nobody points");
    // Two that are sealed, and open to the officer, make a series.
    let other = opened(&mut town);
    town.does("gao", &link(&no));
    town.does("gao", r#"{"command":"look"}"#);
    let gao = town.desk.centre().unwrap().officer(&"gao".into()).unwrap().clone();
    let view = town.desk.view_for(&other, &Viewer::masked(&gao), town.now).unwrap();
    assert_eq!(view.related.iter().map(|it| it.no.clone()).collect::<Vec<_>>(), [no.clone(), plain.clone()]);
    // Linked before one of them is sealed: the other one forgets.
    let second = town.registers(ORDINARY);
    town.does(WANG, &link(&plain));
    town.does(WANG, r#"{"command":"seal","accused":[{"name":"某领导"}],"keepers":["gao","du"],"reason":"涉干部"}"#);
    town.no = Some(plain.clone());
    assert!(town.case().links.is_empty(), "{second}");
    assert!(!town.timeline().contains(&"linked".to_owned()), "nor does its history say so");
    town.is_sound();
}

#[test]
fn keepers_are_at_least_two_who_have_nothing_to_do_with_it() {
    let mut town = town();
    let with = |sealed: &str| {
        COMPLAINT.replace(r#"{"accused":[{"unit":"swj","name":"水利局干部"}],"keepers":["gao","du","ji"]}"#, sealed)
    };
    let mut refused = |sealed: &str| kind(town.try_to(WANG, &with(sealed)));
    assert_eq!(refused(r#"{"accused":[]}"#), "accused_missing");
    assert_eq!(refused(r#"{"accused":[{"unit":"nowhere"}]}"#), "unknown_unit");
    assert_eq!(refused(r#"{"accused":[{"unit":"swj"}],"keepers":["gao"]}"#), "keepers_too_few");
    assert_eq!(refused(r#"{"accused":[{"unit":"swj"}],"keepers":["gao","shui"]}"#), "sealed_from");
    assert_eq!(refused(r#"{"accused":[{"officer":"gao"}],"keepers":["gao","du"]}"#), "sealed_from");
    assert_eq!(
        refused(r#"{"accused":[{"name":"杜督查"}],"keepers":["gao","du"]}"#),
        "sealed_from",
        "by the name alone"
    );
    // The centre's own leader: nobody's unit is shut out, the others keep it.
    town.registers(&with(r#"{"accused":[{"officer":"gao"}]}"#));
    assert!(sealed(&town, "gao").is_empty());
    assert_eq!((sealed(&town, "du").len(), sealed(&town, WANG).len(), sealed(&town, "ji").len()), (1, 1, 1));
}

/// What chance does to a case, and who.
const MOVES: &[(&str, &str)] = &[
    (WANG, COMPLAINT),
    (WANG, ORDINARY),
    (WANG, r#"{"command":"seal","accused":[{"name":"某局长"}],"keepers":["gao","du"],"reason":"涉干部"}"#),
    ("gao", r#"{"command":"ask_opening","reason":"研判"}"#),
    ("du", r#"{"command":"grant_opening"}"#),
    ("du", r#"{"command":"look"}"#),
    ("gao", r#"{"command":"unseal","reason":"查无"}"#),
    ("du", r#"{"command":"unseal","reason":"同意"}"#),
    ("gao", r#"{"command":"admit","officer":"li","reason":"统筹"}"#),
    ("gao", r#"{"command":"dismiss","officer":"li","reason":"办完"}"#),
    ("gao", r#"{"command":"add_party","party":{"side":"third","name":"苗秘客","phone":"13987650011"}}"#),
    (WANG, r#"{"command":"add_party","party":{"side":"third","name":"孙问路","phone":"13912340000"}}"#),
    ("gao", r#"{"command":"route","lead":"ldjc"}"#),
    ("li", r#"{"command":"link","other":"ZZ2026-00001","kind":"series"}"#),
    (WANG, r#"{"command":"escalate"}"#),
    (WANG, r#"{"command":"withdraw","reason":"不告了"}"#),
];

proptest::proptest! {
    #![proptest_config(proptest::prelude::ProptestConfig { cases: 24, ..Default::default() })]

    #[test]
    fn whatever_is_sealed_and_unsealed_the_rows_are_what_the_log_says(
        steps in proptest::collection::vec((0..MOVES.len(), 0_usize..4), 12..40)
    ) {
        let mut town = town();
        let mut numbers = vec![town.registers(ORDINARY), town.registers(COMPLAINT)];
        for (at, which) in steps {
            town.now += chrono::Duration::hours(2);
            town.no = numbers.get(which).or(numbers.last()).cloned();
            let (who, line) = MOVES[at];
            if let Ok(receipt) = town.try_to(who, line)
                && line.contains("register")
            {
                numbers.extend(receipt.no);
            }
        }
        let unique: std::collections::BTreeSet<_> = numbers.iter().collect();
        assert_eq!(unique.len(), numbers.len(), "a number is given once");
        let report = town.desk.verify().unwrap();
        assert!(report.ok, "{:?}", report.problems);
        let before = everything(&town);
        town.desk.rebuild().unwrap();
        assert!(everything(&town) == before, "{}", differing(&before, &everything(&town)));
        for (name, rows) in &before {
            let of_sealed = town.desk.store().sealed_rows().unwrap().into_iter().any(|row| {
                name != "sealed_row" && rows.contains(&row.no)
            });
            // What was written down before the sealing keeps the number; whoever reads it is shown none (`desk/eyes.rs`).
            assert!(!of_sealed || ["case_state", "case_row", "folio_row"].contains(&name.as_str()), "{name}");
        }
    }
}

/// Returns the tables in which something lies that nobody may come upon.
fn found(town: &Town) -> Vec<String> {
    let tables = everything_in(town);
    let hit = |rows: &String| CANARIES.iter().any(|it| rows.contains(it));
    tables.into_iter().filter(|(_, rows)| hit(rows)).map(|(name, _)| name).collect()
}

/// Returns every derived table with its rows as text.
fn everything(town: &Town) -> Vec<(String, String)> {
    // A stage of which none is left may be counted as none, or not at all.
    let derived = |name: &str| !["event", "stage_count"].contains(&name) && !name.contains("_fts");
    everything_in(town).into_iter().filter(|(name, _)| derived(name)).collect()
}

fn differing(one: &[(String, String)], other: &[(String, String)]) -> String {
    let tables = one.iter().zip(other).filter(|(one, other)| one != other).map(|(one, _)| one.0.as_str());
    tables.collect::<Vec<_>>().join(" ")
}

fn everything_in(town: &Town) -> Vec<(String, String)> {
    let conn = Connection::open(town.desk.store().path()).unwrap();
    let names = "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name";
    let mut statement = conn.prepare(names).unwrap();
    let names: Vec<String> = statement.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect();
    let dump = |name: &String| {
        let mut statement = conn.prepare(&format!("SELECT * FROM {name}")).unwrap();
        let width = statement.column_count();
        let mut rows = statement.query([]).unwrap();
        let mut text = String::new();
        while let Some(row) = rows.next().unwrap() {
            for column in 0..width {
                let value: rusqlite::types::Value = row.get(column).unwrap();
                let value = match value {
                    rusqlite::types::Value::Text(text) => text,
                    rusqlite::types::Value::Blob(blob) => String::from_utf8_lossy(&blob).into_owned(),
                    other => format!("{other:?}"),
                };
                text.push_str(&value);
                text.push('|');
            }
        }
        text
    };
    names.into_iter().map(|name| (name.clone(), dump(&name))).collect()
}
