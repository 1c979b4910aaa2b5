//! One field of a form.

use super::missing;
use crate::term::{Code, Key, Mods};
use crate::text::halfwidth;
use crate::tui::widgets::{Choice, PickList, TextArea, TextField};
use crate::words::say;
use serde_json::{Value, json};

/// Judges what is typed: `Ok` with a note to stand beside the field (how a date was read, what an identity
/// number says), or `Err` with what is wrong.
pub type Check = Box<dyn Fn(&str) -> Result<String, String>>;

/// What kind of field it is.
pub enum Kind {
    /// One line of text; dates are text with a check that reads them.
    Text(TextField),
    /// Several lines of text, shown in so many rows.
    Area {
        /// The text.
        area: TextArea,
        /// The rows it is shown in.
        rows: u16,
    },
    /// A whole number.
    Number(TextField),
    /// One of a list.
    Pick {
        /// The list.
        choices: Vec<Choice>,
        /// The id of the one chosen.
        chosen: Option<String>,
    },
    /// Several of a list.
    Many {
        /// The list.
        choices: Vec<Choice>,
        /// The ids of those chosen.
        chosen: Vec<String>,
    },
    /// Yes or no.
    YesNo(bool),
    /// Something to press, such as "add another party".
    Button,
    /// A heading between fields.
    Heading,
}

/// A labelled field.
pub struct Field {
    /// What the program calls it.
    pub id: String,
    /// The key of its label's words.
    pub label: String,
    /// What kind it is, with its value.
    pub kind: Kind,
    /// What is wrong with it, shown beside it.
    pub error: Option<String>,
    /// What was understood, shown beside it.
    pub note: Option<String>,
    /// Why the value is to be looked at again, shown beside it until it is changed.
    pub doubt: Option<String>,
    /// The key of the words shown while it is empty.
    pub hint: String,
    /// Whether it must not be empty.
    pub required: bool,
    /// Whether it is shown masked when the focus is elsewhere.
    pub secret: bool,
    check: Option<Check>,
    mask: fn(&str) -> String,
}

impl Field {
    fn new(id: &str, label: &str, kind: Kind) -> Self {
        Self {
            id: id.to_owned(),
            label: label.to_owned(),
            kind,
            error: None,
            note: None,
            doubt: None,
            hint: String::new(),
            required: false,
            secret: false,
            check: None,
            mask: mask_middle,
        }
    }

    /// Makes a field of one line.
    pub fn text_line(id: &str, label: &str) -> Self {
        Self::new(id, label, Kind::Text(TextField::default()))
    }

    /// Makes a field of several lines, shown in so many rows.
    pub fn area(id: &str, label: &str, rows: u16) -> Self {
        Self::new(id, label, Kind::Area { area: TextArea::default(), rows: rows.max(1) })
    }

    /// Makes a field for a whole number.
    pub fn number(id: &str, label: &str) -> Self {
        Self::new(id, label, Kind::Number(TextField::default()))
    }

    /// Makes a field for a date or time, read by the given function: `Ok` says how it was understood.
    pub fn date(id: &str, label: &str, read: impl Fn(&str) -> Result<String, String> + 'static) -> Self {
        Self::text_line(id, label).hint("tui.form.date_hint").check(read)
    }

    /// Makes a field for one of a list.
    pub fn pick(id: &str, label: &str, choices: Vec<Choice>) -> Self {
        Self::new(id, label, Kind::Pick { choices, chosen: None })
    }

    /// Makes a field for several of a list.
    pub fn many(id: &str, label: &str, choices: Vec<Choice>) -> Self {
        Self::new(id, label, Kind::Many { choices, chosen: Vec::new() })
    }

    /// Makes a field for yes or no.
    pub fn yes_no(id: &str, label: &str, value: bool) -> Self {
        Self::new(id, label, Kind::YesNo(value))
    }

    /// Makes something to press.
    pub fn button(id: &str, label: &str) -> Self {
        Self::new(id, label, Kind::Button)
    }

    /// Makes a heading.
    pub fn heading(id: &str, label: &str) -> Self {
        Self::new(id, label, Kind::Heading)
    }

    /// Must not be empty.
    #[must_use]
    pub fn required(mut self) -> Self {
        self.required = true;
        self
    }

    /// Is shown masked when the focus is elsewhere.
    #[must_use]
    pub fn secret(mut self) -> Self {
        self.secret = true;
        self
    }

    /// Sets how it is masked.
    #[must_use]
    pub fn masked_by(mut self, mask: fn(&str) -> String) -> Self {
        self.mask = mask;
        self.secret()
    }

    /// Sets the key of the words shown while it is empty.
    #[must_use]
    pub fn hint(mut self, key: &str) -> Self {
        key.clone_into(&mut self.hint);
        self
    }

    /// Sets what judges the text when the field is left and before saving.
    #[must_use]
    pub fn check(mut self, check: impl Fn(&str) -> Result<String, String> + 'static) -> Self {
        self.check = Some(Box::new(check));
        self
    }

    /// Sets the value it begins with, in the shape [`Field::value`] returns.
    #[must_use]
    pub fn with(mut self, value: &Value) -> Self {
        self.restore(value);
        self
    }

    /// Replaces the list of a picking field; what is no longer in it is no longer chosen.
    pub fn set_choices(&mut self, new: Vec<Choice>) {
        let has = |id: &String| new.iter().any(|choice| choice.id == *id);
        match &mut self.kind {
            Kind::Pick { choices, chosen } => {
                *chosen = chosen.take().filter(has);
                *choices = new;
            }
            Kind::Many { choices, chosen } => {
                chosen.retain(has);
                *choices = new;
            }
            _ => {}
        }
    }

    /// Returns what the officer reads in the field.
    pub fn text(&self) -> String {
        match &self.kind {
            Kind::Text(field) | Kind::Number(field) => field.text().trim().to_owned(),
            Kind::Area { area, .. } => area.text().trim_end().to_owned(),
            Kind::Pick { choices, chosen } => chosen.as_ref().map_or_else(String::new, |id| label_of(choices, id)),
            Kind::Many { choices, chosen } => {
                chosen.iter().map(|id| label_of(choices, id)).collect::<Vec<_>>().join(&say("tui.form.and"))
            }
            Kind::YesNo(value) => say(if *value { "tui.confirm.yes" } else { "tui.confirm.no" }),
            Kind::Button | Kind::Heading => String::new(),
        }
    }

    /// Returns the value: text, number, id, list of ids, or truth; `null` for what is empty.
    pub fn value(&self) -> Value {
        match &self.kind {
            Kind::Number(_) => digits(&self.text()).parse::<i64>().map_or(Value::Null, Value::from),
            Kind::Text(_) | Kind::Area { .. } => Some(self.text()).filter(|text| !text.is_empty()).into(),
            _ => self.raw(),
        }
    }

    /// Returns the value as typed, so that it can be put back.
    pub fn raw(&self) -> Value {
        match &self.kind {
            Kind::Text(field) | Kind::Number(field) => json!(field.text()),
            Kind::Area { area, .. } => json!(area.text()),
            Kind::Pick { chosen, .. } => json!(chosen),
            Kind::Many { chosen, .. } => json!(chosen),
            Kind::YesNo(value) => json!(value),
            Kind::Button | Kind::Heading => Value::Null,
        }
    }

    /// Puts a value back; one of another shape is left out.
    pub fn restore(&mut self, value: &Value) {
        match (&mut self.kind, value) {
            (Kind::Text(field) | Kind::Number(field), Value::String(text)) => field.set_text(text),
            (Kind::Number(field), Value::Number(number)) => field.set_text(&number.to_string()),
            (Kind::Area { area, .. }, Value::String(text)) => area.set_text(text),
            (Kind::Pick { choices, chosen }, Value::String(id)) if choices.iter().any(|choice| choice.id == *id) => {
                *chosen = Some(id.clone());
            }
            (Kind::Pick { chosen, .. }, Value::Null) => *chosen = None,
            (Kind::Many { choices, chosen }, Value::Array(ids)) => {
                let known = |id: &&str| choices.iter().any(|choice| choice.id == *id);
                *chosen = ids.iter().filter_map(Value::as_str).filter(known).map(str::to_owned).collect();
            }
            (Kind::YesNo(yes), Value::Bool(value)) => *yes = *value,
            _ => {}
        }
    }

    /// Tells whether the focus can be here.
    pub fn takes_focus(&self) -> bool {
        !matches!(self.kind, Kind::Heading)
    }

    pub(super) fn has_value(&self) -> bool {
        !matches!(self.kind, Kind::Heading | Kind::Button)
    }

    pub(super) fn masked(&self) -> String {
        (self.mask)(&self.text())
    }

    pub(super) fn rows(&self) -> u16 {
        if let Kind::Area { rows, .. } = self.kind { rows } else { 1 }
    }

    /// Takes a key of editing. Returns whether it was one.
    pub(super) fn key(&mut self, key: Key) -> bool {
        match &mut self.kind {
            Kind::Text(field) => field.key(key),
            Kind::Number(field) => match key.text().map(halfwidth) {
                Some(c) if c.is_ascii_digit() || c == '-' => field.key(Key::char(c)),
                Some(_) => true,
                None => field.key(key),
            },
            Kind::Area { area, .. } => area.key(key),
            Kind::Pick { chosen, .. } if is_erase(key) => {
                *chosen = None;
                true
            }
            Kind::Many { chosen, .. } if is_erase(key) => {
                chosen.pop();
                true
            }
            Kind::YesNo(value) => match (key.code, key.mods) {
                (Code::Left | Code::Right, Mods::NONE) => {
                    *value = !*value;
                    true
                }
                _ => match key.text().map(halfwidth) {
                    Some(' ') => {
                        *value = !*value;
                        true
                    }
                    Some(c) => {
                        if matches!(c, 'y' | 'Y') || say("tui.confirm.yes").starts_with(c) {
                            *value = true;
                        } else if matches!(c, 'n' | 'N') || say("tui.confirm.no").starts_with(c) {
                            *value = false;
                        }
                        true
                    }
                    None => false,
                },
            },
            Kind::Button | Kind::Heading | Kind::Pick { .. } | Kind::Many { .. } => false,
        }
    }

    pub(super) fn paste(&mut self, text: &str) -> bool {
        match &mut self.kind {
            Kind::Text(field) => field.paste(text),
            Kind::Number(field) => field.paste(&digits(text)),
            Kind::Area { area, .. } => area.paste(text),
            _ => return false,
        }
        true
    }

    /// Returns the list to open if this key begins a choice: a blank, or the first letter of a filter.
    pub(super) fn opens_list(&self, key: Key) -> Option<PickList> {
        let c = key.text().or(if key == Key::plain(Code::Right) { Some(' ') } else { None })?;
        let mut list = self.list()?;
        if !matches!(c, ' ' | '　') {
            list.key(key);
        }
        Some(list)
    }

    pub(super) fn list(&self) -> Option<PickList> {
        match &self.kind {
            Kind::Pick { choices, chosen } => {
                let mut list = PickList::new(choices.clone());
                if let Some(id) = chosen {
                    list.go_to(id);
                }
                Some(list)
            }
            Kind::Many { choices, chosen } => Some(PickList::multiple(choices.clone(), chosen.iter().cloned())),
            _ => None,
        }
    }

    /// Takes what a list says. Returns whether that changed anything.
    pub(super) fn accept(&mut self, list: &PickList) -> bool {
        let before = self.raw();
        match &mut self.kind {
            Kind::Pick { chosen, .. } => {
                if let Some(choice) = list.current() {
                    *chosen = Some(choice.id.clone());
                }
            }
            Kind::Many { chosen, .. } => {
                *chosen = list.marked();
                // One who never marks anything means the one under the cursor.
                if chosen.is_empty()
                    && let Some(choice) = list.current()
                {
                    chosen.push(choice.id.clone());
                }
            }
            _ => {}
        }
        self.error = None;
        self.doubt = None;
        self.raw() != before
    }

    pub(super) fn check_when_left(&mut self) {
        let text = self.text();
        if text.is_empty() {
            self.note = None;
            return;
        }
        if let Some(check) = &self.check {
            match check(&text) {
                Ok(note) => (self.error, self.note) = (None, Some(note).filter(|note| !note.is_empty())),
                Err(error) => (self.error, self.note) = (Some(error), None),
            }
        }
    }

    pub(super) fn check_for_save(&mut self) {
        self.error = None;
        if self.required && self.text().is_empty() && self.has_value() {
            self.error = Some(missing());
        }
        self.check_when_left();
    }
}

fn is_erase(key: Key) -> bool {
    key == Key::plain(Code::Backspace) || key == Key::plain(Code::Delete)
}

fn label_of(choices: &[Choice], id: &str) -> String {
    choices.iter().find(|choice| choice.id == id).map_or_else(|| id.to_owned(), |choice| choice.label.clone())
}

fn digits(text: &str) -> String {
    text.chars().map(halfwidth).filter(|c| c.is_ascii_digit() || *c == '-').collect()
}

/// Leaves the first three and the last two characters; of a short text only the first.
fn mask_middle(text: &str) -> String {
    let length = text.chars().count();
    let (head, tail) = if length < 8 { (1, 0) } else { (3, 2) };
    text.chars().enumerate().map(|(at, c)| if at < head || at + tail >= length { c } else { '*' }).collect()
}
