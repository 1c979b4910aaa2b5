//! What the rules say to a command on a shift.

use super::event::{RefusedItem, ShiftCommand, ShiftEvent};
use super::rules::Plan;
use super::sheet::{ChainHead, Changes, Sheet};
use super::{Shift, Taken};
use crate::domain::centre::Centre;
use crate::domain::directory::Officer;
use crate::domain::ids::{OfficerId, ShiftKey};
use crate::domain::refusal::Refusal;
use crate::domain::time::Moment;
use crate::domain::vocabulary::Role;
use crate::refuse;
use chrono::Duration;
use serde::Serialize;
use std::collections::BTreeSet;

/// Who stands in the roster for a shift.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Crew {
    /// Those on duty.
    pub people: Vec<OfficerId>,
    /// The leader on duty.
    pub leader: Option<OfficerId>,
}

impl Crew {
    /// Tells whether somebody is on duty.
    pub fn has(&self, officer: &OfficerId) -> bool {
        self.people.contains(officer) || self.leader.as_ref() == Some(officer)
    }
}

/// Under what circumstances a command is decided.
#[derive(Debug, Clone, Copy)]
pub struct Stand<'a> {
    /// The time.
    pub now: Moment,
    /// Who wants it.
    pub officer: &'a Officer,
    /// The shift as it is meant to be.
    pub plan: &'a Plan,
    /// Who is rostered for it; nobody where there is no roster.
    pub crew: &'a Crew,
    /// The end of the log.
    pub head: &'a ChainHead,
    /// The centre with its rules and people.
    pub centre: &'a Centre,
}

impl Stand<'_> {
    fn name(&self, officer: &OfficerId) -> String {
        self.centre.officer(officer).map_or_else(|| officer.to_string(), |officer| officer.name.clone())
    }
}

/// The shift from which another one takes over.
#[derive(Debug, Clone, Copy)]
pub struct Outgoing<'a> {
    /// The shift.
    pub shift: &'a Shift,
    /// Who is rostered for it.
    pub crew: &'a Crew,
    /// What its sheet would be if it were drawn now.
    pub sheet: &'a Sheet,
}

/// Plans a shift as the published roster has it; nothing where nothing is new.
pub fn plan(shift: Option<&Shift>, plan: &Plan) -> Vec<ShiftEvent> {
    let known = |shift: &Shift| shift.taken.is_some() || shift.planned && shift.plan == *plan;
    if shift.is_some_and(known) { Vec::new() } else { vec![ShiftEvent::ShiftPlanned { plan: plan.clone() }] }
}

/// Decides a command on a shift, taking over excepted; `None` for one that nothing was written about yet. `sheet` is what
/// its sheet is if it is drawn now.
pub fn decide(
    shift: Option<&Shift>,
    command: &ShiftCommand,
    stand: &Stand<'_>,
    sheet: Option<&Sheet>,
) -> Result<Vec<ShiftEvent>, Refusal> {
    match command {
        // Two shifts are concerned: see [`take_over`].
        ShiftCommand::TakeOver { .. } => Ok(Vec::new()),
        ShiftCommand::LogEntry { text, entry, no } => {
            must_say(text, "text")?;
            if let Some(closed) = shift.and_then(|shift| shift.closed.as_ref()) {
                return Err(refuse!("shift_closed", shift = stand.plan.shift, into = closed.into));
            }
            let logged = ShiftEvent::Logged { text: text.clone(), entry: *entry, no: no.clone() };
            Ok(opened(shift, stand).into_iter().chain([logged]).collect())
        }
        ShiftCommand::HandOver { note, zero, .. } => {
            let (shift, taken) = on_duty(shift, stand)?;
            if let Some(signed) = &shift.signed {
                let at = signed.at.format("%m-%d %H:%M");
                return Err(refuse!(
                    "shift_signed",
                    shift = stand.plan.shift,
                    officer = stand.name(&signed.by),
                    at = at
                ));
            }
            if taken.by != stand.officer.id && !stand.crew.has(&stand.officer.id) {
                return Err(refuse!("not_on_this_shift", shift = stand.plan.shift, officer = stand.officer.name));
            }
            let sheet = sheet.cloned().unwrap_or_default();
            if *zero == Some(true) && !sheet.is_zero() {
                return Err(refuse!("not_zero", items = sheet.items.len(), drafts = sheet.drafts));
            }
            let zero = sheet.is_zero();
            Ok(vec![ShiftEvent::ShiftHandedOver { sheet: Box::new(sheet), note: note.clone(), zero }])
        }
        ShiftCommand::AckLate { note } => {
            must_say(note, "note")?;
            match shift {
                Some(shift) if shift.late.iter().any(|late| late.acknowledged.is_none()) => {
                    Ok(vec![ShiftEvent::LatenessAcknowledged { note: note.clone() }])
                }
                _ => Err(refuse!("shift_not_late", shift = stand.plan.shift)),
            }
        }
        ShiftCommand::SettleItem { item, note } => {
            must_say(note, "note")?;
            let stays = |shift: &&Shift| shift.unsettled().any(|it| it.item == *item);
            let closed = shift.filter(stays).and_then(|shift| shift.closed.as_ref());
            let closed = closed.ok_or_else(|| refuse!("no_such_item", item = item, shift = stand.plan.shift))?;
            if closed.leader != stand.officer.id && !stand.officer.has(Role::Leader) {
                return Err(refuse!("not_your_item", item = item, leader = stand.name(&closed.leader)));
            }
            Ok(vec![ShiftEvent::ItemSettled { item: item.clone(), note: note.clone() }])
        }
    }
}

/// Decides who takes a shift over, from which and with what answers; returns what happens to the two, the incoming first.
///
/// # Errors
/// Who is not rostered, comes too early or finds no signature needs a reason; nobody takes over from themselves who is not
/// rostered for both; every red item wants one answer.
pub fn take_over(
    shift: Option<&Shift>,
    outgoing: Option<Outgoing<'_>>,
    command: &ShiftCommand,
    stand: &Stand<'_>,
) -> Result<(Vec<ShiftEvent>, Vec<ShiftEvent>), Refusal> {
    let ShiftCommand::TakeOver { accepted, refused, note, despite } = command else { return Ok(<_>::default()) };
    let (key, me) = (&stand.plan.shift, &stand.officer.id);
    if let Some(taken) = shift.and_then(|shift| shift.taken.as_ref()) {
        let at = taken.at.format("%m-%d %H:%M");
        return Err(refuse!("shift_taken", shift = key, officer = stand.name(&taken.by), at = at));
    }
    if stand.now >= stand.plan.until {
        return Err(refuse!("shift_over", shift = key, until = stand.plan.until.format("%m-%d %H:%M")));
    }
    let despite = despite.clone().filter(|reason| !reason.is_empty());
    for objection in objections(shift, outgoing, stand) {
        if despite.is_none() {
            return Err(objection);
        }
    }
    let mut closing = Vec::new();
    if let Some(outgoing) = outgoing {
        not_from_oneself(outgoing, shift, despite.as_deref(), stand)?;
        let signed = outgoing.shift.signed.as_ref().map(|signed| &signed.sheet);
        answered(signed.unwrap_or(outgoing.sheet), accepted, refused)?;
        let taker = outgoing.shift.taken.as_ref().map(|taken| taken.by.clone());
        let leader = outgoing.crew.leader.clone().or(taker).unwrap_or_else(|| me.clone());
        closing.push(ShiftEvent::ShiftClosed {
            by: key.clone(),
            accepted: accepted.clone(),
            refused: refused.clone(),
            leader,
            changes: signed.map_or_else(Changes::default, |signed| signed.changes(outgoing.sheet)),
            unsigned: signed.is_none().then(|| Box::new(outgoing.sheet.clone())),
        });
    } else if let Some(item) = accepted.iter().chain(refused.iter().map(|it| &it.item)).next() {
        return Err(refuse!("not_a_red_item", item = item));
    }
    let taken = ShiftEvent::ShiftTakenOver {
        from: outgoing.map(|outgoing| outgoing.shift.plan.shift.clone()),
        head: stand.head.clone(),
        note: note.clone().filter(|note| !note.is_empty()),
        despite,
    };
    Ok((opened(shift, stand).into_iter().chain([taken]).collect(), closing))
}

/// Returns what speaks against taking over unless there is a reason.
fn objections(shift: Option<&Shift>, outgoing: Option<Outgoing<'_>>, stand: &Stand<'_>) -> Vec<Refusal> {
    let mut found = Vec::new();
    let key = &stand.plan.shift;
    if shift.is_some_and(|shift| shift.planned) && !stand.crew.has(&stand.officer.id) {
        found.push(refuse!("not_rostered", shift = key, officer = stand.officer.name));
    }
    let earliest = stand.plan.from - Duration::minutes(i64::from(stand.centre.rulebook().handover.early_minutes));
    if stand.now < earliest {
        found.push(refuse!("shift_too_early", shift = key, earliest = earliest.format("%m-%d %H:%M")));
    }
    if let Some(outgoing) = outgoing.filter(|outgoing| outgoing.shift.signed.is_none()) {
        found.push(refuse!("not_handed_over", shift = outgoing.shift.plan.shift));
    }
    found
}

/// Nobody hands over to themselves unless rostered for both; where there is no roster at all, a reason will do.
fn not_from_oneself(
    outgoing: Outgoing<'_>,
    incoming: Option<&Shift>,
    despite: Option<&str>,
    stand: &Stand<'_>,
) -> Result<(), Refusal> {
    let me = &stand.officer.id;
    let theirs = [outgoing.shift.taken.as_ref().map(|it| &it.by), outgoing.shift.signed.as_ref().map(|it| &it.by)];
    let rostered = outgoing.shift.planned || incoming.is_some_and(|shift| shift.planned);
    let for_both = outgoing.crew.has(me) && stand.crew.has(me);
    if !theirs.contains(&Some(me)) || for_both || !rostered && despite.is_some() {
        return Ok(());
    }
    Err(refuse!("handover_to_oneself", shift = outgoing.shift.plan.shift, officer = stand.officer.name))
}

/// Every red item of the sheet has exactly one answer, and a refusal a reason.
fn answered(sheet: &Sheet, accepted: &[String], refused: &[RefusedItem]) -> Result<(), Refusal> {
    let red: BTreeSet<&str> = sheet.red().map(|item| item.item.as_str()).collect();
    let mut answers = BTreeSet::new();
    for item in accepted.iter().chain(refused.iter().map(|it| &it.item)) {
        if !red.contains(item.as_str()) {
            return Err(refuse!("not_a_red_item", item = item));
        }
        if !answers.insert(item.as_str()) {
            return Err(refuse!("red_answered_twice", item = item));
        }
    }
    if let Some(it) = refused.iter().find(|it| it.reason.is_empty()) {
        return Err(refuse!("refusal_without_reason", item = it.item));
    }
    let open: Vec<&str> = red.difference(&answers).copied().collect();
    if open.is_empty() { Ok(()) } else { Err(refuse!("red_unanswered", count = open.len(), items = open.join("、"))) }
}

/// Returns what a later shift settles of an earlier one: the refused items that it accepted.
pub fn settled_by(shift: &Shift, accepted: &[String], by: &ShiftKey) -> Vec<ShiftEvent> {
    let settled = shift.unsettled().filter(|it| accepted.contains(&it.item));
    settled.map(|it| ShiftEvent::ItemSettled { item: it.item.clone(), note: by.to_string() }).collect()
}

fn opened(shift: Option<&Shift>, stand: &Stand<'_>) -> Option<ShiftEvent> {
    shift.is_none().then(|| ShiftEvent::ShiftOpened { plan: stand.plan.clone() })
}

fn on_duty<'s>(shift: Option<&'s Shift>, stand: &Stand<'_>) -> Result<(&'s Shift, &'s Taken), Refusal> {
    let key = &stand.plan.shift;
    match shift {
        Some(Shift { closed: Some(closed), .. }) => Err(refuse!("shift_closed", shift = key, into = closed.into)),
        Some(shift @ Shift { taken: Some(taken), .. }) => Ok((shift, taken)),
        _ => Err(refuse!("shift_not_taken", shift = key)),
    }
}

fn must_say(text: &str, field: &str) -> Result<(), Refusal> {
    if text.is_empty() { Err(refuse!("words_missing", field = field)) } else { Ok(()) }
}
