//! What supervision asks: the assignments of a unit over a period, cases by when they were closed.

use super::log::StoredEvent;
use super::reads::{Outcome, Reads};
use super::rows::{AssignmentRow, CaseHead, ChildRow, ClockRow, case_columns};
use serde::Serialize;

/// An assignment with its unit's limit and its case.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct HandedHead {
    /// The assignment.
    pub assignment: AssignmentRow,
    /// The limit that began with it.
    pub clock: ClockRow,
    /// The case.
    pub case: CaseHead,
}

impl Reads {
    /// Returns the assignments of a unit that began from a moment on and before another, in that order.
    pub fn handed(&self, unit: &str, from: &str, until: &str) -> Outcome<Vec<HandedHead>> {
        let sql = concat!(
            "SELECT a.case_id, a.assignment, a.unit, a.role, a.status, a.assigned_at, a.due, a.sent_back, a.objected,
                 k.case_id, k.clock, k.kind, k.unit, k.rule, k.start, k.due, k.running, k.met, k.late, k.next_alarm, k.level,
                 k.acknowledged, ",
            case_columns!(),
            " FROM clock_row k
             CROSS JOIN assignment_row a ON a.case_id = k.case_id AND a.unit = k.unit AND a.assigned_at = k.start
             CROSS JOIN case_row c ON c.id = k.case_id
             WHERE k.unit = ?1 AND k.kind = 'unit' AND k.start >= ?2 AND k.start < ?3 ORDER BY k.start, k.case_id"
        );
        self.all(sql, [unit, from, until], |row| {
            Ok(HandedHead {
                assignment: AssignmentRow::read(row)?,
                clock: ClockRow::read_from(row, AssignmentRow::WIDTH)?,
                case: CaseHead::read_from(row, AssignmentRow::WIDTH + ClockRow::WIDTH)?,
            })
        })
    }

    /// Returns the cases filed away from a moment on at whose last call-back this was the answer.
    pub fn filed_with_answer(&self, from: &str, answer: &str) -> Outcome<Vec<CaseHead>> {
        let sql = concat!(
            "SELECT ",
            case_columns!(),
            " FROM case_row c
             WHERE c.closed_at IS NOT NULL AND c.closed_at >= ?1 AND c.stage = 'archived' AND c.call_back = ?2
             ORDER BY c.closed_at, c.id"
        );
        self.all(sql, [from, answer], CaseHead::read)
    }

    /// Returns the cases filed away from a moment on and before another, and whether any of their limits was ever late; looks
    /// at a case from beside, at its grade and risk, do not count.
    ///
    /// Those handled elsewhere are left out: what is merged, and what came closed from an earlier register.
    pub fn closed_between(&self, from: &str, until: &str) -> Outcome<Vec<(CaseHead, bool)>> {
        let sql = concat!(
            "SELECT EXISTS (SELECT 1 FROM clock_row k WHERE k.case_id = c.id AND k.late IS NOT NULL
                 AND k.kind NOT IN ('grade_review', 'risk_review')), ",
            case_columns!(),
            " FROM case_row c
             WHERE c.closed_at IS NOT NULL AND c.closed_at >= ?1 AND c.closed_at < ?2 AND c.stage = 'archived'
                 AND c.merged_into IS NULL AND c.call_back IS NOT NULL
             ORDER BY c.id"
        );
        self.all(sql, [from, until], |row| Ok((CaseHead::read_from(row, 1)?, row.get(0)?)))
    }

    /// Returns the open cases that are linked as a repeated visit, or whose applicant has had so many cases or more; with
    /// how many that applicant has had, the most first.
    pub fn repeated(&self, cases: u32) -> Outcome<Vec<(CaseHead, u32)>> {
        let sql = concat!(
            "SELECT (SELECT coalesce(max((SELECT count(DISTINCT q.case_id) FROM party_row q
                         WHERE q.person = p.person AND q.capacity = 'applicant')), 0)
                     FROM party_row p WHERE p.case_id = c.id AND p.capacity = 'applicant' AND p.person IS NOT NULL) AS times,
                 EXISTS (SELECT 1 FROM link_row l WHERE l.case_id = c.id AND l.kind = 'repeat_visit') AS linked, ",
            case_columns!(),
            " FROM case_row c WHERE c.closed_at IS NULL AND c.merged_into IS NULL AND (linked OR times >= ?1)
             ORDER BY times DESC, c.id"
        );
        self.all(sql, [cases], |row| Ok((CaseHead::read_from(row, 2)?, row.get(0)?)))
    }

    /// Returns from the log when leaders received residents since a moment, the last first, each with its case.
    pub fn visits_since(&self, since: &str) -> Outcome<Vec<(StoredEvent, CaseHead)>> {
        let sql = concat!(
            "SELECT e.gid, e.stream, e.seq, e.at, e.officer, e.kind, e.body, e.prev, e.hash, ",
            case_columns!(),
            " FROM event e CROSS JOIN case_row c ON c.id = e.stream
             WHERE e.kind = 'visit_received' AND e.at >= ?1 ORDER BY e.at DESC, e.gid DESC"
        );
        self.all(sql, [since], |row| Ok((StoredEvent::read(row)?, CaseHead::read_from(row, StoredEvent::WIDTH)?)))
    }

    /// Returns when the log of a stream begins.
    pub fn begun_at(&self, stream: i64) -> Outcome<Option<String>> {
        self.one("SELECT at FROM event WHERE stream = ?1 AND seq = 1", [stream], |row| row.get(0))
    }
}
