//! What comes of a session, and the end of a mediation.

use super::super::agreement::{Agreement, Instalment, NewAgreement, NewInstalment};
use super::super::command::Outcome;
use super::super::context::Context;
use super::super::event::MediationEvent as Event;
use super::super::session::Session;
use super::super::state::Mediation;
use super::super::words::{AgreementForm, MediationStatus, Remedy};
use super::{Decision, begun, confirmed, find, stated, unique};
use crate::domain::clean;
use crate::domain::ids::{InstalmentId, SessionId};
use crate::domain::refusal::Refusal;
use crate::domain::vocabulary::Side;
use crate::refuse;

pub(super) fn conclude(mediation: &Mediation, id: SessionId, outcome: &Outcome, context: &Context<'_>) -> Decision {
    let session = find(mediation, id)?;
    confirmed(session)?;
    begun(session, context)?;
    let event = match outcome {
        Outcome::Agreed(form) => agreed(mediation, session, form, AgreementForm::Written, context)?,
        Outcome::OralAgreement(form) => agreed(mediation, session, form, AgreementForm::Oral, context)?,
        Outcome::Adjourned { reason } => return Ok(vec![Event::Adjourned { session: id, reason: stated(reason)? }]),
        Outcome::Failed { reason, remedies } => {
            Event::MediationFailed { session: id, reason: stated(reason)?, remedies: told(remedies)? }
        }
    };
    Ok(std::iter::once(event).chain(released(mediation, Some(id))).collect())
}

pub(super) fn terminate(mediation: &Mediation, reason: &str, remedies: &[Remedy]) -> Decision {
    if mediation.status != MediationStatus::Open {
        return Err(refuse!("mediation_ended", state = mediation.status));
    }
    let event = Event::MediationTerminated { reason: stated(reason)?, remedies: told(remedies)? };
    Ok(std::iter::once(event).chain(released(mediation, None)).collect())
}

/// Whatever is still booked is freed when the mediation ends.
fn released(mediation: &Mediation, except: Option<SessionId>) -> impl Iterator<Item = Event> {
    let open = mediation.sessions.iter().filter(move |session| session.is_open() && Some(session.id) != except);
    open.map(|session| Event::SessionReleased { session: session.id })
}

fn told(remedies: &[Remedy]) -> Result<Vec<Remedy>, Refusal> {
    let remedies = unique(remedies);
    if remedies.is_empty() { Err(refuse!("mediation_remedies_not_told")) } else { Ok(remedies) }
}

fn agreed(
    mediation: &Mediation,
    session: &Session,
    form: &NewAgreement,
    kind: AgreementForm,
    context: &Context<'_>,
) -> Result<Event, Refusal> {
    both_sides_present(session, context)?;
    let facts = clean::text(&form.facts);
    if facts.is_empty() && kind == AgreementForm::Written {
        return Err(refuse!("agreement_without_facts"));
    }
    let terms = clean::text(&form.terms);
    if terms.is_empty() {
        return Err(refuse!("agreement_without_terms"));
    }
    let held = session.plan.starts.date_naive();
    let effective_on = form.effective_on.unwrap_or(held);
    if effective_on < held || effective_on > context.today() {
        return Err(refuse!("agreement_effective_day", day = effective_on, earliest = held, latest = context.today()));
    }
    let parties = u32::try_from(session.plan.parties.len()).unwrap_or(u32::MAX);
    let usual = if kind == AgreementForm::Written { parties.saturating_add(1) } else { 0 };
    let mut due: Vec<&NewInstalment> = form.instalments.iter().collect();
    due.sort_by_key(|instalment| instalment.due);
    let first = mediation.next_instalment_id().0;
    let mut instalments = Vec::with_capacity(due.len());
    for (id, instalment) in (first..).zip(due) {
        if instalment.due < effective_on {
            return Err(refuse!("instalment_due_before_agreement", due = instalment.due, effective = effective_on));
        }
        if instalment.amount_fen.is_some_and(|amount| amount <= 0) {
            return Err(refuse!("instalment_amount", due = instalment.due));
        }
        let what = clean::optional(instalment.what.as_deref());
        if what.is_none() && instalment.amount_fen.is_none() {
            return Err(refuse!("instalment_of_nothing", due = instalment.due));
        }
        instalments.push(Instalment {
            id: InstalmentId(id),
            due: instalment.due,
            amount_fen: instalment.amount_fen,
            what,
            performed: None,
            breaches: Vec::new(),
        });
    }
    let agreement = Agreement {
        form: kind,
        facts,
        terms,
        method: clean::optional(form.method.as_deref()),
        place: clean::optional(form.place.as_deref()),
        instalments,
        effective_on,
        copies: form.copies.unwrap_or(usual),
    };
    Ok(Event::Agreed { session: session.id, agreement })
}

/// Nobody agrees alone: of each side the case has, somebody must have been there.
fn both_sides_present(session: &Session, context: &Context<'_>) -> Result<(), Refusal> {
    let Some(attendance) = &session.attendance else {
        return Err(refuse!("agreement_without_attendance", session = session.id));
    };
    for side in [Side::Applicant, Side::Respondent] {
        let mut of_side = context.parties.iter().filter(|party| party.side == side).peekable();
        if of_side.peek().is_some() && !of_side.any(|party| attendance.present.contains(&party.id)) {
            return Err(match side {
                Side::Applicant => refuse!("agreement_without_applicant", session = session.id),
                _ => refuse!("agreement_without_respondent", session = session.id),
            });
        }
    }
    Ok(())
}
