//! The peace index (平安指数) of units: every point of it comes from a rate whose cases can be listed.
//!
//! The formula is the rulebook's and open. A unit's index is the points its items give, of the weights of those items
//! that have a figure: what nothing happened of gives neither all points nor none. Units stand in the order of the
//! directory and are not ranked.

use super::centre::Centre;
use super::figures::{Counted, Fact, Taken, ground};
use super::ids::UnitId;
use super::rulebook::{Ground, PeaceItem};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What an item of the index comes to for a unit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mark {
    /// The item's code.
    pub item: String,
    /// The rate, with its cases.
    pub counted: Counted,
    /// The points, in hundredths; nothing where there are too few cases for a figure.
    pub points: Option<u32>,
}

/// The index of a unit, or of all cases together.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Standing {
    /// The unit; nothing for all cases.
    pub unit: Option<UnitId>,
    /// The items, in the order of the formula.
    pub marks: Vec<Mark>,
    /// The weights of the items that have a figure.
    pub weight: u32,
    /// The index out of a hundred, in hundredths; nothing where no item has a figure.
    pub index: Option<u32>,
}

/// The index over a period.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Peace {
    /// Over which period, as of when.
    #[serde(flatten)]
    pub taken: Taken,
    /// The version of the rulebook whose formula it is.
    pub rulebook: String,
    /// The formula.
    pub items: Vec<PeaceItem>,
    /// The units, in the order of the directory, and all cases last.
    pub units: Vec<Standing>,
}

/// Returns a unit and all that it lies in.
fn within(unit: &UnitId, centre: &Centre) -> Vec<UnitId> {
    let mut chain: Vec<UnitId> = Vec::new();
    let mut at = Some(unit);
    while let Some(unit) = at.filter(|unit| !chain.contains(unit)) {
        chain.push(unit.clone());
        at = centre.unit(unit).and_then(|unit| unit.parent.as_ref());
    }
    chain
}

fn mark(item: &PeaceItem, counted: Counted, least: u32) -> Mark {
    let share = counted.share();
    let points = if share.among < least { None } else { item.points(share.of, share.among) };
    Mark { item: item.id.clone(), counted, points }
}

fn standing(unit: Option<UnitId>, items: &[PeaceItem], figures: Vec<Counted>, least: u32) -> Standing {
    let marks: Vec<Mark> = items.iter().zip(figures).map(|(item, counted)| mark(item, counted, least)).collect();
    let counts = || items.iter().zip(&marks).filter_map(|(item, mark)| Some((item.weight, mark.points?)));
    let weight: u32 = counts().map(|(weight, _)| weight).sum();
    let points: u32 = counts().map(|(_, points)| points).sum();
    let index = (weight > 0).then(|| (points * 200 + weight) / (weight * 2));
    Standing { unit, marks, weight, index }
}

impl Peace {
    /// Takes the index of every unit that the rulebook takes it of.
    pub fn of(facts: &[Fact], taken: Taken, centre: &Centre) -> Self {
        let rulebook = centre.rulebook();
        let (rules, items) = (&rulebook.peace, &rulebook.peace_items);
        let none = || vec![Counted::default(); items.len()];
        let mut of: BTreeMap<UnitId, Vec<Counted>> = BTreeMap::new();
        let mut all = none();
        for fact in facts {
            let lies = || fact.place.as_deref().and_then(|place| ground(place, &centre.units)).map(|unit| &unit.id);
            let territory = lies().map(|unit| within(unit, centre)).unwrap_or_default();
            let holding = fact.unit.as_ref().map(|unit| within(unit, centre)).unwrap_or_default();
            for (at, item) in items.iter().enumerate() {
                let Some(counts) = item.measure.takes(fact, taken.period, taken.at) else { continue };
                let add = |counted: &mut Counted| {
                    if counts { &mut counted.part } else { &mut counted.rest }.push(fact.no.clone());
                };
                add(&mut all[at]);
                let units = if item.of == Ground::Territory { &territory } else { &holding };
                for unit in units {
                    add(&mut of.entry(unit.clone()).or_insert_with(none)[at]);
                }
            }
        }
        let is_taken_of =
            |unit: &&super::unit::Unit| rules.kinds.contains(&unit.kind) && rules.levels.contains(&unit.level);
        let units = centre.units.iter().filter(is_taken_of).map(|unit| {
            let figures = of.remove(&unit.id).unwrap_or_else(none);
            standing(Some(unit.id.clone()), items, figures, rules.least)
        });
        let mut units: Vec<Standing> = units.collect();
        units.push(standing(None, items, all, rules.least));
        Self { taken, rulebook: rulebook.version.clone(), items: items.clone(), units }
    }

    /// Keeps one unit only.
    #[must_use]
    pub fn only(mut self, unit: &UnitId) -> Self {
        self.units.retain(|it| it.unit.as_ref() == Some(unit));
        self
    }
}
