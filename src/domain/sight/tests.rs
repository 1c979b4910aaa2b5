//! Who sees what, cell by cell.

use super::*;
use crate::domain::centre::{self, CentreCommand};
use crate::domain::rulebook::BUILTIN;

fn officer(unit: Option<&str>, roles: &[Role]) -> Officer {
    Officer {
        id: "lao".into(),
        name: "老监察".into(),
        unit: unit.map(UnitId::from),
        roles: roles.to_vec(),
        os_user: None,
    }
}

fn county() -> Centre {
    let found = CentreCommand::Found {
        name: "陇城县综治中心".into(),
        rulebook: BUILTIN[0].1.to_owned(),
        officer: officer(None, &[Role::Administrator]),
        training: true,
    };
    Centre::replay(&centre::decide(None, &found).unwrap()).unwrap().unwrap()
}

#[test]
fn every_role_reaches_as_far_as_it_works() {
    let centre = county();
    let territory = centre.units.iter().find(|unit| !unit.is_centre()).unwrap().id.clone();
    let reach_of = |unit: Option<&str>, role| reach(&officer(unit, &[role]), &centre);
    let words = |reach: Reach| reach.principals().map(|all| all.join(" "));
    let (home, unit) = ("officer:lao".to_owned(), territory.as_str());
    for role in [Role::DutyOfficer, Role::Coordinator, Role::Leader, Role::Handler] {
        assert_eq!(reach_of(None, role), Reach::Centre, "{role}");
        assert_eq!(reach_of(Some("zx"), role), Reach::Centre, "{role}");
        let narrow = words(reach_of(Some(unit), role)).unwrap();
        assert!(narrow.contains(&home) && narrow.contains(&format!("unit:{unit}")), "{role}: {narrow}");
    }
    for role in [Role::Supervisor, Role::Auditor] {
        assert_eq!(reach_of(Some(unit), role), Reach::Centre, "{role}");
    }
    assert_eq!(words(reach_of(None, Role::Mediator)).as_deref(), Some("mediator:lao"));
    assert_eq!(words(reach_of(None, Role::Administrator)).as_deref(), Some(""));
    let both = officer(Some(unit), &[Role::Handler, Role::Mediator]);
    assert!(words(reach(&both, &centre)).unwrap().contains("mediator:lao"));
}

#[test]
fn the_ladder_of_scopes_ends_with_everything_in_sight() {
    let centre = county();
    let unit = centre.units.iter().find(|unit| !unit.is_centre()).unwrap().id.clone();
    let of_the_centre = officer(None, &[Role::DutyOfficer]);
    assert_eq!(ladder(&of_the_centre, &centre), [Scope::Own, Scope::Window, Scope::Centre]);
    let of_a_unit = officer(Some(unit.as_str()), &[Role::Handler]);
    assert_eq!(ladder(&of_a_unit, &centre), [Scope::Own, Scope::Window, Scope::Unit]);
    assert_eq!(facets(Scope::Unit, &of_a_unit, &centre), []);
    let supervisor = officer(Some(unit.as_str()), &[Role::Supervisor]);
    assert_eq!(ladder(&supervisor, &centre), Scope::ALL);
    assert!(facets(Scope::Unit, &supervisor, &centre).contains(&Facet::Unit(unit.to_string())));
}
