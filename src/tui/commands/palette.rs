//! The palette: every command by its title, found by pinyin.

use super::GLOBAL;
use crate::term::{Code, Key};
use crate::tui::layers::{Layer, Outcome, World};
use crate::tui::paint::centred;
use crate::tui::widgets::{Choice, PickEvent, PickList, popup};
use crate::words::say;
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

/// A list of the commands of the layers below, with a filter line; Enter runs the one chosen.
pub struct Palette {
    list: PickList,
}

impl Palette {
    /// Lists the commands of the given scopes. Those not available now stand at the end with their reason.
    pub fn new<W: World>(world: &W, scopes: &[&str], refuse: impl Fn(&str) -> Result<(), &'static str>) -> Self {
        let table = W::commands();
        let mut choices: Vec<(bool, Choice)> = Vec::new();
        for spec in table.within(scopes) {
            if spec.group == "list" || spec.group == "form" && spec.id != "form.save" || spec.id.ends_with("_key") {
                continue;
            }
            let reason =
                (spec.available)(world).and_then(|()| world.permits(spec.id)).and_then(|()| refuse(spec.id)).err();
            let mut choice = Choice::new(spec.id, &spec.title()).group(&spec.group_title());
            choice = match reason {
                None => choice.hint(&spec.keys_shown()),
                Some(reason) => choice.hint(&world.why(spec.id, reason)).dimmed(),
            };
            choices.push((reason.is_some(), choice));
        }
        choices.sort_by_key(|(refused, _)| *refused);
        Self { list: PickList::new(choices.into_iter().map(|(_, choice)| choice).collect()) }
    }
}

impl<W: World> Layer<W> for Palette {
    fn scopes(&self) -> &'static [&'static str] {
        &["palette", GLOBAL]
    }

    fn is_typing(&self) -> bool {
        true
    }

    fn draw(&mut self, area: Rect, buffer: &mut Buffer, world: &W) {
        let look = world.look();
        let height = u16::try_from(self.list.len()).unwrap_or(u16::MAX).saturating_add(3).min(18);
        let inner = popup(buffer, centred(area, 64, height), &say("tui.palette.title"), look);
        self.list.draw(inner, buffer, look);
    }

    fn key(&mut self, key: Key, _world: &mut W) -> Outcome<W> {
        if key == Key::plain(Code::Esc) || key == Key::ctrl('p') {
            return Outcome::taken().close();
        }
        match self.list.key(key) {
            PickEvent::Ignored => Outcome::ignored(),
            PickEvent::Handled => Outcome::taken(),
            PickEvent::Picked(id) => {
                let found = W::commands().all().iter().find(|spec| spec.id == id);
                found.map_or_else(Outcome::taken, |spec| Outcome::taken().close().run(spec.id))
            }
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
