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
struct Held(File);

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
        let queue = lock(queue, begun, patience)?;
        let door = lock(door, begun, patience)?;
        drop(queue);
        Ok(Pass { _door: Some(door) })
    }
}

fn open(path: &Path) -> Result<File, StoreError> {
    let mut options = OpenOptions::new();
    private(options.read(true).write(true).create(true).truncate(false))
        .open(path)
        .map_err(|error| StoreError::io(path, &error))
}

/// Locks a file, waiting no longer than until `begun + patience`.
///
/// The system's waiting lock cannot be timed, and asking again and again would give up the order of
/// arrival that makes the turnstile fair. So, when the lock is taken, a thread with its own handle waits
/// in the system's queue; if we stop waiting first, it lets go the moment it gets through.
fn lock(path: &Path, begun: Instant, patience: Duration) -> Result<Held, StoreError> {
    let file = open(path)?;
    match file.try_lock() {
        Ok(()) => return Ok(Held(file)),
        Err(TryLockError::WouldBlock) => {}
        Err(TryLockError::Error(error)) => return Err(StoreError::io(path, &error)),
    }
    let (through, turn) = mpsc::channel();
    thread::Builder::new()
        .name("store-queue".to_owned())
        .spawn(move || {
            let outcome = file.lock().map(|()| Held(file));
            // Nobody waits any more: the lock comes back inside the error and is dropped here.
            drop(through.send(outcome));
        })
        .map_err(|error| StoreError::io(path, &error))?;
    match turn.recv_timeout(patience.saturating_sub(begun.elapsed())) {
        Ok(outcome) => outcome.map_err(|error| StoreError::io(path, &error)),
        Err(_) => Err(StoreError::Busy { waited_ms: millis(begun.elapsed()) }),
    }
}

/// Returns a duration in whole milliseconds.
pub(super) fn millis(duration: Duration) -> u64 {
    u64::try_from(duration.as_millis()).unwrap_or(u64::MAX)
}
