//! Words about what happened in a mediation.

use super::{Teller, clock, list, tell, term, with};
use crate::domain::ids::{MediatorId, SessionId};
use crate::domain::mediation::{Invitee, MediationEvent, Remedy, SessionPlan};

impl Teller<'_> {
    fn mediator(&self, id: &MediatorId) -> String {
        self.centre.mediator(id).map_or_else(|| id.to_string(), |mediator| mediator.name.clone())
    }

    /// Says where, when and with whom a session is planned.
    fn plan(&self, plan: &SessionPlan) -> String {
        let room = self.centre.room(&plan.room).map_or_else(|| plan.room.to_string(), |room| room.name.clone());
        let when = format!("{}–{}", plan.starts.format("%Y-%m-%d %H:%M"), plan.ends.format("%H:%M"));
        let mediators = list(&plan.mediators.iter().map(|id| self.mediator(id)).collect::<Vec<_>>());
        let sentence = tell("plan", &[("room", &room), ("when", &when), ("mediators", &mediators)]);
        with(sentence, "seats", Some(&self.units(&plan.seats)))
    }

    fn invitee(&self, whom: &Invitee) -> String {
        match whom {
            Invitee::Party(party) => self.party(*party),
            Invitee::Unit(unit) => self.unit(unit),
            Invitee::Mediator(mediator) => self.mediator(mediator),
        }
    }

    pub(super) fn mediation(&self, kind: &str, event: &MediationEvent) -> String {
        let numbered = |key: &str, session: &SessionId| tell(key, &[("session", &session.to_string())]);
        let about = |session: &SessionId, text: &str| tell(kind, &[("session", &session.to_string()), ("text", text)]);
        match event {
            MediationEvent::SessionScheduled { session, plan, held_until, urgent } => {
                let session = session.to_string();
                let plan = self.plan(plan);
                let sentence = match held_until {
                    Some(until) => {
                        let until = clock::moment(*until);
                        tell("session_held", &[("session", &session), ("plan", &plan), ("until", &until)])
                    }
                    None => tell(kind, &[("session", &session), ("plan", &plan)]),
                };
                with(sentence, "urgent", urgent.as_deref())
            }
            MediationEvent::SessionRescheduled { session, plan, reason, urgent } => {
                let (session, plan) = (session.to_string(), self.plan(plan));
                let sentence = tell(kind, &[("session", &session), ("plan", &plan), ("reason", reason)]);
                with(sentence, "urgent", urgent.as_deref())
            }
            MediationEvent::SessionConfirmed { session }
            | MediationEvent::HoldExpired { session }
            | MediationEvent::SessionReleased { session } => numbered(kind, session),
            MediationEvent::SessionCancelled { session, reason, no_show } => {
                with(about(session, reason), "no_show", Some(&self.parties(no_show)))
            }
            MediationEvent::Notified { session, whom, how, result, note } => {
                let (session, whom) = (session.to_string(), self.invitee(whom));
                let (how, result) = (term("notice_how", how.key()), term("notice", result.key()));
                let facts = [("session", session.as_str()), ("whom", &whom), ("how", &how), ("result", &result)];
                with(tell(kind, &facts), "text", note.as_deref())
            }
            MediationEvent::AttendanceTaken { session, present, absent, excused } => {
                let mut sentence = numbered(kind, session);
                for (key, parties) in [("present", present), ("absent", absent), ("excused", excused)] {
                    sentence = with(sentence, key, Some(&self.parties(parties)));
                }
                sentence
            }
            MediationEvent::SessionRecorded { session, text, recorder } => {
                with(about(session, text), "recorder", recorder.as_deref())
            }
            MediationEvent::Agreed { session, agreement } => {
                let (session, form) = (session.to_string(), term("agreement", agreement.form.key()));
                let sentence = tell(kind, &[("session", &session), ("form", &form), ("text", &agreement.terms)]);
                let days: Vec<_> =
                    agreement.instalments.iter().map(|it| it.due.format("%Y-%m-%d").to_string()).collect();
                with(sentence, "instalments", Some(&list(&days)))
            }
            MediationEvent::Adjourned { session, reason } => about(session, reason),
            MediationEvent::MediationFailed { session, reason, remedies } => {
                with(about(session, reason), "remedies", Some(&told(remedies)))
            }
            MediationEvent::MediationTerminated { reason, remedies } => {
                with(tell(kind, &[("reason", reason)]), "remedies", Some(&told(remedies)))
            }
            MediationEvent::MediationResumed { reason } => tell(kind, &[("reason", reason)]),
            MediationEvent::MediatorRecused { mediator, ground, note } => {
                let ground = term("recusal", ground.key());
                with(
                    tell(kind, &[("mediator", &self.mediator(mediator)), ("ground", &ground)]),
                    "text",
                    note.as_deref(),
                )
            }
            MediationEvent::InstalmentPerformed { instalment, on, note } => {
                let on = on.format("%Y-%m-%d").to_string();
                let sentence = tell(kind, &[("instalment", &instalment.to_string()), ("on", &on)]);
                with(sentence, "text", note.as_deref())
            }
            MediationEvent::InstalmentBreached { instalment, note } => {
                tell(kind, &[("instalment", &instalment.to_string()), ("text", note)])
            }
            MediationEvent::JudicialStepTaken { step, on, court, note } => {
                let (step, on) = (term("judicial", step.key()), on.format("%Y-%m-%d").to_string());
                let sentence = with(tell(kind, &[("step", &step), ("on", &on)]), "in_brackets", court.as_deref());
                with(sentence, "text", note.as_deref())
            }
        }
    }
}

fn told(remedies: &[Remedy]) -> String {
    list(&remedies.iter().map(|remedy| term("remedy", remedy.key())).collect::<Vec<_>>())
}
