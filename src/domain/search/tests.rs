//! Breaking up and asking agree: what is in a document is found by it, and what is not is not.

use super::*;
use std::collections::HashSet;

fn wang() -> Document {
    Document {
        no: "ZZ2026-00123".into(),
        title: "宅基地滴水纠纷".into(),
        narrative: "邻居在宅基地上建房，屋檐滴水到我家院里，商量3次不成。".into(),
        place: Some("城关镇南街村三组".into()),
        people: vec![
            Known {
                name: "单小明".into(),
                phones: vec!["19900001234".into()],
                id_no: Some("62992119900307123X".into()),
                place: Some("城关镇南街村12号".into()),
                person: Some(7),
                ..Known::default()
            },
            Known { name: "吕强".into(), aliases: vec!["大强".into()], ..Known::default() },
        ],
        facets: vec![
            Facet::Unit("sfj".into()),
            Facet::Grade("major".into()),
            Facet::Open,
            Facet::Year(2026),
            Facet::Category("0202".into()),
        ],
    }
}

fn words() -> Vocabulary {
    Vocabulary {
        officer: "wang".into(),
        fields: vec![(Field::Unit, "单位".into()), (Field::Grade, "等级".into()), (Field::Is, "状态".into())],
        conditions: vec![(Is::Overdue, "超期".into()), (Is::Open, "在办".into())],
        values: vec![
            (Field::Unit, Facet::Unit("sfj".into()), vec!["司法局".into(), "县司法局".into()]),
            (Field::Unit, Facet::Unit("rsj".into()), vec!["人社局".into()]),
            (Field::Grade, Facet::Grade("major".into()), vec!["重大疑难".into()]),
            (Field::Category, Facet::Category("0202".into()), vec!["相邻关系".into()]),
        ],
    }
}

/// Evaluates an expression over the grams of a document, the way the index does.
fn holds(expression: &str, grams: &HashSet<&str>) -> bool {
    fn clause<'e>(rest: &mut &'e str, grams: &HashSet<&str>) -> bool {
        let mut all = true;
        let mut any = None;
        loop {
            let value = if let Some(inner) = rest.strip_prefix('(') {
                *rest = inner;
                let value = clause(rest, grams);
                *rest = rest.strip_prefix(')').expect("a closing bracket");
                value
            } else {
                let inner: &'e str = rest.strip_prefix('"').expect("a quoted gram");
                let (gram, after) = inner.split_once('"').expect("a closing quote");
                *rest = after;
                grams.contains(gram)
            };
            if let Some(after) = rest.strip_prefix(" AND ") {
                all &= value;
                *rest = after;
            } else if let Some(after) = rest.strip_prefix(" OR ") {
                any = Some(any.unwrap_or(false) || (all && value));
                all = true;
                *rest = after;
            } else {
                return any.unwrap_or(false) || (all && value);
            }
        }
    }
    let mut rest = expression;
    clause(&mut rest, grams) && rest.is_empty()
}

fn finds(typed: &str, document: &Document) -> bool {
    let (grams, body) = (document.grams(), document.body());
    let grams: HashSet<&str> = grams.split(' ').collect();
    let read = read(typed, &words());
    assert_eq!(read.faults, [], "{typed}");
    (read.query.is_empty() || holds(&read.query.matching, &grams))
        && read.query.recheck.iter().all(|phrase| body.contains(phrase.as_str()))
}

#[test]
fn everything_a_duty_officer_might_type_finds_the_case() {
    for typed in [
        "宅",
        "宅基",
        "宅基地",
        "宅基地滴水",
        "屋檐滴水到我家",
        "单小明",
        "小明",
        "大强",
        "南街村",
        "城关 滴水",
        "sxm",
        "shan",
        "shanxm",
        "shanxiaoming",
        "shan xiao ming",
        "dxm",
        "danxiaoming",
        "xm",
        "xiaom",
        "lv",
        "lvq",
        "luqiang",
        "dq",
        "199",
        "19900001234",
        "1234",
        "01234",
        "00001234",
        "629921",
        "62992119900307123x",
        "19900307",
        "123x",
        "123X",
        "６２９９２１",
        "ZZ2026-00123",
        "zz2026-123",
        "2026-123",
        "202600123",
        "zz202600123",
        "00123",
        "123",
        "2026",
        "单 宅基地 2026 城关",
        "nanjie",
        "njc",
        "cgz",
        "chengguan",
        "司法局",
        "sfj",
        "单小明 sfj",
        "相邻关系",
        "unit:司法局",
        "单位：司法局",
        "unit:sfj",
        "grade:重大",
        "等级:zd",
        "is:open",
        "状态:在办",
        "year:2026",
        "unit:",
        "3次",
        "小明 unit:sfj is:open",
    ] {
        assert!(finds(typed, &wang()), "{typed}");
    }
}

#[test]
fn what_is_not_there_does_not_find_it() {
    for typed in [
        "宅地",
        "基宅",
        "地基",
        "宅基地漏水",
        "屋檐漏水到我家",
        "王小明",
        "明小",
        "zxm",
        "shanxiaohong",
        "138",
        "1235",
        "629922",
        "19900308",
        "2025-123",
        "124",
        "2025",
        "unit:人社局",
        "is:closed",
        "is:mine",
        "单小明 漏水",
        "x7",
        "人社局",
    ] {
        assert!(!finds(typed, &wang()), "{typed}");
    }
}

#[test]
fn every_piece_of_every_text_finds_it() {
    let document = wang();
    for text in [&document.title, &document.narrative, &document.people[0].name, document.place.as_ref().unwrap()] {
        let chars: Vec<char> = text.chars().collect();
        for size in 1..=8 {
            for window in chars.windows(size).filter(|window| window.iter().all(|c| is_han(*c))) {
                let piece: String = window.iter().collect();
                assert!(finds(&piece, &document), "{piece}");
            }
        }
    }
}

#[test]
fn a_gram_is_one_token_whatever_the_text() {
    let mut odd = wang();
    odd.narrative = "a\"b' OR (c) -- 𠮷野家 \u{e000}字 ＡＢＣ　１２３ é ü \u{1f600} 〇三".into();
    odd.facets.push(Facet::Unit("A-1 b".into()));
    for gram in odd.grams().split(' ') {
        assert!(gram.chars().all(|c| c.is_ascii_alphanumeric() || !c.is_ascii()), "{gram}");
        assert_eq!(gram, gram.to_ascii_lowercase());
    }
    for typed in ["𠮷", "𠮷野家", "\u{e000}字", "abc", "〇三", "ＡＢＣ"] {
        assert!(finds(typed, &odd), "{typed}");
    }
}

#[test]
fn no_text_breaks_out_of_the_expression() {
    for typed in [
        "\"",
        "\" OR \"x",
        "a\"b",
        "(",
        ")",
        "宅\"基",
        "OR",
        "AND",
        "NOT",
        "*",
        "NEAR(a b)",
        "grams:x",
        "- -",
        "a-b-c",
        "'",
        "：",
        ":",
    ] {
        let read = read(typed, &words());
        let grams = wang().grams();
        if !read.query.is_empty() {
            let _ = holds(&read.query.matching, &grams.split(' ').collect());
        }
    }
}

#[test]
fn a_field_nobody_knows_the_value_of_is_named() {
    assert_eq!(read("grade:abc", &words()).faults[0].code, "search_value_unknown");
    assert_eq!(read("due:soon", &words()).faults.len(), 1);
    assert_eq!(read("due:<3", &words()).due, Some(Due::Within(3)));
    assert_eq!(read("due:<=3", &words()).due, Some(Due::Within(4)));
    assert_eq!(read("is:overdue", &words()).due, Some(Due::Overdue));
    assert!(read("a:b", &words()).faults.is_empty(), "a colon in a plain word is no field");
}

#[test]
fn whole_names_and_numbers_are_exact() {
    assert!(read("单小明", &words()).exact.matching.contains("m单小明"));
    assert!(read("19900001234", &words()).exact.matching.contains("f19900001234"));
    assert!(read("shan", &words()).exact.is_empty());
}

#[test]
fn the_word_under_the_caret_is_completed() {
    let words = words();
    assert_eq!(words.complete("dw"), ["单位:"]);
    assert_eq!(words.complete("un"), ["unit:"]);
    assert_eq!(words.complete("单位:s"), ["单位:司法局", "单位:人社局"]);
    assert_eq!(words.complete("unit:"), ["unit:司法局", "unit:人社局"]);
    assert_eq!(words.complete("状态:cq"), ["状态:超期"]);
    assert_eq!(words.complete("due:<"), ["due:<0", "due:<1", "due:<3", "due:<7"]);
    assert_eq!(words.complete("x:y"), Vec::<String>::new());
}

#[test]
fn the_digest_changes_with_anything_that_is_searched() {
    let (before, mut after) = (wang(), wang());
    assert_eq!(before.digest(), after.digest());
    after.facets.pop();
    assert_ne!(before.digest(), after.digest());
}

#[test]
fn villages_are_cut_out_of_addresses() {
    assert_eq!(village("城关镇南街村三组12号").as_deref(), Some("城关镇南街村"));
    assert_eq!(village("东城街道和平社区3号楼").as_deref(), Some("东城街道和平社区"));
    assert_eq!(village("人民路5号"), None);
}
