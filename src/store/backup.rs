//! A safe copy of the file while desks go on working.

use super::Store;
use super::cipher;
use super::error::StoreError;
use super::log::{Head, StoredEvent};
use super::open::private;
use super::reads::Outcome;
use super::verify::{Problem, walked};
use crate::domain::filekey::FileKey;
use rusqlite::{Connection, OpenFlags, OptionalExtension};
use serde::Serialize;
use std::fs::{self, File, OpenOptions};
use std::path::{Path, PathBuf};

/// What a backup amounts to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct BackupReport {
    /// Where the copy is.
    pub path: PathBuf,
    /// Its size in bytes.
    pub bytes: u64,
    /// The end of the log in it.
    pub head: Head,
}

/// A file that is removed again unless it is kept.
struct Draft(PathBuf);

impl Drop for Draft {
    fn drop(&mut self) {
        let _ = fs::remove_file(&self.0);
    }
}

impl Store {
    /// Copies the database to a new file, checks the copy and only then gives it its name.
    ///
    /// Nobody is kept waiting: readers and writers go on, and the copy is of one moment. The SQLite backup
    /// interface is not used because every write would make it start over.
    ///
    /// # Errors
    /// [`StoreError::AlreadyThere`] if the target exists; it is never overwritten.
    pub fn backup(&self, to: impl AsRef<Path>) -> Outcome<BackupReport> {
        // The copy of an encrypted file is encrypted with the same key.
        self.copy_to(to.as_ref(), self.key(), |draft| self.run("VACUUM INTO ?1", [draft]).map(drop))
    }

    /// Lets a copy be made in a file of another name, checks it and gives it its own.
    pub(super) fn copy_to(
        &self,
        to: &Path,
        key: Option<&FileKey>,
        fill: impl FnOnce(&str) -> Outcome<()>,
    ) -> Outcome<BackupReport> {
        let io = |error: std::io::Error| StoreError::io(to, &error);
        if fs::symlink_metadata(to).is_ok() {
            return Err(StoreError::AlreadyThere { path: to.display().to_string() });
        }
        let name = to.file_name().ok_or_else(|| StoreError::NotFound { path: to.display().to_string() })?;
        let folder = match to.parent() {
            Some(folder) if !folder.as_os_str().is_empty() => folder,
            _ => Path::new("."),
        };
        let draft = folder.join(format!(".{}.{:016x}.part", name.to_string_lossy(), fastrand::u64(..)));
        private(OpenOptions::new().write(true).create_new(true)).open(&draft).map_err(io)?;
        let draft = Draft(draft);
        let utf8 = draft
            .0
            .to_str()
            .ok_or_else(|| StoreError::Unavailable { detail: format!("{}: the path is not UTF-8", to.display()) })?;

        let before = self.head()?;
        fill(utf8)?;
        let head = self.check_copy(&draft.0, key, before)?;
        let copy = OpenOptions::new().read(true).write(true).open(&draft.0).map_err(io)?;
        copy.sync_all().map_err(io)?;
        let bytes = copy.metadata().map_err(io)?.len();
        drop(copy);
        name_it(&draft.0, to).map_err(io)?;
        sync_folder(folder).map_err(io)?;
        Ok(BackupReport { path: to.to_owned(), bytes, head })
    }

    /// Makes sure that a copy is sound and ends in an event of this log, not before `before`.
    fn check_copy(&self, copy: &Path, key: Option<&FileKey>, before: Head) -> Outcome<Head> {
        let bad = |detail: String| StoreError::Damaged { detail: format!("the copy is not sound: {detail}") };
        let (verdict, last, faults) = inspect(copy, key).map_err(|error| bad(error.to_string()))?;
        if verdict != "ok" {
            return Err(bad(verdict));
        }
        if let Some(fault) = faults.first() {
            return Err(bad(format!("{} {:?}", fault.code(), fault.details())));
        }
        let Some(last) = last else {
            return if before.gid == 0 { Ok(before) } else { Err(bad("it has no events".to_owned())) };
        };
        let ours = self.one("SELECT hash FROM event WHERE gid = ?1", [last.gid], |row| row.get(0))?;
        if last.gid < before.gid || ours != Some(last.hash) || last.hash != last.expected_hash() {
            return Err(bad(format!("its last event, {}, is not this log's", last.gid)));
        }
        Ok(Head { gid: last.gid, hash: last.hash })
    }
}

/// Asks a copy what SQLite thinks of it, for its last event, and for what is wrong with its chain.
fn inspect(copy: &Path, key: Option<&FileKey>) -> rusqlite::Result<(String, Option<StoredEvent>, Vec<Problem>)> {
    let conn = Connection::open_with_flags(copy, OpenFlags::SQLITE_OPEN_READ_ONLY)?;
    if let Some(key) = key {
        cipher::unlock(&conn, key)?;
    }
    let verdict = conn.query_row("PRAGMA quick_check(1)", [], |row| row.get(0))?;
    let last = conn
        .query_row(
            "SELECT gid, stream, seq, at, officer, kind, body, prev, hash FROM event ORDER BY gid DESC LIMIT 1",
            [],
            StoredEvent::read,
        )
        .optional()?;
    Ok((verdict, last, walked(&conn).problems))
}

/// Gives a finished file its name, without ever replacing another.
fn name_it(draft: &Path, to: &Path) -> std::io::Result<()> {
    match fs::hard_link(draft, to) {
        Err(error) if error.kind() != std::io::ErrorKind::AlreadyExists && fs::symlink_metadata(to).is_err() => {
            // Some file systems (a memory stick's) have no links; there the check and the name are two steps.
            fs::rename(draft, to)
        }
        other => other,
    }
}

/// Makes the new name in a folder survive a power cut.
pub(super) fn sync_folder(folder: &Path) -> std::io::Result<()> {
    if cfg!(unix) { File::open(folder)?.sync_all() } else { Ok(()) }
}
