//! Persons at the desk: who somebody is when a case is written down, and the directory that grows from it.
//!
//! Who a party is stands in the case's own event, so that a replay guesses nothing; the rows of the directory are
//! folded from the sightings and from the persons' own events, like every other index row.

use super::eyes::Eyes;
use super::{DeskError, append, parse, unstamp, write_out};
use crate::domain::case::{Case, CaseCommand, Register, Who};
use crate::domain::centre::Centre;
use crate::domain::directory::Officer;
use crate::domain::idno;
use crate::domain::ids::{CaseId, PersonId};
use crate::domain::party::{Nature, NewParty, Party, Representative};
use crate::domain::permission;
use crate::domain::person::{self, Capacity, Own, Person, PersonCommand, PersonEvent, Sighting};
use crate::domain::phone;
use crate::domain::search::{Clue, Document, Known};
use crate::domain::time::{Day, Moment};
use crate::refuse;
use crate::store::{PartyRow, PersonRow, Problem, Reads, TimelineEntry, Tx};
use std::collections::BTreeSet;

/// How many of those who share a clue are looked at, the newest first; whoever shares a number is among few.
const LOOKED_AT: u32 = 40;

/// How long a chain of people who turned out to be others may be; a longer one is damage.
const LONGEST_CHAIN: usize = 64;

/// What is known of somebody when they are written down.
pub(super) struct Clues<'a> {
    pub nature: Nature,
    pub name: String,
    pub id_no: Option<String>,
    pub phone: Option<String>,
    pub place: Option<&'a str>,
}

impl<'a> Clues<'a> {
    /// Returns somebody seen for the first time.
    pub(super) fn newcomer(&self, id: PersonId) -> Option<Person> {
        let seen = Sighting {
            case: CaseId(0),
            party: 0,
            nth: 0,
            capacity: Capacity::Applicant,
            nature: self.nature,
            name: self.name.clone(),
            id_no: self.id_no.clone(),
            phone: self.phone.clone(),
            place: self.place.map(str::to_owned),
        };
        Person::gather(id, &[], &[seen])
    }

    pub fn of(
        nature: Nature,
        name: &str,
        id_no: Option<&str>,
        dialled: Option<&str>,
        place: Option<&'a str>,
        today: Day,
    ) -> Self {
        let id_no = id_no.map(|raw| match idno::other_document(raw) {
            Some(document) => document,
            None if nature == Nature::Organisation => idno::normalise(raw),
            // A number of fifteen places is brought up to eighteen, as it will stand in the case.
            None => idno::parse(raw, today).map_or_else(|_| idno::normalise(raw), |it| it.number),
        });
        Self {
            nature,
            name: crate::domain::clean::line(name),
            id_no: id_no.filter(|it| !it.is_empty()),
            phone: dialled.and_then(|raw| phone::parse(raw).ok()),
            place: place.map(str::trim).filter(|it| !it.is_empty()),
        }
    }

    /// Tells whether these clues mean a person of the directory: by number, else by name and phone, else by name and
    /// whole address; two numbers are two people.
    pub fn mean(&self, person: &Person) -> bool {
        if person.nature != self.nature {
            return false;
        }
        if let (Some(mine), Some(theirs)) = (&self.id_no, &person.id_no) {
            return mine == theirs;
        }
        let named = self.name == person.name || person.aliases.contains(&self.name);
        let phone = self.phone.as_ref().is_some_and(|phone| person.phones.contains(phone));
        named && (phone || (self.place.is_some() && self.place == person.place.as_deref()))
    }

    /// Returns the word parts by which to look, the surest first.
    fn grams(&self) -> impl Iterator<Item = String> {
        let id_no = self.id_no.as_deref().and_then(|it| Clue::IdNo(it).gram());
        let name = Clue::Name(&self.name).gram();
        let with = |other: Option<String>| Some(format!("{} AND {}", name.as_ref()?, other?));
        let phone = with(self.phone.as_deref().and_then(|it| Clue::Phone(it).gram()));
        let place = with(self.place.and_then(|it| Clue::Address(it).gram()));
        [id_no, phone, place].into_iter().flatten()
    }
}

/// Says who is who, once for everybody in one command.
struct Registrar<'t, 's> {
    tx: &'t Tx<'s>,
    eyes: Eyes,
    today: Day,
    next: Option<PersonId>,
    /// Who is new in this very command.
    new: Vec<Person>,
}

impl<'t, 's> Registrar<'t, 's> {
    fn new(tx: &'t Tx<'s>, eyes: Eyes, today: Day) -> Self {
        Self { tx, eyes, today, next: None, new: Vec::new() }
    }

    fn party(&mut self, party: &mut NewParty, before: Option<&Party>) -> Result<(), DeskError> {
        let place = party.place.clone();
        // Several people together are nobody in particular; those who speak for them are.
        party.person = if party.nature == Nature::Group {
            None
        } else {
            let (id_no, phone) = (party.id_no.as_deref(), party.phone.as_deref());
            let clues = Clues::of(party.nature, &party.name, id_no, phone, place.as_deref(), self.today);
            let before = before.filter(|it| it.nature == party.nature).and_then(|it| it.person);
            Some(self.identify(party.person, before, &clues)?)
        };
        for one in &mut party.representatives {
            let known = before.and_then(|it| it.representatives.iter().find(|it| it.name == one.name));
            self.representative(one, known.and_then(|it| it.person))?;
        }
        Ok(())
    }

    fn representative(&mut self, one: &mut Representative, before: Option<PersonId>) -> Result<(), DeskError> {
        let clues = Clues::of(Nature::Person, &one.name, one.id_no.as_deref(), one.phone.as_deref(), None, self.today);
        one.person = Some(self.identify(one.person, before, &clues)?);
        Ok(())
    }

    fn identify(
        &mut self,
        given: Option<PersonId>,
        before: Option<PersonId>,
        clues: &Clues<'_>,
    ) -> Result<PersonId, DeskError> {
        if let Some(given) = given {
            let known = if self.eyes.person(self.tx, given)? { root(self.tx, given)? } else { None };
            return known.ok_or_else(|| refuse!("unknown_person", person = given).into());
        }
        if let Some(known) = find(self.tx, clues)? {
            return Ok(known);
        }
        // A slip of the pen put right is still the same person, unless the number says that it never was.
        if let Some(before) = before
            && let Some(person) = load(self.tx, before)?
            && (person.cases <= 1 || person.id_no.is_none() || clues.id_no.is_none() || person.id_no == clues.id_no)
        {
            return Ok(before);
        }
        if let Some(known) = self.new.iter().find(|person| clues.mean(person)) {
            return Ok(known.id);
        }
        let id = match self.next {
            Some(next) => next,
            None => PersonId(self.tx.next_person()?),
        };
        self.next = Some(PersonId(id.0 + 1));
        self.new.extend(clues.newcomer(id));
        Ok(id)
    }
}

/// Says who everybody in a registration is.
pub(super) fn identify_all(tx: &Tx<'_>, eyes: &Eyes, today: Day, command: &mut Register) -> Result<(), DeskError> {
    let mut registrar = Registrar::new(tx, eyes.clone(), today);
    command.parties.iter_mut().try_for_each(|party| registrar.party(party, None))
}

/// Says who a party is that a command adds or corrects.
pub(super) fn identify(
    tx: &Tx<'_>,
    eyes: &Eyes,
    today: Day,
    parties: &[Party],
    command: &mut CaseCommand,
) -> Result<(), DeskError> {
    match command {
        CaseCommand::AddParty { party } => Registrar::new(tx, eyes.clone(), today).party(party, None),
        CaseCommand::CorrectParty { party, correct } => {
            let before = parties.iter().find(|it| it.id == *party);
            Registrar::new(tx, eyes.clone(), today).party(correct, before)
        }
        _ => Ok(()),
    }
}

/// Says of nobody in a command who they are: a sealed case and the directory know nothing of each other.
pub(super) fn leave_out(command: &mut CaseCommand) {
    if let CaseCommand::AddParty { party } | CaseCommand::CorrectParty { correct: party, .. } = command {
        party.person = None;
        party.representatives.iter_mut().for_each(|it| it.person = None);
    }
}

/// Says who the parties are of a case that was written down before there was a directory.
pub(super) fn recognise(tx: &Tx<'_>, case: &Case) -> Result<Vec<Who>, DeskError> {
    let mut registrar = Registrar::new(tx, Eyes::default(), case.registered_at.date_naive());
    let mut found = Vec::new();
    for party in &case.parties {
        if party.nature != Nature::Group && party.person.is_none() {
            let (id_no, phone) = (party.id_no.as_deref(), party.phone.as_deref());
            let clues = Clues::of(party.nature, &party.name, id_no, phone, party.place.as_deref(), registrar.today);
            found.push(Who { party: party.id, nth: 0, person: registrar.identify(None, None, &clues)? });
        }
        for (nth, one) in (1..).zip(&party.representatives).filter(|(_, one)| one.person.is_none()) {
            let mut one = one.clone();
            registrar.representative(&mut one, None)?;
            found.extend(one.person.map(|person| Who { party: party.id, nth, person }));
        }
    }
    Ok(found)
}

/// Finds whom clues mean.
fn find(reads: &Reads, clues: &Clues<'_>) -> Result<Option<PersonId>, DeskError> {
    for grams in clues.grams() {
        // Of several that fit, the one known longest stays the one.
        let mut fitting = Vec::new();
        for row in reads.persons_found(&grams, LOOKED_AT)? {
            let person: Person = parse(&row.state)?;
            if clues.mean(&person) {
                fitting.push(person.id);
            }
        }
        if let Some(known) = fitting.into_iter().min() {
            return Ok(Some(known));
        }
    }
    Ok(None)
}

/// Loads a person as the directory has them.
pub(super) fn load(reads: &Reads, id: PersonId) -> Result<Option<Person>, DeskError> {
    match reads.person_row(id.0)? {
        // Through a lens a person is what the cases in sight say.
        Some(_) if reads.is_narrowed() => gather(reads, &Eyes::default(), id),
        row => row.map(|row| parse(&row.state)).transpose(),
    }
}

/// Returns whose card it is: the person, or whoever the person turned out to be.
pub(super) fn root(reads: &Reads, id: PersonId) -> Result<Option<PersonId>, DeskError> {
    Ok(chain(reads, &Eyes::default(), id)?.pop())
}

/// Returns a person and whoever the person turned out to be, step by step as far as is in sight; nothing for nobody.
fn chain(reads: &Reads, eyes: &Eyes, id: PersonId) -> Result<Vec<PersonId>, DeskError> {
    let mut steps: Vec<PersonId> = Vec::new();
    let mut next = Some(id);
    while let Some(id) = next.filter(|id| !steps.contains(id) && steps.len() < LONGEST_CHAIN) {
        let Some(row) = reads.person_row(id.0)? else { break };
        if !eyes.person(reads, id)? {
            break;
        }
        steps.push(id);
        next = row.joined.map(PersonId);
    }
    Ok(steps)
}

/// Returns a person and everybody who turned out to be this person, at whatever distance.
pub(super) fn family(reads: &Reads, id: PersonId) -> Result<Vec<PersonId>, DeskError> {
    family_of(reads, &Eyes::default(), id)
}

fn family_of(reads: &Reads, eyes: &Eyes, id: PersonId) -> Result<Vec<PersonId>, DeskError> {
    let mut all = vec![id];
    let mut at = 0;
    while let Some(one) = all.get(at).copied() {
        for joined in reads.persons_joined_into(one.0)? {
            if !all.contains(&PersonId(joined)) && eyes.person(reads, PersonId(joined))? {
                all.push(PersonId(joined));
            }
        }
        at += 1;
    }
    Ok(all)
}

/// Reads a person's own events, oldest first.
pub(super) fn own_events(reads: &Reads, id: PersonId) -> Result<Vec<(TimelineEntry, PersonEvent)>, DeskError> {
    events_of(reads, &Eyes::default(), id)
}

/// The same without what concerns somebody out of sight, and without what took that back.
fn events_of(reads: &Reads, eyes: &Eyes, id: PersonId) -> Result<Vec<(TimelineEntry, PersonEvent)>, DeskError> {
    let (mut told, mut housed, mut joined) = (Vec::new(), true, true);
    for entry in reads.timeline(id.stream())? {
        let event: PersonEvent = parse(&entry.body)?;
        let in_sight = match &event {
            PersonEvent::HouseholdJoined { household, with, .. } => {
                housed = eyes.person(reads, *household)? && eyes.person(reads, *with)?;
                housed
            }
            PersonEvent::HouseholdLeft => std::mem::replace(&mut housed, true),
            PersonEvent::PersonJoined { into, .. } => {
                joined = eyes.person(reads, *into)?;
                joined
            }
            PersonEvent::PersonParted { .. } => std::mem::replace(&mut joined, true),
            _ => true,
        };
        if in_sight {
            told.push((entry, event));
        }
    }
    Ok(told)
}

/// Folds a person's own events.
fn own(reads: &Reads, eyes: &Eyes, id: PersonId) -> Result<Own, DeskError> {
    let mut own = Own::default();
    for (entry, event) in events_of(reads, eyes, id)? {
        own.apply(unstamp(&entry.at)?, &event);
    }
    Ok(own)
}

pub(super) fn sighting(row: &PartyRow) -> Sighting {
    Sighting {
        case: CaseId(row.case_id),
        party: row.party,
        nth: row.nth,
        capacity: Capacity::from_key(&row.capacity).unwrap_or(Capacity::Third),
        nature: Nature::from_key(&row.nature).unwrap_or_default(),
        name: row.name.clone(),
        id_no: row.id_no.clone(),
        phone: row.phone.clone(),
        place: row.place.clone(),
    }
}

/// Folds a person from everything that is known, or in sight: the slow way, which `verify` and `rebuild` go.
fn gather(reads: &Reads, eyes: &Eyes, id: PersonId) -> Result<Option<Person>, DeskError> {
    let (mut owns, mut sightings) = (Vec::new(), Vec::new());
    for one in family_of(reads, eyes, id)? {
        owns.push((one, own(reads, eyes, one)?));
        sightings.extend(eyes.sightings(reads, reads.sightings(one.0)?)?.iter().map(sighting));
    }
    Ok(Person::gather(id, &owns, &sightings))
}

/// Returns what a person is found by.
pub(super) fn document(person: &Person) -> Document {
    let known = Known {
        name: person.name.clone(),
        aliases: person.aliases.clone(),
        phones: person.phones.clone(),
        id_no: person.id_no.clone(),
        place: person.place.clone(),
        person: Some(person.id.0),
    };
    Document { people: vec![known], ..Document::default() }
}

/// Returns the row of a person, and what they are found by.
pub fn row(person: &Person) -> Result<(PersonRow, Document), DeskError> {
    let document = document(person);
    let row = PersonRow {
        id: person.id.0,
        rev: i64::try_from(person.rev).unwrap_or(i64::MAX),
        nature: person.nature.key().to_owned(),
        name: person.name.clone(),
        id_no: person.id_no.clone(),
        phone: person.phones.first().cloned(),
        place: person.place.clone(),
        birth: person.birth.map(|day| day.to_string()),
        sex: person.sex.map(|sex| sex.key().to_owned()),
        region: person.region.clone(),
        household: person.household.as_ref().map(|it| it.of.0),
        joined: person.joined.map(|it| it.0),
        cases: i64::from(person.cases),
        last_case: person.last_case.map(|case| case.0),
        digest: document.digest(),
        state: write_out(person)?,
    };
    Ok((row, document))
}

fn put(tx: &Tx<'_>, id: PersonId, person: Option<&Person>) -> Result<(), DeskError> {
    let Some(person) = person else { return Ok(tx.remove_person(id.0)?) };
    let (row, document) = row(person)?;
    Ok(tx.put_person(&row, || document.grams())?)
}

/// Writes the rows anew of a person and of whoever the person turned out to be.
fn refresh(tx: &Tx<'_>, id: PersonId) -> Result<(), DeskError> {
    put(tx, id, gather(tx, &Eyes::default(), id)?.as_ref())?;
    for step in chain(tx, &Eyes::default(), id)?.into_iter().skip(1) {
        put(tx, step, gather(tx, &Eyes::default(), step)?.as_ref())?;
    }
    Ok(())
}

/// Lets the directory follow a case whose parties were `before` and are what the tables now say.
pub(super) fn follow(tx: &Tx<'_>, case: CaseId, before: &[PartyRow]) -> Result<(), DeskError> {
    let after = tx.parties_of(case.0)?;
    if after == before {
        return Ok(());
    }
    let touched: BTreeSet<i64> = before.iter().chain(&after).filter_map(|row| row.person).collect();
    for id in touched {
        let id = PersonId(id);
        let of = |rows: &[PartyRow]| -> Vec<PartyRow> {
            rows.iter().filter(|row| row.person == Some(id.0)).cloned().collect()
        };
        let (old, new) = (of(before), of(&after));
        if old == new {
            continue;
        }
        // Somebody seen again in a newer case is taken a step further; whoever stands in thousands of cases is not
        // read through for every next one.
        match load(tx, id)? {
            Some(mut person) if old.is_empty() && person.goes_on(case) => {
                person.go_on(&new.iter().map(sighting).collect::<Vec<_>>());
                put(tx, id, Some(&person))?;
            }
            _ => refresh(tx, id)?,
        }
    }
    Ok(())
}

/// Writes every person's row anew, once every case's rows are there. Returns how many there are.
pub(super) fn rebuild(tx: &Tx<'_>) -> Result<u64, DeskError> {
    let everybody = tx.every_person()?;
    // Who turned out to be whom comes first, for the others are folded from it.
    for id in everybody.iter().copied().map(PersonId) {
        let own = own(tx, &Eyes::default(), id)?;
        if own.joined.is_some() {
            let sightings: Vec<_> = tx.sightings(id.0)?.iter().map(sighting).collect();
            put(tx, id, Person::gather(id, &[(id, own)], &sightings).as_ref())?;
        }
    }
    let mut count = 0;
    for id in everybody.into_iter().map(PersonId) {
        let person = gather(tx, &Eyes::default(), id)?;
        count += u64::from(person.is_some());
        put(tx, id, person.as_ref())?;
    }
    Ok(count)
}

/// Compares every person's row with what the cases and the persons' own events make of it.
pub(super) fn compare(reads: &Reads) -> Result<Vec<Problem>, DeskError> {
    let mut problems = Vec::new();
    for id in reads.every_person()? {
        let fresh =
            gather(reads, &Eyes::default(), PersonId(id))?.map(|person| row(&person)).transpose()?.map(|(row, _)| row);
        if fresh != reads.person_row(id)? {
            problems.push(Problem::Person { person: id });
        }
    }
    Ok(problems)
}

/// Does what an officer orders about a person. Returns the receipt's events and the person's revision.
pub(super) fn perform(
    tx: &Tx<'_>,
    centre: &Centre,
    officer: &Officer,
    now: Moment,
    id: PersonId,
    command: &PersonCommand,
) -> Result<(u64, Vec<String>), DeskError> {
    permission::check(officer, permission::person(command)).map_err(DeskError::NotPermitted)?;
    let eyes = Eyes::of(officer, centre)?;
    let unknown = |id: PersonId| DeskError::from(refuse!("unknown_person", person = id));
    let whose = |id: PersonId| chain(tx, &eyes, id)?.pop().ok_or_else(|| unknown(id));
    // What is refused tells of a person, so it is decided by what of them is in the officer's sight.
    let known = |id: PersonId| if eyes.are_narrower() { gather(tx, &eyes, id) } else { load(tx, id) };
    // Parting is about the entry that was joined; everything else about the person whoever it is.
    let id = match command {
        PersonCommand::PartPerson { .. } => chain(tx, &eyes, id)?.first().copied().ok_or_else(|| unknown(id))?,
        _ => whose(id)?,
    };
    let entry = load(tx, id)?.ok_or_else(|| unknown(id))?;
    let mut person = known(id)?.ok_or_else(|| unknown(id))?;
    (person.rev, person.last_case) = (entry.rev, entry.last_case);
    let other = match command {
        PersonCommand::JoinHousehold { with: other, .. } | PersonCommand::SamePerson { other, .. } => {
            known(whose(*other)?)?
        }
        _ => None,
    };
    let holder = match command {
        PersonCommand::CorrectPerson { to, .. } => holder(tx, &person, to.id_no.as_deref(), now.date_naive())?,
        _ => None,
    };
    let holder = match holder {
        Some(holder) if !eyes.person(tx, holder)? => None,
        holder => holder,
    };
    let known = person::Known { today: now.date_naive(), person: &person, other: other.as_ref(), holder };
    let events = person::decide(command, &known)?;
    let before = chain(tx, &Eyes::default(), id)?;
    let named: Vec<_> = events.iter().map(|event| (event.kind().to_owned(), event)).collect();
    append(tx, id.stream(), person.rev + 1, now, &officer.id, &named)?;
    refresh(tx, id)?;
    // Whoever the person no longer is goes back to what they were.
    for former in before.into_iter().skip(1) {
        refresh(tx, former)?;
    }
    Ok((person.rev + events.len() as u64, named.into_iter().map(|(kind, _)| kind).collect()))
}

/// Finds somebody else who has an identity number.
fn holder(reads: &Reads, person: &Person, id_no: Option<&str>, today: Day) -> Result<Option<PersonId>, DeskError> {
    let Some(typed) = id_no else { return Ok(None) };
    let clues = Clues::of(person.nature, "", Some(typed), None, None, today);
    Ok(find(reads, &clues)?.filter(|found| *found != person.id))
}

#[cfg(test)]
mod tests;
