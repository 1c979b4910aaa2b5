//! Who may give which command: one table.
//!
//! Units act on their own assignments; the centre's people on everything else.

use crate::domain::case::CaseCommand;
use crate::domain::directory::Officer;
use crate::domain::ids::UnitId;
use crate::domain::refusal::Refusal;
use crate::domain::vocabulary::Role;
use crate::refuse;

/// A group of commands that is granted together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Right {
    /// Registering, correcting, accepting, declining, calling back, filing away.
    Intake,
    /// Assessing, routing, ruling, verifying, extending.
    Triage,
    /// A unit's own steps: signing, objecting, reporting.
    Handle,
    /// Joint mediation.
    Mediate,
    /// Notes and acknowledgements.
    Note,
    /// The centre's own data: units, rooms, people, rulebook, calendar.
    Administer,
}

/// The table: which roles have which right.
pub const RIGHTS: &[(Right, &[Role])] = &[
    (Right::Intake, &[Role::DutyOfficer, Role::Coordinator, Role::Leader, Role::Administrator]),
    (Right::Triage, &[Role::DutyOfficer, Role::Coordinator, Role::Leader, Role::Administrator]),
    (Right::Handle, &[Role::DutyOfficer, Role::Coordinator, Role::Handler, Role::Administrator]),
    (Right::Mediate, &[Role::DutyOfficer, Role::Coordinator, Role::Mediator, Role::Leader, Role::Administrator]),
    (
        Right::Note,
        &[
            Role::DutyOfficer,
            Role::Coordinator,
            Role::Handler,
            Role::Mediator,
            Role::Leader,
            Role::Supervisor,
            Role::Administrator,
        ],
    ),
    (Right::Administer, &[Role::Administrator]),
];

/// Refuses an officer none of whose roles has the right.
pub fn check(officer: &Officer, right: Right) -> Result<(), Refusal> {
    let granted = RIGHTS.iter().find(|(row, _)| *row == right).map_or(&[][..], |(_, roles)| roles);
    if officer.roles.iter().any(|role| granted.contains(role)) {
        Ok(())
    } else {
        Err(refuse!("not_permitted", officer = officer.name))
    }
}

/// Refuses a command on a case that the officer may not give.
pub fn check_case(officer: &Officer, command: &CaseCommand) -> Result<(), Refusal> {
    let (right, unit) = needed(command);
    check(officer, right)?;
    // Whoever works for a unit speaks for that unit only.
    match (&officer.unit, unit) {
        (Some(own), Some(unit)) if own != unit && !is_centres(officer) => {
            Err(refuse!("not_your_unit", officer = officer.name, unit = unit))
        }
        _ => Ok(()),
    }
}

fn is_centres(officer: &Officer) -> bool {
    officer.roles.iter().any(|role| matches!(role, Role::DutyOfficer | Role::Coordinator | Role::Administrator))
}

fn needed(command: &CaseCommand) -> (Right, Option<&UnitId>) {
    match command {
        CaseCommand::Sign { unit }
        | CaseCommand::Object { unit, .. }
        | CaseCommand::Progress { unit, .. }
        | CaseCommand::Report { unit, .. } => (Right::Handle, Some(unit)),
        CaseCommand::Note { .. } | CaseCommand::Acknowledge { .. } => (Right::Note, None),
        CaseCommand::Mediation(_) => (Right::Mediate, None),
        CaseCommand::Amend { .. }
        | CaseCommand::AddParty { .. }
        | CaseCommand::CorrectParty { .. }
        | CaseCommand::Attach { .. }
        | CaseCommand::Accept {}
        | CaseCommand::Decline { .. }
        | CaseCommand::Withdraw { .. }
        | CaseCommand::Reveal { .. }
        | CaseCommand::Reply { .. }
        | CaseCommand::CallBack { .. }
        | CaseCommand::CloseCallBack { .. }
        | CaseCommand::Archive { .. } => (Right::Intake, None),
        _ => (Right::Triage, None),
    }
}
