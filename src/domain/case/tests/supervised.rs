//! Grades confirmed at the right level, risks looked at again, the ladder of steps, promises, receptions.

use super::*;
use crate::domain::ids::StepId;
use crate::domain::vocabulary::StepEnd;

fn assess(grade: Option<Grade>, risk: Option<Risk>) -> CaseCommand {
    CaseCommand::Assess { category: None, grade, risk, reason: Some("情况有变".into()) }
}

fn agree() -> CaseCommand {
    CaseCommand::ConfirmGrade { agree: true, grade: None, note: String::new() }
}

fn rather(grade: Grade, note: &str) -> CaseCommand {
    CaseCommand::ConfirmGrade { agree: false, grade: Some(grade), note: note.into() }
}

fn enter(step: Option<&str>, reason: Option<&str>) -> CaseCommand {
    CaseCommand::EnterStep { step: step.map(StepId::from), reason: reason.map(str::to_owned) }
}

fn pass_up(to: Option<&str>, reason: Option<&str>) -> CaseCommand {
    let record = "三次上门，双方各让一步仍差两万元。".into();
    CaseCommand::PassUp { to: to.map(StepId::from), record, reason: reason.map(str::to_owned) }
}

impl Bench {
    fn as_of(&mut self, id: &str, unit: Option<&str>, roles: &[Role]) -> &mut Self {
        self.officer = Officer {
            id: id.into(),
            name: format!("{id}同志"),
            unit: unit.map(UnitId::from),
            roles: roles.to_vec(),
            os_user: None,
        };
        self
    }

    fn warned(&self, command: &CaseCommand) -> Vec<&'static str> {
        let ctx =
            Context { now: self.now, officer: &self.officer, centre: &self.centre, bookings: &[], earlier_sides: &[] };
        decide(&self.case, command, &ctx).unwrap().warnings.iter().map(|warning| warning.code).collect()
    }
}

#[test]
fn a_larger_grade_waits_for_a_coordinator_who_did_not_propose_it() {
    let mut bench = Bench::accepted();
    assert_eq!(bench.case.awaits_grade().unwrap().confirms, Role::Coordinator);
    assert_eq!(bench.clock(ClockKind::GradeReview).due.date_naive(), day(11, 3));
    assert_eq!(bench.refused(agree()), "grade_own_proposal", "though a leader, it was the own proposal");
    bench.as_of("lu", None, &[Role::DutyOfficer]);
    assert_eq!(bench.refused(agree()), "grade_confirmed_by");
    let due = bench.clock(ClockKind::Grade).due;
    bench.as_of("liu", None, &[Role::Coordinator]);
    assert_eq!(bench.do_it(agree()).unwrap(), ["grade_confirmed", "clock_met"]);
    assert!(bench.case.awaits_grade().is_none());
    assert_eq!(bench.clock(ClockKind::Grade).due, due, "agreeing moves nothing");
    assert_eq!(bench.refused(agree()), "grade_awaits_nobody");
}

#[test]
fn another_grade_needs_its_reason_and_counts_from_acceptance_all_the_same() {
    let mut bench = Bench::accepted();
    bench.wait(1).as_of("gao", None, &[Role::Leader]);
    assert_eq!(bench.refused(rather(Grade::Major, "")), "words_missing");
    assert_eq!(bench.refused(rather(Grade::Larger, "就是较大")), "grade_other_missing");
    let both = CaseCommand::ConfirmGrade { agree: true, grade: Some(Grade::Major), note: String::new() };
    assert_eq!(bench.refused(both), "grade_agreed_and_other");
    bench.do_it(rather(Grade::Major, "牵涉三个村")).unwrap();
    assert_eq!(bench.case.grade, Some(Grade::Major));
    assert_eq!(bench.clock(ClockKind::Grade).due.date_naive(), day(12, 2), "a month from acceptance on 11-02");
}

#[test]
fn what_a_leader_confirmed_the_desk_does_not_lower_by_itself() {
    let mut bench = Bench::accepted();
    bench.do_it(assess(Some(Grade::Major), None)).unwrap();
    assert_eq!(bench.case.awaits_grade().unwrap().confirms, Role::Leader);
    let started = bench.clock(ClockKind::GradeReview).start;
    assert_eq!(
        bench.case.clocks.iter().filter(|it| it.kind == ClockKind::GradeReview).count(),
        1,
        "and waits no longer"
    );
    bench.wait(1).as_of("gao", None, &[Role::Leader]).do_it(agree()).unwrap();
    assert_eq!(bench.clock(ClockKind::GradeReview).start, started);
    bench.as_of("wang", None, &[Role::DutyOfficer]).do_it(assess(Some(Grade::General), None)).unwrap();
    assert_eq!(bench.case.awaits_grade().unwrap().confirms, Role::Leader, "of the two the heavier says who");
    bench.as_of("liu", None, &[Role::Coordinator]);
    assert_eq!(bench.refused(agree()), "grade_confirmed_by");
}

#[test]
fn a_grade_that_nobody_has_to_confirm_ends_the_waiting() {
    let mut bench = Bench::accepted();
    bench.wait(3).do_it(assess(Some(Grade::General), None)).unwrap();
    assert!(bench.case.awaits_grade().is_none() && bench.case.grade_review.is_none());
    let review = bench.clock(ClockKind::GradeReview);
    assert!(review.stopped.is_some() && review.late_since.is_some(), "and that it came late stays on record");
}

#[test]
fn a_case_is_judged_by_the_work_and_not_by_looks_from_beside() {
    let mut bench = Bench::accepted();
    bench.do_it(assess(None, Some(Risk::High))).unwrap();
    let unit = bench.units()[0].clone();
    bench.route(&unit, &[]);
    bench.do_it(CaseCommand::Sign { unit }).unwrap();
    let leading = due_of(&bench.case).unwrap().kind;
    assert!(!matches!(leading, ClockKind::GradeReview | ClockKind::RiskReview), "{leading}");
    bench.wait(10);
    assert!(bench.escalate().contains(&Level::Leader), "yet nobody forgets them");
    assert!(bench.clock(ClockKind::GradeReview).level().is_some());
    let pause = CaseCommand::Pause { clock: bench.clock(ClockKind::RiskReview).id, reason: "等等看".into() };
    assert_eq!(bench.refused(pause), "clock_cannot_be_paused");
}

#[test]
fn a_risk_is_looked_at_again_after_its_days_and_setting_the_same_one_is_no_look() {
    let mut bench = Bench::accepted();
    bench.do_it(assess(None, Some(Risk::Medium))).unwrap();
    assert_eq!(bench.clock(ClockKind::RiskReview).due.date_naive(), day(12, 2));
    bench.wait(5).do_it(assess(None, Some(Risk::Medium))).unwrap();
    assert_eq!(bench.clock(ClockKind::RiskReview).due.date_naive(), day(12, 2));
    let look = |risk| CaseCommand::ReassessRisk { risk, note: "走访了双方和邻居。".into() };
    bench.do_it(look(Risk::Medium)).unwrap();
    assert_eq!(bench.clock(ClockKind::RiskReview).due.date_naive(), day(12, 7), "thirty days from the look");
    assert_eq!(bench.warned(&look(Risk::High)), ["risk_suggests_grade"]);
    bench.do_it(look(Risk::High)).unwrap();
    assert_eq!(bench.clock(ClockKind::RiskReview).due.date_naive(), day(11, 14));
    bench.wait(8).do_it(look(Risk::Low)).unwrap();
    assert!(bench.case.running(ClockKind::RiskReview, None).is_none(), "a low risk needs no second look");
    assert!(bench.clock(ClockKind::RiskReview).late_since.is_some(), "a look that came late is on record");
}

#[test]
fn a_matter_goes_up_the_ladder_step_by_step_and_every_step_keeps_its_record() {
    let mut bench = Bench::accepted();
    bench.case.place = Some("双河镇上河村三社".into());
    bench.do_it(enter(None, None)).unwrap();
    let stay = bench.case.step().unwrap();
    assert_eq!((stay.rung.name.as_str(), stay.unit.as_ref().map(UnitId::as_str)), ("群众工作室", Some("sh1")));
    assert_eq!(bench.clock(ClockKind::Step).due.date_naive(), day(11, 9), "five working days");
    assert_eq!(bench.refused(enter(None, None)), "on_ladder");
    bench.wait(10);
    assert_eq!(bench.refused(pass_up(Some("township.meeting"), None)), "words_missing", "skipping needs a reason");
    bench.do_it(pass_up(Some("township.station"), Some("村里没有调解员"))).unwrap();
    assert_eq!(bench.refused(pass_up(Some("village.meeting"), None)), "ladder_goes_up");
    assert_eq!(bench.case.step().unwrap().unit, Some(UnitId::from("sh")));
    for _ in 0..3 {
        bench.do_it(pass_up(None, None)).unwrap();
    }
    assert_eq!(bench.refused(pass_up(None, None)), "ladder_top");
    bench.do_it(CaseCommand::SettleAtStep { record: "县里出面，双方签了协议。".into() }).unwrap();
    assert_eq!(bench.refused(pass_up(None, None)), "not_on_ladder");
    let late: Vec<_> = bench.case.ladder.iter().map(|stay| bench.case.was_late_at(stay, bench.now)).collect();
    assert_eq!(late, [true, false, false, false, false]);
    let ends: Vec<_> = bench.case.ladder.iter().filter_map(|stay| stay.left.as_ref()).map(|left| left.how).collect();
    assert_eq!(ends, [&[StepEnd::PassedUp; 4][..], &[StepEnd::Settled]].concat());
    assert!(bench.case.ladder.iter().all(|stay| !stay.left.as_ref().unwrap().record.is_empty()));
    assert_eq!(bench.refused(enter(Some("village.room"), Some("再试"))), "ladder_goes_up", "up only, also later");
}

#[test]
fn only_whose_step_it_is_passes_it_up() {
    let mut bench = Bench::accepted();
    bench.case.place = Some("双河镇上河村".into());
    bench.do_it(enter(None, None)).unwrap();
    bench.as_of("cg1-01", Some("cg1"), &[Role::Handler]);
    assert_eq!(bench.refused(pass_up(None, None)), "not_your_unit");
    bench.as_of("sh1-01", Some("sh1"), &[Role::Handler]).do_it(pass_up(None, None)).unwrap();
    let open_to = crate::domain::sight::principals(&bench.case);
    assert!(open_to.contains(&crate::domain::sight::Principal::Unit("sh1".into())), "and it may see what it handles");
}

#[test]
fn a_step_may_be_given_more_time_once_and_in_time_only() {
    let mut bench = Bench::accepted();
    bench.do_it(enter(None, None)).unwrap();
    let clock = bench.clock(ClockKind::Step).id;
    let extend = || CaseCommand::Extend { clock, amount: 5, reason: "等双方回村".into(), approver: "wang".into() };
    bench.do_it(extend()).unwrap();
    assert_eq!(bench.clock(ClockKind::Step).due.date_naive(), day(11, 16));
    assert_eq!(bench.refused(extend()), "extension_count");
    bench.wait(20).do_it(pass_up(None, None)).unwrap();
    let clock = bench.clock(ClockKind::Step).id;
    let late = CaseCommand::Extend { clock, amount: 1, reason: "再等".into(), approver: "wang".into() };
    bench.wait(20);
    assert_eq!(bench.refused(late), "extension_after_expiry");
}

#[test]
fn what_was_promised_is_due_on_its_day_and_stands_in_the_way_of_filing_away() {
    let mut bench = Bench::accepted();
    let promise = |text: &str, due| CaseCommand::Promise { text: text.into(), due };
    bench.do_it(promise("周四给您回电话", day(11, 5))).unwrap();
    bench.do_it(promise("下周一上门看现场", day(11, 9))).unwrap();
    assert_eq!(bench.refused(promise("周四给您回电话", day(11, 6))), "promised_already");
    assert_eq!(bench.refused(promise("昨天就给您办", day(11, 1))), "promise_in_the_past");
    let first = bench.case.promises().next().unwrap().id;
    let extend = CaseCommand::Extend { clock: first, amount: 1, reason: "忙".into(), approver: "wang".into() };
    assert_eq!(bench.refused(extend), "extension_not_allowed", "a promise is kept or broken");
    bench.wait(4);
    let keep = |clock| CaseCommand::KeepPromise { clock, note: "已回电话".into() };
    bench.do_it(keep(first)).unwrap();
    assert_eq!(bench.refused(keep(first)), "no_such_promise");
    assert!(bench.case.clock(first).unwrap().was_late(bench.now), "kept, but late");
    bench.do_it(CaseCommand::Resolve { result: "双方和解".into() }).unwrap();
    bench.do_it(CaseCommand::Reply { text: "已和解".into(), how: String::new() }).unwrap();
    bench.do_it(CaseCommand::CallBack { answer: CallBackAnswer::Refused, note: "不愿评价".into() }).unwrap();
    let archive = || CaseCommand::Archive { note: String::new() };
    assert_eq!(bench.refused(archive()), "promises_open");
    let second = bench.case.promises().nth(1).unwrap().id;
    bench.do_it(keep(second)).unwrap();
    bench.do_it(archive()).unwrap();
}

#[test]
fn an_old_case_can_be_promised_something_by_the_rules_in_force() {
    let mut bench = Bench::accepted();
    let mut old: toml::Table = bench.centre.rulebook().source().parse().unwrap();
    old["version"] = "2025.1".into();
    let limits = old["limit"].as_array_mut().unwrap();
    limits.retain(|limit| !matches!(limit["clock"].as_str(), Some("promise" | "step")));
    old.remove("step");
    old["extension"].as_array_mut().unwrap().retain(|it| it["clocks"][0].as_str() != Some("step"));
    let current = bench.centre.rulebook().source().to_owned();
    let text = toml::to_string(&old).unwrap();
    let mut centre = Centre::new("陇城县综治中心".into(), false, Rulebook::parse(&text).unwrap());
    centre.apply(&crate::domain::centre::CentreEvent::RulebookAdopted { text: current }).unwrap();
    bench.centre = centre;
    bench.case.rulebook = "2025.1".into();
    bench.do_it(CaseCommand::Promise { text: "周四回话".into(), due: day(11, 5) }).unwrap();
    assert_eq!(bench.clock(ClockKind::Promise).rulebook, "2026.3", "and its clock says by which");
    bench.do_it(enter(None, None)).unwrap();
    assert!(bench.case.running(ClockKind::Step, None).is_some());
}

#[test]
fn every_reception_by_a_leader_is_counted_also_after_the_end() {
    let mut bench = Bench::accepted();
    let visit = |leader: &str| CaseCommand::ReceiveVisit { leader: leader.into(), text: "要求拆墙。".into() };
    assert_eq!(bench.refused(visit("nobody")), "unknown_officer");
    bench.do_it(visit("wang")).unwrap();
    bench.do_it(CaseCommand::Withdraw { reason: "自行和好".into() }).unwrap();
    bench.wait(30).do_it(visit("wang")).unwrap();
    assert_eq!(bench.case.visits.len(), 2);
}
