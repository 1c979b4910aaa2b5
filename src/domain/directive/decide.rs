//! Deciding a command on a directive.

use super::command::{DirectiveCommand, Issue, Supervisor};
use super::event::{DirectiveEvent, Matter};
use super::rules::Extending;
use super::state::Directive;
use super::words::DirectiveStatus;
use crate::domain::case::Context;
use crate::domain::clock::{Clock, Computed, Extension, LimitUnit};
use crate::domain::directory::Officer;
use crate::domain::folio::Folio as _;
use crate::domain::ids::{DirectiveNo, UnitId};
use crate::domain::permission::{self, Right};
use crate::domain::refusal::Refusal;
use crate::domain::vocabulary::{ClockKind, DirectiveKind, Role};
use crate::refuse;

/// Decides a command on a directive; nothing and the number it would get for one that is only now issued.
pub fn decide(
    directive: Option<&Directive>,
    no: &DirectiveNo,
    command: &DirectiveCommand,
    ctx: &Context<'_>,
) -> Result<Vec<DirectiveEvent>, Refusal> {
    match (directive, command) {
        (Some(known), DirectiveCommand::Issue(_)) => Err(refuse!("directive_issued_already", no = known.no)),
        (None, DirectiveCommand::Issue(issue)) => issued(no, issue, ctx),
        (Some(known), command) => on(known, command, ctx).map(|event| vec![event]),
        (None, _) => Err(refuse!("directive_number_missing")),
    }
}

fn issued(no: &DirectiveNo, issue: &Issue, ctx: &Context<'_>) -> Result<Vec<DirectiveEvent>, Refusal> {
    let Context { officer, centre, now, .. } = *ctx;
    let mut issue = issue.clone();
    let named = || std::iter::once(&issue.to).chain(&issue.units).chain(&issue.assists);
    if let Some(unknown) = named().find(|unit| centre.unit(unit).is_none()) {
        return Err(refuse!("unknown_unit", unit = unknown));
    }
    // Whoever sits at a unit supervises what is below it.
    if let Some(own) = officer.unit.as_ref().filter(|_| !permission::is_of_centre(officer, centre))
        && let Some(other) = named().find(|unit| *unit == own || !centre.is_within(unit, own))
    {
        return Err(refuse!("not_your_unit", officer = officer.name, unit = centre.unit_name(other)));
    }
    if issue.subject.trim().is_empty() && issue.case.is_none() {
        return Err(refuse!("directive_subject_missing"));
    }
    let rules = centre.rulebook();
    let rule = rules.directive(issue.kind);
    if issue.kind == DirectiveKind::Instruction && issue.leader.is_none() && officer.has(Role::Leader) {
        issue.leader = Some(officer.id.clone());
    }
    match &issue.leader {
        Some(leader) => drop(centre.officer_with_role(leader, Role::Leader)?),
        None if issue.kind == DirectiveKind::Instruction => return Err(refuse!("directive_leader_missing")),
        None => {}
    }
    match issue.due {
        Some(due) if due < now.date_naive() => return Err(refuse!("directive_due_past", due = due)),
        None if rule.reply && rule.limit.is_none() => {
            return Err(refuse!("directive_due_missing", directive = issue.kind));
        }
        _ => {}
    }
    let supervisor = issue.supervisor.take().unwrap_or_else(|| Supervisor::Officer(officer.id.clone()));
    may_supervise(&supervisor, &issue.to, ctx)?;
    let what = Matter { issue, by: supervisor, rulebook: rules.version.clone(), cause: None };
    let is_signed = rule.signer.is_none_or(|signer| officer.has(signer));
    Ok(begun(no, what, is_signed, ctx))
}

/// Begins a directive: issued at once, or waiting for a signature.
pub(super) fn begun(no: &DirectiveNo, what: Matter, is_signed: bool, ctx: &Context<'_>) -> Vec<DirectiveEvent> {
    let (no, what) = (no.clone(), Box::new(what));
    let proposed = DirectiveEvent::DirectiveProposed { no: no.clone(), what: what.clone() };
    if !is_signed {
        return vec![proposed];
    }
    let clocks = Directive::begin(ctx.now, &ctx.officer.id, &proposed)
        .map(|directive| directive.first_clocks(ctx.now, ctx.centre))
        .unwrap_or_default();
    vec![DirectiveEvent::DirectiveIssued { no, what, clocks }]
}

/// Refuses as the supervising body whoever is told, and whoever could never close it out.
fn may_supervise(supervisor: &Supervisor, to: &UnitId, ctx: &Context<'_>) -> Result<(), Refusal> {
    let centre = ctx.centre;
    match supervisor {
        Supervisor::Unit(unit) if unit == to => {
            Err(refuse!("directive_supervises_itself", unit = centre.unit_name(unit)))
        }
        Supervisor::Unit(unit) if centre.unit(unit).is_none() => Err(refuse!("unknown_unit", unit = unit)),
        Supervisor::Unit(_) => Ok(()),
        Supervisor::Officer(id) => {
            let officer = centre.officer(id).ok_or_else(|| refuse!("unknown_officer", officer = id))?;
            permission::check(officer, Right::Supervise)
        }
    }
}

fn on(directive: &Directive, command: &DirectiveCommand, ctx: &Context<'_>) -> Result<DirectiveEvent, Refusal> {
    use DirectiveStatus::{Issued, Proposed, Received, Replied, Returned};
    let Context { officer, centre, now, .. } = *ctx;
    let rule = directive.rule(centre);
    let at = |statuses: &[DirectiveStatus]| {
        if statuses.contains(&directive.status) {
            Ok(())
        } else {
            Err(refuse!("directive_status", no = directive.no, directive_status = directive.status))
        }
    };
    match command {
        DirectiveCommand::Issue(_) => Err(refuse!("directive_issued_already", no = directive.no)),
        DirectiveCommand::SignOffDirective {} => {
            at(&[Proposed])?;
            let signer = rule.signer.unwrap_or(Role::Leader);
            if !officer.has(signer) {
                return Err(refuse!("directive_signer", role = signer, officer = officer.name));
            }
            if let Some(due) = directive.due.filter(|due| *due < now.date_naive()) {
                return Err(refuse!("directive_due_past", due = due));
            }
            Ok(DirectiveEvent::DirectiveSigned { clocks: directive.first_clocks(now, centre) })
        }
        DirectiveCommand::ReceiveDirective {} => {
            at(&[Issued])?;
            for_the_unit(directive, ctx)?;
            Ok(DirectiveEvent::DirectiveReceived)
        }
        DirectiveCommand::ReportDirective { text } => {
            at(&[Received, Replied, Returned])?;
            for_the_unit(directive, ctx)?;
            filled("text", text)?;
            let (met, next) = directive.met_by_now(ClockKind::PeriodicReport, now, centre);
            Ok(DirectiveEvent::DirectiveReported { text: text.clone(), met, next: next.map(Box::new) })
        }
        DirectiveCommand::ReplyDirective { text } => {
            at(&[Received, Returned])?;
            for_the_unit(directive, ctx)?;
            filled("text", text)?;
            if !rule.reply {
                return Err(refuse!("directive_no_reply", directive = directive.kind));
            }
            Ok(DirectiveEvent::DirectiveReplied { text: text.clone() })
        }
        DirectiveCommand::ReturnReply { reason } => {
            at(&[Replied])?;
            supervising(directive, ctx)?;
            filled("reason", reason)?;
            Ok(DirectiveEvent::ReplyReturned { reason: reason.clone() })
        }
        DirectiveCommand::CloseOut { opinion } => {
            at(if rule.reply { &[Replied] } else { &[Issued, Received] })?;
            supervising(directive, ctx)?;
            filled("opinion", opinion)?;
            if directive.replies.iter().any(|reply| reply.said.by == officer.id) {
                return Err(refuse!("directive_own_reply", no = directive.no, officer = officer.name));
            }
            match directive.meter(centre) {
                Some(meter) if !meter.missing.is_empty() => {
                    let missing: Vec<_> = meter.missing.iter().map(|need| need.key()).collect();
                    let (met, of) = (meter.met, meter.of);
                    Err(refuse!("directive_incomplete", met = met, of = of, directive_need = missing.join(",")))
                }
                _ => Ok(DirectiveEvent::DirectiveClosedOut { opinion: opinion.clone() }),
            }
        }
        DirectiveCommand::AskExtension { until, reason, progress } => {
            at(&[Issued, Received, Returned])?;
            for_the_unit(directive, ctx)?;
            filled("reason", reason)?;
            filled("progress", progress)?;
            if let Some(asked) = directive.asking() {
                return Err(refuse!("extension_asked_already", no = directive.no, until = asked.until));
            }
            let (extending, clock) = extendable(directive, ctx)?;
            extending.check(clock, *until, now)?;
            let (until, reason, progress) = (*until, reason.clone(), progress.clone());
            Ok(DirectiveEvent::ExtensionAsked { until, reason, progress })
        }
        DirectiveCommand::RefuseExtension { reason } => {
            if directive.asking().is_none() {
                return Err(refuse!("extension_not_asked", no = directive.no));
            }
            if !directive.is_asked(officer, centre) {
                supervising(directive, ctx)?;
            }
            filled("reason", reason)?;
            Ok(DirectiveEvent::ExtensionRefused { reason: reason.clone() })
        }
        DirectiveCommand::ExtendDirective { .. } => {
            at(&[Issued, Received, Returned])?;
            extended(directive, command, ctx)
        }
        DirectiveCommand::WithdrawDirective { reason } => {
            at(&[Proposed, Issued, Received, Replied, Returned])?;
            // What nobody has signed yet, whoever might have to sign or issue it may decline.
            if directive.status != Proposed {
                supervising(directive, ctx)?;
            }
            filled("reason", reason)?;
            Ok(DirectiveEvent::DirectiveWithdrawn { reason: reason.clone() })
        }
        DirectiveCommand::PlanDirective { .. } => {
            at(&[Proposed, Issued, Received, Replied, Returned])?;
            planned(directive, command, ctx)
        }
        DirectiveCommand::HoldMeeting { on, text } => {
            at(&[Issued, Received, Replied, Returned])?;
            either(directive, ctx)?;
            filled("text", text)?;
            if *on > now.date_naive() {
                return Err(refuse!("directive_meeting_ahead", on = on));
            }
            let (met, next) = directive.met_by_now(ClockKind::SiteMeeting, now, centre);
            Ok(DirectiveEvent::MeetingHeld { on: *on, text: text.clone(), met, next: next.map(Box::new) })
        }
        DirectiveCommand::AcknowledgeDirective { level, note } => {
            let raised = |clock: &&Clock| clock.raised.iter().any(|it| it.level == *level && it.acknowledged.is_none());
            match directive.clocks.iter().find(|clock| clock.is_running() && raised(clock)) {
                Some(clock) => {
                    let (clock, level, note) = (clock.id, *level, note.clone());
                    Ok(DirectiveEvent::DirectiveAcknowledged { clock, level, note })
                }
                None => Err(refuse!("nothing_to_acknowledge", level = level)),
            }
        }
    }
}

fn extended(directive: &Directive, command: &DirectiveCommand, ctx: &Context<'_>) -> Result<DirectiveEvent, Refusal> {
    let DirectiveCommand::ExtendDirective { until, reason, progress, approver } = command else {
        return Err(refuse!("directive_not_extendable", directive = directive.kind));
    };
    let Context { officer, centre, now, .. } = *ctx;
    let (extending, clock) = extendable(directive, ctx)?;
    if officer.id != *approver {
        supervising(directive, ctx)?;
    }
    let asked = directive.asking();
    let or = |typed: &String, asked: Option<&String>| match asked {
        Some(asked) if typed.trim().is_empty() => asked.clone(),
        _ => typed.clone(),
    };
    let reason = or(reason, asked.map(|asked| &asked.said.text));
    let progress = or(progress, asked.map(|asked| &asked.progress));
    let until = until.or(asked.map(|asked| asked.until));
    let until = until.ok_or_else(|| refuse!("words_missing", field = "until"))?;
    filled("reason", &reason)?;
    filled("progress", &progress)?;
    let days = extending.check(clock, until, now)?;
    centre.officer_with_role(approver, extending.approver)?;
    let extension = Extension {
        amount: days,
        unit: LimitUnit::CalDay,
        reason,
        approver: approver.clone(),
        at: now,
        due_before: clock.due,
    };
    let mut moved = clock.clone();
    moved.extensions.push(extension.clone());
    let Computed { due, assumed_years, .. } = moved.compute(&centre.calendar);
    Ok(DirectiveEvent::DirectiveExtended { clock: clock.id, extension, progress, due, assumed_years })
}

/// Returns how it may be extended, and which clock that is.
fn extendable<'d>(directive: &'d Directive, ctx: &Context<'_>) -> Result<(Extending, &'d Clock), Refusal> {
    let found = directive.rule(ctx.centre).extension.zip(directive.reply_clock());
    found.ok_or_else(|| refuse!("directive_not_extendable", directive = directive.kind))
}

fn planned(directive: &Directive, command: &DirectiveCommand, ctx: &Context<'_>) -> Result<DirectiveEvent, Refusal> {
    let DirectiveCommand::PlanDirective { leader, team, plan, assists, supervisor } = command else {
        return Err(refuse!("directive_plan_empty"));
    };
    let Context { officer, centre, .. } = *ctx;
    either(directive, ctx)?;
    if leader.is_none() && team.is_none() && plan.is_none() && assists.is_none() && supervisor.is_none() {
        return Err(refuse!("directive_plan_empty"));
    }
    if let Some(leader) = leader {
        centre.officer_with_role(leader, Role::Leader)?;
    }
    if let Some(unknown) = assists.iter().flatten().find(|unit| centre.unit(unit).is_none()) {
        return Err(refuse!("unknown_unit", unit = unknown));
    }
    if let Some(supervisor) = supervisor {
        // Who supervises is not for those to change who are supervised, and two bodies would be none.
        if !officer.has(Role::Leader) {
            supervising(directive, ctx)?;
        }
        may_supervise(supervisor, &directive.to, ctx)?;
    }
    let event = DirectiveEvent::DirectivePlanned {
        leader: leader.clone(),
        team: team.clone(),
        plan: plan.clone(),
        assists: assists.clone(),
        supervisor: supervisor.clone(),
    };
    Ok(event)
}

fn filled(field: &'static str, text: &str) -> Result<(), Refusal> {
    if text.trim().is_empty() { Err(refuse!("words_missing", field = field)) } else { Ok(()) }
}

/// Refuses who does not speak for the unit that was told.
fn for_the_unit(directive: &Directive, ctx: &Context<'_>) -> Result<(), Refusal> {
    if permission::speaks_for(ctx.officer, ctx.centre, &directive.to) {
        return Ok(());
    }
    Err(refuse!("not_your_unit", officer = ctx.officer.name, unit = ctx.centre.unit_name(&directive.to)))
}

/// Refuses who is not of the one body that supervises it.
fn supervising(directive: &Directive, ctx: &Context<'_>) -> Result<(), Refusal> {
    if directive.is_supervised_by(ctx.officer, ctx.centre) {
        return Ok(());
    }
    Err(refuse!("directive_not_supervisor", no = directive.no, supervisor = called(&directive.supervisor, ctx)))
}

/// Refuses who neither has to do it nor may supervise.
fn either(directive: &Directive, ctx: &Context<'_>) -> Result<(), Refusal> {
    if may_supervise_at_all(ctx.officer, directive, ctx) { Ok(()) } else { for_the_unit(directive, ctx) }
}

fn may_supervise_at_all(officer: &Officer, directive: &Directive, ctx: &Context<'_>) -> bool {
    directive.is_supervised_by(officer, ctx.centre)
        || permission::may(officer, Right::Supervise) && permission::is_of_centre(officer, ctx.centre)
}

fn called(supervisor: &Supervisor, ctx: &Context<'_>) -> String {
    match supervisor {
        Supervisor::Unit(unit) => ctx.centre.unit_name(unit).to_owned(),
        Supervisor::Officer(id) => ctx.centre.officer(id).map_or_else(|| id.to_string(), |it| it.name.clone()),
    }
}
