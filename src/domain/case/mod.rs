//! The case (事项): what it is, what can be wanted of it, what happened to it.
//!
//! [`decide`] answers a command with events or a refusal; [`Case::apply`] folds events into the
//! state. Nothing else changes a case.

mod apply;
mod clocks;
mod command;
mod decide;
mod event;
pub mod grading;
pub mod ladder;
mod nature;
pub mod offline;
mod register;
mod related;
#[cfg(test)]
mod tests;

pub mod sealing;
pub mod takeover;
pub mod transitions;

pub use clocks::{due_of, is_judged_by, next_alarm};
pub use command::{Amendment, Attachment, CallBackAnswer, CaseCommand, MoveReason, Origin, Register, Related};
pub use decide::{
    Context, Decision, Warning, decide, decide_alone, decide_with, escalate, follow, forget, moved_by_calendar,
    point_to, register, tell_apart,
};
pub use event::{CaseEvent, Who};
pub use grading::{GradeReview, Visit};
pub use ladder::{Rung, Stay};
pub use offline::{FromBook, Offline, Remark};
pub use related::{Absorbed, Entry, Link, MovedEntry};
pub use sealing::{Accused, Seal, Sealing};
pub use takeover::{Earlier, RegisterOld, take_over};

use crate::domain::casefile::Filed;
use crate::domain::clock::Clock;
use crate::domain::ids::{AssignmentId, CaseId, CaseNo, CategoryId, ClockId, OfficerId, PartyId, UnitId};
use crate::domain::mediation::Mediation;
use crate::domain::party::Party;
use crate::domain::publication::Published;
use crate::domain::review::Review;
use crate::domain::time::{Day, Moment};
use crate::domain::vocabulary::{
    AssignmentRole, AssignmentStatus, CaseKind, Channel, ClockKind, Disposition, Grade, Risk, Side, Stage,
};
use serde::{Deserialize, Serialize};

/// A case as it stands after all its events.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Case {
    /// Its identity in the log.
    pub id: CaseId,
    /// The number people know it by.
    pub no: CaseNo,
    /// How many events it has.
    pub rev: u64,
    /// How many events had happened when something an officer decides upon last changed.
    pub changed_rev: u64,
    /// The kind of matter.
    pub kind: CaseKind,
    /// How it reached the window.
    pub channel: Channel,
    /// A short title.
    pub title: String,
    /// What happened, in the applicant's words.
    pub narrative: String,
    /// What the applicant asks for.
    pub demands: Vec<String>,
    /// Where it happened.
    pub place: Option<String>,
    /// The grid (网格).
    pub grid: Option<String>,
    /// When it happened.
    pub occurred_on: Option<Day>,
    /// How many people it involves.
    pub people_involved: Option<u32>,
    /// The sum in dispute, in fen.
    pub amount_fen: Option<i64>,
    /// The category.
    pub category: Option<CategoryId>,
    /// The grade.
    pub grade: Option<Grade>,
    /// The risk.
    pub risk: Option<Risk>,
    /// Everybody on every side.
    pub parties: Vec<Party>,
    /// Papers, as references.
    pub attachments: Vec<Attachment>,
    /// Where it stands.
    pub stage: Stage,
    /// When it was written down.
    pub registered_at: Moment,
    /// By whom.
    pub registered_by: OfficerId,
    /// The unit at whose window, as the officer sat then; nothing at the centre's own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub window: Option<UnitId>,
    /// When it was last accepted or taken up again: the grade's limit counts from here, whenever it is set.
    pub accepted_at: Option<Moment>,
    /// Since when whoever has the matter now has had it.
    pub held_since: Moment,
    /// When its life ended, if it has.
    pub closed_at: Option<Moment>,
    /// The rulebook it follows, by version.
    pub rulebook: String,
    /// Every assignment, recalled ones too.
    pub assignments: Vec<Assignment>,
    /// Every clock, met and stopped ones too.
    pub clocks: Vec<Clock>,
    /// How often a unit has said "not ours" since the last conference.
    pub not_ours: u32,
    /// Whether transfers are frozen until a conference names a lead.
    pub frozen: bool,
    /// Every conference.
    pub conferences: Vec<Conference>,
    /// How it was disposed of, when in one of the seven ways.
    pub disposition: Option<Disposition>,
    /// The result.
    pub result: Option<String>,
    /// Every answer given to the resident.
    pub replies: Vec<Said>,
    /// Every call-back since it was last resolved.
    pub call_backs: Vec<CallBack>,
    /// How often the resident was dissatisfied at a call-back.
    #[serde(default, skip_serializing_if = "is_none")]
    pub dissatisfied: u32,
    /// How often it was taken up again.
    pub reopened: u32,
    /// How it was reviewed after it was closed, each time.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub reviews: Vec<Review>,
    /// Joint mediation.
    pub mediation: Mediation,
    /// What lies in the case file on paper (卷宗材料).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub papers: Vec<Filed>,
    /// How many papers were ever noted; none of their numbers is given again.
    #[serde(default, skip_serializing_if = "is_none")]
    pub papers_noted: u32,
    /// The cases it is linked with.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub links: Vec<Link>,
    /// The case it is merged into, if it is: the matter is handled there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub merged_into: Option<CaseNo>,
    /// The cases merged into it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub absorbed: Vec<Absorbed>,
    /// The entries of its log that went back to a case that had been merged.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub moved: Vec<MovedEntry>,
    /// The confirmation that its grade needs or had.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub grade_review: Option<GradeReview>,
    /// Its stays at the steps of the ladder, upwards.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub ladder: Vec<Stay>,
    /// Every reception of its residents by a leader.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub visits: Vec<Visit>,
    /// The offline book it was entered from, if it was; it was registered when it was written there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub offline: Option<FromBook>,
    /// Which entry of an earlier register or file it was made of, if it was.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub origin: Option<Origin>,
    /// When its matter was last resolved; nothing while it has been taken up again.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub resolved_at: Option<Moment>,
    /// The result as it is public, if it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub published: Option<Published>,
    /// That it is sealed (密件), if it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sealed: Option<Box<Sealing>>,
}

#[allow(clippy::trivially_copy_pass_by_ref, reason = "serde hands the field over by reference")]
fn is_none(count: &u32) -> bool {
    *count == 0
}

/// A unit's part in a case (交办).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Assignment {
    /// Its number within the case.
    pub id: AssignmentId,
    /// The unit.
    pub unit: UnitId,
    /// Its part.
    pub role: AssignmentRole,
    /// Whose court the ball is in.
    pub status: AssignmentStatus,
    /// What it is asked to do.
    pub instruction: String,
    /// Whether it was designated and so may not object.
    pub designated: bool,
    /// When it was assigned.
    pub assigned_at: Moment,
    /// When it was signed for.
    pub signed_at: Option<Moment>,
    /// Its objection, if it made one.
    pub objection: Option<Objection>,
    /// How it went.
    pub progress: Vec<Said>,
    /// The result it reported.
    pub result: Option<String>,
    /// How often its result was sent back.
    pub sent_back: u32,
}

impl Assignment {
    /// Tells whether the unit still has something to do with the case.
    pub fn is_live(&self) -> bool {
        self.status != AssignmentStatus::Recalled
    }
}

/// A unit's "not ours" (异议).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Objection {
    /// Why.
    pub reason: String,
    /// When.
    pub at: Moment,
    /// Whether the unit was right, once ruled upon.
    pub upheld: Option<bool>,
}

/// A conference (会商).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Conference {
    /// What about.
    pub topic: String,
    /// Who is asked to come.
    pub units: Vec<UnitId>,
    /// When.
    pub at: Option<Moment>,
    /// Its opinion, once it has one.
    pub opinion: Option<String>,
}

/// Words with their time and speaker.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Said {
    /// When.
    pub at: Moment,
    /// Who wrote it down.
    pub by: OfficerId,
    /// The words.
    pub text: String,
}

/// A call-back (回访).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CallBack {
    /// When.
    pub at: Moment,
    /// What came of it.
    pub answer: CallBackAnswer,
    /// What was said.
    pub note: String,
}

impl Case {
    /// Returns the live assignment of a unit.
    pub fn assignment_of(&self, unit: &UnitId) -> Option<&Assignment> {
        self.assignments.iter().find(|assignment| assignment.is_live() && assignment.unit == *unit)
    }

    /// Returns the live lead assignment.
    pub fn lead(&self) -> Option<&Assignment> {
        self.assignments.iter().find(|assignment| assignment.is_live() && assignment.role == AssignmentRole::Lead)
    }

    /// Returns the assignment with this number.
    pub fn assignment(&self, id: AssignmentId) -> Option<&Assignment> {
        self.assignments.iter().find(|assignment| assignment.id == id)
    }

    /// Returns the clock with this number.
    pub fn clock(&self, id: ClockId) -> Option<&Clock> {
        self.clocks.iter().find(|clock| clock.id == id)
    }

    /// Returns the running clock of a kind, and of a unit where the kind has one per unit.
    pub fn running(&self, kind: ClockKind, unit: Option<&UnitId>) -> Option<&Clock> {
        self.clocks.iter().find(|clock| clock.is_running() && clock.kind == kind && clock.unit.as_ref() == unit)
    }

    /// Returns the party with this number.
    pub fn party(&self, id: PartyId) -> Option<&Party> {
        self.parties.iter().find(|party| party.id == id)
    }

    /// Returns the names on one side, joined.
    pub fn names(&self, side: Side) -> String {
        let names: Vec<_> = self.parties.iter().filter(|party| party.side == side).map(|p| p.name.as_str()).collect();
        names.join("、")
    }

    /// Returns the unit whose court the ball is in, or `None` when it is the centre's.
    ///
    /// A unit holds the matter while it has to sign, to handle, or to do it again; the centre while
    /// it has to triage, rule, verify, answer, call back or file.
    pub fn holder(&self) -> Option<&UnitId> {
        if self.stage != Stage::Handling {
            return None;
        }
        let busy = |assignment: &&Assignment| {
            matches!(assignment.status, AssignmentStatus::AwaitingSignature | AssignmentStatus::Handling)
        };
        let lead_first = self.assignments.iter().filter(busy).min_by_key(|assignment| assignment.role);
        lead_first.map(|assignment| &assignment.unit)
    }

    /// Returns whose move it is, as a key of `term.ball`: the stage, or the assignment that matters most.
    ///
    /// An objection to rule on comes before a result to verify, and both before what units have to do.
    pub fn ball(&self) -> &'static str {
        use AssignmentStatus::{AwaitingSignature, Handling, Objected, Reported};
        if self.merged_into.is_some() && self.is_open() {
            return "merged";
        }
        if self.is_dissatisfied() {
            return "dissatisfied";
        }
        if self.stage != Stage::Handling {
            return self.stage.key();
        }
        let first = [Objected, Reported, AwaitingSignature, Handling]
            .into_iter()
            .find(|status| self.assignments.iter().any(|it| it.status == *status));
        first.map_or(self.stage.key(), AssignmentStatus::key)
    }

    /// Tells whether the case still has a life before it.
    pub fn is_open(&self) -> bool {
        !matches!(self.stage, Stage::Archived | Stage::Declined | Stage::Withdrawn)
    }

    /// Tells whether the resident was dissatisfied at the last call-back and nothing has been done about it.
    pub fn is_dissatisfied(&self) -> bool {
        use crate::domain::vocabulary::Satisfaction::Dissatisfied;
        self.stage == Stage::Resolved
            && self.call_backs.last().is_some_and(|call| call.answer == CallBackAnswer::Answered(Dissatisfied))
    }

    /// Returns the facts of the case that officers decide upon, named, to tell what changed between two views.
    pub fn facts(&self) -> Vec<(&'static str, String)> {
        let text = |value: Option<&str>| value.unwrap_or("").to_owned();
        let live: Vec<_> = self
            .assignments
            .iter()
            .filter(|assignment| assignment.is_live())
            .map(|assignment| format!("{} {}", assignment.unit, assignment.status))
            .collect();
        let dues: Vec<_> = self
            .clocks
            .iter()
            .filter(|clock| clock.is_running())
            .map(|clock| format!("{} {}", clock.kind, clock.due.format("%m-%d %H:%M")))
            .collect();
        vec![
            ("title", self.title.clone()),
            ("stage", self.stage.key().to_owned()),
            ("merged_into", text(self.merged_into.as_ref().map(CaseNo::as_str))),
            ("kind", self.kind.key().to_owned()),
            ("category", text(self.category.as_ref().map(CategoryId::as_str))),
            ("grade", text(self.grade.map(Grade::key))),
            ("risk", text(self.risk.map(Risk::key))),
            ("step", text(self.step().map(|stay| stay.rung.name.as_str()))),
            ("place", text(self.place.as_deref())),
            ("parties", self.parties.iter().map(|p| p.name.as_str()).collect::<Vec<_>>().join("、")),
            ("assignments", live.join("、")),
            ("due", dues.join("、")),
            ("sessions", self.mediation.sessions.len().to_string()),
            ("result", text(self.result.as_deref())),
        ]
    }
}
