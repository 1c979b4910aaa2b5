//! A year's days off and make-up workdays, and the two texts they are read from.

use crate::domain::refusal::Refusal;
use crate::domain::time::Day;
use crate::refuse;
use chrono::{Datelike, NaiveDate};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// A day that is not what its weekday says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct SpecialDay {
    /// The day.
    pub date: Day,
    /// The festival it belongs to.
    pub name: String,
    /// True for a day off, false for a make-up workday (调休上班).
    pub off: bool,
}

/// What the notice of one year says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Year {
    /// The year.
    pub year: i32,
    /// The notice or file the days come from.
    pub notice: String,
    /// The special days, ascending.
    pub days: Vec<SpecialDay>,
}

impl Year {
    /// Returns this year with a local holiday or make-up day of the county added (办法 §4).
    #[must_use]
    pub fn with_addition(mut self, day: SpecialDay) -> Self {
        self.days.retain(|known| known.date != day.date);
        self.days.push(day);
        self.days.sort_by_key(|day| day.date);
        self
    }
}

/// What is wrong with a calendar text; its words stand under the refusal's code.
pub type CalendarFault = Refusal;

#[derive(Deserialize)]
struct JsonYear {
    year: i32,
    days: Vec<JsonDay>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct JsonDay {
    name: String,
    date: String,
    is_off_day: bool,
}

/// Reads the common JSON shape `{"year","days":[{"name","date","isOffDay"}]}`; other keys are ignored.
///
/// Refused are a text of another shape, a date that does not exist or lies outside the year (the last
/// ten days of the December before belong to it), a date given twice, a make-up workday on an ordinary
/// working day, and an empty list, since that is how a notice that is not published yet looks.
pub fn parse_holiday_json(text: &str) -> Result<Year, CalendarFault> {
    let read: JsonYear = serde_json::from_str(text.trim_start_matches('\u{feff}'))
        .map_err(|error| refuse!("calendar_shape", line = error.line(), column = error.column(), detail = error))?;
    let mut days = Vec::with_capacity(read.days.len());
    for JsonDay { name, date, is_off_day } in read.days {
        days.push(SpecialDay { date: parse_date(&date)?, name, off: is_off_day });
    }
    checked(Year { year: read.year, notice: format!("{}.json", read.year), days })
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct TomlYear {
    year: i32,
    notice: String,
    #[serde(default)]
    festival: Vec<Festival>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Festival {
    name: String,
    from: String,
    to: String,
    #[serde(default)]
    work: Vec<String>,
}

/// Reads the form in which calendars are shipped: see `calendars/2026.toml`.
pub fn parse_year_toml(text: &str) -> Result<Year, CalendarFault> {
    let read: TomlYear = toml::from_str(text).map_err(|error| {
        let before = &text[..error.span().map_or(0, |span| span.start.min(text.len()))];
        let line = before.matches('\n').count() + 1;
        let column = before.rsplit('\n').next().unwrap_or_default().chars().count() + 1;
        refuse!("calendar_shape", line = line, column = column, detail = error.message())
    })?;
    let mut days = Vec::new();
    for Festival { name, from, to, work } in read.festival {
        let (first, last) = (parse_date(&from)?, parse_date(&to)?);
        if last < first {
            return Err(refuse!("calendar_reversed", name = name, from = from, to = to));
        }
        if (last - first).num_days() > 31 {
            return Err(refuse!("calendar_too_long", name = name, from = from, to = to));
        }
        days.extend(first.iter_days().take_while(|day| *day <= last).map(|date| SpecialDay {
            date,
            name: name.clone(),
            off: true,
        }));
        for date in work {
            days.push(SpecialDay { date: parse_date(&date)?, name: name.clone(), off: false });
        }
    }
    checked(Year { year: read.year, notice: read.notice, days })
}

fn parse_date(text: &str) -> Result<Day, CalendarFault> {
    NaiveDate::parse_from_str(text, "%Y-%m-%d")
        .ok()
        .filter(|_| text.len() == 10)
        .ok_or_else(|| refuse!("calendar_bad_date", date = text))
}

fn checked(mut year: Year) -> Result<Year, CalendarFault> {
    if !(1949..=2999).contains(&year.year) {
        return Err(refuse!("calendar_year_absurd", year = year.year));
    }
    if year.days.is_empty() {
        return Err(refuse!("calendar_not_published", year = year.year));
    }
    let mut seen = BTreeSet::new();
    for SpecialDay { date, name, off } in &year.days {
        let december_before = date.year() == year.year - 1 && date.month() == 12 && date.day() >= 22;
        if date.year() != year.year && !december_before {
            return Err(refuse!("calendar_wrong_year", year = year.year, date = date));
        }
        if !seen.insert(*date) {
            return Err(refuse!("calendar_twice", date = date));
        }
        if !off && date.weekday().number_from_monday() <= 5 {
            return Err(refuse!("calendar_make_up_on_weekday", date = date, name = name));
        }
    }
    year.days.sort_by_key(|day| day.date);
    Ok(year)
}
