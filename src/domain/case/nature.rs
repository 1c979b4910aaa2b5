//! What kind of event it is: its name, its move, and what follows from it elsewhere.

use super::command::CallBackAnswer;
use super::event::CaseEvent;
use super::transitions::Action;
use crate::domain::ids::CaseNo;
use crate::domain::mediation::MediationEvent;
use crate::domain::vocabulary::Disposition;

impl CaseEvent {
    /// Returns the stable name of the event, as the log and receipts show it.
    pub fn kind(&self) -> String {
        let name = |value: serde_json::Value, tag: &str| {
            value.get(tag).and_then(serde_json::Value::as_str).unwrap_or_default().to_owned()
        };
        match self {
            Self::Mediation { what } => name(serde_json::to_value(what).unwrap_or_default(), "event"),
            other => name(serde_json::to_value(other).unwrap_or_default(), "event"),
        }
    }

    /// Returns the move in the life of the case that this event makes, if it makes one.
    pub fn action(&self) -> Option<Action> {
        Some(match self {
            Self::Registered { .. } => Action::Register,
            Self::TakenOver { .. } => Action::TakeOver,
            Self::Accepted => Action::Accept,
            Self::Declined { .. } => Action::Decline,
            Self::Withdrawn { .. } => Action::Withdraw,
            Self::Disposed { disposition: Disposition::LeaderReview, .. } => Action::Submit,
            Self::Instructed { .. } => Action::Instruct,
            Self::Assigned { .. } => Action::Route,
            Self::Returned => Action::Return,
            Self::Convened { .. } => Action::Convene,
            Self::Concluded { .. } => Action::Conclude,
            Self::Resolved { .. } => Action::Resolve,
            Self::CalledBack { answer: CallBackAnswer::Answered(grade), .. }
                if *grade != crate::domain::vocabulary::Satisfaction::Dissatisfied =>
            {
                Action::CloseCallBack
            }
            Self::CalledBack { answer: CallBackAnswer::Refused, .. } | Self::CallBackClosed { .. } => {
                Action::CloseCallBack
            }
            Self::Reopened { .. } => Action::Reopen,
            Self::Archived { .. } => Action::Archive,
            Self::Merged { .. } => Action::Merge,
            Self::Reviewed { .. } => Action::Appraise,
            Self::Followed { what, .. } if what.is_answer() => return what.action(),
            _ => return None,
        })
    }

    /// Returns the other case that the event names, if it names one.
    pub fn names(&self) -> Option<&CaseNo> {
        match self {
            Self::Linked { other: no, .. }
            | Self::Unlinked { other: no, .. }
            | Self::ToldApart { other: no, .. }
            | Self::Merged { into: no, .. }
            | Self::Absorbed { source: no, .. }
            | Self::Followed { target: no, .. }
            | Self::Unmerged { from: no, .. }
            | Self::TakenBack { from: no, .. }
            | Self::Released { source: no, .. } => Some(no),
            _ => None,
        }
    }

    /// Tells whether the event is one that every applicant of a merged matter was promised: the case merged into
    /// the one it happens to has it happen as well.
    pub fn is_answer(&self) -> bool {
        matches!(
            self,
            Self::Accepted
                | Self::Declined { .. }
                | Self::Resolved { .. }
                | Self::Replied { .. }
                | Self::CalledBack { .. }
                | Self::CallBackClosed { .. }
                | Self::Reopened { .. }
                | Self::Archived { .. }
        )
    }

    /// Returns the words of an entry that can go back to the case it was really about, when a merger is undone.
    pub fn entry(&self) -> Option<&str> {
        Some(match self {
            Self::Noted { text } | Self::Replied { text, .. } | Self::Progressed { text, .. } => text,
            Self::Attached { attachment } => &attachment.name,
            Self::CalledBack { note, .. } => note,
            Self::Reported { result, .. } | Self::Resolved { result } => result,
            _ => return None,
        })
    }

    /// Tells whether the event leaves alone what an officer decides upon, so that it makes nobody's view stale.
    pub fn is_housekeeping(&self) -> bool {
        matches!(
            self,
            Self::Escalated { .. }
                | Self::Acknowledged { .. }
                | Self::Revealed { .. }
                | Self::Noted { .. }
                | Self::ResultPublished { .. }
                | Self::ResultWithheld { .. }
                | Self::PaperFiled { .. }
                | Self::PaperRemoved { .. }
                | Self::Reminded { .. }
                | Self::Reviewed { .. }
                | Self::VisitReceived { .. }
                | Self::Linked { .. }
                | Self::Unlinked { .. }
                | Self::ToldApart { .. }
                | Self::Identified { .. }
                | Self::Admitted { .. }
                | Self::Dismissed { .. }
                | Self::OpeningAsked { .. }
                | Self::OpeningGranted { .. }
                | Self::Looked
                | Self::UnsealingAsked { .. }
                // A clock that is stopped follows something else, which counts, or is a right that lapsed by itself.
                | Self::ClockStopped { .. }
                | Self::Mediation { what: MediationEvent::Notified { .. } | MediationEvent::HoldExpired { .. } }
        )
    }
}
