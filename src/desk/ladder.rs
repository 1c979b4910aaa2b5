//! The ladder (预警升级) at the desk: what is due climbs, once per level whoever lets it.

use super::eyes::Eyes;
use super::folio::{self, Kept};
use super::{Desk, DeskError, Receipt, case_of, commit, sealed, stamp, supervision};
use crate::domain::case::{self, Context};
use crate::domain::centre::Centre;
use crate::domain::directive::Directive;
use crate::domain::directory::Officer;
use crate::domain::folio::Folio;
use crate::domain::roster::Roster;
use crate::domain::shift::Shift;
use crate::domain::sight;
use crate::domain::time::Moment;
use crate::store::{FolioRow, Tx};

impl Desk {
    /// Tells whether a clock or a folio has to climb a step by now.
    pub(super) fn is_anything_due(&self, moment: Moment) -> Result<bool, DeskError> {
        let now = stamp(moment);
        Ok(!self.store.alarms_until(&now)?.is_empty()
            || !self.store.folio_alarms_until(&now)?.is_empty()
            || !self.store.sealed_alarms_until(&now)?.is_empty()
            || supervision::is_night_due(&self.store, self.centre()?, moment)?)
    }
}

/// Lets everything climb the ladder; run by any desk, any number of times, with the same result.
pub(super) fn escalate(tx: &Tx<'_>, centre: &Centre, officer: &Officer, now: Moment) -> Result<Receipt, DeskError> {
    let mut receipt = Receipt::default();
    for id in tx.alarms_until(&stamp(now))? {
        let Some(row) = tx.case_by_id(id)? else { continue };
        let case = case_of(tx, &row)?;
        let ctx = Context { now, officer, centre, bookings: &[], earlier_sides: &[] };
        if let Some(decision) = case::escalate(&case, &ctx) {
            let done = commit(tx, centre, &officer.id, now, decision)?;
            // The ladder climbs for everybody; who let it climb hears of what is in their sight.
            if sight::sees(officer, centre, &case) {
                receipt.events.extend(done.events);
                receipt.rev += 1;
            }
        }
    }
    let eyes = Eyes::of(officer, centre)?;
    for row in tx.folio_alarms_until(&stamp(now))? {
        let raised = match row.kind.as_str() {
            Roster::KIND => climb::<Roster>(tx, centre, officer, now, &row)?,
            Shift::KIND => climb::<Shift>(tx, centre, officer, now, &row)?,
            Directive::KIND => climb::<Directive>(tx, centre, officer, now, &row)?,
            _ => Vec::new(),
        };
        if !raised.is_empty() && eyes.folio(tx, row.stream)? {
            receipt.events.extend(raised);
            receipt.rev += 1;
        }
    }
    sealed::escalate(tx, &Context { now, officer, centre, bookings: &[], earlier_sides: &[] })?;
    supervision::take_night(tx, centre, officer, now)?;
    Ok(receipt)
}

/// Lets one folio climb; returns the names of what happened.
fn climb<F: Folio>(
    tx: &Tx<'_>,
    centre: &Centre,
    officer: &Officer,
    now: Moment,
    row: &FolioRow,
) -> Result<Vec<String>, DeskError> {
    let kept: Kept<F> = folio::read(row)?;
    let events = kept.folio.climb(now, centre);
    if events.is_empty() {
        return Ok(Vec::new());
    }
    Ok(folio::commit(tx, centre, &officer.id, now, Some(kept), &events)?.1.events)
}
