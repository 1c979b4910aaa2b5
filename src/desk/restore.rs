//! A backup in place of the file: prepared, told about, carried out.

use super::{Desk, DeskError, Mode, Site};
use crate::domain::time::Moment;
use crate::refuse;
use crate::store::{Draft, Head, Lack, Store, StoreError};
use std::path::{Path, PathBuf};

/// A checked backup that may take the place of a database.
#[derive(Debug)]
pub struct Restoring {
    draft: Draft,
    target: PathBuf,
    site: Site,
    seen: Option<Head>,
    /// How many events the backup has.
    pub events: u64,
    /// What the present file has and the backup has not; nothing where the file cannot be read.
    pub lack: Option<Lack>,
    /// Why the present file cannot be read.
    pub unreadable: Option<StoreError>,
    /// Whether there is a file to be replaced.
    pub is_there: bool,
}

impl Restoring {
    /// Checks a backup whole, structure, chain and index rows, and compares it with the file it would replace.
    ///
    /// # Errors
    /// A backup that is not sound in every respect is refused; the present file is not touched.
    pub fn prepare(target: &Path, copy: &Path, site: &Site) -> Result<Self, DeskError> {
        let draft = Draft::of(copy, target, site)?;
        let desk = Desk::open_at(draft.path(), Mode::ReadWrite, &draft.site())?;
        let report = desk.verify()?;
        if let Some(first) = report.problems.first() {
            let count = report.problems.len();
            return Err(refuse!("copy_unsound", copy = copy.display(), count = count, first = first).into());
        }
        let mut restoring = Self {
            draft,
            target: target.to_owned(),
            site: site.clone(),
            seen: None,
            events: report.events,
            lack: None,
            unreadable: None,
            is_there: true,
        };
        match Store::open_at(target, Mode::ReadOnly, site) {
            Ok(present) => match present.head().and_then(|head| Ok((head, present.lacking_in(desk.store())?))) {
                Ok((head, lack)) => (restoring.seen, restoring.lack) = (Some(head), Some(lack)),
                Err(error) => restoring.unreadable = Some(error),
            },
            Err(StoreError::NotFound { .. }) => restoring.is_there = false,
            Err(error @ StoreError::NewerSchema { .. }) => return Err(error.into()),
            Err(error) => restoring.unreadable = Some(error),
        }
        Ok(restoring)
    }

    /// Tells whether something would be missing afterwards, or nobody can say.
    pub fn loses(&self) -> bool {
        self.is_there && self.lack.as_ref().is_none_or(|lack| lack.events > 0 || lack.is_other)
    }

    /// Opens the backup, to ask it who may do this where the present file cannot be asked.
    pub fn desk(&self) -> Result<Desk, DeskError> {
        Desk::open_at(self.draft.path(), Mode::ReadWrite, &self.draft.site())
    }

    /// Puts the backup in the file's place; returns what the file is called now.
    pub fn carry_out(self, now: Moment) -> Result<Option<PathBuf>, DeskError> {
        let stamp = now.format("%Y%m%d-%H%M%S").to_string();
        Ok(self.draft.replace(&self.target, &stamp, self.seen, &self.site)?)
    }
}
