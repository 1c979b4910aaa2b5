//! Closing: resolving, replying, calling back, reopening, filing away.

use super::mediation::{no_session_pending, release_sessions};
use super::triage::{assign, recall_all};
use super::{Working, required};
use crate::domain::call_back::OnDissatisfied;
use crate::domain::case::CaseEvent;
use crate::domain::case::command::{CallBackAnswer, CaseCommand};
use crate::domain::case::transitions::Action;
use crate::domain::casefile;
use crate::domain::refusal::Refusal;
use crate::domain::vocabulary::{AssignmentRole, AssignmentStatus, ClockKind, Satisfaction};
use crate::refuse;

/// Decides the commands that bring a case to its end, or back from it.
pub(super) fn decide(work: &mut Working<'_>, command: &CaseCommand) -> Result<(), Refusal> {
    match command {
        CaseCommand::Resolve { result } => {
            work.may(Action::Resolve)?;
            required("result", result)?;
            let open: Vec<_> = work
                .case
                .assignments
                .iter()
                .filter(|it| it.is_live() && it.status != AssignmentStatus::Verified)
                .map(|it| work.ctx.centre.unit_name(&it.unit))
                .collect();
            if !open.is_empty() {
                return Err(refuse!("assignments_open", units = open.join("、")));
            }
            no_session_pending(work)?;
            release_sessions(work);
            work.emit(CaseEvent::Resolved { result: result.clone() });
        }
        CaseCommand::Reply { text, how } => {
            work.may(Action::Reply)?;
            required("text", text)?;
            work.emit(CaseEvent::Replied { text: text.clone(), how: how.clone() });
        }
        CaseCommand::CallBack { answer, note } => {
            work.may(Action::CallBack)?;
            if *answer == CallBackAnswer::Answered(Satisfaction::Dissatisfied) {
                required("note", note)?;
            }
            work.emit(CaseEvent::CalledBack { answer: *answer, note: note.clone() });
            if work.case.is_dissatisfied() && work.rules().call_back.dissatisfied == OnDissatisfied::Reopen {
                recall_all(work, note);
                work.emit(CaseEvent::Reopened { reason: note.clone() });
            } else if work.case.is_dissatisfied() {
                work.warn(refuse!("dissatisfied_reopen"));
            }
        }
        CaseCommand::CloseCallBack { reason } => {
            work.may(Action::CloseCallBack)?;
            required("reason", reason)?;
            if work.case.call_backs.is_empty() {
                return Err(refuse!("never_called_back"));
            }
            work.emit(CaseEvent::CallBackClosed { reason: reason.clone() });
        }
        CaseCommand::Reopen { reason, unit } => {
            work.may(Action::Reopen)?;
            required("reason", reason)?;
            if let Some(unit) = unit {
                work.known_unit(unit)?;
            }
            recall_all(work, reason);
            work.emit(CaseEvent::Reopened { reason: reason.clone() });
            if let Some(unit) = unit {
                assign(work, unit, AssignmentRole::Lead, reason, true)?;
            }
        }
        CaseCommand::Archive { note } => {
            work.may(Action::Archive)?;
            let pending = work.case.clocks.iter().filter(|it| it.is_running() && it.kind == ClockKind::Performance);
            // What was broken and put on record as broken need not be waited for: its remedy lies elsewhere.
            let breached = |label: &str| {
                let all = work.case.mediation.agreements.iter().flat_map(|reached| &reached.agreement.instalments);
                all.into_iter().any(|it| it.id.to_string() == label && !it.breaches.is_empty())
            };
            let pending = pending.filter(|clock| !clock.label.as_deref().is_some_and(breached));
            let dues: Vec<_> = pending.map(|clock| clock.due.format("%Y-%m-%d").to_string()).collect();
            if !dues.is_empty() {
                return Err(refuse!("performance_pending", dues = dues.join("、")));
            }
            let promised = work.case.promises().filter(|clock| clock.is_running()).filter_map(|it| it.label.as_deref());
            let promised: Vec<_> = promised.collect();
            if !promised.is_empty() {
                return Err(refuse!("promises_open", promises = promised.join("、")));
            }
            if work.case.replies.is_empty()
                && !matches!(work.case.call_backs.last(), Some(call) if call.answer != CallBackAnswer::NoAnswer)
            {
                return Err(refuse!("never_answered"));
            }
            let missing = casefile::missing_hard(&work.case, work.rules());
            if !missing.is_empty() {
                return Err(refuse!("papers_missing", papers = missing.join("、")));
            }
            work.emit(CaseEvent::Archived { note: note.clone() });
        }
        _ => {}
    }
    Ok(())
}
