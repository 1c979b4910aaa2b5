//! Views: named questions with plain answers, each asked by a viewer.
//!
//! What the screen, the command line and scripts show comes from here and nowhere else.

pub use super::viewer::Viewer;
pub use super::whole::{CaseView, Line, RelatedCase};

use super::pressing::Pressing;
use super::viewer::covered;
use super::{Desk, DeskError, stamp, unstamp};
use crate::domain::calendar::Calendar;
use crate::domain::case::{Case, due_of};
use crate::domain::centre::Centre;
use crate::domain::folio::FOLIOS;
use crate::domain::ids::{CaseId, CaseNo, CategoryId, OfficerId, RoomId, SessionId, UnitId};
use crate::domain::mediation::Booking;
use crate::domain::time::{Day, Moment, at, end_of};
use crate::domain::vocabulary::{AssignmentStatus, CaseKind, ClockKind, Level, Stage};
use crate::store::{CaseHead, ListOrder, ListQuery, Reads};
use chrono::Duration;
use serde::Serialize;
use std::collections::BTreeSet;

/// A case in a list: every row answers where it stands, who has it, since when, due when.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Row {
    /// Its identity, by which a list keeps its place.
    #[serde(skip)]
    pub id: CaseId,
    /// Its number.
    pub no: CaseNo,
    /// Its title.
    pub title: String,
    /// The names of its parties, applicants before respondents.
    pub parties: Vec<String>,
    /// The kind of matter.
    pub kind: CaseKind,
    /// The name of its category.
    pub category: Option<String>,
    /// The grade's key.
    pub grade: Option<String>,
    /// The stage's key.
    pub state: String,
    /// Whose court the ball is in: the stage, or the state of the assignment that matters most.
    pub ball: String,
    /// The unit that has it; the centre when empty.
    pub holder: Option<UnitId>,
    /// The name of the unit that has it, for people.
    pub holder_name: String,
    /// Since when.
    pub since: Moment,
    /// The day it is due.
    pub due: Option<Moment>,
    /// Whether that has passed.
    pub overdue: bool,
    /// The highest level of alert standing.
    pub level: Option<Level>,
    /// When it was written down.
    pub registered_at: Moment,
    /// By whom.
    pub registered_by: OfficerId,
    /// The case it is merged into, if it is.
    pub merged_into: Option<CaseNo>,
    /// Its revision.
    pub rev: u64,
    /// In which part of a listing it stands, by which the list is read on from here.
    #[serde(skip)]
    pub part: usize,
}

impl Row {
    /// Says in few cells who has it: the unit or the centre, or the case it is merged into by the end of its number.
    pub fn whose(&self) -> String {
        const LAST: usize = 5;
        let Some(target) = &self.merged_into else { return self.holder_name.clone() };
        let skipped = target.as_str().chars().count().saturating_sub(LAST);
        format!("→…{}", target.as_str().chars().skip(skipped).collect::<String>())
    }
}

/// A running clock in the list of alerts.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Alert {
    /// The case.
    #[serde(flatten)]
    pub case: Row,
    /// What the clock measures.
    pub clock: ClockKind,
    /// Its number within the case.
    pub clock_id: u32,
    /// The unit it runs against, if one.
    pub unit: Option<UnitId>,
    /// The name of whoever must act: the unit, or the centre.
    pub against: String,
    /// When it is due; this, not the case's nearest date, is what the row is about.
    #[serde(rename = "clock_due")]
    pub clock_due: Moment,
    /// How urgent it is.
    pub band: Band,
    /// The highest level raised.
    #[serde(rename = "clock_level")]
    pub raised: Option<Level>,
    /// Whether a person has acknowledged that level.
    pub acknowledged: bool,
    /// Whole days left, negative when overdue.
    pub days_left: i64,
}

/// How urgent a clock is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Band {
    /// 已超期.
    Overdue,
    /// 今日到期.
    Today,
    /// 临期: within two working days.
    Soon,
    /// 以后.
    Later,
}

impl Band {
    /// Every band, the most urgent first.
    pub const ALL: &[Self] = &[Self::Overdue, Self::Today, Self::Soon, Self::Later];

    /// Returns the moment up to which a limit is due soon.
    pub fn soon(now: Moment, calendar: &Calendar) -> Moment {
        end_of(calendar.step_workdays(now.date_naive(), 2))
    }

    /// Returns the band of a limit; `soon` is from [`Band::soon`].
    pub fn of(due: Moment, now: Moment, soon: Moment) -> Self {
        match due {
            due if now > due => Self::Overdue,
            due if due.date_naive() <= now.date_naive() => Self::Today,
            due if due <= soon => Self::Soon,
            _ => Self::Later,
        }
    }

    /// Returns the stable key under which `locales/term.*.toml` names the band.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Overdue => "overdue",
            Self::Today => "today",
            Self::Soon => "soon",
            Self::Later => "later",
        }
    }
}

/// What an alert is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum About {
    /// A case.
    Case(CaseId),
    /// A folio, by its stream.
    Folio(i64),
}

/// An alert that may ring and that nobody has acknowledged: what it is about, the clock within a case, the level.
pub type Red = (About, u32, Level);

/// Returns the levels from one on, as the store is asked for them.
fn from_level(lowest: Level) -> Result<String, DeskError> {
    let levels: Vec<_> = Level::ALL.iter().filter(|level| **level >= lowest).map(|level| level.key()).collect();
    super::write_out(&levels)
}

/// The counters of the top line.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Counters {
    /// Open cases with a duty overdue.
    pub overdue: u32,
    /// Open cases due today and not overdue.
    pub due_today: u32,
    /// Cases that a unit has to sign for.
    pub awaiting_signature: u32,
    /// Accepted cases that nobody has yet.
    pub awaiting_triage: u32,
    /// Written down, waiting for a yes or no.
    pub awaiting_acceptance: u32,
    /// Alerts at red or above that nobody has acknowledged.
    pub unseen_red: u32,
    /// Directives and handovers that press.
    #[serde(flatten)]
    pub pressing: Pressing,
}

/// A mediation session on the week grid.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct SessionLine {
    /// The case's identity.
    #[serde(skip)]
    pub id: CaseId,
    /// The case.
    pub no: CaseNo,
    /// Its title.
    pub title: String,
    /// The parties.
    pub parties: String,
    /// The session within the case.
    pub session: SessionId,
    /// The room.
    pub room: Option<RoomId>,
    /// When it starts.
    pub starts: Option<Moment>,
    /// When it ends.
    pub ends: Option<Moment>,
    /// The session's status key.
    pub status: String,
    /// The case's revision.
    pub rev: u64,
}

/// Which cases a list asks for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filter {
    /// The stages, any of them; all when empty.
    pub stages: Vec<Stage>,
    /// What was typed to narrow it down, see [`crate::domain::search::read`].
    pub typed: String,
    /// Who asks, for `is:mine`.
    pub officer: Option<OfficerId>,
    /// The unit that has it.
    pub holder: Option<UnitId>,
    /// Registered on or after this day.
    pub from: Option<Day>,
    /// First due first, instead of newest first.
    pub by_due: bool,
    /// How many at most; 0 for all.
    pub limit: u32,
}

/// Takes the names of a list's row apart; a name may have blanks in it.
fn names(label: &str) -> Vec<String> {
    label.split(" / ").flat_map(|side| side.split('、')).filter(|name| !name.is_empty()).map(str::to_owned).collect()
}

/// Makes a row of what the store has.
pub(super) fn row(head: &CaseHead, centre: &Centre, now: Moment) -> Result<Row, DeskError> {
    let due = head.due.as_deref().map(unstamp).transpose()?;
    let holder = head.holder.as_deref().map(UnitId::from);
    Ok(Row {
        id: CaseId(head.id),
        no: CaseNo(head.no.clone()),
        title: covered(&head.title),
        parties: names(&head.parties),
        kind: CaseKind::from_key(&head.kind).unwrap_or(CaseKind::Dispute),
        category: head.category.as_deref().and_then(|id| centre.category_name(&CategoryId::from(id))),
        grade: head.grade.clone(),
        state: head.stage.clone(),
        ball: head.ball.clone(),
        holder_name: holder
            .as_ref()
            .map_or_else(|| centre.short_name().to_owned(), |it| centre.unit_short(it).to_owned()),
        holder,
        since: unstamp(&head.since)?,
        overdue: head.closed_at.is_none() && due.is_some_and(|due| now > due),
        due,
        level: head.level.as_deref().and_then(Level::from_key),
        registered_at: unstamp(&head.registered_at)?,
        registered_by: OfficerId(head.registered_by.clone()),
        merged_into: head.merged_into.clone().map(CaseNo),
        rev: u64::try_from(head.rev).unwrap_or_default(),
        part: 0,
    })
}

impl Filter {
    /// Returns what the list restricts by itself.
    pub(super) fn query(&self) -> ListQuery {
        ListQuery {
            stages: self.stages.iter().map(|stage| stage.key().to_owned()).collect(),
            holder: self.holder.as_ref().map(UnitId::to_string),
            registered_from: self.from.map(|day| stamp(at(day, 0, 0))),
            order: if self.by_due { ListOrder::Due } else { ListOrder::Newest },
            limit: self.limit,
            ..ListQuery::default()
        }
    }
}

/// Returns every booking from a moment on, however far ahead.
pub(super) fn bookings_from(reads: &Reads, from: Moment) -> Result<Vec<Booking>, DeskError> {
    // '~' comes after every digit.
    bookings_between(reads, &stamp(from), "~")
}

/// Reads the bookings that overlap a span of time, with the case each belongs to.
fn bookings_between(reads: &Reads, from: &str, until: &str) -> Result<Vec<Booking>, DeskError> {
    let found = reads.bookings_overlapping(from, until)?;
    found
        .into_iter()
        .map(|head| {
            Ok(Booking {
                case_no: CaseNo(head.no),
                session: SessionId(head.booking.session),
                resource: head.booking.resource,
                starts: unstamp(&head.booking.starts)?,
                ends: unstamp(&head.booking.ends)?,
                held_until: head.booking.held_until.as_deref().map(unstamp).transpose()?,
                label: head.booking.label,
            })
        })
        .collect()
}

impl Desk {
    /// Counts what the top line shows.
    pub fn counters(&self, now: Moment) -> Result<Counters, DeskError> {
        let mut counters = Counters::default();
        let today = stamp(end_of(now.date_naive()));
        let due_before = |moment: String| ListQuery { due_before: Some(moment), ..ListQuery::default() };
        counters.overdue = self.store().count(&due_before(stamp(now)))?;
        // `due_before` is exclusive, and what is due today is due by its last second.
        counters.due_today = self.store().count(&due_before(format!("{today}~")))?.saturating_sub(counters.overdue);
        for (key, count) in self.store().counts_by_stage()? {
            let counter = match Stage::from_key(&key) {
                Some(Stage::Registered) => &mut counters.awaiting_acceptance,
                Some(Stage::Accepted) => &mut counters.awaiting_triage,
                _ => continue,
            };
            *counter = count.saturating_sub(self.store().count_merged(&key)?);
        }
        counters.awaiting_signature = self.store().count_ball(AssignmentStatus::AwaitingSignature.key())?;
        counters.unseen_red = self.store().count_unseen(&from_level(Level::Red)?)?;
        counters.pressing = self.pressing(now)?;
        Ok(counters)
    }

    /// Returns the alerts at a level that may ring, which nobody has acknowledged.
    pub fn reds(&self) -> Result<BTreeSet<Red>, DeskError> {
        let found = self.store().unseen(&from_level(self.centre()?.rulebook().notice.lowest())?)?;
        let about = |stream| if stream < FOLIOS { About::Case(CaseId(stream)) } else { About::Folio(stream) };
        let red = |(stream, clock, level): (i64, u32, String)| Some((about(stream), clock, Level::from_key(&level)?));
        Ok(found.into_iter().filter_map(red).collect())
    }

    /// Lists running clocks, the most urgent first.
    pub fn alerts(
        &self,
        until: Option<Moment>,
        unit: Option<&UnitId>,
        limit: u32,
        now: Moment,
    ) -> Result<Vec<Alert>, DeskError> {
        let centre = self.centre()?;
        let before = until.map(|until| format!("{}~", stamp(until)));
        let soon = Band::soon(now, &centre.calendar);
        let found = self.store().running_clocks(before.as_deref(), unit.map(UnitId::as_str), limit)?;
        let mut alerts = Vec::with_capacity(found.len());
        for head in found {
            let Some(kind) = ClockKind::from_key(&head.clock.kind) else { continue };
            // The right to object lapses; nobody has to do anything about it.
            if kind == ClockKind::Object {
                continue;
            }
            let due = unstamp(&head.clock.due)?;
            let unit = head.clock.unit.as_deref().map(UnitId::from);
            // Ruling on a unit's objection and verifying its result are the centre's to do.
            let acts = unit.as_ref().filter(|_| !matches!(kind, ClockKind::Rule | ClockKind::Verify));
            let case = row(&head.case, centre, now)?;
            // What is promised in a merged case is kept by working on the other one.
            let centres = || if case.merged_into.is_some() { case.whose() } else { centre.short_name().to_owned() };
            alerts.push(Alert {
                against: acts.map_or_else(centres, |it| centre.unit_short(it).to_owned()),
                case,
                clock: kind,
                clock_id: head.clock.clock,
                unit,
                clock_due: due,
                band: Band::of(due, now, soon),
                raised: head.clock.level.as_deref().and_then(Level::from_key),
                acknowledged: head.clock.acknowledged,
                days_left: (due.date_naive() - now.date_naive()).num_days(),
            });
        }
        Ok(alerts)
    }

    /// Lists the sessions from one day up to another, not included.
    pub fn sessions(&self, from: Day, until: Day) -> Result<Vec<SessionLine>, DeskError> {
        let found = self.store().sessions_between(&stamp(at(from, 0, 0)), &stamp(at(until, 0, 0)))?;
        found
            .into_iter()
            .map(|head| {
                Ok(SessionLine {
                    id: CaseId(head.case.id),
                    no: CaseNo(head.case.no),
                    title: covered(&head.case.title),
                    parties: head.case.parties,
                    session: SessionId(head.session.session),
                    room: head.session.room.as_deref().map(RoomId::from),
                    starts: head.session.starts.as_deref().map(unstamp).transpose()?,
                    ends: head.session.ends.as_deref().map(unstamp).transpose()?,
                    status: head.session.status,
                    rev: u64::try_from(head.case.rev).unwrap_or_default(),
                })
            })
            .collect()
    }

    /// Returns the bookings around a time, for offering slots.
    pub fn bookings(&self, from: Moment, days: i64) -> Result<Vec<Booking>, DeskError> {
        bookings_between(self.store(), &stamp(from - Duration::days(1)), &stamp(from + Duration::days(days)))
    }

    /// Returns a token that changes when anybody commits; `None` means ask again.
    pub fn change_token(&self) -> Result<Option<i64>, DeskError> {
        Ok(self.store().change_token()?)
    }
}

/// Returns the clock that a case is judged by, for the date explanation.
pub fn leading_clock(case: &Case) -> Option<&crate::domain::clock::Clock> {
    due_of(case)
}
