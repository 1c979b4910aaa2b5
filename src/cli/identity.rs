//! Who is sitting here, and how that is shown: account, key or password.

use super::fail::Fail;
use super::{App, place};
use crate::desk::{Desk, DeskError};
use crate::domain::access::Proof;
use crate::domain::centre::Centre;
use crate::domain::directory::Officer;
use crate::domain::ids::OfficerId;
use crate::domain::permission::{self, Chore, Right};
use crate::domain::secret::{Seat, Secret, Way};
use crate::refuse;
use crate::term;
use crate::words::say_with;

/// Somebody who has shown who they are.
#[derive(Debug)]
pub(super) struct Proven {
    /// Who.
    pub officer: Officer,
    /// The password that was typed, if one was asked for.
    pub typed: Option<Secret>,
    /// Whether that password has to be changed first.
    pub must_change: bool,
}

/// Somebody before the full screen, which asks for a password itself.
#[derive(Debug)]
pub(super) struct Claim {
    /// What is known of the terminal.
    pub seat: Seat,
    /// Who it most likely is.
    pub officer: Option<Officer>,
    /// How that is shown already, if it is.
    pub proof: Option<Proof>,
}

/// Returns what is known of whoever sits at this terminal.
pub(super) fn seat(app: &App<'_>, centre: &Centre) -> Result<Seat, Fail> {
    Ok(Seat { account: place::os_user(), key: key(app, centre)?.map(|officer| officer.id.clone()) })
}

/// Returns the officer of the SSH key that opened this line; a key that is nobody's is refused.
pub(super) fn key<'c>(app: &App<'_>, centre: &'c Centre) -> Result<Option<&'c Officer>, Fail> {
    let by_key = |fingerprint: &String| place::by_key(fingerprint, &app.path()?, centre);
    app.global.as_key.as_ref().map(by_key).transpose()
}

/// Finds out who acts, asking for a password where nothing else shows it.
///
/// # Errors
/// Exit code 4 where it is not known who it could be, where the password is wrong, where there is no terminal to ask
/// on, and where the password was set by somebody else and has to be changed first.
pub(super) fn identify(app: &App<'_>, desk: &mut Desk) -> Result<Officer, Fail> {
    let proven = prove(app, desk)?;
    if proven.must_change {
        return Err(Fail::not_permitted("password_temporary", &[("officer", proven.officer.id.as_str())]));
    }
    Ok(proven.officer)
}

/// Finds out who acts, also where the password has to be changed first.
pub(super) fn prove(app: &App<'_>, desk: &mut Desk) -> Result<Proven, Fail> {
    let centre = desk.centre()?.clone();
    let asked = app.global.officer.as_deref();
    let seat = seat(app, &centre)?;
    let claimed = claimed(asked, &seat, &centre)?;
    let way = claimed.map_or(Ok(Way::Password), |officer| desk.way(officer, &seat, false))?;
    if let (Way::Proven(_), Some(officer)) = (way, claimed) {
        return Ok(Proven { officer: officer.clone(), typed: None, must_change: false });
    }
    let name = claimed.map_or(asked.unwrap_or_default(), |officer| officer.name.as_str());
    let typed = ask("ask", name)?;
    let who = claimed.map_or(name, |officer| officer.id.as_str());
    let signed = desk.sign_in(who, &typed, app.now(&centre)?)?;
    Ok(Proven { officer: signed.officer, typed: Some(typed), must_change: signed.must_change })
}

/// Finds out who it most likely is, for the full screen.
pub(super) fn claim(app: &App<'_>, desk: &Desk, usual: Option<&str>) -> Result<Claim, Fail> {
    let centre = desk.centre()?;
    let seat = seat(app, centre)?;
    let asked = app.global.officer.as_deref().or(usual);
    let officer = match claimed(asked, &seat, centre) {
        Ok(found) => found.cloned(),
        Err(Fail::Own(_)) => None,
        Err(other) => return Err(other),
    };
    let way = officer.as_ref().map(|officer| desk.way(officer, &seat, false)).transpose()?;
    let proof = way.and_then(|way| if let Way::Proven(proof) = way { Some(proof) } else { None });
    Ok(Claim { seat, officer, proof })
}

/// Asks on the terminal for a password; what is asked stands under `cli.password.<what>`.
pub(super) fn ask(what: &str, name: &str) -> Result<Secret, Fail> {
    let name = crate::text::sanitise_line(name);
    let typed = term::secret_line(&say_with(&format!("cli.password.{what}"), &[("officer", &name)]))?;
    typed.map(Secret::new).ok_or_else(|| Fail::not_permitted("proof_needed", &[("officer", &name)]))
}

/// Asks for a new password twice.
pub(super) fn ask_new(name: &str) -> Result<Secret, Fail> {
    let first = ask("new", name)?;
    if ask("again", name)? == first { Ok(first) } else { Err(Fail::refused("password_differs", &[])) }
}

/// Returns whom somebody at a seat means to be: whoever `--as` names, the officer of the key or of the account, or the only
/// one there is. Nothing where nobody is called so, which is not said before a password was asked for.
fn claimed<'c>(asked: Option<&str>, seat: &Seat, centre: &'c Centre) -> Result<Option<&'c Officer>, Fail> {
    let officers = centre.officers.as_slice();
    if let Some(asked) = asked {
        let named = centre.officer(&OfficerId::from(asked));
        let named = named.or_else(|| officers.iter().find(|officer| officer.name == asked));
        if named.is_none() && centre.training {
            return Err(DeskError::NotPermitted(refuse!("unknown_officer", officer = asked)).into());
        }
        return Ok(named);
    }
    if let Some(key) = &seat.key {
        return Ok(centre.officer(key));
    }
    let bound = |officer: &&Officer| seat.account.is_some() && officer.os_user == seat.account;
    if let Some(officer) = officers.iter().find(bound) {
        return Ok(Some(officer));
    }
    match officers {
        [only] => Ok(Some(only)),
        // In a practice database anybody may be anybody; somebody who sees cases is of more use.
        [first, ..] if centre.training => {
            let sees = |officer: &&Officer| permission::may(officer, Right::See);
            Ok(Some(officers.iter().find(sees).unwrap_or(first)))
        }
        _ => Err(Fail::not_permitted("who", &[("user", seat.account.as_deref().unwrap_or("?"))])),
    }
}

/// Refuses a chore on the file to an officer whose roles do not have the right for it, and returns who it is.
///
/// Whoever runs this under an account that is no officer's is taken for the keeper of the host, and is nobody: such a one
/// may copy the file with any tool, and a nightly backup is nobody's.
pub(super) fn keeper(app: &App<'_>, desk: &mut Desk, chore: Chore) -> Result<Option<Officer>, Fail> {
    let centre = desk.centre()?.clone();
    let officer = if centre.training || app.global.officer.is_some() {
        Some(identify(app, desk)?)
    } else {
        claimed(None, &seat(app, &centre)?, &centre).ok().flatten().cloned()
    };
    // In practice there is nothing to be kept from anybody.
    if let Some(officer) = officer.as_ref().filter(|_| !centre.training) {
        permission::check(officer, permission::chore(&chore)).map_err(DeskError::NotPermitted)?;
    }
    Ok(officer)
}

/// Sets a password: one's own, or a temporary one for somebody else.
pub(super) fn password(app: &App<'_>, whose: Option<&str>) -> Result<(), Fail> {
    let mut desk = app.desk()?;
    let Proven { officer, typed, .. } = prove(app, &mut desk)?;
    let centre = desk.centre()?.clone();
    let whom = whose.map(|whose| super::officer::find(&centre, whose)).transpose()?.unwrap_or(&officer);
    let is_own = whom.id == officer.id;
    let old = if !is_own {
        permission::check(&officer, permission::chore(&Chore::SetPassword)).map_err(DeskError::NotPermitted)?;
        Secret::default()
    } else if let Some(typed) = typed {
        typed
    } else if desk.has_password(&officer.id)? {
        ask("old", &officer.name)?
    } else {
        Secret::default()
    };
    let new = ask_new(&whom.name)?;
    desk.set_password(&officer.id, &whom.id, &old, &new, app.now(&centre)?)?;
    let said = if is_own { "cli.password.set" } else { "cli.password.set_temporary" };
    app.out.line(&say_with(said, &[("officer", &whom.name), ("id", whom.id.as_str())]))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::rulebook::Rulebook;
    use crate::domain::vocabulary::Role;

    fn centre(training: bool, officers: &[(&str, Option<&str>)]) -> Centre {
        let mut centre = Centre::new("陇城".into(), training, Rulebook::builtin("longxi").unwrap());
        centre.officers = officers
            .iter()
            .map(|(id, user)| Officer {
                id: OfficerId::from(*id),
                name: (*id).to_uppercase(),
                unit: None,
                roles: vec![Role::DutyOfficer],
                os_user: user.map(str::to_owned),
            })
            .collect();
        centre
    }

    fn who(asked: Option<&str>, account: &str, centre: &Centre) -> Result<Option<String>, u8> {
        let seat = Seat { account: Some(account.to_owned()), key: None };
        let found = claimed(asked, &seat, centre).map_err(|fail| fail.exit_code())?;
        Ok(found.map(|officer| officer.id.to_string()))
    }

    #[test]
    fn whoever_is_bound_to_the_account_acts_unless_another_is_named() {
        let centre = centre(false, &[("a", None), ("b", Some("bob"))]);
        assert_eq!(who(None, "bob", &centre), Ok(Some("b".into())));
        assert_eq!(who(Some("a"), "bob", &centre), Ok(Some("a".into())));
        assert_eq!(who(Some("B"), "eve", &centre), Ok(Some("b".into())), "by name too");
        assert_eq!(who(None, "eve", &centre), Err(4));
    }

    #[test]
    fn an_unknown_name_is_asked_for_a_password_like_any_other() {
        assert_eq!(who(Some("nobody"), "eve", &centre(false, &[("a", None)])), Ok(None));
        assert_eq!(who(Some("nobody"), "eve", &centre(true, &[("a", None)])), Err(4));
    }

    #[test]
    fn the_only_officer_needs_no_naming() {
        assert_eq!(who(None, "eve", &centre(false, &[("a", None)])), Ok(Some("a".into())));
        assert_eq!(who(None, "eve", &centre(true, &[("a", None), ("b", None)])), Ok(Some("a".into())));
    }

    #[test]
    fn the_officer_of_the_key_acts_whatever_the_account_is() {
        let centre = centre(false, &[("a", None), ("b", Some("desk"))]);
        let seat = Seat { account: Some("desk".into()), key: Some("a".into()) };
        assert_eq!(claimed(None, &seat, &centre).unwrap().map(|it| it.id.as_str()), Some("a"));
    }
}
