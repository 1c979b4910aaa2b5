//! Finding through the command line: by whatever the officer happens to hear first.

use super::bench::{Bench, has_escapes};
use serde_json::Value;

/// Four matters, registered by one script, with names and places that are read in more than one way.
fn bench() -> Bench {
    let bench = Bench::new();
    let case = |name: &str, phone: &str, id: &str, place: &str, other: &str, narrative: &str| {
        format!(
            r#"{{"command":"register","kind":"dispute","channel":"walk_in","accept":true,"narrative":"{narrative}","place":"{place}","parties":[{{"side":"applicant","name":"{name}","phone":"{phone}","id_no":"{id}"}},{{"side":"respondent","name":"{other}"}}]}}"#
        )
    };
    let lines = [
        case("张三", "13900000001", "110101199003070011", "城关镇南街村", "李四", "邻居在宅基地上建房占道"),
        case("单小明", "13811112222", "110101198501010017", "重庆路社区", "曾国庆", "拖欠工资三个月"),
        case("吕建华", "18699998888", "110101197712120019", "河湾镇柳林村", "王五", "楼上漏水把墙泡坏"),
        case("欧阳静", "15012345678", "110101200001010029", "城关镇东街社区", "赵六", "退还押金"),
    ];
    let said = bench.script(&lines.join("\n")).ends(0);
    assert_eq!(said.lines().len(), 4, "{said:?}");
    bench
}

fn found(bench: &Bench, args: &[&str]) -> Vec<u32> {
    let said = bench.run(&[&["find", "--json"], args].concat()).ends(0).json();
    let number = |row: &Value| row["no"].as_str()?.rsplit('-').next()?.parse().ok();
    let mut found: Vec<u32> = said.as_array().unwrap().iter().filter_map(number).collect();
    found.sort_unstable();
    found
}

#[test]
fn a_case_is_found_by_whatever_is_heard_first() {
    let bench = bench();
    for (typed, wanted) in [
        // One to four characters, anywhere.
        ("张", &[1][..]),
        ("宅基", &[1]),
        ("宅基地", &[1]),
        ("拖欠工资", &[2]),
        ("漏水把墙泡坏", &[3]),
        ("城关", &[1, 4]),
        // Names by initials, partly and in full.
        ("zs", &[1]),
        ("zhangs", &[1]),
        ("zhangsan", &[1]),
        ("zhang san", &[1]),
        ("oyj", &[4]),
        ("ouyangjing", &[4]),
        ("jianhua", &[3]),
        // What is read in more than one way.
        ("sxm", &[2]),
        ("shanxiaoming", &[2]),
        ("zenggq", &[2]),
        ("zgq", &[2]),
        ("chongqing", &[2]),
        ("cqlu", &[]),
        ("lvjianh", &[3]),
        ("lujianhua", &[3]),
        // Telephone and identity numbers.
        ("138", &[2]),
        ("13811112222", &[2]),
        ("8888", &[3]),
        ("110101", &[1, 2, 3, 4]),
        ("19900307", &[1]),
        ("110101198501010017", &[2]),
        ("0017", &[2]),
        // The number of the case, as people say it.
        ("ZZ2026-00003", &[3]),
        ("zz202600003", &[3]),
        ("2026-3", &[3]),
        ("00003", &[3]),
        // Several words, each of which must occur.
        ("城关 押金", &[4]),
        ("张 宅基地 2026 城关", &[1]),
        ("城关 工资", &[]),
        ("ｚｓ　城关", &[1]),
        // Conditions.
        ("状态:在办 城关", &[1, 4]),
        ("is:closed", &[]),
        ("年份:2026 lv", &[3]),
    ] {
        assert_eq!(found(&bench, &[typed]), wanted, "{typed}");
    }
}

#[test]
fn nobody_finds_by_what_is_hidden_in_the_middle() {
    let bench = bench();
    for typed in ["1111222", "0307", "00101"] {
        assert_eq!(found(&bench, &[typed]), [0; 0], "{typed}");
    }
}

#[test]
fn the_scope_is_as_wide_as_the_officer_may_see_and_no_wider() {
    let bench = bench();
    bench.run(&["officer", "add", "chen", "--name", "陈立", "--unit", "ldjc", "--role", "handler"]).ends(0);
    bench.script(r#"{"command":"route","no":"ZZ2026-00002","lead":"ldjc"}"#).ends(0);
    assert_eq!(found(&bench, &["2026"]), [1, 2, 3, 4]);
    for scope in ["own", "window", "centre"] {
        assert_eq!(found(&bench, &["2026", "--scope", scope]), [1, 2, 3, 4], "{scope}");
    }
    for scope in [&[][..], &["--scope", "centre"], &["--scope", "unit"]] {
        assert_eq!(found(&bench, &[&["2026", "--as", "chen"], scope].concat()), [2], "{scope:?}");
    }
    for typed in ["张三", "13900000001", "zz2026-00001", "宅基地", "is:open 城关"] {
        assert_eq!(found(&bench, &[typed, "--as", "chen"]), [0; 0], "{typed}");
    }
    assert_eq!(found(&bench, &["2026", "--as", "chen", "--scope", "own"]), [0; 0]);
    bench.run(&["find", "2026", "--scope", "county"]).ends(2);
}

#[test]
fn best_comes_first_unless_the_newest_is_asked_for() {
    let bench = bench();
    bench.take("张三丰 13700000009 南街村 要求退还保证金");
    let first = |args: &[&str]| {
        let said = bench.run(&[&["find", "张三", "--json"], args].concat()).ends(0).json();
        said[0]["no"].as_str().unwrap().to_owned()
    };
    assert_eq!(first(&[]), "ZZ2026-00001", "a whole name goes first");
    assert_eq!(first(&["--newest"]), "ZZ2026-00005");
    assert_eq!(found(&bench, &["张三", "--limit", "1"]), [1]);
}

#[test]
fn what_nobody_knows_is_said_and_what_is_piped_has_no_colours() {
    let bench = bench();
    let said = bench.run(&["find", "单位:没有这家"]);
    assert_ne!(said.code, 0);
    assert!(said.err.contains("没有这家"), "{said:?}");
    assert!(!has_escapes(&bench.run(&["find", "张三"]).ends(0).out));
}

#[test]
fn numbers_are_found_in_groups_as_they_are_read_out() {
    let bench = bench();
    for typed in
        ["138 1111 2222", "138-1111-2222", "138 1111 2222 工资", "110101 19850101 0017", "110101-19850101-0017"]
    {
        assert_eq!(found(&bench, &[typed]), [2], "{typed}");
    }
}

#[test]
fn what_a_field_does_not_know_is_called_by_the_words_officers_use() {
    let bench = bench();
    let said = bench.run(&["find", "unit:无此单位", "--lang", "zh-CN"]).ends(1);
    assert!(said.err.contains("单位:无此单位") && !said.err.contains("field."), "{said:?}");
}
