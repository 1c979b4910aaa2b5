//! Cases that belong together: links (关联), and a case merged into another (并案).

use super::{Case, CaseEvent};
use crate::domain::ids::{CaseNo, OfficerId, UnitId};
use crate::domain::time::Moment;
use crate::domain::vocabulary::LinkKind;
use serde::{Deserialize, Serialize};

/// A link with another case (关联); the other case has one of the same kind back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Link {
    /// The other case.
    pub other: CaseNo,
    /// How they belong together.
    pub kind: LinkKind,
    /// A remark.
    #[serde(default)]
    pub note: String,
    /// Since when.
    pub at: Moment,
}

/// A case that was merged into this one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Absorbed {
    /// Its number.
    pub no: CaseNo,
    /// Since when.
    pub at: Moment,
    /// How many events this case had then: what came later may be about either.
    pub since: u64,
}

/// An entry of the log that went back to a case that had been merged.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MovedEntry {
    /// Its number in the log.
    pub rev: u64,
    /// The case it went to.
    pub to: CaseNo,
}

/// An entry of a case's log, with what it needs to be understood elsewhere.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Entry {
    /// Its number in that log.
    pub rev: u64,
    /// When it was written.
    pub at: Moment,
    /// By whom.
    pub by: OfficerId,
    /// The unit it speaks of, where it does.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unit: Option<UnitId>,
    /// The entry itself.
    pub what: CaseEvent,
}

impl Case {
    /// Returns the link of a kind with another case.
    pub fn link(&self, other: &CaseNo, kind: LinkKind) -> Option<&Link> {
        self.links.iter().find(|link| link.other == *other && link.kind == kind)
    }

    /// Returns the cases merged into this one, joined.
    pub fn absorbed_names(&self) -> String {
        self.absorbed.iter().map(|it| it.no.as_str()).collect::<Vec<_>>().join("、")
    }

    /// Tells whether an entry of this case's log may go back to a case that was merged into it.
    pub fn can_give_back(&self, source: &CaseNo, rev: u64, event: &CaseEvent) -> bool {
        event.entry().is_some()
            && self.absorbed.iter().any(|it| it.no == *source && rev > it.since)
            && !self.moved.iter().any(|it| it.rev == rev)
    }
}
