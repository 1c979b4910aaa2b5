//! Publishing results (办理公示): which may be public, in words that name nobody, checked before anything goes out.

mod private;

pub use private::{Found, anonymised, coarse, found};

use super::case::Case;
use super::refusal::Refusal;
use super::rulebook::{PublicationRules, Rulebook};
use super::time::{Day, Moment};
use super::vocabulary::{CaseKind, Side, Stage};
use crate::refuse;
use chrono::{Datelike as _, Duration};
use serde::{Deserialize, Serialize};

/// A result as it is public.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Published {
    /// Since when.
    pub at: Moment,
    /// The words.
    pub text: String,
    /// Where: the village at the nearest.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub place: String,
    /// The subject: the name of the category.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub subject: String,
}

/// What would be published of a case.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Preview {
    /// The words.
    pub text: String,
    /// Where.
    pub place: String,
    /// The subject.
    pub subject: String,
}

fn is_minor(birth: Option<Day>, age: u32, today: Day) -> bool {
    let Some(birth) = birth else { return false };
    today.years_since(birth).is_none_or(|years| years < age)
}

/// Returns why a case may not be public; nothing when it may.
pub fn obstacles(case: &Case, rules: &PublicationRules, now: Moment) -> Vec<Refusal> {
    let mut found = Vec::new();
    if case.sealed.is_some() || case.kind == CaseKind::Complaint {
        found.push(refuse!("publication_never"));
    }
    if !rules.kinds.contains(&case.kind) {
        found.push(refuse!("publication_kind", kind = case.kind));
    }
    let category = case.category.as_ref();
    if category.is_none_or(|it| rules.except_category.iter().any(|head| it.as_str().starts_with(head.as_str()))) {
        found.push(refuse!("publication_category"));
    }
    if case.parties.iter().any(|party| is_minor(party.birth, rules.minor_age, now.date_naive())) {
        found.push(refuse!("publication_minor", age = rules.minor_age));
    }
    let texts = [Some(&case.title), Some(&case.narrative), case.result.as_ref()];
    let word = rules.except_words.iter().find(|word| texts.iter().flatten().any(|text| text.contains(word.as_str())));
    if let Some(word) = word {
        found.push(refuse!("publication_word", word = word));
    }
    if case.merged_into.is_some() {
        found.push(refuse!("publication_merged"));
    }
    match case.closed_at.filter(|_| case.stage == Stage::Archived) {
        None => found.push(refuse!("publication_open")),
        Some(closed) => {
            let from = (closed + Duration::days(i64::from(rules.after_days))).date_naive();
            if now.date_naive() < from {
                found.push(refuse!("publication_early", from = from));
            }
        }
    }
    if case.result.as_deref().is_none_or(|result| result.trim().is_empty()) {
        found.push(refuse!("publication_no_result"));
    }
    found
}

/// Returns what would be published of a case, in the rulebook's words or in those given.
pub fn preview(case: &Case, rules: &Rulebook, own: Option<&str>) -> Preview {
    let place = case.place.as_deref().map(coarse).unwrap_or_default();
    let subject = case.category.as_ref().and_then(|it| rules.category_name(it)).unwrap_or_default();
    let text = own.map_or_else(
        || {
            let sides = [Side::Applicant, Side::Respondent];
            let names = sides.iter().flat_map(|side| case.parties.iter().filter(move |it| it.side == *side));
            let parties: Vec<_> = names.map(private::alias).collect();
            let month = case.closed_at.or(case.resolved_at).unwrap_or(case.registered_at);
            rules
                .publication
                .text
                .replace("{month}", &format!("{}-{:02}", month.year(), month.month()))
                .replace("{place}", &place)
                .replace("{subject}", &subject)
                .replace("{parties}", &parties.join("、"))
                .replace("{result}", case.result.as_deref().unwrap_or_default())
        },
        str::to_owned,
    );
    let text = if own.is_some() { text } else { anonymised(&text, &case.parties) };
    Preview { text, place: anonymised(&place, &case.parties), subject }
}

/// Decides whether a text may be public: what of the parties stands in it is named.
pub fn check_text(preview: &Preview, case: &Case) -> Result<(), Refusal> {
    if preview.text.trim().is_empty() {
        return Err(refuse!("publication_no_text", no = case.no));
    }
    let mut kinds: Vec<_> = [&preview.text, &preview.place, &preview.subject]
        .into_iter()
        .flat_map(|text| found(text, &case.parties))
        .map(|found| match found {
            Found::Name => refuse!("publication_name"),
            Found::Phone => refuse!("publication_phone"),
            Found::Identity => refuse!("publication_identity"),
            Found::Place => refuse!("publication_place"),
            Found::Number => refuse!("publication_number"),
        })
        .collect();
    kinds.dedup();
    if kinds.is_empty() {
        return Ok(());
    }
    Err(refuse!("publication_private", no = case.no, count = kinds.len()).because(kinds))
}

#[cfg(test)]
mod tests;
