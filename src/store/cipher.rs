//! Encryption at rest: `SQLCipher` in SQLite's place, where the program was built with it (`--features encrypt`).
//!
//! The key goes into every connection before anything else. A file that needs none is opened without, so that a practice
//! database and a file still to be converted work beside a configured key.

use super::backup::BackupReport;
use super::error::StoreError;
use super::health::Flags;
use super::open::look;
use super::reads::Outcome;
use super::{Mode, Store};
use crate::domain::filekey::FileKey;
use rusqlite::config::DbConfig;
use rusqlite::{Connection, Error as Sql};
use std::fs::File;
use std::io::Read;
use std::path::Path;
use std::sync::Arc;

/// Whether this program was built with encryption.
pub const CAN_ENCRYPT: bool = cfg!(feature = "encrypt");

/// A page of the file.
const PAGE: usize = 4096;

/// Gives a connection its key, which must be the first thing it hears. It is not checked before something is read.
pub(super) fn unlock(conn: &Connection, key: &FileKey) -> rusqlite::Result<()> {
    // SQLCipher would speak to the terminal of whatever does not fit.
    let sql = format!("PRAGMA key = \"{}\"; PRAGMA cipher_log_level = NONE;", key.raw());
    conn.execute_batch(&sql).map_err(|error| without_text(&error))
}

/// An error can carry its statement, and here that is the key.
fn without_text(error: &Sql) -> Sql {
    let code = error.sqlite_error().map_or(rusqlite::ffi::SQLITE_ERROR, |error| error.extended_code);
    Sql::SqliteFailure(rusqlite::ffi::Error::new(code), None)
}

/// Tells whether a file that is no database may be an encrypted one: whole pages, the first of which looks like chance.
pub(super) fn looks_encrypted(path: &Path) -> bool {
    let mut page = [0; PAGE];
    let whole = std::fs::metadata(path).is_ok_and(|file| file.len() % PAGE as u64 == 0);
    if !whole || File::open(path).and_then(|mut file| file.read_exact(&mut page)).is_err() {
        return false;
    }
    let mut counts = [0; 256];
    for byte in page {
        counts[usize::from(byte)] += 1;
    }
    // Of 4096 bytes by chance 16 are alike, give or take 4; in text and in tables some are many times as frequent.
    counts.iter().all(|count| *count < 48)
}

impl Store {
    /// Returns the key by which the file was opened; nothing for one that is not encrypted.
    pub fn key(&self) -> Option<&FileKey> {
        self.reads.key.as_ref()
    }

    /// Makes a checked copy that is encrypted with a key, or with none; what it is a copy of stays as it is.
    ///
    /// # Errors
    /// As [`Store::backup`]; [`StoreError::NoCipher`] where the program was built without.
    pub fn convert(&self, to: impl AsRef<Path>, key: Option<&FileKey>) -> Outcome<BackupReport> {
        if !CAN_ENCRYPT {
            return Err(StoreError::NoCipher);
        }
        self.copy_to(to.as_ref(), key, |utf8| {
            // A connection of its own: what is attached to one that only reads cannot be written either.
            let flags = Arc::new(Flags::of(&self.path, false));
            let (reads, _) = look(&self.path, Mode::ReadWrite, &flags, self.key())?;
            let failed = |error: Sql| reads.failed(&without_text(&error));
            let export = || -> rusqlite::Result<()> {
                let conn = &reads.conn;
                conn.set_db_config(DbConfig::SQLITE_DBCONFIG_DEFENSIVE, false)?;
                conn.execute("ATTACH ?1 AS copy KEY ?2", (utf8, key.map_or_else(String::new, FileKey::raw)))?;
                // One moment, however long it takes and whoever writes meanwhile.
                conn.execute_batch("BEGIN")?;
                conn.query_row("SELECT sqlcipher_export('copy')", [], |_| Ok(()))?;
                for name in ["application_id", "user_version"] {
                    let number: i64 = conn.query_row(&format!("PRAGMA main.{name}"), [], |row| row.get(0))?;
                    conn.execute_batch(&format!("PRAGMA copy.{name} = {number}"))?;
                }
                conn.execute_batch("COMMIT; DETACH copy")
            };
            export().map_err(failed)
        })
    }
}
