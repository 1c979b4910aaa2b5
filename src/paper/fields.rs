//! The fields of papers: what a form can name, and what stands there for a case, a session, a directive or a shift.
//!
//! A field has an English key and, under `form.field.*` of `locales/form.*.toml`, a Chinese name; forms and own templates
//! may use either. A list is a field whose items have fields of their own; inside, what the item has not is
//! looked for outside of it.

use crate::desk::DirectiveView;
use crate::desk::shift::ShiftView;
use crate::desk::views::CaseView;
use crate::domain::centre::Centre;
use crate::domain::directory::Officer;
use crate::domain::ids::{AssignmentId, SessionId};
use crate::domain::party::{Nature, Party};
use crate::domain::time::{Day, Moment};
use crate::domain::vocabulary::Side;
use crate::words::{Lang, say, say_with, term};
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
    ("registered_on", Kind::Day), ("registered_by", Kind::Text), ("accepted_on", Kind::Day), ("due_on", Kind::Day),
    ("decline_reason", Kind::Text), ("decline_remedy", Kind::Text), ("declined_on", Kind::Day),
    ("demands", Kind::List), ("demand", Kind::Text),
    // Of its parties.
    ("parties", Kind::List), ("applicants", Kind::List), ("respondents", Kind::List), ("third_parties", Kind::List),
    ("applicant_names", Kind::Text), ("respondent_names", Kind::Text), ("party_names", Kind::Text),
    ("name", Kind::Text), ("side", Kind::Text), ("sex", Kind::Text), ("birth_on", Kind::Day), ("age", Kind::Text),
    ("id_no", Kind::Text), ("phone", Kind::Text), ("address", Kind::Text), ("employer", Kind::Text),
    ("occupation", Kind::Text), ("agent", Kind::Text), ("representative", Kind::Text),
    ("is_person", Kind::Flag), ("is_organisation", Kind::Flag), ("is_group", Kind::Flag),
    // Of an assignment: the unit's part in a case.
    ("assignment_no", Kind::Text), ("unit", Kind::Text), ("unit_role", Kind::Text), ("other_units", Kind::Text),
    ("instruction", Kind::Text), ("assigned_on", Kind::Day), ("assigned_by", Kind::Text), ("basis", Kind::Text),
    ("unit_due_on", Kind::Day), ("signed_on", Kind::Day), ("signed_by", Kind::Text), ("objection", Kind::Text),
    ("unit_result", Kind::Text),
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
    ("closing_opinion", Kind::Text),
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
                Subject::Case(view) | Subject::Session(view, _) | Subject::Assignment(view, _) => {
                    of_case(&mut fields, view, setting);
                }
                Subject::Directive(_) | Subject::Shift(_) => {}
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

/// Sets what there is to know of a case.
fn of_case(fields: &mut Fields, view: &CaseView, setting: &Setting<'_>) {
    let case = &view.case;
    fields.set("case_no", case.no.as_str());
    fields.set("title", &case.title);
    fields.set("kind", term("kind", case.kind.key()));
    fields.set("channel", term("channel", case.channel.key()));
    fields.set("narrative", &case.narrative);
    fields.set_if("category", case.category.as_ref().and_then(|id| setting.centre.category_name(id)));
    fields.set_if("place", case.place.as_deref());
    fields.set_if("occurred_on", case.occurred_on.map(day));
    fields.set("registered_on", day(case.registered_at.date_naive()));
    fields.set_if("registered_by", setting.centre.officer(&case.registered_by).map(|officer| officer.name.as_str()));
    fields.set_if("accepted_on", case.accepted_at.map(|at| day(at.date_naive())));
    fields.set_if("due_on", crate::domain::case::due_of(case).map(|clock| day(clock.due.date_naive())));
    fields.set("demand_text", case.demands.join("\n"));
    let demand = |text: &String| {
        let mut item = Fields::default();
        item.set("demand", text);
        item
    };
    fields.list("demands", case.demands.iter().map(demand).collect());
    let sides: [(&'static str, &[Side]); 4] = [
        ("parties", Side::ALL),
        ("applicants", &[Side::Applicant]),
        ("respondents", &[Side::Respondent]),
        ("third_parties", &[Side::Third]),
    ];
    for (key, sides) in sides {
        let of_side = case.parties.iter().filter(|party| sides.contains(&party.side));
        fields.list(key, of_side.map(party).collect());
    }
    let names = |sides: &[Side]| {
        let names = case.parties.iter().filter(|party| sides.contains(&party.side)).map(|party| party.name.as_str());
        names.collect::<Vec<_>>().join(&say("form.and"))
    };
    fields.set("party_names", names(Side::ALL));
    fields.set("applicant_names", names(&[Side::Applicant]));
    fields.set("respondent_names", names(&[Side::Respondent]));
}

/// Returns what there is to know of a party.
fn party(party: &Party) -> Fields {
    let mut item = Fields::default();
    item.set("name", &party.name);
    item.set("side", term("side", party.side.key()));
    item.set_if("sex", party.sex.map(|sex| term("sex", sex.key())));
    item.set_if("birth_on", party.birth.map(day));
    item.set_if("id_no", party.id_no.as_deref());
    item.set_if("phone", party.phone.as_deref());
    item.set_if("address", party.place.as_deref());
    item.set_if("employer", party.employer.as_deref());
    item.set_if("occupation", party.occupation.as_deref());
    item.set_if("agent", party.agent.as_deref());
    let spoken = party.representatives.iter().map(|person| person.name.as_str()).collect::<Vec<_>>();
    item.set("representative", spoken.join(&say("form.and")));
    item.flag("is_person", party.nature == Nature::Person);
    item.flag("is_organisation", party.nature == Nature::Organisation);
    item.flag("is_group", party.nature == Nature::Group);
    item
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_field_has_a_chinese_name_of_its_own() {
        let mut names = BTreeMap::new();
        for (key, _) in FIELDS {
            let name = name_of(key);
            assert!(!name.starts_with("form."), "{key} has no name");
            assert_eq!(names.insert(name.clone(), *key), None, "{name} names two fields");
            assert_eq!(key_of(&name), Some(*key));
        }
    }
}
