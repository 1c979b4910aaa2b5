//! A directive as a folio: how its events are folded, what lists and the ladder have to know of it.

use super::super::event::DirectiveEvent;
use super::super::words::DirectiveStatus;
use super::{Asked, Directive, Meeting, Reply, Written};
use crate::domain::centre::Centre;
use crate::domain::clock::Clock;
use crate::domain::escalation;
use crate::domain::folio::{Folio, OpenTo, Standing, block};
use crate::domain::ids::OfficerId;
use crate::domain::time::Moment;
use crate::domain::vocabulary::{ClockKind, Level};
use chrono::Duration;
use std::ops::Range;

impl Folio for Directive {
    type Event = DirectiveEvent;

    const KIND: &'static str = "directive";
    const STREAMS: Range<i64> = block(2);

    fn name(event: &DirectiveEvent) -> &'static str {
        event.kind()
    }

    fn begin(at: Moment, by: &OfficerId, event: &DirectiveEvent) -> Option<Self> {
        match event {
            DirectiveEvent::DirectiveProposed { no, what } => Some(Self::begun(at, by, no, what)),
            DirectiveEvent::DirectiveIssued { no, what, clocks } => Some(Self {
                status: DirectiveStatus::Issued,
                issued: Some((at, by.clone())),
                clocks: clocks.clone(),
                ..Self::begun(at, by, no, what)
            }),
            _ => None,
        }
    }

    fn apply(&mut self, at: Moment, by: &OfficerId, event: &DirectiveEvent) {
        self.rev += 1;
        let written = |text: &String| Written { at, by: by.clone(), text: text.clone() };
        match event {
            DirectiveEvent::DirectiveProposed { .. } | DirectiveEvent::DirectiveIssued { .. } => {}
            DirectiveEvent::DirectiveSigned { clocks } => {
                self.status = DirectiveStatus::Issued;
                self.issued = Some((at, by.clone()));
                self.clocks.clone_from(clocks);
            }
            DirectiveEvent::DirectiveReceived => {
                self.status = DirectiveStatus::Received;
                self.received = Some((at, by.clone()));
            }
            DirectiveEvent::DirectiveReported { text, met, next } => {
                self.reports.push(written(text));
                self.meet(at, met);
                self.clocks.extend(next.as_deref().cloned());
            }
            DirectiveEvent::ExtensionAsked { until, reason, progress } => {
                let (said, progress) = (written(reason), progress.clone());
                self.asked = Some(Asked { until: *until, said, progress, refused: None });
            }
            DirectiveEvent::ExtensionRefused { reason } => {
                if let Some(asked) = &mut self.asked {
                    asked.refused = Some(written(reason));
                }
            }
            DirectiveEvent::DirectiveReplied { text } => {
                // Whoever has replied needs no more time.
                self.asked = None;
                self.status = DirectiveStatus::Replied;
                self.replies.push(Reply { said: written(text), returned: None });
                let met: Vec<_> = self.reply_clock().map(|clock| clock.id).into_iter().collect();
                self.meet(at, &met);
            }
            DirectiveEvent::ReplyReturned { reason } => {
                self.status = DirectiveStatus::Returned;
                if let Some(reply) = self.replies.last_mut() {
                    reply.returned = Some(written(reason));
                }
                // As a result that is sent back: the date is what it was, and the time runs on.
                if let Some(id) = self.reply_clock().map(|clock| clock.id) {
                    self.with_clock(id, |clock| clock.met = None);
                }
            }
            DirectiveEvent::DirectiveClosedOut { opinion } => self.end(at, by, opinion, DirectiveStatus::ClosedOut),
            DirectiveEvent::DirectiveWithdrawn { reason } => self.end(at, by, reason, DirectiveStatus::Withdrawn),
            DirectiveEvent::DirectiveExtended { clock, extension, due, assumed_years, .. } => {
                self.asked = None;
                self.with_clock(*clock, |clock| {
                    clock.note_lateness(at);
                    clock.extensions.push(extension.clone());
                    clock.due = *due;
                    clock.assumed_years.clone_from(assumed_years);
                });
            }
            DirectiveEvent::DirectivePlanned { leader, team, plan, assists, supervisor } => {
                self.leader = leader.clone().or(self.leader.take());
                if let Some(team) = team {
                    self.team.clone_from(team);
                }
                if let Some(plan) = plan {
                    self.plan.clone_from(plan);
                }
                if let Some(assists) = assists {
                    self.assists.clone_from(assists);
                }
                if let Some(supervisor) = supervisor {
                    self.supervisor = supervisor.clone();
                }
            }
            DirectiveEvent::MeetingHeld { on, text, met, next } => {
                self.meetings.push(Meeting { on: *on, said: written(text) });
                self.meet(at, met);
                self.clocks.extend(next.as_deref().cloned());
            }
            DirectiveEvent::DirectiveEscalated { clock, level } => {
                self.with_clock(*clock, |clock| {
                    clock.note_lateness(at);
                    clock.raise(*level, at);
                });
            }
            DirectiveEvent::DirectiveAcknowledged { clock, level, .. } => {
                self.with_clock(*clock, |clock| {
                    let _ = clock.acknowledge(*level, by.clone(), at);
                });
            }
            DirectiveEvent::PeriodBegun { clock } => {
                // The period that ended without a report stays late, and open.
                let kind = clock.kind;
                for other in self.clocks.iter_mut().filter(|other| other.kind == kind) {
                    other.note_lateness(at);
                }
                self.clocks.push(Clock::clone(clock));
            }
            DirectiveEvent::DirectiveHushed => self.hush(at, by),
            DirectiveEvent::DirectiveMoved { clock, due, assumed_years } => {
                self.with_clock(*clock, |clock| {
                    clock.due = *due;
                    clock.assumed_years.clone_from(assumed_years);
                });
            }
        }
    }

    fn rev(&self) -> u64 {
        self.rev
    }

    fn key(&self) -> String {
        self.no.to_string()
    }

    fn title(&self) -> String {
        self.subject.clone()
    }

    fn standing(&self, centre: &Centre) -> Standing {
        let ladder = &centre.rulebook_of(&self.rulebook).escalation;
        let open = self.is_open(centre);
        let running = || self.clocks.iter().filter(|clock| open && clock.is_running());
        let steps = running().filter_map(|clock| escalation::next_alarm(clock, ladder, &centre.calendar));
        let periods = [ClockKind::PeriodicReport, ClockKind::SiteMeeting];
        let ends = periods.into_iter().filter(|_| open).filter_map(|kind| self.outlived(kind)).map(|clock| clock.due);
        Standing {
            sort: self.begun.0,
            status: self.status.key(),
            open,
            unit: self.issued.is_some().then(|| self.to.clone()),
            due: self.next_clock().filter(|_| open).map(|clock| clock.due),
            next_alarm: steps.chain(ends.map(|due| due + Duration::seconds(1))).min(),
            level: self.level(centre).filter(|_| open).map(|it| (it.level, it.acknowledged.is_some())),
            cases: self.case.iter().cloned().collect(),
            open_to: OpenTo::Some(self.open_to()),
        }
    }

    fn climb(&self, now: Moment, centre: &Centre) -> Vec<DirectiveEvent> {
        if !self.is_open(centre) {
            return Vec::new();
        }
        let ladder = &centre.rulebook_of(&self.rulebook).escalation;
        let mut after = self.clone();
        let mut events = Vec::new();
        // A period that is long past is followed by every one since, each with its own lateness.
        for kind in [ClockKind::PeriodicReport, ClockKind::SiteMeeting] {
            while let Some(next) =
                after.outlived(kind).filter(|last| now > last.due).and_then(|last| after.period_after(last, centre))
            {
                after.clocks.push(next.clone());
                events.push(DirectiveEvent::PeriodBegun { clock: Box::new(next) });
            }
        }
        for clock in &after.clocks {
            for level in escalation::due_levels(clock, ladder, &centre.calendar, now) {
                events.push(DirectiveEvent::DirectiveEscalated { clock: clock.id, level });
            }
        }
        events
    }

    fn raised(&self, event: &DirectiveEvent) -> Option<(Level, Option<Moment>)> {
        match event {
            DirectiveEvent::DirectiveEscalated { clock, level } => {
                let clock = self.clocks.iter().find(|it| it.id == *clock);
                Some((*level, clock.map(|clock| clock.due)))
            }
            _ => None,
        }
    }
}
