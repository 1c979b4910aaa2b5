//! Lists, filters and look-ups over the index rows.
//!
//! Every statement is made of the fixed pieces in this file; what a person typed only ever travels as a bound
//! value. Lists are newest first, which is the order of the primary key, so that a page costs what it shows.

use super::reads::{Outcome, Reads};
use super::rows::{BookingRow, CaseHead, ChildRow, ClockRow, PartyRow, SessionRow, case_columns};
use rusqlite::{Row, ToSql};
use serde::Serialize;
use std::fmt::Write;

/// Which cases to list, in what order; what is left at its default does not restrict.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ListQuery {
    /// The stages, any of them.
    pub stages: Vec<String>,
    /// The unit that has the ball.
    pub holder: Option<String>,
    /// The kind of matter.
    pub kind: Option<String>,
    /// Whose move it is; restricts to open cases.
    pub ball: Option<String>,
    /// Another stage than this.
    pub but_stage: Option<String>,
    /// The officer who registered it.
    pub registered_by: Option<String>,
    /// Another officer registered it than this.
    pub but_registered_by: Option<String>,
    /// The moment before which an open case is due.
    pub due_before: Option<String>,
    /// The earliest moment of registration.
    pub registered_from: Option<String>,
    /// The moment before which it was registered.
    pub registered_until: Option<String>,
    /// The cases among which to look, by id as a JSON array.
    pub among: Option<String>,
    /// The order.
    pub order: ListOrder,
    /// From where on; the whole list when empty. By due date only where [`ListQuery::ball`] is given.
    pub page: Option<Page>,
    /// How many at most; 0 means all.
    pub limit: u32,
    /// How many to leave out at the beginning.
    pub offset: u32,
}

/// The order of a list.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum ListOrder {
    /// Last registered first.
    #[default]
    Newest,
    /// First due first; without a due date last.
    Due,
}

/// From where a list is read, so that a page costs the same at its end as at its beginning.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Page {
    /// This place and what comes after it.
    From(Place),
    /// What comes after this place.
    After(Place),
    /// What comes before this place, nearest to it; in the list's order.
    Before(Place),
    /// The end of the list; in the list's order.
    End,
}

/// Where a case stands in a list, whatever stands around it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Place {
    /// The case.
    pub id: i64,
    /// When it is due.
    pub due: Option<String>,
}

/// A running clock with the case it belongs to.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct ClockHead {
    /// The clock.
    pub clock: ClockRow,
    /// The case.
    pub case: CaseHead,
}

/// A mediation session with the case it belongs to.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct SessionHead {
    /// The session.
    pub session: SessionRow,
    /// The case.
    pub case: CaseHead,
}

/// A booking with what it takes to name its case.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct BookingHead {
    /// The booking.
    pub booking: BookingRow,
    /// The number of the case; empty where it is out of sight.
    pub no: String,
    /// Its title.
    pub title: String,
}

/// A party that came before, with the case it came with.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct PartyHit {
    /// The party.
    pub party: PartyRow,
    /// The case.
    pub case: CaseHead,
}

macro_rules! session_lookup {
    ($which:literal) => {
        concat!(
            "SELECT s.case_id, s.session, s.room, s.starts, s.ends, s.status, s.title, ",
            case_columns!(),
            " FROM session_row s CROSS JOIN case_row c ON c.id = s.case_id ",
            $which
        )
    };
}

/// The conditions of a query and the values bound in them.
pub(super) struct Filter<'q> {
    /// Each begins with ` AND `.
    pub conditions: String,
    /// What is bound, in order.
    pub values: Vec<&'q dyn ToSql>,
}

impl<'q> Filter<'q> {
    /// Takes in everything but the stages.
    pub fn of(query: &'q ListQuery) -> Self {
        let mut filter = Self { conditions: String::new(), values: Vec::new() };
        if let Some(holder) = &query.holder {
            filter.add("c.holder = ?", holder);
        }
        if let Some(kind) = &query.kind {
            filter.add("c.kind = ?", kind);
        }
        if let Some(ball) = &query.ball {
            filter.add("c.closed_at IS NULL AND c.ball = ?", ball);
        }
        if let Some(stage) = &query.but_stage {
            filter.add("c.stage <> ?", stage);
        }
        if let Some(officer) = &query.registered_by {
            filter.add("c.registered_by = ?", officer);
        }
        if let Some(officer) = &query.but_registered_by {
            filter.add("c.registered_by <> ?", officer);
        }
        if let Some(moment) = &query.due_before {
            filter.add("c.closed_at IS NULL AND c.due < ?", moment);
        }
        if let Some(from) = &query.registered_from {
            filter.add("c.registered_at >= ?", from);
        }
        if let Some(until) = &query.registered_until {
            filter.add("c.registered_at < ?", until);
        }
        filter
    }

    /// Takes in the stages, where no index has to serve them.
    pub fn stages(&mut self, query: &'q ListQuery) {
        let stages = stages(query);
        if !stages.is_empty() {
            let places: Vec<String> = stages.into_iter().map(|stage| format!("?{}", self.bind(stage))).collect();
            // Writing to a string does not fail.
            let _ = write!(self.conditions, " AND c.stage IN ({})", places.join(", "));
        }
    }

    /// Adds from where on the list is read. A due date missing comes after every one there is, as '~' does.
    fn add_page(&mut self, query: &'q ListQuery) {
        let (place, sign) = match (&query.page, query.order) {
            (None | Some(Page::End), _) => return,
            (Some(Page::From(place)), ListOrder::Newest) => (place, "<="),
            (Some(Page::From(place)), ListOrder::Due) => (place, ">="),
            (Some(Page::After(place)), ListOrder::Newest) | (Some(Page::Before(place)), ListOrder::Due) => (place, "<"),
            (Some(Page::Before(place)), ListOrder::Newest) | (Some(Page::After(place)), ListOrder::Due) => (place, ">"),
        };
        let id = self.bind(&place.id);
        let _ = match query.order {
            ListOrder::Newest => write!(self.conditions, " AND c.id {sign} ?{id}"),
            ListOrder::Due => {
                let due = self.bind(&place.due);
                write!(self.conditions, " AND (ifnull(c.due, '~'), c.id) {sign} (ifnull(?{due}, '~'), ?{id})")
            }
        };
    }

    /// Takes in the cases among which to look, by the column that has their ids.
    pub fn among(&mut self, column: &str, query: &'q ListQuery) {
        if let Some(among) = &query.among {
            self.add(&format!("{column} IN (SELECT value FROM json_each(?"), among);
            self.conditions.push_str("))");
        }
    }

    /// Adds a condition that ends where its value goes.
    pub fn add(&mut self, condition: &str, value: &'q dyn ToSql) {
        let place = self.bind(value);
        // Writing to a string does not fail.
        let _ = write!(self.conditions, " AND {condition}{place}");
    }

    /// Takes a value in and returns its place.
    pub fn bind(&mut self, value: &'q dyn ToSql) -> usize {
        self.values.push(value);
        self.values.len()
    }
}

fn stages(query: &ListQuery) -> Vec<&String> {
    let mut stages: Vec<&String> = query.stages.iter().collect();
    stages.sort();
    stages.dedup();
    stages
}

/// Takes two things that stand side by side in a row.
pub(super) fn joined<R: ChildRow>(row: &Row<'_>) -> rusqlite::Result<(R, CaseHead)> {
    Ok((R::read(row)?, CaseHead::read_from(row, R::WIDTH)?))
}

impl Reads {
    /// Lists the cases of a query.
    pub fn list(&self, query: &ListQuery) -> Outcome<Vec<CaseHead>> {
        let stages = stages(query);
        let mut filter = Filter::of(query);
        filter.among("c.id", query);
        filter.add_page(query);
        let mut arms = Vec::new();
        if query.ball.is_some() && !stages.is_empty() {
            let places: Vec<String> = stages.iter().map(|stage| format!("?{}", filter.bind(*stage))).collect();
            let _ = write!(filter.conditions, " AND c.stage IN ({})", places.join(", "));
        }
        let common = filter.conditions.clone();
        // One arm per stage, each in order by its index: SQLite merges them and stops at the limit, where
        // `stage IN (…)` would sort every case of those stages.
        for stage in stages.iter().filter(|_| query.ball.is_none()) {
            let place = filter.bind(*stage);
            arms.push(format!(
                concat!("SELECT ", case_columns!(), " FROM case_row c WHERE c.stage = ?{}{}"),
                place, common
            ));
        }
        if arms.is_empty() {
            arms.push(format!(concat!("SELECT ", case_columns!(), " FROM case_row c WHERE 1{}"), common));
        }
        let is_backward = matches!(query.page, Some(Page::Before(_) | Page::End));
        let order = match (query.order, is_backward) {
            // What is due is little among what there is: it is found by its date and then sorted.
            (ListOrder::Newest, false) if query.due_before.is_some() => "+id DESC",
            (ListOrder::Newest, false) => "id DESC",
            (ListOrder::Newest, true) => "id",
            // As the index has it.
            (ListOrder::Due, false) if query.ball.is_some() => "ifnull(c.due, '~'), c.id",
            (ListOrder::Due, true) if query.ball.is_some() => "ifnull(c.due, '~') DESC, c.id DESC",
            (ListOrder::Due, false) => "due NULLS LAST, id",
            (ListOrder::Due, true) => "due DESC NULLS FIRST, id DESC",
        };
        let limit = if query.limit == 0 { -1 } else { i64::from(query.limit) };
        let (limit, offset) = (filter.bind(&limit), filter.bind(&query.offset));
        let sql = format!("{} ORDER BY {order} LIMIT ?{limit} OFFSET ?{offset}", arms.join(" UNION ALL "));
        let mut heads = self.all(&sql, filter.values.as_slice(), CaseHead::read)?;
        if is_backward {
            heads.reverse();
        }
        Ok(heads)
    }

    /// Counts the cases of a query, whatever its limit and offset.
    pub fn count(&self, query: &ListQuery) -> Outcome<u32> {
        let mut filter = Filter::of(query);
        let kept = filter.conditions.is_empty();
        filter.stages(query);
        // Where only stages matter, the figure is kept ready.
        let figure = if kept { "coalesce(sum(cases), 0) FROM stage_count c" } else { "count(*) FROM case_row c" };
        let sql = format!("SELECT {figure} WHERE 1{}", filter.conditions);
        let count = self.one(&sql, filter.values.as_slice(), |row| row.get(0))?;
        Ok(count.unwrap_or(0))
    }

    /// Counts the cases of every stage that has any, by stage.
    pub fn counts_by_stage(&self) -> Outcome<Vec<(String, u32)>> {
        self.all("SELECT stage, cases FROM stage_count WHERE cases > 0 ORDER BY stage", [], |row| {
            Ok((row.get(0)?, row.get(1)?))
        })
    }

    /// Counts the cases of a stage that are merged into another: their next step is taken there.
    pub fn count_merged(&self, stage: &str) -> Outcome<u32> {
        let sql = "SELECT count(*) FROM case_row WHERE stage = ?1 AND merged_into IS NOT NULL";
        Ok(self.one(sql, [stage], |row| row.get(0))?.unwrap_or(0))
    }

    /// Returns the cases that still have a life before them, oldest first.
    pub fn open_cases(&self) -> Outcome<Vec<i64>> {
        self.all("SELECT id FROM case_row WHERE closed_at IS NULL ORDER BY id", [], |row| row.get(0))
    }

    /// Returns every case, in order of registration.
    pub fn every_case(&self) -> Outcome<Vec<i64>> {
        self.all("SELECT id FROM case_row ORDER BY id", [], |row| row.get(0))
    }

    /// Counts the open cases whose move it is in one of the ways given.
    pub fn count_ball(&self, ball: &str) -> Outcome<u32> {
        let sql = "SELECT count(*) FROM case_row WHERE closed_at IS NULL AND ball = ?1";
        Ok(self.one(sql, [ball], |row| row.get(0))?.unwrap_or(0))
    }

    /// Counts the running clocks and open folios that stand at one of these levels (a JSON array) and nobody has
    /// acknowledged.
    pub fn count_unseen(&self, levels: &str) -> Outcome<u32> {
        let sql = "SELECT (SELECT count(*) FROM clock_row WHERE running = 1 AND acknowledged = 0
                              AND level IN (SELECT value FROM json_each(?1)))
                        + (SELECT count(*) FROM folio_row WHERE open = 1 AND acknowledged = 0
                              AND level IN (SELECT value FROM json_each(?1)))";
        Ok(self.one(sql, [levels], |row| row.get(0))?.unwrap_or(0))
    }

    /// Returns what [`Reads::count_unseen`] counts: the stream, the clock within a case or 0 for a folio, the level.
    pub fn unseen(&self, levels: &str) -> Outcome<Vec<(i64, u32, String)>> {
        let sql = "SELECT case_id, clock, level FROM clock_row
                       WHERE running = 1 AND acknowledged = 0 AND level IN (SELECT value FROM json_each(?1))
                   UNION ALL SELECT stream, 0, level FROM folio_row
                       WHERE open = 1 AND acknowledged = 0 AND level IN (SELECT value FROM json_each(?1))";
        self.all(sql, [levels], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))
    }

    /// Returns the running clocks, first due first: those due before a moment, those of one unit, or all.
    pub fn running_clocks(&self, due_before: Option<&str>, unit: Option<&str>, limit: u32) -> Outcome<Vec<ClockHead>> {
        // '~' comes after every digit, so it restricts nothing.
        macro_rules! running {
            ($unit:literal) => {
                concat!(
                    "SELECT k.case_id, k.clock, k.kind, k.unit, k.rule, k.start, k.due, k.running, k.met, k.late, ",
                    "k.next_alarm, k.level, k.acknowledged, ",
                    case_columns!(),
                    " FROM clock_row k CROSS JOIN case_row c ON c.id = k.case_id WHERE k.running = 1 ",
                    $unit,
                    " AND k.due < coalesce(?2, '~') ORDER BY k.due LIMIT ?3"
                )
            };
        }
        let sql = if unit.is_some() { running!("AND k.unit = ?1") } else { running!("AND ?1 IS NULL") };
        // As for lists of cases, 0 is no limit; SQLite says that with a negative number.
        let limit = if limit == 0 { -1 } else { i64::from(limit) };
        self.all(sql, (unit, due_before, limit), |row| joined(row).map(|(clock, case)| ClockHead { clock, case }))
    }

    /// Returns the cases that want looking at by a moment, those that have waited longest first.
    pub fn alarms_until(&self, at: &str) -> Outcome<Vec<i64>> {
        self.all(
            "SELECT id FROM (
                 SELECT id, next_alarm FROM case_row WHERE next_alarm <= ?1
                 UNION ALL
                 SELECT case_id, next_alarm FROM clock_row WHERE running = 1 AND next_alarm <= ?1
             ) GROUP BY id ORDER BY min(next_alarm), id",
            [at],
            |row| row.get(0),
        )
    }

    /// Returns the sessions that start from a moment on and before another, in order.
    pub fn sessions_between(&self, from: &str, to: &str) -> Outcome<Vec<SessionHead>> {
        self.sessions(
            session_lookup!("WHERE s.starts >= ?1 AND s.starts < ?2 ORDER BY s.starts, s.room, s.case_id"),
            &[&from, &to],
        )
    }

    fn sessions(&self, sql: &str, values: &[&dyn ToSql]) -> Outcome<Vec<SessionHead>> {
        self.all(sql, values, |row| joined(row).map(|(session, case)| SessionHead { session, case }))
    }

    /// Returns every booking that overlaps the time from one moment to another; one that ends at its
    /// beginning, or starts at its end, does not.
    pub fn bookings_overlapping(&self, from: &str, to: &str) -> Outcome<Vec<BookingHead>> {
        self.all(
            "SELECT b.case_id, b.session, b.resource, b.starts, b.ends, b.held_until, b.label, c.no, c.title
             FROM booking_row b LEFT JOIN case_row c ON c.id = b.case_id
             WHERE b.ends > ?1 AND b.starts < ?2 ORDER BY b.starts, b.resource",
            [from, to],
            booking,
        )
    }
}

fn booking(row: &Row<'_>) -> rusqlite::Result<BookingHead> {
    Ok(BookingHead {
        booking: BookingRow::read(row)?,
        no: row.get::<_, Option<String>>(BookingRow::WIDTH)?.unwrap_or_default(),
        title: row.get::<_, Option<String>>(BookingRow::WIDTH + 1)?.unwrap_or_default(),
    })
}
