//! Sealed cases (密件) at the desk: finding them for those who may know of them, and for nobody else.
//!
//! The index rows show nothing of a sealed case, so every view and every order that does not come by here answers as if
//! it were not there. What is here asks [`Sealing::keeps`] first.

use super::eyes::Eyes;
use super::views::Viewer;
use super::whole::CaseView;
use super::{Desk, DeskError, Receipt, acting, case_of, commit, load_case, parse, persons, project, stamp};
use crate::domain::case::{self, Case, CaseCommand, CaseEvent, Context, Decision, Offline, Register, Sealing, due_of};
use crate::domain::centre::Centre;
use crate::domain::directory::Officer;
use crate::domain::ids::{CaseId, CaseNo, OfficerId};
use crate::domain::permission;
use crate::domain::refusal::Refusal;
use crate::domain::sight;
use crate::domain::time::Moment;
use crate::domain::vocabulary::Level;
use crate::refuse;
use crate::store::{Reads, SealedRow, Tx};
use serde::Serialize;
use std::hash::{BuildHasher as _, Hasher as _, RandomState};

/// How often a number is drawn before giving up: with a thousand million of them a second time is rare already.
const DRAWS: usize = 64;

/// Where the numbers of sealed cases are drawn from.
pub type Draw = fn() -> u64;

/// Draws by the keys that the system gives every hash table at random: nobody can tell the next one from the last.
pub(super) fn draw() -> u64 {
    RandomState::new().build_hasher().finish()
}

/// How it stands with opening a sealed case.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum Standing {
    /// Closed, and nobody has asked.
    Closed,
    /// Somebody asked, and a second person has to agree.
    Asked {
        /// Who asked, by name.
        by: String,
        /// When.
        at: Moment,
        /// Why.
        reason: String,
        /// Whether it is this viewer who may agree.
        yours: bool,
    },
    /// Open.
    Open {
        /// Who asked, by name.
        by: String,
        /// Who agreed, by name.
        granted_by: String,
        /// Since when.
        from: Moment,
        /// Until when.
        until: Moment,
    },
}

/// A sealed case in the list of those who may know of it: nothing of what it is about.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct SealedLine {
    /// Its number.
    pub no: CaseNo,
    /// When it was written down.
    pub since: Moment,
    /// The stage's key.
    pub state: String,
    /// Whose move it is, as in other lists.
    pub ball: String,
    /// When it is due.
    pub due: Option<Moment>,
    /// Whether that has passed.
    pub overdue: bool,
    /// The highest level of alert standing.
    pub level: Option<Level>,
    /// How it stands with opening it.
    pub opening: Standing,
    /// Whether somebody else wants to unseal it, and waits for a second person.
    pub unsealing: bool,
    /// Its revision.
    pub rev: u64,
}

impl Desk {
    /// Lists the sealed cases that an officer may know of, first due first; empty for everybody else.
    pub fn sealed(&self, officer: &OfficerId, now: Moment) -> Result<Vec<SealedLine>, DeskError> {
        let centre = self.centre()?;
        let officer = acting(centre, officer)?;
        let mut lines = Vec::new();
        for row in self.store.sealed_rows()? {
            let case: Case = parse(&row.state)?;
            if let Some(sealing) = case.sealed.as_ref().filter(|it| it.keeps(&officer, centre)) {
                lines.push(line(&case, sealing, &officer, centre, now));
            }
        }
        lines.sort_by_key(|line| (line.due.is_none(), line.due, line.since));
        Ok(lines)
    }

    /// Loads a case for an officer who wants to do something about it: one of the cases in sight, or a sealed one that
    /// is open to the officer.
    pub fn case_for(&self, no: &CaseNo, officer: &OfficerId, now: Moment) -> Result<Case, DeskError> {
        match self.case(no) {
            Err(DeskError::Refused(refusal)) if refusal.code == "unknown_case" => {
                let centre = self.centre()?;
                opened(&self.store, centre, &acting(centre, officer)?, now, no)
            }
            other => other,
        }
    }

    /// Shows a case with its history: one of those in sight, or what is inside a sealed one.
    pub fn view_for(&self, no: &CaseNo, viewer: &Viewer, now: Moment) -> Result<CaseView, DeskError> {
        match self.case_view(no, viewer) {
            Err(DeskError::Refused(refusal)) if refusal.code == "unknown_case" => self.sealed_view(no, viewer, now),
            other => other,
        }
    }

    /// Shows what is inside a sealed case, to an officer whose look stands in its log already.
    fn sealed_view(&self, no: &CaseNo, viewer: &Viewer, now: Moment) -> Result<CaseView, DeskError> {
        let centre = self.centre()?;
        let case = opened(&self.store, centre, &viewer.officer, now, no)?;
        if !case.sealed.as_ref().is_some_and(|it| it.has_looked(&viewer.officer.id, now)) {
            return Err(refuse!("look_first", no = no).into());
        }
        self.whole(case, viewer, &|other: &CaseNo| match self.case(other) {
            Ok(other) => Some(other),
            Err(_) => opened(&self.store, centre, &viewer.officer, now, other).ok(),
        })
    }
}

fn line(case: &Case, sealing: &Sealing, officer: &Officer, centre: &Centre, now: Moment) -> SealedLine {
    let name = |id: &OfficerId| centre.officer(id).map_or_else(|| id.to_string(), |it| it.name.clone());
    let due = due_of(case).map(|clock| clock.due);
    let opening = match (sealing.open_at(now), sealing.asked_at(now, &centre.rulebook().sealing)) {
        (Some(opening), _) => Standing::Open {
            by: name(&opening.asked.by),
            granted_by: name(&opening.granted_by),
            from: opening.from,
            until: opening.until,
        },
        (None, Some(asked)) => Standing::Asked {
            by: name(&asked.by),
            at: asked.at,
            reason: asked.reason.clone(),
            yours: asked.by != officer.id,
        },
        (None, None) => Standing::Closed,
    };
    SealedLine {
        no: case.no.clone(),
        since: case.registered_at,
        state: case.stage.key().to_owned(),
        ball: case.ball().to_owned(),
        overdue: case.closed_at.is_none() && due.is_some_and(|due| now > due),
        due,
        level: project::standing_level(case, centre),
        opening,
        unsealing: sealing.unsealing.as_ref().is_some_and(|it| it.by != officer.id),
        rev: case.rev,
    }
}

/// Loads the sealed case of a number; nobody is asked for yet.
fn find(reads: &Reads, no: &CaseNo) -> Result<Option<Case>, DeskError> {
    reads.sealed_by_no(no.as_str())?.map(|row| parse(&row.state)).transpose()
}

/// Loads a sealed case on which an officer wants to act, if the number is one's; whoever may not know of it hears what is
/// heard of a number that is nobody's.
pub(super) fn load(
    reads: &Reads,
    centre: &Centre,
    officer: &Officer,
    now: Moment,
    no: &CaseNo,
    command: &CaseCommand,
) -> Result<Option<Case>, DeskError> {
    let found = find(reads, no)?;
    // Before anything else is said of it: what changed since somebody looked, for one.
    if let Some(sealing) = found.as_ref().and_then(|case| case.sealed.as_ref()) {
        sealing.check(no, command, officer, centre, now)?;
    }
    Ok(found)
}

/// Tells whether a command that an officer's roles do not allow is allowed all the same, since it concerns a sealed case
/// that the officer keeps as a leader: those whose work it would be may not know of it.
pub(super) fn is_entrusted(
    reads: &Reads,
    centre: &Centre,
    officer: &Officer,
    no: &CaseNo,
    command: &CaseCommand,
) -> Result<bool, DeskError> {
    if !permission::is_entrusted_to_keepers(officer, command) {
        return Ok(false);
    }
    let case = find(reads, no)?;
    Ok(case.and_then(|case| case.sealed).is_some_and(|sealing| sealing.keeps(officer, centre)))
}

/// Finds the sealed case that a matter of an offline book was entered as, as far as the officer may know of it.
pub(super) fn entered(
    reads: &Reads,
    centre: &Centre,
    officer: &Officer,
    offline: &Offline,
) -> Result<Option<CaseNo>, DeskError> {
    let is_it = |case: &Case| case.offline.as_ref().is_some_and(|it| it.no == offline.no && it.book == offline.book);
    any(reads, centre, officer, is_it)
}

/// Finds the sealed case of which something is true, and names it as far as an officer may know of it.
pub(super) fn any(
    reads: &Reads,
    centre: &Centre,
    officer: &Officer,
    is_it: impl Fn(&Case) -> bool,
) -> Result<Option<CaseNo>, DeskError> {
    for row in reads.sealed_rows()? {
        let case: Case = parse(&row.state)?;
        if is_it(&case) {
            return Ok(Some(if sight::sees(officer, centre, &case) { case.no } else { sight::out_of_sight() }));
        }
    }
    Ok(None)
}

/// Loads a sealed case that is open to an officer.
fn opened(reads: &Reads, centre: &Centre, officer: &Officer, now: Moment, no: &CaseNo) -> Result<Case, DeskError> {
    let found = find(reads, no)?.ok_or_else(|| refuse!("unknown_case", no = no))?;
    match &found.sealed {
        Some(sealing) => sealing.check(no, &CaseCommand::Look {}, officer, centre, now)?,
        None => return Err(refuse!("unknown_case", no = no).into()),
    }
    Ok(found)
}

/// Decides a command that ties a sealed case to another: to a sealed one, open to the same officer, both know of it; to
/// any other only the sealed one does.
pub(super) fn joint(
    reads: &Reads,
    eyes: &Eyes,
    case: &Case,
    other: &CaseNo,
    command: &CaseCommand,
    ctx: &Context<'_>,
) -> Result<(Decision, Option<Decision>), DeskError> {
    if eyes.case(reads, other)? {
        return Ok((case::decide_alone(case, &load_case(reads, other)?, command, ctx)?, None));
    }
    let other = opened(reads, ctx.centre, ctx.officer, ctx.now, other)?;
    let (own, theirs) = case::decide_with(case, &other, command, &[], ctx)?;
    Ok((own, Some(theirs)))
}

/// Registers a case that is sealed from the first: under a number that was drawn, without the directory of persons.
pub(super) fn register(
    tx: &Tx<'_>,
    ctx: &Context<'_>,
    year: i32,
    draw: Draw,
    command: &Register,
) -> Result<Receipt, DeskError> {
    let Context { centre, officer, now, .. } = *ctx;
    let mut command = command.clone();
    for party in &mut command.parties {
        party.person = None;
        party.representatives.iter_mut().for_each(|it| it.person = None);
    }
    let no = drawn(tx, centre, year, draw)?;
    let mut decision = case::register(CaseId(tx.next_case()?), no, &command, ctx)?;
    for related in &command.related {
        Eyes::of(officer, centre)?.must_see(tx, &related.no)?;
        decision = case::point_to(decision, related, ctx)?;
    }
    decision.warnings.extend(farewell(&decision.case, officer, centre));
    commit(tx, centre, &officer.id, now, decision)
}

fn drawn(reads: &Reads, centre: &Centre, year: i32, draw: Draw) -> Result<CaseNo, DeskError> {
    for _ in 0..DRAWS {
        let no = centre.rulebook().sealed_no(year, draw());
        if reads.sealed_by_no(no.as_str())?.is_none() && reads.case_by_no(no.as_str())?.is_none() {
            return Ok(no);
        }
    }
    Err(refuse!("no_number_left").into())
}

/// Returns the number of the next ordinary case: one that a case had before it was sealed is not given again.
pub(super) fn next_no(tx: &Tx<'_>, centre: &Centre, year: i32) -> Result<CaseNo, DeskError> {
    let mut seq = tx.next_seq_of_year(year)?;
    loop {
        let no = centre.rulebook().case_no(year, seq);
        if tx.sealed_by_no(no.as_str())?.is_none() {
            return Ok(no);
        }
        seq += 1;
    }
}

/// Completes what was decided where it seals or unseals a case: what other cases and the directory know of it.
pub(super) fn complete(
    tx: &Tx<'_>,
    before: &Case,
    decision: &mut Decision,
    ctx: &Context<'_>,
) -> Result<(), DeskError> {
    let Context { centre, officer, now, .. } = *ctx;
    match (&before.sealed, &decision.case.sealed) {
        (None, Some(_)) => {
            for link in &before.links {
                let Some(row) = tx.case_by_no(link.other.as_str())? else { continue };
                if let Some(forgets) = case::forget(&case_of(tx, &row)?, &before.no, ctx) {
                    commit(tx, centre, &officer.id, now, forgets)?;
                }
            }
        }
        (Some(_), None) => {
            let who = persons::recognise(tx, &decision.case)?;
            if !who.is_empty() {
                let event = CaseEvent::Identified { who };
                decision.case.apply(now, &officer.id, &event);
                decision.events.push(event);
            }
        }
        _ => {}
    }
    Ok(())
}

/// Lets the clocks of sealed cases climb the ladder; nobody is told.
pub(super) fn escalate(tx: &Tx<'_>, ctx: &Context<'_>) -> Result<(), DeskError> {
    for row in tx.sealed_alarms_until(&stamp(ctx.now))? {
        let case: Case = parse(&row.state)?;
        if let Some(decision) = case::escalate(&case, ctx) {
            commit(tx, ctx.centre, &ctx.officer.id, ctx.now, decision)?;
        }
    }
    Ok(())
}

/// Returns the sealed cases that are not over.
pub(super) fn open_cases(reads: &Reads) -> Result<Vec<Case>, DeskError> {
    let cases = reads.sealed_rows()?.into_iter().map(|row: SealedRow| parse::<Case>(&row.state));
    cases.filter(|case| case.as_ref().map_or(true, |case| case.closed_at.is_none())).collect()
}

/// Tells the registrar who may know of a case from now on, for he himself may not.
pub(super) fn farewell(case: &Case, officer: &Officer, centre: &Centre) -> Option<Refusal> {
    let sealing = case.sealed.as_ref().filter(|it| !it.keeps(officer, centre))?;
    let names = sealing.keepers.iter().filter_map(|id| centre.officer(id)).map(|it| it.name.as_str());
    Some(refuse!("sealed_away", keepers = names.collect::<Vec<_>>().join("、")))
}
