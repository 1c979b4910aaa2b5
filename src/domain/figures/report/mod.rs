//! Reports (报表): what a day, a week, a month come to, and the returns that go out of the house.
//!
//! A report is a pure function of what was asked, what is known of the cases and who the centre is. Made of what was known
//! when it was filed it is what was filed; made of one case it is what that case did to it, which is how a difference
//! is explained ([`Report::marks`]).

mod elements;
mod filed;
mod findings;
mod pages;
mod returns;

pub use filed::{FiledReport, ReportCommand, ReportEvent, decide};
pub use findings::Finding;

use super::{Column, Counted, Entry, Fact, Line, Mark, Measure, Name, Page, Period, ReportKind, Span, count};
use crate::domain::centre::Centre;
use crate::domain::directive::Supervisor;
use crate::domain::ids::{CaseNo, UnitId};
use crate::domain::sight::jurisdiction;
use crate::domain::table::{Cell, Kind};
use crate::domain::time::{Day, Moment};
use chrono::Months;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// What is asked for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ask {
    /// The report.
    pub report: ReportKind,
    /// The kind of period.
    pub span: Span,
    /// The period.
    pub period: Period,
    /// Only what this unit and those below it lead or were given; everything when missing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unit: Option<UnitId>,
}

impl Ask {
    /// Asks for the report over the period that a day lies in.
    pub fn new(report: ReportKind, span: Option<Span>, day: Day, unit: Option<UnitId>) -> Self {
        let span = span.unwrap_or(report.span());
        Self { report, span, period: Period::around(span, day), unit }
    }

    /// Returns the periods that stand beside its own, by the stable names of their columns.
    pub fn beside(&self) -> Vec<(&'static str, Period)> {
        let before = ("before", self.period.before(self.span));
        let year_ago = self.period.from.checked_sub_months(Months::new(12)).unwrap_or(self.period.from);
        match self.report {
            ReportKind::Day | ReportKind::Week | ReportKind::Year | ReportKind::Hundred | ReportKind::Errands => {
                vec![before]
            }
            ReportKind::Month | ReportKind::Quarter => {
                vec![before, ("year_ago", Period::around(self.span, year_ago))]
            }
            ReportKind::Screening => vec![("year", self.period.year_to_date())],
            ReportKind::Bulletin | ReportKind::Mediation | ReportKind::Petition => Vec::new(),
        }
    }

    /// Returns every period it looks at, its own first.
    pub fn periods(&self) -> Vec<Period> {
        std::iter::once(self.period).chain(self.beside().into_iter().map(|(_, period)| period)).collect()
    }

    /// Tells whether it names those whom its cases are about, masked.
    pub fn names_people(&self) -> bool {
        self.report == ReportKind::Day
    }
}

/// What is known at a moment.
#[derive(Debug, Clone)]
pub struct Known {
    /// The moment.
    pub now: Moment,
    /// The cases that were alive in any of the periods, oldest first.
    pub facts: Vec<Fact>,
    /// Who brought the cases of the period, masked; only where the report says so.
    pub people: BTreeMap<CaseNo, String>,
    /// Who supervises a case by its last directive.
    pub supervisors: BTreeMap<CaseNo, Supervisor>,
}

/// A report.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Report {
    /// Its pages.
    pub pages: Vec<Page>,
    /// What can be said of them in words.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub findings: Vec<Finding>,
}

impl Report {
    /// Makes a report.
    pub fn of(ask: &Ask, known: &Known, centre: &Centre) -> Self {
        let ground = Ground::new(ask, known, centre);
        let pages = match ask.report {
            ReportKind::Day => vec![ground.totals(), ground.list()],
            ReportKind::Week => vec![ground.totals(), ground.units(), ground.red(), ground.hundred()],
            ReportKind::Month | ReportKind::Quarter | ReportKind::Year => {
                let mut pages = vec![ground.totals()];
                pages.extend(ground.elements());
                pages.extend([ground.places(), ground.lateness(), ground.units(), ground.hundred()]);
                pages
            }
            ReportKind::Screening => vec![ground.screening()],
            ReportKind::Bulletin => vec![ground.bulletin()],
            ReportKind::Mediation => vec![ground.mediation()],
            ReportKind::Petition => vec![ground.petition()],
            ReportKind::Hundred => vec![ground.hundred()],
            ReportKind::Errands => vec![ground.errands()],
        };
        let findings = match ask.report {
            ReportKind::Month | ReportKind::Quarter | ReportKind::Year => ground.findings(),
            _ => Vec::new(),
        };
        Self { pages, findings }
    }

    /// Returns what a report says that was made of a single case.
    pub fn marks(&self) -> BTreeSet<Mark> {
        self.pages.iter().flat_map(Page::marks).collect()
    }

    /// Takes out the numbers of cases that are out of sight, see [`Page::veil`].
    pub fn veil(&mut self, is_seen: &impl Fn(&CaseNo) -> bool) {
        self.pages.iter_mut().for_each(|page| page.veil(is_seen));
        for finding in &mut self.findings {
            finding.cases.retain(|no| is_seen(no));
        }
    }

    /// Returns a page.
    pub fn page(&self, id: &str) -> Option<&Page> {
        self.pages.iter().find(|page| page.id == id)
    }
}

/// What a report is made of.
struct Ground<'k> {
    ask: &'k Ask,
    known: &'k Known,
    centre: &'k Centre,
    facts: Vec<&'k Fact>,
    /// The columns of periods, its own first.
    over: Vec<(Column, Period)>,
}

impl<'k> Ground<'k> {
    fn new(ask: &'k Ask, known: &'k Known, centre: &'k Centre) -> Self {
        let within = ask.unit.as_ref().map(|unit| jurisdiction(unit, centre));
        let is_of = |fact: &&Fact| {
            within.as_ref().is_none_or(|units| {
                fact.unit.iter().chain(fact.given.iter().map(|it| &it.unit)).any(|unit| units.contains(unit))
            })
        };
        let column = |(id, period): (&str, Period)| {
            (Column::new(id, Name::word(format!("figures.column.{id}")), Kind::Number), period)
        };
        let over = std::iter::once(("this", ask.period)).chain(ask.beside()).map(column).collect();
        Self { ask, known, centre, facts: known.facts.iter().filter(is_of).collect(), over }
    }

    fn count(&self, measure: Measure, period: Period) -> Counted {
        count(measure, self.facts.iter().copied(), period, self.known.now)
    }

    /// Returns the cases written down in a period that are of a kind.
    fn registered(&self, period: Period, is_of: impl Fn(&Fact) -> bool) -> Vec<CaseNo> {
        let found = self.facts.iter().filter(|fact| period.has(fact.registered_at) && is_of(fact));
        found.map(|fact| fact.no.clone()).collect()
    }

    fn page(&self, id: &str, what: &str, columns: Vec<Column>, lines: Vec<Line>) -> Page {
        Page {
            id: id.to_owned(),
            title: Name::word(format!("figures.page.{id}")),
            what: Name::word(format!("figures.column.{what}")),
            period: self.ask.period,
            columns,
            lines,
            totals: 0,
        }
    }

    /// Makes a line with one entry for each column of periods.
    fn over(&self, entry: impl Fn(Period) -> Entry) -> Vec<Entry> {
        self.over.iter().map(|(_, period)| entry(*period)).collect()
    }

    fn over_columns(&self) -> Vec<Column> {
        self.over.iter().map(|(column, _)| column.clone()).collect()
    }

    /// Makes the line of a measure.
    fn measure(&self, id: &str, name: Name, measure: Measure) -> Line {
        let entry = |period| {
            let counted = self.count(measure, period);
            Entry::Cell(if measure.is_rate() { Cell::Rate(counted) } else { Cell::Count(counted) })
        };
        Line::new(id, name, self.over(entry)).meaning(format!("figures.means.{measure}"))
    }

    fn unit_name(&self, unit: &UnitId) -> Name {
        Name::text(self.centre.unit_short(unit))
    }

    /// Returns the code and name of the top category that a case belongs to.
    fn category(&self, fact: &Fact) -> Option<(String, Name)> {
        let id = fact.category.as_ref()?;
        let categories = &self.centre.rulebook().categories;
        let top = categories.iter().find(|it| id.as_str().starts_with(it.id.as_str()))?;
        Some((top.id.to_string(), Name::text(top.name.as_str())))
    }
}

fn column(id: &str, kind: Kind) -> Column {
    Column::new(id, Name::word(format!("figures.column.{id}")), kind)
}
