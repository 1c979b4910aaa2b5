//! The desk behind the screen: two threads that own the connections, so that the screen never waits.
//!
//! Reads are latest-wins per slot: of several questions of one kind only the newest is answered.
//! Writes are queued and never dropped. When anybody commits to the file, [`News::Changed`] says so
//! within a quarter of a second.

mod threads;

pub use threads::Local;

use super::alike::Hit;
use super::book::{Fault, Reviewed};
use super::leader::LeaderView;
use super::pages::{Listed, Listing};
use super::pressing::FolioAlert;
use super::review::RoundView;
use super::shift::ShiftDesk;
use super::supervision::{Checks, HandedLine, PendingLine, Standings};
use super::views::{Alert, CaseView, Counters, Filter, Red, Row, SessionLine, Viewer};
use super::{
    AuditFilter, AuditLine, Desk, DeskError, DirectiveFilter, DirectiveLine, DirectiveView, Found, Order, PersonLine,
    PersonView, Receipt, SealedLine,
};
use super::{RosterWeek, Search, SignedIn};
use crate::domain::alike::Matter;
use crate::domain::case::{Case, CaseCommand, Seal, Sealing, sealing};
use crate::domain::centre::Centre;
use crate::domain::ids::{CaseId, CaseNo, DirectiveNo, OfficerId, PersonId, ShiftKey, UnitId};
use crate::domain::mediation::MediationStatus;
use crate::domain::refusal::Refusal;
use crate::domain::roster::{DutyNow, FloorLine};
use crate::domain::routing::{self, RoutingFacts, Suggestion};
use crate::domain::secret::{Seat, Secret, Way};
use crate::domain::supervision::Figure;
use crate::domain::time::{Day, Moment};
use crate::domain::vocabulary::{CaseKind, Stage};
use crate::refuse;
use crate::store::Health;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::mpsc::{Sender, channel};
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::thread::{self, JoinHandle};
use threads::{Job, Reader, Writer};

/// A question of the screen.
#[derive(Debug, Clone, PartialEq)]
pub enum Query {
    /// The centre's rules, units, rooms and people.
    Centre,
    /// The counters of the top line.
    Counters,
    /// The red alerts nobody has acknowledged, for the bell.
    Reds,
    /// The sealed cases that the officer may know of.
    Sealed,
    /// A list of cases, for a pane.
    Rows {
        /// Which list; each has its own slot.
        list: u8,
        /// Which page of what.
        listing: Box<Listing>,
    },
    /// Cases by what was typed.
    Find(Box<Search>),
    /// Running clocks by urgency.
    Alerts {
        /// What was typed to narrow them down.
        typed: String,
        /// Of one unit only.
        unit: Option<UnitId>,
        /// How many at most.
        limit: u32,
    },
    /// A week of sessions, the cases that wait for one, and the agreements being performed.
    Week {
        /// The Monday.
        from: Day,
        /// What was typed to narrow its lists down.
        typed: String,
    },
    /// One case with its history.
    Case {
        /// Its number.
        no: CaseNo,
        /// Whether masked data is shown.
        revealed: bool,
    },
    /// Earlier cases like what is being typed in.
    Alike(Box<Matter>),
    /// Whether a command would be done: what stands against it, and what could be had instead.
    Try {
        /// The case.
        no: CaseNo,
        /// The command.
        command: Box<CaseCommand>,
    },
    /// A person of the directory.
    Person {
        /// Who.
        id: PersonId,
        /// Whether identity number, phone and address are to be shown in full.
        revealed: bool,
    },
    /// Which persons of the directory fit what is typed.
    People {
        /// What is typed.
        typed: String,
        /// How many at most.
        limit: u32,
    },
    /// What somebody at a seat has to show to be an officer.
    Way {
        /// Who.
        officer: OfficerId,
        /// What is known of the seat.
        seat: Seat,
        /// Whether the officer sat there before the desk was locked.
        back: bool,
    },
    /// The access log, the last first.
    Audit(AuditFilter),
    /// Which units could handle a case, and why.
    Suggest {
        /// The case.
        no: CaseNo,
    },
    /// The three checks, as of now and beside last night's.
    Checks,
    /// How units stand over a period.
    Standings {
        /// The first day.
        from: Day,
        /// The last day.
        to: Day,
    },
    /// The cases behind a figure of a unit's standing.
    BehindFigure {
        /// The first day.
        from: Day,
        /// The last day.
        to: Day,
        /// The unit.
        unit: UnitId,
        /// The figure.
        figure: Figure,
    },
    /// The long-pending cases.
    LongPending,
    /// Directives, what the officer has to do something about first.
    Directives(DirectiveFilter),
    /// One directive with its history.
    Directive {
        /// Its number.
        no: DirectiveNo,
    },
    /// The shift that is on, or another, with its log and its sheet; and what can be taken over.
    Shift {
        /// Which one; nothing for the one that is on.
        shift: Option<ShiftKey>,
    },
    /// The last rounds of reviews.
    Reviews,
    /// What a leader has to look at today.
    Leader,
    /// What waits in the offline book, looked through.
    Book,
    /// Who is on duty now, and who is on the floor.
    Duty,
    /// A week of the roster.
    Roster {
        /// The Monday.
        from: Day,
    },
}

impl Query {
    /// Returns what is wanted where the question is about one case or person: to be refused that is worth noting.
    const fn is_of_one(&self) -> Option<&'static str> {
        match self {
            Self::Case { .. } => Some("show"),
            Self::Person { .. } => Some("person"),
            Self::Try { .. } => Some("try"),
            Self::Suggest { .. } => Some("suggest"),
            Self::Audit(_) => Some("audit"),
            Self::Directive { .. } => Some("directive"),
            _ => None,
        }
    }

    /// Returns the slot of the question: a newer question in the same slot replaces an older one, and of several
    /// that wait the lowest is answered first, which is what most of the screen is made of.
    fn slot(&self) -> (u8, u8) {
        match self {
            Self::Find(_) => (0, 0),
            Self::Rows { list, .. } => (0, 1 + *list),
            Self::Alerts { .. } => (1, 0),
            Self::Week { .. } => (2, 0),
            Self::Case { .. } => (3, 0),
            Self::Alike(_) => (4, 0),
            Self::Try { .. } => (5, 0),
            Self::Suggest { .. } => (6, 0),
            Self::Counters => (7, 0),
            Self::Centre => (8, 0),
            Self::Reds => (9, 0),
            Self::Sealed => (10, 0),
            Self::Person { .. } => (20, 0),
            Self::People { .. } => (21, 0),
            Self::Way { .. } => (22, 0),
            Self::Book => (23, 0),
            Self::Audit(_) => (24, 0),
            Self::Directives(_) => (30, 0),
            Self::Directive { .. } => (31, 0),
            Self::Shift { shift: None } => (35, 0),
            Self::Shift { .. } => (36, 0),
            Self::Checks => (40, 0),
            Self::Standings { .. } => (41, 0),
            Self::BehindFigure { .. } => (42, 0),
            Self::LongPending => (43, 0),
            Self::Duty => (11, 0),
            Self::Roster { .. } => (12, 0),
            Self::Reviews => (44, 0),
            Self::Leader => (45, 0),
        }
    }
}

/// The answer to a [`Query`].
#[derive(Debug, Clone)]
pub enum Answer {
    /// To [`Query::Centre`].
    Centre(Arc<Centre>),
    /// To [`Query::Counters`].
    Counters(Counters),
    /// To [`Query::Reds`].
    Reds(BTreeSet<Red>),
    /// To [`Query::Sealed`].
    Sealed(Vec<SealedLine>),
    /// To [`Query::Rows`].
    Rows(u8, Listed),
    /// To [`Query::Find`]: what was looked for, and what was found.
    Found(Box<Search>, Box<Found>),
    /// To [`Query::Alerts`]: time limits of cases, and folios that press.
    Alerts(Vec<Alert>, Vec<FolioAlert>),
    /// To [`Query::Week`].
    Week(Week),
    /// To [`Query::Case`].
    Case(Box<CaseView>),
    /// To [`Query::Alike`], the likeliest first.
    Alike(Vec<Hit>),
    /// To [`Query::Try`]: warnings, or the refusal with its causes and offers.
    Tried(Result<Vec<Refusal>, DeskError>),
    /// To [`Query::Person`].
    Person(Box<PersonView>),
    /// To [`Query::People`].
    People(Vec<PersonLine>),
    /// To [`Query::Way`]: for whom, and what.
    Way(OfficerId, Way),
    /// To [`Query::Audit`].
    Audit(Vec<AuditLine>),
    /// To [`Query::Suggest`].
    Suggest(Vec<Suggestion>),
    /// To [`Query::Shift`].
    Shift(Box<ShiftDesk>),
    /// To [`Query::Checks`].
    Checks(Checks),
    /// To [`Query::Standings`].
    Standings(Standings),
    /// To [`Query::BehindFigure`]: of which unit, which figure.
    BehindFigure(UnitId, Figure, Vec<HandedLine>),
    /// To [`Query::LongPending`].
    LongPending(Vec<PendingLine>),
    /// To [`Query::Directives`].
    Directives(Vec<DirectiveLine>),
    /// To [`Query::Directive`].
    Directive(Box<DirectiveView>),
    /// To [`Query::Reviews`].
    Reviews(Vec<RoundView>),
    /// To [`Query::Leader`].
    Leader(Box<LeaderView>),
    /// To [`Query::Book`]: what waits, and what is wrong with the book.
    Book(Vec<Reviewed>, Vec<Fault>),
    /// To [`Query::Duty`].
    Duty(Box<DutyNow>),
    /// To [`Query::Roster`].
    Roster(Box<RosterWeek>),
}

/// A week of joint mediation.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Week {
    /// The Monday.
    pub from: Option<Day>,
    /// The sessions, in order.
    pub sessions: Vec<SessionLine>,
    /// Cases at work that could be mediated and have no session ahead.
    pub waiting: Vec<Row>,
    /// Running performance and confirmation clocks.
    pub performing: Vec<Alert>,
    /// Which of their cases fit what was typed; nothing where all do.
    pub fitting: Option<BTreeSet<CaseId>>,
}

/// What the service tells the screen.
#[derive(Debug)]
pub enum News {
    /// A question was answered.
    Answer {
        /// The generation of the question; late answers can be told by it.
        generation: u64,
        /// The answer.
        result: Result<Answer, DeskError>,
    },
    /// An order was done or not.
    Done {
        /// The ticket given when it was ordered.
        ticket: u64,
        /// The receipt or the reason.
        result: Result<Receipt, DeskError>,
    },
    /// Somebody signed in with a password, or not.
    SignedIn(Result<SignedIn, DeskError>),
    /// A password was set, or not.
    PasswordSet(Result<(), DeskError>),
    /// Somebody committed to the file.
    Changed,
    /// The file cannot be reached, or can be again.
    Reachable(bool),
    /// The file is otherwise than before: nearly full, damaged, for looking only.
    File(Health),
    /// The file can be opened anew, which takes a new start at the desk.
    Back,
    /// So many matters of the offline book wait to be entered.
    Waiting(usize),
}

type Notify = Arc<dyn Fn(News) + Send + Sync>;
type Now = Arc<dyn Fn() -> Moment + Send + Sync>;

#[derive(Debug, Default)]
struct Inbox {
    waiting: BTreeMap<(u8, u8), (u64, Query)>,
    closed: bool,
}

/// The screen's handle on the desk.
pub struct Service {
    inbox: Arc<(Mutex<Inbox>, Condvar)>,
    jobs: Option<Sender<Job>>,
    reader: Option<JoinHandle<()>>,
    writer: Option<JoinHandle<Option<Desk>>>,
}

impl std::fmt::Debug for Service {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Service").finish_non_exhaustive()
    }
}

impl Service {
    /// Starts the threads for an officer, with the connection that writes; `notify` is called from them, `now` tells the time.
    /// For nobody yet, only who there is and how to sign in is answered.
    ///
    /// # Errors
    /// What the file could not do when it was opened.
    pub fn start(
        desk: Desk,
        officer: &OfficerId,
        now: impl Fn() -> Moment + Send + Sync + 'static,
        notify: impl Fn(News) + Send + Sync + 'static,
    ) -> Result<Self, DeskError> {
        Self::start_beside(Some(desk), None, officer, now, notify)
    }

    /// Starts the threads with a book in which intake goes on while the file cannot be reached. Without a desk the
    /// file is out of reach from the start: then only the book can be written to, and the file is looked for.
    ///
    /// # Errors
    /// What the file could not do when it was opened.
    pub fn start_beside(
        desk: Option<Desk>,
        local: Option<Local>,
        officer: &OfficerId,
        now: impl Fn() -> Moment + Send + Sync + 'static,
        notify: impl Fn(News) + Send + Sync + 'static,
    ) -> Result<Self, DeskError> {
        let (now, notify): (Now, Notify) = (Arc::new(now), Arc::new(notify));
        let is_open = desk.as_ref().is_some_and(|desk| !desk.store.is_read_only());
        let mut reading = desk.as_ref().map(Desk::reader).transpose()?;
        if let Some(reading) = reading.as_mut().filter(|_| !officer.as_str().is_empty()) {
            reading.look_as(officer)?;
        }
        let inbox = Arc::new((Mutex::new(Inbox::default()), Condvar::new()));
        let (jobs, queue) = channel();
        let reader = {
            let reader = Reader { desk: reading, writes: is_open, local: local.clone(), officer: officer.clone() };
            let (inbox, now, notify) = (inbox.clone(), now.clone(), notify.clone());
            let jobs = jobs.clone();
            thread::Builder::new().name("desk-read".into()).spawn(move || reader.run(&inbox, &now, &notify, &jobs))
        };
        let writer = {
            let writer = Writer { desk, local, officer: officer.clone() };
            thread::Builder::new().name("desk-write".into()).spawn(move || writer.run(&queue, &now, &notify))
        };
        let failed = |fault: std::io::Error| DeskError::Unreadable { what: fault.to_string() };
        let (reader, writer) = (Some(reader.map_err(failed)?), Some(writer.map_err(failed)?));
        Ok(Self { inbox, jobs: Some(jobs), reader, writer })
    }

    /// Ends the threads, with all that was ordered done, and gives the writing connection back.
    pub fn end(mut self) -> Option<Desk> {
        self.stop()
    }

    fn stop(&mut self) -> Option<Desk> {
        self.inbox.0.lock().unwrap_or_else(PoisonError::into_inner).closed = true;
        self.inbox.1.notify_all();
        self.jobs = None;
        if let Some(reader) = self.reader.take() {
            let _ = reader.join();
        }
        self.writer.take()?.join().ok().flatten()
    }

    fn give(&self, job: Job) {
        if let Some(jobs) = &self.jobs {
            // The writer ends only when this handle is dropped.
            let _ = jobs.send(job);
        }
    }

    /// Lets somebody sign in, named by code or name; [`News::SignedIn`] says what came of it.
    pub fn sign_in(&self, officer: String, secret: Secret) {
        self.give(Job::SignIn(officer, secret));
    }

    /// Sets an officer's own password, knowing the old one; [`News::PasswordSet`] says what came of it.
    pub fn set_password(&self, officer: OfficerId, old: Secret, new: Secret) {
        self.give(Job::SetPassword(officer, old, new));
    }

    /// Asks a question; the newest of its slot is answered.
    pub fn ask(&self, generation: u64, query: Query) {
        let mut inbox = self.inbox.0.lock().unwrap_or_else(PoisonError::into_inner);
        inbox.waiting.insert(query.slot(), (generation, query));
        self.inbox.1.notify_one();
    }

    /// Queues an order; it is done in turn and answered under its ticket.
    pub fn order(&self, ticket: u64, order: Order) {
        self.give(Job::Order(ticket, Box::new(order)));
    }

    /// Queues the discarding of a matter of the offline book, with a reason; it is answered under its ticket.
    pub fn discard(&self, ticket: u64, no: String, reason: String) {
        self.give(Job::Discard { ticket, no, reason });
    }
}

impl Drop for Service {
    fn drop(&mut self) {
        drop(self.stop());
    }
}

/// Answers one question.
///
/// # Errors
/// What the file could not do, or a case that is not there.
pub fn answer(desk: &mut Desk, query: &Query, officer: &OfficerId, now: Moment) -> Result<Answer, DeskError> {
    desk.refresh()?;
    let centre = desk.centre()?.clone();
    if officer.as_str().is_empty() && !matches!(query, Query::Centre | Query::Way { .. }) {
        return Err(DeskError::NotPermitted(refuse!("not_signed_in")));
    }
    Ok(match query {
        Query::Way { officer: whose, seat, back } => {
            Answer::Way(whose.clone(), desk.way(&super::acting(&centre, whose)?, seat, *back)?)
        }
        Query::Centre => Answer::Centre(centre),
        Query::Counters => Answer::Counters(desk.counters(now)?),
        Query::Reds => Answer::Reds(desk.reds()?),
        Query::Sealed => Answer::Sealed(desk.sealed(officer, now)?),
        Query::Rows { list, listing } => Answer::Rows(*list, desk.page(listing, now)?),
        Query::Find(search) => {
            let viewer = Viewer { officer: super::acting(&centre, officer)?, revealed: false };
            Answer::Found(search.clone(), Box::new(desk.find(&viewer, search, now)?))
        }
        Query::Alerts { unit, limit, typed } => {
            let mut alerts = desk.alerts(None, unit.as_ref(), *limit, now)?;
            if let Some(fitting) = desk.fitting(typed, officer, alerts.iter().map(|alert| alert.case.id), now)? {
                alerts.retain(|alert| fitting.contains(&alert.case.id));
            }
            let mut folios = desk.folio_alerts(None, unit.as_ref(), *limit, now)?;
            folios.retain(|folio| folio.fits(typed));
            Answer::Alerts(alerts, folios)
        }
        Query::Week { from, typed } => {
            let mut week = week(desk, *from, now)?;
            let sessions = week.sessions.iter().map(|line| line.id);
            let waiting = week.waiting.iter().map(|row| row.id);
            let all = sessions.chain(waiting).chain(week.performing.iter().map(|alert| alert.case.id));
            week.fitting = desk.fitting(typed, officer, all, now)?;
            Answer::Week(week)
        }
        Query::Case { no, revealed } => {
            let viewer = Viewer::of(super::acting(&centre, officer)?, *revealed);
            Answer::Case(Box::new(desk.view_for(no, &viewer, now)?))
        }
        Query::Person { id, revealed } => {
            let viewer = Viewer::of(super::acting(&centre, officer)?, *revealed);
            Answer::Person(Box::new(desk.person(*id, &viewer, now)?))
        }
        Query::Audit(filter) => Answer::Audit(desk.audit(&super::acting(&centre, officer)?, filter)?),
        Query::People { typed, limit } => {
            Answer::People(desk.people(typed, &Viewer::masked(&super::acting(&centre, officer)?), *limit)?)
        }
        Query::Alike(typed) => Answer::Alike(desk.alike(typed, None, now)?),
        Query::Try { no, command } => Answer::Tried(desk.consider(officer, now, no, command)),
        Query::Directives(filter) => {
            Answer::Directives(desk.directives(filter, &Viewer::masked(&super::acting(&centre, officer)?))?)
        }
        Query::Directive { no } => {
            Answer::Directive(Box::new(desk.directive(no, &Viewer::masked(&super::acting(&centre, officer)?))?))
        }
        Query::Shift { shift } => {
            let viewer = Viewer::masked(&super::acting(&centre, officer)?);
            Answer::Shift(Box::new(desk.shift_desk(shift.as_ref(), &viewer, now)?))
        }
        Query::Checks => Answer::Checks(desk.checks(now)?),
        Query::Standings { from, to } => Answer::Standings(desk.standings(*from, *to, None, now)?),
        Query::BehindFigure { from, to, unit, figure } => {
            let lines = desk.behind_figure(*from, *to, unit, *figure, now)?;
            Answer::BehindFigure(unit.clone(), *figure, lines)
        }
        Query::Leader => {
            let viewer = Viewer::masked(&super::acting(&centre, officer)?);
            Answer::Leader(Box::new(desk.leader(&viewer, now)?))
        }
        Query::Reviews => Answer::Reviews(desk.review_rounds(None)?),
        Query::Duty => Answer::Duty(Box::new(desk.duty(now)?)),
        Query::Roster { from } => {
            Answer::Roster(Box::new(desk.roster_week(*from, &super::acting(&centre, officer)?, now)?))
        }
        Query::Suggest { no } => {
            let case = desk.case_for(no, officer, now)?;
            Answer::Suggest(suggest(&case, &centre, &desk.floor(now.date_naive())?, now))
        }
        Query::LongPending => {
            let viewer = Viewer::masked(&super::acting(&centre, officer)?);
            Answer::LongPending(desk.long_pending(&viewer, now)?)
        }
        // Only a desk with a book of its own has one to look through.
        Query::Book => Answer::Book(Vec::new(), Vec::new()),
    })
}

fn week(desk: &Desk, from: Day, now: Moment) -> Result<Week, DeskError> {
    let performing = desk
        .alerts(None, None, 2000, now)?
        .into_iter()
        .filter(|alert| {
            use crate::domain::vocabulary::ClockKind::{JudicialConfirmation, Performance};
            matches!(alert.clock, Performance | JudicialConfirmation)
        })
        .collect();
    let at_work = Filter {
        stages: vec![Stage::Accepted, Stage::Conference, Stage::Handling],
        by_due: true,
        limit: 200,
        ..Filter::default()
    };
    // Whether a mediation is over, or a hold has run out, stands in the case only.
    let waits = |row: &Row| {
        desk.case(&row.no).is_ok_and(|case| {
            case.mediation.status == MediationStatus::Open && !case.mediation.sessions.iter().any(|it| it.is_live(now))
        })
    };
    let waiting = desk
        .rows(&at_work, now)?
        .into_iter()
        .filter(|row| row.kind == crate::domain::vocabulary::CaseKind::Dispute)
        .filter(waits)
        .collect();
    let sessions = desk.sessions(from, from + chrono::Duration::days(7))?;
    Ok(Week { from: Some(from), sessions, waiting, performing, fitting: None })
}

/// Suggests units for a case, with reasons, by who is on the floor.
pub fn suggest(case: &Case, centre: &Centre, floor: &[FloorLine], now: Moment) -> Vec<Suggestion> {
    let names: Vec<&str> = case.parties.iter().map(|party| party.name.as_str()).collect();
    let is_party =
        |unit: &&crate::domain::unit::Unit| names.iter().any(|name| *name == unit.name || *name == unit.short);
    // Nor is whoever is complained of, or any unit below.
    let complained_of = match &case.sealed {
        Some(sealing) => sealing.accused.clone(),
        None if case.kind == CaseKind::Complaint => sealing::complained_of(case, centre),
        None => Vec::new(),
    };
    let sealing = Sealing::of(&Seal { accused: complained_of, ..Seal::default() }, now);
    let accused = |unit: &UnitId| sealing.accuses_unit(unit, centre);
    let facts = RoutingFacts {
        category: case.category.clone(),
        kind: case.kind,
        place: case.place.clone().unwrap_or_default(),
        party_units: centre
            .units
            .iter()
            .filter(|unit| is_party(unit) || accused(&unit.id))
            .map(|unit| unit.id.clone())
            .collect(),
        narrative: case.narrative.clone(),
        parties_places: case.parties.iter().filter_map(|party| party.place.clone()).collect(),
        floor: floor.to_vec(),
    };
    routing::suggest(&facts, &centre.units, centre.rulebook_of(&case.rulebook))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::desk::Mode;
    use crate::desk::bench::{self, monday as now};
    use std::sync::mpsc::Receiver;
    use std::sync::mpsc::RecvTimeoutError;
    use std::time::Duration;

    /// Long enough for the slowest machine; nothing waits this long when all is well.
    const DEADLINE: Duration = Duration::from_mins(1);

    fn founded(folder: &tempfile::TempDir) -> Desk {
        bench::founded(folder.path().join("desk.db"), &bench::wang(), now(), true)
    }

    fn serve(desk: Desk) -> (Service, Receiver<News>) {
        let (sender, news) = channel();
        let sender = Mutex::new(sender);
        let notify = move |item| drop(sender.lock().unwrap().send(item));
        (Service::start(desk, &OfficerId::from("wang"), now, notify).unwrap(), news)
    }

    fn wait_for<T>(news: &Receiver<News>, mut wanted: impl FnMut(News) -> Option<T>) -> T {
        loop {
            match news.recv_timeout(DEADLINE) {
                Ok(item) => {
                    if let Some(found) = wanted(item) {
                        return found;
                    }
                }
                Err(RecvTimeoutError::Timeout | RecvTimeoutError::Disconnected) => panic!("the news did not come"),
            }
        }
    }

    fn register() -> Order {
        Order::from_json(
            r#"{"command":"register","kind":"inquiry","channel":"phone","narrative":"问低保",
                "parties":[{"side":"applicant","name":"孙问路"}]}"#,
        )
        .unwrap()
    }

    #[test]
    fn what_one_desk_saves_another_hears_of_and_can_read() {
        let folder = tempfile::tempdir().unwrap();
        let first = founded(&folder);
        let second = Desk::open(folder.path().join("desk.db"), Mode::ReadWrite).unwrap();
        let (here, done) = serve(first);
        let (there, news) = serve(second);
        here.order(1, register());
        let receipt = wait_for(&done, |item| match item {
            News::Done { ticket: 1, result } => Some(result),
            _ => None,
        });
        receipt.unwrap();
        wait_for(&news, |item| matches!(item, News::Changed).then_some(()));
        there.ask(7, Query::Rows { list: 0, listing: Box::new(Listing { rows: 9, ..Listing::default() }) });
        let rows = wait_for(&news, |item| match item {
            News::Answer { generation: 7, result: Ok(Answer::Rows(0, rows)) } => Some(rows),
            _ => None,
        });
        assert_eq!(rows.rows.len(), 1);
    }

    #[test]
    fn while_another_program_holds_the_file_reading_goes_on_and_saving_waits() {
        let folder = tempfile::tempdir().unwrap();
        let desk = founded(&folder);
        let foreign = rusqlite::Connection::open(folder.path().join("desk.db")).unwrap();
        foreign.execute_batch("BEGIN IMMEDIATE").unwrap();
        let (service, news) = serve(desk);
        service.order(1, register());
        service.ask(2, Query::Counters);
        wait_for(&news, |item| match item {
            News::Answer { generation: 2, result } => Some(result.unwrap()),
            News::Done { .. } => panic!("nothing can be saved while the file is held"),
            _ => None,
        });
        foreign.execute_batch("ROLLBACK").unwrap();
        let receipt = wait_for(&news, |item| match item {
            News::Done { ticket: 1, result } => Some(result),
            _ => None,
        });
        assert!(receipt.is_ok(), "{receipt:?}");
    }

    #[test]
    fn every_order_is_done_in_turn_and_of_questions_only_the_newest_matters() {
        let folder = tempfile::tempdir().unwrap();
        let (service, news) = serve(founded(&folder));
        for ticket in 1..=20 {
            service.order(ticket, register());
            service.ask(ticket, Query::Counters);
        }
        let (mut done, mut last) = (Vec::new(), 0);
        while done.len() < 20 || last < 20 {
            match news.recv_timeout(DEADLINE).expect("news") {
                News::Done { ticket, result } => done.push((ticket, result.unwrap().no.unwrap().to_string())),
                News::Answer { generation, .. } => last = last.max(generation),
                _ => {}
            }
        }
        let numbers: Vec<_> = (1..=20).map(|n| (n, format!("ZZ2026-{n:05}"))).collect();
        assert_eq!(done, numbers);
    }
}
