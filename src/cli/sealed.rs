//! Sealed cases: listing those one may know of, opening them by two, looking inside.

use super::args::{SealForm, SealedVerb};
use super::fail::Fail;
use super::lookup::short_moment;
use super::out::{Cell, Column, Table};
use super::{App, Session, show};
use crate::desk::{Order, SealedLine, Standing};
use crate::domain::case::{Accused, CaseCommand};
use crate::domain::ids::{CaseNo, OfficerId};
use crate::words::{say, say_with, term};

/// Lists, opens, shows, seals and unseals.
pub(super) fn sealed(app: &App<'_>, verb: SealedVerb) -> Result<(), Fail> {
    match verb {
        SealedVerb::List => list(app),
        SealedVerb::Show { no, why } => look(app, &no, why),
        SealedVerb::Ask { no, reason } => give(app, &no, CaseCommand::AskOpening { reason }),
        SealedVerb::Grant { no } => give(app, &no, CaseCommand::GrantOpening {}),
        SealedVerb::Admit { no, officer, reason } => {
            give(app, &no, CaseCommand::Admit { officer: OfficerId(officer), reason })
        }
        SealedVerb::Dismiss { no, officer, reason } => {
            give(app, &no, CaseCommand::Dismiss { officer: OfficerId(officer), reason })
        }
        SealedVerb::Seal(form) => seal(app, form),
        SealedVerb::Unseal { no, reason } => give(app, &no, CaseCommand::Unseal { reason }),
    }
}

fn number(app: &App<'_>, session: &Session, typed: &str) -> Result<CaseNo, Fail> {
    let no = session.case_no(app, typed)?;
    // The drawn part has no small letters.
    Ok(CaseNo(no.as_str().to_ascii_uppercase()))
}

fn give(app: &App<'_>, no: &str, command: CaseCommand) -> Result<(), Fail> {
    let session = app.session()?;
    let no = number(app, &session, no)?;
    session.give(app, &no, command)
}

fn seal(app: &App<'_>, form: SealForm) -> Result<(), Fail> {
    let SealForm { no, accused_unit, accused_officer, accused, keeper, reason } = form;
    let session = app.session()?;
    let no = session.case_no(app, &no)?;
    let mut whom = Vec::new();
    for unit in &accused_unit {
        whom.push(Accused { unit: Some(session.unit(unit)?), ..Accused::default() });
    }
    whom.extend(accused_officer.into_iter().map(|id| Accused { officer: Some(OfficerId(id)), ..Accused::default() }));
    whom.extend(accused.into_iter().map(|name| Accused { name, ..Accused::default() }));
    let keepers = keeper.into_iter().map(OfficerId).collect();
    session.give(app, &no, CaseCommand::Seal { accused: whom, keepers, reason })
}

/// Looks inside: it is written down who looks, then it is shown.
fn look(app: &App<'_>, no: &str, why: bool) -> Result<(), Fail> {
    let mut session = app.session()?;
    let no = number(app, &session, no)?;
    session.perform(app, &Order::on(&no, CaseCommand::Look {}))?;
    let view = session.desk.view_for(&no, &session.viewer(), session.now(app)?)?;
    show::page(app, &session, &view, why)
}

fn list(app: &App<'_>) -> Result<(), Fail> {
    let session = app.session()?;
    let now = session.now(app)?;
    let lines = session.desk.sealed(&session.officer.id, now)?;
    if app.out.json {
        return app.out.json(&lines);
    }
    if lines.is_empty() {
        return app.out.paragraph(0, &say("cli.sealed.none"));
    }
    let mut table = Table::new([
        ("no", Column::Fixed),
        ("since", Column::Drops),
        ("ball", Column::Fixed),
        ("due", Column::Fixed),
        ("level", Column::Drops),
        ("opening", Column::Gives(12)),
    ]);
    for line in &lines {
        table.row([
            Cell::plain(line.no.as_str()),
            Cell::plain(line.since.format("%Y-%m-%d").to_string()),
            Cell::plain(term("ball", &line.ball)),
            Cell::plain(line.due.map(|due| short_moment(due, now)).unwrap_or_default()),
            Cell::plain(line.level.map(|level| term("level", level.key())).unwrap_or_default()),
            Cell::plain(opening(line)),
        ]);
    }
    app.out.table(&table)
}

fn opening(line: &SealedLine) -> String {
    match &line.opening {
        Standing::Closed => say("sealed.closed"),
        Standing::Asked { by, reason, .. } => format!("{} {by} {reason}", say("sealed.asked")),
        Standing::Open { until, .. } => {
            say_with("sealed.open_until", &[("until", &until.format("%m-%d %H:%M").to_string())])
        }
    }
}
