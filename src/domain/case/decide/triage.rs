//! Triage: assessing, disposing, routing, transferring, conferring.

use super::mediation::{no_session_pending, release_sessions};
use super::{Working, required, sealing};
use crate::domain::case::CaseEvent;
use crate::domain::case::command::CaseCommand;
use crate::domain::case::transitions::Action;
use crate::domain::ids::UnitId;
use crate::domain::refusal::Refusal;
use crate::domain::vocabulary::{AssignmentRole, AssignmentStatus, Disposition, Role, Stage};
use crate::refuse;

/// Decides the commands of triage.
pub(super) fn decide(work: &mut Working<'_>, command: &CaseCommand) -> Result<(), Refusal> {
    match command {
        CaseCommand::Dispose { disposition, text, unit, handler } => {
            sealing::hand_over(work, *disposition, unit.as_ref(), handler.as_ref(), text)?;
            dispose(work, *disposition, text, unit.as_ref())?;
        }
        CaseCommand::Instruct { text, leader } => {
            work.may(Action::Instruct)?;
            required("instruction", text)?;
            work.ctx.centre.officer_with_role(leader, Role::Leader)?;
            work.emit(CaseEvent::Instructed { text: text.clone(), leader: leader.clone() });
        }
        CaseCommand::Route { lead, co, instruction } => {
            work.may(Action::Route)?;
            // A conference is closed by its conclusion, which names the lead.
            if work.case.stage == Stage::Conference {
                return Err(refuse!("conference_open"));
            }
            not_frozen(work)?;
            route(work, lead, co, instruction, false)?;
        }
        CaseCommand::AddCoHandler { unit, instruction } => {
            work.may(Action::Route)?;
            if work.case.stage == Stage::Conference {
                return Err(refuse!("conference_open"));
            }
            if !work.case.has_lead() {
                return Err(refuse!("lead_missing"));
            }
            assign(work, unit, AssignmentRole::CoHandler, instruction, false)?;
        }
        CaseCommand::Transfer { from, to, reason } => {
            work.may(Action::Route)?;
            if work.case.stage == Stage::Conference {
                return Err(refuse!("conference_open"));
            }
            not_frozen(work)?;
            required("reason", reason)?;
            let old = work
                .case
                .assignment_of(from)
                .ok_or_else(|| refuse!("not_assigned", unit = work.ctx.centre.unit_name(from)))?;
            // An objection is ruled upon, a result verified or sent back; neither is passed over in silence.
            if !matches!(old.status, AssignmentStatus::AwaitingSignature | AssignmentStatus::Handling) {
                return Err(refuse!(
                    "assignment_not_there",
                    unit = work.ctx.centre.unit_name(from),
                    status = old.status,
                    wanted = "awaiting_signature,handling"
                ));
            }
            let (id, role, instruction) = (old.id, old.role, old.instruction.clone());
            work.known_unit(to)?;
            if work.case.assignment_of(to).is_some() {
                return Err(refuse!("already_assigned", unit = work.ctx.centre.unit_name(to)));
            }
            // A helper's part alone does not make a case handled.
            if role != AssignmentRole::Lead && !work.case.has_lead() {
                return Err(refuse!("lead_missing"));
            }
            work.emit(CaseEvent::Recalled { assignment: id, reason: reason.clone() });
            assign(work, to, role, &instruction, false)?;
        }
        CaseCommand::Convene { topic, units, at } => {
            work.may(Action::Convene)?;
            required("topic", topic)?;
            for unit in units {
                work.known_unit(unit)?;
            }
            if at.is_some_and(|at| at < work.ctx.now) {
                return Err(refuse!("conference_in_the_past"));
            }
            work.emit(CaseEvent::Convened { topic: topic.clone(), units: units.clone(), at: *at });
        }
        CaseCommand::Conclude { opinion, lead, co } => {
            work.may(Action::Conclude)?;
            required("opinion", opinion)?;
            for unit in std::iter::once(lead).chain(co) {
                work.known_unit(unit)?;
            }
            work.emit(CaseEvent::Concluded { opinion: opinion.clone(), lead: lead.clone() });
            recall_all(work, opinion);
            route(work, lead, co, opinion, true)?;
        }
        _ => {}
    }
    Ok(())
}

fn dispose(work: &mut Working<'_>, disposition: Disposition, text: &str, unit: Option<&UnitId>) -> Result<(), Refusal> {
    let action = if disposition == Disposition::LeaderReview { Action::Submit } else { Action::Dispose };
    work.may(action)?;
    required("text", text)?;
    let needs_unit =
        matches!(disposition, Disposition::ThreeWayCall | Disposition::ForwardToRead | Disposition::Transfer);
    if needs_unit && unit.is_none() {
        return Err(refuse!("unit_missing"));
    }
    if let Some(unit) = unit {
        work.known_unit(unit)?;
    }
    if !matches!(disposition, Disposition::Transfer | Disposition::LeaderReview) {
        no_session_pending(work)?;
        release_sessions(work);
    }
    work.emit(CaseEvent::Disposed { disposition, text: text.to_owned(), unit: unit.cloned() });
    match disposition {
        Disposition::Transfer => {
            not_frozen(work)?;
            let lead = unit.ok_or_else(|| refuse!("unit_missing"))?;
            route(work, lead, &[], text, false)?;
        }
        Disposition::LeaderReview => {}
        Disposition::DirectAnswer | Disposition::ThreeWayCall => {
            // Whatever helpers still have of it is moot now.
            recall_all(work, text);
            work.emit(CaseEvent::Replied { text: text.to_owned(), how: disposition.key().to_owned() });
            work.emit(CaseEvent::Resolved { result: text.to_owned() });
        }
        Disposition::Retain | Disposition::ForwardToRead | Disposition::Discipline => {
            recall_all(work, text);
            work.emit(CaseEvent::Resolved { result: text.to_owned() });
        }
    }
    Ok(())
}

fn not_frozen(work: &Working<'_>) -> Result<(), Refusal> {
    if work.case.frozen { Err(refuse!("transfers_frozen", times = work.case.not_ours)) } else { Ok(()) }
}

/// Gives the case to a lead and its helpers.
pub(super) fn route(
    work: &mut Working<'_>,
    lead: &UnitId,
    co: &[UnitId],
    instruction: &str,
    designated: bool,
) -> Result<(), Refusal> {
    if work.case.has_lead() {
        return Err(refuse!(
            "lead_present",
            unit = work.case.lead().map_or("", |lead| work.ctx.centre.unit_name(&lead.unit))
        ));
    }
    // A unit that helps may be made to lead; its helper's part ends with that.
    if let Some(helping) = work.case.assignment_of(lead).map(|it| it.id) {
        work.emit(CaseEvent::Recalled { assignment: helping, reason: instruction.to_owned() });
    }
    assign(work, lead, AssignmentRole::Lead, instruction, designated)?;
    for unit in co {
        assign(work, unit, AssignmentRole::CoHandler, instruction, designated)?;
    }
    Ok(())
}

/// Gives one unit its part.
pub(super) fn assign(
    work: &mut Working<'_>,
    unit: &UnitId,
    role: AssignmentRole,
    instruction: &str,
    designated: bool,
) -> Result<(), Refusal> {
    work.known_unit(unit)?;
    if work.case.assignment_of(unit).is_some() {
        return Err(refuse!("already_assigned", unit = work.ctx.centre.unit_name(unit)));
    }
    // Whoever objected and was upheld does not get the same case again but by a conference.
    let upheld = |it: &crate::domain::case::Assignment| {
        it.unit == *unit && it.objection.as_ref().is_some_and(|objection| objection.upheld == Some(true))
    };
    if !designated && work.case.assignments.iter().any(upheld) {
        return Err(refuse!("objection_was_upheld", unit = work.ctx.centre.unit_name(unit)));
    }
    // A unit that a conference or a ruling once designated stays designated.
    let designated = designated || work.case.assignments.iter().any(|it| it.unit == *unit && it.designated);
    work.emit(CaseEvent::Assigned {
        assignment: work.case.next_assignment(),
        unit: unit.clone(),
        role,
        instruction: instruction.to_owned(),
        designated,
    });
    Ok(())
}

/// Takes the case away from everybody who has it.
pub(super) fn recall_all(work: &mut Working<'_>, reason: &str) {
    let live: Vec<_> = work.case.assignments.iter().filter(|it| it.is_live()).map(|it| it.id).collect();
    for assignment in live {
        work.emit(CaseEvent::Recalled { assignment, reason: reason.to_owned() });
    }
}
