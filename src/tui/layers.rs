//! The stack of layers: panes below, forms and popups above.
//!
//! The topmost layer takes keys first and supplies the caret. A key is offered to a layer as it came, then
//! looked up in the command table under the layer's scopes; a modal layer ends the search.

use super::commands::{Commands, Danger, Help, Palette, Standing};
use super::theme::Look;
use super::widgets::confirm::Confirm;
use crate::term::{Code, Key};
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use std::time::Duration;

/// Within this time after a character from an input method, Enter is taken for the one that confirmed it:
/// some input methods pass it on.
pub const CONFIRMING_ENTER: Duration = Duration::from_millis(50);

/// What all layers share: the application's state.
pub trait World: Sized + 'static {
    /// What the application wants done outside: queries, commands, copying.
    type Effect;
    /// What comes back from outside.
    type Answer;

    /// Returns the table of commands.
    fn commands() -> &'static Commands<Self>;

    /// Returns how everything looks.
    fn look(&self) -> &Look;

    /// Shows why a command cannot be run now; `reason` is a key of the locales.
    ///
    /// What cannot be run only because an answer is still on its way may be kept and run when it comes.
    fn refuse(&mut self, id: &'static str, reason: &'static str);

    /// Tells whether whoever sits here may give a command at all; if not, the key of the reason's words.
    fn permits(&self, id: &str) -> Result<(), &'static str> {
        let _ = id;
        Ok(())
    }

    /// Says why a command cannot be run now.
    fn why(&self, id: &str, reason: &'static str) -> String {
        let _ = id;
        crate::words::say(reason)
    }

    /// Runs a command that no layer took, such as repainting or changing the pane.
    fn command(&mut self, id: &'static str) -> Outcome<Self>;
}

/// A layer of the screen.
pub trait Layer<W: World> {
    /// Returns where this layer's keys are looked up, innermost first.
    fn scopes(&self) -> &'static [&'static str];

    /// Tells whether keys end here. A pane's side list is not modal, a popup is.
    fn is_modal(&self) -> bool {
        true
    }

    /// Tells whether plain characters are text now, so that they cannot be commands.
    fn is_typing(&self) -> bool {
        false
    }

    /// Tells whether Enter is text now, as in a field of several lines.
    fn enter_is_text(&self) -> bool {
        false
    }

    /// Tells whether the layer covers the whole body, so that nothing below needs drawing.
    fn is_full(&self) -> bool {
        false
    }

    /// Draws the layer.
    fn draw(&mut self, area: Rect, buffer: &mut Buffer, world: &W);

    /// Takes a key, or leaves it to the command table.
    fn key(&mut self, key: Key, world: &mut W) -> Outcome<W>;

    /// Takes a pasted text, which is already clean.
    fn paste(&mut self, text: &str, world: &mut W) -> Outcome<W> {
        let _ = (text, world);
        Outcome::ignored()
    }

    /// Runs a command of one of this layer's scopes, or leaves it to the layers below and the world.
    fn command(&mut self, id: &'static str, world: &mut W) -> Outcome<W> {
        let _ = (id, world);
        Outcome::ignored()
    }

    /// Tells whether a command can be run on what this layer shows, beyond what the table knows.
    fn available(&self, id: &str, world: &W) -> Result<(), &'static str> {
        let _ = (id, world);
        Ok(())
    }

    /// Hears an answer from outside; every layer hears every answer.
    fn answer(&mut self, answer: &W::Answer, world: &mut W) -> Outcome<W> {
        let _ = (answer, world);
        Outcome::ignored()
    }

    /// Returns where the caret stands after the last drawing.
    fn caret(&self) -> Option<Position>;

    /// Returns what must not be lost if the program ends now: a key naming the form, and its draft, or null
    /// while nothing was typed.
    fn draft(&self) -> Option<(String, serde_json::Value)> {
        None
    }
}

/// What a layer wants after an event.
pub struct Outcome<W: World> {
    taken: bool,
    close: bool,
    open: Vec<Box<dyn Layer<W>>>,
    run: Option<&'static str>,
    confirmed: bool,
    effects: Vec<W::Effect>,
}

impl<W: World> Outcome<W> {
    /// The event was not for this layer.
    pub fn ignored() -> Self {
        Self { taken: false, close: false, open: Vec::new(), run: None, confirmed: false, effects: Vec::new() }
    }

    /// The event was for this layer and is done with.
    pub fn taken() -> Self {
        Self { taken: true, ..Self::ignored() }
    }

    /// Makes it an event that was for this layer, whatever else it wants.
    #[must_use]
    pub fn as_taken(mut self) -> Self {
        self.taken = true;
        self
    }

    /// Closes this layer.
    #[must_use]
    pub fn close(mut self) -> Self {
        self.close = true;
        self
    }

    /// Opens a layer on top.
    #[must_use]
    pub fn open(mut self, layer: impl Layer<W> + 'static) -> Self {
        self.open.push(Box::new(layer));
        self
    }

    /// Runs a command, as if its key had been pressed after this event.
    #[must_use]
    pub fn run(mut self, id: &'static str) -> Self {
        self.run = Some(id);
        self
    }

    /// Runs a command without asking again: the asking is done.
    #[must_use]
    pub fn run_confirmed(mut self, id: &'static str) -> Self {
        self.confirmed = true;
        self.run(id)
    }

    /// Wants something done outside.
    #[must_use]
    pub fn effect(mut self, effect: W::Effect) -> Self {
        self.effects.push(effect);
        self
    }

    /// Joins what another outcome wants to this one.
    #[must_use]
    pub fn also(mut self, other: Self) -> Self {
        self.taken |= other.taken;
        self.close |= other.close;
        self.open.extend(other.open);
        self.run = self.run.or(other.run);
        self.confirmed |= other.confirmed;
        self.effects.extend(other.effects);
        self
    }

    /// Wants several things done outside, in order.
    #[must_use]
    pub fn effects(mut self, effects: impl IntoIterator<Item = W::Effect>) -> Self {
        self.effects.extend(effects);
        self
    }
}

/// The stack.
pub struct Layers<W: World> {
    stack: Vec<Box<dyn Layer<W>>>,
    last_composed: Option<Duration>,
}

impl<W: World> Layers<W> {
    /// Makes a stack with its lowest layer.
    pub fn new(root: impl Layer<W> + 'static) -> Self {
        Self { stack: vec![Box::new(root)], last_composed: None }
    }

    /// Puts a layer on top.
    pub fn open(&mut self, layer: impl Layer<W> + 'static) {
        self.stack.push(Box::new(layer));
    }

    /// Replaces the lowest layer, closing what stood on it.
    pub fn replace_root(&mut self, root: impl Layer<W> + 'static) {
        self.stack.clear();
        self.stack.push(Box::new(root));
    }

    /// Returns how many layers there are.
    pub fn depth(&self) -> usize {
        self.stack.len()
    }

    /// Returns the scopes of the topmost layer.
    pub fn scopes(&self) -> &'static [&'static str] {
        self.stack.last().map_or(&[], |layer| layer.scopes())
    }

    /// Tells whether a command can be run now, and if not, why.
    pub fn available(&self, id: &str, world: &W) -> Result<(), &'static str> {
        if let Some(spec) = W::commands().get(id) {
            (spec.available)(world)?;
        }
        world.permits(id)?;
        self.stack.last().map_or(Ok(()), |layer| layer.available(id, world))
    }

    /// Tells how a command stands in the bottom line.
    pub fn standing(&self, id: &str, world: &W) -> Standing {
        match self.available(id, world) {
            Ok(()) => Standing::Free,
            Err(_) if world.permits(id).is_err() => Standing::Barred,
            Err(_) => Standing::Absent,
        }
    }

    /// Takes a key that came at a time counted from any fixed point.
    pub fn key(&mut self, key: Key, at: Duration, world: &mut W) -> Vec<W::Effect> {
        if self.is_confirming_enter(key, at) {
            return Vec::new();
        }
        let mut effects = Vec::new();
        for index in (0..self.stack.len()).rev() {
            let layer = &mut self.stack[index];
            let is_typing = layer.is_typing();
            let key = if is_typing { key } else { key.as_command() };
            let outcome = layer.key(key, world);
            if self.apply(index, outcome, world, &mut effects) {
                return effects;
            }
            let scopes = self.stack[index].scopes();
            if (!is_typing || key.is_ime_safe())
                && let Some(spec) = W::commands().find(scopes, key)
            {
                self.run(spec.id, index, false, world, &mut effects);
                return effects;
            }
            if self.stack[index].is_modal() {
                break;
            }
        }
        effects
    }

    /// Takes a pasted text.
    pub fn paste(&mut self, text: &str, world: &mut W) -> Vec<W::Effect> {
        let mut effects = Vec::new();
        if let Some(top) = self.stack.len().checked_sub(1) {
            let outcome = self.stack[top].paste(text, world);
            self.apply(top, outcome, world, &mut effects);
        }
        effects
    }

    /// Lets every layer hear an answer from outside.
    pub fn answer(&mut self, answer: &W::Answer, world: &mut W) -> Vec<W::Effect> {
        let mut effects = Vec::new();
        for index in (0..self.stack.len()).rev() {
            let outcome = self.stack[index].answer(answer, world);
            self.apply(index, outcome, world, &mut effects);
        }
        effects
    }

    /// Runs a command by name, as the palette and other programs do.
    pub fn command(&mut self, id: &'static str, world: &mut W) -> Vec<W::Effect> {
        let mut effects = Vec::new();
        let top = self.stack.len().saturating_sub(1);
        self.run(id, top, false, world, &mut effects);
        effects
    }

    /// Draws all layers, lowest first.
    pub fn draw(&mut self, area: Rect, buffer: &mut Buffer, world: &W) {
        let first = self.stack.iter().rposition(|layer| layer.is_full()).unwrap_or(0);
        for layer in &mut self.stack[first..] {
            layer.draw(area, buffer, world);
        }
    }

    /// Returns where the caret stands: the topmost layer's.
    pub fn caret(&self) -> Option<Position> {
        self.stack.last().and_then(|layer| layer.caret())
    }

    /// Returns every draft there is, lowest first.
    pub fn drafts(&self) -> Vec<(String, serde_json::Value)> {
        self.stack.iter().filter_map(|layer| layer.draft()).collect()
    }

    /// Tells whether this Enter only confirmed what an input method composed.
    fn is_confirming_enter(&mut self, key: Key, at: Duration) -> bool {
        match key.code {
            Code::Char(c) if !c.is_ascii() => {
                self.last_composed = Some(at);
                false
            }
            Code::Enter => {
                let recent = self.last_composed.take().is_some_and(|then| at.saturating_sub(then) < CONFIRMING_ENTER);
                recent && !self.stack.last().is_some_and(|layer| layer.enter_is_text())
            }
            _ => {
                self.last_composed = None;
                false
            }
        }
    }

    /// Does what a layer wants. Returns whether it took the event.
    fn apply(&mut self, index: usize, outcome: Outcome<W>, world: &mut W, effects: &mut Vec<W::Effect>) -> bool {
        let taken = outcome.taken;
        effects.extend(outcome.effects);
        if outcome.close && index > 0 && index < self.stack.len() {
            self.stack.remove(index);
        }
        self.stack.extend(outcome.open);
        if let Some(id) = outcome.run {
            let top = self.stack.len().saturating_sub(1);
            self.run(id, top, outcome.confirmed, world, effects);
        }
        taken
    }

    fn run(&mut self, id: &'static str, from: usize, confirmed: bool, world: &mut W, effects: &mut Vec<W::Effect>) {
        if let Some(spec) = W::commands().get(id) {
            let refused = (spec.available)(world)
                .and_then(|()| world.permits(id))
                .and_then(|()| self.stack[from].available(id, world));
            if let Err(reason) = refused {
                world.refuse(id, reason);
                return;
            }
            if spec.danger != Danger::None && !confirmed {
                self.stack.push(Box::new(Confirm::new(id, spec.danger)));
                return;
            }
        }
        for index in (0..=from.min(self.stack.len().saturating_sub(1))).rev() {
            let outcome = self.stack[index].command(id, world);
            if self.apply(index, outcome, world, effects) {
                return;
            }
            if self.stack.get(index).is_some_and(|layer| layer.is_modal()) {
                break;
            }
        }
        match id {
            "tui.help" | "tui.help_key" => {
                let help = Help::new(world, self.scopes());
                self.stack.push(Box::new(help));
            }
            "tui.palette" | "tui.palette_key" => {
                let palette = Palette::new(world, self.scopes(), |id| {
                    self.stack.last().map_or(Ok(()), |layer| layer.available(id, world))
                });
                self.stack.push(Box::new(palette));
            }
            _ => {
                let outcome = world.command(id);
                let top = self.stack.len().saturating_sub(1);
                self.apply(top, outcome, world, effects);
            }
        }
    }
}
