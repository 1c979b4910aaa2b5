//! Words about what happened: one sentence for every kind of event, for the timeline of a case.

use super::{clock, list, say, say_with, term};
use crate::domain::case::{Amendment, CallBackAnswer, Case, CaseEvent, MoveReason};
use crate::domain::casefile;
use crate::domain::centre::{Centre, CentreEvent};
use crate::domain::clock::{Extension, Limit};
use crate::domain::ids::{AssignmentId, CaseNo, ClockId, OfficerId, PartyId, UnitId};
use crate::domain::time::Moment;
use crate::domain::vocabulary::{Disposition, LinkKind};

mod mediation;

/// Says what happened to a case, in one sentence.
///
/// People are named as the case at hand names them, so a masked case gives a masked sentence.
pub fn event(event: &CaseEvent, case: &Case, centre: &Centre) -> String {
    Teller { case, centre }.event(event)
}

/// Says what happened to a case that is shown together with another: whose line it is, and where it went since.
pub fn event_of(
    what: &CaseEvent,
    case: &Case,
    centre: &Centre,
    elsewhere: Option<&CaseNo>,
    moved_to: Option<&CaseNo>,
) -> String {
    let sentence = with(event(what, case, centre), "moved_to", moved_to.map(CaseNo::as_str));
    match elsewhere {
        Some(no) => tell("of", &[("no", no.as_str()), ("what", &sentence)]),
        None => sentence,
    }
}

/// Says what happened to the centre, in one sentence.
pub fn centre_event(event: &CentreEvent) -> String {
    let kind = event.kind();
    match event {
        CentreEvent::Founded { name, .. } => tell(kind, &[("name", name)]),
        CentreEvent::RulebookAdopted { text } => {
            let version = crate::domain::rulebook::Rulebook::parse(text).map(|rules| rules.version).unwrap_or_default();
            tell(kind, &[("version", &version)])
        }
        CentreEvent::CalendarImported { year } => tell(kind, &[("year", &year.year.to_string())]),
        CentreEvent::UnitSaved { unit } => tell(kind, &[("name", &unit.name), ("code", unit.id.as_str())]),
        CentreEvent::RoomSaved { room } => tell(kind, &[("name", &room.name), ("code", room.id.as_str())]),
        CentreEvent::MediatorSaved { mediator } => {
            tell(kind, &[("name", &mediator.name), ("code", mediator.id.as_str())])
        }
        CentreEvent::OfficerSaved { officer } => {
            let roles: Vec<_> = officer.roles.iter().map(|role| term("role", role.key())).collect();
            tell(kind, &[("name", &officer.name), ("code", officer.id.as_str()), ("roles", &list(&roles))])
        }
        CentreEvent::KeyAdded { key } => tell(
            kind,
            &[("officer", key.officer.as_str()), ("fingerprint", &key.fingerprint), ("comment", &key.comment)],
        ),
        CentreEvent::KeyRemoved { fingerprint, officer } => {
            tell(kind, &[("officer", officer.as_str()), ("fingerprint", fingerprint)])
        }
    }
}

/// Names what came of a call-back.
pub fn call_back(answer: CallBackAnswer) -> String {
    match answer {
        CallBackAnswer::Answered(grade) => term("satisfaction", grade.key()),
        CallBackAnswer::NoAnswer => term("call_back", "no_answer"),
        CallBackAnswer::Refused => term("call_back", "refused"),
    }
}

fn tell(key: &str, facts: &[(&str, &str)]) -> String {
    say_with(&format!("event.{key}"), facts)
}

/// Adds a part that may be missing, such as a note.
fn with(mut sentence: String, key: &str, value: Option<&str>) -> String {
    if let Some(value) = value.map(str::trim).filter(|value| !value.is_empty()) {
        sentence.push_str(&say_with(&format!("event.and.{key}"), &[("value", value)]));
    }
    sentence
}

struct Teller<'a> {
    case: &'a Case,
    centre: &'a Centre,
}

impl Teller<'_> {
    fn unit(&self, id: &UnitId) -> String {
        self.centre.unit(id).map_or_else(|| id.to_string(), |unit| unit.short.clone())
    }

    fn units(&self, ids: &[UnitId]) -> String {
        list(&ids.iter().map(|id| self.unit(id)).collect::<Vec<_>>())
    }

    fn holder(&self, id: AssignmentId) -> String {
        self.case.assignment(id).map_or_else(|| id.to_string(), |assignment| self.unit(&assignment.unit))
    }

    fn officer(&self, id: &OfficerId) -> String {
        self.centre.officer(id).map_or_else(|| id.to_string(), |officer| officer.name.clone())
    }

    fn party(&self, id: PartyId) -> String {
        self.case.party(id).map_or_else(|| id.to_string(), |party| party.name.clone())
    }

    fn paper<'p>(&'p self, code: &'p str) -> &'p str {
        let known = casefile::papers_of(self.case, self.centre).iter().find(|rule| rule.id == code);
        known.map_or(code, |rule| &rule.name)
    }

    fn parties(&self, ids: &[PartyId]) -> String {
        list(&ids.iter().map(|id| self.party(*id)).collect::<Vec<_>>())
    }

    fn clock(&self, id: ClockId) -> String {
        let Some(found) = self.case.clock(id) else { return id.to_string() };
        let name = clock::name(found);
        match &found.unit {
            Some(unit) => say_with("clock.labelled", &[("clock", &name), ("label", &self.unit(unit))]),
            None => name,
        }
    }

    /// A sentence about an assignment with one thing said.
    fn on_assignment(&self, key: &str, assignment: AssignmentId, text: &str) -> String {
        tell(key, &[("unit", &self.holder(assignment)), ("text", text)])
    }

    fn event(&self, event: &CaseEvent) -> String {
        let kind = event.kind();
        let kind = kind.as_str();
        match event {
            CaseEvent::Registered { intake, .. } => {
                let title = intake.title.as_deref().unwrap_or_default();
                let (matter, channel) = (term("kind", intake.kind.key()), term("channel", intake.channel.key()));
                let told = tell(kind, &[("title", title), ("kind", &matter), ("channel", &channel)]);
                let Some(book) = &intake.offline else { return told };
                let (at, by) = (book.at.format("%Y-%m-%d %H:%M").to_string(), self.officer(&book.by));
                let facts = [("registered", told.as_str()), ("at", &at), ("by", &by), ("no", &book.no)];
                with(tell("registered_offline", &facts), "reason", book.reason.as_deref())
            }
            CaseEvent::TakenOver { intake, earlier, .. } => {
                let title = intake.title.as_deref().unwrap_or_default();
                let day = |at: Moment| at.format("%Y-%m-%d").to_string();
                let (from, to) = (day(earlier.registered_at), day(earlier.closed_at));
                let facts = [("title", title), ("from", &from), ("to", &to), ("result", &earlier.result)];
                with(tell(kind, &facts), "in_brackets", Some(&earlier.source))
            }
            CaseEvent::Amended { changes } => tell(kind, &[("fields", &fields(changes))]),
            CaseEvent::PartyAdded { party } | CaseEvent::PartyCorrected { party } => {
                let side = term("side", party.side.key());
                tell(kind, &[("side", &side), ("party", &self.party(party.id))])
            }
            CaseEvent::Attached { attachment } => {
                with(tell(kind, &[("name", &attachment.name)]), "in_brackets", Some(&attachment.reference))
            }
            CaseEvent::PaperFiled { paper, pages, signed, note, .. } => {
                let pages = pages.to_string();
                let key = if *signed { "paper_filed_signed" } else { kind };
                with(tell(key, &[("paper", self.paper(paper)), ("pages", &pages)]), "in_brackets", Some(note))
            }
            CaseEvent::PaperRemoved { paper, reason, .. } => {
                tell(kind, &[("paper", self.paper(paper)), ("reason", reason)])
            }
            CaseEvent::Identified { who } => tell(kind, &[("count", &who.len().to_string())]),
            CaseEvent::Accepted | CaseEvent::TransfersFrozen | CaseEvent::Returned => tell(kind, &[]),
            CaseEvent::Declined { reason, advice } => tell(kind, &[("reason", reason), ("advice", advice)]),
            CaseEvent::Withdrawn { reason } | CaseEvent::CallBackClosed { reason } | CaseEvent::Reopened { reason } => {
                tell(kind, &[("reason", reason)])
            }
            CaseEvent::ResultWithheld { reason } => tell(kind, &[("reason", reason)]),
            CaseEvent::ResultPublished { text, .. } | CaseEvent::Noted { text } => tell(kind, &[("text", text)]),
            CaseEvent::Resolved { result } => tell(kind, &[("text", result)]),
            CaseEvent::Assessed { category, grade, risk, reason } => {
                let category = category.as_ref().map(|id| {
                    let named = self.centre.rulebook_of(&self.case.rulebook).category_name(id);
                    named.unwrap_or_else(|| id.to_string())
                });
                let grade = grade.map(|grade| term("grade", grade.key()));
                let risk = risk.map(|risk| term("risk", risk.key()));
                let set: Vec<_> = [("category", category), ("grade", grade), ("risk", risk)]
                    .into_iter()
                    .filter_map(|(field, value)| Some((say(&format!("field.{field}")), value?)))
                    .map(|(field, value)| tell("field_is", &[("field", &field), ("value", &value)]))
                    .collect();
                with(tell(kind, &[("set", &list(&set))]), "reason", reason.as_deref())
            }
            CaseEvent::GradeProposed { .. }
            | CaseEvent::GradeConfirmed { .. }
            | CaseEvent::RiskReassessed { .. }
            | CaseEvent::StepEntered { .. }
            | CaseEvent::PassedUp { .. }
            | CaseEvent::StepSettled { .. }
            | CaseEvent::Promised { .. }
            | CaseEvent::PromiseKept { .. }
            | CaseEvent::VisitReceived { .. } => self.supervised(kind, event),
            CaseEvent::Disposed { disposition, text, unit } => {
                let how = term(Disposition::AREA, disposition.key());
                let unit = unit.as_ref().map(|unit| self.unit(unit));
                let how = with(how, "in_brackets", unit.as_deref());
                tell(kind, &[("disposition", &how), ("text", text)])
            }
            CaseEvent::Instructed { text, leader } => tell(kind, &[("leader", &self.officer(leader)), ("text", text)]),
            CaseEvent::Assigned { unit, role, instruction, designated, .. } => {
                let key = if *designated { "assigned_by_designation" } else { kind };
                let role = term("assignment_role", role.key());
                let sentence = tell(key, &[("unit", &self.unit(unit)), ("role", &role)]);
                with(sentence, "text", Some(instruction))
            }
            CaseEvent::Signed { assignment } => tell(kind, &[("unit", &self.holder(*assignment))]),
            CaseEvent::Ruled { assignment, upheld, reason } => {
                let key = if *upheld { "ruled_upheld" } else { "ruled_rejected" };
                self.on_assignment(key, *assignment, reason)
            }
            CaseEvent::Objected { assignment, reason: text }
            | CaseEvent::Recalled { assignment, reason: text }
            | CaseEvent::SentBack { assignment, reason: text }
            | CaseEvent::Progressed { assignment, text }
            | CaseEvent::Reported { assignment, result: text } => self.on_assignment(kind, *assignment, text),
            CaseEvent::Verified { assignment, note } => {
                with(tell(kind, &[("unit", &self.holder(*assignment))]), "text", Some(note))
            }
            CaseEvent::Convened { topic, units, at } => {
                let sentence = with(tell(kind, &[("topic", topic)]), "units", Some(&self.units(units)));
                with(sentence, "at", at.map(clock::moment).as_deref())
            }
            CaseEvent::Concluded { opinion, lead } => tell(kind, &[("text", opinion), ("unit", &self.unit(lead))]),
            CaseEvent::Replied { text, how } => {
                // A disposition's own key stands there when the answer was part of it.
                let how =
                    Disposition::from_key(how).map_or_else(|| how.clone(), |it| term(Disposition::AREA, it.key()));
                with(tell(kind, &[("text", text)]), "in_brackets", Some(&how))
            }
            CaseEvent::CalledBack { answer, note } => {
                with(tell(kind, &[("answer", &call_back(*answer))]), "text", Some(note))
            }
            CaseEvent::Reviewed { review } => {
                let (points, of) = (review.score.points.to_string(), review.score.of.to_string());
                let passed = term("review", if review.score.passed { "passed" } else { "failed" });
                tell(kind, &[("points", &points), ("of", &of), ("passed", &passed), ("text", &review.opinion)])
            }
            CaseEvent::Archived { note } => with(tell(kind, &[]), "text", Some(note)),
            CaseEvent::ClockStarted { .. }
            | CaseEvent::ClockMet { .. }
            | CaseEvent::ClockUnmet { .. }
            | CaseEvent::ClockStopped { .. }
            | CaseEvent::ClockPaused { .. }
            | CaseEvent::ClockResumed { .. }
            | CaseEvent::ClockExtended { .. }
            | CaseEvent::ClockMoved { .. }
            | CaseEvent::Escalated { .. }
            | CaseEvent::Acknowledged { .. } => self.on_clock(kind, event),
            CaseEvent::Reminded { unit, text } => tell(kind, &[("unit", &self.unit(unit)), ("text", text)]),
            CaseEvent::Revealed { party } => tell(kind, &[("party", &self.party(*party))]),
            CaseEvent::Linked { .. }
            | CaseEvent::Unlinked { .. }
            | CaseEvent::ToldApart { .. }
            | CaseEvent::Merged { .. }
            | CaseEvent::Absorbed { .. }
            | CaseEvent::Followed { .. }
            | CaseEvent::Unmerged { .. }
            | CaseEvent::TakenBack { .. }
            | CaseEvent::Released { .. } => self.related(kind, event),
            CaseEvent::Sealed { .. }
            | CaseEvent::Admitted { .. }
            | CaseEvent::Dismissed { .. }
            | CaseEvent::OpeningAsked { .. }
            | CaseEvent::OpeningGranted { .. }
            | CaseEvent::Looked
            | CaseEvent::UnsealingAsked { .. }
            | CaseEvent::Unsealed { .. } => self.sealing(kind, event),
            CaseEvent::Mediation { what } => self.mediation(kind, what),
        }
    }

    /// Tells how a case was sealed, opened and looked into.
    fn sealing(&self, kind: &str, event: &CaseEvent) -> String {
        match event {
            CaseEvent::Sealed { seal } => {
                let accused: Vec<_> = seal.accused.iter().map(|it| it.name.clone()).collect();
                let keepers: Vec<_> = seal.keepers.iter().map(|id| self.officer(id)).collect();
                let facts = [("accused", list(&accused)), ("keepers", list(&keepers))];
                let facts: Vec<_> = facts.iter().map(|(name, value)| (*name, value.as_str())).collect();
                with(tell(kind, &facts), "reason", Some(&seal.reason))
            }
            CaseEvent::Admitted { officer, reason } | CaseEvent::Dismissed { officer, reason } => {
                tell(kind, &[("officer", &self.officer(officer)), ("reason", reason)])
            }
            CaseEvent::OpeningGranted { until } => tell(kind, &[("until", &clock::moment(*until))]),
            CaseEvent::OpeningAsked { reason }
            | CaseEvent::UnsealingAsked { reason }
            | CaseEvent::Unsealed { reason } => tell(kind, &[("reason", reason)]),
            _ => tell(kind, &[]),
        }
    }

    /// Tells what happened between this case and another.
    fn related(&self, kind: &str, event: &CaseEvent) -> String {
        match event {
            CaseEvent::Linked { other, kind: link, note } => {
                let sentence = tell(kind, &[("other", other.as_str()), ("link", &term(LinkKind::AREA, link.key()))]);
                with(sentence, "text", Some(note))
            }
            CaseEvent::Unlinked { other, kind: link } => {
                tell(kind, &[("other", other.as_str()), ("link", &term(LinkKind::AREA, link.key()))])
            }
            CaseEvent::ToldApart { other, note: text }
            | CaseEvent::Merged { into: other, reason: text }
            | CaseEvent::Absorbed { source: other, reason: text }
            | CaseEvent::Unmerged { from: other, reason: text }
            | CaseEvent::Released { source: other, reason: text, .. } => {
                tell(kind, &[("other", other.as_str()), ("text", text)])
            }
            CaseEvent::Followed { target, what } => {
                tell(kind, &[("other", target.as_str()), ("what", &self.event(what))])
            }
            CaseEvent::TakenBack { from, entry } => {
                let unit = entry.unit.as_ref().map(|unit| self.unit(unit)).unwrap_or_default();
                let what = match &entry.what {
                    // The number of an assignment is the other case's; what counts is who spoke.
                    CaseEvent::Progressed { text, .. } | CaseEvent::Reported { result: text, .. } => {
                        tell(&entry.what.kind(), &[("unit", &unit), ("text", text)])
                    }
                    other => self.event(other),
                };
                let (at, by) = (clock::moment(entry.at), self.officer(&entry.by));
                tell(kind, &[("other", from.as_str()), ("at", &at), ("by", &by), ("what", &what)])
            }
            _ => String::new(),
        }
    }

    fn on_clock(&self, kind: &str, event: &CaseEvent) -> String {
        match event {
            CaseEvent::ClockStarted { clock: started } => {
                let name = self.clock(started.id);
                tell(kind, &[("clock", &name), ("due", &clock::moment(started.due))])
            }
            CaseEvent::ClockMet { clock } | CaseEvent::ClockUnmet { clock } | CaseEvent::ClockStopped { clock } => {
                tell(kind, &[("clock", &self.clock(*clock))])
            }
            CaseEvent::ClockPaused { clock, reason } => {
                tell(kind, &[("clock", &self.clock(*clock)), ("reason", reason)])
            }
            CaseEvent::ClockResumed { clock: id, due, .. } => {
                tell(kind, &[("clock", &self.clock(*id)), ("due", &clock::moment(*due))])
            }
            CaseEvent::ClockExtended { clock: id, extension, due, .. } => {
                let Extension { amount, unit, reason, approver, due_before, .. } = extension;
                let amount =
                    clock::amount(&Limit { amount: *amount, unit: *unit, roll: <_>::default(), start: <_>::default() });
                let (name, approved_by) = (self.clock(*id), self.officer(approver));
                let (until, before) = (clock::moment(*due), clock::moment(*due_before));
                let facts = [("clock", name.as_str()), ("amount", &amount), ("due", &until), ("before", &before)];
                tell(kind, &[&facts[..], &[("approver", &approved_by), ("reason", reason)]].concat())
            }
            CaseEvent::ClockMoved { clock: id, due, reason, .. } => {
                let reason = match reason {
                    MoveReason::Calendar => "calendar",
                    MoveReason::Grade => "grade",
                };
                let reason = term("move_reason", reason);
                tell(kind, &[("clock", &self.clock(*id)), ("due", &clock::moment(*due)), ("reason", &reason)])
            }
            CaseEvent::Escalated { clock, level } => {
                tell(kind, &[("clock", &self.clock(*clock)), ("level", &term("level", level.key()))])
            }
            CaseEvent::Acknowledged { clock, level, note } => {
                let level = term("level", level.key());
                with(tell(kind, &[("clock", &self.clock(*clock)), ("level", &level)]), "text", Some(note))
            }
            _ => String::new(),
        }
    }
}

/// Names what an amendment changed.
fn fields(changes: &Amendment) -> String {
    let Ok(serde_json::Value::Object(named)) = serde_json::to_value(changes) else { return String::new() };
    list(&named.keys().map(|field| say(&format!("field.{field}"))).collect::<Vec<_>>())
}

mod supervised;
#[cfg(test)]
mod tests;
