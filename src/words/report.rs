//! Words about reports: a page said as a table, and what can be said of a period in sentences.

use super::{list, say, say_with};
use crate::domain::figures::report::Finding;
use crate::domain::figures::{Entry, Line, Name, Page, Shown};
use crate::domain::table::{Cell, Head, Kind, Table};

/// Says what something on a page is called.
pub fn name(name: &Name) -> String {
    match name {
        Name::Word(key) => say(key),
        Name::Text(text) => text.clone(),
    }
}

fn names(names: &[Name]) -> String {
    names.iter().map(name).collect::<Vec<_>>().join(" ")
}

fn cell(entry: &Entry) -> Cell {
    match entry {
        Entry::Words(words) => Cell::Text(names(words)),
        Entry::Cell(cell) | Entry::Sum { cell, .. } => cell.clone(),
    }
}

/// Says what a case adds to a cell, or what a list says of it.
pub fn shown(shown: &Shown) -> String {
    match shown {
        Shown::Cell(text) => text.clone(),
        Shown::Words(words) => names(words),
    }
}

/// Says how everything on a page is counted, a sentence each.
pub fn meanings(page: &Page) -> Vec<String> {
    let meaning = |(what, means): (&Name, &str)| match means {
        // What holds for every column is said without naming one.
        "figures.means.element" | "figures.means.place" => say(means),
        _ => say_with("figures.meaning", &[("what", &name(what)), ("means", &say(means))]),
    };
    page.meanings().into_iter().map(meaning).collect()
}

/// Says a page as a table.
pub fn page(page: &Page) -> Table {
    let head = |what: &Name, kind| Head { text: name(what), kind };
    let row = |line: &Line| std::iter::once(Cell::Text(name(&line.name))).chain(line.cells.iter().map(cell)).collect();
    let (from, to) = (page.period.from.to_string(), page.period.last().to_string());
    let period = say_with("figures.period", &[("from", &from), ("to", &to)]);
    Table {
        name: page.id.clone(),
        title: name(&page.title),
        notes: std::iter::once(period).chain(meanings(page)).collect(),
        columns: std::iter::once(head(&page.what, Kind::Text))
            .chain(page.columns.iter().map(|column| head(&column.name, column.kind)))
            .collect(),
        rows: page.lines.iter().map(row).collect(),
        totals: page.totals,
    }
}

/// Says a finding.
pub fn finding(finding: &Finding) -> String {
    let one = |(what, number): &(Name, usize)| {
        say_with("figures.finding.one", &[("what", &name(what)), ("count", &number.to_string())])
    };
    let named = list(&finding.named.iter().map(one).collect::<Vec<_>>());
    let numbers: Vec<_> = finding.numbers.iter().map(|(name, number)| (name.as_str(), number.to_string())).collect();
    let mut values: Vec<_> = numbers.iter().map(|(name, number)| (*name, number.as_str())).collect();
    values.push(("named", &named));
    say_with(&format!("figures.finding.{}", finding.key), &values)
}
