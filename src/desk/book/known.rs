//! What a machine remembers of a file that it could reach: the centre, and who proved to be whom.

use super::{Book, make_folder, write_private};
use crate::desk::Desk;
use crate::domain::centre::{self, Centre, CentreCommand};
use crate::domain::directory::Officer;
use crate::domain::rulebook::BUILTIN;
use crate::domain::time::Moment;
use serde::{Deserialize, Serialize};
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Somebody who proved to be an officer here.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct Proven {
    officer: Officer,
    at: Moment,
}

/// A file this machine could reach once, as far as intake needs it.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Known {
    /// Where the file is, links followed.
    pub database: PathBuf,
    /// The centre's name.
    pub name: String,
    /// Whether it is a practice database.
    pub training: bool,
    rev: u64,
    /// Who proved to be whom here, the last first.
    proven: Vec<Proven>,
    #[serde(skip)]
    centre: Option<Arc<Centre>>,
}

/// What stands before the centre's text in place of the log's last hash: this copy is not the log's.
const HEAD: &str = "book";

impl Known {
    /// Returns the centre as last seen, or one with the usual rulebook where that was lost.
    pub fn centre(&self) -> Arc<Centre> {
        self.centre.clone().unwrap_or_else(|| self.stand_in())
    }

    /// Tells whether the centre is the real one, as last seen.
    pub fn is_whole(&self) -> bool {
        self.centre.is_some()
    }

    /// Returns who last proved to be an officer here, or the one asked for if that one did.
    pub fn officer(&self, asked: Option<&str>) -> Option<&Officer> {
        let fits = |it: &&Proven| asked.is_none_or(|asked| it.officer.id.as_str() == asked || it.officer.name == asked);
        self.proven.iter().find(fits).map(|it| &it.officer)
    }

    fn stand_in(&self) -> Arc<Centre> {
        let officer = self.proven.first().map(|it| it.officer.clone());
        let found = CentreCommand::Found {
            name: self.name.clone(),
            rulebook: BUILTIN[0].1.to_owned(),
            officer: officer.unwrap_or_else(|| crate::desk::first_officer("duty", &self.name)),
            training: self.training,
        };
        let centre = centre::decide(None, &found).ok().and_then(|events| Centre::replay(&events).ok().flatten());
        Arc::new(centre.expect("the built-in rulebook founds a centre"))
    }
}

impl Book {
    /// Returns what is remembered of the file; nothing where this account never reached it.
    pub fn known(&self) -> Option<Known> {
        let mut known: Known = serde_json::from_str(&fs::read_to_string(self.beside("known")).ok()?).ok()?;
        let centre = fs::read_to_string(self.beside("centre")).ok();
        known.centre = centre.and_then(|text| Centre::from_snapshot(&text, HEAD)).map(Arc::new);
        Some(known)
    }

    /// Remembers the centre and who proved to sit here; writes only what is new.
    ///
    /// # Errors
    /// What the disk could not do; the desk works without.
    pub fn remember(&self, desk: &Desk, officer: &Officer, now: Moment) -> io::Result<()> {
        let Ok(centre) = desk.centre() else { return Ok(()) };
        let before: Option<Known> =
            fs::read_to_string(self.beside("known")).ok().and_then(|text| serde_json::from_str(&text).ok());
        let is_new = |known: &Known| known.rev == centre.rev && known.name == centre.name;
        let has_centre = before.as_ref().is_some_and(is_new) && self.beside("centre").exists();
        let is_last = |known: &Known| known.proven.first().is_some_and(|it| it.officer == *officer);
        if has_centre && before.as_ref().is_some_and(is_last) {
            return Ok(());
        }
        make_folder(self.path().parent().unwrap_or(Path::new(".")))?;
        if !has_centre {
            let text = centre.snapshot(HEAD).map_err(io::Error::other)?;
            replace(&self.beside("centre"), text.as_bytes())?;
        }
        let mut proven = vec![Proven { officer: officer.clone(), at: now }];
        // Whoever is no longer an officer, or is another one now, was not proven.
        let others = before.into_iter().flat_map(|known| known.proven).filter(|it| it.officer.id != officer.id);
        proven.extend(others.filter_map(|it| Some(Proven { officer: centre.officer(&it.officer.id)?.clone(), ..it })));
        let known = Known {
            database: desk.store().path().to_owned(),
            name: centre.name.clone(),
            training: centre.training,
            rev: centre.rev,
            proven,
            centre: None,
        };
        let text = serde_json::to_string_pretty(&known).map_err(io::Error::other)?;
        replace(&self.beside("known"), text.as_bytes())
    }

    fn beside(&self, what: &str) -> PathBuf {
        self.path().with_extension(what)
    }
}

fn replace(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let beside = path.with_extension(format!("new-{}", std::process::id()));
    write_private(&beside, bytes)?;
    fs::rename(&beside, path)
}
