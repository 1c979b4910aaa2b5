//! Access (访问留痕): who came in, what was refused, what was looked at or taken out, as events of the same chain.
//!
//! What is done to a case stands in the case's own stream; here stands what concerns no case, or must not be written
//! into one. No event carries a secret or what was looked at, only whose it was.

use super::ids::CaseNo;
use serde::{Deserialize, Serialize};

/// The stream of these events.
pub const ACCESS_STREAM: i64 = 1 << 42;

/// What was looked at stands in the stream of the case or person it was; these are the kinds of such events.
pub const LOOKED_AT: &[&str] =
    &["revealed", "person_revealed", "sealed", "opening_asked", "opening_granted", "looked", "unsealed"];

/// How an officer proved who they are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Proof {
    /// A practice database asks nobody.
    Practice,
    /// The only officer there is.
    Sole,
    /// The account of the operating system is bound to the officer.
    Account,
    /// An SSH key of the officer.
    Key,
    /// A password.
    Password,
}

/// Something that concerns access.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "snake_case")]
pub enum AccessEvent {
    /// An officer signed in at a desk (登录).
    SignedIn {
        /// How.
        proof: Proof,
    },
    /// A password was wrong.
    SignInFailed {
        /// How many times in a row.
        failed: u32,
    },
    /// Too many wrong passwords: nobody signs in as this officer for a while (锁定).
    LockedOut {
        /// Until when.
        until: String,
    },
    /// A password was set (改密).
    PasswordSet {
        /// Whose.
        officer: String,
        /// Whether it has to be changed at the next sign-in.
        temporary: bool,
    },
    /// Something was not permitted (越权拒绝).
    Refused {
        /// What was wanted, by its stable name.
        what: String,
        /// On which case, as it was asked for.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        no: Option<CaseNo>,
        /// On which person of the directory, by number.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        person: Option<i64>,
        /// Why, by the code of the refusal.
        why: String,
    },
    /// Masked data of a person was shown in full (查看明文).
    PersonRevealed {
        /// The number in the directory.
        person: i64,
        /// Why.
        reason: String,
    },
    /// Data were taken out (导出).
    Exported {
        /// What, by its stable name.
        what: String,
        /// How many rows.
        rows: u64,
        /// Whether numbers were in full.
        revealed: bool,
        /// Why.
        #[serde(default, skip_serializing_if = "String::is_empty")]
        reason: String,
    },
    /// A paper was printed (打印文书).
    Printed {
        /// The title of the form.
        form: String,
        /// About which case.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        no: Option<CaseNo>,
        /// About which directive or shift.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        of: Option<String>,
        /// Whether numbers were in full.
        revealed: bool,
        /// Why they were.
        #[serde(default, skip_serializing_if = "String::is_empty")]
        reason: String,
    },
    /// Somebody answers for this machine's clock, although the log's last word is of a later time (认定时钟).
    ClockTrusted {
        /// What the log said last.
        last: String,
    },
    /// A backup took the place of the file (恢复备份).
    Restored {
        /// The name of the backup's file.
        from: String,
        /// What the replaced file is called now.
        aside: String,
        /// How many events that one had and the backup has not, where they could be counted.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        lost: Option<u64>,
    },
}

impl AccessEvent {
    /// Returns the stable name of the event, as the log shows it.
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::SignedIn { .. } => "signed_in",
            Self::SignInFailed { .. } => "sign_in_failed",
            Self::LockedOut { .. } => "locked_out",
            Self::PasswordSet { .. } => "password_set",
            Self::Refused { .. } => "refused",
            Self::PersonRevealed { .. } => "person_revealed",
            Self::Exported { .. } => "exported",
            Self::Printed { .. } => "printed",
            Self::ClockTrusted { .. } => "clock_trusted",
            Self::Restored { .. } => "restored",
        }
    }
}
