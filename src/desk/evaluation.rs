//! Evaluations (测评) at the desk: who may be drawn, what was answered, and what it comes to as far as it is in sight.

use super::eyes::Eyes;
use super::viewer::covered;
use super::{Desk, DeskError, Receipt, case_of, folio, parse, stamp};
use crate::domain::case::CallBackAnswer;
use crate::domain::centre::Centre;
use crate::domain::directory::Officer;
use crate::domain::evaluation::{self, Answered, Drawing, Evaluation, EvaluationCommand, Served, UnitResult};
use crate::domain::figures::{Fact, Period};
use crate::domain::folio::Folio as _;
use crate::domain::ids::{CaseNo, PersonId, UnitId};
use crate::domain::permission;
use crate::domain::sight;
use crate::domain::time::{Day, Moment};
use crate::domain::vocabulary::Side;
use crate::refuse;
use crate::store::{FolioQuery, Tx};
use chrono::Datelike as _;
use serde::Serialize;

/// How many evaluations are shown.
const SHOWN: u32 = 6;

/// An evaluation as it stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct EvaluationView {
    /// Its number.
    pub no: String,
    /// When it was drawn.
    pub drawn_at: Moment,
    /// Served from when.
    pub from: Day,
    /// Served until when.
    pub until: Day,
    /// How many per unit.
    pub count: u32,
    /// What chance went by.
    pub seed: String,
    /// With how many answers a result is one.
    pub least: u32,
    /// The units in the order of the directory, each with its result.
    pub units: Vec<UnitView>,
}

/// A unit of an evaluation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct UnitView {
    /// Its name for lists.
    pub name: String,
    /// What the answers come to.
    #[serde(flatten)]
    pub result: UnitResult,
    /// Those drawn, as far as they are in sight.
    pub lines: Vec<EvaluationLine>,
}

/// Somebody who was drawn.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct EvaluationLine {
    /// The case.
    pub no: CaseNo,
    /// Its title.
    pub title: String,
    /// Whom to ring: the applicants.
    pub whom: String,
    /// What was answered, and when.
    pub answered: Option<Answered>,
}

/// Does what an officer orders about evaluations.
pub(super) fn perform(
    tx: &Tx<'_>,
    centre: &Centre,
    officer: &Officer,
    now: Moment,
    command: &EvaluationCommand,
) -> Result<Receipt, DeskError> {
    permission::check(officer, permission::evaluation(command)).map_err(DeskError::NotPermitted)?;
    match command {
        EvaluationCommand::DrawEvaluation { from, until, units, count, seed } => {
            if let Some(unknown) = units.iter().find(|unit| !centre.units.iter().any(|it| it.id == **unit)) {
                return Err(refuse!("unknown_unit", unit = unknown).into());
            }
            let rules = &centre.rulebook().evaluation;
            let beginning = format!("CP{}-", now.year());
            let no = format!("{beginning}{:02}", tx.folios_called(Evaluation::KIND, &beginning)? + 1);
            let fresh = tx.head()?.hex();
            let fresh = fresh.get(..16).unwrap_or(&fresh);
            let drawing = Drawing {
                no: &no,
                from: *from,
                until: *until,
                count: count.unwrap_or(rules.count),
                seed: seed.as_deref().filter(|seed| !seed.is_empty()).unwrap_or(fresh),
            };
            let event = evaluation::draw(&drawing, served(tx, centre, *from, *until, units)?, rules)?;
            Ok(folio::commit::<Evaluation>(tx, centre, &officer.id, now, None, &[event])?.1)
        }
        EvaluationCommand::AnswerEvaluation { evaluation, case, answer, grades, note } => {
            let kept = folio::load::<Evaluation>(tx, &Eyes::of(officer, centre)?, evaluation)?
                .ok_or_else(|| refuse!("unknown_evaluation", evaluation = evaluation))?;
            keep_apart(&kept.folio, centre, officer, case)?;
            let answered = (*answer, grades.clone(), note.clone());
            let event = evaluation::answer(&kept.folio, case, answered, &centre.rulebook().evaluation)?;
            Ok(folio::commit(tx, centre, &officer.id, now, Some(kept), &[event])?.1)
        }
    }
}

/// Refuses to let a unit's own people ring those whom it served.
fn keep_apart(evaluation: &Evaluation, centre: &Centre, officer: &Officer, no: &CaseNo) -> Result<(), DeskError> {
    let evaluated = evaluation.units.iter().find(|unit| unit.drawn.contains(no)).map(|unit| &unit.unit);
    match (evaluated, sight::window(officer, centre)) {
        (Some(evaluated), Some(own)) if evaluated == own => {
            Err(refuse!("evaluates_itself", unit = centre.unit_name(own)).into())
        }
        _ => Ok(()),
    }
}

/// Returns whom each unit served in a period: the applicants of what it led and what was resolved.
fn served(
    tx: &Tx<'_>,
    centre: &Centre,
    from: Day,
    until: Day,
    units: &[UnitId],
) -> Result<Vec<(UnitId, Vec<Served>)>, DeskError> {
    let period = Period { from, until: until.succ_opt().unwrap_or(until) };
    let bodies = tx.facts(&stamp(period.starts()), &stamp(period.ends()))?;
    let facts = bodies.iter().map(|body| parse::<Fact>(body)).collect::<Result<Vec<_>, _>>()?;
    let mut all = Vec::new();
    for unit in centre.units.iter().filter(|it| units.is_empty() || units.contains(&it.id)) {
        let of = |fact: &&Fact| {
            fact.unit.as_ref() == Some(&unit.id) && period.saw(fact.resolved_at) && !fact.merged && !fact.taken_over
        };
        let mut served = Vec::new();
        for fact in facts.iter().filter(of) {
            let Some(row) = tx.case_by_no(fact.no.as_str())? else { continue };
            let parties = tx.parties_of(row.id)?;
            let applicant = parties.iter().find(|it| it.capacity == "applicant");
            served.push(Served { no: fact.no.clone(), person: applicant.and_then(|it| it.person).map(PersonId) });
        }
        all.push((unit.id.clone(), served));
    }
    Ok(all)
}

impl Desk {
    /// Returns the last evaluations, or the one asked for, with what they come to as far as it is in sight.
    pub fn evaluations(&self, no: Option<&str>) -> Result<Vec<EvaluationView>, DeskError> {
        let store = self.store();
        let kept = if let Some(no) = no {
            let kept = folio::load::<Evaluation>(store, &Eyes::default(), no)?;
            vec![kept.ok_or_else(|| refuse!("unknown_evaluation", evaluation = no))?]
        } else {
            let last = FolioQuery { kind: Evaluation::KIND, limit: SHOWN, ..FolioQuery::default() };
            store.folios(&last)?.iter().map(folio::read::<Evaluation>).collect::<Result<_, _>>()?
        };
        kept.into_iter().map(|kept| self.evaluation_view(kept.folio)).collect()
    }

    fn evaluation_view(&self, it: Evaluation) -> Result<EvaluationView, DeskError> {
        let (centre, store) = (self.centre()?, self.store());
        let mut units = Vec::new();
        for drawn in &it.units {
            let mut lines = Vec::new();
            for no in &drawn.drawn {
                // What was sealed or went out of sight since is not told of, nor counted.
                let Some(row) = store.case_by_no(no.as_str())? else { continue };
                let case = case_of(store, &row)?;
                let answered = it.answers.get(no).cloned().map(|mut it| {
                    it.note = covered(&it.note);
                    it
                });
                let (title, whom) = (covered(&row.title), covered(&case.names(Side::Applicant)));
                lines.push(EvaluationLine { no: no.clone(), title, whom, answered });
            }
            let seen: Vec<_> = lines.iter().map(|line| line.no.clone()).collect();
            let result = evaluation::result(&drawn.unit, drawn.among, &seen, &it.answers, it.least);
            units.push(UnitView { name: centre.unit_short(&drawn.unit).to_owned(), result, lines });
        }
        let Evaluation { no, drawn_at, from, until, count, seed, least, .. } = it;
        Ok(EvaluationView { no, drawn_at, from, until, count, seed, least, units })
    }
}

/// Tells whether somebody still has to be rung: nobody did, or nobody answered.
pub fn is_to_ring(line: &EvaluationLine) -> bool {
    line.answered.as_ref().is_none_or(|it| it.answer == CallBackAnswer::NoAnswer)
}
