//! The head of a table: below titles, over one row or two.

use super::{Cell, MOST_COLUMNS, Row};
use crate::text::sanitise_line;
use std::collections::HashSet;
use unicode_normalization::UnicodeNormalization as _;

/// How many rows are looked at for the head.
pub(super) const LOOKED_AT: usize = 40;

/// How long the name of a column can be, in characters.
const LONGEST_NAME: usize = 30;

/// The texts that are known as names of columns.
#[derive(Debug, Clone, Default)]
pub struct Known(HashSet<String>);

impl Known {
    /// Makes it of the names.
    pub fn new<'a>(names: impl IntoIterator<Item = &'a str>) -> Self {
        Self(names.into_iter().map(squeezed).collect())
    }

    fn has(&self, name: &str) -> bool {
        self.0.contains(&squeezed(name))
    }
}

/// Returns a name of a column as names are compared: narrow, in small letters, without blanks, marks, and what stands in
/// brackets behind it.
pub fn squeezed(name: &str) -> String {
    let narrow: String = name.nfkc().collect::<String>().to_lowercase();
    let bare = match narrow.find(['(', '[', '【']) {
        Some(at) if at > 0 => &narrow[..at],
        _ => &narrow,
    };
    let kept: String = bare.chars().filter(|c| c.is_alphanumeric()).collect();
    if kept.is_empty() { narrow.chars().filter(|c| c.is_alphanumeric()).collect() } else { kept }
}

/// The head, once found.
pub(super) struct Head {
    /// What the columns are called.
    pub names: Vec<String>,
    /// The number of its last row.
    pub row: u32,
    /// How many names are known.
    pub known: usize,
}

/// Finds the head among the first rows: where most names are known, over two rows where that makes more; else the first
/// row that could be one.
pub(super) fn find(top: &[Row], known: &Known) -> Option<Head> {
    let count = |names: &[String]| names.iter().filter(|name| !name.is_empty() && known.has(name)).count();
    let mut best: Option<Head> = None;
    for (at, row) in top.iter().enumerate() {
        let single = names(row);
        let over_two = top.get(at + 1).and_then(|below| joined(row, below)).map(|names| (names, top[at + 1].number));
        for (names, row) in std::iter::once((single, row.number)).chain(over_two) {
            let found = count(&names);
            if found >= 2 && best.as_ref().is_none_or(|best| found > best.known) {
                best = Some(Head { names, row, known: found });
            }
        }
    }
    best.or_else(|| {
        let row = top.iter().find(|row| {
            let filled = row.cells.iter().filter(|cell| !cell.is_empty());
            filled.clone().count() >= 2 && filled.clone().all(is_name)
        })?;
        Some(Head { names: names(row), row: row.number, known: 0 })
    })
}

fn is_name(cell: &Cell) -> bool {
    matches!(cell, Cell::Text(text) if text.chars().count() <= LONGEST_NAME)
}

fn names(row: &Row) -> Vec<String> {
    let name = |cell: &Cell| {
        if is_name(cell) { sanitise_line(&cell.text()).split_whitespace().collect() } else { String::new() }
    };
    row.cells.iter().map(name).collect()
}

/// Joins two rows to one head: a name over several columns counts for each that has a name of its own below it.
fn joined(top: &Row, below: &Row) -> Option<Vec<String>> {
    if !below.cells.iter().filter(|cell| !cell.is_empty()).all(is_name) {
        return None;
    }
    let width = top.cells.len().max(below.cells.len()).min(MOST_COLUMNS);
    let (upper, lower) = (names(top), names(below));
    let at = |names: &[String], column: usize| names.get(column).cloned().unwrap_or_default();
    let mut over = String::new();
    let mut all = Vec::with_capacity(width);
    for column in 0..width {
        let (name, sub) = (at(&upper, column), at(&lower, column));
        if !name.is_empty() {
            over = name;
        }
        all.push(if sub.is_empty() { at(&upper, column) } else { format!("{over}{sub}") });
    }
    Some(all)
}
