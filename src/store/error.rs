//! What can go wrong with the file, told apart by what the officer should do next.

use super::gate::millis;
use rusqlite::{Error as Sql, ErrorCode};
use std::path::Path;
use std::time::Duration;
use thiserror::Error;

/// Why the store could not do what was asked.
///
/// The words live in `locales/` under `store.<code>.message` and `store.<code>.hint`; the facts they
/// mention are [`details`](StoreError::details).
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum StoreError {
    /// There is no file at the path.
    #[error("no database at {path}")]
    NotFound {
        /// The path asked for.
        path: String,
    },
    /// A file that must be new is already there.
    #[error("{path} already exists")]
    AlreadyThere {
        /// The path that is taken.
        path: String,
    },
    /// The file is no SQLite database at all, or its head is destroyed.
    #[error("not a database: {detail}")]
    NotADatabase {
        /// What SQLite said.
        detail: String,
    },
    /// The file is a SQLite database of another program.
    #[error("{path} belongs to another program")]
    NotOurs {
        /// The path opened.
        path: String,
    },
    /// The file was written by a newer version of the program.
    #[error("schema {found} is newer than this program's {known}")]
    NewerSchema {
        /// The schema number in the file.
        found: i64,
        /// The newest schema number this program knows.
        known: i64,
    },
    /// The file is of an older version and cannot be brought up to date read-only.
    #[error("schema {found} is older than this program's {known} and the file is open read-only")]
    OlderSchema {
        /// The schema number in the file.
        found: i64,
        /// The schema number needed.
        known: i64,
    },
    /// Parts of the file are unreadable; nothing is written to it any more.
    #[error("the database is damaged: {detail}")]
    Damaged {
        /// What was found.
        detail: String,
    },
    /// The file, or this connection to it, cannot be written.
    #[error("the database is read-only")]
    ReadOnly,
    /// The file lies on a share on which nothing was proven for this machine and its mount.
    #[error("{path} lies on a share ({fs}) on which nothing was proven")]
    ShareUnproven {
        /// The path asked for.
        path: String,
        /// The kind of file system.
        fs: String,
    },
    /// The file keeps a write-ahead log, which does not work on a share.
    #[error("{path} lies on a share and is in write-ahead mode")]
    WalOnShare {
        /// The path asked for.
        path: String,
    },
    /// The folder cannot be written, and commits that are not yet in the file lie beside it.
    #[error("{path} has commits beside it that cannot be taken in where nothing can be written")]
    Unsettled {
        /// The path asked for.
        path: String,
    },
    /// The file was set aside when another took its place; it is for looking only.
    #[error("{path} was set aside")]
    Retired {
        /// The path asked for.
        path: String,
    },
    /// Other desks have the file open, so it cannot be replaced.
    #[error("{path} is open at other desks")]
    OpenElsewhere {
        /// The path asked for.
        path: String,
    },
    /// The file looks encrypted, and no key was given.
    #[error("{path} looks encrypted")]
    Encrypted {
        /// The path opened.
        path: String,
    },
    /// The file looks encrypted, and not with the key that was given.
    #[error("{path} is not encrypted with this key")]
    WrongKey {
        /// The path opened.
        path: String,
    },
    /// A key was given to a program that was built without encryption.
    #[error("this program was built without encryption")]
    NoCipher,
    /// An encrypted file on a share, which nobody has tried.
    #[error("{path} lies on a share and is to be encrypted")]
    CipherOnShare {
        /// The path asked for.
        path: String,
    },
    /// The disk is full; what was being written has been taken back.
    #[error("the disk is full")]
    Full,
    /// Another program kept the file for longer than we wait.
    #[error("the database was busy for {waited_ms} ms")]
    Busy {
        /// How long was waited, in milliseconds.
        waited_ms: u64,
    },
    /// The operating system could not reach, read or write the file.
    #[error("the database cannot be reached: {detail}")]
    Unavailable {
        /// What the system said.
        detail: String,
    },
    /// The file was deleted, moved or replaced while it was open: what is written would reach nobody.
    #[error("{path} is no longer the file that was opened")]
    Gone {
        /// The path it was opened by.
        path: String,
    },
    /// Someone else appended to the stream first: load, decide and try again.
    #[error("stream {stream} already has number {seq}")]
    Conflict {
        /// The stream written to.
        stream: i64,
        /// The number that was taken.
        seq: i64,
        /// The last number the stream has now.
        last: i64,
    },
    /// A rule of the tables was broken, or a value was not what the program expects: our mistake.
    #[error("the store was misused: {detail}")]
    Internal {
        /// What SQLite said.
        detail: String,
    },
}

impl StoreError {
    /// Returns the stable name of the error, under which its words are found.
    pub fn code(&self) -> &'static str {
        match self {
            Self::NotFound { .. } => "not_found",
            Self::AlreadyThere { .. } => "already_there",
            Self::NotADatabase { .. } => "not_a_database",
            Self::NotOurs { .. } => "not_ours",
            Self::NewerSchema { .. } => "newer_schema",
            Self::OlderSchema { .. } => "older_schema",
            Self::Damaged { .. } => "damaged",
            Self::ReadOnly => "read_only",
            Self::ShareUnproven { .. } => "share_unproven",
            Self::WalOnShare { .. } => "wal_on_share",
            Self::Unsettled { .. } => "unsettled",
            Self::Retired { .. } => "retired",
            Self::OpenElsewhere { .. } => "open_elsewhere",
            Self::Encrypted { .. } => "encrypted",
            Self::WrongKey { .. } => "wrong_key",
            Self::NoCipher => "no_cipher",
            Self::CipherOnShare { .. } => "cipher_on_share",
            Self::Full => "full",
            Self::Busy { .. } => "busy",
            Self::Unavailable { .. } => "unavailable",
            Self::Gone { .. } => "gone",
            Self::Conflict { .. } => "conflict",
            Self::Internal { .. } => "internal",
        }
    }

    /// Returns the facts that the words mention, by name.
    pub fn details(&self) -> Vec<(&'static str, String)> {
        match self {
            Self::NotFound { path }
            | Self::AlreadyThere { path }
            | Self::NotOurs { path }
            | Self::Gone { path }
            | Self::WalOnShare { path }
            | Self::Unsettled { path }
            | Self::Retired { path }
            | Self::Encrypted { path }
            | Self::WrongKey { path }
            | Self::CipherOnShare { path }
            | Self::OpenElsewhere { path } => vec![("path", path.clone())],
            Self::ShareUnproven { path, fs } => vec![("path", path.clone()), ("fs", fs.clone())],
            Self::NotADatabase { detail }
            | Self::Damaged { detail }
            | Self::Unavailable { detail }
            | Self::Internal { detail } => vec![("detail", detail.clone())],
            Self::NewerSchema { found, known } | Self::OlderSchema { found, known } => {
                vec![("found", found.to_string()), ("known", known.to_string())]
            }
            Self::Busy { waited_ms } => vec![("seconds", waited_ms.div_ceil(1000).to_string())],
            Self::Conflict { stream, seq, last } => {
                vec![("stream", stream.to_string()), ("seq", seq.to_string()), ("last", last.to_string())]
            }
            Self::ReadOnly | Self::NoCipher | Self::Full => Vec::new(),
        }
    }

    /// Tells whether trying again, unchanged, may well succeed.
    pub fn is_passing(&self) -> bool {
        matches!(self, Self::Busy { .. } | Self::Conflict { .. })
    }

    /// States how long the whole wait was, where the error is about waiting.
    pub(super) fn after(self, waited: Duration) -> Self {
        if matches!(self, Self::Busy { .. }) { Self::Busy { waited_ms: millis(waited) } } else { self }
    }

    /// Tells whether the file must not be written to any more.
    pub(super) fn is_damage(&self) -> bool {
        matches!(self, Self::Damaged { .. } | Self::NotADatabase { .. })
    }

    /// Makes the error for what the operating system reported about a path.
    pub(crate) fn io(path: &Path, error: &std::io::Error) -> Self {
        use std::io::ErrorKind;
        match error.kind() {
            ErrorKind::NotFound => Self::NotFound { path: path.display().to_string() },
            ErrorKind::AlreadyExists => Self::AlreadyThere { path: path.display().to_string() },
            ErrorKind::StorageFull | ErrorKind::QuotaExceeded => Self::Full,
            ErrorKind::ReadOnlyFilesystem => Self::ReadOnly,
            _ => Self::Unavailable { detail: format!("{}: {error}", path.display()) },
        }
    }

    /// Makes the error for what SQLite reported.
    pub(super) fn sql(error: &Sql, waited_ms: u64) -> Self {
        let detail = error.to_string();
        match error.sqlite_error_code() {
            // The memory that desks share beside the file needs room too.
            Some(ErrorCode::SystemIoFailure) if is_for_want_of_room(error) => Self::Full,
            Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => Self::Busy { waited_ms },
            Some(ErrorCode::ReadOnly) => Self::ReadOnly,
            Some(ErrorCode::DiskFull) => Self::Full,
            Some(ErrorCode::DatabaseCorrupt) => Self::Damaged { detail },
            Some(ErrorCode::NotADatabase) => Self::NotADatabase { detail },
            Some(
                ErrorCode::CannotOpen
                | ErrorCode::SystemIoFailure
                | ErrorCode::FileLockingProtocolFailed
                | ErrorCode::PermissionDenied
                | ErrorCode::NoLargeFileSupport,
            ) => Self::Unavailable { detail },
            _ => Self::Internal { detail },
        }
    }
}

fn is_for_want_of_room(error: &Sql) -> bool {
    let extended = error.sqlite_error().map_or(0, |error| error.extended_code);
    extended == rusqlite::ffi::SQLITE_IOERR_SHMSIZE
}
