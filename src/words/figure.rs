//! Figures in words: a part with what it is a part of, never without.

use super::{say, say_with};
use crate::domain::figures::Counted;
use crate::domain::rulebook::Question;

/// Says a figure with numerator, denominator and percentage: `回访率 12/15 80.0%`.
pub fn share(name: &str, counted: &Counted) -> String {
    let percent = counted.per_mille().map(|tenths| format!("{}.{}%", tenths / 10, tenths % 10));
    let percent = percent.unwrap_or_else(|| say("figure.nothing"));
    let (part, of) = (counted.number().to_string(), counted.of().to_string());
    say_with("figure.share", &[("name", name), ("part", &part), ("of", &of), ("percent", &percent)])
}

/// Says a question of a script with the answers to choose from.
pub fn question(question: &Question) -> String {
    let answers = question.answers.join(" / ");
    let values = [("name", question.name.as_str()), ("ask", &question.ask), ("answers", &answers)];
    say_with(if answers.is_empty() { "figure.question" } else { "figure.question_of" }, &values)
}
