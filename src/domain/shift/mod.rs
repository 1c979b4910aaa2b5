//! A shift (班次): who took it over, what was written into its log, how it was handed over (交接班).

mod decide;
mod event;
mod rules;
mod sheet;
#[cfg(test)]
mod tests;
mod words;

pub use decide::{Crew, Outgoing, Stand, decide, plan, settled_by, take_over};
pub use event::{RefusedItem, ShiftCommand, ShiftEvent};
pub use rules::{HandoverRules, Plan};
pub use sheet::{ChainHead, Changes, Item, LogLine, Sheet};
pub use words::{EntryKind, Heading, Section, every_term};

use super::centre::Centre;
use super::folio::{Folio, OpenTo, Standing, block};
use super::ids::{OfficerId, ShiftKey};
use super::time::Moment;
use super::vocabulary::Level;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use std::ops::Range;

/// A shift as it stands.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Shift {
    /// How many events it has.
    pub rev: u64,
    /// What it is called, and when it is.
    pub plan: Plan,
    /// Whether it stands in the published roster, so that it can be late.
    pub planned: bool,
    /// Who took it over.
    pub taken: Option<Taken>,
    /// What was written into its log by hand.
    pub log: Vec<LogLine>,
    /// The outgoing's signature.
    pub signed: Option<Signed>,
    /// How the next shift took over.
    pub closed: Option<Closed>,
    /// The steps of lateness it reached.
    pub late: Vec<Late>,
}

/// That somebody took a shift over.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Taken {
    /// When.
    pub at: Moment,
    /// Who.
    pub by: OfficerId,
    /// From which shift.
    pub from: Option<ShiftKey>,
    /// The end of the log then.
    pub head: ChainHead,
    /// A remark.
    pub note: Option<String>,
    /// Why, although something spoke against it.
    pub despite: Option<String>,
}

/// That the outgoing signed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Signed {
    /// When.
    pub at: Moment,
    /// Who.
    pub by: OfficerId,
    /// What.
    pub sheet: Sheet,
    /// What the next shift should know.
    pub note: String,
    /// Whether it was declared a zero report.
    pub zero: bool,
}

/// That the next shift took over.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Closed {
    /// When.
    pub at: Moment,
    /// Who accepted.
    pub by: OfficerId,
    /// Into which shift.
    pub into: ShiftKey,
    /// The red items that were accepted.
    pub accepted: Vec<String>,
    /// Those that were refused.
    pub refused: Vec<Refused>,
    /// With whom the refused ones stay.
    pub leader: OfficerId,
    /// What had changed since the sheet was signed.
    pub changes: Changes,
    /// The sheet as it was drawn then, where nobody had signed one.
    pub unsigned: Option<Sheet>,
}

/// A red item that was refused, and what became of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Refused {
    /// Which one.
    pub item: String,
    /// Why.
    pub reason: String,
    /// When, by whom and how it was settled.
    pub settled: Option<(Moment, OfficerId, String)>,
}

/// A step of lateness.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Late {
    /// The step.
    pub level: Level,
    /// When it was raised.
    pub at: Moment,
    /// Who does something about it, since when, and what.
    pub acknowledged: Option<(OfficerId, Moment, String)>,
}

impl Shift {
    /// Returns the sheet by which it was handed over: as signed, or as drawn when nobody had signed.
    pub fn sheet(&self) -> Option<&Sheet> {
        let drawn = || self.closed.as_ref().and_then(|closed| closed.unsigned.as_ref());
        self.signed.as_ref().map(|signed| &signed.sheet).or_else(drawn)
    }

    /// Returns the refused items that nobody has settled.
    pub fn unsettled(&self) -> impl Iterator<Item = &Refused> {
        self.closed.iter().flat_map(|closed| &closed.refused).filter(|it| it.settled.is_none())
    }

    /// Tells whether somebody is on duty in it.
    pub const fn is_on(&self) -> bool {
        self.taken.is_some() && self.closed.is_none()
    }

    /// Returns the key of its status, named in `locales/shift.*.toml`.
    pub fn status(&self) -> &'static str {
        match self {
            Self { closed: Some(_), .. } => "closed",
            Self { signed: Some(_), .. } => "handed_over",
            Self { taken: Some(_), .. } => "on_duty",
            Self { late, .. } if !late.is_empty() => "late",
            Self { planned: true, .. } => "planned",
            _ => "opened",
        }
    }

    /// Every status there is.
    pub const STATUSES: &[&str] = &["opened", "planned", "late", "on_duty", "handed_over", "closed"];

    fn new(plan: &Plan, planned: bool) -> Self {
        let plan = plan.clone();
        Self { rev: 1, plan, planned, taken: None, log: Vec::new(), signed: None, closed: None, late: Vec::new() }
    }

    /// Returns the steps of lateness still ahead, with their moments.
    fn steps(&self) -> impl Iterator<Item = (Level, Moment)> {
        let waits = self.planned && self.taken.is_none();
        let steps = [(Level::Yellow, self.plan.yellow_at), (Level::Red, self.plan.red_at)];
        steps.into_iter().filter(move |(level, _)| waits && !self.late.iter().any(|late| late.level == *level))
    }
}

impl Folio for Shift {
    type Event = ShiftEvent;

    const KIND: &'static str = "shift";
    const STREAMS: Range<i64> = block(1);

    fn name(event: &ShiftEvent) -> &'static str {
        match event {
            ShiftEvent::ShiftPlanned { .. } => "shift_planned",
            ShiftEvent::ShiftOpened { .. } => "shift_opened",
            ShiftEvent::ShiftTakenOver { .. } => "shift_taken_over",
            ShiftEvent::Logged { .. } => "logged",
            ShiftEvent::ShiftHandedOver { .. } => "shift_handed_over",
            ShiftEvent::ShiftClosed { .. } => "shift_closed",
            ShiftEvent::ShiftLate { .. } => "shift_late",
            ShiftEvent::LatenessAcknowledged { .. } => "lateness_acknowledged",
            ShiftEvent::ItemSettled { .. } => "item_settled",
        }
    }

    fn begin(_at: Moment, _by: &OfficerId, event: &ShiftEvent) -> Option<Self> {
        match event {
            ShiftEvent::ShiftPlanned { plan } => Some(Self::new(plan, true)),
            ShiftEvent::ShiftOpened { plan } => Some(Self::new(plan, false)),
            _ => None,
        }
    }

    fn apply(&mut self, at: Moment, by: &OfficerId, event: &ShiftEvent) {
        self.rev += 1;
        let by = by.clone();
        match event.clone() {
            ShiftEvent::ShiftPlanned { plan } => {
                self.plan = plan;
                self.planned = true;
            }
            ShiftEvent::ShiftOpened { .. } => {}
            ShiftEvent::ShiftTakenOver { from, head, note, despite } => {
                self.taken = Some(Taken { at, by, from, head, note, despite });
            }
            ShiftEvent::Logged { text, entry, no } => self.log.push(LogLine { at, by, entry, no, text }),
            ShiftEvent::ShiftHandedOver { sheet, note, zero } => {
                self.signed = Some(Signed { at, by, sheet: *sheet, note, zero });
            }
            ShiftEvent::ShiftClosed { by: into, accepted, refused, leader, changes, unsigned } => {
                let refused = refused.into_iter().map(|it| Refused { item: it.item, reason: it.reason, settled: None });
                let (refused, unsigned) = (refused.collect(), unsigned.map(|sheet| *sheet));
                self.closed = Some(Closed { at, by, into, accepted, refused, leader, changes, unsigned });
            }
            ShiftEvent::ShiftLate { level } => self.late.push(Late { level, at, acknowledged: None }),
            ShiftEvent::LatenessAcknowledged { note } => {
                for late in self.late.iter_mut().filter(|late| late.acknowledged.is_none()) {
                    late.acknowledged = Some((by.clone(), at, note.clone()));
                }
            }
            ShiftEvent::ItemSettled { item, note } => {
                for refused in self.closed.iter_mut().flat_map(|closed| &mut closed.refused) {
                    if refused.item == item && refused.settled.is_none() {
                        refused.settled = Some((at, by.clone(), note.clone()));
                    }
                }
            }
        }
    }

    fn rev(&self) -> u64 {
        self.rev
    }

    fn key(&self) -> String {
        self.plan.shift.to_string()
    }

    fn standing(&self, _centre: &Centre) -> Standing {
        let missed = self.taken.is_none() && self.late.iter().any(|late| late.acknowledged.is_some());
        let level = self.late.iter().max_by_key(|late| late.level).filter(|_| self.taken.is_none());
        Standing {
            sort: self.plan.from,
            status: self.status(),
            open: if self.closed.is_some() { self.unsettled().next().is_some() } else { !missed },
            unit: None,
            due: match (&self.taken, &self.closed) {
                (None, _) if self.planned => Some(self.plan.from),
                (Some(_), None) => Some(self.plan.until),
                _ => None,
            },
            next_alarm: self.steps().map(|(_, at)| at).min(),
            level: level.map(|late| (late.level, late.acknowledged.is_some())),
            cases: self.log.iter().filter_map(|line| line.no.clone()).collect(),
            open_to: OpenTo::Some(BTreeSet::new()),
        }
    }

    fn climb(&self, now: Moment, _centre: &Centre) -> Vec<ShiftEvent> {
        self.steps().filter(|(_, at)| *at <= now).map(|(level, _)| ShiftEvent::ShiftLate { level }).collect()
    }

    fn raised(&self, event: &ShiftEvent) -> Option<(Level, Option<Moment>)> {
        match event {
            ShiftEvent::ShiftLate { level } => Some((*level, Some(self.plan.from))),
            _ => None,
        }
    }
}
