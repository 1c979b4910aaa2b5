//! Whole lives worked by keys alone, as an officer would: from the resident at the window to the archive.

use super::harness::Bench;
use crate::domain::vocabulary::{AssignmentStatus, ClockKind, Stage};

const NO: &str = "ZZ2026-00001";

/// Takes a case in by the form.
fn taken_in(narrative: &str) -> Bench {
    let mut bench = Bench::new().sized(120, 36);
    bench.keys("f2").text("赵小禾");
    bench.put("电话", "19900001111");
    bench.put("简要情况", narrative);
    bench.keys("ctrl-s");
    assert_eq!(bench.screen.depth(), 1, "{}", bench.shown());
    bench.sees(NO);
    bench
}

fn stage(bench: &Bench) -> Stage {
    bench.case(NO).stage
}

#[test]
fn a_quarrel_between_neighbours_is_settled_on_the_spot() {
    let mut bench = taken_in("邻居空调外机滴水，吵得睡不着");
    assert_eq!(stage(&bench), Stage::Accepted, "the form accepts at once unless told otherwise");
    bench.keys("f7").pick("处置方式", "直接答复").put("内容", "当场联系物业，今天下午移机");
    bench.keys("ctrl-s");
    assert_eq!(stage(&bench), Stage::Resolved, "{}", bench.shown());
    bench.keys("f5").pick("回访结果", "非常满意").keys("ctrl-s");
    assert_eq!(stage(&bench), Stage::CalledBack, "{}", bench.shown());
    bench.keys("f5 ctrl-s");
    assert_eq!(stage(&bench), Stage::Archived, "{}", bench.shown());
    assert!(bench.case(NO).clocks.iter().all(|clock| !clock.is_running()));
    assert!(bench.desk.verify().unwrap().ok);
}

#[test]
fn a_wage_claim_goes_through_two_units_an_objection_an_extension_and_a_second_round() {
    let mut bench = taken_in("工地干了三个月，包工头拖欠工资两万元");
    bench.keys("f3").pick("类别", "ldht").pick("定级", "较大").keys("ctrl-s");
    assert!(bench.case(NO).grade.is_some(), "{}", bench.shown());
    // Routed as suggested, with a second unit to help.
    bench.keys("f4").pick("主办单位", "市场监管").keys("ctrl-s");
    let case = bench.case(NO);
    assert_eq!(case.stage, Stage::Handling, "{}", bench.shown());
    // The rulebook suggested labour supervision and the building window as helpers.
    assert_eq!(case.assignments.len(), 3, "{}", bench.shown());
    let (lead, helper) = (case.assignments[0].unit.clone(), case.assignments[2].unit.clone());
    let (lead_name, helper_name) = {
        let centre = bench.desk.centre().unwrap();
        (centre.unit_name(&lead).to_owned(), centre.unit_name(&helper).to_owned())
    };
    // The lead says it is not theirs; the centre agrees, and labour supervision gets it.
    bench.run("提出异议").pick("单位", &lead_name).put("理由", "劳动报酬不属我单位职责").keys("ctrl-s");
    assert_eq!(bench.case(NO).ball(), "objected", "{}", bench.shown());
    bench.keys("f5").put("理由", "确属劳动监察职责").keys("ctrl-s");
    assert_eq!(bench.case(NO).assignment(case.assignments[0].id).unwrap().status, AssignmentStatus::Recalled);
    assert_eq!(stage(&bench), Stage::Accepted, "{}", bench.shown());
    bench.keys("f4").pick("主办单位", "劳动监察").keys("ctrl-s");
    bench.sees("主办 陇城县劳动保障监察大队");
    assert!(bench.case(NO).lead().is_some(), "{} {}", bench.message(), bench.shown());
    let new_lead = bench.case(NO).lead().unwrap().unit.clone();
    assert_ne!(new_lead, lead);
    let lead_name = bench.desk.centre().unwrap().unit_name(&new_lead).to_owned();
    for name in [&lead_name, &helper_name] {
        bench.run("签收");
        if bench.screen.depth() > 1 {
            bench.pick("单位", name).keys("ctrl-s");
        }
    }
    assert!(
        bench.case(NO).assignments.iter().filter(|it| it.is_live()).all(|it| it.signed_at.is_some()),
        "{}",
        bench.shown()
    );
    // More time, granted by a leader before it runs out.
    let due = bench.case(NO).running(ClockKind::Unit, Some(&new_lead)).unwrap().due;
    bench.run("延期").pick("时限", "承办").put("延长数量", "2").put("理由", "对方在外地").keys("ctrl-s");
    let extended = bench.case(NO).clocks.iter().find(|clock| !clock.extensions.is_empty()).cloned();
    assert!(extended.is_some_and(|clock| clock.due > due || clock.unit.as_ref() == Some(&helper)), "{}", bench.shown());
    for name in [&lead_name, &helper_name] {
        bench.run("反馈结果");
        if bench.case(NO).assignments.iter().filter(|it| it.status == AssignmentStatus::Handling).count() > 1 {
            bench.pick("单位", name);
        }
        bench.put("办理结果", "已付清一半，余款月底付").keys("ctrl-s");
    }
    for name in [&lead_name, &helper_name] {
        bench.run("审核通过");
        if bench.case(NO).assignments.iter().filter(|it| it.status == AssignmentStatus::Reported).count() > 1 {
            bench.pick("单位", name);
        }
        bench.keys("ctrl-s");
    }
    assert_eq!(stage(&bench), Stage::Resolved, "{}", bench.shown());
    // The resident is not satisfied: the same unit gets it again and may not object.
    bench.keys("f5").pick("回访结果", "不满意").put("说明", "余款没有到账").keys("ctrl-s");
    assert_eq!(bench.case(NO).ball(), "dissatisfied", "{}", bench.shown());
    bench.keys("f5").put("理由", "余款没有到账").pick("单位", "劳动监察").keys("ctrl-s");
    assert_eq!((stage(&bench), bench.case(NO).reopened), (Stage::Handling, 1), "{}", bench.shown());
    bench.keys("f5 ctrl-s");
    bench.keys("f5").put("办理结果", "全部付清").keys("ctrl-s").keys("f5 ctrl-s");
    bench.keys("f5").pick("回访结果", "满意").keys("ctrl-s").keys("f5 ctrl-s");
    assert_eq!(stage(&bench), Stage::Archived, "{}", bench.shown());
    assert!(bench.desk.verify().unwrap().ok);
}

#[test]
fn what_is_not_for_the_centre_is_declined_with_a_way_to_go() {
    let mut bench = Bench::new().sized(120, 36);
    bench.keys("f2").text("钱大川").put("简要情况", "对法院生效判决不服，要求改判");
    bench.to("当场受理").keys("right").keys("ctrl-s");
    assert_eq!(stage(&bench), Stage::Registered, "{}", bench.shown());
    bench.run("不予受理").put("理由", "已有生效判决").keys("ctrl-s");
    assert_eq!(stage(&bench), Stage::Registered, "without telling where to go it is not declined: {}", bench.shown());
    bench.put("告知去向", "向法院申请再审").keys("ctrl-s");
    assert_eq!(stage(&bench), Stage::Declined, "{}", bench.shown());
    bench.keys("f5");
    assert!(!bench.message().is_empty(), "nothing is left to do, and it says so");
}

#[test]
fn an_applicant_takes_the_matter_back() {
    let mut bench = taken_in("邻居家的狗夜里叫");
    bench.run("撤回").put("理由", "双方已经和好").keys("ctrl-s");
    assert_eq!(stage(&bench), Stage::Withdrawn, "{}", bench.shown());
}

#[test]
fn a_refused_form_keeps_what_was_typed_and_says_why() {
    let mut bench = taken_in("邻居砌墙占道");
    // Another desk gets there first.
    bench.keys("f4");
    let unit = bench.desk.centre().unwrap().units.iter().find(|unit| !unit.is_centre()).unwrap().id.clone();
    let other = format!(r#"{{"command":"route","no":"{NO}","lead":"{unit}"}}"#);
    bench.other().perform(&"wang".into(), bench.now(), &crate::desk::Order::from_json(&other).unwrap()).unwrap();
    bench.put("交办意见", "请尽快到现场看看").keys("ctrl-s");
    assert_eq!(bench.screen.depth(), 2, "the form stays");
    bench.sees("请尽快到现场看看");
    assert!(bench.message().contains("王值班"), "{}", bench.message());
}

#[test]
fn a_key_pressed_before_the_case_is_there_counts_when_it_comes() {
    use crate::desk::service::{News, Query, answer};
    use crate::term::Event;
    use crate::tui::app::Effect;
    use crate::tui::run::Program;
    use std::time::Duration;
    let mut bench = taken_in("邻居砌墙占道");
    // The cursor moves to a case whose answer is still on its way.
    let no = bench.case(NO).no;
    bench.screen.app.wanted = None;
    let late = bench.screen.app.look_at(&no).expect("it is asked for");
    bench.screen.app.current = None;
    bench.screen.event(Event::Key("ctrl-t".parse().unwrap()), Duration::from_mins(1));
    assert_eq!(bench.screen.depth(), 1, "there is nothing to note down on yet");
    assert_eq!(bench.message(), "", "and nothing to complain about");
    let Effect::Ask(generation, query @ Query::Case { .. }) = late else { panic!("{late:?}") };
    let now = bench.now();
    let result = answer(&mut bench.desk, &query, &"wang".into(), now);
    bench.news(News::Answer { generation, result });
    assert_eq!(bench.screen.depth(), 2, "the form opens when the case is there");
}

#[test]
fn papers_are_put_into_the_file_and_taken_out_and_the_meter_follows() {
    let mut bench = taken_in("邻居砌墙占道");
    bench.sees("卷宗 1/1 齐全");
    bench.keys("f7").pick("处置方式", "直接答复").put("内容", "当场说和").keys("ctrl-s");
    bench.sees("卷宗 1/2 · 缺 回访记录");
    bench.run("材料入卷").pick("材料", "证据材料").put("页数", "3").put("说明", "现场照片").keys("ctrl-s");
    let filed = bench.case(NO).papers.clone();
    assert_eq!((filed.len(), filed[0].pages, filed[0].note.as_str()), (1, 3, "现场照片"), "{}", bench.shown());
    bench.sees("材料入卷：证据材料 3 页");
    bench.run("材料出卷").pick("卷内材料", "证据材料").put("理由", "退还当事人").keys("ctrl-s");
    assert!(bench.case(NO).papers.is_empty(), "{}", bench.shown());
    bench.run("材料出卷");
    assert!(bench.message().contains("没有登记过材料"), "{}", bench.message());
}
