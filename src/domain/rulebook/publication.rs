//! What a rulebook says of publishing results (办理公示): what may be public, after how long, in which words.

use crate::domain::ids::CategoryId;
use crate::domain::vocabulary::CaseKind;
use serde::{Deserialize, Serialize};

/// What may be public. Complaints about officials and sealed cases never are, whatever stands here.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct PublicationRules {
    /// Cases of these kinds.
    pub kinds: Vec<CaseKind>,
    /// None of these categories, nor below them: families, health, what concerns a person's honour.
    pub except_category: Vec<CategoryId>,
    /// None in whose texts one of these words stands.
    pub except_words: Vec<String>,
    /// None with a party younger than this.
    pub minor_age: u32,
    /// So many days after the case was filed away.
    pub after_days: u32,
    /// The words, with `{month}`, `{place}`, `{subject}`, `{parties}` and `{result}` where they are to stand.
    pub text: String,
    /// Where the rule stands.
    pub source: String,
}

impl Default for PublicationRules {
    /// Returns what holds where a rulebook says nothing of it: nothing is published.
    fn default() -> Self {
        Self {
            kinds: Vec::new(),
            except_category: Vec::new(),
            except_words: Vec::new(),
            minor_age: 18,
            after_days: 7,
            text: "{month} {place} {subject} {result}".to_owned(),
            source: String::new(),
        }
    }
}
