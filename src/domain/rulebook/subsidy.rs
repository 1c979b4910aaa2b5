//! What a rulebook says of subsidies per case (以案定补): who may receive, what has to be there, how much by grade.

use crate::domain::ids::CategoryId;
use crate::domain::vocabulary::{Grade, UnitLevel};
use serde::{Deserialize, Serialize};

/// Who may receive a subsidy, and for what.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct SubsidyRules {
    /// The kinds of mediators that may receive one; of judges, officials and paid staff nothing stands here.
    pub receivers: Vec<String>,
    /// Whether an agreement by word of mouth is enough.
    pub oral: bool,
    /// Whether the case has to be filed away.
    pub filed: bool,
    /// Categories for which none is paid: administrative and judicial mediation.
    pub except_category: Vec<CategoryId>,
    /// Where the rule stands.
    pub source: String,
}

impl Default for SubsidyRules {
    /// Returns what holds where a rulebook says nothing of it.
    fn default() -> Self {
        Self {
            receivers: vec!["人民调解员".to_owned()],
            oral: true,
            filed: true,
            except_category: Vec::new(),
            source: String::new(),
        }
    }
}

/// How much is paid (补贴档次).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SubsidyTier {
    /// Its code.
    pub id: String,
    /// Its name: 一般, 疑难, 重大.
    pub name: String,
    /// The grades of cases it is for.
    pub grade: Vec<Grade>,
    /// The levels of the mediator's unit it is for; every level when empty.
    #[serde(default)]
    pub level: Vec<UnitLevel>,
    /// How much, in fen (0.01 yuan).
    pub amount_fen: i64,
    /// Where the rule stands.
    #[serde(default)]
    pub source: String,
}
