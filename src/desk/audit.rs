//! The access log as the auditor reads it: who came in, who was refused what, who looked at what is masked.
//!
//! It says of which case and person, never what was seen.

use super::{Desk, DeskError, parse, stamp, unstamp};
use crate::domain::access::{ACCESS_STREAM, AccessEvent};
use crate::domain::directory::Officer;
use crate::domain::ids::{CaseNo, OfficerId, PersonId};
use crate::domain::permission::{self, Right};
use crate::domain::sight;
use crate::domain::time::{Day, Moment, at};
use crate::store::{AuditQuery, AuditRow};
use serde::Serialize;

/// Which entries are wanted; what is left at its default does not restrict.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AuditFilter {
    /// The officer.
    pub officer: Option<OfficerId>,
    /// The case.
    pub no: Option<CaseNo>,
    /// From this day on.
    pub from: Option<Day>,
    /// Up to this day.
    pub to: Option<Day>,
    /// The kind of entry, by its stable name.
    pub kind: Option<String>,
    /// How many at most, the last first; 0 for all.
    pub limit: u32,
}

/// An entry of the access log.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct AuditLine {
    /// Its place in the whole log.
    pub place: i64,
    /// When.
    pub at: Moment,
    /// The officer.
    pub officer: OfficerId,
    /// The officer's name.
    pub name: String,
    /// What kind of entry it is.
    pub kind: String,
    /// On which case.
    pub no: Option<CaseNo>,
    /// On which person of the directory.
    pub person: Option<PersonId>,
    /// What, in words.
    pub what: String,
}

impl Desk {
    /// Returns what concerns access, the last first.
    ///
    /// # Errors
    /// Refuses whoever may not read it, and says what the file could not do.
    pub fn audit(&self, officer: &Officer, filter: &AuditFilter) -> Result<Vec<AuditLine>, DeskError> {
        permission::check(officer, Right::Audit).map_err(DeskError::NotPermitted)?;
        let day_after = |day: Day| day.succ_opt().unwrap_or(day);
        let query = AuditQuery {
            officer: filter.officer.as_ref().map(OfficerId::to_string),
            no: filter.no.as_ref().map(CaseNo::to_string),
            kind: filter.kind.clone(),
            from: filter.from.map(|day| stamp(at(day, 0, 0))),
            until: filter.to.map(|day| stamp(at(day_after(day), 0, 0))),
            limit: filter.limit,
        };
        self.store.audit(&query)?.into_iter().map(|row| self.audit_line(row)).collect()
    }

    fn audit_line(&self, row: AuditRow) -> Result<AuditLine, DeskError> {
        let centre = self.centre()?;
        let officer = OfficerId(row.officer);
        let (mut no, mut person) = (row.no.map(CaseNo), PersonId::of_stream(row.stream));
        let what = if row.stream == ACCESS_STREAM {
            let event: AccessEvent = parse(&row.body)?;
            match &event {
                AccessEvent::Refused { no: on, person: whom, .. } => {
                    no.clone_from(on);
                    person = whom.map(PersonId);
                }
                AccessEvent::Printed { no: on, .. } => no.clone_from(on),
                AccessEvent::PersonRevealed { person: whom, .. } => person = Some(PersonId(*whom)),
                _ => {}
            }
            // A case may have been sealed since: its number is nobody's to read here.
            if let Some(known) = &no
                && !self.store.has_case(known.as_str())?
            {
                no = Some(sight::out_of_sight());
            }
            crate::words::access_event(&event, centre)
        } else {
            crate::words::looked_at(&row.kind)
        };
        Ok(AuditLine {
            place: row.gid,
            at: unstamp(&row.at)?,
            name: centre.officer(&officer).map_or_else(|| officer.to_string(), |it| it.name.clone()),
            officer,
            kind: row.kind,
            no,
            person,
            what,
        })
    }
}
