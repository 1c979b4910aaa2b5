//! Drafts on disk: what is typed and not yet saved, kept beside the officer and not in the shared file.
//!
//! One file per database and officer, written whole and put in place at once, readable by its owner only.

use serde_json::Value;
use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Sender, channel};
use std::thread::JoinHandle;

/// The drafts of one officer at one database.
#[derive(Debug)]
pub struct Drafts {
    path: PathBuf,
    kept: BTreeMap<String, Value>,
}

impl Drafts {
    /// Opens the drafts in a folder, under a name made of the database and the officer; a file that cannot be
    /// read is set aside and not overwritten.
    pub fn open(folder: &Path, database: &Path, officer: &str) -> io::Result<Self> {
        fs::create_dir_all(folder)?;
        let full = fs::canonicalize(database).unwrap_or_else(|_| database.to_owned());
        let name = blake3::hash(format!("{}\n{officer}", full.display()).as_bytes()).to_hex();
        let path = folder.join(format!("{}.json", &name[..16]));
        let kept = match fs::read_to_string(&path) {
            Ok(text) => serde_json::from_str(&text).unwrap_or_else(|_| {
                // Damaged: keep the file for a person to look at, and begin anew.
                let _ = fs::rename(&path, path.with_extension("damaged"));
                BTreeMap::new()
            }),
            Err(error) if error.kind() == io::ErrorKind::NotFound => BTreeMap::new(),
            Err(error) => return Err(error),
        };
        Ok(Self { path, kept })
    }

    /// Returns every draft by its name.
    pub fn all(&self) -> &BTreeMap<String, Value> {
        &self.kept
    }

    /// Keeps a draft, or removes it, and is on disk when it returns.
    pub fn keep(&mut self, name: &str, draft: Option<Value>) -> io::Result<()> {
        match draft {
            Some(draft) => drop(self.kept.insert(name.to_owned(), draft)),
            None => drop(self.kept.remove(name)),
        }
        let text = serde_json::to_string(&self.kept).map_err(io::Error::other)?;
        let beside = self.path.with_extension("new");
        write_private(&beside, text.as_bytes())?;
        fs::rename(&beside, &self.path)
    }
}

/// Keeps drafts in a thread of its own, begun with the first: a disk that is slow to sync is not felt at the keys.
///
/// Dropping it waits until all is on disk.
#[derive(Debug)]
pub enum Keeper {
    /// Nothing was to be kept yet.
    Idle(Option<Drafts>),
    /// The thread, and the way to it.
    Busy(Option<Sender<(String, Option<Value>)>>, Option<JoinHandle<()>>),
}

impl Keeper {
    /// Makes the keeper of an officer's drafts.
    pub fn new(drafts: Drafts) -> Self {
        Self::Idle(Some(drafts))
    }

    /// Keeps a draft, or removes it, in turn.
    pub fn keep(&mut self, name: String, draft: Option<Value>) {
        if let Self::Idle(drafts) = self
            && let Some(mut drafts) = drafts.take()
        {
            let (sender, queue) = channel::<(String, Option<Value>)>();
            let thread = std::thread::spawn(move || {
                for (name, draft) in queue {
                    if let Err(error) = drafts.keep(&name, draft) {
                        tracing::warn!(%error, "a draft could not be kept");
                    }
                }
            });
            *self = Self::Busy(Some(sender), Some(thread));
        }
        if let Self::Busy(Some(sender), _) = self {
            // The thread ends only when this is dropped.
            let _ = sender.send((name, draft));
        }
    }
}

impl Drop for Keeper {
    fn drop(&mut self) {
        if let Self::Busy(sender, thread) = self {
            drop(sender.take());
            if let Some(thread) = thread.take() {
                let _ = thread.join();
            }
        }
    }
}

fn write_private(path: &Path, bytes: &[u8]) -> io::Result<()> {
    use std::io::Write;
    let mut options = fs::OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(path)?;
    file.write_all(bytes)?;
    file.sync_all()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn what_was_typed_comes_back_and_what_was_saved_does_not() {
        let folder = tempfile::tempdir().unwrap();
        let database = folder.path().join("desk.db");
        let mut drafts = Drafts::open(folder.path(), &database, "wang").unwrap();
        drafts.keep("new case", Some(json!({"fields": {"a.name": "赵小禾"}}))).unwrap();
        drafts.keep("note", Some(json!({}))).unwrap();
        drafts.keep("note", None).unwrap();
        let again = Drafts::open(folder.path(), &database, "wang").unwrap();
        assert_eq!(again.all().keys().collect::<Vec<_>>(), ["new case"]);
        assert_eq!(again.all()["new case"]["fields"]["a.name"], "赵小禾");
        let other = Drafts::open(folder.path(), &database, "li").unwrap();
        assert!(other.all().is_empty(), "another officer's drafts are not mine");
    }

    #[test]
    fn when_the_keeper_is_gone_everything_is_on_disk() {
        let folder = tempfile::tempdir().unwrap();
        let database = folder.path().join("desk.db");
        let mut keeper = Keeper::new(Drafts::open(folder.path(), &database, "wang").unwrap());
        for nth in 0..20 {
            keeper.keep("new case".into(), Some(json!(nth)));
        }
        keeper.keep("note".into(), Some(json!({})));
        keeper.keep("note".into(), None);
        drop(keeper);
        let again = Drafts::open(folder.path(), &database, "wang").unwrap();
        assert_eq!(again.all(), &BTreeMap::from([("new case".to_owned(), json!(19))]));
    }

    #[test]
    fn a_damaged_file_is_set_aside() {
        let folder = tempfile::tempdir().unwrap();
        let database = folder.path().join("desk.db");
        let mut drafts = Drafts::open(folder.path(), &database, "wang").unwrap();
        drafts.keep("x", Some(json!(1))).unwrap();
        fs::write(&drafts.path, "{broken").unwrap();
        let again = Drafts::open(folder.path(), &database, "wang").unwrap();
        assert!(again.all().is_empty());
        assert!(drafts.path.with_extension("damaged").exists());
    }
}
