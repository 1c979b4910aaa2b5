//! An evaluation (测评) as a folio: who was drawn with which seed, and what they answered.

use crate::domain::case::CallBackAnswer;
use crate::domain::centre::Centre;
use crate::domain::folio::{Folio, Standing, block};
use crate::domain::ids::{CaseNo, OfficerId, UnitId};
use crate::domain::time::{Day, Moment};
use crate::domain::vocabulary::Satisfaction;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::ops::Range;

/// A command on evaluations.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "command", rename_all = "snake_case", deny_unknown_fields)]
pub enum EvaluationCommand {
    /// Draws service users of units at random (随机抽取服务对象测评).
    DrawEvaluation {
        /// Served on this day or later: their matter was resolved.
        from: Day,
        /// Served on this day or earlier.
        until: Day,
        /// Of which units; all that served anybody when empty.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        units: Vec<UnitId>,
        /// How many per unit; as the rulebook says when missing.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        count: Option<u32>,
        /// What chance goes by; made of the log when missing, and recorded.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        seed: Option<String>,
    },
    /// Writes down what a service user answered (测评记录).
    AnswerEvaluation {
        /// The evaluation: `CP2026-01`.
        evaluation: String,
        /// The case by which the service user was drawn.
        case: CaseNo,
        /// The answer as a whole, or that there was none.
        answer: CallBackAnswer,
        /// The grade of each question, by its name.
        #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
        grades: BTreeMap<String, Satisfaction>,
        /// What was said.
        #[serde(default, skip_serializing_if = "String::is_empty")]
        note: String,
    },
}

/// Something that happened to an evaluation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "snake_case")]
pub enum EvaluationEvent {
    /// Service users were drawn.
    EvaluationDrawn {
        /// The evaluation's number.
        evaluation: String,
        /// Served from when.
        from: Day,
        /// Served until when.
        until: Day,
        /// How many per unit.
        count: u32,
        /// What chance went by.
        seed: String,
        /// With how many answers a result is one.
        least: u32,
        /// Whom, per unit.
        units: Vec<UnitDraw>,
    },
    /// One of them was rung.
    EvaluationAnswered {
        /// The case by which they were drawn.
        no: CaseNo,
        /// What they answered as a whole, or that they did not.
        answer: CallBackAnswer,
        /// The grade of each question, by its name.
        #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
        grades: BTreeMap<String, Satisfaction>,
        /// What was said.
        #[serde(default, skip_serializing_if = "String::is_empty")]
        note: String,
    },
}

/// Whom chance drew of a unit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct UnitDraw {
    /// The unit.
    pub unit: UnitId,
    /// From how many, each person counted once.
    pub among: u32,
    /// Their cases, in the order of drawing.
    pub drawn: Vec<CaseNo>,
}

/// What somebody answered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answered {
    /// When.
    pub at: Moment,
    /// Who rang.
    pub by: OfficerId,
    /// The answer as a whole.
    pub answer: CallBackAnswer,
    /// The grade of each question, by its name.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub grades: BTreeMap<String, Satisfaction>,
    /// What was said.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub note: String,
}

/// An evaluation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Evaluation {
    /// How many events it has.
    pub rev: u64,
    /// Its number: `CP2026-01`.
    pub no: String,
    /// When it was drawn.
    pub drawn_at: Moment,
    /// By whom.
    pub drawn_by: OfficerId,
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
    /// Whom, per unit.
    pub units: Vec<UnitDraw>,
    /// What they answered, by case.
    #[serde(default)]
    pub answers: BTreeMap<CaseNo, Answered>,
}

impl Folio for Evaluation {
    type Event = EvaluationEvent;

    const KIND: &'static str = "evaluation";
    const STREAMS: Range<i64> = block(8);

    fn name(event: &EvaluationEvent) -> &'static str {
        match event {
            EvaluationEvent::EvaluationDrawn { .. } => "evaluation_drawn",
            EvaluationEvent::EvaluationAnswered { .. } => "evaluation_answered",
        }
    }

    fn begin(at: Moment, by: &OfficerId, event: &EvaluationEvent) -> Option<Self> {
        let EvaluationEvent::EvaluationDrawn { evaluation, from, until, count, seed, least, units } = event.clone()
        else {
            return None;
        };
        let (drawn_by, answers) = (by.clone(), BTreeMap::new());
        Some(Self { rev: 1, no: evaluation, drawn_at: at, drawn_by, from, until, count, seed, least, units, answers })
    }

    fn apply(&mut self, at: Moment, by: &OfficerId, event: &EvaluationEvent) {
        self.rev += 1;
        if let EvaluationEvent::EvaluationAnswered { no, answer, grades, note } = event.clone() {
            self.answers.insert(no, Answered { at, by: by.clone(), answer, grades, note });
        }
    }

    fn rev(&self) -> u64 {
        self.rev
    }

    fn key(&self) -> String {
        self.no.clone()
    }

    fn standing(&self, _centre: &Centre) -> Standing {
        Standing::at_rest(self.drawn_at, "drawn")
    }
}
