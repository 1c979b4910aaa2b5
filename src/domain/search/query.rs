//! Understanding what was typed.

use super::grams::{HEADS, ID_HEADS, READING_MAX, TAILS, WORD_MAX, cut};
use super::vocabulary::{Field, Is, Vocabulary};
use super::{Document, Facet, fold, is_han};
use crate::domain::case::offline::read_provisional_no;
use crate::domain::refusal::Refusal;
use crate::refuse;
use std::borrow::Cow;
use std::collections::BTreeSet;

/// What the index is asked: an expression of quoted grams, and what must stand in the text as a whole besides.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct GramQuery {
    /// The expression; empty when nothing restricts the search.
    pub matching: String,
    /// Folded phrases that must each occur in the document's body.
    pub recheck: Vec<String>,
}

impl GramQuery {
    /// Tells whether the index is not needed.
    pub fn is_empty(&self) -> bool {
        self.matching.is_empty()
    }

    /// Tells whether a document fits, without an index.
    pub fn fits(&self, document: &Document) -> bool {
        let (grams, body) = (document.grams(), document.body());
        let grams: BTreeSet<&str> = grams.split_ascii_whitespace().collect();
        self.recheck.iter().all(|phrase| body.contains(phrase.as_str())) && holds(&mut tokens(&self.matching), &grams)
    }

    /// Restricts the query to what has any of these facets; none restricts nothing.
    pub fn within(&mut self, facets: &[Facet]) {
        self.and(&any(facets.iter().map(Facet::gram)));
    }

    /// Adds an expression that must hold too.
    fn and(&mut self, clause: &str) {
        if clause.is_empty() {
            return;
        }
        if !self.matching.is_empty() {
            self.matching.push_str(" AND ");
        }
        self.matching.push_str(clause);
    }
}

/// When a case is due, as asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Due {
    /// Already late.
    Overdue,
    /// Within less than so many calendar days; overdue ones too.
    Within(i64),
}

/// What was typed, understood.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Typed {
    /// What the index is asked.
    pub query: GramQuery,
    /// The same where words name somebody or something exactly: whole names, whole numbers. Empty if none does.
    pub exact: GramQuery,
    /// When it has to be due.
    pub due: Option<Due>,
    /// The words, for showing where they occur.
    pub marks: Vec<String>,
    /// Fields and values that nobody knows.
    pub faults: Vec<Refusal>,
}

impl Typed {
    /// Tells whether nothing was asked for.
    pub fn is_empty(&self) -> bool {
        self.query.is_empty() && self.due.is_none()
    }
}

/// Takes an expression apart: quoted grams, brackets and the words between them.
fn tokens(expression: &str) -> std::iter::Peekable<impl Iterator<Item = &str>> {
    // Every other piece stands between quotation marks; an empty gram there is none.
    let pieces = expression.split('"').enumerate().flat_map(|(nth, piece)| {
        let whole = (nth % 2 == 1).then_some(piece);
        let rest = (nth % 2 == 0).then(|| piece.split_inclusive(['(', ')', ' ']));
        let parts = rest.into_iter().flatten().flat_map(|part| {
            let bare = part.trim_end_matches(['(', ')', ' ']);
            [bare, part[bare.len()..].trim()]
        });
        whole.into_iter().chain(parts)
    });
    pieces.filter(|piece| !piece.is_empty()).peekable()
}

/// Tells whether an expression holds of a set of grams. `AND` binds before `OR`, as in the index.
fn holds<'a>(tokens: &mut std::iter::Peekable<impl Iterator<Item = &'a str>>, grams: &BTreeSet<&str>) -> bool {
    let (mut any, mut all) = (false, true);
    loop {
        let holds_here = match tokens.next() {
            Some("(") => holds(tokens, grams),
            Some(gram) => grams.contains(gram),
            None => false,
        };
        all &= holds_here;
        match tokens.next() {
            Some("AND") => {}
            Some("OR") => (any, all) = (any || all, true),
            _ => return any || all,
        }
    }
}

/// Reads what was typed: words that must each occur, in any order, and fields with their values.
pub fn read(typed: &str, vocabulary: &Vocabulary) -> Typed {
    let folded: String = fold(typed).map(|c| if c == '：' { ':' } else { c }).collect();
    let words = spoken(&folded.split_whitespace().collect::<Vec<_>>());
    let words: Vec<&str> = words.iter().map(|word| &**word).collect();
    let mut read = Typed::default();
    let mut named_exactly = false;
    let mut at = 0;
    while let Some(word) = words.get(at) {
        at += 1;
        if let Some((name, value)) = word.split_once(':')
            && let Some(field) = vocabulary.field(name)
        {
            asked(field, value, vocabulary, &mut read);
            continue;
        }
        // `zhang san` is two words or one name.
        let spelled = |word: &str| word.chars().all(|c| c.is_ascii_alphabetic() || c == '\'');
        let mut joined = (*word).to_owned();
        let mut parts = vec![*word];
        while spelled(&joined)
            && let Some(next) = words.get(at).filter(|next| spelled(next))
        {
            joined.push_str(next);
            parts.push(next);
            at += 1;
        }
        read.marks.extend(parts.iter().map(|part| (*part).to_owned()));
        let clause = if parts.len() > 1 {
            let apart: Vec<String> =
                parts.iter().map(|part| word_clause(part, vocabulary, &mut read.query.recheck)).collect();
            format!("({} OR ({}))", quoted(&format!("y{}", cut(&joined, READING_MAX))), apart.join(" AND "))
        } else {
            word_clause(word, vocabulary, &mut read.query.recheck)
        };
        read.query.and(&clause);
        let exact = exactly(word);
        named_exactly |= !exact.is_empty();
        let stricter = if exact.is_empty() { clause } else { any(exact.into_iter()) };
        read.exact.and(&stricter);
    }
    if named_exactly {
        read.exact.recheck.clone_from(&read.query.recheck);
    } else {
        read.exact = GramQuery::default();
    }
    read
}

/// Puts numbers together that were typed in groups, as they are read out: `139 0000 0001`, `139-0000-0001`.
fn spoken<'a>(words: &[&'a str]) -> Vec<Cow<'a, str>> {
    const GROUPS: [[usize; 3]; 2] = [[3, 4, 4], [6, 8, 4]];
    let is_number = |groups: &[&str]| {
        let digits = |group: &str| group.strip_suffix('x').unwrap_or(group).bytes().all(|byte| byte.is_ascii_digit());
        GROUPS.iter().any(|sizes| groups.iter().map(|group| group.len()).eq(sizes.iter().copied()))
            && groups.iter().all(|group| digits(group))
    };
    let mut read = Vec::with_capacity(words.len());
    let mut rest = words;
    while let Some((first, after)) = rest.split_first() {
        let dashed: Vec<&str> = first.split('-').collect();
        rest = after;
        if is_number(&dashed) {
            read.push(Cow::Owned(dashed.concat()));
        } else if let Some(two) = after.get(..2).filter(|two| is_number(&[*first, two[0], two[1]])) {
            read.push(Cow::Owned([*first, two[0], two[1]].concat()));
            rest = &after[2..];
        } else {
            read.push(Cow::Borrowed(*first));
        }
    }
    read
}

/// Adds what a field asks for.
fn asked(field: Field, value: &str, vocabulary: &Vocabulary, read: &mut Typed) {
    // `unit:` is on its way to something.
    if value.is_empty() {
        return;
    }
    let fault = || refuse!("search_value_unknown", asked = vocabulary.name(field), value = value);
    let clause = match field {
        Field::Due => match due(value) {
            Some(due) => {
                read.due = Some(due);
                quoted(&Facet::Open.gram())
            }
            None => return read.faults.push(fault()),
        },
        Field::Is => match vocabulary.condition(value) {
            Some(Is::Overdue) => {
                read.due = Some(Due::Overdue);
                quoted(&Facet::Open.gram())
            }
            Some(Is::Open) => quoted(&Facet::Open.gram()),
            Some(Is::Merged) => quoted(&Facet::Merged.gram()),
            Some(Is::Mine) => quoted(&Facet::Officer(vocabulary.officer.clone()).gram()),
            Some(Is::Closed) => {
                let ends = ["archived", "declined", "withdrawn"];
                any(ends.iter().map(|end| Facet::Ended((*end).to_owned()).gram()))
            }
            None => return read.faults.push(fault()),
        },
        Field::Year => match value.parse() {
            Ok(year) => quoted(&Facet::Year(year).gram()),
            Err(_) => return read.faults.push(fault()),
        },
        Field::Person if value.parse::<i64>().is_ok() => {
            value.parse().map(|id| quoted(&Facet::Person(id).gram())).unwrap_or_default()
        }
        _ => {
            let facets = vocabulary.values(field, value);
            if facets.is_empty() {
                return read.faults.push(fault());
            }
            any(facets.into_iter().map(Facet::gram))
        }
    };
    read.query.and(&clause);
    read.exact.and(&clause);
}

fn due(value: &str) -> Option<Due> {
    match value.strip_prefix("<=") {
        Some(days) => days.parse::<i64>().ok()?.checked_add(1).map(Due::Within),
        None => value.strip_prefix('<').unwrap_or(value).parse().ok().map(Due::Within),
    }
}

/// Returns the expression for a word: all its pieces, or something that it means.
fn word_clause(word: &str, vocabulary: &Vocabulary, recheck: &mut Vec<String>) -> String {
    let mut clauses = Vec::new();
    if let Some(number) = number(word) {
        return quoted(&number);
    }
    for (piece, han) in pieces(word) {
        let literal = if han { han_clause(&piece, recheck) } else { latin_clause(&piece, recheck) };
        clauses.push(literal);
    }
    let literal = match clauses.len() {
        0 => return String::new(),
        1 => clauses.swap_remove(0),
        _ => format!("({})", clauses.join(" AND ")),
    };
    let meant: Vec<String> = vocabulary.meant(word).into_iter().map(Facet::gram).collect();
    if meant.is_empty() {
        return literal;
    }
    // A phrase that has to be looked up in the text would throw out what the word only means.
    if let Some(at) = recheck.iter().position(|phrase| phrase == word) {
        recheck.swap_remove(at);
    }
    format!("({literal} OR {})", any(meant.into_iter()))
}

fn han_clause(piece: &str, recheck: &mut Vec<String>) -> String {
    let chars: Vec<char> = piece.chars().collect();
    let size = chars.len().min(3);
    if chars.len() > 3 {
        recheck.push(piece.to_owned());
    }
    let grams: Vec<String> = chars.windows(size).map(|window| quoted(&window.iter().collect::<String>())).collect();
    match grams.len() {
        1 => grams.concat(),
        _ => format!("({})", grams.join(" AND ")),
    }
}

/// Returns what letters and digits may stand for: readings, numbers of every kind, Latin words in the text.
fn latin_clause(piece: &str, recheck: &mut Vec<String>) -> String {
    let length = piece.len();
    let mut grams = vec![format!("t{}", &piece[..length.min(WORD_MAX)]), format!("n{piece}")];
    let letters = piece.bytes().all(|byte| byte.is_ascii_alphabetic());
    let digits = piece.bytes().all(|byte| byte.is_ascii_digit());
    let id_like = piece.strip_suffix('x').unwrap_or(piece).bytes().all(|byte| byte.is_ascii_digit());
    if letters {
        grams.push(format!("y{}", cut(piece, READING_MAX)));
    }
    if digits {
        if HEADS.contains(&length) {
            grams.push(format!("p{piece}"));
        }
        if TAILS.contains(&length) {
            grams.push(format!("s{piece}"));
        }
        grams.push(format!("f{piece}"));
        if length == 8 {
            grams.push(format!("b{piece}"));
        }
        let short = piece.trim_start_matches('0');
        if !short.is_empty() {
            grams.push(format!("n{short}"));
        }
    }
    if id_like {
        if length == 4 {
            grams.push(format!("j{piece}"));
        }
        grams.push(format!("d{piece}"));
        if let Some(head) = ID_HEADS.iter().rev().find(|head| **head <= length) {
            grams.push(format!("i{}", &piece[..*head]));
        }
    }
    // Of a long word only the beginning is indexed; the text has it whole, unless it is a reading.
    if !letters && length > WORD_MAX && !grams.contains(&format!("i{piece}")) {
        recheck.push(piece.to_owned());
    }
    any(grams.into_iter())
}

/// Returns the grams by which a word names somebody or a case exactly.
fn exactly(word: &str) -> Vec<String> {
    if let Some(number) = number(word) {
        return vec![number];
    }
    let count = word.chars().count();
    if word.chars().all(is_han) {
        return if count >= 2 { vec![format!("m{word}")] } else { Vec::new() };
    }
    match count {
        10.. if word.chars().all(|c| c.is_ascii_alphanumeric()) => vec![format!("f{word}"), format!("d{word}")],
        _ => Vec::new(),
    }
}

/// Returns the gram of a number of a case written with its dash: `zz2026-00123`, `2026-123`, or of a provisional one.
fn number(word: &str) -> Option<String> {
    if let Some(no) = read_provisional_no(word) {
        return Some(Facet::Slip(no).gram());
    }
    let (head, tail) = word.split_once('-')?;
    let year = head.trim_start_matches(|c: char| c.is_ascii_alphabetic());
    let plain = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if year.len() != 4 || !plain(year) || !plain(tail) {
        return None;
    }
    let tail = tail.trim_start_matches('0');
    Some(if tail.is_empty() { format!("n{head}") } else { format!("n{head}x{tail}") })
}

/// Parts a word where it changes between Chinese and Latin; everything else parts it too.
pub(super) fn pieces(word: &str) -> Vec<(String, bool)> {
    let mut pieces: Vec<(String, bool)> = Vec::new();
    let mut running = false;
    for c in word.chars().filter(|c| *c != '\'') {
        let han = is_han(c);
        if !han && !c.is_ascii_alphanumeric() {
            running = false;
            continue;
        }
        match pieces.last_mut() {
            Some((piece, kind)) if running && *kind == han => piece.push(c),
            _ => pieces.push((c.to_string(), han)),
        }
        running = true;
    }
    pieces
}

/// Joins grams of which any will do.
fn any(grams: impl Iterator<Item = String>) -> String {
    let mut grams: Vec<String> = grams.map(|gram| quoted(&gram)).collect();
    grams.dedup();
    match grams.len() {
        0 => String::new(),
        1 => grams.swap_remove(0),
        _ => format!("({})", grams.join(" OR ")),
    }
}

/// Quotes a gram; nothing in it ends the quotation.
fn quoted(gram: &str) -> String {
    format!("\"{}\"", gram.replace('"', ""))
}
