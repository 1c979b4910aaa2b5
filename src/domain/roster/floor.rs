//! Who is on the floor of the centre (在岗): by residency (常驻、轮驻、随驻), the calendar, and what was said of the day.

use super::{FloorMark, Presence, Roster};
use crate::domain::calendar::Calendar;
use crate::domain::ids::UnitId;
use crate::domain::time::Day;
use crate::domain::unit::Unit;
use crate::domain::vocabulary::ResidencyMode;
use serde::{Deserialize, Serialize};

impl Presence {
    /// Tells whether somebody is there to be asked.
    pub const fn is_here(self) -> bool {
        matches!(self, Self::Here | Self::CalledIn)
    }
}

/// The floor on a day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Floor {
    /// The day.
    pub day: Day,
    /// Whether people work on it.
    pub working: bool,
    /// What was said of units.
    pub marks: Vec<FloorMark>,
}

/// A unit of the floor.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FloorLine {
    /// The unit.
    pub unit: UnitId,
    /// Its name in lists.
    pub name: String,
    /// How it is present in general.
    pub mode: ResidencyMode,
    /// Whether its people are there.
    pub presence: Presence,
    /// What was said of it.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub note: String,
}

impl Floor {
    /// Returns the floor on a day.
    pub fn of(roster: Option<&Roster>, day: Day, calendar: &Calendar) -> Self {
        let marks = roster.and_then(|roster| roster.floor.get(&day)).cloned().unwrap_or_default();
        Self { day, working: calendar.is_working(day), marks }
    }

    /// Returns what was said of a unit.
    pub fn mark(&self, unit: &UnitId) -> Option<&FloorMark> {
        self.marks.iter().find(|mark| mark.unit == *unit)
    }

    /// Returns whether a unit's people are there; nothing for units that are not part of the floor and did not come.
    pub fn presence(&self, unit: &Unit) -> Option<Presence> {
        let here = unit.on_floor(self.day, self.working);
        match (self.mark(&unit.id).map(|mark| mark.present), unit.residency.as_ref().map(|it| it.mode)) {
            (Some(true) | None, _) if here => Some(Presence::Here),
            (Some(true), _) => Some(Presence::CalledIn),
            (_, None) => None,
            (Some(false), Some(_)) => Some(Presence::Away),
            (None, Some(ResidencyMode::OnCall)) => Some(Presence::OnCall),
            (None, Some(_)) if !self.working => Some(Presence::Closed),
            (None, Some(_)) => Some(Presence::NotToday),
        }
    }

    /// Returns the units of the floor: those that are there first, in the order of the directory.
    pub fn lines(&self, units: &[Unit]) -> Vec<FloorLine> {
        let mut lines: Vec<FloorLine> = units
            .iter()
            .filter_map(|unit| {
                Some(FloorLine {
                    unit: unit.id.clone(),
                    name: unit.short.clone(),
                    mode: unit.residency.as_ref().map_or(ResidencyMode::OnCall, |it| it.mode),
                    presence: self.presence(unit)?,
                    note: self.mark(&unit.id).map(|mark| mark.note.clone()).unwrap_or_default(),
                })
            })
            .collect();
        lines.sort_by_key(|line| line.presence);
        lines
    }
}
