//! What the access log is asked: entries of its own stream, and what was looked at that stands in other streams.

use super::reads::{Outcome, Reads};
use crate::domain::access::{ACCESS_STREAM, LOOKED_AT};
use crate::domain::ids::PersonId;
use rusqlite::types::ToSql;
use std::fmt::Write;

/// Which entries are wanted; what is left at its default does not restrict.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AuditQuery {
    /// The officer.
    pub officer: Option<String>,
    /// The number of the case.
    pub no: Option<String>,
    /// The kind of entry.
    pub kind: Option<String>,
    /// The earliest moment.
    pub from: Option<String>,
    /// The moment before which it was.
    pub until: Option<String>,
    /// How many at most, the last first; 0 for all.
    pub limit: u32,
}

/// An entry, wherever it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuditRow {
    /// Its place in the whole log.
    pub gid: i64,
    /// The stream it stands in.
    pub stream: i64,
    /// When it happened.
    pub at: String,
    /// Who it was.
    pub officer: String,
    /// What kind of entry it is.
    pub kind: String,
    /// The event itself, as JSON.
    pub body: String,
    /// The number of the case whose stream it is, if it is one's.
    pub no: Option<String>,
}

impl Reads {
    /// Returns what concerns access, the last first. What was done to a sealed case is not among it while it is sealed.
    pub fn audit(&self, query: &AuditQuery) -> Outcome<Vec<AuditRow>> {
        let kinds = serde_json::json!(LOOKED_AT).to_string();
        let mut values: Vec<&dyn ToSql> = vec![&ACCESS_STREAM, &kinds, &PersonId::STREAMS];
        let mut sql = "SELECT e.gid, e.stream, e.at, e.officer, e.kind, e.body, c.no
             FROM event e LEFT JOIN case_row c ON c.id = e.stream
             WHERE (e.stream = ?1 OR (e.kind IN (SELECT value FROM json_each(?2)) AND (c.no IS NOT NULL OR e.stream > ?3)))"
            .to_owned();
        let conditions: [(&str, &Option<String>, &str); 5] = [
            ("e.officer = ", &query.officer, ""),
            ("", &query.no, " IN (c.no, json_extract(e.body, '$.no'))"),
            ("e.kind = ", &query.kind, ""),
            ("e.at >= ", &query.from, ""),
            ("e.at < ", &query.until, ""),
        ];
        for (before, value, after) in conditions {
            if let Some(value) = value {
                values.push(value);
                // Writing to a string does not fail.
                let _ = write!(sql, " AND {before}?{}{after}", values.len());
            }
        }
        let limit = if query.limit == 0 { -1 } else { i64::from(query.limit) };
        values.push(&limit);
        let _ = write!(sql, " ORDER BY e.gid DESC LIMIT ?{}", values.len());
        self.all(&sql, values.as_slice(), |row| {
            Ok(AuditRow {
                gid: row.get(0)?,
                stream: row.get(1)?,
                at: row.get(2)?,
                officer: row.get(3)?,
                kind: row.get(4)?,
                body: row.get(5)?,
                no: row.get(6)?,
            })
        })
    }
}
