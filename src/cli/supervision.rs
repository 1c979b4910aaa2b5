//! What supervision sees: the three checks, how units stand, long-pending cases.

use super::App;
use super::args::StandingForm;
use super::fail::Fail;
use super::lookup::short_moment;
use super::out::{Cell, Column, Table};
use crate::desk::supervision::{CheckLine, Standings, TaskForce, this_month};
use crate::domain::supervision::{Check, Figure, Rate};
use crate::domain::time::{Day, Moment};
use crate::domain::vocabulary::DirectiveKind;
use crate::words::bulletin::Draft;
use crate::words::{say, say_with, term};
use serde_json::json;

/// Lists what should have been accepted, handled, called back: as of now, or as a night's lists have it.
pub(super) fn checks(app: &App<'_>, night: Option<Day>) -> Result<(), Fail> {
    let session = app.session()?;
    let now = session.now(app)?;
    let Some(night) = night else {
        let found = session.desk.checks(now)?;
        if app.out.json {
            return app.out.json(&found);
        }
        lists(app, &found.lines, now)?;
        return match &found.night {
            Some(night) => {
                let values = [("night", night.night.to_string()), ("settled", found.settled.to_string())];
                paragraph(app, "checks.compared", &values)
            }
            None => Ok(()),
        };
    };
    let Some(found) = session.desk.night_check(Some(night), now)? else {
        let hour = session.centre()?.rulebook().checks.at.format("%H:%M").to_string();
        return if app.out.json {
            app.out.json(&serde_json::Value::Null)
        } else {
            paragraph(app, "checks.none_that_night", &[("night", night.to_string()), ("hour", hour)])
        };
    };
    if app.out.json {
        return app.out.json(&found);
    }
    let at = found.taken_at.format("%Y-%m-%d %H:%M").to_string();
    paragraph(app, "checks.taken", &[("night", night.to_string()), ("at", at)])?;
    lists(app, &found.lines, now)
}

fn paragraph(app: &App<'_>, key: &str, values: &[(&str, String)]) -> Result<(), Fail> {
    let values: Vec<_> = values.iter().map(|(name, value)| (*name, value.as_str())).collect();
    app.out.paragraph(0, &say_with(key, &values))
}

fn lists(app: &App<'_>, lines: &[CheckLine], now: Moment) -> Result<(), Fail> {
    if lines.is_empty() {
        return app.out.paragraph(0, &say("checks.none"));
    }
    for check in Check::ALL {
        let of: Vec<_> = lines.iter().filter(|line| line.check == *check).collect();
        if of.is_empty() {
            continue;
        }
        let values = [("check", term(Check::AREA, check.key())), ("count", of.len().to_string())];
        let values = values.each_ref().map(|(name, value)| (*name, value.as_str()));
        app.out.line(&app.out.paint("1", &say_with("checks.band", &values)))?;
        let mut table = Table::new([
            ("no", Column::Fixed),
            ("unit", Column::Gives(8)),
            ("clock", Column::Drops),
            ("since", Column::Fixed),
            ("days", Column::Number),
            ("stood", Column::Drops),
            ("title", Column::Gives(12)),
        ]);
        for line in of {
            table.row([
                Cell::plain(line.no.as_str()),
                Cell::plain(line.unit_name.as_str()),
                Cell::plain(by(line)),
                Cell::plain(short_moment(line.since, now)),
                Cell::plain(line.days.to_string()),
                Cell::plain(stood(line)),
                Cell::plain(line.title.as_str()),
            ]);
        }
        app.out.table(&table)?;
    }
    Ok(())
}

fn by(line: &CheckLine) -> String {
    line.clock.map_or_else(|| say("checks.closed_unanswered"), |clock| term("clock", clock.key()))
}

fn stood(line: &CheckLine) -> String {
    match line.stood {
        Some(true) => say("checks.stood"),
        Some(false) => say("checks.new"),
        None => String::new(),
    }
}

/// Shows how units stand over a period, or the cases behind a figure of one.
pub(super) fn standing(app: &App<'_>, form: &StandingForm) -> Result<(), Fail> {
    let session = app.session()?;
    let now = session.now(app)?;
    let (first, today) = this_month(now);
    let (from, to) = (form.from.unwrap_or(first), form.to.unwrap_or(today));
    let unit = form.unit.as_deref().map(|unit| session.unit(unit)).transpose()?;
    let period = [("from", from.to_string()), ("to", to.to_string())];
    if let (Some(figure), Some(unit)) = (form.figure, &unit) {
        let lines = session.desk.behind_figure(from, to, unit, figure, now)?;
        if app.out.json {
            return app.out.json(&lines);
        }
        if lines.is_empty() {
            let [from, to] = period;
            let unit = ("unit", session.centre()?.unit_name(unit).to_owned());
            return paragraph(app, "standing.none_of", &[from, to, unit]);
        }
        let mut table = Table::new([
            ("no", Column::Fixed),
            ("assigned_at", Column::Fixed),
            ("due", Column::Fixed),
            ("met", Column::Fixed),
            ("status", Column::Drops),
            ("title", Column::Gives(12)),
        ]);
        for line in &lines {
            table.row([
                Cell::plain(line.no.as_str()),
                Cell::plain(short_moment(line.assigned_at, now)),
                Cell::plain(short_moment(line.due, now)),
                Cell::plain(line.met.map(|met| short_moment(met, now)).unwrap_or_default()),
                Cell::plain(term("assignment", &line.status)),
                Cell::plain(line.title.as_str()),
            ]);
        }
        return app.out.table(&table);
    }
    let found = session.desk.standings(from, to, unit.as_ref(), now)?;
    if form.bulletin
        && let Some(draft) = found.bulletin()
    {
        return bulletin(app, &found, &draft);
    }
    if app.out.json {
        return app.out.json(&found);
    }
    if found.units.is_empty() {
        return paragraph(app, "standing.none", &period);
    }
    paragraph(app, "standing.period", &period)?;
    let mut table = Table::new([
        ("unit", Column::Gives(8)),
        ("figure_assigned", Column::Number),
        ("figure_on_time", Column::Number),
        ("figure_late", Column::Number),
        ("figure_open", Column::Number),
        ("figure_open_late", Column::Number),
        ("rate_done", Column::Fixed),
        ("rate_on_time", Column::Fixed),
        ("rate_dissatisfied", Column::Fixed),
        ("figure_sent_back", Column::Drops),
        ("figure_objected", Column::Drops),
        ("figure_taken_back", Column::Drops),
    ]);
    for line in &found.units {
        let figure = |figure| Cell::plain(line.standing.figure(figure).to_string());
        let rate = |rate| Cell::plain(line.standing.rate(rate).to_string());
        table.row([
            Cell::plain(line.name.as_str()),
            figure(Figure::Assigned),
            figure(Figure::OnTime),
            figure(Figure::Late),
            figure(Figure::Open),
            figure(Figure::OpenLate),
            rate(Rate::Done),
            rate(Rate::OnTime),
            rate(Rate::Dissatisfied),
            figure(Figure::SentBack),
            figure(Figure::Objected),
            figure(Figure::TakenBack),
        ]);
    }
    app.out.table(&table)?;
    app.out.paragraph(0, &say("standing.rates"))
}

/// Writes the draft of a bulletin: as text to go on from, for scripts as the command that issues it.
fn bulletin(app: &App<'_>, found: &Standings, draft: &Draft) -> Result<(), Fail> {
    if !app.out.json {
        app.out.line(&app.out.paint("1", &draft.subject))?;
        return app.out.paragraph(0, &draft.text);
    }
    let mut units = found.told().into_iter();
    app.out.record(&json!({
        "command": "issue", "kind": DirectiveKind::Bulletin, "subject": draft.subject, "text": draft.text,
        "to": units.next(), "units": units.collect::<Vec<_>>(),
    }))
}

fn force_of(force: &TaskForce) -> String {
    match &force.leader {
        Some(leader) => format!("{} {leader}", force.no),
        None => force.no.to_string(),
    }
}

/// Lists the long-pending cases, by bands of age.
pub(super) fn long_pending(app: &App<'_>) -> Result<(), Fail> {
    let session = app.session()?;
    let now = session.now(app)?;
    let lines = session.desk.long_pending(&session.viewer(), now)?;
    if app.out.json {
        return app.out.json(&lines);
    }
    if lines.is_empty() {
        let days = session.centre()?.rulebook().long_pending.days.to_string();
        return paragraph(app, "pending.none", &[("days", days)]);
    }
    for band in lines.chunk_by(|a, b| a.band == b.band) {
        let head = [("days", band[0].band.to_string()), ("count", band.len().to_string())];
        let head = head.each_ref().map(|(name, value)| (*name, value.as_str()));
        app.out.line(&app.out.paint("1", &say_with("pending.band", &head)))?;
        let mut table = Table::new([
            ("no", Column::Fixed),
            ("age", Column::Number),
            ("registered", Column::Drops),
            ("ball", Column::Fixed),
            ("holder", Column::Gives(8)),
            ("force", Column::Drops),
            ("meets_by", Column::Drops),
            ("title", Column::Gives(12)),
        ]);
        for line in band {
            let force = line.force.as_ref();
            table.row([
                Cell::plain(line.case.no.as_str()),
                Cell::plain(line.age.to_string()),
                Cell::plain(line.case.registered_at.format("%Y-%m-%d").to_string()),
                Cell::plain(term("ball", &line.case.ball)),
                Cell::plain(line.case.whose()),
                Cell::plain(force.map_or_else(|| say("pending.no_force"), force_of)),
                Cell::plain(force.and_then(|it| it.meets_by).map(|day| day.to_string()).unwrap_or_default()),
                Cell::plain(line.case.title.as_str()),
            ]);
        }
        app.out.table(&table)?;
    }
    Ok(())
}
