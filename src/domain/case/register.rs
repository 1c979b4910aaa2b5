//! What is written down of a matter: at the window, and when it is corrected.

use super::offline::Offline;
use super::sealing::Seal;
use crate::domain::clean;
use crate::domain::ids::{CaseNo, CategoryId};
use crate::domain::party::NewParty;
use crate::domain::time::Day;
use crate::domain::vocabulary::{CaseKind, Channel, Grade, RelatedHow, Risk};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What is written down when a matter reaches the window (登记).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Register {
    /// The kind of matter.
    pub kind: CaseKind,
    /// How it reached the window.
    pub channel: Channel,
    /// A short title; when missing, one is made from the parties and the category.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// What happened, in the applicant's words.
    #[serde(default)]
    pub narrative: String,
    /// What the applicant asks for, one demand an entry.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub demands: Vec<String>,
    /// Everybody on every side; at least one applicant.
    pub parties: Vec<NewParty>,
    /// Where it happened.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub place: Option<String>,
    /// The grid (网格) it belongs to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub grid: Option<String>,
    /// When it happened.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub occurred_on: Option<Day>,
    /// How many people it involves, when more than the parties named.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub people_involved: Option<u32>,
    /// The sum in dispute, in fen.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub amount_fen: Option<i64>,
    /// The category, when it is already clear.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub category: Option<CategoryId>,
    /// The grade, when it is already clear.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub grade: Option<Grade>,
    /// The risk, when it is already clear.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub risk: Option<Risk>,
    /// Papers handed in, as references.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub attachments: Vec<Attachment>,
    /// Whether it is accepted on the spot.
    #[serde(default)]
    pub accept: bool,
    /// Earlier cases that look like it, and what the officer makes of each.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub related: Vec<Related>,
    /// Where it was first written down, when that was the offline book.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub offline: Option<Offline>,
    /// Which entry of an earlier register or file it was made of; the same one is refused a second time.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub origin: Option<Origin>,
    /// That it is about an official and sealed from the first (密件).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sealed: Option<Seal>,
}

/// An entry of an earlier register (旧台账) or of a file from another channel (来件).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Origin {
    /// The register or file, as it stays the same when it is read again.
    pub register: String,
    /// The number or place of the entry in it.
    pub entry: String,
    /// When it was written down there; here the time limits run from when it came in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub registered_on: Option<Day>,
}

impl Origin {
    /// Names an entry of a register or file.
    pub fn new(register: impl Into<String>, entry: impl Into<String>) -> Self {
        Self { register: register.into(), entry: entry.into(), registered_on: None }
    }

    /// Returns it with its names as the log has them.
    #[must_use]
    pub fn cleaned(&self) -> Self {
        Self { register: clean::line(&self.register), entry: clean::line(&self.entry), ..self.clone() }
    }

    /// Tells whether it is the same entry.
    pub fn is_same(&self, other: &Self) -> bool {
        (&self.register, &self.entry) == (&other.register, &other.entry)
    }
}

/// An earlier case that looks like the one being written down, and what the officer makes of it (查重).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Related {
    /// The earlier case.
    pub no: CaseNo,
    /// What the officer makes of it.
    pub how: RelatedHow,
    /// A remark; the reason, for a merger and for another matter.
    #[serde(default)]
    pub note: String,
}

/// A paper that belongs to a case, by reference (附件).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Attachment {
    /// What it is, such as "借条复印件".
    pub name: String,
    /// Where it lies: a path, a shelf mark, a page number.
    #[serde(default)]
    pub reference: String,
}

/// What an amendment changes; what is absent stays.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Amendment {
    /// The new title.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// The new narrative.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub narrative: Option<String>,
    /// The new demands.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub demands: Option<Vec<String>>,
    /// The new kind.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kind: Option<CaseKind>,
    /// The new channel.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub channel: Option<Channel>,
    /// The new place.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub place: Option<String>,
    /// The new grid.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub grid: Option<String>,
    /// The new day of occurrence.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub occurred_on: Option<Day>,
    /// The new number of people.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub people_involved: Option<u32>,
    /// The new sum in dispute, in fen.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub amount_fen: Option<i64>,
}

impl Amendment {
    /// Tells whether it changes nothing.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}
