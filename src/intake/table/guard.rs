//! What a file is, and that it is not made to fill the machine.

use super::{BIGGEST, unreadable};
use crate::domain::refusal::Refusal;
use crate::refuse;
use std::fs::File;
use std::io::{BufReader, Read as _};
use std::path::Path;

/// How much a workbook may unpack to, in bytes: several times what the longest register needs.
const UNPACKED: u64 = 512 << 20;

/// How many cells a sheet with repeated cells may amount to.
const CELLS: u64 = 8_000_000;

/// Refuses what is no file, or a bigger one than any register.
pub(in crate::intake) fn size(path: &Path) -> Result<(), Refusal> {
    let found = std::fs::metadata(path).map_err(|error| unreadable(path, &error))?;
    if !found.is_file() {
        return Err(refuse!("table_not_a_file", path = path.display()));
    }
    if found.len() > BIGGEST {
        return Err(refuse!("table_too_big", path = path.display(), max = BIGGEST >> 20));
    }
    Ok(())
}

fn beginning(path: &Path) -> Result<Vec<u8>, Refusal> {
    let mut start = Vec::new();
    let file = File::open(path).map_err(|error| unreadable(path, &error))?;
    file.take(8).read_to_end(&mut start).map_err(|error| unreadable(path, &error))?;
    Ok(start)
}

fn is_zip(start: &[u8]) -> bool {
    start.starts_with(b"PK\x03\x04")
}

/// Tells whether a file is a workbook, by how it begins and not by its name.
pub(super) fn is_workbook(path: &Path) -> Result<bool, Refusal> {
    let start = beginning(path)?;
    Ok(is_zip(&start) || start.starts_with(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"))
}

/// Refuses a workbook that unpacks to more than a register can be (压缩炸弹), before anything of it is read.
pub(super) fn bomb(path: &Path) -> Result<(), Refusal> {
    if !is_zip(&beginning(path)?) {
        return Ok(());
    }
    let too_big = || refuse!("table_too_big", path = path.display(), max = UNPACKED >> 20);
    let file = File::open(path).map_err(|error| unreadable(path, &error))?;
    let mut zip = zip::ZipArchive::new(BufReader::new(file)).map_err(|error| unreadable(path, &error))?;
    let mut left = UNPACKED;
    for at in 0..zip.len() {
        let entry = zip.by_index(at).map_err(|error| unreadable(path, &error))?;
        let is_sheet = entry.name().is_ok_and(|name| name == "content.xml");
        // What the table of contents says of its size is what whoever made it wanted to say.
        let mut bounded = entry.take(left + 1);
        let unpacked = if is_sheet {
            let mut text = Vec::new();
            bounded.read_to_end(&mut text).map_err(|error| unreadable(path, &error))?;
            if repeated(&text) > CELLS {
                return Err(too_big());
            }
            text.len() as u64
        } else {
            std::io::copy(&mut bounded, &mut std::io::sink()).map_err(|error| unreadable(path, &error))?
        };
        left = left.checked_sub(unpacked).ok_or_else(too_big)?;
    }
    Ok(())
}

/// Returns how many cells the rows of an `OpenDocument` sheet amount to that have something on them, each as often as it
/// says it is repeated.
fn repeated(content: &[u8]) -> u64 {
    let text = String::from_utf8_lossy(content);
    let times = |tag: &str, name: &str| -> u64 {
        let value = tag.split_once(name).and_then(|(_, rest)| rest.split('"').nth(1));
        value.map_or(1, |value| value.trim().parse().unwrap_or(u64::MAX))
    };
    let mut cells = 0_u64;
    for row in text.split("<table:table-row").skip(1) {
        let row = row.split("</table:table-row>").next().unwrap_or(row);
        if !row.contains("<text:p") && !row.contains("office:value") && !row.contains("value=") {
            continue;
        }
        let rows = times(row.split('>').next().unwrap_or_default(), "number-rows-repeated");
        let mut columns = 0_u64;
        let mut filled = 0_u64;
        for cell in row.split("<table:table-cell").skip(1) {
            let tag = cell.split('>').next().unwrap_or_default();
            columns = columns.saturating_add(times(tag, "number-columns-repeated"));
            // Empty cells behind the last one count for nothing.
            if cell.contains("<text:p") || tag.contains("value") {
                filled = columns;
            }
        }
        cells = cells.saturating_add(rows.saturating_mul(filled));
    }
    cells
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn repeated_cells_count_as_often_as_they_say_and_empty_ones_behind_do_not() {
        let row = |rows: &str, cells: &str| format!("<table:table-row{rows}>{cells}</table:table-row>");
        let cell = r#"<table:table-cell table:number-columns-repeated="3"><text:p>x</text:p></table:table-cell>"#;
        let rest = r#"<table:table-cell table:number-columns-repeated="16000"/>"#;
        let none = row(r#" table:number-rows-repeated="1048000""#, rest);
        assert_eq!(repeated(format!("{}{}{none}", row("", cell), row("", &format!("{cell}{rest}"))).as_bytes()), 6);
        let bomb = row(r#" table:number-rows-repeated="1000000""#, &format!("{rest}{cell}"));
        assert!(repeated(bomb.as_bytes()) > CELLS);
    }
}
