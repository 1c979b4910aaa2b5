//! What supervision sees, worked by keys: the sections of pane 6 beside the directives, and the leader's page.

use super::harness::Bench;
use crate::desk::Viewer;
use crate::desk::bench::wang;
use crate::domain::time::{Day, Moment, at};
use crate::domain::vocabulary::Role::{Leader, Supervisor};
use crate::words::Lang;

fn on(month: u32, day: u32) -> Moment {
    at(Day::from_ymd_opt(2026, month, day).unwrap(), 9, 0)
}

fn register(bench: &mut Bench, name: &str, grade: &str, accept: bool) -> String {
    let order = format!(
        r#"{{"command":"register","kind":"dispute","channel":"walk_in","accept":{accept},"category":"0202","grade":"{grade}",
            "narrative":"邻居砌墙占道","parties":[{{"side":"applicant","name":"{name}"}}]}}"#
    );
    bench.order(&order).no.unwrap().to_string()
}

/// October: one case settled and filed away, one that its unit has not signed for, one that nobody accepted.
fn october(bench: &mut Bench) {
    let done = register(bench, "赵小禾", "general", true);
    let open = register(bench, "钱大川", "major", true);
    register(bench, "孙满仓", "general", false);
    let mut step = |no: &str, rest: &str| {
        bench.order(&format!(r#"{{"no":"{no}",{rest}}}"#));
    };
    step(&open, r#""command":"route","lead":"zjj""#);
    step(&done, r#""command":"route","lead":"zjj""#);
    step(&done, r#""command":"sign","unit":"zjj""#);
    step(&done, r#""command":"report","unit":"zjj","result":"办妥""#);
    step(&done, r#""command":"verify","unit":"zjj""#);
    step(&done, r#""command":"reply","text":"已答复""#);
    step(&done, r#""command":"call_back","answer":{"answered":"satisfied"},"note":"好""#);
    step(&done, r#""command":"archive""#);
}

/// The same county a month later: the ladder has climbed and the night's lists were taken.
fn november() -> Bench {
    let mut bench = Bench::starting(on(10, 8));
    for (id, name, role) in [("gao", "高主任", Leader), ("jiang", "江主任", Leader), ("du", "杜督查", Supervisor)]
    {
        bench.enter(id, name, &[role], None);
    }
    october(&mut bench);
    bench.until("11-02 09:00").order(r#"{"command":"escalate"}"#);
    bench.until("11-03 09:00");
    bench
}

fn sit<'b>(bench: &'b mut Bench, who: &str) -> &'b mut Bench {
    let officer = bench.desk.centre().unwrap().officer(&who.into()).unwrap().clone();
    bench.sit(officer)
}

fn zh(run: impl FnOnce()) {
    Lang::ZhCn.speaking(run);
}

#[test]
fn the_leaders_page_says_who_receives_and_takes_down_whom_the_leader_received() {
    zh(|| {
        let mut bench = november();
        for (post, teams, days) in [
            ("leader", r#"[["gao"]]"#, "{}"),
            ("reception", r#"[["gao"],["jiang"]]"#, r#"{"weekdays":[2],"nth":[1,3]}"#),
        ] {
            bench.order(&format!(
                r#"{{"command":"save_pattern","pattern":{{"id":"{post}","post":"{post}","teams":{teams},
                    "advance":"occurrence","start":"2026-11-03","days":{days}}}}}"#
            ));
        }
        bench.order(r#"{"command":"publish_roster","from":"2026-11-03","until":"2026-11-16","despite":"试排"}"#);
        // The first Tuesday: both the hotline and the daily reception are this leader's.
        sit(&mut bench, "gao").keys("5 ctrl-o ctrl-o");
        bench.sees("今天由你接访：领导接访热线日 09:00–11:30：高主任").sees("待核定（1）");
        insta::assert_snapshot!("leader_80x24", bench.shown());
        bench.keys("alt-r").sees("高主任").put("接访记录", "约定周五答复，电话13900001111").keys("ctrl-s");
        bench.sees("接访记录（1）").sees("约定周五答复，电话139****1111");
        bench.size = (120, 36);
        insta::assert_snapshot!("leader_120x36", bench.shown());
        bench.size = (80, 24);
        insta::assert_snapshot!("leader_en_80x24", Lang::En.speaking(|| bench.shown()));
        // The other leader receives next time, and the roster of that day is not out yet.
        sit(&mut bench, "jiang").until("11-04 09:00").keys("5 ctrl-o ctrl-o");
        bench.sees("下一次接访 2026-11-17 周二").sees("值班表还没有发布").sees_no("接访记录（");
        // The grade of a major case is the leaders' to confirm.
        bench.sees("待核定（1）").keys("alt-g").sees("ZZ2026-00002").keys("ctrl-s").sees_no("待核定（");
    });
}

#[test]
fn the_three_checks_stand_beside_last_nights() {
    zh(|| {
        let mut bench = november();
        sit(&mut bench, "du").keys("6 ctrl-o").sees("应受理未受理（1）").sees("应办理未办理（1）");
        insta::assert_snapshot!("checks_80x24", bench.shown());
        sit(&mut bench, "wang").keys("1");
        bench.order(r#"{"command":"accept","no":"ZZ2026-00003"}"#);
        sit(&mut bench, "du").keys("6 ctrl-o").sees("消去 1 件").sees("应办理未办理（1）");
        bench.keys("alt-n").sees("应受理未受理（1）").keys("alt-n").sees("消去 1 件");
        bench.keys("enter").sees("钱大川").keys("esc").sees("三查");
    });
}

#[test]
fn the_cases_behind_a_units_figure_are_a_key_away() {
    zh(|| {
        let mut bench = november();
        sit(&mut bench, "du").keys("6 ctrl-o ctrl-o").sees("单位情况").sees("没有交办");
        bench.keys("ctrl-left").sees("住建窗口").sees("不排名");
        insta::assert_snapshot!("standing_80x24", bench.shown());
        while !bench.caret_row().contains("住建窗口") {
            let before = bench.caret_row();
            bench.keys("down");
            assert_ne!(before, bench.caret_row(), "{}", bench.shown());
        }
        bench.keys("alt-v").text("wbj").keys("enter").sees("住建窗口").sees("ZZ2026-00002").sees_no("ZZ2026-00001");
        bench.keys("enter").sees("钱大川").keys("esc esc").sees("办结率");
    });
}

#[test]
fn a_long_pending_case_gets_a_task_force() {
    zh(|| {
        let mut bench = Bench::starting(on(7, 1));
        bench.enter("gao", "高主任", &[Leader], None);
        register(&mut bench, "周久拖", "general", true);
        bench.keys("6 ctrl-o ctrl-o ctrl-o").sees("没有积案");
        bench.until("10-08 09:00").keys("6 ctrl-o").news(crate::desk::service::News::Changed);
        sit(&mut bench, "wang").keys("6 ctrl-o ctrl-o ctrl-o").sees("ZZ2026-00001").sees("积案 1");
        insta::assert_snapshot!("pending_80x24", bench.shown());
        bench.keys("alt-i").pick("责任单位", "ldjc").put("办理期限", "+20工作日").pick("领导", "g");
        bench.put("工作班子", "路远、甄和平").put("方案", "逐户核对").keys("ctrl-s").sees("DB2026-");
        let about = bench.desk.directives_about(&"ZZ2026-00001".into(), &Viewer::masked(&wang())).unwrap();
        assert!(about.iter().any(|it| it.kind.key() == "long_pending"), "{about:?}");
    });
}

#[test]
fn a_review_is_drawn_scored_and_its_finding_becomes_an_order() {
    zh(|| {
        let mut bench = november();
        sit(&mut bench, "du").keys("6 ctrl-o ctrl-o ctrl-o ctrl-o").sees("还没有抽过").keys("alt-n ctrl-s");
        bench.sees("PC2026-01").sees("ZZ2026-00001").sees("待评");
        insta::assert_snapshot!("reviews_80x24", bench.shown());
        bench.keys("alt-v").put("意见", "回访记录不全").keys("ctrl-s").sees("合格");
        bench.keys("alt-i").pick("责任单位", "ldjc").put("督办事由", "补齐回访记录").keys("ctrl-s");
        let about = bench.desk.directives_about(&"ZZ2026-00001".into(), &Viewer::masked(&wang())).unwrap();
        assert!(about.iter().any(|it| it.kind.key() == "finding"), "{about:?}");
    });
}
