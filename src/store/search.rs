//! Searching: asking the index of word parts, newest first.

use super::list::{Filter, ListQuery, PartyHit};
use super::reads::{Outcome, Reads};
use super::rows::{CaseHead, ChildRow, PartyRow, case_columns};
use crate::domain::search::GramQuery;
use rusqlite::types::ToSql;
use rusqlite::{Connection, ErrorCode};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

/// How many steps of SQLite's machine pass between two looks at the clock: well under a millisecond.
const STEPS: i32 = 2_000;

/// When a connection's question has to end, if it has to.
#[derive(Debug, Clone)]
pub(super) struct Deadline {
    since: Instant,
    /// In microseconds since then; 0 for never.
    ends: Arc<AtomicU64>,
}

impl Deadline {
    /// Watches over a connection.
    pub fn over(conn: &mut Connection) -> rusqlite::Result<Self> {
        let deadline = Self { since: Instant::now(), ends: Arc::default() };
        let watch = deadline.clone();
        conn.progress_handler(STEPS, Some(move || watch.is_past()))?;
        Ok(deadline)
    }

    fn micros(&self) -> u64 {
        u64::try_from(self.since.elapsed().as_micros()).unwrap_or(u64::MAX)
    }

    fn is_past(&self) -> bool {
        let ends = self.ends.load(Ordering::Relaxed);
        ends != 0 && self.micros() > ends
    }

    fn set(&self, allowed: Duration) {
        let allowed = u64::try_from(allowed.as_micros()).unwrap_or(u64::MAX);
        self.ends.store(self.micros().saturating_add(allowed).max(1), Ordering::Relaxed);
    }

    fn lift(&self) {
        self.ends.store(0, Ordering::Relaxed);
    }
}

/// What a search found.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Found {
    /// The cases, newest first.
    pub heads: Vec<CaseHead>,
    /// Whether these are all up to the limit; otherwise the time ran out before older ones were looked at.
    pub complete: bool,
}

impl Reads {
    /// Finds the cases that have the grams and fulfil the conditions of a query, newest first; of the query's
    /// order, limit and offset only the limit counts. `before` leaves out that case and what is newer.
    ///
    /// Grams alone cannot tell some phrases; looking them up in the texts may take long where their parts are
    /// common, so the search ends when the time allowed is over and says so.
    pub fn search(
        &self,
        grams: &GramQuery,
        query: &ListQuery,
        before: Option<i64>,
        allowed: Duration,
    ) -> Outcome<Found> {
        let mut filter = Filter::of(query);
        let matching = filter.bind(&grams.matching);
        for phrase in &grams.recheck {
            filter.add("0 < instr(x.body, ?", phrase);
            filter.conditions.push(')');
        }
        if let Some(before) = &before {
            filter.add("case_fts.rowid < ?", before);
        }
        filter.among("case_fts.rowid", query);
        filter.stages(query);
        let limit = if query.limit == 0 { -1 } else { i64::from(query.limit) };
        let limit = filter.bind(&limit);
        let text = if grams.recheck.is_empty() { "" } else { "CROSS JOIN case_text x ON x.case_id = case_fts.rowid" };
        let sql = format!(
            concat!(
                "SELECT ",
                case_columns!(),
                " FROM case_fts {} CROSS JOIN case_row c ON c.id = case_fts.rowid
                 WHERE case_fts MATCH ?{}{} ORDER BY case_fts.rowid DESC LIMIT ?{}"
            ),
            text, matching, filter.conditions, limit
        );
        self.in_time(allowed, || self.gather(&sql, &filter.values))
    }

    /// Returns the newest cases that have the grams.
    pub fn gram_ids(&self, matching: &str, limit: u32) -> Outcome<Vec<i64>> {
        self.all(
            "SELECT c.id FROM case_fts CROSS JOIN case_row c ON c.id = case_fts.rowid
             WHERE case_fts MATCH ?1 ORDER BY case_fts.rowid DESC LIMIT ?2",
            (matching, limit),
            |row| row.get(0),
        )
    }

    /// Returns every party of the newest cases that have the grams; which of them is meant is for the caller to see.
    pub fn parties_found(&self, matching: &str, limit: u32) -> Outcome<Vec<PartyHit>> {
        self.all(
            concat!(
                "SELECT p.case_id, p.party, p.nth, p.capacity, p.nature, p.name, p.id_no, p.phone, p.place, p.person, ",
                case_columns!(),
                " FROM (SELECT c.id FROM case_fts CROSS JOIN case_row c ON c.id = case_fts.rowid
                       WHERE case_fts MATCH ?1 ORDER BY case_fts.rowid DESC LIMIT ?2) f
                 CROSS JOIN party_row p ON p.case_id = f.id CROSS JOIN case_row c ON c.id = f.id
                 ORDER BY f.id DESC, p.party, p.nth"
            ),
            (matching, limit),
            |row| Ok(PartyHit { party: PartyRow::read(row)?, case: CaseHead::read_from(row, PartyRow::WIDTH)? }),
        )
    }

    /// Lets a question run until the time allowed is over.
    fn in_time<T>(&self, allowed: Duration, ask: impl FnOnce() -> T) -> T {
        self.deadline.set(allowed);
        let answer = ask();
        self.deadline.lift();
        answer
    }

    /// Collects rows until the end or until the question is interrupted.
    fn gather(&self, sql: &str, values: &[&dyn ToSql]) -> Outcome<Found> {
        let mut found = Found { complete: true, ..Found::default() };
        let mut collect = || -> rusqlite::Result<()> {
            let mut statement = self.conn.prepare_cached(sql)?;
            let mut rows = statement.query(values)?;
            while let Some(row) = rows.next()? {
                found.heads.push(CaseHead::read(row)?);
            }
            Ok(())
        };
        match collect() {
            Err(error) if error.sqlite_error_code() == Some(ErrorCode::OperationInterrupted) => {
                found.complete = false;
                Ok(found)
            }
            Err(error) => Err(self.failed(&error)),
            Ok(()) => Ok(found),
        }
    }
}
