//! What was published of cases (办理公示): read from the log, as long as the case stands as it did.

use super::log::StoredEvent;
use super::reads::{Outcome, Reads};

impl Reads {
    /// Returns what was published of cases filed away and not taken up again or sealed since, and what was taken back, in
    /// the order in which it happened to each case; with the number of the case.
    pub fn published(&self) -> Outcome<Vec<(StoredEvent, String)>> {
        let sql = "SELECT e.gid, e.stream, e.seq, e.at, e.officer, e.kind, e.body, e.prev, e.hash, c.no
             FROM event e CROSS JOIN case_row c ON c.id = e.stream
             WHERE e.kind IN ('result_published', 'result_withheld') AND c.stage = 'archived'
                 AND NOT EXISTS (SELECT 1 FROM event r WHERE r.stream = e.stream AND r.seq > e.seq
                     AND r.kind IN ('reopened', 'sealed'))
             ORDER BY e.stream, e.seq";
        self.all(sql, [], |row| Ok((StoredEvent::read(row)?, row.get(StoredEvent::WIDTH)?)))
    }
}
