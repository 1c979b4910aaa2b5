//! The lens: what a connection shows its viewer.
//!
//! A viewer who may not see everything looks through temporary views that have the names of the tables: SQLite takes
//! them first, so every statement there is and every one to come obeys, and none can forget to. Views cannot be written,
//! so a desk writes through another connection, on which decisions know the whole truth.
//!
//! Which cases are in sight stands in a temporary table with their stages, so that looking one up costs a step and counting
//! them costs little. It goes along with the log ([`Store::look_again`]): only cases that something happened to are asked anew.
//!
//! Of a person the lens leaves only that they stand in a case in sight. What is known of them has to be folded from what
//! is in sight (`desk/persons.rs`); whoever forgets to finds nothing to read.

use super::Store;
use super::error::StoreError;
use super::reads::{Outcome, Reads, Span};
use crate::domain::access::ACCESS_STREAM;
use crate::domain::ids::PersonId;
use crate::domain::sight::OUT_OF_SIGHT;
use std::cell::Cell;
use std::fmt::Write;

/// The rows of these tables are shown where their case is.
const OF_A_CASE: &[&str] = &[
    "case_state",
    "case_text",
    "party_row",
    "assignment_row",
    "clock_row",
    "session_row",
    "sight_row",
    "fact_row",
    "origin_row",
];

/// The other tables that hang on a case, which have a view of their own below.
#[cfg(test)]
const OTHERWISE: &[&str] = &[
    "case_row",
    "link_row",
    "booking_row",
    "person_row",
    "event",
    "sealed_row",
    "folio_row",
    "folio_case",
    "folio_sight",
];

/// Whose folios are in sight, as a condition on their stream.
const SEEN_FOLIO: &str =
    "IN (SELECT stream FROM main.folio_sight WHERE who = '*' OR who IN (SELECT who FROM temp.lens))";

/// Which cases are in sight, as a condition on their id.
const SEEN: &str = "IN (SELECT id FROM temp.seen)";

impl Store {
    /// Opens another connection to the same file, to read only what is open to one of these principals, see [`crate::domain::sight`].
    ///
    /// That a room, a mediator or a seat is taken is shown to everybody; whose that is, and which persons are summoned,
    /// only where the case is in sight.
    ///
    /// # Errors
    /// As for [`Store::open`].
    pub fn open_for(&self, sight: impl IntoIterator<Item = String>) -> Result<Self, StoreError> {
        let mut store = self.beside()?;
        let reads = &store.reads;
        let sql = |text: &str| reads.conn.execute_batch(text).map_err(|error| reads.failed(&error));
        sql("CREATE TEMP TABLE lens (who TEXT PRIMARY KEY) STRICT, WITHOUT ROWID;
             CREATE TEMP TABLE seen (id INTEGER PRIMARY KEY, stage TEXT NOT NULL) STRICT;")?;
        for who in sight {
            reads.run("INSERT OR IGNORE INTO temp.lens (who) VALUES (?1)", [who])?;
        }
        sql(&views(&store)?)?;
        store.reads.lens = Some(Cell::new(-1));
        store.look_again()?;
        Ok(store)
    }

    /// Takes in what has come into sight or gone out of it since; nothing to do without a lens.
    ///
    /// # Errors
    /// What the file could not do.
    pub fn look_again(&self) -> Result<(), StoreError> {
        let reads = &self.reads;
        let Some(upto) = &reads.lens else { return Ok(()) };
        let last = || reads.one("SELECT max(gid) FROM main.event", [], |row| row.get::<_, Option<i64>>(0));
        if last()?.flatten().unwrap_or(0) == upto.get() {
            return Ok(());
        }
        let span = Span::begin(reads, "BEGIN DEFERRED")?;
        let now = last()?.flatten().unwrap_or(0);
        if upto.get() < 0 || now < upto.get() {
            reads.run("DELETE FROM temp.seen", [])?;
            reads.run(
                "INSERT INTO temp.seen SELECT c.id, c.stage
                 FROM (SELECT DISTINCT case_id FROM main.sight_row WHERE who IN (SELECT who FROM temp.lens)) s
                 CROSS JOIN main.case_row c ON c.id = s.case_id",
                [],
            )?;
        } else {
            let since = upto.get();
            reads.run("DELETE FROM temp.seen WHERE id IN (SELECT stream FROM main.event WHERE gid > ?1)", [since])?;
            reads.run(
                "INSERT INTO temp.seen SELECT c.id, c.stage
                 FROM (SELECT DISTINCT stream FROM main.event WHERE gid > ?1) e CROSS JOIN main.case_row c ON c.id = e.stream
                 WHERE EXISTS (SELECT 1 FROM main.sight_row s
                     WHERE s.case_id = c.id AND s.who IN (SELECT who FROM temp.lens))",
                [since],
            )?;
        }
        span.commit()?;
        upto.set(now);
        Ok(())
    }
}

impl Reads {
    /// Tells whether a case is open to one of these principals, given as a JSON array: what a write asks.
    pub fn is_open(&self, case: i64, principals: &str) -> Outcome<bool> {
        let sql = "SELECT 1 FROM sight_row WHERE case_id = ?1 AND who IN (SELECT value FROM json_each(?2))";
        Ok(self.one(sql, (case, principals), |_| Ok(()))?.is_some())
    }

    /// The same of a case by its number.
    pub fn is_open_case(&self, no: &str, principals: &str) -> Outcome<bool> {
        let case = self.one("SELECT id FROM case_row WHERE no = ?1", [no], |row| row.get(0))?;
        case.map_or(Ok(false), |case| self.is_open(case, principals))
    }

    /// Tells whether a person stands in a case that is open to one of these principals.
    pub fn is_open_person(&self, person: i64, principals: &str) -> Outcome<bool> {
        let sql = "SELECT 1 FROM party_row p CROSS JOIN sight_row s ON s.case_id = p.case_id
                   WHERE p.person = ?1 AND s.who IN (SELECT value FROM json_each(?2)) LIMIT 1";
        Ok(self.one(sql, (person, principals), |_| Ok(()))?.is_some())
    }
}

/// Returns the views that stand before the tables.
fn views(store: &Store) -> Outcome<String> {
    let mut sql = String::new();
    for table in OF_A_CASE {
        // Writing to a string does not fail.
        let _ = write!(sql, "CREATE TEMP VIEW {table} AS SELECT * FROM main.{table} WHERE case_id {SEEN};");
    }
    // A case may be merged into one that is out of sight: that it is stays, into which does not.
    let target = format!(
        "CASE WHEN c.merged_into IS NULL OR EXISTS
             (SELECT 1 FROM main.case_row t WHERE t.no = c.merged_into AND t.id {SEEN})
         THEN c.merged_into ELSE '{OUT_OF_SIGHT}' END AS merged_into"
    );
    let columns =
        store.reads.all("SELECT name FROM pragma_table_info('case_row')", [], |row| row.get::<_, String>(0))?;
    let columns: Vec<String> =
        columns.iter().map(|name| if name == "merged_into" { target.clone() } else { format!("c.{name}") }).collect();
    let (persons, access) = (PersonId::STREAMS, ACCESS_STREAM);
    let _ = write!(
        sql,
        "CREATE TEMP VIEW case_row AS SELECT {columns} FROM main.case_row c WHERE c.id {SEEN};
         CREATE TEMP VIEW stage_count AS SELECT stage, count(*) AS cases FROM temp.seen GROUP BY stage;
         CREATE TEMP VIEW link_row AS SELECT * FROM main.link_row
             WHERE case_id {SEEN} AND other IN (SELECT t.no FROM main.case_row t WHERE t.id {SEEN});
         CREATE TEMP VIEW booking_row AS
             SELECT iif(seen, case_id, 0) AS case_id, iif(seen, session, 0) AS session, resource, starts, ends, held_until,
                 iif(seen, label, '') AS label
             FROM (SELECT *, case_id {SEEN} AS seen FROM main.booking_row)
             WHERE seen OR resource NOT LIKE 'person:%';
         CREATE TEMP VIEW person_row AS
             SELECT p.id, p.rev, p.nature, '' AS name, NULL AS id_no, NULL AS phone, NULL AS place, NULL AS birth, NULL AS sex,
                 NULL AS region, p.household, p.joined, 0 AS cases, NULL AS last_case, 0 AS digest, '' AS state
             FROM main.person_row p
             WHERE EXISTS (SELECT 1 FROM main.party_row t WHERE t.person = p.id AND t.case_id {SEEN});
         CREATE TEMP VIEW event AS SELECT * FROM main.event
             WHERE stream = 0 OR stream {SEEN} OR stream {SEEN_FOLIO}
                 OR (stream > {persons} AND stream < {access} AND EXISTS
                     (SELECT 1 FROM main.party_row t WHERE t.person = stream - {persons} AND t.case_id {SEEN}));
         CREATE TEMP VIEW folio_row AS SELECT * FROM main.folio_row WHERE stream {SEEN_FOLIO};
         CREATE TEMP VIEW folio_sight AS SELECT * FROM main.folio_sight WHERE stream {SEEN_FOLIO};
         CREATE TEMP VIEW folio_case AS SELECT * FROM main.folio_case
             WHERE stream {SEEN_FOLIO} AND no IN (SELECT t.no FROM main.case_row t WHERE t.id {SEEN});
         CREATE TEMP VIEW sealed_row AS SELECT * FROM main.sealed_row WHERE 0;
         CREATE TEMP VIEW credential AS SELECT * FROM main.credential WHERE 0;",
        columns = columns.join(", ")
    );
    Ok(sql)
}

#[cfg(test)]
mod tests {
    use super::super::Mode;
    use super::*;

    #[test]
    fn every_table_that_hangs_on_a_case_is_behind_the_lens() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("desk.db");
        let store = Store::open(&path, Mode::Create).unwrap();
        let tables = store.reads.all(
            "SELECT DISTINCT m.name FROM sqlite_schema m JOIN pragma_table_info(m.name) c
             WHERE m.type = 'table' AND c.name IN ('case_id', 'stream', 'officer', 'no', 'person', 'digest')",
            [],
            |row| row.get::<_, String>(0),
        );
        let lensed = store.open_for([]).unwrap();
        let views = lensed
            .reads
            .all("SELECT name FROM temp.sqlite_schema WHERE type = 'view'", [], |row| row.get::<_, String>(0));
        let views = views.unwrap();
        for table in tables.unwrap() {
            assert!(views.contains(&table), "{table} hangs on a case and is not behind the lens: see OF_A_CASE");
            let known = OF_A_CASE.contains(&table.as_str()) || OTHERWISE.contains(&table.as_str());
            assert!(known || table == "credential", "{table}");
        }
    }

    #[test]
    fn nothing_is_written_through_a_lens() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("desk.db");
        let store = Store::open(&path, Mode::Create).unwrap();
        let lensed = store.open_for([]).unwrap();
        assert!(lensed.is_read_only());
        assert!(lensed.reads.run("DELETE FROM case_text", []).is_err());
        assert!(lensed.reads.run("DELETE FROM main.case_text", []).is_err());
    }
}
