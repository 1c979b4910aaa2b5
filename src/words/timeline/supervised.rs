//! Sentences about grade and risk, the ladder, promises and receptions.

use super::{Teller, tell, with};
use crate::domain::case::CaseEvent;
use crate::words::{clock, term};

impl Teller<'_> {
    /// Tells how a grade was confirmed, how far up a matter went, what was promised and who was received.
    pub(super) fn supervised(&self, kind: &str, event: &CaseEvent) -> String {
        match event {
            CaseEvent::GradeProposed { grade, confirms } => {
                tell(kind, &[("grade", &term("grade", grade.key())), ("role", &term("role", confirms.key()))])
            }
            CaseEvent::GradeConfirmed { grade, note } => {
                with(tell(kind, &[("grade", &term("grade", grade.key()))]), "text", Some(note))
            }
            CaseEvent::RiskReassessed { risk, note } => {
                tell(kind, &[("risk", &term("risk", risk.key())), ("text", note)])
            }
            CaseEvent::StepEntered { rung, unit, reason } => {
                let unit = unit.as_ref().map(|unit| self.unit(unit));
                let step = with(rung.name.clone(), "in_brackets", unit.as_deref());
                with(tell(kind, &[("step", &step), ("body", &rung.body)]), "reason", reason.as_deref())
            }
            CaseEvent::PassedUp { record } | CaseEvent::StepSettled { record } => tell(kind, &[("text", record)]),
            CaseEvent::Promised { text, due } => tell(kind, &[("text", text), ("due", &clock::day(*due))]),
            CaseEvent::PromiseKept { clock, note } => {
                let name = self.case.clock(*clock).and_then(|clock| clock.label.clone()).unwrap_or_default();
                with(tell(kind, &[("promise", &name)]), "text", Some(note))
            }
            CaseEvent::VisitReceived { leader, text } => {
                tell(kind, &[("leader", &self.officer(leader)), ("text", text)])
            }
            _ => String::new(),
        }
    }
}
