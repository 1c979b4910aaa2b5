//! A small database on the share, to try on it what the desk will rely on.

use crate::store::error::StoreError;
use rusqlite::{Connection, ErrorCode};
use serde::{Deserialize, Serialize};
use std::fs::File;
use std::path::{Path, PathBuf};
use std::thread;
use std::time::{Duration, Instant};

/// What came of trying to get a lock.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Tried {
    Granted,
    Refused,
    Failed(String),
}

/// A lock that one side holds, and what the other tries meanwhile: the statements, and whether they may succeed.
pub(super) struct Trial {
    pub name: &'static str,
    pub hold: &'static [&'static str],
    pub tries: &'static [(&'static str, Tried)],
}

const READ: &str = "SELECT n FROM counter";
const WRITE: &str = "BEGIN IMMEDIATE";
const WRITE_ALL: &str = "BEGIN EXCLUSIVE";

/// SQLite's own bytes, by SQLite itself: a writer, a writer that commits, a reader.
pub(super) const TRIALS: &[Trial] = &[
    Trial { name: "write", hold: &[WRITE], tries: &[(WRITE, Tried::Refused), (READ, Tried::Granted)] },
    Trial { name: "commit", hold: &[WRITE_ALL], tries: &[(READ, Tried::Refused), (WRITE, Tried::Refused)] },
    Trial { name: "read", hold: &["BEGIN", READ], tries: &[(WRITE_ALL, Tried::Refused), (READ, Tried::Granted)] },
];

/// The database on the share, as one side has it open.
pub(super) struct Probe {
    conn: Connection,
    path: PathBuf,
}

type Sql<T> = rusqlite::Result<T>;

impl Probe {
    /// Opens the database in the folder, with the settings a desk has on a share.
    pub fn open(folder: &Path) -> Result<Self, StoreError> {
        let path = folder.join("probe.db");
        let opened = Connection::open(&path).and_then(|conn| {
            conn.busy_timeout(Duration::ZERO)?;
            conn.execute_batch("PRAGMA mmap_size = 0; PRAGMA synchronous = FULL; PRAGMA journal_mode = TRUNCATE;")?;
            Ok(conn)
        });
        Ok(Self { conn: opened.map_err(|error| StoreError::sql(&error, 0))?, path })
    }

    /// Makes its tables.
    pub fn prepare(&self) -> Result<(), String> {
        let sql = "BEGIN IMMEDIATE; CREATE TABLE counter (n INTEGER NOT NULL); INSERT INTO counter VALUES (0);
                   CREATE TABLE entry (side TEXT NOT NULL, n INTEGER NOT NULL, filling TEXT NOT NULL); COMMIT;";
        self.conn.execute_batch(sql).map_err(|error| error.to_string())
    }

    /// Takes a lock and keeps it.
    pub fn hold(&self, statements: &[&str]) -> Tried {
        statements.iter().map(|sql| self.run(sql)).find(|tried| *tried != Tried::Granted).unwrap_or(Tried::Granted)
    }

    /// Lets go of what is held.
    pub fn release(&self) {
        if !self.conn.is_autocommit() {
            let _ = self.conn.execute_batch("ROLLBACK");
        }
    }

    /// Tries for a lock without waiting, and lets go of it at once.
    pub fn attempt(&self, sql: &str) -> Tried {
        let tried = self.run(sql);
        self.release();
        tried
    }

    fn run(&self, sql: &str) -> Tried {
        let done = self.conn.prepare(sql).and_then(|mut statement| statement.query([])?.next().map(drop));
        match done {
            Ok(()) => Tried::Granted,
            Err(error) if is_busy(&error) => Tried::Refused,
            Err(error) => Tried::Failed(error.to_string()),
        }
    }

    /// Counts the entries.
    pub fn entries(&self) -> Result<i64, String> {
        self.conn.query_row("SELECT count(*) FROM entry", [], |row| row.get(0)).map_err(|error| error.to_string())
    }

    /// Returns what the counter stands at.
    pub fn counter(&self) -> Result<i64, String> {
        self.conn.query_row(READ, [], |row| row.get(0)).map_err(|error| error.to_string())
    }

    /// Commits one entry and counts it, waiting for the other side as a desk does. Returns whether it was done.
    pub fn enter(&self, side: &str, n: u32, deadline: Instant) -> Result<(), String> {
        loop {
            match self.once(side, n) {
                Ok(()) => return Ok(()),
                Err(error) if is_busy(&error) && Instant::now() < deadline => {
                    self.release();
                    thread::sleep(Duration::from_micros(fastrand::u64(100..5_000)));
                }
                Err(error) => {
                    self.release();
                    return Err(error.to_string());
                }
            }
        }
    }

    fn once(&self, side: &str, n: u32) -> Sql<()> {
        self.conn.execute_batch(WRITE)?;
        // Read and written by the program and not by SQL, so that two who overlap lose one.
        let before: i64 = self.conn.query_row(READ, [], |row| row.get(0))?;
        self.conn.execute("UPDATE counter SET n = ?1", [before + 1])?;
        self.conn.execute("INSERT INTO entry VALUES (?1, ?2, ?3)", (side, n, "x".repeat(600)))?;
        self.conn.execute_batch("COMMIT")
    }

    /// Asks SQLite whether the database is whole.
    pub fn integrity(&self) -> String {
        let verdict = self.conn.query_row("PRAGMA integrity_check(1)", [], |row| row.get(0));
        verdict.unwrap_or_else(|error| error.to_string())
    }

    /// Returns how long the journal is, asked as SQLite asks: by opening it.
    pub fn journal(&self) -> u64 {
        let mut name = self.path.clone().into_os_string();
        name.push("-journal");
        File::open(name).and_then(|file| file.metadata()).map_or(0, |file| file.len())
    }
}

fn is_busy(error: &rusqlite::Error) -> bool {
    matches!(error.sqlite_error_code(), Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked))
}
