//! Texts of values with separators: UTF-8 or GBK, by comma, semicolon or tab, as Excel and WPS write them.

use super::head::{self, Known};
use super::{Cell, Hand, MOST_COLUMNS, Row, unreadable};
use crate::domain::refusal::Refusal;
use crate::refuse;
use encoding_rs::{Encoding, GB18030, UTF_8};
use std::borrow::Cow;
use std::path::Path;

/// How many lines one entry may stand on; a quotation mark that was never closed swallows the rest.
const MOST_LINES: usize = 200;

/// How a text of values is written.
#[derive(Debug, Clone, Copy)]
pub(super) struct Plain {
    encoding: &'static Encoding,
    separator: u8,
}

/// Finds out how a text is written.
pub(super) fn detect(path: &Path, known: &Known) -> Result<Plain, Refusal> {
    let bytes = bytes(path)?;
    let encoding = encoding(&bytes);
    let text = decoded(&bytes, encoding);
    if text.contains('\0') {
        return Err(refuse!("table_not_a_file", path = path.display()));
    }
    // The one by which the head is a head, else by which there are most columns.
    let weigh = |separator: u8| {
        let mut top = Vec::new();
        let _ = walk(&text, separator, &mut |row| {
            top.push(row);
            Ok(top.len() < head::LOOKED_AT)
        });
        let width = top.iter().map(|row| row.cells.len()).max().unwrap_or(0);
        (head::find(&top, known).map_or(0, |head| head.known), width)
    };
    let mut best = (b',', weigh(b','));
    for separator in [b'\t', b';'] {
        let weight = weigh(separator);
        if weight > best.1 {
            best = (separator, weight);
        }
    }
    Ok(Plain { encoding, separator: best.0 })
}

/// Hands the rows over.
pub(super) fn read(path: &Path, plain: &Plain, hand: &mut Hand) -> Result<(), Refusal> {
    let bytes = bytes(path)?;
    walk(&decoded(&bytes, plain.encoding), plain.separator, &mut |row| hand.row(row))
}

fn bytes(path: &Path) -> Result<Vec<u8>, Refusal> {
    std::fs::read(path).map_err(|error| unreadable(path, &error))
}

fn encoding(bytes: &[u8]) -> &'static Encoding {
    if let Some((marked, _)) = Encoding::for_bom(bytes) {
        return marked;
    }
    if UTF_8.decode_without_bom_handling_and_without_replacement(bytes).is_some() {
        return UTF_8;
    }
    // Where neither fits throughout, it is the one that fits better.
    let garbled = |encoding: &'static Encoding| decoded(bytes, encoding).matches('\u{fffd}').count();
    if garbled(UTF_8) < garbled(GB18030) { UTF_8 } else { GB18030 }
}

/// Decodes by an encoding; the byte-order mark goes, what cannot be read becomes U+FFFD.
fn decoded<'b>(bytes: &'b [u8], encoding: &'static Encoding) -> Cow<'b, str> {
    encoding.decode_with_bom_removal(bytes).0
}

/// Goes through the rows, numbered as a spreadsheet numbers them: an entry is one row however many lines it has, and an
/// empty line is a row too.
fn walk(text: &str, separator: u8, each: &mut dyn FnMut(Row) -> Result<bool, Refusal>) -> Result<(), Refusal> {
    let mut reader =
        csv::ReaderBuilder::new().delimiter(separator).has_headers(false).flexible(true).from_reader(text.as_bytes());
    let mut record = csv::StringRecord::new();
    let (mut number, mut before) = (0_u32, 0_usize);
    while reader.read_record(&mut record).map_err(|error| refuse!("table_unreadable", path = "csv", why = error))? {
        let end = usize::try_from(reader.position().byte()).unwrap_or(usize::MAX).min(text.len());
        let raw = text.get(before..end).unwrap_or_default();
        number = number.saturating_add(1).saturating_add(blank_lines(text, before, raw));
        before = end;
        if record.iter().any(|field| field.matches('\n').count() > MOST_LINES) {
            return Err(refuse!("table_quote_open", row = number));
        }
        let cells = record.iter().take(MOST_COLUMNS).map(Cell::of).collect();
        if !each(Row { number, cells })? {
            break;
        }
    }
    Ok(())
}

/// Returns how many empty lines stand before the entry that a piece of the text ends with; the reader skips them.
fn blank_lines(text: &str, before: usize, raw: &str) -> u32 {
    let lead = &raw[..raw.len() - raw.trim_start_matches(['\r', '\n']).len()];
    let ends = lead.matches('\n').count() + lead.replace("\r\n", "").matches('\r').count();
    // The line feed of the entry before is left for this one to skip.
    let left = text[..before].ends_with('\r') && lead.starts_with('\n');
    u32::try_from(ends - usize::from(left)).unwrap_or(u32::MAX)
}
