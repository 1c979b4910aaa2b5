//! Keys that are not permitted: the screen asks the same table as the desk, and says who may.

use super::actions::Reason;
use super::{App, sealed};
use crate::domain::permission::{self, Right, View};
use crate::domain::vocabulary::Role;
use crate::words::{self, say_with, term};

/// The reason of a command that the officer's roles do not have the right for.
pub const NOT_PERMITTED: Reason = "app.refused.not_permitted";

/// What the names of commands begin with that are named like the command they give.
const GIVING: &[&str] = &[
    "case",
    "person",
    "incoming",
    "roster",
    "shift",
    "directive",
    "reviews",
    "force",
    "finding",
    "instruct",
    "charge",
    "listing",
    "bulletin",
];

/// Returns the right that a command of the screen needs, if it needs one: most are named like the command they give.
fn needed(id: &str) -> Option<Right> {
    match id {
        "intake.new" | "intake.quick" | "incoming.list" => Some(Right::Intake),
        "search.all" | "search.open" | "case.open" | "case.explain" => Some(permission::view(&View::Find)),
        "case.print" => Some(Right::See),
        "case.people" | "new_case.known" => Some(permission::view(&View::People)),
        "person.reveal" => Some(Right::Reveal),
        "case.direct" => Some(Right::Supervise),
        _ => id
            .split_once('.')
            .filter(|(scope, _)| GIVING.contains(scope))
            .and_then(|(_, command)| permission::command_named(command)),
    }
}

/// Tells whether the officer at the desk may give a command at all.
pub fn permits(id: &str, app: &App) -> Result<(), Reason> {
    match needed(id) {
        Some(right) if permission::may(&app.officer, right) || sealed::entrusts(app, right) => Ok(()),
        Some(_) => Err(NOT_PERMITTED),
        None => Ok(()),
    }
}

/// Says in few words who may give a command that the officer may not.
pub fn who_may(id: &str) -> Option<String> {
    let roles: Vec<_> = permission::roles(needed(id)?).iter().map(|role| term(Role::AREA, role.key())).collect();
    Some(say_with("app.refused.who_may", &[("role", &words::list(&roles))]))
}

/// Says what the officer may not do, and who may.
pub fn refused(id: &str, app: &App) -> Option<String> {
    let refusal = permission::check(&app.officer, needed(id)?).err()?;
    Some(words::refusal(&refusal))
}
