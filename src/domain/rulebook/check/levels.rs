//! What the rules of grade reviews and of the ladder mean.

use super::Checking;
use crate::domain::ids::StepId;
use crate::domain::permission::{Right, roles};
use crate::domain::rulebook::read::{Seg, place};
use crate::domain::vocabulary::Role;
use crate::refuse;

impl Checking<'_> {
    pub(super) fn grade_reviews(&mut self) {
        let book = self.book;
        for (at, rule) in book.grade_reviews.iter().enumerate() {
            self.filled(place!["grade_review", at, "body"], &rule.body);
            self.filled(place!["grade_review", at, "source"], &rule.source);
            if let Some(first) = book.grade_reviews[..at].iter().position(|it| it.grade == rule.grade) {
                let first = format!("grade_review[{}]", first + 1);
                self.say(
                    place!["grade_review", at, "grade"],
                    refuse!("rulebook_twice", id = rule.grade, first = first),
                );
            }
            // Whoever may not confirm would be waited for in vain.
            if let Some(role) = rule.confirmed_by.filter(|role| !roles(Right::Grade).contains(role)) {
                let fit: Vec<_> = roles(Right::Grade).iter().copied().map(Role::key).collect();
                let reason = refuse!("rulebook_unknown_word", found = role, expected = fit.join(", "));
                self.say(place!["grade_review", at, "confirmed_by"], reason);
            }
        }
    }

    pub(super) fn steps(&mut self) {
        let book = self.book;
        self.unique("step", book.steps.iter().map(|step| step.id.as_str()));
        for (at, step) in book.steps.iter().enumerate() {
            self.code(place!["step", at, "id"], step.id.as_str());
            self.filled(place!["step", at, "name"], &step.name);
            self.filled(place!["step", at, "body"], &step.body);
            self.filled(place!["step", at, "source"], &step.source);
            let Some(before) = at.checked_sub(1).map(|before| &book.steps[before]) else { continue };
            // Levels stand in the order of their height, the county first.
            if step.level > before.level {
                let reason = refuse!("rulebook_ladder_down", level = step.level, before = before.level);
                self.say(place!["step", at, "level"], reason);
            }
        }
    }

    pub(super) fn known_steps(&mut self, path: &[Seg], list: &[StepId]) {
        for (at, id) in list.iter().enumerate() {
            if self.book.step(id).is_none() {
                self.say([path, &place![at]].concat(), refuse!("rulebook_unknown_step", found = id));
            }
        }
    }
}
