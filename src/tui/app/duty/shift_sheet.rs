//! The handover (交接班) over the whole screen: the sheet, an answer to every red item, the signatures, the chain.

use super::shift_deeds::{hand_over, is_own_draft, refusing, signing, take_over, taking};
use crate::desk::Order;
use crate::desk::service::Answer;
use crate::desk::shift::{ShiftDesk, ShiftView};
use crate::domain::ids::ShiftKey;
use crate::domain::shift::{Plan, RefusedItem, Sheet};
use crate::term::{Code, Key};
use crate::tui::app::deeds::form_or_order;
use crate::tui::app::{App, Done, Heard};
use crate::tui::form::{Form, FormEvent, FormLayer};
use crate::tui::frame::SPLIT_FROM;
use crate::tui::layers::{Layer, Outcome};
use crate::tui::paint::{clear, frame, put, rule, shade};
use crate::tui::theme::Meaning;
use crate::tui::widgets::{Message, Piece, ScrollText};
use crate::words::shift::{Tone, changes, paper, span};
use crate::words::{say, say_with};
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;

/// What the sheet is opened for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    /// To sign it (交班).
    Sign,
    /// To take over by it (接班).
    Take,
    /// To look at it.
    Look,
}

impl Mode {
    fn key(self) -> &'static str {
        match self {
            Self::Sign => "sign",
            Self::Take => "take",
            Self::Look => "look",
        }
    }
}

/// The answers so far: nothing for what is accepted, the reason for what is refused.
type Answers = Rc<RefCell<BTreeMap<String, Option<String>>>>;

/// The layer.
pub struct Handover {
    mode: Mode,
    view: ShiftView,
    sheet: Sheet,
    /// The shift that takes over.
    next: Option<Plan>,
    answers: Answers,
    /// Which of the red items the cursor is on.
    at: usize,
    top: usize,
    beside: ScrollText,
    caret: Option<Position>,
}

/// Returns how a line of the sheet looks.
pub fn meaning(tone: Tone) -> Meaning {
    match tone {
        Tone::Title | Tone::Head => Meaning::Title,
        Tone::Red => Meaning::Overdue,
        Tone::Yellow => Meaning::Warning,
        Tone::Plain => Meaning::Text,
        Tone::Muted => Meaning::Muted,
    }
}

impl Handover {
    /// Opens the sheet of the shift that is shown; nothing where there is none.
    pub fn new(mode: Mode, desk: &ShiftDesk) -> Option<Self> {
        let view = desk.shown.clone()?;
        let sheet = sheet_of(mode, &view)?;
        let next = desk.next.as_ref().map(|(plan, _)| plan.clone());
        let (at, top, beside, caret) = (0, 0, ScrollText::default(), None);
        Some(Self { mode, view, sheet, next, answers: Answers::default(), at, top, beside, caret })
    }

    fn shift(&self) -> &ShiftKey {
        &self.view.shift.plan.shift
    }

    fn red(&self) -> Vec<String> {
        self.sheet.red().map(|item| item.item.clone()).collect()
    }

    fn chosen(&self) -> Option<String> {
        self.red().into_iter().nth(self.at)
    }

    fn open_answers(&self) -> usize {
        let answers = self.answers.borrow();
        self.red().iter().filter(|item| !answers.contains_key(*item)).count()
    }

    fn step(&mut self, down: bool) {
        if self.mode != Mode::Take || self.sheet.red().next().is_none() {
            self.top = if down { self.top + 1 } else { self.top.saturating_sub(1) };
            return;
        }
        let last = self.sheet.red().count().saturating_sub(1);
        self.at = if down { (self.at + 1).min(last) } else { self.at.saturating_sub(1) };
    }

    /// Answers the item under the cursor and goes on to the next without an answer.
    fn accept(&mut self) {
        if let Some(item) = self.chosen() {
            self.answers.borrow_mut().insert(item, None);
            self.go_on();
        }
    }

    fn go_on(&mut self) {
        let answers = self.answers.borrow();
        let open = |item: &String| !answers.contains_key(item);
        let red = self.red();
        let next = red.iter().skip(self.at).position(open).map(|offset| self.at + offset);
        let next = next.or_else(|| red.iter().position(open));
        drop(answers);
        self.at = next.unwrap_or(self.at);
    }

    fn refuse(&self) -> Outcome<App> {
        let Some(item) = self.chosen() else { return Outcome::taken() };
        let answers = Rc::clone(&self.answers);
        let title = say_with("app.shift.refuse", &[("item", &item)]);
        let layer = FormLayer::new(&title, Form::new(refusing()), move |event, form, _: &mut App| match event {
            FormEvent::Save(_) => {
                answers.borrow_mut().insert(item.clone(), Some(form.text("reason")));
                Outcome::taken().close()
            }
            FormEvent::Leave => Outcome::taken().close(),
            _ => Outcome::taken(),
        });
        Outcome::taken().open(layer.boxed(70, 8))
    }

    /// Opens the form below which it is signed: the sheet's by the outgoing, the answers by the incoming.
    fn sign(&self, app: &mut App) -> Outcome<App> {
        let from_json =
            |order: serde_json::Value| Order::from_json(&order.to_string()).map_err(|error| error.message());
        match self.mode {
            Mode::Look => Outcome::taken(),
            Mode::Sign => {
                let key = self.shift().to_string();
                let said = format!("{} {key}", say("command.shift.hand_over"));
                let draft = format!("shift.hand_over {key}");
                let title = said.clone();
                form_or_order(&title, signing(), &draft, app, move |values, app| {
                    let waiting = app.drafts.iter().filter(|(name, draft)| !draft.is_null() && !is_own_draft(name));
                    let order = hand_over(&key, waiting.count(), &values);
                    Ok((from_json(order)?, said.clone()))
                })
            }
            Mode::Take => {
                let open = self.open_answers();
                let Some(next) = &self.next else {
                    app.message = Some(Message::error(&say("app.shift.why.none_due")));
                    return Outcome::taken();
                };
                if open > 0 {
                    let words = say_with("app.shift.open_answers", &[("count", &open.to_string())]);
                    app.message = Some(Message::error(&words));
                    return Outcome::taken();
                }
                let key = next.shift.to_string();
                let answers = self.answers.borrow().clone();
                let mut accepted = Vec::new();
                let mut refused = Vec::new();
                for (item, answer) in answers {
                    match answer {
                        None => accepted.push(item),
                        Some(reason) => refused.push(RefusedItem { item, reason }),
                    }
                }
                let said = format!("{} {key}", say("command.shift.take_over"));
                let draft = format!("shift.take_over {key}");
                let title = said.clone();
                form_or_order(&title, taking(), &draft, app, move |values, _| {
                    Ok((from_json(take_over(&key, &accepted, &refused, &values))?, said.clone()))
                })
            }
        }
    }

    /// The sheet line by line, each with the red item it belongs to.
    fn lines(&self, cells: usize, app: &App) -> Vec<(Meaning, String, Option<String>)> {
        let mut lines = Vec::new();
        let answers = self.answers.borrow();
        let mut current: Option<String> = None;
        for line in paper(&self.view.shift, &self.sheet, self.view.chain, &app.centre) {
            let begins = line.item.is_some();
            if line.indent == 0 {
                current = None;
            }
            let red = line.tone == Tone::Red && begins;
            if begins {
                current = line.item.clone().filter(|_| red);
            }
            let indent = " ".repeat(line.indent);
            let mark = match (self.mode, red, line.item.as_ref().map(|item| answers.get(item))) {
                (Mode::Take, true, Some(Some(None))) => format!("[{}] ", say("app.shift.mark.accepted")),
                (Mode::Take, true, Some(Some(Some(_)))) => format!("[{}] ", say("app.shift.mark.refused")),
                (Mode::Take, true, Some(None)) => format!("[{}] ", say("app.shift.mark.open")),
                _ => String::new(),
            };
            let text = format!("{mark}{}", line.text);
            for piece in crate::text::wrap(&text, cells.saturating_sub(line.indent).max(10)) {
                lines.push((meaning(line.tone), format!("{indent}{piece}"), current.clone()));
            }
            if let (true, Some(Some(Some(reason)))) = (red, line.item.as_ref().map(|item| answers.get(item))) {
                let words = say_with("app.shift.refused_because", &[("reason", reason)]);
                lines.push((Meaning::Warning, format!("{indent}   {words}"), current.clone()));
            }
        }
        lines
    }

    fn draw_sheet(&mut self, area: Rect, buffer: &mut Buffer, app: &App) {
        let lines = self.lines(usize::from(area.width).saturating_sub(2), app);
        let height = usize::from(area.height);
        let chosen = self.chosen().filter(|_| self.mode == Mode::Take);
        if let Some(chosen) = &chosen {
            let of: Vec<usize> = (0..lines.len()).filter(|at| lines[*at].2.as_ref() == Some(chosen)).collect();
            if let (Some(first), Some(last)) = (of.first(), of.last()) {
                // The item is on screen whole, and the head of the sheet as long as it can be.
                self.top = self.top.min(*first).max((last + 1).saturating_sub(height));
            }
        }
        self.top = self.top.min(lines.len().saturating_sub(height));
        self.caret = Some(Position::new(area.x, area.y));
        for (y, (meaning, words, of)) in (area.y..area.bottom()).zip(lines.iter().skip(self.top)) {
            put(buffer, area.x, y, area.width.saturating_sub(2), words, app.look.style(*meaning));
            if chosen.is_some() && *of == chosen {
                shade(buffer, Rect { y, height: 1, ..area }, app.look.style(Meaning::Selected));
            }
        }
        if let Some(chosen) = chosen {
            let first = lines.iter().skip(self.top).position(|line| line.2.as_ref() == Some(&chosen));
            let offset = first.and_then(|at| u16::try_from(at).ok()).unwrap_or(0);
            self.caret = Some(Position::new(area.x, area.y + offset));
        }
        let muted = app.look.style(Meaning::Muted);
        if self.top > 0 {
            put(buffer, area.right() - 1, area.y, 1, "^", muted);
        }
        if self.top + height < lines.len() {
            put(buffer, area.right() - 1, area.bottom() - 1, 1, "v", muted);
        }
    }

    /// What stands beside or below the sheet: how far the answers are, what changed since it was signed, what comes next.
    fn beside(&self) -> Vec<Piece> {
        let mut lines = Vec::new();
        if self.mode == Mode::Take {
            let answers = self.answers.borrow();
            let refused = answers.values().filter(|it| it.is_some()).count();
            let facts = [("red", self.red().len()), ("accepted", answers.len() - refused), ("refused", refused)];
            let facts = facts.map(|(key, count)| (key, count.to_string()));
            let open = self.open_answers().to_string();
            let facts: Vec<_> =
                facts.iter().map(|(key, value)| (*key, value.as_str())).chain([("open", open.as_str())]).collect();
            lines.push((Meaning::Title, say_with("app.shift.answers", &facts)));
            if self.view.shift.signed.is_none() {
                lines.push((Meaning::Warning, say("app.shift.not_signed")));
            }
            match &self.view.changes {
                Some(since) if !since.is_empty() => {
                    lines.push((Meaning::Warning, say("shift.changes.since")));
                    lines.extend(changes(since).into_iter().map(|line| (Meaning::Text, line.text)));
                }
                Some(_) => lines.push((Meaning::Muted, say("app.shift.no_changes"))),
                None => {}
            }
            if let Some(next) = &self.next {
                let span = span(&next.name, next.from, next.until);
                lines.push((Meaning::Text, say_with("app.shift.into", &[("span", &span)])));
            }
        }
        let keys = format!("app.shift.keys.{}", self.mode.key());
        lines.push((Meaning::Muted, say(&keys)));
        lines
    }
}

/// The sheet a layer shows: the signed one, or the one that would be signed now.
fn sheet_of(mode: Mode, view: &ShiftView) -> Option<Sheet> {
    match mode {
        Mode::Sign => view.sheet.clone(),
        Mode::Take | Mode::Look => view.shift.sheet().or(view.sheet.as_ref()).cloned(),
    }
}

impl Layer<App> for Handover {
    fn scopes(&self) -> &'static [&'static str] {
        &["handover", "global"]
    }

    fn is_full(&self) -> bool {
        true
    }

    fn draw(&mut self, area: Rect, buffer: &mut Buffer, app: &App) {
        clear(buffer, area, app.look.style(Meaning::Text));
        let plan = &self.view.shift.plan;
        let span = span(&plan.name, plan.from, plan.until);
        let title = say_with(&format!("app.shift.title.{}", self.mode.key()), &[("span", &span)]);
        let inner = frame(buffer, area, &title, true, &app.look);
        self.beside.set(self.beside());
        // Only who takes over has something to read beside it.
        if self.mode == Mode::Take && inner.width >= SPLIT_FROM - 2 {
            let wide = inner.width * 3 / 5;
            let right = Rect { x: inner.x + wide + 1, width: inner.width - wide - 1, ..inner };
            self.draw_sheet(Rect { width: wide - 1, ..inner }, buffer, app);
            rule(buffer, right.x - 1, right, &app.look);
            self.beside.draw(right, buffer, &app.look);
        } else {
            let below = if self.mode == Mode::Take { 5 } else { 1 }.min(inner.height / 2);
            let bottom = Rect { y: inner.bottom() - below, height: below, ..inner };
            self.draw_sheet(Rect { height: inner.height - below, ..inner }, buffer, app);
            self.beside.draw(bottom, buffer, &app.look);
        }
    }

    fn key(&mut self, key: Key, _app: &mut App) -> Outcome<App> {
        match (key.code, key.mods.ctrl, key.mods.alt) {
            (Code::Up | Code::Char('k'), false, false) => self.step(false),
            (Code::Down | Code::Char('j'), false, false) => self.step(true),
            (Code::PageUp, ..) => self.top = self.top.saturating_sub(10),
            (Code::PageDown, ..) => self.top += 10,
            _ => return Outcome::ignored(),
        }
        Outcome::taken()
    }

    fn command(&mut self, id: &'static str, app: &mut App) -> Outcome<App> {
        match id {
            "handover.accept" => {
                self.accept();
                Outcome::taken()
            }
            "handover.accept_all" => {
                for item in self.red() {
                    self.answers.borrow_mut().entry(item).or_insert(None);
                }
                Outcome::taken()
            }
            "handover.refuse" => self.refuse(),
            "handover.sign" => self.sign(app),
            "handover.close" => Outcome::taken().close(),
            _ => Outcome::ignored(),
        }
    }

    fn available(&self, id: &str, _app: &App) -> Result<(), &'static str> {
        match id {
            "handover.accept" | "handover.accept_all" | "handover.refuse" if self.mode != Mode::Take => {
                Err("app.shift.why.only_incoming")
            }
            "handover.accept" | "handover.accept_all" | "handover.refuse" if self.red().is_empty() => {
                Err("app.shift.why.nothing_red")
            }
            "handover.sign" if self.mode == Mode::Look => Err("app.shift.why.only_looking"),
            _ => Ok(()),
        }
    }

    fn answer(&mut self, heard: &Heard, _app: &mut App) -> Outcome<App> {
        match heard {
            Heard::Answer(Answer::Shift(desk)) => {
                if let Some(view) = desk.shown.as_ref().filter(|view| view.shift.plan.shift == *self.shift()) {
                    if let Some(sheet) = sheet_of(self.mode, view) {
                        self.sheet = sheet;
                    }
                    self.view = view.clone();
                    self.at = self.at.min(self.sheet.red().count().saturating_sub(1));
                }
                Outcome::taken()
            }
            Heard::Done(_, Done::Yes(receipt)) => {
                let done = ["shift_handed_over", "shift_taken_over"];
                if receipt.events.iter().any(|event| done.contains(&event.as_str())) {
                    return Outcome::taken().close();
                }
                Outcome::ignored()
            }
            _ => Outcome::ignored(),
        }
    }

    fn caret(&self) -> Option<Position> {
        self.caret
    }
}
