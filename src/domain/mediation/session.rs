//! One session (调解场次): what it books, who was told, who came, what came of it.

use super::words::{GuestRole, NoticeHow, NoticeResult, Remedy, SessionStatus};
use crate::domain::ids::{MediatorId, OfficerId, PartyId, RoomId, SessionId, UnitId};
use crate::domain::time::Moment;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Somebody invited besides parties, mediators and units.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Guest {
    /// In which capacity.
    pub role: GuestRole,
    /// The name.
    pub name: String,
}

/// What a session books: everything at once or nothing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SessionPlan {
    /// The room.
    pub room: RoomId,
    /// When it begins.
    pub starts: Moment,
    /// When it ends.
    pub ends: Moment,
    /// The mediators.
    pub mediators: Vec<MediatorId>,
    /// The units that send somebody.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub seats: Vec<UnitId>,
    /// The parties summoned.
    pub parties: Vec<PartyId>,
    /// Others invited.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub guests: Vec<Guest>,
    /// What it is about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub topic: Option<String>,
}

/// Whom a notice goes to.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Invitee {
    /// A party.
    Party(PartyId),
    /// A unit.
    Unit(UnitId),
    /// A mediator.
    Mediator(MediatorId),
}

/// An attempt to notify somebody.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Notice {
    /// Whom.
    pub whom: Invitee,
    /// By which means.
    pub how: NoticeHow,
    /// What came of it.
    pub result: NoticeResult,
    /// What was said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// For which beginning: a notice of an earlier date is no notice of a later one.
    pub starts: Moment,
    /// When it was written down.
    pub at: Moment,
    /// By whom.
    pub by: OfficerId,
}

/// Who came.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attendance {
    /// The parties who came.
    pub present: Vec<PartyId>,
    /// The parties who did not come, without a word.
    pub absent: Vec<PartyId>,
    /// The parties who did not come with good reason.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub excused: Vec<PartyId>,
    /// When it was written down.
    pub at: Moment,
    /// By whom.
    pub by: OfficerId,
}

/// A piece of the record (调解记录).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Record {
    /// What was said and done.
    pub text: String,
    /// Who took it down.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub recorder: Option<String>,
    /// When it was entered.
    pub at: Moment,
    /// By whom it was entered.
    pub by: OfficerId,
}

/// A change of plan, with what was planned before.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Move {
    /// What was planned before.
    pub before: SessionPlan,
    /// Why it changed.
    pub reason: String,
    /// When.
    pub at: Moment,
    /// By whom.
    pub by: OfficerId,
}

/// How a session ended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "ending", rename_all = "snake_case")]
pub enum Ending {
    /// With an agreement; it stands among the mediation's agreements.
    Agreed,
    /// To be continued.
    Adjourned {
        /// Why.
        reason: String,
    },
    /// Without agreement.
    Failed {
        /// Why.
        reason: String,
        /// The remedies told.
        remedies: Vec<Remedy>,
    },
    /// Called off before it took place, or because somebody did not come.
    Cancelled {
        /// Why.
        reason: String,
        /// The parties who did not come.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        no_show: Vec<PartyId>,
    },
}

/// One session.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Session {
    /// Its number within the case.
    pub id: SessionId,
    /// What it books.
    pub plan: SessionPlan,
    /// Where it stands.
    pub status: SessionStatus,
    /// When the hold runs out, for a session that is held.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub held_until: Option<Moment>,
    /// Why the notice rule was waived.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub urgent: Option<String>,
    /// When it was booked.
    pub at: Moment,
    /// By whom.
    pub by: OfficerId,
    /// How the plan changed.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub moves: Vec<Move>,
    /// Who was notified, in order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub notices: Vec<Notice>,
    /// Who came.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub attendance: Option<Attendance>,
    /// The record.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub records: Vec<Record>,
    /// How it ended.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ending: Option<Ending>,
}

impl Session {
    /// Tells whether it still books its resources; a hold whose time is up no longer does.
    pub fn is_live(&self, now: Moment) -> bool {
        match self.status {
            SessionStatus::Held => self.held_until.is_none_or(|until| now < until),
            SessionStatus::Confirmed => true,
            _ => false,
        }
    }

    /// Tells whether it is held or confirmed on record, even if the hold has run out and not yet been let go.
    pub fn is_open(&self) -> bool {
        matches!(self.status, SessionStatus::Held | SessionStatus::Confirmed)
    }

    /// Returns the last notice to somebody of the time now planned.
    pub fn last_notice(&self, whom: &Invitee) -> Option<&Notice> {
        self.notices.iter().rev().find(|notice| notice.whom == *whom && notice.starts == self.plan.starts)
    }

    /// Returns whom the notice still has to reach: everybody whose last notice was not answered, or who got none.
    pub fn to_notify(&self) -> Vec<Invitee> {
        let reached = |whom: &Invitee| self.last_notice(whom).is_some_and(|n| n.result != NoticeResult::NoAnswer);
        self.invitees().filter(|whom| !reached(whom)).collect()
    }

    /// Returns everybody who has to be notified: parties, units, mediators.
    pub fn invitees(&self) -> impl Iterator<Item = Invitee> {
        let parties = self.plan.parties.iter().map(|party| Invitee::Party(*party));
        let units = self.plan.seats.iter().cloned().map(Invitee::Unit);
        parties.chain(units).chain(self.plan.mediators.iter().cloned().map(Invitee::Mediator))
    }

    /// Returns the parties who failed to come to it.
    pub fn no_shows(&self) -> Vec<PartyId> {
        let mut missing = self.attendance.as_ref().map(|list| list.absent.clone()).unwrap_or_default();
        if let Some(Ending::Cancelled { no_show, .. }) = &self.ending {
            missing.extend(no_show);
        }
        missing.sort_unstable();
        missing.dedup();
        missing
    }
}
