//! Folding events into the state of a case; no decision is taken here, so replay needs no rules.

use super::clocks::is_right;
use super::command::{CallBackAnswer, Register};
use super::event::CaseEvent;
use super::offline::FromBook;
use super::related::{Absorbed, Link, MovedEntry};
use super::sealing::{Asked, Look, Opening, Sealing};
use super::{Assignment, CallBack, Case, Conference, Objection, Said, transitions};
use crate::domain::casefile::Filed;
use crate::domain::clock::{Clock, Pause, Raised};
use crate::domain::ids::{AssignmentId, CaseId, CaseNo, ClockId, OfficerId};
use crate::domain::mediation::Mediation;
use crate::domain::party::Party;
use crate::domain::publication::Published;
use crate::domain::review::Review;
use crate::domain::time::Moment;
use crate::domain::vocabulary::{AssignmentRole, AssignmentStatus, Satisfaction, Stage};

/// A log that does not begin with a registration, or an event that points at what is not there.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the log of the case does not fit together at event {rev}: {what}")]
pub struct BrokenLog {
    /// The event's number within the case.
    pub rev: u64,
    /// What does not fit.
    pub what: String,
}

impl Case {
    /// Folds a whole history; the error names the event that does not fit.
    pub fn replay<'a>(
        id: CaseId,
        history: impl IntoIterator<Item = (Moment, &'a OfficerId, &'a CaseEvent)>,
    ) -> Result<Option<Self>, BrokenLog> {
        let mut case = None;
        for (at, by, event) in history {
            match (&mut case, event) {
                (None, CaseEvent::Registered { no, rulebook, intake, parties, window }) => {
                    let begun = Self::begin(id, at, by, no, rulebook, intake, parties);
                    case = Some(Self { window: window.clone(), ..begun });
                }
                (None, CaseEvent::TakenOver { no, rulebook, intake, parties, earlier }) => {
                    case = Some(Self::begin_closed(id, at, by, no, rulebook, intake, parties, earlier));
                }
                (None, other) => return Err(BrokenLog { rev: 1, what: other.kind() }),
                (Some(case), event) => case.apply(at, by, event),
            }
        }
        Ok(case)
    }

    /// Begins a case with its registration.
    pub fn begin(
        id: CaseId,
        at: Moment,
        by: &OfficerId,
        no: &CaseNo,
        rulebook: &str,
        intake: &Register,
        parties: &[Party],
    ) -> Self {
        Self {
            id,
            no: no.clone(),
            rev: 1,
            changed_rev: 1,
            kind: intake.kind,
            channel: intake.channel,
            title: intake.title.clone().unwrap_or_default(),
            narrative: intake.narrative.clone(),
            demands: intake.demands.clone(),
            place: intake.place.clone(),
            grid: intake.grid.clone(),
            occurred_on: intake.occurred_on,
            people_involved: intake.people_involved,
            amount_fen: intake.amount_fen,
            category: intake.category.clone(),
            grade: intake.grade,
            risk: intake.risk,
            parties: parties.to_vec(),
            attachments: intake.attachments.clone(),
            stage: Stage::Registered,
            registered_at: intake.offline.as_ref().map_or(at, |offline| offline.at),
            registered_by: by.clone(),
            window: None,
            accepted_at: None,
            held_since: intake.offline.as_ref().map_or(at, |offline| offline.at),
            closed_at: None,
            rulebook: rulebook.to_owned(),
            assignments: Vec::new(),
            clocks: Vec::new(),
            not_ours: 0,
            frozen: false,
            conferences: Vec::new(),
            disposition: None,
            result: None,
            replies: Vec::new(),
            call_backs: Vec::new(),
            dissatisfied: 0,
            reopened: 0,
            reviews: Vec::new(),
            mediation: Mediation::default(),
            papers: Vec::new(),
            papers_noted: 0,
            links: Vec::new(),
            merged_into: None,
            absorbed: Vec::new(),
            moved: Vec::new(),
            grade_review: None,
            ladder: Vec::new(),
            visits: Vec::new(),
            offline: intake.offline.as_ref().map(|offline| FromBook {
                no: offline.no.clone(),
                book: offline.book.clone(),
                by: offline.by.clone(),
                entered_at: at,
            }),
            origin: intake.origin.clone(),
            resolved_at: None,
            published: None,
            sealed: intake.sealed.as_ref().map(|seal| Box::new(Sealing::of(seal, at))),
        }
    }

    /// Folds one event in.
    pub fn apply(&mut self, at: Moment, by: &OfficerId, event: &CaseEvent) {
        // What was entered together with a registration from the offline book happened when it was written there.
        let at = match &self.offline {
            Some(book) if book.entered_at == at => self.registered_at,
            _ => at,
        };
        let before = (self.ball(), self.holder().cloned());
        self.fold(at, by, event);
        if before != (self.ball(), self.holder().cloned()) {
            self.held_since = at;
        }
    }

    fn fold(&mut self, at: Moment, by: &OfficerId, event: &CaseEvent) {
        self.rev += 1;
        if !event.is_housekeeping() {
            self.changed_rev = self.rev;
        }
        if let Some(stage) = event.action().and_then(|action| transitions::after(Some(self.stage), action)) {
            if !self.is_open() && stage != self.stage {
                self.closed_at = None;
            }
            match stage {
                Stage::Resolved if self.stage != stage || matches!(event, CaseEvent::Resolved { .. }) => {
                    self.resolved_at = Some(at);
                }
                Stage::Registered | Stage::Accepted | Stage::Conference | Stage::LeaderReview | Stage::Handling => {
                    self.resolved_at = None;
                }
                _ => {}
            }
            self.stage = stage;
            if !self.is_open() && self.closed_at.is_none() {
                self.closed_at = Some(at);
            }
        }
        let said = |text: &str| Said { at, by: by.clone(), text: text.to_owned() };
        // What every applicant was promised happens to a merged case as if it had happened here.
        let event = match event {
            CaseEvent::Followed { what, .. } if what.is_answer() => what.as_ref(),
            other => other,
        };
        self.apply_grading(at, by, event);
        self.climb(at, by, event);
        match event {
            CaseEvent::Accepted => self.accepted_at = Some(at),
            CaseEvent::Amended { changes } => self.amend(changes),
            CaseEvent::PartyAdded { party } => self.parties.push(party.clone()),
            CaseEvent::PartyCorrected { party } => {
                if let Some(old) = self.parties.iter_mut().find(|old| old.id == party.id) {
                    *old = party.clone();
                }
            }
            CaseEvent::Identified { who } => {
                for one in who {
                    let party = self.parties.iter_mut().find(|party| party.id == one.party);
                    let person = party.and_then(|party| match one.nth.checked_sub(1) {
                        None => Some(&mut party.person),
                        Some(nth) => party.representatives.get_mut(nth).map(|it| &mut it.person),
                    });
                    if let Some(person) = person {
                        *person = Some(one.person);
                    }
                }
            }
            CaseEvent::Attached { attachment } => self.attachments.push(attachment.clone()),
            CaseEvent::PaperFiled { filed, paper, pages, signed, note } => {
                self.papers_noted = self.papers_noted.max(filed.0);
                self.papers.push(Filed {
                    id: *filed,
                    paper: paper.clone(),
                    pages: *pages,
                    signed: *signed,
                    note: note.clone(),
                    at,
                    by: by.clone(),
                });
            }
            CaseEvent::PaperRemoved { filed, .. } => self.papers.retain(|it| it.id != *filed),
            CaseEvent::Assessed { category, grade, risk, .. } => {
                self.category = category.clone().or_else(|| self.category.take());
                self.grade = grade.or(self.grade);
                self.risk = risk.or(self.risk);
            }
            CaseEvent::Disposed { disposition, .. } => self.disposition = Some(*disposition),
            CaseEvent::Assigned { assignment, unit, role, instruction, designated } => {
                self.assignments.push(Assignment {
                    id: *assignment,
                    unit: unit.clone(),
                    role: *role,
                    status: AssignmentStatus::AwaitingSignature,
                    instruction: instruction.clone(),
                    designated: *designated,
                    assigned_at: at,
                    signed_at: None,
                    objection: None,
                    progress: Vec::new(),
                    result: None,
                    sent_back: 0,
                });
            }
            CaseEvent::Signed { assignment } => self.on(*assignment, |it| {
                it.status = AssignmentStatus::Handling;
                it.signed_at = Some(at);
            }),
            CaseEvent::Objected { assignment, reason } => {
                self.not_ours += 1;
                self.on(*assignment, |it| {
                    it.status = AssignmentStatus::Objected;
                    it.objection = Some(Objection { reason: reason.clone(), at, upheld: None });
                });
            }
            CaseEvent::Ruled { assignment, upheld, .. } => self.on(*assignment, |it| {
                if let Some(objection) = &mut it.objection {
                    objection.upheld = Some(*upheld);
                }
                if !upheld {
                    it.designated = true;
                    it.status = AssignmentStatus::AwaitingSignature;
                    it.signed_at = None;
                }
            }),
            CaseEvent::TransfersFrozen => self.frozen = true,
            CaseEvent::Recalled { assignment, .. } => {
                self.on(*assignment, |it| it.status = AssignmentStatus::Recalled);
            }
            CaseEvent::Convened { topic, units, at } => {
                self.conferences.push(Conference {
                    topic: topic.clone(),
                    units: units.clone(),
                    at: *at,
                    opinion: None,
                });
            }
            CaseEvent::Concluded { opinion, .. } => {
                self.frozen = false;
                self.not_ours = 0;
                if let Some(conference) = self.conferences.last_mut() {
                    conference.opinion = Some(opinion.clone());
                }
            }
            CaseEvent::Progressed { assignment, text } => {
                let note = said(text);
                self.on(*assignment, |it| it.progress.push(note));
            }
            CaseEvent::Reported { assignment, result } => self.on(*assignment, |it| {
                it.status = AssignmentStatus::Reported;
                it.result = Some(result.clone());
            }),
            CaseEvent::Verified { assignment, .. } => {
                self.on(*assignment, |it| it.status = AssignmentStatus::Verified);
            }
            CaseEvent::SentBack { assignment, .. } => self.on(*assignment, |it| {
                it.status = AssignmentStatus::Handling;
                it.sent_back += 1;
            }),
            CaseEvent::Resolved { result } => {
                self.result = Some(result.clone());
                self.call_backs.clear();
            }
            CaseEvent::Replied { text, .. } => self.replies.push(said(text)),
            CaseEvent::CalledBack { answer, note } => {
                self.call_backs.push(CallBack { at, answer: *answer, note: note.clone() });
                self.dissatisfied += u32::from(*answer == CallBackAnswer::Answered(Satisfaction::Dissatisfied));
            }
            CaseEvent::ResultPublished { text, place, subject } => {
                let (text, place, subject) = (text.clone(), place.clone(), subject.clone());
                self.published = Some(Published { at, text, place, subject });
            }
            CaseEvent::ResultWithheld { .. } => self.published = None,
            CaseEvent::Reviewed { review } => self.reviews.push(Review::clone(review)),
            CaseEvent::Reopened { .. } => {
                self.published = None;
                self.reopened += 1;
                self.accepted_at = Some(at);
                self.disposition = None;
                self.frozen = false;
                self.not_ours = 0;
                for assignment in &mut self.assignments {
                    assignment.status = AssignmentStatus::Recalled;
                }
            }
            CaseEvent::Mediation { what } => self.mediation.apply(at, by, what),
            _ => {
                self.apply_related(at, event);
                self.apply_clock(at, by, event);
                self.apply_sealing(at, by, event);
            }
        }
    }

    fn apply_sealing(&mut self, at: Moment, by: &OfficerId, event: &CaseEvent) {
        match event {
            CaseEvent::Sealed { seal } => {
                self.sealed = Some(Box::new(Sealing::of(seal, at)));
                self.published = None;
                // The directory of persons knows nothing of a sealed case, nor the case of the directory.
                for party in &mut self.parties {
                    party.person = None;
                    party.representatives.iter_mut().for_each(|it| it.person = None);
                }
            }
            CaseEvent::Unsealed { .. } => {
                self.sealed = None;
                // While it was sealed nobody else knew of its links.
                self.links.clear();
            }
            _ => {}
        }
        let Some(sealing) = &mut self.sealed else { return };
        let asked = |reason: &str| Some(Asked { by: by.clone(), at, reason: reason.to_owned() });
        match event {
            CaseEvent::Admitted { officer, .. } => sealing.keepers.push(officer.clone()),
            CaseEvent::Dismissed { officer, .. } => sealing.keepers.retain(|it| it != officer),
            CaseEvent::OpeningAsked { reason } => sealing.asked = asked(reason),
            CaseEvent::OpeningGranted { until } => {
                sealing.opening = sealing.asked.take().map(|asked| Opening {
                    asked,
                    granted_by: by.clone(),
                    from: at,
                    until: *until,
                    looks: Vec::new(),
                });
            }
            CaseEvent::Looked => {
                if let Some(opening) = &mut sealing.opening {
                    opening.looks.retain(|it| it.by != *by);
                    opening.looks.push(Look { by: by.clone(), at });
                }
            }
            CaseEvent::UnsealingAsked { reason } => sealing.unsealing = asked(reason),
            _ => {}
        }
    }

    fn apply_related(&mut self, at: Moment, event: &CaseEvent) {
        match event {
            CaseEvent::Linked { other, kind, note } => {
                self.links.push(Link { other: other.clone(), kind: *kind, note: note.clone(), at });
            }
            CaseEvent::Unlinked { other, kind } => {
                self.links.retain(|link| link.other != *other || link.kind != *kind);
            }
            CaseEvent::Merged { into, .. } => self.merged_into = Some(into.clone()),
            CaseEvent::Absorbed { source, .. } => {
                self.absorbed.push(Absorbed { no: source.clone(), at, since: self.rev });
            }
            CaseEvent::Unmerged { .. } => self.merged_into = None,
            CaseEvent::TakenBack { entry, .. } => {
                if let CaseEvent::Attached { attachment } = &entry.what {
                    self.attachments.push(attachment.clone());
                }
            }
            CaseEvent::Released { source, entries, .. } => {
                self.absorbed.retain(|it| it.no != *source);
                self.moved.extend(entries.iter().map(|rev| MovedEntry { rev: *rev, to: source.clone() }));
            }
            _ => {}
        }
    }

    fn apply_clock(&mut self, at: Moment, by: &OfficerId, event: &CaseEvent) {
        match event {
            CaseEvent::ClockStarted { clock } => self.clocks.push((**clock).clone()),
            CaseEvent::ClockMet { clock } => self.tick(*clock, |it| {
                it.note_lateness(at);
                it.met = Some(at);
            }),
            CaseEvent::ClockUnmet { clock } => self.tick(*clock, |it| it.met = None),
            CaseEvent::ClockStopped { clock } => self.tick(*clock, |it| {
                // A right that nobody used has lapsed; nobody was late.
                if !is_right(it.kind) {
                    it.note_lateness(at);
                }
                it.stopped = Some(at);
            }),
            CaseEvent::ClockPaused { clock, reason } => self.tick(*clock, |it| {
                it.note_lateness(at);
                it.pauses.push(Pause { from: at, until: None, reason: reason.clone() });
            }),
            CaseEvent::ClockResumed { clock, due, assumed_years } => self.tick(*clock, |it| {
                if let Some(pause) = it.pauses.last_mut() {
                    pause.until = Some(at);
                }
                it.due = *due;
                it.assumed_years.clone_from(assumed_years);
            }),
            CaseEvent::ClockExtended { clock, extension, due, assumed_years } => self.tick(*clock, |it| {
                it.note_lateness(at);
                it.extensions.push(extension.clone());
                it.due = *due;
                it.assumed_years.clone_from(assumed_years);
            }),
            CaseEvent::ClockMoved { clock, rule, limit, due, assumed_years, .. } => self.tick(*clock, |it| {
                it.note_lateness(at);
                it.rule = rule.clone();
                it.limit = *limit;
                it.due = *due;
                it.assumed_years.clone_from(assumed_years);
            }),
            CaseEvent::Escalated { clock, level } => self.tick(*clock, |it| {
                it.note_lateness(at);
                it.raised.push(Raised { level: *level, at, acknowledged: None });
            }),
            CaseEvent::Acknowledged { clock, level, .. } => self.tick(*clock, |it| {
                for raised in it.raised.iter_mut().filter(|raised| raised.level <= *level) {
                    raised.acknowledged.get_or_insert_with(|| (by.clone(), at));
                }
            }),
            _ => {}
        }
    }

    fn amend(&mut self, changes: &super::Amendment) {
        let changes = changes.clone();
        if let Some(title) = changes.title {
            self.title = title;
        }
        if let Some(narrative) = changes.narrative {
            self.narrative = narrative;
        }
        if let Some(demands) = changes.demands {
            self.demands = demands;
        }
        self.kind = changes.kind.unwrap_or(self.kind);
        self.channel = changes.channel.unwrap_or(self.channel);
        self.place = changes.place.or_else(|| self.place.take());
        self.grid = changes.grid.or_else(|| self.grid.take());
        self.occurred_on = changes.occurred_on.or(self.occurred_on);
        self.people_involved = changes.people_involved.or(self.people_involved);
        self.amount_fen = changes.amount_fen.or(self.amount_fen);
    }

    fn on(&mut self, id: AssignmentId, change: impl FnOnce(&mut Assignment)) {
        if let Some(assignment) = self.assignments.iter_mut().find(|assignment| assignment.id == id) {
            change(assignment);
        }
    }

    fn tick(&mut self, id: ClockId, change: impl FnOnce(&mut Clock)) {
        if let Some(clock) = self.clocks.iter_mut().find(|clock| clock.id == id) {
            change(clock);
        }
    }

    /// Returns the number that the next assignment gets.
    pub fn next_assignment(&self) -> AssignmentId {
        AssignmentId(u32::try_from(self.assignments.len()).unwrap_or(u32::MAX).saturating_add(1))
    }

    /// Returns the number that the next clock gets.
    pub fn next_clock(&self) -> ClockId {
        ClockId(u32::try_from(self.clocks.len()).unwrap_or(u32::MAX).saturating_add(1))
    }

    /// Tells whether a unit leads the case now.
    pub fn has_lead(&self) -> bool {
        self.assignments.iter().any(|it| it.is_live() && it.role == AssignmentRole::Lead)
    }
}
