//! The directory of persons as it is looked at: one person with every case they stood in, and who is found by words.

use super::persons::{family, load, own_events, root};
use super::views::{Row, Viewer, row};
use super::{Desk, DeskError, parse, unstamp};
use crate::domain::ids::{OfficerId, PersonId};
use crate::domain::party::{Nature, Sex, mask_id, mask_phone, mask_place};
use crate::domain::person::{Capacity, Correction, Person, PersonEvent};
use crate::domain::search::{self, GramQuery, Vocabulary};
use crate::domain::time::Moment;
use crate::refuse;
use chrono::Datelike;
use serde::Serialize;
use std::collections::BTreeSet;

/// How many cases of a person are shown at most, the newest first.
const MOST_CASES: u32 = 200;

/// A person in a list.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct PersonLine {
    /// Who.
    pub id: PersonId,
    /// Person or organisation.
    pub nature: Nature,
    /// The name.
    pub name: String,
    /// Other names.
    pub aliases: Vec<String>,
    /// The sex.
    pub sex: Option<Sex>,
    /// The day of birth, or only its year where the number is masked.
    pub born: Option<String>,
    /// The identity number or code, as the viewer may see it.
    pub id_no: Option<String>,
    /// The last telephone number, as the viewer may see it.
    pub phone: Option<String>,
    /// The address, as the viewer may see it.
    pub place: Option<String>,
    /// In how many cases they stand.
    pub cases: u32,
}

/// Somebody of the same household.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Member {
    /// Who.
    pub id: PersonId,
    /// The name.
    pub name: String,
    /// What they are to the others; empty if nobody said.
    pub relation: String,
}

/// A case in which a person stood.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Appearance {
    /// As what.
    pub capacity: Capacity,
    /// The name that the case has.
    pub name: String,
    /// The case.
    pub case: Row,
}

/// Something that was done to a person's entry.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct PersonStep {
    /// When.
    pub at: Moment,
    /// Who did it.
    pub who: String,
    /// What, by its stable name.
    pub kind: String,
    /// What, in words.
    pub what: String,
    /// Whose entry it was done to.
    pub person: PersonId,
}

/// A person of the directory, as one viewer sees them.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct PersonView {
    /// The person, masked for the viewer.
    #[serde(flatten)]
    pub person: Person,
    /// The day of birth, or only its year where the number is masked.
    pub born: Option<String>,
    /// The home region in words.
    pub region_name: Option<String>,
    /// The others of the household.
    pub members: Vec<Member>,
    /// The cases, newest first.
    pub appearances: Vec<Appearance>,
    /// What was done to the entry, newest first.
    pub steps: Vec<PersonStep>,
}

impl Viewer {
    /// Returns a person as this viewer may see them.
    pub fn see_person(&self, mut person: Person) -> Person {
        // The identity of a case says how many there are, sealed ones too.
        person.last_case = None;
        if !self.revealed {
            person.id_no = person.id_no.as_deref().map(mask_id);
            person.place = person.place.as_deref().map(mask_place);
            // The day is what the mask of the number covers.
            person.birth = None;
            for phone in &mut person.phones {
                *phone = mask_phone(phone);
            }
        }
        person
    }

    fn see_birth(&self, person: &Person) -> Option<String> {
        person.birth.map(|day| if self.revealed { day.to_string() } else { day.year().to_string() })
    }

    fn see_step(&self, event: PersonEvent) -> PersonEvent {
        match event {
            PersonEvent::PersonCorrected { to, reason, after } if !self.revealed => {
                let masked = |text: Option<String>, mask: fn(&str) -> String| text.as_deref().map(mask);
                let to = Correction {
                    id_no: masked(to.id_no, mask_id),
                    phone: masked(to.phone, mask_phone),
                    place: masked(to.place, mask_place),
                    ..to
                };
                PersonEvent::PersonCorrected { to, reason, after }
            }
            other => other,
        }
    }
}

fn line(person: Person, viewer: &Viewer) -> PersonLine {
    let born = viewer.see_birth(&person);
    let person = viewer.see_person(person);
    PersonLine {
        id: person.id,
        nature: person.nature,
        name: person.name,
        aliases: person.aliases,
        sex: person.sex,
        born,
        id_no: person.id_no,
        phone: person.phones.into_iter().next(),
        place: person.place,
        cases: person.cases,
    }
}

impl Desk {
    /// Shows a person, or whoever the person turned out to be.
    pub fn person(&self, id: PersonId, viewer: &Viewer, now: Moment) -> Result<PersonView, DeskError> {
        let store = self.store();
        let id = root(store, id)?.ok_or_else(|| refuse!("unknown_person", person = id))?;
        let person = load(store, id)?.ok_or_else(|| refuse!("unknown_person", person = id))?;
        let centre = self.centre()?;
        let mut appearances = Vec::new();
        let mut steps = Vec::new();
        for one in family(store, id)? {
            for (party, head) in store.appearances(one.0, MOST_CASES)? {
                let capacity = Capacity::from_key(&party.capacity).unwrap_or(Capacity::Third);
                appearances.push(Appearance { capacity, name: party.name, case: row(&head, centre, now)? });
            }
            for (entry, event) in own_events(store, one)? {
                let by = OfficerId(entry.officer);
                let event = viewer.see_step(event);
                steps.push(PersonStep {
                    at: unstamp(&entry.at)?,
                    who: centre.officer(&by).map_or_else(|| by.to_string(), |officer| officer.name.clone()),
                    kind: event.kind().to_owned(),
                    what: viewer.cover_text(crate::words::person_event(&event, |other| self.name_of(other))),
                    person: one,
                });
            }
        }
        appearances.sort_by_key(|it| std::cmp::Reverse(it.case.id));
        appearances.truncate(MOST_CASES as usize);
        steps.sort_by_key(|step| std::cmp::Reverse(step.at));
        Ok(PersonView {
            born: viewer.see_birth(&person),
            region_name: person.region.as_deref().map(crate::words::region),
            members: self.members(&person)?,
            person: viewer.see_person(person),
            appearances,
            steps,
        })
    }

    fn name_of(&self, id: PersonId) -> String {
        load(self.store(), id).ok().flatten().map_or_else(|| id.to_string(), |person| person.name)
    }

    fn members(&self, person: &Person) -> Result<Vec<Member>, DeskError> {
        let household = person.household.as_ref().map_or(person.id, |it| it.of);
        let mut members = Vec::new();
        // Whoever was first is in it without having been put there, unless gone elsewhere since.
        if household != person.id
            && let Some(first) = load(self.store(), household)?.filter(|it| it.household.is_none())
        {
            members.push(Member { id: first.id, name: first.name, relation: String::new() });
        }
        for row in self.store().household_of(household.0)? {
            let Some(one) = load(self.store(), PersonId(row.id))? else { continue };
            let belongs = one.household.as_ref().is_some_and(|it| it.of == household);
            if one.id != person.id && one.joined.is_none() && belongs {
                let relation = one.household.map(|it| it.relation).unwrap_or_default();
                members.push(Member { id: one.id, name: one.name, relation });
            }
        }
        Ok(members)
    }

    /// Finds persons by what was typed: names, readings, initials, numbers, addresses; the last that came first.
    pub fn people(&self, typed: &str, viewer: &Viewer, limit: u32) -> Result<Vec<PersonLine>, DeskError> {
        let query = search::read(typed, &Vocabulary::default()).query;
        if query.is_empty() {
            return Ok(Vec::new());
        }
        if self.store().is_narrowed() {
            return self.people_in_sight(&query, viewer, limit);
        }
        let mut found = Vec::new();
        for row in self.store().persons_found(&query.matching, limit)? {
            let person: Person = parse(&row.state)?;
            let body = super::persons::document(&person).body();
            if query.recheck.iter().all(|phrase| body.contains(phrase.as_str())) {
                found.push(line(person, viewer));
            }
        }
        Ok(found)
    }

    /// The same where not everything is in sight: the index has every word there is of a person, so that each who may fit
    /// is looked at as they are seen from here.
    fn people_in_sight(&self, query: &GramQuery, viewer: &Viewer, limit: u32) -> Result<Vec<PersonLine>, DeskError> {
        let (mut found, mut looked_at) = (Vec::new(), BTreeSet::new());
        for id in self.store().persons_in_sight(&query.matching)? {
            if limit > 0 && found.len() >= limit as usize {
                break;
            }
            let Some(id) = root(self.store(), PersonId(id))?.filter(|id| looked_at.insert(*id)) else { continue };
            if let Some(person) = load(self.store(), id)?.filter(|it| query.fits(&super::persons::document(it))) {
                found.push(line(person, viewer));
            }
        }
        Ok(found)
    }
}
