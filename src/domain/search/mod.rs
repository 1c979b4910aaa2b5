//! Finding (检索): what of a case or a person is searched, and how what was typed is understood.
//!
//! A [`Document`] is broken into grams: short pieces of which only the presence is kept. What was typed is
//! broken up the same way ([`read`]), and a case is found when all pieces are in it. One gram is one token of
//! ASCII letters, digits and characters beyond ASCII; its first letter tells its kind, except for pieces of
//! Chinese text, which stand for themselves:
//!
//! | gram | stands for |
//! |---|---|
//! | 宅 宅基 宅基地 | one, two or three Chinese characters in a row, anywhere in the text |
//! | `y…` | the beginning of a reading or of the initials of a name or place |
//! | `m…` `h…` | a whole name; how it sounds, with near sounds taken as one |
//! | `p…` `s…` `f…` | the beginning, the end, the whole of a telephone number |
//! | `i…` `b…` `j…` `d…` | region and birth so far, day of birth, last four, the whole of an identity number |
//! | `n…` | the number of the case, in the ways people write it |
//! | `t…` | the beginning of a Latin word or number in the text |
//! | `a…` `v…` | a whole address; an address down to its village |
//! | `x…` | a person of the directory |
//! | `z…` | a [`Facet`] |

mod grams;
mod highlight;
mod query;
mod sound;
mod vocabulary;

pub use grams::village;
pub use highlight::spans;
pub use query::{Due, GramQuery, Typed, read};
pub use sound::sound;
pub use vocabulary::{Field, Is, Vocabulary};

use crate::text::halfwidth;
use serde::Serialize;
use std::fmt::Write as _;

/// Part of every digest: a change in how grams are made gets a new number, and `rebuild` writes them anew.
const EDITION: u32 = 2;

/// What of a case or a person is searched.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Document {
    /// The number of the case; empty for a person.
    pub no: String,
    /// The title.
    pub title: String,
    /// What happened, and what is asked for.
    pub narrative: String,
    /// Where it happened.
    pub place: Option<String>,
    /// Everybody in it.
    pub people: Vec<Known>,
    /// What else it is found by.
    pub facets: Vec<Facet>,
}

/// Somebody in a document.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Known {
    /// The name.
    pub name: String,
    /// Other names (别名).
    pub aliases: Vec<String>,
    /// Telephone numbers.
    pub phones: Vec<String>,
    /// The identity number or code.
    pub id_no: Option<String>,
    /// The address.
    pub place: Option<String>,
    /// The person in the directory.
    pub person: Option<i64>,
}

/// A property of a case that changes rarely and is searched like a word.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub enum Facet {
    /// The kind of matter, by key.
    Kind(String),
    /// The channel, by key.
    Channel(String),
    /// The grade, by key.
    Grade(String),
    /// The risk, by key.
    Risk(String),
    /// The category, by identity; a sub-category has its parent beside it.
    Category(String),
    /// A unit that has or had it assigned.
    Unit(String),
    /// A mediator of one of its sessions.
    Mediator(String),
    /// The officer who registered it.
    Officer(String),
    /// The window it was registered at: the officer's unit, or the centre when empty.
    Window(String),
    /// The year of registration.
    Year(i32),
    /// Its life goes on.
    Open,
    /// The stage its life ended in, by key.
    Ended(String),
    /// It was merged into another.
    Merged,
    /// The provisional number (临时号) it had in an offline book.
    Slip(String),
    /// Somebody of the directory stands in it. No document lists this one: whoever it is stands among its people.
    Person(i64),
}

impl Facet {
    /// Returns the gram of the facet.
    pub fn gram(&self) -> String {
        let (letter, key) = match self {
            Self::Kind(key) => ('k', key.as_str()),
            Self::Channel(key) => ('h', key.as_str()),
            Self::Grade(key) => ('g', key.as_str()),
            Self::Risk(key) => ('r', key.as_str()),
            Self::Category(key) => ('c', key.as_str()),
            Self::Unit(key) => ('u', key.as_str()),
            Self::Mediator(key) => ('d', key.as_str()),
            Self::Officer(key) => ('o', key.as_str()),
            Self::Window(key) => ('w', key.as_str()),
            Self::Ended(key) => ('e', key.as_str()),
            Self::Slip(no) => ('s', no.as_str()),
            Self::Year(year) => return format!("zy{year}"),
            Self::Open => return "zopen".to_owned(),
            Self::Merged => return "zmerged".to_owned(),
            Self::Person(id) => return format!("x{id}"),
        };
        let mut gram = format!("z{letter}");
        for c in key.chars() {
            match c {
                c if c.is_ascii_alphanumeric() => gram.push(c.to_ascii_lowercase()),
                c if c.is_ascii() => {
                    // Writing to a string does not fail.
                    let _ = write!(gram, "{:02x}", u32::from(c));
                }
                c => gram.push(c),
            }
        }
        gram
    }
}

/// Something about a person that finds where else it was written down.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Clue<'a> {
    /// A whole name.
    Name(&'a str),
    /// A name that sounds alike.
    Sound(&'a str),
    /// A whole telephone number.
    Phone(&'a str),
    /// A whole identity number.
    IdNo(&'a str),
    /// A whole address.
    Address(&'a str),
    /// An address in the same village (村、社区).
    Village(&'a str),
    /// A person of the directory.
    Person(i64),
}

impl Clue<'_> {
    /// Returns the expression that finds it, or nothing where there is nothing to go by.
    pub fn gram(&self) -> Option<String> {
        let plain = |text: &str| fold(text).filter(|c| c.is_alphanumeric()).collect::<String>();
        let (tag, text) = match *self {
            Self::Name(name) => ('m', plain(name)),
            Self::Sound(name) => ('h', sound(name)),
            Self::Phone(phone) => ('f', phone.chars().filter(char::is_ascii_digit).collect()),
            Self::IdNo(id_no) => ('d', plain(id_no)),
            Self::Address(place) => ('a', plain(place)),
            Self::Village(place) => ('v', village(place)?),
            Self::Person(id) => ('x', id.to_string()),
        };
        (!text.is_empty()).then(|| format!("\"{tag}{text}\""))
    }
}

/// Where one looks: each is wider than the one before it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Scope {
    /// 本人: what the officer registered.
    Own,
    /// 本窗口: what was registered at the officer's window.
    Window,
    /// 本部门: what was registered by or assigned to the officer's unit.
    Unit,
    /// 全中心: everything.
    #[default]
    Centre,
}

impl Scope {
    /// Every scope, the narrowest first.
    pub const ALL: &[Self] = &[Self::Own, Self::Window, Self::Unit, Self::Centre];

    /// Returns the stable key under which `locales/term.*.toml` names the scope.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Own => "own",
            Self::Window => "window",
            Self::Unit => "unit",
            Self::Centre => "centre",
        }
    }
}

impl Document {
    /// Returns a digest of everything that grams are made of: as long as it stays, so does the index.
    pub fn digest(&self) -> i64 {
        let text = serde_json::to_vec(&(EDITION, self)).unwrap_or_default();
        let hash = blake3::hash(&text);
        let mut first = [0; 8];
        first.copy_from_slice(&hash.as_bytes()[..8]);
        i64::from_le_bytes(first)
    }

    /// Returns the folded text in which whole phrases are looked for that grams alone cannot tell.
    pub fn body(&self) -> String {
        let mut body = String::with_capacity(self.narrative.len() + self.title.len() + 128);
        let mut add = |text: &str| {
            if !text.is_empty() {
                body.extend(fold(text));
                body.push('\n');
            }
        };
        add(&self.no);
        add(&self.no.replace('-', ""));
        add(&self.title);
        add(&self.narrative);
        add(self.place.as_deref().unwrap_or_default());
        for known in &self.people {
            add(&known.name);
            known.aliases.iter().for_each(|alias| add(alias));
            known.phones.iter().for_each(|phone| add(phone));
            add(known.id_no.as_deref().unwrap_or_default());
            add(known.place.as_deref().unwrap_or_default());
        }
        body
    }
}

/// Folds text for comparing: half width, small letters.
pub fn fold(text: &str) -> impl Iterator<Item = char> + '_ {
    text.chars().map(|c| if c == '\u{3000}' { ' ' } else { latin(c) })
}

/// Folds one character; Chinese punctuation stays itself.
fn latin(c: char) -> char {
    if c.is_ascii() || ('\u{ff01}'..='\u{ff5e}').contains(&c) { halfwidth(c).to_ascii_lowercase() } else { c }
}

/// Tells whether a character is Chinese: the unified ideographs with their extensions, and private use, where
/// rare names are written.
pub fn is_han(c: char) -> bool {
    matches!(c, '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{f900}'..='\u{faff}'
        | '\u{e000}'..='\u{f8ff}' | '\u{20000}'..='\u{3ffff}' | '\u{f0000}'..='\u{10fffd}' | '〇')
}

#[cfg(test)]
mod tests;
