//! Long-pending cases (积案): which they are, and how old.

use crate::domain::rulebook::LongPendingRules;
use crate::domain::time::{Day, Moment};
use chrono::Duration;

/// Returns for how many whole days a case has been open.
pub fn age(registered_at: Moment, now: Moment) -> i64 {
    (now.date_naive() - registered_at.date_naive()).num_days()
}

/// Returns the moment before which a case was registered that is long pending now.
pub fn before(rules: &LongPendingRules, now: Moment) -> Day {
    now.date_naive() - Duration::days(i64::from(rules.days)) + Duration::days(1)
}

/// Returns the band of an age, as the days from which on it counts; nothing if the case is not long pending.
pub fn band(age: i64, rules: &LongPendingRules) -> Option<u32> {
    let mut begins = std::iter::once(rules.days).chain(rules.bands.iter().copied()).rev();
    begins.find(|begin| i64::from(*begin) <= age)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::time::at;

    fn rules() -> LongPendingRules {
        LongPendingRules { days: 90, bands: vec![180, 365], ..LongPendingRules::default() }
    }

    #[test]
    fn a_band_begins_on_its_day() {
        for (age, expected) in [(89, None), (90, Some(90)), (179, Some(90)), (180, Some(180)), (400, Some(365))] {
            assert_eq!(band(age, &rules()), expected, "{age}");
        }
    }

    #[test]
    fn who_is_asked_for_is_who_has_a_band() {
        let now = at(Day::from_ymd_opt(2026, 11, 20).unwrap(), 9, 0);
        for days in 85..95 {
            let registered = at(now.date_naive() - Duration::days(days), 16, 30);
            let asked = registered < at(before(&rules(), now), 0, 0);
            assert_eq!(asked, band(age(registered, now), &rules()).is_some(), "{days}");
        }
    }
}
