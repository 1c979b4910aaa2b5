//! What can be ordered of the roster, and what happens to it.

use super::{Pattern, SwapStatus};
use crate::domain::ids::{OfficerId, PostId, ShiftId, SwapId, UnitId};
use crate::domain::time::{Day, Moment};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A command on the roster.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "command", rename_all = "snake_case", deny_unknown_fields)]
pub enum RosterCommand {
    /// Adds a pattern (排班规律), or replaces the one with its code.
    SavePattern {
        /// The pattern.
        pattern: Pattern,
    },
    /// Takes a pattern away; what was published by it stays.
    RemovePattern {
        /// Its code.
        pattern: String,
    },
    /// Publishes the roster of a period (发布值班表): every duty as the patterns have it; gaps and double duties are
    /// named instead.
    PublishRoster {
        /// The first day.
        from: Day,
        /// The last day.
        until: Day,
        /// Why it is published in spite of gaps; never in spite of an officer in two places at once.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        despite: Option<String>,
    },
    /// Gives a published duty to others (调整值班).
    AssignDuty {
        /// The day on which the shift begins.
        day: Day,
        /// The kind of shift.
        shift: ShiftId,
        /// The post.
        post: PostId,
        /// Who stands there.
        officers: Vec<OfficerId>,
        /// Why.
        reason: String,
    },
    /// Asks a colleague to take over one's own duty (申请换班).
    AskSwap {
        /// The day on which the shift begins.
        day: Day,
        /// The kind of shift.
        shift: ShiftId,
        /// The post.
        post: PostId,
        /// Who shall take it over.
        with: OfficerId,
        /// The colleague's duty that is taken over in return, if one is.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        back: Option<Slot>,
        /// Why.
        reason: String,
    },
    /// Agrees to a swap that one was asked for.
    AgreeSwap {
        /// Which one.
        swap: SwapId,
    },
    /// Approves a swap that both agree on (批准换班); from then on the roster has it so.
    ApproveSwap {
        /// Which one.
        swap: SwapId,
    },
    /// Refuses a swap: the colleague, or whoever keeps the roster; who asked takes it back so.
    RefuseSwap {
        /// Which one.
        swap: SwapId,
        /// Why.
        reason: String,
    },
    /// Says that an officer is away (请假), so that gaps can be named.
    Absent {
        /// Who.
        officer: OfficerId,
        /// The first day.
        from: Day,
        /// The last day.
        until: Day,
        /// Why.
        reason: String,
    },
    /// Says that an officer is back before the absence ends (销假).
    ReturnEarly {
        /// Who.
        officer: OfficerId,
        /// The first day back.
        on: Day,
    },
    /// Says that a unit's people are or are not on the floor on a day, otherwise than its residency has it (到岗登记).
    SetFloor {
        /// The unit.
        unit: UnitId,
        /// The day.
        day: Day,
        /// Whether they are there: an on-call unit called in is.
        present: bool,
        /// Why.
        #[serde(default)]
        note: String,
    },
}

/// Something that happened to the roster.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "snake_case")]
pub enum RosterEvent {
    /// A pattern was added or changed.
    PatternSaved {
        /// The pattern.
        pattern: Pattern,
    },
    /// A pattern was taken away.
    PatternRemoved {
        /// Its code.
        pattern: String,
    },
    /// The roster of a period was published.
    RosterPublished {
        /// The first day.
        from: Day,
        /// The last day.
        until: Day,
        /// Every duty of every day.
        duties: BTreeMap<Day, Vec<Duty>>,
        /// Why in spite of gaps, if there were any.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        despite: Option<String>,
    },
    /// A duty was given to others.
    DutyAssigned {
        /// Which one.
        slot: Slot,
        /// Who stands there now.
        officers: Vec<OfficerId>,
        /// Why.
        reason: String,
    },
    /// Somebody asked for a swap.
    SwapAsked {
        /// The swap.
        swap: Swap,
    },
    /// The colleague agreed.
    SwapAgreed {
        /// Which one.
        swap: SwapId,
    },
    /// The swap was approved.
    SwapApproved {
        /// Which one.
        swap: SwapId,
    },
    /// The swap was refused.
    SwapRefused {
        /// Which one.
        swap: SwapId,
        /// Why.
        reason: String,
    },
    /// An officer will be away.
    AbsenceNoted {
        /// The absence.
        absence: Absence,
    },
    /// An officer is back before the absence ends.
    ReturnedEarly {
        /// Who.
        officer: OfficerId,
        /// The first day back.
        on: Day,
    },
    /// A unit's people are or are not on the floor on a day.
    FloorSet {
        /// The day.
        day: Day,
        /// Who, and whether.
        mark: FloorMark,
    },
}

/// A place in the roster: a post in a shift.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Slot {
    /// The day on which the shift begins.
    pub day: Day,
    /// The kind of shift.
    pub shift: ShiftId,
    /// The post.
    pub post: PostId,
}

/// Who stands at a post in a shift.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Duty {
    /// The kind of shift.
    pub shift: ShiftId,
    /// The post.
    pub post: PostId,
    /// Who.
    pub officers: Vec<OfficerId>,
    /// Whether somebody put it so by hand, which publishing anew leaves alone.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub by_hand: bool,
}

/// An officer's absence (请假).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Absence {
    /// Who.
    pub officer: OfficerId,
    /// The first day.
    pub from: Day,
    /// The last day.
    pub until: Day,
    /// Why.
    pub reason: String,
}

impl Absence {
    /// Tells whether a day lies in it.
    pub fn covers(&self, day: Day) -> bool {
        self.from <= day && day <= self.until
    }
}

/// A swap of duties (换班).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Swap {
    /// Its number.
    pub id: SwapId,
    /// Who asked.
    pub by: OfficerId,
    /// Who was asked.
    pub with: OfficerId,
    /// The duty that is given.
    pub give: Slot,
    /// The duty that is taken in return, if one is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub back: Option<Slot>,
    /// Why.
    pub reason: String,
    /// When it was asked for.
    pub asked_at: Moment,
    /// How it stands.
    pub status: SwapStatus,
    /// Who approved or refused it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub decided_by: Option<OfficerId>,
    /// Why it was refused.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub note: String,
}

impl Swap {
    /// Tells whether it still waits for somebody.
    pub fn is_open(&self) -> bool {
        matches!(self.status, SwapStatus::Asked | SwapStatus::Agreed)
    }
}

/// That a unit's people are or are not on the floor, otherwise than its residency has it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FloorMark {
    /// The unit.
    pub unit: UnitId,
    /// Whether they are there.
    pub present: bool,
    /// Why.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub note: String,
}
