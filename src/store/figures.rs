//! What figures are made of.

use super::StoredEvent;
use super::reads::{Outcome, Reads};

/// A case's facts, with where its history ends.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FactHead {
    /// The case.
    pub case_id: i64,
    /// Its facts, as JSON.
    pub body: String,
    /// The place of its last event in the whole log.
    pub last: i64,
}

impl Reads {
    /// Returns the facts (JSON) of the cases that were alive from a moment on and before another, oldest case first.
    pub fn facts(&self, from: &str, until: &str) -> Outcome<Vec<String>> {
        self.all(
            "SELECT body FROM fact_row WHERE ifnull(closed_at, '~') >= ?1 AND registered_at < ?2 ORDER BY case_id",
            [from, until],
            |row| row.get(0),
        )
    }

    /// Returns the facts of the cases that were alive from a moment on and before another, each with the place of its last
    /// event, oldest case first.
    pub fn fact_heads(&self, from: &str, until: &str) -> Outcome<Vec<FactHead>> {
        self.all(
            "SELECT f.case_id, f.body,
                 (SELECT e.gid FROM event e WHERE e.stream = f.case_id ORDER BY e.seq DESC LIMIT 1)
             FROM fact_row f WHERE ifnull(f.closed_at, '~') >= ?1 AND f.registered_at < ?2 ORDER BY f.case_id",
            [from, until],
            |row| Ok(FactHead { case_id: row.get(0)?, body: row.get(1)?, last: row.get(2)? }),
        )
    }

    /// Returns how many events the whole log had at a moment.
    pub fn place_at(&self, at: &str) -> Outcome<i64> {
        let sql = "SELECT gid FROM event WHERE at <= ?1 ORDER BY gid DESC LIMIT 1";
        Ok(self.one(sql, [at], |row| row.get(0))?.unwrap_or(0))
    }

    /// Returns the place of a stream's first event in the whole log.
    pub fn place_of_first(&self, stream: i64) -> Outcome<Option<i64>> {
        self.one("SELECT gid FROM event WHERE stream = ?1 AND seq = 1", [stream], |row| row.get(0))
    }

    /// Returns the events of a stream up to a place in the whole log, in order.
    pub fn events_until(&self, stream: i64, place: i64) -> Outcome<Vec<StoredEvent>> {
        Ok(self.events(stream, 1)?.into_iter().filter(|event| event.gid <= place).collect())
    }

    /// Returns the case that was made of an entry of a register or file, if one was.
    pub fn made_of(&self, register: &str, entry: &str) -> Outcome<Option<i64>> {
        self.one("SELECT case_id FROM origin_row WHERE register = ?1 AND entry = ?2", [register, entry], |row| {
            row.get(0)
        })
    }
}
