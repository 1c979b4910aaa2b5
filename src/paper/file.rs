//! Tables as files: which form a name asks for, and a file that is there whole or not at all.

use super::xlsx::{SheetError, workbook};
use crate::domain::table::Table;
use std::fs::OpenOptions;
use std::io::{Error, Write as _};
use std::path::Path;

/// What spreadsheets know UTF-8 by.
pub const BYTE_ORDER_MARK: &str = "\u{feff}";

/// The form of a file with a table in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// Text with commas, to be read by anything; the heads and rows only.
    Csv,
    /// A spreadsheet, with title, types, filter and notes.
    Xlsx,
}

impl Form {
    /// Returns the form that the ending of a name asks for.
    pub fn of(path: &Path) -> Option<Self> {
        let ending = path.extension()?.to_str()?;
        match ending.to_ascii_lowercase().as_str() {
            "csv" => Some(Self::Csv),
            "xlsx" => Some(Self::Xlsx),
            _ => None,
        }
    }

    /// Returns a table in this form.
    pub fn bytes(self, table: &Table) -> Result<Vec<u8>, SheetError> {
        match self {
            Self::Csv => Ok(format!("{BYTE_ORDER_MARK}{}", table.csv()).into_bytes()),
            Self::Xlsx => workbook(std::slice::from_ref(table)),
        }
    }
}

/// Writes a new file that only its owner may read; what is there already stays, and what could not be written whole goes.
pub fn write_new(path: &Path, bytes: &[u8]) -> Result<(), Error> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(path)?;
    let written = file.write_all(bytes).and_then(|()| file.sync_all());
    if written.is_err() {
        // The first error is the one to tell.
        let _ = std::fs::remove_file(path);
    }
    written
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_ending_says_which_form_is_wanted() {
        let form = |name: &str| Form::of(Path::new(name));
        assert_eq!(form("台账.XLSX"), Some(Form::Xlsx));
        assert_eq!(form("a/b.csv"), Some(Form::Csv));
        assert_eq!((form("a.xls"), form("xlsx")), (None, None));
    }

    #[test]
    fn a_file_that_is_there_is_never_written_over() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("a.csv");
        write_new(&path, b"one").unwrap();
        assert_eq!(write_new(&path, b"two").unwrap_err().kind(), std::io::ErrorKind::AlreadyExists);
        assert_eq!(std::fs::read(&path).unwrap(), b"one");
    }
}
