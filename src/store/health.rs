//! How the file is: where it lies, and what keeps it from being written.

use super::room;
use serde::Serialize;
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicI64, Ordering};

/// How the file is, as the top of the screen says it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Health {
    /// Where it lies.
    pub footing: Footing,
    /// What is wrong, the worst of it.
    pub trouble: Option<Trouble>,
}

/// On what ground the file stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Footing {
    /// On a disk of this machine.
    Local,
    /// On a share on which locks and coherence were proven between two machines.
    Share {
        /// The day of the proof.
        proven: String,
    },
    /// On a share on which nothing was proven: for looking only.
    Unproven,
}

/// What keeps the file from being written, or soon will.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Trouble {
    /// Damage was met.
    Damaged,
    /// A newer program has brought the file up to date: this one must not write any more.
    Newer,
    /// The file, or this connection to it, cannot be written.
    ReadOnly,
    /// The disk is full.
    Full,
    /// The disk is nearly full, or has no room for a copy.
    Low {
        /// How much is left, in MiB.
        mib: u64,
    },
}

impl Health {
    /// Tells whether nothing can be saved.
    pub fn is_closed(&self) -> bool {
        self.footing == Footing::Unproven
            || matches!(self.trouble, Some(Trouble::Damaged | Trouble::Newer | Trouble::ReadOnly))
    }
}

/// What the connections of one desk know in common about the file.
#[derive(Debug)]
pub(super) struct Flags {
    damaged: AtomicBool,
    full: AtomicBool,
    /// The schema found in the file when it was no longer ours; 0 before.
    newer: AtomicI64,
    /// Beside the file: says to every desk, also those to come, that damage was met.
    mark: PathBuf,
    may_mark: bool,
}

impl Flags {
    /// Makes the flags of a file; what another desk has met is known at once.
    pub fn of(path: &Path, may_mark: bool) -> Self {
        let mark = beside(path, ".damaged");
        Self {
            damaged: AtomicBool::new(mark.exists()),
            full: AtomicBool::new(false),
            newer: AtomicI64::new(0),
            mark,
            may_mark,
        }
    }

    /// Notes that damage was met: from now on no desk writes.
    pub fn damage(&self, detail: &str) {
        if !self.damaged.swap(true, Ordering::Relaxed) && self.may_mark {
            // Where no mark can be set, this desk at least stops.
            let _ = std::fs::write(&self.mark, format!("{detail}\n"));
        }
    }

    /// Notes what a whole check found, whoever asked for it.
    pub fn damage_found(&self, detail: &str) {
        self.damaged.store(true, Ordering::Relaxed);
        let _ = std::fs::write(&self.mark, format!("{detail}\n"));
    }

    /// Tells whether this or another desk has met damage.
    pub fn is_damaged(&self) -> bool {
        if !self.damaged.load(Ordering::Relaxed) && self.mark.exists() {
            self.damaged.store(true, Ordering::Relaxed);
        }
        self.damaged.load(Ordering::Relaxed)
    }

    /// Returns what was met, as far as it was written down.
    pub fn damage_met(&self) -> String {
        std::fs::read_to_string(&self.mark).map(|text| text.trim().to_owned()).unwrap_or_default()
    }

    /// Takes the mark away: the file was found whole.
    pub fn clear_damage(&self) {
        if std::fs::remove_file(&self.mark).is_ok() {
            self.damaged.store(false, Ordering::Relaxed);
        }
    }

    /// Notes whether the last write found the disk full.
    pub fn set_full(&self, full: bool) {
        self.full.store(full, Ordering::Relaxed);
    }

    /// Notes the schema that was found in place of ours.
    pub fn set_newer(&self, found: i64) {
        self.newer.store(found, Ordering::Relaxed);
    }

    /// Says how the file is.
    pub fn health(&self, path: &Path, footing: &Footing, read_only: bool) -> Health {
        let trouble = if self.is_damaged() {
            Some(Trouble::Damaged)
        } else if self.newer.load(Ordering::Relaxed) != 0 {
            Some(Trouble::Newer)
        } else if read_only {
            Some(Trouble::ReadOnly)
        } else if self.full.load(Ordering::Relaxed) {
            Some(Trouble::Full)
        } else {
            // In steps, so that a screen need not follow every commit.
            room::low(path).map(|free| Trouble::Low { mib: free >> 24 << 4 })
        };
        Health { footing: footing.clone(), trouble }
    }
}

/// Names a file beside the database.
pub(super) fn beside(path: &Path, ending: &str) -> PathBuf {
    let mut name = OsString::from(path);
    name.push(ending);
    PathBuf::from(name)
}
