//! What the rules about serving residents mean: calling back, evaluation, subsidies.

use super::Checking;
use crate::domain::rulebook::read::place;
use crate::refuse;

impl Checking<'_> {
    pub(super) fn evaluation(&mut self) {
        let rules = &self.book.evaluation;
        self.between(place!["evaluation", "count"], rules.count, 1, 10_000);
        self.between(place!["evaluation", "least"], rules.least, 1, 10_000);
        for (at, question) in rules.questions.iter().enumerate() {
            self.filled(place!["evaluation", "questions", at, "name"], &question.name);
            self.filled(place!["evaluation", "questions", at, "ask"], &question.ask);
        }
    }

    pub(super) fn publication(&mut self) {
        let rules = &self.book.publication;
        self.known_categories(&place!["publication", "except_category"], &rules.except_category);
        self.words(&place!["publication", "except_words"], &rules.except_words);
        self.between(place!["publication", "minor_age"], rules.minor_age, 14, 30);
        self.between(place!["publication", "after_days"], rules.after_days, 0, 3660);
        self.filled(place!["publication", "text"], &rules.text);
    }

    pub(super) fn subsidy(&mut self) {
        let book = self.book;
        self.known_categories(&place!["subsidy", "except_category"], &book.subsidy.except_category);
        self.unique("subsidy_tier", book.subsidy_tiers.iter().map(|tier| tier.id.as_str()));
        for (at, tier) in book.subsidy_tiers.iter().enumerate() {
            self.code(place!["subsidy_tier", at, "id"], &tier.id);
            self.filled(place!["subsidy_tier", at, "name"], &tier.name);
            if tier.grade.is_empty() {
                self.say(place!["subsidy_tier", at, "grade"], refuse!("rulebook_blank"));
            }
            let fen = u32::try_from(tier.amount_fen).unwrap_or_default();
            self.between(place!["subsidy_tier", at, "amount_fen"], fen, 1, 10_000_000);
        }
    }

    pub(super) fn call_back(&mut self) {
        let rules = &self.book.call_back;
        self.between(place!["call_back", "tries"], rules.tries, 1, 20);
        self.between(place!["call_back", "gap_days"], rules.gap_days, 0, 60);
        if rules.times.is_empty() {
            self.say(place!["call_back", "times"], refuse!("rulebook_blank"));
        }
        for (at, question) in rules.script.iter().enumerate() {
            self.filled(place!["call_back", "script", at, "name"], &question.name);
            self.filled(place!["call_back", "script", at, "ask"], &question.ask);
            self.words(&place!["call_back", "script", at, "answers"], &question.answers);
        }
    }
}
