//! What a rulebook reads out of a narrative: likely categories and the grade to suggest.

use super::{GradingRule, Rulebook, covers};
use crate::domain::ids::CategoryId;
use crate::domain::vocabulary::Risk;

/// What the grading rules ask of a case.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct GradeFacts<'a> {
    /// How many people are concerned.
    pub people: u32,
    /// How many units are concerned.
    pub units: u32,
    /// The risk, once assessed.
    pub risk: Option<Risk>,
    /// The category, once assessed.
    pub category: Option<&'a CategoryId>,
    /// The narrative.
    pub narrative: &'a str,
}

impl Rulebook {
    /// Returns the categories whose words stand in a narrative, the likeliest first, with a score: a
    /// word counts once, with the square of its length, since long words say more.
    pub fn guess_category(&self, narrative: &str) -> Vec<(CategoryId, usize)> {
        let matched = |words: &[String]| -> usize {
            words.iter().filter(|word| narrative.contains(word.as_str())).map(|word| word.chars().count().pow(2)).sum()
        };
        let mut guesses = Vec::new();
        for top in &self.categories {
            let own = matched(&top.words);
            let below: Vec<_> = top
                .items
                .iter()
                .map(|item| (item.id.clone(), matched(&item.words)))
                .filter(|(_, score)| *score > 0)
                .map(|(id, score)| (id, score + own))
                .collect();
            if below.is_empty() && own > 0 {
                guesses.push((top.id.clone(), own));
            }
            guesses.extend(below);
        }
        // The sort is stable, so the rulebook's order decides between equals.
        guesses.sort_by_key(|(_, score)| std::cmp::Reverse(*score));
        guesses
    }

    /// Returns the grade to suggest, with its reason: the first grading rule whose conditions all hold.
    pub fn suggest_grade(&self, facts: GradeFacts<'_>) -> Option<&GradingRule> {
        self.grading.iter().find(|rule| {
            let when = &rule.when;
            when.people_from.is_none_or(|from| facts.people >= from)
                && when.units_from.is_none_or(|from| facts.units >= from)
                && (when.risk.is_empty() || facts.risk.is_some_and(|risk| when.risk.contains(&risk)))
                && covers(&when.category, facts.category)
                && (when.words.is_empty() || when.words.iter().any(|word| facts.narrative.contains(word.as_str())))
        })
    }
}
