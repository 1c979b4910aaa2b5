//! Working days: arithmetic with its proof, and the calendars it leans on.

use super::App;
use super::args::CalendarVerb;
use super::fail::Fail;
use super::out::{Cell, Column, Table};
use crate::desk::Moved;
use crate::domain::calendar::{Calendar, DayKind, parse_holiday_json};
use crate::domain::centre::CentreCommand;
use crate::domain::time::Day;
use crate::words::clock::{assumed, day, days, moment};
use crate::words::{say, say_with, term};
use chrono::Datelike;
use serde_json::{Value, json};
use std::io::{BufRead, IsTerminal, Write};
use std::path::Path;

/// The farthest count that makes sense; a slip of the finger must not count through centuries.
const FARTHEST: u32 = 10_000;

/// Counts working days from a date.
pub(super) fn workdays(app: &App<'_>, start: Day, n: u32, explain: bool) -> Result<(), Fail> {
    if n > FARTHEST {
        return Err(Fail::usage("too_far", &[("max", &FARTHEST.to_string())]));
    }
    let calendar = calendar_of(app)?;
    let count = calendar.add_workdays(start, n);
    if app.out.json {
        let mut value = serde_json::to_value(&count).map_err(std::io::Error::from)?;
        if let Value::Object(value) = &mut value {
            value.insert("start".into(), json!(start));
            value.insert("n".into(), json!(n));
        }
        return app.out.json(&value);
    }
    app.out.line(&day(count.due))?;
    if explain {
        for line in days(&count.days) {
            app.out.paragraph(2, &line)?;
        }
    }
    match assumed(&count.assumed_years) {
        Some(warning) => app.out.paragraph(0, &app.out.paint("33", &warning)),
        None => Ok(()),
    }
}

/// Returns the calendar of the database, or what the program carries when there is none.
fn calendar_of(app: &App<'_>) -> Result<Calendar, Fail> {
    Ok(app.centre_if_any()?.map_or_else(Calendar::embedded, |centre| centre.calendar.clone()))
}

/// Shows or imports days off.
pub(super) fn calendar(app: &App<'_>, verb: CalendarVerb) -> Result<(), Fail> {
    match verb {
        CalendarVerb::Show { year } => show(app, year),
        CalendarVerb::Import { file, dry_run, yes } => import(app, &file, dry_run, yes),
    }
}

fn show(app: &App<'_>, year: Option<i32>) -> Result<(), Fail> {
    let calendar = calendar_of(app)?;
    let wanted = year.unwrap_or_else(|| (app.clock)().year());
    let Some(year) = calendar.year(wanted) else {
        let loaded: Vec<_> = calendar.years().map(|year| year.year.to_string()).collect();
        let values = [("year", wanted.to_string()), ("loaded", crate::words::list(&loaded))];
        return Err(Fail::refused("year_not_loaded", &values.each_ref().map(|(name, value)| (*name, value.as_str()))));
    };
    if app.out.json {
        return app.out.json(year);
    }
    app.out.line(&app.out.paint("1", &format!("{}  {}", year.year, year.notice)))?;
    let mut table = Table::bare(2, [Column::Fixed, Column::Fixed]);
    for special in &year.days {
        let key = if special.off { "clock.day.holiday" } else { "clock.day.make_up" };
        let words = say_with(key, &[("name", &special.name)]);
        let sgr = if special.off { "" } else { "33" };
        table.row([Cell::plain(day(special.date)), Cell::coloured(sgr, words)]);
    }
    app.out.table(&table)?;
    let first = Day::from_ymd_opt(wanted, 1, 1).unwrap_or_default();
    let working = first.iter_days().take_while(|day| day.year() == wanted);
    let working =
        working.filter(|day| !matches!(calendar.kind(*day), DayKind::Weekend | DayKind::Holiday { .. })).count();
    app.out.line(&say_with("cli.calendar.working", &[("count", &working.to_string())]))
}

fn import(app: &App<'_>, file: &Path, dry_run: bool, yes: bool) -> Result<(), Fail> {
    let text = std::fs::read_to_string(file).map_err(|error| Fail::file(file, &error))?;
    let mut session = app.session()?;
    session.now(app)?;
    let year = parse_holiday_json(&text)?;
    let moved = session.desk.rehearse_calendar(&text)?;
    if !app.out.json {
        list(app, year.year, &moved)?;
    }
    let mut applied = false;
    if !dry_run && (moved.is_empty() || yes || agreed(app, moved.len())?) {
        session.change_centre(app, CentreCommand::ImportCalendar { text })?;
        applied = true;
    }
    if app.out.json {
        return app.out.json(&json!({"ok": true, "year": year.year, "moved": moved, "applied": applied}));
    }
    app.out.line(&say_with(
        if applied { "cli.calendar.applied" } else { "cli.calendar.not_applied" },
        &[("year", &year.year.to_string())],
    ))
}

fn list(app: &App<'_>, year: i32, moved: &[Moved]) -> Result<(), Fail> {
    let values = [("year", year.to_string()), ("count", moved.len().to_string())];
    let values = values.each_ref().map(|(name, value)| (*name, value.as_str()));
    if moved.is_empty() {
        return app.out.line(&say_with("cli.calendar.nothing_moves", &values));
    }
    app.out.line(&say_with("cli.calendar.moves", &values))?;
    let mut table = Table::new([
        ("no", Column::Fixed),
        ("clock", Column::Fixed),
        ("due_now", Column::Fixed),
        ("due_then", Column::Fixed),
    ]);
    for it in moved {
        table.row([
            Cell::plain(it.no.as_str()),
            Cell::plain(term("clock", it.clock.key())),
            Cell::plain(moment(it.from)),
            Cell::plain(moment(it.to)),
        ]);
    }
    app.out.table(&table)
}

/// Asks before dates of open cases move; without a terminal `--yes` must have been given.
fn agreed(app: &App<'_>, count: usize) -> Result<bool, Fail> {
    let count = count.to_string();
    if app.out.json || !std::io::stdin().is_terminal() || !std::io::stdout().is_terminal() {
        app.out.flush()?;
        return Err(Fail::refused("calendar_unconfirmed", &[("count", &count)]));
    }
    app.out.raw(say_with("cli.calendar.ask", &[("count", &count)]).as_bytes())?;
    app.out.flush()?;
    std::io::stdout().flush()?;
    let mut answer = String::new();
    std::io::stdin().lock().read_line(&mut answer)?;
    Ok(say("cli.calendar.yes").split(' ').any(|yes| answer.trim().eq_ignore_ascii_case(yes)))
}
