//! The made-up county while its last weeks are planned: every life that is to be played.

use super::diary::Diary;
use super::life::{self, Act, Ending, Pen, Script, in_office_hours, office_time};
use super::people::People;
use super::stories::{self, Against, From, STORIES, Story, Telling, Village};
use crate::domain::case::CaseCommand;
use crate::domain::centre::Centre;
use crate::domain::time::{Day, Moment, at};
use crate::domain::vocabulary::{CaseKind, ClockKind, Grade, Satisfaction};
use chrono::Duration;
use fastrand::Rng;

/// How many working days of the past are played: about eight weeks.
const DAYS: i64 = 40;

/// The county while it is planned.
pub struct County<'a> {
    /// The centre with its units, rooms and calendar.
    pub centre: &'a Centre,
    /// When the desk is opened.
    pub now: Moment,
    /// Chance.
    pub rng: Rng,
    /// The rooms' diary.
    pub diary: Diary,
    /// The lives planned so far.
    pub scripts: Vec<Script>,
    people: People,
    villages: Vec<Village>,
    told: usize,
}

impl<'a> County<'a> {
    /// Begins with nothing planned.
    pub fn new(centre: &'a Centre, seed: u64, now: Moment) -> Self {
        Self {
            centre,
            now,
            rng: Rng::with_seed(seed),
            diary: Diary::default(),
            scripts: Vec::new(),
            people: People::new(seed),
            villages: stories::villages(&centre.units),
            told: 0,
        }
    }

    /// Returns the last working day on which the desk has been open, so many working days back.
    pub fn day(&self, back: i64) -> Day {
        let calendar = &self.centre.calendar;
        let today = self.now.date_naive();
        let open = calendar.is_working(today) && self.now >= at(today, 8, 50);
        let last = if open { today } else { calendar.step_workdays(today, -1) };
        calendar.step_workdays(last, -back)
    }

    /// Returns a moment so many minutes back, when somebody was at the desk.
    pub fn minutes_back(&mut self, minutes: i64) -> Moment {
        let moment = self.now - Duration::minutes(minutes);
        let there = in_office_hours(&self.centre.calendar, moment, &mut self.rng);
        if there <= self.now { there } else { at(self.day(0), 8, 35) + Duration::minutes(minutes % 14) }
    }

    /// Tells a scenario that fits.
    pub fn tell(&mut self, today: Day, fits: impl Fn(&Story) -> bool) -> Telling {
        let fitting: Vec<&Story> = STORIES.iter().filter(|story| fits(story)).collect();
        let story = fitting[self.rng.usize(..fitting.len())];
        self.told += 1;
        stories::tell(story, self.told, &self.villages, &mut self.people, &mut self.rng, today)
    }

    /// Plans a life that begins at a moment: `write` says what becomes of the matter.
    pub fn plan(&mut self, at: Moment, told: Telling, write: impl FnOnce(&mut Pen<'_>, &Telling, &mut Diary, &Centre)) {
        let mut pen = Pen::new(&self.centre.calendar, at, &mut self.rng);
        write(&mut pen, &told, &mut self.diary, self.centre);
        let script = pen.script(at, told.register);
        self.scripts.push(script);
    }

    /// Plans one more ordinary life, somewhere in the last weeks.
    pub fn ordinary(&mut self) {
        // More of late than long ago: what is old has mostly left the desk.
        let back = self.rng.i64(0..DAYS).min(self.rng.i64(0..DAYS + 12)).max(1);
        let day = self.day(back);
        let mut moment = office_time(day, &mut self.rng);
        if self.rng.u32(..25) == 0 {
            // Somebody is on duty at the weekend too.
            moment =
                at(day - Duration::days(i64::from(chrono::Datelike::weekday(&day).number_from_monday()) + 1), 10, 12);
        }
        // Every scenario has its turn before one comes again: the stride and their number have no common divisor.
        let turn = &STORIES[self.scripts.len() * 37 % STORIES.len()];
        let told = self.tell(moment.date_naive(), |story| std::ptr::eq(story, turn));
        // Few matters lie still: the showcases see to what is overdue.
        let stalls = self.rng.u32(..100) < if back < 10 { 6 } else { 0 };
        let luck = self.rng.u32(..100);
        self.plan(moment, told, |pen, told, diary, centre| {
            pen.minutes(1..5);
            ordinary(pen, told, diary, centre, luck);
            if stalls {
                let keep = pen.rng.usize(1..=pen.steps.len());
                pen.steps.truncate(keep);
            }
        });
    }
}

fn ordinary(pen: &mut Pen<'_>, told: &Telling, diary: &mut Diary, centre: &Centre, luck: u32) {
    let against_somebody = told.register.parties.len() > 1;
    let satisfied = match luck % 10 {
        0..=2 => Satisfaction::VerySatisfied,
        3..=7 => Satisfaction::Satisfied,
        _ => Satisfaction::Basically,
    };
    if matches!(told.register.kind, CaseKind::Inquiry | CaseKind::Suggestion) {
        life::answered(pen, told);
        pen.workdays(1..3).call_back(satisfied).workdays(1..4).duty(CaseCommand::Archive { note: String::new() });
        return;
    }
    let heavier = if told.grade == Grade::General && luck.is_multiple_of(3) { Grade::Larger } else { told.grade };
    match luck {
        // Solved on the spot by the people at the window.
        0..=17 if told.register.kind == CaseKind::Dispute && told.grade == Grade::General => {
            pen.assess(told, Grade::General)
                .minutes(30..150)
                .duty(CaseCommand::Resolve { result: told.result.clone() });
            pen.close(satisfied);
        }
        18..=35 if told.register.kind == CaseKind::Dispute && against_somebody => {
            let ending = match luck % 6 {
                0 => Ending::Failed,
                1..=3 => Ending::Oral,
                _ => {
                    let first = pen.at.date_naive() + Duration::days(18);
                    Ending::Instalments(vec![first, first + Duration::days(30)])
                }
            };
            life::mediated(pen, centre, diary, told, None, &ending);
            pen.answer().workdays(1..3).call_back(satisfied);
            if let Ending::Instalments(days) = &ending {
                for (number, day) in (1..).zip(days) {
                    // Paid a day before it is due, as most people do.
                    pen.until(at(*day - Duration::days(1), 10, 40)).performed(number);
                }
            }
            pen.workdays(1..4).duty(CaseCommand::Archive { note: "调解卷宗已装订。".to_owned() });
        }
        36..=41 => objected(pen, told, heavier, satisfied, luck.is_multiple_of(2)),
        42..=45 => sent_back(pen, told, satisfied),
        46..=49 => extended(pen, told, satisfied),
        50..=53 => {
            pen.handled(told, heavier).answer().workdays(1..3).call_back(Satisfaction::Dissatisfied);
            reopened(pen, told, satisfied);
        }
        54..=56 => {
            pen.minutes(20..200)
                .duty(CaseCommand::Withdraw { reason: "双方已自行和解，反映人书面撤回。".to_owned() });
        }
        _ => {
            pen.handled(told, heavier).close(satisfied);
        }
    }
}

/// A unit says "not ours"; the centre rules for it and sends the matter to the next, or against it.
pub fn objected(pen: &mut Pen<'_>, told: &Telling, grade: Grade, satisfied: Satisfaction, upheld: bool) {
    let first = told.units[0].clone();
    let grade = if grade == Grade::General { Grade::Larger } else { grade };
    pen.assess(told, grade).route(&first, &[]);
    let reason = pen.one_of(&[
        "经核实，事项主管职责不在我单位，依据三定方案应由其他部门牵头。",
        "发生地不在本辖区，四至在邻乡，请另行交办。",
        "该事项已由法院受理，不属行政部门调处范围。",
    ]);
    pen.workdays(1..2).unit(&first, CaseCommand::Object { unit: first.clone(), reason });
    let reason = if upheld {
        "异议成立，另行交办。"
    } else {
        "职责清单写明由你单位牵头，异议不成立，指定办理。"
    };
    pen.minutes(90..500).duty(CaseCommand::Rule { unit: first.clone(), upheld, reason: reason.to_owned() });
    let lead = if upheld { told.units.get(1).cloned().unwrap_or_else(|| "xfj".into()) } else { first };
    if upheld && lead.as_str() == told.units[0].as_str() {
        return;
    }
    if upheld {
        pen.route(&lead, &[]);
    }
    pen.sign(&lead, 20..200);
    pen.work(&lead, &[], told, grade).close(satisfied);
}

fn sent_back(pen: &mut Pen<'_>, told: &Telling, satisfied: Satisfaction) {
    let lead = told.units[0].clone();
    pen.assess(told, Grade::Larger).route(&lead, &[]).sign(&lead, 15..200);
    pen.workdays(1..3).report(&lead, "已与双方联系，正在协调。");
    let reason = "未见处理结果和双方签字，请补充后再报。".to_owned();
    pen.minutes(30..200).duty(CaseCommand::SendBack { unit: lead.clone(), reason });
    pen.workdays(1..2).report(&lead, &told.result).minutes(30..200).verify(&lead).close(satisfied);
}

/// A unit asks for more time before it runs out, and gets it.
pub fn extended(pen: &mut Pen<'_>, told: &Telling, satisfied: Satisfaction) {
    let lead = told.units[0].clone();
    pen.assess(told, Grade::Major).route(&lead, &[]).sign(&lead, 15..200);
    pen.workdays(3..5).progress(&lead);
    let approver = "wenjy".into();
    let reason = "需等待测绘（鉴定）结果，原期限内无法办结。";
    pen.minutes(5..30).act(
        "wenjy".into(),
        Act::Extend { kind: ClockKind::Unit, unit: Some(lead.clone()), amount: 5, reason, approver },
    );
    pen.workdays(2..5).report(&lead, &told.result).minutes(30..200).verify(&lead).close(satisfied);
}

/// A matter taken up again by the same unit.
pub fn reopened(pen: &mut Pen<'_>, told: &Telling, satisfied: Satisfaction) {
    let lead = told.units[0].clone();
    let reason = "反映人不满意，退回原单位重办。".to_owned();
    pen.minutes(20..300).duty(CaseCommand::Reopen { reason, unit: Some(lead.clone()) });
    pen.sign(&lead, 20..200);
    pen.workdays(1..3).report(&lead, &told.result).minutes(30..200).verify(&lead).close(satisfied);
}

/// Whether a scenario is a dispute between two named sides.
pub fn between_two(story: &Story) -> bool {
    story.kind == CaseKind::Dispute && story.against != Against::None
}

/// Whether a scenario is brought by many.
pub fn by_many(story: &Story) -> bool {
    story.from == From::Group
}
