//! What the rulebook says of duty (值班): shifts, posts, reception days, rest.

use super::{as_hour_and_minute, hour_and_minute};
use crate::domain::calendar::Calendar;
use crate::domain::ids::{PostId, ShiftId};
use crate::domain::time::{Day, Moment, local};
use crate::domain::vocabulary::{Role, vocabulary};
use chrono::{Datelike as _, Days as DayCount, NaiveTime};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::fmt;

vocabulary! {
    /// Days by what the calendar says of them (工作日、休息日).
    DayGroup as "day_group" {
        /// 每天.
        All = "all",
        /// 工作日: with make-up workdays (调休), without days off.
        Work = "work",
        /// 休息日: weekends and days off that are not worked.
        Off = "off",
    }
}

impl DayGroup {
    /// Tells whether a day is one of these.
    pub fn has(self, day: Day, calendar: &Calendar) -> bool {
        match self {
            Self::All => true,
            Self::Work => calendar.is_working(day),
            Self::Off => !calendar.is_working(day),
        }
    }
}

/// Which days (选日): every condition given must hold, a list when one of its members does; nothing given is every day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Days {
    /// All days, those on which people work (make-up workdays too), or those off.
    pub only: DayGroup,
    /// These weekdays: 1 is Monday, 7 is Sunday.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub weekdays: Vec<u32>,
    /// The how-manieth of its weekday in the month: `[1, 3]` with `weekdays = [2]` is the first and third Tuesday.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub nth: Vec<u32>,
    /// These days of the month; a month without such a day has none.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub dates: Vec<u32>,
}

impl Default for Days {
    fn default() -> Self {
        Self { only: DayGroup::All, weekdays: Vec::new(), nth: Vec::new(), dates: Vec::new() }
    }
}

impl Days {
    /// Tells whether a day is one of these.
    pub fn include(&self, day: Day, calendar: &Calendar) -> bool {
        let any = |list: &[u32], value: u32| list.is_empty() || list.contains(&value);
        self.only.has(day, calendar)
            && any(&self.weekdays, day.weekday().number_from_monday())
            && any(&self.nth, day.day0() / 7 + 1)
            && any(&self.dates, day.day())
    }
}

/// A kind of shift (班次).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ShiftRule {
    /// The code, such as `day`; a shift is called by its day and this.
    pub id: ShiftId,
    /// The name: 白班.
    pub name: String,
    /// From when, `HH:MM`.
    #[serde(deserialize_with = "hour_and_minute", serialize_with = "as_hour_and_minute")]
    pub from: NaiveTime,
    /// Until when, `HH:MM`; not later than `from` means on the next day.
    #[serde(deserialize_with = "hour_and_minute", serialize_with = "as_hour_and_minute")]
    pub to: NaiveTime,
    /// On which days it begins.
    #[serde(default)]
    pub days: Days,
    /// Where the rule stands, or that it is local.
    #[serde(default)]
    pub source: String,
}

impl ShiftRule {
    /// Returns from when until when it lasts if it begins on a day.
    pub fn span(&self, day: Day) -> (Moment, Moment) {
        let last = if self.to > self.from { day } else { day + DayCount::new(1) };
        (local(day.and_time(self.from)), local(last.and_time(self.to)))
    }
}

/// A post on duty (岗位).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PostRule {
    /// The code, such as `window`.
    pub id: PostId,
    /// The name: 窗口值班.
    pub name: String,
    /// In which shifts somebody is needed; all when empty.
    #[serde(default)]
    pub shifts: Vec<ShiftId>,
    /// On which days.
    #[serde(default)]
    pub days: Days,
    /// What the officer must be, if anything in particular.
    #[serde(default)]
    pub role: Option<Role>,
    /// How many are needed.
    #[serde(default = "one")]
    pub count: u32,
    /// Whether whoever has it leads the shift (带班领导).
    #[serde(default)]
    pub leads: bool,
    /// Whether it is enough to be within call: such hours do not count against rest.
    #[serde(default)]
    pub standby: bool,
    /// Posts that the same officer may have at the same time (兼任).
    #[serde(default)]
    pub with: Vec<PostId>,
    /// Where the rule stands, or that it is local.
    #[serde(default)]
    pub source: String,
}

const fn one() -> u32 {
    1
}

impl PostRule {
    /// Tells whether somebody is needed in a shift that begins on a day.
    pub fn is_needed(&self, day: Day, shift: &ShiftId, calendar: &Calendar) -> bool {
        (self.shifts.is_empty() || self.shifts.contains(shift)) && self.days.include(day, calendar)
    }

    /// Tells whether one officer may have this post and another at the same time.
    pub fn goes_with(&self, other: &Self) -> bool {
        self.with.contains(&other.id) || other.with.contains(&self.id)
    }
}

/// Days on which somebody receives residents or answers the hotline, by pattern (接访日、热线日).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReceptionRule {
    /// The code, such as `hotline`.
    pub id: String,
    /// The name: 领导热线接听日.
    pub name: String,
    /// On which days.
    #[serde(default)]
    pub days: Days,
    /// From when, `HH:MM`.
    #[serde(deserialize_with = "hour_and_minute", serialize_with = "as_hour_and_minute")]
    pub from: NaiveTime,
    /// Until when, `HH:MM`.
    #[serde(deserialize_with = "hour_and_minute", serialize_with = "as_hour_and_minute")]
    pub to: NaiveTime,
    /// Whoever has this post at that time receives.
    pub post: PostId,
    /// Where the rule stands, or that it is local.
    #[serde(default)]
    pub source: String,
}

impl ReceptionRule {
    /// Returns from when until when it lasts on a day.
    pub fn span(&self, day: Day) -> (Moment, Moment) {
        (local(day.and_time(self.from)), local(day.and_time(self.to)))
    }
}

/// What holds for the whole roster (值班表).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct RosterRules {
    /// The least hours of rest between two duties of one officer.
    pub rest_hours: u32,
    /// How many days at most are published at once.
    pub publish_days: u32,
    /// Where the rule stands, or that it is local.
    pub source: String,
}

impl Default for RosterRules {
    /// Returns what holds where a rulebook says nothing of it.
    fn default() -> Self {
        Self { rest_hours: 8, publish_days: 92, source: String::new() }
    }
}

/// What holds for a centre whose rulebook names no shifts or no posts.
#[derive(Debug, Deserialize)]
pub(super) struct Usual {
    #[serde(rename = "shift")]
    pub shifts: Vec<ShiftRule>,
    #[serde(rename = "post")]
    pub posts: Vec<PostRule>,
}

/// Returns what holds for a centre whose rulebook names no shifts or no posts.
///
/// # Panics
/// Never: a test reads it.
pub(super) fn usual() -> Usual {
    toml::from_str(include_str!("../../../rulebooks/usual/duty.toml")).expect("a test reads it")
}
