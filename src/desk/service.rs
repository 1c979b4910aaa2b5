//! The desk behind the screen: two threads that own the connections, so that the screen never waits.
//!
//! Reads are latest-wins per slot: of several questions of one kind only the newest is answered.
//! Writes are queued and never dropped. When anybody commits to the file, [`News::Changed`] says so
//! within a quarter of a second.

mod answer;
mod ask;
mod takeout;
mod threads;

pub use answer::{answer, suggest};
pub use ask::{Answer, Query, Week};
pub use takeout::{Takeout, Write};
pub use threads::Local;

use super::{Desk, DeskError, Order, Receipt, SignedIn};
use crate::domain::ids::OfficerId;
use crate::domain::secret::Secret;
use crate::domain::time::Moment;
use crate::store::Health;
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::mpsc::{Sender, channel};
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::thread::{self, JoinHandle};
use threads::{Job, Reader, Writer};

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
    /// Something was taken out into a file, or not.
    TakenOut(Result<PathBuf, DeskError>),
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
        let token = reading.as_ref().and_then(|desk| desk.change_token().ok().flatten());
        let inbox = Arc::new((Mutex::new(Inbox::default()), Condvar::new()));
        let (jobs, queue) = channel();
        let reader = {
            let reader =
                Reader { desk: reading, writes: is_open, local: local.clone(), officer: officer.clone(), token };
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

    /// Queues the writing of something that was taken out; [`News::TakenOut`] says where it went.
    pub fn take_out(&self, takeout: Takeout, write: Write) {
        self.give(Job::TakeOut(Box::new(takeout), write));
    }

    /// Queues something that is made of what the desk knows, such as a paper; it is answered under its ticket.
    pub fn run(
        &self,
        ticket: u64,
        work: impl FnOnce(&mut Desk, &OfficerId, Moment) -> Result<Receipt, DeskError> + Send + 'static,
    ) {
        self.give(Job::Run(ticket, Box::new(work)));
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

#[cfg(test)]
mod tests;
