//! Deciding: a command on a person becomes events, or a refusal with its reason.

use super::{Correction, Person, PersonCommand, PersonEvent};
use crate::domain::clean;
use crate::domain::ids::{CaseId, PersonId};
use crate::domain::party::Nature;
use crate::domain::refusal::Refusal;
use crate::domain::time::Day;
use crate::domain::{idno, phone};
use crate::refuse;

/// What a decision may look at: everything is passed in.
#[derive(Debug, Clone, Copy)]
pub struct Known<'a> {
    /// Nobody is born after this day.
    pub today: Day,
    /// The person.
    pub person: &'a Person,
    /// The person that the command names besides, or whoever that one turned out to be.
    pub other: Option<&'a Person>,
    /// Somebody else who has the identity number that the command gives.
    pub holder: Option<PersonId>,
}

/// Decides a command on a person.
///
/// # Errors
/// Refuses what is missing or wrong, what changes nothing, and what would make two people of one number or one
/// household of two kinds.
pub fn decide(command: &PersonCommand, known: &Known<'_>) -> Result<Vec<PersonEvent>, Refusal> {
    let person = known.person;
    let event = match command {
        PersonCommand::CorrectPerson { to, reason } => {
            let to = checked(to, known)?;
            let after = person.last_case.unwrap_or(CaseId(0));
            PersonEvent::PersonCorrected { to, reason: said("reason", reason)?, after }
        }
        PersonCommand::AddAlias { alias } => {
            let alias = said("alias", alias)?;
            if alias == person.name || person.aliases.contains(&alias) {
                return Err(refuse!("alias_known", name = person.name, alias = alias));
            }
            PersonEvent::AliasAdded { alias }
        }
        PersonCommand::RemoveAlias { alias } => {
            let alias = said("alias", alias)?;
            if !person.aliases.contains(&alias) {
                return Err(refuse!("alias_unknown", name = person.name, alias = alias));
            }
            PersonEvent::AliasRemoved { alias }
        }
        PersonCommand::JoinHousehold { with, relation } => join(*with, relation, known)?,
        PersonCommand::LeaveHousehold {} => {
            if person.household.is_none() {
                return Err(refuse!("no_household", name = person.name));
            }
            PersonEvent::HouseholdLeft
        }
        PersonCommand::SamePerson { other, reason } => {
            let reason = said("reason", reason)?;
            let other = known.other.ok_or_else(|| refuse!("unknown_person", person = other))?;
            may_be_same(person, other)?;
            PersonEvent::PersonJoined { into: other.id, reason }
        }
        PersonCommand::PartPerson { reason } => {
            if person.joined.is_none() {
                return Err(refuse!("person_not_joined", name = person.name));
            }
            PersonEvent::PersonParted { reason: said("reason", reason)? }
        }
        PersonCommand::RevealPerson {} => PersonEvent::PersonRevealed,
    };
    Ok(vec![event])
}

fn said(field: &'static str, text: &str) -> Result<String, Refusal> {
    let text = clean::line(text);
    if text.is_empty() { Err(refuse!("words_missing", field = field)) } else { Ok(text) }
}

fn join(with: PersonId, relation: &str, known: &Known<'_>) -> Result<PersonEvent, Refusal> {
    let person = known.person;
    let other = known.other.ok_or_else(|| refuse!("unknown_person", person = with))?;
    if person.nature != Nature::Person || other.nature != Nature::Person {
        return Err(refuse!("household_is_for_persons"));
    }
    let household = other.household.as_ref().map_or(other.id, |it| it.of);
    let relation = clean::line(relation);
    let mine = person.household.as_ref();
    if other.id == person.id
        || household == person.id
        || mine.is_some_and(|it| it.of == household && it.relation == relation)
    {
        return Err(refuse!("household_already", name = person.name, other = other.name));
    }
    Ok(PersonEvent::HouseholdJoined { household, with: other.id, relation })
}

fn may_be_same(person: &Person, other: &Person) -> Result<(), Refusal> {
    if person.id == other.id {
        return Err(refuse!("person_same_already", name = person.name));
    }
    if person.nature != other.nature {
        return Err(refuse!("person_other_kind", name = person.name, other = other.name));
    }
    match (&person.id_no, &other.id_no) {
        (Some(mine), Some(theirs)) if mine != theirs => {
            Err(refuse!("person_ids_differ", name = person.name, other = other.name))
        }
        _ => Ok(()),
    }
}

/// Checks a correction field by field and leaves out what would not change anything.
fn checked(to: &Correction, known: &Known<'_>) -> Result<Correction, Refusal> {
    let person = known.person;
    let name = to.name.as_deref().map(clean::line);
    if name.as_deref() == Some("") {
        return Err(refuse!("party_name_missing"));
    }
    let id_no = to.id_no.as_deref().map(clean::line).map(|raw| identity(&raw, person, known.today)).transpose()?;
    if let Some(holder) = known.holder.filter(|_| id_no.as_deref().is_some_and(|number| !number.is_empty())) {
        return Err(refuse!("id_of_another_person", person = holder));
    }
    let phone = to.phone.as_deref().map(clean::line);
    let phone = phone.map(|raw| if raw.is_empty() { Ok(raw) } else { phone::parse(&raw) }).transpose()?;
    let (mut birth, mut sex) = (to.birth, to.sex);
    if let Some(birth) = birth.filter(|birth| *birth > known.today) {
        return Err(refuse!("birth_in_the_future", name = person.name, birth = birth));
    }
    let standing = id_no.as_deref().or(person.id_no.as_deref()).and_then(idno::holder);
    if let Some(read) = standing {
        if birth.is_some_and(|birth| birth != read.birth) || sex.is_some_and(|sex| sex != read.sex) {
            return Err(refuse!("id_contradicts", name = person.name, birth = read.birth));
        }
        // The number says so already.
        (birth, sex) = (None, None);
    }
    let new = |typed: Option<String>, known: Option<&str>| typed.filter(|it| it != known.unwrap_or_default());
    let to = Correction {
        name: new(name, Some(&person.name)),
        id_no: new(id_no, person.id_no.as_deref()),
        phone: new(phone, person.phones.first().map(String::as_str)),
        place: new(to.place.as_deref().map(clean::line), person.place.as_deref()),
        birth: birth.filter(|birth| person.birth != Some(*birth)),
        sex: sex.filter(|sex| person.sex != Some(*sex)),
    };
    if to == Correction::default() { Err(refuse!("nothing_changes")) } else { Ok(to) }
}

fn identity(raw: &str, person: &Person, today: Day) -> Result<String, Refusal> {
    if raw.is_empty() {
        return Ok(String::new());
    }
    if person.nature == Nature::Organisation {
        return idno::parse_organisation(raw);
    }
    match idno::other_document(raw) {
        Some(document) => Ok(document),
        None => Ok(idno::parse(raw, today)?.number),
    }
}
