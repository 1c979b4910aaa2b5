//! Grade and risk: assessing, confirming the grade, looking at the risk again; promises and receptions.

use super::intake::known_category;
use super::{Effect, Working, required};
use crate::domain::case::CaseEvent;
use crate::domain::case::command::CaseCommand;
use crate::domain::case::transitions::Action;
use crate::domain::permission;
use crate::domain::refusal::Refusal;
use crate::domain::rulebook::GradeFacts;
use crate::domain::vocabulary::{ClockKind, Grade, Risk, Role};
use crate::refuse;

/// Decides the commands about grade, risk, promises and receptions.
pub(super) fn decide(work: &mut Working<'_>, command: &CaseCommand) -> Result<(), Refusal> {
    match command {
        CaseCommand::Assess { category, grade, risk, reason } => {
            work.may(Action::Assess)?;
            if category.is_none() && grade.is_none() && risk.is_none() {
                return Err(refuse!("nothing_changes"));
            }
            if let Some(category) = category {
                known_category(work.rules(), category)?;
            }
            if grade.is_some() && work.case.grade.is_some() && *grade != work.case.grade {
                required("reason", reason.as_deref().unwrap_or(""))?;
            }
            let (graded, risked) = (work.case.grade, work.case.risk);
            let confirmed =
                work.case.grade_review.as_ref().and_then(|review| review.answer.as_ref()).map(|it| it.grade);
            work.emit(CaseEvent::Assessed {
                category: category.clone(),
                grade: *grade,
                risk: *risk,
                reason: reason.clone(),
            });
            if grade.is_some() && *grade != graded {
                propose(work, confirmed);
            }
            warn_of_risk(work, risked);
        }
        CaseCommand::ConfirmGrade { agree, grade, note } => confirm(work, *agree, *grade, note)?,
        CaseCommand::ReassessRisk { risk, note } => {
            work.may(Action::Review)?;
            required("note", note)?;
            let before = work.case.risk;
            work.emit(CaseEvent::RiskReassessed { risk: *risk, note: note.clone() });
            warn_of_risk(work, before);
        }
        CaseCommand::Promise { text, due } => {
            work.may(Action::Promise)?;
            required("text", text)?;
            if *due < work.ctx.now.date_naive() {
                return Err(refuse!("promise_in_the_past", due = due));
            }
            let text = crate::domain::clean::line(text);
            // The same words twice could not be told apart where they are listed.
            if work.case.promises().any(|it| it.is_running() && it.label.as_deref() == Some(&text)) {
                return Err(refuse!("promised_already", text = text));
            }
            work.has_limit(ClockKind::Promise)?;
            work.emit(CaseEvent::Promised { text, due: *due });
        }
        CaseCommand::KeepPromise { clock, note } => {
            if work.case.open_promise(*clock).is_none() {
                return Err(refuse!("no_such_promise", number = clock));
            }
            work.emit(CaseEvent::PromiseKept { clock: *clock, note: note.clone() });
        }
        CaseCommand::ReceiveVisit { leader, text } => {
            required("text", text)?;
            work.ctx.centre.officer_with_role(leader, Role::Leader)?;
            work.emit(CaseEvent::VisitReceived { leader: leader.clone(), text: text.clone() });
        }
        _ => {}
    }
    Ok(())
}

/// Lets the grade that was just set await whoever the rulebook says confirms it.
///
/// Another grade in place of one that was `confirmed` needs whoever confirms the heavier of the two: what a leader has
/// confirmed the desk does not lower by itself.
pub(super) fn propose(work: &mut Working<'_>, confirmed: Option<Grade>) {
    let Some(grade) = work.case.grade else { return };
    let rules = work.rules();
    let asked = [confirmed.map_or(grade, |before| grade.max(before)), grade]
        .into_iter()
        .find_map(|grade| rules.grade_review(grade)?.confirmed_by);
    match asked {
        Some(confirms) => work.emit(CaseEvent::GradeProposed { grade, confirms }),
        None => work.run(Effect::Stop(ClockKind::GradeReview, None)),
    }
}

fn confirm(work: &mut Working<'_>, agree: bool, other: Option<Grade>, note: &str) -> Result<(), Refusal> {
    work.may(Action::Review)?;
    let Some(review) = work.case.awaits_grade() else { return Err(refuse!("grade_awaits_nobody")) };
    let (proposed, officer) = (review.proposed, work.ctx.officer);
    if !officer.has(review.confirms) && !officer.has(Role::Leader) {
        return Err(refuse!("grade_confirmed_by", officer = officer.name, role = review.confirms));
    }
    let two_persons = work.rules().grade_review(proposed).is_none_or(|rule| rule.two_persons);
    if two_persons && review.by == officer.id {
        return Err(refuse!("grade_own_proposal", officer = officer.name));
    }
    let grade = match other.filter(|other| *other != proposed) {
        None if agree => proposed,
        Some(other) if !agree => other,
        None => return Err(refuse!("grade_other_missing")),
        Some(_) => return Err(refuse!("grade_agreed_and_other")),
    };
    if !agree {
        required("note", note)?;
    }
    work.emit(CaseEvent::GradeConfirmed { grade, note: note.to_owned() });
    Ok(())
}

/// Says which grade a risk that has risen suggests.
fn warn_of_risk(work: &mut Working<'_>, before: Option<Risk>) {
    if before.is_none() || work.case.risk <= before {
        return;
    }
    let case = &work.case;
    let parties = u32::try_from(case.parties.len()).unwrap_or(u32::MAX);
    let facts = GradeFacts {
        people: case.people_involved.unwrap_or(0).max(parties),
        units: u32::try_from(case.assignments.iter().filter(|it| it.is_live()).count()).unwrap_or(u32::MAX),
        risk: case.risk,
        category: case.category.as_ref(),
        narrative: &case.narrative,
    };
    let suggested = work.rules().suggest_grade(facts).filter(|rule| Some(rule.grade) > case.grade);
    if let Some(rule) = suggested {
        work.warn(refuse!("risk_suggests_grade", grade = rule.grade, note = rule.note));
    }
}

/// Refuses to act for a step whose body is somebody else's.
pub(super) fn speaks_for_step(work: &Working<'_>) -> Result<(), Refusal> {
    let (officer, centre) = (work.ctx.officer, work.ctx.centre);
    let centres = || crate::domain::ids::UnitId::from(crate::domain::unit::CENTRE);
    let Some(stay) = work.case.step() else { return Err(refuse!("not_on_ladder")) };
    let unit = stay.unit.clone().unwrap_or_else(centres);
    if permission::speaks_for(officer, centre, &unit) {
        return Ok(());
    }
    Err(refuse!("not_your_unit", officer = officer.name, unit = centre.unit_name(&unit)))
}
