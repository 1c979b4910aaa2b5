//! Checking that the file is whole, and making the index rows anew from the log.

use super::Store;
use super::error::StoreError;
use super::log::{Hash, Head, NO_HASH, StoredEvent, chain_bytes};
use super::migrate::MIGRATIONS;
use super::project::Tx;
use super::reads::{Outcome, Reads};
use super::rows::Projection;
use super::sealed::Shown;
use crate::domain::ids::PersonId;
use rusqlite::types::ValueRef;
use rusqlite::{Connection, Row};
use serde::Serialize;
use std::collections::HashMap;

/// What a check of the file found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct VerifyReport {
    /// How many events were read.
    pub events: u64,
    /// The end of the log; noted down elsewhere, it also shows whether the end was cut off.
    pub head: Head,
    /// What is wrong; nothing if all is well.
    pub problems: Vec<Problem>,
}

/// Something wrong with the file; the words are `store.problem.<code>` in `locales/`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "problem", rename_all = "snake_case")]
#[non_exhaustive]
pub enum Problem {
    /// SQLite finds its own structures inconsistent.
    Structure {
        /// What it said.
        detail: String,
    },
    /// The log cannot be read on from here.
    Unreadable {
        /// The last event that could be read.
        after: i64,
        /// What SQLite said.
        detail: String,
    },
    /// An event is not what it was when it was written.
    Altered {
        /// Its place in the whole log.
        gid: i64,
        /// Its stream.
        stream: i64,
        /// Its number in the stream.
        seq: i64,
    },
    /// An event does not follow the one before it: one was put in, taken out or exchanged.
    Unlinked {
        /// Its place in the whole log.
        gid: i64,
    },
    /// Places in the whole log are missing before an event.
    MissingEvents {
        /// The first place missing.
        expected: i64,
        /// The place found instead.
        found: i64,
    },
    /// Numbers in a stream are missing or twisted.
    MissingNumbers {
        /// The stream.
        stream: i64,
        /// The number that should have come.
        expected: i64,
        /// The number found instead.
        found: i64,
    },
    /// Index rows of a case are not what its events make; `rebuild` mends that.
    Projection {
        /// The case; 0 for what belongs to none.
        case_id: i64,
        /// Which rows: `case`, `parties`, `assignments`, `clocks`, `sessions`, `bookings`, `links`, `sights`, `text`;
        /// `sealed`, the one row of a sealed case; or `stages`, the number of cases in each stage; or `centre`, the centre's snapshot.
        part: &'static str,
    },
    /// The row of a person is not what the cases and the person's own events make; `rebuild` mends that.
    Person {
        /// The person.
        person: i64,
    },
    /// A file of the schema was applied in another form than this program's.
    Schema {
        /// Its number.
        number: i64,
    },
}

impl Problem {
    /// Returns the stable name of the problem.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Structure { .. } => "structure",
            Self::Unreadable { .. } => "unreadable",
            Self::Altered { .. } => "altered",
            Self::Unlinked { .. } => "unlinked",
            Self::MissingEvents { .. } => "missing_events",
            Self::MissingNumbers { .. } => "missing_numbers",
            Self::Projection { .. } => "projection",
            Self::Person { .. } => "person",
            Self::Schema { .. } => "schema",
        }
    }

    /// Tells whether the log itself is concerned, which no `rebuild` mends.
    pub fn is_damage(&self) -> bool {
        !matches!(self, Self::Projection { .. } | Self::Person { .. } | Self::Schema { .. })
    }

    /// Returns the facts that the words mention, by name.
    pub fn details(&self) -> Vec<(&'static str, String)> {
        match self {
            Self::Structure { detail } => vec![("detail", detail.clone())],
            Self::Unreadable { after, detail } => vec![("after", after.to_string()), ("detail", detail.clone())],
            Self::Altered { gid, stream, seq } => {
                vec![("gid", gid.to_string()), ("stream", stream.to_string()), ("seq", seq.to_string())]
            }
            Self::Unlinked { gid } => vec![("gid", gid.to_string())],
            Self::MissingEvents { expected, found } => {
                vec![("expected", expected.to_string()), ("found", found.to_string())]
            }
            Self::MissingNumbers { stream, expected, found } => {
                vec![("stream", stream.to_string()), ("expected", expected.to_string()), ("found", found.to_string())]
            }
            Self::Projection { case_id, part } => vec![("case_id", case_id.to_string()), ("part", (*part).to_owned())],
            Self::Person { person } => vec![("person", person.to_string())],
            Self::Schema { number } => vec![("number", number.to_string())],
        }
    }
}

/// The walk along the chain.
pub(super) struct Walk {
    events: u64,
    head: Head,
    numbers: HashMap<i64, i64>,
    pub problems: Vec<Problem>,
}

impl Walk {
    /// Takes in the next event; damaged text is hashed as it is, so that the event can still be named.
    fn step(&mut self, row: &Row<'_>) -> rusqlite::Result<()> {
        let gid = row.get(0)?;
        self.events += 1;
        if gid != self.head.gid + 1 {
            self.problems.push(Problem::MissingEvents { expected: self.head.gid + 1, found: gid });
        }
        let Ok((stream, seq, prev, hash, expected)) = read_raw(row, gid) else {
            // Something is not even of its type. What follows can only be checked from here on.
            let hash = row.get(8).unwrap_or(self.head.hash);
            self.problems.push(Problem::Altered { gid, stream: -1, seq: -1 });
            self.head = Head { gid, hash };
            return Ok(());
        };
        if prev != self.head.hash {
            self.problems.push(Problem::Unlinked { gid });
        }
        if hash != expected {
            self.problems.push(Problem::Altered { gid, stream, seq });
        }
        let last = self.numbers.entry(stream).or_insert(0);
        if seq != *last + 1 {
            self.problems.push(Problem::MissingNumbers { stream, expected: *last + 1, found: seq });
        }
        *last = seq;
        self.head = Head { gid, hash };
        Ok(())
    }
}

fn read_raw(row: &Row<'_>, gid: i64) -> rusqlite::Result<(i64, i64, Hash, Hash, Hash)> {
    let (stream, seq, prev, hash) = (row.get(1)?, row.get(2)?, row.get(7)?, row.get(8)?);
    let text = |column: usize| -> rusqlite::Result<&[u8]> {
        match row.get_ref(column)? {
            ValueRef::Text(bytes) => Ok(bytes),
            other => Err(rusqlite::Error::InvalidColumnType(column, String::new(), other.data_type())),
        }
    };
    let expected = chain_bytes([gid, stream, seq], [text(3)?, text(4)?, text(5)?, text(6)?], &prev);
    Ok((stream, seq, prev, hash, expected))
}

/// Walks along the chain of a database from its first event to the last.
pub(super) fn walked(conn: &Connection) -> Walk {
    let mut walk =
        Walk { events: 0, head: Head { gid: 0, hash: NO_HASH }, numbers: HashMap::new(), problems: Vec::new() };
    let done = (|| {
        let mut statement =
            conn.prepare("SELECT gid, stream, seq, at, officer, kind, body, prev, hash FROM event ORDER BY gid")?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            walk.step(row)?;
        }
        rusqlite::Result::Ok(())
    })();
    if let Err(error) = done {
        let after = walk.head.gid;
        walk.problems.push(Problem::Unreadable { after, detail: StoreError::sql(&error, 0).to_string() });
    }
    walk
}

impl Reads {
    /// Checks the structure of the file, the schema's form, and the chain of every event.
    ///
    /// Reads everything: about half a minute for two gigabytes. Damage is reported, not returned as an error.
    pub fn verify(&self) -> Outcome<VerifyReport> {
        self.snapshot(|reads| {
            let mut problems = reads.structure()?;
            let mut walk = walked(&reads.conn);
            problems.append(&mut walk.problems);
            Ok(VerifyReport { events: walk.events, head: walk.head, problems })
        })
    }

    fn structure(&self) -> Outcome<Vec<Problem>> {
        let mut problems = Vec::new();
        match self.all("PRAGMA integrity_check", [], |row| row.get::<_, String>(0)) {
            Ok(lines) => {
                let wrong = lines.into_iter().filter(|line| line != "ok");
                problems.extend(wrong.map(|detail| Problem::Structure { detail }));
            }
            Err(error) if error.is_damage() => problems.push(Problem::Structure { detail: error.to_string() }),
            Err(error) => return Err(error),
        }
        for migration in MIGRATIONS {
            let applied = self.one("SELECT checksum FROM migration WHERE number = ?1", [migration.number], |row| {
                row.get::<_, String>(0)
            });
            if !matches!(applied, Ok(Some(checksum)) if checksum == migration.checksum()) {
                problems.push(Problem::Schema { number: migration.number });
            }
        }
        Ok(problems)
    }

    /// Hands over the events of every stream, one stream at a time, the centre (0) first.
    pub fn for_each_stream<E: From<StoreError>>(
        &self,
        mut take: impl FnMut(i64, &[StoredEvent]) -> Result<(), E>,
    ) -> Result<(), E> {
        let sql = |error: rusqlite::Error| self.failed(&error);
        let mut statement = self
            .conn
            .prepare("SELECT gid, stream, seq, at, officer, kind, body, prev, hash FROM event ORDER BY stream, seq")
            .map_err(sql)?;
        let mut rows = statement.query([]).map_err(sql)?;
        let mut events: Vec<StoredEvent> = Vec::new();
        while let Some(row) = rows.next().map_err(sql)? {
            let event = StoredEvent::read(row).map_err(sql)?;
            if let Some(last) = events.last().filter(|last| last.stream != event.stream) {
                take(last.stream, &events)?;
                events.clear();
            }
            events.push(event);
        }
        match events.last() {
            Some(last) => take(last.stream, &events),
            None => Ok(()),
        }
    }

    /// Compares the index rows of every case with rows made anew from its events by `fresh`.
    ///
    /// `fresh` gives `None` for a case that should have no rows. The centre is for the caller to compare.
    pub fn compare_projections<E: From<StoreError>>(
        &self,
        mut fresh: impl FnMut(i64, &[StoredEvent]) -> Result<Option<Shown>, E>,
    ) -> Result<Vec<Problem>, E> {
        self.snapshot(|reads| {
            let mut problems = Vec::new();
            reads.for_each_stream(|stream, events| {
                if stream > 0 && stream < PersonId::STREAMS {
                    let (open, sealed) = match fresh(stream, events)? {
                        Some(Shown::Open(rows)) => (Some(rows.sorted()), None),
                        Some(Shown::Sealed(row)) => (None, Some(row)),
                        None => (None, None),
                    };
                    let (standing, standing_sealed) = reads.shown(stream)?;
                    let mut differing = differences(open.as_ref(), standing.as_ref());
                    differing.extend((sealed != standing_sealed).then_some("sealed"));
                    problems.extend(differing.into_iter().map(|part| Problem::Projection { case_id: stream, part }));
                }
                Ok::<(), E>(())
            })?;
            let strays = reads.all(
                "SELECT id FROM case_row c WHERE NOT EXISTS (SELECT 1 FROM event e WHERE e.stream = c.id)
                 UNION
                 SELECT case_id FROM sealed_row s WHERE NOT EXISTS (SELECT 1 FROM event e WHERE e.stream = s.case_id)",
                [],
                |row| row.get(0),
            )?;
            problems.extend(strays.into_iter().map(|case_id| Problem::Projection { case_id, part: "case" }));
            let counted =
                reads.all("SELECT stage, count(*) FROM case_row GROUP BY stage ORDER BY stage", [], |row| {
                    Ok((row.get(0)?, row.get(1)?))
                })?;
            if counted != reads.counts_by_stage()? {
                problems.push(Problem::Projection { case_id: 0, part: "stages" });
            }
            Ok(problems)
        })
    }
}

fn differences(fresh: Option<&Projection>, stored: Option<&Projection>) -> Vec<&'static str> {
    let (Some(fresh), Some(stored)) = (fresh, stored) else {
        return if fresh.is_some() || stored.is_some() { vec!["case"] } else { Vec::new() };
    };
    let parts = [
        ("case", fresh.case == stored.case),
        ("parties", fresh.parties == stored.parties),
        ("assignments", fresh.assignments == stored.assignments),
        ("clocks", fresh.clocks == stored.clocks),
        ("sessions", fresh.sessions == stored.sessions),
        ("bookings", fresh.bookings == stored.bookings),
        ("links", fresh.links == stored.links),
        ("sights", fresh.sights == stored.sights),
        ("facts", fresh.facts == stored.facts),
        ("origins", fresh.origins == stored.origins),
        ("text", fresh.text == stored.text),
    ];
    parts.into_iter().filter(|(_, same)| !same).map(|(part, _)| part).collect()
}

impl Store {
    /// Removes all index rows and lets the caller make them anew from the log, in one write.
    ///
    /// The caller goes through [`Reads::for_each_stream`] and puts what each stream amounts to.
    pub fn rebuild<T, E: From<StoreError>>(
        &mut self,
        replay: impl FnOnce(&mut Tx<'_>) -> Result<T, E>,
    ) -> Result<T, E> {
        let done = self.write(|tx| {
            tx.clear_projections()?;
            replay(tx)
        })?;
        self.reads.outdated = false;
        Ok(done)
    }
}
