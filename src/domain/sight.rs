//! Sight (查看范围): which cases an officer may see, and who besides the centre's own people may see a case.
//!
//! Both sides are written in the same words, [`Principal`]s: a case names those who may see it, an officer's reach
//! names those he is. The store compares them in the query (`store/lens.rs`); nothing else decides it.

use super::case::Case;
use super::centre::Centre;
use super::directory::Officer;
use super::ids::{MediatorId, OfficerId, UnitId};
use super::vocabulary::{AssignmentStatus, Role};
use std::collections::BTreeSet;
use std::fmt;

/// Somebody to whom a case may be open.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Principal {
    /// Whoever works for a unit, or for one above it (辖区).
    Unit(UnitId),
    /// One officer.
    Officer(OfficerId),
    /// One mediator.
    Mediator(MediatorId),
}

impl fmt::Display for Principal {
    /// Writes the principal as the tables have it: `unit:rsj`, `officer:li`, `mediator:zm`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unit(id) => write!(f, "unit:{id}"),
            Self::Officer(id) => write!(f, "officer:{id}"),
            Self::Mediator(id) => write!(f, "mediator:{id}"),
        }
    }
}

/// How far an officer sees.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reach {
    /// Every case that is not sealed.
    Centre,
    /// The cases that are open to one of these; none where there are none.
    Some(BTreeSet<Principal>),
}

/// Returns who besides the centre's people may see a case; `window` is the unit of the officer who registered it.
///
/// A unit that no longer has anything to do with it (an upheld objection, a recall) no longer sees it.
pub fn principals(case: &Case, window: Option<&UnitId>) -> BTreeSet<Principal> {
    let at_work = case.assignments.iter().filter(|it| it.status != AssignmentStatus::Recalled);
    let mut open_to: BTreeSet<_> = at_work.map(|it| Principal::Unit(it.unit.clone())).collect();
    if let Some(window) = window {
        open_to.insert(Principal::Unit(window.clone()));
        open_to.insert(Principal::Officer(case.registered_by.clone()));
    }
    let mediators = case.mediation.sessions.iter().flat_map(|session| &session.plan.mediators);
    open_to.extend(mediators.map(|id| Principal::Mediator(id.clone())));
    open_to
}

/// Returns how far an officer sees.
///
/// Supervisors and auditors see the whole centre, wherever they sit. Others of the centre do too, if their role works on
/// cases; others of a unit see what that unit and those below it have, and what they wrote down themselves.
/// A mediator sees the cases of the own sessions. Administering alone shows no case.
pub fn reach(officer: &Officer, centre: &Centre) -> Reach {
    let unit = officer.unit.as_ref().filter(|id| !centre.unit(id).is_some_and(super::unit::Unit::is_centre));
    let everywhere = officer.roles.iter().any(|role| match role {
        Role::Supervisor | Role::Auditor => true,
        Role::DutyOfficer | Role::Coordinator | Role::Leader => unit.is_none(),
        Role::Handler | Role::Mediator | Role::Administrator => false,
    });
    if everywhere {
        return Reach::Centre;
    }
    let mut open = BTreeSet::new();
    if officer.has(Role::Mediator) {
        open.insert(Principal::Mediator(MediatorId::from(officer.id.as_str())));
    }
    let works = [Role::DutyOfficer, Role::Coordinator, Role::Leader, Role::Handler];
    if works.iter().any(|role| officer.has(*role)) {
        open.insert(Principal::Officer(officer.id.clone()));
        open.extend(unit.into_iter().flat_map(|unit| jurisdiction(unit, centre)).map(Principal::Unit));
    }
    Reach::Some(open)
}

/// Returns whether an officer may see a case; `window` is the unit of the officer who registered it.
pub fn sees(officer: &Officer, centre: &Centre, case: &Case, window: Option<&UnitId>) -> bool {
    match reach(officer, centre) {
        Reach::Centre => true,
        Reach::Some(open) => !open.is_disjoint(&principals(case, window)),
    }
}

/// Returns a unit and every unit below it (辖区).
pub fn jurisdiction(unit: &UnitId, centre: &Centre) -> BTreeSet<UnitId> {
    let mut within = BTreeSet::from([unit.clone()]);
    loop {
        let before = within.len();
        let below = centre.units.iter().filter(|it| it.parent.as_ref().is_some_and(|parent| within.contains(parent)));
        let below: Vec<_> = below.map(|it| it.id.clone()).collect();
        within.extend(below);
        if within.len() == before {
            return within;
        }
    }
}
