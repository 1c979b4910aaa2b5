//! What is searched for: terms of every kind, chosen from the data itself by how many cases have them.
//!
//! Nothing is left to chance: the same file gives the same terms.

use crate::floor::Bare;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use yichuang::domain::search::is_han;
use yichuang::text::pinyin;

/// How many terms there are of each kind.
pub const TERMS: usize = 20;

/// How many cases are looked at to choose them.
const SAMPLE: u32 = 4000;

/// Terms of one kind.
#[derive(Debug)]
pub struct Kind {
    /// What kind, with how often: `2 characters, rare`.
    pub name: String,
    /// The terms.
    pub terms: Vec<String>,
}

/// Returns the terms of all kinds whose names begin so, at most so many of each.
pub fn of<'k>(kinds: &'k [Kind], name: &'static str, most: usize) -> impl Iterator<Item = &'k String> + Clone {
    kinds.iter().filter(move |kind| kind.name.starts_with(name)).flat_map(move |kind| kind.terms.iter().take(most))
}

/// What the sample says.
struct Sample {
    /// The Chinese runs of each case.
    texts: Vec<Vec<Vec<char>>>,
    names: Vec<String>,
    phones: Vec<String>,
    id_nos: Vec<String>,
    numbers: Vec<String>,
    /// A name, two characters of the text and two of the place, of one case.
    mixed: Vec<String>,
}

/// Chooses the terms from a file; the units are for field words.
pub fn choose(bare: &Bare, units: &[String]) -> Vec<Kind> {
    let sample = sample(bare);
    let mut kinds = Vec::new();
    for (size, name) in [(1, "1 character"), (2, "2 characters"), (3, "3 characters"), (4, "4 characters")] {
        let counts = counted(sample.texts.iter().map(|text| grams(text, size)));
        kinds.extend(bands(name, &counts, sample.texts.len()));
    }
    let names: Vec<&String> = sample.names.iter().collect();
    kinds.extend(bands("whole name", &counted(names.iter().map(|name| BTreeSet::from([(*name).clone()]))), 400));
    let mut add = |name: &str, terms: Vec<String>| {
        kinds.push(Kind { name: name.to_owned(), terms: spread(&unique(terms), TERMS) });
    };
    let from_phones = |part: fn(&str) -> Option<&str>| {
        sample.phones.iter().filter_map(|phone| part(phone).map(str::to_owned)).collect::<Vec<_>>()
    };
    add("phone, first 3 digits", from_phones(|phone| phone.get(..3)));
    add("phone, first 7 digits", from_phones(|phone| phone.get(..7)));
    add("phone, last 4 digits", from_phones(|phone| phone.get(7..)));
    add("phone, whole", sample.phones.clone());
    add("identity number, whole", sample.id_nos.clone());
    let read = |how: fn(&[char]) -> Option<String>| {
        names.iter().filter_map(|name| how(&name.chars().collect::<Vec<_>>())).collect::<Vec<_>>()
    };
    add(
        "pinyin, 1 letter",
        read(|name| pinyin::name_initials(&name[..1].iter().collect::<String>()).get(..1).map(lower)),
    );
    add("pinyin, initials", read(|name| Some(lower(&pinyin::name_initials(&name.iter().collect::<String>())))));
    add("pinyin, partial", read(partial));
    add("pinyin, whole", read(|name| Some(parted(name).concat())));
    add("pinyin, in two words", read(|name| Some(parted(name).join(" "))));
    add("number of a case", sample.numbers.clone());
    add("mixed words", sample.mixed.clone());
    let fields =
        ["grade:重大", "grade:重大 土地", "is:overdue", "due:<3", "is:open 工资", "year:2026 邻居", "is:closed 赔偿"];
    let units = units.iter().take(6).flat_map(|unit| [format!("unit:{unit}"), format!("unit:{unit} is:open")]);
    add("field words", units.chain(fields.map(str::to_owned)).collect());
    let (adjacent, together) = adversarial(&sample);
    add("adversarial: common parts, rarely adjacent", adjacent);
    add("adversarial: common words, rarely together", together);
    kinds.retain(|kind| !kind.terms.is_empty());
    kinds
}

fn lower(text: &str) -> String {
    text.to_lowercase()
}

/// Returns surname and given name as they are spelled: `zhang`, `sanfeng`.
fn parted(name: &[char]) -> Vec<String> {
    let spelled = |part: &[char]| {
        pinyin::full(&part.iter().collect::<String>()).chars().filter(char::is_ascii_alphabetic).collect::<String>()
    };
    vec![lower(&spelled(&name[..1])), lower(&spelled(&name[1..]))]
}

/// Returns the surname with the first letter of the given name: `zhangs`.
fn partial(name: &[char]) -> Option<String> {
    let parts = parted(name);
    Some(format!("{}{}", parts[0], parts[1].get(..1)?))
}

fn sample(bare: &Bare) -> Sample {
    // Evenly over the file, each by its key.
    let sql = "WITH RECURSIVE step(size, last) AS (SELECT max(1, max(id) / ?1), max(id) FROM case_row),
                   place(id) AS (SELECT size FROM step UNION ALL
                                 SELECT place.id + size FROM place, step WHERE place.id + size <= last)
               SELECT c.no, c.place, x.body, p.name, p.phone, p.id_no FROM place CROSS JOIN case_row c ON c.id = place.id
               CROSS JOIN case_text x ON x.case_id = c.id CROSS JOIN party_row p ON p.case_id = c.id
               WHERE p.party = 1 AND p.nth = 0";
    let mut statement = bare.file().prepare(sql).expect("a statement");
    let mut rows = statement.query([SAMPLE]).expect("rows");
    let mut sample = Sample {
        texts: Vec::new(),
        names: Vec::new(),
        phones: Vec::new(),
        id_nos: Vec::new(),
        numbers: Vec::new(),
        mixed: Vec::new(),
    };
    while let Some(row) = rows.next().expect("a row") {
        let body: String = row.get(2).expect("a text");
        let runs: Vec<Vec<char>> =
            body.split(|c| !is_han(c)).filter(|run| !run.is_empty()).map(|run| run.chars().collect()).collect();
        let name: String = row.get(3).expect("a name");
        let is_name = (2..=4).contains(&name.chars().count()) && name.chars().all(is_han);
        let place: Option<String> = row.get(1).expect("a place");
        if is_name && let (Some(run), Some(place)) = (runs.iter().find(|run| run.len() >= 8), place) {
            let (surname, place): (String, String) = (name.chars().take(1).collect(), place.chars().take(2).collect());
            sample.mixed.push(format!("{surname} {} {place}", run[4..6].iter().collect::<String>()));
        }
        if is_name {
            sample.names.push(name);
        }
        sample.texts.push(runs);
        let mobile = |phone: &String| phone.len() == 11 && phone.bytes().all(|byte| byte.is_ascii_digit());
        sample.phones.extend(row.get::<_, Option<String>>(4).expect("a phone").filter(mobile));
        sample.id_nos.extend(row.get::<_, Option<String>>(5).expect("a number").filter(|id_no| id_no.len() == 18));
        sample.numbers.push(row.get(0).expect("a number"));
    }
    sample
}

/// Returns the pieces of a size in a case, each once.
fn grams(runs: &[Vec<char>], size: usize) -> BTreeSet<String> {
    runs.iter().flat_map(|run| run.windows(size)).map(|window| window.iter().collect()).collect()
}

/// Returns in how many cases each piece is, the most frequent first.
fn counted(cases: impl Iterator<Item = BTreeSet<String>>) -> Vec<(String, usize)> {
    let mut counts: HashMap<String, usize> = HashMap::new();
    for gram in cases.flatten() {
        *counts.entry(gram).or_default() += 1;
    }
    let mut counts: Vec<_> = counts.into_iter().collect();
    counts.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    counts
}

/// Chooses very common, medium and rare ones: in one of twelve, in one of two hundred to fifty, in one case looked at.
fn bands(name: &str, counts: &[(String, usize)], cases: usize) -> Vec<Kind> {
    let of = |from: usize, to: usize| {
        let within = counts.iter().filter(|(_, count)| (from..=to).contains(count));
        within.map(|(text, _)| text.clone()).collect::<Vec<_>>()
    };
    let least = counts.last().map_or(1, |(_, count)| *count);
    let mut common = of(cases / 12, usize::MAX);
    if common.len() < TERMS {
        common = counts.iter().take(TERMS).map(|(text, _)| text.clone()).collect();
    }
    let bands = [("very common", common), ("medium", of(cases / 200, cases / 50)), ("rare", of(least, least))];
    bands.map(|(band, terms)| Kind { name: format!("{name}, {band}"), terms: spread(&terms, TERMS) }).into()
}

/// Finds three characters of which both pairs are common and which hardly ever stand together, and two common
/// words that hardly any case has both.
fn adversarial(sample: &Sample) -> (Vec<String>, Vec<String>) {
    let pairs = counted(sample.texts.iter().map(|text| grams(text, 2)));
    let common: Vec<&String> = pairs.iter().take(400).map(|(pair, _)| pair).collect();
    let triples: BTreeMap<String, usize> =
        counted(sample.texts.iter().map(|text| grams(text, 3))).into_iter().collect();
    let mut adjacent = Vec::new();
    for (nth, first) in common.iter().enumerate() {
        for (other, second) in common.iter().enumerate() {
            let (head, tail) = (first.chars().nth(1), second.chars().next());
            if nth == other || head != tail {
                continue;
            }
            let joined: String = first.chars().chain(second.chars().skip(1)).collect();
            let count = triples.get(&joined).copied().unwrap_or_default();
            adjacent.push((count, nth + other, joined));
        }
    }
    adjacent.sort();
    let has: Vec<BTreeSet<usize>> = {
        let sets: Vec<BTreeSet<String>> = sample.texts.iter().map(|text| grams(text, 2)).collect();
        let cases = |pair: &String| (0..sets.len()).filter(|case| sets[*case].contains(pair)).collect();
        common.iter().take(150).map(|pair| cases(pair)).collect()
    };
    let mut together = Vec::new();
    for first in 0..has.len() {
        for second in first + 1..has.len() {
            let both = has[first].intersection(&has[second]).count();
            together.push((both, first + second, format!("{} {}", common[first], common[second])));
        }
    }
    together.sort();
    let take = |found: Vec<(usize, usize, String)>| found.into_iter().take(TERMS).map(|(.., text)| text).collect();
    (take(adjacent), take(together))
}

fn unique(mut terms: Vec<String>) -> Vec<String> {
    let mut seen = BTreeSet::new();
    terms.retain(|term| !term.trim().is_empty() && seen.insert(term.clone()));
    terms
}

/// Takes so many, evenly over all of them.
fn spread(terms: &[String], count: usize) -> Vec<String> {
    let step = terms.len().div_ceil(count).max(1);
    terms.iter().step_by(step).cloned().collect()
}
