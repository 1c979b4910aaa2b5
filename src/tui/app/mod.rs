//! The desk on screen: the application's state, what it wants done outside, and what it does with the answers.
//!
//! [`App`] is what all layers share; [`Screen`] puts frame, panes and popups together and is what the
//! loop runs. Both are pure: time comes in with each event, questions and orders go out as [`Effect`]s.

pub mod actions;
mod alerts;
mod audit;
mod book;
mod case_file;
mod case_view;
mod commands;
mod complete;
mod deeds;
mod detail;
mod drafts;
mod duty;
mod earlier;
mod entrance;
mod explain;
mod fields;
mod file;
mod find;
mod grading;
mod incoming;
mod intake;
mod kept;
mod list;
mod mediation;
mod ordering;
mod panes;
mod person;
mod printing;
mod quick;
mod refused;
mod rights;
mod screen;
mod sealed;
mod search;
mod sections;
mod start;
mod statistics;
mod supervision;
#[cfg(test)]
mod tests;
mod themes;
mod told;
mod trial;
mod window;
mod wizard;

pub use case_view::{CaseLayer, case_lines};
pub use commands::{COMMANDS, LAYERS, table};
pub use drafts::Drafts;
pub use entrance::{Entrance, Passage, Why};
pub use panes::{Pane, Panes};
pub use screen::Screen;
pub use start::{Ended, Options, StartError, start};
pub use wizard::{WizardOptions, wizard};

use super::commands::Commands;
use super::dialogs::Reader;
use super::frame::{Counter, Top};
use super::layers::{Outcome, World};
use super::run::Wish;
use super::theme::{Look, Meaning};
use super::widgets::Message;
use crate::desk::incoming::IncomingLine;
use crate::desk::service::{Answer, Query, Takeout};
use crate::desk::views::{CaseView, Counters, Red};
use crate::desk::{DeskError, Health, Order, Receipt, SealedLine, SignedIn};
use crate::domain::access::Proof;
use crate::domain::calendar::DayKind;
use crate::domain::case::Case;
use crate::domain::centre::Centre;
use crate::domain::clock::Clock;
use crate::domain::directory::Officer;
use crate::domain::ids::{CaseNo, ClockId, OfficerId, PersonId, SessionId, UnitId};
use crate::domain::mask::in_text;
use crate::domain::roster::{DutyNow, Floor, FloorLine};
use crate::domain::secret::{Seat, Secret};
use crate::domain::sight::{self, Principal, Reach};
use crate::domain::time::Moment;
use crate::term::Depth;
use crate::words::{Lang, say, say_with, sentences};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::sync::Arc;

/// What the screen wants done outside.
#[derive(Debug, Clone, PartialEq)]
pub enum Effect {
    /// Ask the desk a question, under a generation.
    Ask(u64, Query),
    /// Order something of the desk, under a ticket.
    Order(u64, Box<Order>),
    /// Sign somebody in, named by code.
    SignIn(String, Secret),
    /// Set an officer's own password, knowing the old one.
    SetPassword(OfficerId, Secret, Secret),
    /// Write something that was taken out into a file, and put that on record.
    TakeOut(Box<Takeout>),
    /// Discard a matter of the offline book, under a ticket, by its number and with a reason.
    Discard(u64, String, String),
    /// Print a paper, under a ticket.
    Print(u64, Box<crate::paper::print::Printing>),
    /// Keep a draft on disk, or remove it.
    Keep(String, Option<Value>),
    /// Keep a setting in the configuration file.
    Remember(&'static str, String),
    /// Speak a language from now on.
    Speak(Lang),
}

/// What became of an order that a layer gave.
#[derive(Debug, Clone, PartialEq)]
pub enum Done {
    /// It was done.
    Yes(Receipt),
    /// It was not.
    No(DeskError),
}

/// What every layer hears.
#[derive(Debug, Clone)]
pub enum Heard {
    /// An answer to a question.
    Answer(Answer),
    /// The end of an order, under its ticket.
    Done(u64, Done),
    /// Somebody changed something: ask again.
    Changed,
    /// The lists are filtered by other words now.
    Filtered,
    /// Somebody signed in with a password, or not.
    SignedIn(Result<SignedIn, DeskError>),
    /// A password was set, or not.
    PasswordSet(Result<(), DeskError>),
}

/// How long what was revealed stays readable on a screen that nobody touches.
const REVEALED_FOR: chrono::Duration = chrono::Duration::minutes(5);

/// The application's state, shared by all layers.
#[allow(clippy::struct_excessive_bools, reason = "each says something of its own")]
pub struct App {
    /// How everything looks.
    pub look: Look,
    /// How many colours the terminal has.
    pub depth: Depth,
    /// Which language is spoken.
    pub lang: Lang,
    /// What time it is.
    pub now: Moment,
    /// Who sits at the desk; nobody before somebody has signed in.
    pub officer: Officer,
    /// What is known of the terminal.
    pub seat: Seat,
    /// What the officer wants of the entrance: to lock the desk, to let somebody else sit down, another password.
    pub shut: Option<Why>,
    /// How somebody came through the entrance just now.
    pub passage: Option<Passage>,
    /// Who sits down next, and what showed who that is.
    pub next: Option<(Officer, Proof)>,
    /// The centre, as last read.
    pub centre: Arc<Centre>,
    /// The counters of the top line.
    pub counters: Counters,
    /// Who is on duty, once read.
    pub duty: Option<Box<DutyNow>>,
    /// The messages that wait.
    pub incoming: Vec<IncomingLine>,
    /// The sealed cases that the officer may know of.
    pub sealed: Vec<SealedLine>,
    /// The message line.
    pub message: Option<Message>,
    /// The case that the officer is looking at.
    pub current: Option<Box<CaseView>>,
    /// How often a case was read, so that its words are made anew only then.
    read: u64,
    /// Whether it is a key that is being taken in.
    by_key: bool,
    /// Whether a key has moved the cursor to a case that was not asked for yet.
    resting: bool,
    /// The number of the case under the cursor.
    pub wanted: Option<CaseNo>,
    /// The directive that the officer is looking at.
    pub looked: supervision::Looked,
    /// Which period the figures on screen are about.
    pub figures: statistics::Chosen,
    /// Where files go that are taken out; nothing where the screen is not at this machine.
    pub outbox: Option<PathBuf>,
    /// The command that was given before the case was there.
    pending: Option<&'static str>,
    /// The case that this desk has just registered, to which the list goes when it is there.
    pub registered: Option<CaseNo>,
    /// Whether the current case is shown unmasked.
    pub revealed: bool,
    /// Until when what was revealed stays so.
    pub reveal_ends: Option<Moment>,
    /// Drafts by name, as they were last kept.
    pub drafts: BTreeMap<String, Value>,
    /// Which pane is on screen, from 0.
    pub pane: usize,
    /// Earlier cases like the one being typed in, the likeliest first.
    pub earlier: Vec<crate::desk::alike::Hit>,
    /// Who was picked to fill in a party of a form: the party's fields, and the person.
    pub filling: Option<(String, PersonId)>,
    /// How the sentence of the one-line entry is read so far.
    pub reading: Option<Box<crate::domain::quick::Reading>>,
    /// The session of that case that the cursor is on, in the pane of mediation.
    pub session: Option<SessionId>,
    /// Words that the lists are filtered by.
    pub filter: String,
    /// What was searched for in this session, the last first.
    pub searches: Vec<String>,
    /// The case that was chosen for the form below the search.
    pub chosen: Option<CaseNo>,
    /// Whether the panes are covered by something that shows cases of its own: they turn to none then.
    pub covered: bool,
    /// The time limit of the current case that the officer is looking at, if one in particular.
    pub clock: Option<ClockId>,
    /// The unit whose time limits are shown; every unit's when empty.
    pub alerts_of: Option<UnitId>,
    /// How the file is, once it was looked at.
    pub file: Option<Health>,
    /// What was done in this session, as the message line said it.
    pub history: Vec<(Moment, String)>,
    /// Red alerts the bell has rung for, or that were there before; nothing until they were first read.
    reds: Option<BTreeSet<Red>>,
    /// What the cursor of pane 4 stands on where that is no case: the kind of folio, and what it is called.
    pub pressing: Option<(String, String)>,
    /// How many rows of pane 4 are marked.
    pub alerts_marked: usize,
    /// Where the county's own templates of papers lie.
    pub templates: PathBuf,
    started: Moment,
    generation: u64,
    tickets: u64,
    mine: BTreeMap<u64, String>,
    wishes: Vec<Wish>,
    /// What waits in the offline book, as last looked through.
    pub book: Vec<crate::desk::book::Reviewed>,
    /// How much waits in the offline book.
    pub waiting: usize,
    /// Whether the file can be reached.
    pub reachable: bool,
    /// Whether the file is back in a way that takes a new start at the desk.
    pub is_back: bool,
    /// Whether this sitting ended to open the desk anew.
    begins_anew: bool,
    over: bool,
}

impl App {
    /// Makes the state for an officer at a centre; `now` is the time at the start.
    pub fn new(look: Look, now: Moment, officer: Officer, centre: Arc<Centre>) -> Self {
        Self {
            depth: look.depth(),
            lang: Lang::current(),
            look,
            now,
            officer,
            seat: Seat::default(),
            shut: None,
            passage: None,
            next: None,
            centre,
            counters: Counters::default(),
            duty: None,
            incoming: Vec::new(),
            sealed: Vec::new(),
            message: None,
            current: None,
            read: 0,
            by_key: false,
            resting: false,
            wanted: None,
            looked: supervision::Looked::default(),
            figures: statistics::Chosen::default(),
            outbox: None,
            pending: None,
            registered: None,
            revealed: false,
            reveal_ends: None,
            drafts: BTreeMap::new(),
            pane: 0,
            earlier: Vec::new(),
            filling: None,
            reading: None,
            session: None,
            filter: String::new(),
            searches: Vec::new(),
            chosen: None,
            covered: false,
            clock: None,
            alerts_of: None,
            file: None,
            history: Vec::new(),
            reds: None,
            pressing: None,
            alerts_marked: 0,
            templates: PathBuf::new(),
            started: now,
            generation: 0,
            tickets: 0,
            mine: BTreeMap::new(),
            wishes: Vec::new(),
            book: Vec::new(),
            waiting: 0,
            reachable: true,
            is_back: false,
            begins_anew: false,
            over: false,
        }
    }

    /// Makes the effect of a question.
    pub fn ask(&mut self, query: Query) -> Effect {
        self.generation += 1;
        Effect::Ask(self.generation, query)
    }

    /// Makes the effect of an order; `said` tells what it was about when it is done. Returns its ticket too.
    pub fn order(&mut self, order: Order, said: &str) -> (u64, Effect) {
        let ticket = self.ticket(said);
        (ticket, Effect::Order(ticket, Box::new(order)))
    }

    /// Draws a ticket for something that is to be done outside; `said` tells what it was about when it is done.
    pub fn ticket(&mut self, said: &str) -> u64 {
        self.tickets += 1;
        self.mine.insert(self.tickets, said.to_owned());
        self.tickets
    }

    /// Says why a pane has nothing to show yet: it is being read, or cannot be while the file is away.
    pub fn loading(&self) -> &'static str {
        if self.reachable { "app.loading" } else { "book.pane" }
    }

    /// Returns who is on the floor today: as last read, before that as residency and calendar have it.
    pub fn floor(&self) -> Vec<FloorLine> {
        let today = self.now.date_naive();
        match &self.duty {
            Some(duty) if duty.day.day == today => duty.floor.clone(),
            _ => Floor::of(None, today, &self.centre.calendar).lines(&self.centre.units),
        }
    }

    /// Asks for a case, to look at it.
    pub fn look_at(&mut self, no: &CaseNo) -> Option<Effect> {
        self.clock = None;
        if self.wanted.as_ref() == Some(no) {
            return None;
        }
        self.turn_to(no);
        self.ask_case()
    }

    /// Turns to another case than before, which is still to be asked for.
    fn turn_to(&mut self, no: &CaseNo) {
        self.clock = None;
        self.revealed = false;
        self.wanted = Some(no.clone());
    }

    /// Asks for the case under the cursor, as far as it was revealed.
    fn ask_case(&mut self) -> Option<Effect> {
        self.resting = false;
        let no = self.wanted.clone()?;
        let revealed = self.revealed;
        Some(self.ask(Query::Case { no, revealed }))
    }

    /// Returns the case that the officer is looking at.
    pub fn case(&self) -> Option<&Case> {
        self.current.as_ref().map(|view| &view.case).filter(|case| self.wanted.as_ref() == Some(&case.no))
    }

    /// Returns the time limit that the officer is looking at in particular.
    pub fn clock_of<'c>(&self, case: &'c Case) -> Option<&'c Clock> {
        self.clock.and_then(|id| case.clocks.iter().find(|clock| clock.id == id))
    }

    /// Shows a message until the next key.
    pub fn tell(&mut self, words: &str) {
        self.message = Some(Message::info(words));
    }

    /// Shows why something was not done, and what to do next.
    pub fn complain(&mut self, error: &DeskError) {
        self.message = Some(Message::error(&sentences(&error.message(), &error.hint())));
    }

    /// Lets what is masked be seen for a while; leaving the case ends it sooner.
    pub fn begin_to_reveal(&mut self) {
        self.reveal_ends = Some(self.now + REVEALED_FOR);
    }

    /// Copies a text to the clipboard of the terminal: with private numbers masked, whatever the screen shows, for
    /// nobody knows where a clipboard is read.
    pub fn copy(&mut self, text: &str) {
        let text = in_text(text).into_owned();
        self.tell(&say_with("app.copied", &[("text", &text)]));
        self.wishes.push(Wish::Copy(text));
    }

    /// Wants the terminal itself to do something.
    pub fn wish(&mut self, wish: Wish) {
        self.wishes.push(wish);
    }

    /// Ends the program.
    pub fn leave(&mut self) {
        self.over = true;
    }

    /// Returns what was done in this session, the last first, to be read.
    fn told(&self) -> Reader {
        let line = |(at, words): &(Moment, String)| (Meaning::Text, format!("{} {words}", at.format("%H:%M")));
        let mut lines: Vec<_> = self.history.iter().rev().map(line).collect();
        if lines.is_empty() {
            lines.push((Meaning::Muted, say("app.history_empty")));
        }
        Reader::new(&say("command.app.history"), lines)
    }

    /// Returns what the top line says while the entrance stands there: nothing of cases, not even how many.
    fn bare_top(&self) -> Top {
        Top { officer: String::new(), reach: None, file: None, counters: Vec::new(), ..self.top() }
    }

    /// Says how far the officer sees, where that is not the whole centre.
    fn reach(&self) -> Option<String> {
        match sight::reach(&self.officer, &self.centre) {
            Reach::Centre => None,
            Reach::Some(open) => {
                let unit = open.iter().any(|it| matches!(it, Principal::Unit(_)));
                let of_nobody = open.is_empty();
                let key = if unit {
                    "unit"
                } else if of_nobody {
                    "nothing"
                } else {
                    "own"
                };
                Some(say(&format!("sight.reach.{key}")))
            }
        }
    }

    fn top(&self) -> Top {
        let counter = |words, count: u32, meaning| Counter { words, count: count as usize, meaning };
        let counts = &self.counters;
        let today = self.now.date_naive();
        let mark = match self.centre.calendar.kind(today) {
            DayKind::MakeUp { .. } => Some(say("tui.top.make_up")),
            DayKind::Holiday { name } => Some(name.to_owned()),
            _ => None,
        };
        Top {
            centre: self.centre.name.clone(),
            shift: shift(self),
            officer: self.officer.name.clone(),
            reach: self.reach(),
            leader: self.duty.as_ref().and_then(|duty| duty.leader.as_ref()).map(|leader| leader.name.clone()),
            file: self.file.as_ref().map(file::words),
            // While the file is away nobody knows how many there are, and 0 would be a lie.
            counters: vec![
                counter("app.counter.overdue", counts.overdue + counts.pressing.overdue(), Meaning::Overdue),
                counter("app.counter.today", counts.due_today + counts.pressing.directives_today, Meaning::Today),
                counter("app.counter.unsigned", counts.awaiting_signature, Meaning::Text),
                counter("app.counter.untriaged", counts.awaiting_triage, Meaning::Text),
            ]
            .into_iter()
            .chain(sealed::counter(&self.sealed))
            .chain(incoming::counter(&self.incoming))
            .filter(|_| self.reachable)
            .collect(),
            date: today,
            day_mark: mark,
            time: self.now.time(),
        }
    }
}

/// Says which shift is on, after what is unusual about the desk: that the file is away, that it is for practice.
fn shift(app: &App) -> Option<String> {
    let away = (!app.reachable).then(|| say("book.top"));
    let training = app.centre.training.then(|| say("app.training"));
    let shift = app.duty.as_ref().and_then(|duty| duty.shift.as_ref()).filter(|shift| shift.published);
    let name = shift.map(|shift| shift.name.clone());
    let words: Vec<String> = away.into_iter().chain(training).chain(name).collect();
    (!words.is_empty()).then(|| words.join(" "))
}

impl World for App {
    type Effect = Effect;
    type Answer = Heard;

    fn commands() -> &'static Commands<Self> {
        table()
    }

    fn look(&self) -> &Look {
        &self.look
    }

    fn permits(&self, id: &str) -> Result<(), &'static str> {
        rights::permits(id, self)
    }

    fn why(&self, id: &str, reason: &'static str) -> String {
        if reason == rights::NOT_PERMITTED { rights::who_may(id) } else { None }.unwrap_or_else(|| say(reason))
    }

    fn refuse(&mut self, id: &'static str, reason: &'static str) {
        // The case under the cursor is asked for and not there yet: the key counts when it comes.
        if reason == actions::NO_CASE && self.wanted.is_some() {
            self.pending = Some(id);
        } else {
            let words = if reason == rights::NOT_PERMITTED { rights::refused(id, self) } else { None };
            self.message = Some(Message::error(&words.unwrap_or_else(|| say(reason))));
        }
    }

    fn command(&mut self, id: &'static str) -> Outcome<Self> {
        match id {
            "tui.repaint" => self.wish(Wish::Repaint),
            "app.quit" | "tui.leave" => self.leave(),
            "app.lock" => self.shut = Some(Why::Locked),
            "app.switch" => self.shut = Some(Why::Switch),
            "app.password" => self.shut = Some(Why::Password),
            "app.theme" => return Outcome::taken().open(themes::Themes::new(self)),
            "app.theme_next" => return themes::next(self),
            "app.lang" => return themes::other_language(self),
            "incoming.list" => return incoming::IncomingList::open(self),
            "sealed.list" => return sealed::SealedList::open(self),
            "app.history" => return Outcome::taken().open(self.told()),
            "app.audit" => return audit::open(self),
            _ => return actions::run(id, self),
        }
        Outcome::taken()
    }
}
