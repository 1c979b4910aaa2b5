//! Writing: appending to the log, and keeping the index rows in step with it.

use super::error::StoreError;
use super::log::{Hash, Head, NewEvent, chain};
use super::reads::{Outcome, Reads};
use super::rows::{CaseRow, CaseText, ChildRow, Projection};
use crate::domain::ids::PersonId;
use rusqlite::{ToSql, params_from_iter};
use std::cell::Cell;
use std::ops::Deref;

/// A write in progress: everything in it is committed together or not at all.
///
/// It also answers every question of [`Reads`], seeing what it has written so far.
#[derive(Debug)]
pub struct Tx<'s> {
    reads: &'s Reads,
    head: Cell<Option<Head>>,
    /// The stream that was written to last, and its last number.
    last: Cell<Option<(i64, i64)>>,
}

impl Deref for Tx<'_> {
    type Target = Reads;

    fn deref(&self) -> &Reads {
        self.reads
    }
}

impl<'s> Tx<'s> {
    pub(super) fn new(reads: &'s Reads) -> Self {
        Self { reads, head: Cell::new(None), last: Cell::new(None) }
    }

    /// Does something wholly or not at all, whatever comes of the rest of the write.
    pub fn attempt<T, E: From<StoreError>>(&self, work: impl FnOnce() -> Result<T, E>) -> Result<T, E> {
        let before = (self.head.get(), self.last.get());
        self.run("SAVEPOINT attempt", [])?;
        let done = work();
        if done.is_err() {
            self.run("ROLLBACK TO attempt", [])?;
            self.head.set(before.0);
            self.last.set(before.1);
        }
        self.run("RELEASE attempt", [])?;
        done
    }

    /// Returns a number that differs from the last time if anything was written since.
    pub fn written(&self) -> u64 {
        self.reads.conn.total_changes()
    }

    /// Appends an event and returns its place in the whole log.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] if the stream's next number is another than the event's.
    pub fn append(&self, event: &NewEvent<'_>) -> Outcome<i64> {
        let head = match self.head.get() {
            Some(head) => head,
            None => self.head()?,
        };
        let last = match self.last.get() {
            Some((stream, last)) if stream == event.stream => last,
            _ => self.last_seq(event.stream)?,
        };
        if event.seq != last + 1 {
            return Err(StoreError::Conflict { stream: event.stream, seq: event.seq, last });
        }
        let gid = head.gid + 1;
        let hash = chain(gid, event, &head.hash);
        self.put_event(gid, event, &head.hash, &hash)?;
        self.head.set(Some(Head { gid, hash }));
        self.last.set(Some((event.stream, event.seq)));
        Ok(gid)
    }

    pub(super) fn put_event(&self, gid: i64, event: &NewEvent<'_>, prev: &Hash, hash: &Hash) -> Outcome<()> {
        let NewEvent { stream, seq, at, officer, kind, body } = *event;
        self.run(
            "INSERT INTO event (gid, stream, seq, at, officer, kind, body, prev, hash)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
            (gid, stream, seq, at, officer, kind, body, prev, hash),
        )
        .map(drop)
    }

    /// Returns the id that the next new case takes; it is taken once an event is appended under it.
    pub fn next_case(&self) -> Outcome<i64> {
        // The streams of persons lie above those of cases.
        let last = self.one("SELECT max(stream) FROM event WHERE stream < ?1", [PersonId::STREAMS], |row| {
            row.get::<_, Option<i64>>(0)
        })?;
        Ok(last.flatten().unwrap_or(0) + 1)
    }

    /// Returns the number that the next case of a year takes; it is taken once its row is put.
    pub fn next_seq_of_year(&self, year: i32) -> Outcome<u32> {
        let last = self
            .one("SELECT max(seq_of_year) FROM case_row WHERE year = ?1", [year], |row| row.get::<_, Option<i64>>(0))?;
        // Below nought stand those whose number was drawn.
        Ok(u32::try_from(last.flatten().unwrap_or(0)).unwrap_or(0) + 1)
    }

    /// Writes the index rows of a case in place of those it had; what has not changed is not touched.
    pub fn put_projection(&self, rows: &Projection) -> Outcome<()> {
        let id = rows.case.id;
        self.put_case_row(&rows.case)?;
        self.put_children(id, &rows.parties)?;
        self.put_children(id, &rows.assignments)?;
        self.put_children(id, &rows.clocks)?;
        self.put_children(id, &rows.sessions)?;
        self.put_children(id, &rows.bookings)?;
        self.put_children(id, &rows.links)?;
        self.put_children(id, &rows.sights)?;
        self.put_children(id, &rows.facts)?;
        self.put_children(id, &rows.origins)?;
        self.put_text(id, &rows.text)
    }

    /// Writes what a case is found by. Breaking up a text costs more than the rest of a write, so it is done
    /// only for a text that changed.
    fn put_text(&self, id: i64, text: &CaseText) -> Outcome<()> {
        if self.digest(id)? == Some(text.digest) {
            return Ok(());
        }
        self.run(
            "INSERT OR REPLACE INTO case_text (case_id, digest, body) VALUES (?1, ?2, ?3)",
            (id, text.digest, text.document.body()),
        )?;
        self.run("INSERT OR REPLACE INTO case_fts (rowid, grams) VALUES (?1, ?2)", (id, text.document.grams()))
            .map(drop)
    }

    /// Writes the state of the centre (JSON) as of a revision.
    pub fn put_centre(&self, rev: i64, state: &str) -> Outcome<()> {
        self.run("INSERT OR REPLACE INTO centre_row (id, rev, state) VALUES (1, ?1, ?2)", (rev, state)).map(drop)
    }

    /// Removes every index row; the log stays.
    pub(super) fn clear_projections(&self) -> Outcome<()> {
        // Children before the cases they hang on.
        for sql in [
            "INSERT INTO case_fts (case_fts) VALUES ('delete-all')",
            "DELETE FROM case_text",
            "INSERT INTO person_fts (person_fts) VALUES ('delete-all')",
            "DELETE FROM person_row",
            "DELETE FROM folio_case",
            "DELETE FROM folio_sight",
            "DELETE FROM folio_row",
            "DELETE FROM sealed_row",
            "DELETE FROM sight_row",
            "DELETE FROM fact_row",
            "DELETE FROM origin_row",
            "DELETE FROM link_row",
            "DELETE FROM booking_row",
            "DELETE FROM session_row",
            "DELETE FROM clock_row",
            "DELETE FROM assignment_row",
            "DELETE FROM party_row",
            "DELETE FROM case_state",
            "DELETE FROM case_row",
            "DELETE FROM stage_count",
            "DELETE FROM centre_row",
        ] {
            self.run(sql, [])?;
        }
        Ok(())
    }

    pub(super) fn put_case_row(&self, case: &CaseRow) -> Outcome<()> {
        let c = case;
        match self.case_by_id(c.id)? {
            Some(standing) => self.change_case_row(&standing, c)?,
            None => drop(self.run(PUT_CASE, values(c).as_slice())?),
        }
        match &c.state {
            Some(state) => self.run(
                "INSERT INTO case_state (case_id, state) VALUES (?1, ?2)
                 ON CONFLICT (case_id) DO UPDATE SET state = excluded.state",
                (c.id, state),
            ),
            None => self.run("DELETE FROM case_state WHERE case_id = ?1", [c.id]),
        }
        .map(drop)
    }

    /// Writes the columns of a case's row that are others than before: each column named would be written anew into
    /// every index it stands in.
    fn change_case_row(&self, standing: &CaseRow, case: &CaseRow) -> Outcome<()> {
        let (old, new) = (values(standing), values(case));
        let (mut sql, mut changed) = ("UPDATE case_row SET ".to_owned(), Vec::new());
        for (column, (old, new)) in COLUMNS.iter().zip(old.iter().zip(new)) {
            let failed = |error| self.reads.failed(&error);
            if old.to_sql().map_err(failed)? != new.to_sql().map_err(failed)? {
                sql.push_str(if changed.is_empty() { "" } else { ", " });
                sql.push_str(column);
                sql.push_str(" = ?");
                changed.push(new);
            }
        }
        if changed.is_empty() {
            return Ok(());
        }
        sql.push_str(" WHERE id = ?");
        changed.push(&case.id);
        self.run(&sql, changed.as_slice()).map(drop)
    }

    fn put_children<R: ChildRow>(&self, id: i64, rows: &[R]) -> Outcome<()> {
        // Most events leave most tables as they are, and reading a few rows costs less than rewriting them.
        let standing: Vec<R> = self.children(id)?;
        if standing == rows {
            return Ok(());
        }
        if !standing.is_empty() {
            self.run(R::DELETE, [id])?;
        }
        for row in rows {
            self.run(R::INSERT, params_from_iter(row.values()))?;
        }
        Ok(())
    }
}

/// The columns of `case_row`, in the order of [`values`].
const COLUMNS: [&str; 26] = [
    "id",
    "no",
    "year",
    "seq_of_year",
    "rev",
    "kind",
    "channel",
    "title",
    "category",
    "grade",
    "risk",
    "stage",
    "place",
    "holder",
    "ball",
    "since",
    "registered_at",
    "registered_by",
    "closed_at",
    "due",
    "next_alarm",
    "level",
    "parties",
    "merged_into",
    "call_back",
    "dissatisfied",
];

/// Returns what stands in them.
fn values(c: &CaseRow) -> [&dyn ToSql; 26] {
    [
        &c.id,
        &c.no,
        &c.year,
        &c.seq_of_year,
        &c.rev,
        &c.kind,
        &c.channel,
        &c.title,
        &c.category,
        &c.grade,
        &c.risk,
        &c.stage,
        &c.place,
        &c.holder,
        &c.ball,
        &c.since,
        &c.registered_at,
        &c.registered_by,
        &c.closed_at,
        &c.due,
        &c.next_alarm,
        &c.level,
        &c.parties,
        &c.merged_into,
        &c.call_back,
        &c.dissatisfied,
    ]
}

const PUT_CASE: &str = "
    INSERT INTO case_row (id, no, year, seq_of_year, rev, kind, channel, title, category, grade, risk, stage, place,
        holder, ball, since, registered_at, registered_by, closed_at, due, next_alarm, level, parties,
        merged_into, call_back, dissatisfied)
    VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20, ?21, ?22, ?23,
        ?24, ?25, ?26)";
