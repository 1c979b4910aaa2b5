//! Several orders in one write: one turn at the turnstile, one pass through the disk's cache, one commit.
//!
//! A script's lines that are already waiting are done so. Each is decided as if it stood alone, and none is answered
//! before all are on the disk.

use super::{Desk, DeskError, Order, Receipt, carry_out, load_centre};
use crate::domain::ids::OfficerId;
use crate::domain::time::Moment;
use crate::store::StoreError;
use chrono::SubsecRound as _;
use std::time::{Duration, Instant};

/// How long one turn may take before the next in the queue has theirs: fifty writers then wait a fifth of a second.
const TURN: Duration = Duration::from_millis(4);

/// Why a write of several orders was taken back.
enum Torn {
    /// An order was refused after it had written something.
    Refused,
    /// The file could not do it.
    Store(StoreError),
}

impl From<StoreError> for Torn {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

impl Desk {
    /// Does as many of several orders as one turn allows, at least one, in their order; returns what came of each that
    /// was tried. What is answered with a receipt is on the disk.
    pub fn perform_some(
        &mut self,
        officer: &OfficerId,
        now: Moment,
        orders: &[Order],
    ) -> Vec<Result<Receipt, DeskError>> {
        let alone =
            |desk: &mut Self| orders.first().map(|order| desk.perform(officer, now, order)).into_iter().collect();
        if orders.len() < 2 {
            return alone(self);
        }
        // What needs no lock is done before it is taken.
        let orders: Vec<_> = orders.iter().map(Order::cleaned).collect();
        let at = now.trunc_subsecs(0);
        let (cached, draw) = (self.centre.clone(), self.draw);
        let done = self.store.write(|tx| -> Result<_, Torn> {
            let begun = Instant::now();
            let read = load_centre(tx, cached.as_ref()).map_err(|_| Torn::Refused)?;
            let (mut centre, mut answers) = (read.or(cached), Vec::new());
            for order in &orders {
                if begun.elapsed() >= TURN {
                    break;
                }
                let written = tx.written();
                let answer = match order {
                    Ok(order) => carry_out(tx, centre.clone(), officer, at, draw, order),
                    Err(error) => Err(error.clone()),
                };
                answers.push(match answer {
                    Ok((receipt, after)) => {
                        centre = after;
                        Ok(receipt)
                    }
                    Err(DeskError::Store(error)) => return Err(Torn::Store(error)),
                    // It cannot be taken back alone; nothing of all this was answered yet, so all of it is.
                    Err(_) if tx.written() != written => return Err(Torn::Refused),
                    Err(error) => Err(error),
                });
            }
            Ok((answers, centre))
        });
        match done {
            Ok((answers, centre)) if !answers.is_empty() => {
                self.centre = centre;
                // What was done is done; the views look again when they are next asked.
                let _ = self.store().look_again();
                for (order, answer) in orders.iter().zip(&answers) {
                    if let (Ok(order), Err(error)) = (order, answer) {
                        self.note_refused_order(officer, at, order, error);
                    }
                }
                answers
            }
            Err(Torn::Store(error @ StoreError::Busy { .. })) => vec![Err(error.into())],
            _ => alone(self),
        }
    }
}
