//! Roster and shifts (值班) at the desk.

use super::eyes::Eyes;
use super::{DeskError, Receipt, folio};
use crate::domain::centre::Centre;
use crate::domain::directory::Officer;
use crate::domain::ids::ShiftKey;
use crate::domain::permission;
use crate::domain::roster::{self, Roster, RosterCommand};
use crate::domain::shift::{self, Shift, ShiftCommand};
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

/// Does what an officer orders about a shift.
pub(super) fn perform_shift(
    tx: &Tx<'_>,
    centre: &Centre,
    officer: &Officer,
    now: Moment,
    key: &ShiftKey,
    command: &ShiftCommand,
) -> Result<Receipt, DeskError> {
    permission::check(officer, permission::shift(command)).map_err(DeskError::NotPermitted)?;
    let shift = folio::load::<Shift>(tx, &Eyes::of(officer, centre)?, key.as_str())?;
    let events = shift::decide(shift.as_ref().map(|kept| &kept.folio), key, command)?;
    Ok(folio::commit(tx, centre, &officer.id, now, shift, &events)?.1)
}
