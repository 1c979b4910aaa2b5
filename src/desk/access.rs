//! The access log (访问留痕) as the desk keeps it: what is written down by itself.

use super::{Command, Desk, DeskError, Order, write_out};
use crate::domain::access::{ACCESS_STREAM, AccessEvent};
use crate::domain::ids::{CaseNo, OfficerId};
use crate::domain::time::Moment;
use chrono::Duration;

/// How many of the last entries are looked through for the same refusal, so that nobody fills the file by asking again.
const LOOKED_BACK: u32 = 32;

/// For how long the same refusal is not written down again.
const QUIET: Duration = Duration::seconds(60);

impl Command {
    /// Returns the stable name of the command, as scripts write it.
    pub fn name(&self) -> String {
        match self {
            Self::Register(_) => "register".to_owned(),
            Self::Escalate => "escalate".to_owned(),
            _ => serde_json::to_value(self)
                .ok()
                .and_then(|value| Some(value.get("command")?.as_str()?.to_owned()))
                .unwrap_or_default(),
        }
    }
}

impl Desk {
    /// Writes down that an officer wanted what they may not (越权拒绝): something not permitted, or out of sight though it
    /// exists. Anything else that went wrong is nobody's concern, and a refusal never fails because of this. A sealed case
    /// is not there for this either, or the log would tell whoever reads it that there is one.
    pub fn note_refused(&mut self, officer: &OfficerId, now: Moment, what: &str, error: &DeskError) {
        let Some(event) = self.refusal_to_note(what, error) else { return };
        let known = self.centre().is_ok_and(|centre| centre.officer(officer).is_some());
        if known && !self.store.is_read_only() && !self.was_noted(officer, now, &event).unwrap_or(true) {
            let _ = self.record(officer, now, &event);
        }
    }

    pub(super) fn note_refused_order(&mut self, officer: &OfficerId, now: Moment, order: &Order, error: &DeskError) {
        if matches!(error, DeskError::NotPermitted(_) | DeskError::Refused(_)) {
            self.note_refused(officer, now, &order.command.name(), error);
        }
    }

    /// Returns the event that a refusal is worth, if it is.
    fn refusal_to_note(&self, what: &str, error: &DeskError) -> Option<AccessEvent> {
        let (refusal, permitted) = match error {
            DeskError::NotPermitted(refusal) => (refusal, false),
            DeskError::Refused(refusal) => (refusal, true),
            _ => return None,
        };
        let arg = |name| refusal.args.iter().find(|(it, _)| *it == name).map(|(_, value)| value.as_str());
        let (no, person) = (arg("no").map(CaseNo::from), arg("person").and_then(|it| it.parse::<i64>().ok()));
        let exists = match (refusal.code, &no, person) {
            ("unknown_case", Some(no), _) => self.store.has_case(no.as_str()).ok()?,
            ("unknown_person", _, Some(person)) => self.store.person_row(person).ok()?.is_some(),
            _ => false,
        };
        let why = if exists { "out_of_sight" } else { refusal.code };
        (exists || !permitted).then(|| AccessEvent::Refused { what: what.to_owned(), no, person, why: why.to_owned() })
    }

    fn was_noted(&self, officer: &OfficerId, now: Moment, event: &AccessEvent) -> Result<bool, DeskError> {
        let (body, since) = (write_out(event)?, super::stamp(now - QUIET));
        let last = self.store.last_entries(ACCESS_STREAM, LOOKED_BACK)?;
        Ok(last.iter().any(|it| it.officer == officer.as_str() && it.at > since && it.body == body))
    }
}
