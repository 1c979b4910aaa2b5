//! Pane 6, worked by keys: from issuing a directive to closing it out.

use super::harness::Bench;
use crate::desk::Viewer;
use crate::desk::bench::wang;
use crate::domain::vocabulary::Role;
use crate::words::Lang;

fn county() -> Bench {
    let mut bench = Bench::new();
    bench.enter("gaowc", "高望川", &[Role::Leader], None);
    bench.enter("yanmq", "严明岐", &[Role::Supervisor], None);
    for order in [
        r#"{"command":"register","kind":"dispute","channel":"walk_in","accept":true,"category":"0701","grade":"general",
            "narrative":"拖欠工资三个月","parties":[{"side":"applicant","name":"孙满仓"},{"side":"respondent","name":"李长河"}]}"#,
        r#"{"command":"route","no":"ZZ2026-00001","lead":"ldjc"}"#,
        r#"{"command":"issue","kind":"listed","case":"ZZ2026-00001","to":"ldjc","leader":"gaowc","team":["路远"],
            "supervisor":{"unit":"zx"},"text":"一月内化解"}"#,
        r#"{"command":"issue","kind":"project","subject":"矛盾纠纷大排查","to":"zjj","due":"2026-12-20"}"#,
        r#"{"command":"issue","kind":"instruction","subject":"供暖投诉","to":"zjj","leader":"gaowc",
            "supervisor":{"officer":"yanmq"}}"#,
        r#"{"command":"receive_directive","directive":"DB2026-0001"}"#,
        r#"{"command":"issue","kind":"talk","subject":"连续超期","to":"sthj"}"#,
    ] {
        bench.order(order);
    }
    bench
}

fn zh(run: impl FnOnce()) {
    Lang::ZhCn.speaking(run);
}

#[test]
fn directives_stand_by_due_date_with_the_five_ones_beside_them() {
    zh(|| {
        let mut bench = county();
        bench.keys("6");
        insta::assert_snapshot!("directives_80x24", bench.shown());
        bench.keys("Down Enter").sees("还缺：一套方案、一抓到底").keys("Esc");
        let mut bench = bench.sized(120, 36);
        insta::assert_snapshot!("directives_120x36", bench.shown());
    });
}

#[test]
fn a_directive_is_issued_and_followed_to_its_end_by_keys() {
    zh(|| {
        let mut bench = county();
        bench.keys("6 F7").pick("督办方式", "ps").pick("责任单位", "ldjc").put("督办事由", "材料积压");
        bench.put("办理期限", "+2工作日").pick("领导", "gwc").keys("Ctrl-s").sees("材料积压");
        bench.keys("Home F5").sees("办理中").keys("F5").put("内容", "已全部办结").keys("Ctrl-s").sees("待审核");
        // The officer wrote down the unit's reply, so somebody else has to close it out.
        bench.keys("F5").put("意见", "同意").keys("Ctrl-s").sees("不能自己销号");
        bench.keys("Esc Alt-r").put("理由", "缺凭证").keys("Ctrl-s").sees("已退回");
    });
}

#[test]
fn a_case_says_in_its_own_words_what_was_directed() {
    zh(|| {
        let mut bench = county();
        bench.keys("2 Enter").sees("督办").sees("挂牌督办 DB2026-0001");
        bench.keys("Esc 6 Down Alt-c").sees("拖欠工资三个月");
    });
}

#[test]
fn a_date_explains_itself() {
    zh(|| {
        county().keys("6 F9").sees("下达");
    });
}

#[test]
fn a_unit_asks_for_more_time_by_keys_and_the_leader_answers() {
    zh(|| {
        let mut bench = county();
        bench.order(
            r#"{"command":"save_officer","officer":{"id":"zhu","name":"祝建安","unit":"zjj","roles":["handler"]}}"#,
        );
        let centre = bench.desk.centre().unwrap().clone();
        let sit = |bench: &mut Bench, who: &str| {
            bench.sit(centre.officer(&who.into()).unwrap().clone()).keys("6 /").text("供暖").keys("enter");
        };
        let due = |bench: &Bench| {
            let view = bench.desk.directive(&"DB2026-0003".into(), &Viewer::masked(&wang())).unwrap();
            view.line.due.unwrap().format("%m-%d").to_string()
        };
        let before = due(&bench);
        sit(&mut bench, "zhu");
        bench.keys("F5").sees("请回复").keys("Alt-t").put("延至", "2026-12-02");
        bench.put("理由", "等管网检修").put("进展", "已走访三个小区").keys("Ctrl-s");
        bench.keys("Alt-t").sees("已经申请过延期");
        assert_eq!(due(&bench), before, "asking moves nothing");
        sit(&mut bench, "gaowc");
        bench.sees("请批延期");
        let mut bench = bench.sized(120, 36);
        insta::assert_snapshot!("extension_asked_120x36", bench.shown());
        bench.keys("Alt-v").put("理由", "按期答复").keys("Ctrl-s").sees("意：按期答复");
        sit(&mut bench, "zhu");
        bench.keys("Alt-t").put("延至", "2026-12-02").put("理由", "等管网检修").put("进展", "已修两处").keys("Ctrl-s");
        sit(&mut bench, "gaowc");
        // What was asked for stands in the form.
        bench.keys("F5").sees("2026-12-02").sees("已修两处").keys("Ctrl-s");
        assert_eq!(due(&bench), "12-02", "{}", bench.shown());
    });
}
