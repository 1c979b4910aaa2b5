//! Decides what an officer wants of a mediation: refuses with a reason, or says what has happened.

mod after;
mod outcome;
mod plan;

use super::command::MediationCommand as Command;
use super::context::Context;
use super::event::MediationEvent as Event;
use super::session::{Invitee, Session};
use super::state::Mediation;
use super::words::{MediationStatus, NoticeHow, NoticeResult, RecusalGround, SessionStatus};
use crate::domain::clean;
use crate::domain::ids::{MediatorId, PartyId, SessionId, UnitId};
use crate::domain::refusal::Refusal;
use crate::refuse;

pub use plan::request;

type Decision = Result<Vec<Event>, Refusal>;

/// Decides a command against the state and the context; pure, changes nothing.
///
/// # Errors
/// Refuses with the rule that stands against it; a clash of bookings with every reason and free slots.
pub fn decide(mediation: &Mediation, command: &Command, context: &Context<'_>) -> Decision {
    match command {
        Command::Schedule(form) => plan::schedule(mediation, form, context),
        Command::ConfirmSession { session } => confirm(mediation, *session, context),
        Command::Reschedule { .. } => plan::reschedule(mediation, command, context),
        Command::CancelSession { session, reason, no_show } => cancel(mediation, *session, reason, no_show, context),
        Command::Notify { session, party, unit, mediator, how, result, note } => {
            let whom = (*party, unit.as_ref(), mediator.as_ref());
            notify(mediation, *session, whom, (*how, *result, note.as_deref()), context)
        }
        Command::Attendance { session, present, absent, excused } => {
            attendance(mediation, *session, [present, absent, excused], context)
        }
        Command::RecordSession { session, text, recorder } => {
            let session = find(mediation, *session)?;
            if !matches!(session.status, SessionStatus::Confirmed | SessionStatus::Concluded) {
                return Err(not_confirmed(session));
            }
            begun(session, context)?;
            let text = clean::text(text);
            if text.is_empty() {
                return Err(refuse!("session_record_empty"));
            }
            let recorder = clean::optional(recorder.as_deref());
            Ok(vec![Event::SessionRecorded { session: session.id, text, recorder }])
        }
        Command::ConcludeSession { session, outcome } => outcome::conclude(mediation, *session, outcome, context),
        Command::TerminateMediation { reason, remedies } => outcome::terminate(mediation, reason, remedies),
        Command::ResumeMediation { reason } => {
            if mediation.status == MediationStatus::Open {
                return Err(refuse!("mediation_is_open"));
            }
            Ok(vec![Event::MediationResumed { reason: stated(reason)? }])
        }
        Command::Recuse { mediator, ground, note } => recuse(mediation, mediator, *ground, note.as_deref(), context),
        Command::Perform { instalment, on, note } => {
            after::perform(mediation, *instalment, *on, note.as_deref(), context)
        }
        Command::Breach { instalment, note } => after::breach(mediation, *instalment, note, context),
        Command::JudicialConfirmation { step, on, court, note } => {
            after::judicial(mediation, *step, *on, (court.as_deref(), note.as_deref()), context)
        }
        Command::ExpireHold { session } => expire(mediation, *session, context),
    }
}

fn confirm(mediation: &Mediation, id: SessionId, context: &Context<'_>) -> Decision {
    let session = find(mediation, id)?;
    if session.status != SessionStatus::Held {
        return Err(refuse!("session_not_held", session = id, state = session.status));
    }
    not_lapsed(session, context)?;
    // A live hold keeps others out; this only bites if the computer's clock was set back meanwhile.
    plan::still_free(mediation, session, context)?;
    Ok(vec![Event::SessionConfirmed { session: id }])
}

fn expire(mediation: &Mediation, id: SessionId, context: &Context<'_>) -> Decision {
    let session = find(mediation, id)?;
    match (session.status, session.held_until) {
        (SessionStatus::Held, Some(until)) if context.now < until => {
            Err(refuse!("hold_still_runs", session = id, until = super::clash::written(until)))
        }
        (SessionStatus::Held, _) => Ok(vec![Event::HoldExpired { session: id }]),
        (status, _) => Err(refuse!("session_not_held", session = id, state = status)),
    }
}

fn cancel(mediation: &Mediation, id: SessionId, reason: &str, no_show: &[PartyId], context: &Context<'_>) -> Decision {
    let session = find(mediation, id)?;
    still_open(session)?;
    let reason = stated(reason)?;
    let no_show = unique(no_show);
    summoned(session, &no_show)?;
    if !no_show.is_empty() && context.now < session.plan.starts {
        return Err(refuse!("session_not_begun", session = id, starts = super::clash::written(session.plan.starts)));
    }
    Ok(vec![Event::SessionCancelled { session: id, reason, no_show }])
}

fn notify(
    mediation: &Mediation,
    id: SessionId,
    (party, unit, mediator): (Option<PartyId>, Option<&UnitId>, Option<&MediatorId>),
    (how, result, note): (NoticeHow, NoticeResult, Option<&str>),
    context: &Context<'_>,
) -> Decision {
    let session = find(mediation, id)?;
    still_open(session)?;
    not_lapsed(session, context)?;
    let whom = match (party, unit, mediator) {
        (Some(party), None, None) => Invitee::Party(party),
        (None, Some(unit), None) => Invitee::Unit(unit.clone()),
        (None, None, Some(mediator)) => Invitee::Mediator(mediator.clone()),
        _ => return Err(refuse!("session_notify_whom")),
    };
    if session.invitees().all(|invited| invited != whom) {
        return Err(refuse!("session_not_invited", session = id));
    }
    Ok(vec![Event::Notified { session: id, whom, how, result, note: clean::optional_text(note) }])
}

fn attendance(mediation: &Mediation, id: SessionId, lists: [&Vec<PartyId>; 3], context: &Context<'_>) -> Decision {
    let session = find(mediation, id)?;
    confirmed(session)?;
    begun(session, context)?;
    let [present, absent, excused] = lists.map(|list| unique(list));
    let named: Vec<PartyId> = [&present[..], &absent, &excused].concat();
    summoned(session, &named)?;
    if let Some(twice) = named.iter().find(|party| named.iter().filter(|other| other == party).count() > 1) {
        return Err(refuse!("session_attendance_twice", party = name_of(*twice, context)));
    }
    let missing = session.plan.parties.iter().filter(|party| !named.contains(party));
    let missing: Vec<String> = missing.map(|party| name_of(*party, context)).collect();
    if !missing.is_empty() {
        return Err(refuse!("session_attendance_incomplete", parties = missing.join("、")));
    }
    Ok(vec![Event::AttendanceTaken { session: id, present, absent, excused }])
}

fn recuse(
    mediation: &Mediation,
    mediator: &MediatorId,
    ground: RecusalGround,
    note: Option<&str>,
    context: &Context<'_>,
) -> Decision {
    let Some(known) = context.mediators.iter().find(|known| known.id == *mediator) else {
        return Err(refuse!("clash_mediator_unknown", mediator = mediator));
    };
    if mediation.recusals.iter().any(|recusal| recusal.mediator == *mediator) {
        return Err(refuse!("mediator_already_recused", mediator = known.name));
    }
    Ok(vec![Event::MediatorRecused { mediator: mediator.clone(), ground, note: clean::optional(note) }])
}

fn find(mediation: &Mediation, id: SessionId) -> Result<&Session, Refusal> {
    mediation.session(id).ok_or_else(|| refuse!("session_unknown", session = id))
}

fn still_open(session: &Session) -> Result<(), Refusal> {
    if session.is_open() {
        return Ok(());
    }
    Err(refuse!("session_over", session = session.id, state = session.status))
}

fn confirmed(session: &Session) -> Result<(), Refusal> {
    if session.status == SessionStatus::Confirmed { Ok(()) } else { Err(not_confirmed(session)) }
}

fn not_confirmed(session: &Session) -> Refusal {
    if session.status == SessionStatus::Held {
        refuse!("session_only_held", session = session.id)
    } else {
        refuse!("session_over", session = session.id, state = session.status)
    }
}

fn not_lapsed(session: &Session, context: &Context<'_>) -> Result<(), Refusal> {
    match session.held_until {
        Some(until) if !session.is_live(context.now) => {
            Err(refuse!("hold_lapsed", session = session.id, until = super::clash::written(until)))
        }
        _ => Ok(()),
    }
}

/// People come early and desks write early: the day counts, not the minute.
fn begun(session: &Session, context: &Context<'_>) -> Result<(), Refusal> {
    let starts = session.plan.starts;
    if starts.date_naive() <= context.today() {
        return Ok(());
    }
    Err(refuse!("session_not_begun", session = session.id, starts = super::clash::written(starts)))
}

fn summoned(session: &Session, parties: &[PartyId]) -> Result<(), Refusal> {
    match parties.iter().find(|party| !session.plan.parties.contains(party)) {
        Some(party) => Err(refuse!("session_party_not_summoned", session = session.id, party = party)),
        None => Ok(()),
    }
}

fn stated(reason: &str) -> Result<String, Refusal> {
    let reason = clean::text(reason);
    if reason.is_empty() { Err(refuse!("mediation_reason_missing")) } else { Ok(reason) }
}

fn name_of(party: PartyId, context: &Context<'_>) -> String {
    let known = context.parties.iter().find(|known| known.id == party);
    known.map_or_else(|| party.to_string(), |known| known.name.clone())
}

/// Returns the members once each, in the order they were named.
fn unique<T: Clone + PartialEq>(list: &[T]) -> Vec<T> {
    let mut seen: Vec<T> = Vec::with_capacity(list.len());
    for member in list {
        if !seen.contains(member) {
            seen.push(member.clone());
        }
    }
    seen
}
