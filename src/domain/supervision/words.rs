//! The closed lists of supervision: the three checks, the figures of a unit's standing.

use crate::domain::vocabulary::vocabulary;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::fmt;

vocabulary! {
    /// One of the three checks (三查).
    Check as "check" {
        /// 应受理未受理.
        NotAccepted = "not_accepted",
        /// 应办理未办理.
        NotHandled = "not_handled",
        /// 办结未回访.
        NotCalledBack = "not_called_back",
    }
    /// A figure of a unit's standing (单位情况); each counts assignments, the last two cases.
    Figure as "figure" {
        /// 交办.
        Assigned = "assigned",
        /// 按时办结.
        OnTime = "on_time",
        /// 超时办结.
        Late = "late",
        /// 未办结.
        Open = "open",
        /// 未办结且超期.
        OpenLate = "open_late",
        /// 撤回: taken back before it was done, and not the unit's to answer for.
        TakenBack = "taken_back",
        /// 退回重办.
        SentBack = "sent_back",
        /// 异议.
        Objected = "objected",
        /// 回访.
        Asked = "asked",
        /// 不满意.
        Dissatisfied = "dissatisfied",
    }
    /// A rate of a unit's standing: one figure among others.
    Rate as "rate" {
        /// 办结率: done, of what was not taken back.
        Done = "done",
        /// 按时办结率: done on time, of what was done or is late.
        OnTime = "on_time",
        /// 不满意率: dissatisfied, of those asked.
        Dissatisfied = "dissatisfied",
    }
}
