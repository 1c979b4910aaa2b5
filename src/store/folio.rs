//! Folios (专卷): the rows of what has a stream of its own and is no case, see [`crate::domain::folio`].

use super::project::Tx;
use super::reads::{Outcome, Reads};
use super::rows::fields;
use crate::domain::folio::FOLIOS;
use rusqlite::Row;
use serde::Serialize;
use std::ops::Range;

/// A folio as the tables have it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct FolioRow {
    /// The stream.
    pub stream: i64,
    /// The key of its kind.
    pub kind: String,
    /// What people call it.
    pub key: String,
    /// How many events are folded in.
    pub rev: i64,
    /// The moment by which it is ordered among its kind.
    pub sort: String,
    /// The key of its status.
    pub status: String,
    /// Whether something is still to be done about it.
    pub open: bool,
    /// Who has to do it.
    pub unit: Option<String>,
    /// When it is due.
    pub due: Option<String>,
    /// When it next needs looking at by itself.
    pub next_alarm: Option<String>,
    /// The highest alert that stands.
    pub level: Option<String>,
    /// Whether somebody has acknowledged it.
    pub acknowledged: bool,
    /// The whole state, as JSON.
    pub state: String,
}

/// A folio with what hangs on it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FolioRows {
    /// The folio itself.
    pub folio: FolioRow,
    /// The numbers of the cases it is about, in order.
    pub cases: Vec<String>,
    /// Who may see it besides the centre's own people, in order; `*` is everybody.
    pub sights: Vec<String>,
}

/// Which folios a list asks for; what is left out restricts nothing.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FolioQuery {
    /// The kind.
    pub kind: &'static str,
    /// Only those about which something is still to be done.
    pub open: bool,
    /// Those that a unit has to do.
    pub unit: Option<String>,
    /// Ordered at this moment or later.
    pub from: Option<String>,
    /// Ordered before this moment.
    pub until: Option<String>,
    /// Due before this moment; one without a date is none of them.
    pub due_before: Option<String>,
    /// First due first, instead of the last first.
    pub by_due: bool,
    /// How many at most; 0 for all.
    pub limit: u32,
}

macro_rules! columns {
    () => {
        "SELECT stream, kind, key, rev, sort, status, open, unit, due, next_alarm, level, acknowledged, state FROM folio_row"
    };
}

impl FolioRow {
    fn read(row: &Row<'_>) -> rusqlite::Result<Self> {
        fields!(
            row,
            FolioRow { stream, kind, key, rev, sort, status, open, unit, due, next_alarm, level, acknowledged, state }
        )
    }
}

impl Reads {
    /// Returns the folio of a kind that people call so.
    pub fn folio(&self, kind: &str, key: &str) -> Outcome<Option<FolioRow>> {
        self.one(concat!(columns!(), " WHERE kind = ?1 AND key = ?2"), [kind, key], FolioRow::read)
    }

    /// Returns the folio of a stream.
    pub fn folio_of(&self, stream: i64) -> Outcome<Option<FolioRow>> {
        self.one(concat!(columns!(), " WHERE stream = ?1"), [stream], FolioRow::read)
    }

    /// Returns the folios of a list.
    pub fn folios(&self, query: &FolioQuery) -> Outcome<Vec<FolioRow>> {
        let limit = if query.limit == 0 { -1 } else { i64::from(query.limit) };
        let parameters = (query.kind, query.open, &query.unit, &query.from, &query.until, limit, &query.due_before);
        let condition = concat!(
            columns!(),
            " WHERE kind = ?1 AND (NOT ?2 OR open = 1) AND (?3 IS NULL OR unit = ?3)
                 AND (?4 IS NULL OR sort >= ?4) AND (?5 IS NULL OR sort < ?5)
                 AND (?7 IS NULL OR due < ?7)"
        );
        let order = if query.by_due {
            "ORDER BY ifnull(due, '~'), sort, stream LIMIT ?6"
        } else {
            "ORDER BY sort DESC, stream DESC LIMIT ?6"
        };
        self.all(&format!("{condition} {order}"), parameters, FolioRow::read)
    }

    /// Returns how many open folios of a kind are due before a moment.
    pub fn count_folios_due(&self, kind: &str, before: &str) -> Outcome<u32> {
        let sql = "SELECT count(*) FROM folio_row WHERE open = 1 AND kind = ?1 AND ifnull(due, '~') < ?2";
        Ok(self.one(sql, [kind, before], |row| row.get(0))?.unwrap_or(0))
    }

    /// Returns the folios about a case, the last first.
    pub fn folios_about(&self, no: &str) -> Outcome<Vec<FolioRow>> {
        self.all(
            concat!(
                columns!(),
                " WHERE stream IN (SELECT stream FROM folio_case WHERE no = ?1) ORDER BY sort DESC, stream DESC"
            ),
            [no],
            FolioRow::read,
        )
    }

    /// Returns the folios that need looking at by a moment, the longest waiting first.
    pub fn folio_alarms_until(&self, at: &str) -> Outcome<Vec<FolioRow>> {
        self.all(concat!(columns!(), " WHERE next_alarm <= ?1 ORDER BY next_alarm, stream"), [at], FolioRow::read)
    }

    /// Tells whether a folio is open to one of these principals, given as a JSON array.
    pub fn is_open_folio(&self, stream: i64, principals: &str) -> Outcome<bool> {
        let sql = "SELECT 1 FROM folio_sight
                   WHERE stream = ?1 AND (who = '*' OR who IN (SELECT value FROM json_each(?2)))";
        Ok(self.one(sql, (stream, principals), |_| Ok(()))?.is_some())
    }

    /// Returns everything the rows hold of a folio.
    pub fn folio_rows(&self, stream: i64) -> Outcome<Option<FolioRows>> {
        let Some(folio) = self.folio_of(stream)? else { return Ok(None) };
        let text = |sql: &str| self.all(sql, [stream], |row| row.get::<_, String>(0));
        Ok(Some(FolioRows {
            folio,
            cases: text("SELECT no FROM folio_case WHERE stream = ?1 ORDER BY no")?,
            sights: text("SELECT who FROM folio_sight WHERE stream = ?1 ORDER BY who")?,
        }))
    }

    /// Returns the stream of every folio that has a row or events.
    pub fn every_folio(&self) -> Outcome<Vec<i64>> {
        self.all(
            "SELECT stream FROM folio_row UNION SELECT DISTINCT stream FROM event WHERE stream >= ?1 ORDER BY 1",
            [FOLIOS],
            |row| row.get(0),
        )
    }

    /// Returns how many folios of a kind have a key that begins so: what the next number is made of.
    pub fn folios_called(&self, kind: &str, beginning: &str) -> Outcome<u32> {
        let sql = "SELECT count(*) FROM folio_row WHERE kind = ?1 AND substr(key, 1, length(?2)) = ?2";
        Ok(self.one(sql, [kind, beginning], |row| row.get(0))?.unwrap_or(0))
    }
}

impl Tx<'_> {
    /// Returns the stream that the next new folio of a kind takes; it is taken once an event is appended to it.
    pub fn next_folio(&self, streams: &Range<i64>) -> Outcome<i64> {
        let sql = "SELECT max(stream) FROM event WHERE stream >= ?1 AND stream < ?2";
        let last = self.one(sql, [streams.start, streams.end], |row| row.get::<_, Option<i64>>(0))?;
        Ok(last.flatten().map_or(streams.start, |last| last + 1))
    }

    /// Writes the rows of a folio in place of those it had.
    pub fn put_folio(&self, rows: &FolioRows) -> Outcome<()> {
        let FolioRows { folio, cases, sights } = rows;
        self.run("DELETE FROM folio_case WHERE stream = ?1", [folio.stream])?;
        self.run("DELETE FROM folio_sight WHERE stream = ?1", [folio.stream])?;
        self.run(
            "INSERT INTO folio_row (stream, kind, key, rev, sort, status, open, unit, due, next_alarm, level,
                 acknowledged, state)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)
             ON CONFLICT (stream) DO UPDATE SET key = excluded.key, rev = excluded.rev, sort = excluded.sort,
                 status = excluded.status, open = excluded.open, unit = excluded.unit, due = excluded.due,
                 next_alarm = excluded.next_alarm, level = excluded.level, acknowledged = excluded.acknowledged,
                 state = excluded.state",
            (
                folio.stream,
                &folio.kind,
                &folio.key,
                folio.rev,
                &folio.sort,
                &folio.status,
                folio.open,
                &folio.unit,
                &folio.due,
                &folio.next_alarm,
                &folio.level,
                folio.acknowledged,
                &folio.state,
            ),
        )?;
        for no in cases {
            self.run("INSERT INTO folio_case (stream, no) VALUES (?1, ?2)", (folio.stream, no))?;
        }
        for who in sights {
            self.run("INSERT INTO folio_sight (stream, who) VALUES (?1, ?2)", (folio.stream, who))?;
        }
        Ok(())
    }
}
