//! The closed lists of figures: kinds of periods, and what is counted.

use crate::domain::vocabulary::vocabulary;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::fmt;

vocabulary! {
    /// A kind of period (周期).
    Span as "span" {
        /// 日.
        Day = "day",
        /// 周, from Monday.
        Week = "week",
        /// 月.
        Month = "month",
        /// 季.
        Quarter = "quarter",
        /// 半年.
        Half = "half",
        /// 年.
        Year = "year",
    }
    /// What can be counted of the cases of a period (指标). Adding one is a member here, its arm in
    /// [`Measure::takes`] and its name in `locales/term.*`.
    Measure as "measure" {
        /// 登记数: written down in the period.
        Registered = "registered",
        /// 受理数: accepted, of those written down.
        Accepted = "accepted",
        /// 办结数: closed in the period, whichever way.
        Closed = "closed",
        /// 按时办结率: never late, of those closed.
        OnTime = "on_time",
        /// 在办数: still open at the end of the period.
        Open = "open",
        /// 超期数: late, of those still open.
        Overdue = "overdue",
        /// 调解成功率: agreed, of those whose mediation ended in the period.
        Mediated = "mediated",
        /// 回访率: called back whatever came of it, of those resolved in the period.
        CalledBack = "called_back",
        /// 满意率: satisfied in any of the three grades, of those who answered a call-back in the period.
        Satisfied = "satisfied",
        /// 重复访: written down as a repeated visit, of those written down.
        Repeat = "repeat",
        /// 重新办理: taken up again at least once, of those resolved in the period.
        Reopened = "reopened",
    }
}
