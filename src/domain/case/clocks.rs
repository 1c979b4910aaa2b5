//! Which clock runs when: the table that ties events to clocks.
//!
//! To add a clock, give its kind a limit in the rulebook and say here which event starts it and
//! which one meets it.

use super::command::CallBackAnswer;
use super::{Case, CaseEvent};
use crate::domain::calendar::Calendar;
use crate::domain::clock::Clock;
use crate::domain::escalation::{self, Step};
use crate::domain::ids::{ClockId, UnitId};
use crate::domain::mediation::{JudicialStep, MediationEvent};
use crate::domain::time::{Day, Moment, at};
use crate::domain::vocabulary::{ClockKind, Disposition, Satisfaction, Stage};

/// What an event does to the clocks.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Effect {
    /// Starts a clock under the rulebook's limit for its kind, if it has one.
    Start(ClockKind, Option<UnitId>),
    /// Starts a clock that counts from an earlier moment than now.
    StartFrom(ClockKind, Moment),
    /// Starts a clock with a date that people agreed on, told apart by a label.
    StartFixed(ClockKind, Day, String),
    /// Starts a clock that a label tells apart from others of its kind.
    StartNamed(ClockKind, Option<UnitId>, String),
    /// Lets the next look at the risk follow the risk.
    Rerisk,
    /// Meets this clock.
    MeetOne(ClockId),
    /// Lets the grade's clock follow a heavier grade.
    Regrade,
    /// Meets the running clock.
    Meet(ClockKind, Option<UnitId>),
    /// Meets the running clock with this label.
    MeetLabel(ClockKind, String),
    /// Lets a met clock run on.
    Unmeet(ClockKind, Option<UnitId>),
    /// Stops the running clock.
    Stop(ClockKind, Option<UnitId>),
    /// Stops whatever still runs.
    StopAll,
}

use ClockKind as K;
use Effect::{
    Meet, MeetLabel, MeetOne, Regrade, Rerisk, Start, StartFixed, StartFrom, StartNamed, Stop, StopAll, Unmeet,
};

/// Returns what an event does to the clocks of a case that already holds the event.
pub(super) fn effects(case: &Case, event: &CaseEvent) -> Vec<Effect> {
    let of = |id: &_| case.assignment(*id).map(|assignment| assignment.unit.clone());
    match event {
        CaseEvent::Registered { .. } => vec![Start(K::Accept, None)],
        CaseEvent::Accepted => {
            vec![
                Meet(K::Accept, None),
                Start(K::Triage, None),
                StartFrom(K::Reply, case.registered_at),
                Regrade,
                Rerisk,
            ]
        }
        CaseEvent::Declined { .. } => vec![Meet(K::Accept, None), StopAll],
        CaseEvent::Withdrawn { .. } => vec![StopAll],
        CaseEvent::Assessed { grade, risk, .. } => {
            grade.map(|_| Regrade).into_iter().chain(risk.map(|_| Rerisk)).collect()
        }
        CaseEvent::GradeProposed { .. } | CaseEvent::GradeConfirmed { .. } | CaseEvent::RiskReassessed { .. } => {
            reviewed(case, event)
        }
        CaseEvent::StepEntered { rung, unit, .. } => vec![StartNamed(K::Step, unit.clone(), rung.name.clone())],
        CaseEvent::PassedUp { .. } | CaseEvent::StepSettled { .. } => vec![Meet(K::Step, step_unit(case))],
        CaseEvent::Promised { text, due } => vec![StartFixed(K::Promise, *due, text.clone())],
        CaseEvent::PromiseKept { clock, .. } => vec![MeetOne(*clock)],
        CaseEvent::Disposed { disposition: Disposition::LeaderReview, .. } => {
            vec![Meet(K::Triage, None), Start(K::LeaderReview, None)]
        }
        CaseEvent::Instructed { .. } => vec![Meet(K::LeaderReview, None), Start(K::Triage, None)],
        CaseEvent::Assigned { unit, designated, .. } => {
            let unit = Some(unit.clone());
            let mut all = vec![Meet(K::Triage, None), Start(K::SignFor, unit.clone()), Start(K::Unit, unit.clone())];
            if !designated {
                all.push(Start(K::Object, unit));
            }
            all
        }
        CaseEvent::Signed { assignment } => vec![Meet(K::SignFor, of(assignment))],
        CaseEvent::Objected { assignment, .. } => {
            vec![Meet(K::SignFor, of(assignment)), Meet(K::Object, of(assignment)), Start(K::Rule, of(assignment))]
        }
        CaseEvent::Ruled { assignment, upheld: true, .. } => vec![Meet(K::Rule, of(assignment))],
        CaseEvent::Ruled { assignment, upheld: false, .. } => {
            vec![Meet(K::Rule, of(assignment)), Start(K::SignFor, of(assignment))]
        }
        CaseEvent::Recalled { assignment, .. } => {
            let unit = of(assignment);
            [K::SignFor, K::Object, K::Unit, K::Rule, K::Verify].map(|kind| Stop(kind, unit.clone())).to_vec()
        }
        CaseEvent::Returned => vec![Start(K::Triage, None)],
        CaseEvent::Convened { .. } => vec![Meet(K::Triage, None), Start(K::Conference, None)],
        CaseEvent::Concluded { .. } => vec![Meet(K::Conference, None)],
        CaseEvent::Reported { assignment, .. } => {
            vec![Meet(K::Unit, of(assignment)), Stop(K::Object, of(assignment)), Start(K::Verify, of(assignment))]
        }
        CaseEvent::Verified { assignment, .. } => vec![Meet(K::Verify, of(assignment))],
        CaseEvent::SentBack { assignment, .. } => {
            vec![Meet(K::Verify, of(assignment)), Unmeet(K::Unit, of(assignment))]
        }
        CaseEvent::Resolved { .. } => vec![
            Meet(K::Triage, None),
            Meet(K::Conference, None),
            Meet(K::Grade, None),
            Meet(K::Mediation, None),
            Meet(K::Step, step_unit(case)),
            Stop(K::GradeReview, None),
            Stop(K::RiskReview, None),
            Start(K::CallBack, None),
        ],
        CaseEvent::Replied { .. } => vec![Meet(K::Reply, None)],
        CaseEvent::CalledBack { answer: CallBackAnswer::Answered(grade), .. }
            if *grade != Satisfaction::Dissatisfied =>
        {
            called_back(case)
        }
        CaseEvent::CalledBack { answer: CallBackAnswer::Refused, .. } | CaseEvent::CallBackClosed { .. } => {
            called_back(case)
        }
        // A dissatisfied answer leaves the call-back clock running: somebody must still act on it.
        CaseEvent::Reopened { .. } => {
            let again = [Meet(K::CallBack, None), Stop(K::Archive, None), Start(K::Triage, None), Regrade];
            again.into_iter().chain(reviews(case)).collect()
        }
        CaseEvent::Archived { .. } => vec![Meet(K::Archive, None), StopAll],
        CaseEvent::Mediation { what } => mediation_effects(case, what),
        // Grade, risk and step are looked after in the other case until this one goes its own way again.
        CaseEvent::Merged { .. } => {
            vec![Stop(K::GradeReview, None), Stop(K::RiskReview, None), Stop(K::Step, step_unit(case))]
        }
        CaseEvent::Unmerged { .. } => unmerged(case),
        _ => Vec::new(),
    }
}

/// What goes its own way again and is in nobody's hands waits for triage, as what a unit gave back.
fn unmerged(case: &Case) -> Vec<Effect> {
    let waits = case.stage == Stage::Accepted && case.running(K::Triage, None).is_none();
    let mut all: Vec<_> = waits.then_some(Start(K::Triage, None)).into_iter().collect();
    if case.is_at_work() {
        all.extend(reviews(case));
        all.extend(case.step().map(|stay| StartNamed(K::Step, stay.unit.clone(), stay.rung.name.clone())));
    }
    all
}

/// Returns what lets the reviews of grade and risk run on for a case that is being worked on again.
fn reviews(case: &Case) -> Vec<Effect> {
    let waits = case.awaits_grade().is_some() && case.running(K::GradeReview, None).is_none();
    waits.then_some(Start(K::GradeReview, None)).into_iter().chain([Rerisk]).collect()
}

fn reviewed(case: &Case, event: &CaseEvent) -> Vec<Effect> {
    match event {
        // A second proposal waits no longer than the first.
        CaseEvent::GradeProposed { .. } if case.running(K::GradeReview, None).is_none() => {
            vec![Start(K::GradeReview, None)]
        }
        CaseEvent::GradeConfirmed { .. } => vec![Meet(K::GradeReview, None), Regrade],
        CaseEvent::RiskReassessed { .. } => vec![Meet(K::RiskReview, None), Rerisk],
        _ => Vec::new(),
    }
}

fn step_unit(case: &Case) -> Option<UnitId> {
    case.ladder.last().and_then(|stay| stay.unit.clone())
}

/// Returns what an event does to the clocks of a case that is merged into the one it happens to.
///
/// Whatever meets a clock of the matter meets it for both. New clocks run in both as far as they measure what the
/// applicant was promised; those of units, conferences, leaders and agreements belong to where the work is done.
pub(super) fn followed(target: &Case, event: &CaseEvent) -> Vec<Effect> {
    let promised = |kind: &ClockKind| matches!(kind, K::Accept | K::Triage | K::Reply | K::CallBack | K::Archive);
    let shared = |effect: &Effect| match effect {
        Meet(_, None) | StopAll => true,
        Start(kind, None) | StartFrom(kind, _) | Stop(kind, None) => promised(kind),
        Regrade => event.is_answer(),
        _ => false,
    };
    effects(target, event).into_iter().filter(shared).collect()
}

/// A case with an agreement still to be performed cannot be filed away yet, so nobody is asked to.
fn called_back(case: &Case) -> Vec<Effect> {
    let mut all = vec![Meet(K::CallBack, None)];
    if !case.clocks.iter().any(|clock| clock.is_running() && clock.kind == K::Performance) {
        all.push(Start(K::Archive, None));
    }
    all
}

fn mediation_effects(case: &Case, event: &MediationEvent) -> Vec<Effect> {
    match event {
        MediationEvent::SessionScheduled { .. } if case.running(K::Mediation, None).is_none() => {
            vec![Start(K::Mediation, None)]
        }
        MediationEvent::Agreed { agreement, .. } => {
            // A new agreement takes the place of the one before, and so do its dates.
            let superseded = case.clocks.iter().filter(|clock| clock.is_running() && clock.kind == K::Performance);
            let mut all: Vec<Effect> = superseded.map(|_| Stop(K::Performance, None)).collect();
            all.extend([Stop(K::JudicialConfirmation, None), Meet(K::Mediation, None)]);
            all.extend(agreement.instalments.iter().map(|it| StartFixed(K::Performance, it.due, it.id.to_string())));
            all.push(StartFrom(K::JudicialConfirmation, at(agreement.effective_on, 0, 0)));
            all
        }
        MediationEvent::MediationFailed { .. } | MediationEvent::MediationTerminated { .. } => {
            vec![Meet(K::Mediation, None)]
        }
        MediationEvent::InstalmentPerformed { instalment, .. } => {
            let label = instalment.to_string();
            let mut pending = case.clocks.iter().filter(|clock| clock.is_running() && clock.kind == K::Performance);
            let last = pending.all(|clock| clock.label.as_deref() == Some(label.as_str()));
            let mut all = vec![MeetLabel(K::Performance, label)];
            if last && case.stage == Stage::CalledBack && case.running(K::Archive, None).is_none() {
                all.push(Start(K::Archive, None));
            }
            all
        }
        MediationEvent::JudicialStepTaken { step: JudicialStep::Applied, .. } => {
            vec![Meet(K::JudicialConfirmation, None)]
        }
        // What was rejected may be applied for again, while the time runs.
        MediationEvent::JudicialStepTaken { step: JudicialStep::Rejected, .. } => {
            vec![Unmeet(K::JudicialConfirmation, None)]
        }
        MediationEvent::JudicialStepTaken { step: JudicialStep::NotEligible, .. } => {
            vec![Stop(K::JudicialConfirmation, None)]
        }
        _ => Vec::new(),
    }
}

/// Tells whether a clock measures somebody's right, which lapses, rather than a duty, which goes overdue.
pub(super) fn is_right(kind: ClockKind) -> bool {
    matches!(kind, K::Object | K::JudicialConfirmation)
}

/// Tells whether a clock measures a look at the case from beside: who must confirm its grade, who looks at its risk.
///
/// Such clocks climb the ladder of alerts like any other, but a case is not judged by them: otherwise what a unit has
/// five days for would be overdue in every list because a leader has not signed, and the date the work is due by would
/// be hidden behind one that says nothing about the work.
pub(super) fn is_beside(kind: ClockKind) -> bool {
    matches!(kind, K::GradeReview | K::RiskReview)
}

/// Tells whether a case is judged by clocks of a kind: neither somebody's right nor a look from beside.
pub fn is_judged_by(kind: ClockKind) -> bool {
    !is_right(kind) && !is_beside(kind)
}

/// Returns the next step of the ladder that a clock will climb, and when.
pub fn next_alarm(clock: &Clock, ladder: &[Step], calendar: &Calendar) -> Option<Moment> {
    if is_right(clock.kind) {
        return clock.is_running().then_some(clock.due);
    }
    escalation::next_alarm(clock, ladder, calendar)
}

/// Returns the nearest due date among the duties that run, which is the date the case is judged by.
///
/// What the resident was promised and how long a step of the ladder may take are such duties; reviews of grade and risk
/// are not: they say nothing about the work.
pub fn due_of(case: &Case) -> Option<&Clock> {
    case.clocks
        .iter()
        .filter(|clock| clock.is_running() && !clock.is_paused() && is_judged_by(clock.kind))
        .min_by_key(|clock| clock.due)
}
