//! What a rulebook says of evaluations (测评): how many service users are drawn per unit, what they are asked.

use super::Question;
use serde::{Deserialize, Serialize};

/// How units are evaluated by those they served.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct EvaluationRules {
    /// How many service users are drawn per unit where no number is given.
    pub count: u32,
    /// With fewer answers than this a unit's result says so and gives no percentage.
    pub least: u32,
    /// What is asked, each to be answered in the four grades; the code stands before the name.
    pub questions: Vec<Question>,
    /// Where the rule stands.
    pub source: String,
}

impl Default for EvaluationRules {
    /// Returns what holds where a rulebook says nothing of it.
    fn default() -> Self {
        Self { count: 100, least: 5, questions: Vec::new(), source: String::new() }
    }
}
