//! The centre, read from its snapshot where that can be believed and from the log where not.

use super::{CENTRE_STREAM, Desk, DeskError, parse};
use crate::domain::centre::{Centre, CentreEvent};
use crate::store::{Problem, Reads, Tx};
use std::sync::Arc;
use std::time::Duration;

/// Reads what happened to the centre since the one at hand; `None` when nothing did.
pub(super) fn load_centre(reads: &Reads, at_hand: Option<&Arc<Centre>>) -> Result<Option<Arc<Centre>>, DeskError> {
    let known = at_hand.map_or(0, |centre| i64::try_from(centre.rev).unwrap_or(i64::MAX));
    if reads.last_seq(CENTRE_STREAM)? == known {
        return Ok(None);
    }
    let events = reads
        .events(CENTRE_STREAM, if at_hand.is_some() { known + 1 } else { 1 })?
        .iter()
        .map(|stored| parse::<CentreEvent>(&stored.body))
        .collect::<Result<Vec<_>, _>>()?;
    let centre = match at_hand {
        Some(centre) => {
            let mut centre = Centre::clone(centre);
            for event in &events {
                centre.apply(event)?;
            }
            Some(centre)
        }
        None => Centre::replay(&events)?,
    };
    Ok(centre.map(Arc::new))
}

/// Returns the centre's snapshot, if it is of the log's last word on the centre and of this program's making.
pub(super) fn read(reads: &Reads) -> Result<Option<Centre>, DeskError> {
    let (Some((seq, head)), Some((rev, text))) = (reads.end_of(CENTRE_STREAM)?, reads.centre()?) else {
        return Ok(None);
    };
    let believed = (rev == seq).then(|| Centre::from_snapshot(&text, &head.hex())).flatten();
    Ok(believed.filter(|centre| i64::try_from(centre.rev) == Ok(seq)))
}

/// Keeps a centre that is as the log now ends.
pub(super) fn put(tx: &Tx<'_>, centre: &Centre) -> Result<(), DeskError> {
    let (rev, text) = made_of(tx, centre)?;
    Ok(tx.put_centre(rev, &text)?)
}

/// Compares the snapshot with what the log makes of the centre; what another release left is nobody's fault.
pub(super) fn compare(reads: &Reads, centre: &Centre) -> Result<Option<Problem>, DeskError> {
    let kept = reads.centre()?.filter(|(_, text)| Centre::made(text));
    let is_true = kept.map_or(Ok(true), |kept| made_of(reads, centre).map(|made| made == kept))?;
    Ok((!is_true).then_some(Problem::Projection { case_id: 0, part: "centre" }))
}

fn made_of(reads: &Reads, centre: &Centre) -> Result<(i64, String), DeskError> {
    let head = reads.end_of(CENTRE_STREAM)?.map(|(_, head)| head.hex()).unwrap_or_default();
    let text = centre.snapshot(&head).map_err(|fault| DeskError::Unreadable { what: fault.to_string() })?;
    Ok((i64::try_from(centre.rev).unwrap_or(i64::MAX), text))
}

impl Desk {
    /// Keeps the centre for the next start, where another program left no snapshot that this one believes.
    pub(super) fn keep_snapshot(&mut self) {
        let Some(centre) = self.centre.clone().filter(|_| !self.store.is_read_only()) else { return };
        // Nobody waits for this: without it the next start is a little slower, that is all.
        let patience = self.store.patience();
        self.store.set_patience(Duration::ZERO);
        let kept = self.store.write(|tx| -> Result<(), DeskError> {
            if load_centre(tx, Some(&centre))?.is_some() { Ok(()) } else { put(tx, &centre) }
        });
        self.store.set_patience(patience);
        if let Err(error) = kept {
            tracing::debug!(%error, "the centre's snapshot could not be kept");
        }
    }
}
