//! What can be done with a person's entry: one table of actions, each with when it can be done and its form.
//!
//! As for cases, an action's name is the command's name in `do`, and its fields are the command's own.

use super::KnownPick;
use crate::desk::{Order, PersonLine, PersonView};
use crate::domain::ids::PersonId;
use crate::domain::party::{Nature, Sex};
use crate::domain::time::Day;
use crate::tui::app::App;
use crate::tui::app::fields::{line, reason, terms};
use crate::tui::app::intake::person as person_fields;
use crate::tui::app::ordering::ordering;
use crate::tui::form::{Field, Form};
use crate::tui::layers::Outcome;
use crate::tui::widgets::{Choice, Message};
use crate::words::{say, say_with};
use serde_json::{Map, Value, json};

/// An action on a person.
struct PersonAction {
    /// The command's name in `do`; the screen's own name is `person.<command>`.
    command: &'static str,
    /// When it can be done.
    when: fn(&PersonView) -> Result<(), &'static str>,
    /// The field that names another person, picked from the directory first, if there is one.
    other: Option<&'static str>,
    /// Its fields; none means that it is done at once.
    fields: fn(&PersonView, &App) -> Vec<Field>,
}

const ACTIONS: &[PersonAction] = &[
    PersonAction { command: "correct_person", when: |_| Ok(()), other: None, fields: correction },
    PersonAction { command: "add_alias", when: |_| Ok(()), other: None, fields: |_, _| vec![line("alias").required()] },
    PersonAction {
        command: "remove_alias",
        when: |view| if view.person.aliases.is_empty() { Err("person.refused.no_alias") } else { Ok(()) },
        other: None,
        fields: |view, _| {
            let choices = view.person.aliases.iter().map(|alias| Choice::new(alias, alias)).collect();
            vec![Field::pick("alias", "app.field.alias", choices).required()]
        },
    },
    PersonAction {
        command: "join_household",
        when: is_person,
        other: Some("with"),
        fields: |_, _| vec![line("relation").hint("person.relation_hint")],
    },
    PersonAction {
        command: "leave_household",
        when: |view| if view.person.household.is_none() { Err("person.refused.no_household") } else { Ok(()) },
        other: None,
        fields: |_, _| Vec::new(),
    },
    PersonAction { command: "same_person", when: |_| Ok(()), other: Some("other"), fields: |_, _| vec![reason()] },
    PersonAction {
        command: "part_person",
        when: |view| if view.person.same.is_empty() { Err("person.refused.no_same") } else { Ok(()) },
        other: None,
        fields: |view, _| {
            let choices: Vec<_> =
                view.person.same.iter().map(|it| Choice::new(&it.to_string(), &it.to_string())).collect();
            let first = choices.first().map(|choice| choice.id.clone());
            vec![Field::pick("person", "app.field.joined", choices).required().with(&json!(first)), reason()]
        },
    },
];

fn is_person(view: &PersonView) -> Result<(), &'static str> {
    if view.person.nature == Nature::Person { Ok(()) } else { Err("person.refused.organisation") }
}

/// Only what is to change is filled in: what stands there is masked.
fn correction(view: &PersonView, app: &App) -> Vec<Field> {
    let mut fields = person_fields("", app);
    for field in &mut fields {
        field.required = false;
        if field.id == "name" {
            field.restore(&json!(view.person.name));
        }
    }
    if view.person.nature == Nature::Person {
        let read = |typed: &str| {
            Day::parse_from_str(typed, "%Y-%m-%d").map(|_| String::new()).map_err(|_| say("person.birth_wrong"))
        };
        fields.push(line("birth").hint("person.birth_hint").check(read));
        fields.push(terms("sex", Sex::AREA, Sex::ALL.iter().map(|it| it.key())));
    }
    fields.push(reason());
    fields
}

/// Tells whether a command of the card can be run.
pub(super) fn available(command: &str, view: &PersonView) -> Result<(), &'static str> {
    match ACTIONS.iter().find(|action| action.command == command) {
        Some(action) => (action.when)(view),
        None if command == "open" && view.appearances.is_empty() => Err("person.refused.no_case"),
        None => Ok(()),
    }
}

/// Begins an action: picks the other person it needs, then opens its form, or does it at once.
pub(super) fn begin(command: &str, view: &PersonView, app: &mut App) -> Outcome<App> {
    let Some(action) = ACTIONS.iter().find(|action| action.command == command) else { return Outcome::ignored() };
    let Some(field) = action.other else { return open(action, view, None, app) };
    let (own, view) = (view.person.id, view.clone());
    // Who is entered twice is entered under much the same name; a household is of different people.
    let typed = if command == "same_person" { view.person.name.clone() } else { String::new() };
    let title = say(&format!("command.person.{command}"));
    let (pick, effect) = KnownPick::new(&title, &typed, app, move |other: &PersonLine, app: &mut App| {
        open(action, &view, Some((field, other)), app)
    });
    Outcome::taken().open(pick.except(own)).effects(effect)
}

fn open(
    action: &PersonAction,
    view: &PersonView,
    other: Option<(&'static str, &PersonLine)>,
    app: &mut App,
) -> Outcome<App> {
    let (id, command) = (view.person.id, action.command);
    let fields = (action.fields)(view, app);
    let said =
        say_with("person.did", &[("what", &say(&format!("command.person.{command}"))), ("name", &view.person.name)]);
    let fixed = other.map(|(field, line)| (field, line.id));
    if fields.is_empty() {
        return match order(command, id, fixed, Map::new()) {
            Ok(order) => {
                let (_, effect) = app.order(order, &said);
                Outcome::taken().effect(effect)
            }
            Err(words) => {
                app.message = Some(Message::error(&words));
                Outcome::taken()
            }
        };
    }
    let title = match other {
        Some((_, line)) => format!("{said} — {}", line.name),
        None => said.clone(),
    };
    let rows = u16::try_from(fields.len()).unwrap_or(8) + 5;
    let draft = format!("person {id} {command}");
    let make = move |values: Map<String, Value>, _: &mut App| {
        order(command, id, fixed, values).map(|order| (order, said.clone()))
    };
    Outcome::taken().open(ordering(&title, Form::new(fields), &draft, app, make).boxed(72, rows))
}

/// Makes the order of an action from what was typed.
fn order(
    command: &str,
    person: PersonId,
    other: Option<(&str, PersonId)>,
    mut values: Map<String, Value>,
) -> Result<Order, String> {
    values.retain(|_, value| !value.is_null() && value.as_str() != Some(""));
    if let Some(address) = values.remove("address") {
        values.insert("place".into(), address);
    }
    // Parting is about the entry that was joined, which is chosen in the form.
    let joined = values.remove("person").and_then(|id| id.as_str()?.parse::<i64>().ok());
    values.insert("person".into(), json!(joined.unwrap_or(person.0)));
    values.insert("command".into(), json!(command));
    if let Some((field, other)) = other {
        values.insert(field.to_owned(), json!(other));
    }
    Order::from_json(&Value::Object(values).to_string()).map_err(|error| error.message())
}
