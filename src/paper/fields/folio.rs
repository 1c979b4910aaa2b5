//! What there is to know of a directive and of a shift.

use super::{Fields, Setting, day, joined, moment, officer};
use crate::desk::DirectiveView;
use crate::desk::shift::ShiftView;
use crate::domain::ids::CaseNo;
use crate::domain::shift::{EntryKind, Section};
use crate::domain::vocabulary::DirectiveKind;
use crate::words::{self, say, shift, term};

/// Sets what there is to know of a directive (督办件).
pub(super) fn of_directive(fields: &mut Fields, view: &DirectiveView, setting: &Setting<'_>) {
    let directive = &view.directive;
    fields.set("directive_no", directive.no.as_str());
    fields.set("directive_kind", term(DirectiveKind::AREA, directive.kind.key()));
    fields.set("directive_subject", &view.line.subject);
    fields.set("directive_text", &directive.text);
    fields.set("directive_unit", setting.centre.unit_name(&directive.to));
    fields.set_if("case_no", view.line.case.as_ref().map(CaseNo::as_str));
    let due = directive.due.or_else(|| directive.clocks.first().map(|clock| clock.due.date_naive()));
    fields.set_if("directive_due_on", due.map(day));
    fields.set_if("directive_cause", directive.cause.as_ref().map(words::directive_cause));
    fields.set_if("times", directive.cause.as_ref().map(|cause| cause.times.max(1).to_string()));
    if let Some((at, by)) = &directive.issued {
        fields.set("issued_on", day(at.date_naive()));
        fields.set("issued_by", officer(by, setting));
    }
    fields.set_if("leader", directive.leader.as_ref().map(|leader| officer(leader, setting)));
    fields.set("supervisor", words::supervising(&directive.supervisor, setting.centre));
    fields.set("contact", officer(&directive.begun.1, setting));
    if let Some((at, by)) = &directive.received {
        fields.set("signed_on", day(at.date_naive()));
        fields.set("signed_by", officer(by, setting));
    }
    if let Some(reply) = directive.reply() {
        fields.set("reply", &reply.said.text);
        fields.set("replied_at", day(reply.said.at.date_naive()));
    }
    fields.set_if("closing_opinion", directive.ended.as_ref().map(|ended| ended.text.as_str()));
}

/// Sets what there is to know of a shift (班次): who had it, and the sheet it was handed over with.
pub(super) fn of_shift(fields: &mut Fields, view: &ShiftView, setting: &Setting<'_>) {
    let (shift, crew) = (&view.shift, &view.crew);
    fields.set("shift_name", &shift.plan.name);
    fields.set("shift_from", moment(shift.plan.from));
    fields.set("shift_until", moment(shift.plan.until));
    fields.set_if("shift_leader", crew.leader.as_ref().map(|leader| officer(leader, setting)));
    let people = if crew.people.is_empty() {
        shift.taken.iter().map(|taken| officer(&taken.by, setting)).collect()
    } else {
        crew.people.iter().map(|one| officer(one, setting)).collect::<Vec<_>>()
    };
    fields.set("shift_crew", joined(people));
    fields.set("shift_counts", shift::counts(&view.counts));
    if let Some(signed) = &shift.signed {
        fields.set("handed_over_by", officer(&signed.by, setting));
        fields.set("handed_over_at", moment(signed.at));
        fields.set("shift_note", &signed.note);
        fields.flag("is_zero", signed.zero);
    }
    if let Some(closed) = &shift.closed {
        fields.set("taken_over_by", officer(&closed.by, setting));
        fields.set("taken_over_at", moment(closed.at));
    }
    let sheet = shift.signed.as_ref().map(|signed| &signed.sheet).or(view.sheet.as_ref());
    let items = sheet.iter().flat_map(|sheet| &sheet.items).map(|item| {
        let mut line = Fields::default();
        line.set("item_section", term(Section::AREA, item.section.key()));
        line.set_if("item_no", item.no.as_ref().map(CaseNo::as_str));
        line.set("item_title", &item.title);
        line.set("item_state", shift::about(item));
        line
    });
    fields.list("shift_items", items.collect());
    let entries = shift.log.iter().map(|entry| {
        let mut line = Fields::default();
        line.set("entry_at", entry.at.format("%m-%d %H:%M").to_string());
        let kind = term(EntryKind::AREA, entry.entry.key());
        let no = entry.no.as_ref().map(|no| format!(" {no}")).unwrap_or_default();
        line.set("entry_text", format!("{kind}{no}{}{}", say("form.colon"), entry.text));
        line
    });
    fields.list("shift_entries", entries.collect());
}
