//! Everything an officer may see, in open formats: registers as rows of typed cells, what happened as lines of JSON.
//!
//! One case after the other is read, shown as the viewer sees it and handed over; nothing is gathered.

mod ledger;
mod sheet;
mod sheets;

pub use crate::domain::table::{Cell, Kind};
pub use ledger::{LEDGERS, Ledger};
pub use sheet::{Column, Of, Sheet};
pub use sheets::{CASES, CHECKS, LONG_PENDING, REVIEWS, SHEETS, STANDING, TIMELINE};

use super::directives::DirectiveFilter;
use super::supervision::this_month;
use super::viewer::Viewer;
use super::{Desk, DeskError, persons, stamp};
use crate::domain::access::{ACCESS_STREAM, AccessEvent};
use crate::domain::case::Case;
use crate::domain::ids::{CaseId, OfficerId, PersonId};
use crate::domain::permission::{self, Right};
use crate::domain::time::{Day, Moment};
use crate::words;
use serde::Serialize;
use serde_json::{Value, json};

/// The name of the file with what happened, as the log has it.
pub const EVENTS: &str = "events";

/// A piece of what is taken out.
#[derive(Debug, Clone, PartialEq)]
pub enum Piece {
    /// A row of a sheet, named: its key first, then its columns.
    Row(&'static str, Vec<Cell>),
    /// A line of JSON.
    Line(Value),
}

/// For which time sheets are made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Span {
    /// The period over which units stand as they do: its first and its last day.
    pub period: (Day, Day),
    /// The moment as of which it is looked.
    pub now: Moment,
}

impl Span {
    /// Returns this month until today.
    pub fn this_month(now: Moment) -> Self {
        Self { period: this_month(now), now }
    }
}

/// Hands pieces over: of the sheets that are wanted only.
struct Taking<'t> {
    wanted: &'t [&'t Sheet],
    take: &'t mut dyn FnMut(Piece) -> Result<(), DeskError>,
}

impl Taking<'_> {
    fn wants(&self, of: Of) -> bool {
        self.wanted.iter().any(|sheet| sheet.of == of)
    }

    /// Hands over what one thing gives to every sheet made of such.
    fn rows(&mut self, of: Of, whole: &Value) -> Result<(), DeskError> {
        for sheet in self.wanted.iter().filter(|sheet| sheet.of == of) {
            for row in sheet.rows(whole) {
                (self.take)(Piece::Row(sheet.name, row))?;
            }
        }
        Ok(())
    }

    /// Hands over a list, each item as the viewer may see it.
    fn each(&mut self, of: Of, viewer: &Viewer, list: &[impl Serialize]) -> Result<(), DeskError> {
        list.iter().try_for_each(|item| self.rows(of, &viewer.cover(to_value(item)?)?))
    }
}

impl Desk {
    /// Hands over everything the viewer may see, piece by piece: every register, and what happened. Officers who look after
    /// the log get the centre's and the access log's events too.
    ///
    /// What is sealed has no rows, so it is in none of it.
    ///
    /// # Errors
    /// When the viewer may not export, what the file could not do, or what `take` returns.
    pub fn export(
        &self,
        viewer: &Viewer,
        span: Span,
        mut take: impl FnMut(Piece) -> Result<(), DeskError>,
    ) -> Result<(), DeskError> {
        permission::check(&viewer.officer, permission::chore(&permission::Chore::ExportAll))
            .map_err(DeskError::NotPermitted)?;
        self.hand_over(&SHEETS.iter().collect::<Vec<_>>(), viewer, span, &mut take)?;
        if permission::may(&viewer.officer, Right::Audit) {
            for stream in [super::CENTRE_STREAM, ACCESS_STREAM] {
                for entry in self.store().timeline(stream)? {
                    let event: Value = super::parse(&entry.body)?;
                    let event = viewer.cover(event)?;
                    take(Piece::Line(json!({
                        "stream": stream, "rev": entry.seq, "at": entry.at, "officer": entry.officer, "event": event,
                    })))?;
                }
            }
        }
        Ok(())
    }

    /// Hands over the rows of some registers, as far as the viewer may see them, by the name of their sheet.
    ///
    /// # Errors
    /// When the viewer may not take registers out, what the file could not do, or what `take` returns.
    pub fn registers(
        &self,
        wanted: &[&Sheet],
        viewer: &Viewer,
        span: Span,
        mut take: impl FnMut(&'static str, Vec<Cell>) -> Result<(), DeskError>,
    ) -> Result<(), DeskError> {
        permission::check(&viewer.officer, permission::chore(&permission::Chore::Export))
            .map_err(DeskError::NotPermitted)?;
        self.hand_over(wanted, viewer, span, &mut |piece| match piece {
            Piece::Row(sheet, row) => take(sheet, row),
            Piece::Line(_) => Ok(()),
        })
    }

    fn hand_over(
        &self,
        wanted: &[&Sheet],
        viewer: &Viewer,
        span: Span,
        take: &mut dyn FnMut(Piece) -> Result<(), DeskError>,
    ) -> Result<(), DeskError> {
        let mut taking = Taking { wanted, take };
        if taking.wants(Of::Case) || taking.wants(Of::Timeline) {
            for id in self.store().every_case()? {
                // What came out of sight since the list was read is left out.
                let Some(row) = self.store().case_by_id(id)? else { continue };
                let view = self.case_view(&row.no.as_str().into(), viewer)?;
                taking.rows(Of::Case, &to_value(&view.case)?)?;
                if taking.wants(Of::Timeline) {
                    self.history(&view.case, viewer, &mut taking)?;
                }
            }
        }
        if taking.wants(Of::Person) {
            for id in self.store().every_person()? {
                let Some(person) = persons::load(self.store(), PersonId(id))? else { continue };
                let mut person = to_value(&viewer.see_person(person))?;
                person["person"] = id.into();
                taking.rows(Of::Person, &person)?;
            }
        }
        self.supervised(viewer, span, &mut taking)
    }

    /// Hands over what supervision (督查) sees.
    fn supervised(&self, viewer: &Viewer, span: Span, taking: &mut Taking<'_>) -> Result<(), DeskError> {
        let Span { period: (from, to), now } = span;
        if taking.wants(Of::Directive) {
            for line in self.directives(&DirectiveFilter::default(), viewer)? {
                let mut whole = to_value(&self.directive(&line.no, viewer)?)?;
                for step in ["issued", "received"] {
                    // A pair has no names by which a column could find its halves.
                    let pair = whole["directive"][step].as_array().cloned().unwrap_or_default();
                    for (name, half) in ["at", "by"].into_iter().zip(pair) {
                        whole[format!("{step}_{name}")] = half;
                    }
                }
                taking.rows(Of::Directive, &whole)?;
            }
        }
        if taking.wants(Of::Check) {
            taking.each(Of::Check, viewer, &self.checks(now)?.lines)?;
        }
        if taking.wants(Of::Standing) {
            for line in self.standings(from, to, None, now)?.units {
                let mut whole = to_value(&line)?;
                whole["from"] = to_value(&from)?;
                whole["to"] = to_value(&to)?;
                taking.rows(Of::Standing, &whole)?;
            }
        }
        if taking.wants(Of::LongPending) {
            taking.each(Of::LongPending, viewer, &self.long_pending(viewer, now)?)?;
        }
        if taking.wants(Of::Review) {
            taking.each(Of::Review, viewer, &self.all_review_rounds()?)?;
        }
        Ok(())
    }

    fn history(&self, case: &Case, viewer: &Viewer, taking: &mut Taking<'_>) -> Result<(), DeskError> {
        let centre = self.centre()?;
        let CaseId(stream) = case.id;
        for line in self.own_lines(case)? {
            let event = viewer.cover(line.event)?;
            let said = words::event_of(&event, case, centre, None, None);
            let (no, rev, at) = (&case.no, line.rev, stamp(line.at));
            let told = json!({"no": no, "rev": rev, "at": at, "by": line.who, "kind": line.kind, "said": said});
            taking.rows(Of::Timeline, &told)?;
            (taking.take)(Piece::Line(json!({"stream": stream, "no": no, "rev": rev, "at": at, "event": event})))?;
        }
        Ok(())
    }

    /// Writes down that something was taken out: what by its stable name, how many rows, whether in full, and why.
    pub fn note_export(
        &mut self,
        officer: &OfficerId,
        now: Moment,
        what: &str,
        rows: u64,
        revealed: bool,
        reason: &str,
    ) -> Result<(), DeskError> {
        let what = what.to_owned();
        self.record(officer, now, &AccessEvent::Exported { what, rows, revealed, reason: reason.to_owned() })
    }
}

fn to_value(of: &impl Serialize) -> Result<Value, DeskError> {
    serde_json::to_value(of).map_err(|fault| DeskError::Unreadable { what: fault.to_string() })
}
