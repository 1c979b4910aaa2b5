//! Who may give which command: one table.
//!
//! Units act on their own assignments; the centre's people on everything else.

use crate::domain::case::CaseCommand;
use crate::domain::directory::Officer;
use crate::domain::ids::UnitId;
use crate::domain::refusal::Refusal;
use crate::domain::search::Scope;
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
    /// Pressing a unit that holds a matter (催办).
    Press,
    /// Joint mediation.
    Mediate,
    /// Notes and acknowledgements.
    Note,
    /// Keeping the directory of persons: correcting, households, who is the same as whom.
    Persons,
    /// The centre's own data: units, rooms, people, rulebook, calendar.
    Administer,
}

/// The table: which roles have which right.
pub const RIGHTS: &[(Right, &[Role])] = &[
    (Right::Intake, &[Role::DutyOfficer, Role::Coordinator, Role::Leader, Role::Administrator]),
    (Right::Triage, &[Role::DutyOfficer, Role::Coordinator, Role::Leader, Role::Administrator]),
    (Right::Handle, &[Role::DutyOfficer, Role::Coordinator, Role::Handler, Role::Administrator]),
    (Right::Press, &[Role::DutyOfficer, Role::Coordinator, Role::Leader, Role::Supervisor, Role::Administrator]),
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
    (Right::Persons, &[Role::DutyOfficer, Role::Coordinator, Role::Administrator]),
    (Right::Administer, &[Role::Administrator]),
];

/// Returns the widest scope an officer may search: a unit's people look into what is theirs, the centre's into all.
pub fn widest_scope(officer: &Officer) -> Scope {
    if officer.unit.is_none() || is_centres(officer) { Scope::Centre } else { Scope::Unit }
}

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
    match unit {
        Some(unit) if officer.unit.as_ref() != Some(unit) && !is_centres(officer) => {
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
        // Whom it concerns, not who speaks: the unit is pressed and does not act.
        CaseCommand::Remind { .. } => (Right::Press, None),
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
        | CaseCommand::Archive { .. }
        | CaseCommand::Link { .. }
        | CaseCommand::Unlink { .. } => (Right::Intake, None),
        _ => (Right::Triage, None),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::ids::OfficerId;

    #[test]
    fn a_supervisor_presses_units_and_routes_nothing() {
        let officer = Officer {
            id: OfficerId::from("du"),
            name: "杜督办".into(),
            unit: None,
            roles: vec![Role::Supervisor],
            os_user: None,
        };
        let unit = UnitId::from("rsj");
        assert!(check_case(&officer, &CaseCommand::Remind { unit: unit.clone(), text: "请抓紧".into() }).is_ok());
        let route = CaseCommand::Route { lead: unit, co: vec![], instruction: String::new() };
        assert_eq!(check_case(&officer, &route).unwrap_err().code, "not_permitted");
    }

    fn signs(unit: Option<&str>, roles: &[Role]) -> Result<(), Refusal> {
        let officer = Officer {
            id: OfficerId::from("li"),
            name: "李经办".into(),
            unit: unit.map(UnitId::from),
            roles: roles.to_vec(),
            os_user: None,
        };
        check_case(&officer, &CaseCommand::Sign { unit: UnitId::from("rsj") })
    }

    #[test]
    fn a_handler_speaks_for_the_own_unit_only() {
        assert!(signs(Some("rsj"), &[Role::Handler]).is_ok());
        assert_eq!(signs(Some("mzj"), &[Role::Handler]).unwrap_err().code, "not_your_unit");
        assert_eq!(signs(None, &[Role::Handler]).unwrap_err().code, "not_your_unit", "of no unit, for none");
        assert!(signs(None, &[Role::Handler, Role::DutyOfficer]).is_ok());
        assert_eq!(signs(Some("rsj"), &[Role::Auditor]).unwrap_err().code, "not_permitted");
    }
}
