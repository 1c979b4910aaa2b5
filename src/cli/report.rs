//! Reports: shown, taken out, filed, and compared with what is known now.

use super::args::{ReportForm, ReportVerb};
use super::fail::Fail;
use super::out::{Cell, Column, Table};
use super::sheet;
use super::{App, Session};
use crate::desk::report::{Cause, Differences, ReportView};
use crate::desk::{DeskError, Order};
use crate::domain::figures::report::{Ask, FiledReport, Report, ReportCommand};
use crate::domain::figures::{Entry, Mark, Page, ReportKind};
use crate::domain::permission::{self, Chore};
use crate::domain::table::Cell as Shown;
use crate::domain::time::Moment;
use crate::paper::{BYTE_ORDER_MARK, Form, workbook, write_new};
use crate::words::report::{finding, meanings, name, page, shown};
use crate::words::{say, say_with, term};
use serde_json::{Value, json};
use std::path::Path;

/// Shows, files, lists and compares.
pub(super) fn report(app: &App<'_>, verb: &ReportVerb) -> Result<(), Fail> {
    match verb {
        ReportVerb::List => list(app),
        ReportVerb::Show { key, csv, out } => {
            let mut session = app.session()?;
            let filed = session.desk.filed_report(key, &session.viewer())?;
            give(app, &mut session, &Told::filed(&filed), *csv, out.as_deref())
        }
        ReportVerb::Diff { key } => {
            let session = app.session()?;
            let now = session.now(app)?;
            let found = session.desk.report_differences(key, &session.viewer(), now)?;
            differences(app, &found)
        }
        ReportVerb::Day(form) => make(app, ReportKind::Day, form),
        ReportVerb::Week(form) => make(app, ReportKind::Week, form),
        ReportVerb::Month(form) => make(app, ReportKind::Month, form),
        ReportVerb::Quarter(form) => make(app, ReportKind::Quarter, form),
        ReportVerb::Year(form) => make(app, ReportKind::Year, form),
        ReportVerb::Screening(form) => make(app, ReportKind::Screening, form),
        ReportVerb::Bulletin(form) => make(app, ReportKind::Bulletin, form),
        ReportVerb::Mediation(form) => make(app, ReportKind::Mediation, form),
        ReportVerb::Petition(form) => make(app, ReportKind::Petition, form),
        ReportVerb::Hundred(form) => make(app, ReportKind::Hundred, form),
        ReportVerb::Errands(form) => make(app, ReportKind::Errands, form),
    }
}

/// A report with what has to be said above it.
struct Told<'r> {
    ask: &'r Ask,
    report: &'r Report,
    /// As known when, and whether that was said.
    at: Moment,
    standing: &'static str,
    key: Option<&'r str>,
}

impl<'r> Told<'r> {
    fn filed(filed: &'r FiledReport) -> Self {
        let FiledReport { ask, report, filed_at, key, .. } = filed;
        Self { ask, report, at: *filed_at, standing: "filed", key: Some(key) }
    }

    fn known(view: &'r ReportView) -> Self {
        let standing = if view.earlier { "earlier" } else { "now" };
        Self { ask: &view.ask, report: &view.report, at: view.at, standing, key: None }
    }

    fn heading(&self, session: &Session) -> Result<String, Fail> {
        let centre = session.centre()?;
        let unit = self.ask.unit.as_ref().map_or(centre.name.as_str(), |unit| centre.unit_name(unit));
        let (from, to) = (self.ask.period.from.to_string(), self.ask.period.last().to_string());
        let at = self.at.format("%Y-%m-%d %H:%M").to_string();
        let standing =
            say_with(&format!("figures.standing.{}", self.standing), &[("at", &at), ("key", self.key.unwrap_or(""))]);
        let report = term(ReportKind::AREA, self.ask.report.key());
        Ok(say_with(
            "figures.heading",
            &[("unit", unit), ("report", &report), ("from", &from), ("to", &to), ("standing", &standing)],
        ))
    }
}

fn make(app: &App<'_>, kind: ReportKind, form: &ReportForm) -> Result<(), Fail> {
    let mut session = app.session()?;
    let now = session.now(app)?;
    let unit = form.unit.as_deref().map(|unit| session.unit(unit)).transpose()?;
    let day = form.date.unwrap_or(now.date_naive());
    if form.file {
        let command =
            ReportCommand::FileReport { report: kind, date: Some(day), span: form.span, unit, note: form.note.clone() };
        let receipt = session.perform(app, &Order::report(command))?;
        let key = receipt.key.unwrap_or_default();
        let filed = session.desk.filed_report(&key, &session.viewer())?;
        return give(app, &mut session, &Told::filed(&filed), form.csv, form.out.as_deref());
    }
    let ask = Ask::new(kind, form.span, day, unit);
    let view = session.desk.report(&ask, form.as_of, &session.viewer(), now)?;
    give(app, &mut session, &Told::known(&view), form.csv, form.out.as_deref())
}

/// Prints a report, or takes it out as CSV or into a file and puts that on record.
fn give(app: &App<'_>, session: &mut Session, told: &Told<'_>, csv: bool, out: Option<&Path>) -> Result<(), Fail> {
    let heading = told.heading(session)?;
    if !csv && out.is_none() {
        return if app.out.json { app.out.json(&as_json(told)) } else { show(app, told, &heading) };
    }
    permission::check(&session.officer, permission::chore(&Chore::Export)).map_err(DeskError::NotPermitted)?;
    let mut tables: Vec<_> = told.report.pages.iter().map(page).collect();
    for table in &mut tables {
        table.notes.insert(0, heading.clone());
    }
    let rows = tables.iter().map(|table| table.rows.len() as u64).sum();
    let text =
        || tables.iter().map(|table| format!("{}\r\n{}", table.title, table.csv())).collect::<Vec<_>>().join("\r\n");
    let written = match out {
        Some(path) => {
            let bytes = match Form::of(path) {
                Some(Form::Csv) => format!("{BYTE_ORDER_MARK}{}", text()).into_bytes(),
                Some(Form::Xlsx) => {
                    workbook(&tables).map_err(|fault| Fail::file(path, &std::io::Error::other(fault)))?
                }
                None => return Err(Fail::usage("table_ending", &[("path", &path.display().to_string())])),
            };
            write_new(path, &bytes).map_err(|error| Fail::file(path, &error))?;
            Some(path)
        }
        None => None,
    };
    let now = session.now(app)?;
    let what = format!("report {}", told.ask.report);
    if let Err(fault) = session.desk.note_export(&session.officer.id, now, &what, rows, false, "") {
        if let Some(path) = written {
            let _ = std::fs::remove_file(path);
        }
        return Err(fault.into());
    }
    let Some(path) = written else { return app.out.raw(text().as_bytes()) };
    let (path, count) = (path.display().to_string(), rows.to_string());
    if app.out.json {
        return app.out.json(&json!({"path": path, "rows": rows}));
    }
    app.out.paragraph(0, &say_with("cli.export.table_done", &[("path", &path), ("rows", &count), ("title", &heading)]))
}

fn show(app: &App<'_>, told: &Told<'_>, heading: &str) -> Result<(), Fail> {
    app.out.paragraph(0, &app.out.paint("1", heading))?;
    for line in &told.report.findings {
        app.out.paragraph(0, &finding(line))?;
    }
    let mut said = Vec::new();
    for it in &told.report.pages {
        app.out.line("")?;
        let mut table = page(it);
        table.notes.clear();
        sheet::show(app, &table)?;
        for meaning in meanings(it) {
            if !said.contains(&meaning) {
                said.push(meaning);
            }
        }
    }
    app.out.line("")?;
    app.out.line(&app.out.paint("1", &say("figures.how")))?;
    said.iter().try_for_each(|meaning| app.out.paragraph(2, meaning))
}

fn cell_json(entry: &Entry) -> Value {
    match entry {
        Entry::Cell(Shown::Rate(counted)) => json!({
            "count": counted.number(), "of": counted.of(), "percent": counted.share().percent(),
            "cases": counted.part, "rest": counted.rest,
        }),
        Entry::Cell(Shown::Count(counted)) => json!({"count": counted.number(), "cases": counted.part}),
        Entry::Sum { cell, cases } => json!({"sum": cell.json(), "cases": cases}),
        Entry::Cell(cell) => cell.json(),
        Entry::Words(words) => json!(words.iter().map(name).collect::<Vec<_>>().join(" ")),
    }
}

fn page_json(page: &Page) -> Value {
    let columns: Vec<_> = page.columns.iter().map(|it| json!({"id": it.id, "name": name(&it.name)})).collect();
    let line = |line: &crate::domain::figures::Line| {
        let cells = page.columns.iter().zip(&line.cells);
        let cells: serde_json::Map<_, _> = cells.map(|(column, it)| (column.id.clone(), cell_json(it))).collect();
        json!({"id": line.id, "name": name(&line.name), "cells": cells})
    };
    let lines: Vec<_> = page.lines.iter().map(line).collect();
    json!({
        "id": page.id, "title": name(&page.title), "columns": columns, "lines": lines, "definitions": meanings(page),
    })
}

fn as_json(told: &Told<'_>) -> Value {
    let findings: Vec<_> =
        told.report.findings.iter().map(|it| json!({"text": finding(it), "cases": it.cases})).collect();
    json!({
        "report": told.ask.report, "span": told.ask.span, "from": told.ask.period.from, "to": told.ask.period.last(),
        "unit": told.ask.unit, "as_of": told.at.to_rfc3339(), "key": told.key,
        "pages": told.report.pages.iter().map(page_json).collect::<Vec<_>>(), "findings": findings,
    })
}

fn list(app: &App<'_>) -> Result<(), Fail> {
    let session = app.session()?;
    let lines = session.desk.filed_reports()?;
    if app.out.json {
        return app.out.json(&lines);
    }
    if lines.is_empty() {
        return app.out.paragraph(0, &say("figures.none_filed"));
    }
    let mut table = Table::new([
        ("report_key", Column::Fixed),
        ("report", Column::Fixed),
        ("report_period", Column::Fixed),
        ("filed_at", Column::Fixed),
        ("filed_by", Column::Drops),
        ("note", Column::Gives(12)),
    ]);
    for line in &lines {
        table.row([
            Cell::plain(line.key.as_str()),
            Cell::plain(term(ReportKind::AREA, line.ask.report.key())),
            Cell::plain(line.ask.period.to_string()),
            Cell::plain(line.filed_at.format("%Y-%m-%d %H:%M").to_string()),
            Cell::plain(line.filed_by.as_str()),
            Cell::plain(line.note.as_str()),
        ]);
    }
    app.out.table(&table)
}

/// Says where a case stands: the page, the line, the column, by the words they have in either of the reports.
fn place(mark: &Mark, found: &Differences) -> String {
    let pages = || found.known.report.page(&mark.page).into_iter().chain(found.filed.report.page(&mark.page));
    let title = pages().next().map_or_else(|| mark.page.clone(), |it| name(&it.title));
    let line = pages().find_map(|it| it.lines.iter().find(|line| line.id == mark.line).map(|line| name(&line.name)));
    let column = pages().find_map(|it| it.columns.iter().find(|it| it.id == mark.column).map(|it| name(&it.name)));
    let mut said =
        [title, line.unwrap_or_else(|| mark.line.clone()), column.unwrap_or_else(|| mark.column.clone())].join(" · ");
    if !mark.counts {
        said = say_with("figures.diff.among", &[("place", &said)]);
    }
    match &mark.shows {
        Some(it) => say_with("figures.diff.shows", &[("place", &said), ("what", &shown(it))]),
        None => said,
    }
}

fn why(cause: &Cause) -> String {
    match cause {
        Cause::Event { at, by, said, .. } => {
            let at = at.format("%Y-%m-%d %H:%M").to_string();
            say_with("figures.diff.event", &[("at", &at), ("by", by), ("said", said)])
        }
        Cause::Time => say("figures.diff.time"),
        Cause::Directive => say("figures.diff.directive"),
        Cause::Rules => say("figures.diff.rules"),
    }
}

fn differences(app: &App<'_>, found: &Differences) -> Result<(), Fail> {
    if app.out.json {
        let filed = as_json(&Told::filed(&found.filed));
        let known = as_json(&Told::known(&found.known));
        return app.out.json(&json!({
            "key": found.filed.key, "filed": filed, "known": known, "cases": found.cases,
            "out_of_sight": found.out_of_sight,
        }));
    }
    let at = found.filed.filed_at.format("%Y-%m-%d %H:%M").to_string();
    let values = [("key", found.filed.key.as_str()), ("at", &at), ("head", &found.filed.head)];
    app.out.paragraph(0, &say_with("figures.diff.heading", &values))?;
    if found.out_of_sight > 0 {
        let count = found.out_of_sight.to_string();
        app.out.paragraph(0, &say_with("figures.diff.out_of_sight", &[("count", &count)]))?;
    }
    if found.cases.is_empty() {
        return app.out.paragraph(0, &say("figures.diff.none"));
    }
    for it in &found.cases {
        app.out.paragraph(0, &say_with("figures.diff.case", &[("no", it.no.as_str()), ("why", &why(&it.cause))]))?;
        for (key, marks) in [("left", &it.left), ("entered", &it.entered)] {
            for mark in marks {
                app.out.paragraph(2, &say_with(&format!("figures.diff.{key}"), &[("place", &place(mark, found))]))?;
            }
        }
    }
    Ok(())
}
