//! Opening the file: whose it is, how far its schema is, and the settings every connection needs.

use super::error::StoreError;
use super::gate::{Gate, millis};
use super::migrate::{self, KNOWN, Standing};
use super::reads::{Reads, Span};
use super::search::Deadline;
use super::{Mode, Store};
use rusqlite::config::DbConfig;
use rusqlite::{Connection, OpenFlags};
use std::cell::Cell;
use std::fs::OpenOptions;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;
use std::time::{Duration, Instant};

/// How long is waited for others, unless set otherwise.
pub(super) const PATIENCE: Duration = Duration::from_secs(20);

/// Settings of every connection; the reasons, in order: dangling rows are refused; 4 MiB of pages are kept, the
/// rest by the system for all desks at once; sorting stays off the disk; an I/O error is reported and not a
/// crash; functions in a tampered schema do not run; an acknowledged commit survives a power cut, on macOS too.
const SETTINGS: &str = "
    PRAGMA foreign_keys = ON;
    PRAGMA cache_size = -4096;
    PRAGMA temp_store = MEMORY;
    PRAGMA mmap_size = 0;
    PRAGMA trusted_schema = OFF;
    PRAGMA synchronous = FULL;
    PRAGMA fullfsync = ON;
    PRAGMA checkpoint_fullfsync = ON;";

pub(super) fn open(path: &Path, mode: Mode, patience: Duration) -> Result<Store, StoreError> {
    if mode == Mode::Create {
        make_file(path)?;
    }
    // Every desk must come to the same lock files, whatever link it came by.
    let path = path.canonicalize().map_err(|error| StoreError::io(path, &error))?;
    let gate = Gate::beside(&path);
    let identity = identity(&path);
    let access =
        if mode == Mode::ReadOnly { OpenFlags::SQLITE_OPEN_READ_ONLY } else { OpenFlags::SQLITE_OPEN_READ_WRITE };
    let patience = Arc::new(AtomicU64::new(millis(patience)));
    let (conn, deadline) = Connection::open_with_flags(&path, access | OpenFlags::SQLITE_OPEN_NO_MUTEX)
        .and_then(|conn| settle(conn, &patience))
        .map_err(|error| StoreError::sql(&error, patience.load(Ordering::Relaxed)))?;
    let mut reads = Reads { conn, patience, damaged: Cell::new(false), deadline, outdated: false };
    let foreign = || StoreError::NotOurs { path: path.display().to_string() };
    let found = match migrate::standing(&reads.conn).map_err(|error| reads.failed(&error))? {
        Standing::At(_) if mode == Mode::Create => {
            return Err(StoreError::AlreadyThere { path: path.display().to_string() });
        }
        Standing::At(found) => found,
        Standing::Empty if mode == Mode::Create => 0,
        Standing::Empty | Standing::Foreign => return Err(foreign()),
    };
    migrate::refuse_newer(found)?;
    if mode == Mode::ReadOnly {
        if found < KNOWN {
            return Err(StoreError::OlderSchema { found, known: KNOWN });
        }
        return Ok(Store { reads, path, identity, gate: None });
    }
    if reads.conn.is_readonly("main").map_err(|error| reads.failed(&error))? {
        return Err(StoreError::ReadOnly);
    }
    if found < KNOWN {
        bring_up_to_date(&reads, &gate, mode, &path)?;
    }
    reads.outdated = found > 0 && reads.is_emptied()?;
    use_wal(&reads, &gate)?;
    Ok(Store { reads, path, identity, gate: Some(gate) })
}

/// What makes a file this one and no other of the same name: its device and number there.
pub(super) type Identity = Option<(u64, u64)>;

/// Returns the identity of the file at a path, where the system has one: elsewhere an open file cannot be removed.
#[cfg(unix)]
pub(super) fn identity(path: &Path) -> Identity {
    use std::os::unix::fs::MetadataExt;
    std::fs::metadata(path).ok().map(|file| (file.dev(), file.ino()))
}

/// Returns nothing: where files have no number, an open file cannot be removed.
#[cfg(not(unix))]
pub(super) fn identity(_: &Path) -> Identity {
    None
}

/// Makes an empty file that only its owner can read, whatever the umask.
fn make_file(path: &Path) -> Result<(), StoreError> {
    // An empty file is what a creation interrupted at the worst moment leaves behind.
    if std::fs::metadata(path).is_ok_and(|file| file.is_file() && file.len() == 0) {
        return Ok(());
    }
    private(OpenOptions::new().write(true).create_new(true))
        .open(path)
        .map(drop)
        .map_err(|error| StoreError::io(path, &error))
}

/// Makes files opened for creation readable by their owner only.
pub(super) fn private(options: &mut OpenOptions) -> &mut OpenOptions {
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(options, 0o600);
    options
}

fn settle(mut conn: Connection, patience: &Arc<AtomicU64>) -> rusqlite::Result<(Connection, Deadline)> {
    let patience = Arc::clone(patience);
    let mut since = Instant::now();
    // Sleeping at random keeps those who wait from meeting again and again.
    conn.busy_handler(Some(move |asked: i32| {
        if asked == 0 {
            since = Instant::now();
        }
        if since.elapsed() >= Duration::from_millis(patience.load(Ordering::Relaxed)) {
            return false;
        }
        thread::sleep(Duration::from_micros(fastrand::u64(100..5_000)));
        true
    }))?;
    conn.set_prepared_statement_cache_capacity(96);
    conn.set_db_config(DbConfig::SQLITE_DBCONFIG_DEFENSIVE, true)?;
    // Or else SQLite makes some statements anew for every value bound in them, which costs more than running them.
    conn.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
    conn.execute_batch(SETTINGS)?;
    let deadline = Deadline::over(&mut conn)?;
    Ok((conn, deadline))
}

fn bring_up_to_date(reads: &Reads, gate: &Gate, mode: Mode, path: &Path) -> Result<(), StoreError> {
    let _pass = gate.enter(reads.patience())?;
    let span = Span::begin(reads, "BEGIN IMMEDIATE")?;
    let sql = |error: rusqlite::Error| reads.failed(&error);
    // Someone else may have done it while we waited for our turn.
    let from = match migrate::standing(&reads.conn).map_err(sql)? {
        Standing::At(_) if mode == Mode::Create => {
            return Err(StoreError::AlreadyThere { path: path.display().to_string() });
        }
        Standing::At(found) => found,
        Standing::Empty => 0,
        Standing::Foreign => return Err(StoreError::NotOurs { path: path.display().to_string() }),
    };
    migrate::refuse_newer(from)?;
    migrate::apply(&reads.conn, from).map_err(sql)?;
    span.commit()
}

/// Puts the file into write-ahead mode, in which readers and the writer do not wait for each other.
///
/// This comes after the schema, so that a creation cut short leaves an empty file and not a headless one.
fn use_wal(reads: &Reads, gate: &Gate) -> Result<(), StoreError> {
    let journal = |sql: &str| reads.one(sql, [], |row| row.get::<_, String>(0)).map(Option::unwrap_or_default);
    if journal("PRAGMA journal_mode")? == "wal" {
        return Ok(());
    }
    let _pass = gate.enter(reads.patience())?;
    match journal("PRAGMA journal_mode = WAL")?.as_str() {
        "wal" => Ok(()),
        other => Err(StoreError::Unavailable { detail: format!("journal mode stays {other}") }),
    }
}
