//! What stands against a booking, and what is offered instead.

use super::*;
use crate::domain::ids::SessionId;

const NINE: &str = "2026-11-25 09:00";

#[test]
fn a_free_room_is_booked_with_everything_in_one_act() {
    let mut county = County::new();
    let events = county.perform(with(schedule(NINE), &json!({"seats": ["rsj"]}))).unwrap();
    assert_eq!(events.len(), 1);
    let session = county.mediation.session(SessionId(1)).unwrap();
    assert_eq!(session.status, SessionStatus::Confirmed);
    assert_eq!(session.plan.ends, at(day(25), 11, 0));
    assert_eq!(session.plan.parties, [PartyId(1), PartyId(2)]);
    let booked: Vec<String> =
        booked_resources(&county.case_no, session, &county.parties).into_iter().map(|b| b.resource).collect();
    assert_eq!(booked, ["mediator:zm", "person:13900000001/周甲", "person:13900000002/吴乙", "room:1", "seat:rsj"]);
}

#[test]
fn a_refusal_carries_every_clash_and_five_slots() {
    let mut county = County::new();
    county.perform(with(schedule(NINE), &json!({"seats": ["rsj"]}))).unwrap();
    let mut other = county.neighbour();
    let refusal = other.perform(with(schedule("2026-11-25 10:00"), &json!({"seats": ["rsj"]}))).unwrap_err();
    let causes: Vec<_> = refusal.causes.iter().map(|cause| cause.code).collect();
    assert_eq!(causes, ["clash_room_busy", "clash_mediator_busy", "clash_seat_busy"]);
    assert!(refusal.causes[0].args.contains(&("case_no", "ZZ2026-00001".into())));
    assert!(refusal.causes[0].args.contains(&("time", "2026-11-25 09:00–11:00".into())));
    assert_eq!(refusal.offers.len(), OFFERED);
    assert!(refusal.offers[0].args.contains(&("starts", "2026-11-25 14:30".into())));
}

#[test]
fn a_session_may_begin_when_another_ends() {
    let mut county = County::new();
    county.perform(with(schedule("2026-11-25 08:30"), &json!({"ends": "2026-11-25 10:00"}))).unwrap();
    let after = with(schedule("2026-11-25 10:00"), &json!({"ends": "2026-11-25 11:30"}));
    assert!(county.neighbour().perform(after).is_ok());
}

#[test]
fn a_party_is_not_summoned_to_two_rooms_at_once() {
    let mut county = County::new();
    county.perform(schedule(NINE)).unwrap();
    let mut other = county.neighbour();
    other.parties.push(party(3, Side::Third, "周甲", "1"));
    let elsewhere = with(schedule(NINE), &json!({"room": "2", "mediators": ["qh"]}));
    assert_eq!(other.causes(elsewhere.clone()), ["clash_party_elsewhere"]);
    // Summoning only the others is possible.
    assert!(other.perform(with(elsewhere, &json!({"parties": [1, 2]}))).is_ok());
}

#[test]
fn two_sessions_of_one_case_clash_as_well() {
    let mut county = County::new();
    county.perform(schedule(NINE)).unwrap();
    let second = with(schedule(NINE), &json!({"room": "2", "mediators": ["qh"]}));
    assert_eq!(county.causes(second), ["clash_party_elsewhere", "clash_party_elsewhere"]);
}

#[test]
fn a_room_must_exist_and_seat_everybody() {
    let mut county = County::new();
    assert_eq!(county.causes(with(schedule(NINE), &json!({"room": "9"}))), ["clash_room_unknown"]);
    let crowded = json!({"room": "3", "guests": [{"role": "lawyer", "name": "某律师"}]});
    assert_eq!(county.causes(with(schedule(NINE), &crowded)), ["clash_room_too_small"]);
}

#[test]
fn a_mediator_and_a_unit_must_exist() {
    let mut county = County::new();
    assert_eq!(county.causes(with(schedule(NINE), &json!({"mediators": []}))), ["clash_no_mediator"]);
    let unknown = json!({"mediators": ["nobody"], "seats": ["nowhere"]});
    assert_eq!(county.causes(with(schedule(NINE), &unknown)), ["clash_mediator_unknown", "clash_seat_unknown"]);
}

#[test]
fn nobody_mediates_on_a_day_off_but_make_up_days_are_worked() {
    let mut county = County::new();
    assert_eq!(county.causes(schedule("2026-11-28 09:00")), ["clash_non_working_day"]);
    county.now = at(Day::from_ymd_opt(2026, 9, 14).unwrap(), 9, 0);
    assert!(county.perform(schedule("2026-09-20 09:00")).is_ok(), "Sunday, worked for the National Day");
    assert_eq!(county.causes(schedule("2026-10-02 09:00")), ["clash_non_working_day"]);
}

#[test]
fn a_session_stays_within_the_opening_hours() {
    let mut county = County::new();
    for (starts, ends) in [("08:00", "10:00"), ("11:00", "13:00"), ("09:00", "15:00"), ("17:30", "18:30")] {
        let command = with(schedule(&format!("2026-11-25 {starts}")), &json!({"ends": format!("2026-11-25 {ends}")}));
        assert_eq!(county.causes(command), ["clash_outside_opening_hours"], "{starts}–{ends}");
    }
}

#[test]
fn time_runs_forwards() {
    let mut county = County::new();
    let backwards = with(schedule(NINE), &json!({"ends": "2026-11-25 08:45"}));
    assert_eq!(county.causes(backwards), ["clash_ends_before_it_starts"]);
    assert_eq!(county.causes(schedule("2026-11-20 09:00")), ["clash_in_the_past"]);
}

#[test]
fn a_notice_shorter_than_the_rule_needs_a_reason_that_stays_on_record() {
    let mut county = County::new();
    let soon = schedule("2026-11-23 14:30");
    assert_eq!(county.causes(soon.clone()), ["clash_notice_too_short"]);
    assert_eq!(county.causes(with(soon.clone(), &json!({"urgent": "  "}))), ["clash_notice_too_short"]);
    county.perform(with(soon, &json!({"urgent": "双方情绪激动，恐激化"}))).unwrap();
    assert_eq!(county.mediation.sessions[0].urgent.as_deref(), Some("双方情绪激动，恐激化"));
    assert!(county.neighbour().perform(with(schedule("2026-11-24 08:30"), &json!({"room": "2"}))).is_ok());
}

#[test]
fn kin_of_a_party_may_not_mediate_by_name_or_number() {
    let mut county = County::new();
    county.mediators[0].kin = vec!["吴乙".into()];
    assert_eq!(county.causes(schedule(NINE)), ["clash_recused_kin"]);
    county.mediators[0].kin = vec!["622421196502280015".into()];
    county.parties[0].id_no = Some("622421196502280015".into());
    assert_eq!(county.causes(schedule(NINE)), ["clash_recused_kin"]);
}

#[test]
fn a_mediator_employed_with_a_party_may_not_mediate() {
    let mut county = County::new();
    county.mediators[0].employer = "某某物业公司".into();
    assert!(county.neighbour().perform(schedule(NINE)).is_ok());
    county.parties[1].employer = Some("某某物业公司".into());
    assert_eq!(county.causes(schedule(NINE)), ["clash_recused_employer"]);
    county.parties[1].employer = None;
    county.mediators[0].unit = Some("zjj".into());
    county.parties[1].name = "某某县住建局".into();
    assert_eq!(county.causes(schedule(NINE)), ["clash_recused_employer"]);
}

#[test]
fn no_employer_is_not_the_same_employer() {
    let mut county = County::new();
    county.parties[0].employer = Some(String::new());
    assert!(county.perform(schedule(NINE)).is_ok());
}

#[test]
fn who_once_stood_on_a_side_may_not_mediate() {
    let mut county = County::new();
    county.earlier_sides = vec![EarlierSide {
        mediator: "zm".into(),
        case_no: CaseNo::from("ZZ2025-00077"),
        as_lawyer: true,
        whom: "周甲".into(),
    }];
    let refusal = county.perform(schedule(NINE)).unwrap_err();
    assert_eq!(refusal.causes[0].code, "clash_recused_earlier_lawyer");
    assert!(refusal.causes[0].args.contains(&("case_no", "ZZ2025-00077".into())));
    county.earlier_sides.clear();
    county.parties[0].agent = Some("赵明".into());
    assert_eq!(county.causes(schedule(NINE)), ["clash_recused_earlier_lawyer"]);
}

#[test]
fn a_recusal_on_record_keeps_the_mediator_away() {
    let mut county = County::new();
    county.perform(schedule(NINE)).unwrap();
    let recuse = json!({"command": "recuse", "mediator": "zm", "ground": "request", "note": "申请人提出"});
    county.perform(recuse.clone()).unwrap();
    assert_eq!(county.refused(recuse), "mediator_already_recused");
    assert_eq!(county.causes(schedule("2026-11-26 09:00")), ["clash_recused_on_record"]);
    let warnings = county.mediation.warnings(county.now, 2);
    assert_eq!(warnings[0].key(), "recused_mediator");
}

#[test]
fn no_slot_is_offered_for_what_no_time_can_help() {
    let mut county = County::new();
    county.mediators[0].kin = vec!["吴乙".into()];
    assert!(county.perform(schedule(NINE)).unwrap_err().offers.is_empty());
}

#[test]
fn another_room_is_offered_when_only_the_room_is_taken() {
    let mut county = County::new();
    county.perform(schedule(NINE)).unwrap();
    let mut other = county.neighbour();
    let refusal = other.perform(with(schedule(NINE), &json!({"mediators": ["qh"]}))).unwrap_err();
    let first = &refusal.offers[0].args;
    assert!(first.contains(&("starts", NINE.into())));
    assert!(first.contains(&("room", "3".into())), "the smallest that seats everybody");
}

#[test]
fn offered_slots_follow_one_another_and_skip_days_off() {
    let mut county = County::new();
    let refusal = county.perform(schedule("2026-11-27 17:00")).unwrap_err();
    let starts: Vec<String> = refusal.offers.iter().map(|slot| slot.args[2].1.clone()).collect();
    let expected = ["2026-11-30 08:30", "2026-11-30 14:30", "2026-12-01 08:30", "2026-12-01 14:30", "2026-12-02 08:30"];
    assert_eq!(starts, expected);
}

#[test]
fn rooms_that_never_open_offer_nothing_and_the_search_ends() {
    let mut county = County::new();
    county.rules.opening.clear();
    county.rules.slot_minutes = 0;
    assert!(county.perform(schedule(NINE)).unwrap_err().offers.is_empty());
}

#[test]
fn a_date_at_the_end_of_the_calendar_does_no_harm() {
    let mut county = County::new();
    let far = with(schedule("2026-11-25 09:00"), &json!({"hold_hours": u32::MAX}));
    assert!(county.perform(far).is_ok());
    let mut county = County::new();
    county.rules.notice_hours = u32::MAX;
    county.rules.session_minutes = u32::MAX;
    assert!(county.perform(schedule("9999-12-31 23:00")).is_err());
}
