//! What can go wrong at the desk, with the exit code and the words for it.

use crate::domain::refusal::Refusal;
use crate::store::StoreError;
use crate::words;
use thiserror::Error;

/// Why an order was not done.
#[derive(Debug, Clone, PartialEq, Error)]
pub enum DeskError {
    /// A rule said no.
    #[error("refused: {0}")]
    Refused(Refusal),
    /// The officer may not do this.
    #[error("not permitted: {0}")]
    NotPermitted(Refusal),
    /// The case changed since the officer looked at it.
    #[error("the case changed since revision {seen}")]
    Stale {
        /// The revision the officer had seen.
        seen: u64,
        /// The revision it has now.
        now: u64,
        /// What changed: field, before, after.
        changes: Vec<(String, String, String)>,
        /// Who changed it last.
        by: String,
    },
    /// The command could not be understood.
    #[error("not understood: {0}")]
    NotUnderstood(String),
    /// What is in the file could not be read.
    #[error("unreadable: {what}")]
    Unreadable {
        /// What could not be read.
        what: String,
    },
    /// The file could not be used.
    #[error(transparent)]
    Store(StoreError),
}

impl DeskError {
    /// Returns the process's exit code: 1 refused, 2 not understood, 3 the file, 4 not permitted.
    pub fn exit_code(&self) -> u8 {
        match self {
            Self::Refused(_) | Self::Stale { .. } => 1,
            Self::NotUnderstood(_) => 2,
            Self::Store(_) | Self::Unreadable { .. } => 3,
            Self::NotPermitted(_) => 4,
        }
    }

    /// Returns the stable name of the error, which scripts see as `error.kind`.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Refused(refusal) | Self::NotPermitted(refusal) => refusal.code,
            Self::Stale { .. } => "stale",
            Self::NotUnderstood(_) => "not_understood",
            Self::Unreadable { .. } => "unreadable",
            Self::Store(error) => error.code(),
        }
    }

    /// Says what happened, in the officer's language.
    pub fn message(&self) -> String {
        match self {
            Self::Refused(refusal) | Self::NotPermitted(refusal) => {
                let more = words::causes(refusal).into_iter().chain(words::offers(refusal));
                std::iter::once(words::refusal(refusal)).chain(more).collect::<Vec<_>>().join(" ")
            }
            Self::Stale { changes, by, .. } => {
                let list: Vec<_> =
                    changes.iter().map(|(field, before, after)| words::change(field, before, after)).collect();
                let changes = list.join(&words::term("list", "clause"));
                words::say_with("refusal.stale.message", &[("by", by), ("changes", &changes)])
            }
            Self::NotUnderstood(why) => words::say_with("refusal.not_understood.message", &[("why", why)]),
            Self::Unreadable { what } => words::say_with("refusal.unreadable.message", &[("what", what)]),
            Self::Store(error) => said_of(error, "message"),
        }
    }

    /// Says what to do next, in the officer's language.
    pub fn hint(&self) -> String {
        match self {
            Self::Store(error) => said_of(error, "hint"),
            Self::Refused(refusal) | Self::NotPermitted(refusal) => words::next_step(refusal),
            other => words::say(&format!("refusal.{}.hint", other.kind())),
        }
    }
}

/// Says a part of what the file could not do, with the particulars filled in.
fn said_of(error: &StoreError, part: &str) -> String {
    let details = error.details();
    let values: Vec<_> = details.iter().map(|(name, value)| (*name, value.as_str())).collect();
    words::say_with(&format!("store.{}.{part}", error.code()), &values)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_hint_of_a_damaged_file_names_the_particulars() {
        let error = DeskError::Store(StoreError::Damaged { detail: "page 7".into() });
        assert!(error.hint().contains("page 7") && !error.hint().contains("%{"), "{}", error.hint());
    }
}
