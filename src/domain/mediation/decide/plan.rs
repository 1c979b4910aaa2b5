//! Booking a session and moving it.

use super::super::clash::Clash;
use super::super::command::{MediationCommand as Command, NewSession};
use super::super::constraints::{Request, clashes};
use super::super::context::{Context, later};
use super::super::event::MediationEvent as Event;
use super::super::session::{Guest, Session, SessionPlan};
use super::super::slots::{OFFERED, free_slots};
use super::super::state::Mediation;
use super::super::words::MediationStatus;
use super::{Decision, find, not_lapsed, stated, still_open, unique};
use crate::domain::clean;
use crate::domain::ids::{PartyId, SessionId};
use crate::domain::refusal::Refusal;
use crate::domain::time::{Moment, cst};
use crate::refuse;
use chrono::Duration;

pub(super) fn schedule(mediation: &Mediation, form: &NewSession, context: &Context<'_>) -> Decision {
    is_open(mediation)?;
    let request = request(mediation, form, None, context)?;
    free(&request, context)?;
    let hours = match (form.hold, form.hold_hours) {
        (_, Some(hours)) => Some(hours.max(1)),
        (true, None) => Some(context.rules.hold_hours.max(1)),
        (false, None) => None,
    };
    // A hold never outlives the beginning of what it holds.
    let until = |hours: u32| later(context.now, Duration::hours(hours.into())).min(request.plan.starts);
    Ok(vec![Event::SessionScheduled {
        session: mediation.next_session_id(),
        held_until: hours.map(until),
        urgent: clean::optional(form.urgent.as_deref()),
        plan: request.plan,
    }])
}

/// Returns what a filled-in session asks for, with the rulebook's defaults: to be held against the
/// constraints, or to look for free slots while the form is still being filled in.
///
/// `moving` names the session whose own bookings do not stand in the way.
///
/// # Errors
/// Refuses a party that is not one of the case.
pub fn request(
    mediation: &Mediation,
    form: &NewSession,
    moving: Option<SessionId>,
    context: &Context<'_>,
) -> Result<Request, Refusal> {
    let starts = form.starts.with_timezone(&cst());
    let usual = Duration::minutes(context.rules.session_minutes.into());
    let plan = SessionPlan {
        room: form.room.clone(),
        starts,
        ends: form.ends.map_or_else(|| later(starts, usual), |ends| ends.with_timezone(&cst())),
        mediators: unique(&form.mediators),
        seats: unique(&form.seats),
        parties: parties(&form.parties, context)?,
        guests: guests(&form.guests)?,
        topic: clean::optional(form.topic.as_deref()),
    };
    let needs_notice = clean::optional(form.urgent.as_deref()).is_none();
    Ok(Request::new(mediation, context, plan, moving, needs_notice))
}

pub(super) fn reschedule(mediation: &Mediation, command: &Command, context: &Context<'_>) -> Decision {
    let Command::Reschedule { session, reason, room, starts, ends, .. } = command else { return Ok(Vec::new()) };
    let Command::Reschedule { mediators, seats, parties: named, guests: invited, topic, urgent, .. } = command else {
        return Ok(Vec::new());
    };
    is_open(mediation)?;
    let session = find(mediation, *session)?;
    still_open(session)?;
    not_lapsed(session, context)?;
    if session.attendance.is_some() {
        return Err(refuse!("session_attendance_taken", session = session.id));
    }
    let reason = stated(reason)?;
    let before = &session.plan;
    let at = |moment: &Moment| moment.with_timezone(&cst());
    let starts = starts.as_ref().map_or(before.starts, at);
    let plan = SessionPlan {
        room: room.clone().unwrap_or_else(|| before.room.clone()),
        starts,
        ends: ends.as_ref().map_or_else(|| later(starts, before.ends - before.starts), at),
        mediators: mediators.as_deref().map_or_else(|| before.mediators.clone(), unique),
        seats: seats.as_deref().map_or_else(|| before.seats.clone(), unique),
        parties: named.as_deref().map_or_else(|| Ok(before.parties.clone()), |named| parties(named, context))?,
        guests: invited.as_deref().map_or_else(|| Ok(before.guests.clone()), guests)?,
        topic: if topic.is_some() { clean::optional(topic.as_deref()) } else { before.topic.clone() },
    };
    if plan == *before {
        return Err(refuse!("session_nothing_changes", session = session.id));
    }
    let urgent = clean::optional(urgent.as_deref());
    // Whoever knew of this time already needs no new notice of it.
    let told = plan.starts == before.starts && plan.parties.iter().all(|party| before.parties.contains(party));
    let needs_notice = urgent.is_none() && !told;
    let request = Request::new(mediation, context, plan, Some(session.id), needs_notice);
    free(&request, context)?;
    Ok(vec![Event::SessionRescheduled { session: session.id, plan: request.plan, reason, urgent }])
}

fn is_open(mediation: &Mediation) -> Result<(), Refusal> {
    match mediation.status {
        MediationStatus::Open => Ok(()),
        status => Err(refuse!("mediation_ended", state = status)),
    }
}

pub(super) fn still_free(mediation: &Mediation, session: &Session, context: &Context<'_>) -> Result<(), Refusal> {
    let request = Request::new(mediation, context, session.plan.clone(), Some(session.id), true);
    let taken = clashes(&request, context).into_iter().filter(Clash::is_taken).collect::<Vec<_>>();
    refuse_clashes(&taken, &request, context)
}

fn free(request: &Request, context: &Context<'_>) -> Result<(), Refusal> {
    refuse_clashes(&clashes(request, context), request, context)
}

fn refuse_clashes(found: &[Clash], request: &Request, context: &Context<'_>) -> Result<(), Refusal> {
    if found.is_empty() {
        return Ok(());
    }
    let slots = free_slots(request, context, OFFERED);
    let refusal = refuse!("session_clashes", count = found.len());
    Err(refusal.because(found.iter().map(Into::into)).offering(slots.iter().map(Into::into)))
}

fn parties(named: &[PartyId], context: &Context<'_>) -> Result<Vec<PartyId>, Refusal> {
    if let Some(unknown) = named.iter().find(|id| context.parties.iter().all(|party| party.id != **id)) {
        return Err(refuse!("session_party_unknown", party = unknown));
    }
    let named = unique(named);
    if !named.is_empty() {
        return Ok(named);
    }
    if context.parties.is_empty() {
        return Err(refuse!("session_without_parties"));
    }
    Ok(context.parties.iter().map(|party| party.id).collect())
}

fn guests(invited: &[Guest]) -> Result<Vec<Guest>, Refusal> {
    let cleaned = invited.iter().map(|guest| match clean::line(&guest.name) {
        name if name.is_empty() => Err(refuse!("session_guest_without_name")),
        name => Ok(Guest { role: guest.role, name }),
    });
    cleaned.collect()
}
