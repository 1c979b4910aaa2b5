//! What figures know of a case.

use crate::domain::case::{Assignment, CallBackAnswer, Case, is_judged_by};
use crate::domain::clock::Clock;
use crate::domain::ids::{CaseNo, CategoryId, MediatorId, OfficerId, UnitId};
use crate::domain::mediation::{AgreementForm, JudicialStep, MediationStatus};
use crate::domain::time::Moment;
use crate::domain::vocabulary::{
    AssignmentRole, CaseKind, Channel, ClockKind, Disposition, Grade, LinkKind, Risk, Side, Stage,
};
use serde::{Deserialize, Serialize};

/// What figures know of a case: nothing of whom it is about, and nothing that cannot be counted.
#[allow(clippy::struct_excessive_bools, reason = "each is something that figures count")]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fact {
    /// Its number, by which a figure is opened.
    pub no: CaseNo,
    /// The kind of matter.
    pub kind: CaseKind,
    /// How it reached the window (渠道).
    pub channel: Channel,
    /// The category.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub category: Option<CategoryId>,
    /// The grade.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub grade: Option<Grade>,
    /// The risk.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub risk: Option<Risk>,
    /// Where it stands.
    pub stage: Stage,
    /// Where it happened (属地).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub place: Option<String>,
    /// The grid (网格).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub grid: Option<String>,
    /// The unit that leads, or led last (主办单位).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unit: Option<UnitId>,
    /// Who wrote it down.
    pub registered_by: OfficerId,
    /// When it was written down.
    pub registered_at: Moment,
    /// When it was last accepted (受理).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub accepted_at: Option<Moment>,
    /// When it was first assigned to a unit (分流).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub routed_at: Option<Moment>,
    /// When whoever leads signed for it (签收).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub signed_at: Option<Moment>,
    /// Whether a conference or a leader had it (会商、领导阅批).
    #[serde(default, skip_serializing_if = "is_false")]
    pub discussed: bool,
    /// When it was last resolved (办结).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub resolved_at: Option<Moment>,
    /// When the resident was last answered (答复).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub replied_at: Option<Moment>,
    /// When the resident was last called back since (回访).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub called_at: Option<Moment>,
    /// What came of that.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub call_back: Option<CallBackAnswer>,
    /// When its life ended.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub closed_at: Option<Moment>,
    /// The nearest date it is judged by.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub due: Option<Moment>,
    /// Since when a limit it is judged by was first exceeded.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub late_since: Option<Moment>,
    /// How it was disposed of, when in one of the seven ways.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub disposition: Option<Disposition>,
    /// Where its mediation stands.
    #[serde(default)]
    pub mediation: MediationStatus,
    /// How many mediation sessions were booked.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub sessions: u32,
    /// The form of the agreement in force.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub agreement: Option<AgreementForm>,
    /// When it was reached.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub agreed_at: Option<Moment>,
    /// Whether nothing of it is left to perform.
    #[serde(default, skip_serializing_if = "is_false")]
    pub performed: bool,
    /// The last step of judicial confirmation.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub judicial: Option<JudicialStep>,
    /// Who mediated the session in which it was agreed.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub mediators: Vec<MediatorId>,
    /// How often limits were extended.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub extended: u32,
    /// How often units' results were sent back.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub sent_back: u32,
    /// How often units said "not ours".
    #[serde(default, skip_serializing_if = "is_zero")]
    pub objected: u32,
    /// How often it was taken up again.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub reopened: u32,
    /// How often the resident was dissatisfied.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub dissatisfied: u32,
    /// How many people it involves.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub people: Option<u32>,
    /// How many stand on either side (当事人数).
    #[serde(default, skip_serializing_if = "is_zero")]
    pub parties: u32,
    /// The sum in dispute, in fen.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub amount_fen: Option<i64>,
    /// Whether it is linked as a repeated visit (重复访).
    #[serde(default, skip_serializing_if = "is_false")]
    pub repeat: bool,
    /// Whether it is handled as part of another case (并案).
    #[serde(default, skip_serializing_if = "is_false")]
    pub merged: bool,
    /// Whether it came closed from an earlier register (旧台账), so that nobody here handled it.
    #[serde(default, skip_serializing_if = "is_false")]
    pub taken_over: bool,
    /// What units were given of it, each time with its limit (派单).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub given: Vec<Given>,
}

/// An assignment with its unit's limit, as figures know it (派单).
#[allow(clippy::struct_excessive_bools, reason = "each is something that figures count")]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Given {
    /// The unit.
    pub unit: UnitId,
    /// Whether it leads.
    #[serde(default, skip_serializing_if = "is_false")]
    pub lead: bool,
    /// When it was assigned.
    pub at: Moment,
    /// When the result was due.
    pub due: Moment,
    /// When the unit had done it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub met: Option<Moment>,
    /// Since when it was late, if it was or is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub late: Option<Moment>,
    /// Whether its time runs.
    #[serde(default, skip_serializing_if = "is_false")]
    pub runs: bool,
    /// Whether it was taken away.
    #[serde(default, skip_serializing_if = "is_false")]
    pub recalled: bool,
    /// Whether the unit said that it was not its own.
    #[serde(default, skip_serializing_if = "is_false")]
    pub objected: bool,
    /// How often the result was sent back.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub sent_back: u32,
}

impl Given {
    /// Reads what units were given of a case: every assignment that a unit's limit began with.
    fn all(case: &Case) -> Vec<Self> {
        let of_unit = |it: &Assignment| {
            let begins = |clock: &&Clock| clock.kind == ClockKind::Unit && clock.start == it.assigned_at;
            case.clocks.iter().filter(begins).find(|clock| clock.unit.as_ref() == Some(&it.unit)).cloned()
        };
        let given = |it: &Assignment| {
            let clock = of_unit(it)?;
            Some(Self {
                unit: it.unit.clone(),
                lead: it.role == AssignmentRole::Lead,
                at: it.assigned_at,
                due: clock.due,
                met: clock.met,
                late: clock.late_since,
                runs: clock.is_running() && !clock.is_paused(),
                recalled: !it.is_live(),
                objected: it.objection.is_some(),
                sent_back: it.sent_back,
            })
        };
        case.assignments.iter().filter_map(given).collect()
    }
}

#[allow(clippy::trivially_copy_pass_by_ref, reason = "serde hands the field over by reference")]
fn is_zero(count: &u32) -> bool {
    *count == 0
}

#[allow(clippy::trivially_copy_pass_by_ref, reason = "serde hands the field over by reference")]
fn is_false(it: &bool) -> bool {
    !it
}

fn how_many<T>(of: impl Iterator<Item = T>) -> u32 {
    u32::try_from(of.count()).unwrap_or(u32::MAX)
}

impl Fact {
    /// Takes the facts from a case as it stands.
    pub fn of(case: &Case) -> Self {
        let lead = case.lead().or_else(|| case.assignments.iter().rfind(|it| it.role == AssignmentRole::Lead));
        let judged: Vec<_> = case.clocks.iter().filter(|clock| is_judged_by(clock.kind)).collect();
        let reached = case.mediation.agreement();
        let call = case.call_backs.last();
        Self {
            no: case.no.clone(),
            kind: case.kind,
            channel: case.channel,
            category: case.category.clone(),
            grade: case.grade,
            risk: case.risk,
            stage: case.stage,
            place: case.place.clone(),
            grid: case.grid.clone(),
            unit: lead.map(|it| it.unit.clone()),
            registered_by: case.registered_by.clone(),
            registered_at: case.registered_at,
            accepted_at: case.accepted_at,
            routed_at: case.assignments.iter().map(|it| it.assigned_at).min(),
            signed_at: lead.and_then(|it| it.signed_at),
            discussed: !case.conferences.is_empty() || case.disposition == Some(Disposition::LeaderReview),
            resolved_at: case.resolved_at,
            replied_at: case.replies.last().map(|said| said.at),
            called_at: call.map(|call| call.at),
            call_back: call.map(|call| call.answer),
            closed_at: case.closed_at,
            due: crate::domain::case::due_of(case).map(|clock| clock.due),
            late_since: judged.iter().filter_map(|clock| clock.late_since).min(),
            disposition: case.disposition,
            mediation: case.mediation.status,
            sessions: how_many(case.mediation.sessions.iter()),
            agreement: reached.map(|it| it.agreement.form),
            agreed_at: reached.map(|it| it.at),
            performed: reached.is_some_and(|it| it.agreement.is_performed()),
            judicial: case.mediation.judicial_step(),
            mediators: reached
                .and_then(|it| case.mediation.session(it.session))
                .map(|session| session.plan.mediators.clone())
                .unwrap_or_default(),
            extended: how_many(case.clocks.iter().flat_map(|clock| &clock.extensions)),
            sent_back: case.assignments.iter().map(|it| it.sent_back).sum(),
            objected: how_many(case.assignments.iter().filter(|it| it.objection.is_some())),
            reopened: case.reopened,
            dissatisfied: case.dissatisfied,
            people: case.people_involved,
            parties: how_many(case.parties.iter().filter(|it| it.side != Side::Third)),
            amount_fen: case.amount_fen,
            repeat: case.links.iter().any(|link| link.kind == LinkKind::RepeatVisit),
            merged: case.merged_into.is_some(),
            taken_over: case.closed_at.is_some()
                && case.clocks.is_empty()
                && case.accepted_at.is_none()
                && case.resolved_at.is_some(),
            given: Given::all(case),
        }
    }

    /// Tells whether a limit of the case is or was exceeded by a moment, whoever looked at it.
    pub fn was_late(&self, now: Moment) -> bool {
        self.late_since.is_some_and(|since| since <= now) || self.due.is_some_and(|due| due < now)
    }

    /// Tells whether the case still has a life before it.
    pub fn is_open(&self) -> bool {
        self.closed_at.is_none()
    }
}
