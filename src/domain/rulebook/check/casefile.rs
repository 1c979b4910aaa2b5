//! What the rules of case files mean.

use super::Checking;
use crate::domain::rulebook::read::place;
use crate::refuse;

impl Checking<'_> {
    pub(super) fn papers(&mut self) {
        let book = self.book;
        self.unique("paper", book.papers.iter().map(|paper| paper.id.as_str()));
        for (at, paper) in book.papers.iter().enumerate() {
            self.code(place!["paper", at, "id"], &paper.id);
            self.filled(place!["paper", at, "name"], &paper.name);
            if let Some(form) = &paper.form {
                self.code(place!["paper", at, "form"], form);
            } else if paper.content.is_some() {
                self.say(place!["paper", at, "content"], refuse!("rulebook_paper_without_form"));
            }
            // What no file lacks cannot keep one from being closed.
            if paper.optional && paper.hard.is_some() {
                self.say(place!["paper", at, "hard"], refuse!("rulebook_paper_optional_hard"));
            }
        }
    }
}
