//! What figures are made of.

use super::reads::{Outcome, Reads};

impl Reads {
    /// Returns the facts (JSON) of the cases that were alive from a moment on and before another, oldest case first.
    pub fn facts(&self, from: &str, until: &str) -> Outcome<Vec<String>> {
        self.all(
            "SELECT body FROM fact_row WHERE ifnull(closed_at, '~') >= ?1 AND registered_at < ?2 ORDER BY case_id",
            [from, until],
            |row| row.get(0),
        )
    }

    /// Returns the case that was made of an entry of a register or file, if one was.
    pub fn made_of(&self, register: &str, entry: &str) -> Outcome<Option<i64>> {
        self.one("SELECT case_id FROM origin_row WHERE register = ?1 AND entry = ?2", [register, entry], |row| {
            row.get(0)
        })
    }
}
