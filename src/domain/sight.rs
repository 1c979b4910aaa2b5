//! Sight (查看范围): which cases an officer may see, and who besides the centre's own people may see a case.
//!
//! Both sides are written in the same words, [`Principal`]s: a case names those who may see it, an officer's reach
//! names those he is. The store compares them in the query (`store/lens.rs`); nothing else decides it.

use super::case::Case;
use super::centre::Centre;
use super::directory::Officer;
use super::ids::{CaseNo, MediatorId, OfficerId, UnitId};
use super::mediation::SessionStatus;
use super::search::{Facet, Scope};
use super::unit::Unit;
use super::vocabulary::{AssignmentStatus, Role};
use std::collections::BTreeSet;
use std::fmt;

/// What stands in place of the number of a case that is out of sight.
pub const OUT_OF_SIGHT: &str = "***";

/// Returns what stands in place of the number of a case that is out of sight.
pub fn out_of_sight() -> CaseNo {
    CaseNo::from(OUT_OF_SIGHT)
}

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

impl Reach {
    /// Returns those to whom a case must be open to be seen, as the tables have them; nothing where all are seen.
    pub fn principals(&self) -> Option<Vec<String>> {
        match self {
            Self::Centre => None,
            Self::Some(open) => Some(open.iter().map(ToString::to_string).collect()),
        }
    }
}

/// Returns who besides the centre's people may see a case.
///
/// A unit that no longer has anything to do with it (an upheld objection, a recall) no longer sees it, nor does a mediator
/// whose session was called off. The unit at whose window it was written down, and whoever did it there, keep it.
pub fn principals(case: &Case) -> BTreeSet<Principal> {
    let at_work = case.assignments.iter().filter(|it| it.status != AssignmentStatus::Recalled);
    let mut open_to: BTreeSet<_> = at_work.map(|it| Principal::Unit(it.unit.clone())).collect();
    // Whoever is responsible at a step of the ladder has to know of what comes up to it.
    open_to.extend(case.ladder.iter().filter_map(|stay| stay.unit.clone()).map(Principal::Unit));
    if let Some(window) = &case.window {
        open_to.insert(Principal::Unit(window.clone()));
        open_to.insert(Principal::Officer(case.registered_by.clone()));
    }
    let called_off = [SessionStatus::Cancelled, SessionStatus::Expired];
    let sessions = case.mediation.sessions.iter().filter(|session| !called_off.contains(&session.status));
    open_to.extend(sessions.flat_map(|session| &session.plan.mediators).map(|id| Principal::Mediator(id.clone())));
    open_to
}

/// Returns the unit an officer sits at, where that is not the centre itself.
pub fn window<'o>(officer: &'o Officer, centre: &Centre) -> Option<&'o UnitId> {
    officer.unit.as_ref().filter(|id| !centre.unit(id).is_some_and(Unit::is_centre))
}

/// Returns how far an officer sees.
///
/// Supervisors and auditors see the whole centre, wherever they sit. Others of the centre do too, if their role works on
/// cases; others of a unit see what that unit and those below it have, and what they wrote down themselves there.
/// A mediator sees the cases of the own sessions, and is known by having the same code as officer and as mediator.
/// Administering alone shows no case.
pub fn reach(officer: &Officer, centre: &Centre) -> Reach {
    let unit = window(officer, centre);
    let works = [Role::DutyOfficer, Role::Coordinator, Role::Leader, Role::Handler];
    let works = works.iter().any(|role| officer.has(*role));
    if officer.has(Role::Supervisor) || officer.has(Role::Auditor) || works && unit.is_none() {
        return Reach::Centre;
    }
    let mut open = BTreeSet::new();
    if officer.has(Role::Mediator) {
        open.insert(Principal::Mediator(MediatorId::from(officer.id.as_str())));
    }
    if works {
        open.insert(Principal::Officer(officer.id.clone()));
        open.extend(unit.into_iter().flat_map(|unit| jurisdiction(unit, centre)).map(Principal::Unit));
    }
    Reach::Some(open)
}

/// Returns whether an officer may see a case.
pub fn sees(officer: &Officer, centre: &Centre, case: &Case) -> bool {
    if let Some(sealing) = &case.sealed {
        return sealing.keeps(officer, centre);
    }
    match reach(officer, centre) {
        Reach::Centre => true,
        Reach::Some(open) => !open.is_disjoint(&principals(case)),
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

/// Returns the widest scope in which an officer may look: everything in sight.
pub fn widest_scope(officer: &Officer, centre: &Centre) -> Scope {
    if reach(officer, centre) == Reach::Centre { Scope::Centre } else { Scope::Unit }
}

/// Returns the scopes that differ for an officer, the narrowest first and everything in sight last.
pub fn ladder(officer: &Officer, centre: &Centre) -> Vec<Scope> {
    let widest = widest_scope(officer, centre);
    let mut ladder: Vec<Scope> = Vec::new();
    for scope in Scope::ALL.iter().copied().filter(|scope| *scope <= widest) {
        let wanted = facets(scope, officer, centre);
        if ladder.iter().all(|known| facets(*known, officer, centre) != wanted) {
            ladder.push(scope);
        }
    }
    ladder
}

/// Returns what restricts a search to a scope for an officer: any of these facets; nothing for everything in sight.
///
/// This only narrows what is in sight further down; what is in sight the store alone decides.
pub fn facets(scope: Scope, officer: &Officer, centre: &Centre) -> Vec<Facet> {
    let unit = window(officer, centre);
    let at = |unit: Option<&UnitId>| Facet::Window(unit.map(UnitId::to_string).unwrap_or_default());
    match scope {
        _ if scope >= widest_scope(officer, centre) => Vec::new(),
        Scope::Own => vec![Facet::Officer(officer.id.to_string())],
        Scope::Window => vec![at(unit)],
        Scope::Unit | Scope::Centre => match unit {
            None => vec![at(None)],
            Some(unit) => {
                let within = jurisdiction(unit, centre);
                within.iter().flat_map(|unit| [Facet::Unit(unit.to_string()), at(Some(unit))]).collect()
            }
        },
    }
}

#[cfg(test)]
mod tests;
