//! The question before a destructive act; the default answer is No.

use super::{TextField, popup};
use crate::term::{Code, Key};
use crate::tui::commands::{Danger, GLOBAL};
use crate::tui::layers::{Layer, Outcome, World};
use crate::tui::paint::{centred, put};
use crate::tui::theme::Meaning;
use crate::words::{say, say_with};
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

/// Asks before a command runs: by a second key, or by a word to type.
pub struct Confirm {
    id: &'static str,
    danger: Danger,
    is_yes: bool,
    word: TextField,
    caret: Option<Position>,
}

impl Confirm {
    /// Asks whether a command shall run.
    pub fn new(id: &'static str, danger: Danger) -> Self {
        Self { id, danger, is_yes: false, word: TextField::default(), caret: None }
    }

    fn is_answered(&self) -> bool {
        match self.danger {
            Danger::Typed => self.word.text().trim().eq_ignore_ascii_case(&say("tui.confirm.word")),
            Danger::None | Danger::Confirm => self.is_yes,
        }
    }
}

impl<W: World> Layer<W> for Confirm {
    fn scopes(&self) -> &'static [&'static str] {
        &["confirm", GLOBAL]
    }

    fn is_typing(&self) -> bool {
        self.danger == Danger::Typed
    }

    fn draw(&mut self, area: Rect, buffer: &mut Buffer, world: &W) {
        let look = world.look();
        let title = W::commands().get(self.id).map_or_else(String::new, super::super::commands::CommandSpec::title);
        let inner = popup(buffer, centred(area, 50, 6), &title, look);
        let question = say_with("tui.confirm.question", &[("act", &title)]);
        put(buffer, inner.x, inner.y, inner.width, &question, look.style(Meaning::Warning));
        let y = inner.y + 2;
        if self.danger == Danger::Typed {
            let ask = say_with("tui.confirm.type", &[("word", &say("tui.confirm.word"))]);
            let used = put(buffer, inner.x, y, inner.width, &ask, look.style(Meaning::Text)) + 1;
            self.word.draw(Rect::new(inner.x + used, y, inner.width.saturating_sub(used), 1), buffer, "", look);
            self.caret = Some(self.word.caret());
        } else {
            let mut x = inner.x;
            for (is_yes, key) in [(false, "tui.confirm.no"), (true, "tui.confirm.yes")] {
                let chosen = is_yes == self.is_yes;
                let words = if chosen { format!("[>{}<]", say(key)) } else { format!("[ {} ]", say(key)) };
                if chosen {
                    self.caret = Some(Position::new(x + 2, y));
                }
                let style = look.style(if chosen { Meaning::Selected } else { Meaning::Text });
                x += put(buffer, x, y, inner.width, &words, style) + 2;
            }
        }
        put(buffer, inner.x, y + 1, inner.width, &say("tui.confirm.keys"), look.style(Meaning::Muted));
    }

    fn key(&mut self, key: Key, _world: &mut W) -> Outcome<W> {
        match key.code {
            Code::Esc => return Outcome::taken().close(),
            Code::Enter => {
                let outcome = Outcome::taken().close();
                return if self.is_answered() { outcome.run_confirmed(self.id) } else { outcome };
            }
            _ if self.danger == Danger::Typed => {
                return if self.word.key(key) { Outcome::taken() } else { Outcome::ignored() };
            }
            Code::Left | Code::Right | Code::Tab => self.is_yes = !self.is_yes,
            Code::Char('y' | 'Y') if key.text().is_some() => return Outcome::taken().close().run_confirmed(self.id),
            Code::Char('n' | 'N') if key.text().is_some() => return Outcome::taken().close(),
            _ => return Outcome::ignored(),
        }
        Outcome::taken()
    }

    fn caret(&self) -> Option<Position> {
        self.caret
    }
}
