//! Shifts: the log, handing over, taking over.

use super::args::{ShiftVerb, TakeOverForm};
use super::fail::Fail;
use super::lookup::short_moment;
use super::out::{Cell, Column, Table};
use super::{App, Session};
use crate::desk::Order;
use crate::desk::shift::ShiftView;
use crate::domain::ids::ShiftKey;
use crate::domain::shift::{Crew, EntryKind, RefusedItem, Section, ShiftCommand};
use crate::refuse;
use crate::words::shift::{PaperLine, Tone, changes, counts, paper, short, span};
use crate::words::{self, list, say, say_with, term};

/// Shows, lists, writes into, hands over and takes over shifts.
pub(super) fn shift(app: &App<'_>, verb: ShiftVerb) -> Result<(), Fail> {
    match verb {
        ShiftVerb::Show { shift } => show(app, shift),
        ShiftVerb::List => all(app),
        ShiftVerb::Sheet { shift } => sheet(app, shift),
        ShiftVerb::Log { text, kind, case, shift } => {
            let session = app.session()?;
            let no = case.map(|no| session.case_no(app, &no)).transpose()?;
            let key = session.shift_on(app, shift, true)?;
            let command = ShiftCommand::LogEntry { text: text.join(" "), entry: kind.unwrap_or(EntryKind::Note), no };
            session.give_shift(app, &key, command)
        }
        ShiftVerb::HandOver { shift, note, zero } => {
            let session = app.session()?;
            let key = session.shift_on(app, shift, false)?;
            let command =
                ShiftCommand::HandOver { note: note.unwrap_or_default(), zero: zero.then_some(true), drafts: None };
            session.give_shift(app, &key, command)
        }
        ShiftVerb::TakeOver(form) => take_over(app, form),
        ShiftVerb::AckLate { shift, note } => {
            app.session()?.give_shift(app, &ShiftKey(shift), ShiftCommand::AckLate { note: note.join(" ") })
        }
        ShiftVerb::Settle { shift, item, note } => {
            let command = ShiftCommand::SettleItem { item, note: note.join(" ") };
            app.session()?.give_shift(app, &ShiftKey(shift), command)
        }
    }
}

impl Session {
    /// Returns the shift that was named, or the one that somebody is on; where none is, the one that is due if that will do.
    fn shift_on(&self, app: &App<'_>, named: Option<String>, due: bool) -> Result<ShiftKey, Fail> {
        if let Some(named) = named {
            return Ok(ShiftKey(named));
        }
        let desk = self.desk.shift_desk(None, &self.viewer(), self.now(app)?)?;
        let next = desk.next.filter(|_| due).map(|(plan, _)| plan.shift);
        let on = desk.shown.map(|view| view.shift.plan.shift);
        Ok(on.or(next).ok_or_else(|| refuse!("no_shift_on"))?)
    }

    fn give_shift(mut self, app: &App<'_>, key: &ShiftKey, command: ShiftCommand) -> Result<(), Fail> {
        let receipt = self.perform(app, &Order::shift(key, command))?;
        if app.out.json {
            return app.out.json(&receipt.to_json());
        }
        app.out.line(&say_with("cli.saved", &[("code", key.as_str())]))?;
        for warning in &receipt.warnings {
            app.out.paragraph(2, &format!("{} {}", words::refusal(warning), words::next_step(warning)))?;
        }
        Ok(())
    }
}

fn take_over(app: &App<'_>, form: TakeOverForm) -> Result<(), Fail> {
    let TakeOverForm { shift, mut accept, accept_all, refuse, note, despite } = form;
    let session = app.session()?;
    let desk = session.desk.shift_desk(None, &session.viewer(), session.now(app)?)?;
    let due = desk.next.map(|(plan, _)| plan.shift);
    let key = shift.map(ShiftKey).or(due).ok_or_else(|| refuse!("no_shift_due"))?;
    let mut refused = Vec::new();
    for it in refuse {
        let (item, reason) = it.split_once('=').ok_or_else(|| refuse!("refusal_without_reason", item = it))?;
        refused.push(RefusedItem { item: item.to_owned(), reason: reason.to_owned() });
    }
    if accept_all && let Some(view) = &desk.shown {
        let sheet = view.shift.sheet().or(view.sheet.as_ref());
        let rest = sheet.iter().flat_map(|sheet| sheet.red()).map(|item| item.item.clone());
        accept.extend(rest.filter(|item| !refused.iter().any(|it| it.item == *item)));
        accept.sort();
        accept.dedup();
    }
    session.give_shift(app, &key, ShiftCommand::TakeOver { accepted: accept, refused, note, despite })
}

fn show(app: &App<'_>, named: Option<String>) -> Result<(), Fail> {
    let session = app.session()?;
    let now = session.now(app)?;
    let named = named.map(ShiftKey);
    let desk = session.desk.shift_desk(named.as_ref(), &session.viewer(), now)?;
    if let (Some(key), None) = (&named, &desk.shown) {
        return Err(refuse!("unknown_shift", shift = key).into());
    }
    if app.out.json {
        return app.out.json(&desk);
    }
    match &desk.shown {
        None => app.out.paragraph(0, &say("shift.nobody_on"))?,
        Some(view) => {
            status(app, &session, view)?;
            log(app, view)?;
        }
    }
    if let Some((plan, crew)) = &desk.next {
        let people = people(&session, crew)?;
        let span = span(&plan.name, plan.from, plan.until);
        let facts = [("shift", plan.shift.as_str()), ("span", &span), ("people", &people)];
        app.out.paragraph(0, &say_with("shift.due_now", &facts))?;
    }
    if !desk.refused.is_empty() {
        app.out.line(&app.out.paint("1", &say("shift.refused_items")))?;
        for it in &desk.refused {
            let leader = officer(&session, &it.leader)?;
            let (at, what) = (short(it.at), words::shift::head(&it.item));
            let facts = [("item", it.item.item.as_str()), ("what", &what), ("leader", &leader), ("reason", &it.reason)];
            let facts = [&facts[..], &[("at", &at), ("shift", it.shift.as_str())]].concat();
            app.out.paragraph(2, &say_with("shift.refused_item", &facts))?;
        }
    }
    Ok(())
}

fn officer(session: &Session, id: &crate::domain::ids::OfficerId) -> Result<String, Fail> {
    Ok(session.centre()?.officer(id).map_or_else(|| id.to_string(), |officer| officer.name.clone()))
}

fn people(session: &Session, crew: &Crew) -> Result<String, Fail> {
    if crew.people.is_empty() {
        return Ok(say("shift.no_roster"));
    }
    let names = crew.people.iter().map(|id| officer(session, id)).collect::<Result<Vec<_>, _>>()?;
    Ok(list(&names))
}

fn status(app: &App<'_>, session: &Session, view: &ShiftView) -> Result<(), Fail> {
    let plan = &view.shift.plan;
    let span = span(&plan.name, plan.from, plan.until);
    let status = say(&format!("shift.status.{}", view.shift.status()));
    app.out.line(&app.out.paint("1", &format!("{} {span}  {status}", plan.shift)))?;
    if let Some(taken) = &view.shift.taken {
        let facts = [("who", officer(session, &taken.by)?), ("at", short(taken.at))];
        let facts = facts.each_ref().map(|(key, value)| (*key, value.as_str()));
        app.out.paragraph(0, &say_with("shift.paper.taken", &facts))?;
    }
    if let Some(sheet) = view.sheet.as_ref().or(view.shift.sheet()) {
        let of = |section| sheet.of(section).count().to_string();
        let facts =
            [("red", of(Section::Red)), ("yellow", of(Section::Yellow)), ("all", sheet.items.len().to_string())];
        let facts = facts.each_ref().map(|(key, value)| (*key, value.as_str()));
        app.out.paragraph(0, &say_with("shift.open_items", &facts))?;
    }
    if let Some(since) = view.changes.as_ref().filter(|changes| !changes.is_empty()) {
        app.out.paragraph(0, &say("shift.changes.since"))?;
        lines(app, &changes(since))?;
    }
    Ok(())
}

fn log(app: &App<'_>, view: &ShiftView) -> Result<(), Fail> {
    let counted = counts(&view.counts);
    if !counted.is_empty() {
        app.out.paragraph(0, &say_with("shift.paper.happened", &[("counts", &counted)]))?;
    }
    if view.log.is_empty() {
        let key = if view.shift.taken.is_some() { "shift.empty_log" } else { "shift.not_taken" };
        return app.out.paragraph(0, &say(key));
    }
    for line in &view.log {
        let kind = match line.entry {
            Some(entry) => term(EntryKind::AREA, entry.key()),
            None => term("log_heading", line.heading.key()),
        };
        let no = line.no.as_ref().map(|no| format!("{no} ")).unwrap_or_default();
        app.out.paragraph(2, &format!("{} [{kind}] {no}{}（{}）", line.at.format("%H:%M"), line.text, line.who))?;
    }
    Ok(())
}

fn sheet(app: &App<'_>, named: Option<String>) -> Result<(), Fail> {
    let session = app.session()?;
    let key = session.shift_on(app, named, false)?;
    let view = session.desk.shift_view(&key, &session.viewer(), session.now(app)?)?;
    let view = view.ok_or_else(|| refuse!("unknown_shift", shift = key))?;
    let Some(sheet) = view.shift.sheet().or(view.sheet.as_ref()) else {
        return Err(refuse!("shift_not_taken", shift = key).into());
    };
    if app.out.json {
        return app.out.json(&serde_json::json!({"shift": key, "signed": view.shift.signed.is_some(), "sheet": sheet}));
    }
    lines(app, &paper(&view.shift, sheet, view.chain, session.centre()?))
}

fn lines(app: &App<'_>, lines: &[PaperLine]) -> Result<(), Fail> {
    for line in lines {
        let sgr = match line.tone {
            Tone::Title | Tone::Head => "1",
            Tone::Red => "31",
            Tone::Yellow => "33",
            Tone::Plain | Tone::Muted => "",
        };
        if sgr.is_empty() {
            app.out.paragraph(line.indent, &line.text)?;
        } else {
            app.out.line(&format!("{:1$}{2}", "", line.indent, app.out.paint(sgr, &line.text)))?;
        }
    }
    Ok(())
}

fn all(app: &App<'_>) -> Result<(), Fail> {
    let session = app.session()?;
    let now = session.now(app)?;
    let shifts = session.desk.shifts(now, 60)?;
    if app.out.json {
        return app.out.json(&shifts);
    }
    if shifts.is_empty() {
        return app.out.paragraph(0, &say("shift.none"));
    }
    let mut table = Table::new([
        ("shift", Column::Fixed),
        ("status", Column::Fixed),
        ("taken", Column::Gives(12)),
        ("signed", Column::Gives(12)),
        ("accepted", Column::Gives(12)),
        ("red", Column::Number),
        ("refused", Column::Number),
    ]);
    for line in &shifts {
        let signature = |who: &Option<String>, at: &Option<crate::domain::time::Moment>| match (who, at) {
            (Some(who), Some(at)) => format!("{who} {}", short_moment(*at, now)),
            _ => String::new(),
        };
        table.row([
            Cell::plain(line.shift.as_str()),
            Cell::plain(say(&format!("shift.status.{}", line.status))),
            Cell::plain(signature(&line.taken_by, &line.taken_at)),
            Cell::plain(signature(&line.signed_by, &line.signed_at)),
            Cell::plain(signature(&line.accepted_by, &line.accepted_at)),
            Cell::plain(line.red.to_string()),
            Cell::plain(line.refused.to_string()),
        ]);
    }
    app.out.table(&table)
}
