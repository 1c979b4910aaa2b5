//! Pane 6, what is owed to residents afterwards: calling back by keys.

use super::harness::Bench;
use crate::domain::vocabulary::Stage;
use crate::words::Lang;

const NO: &str = "ZZ2026-00001";

fn resolved(count: usize) -> Bench {
    let mut bench = Bench::new();
    for nth in 1..=count {
        bench.order(&format!(
            r#"{{"command":"register","kind":"dispute","channel":"walk_in","accept":true,"category":"0201","grade":"general",
            "narrative":"邻居占道","title":"邻居占道","parties":[{{"side":"applicant","name":"赵小禾{nth}","phone":"1990000111{nth}"}}]}}"#
        ));
        bench.order(&format!(r#"{{"command":"resolve","no":"ZZ2026-{nth:05}","result":"让出通道"}}"#));
    }
    bench
}

/// Goes to the section of pane 6 that shows something.
fn section(bench: &mut Bench, sign: &str) {
    bench.keys("6");
    for _ in 0..12 {
        if bench.shown().contains(sign) {
            return;
        }
        bench.keys("ctrl-o");
    }
    panic!("no {sign:?} in\n{}", bench.shown());
}

#[test]
fn the_queue_is_rung_through_with_the_script_beside_the_form() {
    Lang::ZhCn.speaking(|| {
        let mut bench = resolved(2).sized(120, 36);
        section(&mut bench, "[回访 2]");
        insta::assert_snapshot!("call_backs_120x36", bench.shown());
        bench.keys("home alt-v").sees("这件事有没有另外起诉");
        insta::assert_snapshot!("call_back_form_120x36", bench.shown());
        bench.pick("回访结果", "满意").pick("履行", "已办到").pick("起诉", "没有").put("说明", "邻里和好");
        bench.keys("ctrl-s").sees("[回访 1]");
        let case = bench.case(NO);
        assert_eq!(case.stage, Stage::CalledBack, "{}", bench.shown());
        assert_eq!(case.call_backs[0].note, "履行：已办到；起诉：没有；邻里和好");
        bench.sees("回访率 1/2 50%").keys("alt-n").sees("未计").sees("计入").keys("esc");
        // The second does not answer, and then is dissatisfied.
        bench.keys("home alt-v").pick("回访结果", "未接").keys("ctrl-s").sees("改时再拨 1 件");
        bench.keys("home alt-v").pick("回访结果", "不满意").put("说明", "又占上了").keys("ctrl-s");
        bench.sees("不满意，待决定重办 1 件");
        bench.keys("home alt-z").put("理由", "又占上了").keys("ctrl-s").sees("没有要回访的");
        assert_eq!(bench.case("ZZ2026-00002").stage, Stage::Accepted);
    });
}

#[test]
fn the_queue_fits_a_small_screen() {
    Lang::ZhCn.speaking(|| {
        let mut bench = resolved(1);
        section(&mut bench, "[回访 1]");
        insta::assert_snapshot!("call_backs_80x24", bench.shown());
    });
}

#[test]
fn service_users_are_drawn_and_rung_by_keys() {
    Lang::ZhCn.speaking(|| {
        let mut bench = resolved(1).sized(120, 36);
        for order in [
            r#"{"command":"register","kind":"dispute","channel":"walk_in","accept":true,"category":"0701","grade":"general",
                "narrative":"拖欠工资","title":"拖欠工资","parties":[{"side":"applicant","name":"孙满仓"}]}"#,
            r#"{"command":"route","no":"ZZ2026-00002","lead":"ldjc"}"#,
            r#"{"command":"sign","no":"ZZ2026-00002","unit":"ldjc"}"#,
            r#"{"command":"report","no":"ZZ2026-00002","unit":"ldjc","result":"已付清"}"#,
            r#"{"command":"verify","no":"ZZ2026-00002","unit":"ldjc"}"#,
        ] {
            bench.order(order);
        }
        if bench.case("ZZ2026-00002").stage != Stage::Resolved {
            bench.order(r#"{"command":"resolve","no":"ZZ2026-00002","result":"已付清"}"#);
        }
        section(&mut bench, "[测评]");
        bench.sees("还没有测评").keys("alt-n");
        for label in ["办结自", "办结至"] {
            bench.to(label).keys("ctrl-u").text("2026-11-02");
        }
        bench.put("种子", "甲").keys("ctrl-s").sees("CP2026-01 劳动监察：抽1/1，作答0份，太少");
        insta::assert_snapshot!("evaluation_120x36", bench.shown());
        bench.keys("home alt-v").pick("总评", "满意").pick("态度", "满意").keys("ctrl-s").sees("作答1份，太少");
        bench.keys("home alt-v").pick("总评", "不满意").keys("ctrl-s").sees("已经作答");
    });
}

#[test]
fn a_subsidy_that_lacks_something_says_what_on_screen() {
    Lang::ZhCn.speaking(|| {
        let mut bench = resolved(1).sized(120, 36);
        section(&mut bench, "[以案定补]");
        bench
            .sees("还没有补贴单")
            .keys("alt-n")
            .put("事项", "1")
            .pick("调解员", "甄和平")
            .keys("ctrl-s")
            .sees("调解没有成功");
    });
}
