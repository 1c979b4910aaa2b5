//! The review of a grade (初评核定): proposed at the desk, confirmed at the level the rulebook says.

use super::{Case, CaseEvent};
use crate::domain::clock::Clock;
use crate::domain::ids::{ClockId, OfficerId};
use crate::domain::time::Moment;
use crate::domain::vocabulary::{ClockKind, Grade, Role, Stage};
use serde::{Deserialize, Serialize};

/// A grade that was proposed, and what became of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct GradeReview {
    /// The grade proposed.
    pub proposed: Grade,
    /// By whom.
    pub by: OfficerId,
    /// When.
    pub at: Moment,
    /// Whose confirmation it needs.
    pub confirms: Role,
    /// What they said.
    pub answer: Option<GradeAnswer>,
}

impl GradeReview {
    /// Returns the grade it is about by now.
    pub fn stands(&self) -> Grade {
        self.answer.as_ref().map_or(self.proposed, |answer| answer.grade)
    }
}

/// What whoever confirms a grade said.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct GradeAnswer {
    /// The grade from then on: the one proposed, or another.
    pub grade: Grade,
    /// Who said so.
    pub by: OfficerId,
    /// When.
    pub at: Moment,
    /// The remark, or the reason for another grade.
    pub note: String,
}

/// A reception of the residents by a leader (接访).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Visit {
    /// When it was written down.
    pub at: Moment,
    /// By whom.
    pub by: OfficerId,
    /// Which leader received them.
    pub leader: OfficerId,
    /// What was said.
    pub text: String,
}

impl Case {
    /// Tells whether the matter itself is still being worked on, be it before acceptance.
    pub fn is_at_work(&self) -> bool {
        let at_work = [Stage::Registered, Stage::Accepted, Stage::Conference, Stage::LeaderReview, Stage::Handling];
        at_work.contains(&self.stage) && self.merged_into.is_none()
    }

    /// Returns the review that its grade is waiting for, whatever else is being done.
    pub fn awaits_grade(&self) -> Option<&GradeReview> {
        self.grade_review.as_ref().filter(|review| review.answer.is_none() && self.is_at_work())
    }

    /// Returns the clocks of what the resident was promised, kept or not, in the order they were made.
    pub fn promises(&self) -> impl Iterator<Item = &Clock> {
        self.clocks.iter().filter(|clock| clock.kind == ClockKind::Promise)
    }

    /// Returns a promise that is still to be kept.
    pub fn open_promise(&self, id: ClockId) -> Option<&Clock> {
        self.promises().find(|clock| clock.id == id && clock.is_running())
    }

    pub(super) fn apply_grading(&mut self, at: Moment, by: &OfficerId, event: &CaseEvent) {
        match event {
            // What was said of one grade says nothing of another.
            CaseEvent::Assessed { grade: Some(grade), .. } => {
                self.grade_review = self.grade_review.take().filter(|review| review.stands() == *grade);
            }
            CaseEvent::GradeProposed { grade, confirms } => {
                self.grade_review =
                    Some(GradeReview { proposed: *grade, by: by.clone(), at, confirms: *confirms, answer: None });
            }
            CaseEvent::GradeConfirmed { grade, note } => {
                self.grade = Some(*grade);
                if let Some(review) = &mut self.grade_review {
                    review.answer = Some(GradeAnswer { grade: *grade, by: by.clone(), at, note: note.clone() });
                }
            }
            CaseEvent::RiskReassessed { risk, .. } => self.risk = Some(*risk),
            CaseEvent::VisitReceived { leader, text } => {
                self.visits.push(Visit { at, by: by.clone(), leader: leader.clone(), text: text.clone() });
            }
            _ => {}
        }
    }
}
