//! Eyes: what an officer may hear of other cases and of persons, in what is shown of one case and inside a write, where
//! everything is known.
//!
//! Views look through the lens of the store and need none of this but for what a case itself says of others. An order is
//! decided on the whole truth, so that no room is given twice; what comes back of it is told only as far as it is in sight.

use super::DeskError;
use crate::domain::case::{Case, CaseEvent};
use crate::domain::centre::Centre;
use crate::domain::directory::Officer;
use crate::domain::ids::{CaseNo, PersonId};
use crate::domain::mediation::{Booking, EarlierSide};
use crate::domain::refusal::Refusal;
use crate::domain::sight::{self, OUT_OF_SIGHT, out_of_sight};
use crate::refuse;
use crate::store::{PartyRow, Reads};
use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

/// Whose eyes: on a connection that shows everything, those of an officer who may not see everything.
#[derive(Debug, Clone, Default)]
pub(super) struct Eyes {
    /// Those to whom a case has to be open, as a JSON array; empty where the connection shows what may be seen.
    open: Option<String>,
}

impl Eyes {
    /// Returns the eyes of an officer inside a write.
    pub fn of(officer: &Officer, centre: &Centre) -> Result<Self, DeskError> {
        let open = sight::reach(officer, centre).principals();
        Ok(Self { open: open.map(|open| super::write_out(&open)).transpose()? })
    }

    /// Tells whether a case is in sight.
    pub fn case(&self, reads: &Reads, no: &CaseNo) -> Result<bool, DeskError> {
        Ok(match &self.open {
            None => reads.has_case(no.as_str())?,
            Some(open) => reads.is_open_case(no.as_str(), open)?,
        })
    }

    /// Tells whether a folio is in sight.
    pub fn folio(&self, reads: &Reads, stream: i64) -> Result<bool, DeskError> {
        Ok(match &self.open {
            None => reads.folio_of(stream)?.is_some(),
            Some(open) => reads.is_open_folio(stream, open)?,
        })
    }

    /// Tells whether a person stands in a case in sight.
    pub fn person(&self, reads: &Reads, id: PersonId) -> Result<bool, DeskError> {
        Ok(match &self.open {
            None if reads.is_narrowed() => reads.person_row(id.0)?.is_some(),
            None => true,
            Some(open) => reads.is_open_person(id.0, open)?,
        })
    }

    /// Tells whether something is kept from these eyes that the connection shows.
    pub fn are_narrower(&self) -> bool {
        self.open.is_some()
    }

    /// Leaves of a person's places those in sight.
    pub fn sightings(&self, reads: &Reads, rows: Vec<PartyRow>) -> Result<Vec<PartyRow>, DeskError> {
        let Some(open) = &self.open else { return Ok(rows) };
        let mut seen = BTreeMap::new();
        for row in &rows {
            if let Entry::Vacant(place) = seen.entry(row.case_id) {
                place.insert(reads.is_open(row.case_id, open)?);
            }
        }
        Ok(rows.into_iter().filter(|row| seen.get(&row.case_id) == Some(&true)).collect())
    }

    /// Says of what is booked for cases out of sight only that it is taken.
    pub fn bookings(&self, reads: &Reads, mut bookings: Vec<Booking>) -> Result<Vec<Booking>, DeskError> {
        let mut seen = BTreeMap::new();
        for booking in &mut bookings {
            let no = booking.case_no.clone();
            if let Entry::Vacant(place) = seen.entry(no.clone()) {
                place.insert(self.case(reads, &no)?);
            }
            if seen.get(&no) != Some(&true) {
                booking.case_no = out_of_sight();
                booking.label = String::new();
            }
        }
        Ok(bookings)
    }

    /// Says of a mediator's earlier side in a case out of sight only that there was one.
    pub fn earlier_sides(&self, reads: &Reads, mut sides: Vec<EarlierSide>) -> Result<Vec<EarlierSide>, DeskError> {
        for side in &mut sides {
            if !self.case(reads, &side.case_no)? {
                side.case_no = out_of_sight();
            }
        }
        Ok(sides)
    }

    /// Refuses a number that is nobody's or out of sight, in the same words.
    pub fn must_see(&self, reads: &Reads, no: &CaseNo) -> Result<(), DeskError> {
        if self.case(reads, no)? { Ok(()) } else { Err(refuse!("unknown_case", no = no).into()) }
    }

    /// Takes out of a case what names others that are out of sight, and returns their numbers.
    ///
    /// That it is merged stays, into which case does not.
    pub fn veil(&self, reads: &Reads, case: &mut Case) -> Result<Vec<CaseNo>, DeskError> {
        let mut named: Vec<CaseNo> = case.links.iter().map(|it| it.other.clone()).collect();
        named.extend(case.merged_into.iter().cloned());
        named.extend(case.absorbed.iter().map(|it| it.no.clone()));
        named.extend(case.moved.iter().map(|it| it.to.clone()));
        named.sort();
        named.dedup();
        let mut hidden = Vec::new();
        for no in named {
            if !self.case(reads, &no)? {
                hidden.push(no);
            }
        }
        case.links.retain(|it| !hidden.contains(&it.other));
        case.absorbed.retain(|it| !hidden.contains(&it.no));
        case.moved.retain(|it| !hidden.contains(&it.to));
        if case.merged_into.as_ref().is_some_and(|no| hidden.contains(no)) {
            case.merged_into = Some(out_of_sight());
        }
        Ok(hidden)
    }

    /// Returns an event as far as it may be told: nothing if it is only about a case out of sight.
    pub fn event(&self, reads: &Reads, mut event: CaseEvent) -> Result<Option<CaseEvent>, DeskError> {
        let (other, tells_more) = match &mut event {
            CaseEvent::Linked { other, .. }
            | CaseEvent::Unlinked { other, .. }
            | CaseEvent::ToldApart { other, .. }
            | CaseEvent::Absorbed { source: other, .. }
            | CaseEvent::Released { source: other, .. } => (other, false),
            CaseEvent::Merged { into: other, .. }
            | CaseEvent::Unmerged { from: other, .. }
            | CaseEvent::Followed { target: other, .. }
            | CaseEvent::TakenBack { from: other, .. } => (other, true),
            _ => return Ok(Some(event)),
        };
        if self.case(reads, other)? {
            return Ok(Some(event));
        }
        *other = out_of_sight();
        Ok(tells_more.then_some(event))
    }
}

/// Takes numbers out of a refusal, its causes and what it offers.
pub(super) fn without(hidden: &[CaseNo], mut refusal: Refusal) -> Refusal {
    let clean = |args: &mut Vec<(&'static str, String)>| {
        for (_, value) in args {
            for no in hidden.iter().filter(|no| !no.as_str().is_empty()) {
                *value = value.replace(no.as_str(), OUT_OF_SIGHT);
            }
        }
    };
    clean(&mut refusal.args);
    for offer in &mut refusal.offers {
        clean(&mut offer.args);
    }
    refusal.causes = refusal.causes.into_iter().map(|cause| without(hidden, cause)).collect();
    refusal
}

/// Takes numbers out of an error.
pub(super) fn kept_from(hidden: &[CaseNo], error: DeskError) -> DeskError {
    match error {
        DeskError::Refused(refusal) => DeskError::Refused(without(hidden, refusal)),
        DeskError::NotPermitted(refusal) => DeskError::NotPermitted(without(hidden, refusal)),
        DeskError::Stale { seen, now, mut changes, by } => {
            for (_, before, after) in &mut changes {
                for no in hidden {
                    *before = before.replace(no.as_str(), OUT_OF_SIGHT);
                    *after = after.replace(no.as_str(), OUT_OF_SIGHT);
                }
            }
            DeskError::Stale { seen, now, changes, by }
        }
        other => other,
    }
}
