//! What a rulebook says of the three checks and of long-pending cases; a rulebook that says nothing has the defaults.

use chrono::NaiveTime;
use serde::{Deserialize, Serialize};

/// When the three checks (三查) are taken down, how far back they look, and who comes again and again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct CheckRules {
    /// The hour after which a night's lists are taken down, by the first desk that looks.
    #[serde(deserialize_with = "super::hour_and_minute", serialize_with = "super::as_hour_and_minute")]
    pub at: NaiveTime,
    /// For how many days a case filed away without an answered call-back stays on the list.
    pub unanswered_days: u32,
    /// From how many cases on somebody who has one open counts as coming again and again (重复访).
    pub repeat_cases: u32,
    /// Where the rule stands.
    pub source: String,
}

impl Default for CheckRules {
    /// Returns what holds where a rulebook says nothing of it.
    fn default() -> Self {
        Self {
            at: NaiveTime::from_hms_opt(22, 0, 0).unwrap_or_default(),
            unanswered_days: 30,
            repeat_cases: 3,
            source: String::new(),
        }
    }
}

/// Which cases are long pending (积案).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct LongPendingRules {
    /// After how many days open a case is one.
    pub days: u32,
    /// Where the further bands of age begin, in days, ascending.
    pub bands: Vec<u32>,
    /// Where the rule stands.
    pub source: String,
}

impl Default for LongPendingRules {
    /// Returns what holds where a rulebook says nothing of it.
    fn default() -> Self {
        Self { days: 90, bands: vec![180, 365], source: String::new() }
    }
}
