//! What the values of a rulebook mean: impossible ones are faults, each with the path to it.

use super::read::{Seg, place};
use super::{NumberPattern, Rulebook, Target, When};
use crate::domain::clock::{LimitUnit, Roll, StartDay};
use crate::domain::ids::{CategoryId, UnitId};
use crate::domain::refusal::Refusal;
use crate::domain::unit::CENTRE;
use crate::domain::vocabulary::{ClockKind, ResidencyMode, UnitKind};
use crate::refuse;
use std::collections::{BTreeMap, BTreeSet};

mod casefile;
mod crosswalk;
mod duty;
mod levels;
mod peace;
mod service;

type Found = (Vec<Seg>, Refusal);

pub(super) struct Checking<'a> {
    pub(super) book: &'a Rulebook,
    categories: BTreeSet<&'a str>,
    units: BTreeSet<&'a str>,
    found: Vec<Found>,
}

pub(super) fn check(book: &Rulebook) -> Vec<Found> {
    let categories = book
        .categories
        .iter()
        .flat_map(|top| std::iter::once(top.id.as_str()).chain(top.items.iter().map(|item| item.id.as_str())))
        .collect();
    let units = book.units.iter().map(|unit| unit.id.as_str()).collect();
    let mut checking = Checking { book, categories, units, found: Vec::new() };
    checking.head();
    checking.mediation();
    checking.sealing();
    checking.supervision();
    checking.call_back();
    checking.peace();
    checking.evaluation();
    checking.subsidy();
    checking.publication();
    checking.grading();
    checking.category_codes();
    checking.limits();
    checking.extensions();
    checking.escalation();
    checking.directives();
    checking.grade_reviews();
    checking.steps();
    checking.crosswalk();
    checking.routing();
    checking.papers();
    checking.handover();
    checking.duty();
    checking.directory();
    checking.found
}

/// The most of a unit that a limit can sensibly be: about ten years.
pub(super) const fn most(unit: LimitUnit) -> u32 {
    match unit {
        LimitUnit::Hour => 24 * 366,
        LimitUnit::CalDay => 3660,
        LimitUnit::WorkDay => 2500,
        LimitUnit::Month => 120,
    }
}

fn is_code(text: &str) -> bool {
    !text.is_empty() && text.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || "-_.".contains(c))
}

impl Checking<'_> {
    pub(super) fn say(&mut self, path: Vec<Seg>, reason: Refusal) {
        self.found.push((path, reason));
    }

    pub(super) fn between(&mut self, path: Vec<Seg>, value: u32, least: u32, most: u32) {
        if !(least..=most).contains(&value) {
            self.say(path, refuse!("rulebook_out_of_range", value = value, least = least, most = most));
        }
    }

    pub(super) fn filled(&mut self, path: Vec<Seg>, text: &str) {
        if text.trim().is_empty() {
            self.say(path, refuse!("rulebook_blank"));
        }
    }

    fn code(&mut self, path: Vec<Seg>, text: &str) {
        if !is_code(text) {
            self.say(path, refuse!("rulebook_code", found = text));
        }
    }

    fn unique<'b>(&mut self, list: &str, ids: impl Iterator<Item = &'b str>) {
        let mut first: BTreeMap<&str, usize> = BTreeMap::new();
        for (at, id) in ids.enumerate() {
            if let Some(earlier) = first.get(id) {
                let reason = refuse!("rulebook_twice", id = id, first = format!("{list}[{}]", earlier + 1));
                self.say(place![list, at, "id"], reason);
            } else {
                first.insert(id, at);
            }
        }
    }

    fn known_categories(&mut self, path: &[Seg], list: &[CategoryId]) {
        for (at, category) in list.iter().enumerate() {
            if !self.categories.contains(category.as_str()) {
                let path = [path, &place![at]].concat();
                self.say(path, refuse!("rulebook_unknown_category", found = category));
            }
        }
    }

    fn known_unit(&mut self, path: Vec<Seg>, unit: &UnitId) {
        if !self.units.contains(unit.as_str()) {
            self.say(path, refuse!("rulebook_unknown_unit", found = unit));
        }
    }

    fn words(&mut self, path: &[Seg], words: &[String]) {
        for (at, word) in words.iter().enumerate() {
            self.filled([path, &place![at]].concat(), word);
        }
    }

    fn handover(&mut self) {
        let rules = &self.book.handover;
        self.between(place!["handover", "early_minutes"], rules.early_minutes, 0, 24 * 60);
        self.between(place!["handover", "grace_minutes"], rules.grace_minutes, 0, 24 * 60);
        // Red comes after yellow.
        self.between(place!["handover", "red_minutes"], rules.red_minutes, rules.grace_minutes + 1, 48 * 60);
    }

    fn head(&mut self) {
        let book = self.book;
        self.code(place!["id"], &book.id);
        self.filled(place!["name"], &book.name);
        self.filled(place!["version"], &book.version);
        self.between(place!["representatives_max"], book.representatives_max, 1, 50);
        self.between(place!["offline_days"], book.offline_days, 1, 60);
        self.between(place!["objections", "freeze_after"], book.objections.freeze_after, 1, 20);
        self.between(place!["triage", "floor_bonus"], book.triage.floor_bonus, 0, 1000);
        self.between(place!["triage", "exact_bonus"], book.triage.exact_bonus, 0, 1000);
        let suggestions = u32::try_from(book.triage.suggestions).unwrap_or(u32::MAX);
        self.between(place!["triage", "suggestions"], suggestions, 1, 50);
        if let Err(reason) = NumberPattern::parse(&book.numbering.pattern) {
            self.say(place!["numbering", "pattern"], reason);
        }
    }

    fn mediation(&mut self) {
        let rules = &self.book.mediation;
        self.between(place!["mediation", "notice_hours"], rules.notice_hours, 0, 24 * 60);
        self.between(place!["mediation", "hold_hours"], rules.hold_hours, 1, 24 * 30);
        self.between(place!["mediation", "slot_minutes"], rules.slot_minutes, 5, 240);
        self.between(place!["mediation", "session_minutes"], rules.session_minutes, 5, 720);
        self.between(place!["mediation", "no_shows"], rules.no_shows, 1, 10);
        if rules.slot_minutes > 0 && !rules.session_minutes.is_multiple_of(rules.slot_minutes) {
            let reason = refuse!("rulebook_slots", slot = rules.slot_minutes, session = rules.session_minutes);
            self.say(place!["mediation", "session_minutes"], reason);
        }
        if rules.opening.is_empty() {
            self.say(place!["mediation", "opening"], refuse!("rulebook_no_opening"));
        }
        for (at, opening) in rules.opening.iter().enumerate() {
            let (from, to) = (opening.from.format("%H:%M"), opening.to.format("%H:%M"));
            if opening.to <= opening.from {
                let reason = refuse!("rulebook_opening_reversed", from = from, to = to);
                self.say(place!["mediation", "opening", at, "to"], reason);
            }
            if at > 0 && opening.from < rules.opening[at - 1].to {
                self.say(place!["mediation", "opening", at, "from"], refuse!("rulebook_opening_overlaps", from = from));
            }
        }
        let longest = rules.opening.iter().map(|opening| (opening.to - opening.from).num_minutes()).max();
        if longest.is_some_and(|longest| longest > 0 && longest < i64::from(rules.session_minutes)) {
            self.say(place!["mediation", "session_minutes"], refuse!("rulebook_session_too_long"));
        }
    }

    fn sealing(&mut self) {
        let rules = &self.book.sealing;
        self.between(place!["sealing", "open_hours"], rules.open_hours, 1, 24 * 31);
        if rules.keepers.is_empty() {
            self.say(place!["sealing", "keepers"], refuse!("rulebook_missing_key", key = "keepers"));
        }
    }

    fn supervision(&mut self) {
        let (checks, pending) = (&self.book.checks, &self.book.long_pending);
        self.between(place!["checks", "unanswered_days"], checks.unanswered_days, 1, 366);
        self.between(place!["long_pending", "days"], pending.days, 1, 3660);
        self.between(place!["checks", "repeat_cases"], checks.repeat_cases, 2, 100);
        self.between(place!["review", "pass"], self.book.review.pass, 1, 100);
        self.between(place!["review", "percent"], self.book.review.percent, 1, 100);
        self.unique("review_item", self.book.review_items.iter().map(|item| item.id.as_str()));
        for (at, item) in self.book.review_items.iter().enumerate() {
            self.code(place!["review_item", at, "id"], &item.id);
            self.filled(place!["review_item", at, "item"], &item.item);
            self.between(place!["review_item", at, "points"], item.points, 1, 1000);
        }
        let mut before = pending.days;
        for (at, days) in pending.bands.iter().enumerate() {
            if *days <= before {
                let reason = refuse!("rulebook_not_ascending", value = days, before = before);
                self.say(place!["long_pending", "bands", at], reason);
            }
            before = *days;
        }
    }

    fn grading(&mut self) {
        let last = self.book.grading.len().saturating_sub(1);
        for (at, rule) in self.book.grading.iter().enumerate() {
            self.filled(place!["grading", at, "note"], &rule.note);
            self.known_categories(&place!["grading", at, "when", "category"], &rule.when.category);
            self.words(&place!["grading", at, "when", "words"], &rule.when.words);
            if rule.when == super::GradingWhen::default() && at != last {
                self.say(place!["grading", at], refuse!("rulebook_hides_rest"));
            }
        }
    }

    fn category_codes(&mut self) {
        let book = self.book;
        if book.categories.is_empty() {
            self.say(place!["category"], refuse!("rulebook_missing_key", key = "category"));
        }
        self.unique("category", book.categories.iter().map(|category| category.id.as_str()));
        let digits =
            |id: &CategoryId, n: usize| id.as_str().len() == n && id.as_str().bytes().all(|b| b.is_ascii_digit());
        for (at, top) in book.categories.iter().enumerate() {
            if !digits(&top.id, 2) {
                self.say(place!["category", at, "id"], refuse!("rulebook_category_code", found = top.id, digits = 2));
            }
            self.filled(place!["category", at, "name"], &top.name);
            self.words(&place!["category", at, "words"], &top.words);
            let mut seen = BTreeSet::new();
            for (below, item) in top.items.iter().enumerate() {
                let at_key = |key: &str| place!["category", at, "items", below, key];
                if !digits(&item.id, 4) {
                    self.say(at_key("id"), refuse!("rulebook_category_code", found = item.id, digits = 4));
                } else if !item.id.as_str().starts_with(top.id.as_str()) {
                    self.say(at_key("id"), refuse!("rulebook_category_parent", found = item.id, parent = top.id));
                }
                if !seen.insert(&item.id) {
                    self.say(at_key("id"), refuse!("rulebook_twice", id = item.id, first = top.id));
                }
                self.filled(at_key("name"), &item.name);
                self.words(&at_key("words"), &item.words);
            }
        }
    }

    fn limits(&mut self) {
        let book = self.book;
        self.unique("limit", book.limits.iter().map(|rule| rule.id.as_str()));
        let mut closed: BTreeMap<ClockKind, &str> = BTreeMap::new();
        for (at, rule) in book.limits.iter().enumerate() {
            self.code(place!["limit", at, "id"], rule.id.as_str());
            self.between(place!["limit", at, "amount"], rule.amount, 1, most(rule.unit));
            self.filled(place!["limit", at, "source"], &rule.source);
            self.filled(place!["limit", at, "from"], &rule.from);
            self.known_categories(&place!["limit", at, "when", "category"], &rule.when.category);
            self.known_categories(&place!["limit", at, "when", "except_category"], &rule.when.except_category);
            self.known_steps(&place!["limit", at, "when", "step"], &rule.when.step);
            if rule.unit == LimitUnit::Hour && rule.roll == Roll::Forward {
                self.say(place!["limit", at, "roll"], refuse!("rulebook_hours_roll"));
            }
            if rule.unit == LimitUnit::Hour && rule.start == StartDay::Included {
                self.say(place!["limit", at, "start"], refuse!("rulebook_hours_start"));
            }
            if let Some(earlier) = closed.get(&rule.clock) {
                self.say(place!["limit", at], refuse!("rulebook_never_reached", id = rule.id, earlier = earlier));
            } else if rule.when == When::default() {
                closed.insert(rule.clock, rule.id.as_str());
            }
        }
    }

    fn extensions(&mut self) {
        let book = self.book;
        let mut seen = BTreeSet::new();
        for (at, rule) in book.extensions.iter().enumerate() {
            self.between(place!["extension", at, "max_count"], rule.max_count, 1, 12);
            self.between(place!["extension", at, "max_amount"], rule.max_amount, 1, most(rule.unit));
            self.filled(place!["extension", at, "source"], &rule.source);
            if rule.clocks.is_empty() {
                self.say(place!["extension", at, "clocks"], refuse!("rulebook_blank"));
            }
            for (below, clock) in rule.clocks.iter().enumerate() {
                let here = place!["extension", at, "clocks", below];
                if !seen.insert(*clock) {
                    self.say(here, refuse!("rulebook_extension_twice", clock = clock));
                } else if !book.limits.iter().any(|limit| limit.clock == *clock) {
                    self.say(here, refuse!("rulebook_no_such_limit", clock = clock));
                }
            }
        }
    }

    fn escalation(&mut self) {
        let steps = &self.book.escalation;
        if steps.is_empty() {
            self.say(place!["escalation"], refuse!("rulebook_missing_key", key = "escalation"));
        }
        for (at, step) in steps.iter().enumerate() {
            if !(-60..=250).contains(&step.offset) {
                let reason = refuse!("rulebook_out_of_range", value = step.offset, least = -60, most = 250);
                self.say(place!["escalation", at, "offset"], reason);
            }
            let Some(before) = at.checked_sub(1).map(|before| steps[before]) else { continue };
            if step.offset <= before.offset {
                let reason = refuse!("rulebook_not_ascending", value = step.offset, before = before.offset);
                self.say(place!["escalation", at, "offset"], reason);
            }
            if step.level <= before.level {
                let reason = refuse!("rulebook_not_ascending", value = step.level, before = before.level);
                self.say(place!["escalation", at, "level"], reason);
            }
        }
    }

    fn routing(&mut self) {
        let book = self.book;
        self.unique("routing", book.routing.iter().map(|rule| rule.id.as_str()));
        for (at, rule) in book.routing.iter().enumerate() {
            self.code(place!["routing", at, "id"], rule.id.as_str());
            self.between(place!["routing", at, "score"], rule.score, 1, 1000);
            self.filled(place!["routing", at, "source"], &rule.source);
            self.known_categories(&place!["routing", at, "when", "category"], &rule.when.category);
            self.words(&place!["routing", at, "when", "words"], &rule.when.words);
            let empty = match &rule.to {
                Target::Duty(kinds) => kinds.is_empty(),
                Target::Territory(levels) => levels.is_empty(),
                Target::Units(units) => {
                    for (below, unit) in units.iter().enumerate() {
                        self.known_unit(place!["routing", at, "to", "units", below], unit);
                    }
                    units.is_empty()
                }
            };
            if empty {
                self.say(place!["routing", at, "to"], refuse!("rulebook_blank"));
            }
        }
    }

    fn directory(&mut self) {
        let book = self.book;
        self.unique("unit", book.units.iter().map(|unit| unit.id.as_str()));
        self.unique("room", book.rooms.iter().map(|room| room.id.as_str()));
        self.unique("mediator", book.mediators.iter().map(|mediator| mediator.id.as_str()));
        let centres = book.units.iter().filter(|unit| unit.kind == UnitKind::Centre).count();
        if centres != 1 || !self.units.contains(CENTRE) {
            self.say(place!["unit"], refuse!("rulebook_one_centre", id = CENTRE));
        }
        for (at, unit) in book.units.iter().enumerate() {
            let at_key = |key: &str| place!["unit", at, key];
            self.code(at_key("id"), unit.id.as_str());
            self.filled(at_key("name"), &unit.name);
            self.filled(at_key("short"), &unit.short);
            self.known_categories(&at_key("duties"), &unit.duties);
            self.words(&at_key("areas"), &unit.areas);
            if unit.kind == UnitKind::Centre && unit.id.as_str() != CENTRE {
                self.say(at_key("kind"), refuse!("rulebook_one_centre", id = CENTRE));
            }
            if let Some(parent) = &unit.parent {
                self.known_unit(at_key("parent"), parent);
                if self.above_itself(&unit.id) {
                    self.say(at_key("parent"), refuse!("rulebook_unit_circle", id = unit.id));
                }
            }
            let Some(residency) = &unit.residency else { continue };
            let rotating = residency.mode == ResidencyMode::Rotating;
            if rotating == residency.weekdays.is_empty() {
                self.say(place!["unit", at, "residency", "weekdays"], refuse!("rulebook_weekdays_rotating"));
            }
            for (below, weekday) in residency.weekdays.iter().enumerate() {
                self.between(place!["unit", at, "residency", "weekdays", below], *weekday, 1, 7);
            }
        }
        for (at, room) in book.rooms.iter().enumerate() {
            self.code(place!["room", at, "id"], room.id.as_str());
            self.filled(place!["room", at, "name"], &room.name);
            self.between(place!["room", at, "seats"], room.seats, 2, 500);
        }
        for (at, mediator) in book.mediators.iter().enumerate() {
            self.code(place!["mediator", at, "id"], mediator.id.as_str());
            self.filled(place!["mediator", at, "name"], &mediator.name);
            self.known_categories(&place!["mediator", at, "specialities"], &mediator.specialities);
            if let Some(unit) = &mediator.unit {
                self.known_unit(place!["mediator", at, "unit"], unit);
            }
        }
    }

    /// Returns whether following the parents of a unit comes back to it.
    fn above_itself(&self, id: &UnitId) -> bool {
        let parent =
            |id: &UnitId| self.book.units.iter().find(|unit| unit.id == *id).and_then(|unit| unit.parent.as_ref());
        let mut above = parent(id);
        for _ in 0..self.book.units.len() {
            match above {
                Some(unit) if unit == id => return true,
                Some(unit) => above = parent(unit),
                None => return false,
            }
        }
        false
    }
}
