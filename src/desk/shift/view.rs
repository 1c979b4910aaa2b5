//! What is shown of shifts: the one that is on, its log, its sheet, those before.

use super::super::eyes::Eyes;
use super::super::folio;
use super::super::viewer::Viewer;
use super::super::{Desk, DeskError, case_of, parse, stamp, unstamp, write_out};
use super::{Unsettled, crew_of, draw, shift_due};
use crate::domain::case::{Case, CaseEvent};
use crate::domain::centre::Centre;
use crate::domain::clock::Clock;
use crate::domain::directive::Directive;
use crate::domain::folio::Folio as _;
use crate::domain::ids::{CaseNo, ClockId, DirectiveNo, OfficerId, ShiftKey};
use crate::domain::shift::{Changes, Crew, EntryKind, Heading, Item, Plan, Sheet, Shift};
use crate::domain::sight::{OUT_OF_SIGHT, out_of_sight};
use crate::domain::time::Moment;
use crate::store::{FolioQuery, Head, Reads, ToldRow};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// How many lines of a shift's log are told; the rest is in the counts.
const LINES: u32 = 300;

/// A line of the log as it is told.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct LogEntryLine {
    /// When.
    pub at: Moment,
    /// Who, by name.
    pub who: String,
    /// Under which heading.
    pub heading: Heading,
    /// Of what kind, if it was entered by hand.
    pub entry: Option<EntryKind>,
    /// The case it is about.
    pub no: Option<CaseNo>,
    /// The directive it is about.
    pub directive: Option<DirectiveNo>,
    /// What, in words.
    pub text: String,
}

/// A shift with its log and its sheet.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ShiftView {
    /// The shift, as the viewer may see it.
    pub shift: Shift,
    /// Who is rostered for it.
    pub crew: Crew,
    /// What happened in it, oldest first; of very much the last.
    pub log: Vec<LogEntryLine>,
    /// How much happened in it, by heading.
    pub counts: BTreeMap<Heading, u32>,
    /// The sheet as it would be drawn now, while the shift is on.
    pub sheet: Option<Sheet>,
    /// What has changed since the sheet was signed, while nobody has taken over.
    pub changes: Option<Changes>,
    /// Whether the log still has at its place what the signed sheet carries.
    pub chain: Option<bool>,
}

/// The shift that is on, and the one that can be taken over.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct ShiftDesk {
    /// The shift that somebody is on, or the one that was asked for.
    pub shown: Option<ShiftView>,
    /// The shift that can be taken over now, and who is rostered for it.
    pub next: Option<(Plan, Crew)>,
    /// The last shifts and those to come, the last first.
    pub lines: Vec<ShiftLine>,
    /// Red items that were refused and stay with a leader.
    pub refused: Vec<StandingItem>,
}

/// A shift in a list.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ShiftLine {
    /// Its key.
    pub shift: ShiftKey,
    /// Its name.
    pub name: String,
    /// When it begins.
    pub from: Moment,
    /// When it ends.
    pub until: Moment,
    /// The key of its status.
    pub status: &'static str,
    /// Who took it over, by name.
    pub taken_by: Option<String>,
    /// When.
    pub taken_at: Option<Moment>,
    /// Who signed its sheet, by name.
    pub signed_by: Option<String>,
    /// When.
    pub signed_at: Option<Moment>,
    /// Who accepted it, by name.
    pub accepted_by: Option<String>,
    /// When.
    pub accepted_at: Option<Moment>,
    /// How many red items were handed over.
    pub red: usize,
    /// How many of those that were refused are not settled.
    pub refused: usize,
}

/// A red item that was refused at a handover and stays with a leader.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct StandingItem {
    /// The shift that handed it over.
    pub shift: ShiftKey,
    /// With whom it stays.
    pub leader: OfficerId,
    /// When it was refused.
    pub at: Moment,
    /// Why.
    pub reason: String,
    /// The item as the sheet had it.
    pub item: Item,
}

impl Desk {
    /// Returns the shift that is on, or the one asked for, with what can be done about shifts now.
    pub fn shift_desk(&self, key: Option<&ShiftKey>, viewer: &Viewer, now: Moment) -> Result<ShiftDesk, DeskError> {
        let reads = self.store();
        let centre = self.centre()?;
        let shown = match key {
            Some(key) => self.shift_view(key, viewer, now)?,
            None => match super::on_now(reads)? {
                Some(on) => self.shift_view(&on.folio.plan.shift, viewer, now)?,
                None => None,
            },
        };
        let next = shift_due(reads, centre, now)?;
        let next = next.map(|plan| Ok::<_, DeskError>((crew_of(reads, centre, &plan.shift)?, plan))).transpose()?;
        Ok(ShiftDesk {
            shown,
            next: next.map(|(crew, plan)| (plan, crew)),
            lines: self.shifts(now, 20)?,
            refused: self.refused_items(viewer)?,
        })
    }

    /// Returns a shift with its log and sheet; nothing if there is none that the viewer may see.
    pub fn shift_view(&self, key: &ShiftKey, viewer: &Viewer, now: Moment) -> Result<Option<ShiftView>, DeskError> {
        let (reads, centre) = (self.store(), self.centre()?);
        let Some(kept) = folio::load::<Shift>(reads, &Eyes::default(), key.as_str())? else { return Ok(None) };
        let shift = kept.folio;
        let drawn = if shift.is_on() { Some(draw::sheet(reads, centre, &shift, now, 0)?) } else { None };
        let counts = draw::counts(reads, &shift)?;
        let log = self.shift_log(&shift, viewer)?;
        let shift = veiled(reads, shift)?;
        let signed = shift.signed.as_ref().map(|signed| &signed.sheet);
        let changes = signed.zip(drawn.as_ref()).map(|(signed, now)| {
            let mut changes = signed.changes(now);
            // What was sealed since is not done; it is out of sight.
            changes.gone.retain(|item| item.title != OUT_OF_SIGHT);
            changes
        });
        let chain = match signed.filter(|_| !reads.is_narrowed()) {
            Some(Sheet { head, .. }) => {
                let (gid, hash) = (head.place, reads.hash_at(head.place)?);
                Some(Head { gid, hash }.hex().starts_with(&head.hash))
            }
            None => None,
        };
        Ok(Some(ShiftView {
            crew: crew_of(reads, centre, key)?,
            log,
            counts,
            sheet: drawn.map(|sheet| viewer.cover(sheet)).transpose()?,
            changes: changes.map(|changes| viewer.cover(changes)).transpose()?,
            chain,
            shift: viewer.cover(shift)?,
        }))
    }

    /// Lists the last shifts up to a week ahead, the last first.
    pub fn shifts(&self, now: Moment, limit: u32) -> Result<Vec<ShiftLine>, DeskError> {
        let ahead = stamp(now + chrono::Duration::days(7));
        let query = FolioQuery { kind: Shift::KIND, until: Some(ahead), limit, ..FolioQuery::default() };
        let centre = self.centre()?;
        let line = |row| Ok(line(&folio::read::<Shift>(row)?.folio, centre));
        self.store().folios(&query)?.iter().map(line).collect()
    }

    /// Returns the red items that were refused at a handover and not settled, with whom they stay; those whose matter has
    /// been done meanwhile are left out.
    pub fn refused_items(&self, viewer: &Viewer) -> Result<Vec<StandingItem>, DeskError> {
        let reads = self.store();
        let mut standing = Vec::new();
        for Unsettled { shift, leader, refused } in super::unsettled(reads)? {
            let item = shift.sheet().and_then(|sheet| sheet.items.iter().find(|it| it.item == refused.item));
            let Some(item) = item.filter(|item| is_running(reads, item).unwrap_or(false)) else { continue };
            let at = shift.closed.as_ref().map_or(shift.plan.until, |closed| closed.at);
            let (shift, reason) = (shift.plan.shift.clone(), refused.reason);
            standing.push(StandingItem { shift, leader, at, reason, item: item.clone() });
        }
        viewer.cover(standing)
    }

    /// Tells the log of a shift, oldest first.
    fn shift_log(&self, shift: &Shift, viewer: &Viewer) -> Result<Vec<LogEntryLine>, DeskError> {
        let (reads, centre) = (self.store(), self.centre()?);
        let mut lines = Vec::new();
        let mut cases = BTreeMap::new();
        if let Some((after, upto)) = draw::span(reads, shift)? {
            for row in reads.told_between(after, upto, &draw::told_kinds()?, LINES)? {
                lines.extend(tell(reads, centre, viewer, &mut cases, row)?);
            }
        }
        for line in &shift.log {
            let seen = match &line.no {
                Some(no) => reads.has_case(no.as_str())?,
                None => true,
            };
            if seen {
                lines.push(LogEntryLine {
                    at: line.at,
                    who: name(centre, &line.by),
                    heading: Heading::Entries,
                    entry: Some(line.entry),
                    no: line.no.clone(),
                    directive: None,
                    text: viewer.cover_text(line.text.clone()),
                });
            }
        }
        lines.sort_by_key(|line| line.at);
        Ok(lines)
    }
}

/// Tells one event, as far as the viewer may hear of it.
fn tell(
    reads: &Reads,
    centre: &Centre,
    viewer: &Viewer,
    cases: &mut BTreeMap<i64, Option<Case>>,
    row: ToldRow,
) -> Result<Option<LogEntryLine>, DeskError> {
    let ToldRow { event, no, folio } = row;
    let Some(heading) = draw::heading(folio.as_ref().map(|(kind, _)| kind.as_str()), &event.kind) else {
        return Ok(None);
    };
    let text = if let Some((kind, key)) = &folio {
        crate::words::folio_event(kind, key, &event.kind)
    } else {
        let case = match cases.entry(event.stream) {
            std::collections::btree_map::Entry::Occupied(known) => known.into_mut(),
            std::collections::btree_map::Entry::Vacant(place) => place.insert(seen(reads, viewer, event.stream)?),
        };
        let Some(case) = case else { return Ok(None) };
        let told: CaseEvent = parse(&event.body)?;
        let Some(told) = Eyes::default().event(reads, told)? else { return Ok(None) };
        crate::words::event(&viewer.cover(told)?, case, centre)
    };
    let (at, who) = (unstamp(&event.at)?, name(centre, &OfficerId(event.officer)));
    let directive = folio.filter(|(kind, _)| kind == Directive::KIND).map(|(_, key)| DirectiveNo(key));
    let (no, text) = (no.map(CaseNo), viewer.cover_text(text));
    Ok(Some(LogEntryLine { at, who, heading, entry: None, no, directive, text }))
}

/// Loads a case as the viewer may see it.
fn seen(reads: &Reads, viewer: &Viewer, id: i64) -> Result<Option<Case>, DeskError> {
    let Some(row) = reads.case_by_id(id)? else { return Ok(None) };
    let mut case = case_of(reads, &row)?;
    Eyes::default().veil(reads, &mut case)?;
    for party in &mut case.parties {
        *party = viewer.see(party);
    }
    Ok(Some(viewer.cover(case)?))
}

/// Takes out of a shift what names cases that are out of sight: those that were sealed since.
fn veiled(reads: &Reads, mut shift: Shift) -> Result<Shift, DeskError> {
    let mut hidden = BTreeSet::new();
    let mut named: BTreeSet<CaseNo> = shift.log.iter().filter_map(|line| line.no.clone()).collect();
    sheets(&mut shift, &mut |items| named.extend(items.iter().filter_map(|item| item.no.clone())));
    for no in named {
        if !reads.has_case(no.as_str())? {
            hidden.insert(no);
        }
    }
    if hidden.is_empty() {
        return Ok(shift);
    }
    sheets(&mut shift, &mut |items| {
        for item in items.iter_mut().filter(|item| item.no.as_ref().is_some_and(|no| hidden.contains(no))) {
            item.no = Some(out_of_sight());
            OUT_OF_SIGHT.clone_into(&mut item.title);
            item.text.clear();
        }
    });
    let logs = std::iter::once(&mut shift.log).chain(shift.signed.iter_mut().map(|signed| &mut signed.sheet.entries));
    for log in logs {
        log.retain(|line| !line.no.as_ref().is_some_and(|no| hidden.contains(no)));
    }
    // The number also stands in what items are called.
    let mut text = write_out(&shift)?;
    for no in &hidden {
        text = text.replace(no.as_str(), OUT_OF_SIGHT);
    }
    parse(&text)
}

/// Goes through every list of items that a shift keeps.
fn sheets(shift: &mut Shift, visit: &mut dyn FnMut(&mut Vec<Item>)) {
    if let Some(signed) = &mut shift.signed {
        visit(&mut signed.sheet.items);
    }
    if let Some(closed) = &mut shift.closed {
        if let Some(sheet) = &mut closed.unsigned {
            visit(&mut sheet.items);
        }
        let Changes { new, risen, gone } = &mut closed.changes;
        [new, risen, gone].into_iter().for_each(visit);
    }
}

/// Tells whether what an item is about is still open.
fn is_running(reads: &Reads, item: &Item) -> Result<bool, DeskError> {
    let Some((no, clock)) = item.item.split_once('#') else { return Ok(true) };
    let Some(row) = reads.case_by_no(no)? else { return Ok(false) };
    let case = case_of(reads, &row)?;
    Ok(clock.parse().ok().and_then(|id| case.clock(ClockId(id))).is_some_and(Clock::is_running))
}

fn line(shift: &Shift, centre: &Centre) -> ShiftLine {
    let named = |id: &OfficerId| name(centre, id);
    ShiftLine {
        shift: shift.plan.shift.clone(),
        name: shift.plan.name.clone(),
        from: shift.plan.from,
        until: shift.plan.until,
        status: shift.status(),
        taken_by: shift.taken.as_ref().map(|it| named(&it.by)),
        taken_at: shift.taken.as_ref().map(|it| it.at),
        signed_by: shift.signed.as_ref().map(|it| named(&it.by)),
        signed_at: shift.signed.as_ref().map(|it| it.at),
        accepted_by: shift.closed.as_ref().map(|it| named(&it.by)),
        accepted_at: shift.closed.as_ref().map(|it| it.at),
        red: shift.sheet().map_or(0, |sheet| sheet.red().count()),
        refused: shift.unsettled().count(),
    }
}

fn name(centre: &Centre, id: &OfficerId) -> String {
    centre.officer(id).map_or_else(|| id.to_string(), |officer| officer.name.clone())
}
