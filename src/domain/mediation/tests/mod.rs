//! A made-up county to mediate in, and what must hold there.

mod bookings;
mod clashes;
mod life;

use super::*;
use crate::domain::calendar::Calendar;
use crate::domain::directory::{Mediator, Room};
use crate::domain::ids::{CaseNo, OfficerId, PartyId};
use crate::domain::party::{NewParty, Party, PartyLimits, check};
use crate::domain::refusal::Refusal;
use crate::domain::rulebook::{MediationRules, Opening};
use crate::domain::time::{Day, Moment, at};
use crate::domain::unit::Unit;
use crate::domain::vocabulary::{Side, UnitKind, UnitLevel};
use chrono::NaiveTime;
use serde_json::{Value, json};

/// Monday 2026-11-23, half past eight; the days after are ordinary working days.
fn monday(hour: u32, minute: u32) -> Moment {
    at(day(23), hour, minute)
}

fn day(day: u32) -> Day {
    Day::from_ymd_opt(2026, 11, day).unwrap()
}

struct County {
    now: Moment,
    calendar: Calendar,
    rules: MediationRules,
    rooms: Vec<Room>,
    mediators: Vec<Mediator>,
    units: Vec<Unit>,
    parties: Vec<Party>,
    bookings: Vec<Booking>,
    case_no: CaseNo,
    earlier_sides: Vec<EarlierSide>,
    judicial_eligible: bool,
    officer: OfficerId,
    mediation: Mediation,
}

impl County {
    fn new() -> Self {
        let time = |hour, minute| NaiveTime::from_hms_opt(hour, minute, 0).unwrap();
        Self {
            now: monday(8, 30),
            calendar: Calendar::embedded(),
            rules: MediationRules {
                notice_hours: 24,
                hold_hours: 4,
                slot_minutes: 30,
                session_minutes: 120,
                no_shows: 2,
                opening: vec![
                    Opening { from: time(8, 30), to: time(12, 0) },
                    Opening { from: time(14, 30), to: time(18, 0) },
                ],
            },
            rooms: vec![room("1", 8), room("2", 12), room("3", 3)],
            mediators: vec![mediator("zm", "赵明"), mediator("qh", "钱红"), mediator("sl", "孙亮")],
            units: vec![unit("rsj", "人社局"), unit("zjj", "住建局")],
            parties: vec![party(1, Side::Applicant, "周甲", "1"), party(2, Side::Respondent, "吴乙", "2")],
            bookings: Vec::new(),
            case_no: CaseNo::from("ZZ2026-00001"),
            earlier_sides: Vec::new(),
            judicial_eligible: true,
            officer: OfficerId::from("liying"),
            mediation: Mediation::default(),
        }
    }

    fn context(&self) -> Context<'_> {
        Context {
            now: self.now,
            calendar: &self.calendar,
            rules: &self.rules,
            rooms: &self.rooms,
            mediators: &self.mediators,
            units: &self.units,
            parties: &self.parties,
            bookings: &self.bookings,
            case_no: &self.case_no,
            earlier_sides: &self.earlier_sides,
            judicial_eligible: self.judicial_eligible,
        }
    }

    /// Decides a command written as a script would, and applies what comes of it.
    fn perform(&mut self, command: Value) -> Result<Vec<MediationEvent>, Refusal> {
        let command: MediationCommand = serde_json::from_value(command).unwrap();
        let events = decide(&self.mediation, &command, &self.context())?;
        for event in &events {
            self.mediation.apply(self.now, &self.officer, event);
        }
        Ok(events)
    }

    fn refused(&mut self, command: Value) -> &'static str {
        self.perform(command).unwrap_err().code
    }

    fn causes(&mut self, command: Value) -> Vec<&'static str> {
        let refusal = self.perform(command).unwrap_err();
        assert_eq!(refusal.code, "session_clashes");
        refusal.causes.iter().map(|cause| cause.code).collect()
    }

    /// Makes another case of other people in the same county, with what this one has booked.
    fn neighbour(&self) -> Self {
        let mut other = Self::new();
        other.now = self.now;
        other.case_no = CaseNo::from("ZZ2026-00002");
        other.parties = vec![party(1, Side::Applicant, "郑丙", "3"), party(2, Side::Respondent, "王丁", "4")];
        other.bookings = self.mediation.booked(&self.case_no, &self.parties, None);
        other
    }

    /// Books a session on Wednesday at nine and brings it to its day with everybody there.
    fn in_session() -> Self {
        let mut county = Self::new();
        county.perform(schedule("2026-11-25 09:00")).unwrap();
        county.now = at(day(25), 9, 10);
        county.perform(json!({"command": "attendance", "session": 1, "present": [1, 2]})).unwrap();
        county
    }

    fn agreed(instalments: &Value) -> Self {
        let mut county = Self::in_session();
        county.perform(agree(instalments)).unwrap();
        county
    }
}

fn room(id: &str, seats: u32) -> Room {
    Room { id: id.into(), name: format!("第{id}调解室"), seats }
}

fn mediator(id: &str, name: &str) -> Mediator {
    Mediator {
        id: id.into(),
        name: name.into(),
        unit: None,
        kind: String::new(),
        specialities: Vec::new(),
        phone: String::new(),
        employer: String::new(),
        kin: Vec::new(),
    }
}

fn unit(id: &str, name: &str) -> Unit {
    Unit {
        id: id.into(),
        name: format!("某某县{name}"),
        short: name.into(),
        kind: UnitKind::Resident,
        level: UnitLevel::County,
        parent: None,
        residency: None,
        phone: String::new(),
        duties: Vec::new(),
        areas: Vec::new(),
    }
}

fn party(id: u32, side: Side, name: &str, phone: &str) -> Party {
    let form = NewParty { phone: Some(format!("1390000000{phone}")), ..NewParty::new(side, name) };
    check(PartyId(id), &form, PartyLimits { today: day(23), representatives_max: 5 }).unwrap()
}

fn schedule(starts: &str) -> Value {
    json!({"command": "schedule", "room": "1", "starts": starts, "mediators": ["zm"]})
}

/// The same command with some fields of its own.
fn with(mut command: Value, fields: &Value) -> Value {
    command.as_object_mut().unwrap().extend(fields.as_object().unwrap().clone());
    command
}

fn agree(instalments: &Value) -> Value {
    json!({
        "command": "conclude_session", "session": 1,
        "outcome": {
            "kind": "agreed", "facts": "因排水沟改道发生争执。", "terms": "吴乙分期付清修复费用。",
            "instalments": instalments
        }
    })
}
