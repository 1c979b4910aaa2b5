//! The pages that several reports share: totals, units, lateness, the six hundred-percents.

use super::{Ground, column};
use crate::domain::figures::{Counted, Entry, Fact, Hundred, Line, Measure, Name, Page, Period, ServiceStep};
use crate::domain::ids::UnitId;
use crate::domain::table::{Cell, Kind};
use crate::domain::vocabulary::{CaseKind, Grade};

/// Parts cases that a measure takes by whether they count.
fn counted<'f>(facts: impl Iterator<Item = &'f Fact>, takes: impl Fn(&Fact) -> Option<bool>) -> Counted {
    let mut counted = Counted::default();
    for fact in facts {
        match takes(fact) {
            Some(true) => counted.part.push(fact.no.clone()),
            Some(false) => counted.rest.push(fact.no.clone()),
            None => {}
        }
    }
    counted
}

impl Ground<'_> {
    /// Returns everything that is counted of the period, beside the periods it is compared with.
    pub(super) fn totals(&self) -> Page {
        let line = |it: &Measure| self.measure(it.key(), Name::term(Measure::AREA, it.key()), *it);
        self.page("totals", "figure", self.over_columns(), Measure::ALL.iter().map(line).collect())
    }

    /// Returns the six hundred-percents (六个百分百) and the rate on time, each with what it is made of.
    pub(super) fn hundred(&self) -> Page {
        let line = |it: &Hundred| self.measure(it.key(), Name::term(Hundred::AREA, it.key()), it.measure());
        let on_time = Measure::OnTime;
        let on_time = self.measure(on_time.key(), Name::term(Measure::AREA, on_time.key()), on_time);
        let lines = Hundred::ALL.iter().map(line).chain([on_time]).collect();
        self.page("hundred", "figure", self.over_columns(), lines)
    }

    /// Returns how far service orders went (服务单六步): of the errands written down in a period, those that reached each step.
    pub(super) fn errands(&self) -> Page {
        let line = |step: &ServiceStep| {
            let entry = |period: Period| {
                let is_one =
                    |fact: &Fact| fact.kind == CaseKind::Errand && period.has(fact.registered_at) && !fact.merged;
                let takes = |fact: &Fact| is_one(fact).then(|| step.was_reached(fact));
                Entry::Cell(Cell::Rate(counted(self.facts.iter().copied(), takes)))
            };
            let name = Name::term(ServiceStep::AREA, step.key());
            Line::new(step.key(), name, self.over(entry)).meaning(format!("figures.means.step_{step}"))
        };
        self.page("errands", "step", self.over_columns(), ServiceStep::ALL.iter().map(line).collect())
    }

    /// Returns what of the cases that a test picks is open, late, closed on time.
    fn line(&self, id: &str, name: Name, is_of: impl Fn(&Fact) -> bool) -> Option<Line> {
        let (period, now) = (self.ask.period, self.known.now);
        let of = |measure: Measure| {
            let facts = self.facts.iter().copied().filter(|fact| is_of(fact));
            counted(facts, |fact| measure.takes(fact, period, now))
        };
        let entries = vec![
            Entry::Cell(Cell::Count(of(Measure::Open))),
            Entry::Cell(Cell::Rate(of(Measure::Overdue))),
            Entry::Cell(Cell::Count(of(Measure::Closed))),
            Entry::Cell(Cell::Rate(of(Measure::OnTime))),
        ];
        let is_empty = entries.iter().all(|it| it.cases().is_empty() && it.others().is_empty());
        (!is_empty).then(|| Line::new(id, name, entries))
    }

    fn standing(&self, id: &str, what: &str, lines: Vec<Line>) -> Page {
        let columns = [Measure::Open, Measure::Overdue, Measure::Closed, Measure::OnTime].map(|it| {
            let kind = if it.is_rate() { Kind::Share } else { Kind::Number };
            let name = Name::term(Measure::AREA, it.key());
            crate::domain::figures::Column::new(it.key(), name, kind).meaning(format!("figures.means.{it}"))
        });
        self.page(id, what, columns.to_vec(), lines)
    }

    /// Returns how the cases stand that each unit leads, in the order of the directory.
    pub(super) fn units(&self) -> Page {
        let of_unit =
            |unit: &UnitId| self.line(unit.as_str(), self.unit_name(unit), |fact| fact.unit.as_ref() == Some(unit));
        let known: Vec<_> = self.centre.units.iter().map(|unit| &unit.id).collect();
        let mut lines: Vec<_> = known.iter().filter_map(|unit| of_unit(unit)).collect();
        let nobody = |fact: &Fact| fact.unit.as_ref().is_none_or(|unit| !known.contains(&unit));
        lines.extend(self.line("none", Name::word("figures.of.handler.none"), nobody));
        self.standing("units", "unit", lines)
    }

    /// Returns how the cases of each grade stand.
    pub(super) fn lateness(&self) -> Page {
        let of_grade = |it: &Grade| self.line(it.key(), Name::term(Grade::AREA, it.key()), |f| f.grade == Some(*it));
        let mut lines: Vec<_> = Grade::ALL.iter().filter_map(of_grade).collect();
        lines.extend(self.line("none", Name::word("figures.of.grade.none"), |fact| fact.grade.is_none()));
        self.standing("lateness", "grade", lines)
    }
}

/// Makes a column whose cells are rates.
pub(super) fn rate(id: &str) -> crate::domain::figures::Column {
    column(id, Kind::Share)
}
