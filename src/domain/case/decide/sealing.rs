//! Sealing: closing a case to all but a few, opening it by two, unsealing it by two.

use super::joint::nothing_absorbed;
use super::mediation::{no_session_pending, release_sessions};
use super::{Working, required};
use crate::domain::case::command::CaseCommand;
use crate::domain::case::sealing::{self, PERSONS, Seal, Sealing};
use crate::domain::case::{Accused, CaseEvent};
use crate::domain::ids::{OfficerId, UnitId};
use crate::domain::refusal::Refusal;
use crate::domain::vocabulary::{AssignmentRole, Disposition, Stage};
use crate::refuse;
use chrono::Duration;

/// Decides the commands on sealing.
pub(super) fn decide(work: &mut Working<'_>, command: &CaseCommand) -> Result<(), Refusal> {
    if let CaseCommand::Seal { accused, keepers, reason } = command {
        return seal(work, accused, keepers, reason);
    }
    let Some(sealing) = work.case.sealed.clone() else { return Err(refuse!("not_sealed", no = work.case.no)) };
    let (officer, now, centre) = (&work.ctx.officer.id, work.ctx.now, work.ctx.centre);
    let rules = &centre.rulebook().sealing;
    match command {
        CaseCommand::Admit { officer, reason } => {
            required("reason", reason)?;
            admit(work, &sealing, officer, reason)?;
        }
        CaseCommand::Dismiss { officer, reason } => {
            required("reason", reason)?;
            if !sealing.keepers.contains(officer) {
                return Err(refuse!("not_a_keeper", officer = officer));
            }
            let mut left = sealing.clone();
            left.keepers.retain(|it| it != officer);
            if left.left(centre) < PERSONS {
                return Err(refuse!("keepers_too_few", least = PERSONS));
            }
            work.emit(CaseEvent::Dismissed { officer: officer.clone(), reason: reason.clone() });
        }
        CaseCommand::AskOpening { reason } => {
            required("reason", reason)?;
            if let Some(opening) = sealing.open_at(now) {
                return Err(refuse!("sealed_open_already", until = opening.until.format("%Y-%m-%d %H:%M")));
            }
            if let Some(asked) = sealing.asked_at(now, rules).filter(|asked| asked.by != *officer) {
                return Err(refuse!("opening_asked_already", officer = name(work, &asked.by)));
            }
            work.emit(CaseEvent::OpeningAsked { reason: reason.clone() });
        }
        CaseCommand::GrantOpening {} => {
            let asked = sealing.asked_at(now, rules).filter(|asked| {
                // Whoever asked may have lost the right to know of the case since.
                centre.officer(&asked.by).is_some_and(|by| sealing.keeps(by, centre))
            });
            let asked = asked.ok_or_else(|| refuse!("opening_not_asked"))?;
            if asked.by == *officer {
                return Err(refuse!("two_persons"));
            }
            work.emit(CaseEvent::OpeningGranted { until: now + Duration::hours(i64::from(rules.open_hours)) });
        }
        CaseCommand::Look {} if sealing.has_looked(officer, now) => {}
        CaseCommand::Look {} => work.emit(CaseEvent::Looked),
        CaseCommand::Unseal { reason } => {
            required("reason", reason)?;
            let opening = sealing.open_at(now).ok_or_else(|| refuse!("sealed_closed", no = work.case.no))?;
            // What was wanted before this opening is wanted anew.
            let wanted = sealing.unsealing.as_ref().filter(|asked| {
                let still = centre.officer(&asked.by).is_some_and(|by| sealing.keeps(by, centre));
                asked.at >= opening.from && asked.by != *officer && still
            });
            if wanted.is_some() {
                work.emit(CaseEvent::Unsealed { reason: reason.clone() });
            } else {
                work.emit(CaseEvent::UnsealingAsked { reason: reason.clone() });
                work.warn(refuse!("unsealing_waits"));
            }
        }
        _ => {}
    }
    Ok(())
}

fn seal(work: &mut Working<'_>, accused: &[Accused], keepers: &[OfficerId], reason: &str) -> Result<(), Refusal> {
    if work.case.sealed.is_some() {
        return Err(refuse!("sealed_already", no = work.case.no));
    }
    required("reason", reason)?;
    // What is one with another case is seen there.
    nothing_absorbed(work)?;
    no_session_pending(work)?;
    let seal = Seal { accused: accused.to_vec(), keepers: keepers.to_vec(), reason: reason.to_owned() };
    let seal = sealing::check(&seal, work.ctx.centre)?;
    release_sessions(work);
    let sealing = Sealing::of(&seal, work.ctx.now);
    recall_accused(work, &sealing, reason);
    let centre = work.ctx.centre;
    let blind: Vec<_> = work
        .case
        .assignments
        .iter()
        .filter(|it| it.is_live() && !sealing.is_kept_by(&it.unit, centre))
        .map(|it| centre.unit_name(&it.unit))
        .collect();
    if !blind.is_empty() && work.case.is_open() {
        work.warn(refuse!("sealed_nobody_there", unit = blind.join("、")));
    }
    work.emit(CaseEvent::Sealed { seal });
    Ok(())
}

/// Takes the case away from units complained of.
fn recall_accused(work: &mut Working<'_>, sealing: &Sealing, reason: &str) {
    if !work.case.is_open() {
        return;
    }
    let theirs = |unit: &UnitId| sealing.accuses_unit(unit, work.ctx.centre);
    let live = work.case.assignments.iter().filter(|it| it.is_live() && theirs(&it.unit));
    let live: Vec<_> = live.map(|it| (it.id, it.role)).collect();
    for (assignment, role) in live {
        work.emit(CaseEvent::Recalled { assignment, reason: reason.to_owned() });
        if role == AssignmentRole::Lead && work.case.stage == Stage::Handling {
            work.emit(CaseEvent::Returned);
        }
    }
}

fn admit(work: &mut Working<'_>, sealing: &Sealing, officer: &OfficerId, reason: &str) -> Result<(), Refusal> {
    if sealing.keepers.contains(officer) {
        return Err(refuse!("keeper_already", officer = name(work, officer)));
    }
    sealing::fit(officer, sealing, work.ctx.centre)?;
    work.emit(CaseEvent::Admitted { officer: officer.clone(), reason: reason.to_owned() });
    Ok(())
}

/// Lets whoever takes a sealed case over at discipline inspection (转纪委) know of it.
pub(super) fn hand_over(
    work: &mut Working<'_>,
    disposition: Disposition,
    unit: Option<&UnitId>,
    handler: Option<&OfficerId>,
    reason: &str,
) -> Result<(), Refusal> {
    let Some(sealing) = work.case.sealed.clone() else {
        return if handler.is_some() { Err(refuse!("not_sealed", no = work.case.no)) } else { Ok(()) };
    };
    match (unit, handler) {
        (Some(unit), Some(handler)) => {
            let theirs = work.ctx.centre.officer(handler).is_some_and(|it| it.unit.as_ref() == Some(unit));
            if !theirs {
                return Err(refuse!("handler_elsewhere", unit = work.ctx.centre.unit_name(unit)));
            }
            if !sealing.keepers.contains(handler) {
                admit(work, &sealing, handler, reason)?;
            }
        }
        (Some(unit), None) if disposition == Disposition::Discipline && !sealing.is_kept_by(unit, work.ctx.centre) => {
            return Err(refuse!("handler_missing", unit = work.ctx.centre.unit_name(unit)));
        }
        (None, Some(_)) => return Err(refuse!("unit_missing")),
        _ => {}
    }
    Ok(())
}

fn name(work: &Working<'_>, officer: &OfficerId) -> String {
    work.ctx.centre.officer(officer).map_or_else(|| officer.to_string(), |it| it.name.clone())
}
