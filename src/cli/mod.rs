//! The command line: the same door and the same views as the screen, for scripts, shells and SSH.
//!
//! `docs/cli.md` is the reference made from these definitions; exit codes and JSON shapes are a contract.

mod args;
mod audit;
mod authorized;
mod book;
mod call_backs;
mod case_file;
mod crypt;
mod dates;
mod directive;
mod directory;
mod doctor;
mod duty;
mod evaluation;
mod export;
mod fail;
mod figures;
mod help;
mod hook;
mod identity;
mod import;
mod incoming;
mod intake;
mod joint;
mod keeping;
mod keys;
mod leader;
mod ledger;
mod lookup;
mod meta;
mod officer;
mod out;
mod person;
mod place;
mod print;
mod progress;
mod publication;
mod reference;
mod remote;
mod report;
mod restoring;
mod review;
mod rules;
mod script;
mod sealed;
mod sheet;
mod shift;
mod show;
mod sshd;
mod subsidy;
mod supervision;
mod watch;

pub use reference::reference;

use crate::desk::book::{Book, Known};
use crate::desk::{Desk, DeskError, FindOrder, Order, Receipt, Viewer};
use crate::domain::access::{AccessEvent, Proof};
use crate::domain::case::CaseCommand;
use crate::domain::centre::{Centre, CentreCommand};
use crate::domain::directory::Officer;
use crate::domain::ids::{CaseNo, UnitId};
use crate::domain::secret::Seat;
use crate::domain::time::{Moment, cst};
use crate::refuse;
use crate::store::{Mode, StoreError};
use crate::tui::app::{Ended, Options, StartError, WizardOptions, start, wizard};
use crate::words::{self, say_with};
use args::{Cli, Global, Verb};
use chrono::{DateTime, Datelike, Utc};
use clap::{CommandFactory, FromArgMatches};
use fail::Fail;
use out::Out;
use remote::Way;
use std::ffi::OsString;
use std::io::IsTerminal;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Runs a command line and returns the exit code: 0 done, 1 refused by a rule, 2 wrong usage, 3 database
/// unreachable, busy too long or damaged, 4 not permitted.
///
/// `clock` is asked for the time whenever something is done.
pub fn run(args: impl IntoIterator<Item = OsString>, clock: &dyn Fn() -> DateTime<Utc>) -> u8 {
    let args: Vec<OsString> = args.into_iter().collect();
    let clock = || clock().with_timezone(&cst());
    let cli = match parse(&args) {
        Ok(cli) => cli,
        Err(error) => return help::answer(&error, &args),
    };
    // A key without a command is what a line of authorized_keys forces: what is wanted comes from the officer.
    if cli.global.as_key.is_some() && cli.verb.is_none() {
        return remote::run(cli.global, &clock);
    }
    carry_out(cli, &clock)
}

/// Reads a command line in the language it asks for.
fn parse(args: &[OsString]) -> Result<Cli, clap::Error> {
    place::language(args).choose();
    // The words of help are only looked up for whoever has to read them.
    let read = Cli::command().try_get_matches_from(args).or_else(|_| help::command().try_get_matches_from(args));
    read.and_then(|found| Cli::from_arg_matches(&found))
}

/// Does what a command line says, and says how it ended.
fn carry_out(cli: Cli, clock: &dyn Fn() -> Moment) -> u8 {
    let signs_in =
        cli.global.as_key.is_some() && cli.verb.as_ref().is_some_and(|verb| remote::way(verb) == Way::Writes);
    let app = App { signs_in, ..App::new(cli.global, clock) };
    let ended = dispatch(&app, cli.verb).and_then(|()| app.out.flush());
    match ended {
        Ok(()) => 0,
        Err(fail) => {
            fail.report(&app.out);
            fail.exit_code()
        }
    }
}

fn dispatch(app: &App<'_>, verb: Option<Verb>) -> Result<(), Fail> {
    let Some(verb) = verb else {
        return full_screen(app, &app.path()?, None);
    };
    match verb {
        Verb::Init(form) => keeping::init(app, &form),
        Verb::Demo(form) => keeping::demo(app, &form),
        Verb::Find { words, limit, scope, newest } => {
            let order = if newest { FindOrder::Newest } else { FindOrder::Best };
            lookup::find(app, &words, limit, scope, order)
        }
        Verb::Show { no, why } => show::show(app, &no, why),
        Verb::Due { within, unit, limit } => lookup::due(app, within, unit.as_deref(), limit),
        Verb::Today => lookup::today(app),
        Verb::Duty { date } => duty::duty(app, date),
        Verb::Roster(verb) => duty::roster(app, verb),
        Verb::Take { text, dry_run, accept, offline } => intake::take(app, &text.join(" "), dry_run, accept, offline),
        Verb::Book(verb) => book::book(app, verb),
        Verb::Link { no, other, kind, note, remove } => joint::link(app, &no, &other, kind, &note, remove),
        Verb::Merge { no, into, reason } => joint::merge(app, &no, &into, reason),
        Verb::Unmerge { no, reason, entries } => joint::unmerge(app, &no, reason, entries),
        Verb::Do { file, schema } => script::run(app, file.as_deref(), schema),
        Verb::Workdays { date, n, explain } => dates::workdays(app, date, n, explain),
        Verb::Calendar(verb) => dates::calendar(app, verb),
        Verb::Unit(verb) => directory::unit(app, verb),
        Verb::Room(verb) => directory::room(app, verb),
        Verb::Mediator(verb) => directory::mediator(app, verb),
        Verb::Officer(verb) => officer::officer(app, verb),
        Verb::SshKey(verb) => keys::keys(app, verb),
        Verb::Person(verb) => person::person(app, verb),
        Verb::Sealed(verb) => sealed::sealed(app, verb),
        Verb::Rulebook(verb) => rules::rulebook(app, verb),
        Verb::Directive(verb) => directive::directive(app, verb),
        Verb::CaseFile(form) => case_file::case_file(app, form),
        Verb::Print(form) => print::print(app, form),
        Verb::Form(verb) => print::form(app, verb),
        Verb::Checks { night } => supervision::checks(app, night),
        Verb::Standing(form) => supervision::standing(app, &form),
        Verb::Figures(form) => figures::figures(app, &form),
        Verb::Peace(form) => figures::peace(app, &form),
        Verb::Review(verb) => review::review(app, verb),
        Verb::Evaluation(verb) => evaluation::evaluation(app, verb),
        Verb::Subsidy(verb) => subsidy::subsidy(app, verb),
        Verb::Publish(verb) => publication::publish(app, verb),
        Verb::LookupPublic(form) => publication::lookup(app, &form),
        Verb::CallBacks(form) => call_backs::call_backs(app, &form),
        Verb::Report(verb) => report::report(app, &verb),
        Verb::Leader { officer } => leader::leader(app, officer.as_deref()),
        Verb::LongPending => supervision::long_pending(app),
        Verb::Shift(verb) => shift::shift(app, verb),
        Verb::Escalate => keeping::escalate(app),
        Verb::Watch(form) => watch::watch(app, &form),
        Verb::Audit { officer, no, from, to, kind, limit } => {
            audit::audit(app, audit::Wanted { officer, no, from, to, kind, limit })
        }
        Verb::Verify => keeping::verify(app),
        Verb::Rebuild => keeping::rebuild(app),
        Verb::Encrypt { to, key } => crypt::encrypt(app, &to, key.as_deref()),
        Verb::Decrypt { to } => crypt::decrypt(app, &to),
        Verb::Key(verb) => crypt::key(app, verb),
        Verb::Import(form) => import::import(app, &form),
        Verb::Incoming(verb) => incoming::incoming(app, verb),
        Verb::Export(form) if form.all => export::all(app, &form),
        Verb::Export(form) => ledger::one(app, &form),
        Verb::Backup { path: Some(path), .. } => restoring::backup(app, &path),
        Verb::Backup { path: None, .. } => restoring::rotate(app),
        Verb::Restore { path, yes } => restoring::restore(app, &path, yes),
        Verb::Doctor(form) => doctor::doctor(app, &form),
        Verb::Completions { shell } => meta::completions(app, shell),
        Verb::Man { out } => meta::man(app, out.as_deref()),
    }
}

/// Opens the full screen on a database, as an officer if one was named.
fn full_screen(app: &App<'_>, path: &Path, officer: Option<&str>) -> Result<(), Fail> {
    if !std::io::stdout().is_terminal() || !std::io::stdin().is_terminal() {
        return Err(Fail::usage(if app.global.as_key.is_some() { "no_terminal_ssh" } else { "no_terminal" }, &[]));
    }
    let book = Book::at(&place::book()?, path, place::os_user().as_deref());
    loop {
        // Opened once before the screen is taken, so that what is wrong is said in plain lines.
        let founded = match open(path) {
            Ok(desk) => Some(desk).filter(|desk| desk.centre().is_ok()),
            Err(fail) => match away(&book, &fail) {
                Some(known) => match without_file(app, path, &book, &known, officer)? {
                    Ended::FileIsBack => continue,
                    Ended::Left => return Ok(()),
                },
                None if is_missing(&fail) => None,
                None => return Err(fail),
            },
        };
        let desk = if let Some(desk) = founded {
            desk
        } else if app.global.as_key.is_some() {
            return Err(StoreError::NotFound { path: path.display().to_string() }.into());
        } else {
            crate::store::ground(path, &place::site()?)?;
            let options = WizardOptions {
                database: path.to_owned(),
                now: (app.clock)(),
                account: place::os_user(),
                theme: place::theme()?,
                site: place::site()?,
            };
            let Some(_) = wizard(&options).map_err(not_started)? else { return Ok(()) };
            Desk::open_at(path, Mode::ReadWrite, &place::site()?).map_err(Fail::from)?
        };
        let claim = identity::claim(app, &desk, officer)?;
        let (sits, likely) = match (claim.officer, claim.proof) {
            (Some(officer), Some(proof)) => (Some((officer, proof)), None),
            (officer, _) => (None, officer),
        };
        let centre = Arc::clone(desk.centre()?);
        let options = Options {
            database: path.to_owned(),
            drafts: place::drafts()?,
            sits,
            likely,
            book: book.clone(),
            looked_for: path.to_owned(),
            site: place::site()?,
            seat: claim.seat,
            lock_after: place::lock_after()?,
            now: app.now(&centre)?,
            theme: place::theme()?,
            rotation: place::rotation()?,
            notice: place::notice()?,
            outbox: place::outbox().filter(|_| app.global.as_key.is_none()),
            config: place::config_path(),
        };
        if start(&options, Some(desk)).map_err(not_started)? == Ended::Left {
            return Ok(());
        }
    }
}

/// Returns what is remembered of a file that cannot be reached now; a practice database that is gone was thrown away.
fn away(book: &Book, fail: &Fail) -> Option<Known> {
    book.known().filter(|known| book::is_away(fail) && !(is_missing(fail) && known.training))
}

fn is_missing(fail: &Fail) -> bool {
    matches!(fail, Fail::Desk(DeskError::Store(StoreError::NotFound { .. })))
}

/// Opens the screen on the offline book alone.
fn without_file(app: &App<'_>, path: &Path, book: &Book, known: &Known, usual: Option<&str>) -> Result<Ended, Fail> {
    let asked = app.global.officer.as_deref().or(usual);
    let officer = book::last_proven(app, known, asked)?;
    let options = Options {
        // Drafts go by the file itself, whatever link led to it.
        database: known.database.clone(),
        drafts: place::drafts()?,
        // Nothing could be checked: who sits here is written down as not verified.
        sits: Some((officer, Proof::Practice)),
        likely: None,
        book: book.clone(),
        looked_for: path.to_owned(),
        site: place::site()?,
        seat: Seat { account: place::os_user(), key: None },
        lock_after: None,
        now: app.now(&known.centre())?,
        theme: place::theme()?,
        rotation: place::rotation()?,
        notice: place::notice()?,
        outbox: place::outbox(),
        config: place::config_path(),
    };
    start(&options, None).map_err(not_started)
}

/// Opens a database; one that cannot be written, or is out of use, is opened for looking.
fn open(path: &Path) -> Result<Desk, Fail> {
    let site = place::site()?;
    match Desk::open_at(path, Mode::ReadWrite, &site) {
        Err(DeskError::Store(StoreError::ReadOnly | StoreError::Retired { .. })) => {
            Ok(Desk::open_at(path, Mode::ReadOnly, &site)?)
        }
        other => Ok(other?),
    }
}

fn not_started(error: StartError) -> Fail {
    match error {
        StartError::Desk(error) => error.into(),
        StartError::Io(error) => Fail::Output(error),
    }
}

/// What every command has at hand.
struct App<'a> {
    global: Global,
    out: Out,
    clock: &'a dyn Fn() -> Moment,
    /// Whether who came in belongs into the log.
    signs_in: bool,
}

/// A desk with the officer who sits at it.
struct Session {
    desk: Desk,
    officer: Officer,
}

impl<'a> App<'a> {
    fn new(global: Global, clock: &'a dyn Fn() -> Moment) -> Self {
        Self { out: Out::new(&global), global, clock, signs_in: false }
    }

    /// Returns where the database is, or would be.
    fn path(&self) -> Result<PathBuf, Fail> {
        place::database(self.global.db.as_deref())
    }

    /// Opens the database; one that cannot be written is opened for looking.
    fn desk(&self) -> Result<Desk, Fail> {
        self.known(open(&self.path()?)?)
    }

    /// Opens the database to look only, so that a copy on a share, or one that is to stay as it is, can be looked at;
    /// one of an earlier release has to be brought up to date first.
    fn desk_to_look(&self) -> Result<Desk, Fail> {
        match Desk::open_at(self.path()?, Mode::ReadOnly, &place::site()?) {
            Err(DeskError::Store(StoreError::OlderSchema { .. })) => self.desk(),
            other => self.known(other?),
        }
    }

    /// Gives a desk to whoever comes with a key only if the key still lets somebody in, whatever is asked.
    fn known(&self, desk: Desk) -> Result<Desk, Fail> {
        if self.global.as_key.is_some() {
            identity::key(self, desk.centre()?)?;
        }
        Ok(desk)
    }

    /// Opens the database and finds out who is sitting at it.
    fn session(&self) -> Result<Session, Fail> {
        let mut desk = self.desk()?;
        let officer = identity::identify(self, &mut desk)?;
        desk.look_as(&officer.id)?;
        self.remember(&desk, &officer);
        let mut session = Session { desk, officer };
        // Where nothing can be written, there is only to look, and no revealing: that would have to be written down.
        if self.signs_in && !session.desk.health().is_closed() {
            session.record(self, &AccessEvent::SignedIn { proof: Proof::Key })?;
        }
        Ok(session)
    }

    /// Keeps what intake needs to go on while the file cannot be reached; the desk works without.
    fn remember(&self, desk: &Desk, officer: &Officer) {
        if let Ok(book) = self.book()
            && let Err(error) = book.remember(desk, officer, (self.clock)())
        {
            tracing::warn!(%error, "nothing was kept for working without the file");
        }
    }

    /// Returns the centre of the database if there is one; what is needed without one has a default.
    ///
    /// A database that was asked for by name must be there.
    fn centre_if_any(&self) -> Result<Option<Arc<Centre>>, Fail> {
        if self.global.db.is_none() && !self.path()?.exists() {
            return Ok(None);
        }
        Ok(Some(Arc::clone(self.desk()?.centre()?)))
    }

    /// Returns the time: now, or what `--now` says, which only a practice database accepts.
    fn now(&self, centre: &Centre) -> Result<Moment, Fail> {
        match self.global.now {
            None => Ok((self.clock)()),
            Some(now) if centre.training => Ok(now),
            Some(_) => Err(Fail::refused("not_training", &[])),
        }
    }
}

impl Session {
    fn centre(&self) -> Result<&Centre, Fail> {
        Ok(self.desk.centre()?)
    }

    fn viewer(&self) -> Viewer {
        Viewer::masked(&self.officer)
    }

    fn now(&self, app: &App<'_>) -> Result<Moment, Fail> {
        app.now(self.centre()?)
    }

    /// Writes down what concerns access.
    fn record(&mut self, app: &App<'_>, event: &AccessEvent) -> Result<(), Fail> {
        let now = self.now(app)?;
        Ok(self.desk.record(&self.officer.id, now, event)?)
    }

    fn perform(&mut self, app: &App<'_>, order: &Order) -> Result<Receipt, Fail> {
        let now = self.now(app)?;
        Ok(self.desk.perform(&self.officer.id, now, order)?)
    }

    /// Writes down that what was asked for was refused, where that is worth it, and gives the error on.
    fn refused(&mut self, app: &App<'_>, what: &str, error: DeskError) -> Fail {
        if let Ok(now) = self.now(app) {
            self.desk.note_refused(&self.officer.id, now, what, &error);
        }
        error.into()
    }

    /// Gives a command on a case, and says that it was done and what there is to know.
    fn give(mut self, app: &App<'_>, no: &CaseNo, command: CaseCommand) -> Result<(), Fail> {
        let receipt = self.perform(app, &Order::on(no, command))?;
        if app.out.json {
            return app.out.json(&receipt.to_json());
        }
        app.out.line(&say_with("cli.saved", &[("code", no.as_str())]))?;
        for warning in &receipt.warnings {
            app.out.paragraph(2, &format!("{} {}", words::refusal(warning), words::next_step(warning)))?;
        }
        Ok(())
    }

    fn change_centre(&mut self, app: &App<'_>, command: CentreCommand) -> Result<Receipt, Fail> {
        self.perform(app, &Order::centre(command))
    }

    /// Reads a case number as typed: whole, in small letters, or the running number of this year alone.
    fn case_no(&self, app: &App<'_>, typed: &str) -> Result<CaseNo, Fail> {
        let typed = crate::text::sanitise_line(typed);
        let centre = self.centre()?;
        Ok(centre.rulebook().expand_case_no(&typed, self.now(app)?.year()))
    }

    /// Finds a unit by its code or one of its names.
    fn unit(&self, typed: &str) -> Result<UnitId, Fail> {
        let centre = self.centre()?;
        let found = centre.units.iter().find(|unit| unit.id.as_str() == typed);
        let found = found.or_else(|| centre.units.iter().find(|unit| unit.short == typed || unit.name == typed));
        Ok(found.map(|unit| unit.id.clone()).ok_or_else(|| refuse!("unknown_unit", unit = typed))?)
    }
}

/// Returns the languages the help is written in, for the test that every word of it is there.
#[cfg(test)]
fn languages() -> [crate::words::Lang; 2] {
    [crate::words::Lang::ZhCn, crate::words::Lang::En]
}
