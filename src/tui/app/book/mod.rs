//! The offline book on screen (断网登记簿): what waits to be entered, with what stands against it (Alt-B).
//!
//! Enter opens a matter in the form for a new case, to be looked at, corrected and entered; Ctrl-S enters all that
//! nothing stands against; Delete discards one with a reason.

mod form;

pub(super) use form::{entry_of, from_book, is_of_book, late_field, open_entry};

use super::{App, Effect, Heard};
use crate::desk::book::{Fault, Finding, Reviewed};
use crate::desk::service::{Answer, Query};
use crate::desk::{DeskError, Order, Receipt};
use crate::term::{Code, Key};
use crate::tui::dialogs::Reader;
use crate::tui::form::{Field, Form, FormEvent, FormLayer};
use crate::tui::layers::{Layer, Outcome};
use crate::tui::paint::{centred, put};
use crate::tui::theme::Meaning;
use crate::tui::widgets::{Choice, Message, PickEvent, PickList, Piece, ScrollText, popup};
use crate::words::{alike, list, next_step, refusal, say, say_with, sentences, term};
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

/// Shows the number that the resident is to be told, large enough to be read out.
pub(super) fn slip(receipt: &Receipt) -> Reader {
    let no = receipt.no.as_ref().map(ToString::to_string).unwrap_or_default();
    let mut lines = vec![
        (Meaning::Title, say_with("book.slip_no", &[("no", &no)])),
        (Meaning::Text, String::new()),
        (Meaning::Text, say("book.slip_tell")),
        (Meaning::Muted, say("book.slip_later")),
    ];
    lines.extend(receipt.warnings.iter().map(|warning| (Meaning::Warning, format!("! {}", refusal(warning)))));
    Reader::new(&say("book.slip_title"), lines)
}

/// Returns the message that stands while the file is away, or while something waits to be entered.
pub(super) fn standing(app: &App) -> Option<Message> {
    if app.is_back {
        return Some(Message::info(&say("book.back")));
    }
    if !app.reachable {
        return Some(Message::error(&say("book.away")));
    }
    let count = app.waiting.to_string();
    (app.waiting > 0).then(|| Message::warning(&say_with("book.waiting", &[("count", &count)])))
}

/// Opens the book.
pub(super) fn open(app: &mut App) -> Outcome<App> {
    let asked = app.ask(Query::Book);
    Outcome::taken().open(Book::new(&app.book, app.reachable)).effect(asked)
}

/// The list of what waits.
pub struct Book {
    list: PickList,
    entries: Vec<Reviewed>,
    faults: Vec<Fault>,
    detail: ScrollText,
    loaded: bool,
}

impl Book {
    fn new(entries: &[Reviewed], reviewed: bool) -> Self {
        let clean = if reviewed { "book.state.clean" } else { "book.state.waiting" };
        let choice = |it: &Reviewed| {
            let names: Vec<_> = it.kept.register.parties.iter().map(|party| party.name.clone()).collect();
            let label = format!("{}  {}  {}", it.kept.no, it.kept.at.format("%m-%d %H:%M"), list(&names));
            let state = it.findings.first().map_or_else(|| say(clean), Finding::name);
            Choice::new(&it.kept.no, &label).hint(&state)
        };
        let list = PickList::new(entries.iter().map(choice).collect());
        Self { list, entries: entries.to_vec(), faults: Vec::new(), detail: ScrollText::default(), loaded: false }
    }

    fn current(&self) -> Option<&Reviewed> {
        let id = &self.list.current()?.id;
        self.entries.iter().find(|it| it.kept.no == *id)
    }

    /// Enters everything that nothing stands against, each in a write of its own.
    fn enter_clean(&self, app: &mut App) -> Outcome<App> {
        let clean: Vec<_> = self.entries.iter().filter(|it| it.is_clean()).collect();
        if clean.is_empty() {
            app.message = Some(Message::warning(&say("book.none_clean")));
        }
        let orders: Vec<Effect> = clean
            .into_iter()
            .map(|it| app.order(Order::register(it.kept.to_enter(None)), &entering(&it.kept.no)).1)
            .collect();
        Outcome::taken().effects(orders)
    }

    fn discard(&self) -> Outcome<App> {
        let Some(no) = self.current().map(|it| it.kept.no.clone()) else { return Outcome::taken() };
        let fields = vec![Field::text_line("reason", "book.field.reason").required()];
        let title = say_with("book.discard_title", &[("no", &no)]);
        let said = say("book.discarded");
        let layer = FormLayer::new(&title, Form::new(fields), move |event, _, app: &mut App| match event {
            FormEvent::Save(values) => {
                let reason = values.get("reason").and_then(serde_json::Value::as_str).unwrap_or_default().to_owned();
                let ticket = app.ticket(&said);
                Outcome::taken().close().effect(Effect::Discard(ticket, no.clone(), reason))
            }
            FormEvent::Leave => Outcome::taken().close(),
            _ => Outcome::taken(),
        });
        Outcome::taken().open(layer.boxed(70, 7))
    }

    fn lines(&self) -> Vec<Piece> {
        let mut lines: Vec<Piece> = self.faults.iter().map(|it| (Meaning::Error, fault(it))).collect();
        let Some(it) = self.current() else { return lines };
        let kept = &it.kept;
        let at = kept.at.format("%Y-%m-%d %H:%M").to_string();
        lines.push((Meaning::Muted, say_with("cli.book.written", &[("at", &at), ("by", &kept.name)])));
        for finding in &it.findings {
            lines.extend(told(finding).into_iter().map(|words| (Meaning::Warning, format!("! {words}"))));
        }
        for party in &kept.register.parties {
            lines.push((Meaning::Text, format!("{} {}", term("side", party.side.key()), party.name)));
        }
        lines.push((Meaning::Text, kept.register.narrative.clone()));
        for note in &kept.notes {
            lines.push((Meaning::Text, format!("{} {}", note.at.format("%m-%d %H:%M"), note.text)));
        }
        lines
    }
}

/// Says what is done when a matter is entered.
pub(super) fn entering(no: &str) -> String {
    say_with("book.entered", &[("no", no)])
}

fn told(finding: &Finding) -> Vec<String> {
    match finding {
        Finding::Entered(_) => vec![finding.name()],
        Finding::Refused(why) | Finding::Author(why) => vec![sentences(&refusal(why), &next_step(why))],
        Finding::Alike(hits) => hits
            .iter()
            .map(|hit| format!("{} {} · {}", hit.row.no, alike::verdict(&hit.likeness), alike::reasons(&hit.likeness)))
            .collect(),
    }
}

fn fault(fault: &Fault) -> String {
    match fault {
        Fault::Torn { bytes } => say_with("book.fault.torn", &[("bytes", &bytes.to_string())]),
        Fault::Damaged { line } => say_with("book.fault.damaged", &[("line", &line.to_string())]),
        Fault::Unlinked { line } => say_with("book.fault.unlinked", &[("line", &line.to_string())]),
    }
}

/// Tells whether an error only repeats what the banner says.
pub(super) fn is_known_to_be_away(app: &App, error: &DeskError) -> bool {
    !app.reachable && crate::desk::book::is_out_of_reach(error)
}

impl Layer<App> for Book {
    fn scopes(&self) -> &'static [&'static str] {
        &["book", "global"]
    }

    fn is_typing(&self) -> bool {
        true
    }

    fn draw(&mut self, area: Rect, buffer: &mut Buffer, app: &App) {
        let inner = popup(buffer, centred(area, 110, area.height), &say("book.title"), &app.look);
        if self.entries.is_empty() {
            let words = match (app.reachable, self.loaded) {
                (true, false) => "app.loading",
                (false, false) => "book.pane",
                (_, true) => "cli.book.none",
            };
            put(buffer, inner.x, inner.y, inner.width, &say(words), app.look.style(Meaning::Muted));
        }
        let rows = u16::try_from(self.entries.len()).unwrap_or(u16::MAX).saturating_add(2).min(inner.height / 2);
        if !self.entries.is_empty() {
            self.list.draw(Rect { height: rows, ..inner }, buffer, &app.look);
        }
        self.detail.set(self.lines());
        let below = Rect { y: inner.y + rows, height: inner.height.saturating_sub(rows), ..inner };
        self.detail.draw(below, buffer, &app.look);
    }

    fn key(&mut self, key: Key, app: &mut App) -> Outcome<App> {
        if key == Key::plain(Code::Esc) {
            return Outcome::taken().close();
        }
        if key == Key::plain(Code::Delete) || key == Key::ctrl('s') {
            return Outcome::ignored();
        }
        match self.list.key(key) {
            PickEvent::Ignored => Outcome::ignored(),
            PickEvent::Handled => Outcome::taken(),
            PickEvent::Picked(_) if !app.reachable => {
                app.message = Some(Message::warning(&say("book.enter_later")));
                Outcome::taken()
            }
            PickEvent::Picked(no) => open_entry(&no, app),
        }
    }

    fn paste(&mut self, text: &str, _: &mut App) -> Outcome<App> {
        self.list.paste(text);
        Outcome::taken()
    }

    fn command(&mut self, id: &'static str, app: &mut App) -> Outcome<App> {
        match id {
            "book.enter_clean" => self.enter_clean(app),
            "book.discard" => self.discard(),
            "book.open" => {
                self.current().map(|it| it.kept.no.clone()).map_or_else(Outcome::taken, |no| open_entry(&no, app))
            }
            "book.close" => Outcome::taken().close(),
            _ => Outcome::ignored(),
        }
    }

    fn available(&self, id: &str, app: &App) -> Result<(), &'static str> {
        if !app.reachable && ["book.enter_clean", "book.open"].contains(&id) {
            return Err("book.enter_later");
        }
        if self.entries.is_empty() && ["book.enter_clean", "book.discard", "book.open"].contains(&id) {
            return Err("cli.book.none");
        }
        Ok(())
    }

    fn answer(&mut self, heard: &Heard, app: &mut App) -> Outcome<App> {
        match heard {
            Heard::Changed => {
                let asked = app.ask(Query::Book);
                Outcome::taken().effect(asked)
            }
            Heard::Answer(Answer::Book(entries, faults)) => {
                let at = self.list.current().map(|choice| choice.id.clone());
                *self = Self { faults: faults.clone(), loaded: true, ..Self::new(entries, app.reachable) };
                if let Some(at) = at {
                    self.list.go_to(&at);
                }
                Outcome::taken()
            }
            _ => Outcome::ignored(),
        }
    }

    fn caret(&self) -> Option<Position> {
        if self.list.is_empty() { None } else { self.list.caret() }
    }
}
