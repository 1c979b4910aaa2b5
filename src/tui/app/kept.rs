//! The drafts (Alt-D): every form left half-filled, by its name and case. Enter goes on with one, Delete drops it.

use super::commands::table;
use super::intake::{self, NEW_CASE};
use super::{App, Heard, book, quick};
use crate::domain::ids::CaseNo;
use crate::term::{Code, Key};
use crate::tui::layers::{Layer, Outcome};
use crate::tui::paint::{centred, put};
use crate::tui::theme::Meaning;
use crate::tui::widgets::{Choice, Message, PickEvent, PickList, popup};
use crate::words::{say, say_with};
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use serde_json::Value;

/// The list of drafts.
pub struct Kept {
    list: PickList,
    /// The draft whose case is being read before its form can open.
    opening: Option<String>,
}

impl Kept {
    /// Lists what is kept now.
    pub fn new(app: &App) -> Self {
        let choice = |(name, draft): (&String, &Value)| {
            let label = format!("{}  {}", title(name), words(draft));
            Choice::new(name, &label).hint(case_no(name).as_ref().map_or("", CaseNo::as_str))
        };
        Self { list: PickList::new(app.drafts.iter().map(choice).collect()), opening: None }
    }

    /// Opens the form of a draft; one on a case needs the case first.
    fn open(&mut self, name: String, app: &mut App) -> Outcome<App> {
        if name == quick::DRAFT {
            let opened = quick::open(app);
            return Outcome::taken().close().also(opened);
        }
        if let Some(id) = person(&name) {
            return Outcome::taken().close().also(super::person::show(id, false, app));
        }
        if let Some(no) = book::is_of_book(&name) {
            return book::open_entry(&no, app).close();
        }
        if name.starts_with(NEW_CASE) {
            return intake::new_case_form(None, &name, app).close();
        }
        let Some(no) = case_no(&name) else { return Outcome::taken() };
        self.opening = Some(name);
        match app.look_at(&no) {
            Some(effect) => Outcome::taken().effect(effect),
            None => self.go_on(app),
        }
    }

    /// Opens the form that waited for its case.
    fn go_on(&mut self, app: &mut App) -> Outcome<App> {
        let Some(name) = self.opening.clone() else { return Outcome::ignored() };
        if app.case().is_none() {
            return Outcome::ignored();
        }
        self.opening = None;
        let id = format!("case.{}", name.split(' ').next().unwrap_or_default());
        app.session = session(&name).or(app.session);
        match table().get(&id) {
            Some(spec) => match super::actions::available(spec.id, app) {
                Ok(()) => Outcome::taken().close().run(spec.id),
                // What was typed stays here to be read, though the case has moved on.
                Err(reason) => {
                    app.message = Some(Message::error(&say(reason)));
                    Outcome::taken()
                }
            },
            None => Outcome::taken(),
        }
    }
}

/// Says which form a draft belongs to.
fn title(name: &str) -> String {
    if name == quick::DRAFT {
        return say("command.intake.quick");
    }
    if name.starts_with(NEW_CASE) {
        return say("command.intake.new");
    }
    if person(name).is_some() {
        return say(&format!("command.person.{}", name.rsplit(' ').next().unwrap_or_default()));
    }
    say(&format!("command.case.{}", name.split(' ').next().unwrap_or_default()))
}

/// Returns the person a draft is about: the card opens, and on it the form is one key away.
fn person(name: &str) -> Option<&str> {
    name.strip_prefix("person ")?.split(' ').next()
}

/// Returns the case a draft is about.
fn case_no(name: &str) -> Option<CaseNo> {
    let is_new = name == quick::DRAFT || name.starts_with(NEW_CASE) || person(name).is_some();
    name.split(' ').nth(1).filter(|_| !is_new).map(|no| CaseNo(no.to_owned()))
}

/// Returns the session a draft is about.
fn session(name: &str) -> Option<crate::domain::ids::SessionId> {
    let about = name.split(' ').nth(2).filter(|_| !name.starts_with("acknowledge"))?;
    about.parse().ok().map(crate::domain::ids::SessionId)
}

/// Returns what was typed, the words in the form's order as far as one can tell, for recognising a draft.
fn words(draft: &Value) -> String {
    let fields = draft.get("fields").and_then(Value::as_object).into_iter().flatten();
    // A choice is kept by its code; only what has other than plain letters was written by a person.
    let typed = |value: &Value| value.as_str().filter(|text| !text.is_ascii()).map(str::to_owned);
    let words: Vec<String> = fields.filter_map(|(_, value)| typed(value)).collect();
    if words.is_empty() { say("app.drafts.nothing_typed") } else { words.join(" ").replace('\n', " ") }
}

impl Layer<App> for Kept {
    fn scopes(&self) -> &'static [&'static str] {
        &["drafts", "global"]
    }

    fn is_typing(&self) -> bool {
        true
    }

    fn draw(&mut self, area: Rect, buffer: &mut Buffer, app: &App) {
        let rows = u16::try_from(self.list.len()).unwrap_or(u16::MAX).saturating_add(3);
        let inner = popup(buffer, centred(area, 76, rows.clamp(5, 18)), &say("app.drafts.title"), &app.look);
        if self.list.is_empty() {
            put(buffer, inner.x, inner.y, inner.width, &say("app.drafts.empty"), app.look.style(Meaning::Muted));
        } else {
            self.list.draw(inner, buffer, &app.look);
        }
    }

    fn key(&mut self, key: Key, app: &mut App) -> Outcome<App> {
        if key == Key::plain(Code::Esc) {
            return Outcome::taken().close();
        }
        if key == Key::plain(Code::Delete) {
            return Outcome::ignored();
        }
        match self.list.key(key) {
            PickEvent::Ignored => Outcome::ignored(),
            PickEvent::Handled => Outcome::taken(),
            PickEvent::Picked(name) => self.open(name, app),
        }
    }

    fn paste(&mut self, text: &str, _: &mut App) -> Outcome<App> {
        self.list.paste(text);
        Outcome::taken()
    }

    fn command(&mut self, id: &'static str, app: &mut App) -> Outcome<App> {
        if id != "drafts.drop" {
            return Outcome::ignored();
        }
        if let Some(choice) = self.list.current() {
            app.drafts.remove(&choice.id);
            let no = case_no(&choice.id).map(|no| format!(" {no}")).unwrap_or_default();
            app.tell(&say_with("app.drafts.dropped", &[("name", &format!("{}{no}", title(&choice.id)))]));
            *self = Self::new(app);
        }
        Outcome::taken()
    }

    fn available(&self, id: &str, _: &App) -> Result<(), &'static str> {
        if self.list.is_empty() && (id == "drafts.drop" || id == "drafts.open") {
            return Err("app.drafts.empty");
        }
        Ok(())
    }

    fn answer(&mut self, _: &Heard, app: &mut App) -> Outcome<App> {
        self.go_on(app)
    }

    fn caret(&self) -> Option<Position> {
        if self.list.is_empty() { None } else { self.list.caret() }
    }
}
