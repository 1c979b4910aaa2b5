//! The entrance (登录、锁屏): who sits here, and what shows it. It stands instead of the whole screen, on a stack of its
//! own: whatever happens to the desk underneath cannot open anything above it.

use super::{App, Effect, Heard};
use crate::desk::service::{Answer, Query};
use crate::desk::{DeskError, SignedIn};
use crate::domain::access::Proof;
use crate::domain::directory::Officer;
use crate::domain::ids::OfficerId;
use crate::domain::secret::Way;
use crate::term::{Code, Key};
use crate::tui::layers::{Layer, Outcome};
use crate::tui::paint::{centred, put};
use crate::tui::theme::Meaning;
use crate::tui::widgets::{Choice, Message, PickEvent, PickList, SecretField, popup};
use crate::words::{say, say_with, sentences, term};
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

/// Why the entrance stands there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Why {
    /// Nobody has signed in yet.
    SignIn,
    /// The desk was locked; the officer's work waits underneath.
    Locked,
    /// Somebody else wants to sit down; Esc goes back.
    Switch,
    /// The officer wants another password; Esc goes back.
    Password,
}

/// How somebody came through the entrance.
#[derive(Debug, Clone, PartialEq)]
pub enum Passage {
    /// Back to where the desk was left.
    Back,
    /// As an officer, who may be another.
    As(Box<Officer>, Proof),
}

/// What is asked just now.
#[allow(clippy::large_enum_variant, reason = "there is one, on one screen")]
enum Step {
    /// Who it is.
    Who(PickList),
    /// The password, or nothing but Enter.
    Show(SecretField),
    /// A new password: what has to be typed, and into which of the fields the keys go.
    Renew { fields: Vec<(&'static str, SecretField)>, at: usize },
}

/// The layer.
pub struct Entrance {
    why: Why,
    step: Step,
    /// Whom somebody means to be.
    who: Option<Officer>,
    /// What that takes; until it is known, a password.
    way: Way,
    /// Whether an answer is waited for.
    waits: bool,
    /// Whoever came in, once a temporary password has been changed.
    signed: Option<SignedIn>,
    said: Option<Message>,
}

impl Entrance {
    /// Opens the entrance; `who` is whoever it most likely is.
    pub fn new(why: Why, who: Option<Officer>, app: &mut App) -> (Self, Vec<Effect>) {
        let step = Step::Who(list(app));
        let mut entrance = Self { why, step, who: None, way: Way::Password, waits: false, signed: None, said: None };
        let effects = match who {
            Some(who) if why != Why::Switch => vec![entrance.choose(who, app)],
            _ => Vec::new(),
        };
        if why == Why::Password {
            entrance.renew(true);
        }
        (entrance, effects)
    }

    /// Goes on to the password of somebody, and asks whether it takes one.
    fn choose(&mut self, who: Officer, app: &mut App) -> Effect {
        let back = matches!(self.why, Why::Locked | Why::Password) && who.id == app.officer.id;
        let query = Query::Way { officer: who.id.clone(), seat: app.seat.clone(), back };
        self.who = Some(who);
        self.way = Way::Password;
        self.step = Step::Show(SecretField::default());
        app.ask(query)
    }

    fn renew(&mut self, asks_old: bool) {
        let names: &[&'static str] = if asks_old { &["old", "new", "again"] } else { &["new", "again"] };
        let fields = names.iter().map(|name| (*name, SecretField::default())).collect();
        self.step = Step::Renew { fields, at: 0 };
    }

    /// Enter on what is asked.
    fn go_on(&mut self, app: &mut App) -> Outcome<App> {
        if self.waits {
            return Outcome::taken();
        }
        let Some(who) = self.who.clone() else { return Outcome::taken() };
        match &mut self.step {
            Step::Who(_) => Outcome::taken(),
            Step::Show(field) => match self.way {
                Way::Proven(proof) => {
                    app.passage = Some(Passage::As(Box::new(who), proof));
                    Outcome::taken()
                }
                Way::Password if field.is_empty() => Outcome::taken(),
                Way::Password => {
                    (self.waits, self.said) = (true, None);
                    Outcome::taken().effect(Effect::SignIn(who.id.to_string(), field.secret().clone()))
                }
            },
            Step::Renew { fields, at } => {
                if fields[*at].1.is_empty() {
                    return Outcome::taken();
                }
                if *at + 1 < fields.len() {
                    *at += 1;
                    return Outcome::taken();
                }
                let secret =
                    |name: &str| fields.iter().find(|(it, _)| *it == name).map(|(_, field)| field.secret().clone());
                let (old, new, again) = (secret("old").unwrap_or_default(), secret("new"), secret("again"));
                if new != again {
                    self.said = Some(Message::error(&say("entrance.differs")));
                    fields.iter_mut().filter(|(name, _)| *name != "old").for_each(|(_, field)| field.clear());
                    *at = fields.len() - 2;
                    return Outcome::taken();
                }
                (self.waits, self.said) = (true, None);
                Outcome::taken().effect(Effect::SetPassword(who.id, old, new.unwrap_or_default()))
            }
        }
    }

    /// Takes in what became of signing in.
    fn signed_in(&mut self, result: Result<SignedIn, DeskError>, app: &mut App) {
        self.waits = false;
        let Step::Show(field) = &mut self.step else { return };
        match result {
            Ok(signed) if signed.must_change => {
                let typed = std::mem::take(field);
                self.who = Some(signed.officer.clone());
                self.signed = Some(signed);
                self.renew(true);
                if let Step::Renew { fields, at } = &mut self.step {
                    // It was typed a moment ago.
                    fields[0].1 = typed;
                    *at = 1;
                }
                self.said = Some(Message::warning(&say("entrance.temporary")));
            }
            Ok(signed) => app.passage = Some(Passage::As(Box::new(signed.officer), signed.proof)),
            Err(error) => {
                field.clear();
                self.said = Some(Message::error(&sentences(&error.message(), &error.hint())));
            }
        }
    }

    /// Takes in what became of a new password.
    fn password_set(&mut self, result: Result<(), DeskError>, app: &mut App) {
        self.waits = false;
        match (result, self.signed.take()) {
            (Ok(()), Some(signed)) => app.passage = Some(Passage::As(Box::new(signed.officer), signed.proof)),
            (Ok(()), None) => {
                app.tell(&say("entrance.password_set"));
                app.passage = Some(Passage::Back);
            }
            (Err(error), signed) => {
                self.signed = signed;
                self.said = Some(Message::error(&sentences(&error.message(), &error.hint())));
                let wrong_old = error.kind() == "password_wrong";
                if let Step::Renew { fields, at } = &mut self.step {
                    let keeps = |name: &str| name == "old" && !wrong_old;
                    fields.iter_mut().filter(|(name, _)| !keeps(name)).for_each(|(_, field)| field.clear());
                    *at = fields.iter().position(|(_, field)| field.is_empty()).unwrap_or(0);
                }
            }
        }
    }

    fn title(&self, app: &App) -> String {
        let name = self.who.as_ref().map_or(app.officer.name.as_str(), |who| who.name.as_str());
        say_with(
            match self.why {
                Why::SignIn => "entrance.title.sign_in",
                Why::Locked => "entrance.title.locked",
                Why::Switch => "entrance.title.switch",
                Why::Password => "entrance.title.password",
            },
            &[("officer", name)],
        )
    }
}

/// Lists everybody there is, to be found by name, reading or code.
fn list(app: &App) -> PickList {
    let choice = |officer: &Officer| {
        let unit = officer.unit.as_ref().map_or_else(|| app.centre.short_name(), |unit| app.centre.unit_short(unit));
        let roles: Vec<_> = officer.roles.iter().map(|role| term("role", role.key())).collect();
        Choice::new(officer.id.as_str(), &officer.name)
            .search(&format!("{} {}", officer.name, officer.id))
            .hint(&format!("{unit} {}", crate::words::list(&roles)))
    };
    PickList::new(app.centre.officers.iter().map(choice).collect())
}

impl Layer<App> for Entrance {
    fn scopes(&self) -> &'static [&'static str] {
        &["entrance", "global"]
    }

    fn is_typing(&self) -> bool {
        true
    }

    fn draw(&mut self, area: Rect, buffer: &mut Buffer, app: &App) {
        let look = &app.look;
        let rows = match &self.step {
            Step::Who(list) => u16::try_from(list.len()).unwrap_or(u16::MAX).saturating_add(3).clamp(6, 16),
            Step::Show(_) => 9,
            Step::Renew { fields, .. } => 6 + u16::try_from(fields.len()).unwrap_or(3),
        };
        let inner = popup(buffer, centred(area, 64, rows), &self.title(app), look);
        let line = |row: u16| Rect { y: inner.y + row.min(inner.height.saturating_sub(1)), height: 1, ..inner };
        let labelled = |row: u16, name: &str, field: &mut SecretField, buffer: &mut Buffer| {
            let at = line(row);
            let used =
                put(buffer, at.x, at.y, at.width, &say(&format!("entrance.field.{name}")), look.style(Meaning::Text));
            let indent = (used + 2).max(14).min(at.width);
            field.draw(Rect { x: at.x + indent, width: at.width - indent, ..at }, buffer, look);
        };
        let below = match &mut self.step {
            Step::Who(list) => return list.draw(inner, buffer, look),
            Step::Show(field) => {
                let who = self.who.as_ref().map_or("", |who| who.name.as_str());
                put(buffer, inner.x, inner.y + 1, inner.width, who, look.style(Meaning::Title));
                if self.way == Way::Password {
                    labelled(3, "password", field, buffer);
                } else {
                    let lines = crate::text::wrap(&say("entrance.enter"), usize::from(inner.width.max(2)));
                    for (row, words) in (3..).zip(&lines) {
                        put(buffer, inner.x, line(row).y, inner.width, words, look.style(Meaning::Text));
                    }
                }
                5
            }
            Step::Renew { fields, .. } => {
                for (row, (name, field)) in (1..).zip(fields.iter_mut()) {
                    labelled(row, name, field, buffer);
                }
                2 + u16::try_from(fields.len()).unwrap_or(3)
            }
        };
        let told = if self.waits { Some(Message::info(&say("entrance.checking"))) } else { self.said.clone() };
        let words = told.as_ref().map(|message| message.words.clone()).unwrap_or_default();
        let meaning =
            if told.as_ref().is_some_and(|message| !message.passes()) { Meaning::Error } else { Meaning::Warning };
        let room = inner.height.saturating_sub(below);
        let lines = crate::text::wrap(&words, usize::from(inner.width.max(2)));
        for (row, words) in (below..below + room).zip(lines) {
            put(buffer, inner.x, line(row).y, inner.width, &words, look.style(meaning));
        }
    }

    fn key(&mut self, key: Key, app: &mut App) -> Outcome<App> {
        if matches!(key.code, Code::Enter | Code::Esc) && !matches!(self.step, Step::Who(_)) {
            return Outcome::ignored();
        }
        match &mut self.step {
            Step::Who(list) => match list.key(key) {
                PickEvent::Ignored => Outcome::ignored(),
                PickEvent::Handled => Outcome::taken(),
                PickEvent::Picked(id) => {
                    let who = app.centre.officer(&OfficerId(id)).cloned();
                    let asked = who.map(|who| self.choose(who, app));
                    Outcome::taken().effects(asked)
                }
            },
            Step::Show(field) => {
                if self.waits || !field.key(key) {
                    Outcome::ignored()
                } else {
                    Outcome::taken()
                }
            }
            Step::Renew { fields, at } => {
                let last = fields.len() - 1;
                match key.code {
                    Code::Up => *at = at.saturating_sub(1),
                    Code::Tab if key.mods.shift => *at = at.saturating_sub(1),
                    Code::Down | Code::Tab => *at = (*at + 1).min(last),
                    _ if self.waits || !fields[*at].1.key(key) => return Outcome::ignored(),
                    _ => {}
                }
                Outcome::taken()
            }
        }
    }

    fn paste(&mut self, text: &str, _: &mut App) -> Outcome<App> {
        match &mut self.step {
            Step::Who(list) => list.paste(text),
            Step::Show(field) => field.paste(text),
            Step::Renew { fields, at } => fields[*at].1.paste(text),
        }
        Outcome::taken()
    }

    fn command(&mut self, id: &'static str, app: &mut App) -> Outcome<App> {
        match id {
            "entrance.go" => self.go_on(app),
            "entrance.other" => {
                (self.who, self.said) = (None, None);
                self.step = Step::Who(list(app));
                Outcome::taken()
            }
            "entrance.back" => match (&self.step, self.why) {
                (_, Why::Password) | (Step::Who(_), Why::Switch) => {
                    app.passage = Some(Passage::Back);
                    Outcome::taken()
                }
                (Step::Who(_), Why::Locked) => {
                    let asked = self.choose(app.officer.clone(), app);
                    Outcome::taken().effect(asked)
                }
                (Step::Show(_), Why::Switch) => self.command("entrance.other", app),
                _ => Outcome::taken(),
            },
            _ => Outcome::ignored(),
        }
    }

    fn available(&self, id: &str, _: &App) -> Result<(), &'static str> {
        let has_back = match (&self.step, self.why) {
            (_, Why::Password | Why::Switch) => true,
            (step, Why::Locked) => matches!(step, Step::Who(_)),
            (_, Why::SignIn) => false,
        };
        let is_who = matches!(self.step, Step::Who(_));
        match id {
            "app.lock" => Err("entrance.shut_already"),
            "entrance.back" if !has_back => Err("entrance.nowhere_back"),
            "entrance.other" if is_who || self.why == Why::Password => Err("entrance.choosing"),
            _ => Ok(()),
        }
    }

    fn answer(&mut self, heard: &Heard, app: &mut App) -> Outcome<App> {
        match heard {
            Heard::SignedIn(result) => self.signed_in(result.clone(), app),
            Heard::PasswordSet(result) => self.password_set(result.clone(), app),
            _ => {}
        }
        if let Heard::Answer(Answer::Way(officer, way)) = heard
            && self.who.as_ref().is_some_and(|who| who.id == *officer)
        {
            self.way = *way;
            if self.why == Why::Password
                && matches!(way, Way::Proven(_))
                && let Step::Renew { fields, .. } = &self.step
                && fields.iter().all(|(_, field)| field.is_empty())
            {
                self.renew(false);
            }
        }
        Outcome::ignored()
    }

    fn caret(&self) -> Option<Position> {
        match &self.step {
            Step::Who(list) => list.caret(),
            Step::Show(field) if self.way == Way::Password => Some(field.caret()),
            Step::Show(_) => None,
            Step::Renew { fields, at } => Some(fields[*at].1.caret()),
        }
    }
}
