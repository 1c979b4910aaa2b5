//! Filling a database that is being made: quick, alone, and thrown away if anything goes wrong.
//!
//! What stands in the file afterwards is what the ordinary way writes, row by row; a test compares the two. It is
//! quicker because nobody reads beside it, nothing is kept for taking back, nothing is asked for that a new case
//! cannot have, and the index of words is sorted once instead of being merged again and again.

mod postings;
mod segment;

use super::error::StoreError;
use super::log::{Head, NewEvent, chain};
use super::project::Tx;
use super::reads::{Outcome, Span};
use super::rows::{ChildRow, Projection};
use super::{PersonRow, Store, open};
use postings::Postings;
use rusqlite::config::DbConfig;
use rusqlite::params_from_iter;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread;

/// Settings while a database is filled: nothing is synchronised, kept for taking back or checked against other
/// tables, and 256 MiB of pages are kept so that the indexes stay in memory.
const SETTINGS: &str = "
    PRAGMA locking_mode = EXCLUSIVE;
    PRAGMA journal_mode = OFF;
    PRAGMA synchronous = OFF;
    PRAGMA foreign_keys = OFF;
    PRAGMA cache_size = -262144;";

/// A case with its first event, as it goes into a database that is being made.
#[derive(Debug, Clone)]
pub struct FreshCase {
    /// When the event happened.
    pub at: String,
    /// The officer who did it.
    pub officer: String,
    /// What kind of event it is.
    pub kind: String,
    /// The event itself, as JSON.
    pub body: String,
    /// The index rows.
    pub rows: Projection,
    /// The folded text of what it is found by.
    pub text: String,
    /// The word parts by which it is found.
    pub grams: String,
}

/// A person of the directory, as it goes into a database that is being made.
#[derive(Debug, Clone)]
pub struct FreshPerson {
    /// The row.
    pub row: PersonRow,
    /// The word parts by which the person is found.
    pub grams: String,
}

/// What goes into a database that is being made: first all cases, then all persons, each in the order of their ids.
#[derive(Debug, Clone)]
#[allow(clippy::large_enum_variant)] // most are cases
pub enum Fresh {
    /// A case.
    Case(FreshCase),
    /// A person.
    Person(FreshPerson),
}

impl Store {
    /// Fills a database that has no cases yet, with cases and the persons in them; returns how many cases.
    ///
    /// # Errors
    /// Refuses a database that has cases. After any other error the file is of no use and must be removed.
    pub fn fill<E: From<StoreError>>(&mut self, all: impl Iterator<Item = Result<Fresh, E>>) -> Result<u64, E> {
        let sql = |error: rusqlite::Error| self.reads.failed(&error);
        let gate = self.gate.as_ref().ok_or(StoreError::ReadOnly)?;
        let pass = gate.enter(self.reads.patience())?;
        if self.reads.one("SELECT 1 FROM case_row LIMIT 1", [], |_| Ok(()))?.is_some() {
            return Err(StoreError::AlreadyThere { path: self.path.display().to_string() }.into());
        }
        // Without this SQLite guards the tables behind the index of words, and insists on a journal.
        self.reads.conn.set_db_config(DbConfig::SQLITE_DBCONFIG_DEFENSIVE, false).map_err(sql)?;
        self.reads.conn.execute_batch(SETTINGS).map_err(sql)?;
        let count = self.fill_all(all)?;
        // A fresh connection has the usual settings, and knows nothing of the index as it was before.
        let patience = self.reads.patience();
        let scratch = rusqlite::Connection::open_in_memory().map_err(sql)?;
        drop(std::mem::replace(&mut self.reads.conn, scratch));
        drop(pass);
        *self = open::again(self)?;
        self.set_patience(patience);
        Ok(count)
    }

    /// Writes the rows here while another thread gathers the words: each is about half of the work.
    fn fill_all<E: From<StoreError>>(&self, all: impl Iterator<Item = Result<Fresh, E>>) -> Result<u64, E> {
        let span = Span::begin(&self.reads, "BEGIN EXCLUSIVE")?;
        let (send, receive) = sync_channel::<Words>(WAITING);
        let count = thread::scope(|scope| -> Result<u64, E> {
            let gatherer = scope.spawn(move || gather(&receive));
            let count = self.fill_rows(all, &send)?;
            drop(send);
            let both = gatherer.join().expect("gathering words does not fail");
            for (words, table) in both.into_iter().zip(["case_fts", "person_fts"]) {
                words.write(&self.reads.conn, table).map_err(|error| self.reads.failed(&error))?;
            }
            Ok(count)
        })?;
        span.commit()?;
        Ok(count)
    }

    fn fill_rows<E: From<StoreError>>(
        &self,
        all: impl Iterator<Item = Result<Fresh, E>>,
        words: &SyncSender<Words>,
    ) -> Result<u64, E> {
        let tx = Tx::new(&self.reads);
        let mut head = self.reads.head()?;
        let mut count = 0;
        for fresh in all {
            let (of_person, id, grams, size) = match fresh? {
                Fresh::Case(case) => {
                    head = tx.put_fresh(&case, head)?;
                    count += 1;
                    let size = "INSERT INTO case_fts_docsize (id, sz, origin) VALUES (?1, ?2, 1)";
                    (false, case.rows.case.id, case.grams, size)
                }
                Fresh::Person(person) => {
                    tx.put_person_row(&person.row)?;
                    let size = "INSERT INTO person_fts_docsize (id, sz, origin) VALUES (?1, ?2, 1)";
                    (true, person.row.id, person.grams, size)
                }
            };
            tx.put_size(size, id, grams.split_ascii_whitespace().count() as u64)?;
            // Nobody takes them only if the gatherer has panicked, which joining it shows.
            let _ = words.send((of_person, id, grams));
        }
        Ok(count)
    }
}

/// The words of a case, or of a person, by its id.
type Words = (bool, i64, String);

/// How many rows' words may wait to be gathered.
const WAITING: usize = 1024;

/// Gathers the words of cases and of persons.
fn gather(all: &Receiver<Words>) -> [Postings; 2] {
    let mut gathered = [Postings::new(), Postings::new()];
    for (of_person, id, grams) in all {
        gathered[usize::from(of_person)].add(id, &grams);
    }
    gathered
}

impl Tx<'_> {
    /// Writes a case that has nothing yet, and returns the end of the log after it.
    fn put_fresh(&self, case: &FreshCase, head: Head) -> Outcome<Head> {
        let FreshCase { at, officer, kind, body, rows, text, .. } = case;
        let event = NewEvent { stream: rows.case.id, seq: 1, at, officer, kind, body };
        let gid = head.gid + 1;
        let hash = chain(gid, &event, &head.hash);
        self.put_event(gid, &event, &head.hash, &hash)?;
        self.put_case_row(&rows.case)?;
        self.put_fresh_children(&rows.parties)?;
        self.put_fresh_children(&rows.assignments)?;
        self.put_fresh_children(&rows.clocks)?;
        self.put_fresh_children(&rows.sessions)?;
        self.put_fresh_children(&rows.bookings)?;
        self.put_fresh_children(&rows.links)?;
        self.put_fresh_children(&rows.sights)?;
        self.put_fresh_children(&rows.facts)?;
        self.put_fresh_children(&rows.origins)?;
        self.run(
            "INSERT INTO case_text (case_id, digest, body) VALUES (?1, ?2, ?3)",
            (rows.case.id, rows.text.digest, text),
        )?;
        Ok(Head { gid, hash })
    }

    /// Tells an index of words how many a row has.
    fn put_size(&self, sql: &str, id: i64, words: u64) -> Outcome<()> {
        let mut size = Vec::with_capacity(2);
        segment::put_varint(&mut size, words);
        self.run(sql, (id, size)).map(drop)
    }

    fn put_fresh_children<R: ChildRow>(&self, rows: &[R]) -> Outcome<()> {
        rows.iter().try_for_each(|row| self.run(R::INSERT, params_from_iter(row.values())).map(drop))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::search::Document;
    use crate::store::tests::{case, new_store};
    use crate::store::{CaseText, NewEvent, PartyRow, StoreError};

    /// Every row of every table but the pages of the index of words, whose form may differ.
    fn all(store: &Store) -> Vec<String> {
        let tables = ["event", "case_row", "case_text", "case_state", "party_row", "stage_count"];
        let dump = |table: &&str| {
            let mut statement = store.reads.conn.prepare(&format!("SELECT * FROM {table} ORDER BY 1, 2")).unwrap();
            let columns = statement.column_count();
            let read = |row: &rusqlite::Row<'_>| {
                (0..columns).map(|at| row.get_ref(at).map(|value| format!("{value:?}"))).collect::<Result<Vec<_>, _>>()
            };
            let rows = statement.query_map([], read).unwrap().map(|row| format!("{table} {:?}", row.unwrap()));
            rows.collect::<Vec<_>>()
        };
        // Which segment a row's words lie in is the index's own affair.
        let sizes = "(SELECT id, sz FROM case_fts_docsize)";
        tables.iter().chain([&sizes]).flat_map(dump).collect()
    }

    fn fresh(id: i64) -> FreshCase {
        let document =
            Document {
                title: format!("院墙滴水{id}"), narrative: "宅基地界墙".repeat(3), ..Document::default()
            };
        let text = document.body();
        let grams = document.grams();
        let mut row = case(id);
        row.state = None;
        let party = PartyRow {
            case_id: id,
            party: 1,
            capacity: "applicant".into(),
            name: "王某".into(),
            ..PartyRow::default()
        };
        let rows =
            Projection { case: row, parties: vec![party], text: CaseText::of(document), ..Projection::default() };
        let (at, officer) = ("2026-03-02T09:15:00+08:00".to_owned(), "liying".to_owned());
        FreshCase { at, officer, kind: "taken_over".into(), body: format!("{{\"n\":{id}}}"), rows, text, grams }
    }

    #[test]
    fn what_is_filled_in_is_what_the_ordinary_way_writes() {
        let ((_one, mut filled), (_two, mut ordinary)) = (new_store(), new_store());
        assert_eq!(filled.fill((1..=300).map(|id| Ok::<_, StoreError>(Fresh::Case(fresh(id))))).unwrap(), 300);
        for id in 1..=300 {
            let FreshCase { at, officer, kind, body, rows, .. } = fresh(id);
            ordinary
                .write(|tx| {
                    let (at, officer, kind, body) = (&*at, &*officer, &*kind, &*body);
                    tx.append(&NewEvent { stream: id, seq: 1, at, officer, kind, body })?;
                    tx.put_projection(&rows)
                })
                .unwrap();
        }
        assert_eq!(all(&filled), all(&ordinary));
        assert_eq!(filled.verify().unwrap(), ordinary.verify().unwrap());
        for word in ["院墙", "滴", "地界墙", "t300", "t30", "t3"] {
            let found = |store: &Store| store.gram_ids(word, 1_000).unwrap();
            assert_eq!(found(&filled), found(&ordinary), "{word}");
            assert!(!found(&filled).is_empty(), "{word}");
        }
        // It goes on as an ordinary database.
        let more = |tx: &mut Tx<'_>| tx.put_projection(&fresh(301).rows);
        filled.write(more).unwrap();
        ordinary.write(more).unwrap();
        assert_eq!(all(&filled), all(&ordinary));
        assert!(filled.verify().unwrap().problems.is_empty());
    }

    #[test]
    fn a_database_that_has_cases_is_not_filled() {
        let (_dir, mut store) = new_store();
        store.write(|tx| tx.put_projection(&fresh(1).rows)).unwrap();
        let refused = store.fill(std::iter::once(Ok::<_, StoreError>(Fresh::Case(fresh(2))))).unwrap_err();
        assert_eq!(refused.code(), "already_there");
        store.write(|tx| tx.put_projection(&fresh(2).rows)).unwrap();
    }
}
