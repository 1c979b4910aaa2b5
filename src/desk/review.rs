//! Reviews of closed cases (案件评查) at the desk: drawing, who may not review what, and how a round stands.

use super::eyes::Eyes;
use super::folio::{self, Kept};
use super::viewer::covered;
use super::{Desk, DeskError, Receipt, case_of, parse, stamp};
use crate::domain::case::{Case, CaseCommand, CaseEvent};
use crate::domain::centre::Centre;
use crate::domain::directive::Directive;
use crate::domain::directory::Officer;
use crate::domain::folio::Folio as _;
use crate::domain::ids::{CaseNo, OfficerId};
use crate::domain::permission;
use crate::domain::review::{self, Candidate, Drawing, ReviewCommand, ReviewRound, Sampling, Score};
use crate::domain::time::{Moment, at};
use crate::domain::vocabulary::{DirectiveKind, Grade};
use crate::refuse;
use crate::store::{FolioQuery, Reads, Tx};
use chrono::{Datelike as _, Duration};
use serde::Serialize;

/// How many rounds are shown.
const SHOWN: u32 = 6;

/// A round of reviews as it stands.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct RoundView {
    /// Its number.
    pub round: String,
    /// When it began.
    pub begun_at: Moment,
    /// What was drawn, how and with which seed; the cases themselves stand in the lines.
    pub drawings: Vec<Drawing>,
    /// The cases, as far as they are in sight.
    pub lines: Vec<ReviewLine>,
}

impl RoundView {
    /// Returns how many of its cases were reviewed, and how many of these failed.
    pub fn done(&self) -> (usize, usize) {
        let done = self.lines.iter().filter_map(|line| line.score.as_ref());
        (done.clone().count(), done.filter(|score| !score.passed).count())
    }

    /// Returns how many cases in sight a drawing brought.
    pub fn drawn_in(&self, drawing: &Drawing) -> usize {
        self.lines.iter().filter(|line| line.drawn_at == drawing.at).count()
    }
}

/// A case of a round.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ReviewLine {
    /// The case.
    pub no: CaseNo,
    /// Its title.
    pub title: String,
    /// When it was drawn.
    pub drawn_at: Moment,
    /// Why it was drawn.
    pub by: Sampling,
    /// When it was last reviewed since.
    pub reviewed_at: Option<Moment>,
    /// By whom, by name.
    pub reviewer: Option<String>,
    /// What that came to.
    pub score: Option<Score>,
    /// How many findings were issued as directives about it (评查整改).
    pub findings: u32,
}

/// Does what an officer orders about reviews.
pub(super) fn perform(
    tx: &Tx<'_>,
    centre: &Centre,
    officer: &Officer,
    now: Moment,
    command: &ReviewCommand,
) -> Result<Receipt, DeskError> {
    permission::check(officer, permission::review(command)).map_err(DeskError::NotPermitted)?;
    let ReviewCommand::DrawReview { from, until, round, .. } = command;
    let known = match round {
        Some(round) => Some(
            folio::load::<ReviewRound>(tx, &Eyes::of(officer, centre)?, round)?
                .ok_or_else(|| refuse!("unknown_review_round", round = round))?,
        ),
        None => None,
    };
    let no = if let Some(kept) = &known {
        kept.folio.round.clone()
    } else {
        let beginning = format!("PC{}-", now.year());
        format!("{beginning}{:02}", tx.folios_called(ReviewRound::KIND, &beginning)? + 1)
    };
    let found = tx.closed_between(&stamp(at(*from, 0, 0)), &stamp(at(*until + Duration::days(1), 0, 0)))?;
    let candidate = |(head, overdue): (crate::store::CaseHead, bool)| Candidate {
        no: CaseNo(head.no),
        grade: head.grade.as_deref().and_then(Grade::from_key),
        dissatisfied: head.dissatisfied > 0,
        overdue,
    };
    let candidates: Vec<_> = found.into_iter().map(candidate).collect();
    // What the log says so far, which nobody chooses.
    let fresh = tx.head()?.hex();
    let fresh = fresh.get(..16).unwrap_or(&fresh);
    let before = known.as_ref().map(|kept| &kept.folio);
    let events = review::decide(before, &no, command, &candidates, centre.rulebook().review.percent, fresh)?;
    Ok(folio::commit(tx, centre, &officer.id, now, known, &events)?.1)
}

/// Refuses to let somebody review what they, or the unit they work for, handled themselves (回避).
pub(super) fn keep_apart(
    reads: &Reads,
    centre: &Centre,
    case: &Case,
    officer: &Officer,
    command: &CaseCommand,
) -> Result<(), DeskError> {
    if !matches!(command, CaseCommand::ReviewCase { .. }) {
        return Ok(());
    }
    for event in reads.timeline(case.id.0)? {
        if event.officer == officer.id.as_str() && review::handles(&parse::<CaseEvent>(&event.body)?) {
            return Err(refuse!("reviewer_handled_it", officer = officer.name, no = case.no).into());
        }
    }
    let unit = crate::domain::sight::window(officer, centre);
    match unit.filter(|unit| case.assignments.iter().any(|it| it.unit == **unit)) {
        Some(unit) => Err(refuse!("reviewers_unit_handled_it", unit = centre.unit_name(unit), no = case.no).into()),
        None => Ok(()),
    }
}

fn name_of(centre: &Centre, officer: &OfficerId) -> String {
    centre.officer(officer).map_or_else(|| officer.to_string(), |officer| officer.name.clone())
}

impl Desk {
    /// Returns the last rounds of reviews, or the one asked for, each with its cases as they stand.
    pub fn review_rounds(&self, round: Option<&str>) -> Result<Vec<RoundView>, DeskError> {
        let store = self.store();
        let kept = if let Some(round) = round {
            let kept = folio::load::<ReviewRound>(store, &Eyes::default(), round)?;
            vec![kept.ok_or_else(|| refuse!("unknown_review_round", round = round))?]
        } else {
            self.kept_rounds(SHOWN)?
        };
        self.seen_rounds(kept)
    }

    /// Returns every round there was, the last first.
    pub fn all_review_rounds(&self) -> Result<Vec<RoundView>, DeskError> {
        self.seen_rounds(self.kept_rounds(0)?)
    }

    fn kept_rounds(&self, limit: u32) -> Result<Vec<Kept<ReviewRound>>, DeskError> {
        let last = FolioQuery { kind: ReviewRound::KIND, limit, ..FolioQuery::default() };
        self.store().folios(&last)?.iter().map(folio::read::<ReviewRound>).collect()
    }

    fn seen_rounds(&self, kept: Vec<Kept<ReviewRound>>) -> Result<Vec<RoundView>, DeskError> {
        let (centre, store) = (self.centre()?, self.store());
        let mut views = Vec::new();
        for ReviewRound { round, begun_at, mut drawings, .. } in kept.into_iter().map(|kept| kept.folio) {
            let mut lines = Vec::new();
            let taken = drawings.iter_mut().map(|it| (it.at, std::mem::take(&mut it.drawn)));
            for (drawn_at, why) in taken.flat_map(|(at, drawn)| drawn.into_iter().map(move |why| (at, why))) {
                // What was sealed or went out of sight since is not told of.
                let Some(row) = store.case_by_no(why.no.as_str())? else { continue };
                let case = case_of(store, &row)?;
                let review = case.reviews.iter().rev().find(|review| review.at >= begun_at);
                let findings = store.folios_about(why.no.as_str())?;
                let directives = findings.iter().filter(|row| row.kind == Directive::KIND);
                let kinds = directives.map(|row| Ok(folio::read::<Directive>(row)?.folio.kind));
                let kinds = kinds.collect::<Result<Vec<_>, DeskError>>()?;
                let findings = kinds.into_iter().filter(|kind| *kind == DirectiveKind::Finding).count();
                lines.push(ReviewLine {
                    title: covered(&row.title),
                    no: why.no,
                    drawn_at,
                    by: why.by,
                    reviewed_at: review.map(|review| review.at),
                    reviewer: review.map(|it| name_of(centre, &it.by)),
                    score: review.map(|review| review.score.clone()),
                    findings: u32::try_from(findings).unwrap_or(u32::MAX),
                });
            }
            views.push(RoundView { round, begun_at, drawings, lines });
        }
        Ok(views)
    }
}

#[cfg(test)]
mod tests;
