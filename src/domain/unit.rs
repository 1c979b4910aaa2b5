//! Units (单位): departments, windows, reporting departments, townships and villages.

use super::ids::{CategoryId, UnitId};
use super::time::Day;
use super::vocabulary::{ResidencyMode, UnitKind, UnitLevel};
use chrono::Datelike;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The code of the centre itself, which leads joint teams and holds what nobody else has.
pub const CENTRE: &str = "zx";

/// How a unit is present in the centre (入驻方式).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Residency {
    /// The mode: whole team, stationed, rotating or on call.
    pub mode: ResidencyMode,
    /// For rotating units, the weekdays on the floor: 1 is Monday, 7 is Sunday.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub weekdays: Vec<u32>,
}

/// A unit that can be given a matter, or be party to one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Unit {
    /// The code, such as `rsj`.
    pub id: UnitId,
    /// The full name.
    pub name: String,
    /// The name used in lists.
    pub short: String,
    /// The relation to the centre under "1+4+8+N".
    pub kind: UnitKind,
    /// The level it stands on.
    pub level: UnitLevel,
    /// The unit above: a village's township, a department's branch.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parent: Option<UnitId>,
    /// How it is present in the centre; nothing for units that only report or sit in their territory.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub residency: Option<Residency>,
    /// The phone, empty if unknown.
    #[serde(default)]
    pub phone: String,
    /// The categories it answers for: a top code (`07`) covers all below it.
    #[serde(default)]
    pub duties: Vec<CategoryId>,
    /// The places it answers for, as residents name them.
    #[serde(default)]
    pub areas: Vec<String>,
}

impl Unit {
    /// Returns whether this is the centre itself.
    pub fn is_centre(&self) -> bool {
        self.kind == UnitKind::Centre
    }

    /// Returns the longest duty that covers a category, if any does.
    pub fn duty_for(&self, category: &CategoryId) -> Option<&CategoryId> {
        self.duties
            .iter()
            .filter(|duty| category.as_str().starts_with(duty.as_str()))
            .max_by_key(|duty| duty.as_str().len())
    }

    /// Returns the longest of its areas (or its short name) that a place mentions, if any.
    pub fn area_in<'a>(&'a self, place: &str) -> Option<&'a str> {
        if self.kind != UnitKind::Territory {
            return None;
        }
        let names = self.areas.iter().map(String::as_str).chain([self.short.as_str()]);
        names.filter(|name| !name.is_empty() && place.contains(name)).max_by_key(|name| name.len())
    }

    /// Returns whether its people are on the floor of the centre on a day; `working` says whether people
    /// work on that day at all. On-call units are never counted as on the floor.
    pub fn on_floor(&self, day: Day, working: bool) -> bool {
        working
            && self.residency.as_ref().is_some_and(|residency| match residency.mode {
                ResidencyMode::WholeTeam | ResidencyMode::Stationed => true,
                ResidencyMode::Rotating => residency.weekdays.contains(&day.weekday().number_from_monday()),
                ResidencyMode::OnCall => false,
            })
    }
}
