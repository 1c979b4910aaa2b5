//! Searching through the library, every kind of term, beside the bare statement on the same index.

use crate::floor::Bare;
use crate::machine::forget;
use crate::place::{OFFICER, Place, now};
use crate::pty::millis;
use crate::table::{Samples, Sheet};
use crate::terms::{Kind, TERMS, of};
use rusqlite::ToSql;
use std::fmt::Write as _;
use std::hint::black_box;
use std::time::Instant;
use yichuang::desk::{Desk, FindOrder, Mode, Search, Viewer, stamp, vocabulary};
use yichuang::domain::alike::{Matter, Somebody};
use yichuang::domain::ids::OfficerId;
use yichuang::domain::search::{Clue, Due, Vocabulary, read};
use yichuang::domain::vocabulary::Side;

/// How often each term is searched for; the first time only reads the pages in.
const ROUNDS: usize = 3;

/// How many are shown.
const SHOWN: u32 = 50;

/// Who searches, and what the words mean there.
pub struct Searcher {
    desk: Desk,
    viewer: Viewer,
    vocabulary: Vocabulary,
    bare: Bare,
}

/// A statement with its values, as the engine would come to ask it.
pub struct Asked {
    /// The statement.
    pub sql: String,
    values: Vec<String>,
}

impl Asked {
    /// Runs it and returns how long that took and how many rows came.
    pub fn run(&self, bare: &Bare) -> (f64, usize) {
        let values: Vec<&dyn ToSql> = self.values.iter().map(|value| value as &dyn ToSql).collect();
        bare.run(&self.sql, &values)
    }

    /// Returns its first value.
    pub fn value(&self) -> &str {
        self.values.first().map_or("", String::as_str)
    }
}

impl Searcher {
    /// Sits down at a database.
    pub fn new(place: &Place) -> Self {
        let desk = Desk::open(&place.database, Mode::ReadOnly).expect("the database opens");
        let centre = desk.centre().expect("a centre").clone();
        let officer = OfficerId::from(OFFICER);
        let viewer = Viewer::masked(centre.officer(&officer).expect("an officer"));
        let vocabulary = vocabulary(&centre, Some(&officer));
        Self { desk, viewer, vocabulary, bare: Bare::open(&place.database) }
    }

    /// Returns the numbers of the first cases that have what was typed.
    pub fn find(&self, typed: &str, limit: u32, order: FindOrder) -> Vec<String> {
        let search = Search { typed: typed.to_owned(), limit, order, ..Search::default() };
        let found = self.desk.find(&self.viewer, &search, now()).expect("an answer");
        assert!(found.faults.is_empty(), "{typed}: {:?}", found.faults);
        found.rows.into_iter().map(|row| row.no.0).collect()
    }

    /// Returns the short names of the units that cases go to.
    pub fn units(&self) -> Vec<String> {
        let units = self.desk.centre().expect("a centre").units.iter().filter(|unit| !unit.is_centre());
        units.map(|unit| unit.short.clone()).collect()
    }

    /// Returns what the bare statement for something typed takes once it is prepared.
    pub fn bare(&self, typed: &str) -> f64 {
        let asked = self.asked(typed);
        asked.run(&self.bare);
        asked.run(&self.bare).0
    }

    /// Returns the bare statement for what was typed.
    pub fn asked(&self, typed: &str) -> Asked {
        let typed = read(typed, &self.vocabulary);
        let (mut from, mut conditions, mut values) = (String::new(), String::new(), Vec::new());
        let mut add = |condition: &str, value: String| {
            values.push(value);
            // Writing to a string does not fail.
            let _ = write!(conditions, " AND {}", condition.replace('?', &format!("?{}", values.len())));
        };
        let id = if typed.query.matching.is_empty() {
            from.push_str("case_row c");
            "c.id"
        } else {
            from.push_str("case_fts CROSS JOIN case_row c ON c.id = case_fts.rowid");
            add("case_fts MATCH ?", typed.query.matching);
            "case_fts.rowid"
        };
        if !typed.query.recheck.is_empty() {
            from.push_str(" CROSS JOIN case_text x ON x.case_id = c.id");
        }
        typed.query.recheck.into_iter().for_each(|phrase| add("0 < instr(x.body, ?)", phrase));
        if let Some(due) = typed.due {
            let days = if let Due::Within(days) = due { days } else { 0 };
            add("c.closed_at IS NULL AND c.due < ?", stamp(now() + chrono::Duration::days(days)));
        }
        let sql = format!(
            "SELECT c.id, c.no, c.title, c.parties, c.kind, c.category, c.grade, c.stage, c.ball, c.holder, c.since,
             c.due, c.closed_at, c.level, c.registered_at, c.registered_by, c.rev
             FROM {from} WHERE 1{conditions} ORDER BY {id} DESC LIMIT {SHOWN}"
        );
        Asked { sql, values }
    }
}

/// Measures the search for every kind of term.
pub fn find(place: &Place, kinds: &[Kind], sheet: &mut Sheet) {
    let searcher = Searcher::new(place);
    let (mut all, mut all_bare) = (Samples::default(), Samples::default());
    for kind in kinds {
        let (mut took, mut floor, mut rows) = (Samples::default(), Samples::default(), 0);
        for round in 0..ROUNDS {
            for term in &kind.terms {
                let asked = searcher.asked(term);
                let begun = Instant::now();
                rows += black_box(searcher.find(term, SHOWN, FindOrder::Newest)).len();
                let here = millis(begun.elapsed());
                let bare = asked.run(&searcher.bare).0;
                if round > 0 {
                    took.add(here);
                    floor.add(bare);
                    all.add(here);
                    all_bare.add(bare);
                }
            }
        }
        if rows == 0 && !kind.name.starts_with("adversarial") {
            sheet.note(format!("{} at {}: nothing was found by any term.", kind.name, place.size));
        }
        sheet.time(place.size, "find.", &format!("search: {}", kind.name), took, floor.median());
    }
    sheet.time(place.size, "find.", "search: every kind of term together", all, all_bare.median());
    cold(place, kinds, sheet);
}

/// Measures the first search on a new connection after the file's pages were forgotten.
fn cold(place: &Place, kinds: &[Kind], sheet: &mut Sheet) {
    let (mut took, mut floor) = (Samples::default(), Samples::default());
    for kind in kinds {
        for term in kind.terms.iter().take(2) {
            forget(&place.database);
            let searcher = Searcher::new(place);
            let asked = searcher.asked(term);
            let begun = Instant::now();
            black_box(searcher.find(term, SHOWN, FindOrder::Newest));
            took.add(millis(begun.elapsed()));
            drop(searcher);
            forget(&place.database);
            // It has read the schema, as the desk had.
            let bare = Bare::open(&place.database);
            bare.run("SELECT rev FROM centre_row", &[]);
            floor.add(asked.run(&bare).0);
        }
    }
    sheet.time(place.size, "cold", "search: every kind, cold", took, floor.median());
}

/// Measures what is looked up beside a form with every key of a name and a telephone number.
pub fn earlier(place: &Place, kinds: &[Kind], sheet: &mut Sheet) {
    let searcher = Searcher::new(place);
    let (mut took, mut floor) = (Samples::default(), Samples::default());
    let sql =
        "SELECT p.*, c.* FROM (SELECT rowid AS id FROM case_fts WHERE case_fts MATCH ?1 ORDER BY rowid DESC LIMIT 8) f
        CROSS JOIN party_row p ON p.case_id = f.id CROSS JOIN case_row c ON c.id = f.id";
    for (name, phone) in of(kinds, "whole name", TERMS).zip(of(kinds, "phone, whole", TERMS).cycle()) {
        let typed = (1..=name.chars().count()).map(|count| (name.chars().take(count).collect::<String>(), ""));
        let typed = typed.chain((1..=phone.len()).map(|count| (name.clone(), &phone[..count])));
        for (name, phone) in typed {
            let applicant = Somebody {
                side: Some(Side::Applicant),
                name: name.clone(),
                phone: phone.to_owned(),
                ..Somebody::default()
            };
            let typed = Matter { people: vec![applicant], ..Matter::default() };
            let begun = Instant::now();
            black_box(searcher.desk.alike(&typed, None, now()).expect("an answer"));
            took.add(millis(begun.elapsed()));
            let clues = [Clue::Name(&name), Clue::Phone(phone)].into_iter().filter_map(|clue| clue.gram());
            floor.add(clues.map(|gram| searcher.bare.run(sql, &[&gram]).0).sum::<f64>());
        }
    }
    sheet.time(place.size, "earlier", "earlier cases, looked up with every key", took, floor.median());
}
