//! Writes `tests/data/register-2026.*` anew: `cargo test --test flows -- --ignored written_anew`.
//!
//! The rows are made up, in the shape real centres keep. Each command is tried on a practice desk while it is
//! written, so that numbers and clocks in the file are those that `do` will give.

use crate::town::{Town, WANG};
use fastrand::Rng;
use serde_json::{Value, json};
use std::fmt::Write as _;
use yichuang::demo::People;
use yichuang::demo::stories::{self, STORIES, Telling};
use yichuang::domain::case::Case;
use yichuang::domain::time::{Day, Moment, at};
use yichuang::domain::vocabulary::{CaseKind, ClockKind, Stage};
use yichuang::words;

const ROWS: usize = 236;

/// A command of a row, so many half days after its registration.
type Later = (usize, Value);

/// Something the row does later, when the number and the clocks are known.
fn life(index: usize, told: &Telling, rng: &mut Rng) -> Vec<Later> {
    let (lead, second) = (told.units[0].as_str(), told.units.get(1).map_or("xfj", |unit| unit.as_str()));
    let category = told.register.category.as_ref().unwrap().as_str();
    let assess = |grade: &str| json!({"command":"assess","category":category,"grade":grade,"risk":told.risk.key()});
    let reply = || json!({"command":"reply","text":"已将处理结果告知反映人。","how":"书面"});
    let call = |grade: &str, note: &str| json!({"command":"call_back","answer":{"answered":grade},"note":note});
    let archive = || json!({"command":"archive","note":"卷内材料齐全"});
    let route = |unit: &str| json!({"command":"route","lead":unit,"instruction":"请按职责核实办理,按期反馈。"});
    let act = |command: &str, unit: &str| json!({"command":command,"unit":unit});
    let report = |unit: &str| json!({"command":"report","unit":unit,"result":told.result});
    let satisfied = ["very_satisfied", "satisfied", "satisfied", "basically"][rng.usize(..4)];
    let grade = if told.grade.key() == "general" { "larger" } else { told.grade.key() };
    let done = |from: usize, unit: &str| {
        vec![
            (from, report(unit)),
            (from + 1, act("verify", unit)),
            (from + 1, reply()),
            (from + 4, call(satisfied, "已核实,反映人认可。")),
            (from + 7, archive()),
        ]
    };
    let mut all: Vec<Later> = Vec::new();
    let quick = matches!(told.register.kind, CaseKind::Inquiry | CaseKind::Suggestion);
    match index % 16 {
        _ if quick => {
            all.push((0, assess("general")));
            all.push((0, json!({"command":"dispose","disposition":"direct_answer","text":told.result})));
            all.push((2, call(satisfied, "")));
            all.push((5, archive()));
        }
        0..=2 => {
            all.extend([(0, assess("general")), (0, json!({"command":"resolve","result":told.result})), (0, reply())]);
            all.extend([(3, call(satisfied, "当场解决,满意。")), (6, archive())]);
        }
        3 => {
            // Nobody sends it on in time.
            all.push((3, assess(grade)));
            all.push((6, route(lead)));
            all.push((9, act("sign", lead)));
            all.extend(done(15, lead));
        }
        4 => {
            all.extend([(0, assess(grade)), (0, route(lead)), (1, act("sign", lead))]);
            all.push((
                8,
                json!({"command":"extend","kind":"unit","unit":lead,"amount":5,"approver":"wenjy",
                "reason":"需等待测量(鉴定)结论"}),
            ));
            all.extend(done(16, lead));
        }
        5 => {
            all.extend([(0, assess(grade)), (1, route(lead))]);
            let reason = "经核对职责清单,该事项不由本单位主管,请另行交办。";
            all.push((3, json!({"command":"object","unit":lead,"reason":reason})));
            all.push((5, json!({"command":"rule","unit":lead,"upheld":true,"reason":"异议成立"})));
            if second != lead {
                all.extend([(6, route(second)), (7, act("sign", second))]);
                all.extend(done(12, second));
            }
        }
        6 => {
            all.extend([(0, assess(grade)), (1, route(lead))]);
            all.push((3, json!({"command":"object","unit":lead,"reason":"部分事实发生在外县,建议退回。"})));
            all.push((6, json!({"command":"rule","unit":lead,"upheld":false,"reason":"属主管职责,指定办理"})));
            all.push((7, act("sign", lead)));
            all.extend(done(11, lead));
        }
        7 if told.register.parties.len() > 1 => {
            all.extend([(0, assess("major")), (0, route("zx")), (0, act("sign", "zx"))]);
            all.push((1, json!({"command":"schedule","slot":10})));
            all.push((1, json!({"command":"notify","session":1,"party":1,"how":"phone","result":"will_come"})));
            all.push((2, json!({"command":"notify","session":1,"party":2,"how":"phone","result":"will_come"})));
            all.push((11, json!({"command":"attendance","session":1,"present":[1,2]})));
            all.push((11, json!({"command":"conclude","instalments":index % 32 == 7})));
            all.push((12, report("zx")));
            all.extend([(13, act("verify", "zx")), (13, reply()), (16, call(satisfied, "按协议执行。"))]);
            if index % 32 != 7 {
                all.push((19, archive()));
            }
        }
        8 => {
            all.extend([(0, assess(grade)), (0, route(lead)), (1, act("sign", lead)), (4, report(lead))]);
            all.push((6, json!({"command":"send_back","unit":lead,"reason":"没有双方签字,请补充"})));
            // Half of what was promised is kept late.
            all.push((6, json!({"command":"promise","days":2,"text":"补齐签字后电话告知"})));
            all.push((if index % 32 == 8 { 8 } else { 12 }, json!({"command":"keep_promise","note":"已电话告知"})));
            all.extend(done(9, lead));
        }
        9 => {
            all.extend([(0, assess(grade)), (0, route(lead)), (1, act("sign", lead)), (6, report(lead))]);
            all.extend([(7, act("verify", lead)), (7, reply())]);
            all.push((9, call("dissatisfied", "反映人称问题只解决一半。")));
            all.push((10, json!({"command":"reopen","reason":"不满意,退回重办","unit":lead})));
            all.push((11, act("sign", lead)));
            all.extend(done(15, lead));
        }
        10 if index % 32 == 10 => all.push((
            2,
            json!({"command":"decline","reason":"同一事实已由人民法院受理","advice":"请在诉讼中主张,可申请法律援助"}),
        )),
        10 => all.push((4, json!({"command":"withdraw","reason":"双方自行和解,反映人书面撤回"}))),
        11 => {
            // Nothing reported for a long while.
            all.extend([(0, assess(grade)), (0, route(lead)), (4, act("sign", lead))]);
            all.push((8, json!({"command":"progress","unit":lead,"text":"已入户了解,正在协调。"})));
            let again = json!({"command":"reassess_risk","risk":told.risk.key(),"note":"久未反馈,再次走访双方。"});
            all.push((20, again));
            all.extend(done(30, lead));
        }
        _ => {
            let co = if told.co { vec![second] } else { vec![] };
            let mut both = route(lead);
            both["co"] = co.clone().into();
            all.extend([(0, assess(grade)), (1, both), (2, act("sign", lead))]);
            for unit in co {
                all.extend([(2, act("sign", unit)), (6, report(unit)), (7, act("verify", unit))]);
            }
            all.extend(done(7, lead));
        }
    }
    all
}

/// Looks up what only the case knows: the number, the running clock, a free time for a session.
fn fill_in(town: &Town, mut command: Value, index: usize, told: &Telling) -> Value {
    command["no"] = town.no.as_ref().unwrap().as_str().into();
    match command["command"].as_str().unwrap() {
        "extend" => {
            let unit = command["unit"].as_str().unwrap().into();
            let clock = town.case().running(ClockKind::Unit, Some(&unit)).unwrap().id;
            command["clock"] = clock.0.into();
            command.as_object_mut().unwrap().retain(|key, _| key != "kind" && key != "unit");
        }
        "promise" => {
            let days = command["days"].as_i64().unwrap();
            let due = town.now.date_naive() + chrono::Duration::days(days);
            command["due"] = due.to_string().into();
            command.as_object_mut().unwrap().retain(|key, _| key != "days");
        }
        "keep_promise" => command["clock"] = town.case().promises().last().unwrap().id.0.into(),
        "schedule" => {
            let day = town.desk.centre().unwrap().calendar.step_workdays(town.now.date_naive(), 5);
            let slot = index / 16 % 4;
            let starts = format!("{day} {}", ["08:30", "10:30", "14:30", "16:30"][slot]);
            let ends = format!("{day} {}", ["10:00", "12:00", "16:00", "18:00"][slot]);
            let room = if told.register.parties[0].representatives.is_empty() { "r1" } else { "r3" };
            let mediator = ["m01", "m02", "m09", "m04"][slot];
            command = json!({"command":"schedule","no":command["no"],"room":room,"starts":starts,"ends":ends,
                "mediators":[mediator],"topic":"核实事实,协商方案"});
        }
        "conclude" => {
            let instalments = command["instalments"].as_bool().unwrap();
            let today = town.now.date_naive();
            let dues: Vec<_> = [12, 40]
                .iter()
                .filter(|_| instalments)
                .map(|days| {
                    json!({"due": today + chrono::Duration::days(*days),
                    "amount_fen": told.amount_fen.unwrap_or(400_000) / 2})
                })
                .collect();
            let kind = if instalments { "agreed" } else { "oral_agreement" };
            command = json!({"command":"conclude_session","no":command["no"],"session":1,"outcome":{
                "kind":kind,"facts":"双方对基本事实无异议。","terms":told.result,"instalments":dues}});
        }
        _ => {}
    }
    command
}

#[test]
#[ignore = "writes the test data anew"]
fn the_register_is_written_anew() {
    let mut town = Town::new("2026-09-11 17:00");
    let (mut people, mut rng) = (People::new(2026), Rng::with_seed(2026));
    let villages = stories::villages(&town.desk.centre().unwrap().units);
    let calendar = town.desk.centre().unwrap().calendar.clone();
    let first = Day::from_ymd_opt(2026, 9, 14).unwrap();
    let moments: Vec<Moment> = first
        .iter_days()
        .filter(|day| calendar.is_working(*day))
        .take(34)
        .flat_map(|day| [at(day, 9, 30), at(day, 15, 40)])
        .collect();
    let mut lines = String::from("# 陇城县社会治安综合治理中心 2026年来访接待登记(虚构),逐半日录入。\n");
    let officer = json!({"command":"save_officer","officer":{"id":"wenjy","name":"文静怡","roles":["duty_officer"]}});
    town.does(WANG, &officer.to_string());
    let mut told: Vec<(Telling, Option<yichuang::domain::ids::CaseNo>)> = Vec::new();
    let mut due: Vec<(usize, usize, Value)> = Vec::new();
    for (slot, moment) in moments.iter().enumerate() {
        town.now = *moment;
        let _ = writeln!(lines, "# {}", moment.to_rfc3339());
        if slot == 0 {
            let _ = writeln!(lines, "{officer}");
        }
        let (now, later) = std::mem::take(&mut due).into_iter().partition(|(when, ..)| *when <= slot);
        due = later;
        let mut today: Vec<(usize, usize, Value)> = now;
        while told.len() < ROWS * (slot + 1) / moments.len() {
            let index = told.len();
            // Thirty-seven and the number of scenarios have no common divisor: every scenario has its turn.
            let story = &STORIES[index * 37 % STORIES.len()];
            let mut tell =
                || stories::tell(story, index / STORIES.len(), &villages, &mut people, &mut rng, moment.date_naive());
            let mut telling = tell();
            while told.iter().any(|(earlier, _)| earlier.register.narrative == telling.register.narrative) {
                telling = tell();
            }
            let mut steps = life(index, &telling, &mut rng);
            let declined = steps.iter().any(|(_, command)| command["command"] == "decline");
            let late = index % 13 == 6 && !declined;
            telling.register.accept = !declined && !late;
            let mut register = serde_json::to_value(&telling.register).unwrap();
            register.as_object_mut().unwrap().remove("category");
            register["command"] = "register".into();
            town.no = None;
            let no = town.does(WANG, &register.to_string()).no.unwrap();
            let _ = writeln!(lines, "{register}");
            if late {
                let wait = if index.is_multiple_of(2) { 1 } else { 5 };
                for step in &mut steps {
                    step.0 += wait;
                }
                steps.insert(0, (wait, json!({"command":"accept"})));
            }
            for (after, command) in steps {
                if after == 0 { today.push((slot, index, command)) } else { due.push((slot + after, index, command)) }
            }
            told.push((telling, Some(no)));
        }
        for (_, index, command) in today {
            town.no.clone_from(&told[index].1);
            let command = fill_in(&town, command, index, &told[index].0);
            town.does(WANG, &command.to_string());
            let _ = writeln!(lines, "{command}");
        }
    }
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data");
    std::fs::create_dir_all(folder).unwrap();
    std::fs::write(format!("{folder}/register-2026.jsonl"), lines).unwrap();
    let cases: Vec<Case> = told.iter().map(|(_, no)| town.desk.case(no.as_ref().unwrap()).unwrap()).collect();
    std::fs::write(format!("{folder}/register-2026.csv"), csv(&town, &cases)).unwrap();
}

/// Writes the register the way centres keep it in a spreadsheet.
fn csv(town: &Town, cases: &[Case]) -> String {
    let head = "编号,登记时间,反映人,联系电话,住址,渠道,类型,类别,被反映人,发生地,诉求,受理意见,办理时限,处理结果,承办单位,承办人,督办人,回访情况";
    let centre = town.desk.centre().unwrap();
    let term = |area: &str, key: &str| words::say(&format!("term.{area}.{key}"));
    let mut out = format!("{head}\n");
    for case in cases {
        let applicant = &case.parties[0];
        let phone = applicant.phone.clone().or_else(|| applicant.representatives.first()?.phone.clone());
        let opinion = match case.stage {
            Stage::Registered => "待定".to_owned(),
            Stage::Declined => "不予受理".to_owned(),
            _ => format!("受理,{}", case.grade.map_or_else(|| "待定级".to_owned(), |grade| term("grade", grade.key()))),
        };
        let grade = case.clocks.iter().rev().find(|clock| clock.kind == ClockKind::Grade);
        let lead = case.assignments.iter().rev().find(|assignment| assignment.role.key() == "lead");
        let call = case.call_backs.last().map_or(String::new(), |call| match call.answer {
            yichuang::domain::case::CallBackAnswer::Answered(grade) => term("satisfaction", grade.key()),
            _ => "未接通".to_owned(),
        });
        let category = case.category.as_ref().and_then(|id| centre.rulebook().category_name(id));
        let fields = [
            case.no.to_string(),
            case.registered_at.format("%Y-%m-%d %H:%M").to_string(),
            applicant.name.clone(),
            phone.unwrap_or_default(),
            applicant.place.clone().unwrap_or_default(),
            term("channel", case.channel.key()),
            term("kind", case.kind.key()),
            category.unwrap_or_default(),
            case.parties.get(1).map(|party| party.name.clone()).unwrap_or_default(),
            case.place.clone().unwrap_or_default(),
            case.narrative.clone(),
            opinion,
            grade.map(|clock| clock.due.format("%Y-%m-%d").to_string()).unwrap_or_default(),
            case.result.clone().unwrap_or_default(),
            lead.map_or("综治中心", |lead| centre.unit_name(&lead.unit)).to_owned(),
            "文静怡".to_owned(),
            if case.clocks.iter().any(|clock| clock.was_late(town.now)) {
                "严明岐".to_owned()
            } else {
                String::new()
            },
            call,
        ];
        let quoted = fields.map(|field| {
            if field.contains([',', '"', '\n']) { format!("\"{}\"", field.replace('"', "\"\"")) } else { field }
        });
        let _ = writeln!(out, "{}", quoted.join(","));
    }
    out
}
