//! Reviewing a closed case (案件评查). That nobody reviews what they handled is asked of the log, by the desk.

use super::{Working, required};
use crate::domain::case::CaseEvent;
use crate::domain::case::command::CaseCommand;
use crate::domain::case::transitions::Action;
use crate::domain::refusal::Refusal;
use crate::domain::review::{Review, score};
use crate::refuse;

/// Decides a review, by the score sheet in force now.
pub(super) fn decide(work: &mut Working<'_>, command: &CaseCommand) -> Result<(), Refusal> {
    let CaseCommand::ReviewCase { sheet, opinion } = command else { return Ok(()) };
    work.may(Action::Appraise)?;
    if work.case.sealed.is_some() {
        return Err(refuse!("sealed_not_reviewed", no = work.case.no));
    }
    required("opinion", opinion)?;
    let rules = work.ctx.centre.rulebook();
    let score = score(sheet, &rules.review_items, &rules.review)?;
    if !score.passed {
        work.warn(refuse!("review_failed", no = work.case.no, points = score.points, of = score.of));
    }
    let (at, by) = (work.ctx.now, work.ctx.officer.id.clone());
    let review = Review { at, by, score, sheet: sheet.clone(), opinion: opinion.clone() };
    work.emit(CaseEvent::Reviewed { review: Box::new(review) });
    Ok(())
}
