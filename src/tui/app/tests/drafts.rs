//! What is typed and not handed in: kept, listed, gone on with, dropped.

use super::harness::Bench;
use std::time::Duration;

const LATER: Duration = Duration::from_secs(1);

const NEIGHBOURS: &str = r#"{"command":"register","kind":"dispute","channel":"walk_in","accept":true,
    "narrative":"邻居堵了排水沟","parties":[{"side":"applicant","name":"赵小禾"},{"side":"respondent","name":"钱大川"}]}"#;

#[test]
fn a_form_nobody_typed_into_leaves_no_draft() {
    let mut bench = Bench::new();
    bench.keys("f2 tab tab").wait(LATER).keys("esc").wait(LATER);
    assert!(bench.kept.is_empty(), "{:?}", bench.kept);
}

#[test]
fn a_draft_that_came_back_says_so_and_ctrl_x_starts_afresh() {
    let mut bench = Bench::new();
    bench.keys("f2").text("张三").wait(LATER).keys("esc");
    assert_eq!(bench.kept.len(), 1);
    bench.keys("f2").sees("张三").sees("Ctrl-X 清空重填");
    // The default answer is No.
    bench.keys("ctrl-x enter").sees("张三");
    bench.keys("ctrl-x right enter").sees_no("张三").wait(LATER);
    assert!(bench.kept.is_empty(), "{:?}", bench.kept);
}

#[test]
fn the_list_shows_every_draft_by_form_and_case_and_enter_goes_on() {
    let mut bench = Bench::new();
    let no = bench.order(NEIGHBOURS).no.unwrap();
    bench.keys("f2").text("李四").wait(LATER).keys("esc");
    bench.keys("ctrl-t").text("电话里答应疏通").wait(LATER).keys("esc");
    bench.keys("alt-d").sees("新建登记  李四").sees("记一笔  电话里答应疏通").sees(no.as_str());
    bench.text("jyb").keys("enter").sees(&format!("记一笔 {no}")).sees("电话里答应疏通");
    bench.keys("esc alt-d").text("xj").keys("enter").sees("李四").sees("〔输入〕");
}

#[test]
fn a_draft_is_dropped_only_after_a_second_key() {
    let mut bench = Bench::new();
    bench.keys("f2").text("李四").wait(LATER).keys("esc alt-d delete enter").sees("李四");
    bench.keys("delete right enter").sees("没有未提交的草稿").wait(LATER);
    assert!(bench.kept.is_empty(), "{:?}", bench.kept);
}

#[test]
fn a_sentence_does_not_mix_with_another_residents_draft() {
    let mut bench = Bench::new();
    bench.keys("f2").text("李四").wait(LATER).keys("esc");
    bench.keys("ctrl-n").text("张三 13900001111 反映邻居王五占了宅基地").keys("ctrl-s").wait(LATER);
    bench.sees("张三").sees_no("李四");
    bench.keys("esc alt-d").sees("李四").sees("张三");
}

#[test]
fn a_refusal_of_the_desk_lands_on_its_field() {
    let mut bench = Bench::new();
    bench.keys("f2").text("某村村民").to("性质").keys("space").text("dr").keys("enter");
    bench.put("人数", "1").put("代表", "张三").put("简要情况", "要求修路").keys("ctrl-s").sees("〔输入〕");
    assert!(bench.caret_row().contains("人数"), "{}", bench.shown());
    bench.sees("!! ");
}

#[test]
fn what_a_group_needs_is_asked_next() {
    let mut bench = Bench::new();
    bench.keys("f2").text("某村村民").to("性质").keys("space").text("dr").keys("enter").text("60").keys("tab");
    bench.text("张三").sees("*人数           60").sees("*代表           张三");
}

#[test]
fn what_was_wrong_in_a_draft_is_still_said_when_it_comes_back() {
    let mut bench = Bench::new();
    bench.keys("f2").text("张三").keys("tab").text("139").keys("tab").wait(LATER).keys("esc f2").sees("不成立");
}

#[test]
fn revealing_is_on_record_and_a_second_time_masks_again() {
    let mut bench = Bench::new();
    let json = NEIGHBOURS.replace("\"赵小禾\"", "\"赵小禾\",\"phone\":\"13900001111\"");
    bench.order(&json);
    bench.keys("enter").sees("139****1111");
    bench.keys("f10").sees("13900001111").sees("记入日志");
    bench.keys("f10").sees("139****1111").sees_no("13900001111");
}

#[test]
fn what_was_revealed_is_masked_again_after_some_minutes_or_with_another_case() {
    let mut bench = Bench::new();
    let json = NEIGHBOURS.replace("\"赵小禾\"", "\"赵小禾\",\"phone\":\"13900001111\"");
    bench.order(&json);
    bench.order(NEIGHBOURS);
    bench.keys("end enter").sees("139****1111").keys("f10").sees("13900001111");
    for _ in 0..6 {
        bench.wait(std::time::Duration::from_mins(1));
    }
    bench.sees("139****1111").sees_no("13900001111");
}

#[test]
fn the_cursor_goes_to_what_was_just_registered() {
    let mut bench = Bench::new();
    let first = bench.order(NEIGHBOURS).no.unwrap();
    bench.order(NEIGHBOURS);
    bench.keys("end").sees(&format!("> {first}"));
    bench.keys("f2").text("李四").to("简要情况").text("楼上漏水").keys("ctrl-s");
    let row = bench.caret_row();
    assert!(row.contains("李四"), "{row}");
}
