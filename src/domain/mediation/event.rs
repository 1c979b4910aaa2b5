//! What has happened in a mediation.

use super::agreement::Agreement;
use super::session::{Invitee, SessionPlan};
use super::words::{JudicialStep, NoticeHow, NoticeResult, RecusalGround, Remedy};
use crate::domain::ids::{InstalmentId, MediatorId, PartyId, SessionId};
use crate::domain::time::{Day, Moment};
use serde::{Deserialize, Serialize};

/// What has happened in a mediation. Each event is named so that it stands alone in the log of a case.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "snake_case")]
#[allow(clippy::large_enum_variant)] // events are few at a time
pub enum MediationEvent {
    /// A session was booked, or held until a moment.
    SessionScheduled {
        /// The session.
        session: SessionId,
        /// What it books.
        plan: SessionPlan,
        /// When the hold runs out, for a hold.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        held_until: Option<Moment>,
        /// Why the notice rule was waived.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        urgent: Option<String>,
    },
    /// A hold became a booking.
    SessionConfirmed {
        /// The session.
        session: SessionId,
    },
    /// A session was moved or changed.
    SessionRescheduled {
        /// The session.
        session: SessionId,
        /// What it books now.
        plan: SessionPlan,
        /// Why.
        reason: String,
        /// Why the notice rule was waived.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        urgent: Option<String>,
    },
    /// A session was called off.
    SessionCancelled {
        /// The session.
        session: SessionId,
        /// Why.
        reason: String,
        /// The parties who did not come.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        no_show: Vec<PartyId>,
    },
    /// A hold ran out.
    HoldExpired {
        /// The session.
        session: SessionId,
    },
    /// A session was freed because the mediation ended before it.
    SessionReleased {
        /// The session.
        session: SessionId,
    },
    /// Somebody was notified, or was not reached.
    Notified {
        /// The session.
        session: SessionId,
        /// Whom.
        whom: Invitee,
        /// By which means.
        how: NoticeHow,
        /// What came of it.
        result: NoticeResult,
        /// What was said.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        note: Option<String>,
    },
    /// It was written down who came.
    AttendanceTaken {
        /// The session.
        session: SessionId,
        /// The parties who came.
        present: Vec<PartyId>,
        /// The parties who did not.
        absent: Vec<PartyId>,
        /// The parties who did not, with good reason.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        excused: Vec<PartyId>,
    },
    /// The record was written.
    SessionRecorded {
        /// The session.
        session: SessionId,
        /// What was said and done.
        text: String,
        /// Who took it down.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        recorder: Option<String>,
    },
    /// An agreement was reached; the mediation is over for now.
    Agreed {
        /// The session.
        session: SessionId,
        /// What was agreed.
        agreement: Agreement,
    },
    /// A session ended, to be continued.
    Adjourned {
        /// The session.
        session: SessionId,
        /// Why.
        reason: String,
    },
    /// A session ended without agreement, and the mediation with it.
    MediationFailed {
        /// The session.
        session: SessionId,
        /// Why.
        reason: String,
        /// The remedies told.
        remedies: Vec<Remedy>,
    },
    /// The mediation was terminated.
    MediationTerminated {
        /// Why.
        reason: String,
        /// The remedies told.
        remedies: Vec<Remedy>,
    },
    /// The mediation was taken up again.
    MediationResumed {
        /// Why.
        reason: String,
    },
    /// A mediator was kept away from the case.
    MediatorRecused {
        /// The mediator.
        mediator: MediatorId,
        /// On what ground.
        ground: RecusalGround,
        /// The particulars.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        note: Option<String>,
    },
    /// An instalment was performed.
    InstalmentPerformed {
        /// The instalment.
        instalment: InstalmentId,
        /// The day it was done.
        on: Day,
        /// A note.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        note: Option<String>,
    },
    /// An instalment was not performed.
    InstalmentBreached {
        /// The instalment.
        instalment: InstalmentId,
        /// What happened.
        note: String,
    },
    /// A step of judicial confirmation was taken.
    JudicialStepTaken {
        /// The step.
        step: JudicialStep,
        /// The day of it.
        on: Day,
        /// The court.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        court: Option<String>,
        /// A note.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        note: Option<String>,
    },
}
