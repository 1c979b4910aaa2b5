//! What happened to a directive.

use super::command::{Issue, Supervisor};
use super::words::Occasion;
use crate::domain::clock::{Clock, Extension};
use crate::domain::ids::{ClockId, DirectiveNo, OfficerId, UnitId};
use crate::domain::time::{Day, Moment};
use crate::domain::vocabulary::{ClockKind, Level};
use serde::{Deserialize, Serialize};

/// Why a directive came about by itself (督办事由).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cause {
    /// The clock of the case, where its lateness called for it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub clock: Option<ClockId>,
    /// What that clock measures.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub measures: Option<ClockKind>,
    /// When that was due.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub due: Option<Moment>,
    /// The level it had reached.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub level: Option<Level>,
    /// What else called for it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub occasion: Option<Occasion>,
    /// The how-manieth time that was.
    #[serde(default)]
    pub times: u32,
}

/// What a directive says, as it was proposed or issued.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Matter {
    /// What was written.
    pub issue: Issue,
    /// Who supervises it.
    pub by: Supervisor,
    /// The version of the rulebook it runs by.
    pub rulebook: String,
    /// Why it came about by itself, if it did.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cause: Option<Cause>,
}

/// Something that happened to a directive.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "snake_case")]
pub enum DirectiveEvent {
    /// It was written down and waits for a signature.
    DirectiveProposed {
        /// Its number.
        no: DirectiveNo,
        /// What it says.
        what: Box<Matter>,
    },
    /// It was issued at once.
    DirectiveIssued {
        /// Its number.
        no: DirectiveNo,
        /// What it says.
        what: Box<Matter>,
        /// The clocks that run with it.
        clocks: Vec<Clock>,
    },
    /// It was signed, and so issued.
    DirectiveSigned {
        /// The clocks that run with it.
        clocks: Vec<Clock>,
    },
    /// The unit signed for it.
    DirectiveReceived,
    /// The unit said how it goes.
    DirectiveReported {
        /// How it goes.
        text: String,
        /// The clocks that this met.
        met: Vec<ClockId>,
        /// The clock of the next report.
        next: Option<Box<Clock>>,
    },
    /// The unit replied.
    DirectiveReplied {
        /// What came of it.
        text: String,
    },
    /// The reply was not enough.
    ReplyReturned {
        /// What is missing.
        reason: String,
    },
    /// It was closed out.
    DirectiveClosedOut {
        /// The opinion.
        opinion: String,
    },
    /// The unit asked for more time.
    ExtensionAsked {
        /// Until when.
        until: Day,
        /// Why.
        reason: String,
        /// How far it had come.
        progress: String,
    },
    /// It got no more time.
    ExtensionRefused {
        /// Why.
        reason: String,
    },
    /// It has more time.
    DirectiveExtended {
        /// Which clock.
        clock: ClockId,
        /// How much, why, by whom.
        extension: Extension,
        /// How far it had come.
        progress: String,
        /// When it is due now.
        due: Moment,
        /// The years counted Monday to Friday.
        assumed_years: Vec<i32>,
    },
    /// It was taken back.
    DirectiveWithdrawn {
        /// Why.
        reason: String,
    },
    /// Who leads, who works on it and how were said anew; what is left out stayed.
    DirectivePlanned {
        /// The leader in charge.
        leader: Option<OfficerId>,
        /// Who works on it.
        team: Option<Vec<String>>,
        /// How.
        plan: Option<String>,
        /// The villages that assist.
        assists: Option<Vec<UnitId>>,
        /// Who supervises it.
        supervisor: Option<Supervisor>,
    },
    /// There was a meeting on it.
    MeetingHeld {
        /// The day.
        on: Day,
        /// What was said and agreed.
        text: String,
        /// The clocks that this met.
        met: Vec<ClockId>,
        /// The clock of the next one.
        next: Option<Box<Clock>>,
    },
    /// A clock of it climbed the ladder.
    DirectiveEscalated {
        /// Which clock.
        clock: ClockId,
        /// To which level.
        level: Level,
    },
    /// Somebody has seen an alert of it.
    DirectiveAcknowledged {
        /// Which clock.
        clock: ClockId,
        /// At which level.
        level: Level,
        /// What will be done.
        note: String,
    },
    /// A period ended without a report or meeting: the next one begins beside it.
    PeriodBegun {
        /// The clock of the new period.
        clock: Box<Clock>,
    },
    /// The case it is about was sealed: what it says is shown to nobody any more.
    DirectiveHushed,
    /// A new calendar moved a date.
    DirectiveMoved {
        /// Which clock.
        clock: ClockId,
        /// When it is due now.
        due: Moment,
        /// The years counted Monday to Friday.
        assumed_years: Vec<i32>,
    },
}

impl DirectiveEvent {
    /// Returns the stable name of the event, as the log and receipts show it.
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::DirectiveProposed { .. } => "directive_proposed",
            Self::DirectiveIssued { .. } => "directive_issued",
            Self::DirectiveSigned { .. } => "directive_signed",
            Self::DirectiveReceived => "directive_received",
            Self::DirectiveReported { .. } => "directive_reported",
            Self::DirectiveReplied { .. } => "directive_replied",
            Self::ReplyReturned { .. } => "reply_returned",
            Self::DirectiveClosedOut { .. } => "directive_closed_out",
            Self::ExtensionAsked { .. } => "extension_asked",
            Self::ExtensionRefused { .. } => "extension_refused",
            Self::DirectiveExtended { .. } => "directive_extended",
            Self::DirectiveWithdrawn { .. } => "directive_withdrawn",
            Self::DirectivePlanned { .. } => "directive_planned",
            Self::MeetingHeld { .. } => "meeting_held",
            Self::DirectiveEscalated { .. } => "directive_escalated",
            Self::DirectiveAcknowledged { .. } => "directive_acknowledged",
            Self::PeriodBegun { .. } => "period_begun",
            Self::DirectiveHushed => "directive_hushed",
            Self::DirectiveMoved { .. } => "directive_moved",
        }
    }
}
