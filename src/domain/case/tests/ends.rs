//! What is left of a case when it ends: nothing booked, nobody asked for anything, nobody called late.

use super::*;
use crate::domain::mediation::{MediationEvent, SessionStatus};
use crate::domain::vocabulary::Satisfaction;
use serde_json::json;

impl Bench {
    fn book(&mut self, on: Day) {
        let (room, mediator) = (self.centre.rooms[0].id.clone(), self.centre.mediators[0].id.clone());
        let starts = at(on, 9, 0).to_rfc3339();
        let form = json!({"command": "schedule", "room": room, "mediators": [mediator], "starts": starts});
        self.do_it(CaseCommand::Mediation(serde_json::from_value(form).unwrap())).unwrap();
    }

    fn finish(&mut self, unit: &UnitId) {
        self.do_it(CaseCommand::Sign { unit: unit.clone() }).unwrap();
        self.do_it(CaseCommand::Report { unit: unit.clone(), result: "已办".into() }).unwrap();
        self.do_it(CaseCommand::Verify { unit: unit.clone(), note: String::new() }).unwrap();
    }

    fn live(&self) -> usize {
        self.case.assignments.iter().filter(|it| it.is_live()).count()
    }
}

#[test]
fn a_withdrawn_case_books_no_room_and_asks_nothing_of_units() {
    let mut bench = Bench::accepted();
    let [lead, ..] = bench.units();
    bench.route(&lead, &[]);
    bench.book(day(11, 9));
    bench.do_it(CaseCommand::Withdraw { reason: "双方自行和解".into() }).unwrap();
    assert_eq!(bench.case.mediation.sessions[0].status, SessionStatus::Released);
    assert_eq!(bench.live(), 0);
    assert!(bench.case.clocks.iter().all(|clock| !clock.is_running()));
}

#[test]
fn a_case_over_which_people_are_summoned_is_not_disposed_of() {
    let mut bench = Bench::accepted();
    bench.book(day(11, 9));
    let answer =
        |disposition| CaseCommand::Dispose { disposition, text: "已答复".into(), unit: None, handler: None };
    assert_eq!(bench.refused(answer(Disposition::DirectAnswer)), "session_pending");
    bench.do_it(answer(Disposition::LeaderReview)).unwrap();
}

#[test]
fn verified_results_leave_the_case_open_while_a_session_is_booked() {
    let mut bench = Bench::accepted();
    let [lead, ..] = bench.units();
    bench.route(&lead, &[]);
    bench.book(day(11, 9));
    bench.finish(&lead);
    assert_eq!(bench.case.stage, Stage::Handling);
    let resolve = CaseCommand::Resolve { result: "已办".into() };
    assert_eq!(bench.refused(resolve.clone()), "session_pending");
    bench.wait(10);
    bench.do_it(resolve).unwrap();
    assert_eq!(bench.case.mediation.sessions[0].status, SessionStatus::Released, "nothing was written down of it");
}

#[test]
fn an_objection_is_ruled_upon_and_not_transferred_away() {
    let mut bench = Bench::accepted();
    let [lead, other, ..] = bench.units();
    bench.route(&lead, &[]);
    bench.do_it(object(&lead)).unwrap();
    let transfer = CaseCommand::Transfer { from: lead, to: other, reason: "改派".into() };
    assert_eq!(bench.refused(transfer), "assignment_not_there");
}

#[test]
fn the_last_helper_to_go_resolves_what_the_others_have_done() {
    let mut bench = Bench::accepted();
    let [lead, helper, ..] = bench.units();
    bench.route(&lead, std::slice::from_ref(&helper));
    bench.finish(&lead);
    bench.do_it(object(&helper)).unwrap();
    bench.do_it(CaseCommand::Rule { unit: helper, upheld: true, reason: "确非其职责".into() }).unwrap();
    assert_eq!(bench.case.stage, Stage::Resolved);
}

#[test]
fn a_third_not_ours_by_a_helper_calls_a_conference_too() {
    let mut bench = Bench::accepted();
    let [a, b, helper, ..] = bench.units();
    bench.route(&a, std::slice::from_ref(&helper));
    for unit in [&a, &b] {
        bench.do_it(object(unit)).unwrap();
        bench.do_it(CaseCommand::Rule { unit: unit.clone(), upheld: true, reason: "转下家".into() }).unwrap();
        if unit == &a {
            bench.route(&b, &[]);
        }
    }
    assert_eq!(bench.case.stage, Stage::Accepted);
    bench.do_it(object(&helper)).unwrap();
    assert_eq!(bench.case.stage, Stage::Conference);
}

#[test]
fn helpers_work_on_while_the_leader_reads() {
    let mut bench = Bench::accepted();
    let [lead, helper, ..] = bench.units();
    bench.route(&lead, std::slice::from_ref(&helper));
    bench.do_it(object(&lead)).unwrap();
    bench.do_it(CaseCommand::Rule { unit: lead, upheld: true, reason: "确非其职责".into() }).unwrap();
    let submit =
        CaseCommand::Dispose {
            disposition: Disposition::LeaderReview, text: "请示".into(), unit: None, handler: None
        };
    bench.do_it(submit).unwrap();
    bench.do_it(CaseCommand::Sign { unit: helper }).unwrap();
}

#[test]
fn a_unit_that_did_not_object_is_not_late_with_it() {
    let mut bench = Bench::accepted();
    let [lead, ..] = bench.units();
    bench.route(&lead, &[]);
    bench.wait(20);
    let seen = bench.case.changed_rev;
    bench.escalate();
    let window = bench.clock(ClockKind::Object);
    assert!(window.stopped.is_some());
    assert_eq!(window.late_since, None);
    assert_eq!(bench.case.changed_rev, seen, "and what the clock does by itself makes no view stale");
}

#[test]
fn a_notice_or_a_lapsed_hold_makes_no_view_stale() {
    let lapsed = MediationEvent::HoldExpired { session: crate::domain::ids::SessionId(1) };
    assert!(CaseEvent::Mediation { what: lapsed }.is_housekeeping());
}

#[test]
fn a_breach_on_record_lets_the_case_be_filed_away() {
    let mut bench = Bench::mediated();
    let [lead, ..] = bench.units();
    bench.finish(&lead);
    bench.do_it(CaseCommand::Reply { text: "已达成协议".into(), how: String::new() }).unwrap();
    let answer = CallBackAnswer::Answered(Satisfaction::Satisfied);
    bench.do_it(CaseCommand::CallBack { answer, note: String::new() }).unwrap();
    let archive = CaseCommand::Archive { note: String::new() };
    assert_eq!(bench.refused(archive.clone()), "performance_pending");
    bench.now = at(day(12, 7), 9, 0);
    bench.escalate();
    let breach = json!({"command": "breach", "instalment": 1, "note": "拒不支付,已告知申请执行"});
    bench.do_it(CaseCommand::Mediation(serde_json::from_value(breach).unwrap())).unwrap();
    for (paper, signed) in [("identity", false), ("agreement", true)] {
        assert_eq!(bench.refused(archive.clone()), "papers_missing");
        bench.do_it(CaseCommand::AddPaper { paper: paper.into(), pages: 1, signed, note: String::new() }).unwrap();
    }
    bench.do_it(archive).unwrap();
    assert!(bench.clock(ClockKind::Performance).late_since.is_some());
}

#[test]
fn what_the_court_rejected_may_be_applied_for_while_the_time_runs() {
    let mut bench = Bench::mediated();
    for step in ["applied", "rejected"] {
        let step = json!({"command": "judicial_confirmation", "step": step});
        bench.do_it(CaseCommand::Mediation(serde_json::from_value(step).unwrap())).unwrap();
    }
    assert!(bench.clock(ClockKind::JudicialConfirmation).is_running());
}

#[test]
fn more_time_into_a_year_without_calendar_says_so() {
    let mut bench = Bench::accepted();
    let [lead, ..] = bench.units();
    bench.now = at(day(12, 22), 9, 0);
    bench.route(&lead, &[]);
    let clock = bench.case.running(ClockKind::Unit, Some(&lead)).unwrap().clone();
    let rule = bench.centre.rulebook().extension(ClockKind::Unit).unwrap();
    let (amount, approver) = (rule.max_amount, OfficerId::from("wang"));
    let extend = CaseCommand::Extend { clock: clock.id, amount, reason: "鉴定未出".into(), approver };
    let ctx =
        Context { now: bench.now, officer: &bench.officer, centre: &bench.centre, bookings: &[], earlier_sides: &[] };
    let decision = decide(&bench.case, &extend, &ctx).unwrap();
    let after = decision.case.clock(clock.id).unwrap();
    assert_eq!(after.assumed_years, after.compute(&bench.centre.calendar).assumed_years);
    assert_eq!(decision.warnings.is_empty(), after.assumed_years.is_empty());
}
