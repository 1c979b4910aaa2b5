//! The ladder: beginning at a step, passing up with the record, settling.

use super::grading::speaks_for_step;
use super::{Working, required};
use crate::domain::case::CaseEvent;
use crate::domain::case::command::CaseCommand;
use crate::domain::case::ladder::{Rung, unit_at};
use crate::domain::case::transitions::Action;
use crate::domain::ids::StepId;
use crate::domain::refusal::Refusal;
use crate::refuse;

/// Decides the commands on the ladder of steps.
pub(super) fn decide(work: &mut Working<'_>, command: &CaseCommand) -> Result<(), Refusal> {
    work.may(Action::Ladder)?;
    match command {
        CaseCommand::EnterStep { step, reason } => {
            if let Some(stay) = work.case.step() {
                return Err(refuse!("on_ladder", step = stay.rung.name));
            }
            // A matter that was on the ladder before comes back to where it left, or above; nobody below is asked again.
            let least = work.case.ladder.last().map_or(0, |stay| stay.rung.rank);
            enter(work, step.as_ref(), least, reason.as_deref())?;
        }
        CaseCommand::PassUp { to, record, reason } => {
            speaks_for_step(work)?;
            required("record", record)?;
            let Some(stay) = work.case.step() else { return Err(refuse!("not_on_ladder")) };
            let (name, next) = (stay.rung.name.clone(), stay.rung.rank + 1);
            if next >= work.ladder().len() {
                return Err(refuse!("ladder_top", step = name));
            }
            // Whether the next step takes it is asked before this one is left.
            let (rung, reason) = chosen(work, to.as_ref(), next, reason.as_deref())?;
            work.emit(CaseEvent::PassedUp { record: record.clone() });
            arrive(work, rung, reason);
        }
        CaseCommand::SettleAtStep { record } => {
            speaks_for_step(work)?;
            required("record", record)?;
            work.emit(CaseEvent::StepSettled { record: record.clone() });
        }
        _ => {}
    }
    Ok(())
}

fn enter(work: &mut Working<'_>, to: Option<&StepId>, least: usize, reason: Option<&str>) -> Result<(), Refusal> {
    let (rung, reason) = chosen(work, to, least, reason)?;
    arrive(work, rung, reason);
    Ok(())
}

/// Returns the step that is meant, at least so far up; another than the next one needs a reason.
fn chosen(
    work: &Working<'_>,
    to: Option<&StepId>,
    next: usize,
    reason: Option<&str>,
) -> Result<(Rung, Option<String>), Refusal> {
    let steps = work.ladder();
    let rank = match to {
        Some(to) => steps.iter().position(|step| step.id == *to).ok_or_else(|| refuse!("unknown_step", step = to))?,
        None => next,
    };
    let Some(rule) = steps.get(rank) else { return Err(refuse!("no_ladder")) };
    if rank < next {
        return Err(refuse!("ladder_goes_up", step = rule.name));
    }
    if rank > next {
        required("reason", reason.unwrap_or(""))?;
    }
    let reason = reason.map(str::trim).filter(|reason| !reason.is_empty());
    Ok((Rung::of(rank, rule), reason.map(str::to_owned)))
}

fn arrive(work: &mut Working<'_>, rung: Rung, reason: Option<String>) {
    let unit = unit_at(&work.case, rung.level, work.ctx.centre).map(|unit| unit.id.clone());
    work.emit(CaseEvent::StepEntered { rung, unit, reason });
}
