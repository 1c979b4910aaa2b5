//! A bench for key replay: the screen with a real desk behind it, everything done at once and in order.

#![allow(dead_code, reason = "what a test needs differs from pane to pane")]

pub use crate::desk::bench::monday;
use crate::desk::bench::{founded, wang};
use crate::desk::service::{News, answer};
use crate::desk::{Desk, DeskError, Order, Receipt};
use crate::domain::case::Case;
use crate::domain::centre::CentreCommand;
use crate::domain::directory::Officer;
use crate::domain::ids::{CaseNo, OfficerId};
use crate::domain::secret::{Seat, Secret};
use crate::domain::time::Moment;
use crate::domain::vocabulary::Role;
use crate::store::Mode;
use crate::term::{Event, Key};
use crate::tui::app::{App, Effect, Screen};
use crate::tui::run::{Program, Step, Wish};
use crate::tui::testing::{CARET, drawn};
use crate::tui::theme::Look;
use chrono::Datelike;
use serde_json::Value;
use std::collections::{BTreeMap, VecDeque};
use std::time::Duration;
use tempfile::TempDir;

/// How long the officer at the bench takes for a key: longer than an input method's confirming Enter.
const KEY: Duration = Duration::from_millis(120);

/// A screen with a desk on a temporary file.
pub struct Bench {
    /// The screen under test.
    pub screen: Screen,
    /// The desk behind it, for looking at what came of it.
    pub desk: Desk,
    /// The drafts as they would stand on disk.
    pub kept: BTreeMap<String, Value>,
    /// The settings as they would stand in the configuration file.
    pub settings: BTreeMap<&'static str, String>,
    /// What the terminal itself was asked to do.
    pub wishes: Vec<Wish>,
    /// Holds orders back instead of doing them, as if the file were locked.
    pub held: Option<VecDeque<(u64, Box<Order>)>>,
    /// Columns and rows.
    pub size: (u16, u16),
    folder: TempDir,
    officer: OfficerId,
    started: Moment,
    at: Duration,
}

impl Bench {
    /// Founds a centre and sits its first officer, who may do everything, down at 80×24.
    pub fn new() -> Self {
        Self::starting(monday())
    }

    /// The same at another time.
    pub fn starting(now: Moment) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let officer = Officer { os_user: Some("desk".into()), ..wang() };
        let desk = founded(folder.path().join("desk.db"), &officer, now, false);
        let centre = desk.centre().expect("a centre").clone();
        let id = officer.id.clone();
        let mut app = App::new(Look::mono(), now, officer, centre);
        app.seat = Seat { account: Some("desk".into()), key: None };
        let (screen, effects) = Screen::new(app);
        let mut bench = Self {
            screen,
            desk,
            kept: BTreeMap::new(),
            settings: BTreeMap::new(),
            wishes: Vec::new(),
            held: None,
            size: (80, 24),
            folder,
            officer: id,
            started: now,
            at: Duration::ZERO,
        };
        bench.perform(effects);
        bench
    }

    /// Enters another officer, who has a password if one is given.
    pub fn enter(&mut self, id: &str, name: &str, roles: &[Role], password: Option<&str>) -> &mut Self {
        let (id, roles) = (OfficerId::from(id), roles.to_vec());
        let officer = Officer { id: id.clone(), name: name.to_owned(), unit: None, roles, os_user: None };
        let now = self.now();
        let save = Order::centre(CentreCommand::SaveOfficer { officer });
        self.desk.perform(&OfficerId::from("wang"), now, &save).expect("an officer");
        if let Some(password) = password {
            let (none, new) = (Secret::default(), Secret::new(password));
            self.desk.set_password(&id, &id, &none, &new, now).expect("a password");
        }
        self.news(News::Changed)
    }

    /// Sits another officer down at a screen of their own, as the program does.
    pub fn sit(&mut self, officer: Officer) -> &mut Self {
        let centre = self.desk.centre().expect("a centre").clone();
        self.officer = officer.id.clone();
        let mut app = App::new(Look::mono(), self.now(), officer, centre);
        app.seat = self.screen.app.seat.clone();
        (self.started, self.at) = (self.now(), Duration::ZERO);
        let (screen, effects) = Screen::new(app);
        self.screen = screen;
        self.perform(effects);
        self
    }

    /// Ends the program as it stands and starts it again on the same file with the drafts that were kept.
    pub fn restart(&mut self) {
        let centre = self.desk.centre().expect("a centre").clone();
        let officer = centre.officer(&self.officer).expect("the officer").clone();
        let mut app = App::new(Look::mono(), self.now(), officer, centre);
        app.drafts.clone_from(&self.kept);
        (self.started, self.at) = (self.now(), Duration::ZERO);
        let (screen, effects) = Screen::new(app);
        self.screen = screen;
        self.perform(effects);
    }

    /// Sets the terminal's size.
    pub fn sized(mut self, columns: u16, rows: u16) -> Self {
        self.size = (columns, rows);
        self
    }

    /// Returns the time.
    pub fn now(&self) -> Moment {
        self.started + chrono::Duration::from_std(self.at).expect("not long")
    }

    /// Returns a second desk on the same file.
    pub fn other(&self) -> Desk {
        Desk::open(self.folder.path().join("desk.db"), Mode::ReadWrite).expect("the same database")
    }

    /// Presses keys by name, parted by blanks: `f2 tab ctrl-s`.
    pub fn keys(&mut self, names: &str) -> &mut Self {
        for name in names.split_whitespace() {
            self.press(name.parse().expect("the name of a key"));
        }
        self
    }

    /// Types a text, character by character; a line end is Enter.
    pub fn text(&mut self, text: &str) -> &mut Self {
        for c in text.chars() {
            self.press(if c == '\n' { Key::plain(crate::term::Code::Enter) } else { Key::char(c) });
        }
        self
    }

    /// Types into the field in focus and goes on to the next.
    pub fn fill(&mut self, text: &str) -> &mut Self {
        self.text(text).keys("tab")
    }

    /// Goes to the form's field of a label: on by Tab, and back if it lies behind.
    #[track_caller]
    pub fn to(&mut self, label: &str) -> &mut Self {
        for key in [["tab"; 60], ["shift-tab"; 60]].concat() {
            if self.caret_row().split(CARET).next().is_some_and(|before| before.contains(label)) {
                return self;
            }
            self.keys(key);
        }
        panic!("no field {label:?} in\n{}", self.shown());
    }

    /// Fills the field of a label.
    #[track_caller]
    pub fn put(&mut self, label: &str, text: &str) -> &mut Self {
        self.to(label).text(text)
    }

    /// Picks in the field of a label what a filter finds first.
    #[track_caller]
    pub fn pick(&mut self, label: &str, filter: &str) -> &mut Self {
        self.to(label).keys("space").text(filter).keys("enter")
    }

    /// Returns the row of the screen the caret is in.
    pub fn caret_row(&mut self) -> String {
        let shown = self.shown();
        shown.lines().find(|line| line.contains(CARET)).unwrap_or_default().to_owned()
    }

    /// Runs a command by its name, through the palette's own way.
    pub fn run(&mut self, title: &str) -> &mut Self {
        self.keys("ctrl-p").text(title).keys("enter")
    }

    /// Pastes a text.
    pub fn paste(&mut self, text: &str) -> &mut Self {
        self.at += KEY;
        let step = self.screen.event(Event::Paste(text.to_owned()), self.at);
        self.done(step);
        self
    }

    /// Presses one key.
    pub fn press(&mut self, key: Key) {
        self.at += KEY;
        // A drawing comes before each key in life too: widgets learn their room from it.
        self.shown();
        let step = self.screen.event(Event::Key(key), self.at);
        self.done(step);
    }

    /// Lets time pass; what was due meanwhile is done at its end.
    pub fn wait(&mut self, long: Duration) -> &mut Self {
        self.at += long;
        if self.screen.next_alarm().is_some_and(|alarm| alarm <= self.at) {
            let step = self.screen.alarm(self.at);
            self.done(step);
        }
        self
    }

    /// Lets time pass until a day of this year at a time: `11-05 09:00`.
    pub fn until(&mut self, day_and_time: &str) -> &mut Self {
        let text = format!("{}-{day_and_time}", self.now().year());
        let then = crate::domain::when::parse(&text).expect("month-day hour:minute");
        let long = (then - self.now()).to_std().expect("a time to come");
        self.wait(long)
    }

    /// Gives an order through the desk directly, as another officer's screen would; this one then hears of it.
    pub fn order(&mut self, json: &str) -> Receipt {
        self.try_order(json).unwrap_or_else(|error| panic!("{json}: {error:?} {}", error.message()))
    }

    /// The same for what is to be refused.
    pub fn try_order(&mut self, json: &str) -> Result<Receipt, DeskError> {
        let receipt = self.desk.perform(&self.officer, self.now(), &Order::from_json(json)?)?;
        let step = self.screen.answer(News::Changed, self.at);
        self.done(step);
        Ok(receipt)
    }

    /// Tells the screen something from outside.
    pub fn news(&mut self, news: News) -> &mut Self {
        let step = self.screen.answer(news, self.at);
        self.done(step);
        self
    }

    /// Answers what was asked all at once: of each kind only the last.
    pub fn answered(&mut self, effects: Vec<Effect>) -> &mut Self {
        let last = effects.into_iter().next_back();
        self.perform(last.into_iter().collect());
        self
    }

    /// Does the orders that were held back.
    pub fn release(&mut self) -> &mut Self {
        for (ticket, order) in self.held.take().into_iter().flatten() {
            self.perform(vec![Effect::Order(ticket, order)]);
        }
        self
    }

    /// Tells whether the program is over.
    pub fn is_over(&self) -> bool {
        self.screen.is_over()
    }

    /// Returns a folder that goes with the bench.
    pub fn folder(&self) -> &std::path::Path {
        self.folder.path()
    }

    /// Returns the case of a number.
    pub fn case(&self, no: &str) -> Case {
        self.desk.case(&CaseNo(no.to_owned())).expect("a case")
    }

    /// Returns the message line's words.
    pub fn message(&self) -> String {
        self.screen.app.message.as_ref().map(|message| message.words.clone()).unwrap_or_default()
    }

    /// Returns the screen as text, the caret marked.
    pub fn shown(&mut self) -> String {
        let (columns, rows) = self.size;
        drawn(columns, rows, |area, buffer| self.screen.draw(area, buffer))
    }

    /// Asserts that the screen shows something.
    #[track_caller]
    pub fn sees(&mut self, words: &str) -> &mut Self {
        let shown = self.shown();
        assert!(shown.contains(words), "no {words:?} in\n{shown}");
        self
    }

    /// Asserts that the screen does not show something.
    #[track_caller]
    pub fn sees_no(&mut self, words: &str) -> &mut Self {
        let shown = self.shown();
        assert!(!shown.contains(words), "{words:?} in\n{shown}");
        self
    }

    /// Does what an event wants; the officer at the bench looks up from the keys long enough for the case to follow.
    fn done(&mut self, step: Step<Effect>) {
        self.perform(step.effects);
        if let Some(at) = self.screen.rested_at {
            let step = self.screen.alarm(at);
            self.perform(step.effects);
        }
        self.wishes.extend(self.screen.wishes());
    }

    fn perform(&mut self, effects: Vec<Effect>) {
        let (mut waiting, now) = (VecDeque::from(effects), self.now());
        while let Some(effect) = waiting.pop_front() {
            let news = match effect {
                Effect::Keep(name, Some(draft)) => {
                    self.kept.insert(name, draft);
                    continue;
                }
                Effect::Remember(key, value) => {
                    self.settings.insert(key, value);
                    continue;
                }
                Effect::Speak(_) | Effect::Discard(..) => continue,
                Effect::TakeOut(takeout) => {
                    News::TakenOut(takeout.hand_over(&mut self.desk, &self.officer, now, crate::paper::write_new))
                }
                Effect::SignIn(who, secret) => News::SignedIn(self.desk.sign_in(&who, &secret, now)),
                Effect::SetPassword(who, old, new) => {
                    News::PasswordSet(self.desk.set_password(&who, &who, &old, &new, now))
                }
                Effect::Keep(name, None) => {
                    self.kept.remove(&name);
                    continue;
                }
                Effect::Order(ticket, order) => match &mut self.held {
                    Some(held) => {
                        held.push_back((ticket, order));
                        continue;
                    }
                    None => News::Done { ticket, result: self.desk.perform(&self.officer, now, &order) },
                },
                Effect::Print(ticket, printing) => {
                    let result = super::super::printing::carry_out(&mut self.desk, &self.officer, now, &printing);
                    News::Done { ticket, result }
                }
                Effect::Ask(generation, query) => {
                    let result = answer(&mut self.desk, &query, &self.officer, now);
                    News::Answer { generation, result }
                }
            };
            waiting.extend(self.screen.answer(news, self.at).effects);
        }
    }
}
