//! The rows of the projections, as the desk writes them and the views read them.
//!
//! Instants are local text `YYYY-MM-DDTHH:MM:SS+08:00`, so that text order is time order; members of closed
//! lists are their `snake_case` keys. The store understands neither: it keeps, orders and compares them.

use crate::domain::search::Document;
use rusqlite::{Row, ToSql};
use serde::Serialize;

/// A row of a table that hangs on a case.
pub(super) trait ChildRow: Sized + PartialEq {
    /// How many columns `SELECT` gives.
    const WIDTH: usize;
    /// Reads every row of a case, in the order of the key; `?1` is the case.
    const SELECT: &'static str;
    /// Reads rows of any case; a condition is to follow.
    const COLUMNS: &'static str;
    /// Writes one row.
    const INSERT: &'static str;
    /// Removes every row of a case; `?1` is the case.
    const DELETE: &'static str;
    /// Takes the row out of a result that begins with the columns of `SELECT`.
    fn read(row: &Row<'_>) -> rusqlite::Result<Self> {
        Self::read_from(row, 0)
    }
    /// Takes the row out of a result in which its columns begin at one.
    fn read_from(row: &Row<'_>, start: usize) -> rusqlite::Result<Self>;
    /// Returns the values for `INSERT`.
    fn values(&self) -> Vec<&dyn ToSql>;
}

macro_rules! fields {
    ($row:ident, $name:ident { $($field:ident),+ $(,)? }) => {
        $crate::store::rows::fields!($row, from 0, $name { $($field),+ })
    };
    ($row:ident, from $start:expr, $name:ident { $($field:ident),+ $(,)? }) => {{
        let mut column: usize = $start;
        $(
            let $field = $row.get(column)?;
            column += 1;
        )+
        let _ = column;
        Ok($name { $($field),+ })
    }};
}
pub(super) use fields;

macro_rules! child {
    ($(#[$doc:meta])* $name:ident, $table:literal, by $key:literal {
        $(#[$first_doc:meta])* $first:ident: $first_type:ty
        $(, $(#[$field_doc:meta])* $field:ident: $type:ty)* $(,)?
    }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
        pub struct $name {
            $(#[$first_doc])* pub $first: $first_type
            $(, $(#[$field_doc])* pub $field: $type)*
        }

        impl ChildRow for $name {
            const WIDTH: usize = [stringify!($first) $(, stringify!($field))*].len();
            const SELECT: &'static str = concat!(
                "SELECT ", stringify!($first) $(, ", ", stringify!($field))*,
                " FROM ", $table, " WHERE case_id = ?1 ORDER BY ", $key
            );
            const COLUMNS: &'static str = concat!(
                "SELECT ", stringify!($first) $(, ", ", stringify!($field))*, " FROM ", $table
            );
            const INSERT: &'static str = concat!(
                "INSERT INTO ", $table, " (", stringify!($first) $(, ", ", stringify!($field))*, ") VALUES (",
                "?" $(, child!(@mark $field))*, ")"
            );
            const DELETE: &'static str = concat!("DELETE FROM ", $table, " WHERE case_id = ?1");

            fn read_from(row: &Row<'_>, start: usize) -> rusqlite::Result<Self> {
                fields!(row, from start, $name { $first $(, $field)* })
            }

            fn values(&self) -> Vec<&dyn ToSql> {
                vec![&self.$first $(, &self.$field)*]
            }
        }
    };
    (@mark $field:ident) => { ", ?" };
}

/// The columns of `case_row c` that make a [`CaseHead`], in the order of its fields.
macro_rules! case_columns {
    () => {
        "c.id, c.no, c.year, c.seq_of_year, c.rev, c.kind, c.channel, c.title, c.category, c.grade, c.risk, c.stage, \
         c.place, c.holder, c.ball, c.since, c.registered_at, c.registered_by, c.closed_at, c.due, c.next_alarm, c.level, c.parties, c.merged_into, \
         c.call_back, c.dissatisfied"
    };
}
pub(super) use case_columns;

/// A case (事项) as the desk writes it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct CaseRow {
    /// The stream of the case.
    pub id: i64,
    /// The number people use (编号).
    pub no: String,
    /// The year of the number.
    pub year: i32,
    /// The number within the year, without gaps; below nought for a number that was drawn.
    pub seq_of_year: i64,
    /// The number of the last event folded in.
    pub rev: i64,
    /// The kind of matter.
    pub kind: String,
    /// The channel it came by.
    pub channel: String,
    /// One line that tells it from others.
    pub title: String,
    /// The category, in one or two levels.
    pub category: Option<String>,
    /// The grade (定级).
    pub grade: Option<String>,
    /// The risk (风险等级).
    pub risk: Option<String>,
    /// The stage of its life.
    pub stage: String,
    /// Where it happened or belongs (属地).
    pub place: Option<String>,
    /// The unit that has the ball (承办单位).
    pub holder: Option<String>,
    /// Whose move it is (球在谁手里).
    pub ball: String,
    /// Since when.
    pub since: String,
    /// When it was registered.
    pub registered_at: String,
    /// The officer who registered it.
    pub registered_by: String,
    /// When it was closed, if it is.
    pub closed_at: Option<String>,
    /// The earliest due moment of its running clocks.
    pub due: Option<String>,
    /// When it next needs looking at by itself; see [`Reads::alarms_until`](super::Reads::alarms_until).
    pub next_alarm: Option<String>,
    /// The highest alarm level standing (预警级别).
    pub level: Option<String>,
    /// The names of its parties, as a list shows them.
    pub parties: String,
    /// The number of the case this one was merged into (并案).
    pub merged_into: Option<String>,
    /// What was answered at the last call-back since it was last resolved.
    pub call_back: Option<String>,
    /// How often the resident was dissatisfied.
    pub dissatisfied: u32,
    /// The whole state, as JSON, where one is kept: a case at rest is made from its events when somebody asks.
    pub state: Option<String>,
}

impl CaseRow {
    /// Takes a row out of a result of [`case_columns`] and the state, in the order of the fields.
    pub(super) fn read(row: &Row<'_>) -> rusqlite::Result<Self> {
        fields!(
            row,
            CaseRow {
                id,
                no,
                year,
                seq_of_year,
                rev,
                kind,
                channel,
                title,
                category,
                grade,
                risk,
                stage,
                place,
                holder,
                ball,
                since,
                registered_at,
                registered_by,
                closed_at,
                due,
                next_alarm,
                level,
                parties,
                merged_into,
                call_back,
                dissatisfied,
                state
            }
        )
    }
}

/// A case as lists show it: a [`CaseRow`] without the state.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct CaseHead {
    /// The stream of the case.
    pub id: i64,
    /// The number people use (编号).
    pub no: String,
    /// The year of the number.
    pub year: i32,
    /// The number within the year.
    pub seq_of_year: i64,
    /// The number of the last event folded in.
    pub rev: i64,
    /// The kind of matter.
    pub kind: String,
    /// The channel it came by.
    pub channel: String,
    /// One line that tells it from others.
    pub title: String,
    /// The category.
    pub category: Option<String>,
    /// The grade.
    pub grade: Option<String>,
    /// The risk.
    pub risk: Option<String>,
    /// The stage of its life.
    pub stage: String,
    /// Where it happened or belongs.
    pub place: Option<String>,
    /// The unit that has the ball.
    pub holder: Option<String>,
    /// Whose move it is (球在谁手里).
    pub ball: String,
    /// Since when.
    pub since: String,
    /// When it was registered.
    pub registered_at: String,
    /// The officer who registered it.
    pub registered_by: String,
    /// When it was closed, if it is.
    pub closed_at: Option<String>,
    /// The earliest due moment of its running clocks.
    pub due: Option<String>,
    /// When it next needs looking at by itself.
    pub next_alarm: Option<String>,
    /// The highest alarm level standing.
    pub level: Option<String>,
    /// The names of its parties.
    pub parties: String,
    /// The number of the case this one was merged into.
    pub merged_into: Option<String>,
    /// What was answered at the last call-back since it was last resolved.
    pub call_back: Option<String>,
    /// How often the resident was dissatisfied.
    pub dissatisfied: u32,
}

impl CaseHead {
    /// Takes a row out of a result of [`case_columns`].
    pub(super) fn read(row: &Row<'_>) -> rusqlite::Result<Self> {
        Self::read_from(row, 0)
    }

    /// Takes a row out of a result in which [`case_columns`] begin at a column.
    pub(super) fn read_from(row: &Row<'_>, start: usize) -> rusqlite::Result<Self> {
        fields!(
            row,
            from start,
            CaseHead {
                id,
                no,
                year,
                seq_of_year,
                rev,
                kind,
                channel,
                title,
                category,
                grade,
                risk,
                stage,
                place,
                holder,
                ball,
                since,
                registered_at,
                registered_by,
                closed_at,
                due,
                next_alarm,
                level,
                parties,
                merged_into,
                call_back,
                dissatisfied
            }
        )
    }
}

child! {
    /// A party (当事人) of a case, or one who speaks for it.
    PartyRow, "party_row", by "party, nth" {
        /// The case.
        case_id: i64,
        /// The party's place in its case, from 1.
        party: u32,
        /// 0 for the party itself, from 1 for its representatives.
        nth: u32,
        /// `applicant`, `respondent` or `representative`.
        capacity: String,
        /// Person, organisation or group.
        nature: String,
        /// The name, of a person or an organisation.
        name: String,
        /// The identity number, or the organisation's code.
        id_no: Option<String>,
        /// The phone number, digits only.
        phone: Option<String>,
        /// The address.
        place: Option<String>,
        /// Who it is in the directory of people.
        person: Option<i64>,
    }
}

child! {
    /// Somebody beside the centre's own people who may see a case (查看范围).
    SightRow, "sight_row", by "who" {
        /// The case.
        case_id: i64,
        /// Who, see [`crate::domain::sight::Principal`].
        who: String,
    }
}

child! {
    /// A link (关联) of a case to another.
    LinkRow, "link_row", by "other, kind" {
        /// The case.
        case_id: i64,
        /// The other case's number.
        other: String,
        /// What kind of link.
        kind: String,
        /// Since when.
        at: String,
    }
}

child! {
    /// An assignment (交办) of a case to a unit.
    AssignmentRow, "assignment_row", by "assignment" {
        /// The case.
        case_id: i64,
        /// The assignment's place in its case, from 1.
        assignment: u32,
        /// The unit assigned to.
        unit: String,
        /// Whether it leads or helps.
        role: String,
        /// How far it is.
        status: String,
        /// When it was assigned.
        assigned_at: String,
        /// When its work is due.
        due: Option<String>,
        /// How often its result was sent back.
        sent_back: u32,
        /// How often the unit said "not ours".
        objected: u32,
    }
}

child! {
    /// A clock (时限) of a case.
    ClockRow, "clock_row", by "clock" {
        /// The case.
        case_id: i64,
        /// The clock's place in its case, from 1.
        clock: u32,
        /// The kind of limit.
        kind: String,
        /// The unit it runs against, if one.
        unit: Option<String>,
        /// The rule it follows.
        rule: String,
        /// When it began.
        start: String,
        /// When it runs out.
        due: String,
        /// Whether it runs: neither met, nor stopped, nor paused.
        running: bool,
        /// When it was met, if it was.
        met: Option<String>,
        /// Since when it is or was late.
        late: Option<String>,
        /// When it next raises an alarm.
        next_alarm: Option<String>,
        /// The highest level it has raised.
        level: Option<String>,
        /// Whether a person has acknowledged that level.
        acknowledged: bool,
    }
}

child! {
    /// A mediation session (调解场次) of a case; one without `starts` waits for a time.
    SessionRow, "session_row", by "session" {
        /// The case.
        case_id: i64,
        /// The session's place in its case, from 1.
        session: u32,
        /// The room.
        room: Option<String>,
        /// When it starts.
        starts: Option<String>,
        /// When it ends.
        ends: Option<String>,
        /// How far it is.
        status: String,
        /// One line for the week grid.
        title: String,
    }
}

child! {
    /// What a session takes up, and when.
    BookingRow, "booking_row", by "session, resource, starts" {
        /// The case.
        case_id: i64,
        /// The session's place in its case.
        session: u32,
        /// What is taken: `room:1`, `mediator:zm`, `seat:rsj`, `person:<key>`.
        resource: String,
        /// From when.
        starts: String,
        /// Until when; the moment itself is free again.
        ends: String,
        /// Until when it is only held, if nobody confirmed it.
        held_until: Option<String>,
        /// What it is, for people.
        label: String,
    }
}

child! {
    /// What figures (统计) count of a case, see [`crate::domain::figures::Fact`].
    FactRow, "fact_row", by "case_id" {
        /// The case.
        case_id: i64,
        /// When it was registered.
        registered_at: String,
        /// When it was closed, if it is.
        closed_at: Option<String>,
        /// The facts, as JSON.
        body: String,
    }
}

child! {
    /// Which entry of an earlier register or file a case was made of (旧台账、来件).
    OriginRow, "origin_row", by "register, entry" {
        /// The case.
        case_id: i64,
        /// The register or file.
        register: String,
        /// What the entry is called in it.
        entry: String,
    }
}

/// What a case is found by.
///
/// Two are the same when they were made of the same document, whichever of them still has it at hand.
#[derive(Debug, Clone, Default, Serialize)]
pub struct CaseText {
    /// The digest of the document.
    pub digest: i64,
    /// The document itself; empty in what was read back, for the file does not keep it.
    #[serde(skip)]
    pub document: Document,
}

impl CaseText {
    /// Makes the text of a document.
    pub fn of(document: Document) -> Self {
        Self { digest: document.digest(), document }
    }
}

impl PartialEq for CaseText {
    fn eq(&self, other: &Self) -> bool {
        self.digest == other.digest
    }
}

impl Eq for CaseText {}

/// Everything that the projections hold about one case.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Projection {
    /// The case itself.
    pub case: CaseRow,
    /// Its parties, by place.
    pub parties: Vec<PartyRow>,
    /// Its assignments, by place.
    pub assignments: Vec<AssignmentRow>,
    /// Its clocks, by place.
    pub clocks: Vec<ClockRow>,
    /// Its sessions, by place.
    pub sessions: Vec<SessionRow>,
    /// Its bookings, by session, resource and start.
    pub bookings: Vec<BookingRow>,
    /// Its links, by the other's number.
    pub links: Vec<LinkRow>,
    /// Who may see it, in order.
    pub sights: Vec<SightRow>,
    /// What figures count of it: one row.
    pub facts: Vec<FactRow>,
    /// Where it had stood before, if it came in as a file.
    pub origins: Vec<OriginRow>,
    /// What it is found by.
    pub text: CaseText,
}

impl Projection {
    /// Puts the rows into the order in which the tables give them back, so that two can be compared.
    pub(super) fn sorted(mut self) -> Self {
        self.parties.sort_by_key(|row| (row.party, row.nth));
        self.links.sort_by(|a, b| (&a.other, &a.kind).cmp(&(&b.other, &b.kind)));
        self.sights.sort_by(|a, b| a.who.cmp(&b.who));
        self.assignments.sort_by_key(|row| row.assignment);
        self.clocks.sort_by_key(|row| row.clock);
        self.sessions.sort_by_key(|row| row.session);
        self.bookings.sort_by(|a, b| (a.session, &a.resource, &a.starts).cmp(&(b.session, &b.resource, &b.starts)));
        self
    }
}
