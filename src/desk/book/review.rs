//! Looking through the book once the file is back: what may be entered as it stands, and what a person decides.

use super::{Book, Kept, State};
use crate::desk::alike::Hit;
use crate::desk::{Desk, DeskError, Order, Receipt, Viewer, case_of};
use crate::domain::alike::{Matter, Verdict};
use crate::domain::case::{self, Context, Offline, Register};
use crate::domain::ids::{CaseId, CaseNo, OfficerId};
use crate::domain::permission::{self, Right};
use crate::domain::refusal::Refusal;
use crate::domain::search::Facet;
use crate::domain::time::Moment;
use crate::refuse;
use crate::store::Reads;
use crate::words::{say, say_with};

/// What a person should look at before a matter is entered.
#[derive(Debug, Clone, PartialEq)]
pub enum Finding {
    /// It stands in the file already, as this case.
    Entered(CaseNo),
    /// Earlier cases that look like the same matter.
    Alike(Vec<Hit>),
    /// What it would be refused for as it stands: a category that is gone, or that it comes too late.
    Refused(Refusal),
    /// Who wrote it down may not register cases, as the centre knows officers now.
    Author(Refusal),
}

impl Finding {
    /// Names it in a few words.
    pub fn name(&self) -> String {
        match self {
            Self::Entered(case) => say_with("book.state.entered", &[("case", case.as_str())]),
            Self::Alike(hits) => say_with("book.finding.alike", &[("count", &hits.len().to_string())]),
            Self::Refused(refusal) if refusal.code == "offline_long_ago" => say("book.finding.late"),
            Self::Refused(_) => say("book.finding.refused"),
            Self::Author(_) => say("book.finding.author"),
        }
    }
}

/// A matter with what was found about it.
#[derive(Debug, Clone, PartialEq)]
pub struct Reviewed {
    /// The matter.
    pub kept: Kept,
    /// What stands against entering it unseen; nothing where it is clean.
    pub findings: Vec<Finding>,
}

impl Reviewed {
    /// Tells whether it waits and nothing stands against entering it.
    pub fn is_clean(&self) -> bool {
        self.kept.state == State::Waiting && self.findings.is_empty()
    }
}

/// Finds the case that was entered from an offline book under a number.
pub(in crate::desk) fn entered(reads: &Reads, offline: &Offline) -> Result<Option<CaseNo>, DeskError> {
    let gram = format!("\"{}\"", Facet::Slip(offline.no.clone()).gram());
    for id in reads.gram_ids(&gram, 20)? {
        let Some(row) = reads.case_by_id(id)? else { continue };
        let case = case_of(reads, &row)?;
        let is_it = case.offline.as_ref().is_some_and(|it| it.no == offline.no && it.book == offline.book);
        if is_it {
            return Ok(Some(case.no));
        }
    }
    Ok(None)
}

impl Desk {
    /// Looks through matters of an offline book with the eyes of whoever is to enter them.
    pub fn review(&self, viewer: &Viewer, kept: &[Kept], now: Moment) -> Result<Vec<Reviewed>, DeskError> {
        kept.iter().map(|kept| self.reviewed(viewer, kept, now)).collect()
    }

    fn reviewed(&self, viewer: &Viewer, kept: &Kept, now: Moment) -> Result<Reviewed, DeskError> {
        let mut findings = Vec::new();
        if kept.state == State::Waiting {
            let (centre, register) = (self.centre()?, kept.to_enter(None));
            if let Some(no) = register.offline.as_ref().map(|it| entered(self.store(), it)).transpose()?.flatten() {
                findings.push(Finding::Entered(no));
                return Ok(Reviewed { kept: kept.clone(), findings });
            }
            let author = match centre.officer(&kept.by) {
                Some(officer) => permission::check(officer, Right::Intake),
                None => Err(refuse!("unknown_officer", officer = kept.by)),
            };
            findings.extend(author.err().map(Finding::Author));
            let ctx = Context { now, officer: &viewer.officer, centre, bookings: &[], earlier_sides: &[] };
            let decided = case::register(CaseId(0), CaseNo(String::new()), &register, &ctx);
            findings.extend(decided.err().map(Finding::Refused));
            let mut hits = self.alike(&Matter::from(&register), None, now)?;
            hits.retain(|hit| matches!(hit.likeness.verdict, Verdict::RepeatVisit | Verdict::SameMatter));
            if !hits.is_empty() {
                findings.push(Finding::Alike(hits));
            }
        }
        Ok(Reviewed { kept: kept.clone(), findings })
    }

    /// Enters a matter of an offline book into the file and marks it in the book. What stands in the file already,
    /// entered from another machine or before a crash, is only marked.
    pub fn enter(
        &mut self,
        book: &Book,
        officer: &OfficerId,
        now: Moment,
        register: Register,
    ) -> Result<Receipt, DeskError> {
        let no = register.offline.as_ref().map(|it| it.no.clone()).unwrap_or_default();
        let result = self.perform(officer, now, &Order::register(register));
        settle(book, officer, now, &no, &result)?;
        result
    }
}

/// Marks in the book what came of entering a matter.
pub(in crate::desk) fn settle(
    book: &Book,
    officer: &OfficerId,
    now: Moment,
    no: &str,
    result: &Result<Receipt, DeskError>,
) -> Result<(), DeskError> {
    let case = match result {
        Ok(receipt) => receipt.no.clone(),
        Err(DeskError::Refused(refusal)) if refusal.code == "offline_already" => {
            refusal.args.iter().find(|(name, _)| *name == "no").map(|(_, no)| CaseNo(no.clone()))
        }
        Err(_) => None,
    };
    match case {
        Some(case) => book.entered(officer, now, no, &case),
        None => Ok(()),
    }
}
