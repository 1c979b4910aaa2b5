//! What the rules about serving residents mean: calling back.

use super::Checking;
use crate::domain::rulebook::read::place;
use crate::refuse;

impl Checking<'_> {
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
