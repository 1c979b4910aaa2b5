//! A page of a report (报表): lines and columns with stable names, and behind every figure the cases it was counted from.
//!
//! It knows no language: what stands in it are keys of words, or names that somebody gave (units, categories). So it can
//! be kept for years, read in either language and compared cell by cell with what is known by then. To be shown or
//! written into a file it is said as a [`Table`](crate::domain::table::Table).

use super::{Counted, Period};
use crate::domain::ids::CaseNo;
use crate::domain::sight::out_of_sight;
use crate::domain::table::{Cell, Kind};
use serde::{Deserialize, Serialize};

/// What something on a page is called.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Name {
    /// By the words of this key in `locales/`.
    Word(String),
    /// So, in every language: the name of a unit or a category.
    Text(String),
}

impl Name {
    /// Makes a name of the words of a key.
    pub fn word(key: impl Into<String>) -> Self {
        Self::Word(key.into())
    }

    /// Makes a name of a text.
    pub fn text(text: impl Into<String>) -> Self {
        Self::Text(text.into())
    }

    /// Makes the name of a member of a closed list.
    pub fn term(area: &str, key: &str) -> Self {
        Self::Word(format!("term.{area}.{key}"))
    }
}

/// What stands in a cell of a page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Entry {
    /// Words, one behind the other.
    Words(Vec<Name>),
    /// What a table shows as it is.
    Cell(Cell),
    /// Something added up over cases.
    Sum {
        /// The sum.
        cell: Cell,
        /// The cases.
        cases: Vec<CaseNo>,
    },
}

impl Entry {
    /// Makes an entry that counts cases.
    pub fn count(cases: Vec<CaseNo>) -> Self {
        Self::Cell(Cell::Count(Counted { part: cases, rest: Vec::new() }))
    }

    /// Returns the cases that count in it.
    pub fn cases(&self) -> &[CaseNo] {
        match self {
            Self::Sum { cases, .. } => cases,
            Self::Cell(cell) => cell.behind().map_or(&[], |counted| &counted.part),
            Self::Words(_) => &[],
        }
    }

    /// Returns the cases that do not count, of what a rate is taken of.
    pub fn others(&self) -> &[CaseNo] {
        match self {
            Self::Cell(cell) => cell.behind().map_or(&[], |counted| &counted.rest),
            _ => &[],
        }
    }

    fn cases_mut(&mut self) -> impl Iterator<Item = &mut CaseNo> {
        let (part, rest): (&mut [CaseNo], &mut [CaseNo]) = match self {
            Self::Sum { cases, .. } => (cases, &mut []),
            Self::Cell(Cell::Count(counted) | Cell::Rate(counted)) => (&mut counted.part, &mut counted.rest),
            _ => (&mut [], &mut []),
        };
        part.iter_mut().chain(rest)
    }
}

impl From<Cell> for Entry {
    fn from(cell: Cell) -> Self {
        Self::Cell(cell)
    }
}

impl From<Name> for Entry {
    fn from(name: Name) -> Self {
        Self::Words(vec![name])
    }
}

/// A column of a page; what names its lines stands before the first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Column {
    /// Its stable name.
    pub id: String,
    /// Its head.
    pub name: Name,
    /// What its cells are.
    pub kind: Kind,
    /// The key of the words that say how it is counted (口径).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub means: Option<String>,
}

impl Column {
    /// Makes a column.
    pub fn new(id: impl Into<String>, name: Name, kind: Kind) -> Self {
        Self { id: id.into(), name, kind, means: None }
    }

    /// Says how it is counted.
    #[must_use]
    pub fn meaning(self, key: impl Into<String>) -> Self {
        Self { means: Some(key.into()), ..self }
    }
}

/// A line of a page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Line {
    /// Its stable name: a key, the code of a unit or category, the number of a case.
    pub id: String,
    /// What it is called.
    pub name: Name,
    /// What stands in it, one for each column.
    pub cells: Vec<Entry>,
    /// The key of the words that say how it is counted, where that differs from line to line.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub means: Option<String>,
    /// Whether it is about one case, whose number is its name.
    #[serde(default, skip_serializing_if = "is_false")]
    pub case: bool,
}

#[allow(clippy::trivially_copy_pass_by_ref, reason = "serde hands the field over by reference")]
fn is_false(it: &bool) -> bool {
    !it
}

impl Line {
    /// Makes a line.
    pub fn new(id: impl Into<String>, name: Name, cells: Vec<Entry>) -> Self {
        Self { id: id.into(), name, cells, means: None, case: false }
    }

    /// Makes a line about one case.
    pub fn of_case(no: &CaseNo, cells: Vec<Entry>) -> Self {
        Self { case: true, ..Self::new(no.as_str(), Name::text(no.as_str()), cells) }
    }

    /// Says how it is counted.
    #[must_use]
    pub fn meaning(self, key: impl Into<String>) -> Self {
        Self { means: Some(key.into()), ..self }
    }
}

/// A page of a report.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Page {
    /// Its stable name within the report.
    pub id: String,
    /// Its title.
    pub title: Name,
    /// What its lines are.
    pub what: Name,
    /// The period it is about.
    pub period: Period,
    /// Its columns.
    pub columns: Vec<Column>,
    /// Its lines.
    pub lines: Vec<Line>,
    /// How many of the last lines are sums of those above.
    #[serde(default)]
    pub totals: usize,
}

/// What a single case does to a page: in which line and column it stands, whether it counts there or is only among those
/// that a rate is taken of, and what it adds or says.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Mark {
    /// The page.
    pub page: String,
    /// The line.
    pub line: String,
    /// The column.
    pub column: String,
    /// Whether it counts.
    pub counts: bool,
    /// What it adds to a sum, or what a list says of it; nothing where it just counts.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub shows: Option<Shown>,
}

/// What a case adds to a sum, or what a list says of it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Shown {
    /// So much.
    Cell(String),
    /// So.
    Words(Vec<Name>),
}

impl Page {
    /// Returns a cell by the stable names of its line and column.
    pub fn cell(&self, line: &str, column: &str) -> Option<&Entry> {
        let at = self.columns.iter().position(|it| it.id == column)?;
        self.lines.iter().find(|it| it.id == line)?.cells.get(at)
    }

    /// Returns everything on it that is said to be counted somehow, with the key of the words for it, each once.
    pub fn meanings(&self) -> Vec<(&Name, &str)> {
        let columns = self.columns.iter().filter_map(|it| Some((&it.name, it.means.as_deref()?)));
        let lines = self.lines.iter().filter_map(|it| Some((&it.name, it.means.as_deref()?)));
        let mut all: Vec<(&Name, &str)> = Vec::new();
        for (name, means) in columns.chain(lines) {
            if !all.iter().any(|(_, known)| *known == means) {
                all.push((name, means));
            }
        }
        all
    }

    /// Returns what a page says that was made of a single case.
    pub fn marks(&self) -> impl Iterator<Item = Mark> {
        self.lines.iter().flat_map(move |line| {
            line.cells.iter().zip(&self.columns).flat_map(move |(entry, column)| {
                let mark = |counts, shows| Mark {
                    page: self.id.clone(),
                    line: line.id.clone(),
                    column: column.id.clone(),
                    counts,
                    shows,
                };
                let shows = match entry {
                    Entry::Sum { cell, .. } => Some(Shown::Cell(cell.to_string())),
                    Entry::Words(words) if line.case => Some(Shown::Words(words.clone())),
                    Entry::Cell(cell) if line.case => Some(Shown::Cell(cell.to_string())),
                    _ => None,
                };
                let counts = !entry.cases().is_empty() || line.case;
                let among = !entry.others().is_empty();
                counts.then(|| mark(true, shows)).into_iter().chain(among.then(|| mark(false, None)))
            })
        })
    }

    /// Takes out the numbers of cases that are out of sight. Figures stay what they were: that a case counted is no
    /// secret, which it was is one.
    pub fn veil(&mut self, is_seen: &impl Fn(&CaseNo) -> bool) {
        for line in &mut self.lines {
            for no in line.cells.iter_mut().flat_map(Entry::cases_mut) {
                if !is_seen(no) {
                    *no = out_of_sight();
                }
            }
            if line.case && !is_seen(&CaseNo(line.id.clone())) {
                line.id = out_of_sight().0;
                line.name = Name::text(line.id.as_str());
                line.cells.iter_mut().for_each(|cell| *cell = Cell::Empty.into());
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::figures::Span;

    fn page() -> Page {
        let some = vec![CaseNo::from("LX2026-00001"), CaseNo::from("LX2026-00002")];
        let line = Line::new("all", Name::text("全部"), vec![Entry::count(some)]).meaning("figures.means.registered");
        let listed = Line::of_case(&"LX2026-00002".into(), vec![Name::text("王某").into()]);
        Page {
            id: "totals".into(),
            title: Name::word("report.totals"),
            what: Name::word("report.what"),
            period: Period::around(Span::Month, "2026-11-22".parse().unwrap()),
            columns: vec![Column::new("cases", Name::word("report.cases"), Kind::Number)],
            lines: vec![line, listed],
            totals: 0,
        }
    }

    #[test]
    fn a_case_out_of_sight_still_counts_and_is_named_nowhere() {
        let mut veiled = page();
        veiled.veil(&|no| no.as_str() != "LX2026-00002");
        assert_eq!(veiled.cell("all", "cases").map(|it| it.cases().len()), Some(2));
        let text = serde_json::to_string(&veiled).unwrap();
        assert!(!text.contains("00002") && !text.contains('王'), "{text}");
    }

    #[test]
    fn a_page_is_read_back_as_it_was_kept() {
        let text = serde_json::to_string(&page()).unwrap();
        assert_eq!(serde_json::from_str::<Page>(&text).unwrap(), page());
        assert_eq!(page().meanings(), [(&Name::text("全部"), "figures.means.registered")]);
        assert_eq!(page().marks().count(), 2);
    }
}
