//! What a rulebook says of calling back (回访): how often somebody is tried, what is asked, what a dissatisfied answer does.

use super::{as_hour_and_minute, hour_and_minute};
use crate::domain::call_back::OnDissatisfied;
use chrono::NaiveTime;
use serde::{Deserialize, Serialize};

/// How residents are called back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct CallBackRules {
    /// How often somebody is tried before the calling back is ended with a reason.
    pub tries: u32,
    /// How many working days lie between two tries.
    pub gap_days: u32,
    /// The hours of the day that tries take in turn, so that nobody is always rung when at work.
    pub times: Vec<Hour>,
    /// What follows when a resident is dissatisfied.
    pub dissatisfied: OnDissatisfied,
    /// What is said first.
    pub greeting: String,
    /// What is asked, in order (回访话术).
    pub script: Vec<Question>,
    /// Where the rule stands.
    pub source: String,
}

impl Default for CallBackRules {
    /// Returns what holds where a rulebook says nothing of it.
    fn default() -> Self {
        let hour = |hour| Hour(NaiveTime::from_hms_opt(hour, 0, 0).unwrap_or_default());
        Self {
            tries: 3,
            gap_days: 1,
            times: vec![hour(9), hour(15), hour(19)],
            dissatisfied: OnDissatisfied::Offer,
            greeting: String::new(),
            script: Vec::new(),
            source: String::new(),
        }
    }
}

/// A time of the day, `HH:MM`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Hour(
    /// The time.
    #[serde(deserialize_with = "hour_and_minute", serialize_with = "as_hour_and_minute")]
    pub NaiveTime,
);

/// A question of the script.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Question {
    /// Its name in a word, as the record has it: 履行.
    pub name: String,
    /// The question as it is asked.
    pub ask: String,
    /// The answers to choose from; without any they are written down in words.
    #[serde(default)]
    pub answers: Vec<String>,
}
