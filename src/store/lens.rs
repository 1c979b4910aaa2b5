//! The lens: what a connection shows its viewer.
//!
//! A viewer who may not see everything looks through temporary views that have the names of the tables: SQLite takes
//! them first, so every statement there is and every one to come obeys, and none can forget to. Views cannot be written,
//! so a desk writes through another connection, on which decisions know the whole truth.

use super::Store;
use super::error::StoreError;
use std::fmt::Write;

/// The rows of these tables are shown where their case is.
const OF_A_CASE: &[&str] =
    &["case_state", "case_text", "party_row", "assignment_row", "clock_row", "session_row", "link_row", "sight_row"];

impl Store {
    /// Opens another connection to the same file, to read only what is open to one of these principals, see [`crate::domain::sight`].
    ///
    /// Bookings are shown all: that a room is taken is no secret. Whoever asks whose they are finds no case.
    ///
    /// # Errors
    /// As for [`Store::open`].
    pub fn open_for(&self, sight: impl IntoIterator<Item = String>) -> Result<Self, StoreError> {
        let store = self.beside()?;
        let visible = "SELECT s.case_id FROM main.sight_row s WHERE s.who IN (SELECT who FROM temp.lens)";
        let mut sql = format!(
            "CREATE TEMP TABLE lens (who TEXT PRIMARY KEY) STRICT, WITHOUT ROWID;
             CREATE TEMP VIEW case_row AS SELECT * FROM main.case_row WHERE id IN ({visible});
             CREATE TEMP VIEW stage_count AS SELECT stage, count(*) AS cases FROM temp.case_row GROUP BY stage;"
        );
        for table in OF_A_CASE {
            // Writing to a string does not fail.
            let _ = write!(sql, "CREATE TEMP VIEW {table} AS SELECT * FROM main.{table} WHERE case_id IN ({visible});");
        }
        store.reads.conn.execute_batch(&sql).map_err(|error| store.reads.failed(&error))?;
        for who in sight {
            store.reads.run("INSERT OR IGNORE INTO temp.lens (who) VALUES (?1)", [who])?;
        }
        Ok(store)
    }
}
