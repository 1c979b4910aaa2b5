//! Copies by the calendar: which are due, and which may go.

use super::Store;
use super::backup::BackupReport;
use super::error::StoreError;
use super::health::Trouble;
use super::open::private;
use super::reads::Outcome;
use crate::domain::time::{Day, Moment};
use chrono::{Datelike, Duration, NaiveDateTime};
use serde::Serialize;
use std::collections::BTreeSet;
use std::fs::{self, OpenOptions};
use std::path::{Path, PathBuf};

/// Where copies go, how often, and how many are kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rotation {
    /// The folder.
    pub folder: PathBuf,
    /// How many hours lie between two copies.
    pub hours: u32,
    /// Of how many days the last copy is kept.
    pub daily: usize,
    /// Of how many weeks.
    pub weekly: usize,
    /// Of how many months.
    pub monthly: usize,
}

/// What became of it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Rotated {
    /// The copy that was made; nothing when none was due, or another desk is at it.
    pub made: Option<BackupReport>,
    /// Copies that were removed.
    pub removed: Vec<PathBuf>,
}

/// Two desks rarely begin at the same second: what was nearly due counts.
const NEARLY: Duration = Duration::minutes(5);

impl Rotation {
    /// Lists the copies of a database, the oldest first.
    pub fn copies(&self, database: &Path) -> Vec<(NaiveDateTime, PathBuf)> {
        let stem = stem(database);
        let entries = fs::read_dir(&self.folder).into_iter().flatten().flatten();
        let mut found: Vec<_> = entries
            .filter_map(|entry| {
                let name = entry.file_name().into_string().ok()?;
                let date = name.strip_prefix(&stem)?.strip_prefix('-')?.strip_suffix(".db")?;
                Some((NaiveDateTime::parse_from_str(date, STAMP).ok()?, entry.path()))
            })
            .collect();
        found.sort();
        found
    }

    /// Tells whether a copy is due.
    fn is_due(&self, copies: &[(NaiveDateTime, PathBuf)], now: NaiveDateTime) -> bool {
        copies.last().is_none_or(|(last, _)| *last + Duration::hours(i64::from(self.hours)) <= now + NEARLY)
    }

    /// Returns which of some copies are kept: the last of each of the last days, weeks and months there are.
    fn kept(&self, copies: &[(NaiveDateTime, PathBuf)]) -> BTreeSet<NaiveDateTime> {
        let mut kept: BTreeSet<_> = copies.last().map(|(at, _)| *at).into_iter().collect();
        let mut of = |count: usize, period: &dyn Fn(Day) -> (i32, u32)| {
            let mut seen = BTreeSet::new();
            for (at, _) in copies.iter().rev() {
                if !seen.contains(&period(at.date())) && seen.len() < count {
                    kept.insert(*at);
                    seen.insert(period(at.date()));
                }
            }
        };
        of(self.daily, &|day| (day.year(), day.ordinal()));
        of(self.weekly, &|day| (day.iso_week().year(), day.iso_week().week()));
        of(self.monthly, &|day| (day.year(), day.month()));
        kept
    }
}

const STAMP: &str = "%Y%m%d-%H%M%S";

fn stem(database: &Path) -> String {
    database.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default()
}

impl Store {
    /// Makes a copy if one is due, whoever else may be about to, and removes what need not be kept any more.
    ///
    /// Nothing is removed before a new copy was checked whole, and nothing but copies by their exact names.
    ///
    /// # Errors
    /// What [`Store::backup`] says; a damaged file is not copied over sound ones.
    pub fn rotate(&self, plan: &Rotation, now: Moment) -> Outcome<Rotated> {
        let io = |error: std::io::Error| StoreError::io(&plan.folder, &error);
        if self.health().trouble == Some(Trouble::Damaged) {
            return Err(StoreError::Damaged { detail: self.reads.flags.damage_met() });
        }
        let now = now.naive_local();
        if !plan.is_due(&plan.copies(self.path()), now) {
            return Ok(Rotated::default());
        }
        fs::create_dir_all(&plan.folder).map_err(io)?;
        let lock = plan.folder.join(format!(".{}.rotating", stem(self.path())));
        let lock = private(OpenOptions::new().write(true).create(true).truncate(false)).open(lock).map_err(io)?;
        // Another desk is making it just now, or has made it while we looked.
        if lock.try_lock().is_err() || !plan.is_due(&plan.copies(self.path()), now) {
            return Ok(Rotated::default());
        }
        let name = format!("{}-{}.db", stem(self.path()), now.format(STAMP));
        let made = self.backup(plan.folder.join(name))?;
        let copies = plan.copies(self.path());
        let kept = plan.kept(&copies);
        let mut removed = Vec::new();
        for (_, path) in copies.into_iter().filter(|(at, _)| !kept.contains(at)) {
            fs::remove_file(&path).map_err(io)?;
            removed.push(path);
        }
        Ok(Rotated { made: Some(made), removed })
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::{event, new_store};
    use super::*;
    use crate::domain::time::at;

    fn plan(folder: &Path) -> Rotation {
        Rotation { folder: folder.join("copies"), hours: 24, daily: 3, weekly: 2, monthly: 2 }
    }

    fn on(day: &str, hour: u32) -> Moment {
        at(Day::parse_from_str(day, "%Y-%m-%d").unwrap(), hour, 0)
    }

    #[test]
    fn a_copy_is_made_once_a_period_whoever_asks() {
        let (dir, mut store) = new_store();
        store.write(|tx| tx.append(&event(1, 1, "{}"))).unwrap();
        let plan = plan(dir.path());
        let made = store.rotate(&plan, on("2026-11-20", 12)).unwrap().made.unwrap();
        assert_eq!(made.head, store.head().unwrap());
        let other = store.beside().unwrap();
        assert_eq!(other.rotate(&plan, on("2026-11-20", 18)).unwrap(), Rotated::default());
        assert!(other.rotate(&plan, on("2026-11-21", 12)).unwrap().made.is_some());
        assert_eq!(plan.copies(store.path()).len(), 2);
    }

    #[test]
    fn the_last_of_each_day_week_and_month_is_kept_and_nothing_of_others_touched() {
        let (dir, store) = new_store();
        let plan = plan(dir.path());
        fs::create_dir(&plan.folder).unwrap();
        fs::write(plan.folder.join("desk-notes.db"), "mine").unwrap();
        fs::write(plan.folder.join("other-20200101-000000.db"), "another's").unwrap();
        for day in ["2026-09-30", "2026-10-15", "2026-10-31", "2026-11-10", "2026-11-15", "2026-11-18", "2026-11-19"] {
            fs::write(plan.folder.join(format!("desk-{}-120000.db", day.replace('-', ""))), "old").unwrap();
        }
        store.rotate(&plan, on("2026-11-20", 12)).unwrap();
        let names: Vec<_> = plan.copies(store.path()).iter().map(|(at, _)| at.format("%m-%d").to_string()).collect();
        assert_eq!(names, ["10-31", "11-15", "11-18", "11-19", "11-20"]);
        assert!(plan.folder.join("desk-notes.db").exists() && plan.folder.join("other-20200101-000000.db").exists());
    }

    #[test]
    fn a_damaged_file_does_not_push_sound_copies_out() {
        let (dir, store) = new_store();
        let plan = plan(dir.path());
        store.found_damaged("altered");
        assert_eq!(store.rotate(&plan, on("2026-11-20", 12)).unwrap_err().code(), "damaged");
        assert!(!plan.folder.exists());
    }
}
