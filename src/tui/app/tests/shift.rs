//! A handover worked by keys: the log fills itself, the outgoing signs, the incoming answers every red item and signs too.

use super::harness::Bench;
use crate::desk::Viewer;
use crate::desk::bench::wang;
use crate::domain::ids::ShiftKey;
use crate::domain::shift::Shift;
use crate::domain::vocabulary::Role;
use crate::words::Lang;

const LAND: &str = r#"{"command":"register","kind":"dispute","channel":"walk_in","accept":true,"category":"0202",
    "grade":"general","narrative":"宅基地界址争议，砌墙占道","place":"东河镇",
    "parties":[{"side":"applicant","name":"赵小禾","phone":"13900001111"},{"side":"respondent","name":"钱大川"}]}"#;

const WAGES: &str = r#"{"command":"register","kind":"dispute","channel":"walk_in","accept":true,"category":"0701",
    "grade":"general","narrative":"装修工程完工后拖欠工资一万元","place":"东河镇",
    "parties":[{"side":"applicant","name":"孙木匠","phone":"13900002222"},{"side":"respondent","name":"李承包"}]}"#;

/// Monday's cases, overdue on the ninth, at half past eight in the section of the shift.
fn morning() -> Bench {
    let mut bench = Bench::new();
    bench.order(LAND);
    bench.enter("li", "李接班", &[Role::DutyOfficer], None);
    bench.until("11-09 08:25").keys("5 ctrl-o");
    bench
}

/// Leaves the hash of the log out of a picture: it hangs on every word of the rulebook.
fn steady(shown: &str) -> String {
    let (mut out, mut run) = (String::new(), String::new());
    for c in shown.chars().chain(['\n']) {
        if c.is_ascii_digit() || ('a'..='f').contains(&c) {
            run.push(c);
            continue;
        }
        out.push_str(if run.len() == 16 { "################" } else { &run });
        run.clear();
        out.push(c);
    }
    out
}

fn shift(bench: &Bench, key: &str) -> Shift {
    let view = bench.desk.shift_view(&ShiftKey::from(key), &Viewer::masked(&wang()), bench.now());
    view.unwrap().unwrap().shift
}

#[test]
fn a_day_is_handed_over_by_keys_with_an_input_method_on() {
    let mut bench = morning();
    bench.sees("值班日志").sees("现在没有人当班").sees("可接班：2026-11-09/day");
    bench.keys("f4").sees("接班").keys("ctrl-s").sees("当班");
    assert_eq!(shift(&bench, "2026-11-09/day").taken.unwrap().by.as_str(), "wang");
    bench.order(WAGES);
    bench.order(r#"{"command":"route","no":"ZZ2026-00002","lead":"ldjc"}"#);
    bench.keys("f3").put("内容", "来电问进展").pick("类别", "来电").keys("ctrl-s");
    bench.sees("分流交办").sees("来电问进展").sees("红色");
    insta::assert_snapshot!("shift_log_80x24", steady(&bench.shown()));
    bench.size = (120, 36);
    insta::assert_snapshot!("shift_log_120x36", steady(&bench.shown()));
    bench.size = (80, 24);

    bench.until("11-09 17:50").keys("f5").sees("交班").sees("红色事项");
    insta::assert_snapshot!("shift_sign_80x24", steady(&bench.shown()));
    bench.keys("f3").sees("接受和退回由接班的人");
    bench.keys("ctrl-s").put("说明", "工资的事请盯住").keys("ctrl-s");
    let signed = shift(&bench, "2026-11-09/day").signed.unwrap();
    assert_eq!((signed.by.as_str(), signed.note.as_str()), ("wang", "工资的事请盯住"));
    bench.order(r#"{"command":"sign","no":"ZZ2026-00002","unit":"ldjc"}"#);
    bench.sees("签字以后的变化");

    let li = bench.desk.centre().unwrap().officer(&"li".into()).unwrap().clone();
    bench.sit(li).until("11-09 18:01").keys("5 ctrl-o f4").sees("接班：上一班").sees("未答");
    insta::assert_snapshot!("shift_take_80x24", steady(&bench.shown()));
    bench.size = (120, 36);
    insta::assert_snapshot!("shift_take_120x36", steady(&bench.shown()));
    bench.size = (80, 24);
    insta::assert_snapshot!("shift_take_en_80x24", steady(&Lang::En.speaking(|| bench.shown())));
    bench.keys("ctrl-s").sees("没有答复");
    bench.keys("f4").put("理由", "没有移交材料").keys("ctrl-s").sees("[退]").sees("没有移交材料");
    bench.keys("f6 ctrl-s").sees("特殊情况说明").keys("ctrl-s");
    let closed = shift(&bench, "2026-11-09/day").closed.unwrap();
    assert_eq!((closed.by.as_str(), closed.leader.as_str()), ("li", "wang"));
    assert_eq!(closed.refused.len(), 1);
    assert_eq!(closed.refused[0].reason, "没有移交材料");
    bench.sees("晚班").sees("由王值班跟进");
    bench.keys("f6").sees("交接表").keys("esc");
    assert!(bench.desk.verify().unwrap().ok);
}

#[test]
fn nothing_open_is_a_zero_report() {
    let mut bench = Bench::new();
    bench.enter("li", "李接班", &[Role::DutyOfficer], None);
    bench.keys("5 ctrl-o f4 ctrl-s").sees("可零报告").sees("还没有发生什么");
    bench.until("11-02 17:55").keys("f5").sees("零报告").keys("ctrl-s ctrl-s");
    assert!(shift(&bench, "2026-11-02/day").signed.unwrap().zero);
    let li = bench.desk.centre().unwrap().officer(&"li".into()).unwrap().clone();
    bench.sit(li).keys("5 ctrl-o f4").sees("签字以后没有变化").keys("ctrl-s ctrl-s");
    assert_eq!(shift(&bench, "2026-11-02/day").closed.unwrap().by.as_str(), "li");
}

#[test]
fn a_line_of_the_log_opens_what_it_speaks_of() {
    let mut bench = morning();
    bench.keys("f4 ctrl-s").sees("当班");
    bench.order(WAGES);
    bench.order(r#"{"command":"issue","kind":"project","subject":"排查整治消防通道","to":"ldjc","due":"2026-12-01"}"#);
    bench.order(r#"{"command":"log_entry","shift":"2026-11-09/day","text":"大厅电子屏报修"}"#);
    bench.sees(">").keys("enter").sees("孙木匠").keys("esc");
    // The cursor stays where it was; the last line speaks of nothing that could be opened.
    bench.keys("end enter").sees("没有可以打开");
    bench.keys("up");
    assert!(bench.caret_row().contains("DB2026-0001"), "{}", bench.shown());
    bench.keys("enter").sees("排查整治消防通道").sees("DB2026-0001");
    // What is done there is seen there.
    bench.keys("f5").sees("办理中").keys("esc").sees("值班日志");
}
