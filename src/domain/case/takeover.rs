//! Taking over (接转): a matter that an earlier register (旧台账) had already closed comes in whole, with one event.

use super::decide::{check_intake, required};
use super::{Assignment, Case, CaseEvent, Context, Decision, Register};
use crate::domain::clean;
use crate::domain::ids::{AssignmentId, CaseId, CaseNo, OfficerId, UnitId};
use crate::domain::party::Party;
use crate::domain::refusal::Refusal;
use crate::domain::time::Moment;
use crate::domain::vocabulary::{AssignmentRole, AssignmentStatus, Stage};
use crate::refuse;
use chrono::SubsecRound as _;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What an earlier register says became of a matter.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Earlier {
    /// When it was written down there.
    pub registered_at: Moment,
    /// When it was closed there.
    pub closed_at: Moment,
    /// The unit that handled it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unit: Option<UnitId>,
    /// How it ended.
    pub result: String,
    /// Which register it comes from, and under which number it stood there.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub source: String,
}

/// One closed matter of an earlier register, as it is taken over (旧台账接转).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RegisterOld {
    /// What had been written down.
    pub intake: Register,
    /// What became of it.
    pub earlier: Earlier,
}

/// Takes a closed matter over under a number and identity that the store has set aside.
///
/// # Errors
/// Refuses what a registration would be refused for, and moments that cannot be.
pub fn take_over(
    id: CaseId,
    no: CaseNo,
    intake: &Register,
    earlier: &Earlier,
    ctx: &Context<'_>,
) -> Result<Decision, Refusal> {
    let (intake, parties) = check_intake(intake, ctx)?;
    required("result", &earlier.result)?;
    if intake.sealed.is_some() {
        return Err(refuse!("sealed_not_taken_over"));
    }
    let earlier = Earlier {
        registered_at: earlier.registered_at.trunc_subsecs(0),
        closed_at: earlier.closed_at.trunc_subsecs(0),
        unit: earlier.unit.clone(),
        result: earlier.result.trim().to_owned(),
        source: clean::line(&earlier.source),
    };
    if earlier.registered_at > earlier.closed_at || earlier.closed_at > ctx.now {
        return Err(refuse!(
            "taken_over_moments",
            no = no,
            from = earlier.registered_at.format("%Y-%m-%d"),
            to = earlier.closed_at.format("%Y-%m-%d")
        ));
    }
    if let Some(unit) = earlier.unit.as_ref().filter(|unit| ctx.centre.unit(unit).is_none()) {
        return Err(refuse!("unknown_unit", unit = unit));
    }
    let (by, rulebook) = (&ctx.officer.id, ctx.centre.rulebook().version.clone());
    let case = Case::begin_closed(id, ctx.now, by, &no, &rulebook, &intake, &parties, &earlier);
    let taken = CaseEvent::TakenOver { no, rulebook, intake: Box::new(intake), parties, earlier };
    Ok(Decision { case, events: vec![taken], warnings: Vec::new() })
}

impl Case {
    /// Begins a case whose life was over before it came here: no clock ever ran for it here.
    #[allow(clippy::too_many_arguments)] // the fields of its one event, and whose it is
    pub(super) fn begin_closed(
        id: CaseId,
        at: Moment,
        by: &OfficerId,
        no: &CaseNo,
        rulebook: &str,
        intake: &Register,
        parties: &[Party],
        earlier: &Earlier,
    ) -> Self {
        let mut case = Self::begin(id, at, by, no, rulebook, intake, parties);
        case.stage = Stage::Archived;
        case.registered_at = earlier.registered_at;
        case.held_since = earlier.closed_at;
        case.closed_at = Some(earlier.closed_at);
        case.resolved_at = Some(earlier.closed_at);
        case.result = Some(earlier.result.clone());
        case.assignments.extend(earlier.unit.as_ref().map(|unit| Assignment {
            id: AssignmentId(1),
            unit: unit.clone(),
            role: AssignmentRole::Lead,
            status: AssignmentStatus::Verified,
            instruction: String::new(),
            designated: false,
            assigned_at: earlier.registered_at,
            signed_at: None,
            objection: None,
            progress: Vec::new(),
            result: Some(earlier.result.clone()),
            sent_back: 0,
        }));
        case
    }
}

#[cfg(test)]
mod tests;
