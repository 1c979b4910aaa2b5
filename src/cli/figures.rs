//! Figures on the command line: the tables of pane 8, and the cases behind them.

use super::args::{FiguresForm, FiguresPeriod, PeaceForm};
use super::fail::Fail;
use super::lookup::short_moment;
use super::out::{Cell, Column, Table as Shown};
use super::sheet::{self, Takeout};
use super::{App, Session};
use crate::desk::statistics::Behind;
use crate::desk::views::Row;
use crate::domain::figures::{Counted, Cross, Dimension, Measure, Over, Span};
use crate::domain::permission::{self, Chore, Right};
use crate::domain::table::Table;
use crate::domain::time::Moment;
use crate::domain::vocabulary::Stage;
use crate::words::{figures as said, say, say_with, term};

/// What is counted where nothing was chosen.
const USUAL: Measure = Measure::Registered;

fn session(app: &App<'_>) -> Result<Session, Fail> {
    let session = app.session()?;
    permission::check(&session.officer, Right::Statistics).map_err(crate::desk::DeskError::NotPermitted)?;
    Ok(session)
}

fn over(period: &FiguresPeriod, now: Moment) -> Over {
    Over { span: period.span.unwrap_or(Span::Month), day: period.date.unwrap_or_else(|| now.date_naive()) }
}

/// Shows every measure over a period, or one broken down, or the cases behind it.
pub(super) fn figures(app: &App<'_>, form: &FiguresForm) -> Result<(), Fail> {
    let mut session = session(app)?;
    let now = session.now(app)?;
    let over = over(&form.period, now);
    if form.cases {
        let counted = behind(&session, form, over, now)?;
        return cases(app, &session, &counted, now);
    }
    let table = match (form.by, form.measure) {
        (None, None) => said::overview_whole(&session.desk.overview(over, now)?),
        (Some(by), measure) => {
            let cross = session.desk.cross(over, measure.unwrap_or(USUAL), by, form.across, now)?;
            said::cross(&cross, session.centre()?)
        }
        (None, Some(measure)) => {
            let mut overview = session.desk.overview(over, now)?;
            overview.lines.retain(|line| line.measure == measure);
            said::overview_whole(&overview)
        }
    };
    give(app, &mut session, table, &form.period)
}

/// Returns the figure whose cases are wanted: the whole of it, or one row, column or cell of it.
fn behind(session: &Session, form: &FiguresForm, over: Over, now: Moment) -> Result<Counted, Fail> {
    let measure = form.measure.unwrap_or(USUAL);
    let by = form.by.unwrap_or(Dimension::Kind);
    let cross: Cross = session.desk.cross(over, measure, by, form.across, now)?;
    let centre = session.centre()?;
    let place = |of: Dimension, keys: &[Option<String>], wanted: &str| {
        let fits =
            |key: &Option<String>| key.as_deref() == Some(wanted) || said::label(of, key.as_deref(), centre) == wanted;
        keys.iter().position(fits).ok_or_else(|| Fail::usage("figures_key", &[("key", wanted)]))
    };
    let rows: Vec<_> = cross.rows.iter().map(|row| row.key.clone()).collect();
    let row = form.row.as_deref().map(|key| place(by, &rows, key)).transpose()?;
    let column = match (&form.column, form.across) {
        (Some(key), Some(across)) => Some(place(across, &cross.columns, key)?),
        _ => None,
    };
    let line = row.map_or(&cross.sum, |row| &cross.rows[row]);
    Ok(column.map_or(&line.total, |column| &line.cells[column]).clone())
}

fn cases(app: &App<'_>, session: &Session, counted: &Counted, now: Moment) -> Result<(), Fail> {
    let found: Behind = session.desk.behind(&counted.part, &counted.rest, now)?;
    if app.out.json {
        return app.out.json(&found);
    }
    for (key, rows) in [("statistics.part", &found.part), ("statistics.rest", &found.rest)] {
        if rows.is_empty() {
            continue;
        }
        app.out.line(&app.out.paint("1", &say_with(key, &[("count", &rows.len().to_string())])))?;
        app.out.table(&list(rows, now))?;
    }
    if found.part.is_empty() && found.rest.is_empty() {
        app.out.paragraph(0, &say("statistics.nothing_behind"))?;
    }
    Ok(())
}

fn list(rows: &[Row], now: Moment) -> Shown {
    let mut table = Shown::new([
        ("no", Column::Fixed),
        ("state", Column::Fixed),
        ("holder", Column::Gives(8)),
        ("registered", Column::Drops),
        ("title", Column::Gives(12)),
    ]);
    for row in rows {
        table.row([
            Cell::plain(row.no.as_str()),
            Cell::plain(term(Stage::AREA, &row.state)),
            Cell::plain(row.whose()),
            Cell::plain(short_moment(row.registered_at, now)),
            Cell::plain(row.title.as_str()),
        ]);
    }
    table
}

/// Shows the peace index of every unit or of one, and how it comes about.
pub(super) fn peace(app: &App<'_>, form: &PeaceForm) -> Result<(), Fail> {
    let mut session = session(app)?;
    let now = session.now(app)?;
    let mut peace = session.desk.peace(over(&form.period, now), now)?;
    if let Some(unit) = &form.unit {
        let id = session.unit(unit)?;
        peace = peace.only(&id);
        if peace.units.is_empty() {
            return Err(Fail::usage("peace_unit", &[("unit", session.centre()?.unit_name(&id))]));
        }
    }
    if app.out.json {
        return app.out.json(&peace);
    }
    if peace.items.is_empty() {
        return app.out.paragraph(0, &say("figures.peace.no_formula"));
    }
    let centre = session.centre()?.clone();
    if !form.explain {
        return give(app, &mut session, said::peace(&peace, &centre), &form.period);
    }
    app.out.line(&app.out.paint("1", &said::taken(peace.taken)))?;
    for standing in peace.units.iter().filter(|it| form.unit.is_some() || it.index.is_some()) {
        said::explained(&peace, standing, &centre).iter().try_for_each(|line| app.out.paragraph(0, line))?;
    }
    app.out.line(&say_with("figures.peace.formulas", &[("version", &peace.rulebook)]))?;
    peace.items.iter().try_for_each(|item| app.out.paragraph(2, &said::formula(item)))?;
    app.out.paragraph(0, &say("figures.peace.how"))?;
    let source = &centre.rulebook().peace.source;
    if source.is_empty() {
        Ok(())
    } else {
        app.out.paragraph(0, &say_with("figures.peace.source", &[("source", source)]))
    }
}

/// Prints a table; as CSV or into a file it is taken out, which goes on record.
fn give(app: &App<'_>, session: &mut Session, table: Table, period: &FiguresPeriod) -> Result<(), Fail> {
    if !period.csv && period.out.is_none() {
        return sheet::show(app, &table);
    }
    let export = permission::chore(&Chore::Export);
    permission::check(&session.officer, export).map_err(crate::desk::DeskError::NotPermitted)?;
    if period.out.is_some() {
        return sheet::hand_out(app, session, table, &Takeout { out: period.out.clone(), ..Takeout::default() });
    }
    let (now, rows) = (session.now(app)?, u64::try_from(table.rows.len()).unwrap_or(u64::MAX));
    session.desk.note_export(&session.officer.id, now, &table.name, rows, false, "")?;
    app.out.raw(table.csv().as_bytes())
}
