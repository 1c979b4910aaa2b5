//! The access log on screen: a list that is narrowed down by typing.

use super::{App, Heard};
use crate::desk::service::{Answer, Query};
use crate::desk::{AuditFilter, AuditLine, DeskError};
use crate::domain::ids::PersonId;
use crate::domain::permission::{self, Right};
use crate::term::{Code, Key};
use crate::tui::layers::{Layer, Outcome};
use crate::tui::paint::{centred, put};
use crate::tui::theme::Meaning;
use crate::tui::widgets::{Choice, PickEvent, PickList, popup};
use crate::words::say;
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

/// How many entries are shown.
const SHOWN: u32 = 500;

/// The access log.
pub struct Audit {
    list: PickList,
    loaded: bool,
}

/// Opens the access log for whoever may read it.
pub fn open(app: &mut App) -> Outcome<App> {
    if let Err(refusal) = permission::check(&app.officer, Right::Audit) {
        app.complain(&DeskError::NotPermitted(refusal));
        return Outcome::taken();
    }
    let effect = app.ask(Query::Audit(AuditFilter { limit: SHOWN, ..AuditFilter::default() }));
    Outcome::taken().open(Audit { list: PickList::new(Vec::new()), loaded: false }).effect(effect)
}

fn choice(line: &AuditLine) -> Choice {
    let on = line.no.as_ref().map(ToString::to_string).or_else(|| line.person.as_ref().map(PersonId::to_string));
    let label = format!("{} {} {}", line.at.format("%m-%d %H:%M"), line.name, line.what.trim());
    Choice::new(&line.place.to_string(), &label).hint(&on.unwrap_or_default()).group(&line.kind)
}

impl Layer<App> for Audit {
    fn scopes(&self) -> &'static [&'static str] {
        &["audit", "global"]
    }

    fn is_typing(&self) -> bool {
        true
    }

    fn command(&mut self, id: &'static str, _: &mut App) -> Outcome<App> {
        if id == "audit.close" { Outcome::taken().close() } else { Outcome::ignored() }
    }

    fn draw(&mut self, area: Rect, buffer: &mut Buffer, app: &App) {
        let rows = u16::try_from(self.list.len()).unwrap_or(u16::MAX).saturating_add(3);
        let inner = popup(buffer, centred(area, 100, rows.clamp(6, 24)), &say("access.screen.title"), &app.look);
        if self.loaded && self.list.is_empty() {
            put(buffer, inner.x, inner.y, inner.width, &say("access.screen.none"), app.look.style(Meaning::Muted));
            return;
        }
        self.list.draw(inner, buffer, &app.look);
    }

    fn key(&mut self, key: Key, _: &mut App) -> Outcome<App> {
        if key == Key::plain(Code::Esc) {
            return Outcome::taken().close();
        }
        match self.list.key(key) {
            PickEvent::Ignored => Outcome::ignored(),
            PickEvent::Handled | PickEvent::Picked(_) => Outcome::taken(),
        }
    }

    fn paste(&mut self, text: &str, _: &mut App) -> Outcome<App> {
        self.list.paste(text);
        Outcome::taken()
    }

    fn answer(&mut self, heard: &Heard, _: &mut App) -> Outcome<App> {
        let Heard::Answer(Answer::Audit(lines)) = heard else { return Outcome::ignored() };
        self.list = PickList::new(lines.iter().map(choice).collect());
        self.loaded = true;
        Outcome::taken()
    }

    fn caret(&self) -> Option<Position> {
        self.list.caret()
    }
}
