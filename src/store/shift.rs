//! What a shift has to know of the whole file (值班日志、交接表): what stands high on the ladder, what nobody signed for,
//! what happened between two places of the log.

use super::list::{ClockHead, joined};
use super::log::StoredEvent;
use super::reads::{Outcome, Reads};
use super::rows::{AssignmentRow, CaseHead, case_columns};

/// An assignment with its case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AssignmentHead {
    /// The assignment.
    pub assignment: AssignmentRow,
    /// The case.
    pub case: CaseHead,
}

/// An entry of the log with what it is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ToldRow {
    /// The event.
    pub event: StoredEvent,
    /// The number of the case; nothing for a folio.
    pub no: Option<String>,
    /// The kind and the key of the folio; nothing for a case.
    pub folio: Option<(String, String)>,
}

macro_rules! clocks_where {
    ($condition:literal) => {
        concat!(
            "SELECT k.case_id, k.clock, k.kind, k.unit, k.rule, k.start, k.due, k.running, k.met, k.late, ",
            "k.next_alarm, k.level, k.acknowledged, ",
            case_columns!(),
            " FROM clock_row k CROSS JOIN case_row c ON c.id = k.case_id WHERE k.running = 1 AND ",
            $condition,
            " ORDER BY k.due, k.case_id, k.clock"
        )
    };
}

/// What happened to cases and folios, of the kinds given; a sealed case has no row, so nothing of it is found here.
macro_rules! told {
    ($columns:literal, $end:literal) => {
        concat!(
            "SELECT ",
            $columns,
            " FROM event e LEFT JOIN case_row c ON c.id = e.stream LEFT JOIN folio_row f ON f.stream = e.stream
             WHERE e.gid > ?1 AND e.gid <= ?2
                 AND (f.stream IS NOT NULL OR c.id IS NOT NULL AND e.kind IN (SELECT value FROM json_each(?3))) ",
            $end
        )
    };
}

impl Reads {
    /// Returns the running clocks that stand at a level, given as a JSON array of keys; first due first.
    pub fn clocks_at(&self, levels: &str) -> Outcome<Vec<ClockHead>> {
        let sql = clocks_where!("k.level IN (SELECT value FROM json_each(?1))");
        self.all(sql, [levels], |row| joined(row).map(|(clock, case)| ClockHead { clock, case }))
    }

    /// Returns the running clocks of a kind, first due first.
    pub fn clocks_of_kind(&self, kind: &str) -> Outcome<Vec<ClockHead>> {
        self.all(clocks_where!("k.kind = ?1"), [kind], |row| joined(row).map(|(clock, case)| ClockHead { clock, case }))
    }

    /// Returns the assignments of open cases in a status, the longest waiting first.
    pub fn assignments_in(&self, status: &str) -> Outcome<Vec<AssignmentHead>> {
        let sql = concat!(
            "SELECT a.case_id, a.assignment, a.unit, a.role, a.status, a.assigned_at, a.due, a.sent_back, a.objected, ",
            case_columns!(),
            " FROM case_row c CROSS JOIN assignment_row a ON a.case_id = c.id
              WHERE c.closed_at IS NULL AND a.status = ?1 ORDER BY a.assigned_at, a.case_id, a.assignment"
        );
        self.all(sql, [status], |row| joined(row).map(|(assignment, case)| AssignmentHead { assignment, case }))
    }

    /// Returns what happened after one place of the log up to another: to cases, of the kinds given as a JSON array, and to
    /// folios. The last so many, oldest first.
    pub fn told_between(&self, after: i64, upto: i64, kinds: &str, limit: u32) -> Outcome<Vec<ToldRow>> {
        let sql = told!(
            "e.gid, e.stream, e.seq, e.at, e.officer, e.kind, e.body, e.prev, e.hash, c.no, f.kind, f.key",
            "ORDER BY e.gid DESC LIMIT ?4"
        );
        let mut told = self.all(sql, (after, upto, kinds, limit), |row| {
            let folio: Option<String> = row.get(10)?;
            Ok(ToldRow {
                event: StoredEvent::read(row)?,
                no: row.get(9)?,
                folio: folio.map(|kind| Ok::<_, rusqlite::Error>((kind, row.get(11)?))).transpose()?,
            })
        })?;
        told.reverse();
        Ok(told)
    }

    /// Counts what [`Reads::told_between`] would return without a limit: the kind of folio or nothing, the kind of event, how many.
    pub fn told_counts(&self, after: i64, upto: i64, kinds: &str) -> Outcome<Vec<(Option<String>, String, u32)>> {
        let sql = told!("f.kind, e.kind, count(*)", "GROUP BY f.kind, e.kind ORDER BY 1, 2");
        self.all(sql, (after, upto, kinds), |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))
    }
}
