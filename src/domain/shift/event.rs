//! What can be wanted of a shift, and what happens in it.

use super::rules::Plan;
use super::sheet::{ChainHead, Changes, Sheet};
use super::words::EntryKind;
use crate::domain::ids::{CaseNo, OfficerId, ShiftKey};
use crate::domain::vocabulary::Level;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A command on a shift.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "command", rename_all = "snake_case", deny_unknown_fields)]
pub enum ShiftCommand {
    /// Takes the shift over from the one before (接班): every red item of its sheet is accepted or refused.
    TakeOver {
        /// The red items that are accepted.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        accepted: Vec<String>,
        /// The red items that are refused, each with a reason.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        refused: Vec<RefusedItem>,
        /// A remark.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        note: Option<String>,
        /// Why it is taken over by somebody who is not rostered, outside its hours, or without the outgoing's signature.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        despite: Option<String>,
    },
    /// Writes something into the log of the shift (值班日志).
    LogEntry {
        /// What.
        text: String,
        /// Of what kind.
        #[serde(default = "note")]
        entry: EntryKind,
        /// The case it is about.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        no: Option<CaseNo>,
    },
    /// Signs the handover sheet (交班): it is drawn at this moment and kept as it is then.
    HandOver {
        /// What the next shift should know.
        #[serde(default, skip_serializing_if = "String::is_empty")]
        note: String,
        /// Whether this is a zero report (零报告); refused while something is open.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        zero: Option<bool>,
        /// How many drafts wait at this desk.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        drafts: Option<u32>,
    },
    /// Says what is done about a shift that nobody took over in time.
    AckLate {
        /// What.
        note: String,
    },
    /// Settles a red item that the next shift refused.
    SettleItem {
        /// Which one.
        item: String,
        /// How.
        note: String,
    },
}

const fn note() -> EntryKind {
    EntryKind::Note
}

/// A red item that is refused.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RefusedItem {
    /// Which one.
    pub item: String,
    /// Why.
    pub reason: String,
}

/// Something that happened in a shift.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "snake_case")]
pub enum ShiftEvent {
    /// It stands in the published roster; again, with other times, when the roster was published anew.
    ShiftPlanned {
        /// The plan.
        #[serde(flatten)]
        plan: Plan,
    },
    /// It began to be kept without a roster.
    ShiftOpened {
        /// By its kind in the rulebook.
        #[serde(flatten)]
        plan: Plan,
    },
    /// Somebody took it over.
    ShiftTakenOver {
        /// From which shift.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        from: Option<ShiftKey>,
        /// The end of the log then: what comes after it happened in this shift.
        head: ChainHead,
        /// A remark.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        note: Option<String>,
        /// Why it was taken over although something spoke against it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        despite: Option<String>,
    },
    /// Something was written into its log.
    Logged {
        /// What.
        text: String,
        /// Of what kind.
        #[serde(default = "note")]
        entry: EntryKind,
        /// The case it is about.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        no: Option<CaseNo>,
    },
    /// The outgoing signed the sheet.
    ShiftHandedOver {
        /// The sheet as it was signed.
        sheet: Box<Sheet>,
        /// What the next shift should know.
        note: String,
        /// Whether it was declared a zero report.
        zero: bool,
    },
    /// The next shift took over: it is closed.
    ShiftClosed {
        /// Which shift.
        by: ShiftKey,
        /// The red items that were accepted.
        accepted: Vec<String>,
        /// Those that were refused.
        refused: Vec<RefusedItem>,
        /// With whom the refused ones stay.
        leader: OfficerId,
        /// What had changed since the sheet was signed.
        #[serde(default, skip_serializing_if = "Changes::is_empty")]
        changes: Changes,
        /// The sheet as it was drawn then, where nobody had signed one.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        unsigned: Option<Box<Sheet>>,
    },
    /// Nobody had taken it over in time.
    ShiftLate {
        /// The step it reached.
        level: Level,
    },
    /// Somebody does something about that.
    LatenessAcknowledged {
        /// What.
        note: String,
    },
    /// A refused item was settled.
    ItemSettled {
        /// Which one.
        item: String,
        /// How.
        note: String,
    },
}
