//! Lives: what may become of a matter, step by step with moments, from the desk to the shelf.

use super::diary::Diary;
use super::stories::Telling;
use crate::domain::calendar::Calendar;
use crate::domain::case::{CallBackAnswer, CaseCommand, Register};
use crate::domain::centre::Centre;
use crate::domain::ids::{InstalmentId, OfficerId, PartyId, SessionId, UnitId};
use crate::domain::mediation::{
    MediationCommand, NewAgreement, NewInstalment, NewSession, NoticeHow, NoticeResult, Outcome, Remedy,
};
use crate::domain::time::{Day, Moment, at};
use crate::domain::unit::CENTRE;
use crate::domain::vocabulary::{ClockKind, Disposition, Grade, Satisfaction};
use chrono::{Duration, Timelike};
use fastrand::Rng;
use std::ops::Range;

/// What is done at a moment.
#[derive(Debug, Clone)]
pub enum Act {
    /// A command on the case.
    Do(CaseCommand),
    /// An extension of the running clock of a kind, whose number is looked up then.
    Extend {
        /// Which clock.
        kind: ClockKind,
        /// Of which unit.
        unit: Option<UnitId>,
        /// By how much.
        amount: u32,
        /// Why.
        reason: &'static str,
        /// Who approves.
        approver: OfficerId,
    },
    /// The promise that is open is kept.
    Keep {
        /// How.
        note: &'static str,
    },
    /// A pause of the running clock of a kind.
    Pause {
        /// Which clock.
        kind: ClockKind,
        /// Why.
        reason: &'static str,
    },
    /// Acknowledges what stands in alert.
    Acknowledge {
        /// What will be done.
        note: &'static str,
    },
}

/// A step of a life.
#[derive(Debug, Clone)]
pub struct Step {
    /// When.
    pub at: Moment,
    /// By whom.
    pub by: OfficerId,
    /// What.
    pub act: Act,
}

/// A life: how the matter is written down, and every step after it.
#[derive(Debug, Clone)]
pub struct Script {
    /// When it reaches the window.
    pub at: Moment,
    /// Who writes it down.
    pub by: OfficerId,
    /// What is written down.
    pub register: Register,
    /// What follows.
    pub steps: Vec<Step>,
}

/// The officer who acts for a unit.
pub fn handler(unit: &UnitId) -> OfficerId {
    if unit.as_str() == CENTRE { "liuqz".into() } else { OfficerId(format!("{unit}-01")) }
}

/// Writes a life, minute by minute in office hours.
pub struct Pen<'a> {
    calendar: &'a Calendar,
    /// The time of the next step.
    pub at: Moment,
    /// Chance.
    pub rng: &'a mut Rng,
    by: OfficerId,
    /// What was written so far.
    pub steps: Vec<Step>,
}

const DUTY: [&str; 3] = ["wenjy", "luyuan", "baixh"];

impl<'a> Pen<'a> {
    /// Begins at a moment with one of the duty officers.
    pub fn new(calendar: &'a Calendar, at: Moment, rng: &'a mut Rng) -> Self {
        let by = DUTY[rng.usize(..DUTY.len())].into();
        Self { calendar, at, rng, by, steps: Vec::new() }
    }

    /// Closes the life.
    pub fn script(self, at: Moment, register: Register) -> Script {
        Script { at, by: self.by, register, steps: self.steps }
    }

    /// Lets minutes go by; outside office hours nothing is done.
    pub fn minutes(&mut self, range: Range<i64>) -> &mut Self {
        self.at += Duration::minutes(self.rng.i64(range));
        self.at = in_office_hours(self.calendar, self.at, self.rng);
        self
    }

    /// Lets working days go by.
    pub fn workdays(&mut self, range: Range<i64>) -> &mut Self {
        let day = self.calendar.step_workdays(self.at.date_naive(), self.rng.i64(range));
        let later = office_time(day, self.rng);
        self.at = later.max(self.at + Duration::minutes(7));
        self
    }

    /// Goes to a moment, unless it has passed.
    pub fn until(&mut self, at: Moment) -> &mut Self {
        self.at = self.at.max(at);
        self
    }

    /// Writes a step of the duty officer.
    pub fn duty(&mut self, command: CaseCommand) -> &mut Self {
        self.act(self.by.clone(), Act::Do(command))
    }

    /// Writes a step of a unit.
    pub fn unit(&mut self, unit: &UnitId, command: CaseCommand) -> &mut Self {
        self.act(handler(unit), Act::Do(command))
    }

    /// Writes a step of the coordinator of mediation.
    pub fn mediate(&mut self, command: MediationCommand) -> &mut Self {
        self.act("liuqz".into(), Act::Do(CaseCommand::Mediation(command)))
    }

    /// Writes a step of anybody.
    pub fn act(&mut self, by: OfficerId, act: Act) -> &mut Self {
        self.steps.push(Step { at: self.at, by, act });
        self
    }

    /// Writes one of some phrases.
    pub fn one_of(&mut self, phrases: &[&str]) -> String {
        phrases[self.rng.usize(..phrases.len())].to_owned()
    }

    /// Sets category, grade and risk; most grades that have to be are confirmed at once, some wait.
    pub fn assess(&mut self, told: &Telling, grade: Grade) -> &mut Self {
        let category = told.register.category.clone();
        self.minutes(4..25).duty(CaseCommand::Assess {
            category,
            grade: Some(grade),
            risk: Some(told.risk),
            reason: None,
        });
        let confirms = match grade {
            Grade::General => None,
            Grade::Larger => Some("liuqz"),
            Grade::Major => Some("gaowc"),
        };
        if let Some(by) = confirms.filter(|_| !self.at.minute().is_multiple_of(6)) {
            self.at += Duration::minutes(1);
            let agree = CaseCommand::ConfirmGrade { agree: true, grade: None, note: String::new() };
            self.act(by.into(), Act::Do(agree));
        }
        self
    }

    /// Sends it to units.
    pub fn route(&mut self, lead: &UnitId, co: &[UnitId]) -> &mut Self {
        let instruction = self.one_of(&[
            "请按职责核实办理，按期反馈书面结果。",
            "请主办单位牵头，到现场了解情况后答复群众。",
            "请先联系反映人，能当场化解的当场化解。",
        ]);
        self.minutes(3..30).duty(CaseCommand::Route { lead: lead.clone(), co: co.to_vec(), instruction })
    }

    /// A unit signs after some minutes.
    pub fn sign(&mut self, unit: &UnitId, after: Range<i64>) -> &mut Self {
        self.minutes(after).unit(unit, CaseCommand::Sign { unit: unit.clone() })
    }

    /// A unit tells how it is going.
    pub fn progress(&mut self, unit: &UnitId) -> &mut Self {
        let text = self.one_of(&[
            "已电话联系双方，约定后日上午到现场查看。",
            "已入户走访三户邻居，情况基本属实。",
            "已向企业发出约谈通知，正在核对账目。",
            "现场丈量完毕，双方对数据没有异议，正在做思想工作。",
            "已调取原始资料，法律顾问正在研究处理意见。",
        ]);
        self.unit(unit, CaseCommand::Progress { unit: unit.clone(), text })
    }

    /// A unit reports.
    pub fn report(&mut self, unit: &UnitId, result: &str) -> &mut Self {
        self.unit(unit, CaseCommand::Report { unit: unit.clone(), result: result.to_owned() })
    }

    /// The centre verifies.
    pub fn verify(&mut self, unit: &UnitId) -> &mut Self {
        let note = self.one_of(&["材料齐全，同意办结。", "已电话核实，与反馈一致。", ""]);
        self.duty(CaseCommand::Verify { unit: unit.clone(), note })
    }

    /// The resident is answered, called back, and the case filed away.
    pub fn close(&mut self, satisfied: Satisfaction) -> &mut Self {
        self.answer();
        if self.rng.u32(..6) == 0 {
            let note = "无人接听，改日再拨。".to_owned();
            self.minutes(200..700).duty(CaseCommand::CallBack { answer: CallBackAnswer::NoAnswer, note });
        }
        self.workdays(1..3);
        self.call_back(satisfied);
        self.workdays(1..4).duty(CaseCommand::Archive { note: "卷内材料齐全。".to_owned() })
    }

    /// The resident is answered.
    pub fn answer(&mut self) -> &mut Self {
        let how = self.one_of(&["书面", "电话", "当面"]);
        let text = self.one_of(&[
            "已将办理结果和依据告知反映人。",
            "已送达书面答复，告知如有异议可向上一级提出。",
            "已电话告知办理结果，反映人表示理解。",
        ]);
        self.minutes(15..120).duty(CaseCommand::Reply { text, how })
    }

    /// The resident is called back.
    pub fn call_back(&mut self, satisfied: Satisfaction) -> &mut Self {
        let note = match satisfied {
            Satisfaction::Dissatisfied => self.one_of(&[
                "反映人称说好的钱只到了一半，不满意。",
                "反映人说整改两天又恢复原样，要求重新处理。",
                "反映人认为答复没有讲清依据，不认可。",
            ]),
            _ => self.one_of(&[
                "反映人表示满意，没有新的诉求。",
                "问题已解决，感谢工作人员。",
                "基本满意，希望今后早点通知。",
            ]),
        };
        self.duty(CaseCommand::CallBack { answer: CallBackAnswer::Answered(satisfied), note })
    }

    /// An instalment is paid.
    pub fn performed(&mut self, number: u32) -> &mut Self {
        let note = Some("收条复印件入卷".to_owned());
        self.mediate(MediationCommand::Perform { instalment: InstalmentId(number), on: None, note })
    }

    /// A lead, perhaps with a helper, does the whole of it.
    pub fn handled(&mut self, told: &Telling, grade: Grade) -> &mut Self {
        let lead = told.units[0].clone();
        let co: Vec<UnitId> = told.units.iter().skip(1).take(usize::from(told.co)).cloned().collect();
        self.assess(told, grade).route(&lead, &co);
        for unit in std::iter::once(&lead).chain(&co) {
            self.sign(unit, 10..110);
        }
        self.work(&lead, &co, told, grade)
    }

    /// Units that have signed work, report, and are verified.
    pub fn work(&mut self, lead: &UnitId, co: &[UnitId], told: &Telling, grade: Grade) -> &mut Self {
        if grade == Grade::General {
            self.minutes(40..220);
        } else {
            self.workdays(1..3).progress(lead);
            self.workdays(1..3);
        }
        for unit in co {
            self.minutes(5..60).report(unit, "本单位负责部分已办理完毕，材料移交主办单位。");
        }
        self.report(lead, &told.result).minutes(20..180);
        for unit in co.iter().chain([lead]) {
            self.verify(unit).minutes(3..20);
        }
        self
    }
}

/// Returns a time within office hours on a day.
pub fn office_time(day: Day, rng: &mut Rng) -> Moment {
    let minute = rng.i64(0..390);
    let opening = at(day, 8, 35);
    // Three and a half hours before the noon break, the rest after it.
    opening + Duration::minutes(if minute < 200 { minute } else { minute + 160 })
}

/// Moves a moment outside office hours to the next time somebody is there.
pub fn in_office_hours(calendar: &Calendar, moment: Moment, rng: &mut Rng) -> Moment {
    let day = moment.date_naive();
    let minute = moment.hour() * 60 + moment.minute();
    let soon = Duration::minutes(rng.i64(2..25));
    match minute {
        _ if !calendar.is_working(day) => at(calendar.next_working_on_or_after(day), 8, 35) + soon,
        ..510 => at(day, 8, 33) + soon,
        720..870 => at(day, 14, 32) + soon,
        1_080.. => at(calendar.step_workdays(day, 1), 8, 35) + soon,
        _ => moment,
    }
}

/// What comes of a session.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Ending {
    /// A written agreement with instalments due on these days.
    Instalments(Vec<Day>),
    /// An oral agreement, performed on the spot.
    Oral,
    /// No agreement.
    Failed,
    /// The other side stays away.
    NoShow,
}

const SESSION: SessionId = SessionId(1);

/// Writes the joint mediation of a matter that the centre leads: booking on a day, notices, session, outcome.
///
/// Returns the session's beginning.
pub fn mediated(
    pen: &mut Pen<'_>,
    centre: &Centre,
    diary: &mut Diary,
    told: &Telling,
    on: Option<Day>,
    ending: &Ending,
) -> Moment {
    let zx = UnitId::from(CENTRE);
    let parties = &told.register.parties;
    let seats: Vec<UnitId> = told.units.iter().filter(|unit| unit.as_str() != CENTRE).take(2).cloned().collect();
    let grade = if told.grade == Grade::General { Grade::Larger } else { told.grade };
    pen.assess(told, grade).route(&zx, &[]).sign(&zx, 10..60).minutes(15..90);
    // Three days' notice, and one for good measure.
    let earliest = pen.at.date_naive() + Duration::days(4);
    let day = on.map_or(earliest, |on| on.max(earliest));
    let slot = diary.book(centre, day, told.register.category.as_ref(), parties, &seats);
    pen.mediate(MediationCommand::Schedule(NewSession {
        room: slot.room,
        starts: slot.starts,
        ends: Some(slot.ends),
        mediators: vec![slot.mediator.clone()],
        seats: seats.clone(),
        parties: Vec::new(),
        guests: Vec::new(),
        topic: Some("核实事实，协商处理方案".to_owned()),
        hold: false,
        hold_hours: None,
        urgent: None,
    }));
    notices(pen, parties.len(), &seats);
    pen.until(slot.starts + Duration::minutes(5));
    let everybody: Vec<PartyId> = (1..=parties.len()).map(|it| PartyId(u32::try_from(it).unwrap_or(1))).collect();
    if *ending == Ending::NoShow {
        let (absent, present) = everybody.iter().partition(|it| it.0 > 1);
        pen.mediate(MediationCommand::Attendance { session: SESSION, present, absent, excused: Vec::new() });
        pen.minutes(20..40).mediate(MediationCommand::ConcludeSession {
            session: SESSION,
            outcome: Outcome::Adjourned { reason: "被申请人无故未到场，择日再调".to_owned() },
        });
        return slot.starts;
    }
    pen.mediate(MediationCommand::Attendance {
        session: SESSION,
        present: everybody,
        absent: Vec::new(),
        excused: Vec::new(),
    });
    pen.until(slot.ends).mediate(MediationCommand::RecordSession {
        session: SESSION,
        text: "调解员宣布纪律并告知权利义务，双方陈述、质证，背对背做工作后围绕数额和期限再次协商。".to_owned(),
        recorder: Some("白小禾".to_owned()),
    });
    pen.minutes(2..6).mediate(MediationCommand::ConcludeSession { session: SESSION, outcome: outcome(told, ending) });
    let zx_result = if *ending == Ending::Failed {
        "调解不成，已书面告知双方可依法起诉。"
    } else {
        told.result.as_str()
    };
    pen.minutes(10..40).report(&zx, zx_result).minutes(10..60).verify(&zx);
    papers(pen, parties.len(), ending);
    slot.starts
}

/// Notes what came into the file on paper; now and then somebody forgot the application.
fn papers(pen: &mut Pen<'_>, parties: usize, ending: &Ending) {
    let mut put = |paper: &str, pages: usize, signed: bool, note: &str| {
        let (pages, note) = (u32::try_from(pages).unwrap_or(1), note.to_owned());
        pen.duty(CaseCommand::AddPaper { paper: paper.to_owned(), pages, signed, note });
    };
    put("identity", parties, false, "双方身份证复印件");
    if !parties.is_multiple_of(3) {
        put("application", 1, true, "");
    }
    put("rights", 1, true, "");
    put("record", 3, true, "");
    if matches!(ending, Ending::Instalments(_)) {
        put("agreement", 2, true, "一式三份，一份入卷");
        put("performance", 1, false, "收条、转账凭证");
    }
}

fn notices(pen: &mut Pen<'_>, parties: usize, seats: &[UnitId]) {
    let notify =
        |party: Option<PartyId>, unit: Option<UnitId>, result: NoticeResult, note: &str| MediationCommand::Notify {
            session: SESSION,
            party,
            unit,
            mediator: None,
            how: if party.is_some() { NoticeHow::Phone } else { NoticeHow::Message },
            result,
            note: (!note.is_empty()).then(|| note.to_owned()),
        };
    for number in 1..=parties {
        let party = Some(PartyId(u32::try_from(number).unwrap_or(1)));
        if number > 1 && pen.rng.u32(..3) == 0 {
            pen.minutes(2..8).mediate(notify(party, None, NoticeResult::NoAnswer, "响铃无人接听"));
        }
        pen.minutes(3..15).mediate(notify(party, None, NoticeResult::WillCome, ""));
    }
    for unit in seats {
        pen.minutes(2..8).mediate(notify(None, Some(unit.clone()), NoticeResult::WillCome, ""));
    }
}

fn outcome(told: &Telling, ending: &Ending) -> Outcome {
    let days: &[Day] = if let Ending::Instalments(days) = ending { days } else { &[] };
    let count = i64::try_from(days.len().max(1)).unwrap_or(1);
    let whole = told.amount_fen.unwrap_or(600_000);
    // The last instalment carries what does not divide.
    let share = whole / count / 10_000 * 10_000;
    let instalment = |(index, day): (usize, &Day)| NewInstalment {
        due: *day,
        amount_fen: Some(if index + 1 == days.len() { whole - share * (count - 1) } else { share.max(100) }),
        what: None,
    };
    let agreement = NewAgreement {
        facts: told.register.narrative.clone(),
        terms: told.result.clone(),
        method: Some("银行转账".to_owned()),
        place: Some("综治中心".to_owned()),
        instalments: days.iter().enumerate().map(instalment).collect(),
        effective_on: None,
        copies: None,
    };
    match ending {
        Ending::Instalments(_) => Outcome::Agreed(agreement),
        Ending::Oral => Outcome::OralAgreement(agreement),
        Ending::Failed | Ending::NoShow => Outcome::Failed {
            reason: "双方对数额分歧较大，无法达成一致".to_owned(),
            remedies: vec![Remedy::Litigation],
        },
    }
}

/// Answers a question, takes note of a suggestion, or passes on what is not the centre's, on the spot.
pub fn answered(pen: &mut Pen<'_>, told: &Telling) {
    let unit = told.units[0].clone();
    let (disposition, to) = match pen.rng.u32(..10) {
        0..=5 => (Disposition::DirectAnswer, None),
        6..=7 => (Disposition::ThreeWayCall, Some(unit)),
        8 => (Disposition::Retain, None),
        _ => (Disposition::ForwardToRead, Some(unit)),
    };
    pen.assess(told, Grade::General);
    pen.minutes(5..40).duty(CaseCommand::Dispose { disposition, text: told.result.clone(), unit: to, handler: None });
}
