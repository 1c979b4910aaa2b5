//! What there is to know of a case, its parties, its assignments and its file.

use super::{Fields, Setting, amount, day, in_words, joined, mediation, moment, officer};
use crate::desk::views::CaseView;
use crate::domain::case::{Case, CaseEvent, due_of};
use crate::domain::casefile::{self, Meter, PaperState};
use crate::domain::ids::AssignmentId;
use crate::domain::party::{Nature, Party};
use crate::domain::time::Moment;
use crate::domain::vocabulary::{AssignmentRole, ClockKind, Disposition, Side};
use crate::words::{self, say, say_with, term};
use chrono::{Datelike, NaiveDate};

/// Sets what there is to know of a case.
pub(super) fn of(fields: &mut Fields, view: &CaseView, setting: &Setting<'_>) {
    let case = &view.case;
    fields.set("case_no", case.no.as_str());
    fields.set("title", &case.title);
    fields.set("kind", term("kind", case.kind.key()));
    fields.set("channel", term("channel", case.channel.key()));
    fields.set("narrative", &case.narrative);
    let rules = setting.centre.rulebook_of(&case.rulebook);
    fields.set_if("category", case.category.as_ref().and_then(|id| rules.category_name(id)));
    fields.set_if("grade", case.grade.map(|grade| term("grade", grade.key())));
    fields.set_if("place", case.place.as_deref());
    fields.set_if("occurred_on", case.occurred_on.map(day));
    fields.set_if("people_involved", case.people_involved.map(|count| count.to_string()));
    fields.set_if("amount", case.amount_fen.map(amount));
    fields.set_if("amount_words", case.amount_fen.and_then(in_words));
    fields.set("registered_on", day(case.registered_at.date_naive()));
    fields.set("registered_at", moment(case.registered_at));
    fields.set("registered_by", officer(&case.registered_by, setting));
    fields.set_if("accepted_on", case.accepted_at.map(|at| day(at.date_naive())));
    fields.set_if("due_on", due_of(case).map(|clock| day(clock.due.date_naive())));
    fields.set("demand_text", case.demands.join("\n"));
    fields.list("demands", case.demands.iter().map(|text| Fields::one("demand", text)).collect());
    parties(fields, case, setting.now);
    units(fields, case, setting);
    let promises = case.promises().map(|clock| {
        let mut item = Fields::default();
        item.set_if("promise", clock.label.as_deref());
        item.set("promise_on", day(clock.due.date_naive()));
        item
    });
    fields.list("promises", promises.collect());
    declined(fields, view);
    extended(fields, case, setting);
    fields.set_if("result", case.result.as_deref());
    fields.set_if("resolved_on", case.resolved_at.map(|at| day(at.date_naive())));
    fields.set_if("closed_on", case.closed_at.map(|at| day(at.date_naive())));
    if let Some(reply) = case.replies.last() {
        fields.set("replied_on", day(reply.at.date_naive()));
        fields.set("reply_text", &reply.text);
    }
    call_backs(fields, view);
    mediation::of_case(fields, case, setting);
    file(fields, case, setting);
}

fn parties(fields: &mut Fields, case: &Case, now: Moment) {
    let sides: [(&'static str, &[Side]); 4] = [
        ("parties", Side::ALL),
        ("applicants", &[Side::Applicant]),
        ("respondents", &[Side::Respondent]),
        ("third_parties", &[Side::Third]),
    ];
    for (key, sides) in sides {
        let of_side = case.parties.iter().filter(|party| sides.contains(&party.side));
        fields.list(key, of_side.map(|it| party(it, now)).collect());
    }
    let names = |sides: &[Side]| {
        joined(case.parties.iter().filter(|party| sides.contains(&party.side)).map(|party| party.name.as_str()))
    };
    fields.set("party_names", names(Side::ALL));
    fields.set("applicant_names", names(&[Side::Applicant]));
    fields.set("respondent_names", names(&[Side::Respondent]));
}

/// Returns what there is to know of a party; of which people somebody is (民族) nothing is written down here.
fn party(party: &Party, now: Moment) -> Fields {
    let mut item = Fields::default();
    item.set("name", &party.name);
    item.set("side", term("side", party.side.key()));
    item.set_if("sex", party.sex.map(|sex| term("sex", sex.key())));
    item.set_if("birth_on", party.birth.map(day));
    item.set_if("age", party.birth.and_then(|birth| age(birth, now.date_naive())));
    item.set_if("id_no", party.id_no.as_deref());
    item.set_if("phone", party.phone.as_deref());
    item.set_if("address", party.place.as_deref());
    item.set_if("employer", party.employer.as_deref());
    item.set_if("occupation", party.occupation.as_deref());
    item.set_if("head_count", party.head_count.map(|count| count.to_string()));
    item.set_if("agent", party.agent.as_deref());
    item.set("representative", joined(party.representatives.iter().map(|person| person.name.as_str())));
    item.flag("is_person", party.nature == Nature::Person);
    item.flag("is_organisation", party.nature == Nature::Organisation);
    item.flag("is_group", party.nature == Nature::Group);
    item
}

/// Returns how many years somebody has lived.
fn age(birth: NaiveDate, today: NaiveDate) -> Option<String> {
    let before = (today.month(), today.day()) < (birth.month(), birth.day());
    let years = today.year() - birth.year() - i32::from(before);
    (years >= 0).then(|| years.to_string())
}

fn units(fields: &mut Fields, case: &Case, setting: &Setting<'_>) {
    let of = |role: AssignmentRole| {
        let live = case.assignments.iter().filter(move |it| it.is_live() && it.role == role);
        joined(live.map(|it| setting.centre.unit_name(&it.unit)))
    };
    fields.set("host_unit", of(AssignmentRole::Lead));
    fields.set("co_units", of(AssignmentRole::CoHandler));
}

fn declined(fields: &mut Fields, view: &CaseView) {
    let found = view.timeline.iter().rev().find_map(|line| match &line.event {
        CaseEvent::Declined { reason, advice } => Some((line.at, reason, advice)),
        _ => None,
    });
    if let Some((at, reason, advice)) = found {
        fields.set("decline_reason", reason);
        fields.set("decline_remedy", advice);
        fields.set("declined_on", day(at.date_naive()));
    }
}

/// Sets the last extension, of whichever time limit it was.
fn extended(fields: &mut Fields, case: &Case, setting: &Setting<'_>) {
    let all = case.clocks.iter().flat_map(|clock| clock.extensions.iter().map(move |it| (clock, it)));
    let Some((clock, extension)) = all.max_by_key(|(_, it)| it.at) else { return };
    // The next extension of the same clock says what this one came to.
    let until = clock.extensions.iter().find(|it| it.at > extension.at).map_or(clock.due, |next| next.due_before);
    fields.set("extension_of", words::clock::name(clock));
    fields.set("extension_reason", &extension.reason);
    fields.set("extension_before", day(extension.due_before.date_naive()));
    fields.set("extension_until", day(until.date_naive()));
    fields.set("extension_by", officer(&extension.approver, setting));
    fields.set("extended_on", day(extension.at.date_naive()));
}

fn call_backs(fields: &mut Fields, view: &CaseView) {
    let items = view.case.call_backs.iter().map(|call| {
        let mut item = Fields::default();
        item.set("call_on", day(call.at.date_naive()));
        item.set("call_answer", words::call_back(call.answer));
        item.set("call_note", &call.note);
        let line = view.timeline.iter().find(|line| line.at == call.at && line.kind == "called_back");
        item.set_if("call_by", line.map(|line| line.who.as_str()));
        item
    });
    let items: Vec<Fields> = items.collect();
    if let Some(last) = items.last() {
        fields.texts.extend(last.texts.clone());
    }
    fields.list("call_backs", items);
}

/// Sets what there is to know of a unit's part in a case.
pub(super) fn of_assignment(fields: &mut Fields, view: &CaseView, id: AssignmentId, setting: &Setting<'_>) {
    let case = &view.case;
    let Some(part) = case.assignment(id) else { return };
    fields.set("assignment_no", format!("{}-{}", case.no, part.id));
    fields.set("unit", setting.centre.unit_name(&part.unit));
    fields.set("unit_role", term("assignment_role", part.role.key()));
    let others = case.assignments.iter().filter(|it| it.is_live() && it.id != part.id);
    fields.set("other_units", joined(others.map(|it| setting.centre.unit_name(&it.unit))));
    fields.set("instruction", &part.instruction);
    fields.set("assigned_on", day(part.assigned_at.date_naive()));
    fields.set_if("signed_on", part.signed_at.map(|at| day(at.date_naive())));
    fields.set_if("unit_result", part.result.as_deref());
    // The unit's own limit, else that of the grade.
    let clock = |unit, kind| case.clocks.iter().rev().find(|it| it.kind == kind && it.unit.as_ref() == unit);
    let clock = clock(Some(&part.unit), ClockKind::Unit).or_else(|| clock(None, ClockKind::Grade));
    if let Some(clock) = clock {
        fields.set("unit_due_on", day(clock.due.date_naive()));
        let rules = setting.centre.rulebook_of(&clock.rulebook);
        fields.set_if("basis", rules.limits.iter().find(|rule| rule.id == clock.rule).map(|rule| rule.source.as_str()));
    }
    let mut who = |key: &'static str, is: &dyn Fn(&CaseEvent) -> bool| {
        if let Some(line) = view.timeline.iter().rfind(|line| line.no.is_none() && is(&line.event)) {
            fields.set(key, &line.who);
        }
    };
    who("assigned_by", &|event| matches!(event, CaseEvent::Assigned { assignment, .. } if *assignment == id));
    who("signed_by", &|event| matches!(event, CaseEvent::Signed { assignment } if *assignment == id));
    who("ruled_by", &|event| matches!(event, CaseEvent::Ruled { assignment, .. } if *assignment == id));
    if let Some(objection) = &part.objection {
        fields.set("objection", &objection.reason);
        fields.set("objected_on", day(objection.at.date_naive()));
        if let Some(upheld) = objection.upheld {
            fields.set("ruling", say(if upheld { "form.upheld" } else { "form.rejected" }));
            fields.flag("is_upheld", upheld);
            fields.flag("is_rejected", !upheld);
        }
    }
    let ruled = view.timeline.iter().rev().find_map(|line| match &line.event {
        CaseEvent::Ruled { assignment, reason, .. } if *assignment == id => Some((line.at, reason)),
        _ => None,
    });
    if let Some((at, reason)) = ruled {
        fields.set("ruling_reason", reason);
        fields.set("ruled_on", day(at.date_naive()));
    }
    if case.disposition == Some(Disposition::LeaderReview) && !fields.has("instruction") {
        fields.set("instruction", term("disposition", Disposition::LeaderReview.key()));
    }
}

/// Sets what there is to know of the file; pages of what is printed with it are counted when it is.
fn file(fields: &mut Fields, case: &Case, setting: &Setting<'_>) {
    let rules = setting.centre.rulebook_of(&case.rulebook);
    let rules = if rules.papers.is_empty() { setting.centre.rulebook() } else { rules };
    fields.set("retention", &rules.case_file.retention);
    let meter = casefile::meter(case, setting.centre);
    fields.set("file_meter", words::casefile::meter(&meter));
    let missing: Vec<_> = meter.missing().map(|item| item.name.as_str()).collect();
    fields.set("file_missing", joined(missing));
    fields.list("papers", contents(&meter));
}

/// Returns the lines of the contents (卷内目录): what lies in the file, and what is printed into it.
pub(in crate::paper) fn contents(meter: &Meter) -> Vec<Fields> {
    let there = |it: &&casefile::Item| it.state.is_there() || it.state == PaperState::Unsigned;
    meter.items.iter().filter(there).map(Fields::contents_line).collect()
}

impl Fields {
    /// Returns the line of the contents for a paper.
    pub(in crate::paper) fn contents_line(item: &casefile::Item) -> Self {
        let mut line = Self::default();
        line.set("paper_name", &item.name);
        if item.pages > 0 {
            line.set("paper_pages", item.pages.to_string());
        }
        let notes = item.filed.iter().map(|filed| filed.note.as_str()).filter(|note| !note.is_empty());
        let mut note = joined(notes);
        if item.state == PaperState::Unsigned {
            let unsigned = term(PaperState::AREA, PaperState::Unsigned.key());
            note = if note.is_empty() { unsigned } else { say_with("form.with", &[("a", &note), ("b", &unsigned)]) };
        }
        line.set("paper_note", note);
        line
    }
}
