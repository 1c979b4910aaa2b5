//! Tables out of spreadsheets: rows of cells with the numbers they have on the sheet, whatever program wrote the file.
//!
//! A file is gone through twice: once to the end, to find the head and to be sure that it can be read, and once for the
//! rows. Both times it is read by a thread of its own that is only ever a few rows ahead, so that a register of any
//! length needs little room, and a file that makes a reader stumble is one that cannot be read.

mod csv;
pub(super) mod guard;
mod head;
mod sheet;

use crate::domain::refusal::Refusal;
use crate::refuse;
use chrono::NaiveDateTime;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};

pub use head::{Known, squeezed};

/// How many rows are read at most.
pub const MOST_ROWS: u32 = 300_000;

/// How many columns are looked at.
pub const MOST_COLUMNS: usize = 200;

/// How big a file may be, in bytes.
pub const BIGGEST: u64 = 64 << 20;

/// How many characters of a cell are kept; the door refuses less than that.
const LONGEST: usize = 32_768;

/// How many rows go from the reader to whoever asks at a time.
const BATCH: usize = 64;

/// What stands in a cell.
#[derive(Debug, Clone, Default, PartialEq)]
pub enum Cell {
    /// Nothing.
    #[default]
    Empty,
    /// Text.
    Text(String),
    /// A number.
    Number(f64),
    /// A date, with the time of day where there is one.
    Date(NaiveDateTime),
    /// An error that a formula ended in, such as `#REF!`.
    Fault(String),
}

impl Cell {
    /// Makes a cell of a text as it stands in a file.
    fn of(text: &str) -> Self {
        let mut text = text.trim_matches(|c: char| c.is_whitespace() || c == '\u{feff}' || c == '\u{0}');
        // An apostrophe in front is how spreadsheets mark as text what they would take for a formula.
        if let Some(rest) = text.strip_prefix('\'')
            && rest.trim_start_matches(|c: char| c.is_whitespace() || c == '"').starts_with(FORMULA)
        {
            text = rest;
        }
        if text.is_empty() {
            return Self::Empty;
        }
        match text.char_indices().nth(LONGEST) {
            Some((end, _)) => Self::Text(text[..end].to_owned()),
            None => Self::Text(text.to_owned()),
        }
    }

    /// Tells whether nothing stands there.
    pub fn is_empty(&self) -> bool {
        *self == Self::Empty
    }

    /// Returns what stands there as people would type it.
    pub fn text(&self) -> String {
        match self {
            Self::Empty => String::new(),
            Self::Text(text) | Self::Fault(text) => text.clone(),
            // `Display` never writes an exponent.
            Self::Number(number) => format!("{number}"),
            Self::Date(at) if at.time() == chrono::NaiveTime::MIN => at.format("%Y-%m-%d").to_string(),
            Self::Date(at) => at.format("%Y-%m-%d %H:%M").to_string(),
        }
    }
}

const FORMULA: &[char] = &['=', '+', '-', '@', '|', '%', '＝', '＋', '－', '＠'];

/// A row with the number it has on the sheet.
#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    /// The number, as the spreadsheet program shows it.
    pub number: u32,
    /// What stands in its columns, from the first.
    pub cells: Vec<Cell>,
}

impl Row {
    /// Tells whether nothing stands in it.
    pub fn is_empty(&self) -> bool {
        self.cells.iter().all(Cell::is_empty)
    }

    /// Returns a cell; those beyond the end are empty.
    pub fn cell(&self, column: usize) -> &Cell {
        const NOTHING: &Cell = &Cell::Empty;
        self.cells.get(column).unwrap_or(NOTHING)
    }
}

/// A table that was gone through once.
#[derive(Debug, Clone)]
pub struct Table {
    source: Arc<Source>,
    /// The name of its sheet, where it has one.
    pub sheet: Option<String>,
    /// The names of all sheets of the file with something on them.
    pub sheets: Vec<String>,
    /// What the columns are called, blanks where they are not.
    pub header: Vec<String>,
    /// The number of the last row of the head.
    pub head_row: u32,
    /// How many rows with something on them stand below.
    pub rows: u32,
}

/// Where rows come from.
#[derive(Debug)]
enum Source {
    Csv { path: PathBuf, plain: csv::Plain },
    Sheet { path: PathBuf, name: String },
}

impl Table {
    /// Goes through a file: a workbook's sheet, the first with a table on it unless one is named, or a text of values with
    /// separators. `known` says which texts are names of columns, by which the head is found.
    ///
    /// # Errors
    /// What is no table, cannot be read, or is bigger than any register.
    pub fn open(path: &Path, sheet: Option<&str>, known: &Known) -> Result<Self, Refusal> {
        guard::size(path)?;
        if guard::is_workbook(path)? {
            return Self::of_workbook(path, sheet, known);
        }
        if let Some(sheet) = sheet {
            return Err(refuse!("table_no_sheet", sheet = sheet, sheets = ""));
        }
        let plain = csv::detect(path, known)?;
        Self::gone_through(Source::Csv { path: path.to_owned(), plain }, None, Vec::new(), known)?
            .ok_or_else(|| refuse!("table_empty", path = path.display()))
    }

    fn of_workbook(path: &Path, sheet: Option<&str>, known: &Known) -> Result<Self, Refusal> {
        guard::bomb(path)?;
        let names = sheet::names(path)?;
        if let Some(wanted) = sheet
            && !names.iter().any(|name| name == wanted)
        {
            return Err(refuse!("table_no_sheet", sheet = wanted, sheets = names.join("、")));
        }
        let mut first: Option<Self> = None;
        let mut filled = Vec::new();
        for name in names {
            let source = Source::Sheet { path: path.to_owned(), name: name.clone() };
            let Some(table) = Self::gone_through(source, Some(name.clone()), Vec::new(), known)? else { continue };
            filled.push(name.clone());
            if sheet.map_or_else(|| first.is_none(), |wanted| wanted == name) {
                first = Some(table);
            }
        }
        let table = first.ok_or_else(|| refuse!("table_empty", path = path.display()))?;
        Ok(Self { sheets: filled, ..table })
    }

    /// Reads to the end; a sheet without two rows is no table.
    fn gone_through(
        source: Source,
        sheet: Option<String>,
        sheets: Vec<String>,
        known: &Known,
    ) -> Result<Option<Self>, Refusal> {
        let source = Arc::new(source);
        let mut top = Vec::new();
        let mut rows = Rows::of(&source);
        let mut later = 0;
        for row in rows.by_ref() {
            if row.is_empty() {
                continue;
            }
            if top.len() < head::LOOKED_AT { top.push(row) } else { later += 1 }
        }
        if let Some(fault) = rows.fault {
            return Err(fault);
        }
        let Some(head) = head::find(&top, known) else { return Ok(None) };
        let below = top.iter().filter(|row| row.number > head.row).count();
        let rows = u32::try_from(below).unwrap_or(u32::MAX).saturating_add(later);
        Ok(Some(Self { source, sheet, sheets, header: head.names, head_row: head.row, rows }))
    }

    /// Returns the rows below the head that have something on them.
    pub fn rows(&self) -> impl Iterator<Item = Row> + use<> {
        let (head, mut repeated) = (self.head_row, self.header.clone());
        for name in &mut repeated {
            *name = squeezed(name);
        }
        // Printed registers have the head on every page.
        let is_head = move |row: &Row| {
            let mut cells = repeated.iter().enumerate().filter(|(_, name)| !name.is_empty());
            cells.all(|(at, name)| squeezed(&row.cell(at).text()) == *name)
        };
        Rows::of(&self.source).filter(move |row| row.number > head && !row.is_empty() && !is_head(row))
    }
}

/// What a reader hands over.
enum Said {
    Rows(Vec<Row>),
    End(Result<(), Refusal>),
}

/// Rows as they come from the reader.
struct Rows {
    from: Receiver<Said>,
    batch: std::vec::IntoIter<Row>,
    path: PathBuf,
    ended: bool,
    /// What ended them early.
    fault: Option<Refusal>,
}

impl Rows {
    fn of(source: &Arc<Source>) -> Self {
        let (to, from) = sync_channel(4);
        let path = match &**source {
            Source::Csv { path, .. } | Source::Sheet { path, .. } => path.clone(),
        };
        let source = Arc::clone(source);
        // A thread that stumbles says nothing more, which is an answer.
        let named = std::thread::Builder::new().name("reading".to_owned());
        let begun = named.spawn(move || {
            let mut hand = Hand { to, batch: Vec::with_capacity(BATCH), rows: 0 };
            let done = match &*source {
                Source::Csv { path, plain } => csv::read(path, plain, &mut hand),
                Source::Sheet { path, name } => sheet::read(path, name, &mut hand),
            };
            let _ = hand.flush();
            let _ = hand.to.send(Said::End(done));
        });
        let fault = begun.err().map(|error| unreadable(&path, &error));
        Self { from, batch: Vec::new().into_iter(), path, ended: fault.is_some(), fault }
    }
}

impl Iterator for Rows {
    type Item = Row;

    fn next(&mut self) -> Option<Row> {
        loop {
            if let Some(row) = self.batch.next() {
                return Some(row);
            }
            if self.ended {
                return None;
            }
            match self.from.recv() {
                Ok(Said::Rows(rows)) => self.batch = rows.into_iter(),
                Ok(Said::End(done)) => (self.ended, self.fault) = (true, done.err()),
                Err(_) => (self.ended, self.fault) = (true, Some(unreadable(&self.path, &"?"))),
            }
        }
    }
}

/// Whom a reader hands its rows to.
struct Hand {
    to: SyncSender<Said>,
    batch: Vec<Row>,
    rows: u32,
}

impl Hand {
    /// Hands a row over; nobody listening any more, or too many rows, end the reading.
    fn row(&mut self, row: Row) -> Result<bool, Refusal> {
        if !row.is_empty() {
            self.rows += 1;
        }
        if self.rows > MOST_ROWS {
            return Err(refuse!("table_too_long", max = MOST_ROWS));
        }
        self.batch.push(row);
        Ok(self.batch.len() < BATCH || self.flush())
    }

    fn flush(&mut self) -> bool {
        self.to.send(Said::Rows(std::mem::replace(&mut self.batch, Vec::with_capacity(BATCH)))).is_ok()
    }
}

/// Says that a file cannot be read.
fn unreadable(path: &Path, why: &dyn std::fmt::Display) -> Refusal {
    refuse!("table_unreadable", path = path.display(), why = why)
}

#[cfg(test)]
mod tests;
