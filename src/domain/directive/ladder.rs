//! Directives that come about by themselves: what the ladder and the rulebook's occasions call for.
//!
//! The desk asks this in the write in which the case changed, so that nobody has to think of it; once per level and clock,
//! or per occasion and count, whoever let the ladder climb.

use super::command::{Issue, Supervisor};
use super::decide::begun;
use super::event::{Cause, DirectiveEvent, Matter};
use super::state::Directive;
use super::words::Occasion;
use crate::domain::case::{CallBackAnswer, Case, CaseEvent, Context};
use crate::domain::ids::{DirectiveNo, UnitId};
use crate::domain::rulebook::Rulebook;
use crate::domain::unit::{CENTRE, Unit};
use crate::domain::vocabulary::{ClockKind, DirectiveKind, Satisfaction};
use chrono::Months;

/// A directive that is called for: of which kind, to whom, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Called {
    /// Its kind.
    pub kind: DirectiveKind,
    /// To which unit.
    pub to: UnitId,
    /// Why.
    pub cause: Cause,
}

/// Returns what the events of a case call for, beside what is there already; `known` are the directives about the case.
pub fn called_for(case: &Case, events: &[CaseEvent], known: &[Directive], ctx: &Context<'_>) -> Vec<Called> {
    if case.sealed.is_some() {
        return Vec::new();
    }
    let rules = ctx.centre.rulebook();
    let mut all: Vec<Called> = Vec::new();
    for event in events {
        let (to, why) = match event {
            CaseEvent::Escalated { clock, level } => {
                let Some(clock) = case.clock(*clock) else { continue };
                // Ruling on an objection and verifying a result are the centre's to do.
                if matches!(clock.kind, ClockKind::Rule | ClockKind::Verify) {
                    continue;
                }
                let Some(unit) = &clock.unit else { continue };
                let why = Cause {
                    clock: Some(clock.id),
                    measures: Some(clock.kind),
                    due: Some(clock.due),
                    level: Some(*level),
                    ..nothing()
                };
                (unit.clone(), why)
            }
            CaseEvent::SentBack { assignment, .. } => {
                let Some(it) = case.assignment(*assignment) else { continue };
                (it.unit.clone(), occasion(Occasion::SentBack, it.sent_back))
            }
            CaseEvent::Objected { assignment, .. } => {
                let Some(it) = case.assignment(*assignment) else { continue };
                (it.unit.clone(), occasion(Occasion::Objected, case.not_ours))
            }
            CaseEvent::CalledBack { answer: CallBackAnswer::Answered(Satisfaction::Dissatisfied), .. } => {
                // It is about whoever had it last.
                let Some(it) = case.assignments.iter().rev().find(|it| it.is_live()) else { continue };
                (it.unit.clone(), occasion(Occasion::Dissatisfied, case.dissatisfied))
            }
            _ => continue,
        };
        if ctx.centre.unit(&to).is_none_or(Unit::is_centre) {
            continue;
        }
        let wanted = rows(rules, &why).map(|kind| Called { kind, to: to.clone(), cause: why.clone() });
        let is_there = |it: &Called| {
            let same = |kind: DirectiveKind, to: &UnitId, cause: &Cause| {
                kind == it.kind && *to == it.to && same_reason(cause, &it.cause)
            };
            known.iter().any(|had| had.cause.as_ref().is_some_and(|cause| same(had.kind, &had.to, cause)))
        };
        all.extend(wanted.filter(|it| !is_there(it)));
    }
    all
}

/// Returns what a directive that was just issued calls for by the unit's other ones, as yellow cards call for a red one.
///
/// `unit` are the directives to the same unit, the one just issued included.
pub fn cards(issued: &Directive, unit: &[Directive], ctx: &Context<'_>) -> Vec<Called> {
    let rules = ctx.centre.rulebook();
    let count = |months: u32, counts: &dyn Fn(&Directive) -> bool| {
        let since = ctx.now.checked_sub_months(Months::new(months)).unwrap_or(ctx.now);
        let within = |it: &&Directive| it.is_issued() && it.issued.as_ref().is_some_and(|(at, _)| *at >= since);
        u32::try_from(unit.iter().filter(within).filter(|it| counts(it)).count()).unwrap_or(u32::MAX)
    };
    let mut called = Vec::new();
    let mut call = |kind, cause| called.push(Called { kind, to: issued.to.clone(), cause });
    if issued.kind == DirectiveKind::YellowCard
        && let Some(rule) = &rules.cards
    {
        let yellows = count(rule.months, &|it| it.kind == DirectiveKind::YellowCard);
        if yellows > 0 && yellows.is_multiple_of(rule.yellows.max(1)) {
            call(DirectiveKind::RedCard, occasion(Occasion::YellowCards, yellows));
        }
    }
    // What the ladder issues for lateness says that a unit was late; so often is an occasion of its own.
    if issued.cause.as_ref().is_some_and(|cause| cause.level.is_some())
        && let Some(rule) = &rules.cards
    {
        let lates =
            count(rule.months, &|it| it.kind == issued.kind && it.cause.as_ref().is_some_and(|it| it.level.is_some()));
        let cause = occasion(Occasion::Late, lates);
        let by_kind = |kind: &DirectiveKind| *kind != issued.kind && is_lowest(rules, issued.kind);
        for kind in rows(rules, &cause).filter(by_kind) {
            call(kind, cause.clone());
        }
    }
    called
}

/// Tells whether a kind is the first that the ladder issues, so that one lateness is counted once.
fn is_lowest(rules: &Rulebook, kind: DirectiveKind) -> bool {
    let levels = || rules.directives.iter().filter_map(|rule| rule.at.map(|level| (level, rule.kind)));
    levels().min().is_some_and(|(_, lowest)| lowest == kind)
}

/// Begins what is called for: issued by itself, or proposed where somebody has to sign it.
///
/// The centre supervises it, whoever's desk it was.
pub fn propose(called: &Called, case: Option<&Case>, no: &DirectiveNo, ctx: &Context<'_>) -> Vec<DirectiveEvent> {
    let rules = ctx.centre.rulebook();
    let rule = rules.directive(called.kind);
    let issue = Issue {
        kind: called.kind,
        subject: String::new(),
        text: rule.text.clone(),
        to: called.to.clone(),
        units: Vec::new(),
        case: case.map(|case| case.no.clone()),
        due: None,
        leader: None,
        supervisor: None,
        team: Vec::new(),
        plan: String::new(),
        assists: Vec::new(),
        every: None,
    };
    let by = Supervisor::Unit(UnitId::from(CENTRE));
    let what = Matter { issue, by, rulebook: rules.version.clone(), cause: Some(called.cause.clone()) };
    begun(no, what, rule.signer.is_none(), ctx)
}

/// Returns the kinds of directive that a cause calls for.
fn rows<'r>(rules: &'r Rulebook, cause: &Cause) -> impl Iterator<Item = DirectiveKind> + use<'r> {
    let (level, occasion, times) = (cause.level, cause.occasion, cause.times);
    let fits = move |rule: &&super::rules::DirectiveRule| {
        level.is_some() && rule.at == level
            || rule.on.iter().any(|trigger| Some(trigger.what) == occasion && trigger.times == times)
    };
    rules.directives.iter().filter(fits).map(|rule| rule.kind)
}

/// Tells whether two causes are the same: the same level of the same clock, or the same occasion as often.
fn same_reason(one: &Cause, other: &Cause) -> bool {
    one.clock == other.clock
        && one.level == other.level
        && one.occasion == other.occasion
        && (one.occasion.is_none() || one.times == other.times)
}

fn occasion(what: Occasion, times: u32) -> Cause {
    Cause { occasion: Some(what), times, ..nothing() }
}

fn nothing() -> Cause {
    Cause { clock: None, measures: None, due: None, level: None, occasion: None, times: 0 }
}
