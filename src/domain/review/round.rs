//! A round of reviews (评查批次): which cases were drawn, by what, with which seed.

use super::draw::{Candidate, Sampling, Why, draw};
use crate::domain::centre::Centre;
use crate::domain::folio::{Folio, Standing, block};
use crate::domain::ids::{CaseNo, OfficerId};
use crate::domain::refusal::Refusal;
use crate::domain::time::{Day, Moment};
use crate::refuse;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use std::ops::Range;

/// A command on reviews.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "command", rename_all = "snake_case", deny_unknown_fields)]
pub enum ReviewCommand {
    /// Draws closed cases for review (抽取评查案件).
    DrawReview {
        /// Closed on this day or later.
        from: Day,
        /// Closed on this day or earlier.
        until: Day,
        /// By what.
        by: Vec<Sampling>,
        /// How many by chance; a share of those closed, as the rulebook says, when missing.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        count: Option<u32>,
        /// What chance goes by; made of the log when missing, and recorded.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        seed: Option<String>,
        /// The round to which they are added; a new one when missing.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        round: Option<String>,
    },
}

/// Something that happened to a round.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "snake_case")]
pub enum ReviewEvent {
    /// Cases were drawn.
    ReviewDrawn {
        /// The round's number.
        round: String,
        /// Closed from when.
        from: Day,
        /// Closed until when.
        until: Day,
        /// By what.
        by: Vec<Sampling>,
        /// From how many.
        among: u32,
        /// How many by chance.
        count: u32,
        /// What chance went by.
        seed: String,
        /// Which.
        drawn: Vec<Why>,
    },
}

/// A drawing within a round.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Drawing {
    /// When.
    pub at: Moment,
    /// By whom.
    pub officer: OfficerId,
    /// Closed from when.
    pub from: Day,
    /// Closed until when.
    pub until: Day,
    /// By what.
    pub by: Vec<Sampling>,
    /// From how many.
    pub among: u32,
    /// How many by chance.
    pub count: u32,
    /// What chance went by.
    pub seed: String,
    /// Which.
    pub drawn: Vec<Why>,
}

/// A round of reviews.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReviewRound {
    /// How many events it has.
    pub rev: u64,
    /// Its number: `PC2026-01`.
    pub round: String,
    /// When it began.
    pub begun_at: Moment,
    /// What was drawn, in order.
    pub drawings: Vec<Drawing>,
}

impl ReviewRound {
    /// Returns every case of the round, in the order of drawing.
    pub fn cases(&self) -> impl Iterator<Item = &Why> {
        self.drawings.iter().flat_map(|drawing| &drawing.drawn)
    }
}

impl Folio for ReviewRound {
    type Event = ReviewEvent;

    const KIND: &'static str = "review_round";
    const STREAMS: Range<i64> = block(4);

    fn name(event: &ReviewEvent) -> &'static str {
        match event {
            ReviewEvent::ReviewDrawn { .. } => "review_drawn",
        }
    }

    fn begin(at: Moment, by: &OfficerId, event: &ReviewEvent) -> Option<Self> {
        let ReviewEvent::ReviewDrawn { round, .. } = event;
        let mut begun = Self { rev: 0, round: round.clone(), begun_at: at, drawings: Vec::new() };
        begun.apply(at, by, event);
        Some(begun)
    }

    fn apply(&mut self, at: Moment, officer: &OfficerId, event: &ReviewEvent) {
        self.rev += 1;
        let ReviewEvent::ReviewDrawn { from, until, by, among, count, seed, drawn, .. } = event.clone();
        self.drawings.push(Drawing { at, officer: officer.clone(), from, until, by, among, count, seed, drawn });
    }

    fn rev(&self) -> u64 {
        self.rev
    }

    fn key(&self) -> String {
        self.round.clone()
    }

    fn standing(&self, _centre: &Centre) -> Standing {
        Standing::at_rest(self.begun_at, "drawn")
    }
}

/// Decides a drawing among the cases closed in its period; `no` is the round's number, `fresh` what chance goes by when
/// nobody said.
pub fn decide(
    round: Option<&ReviewRound>,
    no: &str,
    command: &ReviewCommand,
    candidates: &[Candidate],
    percent: u32,
    fresh: &str,
) -> Result<Vec<ReviewEvent>, Refusal> {
    let ReviewCommand::DrawReview { from, until, by, count, seed, .. } = command;
    if until < from {
        return Err(refuse!("period_backwards", from = from, until = until));
    }
    if by.is_empty() {
        return Err(refuse!("words_missing", field = "by"));
    }
    let already: BTreeSet<CaseNo> = round.iter().flat_map(|round| round.cases()).map(|it| it.no.clone()).collect();
    let among = u32::try_from(candidates.len()).unwrap_or(u32::MAX);
    let share = (u64::from(among) * u64::from(percent)).div_ceil(100);
    let count = count.unwrap_or_else(|| u32::try_from(share).unwrap_or(u32::MAX));
    let seed = seed.clone().filter(|seed| !seed.is_empty()).unwrap_or_else(|| fresh.to_owned());
    let drawn = draw(candidates, by, usize::try_from(count).unwrap_or(usize::MAX), &seed, &already);
    if drawn.is_empty() {
        return Err(refuse!("nothing_to_draw", from = from, until = until));
    }
    let (round, by) = (no.to_owned(), by.clone());
    Ok(vec![ReviewEvent::ReviewDrawn { round, from: *from, until: *until, by, among, count, seed, drawn }])
}
