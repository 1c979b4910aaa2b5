//! Picking a known person: what is typed is looked up in the directory, by name, reading, number or address.

use crate::desk::service::{Answer, Query};
use crate::desk::{Order, PersonLine, PersonView};
use crate::domain::ids::PersonId;
use crate::domain::party::Sex;
use crate::domain::person::PersonCommand;
use crate::term::{Code, Key};
use crate::text::pad_right;
use crate::tui::app::{App, Effect, Heard};
use crate::tui::form::{Field, Form};
use crate::tui::layers::{Layer, Outcome};
use crate::tui::paint::{centred, put, put_right, shade};
use crate::tui::theme::Meaning;
use crate::tui::widgets::{Choice, TextField, popup};
use crate::words::{list, say, say_with, term};
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use serde_json::json;

/// How many are shown at most.
const MOST: u32 = 40;

/// What follows once somebody was picked.
type Picked = Box<dyn FnMut(&PersonLine, &mut App) -> Outcome<App>>;

/// The list of known persons under what is typed.
pub struct KnownPick {
    title: String,
    field: TextField,
    found: Vec<PersonLine>,
    /// Whether an answer has come to what is typed.
    answered: bool,
    at: usize,
    top: usize,
    picked: Picked,
    /// Who is not offered: nobody is the same person as himself.
    except: Option<PersonId>,
}

impl KnownPick {
    /// Opens the list with what was typed so far, and asks for it.
    pub fn new(
        title: &str,
        typed: &str,
        app: &mut App,
        picked: impl FnMut(&PersonLine, &mut App) -> Outcome<App> + 'static,
    ) -> (Self, Option<Effect>) {
        let field = TextField::new(typed);
        let mut pick = Self {
            title: title.to_owned(),
            field,
            found: Vec::new(),
            answered: false,
            at: 0,
            top: 0,
            picked: Box::new(picked),
            except: None,
        };
        let effect = pick.ask(app);
        (pick, effect)
    }

    /// Leaves one person out of what is offered.
    pub fn except(self, person: PersonId) -> Self {
        Self { except: Some(person), ..self }
    }

    fn ask(&mut self, app: &mut App) -> Option<Effect> {
        self.answered = false;
        let typed = self.field.text().trim().to_owned();
        if typed.is_empty() {
            self.found.clear();
            return None;
        }
        Some(app.ask(Query::People { typed, limit: MOST }))
    }

    fn draw_line(line: &PersonLine, area: Rect, is_current: bool, buffer: &mut Buffer, app: &App) {
        let sign = if is_current { "> " } else { "  " };
        let sex = line.sex.map(|sex| term(Sex::AREA, sex.key())).unwrap_or_default();
        let born = line.born.as_deref().and_then(|day| day.get(..4)).unwrap_or_default();
        let name = if line.aliases.is_empty() {
            line.name.clone()
        } else {
            format!("{}（{}）", line.name, list(&line.aliases))
        };
        let phone = pad_right(line.phone.as_deref().unwrap_or_default(), 13);
        let who = pad_right(format!("{sex} {born}").trim(), 8);
        let words =
            format!("{sign}{} {who} {phone} {}", pad_right(&name, 18), line.place.as_deref().unwrap_or_default());
        let count = say_with("person.cases", &[("count", &line.cases.to_string())]);
        let right = put_right(buffer, area, area.y, &count, app.look.style(Meaning::Muted));
        put(buffer, area.x, area.y, right.saturating_sub(area.x + 1), &words, app.look.style(Meaning::Text));
        if is_current {
            shade(buffer, area, app.look.style(Meaning::Selected));
        }
    }
}

impl Layer<App> for KnownPick {
    fn scopes(&self) -> &'static [&'static str] {
        &["chooser", "global"]
    }

    fn command(&mut self, id: &'static str, app: &mut App) -> Outcome<App> {
        match id {
            "chooser.take" => self.key(Key::plain(Code::Enter), app),
            "chooser.close" => Outcome::taken().close(),
            _ => Outcome::ignored(),
        }
    }

    fn is_typing(&self) -> bool {
        true
    }

    fn draw(&mut self, area: Rect, buffer: &mut Buffer, app: &App) {
        let rows = u16::try_from(self.found.len()).unwrap_or(u16::MAX).saturating_add(3);
        let inner = popup(buffer, centred(area, 76, rows.clamp(6, 16)), &self.title, &app.look);
        let field = Rect { height: 1, ..inner };
        self.field.draw(field, buffer, &say("person.pick_hint"), &app.look);
        let body = Rect { y: inner.y + 1, height: inner.height.saturating_sub(1), ..inner };
        if self.found.is_empty() {
            let words = match (self.field.is_empty(), self.answered) {
                (true, _) => "person.pick_type",
                (false, true) => "person.pick_none",
                (false, false) => "person.reading",
            };
            put(buffer, body.x + 2, body.y, body.width.saturating_sub(2), &say(words), app.look.style(Meaning::Muted));
            return;
        }
        let height = usize::from(body.height).max(1);
        self.top = self.top.min(self.at).max((self.at + 1).saturating_sub(height));
        for (y, (index, line)) in (body.y..).zip(self.found.iter().enumerate().skip(self.top).take(height)) {
            Self::draw_line(line, Rect { y, height: 1, ..body }, index == self.at, buffer, app);
        }
    }

    fn key(&mut self, key: Key, app: &mut App) -> Outcome<App> {
        let last = self.found.len().saturating_sub(1);
        match key.code {
            Code::Esc => return Outcome::taken().close(),
            Code::Up => self.at = self.at.saturating_sub(1),
            Code::Down => self.at = (self.at + 1).min(last),
            Code::PageUp => self.at = self.at.saturating_sub(10),
            Code::PageDown => self.at = (self.at + 10).min(last),
            Code::Enter => {
                return match self.found.get(self.at) {
                    Some(line) => (self.picked)(&line.clone(), app).as_taken().close(),
                    None => Outcome::taken(),
                };
            }
            _ => {
                let before = self.field.text().to_owned();
                if !self.field.key(key) {
                    return Outcome::ignored();
                }
                if self.field.text() != before {
                    let effect = self.ask(app);
                    return Outcome::taken().effects(effect);
                }
            }
        }
        Outcome::taken()
    }

    fn paste(&mut self, text: &str, app: &mut App) -> Outcome<App> {
        self.field.paste(text);
        let effect = self.ask(app);
        Outcome::taken().effects(effect)
    }

    fn answer(&mut self, heard: &Heard, _: &mut App) -> Outcome<App> {
        match heard {
            Heard::Answer(Answer::People(found)) => {
                self.found.clone_from(found);
                self.found.retain(|line| Some(line.id) != self.except);
                (self.at, self.top, self.answered) = (0, 0, true);
                Outcome::taken()
            }
            _ => Outcome::ignored(),
        }
    }

    fn caret(&self) -> Option<Position> {
        Some(self.field.caret())
    }
}

/// Returns the party whose name, phone or number is being filled in: the beginning of its fields' names.
fn prefix(form: &Form) -> Option<String> {
    let (prefix, _) = form.focused()?.id.split_once('.')?;
    form.field(&format!("{prefix}.name")).map(|_| prefix.to_owned())
}

/// Offers the known persons for the party in focus; the one picked fills in what the directory knows.
pub fn offer(form: &Form, app: &mut App) -> Outcome<App> {
    let Some(prefix) = prefix(form) else {
        app.message = Some(crate::tui::widgets::Message::error(&say("person.refused.no_party")));
        return Outcome::taken();
    };
    let typed = ["name", "phone", "id_no"].map(|field| form.text(&format!("{prefix}.{field}")));
    // What the officer is in is meant, else whatever there is.
    let typed = Some(form.focused().map(Field::text).unwrap_or_default())
        .filter(|text| typed.contains(text) && !text.is_empty())
        .or_else(|| typed.into_iter().find(|text| !text.is_empty()));
    let title = say("command.new_case.known");
    let (pick, effect) =
        KnownPick::new(&title, &typed.unwrap_or_default(), app, move |line: &PersonLine, app: &mut App| {
            app.filling = Some((prefix.clone(), line.id));
            // The form shows it in full, and the log says that somebody saw it.
            let (_, logged) = app.order(Order::person(line.id, PersonCommand::RevealPerson {}), "");
            let asked = app.ask(Query::Person { id: line.id, revealed: true });
            Outcome::taken().effect(logged).effect(asked)
        });
    Outcome::taken().open(pick).effects(effect)
}

/// Fills in the person who was picked, once the answer is there. Returns the field that is new then.
pub fn hear(heard: &Heard, form: &mut Form, app: &mut App) -> Option<String> {
    let Heard::Answer(Answer::Person(view)) = heard else { return None };
    let (prefix, _) = app.filling.take_if(|(_, id)| view.person.id == *id || view.person.same.contains(id))?;
    fill(&prefix, view, form);
    Some(format!("{prefix}.name"))
}

fn fill(prefix: &str, view: &PersonView, form: &mut Form) {
    let person = &view.person;
    let id = |field: &str| format!("{prefix}.{field}");
    let known = [
        ("name", Some(person.name.clone())),
        ("phone", person.phones.first().cloned()),
        ("id_no", person.id_no.clone()),
        ("address", person.place.clone()),
        ("nature", Some(person.nature.key().to_owned())),
    ];
    for (field, value) in known {
        if let (Some(value), Some(field)) = (value, form.field_mut(&id(field))) {
            field.restore(&json!(value));
            field.error = None;
        }
    }
    let number = person.id.to_string();
    let label = say_with("person.picked", &[("number", &number), ("count", &person.cases.to_string())]);
    form.remove_group(&id("person"));
    let field = Field::pick(&id("person"), "app.field.person", vec![Choice::new(&number, &label)]);
    form.insert_after(&id("name"), vec![field.with(&json!(number))]);
    // On to what the directory does not know either.
    let open = ["phone", "id_no", "address"].map(id).into_iter().find(|field| form.text(field).is_empty());
    form.focus_on(&open.unwrap_or_else(|| id("name")));
}

/// Lets go of the person who was picked for a party that is called something else now.
pub fn forget(changed: &str, form: &mut Form) {
    if let Some(prefix) = changed.strip_suffix(".name") {
        form.remove_group(&format!("{prefix}.person"));
    }
}
