//! The parties to a matter (当事人): persons, organisations and groups, on either side.

use super::clean;
use super::ids::{PartyId, PersonId};
use super::refusal::Refusal;
use super::time::Day;
use super::vocabulary::{Side, vocabulary};
use super::{idno, phone};
use crate::refuse;
use chrono::Datelike;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::fmt;

pub use super::mask::{mask_id, mask_name, mask_phone, mask_place};

vocabulary! {
    /// What a party is: a person, an organisation, or a group petition (多人) with representatives.
    #[derive(Default)]
    Nature as "nature" {
        /// 自然人.
        #[default]
        Person = "person",
        /// 单位.
        Organisation = "organisation",
        /// 多人.
        Group = "group",
    }
    /// Sex as written in documents (GB/T 2261.1).
    Sex as "sex" {
        /// 男.
        Male = "male",
        /// 女.
        Female = "female",
    }
}

/// Somebody who speaks for a party (代表人、代理人).
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Representative {
    /// The name.
    pub name: String,
    /// The telephone number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub phone: Option<String>,
    /// The identity number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id_no: Option<String>,
    /// Who it is in the directory of persons; found by the desk when left open.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub person: Option<PersonId>,
}

/// A party as it stands in a case, checked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Party {
    /// Its number within the case.
    pub id: PartyId,
    /// The side it stands on.
    pub side: Side,
    /// Person, organisation or group.
    pub nature: Nature,
    /// The name; for a group what it is called, such as `王某等12人`.
    pub name: String,
    /// The identity number of a person or the unified code of an organisation.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id_no: Option<String>,
    /// The telephone number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub phone: Option<String>,
    /// Where they live or sit (住址).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub place: Option<String>,
    /// The sex, from the identity number where there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sex: Option<Sex>,
    /// The day of birth, from the identity number where there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub birth: Option<Day>,
    /// The home region by the identity number (GB/T 2260, six digits).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub region: Option<String>,
    /// The employer (工作单位).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub employer: Option<String>,
    /// The occupation or post.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub occupation: Option<String>,
    /// How many people a group stands for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub head_count: Option<u32>,
    /// Who speaks for it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub representatives: Vec<Representative>,
    /// The agent or lawyer (委托代理人).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub agent: Option<String>,
    /// A note.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// Who it is in the directory of persons; found by the desk when left open.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub person: Option<PersonId>,
}

/// A party as filled in on a form or in a script; only side and name are required.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NewParty {
    /// The side it stands on.
    pub side: Side,
    /// Person, organisation or group; a person unless said otherwise.
    #[serde(default)]
    pub nature: Nature,
    /// The name.
    pub name: String,
    /// The identity number (15 or 18 places), another document, or an organisation's unified code.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id_no: Option<String>,
    /// The telephone number: mobile, or landline with area code.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub phone: Option<String>,
    /// Where they live or sit.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub place: Option<String>,
    /// The sex, where no identity number gives it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sex: Option<Sex>,
    /// The day of birth, where no identity number gives it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub birth: Option<Day>,
    /// The employer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub employer: Option<String>,
    /// The occupation or post.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub occupation: Option<String>,
    /// How many people a group stands for, at least two.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub head_count: Option<u32>,
    /// Who speaks for it; a group needs at least one.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub representatives: Vec<Representative>,
    /// The agent or lawyer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub agent: Option<String>,
    /// A note.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// Who it is in the directory of persons; found by the desk when left open.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub person: Option<PersonId>,
}

impl NewParty {
    /// Makes a form with a side and a name; everything else is left open.
    pub fn new(side: Side, name: impl Into<String>) -> Self {
        Self {
            side,
            nature: Nature::Person,
            name: name.into(),
            id_no: None,
            phone: None,
            place: None,
            sex: None,
            birth: None,
            employer: None,
            occupation: None,
            head_count: None,
            representatives: Vec::new(),
            agent: None,
            note: None,
            person: None,
        }
    }
}

impl From<&Party> for NewParty {
    fn from(party: &Party) -> Self {
        let party = party.clone();
        Self {
            side: party.side,
            nature: party.nature,
            name: party.name,
            id_no: party.id_no,
            phone: party.phone,
            place: party.place,
            sex: party.sex,
            birth: party.birth,
            employer: party.employer,
            occupation: party.occupation,
            head_count: party.head_count,
            representatives: party.representatives,
            agent: party.agent,
            note: party.note,
            person: party.person,
        }
    }
}

/// What bounds a party.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PartyLimits {
    /// Nobody is born after this day.
    pub today: Day,
    /// How many representatives a group may send (信访工作条例 §20 says five), from the rulebook.
    pub representatives_max: u32,
}

/// How long a name may be; organisations have long ones.
const NAME_MAX: usize = 120;

/// Checks a filled-in form and returns the party as it will stand in the case under `id`.
///
/// # Errors
/// Refuses the first field that is wrong, named in the refusal's code.
pub fn check(id: PartyId, form: &NewParty, limits: PartyLimits) -> Result<Party, Refusal> {
    let name = clean_name(&form.name)?;
    let mut party = Party {
        id,
        side: form.side,
        nature: form.nature,
        id_no: None,
        phone: parse_phone(form.phone.as_deref())?,
        place: clean::optional(form.place.as_deref()),
        sex: form.sex,
        birth: form.birth,
        region: None,
        employer: clean::optional(form.employer.as_deref()),
        occupation: clean::optional(form.occupation.as_deref()),
        head_count: form.head_count,
        representatives: Vec::new(),
        agent: clean::optional(form.agent.as_deref()),
        note: clean::optional_text(form.note.as_deref()),
        person: form.person,
        name,
    };
    if let Some(birth) = form.birth.filter(|birth| *birth > limits.today) {
        return Err(refuse!("birth_in_the_future", name = party.name, birth = birth));
    }
    if let Some(raw) = clean::optional(form.id_no.as_deref()) {
        fill_in_identity(&mut party, &raw, limits.today)?;
    }
    for representative in &form.representatives {
        party.representatives.push(check_representative(representative, limits.today)?);
    }
    check_group(&party, limits)?;
    Ok(party)
}

fn clean_name(raw: &str) -> Result<String, Refusal> {
    let name = clean::line(raw);
    if name.is_empty() {
        return Err(refuse!("party_name_missing"));
    }
    if name.chars().count() > NAME_MAX {
        return Err(refuse!("party_name_too_long", max = NAME_MAX));
    }
    Ok(name)
}

fn parse_phone(raw: Option<&str>) -> Result<Option<String>, Refusal> {
    clean::optional(raw).map(|raw| phone::parse(&raw)).transpose()
}

fn fill_in_identity(party: &mut Party, raw: &str, today: Day) -> Result<(), Refusal> {
    if party.nature == Nature::Organisation {
        party.id_no = Some(idno::parse_organisation(raw)?);
        return Ok(());
    }
    if let Some(document) = idno::other_document(raw) {
        party.id_no = Some(document);
        return Ok(());
    }
    let id = idno::parse(raw, today)?;
    if party.sex.is_some_and(|sex| sex != id.sex) || party.birth.is_some_and(|birth| birth != id.birth) {
        return Err(refuse!("id_contradicts", name = party.name, birth = id.birth));
    }
    party.sex = Some(id.sex);
    party.birth = Some(id.birth);
    party.region = Some(id.region);
    party.id_no = Some(id.number);
    Ok(())
}

fn check_representative(form: &Representative, today: Day) -> Result<Representative, Refusal> {
    let id_no = match clean::optional(form.id_no.as_deref()) {
        Some(raw) => Some(match idno::other_document(&raw) {
            Some(document) => document,
            None => idno::parse(&raw, today)?.number,
        }),
        None => None,
    };
    let (name, phone) = (clean_name(&form.name)?, parse_phone(form.phone.as_deref())?);
    Ok(Representative { name, phone, id_no, person: form.person })
}

fn check_group(party: &Party, limits: PartyLimits) -> Result<(), Refusal> {
    if party.nature != Nature::Group {
        return match party.head_count {
            Some(_) => Err(refuse!("head_count_is_for_a_group", name = party.name)),
            None => Ok(()),
        };
    }
    let Some(heads) = party.head_count.filter(|heads| *heads >= 2) else {
        return Err(refuse!("group_needs_head_count", name = party.name));
    };
    let sent = u32::try_from(party.representatives.len()).unwrap_or(u32::MAX);
    let max = limits.representatives_max.min(heads);
    if sent == 0 || sent > max {
        return Err(refuse!("group_representatives", name = party.name, sent = sent, max = max));
    }
    Ok(())
}

/// Returns the age in whole years on a day, where the birth is known.
pub fn age(party: &Party, on: Day) -> Option<u32> {
    let birth = party.birth?;
    let had_birthday = (on.month(), on.day()) >= (birth.month(), birth.day());
    u32::try_from(on.year() - birth.year() - i32::from(!had_birthday)).ok()
}

/// Returns the key by which the same person is known in another case: identity number, else telephone
/// and name, else name and place.
pub fn person_key(party: &Party) -> String {
    keys(party.id_no.as_deref(), party.phone.as_deref(), &party.name, party.place.as_deref()).swap_remove(0)
}

/// Returns every person who must be in the room for a party, with all keys each may be known by.
///
/// A group comes through its representatives; an organisation too, where any are named, for it can send
/// different people to two places at once.
pub fn persons(party: &Party) -> Vec<PersonKeys> {
    let by_representatives = party.nature != Nature::Person && !party.representatives.is_empty();
    if by_representatives {
        let of = |r: &Representative| PersonKeys {
            name: r.name.clone(),
            keys: keys(r.id_no.as_deref(), r.phone.as_deref(), &r.name, party.place.as_deref()),
        };
        return party.representatives.iter().map(of).collect();
    }
    let keys = keys(party.id_no.as_deref(), party.phone.as_deref(), &party.name, party.place.as_deref());
    vec![PersonKeys { name: party.name.clone(), keys }]
}

/// A person with the keys under which another case may know them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PersonKeys {
    /// The name.
    pub name: String,
    /// The keys, the surest first; never empty.
    pub keys: Vec<String>,
}

/// Name and place alone are used only for want of better: namesakes live in every village.
fn keys(id_no: Option<&str>, phone: Option<&str>, name: &str, place: Option<&str>) -> Vec<String> {
    let mut keys: Vec<String> = id_no.map(str::to_owned).into_iter().collect();
    keys.extend(phone.map(|phone| format!("{phone}/{name}")));
    if keys.is_empty() {
        keys.push(format!("{name}/{}", place.unwrap_or_default()));
    }
    keys
}

#[cfg(test)]
mod tests;
