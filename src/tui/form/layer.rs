//! A form as a layer of its own.

use super::{Form, FormEvent};
use crate::term::Key;
use crate::tui::commands::GLOBAL;
use crate::tui::layers::{Layer, Outcome, World};
use crate::tui::paint::{clear, frame};
use crate::tui::theme::Meaning;
use crate::words::say;
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use serde_json::Value;

/// What the application does with what happens in a form.
type React<W> = Box<dyn FnMut(FormEvent, &mut Form, &mut W) -> Outcome<W>>;

/// A form in a frame over the body, with what to do when it is changed, saved or left.
pub struct FormLayer<W: World> {
    title: String,
    form: Form,
    draft: Option<String>,
    react: React<W>,
}

impl<W: World> FormLayer<W> {
    /// Makes a layer. `react` hears every event of the form but [`FormEvent::Ignored`]; for
    /// [`FormEvent::Leave`] it returns an outcome that closes the layer.
    pub fn new(
        title: &str,
        form: Form,
        react: impl FnMut(FormEvent, &mut Form, &mut W) -> Outcome<W> + 'static,
    ) -> Self {
        Self { title: title.to_owned(), form, draft: None, react: Box::new(react) }
    }

    /// Names the draft under which what is typed is kept.
    #[must_use]
    pub fn drafted_as(mut self, name: &str) -> Self {
        self.draft = Some(name.to_owned());
        self
    }

    fn tell(&mut self, event: FormEvent, world: &mut W) -> Outcome<W> {
        match event {
            FormEvent::Ignored => Outcome::ignored(),
            event => (self.react)(event, &mut self.form, world),
        }
    }
}

impl<W: World> Layer<W> for FormLayer<W> {
    fn scopes(&self) -> &'static [&'static str] {
        &["form", GLOBAL]
    }

    fn is_typing(&self) -> bool {
        true
    }

    fn enter_is_text(&self) -> bool {
        self.form.enter_is_text()
    }

    fn is_full(&self) -> bool {
        true
    }

    fn draw(&mut self, area: Rect, buffer: &mut Buffer, world: &W) {
        let look = world.look();
        clear(buffer, area, look.style(Meaning::Text));
        let title = format!("{} {}", self.title, say("tui.form.mode"));
        let inner = frame(buffer, area, &title, true, look);
        self.form.draw(Rect { x: inner.x + 1, width: inner.width.saturating_sub(2), ..inner }, buffer, look);
    }

    fn key(&mut self, key: Key, world: &mut W) -> Outcome<W> {
        let event = self.form.key(key);
        self.tell(event, world)
    }

    fn paste(&mut self, text: &str, world: &mut W) -> Outcome<W> {
        let event = self.form.paste(text);
        self.tell(event, world)
    }

    fn command(&mut self, id: &'static str, world: &mut W) -> Outcome<W> {
        if id != "form.save" {
            return Outcome::ignored();
        }
        let event = self.form.key(Key::ctrl('s'));
        self.tell(event, world)
    }

    fn caret(&self) -> Option<Position> {
        self.form.caret()
    }

    fn draft(&self) -> Option<(String, Value)> {
        self.draft.as_ref().map(|name| (name.clone(), self.form.to_draft()))
    }
}
