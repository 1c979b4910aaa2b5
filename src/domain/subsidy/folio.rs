//! A subsidy (补贴单) as a folio: proposed, approved or refused, paid in a batch.

use super::{Checked, Item, Status};
use crate::domain::centre::Centre;
use crate::domain::folio::{Folio, OpenTo, Standing, block};
use crate::domain::ids::{CaseNo, MediatorId, OfficerId, UnitId};
use crate::domain::refusal::Refusal;
use crate::domain::time::Moment;
use crate::refuse;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use std::ops::Range;

/// A command on subsidies.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "command", rename_all = "snake_case", deny_unknown_fields)]
pub enum SubsidyCommand {
    /// Proposes a subsidy for a mediated case (申报以案定补).
    ProposeSubsidy {
        /// The case.
        case: CaseNo,
        /// Whom it is for; whoever mediated when missing and there was one.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        mediator: Option<MediatorId>,
        /// The tier; the one that fits when missing.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        tier: Option<String>,
    },
    /// Approves a proposed subsidy (审核通过).
    ApproveSubsidy {
        /// Its number.
        subsidy: String,
    },
    /// Refuses a proposed or approved subsidy (退回补贴).
    RefuseSubsidy {
        /// Its number.
        subsidy: String,
        /// Why.
        reason: String,
    },
    /// Puts approved subsidies into a batch that is paid (发放补贴).
    PaySubsidies {
        /// Their numbers; all that are approved when empty.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        subsidies: Vec<String>,
        /// The name of the batch; the next of the year when missing.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        batch: Option<String>,
    },
}

/// Something that happened to a subsidy.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "snake_case")]
pub enum SubsidyEvent {
    /// It was proposed.
    SubsidyProposed {
        /// Its number.
        subsidy: String,
        /// The case.
        case: CaseNo,
        /// Every case about the same dispute, this one among them.
        cases: Vec<CaseNo>,
        /// Whom it is for.
        mediator: MediatorId,
        /// The name, as it was then.
        name: String,
        /// The unit the mediator sat with then.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        unit: Option<UnitId>,
        /// The tier.
        tier: String,
        /// Its name, as it was then.
        tier_name: String,
        /// How much, in fen.
        amount_fen: i64,
    },
    /// It was approved.
    SubsidyApproved,
    /// It was refused.
    SubsidyRefused {
        /// Why.
        reason: String,
    },
    /// It was paid.
    SubsidyPaid {
        /// In which batch.
        batch: String,
    },
}

/// A subsidy.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Subsidy {
    /// How many events it has.
    pub rev: u64,
    /// Its number: `BT2026-0001`.
    pub no: String,
    /// Where it stands.
    pub status: Status,
    /// The case.
    pub case: CaseNo,
    /// Every case about the same dispute.
    pub cases: Vec<CaseNo>,
    /// Whom it is for.
    pub mediator: MediatorId,
    /// The name.
    pub name: String,
    /// The unit the mediator sat with.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unit: Option<UnitId>,
    /// The tier.
    pub tier: String,
    /// Its name.
    pub tier_name: String,
    /// How much, in fen.
    pub amount_fen: i64,
    /// When it was proposed.
    pub proposed_at: Moment,
    /// By whom.
    pub proposed_by: OfficerId,
    /// When it was approved or refused.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub decided_at: Option<Moment>,
    /// By whom.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub decided_by: Option<OfficerId>,
    /// Why it was refused.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// The batch in which it was paid.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub batch: Option<String>,
    /// When it was paid.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub paid_at: Option<Moment>,
}

impl Folio for Subsidy {
    type Event = SubsidyEvent;

    const KIND: &'static str = "subsidy";
    const STREAMS: Range<i64> = block(7);

    fn name(event: &SubsidyEvent) -> &'static str {
        match event {
            SubsidyEvent::SubsidyProposed { .. } => "subsidy_proposed",
            SubsidyEvent::SubsidyApproved => "subsidy_approved",
            SubsidyEvent::SubsidyRefused { .. } => "subsidy_refused",
            SubsidyEvent::SubsidyPaid { .. } => "subsidy_paid",
        }
    }

    fn begin(at: Moment, by: &OfficerId, event: &SubsidyEvent) -> Option<Self> {
        let SubsidyEvent::SubsidyProposed { subsidy, case, cases, mediator, name, unit, tier, tier_name, amount_fen } =
            event.clone()
        else {
            return None;
        };
        Some(Self {
            rev: 1,
            no: subsidy,
            status: Status::Proposed,
            case,
            cases,
            mediator,
            name,
            unit,
            tier,
            tier_name,
            amount_fen,
            proposed_at: at,
            proposed_by: by.clone(),
            decided_at: None,
            decided_by: None,
            reason: None,
            batch: None,
            paid_at: None,
        })
    }

    fn apply(&mut self, at: Moment, by: &OfficerId, event: &SubsidyEvent) {
        self.rev += 1;
        match event {
            SubsidyEvent::SubsidyProposed { .. } => {}
            SubsidyEvent::SubsidyApproved => {
                (self.status, self.decided_at, self.decided_by) = (Status::Approved, Some(at), Some(by.clone()));
            }
            SubsidyEvent::SubsidyRefused { reason } => {
                (self.status, self.decided_at, self.decided_by) = (Status::Refused, Some(at), Some(by.clone()));
                self.reason = Some(reason.clone());
            }
            SubsidyEvent::SubsidyPaid { batch } => {
                (self.status, self.batch, self.paid_at) = (Status::Paid, Some(batch.clone()), Some(at));
            }
        }
    }

    fn rev(&self) -> u64 {
        self.rev
    }

    fn key(&self) -> String {
        self.no.clone()
    }

    fn standing(&self, _centre: &Centre) -> Standing {
        Standing {
            sort: self.proposed_at,
            status: self.status.key(),
            open: matches!(self.status, Status::Proposed | Status::Approved),
            unit: None,
            due: None,
            next_alarm: None,
            level: None,
            cases: self.cases.clone(),
            // Money is the centre's own matter.
            open_to: OpenTo::Some(BTreeSet::new()),
        }
    }
}

/// Says what is missing.
fn missing(item: Item) -> Refusal {
    match item {
        Item::Kind => refuse!("subsidy_kind"),
        Item::Agreed => refuse!("subsidy_agreed"),
        Item::Form => refuse!("subsidy_form"),
        Item::Performed => refuse!("subsidy_performed"),
        Item::File => refuse!("subsidy_file"),
        Item::Filed => refuse!("subsidy_filed"),
        Item::Mediated => refuse!("subsidy_mediated"),
        Item::Receiver => refuse!("subsidy_receiver"),
        Item::Tier => refuse!("subsidy_tier"),
        Item::Unpaid => refuse!("subsidy_unpaid"),
    }
}

/// Refuses a subsidy for which something is missing, naming each item.
fn must_be_met(checked: &[Checked], case: &CaseNo) -> Result<(), Refusal> {
    let lacking: Vec<_> = checked.iter().filter(|line| !line.met).map(|line| missing(line.item)).collect();
    if lacking.is_empty() {
        return Ok(());
    }
    Err(refuse!("subsidy_not_met", no = case, count = lacking.len()).because(lacking))
}

/// Decides whether a subsidy may go a step further; `checked` is the checklist as it stands now.
pub fn decide(
    subsidy: Option<&Subsidy>,
    event: SubsidyEvent,
    checked: &[Checked],
    officer: &OfficerId,
) -> Result<SubsidyEvent, Refusal> {
    let at = |statuses: &[Status]| match subsidy {
        Some(it) if !statuses.contains(&it.status) => {
            Err(refuse!("subsidy_status", subsidy = it.no, subsidy_status = it.status.key()))
        }
        _ => Ok(()),
    };
    match (&event, subsidy) {
        (SubsidyEvent::SubsidyProposed { case, .. }, _) => must_be_met(checked, case)?,
        (SubsidyEvent::SubsidyApproved, Some(it)) => {
            at(&[Status::Proposed])?;
            // Four eyes: whoever asks for money does not grant it.
            if it.proposed_by == *officer {
                return Err(refuse!("subsidy_own", subsidy = it.no));
            }
            must_be_met(checked, &it.case)?;
        }
        (SubsidyEvent::SubsidyRefused { reason }, Some(_)) => {
            at(&[Status::Proposed, Status::Approved])?;
            if reason.trim().is_empty() {
                return Err(refuse!("words_missing", field = "reason"));
            }
        }
        (SubsidyEvent::SubsidyPaid { .. }, Some(_)) => at(&[Status::Approved])?,
        _ => {}
    }
    Ok(event)
}
