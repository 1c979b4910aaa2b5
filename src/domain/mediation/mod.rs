//! Joint mediation (联合调解): sessions, what they book, what comes of them, and how it is performed.
//!
//! [`Mediation`] lives inside a case: the case hands a [`MediationCommand`] to `decide` and applies the
//! [`MediationEvent`]s it gets back. What they mean for the stage and the clocks is the case's business.

mod agreement;
mod apply;
mod command;
mod event;
mod session;
mod state;
mod words;

pub use agreement::{Agreement, Breach, Instalment, NewAgreement, NewInstalment, Performed, Reached};
pub use command::{MediationCommand, NewSession, Outcome};
pub use event::MediationEvent;
pub use session::{Attendance, Ending, Guest, Invitee, Move, Notice, Record, Session, SessionPlan};
pub use state::{JudicialRecord, Mediation, MediationWarning, Recusal, Termination};
pub use words::{
    AgreementForm, GuestRole, JudicialStep, MediationStatus, NoticeHow, NoticeResult, RecusalGround, Remedy,
    SessionStatus, every_term,
};
