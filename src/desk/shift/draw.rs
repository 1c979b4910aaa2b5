//! Drawing the handover sheet (交接表) and telling the log: both come from the file, nothing of them is typed.

use super::super::folio;
use super::super::viewer::covered;
use super::super::views::Band;
use super::super::{DeskError, case_of, stamp, unstamp, write_out};
use super::{Unsettled, chain_head, next_until};
use crate::domain::centre::Centre;
use crate::domain::directive::Directive;
use crate::domain::folio::Folio as _;
use crate::domain::ids::{CaseNo, ClockId, UnitId};
use crate::domain::mediation::SessionStatus;
use crate::domain::roster::Roster;
use crate::domain::shift::{Heading, Item, LogLine, Section, Sheet, Shift};
use crate::domain::time::Moment;
use crate::domain::vocabulary::{AssignmentStatus, ClockKind, DirectiveKind, Level};
use crate::store::{CaseHead, ClockHead, FolioQuery, Reads};
use std::collections::BTreeMap;

/// The kind of clock that measures a promise (承诺); its item says what was promised.
const PROMISE: &str = "promise";

/// Draws the sheet of a shift as it would be signed now.
pub(super) fn sheet(
    reads: &Reads,
    centre: &Centre,
    shift: &Shift,
    now: Moment,
    drafts: u32,
) -> Result<Sheet, DeskError> {
    let mut drawing = Drawing { reads, centre, items: Vec::new() };
    drawing.clocks()?;
    drawing.directives(Band::soon(now, &centre.calendar))?;
    drawing.unsigned()?;
    drawing.sessions(now, next_until(centre, &shift.plan))?;
    drawing.refused_before()?;
    let mut sheet = Sheet::draw(now, chain_head(reads)?, drawing.items, drafts);
    for line in &shift.log {
        let seen = match &line.no {
            Some(no) => reads.has_case(no.as_str())?,
            None => true,
        };
        if seen {
            sheet.entries.push(LogLine { text: covered(&line.text), ..line.clone() });
        }
    }
    sheet.counts = counts(reads, shift)?;
    Ok(sheet)
}

/// Returns between which places of the log a shift lies: after it was taken over, up to the signature or the end.
pub(super) fn span(reads: &Reads, shift: &Shift) -> Result<Option<(i64, i64)>, DeskError> {
    let Some(taken) = &shift.taken else { return Ok(None) };
    let end = match shift.sheet() {
        Some(sheet) => sheet.head.place,
        None => reads.head()?.gid,
    };
    Ok(Some((taken.head.place, end)))
}

/// Counts what happened in a shift, by heading.
pub(super) fn counts(reads: &Reads, shift: &Shift) -> Result<BTreeMap<Heading, u32>, DeskError> {
    let mut counts = BTreeMap::new();
    if let Some((after, upto)) = span(reads, shift)? {
        for (folio, kind, count) in reads.told_counts(after, upto, &told_kinds()?)? {
            if let Some(heading) = heading(folio.as_deref(), &kind) {
                *counts.entry(heading).or_insert(0) += count;
            }
        }
    }
    let entries = u32::try_from(shift.log.len()).unwrap_or(u32::MAX);
    if entries > 0 {
        counts.insert(Heading::Entries, entries);
    }
    Ok(counts)
}

/// Returns under which heading an event is told: of a case by its kind, of a folio by the folio's.
pub(super) fn heading(folio: Option<&str>, kind: &str) -> Option<Heading> {
    match folio {
        None => Heading::of(kind),
        Some(Shift::KIND) => match kind {
            "shift_late" => Some(Heading::Alerts),
            "lateness_acknowledged" | "item_settled" => Some(Heading::Duty),
            // What was entered by hand is told as such, and who took over from whom stands in the signatures.
            _ => None,
        },
        Some(Roster::KIND) => Some(Heading::Duty),
        Some(_) => Some(Heading::Supervision),
    }
}

/// Returns the kinds of events of a case that the log tells, as the store wants them.
pub(super) fn told_kinds() -> Result<String, DeskError> {
    let kinds: Vec<&str> = Heading::KINDS.iter().flat_map(|(_, kinds)| kinds.iter().copied()).collect();
    write_out(&kinds)
}

struct Drawing<'a> {
    reads: &'a Reads,
    centre: &'a Centre,
    items: Vec<Item>,
}

impl Drawing<'_> {
    /// Every clock at yellow or above, and every promise.
    fn clocks(&mut self) -> Result<(), DeskError> {
        let raised = write_out(&[Level::Yellow, Level::Red, Level::Supervision, Level::Leader].map(Level::key))?;
        let mut clocks = self.reads.clocks_at(&raised)?;
        clocks.extend(self.reads.clocks_of_kind(PROMISE)?);
        for head in clocks {
            // The right to object lapses; nobody has to do anything about it.
            if head.clock.kind != ClockKind::Object.key() {
                let item = self.clock(&head)?;
                self.items.push(item);
            }
        }
        Ok(())
    }

    fn clock(&self, head: &ClockHead) -> Result<Item, DeskError> {
        let ClockHead { clock, case } = head;
        let level = clock.level.as_deref().and_then(Level::from_key);
        // Ruling on a unit's objection and verifying its result are the centre's to do.
        let centres = [ClockKind::Rule.key(), ClockKind::Verify.key()].contains(&clock.kind.as_str());
        let text = if clock.kind == PROMISE { self.label(case, clock.clock)? } else { String::new() };
        Ok(Item {
            item: format!("{}#{}", case.no, clock.clock),
            section: section(level).unwrap_or(Section::Promise),
            no: Some(CaseNo(case.no.clone())),
            title: covered(&case.title),
            what: format!("clock.{}", clock.kind),
            whose: self.whose(clock.unit.as_deref().filter(|_| !centres)),
            since: unstamp(&clock.start)?,
            due: Some(unstamp(&clock.due)?),
            level,
            text,
        })
    }

    /// What a clock is about when its kind does not say: that stands in the case only.
    fn label(&self, case: &CaseHead, clock: u32) -> Result<String, DeskError> {
        let Some(row) = self.reads.case_by_id(case.id)? else { return Ok(String::new()) };
        let case = case_of(self.reads, &row)?;
        Ok(case.clock(ClockId(clock)).and_then(|clock| clock.label.as_deref()).map(covered).unwrap_or_default())
    }

    /// Directives that are due soon, or stand high on the ladder.
    fn directives(&mut self, soon: Moment) -> Result<(), DeskError> {
        let query = FolioQuery { kind: Directive::KIND, open: true, by_due: true, ..FolioQuery::default() };
        for row in self.reads.folios(&query)? {
            let due = row.due.as_deref().map(unstamp).transpose()?;
            let level = row.level.as_deref().and_then(Level::from_key);
            let section = match section(level) {
                Some(section) => section,
                None if due.is_some_and(|due| due <= soon) => Section::Directive,
                None => continue,
            };
            let directive = folio::read::<Directive>(&row)?.folio;
            self.items.push(Item {
                item: row.key.clone(),
                section,
                no: directive.case.clone(),
                title: covered(&directive.subject),
                what: format!("{}.{}", DirectiveKind::AREA, directive.kind.key()),
                whose: self.whose(row.unit.as_deref()),
                since: unstamp(&row.sort)?,
                due,
                level,
                text: String::new(),
            });
        }
        Ok(())
    }

    /// What a unit has not signed for, unless its being late for that stands on the sheet already.
    fn unsigned(&mut self) -> Result<(), DeskError> {
        let signing = format!("clock.{}", ClockKind::SignFor.key());
        for head in self.reads.assignments_in(AssignmentStatus::AwaitingSignature.key())? {
            let (no, whose) = (CaseNo(head.case.no.clone()), self.whose(Some(&head.assignment.unit)));
            if self.items.iter().any(|it| it.no.as_ref() == Some(&no) && it.whose == whose && it.what == signing) {
                continue;
            }
            self.items.push(Item {
                item: format!("{no}@{}", head.assignment.unit),
                section: Section::Unsigned,
                no: Some(no),
                title: covered(&head.case.title),
                what: format!("{}.{}", AssignmentStatus::AREA, head.assignment.status),
                whose,
                since: unstamp(&head.assignment.assigned_at)?,
                due: head.assignment.due.as_deref().map(unstamp).transpose()?,
                level: None,
                text: String::new(),
            });
        }
        Ok(())
    }

    /// The sessions from now to the end of the next shift.
    fn sessions(&mut self, now: Moment, until: Moment) -> Result<(), DeskError> {
        for head in self.reads.sessions_between(&stamp(now), &stamp(until))? {
            let status = SessionStatus::from_key(&head.session.status);
            if !matches!(status, Some(SessionStatus::Held | SessionStatus::Confirmed)) {
                continue;
            }
            let Some(starts) = head.session.starts.as_deref().map(unstamp).transpose()? else { continue };
            let room = head.session.room.as_deref().and_then(|id| self.centre.room(&id.into()));
            self.items.push(Item {
                item: format!("{}/{}", head.case.no, head.session.session),
                section: Section::Session,
                no: Some(CaseNo(head.case.no.clone())),
                title: covered(&head.case.title),
                what: format!("{}.{}", SessionStatus::AREA, head.session.status),
                whose: room.map(|room| room.name.clone()).unwrap_or_default(),
                since: starts,
                due: Some(starts),
                level: None,
                text: String::new(),
            });
        }
        Ok(())
    }

    /// Says of a red item that an earlier shift refused it, and with whom it stays.
    fn refused_before(&mut self) -> Result<(), DeskError> {
        for Unsettled { leader, refused, .. } in super::unsettled(self.reads)? {
            if let Some(item) = self.items.iter_mut().find(|item| item.item == refused.item) {
                let leader = self.centre.officer(&leader).map_or_else(|| leader.to_string(), |it| it.name.clone());
                let facts = [("leader", leader.as_str()), ("reason", &refused.reason)];
                item.text = covered(&crate::words::say_with("shift.refused_before", &facts));
            }
        }
        Ok(())
    }

    fn whose(&self, unit: Option<&str>) -> String {
        match unit {
            Some(unit) => self.centre.unit_short(&UnitId::from(unit)).to_owned(),
            None => self.centre.short_name().to_owned(),
        }
    }
}

/// Returns where something at a level stands.
fn section(level: Option<Level>) -> Option<Section> {
    match level? {
        Level::Remind => None,
        Level::Yellow => Some(Section::Yellow),
        Level::Red | Level::Supervision | Level::Leader => Some(Section::Red),
    }
}
