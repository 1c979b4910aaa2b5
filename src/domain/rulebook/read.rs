//! Reading a rulebook table by table, so that one fault does not hide the next, each with its place.

use super::{Rulebook, check, duty};
use crate::domain::notice::NoticeRules;
use crate::domain::refusal::Refusal;
use crate::refuse;
use serde::de::DeserializeOwned;
use std::fmt;
use std::ops::Range;
use toml::Spanned;
use toml::de::{DeTable, DeValue, ValueDeserializer};

/// What is wrong with a rulebook, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RulebookFault {
    /// The line, from 1.
    pub line: usize,
    /// The column in characters, from 1.
    pub column: usize,
    /// The key with its path, such as `limit[3].amount`; members of lists are counted from 1.
    pub key: String,
    /// The reason; its words stand in `locales/refusal-rules.*.toml`.
    pub reason: Refusal,
}

impl RulebookFault {
    /// Returns the reason with `line`, `column` and `where` (the key) among its facts.
    pub fn refusal(&self) -> Refusal {
        self.reason.clone().with("line", self.line).with("column", self.column).with("where", &self.key)
    }
}

impl fmt::Display for RulebookFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{} {}: {}", self.line, self.column, self.key, self.reason)
    }
}

/// The keys a rulebook may have at its top.
pub(super) const TOP_KEYS: &[&str] = &[
    "format",
    "id",
    "name",
    "version",
    "note",
    "case_file",
    "paper",
    "representatives_max",
    "offline_days",
    "numbering",
    "objections",
    "mediation",
    "sealing",
    "checks",
    "long_pending",
    "notice",
    "review",
    "review_item",
    "call_back",
    "peace",
    "peace_item",
    "evaluation",
    "publication",
    "subsidy",
    "subsidy_tier",
    "triage",
    "grading",
    "category",
    "limit",
    "extension",
    "escalation",
    "directive",
    "cards",
    "grade_review",
    "step",
    "crosswalk",
    "routing",
    "handover",
    "shift",
    "post",
    "reception",
    "roster",
    "unit",
    "room",
    "mediator",
];

/// How long what stands in an offline book may wait without a reason, where a rulebook does not say.
const OFFLINE_DAYS: u32 = 3;

/// The one format this program reads.
pub(super) const FORMAT: u32 = 1;

/// A step of a path into the text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Seg {
    /// A key of a table.
    Key(String),
    /// A member of a list, from 0.
    At(usize),
}

/// Makes a path: `place!["limit", 3, "amount"]`.
macro_rules! place {
    ($($seg:expr),+ $(,)?) => { Vec::from([$($crate::domain::rulebook::read::Seg::from($seg)),+]) };
}
pub(super) use place;

impl From<&str> for Seg {
    fn from(key: &str) -> Self {
        Self::Key(key.to_owned())
    }
}

impl From<usize> for Seg {
    fn from(at: usize) -> Self {
        Self::At(at)
    }
}

struct Reader<'i> {
    text: &'i str,
    root: Spanned<DeValue<'i>>,
    faults: Vec<(usize, RulebookFault)>,
}

pub(super) fn parse(text: &str) -> Result<Rulebook, Vec<RulebookFault>> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let (table, errors) = DeTable::parse_recoverable(text);
    let span = table.span();
    let mut reader = Reader { text, root: Spanned::new(span, DeValue::Table(table.into_inner())), faults: Vec::new() };
    for error in &errors {
        let reason = refuse!("rulebook_syntax", detail = error.message());
        reader.fault_at(error.span().map_or(0, |span| span.start), String::new(), reason);
    }
    if !errors.is_empty() {
        return Err(reader.into_faults());
    }
    reader.unknown_top_keys();
    let format: Option<u32> = reader.take("format", None);
    if format.is_some_and(|format| format != FORMAT) {
        reader.fault(&place!["format"], refuse!("rulebook_format", expected = FORMAT));
    }
    let read = Rulebook {
        id: reader.take("id", None).unwrap_or_default(),
        name: reader.take("name", None).unwrap_or_default(),
        version: reader.take("version", None).unwrap_or_default(),
        note: reader.take("note", Some(String::new())).unwrap_or_default(),
        numbering: reader.take("numbering", None).unwrap_or_else(|| super::Numbering { pattern: String::new() }),
        representatives_max: reader.take("representatives_max", None).unwrap_or_default(),
        offline_days: reader.take("offline_days", Some(OFFLINE_DAYS)).unwrap_or_default(),
        objections: reader.take("objections", None).unwrap_or(super::Objections { freeze_after: 0 }),
        mediation: reader.take("mediation", None).unwrap_or_else(|| super::MediationRules {
            notice_hours: 0,
            hold_hours: 0,
            slot_minutes: 0,
            session_minutes: 0,
            no_shows: 0,
            opening: Vec::new(),
        }),
        sealing: reader.take("sealing", Some(super::SealingRules::default())).unwrap_or_default(),
        checks: reader.take("checks", Some(super::CheckRules::default())).unwrap_or_default(),
        long_pending: reader.take("long_pending", Some(super::LongPendingRules::default())).unwrap_or_default(),
        notice: reader.take("notice", Some(NoticeRules::default())).unwrap_or_default(),
        review: reader.take("review", Some(super::ReviewRules::default())).unwrap_or_default(),
        review_items: reader.list("review_item"),
        call_back: reader.take("call_back", Some(super::CallBackRules::default())).unwrap_or_default(),
        peace: reader.take("peace", Some(super::PeaceRules::default())).unwrap_or_default(),
        peace_items: reader.list("peace_item"),
        evaluation: reader.take("evaluation", Some(super::EvaluationRules::default())).unwrap_or_default(),
        publication: reader.take("publication", Some(super::PublicationRules::default())).unwrap_or_default(),
        subsidy: reader.take("subsidy", Some(super::SubsidyRules::default())).unwrap_or_default(),
        subsidy_tiers: reader.list("subsidy_tier"),
        grading: reader.list("grading"),
        categories: reader.list("category"),
        limits: reader.list("limit"),
        extensions: reader.list("extension"),
        escalation: reader.list("escalation"),
        directives: reader.list("directive"),
        cards: reader.take("cards", Some(None)).flatten(),
        triage: reader.take("triage", None).unwrap_or(super::Triage { floor_bonus: 0, exact_bonus: 0, suggestions: 0 }),
        grade_reviews: reader.list("grade_review"),
        steps: reader.list("step"),
        crosswalk: reader.list("crosswalk"),
        routing: reader.list("routing"),
        case_file: reader.take("case_file", Some(super::CaseFileRules::default())).unwrap_or_default(),
        papers: reader.list("paper"),
        handover: reader.take("handover", Some(super::HandoverRules::default())).unwrap_or_default(),
        shifts: reader.list_or("shift", || duty::usual().shifts),
        posts: reader.list_or("post", || duty::usual().posts),
        receptions: reader.list("reception"),
        roster: reader.take("roster", Some(super::RosterRules::default())).unwrap_or_default(),
        units: reader.list("unit"),
        rooms: reader.list("room"),
        mediators: reader.list("mediator"),
        source: text.to_owned(),
    };
    // Members that could not be read are missing from the lists, so places would be off by some: what the
    // values mean is looked at once they can all be read.
    if reader.faults.is_empty() {
        for (path, reason) in check::check(&read) {
            reader.fault(&path, reason);
        }
    }
    if reader.faults.is_empty() { Ok(read) } else { Err(reader.into_faults()) }
}

impl<'i> Reader<'i> {
    fn unknown_top_keys(&mut self) {
        let Some(table) = self.root.get_ref().as_table() else { return };
        let unknown: Vec<(String, usize)> = table
            .iter()
            .filter(|(key, _)| !TOP_KEYS.contains(&key.get_ref().as_ref()))
            .map(|(key, _)| (key.get_ref().to_string(), key.span().start))
            .collect();
        for (key, at) in unknown {
            let reason = refuse!("rulebook_unknown_key", found = key, expected = TOP_KEYS.join(", "));
            self.fault_at(at, key, reason);
        }
    }

    /// Reads the value of a top key; a missing one is a fault unless there is a default.
    fn take<T: DeserializeOwned>(&mut self, key: &str, default: Option<T>) -> Option<T> {
        let Some(value) = self.root.get_ref().get(key).cloned() else {
            if default.is_none() {
                self.fault_at(0, key.to_owned(), refuse!("rulebook_missing_key", key = key));
            }
            return default;
        };
        self.value(&place![key], value)
    }

    /// Reads a list of tables; a missing one is an empty one.
    fn list<T: DeserializeOwned>(&mut self, key: &str) -> Vec<T> {
        let Some(value) = self.root.get_ref().get(key).cloned() else { return Vec::new() };
        let DeValue::Array(members) = value.get_ref() else {
            self.fault(&place![key], refuse!("rulebook_not_a_list", key = key));
            return Vec::new();
        };
        let members: Vec<_> = members.iter().cloned().enumerate().collect();
        members.into_iter().filter_map(|(at, member)| self.value(&place![key, at], member)).collect()
    }

    /// Reads a list of tables that has members of its own where the rulebook names none.
    fn list_or<T: DeserializeOwned>(&mut self, key: &str, usual: fn() -> Vec<T>) -> Vec<T> {
        if self.root.get_ref().get(key).is_some() { self.list(key) } else { usual() }
    }

    /// Reads one value; after a fault the culprit is taken out and the rest read again for further ones.
    fn value<T: DeserializeOwned>(&mut self, path: &[Seg], mut value: Spanned<DeValue<'i>>) -> Option<T> {
        let mut taken_out: Vec<String> = Vec::new();
        for _ in 0..50 {
            let error = match T::deserialize(ValueDeserializer::from(value.clone())) {
                Ok(read) => return taken_out.is_empty().then_some(read),
                Err(error) => error,
            };
            let span = error.span().unwrap_or_else(|| value.span());
            let reason = explain(error.message());
            let missing = reason.code == "rulebook_missing_key";
            if missing && taken_out.iter().any(|key| reason.args.iter().any(|(_, value)| value == key)) {
                return None;
            }
            let mut place = path.to_vec();
            let culprit = if missing { None } else { remove(&mut value, &span, &mut place) };
            if missing && let Some((_, key)) = reason.args.first() {
                place.push(Seg::from(key.as_str()));
            }
            self.fault_at(span.start, show(&place), reason);
            match culprit {
                Some(key) => taken_out.push(key),
                None => return None,
            }
        }
        None
    }

    /// Records a fault at a path; a path that does not exist is placed at the nearest table above it.
    fn fault(&mut self, path: &[Seg], reason: Refusal) {
        let mut at = 0;
        let mut node = Some(&self.root);
        for seg in path {
            let Some(here) = node else { break };
            node = match seg {
                Seg::Key(key) => {
                    let table = here.get_ref().as_table();
                    let entry = table.and_then(|table| table.iter().find(|(name, _)| name.get_ref() == key));
                    if let Some((name, value)) = entry {
                        at = if value.get_ref().is_table() { value.span().start } else { name.span().start };
                    }
                    entry.map(|(_, value)| value)
                }
                Seg::At(index) => {
                    let member = here.get_ref().get(*index);
                    if let Some(member) = member {
                        at = member.span().start;
                    }
                    member
                }
            };
        }
        self.fault_at(at, show(path), reason);
    }

    fn fault_at(&mut self, at: usize, key: String, reason: Refusal) {
        let before = self.text.get(..at.min(self.text.len())).unwrap_or_default();
        let line = before.matches('\n').count() + 1;
        let column = before.rsplit('\n').next().unwrap_or_default().chars().count() + 1;
        self.faults.push((at, RulebookFault { line, column, key, reason }));
    }

    fn into_faults(mut self) -> Vec<RulebookFault> {
        self.faults.sort_by_key(|(at, _)| *at);
        self.faults.into_iter().map(|(_, fault)| fault).collect()
    }
}

/// Takes the entry out whose key or value an error points at, lengthens the path to it, and returns its key.
fn remove(value: &mut Spanned<DeValue<'_>>, span: &Range<usize>, path: &mut Vec<Seg>) -> Option<String> {
    let inside = |outer: &Range<usize>| outer.start <= span.start && span.end <= outer.end;
    match value.get_mut() {
        DeValue::Table(table) => {
            let key = table
                .iter()
                .find(|(key, value)| inside(&key.span()) || inside(&value.span()))
                .map(|(key, _)| key.get_ref().to_string())?;
            path.push(Seg::Key(key.clone()));
            let deeper = table.get_mut(key.as_str()).and_then(|value| remove(value, span, path));
            if deeper.is_some() {
                return deeper;
            }
            table.remove(key.as_str());
            Some(key)
        }
        DeValue::Array(members) => {
            let at = members.iter().position(|member| inside(&member.span()))?;
            path.push(Seg::At(at));
            // Without a culprit further in, the whole list goes: its owner takes it out.
            remove(members.get_mut(at)?, span, path)
        }
        _ => None,
    }
}

/// Turns the reader's English message into a reason with words in the officer's language.
fn explain(message: &str) -> Refusal {
    let mut quoted = message.split('`').skip(1).step_by(2);
    let first = quoted.next().unwrap_or_default();
    let others = quoted.collect::<Vec<_>>().join(", ");
    if message.starts_with("unknown field") {
        refuse!("rulebook_unknown_key", found = first, expected = others)
    } else if message.starts_with("missing field") {
        refuse!("rulebook_missing_key", key = first)
    } else if message.starts_with("unknown variant") {
        refuse!("rulebook_unknown_word", found = first, expected = others)
    } else {
        refuse!("rulebook_value", detail = message)
    }
}

/// Writes a path as people read it: `limit[3].amount`, members of lists from 1.
fn show(path: &[Seg]) -> String {
    let steps = path.iter().enumerate().map(|(at, seg)| match seg {
        Seg::Key(key) if at == 0 => key.clone(),
        Seg::Key(key) => format!(".{key}"),
        Seg::At(member) => format!("[{}]", member + 1),
    });
    steps.collect()
}
