//! What the duplicate check reads of a candidate beside its parties: its text, its row, the last word about it.

use super::reads::{Outcome, Reads, TimelineEntry};
use super::rows::{CaseHead, case_columns};

impl Reads {
    /// Returns the folded text of a case.
    pub fn text_of(&self, case: i64) -> Outcome<Option<String>> {
        self.one("SELECT body FROM case_text WHERE case_id = ?1", [case], |row| row.get(0))
    }

    /// Returns the row of a case as lists show it.
    pub fn head_of(&self, case: i64) -> Outcome<Option<CaseHead>> {
        self.one(concat!("SELECT ", case_columns!(), " FROM case_row c WHERE c.id = ?1"), [case], CaseHead::read)
    }

    /// Returns the row of a case as lists show it, by its number.
    pub fn head_by_no(&self, no: &str) -> Outcome<Option<CaseHead>> {
        self.one(concat!("SELECT ", case_columns!(), " FROM case_row c WHERE c.no = ?1"), [no], CaseHead::read)
    }

    /// Returns the last entry of one of these kinds in a stream's history; the kinds are parted by commas.
    pub fn last_of(&self, stream: i64, kinds: &str) -> Outcome<Option<TimelineEntry>> {
        self.one(
            "SELECT seq, at, officer, kind, body FROM event
             WHERE stream = ?1 AND instr(?2, ',' || kind || ',') ORDER BY seq DESC LIMIT 1",
            (stream, format!(",{kinds},")),
            TimelineEntry::read,
        )
    }
}
