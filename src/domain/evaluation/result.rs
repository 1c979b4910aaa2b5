//! What an evaluation comes to per unit: every figure with what it is a part of, and no order among units.

use super::Answered;
use crate::domain::case::CallBackAnswer;
use crate::domain::figures::Counted;
use crate::domain::ids::{CaseNo, UnitId};
use crate::domain::vocabulary::Satisfaction;
use serde::Serialize;
use std::collections::BTreeMap;

/// How those answered whom a unit served.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct UnitResult {
    /// The unit.
    pub unit: UnitId,
    /// From how many service users was drawn.
    pub among: u32,
    /// How many were drawn.
    pub drawn: u32,
    /// How many gave each grade, the best first.
    pub grades: BTreeMap<&'static str, u32>,
    /// How many would not say.
    pub refused: u32,
    /// How many were rung and did not answer.
    pub no_answer: u32,
    /// How many were not rung yet.
    pub to_ring: u32,
    /// Satisfied in any of the three grades, of those who answered.
    pub satisfied: Counted,
    /// How many gave each grade to each question.
    pub questions: BTreeMap<String, BTreeMap<&'static str, u32>>,
    /// Whether there are answers enough for a percentage to say something.
    pub enough: bool,
}

/// Counts the answers of those drawn of a unit.
pub fn result(
    unit: &UnitId,
    among: u32,
    drawn: &[CaseNo],
    answers: &BTreeMap<CaseNo, Answered>,
    least: u32,
) -> UnitResult {
    let mut result = UnitResult {
        unit: unit.clone(),
        among,
        drawn: u32::try_from(drawn.len()).unwrap_or(u32::MAX),
        grades: BTreeMap::new(),
        refused: 0,
        no_answer: 0,
        to_ring: 0,
        satisfied: Counted::default(),
        questions: BTreeMap::new(),
        enough: false,
    };
    for no in drawn {
        let Some(answered) = answers.get(no) else {
            result.to_ring += 1;
            continue;
        };
        match answered.answer {
            CallBackAnswer::NoAnswer => result.no_answer += 1,
            CallBackAnswer::Refused => result.refused += 1,
            CallBackAnswer::Answered(grade) => {
                *result.grades.entry(grade.key()).or_default() += 1;
                let satisfied = &mut result.satisfied;
                let list = if grade == Satisfaction::Dissatisfied { &mut satisfied.rest } else { &mut satisfied.part };
                list.push(no.clone());
            }
        }
        for (question, grade) in &answered.grades {
            *result.questions.entry(question.clone()).or_default().entry(grade.key()).or_default() += 1;
        }
    }
    result.enough = result.satisfied.of() >= usize::try_from(least).unwrap_or(usize::MAX);
    result
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::time::at;

    #[test]
    fn whoever_did_not_answer_counts_as_that_and_in_no_percentage() {
        let no = |nth: u32| CaseNo(format!("ZZ2026-{nth:05}"));
        let day = chrono::NaiveDate::from_ymd_opt(2026, 11, 2).unwrap();
        let answered = |answer| Answered {
            at: at(day, 9, 0),
            by: "wang".into(),
            answer,
            grades: BTreeMap::new(),
            note: String::new(),
        };
        let answers = BTreeMap::from_iter([
            (no(1), answered(CallBackAnswer::Answered(Satisfaction::Satisfied))),
            (no(2), answered(CallBackAnswer::Answered(Satisfaction::Dissatisfied))),
            (no(3), answered(CallBackAnswer::NoAnswer)),
            (no(4), answered(CallBackAnswer::Refused)),
            (no(9), answered(CallBackAnswer::Answered(Satisfaction::Satisfied))),
        ]);
        let drawn: Vec<_> = (1..=5).map(no).collect();
        let result = result(&"rsj".into(), 8, &drawn, &answers, 3);
        assert_eq!((result.refused, result.no_answer, result.to_ring), (1, 1, 1));
        assert_eq!(result.satisfied.share().to_string(), "1/2 50%");
        assert!(!result.enough, "two answers of the three that make a result");
    }
}
