//! Persons on screen, by keys: from a case to a card and to another case, and a known person picked in a new case.

use super::harness::Bench;
use crate::domain::idno;
use crate::domain::ids::PersonId;

fn number() -> String {
    let body = "62992119650228001";
    format!("{body}{}", idno::check_digit(body))
}

/// Registers two cases of one man against different neighbours; the newer has his wife beside him.
fn two_cases(bench: &mut Bench) -> (String, String) {
    let order = |others: &str, story: &str, name: &str| {
        format!(
            r#"{{"command":"register","kind":"dispute","channel":"walk_in","accept":true,"category":"0202",
            "narrative":"{story}","parties":[{{"side":"applicant","name":"{name}","id_no":"{}","phone":"13900000001",
            "place":"城关镇东关村三社12号"}},{others}]}}"#,
            number()
        )
    };
    let one = bench.order(&order(r#"{"side":"respondent","name":"钱大川"}"#, "邻居砌墙占道", "王晓明")).no.unwrap();
    let wife = r#"{"side":"applicant","name":"李桂兰","phone":"13900000002"},{"side":"respondent","name":"孙二"}"#;
    let two = bench.order(&order(wife, "土地界址不清", "王小明")).no.unwrap();
    (one.to_string(), two.to_string())
}

#[test]
fn from_a_case_to_a_person_and_on_to_an_earlier_case() {
    let mut bench = Bench::new();
    let (one, two) = two_cases(&mut bench);
    bench.keys("home alt-p").sees("申请人 王小明").sees("申请人 李桂兰").sees("被申请人 孙二");
    bench.text("wxm").keys("enter").sees("王小明（名录").sees("历次事项（2）").sees(&one).sees(&two);
    bench.sees("男 · 1965 · 甘肃省陇城县（虚构）").sees("139****0001").sees("（王晓明）").sees_no("13900000001");
    bench.sees_no("12号").keys("f10").sees("13900000001").sees("三社12号").sees("查看了完整信息");
    bench.keys("f10").sees_no("13900000001");
    bench.keys("down enter").sees("邻居砌墙占道");
    assert_eq!(bench.screen.app.wanted.as_ref().map(crate::domain::ids::CaseNo::as_str), Some(one.as_str()));
    // The whole case stands there already, so opening another shows it in the same place.
    let depth = bench.screen.depth();
    bench.keys("alt-p").text("wxm").keys("enter enter").sees("土地界址不清");
    assert_eq!(bench.screen.depth(), depth);
}

#[test]
fn a_correction_an_alias_and_a_household_are_forms_of_the_card() {
    let mut bench = Bench::new();
    two_cases(&mut bench);
    bench.keys("alt-p").text("wxm").keys("enter ctrl-e").sees("更正信息：王小明");
    bench.put("电话", "12").put("理由", "换号").keys("ctrl-s").sees("12");
    bench.to("电话").keys("backspace backspace").text("13900000009").keys("ctrl-s").sees("139****0009");
    bench.sees("更正为：电话 139****0009（换号）").sees_no("13900000009");
    bench.keys("a").put("别名", "明娃").keys("ctrl-s").sees("明娃");
    bench.keys("h").sees("输入任意几个字").text("lgl").sees("李桂兰").keys("enter").sees("列入同户：王小明 — 李桂兰");
    bench.put("是其什么人", "丈夫").keys("ctrl-s").sees("与李桂兰同户，为其丈夫");
    let view = bench.desk.store().person_row(1).unwrap().unwrap();
    assert_eq!((view.rev, view.household.is_some()), (3, true));
}

#[test]
fn one_man_entered_twice_is_joined_and_parted_on_the_card() {
    let mut bench = Bench::new();
    two_cases(&mut bench);
    bench.order(
        r#"{"command":"register","kind":"inquiry","channel":"phone","narrative":"问低保",
        "parties":[{"side":"applicant","name":"王小明","phone":"13900000007"}]}"#,
    );
    bench.keys("home alt-p").sees("王小明（名录").sees("历次事项（1）");
    // He is not offered as the same as himself: the first in the list is the other.
    bench.keys("s").sees("1965").keys("enter").sees("认定同一人：王小明 — 王小明");
    bench.put("理由", "身份证相同").keys("ctrl-s").sees("历次事项（3）").sees("并入编号");
    bench.run("撤销同一人").put("理由", "弄错了").keys("ctrl-s").sees("历次事项（2）");
    assert!(bench.desk.verify().unwrap().ok);
}

#[test]
fn a_known_person_picked_in_a_new_case_fills_in_everything_once() {
    let mut bench = Bench::new();
    two_cases(&mut bench);
    bench
        .keys("f2")
        .text("wxm")
        .keys("alt-p")
        .sees("从名录选人")
        .sees("王小明（王晓明）")
        .sees("139****0001")
        .sees("2 件");
    bench.keys("enter").sees("1 号 · 以前 2 件").sees_no(&number());
    assert_eq!(bench.screen.app.filling, None);
    bench.put("简要情况", "又来问进展").keys("ctrl-s");
    let case = bench.case("ZZ2026-00003");
    let party = &case.parties[0];
    assert_eq!(
        (party.person, party.name.as_str(), party.id_no.as_deref()),
        (Some(PersonId(1)), "王小明", Some(&*number()))
    );
    assert_eq!((party.phone.as_deref(), party.place.as_deref()), (Some("13900000001"), Some("城关镇东关村三社12号")));
}

#[test]
fn a_party_called_otherwise_after_the_pick_is_no_longer_the_one_picked() {
    let mut bench = Bench::new();
    two_cases(&mut bench);
    bench.keys("f2").text("李桂兰").keys("alt-p enter").sees("号 · 以前 1 件");
    bench.keys("up up up end").text("子").sees_no("号 · 以前 1 件");
    bench.keys("esc esc f2 alt-p").text("没有这人").sees("名录里没有");
}

#[test]
fn the_card_fits_a_small_and_a_large_screen() {
    for (columns, rows) in [(80, 24), (120, 36)] {
        let mut bench = Bench::new().sized(columns, rows);
        two_cases(&mut bench);
        bench.order(r#"{"command":"add_alias","person":1,"alias":"明娃"}"#);
        bench.order(r#"{"command":"join_household","person":3,"with":1,"relation":"妻子"}"#);
        bench.keys("alt-p").text("wxm").keys("enter");
        insta::assert_snapshot!(format!("card_{columns}x{rows}"), bench.shown());
    }
}
