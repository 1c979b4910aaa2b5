//! What the crosswalk means: every row once, every category in one row of a return at most.

use super::Checking;
use crate::domain::rulebook::read::place;
use crate::refuse;

impl Checking<'_> {
    pub(super) fn crosswalk(&mut self) {
        let book = self.book;
        for (at, rule) in book.crosswalk.iter().enumerate() {
            self.filled(place!["crosswalk", at, "row"], &rule.row);
            self.known_categories(&place!["crosswalk", at, "category"], &rule.category);
            let earlier = book.crosswalk[..at].iter().enumerate().filter(|(_, it)| it.table == rule.table);
            for (first, other) in earlier {
                let first = format!("crosswalk[{}]", first + 1);
                if other.row == rule.row {
                    let reason = refuse!("rulebook_twice", id = rule.row, first = first);
                    self.say(place!["crosswalk", at, "row"], reason);
                }
                if let Some(twice) = rule.category.iter().find(|it| other.category.contains(it)) {
                    let reason = refuse!("rulebook_twice", id = twice, first = first);
                    self.say(place!["crosswalk", at, "category"], reason);
                }
            }
        }
    }
}
