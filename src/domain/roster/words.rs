//! The closed lists of the roster.

use crate::domain::vocabulary::vocabulary;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::fmt;

vocabulary! {
    /// After what the next team has its turn (轮换).
    Advance as "advance" {
        /// 逐次: each selected day.
        Occurrence = "occurrence",
        /// 逐日: each day of the calendar.
        Day = "day",
        /// 逐周: each Monday.
        Week = "week",
        /// 逐月: each first of the month.
        Month = "month",
    }
    /// How a swap of duties stands (换班).
    SwapStatus as "swap" {
        /// 待对方同意.
        Asked = "asked",
        /// 待批准.
        Agreed = "agreed",
        /// 已批准.
        Approved = "approved",
        /// 未获同意或批准.
        Refused = "refused",
    }
    /// Whether a unit's people are on the floor today (到岗情况).
    Presence as "presence" {
        /// 在岗.
        Here = "here",
        /// 已到: an on-call unit called in, or one that came on another day than its own.
        CalledIn = "called_in",
        /// 今日缺席.
        Away = "away",
        /// 今日不轮驻.
        NotToday = "not_today",
        /// 随叫随到.
        OnCall = "on_call",
        /// 休息日.
        Closed = "closed",
    }
}
