//! Publishing a result (办理公示): only what may be public, in words in which nobody of the parties stands.

use super::{Working, required};
use crate::domain::case::CaseEvent;
use crate::domain::case::command::CaseCommand;
use crate::domain::publication::{check_text, obstacles, preview};
use crate::domain::refusal::Refusal;
use crate::refuse;

/// Decides the commands about publishing. What may be public is said by the rulebook in force, not by the case's own.
pub(super) fn decide(work: &mut Working<'_>, command: &CaseCommand) -> Result<(), Refusal> {
    let rules = work.ctx.centre.rulebook();
    match command {
        CaseCommand::PublishResult { text } => {
            let found = obstacles(&work.case, &rules.publication, work.ctx.now);
            if !found.is_empty() {
                return Err(refuse!("publication_not_allowed", no = work.case.no, count = found.len()).because(found));
            }
            let own = text.as_deref().filter(|text| !text.trim().is_empty());
            let shown = preview(&work.case, rules, own);
            check_text(&shown, &work.case)?;
            work.emit(CaseEvent::ResultPublished { text: shown.text, place: shown.place, subject: shown.subject });
        }
        CaseCommand::WithholdResult { reason } => {
            required("reason", reason)?;
            work.emit(CaseEvent::ResultWithheld { reason: reason.clone() });
        }
        _ => {}
    }
    Ok(())
}
