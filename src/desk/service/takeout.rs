//! What is taken out of the screen into a file, written by the thread that writes, and on record.

use crate::desk::{Desk, DeskError};
use crate::domain::ids::OfficerId;
use crate::domain::permission::{self, Chore};
use crate::domain::time::Moment;
use std::io;
use std::path::{Path, PathBuf};

/// How many files of one name there may be in a folder.
const MOST: u32 = 99;

/// What writes a new file, and leaves alone what is there already.
pub type Write = fn(&Path, &[u8]) -> io::Result<()>;

/// Something that was taken out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Takeout {
    /// Where it goes.
    pub folder: PathBuf,
    /// What the file is called, without its ending.
    pub name: String,
    /// The ending.
    pub ending: &'static str,
    /// What it is, by its stable name, for the record.
    pub what: String,
    /// How many rows it has.
    pub rows: u64,
    /// The file.
    pub bytes: Vec<u8>,
}

impl Takeout {
    /// Writes the file and puts that on record; without the record there is no file either.
    ///
    /// # Errors
    /// When the officer may not take anything out, or the file or the record could not be written.
    pub fn hand_over(
        &self,
        desk: &mut Desk,
        officer: &OfficerId,
        now: Moment,
        write: Write,
    ) -> Result<PathBuf, DeskError> {
        let acting = crate::desk::acting(desk.centre()?, officer)?;
        permission::check(&acting, permission::chore(&Chore::Export)).map_err(DeskError::NotPermitted)?;
        let path = self.written(write).map_err(|fault| DeskError::Unreadable { what: fault.to_string() })?;
        if let Err(fault) = desk.note_export(officer, now, &self.what, self.rows, false, "") {
            let _ = std::fs::remove_file(&path);
            return Err(fault);
        }
        Ok(path)
    }

    fn written(&self, write: Write) -> io::Result<PathBuf> {
        let named = |nth: u32| match nth {
            1 => format!("{}.{}", self.name, self.ending),
            nth => format!("{} ({nth}).{}", self.name, self.ending),
        };
        for nth in 1..MOST {
            let path = self.folder.join(named(nth));
            match write(&path, &self.bytes) {
                Err(fault) if fault.kind() == io::ErrorKind::AlreadyExists => {}
                Err(fault) => return Err(io::Error::new(fault.kind(), format!("{}: {fault}", path.display()))),
                Ok(()) => return Ok(path),
            }
        }
        Err(io::ErrorKind::AlreadyExists.into())
    }
}
