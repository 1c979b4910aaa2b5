//! A week of duty worked by keys: twenty-one shifts handed over, two leaders who take turns, an instruction from the
//! leader's page followed to its end, and a swap.

use super::harness::Bench;
use crate::desk::Viewer;
use crate::desk::bench::wang;
use crate::domain::ids::ShiftKey;
use crate::domain::shift::Shift;
use crate::domain::time::{Day, at};
use crate::domain::vocabulary::Role::{self, DutyOfficer, Leader};
use crate::words::Lang;
use chrono::Days;

const PEOPLE: [(&str, &str, Role); 12] = [
    ("zhao", "赵白班", DutyOfficer),
    ("qian", "钱白班", DutyOfficer),
    ("chen", "陈白班", DutyOfficer),
    ("he", "何白班", DutyOfficer),
    ("bei", "贝备班", DutyOfficer),
    ("zhou", "周末班", DutyOfficer),
    ("sun", "孙晚班", DutyOfficer),
    ("li", "李晚班", DutyOfficer),
    ("wu", "吴夜班", DutyOfficer),
    ("zheng", "郑夜班", DutyOfficer),
    ("gao", "高主任", Leader),
    ("jiang", "江主任", Leader),
];

/// The patterns: the post, its teams, and what else is said of it.
const PATTERNS: [(&str, &str, &str); 8] = [
    ("leader", r#"[["gao"],["jiang"]]"#, ""),
    ("reception", r#"[["gao"],["jiang"]]"#, r#","days":{"weekdays":[2],"nth":[1,3]}"#),
    ("chief", r#"[["wang"]]"#, ""),
    ("window", r#"[["zhao","chen"],["qian","he"]]"#, r#","days":{"only":"work"}"#),
    ("weekend", r#"[["zhou"]]"#, r#","days":{"only":"off"}"#),
    ("cadre", r#"[["sun"],["li"]]"#, r#","shifts":["evening"]"#),
    ("cadre", r#"[["wu"],["zheng"]]"#, r#","shifts":["night"]"#),
    ("backup", r#"[["bei"]]"#, ""),
];

const FENCE: &str = r#"{"command":"register","kind":"dispute","channel":"walk_in","accept":true,"category":"0202",
    "grade":"general","narrative":"邻居占用通道，双方争执","parties":[{"side":"applicant","name":"赵小禾"}]}"#;

fn monday() -> Day {
    Day::from_ymd_opt(2026, 11, 2).unwrap()
}

/// A centre in which everybody is known and every pattern is kept, before the first morning.
fn week() -> Bench {
    let mut bench = Bench::starting(at(monday(), 7, 30));
    for (id, name, role) in PEOPLE {
        bench.enter(id, name, &[role], None);
    }
    bench.order(
        r#"{"command":"save_officer","officer":{"id":"lao","name":"劳经办","unit":"ldjc","roles":["handler"]}}"#,
    );
    for (nth, (post, teams, more)) in PATTERNS.iter().enumerate() {
        pattern(&mut bench, nth, post, teams, more);
    }
    bench
}

fn pattern(bench: &mut Bench, nth: usize, post: &str, teams: &str, more: &str) {
    // What is said besides begins and ends inside quotation marks.
    let more = more.trim_start_matches('"');
    bench.order(&format!(
        r#"{{"command":"save_pattern","pattern":{{"id":"p{nth}","post":"{post}","teams":{teams},"advance":"day",
            "start":"2026-11-02"{more}}}}}"#
    ));
}

#[test]
fn what_stands_against_a_roster_is_named_on_screen_before_it_is_published() {
    Lang::ZhCn.speaking(|| {
        let mut bench = week();
        pattern(&mut bench, 7, "backup", r#"[["wang"]]"#, "");
        bench
            .order(r#"{"command":"absent","officer":"zhao","from":"2026-11-04","until":"2026-11-04","reason":"培训"}"#);
        bench.keys("5 f6").sees("不妥 29 处：").sees("还有 21 处").sees("王值班 一人两岗");
        bench.keys("ctrl-s").sees("为什么不行").sees("王值班 一人两岗").sees("同时在两");
        bench.keys("esc esc");
        pattern(&mut bench, 7, "backup", r#"[["bei"]]"#, "");
        // What is wrong stands there as the dates are typed, and who is missing why.
        let gap = "2026-11-04 白班 窗口值班：需要 2 人，只有 1 人（请假：赵白班 11-04）";
        bench.keys("f6").sees(gap);
        insta::assert_snapshot!("roster_publish_80x24", bench.shown());
        bench.to("从哪天").keys("ctrl-u").text("2026-11-05").sees("没有不妥");
        bench.keys("ctrl-u").text("2026-11-03").sees("不妥 1 处：").sees(gap);
        bench
            .keys("ctrl-s")
            .sees("为什么不行")
            .sees("有 1 处不妥")
            .sees("需要 2 人，只有 1 人（请假：赵白班")
            .keys("esc");
        // A gap is a matter of reasons, two places at once is not.
        bench.put("仍然发布的理由", "当天由值班长顶岗").sees("可以办").keys("ctrl-s").sees("已发布到");
    });
}

/// Lets somebody sit down.
fn sit<'b>(bench: &'b mut Bench, who: &str) -> &'b mut Bench {
    let officer = bench.desk.centre().unwrap().officer(&who.into()).unwrap().clone();
    bench.sit(officer)
}

fn shift(bench: &Bench, key: &str) -> Shift {
    let view = bench.desk.shift_view(&ShiftKey::from(key), &Viewer::masked(&wang()), bench.now());
    view.unwrap().unwrap().shift
}

/// Who has a shift by the rotation written down above, told here once more without asking it.
fn turn(nth: usize, kind: &str) -> &'static str {
    match (kind, nth) {
        ("day", 5 | 6) => "zhou",
        ("day", _) => ["zhao", "qian"][nth % 2],
        ("evening", _) => ["sun", "li"][nth % 2],
        _ => ["wu", "zheng"][nth % 2],
    }
}

/// Signs the sheet of the shift that is on and takes the next one over; whatever is red is accepted.
fn hand_over(bench: &mut Bench, out: &str, when: &str, into: &str) {
    bench.until(when);
    sit(bench, out).keys("5 ctrl-o f5").keys("ctrl-s ctrl-s").sees("已交班");
    sit(bench, into).keys("5 ctrl-o f4 f6 ctrl-s ctrl-s");
}

#[test]
fn three_shifts_a_day_and_two_leaders_through_a_week() {
    Lang::ZhCn.speaking(|| {
        let mut bench = week();
        bench.keys("5 f6").sees("发布值班表").keys("ctrl-s").sees("已发布到");
        sit(&mut bench, "zhao").until("11-02 08:25").keys("5 ctrl-o f4 ctrl-s ctrl-s").sees("当班");
        sit(&mut bench, "wang").until("11-02 09:00");
        bench.order(FENCE);
        bench.order(r#"{"command":"route","no":"ZZ2026-00001","lead":"ldjc"}"#);

        let mut on = ("2026-11-02/day".to_owned(), "zhao");
        for nth in 0..7 {
            let day = monday() + Days::new(nth);
            for (kind, time) in [("evening", "17:55"), ("night", "21:55"), ("day", "08:25")] {
                let falls = if kind == "day" { day + Days::new(1) } else { day };
                let place = usize::try_from((falls - monday()).num_days()).unwrap();
                // The eighth day is nobody's concern here.
                if place > 6 {
                    continue;
                }
                let who = turn(place, kind);
                hand_over(&mut bench, on.1, &format!("{} {time}", falls.format("%m-%d")), who);
                let key = format!("{falls}/{kind}");
                let (before, taken) = (shift(&bench, &on.0), shift(&bench, &key).taken);
                assert_eq!(taken.unwrap().by.as_str(), who, "{key}");
                let (signed, closed) = (before.signed.unwrap(), before.closed.unwrap());
                assert_eq!((signed.by.as_str(), closed.by.as_str()), (on.1, who), "{}", on.0);
                assert_eq!(closed.accepted.len(), signed.sheet.red().count(), "{}: each red item has its answer", on.0);
                assert!(before.late.is_empty(), "{} was late", on.0);
                on = (key, who);
            }
            if nth == 2 {
                instructs(&mut bench);
            }
        }
        assert_eq!(on, ("2026-11-08/night".to_owned(), "wu"));
        assert!(bench.desk.verify().unwrap().ok);
    });
}

/// On Thursday the leader on duty finds what is red on the leader's page, and the department answers.
fn instructs(bench: &mut Bench) {
    bench.until("11-05 09:30");
    let duty = bench.desk.duty(bench.now()).unwrap();
    assert_eq!(duty.leader.as_ref().map(|it| it.id.as_str()), Some("jiang"), "the leaders take turns by the day");
    sit(bench, "jiang").keys("5 ctrl-o ctrl-o").sees("接访包").sees("ZZ2026-00001");
    bench.keys("alt-i").put("内容", "请到现场，三日内报告").keys("ctrl-s");
    let about = bench.desk.directives_about(&"ZZ2026-00001".into(), &Viewer::masked(&wang())).unwrap();
    let instruction = about.iter().find(|it| it.kind.key() == "instruction").expect("an instruction");
    let no = instruction.no.clone();
    assert_eq!(instruction.due.unwrap().format("%m-%d").to_string(), "11-26", "fifteen working days");
    let status = |bench: &Bench| bench.desk.directive(&no, &Viewer::masked(&wang())).unwrap().line.status.key();
    let find = |bench: &mut Bench| {
        bench.keys("6 /").text("批示").keys("enter").sees("批示");
    };
    sit(bench, "lao");
    find(bench);
    bench.keys("f5");
    assert_eq!(status(bench), "received", "{}", bench.shown());
    bench.keys("f5").put("内容", "通道已让出").keys("ctrl-s");
    assert_eq!(status(bench), "replied", "{}", bench.shown());
    sit(bench, "jiang");
    find(bench);
    bench.keys("f5").put("意见", "同意销号").keys("ctrl-s");
    assert_eq!(status(bench), "closed_out", "{}", bench.shown());
}

#[test]
fn a_swap_is_asked_agreed_and_approved_by_keys() {
    Lang::ZhCn.speaking(|| {
        let mut bench = week();
        bench.keys("5 f6").keys("ctrl-s").sees("已发布到");
        bench.order(r#"{"command":"log_entry","shift":"2026-11-02/day","text":"开记"}"#);
        let ask = r#"{"command":"ask_swap","day":"2026-11-04","shift":"day","post":"window","with":"qian","reason":"家里有事"}"#;
        let zhao = bench.desk.centre().unwrap().officer(&"zhao".into()).unwrap().clone();
        bench.sit(zhao);
        bench.order(ask);
        sit(&mut bench, "qian").keys("5").run("同意换班").keys("ctrl-s");
        sit(&mut bench, "gao").keys("5").run("批准换班").keys("ctrl-s");
        let shift = bench.desk.duty(at(monday() + Days::new(2), 10, 0)).unwrap().shift.unwrap();
        assert!(shift.has(&"qian".into()) && !shift.has(&"zhao".into()), "{shift:?}");
    });
}
