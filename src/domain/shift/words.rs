//! The closed lists of a shift: what is entered by hand, what the sheet has sections for, what the log is grouped by.

use crate::domain::vocabulary::vocabulary;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::fmt;

vocabulary! {
    /// What somebody enters into the log by hand (值班记录).
    EntryKind as "shift_entry" {
        /// 记事.
        Note = "note",
        /// 来访.
        Visit = "visit",
        /// 来电.
        Call = "call",
        /// 突发.
        Incident = "incident",
        /// 设备.
        Equipment = "equipment",
        /// 口头交代.
        Instruction = "instruction",
    }
    /// A section of the handover sheet (交接表), the most pressing first.
    Section as "sheet_section" {
        /// 红色: at red or above; the incoming accepts or refuses each.
        Red = "red",
        /// 黄色.
        Yellow = "yellow",
        /// 承诺: what was promised to residents.
        Promise = "promise",
        /// 待签收: assigned and not signed for.
        Unsigned = "unsigned",
        /// 下一班调解: sessions of the next shift.
        Session = "session",
        /// 督办到期: directives that fall due.
        Directive = "directive",
    }
    /// What the log of a shift is grouped by (值班日志).
    Heading as "log_heading" {
        /// 登记受理.
        Intake = "intake",
        /// 分流交办.
        Triage = "triage",
        /// 承办反馈.
        Handling = "handling",
        /// 调解.
        Mediation = "mediation",
        /// 答复回访.
        Answers = "answers",
        /// 预警.
        Alerts = "alerts",
        /// 督办批示.
        Supervision = "supervision",
        /// 值班交接.
        Duty = "duty",
        /// 值班记录: what was entered by hand.
        Entries = "entries",
    }
}

impl Heading {
    /// The kinds of events of a case that the log tells, by heading; the rest is bookkeeping.
    pub const KINDS: &[(Self, &[&str])] = &[
        (Self::Intake, &["registered", "taken_over", "accepted", "declined", "withdrawn", "merged"]),
        (
            Self::Triage,
            &["assigned", "disposed", "ruled", "recalled", "returned", "transfers_frozen", "convened", "concluded"],
        ),
        (Self::Handling, &["signed", "objected", "progressed", "reported", "verified", "sent_back"]),
        (
            Self::Mediation,
            &[
                "session_scheduled",
                "session_confirmed",
                "session_rescheduled",
                "session_cancelled",
                "session_recorded",
                "agreed",
                "adjourned",
                "mediation_failed",
                "mediation_terminated",
                "instalment_performed",
                "instalment_breached",
                "judicial_step_taken",
            ],
        ),
        (Self::Answers, &["resolved", "replied", "called_back", "call_back_closed", "reopened", "archived"]),
        (Self::Alerts, &["escalated", "acknowledged", "clock_extended"]),
        (Self::Supervision, &["instructed", "reminded"]),
    ];

    /// Returns the heading under which an event of a case is told, if it is.
    pub fn of(kind: &str) -> Option<Self> {
        Self::KINDS.iter().find(|(_, kinds)| kinds.contains(&kind)).map(|(heading, _)| *heading)
    }
}
