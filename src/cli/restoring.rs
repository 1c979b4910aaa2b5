//! Copies of the file: made by hand, made by the calendar, put back.

use super::fail::Fail;
use super::identity::keeper;
use super::{App, place};
use crate::desk::{Desk, DeskError, Mode, Restoring};
use crate::domain::access::AccessEvent;
use crate::domain::permission::Chore;
use crate::words::{list, say, say_with};
use serde_json::json;
use std::path::Path;

/// Copies the database while desks go on working.
pub(super) fn backup(app: &App<'_>, path: &Path) -> Result<(), Fail> {
    let mut desk = app.desk_to_look()?;
    keeper(app, &mut desk, Chore::Backup)?;
    desk.backup(path)?;
    let bytes = std::fs::metadata(path).map_or(0, |file| file.len());
    if app.out.json {
        return app.out.json(&json!({"ok": true, "path": path.display().to_string(), "bytes": bytes}));
    }
    let values = [("path", path.display().to_string()), ("kib", bytes.div_ceil(1024).to_string())];
    app.out.line(&say_with("cli.backup.done", &values.each_ref().map(|(name, value)| (*name, value.as_str()))))
}

/// Makes the copy that is due by the calendar, and lets go of those that need not be kept.
///
/// Whoever may read the file may copy it anyway, and it goes only where the configuration says; so nobody is asked who
/// they are, and the system's own clock can do it.
pub(super) fn rotate(app: &App<'_>) -> Result<(), Fail> {
    let plan = place::rotation()?.ok_or_else(|| Fail::refused("no_rotation", &[]))?;
    let desk = app.desk_to_look()?;
    let now = app.now(desk.centre()?)?;
    let rotated = desk.rotate(&plan, now)?;
    if app.out.json {
        let removed: Vec<_> = rotated.removed.iter().map(|path| path.display().to_string()).collect();
        let made = rotated.made.map(|made| json!({"path": made.path.display().to_string(), "bytes": made.bytes}));
        return app.out.json(&json!({"ok": true, "made": made, "removed": removed}));
    }
    match rotated.made {
        None => app.out.line(&say("cli.backup.not_due")),
        Some(made) => {
            let values = [
                ("path", made.path.display().to_string()),
                ("kib", made.bytes.div_ceil(1024).to_string()),
                ("removed", rotated.removed.len().to_string()),
            ];
            app.out
                .line(&say_with("cli.backup.rotated", &values.each_ref().map(|(name, value)| (*name, value.as_str()))))
        }
    }
}

/// Puts a backup in the place of the database, which is kept aside.
pub(super) fn restore(app: &App<'_>, copy: &Path, yes: bool) -> Result<(), Fail> {
    let (target, site) = (app.path()?, place::site()?);
    let restoring = Restoring::prepare(&target, copy, &site)?;
    let (officer, now) = {
        // The present file says who may do this; where it cannot be asked, the backup does.
        let present = Desk::open_at(&target, Mode::ReadOnly, &site).ok().filter(|desk| desk.centre().is_ok());
        let mut desk = present.map_or_else(|| restoring.desk(), Ok)?;
        let officer = keeper(app, &mut desk, Chore::Restore)?;
        (officer, app.now(desk.centre()?)?)
    };
    if restoring.loses() && !yes {
        return Err(loss(&restoring));
    }
    let (events, lost) = (restoring.events, restoring.lack.as_ref().map(|lack| lack.events));
    let aside = restoring.carry_out(now)?;
    let name = |path: &Path| path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let aside_name = aside.as_deref().map(name).unwrap_or_default();
    let mut desk = Desk::open_at(&target, Mode::ReadWrite, &site)?;
    // Whoever put it back is not always somebody whom the backup knows already.
    let known = officer.filter(|officer| desk.centre().is_ok_and(|centre| centre.officer(&officer.id).is_some()));
    let event = AccessEvent::Restored { from: name(copy), aside: aside_name, lost };
    if let Some(officer) = known {
        desk.record(&officer.id, now, &event)?;
    }
    let aside = aside.map(|path| path.display().to_string());
    if app.out.json {
        let path = target.display().to_string();
        return app.out.json(&json!({"ok": true, "path": path, "aside": aside, "events": events, "lost": lost}));
    }
    let values = [("path", target.display().to_string()), ("events", events.to_string())];
    app.out.line(&say_with("cli.restore.done", &values.each_ref().map(|(name, value)| (*name, value.as_str()))))?;
    match aside {
        Some(aside) => app.out.paragraph(0, &say_with("cli.restore.aside", &[("path", &aside)])),
        None => Ok(()),
    }
}

/// Says what would be missing.
fn loss(restoring: &Restoring) -> Fail {
    let Some(lack) = &restoring.lack else {
        let why = restoring.unreadable.clone().map(DeskError::Store).map(|error| error.message());
        return Fail::refused("restore_unknown", &[("why", &why.unwrap_or_default())]);
    };
    let shown: Vec<String> = lack.cases.iter().take(10).cloned().collect();
    let cases = if shown.is_empty() { "—".to_owned() } else { list(&shown) };
    let last = lack.last.clone().unwrap_or_default();
    let last = last.get(..16).unwrap_or(&last).replace('T', " ");
    let facts = [("events", lack.events.to_string()), ("cases", cases), ("last", last)];
    let facts = facts.each_ref().map(|(name, value)| (*name, value.as_str()));
    Fail::refused(if lack.is_other { "restore_other" } else { "restore_loses" }, &facts)
}
