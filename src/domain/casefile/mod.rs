//! The case file (卷宗): which papers a case needs, which it has, and what of it keeps the case from being closed.
//!
//! A paper is there when somebody noted that it lies in the file, signed where it has to be; or when the system prints
//! it by one of its forms, everything in it is on record and nobody has to sign it. What must be signed is never there
//! because it could be printed, and what comes from outside is never there unless somebody noted it.

mod words;

#[cfg(test)]
mod tests;

pub use words::{CaseTrait, Need, PaperState, every_term};

use crate::domain::case::Case;
use crate::domain::centre::Centre;
use crate::domain::ids::{FiledId, OfficerId};
use crate::domain::rulebook::{PaperRule, Rulebook};
use crate::domain::time::Moment;
use serde::{Deserialize, Serialize};

/// A paper that lies in the file (入卷材料).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Filed {
    /// Its number within the file.
    pub id: FiledId,
    /// Which paper of the rulebook it is.
    pub paper: String,
    /// How many pages it has.
    pub pages: u32,
    /// Whether it is signed.
    pub signed: bool,
    /// What it is in particular, and where it lies.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub note: String,
    /// When it was noted.
    pub at: Moment,
    /// By whom.
    pub by: OfficerId,
}

/// A paper and how it stands with it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Item {
    /// Its code in the rulebook.
    pub paper: String,
    /// Its name.
    pub name: String,
    /// The form of ours it is printed by, if it is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub form: Option<String>,
    /// Whether the file needs it.
    pub need: Need,
    /// How it stands with it, and why.
    pub state: PaperState,
    /// Whether it has to be signed.
    pub signed: bool,
    /// How many pages of it lie in the file.
    pub pages: u32,
    /// What lies in the file.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub filed: Vec<Filed>,
}

impl Item {
    /// Tells whether it is counted.
    pub fn counts(&self) -> bool {
        self.need != Need::Optional
    }
}

/// How complete a file is (卷宗完整度), paper by paper in the order of the contents.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct Meter {
    /// Every paper that is needed, or there.
    pub items: Vec<Item>,
}

impl Meter {
    /// Returns how many papers the file needs.
    pub fn needed(&self) -> usize {
        self.items.iter().filter(|item| item.counts()).count()
    }

    /// Returns how many of those it has.
    pub fn have(&self) -> usize {
        self.items.iter().filter(|item| item.counts() && item.state.is_there()).count()
    }

    /// Returns how many of a hundred that is, rounded down; nothing when it needs none.
    pub fn percent(&self) -> Option<usize> {
        (self.have() * 100).checked_div(self.needed())
    }

    /// Tells whether it lacks nothing that is needed.
    pub fn is_complete(&self) -> bool {
        self.missing().next().is_none()
    }

    /// Returns what it needs and has not, in the order of the contents.
    pub fn missing(&self) -> impl Iterator<Item = &Item> {
        self.items.iter().filter(|item| item.counts() && !item.state.is_there())
    }
}

/// Takes the measure of a case's file by a list of papers.
pub fn measure(case: &Case, papers: &[PaperRule]) -> Meter {
    let holds = |it: CaseTrait| it.holds(case);
    let items = papers.iter().filter_map(|rule| {
        let filed: Vec<Filed> = case.papers.iter().filter(|it| it.paper == rule.id).cloned().collect();
        let fits = rule.when.holds(case.kind, case.channel, holds);
        let state = state_of(rule, &filed, holds);
        if !fits && filed.is_empty() || fits && rule.optional && filed.is_empty() && !is_listed(rule, state) {
            return None;
        }
        let need = match &rule.hard {
            _ if rule.optional || !fits => Need::Optional,
            Some(hard) if hard.holds(case.kind, case.channel, holds) => Need::Hard,
            _ => Need::Soft,
        };
        Some(Item {
            paper: rule.id.clone(),
            name: rule.name.clone(),
            form: rule.form.clone(),
            need,
            state,
            signed: rule.signed,
            pages: filed.iter().map(|it| it.pages).sum(),
            filed,
        })
    });
    Meter { items: items.collect() }
}

/// Tells whether a paper that no file lacks is listed without lying there: when what it is made of is on record.
fn is_listed(rule: &PaperRule, state: PaperState) -> bool {
    rule.content.is_some() && matches!(state, PaperState::Printable | PaperState::Unsigned)
}

fn state_of(rule: &PaperRule, filed: &[Filed], holds: impl Fn(CaseTrait) -> bool) -> PaperState {
    if filed.iter().any(|it| it.signed || !rule.signed) {
        return PaperState::Filed;
    }
    if !filed.is_empty() {
        return PaperState::Unsigned;
    }
    match (&rule.form, rule.content.is_none_or(holds)) {
        (None, _) => PaperState::NotBrought,
        (Some(_), false) => PaperState::NoContent,
        (Some(_), true) if rule.signed => PaperState::Unsigned,
        (Some(_), true) => PaperState::Printable,
    }
}

/// Returns the papers a case's file is measured by: its own rulebook's, or, where that is from before there were any,
/// those in force.
pub fn papers_of<'a>(case: &Case, centre: &'a Centre) -> &'a [PaperRule] {
    let own = &centre.rulebook_of(&case.rulebook).papers;
    if own.is_empty() { &centre.rulebook().papers } else { own }
}

/// Takes the measure of a case's file.
pub fn meter(case: &Case, centre: &Centre) -> Meter {
    measure(case, papers_of(case, centre))
}

/// Returns the names of what keeps a case from being filed away by its own rulebook; one from before there were papers
/// keeps none.
pub fn missing_hard(case: &Case, rules: &Rulebook) -> Vec<String> {
    let meter = measure(case, &rules.papers);
    meter.missing().filter(|item| item.need == Need::Hard).map(|item| item.name.clone()).collect()
}
