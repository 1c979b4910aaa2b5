//! Earlier cases that look like the one being typed: found, read, chosen, saved.

use super::harness::Bench;
use std::time::Duration;

const WALL: &str = r#"{"command":"register","kind":"dispute","channel":"walk_in","accept":true,
    "narrative":"邻居张强翻修院墙时多占宅基地约三十公分，滴水落在我家后墙根，墙体返潮开裂","place":"文苑镇柳林村",
    "parties":[{"side":"applicant","name":"王小明","phone":"13900000001","place":"文苑镇柳林村三社12号"},
               {"side":"respondent","name":"张强","place":"文苑镇柳林村"}]}"#;

const FIRE: &str = r#"{"command":"register","kind":"dispute","channel":"walk_in","accept":true,
    "narrative":"楼下火锅店油烟扰民","parties":[{"side":"applicant","name":"王小明","phone":"13900000009"}]}"#;

fn again(bench: &mut Bench) -> &mut Bench {
    bench.keys("f2").text("王晓明").put("住址", "柳林村三社12号");
    bench.keys("tab tab").text("张强");
    bench.put("情况", "隔壁张强盖墙侵占我家庄基，墙体返潮")
}

#[test]
fn what_is_found_while_typing_is_linked_and_both_cases_show_it() {
    let mut bench = Bench::new().sized(140, 40);
    let first = bench.order(WALL).no.unwrap();
    again(&mut bench)
        .sees("似曾来过 1 件")
        .sees("重复访")
        .sees("姓名相近 王晓明/王")
        .sees("同户")
        .sees("同一对方 张强");
    bench.sees("尚无答复").sees("F8");
    bench.keys("f8").sees("第 1/1 件").keys("1").sees("√ 已选：");
    bench.keys("esc ctrl-s");
    let second = bench.desk.case(&crate::domain::ids::CaseNo("ZZ2026-00002".into())).unwrap();
    assert_eq!(second.links.len(), 1, "{:?}", second.links);
    assert_eq!(second.links[0].other, first);
    assert_eq!(bench.case(first.as_str()).links.len(), 1);
}

#[test]
fn the_earlier_case_is_read_over_the_form_and_nothing_typed_is_lost() {
    let mut bench = Bench::new();
    bench.order(WALL);
    again(&mut bench).keys("f8").sees("> ZZ2026-00001").sees("另案");
    bench.keys("enter").sees("ZZ2026-00001（只看）").sees("滴水落在我家后墙根");
    bench.keys("esc").sees("> ZZ2026-00001").keys("esc").sees("隔壁张强盖墙侵占我家庄基");
}

#[test]
fn saving_without_a_choice_is_asked_about_once_and_the_default_is_to_go_back() {
    let mut bench = Bench::new().sized(140, 40);
    bench.order(WALL);
    again(&mut bench).keys("ctrl-s").sees("有 1 件很像同一事项，尚未选择");
    bench.keys("enter").sees("第 1/1 件");
    bench
        .keys("5")
        .text("上次是院墙，这次是水沟")
        .keys("ctrl-s")
        .sees("√ 已选：另案")
        .keys("esc ctrl-s")
        .sees("ZZ2026-00002");
    let mut bench = Bench::new().sized(140, 40);
    bench.order(WALL);
    again(&mut bench).keys("ctrl-s down enter").sees("已新建登记 ZZ2026-00002");
}

#[test]
fn somebody_who_came_about_something_else_is_shown_and_not_asked_about() {
    let mut bench = Bench::new().sized(140, 40);
    bench.order(FIRE);
    bench.keys("f2").text("王小明").put("电话", "13900000009").put("情况", "借给赵六三万元到期不还");
    bench.sees("来过 ·").sees("电话相同").keys("ctrl-s").sees("ZZ2026-00002");
}

#[test]
fn a_choice_is_kept_with_the_draft() {
    let mut bench = Bench::new().sized(140, 40);
    bench.order(WALL);
    again(&mut bench).keys("f8 2 esc").wait(Duration::from_secs(1)).keys("esc");
    let draft = bench.kept.values().next().unwrap();
    assert_eq!(draft["related"][0]["how"], "same_matter", "{draft}");
    bench.restart();
    bench.keys("f2").sees("√ 已选：");
}

#[test]
fn no_number_of_anybody_is_in_what_is_found() {
    let mut bench = Bench::new().sized(140, 40);
    bench.order(WALL);
    again(&mut bench);
    let shown = bench.shown();
    assert!(!shown.contains("13900000001"), "{shown}");
    let hits = format!("{:?}", bench.screen.app.earlier);
    assert!(hits.contains("SameHousehold") && !hits.contains("13900000001"), "{hits}");
}

#[test]
fn the_list_beside_the_form_and_over_it_looks_so() {
    let mut wide = Bench::new().sized(140, 34);
    wide.order(WALL);
    wide.order(FIRE);
    again(&mut wide).keys("f8 down");
    insta::assert_snapshot!("earlier_beside", wide.shown());
    let mut narrow = Bench::new();
    narrow.order(WALL);
    narrow.order(FIRE);
    again(&mut narrow).keys("f8");
    insta::assert_snapshot!("earlier_over", narrow.shown());
}
