//! What can go wrong on the command line, its exit code and its words.

use super::out::Out;
use crate::desk::DeskError;
use crate::domain::refusal::Refusal;
use crate::store::StoreError;
use crate::words;
use serde_json::json;
use std::path::Path;

/// What stands before an error, so that colour is not needed to see that it is one.
pub(super) const MARK: &str = "✗";

/// Why a command line ends otherwise than well.
#[derive(Debug)]
pub(super) enum Fail {
    /// The desk said no, or could not.
    Desk(DeskError),
    /// The command line itself is wrong, or something around the database; words under `cli.error.<kind>`.
    Own(Own),
    /// Everything has been said already; only the exit code is left.
    Said(u8),
    /// Whoever read our output has gone.
    Pipe,
    /// Our output cannot be written.
    Output(std::io::Error),
}

/// A failure with words of its own.
#[derive(Debug)]
pub(super) struct Own {
    exit: u8,
    kind: &'static str,
    values: Vec<(&'static str, String)>,
}

impl Fail {
    /// Makes a failure of wrong usage.
    pub fn usage(kind: &'static str, values: &[(&'static str, &str)]) -> Self {
        Self::own(2, kind, values)
    }

    /// Makes a refusal by a rule.
    pub fn refused(kind: &'static str, values: &[(&'static str, &str)]) -> Self {
        Self::own(1, kind, values)
    }

    /// Makes a missing permission.
    pub fn not_permitted(kind: &'static str, values: &[(&'static str, &str)]) -> Self {
        Self::own(4, kind, values)
    }

    /// Makes the failure of a file that is not the database.
    pub fn file(path: &Path, error: &std::io::Error) -> Self {
        Self::own(2, "file", &[("path", &path.display().to_string()), ("why", &error.to_string())])
    }

    /// Makes a failure with its exit code.
    pub fn own(exit: u8, kind: &'static str, values: &[(&'static str, &str)]) -> Self {
        let values = values.iter().map(|(name, value)| (*name, (*value).to_owned())).collect();
        Self::Own(Own { exit, kind, values })
    }

    /// Returns the process's exit code.
    pub fn exit_code(&self) -> u8 {
        match self {
            Self::Desk(error) => error.exit_code(),
            Self::Own(own) => own.exit,
            Self::Said(code) => *code,
            Self::Pipe => 0,
            Self::Output(_) => 3,
        }
    }

    /// Returns the stable name of the failure, which scripts see as `error.kind`.
    pub fn kind(&self) -> Option<&str> {
        match self {
            Self::Desk(error) => Some(error.kind()),
            Self::Own(own) => Some(own.kind),
            Self::Output(_) => Some("output"),
            Self::Said(_) | Self::Pipe => None,
        }
    }

    fn parts(&self) -> Option<(&str, String, String)> {
        match self {
            Self::Desk(error) => Some((error.kind(), error.message(), error.hint())),
            Self::Own(own) => {
                let values: Vec<_> = own.values.iter().map(|(name, value)| (*name, value.as_str())).collect();
                let say = |part: &str| words::say_with(&format!("cli.error.{}.{part}", own.kind), &values);
                Some((own.kind, say("message"), say("hint")))
            }
            Self::Output(error) => {
                let why = error.to_string();
                let say = |part: &str| words::say_with(&format!("cli.error.output.{part}"), &[("why", &why)]);
                Some(("output", say("message"), say("hint")))
            }
            Self::Said(_) | Self::Pipe => None,
        }
    }

    /// Returns what went wrong and what to do next, in the officer's language.
    pub fn said(&self) -> Option<(String, String)> {
        self.parts().map(|(_, message, hint)| (message, hint))
    }

    /// Says on stderr what went wrong and what to do next.
    pub fn report(&self, out: &Out) {
        let Some((kind, message, hint)) = self.parts() else { return };
        if out.json {
            out.complain_json(&json!({"error": {"kind": kind, "message": message, "hint": hint}}));
        } else {
            out.complain(&format!("{} {message}", out.err_paint("31;1", MARK)));
            if !hint.is_empty() {
                out.complain(&format!("  {hint}"));
            }
        }
    }
}

impl From<DeskError> for Fail {
    fn from(error: DeskError) -> Self {
        Self::Desk(error)
    }
}

impl From<StoreError> for Fail {
    fn from(error: StoreError) -> Self {
        Self::Desk(DeskError::Store(error))
    }
}

impl From<Refusal> for Fail {
    fn from(refusal: Refusal) -> Self {
        Self::Desk(DeskError::Refused(refusal))
    }
}

impl From<std::io::Error> for Fail {
    /// Only output is written with `?`; files read are named by [`Fail::file`].
    fn from(error: std::io::Error) -> Self {
        if error.kind() == std::io::ErrorKind::BrokenPipe { Self::Pipe } else { Self::Output(error) }
    }
}
