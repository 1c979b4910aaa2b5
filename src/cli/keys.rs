//! The keys that officers come in with over SSH: let in, listed, taken away.

use super::args::SshKeyVerb;
use super::fail::Fail;
use super::out::{Cell, Column, Table};
use super::{App, Session, authorized, place, sshd};
use crate::domain::centre::CentreCommand;
use crate::domain::directory::Officer;
use crate::domain::sshkey::OfficerKey;
use crate::words::{say, say_with};
use serde_json::json;
use std::ffi::OsStr;
use std::path::{Path, PathBuf};

/// The largest file that is read as a key; the longest key there is has a few kilobytes.
const LARGEST: u64 = 64 << 10;

/// Lists, adds or removes keys.
pub(super) fn keys(app: &App<'_>, verb: SshKeyVerb) -> Result<(), Fail> {
    let session = app.session()?;
    match verb {
        SshKeyVerb::List => list(app, &session),
        SshKeyVerb::Add { whose, file, write } => add(app, session, &whose, &file, write.as_deref()),
        SshKeyVerb::Remove { fingerprint, write } => remove(app, session, &fingerprint, write.as_deref()),
    }
}

fn list(app: &App<'_>, session: &Session) -> Result<(), Fail> {
    let centre = session.centre()?;
    if app.out.json {
        return app.out.json(&centre.keys);
    }
    if centre.keys.is_empty() {
        app.out.paragraph(0, &say("cli.ssh_key.none"))?;
    }
    let mut table = Table::new([
        ("officer", Column::Fixed),
        ("fingerprint", Column::Fixed),
        ("key_kind", Column::Drops),
        ("comment", Column::Gives(8)),
    ]);
    for key in &centre.keys {
        let name = centre.officer(&key.officer).map_or(key.officer.as_str(), |it| it.name.as_str());
        table.row([
            Cell::plain(name),
            Cell::plain(key.fingerprint.as_str()),
            Cell::plain(key.public.split(' ').next().unwrap_or_default()),
            Cell::plain(key.comment.as_str()),
        ]);
    }
    app.out.table(&table)?;
    for complaint in sshd::complaints(&sshd::checks(&app.path()?, centre)?) {
        app.out.paragraph(0, &complaint)?;
    }
    Ok(())
}

fn add(app: &App<'_>, mut session: Session, typed: &str, file: &Path, write: Option<&Path>) -> Result<(), Fail> {
    let owner = officer(&session, typed)?;
    let text = text_of(file)?;
    let key = OfficerKey::read(&owner.id, &text)?;
    let database = app.path()?;
    let database = std::fs::canonicalize(&database).map_err(|error| Fail::file(&database, &error))?;
    let program = std::env::current_exe()?;
    let line = authorized::line(&program, &database, &key)?;
    // Adding a key again gives its line again: for whoever lost it, or moved the file.
    let known = session.centre()?.key(&key.fingerprint).is_some_and(|known| known.officer == owner.id);
    if !known {
        let text = format!("{} {}", key.public, key.comment);
        session.change_centre(app, CentreCommand::AddKey { officer: owner.id.clone(), key: text })?;
    }
    let file = write.map(|write| target(write, &database)).transpose()?;
    if let Some(file) = &file {
        authorized::put(file, &key.fingerprint, &line)?;
    }
    if app.out.json {
        return app.out.json(&json!({
            "ok": true, "officer": owner.id, "fingerprint": key.fingerprint, "line": line, "file": file, "new": !known,
        }));
    }
    let facts = [("officer", owner.name.as_str()), ("fingerprint", &key.fingerprint)];
    app.out.paragraph(0, &say_with("cli.ssh_key.added", &facts))?;
    if let Some(file) = &file {
        return app.out.paragraph(0, &written("cli.ssh_key.written", file));
    }
    app.out.paragraph(0, &say("cli.ssh_key.append"))?;
    // Never broken: it has to stand on one line there.
    app.out.line(&line)
}

fn remove(app: &App<'_>, mut session: Session, typed: &str, write: Option<&Path>) -> Result<(), Fail> {
    let fingerprint = if typed.starts_with("SHA256:") { typed.to_owned() } else { format!("SHA256:{typed}") };
    let file = write.map(|write| target(write, &app.path()?)).transpose()?;
    let receipt = session.change_centre(app, CentreCommand::RemoveKey { fingerprint: fingerprint.clone() })?;
    let was_there = match &file {
        Some(file) => authorized::take_out(file, &fingerprint)?,
        None => false,
    };
    if app.out.json {
        return app.out.json(&json!({
            "ok": true, "fingerprint": fingerprint, "rev": receipt.rev, "file": file.filter(|_| was_there),
        }));
    }
    app.out.paragraph(0, &say_with("cli.ssh_key.removed", &[("fingerprint", &fingerprint)]))?;
    match &file {
        Some(file) if was_there => app.out.paragraph(0, &written("cli.ssh_key.taken_out", file)),
        Some(file) => app.out.paragraph(0, &written("cli.ssh_key.not_in_file", file)),
        None => app.out.paragraph(0, &say("cli.ssh_key.line_stays")),
    }
}

fn written(key: &str, file: &Path) -> String {
    say_with(key, &[("path", &file.display().to_string())])
}

/// Finds an officer by code or name.
fn officer(session: &Session, typed: &str) -> Result<Officer, Fail> {
    let officers = &session.centre()?.officers;
    let named = officers.iter().find(|officer| officer.id.as_str() == typed);
    let named = named.or_else(|| officers.iter().find(|officer| officer.name == typed));
    named.cloned().ok_or_else(|| Fail::refused("unknown_code", &[("code", typed)]))
}

fn text_of(file: &Path) -> Result<String, Fail> {
    let failed = |error: std::io::Error| Fail::file(file, &error);
    if std::fs::metadata(file).map_err(failed)?.len() > LARGEST {
        return Err(crate::refuse!("key_damaged").into());
    }
    let bytes = std::fs::read(file).map_err(failed)?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

/// Returns the file that `sshd` reads: the one given, or that of the account the database belongs to.
fn target(given: &Path, database: &Path) -> Result<PathBuf, Fail> {
    if given.as_os_str() != OsStr::new("") {
        return Ok(given.to_owned());
    }
    authorized_keys(database).ok_or_else(|| Fail::usage("no_home", &[]))
}

/// Returns where the keys of the account lie that a database belongs to.
pub(super) fn authorized_keys(database: &Path) -> Option<PathBuf> {
    let owner = place::owner_of(database).ok().flatten();
    let home = if owner.is_some() && owner != place::user_id() {
        place::home_of(owner?)?
    } else {
        directories::BaseDirs::new()?.home_dir().to_owned()
    };
    Some(home.join(".ssh").join("authorized_keys"))
}
