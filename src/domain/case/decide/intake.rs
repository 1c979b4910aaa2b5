//! Intake: registering, correcting, accepting, declining, withdrawing.

use super::joint::nothing_absorbed;
use super::mediation::release_sessions;
use super::triage::recall_all;
use super::{Context, Decision, Working, required};
use crate::domain::case::command::{CaseCommand, Register};
use crate::domain::case::offline;
use crate::domain::case::transitions::Action;
use crate::domain::case::{Case, CaseEvent, sealing};
use crate::domain::clean;
use crate::domain::ids::{CaseId, CaseNo, CategoryId, PartyId};
use crate::domain::mask::restored;
use crate::domain::party::{self, Party, PartyLimits};
use crate::domain::refusal::Refusal;
use crate::domain::sight;
use crate::domain::vocabulary::Side;
use crate::refuse;

/// Registers a new case, and accepts it at once when the officer says so.
pub(super) fn register(id: CaseId, no: CaseNo, command: &Register, ctx: &Context<'_>) -> Result<Decision, Refusal> {
    let rules = ctx.centre.rulebook();
    let offline = command.offline.as_ref().map(|it| offline::check(it, rules, ctx.now)).transpose()?;
    // What was written into the offline book is decided as of then: what was told the resident is what counts.
    let (entered_at, ctx) = (ctx.now, &Context { now: offline.as_ref().map_or(ctx.now, |it| it.at), ..*ctx });
    let (mut intake, parties) = check(command, ctx)?;
    intake.offline = offline;
    intake.sealed = intake.sealed.map(|seal| sealing::check(&seal, ctx.centre)).transpose()?;
    let case = Case::begin(id, entered_at, &ctx.officer.id, &no, &rules.version, &intake, &parties);
    let window = sight::window(ctx.officer, ctx.centre).cloned();
    let (case, rulebook) = (Case { window: window.clone(), ..case }, rules.version.clone());
    let registered = CaseEvent::Registered { no, rulebook, intake: Box::new(intake), parties, window };
    let mut work = Working { case, ctx: *ctx, events: vec![registered.clone()], warnings: Vec::new() };
    work.follow(&registered);
    if command.accept {
        work.emit(CaseEvent::Accepted);
    }
    super::grading::propose(&mut work, None);
    for note in command.offline.iter().flat_map(|it| &it.notes) {
        required("note", &note.text)?;
        work.emit(CaseEvent::Noted { text: format!("[{}] {}", note.at.format("%m-%d %H:%M"), note.text) });
    }
    if work.case.sealed.is_none() && sealing::looks_like_accusation(&work.case, ctx.centre) {
        work.warn(refuse!("looks_like_accusation"));
    }
    Ok(work.finish())
}

/// Checks what is to be written down; returns it as it will stand in the log, the parties apart.
pub(in crate::domain::case) fn check(command: &Register, ctx: &Context<'_>) -> Result<(Register, Vec<Party>), Refusal> {
    let rules = ctx.centre.rulebook();
    let limits = PartyLimits { today: ctx.now.date_naive(), representatives_max: rules.representatives_max };
    let parties = command
        .parties
        .iter()
        .enumerate()
        .map(|(index, new)| party::check(numbered(index), new, limits))
        .collect::<Result<Vec<_>, _>>()?;
    if !parties.iter().any(|party| party.side == Side::Applicant) {
        return Err(refuse!("applicant_missing"));
    }
    if command.narrative.trim().is_empty() && command.title.as_deref().unwrap_or("").trim().is_empty() {
        return Err(refuse!("words_missing", field = "narrative"));
    }
    if let Some(category) = &command.category {
        known_category(rules, category)?;
    }
    not_negative(command.amount_fen)?;
    if command.occurred_on.is_some_and(|day| day > ctx.now.date_naive()) {
        return Err(refuse!("occurred_in_the_future"));
    }
    let mut intake = command.clone();
    if let Some(origin) = &mut intake.origin {
        *origin = origin.cleaned();
        required("register", &origin.register)?;
        required("entry", &origin.entry)?;
    }
    intake.parties.clear();
    // What is made of earlier cases becomes events of its own, in those cases too.
    intake.related.clear();
    if intake.title.as_deref().unwrap_or("").trim().is_empty() {
        let category = command.category.as_ref().and_then(|id| rules.category_name(id));
        intake.title = Some(title(&command.narrative, category.as_deref()));
    }
    intake.title = intake.title.as_deref().map(clean::line);
    Ok((intake, parties))
}

/// Decides the commands of intake.
pub(super) fn decide(work: &mut Working<'_>, command: &CaseCommand) -> Result<(), Refusal> {
    match command {
        CaseCommand::Amend { changes } => {
            work.may(Action::Amend)?;
            if changes.is_empty() {
                return Err(refuse!("nothing_changes"));
            }
            not_negative(changes.amount_fen)?;
            if changes.occurred_on.is_some_and(|day| day > work.ctx.now.date_naive()) {
                return Err(refuse!("occurred_in_the_future"));
            }
            let mut changes = changes.clone();
            // What was masked on the screen it was corrected on stays as it was.
            let stays = |new: &mut Option<String>, old: &str| {
                *new = new.as_deref().map(|new| restored(new, old));
            };
            stays(&mut changes.title, &work.case.title);
            stays(&mut changes.narrative, &work.case.narrative);
            stays(&mut changes.place, work.case.place.as_deref().unwrap_or_default());
            changes.title = changes.title.as_deref().map(clean::line);
            if changes.title.as_deref() == Some("") {
                required("title", "")?;
            }
            work.emit(CaseEvent::Amended { changes });
        }
        CaseCommand::AddParty { party } => {
            work.may(Action::Amend)?;
            let party = party::check(numbered(work.case.parties.len()), party, limits(work))?;
            work.emit(CaseEvent::PartyAdded { party });
        }
        CaseCommand::CorrectParty { party: id, correct } => {
            work.may(Action::Amend)?;
            let old = work.case.party(*id).ok_or_else(|| refuse!("unknown_party", party = id))?;
            let party = party::check(*id, correct, limits(work))?;
            let last_applicant = old.side == Side::Applicant
                && party.side != Side::Applicant
                && work.case.parties.iter().filter(|p| p.side == Side::Applicant).count() == 1;
            if last_applicant {
                return Err(refuse!("applicant_missing"));
            }
            work.emit(CaseEvent::PartyCorrected { party });
        }
        CaseCommand::Attach { attachment } => {
            work.may(Action::Amend)?;
            required("attachment", &attachment.name)?;
            work.emit(CaseEvent::Attached { attachment: attachment.clone() });
        }
        CaseCommand::Note { text } => {
            required("note", text)?;
            work.emit(CaseEvent::Noted { text: text.clone() });
        }
        CaseCommand::Accept {} => {
            work.may(Action::Accept)?;
            work.emit(CaseEvent::Accepted);
        }
        CaseCommand::Decline { reason, advice } => {
            work.may(Action::Decline)?;
            required("reason", reason)?;
            required("advice", advice)?;
            work.emit(CaseEvent::Declined { reason: reason.clone(), advice: advice.clone() });
        }
        CaseCommand::Withdraw { reason } => {
            work.may(Action::Withdraw)?;
            required("reason", reason)?;
            // One applicant does not withdraw what another one asked for.
            nothing_absorbed(work)?;
            release_sessions(work);
            recall_all(work, reason);
            work.emit(CaseEvent::Withdrawn { reason: reason.clone() });
        }
        CaseCommand::Reveal { party } => {
            work.case.party(*party).ok_or_else(|| refuse!("unknown_party", party = party))?;
            work.emit(CaseEvent::Revealed { party: *party });
        }
        _ => {}
    }
    Ok(())
}

/// Refuses a sum below nothing; there may be nothing in dispute but the principle.
fn not_negative(amount_fen: Option<i64>) -> Result<(), Refusal> {
    if amount_fen.is_some_and(i64::is_negative) { Err(refuse!("amount_negative")) } else { Ok(()) }
}

/// Refuses a category that the rulebook does not have.
pub(super) fn known_category(rules: &crate::domain::rulebook::Rulebook, category: &CategoryId) -> Result<(), Refusal> {
    match rules.category(category) {
        Some(_) => Ok(()),
        None => Err(refuse!("unknown_category", category = category)),
    }
}

fn numbered(index: usize) -> PartyId {
    PartyId(u32::try_from(index).unwrap_or(u32::MAX).saturating_add(1))
}

fn limits(work: &Working<'_>) -> PartyLimits {
    PartyLimits { today: work.ctx.now.date_naive(), representatives_max: work.rules().representatives_max }
}

/// Makes a title: what it is over; who against whom stands beside it everywhere.
fn title(narrative: &str, category: Option<&str>) -> String {
    const LONGEST: usize = 20;
    category.map_or_else(|| narrative.chars().take(LONGEST).collect(), str::to_owned)
}
