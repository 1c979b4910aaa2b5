//! What a rulebook says of the review of closed cases (案件评查).

use serde::{Deserialize, Serialize};

/// How closed cases are reviewed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct ReviewRules {
    /// How many points of a hundred a case needs.
    pub pass: u32,
    /// How many of a hundred cases are drawn by chance, where no number is given.
    pub percent: u32,
    /// Where the rule stands.
    pub source: String,
}

impl Default for ReviewRules {
    /// Returns what holds where a rulebook says nothing of it.
    fn default() -> Self {
        Self { pass: 80, percent: 10, source: String::new() }
    }
}

/// A line of the score sheet (评查项).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReviewItem {
    /// Its code.
    pub id: String,
    /// What is looked at.
    pub item: String,
    /// How many points it gives.
    pub points: u32,
    /// Whether a case that lacks any of them fails, whatever else it has (硬性项).
    #[serde(default)]
    pub hard: bool,
}
