//! What sessions take up: rooms, mediators, seats of units, and the people summoned.

use super::session::{Session, SessionPlan};
use super::state::Mediation;
use crate::domain::ids::{CaseNo, MediatorId, PartyId, RoomId, SessionId, UnitId};
use crate::domain::party::{Nature, Party, persons};
use crate::domain::time::Moment;
use serde::{Deserialize, Serialize};

/// One resource taken up by one session.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Booking {
    /// The case.
    pub case_no: CaseNo,
    /// The session within the case.
    pub session: SessionId,
    /// The resource: `room:1`, `mediator:zm`, `seat:rsj`, `person:<key>`.
    pub resource: String,
    /// From when.
    pub starts: Moment,
    /// Until when; the next may begin at this moment.
    pub ends: Moment,
    /// When a hold runs out; nothing for what is confirmed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub held_until: Option<Moment>,
    /// The code or the name, for people to read.
    pub label: String,
}

impl Booking {
    /// Tells whether it still counts: a hold whose time is up does not.
    pub fn is_live(&self, now: Moment) -> bool {
        self.held_until.is_none_or(|until| now < until)
    }

    /// Tells whether it takes up any of the time between two moments.
    pub fn overlaps(&self, starts: Moment, ends: Moment) -> bool {
        self.starts < ends && starts < self.ends
    }
}

/// Returns the name of a room as a resource.
pub fn room_resource(room: &RoomId) -> String {
    format!("room:{room}")
}

/// Returns the name of a mediator as a resource.
pub fn mediator_resource(mediator: &MediatorId) -> String {
    format!("mediator:{mediator}")
}

/// Returns the name of a unit's seat as a resource.
pub fn seat_resource(unit: &UnitId) -> String {
    format!("seat:{unit}")
}

/// Returns the name of a person as a resource; see [`persons`] for the keys.
pub fn person_resource(key: &str) -> String {
    format!("person:{key}")
}

/// Returns everything a session takes up; nothing for one that was called off, ended or let go.
///
/// A person known under several keys is booked under each, so that a case which knows only one of them
/// notices all the same.
pub fn booked_resources(case_no: &CaseNo, session: &Session, parties: &[Party]) -> Vec<Booking> {
    if !session.is_open() {
        return Vec::new();
    }
    let booking = |(resource, label): (String, String)| Booking {
        case_no: case_no.clone(),
        session: session.id,
        resource,
        starts: session.plan.starts,
        ends: session.plan.ends,
        held_until: session.held_until,
        label,
    };
    let mut taken: Vec<Booking> = resources(&session.plan, parties).into_iter().map(booking).collect();
    taken.sort_by(|a, b| a.resource.cmp(&b.resource));
    taken.dedup_by(|a, b| a.resource == b.resource);
    taken
}

fn resources(plan: &SessionPlan, parties: &[Party]) -> Vec<(String, String)> {
    let mut taken = vec![(room_resource(&plan.room), plan.room.to_string())];
    taken.extend(plan.mediators.iter().map(|id| (mediator_resource(id), id.to_string())));
    taken.extend(plan.seats.iter().map(|id| (seat_resource(id), id.to_string())));
    for person in summoned(plan, parties).flat_map(persons) {
        taken.extend(person.keys.iter().map(|key| (person_resource(key), person.name.clone())));
    }
    taken
}

/// Returns the parties a plan summons.
pub(super) fn summoned<'a>(plan: &'a SessionPlan, parties: &'a [Party]) -> impl Iterator<Item = &'a Party> {
    parties.iter().filter(|party| plan.parties.contains(&party.id))
}

/// Returns how many people come for a party: its representatives, or the party and its agent.
pub fn people_of(party: &Party) -> usize {
    let themselves = if party.nature == Nature::Person { 1 } else { party.representatives.len().max(1) };
    themselves + usize::from(party.agent.is_some())
}

/// Returns how many people a room must seat for a plan.
pub fn people_in(plan: &SessionPlan, parties: &[Party]) -> usize {
    let sides: usize = summoned(plan, parties).map(people_of).sum();
    sides + plan.mediators.len() + plan.seats.len() + plan.guests.len()
}

impl Mediation {
    /// Returns everything the sessions of the case take up, but for one session that is being moved.
    pub fn booked(&self, case_no: &CaseNo, parties: &[Party], except: Option<SessionId>) -> Vec<Booking> {
        let others = self.sessions.iter().filter(|session| Some(session.id) != except);
        others.flat_map(|session| booked_resources(case_no, session, parties)).collect()
    }

    /// Returns the parties of a session that still takes up resources, whose data therefore may not go away.
    pub fn is_summoned(&self, party: PartyId) -> bool {
        self.sessions.iter().any(|session| session.is_open() && session.plan.parties.contains(&party))
    }
}
