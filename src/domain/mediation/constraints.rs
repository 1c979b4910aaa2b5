//! The reasons against a booking: each constraint is one small function that returns every clash it sees.

use super::booking::{Booking, mediator_resource, people_in, person_resource, room_resource, seat_resource, summoned};
use super::clash::Clash;
use super::context::Context;
use super::session::SessionPlan;
use super::state::{Mediation, Recusal};
use super::words::RecusalGround;
use crate::domain::directory::Mediator;
use crate::domain::ids::{MediatorId, SessionId};
use crate::domain::party::{Party, Representative, persons};

/// A booking that is asked for.
#[derive(Debug, Clone)]
pub struct Request {
    /// What is to be booked.
    pub plan: SessionPlan,
    /// Whether the notice rule applies: not to urgent sessions, nor to changes that leave the time.
    pub needs_notice: bool,
    /// What is taken already, without the session that is being moved.
    pub taken: Vec<Booking>,
    /// Who may not mediate this case.
    pub recusals: Vec<Recusal>,
}

impl Request {
    /// Makes a request for a new session, or for another plan of the session `moving`.
    pub fn new(
        mediation: &Mediation,
        context: &Context<'_>,
        plan: SessionPlan,
        moving: Option<SessionId>,
        needs_notice: bool,
    ) -> Self {
        let elsewhere = context.bookings.iter().filter(|booking| booking.case_no != *context.case_no).cloned();
        let mut taken: Vec<Booking> = elsewhere.collect();
        taken.extend(mediation.booked(context.case_no, context.parties, moving));
        taken.retain(|booking| booking.is_live(context.now));
        Self { plan, needs_notice, taken, recusals: mediation.recusals.clone() }
    }

    /// Returns what takes a resource at the time asked for.
    fn in_the_way<'a>(&'a self, resource: &'a str) -> impl Iterator<Item = &'a Booking> {
        let SessionPlan { starts, ends, .. } = self.plan;
        self.taken.iter().filter(move |taken| taken.overlaps(starts, ends) && taken.resource == resource)
    }
}

/// A rule against bookings.
pub type Constraint = fn(&Request, &Context<'_>) -> Vec<Clash>;

/// Every constraint, in the order in which officers want to read them.
pub const CONSTRAINTS: &[Constraint] = &[
    ends_before_it_starts,
    in_the_past,
    non_working_day,
    outside_opening_hours,
    notice_too_short,
    room_unknown,
    room_too_small,
    room_busy,
    mediator_missing,
    mediator_busy,
    seat_unknown,
    seat_busy,
    party_elsewhere,
    recused_on_record,
    recused_as_kin,
    recused_by_employer,
    recused_by_earlier_side,
];

/// Returns every clash of a request, not only the first.
pub fn clashes(request: &Request, context: &Context<'_>) -> Vec<Clash> {
    CONSTRAINTS.iter().flat_map(|constraint| constraint(request, context)).collect()
}

fn ends_before_it_starts(request: &Request, _: &Context<'_>) -> Vec<Clash> {
    let SessionPlan { starts, ends, .. } = request.plan;
    clash_if(ends <= starts, || Clash::EndsBeforeItStarts { starts, ends })
}

fn in_the_past(request: &Request, context: &Context<'_>) -> Vec<Clash> {
    let starts = request.plan.starts;
    clash_if(starts <= context.now, || Clash::InThePast { starts })
}

fn non_working_day(request: &Request, context: &Context<'_>) -> Vec<Clash> {
    let day = request.plan.starts.date_naive();
    clash_if(!context.calendar.is_working(day), || Clash::NonWorkingDay {
        day,
        next: context.calendar.next_working_on_or_after(day),
    })
}

fn outside_opening_hours(request: &Request, context: &Context<'_>) -> Vec<Clash> {
    let SessionPlan { starts, ends, .. } = request.plan;
    let same_day = starts.date_naive() == ends.date_naive();
    let (from, to) = (starts.time(), ends.time());
    let inside = same_day && context.rules.opening.iter().any(|open| open.from <= from && to <= open.to);
    clash_if(!inside && starts < ends, || Clash::OutsideOpeningHours {
        starts,
        ends,
        opening: context.rules.opening.clone(),
    })
}

fn notice_too_short(request: &Request, context: &Context<'_>) -> Vec<Clash> {
    let (starts, earliest) = (request.plan.starts, context.earliest_with_notice());
    let short = request.needs_notice && context.now < starts && starts < earliest;
    clash_if(short, || Clash::NoticeTooShort { starts, hours: context.rules.notice_hours, earliest })
}

fn room_unknown(request: &Request, context: &Context<'_>) -> Vec<Clash> {
    let room = &request.plan.room;
    clash_if(context.rooms.iter().all(|known| known.id != *room), || Clash::RoomUnknown { room: room.clone() })
}

fn room_too_small(request: &Request, context: &Context<'_>) -> Vec<Clash> {
    let people = u32::try_from(people_in(&request.plan, context.parties)).unwrap_or(u32::MAX);
    let room = context.rooms.iter().find(|known| known.id == request.plan.room && known.seats < people);
    room.map(|room| Clash::RoomTooSmall { room: room.name.clone(), seats: room.seats, people }).into_iter().collect()
}

fn room_busy(request: &Request, context: &Context<'_>) -> Vec<Clash> {
    let id = &request.plan.room;
    let name = context.rooms.iter().find(|known| known.id == *id).map_or(id.as_str(), |known| &known.name);
    let busy = |taken: &Booking| Clash::RoomBusy { room: name.to_owned(), by: taken.into() };
    request.in_the_way(&room_resource(id)).map(busy).collect()
}

fn mediator_missing(request: &Request, context: &Context<'_>) -> Vec<Clash> {
    let mediators = &request.plan.mediators;
    let unknown = mediators.iter().filter(|id| find(context, id).is_none());
    let unknown = unknown.map(|id| Clash::MediatorUnknown { mediator: id.clone() });
    clash_if(mediators.is_empty(), || Clash::NoMediator).into_iter().chain(unknown).collect()
}

fn mediator_busy(request: &Request, context: &Context<'_>) -> Vec<Clash> {
    let of = |id: &MediatorId| {
        let mediator = find(context, id).map_or_else(|| id.to_string(), |known| known.name.clone());
        let busy = |taken: &Booking| Clash::MediatorBusy { mediator: mediator.clone(), by: taken.into() };
        request.in_the_way(&mediator_resource(id)).map(busy).collect::<Vec<_>>()
    };
    request.plan.mediators.iter().flat_map(of).collect()
}

fn seat_unknown(request: &Request, context: &Context<'_>) -> Vec<Clash> {
    let unknown = request.plan.seats.iter().filter(|id| context.units.iter().all(|unit| unit.id != **id));
    unknown.map(|id| Clash::SeatUnknown { unit: id.clone() }).collect()
}

fn seat_busy(request: &Request, context: &Context<'_>) -> Vec<Clash> {
    let mut found = Vec::new();
    for id in &request.plan.seats {
        let name = context.units.iter().find(|unit| unit.id == *id).map_or(id.as_str(), |unit| &unit.short);
        let busy = |taken: &Booking| Clash::SeatBusy { unit: name.to_owned(), by: taken.into() };
        found.extend(request.in_the_way(&seat_resource(id)).map(busy));
    }
    found
}

fn party_elsewhere(request: &Request, context: &Context<'_>) -> Vec<Clash> {
    let mut found = Vec::new();
    for person in summoned(&request.plan, context.parties).flat_map(persons) {
        let resources: Vec<String> = person.keys.iter().map(|key| person_resource(key)).collect();
        let mut in_the_way: Vec<&Booking> =
            resources.iter().flat_map(|resource| request.in_the_way(resource)).collect();
        // One session books a person under each of their keys; it is one clash.
        in_the_way.dedup_by(|a, b| a.case_no == b.case_no && a.session == b.session);
        let name = &person.name;
        found.extend(
            in_the_way.into_iter().map(|taken| Clash::PartyElsewhere { person: name.clone(), by: taken.into() }),
        );
    }
    found.dedup();
    found
}

fn recused_on_record(request: &Request, context: &Context<'_>) -> Vec<Clash> {
    let stands = request.recusals.iter().filter(|recusal| request.plan.mediators.contains(&recusal.mediator));
    let of = |recusal: &Recusal| Clash::RecusedOnRecord {
        mediator: find(context, &recusal.mediator).map_or_else(|| recusal.mediator.to_string(), |m| m.name.clone()),
        ground: recusal.ground,
        note: recusal.note.clone().unwrap_or_default(),
    };
    stands.map(of).collect()
}

fn recused_as_kin(request: &Request, context: &Context<'_>) -> Vec<Clash> {
    recused(request, context, |mediator, party| {
        let is_kin =
            |name: &str, id_no: Option<&str>| mediator.kin.iter().any(|kin| kin == name || Some(kin.as_str()) == id_no);
        let speaks = |r: &Representative| is_kin(&r.name, r.id_no.as_deref());
        let kin = is_kin(&party.name, party.id_no.as_deref()) || party.representatives.iter().any(speaks);
        kin.then_some(RecusalGround::Kin)
    })
}

fn recused_by_employer(request: &Request, context: &Context<'_>) -> Vec<Clash> {
    recused(request, context, |mediator, party| {
        let unit = context.units.iter().find(|unit| Some(&unit.id) == mediator.unit.as_ref());
        let unit_is_party = unit.is_some_and(|unit| unit.name == party.name);
        let employer = mediator.employer.as_str();
        let same = employer == party.name || party.employer.as_deref() == Some(employer);
        (unit_is_party || !employer.is_empty() && same).then_some(RecusalGround::Employer)
    })
}

fn recused_by_earlier_side(request: &Request, context: &Context<'_>) -> Vec<Clash> {
    let mut found = recused(request, context, |mediator, party| {
        let is_agent = party.agent.as_deref() == Some(mediator.name.as_str());
        let is_party = party.name == mediator.name && party.phone.as_deref() == Some(mediator.phone.as_str());
        is_party.then_some(RecusalGround::EarlierParty).or(is_agent.then_some(RecusalGround::EarlierLawyer))
    });
    for side in context.earlier_sides.iter().filter(|side| request.plan.mediators.contains(&side.mediator)) {
        let ground = if side.as_lawyer { RecusalGround::EarlierLawyer } else { RecusalGround::EarlierParty };
        found.push(Clash::Recused {
            mediator: find(context, &side.mediator).map_or_else(|| side.mediator.to_string(), |m| m.name.clone()),
            ground,
            whom: side.whom.clone(),
            case_no: side.case_no.clone(),
        });
    }
    found
}

/// Holds every mediator asked for against every party of the case, summoned this time or not.
fn recused(
    request: &Request,
    context: &Context<'_>,
    ground: impl Fn(&Mediator, &Party) -> Option<RecusalGround>,
) -> Vec<Clash> {
    let mut found = Vec::new();
    for mediator in request.plan.mediators.iter().filter_map(|id| find(context, id)) {
        for party in context.parties {
            found.extend(ground(mediator, party).map(|ground| Clash::Recused {
                mediator: mediator.name.clone(),
                ground,
                whom: party.name.clone(),
                case_no: context.case_no.clone(),
            }));
        }
    }
    found
}

fn find<'a>(context: &Context<'a>, id: &MediatorId) -> Option<&'a Mediator> {
    context.mediators.iter().find(|known| known.id == *id)
}

fn clash_if(clashes: bool, clash: impl FnOnce() -> Clash) -> Vec<Clash> {
    if clashes { vec![clash()] } else { Vec::new() }
}
