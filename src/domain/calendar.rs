//! The working calendar (工作日历): days off, make-up workdays (调休上班) and counting in working days.
//!
//! A working day is Monday to Friday minus the announced days off plus the make-up workdays
//! (全国年节及纪念日放假办法 and the yearly notice). A year whose notice is not loaded is counted
//! Monday to Friday, and every result that leaned on that says so in `assumed_years`.

use super::time::Day;
use chrono::{Datelike, Days, NaiveDate, Weekday};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

mod year;

pub use year::{CalendarFault, SpecialDay, Year, parse_holiday_json, parse_year_toml};

/// What a day is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DayKind<'a> {
    /// An ordinary working day.
    Working,
    /// A weekend day worked in exchange for a festival (调休上班).
    MakeUp {
        /// The festival it makes up for.
        name: &'a str,
    },
    /// An ordinary Saturday or Sunday.
    Weekend,
    /// A day off by the notice.
    Holiday {
        /// The festival.
        name: &'a str,
    },
}

impl DayKind<'_> {
    /// Returns whether people work on such a day.
    pub const fn is_working(self) -> bool {
        matches!(self, Self::Working | Self::MakeUp { .. })
    }
}

/// Why a day was counted or not; its words stand in `locales/clock.*.toml` under `clock.why.<key>`.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "why", rename_all = "snake_case")]
pub enum Why {
    /// The start day, which is not counted (民法典 §201).
    StartExcluded,
    /// A working day.
    Working,
    /// A make-up workday.
    MakeUp {
        /// The festival it makes up for.
        name: String,
    },
    /// A weekend day.
    Weekend,
    /// A day off by the notice.
    Holiday {
        /// The festival.
        name: String,
    },
    /// Counted as a working day because the year's notice is not loaded.
    AssumedWorking,
    /// Not counted because it is a weekend day of a year whose notice is not loaded.
    AssumedWeekend,
    /// A calendar day: every day counts.
    CalendarDay,
    /// The clock stood still.
    Paused {
        /// Why it stood still.
        reason: String,
    },
    /// The last day fell on a day off, so the limit runs on (民法典 §203).
    RolledOver {
        /// The festival, or nothing for a weekend.
        name: Option<String>,
    },
    /// The working day on which a limit that was rolled over ends.
    RolledTo,
    /// An extension begins after this day.
    Extended {
        /// How much was granted.
        amount: u32,
        /// Why it was granted.
        reason: String,
    },
    /// Hours run from the moment (民法典 §201).
    Hours {
        /// How many.
        amount: u32,
    },
    /// The date was agreed or ordered, not counted.
    Fixed,
}

impl Why {
    /// Returns the key under `clock.why` in the locales.
    pub const fn key(&self) -> &'static str {
        match self {
            Self::StartExcluded => "start_excluded",
            Self::Working => "working",
            Self::MakeUp { .. } => "make_up",
            Self::Weekend => "weekend",
            Self::Holiday { .. } => "holiday",
            Self::AssumedWorking => "assumed_working",
            Self::AssumedWeekend => "assumed_weekend",
            Self::CalendarDay => "calendar_day",
            Self::Paused { .. } => "paused",
            Self::RolledOver { name: Some(_) } => "rolled_over_holiday",
            Self::RolledOver { name: None } => "rolled_over",
            Self::RolledTo => "rolled_to",
            Self::Extended { .. } => "extended",
            Self::Hours { .. } => "hours",
            Self::Fixed => "fixed",
        }
    }

    /// Returns the facts the words mention, by name.
    pub fn args(&self) -> Vec<(&'static str, String)> {
        match self {
            Self::MakeUp { name } | Self::Holiday { name } | Self::RolledOver { name: Some(name) } => {
                vec![("name", name.clone())]
            }
            Self::Paused { reason } => vec![("reason", reason.clone())],
            Self::Extended { amount, reason } => vec![("amount", amount.to_string()), ("reason", reason.clone())],
            Self::Hours { amount } => vec![("amount", amount.to_string())],
            _ => Vec::new(),
        }
    }
}

/// One line of the proof of a date.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
pub struct CountedDay {
    /// The day.
    pub date: Day,
    /// Whether it was counted.
    pub counted: bool,
    /// Why it was or was not.
    #[serde(flatten)]
    pub why: Why,
}

/// The answer to "so many working days from this day", with its proof.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Count {
    /// The last day counted.
    pub due: Day,
    /// Every day from the start day to `due`.
    pub days: Vec<CountedDay>,
    /// The years counted Monday to Friday because their notice is not loaded, ascending.
    pub assumed_years: Vec<i32>,
}

/// The working calendar: the loaded years and the days in them that are not what their weekday says.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(from = "Vec<Year>", into = "Vec<Year>")]
pub struct Calendar {
    years: BTreeMap<i32, Year>,
    /// Every special day in order, so that a lookup is a binary search over about a hundred rows.
    special: Vec<SpecialDay>,
}

impl From<Vec<Year>> for Calendar {
    fn from(years: Vec<Year>) -> Self {
        let mut calendar = Self { years: years.into_iter().map(|year| (year.year, year)).collect(), special: vec![] };
        calendar.index();
        calendar
    }
}

impl From<Calendar> for Vec<Year> {
    fn from(calendar: Calendar) -> Self {
        calendar.years.into_values().collect()
    }
}

/// The years shipped with the program.
pub(in crate::domain) const TEXTS: [&str; 3] = [
    include_str!("../../calendars/2024.toml"),
    include_str!("../../calendars/2025.toml"),
    include_str!("../../calendars/2026.toml"),
];

impl Calendar {
    /// Returns the calendar of the years shipped with the program.
    ///
    /// # Panics
    /// Never: a test parses every calendar that is shipped.
    pub fn embedded() -> Self {
        TEXTS
            .iter()
            .map(|text| parse_year_toml(text).expect("a test parses every embedded calendar"))
            .collect::<Vec<_>>()
            .into()
    }

    /// Returns this calendar with a year added, in place of what was known of that year.
    #[must_use]
    pub fn with_year(mut self, year: Year) -> Self {
        self.years.insert(year.year, year);
        self.index();
        self
    }

    /// Returns the loaded years, ascending.
    pub fn years(&self) -> impl Iterator<Item = &Year> {
        self.years.values()
    }

    /// Returns what is known of a year, if its notice is loaded.
    pub fn year(&self, year: i32) -> Option<&Year> {
        self.years.get(&year)
    }

    /// Returns whether the notice of a year is loaded.
    pub fn is_loaded(&self, year: i32) -> bool {
        self.years.contains_key(&year)
    }

    /// Returns what a day is; costs a binary search and no allocation.
    pub fn kind(&self, day: Day) -> DayKind<'_> {
        if let Ok(found) = self.special.binary_search_by(|special| special.date.cmp(&day)) {
            let SpecialDay { name, off, .. } = &self.special[found];
            return if *off { DayKind::Holiday { name } } else { DayKind::MakeUp { name } };
        }
        match day.weekday() {
            Weekday::Sat | Weekday::Sun => DayKind::Weekend,
            _ => DayKind::Working,
        }
    }

    /// Returns whether people work on a day.
    pub fn is_working(&self, day: Day) -> bool {
        self.kind(day).is_working()
    }

    /// Returns whether a day counts towards a limit in working days, and why.
    pub fn explain(&self, day: Day) -> CountedDay {
        let kind = self.kind(day);
        let loaded = self.is_loaded(day.year());
        let why = match kind {
            DayKind::Working if loaded => Why::Working,
            DayKind::Working => Why::AssumedWorking,
            DayKind::Weekend if loaded => Why::Weekend,
            DayKind::Weekend => Why::AssumedWeekend,
            DayKind::MakeUp { name } => Why::MakeUp { name: name.to_owned() },
            DayKind::Holiday { name } => Why::Holiday { name: name.to_owned() },
        };
        CountedDay { date: day, counted: kind.is_working(), why }
    }

    /// Counts `n` working days from the day after `start`, with the proof; zero gives `start` itself.
    pub fn add_workdays(&self, start: Day, n: u32) -> Count {
        let mut days = vec![CountedDay { date: start, counted: false, why: Why::StartExcluded }];
        let (mut due, mut left) = (start, n);
        while left > 0 {
            let Some(next) = due.succ_opt() else { break };
            due = next;
            let line = self.explain(due);
            left -= u32::from(line.counted);
            days.push(line);
        }
        let assumed_years = self.not_loaded(days.iter().skip(1).map(|line| line.date));
        Count { due, days, assumed_years }
    }

    /// Returns the working days after `a` up to and including `b`; negative when `b` comes first.
    pub fn workdays_between(&self, a: Day, b: Day) -> i64 {
        if b < a {
            return -self.workdays_between(b, a);
        }
        let mut count = 0;
        let mut day = a;
        while day < b {
            let Some(next) = day.succ_opt() else { break };
            day = next;
            count += i64::from(self.is_working(day));
        }
        count
    }

    /// Returns the day itself if people work on it, else the next day on which they do.
    pub fn next_working_on_or_after(&self, day: Day) -> Day {
        let mut day = day;
        while !self.is_working(day) {
            let Some(next) = day.succ_opt() else { break };
            day = next;
        }
        day
    }

    /// Steps over `n` working days, forwards or (negative) backwards; zero stays on the day.
    pub fn step_workdays(&self, day: Day, n: i64) -> Day {
        let (mut day, mut left) = (day, n);
        while left != 0 {
            let step = if n > 0 { day.succ_opt() } else { day.checked_sub_days(Days::new(1)) };
            let Some(next) = step else { break };
            day = next;
            if self.is_working(day) {
                left -= n.signum();
            }
        }
        day
    }

    /// Returns which of these days' years are not loaded, ascending and once each.
    pub fn not_loaded(&self, days: impl IntoIterator<Item = NaiveDate>) -> Vec<i32> {
        let mut years: Vec<i32> = Vec::new();
        for year in days.into_iter().map(|day| day.year()) {
            if !self.is_loaded(year) && !years.contains(&year) {
                years.push(year);
            }
        }
        years.sort_unstable();
        years
    }

    fn index(&mut self) {
        let mut special: BTreeMap<Day, SpecialDay> = BTreeMap::new();
        for year in self.years.values() {
            // A later notice wins: the last days of December sometimes stand in next year's.
            special.extend(year.days.iter().map(|day| (day.date, day.clone())));
        }
        self.special = special.into_values().collect();
    }
}

#[cfg(test)]
mod tests;
