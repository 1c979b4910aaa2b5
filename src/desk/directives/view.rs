//! What is shown of directives: lists, and one with its history.

use super::{Kept, about};
use crate::desk::eyes::Eyes;
use crate::desk::viewer::Viewer;
use crate::desk::{Desk, DeskError, folio, parse, unstamp};
use crate::domain::centre::Centre;
use crate::domain::directive::{Directive, DirectiveEvent, DirectiveStatus, Meter};
use crate::domain::folio::Folio as _;
use crate::domain::ids::{CaseNo, DirectiveNo, OfficerId, UnitId};
use crate::domain::sight::out_of_sight;
use crate::domain::time::Moment;
use crate::domain::vocabulary::{DirectiveKind, Level};
use crate::refuse;
use crate::store::FolioQuery;
use crate::words::supervising;
use serde::{Deserialize, Serialize};

/// Which directives a list asks for; what is left out restricts nothing.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct DirectiveFilter {
    /// Only those about which something is still to be done.
    pub open: bool,
    /// Those to one unit.
    pub unit: Option<UnitId>,
    /// Those of one kind.
    pub kind: Option<DirectiveKind>,
    /// How many at most; 0 for all.
    pub limit: u32,
}

/// A directive in a list.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct DirectiveLine {
    /// Its number.
    pub no: DirectiveNo,
    /// Its kind.
    pub kind: DirectiveKind,
    /// Where it stands.
    pub status: DirectiveStatus,
    /// What it is about.
    pub subject: String,
    /// The unit that has to do it.
    pub to: UnitId,
    /// The name of that unit, for people.
    pub unit: String,
    /// The case it is about.
    pub case: Option<CaseNo>,
    /// Who supervises it, by name.
    pub supervisor: String,
    /// When it was written down.
    pub since: Moment,
    /// When it is due next.
    pub due: Option<Moment>,
    /// Whether any of it was late, as far as that is on record.
    pub late: bool,
    /// The highest alert that stands.
    pub level: Option<Level>,
    /// Whether somebody has acknowledged that.
    pub acknowledged: bool,
    /// How much of what it must have is there.
    pub meter: Option<Meter>,
    /// What the viewer in particular has to do about it, as a key of the locales.
    pub awaits: Option<String>,
    /// Whether something is still to be done about it.
    pub open: bool,
    /// Its revision.
    pub rev: u64,
}

/// Something that happened to a directive.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct DirectiveStep {
    /// When.
    pub at: Moment,
    /// Who.
    pub who: String,
    /// What, by its stable name.
    pub kind: String,
    /// The event itself.
    #[serde(skip)]
    pub event: DirectiveEvent,
}

/// A directive with its history, as one viewer sees it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct DirectiveView {
    /// What lists show of it.
    #[serde(flatten)]
    pub line: DirectiveLine,
    /// The directive, masked for the viewer.
    pub directive: Directive,
    /// Its history, oldest first.
    pub timeline: Vec<DirectiveStep>,
}

impl DirectiveLine {
    /// Tells whether its date has passed.
    pub fn is_overdue(&self, now: Moment) -> bool {
        self.due.is_some_and(|due| now > due)
    }
}

impl Desk {
    /// Lists directives, what the viewer has to do something about first, then by due date.
    pub fn directives(&self, filter: &DirectiveFilter, viewer: &Viewer) -> Result<Vec<DirectiveLine>, DeskError> {
        let centre = self.centre()?;
        let query = FolioQuery {
            kind: Directive::KIND,
            open: filter.open,
            unit: filter.unit.as_ref().map(ToString::to_string),
            by_due: filter.open,
            ..FolioQuery::default()
        };
        let mut lines = Vec::new();
        for row in self.store().folios(&query)? {
            let Kept { folio, .. } = folio::read::<Directive>(&row)?;
            if filter.kind.is_none_or(|kind| kind == folio.kind) {
                lines.push(self.line(&folio, centre, viewer)?);
            }
        }
        lines.sort_by_key(|it| (!it.open, it.awaits.is_none()));
        if filter.limit > 0 {
            lines.truncate(filter.limit as usize);
        }
        Ok(lines)
    }

    /// Lists the directives about a case, the last first.
    pub fn directives_about(&self, no: &CaseNo, viewer: &Viewer) -> Result<Vec<DirectiveLine>, DeskError> {
        let centre = self.centre()?;
        about(self.store(), no)?.iter().map(|kept| self.line(&kept.folio, centre, viewer)).collect()
    }

    /// Returns a directive with its history.
    pub fn directive(&self, no: &DirectiveNo, viewer: &Viewer) -> Result<DirectiveView, DeskError> {
        let centre = self.centre()?;
        let kept = folio::load::<Directive>(self.store(), &Eyes::default(), no.as_str())?;
        let Kept { stream, folio } = kept.ok_or_else(|| refuse!("unknown_directive", no = no))?;
        let line = self.line(&folio, centre, viewer)?;
        let is_hushed = folio.status == DirectiveStatus::Withdrawn && folio.issued.is_none() && folio.text.is_empty();
        let mut timeline = Vec::new();
        for entry in self.store().timeline(stream)? {
            let event: DirectiveEvent = viewer.cover(parse(&entry.body)?)?;
            // Of what was hushed nothing is told but that it was.
            if is_hushed && event != DirectiveEvent::DirectiveHushed {
                continue;
            }
            let by = OfficerId(entry.officer);
            timeline.push(DirectiveStep {
                at: unstamp(&entry.at)?,
                who: centre.officer(&by).map_or_else(|| by.to_string(), |officer| officer.name.clone()),
                kind: entry.kind,
                event: self.veiled(event)?,
            });
        }
        let mut directive: Directive = viewer.cover(folio)?;
        directive.case.clone_from(&line.case);
        Ok(DirectiveView { line, directive, timeline })
    }

    fn line(&self, directive: &Directive, centre: &Centre, viewer: &Viewer) -> Result<DirectiveLine, DeskError> {
        let row = match &directive.case {
            Some(no) => self.store().case_by_no(no.as_str())?,
            None => None,
        };
        // A number that is not in sight is nobody's to know, nor what the case is called.
        let case = directive.case.as_ref().map(|no| if row.is_some() { no.clone() } else { out_of_sight() });
        let subject = match (&directive.subject, row) {
            (subject, Some(row)) if subject.is_empty() => row.title,
            (subject, _) => subject.clone(),
        };
        let clock = directive.next_clock().filter(|_| directive.is_open(centre));
        let standing = directive.level(centre).filter(|_| directive.is_open(centre));
        viewer.cover(DirectiveLine {
            no: directive.no.clone(),
            kind: directive.kind,
            status: directive.status,
            subject,
            to: directive.to.clone(),
            unit: centre.unit_short(&directive.to).to_owned(),
            case,
            supervisor: supervising(&directive.supervisor, centre),
            since: directive.begun.0,
            due: clock.map(|clock| clock.due),
            late: directive.clocks.iter().any(|clock| clock.late_since.is_some()),
            level: standing.map(|it| it.level),
            acknowledged: standing.is_some_and(|it| it.acknowledged.is_some()),
            meter: directive.meter(centre),
            awaits: directive.awaits(&viewer.officer, centre).map(str::to_owned),
            open: directive.is_open(centre),
            rev: directive.rev,
        })
    }

    /// Takes the number of a case out of sight out of an event.
    fn veiled(&self, mut event: DirectiveEvent) -> Result<DirectiveEvent, DeskError> {
        if let DirectiveEvent::DirectiveProposed { what, .. } | DirectiveEvent::DirectiveIssued { what, .. } =
            &mut event
            && let Some(no) = &mut what.issue.case
            && !self.store().has_case(no.as_str())?
        {
            *no = out_of_sight();
        }
        Ok(event)
    }
}
