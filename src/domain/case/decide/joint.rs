//! Two cases at once: linking (关联), merging (并案), undoing the merger (撤并), and following while merged.

use super::mediation::{no_session_pending, release_sessions};
use super::triage::recall_all;
use super::{Context, Decision, Working, required};
use crate::domain::case::clocks::{self, Effect};
use crate::domain::case::command::CaseCommand;
use crate::domain::case::related::Entry;
use crate::domain::case::transitions::{self, Action};
use crate::domain::case::{Case, CaseEvent, Related};
use crate::domain::ids::CaseNo;
use crate::domain::refusal::Refusal;
use crate::domain::vocabulary::{ClockKind, LinkKind, RelatedHow, Stage};
use crate::refuse;

/// Decides a command that concerns two cases, and returns what comes of it for each: both happen or neither.
///
/// `entries` are those of the other case's log that the command names.
pub fn decide_with(
    case: &Case,
    other: &Case,
    command: &CaseCommand,
    entries: &[Entry],
    ctx: &Context<'_>,
) -> Result<(Decision, Decision), Refusal> {
    let (mut own, mut theirs) = (Working::on(case.clone(), *ctx), Working::on(other.clone(), *ctx));
    own.admit(command)?;
    theirs.admit(command)?;
    match command {
        CaseCommand::Link { kind, note, .. } => {
            not_itself(case, other)?;
            if case.link(&other.no, *kind).is_some() {
                return Err(refuse!("linked_already", other = other.no, link = kind));
            }
            for (work, other) in [(&mut own, other), (&mut theirs, case)] {
                work.emit(CaseEvent::Linked { other: other.no.clone(), kind: *kind, note: note.clone() });
            }
        }
        CaseCommand::Unlink { kind, .. } => {
            if case.link(&other.no, *kind).is_none() {
                return Err(refuse!("not_linked", other = other.no, link = kind));
            }
            for (work, other) in [(&mut own, other), (&mut theirs, case)] {
                work.emit(CaseEvent::Unlinked { other: other.no.clone(), kind: *kind });
            }
        }
        CaseCommand::Merge { reason, .. } => merge(&mut own, &mut theirs, reason)?,
        CaseCommand::Unmerge { reason, entries: wanted } => unmerge(&mut own, &mut theirs, reason, wanted, entries)?,
        _ => return Ok((super::decide(case, command, ctx)?, theirs.finish())),
    }
    Ok((own.finish(), theirs.finish()))
}

/// Decides a link of a sealed case with another that is not to know of it: only the sealed one's log says so.
pub fn decide_alone(case: &Case, other: &Case, command: &CaseCommand, ctx: &Context<'_>) -> Result<Decision, Refusal> {
    let mut work = Working::on(case.clone(), *ctx);
    work.admit(command)?;
    not_itself(case, other)?;
    match command {
        CaseCommand::Link { kind, note, .. } => {
            if case.link(&other.no, *kind).is_some() {
                return Err(refuse!("linked_already", other = other.no, link = kind));
            }
            work.emit(CaseEvent::Linked { other: other.no.clone(), kind: *kind, note: note.clone() });
        }
        CaseCommand::Unlink { kind, .. } => {
            if case.link(&other.no, *kind).is_none() {
                return Err(refuse!("not_linked", other = other.no, link = kind));
            }
            work.emit(CaseEvent::Unlinked { other: other.no.clone(), kind: *kind });
        }
        _ => return Err(refuse!("unknown_case", no = other.no)),
    }
    Ok(work.finish())
}

/// Writes into a case that is being registered as sealed what the officer made of an earlier one; the earlier one is
/// not told.
pub fn point_to(decision: Decision, related: &Related, ctx: &Context<'_>) -> Result<Decision, Refusal> {
    let Decision { case, events, warnings } = decision;
    let mut work = Working { case, ctx: *ctx, events, warnings };
    let kind = match related.how {
        RelatedHow::RepeatVisit => LinkKind::RepeatVisit,
        RelatedHow::SameMatter => LinkKind::SameMatter,
        RelatedHow::Series => LinkKind::Series,
        RelatedHow::Merge => return Err(refuse!("sealed_no_merger")),
        RelatedHow::Apart => {
            required("note", &related.note)?;
            work.emit(CaseEvent::ToldApart { other: related.no.clone(), note: related.note.clone() });
            return Ok(work.finish());
        }
    };
    work.emit(CaseEvent::Linked { other: related.no.clone(), kind, note: related.note.clone() });
    Ok(work.finish())
}

/// Lets a case no longer know of one that is being sealed; `None` when it never did.
pub fn forget(case: &Case, sealed: &CaseNo, ctx: &Context<'_>) -> Option<Decision> {
    let mut work = Working::on(case.clone(), *ctx);
    for link in case.links.iter().filter(|link| link.other == *sealed) {
        work.emit(CaseEvent::Unlinked { other: sealed.clone(), kind: link.kind });
    }
    (!work.events.is_empty()).then(|| work.finish())
}

/// Writes into a case that it is another matter than an earlier one, and why.
pub fn tell_apart(case: &Case, other: &CaseNo, note: &str, ctx: &Context<'_>) -> Result<Decision, Refusal> {
    required("note", note)?;
    let mut work = Working::on(case.clone(), *ctx);
    work.emit(CaseEvent::ToldApart { other: other.clone(), note: note.to_owned() });
    Ok(work.finish())
}

/// Lets a merged case follow what happened to the case it is merged into; `None` when that changes nothing for it.
///
/// `target` is the other case before the events.
pub fn follow(source: &Case, target: &Case, events: &[CaseEvent], ctx: &Context<'_>) -> Option<Decision> {
    let (mut work, mut target) = (Working::on(source.clone(), *ctx), target.clone());
    for event in events {
        target.apply(ctx.now, &ctx.officer.id, event);
        work.follow_there(&target, event);
    }
    (!work.events.is_empty()).then(|| work.finish())
}

/// Refuses what would leave the cases merged into this one without their matter.
pub(super) fn nothing_absorbed(work: &Working<'_>) -> Result<(), Refusal> {
    match work.case.absorbed.first() {
        Some(first) => {
            Err(refuse!("has_absorbed", no = work.case.no, cases = work.case.absorbed_names(), first = first.no))
        }
        None => Ok(()),
    }
}

fn not_itself(case: &Case, other: &Case) -> Result<(), Refusal> {
    if case.id == other.id { Err(refuse!("same_case", no = case.no)) } else { Ok(()) }
}

fn merge(own: &mut Working<'_>, theirs: &mut Working<'_>, reason: &str) -> Result<(), Refusal> {
    not_itself(&own.case, &theirs.case)?;
    if let Some(target) = &own.case.merged_into {
        return Err(refuse!("merged_into", no = own.case.no, target = target));
    }
    own.may(Action::Merge)?;
    required("reason", reason)?;
    nothing_absorbed(own)?;
    let (no, target) = (own.case.no.clone(), theirs.case.no.clone());
    if let Some(further) = &theirs.case.merged_into {
        return Err(refuse!("target_merged", no = target, target = further));
    }
    match theirs.case.stage {
        Stage::Registered if own.case.stage != Stage::Registered => {
            return Err(refuse!("target_not_accepted", no = no, target = target));
        }
        Stage::Registered | Stage::Accepted | Stage::Conference | Stage::LeaderReview | Stage::Handling => {}
        stage => return Err(refuse!("target_over", target = target, stage = stage)),
    }
    // People who are summoned, and what was agreed, are not dropped along the way.
    no_session_pending(own)?;
    let owed = |kind| matches!(kind, ClockKind::Performance | ClockKind::JudicialConfirmation);
    if own.case.clocks.iter().any(|clock| clock.is_running() && owed(clock.kind)) {
        return Err(refuse!("agreement_standing", no = no, target = target));
    }
    release_sessions(own);
    let live = own.case.assignments.iter().filter(|it| it.is_live() && theirs.case.assignment_of(&it.unit).is_none());
    let units: Vec<_> = live.map(|it| own.ctx.centre.unit_name(&it.unit)).collect();
    if !units.is_empty() {
        own.warn(refuse!("merged_units_recalled", units = units.join("、"), target = target));
    }
    recall_all(own, reason);
    if own.case.stage == Stage::Handling {
        own.emit(CaseEvent::Returned);
    }
    own.emit(CaseEvent::Merged { into: target.clone(), reason: reason.to_owned() });
    theirs.emit(CaseEvent::Absorbed { source: no, reason: reason.to_owned() });
    // What the other case has behind it, this one has behind it too.
    if own.case.stage == Stage::Registered && theirs.case.stage != Stage::Registered {
        own.follow_there(&theirs.case, &CaseEvent::Accepted);
    }
    if theirs.case.running(ClockKind::Triage, None).is_none() {
        own.run(Effect::Meet(ClockKind::Triage, None));
    }
    Ok(())
}

fn unmerge(
    own: &mut Working<'_>,
    theirs: &mut Working<'_>,
    reason: &str,
    wanted: &[u64],
    entries: &[Entry],
) -> Result<(), Refusal> {
    if own.case.merged_into.as_ref() != Some(&theirs.case.no) {
        return Err(refuse!("not_merged", no = own.case.no));
    }
    required("reason", reason)?;
    let (no, from) = (own.case.no.clone(), theirs.case.no.clone());
    let mut back: Vec<&Entry> = Vec::new();
    for rev in wanted {
        let found = entries.iter().find(|it| it.rev == *rev && theirs.case.can_give_back(&no, it.rev, &it.what));
        match found {
            Some(entry) if back.iter().all(|it| it.rev != *rev) => back.push(entry),
            Some(_) => {}
            None => return Err(refuse!("entry_stays", entry = rev, target = from)),
        }
    }
    back.sort_by_key(|entry| entry.rev);
    own.emit(CaseEvent::Unmerged { from: from.clone(), reason: reason.to_owned() });
    let moved = back.iter().map(|entry| entry.rev).collect();
    theirs.emit(CaseEvent::Released { source: no, reason: reason.to_owned(), entries: moved });
    for entry in back {
        let mut entry = entry.clone();
        if let CaseEvent::Progressed { assignment, .. } | CaseEvent::Reported { assignment, .. } = &entry.what {
            entry.unit = theirs.case.assignment(*assignment).map(|it| it.unit.clone());
        }
        own.emit(CaseEvent::TakenBack { from: from.clone(), entry: Box::new(entry) });
    }
    Ok(())
}

impl Working<'_> {
    /// Lets an event of the case this one is merged into count here too: the move itself where it is an answer to
    /// the applicants, and its clocks by the one table.
    fn follow_there(&mut self, target: &Case, event: &CaseEvent) {
        let effects = clocks::followed(target, event);
        let moves = event.is_answer()
            && event.action().is_none_or(|action| transitions::check(self.case.stage, action).is_ok());
        if !moves && !effects.iter().any(|effect| self.does(effect, moves)) {
            return;
        }
        self.push(CaseEvent::Followed { target: target.no.clone(), what: Box::new(event.clone()) });
        for effect in effects {
            if self.does(&effect, moves) {
                self.run(effect);
            }
        }
    }

    /// Tells whether an effect that the other case's clocks felt does something to this case's.
    fn does(&self, effect: &Effect, moves: bool) -> bool {
        let runs = |kind: &ClockKind| self.case.running(*kind, None).is_some();
        match effect {
            Effect::Meet(kind, None) | Effect::Stop(kind, None) => runs(kind),
            Effect::Start(kind, None) | Effect::StartFrom(kind, _) => !runs(kind),
            _ => moves,
        }
    }
}
