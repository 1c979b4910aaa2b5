//! The directory of persons and organisations (人员名录), grown from intake.
//!
//! Nobody enters people here: every party of a case is a [`Sighting`] of somebody, and what the directory knows of
//! a person is folded from the sightings and from what officers said of the person themselves ([`Own`]). What is
//! newer wins, field by field. Two entries that turn out to be one person are joined, and parted again without loss,
//! because neither loses its own sightings and events.

mod command;
mod decide;
#[cfg(test)]
mod tests;

pub use command::{Correction, PersonCommand, PersonEvent};
pub use decide::{Known, decide};

use crate::domain::idno;
use crate::domain::ids::{CaseId, PersonId};
use crate::domain::party::{Nature, Sex};
use crate::domain::time::{Day, Moment};
use crate::domain::vocabulary::{Side, vocabulary};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use std::fmt;

vocabulary! {
    /// As what somebody stands in a case.
    Capacity as "capacity" {
        /// 申请人.
        Applicant = "applicant",
        /// 被申请人.
        Respondent = "respondent",
        /// 第三人.
        Third = "third",
        /// 代表人.
        Representative = "representative",
    }
}

impl From<Side> for Capacity {
    fn from(side: Side) -> Self {
        match side {
            Side::Applicant => Self::Applicant,
            Side::Respondent => Self::Respondent,
            Side::Third => Self::Third,
        }
    }
}

/// A person as one case knows them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sighting {
    /// The case.
    pub case: CaseId,
    /// The party in it.
    pub party: u32,
    /// 0 for the party itself, from 1 for whoever speaks for it.
    pub nth: u32,
    /// As what.
    pub capacity: Capacity,
    /// Person or organisation.
    pub nature: Nature,
    /// The name.
    pub name: String,
    /// The identity number or the organisation's code.
    pub id_no: Option<String>,
    /// The telephone number.
    pub phone: Option<String>,
    /// The address.
    pub place: Option<String>,
}

/// Membership of a household (同户).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Membership {
    /// The household, by whoever was first in it.
    pub of: PersonId,
    /// What the person is to the others: 配偶, 子, 母; empty if nobody said.
    pub relation: String,
}

/// A correction with its place among the cases.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stated {
    /// What changed.
    pub to: Correction,
    /// The newest case of the person at that time.
    pub after: CaseId,
    /// When.
    pub at: Moment,
}

/// What officers said of a person, folded from the person's own events.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Own {
    /// How many events there are.
    pub rev: u64,
    /// The corrections, oldest first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub stated: Vec<Stated>,
    /// Names added.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub aliases: BTreeSet<String>,
    /// Names taken away.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub struck: BTreeSet<String>,
    /// The household.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub household: Option<Membership>,
    /// The person this one is the same as.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub joined: Option<PersonId>,
}

impl Own {
    /// Folds the events of a person.
    pub fn replay<'e>(history: impl IntoIterator<Item = (Moment, &'e PersonEvent)>) -> Self {
        let mut own = Self::default();
        for (at, event) in history {
            own.apply(at, event);
        }
        own
    }

    /// Takes an event in.
    pub fn apply(&mut self, at: Moment, event: &PersonEvent) {
        self.rev += 1;
        match event {
            PersonEvent::PersonCorrected { to, after, .. } => {
                self.stated.push(Stated { to: to.clone(), after: *after, at });
            }
            PersonEvent::AliasAdded { alias } => {
                self.struck.remove(alias);
                self.aliases.insert(alias.clone());
            }
            PersonEvent::AliasRemoved { alias } => {
                self.aliases.remove(alias);
                self.struck.insert(alias.clone());
            }
            PersonEvent::HouseholdJoined { household, relation, .. } => {
                self.household = Some(Membership { of: *household, relation: relation.clone() });
            }
            PersonEvent::HouseholdLeft => self.household = None,
            PersonEvent::PersonJoined { into, .. } => self.joined = Some(*into),
            PersonEvent::PersonParted { .. } => self.joined = None,
            PersonEvent::PersonRevealed => {}
        }
    }
}

/// A person or organisation as the directory knows them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Person {
    /// Who.
    pub id: PersonId,
    /// How many events of their own there are.
    pub rev: u64,
    /// Person or organisation; groups are known by who speaks for them.
    pub nature: Nature,
    /// The name they are known by now.
    pub name: String,
    /// Other names, of other cases or told by officers.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub aliases: Vec<String>,
    /// The identity number, other document or organisation's code.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id_no: Option<String>,
    /// Every telephone number they gave, the newest first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub phones: Vec<String>,
    /// The address.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub place: Option<String>,
    /// The day of birth.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub birth: Option<Day>,
    /// The sex.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sex: Option<Sex>,
    /// The home region by the identity number (GB/T 2260, six digits).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub region: Option<String>,
    /// The household.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub household: Option<Membership>,
    /// The person this one is the same as; the card to look at is theirs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub joined: Option<PersonId>,
    /// Those who turned out to be this person.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub same: Vec<PersonId>,
    /// In how many cases they stand.
    pub cases: u32,
    /// The newest of them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_case: Option<CaseId>,
}

/// What is known of a person, in the order in which it became known.
enum Word<'a> {
    Seen(&'a Sighting),
    Stated(&'a Correction),
}

impl Person {
    /// Folds what is known of a person: what officers said of `id` first and then of everybody who turned out to be
    /// the same, and every sighting of any of them, in whatever order.
    ///
    /// `None` when nothing is known: the person of a case who was corrected into somebody else.
    pub fn gather(id: PersonId, owns: &[(PersonId, Own)], sightings: &[Sighting]) -> Option<Self> {
        let mut words: Vec<_> = sightings
            .iter()
            .map(|seen| ((seen.case, None), (seen.party, seen.nth, PersonId(0)), Word::Seen(seen)))
            .collect();
        for (who, own) in owns {
            // A correction comes after everything that the cases up to its own said, whenever they are read.
            words.extend(own.stated.iter().enumerate().map(|(nth, stated)| {
                let nth = u32::try_from(nth).unwrap_or(u32::MAX);
                ((stated.after, Some(stated.at)), (0, nth, *who), Word::Stated(&stated.to))
            }));
        }
        words.sort_by_key(|(when, place, _)| (*when, *place));
        let own = owns.iter().find(|(who, _)| *who == id).map(|(_, own)| own);
        let mut person = Self {
            id,
            rev: own.map_or(0, |own| own.rev),
            nature: Nature::Person,
            name: String::new(),
            aliases: Vec::new(),
            id_no: None,
            phones: Vec::new(),
            place: None,
            birth: None,
            sex: None,
            region: None,
            household: own.and_then(|own| own.household.clone()),
            joined: own.and_then(|own| own.joined),
            same: owns.iter().map(|(who, _)| *who).filter(|who| *who != id).collect(),
            cases: 0,
            last_case: sightings.iter().map(|seen| seen.case).max(),
        };
        person.same.sort_unstable();
        let cases: BTreeSet<CaseId> = sightings.iter().map(|seen| seen.case).collect();
        person.cases = u32::try_from(cases.len()).unwrap_or(u32::MAX);
        for (_, _, word) in &words {
            match word {
                Word::Seen(seen) => person.see(seen),
                Word::Stated(to) => person.correct(to),
            }
        }
        if person.name.is_empty() {
            return None;
        }
        person.household = person
            .household
            .or_else(|| owns.iter().find_map(|(_, own)| own.household.clone()).filter(|it| it.of != id));
        person.settle(owns);
        Some(person)
    }

    /// Tells whether a newer case alone takes this person further: nobody said anything of them besides the cases.
    pub fn goes_on(&self, case: CaseId) -> bool {
        self.rev == 0 && self.same.is_empty() && self.last_case.is_some_and(|last| last < case)
    }

    /// Takes in what a newer case says, as folding everything again would.
    pub fn go_on(&mut self, sightings: &[Sighting]) {
        let mut sightings: Vec<_> = sightings.iter().collect();
        sightings.sort_by_key(|seen| (seen.case, seen.party, seen.nth));
        (self.birth, self.sex, self.region) = (None, None, None);
        for seen in sightings {
            self.cases += u32::from(self.last_case != Some(seen.case));
            self.last_case = Some(seen.case);
            self.see(seen);
        }
        self.settle(&[]);
    }

    fn see(&mut self, seen: &Sighting) {
        self.nature = seen.nature;
        self.call(&seen.name);
        if seen.id_no.is_some() {
            self.id_no.clone_from(&seen.id_no);
        }
        if let Some(phone) = &seen.phone {
            self.reach(phone);
        }
        if seen.place.is_some() {
            self.place.clone_from(&seen.place);
        }
    }

    fn correct(&mut self, to: &Correction) {
        let wiped = |text: &String| Some(text.clone()).filter(|text| !text.is_empty());
        if let Some(name) = &to.name {
            self.call(name);
        }
        if let Some(id_no) = &to.id_no {
            self.id_no = wiped(id_no);
        }
        match to.phone.as_deref() {
            Some("") => self.phones.clear(),
            Some(phone) => self.reach(phone),
            None => {}
        }
        if let Some(place) = &to.place {
            self.place = wiped(place);
        }
        self.birth = to.birth.or(self.birth);
        self.sex = to.sex.or(self.sex);
    }

    fn call(&mut self, name: &str) {
        if self.name != name {
            let before = std::mem::replace(&mut self.name, name.to_owned());
            self.aliases.push(before);
        }
    }

    fn reach(&mut self, phone: &str) {
        self.phones.retain(|known| known != phone);
        self.phones.insert(0, phone.to_owned());
    }

    /// Draws the conclusions once everything is read: names in order, and what the number says.
    fn settle(&mut self, owns: &[(PersonId, Own)]) {
        let mut names: BTreeSet<String> = self.aliases.drain(..).filter(|name| !name.is_empty()).collect();
        for (_, own) in owns {
            names.extend(own.aliases.iter().cloned());
        }
        names.retain(|name| *name != self.name && !owns.iter().any(|(_, own)| own.struck.contains(name)));
        self.aliases = names.into_iter().collect();
        let Some(id_no) = &self.id_no else { return };
        if let Some(read) = idno::holder(id_no) {
            (self.birth, self.sex, self.region) = (Some(read.birth), Some(read.sex), Some(read.region));
        }
    }
}
