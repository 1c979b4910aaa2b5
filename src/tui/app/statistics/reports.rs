//! The section of reports (报表): a report of the period page by page, as it is known now or was known then, and filing it.

use super::charts::{Chart, again, choose};
use crate::desk::Order;
use crate::desk::report::ReportView;
use crate::desk::service::{Answer, Query};
use crate::domain::dates;
use crate::domain::figures::report::{Ask, ReportCommand};
use crate::domain::figures::{ReportKind, Span};
use crate::domain::permission::{Right, may};
use crate::domain::table::Table;
use crate::domain::time::{Moment, end_of, local};
use crate::tui::app::{App, fields};
use crate::tui::dialogs::Chooser;
use crate::tui::form::{Form, FormEvent, FormLayer};
use crate::tui::layers::Outcome;
use crate::tui::widgets::Choice;
use crate::words::{self, refusal, report, say, say_with, term};
use std::cell::Cell;
use std::rc::Rc;

/// What is chosen.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct Wanted {
    /// The return; the report of whatever period is chosen when missing.
    kind: Option<ReportKind>,
    /// Which of its pages.
    page: usize,
    /// As known when; now when missing.
    as_of: Option<Moment>,
}

/// What the section shows.
#[derive(Default)]
pub struct Reports {
    wanted: Rc<Cell<Wanted>>,
    of: Option<Box<ReportView>>,
}

/// Returns the report that is made of a kind of period.
const fn periodic(span: Span) -> ReportKind {
    match span {
        Span::Day => ReportKind::Day,
        Span::Week => ReportKind::Week,
        Span::Month => ReportKind::Month,
        Span::Quarter | Span::Half => ReportKind::Quarter,
        Span::Year => ReportKind::Year,
    }
}

impl Reports {
    fn asked(&self, app: &App) -> Ask {
        let over = app.figures.over(app.now);
        Ask::new(self.wanted.get().kind.unwrap_or(periodic(over.span)), Some(over.span), over.day, None)
    }

    fn choose_kind(&self) -> Outcome<App> {
        let wanted = Rc::clone(&self.wanted);
        let all = ReportKind::ALL.iter().map(|it| Choice::new(it.key(), &term(ReportKind::AREA, it.key())));
        choose(&say("command.reports.kind"), all.collect(), move |key, app| {
            let Some(kind) = ReportKind::from_key(key) else { return };
            let is_periodic = periodic(kind.span()) == kind;
            if is_periodic {
                app.figures.span = kind.span();
            }
            wanted.set(Wanted { kind: (!is_periodic).then_some(kind), page: 0, ..wanted.get() });
        })
    }

    fn choose_page(&self) -> Outcome<App> {
        let pages = self.of.iter().flat_map(|of| &of.report.pages).enumerate();
        let choices = pages.map(|(nth, page)| Choice::new(&nth.to_string(), &report::name(&page.title)));
        let wanted = Rc::clone(&self.wanted);
        choose(&say("command.reports.page"), choices.collect(), move |key, _| {
            wanted.set(Wanted { page: key.parse().unwrap_or_default(), ..wanted.get() });
        })
    }

    /// Asks as of when; nothing typed is now.
    fn choose_moment(&self, app: &App) -> Outcome<App> {
        let form = Form::new(vec![fields::moment("reports_as_of", app)]);
        let wanted = Rc::clone(&self.wanted);
        let react = move |event: FormEvent, form: &mut Form, app: &mut App| match event {
            FormEvent::Save(_) => {
                let typed = form.text("reports_as_of");
                let when = dates::parse_when(&typed, app.now, &app.centre.calendar);
                let as_of = match when {
                    _ if typed.trim().is_empty() => None,
                    // Of a day without a time what was known when it ended.
                    Ok(when) => Some(when.time.map_or(end_of(when.day), |time| local(when.day.and_time(time)))),
                    Err(why) => {
                        form.refuse("reports_as_of", &refusal(&why));
                        return Outcome::taken();
                    }
                };
                wanted.set(Wanted { as_of: as_of.filter(|at| *at < app.now), ..wanted.get() });
                Outcome::taken().close().run("figures.again")
            }
            FormEvent::Leave => Outcome::taken().close(),
            _ => Outcome::taken(),
        };
        Outcome::taken().open(FormLayer::new(&say("command.reports.as_of"), form, react).boxed(64, 7))
    }

    /// Asks once more, since what is filed stays as it is.
    fn file(&self, app: &mut App) -> Outcome<App> {
        if !may(&app.officer, Right::Report) {
            app.tell(&say("statistics.report.may_not_file"));
            return Outcome::taken();
        }
        if self.wanted.get().as_of.is_some() {
            app.tell(&say("statistics.report.file_now_only"));
            return Outcome::taken();
        }
        let Ask { report, span, period, .. } = self.asked(app);
        let what = say_with(
            "statistics.report.this",
            &[("report", &term(ReportKind::AREA, report.key())), ("period", &words::figures::period(span, period))],
        );
        let choices = vec![Choice::new("no", &say("statistics.report.not_yet")), Choice::new("file", &what)];
        Outcome::taken().open(Chooser::one(&say("command.reports.file"), choices, move |ids, app: &mut App| {
            if ids.first().is_none_or(|id| id != "file") {
                return Outcome::taken();
            }
            let command =
                ReportCommand::FileReport { report, date: Some(period.from), span: Some(span), unit: None, note: None };
            Outcome::taken().effect(app.order(Order::report(command), &what).1)
        }))
    }
}

impl Chart for Reports {
    const SCOPES: &'static [&'static str] = &["figures", "reports", "sections", "desk", "global"];

    fn name(&self) -> String {
        say("statistics.section.reports")
    }

    fn query(&self, app: &App) -> Query {
        Query::Report { ask: self.asked(app), as_of: self.wanted.get().as_of }
    }

    fn hear(&mut self, answer: &Answer) -> bool {
        let Answer::Report(of) = answer else { return false };
        self.of = Some(of.clone());
        true
    }

    fn table(&self, _: &App) -> Option<Table> {
        let pages = &self.of.as_deref()?.report.pages;
        pages.get(self.wanted.get().page).or(pages.first()).map(report::page)
    }

    fn as_of(&self, app: &App) -> Moment {
        self.of.as_ref().map_or(app.now, |of| of.at)
    }

    fn empty(&self, _: &App) -> String {
        say("statistics.report.empty")
    }

    fn notes(&self, app: &App) -> Vec<String> {
        let Some(of) = self.of.as_deref() else { return Vec::new() };
        let at = of.at.format("%Y-%m-%d %H:%M").to_string();
        let (nth, pages) = (self.wanted.get().page + 1, of.report.pages.len());
        let place = [("nth", nth.min(pages).to_string()), ("pages", pages.to_string()), ("at", at)];
        let place = place.each_ref().map(|(name, value)| (*name, value.as_str()));
        let key = if of.earlier { "statistics.report.as_of" } else { "statistics.report.now" };
        // What can be said of the whole stands below the first table only.
        let findings = of.report.findings.iter().filter(|_| nth == 1).map(report::finding);
        let meanings = self.table(app).map(|table| table.notes).unwrap_or_default();
        std::iter::once(say_with(key, &place)).chain(findings).chain(meanings.into_iter().skip(1)).collect()
    }

    fn command(&mut self, id: &'static str, _: Option<(usize, usize)>, app: &mut App) -> Outcome<App> {
        match id {
            "reports.kind" => self.choose_kind(),
            "reports.page" => self.choose_page(),
            "reports.next" => {
                let pages = self.of.as_ref().map_or(1, |of| of.report.pages.len().max(1));
                let wanted = self.wanted.get();
                self.wanted.set(Wanted { page: (wanted.page + 1) % pages, ..wanted });
                again(self, app)
            }
            "reports.as_of" => self.choose_moment(app),
            "reports.file" => self.file(app),
            _ => Outcome::ignored(),
        }
    }
}
