//! The ten elements (十要素): how a case stands in each, and how the cases of a period spread over them.

use super::{Ground, column};
use crate::domain::directive::Supervisor;
use crate::domain::figures::{Column, Element, Entry, Fact, Line, Name, Page};
use crate::domain::mediation::MediationStatus;
use crate::domain::table::{Cell, Kind};
use crate::domain::vocabulary::{Channel, Disposition, Satisfaction, Stage};
use chrono::Datelike as _;

/// What stands where there is nothing: nobody, none, not yet.
const NONE: &str = "none";

fn some(element: Element, id: &str) -> (String, Name) {
    (id.to_owned(), Name::word(format!("figures.of.{element}.{id}")))
}

fn term(area: &str, key: &str) -> (String, Name) {
    (key.to_owned(), Name::term(area, key))
}

/// Returns the acceptance opinion (受理意见).
fn opinion(fact: &Fact) -> (String, Name) {
    match (fact.stage, fact.disposition, fact.accepted_at) {
        (Stage::Declined | Stage::Withdrawn, ..) => term(Stage::AREA, fact.stage.key()),
        (_, Some(way), _) => term(Disposition::AREA, way.key()),
        (_, None, Some(_)) => some(Element::Opinion, "accepted"),
        (_, None, None) => some(Element::Opinion, NONE),
    }
}

/// Returns what came of it (处理结果).
fn result(fact: &Fact) -> (String, Name) {
    match (fact.stage, fact.mediation) {
        (Stage::Declined | Stage::Withdrawn, _) => term(Stage::AREA, fact.stage.key()),
        (_, MediationStatus::Agreed) => term(MediationStatus::AREA, MediationStatus::Agreed.key()),
        _ if fact.resolved_at.is_some() || fact.closed_at.is_some() => some(Element::Result, "resolved"),
        (_, MediationStatus::Failed | MediationStatus::Terminated) => term(MediationStatus::AREA, fact.mediation.key()),
        _ => some(Element::Result, "open"),
    }
}

impl Ground<'_> {
    /// Returns how a case stands in an element.
    fn stands(&self, element: Element, fact: &Fact) -> (String, Name) {
        let group = self.centre.rulebook().representatives_max;
        match element {
            Element::Person => match fact.people.unwrap_or(1) {
                0..=1 => some(element, "one"),
                many if many <= group => some(element, "some"),
                _ => some(element, "group"),
            },
            Element::Time => some(element, &fact.registered_at.weekday().number_from_monday().to_string()),
            Element::Channel => term(Channel::AREA, fact.channel.key()),
            Element::Category => self.category(fact).unwrap_or_else(|| some(element, NONE)),
            Element::Opinion => opinion(fact),
            Element::Limit if fact.was_late(self.known.now) => some(element, "late"),
            Element::Limit if fact.closed_at.is_some() || fact.resolved_at.is_some() => some(element, "met"),
            Element::Limit if fact.due.is_some() => some(element, "running"),
            Element::Limit => some(element, NONE),
            Element::Result => result(fact),
            Element::Handler => match &fact.unit {
                Some(unit) => (unit.to_string(), self.unit_name(unit)),
                None => some(element, NONE),
            },
            Element::Supervisor => match self.known.supervisors.get(&fact.no) {
                Some(Supervisor::Unit(unit)) => (unit.to_string(), self.unit_name(unit)),
                Some(Supervisor::Officer(id)) => {
                    let name = self.centre.officer(id).map_or(id.as_str(), |officer| officer.name.as_str());
                    (format!("officer:{id}"), Name::text(name))
                }
                None => some(element, NONE),
            },
            Element::CallBack => match fact.call_back {
                Some(answer) => {
                    let key = answer.key();
                    let graded = Satisfaction::from_key(key).is_some();
                    if graded { term(Satisfaction::AREA, key) } else { some(element, key) }
                }
                None => some(element, NONE),
            },
        }
    }

    /// Returns where the ways to stand in an element come among each other: as in the closed lists, the directory, the
    /// rulebook, and never by how many there are.
    fn place(&self, element: Element, id: &str) -> usize {
        let centre = self.centre;
        let found = match element {
            Element::Person => ["one", "some", "group"].iter().position(|it| *it == id),
            Element::Time => id.parse().ok(),
            Element::Channel => Channel::ALL.iter().position(|it| it.key() == id),
            Element::Category => centre.rulebook().categories.iter().position(|it| it.id.as_str() == id),
            Element::Opinion => ["accepted"]
                .into_iter()
                .chain(Disposition::ALL.iter().map(|it| it.key()))
                .chain(["declined", "withdrawn"])
                .position(|it| it == id),
            Element::Limit => ["met", "late", "running"].iter().position(|it| *it == id),
            Element::Result => ["agreed", "resolved", "failed", "terminated", "declined", "withdrawn", "open"]
                .iter()
                .position(|it| *it == id),
            Element::Handler => centre.units.iter().position(|it| it.id.as_str() == id),
            Element::Supervisor => match id.strip_prefix("officer:") {
                Some(id) => centre.officers.iter().position(|it| it.id.as_str() == id),
                None => centre.units.iter().position(|it| it.id.as_str() == id).map(|at| at + centre.officers.len()),
            },
            Element::CallBack => {
                Satisfaction::ALL.iter().map(|it| it.key()).chain(["no_answer", "refused"]).position(|it| it == id)
            }
        };
        found.unwrap_or(usize::MAX)
    }

    /// Returns how the cases written down spread over each element.
    pub(super) fn elements(&self) -> Vec<Page> {
        let periods = self.over.iter().map(|(_, period)| *period);
        let all: Vec<_> =
            self.facts.iter().filter(|fact| periods.clone().any(|period| period.has(fact.registered_at))).collect();
        let page = |element: &Element| {
            let stands: Vec<_> = all.iter().map(|fact| (self.stands(*element, fact), fact)).collect();
            let mut ways: Vec<_> = stands.iter().map(|(way, _)| way.clone()).collect();
            ways.sort_by_cached_key(|(id, _)| (self.place(*element, id), id.clone()));
            ways.dedup_by(|a, b| a.0 == b.0);
            let line = |(id, name): (String, Name)| {
                let entry = |period: super::Period| {
                    let here = stands.iter().filter(|((way, _), fact)| *way == id && period.has(fact.registered_at));
                    Entry::count(here.map(|(_, fact)| fact.no.clone()).collect())
                };
                let entries = self.over(entry);
                Line::new(id, name, entries)
            };
            let columns = self.over_columns().into_iter().map(|it| it.meaning("figures.means.element"));
            let lines = ways.into_iter().map(line).collect();
            Page {
                title: Name::term(Element::AREA, element.key()),
                what: Name::term(Element::AREA, element.key()),
                ..self.page(element.key(), "cases", columns.collect(), lines)
            }
        };
        Element::ALL.iter().map(page).collect()
    }

    /// Returns the list of the cases written down in the period, with the ten elements of each.
    pub(super) fn list(&self) -> Page {
        let named = |element: &Element| {
            let kind = if *element == Element::Time { Kind::Moment } else { Kind::Text };
            Column::new(element.key(), Name::term(Element::AREA, element.key()), kind)
        };
        let line = |fact: &&Fact| {
            let entry = |element: &Element| match element {
                Element::Person => {
                    Cell::text(self.known.people.get(&fact.no).map(String::as_str).unwrap_or_default()).into()
                }
                Element::Time => Cell::Moment(fact.registered_at).into(),
                Element::Limit => {
                    let due = fact.due.map(|due| Name::text(due.format("%m-%d %H:%M").to_string()));
                    Entry::Words(std::iter::once(self.stands(*element, fact).1).chain(due).collect())
                }
                _ => Entry::from(self.stands(*element, fact).1),
            };
            Line::of_case(&fact.no, Element::ALL.iter().map(entry).collect())
        };
        let here = self.facts.iter().filter(|fact| self.ask.period.has(fact.registered_at));
        self.page("list", "no", Element::ALL.iter().map(named).collect(), here.map(line).collect())
    }

    /// Returns where the matters of a period were, with what follows the village covered.
    pub(super) fn places(&self) -> Page {
        let place = |fact: &Fact| {
            let place = crate::domain::mask::mask_place(fact.place.as_deref().unwrap_or_default());
            place.trim_end_matches('*').to_owned()
        };
        let mut places: Vec<String> = self.facts.iter().map(|fact| place(fact)).collect();
        places.sort();
        places.dedup();
        let line = |name: String| {
            let entries = self.over(|period| Entry::count(self.registered(period, |fact| place(fact) == name)));
            let shown = if name.is_empty() { Name::word("figures.of.place.none") } else { Name::text(name.as_str()) };
            Line::new(name, shown, entries)
        };
        let mut lines: Vec<_> =
            places.into_iter().map(line).filter(|line| line.cells.iter().any(|it| !it.cases().is_empty())).collect();
        lines.sort_by_key(|line| std::cmp::Reverse(line.cells.first().map_or(0, |it| it.cases().len())));
        let columns = self.over_columns().into_iter().map(|it| it.meaning("figures.means.place")).collect();
        self.page("places", "place", columns, lines)
    }

    /// Returns the cases that are open and late at the end of the period, the longest first.
    pub(super) fn red(&self) -> Page {
        let seen = self.known.now.min(self.ask.period.ends());
        let late = self.count(crate::domain::figures::Measure::Overdue, self.ask.period).part;
        let mut late: Vec<_> = self.facts.iter().filter(|fact| late.contains(&fact.no)).collect();
        let since = |fact: &Fact| fact.late_since.into_iter().chain(fact.due).min().unwrap_or(seen);
        late.sort_by_key(|fact| (since(fact), fact.no.clone()));
        let line = |fact: &&&Fact| {
            let since = since(fact);
            let entries = vec![
                Entry::from(self.stands(Element::Handler, fact).1),
                Cell::Moment(since).into(),
                Cell::Number((seen - since).num_days()).into(),
                self.stands(Element::Category, fact).1.into(),
                self.stands(Element::Supervisor, fact).1.into(),
            ];
            Line::of_case(&fact.no, entries)
        };
        let columns = vec![
            column("unit", Kind::Text),
            column("since", Kind::Moment),
            column("days", Kind::Number),
            column("category", Kind::Text),
            column("supervisor", Kind::Text),
        ];
        self.page("red", "no", columns, late.iter().map(line).collect())
    }
}
