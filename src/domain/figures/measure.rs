//! What is counted of cases.

use super::{Fact, Measure, Period};
use crate::domain::case::CallBackAnswer;
use crate::domain::ids::CaseNo;
use crate::domain::mediation::MediationStatus;
use crate::domain::supervision::standing::Share;
use crate::domain::time::Moment;
use crate::domain::vocabulary::{CaseKind, Satisfaction, Stage};
use serde::{Deserialize, Serialize};

impl Measure {
    /// Tells whether a case belongs to what the figure is taken of, and if so whether it counts.
    ///
    /// Of a plain number every case that belongs counts. What is handled as part of another case (并案) belongs only to
    /// what was written down, since a matter is done once.
    pub fn takes(self, fact: &Fact, period: Period, now: Moment) -> Option<bool> {
        let seen = now.min(period.ends());
        let stood = |at: Option<Moment>| at.is_none_or(|at| at >= period.ends());
        let registered = period.has(fact.registered_at);
        let closed = period.saw(fact.closed_at) && !fact.merged;
        let open = fact.registered_at < period.ends() && stood(fact.closed_at) && !fact.merged;
        let resolved = period.saw(fact.resolved_at) && !fact.merged && !fact.taken_over;
        match self {
            Self::Registered => registered.then_some(true),
            Self::Accepted => registered.then(|| fact.accepted_at.is_some()),
            Self::Closed => closed.then_some(true),
            Self::OnTime => (closed && fact.stage == Stage::Archived && !fact.taken_over).then(|| !fact.was_late(seen)),
            Self::Open => open.then_some(true),
            Self::Overdue => open.then(|| fact.was_late(seen)),
            Self::Mediated => {
                let ended = fact.sessions > 0 && fact.mediation != MediationStatus::Open;
                let at = fact.agreed_at.or(fact.resolved_at).or(fact.closed_at);
                (ended && !fact.merged && period.saw(at)).then_some(fact.mediation == MediationStatus::Agreed)
            }
            Self::CalledBack => resolved.then(|| fact.called_at.is_some()),
            Self::Satisfied => match fact.call_back {
                Some(CallBackAnswer::Answered(grade)) if period.saw(fact.called_at) => {
                    Some(grade != Satisfaction::Dissatisfied)
                }
                _ => None,
            },
            Self::Repeat => registered.then_some(fact.repeat),
            Self::Reopened => resolved.then_some(fact.reopened > 0),
            Self::Received => registered.then_some(fact.stage != Stage::Registered),
            Self::Tried => (resolved && fact.kind == CaseKind::Dispute)
                .then_some(fact.sessions > 0 || fact.mediation != MediationStatus::Open),
            Self::Answered => resolved.then_some(fact.replied_at.is_some()),
            Self::Charged => (period.saw(fact.accepted_at) && !fact.merged)
                .then_some(fact.unit.is_some() || fact.resolved_at.is_some() || fact.closed_at.is_some()),
        }
    }

    /// Tells whether it is a part of something, and so has a percentage.
    pub const fn is_rate(self) -> bool {
        !matches!(self, Self::Registered | Self::Closed | Self::Open)
    }
}

/// A figure with the cases behind it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counted {
    /// The cases that count.
    pub part: Vec<CaseNo>,
    /// Those that do not, of what the figure is taken of.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub rest: Vec<CaseNo>,
}

impl Counted {
    /// Returns how many count.
    pub fn number(&self) -> usize {
        self.part.len()
    }

    /// Returns of how many.
    pub fn of(&self) -> usize {
        self.part.len() + self.rest.len()
    }

    /// Returns the part and the whole as a rate.
    pub fn share(&self) -> Share {
        let short = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
        Share { of: short(self.number()), among: short(self.of()) }
    }
}

/// Counts a measure over facts, in their order.
pub fn count<'f>(measure: Measure, facts: impl IntoIterator<Item = &'f Fact>, period: Period, now: Moment) -> Counted {
    let mut counted = Counted::default();
    for fact in facts {
        match measure.takes(fact, period, now) {
            Some(true) => counted.part.push(fact.no.clone()),
            Some(false) => counted.rest.push(fact.no.clone()),
            None => {}
        }
    }
    counted
}
