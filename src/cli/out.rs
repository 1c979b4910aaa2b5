//! Output: plain lines, tables measured in cells, JSON; colour only where somebody sees it.

use super::args::{Color, Global};
use super::fail::Fail;
use crate::domain::search::spans;
use crate::text::{cut, harmless, is_mark, pad_left, pad_right, steers, width, wrap};
use serde::Serialize;
use serde_json::Value;
use std::borrow::Cow;
use std::cell::RefCell;
use std::fmt::Write as _;
use std::io::{BufWriter, IsTerminal, Stdout, Write};
use std::ops::Range;

/// Where a command's answer goes.
#[derive(Debug)]
pub(super) struct Out {
    /// Whether the answer is for a script.
    pub json: bool,
    colour: bool,
    err_colour: bool,
    columns: Option<usize>,
    to: RefCell<BufWriter<Stdout>>,
}

impl Out {
    /// Looks at where the output goes.
    pub fn new(global: &Global) -> Self {
        let wanted = global.color == Color::Auto
            && std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty())
            && std::env::var_os("TERM").is_none_or(|term| term != "dumb");
        let terminal = std::io::stdout().is_terminal();
        Self {
            json: global.json,
            colour: wanted && terminal && !global.json,
            err_colour: wanted && std::io::stderr().is_terminal(),
            columns: if terminal { crate::term::columns().map(usize::from) } else { None },
            to: RefCell::new(BufWriter::new(std::io::stdout())),
        }
    }

    /// Writes a line; nothing in it steers the terminal but our own colours.
    pub fn line(&self, text: &str) -> Result<(), Fail> {
        Ok(writeln!(self.to.borrow_mut(), "{}", shown(text, self.colour))?)
    }

    /// Writes a value as JSON on one line.
    pub fn record(&self, value: &Value) -> Result<(), Fail> {
        Ok(writeln!(self.to.borrow_mut(), "{}", escaped(&value.to_string()))?)
    }

    /// Tells whether somebody reads it as it is written.
    pub fn is_terminal(&self) -> bool {
        self.columns.is_some()
    }

    /// Writes bytes as they are.
    pub fn raw(&self, bytes: &[u8]) -> Result<(), Fail> {
        Ok(self.to.borrow_mut().write_all(bytes)?)
    }

    /// Writes a paragraph, broken to the terminal's width behind an indent.
    pub fn paragraph(&self, indent: usize, text: &str) -> Result<(), Fail> {
        let room = self.columns.map_or(usize::MAX, |columns| columns.saturating_sub(indent).max(20));
        for line in text.lines() {
            let pieces = if room == usize::MAX { vec![line.to_owned()] } else { wrap(line, room) };
            for piece in pieces {
                self.line(&format!("{:indent$}{piece}", ""))?;
            }
        }
        Ok(())
    }

    /// Writes a value as JSON, laid out for reading.
    pub fn json(&self, value: &impl Serialize) -> Result<(), Fail> {
        let text = serde_json::to_string_pretty(value).map_err(std::io::Error::from)?;
        Ok(writeln!(self.to.borrow_mut(), "{}", escaped(&text))?)
    }

    /// Writes out what is waiting.
    pub fn flush(&self) -> Result<(), Fail> {
        Ok(self.to.borrow_mut().flush()?)
    }

    /// Writes a line on stderr; nobody is left to be told if that fails.
    pub fn complain(&self, text: &str) {
        let _ = self.to.borrow_mut().flush();
        let _ = writeln!(std::io::stderr(), "{}", shown(text, self.err_colour));
    }

    /// Writes a value as one line of JSON on stderr.
    pub fn complain_json(&self, value: &Value) {
        let _ = self.to.borrow_mut().flush();
        let _ = writeln!(std::io::stderr(), "{}", escaped(&value.to_string()));
    }

    /// Colours a text by its SGR numbers, where colours are wanted.
    pub fn paint(&self, sgr: &str, text: &str) -> String {
        paint(self.colour, sgr, text)
    }

    /// Colours a text, and in it what was looked for, where colours are wanted.
    fn marked(&self, sgr: &str, text: &str, marks: &[String]) -> String {
        if !self.colour || marks.is_empty() {
            return self.paint(sgr, text);
        }
        let chars: Vec<char> = text.chars().collect();
        let of = |range: Range<usize>| chars[range].iter().collect::<String>();
        let (mut out, mut done) = (String::new(), 0);
        for span in spans(text, marks) {
            out.push_str(&self.paint(sgr, &of(done..span.start)));
            out.push_str(&self.paint("1;4", &of(span.clone())));
            done = span.end;
        }
        out + &self.paint(sgr, &of(done..chars.len()))
    }

    /// Colours a text that goes to stderr.
    pub fn err_paint(&self, sgr: &str, text: &str) -> String {
        paint(self.err_colour, sgr, text)
    }

    /// Writes a table; columns are as wide as they need to be and give way where the terminal is narrow.
    pub fn table(&self, table: &Table) -> Result<(), Fail> {
        let widths = table.widths(self.columns);
        if !table.heads.is_empty() {
            let heads: Vec<_> = table.heads.iter().map(|head| Cell::plain(head.clone())).collect();
            self.line(&self.paint("1", table.line(&heads, &widths, |text, _| text).trim_end()))?;
        }
        for row in &table.rows {
            let line = table.line(row, &widths, |text, sgr| self.marked(sgr, &text, &table.marks));
            self.line(line.trim_end())?;
        }
        Ok(())
    }
}

/// Returns a text without anything that steers a terminal; our own colours stay where colours are wanted.
fn shown(text: &str, coloured: bool) -> Cow<'_, str> {
    if !coloured || !text.contains('\u{1b}') {
        return harmless(text);
    }
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("\u{1b}[") {
        out.push_str(&harmless(before));
        let colours = after.len() - after.trim_start_matches(|c: char| c.is_ascii_digit() || c == ';').len();
        rest = after;
        if after[colours..].starts_with('m') {
            out.push_str("\u{1b}[");
            out.push_str(&after[..=colours]);
            rest = &after[colours + 1..];
        }
    }
    out.push_str(&harmless(rest));
    Cow::Owned(out)
}

/// Returns JSON in which whatever would steer a terminal or flood it with marks is written as `\\uXXXX`, which means
/// the same.
pub(super) fn escaped(json: &str) -> Cow<'_, str> {
    if matches!(harmless(json), Cow::Borrowed(_)) {
        return Cow::Borrowed(json);
    }
    let mut out = String::with_capacity(json.len() + 64);
    for c in json.chars() {
        // Every mark is spelled out then: which of them are too many is nobody's business here.
        if c != '\n' && (steers(c) || is_mark(c)) {
            for unit in c.encode_utf16(&mut [0; 2]) {
                // Writing to a string does not fail.
                let _ = write!(out, "\\u{unit:04x}");
            }
        } else {
            out.push(c);
        }
    }
    Cow::Owned(out)
}

fn paint(wanted: bool, sgr: &str, text: &str) -> String {
    if wanted && !sgr.is_empty() && !text.is_empty() {
        format!("\u{1b}[{sgr}m{text}\u{1b}[0m")
    } else {
        text.to_owned()
    }
}

/// A cell with its colour.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Cell {
    text: String,
    sgr: &'static str,
}

impl Cell {
    /// Makes a cell without colour.
    pub fn plain(text: impl Into<String>) -> Self {
        Self { text: crate::text::sanitise_line(&text.into()), sgr: "" }
    }

    /// Makes a coloured cell; what the colour says must stand in its words too.
    pub fn coloured(sgr: &'static str, text: impl Into<String>) -> Self {
        Self { sgr, ..Self::plain(text) }
    }
}

/// How a column behaves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Column {
    /// Never cut.
    Fixed,
    /// Numbers: never cut, flush right.
    Number,
    /// Gives way, down to so many cells.
    Gives(usize),
    /// Never cut, but left out where the terminal is too narrow for all; the last such column goes first.
    Drops,
}

/// A table.
#[derive(Debug, Clone, Default)]
pub(super) struct Table {
    heads: Vec<String>,
    columns: Vec<Column>,
    rows: Vec<Vec<Cell>>,
    indent: usize,
    marks: Vec<String>,
}

const GAP: usize = 2;

impl Table {
    /// Makes a table with a head for every column.
    pub fn new<const N: usize>(columns: [(&str, Column); N]) -> Self {
        Self {
            heads: columns.iter().map(|(head, _)| crate::words::say(&format!("cli.head.{head}"))).collect(),
            columns: columns.iter().map(|(_, column)| *column).collect(),
            ..Self::default()
        }
    }

    /// Makes a table of columns whose heads are words already.
    pub fn headed(columns: impl IntoIterator<Item = (String, Column)>) -> Self {
        let (heads, columns) = columns.into_iter().unzip();
        Self { heads, columns, ..Self::default() }
    }

    /// Makes a table without heads, behind an indent.
    pub fn bare<const N: usize>(indent: usize, columns: [Column; N]) -> Self {
        Self { columns: columns.to_vec(), indent, ..Self::default() }
    }

    /// Shows in every cell where one of these words stands, where colours are wanted.
    pub fn marking(mut self, marks: &[String]) -> Self {
        self.marks = marks.to_vec();
        self
    }

    /// Adds a row.
    pub fn row(&mut self, cells: impl IntoIterator<Item = Cell>) {
        self.rows.push(cells.into_iter().collect());
    }

    fn widths(&self, columns: Option<usize>) -> Vec<usize> {
        let mut widths: Vec<usize> = (0..self.columns.len())
            .map(|at| {
                let head = self.heads.get(at).map_or(0, |head| width(head));
                self.rows.iter().map(|row| width(&row[at].text)).max().unwrap_or(0).max(head)
            })
            .collect();
        let Some(columns) = columns else { return widths };
        let mut natural = widths.clone();
        loop {
            let shown = widths.iter().filter(|width| **width > 0).count();
            let all = widths.iter().sum::<usize>() + self.indent + GAP * shown.saturating_sub(1);
            if all <= columns {
                return widths;
            }
            // The widest of those that may still give way gives one cell; when none can, one is left out.
            let least = |at: usize| if let Column::Gives(least) = self.columns[at] { least } else { usize::MAX };
            let widest = (0..widths.len()).filter(|at| widths[*at] > least(*at)).max_by_key(|at| widths[*at]);
            let drops = |at: &usize| self.columns[*at] == Column::Drops && widths[*at] > 0;
            match (widest, (0..widths.len()).rev().find(drops)) {
                (Some(at), _) => widths[at] -= 1,
                (None, Some(at)) => {
                    // With one column less the others may be as wide as they like again.
                    natural[at] = 0;
                    widths.clone_from(&natural);
                }
                (None, None) => return widths,
            }
        }
    }

    fn line(&self, row: &[Cell], widths: &[usize], paint: impl Fn(String, &str) -> String) -> String {
        let mut line = " ".repeat(self.indent);
        let shown: Vec<usize> = (0..row.len()).filter(|at| widths[*at] > 0).collect();
        for (place, at) in shown.iter().copied().enumerate() {
            let (cell, is_last) = (&row[at], place + 1 == shown.len());
            let text = match self.columns[at] {
                Column::Number => pad_left(&cell.text, widths[at]),
                _ if is_last => cut(&cell.text, widths[at]),
                _ => pad_right(&cell.text, widths[at]),
            };
            // Blanks stay uncoloured, so that an underlined or reversed colour would not show them.
            let bare = text.trim_end();
            let blanks = text.len() - bare.len();
            line.push_str(&paint(bare.to_owned(), cell.sgr));
            line.push_str(&" ".repeat(blanks));
            if !is_last {
                line.push_str(&" ".repeat(GAP));
            }
        }
        line
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table() -> Table {
        let mut table = Table::bare(0, [Column::Fixed, Column::Gives(6), Column::Number]);
        table.row([Cell::plain("甲"), Cell::plain("宅基地边界纠纷"), Cell::plain("1")]);
        table.row([Cell::plain("ab"), Cell::plain("x"), Cell::plain("23")]);
        table
    }

    #[test]
    fn our_colours_get_through_and_nothing_else() {
        let line = "\u{1b}[31m红\u{1b}[0m\u{1b}]0;x\u{7}\u{1b}[2J张\u{202e}三\u{9b}5n";
        // Of what is not a colour the mark that makes it one is gone.
        assert_eq!(shown(line, true), "\u{1b}[31m红\u{1b}[0m2J张三");
        assert_eq!(shown(line, false), "红张三");
        assert_eq!(shown("\u{1b}[31", true), "31");
    }

    #[test]
    fn json_says_the_same_in_letters_that_steer_nothing() {
        let text = serde_json::to_string("张\u{9b}2J\u{202e}\u{7f}\u{e0041}\u{2028}三").unwrap();
        let safe = escaped(&text);
        assert!(!safe.chars().any(steers), "{safe}");
        assert_eq!(serde_json::from_str::<String>(&safe).unwrap(), serde_json::from_str::<String>(&text).unwrap());
    }

    #[test]
    fn columns_stand_straight_under_wide_characters() {
        let table = table();
        let widths = table.widths(None);
        assert_eq!(widths, [2, 14, 2]);
        let lines: Vec<_> = table.rows.iter().map(|row| table.line(row, &widths, |text, _| text)).collect();
        assert_eq!(lines, ["甲  宅基地边界纠纷   1", "ab  x               23"]);
    }

    #[test]
    fn a_narrow_terminal_takes_from_the_columns_that_give() {
        let table = table();
        assert_eq!(table.widths(Some(16)), [2, 8, 2]);
        assert_eq!(table.widths(Some(3)), [2, 6, 2]);
        let widths = table.widths(Some(16));
        assert_eq!(table.line(&table.rows[0], &widths, |text, _| text), "甲  宅基地..   1");
    }

    #[test]
    fn what_can_be_spared_is_left_out_of_a_very_narrow_terminal() {
        let mut table = Table::bare(0, [Column::Fixed, Column::Drops, Column::Gives(4), Column::Drops]);
        table.row(["12345", "今日", "纠纷", "红色"].map(Cell::plain));
        let line = |columns| table.line(&table.rows[0], &table.widths(Some(columns)), |text, _| text);
        assert_eq!(line(23), "12345  今日  纠纷  红色");
        assert_eq!(line(22), "12345  今日  纠纷");
        assert_eq!(line(12), "12345  纠纷");
    }
}
