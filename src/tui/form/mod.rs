//! Forms: labelled fields, errors beside them, nothing typed ever lost.
//!
//! Tab and Shift-Tab or the arrows go from field to field, Enter goes on and never saves (an input
//! method's confirming Enter would), Ctrl-S saves after everything was checked.

mod draw;
mod field;
mod layer;

pub use field::{Check, Field, Kind};
pub use layer::FormLayer;

use super::widgets::{PickEvent, PickList};
use crate::term::{Code, Key, Mods};
use crate::words::say;
use ratatui::layout::{Position, Rect};
use serde_json::{Map, Value, json};

/// What a key did to a form.
#[derive(Debug, Clone, PartialEq)]
pub enum FormEvent {
    /// The key was not for the form.
    Ignored,
    /// The key was taken and no value changed.
    Handled,
    /// The value of this field changed.
    Changed(String),
    /// A button was pressed.
    Pressed(String),
    /// Everything is right: these are the values by field.
    Save(Map<String, Value>),
    /// Esc was pressed; what is typed is to be kept as a draft.
    Leave,
}

/// A form.
pub struct Form {
    fields: Vec<Field>,
    focus: usize,
    open: Option<PickList>,
    /// The fields and their values as the form was made.
    pristine: Map<String, Value>,
    top: usize,
    caret: Option<Position>,
    field_area: Rect,
}

impl Form {
    /// Makes a form, focus on its first field.
    pub fn new(fields: Vec<Field>) -> Self {
        let focus = fields.iter().position(Field::takes_focus).unwrap_or(0);
        let mut form =
            Self { fields, focus, open: None, pristine: Map::new(), top: 0, caret: None, field_area: Rect::ZERO };
        form.pristine = form.raws(|_| true);
        form
    }

    fn raws(&self, which: impl Fn(&Field) -> bool) -> Map<String, Value> {
        let fields = self.fields.iter().filter(|field| which(field));
        fields.map(|field| (field.id.clone(), if field.has_value() { field.raw() } else { Value::Null })).collect()
    }

    /// Tells whether everything stands as it did when the form was made.
    pub fn is_pristine(&self) -> bool {
        self.raws(|_| true) == self.pristine
    }

    /// Brings everything back to how it was when the form was made.
    pub fn clear(&mut self) {
        self.open = None;
        self.fields.retain(|field| self.pristine.contains_key(&field.id));
        for field in &mut self.fields {
            if let Some(value) = self.pristine.get(&field.id).filter(|value| !value.is_null()) {
                field.restore(value);
            }
            field.error = None;
            field.note = None;
            field.doubt = None;
        }
        self.top = 0;
        self.focus = self.fields.iter().position(Field::takes_focus).unwrap_or(0);
    }

    /// Returns how many rows the form takes when all of it is shown, with its last line.
    pub fn rows(&self) -> u16 {
        self.fields.iter().map(Field::rows).sum::<u16>().saturating_add(1)
    }

    /// Returns a field by its id.
    pub fn field(&self, id: &str) -> Option<&Field> {
        self.fields.iter().find(|field| field.id == id)
    }

    /// Returns every field in order.
    pub fn fields(&self) -> impl Iterator<Item = &Field> + Clone {
        self.fields.iter()
    }

    /// Returns a field by its id, to change it.
    pub fn field_mut(&mut self, id: &str) -> Option<&mut Field> {
        self.fields.iter_mut().find(|field| field.id == id)
    }

    /// Returns the field that has the focus.
    pub fn focused(&self) -> Option<&Field> {
        self.fields.get(self.focus)
    }

    /// Puts the focus on a field.
    pub fn focus_on(&mut self, id: &str) {
        if let Some(index) = self.fields.iter().position(|field| field.id == id && field.takes_focus()) {
            self.move_focus(index);
        }
    }

    /// Puts fields before another one, for repeated groups: `party.0.name`, `party.1.name`.
    pub fn insert_before(&mut self, id: &str, fields: Vec<Field>) {
        let at = self.fields.iter().position(|field| field.id == id).unwrap_or(self.fields.len());
        if self.focus >= at {
            self.focus += fields.len();
        }
        self.fields.splice(at..at, fields);
    }

    /// Puts fields after another one, for what is asked only when that one has a certain value.
    pub fn insert_after(&mut self, id: &str, fields: Vec<Field>) {
        let at = self.fields.iter().position(|field| field.id == id).map_or(self.fields.len(), |at| at + 1);
        if self.focus >= at {
            self.focus += fields.len();
        }
        self.fields.splice(at..at, fields);
    }

    /// Takes away the fields whose id begins so, such as `party.1.`.
    pub fn remove_group(&mut self, prefix: &str) {
        let id = self.focused().map(|field| field.id.clone());
        self.fields.retain(|field| !field.id.starts_with(prefix));
        let still = id.and_then(|id| self.fields.iter().position(|field| field.id == id));
        self.focus = still.unwrap_or(self.focus).min(self.fields.len().saturating_sub(1));
        if !self.fields.get(self.focus).is_some_and(Field::takes_focus) {
            self.step(false);
        }
    }

    /// Sets an error found elsewhere beside its field and puts the focus there.
    pub fn refuse(&mut self, id: &str, words: &str) {
        if let Some(field) = self.field_mut(id) {
            field.error = Some(words.to_owned());
        }
        self.focus_on(id);
        if let Some(field) = self.field_mut(id) {
            field.error = Some(words.to_owned());
        }
    }

    /// Returns the values by field id.
    pub fn values(&self) -> Map<String, Value> {
        self.fields.iter().filter(|field| field.has_value()).map(|field| (field.id.clone(), field.value())).collect()
    }

    /// Returns a field's text, empty if there is no such field.
    pub fn text(&self, id: &str) -> String {
        self.field(id).map(Field::text).unwrap_or_default()
    }

    /// Tells whether Enter types a new line now.
    pub fn enter_is_text(&self) -> bool {
        matches!(self.focused().map(|field| &field.kind), Some(Kind::Area { .. }))
    }

    /// Returns what is typed, to be kept: the values as typed and the field in focus.
    pub fn to_draft(&self) -> Value {
        let fields: Map<String, Value> =
            self.fields.iter().filter(|field| field.has_value()).map(|field| (field.id.clone(), field.raw())).collect();
        json!({ "fields": fields, "focus": self.focused().map(|field| field.id.as_str()) })
    }

    /// Puts a draft back. What the form no longer has is left out.
    pub fn from_draft(&mut self, draft: &Value) {
        if let Some(fields) = draft.get("fields").and_then(Value::as_object) {
            for (id, value) in fields {
                if let Some(field) = self.field_mut(id) {
                    field.restore(value);
                    // What was wrong is still wrong, and is said at once.
                    field.check_when_left();
                }
            }
        }
        if let Some(id) = draft.get("focus").and_then(Value::as_str) {
            self.focus_on(id);
        }
    }

    /// Checks every field. Returns whether all are right; if not, the focus is on the first that is not.
    pub fn check(&mut self) -> bool {
        for field in &mut self.fields {
            field.check_for_save();
        }
        match self.fields.iter().position(|field| field.error.is_some() && field.takes_focus()) {
            None => true,
            Some(first) => {
                self.focus = first;
                false
            }
        }
    }

    /// Takes a key.
    pub fn key(&mut self, key: Key) -> FormEvent {
        if key == Key::ctrl('s') {
            self.accept_open();
            return if self.check() { FormEvent::Save(self.values()) } else { FormEvent::Handled };
        }
        if self.open.is_some() {
            return self.list_key(key);
        }
        if key.mods == Mods::NONE || key == Key::shift(Code::Tab) {
            match key.code {
                Code::Esc => return FormEvent::Leave,
                Code::Tab => return self.step_event(key.mods.shift),
                Code::Enter if !self.enter_is_text() => return self.enter(),
                _ => {}
            }
        }
        let Some(field) = self.fields.get_mut(self.focus) else { return FormEvent::Ignored };
        let before = field.raw();
        if let Some(list) = field.opens_list(key) {
            self.open = Some(list);
            return FormEvent::Handled;
        }
        if field.key(key) {
            if field.raw() == before {
                return FormEvent::Handled;
            }
            field.error = None;
            field.note = None;
            field.doubt = None;
            return FormEvent::Changed(field.id.clone());
        }
        match key.code {
            Code::Down if key.mods == Mods::NONE => self.step_event(false),
            Code::Up if key.mods == Mods::NONE => self.step_event(true),
            _ => FormEvent::Ignored,
        }
    }

    /// Takes a pasted text into the field in focus.
    pub fn paste(&mut self, text: &str) -> FormEvent {
        if let Some(list) = &mut self.open {
            list.paste(text);
            return FormEvent::Handled;
        }
        let Some(field) = self.fields.get_mut(self.focus) else { return FormEvent::Ignored };
        if !field.paste(text) {
            return FormEvent::Handled;
        }
        field.error = None;
        field.doubt = None;
        FormEvent::Changed(field.id.clone())
    }

    /// Returns where the caret stands after the last drawing.
    pub fn caret(&self) -> Option<Position> {
        self.caret
    }

    fn enter(&mut self) -> FormEvent {
        let Some(field) = self.fields.get(self.focus) else { return FormEvent::Ignored };
        match &field.kind {
            Kind::Button => FormEvent::Pressed(field.id.clone()),
            Kind::Pick { chosen: None, .. } | Kind::Many { .. } => {
                self.open = field.list();
                FormEvent::Handled
            }
            _ => self.step_event(false),
        }
    }

    fn list_key(&mut self, key: Key) -> FormEvent {
        if key == Key::plain(Code::Esc) {
            self.open = None;
            return FormEvent::Handled;
        }
        if key.code == Code::Tab {
            let changed = self.accept_open();
            self.step(key.mods.shift);
            return changed;
        }
        let Some(list) = &mut self.open else { return FormEvent::Ignored };
        match list.key(key) {
            PickEvent::Ignored => FormEvent::Ignored,
            PickEvent::Handled => FormEvent::Handled,
            PickEvent::Picked(_) => {
                let changed = self.accept_open();
                self.step(false);
                changed
            }
        }
    }

    /// Closes an open list, taking what its cursor or marks say.
    fn accept_open(&mut self) -> FormEvent {
        let (Some(list), Some(field)) = (self.open.take(), self.fields.get_mut(self.focus)) else {
            return FormEvent::Handled;
        };
        if field.accept(&list) { FormEvent::Changed(field.id.clone()) } else { FormEvent::Handled }
    }

    fn step_event(&mut self, back: bool) -> FormEvent {
        self.step(back);
        FormEvent::Handled
    }

    fn step(&mut self, back: bool) {
        let next = if back {
            (0..self.focus.min(self.fields.len())).rev().find(|&index| self.fields[index].takes_focus())
        } else {
            (self.focus + 1..self.fields.len()).find(|&index| self.fields[index].takes_focus())
        };
        self.move_focus(next.unwrap_or(self.focus));
    }

    /// Leaves a field, which is then checked as far as anything stands in it.
    fn move_focus(&mut self, to: usize) {
        self.open = None;
        if let Some(left) = self.fields.get_mut(self.focus) {
            left.check_when_left();
        }
        self.focus = to;
    }
}

/// Returns the error of a field that must not be empty.
fn missing() -> String {
    say("tui.form.required")
}
