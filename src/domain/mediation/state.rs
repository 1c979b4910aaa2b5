//! The mediation of a case as its events have left it.

use super::agreement::{Instalment, Reached};
use super::session::{Invitee, Session};
use super::words::{JudicialStep, MediationStatus, NoticeResult, RecusalGround, Remedy};
use crate::domain::ids::{InstalmentId, MediatorId, OfficerId, PartyId, SessionId};
use crate::domain::time::{Day, Moment};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The mediation of a case; a case that is not mediated has an empty one.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Mediation {
    /// Where it stands.
    pub status: MediationStatus,
    /// The sessions in the order they were booked.
    pub sessions: Vec<Session>,
    /// The agreements in the order they were reached; the last one is in force.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub agreements: Vec<Reached>,
    /// The steps of judicial confirmation of the agreement in force.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub judicial: Vec<JudicialRecord>,
    /// How it ended without result, the last time it did.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub termination: Option<Termination>,
    /// The mediators who may not serve.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub recusals: Vec<Recusal>,
}

/// A step of judicial confirmation on record.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct JudicialRecord {
    /// The step.
    pub step: JudicialStep,
    /// The day of it.
    pub on: Day,
    /// The court.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub court: Option<String>,
    /// A note.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// When it was written down.
    pub at: Moment,
    /// By whom.
    pub by: OfficerId,
}

/// An end without result.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Termination {
    /// Why.
    pub reason: String,
    /// The remedies told.
    pub remedies: Vec<Remedy>,
    /// When.
    pub at: Moment,
    /// By whom.
    pub by: OfficerId,
}

/// A mediator kept away from the case.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Recusal {
    /// The mediator.
    pub mediator: MediatorId,
    /// On what ground.
    pub ground: RecusalGround,
    /// The particulars.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// When it was written down.
    pub at: Moment,
    /// By whom.
    pub by: OfficerId,
}

/// What an officer should be shown beside the mediation. Words: `term.mediation_warning.<key>`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "warning", rename_all = "snake_case")]
pub enum MediationWarning {
    /// A party failed to come so often that the rulebook proposes termination.
    ProposesTermination {
        /// The party.
        party: PartyId,
        /// How often.
        times: u32,
    },
    /// A party clearly refuses: there must be no mediation against its will (人民调解法 §17).
    PartyRefuses {
        /// The party.
        party: PartyId,
        /// The session it was summoned to.
        session: SessionId,
    },
    /// A mediator was recused after being booked.
    RecusedMediator {
        /// The session.
        session: SessionId,
        /// The mediator.
        mediator: MediatorId,
    },
    /// Somebody has not been reached yet.
    NotNotified {
        /// The session.
        session: SessionId,
        /// Whom.
        whom: Invitee,
    },
    /// A session is past its end, and nothing was written down about it.
    NotConcluded {
        /// The session.
        session: SessionId,
    },
}

impl MediationWarning {
    /// Every key under which words stand.
    pub const KEYS: [&str; 5] =
        ["proposes_termination", "party_refuses", "recused_mediator", "not_notified", "not_concluded"];

    /// Returns the key under which the words stand.
    pub const fn key(&self) -> &'static str {
        match self {
            Self::ProposesTermination { .. } => Self::KEYS[0],
            Self::PartyRefuses { .. } => Self::KEYS[1],
            Self::RecusedMediator { .. } => Self::KEYS[2],
            Self::NotNotified { .. } => Self::KEYS[3],
            Self::NotConcluded { .. } => Self::KEYS[4],
        }
    }
}

impl Mediation {
    /// Tells whether the case has never been mediated.
    pub fn is_empty(&self) -> bool {
        self.sessions.is_empty() && self.termination.is_none()
    }

    /// Returns a session by its number.
    pub fn session(&self, id: SessionId) -> Option<&Session> {
        self.sessions.iter().find(|session| session.id == id)
    }

    /// Returns an instalment of any agreement by its number.
    pub fn instalment(&self, id: InstalmentId) -> Option<&Instalment> {
        self.agreements.iter().flat_map(|reached| &reached.agreement.instalments).find(|i| i.id == id)
    }

    /// Returns the agreement in force.
    pub fn agreement(&self) -> Option<&Reached> {
        self.agreements.last()
    }

    /// Returns the last step of judicial confirmation.
    pub fn judicial_step(&self) -> Option<JudicialStep> {
        self.judicial.last().map(|record| record.step)
    }

    /// Returns the next session that still books its resources.
    pub fn next_session(&self, now: Moment) -> Option<&Session> {
        self.sessions.iter().filter(|s| s.is_live(now) && s.plan.ends >= now).min_by_key(|s| s.plan.starts)
    }

    /// Returns the holds whose time is up and which have to be let go.
    pub fn lapsed_holds(&self, now: Moment) -> impl Iterator<Item = SessionId> {
        self.sessions.iter().filter(move |s| s.is_open() && !s.is_live(now)).map(|s| s.id)
    }

    /// Returns how often each party failed to come.
    pub fn no_shows(&self) -> BTreeMap<PartyId, u32> {
        let mut times = BTreeMap::new();
        for party in self.sessions.iter().flat_map(Session::no_shows) {
            *times.entry(party).or_default() += 1;
        }
        times
    }

    /// Returns the parties whose absences propose termination, under the rulebook's `no_shows`.
    pub fn proposes_termination(&self, threshold: u32) -> Vec<PartyId> {
        if self.status != MediationStatus::Open || threshold == 0 {
            return Vec::new();
        }
        self.no_shows().into_iter().filter(|(_, times)| *times >= threshold).map(|(party, _)| party).collect()
    }

    /// Returns what an officer should be shown beside the mediation, the gravest first.
    pub fn warnings(&self, now: Moment, threshold: u32) -> Vec<MediationWarning> {
        let times = self.no_shows();
        let mut warnings: Vec<MediationWarning> = self
            .proposes_termination(threshold)
            .into_iter()
            .map(|party| MediationWarning::ProposesTermination { party, times: times[&party] })
            .collect();
        for session in self.sessions.iter().filter(|session| session.is_live(now)) {
            let id = session.id;
            warnings.extend(session.plan.parties.iter().filter_map(|party| {
                let last = session.last_notice(&Invitee::Party(*party))?;
                (last.result == NoticeResult::Refused)
                    .then_some(MediationWarning::PartyRefuses { party: *party, session: id })
            }));
            let recused = self.recusals.iter().filter(|recusal| session.plan.mediators.contains(&recusal.mediator));
            warnings.extend(
                recused.map(|recusal| MediationWarning::RecusedMediator {
                    session: id,
                    mediator: recusal.mediator.clone(),
                }),
            );
            if session.plan.ends <= now {
                warnings.push(MediationWarning::NotConcluded { session: id });
            } else {
                let whom = session.to_notify().into_iter();
                warnings.extend(whom.map(|whom| MediationWarning::NotNotified { session: id, whom }));
            }
        }
        warnings
    }

    /// Returns the number the next session gets.
    pub fn next_session_id(&self) -> SessionId {
        SessionId(self.sessions.iter().map(|session| session.id.0).max().unwrap_or(0) + 1)
    }

    /// Returns the number the next instalment gets.
    pub fn next_instalment_id(&self) -> InstalmentId {
        let all = self.agreements.iter().flat_map(|reached| &reached.agreement.instalments);
        InstalmentId(all.map(|instalment| instalment.id.0).max().unwrap_or(0) + 1)
    }
}
