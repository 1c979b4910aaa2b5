//! A form as a layer of its own.

use super::{Form, FormEvent};
use crate::term::Key;
use crate::tui::commands::GLOBAL;
use crate::tui::frame::SPLIT_FROM;
use crate::tui::layers::{Layer, Outcome, World};
use crate::tui::paint::{centred, clear, frame, rule};
use crate::tui::theme::Meaning;
use crate::tui::widgets::{Piece, ScrollText};
use crate::words::say;
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use serde_json::Value;

/// What the application does with what happens in a form.
type React<W> = Box<dyn FnMut(FormEvent, &mut Form, &mut W) -> Outcome<W>>;

/// What the application does in a form with what comes back from outside.
type Listen<W> = Box<dyn FnMut(&<W as World>::Answer, &mut Form, &mut W) -> Outcome<W>>;

/// What the application does in a form with a command of its own.
type Run<W> = Box<dyn FnMut(&'static str, &mut Form, &mut W) -> Outcome<W>>;

/// What stands beside the fields: lines made anew at each drawing.
type Beside<W> = Box<dyn Fn(&W) -> Vec<Piece>>;

/// A form in a frame over the body, with what to do when it is changed, saved or left.
pub struct FormLayer<W: World> {
    title: String,
    form: Form,
    draft: Option<String>,
    was_restored: bool,
    react: React<W>,
    listen: Option<Listen<W>>,
    beside: Option<Beside<W>>,
    scopes: &'static [&'static str],
    run: Option<Run<W>>,
    size: Option<(u16, u16)>,
    aside: Option<Rect>,
}

impl<W: World> FormLayer<W> {
    /// Makes a layer. `react` hears every event of the form but [`FormEvent::Ignored`]; for
    /// [`FormEvent::Leave`] it returns an outcome that closes the layer.
    pub fn new(
        title: &str,
        form: Form,
        react: impl FnMut(FormEvent, &mut Form, &mut W) -> Outcome<W> + 'static,
    ) -> Self {
        Self {
            title: title.to_owned(),
            form,
            draft: None,
            was_restored: false,
            react: Box::new(react),
            listen: None,
            beside: None,
            scopes: &["form", GLOBAL],
            run: None,
            size: None,
            aside: None,
        }
    }

    /// Names the draft under which what is typed is kept.
    #[must_use]
    pub fn drafted_as(mut self, name: &str) -> Self {
        self.draft = Some(name.to_owned());
        self
    }

    /// Sets what is done with answers from outside while the form is open.
    #[must_use]
    pub fn hearing(mut self, listen: impl FnMut(&W::Answer, &mut Form, &mut W) -> Outcome<W> + 'static) -> Self {
        self.listen = Some(Box::new(listen));
        self
    }

    /// Sets what stands beside the fields, or below them where there is no room beside.
    #[must_use]
    pub fn beside(mut self, lines: impl Fn(&W) -> Vec<Piece> + 'static) -> Self {
        self.beside = Some(Box::new(lines));
        self
    }

    /// Sets what is done with commands of the form's own, and the scopes in which their keys are looked up.
    #[must_use]
    pub fn commanding(
        mut self,
        scopes: &'static [&'static str],
        run: impl FnMut(&'static str, &mut Form, &mut W) -> Outcome<W> + 'static,
    ) -> Self {
        self.scopes = scopes;
        self.run = Some(Box::new(run));
        self
    }

    /// Shows the form in a box of at most this size instead of over the whole body.
    #[must_use]
    pub fn boxed(mut self, columns: u16, rows: u16) -> Self {
        self.size = Some((columns, rows));
        self
    }

    /// Puts a draft back into the form.
    #[must_use]
    pub fn restored(mut self, draft: Option<&Value>) -> Self {
        if let Some(draft) = draft {
            self.form.from_draft(draft);
            self.was_restored = !self.form.is_pristine();
        }
        self
    }

    /// Tells whether a draft was put back into the form.
    pub fn was_restored(&self) -> bool {
        self.was_restored
    }

    /// Returns where what stands beside the fields was last drawn.
    pub fn aside(&self) -> Option<Rect> {
        self.aside
    }

    fn tell(&mut self, event: FormEvent, world: &mut W) -> Outcome<W> {
        match event {
            FormEvent::Ignored => Outcome::ignored(),
            event => (self.react)(event, &mut self.form, world),
        }
    }
}

/// Parts the room into fields and what stands beside them, or below them on a narrow screen.
///
/// Below, it gets what the fields do not need, and a third in any case.
fn apart(inner: Rect, rows: u16) -> (Rect, Rect) {
    if inner.width >= SPLIT_FROM {
        let fields = inner.width * 3 / 5;
        let aside = Rect { x: inner.x + fields + 2, width: inner.width - fields - 2, ..inner };
        (Rect { width: fields, ..inner }, aside)
    } else {
        let below = inner.height.saturating_sub(rows).max((inner.height / 3).max(2));
        let aside = Rect { y: inner.bottom() - below, height: below, ..inner };
        (Rect { height: inner.height - below, ..inner }, aside)
    }
}

impl<W: World> Layer<W> for FormLayer<W> {
    fn scopes(&self) -> &'static [&'static str] {
        self.scopes
    }

    fn is_typing(&self) -> bool {
        true
    }

    fn enter_is_text(&self) -> bool {
        self.form.enter_is_text()
    }

    fn is_full(&self) -> bool {
        self.size.is_none()
    }

    fn draw(&mut self, area: Rect, buffer: &mut Buffer, world: &W) {
        let look = world.look();
        let area = self.size.map_or(area, |(columns, rows)| centred(area, columns, rows));
        clear(buffer, area, look.style(Meaning::Text));
        let title = format!("{} {}", self.title, say("tui.form.mode"));
        let inner = frame(buffer, area, &title, true, look);
        let inner = Rect { x: inner.x + 1, width: inner.width.saturating_sub(2), ..inner };
        let lines = self.beside.as_ref().map(|beside| beside(world)).unwrap_or_default();
        self.aside = None;
        if lines.is_empty() {
            self.form.draw(inner, buffer, look);
            return;
        }
        let (fields, aside) = apart(inner, self.form.rows());
        self.aside = Some(aside);
        if aside.x > fields.x {
            rule(buffer, aside.x - 1, aside, look);
        }
        ScrollText::new(lines).draw(aside, buffer, look);
        // An open list may cover what stands beside the fields.
        self.form.draw_within(fields, inner, buffer, look);
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
        if id == "form.clear" {
            self.form.clear();
            return Outcome::taken();
        }
        if id != "form.save" {
            return self.run.as_mut().map_or_else(Outcome::ignored, |run| run(id, &mut self.form, world));
        }
        let event = self.form.key(Key::ctrl('s'));
        self.tell(event, world)
    }

    fn answer(&mut self, answer: &W::Answer, world: &mut W) -> Outcome<W> {
        match &mut self.listen {
            Some(listen) => listen(answer, &mut self.form, world),
            None => Outcome::ignored(),
        }
    }

    fn caret(&self) -> Option<Position> {
        self.form.caret()
    }

    fn draft(&self) -> Option<(String, Value)> {
        // A form that nobody typed into leaves nothing behind.
        let typed = if self.form.is_pristine() { Value::Null } else { self.form.to_draft() };
        self.draft.as_ref().map(|name| (name.clone(), typed))
    }
}
