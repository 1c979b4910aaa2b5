//! Lists: what was found, what is due, what came in today.

use super::args::Within;
use super::fail::Fail;
use super::out::{Cell, Column, Table};
use super::{App, Session};
use crate::desk::pressing::{FolioAlert, Pressing};
use crate::desk::views::{Alert, Band, Filter, Row};
use crate::desk::{DeskError, FindOrder, Search};
use crate::domain::ids::UnitId;
use crate::domain::search::Scope;
use crate::domain::time::{Day, Moment, end_of};
use crate::words::{say, say_with, term};
use chrono::Days;
use serde_json::{Value, json};

/// Finds cases by words that must each occur.
pub(super) fn find(
    app: &App<'_>,
    words: &[String],
    limit: u32,
    scope: Option<Within>,
    order: FindOrder,
) -> Result<(), Fail> {
    let session = app.session()?;
    let now = session.now(app)?;
    // One more than is shown tells whether there are more.
    let search = Search {
        typed: crate::text::sanitise_line(&words.join(" ")),
        limit: limit.saturating_add(u32::from(limit > 0)),
        scope: match scope {
            Some(Within::Own) => Scope::Own,
            Some(Within::Window) => Scope::Window,
            Some(Within::Unit) => Scope::Unit,
            // Never wider than the officer's right.
            Some(Within::Centre) | None => Scope::Centre,
        },
        order,
        before: None,
    };
    let found = session.desk.find(&session.viewer(), &search, now)?;
    if let Some(fault) = found.faults.into_iter().next() {
        return Err(DeskError::from(fault).into());
    }
    let mut rows = found.rows;
    let more = limit > 0 && rows.len() > limit as usize;
    rows.truncate(if more { limit as usize } else { rows.len() });
    if app.out.json {
        return app.out.json(&rows.iter().map(row_json).collect::<Result<Vec<_>, _>>()?);
    }
    if rows.is_empty() {
        return app.out.paragraph(0, &say_with("cli.find.none", &[("words", &search.typed)]));
    }
    cases(app, &rows, &found.marks, now)?;
    if more {
        app.out.paragraph(0, &say_with("cli.find.more", &[("limit", &limit.to_string())]))?;
    }
    Ok(())
}

/// Lists running limits, the most urgent first.
pub(super) fn due(app: &App<'_>, within: Option<u32>, unit: Option<&str>, limit: u32) -> Result<(), Fail> {
    let session = app.session()?;
    let now = session.now(app)?;
    let unit: Option<UnitId> = unit.map(|unit| session.unit(unit)).transpose()?;
    let until = match within {
        Some(days) => now.date_naive().checked_add_days(Days::new(u64::from(days))),
        None => Some(session.centre()?.calendar.step_workdays(now.date_naive(), 2)),
    };
    let until = end_of(until.unwrap_or(Day::MAX));
    let alerts = session.desk.alerts(Some(until), unit.as_ref(), limit, now)?;
    let folios = session.desk.folio_alerts(Some(until), unit.as_ref(), limit, now)?;
    if app.out.json {
        let limits = alerts.iter().map(|alert| alert_json(alert, now));
        return app
            .out
            .json(&limits.chain(folios.iter().map(|it| folio_json(it, now))).collect::<Result<Vec<_>, _>>()?);
    }
    let date = crate::words::clock::day(until.date_naive());
    if alerts.is_empty() && folios.is_empty() {
        return app.out.paragraph(0, &say_with("cli.due.none", &[("until", &date)]));
    }
    for band in Band::ALL {
        let inside: Vec<&Alert> = alerts.iter().filter(|alert| alert.band == *band).collect();
        let beside: Vec<&FolioAlert> = folios.iter().filter(|alert| alert.band == *band).collect();
        if inside.is_empty() && beside.is_empty() {
            continue;
        }
        let count = (inside.len() + beside.len()).to_string();
        let head = say_with("cli.due.band", &[("band", &term("band", band.key())), ("count", &count)]);
        app.out.line(&app.out.paint(band_colour(*band), &head))?;
        let mut table = Table::new([
            ("no", Column::Fixed),
            ("clock", Column::Fixed),
            ("against", Column::Gives(8)),
            ("due", Column::Fixed),
            ("left", Column::Drops),
            ("level", Column::Drops),
            ("title", Column::Gives(12)),
        ]);
        for alert in inside {
            table.row([
                Cell::plain(alert.case.no.as_str()),
                Cell::plain(term("clock", alert.clock.key())),
                Cell::plain(alert.against.as_str()),
                Cell::coloured(band_colour(*band), short_moment(alert.clock_due, now)),
                Cell::coloured(band_colour(*band), left(alert.days_left, now > alert.clock_due)),
                Cell::plain(alert.raised.map_or_else(String::new, |level| term("level", level.key()))),
                Cell::plain(alert.case.title.as_str()),
            ]);
        }
        for alert in beside {
            table.row([
                Cell::plain(alert.no.as_str()),
                Cell::plain(alert.what.as_str()),
                Cell::plain(alert.against.as_str()),
                Cell::coloured(band_colour(*band), short_moment(alert.due, now)),
                Cell::coloured(band_colour(*band), left(alert.days_left, now > alert.due)),
                Cell::plain(alert.raised.map_or_else(String::new, |level| term("level", level.key()))),
                Cell::plain(alert.title.as_str()),
            ]);
        }
        app.out.table(&table)?;
    }
    if limit > 0 && alerts.len() >= limit as usize {
        app.out.paragraph(0, &say_with("cli.find.more", &[("limit", &limit.to_string())]))?;
    }
    Ok(())
}

/// Lists what came in today, with the counters and today's sessions before it.
pub(super) fn today(app: &App<'_>) -> Result<(), Fail> {
    let session = app.session()?;
    let now = session.now(app)?;
    let day = now.date_naive();
    let rows = session.desk.rows(&Filter { from: Some(day), ..Filter::default() }, now)?;
    if app.out.json {
        return app.out.json(&rows.iter().map(row_json).collect::<Result<Vec<_>, _>>()?);
    }
    head_of_today(app, &session, now)?;
    if rows.is_empty() {
        return app.out.paragraph(0, &say("cli.today.none"));
    }
    cases(app, &rows, &[], now)
}

fn head_of_today(app: &App<'_>, session: &Session, now: Moment) -> Result<(), Fail> {
    let day = now.date_naive();
    let counters = session.desk.counters(now)?;
    let numbers = [
        ("overdue", counters.overdue),
        ("due_today", counters.due_today),
        ("awaiting_acceptance", counters.awaiting_acceptance),
        ("awaiting_triage", counters.awaiting_triage),
        ("awaiting_signature", counters.awaiting_signature),
    ]
    .map(|(name, count)| (name, count.to_string()));
    let mut values: Vec<(&str, &str)> = numbers.iter().map(|(name, count)| (*name, count.as_str())).collect();
    let date = crate::words::clock::day(day);
    values.push(("day", &date));
    app.out.paragraph(0, &say_with("cli.today.counters", &values))?;
    let Pressing { directives_overdue, directives_today, handovers_late } = counters.pressing;
    if counters.pressing != Pressing::default() {
        let counts = [
            ("directives_overdue", directives_overdue.to_string()),
            ("directives_today", directives_today.to_string()),
            ("handovers_late", handovers_late.to_string()),
        ];
        let values = counts.each_ref().map(|(name, count)| (*name, count.as_str()));
        app.out.paragraph(0, &say_with("watch.pressing", &values))?;
    }
    let sessions = session.desk.sessions(day, day.succ_opt().unwrap_or(day))?;
    if !sessions.is_empty() {
        let mut table = Table::bare(2, [Column::Fixed, Column::Fixed, Column::Fixed, Column::Gives(10), Column::Fixed]);
        for line in &sessions {
            let room = line.room.as_ref().and_then(|room| session.centre().ok()?.room(room));
            let time = |at: Option<Moment>| at.map_or_else(String::new, |at| at.format("%H:%M").to_string());
            table.row([
                Cell::plain(format!("{}-{}", time(line.starts), time(line.ends))),
                Cell::plain(room.map_or("", |room| room.name.as_str())),
                Cell::plain(line.no.as_str()),
                Cell::plain(line.parties.as_str()),
                Cell::plain(term("session", &line.status)),
            ]);
        }
        app.out.line(&say("cli.today.sessions"))?;
        app.out.table(&table)?;
    }
    Ok(())
}

fn cases(app: &App<'_>, rows: &[Row], marks: &[String], now: Moment) -> Result<(), Fail> {
    let mut table = Table::new([
        ("no", Column::Fixed),
        ("title", Column::Gives(12)),
        ("parties", Column::Gives(8)),
        ("ball", Column::Gives(6)),
        ("holder", Column::Drops),
        ("due", Column::Fixed),
    ])
    .marking(marks);
    for row in rows {
        let due = row.due.map_or_else(String::new, |due| short_moment(due, now));
        let due = if row.overdue { format!("{due} {}", say("cli.overdue")) } else { due };
        table.row([
            Cell::plain(row.no.as_str()),
            Cell::plain(row.title.as_str()),
            Cell::plain(row.parties.join("/")),
            Cell::plain(term("ball", &row.ball)),
            Cell::plain(row.whose()),
            Cell::coloured(if row.overdue { "31" } else { "" }, due),
        ]);
    }
    app.out.table(&table)
}

/// Says a moment of this year short, with its weekday: `11-27 周五`, `11-27 周五 17:00`.
pub(super) fn short_moment(at: Moment, now: Moment) -> String {
    use chrono::Datelike;
    let day = at.date_naive();
    let form = if day.year() == now.year() { "%m-%d" } else { "%Y-%m-%d" };
    let day_words = format!("{} {}", day.format(form), crate::words::clock::weekday(day));
    if at == end_of(day) { day_words } else { format!("{day_words} {}", at.format("%H:%M")) }
}

/// Says how long is left.
pub(super) fn left(days: i64, overdue: bool) -> String {
    let count = days.unsigned_abs().to_string();
    match days {
        0 if overdue => say("cli.left.over_today"),
        0 => say("cli.left.today"),
        1.. => say_with("cli.left.days", &[("days", &count)]),
        _ => say_with("cli.left.over", &[("days", &count)]),
    }
}

fn band_colour(band: Band) -> &'static str {
    match band {
        Band::Overdue => "31;1",
        Band::Today => "33;1",
        Band::Soon => "33",
        Band::Later => "",
    }
}

/// Returns a case in a list as scripts see it.
pub(super) fn row_json(row: &Row) -> Result<Value, Fail> {
    Ok(serde_json::to_value(row).map_err(std::io::Error::from)?)
}

/// Returns a folio as scripts see it: the keys of a limit, and `folio`, which no limit has.
fn folio_json(alert: &FolioAlert, now: Moment) -> Result<Value, Fail> {
    let mut value = serde_json::to_value(alert).map_err(std::io::Error::from)?;
    let own = json!({
        "parties": [],
        "kind": alert.folio,
        "category": null,
        "holder": alert.unit,
        "overdue": now > alert.due,
        "clock": alert.folio,
    });
    if let (Value::Object(value), Value::Object(own)) = (&mut value, own) {
        value.extend(own);
    }
    Ok(value)
}

/// Returns a running limit as scripts see it: its case, and over the case's own dates those of the limit.
fn alert_json(alert: &Alert, now: Moment) -> Result<Value, Fail> {
    let mut value = row_json(&alert.case)?;
    let own = json!({
        "clock": alert.clock,
        "clock_id": alert.clock_id,
        "unit": alert.unit,
        "due": alert.clock_due,
        "overdue": now > alert.clock_due,
        "level": alert.raised,
        "acknowledged": alert.acknowledged,
        "band": alert.band,
        "days_left": alert.days_left,
    });
    if let (Value::Object(value), Value::Object(own)) = (&mut value, own) {
        value.extend(own);
    }
    Ok(value)
}
