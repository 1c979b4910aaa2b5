//! Evaluation of units by those they served (测评, 下评上): who is drawn, what they answered, what it comes to per unit.

mod folio;
mod result;

pub use folio::{Answered, Evaluation, EvaluationCommand, EvaluationEvent, UnitDraw};
pub use result::{UnitResult, result};

use super::case::CallBackAnswer;
use super::ids::{CaseNo, PersonId, UnitId};
use super::refusal::Refusal;
use super::review::{self, Sampling};
use super::rulebook::EvaluationRules;
use super::time::Day;
use crate::refuse;
use std::collections::BTreeSet;

/// Somebody whom a unit served: by the case, and by the person where it is known who it was.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Served {
    /// The case that the unit led.
    pub no: CaseNo,
    /// The applicant.
    pub person: Option<PersonId>,
}

/// What is drawn, from whom, and by what.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Drawing<'a> {
    /// The number of the evaluation.
    pub no: &'a str,
    /// Served from when.
    pub from: Day,
    /// Served until when.
    pub until: Day,
    /// How many per unit.
    pub count: u32,
    /// What chance goes by.
    pub seed: &'a str,
}

/// Draws service users of each unit, every person once; the order of digests of seed and number decides, as in reviews.
pub fn draw(
    drawing: &Drawing<'_>,
    served: Vec<(UnitId, Vec<Served>)>,
    rules: &EvaluationRules,
) -> Result<EvaluationEvent, Refusal> {
    let Drawing { no, from, until, count, seed } = *drawing;
    if until < from {
        return Err(refuse!("period_backwards", from = from, until = until));
    }
    let of_unit = |(unit, served): (UnitId, Vec<Served>)| {
        let candidate =
            |it: &Served| review::Candidate { no: it.no.clone(), grade: None, dissatisfied: false, overdue: false };
        let candidates: Vec<_> = served.iter().map(candidate).collect();
        let mut persons = BTreeSet::new();
        let mut once = |no: &CaseNo| {
            let person = served.iter().find(|it| it.no == *no).and_then(|it| it.person);
            person.is_none_or(|person| persons.insert(person))
        };
        let ordered = review::draw(&candidates, &[Sampling::Chance], usize::MAX, seed, &BTreeSet::new());
        let mut drawn: Vec<_> = ordered.into_iter().map(|why| why.no).filter(|no| once(no)).collect();
        let among = u32::try_from(drawn.len()).unwrap_or(u32::MAX);
        drawn.truncate(usize::try_from(count).unwrap_or(usize::MAX));
        UnitDraw { unit, among, drawn }
    };
    let units: Vec<_> = served.into_iter().map(of_unit).filter(|unit| !unit.drawn.is_empty()).collect();
    if units.is_empty() {
        return Err(refuse!("nobody_to_evaluate", from = from, until = until));
    }
    let (evaluation, seed, least) = (no.to_owned(), seed.to_owned(), rules.least);
    Ok(EvaluationEvent::EvaluationDrawn { evaluation, from, until, count, seed, least, units })
}

/// Decides what somebody drawn answered.
pub fn answer(
    evaluation: &Evaluation,
    no: &CaseNo,
    answered: (CallBackAnswer, std::collections::BTreeMap<String, crate::domain::vocabulary::Satisfaction>, String),
    rules: &EvaluationRules,
) -> Result<EvaluationEvent, Refusal> {
    let (answer, grades, note) = answered;
    if !evaluation.units.iter().any(|unit| unit.drawn.contains(no)) {
        return Err(refuse!("not_drawn", no = no, evaluation = evaluation.no));
    }
    if evaluation.answers.get(no).is_some_and(|it| matches!(it.answer, CallBackAnswer::Answered(_))) {
        return Err(refuse!("evaluation_answered", no = no));
    }
    if !matches!(answer, CallBackAnswer::Answered(_)) && !grades.is_empty() {
        return Err(refuse!("evaluation_without_answer"));
    }
    if let Some(unknown) = grades.keys().find(|name| !rules.questions.iter().any(|it| it.name == **name)) {
        let known: Vec<_> = rules.questions.iter().map(|it| it.name.as_str()).collect();
        return Err(refuse!("unknown_question", question = unknown, known = known.join("、")));
    }
    Ok(EvaluationEvent::EvaluationAnswered { no: no.clone(), answer, grades, note })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn served() -> Vec<(UnitId, Vec<Served>)> {
        // Of the forty cases ten belong to one and the same person.
        let of = |nth: i64| Served {
            no: CaseNo(format!("ZZ2026-{nth:05}")),
            person: Some(PersonId(if nth % 4 == 0 { 1 } else { nth + 100 })),
        };
        vec![(UnitId::from("rsj"), (1..=40).map(of).collect()), (UnitId::from("mzj"), Vec::new())]
    }

    fn drawn(seed: &str, count: u32) -> UnitDraw {
        let day = Day::from_ymd_opt(2026, 11, 1).unwrap();
        let drawing = Drawing { no: "CP2026-01", from: day, until: day, count, seed };
        match draw(&drawing, served(), &EvaluationRules::default()) {
            Ok(EvaluationEvent::EvaluationDrawn { units, .. }) => units.into_iter().next().unwrap(),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn the_same_seed_draws_the_same_people_and_nobody_twice() {
        assert_eq!(drawn("a", 12), drawn("a", 12));
        assert_ne!(drawn("a", 12).drawn, drawn("b", 12).drawn);
        let all = drawn("a", 100);
        assert_eq!((all.among, all.drawn.len()), (31, 31), "thirty people and one who came ten times");
        let of_one = all.drawn.iter().filter(|no| no.as_str()[7..].parse::<u32>().is_ok_and(|n| n % 4 == 0));
        assert_eq!(of_one.count(), 1);
    }

    #[test]
    fn a_unit_that_served_nobody_is_not_evaluated_and_no_unit_at_all_is_refused() {
        let day = Day::from_ymd_opt(2026, 11, 1).unwrap();
        let drawing = Drawing { no: "CP2026-01", from: day, until: day, count: 5, seed: "a" };
        let refused = draw(&drawing, vec![(UnitId::from("mzj"), Vec::new())], &EvaluationRules::default());
        assert_eq!(refused.unwrap_err().code, "nobody_to_evaluate");
    }
}
