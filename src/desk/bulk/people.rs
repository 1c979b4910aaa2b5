//! The directory of persons while a database is being made: who is who by the same rule as at the desk
//! ([`persons`](super::super::persons)), kept in memory instead of being looked up for every name.

use super::super::persons::{Clues, row, sighting};
use crate::desk::DeskError;
use crate::domain::ids::{CaseId, PersonId};
use crate::domain::party::{Nature, NewParty};
use crate::domain::person::{Person, Sighting};
use crate::domain::time::Day;
use crate::store::{FreshPerson, PartyRow};
use std::collections::{BTreeSet, HashMap};
use std::hash::{BuildHasher, RandomState};

/// Everybody met so far.
#[derive(Default)]
pub(super) struct People {
    /// By number, from 1.
    all: Vec<Person>,
    /// Who may be meant by a clue: an identity number, a name with a telephone, a name with an address.
    clues: HashMap<u64, Vec<u32>>,
    /// Who is new in the case at hand.
    new: Vec<Person>,
    state: RandomState,
}

impl People {
    /// Says who the parties of a case are and who speaks for them.
    pub fn identify(&mut self, parties: &mut [NewParty], today: Day) {
        self.new.clear();
        for party in parties {
            if party.nature != Nature::Group {
                let (id_no, phone) = (party.id_no.as_deref(), party.phone.as_deref());
                let clues = Clues::of(party.nature, &party.name, id_no, phone, party.place.as_deref(), today);
                let person = self.who(&clues);
                party.person = Some(person);
            }
            for one in &mut party.representatives {
                let (id_no, phone) = (one.id_no.as_deref(), one.phone.as_deref());
                let clues = Clues::of(Nature::Person, &one.name, id_no, phone, None, today);
                let person = self.who(&clues);
                one.person = Some(person);
            }
        }
    }

    /// Takes in what a case says of everybody in it.
    pub fn follow(&mut self, case: CaseId, rows: &[PartyRow]) {
        let touched: BTreeSet<i64> = rows.iter().filter_map(|row| row.person).collect();
        for id in touched {
            let seen: Vec<_> = rows.iter().filter(|row| row.person == Some(id)).map(sighting).collect();
            let number = u32::try_from(id - 1).expect("a database being made has fewer people than that");
            match self.all.get_mut(number as usize) {
                Some(person) => {
                    debug_assert!(person.goes_on(case), "cases come in order");
                    person.go_on(&seen);
                }
                None => self.all.extend(Person::gather(PersonId(id), &[], &seen)),
            }
            self.note(number, &seen);
        }
    }

    /// Hands over everybody, as they go into the database.
    pub fn hand_over(self) -> impl Iterator<Item = Result<FreshPerson, DeskError>> {
        drop(self.clues);
        self.all.into_iter().map(|person| {
            let (row, document) = row(&person)?;
            Ok(FreshPerson { row, grams: document.grams() })
        })
    }

    fn who(&mut self, clues: &Clues<'_>) -> PersonId {
        let keys = [
            clues.id_no.as_deref().map(|id_no| self.key(0, id_no, "")),
            clues.phone.as_deref().map(|phone| self.key(1, &clues.name, phone)),
            clues.place.map(|place| self.key(2, &clues.name, place)),
        ];
        for key in keys.into_iter().flatten() {
            let fitting = self.clues.get(&key).into_iter().flatten().copied();
            // Of several that fit, the one known longest stays the one.
            if let Some(known) = fitting.filter(|number| clues.mean(&self.all[*number as usize])).min() {
                return self.all[known as usize].id;
            }
        }
        if let Some(known) = self.new.iter().find(|person| clues.mean(person)) {
            return known.id;
        }
        let id = PersonId(i64::try_from(self.all.len() + self.new.len()).unwrap_or(i64::MAX) + 1);
        self.new.extend(clues.newcomer(id));
        id
    }

    /// Notes by what somebody may be meant from now on.
    fn note(&mut self, number: u32, seen: &[Sighting]) {
        let person = &self.all[number as usize];
        let mut keys = Vec::with_capacity(4);
        for seen in seen {
            keys.extend(seen.id_no.as_deref().map(|id_no| self.key(0, id_no, "")));
            for name in std::iter::once(&person.name).chain(&person.aliases) {
                keys.extend(person.phones.iter().map(|phone| self.key(1, name, phone)));
                keys.extend(seen.place.as_deref().map(|place| self.key(2, name, place)));
            }
        }
        for key in keys {
            let meant = self.clues.entry(key).or_default();
            if !meant.contains(&number) {
                meant.push(number);
            }
        }
    }

    fn key(&self, kind: u8, one: &str, two: &str) -> u64 {
        self.state.hash_one((kind, one, two))
    }
}
