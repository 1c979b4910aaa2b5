//! The file: one SQLite database holding the log of everything that happened and the index rows made from it.
//!
//! # How a write travels
//! 1. [`Store::write`] queues at the turnstile: two lock files beside the database that let writers through in
//!    the order they came, from whatever process. It waits at most for the connection's patience (20 s) and then
//!    gives [`StoreError::Busy`], having written nothing.
//! 2. It begins with `BEGIN IMMEDIATE`: from here on nobody else writes, so what is read inside the write is
//!    still true when it commits. The closure gets a [`Tx`], which answers every question of [`Reads`] too.
//! 3. The caller reads the state ([`Reads::case_by_no`]), decides, and appends events ([`Tx::append`]). An event
//!    must carry the next number of its stream, else [`StoreError::Conflict`]; it takes the next place in the
//!    whole log and a BLAKE3 hash over itself and the hash before it.
//! 4. The caller puts the index rows that the new state amounts to ([`Tx::put_projection`], [`Tx::put_centre`]). Tables
//!    whose rows have not changed are left alone.
//! 5. The commit is on the disk when `write` returns (write-ahead log, full synchronisation). Then the lock goes
//!    to the next in the queue. An error or a panic before that takes everything back.
//! 6. Other connections see a new [`Reads::change_token`] and read again.
//!
//! # What is what
//! The `event` table is the truth and is never changed; triggers refuse it. Every other table can be made anew
//! from it ([`Store::rebuild`]) and compared with it ([`Reads::compare_projections`]). The tables and their
//! indexes are explained in `schema/`; released files there never change, new ones are added.
//!
//! The store knows no rules and no words of the field: it keeps texts, orders them and compares them.

mod alike;
mod audit;
mod backup;
mod bulk;
mod cipher;
mod credential;
mod error;
mod figures;
mod folio;
mod gate;
mod health;
mod hook;
mod lens;
mod list;
mod log;
mod migrate;
mod open;
mod persons;
mod place;
mod project;
mod published;
mod reads;
pub mod restore;
mod room;
mod rotate;
mod rows;
mod sealed;
mod search;
pub mod share;
mod shift;
mod supervision;
mod verify;

pub use audit::{AuditQuery, AuditRow};
pub use backup::BackupReport;
pub use bulk::{Fresh, FreshCase, FreshPerson};
pub use cipher::CAN_ENCRYPT;
pub use credential::CredentialRow;
pub use error::StoreError;
pub use figures::FactHead;
pub use folio::{FolioQuery, FolioRow, FolioRows};
pub use health::{Footing, Health, Trouble};
pub use hook::Post;
pub use list::{BookingHead, ClockHead, ListOrder, ListQuery, Page, PartyHit, Place, SessionHead};
pub use log::{Hash, Head, NO_HASH, NewEvent, StoredEvent};
pub use persons::PersonRow;
pub use place::{Host, Mount, Site};
pub use project::Tx;
pub use reads::{Reads, TimelineEntry};
pub use restore::{Draft, Lack};
pub use room::free_beside;
pub use rotate::{Rotated, Rotation};
pub use rows::{
    AssignmentRow, BookingRow, CaseHead, CaseRow, CaseText, ClockRow, FactRow, LinkRow, OriginRow, PartyRow,
    Projection, SessionRow, SightRow,
};
pub use sealed::{SealedRow, Shown};
pub use search::Found;
pub use shift::{AssignmentHead, ToldRow};
pub use supervision::HandedHead;
pub use verify::{Problem, VerifyReport};

use gate::Gate;
use reads::Span;
use std::ops::Deref;
use std::path::{Path, PathBuf};
use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};

/// How a database is opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    /// An existing database, to read and write; an older schema is brought up to date.
    ReadWrite,
    /// An existing database, to read only.
    ReadOnly,
    /// A new database; a file already there is refused.
    Create,
}

/// Tells whether a database may be made at a path.
///
/// # Errors
/// [`StoreError::ShareUnproven`] on a share on which nothing was proven.
pub fn ground(path: &Path, site: &Site) -> Result<Footing, StoreError> {
    open::stand(path, Mode::Create, site)
}

/// One connection to the database.
///
/// It may move between threads but is used by one at a time; open one per thread. It answers every
/// question of [`Reads`].
#[derive(Debug)]
pub struct Store {
    reads: Reads,
    path: PathBuf,
    identity: open::Identity,
    footing: Footing,
    gate: Option<Gate>,
}

impl Deref for Store {
    type Target = Reads;

    fn deref(&self) -> &Reads {
        &self.reads
    }
}

impl Store {
    /// Opens the database at a path.
    ///
    /// # Errors
    /// Says whether the file is missing, already there, not a database, another program's, too new, too old to
    /// be read only, read-only, damaged, busy or out of reach. A file that is not ours is not touched.
    pub fn open(path: impl AsRef<Path>, mode: Mode) -> Result<Self, StoreError> {
        Self::open_at(path, mode, &Site::default())
    }

    /// Opens the database at a path, in surroundings that may be declared.
    ///
    /// # Errors
    /// As [`Store::open`]; on a share also that nothing was proven there.
    pub fn open_at(path: impl AsRef<Path>, mode: Mode, site: &Site) -> Result<Self, StoreError> {
        open::open(path.as_ref(), mode, site)
    }

    /// Opens a second connection to the same file, to read beside this one: what one of them meets, both know.
    pub fn beside(&self) -> Result<Self, StoreError> {
        open::beside(self)
    }

    /// Says how the file is: where it lies, and what keeps it from being written.
    pub fn health(&self) -> Health {
        self.reads.flags.health(&self.path, &self.footing, self.gate.is_none())
    }

    /// Says how the file is on another connection's behalf: one that writes.
    pub fn health_for(&self, writes: bool) -> Health {
        self.reads.flags.health(&self.path, &self.footing, !writes)
    }

    /// Gives the room that was set aside to whoever writes next. Returns whether there was any.
    pub fn make_room(&self) -> bool {
        room::release(&self.path)
    }

    /// Lets no desk write any more: a check has found the log damaged.
    pub fn found_damaged(&self, detail: &str) {
        self.reads.flags.damage_found(detail);
    }

    /// Takes the mark of damage away after the file was found whole.
    pub fn found_whole(&self) {
        self.reads.flags.clear_damage();
    }

    /// Returns the full path of the file.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Tells whether this connection can only read.
    pub fn is_read_only(&self) -> bool {
        self.gate.is_none()
    }

    /// Tells whether a newer schema has emptied the index rows: they have to be made anew.
    pub fn is_outdated(&self) -> bool {
        self.reads.outdated
    }

    /// Sets how long a read or write waits for others before it gives [`StoreError::Busy`]; 20 seconds at first.
    pub fn set_patience(&mut self, patience: Duration) {
        self.reads.patience.store(gate::millis(patience), Ordering::Relaxed);
    }

    /// Sets whether what is committed survives a power cut, as it does at first; without, writing is much quicker.
    ///
    /// For a database that is only being made and can be made again.
    pub fn set_durable(&mut self, durable: bool) -> Result<(), StoreError> {
        let setting = if durable { "PRAGMA synchronous = FULL" } else { "PRAGMA synchronous = OFF" };
        self.reads.conn.execute_batch(setting).map_err(|error| self.reads.failed(&error))
    }

    /// Returns a number that differs from the last time if another connection has committed since.
    ///
    /// See [`Reads::change_token`].
    ///
    /// # Errors
    /// Also says when the file is no longer the one that was opened, in which nobody commits any more.
    pub fn change_token(&self) -> Result<Option<i64>, StoreError> {
        self.still_there()?;
        let token = self.reads.change_token()?;
        if token.is_some()
            && let Ok(found) = self.reads.within(Duration::ZERO, || self.reads.schema())
            && found != migrate::KNOWN
        {
            self.reads.flags.set_newer(found);
        }
        Ok(token)
    }

    /// Refuses to go on with a file that was deleted, moved or replaced: it is open, but nobody sees it.
    fn still_there(&self) -> Result<(), StoreError> {
        match open::identity(&self.path) {
            Ok(identity) if identity == self.identity => Ok(()),
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(StoreError::io(&self.path, &error)),
            _ => Err(self.gone()),
        }
    }

    fn gone(&self) -> StoreError {
        StoreError::Gone { path: self.path.display().to_string() }
    }

    /// Refuses to write to a file that a newer program has brought up to date, or that was set aside, meanwhile.
    fn still_ours(&self) -> Result<(), StoreError> {
        match self.reads.schema()? {
            migrate::KNOWN => Ok(()),
            found if found < 0 => Err(self.gone()),
            found => {
                self.reads.flags.set_newer(found);
                Err(StoreError::NewerSchema { found, known: migrate::KNOWN })
            }
        }
    }

    /// Runs a write: waits for its turn, begins, commits if the closure succeeds and takes everything back if
    /// it fails or panics.
    ///
    /// # Errors
    /// The closure's own error, or what the store could not do; after [`StoreError::Busy`] nothing was written.
    pub fn write<T, E: From<StoreError>>(&mut self, work: impl FnOnce(&mut Tx<'_>) -> Result<T, E>) -> Result<T, E> {
        let gate = self.gate.as_ref().ok_or(StoreError::ReadOnly)?;
        if self.reads.flags.is_damaged() {
            return Err(StoreError::Damaged { detail: self.reads.flags.damage_met() }.into());
        }
        let (begun, patience) = (Instant::now(), self.reads.patience());
        let pass = gate.enter(patience)?;
        self.still_there()?;
        // Programs that do not know the turnstile may still be writing; one limit covers both waits.
        let span = self
            .reads
            .within(patience.saturating_sub(begun.elapsed()), || Span::begin(&self.reads, "BEGIN IMMEDIATE"))
            .map_err(|error| error.after(begun.elapsed()))?;
        self.still_ours()?;
        let done = work(&mut Tx::new(&self.reads))?;
        span.commit()?;
        drop(pass);
        self.reads.flags.set_full(false);
        Ok(done)
    }
}

#[cfg(test)]
pub use tests::as_of_first_schema;

#[cfg(test)]
mod tests;
