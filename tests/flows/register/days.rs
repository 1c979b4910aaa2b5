//! Counting days by hand, from the calendar's data only: none of the program's own counting is used here.

use chrono::{Datelike, Days, Months, NaiveDate, Weekday};
use std::collections::BTreeMap;

pub type Day = NaiveDate;

/// Days off and days worked against the weekday, as the notice lists them.
pub struct Days2026 {
    listed: BTreeMap<Day, bool>,
}

impl Days2026 {
    pub fn read() -> Self {
        let table: toml::Table = include_str!("../../../calendars/2026.toml").parse().unwrap();
        let day = |value: &toml::Value| value.as_str().unwrap().parse::<Day>().unwrap();
        let mut listed = BTreeMap::new();
        for festival in table["festival"].as_array().unwrap() {
            let (from, to) = (day(&festival["from"]), day(&festival["to"]));
            listed.extend(from.iter_days().take_while(|it| *it <= to).map(|it| (it, false)));
            listed.extend(festival["work"].as_array().unwrap().iter().map(|it| (day(it), true)));
        }
        Self { listed }
    }

    pub fn worked(&self, day: Day) -> bool {
        let weekend = matches!(day.weekday(), Weekday::Sat | Weekday::Sun);
        self.listed.get(&day).copied().unwrap_or(!weekend)
    }

    /// The day so many working days after a day, or before it.
    pub fn workdays(&self, day: Day, count: i64) -> Day {
        let mut at = day;
        let mut left = count.abs();
        while left > 0 {
            at = if count > 0 { at.succ_opt() } else { at.pred_opt() }.unwrap();
            left -= i64::from(self.worked(at));
        }
        at
    }

    /// The day itself if it is worked, else the next that is.
    pub fn rolled(&self, day: Day) -> Day {
        if self.worked(day) { day } else { self.workdays(day, 1) }
    }
}

pub fn calendar_days(day: Day, count: u64) -> Day {
    day + Days::new(count)
}

pub fn a_month(day: Day) -> Day {
    day + Months::new(1)
}
