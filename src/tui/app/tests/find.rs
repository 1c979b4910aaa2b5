//! The search over everything, worked by keys.

use super::harness::Bench;
use crate::term::Key;
use crate::tui::run::Program;
use crate::words::Lang;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Modifier;
use std::time::Duration;

fn zh(run: impl FnOnce()) {
    Lang::ZhCn.speaking(run);
}

fn register(bench: &mut Bench, name: &str, phone: &str, other: &str, narrative: &str) -> String {
    let order = format!(
        r#"{{"command":"register","kind":"dispute","channel":"walk_in","accept":true,"category":"0202",
        "narrative":"{narrative}","place":"城关镇","parties":[
        {{"side":"applicant","name":"{name}","phone":"{phone}"}},{{"side":"respondent","name":"{other}"}}]}}"#
    );
    bench.order(&order).no.expect("a number").to_string()
}

fn county() -> Bench {
    let mut bench = Bench::new();
    register(&mut bench, "单小明", "13811112222", "钱大川", "邻居占宅基地建房");
    register(&mut bench, "张三", "13900000001", "曾国庆", "拖欠工资三个月");
    register(&mut bench, "张建军", "18699998888", "吴桥", "楼上漏水");
    bench
}

#[test]
fn whatever_is_typed_is_found_as_it_is_typed() {
    zh(|| {
        let mut bench = county();
        bench.keys("ctrl-f").sees("检索 · 全中心 · 最新在前").sees("首字母");
        for (typed, seen, unseen) in [
            ("张", "张建军", "单小明"),
            ("zs", "ZZ2026-00002", "张建军"),
            ("shanxm", "单小明", "张三"),
            ("zgq", "ZZ2026-00002", "张建军"),
            ("宅基地", "单小明", "张三"),
            ("8888", "张建军", "张三"),
            ("139", "张三", "张建军"),
            ("2026-3", "张建军", "张三"),
            ("张 工资", "张三", "张建军"),
            ("城关镇 漏水", "张建军", "张三"),
        ] {
            bench.keys("ctrl-u").text(typed).sees(seen).sees_no(unseen);
        }
        bench.keys("ctrl-u").text("没有此人").sees("没有找到“没有此人”");
        bench.keys("ctrl-u").sees("首字母");
    });
}

#[test]
fn a_commit_of_an_input_method_is_a_burst_of_keys_and_the_last_answer_counts() {
    zh(|| {
        let mut bench = county();
        bench.keys("ctrl-f");
        let mut effects = Vec::new();
        for c in "拖欠工资".chars() {
            effects.extend(bench.screen.event(crate::term::Event::Key(Key::char(c)), Duration::from_secs(9)).effects);
        }
        bench.sees("拖欠工资").sees_no("张三");
        bench.answered(effects).sees("ZZ2026-00002").sees("第 1/1 条");
    });
}

#[test]
fn enter_opens_the_case_and_esc_leads_back_to_the_search_and_then_to_the_pane() {
    zh(|| {
        let mut bench = county();
        let before = bench.screen.app.wanted.clone();
        bench.keys("ctrl-f").text("zhang").keys("down enter");
        bench.sees("拖欠工资三个月").sees("经过").sees_no("检索 ·");
        bench.keys("esc").sees("检索 ·").sees("zhang").sees("第 2/2 条");
        // What others do meanwhile does not lead away from the case that was found.
        register(&mut bench, "张新来", "13700000007", "李四", "新来的一件");
        assert_eq!(bench.screen.app.wanted.as_ref().map(ToString::to_string).as_deref(), Some("ZZ2026-00002"));
        bench.sees("张新来").keys("enter").sees("拖欠工资三个月").keys("esc esc").sees_no("检索 ·");
        assert_eq!(bench.screen.app.wanted, before, "the pane is where it was");
        bench.keys("ctrl-f up").sees("zhang");
    });
}

#[test]
fn one_key_widens_the_scope_and_one_changes_the_order() {
    zh(|| {
        let mut bench = county();
        bench.keys("ctrl-f").text("zhang").sees("全中心");
        bench.keys("ctrl-r").sees("· 本人 ·").keys("ctrl-r").sees("· 本窗口 ·").keys("ctrl-r").sees("· 全中心 ·");
        bench.keys("ctrl-o").sees("最相符在前").keys("ctrl-o").sees("最新在前").sees("第 1/2 条");
    });
}

#[test]
fn fields_and_their_values_are_completed_and_what_is_unknown_is_only_a_hint() {
    zh(|| {
        let mut bench = county();
        bench.keys("ctrl-f").text("zhuangt").sees("Tab 状态:").keys("tab").sees("在办").text("zb").keys("tab");
        bench.sees("状态:在办").sees("第 1/3 条");
        bench.keys("ctrl-u").text("状态:天上 ").sees("天上");
        assert_eq!(bench.message(), "", "not an error");
        bench.keys("esc /").text("zhuangt").sees("Tab 状态:").keys("tab").text("cq").keys("tab");
        assert_eq!(bench.screen.app.filter.trim(), "状态:超期");
    });
}

#[test]
fn a_long_list_goes_on_at_its_end() {
    zh(|| {
        let mut bench = Bench::new();
        for _ in 0..53 {
            register(&mut bench, "孙问路", "13900000001", "李四", "问路");
        }
        bench.keys("ctrl-f").text("孙问路").sees("已列 50 条 · 更多").sees("第 1/50 条");
        bench.keys("pgdn pgdn pgdn pgdn pgdn pgdn").sees("/53 条").sees_no("更多…");
    });
}

#[test]
fn another_case_is_chosen_for_a_form_by_searching() {
    zh(|| {
        let mut bench = county();
        bench.keys("2 enter alt-j").sees("Ctrl-F 检索挑选");
        let merged = bench.screen.app.wanted.clone().unwrap();
        let other = if merged.as_str() == "ZZ2026-00001" { ("zs", "ZZ2026-00002") } else { ("sxm", "ZZ2026-00001") };
        bench.keys("ctrl-f").text(other.0).keys("enter").sees_no("检索 ·").sees(other.1);
        bench.put("理由", "同一事项").keys("ctrl-s");
        assert_eq!(bench.case(merged.as_str()).merged_into.map(|it| it.to_string()).as_deref(), Some(other.1));
    });
}

/// Returns what is marked on the screen, row by row.
fn marked(bench: &mut Bench) -> Vec<String> {
    let area = Rect::new(0, 0, bench.size.0, bench.size.1);
    let mut buffer = Buffer::empty(area);
    bench.screen.draw(area, &mut buffer);
    let is_marked = |x, y| buffer[(x, y)].modifier.contains(Modifier::UNDERLINED | Modifier::BOLD);
    let row = |y| (0..area.width).filter(|x| is_marked(*x, y)).map(|x| buffer[(x, y)].symbol()).collect::<String>();
    (6..area.height - 4).map(row).filter(|row| !row.is_empty()).collect()
}

#[test]
fn what_was_looked_for_is_marked_and_nothing_under_a_mask_is() {
    zh(|| {
        let mut bench = county().sized(120, 36);
        bench.keys("ctrl-f").text("zs").sees("139****0001");
        assert!(marked(&mut bench).iter().all(|row| row.replace("张三", "").is_empty()), "{:?}", marked(&mut bench));
        assert!(!marked(&mut bench).is_empty());
        bench.keys("ctrl-u").text("13900000001").sees("139****0001");
        assert_eq!(marked(&mut bench), Vec::<String>::new());
        bench.keys("ctrl-u").text("0001").sees("139****0001");
        assert!(marked(&mut bench).iter().any(|row| row.contains("0001")));
    });
}

#[test]
fn the_filter_of_every_pane_follows_the_same_words() {
    zh(|| {
        let mut bench = county();
        for pane in ["1", "2", "4"] {
            bench.keys(pane).keys("/").text("8888 城关").sees("张建军").sees_no("单小明").keys("esc");
            bench.keys("/").text("shanxm").sees("单小明").sees_no("张建军").keys("esc");
        }
        bench.keys("3 ctrl-o /").text("8888").sees("张建军").sees_no("单小明").keys("esc").sees("单小明");
    });
}
