//! Alarms that go out of the house: what was raised since, how far a hook has been told, and who tells it.

use super::error::StoreError;
use super::gate::Held;
use super::health::beside;
use super::log::StoredEvent;
use super::project::Tx;
use super::reads::{Outcome, Reads};
use super::{Store, gate};
use crate::domain::folio::FOLIOS;
use std::fs::TryLockError;

/// The post of the one who tells the hook, left when dropped.
#[derive(Debug)]
pub struct Post {
    _lock: Held,
}

impl Reads {
    /// Returns the place in the log up to which a hook has been told, if it ever was.
    pub fn told(&self, hook: &str) -> Outcome<Option<i64>> {
        self.one("SELECT gid FROM hook_row WHERE name = ?1", [hook], |row| row.get(0))
    }

    /// Returns the events after one place in the log up to another that may be alarms: those of cases that have this name,
    /// and all of folios.
    pub fn raised_between(&self, after: i64, upto: i64, kind: &str, limit: u32) -> Outcome<Vec<StoredEvent>> {
        self.all(
            "SELECT gid, stream, seq, at, officer, kind, body, prev, hash FROM event
             WHERE gid > ?1 AND gid <= ?2 AND (kind = ?3 OR stream >= ?4) ORDER BY gid LIMIT ?5",
            (after, upto, kind, FOLIOS, limit),
            StoredEvent::read,
        )
    }
}

impl Tx<'_> {
    /// Keeps up to which place in the log a hook has been told.
    pub fn put_told(&self, hook: &str, gid: i64) -> Outcome<()> {
        self.run("INSERT OR REPLACE INTO hook_row (name, gid) VALUES (?1, ?2)", (hook, gid)).map(drop)
    }
}

impl Store {
    /// Takes the post of the one who tells the hook, by a lock file beside the database; nothing if somebody has it.
    ///
    /// On a share the lock may hold on one machine only: then two may tell the same, and neither nothing.
    ///
    /// # Errors
    /// When there can be no such file.
    pub fn take_post(&self) -> Result<Option<Post>, StoreError> {
        let path = beside(self.path(), ".lock.w");
        let file = gate::open(&path)?;
        match file.try_lock() {
            Ok(()) => Ok(Some(Post { _lock: Held(file) })),
            Err(TryLockError::WouldBlock) => Ok(None),
            Err(TryLockError::Error(error)) => Err(StoreError::io(&path, &error)),
        }
    }
}
