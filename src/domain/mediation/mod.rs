//! Joint mediation (联合调解): sessions, what they book, what comes of them, and how it is performed.
//!
//! [`Mediation`] lives inside a case: the case hands a [`MediationCommand`] to [`decide`] and applies the
//! [`MediationEvent`]s it gets back. What they mean for the stage and the clocks is the case's business.

mod agreement;
mod apply;
mod booking;
mod clash;
mod command;
mod constraints;
mod context;
mod decide;
mod event;
mod session;
mod slots;
mod state;
mod words;

pub use agreement::{Agreement, Breach, Instalment, NewAgreement, NewInstalment, Performed, Reached};
pub use booking::{
    Booking, booked_resources, mediator_resource, people_in, people_of, person_resource, room_resource, seat_resource,
};
pub use clash::{Clash, InTheWay};
pub use command::{MediationCommand, NewSession, Outcome};
pub use constraints::{CONSTRAINTS, Constraint, Request, clashes};
pub use context::{Context, EarlierSide};
pub use decide::{decide, request};
pub use event::MediationEvent;
pub use session::{Attendance, Ending, Guest, Invitee, Move, Notice, Record, Session, SessionPlan};
pub use slots::{OFFERED, Slot, free_slots};
pub use state::{JudicialRecord, Mediation, MediationWarning, Recusal, Termination};
pub use words::{
    AgreementForm, GuestRole, JudicialStep, MediationStatus, NoticeHow, NoticeResult, RecusalGround, Remedy,
    SessionStatus, every_term,
};

#[cfg(test)]
mod tests;
