//! What there is to know of a mediation: its sessions, the agreement in force, how it ended.

use super::{Fields, Setting, amount, day, in_words, joined, moment};
use crate::desk::views::CaseView;
use crate::domain::case::Case;
use crate::domain::ids::{MediatorId, PartyId, SessionId};
use crate::domain::mediation::{AgreementForm, Ending, MediationStatus, Remedy, Session};
use crate::domain::vocabulary::ClockKind;
use crate::words::{say, say_with, term};

/// Sets what the whole mediation came to.
pub(super) fn of_case(fields: &mut Fields, case: &Case, setting: &Setting<'_>) {
    let mediation = &case.mediation;
    let held = |session: &&Session| session.attendance.is_some() || !session.records.is_empty();
    let mut sessions: Vec<&Session> = mediation.sessions.iter().filter(held).collect();
    sessions.sort_by_key(|session| session.plan.starts);
    fields.set_if("mediation_from", sessions.first().map(|it| day(it.plan.starts.date_naive())));
    fields.set_if("mediation_until", sessions.last().map(|it| day(it.plan.starts.date_naive())));
    fields.flag("is_failed", matches!(mediation.status, MediationStatus::Failed | MediationStatus::Terminated));
    if let Some(last) = sessions.last() {
        of_mediators(fields, &last.plan.mediators, setting);
        fields.set_if("recorder", last.records.iter().rev().find_map(|record| record.recorder.clone()));
    }
    agreement(fields, case, setting);
    // What was said when it ended, or else at the session at which it failed.
    if let Some(termination) = &mediation.termination {
        ended(fields, &termination.reason, &termination.remedies);
        fields.set("terminated_on", day(termination.at.date_naive()));
    } else if mediation.status == MediationStatus::Failed {
        let failed = sessions.iter().rev().find_map(|session| match &session.ending {
            Some(Ending::Failed { reason, remedies }) => Some((session, reason, remedies)),
            _ => None,
        });
        if let Some((session, reason, remedies)) = failed {
            ended(fields, reason, remedies);
            fields.set("terminated_on", day(session.plan.starts.date_naive()));
        }
    }
    fields.set_if("court", mediation.judicial.iter().rev().find_map(|record| record.court.clone()));
    let clock = case.clocks.iter().rev().find(|clock| clock.kind == ClockKind::JudicialConfirmation);
    fields.set_if("confirm_until", clock.map(|clock| day(clock.due.date_naive())));
}

fn ended(fields: &mut Fields, reason: &str, remedies: &[Remedy]) {
    fields.set("termination_reason", reason);
    fields.set("remedies", joined(remedies.iter().map(|remedy| term(Remedy::AREA, remedy.key()))));
}

fn of_mediators(fields: &mut Fields, ids: &[MediatorId], setting: &Setting<'_>) {
    let name = |id: &MediatorId| setting.centre.mediator(id).map_or_else(|| id.to_string(), |it| it.name.clone());
    fields.set("mediators", joined(ids.iter().map(name)));
}

fn agreement(fields: &mut Fields, case: &Case, setting: &Setting<'_>) {
    let Some(reached) = case.mediation.agreement() else { return };
    let agreement = &reached.agreement;
    let nth = case.mediation.agreements.len();
    fields.set("agreement_no", say_with("form.agreement_no", &[("no", case.no.as_str()), ("nth", &nth.to_string())]));
    fields.set("agreement_facts", &agreement.facts);
    fields.set("agreement_terms", &agreement.terms);
    fields.set_if("agreement_method", agreement.method.as_deref());
    fields.set_if("agreement_place", agreement.place.as_deref());
    fields.set("agreement_on", day(agreement.effective_on));
    fields.set("agreement_copies", agreement.copies.to_string());
    fields.flag("is_written", agreement.form == AgreementForm::Written);
    fields.flag("is_oral", agreement.form == AgreementForm::Oral);
    let last = agreement.last_due().map(|due| say_with("form.by", &[("day", &day(due))]));
    fields.set("agreement_deadline", last.unwrap_or_else(|| say("form.performed_at_once")));
    let items = agreement.instalments.iter().map(|instalment| {
        let mut item = Fields::default();
        item.set("instalment_due_on", day(instalment.due));
        item.set_if("instalment_what", instalment.what.as_deref());
        let sum = instalment.amount_fen.map(|fen| match in_words(fen) {
            Some(words) => say_with("form.sum", &[("sum", &amount(fen)), ("words", &words)]),
            None => amount(fen),
        });
        item.set_if("instalment_amount", sum);
        item
    });
    fields.list("instalments", items.collect());
    if let Some(session) = case.mediation.session(reached.session) {
        of_mediators(fields, &session.plan.mediators, setting);
    }
}

/// Sets what there is to know of a session.
pub(super) fn of_session(fields: &mut Fields, view: &CaseView, id: SessionId, setting: &Setting<'_>) {
    let case = &view.case;
    let Some(session) = case.mediation.session(id) else { return };
    let plan = &session.plan;
    let names = |ids: &[PartyId]| joined(ids.iter().filter_map(|id| case.party(*id)).map(|party| party.name.as_str()));
    fields.set("session_no", session.id.to_string());
    fields.set("session_at", moment(plan.starts));
    fields.set("session_until", moment(plan.ends));
    fields.set(
        "session_place",
        setting.centre.room(&plan.room).map_or_else(|| plan.room.to_string(), |it| it.name.clone()),
    );
    fields.set("session_topic", plan.topic.as_deref().unwrap_or(&case.title));
    fields.set("session_units", joined(plan.seats.iter().map(|unit| setting.centre.unit_name(unit))));
    let guests = plan
        .guests
        .iter()
        .map(|guest| say_with("form.guest", &[("name", &guest.name), ("role", &term("guest", guest.role.key()))]));
    fields.set("session_guests", joined(guests));
    fields.set("session_parties", names(&plan.parties));
    of_mediators(fields, &plan.mediators, setting);
    fields.set_if("recorder", session.records.iter().rev().find_map(|record| record.recorder.clone()));
    if let Some(attendance) = &session.attendance {
        fields.set("present", names(&attendance.present));
        let missing: Vec<PartyId> = attendance.absent.iter().chain(&attendance.excused).copied().collect();
        fields.set("absent", names(&missing));
    }
    let said: Vec<&str> = session.records.iter().map(|record| record.text.as_str()).collect();
    fields.set("session_record", said.join("\n"));
    match &session.ending {
        Some(Ending::Agreed) => {
            let reached = case.mediation.agreements.iter().find(|reached| reached.session == id);
            let terms = reached.map(|reached| reached.agreement.terms.as_str()).unwrap_or_default();
            fields.set("session_outcome", say_with("form.outcome.agreed", &[("terms", terms)]));
        }
        Some(Ending::Adjourned { reason }) => {
            fields.set("session_outcome", say_with("form.outcome.adjourned", &[("reason", reason)]));
        }
        Some(Ending::Failed { reason, remedies }) => {
            let told = joined(remedies.iter().map(|remedy| term(Remedy::AREA, remedy.key())));
            let facts = [("reason", reason.as_str()), ("remedies", &told)];
            fields.set("session_outcome", say_with("form.outcome.failed", &facts));
        }
        Some(Ending::Cancelled { reason, .. }) => {
            fields.set("session_outcome", say_with("form.outcome.cancelled", &[("reason", reason)]));
        }
        None => {}
    }
}
