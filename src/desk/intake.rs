//! Intake at the desk: a case is registered, an old one taken over, many at a time, none made of the same entry twice.

use super::eyes::Eyes;
use super::folio::Kept;
use super::{Command, Desk, DeskError, Order, Receipt, book, carry_out, commit, incoming, joint, persons, sealed};
use crate::domain::case::{self, Context, Origin, Register, RegisterOld};
use crate::domain::centre::Centre;
use crate::domain::directory::Officer;
use crate::domain::ids::{CaseId, CaseNo, OfficerId};
use crate::domain::incoming::Incoming;
use crate::domain::permission::{self, Right};
use crate::domain::sight;
use crate::domain::time::Moment;
use crate::refuse;
use crate::store::{Reads, Tx};
use chrono::{Datelike as _, SubsecRound as _};

/// Registers a case.
pub(super) fn register(
    tx: &Tx<'_>,
    centre: &Centre,
    officer: &Officer,
    now: Moment,
    draw: sealed::Draw,
    command: &Register,
) -> Result<Receipt, DeskError> {
    permission::check(officer, Right::Intake).map_err(DeskError::NotPermitted)?;
    let eyes = Eyes::of(officer, centre)?;
    let mut year = now.year();
    if let Some(offline) = &command.offline {
        if let Some(no) = sealed::entered(tx, centre, officer, offline)? {
            return Err(refuse!("offline_already", provisional = offline.no, no = no).into());
        }
        if let Some(no) = book::entered(tx, offline)? {
            let no = if eyes.case(tx, &no)? { no } else { sight::out_of_sight() };
            return Err(refuse!("offline_already", provisional = offline.no, no = no).into());
        }
        // Its number is one of the year in which the resident came.
        year = offline.at.year();
    }
    only_once(tx, centre, &eyes, officer, command.origin.as_ref())?;
    let mut command = command.clone();
    let message = incoming::made_into_case(tx, &eyes, command.origin.as_ref())?;
    if let Some(message) = &message {
        message.folio.restore(&mut command);
    }
    let ctx = Context { now, officer, centre, bookings: &[], earlier_sides: &[] };
    if command.sealed.is_some() {
        let receipt = sealed::register(tx, &ctx, year, draw, &command)?;
        return settled(tx, centre, officer, now, message, receipt);
    }
    let id = CaseId(tx.next_case()?);
    let no = sealed::next_no(tx, centre, year)?;
    persons::identify_all(tx, &eyes, now.date_naive(), &mut command)?;
    let decision = case::register(id, no, &command, &ctx)?;
    let receipt = commit(tx, centre, &officer.id, now, decision)?;
    let receipt = joint::relate(tx, centre, &eyes, officer, now, receipt, &command.related)?;
    settled(tx, centre, officer, now, message, receipt)
}

/// Lets the message know that it has become a case.
fn settled(
    tx: &Tx<'_>,
    centre: &Centre,
    officer: &Officer,
    now: Moment,
    message: Option<Kept<Incoming>>,
    receipt: Receipt,
) -> Result<Receipt, DeskError> {
    if let (Some(message), Some(no)) = (message, &receipt.no) {
        incoming::accepted(tx, centre, officer, now, message, no.clone())?;
    }
    Ok(receipt)
}

/// Takes a closed matter of an earlier register over (旧台账接转), under a number of the year in which it began there.
pub(super) fn register_old(
    tx: &Tx<'_>,
    centre: &Centre,
    officer: &Officer,
    now: Moment,
    command: &RegisterOld,
) -> Result<Receipt, DeskError> {
    permission::check(officer, Right::Intake).map_err(DeskError::NotPermitted)?;
    let eyes = Eyes::of(officer, centre)?;
    let RegisterOld { mut intake, earlier } = command.clone();
    if intake.offline.is_some() || intake.accept || !intake.related.is_empty() {
        return Err(refuse!("old_matter_is_over").into());
    }
    only_once(tx, centre, &eyes, officer, intake.origin.as_ref())?;
    let ctx = Context { now, officer, centre, bookings: &[], earlier_sides: &[] };
    let id = CaseId(tx.next_case()?);
    let no = sealed::next_no(tx, centre, earlier.registered_at.year())?;
    persons::identify_all(tx, &eyes, now.date_naive(), &mut intake)?;
    let decision = case::take_over(id, no, &intake, &earlier, &ctx)?;
    commit(tx, centre, &officer.id, now, decision)
}

/// Refuses an entry of which there is a case already, a sealed one too.
fn only_once(
    reads: &Reads,
    centre: &Centre,
    eyes: &Eyes,
    officer: &Officer,
    origin: Option<&Origin>,
) -> Result<(), DeskError> {
    let Some(origin) = origin.map(Origin::cleaned) else { return Ok(()) };
    let no = match made_of(reads, &origin)? {
        Some(no) if eyes.case(reads, &no)? => Some(no),
        Some(_) => Some(sight::out_of_sight()),
        None => sealed::any(reads, centre, officer, |case| case.origin.as_ref().is_some_and(|it| it.is_same(&origin)))?,
    };
    match no {
        Some(no) => Err(refuse!("origin_already", register = origin.register, entry = origin.entry, no = no).into()),
        None => Ok(()),
    }
}

fn made_of(reads: &Reads, origin: &Origin) -> Result<Option<CaseNo>, DeskError> {
    let Some(id) = reads.made_of(&origin.register, &origin.entry)? else { return Ok(None) };
    Ok(reads.head_of(id)?.map(|head| CaseNo(head.no)))
}

impl Desk {
    /// Returns the case in sight that was made of an entry of an earlier register or file.
    pub fn made_of(&self, origin: &Origin) -> Result<Option<CaseNo>, DeskError> {
        made_of(self.store(), &origin.cleaned())
    }

    /// Does many orders in one write, each wholly or not at all: the answer to each stands at its place.
    ///
    /// # Errors
    /// What the file could not do; then none of them is done.
    pub fn perform_all(
        &mut self,
        officer: &OfficerId,
        now: Moment,
        orders: &[Order],
    ) -> Result<Vec<Result<Receipt, DeskError>>, DeskError> {
        let now = now.trunc_subsecs(0);
        let cleaned: Vec<_> = orders.iter().map(Order::cleaned).collect();
        let (mut centre, draw) = (self.centre.clone(), self.draw);
        let done = self.store.write(|tx| -> Result<_, DeskError> {
            centre = super::load_centre(tx, centre.as_ref())?.or_else(|| centre.take());
            let mut answers = Vec::with_capacity(cleaned.len());
            for order in cleaned {
                let answer = order.and_then(|order| {
                    debug_assert!(!matches!(order.command, Command::Centre(_)), "the centre is changed by itself");
                    tx.attempt(|| carry_out(tx, centre.clone(), officer, now, draw, &order).map(|(receipt, _)| receipt))
                });
                match answer {
                    Err(DeskError::Store(error)) => return Err(error.into()),
                    answer => answers.push(answer),
                }
            }
            Ok(answers)
        })?;
        self.centre = centre;
        let _ = self.store().look_again();
        Ok(done)
    }
}

#[cfg(test)]
mod tests;
