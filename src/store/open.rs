//! Opening the file: whose it is, how far its schema is, and the settings every connection needs.

use super::cipher::{self, CAN_ENCRYPT};
use super::error::StoreError;
use super::gate::{Gate, millis};
use super::health::{Flags, Footing};
use super::migrate::{self, KNOWN, Standing};
use super::place::{Site, whole};
use super::reads::{Reads, Span};
use super::room;
use super::search::Deadline;
use super::share::Verdict;
use super::{Mode, Store};
use crate::domain::filekey::FileKey;
use rusqlite::config::DbConfig;
use rusqlite::{Connection, ErrorCode, OpenFlags};
use std::fmt::Write;
use std::fs::OpenOptions;
use std::io::Read;
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

pub(super) fn open(path: &Path, mode: Mode, site: &Site) -> Result<Store, StoreError> {
    if mode != Mode::Create {
        std::fs::metadata(path).map_err(|error| StoreError::io(path, &error))?;
    }
    let footing = stand(path, mode, site)?;
    if footing != Footing::Local && !site.is_alone() && site.key().is_some() && !is_plain(path) {
        return Err(StoreError::CipherOnShare { path: path.display().to_string() });
    }
    if mode == Mode::Create {
        make_file(path)?;
    }
    // Every desk must come to the same lock files, whatever link it came by.
    let path = path.canonicalize().map_err(|error| StoreError::io(path, &error))?;
    if footing != Footing::Local && is_wal(&path)? {
        return Err(StoreError::WalOnShare { path: path.display().to_string() });
    }
    let flags = Arc::new(Flags::of(&path, mode != Mode::ReadOnly));
    match connect(&path, mode, &footing, &flags, site.key()) {
        Err(StoreError::Full) if mode != Mode::ReadOnly && room::release(&path) => {
            connect(&path, mode, &footing, &flags, site.key())
        }
        other => other,
    }
}

/// Opens a connection that reads what another one writes.
pub(super) fn beside(store: &Store) -> Result<Store, StoreError> {
    connect(&store.path, Mode::ReadOnly, &store.footing, &store.reads.flags, store.key())
}

/// Opens the same file as before, to write.
pub(super) fn again(store: &Store) -> Result<Store, StoreError> {
    connect(&store.path, Mode::ReadWrite, &store.footing, &store.reads.flags, store.key())
}

/// Finds out on what ground the file stands, and refuses a share nobody has proven; to look is allowed there,
/// because nobody writes.
pub(super) fn stand(path: &Path, mode: Mode, site: &Site) -> Result<Footing, StoreError> {
    if site.is_alone() {
        return Ok(Footing::Share { proven: String::new() });
    }
    let place = site.place(path);
    if !place.is_share {
        return Ok(Footing::Local);
    }
    match Verdict::read(&whole(path)).proven(&site.host(), &place) {
        Some(proven) => Ok(Footing::Share { proven }),
        None if mode == Mode::ReadOnly => Ok(Footing::Unproven),
        None => Err(StoreError::ShareUnproven { path: path.display().to_string(), fs: place.fs }),
    }
}

/// Tells by its head whether a file is in write-ahead mode, without SQLite, which would begin to take part in it.
///
/// Closing the file lets go of every lock this process holds on it, so this is asked before the first connection
/// and never for a second one.
pub(super) fn is_wal(path: &Path) -> Result<bool, StoreError> {
    let mut head = [0; 20];
    let mut file = std::fs::File::open(path).map_err(|error| StoreError::io(path, &error))?;
    Ok(file.read_exact(&mut head).is_ok() && head.starts_with(b"SQLite format 3\0") && head[18..] == [2, 2])
}

/// Tells by its head whether a file is a database that is not encrypted; asked when [`is_wal`] is and no later.
pub(super) fn is_plain(path: &Path) -> bool {
    let mut head = [0; 16];
    std::fs::File::open(path).and_then(|mut file| file.read_exact(&mut head)).is_ok() && head == *b"SQLite format 3\0"
}

fn connect(
    path: &Path,
    mode: Mode,
    footing: &Footing,
    flags: &Arc<Flags>,
    key: Option<&FileKey>,
) -> Result<Store, StoreError> {
    let gate = if *footing == Footing::Local { Gate::beside(path) } else { Gate::open() };
    let identity = identity(path).map_err(|error| StoreError::io(path, &error))?;
    let (reads, standing) = look(path, mode, flags, key)?;
    let shown = || path.display().to_string();
    let found = match standing {
        Standing::At(_) if mode == Mode::Create => return Err(StoreError::AlreadyThere { path: shown() }),
        Standing::At(found) => found,
        Standing::Empty if mode == Mode::Create => 0,
        Standing::Empty | Standing::Foreign => return Err(StoreError::NotOurs { path: shown() }),
    };
    migrate::refuse_newer(found.abs())?;
    let mut store = Store { reads, path: path.to_owned(), identity, footing: footing.clone(), gate: None };
    if mode == Mode::ReadOnly {
        if found.abs() < KNOWN {
            return Err(StoreError::OlderSchema { found: found.abs(), known: KNOWN });
        }
        return Ok(store);
    }
    if found < 0 {
        return Err(StoreError::Retired { path: shown() });
    }
    if *footing != Footing::Local {
        set_journal(&store.reads, "truncate")?;
    }
    if found < KNOWN {
        bring_up_to_date(&store, &gate, mode)?;
    }
    store.reads.outdated = found > 0 && store.reads.is_emptied()?;
    if *footing == Footing::Local {
        use_wal(&store, &gate)?;
    }
    room::set_aside(path);
    store.gate = Some(gate);
    Ok(store)
}

/// Opens a connection and looks whose file it is. A key is tried first; a file that needs none is opened without.
pub(super) fn look(
    path: &Path,
    mode: Mode,
    flags: &Arc<Flags>,
    key: Option<&FileKey>,
) -> Result<(Reads, Standing), StoreError> {
    if key.is_some() && !CAN_ENCRYPT {
        return Err(StoreError::NoCipher);
    }
    let keyed = key.map(|_| look_with(path, mode, flags, key));
    let found = match keyed {
        None | Some(Err(StoreError::NotADatabase { .. })) => look_with(path, mode, flags, None),
        Some(keyed) => keyed,
    };
    match found {
        Err(StoreError::NotADatabase { .. }) if cipher::looks_encrypted(path) => {
            let path = path.display().to_string();
            Err(if key.is_some() { StoreError::WrongKey { path } } else { StoreError::Encrypted { path } })
        }
        Err(error) => {
            if error.is_damage() && mode != Mode::Create {
                flags.damage(&error.to_string());
            }
            Err(error)
        }
        found => found,
    }
}

fn look_with(
    path: &Path,
    mode: Mode,
    flags: &Arc<Flags>,
    key: Option<&FileKey>,
) -> Result<(Reads, Standing), StoreError> {
    let access =
        if mode == Mode::ReadOnly { OpenFlags::SQLITE_OPEN_READ_ONLY } else { OpenFlags::SQLITE_OPEN_READ_WRITE };
    let patience = Arc::new(AtomicU64::new(millis(PATIENCE)));
    let opened = Connection::open_with_flags(path, access | OpenFlags::SQLITE_OPEN_NO_MUTEX);
    if mode != Mode::ReadOnly && opened.as_ref().is_ok_and(|conn| conn.is_readonly("main").unwrap_or(false)) {
        return Err(StoreError::ReadOnly);
    }
    let make = |conn: Connection, patience: &Arc<AtomicU64>| -> rusqlite::Result<(Reads, Standing)> {
        let (conn, deadline) = settle(conn, patience, key)?;
        let standing = migrate::standing(&conn)?;
        let (patience, flags) = (Arc::clone(patience), Arc::clone(flags));
        let key = key.cloned();
        Ok((Reads { conn, patience, flags, deadline, lens: None, key, outdated: false }, standing))
    };
    let error = match opened.and_then(|conn| make(conn, &patience)) {
        Ok(found) => return Ok(found),
        Err(error) => error,
    };
    // What desks share beside the file can neither be read nor made: the folder cannot be written.
    if !matches!(error.sqlite_error_code(), Some(ErrorCode::CannotOpen | ErrorCode::ReadOnly)) {
        return Err(StoreError::sql(&error, patience.load(Ordering::Relaxed)));
    }
    if mode != Mode::ReadOnly {
        return Err(StoreError::ReadOnly);
    }
    if std::fs::metadata(super::health::beside(path, "-wal")).is_ok_and(|wal| wal.len() > 0) {
        return Err(StoreError::Unsettled { path: path.display().to_string() });
    }
    let unchanging = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_URI | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    Connection::open_with_flags(as_uri(path), unchanging)
        .and_then(|conn| make(conn, &patience))
        .map_err(|error| StoreError::sql(&error, patience.load(Ordering::Relaxed)))
}

/// Names a file that nobody can change, so that no lock is needed to read it.
fn as_uri(path: &Path) -> String {
    let mut uri = String::from("file:");
    for byte in path.as_os_str().as_encoded_bytes() {
        match byte {
            byte if byte.is_ascii() && !b"%?#".contains(byte) => uri.push(char::from(*byte)),
            // Writing to a string does not fail.
            byte => drop(write!(uri, "%{byte:02x}")),
        }
    }
    uri + "?immutable=1"
}

/// What makes a file this one and no other of the same name: its device and number there.
pub(super) type Identity = Option<(u64, u64)>;

/// Returns the identity of the file at a path, where the system has one: elsewhere an open file cannot be removed.
#[cfg(unix)]
pub(super) fn identity(path: &Path) -> std::io::Result<Identity> {
    use std::os::unix::fs::MetadataExt;
    std::fs::metadata(path).map(|file| Some((file.dev(), file.ino())))
}

/// Returns nothing: where files have no number, an open file cannot be removed.
#[cfg(not(unix))]
pub(super) fn identity(_: &Path) -> std::io::Result<Identity> {
    Ok(None)
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

fn settle(
    mut conn: Connection,
    patience: &Arc<AtomicU64>,
    key: Option<&FileKey>,
) -> rusqlite::Result<(Connection, Deadline)> {
    if let Some(key) = key {
        cipher::unlock(&conn, key)?;
    }
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

fn bring_up_to_date(store: &Store, gate: &Gate, mode: Mode) -> Result<(), StoreError> {
    let reads = &store.reads;
    let _pass = gate.enter(reads.patience())?;
    store.still_there()?;
    let span = Span::begin(reads, "BEGIN IMMEDIATE")?;
    let sql = |error: rusqlite::Error| reads.failed(&error);
    let shown = || store.path.display().to_string();
    // Someone else may have done it while we waited for our turn.
    let from = match migrate::standing(&reads.conn).map_err(sql)? {
        Standing::At(_) if mode == Mode::Create => return Err(StoreError::AlreadyThere { path: shown() }),
        Standing::At(found) if found < 0 => return Err(StoreError::Retired { path: shown() }),
        Standing::At(found) => found,
        Standing::Empty => 0,
        Standing::Foreign => return Err(StoreError::NotOurs { path: shown() }),
    };
    migrate::refuse_newer(from)?;
    migrate::apply(&reads.conn, from).map_err(sql)?;
    span.commit()
}

/// Puts the file into write-ahead mode, in which readers and the writer do not wait for each other.
///
/// This comes after the schema, so that a creation cut short leaves an empty file and not a headless one.
fn use_wal(store: &Store, gate: &Gate) -> Result<(), StoreError> {
    let journal = store.reads.one("PRAGMA journal_mode", [], |row| row.get::<_, String>(0))?;
    if journal.as_deref() == Some("wal") {
        return Ok(());
    }
    let _pass = gate.enter(store.reads.patience())?;
    // It may have been set aside meanwhile, and then another file stands in its place.
    store.still_there()?;
    set_journal(&store.reads, "wal")
}

pub(super) fn set_journal(reads: &Reads, wanted: &str) -> Result<(), StoreError> {
    let sql = format!("PRAGMA journal_mode = {wanted}");
    let got = reads.one(&sql, [], |row| row.get::<_, String>(0))?.unwrap_or_default();
    if got == wanted {
        return Ok(());
    }
    Err(StoreError::Unavailable { detail: format!("journal mode stays {got}") })
}
