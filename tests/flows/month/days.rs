//! Working days and limits, counted by the test's own small code from the published notices and the rulebook's numbers.

use chrono::{Days as Calendar, Months, NaiveDate, TimeDelta};
use std::collections::BTreeSet;
use yichuang::domain::time::{Moment, at};

/// The days off and the make-up days of the years that were announced.
pub struct Days {
    off: BTreeSet<NaiveDate>,
    work: BTreeSet<NaiveDate>,
}

impl Days {
    /// Reads the notice of 2026.
    pub fn new() -> Self {
        let table: toml::Table = include_str!("../../../calendars/2026.toml").parse().unwrap();
        let day = |value: &toml::Value| value.as_str().unwrap().parse::<NaiveDate>().unwrap();
        let (mut off, mut work) = (BTreeSet::new(), BTreeSet::new());
        for festival in table["festival"].as_array().unwrap() {
            let (from, to) = (day(&festival["from"]), day(&festival["to"]));
            off.extend(from.iter_days().take_while(|it| *it <= to));
            work.extend(festival["work"].as_array().unwrap().iter().map(day));
        }
        Self { off, work }
    }

    /// Tells whether people work on a day.
    pub fn works(&self, day: NaiveDate) -> bool {
        use chrono::{Datelike as _, Weekday};
        let weekend = matches!(day.weekday(), Weekday::Sat | Weekday::Sun);
        self.work.contains(&day) || !weekend && !self.off.contains(&day)
    }

    /// Returns the so many-th working day after a day, or before it.
    pub fn step(&self, day: NaiveDate, many: i64) -> NaiveDate {
        let next = |day: NaiveDate| if many < 0 { day.pred_opt() } else { day.succ_opt() }.unwrap();
        let (mut day, mut left) = (day, many.abs());
        while left > 0 {
            day = next(day);
            left -= i64::from(self.works(day));
        }
        day
    }

    /// Returns when so much time from a moment is over.
    pub fn after(&self, from: Moment, amount: i64, unit: &str) -> Moment {
        let (day, many) = (from.date_naive(), u32::try_from(amount).unwrap());
        last_of(match unit {
            "hour" => return from + TimeDelta::hours(amount),
            "work_day" => self.step(day, amount),
            "cal_day" => day + Calendar::new(many.into()),
            "month" => day + Months::new(many),
            other => panic!("limits in {other}"),
        })
    }

    /// Returns when so much time from a moment is over, where those days do not count on which it stood still: from the day
    /// after it stopped to the day on which it went on.
    pub fn after_pauses(&self, from: Moment, (amount, unit): (i64, &str), pauses: &[(Moment, Moment)]) -> Moment {
        let day = from.date_naive();
        let many = match unit {
            "month" => (day + Months::new(u32::try_from(amount).unwrap()) - day).num_days(),
            "work_day" | "cal_day" => amount,
            other => panic!("pauses of limits in {other}"),
        };
        let still = |day: NaiveDate| pauses.iter().any(|(from, to)| from.date_naive() < day && day <= to.date_naive());
        let counts = |day: &NaiveDate| !still(*day) && (unit != "work_day" || self.works(*day));
        last_of(day.iter_days().skip(1).filter(counts).nth(usize::try_from(many - 1).unwrap()).unwrap())
    }

    /// Returns when a step of the ladder is reached for what is due at a moment.
    pub fn rung(&self, due: Moment, offset: i64) -> Moment {
        let day = due.date_naive();
        if offset == 0 && due != last_of(day) { due } else { at(self.step(day, offset), 0, 0) }
    }
}

/// Returns the last second of a day.
pub fn last_of(day: NaiveDate) -> Moment {
    at(day, 23, 59) + TimeDelta::seconds(59)
}
