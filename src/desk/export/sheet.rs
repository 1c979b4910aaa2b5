//! What a sheet is: a named table of typed columns, filled from any view that can be shown as JSON.
//!
//! A sheet knows nothing of files. Whoever writes one says how a cell looks there, see [`crate::domain::table`].

use super::ledger::Say;
use crate::domain::centre::Centre;
use crate::domain::supervision::standing::Share;
use crate::domain::table::{Cell, Kind};
use crate::domain::time::Moment;
use serde::Deserialize as _;
use serde_json::Value;

/// A column of a sheet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Column {
    /// Its head.
    pub head: &'static str,
    /// Where its value lies in the row: `a/b` for what lies deeper, `../a` for what lies in the row that this one is in,
    /// `/a` for what lies in the whole.
    from: &'static str,
    /// What its cells are.
    pub kind: Kind,
    /// How they are said in a ledger.
    say: Say,
}

/// What one reading of a view gives rows to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Of {
    /// A case.
    Case,
    /// What happened to a case.
    Timeline,
    /// A person of the directory.
    Person,
    /// A directive.
    Directive,
    /// A line of the three checks (三查).
    Check,
    /// A unit's standing (单位情况).
    Standing,
    /// A long-pending case (积案).
    LongPending,
    /// A round of reviews (评查批次).
    Review,
    /// A shift (班次).
    Shift,
}

/// A register that is taken out as a sheet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sheet {
    /// Its name, and that of the file.
    pub name: &'static str,
    /// What its rows are made of.
    pub of: Of,
    /// The column that every row begins with: what it is of.
    pub key: Column,
    /// Where its rows lie in what they are made of; lists on the way are gone through. The whole itself when empty.
    within: &'static str,
    /// Its other columns.
    pub columns: &'static [Column],
}

const fn column(head: &'static str, from: &'static str, kind: Kind) -> Column {
    Column { head, from, kind, say: Say::Plain }
}

/// Makes a column of words.
pub(super) const fn text(head: &'static str) -> Column {
    column(head, head, Kind::Text)
}

/// Makes a column of whole numbers.
pub(super) const fn number(head: &'static str) -> Column {
    column(head, head, Kind::Number)
}

/// Makes a column of sums of money.
pub(super) const fn money(head: &'static str) -> Column {
    column(head, head, Kind::Money)
}

/// Makes a column of rates.
pub(super) const fn share(head: &'static str) -> Column {
    column(head, head, Kind::Share)
}

/// Makes a column of days.
pub(super) const fn date(head: &'static str) -> Column {
    column(head, head, Kind::Date)
}

/// Makes a column of moments.
pub(super) const fn moment(head: &'static str) -> Column {
    column(head, head, Kind::Moment)
}

impl Column {
    /// Takes its value from somewhere else than its head says.
    pub(super) const fn from(self, from: &'static str) -> Self {
        Self { from, ..self }
    }

    /// Has its values said in words in a ledger.
    pub(super) const fn say(self, say: Say) -> Self {
        Self { say, ..self }
    }

    /// Reads its cell from a row, the last of those it lies in; for a ledger in words.
    fn cell(&self, chain: &[&Value], words: Option<&Centre>) -> Cell {
        let up = self.from.matches("../").count();
        let last = chain.len().checked_sub(1 + up);
        let found = last.map(|last| if self.from.starts_with('/') { 0 } else { last }).and_then(|at| {
            let path = self.from.trim_start_matches("../").split('/');
            path.filter(|name| !name.is_empty()).try_fold(chain[at], |value, name| match name.parse::<usize>() {
                Ok(nth) => value.get(nth),
                Err(_) => value.get(name),
            })
        });
        let value = found.unwrap_or(&Value::Null);
        match words {
            Some(centre) => read(&self.say.value(value, centre), self.kind),
            None => read(value, self.kind),
        }
    }
}

impl Sheet {
    /// Makes a sheet.
    pub(super) const fn new(
        name: &'static str,
        of: Of,
        key: Column,
        within: &'static str,
        columns: &'static [Column],
    ) -> Self {
        Self { name, of, key, within, columns }
    }

    /// Returns all its columns, the key first.
    pub fn all_columns(&self) -> impl Iterator<Item = &Column> {
        std::iter::once(&self.key).chain(self.columns)
    }

    /// Returns the rows that one thing gives.
    pub(super) fn rows<'v>(&'v self, whole: &'v Value) -> impl Iterator<Item = Vec<Cell>> + 'v {
        self.cells(whole, None)
    }

    /// Returns the rows that one thing gives, said in words.
    pub(super) fn said<'v>(&'v self, whole: &'v Value, centre: &'v Centre) -> impl Iterator<Item = Vec<Cell>> + 'v {
        self.cells(whole, Some(centre))
    }

    fn cells<'v>(&'v self, whole: &'v Value, words: Option<&'v Centre>) -> impl Iterator<Item = Vec<Cell>> + 'v {
        let row = move |chain: Vec<&Value>| {
            let key = self.key.cell(&[whole], words);
            std::iter::once(key).chain(self.columns.iter().map(|it| it.cell(&chain, words))).collect()
        };
        chains(whole, self.within).into_iter().map(row)
    }
}

/// Returns what lies at a path, every item of every list on the way, each behind what it lies in.
fn chains<'v>(whole: &'v Value, path: &str) -> Vec<Vec<&'v Value>> {
    let mut found = vec![vec![whole]];
    for name in path.split('/').filter(|name| !name.is_empty()) {
        let mut deeper = Vec::new();
        for chain in found {
            let inner = chain.last().and_then(|it| it.get(name)).filter(|it| !it.is_null());
            let items = inner.map(|it| it.as_array().map_or_else(|| vec![it], |items| items.iter().collect()));
            deeper.extend(items.into_iter().flatten().map(|item| [chain.as_slice(), &[item]].concat()));
        }
        found = deeper;
    }
    found
}

/// Reads a value as what its column holds; what is none of that stays words.
fn read(value: &Value, kind: Kind) -> Cell {
    let typed = match (kind, value) {
        (_, Value::Null) => Some(Cell::Empty),
        (Kind::Number, Value::Number(number)) => number.as_i64().map(Cell::Number),
        (Kind::Money, Value::Number(fen)) => fen.as_i64().map(Cell::Money),
        (Kind::Date, Value::String(text)) => text.parse().ok().map(Cell::Date),
        (Kind::Moment, Value::String(text)) => Moment::parse_from_rfc3339(text).ok().map(Cell::Moment),
        (Kind::Share, Value::Object(_)) => Share::deserialize(value).ok().map(Cell::Share),
        _ => None,
    };
    typed.unwrap_or_else(|| Cell::Text(words(value)))
}

/// Writes a value as words: texts and numbers as they are, lists of them one behind the other, the rest as JSON.
fn words(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        Value::Array(items) => items.iter().map(words).collect::<Vec<_>>().join("; "),
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::time::{Day, at};
    use serde_json::json;

    const PAUSES: Sheet = Sheet::new(
        "pauses",
        Of::Case,
        text("no"),
        "clocks/pauses",
        &[number("clock").from("../id"), moment("at"), date("day"), share("rate"), text("deep").from("a/b")],
    );

    #[test]
    fn rows_are_found_through_the_lists_they_lie_in_and_know_what_they_are_in() {
        let whole = json!({"no": "N1", "clocks": [
            {"id": 1, "pauses": [{"at": "2026-11-20T09:30:00+08:00", "day": "2026-11-20"}, {"a": {"b": ["甲", "乙"]}}]},
            {"id": 2, "pauses": []},
            {"id": 3, "pauses": [{"rate": {"of": 3, "among": 4, "percent": 75}}]},
            {"id": 4},
        ]});
        let rows: Vec<_> = PAUSES.rows(&whole).collect();
        let day = Day::from_ymd_opt(2026, 11, 20).unwrap();
        assert_eq!(rows.len(), 3);
        assert_eq!(
            rows[0][..4],
            [Cell::Text("N1".into()), Cell::Number(1), Cell::Moment(at(day, 9, 30)), Cell::Date(day)]
        );
        assert_eq!(rows[1].last(), Some(&Cell::Text("甲; 乙".into())));
        assert_eq!((&rows[2][1], &rows[2][4]), (&Cell::Number(3), &Cell::Share(Share { of: 3, among: 4 })));
        let line: Vec<_> = rows[2].iter().map(Cell::csv).collect();
        assert_eq!(line.join(","), "N1,3,,,3/4 75%,");
    }

    #[test]
    fn words_never_become_a_formula_and_numbers_stay_numbers() {
        let read = |value: Value, kind| read(&value, kind).csv();
        assert_eq!(read(json!("=1+1"), Kind::Text), "\"'=1+1\"");
        assert_eq!(read(json!("-2"), Kind::Number), "\"'-2\"", "words in a column of numbers are still words");
        assert_eq!(read(json!(-2), Kind::Number), "-2");
        assert_eq!(read(json!("=now()"), Kind::Moment), "\"'=now()\"");
        assert_eq!(read(json!({"of": 0, "among": 0}), Kind::Share), "0/0 —");
        assert_eq!(read(json!({"unit": "rsj"}), Kind::Text), "\"{\"\"unit\"\":\"\"rsj\"\"}\"");
    }
}
