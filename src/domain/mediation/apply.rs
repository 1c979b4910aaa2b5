//! How an event changes the mediation. Events on record are facts: nothing is refused here.

use super::agreement::{Breach, Instalment, Performed, Reached};
use super::event::MediationEvent as Event;
use super::session::{Attendance, Ending, Move, Notice, Record, Session};
use super::state::{JudicialRecord, Mediation, Recusal, Termination};
use super::words::{MediationStatus, SessionStatus};
use crate::domain::ids::{InstalmentId, OfficerId, SessionId};
use crate::domain::time::Moment;

impl Mediation {
    /// Applies an event that an officer caused at a moment.
    pub fn apply(&mut self, at: Moment, by: &OfficerId, event: &Event) {
        let who = || by.clone();
        match event.clone() {
            Event::SessionScheduled { session, plan, held_until, urgent } => self.sessions.push(Session {
                id: session,
                plan,
                status: if held_until.is_some() { SessionStatus::Held } else { SessionStatus::Confirmed },
                held_until,
                urgent,
                at,
                by: who(),
                moves: Vec::new(),
                notices: Vec::new(),
                attendance: None,
                records: Vec::new(),
                ending: None,
            }),
            Event::SessionConfirmed { session } => self.change(session, |session| {
                session.status = SessionStatus::Confirmed;
                session.held_until = None;
            }),
            Event::SessionRescheduled { session, plan, reason, urgent } => self.change(session, |session| {
                let before = std::mem::replace(&mut session.plan, plan);
                session.moves.push(Move { before, reason, at, by: who() });
                session.urgent = urgent.or(session.urgent.take());
            }),
            Event::SessionCancelled { session, reason, no_show } => self.change(session, |session| {
                session.status = SessionStatus::Cancelled;
                session.ending = Some(Ending::Cancelled { reason, no_show });
            }),
            Event::HoldExpired { session } => self.change(session, |session| session.status = SessionStatus::Expired),
            Event::SessionReleased { session } => {
                self.change(session, |session| session.status = SessionStatus::Released);
            }
            Event::Notified { session, whom, how, result, note } => self.change(session, |session| {
                let starts = session.plan.starts;
                session.notices.push(Notice { whom, how, result, note, starts, at, by: who() });
            }),
            Event::AttendanceTaken { session, present, absent, excused } => self.change(session, |session| {
                session.attendance = Some(Attendance { present, absent, excused, at, by: who() });
            }),
            Event::SessionRecorded { session, text, recorder } => self.change(session, |session| {
                session.records.push(Record { text, recorder, at, by: who() });
            }),
            Event::Agreed { session, agreement } => {
                self.conclude(session, Ending::Agreed);
                self.agreements.push(Reached { session, at, by: who(), agreement });
                self.judicial.clear();
                self.status = MediationStatus::Agreed;
            }
            Event::Adjourned { session, reason } => self.conclude(session, Ending::Adjourned { reason }),
            Event::MediationFailed { session, reason, remedies } => {
                self.conclude(session, Ending::Failed { reason: reason.clone(), remedies: remedies.clone() });
                self.termination = Some(Termination { reason, remedies, at, by: who() });
                self.status = MediationStatus::Failed;
            }
            Event::MediationTerminated { reason, remedies } => {
                self.termination = Some(Termination { reason, remedies, at, by: who() });
                self.status = MediationStatus::Terminated;
            }
            Event::MediationResumed { .. } => self.status = MediationStatus::Open,
            Event::MediatorRecused { mediator, ground, note } => {
                self.recusals.push(Recusal { mediator, ground, note, at, by: who() });
            }
            Event::InstalmentPerformed { instalment, on, note } => self.change_instalment(instalment, |instalment| {
                instalment.performed = Some(Performed { on, note, by: who(), at });
            }),
            Event::InstalmentBreached { instalment, note } => self.change_instalment(instalment, |instalment| {
                instalment.breaches.push(Breach { note, by: who(), at });
            }),
            Event::JudicialStepTaken { step, on, court, note } => {
                self.judicial.push(JudicialRecord { step, on, court, note, at, by: who() });
            }
        }
    }

    fn change(&mut self, id: SessionId, change: impl FnOnce(&mut Session)) {
        if let Some(session) = self.sessions.iter_mut().find(|session| session.id == id) {
            change(session);
        }
    }

    fn conclude(&mut self, id: SessionId, ending: Ending) {
        self.change(id, |session| {
            session.status = SessionStatus::Concluded;
            session.ending = Some(ending);
        });
    }

    fn change_instalment(&mut self, id: InstalmentId, change: impl FnOnce(&mut Instalment)) {
        let mut all = self.agreements.iter_mut().flat_map(|reached| &mut reached.agreement.instalments);
        if let Some(instalment) = all.find(|instalment| instalment.id == id) {
            change(instalment);
        }
    }
}
