//! What supervision sees, for people and for scripts: the three checks, the units' standing, long-pending cases, reviews,
//! the leader's page.

use super::bench::{Bench, Said, finish, text};
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::path::Path;

/// The morning on which it is looked: a Wednesday, three weeks after the centre began.
const THEN: &str = "2026-12-16T09:00:00+08:00";

#[track_caller]
fn has_exactly(value: &Value, wanted: &str) {
    let there: BTreeSet<&str> =
        value.as_object().unwrap_or_else(|| panic!("{value}")).keys().map(String::as_str).collect();
    assert_eq!(there, wanted.split(' ').collect());
}

fn numbers(lines: &Value) -> Vec<&str> {
    lines.as_array().unwrap().iter().map(|line| line["no"].as_str().unwrap()).collect()
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
    pub fn at(&self, when: &str, officer: Option<&str>, lines: &[&str]) {
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

#[test]
fn the_three_checks_have_the_shape_that_scripts_rely_on() {
    let county = County::new();
    let before = county.ask(&["checks", "--json"]).ends(0).json();
    has_exactly(&before, "lines night settled");
    assert_eq!((&before["night"], &before["lines"][0]["stood"]), (&Value::Null, &Value::Null));
    county.night();
    let now = county.ask(&["checks", "--json"]).ends(0).json();
    for line in now["lines"].as_array().unwrap() {
        has_exactly(line, "check no title unit unit_name clock since days stood");
        assert_eq!(line["stood"], true);
    }
    let told: Vec<_> =
        now["lines"].as_array().unwrap().iter().map(|it| (&it["check"], &it["no"], &it["unit"])).collect();
    let wanted = json!([
        ["not_accepted", "ZZ2026-00003", null],
        ["not_handled", "ZZ2026-00002", "ldjc"],
        ["not_called_back", "ZZ2026-00005", null],
        ["not_called_back", "ZZ2026-00004", null],
    ]);
    assert_eq!(json!(told), wanted);
    has_exactly(&now["night"], "night taken_at lines");
    assert_eq!((&now["night"]["night"], &now["settled"]), (&json!("2026-12-15"), &json!(0)));
    // What is done in the morning is gone from the list, and the morning says so.
    county.at("2026-12-16T08:30", None, &[r#"{"command":"accept","no":"ZZ2026-00003"}"#]);
    let later = county.ask(&["checks", "--json"]).ends(0).json();
    assert_eq!((later["lines"].as_array().unwrap().len(), &later["settled"]), (3, &json!(1)));
    let night = county.ask(&["checks", "--date", "2026-12-15", "--json"]).ends(0).json();
    has_exactly(&night, "night taken_at lines");
    assert_eq!(night["lines"].as_array().unwrap().len(), 4, "what a night had stays as it was");
    assert_eq!(county.ask(&["checks", "--date", "2026-12-01", "--json"]).ends(0).json(), Value::Null);
    assert!(county.ask(&["checks", "--date", "2026-12-01"]).ends(0).out.contains("没有记下清单"));
    county.ask(&["checks", "--date", "12/15"]).ends(2);
    let said = county.ask(&["checks"]).ends(0).out;
    assert!(said.contains("应办理未办理（1）") && said.contains("仍在") && said.contains("消去 1 件"), "{said}");
}

#[test]
fn units_and_administrators_are_told_of_what_is_in_sight() {
    let county = County::new();
    county.night();
    let checks = county.ask_as("lao", &["checks", "--json"]).ends(0).json();
    assert_eq!(numbers(&checks["lines"]), ["ZZ2026-00002"]);
    assert_eq!((&checks["night"], &checks["settled"]), (&Value::Null, &json!(0)), "the night's lists are the centre's");
    assert!(!county.ask_as("guan", &["checks"]).ends(0).out.contains("ZZ2026"));
    let period = ["standing", "--from", "2026-11-01", "--json"];
    assert_eq!(county.ask_as("lao", &period).ends(0).json()["units"][0]["unit"], "ldjc");
    assert_eq!(county.ask_as("guan", &period).ends(0).json()["units"], json!([]));
    let behind = |officer, unit| {
        let words = ["standing", "--from", "2026-11-01", "--unit", unit, "--figure", "assigned", "--json"];
        county.ask_as(officer, &words).ends(0).json().as_array().unwrap().len()
    };
    assert_eq!((behind("cheng", "ldjc"), behind("lao", "ldjc"), behind("guan", "ldjc")), (2, 2, 0));
    county.at(
        "2026-12-16T08:30",
        None,
        &[r#"{"command":"accept","no":"ZZ2026-00003"}"#, r#"{"command":"route","no":"ZZ2026-00003","lead":"zjj"}"#],
    );
    assert_eq!((behind("cheng", "zjj"), behind("lao", "zjj")), (1, 0), "another unit's figures are not told");
    let old = ["long-pending", "--json", "--now", "2027-03-01T09:00:00+08:00", "--as", "lao"];
    assert_eq!(numbers(&county.bench.run_now(&old).ends(0).json()), ["ZZ2026-00002"]);
}

#[test]
fn standing_goes_with_its_denominators_and_to_the_cases_behind_a_figure() {
    let county = County::new();
    let found = county.ask(&["standing", "--from", "2026-11-01", "--json"]).ends(0).json();
    has_exactly(&found, "from to units");
    assert_eq!((&found["from"], &found["to"]), (&json!("2026-11-01"), &json!("2026-12-16")));
    let unit = &found["units"][0];
    let shape = "unit name rates assigned on_time late open open_late taken_back sent_back objected asked dissatisfied";
    has_exactly(unit, shape);
    assert_eq!(unit["rates"]["on_time"], json!({"of": 1, "among": 2, "percent": 50}));
    assert_eq!(unit["rates"]["dissatisfied"], json!({"of": 0, "among": 1, "percent": 0}));
    let said = county.ask(&["standing", "--from", "2026-11-01"]).ends(0).out;
    assert!(said.contains("1/2 50%") && said.contains("不排名"), "{said}");
    let behind = ["standing", "--from", "2026-11-01", "--unit", "劳动监察", "--figure", "open_late"];
    let lines = county.ask(&[&behind[..], &["--json"]].concat()).ends(0).json();
    assert_eq!(numbers(&lines), ["ZZ2026-00002"]);
    has_exactly(&lines[0], "no title assigned_at due met status");
    assert!(county.ask(&behind).ends(0).out.contains("11-24"));
    assert_eq!(county.ask(&["standing", "--json"]).ends(0).json()["from"], "2026-12-01", "this month");
    assert_eq!(county.ask(&["standing", "--unit", "nope", "--json"]).ends(1).error()["kind"], "unknown_unit");
    county.ask(&["standing", "--figure", "late"]).ends(2);
    county.ask(&["standing", "--unit", "ldjc", "--figure", "best"]).ends(2);
}

#[test]
fn a_bulletin_is_drafted_from_the_standing_and_issued_as_it_was_edited() {
    let county = County::new();
    let words = ["standing", "--from", "2026-11-01", "--to", "2026-11-30", "--bulletin"];
    let said = county.ask(&words).ends(0).out;
    for part in ["事项办理情况通报", "共交办2件", "按时率50%（1/2）", "不排名", "超期未办结：劳动监察1件"]
    {
        assert!(said.contains(part), "{part}: {said}");
    }
    let mut command = county.ask(&[&words[..], &["--json"]].concat()).ends(0).json();
    assert_eq!((&command["kind"], &command["to"], &command["units"]), (&json!("bulletin"), &json!("ldjc"), &json!([])));
    command["text"] = json!(command["text"].as_str().unwrap().replace("请抓紧办理", "请于本周内办结"));
    county.at("2026-12-16T10:00", Some("gao"), &[&command.to_string()]);
    let issued =
        county.bench.run_now(&["directive", "show", "DB2026-0001", "--json", "--now", "2026-12-16T11:00:00+08:00"]);
    let issued = issued.ends(0).json();
    assert!(issued["directive"]["text"].as_str().unwrap().contains("请于本周内办结"), "{issued}");
    assert!(issued["directive"]["text"].as_str().unwrap().contains('\n'), "line by line, as it was drafted");
    assert!(
        county.ask(&["standing", "--bulletin"]).ends(0).out.contains("没有交办"),
        "of nothing there is no bulletin"
    );
    county.ask(&["standing", "--bulletin", "--unit", "ldjc"]).ends(2);
}

#[test]
fn long_pending_cases_come_by_age_with_their_task_force() {
    let county = County::new();
    assert_eq!(county.ask(&["long-pending", "--json"]).ends(0).json(), json!([]));
    assert!(county.ask(&["long-pending"]).ends(0).out.contains("90 天"));
    county.at("2027-02-25T10:00", Some("gao"), &[
        r#"{"command":"issue","kind":"long_pending","case":"ZZ2026-00002","to":"ldjc","leader":"gao","due":"2027-06-30","team":["劳监察"],"plan":"每季现场会"}"#,
    ]);
    let old = |words: &[&str]| county.bench.run_now(&[words, &["--now", "2027-03-01T09:00:00+08:00"]].concat()).ends(0);
    let lines = old(&["long-pending", "--json"]).json();
    assert_eq!(numbers(&lines), ["ZZ2026-00002", "ZZ2026-00003", "ZZ2026-00004"]);
    let shape = "no title parties kind category grade state ball holder holder_name since due overdue level registered_at \
                 registered_by merged_into rev age band force";
    has_exactly(&lines[0], shape);
    assert_eq!((&lines[0]["age"], &lines[0]["band"]), (&json!(98), &json!(90)));
    has_exactly(&lines[0]["force"], "no leader team met_on meets_by");
    assert_eq!(lines[0]["force"]["leader"], "高主任");
    assert_eq!(lines[1]["force"], Value::Null);
    let said = old(&["long-pending"]).out;
    assert!(said.contains("满 90 天（3）") && said.contains("未成立") && said.contains("高主任"), "{said}");
}

#[test]
fn a_round_of_reviews_is_drawn_scored_and_shown() {
    let county = County::new();
    let draw = [
        "review",
        "draw",
        "--from",
        "2026-11-01",
        "--to",
        "2026-11-30",
        "--by",
        "chance",
        "--count",
        "5",
        "--seed",
        "甲",
    ];
    county.ask_as("lao", &draw).ends(4);
    let drawn = county.ask_as("du", &[&draw[..], &["--json"]].concat()).ends(0).json();
    has_exactly(&drawn[0], "round begun_at drawings lines");
    has_exactly(&drawn[0]["drawings"][0], "at officer from until by among count seed drawn");
    has_exactly(&drawn[0]["lines"][0], "no title drawn_at by reviewed_at reviewer score findings");
    assert_eq!((&drawn[0]["round"], &drawn[0]["drawings"][0]["among"]), (&json!("PC2026-01"), &json!(2)));
    let items = county.ask(&["review", "show", "--items", "--json"]).ends(0).json();
    has_exactly(&items[0], "id item points hard");
    let record =
        |who, score| county.ask_as(who, &["review", "record", "1", "--score", score, "--opinion", "补送达", "--json"]);
    assert_eq!(record("du", "reply=5").ends(1).error()["kind"], "review_note_missing");
    assert_eq!(record("du", "reply=50:多").ends(1).error()["kind"], "review_points_too_many");
    assert_eq!(record("lao", "reply=5:未送达").ends(4).error()["kind"], "not_permitted");
    record("du", "reply").ends(2);
    record("du", "reply=5:未送达").ends(0);
    let shown = county.ask_as("du", &["review", "show", "PC2026-01", "--json"]).ends(0).json();
    let line = &shown[0]["lines"][0];
    assert_eq!(line["score"], json!({"points": 85, "of": 100, "lacking": ["reply"], "passed": false}));
    assert_eq!(line["reviewer"], "督专员");
    let said = county.ask_as("du", &["review", "show"]).ends(0).out;
    assert!(said.contains("85/100 不合格") && said.contains("种子 甲") && said.contains("1/2 件"), "{said}");
    assert_eq!(county.ask(&["review", "show", "PC2026-09", "--json"]).ends(1).error()["kind"], "unknown_review_round");
    assert_eq!(county.ask_as("lao", &["review", "show", "--json"]).ends(0).json(), json!([]), "the centre's matter");
}

#[test]
fn the_leaders_page_is_the_leaders_and_of_it_others_see_what_is_in_sight() {
    let county = County::new();
    county.at(
        "2026-12-01T10:00",
        Some("gao"),
        &[r#"{"command":"issue","kind":"instruction","case":"ZZ2026-00002","to":"ldjc","text":"查清","leader":"gao"}"#],
    );
    county.night();
    let page = county.ask_as("gao", &["leader", "--json"]).ends(0).json();
    let parts: Vec<_> = page["parts"].as_array().unwrap().iter().map(|part| part["packet"].as_str().unwrap()).collect();
    assert_eq!(page["leader"], "高主任");
    assert!(parts.starts_with(&["to_sign"]) && parts.contains(&"due") && parts.contains(&"instructions"), "{parts:?}");
    for part in page["parts"].as_array().unwrap() {
        for line in part["lines"].as_array().unwrap() {
            for key in ["case", "directive", "title", "whose", "due", "overdue", "level", "meter", "times", "reason"] {
                assert!(line.get(key).is_some(), "{key} is missing from {line}");
            }
        }
    }
    let said = county.ask_as("gao", &["leader"]).ends(0).out;
    assert!(said.contains("待签发（2）") && said.contains("超期"), "{said}");
    let other = county.ask_as("lao", &["leader", "高主任", "--json"]).ends(0).json();
    assert!(!other.to_string().contains("ZZ2026-00003") && other.to_string().contains("ZZ2026-00002"), "{other}");
    assert!(county.ask_as("guan", &["leader"]).ends(0).out.contains("管理员"));
    assert_eq!(county.ask(&["leader", "谁", "--json"]).ends(1).error()["kind"], "unknown_officer");
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
