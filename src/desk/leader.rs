//! What a leader has to look at today (领导接访包), on one page: what is due and red, who comes again and again, what waits
//! for the own word.

use super::directives::{DirectiveFilter, DirectiveLine};
use super::views::{Alert, Band, Row, row};
use super::{Desk, DeskError, Viewer, case_of, parse, stamp, unstamp};
use crate::domain::case::CaseEvent;
use crate::domain::directive::{Directive, DirectiveStatus};
use crate::domain::directory::Officer;
use crate::domain::folio::Folio as _;
use crate::domain::ids::{CaseNo, DirectiveNo};
use crate::domain::roster::ReceptionDay;
use crate::domain::supervision::Packet;
use crate::domain::time::Moment;
use crate::domain::vocabulary::{DirectiveKind, Level};
use chrono::Duration;
use serde::Serialize;
use std::collections::BTreeSet;

/// The kind of limit that runs while a grade waits to be confirmed.
const GRADE_REVIEW: &str = "grade_review";

/// For how many days the page shows whom the leader received.
const RECORDS: i64 = 30;

/// A line of the page: a case, a directive, or both.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct LeaderLine {
    /// The case.
    pub case: Option<CaseNo>,
    /// The directive.
    pub directive: Option<DirectiveNo>,
    /// The kind of directive.
    pub kind: Option<DirectiveKind>,
    /// What it is about; of a sealed case nothing.
    pub title: String,
    /// Whose it is to act, by name.
    pub whose: String,
    /// When it is due.
    pub due: Option<Moment>,
    /// Whether that has passed.
    pub overdue: bool,
    /// The highest level of alert standing.
    pub level: Option<Level>,
    /// How much of the five ones (五个一) is there, and of how many.
    pub meter: Option<(usize, usize)>,
    /// How many cases the applicant has had.
    pub times: Option<u32>,
    /// Why it was refused at the handover.
    pub reason: Option<String>,
    /// When the residents were received.
    pub at: Option<Moment>,
    /// What was said to them.
    pub text: Option<String>,
}

/// A part of the page.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct LeaderPart {
    /// Which one.
    pub packet: Packet,
    /// What is in it.
    pub lines: Vec<LeaderLine>,
}

/// The page of one leader.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct LeaderView {
    /// The leader, by name.
    pub leader: String,
    /// The days of reception: of each kind today's, or else the next one.
    pub receptions: Vec<ReceptionDay>,
    /// Every part that has anything in it, in order.
    pub parts: Vec<LeaderPart>,
}

fn of_case(case: &Row) -> LeaderLine {
    LeaderLine {
        case: Some(case.no.clone()),
        title: case.title.clone(),
        whose: case.whose(),
        due: case.due,
        overdue: case.overdue,
        level: case.level,
        ..LeaderLine::default()
    }
}

fn of_alert(alert: &Alert) -> LeaderLine {
    LeaderLine {
        whose: alert.against.clone(),
        due: Some(alert.clock_due),
        overdue: alert.band == Band::Overdue,
        level: alert.raised,
        ..of_case(&alert.case)
    }
}

fn of_directive(line: DirectiveLine, now: Moment) -> LeaderLine {
    LeaderLine {
        case: line.case.filter(|no| *no != crate::domain::sight::out_of_sight()),
        directive: Some(line.no),
        kind: Some(line.kind),
        title: line.subject,
        whose: line.unit,
        due: line.due,
        overdue: line.due.is_some_and(|due| now > due),
        level: line.level,
        meter: line.meter.map(|meter| (meter.met, meter.of)),
        ..LeaderLine::default()
    }
}

/// Takes of several limits of a case the first, which is the most urgent.
fn once<'a>(alerts: impl Iterator<Item = &'a Alert>, seen: &mut BTreeSet<i64>) -> Vec<LeaderLine> {
    alerts.filter(|alert| seen.insert(alert.case.id.0)).map(of_alert).collect()
}

impl Desk {
    /// Returns what a leader has to look at; for anybody else what of it concerns them.
    pub fn leader(&self, viewer: &Viewer, now: Moment) -> Result<LeaderView, DeskError> {
        let (centre, store, officer) = (self.centre()?, self.store(), &viewer.officer);
        let alerts = self.alerts(None, None, 0, now)?;
        let (grades, alerts): (Vec<_>, Vec<_>) = alerts.into_iter().partition(|it| it.clock.key() == GRADE_REVIEW);
        let mut seen = BTreeSet::new();
        let concerns =
            |it: &&Alert| it.band == Band::Today || it.band == Band::Overdue && it.raised == Some(Level::Leader);
        let due = once(alerts.iter().filter(concerns), &mut seen);
        let red = once(alerts.iter().filter(|it| it.raised.is_some_and(|level| level >= Level::Red)), &mut seen);
        let mut own = Vec::new();
        for alert in grades {
            if self.confirms(&alert, officer)? {
                own.push(alert);
            }
        }
        let grades = once(own.iter(), &mut BTreeSet::new());
        let (mut to_sign, mut charged, mut instructions) = (Vec::new(), Vec::new(), Vec::new());
        let filter = DirectiveFilter { open: true, ..DirectiveFilter::default() };
        for line in self.directives(&filter, viewer)? {
            let Some(row) = store.folio(Directive::KIND, line.no.as_str())? else { continue };
            let directive = super::folio::read::<Directive>(&row)?.folio;
            let own = directive.leader.as_ref() == Some(&officer.id);
            match directive.kind {
                _ if line.awaits.as_deref() == Some("sign_off") => to_sign.push(of_directive(line, now)),
                DirectiveKind::Charge | DirectiveKind::Listed | DirectiveKind::LongPending if own => {
                    charged.push(of_directive(line, now));
                }
                DirectiveKind::Instruction
                    if directive.status != DirectiveStatus::Proposed
                        && (own || matches!(line.awaits.as_deref(), Some("rule" | "extension"))) =>
                {
                    instructions.push(of_directive(line, now));
                }
                _ => {}
            }
        }
        let refused = self.refused_items(viewer)?.into_iter().filter(|it| it.leader == officer.id);
        let refused = refused.map(|it| LeaderLine {
            case: it.item.no,
            title: it.item.title,
            whose: it.item.whose,
            due: it.item.due,
            overdue: it.item.due.is_some_and(|due| now > due),
            reason: Some(it.reason),
            ..LeaderLine::default()
        });
        let repeat = store.repeated(centre.rulebook().checks.repeat_cases)?;
        let repeat = repeat
            .into_iter()
            .map(|(head, times)| Ok(LeaderLine { times: Some(times), ..of_case(&row(&head, centre, now)?) }))
            .collect::<Result<_, DeskError>>()?;
        let sealed = self.sealed(&officer.id, now)?.into_iter().map(|it| LeaderLine {
            case: Some(it.no),
            due: it.due,
            overdue: it.overdue,
            level: it.level,
            ..LeaderLine::default()
        });
        let parts = [
            (Packet::ToSign, to_sign),
            (Packet::Grades, grades),
            (Packet::Due, due),
            (Packet::Red, red),
            (Packet::Refused, refused.collect()),
            (Packet::Charged, charged),
            (Packet::Instructions, instructions),
            (Packet::Received, self.received(viewer, now)?),
            (Packet::Repeat, repeat),
            (Packet::Sealed, sealed.collect()),
        ];
        let parts = parts.into_iter().filter(|(_, lines)| !lines.is_empty());
        let parts = parts.map(|(packet, lines)| LeaderPart { packet, lines }).collect();
        let receptions = self.roster()?.reception_days(now.date_naive(), &officer.id, centre);
        Ok(LeaderView { leader: officer.name.clone(), receptions, parts })
    }

    /// Tells whether a grade waits for an officer's own level; whoever proposed it does not confirm it too.
    fn confirms(&self, alert: &Alert, officer: &Officer) -> Result<bool, DeskError> {
        let Some(row) = self.store().case_by_id(alert.case.id.0)? else { return Ok(false) };
        let case = case_of(self.store(), &row)?;
        Ok(case.awaits_grade().is_some_and(|review| officer.has(review.confirms) && review.by != officer.id))
    }

    /// Returns whom a leader received lately, as it was written down (接访记录), the last first; and what an officer wrote
    /// down for a leader.
    fn received(&self, viewer: &Viewer, now: Moment) -> Result<Vec<LeaderLine>, DeskError> {
        let (centre, own) = (self.centre()?, &viewer.officer.id);
        let mut lines = Vec::new();
        for (event, head) in self.store().visits_since(&stamp(now - Duration::days(RECORDS)))? {
            let CaseEvent::VisitReceived { leader, text } = parse(&event.body)? else { continue };
            if leader == *own || event.officer == own.as_str() {
                lines.push(LeaderLine {
                    whose: centre.officer(&leader).map_or_else(|| leader.to_string(), |it| it.name.clone()),
                    at: Some(unstamp(&event.at)?),
                    text: Some(viewer.cover_text(text)),
                    level: None,
                    ..of_case(&row(&head, centre, now)?)
                });
            }
        }
        Ok(lines)
    }
}

#[cfg(test)]
mod tests;
