//! Who confirms a grade, and the ladder of three levels and six steps, as a county has them.

use super::Rulebook;
use crate::domain::ids::StepId;
use crate::domain::vocabulary::{Grade, Role, UnitLevel};
use serde::{Deserialize, Serialize};

/// What holds for a grade once the desk has proposed it (初评核定, 层级管理).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GradeReviewRule {
    /// The grade.
    pub grade: Grade,
    /// Who confirms it; nobody has to when nothing is said.
    #[serde(default)]
    pub confirmed_by: Option<Role>,
    /// Whether somebody else than who proposed it has to.
    #[serde(default = "yes")]
    pub two_persons: bool,
    /// On which level the body stands that is responsible for settling it (责任主体).
    pub level: UnitLevel,
    /// What that body is called.
    pub body: String,
    /// Where the rule stands.
    pub source: String,
}

const fn yes() -> bool {
    true
}

/// A step of the ladder (三级六步); the lowest stands first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StepRule {
    /// The code, such as `village.room`.
    pub id: StepId,
    /// The name.
    pub name: String,
    /// The level it stands on.
    pub level: UnitLevel,
    /// The body that is responsible there (责任主体).
    pub body: String,
    /// Where the rule stands.
    pub source: String,
}

impl Rulebook {
    /// Returns what holds for a grade once it is proposed.
    pub fn grade_review(&self, grade: Grade) -> Option<&GradeReviewRule> {
        self.grade_reviews.iter().find(|rule| rule.grade == grade)
    }

    /// Returns a step with its place on the ladder, the lowest being 0.
    pub fn step(&self, id: &StepId) -> Option<(usize, &StepRule)> {
        self.steps.iter().enumerate().find(|(_, step)| step.id == *id)
    }
}
