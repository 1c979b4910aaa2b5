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
    /// A part of what a leader has to look at (领导接访包).
    Packet as "packet" {
        /// 待签发: directives that wait for the own signature.
        ToSign = "to_sign",
        /// 待核定: grades that wait to be confirmed.
        Grades = "grades",
        /// 今日到期与领导级超期: due today, or overdue up to the leader.
        Due = "due",
        /// 红色: at red or above.
        Red = "red",
        /// 交接未接: what was refused at a handover and stays with the leader.
        Refused = "refused",
        /// 包案与挂牌: cases the leader is charged with.
        Charged = "charged",
        /// 批示: instructions not yet replied to.
        Instructions = "instructions",
        /// 接访记录: whom the leader received lately.
        Received = "received",
        /// 重复访.
        Repeat = "repeat",
        /// 密件: sealed ones the leader may know of.
        Sealed = "sealed",
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
