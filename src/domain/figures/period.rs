//! The period that figures are about.

use super::Span;
use crate::domain::time::{Day, Moment, at};
use chrono::{Datelike, Days, Months};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::fmt;

/// A period: its first day, and the first day after it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
pub struct Period {
    /// Its first day.
    pub from: Day,
    /// The first day that is not in it any more.
    pub until: Day,
}

impl Period {
    /// Returns the period of a kind that a day lies in.
    pub fn around(span: Span, day: Day) -> Self {
        let months = |first: u32, count: u32| {
            let from = Day::from_ymd_opt(day.year(), first, 1).unwrap_or(day);
            Self { from, until: from.checked_add_months(Months::new(count)).unwrap_or(Day::MAX) }
        };
        match span {
            Span::Day => Self { from: day, until: day.succ_opt().unwrap_or(Day::MAX) },
            Span::Week => {
                let from = day.week(chrono::Weekday::Mon).first_day();
                Self { from, until: from.checked_add_days(Days::new(7)).unwrap_or(Day::MAX) }
            }
            Span::Month => months(day.month(), 1),
            Span::Quarter => months(day.month0() / 3 * 3 + 1, 3),
            Span::Half => months(day.month0() / 6 * 6 + 1, 6),
            Span::Year => months(1, 12),
        }
    }

    /// Returns the period of the same kind that ends where this one begins.
    #[must_use]
    pub fn before(self, span: Span) -> Self {
        Self::around(span, self.from.pred_opt().unwrap_or(Day::MIN))
    }

    /// Returns the same period from the year's beginning, as returns show beside it (年度累计).
    #[must_use]
    pub fn year_to_date(self) -> Self {
        Self { from: Self::around(Span::Year, self.last()).from, until: self.until }
    }

    /// Returns its last day.
    pub fn last(self) -> Day {
        self.until.pred_opt().unwrap_or(self.from)
    }

    /// Returns the moment it begins.
    pub fn starts(self) -> Moment {
        at(self.from, 0, 0)
    }

    /// Returns the first moment after it.
    pub fn ends(self) -> Moment {
        at(self.until, 0, 0)
    }

    /// Tells whether a moment lies in it.
    pub fn has(self, moment: Moment) -> bool {
        self.starts() <= moment && moment < self.ends()
    }

    /// Tells whether there is a moment and it lies in it.
    pub fn saw(self, moment: Option<Moment>) -> bool {
        moment.is_some_and(|moment| self.has(moment))
    }
}

/// Over which period figures are wanted: a kind, and a day in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Over {
    /// The kind of period.
    pub span: Span,
    /// A day in it.
    pub day: Day,
}

impl Over {
    /// Returns the period.
    pub fn period(self) -> Period {
        Period::around(self.span, self.day)
    }

    /// Returns the period before.
    #[must_use]
    pub fn back(self) -> Self {
        Self { day: self.period().before(self.span).from, ..self }
    }

    /// Returns the period after.
    #[must_use]
    pub fn on(self) -> Self {
        Self { day: self.period().until, ..self }
    }

    /// Says that figures over it are taken at a moment.
    pub fn taken(self, at: Moment) -> Taken {
        Taken { span: self.span, period: self.period(), at }
    }
}

/// What figures are about, and when they were taken (截至).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Taken {
    /// The kind of period.
    pub span: Span,
    /// The period.
    pub period: Period,
    /// The moment of which they are true.
    pub at: Moment,
}

impl fmt::Display for Period {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}..{}", self.from, self.last())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Day {
        text.parse().expect("a day")
    }

    #[test]
    fn every_kind_of_period_holds_its_day_and_borders_on_the_one_before() {
        for days in 0..800 {
            let day = day("2025-12-25") + Days::new(days);
            for span in Span::ALL {
                let period = Period::around(*span, day);
                assert!(period.from <= day && day < period.until, "{span} {day}");
                assert_eq!(Period::around(*span, period.last()), period);
                assert_eq!(period.before(*span).until, period.from);
            }
        }
    }

    #[test]
    fn periods_begin_where_people_expect_them_to() {
        let of = |span| Period::around(span, day("2026-11-22")).to_string();
        assert_eq!(of(Span::Week), "2026-11-16..2026-11-22");
        assert_eq!(of(Span::Month), "2026-11-01..2026-11-30");
        assert_eq!(of(Span::Quarter), "2026-10-01..2026-12-31");
        assert_eq!(of(Span::Half), "2026-07-01..2026-12-31");
        assert_eq!(Period::around(Span::Month, day("2026-11-22")).year_to_date().to_string(), "2026-01-01..2026-11-30");
    }

    #[test]
    fn a_period_ends_with_the_last_moment_of_its_last_day() {
        let period = Period::around(Span::Month, day("2026-11-22"));
        assert!(period.has(crate::domain::time::end_of(day("2026-11-30"))));
        assert!(!period.has(at(day("2026-12-01"), 0, 0)));
    }
}
