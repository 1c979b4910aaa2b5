//! A person's card: identity, phones, household, other names, and every case they stood in. Enter opens a case.

use super::forms;
use crate::desk::service::{Answer, Query};
use crate::desk::{Appearance, Order, PersonView};
use crate::domain::ids::PersonId;
use crate::domain::party::{Nature, Sex};
use crate::domain::person::{Capacity, PersonCommand};
use crate::term::{Code, Key};
use crate::text::{pad_right, width, wrap};
use crate::tui::app::{App, CaseLayer, Effect, Heard};
use crate::tui::layers::{Layer, Outcome};
use crate::tui::paint::{centred, put, shade};
use crate::tui::theme::Meaning;
use crate::tui::widgets::popup;
use crate::words::{list, say, say_with, term};
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

/// Who, with every case; the cursor is on a case.
pub struct PersonCard {
    id: PersonId,
    view: Option<Box<PersonView>>,
    revealed: bool,
    over_case: bool,
    at: usize,
    top: usize,
    height: usize,
    caret: Option<Position>,
}

impl PersonCard {
    /// Opens the card of a person and asks for what stands on it.
    pub fn new(id: PersonId, over_case: bool, app: &mut App) -> (Self, Effect) {
        let card = Self { id, view: None, revealed: false, over_case, at: 0, top: 0, height: 1, caret: None };
        let effect = card.ask(app);
        (card, effect)
    }

    fn ask(&self, app: &mut App) -> Effect {
        app.ask(Query::Person { id: self.id, revealed: self.revealed })
    }

    fn appearances(&self) -> &[Appearance] {
        self.view.as_ref().map_or(&[], |view| &view.appearances)
    }

    fn open_case(&self, app: &mut App) -> Outcome<App> {
        let Some(case) = self.appearances().get(self.at).map(|it| it.case.no.clone()) else { return Outcome::taken() };
        let effect = app.look_at(&case);
        let outcome = Outcome::taken().close().effects(effect);
        if self.over_case { outcome } else { outcome.open(CaseLayer::default()) }
    }

    fn reveal(&mut self, app: &mut App) -> Outcome<App> {
        let mut outcome = Outcome::taken();
        self.revealed = !self.revealed;
        if self.revealed {
            app.begin_to_reveal();
            // That somebody looked goes into the log first.
            let (_, effect) = app.order(Order::person(self.id, PersonCommand::RevealPerson {}), "");
            outcome = outcome.effect(effect);
            let name = self.view.as_ref().map_or("", |view| view.person.name.as_str());
            app.tell(&say_with("person.revealed", &[("name", name)]));
        } else {
            app.tell(&say("app.masked_again"));
        }
        let effect = self.ask(app);
        outcome.effect(effect)
    }

    /// Returns what is known of the person, one thing a line: its name and its value.
    fn facts(view: &PersonView) -> Vec<(&'static str, String)> {
        let person = &view.person;
        let sex = person.sex.map(|sex| term(Sex::AREA, sex.key()));
        let who: Vec<String> = [sex, view.born.clone(), view.region_name.clone()].into_iter().flatten().collect();
        let member = |it: &crate::desk::Member| match it.relation.as_str() {
            "" => it.name.clone(),
            relation => format!("{} {relation}", it.name),
        };
        let household: Vec<String> = view.members.iter().map(member).collect();
        let relation = person.household.as_ref().map(|it| it.relation.clone()).filter(|it| !it.is_empty());
        let household = match (household.is_empty(), relation) {
            (false, Some(relation)) => {
                say_with("person.in_household", &[("relation", &relation), ("others", &list(&household))])
            }
            _ => list(&household),
        };
        let same: Vec<String> = person.same.iter().map(PersonId::to_string).collect();
        let facts = [
            ("person.fact.who", who.join(" · ")),
            ("person.fact.id_no", person.id_no.clone().unwrap_or_default()),
            ("person.fact.phones", list(&person.phones)),
            ("person.fact.place", person.place.clone().unwrap_or_default()),
            ("person.fact.aliases", list(&person.aliases)),
            ("person.fact.household", household),
            ("person.fact.same", list(&same)),
        ];
        facts.into_iter().filter(|(_, value)| !value.is_empty()).collect()
    }

    fn draw_facts(view: &PersonView, area: Rect, buffer: &mut Buffer, app: &App) -> u16 {
        let facts = Self::facts(view);
        let labels: Vec<String> = facts.iter().map(|(key, _)| say(key)).collect();
        let column = labels.iter().map(|label| width(label)).max().unwrap_or(0) + 2;
        let indent = u16::try_from(column).unwrap_or(0);
        // The cases keep at least five rows; what does not fit above them is cut off at the end.
        let most = area.height.saturating_sub(7).max(1);
        let mut y = area.y;
        for ((_, value), label) in facts.iter().zip(&labels) {
            for (nth, line) in wrap(value, usize::from(area.width) - column).into_iter().enumerate() {
                if y >= area.y + most {
                    return y - area.y;
                }
                if nth == 0 {
                    put(buffer, area.x, y, indent, label, app.look.style(Meaning::Muted));
                }
                put(buffer, area.x + indent, y, area.width - indent, &line, app.look.style(Meaning::Text));
                y += 1;
            }
        }
        y - area.y
    }

    fn draw_cases(&mut self, view: &PersonView, area: Rect, buffer: &mut Buffer, app: &App) {
        self.height = usize::from(area.height).max(1);
        self.at = self.at.min(view.appearances.len().saturating_sub(1));
        self.top = self.top.min(self.at).max((self.at + 1).saturating_sub(self.height));
        let rows = view.appearances.iter().enumerate().skip(self.top).take(self.height);
        for (y, (index, it)) in (area.y..).zip(rows) {
            let is_current = index == self.at;
            let sign = if is_current { "> " } else { "  " };
            let at = it.case.registered_at.format("%Y-%m-%d");
            let capacity = pad_right(&term(Capacity::AREA, it.capacity.key()), 8);
            let called = if it.name == view.person.name { String::new() } else { format!("（{}）", it.name) };
            let words = format!("{sign}{} {at} {capacity} {called}{}", it.case.no, it.case.title);
            let state = format!("{} · {}", term("ball", &it.case.ball), it.case.holder_name);
            let room = area.width.saturating_sub(u16::try_from(width(&state)).unwrap_or(0) + 2);
            put(buffer, area.x, y, room, &words, app.look.style(Meaning::Text));
            crate::tui::paint::put_right(buffer, area, y, &state, app.look.style(Meaning::Muted));
            if is_current {
                let line = Rect { y, height: 1, ..area };
                shade(buffer, line, app.look.style(Meaning::Selected));
                self.caret = Some(Position::new(area.x, y));
            }
        }
    }

    fn draw_steps(view: &PersonView, area: Rect, buffer: &mut Buffer, app: &App) {
        if area.height < 2 || view.steps.is_empty() {
            return;
        }
        put(buffer, area.x, area.y, area.width, &say("person.steps"), app.look.style(Meaning::Title));
        for (y, step) in (area.y + 1..area.bottom()).zip(&view.steps) {
            let words = format!("{} {} {}", step.at.format("%m-%d %H:%M"), step.who, step.what);
            put(buffer, area.x, y, area.width, &words, app.look.style(Meaning::Muted));
        }
    }
}

impl Layer<App> for PersonCard {
    fn scopes(&self) -> &'static [&'static str] {
        &["person", "global"]
    }

    fn draw(&mut self, area: Rect, buffer: &mut Buffer, app: &App) {
        // Facts, a blank and a heading, the cases, a blank, a heading and the entries: as high as it needs to be.
        let rows = self.view.as_ref().map_or(0, |view| {
            let steps = if view.steps.is_empty() { 0 } else { view.steps.len() + 2 };
            Self::facts(view).len() + 2 + view.appearances.len() + steps + 3
        });
        let rows = u16::try_from(rows).unwrap_or(u16::MAX).clamp(14, area.height.saturating_sub(1).max(14));
        let area = centred(area, 100, rows);
        let Some(view) = self.view.take() else {
            let inner = popup(buffer, area, &say("command.case.people"), &app.look);
            put(buffer, inner.x, inner.y, inner.width, &say("person.reading"), app.look.style(Meaning::Muted));
            self.caret = Some(Position::new(inner.x, inner.y));
            return;
        };
        let kind =
            if view.person.nature == Nature::Person { "" } else { &term(Nature::AREA, view.person.nature.key()) };
        let number = view.person.id.to_string();
        let title = say_with("person.title", &[("name", &view.person.name), ("number", &number), ("kind", kind)]);
        let inner = popup(buffer, area, title.trim_end(), &app.look);
        self.caret = Some(Position::new(inner.x, inner.y));
        let used = Self::draw_facts(&view, inner, buffer, app);
        let heading = say_with("person.appearances", &[("count", &view.person.cases.to_string())]);
        let y = inner.y + used + 1;
        put(buffer, inner.x, y, inner.width, &heading, app.look.style(Meaning::Title));
        let below = inner.bottom().saturating_sub(y + 1);
        let cases = u16::try_from(view.appearances.len()).unwrap_or(u16::MAX);
        // What was done to the entry gets what the cases leave, and a third in any case.
        let steps = u16::try_from(view.steps.len()).unwrap_or(u16::MAX).saturating_add(2);
        let steps = if view.steps.is_empty() { 0 } else { steps.min(below.saturating_sub(cases).max(below / 3)) };
        let cases = Rect { y: y + 1, height: below - steps, ..inner };
        self.draw_cases(&view, cases, buffer, app);
        let steps = Rect { y: cases.bottom() + 1, height: steps.saturating_sub(1), ..inner };
        Self::draw_steps(&view, steps, buffer, app);
        self.view = Some(view);
    }

    fn key(&mut self, key: Key, _: &mut App) -> Outcome<App> {
        let last = self.appearances().len().saturating_sub(1);
        self.at = match (key.code, key.mods.ctrl || key.mods.alt) {
            (Code::Up | Code::Char('k'), false) => self.at.saturating_sub(1),
            (Code::Down | Code::Char('j'), false) => (self.at + 1).min(last),
            (Code::PageUp, _) => self.at.saturating_sub(self.height),
            (Code::PageDown, _) => (self.at + self.height).min(last),
            (Code::Home | Code::Char('g'), false) => 0,
            (Code::End | Code::Char('G'), false) => last,
            _ => return Outcome::ignored(),
        };
        Outcome::taken()
    }

    fn command(&mut self, id: &'static str, app: &mut App) -> Outcome<App> {
        match id {
            "person.close" | "tui.back" => Outcome::taken().close(),
            "person.open" => self.open_case(app),
            "person.reveal" => self.reveal(app),
            _ => match (id.strip_prefix("person."), &self.view) {
                (Some(command), Some(view)) => forms::begin(command, view, app),
                _ => Outcome::ignored(),
            },
        }
    }

    fn available(&self, id: &str, _: &App) -> Result<(), &'static str> {
        match (id.strip_prefix("person."), &self.view) {
            (Some(command), Some(view)) => forms::available(command, view),
            (Some("close"), None) | (None, _) => Ok(()),
            (Some(_), None) => Err("person.reading"),
        }
    }

    fn answer(&mut self, heard: &Heard, app: &mut App) -> Outcome<App> {
        match heard {
            Heard::Answer(Answer::Person(view)) if view.person.id == self.id || view.person.same.contains(&self.id) => {
                self.id = view.person.id;
                self.view = Some(view.clone());
                Outcome::taken()
            }
            Heard::Changed => {
                self.revealed &= app.reveal_ends.is_some();
                let effect = self.ask(app);
                Outcome::taken().effect(effect)
            }
            _ => Outcome::ignored(),
        }
    }

    fn caret(&self) -> Option<Position> {
        self.caret
    }
}
