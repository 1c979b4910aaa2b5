//! The offline book (断网登记簿): intake goes on while the shared file cannot be reached.
//!
//! A local file per database and account, of lines that each hang on the one before by their hash, written to the
//! disk before the number is given out. What stands there is entered later by the ordinary door: a `register` that
//! says where it comes from ([`Offline`](crate::domain::case::Offline)). The shared file decides whether it was
//! entered already, so that a crash between the two files, a second machine or a second try adds nothing.

mod known;
mod page;
mod review;
#[cfg(test)]
mod tests;

pub use known::Known;
pub use page::{Contents, Fault, Kept, State};
pub use review::{Finding, Reviewed};
pub(super) use review::{entered, settle};

use super::{DeskError, Receipt, order::cleaned_register};
use crate::domain::case::offline::{TAG_SIGNS, TAG_SIZE, provisional_no, read_provisional_no};
use crate::domain::case::{self, Context, Register};
use crate::domain::centre::Centre;
use crate::domain::directory::Officer;
use crate::domain::ids::{CaseId, CaseNo, OfficerId};
use crate::domain::permission::{self, Right};
use crate::domain::sight::{self, Reach};
use crate::domain::time::Moment;
use crate::refuse;
use crate::store::StoreError;
use chrono::SubsecRound as _;
use page::Entry;
use std::fs::{self, File, OpenOptions};
use std::io::{Read as _, Seek as _, SeekFrom, Write as _};
use std::path::{Path, PathBuf};

/// Tells whether an error means that the file cannot be worked with for now, while residents go on coming.
pub fn is_out_of_reach(error: &DeskError) -> bool {
    let DeskError::Store(error) = error else { return false };
    matches!(
        error,
        StoreError::NotFound { .. }
            | StoreError::Unavailable { .. }
            | StoreError::Gone { .. }
            | StoreError::Damaged { .. }
            | StoreError::NotADatabase { .. }
            | StoreError::Full
            | StoreError::Unsettled { .. }
    )
}

/// The book of an account at a database.
#[derive(Debug, Clone)]
pub struct Book {
    path: PathBuf,
    database: PathBuf,
    account: String,
}

impl Book {
    /// Names the book in a folder, for a database and an account; nothing is read or made yet.
    ///
    /// The database goes by its path as it was given: a link cannot be followed while it leads nowhere.
    pub fn at(folder: &Path, database: &Path, account: Option<&str>) -> Self {
        let database = std::path::absolute(database).unwrap_or_else(|_| database.to_owned());
        let account = account.unwrap_or_default().to_owned();
        let name = blake3::hash(format!("{}\n{account}", database.display()).as_bytes()).to_hex();
        Self { path: folder.join(format!("{}.book", &name[..16])), database, account }
    }

    /// Returns where the book lies.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Reads the book; one that was never begun is empty.
    pub fn contents(&self) -> Result<Contents, DeskError> {
        match fs::read(&self.path) {
            Ok(bytes) => Ok(page::read(&bytes)),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(Contents::default()),
            Err(error) => Err(self.failed(&error)),
        }
    }

    /// Writes a matter down under a provisional number, after the checks that can be done without the file; it is on
    /// the disk when this returns.
    ///
    /// # Errors
    /// What a registration would be refused for, or what the disk could not do.
    pub fn register(
        &self,
        known: &Known,
        by: &Officer,
        now: Moment,
        register: &Register,
    ) -> Result<Receipt, DeskError> {
        let now = now.trunc_subsecs(0);
        let register = cleaned_register(register)?;
        if let Some(offline) = &register.offline {
            // It stands in a book already, and stays there until the file is back.
            return Err(refuse!("offline_number", no = offline.no).into());
        }
        if register.sealed.is_some() {
            // The book lies in plain text on this machine, and whoever keeps the machine reads it.
            return Err(refuse!("book_not_sealed").into());
        }
        permission::check(by, Right::Intake).map_err(DeskError::NotPermitted)?;
        let centre = known.centre();
        let mut probe = register.clone();
        if !known.is_whole() {
            // The usual rulebook stands in for one that is not at hand: its categories are not this centre's.
            probe.category = None;
        }
        let ctx = Context { now, officer: by, centre: &centre, bookings: &[], earlier_sides: &[] };
        let decision = case::register(CaseId(0), CaseNo(String::new()), &probe, &ctx)?;
        let mut given = String::new();
        self.append(now, |contents| {
            let (book, tag) = contents.own.clone().unwrap_or_default();
            let head = provisional_no(now.date_naive(), &tag, 0);
            let head = head.trim_end_matches('0').to_owned();
            let used = contents.kept.iter().filter_map(|kept| kept.no.strip_prefix(&head)?.parse::<u32>().ok());
            given = provisional_no(now.date_naive(), &tag, used.max().unwrap_or(0) + 1);
            let (no, by, name) = (given.clone(), by.id.clone(), by.name.clone());
            Ok(Entry::Kept { no, book, by, name, order: Box::new(register.clone()) })
        })?;
        Ok(Receipt { no: Some(CaseNo(given)), provisional: true, warnings: decision.warnings, ..Receipt::default() })
    }

    /// Adds a note to a matter that waits.
    pub fn note(&self, by: &OfficerId, now: Moment, no: &str, text: &str) -> Result<(), DeskError> {
        let text = crate::domain::clean::text(text);
        if text.is_empty() {
            return Err(refuse!("words_missing", field = "note").into());
        }
        self.append(now, |contents| {
            let no = waiting(contents, no)?;
            Ok(Entry::Noted { no, by: by.clone(), text })
        })
    }

    /// Marks a matter as entered into the file as a case; marking it again changes nothing.
    pub fn entered(&self, by: &OfficerId, now: Moment, no: &str, case: &CaseNo) -> Result<(), DeskError> {
        if self.contents()?.get(no).is_some_and(|kept| matches!(kept.state, State::Entered { .. })) {
            return Ok(());
        }
        self.append(now, |_| Ok(Entry::Entered { no: no.to_owned(), by: by.clone(), case: case.clone() }))
    }

    /// Discards a matter that waits; it stays in the book with the reason.
    pub fn discard(&self, by: &OfficerId, now: Moment, no: &str, reason: &str) -> Result<(), DeskError> {
        let reason = crate::domain::clean::line(reason);
        if reason.is_empty() {
            return Err(refuse!("words_missing", field = "reason").into());
        }
        self.append(now, |contents| {
            let no = waiting(contents, no)?;
            Ok(Entry::Discarded { no, by: by.clone(), reason })
        })
    }

    /// Reads the book as far as an officer may see it: on a host many officers share an account, and whoever does
    /// not see the whole centre sees what they wrote themselves.
    pub fn seen_by(&self, officer: &Officer, centre: &Centre) -> Result<Contents, DeskError> {
        let mut contents = self.contents()?;
        if !matches!(sight::reach(officer, centre), Reach::Centre) {
            contents.kept.retain(|kept| kept.by == officer.id);
        }
        Ok(contents)
    }

    /// Finds a matter by its provisional number as typed, among what an officer may see.
    pub fn find(&self, officer: &Officer, centre: &Centre, typed: &str) -> Result<Kept, DeskError> {
        let contents = self.seen_by(officer, centre)?;
        let found = read_provisional_no(typed).and_then(|no| contents.get(&no).cloned());
        Ok(found.ok_or_else(|| refuse!("book_unknown", no = typed.trim()))?)
    }

    /// Appends an entry, one desk of this account at a time, and returns when it is on the disk.
    fn append(&self, now: Moment, make: impl FnOnce(&Contents) -> Result<Entry, DeskError>) -> Result<(), DeskError> {
        let failed = |error: std::io::Error| self.failed(&error);
        let folder = self.path.parent().unwrap_or(Path::new("."));
        make_folder(folder).map_err(failed)?;
        let is_new = !self.path.exists();
        let mut file = private().read(true).append(true).open(&self.path).map_err(failed)?;
        file.lock().map_err(failed)?;
        let mut bytes = Vec::new();
        file.read_to_end(&mut bytes).map_err(failed)?;
        let mut contents = page::read(&bytes);
        if contents.whole < bytes.len() {
            // A line cut by a power failure, for which nobody was given a number, is put aside for a person to read.
            let aside = self.path.with_extension(format!("torn-{}", now.format("%Y%m%d%H%M%S")));
            write_private(&aside, &bytes[contents.whole..]).map_err(failed)?;
            file.set_len(contents.whole as u64).map_err(failed)?;
        }
        let end = contents.whole as u64;
        let mut lines = String::new();
        if contents.own.is_none() {
            let (book, tag) = self.identity(now);
            let (database, account) = (self.database.display().to_string(), self.account.clone());
            let opened = Entry::Opened { book, tag, database, account };
            lines = page::line_after(&contents, now, opened).map_err(|error| unwritable(&error))?;
            contents = page::read(&[&bytes[..contents.whole], lines.as_bytes()].concat());
        }
        let entry = make(&contents)?;
        lines += &page::line_after(&contents, now, entry).map_err(|error| unwritable(&error))?;
        let written = file.seek(SeekFrom::End(0)).and_then(|_| file.write_all(lines.as_bytes()));
        if let Err(error) = written.and_then(|()| file.sync_all()) {
            // Half a line is of no use to anybody; what cannot be taken back is recognised as torn later.
            let _ = file.set_len(end);
            return Err(self.failed(&error));
        }
        if is_new {
            sync_folder(folder).map_err(failed)?;
        }
        Ok(())
    }

    /// Draws the identity of a new book and the tag in its numbers.
    fn identity(&self, now: Moment) -> (String, String) {
        let seed = format!("{}\n{}\n{now}\n{}", self.database.display(), self.account, std::process::id());
        let mut hasher = blake3::Hasher::new();
        hasher.update(seed.as_bytes()).update(&fastrand::u128(..).to_le_bytes());
        let hash = hasher.finalize();
        let sign = |byte: &u8| char::from(TAG_SIGNS[usize::from(byte % 32)]);
        (hash.to_hex()[..32].to_owned(), hash.as_bytes()[16..].iter().take(TAG_SIZE).map(sign).collect())
    }

    fn failed(&self, error: &std::io::Error) -> DeskError {
        let (path, why) = (self.path.display(), error.to_string());
        refuse!("book_unwritable", path = path, why = why).into()
    }
}

/// Returns the number of a matter that still waits, as it stands in the book.
fn waiting(contents: &Contents, typed: &str) -> Result<String, DeskError> {
    let found = read_provisional_no(typed).and_then(|no| contents.get(&no));
    let kept = found.ok_or_else(|| refuse!("book_unknown", no = typed.trim()))?;
    match &kept.state {
        State::Waiting => Ok(kept.no.clone()),
        State::Entered { case, .. } => Err(refuse!("offline_already", provisional = kept.no, no = case).into()),
        State::Discarded { reason, .. } => Err(refuse!("book_discarded", no = kept.no, reason = reason).into()),
    }
}

fn unwritable(error: &serde_json::Error) -> DeskError {
    DeskError::Unreadable { what: error.to_string() }
}

fn private() -> OpenOptions {
    let mut options = OpenOptions::new();
    options.create(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options
}

fn make_folder(folder: &Path) -> std::io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder)
}

fn write_private(path: &Path, bytes: &[u8]) -> std::io::Result<()> {
    let mut file = private().write(true).truncate(true).open(path)?;
    file.write_all(bytes)?;
    file.sync_all()
}

/// Makes a new name in a folder survive a power cut, where folders can be opened.
fn sync_folder(folder: &Path) -> std::io::Result<()> {
    if cfg!(unix) { File::open(folder)?.sync_all() } else { Ok(()) }
}
