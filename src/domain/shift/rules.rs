//! What the rulebook says of handing over: section `[handover]`.

use crate::domain::ids::ShiftKey;
use crate::domain::time::Moment;
use chrono::Duration;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// How shifts are handed over (交接班).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct HandoverRules {
    /// How many minutes before its start a shift may be taken over.
    pub early_minutes: u32,
    /// How many minutes after its start a planned shift that nobody took over turns yellow.
    pub grace_minutes: u32,
    /// How many minutes after its start it turns red.
    pub red_minutes: u32,
    /// Where the rule stands: a law and its article, or that it is local.
    pub source: String,
}

impl Default for HandoverRules {
    /// Returns what holds where a rulebook says nothing of it.
    fn default() -> Self {
        Self { early_minutes: 60, grace_minutes: 15, red_minutes: 60, source: String::new() }
    }
}

/// A shift as it is meant to be: what it is called, when it is, and when it is late.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Plan {
    /// Its key.
    pub shift: ShiftKey,
    /// Its name.
    pub name: String,
    /// When it begins.
    pub from: Moment,
    /// When it ends.
    pub until: Moment,
    /// When it turns yellow if nobody took it over; by the rules there were when it was planned.
    pub yellow_at: Moment,
    /// When it turns red.
    pub red_at: Moment,
}

impl Plan {
    /// Makes a plan by the rules in force.
    pub fn new(shift: ShiftKey, name: String, from: Moment, until: Moment, rules: &HandoverRules) -> Self {
        let after = |minutes: u32| from + Duration::minutes(i64::from(minutes));
        Self { shift, name, from, until, yellow_at: after(rules.grace_minutes), red_at: after(rules.red_minutes) }
    }
}
