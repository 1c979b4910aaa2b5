//! What the made-up county's units were told to do: directives of every kind, at every step of their life.

use super::{Summary, life};
use crate::desk::views::Filter;
use crate::desk::{Desk, DeskError, Order};
use crate::domain::calendar::Calendar;
use crate::domain::ids::{CaseNo, OfficerId, UnitId};
use crate::domain::time::{Moment, at};
use crate::domain::unit::CENTRE;
use crate::domain::vocabulary::Stage;
use serde_json::{Value, json};

/// The head of the centre, a second leader, the supervisor and the coordinator.
const HEAD: &str = "gaowc";
const DEPUTY: &str = "jiangyf";
const SUPERVISOR: &str = "yanmq";
const COORDINATOR: &str = "liuqz";

/// One directive: who issues what, so many working days ago, and what follows.
struct Told {
    by: &'static str,
    days_ago: i64,
    issue: Value,
    steps: Vec<(i64, OfficerId, Value)>,
}

/// Issues the directives of the last weeks and plays what came of them.
///
/// # Errors
/// What the file could not do.
pub fn play(desk: &mut Desk, now: Moment, summary: &mut Summary) -> Result<(), DeskError> {
    let calendar = desk.centre()?.calendar.clone();
    for Told { by, days_ago, issue, steps } in told(desk, now)? {
        let issued = order(desk, &OfficerId::from(by), ago(&calendar, now, days_ago, 9), &issue, None, summary)?;
        let Some(key) = issued else { continue };
        for (days_ago, by, command) in steps {
            order(desk, &by, ago(&calendar, now, days_ago, 10), &command, Some(&key), summary)?;
        }
    }
    desk.perform(&OfficerId::from(SUPERVISOR), now, &Order::escalate())?;
    Ok(())
}

fn ago(calendar: &Calendar, now: Moment, days: i64, hour: u32) -> Moment {
    at(calendar.step_workdays(now.date_naive(), -days), hour, 0).min(now)
}

fn order(
    desk: &mut Desk,
    by: &OfficerId,
    at: Moment,
    command: &Value,
    key: Option<&str>,
    summary: &mut Summary,
) -> Result<Option<String>, DeskError> {
    let mut command = command.clone();
    if let Some(key) = key {
        command["directive"] = key.into();
    }
    match desk.perform(by, at, &Order::from_json(&command.to_string())?) {
        Ok(receipt) => {
            summary.orders += 1;
            Ok(receipt.key)
        }
        Err(refused @ (DeskError::Refused(_) | DeskError::NotPermitted(_))) => {
            summary.refused.push(format!("{at} {} {}: {command}", refused.kind(), refused.message()));
            Ok(None)
        }
        Err(fault) => Err(fault),
    }
}

fn told(desk: &Desk, now: Moment) -> Result<Vec<Told>, DeskError> {
    let filter = Filter { stages: vec![Stage::Handling], ..Filter::default() };
    let held = desk.rows(&filter, now)?.into_iter().filter(|row| row.merged_into.is_none());
    let mut held = held.filter_map(|row| Some((row.no, row.holder.filter(|unit| unit.as_str() != CENTRE)?)));
    let mut case = || held.next().unwrap_or_else(|| (CaseNo::from(""), UnitId::from("ldjc")));
    let of = |unit: &str| life::handler(&UnitId::from(unit));
    let day = |days: i64| desk.centre().map(|it| it.calendar.step_workdays(now.date_naive(), days));
    let receive = || json!({"command": "receive_directive"});
    let centre = || json!({"unit": "zx"});
    let (listed, pending, charged) = (case(), case(), case());
    let mut all = vec![
        Told {
            by: HEAD,
            days_ago: 9,
            issue: json!({"command": "issue", "kind": "listed", "case": listed.0, "to": listed.1, "leader": HEAD,
                "supervisor": centre(), "text": "挂牌督办,一月内化解,每周报进展"}),
            steps: vec![
                (8, life::handler(&listed.1), receive()),
                (
                    6,
                    life::handler(&listed.1),
                    json!({"command": "plan_directive", "team": ["甄和平", "律公道"], "plan": "先核账、再面谈、后签协议"}),
                ),
                (
                    2,
                    life::handler(&listed.1),
                    json!({"command": "report_directive", "text": "双方已见面一次,分歧缩小到两项"}),
                ),
            ],
        },
        Told {
            by: DEPUTY,
            days_ago: 15,
            issue: json!({"command": "issue", "kind": "charge", "case": charged.0, "to": charged.1, "leader": DEPUTY,
                "supervisor": centre(), "team": ["路远"], "plan": "包案到底,一周一见面", "assists": ["cg1"]}),
            steps: vec![
                (14, life::handler(&charged.1), receive()),
                (1, life::handler(&charged.1), json!({"command": "reply_directive", "text": "已签订协议,首付款到账"})),
            ],
        },
        Told {
            by: COORDINATOR,
            days_ago: 22,
            issue: json!({"command": "issue", "kind": "long_pending", "case": pending.0, "to": pending.1,
                "due": day(60)?, "text": "积案攻坚,每季度开一次现场会"}),
            steps: vec![(
                7,
                COORDINATOR.into(),
                json!({"command": "hold_meeting", "on": day(-7)?, "text": "现场看了界址,约定复测"}),
            )],
        },
    ];
    // A county without cases at work has nothing to list.
    all.retain(|told| told.issue["case"] != json!(""));
    all.extend(of_no_case(&of, &receive, &day)?);
    Ok(all)
}

fn of_no_case(
    of: &dyn Fn(&str) -> OfficerId,
    receive: &dyn Fn() -> Value,
    day: &dyn Fn(i64) -> Result<chrono::NaiveDate, DeskError>,
) -> Result<Vec<Told>, DeskError> {
    let one = |by, days_ago, issue, steps| Told { by, days_ago, issue, steps };
    let reply = |text: &str| json!({"command": "reply_directive", "text": text});
    Ok(vec![
        one(
            HEAD,
            18,
            json!({"command": "issue", "kind": "instruction", "subject": "冬季供暖投诉集中反映", "to": "zjj",
                "supervisor": {"unit": "zx"}, "text": "请住建窗口牵头,逐小区核实并答复"}),
            vec![(17, of("zjj"), receive())],
        ),
        one(
            HEAD,
            12,
            json!({"command": "issue", "kind": "instruction", "subject": "根治欠薪冬季行动部署", "to": "ldjc",
                "supervisor": {"officer": SUPERVISOR}, "text": "摸清在建工地工资支付情况"}),
            vec![
                (11, of("ldjc"), receive()),
                (6, of("ldjc"), reply("在建工地已全部走访,名单附后")),
                (5, SUPERVISOR.into(), json!({"command": "return_reply", "reason": "两处工地缺专户凭证"})),
                (2, of("ldjc"), reply("专户凭证已补齐")),
                (1, SUPERVISOR.into(), json!({"command": "close_out", "opinion": "属实,同意销号"})),
            ],
        ),
        one(
            SUPERVISOR,
            30,
            json!({"command": "issue", "kind": "project", "subject": "矛盾纠纷大排查年度任务", "to": "cg",
                "due": day(20)?, "text": "每季度报告一次"}),
            vec![
                (29, of("cg"), receive()),
                (10, of("cg"), json!({"command": "report_directive", "text": "已排查九成村组"})),
                (
                    2,
                    of("cg"),
                    json!({"command": "ask_extension", "until": day(40)?, "reason": "两个村组道路受阻,尚未入户",
                        "progress": "已排查九成村组,建台账46件"}),
                ),
            ],
        ),
        one(
            SUPERVISOR,
            3,
            json!({"command": "issue", "kind": "order", "subject": "两次会商均未派员", "to": "wjj",
                "supervisor": {"unit": "zx"}, "text": "说明原因并明确到会人员"}),
            vec![],
        ),
        one(
            HEAD,
            8,
            json!({"command": "issue", "kind": "yellow_card", "subject": "回访发现答复与实际不符", "to": "scjg",
                "supervisor": {"unit": "zx"}, "text": "黄牌警示,限期整改"}),
            vec![(7, of("scjg"), receive()), (3, of("scjg"), reply("已重新核查并向群众说明"))],
        ),
        one(
            HEAD,
            6,
            json!({"command": "issue", "kind": "talk", "subject": "连续超期", "to": "sthj",
                "supervisor": {"unit": "zx"}, "text": "请单位负责人到中心说明情况"}),
            vec![(
                5,
                HEAD.into(),
                json!({"command": "hold_meeting", "on": day(-5)?, "text": "负责人说明情况并作出承诺"}),
            )],
        ),
        one(
            HEAD,
            4,
            json!({"command": "issue", "kind": "bulletin", "subject": "十月办理情况通报", "to": "zrzyj",
                "units": ["sthj", "wjj"], "supervisor": {"unit": "zx"}, "text": "通报超期情况,请对照整改"}),
            vec![],
        ),
        one(
            COORDINATOR,
            7,
            json!({"command": "issue", "kind": "finding", "subject": "评查发现卷宗缺送达回证", "to": "fw",
                "supervisor": {"unit": "zx"}, "text": "补齐并举一反三"}),
            vec![(6, of("fw"), receive())],
        ),
    ])
}
