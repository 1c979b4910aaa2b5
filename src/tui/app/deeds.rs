//! What can be done with what is on screen: rows of a command, when it can be given, and the fields of its form.
//!
//! A row's command is the command's name in `do`, and its fields are the command's own, so what was typed becomes the
//! command's JSON and goes through the same door. Cases have their table in `actions`; whatever else is acted upon
//! (roster, shift, directive) has a [`Deeds`] of its own, and nothing more.
//!
//! Words of a row: `command.<scope>.<command>` in the locales, and a row in `commands::COMMANDS`. Its right follows from the
//! command's name.

use super::App;
use super::actions::Reason;
use super::ordering::{ordering, read_moment};
use super::trial::trying;
use crate::desk::Order;
use crate::tui::form::{Field, Form};
use crate::tui::layers::Outcome;
use crate::tui::widgets::{Message, Piece};
use crate::words::say;
use serde_json::{Map, Value, json};

/// What was typed, or the command made of it.
pub type Values = Map<String, Value>;

/// Something that can be done with a `T` on screen.
pub struct Deed<T: 'static> {
    /// The command's name in `do`; the screen's own name is `<scope>.<command>`.
    pub command: &'static str,
    /// When it can be done.
    pub when: fn(&T, &App) -> Result<(), Reason>,
    /// Its fields; none means that it is done at once.
    pub fields: fn(&T, &App) -> Vec<Field>,
}

/// Makes a row.
pub const fn deed<T: 'static>(
    command: &'static str,
    when: fn(&T, &App) -> Result<(), Reason>,
    fields: fn(&T, &App) -> Vec<Field>,
) -> Deed<T> {
    Deed { command, when, fields }
}

/// Everything that can be done with something that is no case.
pub struct Deeds<T: 'static> {
    /// The scope of the rows' commands on screen, such as `directive`.
    pub scope: &'static str,
    /// The rows.
    pub rows: &'static [Deed<T>],
    /// Returns what the order says beside the command's own fields: which directive, which shift. An empty map if nothing.
    pub about: fn(&T) -> Values,
    /// Returns what it is called in the title of a form.
    pub name: fn(&T, &App) -> String,
    /// Fields that are read as a day (`今天`, `+3工作日`).
    pub days: &'static [&'static str],
    /// Fields that are read as a day and time (`明天 9点`).
    pub moments: &'static [&'static str],
    /// Brings what is left of the shape of a form into that of the command: groups, lists of pairs.
    pub shape: fn(&'static str, Values, &App) -> Result<Values, String>,
}

impl<T: Clone + 'static> Deeds<T> {
    fn row(&self, id: &str) -> Option<&'static Deed<T>> {
        let command = id.strip_prefix(self.scope)?.strip_prefix('.')?;
        self.rows.iter().find(|row| row.command == command)
    }

    /// Tells whether a command of the screen can be run on something; nothing when it is none of these rows.
    pub fn available(&self, id: &str, on: Option<&T>, app: &App) -> Option<Result<(), Reason>> {
        let row = self.row(id)?;
        Some(match on {
            Some(on) => (row.when)(on, app),
            None => Err("app.refused.nothing_chosen"),
        })
    }

    /// Opens the form of a command of the screen, or gives the order when it has none; nothing when it is none of these rows.
    pub fn begin(&'static self, id: &str, on: Option<&T>, app: &mut App) -> Option<Outcome<App>> {
        self.begin_beside(id, on, app, Vec::new())
    }

    /// The same with something to read beside the form.
    pub fn begin_beside(
        &'static self,
        id: &str,
        on: Option<&T>,
        app: &mut App,
        beside: Vec<Piece>,
    ) -> Option<Outcome<App>> {
        let row = self.row(id)?;
        if let Some(Err(reason)) = self.available(id, on, app) {
            app.message = Some(Message::error(&say(reason)));
            return Some(Outcome::taken());
        }
        let on = on?;
        let said = say(&format!("command.{}.{}", self.scope, row.command));
        let name = (self.name)(on, app);
        let title = if name.is_empty() { said.clone() } else { format!("{said} {name}") };
        let draft = format!("{}.{} {name}", self.scope, row.command);
        let (about, told) = ((self.about)(on), title.clone());
        let make = move |values: Values, app: &mut App| {
            self.order(row.command, about.clone(), values, app).map(|order| (order, told.clone()))
        };
        let fields = (row.fields)(on, app);
        if fields.is_empty() {
            return Some(at_once(make, app));
        }
        Some(trying(&title, fields, &draft, app, make, beside))
    }

    fn order(&self, command: &'static str, about: Values, mut values: Values, app: &App) -> Result<Order, String> {
        values.retain(|_, value| !is_empty(value));
        for field in self.moments {
            if let Some(typed) = values.get(*field).and_then(Value::as_str) {
                let moment = read_moment(typed, app)?;
                values.insert((*field).to_owned(), json!(moment.to_rfc3339()));
            }
        }
        for field in self.days {
            if let Some(typed) = values.get(*field).and_then(Value::as_str) {
                let day = read_moment(typed, app)?.date_naive();
                values.insert((*field).to_owned(), json!(day));
            }
        }
        let mut object = (self.shape)(command, values, app)?;
        object.extend(about);
        object.insert("command".into(), json!(command));
        Order::from_json(&Value::Object(object).to_string()).map_err(|error| error.message())
    }
}

/// Leaves what was typed as it is, for commands whose fields are those of the form.
#[allow(clippy::unnecessary_wraps, reason = "of the shape that the table asks for")]
pub fn as_typed(_: &'static str, values: Values, _: &App) -> Result<Values, String> {
    Ok(values)
}

fn is_empty(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::String(text) => text.is_empty(),
        _ => false,
    }
}

/// Opens a form whose saving is an order; without fields the order is given at once.
pub fn form_or_order(
    title: &str,
    fields: Vec<Field>,
    draft: &str,
    app: &mut App,
    make: impl FnMut(Values, &mut App) -> Result<(Order, String), String> + 'static,
) -> Outcome<App> {
    if fields.is_empty() {
        return at_once(make, app);
    }
    Outcome::taken().open(ordering(title, Form::new(fields), draft, app, make))
}

/// Gives an order that has no form.
pub fn at_once(make: impl FnOnce(Values, &mut App) -> Result<(Order, String), String>, app: &mut App) -> Outcome<App> {
    match make(Values::new(), app) {
        Ok((order, said)) => {
            let (_, effect) = app.order(order, &said);
            Outcome::taken().effect(effect)
        }
        Err(words) => {
            app.message = Some(Message::error(&words));
            Outcome::taken()
        }
    }
}
