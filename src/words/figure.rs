//! Figures in words: a part with what it is a part of, never without.

use super::say_with;
use crate::domain::figures::Counted;
use crate::domain::rulebook::Question;

/// Says a figure with numerator, denominator and percentage: `回访率 12/15 80%`.
pub fn share(name: &str, counted: &Counted) -> String {
    say_with("figure.share", &[("name", name), ("share", &counted.share().to_string())])
}

/// Says a question of a script with the answers to choose from.
pub fn question(question: &Question) -> String {
    let answers = question.answers.join(" / ");
    let values = [("name", question.name.as_str()), ("ask", &question.ask), ("answers", &answers)];
    say_with(if answers.is_empty() { "figure.question" } else { "figure.question_of" }, &values)
}
