//! Assignments: signing, objecting, ruling, reporting, verifying.

use super::mediation::{no_session_pending, release_sessions};
use super::{Working, required};
use crate::domain::case::command::CaseCommand;
use crate::domain::case::transitions::Action;
use crate::domain::case::{Assignment, CaseEvent};
use crate::domain::ids::UnitId;
use crate::domain::refusal::Refusal;
use crate::domain::vocabulary::{AssignmentRole, AssignmentStatus, ClockKind, Stage};
use crate::refuse;

use AssignmentStatus::{AwaitingSignature, Handling, Objected, Reported, Verified};

/// Decides what is done about a unit's assignment.
pub(super) fn decide(work: &mut Working<'_>, command: &CaseCommand) -> Result<(), Refusal> {
    match command {
        CaseCommand::Sign { unit } => {
            let assignment = of(work, unit, &[AwaitingSignature])?.id;
            work.emit(CaseEvent::Signed { assignment });
        }
        CaseCommand::Object { unit, reason } => object(work, unit, reason)?,
        CaseCommand::Rule { unit, upheld, reason } => {
            let assignment = of(work, unit, &[Objected])?;
            let (id, role) = (assignment.id, assignment.role);
            required("reason", reason)?;
            work.emit(CaseEvent::Ruled { assignment: id, upheld: *upheld, reason: reason.clone() });
            if *upheld {
                work.emit(CaseEvent::Recalled { assignment: id, reason: reason.clone() });
                if role == AssignmentRole::Lead && work.case.stage == Stage::Handling {
                    work.emit(CaseEvent::Returned);
                } else {
                    // The others may have been done and waited only for this.
                    resolve_when_all_verified(work);
                }
            }
        }
        CaseCommand::Progress { unit, text } => {
            let assignment = of(work, unit, &[Handling, AwaitingSignature])?.id;
            required("text", text)?;
            sign_if_needed(work, unit);
            work.emit(CaseEvent::Progressed { assignment, text: text.clone() });
        }
        CaseCommand::Report { unit, result } => {
            let assignment = of(work, unit, &[Handling])?.id;
            required("result", result)?;
            work.emit(CaseEvent::Reported { assignment, result: result.clone() });
        }
        CaseCommand::Verify { unit, note } => {
            let assignment = of(work, unit, &[Reported])?.id;
            work.emit(CaseEvent::Verified { assignment, note: note.clone() });
            resolve_when_all_verified(work);
        }
        CaseCommand::SendBack { unit, reason } => {
            let assignment = of(work, unit, &[Reported])?.id;
            required("reason", reason)?;
            work.emit(CaseEvent::SentBack { assignment, reason: reason.clone() });
        }
        CaseCommand::Remind { unit, text } => {
            of(work, unit, &[AwaitingSignature, Handling, Objected])?;
            required("text", text)?;
            work.emit(CaseEvent::Reminded { unit: unit.clone(), text: text.clone() });
        }
        _ => {}
    }
    Ok(())
}

/// Returns the unit's live assignment, if it is in one of these states.
fn of<'w>(work: &'w Working<'_>, unit: &UnitId, states: &[AssignmentStatus]) -> Result<&'w Assignment, Refusal> {
    work.may(Action::Handle)?;
    work.known_unit(unit)?;
    let assignment =
        work.case.assignment_of(unit).ok_or_else(|| refuse!("not_assigned", unit = work.ctx.centre.unit_name(unit)))?;
    if states.contains(&assignment.status) {
        Ok(assignment)
    } else {
        let wanted: Vec<_> = states.iter().map(|status| status.key()).collect();
        Err(refuse!(
            "assignment_not_there",
            unit = work.ctx.centre.unit_name(unit),
            status = assignment.status,
            wanted = wanted.join(",")
        ))
    }
}

/// A unit that works on a case has signed for it, whether it said so or not.
fn sign_if_needed(work: &mut Working<'_>, unit: &UnitId) {
    let unsigned = work.case.assignment_of(unit).filter(|it| it.status == AwaitingSignature).map(|it| it.id);
    if let Some(assignment) = unsigned {
        work.emit(CaseEvent::Signed { assignment });
    }
}

fn object(work: &mut Working<'_>, unit: &UnitId, reason: &str) -> Result<(), Refusal> {
    let assignment = of(work, unit, &[AwaitingSignature, Handling])?;
    required("reason", reason)?;
    if assignment.designated {
        return Err(refuse!("designated_may_not_object", unit = work.ctx.centre.unit_name(unit)));
    }
    if assignment.objection.is_some() {
        return Err(refuse!("objected_before", unit = work.ctx.centre.unit_name(unit)));
    }
    let id = assignment.id;
    let window = work.case.clocks.iter().rev().find(|c| c.kind == ClockKind::Object && c.unit.as_ref() == Some(unit));
    if let Some(window) = window.filter(|window| work.ctx.now > window.due) {
        return Err(refuse!(
            "objection_too_late",
            unit = work.ctx.centre.unit_name(unit),
            due = window.due.format("%Y-%m-%d")
        ));
    }
    work.emit(CaseEvent::Objected { assignment: id, reason: reason.to_owned() });
    if work.case.not_ours >= work.rules().objections.freeze_after && !work.case.frozen {
        work.emit(CaseEvent::TransfersFrozen);
        if work.may(Action::Convene).is_ok() {
            let units = work.case.assignments.iter().filter(|it| it.objection.is_some()).map(|it| it.unit.clone());
            let mut units: Vec<_> = units.collect();
            units.sort();
            units.dedup();
            work.emit(CaseEvent::Convened { topic: reason.to_owned(), units, at: None });
        }
    }
    Ok(())
}

/// The case is resolved when every unit's result is verified; the lead's result is the case's.
fn resolve_when_all_verified(work: &mut Working<'_>) {
    let all = work.case.assignments.iter().filter(|it| it.is_live()).all(|it| it.status == Verified);
    let result = work.case.lead().and_then(|lead| lead.result.clone());
    if let (true, Some(result), Stage::Handling) = (all, result, work.case.stage) {
        // Where people are still summoned to a session, the centre decides what becomes of that first.
        if let Err(pending) = no_session_pending(work) {
            return work.warn(pending);
        }
        release_sessions(work);
        work.emit(CaseEvent::Resolved { result });
    }
}
