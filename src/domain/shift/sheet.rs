//! The handover sheet (交接表): generated from what is open, never typed.

use super::words::{EntryKind, Heading, Section};
use crate::domain::ids::{CaseNo, OfficerId};
use crate::domain::time::Moment;
use crate::domain::vocabulary::Level;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The end of the log's chain of hashes at a moment: whoever has it on paper can tell whether the log was changed since.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChainHead {
    /// The place of the last event.
    pub place: i64,
    /// The beginning of its hash in hexadecimal.
    pub hash: String,
}

impl ChainHead {
    /// How many characters of the hash are shown: enough that nobody makes another log with the same.
    pub const SHOWN: usize = 16;
}

/// Something that is handed over.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Item {
    /// What it is called within the sheet: `ZZ2026-00123#4` for a clock, `DB2026-0001` for a directive.
    pub item: String,
    /// Where it stands.
    pub section: Section,
    /// The case.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub no: Option<CaseNo>,
    /// The case's title as lists show it, or the subject.
    pub title: String,
    /// What is due, as a key: of a clock, of a directive, of a session.
    pub what: String,
    /// Whose it is to act.
    pub whose: String,
    /// Since when.
    pub since: Moment,
    /// Until when, or when it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub due: Option<Moment>,
    /// The level at which it stands.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub level: Option<Level>,
    /// A few words more: what was promised, why it was refused.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub text: String,
}

/// A line entered into the log by hand.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LogLine {
    /// When.
    pub at: Moment,
    /// Who.
    pub by: OfficerId,
    /// Of what kind.
    pub entry: EntryKind,
    /// The case it is about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub no: Option<CaseNo>,
    /// What.
    pub text: String,
}

/// The sheet as it was drawn at a moment.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sheet {
    /// When it was drawn.
    pub drawn_at: Moment,
    /// The end of the log then.
    pub head: ChainHead,
    /// Everything that is handed over, by section and then by what is due first; none twice.
    pub items: Vec<Item>,
    /// How many drafts wait at the desk of whoever signs.
    pub drafts: u32,
    /// What was entered by hand.
    pub entries: Vec<LogLine>,
    /// How much happened during the shift, by heading.
    pub counts: BTreeMap<Heading, u32>,
}

impl Sheet {
    /// Draws a sheet: in order, and each item once, where it is most pressing.
    pub fn draw(drawn_at: Moment, head: ChainHead, mut items: Vec<Item>, drafts: u32) -> Self {
        items.sort_by(|a, b| {
            (a.section, a.due.is_none(), a.due, &a.item).cmp(&(b.section, b.due.is_none(), b.due, &b.item))
        });
        let mut named = std::collections::BTreeSet::new();
        items.retain(|item| named.insert(item.item.clone()));
        Self { drawn_at, head, items, drafts, entries: Vec::new(), counts: BTreeMap::new() }
    }

    /// Returns the items of a section.
    pub fn of(&self, section: Section) -> impl Iterator<Item = &Item> {
        self.items.iter().filter(move |item| item.section == section)
    }

    /// Returns what the incoming shift has to accept or refuse, one by one.
    pub fn red(&self) -> impl Iterator<Item = &Item> {
        self.of(Section::Red)
    }

    /// Tells whether nothing is open (零报告).
    pub fn is_zero(&self) -> bool {
        self.items.is_empty() && self.drafts == 0
    }

    /// Returns what is otherwise on a sheet that was drawn later.
    pub fn changes(&self, later: &Self) -> Changes {
        let known = |sheet: &Self, item: &Item| sheet.items.iter().find(|it| it.item == item.item).map(|it| it.section);
        let of =
            |sheet: &Self, keep: &dyn Fn(&Item) -> bool| sheet.items.iter().filter(|it| keep(it)).cloned().collect();
        Changes {
            new: of(later, &|item| known(self, item).is_none()),
            risen: of(later, &|item| known(self, item).is_some_and(|before| item.section < before)),
            gone: of(self, &|item| known(later, item).is_none()),
        }
    }
}

/// What became otherwise between signing and taking over.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Changes {
    /// What came in addition.
    pub new: Vec<Item>,
    /// What became more pressing.
    pub risen: Vec<Item>,
    /// What is done meanwhile.
    pub gone: Vec<Item>,
}

impl Changes {
    /// Tells whether nothing changed.
    pub fn is_empty(&self) -> bool {
        self.new.is_empty() && self.risen.is_empty() && self.gone.is_empty()
    }
}
