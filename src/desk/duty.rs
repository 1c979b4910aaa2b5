//! The roster (值班表) at the desk.

use super::eyes::Eyes;
use super::{DeskError, Receipt, folio};
use crate::domain::centre::Centre;
use crate::domain::directory::Officer;
use crate::domain::permission;
use crate::domain::roster::{self, Roster, RosterCommand};
use crate::domain::time::Moment;
use crate::store::Tx;

/// Does what an officer orders about the roster.
pub(super) fn perform_roster(
    tx: &Tx<'_>,
    centre: &Centre,
    officer: &Officer,
    now: Moment,
    command: &RosterCommand,
) -> Result<Receipt, DeskError> {
    permission::check(officer, permission::roster(command)).map_err(DeskError::NotPermitted)?;
    let roster = folio::load::<Roster>(tx, &Eyes::of(officer, centre)?, Roster::KEY)?;
    let events = roster::decide(roster.as_ref().map(|kept| &kept.folio), command, centre)?;
    Ok(folio::commit(tx, centre, &officer.id, now, roster, &events)?.1)
}
