//! Joint mediation inside a case: who may, when, and what it means for stage and clocks.

use super::Working;
use crate::domain::case::CaseEvent;
use crate::domain::case::transitions::Action;
use crate::domain::mediation::{self, MediationCommand, MediationEvent};
use crate::domain::refusal::Refusal;
use crate::domain::vocabulary::ClockKind;
use crate::refuse;

/// Decides a command of joint mediation.
pub(super) fn decide(work: &mut Working<'_>, command: &MediationCommand) -> Result<(), Refusal> {
    let action = match command {
        MediationCommand::Perform { .. }
        | MediationCommand::Breach { .. }
        | MediationCommand::JudicialConfirmation { .. } => Action::Perform,
        _ => Action::Mediate,
    };
    work.may(action)?;
    let rules = work.rules();
    let ctx = mediation::Context {
        now: work.ctx.now,
        calendar: &work.ctx.centre.calendar,
        rules: &rules.mediation,
        rooms: &work.ctx.centre.rooms,
        mediators: &work.ctx.centre.mediators,
        units: &work.ctx.centre.units,
        parties: &work.case.parties,
        bookings: work.ctx.bookings,
        case_no: &work.case.no,
        earlier_sides: work.ctx.earlier_sides,
        // The rulebook leaves out the matters that no court confirms by giving them no limit.
        judicial_eligible: rules.limit(ClockKind::JudicialConfirmation, &work.facts()).is_some(),
    };
    let events = mediation::decide(&work.case.mediation, command, &ctx)?;
    for what in events {
        work.emit(CaseEvent::Mediation { what });
    }
    for party in work.case.mediation.proposes_termination(rules.mediation.no_shows) {
        let name = work.case.party(party).map(|party| party.name.clone()).unwrap_or_default();
        work.warn(refuse!("proposes_termination", party = name, times = rules.mediation.no_shows));
    }
    Ok(())
}

/// Refuses to end a matter over which people are still summoned.
pub(super) fn no_session_pending(work: &Working<'_>) -> Result<(), Refusal> {
    match work.case.mediation.next_session(work.ctx.now) {
        Some(session) => {
            let starts = session.plan.starts.format("%Y-%m-%d %H:%M");
            Err(refuse!("session_pending", session = session.id, starts = starts))
        }
        None => Ok(()),
    }
}

/// Frees whatever is still booked for a matter that ends: after that nobody could.
pub(super) fn release_sessions(work: &mut Working<'_>) {
    let open = work.case.mediation.sessions.iter().filter(|session| session.is_open());
    let open: Vec<_> = open.map(|session| session.id).collect();
    for session in open {
        work.emit(CaseEvent::Mediation { what: MediationEvent::SessionReleased { session } });
    }
}

/// Lets holds that nobody confirmed go.
pub(super) fn expire_holds(work: &mut Working<'_>) {
    let lapsed: Vec<_> = work.case.mediation.lapsed_holds(work.ctx.now).collect();
    for session in lapsed {
        work.emit(CaseEvent::Mediation { what: MediationEvent::HoldExpired { session } });
    }
}
