//! What can be read on any connection, inside a write as well as outside one.

use super::error::StoreError;
use super::gate::millis;
use super::health::Flags;
use super::log::{Head, NO_HASH, StoredEvent};
use super::rows::{CaseRow, CaseText, ChildRow, Projection, case_columns};
use super::search::Deadline;
use crate::domain::filekey::FileKey;
use crate::domain::ids::PersonId;
use crate::domain::search::Document;
use rusqlite::{Connection, OptionalExtension, Params, Row};
use serde::Serialize;
use std::cell::Cell;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

/// Every question the store answers.
///
/// [`Store`](super::Store) and [`Tx`](super::Tx) lend their methods from here: outside a write each call
/// sees the newest commit, inside one it sees what the write has done so far.
#[derive(Debug)]
pub struct Reads {
    pub(super) conn: Connection,
    pub(super) patience: Arc<AtomicU64>,
    pub(super) flags: Arc<Flags>,
    pub(super) deadline: Deadline,
    /// How far in the log the cases in sight were taken in, where a lens is before the connection.
    pub(super) lens: Option<Cell<i64>>,
    /// The key of an encrypted file.
    pub(super) key: Option<FileKey>,
    /// Whether the index rows were emptied by a newer schema and have to be made anew.
    pub(super) outdated: bool,
}

/// An entry of a stream's history, without what only the chain needs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct TimelineEntry {
    /// The number in the stream.
    pub seq: i64,
    /// When it happened.
    pub at: String,
    /// The officer who did it.
    pub officer: String,
    /// What kind of event it is.
    pub kind: String,
    /// The event itself, as JSON.
    pub body: String,
}

impl TimelineEntry {
    pub(super) fn read(row: &Row<'_>) -> rusqlite::Result<Self> {
        Ok(Self { seq: row.get(0)?, at: row.get(1)?, officer: row.get(2)?, kind: row.get(3)?, body: row.get(4)? })
    }
}

pub(super) type Outcome<T> = Result<T, StoreError>;

impl Reads {
    /// Tells whether this connection shows only what one officer may see, see `store/lens.rs`.
    pub fn is_narrowed(&self) -> bool {
        self.lens.is_some()
    }

    /// Tells whether there is a case of a number, and in sight.
    pub fn has_case(&self, no: &str) -> Outcome<bool> {
        Ok(self.one("SELECT 1 FROM case_row WHERE no = ?1", [no], |_| Ok(()))?.is_some())
    }

    /// Returns the last entries of a stream's history, the last first.
    pub fn last_entries(&self, stream: i64, limit: u32) -> Outcome<Vec<TimelineEntry>> {
        self.all(
            "SELECT seq, at, officer, kind, body FROM event WHERE stream = ?1 ORDER BY seq DESC LIMIT ?2",
            (stream, limit),
            TimelineEntry::read,
        )
    }

    /// Returns the case of a number, with its state where one is kept.
    pub fn case_by_no(&self, no: &str) -> Outcome<Option<CaseRow>> {
        self.one(
            concat!(
                "SELECT ",
                case_columns!(),
                ", s.state FROM case_row c LEFT JOIN case_state s ON s.case_id = c.id WHERE c.no = ?1"
            ),
            [no],
            CaseRow::read,
        )
    }

    /// Returns the case of a stream, with its state where one is kept.
    pub fn case_by_id(&self, id: i64) -> Outcome<Option<CaseRow>> {
        self.one(
            concat!(
                "SELECT ",
                case_columns!(),
                ", s.state FROM case_row c LEFT JOIN case_state s ON s.case_id = c.id WHERE c.id = ?1"
            ),
            [id],
            CaseRow::read,
        )
    }

    /// Returns the revision and the state (JSON) of the centre, once there is one.
    pub fn centre(&self) -> Outcome<Option<(i64, String)>> {
        self.one("SELECT rev, state FROM centre_row WHERE id = 1", [], |row| Ok((row.get(0)?, row.get(1)?)))
    }

    /// Returns everything the projections hold about a case.
    pub fn projection(&self, id: i64) -> Outcome<Option<Projection>> {
        let Some(case) = self.case_by_id(id)? else { return Ok(None) };
        Ok(Some(Projection {
            case,
            parties: self.children(id)?,
            assignments: self.children(id)?,
            clocks: self.children(id)?,
            sessions: self.children(id)?,
            bookings: self.children(id)?,
            links: self.children(id)?,
            sights: self.children(id)?,
            facts: self.children(id)?,
            origins: self.children(id)?,
            text: CaseText { digest: self.digest(id)?.unwrap_or_default(), document: Document::default() },
        }))
    }

    /// Tells whether there are cases in the log and none in the index rows: a newer schema empties them.
    pub(super) fn is_emptied(&self) -> Outcome<bool> {
        let emptied = self.one(
            "SELECT EXISTS (SELECT 1 FROM event WHERE stream > 0 AND stream < ?1)
             AND NOT EXISTS (SELECT 1 FROM case_row) AND NOT EXISTS (SELECT 1 FROM sealed_row)",
            [PersonId::STREAMS],
            |row| row.get(0),
        )?;
        Ok(emptied.unwrap_or(false))
    }

    /// Returns the digest of what a case is found by, as it was last written.
    pub(super) fn digest(&self, id: i64) -> Outcome<Option<i64>> {
        self.one("SELECT digest FROM case_text WHERE case_id = ?1", [id], |row| row.get(0))
    }

    /// Returns the events of a stream from a number on, in order.
    pub fn events(&self, stream: i64, from_seq: i64) -> Outcome<Vec<StoredEvent>> {
        self.all(
            "SELECT gid, stream, seq, at, officer, kind, body, prev, hash FROM event
             WHERE stream = ?1 AND seq >= ?2 ORDER BY seq",
            [stream, from_seq],
            StoredEvent::read,
        )
    }

    /// Returns the history of a stream, oldest first.
    pub fn timeline(&self, stream: i64) -> Outcome<Vec<TimelineEntry>> {
        let sql = "SELECT seq, at, officer, kind, body FROM event WHERE stream = ?1 ORDER BY seq";
        self.all(sql, [stream], TimelineEntry::read)
    }

    /// Returns the last number of a stream; 0 if it has none.
    pub fn last_seq(&self, stream: i64) -> Outcome<i64> {
        let last =
            self.one("SELECT max(seq) FROM event WHERE stream = ?1", [stream], |row| row.get::<_, Option<i64>>(0))?;
        Ok(last.flatten().unwrap_or(0))
    }

    /// Returns the last number of a stream and the log as it ended then; nothing if the stream has no event.
    pub fn end_of(&self, stream: i64) -> Outcome<Option<(i64, Head)>> {
        self.one("SELECT seq, gid, hash FROM event WHERE stream = ?1 ORDER BY seq DESC LIMIT 1", [stream], |row| {
            Ok((row.get(0)?, Head { gid: row.get(1)?, hash: row.get(2)? }))
        })
    }

    /// Returns the end of the log.
    pub fn head(&self) -> Outcome<Head> {
        let head = self.one("SELECT gid, hash FROM event ORDER BY gid DESC LIMIT 1", [], |row| {
            Ok(Head { gid: row.get(0)?, hash: row.get(1)? })
        })?;
        Ok(head.unwrap_or(Head { gid: 0, hash: NO_HASH }))
    }

    /// Returns a number that differs from the last time if another connection has committed since.
    ///
    /// This connection's own commits do not change it. `None` means that a writer stood in the way: ask
    /// again. Never waits.
    pub fn change_token(&self) -> Outcome<Option<i64>> {
        let token = self.within(Duration::ZERO, || self.one("PRAGMA data_version", [], |row| row.get(0)));
        match token {
            Err(StoreError::Busy { .. }) => Ok(None),
            other => other,
        }
    }

    /// Returns the time of the last event, leaving out those of one stream but for one kind.
    pub fn last_time(&self, but: i64, kind: &str) -> Outcome<Option<String>> {
        self.one("SELECT at FROM event WHERE stream <> ?1 OR kind = ?2 ORDER BY gid DESC LIMIT 1", (but, kind), |row| {
            row.get(0)
        })
    }

    /// Returns how SQLite keeps its journal for this connection.
    pub fn journal(&self) -> Outcome<String> {
        Ok(self.one("PRAGMA journal_mode", [], |row| row.get(0))?.unwrap_or_default())
    }

    /// Returns the number of the schema that the file has now.
    pub(super) fn schema(&self) -> Outcome<i64> {
        Ok(self.one("PRAGMA user_version", [], |row| row.get(0))?.unwrap_or(0))
    }

    /// Runs several questions against one and the same state of the database.
    pub fn snapshot<T, E: From<StoreError>>(&self, ask: impl FnOnce(&Self) -> Result<T, E>) -> Result<T, E> {
        if !self.conn.is_autocommit() {
            return ask(self);
        }
        let span = Span::begin(self, "BEGIN DEFERRED")?;
        let answer = ask(self);
        // Nothing was written, so taking it back ends it as well as committing, and cannot fail.
        drop(span);
        answer
    }

    pub(super) fn children<R: ChildRow>(&self, id: i64) -> Outcome<Vec<R>> {
        self.all(R::SELECT, [id], R::read)
    }

    pub(super) fn one<T>(
        &self,
        sql: &str,
        params: impl Params,
        read: impl FnOnce(&Row<'_>) -> rusqlite::Result<T>,
    ) -> Outcome<Option<T>> {
        let answer =
            self.conn.prepare_cached(sql).and_then(|mut statement| statement.query_row(params, read).optional());
        answer.map_err(|error| self.failed(&error))
    }

    pub(super) fn all<T>(
        &self,
        sql: &str,
        params: impl Params,
        read: impl FnMut(&Row<'_>) -> rusqlite::Result<T>,
    ) -> Outcome<Vec<T>> {
        let answer = self
            .conn
            .prepare_cached(sql)
            .and_then(|mut statement| statement.query_map(params, read)?.collect::<rusqlite::Result<Vec<T>>>());
        answer.map_err(|error| self.failed(&error))
    }

    pub(super) fn run(&self, sql: &str, params: impl Params) -> Outcome<usize> {
        let done = self.conn.prepare_cached(sql).and_then(|mut statement| statement.execute(params));
        done.map_err(|error| self.failed(&error))
    }

    /// Turns SQLite's error into ours, and remembers damage: nothing is written to a damaged file.
    pub(super) fn failed(&self, error: &rusqlite::Error) -> StoreError {
        let error = StoreError::sql(error, self.patience.load(Ordering::Relaxed));
        if error.is_damage() {
            self.flags.damage(&error.to_string());
        }
        if error == StoreError::Full {
            self.flags.set_full(true);
        }
        error
    }

    /// Runs something that waits for others no longer than `patience`.
    pub(super) fn within<T>(&self, patience: Duration, work: impl FnOnce() -> T) -> T {
        let usual = self.patience.swap(millis(patience), Ordering::Relaxed);
        let done = work();
        self.patience.store(usual, Ordering::Relaxed);
        done
    }

    /// Returns how long this connection waits for others.
    pub fn patience(&self) -> Duration {
        Duration::from_millis(self.patience.load(Ordering::Relaxed))
    }
}

/// A transaction that is taken back unless it is committed, also when a panic passes through.
pub(super) struct Span<'r> {
    reads: &'r Reads,
}

impl<'r> Span<'r> {
    /// Begins with the statement given.
    pub fn begin(reads: &'r Reads, sql: &str) -> Outcome<Self> {
        reads.run(sql, [])?;
        Ok(Self { reads })
    }

    /// Commits; a commit that finds the file busy is asked again, not taken back.
    pub fn commit(self) -> Outcome<()> {
        let begun = std::time::Instant::now();
        loop {
            match self.reads.run("COMMIT", []) {
                Err(StoreError::Busy { .. }) if begun.elapsed() < self.reads.patience() => {}
                other => return other.map(drop),
            }
        }
    }
}

impl Drop for Span<'_> {
    fn drop(&mut self) {
        // SQLite itself takes back some failed transactions; then there is nothing left to do.
        if !self.reads.conn.is_autocommit() {
            let _ = self.reads.conn.execute_batch("ROLLBACK");
        }
    }
}
