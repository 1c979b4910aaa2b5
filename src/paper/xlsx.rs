//! Tables as spreadsheets: typed columns, a head that stays in sight, a filter, and nothing that could be a formula.

use crate::domain::supervision::standing::Share;
use crate::domain::table::{Cell, Head, Kind, Table};
use crate::text::width;
use crate::words::say_with;
use rust_xlsxwriter::{Format, FormatAlign, FormatBorder, Workbook, Worksheet, XlsxError};
use std::ops::RangeInclusive;

/// How wide a column may become, in digits of the default font.
const WIDTHS: RangeInclusive<usize> = 6..=40;

/// How high a line is, and a row may become, in points.
const HEIGHTS: (f64, f64) = (15.0, 409.0);

/// What the cells are written in, the heads and the title: office programs without these fonts take their own.
const FONTS: [(&str, f64); 3] = [("宋体", 10.0), ("黑体", 10.0), ("方正小标宋简体", 16.0)];

/// How many letters the name of a sheet may have, and which it may not.
const SHEET_NAME: (usize, [char; 7]) = (31, ['[', ']', ':', '*', '?', '/', '\\']);

/// A table could not be written as a spreadsheet.
#[derive(Debug, thiserror::Error)]
#[error("the spreadsheet could not be written: {0}")]
pub struct SheetError(#[from] XlsxError);

/// What stands in one column of the sheet: a share takes three, so that each stays a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Part {
    Whole,
    Of,
    Among,
    Rate,
}

/// Writes tables into a workbook, one sheet each, and returns the file.
///
/// The same tables give the same file, whenever it is written.
pub fn workbook(tables: &[Table]) -> Result<Vec<u8>, SheetError> {
    let mut book = Workbook::new();
    // Else the file would tell when it was made, and differ each time.
    book.set_properties(
        &rust_xlsxwriter::DocProperties::new()
            .set_creation_datetime(&rust_xlsxwriter::ExcelDateTime::from_ymd(2000, 1, 1)?),
    );
    let mut names = Vec::new();
    for table in tables {
        let name = sheet_name(table, &names);
        write(book.add_worksheet().set_name(&name)?, table)?;
        names.push(name);
    }
    Ok(book.save_to_buffer()?)
}

/// Returns a name that no other sheet has and that spreadsheets accept.
fn sheet_name(table: &Table, taken: &[String]) -> String {
    let (longest, forbidden) = SHEET_NAME;
    let wanted = if table.title.is_empty() { &table.name } else { &table.title };
    let plain: String = wanted.chars().filter(|c| !forbidden.contains(c) && *c != '\'').collect();
    let plain = if plain.is_empty() { "Sheet".to_owned() } else { plain };
    let short = |room: usize| plain.chars().take(room).collect::<String>();
    let numbered = (2..).map(|nth| format!("{}{nth}", short(longest - 3)));
    let mut names = std::iter::once(short(longest)).chain(numbered);
    names.find(|name| !taken.contains(name)).unwrap_or(plain)
}

fn write(sheet: &mut Worksheet, table: &Table) -> Result<(), SheetError> {
    let parts: Vec<(usize, &Head, Part)> = table
        .columns
        .iter()
        .enumerate()
        .flat_map(|(at, head)| {
            let parts: &[Part] =
                if head.kind == Kind::Share { &[Part::Of, Part::Among, Part::Rate] } else { &[Part::Whole] };
            parts.iter().map(move |part| (at, head, *part))
        })
        .collect();
    let last = u16::try_from(parts.len().max(1) - 1).unwrap_or(u16::MAX);
    let [plain, bold, large] = FONTS.map(|(font, size)| {
        Format::new().set_font_name(font).set_font_size(size).set_align(FormatAlign::VerticalCenter)
    });
    let body = plain.clone().set_border(FormatBorder::Thin).set_text_wrap();
    let head_format = bold.set_border(FormatBorder::Thin).set_text_wrap().set_align(FormatAlign::Center);
    let title = large.set_align(FormatAlign::Center);
    let mut row = 0;
    if !table.title.is_empty() {
        if last > 0 {
            sheet.merge_range(row, 0, row, last, &table.title, &title)?;
        } else {
            sheet.write_string_with_format(row, 0, &table.title, &title)?;
        }
        sheet.set_row_height(row, 2.0 * HEIGHTS.0)?;
        row += 1;
    }
    let head_row = row;
    let mut widths = vec![0; parts.len()];
    for ((at, (_, head, part)), column) in parts.iter().enumerate().zip(0u16..) {
        let text = head_of(head, *part);
        widths[at] = width(&text) + 2;
        sheet.write_string_with_format(row, column, &text, &head_format)?;
    }
    sheet.set_row_height(row, 1.6 * HEIGHTS.0)?;
    for (nth, (from, ..)) in parts.iter().enumerate() {
        let cells = table.rows.iter().filter_map(|row| row.get(*from));
        widths[nth] = cells.map(|cell| width(&cell.brief()) + 1).max().unwrap_or(0).max(widths[nth]);
        widths[nth] = widths[nth].clamp(*WIDTHS.start(), *WIDTHS.end());
    }
    let totals_from = table.rows.len().saturating_sub(table.totals);
    for (nth, cells) in table.rows.iter().enumerate() {
        row += 1;
        let format = if nth >= totals_from { body.clone().set_bold() } else { body.clone() };
        let mut lines = 1;
        for ((at, (from, _, part)), column) in parts.iter().enumerate().zip(0u16..) {
            let cell = cells.get(*from).unwrap_or(&Cell::Empty);
            lines = lines.max(lines_of(&cell.brief(), widths[at]));
            put(sheet, row, column, cell, *part, &format)?;
        }
        // Office programs do not agree on how high a row with broken lines is when nobody says so.
        sheet.set_row_height(row, (f64::from(lines) * HEIGHTS.0 + 3.0).min(HEIGHTS.1))?;
    }
    for (width, column) in widths.iter().zip(0u16..) {
        sheet.set_column_width(column, f64::from(u32::try_from(*width).unwrap_or(u32::MAX)) + 1.0)?;
    }
    // What sums up is not sorted or filtered with the rest.
    let filtered = row - u32::try_from(table.totals.min(table.rows.len())).unwrap_or(0);
    sheet.autofilter(head_row, 0, filtered.max(head_row), last)?;
    sheet.set_freeze_panes(head_row + 1, 1)?;
    sheet.set_repeat_rows(0, head_row)?;
    sheet.set_landscape().set_paper_size(9).set_print_fit_to_pages(1, 0).set_footer("&C— &P / &N —");
    sheet.set_margins(0.4, 0.4, 0.5, 0.6, 0.3, 0.3);
    for note in &table.notes {
        row += 1;
        sheet.write_string_with_format(row + 1, 0, note, &plain)?;
    }
    Ok(())
}

/// Returns over how many lines a text is broken in a column so wide.
fn lines_of(text: &str, room: usize) -> u32 {
    let lines = text.split('\n').map(|line| width(line).div_ceil(room.max(1)).max(1)).sum::<usize>();
    u32::try_from(lines).unwrap_or(u32::MAX)
}

fn head_of(head: &Head, part: Part) -> String {
    match part {
        Part::Of => say_with("ledger.part", &[("column", &head.text)]),
        Part::Among => say_with("ledger.whole", &[("column", &head.text)]),
        Part::Whole | Part::Rate => head.text.clone(),
    }
}

fn put(
    sheet: &mut Worksheet,
    row: u32,
    column: u16,
    cell: &Cell,
    part: Part,
    format: &Format,
) -> Result<(), SheetError> {
    let moment = || format.clone().set_num_format("yyyy-mm-dd hh:mm").set_align(FormatAlign::Center);
    let number = |sheet: &mut Worksheet, value: f64, form: &str| {
        sheet.write_number_with_format(row, column, value, &format.clone().set_num_format(form)).map(drop)
    };
    match (cell, shared(cell), part) {
        (_, Some(share), Part::Of) => number(sheet, share.of.into(), "0")?,
        (_, Some(share), Part::Among) => number(sheet, share.among.into(), "0")?,
        (_, Some(share), Part::Rate) if share.among > 0 => {
            number(sheet, f64::from(share.of) / f64::from(share.among), "0.0%")?;
        }
        (Cell::Empty, ..) | (_, Some(_), Part::Rate) => drop(sheet.write_blank(row, column, format)?),
        (Cell::Number(value), ..) => number(sheet, float(*value), "0")?,
        (Cell::Count(counted), ..) => number(sheet, counted.share().of.into(), "0")?,
        (Cell::Money(fen), ..) => number(sheet, float(*fen) / 100.0, "#,##0.00")?,
        (Cell::Date(day), ..) => {
            sheet.write_date_with_format(
                row,
                column,
                day,
                &format.clone().set_num_format("yyyy-mm-dd").set_align(FormatAlign::Center),
            )?;
        }
        (Cell::Moment(at), ..) => {
            let local = at.naive_local();
            sheet.write_datetime_with_format(row, column, local, &moment())?;
        }
        // A text is a text, and stays one when somebody edits the cell.
        (other, ..) => {
            let format = format.clone().set_num_format("@");
            sheet.write_string_with_format(row, column, other.to_string(), &format)?;
        }
    }
    Ok(())
}

fn shared(cell: &Cell) -> Option<Share> {
    match cell {
        Cell::Share(share) => Some(*share),
        Cell::Rate(counted) => Some(counted.share()),
        _ => None,
    }
}

#[allow(clippy::cast_precision_loss, reason = "a spreadsheet knows no other numbers, and counts stay far below")]
fn float(value: i64) -> f64 {
    value as f64
}

#[cfg(test)]
mod tests;
