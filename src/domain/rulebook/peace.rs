//! What a rulebook says of the peace index (平安指数): an open formula, item by item.

use crate::domain::figures::Measure;
use crate::domain::vocabulary::{UnitKind, UnitLevel, vocabulary};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::fmt;

vocabulary! {
    /// Which cases of a unit an item is taken of.
    Ground as "ground" {
        /// 属地: what happened in its territory, whoever handles it.
        Territory = "territory",
        /// 承办: what it leads, or led last.
        Holding = "holding",
    }
    /// Which way is the better one.
    Better as "better" {
        /// 越高越好.
        More = "more",
        /// 越低越好.
        Less = "less",
    }
}

/// How the index is taken.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct PeaceRules {
    /// Of which kinds of unit.
    pub kinds: Vec<UnitKind>,
    /// On which levels.
    pub levels: Vec<UnitLevel>,
    /// An item of fewer cases than this is no figure: chance would decide it.
    pub least: u32,
    /// Where the formula stands, or that it is local.
    pub source: String,
}

impl Default for PeaceRules {
    /// Returns what holds where a rulebook says nothing of it.
    fn default() -> Self {
        Self {
            kinds: vec![UnitKind::Territory, UnitKind::Resident, UnitKind::Window, UnitKind::Reporting],
            levels: vec![UnitLevel::County, UnitLevel::Township, UnitLevel::Sector],
            least: 1,
            source: String::new(),
        }
    }
}

/// An item of the index (指标项): a rate, and how many points it gives.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PeaceItem {
    /// Its code.
    pub id: String,
    /// Its name.
    pub item: String,
    /// The rate that is measured.
    pub measure: Measure,
    /// Over which cases.
    pub of: Ground,
    /// How many points of a hundred it gives at most.
    pub weight: u32,
    /// Which way is the better one.
    pub better: Better,
    /// At which percentage it gives no point.
    pub floor: u32,
    /// From which percentage on it gives all.
    pub target: u32,
}

/// How many hundredths a point has.
const HUNDREDTHS: i64 = 100;

impl PeaceItem {
    /// Returns the points for a share of cases, in hundredths: none at the floor, all from the target on, in between as
    /// far as the way is gone, rounded to the nearest.
    pub fn points(&self, of: u32, among: u32) -> Option<u32> {
        let way = i64::from(self.target) - i64::from(self.floor);
        if among == 0 || way == 0 {
            return None;
        }
        // How far the rate is beyond the floor, in percent times `among`; both may be negative together.
        let gone = i64::from(of) * 100 - i64::from(self.floor) * i64::from(among);
        let (gone, whole) = (gone * way.signum(), way.abs() * i64::from(among));
        let most = i64::from(self.weight) * HUNDREDTHS;
        let points = (gone.clamp(0, whole) * most * 2 + whole) / (whole * 2);
        u32::try_from(points).ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn item(better: Better, floor: u32, target: u32) -> PeaceItem {
        let (id, item) = ("on_time".into(), "按时办结".into());
        PeaceItem { id, item, measure: Measure::OnTime, of: Ground::Holding, weight: 25, better, floor, target }
    }

    #[test]
    fn points_grow_evenly_from_the_floor_to_the_target() {
        let more = item(Better::More, 60, 100);
        let of = |part| more.points(part, 100).unwrap();
        assert_eq!([50, 60, 80, 90, 100].map(of), [0, 0, 1250, 1875, 2500]);
        assert_eq!(more.points(2, 3), Some(417));
    }

    #[test]
    fn where_less_is_better_the_target_lies_below_the_floor() {
        let less = item(Better::Less, 20, 0);
        let of = |part| less.points(part, 100).unwrap();
        assert_eq!([0, 5, 20, 70].map(of), [2500, 1875, 0, 0]);
    }

    #[test]
    fn nothing_of_nothing_gives_no_points_rather_than_all() {
        assert_eq!(item(Better::More, 60, 100).points(0, 0), None);
        assert_eq!(item(Better::Less, 20, 0).points(0, 0), None);
    }
}
