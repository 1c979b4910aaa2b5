//! After the agreement: performance, breach, and judicial confirmation.

use super::super::agreement::{Instalment, Reached};
use super::super::context::Context;
use super::super::event::MediationEvent as Event;
use super::super::state::Mediation;
use super::super::words::JudicialStep;
use super::Decision;
use crate::domain::clean;
use crate::domain::ids::InstalmentId;
use crate::domain::refusal::Refusal;
use crate::domain::time::Day;
use crate::refuse;

pub(super) fn perform(
    mediation: &Mediation,
    id: InstalmentId,
    on: Option<Day>,
    note: Option<&str>,
    context: &Context<'_>,
) -> Decision {
    let (reached, _) = open_instalment(mediation, id)?;
    let on = within(on, reached.agreement.effective_on, context)?;
    Ok(vec![Event::InstalmentPerformed { instalment: id, on, note: clean::optional_text(note) }])
}

pub(super) fn breach(mediation: &Mediation, id: InstalmentId, note: &str, context: &Context<'_>) -> Decision {
    let (_, instalment) = open_instalment(mediation, id)?;
    if context.today() <= instalment.due {
        return Err(refuse!("instalment_not_due", instalment = id, due = instalment.due));
    }
    let note = clean::text(note);
    if note.is_empty() {
        return Err(refuse!("instalment_breach_note_missing"));
    }
    Ok(vec![Event::InstalmentBreached { instalment: id, note }])
}

/// Finds an instalment of the agreement in force that is still to be performed.
fn open_instalment(mediation: &Mediation, id: InstalmentId) -> Result<(&Reached, &Instalment), Refusal> {
    let known = mediation.instalment(id).ok_or_else(|| refuse!("instalment_unknown", instalment = id))?;
    let reached = mediation.agreement().filter(|reached| reached.agreement.instalments.contains(known));
    let reached = reached.ok_or_else(|| refuse!("instalment_superseded", instalment = id))?;
    match &known.performed {
        Some(done) => Err(refuse!("instalment_performed_already", instalment = id, on = done.on)),
        None => Ok((reached, known)),
    }
}

pub(super) fn judicial(
    mediation: &Mediation,
    step: JudicialStep,
    on: Option<Day>,
    (court, note): (Option<&str>, Option<&str>),
    context: &Context<'_>,
) -> Decision {
    use JudicialStep::{Accepted, Applied, Confirmed, NotEligible, Rejected};
    let reached = mediation.agreement().ok_or_else(|| refuse!("judicial_without_agreement"))?;
    let last = mediation.judicial.last();
    let follows = match last.map(|record| record.step) {
        None => matches!(step, Applied | NotEligible),
        Some(Applied) => matches!(step, Accepted | Confirmed | Rejected),
        Some(Accepted) => matches!(step, Confirmed | Rejected),
        // What was rejected for want of papers may be applied for again while the time runs.
        Some(Rejected) => step == Applied,
        Some(Confirmed | NotEligible) => false,
    };
    if !follows {
        return Err(match last {
            Some(record) => refuse!("judicial_order", step = step, last = record.step),
            None => refuse!("judicial_not_applied", step = step),
        });
    }
    let from = last.map_or(reached.agreement.effective_on, |record| record.on);
    let on = within(on, from, context)?;
    let (court, note) = (clean::optional(court), clean::optional_text(note));
    // A matter of marriage may still have been settled in money alone: then the note says so.
    if step == Applied && !context.judicial_eligible && note.is_none() {
        return Err(refuse!("judicial_category_excluded"));
    }
    Ok(vec![Event::JudicialStepTaken { step, on, court, note }])
}

/// Returns the day of something that has happened, today unless said otherwise.
fn within(on: Option<Day>, from: Day, context: &Context<'_>) -> Result<Day, Refusal> {
    let (on, to) = (on.unwrap_or_else(|| context.today()), context.today());
    if on < from || on > to { Err(refuse!("mediation_day", day = on, earliest = from, latest = to)) } else { Ok(on) }
}
