//! Published results (办理公示) at the desk: what is public, to whomever; what could be, to who may publish.

use super::viewer::covered;
use super::{Desk, DeskError, load_case, parse, unstamp};
use crate::domain::case::CaseEvent;
use crate::domain::figures::Period;
use crate::domain::ids::CaseNo;
use crate::domain::publication::{Preview, Published, check_text, obstacles, preview};
use crate::domain::refusal::Refusal;
use crate::domain::time::Moment;
use chrono::Duration;
use serde::Serialize;
use std::collections::BTreeMap;

/// For how many days what was filed away is offered to be published.
const OFFERED: i64 = 90;

/// What somebody looks for among published results; what is empty restricts nothing.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PublicSearch {
    /// A part of the place.
    pub place: String,
    /// A part of the subject.
    pub subject: String,
    /// Words that all stand in the text.
    pub words: Vec<String>,
}

impl PublicSearch {
    fn fits(&self, it: &Published) -> bool {
        it.place.contains(&self.place)
            && it.subject.contains(&self.subject)
            && self.words.iter().all(|word| it.text.contains(word.as_str()))
    }
}

/// A case in the list of who may publish.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PublicLine {
    /// The case.
    pub no: CaseNo,
    /// Its title.
    pub title: String,
    /// What is public of it, if anything is.
    pub published: Option<Published>,
}

/// What would be published of a case, and what stands against it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct PublicPreview {
    /// The case.
    pub no: CaseNo,
    /// The words.
    #[serde(flatten)]
    pub preview: Preview,
    /// Why it may not be public.
    pub obstacles: Vec<Refusal>,
    /// What of the parties stands in the words.
    pub private: Option<Refusal>,
}

impl Desk {
    /// Returns the published results, the last first, by place and subject: the same to everybody, since they are public.
    pub fn public_results(&self, search: &PublicSearch) -> Result<Vec<Published>, DeskError> {
        let mut all: Vec<_> = self.published()?.into_values().filter(|it| search.fits(it)).collect();
        all.sort_by(|a, b| (b.at, &a.place, &a.text).cmp(&(a.at, &b.place, &b.text)));
        Ok(all)
    }

    /// Reads past the lens: nothing in it is about anybody.
    fn published(&self) -> Result<BTreeMap<String, Published>, DeskError> {
        let mut all = BTreeMap::new();
        for (event, no) in self.store.published()? {
            match parse::<CaseEvent>(&event.body)? {
                CaseEvent::ResultPublished { text, place, subject } => {
                    all.insert(no, Published { at: unstamp(&event.at)?, text, place, subject });
                }
                _ => drop(all.remove(&no)),
            }
        }
        Ok(all)
    }

    /// Lists the cases in sight that were filed away lately and may be public, and those that are.
    pub fn publishable(&self, now: Moment) -> Result<Vec<PublicLine>, DeskError> {
        let (centre, store) = (self.centre()?, self.store());
        let rules = &centre.rulebook().publication;
        let mut published = self.published()?;
        let today = now.date_naive();
        let period = Period { from: today - Duration::days(OFFERED), until: today.succ_opt().unwrap_or(today) };
        let mut lines = Vec::new();
        for fact in self.facts(period)?.into_iter().filter(|fact| period.saw(fact.closed_at) && !fact.merged) {
            let found = published.remove(fact.no.as_str());
            let Some(row) = store.case_by_no(fact.no.as_str())? else { continue };
            let title = covered(&row.title);
            if found.is_some() || obstacles(&super::case_of(store, &row)?, rules, now).is_empty() {
                lines.push(PublicLine { no: fact.no, title, published: found });
            }
        }
        // What is public for longer stays in the list of whoever sees the case.
        for (no, found) in published {
            if let Some(row) = store.case_by_no(&no)? {
                lines.push(PublicLine { no: CaseNo(no), title: covered(&row.title), published: Some(found) });
            }
        }
        lines.sort_by(|a, b| a.no.cmp(&b.no));
        Ok(lines)
    }

    /// Shows what would be published of a case, in the rulebook's words.
    pub fn publication_preview(&self, no: &CaseNo, own: Option<&str>, now: Moment) -> Result<PublicPreview, DeskError> {
        let rules = self.centre()?.rulebook();
        let case = load_case(self.store(), no)?;
        let shown = preview(&case, rules, own);
        Ok(PublicPreview {
            obstacles: obstacles(&case, &rules.publication, now),
            private: check_text(&shown, &case).err(),
            preview: shown,
            no: case.no,
        })
    }
}
