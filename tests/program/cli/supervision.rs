//! What supervision sees, for people and for scripts: the three checks, the units' standing, long-pending cases, reviews,
//! the leader's page.

use super::bench::{Bench, Said, finish, text};
use serde_json::{Value, json};
use std::path::Path;

/// The morning on which it is looked: a Wednesday, three weeks after the centre began.
const THEN: &str = "2026-12-16T09:00:00+08:00";

fn keys(value: &Value) -> Vec<&str> {
    value.as_object().unwrap_or_else(|| panic!("{value}")).keys().map(String::as_str).collect()
}

#[track_caller]
fn has_exactly(value: &Value, wanted: &[&str]) {
    let mut wanted = wanted.to_vec();
    wanted.sort_unstable();
    let mut there = keys(value);
    there.sort_unstable();
    assert_eq!(there, wanted);
}

/// A centre at work for three weeks: one wage case done and filed away, one late at the labour inspectorate, one never
/// accepted, one done and never called back, one filed away though nobody was reached.
pub struct County {
    pub bench: Bench,
}

impl County {
    pub fn new() -> Self {
        let bench = Bench::new();
        let people = [
            ("gao", "高主任", "zx", "leader"),
            ("cheng", "程统筹", "zx", "coordinator"),
            ("lao", "劳监察", "ldjc", "handler"),
            ("du", "督专员", "zx", "supervisor"),
            ("guan", "管理员", "zx", "administrator"),
        ];
        for (id, name, unit, role) in people {
            bench.run(&["officer", "add", id, "--name", name, "--unit", unit, "--role", role]).ends(0);
        }
        let county = Self { bench };
        for matter in [
            "张三 13900000001 柳林村 老板李四拖欠工资",
            "赵小禾 13900000002 东河镇 工头拖欠工资",
            "钱文斌 13900000003 东街社区 楼上漏水",
            "孙问路 13900000004 东街社区 邻居占道",
            "周大山 13900000005 东河镇 邻居砌墙",
        ] {
            county.bench.take(matter);
        }
        county.at(
            "2026-11-23T10:00",
            None,
            &[
                r#"{"command":"amend","no":"ZZ2026-00001","changes":{"title":"拖欠工资，打13900000001"}}"#,
                r#"{"command":"accept","no":"ZZ2026-00001"}"#,
                r#"{"command":"assess","no":"ZZ2026-00001","category":"0701","grade":"general"}"#,
                r#"{"command":"route","no":"ZZ2026-00001","lead":"ldjc","instruction":"核账"}"#,
                r#"{"command":"accept","no":"ZZ2026-00002"}"#,
                r#"{"command":"assess","no":"ZZ2026-00002","category":"0701","grade":"general"}"#,
                r#"{"command":"route","no":"ZZ2026-00002","lead":"ldjc","instruction":"核账"}"#,
                r#"{"command":"accept","no":"ZZ2026-00004"}"#,
                r#"{"command":"resolve","no":"ZZ2026-00004","result":"让出通道"}"#,
                r#"{"command":"accept","no":"ZZ2026-00005"}"#,
                r#"{"command":"resolve","no":"ZZ2026-00005","result":"拆除"}"#,
            ],
        );
        county.at(
            "2026-11-24T10:00",
            Some("lao"),
            &[
                r#"{"command":"sign","no":"ZZ2026-00001","unit":"ldjc"}"#,
                r#"{"command":"sign","no":"ZZ2026-00002","unit":"ldjc"}"#,
                r#"{"command":"report","no":"ZZ2026-00001","unit":"ldjc","result":"已付清"}"#,
            ],
        );
        county.at(
            "2026-11-25T10:00",
            None,
            &[
                r#"{"command":"verify","no":"ZZ2026-00001","unit":"ldjc"}"#,
                r#"{"command":"reply","no":"ZZ2026-00001","text":"已付清","how":"电话"}"#,
                r#"{"command":"reply","no":"ZZ2026-00005","text":"已拆除","how":"电话"}"#,
                r#"{"command":"call_back","no":"ZZ2026-00001","answer":{"answered":"satisfied"}}"#,
                r#"{"command":"call_back","no":"ZZ2026-00005","answer":"no_answer"}"#,
                r#"{"command":"close_call_back","no":"ZZ2026-00005","reason":"三次无人接听"}"#,
                r#"{"command":"archive","no":"ZZ2026-00001"}"#,
                r#"{"command":"archive","no":"ZZ2026-00005"}"#,
            ],
        );
        county
    }

    #[track_caller]
    fn at(&self, when: &str, officer: Option<&str>, lines: &[&str]) {
        let now = format!("{when}:00+08:00");
        let who = officer.map_or_else(Vec::new, |it| vec!["--as", it]);
        let child = self.bench.start(&[&["do", "--now", &now], who.as_slice()].concat());
        let said = finish(child, &format!("{}\n", lines.join("\n")));
        assert_eq!(said.code, 0, "{said:#?}");
    }

    /// Lets the evening before pass, on which the ladder climbs and the night's lists are taken down.
    fn night(&self) {
        self.bench.run_now(&["escalate", "--now", "2026-12-15T22:30:00+08:00"]).ends(0);
    }

    pub fn ask(&self, args: &[&str]) -> Said {
        self.bench.run_now(&[args, &["--now", THEN]].concat())
    }

    pub fn ask_as(&self, officer: &str, args: &[&str]) -> Said {
        self.ask(&[args, &["--as", officer]].concat())
    }
}

fn sheet(folder: &Path, name: &str) -> Vec<String> {
    let text = std::fs::read_to_string(folder.join(format!("{name}.csv"))).unwrap();
    let text = text.strip_prefix('\u{feff}').unwrap();
    text.split("\r\n").filter(|line| !line.is_empty() && !line.starts_with('#')).map(str::to_owned).collect()
}

#[test]
fn what_supervision_sees_is_taken_out_as_sheets_too() {
    let county = County::new();
    county.at("2026-12-01T10:00", Some("gao"), &[
        r#"{"command":"issue","kind":"project","subject":"=排查,打13900000002","to":"ldjc","due":"2026-12-04","plan":"-先查后改"}"#,
        r#"{"command":"receive_visit","no":"ZZ2026-00002","leader":"gao","text":"当面接访"}"#,
        r#"{"command":"draw_review","from":"2026-11-01","until":"2026-11-30","by":["chance"],"count":5,"seed":"甲"}"#,
    ]);
    county.night();
    let out = county.bench.path("out");
    county.ask_as("cheng", &["export", "--all", "--out", text(&out)]).ends(0);
    let checks = sheet(&out, "checks");
    assert_eq!(checks[0], "no,check,title,unit,unit_name,clock,since,days,stood");
    assert!(checks.iter().any(|row| row.starts_with("ZZ2026-00002,not_handled,") && row.contains(",ldjc,劳动监察,")));
    let standing = sheet(&out, "standing");
    assert!(standing[0].starts_with("unit,name,from,to,assigned,on_time,late,open,open_late,"), "{standing:?}");
    assert_eq!(standing.len(), 1, "nothing was given out in December: {standing:?}");
    assert!(sheet(&out, "reviews").iter().any(|row| row.contains(",chance,")));
    assert!(sheet(&out, "review_drawings")[1].contains(",甲"));
    let of_project =
        |name| sheet(&out, name).into_iter().filter(|row| row.starts_with("DB2026-0001,")).collect::<Vec<_>>();
    let project = &of_project("directives")[0];
    assert!(project.contains("\"'=排查,打139****0002\"") && project.contains("\"'-先查后改\""), "{project}");
    assert_eq!(of_project("directive_clocks").len(), 2, "the reply and the quarterly report");
    assert!(sheet(&out, "visits")[1].ends_with(",gao,当面接访"));
    assert!(sheet(&out, "alerts").iter().any(|row| row.contains(",unit,ldjc,red,")), "{:?}", sheet(&out, "alerts"));
    for name in ["long_pending", "ladder", "grade_reviews", "pauses", "extensions", "review_scores"] {
        assert!(sheet(&out, name)[0].contains(','), "{name} has heads though nothing is in it");
    }
}
