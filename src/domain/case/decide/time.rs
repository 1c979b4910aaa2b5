//! Clocks: extending, pausing, acknowledging, escalating, and what a new calendar moves.

use super::{Context, Decision, Working, required};
use crate::domain::calendar::Calendar;
use crate::domain::case::clocks::{is_beside, is_right};
use crate::domain::case::command::CaseCommand;
use crate::domain::case::{Case, CaseEvent, MoveReason};
use crate::domain::clock::{Clock, Computed, Extension};
use crate::domain::escalation;
use crate::domain::ids::ClockId;
use crate::domain::refusal::Refusal;
use crate::refuse;

/// Decides the commands on clocks.
pub(super) fn decide(work: &mut Working<'_>, command: &CaseCommand) -> Result<(), Refusal> {
    match command {
        CaseCommand::Extend { clock, amount, reason, approver } => {
            let extended = running(work, *clock)?.clone();
            required("reason", reason)?;
            let rule = work
                .rules()
                .extension(extended.kind)
                .ok_or_else(|| refuse!("extension_not_allowed", clock = extended.kind))?;
            rule.check(&extended, *amount, rule.unit, work.ctx.now)?;
            work.ctx.centre.officer_with_role(approver, rule.approver)?;
            let extension = Extension {
                amount: *amount,
                unit: rule.unit,
                reason: reason.clone(),
                approver: approver.clone(),
                at: work.ctx.now,
                due_before: extended.due,
            };
            let mut moved = extended;
            moved.extensions.push(extension.clone());
            let Computed { due, assumed_years, .. } = moved.compute(&work.ctx.centre.calendar);
            work.warn_of_years(&assumed_years);
            work.emit(CaseEvent::ClockExtended { clock: *clock, extension, due, assumed_years });
        }
        CaseCommand::Pause { clock, reason } => {
            let paused = running(work, *clock)?;
            required("reason", reason)?;
            if paused.is_paused() {
                return Err(refuse!("clock_paused_already"));
            }
            if paused.fixed_due.is_some() || is_right(paused.kind) || is_beside(paused.kind) {
                return Err(refuse!("clock_cannot_be_paused", clock = paused.kind));
            }
            work.emit(CaseEvent::ClockPaused { clock: *clock, reason: reason.clone() });
        }
        CaseCommand::Resume { clock } => {
            let mut resumed = running(work, *clock)?.clone();
            let now = work.ctx.now;
            match resumed.pauses.last_mut().filter(|pause| pause.until.is_none()) {
                Some(pause) => pause.until = Some(now),
                None => return Err(refuse!("clock_not_paused")),
            }
            let Computed { due, assumed_years, .. } = resumed.compute(&work.ctx.centre.calendar);
            work.warn_of_years(&assumed_years);
            work.emit(CaseEvent::ClockResumed { clock: *clock, due, assumed_years });
        }
        CaseCommand::Acknowledge { clock, level, note } => {
            let seen = work.case.clock(*clock).ok_or_else(|| refuse!("unknown_clock", number = clock))?;
            if !seen.raised.iter().any(|raised| raised.level == *level && raised.acknowledged.is_none()) {
                return Err(refuse!("nothing_to_acknowledge", level = level));
            }
            work.emit(CaseEvent::Acknowledged { clock: *clock, level: *level, note: note.clone() });
        }
        _ => {}
    }
    Ok(())
}

fn running<'w>(work: &'w Working<'_>, id: ClockId) -> Result<&'w Clock, Refusal> {
    let clock = work.case.clock(id).ok_or_else(|| refuse!("unknown_clock", number = id))?;
    if clock.is_running() { Ok(clock) } else { Err(refuse!("clock_not_running", clock = clock.kind)) }
}

/// Lets every clock climb the steps of the ladder that are due by now, and rights that have passed lapse.
///
/// Whoever runs it, and however often, each clock is raised once per level.
pub fn escalate(case: &Case, ctx: &Context<'_>) -> Option<Decision> {
    let mut work = Working::on(case.clone(), *ctx);
    for clock in case.clocks.iter().filter(|clock| clock.is_running()) {
        if is_right(clock.kind) {
            if ctx.now > clock.due {
                work.emit(CaseEvent::ClockStopped { clock: clock.id });
            }
            continue;
        }
        for level in escalation::due_levels(clock, &work.rules().escalation, &ctx.centre.calendar, ctx.now) {
            work.emit(CaseEvent::Escalated { clock: clock.id, level });
        }
    }
    super::mediation::expire_holds(&mut work);
    (!work.events.is_empty()).then(|| work.finish())
}

/// Returns what a new calendar would move, as events; dates that stay are left alone.
pub fn moved_by_calendar(case: &Case, calendar: &Calendar) -> Vec<CaseEvent> {
    let mut events = Vec::new();
    for clock in case.clocks.iter().filter(|clock| clock.is_running() && !clock.is_paused()) {
        let computed = clock.compute(calendar);
        if computed.due != clock.due || computed.assumed_years != clock.assumed_years {
            events.push(CaseEvent::ClockMoved {
                clock: clock.id,
                rule: clock.rule.clone(),
                limit: clock.limit,
                due: computed.due,
                reason: MoveReason::Calendar,
                assumed_years: computed.assumed_years,
            });
        }
    }
    events
}
