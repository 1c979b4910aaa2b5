//! Pane 8, worked by keys: figures of a month, broken down, by hour, the peace index, and the cases behind each.

use super::harness::Bench;
use crate::desk::bench::wang;
use crate::domain::directory::Officer;
use crate::domain::vocabulary::Role;
use crate::words::Lang;

fn zh(run: impl FnOnce()) {
    Lang::ZhCn.speaking(run);
}

/// A window's first week of November: four matters, one of them done with, one late.
fn november() -> Bench {
    let mut bench = Bench::new();
    let register = |category: &str, place: &str, name: &str, channel: &str| {
        format!(
            r#"{{"command":"register","kind":"dispute","channel":"{channel}","accept":true,"category":"{category}",
            "grade":"general","narrative":"{name}来访","place":"{place}",
            "parties":[{{"side":"applicant","name":"{name}"}},{{"side":"respondent","name":"钱大川"}}]}}"#
        )
    };
    bench.order(&register("0202", "文苑镇柳林村", "赵小禾", "walk_in"));
    bench.order(&register("0701", "双河镇", "孙木匠", "walk_in"));
    bench.order(r#"{"command":"route","no":"ZZ2026-00001","lead":"wy"}"#);
    bench.order(r#"{"command":"route","no":"ZZ2026-00002","lead":"ldjc"}"#);
    bench.order(r#"{"command":"sign","no":"ZZ2026-00002","unit":"ldjc"}"#);
    bench.order(r#"{"command":"report","no":"ZZ2026-00002","unit":"ldjc","result":"已付清"}"#);
    bench.until("11-03 15:20");
    bench.order(&register("0701", "双河镇上河村", "李瓦匠", "phone"));
    bench.until("11-12 10:05");
    bench.order(&register("0102", "东河镇", "周静", "walk_in"));
    bench
}

#[test]
fn a_month_is_shown_beside_the_one_before_and_opens_on_its_cases() {
    zh(|| {
        let mut bench = november();
        bench.keys("8");
        insta::assert_snapshot!("figures_80x24", bench.shown());
        bench.keys("Enter").sees("计入的 4 件").sees("ZZ2026-00003").keys("Enter").sees("赵小禾来访");
        bench.keys("Esc Esc").sees("概览 2026年11月");
        // A rate lists the rest too.
        for _ in 0..5 {
            bench.keys("Down");
        }
        bench.sees("超期占在办").keys("Enter").sees("未计入的 1 件").keys("Esc");
        bench.keys("Ctrl-Left").sees("2026年10月").keys("t").sees("2026年11月");
        let mut bench = bench.sized(120, 36);
        insta::assert_snapshot!("figures_120x36", bench.shown());
    });
}

#[test]
fn span_and_date_are_chosen_with_an_input_method_on() {
    zh(|| {
        let mut bench = november();
        bench.keys("Alt-8 F3").text("周").keys("Enter").sees("2026-11-09 至 11-15 周");
        bench.keys("Alt-,").sees("2026-11-02 至 11-08 周").keys("F4").text("昨天").keys("Ctrl-s");
        bench.sees("2026-11-09 至 11-15 周").keys("Alt-. Alt-.").sees("2026-11-09 至 11-15 周");
    });
}

#[test]
fn any_measure_is_broken_down_by_any_two_dimensions() {
    zh(|| {
        let mut bench = november();
        bench.keys("8 Ctrl-o");
        insta::assert_snapshot!("cross_80x24", bench.shown());
        bench.keys("G End Enter").sees("计入的 4 件").keys("Esc");
        bench.keys("F5").text("乡镇").keys("Enter").keys("F6").text("渠道").keys("Enter").sees("双河镇").sees("来电");
        bench.keys("Alt-r").sees("行：来源渠道　列：乡镇");
        bench.keys("F7").text("超期").keys("Enter").sees("超期占在办");
        bench.keys("F6").text("不分列").keys("Enter").sees("列：不分列");
        bench.keys("F7").text("满意").keys("Enter").sees("没有可计入“满意率”的案件");
    });
}

#[test]
fn the_strip_shows_when_residents_come_and_bars_by_which_way() {
    zh(|| {
        let mut bench = november();
        bench.keys("8 Ctrl-o Ctrl-o").sees("周二").sees("1/4 25%");
        insta::assert_snapshot!("hours_80x24", bench.shown());
        let mut bench = bench.sized(120, 36);
        insta::assert_snapshot!("hours_120x36", bench.shown());
    });
}

#[test]
fn the_peace_index_says_what_it_is_made_of() {
    zh(|| {
        let mut bench = november();
        bench.keys("8 Ctrl-o Ctrl-o Ctrl-o");
        insta::assert_snapshot!("peace_80x24", bench.shown());
        bench.keys("F9").sees("按时办结 25分").keys("Esc");
        // A unit of which nothing is known has no index, rather than a full one.
        bench.sees("无数字");
        let mut bench = bench.sized(120, 36);
        insta::assert_snapshot!("peace_120x36", bench.shown());
    });
}

#[test]
fn the_table_on_screen_is_taken_out_as_seen_and_on_record() {
    zh(|| {
        let mut bench = november();
        let folder = tempfile::tempdir().unwrap();
        bench.screen.app.outbox = Some(folder.path().to_owned());
        bench.keys("8 Ctrl-o Alt-e").sees("电子表格").text("csv").keys("Enter").sees("已写出");
        let path = std::fs::read_dir(folder.path()).unwrap().next().unwrap().unwrap().path();
        let text = std::fs::read_to_string(path).unwrap();
        let head = text.lines().next().unwrap();
        assert_eq!(head.trim_start_matches('\u{feff}'), "类别,劳动监察,文苑镇,未填,合计");
        assert_eq!(text.lines().last(), Some("合计,1,1,2,4"));
        bench.keys("Alt-e Enter").sees("已写出");
        let said: Vec<_> = std::fs::read_dir(folder.path()).unwrap().collect();
        assert_eq!(said.len(), 2, "a spreadsheet beside it");
    });
}

#[test]
fn whoever_may_not_look_at_figures_is_told_so() {
    zh(|| {
        let mut bench = november();
        bench.enter("sun", "孙承办", &[Role::Handler], None);
        bench.sit(Officer { id: "sun".into(), name: "孙承办".into(), roles: vec![Role::Handler], ..wang() });
        bench.keys("8").sees("统计由值班员").sees_no("登记数");
    });
}

#[test]
fn english_figures_fit_a_small_screen() {
    Lang::En.speaking(|| {
        let mut bench = november();
        bench.keys("8").sees("registered").sees("8 Figures");
        insta::assert_snapshot!("figures_english", bench.shown());
    });
}

#[test]
fn a_report_is_read_table_by_table_as_known_now_or_then_and_filed() {
    zh(|| {
        let mut bench = november();
        bench.keys("8 Ctrl-o Ctrl-o Ctrl-o Ctrl-o").sees("[报表]").sees("第 1/").sees("现在所知");
        bench.keys("F6").sees("第 2/");
        // A return is chosen by name; its rows open on their cases.
        bench.keys("F5").text("督办通报").keys("Enter").sees("劳动监察").sees("第 1/1");
        // What was known before a case came is made again of the log.
        bench.keys("F5").text("月分析").keys("Enter").sees("2026年11月");
        bench.keys("F7").text("11-03 15:00").keys("Ctrl-s").sees("按 2026-11-03 15:00 当时所知");
        bench.keys("Alt-n").sees("先按 F7 清空");
        bench.keys("F7 Ctrl-s").sees("现在所知");
        bench.keys("Alt-n").sees("先不归档").keys("Down Enter").sees("归档《月分析》");
        let filed = bench.desk.filed_reports().unwrap();
        assert_eq!((filed.len(), filed[0].ask.period.to_string().as_str()), (1, "2026-11-01..2026-11-30"));
    });
}
