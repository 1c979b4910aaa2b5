//! The two threads behind the screen, and what they do while the file cannot be reached.

use super::{Answer, Inbox, News, Notify, Now, Query, Takeout, Write, answer};
use crate::desk::book::{Book, Known, Reviewed, is_out_of_reach, settle};
use crate::desk::{Command, Desk, DeskError, Mode, Order, Receipt, Site, Viewer, acting};
use crate::domain::directory::Officer;
use crate::domain::ids::{CaseNo, OfficerId};
use crate::domain::permission::{self, Right};
use crate::domain::secret::Secret;
use crate::domain::time::Moment;
use crate::refuse;
use crate::store::StoreError;
use std::path::PathBuf;
use std::sync::mpsc::{Receiver, Sender};
use std::sync::{Condvar, Mutex, PoisonError};
use std::time::{Duration, Instant};

/// How often the file is asked whether somebody committed.
const WATCH_EVERY: Duration = Duration::from_millis(250);

/// Something that only the desk that writes can do, and that is no order.
pub(super) type Work = Box<dyn FnOnce(&mut Desk, &OfficerId, Moment) -> Result<Receipt, DeskError> + Send>;

/// What the thread that writes is given to do.
pub(super) enum Job {
    Order(u64, Box<Order>),
    TakeOut(Box<Takeout>, Write),
    SignIn(String, Secret),
    SetPassword(OfficerId, Secret, Secret),
    /// Something that is made of what the desk knows and is to be on record, such as a paper.
    Run(u64, Work),
    /// Somebody asked for what they may not see: what it was, and how it was refused.
    Refused(&'static str, DeskError),
    Discard {
        ticket: u64,
        no: String,
        reason: String,
    },
}

/// What a desk has at hand while the file cannot be reached.
#[derive(Debug, Clone)]
pub struct Local {
    /// The offline book of this account (断网登记簿).
    pub book: Book,
    /// What is remembered of the file.
    pub known: Known,
    /// Who sits here, as last proven.
    pub officer: Officer,
    /// Where the file is, or was.
    pub database: PathBuf,
    /// What this machine knows of where files may lie.
    pub site: Site,
}

impl Local {
    /// Writes a registration that the file could not take into the book; for anything else the file is needed.
    fn instead(&self, order: &Order, now: Moment, why: DeskError) -> Result<Receipt, DeskError> {
        match &order.command {
            // What stands in the book already waits there.
            Command::Register(register) if register.offline.is_none() => {
                self.book.register(&self.known, &self.officer, now, register)
            }
            _ if matches!(
                why,
                DeskError::Store(
                    StoreError::NotFound { .. } | StoreError::Gone { .. } | StoreError::Unavailable { .. }
                )
            ) =>
            {
                Err(refuse!("offline_only_intake").into())
            }
            _ => Err(why),
        }
    }

    fn waiting(&self) -> usize {
        self.book.seen_by(&self.officer, &self.known.centre()).map_or(0, |it| it.waiting().count())
    }

    /// Returns what waits in the book, which nobody can compare with the file now.
    fn unreviewed(&self) -> Result<Answer, DeskError> {
        let contents = self.book.seen_by(&self.officer, &self.known.centre())?;
        let kept = contents.waiting().map(|kept| Reviewed { kept: kept.clone(), findings: Vec::new() });
        Ok(Answer::Book(kept.collect(), contents.faults))
    }

    fn is_back(&self) -> bool {
        Desk::open_at(&self.database, Mode::ReadOnly, &self.site).is_ok()
    }

    fn is_out_of_reach(&self) -> DeskError {
        DeskError::Store(StoreError::NotFound { path: self.database.display().to_string() })
    }
}

/// How often a file that is away is looked for.
const LOOK_EVERY: Duration = Duration::from_secs(1);

/// The thread that reads.
pub(super) struct Reader {
    pub desk: Option<Desk>,
    /// Whether the desk beside it may write.
    pub writes: bool,
    pub local: Option<Local>,
    pub officer: OfficerId,
    /// How the file stood before anybody asked, so that nothing saved while the threads began goes unheard.
    pub token: Option<i64>,
}

impl Reader {
    pub fn run(mut self, inbox: &(Mutex<Inbox>, Condvar), now: &Now, notify: &Notify, jobs: &Sender<Job>) {
        let mut token = self.token;
        // A file that is away from the start is no news.
        let mut reachable = self.desk.is_some();
        let mut looked = Instant::now();
        let mut is_back = false;
        let mut health = None;
        loop {
            let next = {
                let guard = inbox.0.lock().unwrap_or_else(PoisonError::into_inner);
                let idle = |inbox: &mut Inbox| inbox.waiting.is_empty() && !inbox.closed;
                let waited = inbox.1.wait_timeout_while(guard, WATCH_EVERY, idle);
                let (mut guard, _) = waited.unwrap_or_else(PoisonError::into_inner);
                if guard.closed {
                    return;
                }
                guard.waiting.pop_first().map(|(_, question)| question)
            };
            if let Some((generation, query)) = next {
                let result = self.answer(&query, now());
                if let (Some(what), Err(error)) = (query.is_of_one(), &result) {
                    let _ = jobs.send(Job::Refused(what, error.clone()));
                }
                notify(News::Answer { generation, result });
            }
            let seen = self.change_token();
            if seen.is_ok() != reachable {
                reachable = seen.is_ok();
                notify(News::Reachable(reachable));
            }
            let felt = self.desk.as_ref().filter(|_| reachable).map(|desk| desk.store.health_for(self.writes));
            if let Some(felt) = felt.filter(|felt| health.as_ref() != Some(felt)) {
                health = Some(felt.clone());
                notify(News::File(felt));
            }
            // Another file stands in its place, or the old connection leads nowhere: the desk has to be opened anew.
            if !reachable && !is_back && looked.elapsed() >= LOOK_EVERY {
                looked = Instant::now();
                is_back = self.local.as_ref().is_some_and(Local::is_back);
                if is_back {
                    notify(News::Back);
                }
            }
            // `None` is "ask again": somebody holds the file just now.
            if let Ok(Some(newer)) = seen
                && token.replace(newer) != Some(newer)
            {
                notify(News::Changed);
            }
        }
    }

    fn change_token(&self) -> Result<Option<i64>, DeskError> {
        match (&self.desk, &self.local) {
            (Some(desk), _) => desk.change_token(),
            (None, Some(local)) => Err(local.is_out_of_reach()),
            (None, None) => Ok(None),
        }
    }

    fn answer(&mut self, query: &Query, now: Moment) -> Result<Answer, DeskError> {
        match (self.asked(query, now), query, &self.local) {
            // The book lies on this machine; only what stands against entering it is not known yet.
            (Err(error), Query::Book, Some(local)) if is_out_of_reach(&error) => local.unreviewed(),
            (result, ..) => result,
        }
    }

    fn asked(&mut self, query: &Query, now: Moment) -> Result<Answer, DeskError> {
        let (Some(desk), local) = (&mut self.desk, &self.local) else {
            let away = self.local.as_ref().map(Local::is_out_of_reach);
            return Err(away.unwrap_or_else(|| refuse!("not_founded").into()));
        };
        if let (Query::Book, Some(local)) = (query, local) {
            let centre = desk.centre()?;
            let viewer = Viewer::masked(&acting(centre, &self.officer)?);
            let contents = local.book.seen_by(&viewer.officer, centre)?;
            let kept: Vec<_> = contents.waiting().cloned().collect();
            return Ok(Answer::Book(desk.review(&viewer, &kept, now)?, contents.faults));
        }
        answer(desk, query, &self.officer, now)
    }
}

/// The thread that writes.
pub(super) struct Writer {
    pub desk: Option<Desk>,
    pub local: Option<Local>,
    pub officer: OfficerId,
}

impl Writer {
    /// Does what it is given in turn, and gives the connection back at the end.
    pub fn run(mut self, queue: &Receiver<Job>, now: &Now, notify: &Notify) -> Option<Desk> {
        let mut waiting = self.local.as_ref().map_or(0, Local::waiting);
        notify(News::Waiting(waiting));
        while let Ok(job) = queue.recv() {
            notify(match job {
                Job::Refused(what, error) => {
                    if let Some(desk) = &mut self.desk {
                        desk.note_refused(&self.officer, now(), what, &error);
                    }
                    continue;
                }
                Job::Order(ticket, order) => News::Done { ticket, result: self.perform(&order, now()) },
                Job::TakeOut(takeout, write) => {
                    let officer = self.officer.clone();
                    News::TakenOut(self.desk().and_then(|desk| takeout.hand_over(desk, &officer, now(), write)))
                }
                Job::Run(ticket, work) => {
                    let officer = self.officer.clone();
                    News::Done { ticket, result: self.desk().and_then(|desk| work(desk, &officer, now())) }
                }
                Job::Discard { ticket, no, reason } => News::Done { ticket, result: self.discard(&no, &reason, now()) },
                Job::SignIn(who, secret) => News::SignedIn(self.desk().and_then(|desk| {
                    // Somebody may have been entered since, at another desk.
                    desk.refresh()?;
                    desk.sign_in(&who, &secret, now())
                })),
                Job::SetPassword(who, old, new) => {
                    News::PasswordSet(self.desk().and_then(|desk| desk.set_password(&who, &who, &old, &new, now())))
                }
            });
            let count = self.local.as_ref().map_or(0, Local::waiting);
            if count != waiting {
                waiting = count;
                notify(News::Waiting(waiting));
            }
        }
        self.desk
    }

    fn desk(&mut self) -> Result<&mut Desk, DeskError> {
        let away = self.local.as_ref().map(Local::is_out_of_reach);
        self.desk.as_mut().ok_or_else(|| away.unwrap_or_else(|| refuse!("not_founded").into()))
    }

    fn perform(&mut self, order: &Order, now: Moment) -> Result<Receipt, DeskError> {
        let Some(local) = &self.local else {
            let desk = self.desk.as_mut().ok_or_else(|| refuse!("not_founded"))?;
            return desk.perform(&self.officer, now, order);
        };
        let result = match &mut self.desk {
            Some(desk) => desk.perform(&self.officer, now, order),
            None => Err(local.is_out_of_reach()),
        };
        match result {
            Err(error) if is_out_of_reach(&error) => local.instead(order, now, error),
            result => {
                if let Command::Register(register) = &order.command
                    && let Some(offline) = &register.offline
                    && let Err(error) = settle(&local.book, &self.officer, now, &offline.no, &result)
                {
                    // The file has it and will not take it twice; the book is told at the next try.
                    tracing::warn!(%error, "the offline book could not be marked");
                }
                result
            }
        }
    }

    fn discard(&self, no: &str, reason: &str, now: Moment) -> Result<Receipt, DeskError> {
        let Some(local) = &self.local else { return Err(refuse!("book_unknown", no = no).into()) };
        let officer = match &self.desk {
            Some(desk) => acting(desk.centre()?, &self.officer)?,
            None => local.officer.clone(),
        };
        permission::check(&officer, Right::Intake).map_err(DeskError::NotPermitted)?;
        local.book.discard(&self.officer, now, no, reason)?;
        Ok(Receipt { no: Some(CaseNo(no.to_owned())), ..Receipt::default() })
    }
}
