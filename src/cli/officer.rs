//! The centre's officers: who they are, and what each of them may do.

use super::args::{OfficerForm, OfficerVerb};
use super::directory::{card, free, known, needed, put, put_code, save};
use super::fail::Fail;
use super::out::{Cell, Column, Table};
use super::{App, identity};
use crate::domain::centre::{Centre, CentreCommand};
use crate::domain::directory::Officer;
use crate::domain::ids::{OfficerId, UnitId};
use crate::domain::permission::{self, Right};
use crate::domain::vocabulary::Role;
use crate::words::{list, say, term};
use serde_json::{Value, json};

/// Lists, shows, adds or changes officers.
pub(super) fn officer(app: &App<'_>, verb: OfficerVerb) -> Result<(), Fail> {
    if let OfficerVerb::Password { name } = &verb {
        return identity::password(app, name.as_deref());
    }
    let mut session = app.session()?;
    match verb {
        OfficerVerb::Password { .. } => Ok(()),
        OfficerVerb::List => {
            let centre = session.centre()?;
            if app.out.json {
                return app.out.json(&centre.officers);
            }
            let mut table = Table::new([
                ("code", Column::Fixed),
                ("name", Column::Fixed),
                ("unit", Column::Fixed),
                ("roles", Column::Gives(12)),
                ("os_user", Column::Drops),
            ]);
            for officer in &centre.officers {
                let unit = officer.unit.as_ref().map_or_else(|| centre.short_name(), |unit| centre.unit_short(unit));
                let mark = if officer.id == session.officer.id { say("cli.officer.you") } else { String::new() };
                table.row([
                    Cell::plain(officer.id.as_str()),
                    Cell::plain(format!("{}{mark}", officer.name)),
                    Cell::plain(unit),
                    Cell::plain(roles(&officer.roles)),
                    Cell::plain(officer.os_user.as_deref().unwrap_or_default()),
                ]);
            }
            app.out.table(&table)
        }
        OfficerVerb::Show { id } => {
            let centre = session.centre()?;
            let officer = find(centre, &id)?;
            if app.out.json {
                return app.out.json(officer);
            }
            card(
                app,
                &[
                    ("code", officer.id.to_string()),
                    ("name", officer.name.clone()),
                    ("unit", officer.unit.as_ref().map_or_else(String::new, |unit| centre.unit_name(unit).to_owned())),
                    ("roles", roles(&officer.roles)),
                    ("os_user", officer.os_user.clone().unwrap_or_default()),
                ],
            )
        }
        OfficerVerb::Rights { name } => {
            let centre = session.centre()?;
            rights(app, name.map(|name| find(centre, &name)).transpose()?)
        }
        OfficerVerb::Add(form) => {
            free(session.centre()?.officer(&OfficerId(form.id.clone())).is_some(), &form.id)?;
            let mut officer = Officer {
                id: OfficerId(form.id.clone()),
                name: needed(form.name.as_ref(), "--name")?,
                unit: None,
                roles: vec![if form.unit.is_some() { Role::Handler } else { Role::DutyOfficer }],
                os_user: None,
            };
            change_officer(&mut officer, &form);
            save(app, &mut session, CentreCommand::SaveOfficer { officer }, &form.id)
        }
        OfficerVerb::Set(form) => {
            let mut officer = known(session.centre()?.officer(&OfficerId(form.id.clone())), &form.id)?.clone();
            change_officer(&mut officer, &form);
            save(app, &mut session, CentreCommand::SaveOfficer { officer }, &form.id)
        }
    }
}

fn change_officer(officer: &mut Officer, form: &OfficerForm) {
    put(&mut officer.name, form.name.as_ref());
    put_code(&mut officer.unit, form.unit.as_ref(), UnitId);
    put_code(&mut officer.os_user, form.os_user.as_ref(), |user| user);
    if let Some(roles) = &form.roles {
        officer.roles.clone_from(roles);
    }
}

fn roles(roles: &[Role]) -> String {
    list(&roles.iter().map(|role| term("role", role.key())).collect::<Vec<_>>())
}

/// Prints the whole table of rights, or what one officer may and may not do.
fn rights(app: &App<'_>, officer: Option<&Officer>) -> Result<(), Fail> {
    let may = |right: Right| officer.map(|officer| permission::may(officer, right));
    if app.out.json {
        let rows = Right::ALL.iter().map(|right| {
            let mut row = json!({"right": right, "roles": permission::roles(*right), "covers": covers(*right)});
            if let (Some(may), Value::Object(row)) = (may(*right), &mut row) {
                row.insert("may".into(), may.into());
            }
            row
        });
        return app.out.json(&rows.collect::<Vec<_>>());
    }
    let name = |right: &Right| term(Right::AREA, right.key());
    let who = |right: &Right| roles(permission::roles(*right));
    let Some(officer) = officer else {
        let mut table = Table::new([("right", Column::Fixed), ("who_may", Column::Gives(12))]);
        for right in Right::ALL {
            table.row([name(right), who(right)].map(Cell::plain));
        }
        return app.out.table(&table);
    };
    app.out.line(&format!("{} {} · {}", officer.id, officer.name, roles(&officer.roles)))?;
    let mut table = Table::new([("right", Column::Fixed), ("may", Column::Fixed), ("who_may", Column::Gives(12))]);
    for right in Right::ALL {
        let (sgr, word) = if permission::may(officer, *right) { ("", "may") } else { ("2", "may_not") };
        let word = say(&format!("cli.officer.{word}"));
        table.row([name(right), word, who(right)].map(|text| Cell::coloured(sgr, text)));
    }
    app.out.table(&table)
}

/// Returns what a right covers, by name: commands as in `do`.
fn covers(right: Right) -> Vec<String> {
    permission::everything().into_iter().filter(|it| it.right == right).map(|it| it.name).collect()
}

/// Finds an officer by code or name.
pub(super) fn find<'c>(centre: &'c Centre, typed: &str) -> Result<&'c Officer, Fail> {
    let by_code = centre.officer(&OfficerId::from(typed));
    known(by_code.or_else(|| centre.officers.iter().find(|officer| officer.name == typed)), typed)
}
