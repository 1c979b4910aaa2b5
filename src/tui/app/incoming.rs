//! Messages from other channels (来件) on screen: the list of those that wait (Alt-M in pane 1). Enter goes through one in
//! the form for a new case, filled with it; Delete lays it aside with a reason.

use super::intake::{Known, NEW_CASE, new_case_form};
use super::ordering::ordering;
use super::{App, Heard};
use crate::desk::Order;
use crate::desk::incoming::IncomingLine;
use crate::desk::service::{Answer, Query};
use crate::domain::incoming::IncomingCommand;
use crate::term::{Code, Key};
use crate::text::{cut, pad_right, wrap};
use crate::tui::form::Form;
use crate::tui::frame::Counter;
use crate::tui::layers::{Layer, Outcome};
use crate::tui::paint::{centred, put, shade};
use crate::tui::theme::Meaning;
use crate::tui::widgets::popup;
use crate::words::{say, say_with, term};
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use serde_json::{Map, Value, json};

/// How many lines of a message stand below the list.
const SHOWN: u16 = 5;

/// Returns the figure of the top line: only while a message waits.
pub fn counter(lines: &[IncomingLine]) -> Option<Counter> {
    (!lines.is_empty()).then_some(Counter { words: "app.counter.incoming", count: lines.len(), meaning: Meaning::Text })
}

/// The list of messages that wait.
pub struct IncomingList {
    at: usize,
    top: usize,
    caret: Option<Position>,
}

impl IncomingList {
    /// Opens the list and asks for it.
    pub fn open(app: &mut App) -> Outcome<App> {
        let effect = app.ask(Query::Incoming);
        Outcome::taken().open(Self { at: 0, top: 0, caret: None }).effect(effect)
    }

    fn line<'a>(&self, app: &'a App) -> Option<&'a IncomingLine> {
        app.incoming.get(self.at)
    }

    /// Opens the form for a new case with what the message says; masked numbers come back when it is registered.
    fn accept(&self, app: &mut App) -> Outcome<App> {
        let Some(line) = self.line(app).cloned() else { return Outcome::taken() };
        let name = if line.sender.is_empty() { say("incoming.nameless") } else { line.sender.clone() };
        let told = if line.text.is_empty() { &line.subject } else { &line.text };
        let known: Known = vec![
            ("incoming", json!(line.incoming), None),
            ("a.name", json!(name), line.sender.is_empty().then(|| say("app.quick.look_again"))),
            ("narrative", json!(told), None),
            ("kind", json!("appeal"), Some(say("app.quick.look_again"))),
            ("channel", json!(line.channel.key()), None),
        ];
        new_case_form(Some(&known), &format!("{} {}", NEW_CASE, line.incoming), app)
    }

    fn dismiss(&self, app: &mut App) -> Outcome<App> {
        let Some(incoming) = self.line(app).map(|line| line.incoming.clone()) else { return Outcome::taken() };
        let said = say("command.incoming.dismiss_incoming");
        let (title, draft) = (format!("{said} {incoming}"), format!("dismiss {incoming}"));
        let make = move |values: Map<String, Value>, _: &mut App| {
            let reason = values.get("reason").and_then(Value::as_str).unwrap_or_default().to_owned();
            let command = IncomingCommand::DismissIncoming { incoming: incoming.clone(), reason };
            Ok((Order::incoming(command), said.clone()))
        };
        Outcome::taken().open(ordering(&title, Form::new(vec![super::fields::reason()]), &draft, app, make))
    }
}

fn draw_line(line: &IncomingLine, row: Rect, is_current: bool, buffer: &mut Buffer, app: &App) {
    let sign = if is_current { "> " } else { "  " };
    let at = line.sent_at.unwrap_or(line.brought_at).format("%m-%d %H:%M");
    let sender = if line.sender.is_empty() { line.phone.clone().unwrap_or_default() } else { line.sender.clone() };
    let told = if line.subject.is_empty() { line.text.replace('\n', " ") } else { line.subject.clone() };
    let channel = pad_right(&term("channel", line.channel.key()), 8);
    let words = format!("{sign}{at} {channel} {} {told}", pad_right(&cut(&sender, 12), 12));
    put(buffer, row.x, row.y, row.width, words.trim_end(), app.look.style(Meaning::Text));
    if is_current {
        shade(buffer, row, app.look.style(Meaning::Selected));
    }
}

impl Layer<App> for IncomingList {
    fn scopes(&self) -> &'static [&'static str] {
        &["incoming", "global"]
    }

    fn draw(&mut self, area: Rect, buffer: &mut Buffer, app: &App) {
        let rows = u16::try_from(app.incoming.len()).unwrap_or(u16::MAX).saturating_add(SHOWN + 4).clamp(10, 22);
        let area = centred(area, 100, rows);
        let inner = popup(buffer, area, &say("app.incoming.title"), &app.look);
        self.caret = Some(Position::new(inner.x, inner.y));
        self.at = self.at.min(app.incoming.len().saturating_sub(1));
        if app.incoming.is_empty() {
            let lines = crate::text::wrap(&say("app.incoming.empty"), usize::from(inner.width));
            for (y, line) in (inner.y..inner.bottom()).zip(&lines) {
                put(buffer, inner.x, y, inner.width, line, app.look.style(Meaning::Muted));
            }
            return;
        }
        let height = usize::from(inner.height.saturating_sub(SHOWN + 1)).max(1);
        self.top = self.top.min(self.at).max((self.at + 1).saturating_sub(height));
        for (y, (index, line)) in (inner.y..).zip(app.incoming.iter().enumerate().skip(self.top).take(height)) {
            draw_line(line, Rect { y, height: 1, ..inner }, index == self.at, buffer, app);
            if index == self.at {
                self.caret = Some(Position::new(inner.x, y));
            }
        }
        let Some(line) = self.line(app) else { return };
        let phone = line.phone.clone().unwrap_or_default();
        let mut said = vec![format!("{}  {} {phone}  {}", line.incoming, line.sender, line.subject)];
        said.extend(line.text.lines().flat_map(|text| wrap(text, usize::from(inner.width))));
        if !line.attachments.is_empty() {
            let names = crate::words::list(&line.attachments);
            said.insert(1, say_with("cli.incoming.attachments", &[("names", &names)]));
        }
        for (y, words) in (inner.bottom().saturating_sub(SHOWN)..inner.bottom()).zip(&said) {
            put(buffer, inner.x, y, inner.width, words.trim_end(), app.look.style(Meaning::Muted));
        }
    }

    fn key(&mut self, key: Key, app: &mut App) -> Outcome<App> {
        let last = app.incoming.len().saturating_sub(1);
        self.at = match (key.code, key.mods.ctrl || key.mods.alt) {
            (Code::Up | Code::Char('k'), false) => self.at.saturating_sub(1),
            (Code::Down | Code::Char('j'), false) => (self.at + 1).min(last),
            (Code::Home, _) => 0,
            (Code::End, _) => last,
            _ => return Outcome::ignored(),
        };
        Outcome::taken()
    }

    fn command(&mut self, id: &'static str, app: &mut App) -> Outcome<App> {
        match id {
            "incoming.close" | "tui.back" => Outcome::taken().close(),
            "incoming.accept_incoming" => self.accept(app),
            "incoming.dismiss_incoming" => self.dismiss(app),
            _ => Outcome::ignored(),
        }
    }

    fn available(&self, id: &str, app: &App) -> Result<(), &'static str> {
        match id {
            "incoming.accept_incoming" | "incoming.dismiss_incoming" if self.line(app).is_none() => {
                Err("app.incoming.none")
            }
            _ => Ok(()),
        }
    }

    fn answer(&mut self, heard: &Heard, _: &mut App) -> Outcome<App> {
        if matches!(heard, Heard::Answer(Answer::Incoming(_))) { Outcome::taken() } else { Outcome::ignored() }
    }

    fn caret(&self) -> Option<Position> {
        self.caret
    }
}
