//! The health of file, share, surroundings and set-up.

use super::args::Doctor;
use super::fail::{Fail, MARK};
use super::identity::keeper;
use super::sshd::{self, Check};
use super::{App, place};
use crate::desk::{Desk, DeskError, Footing, Mode, Rotation, Site, Trouble};
use crate::domain::permission::Chore;
use crate::domain::time::Moment;
use crate::store::share::{Finding, Pairing, Report, Stage, Verdict, Wait, remarks};
use crate::store::{self, Mount, StoreError};
use crate::words::{exists, say, say_with};
use chrono::Duration;
use serde_json::json;
use std::path::{Path, PathBuf};

/// What stands before a check that went well.
const TICK: &str = "✓";

/// What the checks look at.
struct Scene {
    path: PathBuf,
    site: Site,
    mount: Mount,
    desk: Result<Desk, DeskError>,
    rotation: Option<Rotation>,
    now: Moment,
}

/// Everything that is looked at, in this order. To add a check, add a function here and its words to
/// `locales/doctor.*.toml`.
const CHECKS: &[fn(&Scene) -> Vec<Check>] =
    &[opens, lies, share, damage, schema, space, copies, clock, terminal, encoding, ssh];

/// Looks at everything, or proves a share with another machine, or answers for the clock.
pub(super) fn doctor(app: &App<'_>, form: &Doctor) -> Result<(), Fail> {
    if form.share {
        return prove(app, form.pair.as_deref());
    }
    if form.clock_is_right {
        let mut session = app.session()?;
        let now = session.now(app)?;
        session.desk.trust_clock(&session.officer.id, now)?;
        return if app.out.json {
            app.out.json(&json!({"ok": true}))
        } else {
            app.out.line(&say("doctor.clock_trusted"))
        };
    }
    let (path, site) = (app.path()?, place::site()?);
    let mut desk = Desk::open_at(&path, Mode::ReadWrite, &site).or_else(|error| match error {
        DeskError::Store(StoreError::ReadOnly | StoreError::Retired { .. } | StoreError::ShareUnproven { .. }) => {
            Desk::open_at(&path, Mode::ReadOnly, &site)
        }
        other => Err(other),
    });
    let mut now = (app.clock)();
    if let Ok(desk) = &mut desk
        && let Ok(centre) = desk.centre().cloned()
    {
        keeper(app, desk, Chore::Doctor)?;
        now = app.now(&centre)?;
    }
    let scene = Scene { mount: site.place(&path), rotation: place::rotation()?, path, site, desk, now };
    let checks: Vec<Check> = CHECKS.iter().flat_map(|check| check(&scene)).collect();
    let ok = checks.iter().all(|check| check.ok);
    if app.out.json {
        app.out.json(&json!({"ok": ok, "checks": checks}))?;
    } else {
        for check in &checks {
            tell(app, check.ok, &check.detail, &check.fix)?;
        }
        let key = if ok { "doctor.well" } else { "doctor.unwell" };
        app.out.line(&say(key))?;
    }
    if ok { Ok(()) } else { Err(Fail::Said(3)) }
}

fn tell(app: &App<'_>, ok: bool, detail: &str, fix: &str) -> Result<(), Fail> {
    let mark = if ok { app.out.paint("32", TICK) } else { app.out.paint("31;1", MARK) };
    app.out.line(&format!("{mark} {}", crate::text::sanitise_line(detail)))?;
    if fix.is_empty() { Ok(()) } else { app.out.paragraph(2, fix) }
}

fn good(name: &'static str, facts: &[(&str, &str)]) -> Vec<Check> {
    vec![Check { name, ok: true, detail: say_with(&format!("doctor.{name}.good"), facts), fix: String::new() }]
}

fn bad(name: &'static str, facts: &[(&str, &str)]) -> Vec<Check> {
    let said = |part: &str| say_with(&format!("doctor.{name}.{part}"), facts);
    vec![Check { name, ok: false, detail: said("bad"), fix: said("fix") }]
}

fn opens(scene: &Scene) -> Vec<Check> {
    let path = scene.path.display().to_string();
    match &scene.desk {
        Ok(desk) => {
            let events = desk.store().head().map_or(0, |head| head.gid).to_string();
            good("database", &[("path", &path), ("events", &events)])
        }
        Err(error) => {
            vec![Check { name: "database", ok: false, detail: error.message(), fix: error.hint() }]
        }
    }
}

fn lies(scene: &Scene) -> Vec<Check> {
    let Mount { fs, source, .. } = &scene.mount;
    let facts = [("fs", fs.as_str()), ("source", source.as_str())];
    match (scene.mount.is_share, fs.is_empty()) {
        (false, true) => good("place_unknown", &facts),
        (false, false) => good("place", &facts),
        (true, _) => match Verdict::read(&scene.path).proven(&scene.site.host(), &scene.mount) {
            Some(date) => good("place_share", &[("date", date.as_str()), facts[0], facts[1]]),
            None => bad("place_share", &facts),
        },
    }
}

/// Says what is known of the mount, so that it is known before anybody walks to a second machine.
fn share(scene: &Scene) -> Vec<Check> {
    if !scene.mount.is_share {
        return Vec::new();
    }
    let facts = [("host", scene.site.host().name), ("options", scene.mount.options.join(","))];
    let facts = facts.each_ref().map(|(name, value)| (*name, value.as_str()));
    let said = |code: &str, part: &str| say_with(&format!("share.remark.{code}.{part}"), &facts);
    remarks::on_mount(&scene.mount)
        .into_iter()
        .map(|it| Check {
            name: "share_mount",
            ok: !it.is_fatal,
            detail: said(it.code, "message"),
            fix: said(it.code, "fix"),
        })
        .collect()
}

fn damage(scene: &Scene) -> Vec<Check> {
    match scene.desk.as_ref().map(|desk| desk.health().trouble) {
        Ok(Some(Trouble::Damaged)) => bad("damage", &[]),
        Ok(Some(Trouble::ReadOnly)) => bad("writable", &[]),
        Ok(_) => good("writable", &[]),
        Err(_) => Vec::new(),
    }
}

fn schema(scene: &Scene) -> Vec<Check> {
    let Ok(desk) = &scene.desk else { return Vec::new() };
    let journal = desk.store().journal().unwrap_or_default();
    let wanted = if desk.health().footing == Footing::Local { "wal" } else { "truncate" };
    let facts = [("journal", journal.as_str()), ("version", env!("CARGO_PKG_VERSION"))];
    // Where nothing is written, the file keeps the mode it has.
    if journal == wanted || desk.store().is_read_only() { good("journal", &facts) } else { bad("journal", &facts) }
}

fn space(scene: &Scene) -> Vec<Check> {
    let Some(free) = store::free_beside(&scene.path) else { return Vec::new() };
    let size = std::fs::metadata(&scene.path).map_or(0, |file| file.len());
    let facts = [("free", (free >> 20).to_string()), ("size", (size >> 20).to_string())];
    let facts = facts.each_ref().map(|(name, value)| (*name, value.as_str()));
    match scene.desk.as_ref().map(|desk| desk.health_as_writer().trouble) {
        Ok(Some(Trouble::Low { .. } | Trouble::Full)) => bad("space", &facts),
        _ => good("space", &facts),
    }
}

fn copies(scene: &Scene) -> Vec<Check> {
    let Some(plan) = &scene.rotation else { return bad("copies_none", &[]) };
    let folder = plan.folder.display().to_string();
    let hours = plan.hours.to_string();
    let Some((last, _)) = plan.copies(&scene.path).pop() else {
        return bad("copies", &[("folder", &folder), ("last", "—"), ("hours", &hours)]);
    };
    let shown = last.format("%Y-%m-%d %H:%M").to_string();
    let facts = [("folder", folder.as_str()), ("last", shown.as_str()), ("hours", hours.as_str())];
    let late = scene.now.naive_local() - last > Duration::hours(2 * i64::from(plan.hours));
    if late { bad("copies", &facts) } else { good("copies", &facts) }
}

fn clock(scene: &Scene) -> Vec<Check> {
    let Ok(desk) = &scene.desk else { return Vec::new() };
    let now = scene.now.format("%Y-%m-%d %H:%M").to_string();
    match desk.clock_lag(scene.now) {
        Ok(Some(lag)) if !desk.centre().is_ok_and(|centre| centre.training) => {
            bad("clock", &[("now", &now), ("minutes", &lag.num_minutes().to_string())])
        }
        Ok(_) => good("clock", &[("now", &now)]),
        Err(_) => Vec::new(),
    }
}

fn terminal(_: &Scene) -> Vec<Check> {
    let term = std::env::var("TERM").unwrap_or_default();
    let facts = [("term", if term.is_empty() { "—" } else { term.as_str() })];
    if !cfg!(windows) && term == "dumb" { bad("terminal", &facts) } else { good("terminal", &facts) }
}

fn encoding(_: &Scene) -> Vec<Check> {
    if cfg!(windows) {
        return Vec::new();
    }
    let set =
        ["LC_ALL", "LC_CTYPE", "LANG"].iter().find_map(|name| std::env::var(name).ok().filter(|it| !it.is_empty()));
    let set = set.unwrap_or_default();
    let facts = [("locale", if set.is_empty() { "—" } else { set.as_str() })];
    let is_utf8 = set.to_lowercase().replace('-', "").contains("utf8");
    // Nothing set says nothing: many services start so, and everything written is UTF-8 all the same.
    if is_utf8 || set.is_empty() { good("locale", &facts) } else { bad("locale", &facts) }
}

fn ssh(scene: &Scene) -> Vec<Check> {
    let Some(centre) = scene.desk.as_ref().ok().and_then(|desk| desk.centre().ok()) else { return Vec::new() };
    sshd::checks(&scene.path, centre).unwrap_or_default()
}

/// Proves a share together with another machine.
fn prove(app: &App<'_>, code: Option<&str>) -> Result<(), Fail> {
    let (path, site) = (app.path()?, place::site()?);
    let mount = site.place(&path);
    if !mount.is_share {
        return Err(Fail::refused("share_not_needed", &[("path", &path.display().to_string()), ("fs", &mount.fs)]));
    }
    let date = (app.clock)().format("%Y-%m-%d").to_string();
    let pairing = Pairing::new(&path, site.host(), mount, &date, Wait::default());
    let show = |stage: Stage| {
        let line = match stage {
            Stage::Waiting(code) => say_with("share.waiting", &[("code", &code)]),
            Stage::Trying(name) => say(&format!("share.stage.{name}")),
        };
        app.out.complain(&line);
    };
    let report = match code {
        None => pairing.begin(show)?,
        Some(code) => pairing.join(code, show)?,
    };
    report_share(app, &report, &path)
}

fn report_share(app: &App<'_>, report: &Report, path: &Path) -> Result<(), Fail> {
    if app.out.json {
        let checks = report.findings.iter().map(|it| {
            let (detail, fix) = said(it);
            json!({"name": it.name, "ok": it.ok, "detail": detail, "fix": fix})
        });
        app.out.json(&json!({"ok": report.ok, "sides": report.sides, "checks": checks.collect::<Vec<_>>()}))?;
    } else {
        for finding in &report.findings {
            let (detail, fix) = said(finding);
            tell(app, finding.ok, &detail, &fix)?;
        }
        let path = Verdict::path(path).display().to_string();
        let key = if report.ok { "share.proven" } else { "share.refused" };
        app.out.paragraph(0, &say_with(key, &[("path", &path)]))?;
    }
    if report.ok { Ok(()) } else { Err(Fail::Said(3)) }
}

/// Says a finding, and what to do about it.
fn said(finding: &Finding) -> (String, String) {
    let facts: Vec<_> = finding.facts.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    let say = |key: &str| say_with(&format!("share.{key}"), &facts);
    let name = &finding.name;
    // The other side may be of another release and find what this one has no words for.
    if !exists(&format!("share.remark.{name}.message"), crate::words::Lang::En)
        && !exists(&format!("share.check.{name}.bad"), crate::words::Lang::En)
    {
        return (name.clone(), String::new());
    }
    if finding.is_remark {
        return (say(&format!("remark.{name}.message")), say(&format!("remark.{name}.fix")));
    }
    if finding.ok {
        return (say(&format!("check.{name}.good")), String::new());
    }
    (say(&format!("check.{name}.bad")), say(&format!("check.{name}.fix")))
}
