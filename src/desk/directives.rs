//! Directives (督办件) at the desk: orders on them, those that come about by themselves, and what is shown of them.

mod view;

pub use view::{DirectiveFilter, DirectiveLine, DirectiveStep, DirectiveView};

use super::eyes::Eyes;
use super::folio::{self, Kept};
use super::{DeskError, Receipt, commit, load_case};
use crate::domain::case::{self, Case, CaseCommand, CaseEvent, Context};
use crate::domain::centre::Centre;
use crate::domain::directive::{self, Called, Directive, DirectiveCommand, DirectiveEvent, Issue};
use crate::domain::directory::Officer;
use crate::domain::folio::Folio as _;
use crate::domain::ids::{CaseNo, DirectiveNo, OfficerId};
use crate::domain::permission;
use crate::domain::time::Moment;
use crate::domain::vocabulary::{DirectiveKind, Stage};
use crate::refuse;
use crate::store::{FolioQuery, Reads, Tx};
use chrono::Datelike as _;

/// Does what an officer orders about a directive, or issues one.
pub(super) fn perform(
    tx: &Tx<'_>,
    centre: &Centre,
    officer: &Officer,
    now: Moment,
    no: Option<&DirectiveNo>,
    command: &DirectiveCommand,
) -> Result<Receipt, DeskError> {
    permission::check(officer, permission::directive(command)).map_err(DeskError::NotPermitted)?;
    let eyes = Eyes::of(officer, centre)?;
    let ctx = Context { now, officer, centre, bookings: &[], earlier_sides: &[] };
    let known = match no {
        Some(no) => folio::load::<Directive>(tx, &eyes, no.as_str())?
            .map(Some)
            .ok_or_else(|| refuse!("unknown_directive", no = no))?,
        None => None,
    };
    if let DirectiveCommand::Issue(issue) = command
        && let Some(case) = &issue.case
    {
        eyes.must_see(tx, case)?;
    }
    let no = match no {
        Some(no) => no.clone(),
        None => next_no(tx, now.year())?,
    };
    let events = directive::decide(known.as_ref().map(|kept| &kept.folio), &no, command, &ctx)?;
    let (directive, mut receipt) = folio::commit(tx, centre, &officer.id, now, known, &events)?;
    if let DirectiveCommand::Issue(issue) = command {
        receipt.events.extend(instruct(tx, issue, &directive, &ctx)?);
    }
    issued(tx, &directive, &events, &ctx)?;
    Ok(receipt)
}

fn next_no(tx: &Tx<'_>, year: i32) -> Result<DirectiveNo, DeskError> {
    let beginning = format!("DB{year}-");
    let seq = tx.folios_called(Directive::KIND, &beginning)? + 1;
    Ok(DirectiveNo(format!("{beginning}{seq:04}")))
}

/// Writes an instruction down in its case too, where that waits for one, so that nobody has to type it twice.
fn instruct(tx: &Tx<'_>, issue: &Issue, directive: &Directive, ctx: &Context<'_>) -> Result<Vec<String>, DeskError> {
    let (DirectiveKind::Instruction, Some(no), Some(leader)) = (issue.kind, &issue.case, &directive.leader) else {
        return Ok(Vec::new());
    };
    let case = load_case(tx, no)?;
    if case.stage != Stage::LeaderReview || case.merged_into.is_some() {
        return Ok(Vec::new());
    }
    let words = if issue.text.is_empty() { &issue.subject } else { &issue.text };
    let decision = case::decide(&case, &CaseCommand::Instruct { leader: leader.clone(), text: words.clone() }, ctx)?;
    Ok(commit(tx, ctx.centre, &ctx.officer.id, ctx.now, decision)?.events)
}

/// Lets a directive that was issued just now call for others, as yellow cards call for a red one.
fn issued(tx: &Tx<'_>, directive: &Directive, events: &[DirectiveEvent], ctx: &Context<'_>) -> Result<(), DeskError> {
    let is_new = |event: &DirectiveEvent| {
        matches!(event, DirectiveEvent::DirectiveIssued { .. } | DirectiveEvent::DirectiveSigned { .. })
    };
    if !events.iter().any(is_new) {
        return Ok(());
    }
    let query = FolioQuery { kind: Directive::KIND, unit: Some(directive.to.to_string()), ..FolioQuery::default() };
    let unit = every(tx, &query)?;
    for called in directive::cards(directive, &unit, ctx) {
        begin(tx, &called, None, ctx)?;
    }
    Ok(())
}

fn every(reads: &Reads, query: &FolioQuery) -> Result<Vec<Directive>, DeskError> {
    let rows = reads.folios(query)?;
    rows.iter().map(|row| Ok(folio::read::<Directive>(row)?.folio)).collect()
}

fn begin(tx: &Tx<'_>, called: &Called, case: Option<&Case>, ctx: &Context<'_>) -> Result<(), DeskError> {
    let no = next_no(tx, ctx.now.year())?;
    let events = directive::propose(called, case, &no, ctx);
    let (directive, _) = folio::commit::<Directive>(tx, ctx.centre, &ctx.officer.id, ctx.now, None, &events)?;
    issued(tx, &directive, &events, ctx)
}

/// Issues or proposes what the events of a case call for, in the write they happened in.
pub(super) fn follow(
    tx: &Tx<'_>,
    centre: &Centre,
    officer: &OfficerId,
    now: Moment,
    case: &Case,
    events: &[CaseEvent],
) -> Result<(), DeskError> {
    if events.iter().any(|event| matches!(event, CaseEvent::Sealed { .. })) {
        return hush(tx, centre, officer, now, &case.no);
    }
    let Some(officer) = centre.officer(officer) else { return Ok(()) };
    let ctx = Context { now, officer, centre, bookings: &[], earlier_sides: &[] };
    // Most of what happens to a case calls for nothing, and need not look for what there is.
    if directive::called_for(case, events, &[], &ctx).is_empty() {
        return Ok(());
    }
    let known = about(tx, &case.no)?.into_iter().map(|kept| kept.folio).collect::<Vec<_>>();
    for called in directive::called_for(case, events, &known, &ctx) {
        begin(tx, &called, Some(case), &ctx)?;
    }
    Ok(())
}

/// Reads every directive about a case.
fn about(reads: &Reads, no: &CaseNo) -> Result<Vec<Kept<Directive>>, DeskError> {
    let rows = reads.folios_about(no.as_str())?;
    rows.iter().filter(|row| row.kind == Directive::KIND).map(folio::read).collect()
}

/// Takes what could tell of a case that is being sealed out of the directives about it.
fn hush(tx: &Tx<'_>, centre: &Centre, officer: &OfficerId, now: Moment, no: &CaseNo) -> Result<(), DeskError> {
    for kept in about(tx, no)? {
        folio::commit(tx, centre, officer, now, Some(kept), &[DirectiveEvent::DirectiveHushed])?;
    }
    Ok(())
}

/// Moves the dates of open directives by a new calendar.
pub(super) fn move_clocks(tx: &Tx<'_>, centre: &Centre, officer: &OfficerId, now: Moment) -> Result<(), DeskError> {
    let query = FolioQuery { kind: Directive::KIND, open: true, ..FolioQuery::default() };
    for row in tx.folios(&query)? {
        let kept: Kept<Directive> = folio::read(&row)?;
        let events = kept.folio.moved_by_calendar(centre);
        if !events.is_empty() {
            folio::commit(tx, centre, officer, now, Some(kept), &events)?;
        }
    }
    Ok(())
}
