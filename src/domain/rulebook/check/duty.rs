//! What the values about duty mean.

use super::{Checking, place};
use crate::domain::ids::{PostId, ShiftId};
use crate::domain::rulebook::Days;
use crate::domain::rulebook::read::Seg;
use crate::refuse;

impl Checking<'_> {
    pub(super) fn duty(&mut self) {
        let book = self.book;
        self.between(place!["roster", "rest_hours"], book.roster.rest_hours, 0, 72);
        self.between(place!["roster", "publish_days"], book.roster.publish_days, 1, 400);
        self.unique("shift", book.shifts.iter().map(|it| it.id.as_str()));
        self.unique("post", book.posts.iter().map(|it| it.id.as_str()));
        self.unique("reception", book.receptions.iter().map(|it| it.id.as_str()));
        for (at, shift) in book.shifts.iter().enumerate() {
            self.code(place!["shift", at, "id"], shift.id.as_str());
            self.filled(place!["shift", at, "name"], &shift.name);
            self.days(&place!["shift", at, "days"], &shift.days);
        }
        for (at, post) in book.posts.iter().enumerate() {
            self.code(place!["post", at, "id"], post.id.as_str());
            self.filled(place!["post", at, "name"], &post.name);
            self.between(place!["post", at, "count"], post.count, 1, 50);
            self.days(&place!["post", at, "days"], &post.days);
            for (below, shift) in post.shifts.iter().enumerate() {
                self.known_shift(place!["post", at, "shifts", below], shift);
            }
            for (below, other) in post.with.iter().enumerate() {
                self.known_post(place!["post", at, "with", below], other);
            }
        }
        for (at, reception) in book.receptions.iter().enumerate() {
            self.code(place!["reception", at, "id"], &reception.id);
            self.filled(place!["reception", at, "name"], &reception.name);
            self.days(&place!["reception", at, "days"], &reception.days);
            self.known_post(place!["reception", at, "post"], &reception.post);
            if reception.to <= reception.from {
                let (from, to) = (reception.from.format("%H:%M"), reception.to.format("%H:%M"));
                self.say(place!["reception", at, "to"], refuse!("rulebook_opening_reversed", from = from, to = to));
            }
        }
    }

    fn days(&mut self, path: &[Seg], days: &Days) {
        let lists = [("weekdays", &days.weekdays, 7), ("nth", &days.nth, 5), ("dates", &days.dates, 31)];
        for (key, list, most) in lists {
            for (at, value) in list.iter().enumerate() {
                self.between([path, &place![key, at]].concat(), *value, 1, most);
            }
        }
    }

    fn known_shift(&mut self, path: Vec<Seg>, shift: &ShiftId) {
        if !self.book.shifts.iter().any(|it| it.id == *shift) {
            self.say(path, refuse!("rulebook_unknown_shift", found = shift));
        }
    }

    fn known_post(&mut self, path: Vec<Seg>, post: &PostId) {
        if !self.book.posts.iter().any(|it| it.id == *post) {
            self.say(path, refuse!("rulebook_unknown_post", found = post));
        }
    }
}
