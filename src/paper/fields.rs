//! The fields of papers: what a form can name, and what stands there for a case, a session, a directive or a shift.
//!
//! A field has an English key and, under `form.field.*` of `locales/form.*.toml`, a Chinese name; forms and own templates
//! may use either. A list is a field whose items have fields of their own; inside, what the item has not is
//! looked for outside of it.

mod case;
mod folio;
mod mediation;
mod money;
#[cfg(test)]
mod tests;

pub use money::{amount, in_words};

use crate::desk::DirectiveView;
use crate::desk::shift::ShiftView;
use crate::desk::views::CaseView;
use crate::domain::centre::Centre;
use crate::domain::directory::Officer;
use crate::domain::ids::{AssignmentId, OfficerId, SessionId};
use crate::domain::time::{Day, Moment};
use crate::words::{Lang, say, say_with};
use chrono::Datelike;
use std::collections::BTreeMap;

/// What a field holds, by which a missing one is left blank.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A text.
    Text,
    /// A day or a time.
    Day,
    /// A list of items with fields of their own.
    List,
    /// Nothing to print: only there or not there, for `{{#…}}` and `{{^…}}`.
    Flag,
}

/// Every field, by its key; names stand in `locales/form.*.toml`.
#[rustfmt::skip]
pub const FIELDS: &[(&str, Kind)] = &[
    // Of every paper.
    ("centre", Kind::Text), ("officer", Kind::Text), ("printed_on", Kind::Day), ("year", Kind::Text), ("nth", Kind::Text),
    // Of a case.
    ("case_no", Kind::Text), ("title", Kind::Text), ("kind", Kind::Text), ("category", Kind::Text),
    ("channel", Kind::Text), ("narrative", Kind::Text), ("demand_text", Kind::Text), ("place", Kind::Text),
    ("occurred_on", Kind::Day), ("people_involved", Kind::Text), ("amount", Kind::Text),
    ("amount_words", Kind::Text), ("registered_on", Kind::Day), ("registered_at", Kind::Day),
    ("registered_by", Kind::Text), ("accepted_on", Kind::Day), ("due_on", Kind::Day), ("grade", Kind::Text),
    ("host_unit", Kind::Text), ("co_units", Kind::Text), ("promises", Kind::List), ("promise", Kind::Text),
    ("promise_on", Kind::Day), ("result", Kind::Text), ("resolved_on", Kind::Day), ("closed_on", Kind::Day),
    ("replied_on", Kind::Day), ("reply_text", Kind::Text),
    ("extension_of", Kind::Text), ("extension_reason", Kind::Text), ("extension_before", Kind::Day),
    ("extension_until", Kind::Day), ("extension_by", Kind::Text), ("extended_on", Kind::Day),
    ("call_backs", Kind::List), ("call_on", Kind::Day), ("call_answer", Kind::Text), ("call_note", Kind::Text),
    ("call_by", Kind::Text),
    ("decline_reason", Kind::Text), ("decline_remedy", Kind::Text), ("declined_on", Kind::Day),
    ("demands", Kind::List), ("demand", Kind::Text),
    // Of its parties.
    ("parties", Kind::List), ("applicants", Kind::List), ("respondents", Kind::List), ("third_parties", Kind::List),
    ("applicant_names", Kind::Text), ("respondent_names", Kind::Text), ("party_names", Kind::Text),
    ("name", Kind::Text), ("side", Kind::Text), ("sex", Kind::Text), ("birth_on", Kind::Day), ("age", Kind::Text),
    ("id_no", Kind::Text), ("phone", Kind::Text), ("address", Kind::Text), ("employer", Kind::Text),
    ("occupation", Kind::Text), ("nation", Kind::Text), ("head_count", Kind::Text), ("agent", Kind::Text), ("representative", Kind::Text),
    ("is_person", Kind::Flag), ("is_organisation", Kind::Flag), ("is_group", Kind::Flag),
    // Of an assignment: the unit's part in a case.
    ("assignment_no", Kind::Text), ("unit", Kind::Text), ("unit_role", Kind::Text), ("other_units", Kind::Text),
    ("instruction", Kind::Text), ("assigned_on", Kind::Day), ("assigned_by", Kind::Text), ("basis", Kind::Text),
    ("unit_due_on", Kind::Day), ("signed_on", Kind::Day), ("signed_by", Kind::Text), ("objection", Kind::Text),
    ("unit_result", Kind::Text), ("objected_on", Kind::Day), ("ruling", Kind::Text), ("ruling_reason", Kind::Text),
    ("ruled_on", Kind::Day), ("ruled_by", Kind::Text), ("is_upheld", Kind::Flag), ("is_rejected", Kind::Flag),
    // Of a mediation session, and of how the mediation ended.
    ("session_no", Kind::Text), ("session_at", Kind::Day), ("session_until", Kind::Day), ("session_place", Kind::Text),
    ("session_topic", Kind::Text), ("session_units", Kind::Text), ("session_guests", Kind::Text),
    ("session_parties", Kind::Text), ("present", Kind::Text), ("absent", Kind::Text), ("session_record", Kind::Text),
    ("session_outcome", Kind::Text), ("mediation_from", Kind::Day), ("mediation_until", Kind::Day),
    ("termination_reason", Kind::Text), ("terminated_on", Kind::Day), ("remedies", Kind::Text),
    ("court", Kind::Text), ("confirm_until", Kind::Day), ("is_failed", Kind::Flag),
    // Of the agreement in force.
    ("agreement_no", Kind::Text), ("agreement_facts", Kind::Text), ("agreement_terms", Kind::Text),
    ("agreement_method", Kind::Text), ("agreement_place", Kind::Text), ("agreement_deadline", Kind::Text),
    ("agreement_on", Kind::Day), ("agreement_copies", Kind::Text), ("mediators", Kind::Text), ("recorder", Kind::Text),
    ("is_written", Kind::Flag), ("is_oral", Kind::Flag),
    ("instalments", Kind::List), ("instalment_due_on", Kind::Day), ("instalment_amount", Kind::Text),
    ("instalment_what", Kind::Text),
    // Of a directive.
    ("directive_no", Kind::Text), ("directive_kind", Kind::Text), ("directive_subject", Kind::Text),
    ("directive_text", Kind::Text), ("directive_unit", Kind::Text), ("directive_due_on", Kind::Day),
    ("directive_cause", Kind::Text), ("issued_on", Kind::Day), ("issued_by", Kind::Text), ("leader", Kind::Text),
    ("supervisor", Kind::Text), ("contact", Kind::Text), ("times", Kind::Text), ("reply", Kind::Text),
    ("closing_opinion", Kind::Text), ("replied_at", Kind::Day),
    // Of a shift.
    ("shift_name", Kind::Text), ("shift_from", Kind::Day), ("shift_until", Kind::Day), ("shift_leader", Kind::Text),
    ("shift_crew", Kind::Text), ("shift_counts", Kind::Text), ("shift_items", Kind::List), ("item_section", Kind::Text),
    ("item_no", Kind::Text), ("item_title", Kind::Text), ("item_state", Kind::Text), ("shift_entries", Kind::List),
    ("entry_at", Kind::Text), ("entry_text", Kind::Text), ("shift_note", Kind::Text), ("handed_over_by", Kind::Text),
    ("handed_over_at", Kind::Day), ("taken_over_by", Kind::Text), ("taken_over_at", Kind::Day), ("is_zero", Kind::Flag),
    // Of the case file.
    ("retention", Kind::Text), ("papers", Kind::List), ("paper_name", Kind::Text), ("paper_page", Kind::Text),
    ("paper_pages", Kind::Text), ("paper_note", Kind::Text), ("file_pages", Kind::Text), ("file_missing", Kind::Text),
    ("file_meter", Kind::Text),
];

/// What a paper is printed about.
#[derive(Debug, Clone)]
pub enum Subject {
    /// A case.
    Case(Box<CaseView>),
    /// A session of a case.
    Session(Box<CaseView>, SessionId),
    /// A unit's part in a case.
    Assignment(Box<CaseView>, AssignmentId),
    /// A directive.
    Directive(Box<DirectiveView>),
    /// A shift.
    Shift(Box<ShiftView>),
}

/// Where and when a paper is printed, and by whom.
#[derive(Debug, Clone, Copy)]
pub struct Setting<'a> {
    /// The centre.
    pub centre: &'a Centre,
    /// Who prints.
    pub officer: &'a Officer,
    /// When.
    pub now: Moment,
}

/// Named values: texts, and lists of more of them. What is empty is not there.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Fields {
    texts: BTreeMap<&'static str, String>,
    lists: BTreeMap<&'static str, Vec<Fields>>,
}

/// Returns the key of a field that is called by key or by Chinese name.
pub fn key_of(named: &str) -> Option<&'static str> {
    let named = named.trim();
    let keys = || FIELDS.iter().map(|(key, _)| *key);
    keys().find(|key| *key == named).or_else(|| keys().find(|key| name_of(key) == named))
}

/// Returns the Chinese name of a field, by which forms call it.
pub fn name_of(key: &str) -> String {
    Lang::ZhCn.speaking(|| say(&format!("form.field.{key}")))
}

/// Returns what kind of field a key is.
pub fn kind_of(key: &str) -> Kind {
    FIELDS.iter().find(|(known, _)| *known == key).map_or(Kind::Text, |(_, kind)| *kind)
}

impl Fields {
    /// Sets a text; an empty one is not there.
    pub fn set(&mut self, key: &'static str, text: impl Into<String>) {
        debug_assert!(FIELDS.iter().any(|(known, _)| *known == key), "{key} is no field");
        let text = text.into();
        if !text.trim().is_empty() {
            self.texts.insert(key, text);
        }
    }

    /// Sets a text if there is one.
    pub fn set_if<T: Into<String>>(&mut self, key: &'static str, text: Option<T>) {
        if let Some(text) = text {
            self.set(key, text);
        }
    }

    /// Makes fields with one text.
    fn one(key: &'static str, text: &str) -> Self {
        let mut fields = Self::default();
        fields.set(key, text);
        fields
    }

    /// Sets that something is so, or leaves it.
    pub fn flag(&mut self, key: &'static str, is_so: bool) {
        self.set(key, if is_so { key } else { "" });
    }

    /// Sets a list, numbering its items (`nth`).
    pub fn list(&mut self, key: &'static str, mut items: Vec<Self>) {
        for (at, item) in items.iter_mut().enumerate() {
            item.set("nth", (at + 1).to_string());
        }
        self.lists.insert(key, items);
    }

    /// Returns a text by the key or the Chinese name of its field.
    pub fn text(&self, named: &str) -> Option<&str> {
        self.texts.get(key_of(named)?).map(String::as_str)
    }

    /// Returns the items of a list by its key or Chinese name.
    pub fn items(&self, named: &str) -> Option<&[Self]> {
        self.lists.get(key_of(named)?).map(Vec::as_slice)
    }

    /// Tells whether a field is there: a text, or a list with an item.
    pub fn has(&self, named: &str) -> bool {
        self.text(named).is_some() || self.items(named).is_some_and(|items| !items.is_empty())
    }

    /// Collects the fields of what a paper is about.
    pub fn of(subject: &Subject, setting: &Setting<'_>) -> Self {
        // Papers are Chinese, whatever language the officer reads.
        Lang::ZhCn.speaking(|| {
            let mut fields = Self::default();
            fields.set("centre", &setting.centre.name);
            fields.set("officer", &setting.officer.name);
            fields.set("printed_on", day(setting.now.date_naive()));
            fields.set("year", setting.now.year().to_string());
            match subject {
                Subject::Case(view) => case::of(&mut fields, view, setting),
                Subject::Session(view, session) => {
                    case::of(&mut fields, view, setting);
                    mediation::of_session(&mut fields, view, *session, setting);
                }
                Subject::Assignment(view, assignment) => {
                    case::of(&mut fields, view, setting);
                    case::of_assignment(&mut fields, view, *assignment, setting);
                }
                Subject::Directive(view) => folio::of_directive(&mut fields, view, setting),
                Subject::Shift(view) => folio::of_shift(&mut fields, view, setting),
            }
            fields
        })
    }
}

/// Writes a day as papers do.
pub fn day(day: Day) -> String {
    let parts = [day.year().to_string(), day.month().to_string(), day.day().to_string()];
    say_with("form.day", &[("year", &parts[0]), ("month", &parts[1]), ("day", &parts[2])])
}

/// Writes a moment as papers do: `2026年11月22日9时30分`.
pub fn moment(at: Moment) -> String {
    let parts = [at.format("%-H").to_string(), at.format("%M").to_string()];
    say_with("form.moment", &[("day", &day(at.date_naive())), ("hour", &parts[0]), ("minute", &parts[1])])
}

/// Joins names as papers do.
fn joined<T: AsRef<str>>(names: impl IntoIterator<Item = T>) -> String {
    let names: Vec<String> = names.into_iter().map(|name| name.as_ref().to_owned()).collect();
    names.join(&say("form.and"))
}

/// Returns what an officer is called.
fn officer(id: &OfficerId, setting: &Setting<'_>) -> String {
    setting.centre.officer(id).map_or_else(|| id.to_string(), |officer| officer.name.clone())
}
