//! A table as it is shown, written into a file or printed: typed columns, typed cells, and the cases behind a figure.
//!
//! One table serves the screen, CSV and spreadsheets; each says only how a cell looks there.

use super::figures::Counted;
use super::supervision::standing::Share;
use super::time::{Day, Moment};
use crate::text::csv_field;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use std::fmt;

/// What the cells of a column are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// Words, codes, names.
    Text,
    /// A whole number.
    Number,
    /// A sum of money, in fen.
    Money,
    /// A number among others, with both: it never goes without what it is made of.
    Share,
    /// A day.
    Date,
    /// A day with its time.
    Moment,
}

/// A cell.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Cell {
    /// Nothing.
    #[default]
    Empty,
    /// Words; whatever they begin with, they are no formula.
    Text(String),
    /// A whole number.
    Number(i64),
    /// A sum of money, in fen.
    Money(i64),
    /// A number of cases that can be opened: how many count.
    Count(Counted),
    /// A part of cases that can be opened: how many count, of how many.
    Rate(Counted),
    /// A number among others.
    Share(Share),
    /// A day.
    Date(Day),
    /// A day with its time.
    Moment(Moment),
}

/// The head of a column.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Head {
    /// What stands above it, in the officer's language.
    pub text: String,
    /// What its cells are.
    pub kind: Kind,
}

/// A table with its title and what has to be said about it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Table {
    /// What files and sheets of it are called.
    pub name: String,
    /// What stands above it.
    pub title: String,
    /// What stands under it: the period, how figures are counted, who took it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub notes: Vec<String>,
    /// Its columns.
    pub columns: Vec<Head>,
    /// Its rows, each as long as the columns.
    pub rows: Vec<Vec<Cell>>,
    /// How many of the last rows are sums of those above.
    #[serde(default)]
    pub totals: usize,
}

impl Cell {
    /// Makes a cell of words.
    pub fn text(text: impl Into<String>) -> Self {
        Self::Text(text.into())
    }

    /// Returns the cases behind it, if it is a figure of cases.
    pub const fn behind(&self) -> Option<&Counted> {
        match self {
            Self::Count(counted) | Self::Rate(counted) => Some(counted),
            _ => None,
        }
    }

    /// Writes it as people read it in a list: moments to the minute.
    pub fn brief(&self) -> String {
        match self {
            Self::Moment(at) => at.format("%Y-%m-%d %H:%M").to_string(),
            other => other.to_string(),
        }
    }

    /// Returns it as JSON: a number or a text, nothing as `null`, a part with what it is of.
    pub fn json(&self) -> Value {
        match self {
            Self::Empty => Value::Null,
            Self::Number(number) => json!(number),
            Self::Count(counted) => json!(counted.number()),
            Self::Rate(counted) => json!(counted.share()),
            Self::Share(share) => json!(share),
            other => json!(other.to_string()),
        }
    }

    /// Writes it as a field of a CSV file: words never become a formula, and a number stays one.
    pub fn csv(&self) -> String {
        match self {
            Self::Text(text) => csv_field(text),
            other => other.to_string(),
        }
    }
}

/// Writes a sum of money as yuan with two places, which spreadsheets read as a number.
fn yuan(fen: i64) -> String {
    let sign = if fen < 0 { "-" } else { "" };
    format!("{sign}{}.{:02}", fen.unsigned_abs() / 100, fen.unsigned_abs() % 100)
}

impl fmt::Display for Cell {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Empty => Ok(()),
            Self::Text(text) => f.write_str(text),
            Self::Number(number) => number.fmt(f),
            Self::Money(fen) => f.write_str(&yuan(*fen)),
            Self::Count(counted) => counted.number().fmt(f),
            // Beside its percentage no spreadsheet takes it for a day in March.
            Self::Rate(counted) => counted.share().fmt(f),
            Self::Share(share) => share.fmt(f),
            Self::Date(day) => day.fmt(f),
            Self::Moment(at) => f.write_str(&at.to_rfc3339()),
        }
    }
}

impl Table {
    /// Returns it as JSON: heads, and rows of plain values.
    pub fn json(&self) -> Value {
        let heads: Vec<_> = self.columns.iter().map(|head| &head.text).collect();
        let rows: Vec<Vec<Value>> = self.rows.iter().map(|row| row.iter().map(Cell::json).collect()).collect();
        json!({
            "name": self.name, "title": self.title, "columns": heads, "rows": rows, "totals": self.totals,
            "notes": self.notes,
        })
    }

    /// Writes it as a CSV file: the heads, then the rows; title and notes stay out, so that it can be read again.
    pub fn csv(&self) -> String {
        let heads = self.columns.iter().map(|it| csv_field(&it.text)).collect::<Vec<_>>().join(",");
        let rows = self.rows.iter().map(|row| row.iter().map(Cell::csv).collect::<Vec<_>>().join(","));
        std::iter::once(heads).chain(rows).fold(String::new(), |all, line| all + &line + "\r\n")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::ids::CaseNo;

    #[test]
    fn money_is_written_in_yuan() {
        assert_eq!([0, 5, 1250, -300].map(|fen| Cell::Money(fen).to_string()), ["0.00", "0.05", "12.50", "-3.00"]);
    }

    #[test]
    fn a_rate_says_of_how_many_and_opens_on_its_cases() {
        let some = |nos: &[&str]| nos.iter().map(|no| CaseNo::from(*no)).collect();
        let rate = Cell::Rate(Counted { part: some(&["1", "2", "3"]), rest: some(&["4"]) });
        assert_eq!((rate.csv(), rate.behind().map(Counted::of)), ("3/4 75%".into(), Some(4)));
    }

    #[test]
    fn a_table_is_one_line_of_heads_and_one_per_row() {
        let table = Table {
            columns: vec![
                Head { text: "单位".into(), kind: Kind::Text },
                Head { text: "金额".into(), kind: Kind::Money },
            ],
            rows: vec![vec![Cell::text("=人社局"), Cell::Money(100)]],
            ..Table::default()
        };
        assert_eq!(table.csv(), "单位,金额\r\n\"'=人社局\",1.00\r\n");
    }
}
