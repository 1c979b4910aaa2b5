//! Words about shifts: the handover sheet as it is printed and shown, line by line.

use super::{list, say, say_with, term};
use crate::domain::centre::Centre;
use crate::domain::ids::OfficerId;
use crate::domain::shift::{Changes, Closed, Heading, Item, LogLine, Section, Sheet, Shift};
use crate::domain::time::{Moment, end_of};
use crate::domain::vocabulary::Level;
use std::collections::BTreeMap;

/// How a line of the sheet stands out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tone {
    /// The title.
    Title,
    /// The head of a section.
    Head,
    /// Something red.
    Red,
    /// Something yellow.
    Yellow,
    /// Anything else.
    Plain,
    /// What is only said for completeness.
    Muted,
}

/// A line of the sheet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PaperLine {
    /// How it stands out.
    pub tone: Tone,
    /// How far it is moved in.
    pub indent: usize,
    /// What it says.
    pub text: String,
    /// The item it begins, if it begins one.
    pub item: Option<String>,
}

/// Says a moment as short as a sheet needs it: `11-22 17:25`, or the day alone when it is a day's end.
pub fn short(at: Moment) -> String {
    at.format(if at == end_of(at.date_naive()) { "%m-%d" } else { "%m-%d %H:%M" }).to_string()
}

/// Names a shift with its hours: `白班 11-22 08:30–17:30`.
pub fn span(name: &str, from: Moment, until: Moment) -> String {
    format!("{name} {}–{}", from.format("%m-%d %H:%M"), until.format("%H:%M"))
}

/// Names what is due: a clock, a directive, a session.
pub fn what(item: &Item) -> String {
    say(&format!("term.{}", item.what))
}

/// Says how much happened, by heading; nothing where nothing did.
pub fn counts(counts: &BTreeMap<Heading, u32>) -> String {
    let counted = counts.iter().map(|(heading, count)| format!("{} {count}", term(Heading::AREA, heading.key())));
    counted.collect::<Vec<_>>().join(" · ")
}

/// Says of an item what it is, whose, since when, until when, and how high it stands.
pub fn about(item: &Item) -> String {
    let mut parts = vec![what(item)];
    parts.extend(Some(item.whose.clone()).filter(|whose| !whose.is_empty()));
    if item.section != Section::Session {
        parts.push(say_with("shift.since", &[("at", &short(item.since))]));
    }
    if let Some(due) = item.due {
        let key = if item.section == Section::Session { "shift.at" } else { "shift.due" };
        parts.push(say_with(key, &[("at", &short(due))]));
    }
    parts.extend(item.level.map(|level| term(Level::AREA, level.key())));
    parts.join(" · ")
}

/// Says what an item is called on the first of its lines.
pub fn head(item: &Item) -> String {
    match &item.no {
        Some(no) if item.item.starts_with(no.as_str()) => format!("{no} {}", item.title),
        Some(no) => format!("{} {}（{no}）", item.item, item.title),
        None => format!("{} {}", item.item, item.title),
    }
}

/// Writes a sheet as it is printed: the shift, what is open by section, what was entered, the signatures, the chain.
///
/// `chain` says whether the log still has at its place what the sheet carries, where that was looked up.
pub fn paper(shift: &Shift, sheet: &Sheet, chain: Option<bool>, centre: &Centre) -> Vec<PaperLine> {
    let mut paper = Paper { lines: Vec::new(), centre };
    paper.top(shift, sheet);
    for section in Section::ALL {
        paper.section(*section, sheet, shift.closed.as_ref());
    }
    if !sheet.entries.is_empty() {
        let count = sheet.entries.len().to_string();
        paper.heading(&say_with("shift.paper.entries", &[("count", &count)]));
        for line in &sheet.entries {
            paper.plain(2, entry(line, centre));
        }
    }
    if sheet.drafts > 0 {
        paper.plain(0, say_with("shift.paper.drafts", &[("count", &sheet.drafts.to_string())]));
    }
    paper.signatures(shift);
    paper.chain(sheet, chain);
    paper.lines
}

/// Says what changed between signing and taking over.
pub fn changes(changes: &Changes) -> Vec<PaperLine> {
    let groups = [("new", &changes.new), ("risen", &changes.risen), ("gone", &changes.gone)];
    let line = |(key, items): (&str, &Vec<Item>)| {
        let items: Vec<_> = items.iter().map(|item| format!("{} {}", head(item), what(item))).collect();
        let text = say_with(&format!("shift.changes.{key}"), &[("items", &list(&items))]);
        PaperLine { tone: Tone::Plain, indent: 2, text, item: None }
    };
    groups.into_iter().filter(|(_, items)| !items.is_empty()).map(line).collect()
}

/// Says a line that was entered by hand.
pub fn entry(line: &LogLine, centre: &Centre) -> String {
    let (at, who) = (short(line.at), name(centre, &line.by));
    let kind = term("shift_entry", line.entry.key());
    let no = line.no.as_ref().map(|no| format!("{no} ")).unwrap_or_default();
    format!("{at} [{kind}] {no}{}（{who}）", line.text)
}

fn name(centre: &Centre, id: &OfficerId) -> String {
    centre.officer(id).map_or_else(|| id.to_string(), |officer| officer.name.clone())
}

struct Paper<'a> {
    lines: Vec<PaperLine>,
    centre: &'a Centre,
}

impl Paper<'_> {
    fn put(&mut self, tone: Tone, indent: usize, text: String) {
        self.lines.push(PaperLine { tone, indent, text, item: None });
    }

    fn plain(&mut self, indent: usize, text: String) {
        self.put(Tone::Plain, indent, text);
    }

    fn heading(&mut self, text: &str) {
        self.put(Tone::Head, 0, text.to_owned());
    }

    fn top(&mut self, shift: &Shift, sheet: &Sheet) {
        let plan = &shift.plan;
        self.put(Tone::Title, 0, say_with("shift.paper.title", &[("centre", &self.centre.name)]));
        let span = span(&plan.name, plan.from, plan.until);
        self.plain(0, say_with("shift.paper.shift", &[("shift", plan.shift.as_str()), ("span", &span)]));
        if let Some(taken) = &shift.taken {
            let facts = [("who", name(self.centre, &taken.by)), ("at", short(taken.at))];
            let facts = facts.each_ref().map(|(key, value)| (*key, value.as_str()));
            self.plain(0, say_with("shift.paper.taken", &facts));
            if let Some(despite) = &taken.despite {
                self.plain(2, say_with("shift.paper.despite", &[("reason", despite)]));
            }
        }
        let counted = counts(&sheet.counts);
        if !counted.is_empty() {
            self.plain(0, say_with("shift.paper.happened", &[("counts", &counted)]));
        }
        if sheet.is_zero() {
            self.put(Tone::Head, 0, say("shift.paper.zero"));
        }
    }

    fn section(&mut self, section: Section, sheet: &Sheet, closed: Option<&Closed>) {
        let items: Vec<&Item> = sheet.of(section).collect();
        if items.is_empty() {
            return;
        }
        self.heading(&format!("{}（{}）", term(Section::AREA, section.key()), items.len()));
        let tone = match section {
            Section::Red => Tone::Red,
            Section::Yellow => Tone::Yellow,
            _ => Tone::Plain,
        };
        for (nth, item) in items.into_iter().enumerate() {
            let text = format!("{}. {}", nth + 1, head(item));
            self.lines.push(PaperLine { tone, indent: 2, text, item: Some(item.item.clone()) });
            self.put(Tone::Muted, 5, about(item));
            if !item.text.is_empty() {
                self.put(Tone::Muted, 5, item.text.clone());
            }
            if let Some(closed) = closed.filter(|_| section == Section::Red) {
                self.answer(item, closed);
            }
        }
    }

    /// How a red item was answered.
    fn answer(&mut self, item: &Item, closed: &Closed) {
        let Some(refused) = closed.refused.iter().find(|it| it.item == item.item) else {
            if closed.accepted.contains(&item.item) {
                self.plain(5, say("shift.paper.accepted"));
            }
            return;
        };
        let leader = name(self.centre, &closed.leader);
        self.plain(5, say_with("shift.paper.refused", &[("reason", &refused.reason), ("leader", &leader)]));
        if let Some((at, by, note)) = &refused.settled {
            let (at, who) = (short(*at), name(self.centre, by));
            self.plain(5, say_with("shift.paper.settled", &[("at", &at), ("who", &who), ("note", note)]));
        }
    }

    fn signatures(&mut self, shift: &Shift) {
        match &shift.signed {
            Some(signed) => {
                if !signed.note.is_empty() {
                    self.plain(0, say_with("shift.paper.note", &[("note", &signed.note)]));
                }
                let who = name(self.centre, &signed.by);
                self.heading(&say_with("shift.paper.outgoing", &[("who", &who), ("at", &short(signed.at))]));
            }
            None if shift.closed.is_some() => self.heading(&say("shift.paper.outgoing_missing")),
            None => self.put(Tone::Muted, 0, say("shift.paper.outgoing_open")),
        }
        match &shift.closed {
            Some(closed) => {
                let who = name(self.centre, &closed.by);
                let facts = [("who", who.as_str()), ("at", &short(closed.at)), ("into", closed.into.as_str())];
                self.heading(&say_with("shift.paper.incoming", &facts));
                if !closed.changes.is_empty() {
                    self.plain(0, say("shift.changes.since"));
                    self.lines.extend(changes(&closed.changes));
                }
            }
            None => self.put(Tone::Muted, 0, say("shift.paper.incoming_open")),
        }
    }

    fn chain(&mut self, sheet: &Sheet, chain: Option<bool>) {
        let place = sheet.head.place.to_string();
        let text = say_with("shift.paper.chain", &[("place", &place), ("hash", &sheet.head.hash)]);
        let agrees = match chain {
            Some(true) => say("shift.paper.chain_agrees"),
            Some(false) => say("shift.paper.chain_differs"),
            None => String::new(),
        };
        let tone = if chain == Some(false) { Tone::Red } else { Tone::Muted };
        self.put(tone, 0, format!("{text}{agrees}"));
    }
}
