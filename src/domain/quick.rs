//! One-line intake (快速登记): reads a sentence typed while the resident speaks into a registration.
//!
//! Nothing is invented: what is not in the sentence stays open, what is only likely is marked so, and what
//! is not understood stays in the narrative.

mod lexicon;
mod names;
mod numbers;
mod reader;

use super::case::Register;
use super::centre::Centre;
use super::ids::CategoryId;
use super::refusal::Refusal;
use super::time::Day;
use super::unit::Unit;
use super::vocabulary::{UnitKind, vocabulary};
use reader::Reader;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::fmt;
use std::ops::Range;

vocabulary! {
    /// What the reader looks for.
    Field as "quick_field" {
        /// 申请人.
        Name = "name",
        /// 电话.
        Phone = "phone",
        /// 身份证号.
        IdNo = "id_no",
        /// 地点.
        Place = "place",
        /// 对方.
        Opponent = "opponent",
        /// 对方电话.
        OpponentPhone = "opponent_phone",
        /// 事项类型.
        Kind = "kind",
        /// 来源渠道.
        Channel = "channel",
        /// 类别.
        Category = "category",
        /// 金额.
        Amount = "amount",
        /// 涉及人数.
        People = "people",
        /// 发生日期.
        OccurredOn = "occurred_on",
        /// 情况.
        Narrative = "narrative",
    }
    /// How sure the reader is.
    Certainty as "quick_certainty" {
        /// 写明的.
        Stated = "stated",
        /// 推断的.
        Likely = "likely",
        /// 未写明, filled in as usual.
        Assumed = "assumed",
    }
}

/// One thing the reader found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// What it is.
    pub field: Field,
    /// As it goes into the registration: a name, a number, a place, or a key of a closed list.
    pub value: String,
    /// How sure the reader is.
    pub certainty: Certainty,
    /// Where it stands in [`Reading::text`], in bytes, if it stands there.
    pub at: Option<Range<usize>>,
    /// What is wrong with it, such as an identity number with a wrong check digit.
    pub fault: Option<Refusal>,
}

/// How a sentence was read.
#[derive(Debug, Clone, PartialEq)]
pub struct Reading {
    /// The sentence, cleaned; ranges refer to it.
    pub text: String,
    /// What was found, in the order of [`Field`].
    pub found: Vec<Found>,
    /// The categories its words hint at, the likeliest first.
    pub categories: Vec<CategoryId>,
    /// The registration it makes; numbers with a fault stand in it too, and are refused when it is registered.
    pub register: Register,
}

impl Reading {
    /// Returns what was found of a field.
    pub fn get(&self, field: Field) -> Option<&Found> {
        self.found.iter().find(|found| found.field == field)
    }

    /// Returns what must still be asked before the matter can be registered.
    pub fn missing(&self) -> Vec<Field> {
        [Field::Name, Field::Narrative].into_iter().filter(|field| self.get(*field).is_none()).collect()
    }

    /// Returns what is only likely or has a fault, and so wants a second look.
    pub fn doubtful(&self) -> impl Iterator<Item = &Found> {
        self.found.iter().filter(|found| found.certainty == Certainty::Likely || found.fault.is_some())
    }
}

/// How many characters are read as a sentence; what a paste has beyond them is narrative.
const SENTENCE: usize = 2_000;

/// Reads a sentence with the places and the categories of the centre.
pub fn read(text: &str, centre: &Centre, today: Day) -> Reading {
    let areas = areas(&centre.units);
    let end = text.char_indices().nth(SENTENCE).map_or(text.len(), |(at, _)| at);
    let guess = |narrative: &str| centre.rulebook().guess_category(narrative);
    let mut reading = read_with(&text[..end], &areas, guess, today);
    if end < text.len() {
        reading.register.narrative.push_str(&super::clean::line(&text[end..]));
    }
    reading
}

/// Returns the names of places the units answer for, the longest first.
fn areas(units: &[Unit]) -> Vec<&str> {
    let territories = units.iter().filter(|unit| unit.kind == UnitKind::Territory);
    let mut areas: Vec<&str> =
        territories.flat_map(|unit| unit.areas.iter().map(String::as_str).chain([unit.short.as_str()])).collect();
    areas.retain(|area| !area.is_empty());
    areas.sort_by_key(|area| std::cmp::Reverse(area.len()));
    areas.dedup();
    areas
}

fn read_with(raw: &str, areas: &[&str], guess: impl Fn(&str) -> Vec<(CategoryId, usize)>, today: Day) -> Reading {
    let mut reader = Reader::new(raw);
    reader.identity(today);
    reader.telephones();
    reader.place(areas);
    reader.opponent();
    reader.applicant();
    reader.figures(today);
    reader.finish(&guess)
}

#[cfg(test)]
mod tests;
