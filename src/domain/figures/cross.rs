//! A measure broken down by one dimension, or by two across each other (交叉表).

use super::{Counted, Dimension, Fact, Measure, Taken};
use crate::domain::centre::Centre;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// A row of a broken-down figure.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CrossLine {
    /// What it is about; nothing for the cases of which that was not written down.
    pub key: Option<String>,
    /// One figure a column.
    pub cells: Vec<Counted>,
    /// Over all columns.
    pub total: Counted,
}

/// A measure broken down. Every case stands in exactly one row and one column, so that sums are sums.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cross {
    /// Over which period, as of when.
    #[serde(flatten)]
    pub taken: Taken,
    /// What is counted.
    pub measure: Measure,
    /// What the rows are.
    pub by: Dimension,
    /// What the columns are, if there are any beside the total.
    pub across: Option<Dimension>,
    /// The columns' keys, in order.
    pub columns: Vec<Option<String>>,
    /// The rows, in order.
    pub rows: Vec<CrossLine>,
    /// The columns' sums.
    pub sum: CrossLine,
}

type Key = Option<String>;

/// Puts the keys that occur in order: the known ones, then others, then what was not written down.
fn in_order(of: Dimension, occur: &BTreeSet<Key>, centre: &Centre) -> Vec<Key> {
    let known: Vec<Key> = of.known(centre).into_iter().map(Some).collect();
    let is_there = |key: &Key| occur.contains(key);
    let mut keys: Vec<Key> = match (known.iter().position(is_there), known.iter().rposition(is_there)) {
        (Some(first), Some(last)) if of.is_continuous() => known[first..=last].to_vec(),
        _ => known.iter().filter(|key| is_there(key)).cloned().collect(),
    };
    keys.extend(occur.iter().filter(|key| key.is_some() && !known.contains(key)).cloned());
    keys.extend(occur.get(&None).cloned());
    keys
}

fn add(to: &mut Counted, fact: &Fact, counts: bool) {
    if counts { &mut to.part } else { &mut to.rest }.push(fact.no.clone());
}

impl Cross {
    /// Breaks a measure down.
    pub fn of(
        facts: &[Fact],
        taken: Taken,
        measure: Measure,
        by: Dimension,
        across: Option<Dimension>,
        centre: &Centre,
    ) -> Self {
        let mut cells: BTreeMap<(Key, Key), Counted> = BTreeMap::new();
        let mut rows: BTreeMap<Key, Counted> = BTreeMap::new();
        let mut columns: BTreeMap<Key, Counted> = BTreeMap::new();
        let mut total = Counted::default();
        for fact in facts {
            let Some(counts) = measure.takes(fact, taken.period, taken.at) else { continue };
            let row = by.of(fact, centre);
            add(rows.entry(row.clone()).or_default(), fact, counts);
            add(&mut total, fact, counts);
            if let Some(across) = across {
                let column = across.of(fact, centre);
                add(columns.entry(column.clone()).or_default(), fact, counts);
                add(cells.entry((row, column)).or_default(), fact, counts);
            }
        }
        let keys = |of: Dimension, found: &BTreeMap<Key, Counted>| {
            in_order(of, &found.keys().cloned().collect::<BTreeSet<_>>(), centre)
        };
        let heads = across.map(|across| keys(across, &columns)).unwrap_or_default();
        let lines = keys(by, &rows).into_iter().map(|key| CrossLine {
            cells: heads.iter().map(|head| cells.remove(&(key.clone(), head.clone())).unwrap_or_default()).collect(),
            total: rows.get(&key).cloned().unwrap_or_default(),
            key,
        });
        let rows = lines.collect();
        let sums = heads.iter().map(|head| columns.get(head).cloned().unwrap_or_default()).collect();
        Self { taken, measure, by, across, columns: heads, rows, sum: CrossLine { key: None, cells: sums, total } }
    }
}

/// When residents come, and by which way (时段).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hours {
    /// Weekdays down, hours across.
    pub strip: Cross,
    /// By channel.
    pub channels: Cross,
    /// By category.
    pub categories: Cross,
}

impl Hours {
    /// Counts what was written down, by its hour and weekday, its channel and its category.
    pub fn of(facts: &[Fact], taken: Taken, centre: &Centre) -> Self {
        let cross = |by, across| Cross::of(facts, taken, Measure::Registered, by, across, centre);
        Self {
            strip: cross(Dimension::Weekday, Some(Dimension::Hour)),
            channels: cross(Dimension::Channel, None),
            categories: cross(Dimension::Category, None),
        }
    }
}
