//! Who is to be called back, what is asked, and the cases behind the figures.

use super::App;
use super::args::CallBacksForm;
use super::fail::Fail;
use super::lookup::short_moment;
use super::out::{Cell, Column, Table};
use crate::desk::call_backs::{CallBackLine, CallBacks};
use crate::domain::call_back::{Cause, Turn};
use crate::domain::figures::Measure;
use crate::domain::rulebook::CallBackRules;
use crate::domain::time::Moment;
use crate::words::{self, say, say_with, term};

/// Lists who is to be called back, or what stands behind a figure, or the script.
pub(super) fn call_backs(app: &App<'_>, form: &CallBacksForm) -> Result<(), Fail> {
    let session = app.session()?;
    let now = session.now(app)?;
    let unit = form.unit.as_deref().map(|unit| session.unit(unit)).transpose()?;
    let found = session.desk.call_backs(unit.as_ref(), now)?;
    if app.out.json {
        return app.out.json(&found);
    }
    if form.script {
        return script(app, &found.script);
    }
    if let Some(measure) = form.behind {
        return behind(app, &found, measure);
    }
    if found.lines.is_empty() {
        app.out.paragraph(0, &say("call_backs.none"))?;
    }
    for turn in Turn::ALL {
        let of: Vec<_> = found.lines.iter().filter(|line| line.turn == *turn).collect();
        if !of.is_empty() {
            let values = [("turn", term(Turn::AREA, turn.key())), ("count", of.len().to_string())];
            let values = values.each_ref().map(|(name, value)| (*name, value.as_str()));
            app.out.line(&app.out.paint("1", &say_with("call_backs.band", &values)))?;
            app.out.table(&table(&of, now))?;
        }
    }
    let figures = [Measure::CalledBack, Measure::Satisfied]
        .map(|measure| words::share(&term(Measure::AREA, measure.key()), found.figure(measure)));
    let values = [("period", found.period.to_string()), ("figures", words::list(&figures))];
    let values = values.each_ref().map(|(name, value)| (*name, value.as_str()));
    app.out.paragraph(0, &say_with("call_backs.figures", &values))
}

fn table(lines: &[&CallBackLine], now: Moment) -> Table {
    let mut table = Table::new([
        ("no", Column::Fixed),
        ("cause", Column::Drops),
        ("due", Column::Fixed),
        ("tries", Column::Number),
        ("next_try", Column::Drops),
        ("whom", Column::Gives(6)),
        ("unit", Column::Gives(8)),
        ("title", Column::Gives(12)),
    ]);
    for line in lines {
        table.row([
            Cell::plain(line.no.as_str()),
            Cell::plain(term(Cause::AREA, line.cause.key())),
            Cell::plain(short_moment(line.due, now)),
            Cell::plain(line.tries.to_string()),
            Cell::plain(line.next.map(|next| short_moment(next, now)).unwrap_or_default()),
            Cell::plain(line.whom.as_str()),
            Cell::plain(line.unit_name.as_str()),
            Cell::plain(line.title.as_str()),
        ]);
    }
    table
}

fn behind(app: &App<'_>, found: &CallBacks, measure: Measure) -> Result<(), Fail> {
    let counted = found.figure(measure);
    let name = term(Measure::AREA, measure.key());
    app.out.line(&app.out.paint("1", &words::share(&name, counted)))?;
    let mut table = Table::new([("no", Column::Fixed), ("counts", Column::Fixed), ("title", Column::Gives(12))]);
    let rest = counted.rest.iter().map(|no| (no, "no"));
    for (no, counts) in rest.chain(counted.part.iter().map(|no| (no, "yes"))) {
        let title = found.titles.get(no).map(String::as_str).unwrap_or_default();
        table.row([
            Cell::plain(no.as_str()),
            Cell::plain(say(&format!("call_backs.counts.{counts}"))),
            Cell::plain(title),
        ]);
    }
    app.out.table(&table)
}

fn script(app: &App<'_>, rules: &CallBackRules) -> Result<(), Fail> {
    if !rules.greeting.is_empty() {
        app.out.paragraph(0, &rules.greeting)?;
    }
    for question in &rules.script {
        app.out.paragraph(0, &words::question(question))?;
    }
    Ok(())
}
