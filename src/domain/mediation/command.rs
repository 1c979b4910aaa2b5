//! What an officer may want of a mediation; flat, so that a script can write it by hand.

use super::agreement::NewAgreement;
use super::session::Guest;
use super::words::{JudicialStep, NoticeHow, NoticeResult, RecusalGround, Remedy};
use crate::domain::ids::{InstalmentId, MediatorId, PartyId, RoomId, SessionId, UnitId};
use crate::domain::time::{Day, Moment};
use crate::domain::when;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A session as filled in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NewSession {
    /// The room.
    pub room: RoomId,
    /// When it begins, such as `2026-11-23 09:00`.
    #[serde(with = "when")]
    #[schemars(with = "String")]
    pub starts: Moment,
    /// When it ends; the rulebook's length of a session unless said otherwise.
    #[serde(default, with = "when::optional", skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<String>")]
    pub ends: Option<Moment>,
    /// The mediators, at least one.
    pub mediators: Vec<MediatorId>,
    /// The units that send somebody.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub seats: Vec<UnitId>,
    /// The parties summoned; all of the case if empty.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub parties: Vec<PartyId>,
    /// Lawyers, interpreters and others invited.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub guests: Vec<Guest>,
    /// What it is about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub topic: Option<String>,
    /// Only holds the resources for now, for the hours the rulebook gives; to be confirmed or to expire.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub hold: bool,
    /// Only holds the resources for now, for so many hours.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hold_hours: Option<u32>,
    /// Why it cannot wait: waives the notice rule, and stays on record.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub urgent: Option<String>,
}

/// What came of a session.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum Outcome {
    /// A written agreement (达成书面协议).
    Agreed(NewAgreement),
    /// An oral agreement (达成口头协议), whose content is recorded all the same.
    OralAgreement(NewAgreement),
    /// To be continued (择日再调).
    Adjourned {
        /// Why, and what is to happen before.
        reason: String,
    },
    /// No agreement (调解不成).
    Failed {
        /// Why.
        reason: String,
        /// The ways still open that the parties were told of, at least one.
        remedies: Vec<Remedy>,
    },
}

/// What an officer may want of a mediation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "command", rename_all = "snake_case", deny_unknown_fields)]
#[allow(clippy::large_enum_variant)] // one at a time, and short-lived
pub enum MediationCommand {
    /// Books a session (排期), or holds one.
    Schedule(NewSession),
    /// Turns a hold into a booking.
    ConfirmSession {
        /// The session.
        session: SessionId,
    },
    /// Moves or changes a session; what is left out stays.
    Reschedule {
        /// The session.
        session: SessionId,
        /// Why.
        reason: String,
        /// Another room.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        room: Option<RoomId>,
        /// Another beginning; the length stays unless an end is given.
        #[serde(default, with = "when::optional", skip_serializing_if = "Option::is_none")]
        #[schemars(with = "Option<String>")]
        starts: Option<Moment>,
        /// Another end.
        #[serde(default, with = "when::optional", skip_serializing_if = "Option::is_none")]
        #[schemars(with = "Option<String>")]
        ends: Option<Moment>,
        /// Other mediators.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        mediators: Option<Vec<MediatorId>>,
        /// Other units.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        seats: Option<Vec<UnitId>>,
        /// Other parties; all of the case if empty.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        parties: Option<Vec<PartyId>>,
        /// Other guests.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        guests: Option<Vec<Guest>>,
        /// Another topic.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        topic: Option<String>,
        /// Why it cannot wait: waives the notice rule.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        urgent: Option<String>,
    },
    /// Calls a session off.
    CancelSession {
        /// The session.
        session: SessionId,
        /// Why.
        reason: String,
        /// The parties who did not come, if that was the reason.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        no_show: Vec<PartyId>,
    },
    /// Writes down that somebody was notified, or was not reached; names exactly one of party, unit, mediator.
    Notify {
        /// The session.
        session: SessionId,
        /// The party.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        party: Option<PartyId>,
        /// The unit.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        unit: Option<UnitId>,
        /// The mediator.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        mediator: Option<MediatorId>,
        /// By which means.
        how: NoticeHow,
        /// What came of it.
        result: NoticeResult,
        /// What was said.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        note: Option<String>,
    },
    /// Writes down who came.
    Attendance {
        /// The session.
        session: SessionId,
        /// The parties who came.
        #[serde(default)]
        present: Vec<PartyId>,
        /// The parties who did not come, without a word.
        #[serde(default)]
        absent: Vec<PartyId>,
        /// The parties who did not come with good reason; this does not count as a no-show.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        excused: Vec<PartyId>,
    },
    /// Writes the record (调解记录); a later one adds to it.
    RecordSession {
        /// The session.
        session: SessionId,
        /// What was said and done.
        text: String,
        /// Who took it down (记录人).
        #[serde(default, skip_serializing_if = "Option::is_none")]
        recorder: Option<String>,
    },
    /// Ends a session with what came of it.
    ConcludeSession {
        /// The session.
        session: SessionId,
        /// What came of it.
        outcome: Outcome,
    },
    /// Ends the mediation without result (终止调解) and frees what was booked.
    TerminateMediation {
        /// Why.
        reason: String,
        /// The ways still open that the parties were told of, at least one (人民调解法 §26).
        remedies: Vec<Remedy>,
    },
    /// Takes mediation up again after it ended, or after an agreement was not kept.
    ResumeMediation {
        /// Why.
        reason: String,
    },
    /// Keeps a mediator away from this case (回避).
    Recuse {
        /// The mediator.
        mediator: MediatorId,
        /// On what ground.
        ground: RecusalGround,
        /// The particulars.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        note: Option<String>,
    },
    /// Writes down that an instalment was performed.
    Perform {
        /// The instalment.
        instalment: InstalmentId,
        /// The day it was done; today unless said otherwise.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        on: Option<Day>,
        /// A note, such as the receipt.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        note: Option<String>,
    },
    /// Writes down that an instalment was not performed.
    Breach {
        /// The instalment.
        instalment: InstalmentId,
        /// What happened.
        note: String,
    },
    /// Writes down a step of judicial confirmation (司法确认).
    JudicialConfirmation {
        /// The step.
        step: JudicialStep,
        /// The day of it; today unless said otherwise.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        on: Option<Day>,
        /// The court.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        court: Option<String>,
        /// A note, such as the number of the ruling.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        note: Option<String>,
    },
    /// Lets a hold lapse whose time is up; given by the program itself.
    ExpireHold {
        /// The session.
        session: SessionId,
    },
}
