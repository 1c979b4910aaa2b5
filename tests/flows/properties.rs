//! Whatever is ordered, in whatever order: no illegal state, no date moved forward, no lateness forgotten, no
//! room given twice, and the log always tells the same story as the rows.

use crate::together::joint;
use crate::town::{Town, WANG};
use chrono::Duration;
use proptest::prelude::*;
use proptest::test_runner::Config;
use std::collections::{BTreeMap, BTreeSet};
use yichuang::desk::{DeskError, Order, first_officer};
use yichuang::domain::case::{self, Amendment, CallBackAnswer, Case, CaseCommand, CaseEvent, Context, Register};
use yichuang::domain::centre::{self, Centre, CentreCommand};
use yichuang::domain::directory::Officer;
use yichuang::domain::ids::{CaseId, CaseNo, ClockId, OfficerId, PartyId, SessionId, UnitId};
use yichuang::domain::mediation::{
    JudicialStep, MediationCommand, NewAgreement, NewInstalment, NewSession, Outcome, Remedy,
};
use yichuang::domain::rulebook::BUILTIN;
use yichuang::domain::time::{Day, Moment, at};
use yichuang::domain::vocabulary::{
    AssignmentRole, AssignmentStatus, ClockKind, Disposition, Grade, Level, Risk, Role, Satisfaction, Stage,
};

pub fn config(cases: u32) -> Config {
    // More are tried with YICHUANG_MORE=20 in the environment.
    let more = std::env::var("YICHUANG_MORE").ok().and_then(|it| it.parse::<u32>().ok()).unwrap_or(1);
    Config { cases: cases * more, failure_persistence: None, ..Config::default() }
}

pub fn start() -> Moment {
    at(Day::from_ymd_opt(2026, 9, 14).unwrap(), 9, 0)
}

pub fn the_centre() -> (Centre, Officer) {
    let officer = first_officer(WANG, "王值班");
    let found = CentreCommand::Found {
        name: "陇城县综治中心".into(),
        rulebook: BUILTIN[0].1.to_owned(),
        officer: officer.clone(),
        training: true,
    };
    let events = centre::decide(None, &found).unwrap();
    (Centre::replay(&events).unwrap().unwrap(), officer)
}

pub fn register(accept: bool) -> Register {
    let line = format!(
        r#"{{"kind":"dispute","channel":"walk_in","accept":{accept},"narrative":"两家为界墙争执。","category":"0202",
            "parties":[{{"side":"applicant","name":"马春梅","phone":"19900000001"}},
                       {{"side":"respondent","name":"漆万里","phone":"19900000002"}}]}}"#
    );
    serde_json::from_str(&line).unwrap()
}

const STEPS: [&str; 6] =
    ["village.room", "village.meeting", "township.station", "township.meeting", "county.centre", "county.meeting"];

const UNITS: [&str; 5] = ["zx", "ldjc", "zjj", "wy", "xfj"];

/// Anything an officer might press, sensible or not; the bytes choose.
pub fn command(op: u8, a: u8, b: u8, case: &Case, now: Moment) -> CaseCommand {
    let unit = || UnitId::from(UNITS[usize::from(a) % UNITS.len()]);
    let other = || UnitId::from(UNITS[usize::from(b) % UNITS.len()]);
    let words = || if b == 255 { String::new() } else { "如实填写".to_owned() };
    // The one whose turn it is, so that lives get somewhere; otherwise anybody.
    let turn = |status: AssignmentStatus| {
        let found = case.assignments.iter().find(|it| it.is_live() && it.status == status);
        found.filter(|_| !b.is_multiple_of(4)).map_or_else(unit, |it| it.unit.clone())
    };
    let clock = || {
        let running: Vec<_> = case.clocks.iter().filter(|clock| clock.is_running()).map(|clock| clock.id).collect();
        running.get(usize::from(a) % running.len().max(1)).copied().unwrap_or(ClockId(u32::from(b)))
    };
    let session = SessionId(u32::try_from(case.mediation.sessions.len()).unwrap().max(1));
    let pick = |list: &[Grade]| list[usize::from(a) % list.len()];
    let days = |ahead: i64| now.date_naive() + Duration::days(ahead);
    let step = |rank: u8| STEPS.get(usize::from(rank % 7)).map(|step| (*step).into());
    match op % 45 {
        0 => CaseCommand::Accept {},
        1 if a < 24 => CaseCommand::Decline { reason: words(), advice: words() },
        2 if a < 24 => CaseCommand::Withdraw { reason: words() },
        3 | 4 => CaseCommand::Assess {
            category: None,
            grade: Some(pick(Grade::ALL)),
            risk: Some(Risk::ALL[usize::from(b) % Risk::ALL.len()]),
            reason: (b.is_multiple_of(2)).then(words),
        },
        5 => {
            let all = Disposition::ALL;
            let disposition = all[usize::from(a) % all.len()];
            CaseCommand::Dispose { disposition, text: words(), unit: (!b.is_multiple_of(3)).then(other), handler: None }
        }
        6 => CaseCommand::Instruct { text: words(), leader: WANG.into() },
        7..=9 => CaseCommand::Route {
            lead: unit(),
            co: if b.is_multiple_of(3) { vec![other()] } else { vec![] },
            instruction: words(),
        },
        10 => CaseCommand::AddCoHandler { unit: other(), instruction: words() },
        11 => CaseCommand::Transfer { from: turn(AssignmentStatus::Handling), to: other(), reason: words() },
        12 | 13 => CaseCommand::Sign { unit: turn(AssignmentStatus::AwaitingSignature) },
        14 | 15 => CaseCommand::Object { unit: turn(AssignmentStatus::AwaitingSignature), reason: words() },
        16 | 17 => {
            CaseCommand::Rule { unit: turn(AssignmentStatus::Objected), upheld: !a.is_multiple_of(3), reason: words() }
        }
        18 => CaseCommand::Convene { topic: words(), units: vec![unit()], at: None },
        19 => CaseCommand::Conclude {
            opinion: words(),
            lead: unit(),
            co: if b.is_multiple_of(2) { vec![other()] } else { vec![] },
        },
        20 => CaseCommand::Progress { unit: turn(AssignmentStatus::Handling), text: words() },
        21 | 22 => CaseCommand::Report { unit: turn(AssignmentStatus::Handling), result: words() },
        23 | 24 => CaseCommand::Verify { unit: turn(AssignmentStatus::Reported), note: String::new() },
        25 => CaseCommand::SendBack { unit: turn(AssignmentStatus::Reported), reason: words() },
        26 => CaseCommand::Resolve { result: words() },
        27 => CaseCommand::Reply { text: words(), how: String::new() },
        28 => {
            let grade = Satisfaction::ALL[usize::from(a) % Satisfaction::ALL.len()];
            let answer = match b % 5 {
                0 => CallBackAnswer::NoAnswer,
                1 => CallBackAnswer::Refused,
                _ => CallBackAnswer::Answered(grade),
            };
            CaseCommand::CallBack { answer, note: words() }
        }
        29 => CaseCommand::CloseCallBack { reason: words() },
        30 => CaseCommand::Reopen { reason: words(), unit: (a.is_multiple_of(2)).then(other) },
        31 => CaseCommand::Archive { note: String::new() },
        32 => CaseCommand::Extend { clock: clock(), amount: u32::from(b % 8), reason: words(), approver: WANG.into() },
        33 => CaseCommand::Pause { clock: clock(), reason: words() },
        34 => CaseCommand::Resume { clock: clock() },
        35 => {
            let (id, levels) = (clock(), Level::ALL);
            CaseCommand::Acknowledge { clock: id, level: levels[usize::from(b) % levels.len()], note: String::new() }
        }
        36 => CaseCommand::Mediation(MediationCommand::Schedule(new_session(a, b, now))),
        37 => CaseCommand::Mediation(MediationCommand::Attendance {
            session,
            present: vec![PartyId(1), PartyId(2)],
            absent: vec![],
            excused: vec![],
        }),
        38 => CaseCommand::Mediation(MediationCommand::ConcludeSession {
            session,
            outcome: match b % 3 {
                0 => Outcome::Adjourned { reason: words() },
                1 => Outcome::Failed { reason: words(), remedies: vec![Remedy::Litigation] },
                _ => Outcome::Agreed(NewAgreement {
                    facts: words(),
                    terms: words(),
                    instalments: vec![NewInstalment {
                        due: days(i64::from(a % 30)),
                        amount_fen: Some(100),
                        what: None,
                    }],
                    ..NewAgreement::default()
                }),
            },
        }),
        40 if b.is_multiple_of(2) => CaseCommand::ConfirmGrade { agree: true, grade: None, note: String::new() },
        40 => CaseCommand::ConfirmGrade { agree: false, grade: Some(pick(Grade::ALL)), note: words() },
        41 => CaseCommand::ReassessRisk { risk: Risk::ALL[usize::from(a) % Risk::ALL.len()], note: words() },
        42 if b.is_multiple_of(3) => CaseCommand::EnterStep { step: step(a), reason: a.is_multiple_of(2).then(words) },
        42 if b.is_multiple_of(7) => CaseCommand::SettleAtStep { record: words() },
        42 => CaseCommand::PassUp {
            to: if b.is_multiple_of(5) { step(a) } else { None },
            record: words(),
            reason: a.is_multiple_of(2).then(words),
        },
        43 if b.is_multiple_of(3) => {
            CaseCommand::Promise { text: format!("答应第{}件事", a % 4), due: days(i64::from(b % 9)) }
        }
        43 => {
            let open: Vec<_> = case.promises().filter(|it| it.is_running()).map(|it| it.id).collect();
            let clock = open.get(usize::from(a) % open.len().max(1)).copied().unwrap_or(ClockId(u32::from(b)));
            CaseCommand::KeepPromise { clock, note: String::new() }
        }
        44 => CaseCommand::ReceiveVisit { leader: WANG.into(), text: words() },
        39 => match b % 5 {
            0 => CaseCommand::Mediation(MediationCommand::JudicialConfirmation {
                step: JudicialStep::Applied,
                on: None,
                court: None,
                note: None,
            }),
            1 => CaseCommand::Mediation(MediationCommand::TerminateMediation {
                reason: words(),
                remedies: vec![Remedy::Petition],
            }),
            2 => CaseCommand::Mediation(MediationCommand::ResumeMediation { reason: words() }),
            3 => {
                let open =
                    case.mediation.agreement().and_then(|it| it.agreement.open_instalments().next().map(|it| it.id));
                CaseCommand::Mediation(MediationCommand::Perform {
                    instalment: open.unwrap_or_default(),
                    on: None,
                    note: None,
                })
            }
            _ => CaseCommand::Remind { unit: unit(), text: words() },
        },
        _ => CaseCommand::Amend { changes: Amendment { title: Some(words()), ..Amendment::default() } },
    }
}

/// A session at one of a few times and places, so that they often clash.
fn new_session(a: u8, b: u8, now: Moment) -> NewSession {
    let day = now.date_naive() + Duration::days(i64::from(a % 4));
    let starts = at(day, [9, 10, 15][usize::from(b) % 3], u32::from(a % 2) * 30);
    NewSession {
        room: ["r1", "r2", "r3"][usize::from(a / 4) % 3].into(),
        starts,
        ends: Some(starts + Duration::minutes(90)),
        mediators: vec![["m01", "m02", "m03"][usize::from(b / 3) % 3].into()],
        seats: if b.is_multiple_of(2) { vec!["wy".into()] } else { vec![] },
        parties: vec![],
        guests: vec![],
        topic: None,
        hold: b.is_multiple_of(7),
        hold_hours: None,
        urgent: (!a.is_multiple_of(5)).then(|| "双方都在场".to_owned()),
    }
}

/// Which stages may follow which, written out once more by hand.
fn may_follow(from: Stage, to: Stage) -> bool {
    use Stage::{
        Accepted, Archived, CalledBack, Conference, Declined, Handling, LeaderReview, Registered, Resolved, Withdrawn,
    };
    let next: &[Stage] = match from {
        Registered => &[Accepted, Declined, Withdrawn],
        Accepted => &[LeaderReview, Handling, Conference, Resolved, Withdrawn],
        LeaderReview => &[Accepted, Withdrawn],
        Conference => &[Handling, Resolved, Withdrawn],
        Handling => &[Accepted, Conference, Resolved, Withdrawn],
        Resolved => &[CalledBack, Accepted],
        CalledBack => &[Archived, Accepted],
        Archived => &[Accepted],
        Declined | Withdrawn => &[],
    };
    from == to || next.contains(&to)
}

/// What must hold of any case at any time.
pub fn check(case: &Case) -> Result<(), TestCaseError> {
    prop_assert_eq!(case.is_open(), case.closed_at.is_none(), "closed and open at once");
    let running: Vec<_> = case.clocks.iter().filter(|clock| clock.is_running()).collect();
    prop_assert!(case.is_open() || running.is_empty(), "a closed case with a running clock: {:?}", running);
    let mut seen = BTreeSet::new();
    for clock in &running {
        prop_assert!(
            seen.insert((clock.kind, clock.unit.clone(), clock.label.clone())),
            "two running clocks of one kind: {} {:?}",
            clock.kind,
            clock.unit
        );
    }
    let live: Vec<_> = case.assignments.iter().filter(|it| it.is_live()).collect();
    let units: BTreeSet<_> = live.iter().map(|it| &it.unit).collect();
    prop_assert_eq!(units.len(), live.len(), "a unit has the case twice");
    let leads = live.iter().filter(|it| it.role == AssignmentRole::Lead).count();
    prop_assert!(leads <= 1, "two leads");
    if case.stage == Stage::Handling {
        prop_assert_eq!(leads, 1, "nobody leads a case that is being handled");
    }
    let over = matches!(case.stage, Stage::Resolved | Stage::CalledBack | Stage::Archived);
    let booked = case.mediation.sessions.iter().filter(|session| session.is_open()).count();
    prop_assert!(booked == 0 || (case.is_open() && !over), "{}, and a room is still booked", case.stage);
    prop_assert!(case.stage != Stage::Withdrawn || live.is_empty(), "withdrawn, and a unit still has it");
    let rights = case.clocks.iter().filter(|it| it.kind == ClockKind::Object && it.met.is_none());
    prop_assert!(rights.filter(|it| !it.is_running()).all(|it| it.late_since.is_none()), "late with a right");
    let ranks: Vec<_> = case.ladder.iter().map(|stay| stay.rung.rank).collect();
    prop_assert!(ranks.is_sorted(), "the ladder went down: {:?}", ranks);
    let earlier = case.ladder.iter().rev().skip(1);
    prop_assert!(earlier.clone().all(|stay| stay.left.is_some()), "a step was left without its record");
    for stay in &case.ladder {
        let clocks: Vec<_> = case.clocks_of(stay).collect();
        prop_assert!(!clocks.is_empty(), "a step without a clock");
        let runs = clocks.iter().any(|clock| clock.is_running());
        prop_assert!(stay.left.is_none() || !runs, "the clock of a step left runs on");
    }
    let at_step = running.iter().filter(|clock| clock.kind == ClockKind::Step).count();
    prop_assert_eq!(at_step, usize::from(case.step().is_some() && case.is_at_work()), "the step's clock");
    let awaited = case.awaits_grade().is_some();
    prop_assert_eq!(awaited, case.running(ClockKind::GradeReview, None).is_some(), "who waits, and no clock says so");
    if let Some(review) = case.grade_review.as_ref() {
        prop_assert_eq!(case.grade, Some(review.stands()), "a grade was changed in silence");
    }
    if over {
        let open: Vec<_> = live.iter().filter(|it| it.status != AssignmentStatus::Verified).collect();
        prop_assert!(open.is_empty(), "resolved, and a unit still at work: {:?}", open);
        let at_work = [
            ClockKind::Unit,
            ClockKind::SignFor,
            ClockKind::Grade,
            ClockKind::Triage,
            ClockKind::GradeReview,
            ClockKind::RiskReview,
            ClockKind::Step,
        ];
        prop_assert!(
            !running.iter().any(|clock| at_work.contains(&clock.kind)),
            "resolved, and the clock runs on: {:?}",
            running
        );
    }
    Ok(())
}

pub fn step() -> impl Strategy<Value = (u8, u8, u8, u16)> {
    (any::<u8>(), any::<u8>(), any::<u8>(), 0u16..2_000)
}

proptest! {
    #![proptest_config(config(400))]

    #[test]
    fn no_sequence_of_commands_reaches_an_illegal_state(
        accept in any::<bool>(),
        steps in prop::collection::vec(step(), 1..70),
    ) {
        let (centre, officer) = the_centre();
        let mut now = start();
        let leader = Officer { id: "gao".into(), name: "高领导".into(), roles: vec![Role::Leader], ..officer.clone() };
        let ctx = |now| Context { now, officer: &officer, centre: &centre, bookings: &[], earlier_sides: &[] };
        let begun = case::register(CaseId(1), CaseNo("ZZ2026-00001".into()), &register(accept), &ctx(now)).unwrap();
        let mut case = begun.case;
        let first = begun.events.into_iter().map(|event| (now, officer.id.clone(), event));
        let mut log: Vec<(Moment, OfficerId, CaseEvent)> = first.collect();
        for (op, a, b, minutes) in steps {
            now += Duration::minutes(i64::from(minutes));
            let mut by = &officer;
            let decided = if op >= 250 {
                let Some(decision) = case::escalate(&case, &ctx(now)) else { continue };
                prop_assert!(case::escalate(&decision.case, &ctx(now)).is_none(), "escalating twice does more than once");
                decision
            } else {
                let command = command(op, a, b, &case, now);
                // Nobody confirms the own proposal.
                if matches!(command, CaseCommand::ConfirmGrade { .. }) {
                    by = &leader;
                }
                match case::decide(&case, &command, &Context { officer: by, ..ctx(now) }) {
                    Ok(decision) => decision,
                    Err(refusal) => {
                        prop_assert!(!refusal.code.is_empty());
                        continue;
                    }
                }
            };
            prop_assert!(!decided.events.is_empty(), "done, and nothing happened");
            let after = decided.case;
            prop_assert!(may_follow(case.stage, after.stage) || passes_through(&decided.events), "{} → {}", case.stage, after.stage);
            for old in &case.clocks {
                let new = after.clock(old.id).unwrap();
                prop_assert!(new.due >= old.due, "{} moved from {} to {}", old.kind, old.due, new.due);
                prop_assert!(old.late_since.is_none() || new.late_since == old.late_since, "lateness was forgotten");
                prop_assert!(new.raised.len() >= old.raised.len());
            }
            prop_assert_eq!(after.rev, case.rev + decided.events.len() as u64);
            log.extend(decided.events.into_iter().map(|event| (now, by.id.clone(), event)));
            case = after;
            check(&case)?;
        }
        // The log as it is kept: through JSON and back.
        let kept: Vec<(Moment, OfficerId, CaseEvent)> = log
            .iter()
            .map(|(at, by, event)| (*at, by.clone(), serde_json::from_str(&serde_json::to_string(event).unwrap()).unwrap()))
            .collect();
        let history = kept.iter().map(|(at, by, event)| (*at, by, event));
        let replayed = Case::replay(CaseId(1), history).unwrap().unwrap();
        prop_assert_eq!(&replayed, &case);
        let snapshot: Case = serde_json::from_str(&serde_json::to_string(&case).unwrap()).unwrap();
        prop_assert_eq!(snapshot, case);
    }
}

/// Commands of several moves, such as reopening straight to a unit.
fn passes_through(events: &[CaseEvent]) -> bool {
    let moves: Vec<_> = events.iter().filter_map(CaseEvent::action).collect();
    moves.len() > 1
}

proptest! {
    #![proptest_config(config(10))]

    #[test]
    fn the_rows_always_say_what_the_log_says(
        cases in 1usize..4,
        steps in prop::collection::vec((0usize..4, step()), 10..50),
    ) {
        let mut town = Town::new("2026-09-14 09:00");
        let officer = OfficerId::from(WANG);
        let numbers: Vec<CaseNo> = (0..cases)
            .map(|_| town.desk.perform(&officer, town.now, &Order::register(register(true))).unwrap().no.unwrap())
            .collect();
        for (which, (op, a, b, minutes)) in steps {
            town.now += Duration::minutes(i64::from(minutes));
            let no = &numbers[which % cases];
            let order = if op >= 250 {
                Order::escalate()
            } else if op >= 225 {
                let (case, other) = (town.desk.case(no).unwrap(), &numbers[(which + 1) % cases]);
                Order::on(no, joint(op, a, b, &case, &town.desk.case(other).unwrap()))
            } else {
                Order::on(no, command(op, a, b, &town.desk.case(no).unwrap(), town.now))
            };
            match town.desk.perform(&officer, town.now, &order) {
                Ok(_) | Err(DeskError::Refused(_)) => {}
                Err(fault) => return Err(TestCaseError::fail(fault.message())),
            }
        }
        town.is_sound();
    }

    #[test]
    fn bookings_never_overlap(steps in prop::collection::vec((0usize..4, any::<u8>(), any::<u8>(), any::<u8>(), 0u16..400), 10..60)) {
        let mut town = Town::new("2026-09-14 09:00");
        let officer = OfficerId::from(WANG);
        let numbers: Vec<CaseNo> = (0..4)
            .map(|_| town.desk.perform(&officer, town.now, &Order::register(register(true))).unwrap().no.unwrap())
            .collect();
        let mut booked = 0;
        for (which, op, a, b, minutes) in steps {
            town.now += Duration::minutes(i64::from(minutes));
            let no = &numbers[which];
            let session = SessionId(u32::from(b % 4) + 1);
            let wanted = new_session(a, b, town.now);
            let command = match op % 6 {
                0..=2 => MediationCommand::Schedule(wanted),
                3 => MediationCommand::Reschedule {
                    session,
                    reason: "改期".into(),
                    room: Some(wanted.room),
                    starts: Some(wanted.starts),
                    ends: None,
                    mediators: Some(wanted.mediators),
                    seats: None,
                    parties: None,
                    guests: None,
                    topic: None,
                    urgent: Some("双方同意".into()),
                },
                4 => MediationCommand::ConfirmSession { session },
                _ => MediationCommand::CancelSession { session, reason: "取消".into(), no_show: vec![] },
            };
            booked += usize::from(town.desk.perform(&officer, town.now, &Order::mediation(no, command)).is_ok());
            let mut taken: BTreeMap<String, Vec<(Moment, Moment)>> = BTreeMap::new();
            for no in &numbers {
                let case = town.desk.case(no).unwrap();
                for session in case.mediation.sessions.iter().filter(|it| it.is_live(town.now)) {
                    let plan = &session.plan;
                    let mut resources = vec![format!("room {}", plan.room)];
                    resources.extend(plan.mediators.iter().map(|it| format!("mediator {it}")));
                    resources.extend(plan.seats.iter().map(|it| format!("seat {it}")));
                    // The same two people in every case.
                    resources.extend(plan.parties.iter().map(|it| format!("party {it}")));
                    for resource in resources {
                        let spans = taken.entry(resource.clone()).or_default();
                        prop_assert!(
                            spans.iter().all(|(from, to)| plan.ends <= *from || *to <= plan.starts),
                            "{} is given twice at {}",
                            resource,
                            plan.starts
                        );
                        spans.push((plan.starts, plan.ends));
                    }
                }
            }
        }
        let _ = booked;
        prop_assert!(town.desk.verify().unwrap().ok);
    }
}
