//! The turnstile: writers queue outside SQLite, because its busy handler lets newcomers overtake.
//!
//! Two lock files stand beside the database. A writer takes `<db>.lock.q` (the queue), then `<db>.lock`
//! (the door), and lets go of the queue once it is through; whoever writes again must queue again, so
//! nobody starves. The operating system drops both locks when a process dies.

use super::error::StoreError;
use super::health::beside;
use super::open::private;
use std::fs::{File, OpenOptions, TryLockError};
use std::path::{Path, PathBuf};
use std::sync::mpsc;
use std::thread;
use std::time::{Duration, Instant};

/// The two lock files of one database, or none where the file itself is all that may be trusted.
#[derive(Debug)]
pub(super) struct Gate {
    files: Option<(PathBuf, PathBuf)>,
}

/// The right to write, given back when dropped.
#[derive(Debug)]
pub(super) struct Pass {
    _door: Option<Held>,
}

/// A lock held on an open file.
#[derive(Debug)]
pub(super) struct Held(pub(super) File);

impl Drop for Held {
    fn drop(&mut self) {
        // Closing the file would do, but on some systems only after a while.
        let _ = self.0.unlock();
    }
}

impl Gate {
    /// Names the lock files of the database at `path`.
    pub fn beside(path: &Path) -> Self {
        Self { files: Some((beside(path, ".lock.q"), beside(path, ".lock"))) }
    }

    /// Makes a gate that always stands open, for a share: what was proven there is SQLite's own lock and no
    /// other, and a lock on a whole file may be kept by each machine for itself. Those who wait then meet in
    /// SQLite's busy handler, which sleeps at random: less fair, but never wrong.
    pub fn open() -> Self {
        Self { files: None }
    }

    /// Waits for its turn, at most for `patience`.
    pub fn enter(&self, patience: Duration) -> Result<Pass, StoreError> {
        let Some((queue, door)) = &self.files else { return Ok(Pass { _door: None }) };
        let begun = Instant::now();
        let line = Line { queue: open(queue)?, door: open(door)?, is_next: false };
        let passed = match line.pass_at_once() {
            Err(Refused::Taken(line)) => line.wait(patience.saturating_sub(begun.elapsed())),
            other => other,
        };
        passed.map_err(|refused| match refused {
            Refused::Taken(_) | Refused::Late => StoreError::Busy { waited_ms: millis(begun.elapsed()) },
            Refused::Io(error) => StoreError::io(door, &error),
        })
    }
}

/// Somebody who wants to write, with both files open.
struct Line {
    queue: File,
    door: File,
    /// Whether the queue is theirs already.
    is_next: bool,
}

/// Why somebody did not get through.
enum Refused {
    /// Somebody else is there.
    Taken(Line),
    /// It took too long.
    Late,
    /// The files cannot be locked.
    Io(std::io::Error),
}

impl From<std::io::Error> for Refused {
    fn from(error: std::io::Error) -> Self {
        Self::Io(error)
    }
}

impl Line {
    /// Goes through if nobody is there.
    fn pass_at_once(mut self) -> Result<Pass, Refused> {
        match self.queue.try_lock() {
            Ok(()) => self.is_next = true,
            Err(TryLockError::WouldBlock) => return Err(Refused::Taken(self)),
            Err(TryLockError::Error(error)) => return Err(error.into()),
        }
        match self.door.try_lock() {
            Ok(()) => Ok(self.pass()?),
            Err(TryLockError::WouldBlock) => Err(Refused::Taken(self)),
            Err(TryLockError::Error(error)) => Err(error.into()),
        }
    }

    /// Lets go of the queue, being through the door.
    fn pass(self) -> std::io::Result<Pass> {
        self.queue.unlock()?;
        Ok(Pass { _door: Some(Held(self.door)) })
    }

    /// Waits, but no longer than so long.
    ///
    /// The system's waiting lock cannot be timed, and asking again and again would give up the order of
    /// arrival that makes the turnstile fair. So a thread waits in the system's queue, for the one file and then for
    /// the other; if we stop waiting first, it lets go the moment it gets through.
    fn wait(self, long: Duration) -> Result<Pass, Refused> {
        let (through, turn) = mpsc::channel();
        let waits = move || {
            let queued = if self.is_next { Ok(()) } else { self.queue.lock() };
            let passed = queued.and_then(|()| self.door.lock()).and_then(|()| self.pass());
            // Nobody waits any more: the pass comes back inside the error and is dropped here.
            drop(through.send(passed));
        };
        thread::Builder::new().name("store-queue".to_owned()).spawn(waits)?;
        turn.recv_timeout(long).map_err(|_| Refused::Late)?.map_err(Refused::Io)
    }
}

/// Opens a lock file, readable by its owner only where it did not exist.
pub(super) fn open(path: &Path) -> Result<File, StoreError> {
    let mut options = OpenOptions::new();
    private(options.read(true).write(true).create(true).truncate(false))
        .open(path)
        .map_err(|error| StoreError::io(path, &error))
}

/// Returns a duration in whole milliseconds.
pub(super) fn millis(duration: Duration) -> u64 {
    u64::try_from(duration.as_millis()).unwrap_or(u64::MAX)
}
