//! What is wrong with the formula of the peace index.

use super::super::Better;
use super::super::read::place;
use super::Checking;
use crate::refuse;

/// What all weights make together.
const WHOLE: u32 = 100;

impl Checking<'_> {
    pub(super) fn peace(&mut self) {
        let book = self.book;
        self.between(place!["peace", "least"], book.peace.least, 1, 1000);
        self.unique("peace_item", book.peace_items.iter().map(|item| item.id.as_str()));
        for (at, item) in book.peace_items.iter().enumerate() {
            let at_key = |key: &str| place!["peace_item", at, key];
            self.code(at_key("id"), &item.id);
            self.filled(at_key("item"), &item.item);
            self.between(at_key("weight"), item.weight, 1, WHOLE);
            self.between(at_key("floor"), item.floor, 0, 100);
            self.between(at_key("target"), item.target, 0, 100);
            if !item.measure.is_rate() {
                self.say(at_key("measure"), refuse!("rulebook_peace_no_rate", measure = item.measure));
            }
            let fits = match item.better {
                Better::More => item.target > item.floor,
                Better::Less => item.target < item.floor,
            };
            if !fits {
                let reason = refuse!("rulebook_peace_direction", floor = item.floor, target = item.target);
                self.say(at_key("target"), reason);
            }
        }
        let weights: u32 = book.peace_items.iter().map(|item| item.weight).sum();
        if let Some(last) = book.peace_items.len().checked_sub(1)
            && weights != WHOLE
        {
            self.say(place!["peace_item", last, "weight"], refuse!("rulebook_peace_weights", sum = weights));
        }
    }
}
