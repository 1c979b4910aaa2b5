//! Pane 6, worked by keys: from issuing a directive to closing it out.

use super::harness::Bench;
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
