//! Starting the full screen: terminal, desk, drafts, and the loop that ties them together.

use super::drafts::{Drafts, Keeper};
use super::themes::remember;
use super::{App, Effect, Screen};
use crate::desk::service::{News, Service};
use crate::desk::{Desk, DeskError};
use crate::domain::directory::Officer;
use crate::domain::secret::Seat;
use crate::domain::time::Moment;
use crate::term::{Canvas, Capability, Guard, events};
use crate::tui::run::run;
use crate::tui::theme::{self, Look};
use crate::words::say_with;
use std::io;
use std::path::{Path, PathBuf};
use std::time::Instant;
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
    /// Who sits at the desk.
    pub officer: Officer,
    /// What is known of the terminal.
    pub seat: Seat,
    /// The time at the start; it runs on from there.
    pub now: Moment,
    /// The theme's name, or the one that fits the terminal.
    pub theme: Option<String>,
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

/// Runs the full screen on a desk until the officer leaves.
///
/// # Errors
/// When the desk has no centre or the terminal cannot be used.
pub fn start(options: &Options, desk: Desk) -> Result<(), StartError> {
    let centre = desk.centre()?.clone();
    let capability = Capability::detect();
    let look = look(options.theme.as_deref(), capability);
    let drafts = Drafts::open(&options.drafts, &options.database, options.officer.id.as_str())?;
    let mut app = App::new(look, options.now, options.officer.clone(), centre);
    app.depth = capability.depth;
    app.drafts.clone_from(drafts.all());
    let (mut screen, first) = Screen::new(app);
    if let Some(name) = options.theme.as_deref().filter(|name| !theme::names().any(|known| known == *name)) {
        screen.app.tell(&say_with("themes.unknown", &[("theme", name)]));
    }
    let mut drafts = Keeper::new(drafts);
    let config = options.config.clone();

    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(async move {
        let guard = Guard::take()?;
        let (columns, rows) = guard.size()?;
        let mut canvas = Canvas::new(guard.output()?, columns, rows);
        let (news, heard) = unbounded_channel::<News>();
        let begun = Instant::now();
        let start = options.now;
        let now = move || start + chrono::Duration::from_std(begun.elapsed()).unwrap_or_default();
        // The loop ends before the service does; what comes after that is for nobody.
        let notify = move |item| drop(news.send(item));
        let service = Service::start(desk, &options.officer.id, now, notify)?;
        let mut perform = |effect| perform(effect, &service, &mut drafts, config.as_deref());
        first.into_iter().for_each(&mut perform);
        run(&mut screen, &mut canvas, events()?, heard, perform).await?;
        drop(service);
        drop(guard);
        Ok(())
    })
}

/// Loads a theme, or the usual one when it is not known or none was wished for.
pub(super) fn look(theme: Option<&str>, capability: Capability) -> Look {
    let wished = theme.and_then(|name| Look::load(name, capability.depth).ok());
    wished.or_else(|| Look::load(USUAL, capability.depth).ok()).unwrap_or_else(Look::mono)
}

fn perform(effect: Effect, service: &Service, drafts: &mut Keeper, config: Option<&Path>) {
    match effect {
        Effect::Ask(generation, query) => service.ask(generation, query),
        Effect::Order(ticket, order) => service.order(ticket, *order),
        Effect::Speak(lang) => lang.choose(),
        Effect::Remember(key, value) => {
            if let Some(Err(error)) = config.map(|path| remember(path, key, &value)) {
                tracing::warn!(%error, "a setting could not be remembered");
            }
        }
        Effect::Keep(name, draft) => drafts.keep(name, draft),
    }
}
