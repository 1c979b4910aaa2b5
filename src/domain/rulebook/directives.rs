//! What the rows on directives and cards mean: impossible ones are faults.

use super::check::{Checking, most};
use super::read::place;
use crate::domain::directive::{DirectiveRule, Need};
use crate::domain::ids::RuleId;
use crate::refuse;
use std::collections::BTreeSet;

impl Checking<'_> {
    pub(super) fn directives(&mut self) {
        let book = self.book;
        let mut seen = BTreeSet::new();
        for (at, rule) in book.directives.iter().enumerate() {
            if !seen.insert(rule.kind) {
                let id: RuleId = DirectiveRule::id(rule.kind);
                self.say(place!["directive", at, "kind"], refuse!("rulebook_twice", id = id, first = "directive"));
            }
            self.filled(place!["directive", at, "from"], &rule.from);
            self.filled(place!["directive", at, "source"], &rule.source);
            if let Some(limit) = &rule.limit {
                self.between(place!["directive", at, "limit", "amount"], limit.amount, 1, most(limit.unit));
            }
            if let Some(extension) = &rule.extension {
                self.between(place!["directive", at, "extension", "max_count"], extension.max_count, 1, 12);
                self.between(place!["directive", at, "extension", "max_days"], extension.max_days, 1, 366);
            }
            for (below, trigger) in rule.on.iter().enumerate() {
                self.between(place!["directive", at, "on", below, "times"], trigger.times, 1, 100);
            }
            // What comes about by itself has nobody who would state a date.
            let by_itself = rule.at.is_some() || !rule.on.is_empty();
            if by_itself && rule.reply && rule.limit.is_none() {
                self.say(place!["directive", at], refuse!("rulebook_missing_key", key = "limit"));
            }
            if rule.needs.contains(&Need::End) && !rule.reply {
                self.say(place!["directive", at, "needs"], refuse!("rulebook_need_without_reply", kind = rule.kind));
            }
        }
        if let Some(cards) = &book.cards {
            self.between(place!["cards", "yellows"], cards.yellows, 1, 100);
            self.between(place!["cards", "months"], cards.months, 1, 120);
            self.filled(place!["cards", "source"], &cards.source);
        }
    }
}
