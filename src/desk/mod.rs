//! The desk: the one door through which commands go in and views come out.
//!
//! A command from the screen, the command line or a script becomes an [`Order`]; [`Desk::perform`]
//! opens a write, loads the case, asks the domain to decide, appends what happened, writes the index
//! rows and answers with a [`Receipt`]. Nothing reaches the tables another way.

mod access;
mod alarms;
pub mod alike;
mod audit;
#[cfg(test)]
pub(crate) mod bench;
pub mod book;
mod bulk;
pub mod call_backs;
mod clockwise;
mod copies;
mod directives;
mod error;
pub mod evaluation;
pub mod export;
mod eyes;
mod figures;
mod find;
mod folio;
pub mod incoming;
mod intake;
mod joint;
mod keep;
mod ladder;
pub mod leader;
mod order;
pub mod pages;
mod people;
mod persons;
pub mod pressing;
mod project;
pub mod publication;
pub mod report;
mod restore;
pub mod review;
mod roster;
pub mod sealed;
mod secrets;
pub mod service;
pub mod shift;
mod snapshot;
mod some;
pub mod statistics;
pub mod subsidy;
pub mod supervision;
mod viewer;
pub mod views;
mod whole;

pub use crate::store::{Footing, Health, Mode, Post, Rotated, Rotation, Site, Trouble};
pub use alarms::Alarm;
pub use audit::{AuditFilter, AuditLine};
pub use bulk::OldMatter;
pub use copies::Copies;
pub use directives::{DirectiveFilter, DirectiveLine, DirectiveStep, DirectiveView};
pub use error::DeskError;
pub use find::{Found, Order as FindOrder, Search, vocabulary};
pub use keep::{Moved, RebuildReport, VerifyReport};
pub use order::{Command, Order, Receipt, command_names, command_schema};
pub use people::{Appearance, Member, PersonLine, PersonStep, PersonView};
pub use restore::Restoring;
pub use roster::{PatternLine, RosterDay, RosterWeek};
pub use sealed::{SealedLine, Standing};
pub use secrets::SignedIn;
pub use viewer::Viewer;

use crate::domain::access::{ACCESS_STREAM, AccessEvent};
use crate::domain::case::{self, Case, CaseCommand, Context, Decision};
use crate::domain::centre::{self, Centre, CentreCommand, CentreEvent};
use crate::domain::directory::Officer;
use crate::domain::ids::{CaseId, CaseNo, OfficerId};
use crate::domain::mediation::{EarlierSide, MediationCommand};
use crate::domain::permission::{self, Right};
use crate::domain::refusal::Refusal;
use crate::domain::search::Clue;
use crate::domain::sight;
use crate::domain::time::Moment;
use crate::domain::vocabulary::Role;
use crate::refuse;
use crate::store::{CaseRow, NewEvent, Reads, Store, StoreError, Tx};
use chrono::SubsecRound as _;
use eyes::Eyes;
use snapshot::load_centre;
use std::path::Path;
use std::sync::Arc;

/// The stream of the centre's own events; a case's stream is its identity.
const CENTRE_STREAM: i64 = 0;

/// A desk: one connection to the shared file, with the centre's rules in memory.
#[derive(Debug)]
pub struct Desk {
    store: Store,
    /// Whom the views are shown to, and the connection that shows them where that is not everything.
    viewer: Option<OfficerId>,
    seen: Option<Store>,
    draw: sealed::Draw,
    centre: Option<Arc<Centre>>,
}

/// Writes a moment the way the tables keep it: sortable text.
pub fn stamp(at: Moment) -> String {
    at.format("%Y-%m-%dT%H:%M:%S+08:00").to_string()
}

/// Reads a moment from the tables.
pub fn unstamp(text: &str) -> Result<Moment, DeskError> {
    Moment::parse_from_rfc3339(text).map_err(|fault| DeskError::Unreadable { what: format!("{text}: {fault}") })
}

impl Desk {
    /// Opens the database at a path.
    pub fn open(path: impl AsRef<Path>, mode: Mode) -> Result<Self, DeskError> {
        Self::open_at(path, mode, &Site::default())
    }

    /// Opens the database at a path, in surroundings that may be declared.
    pub fn open_at(path: impl AsRef<Path>, mode: Mode, site: &Site) -> Result<Self, DeskError> {
        let mut desk = Self {
            store: Store::open_at(path, mode, site)?,
            viewer: None,
            seen: None,
            draw: sealed::draw,
            centre: None,
        };
        if desk.store.is_outdated() {
            desk.bring_up()?;
        }
        desk.centre = snapshot::read(&desk.store)?.map(Arc::new);
        if desk.centre.is_none() {
            desk.refresh()?;
            desk.keep_snapshot();
        }
        Ok(desk)
    }

    /// Opens a second connection to the same file, to read beside this one, without reading the rules again.
    pub fn reader(&self) -> Result<Self, DeskError> {
        Ok(Self { store: self.store.beside()?, viewer: None, seen: None, draw: self.draw, centre: self.centre.clone() })
    }

    /// Shows in every view from now on only what an officer may see (查看范围).
    ///
    /// Orders are not narrowed by this but by who gives them.
    pub fn look_as(&mut self, officer: &OfficerId) -> Result<(), DeskError> {
        let centre = self.centre()?;
        self.seen = match sight::reach(&acting(centre, officer)?, centre).principals() {
            None => None,
            Some(open) => Some(self.store.open_for(open)?),
        };
        self.viewer = Some(officer.clone());
        Ok(())
    }

    /// Returns the store underneath, as far as the viewer sees.
    pub fn store(&self) -> &Store {
        self.seen.as_ref().unwrap_or(&self.store)
    }

    /// Says how the file is: where it lies, and what keeps it from being written.
    pub fn health(&self) -> Health {
        self.store.health()
    }

    /// Says how the file is for whoever may write it, also where this connection only reads.
    pub fn health_as_writer(&self) -> Health {
        self.store.health_for(true)
    }

    /// Sets how long a write waits for other desks.
    pub fn set_patience(&mut self, patience: std::time::Duration) {
        self.store.set_patience(patience);
    }

    /// Sets where the numbers of sealed cases are drawn from; at first from the system's randomness.
    pub fn set_draw(&mut self, draw: sealed::Draw) {
        self.draw = draw;
    }

    /// Sets whether what is committed survives a power cut; only a database being made may do without.
    pub fn set_durable(&mut self, durable: bool) -> Result<(), DeskError> {
        Ok(self.store.set_durable(durable)?)
    }

    /// Takes in what other desks changed about the centre.
    pub fn refresh(&mut self) -> Result<(), DeskError> {
        if let Some(newer) = load_centre(&self.store, self.centre.as_ref())? {
            self.centre = Some(newer);
            // The officer may have been given another unit or role.
            if let Some(officer) = self.viewer.clone() {
                self.look_as(&officer)?;
            }
        }
        Ok(self.store().look_again()?)
    }

    /// Returns the centre, or refuses a database in which none was founded.
    pub fn centre(&self) -> Result<&Arc<Centre>, DeskError> {
        self.centre.as_ref().ok_or_else(|| refuse!("not_founded").into())
    }

    /// Does what an officer orders, wholly or not at all.
    ///
    /// # Errors
    /// A refusal by a rule, a missing permission, or what the file could not do; nothing is written then.
    pub fn perform(&mut self, officer: &OfficerId, now: Moment, order: &Order) -> Result<Receipt, DeskError> {
        match self.try_to_perform(officer, now, order) {
            // The reserve is for this: what is being done is brought to an end, then the disk has to be cleared.
            Err(DeskError::Store(StoreError::Full)) if self.store.make_room() => {
                self.try_to_perform(officer, now, order)
            }
            other => other,
        }
    }

    fn try_to_perform(&mut self, officer: &OfficerId, now: Moment, order: &Order) -> Result<Receipt, DeskError> {
        // Every open desk looks after the ladder; nobody takes the file's lock for nothing.
        if order.command == Command::Escalate && !self.is_anything_due(now)? {
            return Ok(Receipt::default());
        }
        let order = order.cleaned()?;
        // The log keeps whole seconds, and what is decided must be what a replay of the log decides.
        let now = now.trunc_subsecs(0);
        let (cached, draw) = (self.centre.clone(), self.draw);
        let done = self.store.write(|tx| -> Result<_, DeskError> {
            let centre = load_centre(tx, cached.as_ref())?.or(cached);
            carry_out(tx, centre, officer, now, draw, &order)
        });
        match done {
            Ok((receipt, centre)) => {
                self.centre = centre;
                // What was done is done, whatever comes of looking again.
                let _ = match self.viewer.clone() {
                    Some(viewer) if matches!(order.command, Command::Centre(_)) => self.look_as(&viewer),
                    _ => self.store().look_again().map_err(DeskError::from),
                };
                Ok(receipt)
            }
            Err(error) => {
                self.note_refused_order(officer, now, &order, &error);
                Err(error)
            }
        }
    }

    /// Tries a command without doing it: what it would warn of, or why it would be refused.
    pub fn consider(
        &self,
        officer: &OfficerId,
        now: Moment,
        no: &CaseNo,
        command: &CaseCommand,
    ) -> Result<Vec<Refusal>, DeskError> {
        let centre = self.centre()?;
        let officer = acting(centre, officer)?;
        if let Err(refusal) = permission::check_case(&officer, centre, command)
            && !sealed::is_entrusted(&self.store, centre, &officer, no, command)?
        {
            return Err(DeskError::NotPermitted(refusal));
        }
        let eyes = Eyes::of(&officer, centre)?;
        let case = load_seen(&self.store, centre, &eyes, &officer, now, no, command)?;
        Ok(consider(&self.store, centre, &eyes, &officer, now, &case, command)?.0.warnings)
    }

    /// Writes down what concerns access: who came in, what was refused or taken out (访问留痕).
    pub fn record(&mut self, officer: &OfficerId, now: Moment, event: &AccessEvent) -> Result<(), DeskError> {
        let now = now.trunc_subsecs(0);
        self.store.write(|tx| {
            let last = u64::try_from(tx.last_seq(ACCESS_STREAM)?).unwrap_or_default();
            append(tx, ACCESS_STREAM, last + 1, now, officer, &[(event.kind().to_owned(), event)])
        })
    }

    /// Loads a case by its number, as far as it is in sight.
    pub fn case(&self, no: &CaseNo) -> Result<Case, DeskError> {
        let mut case = load_case(self.store(), no)?;
        Eyes::default().veil(self.store(), &mut case)?;
        Ok(case)
    }
}

/// Does an order inside a write; returns the receipt, and the centre as it is now.
fn carry_out(
    tx: &Tx<'_>,
    centre: Option<Arc<Centre>>,
    officer: &OfficerId,
    now: Moment,
    draw: sealed::Draw,
    order: &Order,
) -> Result<(Receipt, Option<Arc<Centre>>), DeskError> {
    let (now, doubt) = clockwise::settle(tx, centre.as_deref(), now)?;
    let (mut receipt, centre) = match (&order.command, centre) {
        (Command::Centre(command), centre) => {
            let (receipt, centre) = perform_centre(tx, centre, officer, now, command)?;
            Ok::<_, DeskError>((receipt, centre))
        }
        (_, None) => Err(refuse!("not_founded").into()),
        (Command::Escalate, Some(centre)) => {
            let officer = acting(&centre, officer)?;
            permission::check(&officer, Right::Escalate).map_err(DeskError::NotPermitted)?;
            Ok((ladder::escalate(tx, &centre, &officer, now)?, centre))
        }
        (Command::Register(command), Some(centre)) => {
            Ok((intake::register(tx, &centre, &acting(&centre, officer)?, now, draw, command)?, centre))
        }
        (Command::Incoming(command), Some(centre)) => {
            Ok((incoming::perform(tx, &centre, &acting(&centre, officer)?, now, draw, command)?, centre))
        }
        (Command::RegisterOld(command), Some(centre)) => {
            Ok((intake::register_old(tx, &centre, &acting(&centre, officer)?, now, command)?, centre))
        }
        (Command::Person { person, command }, Some(centre)) => {
            let (rev, events) = persons::perform(tx, &centre, &acting(&centre, officer)?, now, *person, command)?;
            Ok((Receipt { rev, events, ..Receipt::default() }, centre))
        }
        (Command::Roster(command), Some(centre)) => {
            Ok((roster::perform(tx, &centre, &acting(&centre, officer)?, now, command)?, centre))
        }
        (Command::Shift { shift, command }, Some(centre)) => {
            Ok((shift::perform(tx, &centre, &acting(&centre, officer)?, now, shift, command)?, centre))
        }
        (Command::Directive { directive, command }, Some(centre)) => {
            let officer = acting(&centre, officer)?;
            Ok((directives::perform(tx, &centre, &officer, now, directive.as_ref(), command)?, centre))
        }
        (Command::Review(command), Some(centre)) => {
            Ok((review::perform(tx, &centre, &acting(&centre, officer)?, now, command)?, centre))
        }
        (Command::Report(command), Some(centre)) => {
            Ok((report::perform(tx, &centre, &acting(&centre, officer)?, now, command)?, centre))
        }
        (Command::Evaluation(command), Some(centre)) => {
            Ok((evaluation::perform(tx, &centre, &acting(&centre, officer)?, now, command)?, centre))
        }
        (Command::Subsidy(command), Some(centre)) => {
            Ok((subsidy::perform(tx, &centre, &acting(&centre, officer)?, now, command)?, centre))
        }
        (Command::Case(command), Some(centre)) => {
            Ok((perform_case(tx, &centre, &acting(&centre, officer)?, now, order, command)?, centre))
        }
    }?;
    receipt.warnings.extend(doubt);
    Ok((receipt, Some(centre)))
}

/// Returns the officer who acts, as the centre knows them.
fn acting(centre: &Centre, officer: &OfficerId) -> Result<Officer, DeskError> {
    match centre.officer(officer) {
        Some(officer) => Ok(officer.clone()),
        None => Err(DeskError::NotPermitted(refuse!("unknown_officer", officer = officer))),
    }
}

fn parse<T: serde::de::DeserializeOwned>(body: &str) -> Result<T, DeskError> {
    serde_json::from_str(body).map_err(|fault| DeskError::Unreadable { what: fault.to_string() })
}

fn write_out(value: &impl serde::Serialize) -> Result<String, DeskError> {
    serde_json::to_string(value).map_err(|fault| DeskError::Unreadable { what: fault.to_string() })
}

fn load_case(reads: &Reads, no: &CaseNo) -> Result<Case, DeskError> {
    match reads.case_by_no(no.as_str())? {
        Some(row) => case_of(reads, &row),
        None => Err(refuse!("unknown_case", no = no).into()),
    }
}

/// Loads a case on which an officer wants to act: to whoever may not see it, it is not there.
fn load_seen(
    reads: &Reads,
    centre: &Centre,
    eyes: &Eyes,
    officer: &Officer,
    now: Moment,
    no: &CaseNo,
    command: &CaseCommand,
) -> Result<Case, DeskError> {
    if let Some(case) = sealed::load(reads, centre, officer, now, no, command)? {
        return Ok(case);
    }
    eyes.must_see(reads, no)?;
    load_case(reads, no)
}

/// Reads the state beside an index row, or makes it anew from the events of a case at rest.
fn case_of(reads: &Reads, row: &CaseRow) -> Result<Case, DeskError> {
    if let Some(state) = &row.state {
        return parse(state);
    }
    let replayed = keep::replay(CaseId(row.id), &reads.events(row.id, 1)?)?;
    replayed.ok_or_else(|| DeskError::Unreadable { what: format!("{}: no events", row.no) })
}

fn append<E: serde::Serialize>(
    tx: &Tx<'_>,
    stream: i64,
    first: u64,
    at: Moment,
    by: &OfficerId,
    events: &[(String, E)],
) -> Result<(), DeskError> {
    let at = stamp(at);
    for (offset, (kind, event)) in events.iter().enumerate() {
        let seq = i64::try_from(first).unwrap_or(i64::MAX).saturating_add(i64::try_from(offset).unwrap_or(i64::MAX));
        let body = write_out(event)?;
        tx.append(&NewEvent { stream, seq, at: &at, officer: by.as_str(), kind, body: &body })?;
    }
    Ok(())
}

/// Appends a decision's events and writes the index rows of the case after them.
fn commit(
    tx: &Tx<'_>,
    centre: &Centre,
    officer: &OfficerId,
    now: Moment,
    decision: Decision,
) -> Result<Receipt, DeskError> {
    let Decision { case, events, warnings } = decision;
    let first = case.rev - events.len() as u64 + 1;
    let named: Vec<_> = events.iter().map(|event| (event.kind(), event)).collect();
    append(tx, case.id.0, first, now, officer, &named)?;
    let parties = tx.parties_of(case.id.0)?;
    tx.show(&project::shown(&case, centre)?)?;
    persons::follow(tx, case.id, &parties)?;
    directives::follow(tx, centre, officer, now, &case, &events)?;
    let kinds = named.into_iter().map(|(kind, _)| kind).collect();
    Ok(Receipt { no: Some(case.no), rev: case.rev, events: kinds, warnings, ..Receipt::default() })
}

fn perform_case(
    tx: &Tx<'_>,
    centre: &Centre,
    officer: &Officer,
    now: Moment,
    order: &Order,
    command: &CaseCommand,
) -> Result<Receipt, DeskError> {
    let permitted = permission::check_case(officer, centre, command);
    let no = order.no.as_ref().ok_or_else(|| refuse!("number_missing"))?;
    if let Err(refusal) = permitted
        && !sealed::is_entrusted(tx, centre, officer, no, command)?
    {
        return Err(DeskError::NotPermitted(refusal));
    }
    let eyes = Eyes::of(officer, centre)?;
    let case = load_seen(tx, centre, &eyes, officer, now, no, command)?;
    if let Some(seen) = order.rev.filter(|seen| *seen < case.changed_rev) {
        let hidden = eyes.veil(tx, &mut case.clone())?;
        return Err(eyes::kept_from(&hidden, keep::stale(tx, centre, &case, seen)?));
    }
    let mut command = command.clone();
    match &case.sealed {
        None => persons::identify(tx, &eyes, now.date_naive(), &case.parties, &mut command)?,
        Some(_) => persons::leave_out(&mut command),
    }
    let (mut decision, other) = consider(tx, centre, &eyes, officer, now, &case, &command)?;
    let ctx = Context { now, officer, centre, bookings: &[], earlier_sides: &[] };
    sealed::complete(tx, &case, &mut decision, &ctx)?;
    let happened = if case.absorbed.is_empty() { Vec::new() } else { decision.events.clone() };
    decision.warnings.extend(sealed::farewell(&decision.case, officer, centre));
    let receipt = commit(tx, centre, &officer.id, now, decision)?;
    match other {
        Some(other) => drop(commit(tx, centre, &officer.id, now, other)?),
        None => joint::follow(tx, centre, officer, now, &case, &happened)?,
    }
    Ok(receipt)
}

/// Decides a command on a case, with what else the file says about the time and people of a session, and with the
/// other case where two are concerned: what comes of that one stands second. What is said of it is said as far as the
/// officer may know.
fn consider(
    reads: &Reads,
    centre: &Centre,
    eyes: &Eyes,
    officer: &Officer,
    now: Moment,
    case: &Case,
    command: &CaseCommand,
) -> Result<(Decision, Option<Decision>), DeskError> {
    review::keep_apart(reads, centre, case, officer, command)?;
    let (bookings, earlier_sides) = match command {
        CaseCommand::Mediation(
            MediationCommand::Schedule(_)
            | MediationCommand::Reschedule { .. }
            | MediationCommand::ConfirmSession { .. },
        ) => (
            eyes.bookings(reads, views::bookings_from(reads, now - chrono::Duration::days(1))?)?,
            eyes.earlier_sides(reads, earlier_sides(reads, centre, case)?)?,
        ),
        _ => (Vec::new(), Vec::new()),
    };
    let ctx = Context { now, officer, centre, bookings: &bookings, earlier_sides: &earlier_sides };
    if let (Some(_), Some(no)) = (&case.sealed, joint::other(case, command)) {
        return sealed::joint(reads, eyes, case, no, command, &ctx);
    }
    let mut hidden = eyes.veil(reads, &mut case.clone())?;
    let decided = if let Some(no) = joint::other(case, command) {
        match command {
            CaseCommand::Unmerge { .. } if hidden.contains(no) => {
                return Err(refuse!("merged_out_of_sight", no = case.no).into());
            }
            _ => eyes.must_see(reads, no)?,
        }
        let other = load_case(reads, no)?;
        hidden.extend(eyes.veil(reads, &mut other.clone())?);
        let entries = joint::entries(reads, &other, command)?;
        case::decide_with(case, &other, command, &entries, &ctx).map(|(own, theirs)| (own, Some(theirs)))
    } else {
        case::decide(case, command, &ctx).map(|own| (own, None))
    };
    let (mut own, theirs) = decided.map_err(|refusal| eyes::without(&hidden, refusal))?;
    own.warnings = own.warnings.into_iter().map(|it| eyes::without(&hidden, it)).collect();
    Ok((own, theirs))
}

/// Finds where mediators were a party themselves, with or against somebody of this case.
fn earlier_sides(reads: &Reads, centre: &Centre, case: &Case) -> Result<Vec<EarlierSide>, DeskError> {
    const LOOKED_AT: u32 = 50;
    let mut found = Vec::new();
    for party in &case.parties {
        let Some(gram) = Clue::Name(&party.name).gram() else { continue };
        for hit in reads.parties_found(&gram, LOOKED_AT)? {
            if hit.case.id == case.id.0 || hit.party.name != party.name {
                continue;
            }
            let Some(other) = reads.case_by_id(hit.case.id)? else { continue };
            let other = case_of(reads, &other)?;
            for mediator in &centre.mediators {
                let as_party = other.parties.iter().any(|it| it.name == mediator.name);
                let as_lawyer = other.parties.iter().any(|it| it.agent.as_deref() == Some(mediator.name.as_str()));
                if as_party || as_lawyer {
                    found.push(EarlierSide {
                        mediator: mediator.id.clone(),
                        case_no: other.no.clone(),
                        as_lawyer,
                        whom: party.name.clone(),
                    });
                }
            }
        }
    }
    Ok(found)
}

fn perform_centre(
    tx: &Tx<'_>,
    centre: Option<Arc<Centre>>,
    officer: &OfficerId,
    now: Moment,
    command: &CentreCommand,
) -> Result<(Receipt, Arc<Centre>), DeskError> {
    if let Some(centre) = &centre {
        let officer = acting(centre, officer)?;
        permission::check(&officer, permission::centre(command)).map_err(DeskError::NotPermitted)?;
    }
    let events = centre::decide(centre.as_deref(), command)?;
    let before = centre.as_ref().map_or(0, |centre| centre.rev);
    let named: Vec<_> = events.iter().map(|event| (event.kind().to_owned(), event)).collect();
    append(tx, CENTRE_STREAM, before + 1, now, officer, &named)?;
    let kinds: Vec<_> = named.into_iter().map(|(kind, _)| kind).collect();
    let after = match centre {
        Some(centre) => {
            let mut after = Centre::clone(&centre);
            for event in &events {
                after.apply(event)?;
            }
            // Whoever could set that right again has to be able to come in.
            if secrets::can_be_administered(tx, &centre)? && !secrets::can_be_administered(tx, &after)? {
                return Err(refuse!("nobody_could_administer").into());
            }
            after
        }
        None => Centre::replay(&events)?.ok_or_else(|| refuse!("not_founded"))?,
    };
    let mut receipt = Receipt { rev: after.rev, events: kinds, ..Receipt::default() };
    if events.iter().any(|event| matches!(event, CentreEvent::CalendarImported { .. })) {
        receipt.events.extend(keep::move_clocks(tx, &after, officer, now)?);
        directives::move_clocks(tx, &after, officer, now)?;
        // The steps of the ladder are counted in working days, so the rows of folios may differ too.
        folio::rebuild(tx, &after)?;
    }
    snapshot::put(tx, &after)?;
    Ok((receipt, Arc::new(after)))
}

/// Returns the first officer of a fresh database.
pub fn first_officer(id: &str, name: &str) -> Officer {
    Officer {
        id: OfficerId::from(id),
        name: name.to_owned(),
        unit: None,
        roles: vec![Role::DutyOfficer, Role::Coordinator, Role::Leader, Role::Administrator],
        os_user: None,
    }
}

impl From<Refusal> for DeskError {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(refusal)
    }
}

impl From<StoreError> for DeskError {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

#[cfg(test)]
mod tests;
