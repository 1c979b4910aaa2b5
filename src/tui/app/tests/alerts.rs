//! Pane 4, the explanation of dates and the filter, worked by keys.

use super::harness::Bench;
use crate::desk::service::{Answer, News};
use crate::domain::roster::{PersonNow, PostNow};
use crate::domain::vocabulary::Level;
use crate::tui::app::{LAYERS, table};
use crate::tui::run::Wish;
use crate::words::Lang;
use std::time::Duration;

fn register(bench: &mut Bench, name: &str, other: &str, narrative: &str) -> String {
    let order = format!(
        r#"{{"command":"register","kind":"dispute","channel":"walk_in","accept":true,"category":"0202",
        "grade":"general","narrative":"{narrative}","place":"东河镇","parties":[
        {{"side":"applicant","name":"{name}"}},{{"side":"respondent","name":"{other}"}}]}}"#
    );
    bench.order(&order).no.expect("a number").to_string()
}

fn route(bench: &mut Bench, no: &str) -> String {
    let unit = bench.desk.centre().unwrap().units.iter().find(|unit| !unit.is_centre()).unwrap().id.to_string();
    bench.order(&format!(r#"{{"command":"route","no":"{no}","lead":"{unit}"}}"#));
    unit
}

/// Three cases: one late, one whose unit has to sign, one fresh.
fn county() -> Bench {
    let mut bench = Bench::new();
    register(&mut bench, "赵小禾", "钱大川", "邻居砌墙占道");
    bench.until("11-09 09:00");
    let second = register(&mut bench, "孙满仓", "李长河", "拖欠工资三个月");
    route(&mut bench, &second);
    bench.until("11-10 09:00");
    register(&mut bench, "周映月", "吴桥", "楼上漏水");
    bench
}

fn zh(run: impl FnOnce()) {
    Lang::ZhCn.speaking(run);
}

#[test]
fn time_limits_stand_in_bands_the_most_urgent_first() {
    zh(|| {
        let mut bench = county();
        bench.keys("4");
        insta::assert_snapshot!("bands_80x24", bench.shown());
        let mut bench = bench.sized(120, 36);
        insta::assert_snapshot!("bands_120x36", bench.shown());
        let shown = bench.shown();
        let place = |words: &str| shown.find(words).unwrap_or_else(|| panic!("no {words} in\n{shown}"));
        assert!(place("已超期") < place("今日到期") && place("今日到期") < place("以后"), "{shown}");
    });
}

#[test]
fn nothing_pressing_is_said_kindly_and_which_key_helps() {
    zh(|| {
        Bench::new().keys("4").sees("没有要赶的事").sees("F2");
    });
}

#[test]
fn what_is_acknowledged_is_the_limit_and_level_of_the_row() {
    zh(|| {
        let mut bench = county();
        bench.keys("4 down f6");
        let (no, clock) = (bench.screen.app.wanted.clone().unwrap(), bench.screen.app.clock.unwrap());
        bench.text("已电话催办").keys("ctrl-s");
        let case = bench.case(no.as_str());
        let row = case.clocks.iter().find(|it| it.id == clock).unwrap();
        assert!(!row.raised.is_empty() && row.raised.iter().all(|it| it.acknowledged.is_some()), "{row:?}");
        let others = case.clocks.iter().filter(|it| it.id != clock).flat_map(|it| &it.raised);
        assert!(others.into_iter().all(|it| it.acknowledged.is_none()), "other limits keep their alerts");
        bench.sees("已确认");
    });
}

#[test]
fn the_bell_rings_once_for_a_new_red_and_never_for_an_old_one() {
    zh(|| {
        let mut bench = Bench::new();
        let bells = |bench: &Bench| bench.wishes.iter().filter(|wish| matches!(wish, Wish::Notice(_))).count();
        register(&mut bench, "赵小禾", "钱大川", "邻居砌墙占道");
        bench.until("11-03 09:00");
        let red = |bench: &Bench| {
            let case = bench.case("ZZ2026-00001");
            case.clocks.iter().filter(|it| it.is_running()).any(|it| it.level() >= Some(Level::Red))
        };
        let mut day = 3;
        while !red(&bench) {
            assert_eq!(bells(&bench), 0, "nothing is red yet");
            day += 1;
            bench.until(&format!("11-{day:02} 09:01"));
        }
        assert_eq!(bells(&bench), 1);
        for _ in 0..5 {
            bench.wait(Duration::from_mins(1));
        }
        assert_eq!(bells(&bench), 1, "it rang for this one");
        bench.wishes.clear();
        bench.restart();
        bench.wait(Duration::from_secs(61));
        assert_eq!(bells(&bench), 0, "it was there before");
    });
}

#[test]
fn one_unit_can_be_looked_at_alone_and_esc_goes_back() {
    zh(|| {
        let mut bench = county();
        bench.keys("4 alt-u down enter").sees("只看").sees("孙满仓").sees_no("周映月");
        bench.keys("esc").sees("周映月");
    });
}

#[test]
fn every_date_explains_itself() {
    zh(|| {
        let mut bench = county();
        let unit = bench.desk.case(&crate::domain::ids::CaseNo("ZZ2026-00002".into())).unwrap();
        let clock = unit.clocks.iter().find(|it| it.is_running() && it.kind.key() == "unit").map(|it| it.id.0);
        if let Some(clock) = clock {
            bench.order(&format!(r#"{{"command":"pause","no":"ZZ2026-00002","clock":{clock},"reason":"等待鉴定"}}"#));
        }
        bench.keys("1 f9");
        insta::assert_snapshot!("explanation_80x24", bench.shown());
        bench.keys("down pgdn").sees("逐日清单").keys("end").sees("计入");
        let mut bench = bench.sized(120, 36);
        bench.keys("home");
        insta::assert_snapshot!("explanation_120x36", bench.shown());
        bench.keys("f9").sees_no("逐日清单");
    });
}

#[test]
fn the_explanation_opens_at_the_limit_of_the_row() {
    zh(|| {
        let mut bench = county();
        bench.keys("4 end f9");
        let clock = bench.screen.app.clock.unwrap();
        let no = bench.screen.app.wanted.clone().unwrap();
        let case = bench.case(no.as_str());
        let name = crate::words::clock::name(case.clocks.iter().find(|it| it.id == clock).unwrap());
        let row = bench.caret_row();
        assert!(row.contains(&name), "{name} in {row}");
    });
}

#[test]
fn typing_a_filter_narrows_the_list_at_once() {
    zh(|| {
        let mut bench = county();
        bench.keys("1 /").text("孙满");
        bench.sees("孙满仓").sees_no("周映月");
        insta::assert_snapshot!("filter_80x24", bench.shown());
        bench.keys("enter").sees("筛选：孙满 · Esc 清除");
        bench.keys("4").sees("孙满仓").sees_no("周映月");
        bench.keys("esc").sees("周映月").sees_no("筛选：");
        let mut bench = bench.sized(120, 36);
        bench.keys("1 /").text("zxh");
        insta::assert_snapshot!("filter_120x36", bench.shown());
        bench.keys("esc").sees("孙满仓");
    });
}

#[test]
fn a_full_width_slash_opens_the_filter_and_stages_and_units_are_words_of_it() {
    zh(|| {
        let mut bench = county();
        bench.keys("1").text("／").text("办理中").sees("孙满仓").sees_no("周映月");
        bench.keys("ctrl-u").sees("周映月");
        let unit = bench.desk.centre().unwrap().units.iter().find(|unit| !unit.is_centre()).unwrap().short.clone();
        bench.text(&unit).sees("孙满仓").sees_no("周映月");
        bench.keys("ctrl-u").text("办理中　周映月").sees_no("周映月 ");
    });
}

#[test]
fn arrows_move_in_the_list_while_the_filter_is_typed_and_n_goes_on() {
    zh(|| {
        let mut bench = county();
        bench.keys("1 /").text("东河").keys("down");
        let second = bench.screen.app.wanted.clone();
        bench.keys("enter N");
        assert_ne!(bench.screen.app.wanted, second);
        bench.keys("n");
        assert_eq!(bench.screen.app.wanted, second);
    });
}

#[test]
fn no_key_means_two_things_anywhere() {
    assert_eq!(table().faults(LAYERS), Vec::<String>::new());
}

#[test]
fn a_theme_is_seen_before_it_is_chosen_and_is_remembered() {
    zh(|| {
        let mut bench = Bench::new();
        let before = bench.screen.app.look.clone();
        bench.keys("f12").sees("夜间").text("gdb");
        assert_eq!(bench.screen.app.look.name(), "high-contrast", "it is shown while one looks for it");
        bench.keys("esc");
        assert_eq!(bench.screen.app.look, before);
        bench.keys("f12").text("gdb").keys("enter").sees("高对比");
        assert_eq!(bench.settings["theme"], "high-contrast");
        bench.run("下一个主题");
        assert_eq!(bench.settings["theme"], bench.screen.app.look.name());
    });
}

#[test]
fn the_language_is_changed_and_remembered_and_the_lists_are_read_again() {
    zh(|| {
        let mut bench = Bench::new();
        bench.keys("alt-l");
        assert_eq!((bench.settings["lang"].as_str(), bench.screen.app.lang), ("en", Lang::En));
        bench.keys("alt-l");
        assert_eq!(bench.settings["lang"], "zh-CN");
    });
}

#[test]
fn what_was_done_can_be_read_again() {
    zh(|| {
        let mut bench = county();
        bench.keys("@").sees("还没有办过什么").keys("esc");
        bench.keys("4 f6 ctrl-s @").sees("09:00 已确认预警").keys("esc").sees("[");
    });
}

/// A county with a directive that is late, beside the cases.
fn with_directive() -> Bench {
    let mut bench = county();
    let unit = bench.desk.centre().unwrap().units.iter().find(|unit| !unit.is_centre()).unwrap().id.to_string();
    bench.order(&format!(
        r#"{{"command":"issue","kind":"project","subject":"排查整治消防通道","to":"{unit}","due":"2026-11-12"}}"#
    ));
    bench.until("11-16 09:00");
    bench.wait(Duration::from_secs(61));
    bench
}

#[test]
fn a_directive_stands_among_the_limits_and_is_acknowledged_there() {
    zh(|| {
        let mut bench = with_directive();
        bench.keys("4").sees("DB2026-0001").sees("督查项目").sees("排查整治");
        for _ in 0..30 {
            if bench.screen.app.pressing.is_some() {
                break;
            }
            bench.keys("down");
        }
        assert_eq!(bench.screen.app.pressing, Some(("directive".to_owned(), "DB2026-0001".to_owned())));
        assert!(bench.screen.app.wanted.is_none(), "no case stands under the cursor");
        insta::assert_snapshot!("directive_80x24", bench.shown());
        bench.keys("enter").sees("[6 督办]");
        let looked = bench.screen.app.looked.wanted.as_ref().map(|no| no.as_str().to_owned());
        assert_eq!(looked.as_deref(), Some("DB2026-0001"), "Enter goes to it");
        bench.keys("4 f6").text("已电话催办").keys("ctrl-s");
        let now = bench.now();
        let alert = bench.desk.folio_alerts(None, None, 0, now).unwrap().remove(0);
        assert!(alert.raised >= Some(Level::Red) && alert.acknowledged, "{alert:?}");
        let mut bench = bench.sized(120, 36);
        insta::assert_snapshot!("directive_120x36", bench.shown());
        bench.keys("/").text("消防").sees("DB2026-0001").sees_no("孙满仓");
        let counters = bench.desk.counters(now).unwrap();
        assert_eq!((counters.pressing.directives_overdue, counters.pressing.overdue()), (1, 1));
    });
}

#[test]
fn several_alerts_are_marked_and_acknowledged_with_one_note() {
    zh(|| {
        let mut bench = with_directive();
        let waiting = |bench: &Bench| {
            let now = bench.now();
            let limits = bench.desk.alerts(None, None, 0, now).unwrap();
            let folios = bench.desk.folio_alerts(None, None, 0, now).unwrap();
            limits.iter().filter(|it| it.raised.is_some() && !it.acknowledged).count()
                + folios.iter().filter(|it| it.raised.is_some() && !it.acknowledged).count()
        };
        let before = waiting(&bench);
        assert!(before > 2, "{before}");
        bench.keys("4 home v end").sees("DB2026-0001");
        bench.keys("f6").sees(&format!("确认 {before} 条预警")).text("逐件电话催办").keys("ctrl-s");
        assert_eq!(waiting(&bench), 0);
        assert!(bench.message().contains("确认"), "{}", bench.message());
        // What waits no longer is not asked about, and Esc takes the marks away.
        bench.keys("home space space f6").sees("没有待确认").keys("esc esc");
        assert_eq!(bench.screen.app.alerts_marked, 0);
    });
}

#[test]
fn on_a_day_off_only_whoever_is_on_duty_is_rung_and_the_notice_names_nobody() {
    zh(|| {
        for (on_duty, rings) in [("li", false), ("wang", true)] {
            let saturday = crate::domain::when::parse("2026-11-07 09:00").unwrap();
            let mut bench = Bench::starting(saturday);
            register(&mut bench, "赵小禾", "钱大川", "邻居砌墙占道");
            let mut duty = bench.desk.duty(saturday).unwrap();
            let shift = duty.shift.as_mut().expect("a shift by day");
            let officers = vec![PersonNow { id: on_duty.into(), name: "当班人".into() }];
            let (post, name) = ("leader".into(), "带班领导".into());
            shift.posts = vec![PostNow { post, name, leads: true, standby: true, need: 1, officers, away: Vec::new() }];
            bench.screen.app.duty = Some(Box::new(duty));
            bench.wishes.clear();
            let later = crate::domain::when::parse("2026-12-01 09:00").unwrap();
            bench.desk.perform(&"wang".into(), later, &crate::desk::Order::escalate()).unwrap();
            let reds = bench.desk.reds().unwrap();
            assert!(!reds.is_empty());
            bench.news(News::Answer { generation: 0, result: Ok(Answer::Reds(reds)) });
            let notices: Vec<_> = bench.wishes.iter().filter(|wish| matches!(wish, Wish::Notice(_))).collect();
            assert_eq!(notices.len(), usize::from(rings), "{notices:?}");
            for notice in notices {
                let Wish::Notice(words) = notice else { continue };
                assert!(
                    words.starts_with("一窗：新增 ") && !words.contains("赵小禾") && !words.contains("ZZ"),
                    "{words}"
                );
            }
        }
    });
}
