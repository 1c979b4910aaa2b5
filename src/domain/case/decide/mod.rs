//! Deciding: a command on a case becomes events, or a refusal with its reason.
//!
//! Each group of commands has its own file; all of them work on a [`Working`] copy, so that a
//! command of several events sees its own earlier ones, and the clocks follow every event by the
//! one table in `clocks.rs`.

mod assignment;
mod closing;
mod grading;
mod intake;
mod joint;
mod ladder;
mod mediation;
mod papers;
mod public;
mod review;
mod sealing;
mod time;
mod triage;

pub(super) use intake::check as check_intake;
pub use joint::{decide_alone, decide_with, follow, forget, point_to, tell_apart};
pub use time::{escalate, moved_by_calendar};

use super::clocks::{self, Effect};
use super::command::CaseCommand;
use super::transitions::{self, Action};
use super::{Case, CaseEvent, Register};
use crate::domain::centre::Centre;
use crate::domain::clock::{Clock, Starting};
use crate::domain::directory::Officer;
use crate::domain::ids::{CaseId, CaseNo, UnitId};
use crate::domain::mediation::{Booking, EarlierSide};
use crate::domain::refusal::Refusal;
use crate::domain::rulebook::{Facts, LimitRule, Rulebook, StepRule};
use crate::domain::time::Moment;
use crate::domain::vocabulary::ClockKind;
use crate::refuse;

/// What a decision may look at besides the case: everything is passed in.
#[derive(Debug, Clone, Copy)]
pub struct Context<'a> {
    /// The moment of the command.
    pub now: Moment,
    /// Who gives it.
    pub officer: &'a Officer,
    /// The centre: rulebooks, calendar, units, rooms, people.
    pub centre: &'a Centre,
    /// What is booked around the time of a session: rooms, mediators, seats, persons.
    pub bookings: &'a [Booking],
    /// Where mediators stood on a side before, as far as it touches the parties of this case.
    pub earlier_sides: &'a [EarlierSide],
}

/// Something to tell the officer although the command was done; words as for refusals.
pub type Warning = Refusal;

/// What a command came to.
#[derive(Debug, Clone)]
pub struct Decision {
    /// The case after the events.
    pub case: Case,
    /// What happened.
    pub events: Vec<CaseEvent>,
    /// What the officer should know.
    pub warnings: Vec<Warning>,
}

/// Registers a new case under a number and identity that the store has set aside.
pub fn register(id: CaseId, no: CaseNo, command: &Register, ctx: &Context<'_>) -> Result<Decision, Refusal> {
    intake::register(id, no, command, ctx)
}

/// Decides a command on one case; those that concern a second one too are decided by [`decide_with`].
pub fn decide(case: &Case, command: &CaseCommand, ctx: &Context<'_>) -> Result<Decision, Refusal> {
    if let Some(target) = case.merged_into.as_ref().filter(|_| !command.suits_merged()) {
        return Err(refuse!("merged_into", no = case.no, target = target));
    }
    let mut work = Working::on(case.clone(), *ctx);
    work.admit(command)?;
    match command {
        CaseCommand::Amend { .. }
        | CaseCommand::AddParty { .. }
        | CaseCommand::CorrectParty { .. }
        | CaseCommand::Attach { .. }
        | CaseCommand::Note { .. }
        | CaseCommand::Accept {}
        | CaseCommand::Decline { .. }
        | CaseCommand::Withdraw { .. }
        | CaseCommand::Reveal { .. } => intake::decide(&mut work, command)?,
        CaseCommand::Assess { .. }
        | CaseCommand::ConfirmGrade { .. }
        | CaseCommand::ReassessRisk { .. }
        | CaseCommand::Promise { .. }
        | CaseCommand::KeepPromise { .. }
        | CaseCommand::ReceiveVisit { .. } => grading::decide(&mut work, command)?,
        CaseCommand::EnterStep { .. } | CaseCommand::PassUp { .. } | CaseCommand::SettleAtStep { .. } => {
            ladder::decide(&mut work, command)?;
        }
        CaseCommand::Dispose { .. }
        | CaseCommand::Instruct { .. }
        | CaseCommand::Route { .. }
        | CaseCommand::AddCoHandler { .. }
        | CaseCommand::Transfer { .. }
        | CaseCommand::Convene { .. }
        | CaseCommand::Conclude { .. } => triage::decide(&mut work, command)?,
        CaseCommand::Sign { .. }
        | CaseCommand::Object { .. }
        | CaseCommand::Rule { .. }
        | CaseCommand::Progress { .. }
        | CaseCommand::Report { .. }
        | CaseCommand::Verify { .. }
        | CaseCommand::SendBack { .. }
        | CaseCommand::Remind { .. } => assignment::decide(&mut work, command)?,
        CaseCommand::Resolve { .. }
        | CaseCommand::Reply { .. }
        | CaseCommand::CallBack { .. }
        | CaseCommand::CloseCallBack { .. }
        | CaseCommand::Reopen { .. }
        | CaseCommand::Archive { .. } => closing::decide(&mut work, command)?,
        CaseCommand::AddPaper { .. } | CaseCommand::RemovePaper { .. } => papers::decide(&mut work, command)?,
        CaseCommand::PublishResult { .. } | CaseCommand::WithholdResult { .. } => public::decide(&mut work, command)?,
        CaseCommand::ReviewCase { .. } => review::decide(&mut work, command)?,
        CaseCommand::Extend { .. }
        | CaseCommand::Pause { .. }
        | CaseCommand::Resume { .. }
        | CaseCommand::Acknowledge { .. } => time::decide(&mut work, command)?,
        CaseCommand::Link { other: no, .. }
        | CaseCommand::Unlink { other: no, .. }
        | CaseCommand::Merge { into: no, .. } => return Err(refuse!("unknown_case", no = no)),
        CaseCommand::Unmerge { .. } => return Err(refuse!("not_merged", no = case.no)),
        CaseCommand::Seal { .. }
        | CaseCommand::Admit { .. }
        | CaseCommand::Dismiss { .. }
        | CaseCommand::AskOpening { .. }
        | CaseCommand::GrantOpening {}
        | CaseCommand::Look {}
        | CaseCommand::Unseal { .. } => sealing::decide(&mut work, command)?,
        CaseCommand::Mediation(command) => mediation::decide(&mut work, command)?,
    }
    Ok(work.finish())
}

/// A case in the middle of a decision.
pub(super) struct Working<'a> {
    pub(super) case: Case,
    pub(super) ctx: Context<'a>,
    events: Vec<CaseEvent>,
    warnings: Vec<Warning>,
}

impl<'a> Working<'a> {
    fn on(case: Case, ctx: Context<'a>) -> Self {
        Self { case, ctx, events: Vec::new(), warnings: Vec::new() }
    }

    fn finish(self) -> Decision {
        Decision { case: self.case, events: self.events, warnings: self.warnings }
    }

    /// Returns the rulebook that the case follows.
    pub(super) fn rules(&self) -> &'a Rulebook {
        self.ctx.centre.rulebook_of(&self.case.rulebook)
    }

    /// Returns the steps of the ladder: the case's own rulebook's, or, where that is from before there was one, those in force.
    pub(super) fn ladder(&self) -> &'a [StepRule] {
        let own = &self.rules().steps;
        if own.is_empty() { &self.ctx.centre.rulebook().steps } else { own }
    }

    /// Returns the limit of a clock with the version of the rulebook it stands in.
    ///
    /// A case keeps its own rulebook. Only what that could not know of, being from before promises and the ladder, is
    /// counted by the one in force.
    fn limit(&self, kind: ClockKind) -> Option<(&'a LimitRule, &'a str)> {
        let facts = self.facts();
        let of = |rules: &'a Rulebook| Some((rules.limit(kind, &facts)?, rules.version.as_str()));
        let newer = || matches!(kind, ClockKind::Promise | ClockKind::Step).then(|| of(self.ctx.centre.rulebook()));
        of(self.rules()).or_else(|| newer().flatten())
    }

    /// Refuses what would run without a time limit.
    pub(super) fn has_limit(&self, kind: ClockKind) -> Result<(), Refusal> {
        if self.limit(kind).is_some() { Ok(()) } else { Err(refuse!("clock_without_limit", clock = kind)) }
    }

    /// Refuses what a sealed case does not allow to this officer, to anybody, or about whoever is complained of.
    pub(super) fn admit(&mut self, command: &CaseCommand) -> Result<(), Refusal> {
        let Some(sealing) = &self.case.sealed else { return Ok(()) };
        sealing.check(&self.case.no, command, self.ctx.officer, self.ctx.centre, self.ctx.now)?;
        let warnings = sealing.spare(command, self.ctx.centre)?;
        self.warnings.extend(warnings);
        Ok(())
    }

    /// Refuses a move that the table of transitions does not have.
    pub(super) fn may(&self, action: Action) -> Result<(), Refusal> {
        transitions::check(self.case.stage, action)
    }

    pub(super) fn warn(&mut self, warning: Warning) {
        if !self.warnings.contains(&warning) {
            self.warnings.push(warning);
        }
    }

    /// Says which years were counted without their calendar.
    pub(super) fn warn_of_years(&mut self, years: &[i32]) {
        for year in years {
            self.warn(refuse!("calendar_not_loaded", year = year));
        }
    }

    /// Lets an event happen, and the clocks follow it.
    pub(super) fn emit(&mut self, event: CaseEvent) {
        self.case.apply(self.ctx.now, &self.ctx.officer.id, &event);
        let effects = clocks::effects(&self.case, &event);
        self.events.push(event);
        for effect in effects {
            self.run(effect);
        }
    }

    pub(super) fn follow(&mut self, event: &CaseEvent) {
        for effect in clocks::effects(&self.case, event) {
            self.run(effect);
        }
    }

    fn push(&mut self, event: CaseEvent) {
        self.case.apply(self.ctx.now, &self.ctx.officer.id, &event);
        self.events.push(event);
    }

    fn running(&self, kind: ClockKind, unit: Option<&UnitId>) -> Option<crate::domain::ids::ClockId> {
        self.case.running(kind, unit).map(|clock| clock.id)
    }

    fn run(&mut self, effect: Effect) {
        match effect {
            Effect::Start(kind, unit) => self.start(kind, unit, self.ctx.now),
            Effect::StartFrom(kind, from) => self.start(kind, None, from),
            Effect::StartFixed(kind, due, label) => self.begin(kind, self.ctx.now, |with| {
                with.fixed_due = Some(due);
                with.label = Some(label);
            }),
            Effect::StartNamed(kind, unit, label) => self.begin(kind, self.ctx.now, |with| {
                with.unit = unit;
                with.label = Some(label);
            }),
            Effect::Rerisk => self.rerisk(),
            Effect::Regrade => self.regrade(),
            Effect::Meet(kind, unit) => {
                if let Some(clock) = self.running(kind, unit.as_ref()) {
                    self.push(CaseEvent::ClockMet { clock });
                }
            }
            Effect::MeetOne(clock) => self.push(CaseEvent::ClockMet { clock }),
            Effect::MeetLabel(kind, label) => {
                let found = self.case.clocks.iter().find(|clock| {
                    clock.is_running() && clock.kind == kind && clock.label.as_deref() == Some(label.as_str())
                });
                if let Some(clock) = found.map(|clock| clock.id) {
                    self.push(CaseEvent::ClockMet { clock });
                }
            }
            Effect::Unmeet(kind, unit) => {
                let met = self.case.clocks.iter().rev().find(|clock| clock.kind == kind && clock.unit == unit);
                if let Some(clock) = met.filter(|clock| clock.met.is_some()).map(|clock| clock.id) {
                    self.push(CaseEvent::ClockUnmet { clock });
                }
            }
            Effect::Stop(kind, unit) => {
                if let Some(clock) = self.running(kind, unit.as_ref()) {
                    self.push(CaseEvent::ClockStopped { clock });
                }
            }
            Effect::StopAll => {
                let running: Vec<_> = self.case.clocks.iter().filter(|c| c.is_running()).map(|c| c.id).collect();
                for clock in running {
                    self.push(CaseEvent::ClockStopped { clock });
                }
            }
        }
    }

    fn facts(&self) -> Facts {
        Facts {
            kind: self.case.kind,
            channel: self.case.channel,
            category: self.case.category.clone(),
            grade: self.case.grade,
            risk: self.case.risk,
            step: self.case.step().map(|stay| stay.rung.step.clone()),
        }
    }

    fn start(&mut self, kind: ClockKind, unit: Option<UnitId>, from: Moment) {
        self.begin(kind, from, |with| with.unit = unit);
    }

    fn begin(&mut self, kind: ClockKind, from: Moment, refine: impl FnOnce(&mut Starting)) {
        let Some((rule, version)) = self.limit(kind) else { return };
        let mut with = Starting {
            id: self.case.next_clock(),
            kind,
            rule: rule.id.clone(),
            rulebook: version.to_owned(),
            unit: None,
            label: None,
            start: from,
            limit: rule.limit(),
            fixed_due: None,
        };
        refine(&mut with);
        let clock = Clock::start(with, &self.ctx.centre.calendar);
        self.warn_of_years(&clock.assumed_years);
        self.push(CaseEvent::ClockStarted { clock: Box::new(clock) });
    }

    /// Starts the grade's clock from acceptance, or lets it follow a heavier grade; it never becomes due earlier.
    fn regrade(&mut self) {
        let (Some(accepted), Some(_)) = (self.case.accepted_at, self.case.grade) else { return };
        let Some(rule) = self.rules().limit(ClockKind::Grade, &self.facts()) else { return };
        let Some(old) = self.case.running(ClockKind::Grade, None) else {
            self.run(Effect::StartFrom(ClockKind::Grade, accepted));
            return;
        };
        let mut moved = old.clone();
        moved.rule = rule.id.clone();
        moved.limit = rule.limit();
        let computed = moved.compute(&self.ctx.centre.calendar);
        if computed.due > old.due {
            self.warn_of_years(&computed.assumed_years);
            self.push(CaseEvent::ClockMoved {
                clock: moved.id,
                rule: moved.rule,
                limit: moved.limit,
                due: computed.due,
                reason: super::MoveReason::Grade,
                assumed_years: computed.assumed_years,
            });
        }
    }

    /// Lets the next look at the risk be due by the risk there is now. As long as that is the same, so is the date: setting
    /// the same risk again is no new look.
    fn rerisk(&mut self) {
        if self.case.accepted_at.is_none() {
            return;
        }
        let rule = self.limit(ClockKind::RiskReview).map(|(rule, _)| &rule.id).filter(|_| self.case.risk.is_some());
        let old = self.case.running(ClockKind::RiskReview, None);
        if old.map(|clock| &clock.rule) == rule {
            return;
        }
        let starts = rule.is_some();
        self.run(Effect::Stop(ClockKind::RiskReview, None));
        if starts {
            self.run(Effect::Start(ClockKind::RiskReview, None));
        }
    }

    /// Refuses a unit that the centre does not know.
    pub(super) fn known_unit(&self, unit: &UnitId) -> Result<(), Refusal> {
        match self.ctx.centre.unit(unit) {
            Some(_) => Ok(()),
            None => Err(refuse!("unknown_unit", unit = unit)),
        }
    }
}

/// Refuses words that are missing.
pub(in crate::domain::case) fn required(name: &'static str, text: &str) -> Result<(), Refusal> {
    if text.trim().is_empty() { Err(refuse!("words_missing", field = name)) } else { Ok(()) }
}
