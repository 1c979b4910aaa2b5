//! The review of closed cases (案件评查): which are drawn, how the sheet is scored, who may not review what.

mod draw;
mod round;

pub use draw::{Candidate, Sampling, Why, draw, every_term};
pub use round::{Drawing, ReviewCommand, ReviewEvent, ReviewRound, decide};

use super::case::CaseEvent;
use super::ids::OfficerId;
use super::refusal::Refusal;
use super::rulebook::{ReviewItem, ReviewRules};
use super::time::Moment;
use crate::refuse;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A line of a filled-in sheet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Scored {
    /// The code of the item.
    pub item: String,
    /// How many points the case has.
    pub points: u32,
    /// What was found; needed where points are missing.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub note: String,
}

/// What a review came to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Score {
    /// How many points the case has.
    pub points: u32,
    /// Of how many.
    pub of: u32,
    /// The hard items it lacks points in, by code.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub lacking: Vec<String>,
    /// Whether it has what it needs.
    pub passed: bool,
}

/// A review of a case, as it was done.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Review {
    /// When.
    pub at: Moment,
    /// By whom.
    pub by: OfficerId,
    /// What it came to.
    pub score: Score,
    /// The sheet.
    pub sheet: Vec<Scored>,
    /// What the reviewer says.
    pub opinion: String,
}

/// Adds a sheet up by the items of the rulebook, each of which it must have once.
///
/// # Errors
/// An item that is unknown, missing or there twice, more points than it gives, or points missing without a word.
pub fn score(sheet: &[Scored], items: &[ReviewItem], rules: &ReviewRules) -> Result<Score, Refusal> {
    if items.is_empty() {
        return Err(refuse!("no_review_items"));
    }
    for (at, line) in sheet.iter().enumerate() {
        let Some(item) = items.iter().find(|item| item.id == line.item) else {
            let known: Vec<_> = items.iter().map(|item| item.id.as_str()).collect();
            return Err(refuse!("unknown_review_item", item = line.item, known = known.join("、")));
        };
        if sheet[..at].iter().any(|earlier| earlier.item == line.item) {
            return Err(refuse!("review_item_twice", item = item.item));
        }
        if line.points > item.points {
            return Err(refuse!("review_points_too_many", item = item.item, points = line.points, most = item.points));
        }
        if line.points < item.points && line.note.trim().is_empty() {
            return Err(refuse!("review_note_missing", item = item.item));
        }
    }
    let missing: Vec<_> = items.iter().filter(|item| !sheet.iter().any(|line| line.item == item.id)).collect();
    if !missing.is_empty() {
        let missing: Vec<_> = missing.iter().map(|item| item.item.as_str()).collect();
        return Err(refuse!("review_items_missing", items = missing.join("、")));
    }
    let points = sheet.iter().map(|line| line.points).sum::<u32>();
    let of = items.iter().map(|item| item.points).sum::<u32>();
    let lacks =
        |item: &&ReviewItem| item.hard && sheet.iter().any(|line| line.item == item.id && line.points < item.points);
    let lacking: Vec<_> = items.iter().filter(lacks).map(|item| item.id.clone()).collect();
    let enough = u64::from(points) * 100 >= u64::from(of) * u64::from(rules.pass);
    Ok(Score { points, of, passed: enough && lacking.is_empty(), lacking })
}

/// Tells whether an officer who did this to a case has handled it, and so may not review it (回避).
///
/// Who noted, acknowledged or pressed did not, nor who reviewed it before or let a new calendar move its dates.
pub fn handles(event: &CaseEvent) -> bool {
    !event.is_housekeeping() && !matches!(event, CaseEvent::Reviewed { .. } | CaseEvent::ClockMoved { .. })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn items() -> Vec<ReviewItem> {
        let item = |id: &str, points, hard| ReviewItem { id: id.into(), item: id.to_uppercase(), points, hard };
        vec![item("reply", 40, true), item("record", 40, false), item("papers", 20, false)]
    }

    fn sheet(points: [u32; 3]) -> Vec<Scored> {
        let line = |(item, points): (&str, u32)| Scored { item: item.into(), points, note: "缺页".into() };
        ["reply", "record", "papers"].into_iter().zip(points).map(line).collect()
    }

    fn score_of(points: [u32; 3]) -> Score {
        score(&sheet(points), &items(), &ReviewRules::default()).unwrap()
    }

    #[test]
    fn a_case_passes_with_enough_points_and_everything_that_is_hard() {
        let told = |points| {
            let score = score_of(points);
            (score.points, score.of, score.passed, score.lacking)
        };
        assert_eq!(told([40, 20, 20]), (80, 100, true, vec![]));
        assert_eq!(told([40, 19, 20]), (79, 100, false, vec![]));
        assert_eq!(told([39, 40, 20]), (99, 100, false, vec!["reply".to_owned()]));
    }

    #[test]
    fn a_sheet_has_every_item_once_and_a_word_for_what_is_missing() {
        let refused = |sheet: &[Scored]| score(sheet, &items(), &ReviewRules::default()).unwrap_err().code;
        let whole = sheet([40, 40, 20]);
        assert_eq!(refused(&whole[..2]), "review_items_missing");
        assert_eq!(refused(&[whole.clone(), vec![whole[0].clone()]].concat()), "review_item_twice");
        assert_eq!(refused(&sheet([41, 0, 0])), "review_points_too_many");
        let mut wordless = sheet([40, 30, 20]);
        wordless[1].note = " ".into();
        assert_eq!(refused(&wordless), "review_note_missing");
        wordless[1].item = "x".into();
        assert_eq!(refused(&wordless), "unknown_review_item");
        assert_eq!(score(&whole, &[], &ReviewRules::default()).unwrap_err().code, "no_review_items");
    }
}
