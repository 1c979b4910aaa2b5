//! Pane 3 worked by keys: a session is planned against clashes, held, confirmed, told, attended, agreed,
//! performed.

use super::harness::Bench;
use crate::domain::mediation::{JudicialStep, SessionStatus};
use crate::words::Lang;

const LAND: &str = r#"{"command":"register","kind":"dispute","channel":"walk_in","accept":true,"category":"0202",
    "grade":"general","narrative":"宅基地界址争议，砌墙占道","place":"东河镇",
    "parties":[{"side":"applicant","name":"赵小禾","phone":"13900001111"},{"side":"respondent","name":"钱大川"}]}"#;

const WAGES: &str = r#"{"command":"register","kind":"dispute","channel":"walk_in","accept":true,"category":"0701",
    "grade":"general","narrative":"装修工程完工后拖欠工资一万元","place":"东河镇",
    "parties":[{"side":"applicant","name":"孙木匠","phone":"13900002222"},{"side":"respondent","name":"李承包"}]}"#;

/// A Monday with one session booked for Thursday, and a second case that waits for one.
fn booked() -> Bench {
    let mut bench = Bench::new();
    bench.order(LAND);
    bench.order(WAGES);
    bench.order(
        r#"{"command":"schedule","no":"ZZ2026-00001","room":"r1","starts":"2026-11-05 09:00","mediators":["m01"]}"#,
    );
    bench.keys("3");
    bench
}

#[test]
fn the_week_shows_rooms_and_sessions_narrow_and_wide() {
    let mut bench = booked();
    bench.order(
        r#"{"command":"schedule","no":"ZZ2026-00002","room":"r3","starts":"2026-11-06 14:30","mediators":["m03"],"hold":true}"#,
    );
    insta::assert_snapshot!("week_80x24", bench.shown());
    bench.size = (120, 36);
    insta::assert_snapshot!("week_120x36", bench.shown());
    for size in [(200, 50), (115, 16), (110, 24), (60, 16)] {
        bench.size = size;
        bench.sees("赵小禾").sees("[").sees(">");
    }
    bench.size = (80, 24);
    insta::assert_snapshot!("week_en_80x24", Lang::En.speaking(|| bench.shown()));
}

#[test]
fn a_second_desk_that_takes_the_slot_first_is_named_and_nothing_typed_is_lost() {
    let mut bench = booked();
    bench.keys("ctrl-o ctrl-b").pick("调解员", "安理顺").pick("空闲时段", "").put("议题", "工资").sees("可以排期");
    bench.order(
        r#"{"command":"reschedule","no":"ZZ2026-00001","session":1,"reason":"改期","starts":"2026-11-05 09:30","mediators":["m03"]}"#,
    );
    // The form hears of it before anybody presses a key.
    bench.sees("安理顺 已排在 ZZ2026-00001").sees("工资");
    bench.keys("ctrl-s").sees("为什么不行").keys("esc").sees("工资");
    assert!(bench.case("ZZ2026-00002").mediation.sessions.is_empty());
    bench.pick("空闲时段", "").keys("ctrl-s");
    assert_eq!(bench.case("ZZ2026-00002").mediation.sessions.len(), 1, "{}", bench.shown());
}

#[test]
fn weeks_go_by_and_come_back() {
    let mut bench = booked();
    bench.sees("本周 2026-11-02").sees("赵小禾");
    bench.keys("ctrl-right").sees("下周 2026-11-09").sees("本周没有调解");
    bench.keys("[ [").sees("上周 2026-10-26").keys("alt-t").sees("本周 2026-11-02").sees("赵小禾");
    bench.keys("/").text("sunmj").keys("enter").sees("没有符合筛选的").keys("esc").sees("赵小禾");
}

#[test]
fn lists_that_wait_are_a_key_away_and_the_case_follows_the_cursor() {
    let mut bench = booked().sized(120, 36);
    assert_eq!(bench.screen.app.wanted.as_ref().unwrap().as_str(), "ZZ2026-00001");
    bench.keys("ctrl-o").sees("[待排期 1]").sees("孙木匠");
    assert_eq!(bench.screen.app.wanted.as_ref().unwrap().as_str(), "ZZ2026-00002");
    bench.keys("ctrl-o").sees("[履行中 0]").sees("没有履行中的协议");
    assert_eq!(bench.screen.app.wanted, None);
    bench.keys("ctrl-b");
    assert_eq!(bench.screen.depth(), 1, "no case, no form: {}", bench.message());
}

#[test]
fn clashes_are_named_while_the_form_is_filled_in_and_a_slot_is_picked() {
    let mut bench = booked().sized(120, 36);
    bench.keys("ctrl-o ctrl-b").pick("调解员", "甄和平").sees("最近的空闲时段");
    bench.put("开始时间", "11-05 9点半");
    bench.sees("有 2 处不行").sees("第一调解室 已被 ZZ2026-00001 占用").sees("已排在 ZZ2026-00001");
    insta::assert_snapshot!("schedule_clash_120x36", bench.shown());
    bench.size = (80, 24);
    insta::assert_snapshot!("schedule_clash_80x24", bench.shown());
    bench.keys("ctrl-s").sees("为什么不行").sees("可改为").keys("esc");
    bench.size = (120, 36);
    bench.pick("空闲时段", "").sees("可以排期");
    bench.keys("ctrl-s");
    assert_eq!(bench.screen.depth(), 1, "{}", bench.shown());
    let session = &bench.case("ZZ2026-00002").mediation.sessions[0];
    assert_eq!(session.plan.starts.format("%m-%d %H:%M").to_string(), "11-05 14:30");
    assert_eq!(session.status, SessionStatus::Confirmed);
    bench.keys("ctrl-o ctrl-o").sees("孙木匠").sees("14:30–16:30 已排定");
}

#[test]
fn a_session_goes_from_a_hold_to_an_agreement_that_a_court_confirms() {
    let mut bench = booked().sized(120, 36);
    bench.keys("ctrl-o ctrl-b").pick("调解员", "alsh").to("部门席位").keys("space").text("劳动保障").keys("enter");
    bench
        .pick("空闲时段", "")
        .to("先暂留")
        .keys("space")
        .put("议题", "工资")
        .put("受邀人员", "律师 周某")
        .keys("ctrl-s");
    let held = bench.case("ZZ2026-00002").mediation.sessions[0].clone();
    assert_eq!((held.status, held.plan.guests.len(), held.plan.seats.len()), (SessionStatus::Held, 1, 1));
    bench.keys("ctrl-o ctrl-o down").sees("暂留");
    // F5 does what comes next: it turns the hold into a booking, then asks whom to tell.
    bench.keys("f5");
    assert_eq!(bench.case("ZZ2026-00002").mediation.sessions[0].status, SessionStatus::Confirmed);
    for (whom, answer) in [("孙木匠", "同意"), ("李承包", "未接"), ("李承包", "同意"), ("", "同意"), ("", "同意")]
    {
        bench.keys("f5").sees(whom).pick("通知结果", answer).keys("ctrl-s");
        assert_eq!(bench.screen.depth(), 1, "{}", bench.shown());
    }
    assert!(bench.case("ZZ2026-00002").mediation.sessions[0].to_notify().is_empty());
    assert_eq!(bench.case("ZZ2026-00002").mediation.sessions[0].notices.len(), 5);
    bench.until("11-05 11:30");
    bench.run("登记到场").sees("其余当事人都记为到场").keys("ctrl-s");
    bench.run("记调解记录").put("内容", "双方陈述，核对工资单").keys("ctrl-s");
    bench.keys("f5").text("书面").keys("enter");
    bench.put("主要事实", "拖欠工资一万元").put("协议内容", "分两期付清");
    bench.put("分期履行", "2026-12-01 5000元 首期\n2026-12-15 5000 元").to("履行方式").sees("2 期，共 10000 元");
    bench.text("转账").keys("ctrl-s");
    let case = bench.case("ZZ2026-00002");
    let agreement = &case.mediation.agreement().unwrap().agreement;
    let amounts: Vec<_> = agreement.instalments.iter().map(|it| it.amount_fen).collect();
    assert_eq!(amounts, [Some(500_000), Some(500_000)]);
    bench.sees("书面协议").sees("第 1 期 2026-12-01 5000 元 首期");
    bench.keys("f5").put("法院", "陇城县人民法院").keys("ctrl-s");
    bench.keys("f5").pick("步骤", "已确认").keys("ctrl-s");
    assert_eq!(bench.case("ZZ2026-00002").mediation.judicial_step(), Some(JudicialStep::Confirmed));
    insta::assert_snapshot!("agreed_120x36", bench.shown());
    bench.keys("ctrl-o").sees("[待排期 0]").keys("ctrl-o").sees("[履行中 2]").sees("2026-12-01");
    bench.keys("f5").sees("第 1 期").keys("ctrl-s");
    let case = bench.case("ZZ2026-00002");
    assert!(case.mediation.agreement().unwrap().agreement.instalments[0].performed.is_some());
    bench.sees("[履行中 1]");
    assert!(bench.screen.app.drafts.is_empty(), "{:?}", bench.screen.app.drafts);
}

#[test]
fn calling_off_wants_a_word_typed_and_a_moved_session_keeps_what_was_not_touched() {
    let mut bench = booked();
    bench.keys("alt-m").put("理由", "当事人出差").put("开始时间", "");
    bench.keys("ctrl-u").text("11-06 9点").keys("ctrl-s");
    let case = bench.case("ZZ2026-00001");
    let session = &case.mediation.sessions[0];
    assert_eq!(session.plan.starts.format("%m-%d %H:%M").to_string(), "11-06 09:00");
    assert_eq!((session.plan.mediators.len(), session.plan.parties.len()), (1, 2));
    bench.run("取消场次").sees("请输入 yes 确认").keys("enter");
    assert_eq!(bench.screen.depth(), 1, "nothing typed, nothing done");
    bench.run("取消场次").text("yes").keys("enter").put("理由", "双方和解").keys("ctrl-s");
    assert_eq!(bench.case("ZZ2026-00001").mediation.sessions[0].status, SessionStatus::Cancelled);
}

#[test]
fn what_cannot_be_done_says_why() {
    let mut bench = booked();
    bench.run("登记到场");
    assert!(bench.message().contains("没有能这样做的场次"), "{}", bench.message());
    bench.run("恢复调解");
    assert!(bench.message().contains("还在进行"), "{}", bench.message());
    bench.until("11-05 10:00").run("终止调解").text("yes").keys("enter");
    bench.put("理由", "一方明确拒绝").pick("已告知的途径", "诉讼").keys("ctrl-s");
    assert!(bench.case("ZZ2026-00001").mediation.termination.is_some());
}
