//! Holds, notices, attendance, outcomes, performance and judicial confirmation.

use super::*;
use crate::domain::ids::{InstalmentId, SessionId};

const NINE: &str = "2026-11-25 09:00";

fn hold() -> Value {
    with(schedule(NINE), &json!({"hold": true}))
}

fn notify(result: &str) -> Value {
    json!({"command": "notify", "session": 1, "party": 2, "how": "phone", "result": result})
}

#[test]
fn a_hold_keeps_others_out_until_it_runs_out() {
    let mut county = County::new();
    county.perform(hold()).unwrap();
    assert_eq!(county.mediation.sessions[0].held_until, Some(monday(12, 30)));
    assert_eq!(county.neighbour().causes(schedule(NINE)), ["clash_room_busy", "clash_mediator_busy"]);
    county.now = monday(12, 30);
    assert!(county.neighbour().perform(schedule(NINE)).is_ok(), "even before anybody has let it go");
}

#[test]
fn a_hold_is_confirmed_while_it_lasts() {
    let confirm = json!({"command": "confirm_session", "session": 1});
    let mut county = County::new();
    county.perform(hold()).unwrap();
    county.perform(confirm.clone()).unwrap();
    assert_eq!(county.mediation.sessions[0].status, SessionStatus::Confirmed);
    assert_eq!(county.refused(confirm.clone()), "session_not_held");

    let mut late = County::new();
    late.perform(hold()).unwrap();
    late.now = monday(12, 30);
    assert_eq!(late.refused(confirm), "hold_lapsed");
    assert_eq!(late.mediation.lapsed_holds(late.now).collect::<Vec<_>>(), [SessionId(1)]);
}

#[test]
fn a_hold_taken_by_another_after_the_clock_was_set_back_is_not_confirmed() {
    let mut county = County::new();
    county.perform(hold()).unwrap();
    county.now = monday(13, 0);
    let mut other = county.neighbour();
    other.perform(schedule(NINE)).unwrap();
    county.now = monday(9, 0);
    county.bookings = other.mediation.booked(&other.case_no, &other.parties, None);
    let confirm = json!({"command": "confirm_session", "session": 1});
    assert_eq!(county.causes(confirm), ["clash_room_busy", "clash_mediator_busy"]);
}

#[test]
fn only_a_hold_whose_time_is_up_expires() {
    let expire = json!({"command": "expire_hold", "session": 1});
    let mut county = County::new();
    county.perform(hold()).unwrap();
    assert_eq!(county.refused(expire.clone()), "hold_still_runs");
    county.now = monday(12, 30);
    county.perform(expire.clone()).unwrap();
    assert_eq!(county.mediation.sessions[0].status, SessionStatus::Expired);
    assert_eq!(county.refused(expire), "session_not_held");
}

#[test]
fn a_hold_never_outlives_the_beginning() {
    let mut county = County::new();
    county.perform(with(schedule(NINE), &json!({"hold_hours": 999}))).unwrap();
    assert_eq!(county.mediation.sessions[0].held_until, Some(at(day(25), 9, 0)));
}

#[test]
fn rescheduling_keeps_the_length_and_remembers_what_was_planned() {
    let mut county = County::new();
    county.perform(with(schedule(NINE), &json!({"ends": "2026-11-25 10:30"}))).unwrap();
    let moved = json!({"command": "reschedule", "session": 1, "reason": "当事人请求", "starts": "2026-11-26 14:30"});
    county.perform(moved).unwrap();
    let session = &county.mediation.sessions[0];
    assert_eq!(session.plan.ends, at(day(26), 16, 0));
    assert_eq!(session.moves[0].before.starts, at(day(25), 9, 0));
}

#[test]
fn a_session_does_not_stand_in_its_own_way() {
    let mut county = County::new();
    county.perform(schedule(NINE)).unwrap();
    let later = json!({"command": "reschedule", "session": 1, "reason": "晚半小时", "starts": "2026-11-25 09:30"});
    assert!(county.perform(later).is_ok());
}

#[test]
fn another_mediator_on_the_eve_needs_no_new_notice_but_another_time_does() {
    let mut county = County::new();
    county.perform(schedule(NINE)).unwrap();
    county.now = at(day(25), 8, 0);
    let change = |fields: Value| with(json!({"command": "reschedule", "session": 1, "reason": "调解员请假"}), &fields);
    assert!(county.perform(change(json!({"mediators": ["qh"]}))).is_ok());
    assert_eq!(county.refused(change(json!({"mediators": ["qh"]}))), "session_nothing_changes");
    assert_eq!(county.causes(change(json!({"starts": "2026-11-25 14:30"}))), ["clash_notice_too_short"]);
}

#[test]
fn whoever_was_told_of_the_old_time_must_be_told_again() {
    let mut county = County::new();
    county.perform(schedule(NINE)).unwrap();
    county.perform(notify("will_come")).unwrap();
    let told = Invitee::Party(PartyId(2));
    assert!(!county.mediation.sessions[0].to_notify().contains(&told));
    let moved = json!({"command": "reschedule", "session": 1, "reason": "会场占用", "starts": "2026-11-26 09:00"});
    county.perform(moved).unwrap();
    assert!(county.mediation.sessions[0].to_notify().contains(&told));
}

#[test]
fn a_call_that_was_not_answered_is_still_to_be_made() {
    let mut county = County::new();
    county.perform(schedule(NINE)).unwrap();
    county.perform(notify("no_answer")).unwrap();
    assert!(county.mediation.sessions[0].to_notify().contains(&Invitee::Party(PartyId(2))));
    county.perform(notify("message_left")).unwrap();
    assert!(!county.mediation.sessions[0].to_notify().contains(&Invitee::Party(PartyId(2))));
    assert_eq!(county.mediation.sessions[0].notices.len(), 2);
}

#[test]
fn a_party_that_refuses_is_shown() {
    let mut county = County::new();
    county.perform(schedule(NINE)).unwrap();
    county.perform(notify("refused")).unwrap();
    let refuses = MediationWarning::PartyRefuses { party: PartyId(2), session: SessionId(1) };
    assert!(county.mediation.warnings(county.now, 2).contains(&refuses));
    county.perform(notify("will_come")).unwrap();
    assert!(!county.mediation.warnings(county.now, 2).contains(&refuses));
}

#[test]
fn a_notice_goes_to_exactly_one_who_is_invited() {
    let mut county = County::new();
    county.perform(schedule(NINE)).unwrap();
    let nobody = json!({"command": "notify", "session": 1, "how": "sms", "result": "message_left"});
    assert_eq!(county.refused(nobody.clone()), "session_notify_whom");
    assert_eq!(county.refused(with(notify("refused"), &json!({"mediator": "zm"}))), "session_notify_whom");
    assert_eq!(county.refused(with(nobody.clone(), &json!({"unit": "rsj"}))), "session_not_invited");
    assert!(county.perform(with(nobody, &json!({"mediator": "zm"}))).is_ok());
}

#[test]
fn attendance_accounts_for_everybody_once_and_not_before_the_day() {
    let take = |present: Value, absent: Value| json!({"command": "attendance", "session": 1, "present": present, "absent": absent});
    let mut county = County::new();
    county.perform(schedule(NINE)).unwrap();
    assert_eq!(county.refused(take(json!([1, 2]), json!([]))), "session_not_begun");
    county.now = at(day(25), 8, 50);
    assert_eq!(county.refused(take(json!([1]), json!([]))), "session_attendance_incomplete");
    assert_eq!(county.refused(take(json!([1, 2]), json!([2]))), "session_attendance_twice");
    assert_eq!(county.refused(take(json!([1, 2, 3]), json!([]))), "session_party_not_summoned");
    assert!(county.perform(take(json!([1]), json!([2]))).is_ok());
}

#[test]
fn two_no_shows_of_one_party_propose_termination() {
    let mut county = County::new();
    county.perform(schedule(NINE)).unwrap();
    county.now = at(day(25), 9, 30);
    county.perform(json!({"command": "attendance", "session": 1, "present": [1], "absent": [2]})).unwrap();
    let adjourn = json!({"kind": "adjourned", "reason": "被申请人未到场"});
    county.perform(json!({"command": "conclude_session", "session": 1, "outcome": adjourn})).unwrap();
    assert!(county.mediation.proposes_termination(2).is_empty());

    county.perform(schedule("2026-11-30 09:00")).unwrap();
    let cancel = json!({"command": "cancel_session", "session": 2, "reason": "被申请人未到场", "no_show": [2]});
    assert_eq!(county.refused(cancel.clone()), "session_not_begun");
    county.now = at(day(30), 10, 0);
    county.perform(cancel).unwrap();
    assert_eq!(county.mediation.proposes_termination(2), [PartyId(2)]);
    let warning = MediationWarning::ProposesTermination { party: PartyId(2), times: 2 };
    assert_eq!(county.mediation.warnings(county.now, 2), [warning]);
}

#[test]
fn an_excused_absence_is_no_no_show() {
    let mut county = County::new();
    county.perform(schedule(NINE)).unwrap();
    county.now = at(day(25), 9, 30);
    county.perform(json!({"command": "attendance", "session": 1, "present": [1], "excused": [2]})).unwrap();
    assert!(county.mediation.no_shows().is_empty());
}

#[test]
fn an_agreement_makes_numbered_instalments_by_day_and_ends_the_mediation() {
    let county = County::agreed(&json!([
        {"due": "2027-01-31", "amount_fen": 300_000},
        {"due": "2026-12-31", "amount_fen": 200_000, "what": "第一期"}
    ]));
    assert_eq!(county.mediation.status, MediationStatus::Agreed);
    let agreement = &county.mediation.agreement().unwrap().agreement;
    assert_eq!((agreement.form, agreement.copies), (AgreementForm::Written, 3));
    assert_eq!(agreement.effective_on, day(25));
    let dues: Vec<_> = agreement.instalments.iter().map(|i| (i.id.0, i.due.to_string())).collect();
    assert_eq!(dues, [(1, "2026-12-31".to_owned()), (2, "2027-01-31".to_owned())]);
    assert_eq!(agreement.last_due(), Day::from_ymd_opt(2027, 1, 31));
}

#[test]
fn an_oral_agreement_needs_its_content_but_no_copies() {
    let mut county = County::in_session();
    let oral = |terms: &str| json!({"command": "conclude_session", "session": 1, "outcome": {"kind": "oral_agreement", "terms": terms}});
    assert_eq!(county.refused(oral(" ")), "agreement_without_terms");
    county.perform(oral("当场道歉，互不追究。")).unwrap();
    let agreement = &county.mediation.agreement().unwrap().agreement;
    assert_eq!((agreement.form, agreement.copies), (AgreementForm::Oral, 0));
    assert!(agreement.is_performed());
}

#[test]
fn nobody_agrees_alone() {
    let mut county = County::new();
    county.perform(schedule(NINE)).unwrap();
    county.now = at(day(25), 9, 30);
    assert_eq!(county.refused(agree(&json!([]))), "agreement_without_attendance");
    county.perform(json!({"command": "attendance", "session": 1, "present": [1], "absent": [2]})).unwrap();
    assert_eq!(county.refused(agree(&json!([]))), "agreement_without_respondent");
}

#[test]
fn instalments_must_be_possible() {
    let mut county = County::in_session();
    let mut with_one = |instalment: Value| county.refused(agree(&json!([instalment])));
    assert_eq!(with_one(json!({"due": "2026-11-24", "amount_fen": 1})), "instalment_due_before_agreement");
    assert_eq!(with_one(json!({"due": "2026-12-24", "amount_fen": 0})), "instalment_amount");
    assert_eq!(with_one(json!({"due": "2026-12-24"})), "instalment_of_nothing");
}

#[test]
fn an_agreement_takes_effect_between_its_session_and_today() {
    let mut county = County::in_session();
    let mut on = |day: &str| {
        let mut command = agree(&json!([]));
        command["outcome"]["effective_on"] = json!(day);
        county.perform(command).map(|_| ()).map_err(|refusal| refusal.code)
    };
    assert_eq!(on("2026-11-24"), Err("agreement_effective_day"));
    assert_eq!(on("2026-11-26"), Err("agreement_effective_day"));
    assert_eq!(on("2026-11-25"), Ok(()));
}

#[test]
fn the_end_of_a_mediation_frees_what_was_still_booked() {
    let mut county = County::in_session();
    county.perform(schedule("2026-11-27 09:00")).unwrap();
    let events = county.perform(agree(&json!([]))).unwrap();
    assert_eq!(events[1], MediationEvent::SessionReleased { session: SessionId(2) });
    assert!(county.mediation.booked(&county.case_no, &county.parties, None).is_empty());
    assert_eq!(county.refused(schedule("2026-11-30 09:00")), "mediation_ended");
}

#[test]
fn mediation_does_not_end_without_telling_the_ways_that_stay_open() {
    let mut county = County::in_session();
    let failed = |remedies: Value| {
        let outcome = json!({"kind": "failed", "reason": "分歧过大", "remedies": remedies});
        json!({"command": "conclude_session", "session": 1, "outcome": outcome})
    };
    assert_eq!(county.refused(failed(json!([]))), "mediation_remedies_not_told");
    let terminate = json!({"command": "terminate_mediation", "reason": "一方明确拒绝", "remedies": []});
    assert_eq!(county.refused(terminate.clone()), "mediation_remedies_not_told");
    county.perform(failed(json!(["litigation", "arbitration", "litigation"]))).unwrap();
    assert_eq!(county.mediation.status, MediationStatus::Failed);
    let told = &county.mediation.termination.as_ref().unwrap().remedies;
    assert_eq!(told, &[Remedy::Litigation, Remedy::Arbitration]);
    assert_eq!(county.refused(with(terminate, &json!({"remedies": ["petition"]}))), "mediation_ended");
}

#[test]
fn a_mediation_that_ended_is_taken_up_again_with_a_reason() {
    let mut county = County::in_session();
    assert_eq!(county.refused(json!({"command": "resume_mediation", "reason": "再试"})), "mediation_is_open");
    let terminate = json!({"command": "terminate_mediation", "reason": "一方拒绝", "remedies": ["litigation"]});
    county.perform(terminate).unwrap();
    assert_eq!(county.refused(json!({"command": "resume_mediation", "reason": ""})), "mediation_reason_missing");
    county.perform(json!({"command": "resume_mediation", "reason": "双方重新申请"})).unwrap();
    assert!(county.perform(schedule("2026-11-30 09:00")).is_ok());
}

#[test]
fn a_hold_is_not_concluded_and_what_is_over_stays_over() {
    let mut county = County::new();
    county.perform(with(schedule(NINE), &json!({"hold_hours": 99}))).unwrap();
    let adjourn = json!({"kind": "adjourned", "reason": "材料不齐"});
    let conclude = json!({"command": "conclude_session", "session": 1, "outcome": adjourn});
    assert_eq!(county.refused(conclude.clone()), "session_only_held");
    county.perform(json!({"command": "cancel_session", "session": 1, "reason": "撤回"})).unwrap();
    assert_eq!(county.refused(conclude), "session_over");
    assert_eq!(county.refused(json!({"command": "cancel_session", "session": 1, "reason": "撤回"})), "session_over");
    assert_eq!(county.refused(json!({"command": "cancel_session", "session": 7, "reason": "撤回"})), "session_unknown");
}

#[test]
fn the_record_is_written_during_and_after_the_session() {
    let mut county = County::in_session();
    let record = json!({"command": "record_session", "session": 1, "text": "双方陈述……", "recorder": "李某"});
    county.perform(record.clone()).unwrap();
    county.perform(agree(&json!([]))).unwrap();
    county.perform(record.clone()).unwrap();
    assert_eq!(county.mediation.sessions[0].records.len(), 2);
    assert_eq!(county.refused(with(record, &json!({"text": " "}))), "session_record_empty");
}

#[test]
fn an_instalment_is_performed_once_and_not_in_the_future() {
    let mut county = County::agreed(&json!([{"due": "2026-12-31", "amount_fen": 200_000}]));
    let perform = json!({"command": "perform", "instalment": 1, "note": "转账凭证一份"});
    assert_eq!(county.refused(with(perform.clone(), &json!({"on": "2026-11-26"}))), "mediation_day");
    assert_eq!(county.refused(with(perform.clone(), &json!({"instalment": 9}))), "instalment_unknown");
    county.perform(perform.clone()).unwrap();
    assert!(county.mediation.agreement().unwrap().agreement.is_performed());
    assert_eq!(county.refused(perform), "instalment_performed_already");
}

#[test]
fn a_breach_is_noted_only_after_the_day_has_passed() {
    let mut county = County::agreed(&json!([{"due": "2026-12-31", "amount_fen": 200_000}]));
    let breach = json!({"command": "breach", "instalment": 1, "note": "电话催促，称下周支付"});
    county.now = at(Day::from_ymd_opt(2026, 12, 31).unwrap(), 17, 0);
    assert_eq!(county.refused(breach.clone()), "instalment_not_due");
    county.now = at(Day::from_ymd_opt(2027, 1, 1).unwrap(), 9, 0);
    county.perform(breach).unwrap();
    assert_eq!(county.mediation.instalment(InstalmentId(1)).unwrap().breaches.len(), 1);
    assert!(county.perform(json!({"command": "perform", "instalment": 1})).is_ok(), "late, but performed");
}

#[test]
fn a_new_agreement_takes_the_place_of_the_old_and_numbers_run_on() {
    let mut county = County::agreed(&json!([{"due": "2026-11-26", "amount_fen": 200_000}]));
    county.perform(json!({"command": "resume_mediation", "reason": "未按期履行，再次调解"})).unwrap();
    county.perform(schedule("2026-11-30 09:00")).unwrap();
    county.now = at(day(30), 9, 30);
    county.perform(json!({"command": "attendance", "session": 2, "present": [1, 2]})).unwrap();
    let second = with(agree(&json!([{"due": "2026-12-31", "amount_fen": 200_000}])), &json!({"session": 2}));
    county.perform(second).unwrap();
    assert_eq!(county.refused(json!({"command": "perform", "instalment": 1})), "instalment_superseded");
    assert!(county.perform(json!({"command": "perform", "instalment": 2})).is_ok());
}

#[test]
fn judicial_confirmation_goes_step_by_step() {
    let step = |step: &str| json!({"command": "judicial_confirmation", "step": step, "court": "某某县人民法院"});
    let mut county = County::in_session();
    assert_eq!(county.refused(step("applied")), "judicial_without_agreement");
    county.perform(agree(&json!([]))).unwrap();
    assert_eq!(county.refused(step("confirmed")), "judicial_not_applied");
    assert_eq!(county.refused(with(step("applied"), &json!({"on": "2026-11-24"}))), "mediation_day");
    county.perform(step("applied")).unwrap();
    assert_eq!(county.refused(step("not_eligible")), "judicial_order");
    county.perform(step("rejected")).unwrap();
    county.perform(step("applied")).unwrap();
    county.perform(step("accepted")).unwrap();
    county.perform(step("confirmed")).unwrap();
    assert_eq!(county.refused(step("applied")), "judicial_order");
    assert_eq!(county.mediation.judicial_step(), Some(JudicialStep::Confirmed));
}

#[test]
fn matters_of_marriage_are_not_confirmed_by_a_court_unless_about_money_alone() {
    let mut county = County::agreed(&json!([]));
    county.judicial_eligible = false;
    let step = |step: &str| json!({"command": "judicial_confirmation", "step": step});
    assert_eq!(county.refused(step("applied")), "judicial_category_excluded");
    assert!(county.perform(step("not_eligible")).is_ok());

    let mut money = County::agreed(&json!([]));
    money.judicial_eligible = false;
    assert!(money.perform(with(step("applied"), &json!({"note": "只涉及返还彩礼"}))).is_ok());
}

#[test]
fn the_state_survives_its_snapshot() {
    let mut county = County::agreed(&json!([{"due": "2026-12-31", "what": "修复水渠"}]));
    county.perform(json!({"command": "perform", "instalment": 1})).unwrap();
    let snapshot = serde_json::to_string(&county.mediation).unwrap();
    assert_eq!(serde_json::from_str::<Mediation>(&snapshot).unwrap(), county.mediation);
}

#[test]
fn events_survive_the_log() {
    let mut county = County::in_session();
    let event = county.perform(agree(&json!([{"due": "2026-12-31", "what": "修复水渠"}]))).unwrap().remove(0);
    let line = serde_json::to_string(&event).unwrap();
    assert!(line.starts_with(r#"{"event":"agreed""#), "{line}");
    assert_eq!(serde_json::from_str::<MediationEvent>(&line).unwrap(), event);
}

#[test]
fn a_misspelt_field_is_refused_and_named() {
    let wrong = with(schedule(NINE), &json!({"mediator": ["zm"]}));
    let error = serde_json::from_value::<MediationCommand>(wrong).unwrap_err().to_string();
    assert!(error.contains("mediator"), "{error}");
    let wrong = json!({"command": "breach", "instalment": 1, "note": "x", "day": "2026-01-01"});
    assert!(serde_json::from_value::<MediationCommand>(wrong).is_err());
}
