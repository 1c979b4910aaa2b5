//! Finding cases: what was typed, within a scope, newest or best first.

use super::persons::{load, root};
use super::views::{Filter, Row, Viewer, row};
use super::{Desk, DeskError, stamp};
use crate::domain::centre::Centre;
use crate::domain::ids::{CaseId, OfficerId, PersonId};
use crate::domain::refusal::Refusal;
use crate::domain::search::{self, Clue, Due, Facet, Field, GramQuery, Is, Scope, Typed, Vocabulary};
use crate::domain::sight;
use crate::domain::time::{Moment, end_of};
use crate::domain::vocabulary::{CaseKind, Channel, Grade, Risk};
use crate::store::{self, ListQuery};
use crate::words::{say, term};
use chrono::Duration;
use std::collections::BTreeSet;
use std::time::Duration as Span;

/// How long a question may look through texts before it shows what it has.
const ALLOWED: Span = Span::from_millis(50);

/// The same where only what is already on screen is looked through.
const ALLOWED_AMONG: Span = Span::from_secs(1);

/// How many people one word may stand for besides those who bear it in their cases.
const KNOWN: u32 = 16;

/// Newest or best first.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Order {
    /// The last registered first.
    #[default]
    Newest,
    /// What a word names exactly first (a whole name, a whole number), then the last registered.
    Best,
}

/// What is looked for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Search {
    /// What was typed.
    pub typed: String,
    /// Where to look; never wider than what is in the officer's sight.
    pub scope: Scope,
    /// In what order.
    pub order: Order,
    /// How many at most; 0 for all.
    pub limit: u32,
    /// The last case already shown, to go on after it.
    pub before: Option<CaseId>,
}

/// What was found.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Found {
    /// The cases.
    pub rows: Vec<Row>,
    /// Whether older ones were all looked at, up to the limit.
    pub complete: bool,
    /// The words, for showing where they occur.
    pub marks: Vec<String>,
    /// Fields and values that nobody knows.
    pub faults: Vec<Refusal>,
}

/// Returns the words of the centre in the language at hand.
pub fn vocabulary(centre: &Centre, officer: Option<&OfficerId>) -> Vocabulary {
    let mut values = Vec::new();
    for unit in centre.units.iter().filter(|unit| !unit.is_centre()) {
        let names = vec![unit.short.clone(), unit.name.clone()];
        values.push((Field::Unit, Facet::Unit(unit.id.to_string()), names));
    }
    for mediator in &centre.mediators {
        values.push((Field::Mediator, Facet::Mediator(mediator.id.to_string()), vec![mediator.name.clone()]));
    }
    for officer in &centre.officers {
        values.push((Field::By, Facet::Officer(officer.id.to_string()), vec![officer.name.clone()]));
    }
    for category in &centre.rulebook().categories {
        let names = vec![category.name.clone()];
        values.push((Field::Category, Facet::Category(category.id.to_string()), names));
    }
    let mut terms = |field, area, keys: Vec<&'static str>, facet: fn(String) -> Facet| {
        values
            .extend(keys.into_iter().map(|key| (field, facet(key.to_owned()), vec![term(area, key), key.to_owned()])));
    };
    terms(Field::Grade, Grade::AREA, Grade::ALL.iter().map(|it| it.key()).collect(), Facet::Grade);
    terms(Field::Risk, Risk::AREA, Risk::ALL.iter().map(|it| it.key()).collect(), Facet::Risk);
    terms(Field::Kind, CaseKind::AREA, CaseKind::ALL.iter().map(|it| it.key()).collect(), Facet::Kind);
    terms(Field::Channel, Channel::AREA, Channel::ALL.iter().map(|it| it.key()).collect(), Facet::Channel);
    Vocabulary {
        officer: officer.map(OfficerId::to_string).unwrap_or_default(),
        fields: Field::ALL.iter().map(|field| (*field, say(&format!("find.field.{}", field.key())))).collect(),
        conditions: Is::ALL.iter().map(|is| (*is, say(&format!("find.is.{}", is.key())))).collect(),
        values,
    }
}

/// Returns the moment before which what is asked for is due.
fn due_before(due: Due, now: Moment) -> String {
    match due {
        Due::Overdue => stamp(now),
        Due::Within(days) => {
            let last = now.date_naive().checked_add_signed(Duration::days(days.saturating_sub(1).min(36_500)));
            last.map_or_else(|| "~".to_owned(), |day| format!("{}~", stamp(end_of(day))))
        }
    }
}

impl Desk {
    /// Returns the words of the centre, with whoever the directory knows by a word that was typed: by another name,
    /// or by a name that was corrected since, which no case has.
    fn words(&self, typed: &str, officer: Option<&OfficerId>) -> Result<Vocabulary, DeskError> {
        let mut words = vocabulary(self.centre()?, officer);
        for word in typed.split_whitespace().map(|word| word.rsplit([':', '：']).next().unwrap_or(word)) {
            let Some(gram) = Clue::Name(word).gram().filter(|_| word.chars().count() >= 2) else { continue };
            for id in self.store().persons_told_of(&gram, KNOWN)? {
                if !self.is_named(PersonId(id), &gram)? {
                    continue;
                }
                words.values.push((Field::Person, Facet::Person(id), vec![word.to_owned()]));
            }
        }
        Ok(words)
    }

    /// Tells whether a person bears a name as far as the viewer may know: the index has every name there ever was.
    fn is_named(&self, id: PersonId, gram: &str) -> Result<bool, DeskError> {
        if !self.store().is_narrowed() {
            return Ok(true);
        }
        let Some(person) = root(self.store(), id)?.map(|id| load(self.store(), id)).transpose()?.flatten() else {
            return Ok(false);
        };
        let mut names = person.aliases.iter().chain([&person.name]);
        Ok(names.any(|name| Clue::Name(name).gram().as_deref() == Some(gram)))
    }

    /// Finds cases.
    pub fn find(&self, viewer: &Viewer, search: &Search, now: Moment) -> Result<Found, DeskError> {
        let centre = self.centre()?;
        let mut typed = search::read(&search.typed, &self.words(&search.typed, Some(&viewer.officer.id))?);
        let facets = sight::facets(search.scope, &viewer.officer, centre);
        let mut found = Found {
            marks: std::mem::take(&mut typed.marks),
            faults: std::mem::take(&mut typed.faults),
            ..Found::default()
        };
        let ask = |grams: &GramQuery, before, limit, among| {
            let list = ListQuery { among, limit, ..ListQuery::default() };
            self.found(grams, &typed, &facets, &list, before, now)
        };
        let (mut heads, mut partly, mut before) = (Vec::new(), typed.query.clone(), search.before);
        found.complete = true;
        if search.order == Order::Best && !typed.exact.is_empty() {
            // Whoever goes on after an exact hit is still among these, and the others begin anew after them.
            let among = before.map(|id| format!("[{}]", id.0));
            if among.is_none() || !ask(&typed.exact, None, 1, among)?.heads.is_empty() {
                let exact = ask(&typed.exact, before, search.limit, None)?;
                (heads, found.complete) = (exact.heads, exact.complete);
                before = None;
            }
            partly.matching = format!("(({}) NOT ({}))", partly.matching, typed.exact.matching);
        }
        let left = search.limit.saturating_sub(u32::try_from(heads.len()).unwrap_or(u32::MAX));
        if search.limit == 0 || left > 0 {
            let rest = ask(&partly, before, left, None)?;
            found.complete &= rest.complete;
            heads.extend(rest.heads);
        }
        found.rows = heads.iter().map(|head| row(head, centre, now)).collect::<Result<_, _>>()?;
        Ok(found)
    }

    /// Returns which of some cases fit what was typed; `None` where nothing was typed that would leave any out.
    pub fn fitting(
        &self,
        typed: &str,
        officer: &OfficerId,
        among: impl Iterator<Item = CaseId>,
        now: Moment,
    ) -> Result<Option<BTreeSet<CaseId>>, DeskError> {
        if typed.trim().is_empty() {
            return Ok(None);
        }
        let typed = search::read(typed, &self.words(typed, Some(officer))?);
        if typed.is_empty() {
            return Ok(None);
        }
        let ids: BTreeSet<i64> = among.map(|id| id.0).collect();
        let among = serde_json::to_string(&ids).map_err(|fault| DeskError::Unreadable { what: fault.to_string() })?;
        let list = ListQuery { among: Some(among), ..ListQuery::default() };
        let found = self.found(&typed.query, &typed, &[], &list, None, now)?;
        Ok(Some(found.heads.into_iter().map(|head| CaseId(head.id)).collect()))
    }

    /// Lists cases for a pane: narrowed down by what was typed, in the pane's order.
    pub fn rows(&self, filter: &Filter, now: Moment) -> Result<Vec<Row>, DeskError> {
        self.rows_before(filter, None, now)
    }

    /// The same, of what was registered before a case: the page after it.
    pub(super) fn rows_before(
        &self,
        filter: &Filter,
        before: Option<CaseId>,
        now: Moment,
    ) -> Result<Vec<Row>, DeskError> {
        let centre = self.centre()?;
        let query = filter.query();
        let typed = if filter.typed.is_empty() {
            Typed::default()
        } else {
            search::read(&filter.typed, &self.words(&filter.typed, filter.officer.as_ref())?)
        };
        let mut heads = self.found(&typed.query, &typed, &[], &query, before, now)?.heads;
        if filter.by_due && !typed.is_empty() {
            heads.sort_by(|a, b| (a.due.is_none(), &a.due, a.id).cmp(&(b.due.is_none(), &b.due, b.id)));
        }
        heads.iter().map(|head| row(head, centre, now)).collect()
    }

    /// Asks the index where there are words, and the list where there are none.
    fn found(
        &self,
        grams: &GramQuery,
        typed: &Typed,
        facets: &[Facet],
        list: &ListQuery,
        before: Option<CaseId>,
        now: Moment,
    ) -> Result<store::Found, DeskError> {
        let list = ListQuery { due_before: typed.due.map(|due| due_before(due, now)), ..list.clone() };
        let mut grams = grams.clone();
        grams.within(facets);
        // What is due soon is little, and found by its date at once.
        let only_due = typed.due.is_some()
            && grams == GramQuery { matching: format!("\"{}\"", Facet::Open.gram()), ..GramQuery::default() };
        if grams.is_empty() || only_due {
            let page = before.map(|id| store::Page::After(store::Place { id: id.0, due: None }));
            let list = ListQuery { page, ..list };
            return Ok(store::Found { heads: self.store().list(&list)?, complete: true });
        }
        let allowed = if list.among.is_some() { ALLOWED_AMONG } else { ALLOWED };
        Ok(self.store().search(&grams, &list, before.map(|id| id.0), allowed)?)
    }
}

#[cfg(test)]
mod tests;
