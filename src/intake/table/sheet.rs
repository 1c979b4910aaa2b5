//! Workbooks: xlsx cell by cell as it is unpacked, xls and ods a sheet at a time.

use super::{Cell, Hand, MOST_COLUMNS, Row, unreadable};
use crate::domain::refusal::Refusal;
use calamine::{Data, DataRef, Reader as _, Sheets, open_workbook_auto_from_rs};
use std::io::Cursor;
use std::path::Path;

type Workbook = Sheets<Cursor<Vec<u8>>>;

fn open(path: &Path) -> Result<Workbook, Refusal> {
    let bytes = std::fs::read(path).map_err(|error| unreadable(path, &error))?;
    open_workbook_auto_from_rs(Cursor::new(bytes)).map_err(|error| unreadable(path, &error))
}

/// Returns the names of the sheets.
pub(super) fn names(path: &Path) -> Result<Vec<String>, Refusal> {
    let of = path.to_owned();
    // Readers of foreign formats stumble over files that are not what they say.
    let asked = std::thread::spawn(move || open(&of).map(|book| book.sheet_names()));
    asked.join().unwrap_or_else(|_| Err(unreadable(path, &"?")))
}

/// Hands the rows of a sheet over.
pub(super) fn read(path: &Path, name: &str, hand: &mut Hand) -> Result<(), Refusal> {
    let broken = |error: &dyn std::fmt::Display| unreadable(path, error);
    match open(path)? {
        Sheets::Xlsx(mut book) => {
            let mut cells = book.worksheet_cells_reader(name).map_err(|error| broken(&error))?;
            let mut row: Option<Row> = None;
            while let Some(cell) = cells.next_cell().map_err(|error| broken(&error))? {
                let (number, column) = (cell.get_position().0 + 1, cell.get_position().1 as usize);
                let here = match &mut row {
                    Some(row) if row.number == number => row,
                    other => {
                        if let Some(done) = other.take()
                            && !hand.row(done)?
                        {
                            return Ok(());
                        }
                        other.insert(Row { number, cells: Vec::new() })
                    }
                };
                let value = of_ref(cell.get_value());
                if value.is_empty() || column >= MOST_COLUMNS {
                    continue;
                }
                if here.cells.len() <= column {
                    here.cells.resize(column + 1, Cell::Empty);
                }
                here.cells[column] = value;
            }
            if let Some(done) = row {
                hand.row(done)?;
            }
            Ok(())
        }
        mut book => {
            let range = book.worksheet_range(name).map_err(|error| broken(&error))?;
            let (first, left) = range.start().unwrap_or_default();
            for (number, cells) in (first + 1..).zip(range.rows()) {
                let before = std::iter::repeat_n(Cell::Empty, (left as usize).min(MOST_COLUMNS));
                let cells = before.chain(cells.iter().map(of_data)).take(MOST_COLUMNS).collect();
                if !hand.row(Row { number, cells })? {
                    return Ok(());
                }
            }
            Ok(())
        }
    }
}

fn of_ref(value: &DataRef<'_>) -> Cell {
    match value {
        DataRef::SharedString(text) => Cell::of(text),
        other => of_data(&Data::from(other.clone())),
    }
}

#[allow(clippy::cast_precision_loss)] // whole numbers of a spreadsheet are floats to begin with
fn of_data(value: &Data) -> Cell {
    match value {
        Data::Empty => Cell::Empty,
        Data::String(text) | Data::DurationIso(text) => Cell::of(text),
        Data::Int(number) => Cell::Number(*number as f64),
        Data::Float(number) if number.is_finite() => Cell::Number(*number),
        Data::Float(_) => Cell::Fault("#NUM!".to_owned()),
        Data::Bool(flag) => Cell::Text(if *flag { "是" } else { "否" }.to_owned()),
        Data::DateTime(at) => match at.as_datetime().filter(|_| at.is_datetime()) {
            Some(at) => Cell::Date(at),
            None => Cell::Number(at.as_f64()),
        },
        Data::DateTimeIso(text) => iso(text).map_or_else(|| Cell::of(text), Cell::Date),
        Data::Error(error) => Cell::Fault(error.to_string()),
    }
}

fn iso(text: &str) -> Option<chrono::NaiveDateTime> {
    text.parse().ok().or_else(|| text.parse::<chrono::NaiveDate>().ok()?.and_hms_opt(0, 0, 0))
}
