//! Names of things: newtypes, so that a unit is never taken for a room.

use super::access::ACCESS_STREAM;
use super::time::Day;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::fmt;

macro_rules! code {
    ($($(#[$doc:meta])* $name:ident),+ $(,)?) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
        #[serde(transparent)]
        pub struct $name(pub String);

        impl $name {
            /// Returns the code as text.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }
        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }
        impl From<&str> for $name {
            fn from(code: &str) -> Self {
                Self(code.to_owned())
            }
        }
    )+};
}

macro_rules! ordinal {
    ($($(#[$doc:meta])* $name:ident),+ $(,)?) => {$(
        $(#[$doc])*
        #[derive(
            Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize, JsonSchema,
        )]
        #[serde(transparent)]
        pub struct $name(pub u32);

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }
    )+};
}

code! {
    /// The number under which a case is known (编号), such as `ZZ2026-00123`; its pattern is the rulebook's.
    CaseNo,
    /// The code of an officer (经办人), such as `liying`.
    OfficerId,
    /// The code of a unit (单位): department, window, township or village, such as `rsj`.
    UnitId,
    /// The code of a step of the ladder (三级六步), such as `village.room`.
    StepId,
    /// The code of a mediation room (调解室).
    RoomId,
    /// The code of a mediator (调解员).
    MediatorId,
    /// The code of a rule in the rulebook, such as `grade.general`.
    RuleId,
    /// The number of a directive (督办件), such as `DB2026-0001`.
    DirectiveNo,
    /// What a shift is called: its day and the code of the kind of shift, such as `2026-11-22/day` (班次).
    ShiftKey,
    /// The code of a kind of shift (班次), such as `day`.
    ShiftId,
    /// The code of a duty post (岗位), such as `window` or `leader`.
    PostId,
    /// The code of a dispute category in two levels: `07` or `0701`.
    CategoryId,
}

impl ShiftKey {
    /// Returns what the shift of a kind that begins on a day is called.
    pub fn of(day: Day, shift: &ShiftId) -> Self {
        Self(format!("{day}/{shift}"))
    }

    /// Returns the day and the kind, if it is called as shifts are.
    pub fn parts(&self) -> Option<(Day, ShiftId)> {
        let (day, shift) = self.0.split_once('/')?;
        Some((day.parse().ok()?, ShiftId::from(shift)))
    }
}

ordinal! {
    /// A swap of duties (换班), from 1.
    SwapId,
    /// A party (当事人) within its case, from 1.
    PartyId,
    /// An assignment (交办) within its case, from 1.
    AssignmentId,
    /// A clock (时限) within its case, from 1.
    ClockId,
    /// A mediation session (调解场次) within its case, from 1.
    SessionId,
    /// A paper in the case file (入卷材料), from 1.
    FiledId,
    /// An instalment (分期) of an agreement, from 1.
    InstalmentId,
}

/// The identity of a case in the log; the number people use is [`CaseNo`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(transparent)]
pub struct CaseId(pub i64);

/// The identity of a person or organisation in the directory; its events lie in a stream of their own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(transparent)]
pub struct PersonId(pub i64);

impl PersonId {
    /// The first stream of persons: those above belong to them, up to [`ACCESS_STREAM`]; those below to cases.
    pub const STREAMS: i64 = 1 << 40;

    /// Returns the stream of the person's own events.
    pub const fn stream(self) -> i64 {
        Self::STREAMS + self.0
    }

    /// Returns the person whose own events a stream holds, if it is a person's.
    pub const fn of_stream(stream: i64) -> Option<Self> {
        if stream > Self::STREAMS && stream < ACCESS_STREAM { Some(Self(stream - Self::STREAMS)) } else { None }
    }
}

impl fmt::Display for PersonId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}
