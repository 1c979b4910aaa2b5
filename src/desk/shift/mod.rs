//! Shifts (班次) at the desk: taking over, the log, handing over.

mod draw;
mod view;

pub use view::{LogEntryLine, ShiftDesk, ShiftLine, ShiftView, StandingItem};

use super::eyes::Eyes;
use super::folio::{self, Kept};
use super::{DeskError, Receipt, ladder, stamp};
use crate::domain::centre::Centre;
use crate::domain::directory::Officer;
use crate::domain::folio::Folio as _;
use crate::domain::ids::{OfficerId, ShiftKey};
use crate::domain::permission;
use crate::domain::refusal::Refusal;
use crate::domain::roster::{ShiftNow, shift_after, shift_at};
use crate::domain::shift::{self, ChainHead, Crew, Outgoing, Plan, Refused, Shift, ShiftCommand, ShiftEvent, Stand};
use crate::domain::time::Moment;
use crate::refuse;
use crate::store::{FolioQuery, Reads, Tx};
use chrono::Duration;

/// Does what an officer orders about a shift.
pub(super) fn perform(
    tx: &Tx<'_>,
    centre: &Centre,
    officer: &Officer,
    now: Moment,
    key: &ShiftKey,
    command: &ShiftCommand,
) -> Result<Receipt, DeskError> {
    permission::check(officer, permission::shift(command)).map_err(DeskError::NotPermitted)?;
    let eyes = Eyes::of(officer, centre)?;
    // A sheet is about the whole centre: whoever sees a part of it cannot answer for it.
    if eyes.are_narrower() {
        return Err(DeskError::NotPermitted(refuse!("shift_of_centre", officer = officer.name)));
    }
    if let ShiftCommand::LogEntry { no: Some(no), .. } = command {
        eyes.must_see(tx, no)?;
    }
    if matches!(command, ShiftCommand::TakeOver { .. } | ShiftCommand::HandOver { .. }) {
        // What is due and was not raised because no desk was open belongs on the sheet too.
        ladder::escalate(tx, centre, officer, now)?;
    }
    let kept = folio::load::<Shift>(tx, &eyes, key.as_str())?;
    let plan = match &kept {
        Some(kept) => kept.folio.plan.clone(),
        None => plan_of(centre, key)?,
    };
    let (crew, head) = (crew_of(tx, centre, key)?, chain_head(tx)?);
    let stand = Stand { now, officer, plan: &plan, crew: &crew, head: &head, centre };
    if matches!(command, ShiftCommand::TakeOver { .. }) {
        return take_over(tx, kept, command, &stand);
    }
    let known = kept.as_ref().map(|kept| &kept.folio);
    let sheet = match (command, known) {
        (ShiftCommand::HandOver { drafts, .. }, Some(shift)) => {
            Some(draw::sheet(tx, centre, shift, now, drafts.unwrap_or(0))?)
        }
        _ => None,
    };
    let events = shift::decide(known, command, &stand, sheet.as_ref())?;
    Ok(folio::commit(tx, centre, &officer.id, now, kept, &events)?.1)
}

/// Plans shifts as a roster that is being published has them; who publishes it may do so.
pub(super) fn plan(
    tx: &Tx<'_>,
    centre: &Centre,
    officer: &Officer,
    now: Moment,
    plans: &[Plan],
) -> Result<(), DeskError> {
    for plan in plans {
        let kept = folio::load::<Shift>(tx, &Eyes::default(), plan.shift.as_str())?;
        let events = shift::plan(kept.as_ref().map(|kept| &kept.folio), plan);
        if !events.is_empty() {
            folio::commit(tx, centre, &officer.id, now, kept, &events)?;
        }
    }
    Ok(())
}

/// Takes a shift over and closes the one before, in one write.
fn take_over(
    tx: &Tx<'_>,
    kept: Option<Kept<Shift>>,
    command: &ShiftCommand,
    stand: &Stand<'_>,
) -> Result<Receipt, DeskError> {
    let (centre, by, now) = (stand.centre, &stand.officer.id, stand.now);
    // Whoever is on has gone past it: two shifts would be on at once.
    if let Some(on) = on_now(tx)?.filter(|on| on.folio.plan.from > stand.plan.from) {
        return Err(refuse!("shift_passed", shift = stand.plan.shift, on = on.folio.plan.shift).into());
    }
    let outgoing = outgoing(tx, &stand.plan.shift, stand.plan.from)?;
    let (sheet, crew) = match &outgoing {
        Some(out) => (draw::sheet(tx, centre, &out.folio, now, 0)?, crew_of(tx, centre, &out.folio.plan.shift)?),
        None => <_>::default(),
    };
    let from = outgoing.as_ref().map(|out| Outgoing { shift: &out.folio, crew: &crew, sheet: &sheet });
    let (mut own, theirs) = shift::take_over(kept.as_ref().map(|kept| &kept.folio), from, command, stand)?;
    let mut closed = Vec::new();
    if let ShiftCommand::TakeOver { accepted, .. } = command {
        for row in tx.folios(&FolioQuery { kind: Shift::KIND, open: true, ..FolioQuery::default() })? {
            let earlier = folio::read::<Shift>(&row)?;
            let settled = shift::settled_by(&earlier.folio, accepted, &stand.plan.shift);
            if !settled.is_empty() {
                folio::commit(tx, centre, by, now, Some(earlier), &settled)?;
            }
        }
    }
    if let Some(out) = outgoing {
        closed = folio::commit(tx, centre, by, now, Some(out), &theirs)?.1.events;
        // What was written to close the shift before belongs to that one.
        let end = chain_head(tx)?;
        for event in &mut own {
            if let ShiftEvent::ShiftTakenOver { head, .. } = event {
                head.clone_from(&end);
            }
        }
    }
    let mut receipt = folio::commit(tx, centre, by, now, kept, &own)?.1;
    receipt.events.extend(closed);
    Ok(receipt)
}

/// Returns the shift from which one that begins at a moment takes over: the last one before it that somebody is on.
fn outgoing(reads: &Reads, but: &ShiftKey, from: Moment) -> Result<Option<Kept<Shift>>, DeskError> {
    let query = FolioQuery { kind: Shift::KIND, open: true, until: Some(stamp(from)), ..FolioQuery::default() };
    for row in reads.folios(&query)? {
        let kept = folio::read::<Shift>(&row)?;
        if kept.folio.is_on() && kept.folio.plan.shift != *but {
            return Ok(Some(kept));
        }
    }
    Ok(None)
}

/// Returns the end of the log as a sheet carries it.
fn chain_head(reads: &Reads) -> Result<ChainHead, DeskError> {
    let head = reads.head()?;
    Ok(ChainHead { place: head.gid, hash: head.hex().chars().take(ChainHead::SHOWN).collect() })
}

/// Returns the shift that somebody is on now; of several the last.
fn on_now(reads: &Reads) -> Result<Option<Kept<Shift>>, DeskError> {
    for row in reads.folios(&FolioQuery { kind: Shift::KIND, open: true, ..FolioQuery::default() })? {
        let kept = folio::read::<Shift>(&row)?;
        if kept.folio.is_on() {
            return Ok(Some(kept));
        }
    }
    Ok(None)
}

/// A red item that was refused and that nobody has settled.
struct Unsettled {
    /// The shift that handed it over.
    shift: Shift,
    /// With whom it stays.
    leader: OfficerId,
    /// The item, and why it was refused.
    refused: Refused,
}

/// Returns the refused items that nobody has settled.
fn unsettled(reads: &Reads) -> Result<Vec<Unsettled>, DeskError> {
    let mut found = Vec::new();
    for row in reads.folios(&FolioQuery { kind: Shift::KIND, open: true, ..FolioQuery::default() })? {
        let shift = folio::read::<Shift>(&row)?.folio;
        let Some(leader) = shift.closed.as_ref().map(|closed| closed.leader.clone()) else { continue };
        let stays =
            |refused: &Refused| Unsettled { shift: shift.clone(), leader: leader.clone(), refused: refused.clone() };
        found.extend(shift.unsettled().map(stays));
    }
    Ok(found)
}

/// Returns a shift as the rulebook has its kind.
pub(super) fn plan_of(centre: &Centre, key: &ShiftKey) -> Result<Plan, Refusal> {
    let rules = centre.rulebook();
    let rule = key.parts().and_then(|(day, kind)| Some((day, rules.shifts.iter().find(|shift| shift.id == kind)?)));
    let (day, shift) = rule.ok_or_else(|| refuse!("unknown_shift", shift = key))?;
    let (from, until) = shift.span(day);
    Ok(Plan::new(key.clone(), shift.name.clone(), from, until, &rules.handover))
}

/// Returns the shift that can be taken over now: the next one if it is near enough, else the one that is meant to be on.
fn shift_due(reads: &Reads, centre: &Centre, now: Moment) -> Result<Option<Plan>, DeskError> {
    let (rules, calendar) = (centre.rulebook(), &centre.calendar);
    let early = Duration::minutes(i64::from(rules.handover.early_minutes));
    let next = shift_after(now, rules, calendar).filter(|(day, shift)| shift.span(*day).0 - early <= now);
    // Nobody goes back to a shift before the one that is on.
    let on = on_now(reads)?.map(|on| on.folio.plan.from);
    for (day, shift) in next.into_iter().chain(shift_at(now, rules, calendar)) {
        if on.is_some_and(|on| shift.span(day).0 <= on) {
            continue;
        }
        let plan = plan_of(centre, &ShiftKey::of(day, &shift.id))?;
        let kept = folio::load::<Shift>(reads, &Eyes::default(), plan.shift.as_str())?;
        if kept.is_none_or(|kept| kept.folio.taken.is_none()) {
            return Ok(Some(plan));
        }
    }
    Ok(None)
}

/// Returns when the shift after another one ends.
fn next_until(centre: &Centre, plan: &Plan) -> Moment {
    let next = shift_after(plan.from, centre.rulebook(), &centre.calendar);
    next.map_or(plan.until + Duration::days(1), |(day, shift)| shift.span(day).1)
}

/// Returns who is rostered for a shift.
fn crew_of(reads: &Reads, centre: &Centre, key: &ShiftKey) -> Result<Crew, DeskError> {
    let rostered = super::roster::on(reads, centre, key)?;
    let people = |shift: ShiftNow| Crew {
        people: shift.people().into_iter().map(|person| person.id.clone()).collect(),
        leader: shift.leader().map(|person| person.id.clone()),
    };
    Ok(rostered.map(people).unwrap_or_default())
}

#[cfg(test)]
mod tests;
