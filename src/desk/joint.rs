//! Orders that concern two cases: links, mergers, and what a merged case takes over from the one it is merged into.

use super::eyes::Eyes;
use super::{DeskError, Receipt, commit, consider, load_case, parse, unstamp};
use crate::domain::case::{self, Case, CaseCommand, CaseEvent, Context, Entry, Related};
use crate::domain::centre::Centre;
use crate::domain::directory::Officer;
use crate::domain::ids::{CaseNo, OfficerId};
use crate::domain::permission;
use crate::domain::time::Moment;
use crate::domain::vocabulary::{LinkKind, RelatedHow};
use crate::refuse;
use crate::store::{Reads, Tx};

/// Returns the second case that a command concerns, if it does.
pub(super) fn other<'a>(case: &'a Case, command: &'a CaseCommand) -> Option<&'a CaseNo> {
    match command {
        CaseCommand::Link { other: no, .. }
        | CaseCommand::Unlink { other: no, .. }
        | CaseCommand::Merge { into: no, .. } => Some(no),
        CaseCommand::Unmerge { .. } => case.merged_into.as_ref(),
        _ => None,
    }
}

/// Reads the entries of the other case's log that a command names.
pub(super) fn entries(reads: &Reads, other: &Case, command: &CaseCommand) -> Result<Vec<Entry>, DeskError> {
    let CaseCommand::Unmerge { entries: wanted, .. } = command else { return Ok(Vec::new()) };
    let Some(first) = wanted.iter().min() else { return Ok(Vec::new()) };
    let mut found = Vec::new();
    for stored in reads.events(other.id.0, i64::try_from(*first).unwrap_or(i64::MAX))? {
        let rev = u64::try_from(stored.seq).unwrap_or_default();
        if wanted.contains(&rev) {
            let (at, by) = (unstamp(&stored.at)?, OfficerId(stored.officer));
            found.push(Entry { rev, at, by, unit: None, what: parse::<CaseEvent>(&stored.body)? });
        }
    }
    Ok(found)
}

/// Lets every case merged into this one follow what happened to it, in the same write.
pub(super) fn follow(
    tx: &Tx<'_>,
    centre: &Centre,
    officer: &Officer,
    now: Moment,
    before: &Case,
    events: &[CaseEvent],
) -> Result<(), DeskError> {
    let ctx = Context { now, officer, centre, bookings: &[], earlier_sides: &[] };
    for absorbed in &before.absorbed {
        let source = load_case(tx, &absorbed.no)?;
        if let Some(decision) = case::follow(&source, before, events, &ctx) {
            commit(tx, centre, &officer.id, now, decision)?;
        }
    }
    Ok(())
}

/// Carries out what the officer made of earlier cases, in the same write as the registration.
pub(super) fn relate(
    tx: &Tx<'_>,
    centre: &Centre,
    eyes: &Eyes,
    officer: &Officer,
    now: Moment,
    mut receipt: Receipt,
    related: &[Related],
) -> Result<Receipt, DeskError> {
    let no = receipt.no.clone().ok_or_else(|| refuse!("number_missing"))?;
    for it in related {
        let case = load_case(tx, &no)?;
        let link = |kind| CaseCommand::Link { other: it.no.clone(), kind, note: it.note.clone() };
        let command = match it.how {
            RelatedHow::RepeatVisit => Some(link(LinkKind::RepeatVisit)),
            RelatedHow::SameMatter => Some(link(LinkKind::SameMatter)),
            RelatedHow::Series => Some(link(LinkKind::Series)),
            RelatedHow::Merge => Some(CaseCommand::Merge { into: it.no.clone(), reason: it.note.clone() }),
            RelatedHow::Apart => None,
        };
        let decided = if let Some(command) = &command {
            permission::check_case(officer, centre, command).map_err(DeskError::NotPermitted)?;
            consider(tx, centre, eyes, officer, now, &case, command)?
        } else {
            eyes.must_see(tx, &it.no)?;
            let other = load_case(tx, &it.no)?;
            let ctx = Context { now, officer, centre, bookings: &[], earlier_sides: &[] };
            (case::tell_apart(&case, &other.no, &it.note, &ctx)?, None)
        };
        for decision in std::iter::once(decided.0).chain(decided.1) {
            let done = commit(tx, centre, &officer.id, now, decision)?;
            if done.no.as_ref() == Some(&no) {
                receipt.rev = done.rev;
                receipt.events.extend(done.events);
                receipt.warnings.extend(done.warnings);
            }
        }
    }
    Ok(receipt)
}
