//! The offline book: what was taken in while the file was out of reach, and entering it now.

use super::args::BookVerb;
use super::fail::Fail;
use super::out::{Cell, Column, Table};
use super::{App, Session, place};
use crate::desk::DeskError;
use crate::desk::book::{Book, Contents, Fault, Finding, Kept, Known, Reviewed, State, is_out_of_reach};
use crate::domain::centre::Centre;
use crate::domain::directory::Officer;
use crate::domain::mask::{mask_id, mask_phone};
use crate::domain::party::NewParty;
use crate::domain::permission::{self, Right};
use crate::domain::time::Moment;
use crate::refuse;
use crate::store::StoreError;
use crate::words::{alike, list, next_step, refusal, say, say_with, term};
use serde_json::{Value, json};
use std::sync::Arc;

/// The machine's own book with what it remembers of the file that cannot be reached.
pub(super) struct Away {
    /// The book.
    pub book: Book,
    /// What is remembered.
    pub known: Known,
    /// Who sits here, as last proven.
    pub officer: Officer,
    /// What the time is.
    pub now: Moment,
}

impl App<'_> {
    /// Returns the book of this account at the database.
    pub(super) fn book(&self) -> Result<Book, Fail> {
        Ok(Book::at(&place::book()?, &self.path()?, place::os_user().as_deref()))
    }

    /// Sits down at the book, as whoever last proved to be an officer on this machine.
    pub(super) fn away(&self) -> Result<Away, Fail> {
        let book = self.book()?;
        let path = self.path()?.display().to_string();
        let known = book.known().ok_or_else(|| Fail::own(3, "book_unknown_file", &[("path", &path)]))?;
        let officer = last_proven(self, &known, self.global.officer.as_deref())?;
        let now = self.now(&known.centre())?;
        Ok(Away { book, known, officer, now })
    }
}

/// Returns who sits here while the file cannot say so: the officer of the SSH key that opened this line, or whoever
/// last proved to be an officer on this account.
pub(super) fn last_proven(app: &App<'_>, known: &Known, asked: Option<&str>) -> Result<Officer, Fail> {
    if let Some(fingerprint) = &app.global.as_key {
        return Ok(place::by_key(fingerprint, &app.path()?, &known.centre())?.clone());
    }
    let unproven = || Fail::not_permitted("book_unproven", &[("officer", asked.unwrap_or_default())]);
    known.officer(asked).cloned().ok_or_else(unproven)
}

/// Tells whether a failure means that the file cannot be worked with while residents go on coming.
pub(super) fn is_away(fail: &Fail) -> bool {
    matches!(fail, Fail::Desk(error) if is_out_of_reach(error))
}

/// Lists, shows, enters, notes on and discards what stands in the book.
pub(super) fn book(app: &App<'_>, verb: BookVerb) -> Result<(), Fail> {
    match verb {
        BookVerb::List { all } => list_all(app, all),
        BookVerb::Show { no } => show(app, &no),
        BookVerb::Replay { numbers, all, anyway, reason } => {
            replay(app, &numbers, all, &Terms { anyway, reason: reason.as_deref() })
        }
        BookVerb::Discard { no, reason } => discard(app, &no, &reason),
        BookVerb::Note { no, text } => {
            let seat = Seat::take(app)?;
            let kept = seat.find(&no)?;
            seat.book.note(&seat.officer.id, seat.now, &kept.no, &text.join(" "))?;
            say_done(app, "noted", &kept.no, None)
        }
    }
}

/// Who sits at the book: as the file says, or while it is out of reach as last proven.
struct Seat {
    book: Book,
    officer: Officer,
    centre: Arc<Centre>,
    now: Moment,
    /// The file, if it can be reached.
    session: Option<Session>,
}

impl Seat {
    fn take(app: &App<'_>) -> Result<Self, Fail> {
        let seat = match app.session() {
            Ok(session) => {
                let (officer, centre) = (session.officer.clone(), Arc::clone(session.desk.centre()?));
                Self { book: app.book()?, officer, centre, now: session.now(app)?, session: Some(session) }
            }
            Err(fail) if is_away(&fail) => {
                let Away { book, known, officer, now } = app.away()?;
                Self { book, officer, centre: known.centre(), now, session: None }
            }
            Err(fail) => return Err(fail),
        };
        permission::check(&seat.officer, Right::Intake).map_err(DeskError::NotPermitted)?;
        Ok(seat)
    }

    fn contents(&self) -> Result<Contents, Fail> {
        Ok(self.book.seen_by(&self.officer, &self.centre)?)
    }

    fn find(&self, typed: &str) -> Result<Kept, Fail> {
        Ok(self.book.find(&self.officer, &self.centre, typed)?)
    }

    /// Looks through matters with the file, where it can be reached; else says only what the book knows.
    fn look_through(&self, kept: &[Kept]) -> Result<Vec<Reviewed>, Fail> {
        let unseen = |kept: &Kept| Reviewed { kept: kept.clone(), findings: Vec::new() };
        match &self.session {
            Some(session) => Ok(session.desk.review(&session.viewer(), kept, self.now)?),
            None => Ok(kept.iter().map(unseen).collect()),
        }
    }
}

fn list_all(app: &App<'_>, all: bool) -> Result<(), Fail> {
    let seat = Seat::take(app)?;
    let contents = seat.contents()?;
    let kept: Vec<Kept> = contents.kept.iter().filter(|it| all || it.state == State::Waiting).cloned().collect();
    let (reviewed, is_looked_through) = (seat.look_through(&kept)?, seat.session.is_some());
    if app.out.json {
        let entries: Vec<_> = reviewed.iter().map(|it| as_json(it, is_looked_through)).collect();
        let path = seat.book.path().display().to_string();
        return app.out.json(&json!({"book": path, "entries": entries, "faults": contents.faults}));
    }
    for fault in &contents.faults {
        app.out.complain(&app.out.err_paint("31;1", &told_fault(fault)));
    }
    if reviewed.is_empty() {
        return app.out.paragraph(0, &say("cli.book.none"));
    }
    let mut table = Table::new([
        ("slip", Column::Fixed),
        ("kept_at", Column::Drops),
        ("kept_by", Column::Drops),
        ("parties", Column::Gives(8)),
        ("kept_state", Column::Gives(12)),
    ]);
    for it in &reviewed {
        let names: Vec<_> = it.kept.register.parties.iter().map(|party| party.name.clone()).collect();
        let sgr = if it.findings.is_empty() { "" } else { "33" };
        table.row([
            Cell::plain(it.kept.no.clone()),
            Cell::plain(it.kept.at.format("%m-%d %H:%M").to_string()),
            Cell::plain(it.kept.name.clone()),
            Cell::plain(list(&names)),
            Cell::coloured(sgr, state(it, is_looked_through)),
        ]);
    }
    app.out.table(&table)?;
    if !is_looked_through {
        app.out.paragraph(0, &say("cli.book.not_looked_through"))?;
    }
    Ok(())
}

fn show(app: &App<'_>, no: &str) -> Result<(), Fail> {
    let seat = Seat::take(app)?;
    let kept = seat.find(no)?;
    let is_looked_through = seat.session.is_some();
    let reviewed = seat.look_through(std::slice::from_ref(&kept))?;
    let Some(it) = reviewed.first() else { return Ok(()) };
    if app.out.json {
        let mut value = as_json(it, is_looked_through);
        value["order"] = masked(&kept)?;
        value["notes"] = json!(kept.notes);
        return app.out.json(&value);
    }
    app.out.line(&format!("{}  {}", kept.no, state(it, is_looked_through)))?;
    let at = kept.at.format("%Y-%m-%d %H:%M").to_string();
    app.out.paragraph(2, &say_with("cli.book.written", &[("at", &at), ("by", &kept.name)]))?;
    for party in &kept.register.parties {
        let side = term("side", party.side.key());
        app.out.paragraph(2, &format!("{side} {}", shown(party)))?;
    }
    app.out.paragraph(2, &kept.register.narrative)?;
    for note in &kept.notes {
        app.out.paragraph(2, &format!("{} {}", note.at.format("%m-%d %H:%M"), note.text))?;
    }
    for line in it.findings.iter().flat_map(told) {
        app.out.paragraph(2, &format!("! {line}"))?;
    }
    Ok(())
}

/// On what terms matters are entered.
struct Terms<'a> {
    anyway: bool,
    reason: Option<&'a str>,
}

impl Terms<'_> {
    /// Tells whether a finding stands in the way all the same.
    fn is_in_the_way(&self, finding: &Finding) -> bool {
        match finding {
            // It is only marked then.
            Finding::Entered(_) => false,
            Finding::Refused(refusal) => refusal.code != "offline_long_ago" || self.reason.is_none(),
            Finding::Alike(_) | Finding::Author(_) => !self.anyway,
        }
    }
}

fn replay(app: &App<'_>, numbers: &[String], all: bool, terms: &Terms<'_>) -> Result<(), Fail> {
    let seat = Seat::take(app)?;
    let kept: Vec<Kept> = if all {
        seat.contents()?.waiting().cloned().collect()
    } else {
        numbers.iter().map(|no| seat.find(no)).collect::<Result<_, _>>()?
    };
    let Seat { book, session, .. } = seat;
    let Some(mut session) = session else {
        return Err(StoreError::NotFound { path: app.path()?.display().to_string() }.into());
    };
    if kept.is_empty() {
        if app.out.json {
            return Ok(());
        }
        return app.out.paragraph(0, &say("cli.book.none"));
    }
    let mut all_done = true;
    for kept in kept {
        // Each is looked at when its turn comes: the one before may be what it looks like.
        let now = session.now(app)?;
        let reviewed = session.desk.review(&session.viewer(), std::slice::from_ref(&kept), now)?;
        let Some(it) = reviewed.first() else { continue };
        all_done &= enter(app, &book, &mut session, it, terms)?;
    }
    if all_done { Ok(()) } else { Err(Fail::Said(1)) }
}

/// Enters one matter, or says why not; returns whether it stands in the file now.
fn enter(app: &App<'_>, book: &Book, session: &mut Session, it: &Reviewed, terms: &Terms<'_>) -> Result<bool, Fail> {
    let no = it.kept.no.as_str();
    if let State::Discarded { reason, .. } = &it.kept.state {
        return Err(refuse!("book_discarded", no = no, reason = reason).into());
    }
    if let State::Entered { case, .. } = &it.kept.state {
        say_done(app, "entered_before", no, Some(case.as_str()))?;
        return Ok(true);
    }
    let in_the_way: Vec<&Finding> = it.findings.iter().filter(|finding| terms.is_in_the_way(finding)).collect();
    if !in_the_way.is_empty() {
        if app.out.json {
            let mut value = as_json(it, true);
            value["ok"] = false.into();
            app.out.line(&value.to_string())?;
        } else {
            app.out.paragraph(0, &say_with("cli.book.held", &[("no", no)]))?;
            for line in in_the_way.into_iter().flat_map(told) {
                app.out.paragraph(2, &format!("! {line}"))?;
            }
            app.out.paragraph(2, &say_with("cli.book.held_hint", &[("no", no)]))?;
        }
        return Ok(false);
    }
    let now = session.now(app)?;
    match session.desk.enter(book, &session.officer.id, now, it.kept.to_enter(terms.reason)) {
        Ok(receipt) if app.out.json => {
            let mut value = receipt.to_json();
            value["slip"] = no.into();
            app.out.line(&value.to_string())?;
            Ok(true)
        }
        Ok(receipt) => {
            let case = receipt.no.as_ref().map(ToString::to_string);
            say_done(app, "entered", no, case.as_deref())?;
            for warning in &receipt.warnings {
                app.out.paragraph(2, &refusal(warning))?;
            }
            Ok(true)
        }
        Err(error) if error.kind() == "offline_already" => {
            let case = match it.findings.first() {
                Some(Finding::Entered(case)) => case.to_string(),
                _ => String::new(),
            };
            say_done(app, "entered_before", no, Some(&case))?;
            Ok(true)
        }
        Err(error) => Err(error.into()),
    }
}

fn discard(app: &App<'_>, no: &str, reason: &str) -> Result<(), Fail> {
    let seat = Seat::take(app)?;
    let kept = seat.find(no)?;
    seat.book.discard(&seat.officer.id, seat.now, &kept.no, reason)?;
    say_done(app, "discarded", &kept.no, None)
}

fn say_done(app: &App<'_>, what: &str, slip: &str, case: Option<&str>) -> Result<(), Fail> {
    if app.out.json {
        return app.out.line(&json!({"ok": true, "done": what, "slip": slip, "no": case}).to_string());
    }
    app.out.line(&say_with(&format!("cli.book.{what}"), &[("no", slip), ("case", case.unwrap_or_default())]))
}

/// Says in a few words what is to be done with a matter.
fn state(it: &Reviewed, looked_through: bool) -> String {
    match &it.kept.state {
        State::Entered { case, .. } => say_with("book.state.entered", &[("case", case.as_str())]),
        State::Discarded { reason, .. } => say_with("book.state.discarded", &[("reason", reason)]),
        State::Waiting if !looked_through => say("book.state.waiting"),
        State::Waiting if it.findings.is_empty() => say("book.state.clean"),
        State::Waiting => list(&it.findings.iter().map(Finding::name).collect::<Vec<_>>()),
    }
}

/// Says a finding, with what may be done about it.
fn told(finding: &Finding) -> Vec<String> {
    match finding {
        Finding::Entered(case) => vec![say_with("book.state.entered", &[("case", case.as_str())])],
        Finding::Refused(why) | Finding::Author(why) => vec![format!("{} {}", refusal(why), next_step(why))],
        Finding::Alike(hits) => hits
            .iter()
            .map(|hit| format!("{} {} · {}", hit.row.no, alike::verdict(&hit.likeness), alike::reasons(&hit.likeness)))
            .collect(),
    }
}

fn told_fault(fault: &Fault) -> String {
    match fault {
        Fault::Torn { bytes } => say_with("book.fault.torn", &[("bytes", &bytes.to_string())]),
        Fault::Damaged { line } => say_with("book.fault.damaged", &[("line", &line.to_string())]),
        Fault::Unlinked { line } => say_with("book.fault.unlinked", &[("line", &line.to_string())]),
    }
}

fn shown(party: &NewParty) -> String {
    let mut words = vec![party.name.clone()];
    words.extend(party.phone.as_deref().map(mask_phone));
    words.extend(party.id_no.as_deref().map(mask_id));
    words.join(" ")
}

/// Returns what was written down as JSON, the private numbers covered.
fn masked(kept: &Kept) -> Result<Value, Fail> {
    let mut register = kept.register.clone();
    for party in &mut register.parties {
        party.phone = party.phone.as_deref().map(mask_phone);
        party.id_no = party.id_no.as_deref().map(mask_id);
    }
    serde_json::to_value(register).map_err(|fault| Fail::Output(fault.into()))
}

fn as_json(it: &Reviewed, looked_through: bool) -> Value {
    let mut value = json!(it.kept.state);
    let parties: Vec<_> = it.kept.register.parties.iter().map(|party| party.name.as_str()).collect();
    let finding = |finding: &Finding| match finding {
        Finding::Entered(case) => json!({"finding": "entered", "case": case}),
        Finding::Alike(hits) => {
            json!({"finding": "alike", "cases": hits.iter().map(|hit| &hit.row.no).collect::<Vec<_>>()})
        }
        Finding::Refused(why) => json!({"finding": "refused", "kind": why.code, "message": refusal(why)}),
        Finding::Author(why) => json!({"finding": "author", "kind": why.code, "message": refusal(why)}),
    };
    value["slip"] = it.kept.no.as_str().into();
    value["at"] = json!(it.kept.at);
    value["by"] = json!(it.kept.by);
    // Nobody could prove who they are while the file was out of reach.
    value["verified"] = false.into();
    value["parties"] = json!(parties);
    if looked_through {
        value["clean"] = it.is_clean().into();
        value["findings"] = it.findings.iter().map(finding).collect();
    }
    value
}
