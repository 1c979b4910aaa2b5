//! What holds whatever is booked: no resource is taken twice, and an offered slot can be had.

use super::*;
use proptest::prelude::*;

/// What a desk might try: who, where, when, how long, held or not, and how much later.
#[derive(Debug, Clone)]
struct Attempt {
    case: usize,
    room: usize,
    mediator: usize,
    seat: bool,
    half_hours: u32,
    length: u32,
    hold: bool,
    act: u8,
    wait: u32,
}

fn attempt() -> impl Strategy<Value = Attempt> {
    let what = (0usize..3, 0usize..2, 0usize..3, any::<bool>(), any::<bool>(), 0u8..6);
    (what, 0u32..48, 1u32..5, 0u32..120).prop_map(
        |((case, room, mediator, seat, hold, act), half_hours, length, wait)| Attempt {
            case,
            room,
            mediator,
            seat,
            half_hours,
            length,
            hold,
            act,
            wait,
        },
    )
}

/// Three cases of one county; the third summons a party of the first.
fn cases() -> Vec<County> {
    let mut cases: Vec<County> = (0..3).map(|_| County::new()).collect();
    for (number, case) in cases.iter_mut().enumerate() {
        case.case_no = CaseNo(format!("ZZ2026-0000{number}"));
        case.rules.notice_hours = 0;
    }
    cases[1].parties = vec![party(1, Side::Applicant, "郑丙", "3"), party(2, Side::Respondent, "王丁", "4")];
    cases[2].parties = vec![party(1, Side::Applicant, "周甲", "1"), party(2, Side::Respondent, "冯戊", "5")];
    cases
}

fn booked(cases: &[County]) -> Vec<Booking> {
    cases.iter().flat_map(|case| case.mediation.booked(&case.case_no, &case.parties, None)).collect()
}

fn command(attempt: &Attempt, now: Moment) -> Value {
    let starts = monday(0, 0) + chrono::Duration::minutes(i64::from(attempt.half_hours) * 30 + 8 * 60);
    let ends = starts + chrono::Duration::minutes(i64::from(attempt.length) * 30);
    let (room, mediator) = (["1", "2"][attempt.room], ["zm", "qh", "sl"][attempt.mediator]);
    let mut fields = json!({
        "room": room, "mediators": [mediator],
        "seats": if attempt.seat { vec!["rsj"] } else { vec![] },
        "starts": starts.to_rfc3339(), "ends": ends.to_rfc3339(),
    });
    match attempt.act {
        0 => json!({"command": "confirm_session", "session": attempt.length}),
        1 => json!({"command": "cancel_session", "session": attempt.length, "reason": "不需要"}),
        2 => {
            fields["command"] = json!("reschedule");
            fields["session"] = json!(attempt.length);
            fields["reason"] = json!(format!("改期 {now}"));
            fields
        }
        _ => {
            fields["command"] = json!("schedule");
            fields["hold"] = json!(attempt.hold);
            fields
        }
    }
}

fn overlapping(bookings: &[Booking], now: Moment) -> Option<(&Booking, &Booking)> {
    let live: Vec<&Booking> = bookings.iter().filter(|booking| booking.is_live(now)).collect();
    live.iter().enumerate().find_map(|(at, one)| {
        let same = |other: &&&Booking| {
            (&other.case_no, other.session) != (&one.case_no, one.session)
                && other.resource == one.resource
                && other.overlaps(one.starts, one.ends)
        };
        live[at + 1..].iter().find(same).map(|other| (*one, *other))
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn no_resource_is_ever_taken_twice_and_offered_slots_can_be_had(
        attempts in proptest::collection::vec(attempt(), 1..40),
    ) {
        let mut cases = cases();
        let mut now = monday(8, 0);
        for attempt in &attempts {
            now += chrono::Duration::minutes(attempt.wait.into());
            let others = booked(&cases);
            let case = &mut cases[attempt.case];
            case.now = now;
            case.bookings = others;
            let wanted = command(attempt, now);
            if let Err(refusal) = case.perform(wanted.clone())
                && let (Some(slot), true) = (refusal.offers.last(), wanted["command"] == "schedule")
            {
                let mut offered = wanted;
                offered["room"] = json!(slot.args[0].1);
                offered["starts"] = json!(slot.args[2].1);
                offered["ends"] = json!(slot.args[3].1);
                prop_assert!(case.perform(offered).is_ok());
            }
            let all = booked(&cases);
            prop_assert_eq!(overlapping(&all, now), None);
        }
    }
}

#[test]
fn slots_are_found_quickly_among_very_many_bookings() {
    let mut county = County::new();
    // Every room taken all day for the whole horizon: the search must look at everything and give up.
    for offset in 0..90u64 {
        let day = day(23) + chrono::Days::new(offset);
        for resource in ["room:1", "room:2", "room:3", "mediator:zm", "mediator:qh", "seat:rsj", "person:x", "person:y"]
        {
            county.bookings.push(Booking {
                case_no: CaseNo::from("ZZ2026-00009"),
                session: crate::domain::ids::SessionId(1),
                resource: resource.into(),
                starts: at(day, 8, 0),
                ends: at(day, 18, 0),
                held_until: None,
                label: String::new(),
            });
        }
    }
    let started = std::time::Instant::now();
    assert!(county.perform(schedule("2026-11-25 09:00")).unwrap_err().offers.is_empty());
    assert!(started.elapsed().as_secs() < 2, "took {:?}", started.elapsed());
}
