//! A copy in place of the file: checked first, compared with what it replaces, and swapped in one step.
//!
//! What is replaced is never thrown away: it keeps a dated name beside the new file, and carries a mark inside (its schema
//! number below zero) by which a desk that still has it open notices in its next write, whatever its system believes about
//! names. So nothing acknowledged goes into a file that nobody reads any more.

use super::Mode;
use super::error::StoreError;
use super::gate::Gate;
use super::health::{Flags, Footing, beside};
use super::log::{Hash, Head, NO_HASH};
use super::migrate::{self, Standing};
use super::open::{PATIENCE, is_plain, is_wal, look, private, set_journal, stand};
use super::place::{Site, whole};
use super::reads::{Outcome, Reads};
use crate::domain::filekey::FileKey;
use std::fs::{self, OpenOptions};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

/// What SQLite keeps beside a file.
const COMPANIONS: [&str; 3] = ["-wal", "-shm", "-journal"];

/// How long is waited for the last reader to be through.
const FOR_READERS: Duration = Duration::from_secs(2);

/// A copy of a copy, beside the file it is to replace; removed unless it takes its place.
#[derive(Debug)]
pub struct Draft {
    path: PathBuf,
    /// A copy of an encrypted copy is encrypted with the same key.
    key: Option<FileKey>,
}

impl Drop for Draft {
    fn drop(&mut self) {
        for ending in ["", ".reserve", ".damaged"].iter().chain(&COMPANIONS) {
            let _ = fs::remove_file(beside(&self.path, ending));
        }
    }
}

/// What a file has that a copy lacks.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Lack {
    /// How many events.
    pub events: u64,
    /// Whether the two have not even their first event in common.
    pub is_other: bool,
    /// The cases they are about, at most a hundred.
    pub cases: Vec<String>,
    /// When the last of them happened.
    pub last: Option<String>,
}

impl Draft {
    /// Makes a draft of a copy beside the file it may replace. The copy itself is only read.
    ///
    /// # Errors
    /// Says that the copy is missing, not ours, too new, or cannot be read to its end.
    pub fn of(copy: &Path, target: &Path, site: &Site) -> Outcome<Self> {
        fs::metadata(copy).map_err(|error| StoreError::io(copy, &error))?;
        let copy = whole(copy);
        if site.place(&copy).is_share && is_wal(&copy)? {
            return Err(StoreError::WalOnShare { path: copy.display().to_string() });
        }
        let (reads, standing) = look(&copy, Mode::ReadOnly, &Arc::new(Flags::of(&copy, false)), site.key())?;
        let Standing::At(found) = standing else {
            return Err(StoreError::NotOurs { path: copy.display().to_string() });
        };
        migrate::refuse_newer(found.abs())?;
        if reads.key.is_some() && site.place(target).is_share {
            return Err(StoreError::CipherOnShare { path: target.display().to_string() });
        }
        let path = beside(&whole(target), &format!(".restoring-{:08x}", fastrand::u32(..)));
        let draft = Self { path, key: reads.key.clone() };
        let io = |error: std::io::Error| StoreError::io(&draft.path, &error);
        private(OpenOptions::new().write(true).create_new(true)).open(&draft.path).map_err(io)?;
        let utf8 = draft.path.to_str().ok_or_else(|| StoreError::Unavailable {
            detail: format!("{}: the path is not UTF-8", draft.path.display()),
        })?;
        reads.run("VACUUM INTO ?1", [utf8])?;
        drop(reads);
        if found < 0 {
            let (reads, _) =
                look(&draft.path, Mode::ReadWrite, &Arc::new(Flags::of(&draft.path, false)), draft.key.as_ref())?;
            mark(&reads, found.abs())?;
        }
        Ok(draft)
    }

    /// Returns the surroundings in which the draft is opened and checked.
    pub fn site(&self) -> Site {
        Site::alone().with_key(self.key.clone())
    }

    /// Returns where the draft is, to be opened with [`Draft::site`] and checked.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Puts the draft in the place of a file, which is set aside under a name with `stamp` in it.
    ///
    /// `seen` is the end of the file's log when it was compared; if it has gone on since, nothing is done.
    ///
    /// # Errors
    /// [`StoreError::OpenElsewhere`] while other desks have the file open on a local disk. On a share they cannot be
    /// seen; there they find the mark in their next write.
    pub fn replace(self, target: &Path, stamp: &str, seen: Option<Head>, site: &Site) -> Outcome<Option<PathBuf>> {
        let footing = stand(target, Mode::ReadWrite, site)?;
        let target = whole(target);
        let gate = if footing == Footing::Local { Gate::beside(&target) } else { Gate::open() };
        let _pass = gate.enter(PATIENCE)?;
        let io = |error: std::io::Error| StoreError::io(&target, &error);
        OpenOptions::new().read(true).write(true).open(&self.path).and_then(|file| file.sync_all()).map_err(io)?;
        let was_there = target.exists();
        let retired = if was_there { retire(&target, seen, &footing, site.key())? } else { None };
        let aside = free_name(&target, stamp);
        let swapped = swap(&self.path, &target, &aside, was_there);
        if let (Err(_), Some(found)) = (&swapped, retired)
            && let Ok((reads, _)) = look(&target, Mode::ReadWrite, &Arc::new(Flags::of(&target, false)), site.key())
        {
            // It stays in use after all.
            let _ = mark(&reads, found);
        }
        swapped.map_err(io)?;
        let _ = fs::remove_file(beside(&target, ".damaged"));
        Ok(was_there.then_some(aside))
    }
}

/// Names the file that is set aside; one from earlier keeps its name.
fn free_name(target: &Path, stamp: &str) -> PathBuf {
    let names = (1..).map(|nth| match nth {
        1 => beside(target, &format!(".replaced-{stamp}")),
        nth => beside(target, &format!(".replaced-{stamp}-{nth}")),
    });
    names.into_iter().find(|name| fs::symlink_metadata(name).is_err()).unwrap_or_else(|| beside(target, ".replaced"))
}

/// Marks a file as out of use, alone with it. Returns the schema number it had; nothing if it could not be read.
fn retire(target: &Path, seen: Option<Head>, footing: &Footing, key: Option<&FileKey>) -> Outcome<Option<i64>> {
    let open_elsewhere = || StoreError::OpenElsewhere { path: target.display().to_string() };
    if !is_plain(target) && key.is_none() {
        // SQLite would clear away what lies beside it, which may be all there is to be saved.
        return Ok(None);
    }
    let retired = (|| {
        let (reads, standing) = look(target, Mode::ReadWrite, &Arc::new(Flags::of(target, false)), key)?;
        let Standing::At(found) = standing else { return Ok(None) };
        reads.within(FOR_READERS, || {
            if *footing == Footing::Local {
                // Only whoever is alone with a file may take it out of write-ahead mode; all of it is in one file then.
                set_journal(&reads, "delete")?;
            }
            if seen.is_some_and(|seen| reads.head().is_ok_and(|head| head != seen)) {
                return Err(open_elsewhere());
            }
            mark(&reads, -found.abs())?;
            Ok(Some(found))
        })
    })();
    match retired {
        Err(StoreError::Encrypted { .. } | StoreError::WrongKey { .. }) => Ok(None),
        Err(error) if error.is_damage() => Ok(None),
        Err(StoreError::Busy { .. } | StoreError::Unavailable { .. }) => Err(open_elsewhere()),
        other => other,
    }
}

fn mark(reads: &Reads, number: i64) -> Outcome<()> {
    reads.run(&format!("PRAGMA user_version = {number}"), []).map(drop)
}

/// Gives the old file its new name and the draft the old one's. The name never stands for nothing, where the file
/// system has links.
fn swap(draft: &Path, target: &Path, aside: &Path, was_there: bool) -> std::io::Result<()> {
    for ending in COMPANIONS {
        match fs::rename(beside(target, ending), beside(aside, ending)) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => return Err(error),
            _ => {}
        }
    }
    if was_there && fs::hard_link(target, aside).is_err() {
        fs::rename(target, aside)?;
    }
    fs::rename(draft, target)?;
    super::backup::sync_folder(target.parent().unwrap_or(Path::new(".")))
}

impl Reads {
    /// Says what this log has that another lacks.
    pub fn lacking_in(&self, other: &Self) -> Outcome<Lack> {
        let (ours, theirs) = (self.head()?.gid, other.head()?.gid);
        // Hashes are chained: once two logs differ, they differ to their ends.
        let (mut common, mut differ) = (0, ours.min(theirs) + 1);
        while common + 1 < differ {
            let middle = common + (differ - common) / 2;
            if self.hash_at(middle)? == other.hash_at(middle)? { common = middle } else { differ = middle }
        }
        let cases = self.all(
            "SELECT DISTINCT c.no FROM event e JOIN case_row c ON c.id = e.stream WHERE e.gid > ?1 ORDER BY c.no LIMIT 100",
            [common],
            |row| row.get(0),
        )?;
        let last =
            self.one("SELECT at FROM event WHERE gid > ?1 ORDER BY gid DESC LIMIT 1", [common], |row| row.get(0))?;
        let events = u64::try_from(ours - common).unwrap_or_default();
        Ok(Lack { events, is_other: common == 0 && theirs > 0 && ours > 0, cases, last })
    }

    /// Returns the hash of the event at a place of the log; [`NO_HASH`] where there is none in sight.
    pub fn hash_at(&self, gid: i64) -> Outcome<Hash> {
        Ok(self.one("SELECT hash FROM event WHERE gid = ?1", [gid], |row| row.get(0))?.unwrap_or(NO_HASH))
    }
}
