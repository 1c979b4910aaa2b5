//! Sealed cases (密件): the one row there is of each, and what the projections of a case may be.

use super::project::Tx;
use super::reads::{Outcome, Reads};
use super::rows::{Projection, fields};
use rusqlite::Row;
use serde::Serialize;

/// All that the index rows hold of a sealed case.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct SealedRow {
    /// The stream.
    pub case_id: i64,
    /// The number.
    pub no: String,
    /// How many events are folded in.
    pub rev: i64,
    /// When it next needs looking at by itself.
    pub next_alarm: Option<String>,
    /// The whole state, as JSON.
    pub state: String,
}

/// What the index rows hold of a case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Shown {
    /// Everything that lists, counts, search and the directory are made of.
    Open(Box<Projection>),
    /// One row that only those named in the case are shown anything of.
    Sealed(SealedRow),
}

macro_rules! columns {
    () => {
        "SELECT case_id, no, rev, next_alarm, state FROM sealed_row"
    };
}

impl SealedRow {
    fn read(row: &Row<'_>) -> rusqlite::Result<Self> {
        fields!(row, SealedRow { case_id, no, rev, next_alarm, state })
    }
}

impl Reads {
    /// Returns the sealed case of a number.
    pub fn sealed_by_no(&self, no: &str) -> Outcome<Option<SealedRow>> {
        self.one(concat!(columns!(), " WHERE no = ?1"), [no], SealedRow::read)
    }

    /// Returns the sealed case of a stream.
    pub fn sealed_by_id(&self, id: i64) -> Outcome<Option<SealedRow>> {
        self.one(concat!(columns!(), " WHERE case_id = ?1"), [id], SealedRow::read)
    }

    /// Returns every sealed case, in the order in which they were written down.
    pub fn sealed_rows(&self) -> Outcome<Vec<SealedRow>> {
        self.all(concat!(columns!(), " ORDER BY case_id"), [], SealedRow::read)
    }

    /// Returns the sealed cases that need looking at by a moment, the longest waiting first.
    pub fn sealed_alarms_until(&self, at: &str) -> Outcome<Vec<SealedRow>> {
        self.all(concat!(columns!(), " WHERE next_alarm <= ?1 ORDER BY next_alarm, case_id"), [at], SealedRow::read)
    }

    /// Returns what the index rows hold of a case.
    pub(super) fn shown(&self, id: i64) -> Outcome<(Option<Projection>, Option<SealedRow>)> {
        Ok((self.projection(id)?, self.sealed_by_id(id)?))
    }
}

impl Tx<'_> {
    /// Writes the index rows of a case in place of those it had, of whichever kind these were.
    pub fn show(&self, shown: &Shown) -> Outcome<()> {
        match shown {
            Shown::Open(rows) => {
                self.run("DELETE FROM sealed_row WHERE case_id = ?1", [rows.case.id])?;
                self.put_projection(rows)
            }
            Shown::Sealed(row) => {
                self.remove_projection(row.case_id)?;
                self.run(
                    "INSERT INTO sealed_row (case_id, no, rev, next_alarm, state) VALUES (?1, ?2, ?3, ?4, ?5)
                     ON CONFLICT (case_id) DO UPDATE SET no = excluded.no, rev = excluded.rev,
                         next_alarm = excluded.next_alarm, state = excluded.state",
                    (row.case_id, &row.no, row.rev, &row.next_alarm, &row.state),
                )
                .map(drop)
            }
        }
    }

    /// Removes every index row of an ordinary case.
    fn remove_projection(&self, id: i64) -> Outcome<()> {
        let there = self.one("SELECT 1 FROM case_row WHERE id = ?1", [id], |row| row.get::<_, i64>(0))?;
        if there.is_none() {
            return Ok(());
        }
        // Children before the case they hang on.
        for sql in [
            "DELETE FROM case_fts WHERE rowid = ?1",
            "DELETE FROM case_text WHERE case_id = ?1",
            "DELETE FROM sight_row WHERE case_id = ?1",
            "DELETE FROM fact_row WHERE case_id = ?1",
            "DELETE FROM origin_row WHERE case_id = ?1",
            "DELETE FROM link_row WHERE case_id = ?1",
            "DELETE FROM booking_row WHERE case_id = ?1",
            "DELETE FROM session_row WHERE case_id = ?1",
            "DELETE FROM clock_row WHERE case_id = ?1",
            "DELETE FROM assignment_row WHERE case_id = ?1",
            "DELETE FROM party_row WHERE case_id = ?1",
            "DELETE FROM case_state WHERE case_id = ?1",
            "DELETE FROM case_row WHERE id = ?1",
        ] {
            self.run(sql, [id])?;
        }
        Ok(())
    }
}
