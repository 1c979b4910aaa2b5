//! Time as the domain knows it: moments at China Standard Time, passed in, never read from a clock.

use chrono::{DateTime, FixedOffset, NaiveDate, NaiveDateTime, NaiveTime, TimeZone};

/// A moment at China Standard Time (`+08:00`).
pub type Moment = DateTime<FixedOffset>;

/// A calendar day.
pub type Day = NaiveDate;

/// Returns the offset of China Standard Time.
pub fn cst() -> FixedOffset {
    FixedOffset::east_opt(8 * 3600).expect("eight hours is a valid offset")
}

/// Returns the moment of a local date and time; CST has no gaps, so this cannot fail.
pub fn local(at: NaiveDateTime) -> Moment {
    cst().from_local_datetime(&at).single().expect("a fixed offset has no gaps")
}

/// Returns the last second of a day, when a limit counted in days runs out.
pub fn end_of(day: Day) -> Moment {
    local(day.and_time(NaiveTime::from_hms_opt(23, 59, 59).expect("a valid time")))
}

/// Returns a moment on a day, by hour and minute; hours and minutes out of range give midnight.
pub fn at(day: Day, hour: u32, minute: u32) -> Moment {
    local(day.and_time(NaiveTime::from_hms_opt(hour, minute, 0).unwrap_or(NaiveTime::MIN)))
}
