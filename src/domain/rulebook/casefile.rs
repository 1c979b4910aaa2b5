//! Which papers belong into the file of a case (卷宗), as a county has it.

use crate::domain::casefile::CaseTrait;
use crate::domain::vocabulary::{CaseKind, Channel};
use serde::{Deserialize, Serialize};

/// How case files are kept (卷宗管理).
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct CaseFileRules {
    /// How long a file is kept (保管期限), as printed on its cover; blank to be filled in by hand.
    pub retention: String,
    /// Where the rule stands.
    pub source: String,
}

/// A paper that belongs into the file of some cases (卷内材料).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PaperRule {
    /// The code, such as `identity`.
    pub id: String,
    /// The name, as the contents have it.
    pub name: String,
    /// The form of ours it is printed by; a paper without one is brought from outside.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub form: Option<String>,
    /// What must be on record before it can be printed; nothing when it can be printed at any time.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub content: Option<CaseTrait>,
    /// Whether it counts only once it lies in the file signed.
    #[serde(default)]
    pub signed: bool,
    /// Whether no file lacks it (按需): it is listed when it is there, and never counted.
    #[serde(default)]
    pub optional: bool,
    /// Which files need it.
    #[serde(default)]
    pub when: PaperWhen,
    /// In which files it is hard (硬性): without it the case is not filed away; never when nothing is said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hard: Option<PaperWhen>,
}

/// For which cases something of a paper holds; what is left out holds for all.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct PaperWhen {
    /// One of these kinds.
    pub kind: Vec<CaseKind>,
    /// One of these channels.
    pub channel: Vec<Channel>,
    /// All of these are true of the case.
    pub is: Vec<CaseTrait>,
    /// None of these is.
    pub not: Vec<CaseTrait>,
}

impl PaperWhen {
    /// Tells whether it holds for a case of this kind and channel, of which `is` says what is true.
    pub fn holds(&self, kind: CaseKind, channel: Channel, is: impl Fn(CaseTrait) -> bool) -> bool {
        (self.kind.is_empty() || self.kind.contains(&kind))
            && (self.channel.is_empty() || self.channel.contains(&channel))
            && self.is.iter().all(|it| is(*it))
            && !self.not.iter().any(|it| is(*it))
    }
}
