//! Breaking a document into grams.

use super::{Document, Known, fold, is_han, sound};
use crate::text::pinyin;
use std::collections::HashSet;
use std::hash::{BuildHasherDefault, Hasher};

/// How long a beginning of a reading is indexed, in letters; what is typed is cut to it.
pub(super) const READING_MAX: usize = 16;
/// How long a beginning of a Latin word or number is indexed.
pub(super) const WORD_MAX: usize = 8;
/// The lengths of the ends of a telephone number that are indexed.
pub(super) const TAILS: std::ops::RangeInclusive<usize> = 4..=8;
/// The lengths of the beginnings of a telephone number that are indexed.
pub(super) const HEADS: std::ops::RangeInclusive<usize> = 3..=10;
/// The lengths of the beginnings of an identity number that are indexed: region, year, day of birth.
pub(super) const ID_HEADS: [usize; 3] = [6, 10, 14];

/// Where a part of an address ends.
const PLACE_ENDS: &[char] = &['省', '市', '县', '区', '旗', '镇', '乡', '道', '村', '组', '路'];

/// Grams on their way, each once.
///
/// A case has half a thousand of them and an import a million cases, so each is written where it stays and
/// remembered by its hash.
struct Grams {
    seen: HashSet<u64, BuildHasherDefault<Itself>>,
    out: String,
}

/// The hash of a hash: itself.
#[derive(Default)]
struct Itself(u64);

impl Hasher for Itself {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        // FNV-1a; two of a thousand grams fall together once in ten million million cases.
        self.0 = bytes
            .iter()
            .fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3));
    }

    fn write_u64(&mut self, hash: u64) {
        self.0 = hash;
    }
}

impl Grams {
    /// Adds a gram made of an optional tag and characters.
    fn add(&mut self, tag: Option<char>, text: impl IntoIterator<Item = char>) {
        let start = self.out.len();
        self.out.extend(tag);
        self.out.extend(text);
        let mut hash = Itself::default();
        hash.write(&self.out.as_bytes()[start..]);
        let tagged = tag.map_or(0, char::len_utf8);
        if self.out.len() > start + tagged && self.seen.insert(hash.finish()) {
            self.out.push(' ');
        } else {
            self.out.truncate(start);
        }
    }

    fn tagged(&mut self, tag: char, text: &str) {
        self.add(Some(tag), text.chars());
    }

    /// Adds beginnings of an ASCII text.
    fn heads(&mut self, tag: char, text: &str, lengths: impl Iterator<Item = usize>) {
        for length in lengths.take_while(|length| *length <= text.len()) {
            self.tagged(tag, &text[..length]);
        }
    }

    /// Adds the parts of running text.
    fn text(&mut self, text: &str) {
        let folded: Vec<char> = fold(text).collect();
        for run in folded.split(|c| !is_han(*c)).filter(|run| !run.is_empty()) {
            for size in 1..=3 {
                for window in run.windows(size) {
                    self.add(None, window.iter().copied());
                }
            }
        }
        for run in folded.split(|c| !c.is_ascii_alphanumeric()).filter(|run| !run.is_empty()) {
            for length in 1..=WORD_MAX.min(run.len()) {
                self.add(Some('t'), run[..length].iter().copied());
            }
        }
    }

    /// Adds the beginnings of the readings of a name; the given name can be found by itself.
    fn name(&mut self, name: &str) {
        let folded: String = fold(name).filter(|c| c.is_alphanumeric()).collect();
        if folded.is_empty() {
            return;
        }
        self.tagged('m', &folded);
        self.tagged('h', &sound(name));
        for reading in pinyin::name_readings(name) {
            self.reading(&reading);
            if let [surname, given @ ..] = &reading[..]
                && !given.is_empty()
            {
                self.reading(given);
                // The way input methods take it: the surname written out, the rest by initials.
                self.tagged('y', &cut(&format!("{surname}{}", initials(given)), READING_MAX));
            }
        }
    }

    /// Adds every beginning of a reading and of its initials.
    fn reading(&mut self, syllables: &[String]) {
        self.heads('y', &cut(&syllables.concat(), READING_MAX), 1..=READING_MAX);
        self.heads('y', &cut(&initials(syllables), READING_MAX), 1..=READING_MAX);
    }

    fn place(&mut self, place: &str) {
        self.text(place);
        let folded: String = fold(place).filter(|c| c.is_alphanumeric()).collect();
        if folded.is_empty() {
            return;
        }
        self.tagged('a', &folded);
        if let Some(village) = village(place) {
            self.tagged('v', &village);
        }
        for part in folded.split_inclusive(PLACE_ENDS) {
            if part.chars().next().is_some_and(is_han) {
                self.reading(&pinyin::syllables_of(part));
            }
        }
    }

    fn phone(&mut self, phone: &str) {
        let digits: String = phone.chars().filter(char::is_ascii_digit).collect();
        self.heads('p', &digits, HEADS);
        for length in TAILS.take_while(|length| *length <= digits.len()) {
            self.tagged('s', &digits[digits.len() - length..]);
        }
        self.tagged('f', &digits);
    }

    fn id_no(&mut self, id_no: &str) {
        let id: String = fold(id_no).filter(char::is_ascii_alphanumeric).collect();
        self.tagged('d', &id);
        self.heads('i', &id, ID_HEADS.into_iter());
        if id.len() == 18 {
            self.tagged('b', &id[6..14]);
        }
        if id.len() > 4 {
            self.tagged('j', &id[id.len() - 4..]);
        }
    }

    fn known(&mut self, known: &Known) {
        for name in std::iter::once(&known.name).chain(&known.aliases) {
            self.text(name);
            self.name(name);
        }
        known.phones.iter().for_each(|phone| self.phone(phone));
        if let Some(id_no) = &known.id_no {
            self.id_no(id_no);
        }
        if let Some(place) = &known.place {
            self.place(place);
        }
        if let Some(person) = known.person {
            self.tagged('x', &person.to_string());
        }
    }

    fn number(&mut self, no: &str) {
        for form in numbers(no) {
            self.tagged('n', &form);
        }
    }
}

impl Document {
    /// Returns the grams of the document, parted by blanks, each once.
    pub fn grams(&self) -> String {
        let mut grams = Grams {
            seen: HashSet::with_capacity_and_hasher(1024, BuildHasherDefault::default()),
            out: String::with_capacity(4096),
        };
        grams.number(&self.no);
        grams.text(&self.title);
        grams.text(&self.narrative);
        if let Some(place) = &self.place {
            grams.place(place);
        }
        self.people.iter().for_each(|known| grams.known(known));
        for facet in &self.facets {
            grams.add(None, facet.gram().chars());
        }
        grams.out.truncate(grams.out.trim_end().len());
        grams.out
    }
}

/// Returns the ways people write the number of a case: whole, without its letters, only its year or its end.
///
/// `x` parts year and number where the zeros between them are left out.
fn numbers(no: &str) -> Vec<String> {
    let folded: String = fold(no).collect();
    let Some((head, tail)) = folded.split_once('-') else {
        return if folded.is_empty() { Vec::new() } else { vec![folded] };
    };
    let year = head.trim_start_matches(|c: char| !c.is_ascii_digit());
    let short = tail.trim_start_matches('0');
    vec![
        format!("{head}{tail}"),
        format!("{year}{tail}"),
        format!("{head}x{short}"),
        format!("{year}x{short}"),
        head.to_owned(),
        year.to_owned(),
        tail.to_owned(),
        short.to_owned(),
    ]
}

/// Returns the part of an address down to its village or community.
pub fn village(place: &str) -> Option<String> {
    let folded: Vec<char> = fold(place).filter(|c| c.is_alphanumeric()).collect();
    let end = folded.iter().rposition(|c| *c == '村').or_else(|| {
        let ends = ["社区", "嘎查", "居委会"];
        let text: String = folded.iter().collect();
        ends.iter().find_map(|end| text.find(end).map(|at| text[..at + end.len()].chars().count() - 1))
    })?;
    Some(folded[..=end].iter().collect())
}

fn initials(syllables: &[String]) -> String {
    syllables.iter().filter_map(|syllable| syllable.chars().next()).collect()
}

/// Keeps the ASCII letters and digits of a reading, at most so many.
pub(super) fn cut(text: &str, most: usize) -> String {
    text.chars().filter(char::is_ascii_alphanumeric).take(most).collect()
}
