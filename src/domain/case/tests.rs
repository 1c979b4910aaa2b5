//! What the desk may and may not do with a case, told as the field tells it.

use super::*;
use crate::domain::centre::Centre;
use crate::domain::directory::Officer;
use crate::domain::party::NewParty;
use crate::domain::refusal::Refusal;
use crate::domain::rulebook::Rulebook;
use crate::domain::time::at;
use crate::domain::vocabulary::{ClockKind, Level, Role};
use chrono::{Duration, NaiveDate};

mod county;
mod ends;
mod mediation;
mod supervised;

struct Bench {
    centre: Centre,
    officer: Officer,
    now: Moment,
    case: Case,
}

fn day(month: u32, day: u32) -> Day {
    NaiveDate::from_ymd_opt(2026, month, day).unwrap()
}

fn officer() -> Officer {
    Officer {
        id: OfficerId::from("wang"),
        name: "王值班".into(),
        unit: None,
        roles: vec![Role::DutyOfficer, Role::Leader],
        os_user: None,
    }
}

impl Bench {
    /// A case registered and accepted on Monday 2026-11-02 at nine.
    fn accepted() -> Self {
        let mut centre = Centre::new("陇城县综治中心".into(), false, Rulebook::builtin("longxi").unwrap());
        centre.units = centre.rulebook().units.clone();
        centre.rooms = centre.rulebook().rooms.clone();
        centre.mediators = centre.rulebook().mediators.clone();
        let officer = officer();
        centre.officers.push(officer.clone());
        let now = at(day(11, 2), 9, 0);
        let register = Register {
            kind: CaseKind::Dispute,
            channel: Channel::WalkIn,
            title: None,
            narrative: "邻居砌墙占了半米通道,多次说理无果。".into(),
            demands: vec!["拆除围墙".into()],
            parties: vec![NewParty::new(Side::Applicant, "赵小禾"), NewParty::new(Side::Respondent, "钱大川")],
            place: Some("东河镇柳树村".into()),
            grid: None,
            occurred_on: None,
            people_involved: None,
            amount_fen: None,
            category: Some(CategoryId::from("02")),
            grade: Some(Grade::Larger),
            risk: None,
            attachments: vec![],
            accept: true,
            related: vec![],
            offline: None,
            origin: None,
            sealed: None,
        };
        let ctx = Context { now, officer: &officer, centre: &centre, bookings: &[], earlier_sides: &[] };
        let case = register_as(&register, &ctx).unwrap();
        Self { centre, officer, now, case }
    }

    /// The same case with the first two reporting units of the rulebook at hand.
    fn units(&self) -> [UnitId; 4] {
        let units: Vec<_> = self.centre.units.iter().filter(|unit| !unit.is_centre()).map(|u| u.id.clone()).collect();
        [units[0].clone(), units[1].clone(), units[2].clone(), units[3].clone()]
    }

    #[allow(clippy::needless_pass_by_value)] // reads better where it is called
    fn do_it(&mut self, command: CaseCommand) -> Result<Vec<String>, Refusal> {
        let ctx =
            Context { now: self.now, officer: &self.officer, centre: &self.centre, bookings: &[], earlier_sides: &[] };
        let decision = decide(&self.case, &command, &ctx)?;
        let mut replayed = self.case.clone();
        for event in &decision.events {
            replayed.apply(self.now, &self.officer.id, event);
        }
        assert_eq!(replayed, decision.case, "replaying the events gives the state that was decided");
        self.case = decision.case;
        Ok(decision.events.iter().map(CaseEvent::kind).collect())
    }

    fn refused(&mut self, command: CaseCommand) -> &'static str {
        self.do_it(command).unwrap_err().code
    }

    fn escalate(&mut self) -> Vec<Level> {
        let ctx =
            Context { now: self.now, officer: &self.officer, centre: &self.centre, bookings: &[], earlier_sides: &[] };
        let Some(decision) = escalate(&self.case, &ctx) else { return Vec::new() };
        self.case = decision.case;
        let level = |event: &CaseEvent| match event {
            CaseEvent::Escalated { level, .. } => Some(*level),
            _ => None,
        };
        decision.events.iter().filter_map(level).collect()
    }

    fn wait(&mut self, days: i64) -> &mut Self {
        self.now += Duration::days(days);
        self
    }

    fn route(&mut self, lead: &UnitId, co: &[UnitId]) {
        self.do_it(CaseCommand::Route { lead: lead.clone(), co: co.to_vec(), instruction: "请办理".into() }).unwrap();
    }

    fn clock(&self, kind: ClockKind) -> &Clock {
        self.case.clocks.iter().rev().find(|clock| clock.kind == kind).unwrap()
    }
}

fn register_as(command: &Register, ctx: &Context<'_>) -> Result<Case, Refusal> {
    register(CaseId(1), CaseNo::from("ZZ2026-00001"), command, ctx).map(|decision| decision.case)
}

fn object(unit: &UnitId) -> CaseCommand {
    CaseCommand::Object { unit: unit.clone(), reason: "不属我单位职责".into() }
}

#[test]
fn an_accepted_case_waits_for_triage_and_its_clocks_run() {
    let bench = Bench::accepted();
    assert_eq!(bench.case.stage, Stage::Accepted);
    assert!(bench.case.running(ClockKind::Triage, None).is_some());
    assert!(bench.clock(ClockKind::Accept).met.is_some());
    let grade = bench.clock(ClockKind::Grade);
    assert_eq!(grade.due.date_naive(), day(11, 9), "a larger matter has a week from acceptance");
}

#[test]
fn a_case_without_applicant_is_refused() {
    let bench = Bench::accepted();
    let ctx =
        Context { now: bench.now, officer: &bench.officer, centre: &bench.centre, bookings: &[], earlier_sides: &[] };
    let register = Register {
        parties: vec![NewParty::new(Side::Respondent, "钱大川")],
        ..serde_json::from_value(serde_json::json!({
            "kind": "dispute", "channel": "phone", "narrative": "吵闹", "parties": []
        }))
        .unwrap()
    };
    assert_eq!(register_as(&register, &ctx).unwrap_err().code, "applicant_missing");
}

#[test]
fn lead_and_helper_each_have_their_own_clock_and_all_must_be_verified() {
    let mut bench = Bench::accepted();
    let [lead, helper, ..] = bench.units();
    bench.route(&lead, std::slice::from_ref(&helper));
    assert_eq!(bench.case.ball(), "awaiting_signature");
    for unit in [&lead, &helper] {
        assert!(bench.case.running(ClockKind::Unit, Some(unit)).is_some());
        bench.do_it(CaseCommand::Sign { unit: unit.clone() }).unwrap();
        bench.do_it(CaseCommand::Report { unit: unit.clone(), result: format!("{unit} 已调处") }).unwrap();
    }
    bench.do_it(CaseCommand::Verify { unit: lead.clone(), note: String::new() }).unwrap();
    assert_eq!(bench.case.stage, Stage::Handling);
    let events = bench.do_it(CaseCommand::Verify { unit: helper, note: String::new() }).unwrap();
    assert!(events.contains(&"resolved".to_owned()));
    assert_eq!(bench.case.stage, Stage::Resolved);
    assert_eq!(bench.case.result.as_deref(), Some(format!("{lead} 已调处").as_str()));
}

#[test]
fn a_helper_may_be_made_to_lead_when_the_lead_was_right_to_object() {
    let mut bench = Bench::accepted();
    let [lead, helper, ..] = bench.units();
    bench.route(&lead, std::slice::from_ref(&helper));
    bench.do_it(object(&lead)).unwrap();
    bench.do_it(CaseCommand::Rule { unit: lead, upheld: true, reason: "确非其职责".into() }).unwrap();
    bench.route(&helper, &[]);
    assert_eq!(bench.case.lead().unwrap().unit, helper);
    assert_eq!(bench.case.assignments.iter().filter(|it| it.is_live()).count(), 1);
    let running = bench.case.clocks.iter().filter(|it| it.is_running() && it.kind == ClockKind::Unit);
    assert_eq!(running.count(), 1, "the helper's clock ended with its part");
}

#[test]
fn objection_after_five_working_days_is_refused() {
    let mut bench = Bench::accepted();
    let [lead, ..] = bench.units();
    bench.route(&lead, &[]);
    bench.wait(7);
    assert_eq!(bench.now.date_naive(), day(11, 9), "the fifth working day");
    let mut late = Bench { centre: bench.centre.clone(), officer: officer(), now: bench.now, case: bench.case.clone() };
    late.wait(1);
    assert_eq!(late.refused(object(&lead)), "objection_too_late");
    bench.do_it(object(&lead)).unwrap();
    assert_eq!(bench.case.ball(), "objected");
}

#[test]
fn an_upheld_objection_sends_the_case_back_to_triage_and_a_rejected_one_designates() {
    let mut bench = Bench::accepted();
    let [first, second, ..] = bench.units();
    bench.route(&first, &[]);
    bench.do_it(object(&first)).unwrap();
    bench.do_it(CaseCommand::Rule { unit: first.clone(), upheld: true, reason: "确非其职责".into() }).unwrap();
    assert_eq!(bench.case.stage, Stage::Accepted);
    assert!(bench.case.running(ClockKind::Triage, None).is_some());
    assert_eq!(
        bench.refused(CaseCommand::Route { lead: first, co: vec![], instruction: String::new() }),
        "objection_was_upheld"
    );
    bench.route(&second, &[]);
    bench.do_it(object(&second)).unwrap();
    bench.do_it(CaseCommand::Rule { unit: second.clone(), upheld: false, reason: "属其职责".into() }).unwrap();
    assert_eq!(bench.refused(object(&second)), "designated_may_not_object");
    bench.do_it(CaseCommand::Sign { unit: second }).unwrap();
}

#[test]
fn the_third_not_ours_freezes_transfers_and_calls_a_conference() {
    let mut bench = Bench::accepted();
    let [a, b, c, d] = bench.units();
    for unit in [&a, &b] {
        bench.route(unit, &[]);
        bench.do_it(object(unit)).unwrap();
        bench.do_it(CaseCommand::Rule { unit: unit.clone(), upheld: true, reason: "转下家".into() }).unwrap();
    }
    bench.route(&c, &[]);
    let events = bench.do_it(object(&c)).unwrap();
    assert!(events.contains(&"transfers_frozen".to_owned()) && events.contains(&"convened".to_owned()));
    assert_eq!(bench.case.stage, Stage::Conference);
    assert_eq!(
        bench.refused(CaseCommand::Transfer { from: c.clone(), to: d.clone(), reason: "换人".into() }),
        "conference_open"
    );
    bench.do_it(CaseCommand::Conclude { opinion: "由其牵头".into(), lead: a.clone(), co: vec![d] }).unwrap();
    assert_eq!(bench.case.stage, Stage::Handling);
    assert!(!bench.case.frozen);
    assert_eq!(bench.refused(object(&a)), "designated_may_not_object");
}

#[test]
fn a_result_sent_back_lets_the_units_clock_run_as_if_never_met() {
    let mut bench = Bench::accepted();
    let [lead, ..] = bench.units();
    bench.route(&lead, &[]);
    bench.do_it(CaseCommand::Sign { unit: lead.clone() }).unwrap();
    let due = bench.case.running(ClockKind::Unit, Some(&lead)).unwrap().due;
    bench.do_it(CaseCommand::Report { unit: lead.clone(), result: "已办".into() }).unwrap();
    bench.wait(2).do_it(CaseCommand::SendBack { unit: lead.clone(), reason: "没有当事人意见".into() }).unwrap();
    assert_eq!(bench.case.running(ClockKind::Unit, Some(&lead)).unwrap().due, due);
}

#[test]
fn an_extension_comes_before_expiry_with_a_leader_and_cannot_hide_lateness() {
    let mut bench = Bench::accepted();
    let [lead, ..] = bench.units();
    bench.route(&lead, &[]);
    let clock = bench.case.running(ClockKind::Unit, Some(&lead)).unwrap().clone();
    let extend = |amount| CaseCommand::Extend {
        clock: clock.id,
        amount,
        reason: "鉴定未出".into(),
        approver: OfficerId::from("wang"),
    };
    let max = bench.centre.rulebook().extension(ClockKind::Unit).unwrap().max_amount;
    assert!(bench.do_it(extend(max + 1)).is_err());
    let mut late = Bench { centre: bench.centre.clone(), officer: officer(), now: clock.due, case: bench.case.clone() };
    late.wait(1);
    assert_eq!(late.refused(extend(1)), "extension_after_expiry");
    bench.do_it(extend(1)).unwrap();
    assert!(bench.case.clock(clock.id).unwrap().due > clock.due);
}

#[test]
fn no_assessment_moves_a_due_date_earlier_and_lateness_stays_on_record() {
    let mut bench = Bench::accepted();
    let due = bench.clock(ClockKind::Grade).due;
    let assess =
        |grade| CaseCommand::Assess {
            category: None, grade: Some(grade), risk: None, reason: Some("重新研判".into())
        };
    bench.do_it(assess(Grade::General)).unwrap();
    assert_eq!(bench.clock(ClockKind::Grade).due, due, "a lighter grade does not shorten what was promised");
    bench.wait(10).do_it(assess(Grade::Major)).unwrap();
    let clock = bench.clock(ClockKind::Grade);
    assert!(clock.due > due);
    assert_eq!(clock.late_since, Some(due), "and a heavier grade does not wash lateness away");
}

#[test]
fn the_ladder_is_climbed_once_per_level_even_by_a_case_nobody_has_triaged() {
    let mut bench = Bench::accepted();
    bench.wait(1).now += Duration::hours(16);
    let first = bench.escalate();
    assert!(first.contains(&Level::Yellow), "{first:?}");
    assert!(bench.escalate().is_empty(), "running it again changes nothing");
    let note = CaseCommand::Note { text: "电话催过".into() };
    bench.do_it(note).unwrap();
    assert!(bench.escalate().is_empty(), "and no edit resets it");
    bench.wait(14);
    assert!(bench.escalate().contains(&Level::Leader));
    let clock = bench.case.clocks.iter().find(|clock| clock.level() == Some(Level::Leader)).unwrap().id;
    bench.do_it(CaseCommand::Acknowledge { clock, level: Level::Leader, note: String::new() }).unwrap();
    assert!(bench.case.clock(clock).unwrap().raised.iter().all(|raised| raised.acknowledged.is_some()));
}

#[test]
fn a_dissatisfied_resident_reopens_the_case_with_the_same_unit_or_another() {
    let mut bench = Bench::accepted();
    let [lead, other, ..] = bench.units();
    bench.route(&lead, &[]);
    bench.do_it(CaseCommand::Sign { unit: lead.clone() }).unwrap();
    bench.do_it(CaseCommand::Report { unit: lead.clone(), result: "已办".into() }).unwrap();
    bench.do_it(CaseCommand::Verify { unit: lead.clone(), note: String::new() }).unwrap();
    let dissatisfied = CallBackAnswer::Answered(crate::domain::vocabulary::Satisfaction::Dissatisfied);
    let call = |answer, note: &str| CaseCommand::CallBack { answer, note: note.into() };
    assert_eq!(bench.refused(call(dissatisfied, "")), "words_missing");
    bench.do_it(call(dissatisfied, "墙没有拆")).unwrap();
    assert_eq!(bench.case.ball(), "dissatisfied");
    assert_eq!(bench.refused(CaseCommand::Archive { note: String::new() }), "illegal_move");
    bench.do_it(CaseCommand::Reopen { reason: "墙没有拆".into(), unit: Some(other.clone()) }).unwrap();
    assert_eq!(bench.case.holder(), Some(&other));
    assert_eq!(bench.case.reopened, 1);
}

#[test]
fn a_paused_clock_neither_runs_out_nor_climbs() {
    let mut bench = Bench::accepted();
    let clock = bench.clock(ClockKind::Grade).id;
    let due = bench.clock(ClockKind::Grade).due;
    bench.do_it(CaseCommand::Pause { clock, reason: "委托鉴定".into() }).unwrap();
    bench.wait(20);
    bench.do_it(CaseCommand::Resume { clock }).unwrap();
    assert_eq!(bench.clock(ClockKind::Grade).due, due + Duration::days(20));
    assert_eq!(bench.clock(ClockKind::Grade).late_since, None);
}

#[test]
fn the_seven_dispositions_lead_where_they_should() {
    use Disposition::{DirectAnswer, Discipline, ForwardToRead, LeaderReview, Retain, ThreeWayCall, Transfer};
    let after = [
        (DirectAnswer, Stage::Resolved),
        (ThreeWayCall, Stage::Resolved),
        (Retain, Stage::Resolved),
        (ForwardToRead, Stage::Resolved),
        (Transfer, Stage::Handling),
        (LeaderReview, Stage::LeaderReview),
        (Discipline, Stage::Resolved),
    ];
    for (disposition, stage) in after {
        let mut bench = Bench::accepted();
        let unit = Some(bench.units()[0].clone());
        bench.do_it(CaseCommand::Dispose { disposition, text: "已向群众说明".into(), unit, handler: None }).unwrap();
        assert_eq!(bench.case.stage, stage, "{disposition:?}");
        assert!(bench.case.running(ClockKind::Triage, None).is_none(), "{disposition:?}");
    }
}
