//! What can be done with a directive: the commands, as scripts write them.

use super::words::Every;
use crate::domain::ids::{CaseNo, OfficerId, UnitId};
use crate::domain::sight::Principal;
use crate::domain::time::Day;
use crate::domain::vocabulary::{DirectiveKind, Level};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The one body that supervises a directive and closes it out (督办主体).
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Supervisor {
    /// A unit: whoever of it may supervise.
    Unit(UnitId),
    /// One officer of the centre.
    Officer(OfficerId),
}

impl Supervisor {
    /// Returns whom it must be open to.
    pub fn principal(&self) -> Principal {
        match self {
            Self::Unit(unit) => Principal::Unit(unit.clone()),
            Self::Officer(officer) => Principal::Officer(officer.clone()),
        }
    }
}

/// A command on a directive (督办件).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "command", rename_all = "snake_case", deny_unknown_fields)]
pub enum DirectiveCommand {
    /// Issues one (下达); where somebody has to sign it first, it waits for that.
    Issue(Box<Issue>),
    /// Signs one that was proposed (签发); it is issued then.
    SignOffDirective {},
    /// Signs for it at the unit (签收).
    ReceiveDirective {},
    /// Reports how it goes (定期报告, 进展).
    ReportDirective {
        /// How it goes.
        text: String,
    },
    /// Replies to it (回复): what came of it.
    ReplyDirective {
        /// What came of it.
        text: String,
    },
    /// Gives a reply back (退回).
    ReturnReply {
        /// What is missing.
        reason: String,
    },
    /// Closes it out (销号); never whoever replied.
    CloseOut {
        /// The opinion on it.
        opinion: String,
    },
    /// Asks for more time at the unit (申请延期); until it is granted the time runs on.
    AskExtension {
        /// The date that is asked for.
        until: Day,
        /// Why.
        reason: String,
        /// How far it has come.
        progress: String,
    },
    /// Grants no more time (不同意延期).
    RefuseExtension {
        /// Why.
        reason: String,
    },
    /// Grants more time before it has run out (延期); what is left out is as the unit asked for it.
    ExtendDirective {
        /// The new date.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        until: Option<Day>,
        /// Why.
        #[serde(default, skip_serializing_if = "String::is_empty")]
        reason: String,
        /// How far it has come.
        #[serde(default, skip_serializing_if = "String::is_empty")]
        progress: String,
        /// Who approved it.
        approver: OfficerId,
    },
    /// Takes it back (撤销).
    WithdrawDirective {
        /// Why.
        reason: String,
    },
    /// Says who leads, who works on it and how (包案方案); what is left out stays.
    PlanDirective {
        /// The leader in charge.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        leader: Option<OfficerId>,
        /// Who works on it, by name.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        team: Option<Vec<String>>,
        /// How.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        plan: Option<String>,
        /// The villages that assist and warn (三级包联).
        #[serde(default, skip_serializing_if = "Option::is_none")]
        assists: Option<Vec<UnitId>>,
        /// Who supervises it from now on.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        supervisor: Option<Supervisor>,
    },
    /// Writes down a meeting on it, or a talk (现场推进会, 约谈记录).
    HoldMeeting {
        /// The day.
        on: Day,
        /// What was said and agreed.
        text: String,
    },
    /// Has seen an alert of it.
    AcknowledgeDirective {
        /// The level.
        level: Level,
        /// What will be done.
        #[serde(default)]
        note: String,
    },
}

/// What is issued (下达).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Issue {
    /// Its kind.
    pub kind: DirectiveKind,
    /// What it is about; the title of the case if left out.
    #[serde(default)]
    pub subject: String,
    /// What is required.
    #[serde(default)]
    pub text: String,
    /// The unit that has to do it.
    pub to: UnitId,
    /// Other units it names, as a bulletin does.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub units: Vec<UnitId>,
    /// The case it is about; nothing for a project.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub case: Option<CaseNo>,
    /// The day it is due; the rulebook's limit if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub due: Option<Day>,
    /// The leader who instructs, or takes charge.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub leader: Option<OfficerId>,
    /// Who supervises it; whoever issues it if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub supervisor: Option<Supervisor>,
    /// Who works on it, by name.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub team: Vec<String>,
    /// How.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub plan: String,
    /// The villages that assist and warn.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub assists: Vec<UnitId>,
    /// How often it is reported on; as the rulebook says if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub every: Option<Every>,
}
