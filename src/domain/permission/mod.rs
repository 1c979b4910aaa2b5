//! Who may do and see what: one table of rights and roles (`table.rs`).
//!
//! A right says what somebody may do at all; which cases they may do it to is said by `sight`, and that a unit's
//! people act for their own unit only by [`check_case`].

mod table;
#[cfg(test)]
mod tests;
mod words;

pub use table::{
    Needs, RIGHTS, What, case, centre, chore, command_named, directive, evaluation, everything, incoming, mediation,
    person, report, review, roster, shift, subsidy, view,
};
pub use words::{Chore, Right, View, every_term};

use crate::domain::case::CaseCommand;
use crate::domain::centre::Centre;
use crate::domain::directory::Officer;
use crate::domain::ids::UnitId;
use crate::domain::refusal::Refusal;
use crate::domain::vocabulary::Role;
use crate::refuse;

/// Returns the roles that have a right.
pub fn roles(right: Right) -> &'static [Role] {
    RIGHTS.iter().find(|(row, _)| *row == right).map_or(&[], |(_, roles)| roles)
}

/// Tells whether one of an officer's roles has a right.
pub fn may(officer: &Officer, right: Right) -> bool {
    roles(right).iter().any(|role| officer.has(*role))
}

/// Refuses an officer none of whose roles has the right, naming the roles that have.
pub fn check(officer: &Officer, right: Right) -> Result<(), Refusal> {
    if may(officer, right) {
        return Ok(());
    }
    let role: Vec<_> = roles(right).iter().map(|role| role.key()).collect();
    Err(refuse!("not_permitted", officer = officer.name, right = right, role = role.join(",")))
}

/// Refuses a command on a case that the officer may not give.
pub fn check_case(officer: &Officer, of: &Centre, command: &CaseCommand) -> Result<(), Refusal> {
    check(officer, case(command))?;
    match acting_unit(command) {
        Some(unit) if !speaks_for(officer, of, unit) => {
            Err(refuse!("not_your_unit", officer = officer.name, unit = of.unit_name(unit)))
        }
        _ => Ok(()),
    }
}

/// Tells whether a leader who may know of a sealed case may give a command on it that is otherwise the duty officers' and
/// coordinators': these need not know of it.
pub fn is_entrusted_to_keepers(officer: &Officer, command: &CaseCommand) -> bool {
    entrusts(officer, case(command))
}

/// Tells whether a leader who may know of a sealed case has a right on it that is otherwise others'.
pub fn entrusts(officer: &Officer, right: Right) -> bool {
    use Right::{Answer, Intake, Relate, Triage};
    officer.has(Role::Leader) && matches!(right, Intake | Answer | Triage | Relate)
}

/// Returns the unit whose own step a command is. A unit that is pressed or ruled on does not act.
fn acting_unit(command: &CaseCommand) -> Option<&UnitId> {
    match command {
        CaseCommand::Sign { unit }
        | CaseCommand::Object { unit, .. }
        | CaseCommand::Progress { unit, .. }
        | CaseCommand::Report { unit, .. } => Some(unit),
        _ => None,
    }
}

/// Tells whether an officer may act for a unit: everybody for their own, the duty officers and coordinators of the
/// centre for every unit, those of a township for its villages.
pub fn speaks_for(officer: &Officer, of: &Centre, unit: &UnitId) -> bool {
    let receives = officer.has(Role::DutyOfficer) || officer.has(Role::Coordinator);
    match &officer.unit {
        Some(own) if own == unit => true,
        Some(own) if !is_of_centre(officer, of) => receives && of.is_within(unit, own),
        _ => receives,
    }
}

/// Tells whether an officer works for the centre itself rather than for one of its units.
pub fn is_of_centre(officer: &Officer, of: &Centre) -> bool {
    officer.unit.as_ref().is_none_or(|unit| of.unit(unit).is_some_and(crate::domain::unit::Unit::is_centre))
}
