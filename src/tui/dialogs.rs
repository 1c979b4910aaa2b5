//! Dialogs every pane needs: something to read, something to choose.

use super::commands::GLOBAL;
use super::layers::{Layer, Outcome, World};
use super::paint::centred;
use super::theme::Meaning;
use super::widgets::{Choice, PickEvent, PickList, ScrollText, popup};
use crate::term::{Code, Key};
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

/// A text in a box, such as the explanation of a date, day by day. Esc or Enter closes it.
pub struct Reader {
    title: String,
    text: ScrollText,
    rows: u16,
}

impl Reader {
    /// Shows paragraphs of a meaning each under a title.
    pub fn new(title: &str, paragraphs: Vec<(Meaning, String)>) -> Self {
        let rows: usize =
            paragraphs.iter().map(|(_, text)| 1 + text.matches('\n').count() + crate::text::width(text) / 66).sum();
        let rows = u16::try_from(rows).unwrap_or(u16::MAX).saturating_add(2);
        Self { title: title.to_owned(), text: ScrollText::new(paragraphs), rows }
    }
}

impl<W: World> Layer<W> for Reader {
    fn scopes(&self) -> &'static [&'static str] {
        &["reader", GLOBAL]
    }

    fn command(&mut self, id: &'static str, _: &mut W) -> Outcome<W> {
        if id == "reader.close" { Outcome::taken().close() } else { Outcome::ignored() }
    }

    fn draw(&mut self, area: Rect, buffer: &mut Buffer, world: &W) {
        let inner = popup(buffer, centred(area, 72, self.rows.max(5)), &self.title, world.look());
        self.text.draw(inner, buffer, world.look());
    }

    fn key(&mut self, key: Key, _world: &mut W) -> Outcome<W> {
        if matches!(key.code, Code::Esc | Code::Enter) {
            return Outcome::taken().close();
        }
        if self.text.key(key) { Outcome::taken() } else { Outcome::ignored() }
    }

    fn caret(&self) -> Option<Position> {
        self.text.caret()
    }
}

/// What to do with the ids chosen.
type Chosen<W> = Box<dyn FnMut(Vec<String>, &mut W) -> Outcome<W>>;

/// A list in a box, to choose one of, or several, by pinyin.
pub struct Chooser<W: World> {
    title: String,
    list: PickList,
    is_multiple: bool,
    chosen: Chosen<W>,
}

impl<W: World> Chooser<W> {
    /// Asks for one. The dialog is closed already when `chosen` is asked what follows.
    pub fn one(
        title: &str,
        choices: Vec<Choice>,
        chosen: impl FnMut(Vec<String>, &mut W) -> Outcome<W> + 'static,
    ) -> Self {
        Self { title: title.to_owned(), list: PickList::new(choices), is_multiple: false, chosen: Box::new(chosen) }
    }

    /// Asks for several, marked by Space; Enter accepts, and takes the current one if none is marked.
    pub fn several(
        title: &str,
        choices: Vec<Choice>,
        marked: impl IntoIterator<Item = String>,
        chosen: impl FnMut(Vec<String>, &mut W) -> Outcome<W> + 'static,
    ) -> Self {
        let list = PickList::multiple(choices, marked);
        Self { title: title.to_owned(), list, is_multiple: true, chosen: Box::new(chosen) }
    }
}

impl<W: World> Layer<W> for Chooser<W> {
    fn scopes(&self) -> &'static [&'static str] {
        &["chooser", GLOBAL]
    }

    fn command(&mut self, id: &'static str, world: &mut W) -> Outcome<W> {
        match id {
            "chooser.take" => self.key(Key::plain(Code::Enter), world),
            "chooser.close" => Outcome::taken().close(),
            _ => Outcome::ignored(),
        }
    }

    fn is_typing(&self) -> bool {
        true
    }

    fn draw(&mut self, area: Rect, buffer: &mut Buffer, world: &W) {
        let rows = u16::try_from(self.list.len()).unwrap_or(u16::MAX).saturating_add(3);
        let inner = popup(buffer, centred(area, 60, rows.clamp(5, 18)), &self.title, world.look());
        self.list.draw(inner, buffer, world.look());
    }

    fn key(&mut self, key: Key, world: &mut W) -> Outcome<W> {
        if key == Key::plain(Code::Esc) {
            return Outcome::taken().close();
        }
        match self.list.key(key) {
            PickEvent::Ignored => Outcome::ignored(),
            PickEvent::Handled => Outcome::taken(),
            PickEvent::Picked(id) => {
                let marked = self.list.marked();
                let ids = if self.is_multiple && !marked.is_empty() { marked } else { vec![id] };
                (self.chosen)(ids, world).as_taken().close()
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
