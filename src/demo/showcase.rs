//! Lives that must be on the desk whenever it is opened: every queue, every alert, every stage.

use super::county::{County, between_two, by_many, reopened};
use super::diary::two_weeks;
use super::life::{Act, Ending, Pen, Step, answered as answered_at_once, mediated};
use super::stories::Story;
use crate::domain::case::CaseCommand;
use crate::domain::ids::{InstalmentId, PartyId, SessionId, UnitId};
use crate::domain::mediation::{JudicialStep, MediationCommand, NewSession};
use crate::domain::time::{Day, Moment, at};
use crate::domain::unit::CENTRE;
use crate::domain::vocabulary::{CaseKind, Channel, ClockKind, Disposition, Grade, Satisfaction};
use chrono::Duration;

/// Plans the showcases, at most so many, the most telling first.
pub fn plan(county: &mut County<'_>, most: usize) {
    // Rounds, so that a small county has something of everything.
    let rounds: [fn(&mut County<'_>); 10] =
        [waiting, with_units, sessions, agreements, answered, disagreements, leaders, untriaged, overdue, every_kind];
    for round in rounds {
        if county.scripts.len() < most {
            round(county);
        }
    }
    county.scripts.truncate(most);
}

/// Received by a leader, promised an answer, and passed up the ladder.
fn upwards(pen: &mut Pen<'_>) {
    let text = "群众代表要求明确付款日期，已当面答应一周内答复。".to_owned();
    pen.minutes(5..15).duty(CaseCommand::ReceiveVisit { leader: "gaowc".into(), text });
    let due = pen.at.date_naive() + Duration::days(7);
    pen.duty(CaseCommand::Promise { text: "一周内电话答复付款日期".into(), due });
    pen.minutes(5..15).duty(CaseCommand::EnterStep { step: None, reason: None });
    let record = "村群众工作室上门三次，双方对金额仍有分歧。".to_owned();
    pen.workdays(1..2).duty(CaseCommand::PassUp { to: None, record, reason: None });
    let (to, record) = (Some("township.meeting".into()), "村民代表会议议过，超出村级权限。".to_owned());
    let reason = Some("涉及项目资金，须乡镇党政联席会议研究".to_owned());
    pen.workdays(1..2).duty(CaseCommand::PassUp { to, record, reason });
}

/// Written down, nobody has said yes or no; by all the ways that do not come in person.
fn waiting(county: &mut County<'_>) {
    for (minutes, channel) in
        [(12, Channel::Mailbox), (47, Channel::Phone), (95, Channel::Grid), (600, Channel::Letter)]
    {
        let moment = county.minutes_back(minutes);
        let mut told = county.tell(moment.date_naive(), |story| !by_many(story));
        told.register.channel = channel;
        told.register.accept = false;
        told.register.category = None;
        county.plan(moment, told, |_, _, _, _| {});
    }
}

/// Accepted; nobody has it yet, some for too long.
fn untriaged(county: &mut County<'_>) {
    let moment = county.minutes_back(33);
    let told = county.tell(moment.date_naive(), between_two);
    county.plan(moment, told, |_, _, _, _| {});
    for back in [1, 2, 4, 6] {
        let moment = at(county.day(back), 9, 40) + Duration::minutes(back * 13);
        let told = county.tell(moment.date_naive(), |story| story.kind != CaseKind::Inquiry);
        county.plan(moment, told, |_, _, _, _| {});
    }
}

/// With units: to be signed, objected to, reported, due soon, due today.
fn with_units(county: &mut County<'_>) {
    for back in [1, 3] {
        let moment = at(county.day(back), 15, 20);
        let told = county.tell(moment.date_naive(), |_| true);
        county.plan(moment, told, |pen, told, _, _| {
            pen.minutes(3..9).assess(told, Grade::Larger).route(&told.units[0], &[]);
        });
    }
    let moment = at(county.day(2), 10, 5);
    let told = county.tell(moment.date_naive(), |story| story.units.len() > 1);
    county.plan(moment, told, |pen, told, _, _| {
        let first = &told.units[0];
        pen.minutes(3..9).assess(told, Grade::Larger).route(first, &[]);
        let reason = "产权登记资料显示不在我单位管理范围，应由属地牵头。".to_owned();
        pen.workdays(1..2).unit(first, CaseCommand::Object { unit: first.clone(), reason });
    });
    for back in [2, 3] {
        let moment = at(county.day(back), 9, 10);
        let told = county.tell(moment.date_naive(), |_| true);
        county.plan(moment, told, |pen, told, _, _| {
            let lead = &told.units[0];
            pen.minutes(3..9).assess(told, Grade::Larger).route(lead, &[]).sign(lead, 30..90);
            pen.workdays(1..2).report(lead, &told.result);
        });
    }
    for back in [5, 4, 3, 2] {
        let moment = at(county.day(back), 9, 0) + Duration::minutes(back * 17);
        let told = county.tell(moment.date_naive(), |_| true);
        county.plan(moment, told, |pen, told, _, _| {
            let lead = &told.units[0];
            pen.minutes(3..9).assess(told, Grade::Major).route(lead, &[]).sign(lead, 30..90);
            pen.workdays(1..2).progress(lead);
        });
    }
    let moment = at(county.day(6), 11, 2);
    let told = county.tell(moment.date_naive(), |story| by_many(story) && story.co);
    county.plan(moment, told, |pen, told, _, _| {
        let (lead, helper) = (&told.units[0], &told.units[1]);
        pen.minutes(3..9).assess(told, Grade::Major).route(lead, std::slice::from_ref(helper));
        pen.sign(lead, 10..40).sign(helper, 30..90).workdays(3..4).progress(lead);
        let reason = "涉及人数多，需逐人核对工资表（补偿表）。";
        let (unit, approver) = (Some(lead.clone()), "wenjy".into());
        pen.act("wenjy".into(), Act::Extend { kind: ClockKind::Unit, unit, amount: 5, reason, approver });
    });
}

/// Overdue at every level of the ladder, one paused, some acknowledged.
fn overdue(county: &mut County<'_>) {
    for back in [6, 8, 10, 12] {
        let moment = at(county.day(back), 9, 25) + Duration::minutes(back * 11);
        let told = county.tell(moment.date_naive(), between_two);
        county.plan(moment, told, |pen, told, _, _| {
            let lead = &told.units[0];
            pen.minutes(3..9).assess(told, Grade::Larger).route(lead, &[]).sign(lead, 60..200);
            pen.workdays(1..3).progress(lead);
            if back != 8 {
                pen.workdays(5..6).act("gaowc".into(), Act::Acknowledge { note: "已阅，请督查跟进。" });
                let text = "期限已过，请于两日内报送处理结果。".to_owned();
                pen.minutes(10..60).duty(CaseCommand::Remind { unit: lead.clone(), text });
            }
        });
    }
    let moment = at(county.day(11), 14, 50);
    let told = county.tell(moment.date_naive(), |story| story.category.as_str() == "0502");
    county.plan(moment, told, |pen, told, _, _| {
        let lead = &told.units[0];
        pen.minutes(3..9).assess(told, Grade::Major).route(lead, &[]).sign(lead, 60..200);
        let reason = "委托医疗损害鉴定，鉴定期间不计入";
        pen.workdays(2..3).act("wenjy".into(), Act::Pause { kind: ClockKind::Grade, reason });
    });
}

/// Resolved: to be called back, dissatisfied, to be filed away.
fn answered(county: &mut County<'_>) {
    for (back, call) in [
        (3, None),
        (4, None),
        (5, Some(Satisfaction::Dissatisfied)),
        (5, Some(Satisfaction::Satisfied)),
        (6, Some(Satisfaction::VerySatisfied)),
    ] {
        let moment = at(county.day(back), 8, 45) + Duration::minutes(back * 6);
        let told = county.tell(moment.date_naive(), |story| between_two(story) && story.grade.is_none());
        county.plan(moment, told, |pen, told, _, _| {
            pen.minutes(2..8).handled(told, Grade::General).answer();
            if call == Some(Satisfaction::VerySatisfied) {
                // What was promised at the window was kept before the day it was promised for.
                let due = pen.at.date_naive() + Duration::days(5);
                pen.duty(CaseCommand::Promise {
                    text: "办结后再上门看一次，有反复马上再办".into(), due
                });
                let note = "已上门看过，没有反复，群众当面致谢。";
                pen.workdays(1..2).act("wenjy".into(), Act::Keep { note });
            }
            if let Some(satisfied) = call {
                pen.workdays(1..2).call_back(satisfied);
            }
        });
    }
    for back in [4, 16] {
        let moment = at(county.day(back), 9, 50);
        let told = county.tell(moment.date_naive(), |story| between_two(story) && story.grade.is_none());
        county.plan(moment, told, |pen, told, _, _| {
            pen.minutes(2..8).handled(told, Grade::General).answer();
            pen.workdays(1..2).call_back(Satisfaction::Dissatisfied);
            reopened(pen, told, Satisfaction::Satisfied);
        });
    }
    for (back, reason, advice) in [
        (4, "争议已由人民法院立案审理", "请在诉讼中提出，可向法律援助中心申请援助"),
        (17, "检举控告类事项不属综治中心受理范围", "请向纪检监察机关信访室提交"),
    ] {
        let moment = at(county.day(back), 10, 31);
        let mut told = county.tell(moment.date_naive(), |story| story.category.as_str() == "1403");
        told.register.accept = false;
        county.plan(moment, told, |pen, _, _, _| {
            pen.minutes(20..60).duty(CaseCommand::Decline { reason: reason.to_owned(), advice: advice.to_owned() });
        });
    }
    let moment = at(county.day(3), 16, 10);
    let told = county.tell(moment.date_naive(), between_two);
    county.plan(moment, told, |pen, _, _, _| {
        let reason = "当晚双方在族中长辈主持下和好，反映人来电撤回。".to_owned();
        pen.workdays(1..2).duty(CaseCommand::Withdraw { reason });
    });
}

/// Every kind of matter by every way in, done with.
fn every_kind(county: &mut County<'_>) {
    for (back, channel) in (9..).zip(Channel::ALL) {
        let kind = CaseKind::ALL[county.scripts.len() % CaseKind::ALL.len()];
        let moment = at(county.day(back), 15, 12);
        let mut told = county.tell(moment.date_naive(), |story| story.kind == kind && !by_many(story));
        told.register.channel = *channel;
        county.plan(moment, told, |pen, told, _, _| {
            if matches!(kind, CaseKind::Inquiry | CaseKind::Suggestion) {
                answered_at_once(pen.minutes(1..4), told);
                pen.workdays(1..3).call_back(Satisfaction::Satisfied);
            } else {
                pen.minutes(1..4).handled(told, Grade::Larger).close(Satisfaction::Basically);
            }
        });
    }
}

fn in_rooms(story: &Story) -> bool {
    between_two(story) && story.category.as_str() < "11"
}

/// Sessions of this week and the next, in several rooms; one only held.
fn sessions(county: &mut County<'_>) {
    let days = two_weeks(&county.centre.calendar, county.now.date_naive());
    for (index, day) in days.iter().enumerate() {
        for again in 0..if index % 2 == 0 { 2 } else { 1 } {
            let begun = county.centre.calendar.step_workdays(*day, -6 - again).min(county.day(1 + again));
            let moment = at(begun, 9, 20) + Duration::minutes(i64::try_from(index).unwrap_or(0) * 9);
            let told = county.tell(begun, in_rooms);
            let ending = match index % 3 {
                0 => Ending::Oral,
                1 => Ending::Instalments(vec![*day + Duration::days(15), *day + Duration::days(45)]),
                _ => Ending::Failed,
            };
            county.plan(moment, told, |pen, told, diary, centre| {
                pen.minutes(2..8);
                mediated(pen, centre, diary, told, Some(*day), &ending);
                pen.answer();
            });
        }
    }
    let moment = county.minutes_back(70);
    let told = county.tell(moment.date_naive(), in_rooms);
    county.plan(moment - Duration::days(1), told, |pen, told, diary, centre| {
        let zx = UnitId::from(CENTRE);
        pen.assess(told, Grade::Larger).route(&zx, &[]).sign(&zx, 3..9).until(moment);
        let category = told.register.category.as_ref();
        let day = moment.date_naive() + Duration::days(5);
        let slot = diary.book(centre, day, category, &told.register.parties, &[]);
        pen.mediate(MediationCommand::Schedule(NewSession {
            room: slot.room,
            starts: slot.starts,
            ends: Some(slot.ends),
            mediators: vec![slot.mediator],
            seats: Vec::new(),
            parties: Vec::new(),
            guests: Vec::new(),
            topic: Some("待确认被申请人时间".to_owned()),
            hold: true,
            hold_hours: None,
            urgent: None,
        }));
    });
}

/// Agreements being performed: one instalment due now, one late, judicial confirmation running out and granted.
fn agreements(county: &mut County<'_>) {
    let today = county.now.date_naive();
    let agreed = |county: &mut County<'_>, back: i64, dues: Vec<Day>| {
        let moment = at(county.day(back), 9, 15);
        let told = county.tell(moment.date_naive(), |story| in_rooms(story) && story.sum.is_some());
        county.plan(moment, told, |pen, told, diary, centre| {
            pen.minutes(2..8);
            mediated(pen, centre, diary, told, None, &Ending::Instalments(dues));
            pen.answer().workdays(1..3).call_back(Satisfaction::Satisfied);
        });
    };
    let days = |ahead: i64| today + Duration::days(ahead);
    let later = |county: &mut County<'_>, at: Moment, command: MediationCommand| {
        if let Some(script) = county.scripts.last_mut() {
            script.steps.push(Step { at, by: "liuqz".into(), act: Act::Do(CaseCommand::Mediation(command)) });
            script.steps.sort_by_key(|step| step.at);
        }
    };
    let paid = || {
        let note = Some("转账凭证已入卷".to_owned());
        MediationCommand::Perform { instalment: InstalmentId(1), on: None, note }
    };
    agreed(county, 26, vec![days(-10), days(1), days(40)]);
    let on = at(county.day(8), 11, 0);
    later(county, on, paid());
    let late = county.day(3);
    agreed(county, 24, vec![late, days(26)]);
    let on = at(county.day(1), 10, 25);
    let note = "电话催告，对方称货款月底到账再付".to_owned();
    later(county, on, MediationCommand::Breach { instalment: InstalmentId(1), note });
    agreed(county, 22, vec![days(20)]);
    agreed(county, 30, vec![days(-12)]);
    let on = at(county.day(10), 11, 0);
    later(county, on, paid());
    let court = Some("陇城县人民法院".to_owned());
    for (back, step) in [(17, JudicialStep::Applied), (15, JudicialStep::Accepted), (9, JudicialStep::Confirmed)] {
        let on = at(county.day(back), 15, 5);
        let court = court.clone();
        later(county, on, MediationCommand::JudicialConfirmation { step, on: None, court, note: None });
    }
}

/// "Not ours" three times and a conference, once open and once concluded; a respondent who stays away twice.
fn disagreements(county: &mut County<'_>) {
    for (back, concluded) in [(9, false), (18, true)] {
        let moment = at(county.day(back), 10, 20);
        let told = county.tell(moment.date_naive(), |story| story.category.as_str() == "1104");
        county.plan(moment, told, |pen, told, _, _| {
            pen.minutes(2..8).assess(told, Grade::Larger);
            for (unit, reason) in [
                ("zjj", "该路段为村道，不属城区市政道路，建议由交通部门办理。"),
                ("jtj", "该路段未纳入农村公路养护名录，建议由水务部门办理。"),
                ("swj", "仅管护沿线水渠，路面与我单位无关。"),
            ] {
                let id = UnitId::from(unit);
                pen.route(&id, &[]).workdays(1..2);
                pen.unit(&id, CaseCommand::Object { unit: id.clone(), reason: reason.to_owned() });
                if unit != "swj" {
                    let reason = "理由成立，另行交办。".to_owned();
                    pen.minutes(30..90).duty(CaseCommand::Rule { unit: id, upheld: true, reason });
                }
            }
            if concluded {
                let opinion = "会商一致：交通运输局牵头修补，住建局安装路灯，乡镇负责协调占地。".to_owned();
                let (lead, co) = (UnitId::from("jtj"), vec![UnitId::from("zjj")]);
                pen.workdays(2..3).duty(CaseCommand::Conclude { opinion, lead: lead.clone(), co: co.clone() });
                pen.sign(&lead, 20..90).sign(&co[0], 20..90);
                pen.work(&lead, &co, told, Grade::Larger).close(Satisfaction::Satisfied);
            }
        });
    }
    let moment = at(county.day(14), 9, 35);
    let told = county.tell(moment.date_naive(), in_rooms);
    let second = county.day(2);
    county.plan(moment, told, |pen, told, diary, centre| {
        pen.minutes(2..8);
        mediated(pen, centre, diary, told, None, &Ending::NoShow);
        let category = told.register.category.as_ref();
        let earliest = second.max(pen.at.date_naive() + Duration::days(4));
        let slot = diary.book(centre, earliest, category, &told.register.parties, &[]);
        pen.minutes(30..90).mediate(MediationCommand::Schedule(NewSession {
            room: slot.room,
            starts: slot.starts,
            ends: Some(slot.ends),
            mediators: vec![slot.mediator],
            seats: Vec::new(),
            parties: Vec::new(),
            guests: Vec::new(),
            topic: None,
            hold: false,
            hold_hours: None,
            urgent: None,
        }));
        pen.until(slot.starts + Duration::minutes(30)).mediate(MediationCommand::Attendance {
            session: SessionId(2),
            present: vec![PartyId(1)],
            absent: vec![PartyId(2)],
            excused: Vec::new(),
        });
    });
}

/// Before a leader, decided by a leader, passed on to discipline inspection, from a group.
fn leaders(county: &mut County<'_>) {
    for (back, instructed) in [(3, false), (7, true)] {
        let moment = at(county.day(back), 9, 5);
        let mut told = county.tell(moment.date_naive(), by_many);
        told.register.channel = Channel::Leader;
        county.plan(moment, told, |pen, told, _, _| {
            pen.minutes(3..9).assess(told, Grade::Major);
            let text = "涉及人数多、金额大，报请领导阅批。".to_owned();
            let disposition = Disposition::LeaderReview;
            pen.minutes(10..30).duty(CaseCommand::Dispose { disposition, text, unit: None, handler: None });
            if instructed {
                let text = "请主办单位一周内拿出方案，我包案。".to_owned();
                let leader = "gaowc".into();
                pen.workdays(1..2).act("gaowc".into(), Act::Do(CaseCommand::Instruct { text, leader }));
                let lead = &told.units[0];
                pen.route(lead, &[]).sign(lead, 20..60);
                upwards(pen);
            }
        });
    }
    let moment = at(county.day(5), 15, 40);
    let told = county.tell(moment.date_naive(), |story| story.category.as_str() == "1502");
    county.plan(moment, told, |pen, told, _, _| {
        pen.minutes(3..9).assess(told, Grade::General);
        let text = "线索移送纪检监察机关，已告知反映人。".to_owned();
        let (disposition, unit) = (Disposition::Discipline, Some(UnitId::from("jjw")));
        pen.minutes(10..30).duty(CaseCommand::Dispose { disposition, text, unit, handler: None });
    });
}
