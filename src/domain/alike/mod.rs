//! The duplicate and repeat-visit check (重复访核对): what is being written down, held against an earlier matter.
//!
//! A [`Probe`] is made once from what stands in the form so far, and compared with each earlier [`Matter`]. The
//! likeness says why in [`Reason`]s, how much in points of the one table ([`WEIGHTS`]), and what it amounts to in a
//! [`Verdict`]. Nothing is decided here: the officer links, merges, or goes on with a reason.

mod narrative;
mod place;
mod sameness;
mod verdict;
mod weights;

pub use narrative::rare_trigrams;
pub use place::{household, village};
pub use sameness::{core_of_organisation, looks_like_organisation, near_name};
pub use weights::{WEIGHTS, Weights};

use crate::domain::case::{Case, Register};
use crate::domain::party::{Nature, NewParty, Party};
use crate::domain::vocabulary::{Side, vocabulary};
use narrative::Grams;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::fmt;

vocabulary! {
    /// What two matters turn out to be to each other.
    Verdict as "alike_verdict" {
        /// 重复访: the same applicant with the same matter.
        RepeatVisit = "repeat_visit",
        /// 同一事项: the same matter, told by the other side or by another of the family.
        SameMatter = "same_matter",
        /// 串案: another applicant against the same opponent about the like.
        Series = "series",
        /// 来过: somebody who has been here before, about something else as far as can be told.
        BeenHere = "been_here",
    }
    /// Why two matters look alike.
    ReasonKind as "alike_reason" {
        /// 同一证件.
        SameId = "same_id",
        /// 电话相同.
        SamePhone = "same_phone",
        /// 姓名相同.
        SameName = "same_name",
        /// 姓名音近形近.
        NearName = "near_name",
        /// 双方互换.
        SwappedSides = "swapped_sides",
        /// 同户.
        SameHousehold = "same_household",
        /// 同村（社区）.
        SameVillage = "same_village",
        /// 同一对方.
        SameOpponent = "same_opponent",
        /// 情况相似.
        SimilarNarrative = "similar_narrative",
        /// 同一代表（代理）人.
        SameRepresentative = "same_representative",
    }
}

impl Verdict {
    /// Tells whether saving without a choice is worth a question.
    pub const fn is_strong(self) -> bool {
        matches!(self, Self::RepeatVisit | Self::SameMatter)
    }
}

/// One reason, with whom it is about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Reason {
    /// What is the same.
    pub kind: ReasonKind,
    /// The name in what is being written down; empty when it is about no person.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub ours: String,
    /// The name in the earlier matter.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub theirs: String,
    /// What it is worth, in points.
    pub points: i32,
}

/// How alike two matters are, and why.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Likeness {
    /// What speaks for it less what speaks against it, in points of [`WEIGHTS`].
    pub score: i32,
    /// Why, the weightiest first.
    pub reasons: Vec<Reason>,
    /// What it amounts to.
    pub verdict: Verdict,
}

/// Somebody on a side of a matter, as far as is known.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Somebody {
    /// Whether this one applies, is complained of, or is a third; nothing where that is not kept.
    pub side: Option<Side>,
    /// Whether it is an organisation.
    pub is_organisation: bool,
    /// The name.
    pub name: String,
    /// The telephone number in its one form.
    pub phone: String,
    /// The identity number in its one form.
    pub id_no: String,
    /// Where they live or sit.
    pub place: String,
    /// Whether this one speaks for a party and is none.
    pub speaks: bool,
}

/// What is compared of a matter.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Matter {
    /// Everybody in it.
    pub people: Vec<Somebody>,
    /// What happened.
    pub narrative: String,
    /// Where it happened.
    pub place: String,
}

impl Matter {
    /// Tells whether there is nothing yet by which an earlier matter could be found.
    pub fn is_empty(&self) -> bool {
        self.narrative.is_empty()
            && self.people.iter().all(|it| it.name.is_empty() && it.phone.is_empty() && it.id_no.is_empty())
    }
}

fn representative(side: Side, name: &str, phone: Option<&str>, id_no: Option<&str>) -> Somebody {
    Somebody {
        side: Some(side),
        is_organisation: false,
        name: name.to_owned(),
        phone: phone.unwrap_or_default().to_owned(),
        id_no: id_no.unwrap_or_default().to_owned(),
        place: String::new(),
        speaks: true,
    }
}

impl From<&Register> for Matter {
    fn from(register: &Register) -> Self {
        let mut people = Vec::new();
        for party in &register.parties {
            people.push(Somebody::from(party));
            for it in &party.representatives {
                people.push(representative(party.side, &it.name, it.phone.as_deref(), it.id_no.as_deref()));
            }
            people.extend(party.agent.as_deref().map(|agent| representative(party.side, agent, None, None)));
        }
        Self { people, narrative: register.narrative.clone(), place: register.place.clone().unwrap_or_default() }
    }
}

impl From<&NewParty> for Somebody {
    fn from(party: &NewParty) -> Self {
        let text = |it: &Option<String>| it.clone().unwrap_or_default();
        let phone = text(&party.phone);
        Self {
            side: Some(party.side),
            is_organisation: party.nature == Nature::Organisation,
            name: party.name.clone(),
            phone: crate::domain::phone::parse(&phone).unwrap_or(phone),
            id_no: crate::domain::idno::normalise(&text(&party.id_no)),
            place: text(&party.place),
            speaks: false,
        }
    }
}

impl From<&Case> for Matter {
    fn from(case: &Case) -> Self {
        let mut people = Vec::new();
        for party in &case.parties {
            people.push(Somebody::from(&NewParty::from(party)));
            people.extend(spokesmen(party));
        }
        Self { people, narrative: case.narrative.clone(), place: case.place.clone().unwrap_or_default() }
    }
}

fn spokesmen(party: &Party) -> Vec<Somebody> {
    let side = party.side;
    let named = party.representatives.iter();
    let named = named.map(|it| representative(side, &it.name, it.phone.as_deref(), it.id_no.as_deref()));
    named.chain(party.agent.as_deref().map(|agent| representative(side, agent, None, None))).collect()
}

/// What is being written down, prepared for many comparisons.
#[derive(Debug)]
pub struct Probe {
    matter: verdict::Prepared,
    grams: Grams,
}

impl Probe {
    /// Prepares what is being written down.
    pub fn new(matter: &Matter) -> Self {
        Self { matter: verdict::Prepared::of(matter), grams: Grams::of(&matter.narrative) }
    }

    /// Tells how much the people and the village alone speak for an earlier matter, in points; nothing where there is
    /// no tie at all. It costs a fraction of a whole comparison.
    pub fn ties(&self, earlier: &Matter) -> Option<i32> {
        verdict::ties(&self.matter, earlier)
    }

    /// Compares with an earlier matter; nothing where they have nothing to do with each other.
    pub fn compare(&self, earlier: &Matter) -> Option<Likeness> {
        verdict::compare(&self.matter, &self.grams, earlier)
    }
}

#[cfg(test)]
mod tests;
