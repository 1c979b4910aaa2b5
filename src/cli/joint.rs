//! Two cases at once: links, mergers, and undoing them.

use super::App;
use super::fail::Fail;
use crate::domain::case::CaseCommand;
use crate::domain::vocabulary::LinkKind;

/// Links two cases, or takes the link away.
pub(super) fn link(app: &App<'_>, no: &str, other: &str, kind: LinkKind, note: &str, remove: bool) -> Result<(), Fail> {
    let session = app.session()?;
    let (no, other) = (session.case_no(app, no)?, session.case_no(app, other)?);
    let command = if remove {
        CaseCommand::Unlink { other, kind }
    } else {
        CaseCommand::Link { other, kind, note: note.to_owned() }
    };
    session.give(app, &no, command)
}

/// Merges a case into another.
pub(super) fn merge(app: &App<'_>, no: &str, into: &str, reason: String) -> Result<(), Fail> {
    let session = app.session()?;
    let (no, into) = (session.case_no(app, no)?, session.case_no(app, into)?);
    session.give(app, &no, CaseCommand::Merge { into, reason })
}

/// Undoes a merger, taking entries back.
pub(super) fn unmerge(app: &App<'_>, no: &str, reason: String, entries: Vec<u64>) -> Result<(), Fail> {
    let session = app.session()?;
    let no = session.case_no(app, no)?;
    session.give(app, &no, CaseCommand::Unmerge { reason, entries })
}
