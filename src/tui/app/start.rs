//! Starting the full screen: terminal, desk, drafts, and the loop that ties them together.

use super::drafts::{Drafts, Keeper};
use super::printing::carry_out;
use super::themes::remember;
use super::{App, Effect, Screen};
use crate::desk::book::Book;
use crate::desk::service::{Local, News, Service};
use crate::desk::{Copies, Desk, DeskError, Rotation, Site};
use crate::domain::access::Proof;
use crate::domain::directory::Officer;
use crate::domain::secret::Seat;
use crate::domain::time::Moment;
use crate::paper::print::TEMPLATES;
use crate::paper::write_new;
use crate::refuse;
use crate::term::{Canvas, Capability, Guard, Notice, events};
use crate::tui::run::run;
use crate::tui::theme::{self, Look};
use crate::words::say_with;
use std::io;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};
use tokio::sync::mpsc::unbounded_channel;

/// The theme for whoever has not wished for one.
const USUAL: &str = "night";

/// What the full screen is started with.
#[derive(Debug, Clone)]
pub struct Options {
    /// The database.
    pub database: PathBuf,
    /// Where drafts are kept.
    pub drafts: PathBuf,
    /// Who sits at the desk, and what showed that; nothing where a password has to be asked for.
    pub sits: Option<(Officer, Proof)>,
    /// Who it most likely is, where a password has to be asked for.
    pub likely: Option<Officer>,
    /// The offline book, in which intake goes on while the file is away.
    pub book: Book,
    /// Where the file is looked for while it is away; links are followed in `database` already.
    pub looked_for: PathBuf,
    /// What this machine knows of where files may lie.
    pub site: Site,
    /// What is known of the terminal.
    pub seat: Seat,
    /// The time at the start; it runs on from there.
    pub now: Moment,
    /// The theme's name, or the one that fits the terminal.
    pub theme: Option<String>,
    /// After how long without a key the desk is locked; nothing means never.
    pub lock_after: Option<Duration>,
    /// Which copies are made by the calendar.
    pub rotation: Option<Rotation>,
    /// How the terminal tells of something new.
    pub notice: Notice,
    /// Where files go that are taken out; nothing where the screen is not at this machine.
    pub outbox: Option<PathBuf>,
    /// The configuration file, in which theme and language are remembered.
    pub config: Option<PathBuf>,
}

/// Why the full screen ended.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// The desk could not be opened.
    #[error(transparent)]
    Desk(#[from] DeskError),
    /// The terminal or the drafts' folder could not be used.
    #[error(transparent)]
    Io(#[from] io::Error),
}

/// How a sitting ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ended {
    /// The officer left.
    Left,
    /// The file is back: the desk is to be opened anew.
    FileIsBack,
}

impl Options {
    /// Returns what an officer has at hand while the file is away; remembers them where it is not.
    fn local(&self, desk: Option<&Desk>, officer: &Officer, now: Moment) -> Option<Local> {
        if officer.is_nobody() {
            return None;
        }
        if let Some(desk) = desk
            && let Err(error) = self.book.remember(desk, officer, now)
        {
            tracing::warn!(%error, "nothing was kept for working without the file");
        }
        Some(Local {
            known: self.book.known()?,
            book: self.book.clone(),
            officer: officer.clone(),
            database: self.looked_for.clone(),
            site: self.site.clone(),
        })
    }
}

/// Runs the full screen on a desk until the officer leaves; without a desk the file is away, and only intake goes on,
/// in the offline book.
///
/// # Errors
/// When the desk has no centre or the terminal cannot be used.
pub fn start(options: &Options, mut desk: Option<Desk>) -> Result<Ended, StartError> {
    let capability = Capability::detect();
    let mut look = look(options.theme.as_deref(), capability);
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(async move {
        let guard = Guard::take()?;
        let mut events = events()?;
        let begun = Instant::now();
        let start = options.now;
        let now = move || start + chrono::Duration::from_std(begun.elapsed()).unwrap_or_default();
        let mut copies = None;
        if let (Some(desk), Some(plan)) = (&desk, &options.rotation) {
            copies = Some(Copies::start(desk.reader()?, plan.clone(), now)?);
        }
        let _copies = copies;
        let mut sits = options.sits.clone();
        let mut is_first = true;
        // Whoever sits down anew begins with a screen of their own: nothing of the one before is in it.
        loop {
            let mut at = desk.take();
            if let Some(at) = &mut at {
                at.refresh()?;
            }
            let (officer, proof) = sits.take().unzip();
            if let (Some(officer), Some(proof), Some(at)) = (&officer, proof, &mut at)
                && !matches!(proof, Proof::Practice | Proof::Password)
            {
                // A file that has become for looking only is still looked at.
                if let Err(error) = at.came_in(&officer.id, proof, now()) {
                    tracing::warn!(%error, "who came in could not be written down");
                }
            }
            let officer = officer.unwrap_or_else(Officer::nobody);
            let local = options.local(at.as_ref(), &officer, now());
            let centre = match (&at, &local) {
                (Some(at), _) => at.centre()?.clone(),
                (None, Some(local)) => local.known.centre(),
                (None, None) => return Err(DeskError::from(refuse!("not_founded")).into()),
            };
            let mut app = App::new(look, now(), officer.clone(), centre);
            app.reachable = at.is_some();
            app.templates = options.database.with_file_name(TEMPLATES);
            app.depth = capability.depth;
            app.seat = options.seat.clone();
            app.outbox.clone_from(&options.outbox);
            // Nobody has no drafts.
            let drafts = if officer.is_nobody() {
                None
            } else {
                Some(Drafts::open(&options.drafts, &options.database, officer.id.as_str())?)
            };
            if let Some(drafts) = &drafts {
                app.drafts.clone_from(drafts.all());
            }
            let likely = options.likely.clone().filter(|_| is_first && officer.is_nobody());
            let (mut screen, first) = Screen::at_entrance(app, likely);
            screen.lock_after(options.lock_after);
            if let Some(name) = options.theme.as_deref().filter(|name| !theme::names().any(|known| known == *name)) {
                screen.app.tell(&say_with("themes.unknown", &[("theme", name)]));
            }
            let mut drafts = drafts.map(Keeper::new);
            let (columns, rows) = guard.size()?;
            let mut canvas = Canvas::new(guard.output()?, columns, rows);
            canvas.set_notice(options.notice);
            let (news, heard) = unbounded_channel::<News>();
            // The loop ends before the service does; what comes after that is for nobody.
            let notify = move |item| drop(news.send(item));
            let service = Service::start_beside(at, local, &officer.id, now, notify)?;
            let mut perform = |effect| perform(effect, &service, drafts.as_mut(), options.config.as_deref());
            first.into_iter().for_each(&mut perform);
            run(&mut screen, &mut canvas, &mut events, heard, perform).await?;
            desk = service.end();
            if screen.app.begins_anew {
                drop(guard);
                return Ok(Ended::FileIsBack);
            }
            sits = screen.app.next.take();
            look = screen.app.look;
            is_first = false;
            if desk.is_none() || sits.is_none() {
                break;
            }
        }
        drop(guard);
        Ok(Ended::Left)
    })
}

/// Loads a theme, or the usual one when it is not known or none was wished for.
pub(super) fn look(theme: Option<&str>, capability: Capability) -> Look {
    let wished = theme.and_then(|name| Look::load(name, capability.depth).ok());
    wished.or_else(|| Look::load(USUAL, capability.depth).ok()).unwrap_or_else(Look::mono)
}

fn perform(effect: Effect, service: &Service, drafts: Option<&mut Keeper>, config: Option<&Path>) {
    match effect {
        Effect::SignIn(officer, secret) => service.sign_in(officer, secret),
        Effect::SetPassword(officer, old, new) => service.set_password(officer, old, new),
        Effect::Ask(generation, query) => service.ask(generation, query),
        Effect::Discard(ticket, no, reason) => service.discard(ticket, no, reason),
        Effect::TakeOut(takeout) => service.take_out(*takeout, write_new),
        Effect::Order(ticket, order) => service.order(ticket, *order),
        Effect::Print(ticket, printing) => {
            service.run(ticket, move |desk, officer, now| carry_out(desk, officer, now, &printing));
        }
        Effect::Speak(lang) => lang.choose(),
        Effect::Remember(key, value) => {
            if let Some(Err(error)) = config.map(|path| remember(path, key, &value)) {
                tracing::warn!(%error, "a setting could not be remembered");
            }
        }
        Effect::Keep(name, draft) => {
            if let Some(drafts) = drafts {
                drafts.keep(name, draft);
            }
        }
    }
}
