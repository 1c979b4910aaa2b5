//! Two cases at once: links, mergers, and undoing them.

use super::fail::Fail;
use super::{App, Session};
use crate::desk::Order;
use crate::domain::case::CaseCommand;
use crate::domain::ids::CaseNo;
use crate::domain::vocabulary::LinkKind;
use crate::words::{self, say_with};

/// Links two cases, or takes the link away.
pub(super) fn link(app: &App<'_>, no: &str, other: &str, kind: LinkKind, note: &str, remove: bool) -> Result<(), Fail> {
    let session = app.session()?;
    let (no, other) = (session.case_no(app, no)?, session.case_no(app, other)?);
    let command = if remove {
        CaseCommand::Unlink { other, kind }
    } else {
        CaseCommand::Link { other, kind, note: note.to_owned() }
    };
    give(app, session, &no, command)
}

/// Merges a case into another.
pub(super) fn merge(app: &App<'_>, no: &str, into: &str, reason: String) -> Result<(), Fail> {
    let session = app.session()?;
    let (no, into) = (session.case_no(app, no)?, session.case_no(app, into)?);
    give(app, session, &no, CaseCommand::Merge { into, reason })
}

/// Undoes a merger, taking entries back.
pub(super) fn unmerge(app: &App<'_>, no: &str, reason: String, entries: Vec<u64>) -> Result<(), Fail> {
    let session = app.session()?;
    let no = session.case_no(app, no)?;
    give(app, session, &no, CaseCommand::Unmerge { reason, entries })
}

fn give(app: &App<'_>, mut session: Session, no: &CaseNo, command: CaseCommand) -> Result<(), Fail> {
    let receipt = session.perform(app, &Order::on(no, command))?;
    if app.out.json {
        return app.out.json(&receipt.to_json());
    }
    app.out.line(&say_with("cli.saved", &[("code", no.as_str())]))?;
    for warning in &receipt.warnings {
        app.out.paragraph(2, &format!("{} {}", words::refusal(warning), words::next_step(warning)))?;
    }
    Ok(())
}
