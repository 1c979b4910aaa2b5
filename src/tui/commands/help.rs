//! Help: the keys of this place, searchable.

use super::GLOBAL;
use crate::term::{Code, Key};
use crate::text::pad_right;
use crate::tui::layers::{Layer, Outcome, World};
use crate::tui::paint::centred;
use crate::tui::widgets::{Choice, PickEvent, PickList, popup};
use crate::words::say;
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

/// The keys that work in the layer below, grouped; typing narrows them down.
pub struct Help {
    list: PickList,
}

impl Help {
    /// Lists the keys of the given scopes. Those of commands that are not permitted come last, dimmed, with who may.
    pub fn new<W: World>(world: &W, scopes: &[&str]) -> Self {
        let mut choices: Vec<(bool, Choice)> = W::commands()
            .within(scopes)
            .filter(|spec| !spec.keys.is_empty())
            .map(|spec| {
                let line = format!("{} {}", pad_right(&spec.keys_shown(), 18), spec.title());
                let choice = Choice::new(spec.id, &line).search(&spec.title());
                match world.permits(spec.id) {
                    Ok(()) => (false, choice.hint(&spec.group_title())),
                    Err(reason) => (true, choice.hint(&world.why(spec.id, reason)).dimmed()),
                }
            })
            .collect();
        choices.sort_by_key(|(refused, _)| *refused);
        Self { list: PickList::new(choices.into_iter().map(|(_, choice)| choice).collect()) }
    }
}

impl<W: World> Layer<W> for Help {
    fn scopes(&self) -> &'static [&'static str] {
        &["help", GLOBAL]
    }

    fn is_typing(&self) -> bool {
        true
    }

    fn draw(&mut self, area: Rect, buffer: &mut Buffer, world: &W) {
        let height = u16::try_from(self.list.len()).unwrap_or(u16::MAX).saturating_add(3).min(20);
        let inner = popup(buffer, centred(area, 66, height), &say("tui.help.title"), world.look());
        self.list.draw(inner, buffer, world.look());
    }

    fn key(&mut self, key: Key, _world: &mut W) -> Outcome<W> {
        if key == Key::plain(Code::Esc) || key == Key::f(1) {
            return Outcome::taken().close();
        }
        match self.list.key(key) {
            PickEvent::Ignored => Outcome::ignored(),
            PickEvent::Handled => Outcome::taken(),
            // Help tells; the palette does.
            PickEvent::Picked(_) => Outcome::taken().close(),
        }
    }

    fn paste(&mut self, text: &str, _world: &mut W) -> Outcome<W> {
        self.list.paste(text);
        Outcome::taken()
    }

    fn caret(&self) -> Option<Position> {
        self.list.caret()
    }
}
