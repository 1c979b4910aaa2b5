//! The mediation of a case in full: what to look at first, every session with its notices, the agreement.

use super::super::App;
use super::super::list::time_left;
use super::read::yuan;
use super::rows::meaning;
use crate::domain::case::Case;
use crate::domain::ids::PartyId;
use crate::domain::mediation::{
    AgreementForm, Ending, GuestRole, Instalment, Invitee, JudicialStep, MediationStatus, MediationWarning, NoticeHow,
    NoticeResult, Reached, RecusalGround, Remedy, Session, SessionStatus,
};
use crate::domain::time::end_of;
use crate::tui::theme::Meaning;
use crate::tui::widgets::Piece;
use crate::words::{self, list, say, say_with, term};

/// Returns the lines about a case's mediation; none for a case that was never mediated.
pub fn mediation_lines(case: &Case, app: &App) -> Vec<Piece> {
    let mediation = &case.mediation;
    let mut lines = Vec::new();
    if mediation.is_empty() && mediation.recusals.is_empty() {
        return lines;
    }
    lines.push((Meaning::Text, String::new()));
    let status = term(MediationStatus::AREA, mediation.status.key());
    lines.push((Meaning::Title, say_with("app.mediation.detail.title", &[("status", &status)])));
    let threshold = app.centre.rulebook_of(&case.rulebook).mediation.no_shows;
    for warning in mediation.warnings(app.now, threshold) {
        lines.push((Meaning::Warning, format!("! {}", warned(&warning, case, app))));
    }
    if let Some(reached) = mediation.agreement() {
        agreement(reached, app, &mut lines);
    }
    for step in &mediation.judicial {
        let said = term(JudicialStep::AREA, step.step.key());
        let more: Vec<_> = [&step.court, &step.note].into_iter().flatten().cloned().collect();
        let on = step.on.format("%Y-%m-%d").to_string();
        let facts = [("step", said.as_str()), ("on", &on), ("more", &more.join(" "))];
        lines.push((Meaning::Text, say_with("app.mediation.detail.judicial", &facts)));
    }
    if let Some(end) = &mediation.termination {
        let told = remedies(&end.remedies);
        let facts = [("reason", end.reason.as_str()), ("remedies", &told)];
        lines.push((Meaning::Text, say_with("app.mediation.detail.terminated", &facts)));
    }
    for recusal in &mediation.recusals {
        let name = app.centre.mediator(&recusal.mediator).map_or(recusal.mediator.as_str(), |it| &it.name);
        let ground = term(RecusalGround::AREA, recusal.ground.key());
        lines.push((
            Meaning::Text,
            say_with("app.mediation.detail.recused", &[("mediator", name), ("ground", &ground)]),
        ));
    }
    for it in mediation.sessions.iter().rev() {
        session(it, case, app, &mut lines);
    }
    lines
}

fn warned(warning: &MediationWarning, case: &Case, app: &App) -> String {
    let key = format!("term.mediation_warning.{}", warning.key());
    let numbered = |session: &crate::domain::ids::SessionId| session.to_string();
    match warning {
        MediationWarning::ProposesTermination { party, times } => {
            say_with(&key, &[("party", &party_name(*party, case)), ("times", &times.to_string())])
        }
        MediationWarning::PartyRefuses { party, session } => {
            say_with(&key, &[("party", &party_name(*party, case)), ("session", &numbered(session))])
        }
        MediationWarning::RecusedMediator { session, mediator } => {
            let name = app.centre.mediator(mediator).map_or(mediator.as_str(), |it| &it.name);
            say_with(&key, &[("mediator", name), ("session", &numbered(session))])
        }
        MediationWarning::NotNotified { session, whom } => {
            say_with(&key, &[("whom", &invitee(whom, case, app)), ("session", &numbered(session))])
        }
        MediationWarning::NotConcluded { session } => say_with(&key, &[("session", &numbered(session))]),
    }
}

fn party_name(id: PartyId, case: &Case) -> String {
    case.party(id).map_or_else(|| id.to_string(), |party| party.name.clone())
}

fn names(ids: &[PartyId], case: &Case) -> String {
    list(&ids.iter().map(|id| party_name(*id, case)).collect::<Vec<_>>())
}

/// Names whoever was invited.
pub fn invitee(whom: &Invitee, case: &Case, app: &App) -> String {
    match whom {
        Invitee::Party(party) => party_name(*party, case),
        Invitee::Unit(unit) => app.centre.unit_name(unit).to_owned(),
        Invitee::Mediator(id) => app.centre.mediator(id).map_or_else(|| id.to_string(), |it| it.name.clone()),
    }
}

fn remedies(told: &[Remedy]) -> String {
    list(&told.iter().map(|it| term(Remedy::AREA, it.key())).collect::<Vec<_>>())
}

/// Says an instalment: its number, day, amount and content.
pub fn instalment(it: &Instalment) -> String {
    let amount = it.amount_fen.map(|fen| say_with("app.mediation.yuan", &[("amount", &yuan(fen))]));
    let what: Vec<_> = amount.into_iter().chain(it.what.clone()).collect();
    let due = it.due.format("%Y-%m-%d").to_string();
    say_with("app.mediation.instalment", &[("id", &it.id.to_string()), ("due", &due), ("what", &what.join(" "))])
}

fn agreement(reached: &Reached, app: &App, lines: &mut Vec<Piece>) {
    let it = &reached.agreement;
    let on = it.effective_on.format("%Y-%m-%d").to_string();
    let form = term(AgreementForm::AREA, it.form.key());
    let mut said = say_with("app.mediation.detail.agreement", &[("form", form.as_str()), ("on", &on)]);
    // An agreement by word of mouth has no copies.
    if it.copies > 0 {
        let copies = it.copies.to_string();
        said.push_str(&say_with("app.mediation.detail.copies", &[("copies", &copies)]));
    }
    lines.push((Meaning::Text, said));
    lines.push((Meaning::Text, format!("  {}", it.terms)));
    let how: Vec<_> = [&it.method, &it.place].into_iter().flatten().cloned().collect();
    if !how.is_empty() {
        lines.push((Meaning::Muted, format!("  {}", how.join(" · "))));
    }
    for one in &it.instalments {
        let said = instalment(one);
        if let Some(done) = &one.performed {
            let on = done.on.format("%Y-%m-%d").to_string();
            let done = say_with("app.mediation.detail.performed", &[("on", &on)]);
            lines.push((Meaning::Good, format!("  {said} {done}")));
        } else {
            let left = time_left(end_of(one.due), app);
            lines.push((left.meaning, format!("  {said} {}", left.text)));
        }
        for breach in &one.breaches {
            let at = breach.at.format("%m-%d").to_string();
            let facts = [("at", at.as_str()), ("note", &breach.note)];
            lines.push((Meaning::Warning, format!("    {}", say_with("app.mediation.detail.breach", &facts))));
        }
    }
}

/// Says when a session is: `11-05 周四 09:00–11:00`.
pub fn time_of(it: &Session) -> String {
    let day = it.plan.starts.date_naive();
    format!(
        "{} {} {}–{}",
        day.format("%m-%d"),
        words::clock::weekday(day),
        it.plan.starts.format("%H:%M"),
        it.plan.ends.format("%H:%M")
    )
}

fn session(it: &Session, case: &Case, app: &App, lines: &mut Vec<Piece>) {
    let plan = &it.plan;
    let room = app.centre.room(&plan.room).map_or(plan.room.as_str(), |room| &room.name);
    let status = term(SessionStatus::AREA, it.status.key());
    let head = say_with(
        "app.mediation.detail.session",
        &[("session", &it.id.to_string()), ("time", &time_of(it)), ("room", room), ("status", &status)],
    );
    let is_chosen = app.session == Some(it.id);
    lines.push((if is_chosen { Meaning::Focus } else { meaning(it.status.key()) }, head));
    if let (SessionStatus::Held, Some(until)) = (it.status, it.held_until) {
        let until = words::clock::moment(until);
        lines.push((Meaning::Soon, format!("  {}", say_with("app.mediation.detail.held_until", &[("until", &until)]))));
    }
    let mediators: Vec<_> =
        plan.mediators.iter().map(|id| invitee(&Invitee::Mediator(id.clone()), case, app)).collect();
    let mut who = vec![say_with("app.mediation.detail.mediators", &[("names", &list(&mediators))])];
    who.push(names(&plan.parties, case));
    who.extend(plan.seats.iter().map(|unit| app.centre.unit_short(unit).to_owned()));
    who.extend(plan.guests.iter().map(|guest| format!("{}{}", term(GuestRole::AREA, guest.role.key()), guest.name)));
    lines.push((Meaning::Text, format!("  {}", who.join(" · "))));
    for (key, words) in [("app.mediation.detail.topic", &plan.topic), ("app.mediation.detail.urgent", &it.urgent)] {
        if let Some(words) = words {
            lines.push((Meaning::Text, format!("  {}", say_with(key, &[("text", words)]))));
        }
    }
    for change in &it.moves {
        let before = change.before.starts.format("%m-%d %H:%M").to_string();
        let facts = [("before", before.as_str()), ("reason", &change.reason)];
        lines.push((Meaning::Muted, format!("  {}", say_with("app.mediation.detail.moved", &facts))));
    }
    for notice in &it.notices {
        let at = notice.at.format("%m-%d %H:%M").to_string();
        let whom = invitee(&notice.whom, case, app);
        let (how, result) = (term(NoticeHow::AREA, notice.how.key()), term(NoticeResult::AREA, notice.result.key()));
        let facts = [("at", at.as_str()), ("whom", &whom), ("how", &how), ("result", &result)];
        let is_bad = matches!(notice.result, NoticeResult::NoAnswer | NoticeResult::Refused);
        let note = notice.note.as_ref().map(|note| format!(" {note}")).unwrap_or_default();
        let said = say_with("app.mediation.detail.notice", &facts);
        lines.push((if is_bad { Meaning::Warning } else { Meaning::Muted }, format!("  {said}{note}")));
    }
    if let Some(attendance) = &it.attendance {
        for (key, ids) in
            [("present", &attendance.present), ("absent", &attendance.absent), ("excused", &attendance.excused)]
        {
            if !ids.is_empty() {
                let said = say_with(&format!("app.mediation.detail.{key}"), &[("names", &names(ids, case))]);
                lines.push((if key == "absent" { Meaning::Warning } else { Meaning::Text }, format!("  {said}")));
            }
        }
    }
    for record in &it.records {
        lines
            .push((Meaning::Text, format!("  {}", say_with("app.mediation.detail.record", &[("text", &record.text)]))));
    }
    if let Some(ending) = &it.ending {
        lines.push((Meaning::Text, format!("  {}", ended(ending, case))));
    }
}

fn ended(ending: &Ending, case: &Case) -> String {
    match ending {
        Ending::Agreed => say("app.mediation.detail.agreed"),
        Ending::Adjourned { reason } => say_with("app.mediation.detail.adjourned", &[("reason", reason)]),
        Ending::Failed { reason, remedies: told } => {
            say_with("app.mediation.detail.failed", &[("reason", reason), ("remedies", &remedies(told))])
        }
        Ending::Cancelled { reason, no_show } => {
            let said = say_with("app.mediation.detail.cancelled", &[("reason", reason)]);
            if no_show.is_empty() {
                return said;
            }
            format!("{said} {}", say_with("app.mediation.detail.absent", &[("names", &names(no_show, case))]))
        }
    }
}
