//! The sheet of figures: what was measured at which size, beside its floor, and how it is shown.

use crate::goals;
use std::collections::BTreeMap;
use std::fmt::Write as _;
use unicode_width::UnicodeWidthStr;

/// What a figure is counted in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unit {
    /// Milliseconds.
    Millis,
    /// Bytes.
    Bytes,
    /// MiB.
    Mib,
    /// Times that something happened.
    Times,
}

/// Figures of one kind, measured one after another.
#[derive(Debug, Clone, Default)]
pub struct Samples(Vec<f64>);

impl Samples {
    /// Takes one more; what did not come has no figure.
    pub fn add(&mut self, figure: impl Into<Option<f64>>) {
        self.0.extend(figure.into());
    }

    /// Returns the figure below which a share of them lies.
    pub fn quantile(&self, share: f64) -> f64 {
        let mut sorted = self.0.clone();
        sorted.sort_by(f64::total_cmp);
        let last = sorted.len().saturating_sub(1);
        // A rank among a few thousand figures.
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, clippy::cast_precision_loss)]
        let rank = (share * last as f64).round() as usize;
        sorted.get(rank).copied().unwrap_or(f64::NAN)
    }

    /// Returns the one in the middle.
    pub fn median(&self) -> f64 {
        self.quantile(0.5)
    }

    /// Tells whether nothing was measured.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl FromIterator<f64> for Samples {
    fn from_iter<I: IntoIterator<Item = f64>>(figures: I) -> Self {
        Self(figures.into_iter().collect())
    }
}

impl From<f64> for Samples {
    fn from(figure: f64) -> Self {
        Self(vec![figure])
    }
}

/// What was measured of one thing at one size.
#[derive(Debug, Clone)]
pub struct Cell {
    /// The figures.
    pub samples: Samples,
    /// What the machine itself needs for it, in the same run.
    pub floor: Option<f64>,
    /// What the goal allows on top, because the disk and not the program takes it.
    pub allowed: f64,
}

/// One thing that was measured.
#[derive(Debug, Clone)]
pub struct Line {
    /// Its stable name, by which goals speak of it.
    pub key: &'static str,
    /// Its name for people.
    pub name: String,
    /// What it is counted in.
    pub unit: Unit,
    /// The figures by number of cases.
    pub cells: BTreeMap<usize, Cell>,
}

/// Everything that was measured.
#[derive(Debug, Default)]
pub struct Sheet {
    lines: Vec<Line>,
    notes: Vec<String>,
}

impl Sheet {
    /// Writes figures down; nothing for none.
    pub fn put(&mut self, size: usize, key: &'static str, name: &str, unit: Unit, samples: impl Into<Samples>) {
        self.beside(size, key, name, unit, samples, None, 0.0);
    }

    /// Writes milliseconds down beside their floor.
    pub fn time(&mut self, size: usize, key: &'static str, name: &str, samples: Samples, floor: f64) {
        self.beside(size, key, name, Unit::Millis, samples, Some(floor), 0.0);
    }

    /// Writes figures down beside their floor, with what the goal allows on top.
    #[expect(clippy::too_many_arguments, reason = "the columns of a line")]
    pub fn beside(
        &mut self,
        size: usize,
        key: &'static str,
        name: &str,
        unit: Unit,
        samples: impl Into<Samples>,
        floor: Option<f64>,
        allowed: f64,
    ) {
        let samples = samples.into();
        if samples.is_empty() {
            return self.note(format!("{name} at {}: nothing could be measured", short(size)));
        }
        let cell = Cell { samples, floor, allowed };
        match self.lines.iter_mut().find(|line| line.key == key && line.name == name) {
            Some(line) => {
                line.cells.insert(size, cell);
            }
            None => {
                self.lines.push(Line { key, name: name.to_owned(), unit, cells: BTreeMap::from([(size, cell)]) });
            }
        }
    }

    /// Adds a remark below the table.
    pub fn note(&mut self, words: impl Into<String>) {
        let words = words.into();
        if !self.notes.contains(&words) {
            self.notes.push(words);
        }
    }

    /// Returns the table in Markdown, aligned for reading as it is.
    pub fn table(&self) -> String {
        let sizes: Vec<usize> = {
            let all: std::collections::BTreeSet<usize> =
                self.lines.iter().flat_map(|line| line.cells.keys().copied()).collect();
            all.into_iter().collect()
        };
        let mut head = vec!["measured".to_owned()];
        head.extend(sizes.iter().map(|size| short(*size)));
        head.extend(["goal".to_owned(), "verdict".to_owned()]);
        let mut rows = vec![head.clone(), head.iter().map(|_| "-".to_owned()).collect()];
        for line in &self.lines {
            let mut row = vec![line.name.clone()];
            row.extend(sizes.iter().map(|size| line.cells.get(size).map(|it| it.show(line.unit)).unwrap_or_default()));
            let (goal, verdict) = goals::judge(line).unwrap_or_default();
            row.extend([goal, verdict]);
            rows.push(row);
        }
        let mut out = aligned(&rows);
        for note in &self.notes {
            // Writing to a string does not fail.
            let _ = writeln!(out, "\n{note}");
        }
        out
    }
}

impl Cell {
    fn show(&self, unit: Unit) -> String {
        let figures = &self.samples;
        let mut out = if figures.0.len() == 1 {
            figure(figures.0[0], unit)
        } else {
            let quantiles = [0.5, 0.99, 1.0].map(|share| figure(figures.quantile(share), unit));
            quantiles.join(" / ")
        };
        if let Some(floor) = self.floor {
            let _ = write!(out, " ({:.1} × {})", figures.median() / floor, figure(floor, unit));
        }
        out
    }
}

/// Shows a number of cases: `10k`, `1M`.
pub fn short(size: usize) -> String {
    match size {
        size if size >= 1_000_000 && size.is_multiple_of(1_000_000) => format!("{}M", size / 1_000_000),
        size if size >= 1000 && size.is_multiple_of(1000) => format!("{}k", size / 1000),
        size => size.to_string(),
    }
}

/// Shows a figure with as many digits as say something.
pub fn figure(figure: f64, unit: Unit) -> String {
    let digits = match (unit, figure.abs()) {
        (Unit::Mib, _) => 1,
        (Unit::Millis, ..1.0) => 3,
        (Unit::Millis, ..100.0) => 2,
        _ => 0,
    };
    format!("{figure:.digits$}")
}

/// Sets rows out as a Markdown table; a row of single dashes becomes the line below the head.
fn aligned(rows: &[Vec<String>]) -> String {
    let columns = rows.first().map_or(0, Vec::len);
    let wide = |column: usize| rows.iter().map(|row| row[column].width()).max().unwrap_or(0);
    let widths: Vec<usize> = (0..columns).map(wide).collect();
    let mut out = String::new();
    for row in rows {
        for (cell, width) in row.iter().zip(&widths) {
            let fill = if cell == "-" { "-" } else { " " };
            let _ = write!(out, "| {cell}{} ", fill.repeat(width - cell.width()));
        }
        out.push_str("|\n");
    }
    out
}

/// Puts a text between the markers `<!-- name -->` and `<!-- /name -->` of a document.
pub fn between(document: &str, name: &str, text: &str) -> Option<String> {
    let (open, close) = (format!("<!-- {name} -->"), format!("<!-- /{name} -->"));
    let from = document.find(&open)? + open.len();
    let to = from + document[from..].find(&close)?;
    Some(format!("{}\n\n{}\n{}", &document[..from], text.trim_end(), &document[to..]))
}
