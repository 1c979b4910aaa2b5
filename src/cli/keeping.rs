//! Founding a database and keeping it sound.

use super::args::{Demo, Init};
use super::fail::Fail;
use super::identity::keeper;
use super::progress::Progress;
use super::{App, place};
use crate::desk::{Desk, DeskError, Order, first_officer};
use crate::domain::centre::CentreCommand;
use crate::domain::directory::Officer;
use crate::domain::permission::Chore;
use crate::domain::rulebook::{BUILTIN, Rulebook};
use crate::store::{Mode, StoreError};
use crate::text::{pinyin, sanitise_line};
use crate::words::{list, say, say_with};
use crate::{demo, refuse};
use serde_json::json;
use std::path::Path;
use std::sync::atomic::Ordering;

/// Creates the database and founds the centre in it.
pub(super) fn init(app: &App<'_>, form: &Init) -> Result<(), Fail> {
    let path = app.path()?;
    // Everything is checked before a file is made.
    let rulebook = rulebook_text(&form.rulebook)?;
    if Rulebook::parse(&rulebook).is_err() {
        return Err(Fail::refused("rulebook_faulty", &[("file", &form.rulebook)]));
    }
    let now = match app.global.now {
        Some(now) if form.training => now,
        Some(_) => return Err(Fail::refused("not_training", &[])),
        None => (app.clock)(),
    };
    let name = sanitise_line(form.centre.as_deref().unwrap_or(&say("cli.init.centre")));
    if name.is_empty() {
        return Err(Fail::usage("centre_name", &[]));
    }
    let officer = first(form.officer.as_deref())?;
    let mut desk = empty_database(&path)?;
    let found =
        CentreCommand::Found { name: name.clone(), rulebook, officer: officer.clone(), training: form.training };
    let receipt = desk.perform(&officer.id, now, &Order::centre(found))?;
    let centre = desk.centre()?;
    let path = std::fs::canonicalize(&path).unwrap_or(path);
    let path = path.display().to_string();
    if app.out.json {
        return app.out.json(&json!({
            "ok": true,
            "path": path,
            "centre": centre.name,
            "officer": officer.id,
            "rulebook": centre.rulebook().id,
            "training": form.training,
            "rev": receipt.rev,
        }));
    }
    let counts = [
        ("units", centre.units.len().to_string()),
        ("rooms", centre.rooms.len().to_string()),
        ("mediators", centre.mediators.len().to_string()),
        ("path", path),
        ("centre", name),
        ("officer", officer.name.clone()),
        ("id", officer.id.to_string()),
        ("rulebook", centre.rulebook().name.clone()),
    ];
    let values = counts.each_ref().map(|(name, value)| (*name, value.as_str()));
    app.out.paragraph(0, &say_with("cli.init.done", &values))?;
    if form.training {
        app.out.paragraph(0, &say("cli.init.training"))?;
    }
    Ok(())
}

/// Makes an empty database, or opens one in which the founding was cut short.
pub(super) fn empty_database(path: &Path) -> Result<Desk, Fail> {
    place::make_folder(path)?;
    match Desk::open_at(path, Mode::Create, &place::site()?) {
        Ok(desk) => Ok(desk),
        Err(DeskError::Store(taken @ StoreError::AlreadyThere { .. })) => {
            let Ok(desk) = Desk::open_at(path, Mode::ReadWrite, &place::site()?) else { return Err(taken.into()) };
            match desk.centre() {
                Ok(centre) => Err(refuse!("founded_already", name = centre.name).into()),
                Err(_) => Ok(desk),
            }
        }
        Err(error) => Err(error.into()),
    }
}

/// Returns the text of a rulebook: one that the program carries, or a file.
pub(super) fn rulebook_text(named: &str) -> Result<String, Fail> {
    if let Some((_, text)) = BUILTIN.iter().find(|(name, _)| *name == named) {
        return Ok((*text).to_owned());
    }
    let path = Path::new(named);
    if !path.exists() && !named.contains(['/', '\\', '.']) {
        let known: Vec<_> = BUILTIN.iter().map(|(name, _)| (*name).to_owned()).collect();
        return Err(Fail::usage("unknown_rulebook", &[("name", named), ("known", &list(&known))]));
    }
    std::fs::read_to_string(path).map_err(|error| Fail::file(path, &error))
}

/// Returns the first officer: named, or called like the account; bound to the account in any case.
fn first(named: Option<&str>) -> Result<Officer, Fail> {
    let account = place::os_user();
    let name = named.map(sanitise_line).or_else(|| account.clone()).unwrap_or_default();
    if name.is_empty() {
        return Err(Fail::usage("officer_name", &[]));
    }
    let mut id: String = pinyin::name_full(&name).to_lowercase();
    id.retain(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.'));
    let id = if id.is_empty() { "officer".to_owned() } else { id };
    let mut officer = first_officer(&id, &name);
    officer.os_user = account;
    Ok(officer)
}

/// Creates a practice database with a made-up county and opens it on the screen.
pub(super) fn demo(app: &App<'_>, form: &Demo) -> Result<(), Fail> {
    // Only the usual practice database is made anew; one named by hand may hold somebody's exercises.
    let path = if let Some(path) = &app.global.db {
        path.clone()
    } else {
        let path = place::practice()?;
        remove_practice(&path)?;
        path
    };
    let mut options = demo::Options::at(app.global.now.unwrap_or_else(|| (app.clock)()));
    options.cases = form.cases.unwrap_or(options.cases);
    options.seed = form.seed.unwrap_or(options.seed);
    place::make_folder(&path)?;
    let stop = crate::term::interrupt::listen();
    let mut progress = Progress::new(options.cases, app.out.json);
    let summary = demo::create_watched(&path, &options, |done| {
        progress.at(done);
        !stop.load(Ordering::Relaxed)
    })?;
    drop(progress);
    if form.print_path {
        return if app.out.json {
            app.out.json(&json!({"ok": true, "path": path.display().to_string(), "cases": summary.cases}))
        } else {
            app.out.line(&path.display().to_string())
        };
    }
    super::full_screen(app, &path, Some(demo::OFFICER))
}

/// Takes the old practice database away; anything else that lies there stays.
fn remove_practice(path: &Path) -> Result<(), Fail> {
    if !path.exists() {
        return Ok(());
    }
    let taken = || Fail::from(StoreError::AlreadyThere { path: path.display().to_string() });
    let old = Desk::open(path, Mode::ReadWrite).map_err(|_| taken())?;
    if !old.centre().is_ok_and(|centre| centre.training) {
        return Err(taken());
    }
    drop(old);
    for suffix in ["", "-wal", "-shm"] {
        let mut name = path.as_os_str().to_owned();
        name.push(suffix);
        match std::fs::remove_file(&name) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => return Err(Fail::file(path, &error)),
            _ => {}
        }
    }
    Ok(())
}

/// Lets every clock climb the escalation ladder.
pub(super) fn escalate(app: &App<'_>) -> Result<(), Fail> {
    let mut session = app.session()?;
    let receipt = session.perform(app, &Order::escalate())?;
    if app.out.json {
        return app.out.json(&receipt.to_json());
    }
    let values = [("cases", receipt.rev.to_string()), ("alerts", receipt.events.len().to_string())];
    let key = if receipt.events.is_empty() { "cli.escalate.nothing" } else { "cli.escalate.done" };
    app.out.line(&say_with(key, &values.each_ref().map(|(name, value)| (*name, value.as_str()))))
}

/// Checks the file, the chain and the index rows.
pub(super) fn verify(app: &App<'_>) -> Result<(), Fail> {
    let mut desk = app.desk_to_look()?;
    // Where the centre cannot be read, nobody can be asked who they are, and to look is what is needed most.
    if desk.centre().is_ok() {
        keeper(app, &mut desk, Chore::Verify)?;
    }
    let report = desk.verify()?;
    if app.out.json {
        app.out.json(&report)?;
        return if report.ok { Ok(()) } else { Err(Fail::Said(3)) };
    }
    let head = report.head.get(..16).unwrap_or(&report.head);
    let counts =
        [("events", report.events.to_string()), ("cases", report.cases.to_string()), ("head", head.to_owned())];
    let counts = counts.each_ref().map(|(name, value)| (*name, value.as_str()));
    if report.ok {
        app.out.line(&say_with("cli.verify.ok", &counts))?;
    } else {
        app.out.line(&say_with("cli.verify.bad", &[("count", &report.problems.len().to_string())]))?;
        for problem in &report.problems {
            app.out.paragraph(2, problem)?;
        }
    }
    app.out.line(&say_with(if report.log_ok { "cli.verify.checked" } else { "cli.verify.log_only" }, &counts))?;
    if !report.ok {
        app.out.paragraph(0, &say(if report.log_ok { "cli.verify.rebuild" } else { "cli.verify.restore" }))?;
    }
    if report.ok { Ok(()) } else { Err(Fail::Said(3)) }
}

/// Recreates every index row from the log.
pub(super) fn rebuild(app: &App<'_>) -> Result<(), Fail> {
    let mut desk = app.desk()?;
    keeper(app, &mut desk, Chore::Rebuild)?;
    let report = desk.rebuild()?;
    if app.out.json {
        return app.out.json(&json!({"ok": true, "cases": report.cases}));
    }
    app.out.line(&say_with("cli.rebuild.done", &[("cases", &report.cases.to_string())]))
}
