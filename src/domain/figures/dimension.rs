//! By what figures are broken down, and in which order: that of the rulebook and the directory, never of the numbers.

use super::{Dimension, Fact};
use crate::domain::centre::Centre;
use crate::domain::ids::UnitId;
use crate::domain::unit::Unit;
use crate::domain::vocabulary::{CaseKind, Channel, Grade, Risk, UnitKind, UnitLevel};
use chrono::{Datelike, Timelike};

/// How many characters the code of a top category has.
const TOP: usize = 2;

/// Returns the smallest unit of territory (属地) that a place names, if it names one.
pub fn ground<'u>(place: &str, units: &'u [Unit]) -> Option<&'u Unit> {
    let named = units.iter().filter_map(|unit| Some((unit.area_in(place)?.len(), unit.level, unit)));
    named.max_by_key(|(length, level, _)| (*length, *level)).map(|(.., unit)| unit)
}

/// Returns the unit of a level that a unit is or lies in.
pub fn up_to<'u>(unit: &'u Unit, level: UnitLevel, units: &'u [Unit]) -> Option<&'u Unit> {
    let mut at = Some(unit);
    // No chain of parents is longer than there are units, unless it goes round.
    for _ in 0..=units.len() {
        match at {
            Some(unit) if unit.level == level => return Some(unit),
            Some(unit) => at = unit.parent.as_ref().and_then(|parent| units.iter().find(|it| it.id == *parent)),
            None => return None,
        }
    }
    None
}

impl Dimension {
    /// Returns where a case belongs, by its key; nothing where that was not written down.
    pub fn of(self, fact: &Fact, centre: &Centre) -> Option<String> {
        let lies = |level| {
            let unit = ground(fact.place.as_deref()?, &centre.units)?;
            up_to(unit, level, &centre.units).map(|unit| unit.id.to_string())
        };
        let category = fact.category.as_ref().map(crate::domain::ids::CategoryId::as_str);
        match self {
            Self::Category => category.map(|id| id.chars().take(TOP).collect()),
            Self::Item => category.map(str::to_owned),
            Self::Unit => fact.unit.as_ref().map(UnitId::to_string),
            Self::Township => lies(UnitLevel::Township),
            Self::Village => lies(UnitLevel::Village),
            Self::Place => fact.place.clone(),
            Self::Channel => Some(fact.channel.to_string()),
            Self::Kind => Some(fact.kind.to_string()),
            Self::Grade => fact.grade.map(|it| it.to_string()),
            Self::Risk => fact.risk.map(|it| it.to_string()),
            Self::Window => Some(fact.registered_by.to_string()),
            Self::Weekday => Some(fact.registered_at.weekday().number_from_monday().to_string()),
            Self::Hour => Some(format!("{:02}", fact.registered_at.hour())),
        }
    }

    /// Returns the keys in the order people expect to see them; what is not among them comes after, by its key.
    pub fn known(self, centre: &Centre) -> Vec<String> {
        fn keys<T: ToString>(all: impl IntoIterator<Item = T>) -> Vec<String> {
            all.into_iter().map(|it| it.to_string()).collect()
        }
        let territory = |level| {
            let fits = move |unit: &&Unit| unit.kind == UnitKind::Territory && unit.level == level;
            keys(centre.units.iter().filter(fits).map(|unit| &unit.id))
        };
        match self {
            Self::Category => keys(centre.rulebook().categories.iter().map(|it| &it.id)),
            Self::Item => {
                let tops = centre.rulebook().categories.iter();
                keys(tops.flat_map(|top| std::iter::once(&top.id).chain(top.items.iter().map(|it| &it.id))))
            }
            Self::Unit => keys(centre.units.iter().map(|unit| &unit.id)),
            Self::Township => territory(UnitLevel::Township),
            Self::Village => territory(UnitLevel::Village),
            Self::Place => Vec::new(),
            Self::Channel => keys(Channel::ALL),
            Self::Kind => keys(CaseKind::ALL),
            Self::Grade => keys(Grade::ALL),
            Self::Risk => keys(Risk::ALL),
            Self::Window => keys(centre.officers.iter().map(|officer| &officer.id)),
            Self::Weekday => keys(1..=7),
            Self::Hour => (0..24).map(|hour| format!("{hour:02}")).collect(),
        }
    }

    /// Tells whether a gap between two of its members is itself worth seeing, as with hours.
    pub const fn is_continuous(self) -> bool {
        matches!(self, Self::Weekday | Self::Hour)
    }
}
