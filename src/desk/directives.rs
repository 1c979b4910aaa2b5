//! Directives (督办件) at the desk.

use super::eyes::Eyes;
use super::{DeskError, Receipt, folio};
use crate::domain::centre::Centre;
use crate::domain::directive::{self, Directive, DirectiveCommand};
use crate::domain::directory::Officer;
use crate::domain::folio::Folio as _;
use crate::domain::ids::DirectiveNo;
use crate::domain::permission;
use crate::domain::time::Moment;
use crate::refuse;
use crate::store::Tx;
use chrono::Datelike as _;

/// Does what an officer orders about a directive, or issues one.
pub(super) fn perform(
    tx: &Tx<'_>,
    centre: &Centre,
    officer: &Officer,
    now: Moment,
    no: Option<&DirectiveNo>,
    command: &DirectiveCommand,
) -> Result<Receipt, DeskError> {
    permission::check(officer, permission::directive(command)).map_err(DeskError::NotPermitted)?;
    let eyes = Eyes::of(officer, centre)?;
    let known = match no {
        Some(no) => folio::load::<Directive>(tx, &eyes, no.as_str())?
            .map(Some)
            .ok_or_else(|| refuse!("unknown_directive", no = no))?,
        None => None,
    };
    let DirectiveCommand::Issue { case, .. } = command;
    if let Some(case) = case {
        eyes.must_see(tx, case)?;
    }
    let no = match no {
        Some(no) => no.clone(),
        None => next_no(tx, now.year())?,
    };
    let events = directive::decide(known.as_ref().map(|kept| &kept.folio), &no, command, centre)?;
    Ok(folio::commit(tx, centre, &officer.id, now, known, &events)?.1)
}

fn next_no(tx: &Tx<'_>, year: i32) -> Result<DirectiveNo, DeskError> {
    let beginning = format!("DB{year}-");
    let seq = tx.folios_called(Directive::KIND, &beginning)? + 1;
    Ok(DirectiveNo(format!("{beginning}{seq:04}")))
}
