//! Reading a sentence step by step; what a step has taken, the next ones leave alone.

use super::{Certainty, Field, Found, Reading, names, numbers};
use crate::domain::case::Register;
use crate::domain::ids::CategoryId;
use crate::domain::party::{Nature, NewParty};
use crate::domain::time::Day;
use crate::domain::vocabulary::{CaseKind, Channel, Side};
use crate::domain::{clean, idno, phone};
use std::ops::Range;
use unicode_normalization::UnicodeNormalization as _;

/// What the reader knows while it reads.
pub(super) struct Reader {
    text: String,
    found: Vec<Found>,
    /// The pieces between blanks and punctuation.
    pieces: Vec<Range<usize>>,
    /// What does not go into the narrative: private numbers, and names and places that stand alone.
    taken: Vec<Range<usize>>,
    applicant_is_organisation: bool,
    opponent_is_organisation: bool,
    opponent_id: Option<String>,
}

const SEPARATORS: &str = " ,，.。;；、|/!！?？()（）\"“”\n";

/// Words before a value that say what it is.
const LABELS: &[(&str, Field)] = &[
    ("姓名", Field::Name),
    ("申请人", Field::Name),
    ("反映人", Field::Name),
    ("来访人", Field::Name),
    ("来电人", Field::Name),
    ("对方", Field::Opponent),
    ("被申请人", Field::Opponent),
    ("被反映人", Field::Opponent),
    ("地址", Field::Place),
    ("住址", Field::Place),
    ("地点", Field::Place),
];

impl Reader {
    pub fn new(raw: &str) -> Self {
        // Full-width digits and letters are meant as narrow ones; Chinese punctuation stays.
        let wide = |c: char| ('\u{ff10}'..='\u{ff19}').contains(&c) || ('\u{ff21}'..='\u{ff5a}').contains(&c);
        let text: String = clean::line(raw)
            .chars()
            .flat_map(|c| if wide(c) || c == '\u{3000}' { c.nfkc().collect() } else { vec![c] })
            .collect();
        let mut pieces = Vec::new();
        let mut start = 0;
        for (at, c) in text.char_indices() {
            // A full stop or comma between digits is part of the number, a colon belongs to its label.
            let inside = matches!(c, '.' | ',') && numbers::between_digits(&text, at);
            if SEPARATORS.contains(c) && !inside {
                if at > start {
                    pieces.push(start..at);
                }
                start = at + c.len_utf8();
            }
        }
        if start < text.len() {
            pieces.push(start..text.len());
        }
        Self {
            text,
            found: Vec::new(),
            pieces,
            taken: Vec::new(),
            applicant_is_organisation: false,
            opponent_is_organisation: false,
            opponent_id: None,
        }
    }

    fn has(&self, field: Field) -> bool {
        self.found.iter().any(|found| found.field == field)
    }

    fn add(&mut self, field: Field, value: impl Into<String>, certainty: Certainty, at: Option<Range<usize>>) {
        self.found.push(Found { field, value: value.into(), certainty, at, fault: None });
    }

    fn free(&self, range: &Range<usize>) -> bool {
        !self.taken.iter().any(|taken| taken.start < range.end && range.start < taken.end)
    }

    fn piece_at(&self, at: usize) -> Option<Range<usize>> {
        self.pieces.iter().find(|piece| piece.start <= at && at < piece.end).cloned()
    }

    /// Returns the value after a label, `姓名:张三` or `姓名 张三`, with where it stands.
    fn labelled(&self, field: Field) -> Option<Range<usize>> {
        let labels = LABELS.iter().filter(|(_, of)| *of == field).map(|(label, _)| *label);
        for label in labels {
            for (index, piece) in self.pieces.iter().enumerate() {
                let Some(rest) = self.text[piece.clone()].strip_prefix(label) else { continue };
                if let Some(value) = rest.strip_prefix([':', ':', '：']).filter(|value| !value.is_empty()) {
                    return Some(piece.end - value.len()..piece.end);
                }
                if rest.trim_matches([':', '：']).is_empty() {
                    return self.pieces.get(index + 1).cloned();
                }
            }
        }
        None
    }

    pub fn identity(&mut self, today: Day) {
        for range in numbers::identity_numbers(&self.text) {
            let raw = self.text[range.clone()].to_owned();
            self.taken.push(range.clone());
            if self.has(Field::IdNo) {
                self.opponent_id.get_or_insert(raw);
                continue;
            }
            let (value, fault) = match idno::parse(&raw, today) {
                Ok(id) => (id.number, None),
                Err(refusal) => (raw, Some(refusal)),
            };
            let certainty = Certainty::Stated;
            self.found.push(Found { field: Field::IdNo, value, certainty, at: Some(range), fault });
        }
    }

    pub fn telephones(&mut self) {
        for range in numbers::telephones(&self.text) {
            if !self.free(&range) {
                continue;
            }
            let raw = self.text[range.clone()].to_owned();
            self.taken.push(range.clone());
            let field = if self.has(Field::Phone) { Field::OpponentPhone } else { Field::Phone };
            if self.has(field) {
                continue;
            }
            let (value, fault) = match phone::parse(&raw) {
                Ok(number) => (number, None),
                Err(refusal) => (raw, Some(refusal)),
            };
            let certainty = if field == Field::Phone { Certainty::Stated } else { Certainty::Likely };
            self.found.push(Found { field, value, certainty, at: Some(range), fault });
        }
    }

    pub fn place(&mut self, areas: &[&str]) {
        if let Some(range) = self.labelled(Field::Place) {
            self.taken.extend(self.piece_at(range.start));
            self.taken.push(range.clone());
            self.add(Field::Place, self.text[range.clone()].to_owned(), Certainty::Stated, Some(range));
            return;
        }
        let known = areas.iter().filter_map(|area| self.text.find(area).map(|at| at..at + area.len()));
        let (start, certainty) = match known.min_by_key(|range| (range.start, std::cmp::Reverse(range.end))) {
            Some(range) => (range, Certainty::Stated),
            None => match names::looks_like_place(&self.text, &self.pieces) {
                Some(range) => (range, Certainty::Likely),
                None => return,
            },
        };
        let whole = names::whole_place(&self.text, start, areas);
        if self.pieces.contains(&whole) {
            self.taken.push(whole.clone());
        }
        self.add(Field::Place, self.text[whole.clone()].to_owned(), certainty, Some(whole));
    }

    pub fn opponent(&mut self) {
        let hit = match self.labelled(Field::Opponent) {
            Some(range) => names::party_at(&self.text, range.start, range.end).map(|mut hit| {
                hit.certain = hit.range == range;
                hit
            }),
            None => names::opponent(&self.text, &self.pieces),
        };
        let Some(hit) = hit.filter(|hit| self.free(&hit.range)) else { return };
        self.opponent_is_organisation = hit.organisation;
        let certainty = if hit.certain { Certainty::Stated } else { Certainty::Likely };
        // A number that stands after the only opponent named, and before any other, is theirs.
        self.add(Field::Opponent, self.text[hit.range.clone()].to_owned(), certainty, Some(hit.range));
    }

    pub fn applicant(&mut self) {
        let at = |field| self.found.iter().find(|found| found.field == field).and_then(|found| found.at.clone());
        let (opponent, place) = (at(Field::Opponent), at(Field::Place));
        let labelled = self.labelled(Field::Name);
        let hit = if let Some(range) = &labelled {
            let organisation = names::is_organisation(&self.text[range.clone()]);
            Some(names::Hit { range: range.clone(), organisation, certain: true })
        } else {
            names::applicant(&self.text, &self.pieces, opponent.as_ref(), place.as_ref(), &self.taken)
        };
        let Some(hit) = hit else { return };
        if labelled.is_some() {
            self.taken.extend(self.piece_at(hit.range.start));
        }
        if labelled.is_some() || self.pieces.contains(&hit.range) {
            self.taken.push(hit.range.clone());
        }
        self.applicant_is_organisation = hit.organisation;
        let certainty = if hit.certain { Certainty::Stated } else { Certainty::Likely };
        self.add(Field::Name, self.text[hit.range.clone()].to_owned(), certainty, Some(hit.range));
    }

    pub fn figures(&mut self, today: Day) {
        if let Some((fen, range, certain)) = numbers::amount(&self.text, |range| self.free(range)) {
            let certainty = if certain { Certainty::Stated } else { Certainty::Likely };
            self.add(Field::Amount, fen.to_string(), certainty, Some(range));
        }
        if let Some((people, range, certain)) = numbers::people(&self.text) {
            let certainty = if certain { Certainty::Stated } else { Certainty::Likely };
            self.add(Field::People, people.to_string(), certainty, Some(range));
        }
        if let Some((day, range, certain)) = numbers::day(&self.text, today, |range| self.free(range)) {
            let certainty = if certain { Certainty::Stated } else { Certainty::Likely };
            self.add(Field::OccurredOn, day.to_string(), certainty, Some(range));
        }
    }

    /// Returns what is left when numbers, and names and places that stand alone, are taken out.
    fn narrative(&self) -> String {
        let mut out = String::new();
        for (at, c) in self.text.char_indices() {
            if self.free(&(at..at + c.len_utf8())) {
                out.push(c);
            } else if !out.ends_with(' ') {
                out.push(' ');
            }
        }
        for label in ["身份证号", "身份证", "电话", "手机号", "手机", "联系方式"] {
            for colon in ["：", ":", " "] {
                out = out.replace(&format!("{label}{colon}"), " ");
            }
        }
        let out = out.split(' ').map(|part| part.trim_matches([',', '，', ';', '；', '、', '|', '/', ':', '：']));
        let parts: Vec<&str> = out.filter(|part| !part.is_empty()).collect();
        parts.join(" ").trim_matches(['.', '。']).to_owned()
    }

    pub fn finish(mut self, guess: &dyn Fn(&str) -> Vec<(CategoryId, usize)>) -> Reading {
        let narrative = self.narrative();
        if !narrative.is_empty() {
            self.add(Field::Narrative, narrative.clone(), Certainty::Stated, None);
        }
        let guesses = guess(&self.text);
        if let Some((category, score)) = guesses.first() {
            let next = guesses.get(1).map_or(0, |(_, score)| *score);
            let certainty = if *score > next { Certainty::Likely } else { Certainty::Assumed };
            self.add(Field::Category, category.as_str(), certainty, None);
        }
        let (kind, certainty) = kind(&self.text, self.has(Field::Opponent), !guesses.is_empty());
        self.add(Field::Kind, kind.key(), certainty, None);
        let (channel, certainty) = channel(&self.text);
        self.add(Field::Channel, channel.key(), certainty, None);
        self.found.sort_by_key(|found| found.field);
        let register = self.register(kind, channel, narrative);
        Reading {
            text: self.text,
            found: self.found,
            categories: guesses.into_iter().map(|(category, _)| category).collect(),
            register,
        }
    }

    fn value(&self, field: Field) -> Option<String> {
        self.found.iter().find(|found| found.field == field).map(|found| found.value.clone())
    }

    fn register(&self, kind: CaseKind, channel: Channel, narrative: String) -> Register {
        let mut parties = Vec::new();
        if let Some(name) = self.value(Field::Name) {
            let mut party = NewParty::new(Side::Applicant, name);
            party.id_no = self.value(Field::IdNo);
            party.phone = self.value(Field::Phone);
            party.nature = nature(self.applicant_is_organisation);
            parties.push(party);
        }
        if let Some(name) = self.value(Field::Opponent) {
            let mut party = NewParty::new(Side::Respondent, name);
            party.phone = self.value(Field::OpponentPhone);
            party.id_no.clone_from(&self.opponent_id);
            party.nature = nature(self.opponent_is_organisation);
            parties.push(party);
        }
        let category = self.found.iter().find(|it| it.field == Field::Category && it.certainty == Certainty::Likely);
        Register {
            kind,
            channel,
            title: None,
            narrative,
            demands: Vec::new(),
            parties,
            place: self.value(Field::Place),
            grid: None,
            occurred_on: self.value(Field::OccurredOn).and_then(|day| day.parse().ok()),
            people_involved: self.value(Field::People).and_then(|people| people.parse().ok()),
            amount_fen: self.value(Field::Amount).and_then(|fen| fen.parse().ok()),
            category: category.map(|found| CategoryId::from(found.value.as_str())),
            grade: None,
            risk: None,
            attachments: Vec::new(),
            accept: false,
            related: Vec::new(),
            offline: None,
            origin: None,
            sealed: None,
        }
    }
}

fn nature(organisation: bool) -> Nature {
    if organisation { Nature::Organisation } else { Nature::Person }
}

/// Words that say what kind of matter it is, the more telling ones first.
const KINDS: &[(&str, CaseKind)] = &[
    ("举报", CaseKind::Complaint),
    ("投诉", CaseKind::Complaint),
    ("咨询", CaseKind::Inquiry),
    ("请问", CaseKind::Inquiry),
    ("怎么办理", CaseKind::Inquiry),
    ("代办", CaseKind::Errand),
    ("建议", CaseKind::Suggestion),
    ("纠纷", CaseKind::Dispute),
    ("求助", CaseKind::Appeal),
    ("申请救助", CaseKind::Appeal),
];

fn kind(text: &str, opponent: bool, category: bool) -> (CaseKind, Certainty) {
    match KINDS.iter().find(|(word, _)| text.contains(word)) {
        Some((_, kind)) => (*kind, Certainty::Stated),
        None if opponent || category => (CaseKind::Dispute, Certainty::Likely),
        None => (CaseKind::Appeal, Certainty::Assumed),
    }
}

/// Words that say how the matter reached the window.
const CHANNELS: &[(&str, Channel)] = &[
    ("来电", Channel::Phone),
    ("打电话", Channel::Phone),
    ("热线", Channel::Phone),
    ("来信", Channel::Letter),
    ("信箱", Channel::Mailbox),
    ("短信", Channel::Sms),
    ("广播", Channel::Radio),
    ("网格员", Channel::Grid),
    ("领导交办", Channel::Leader),
    ("转来", Channel::Referral),
    ("转办", Channel::Referral),
    ("来访", Channel::WalkIn),
    ("上门", Channel::WalkIn),
];

fn channel(text: &str) -> (Channel, Certainty) {
    match CHANNELS.iter().find(|(word, _)| text.contains(word)) {
        Some((_, channel)) => (*channel, Certainty::Stated),
        None => (Channel::WalkIn, Certainty::Assumed),
    }
}
