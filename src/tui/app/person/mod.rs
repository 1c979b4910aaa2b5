//! Persons on screen: who stands in the case at hand, a person's card, and the list to pick a known person from.

mod card;
mod forms;
mod pick;

pub use card::PersonCard;
pub use pick::{KnownPick, forget, hear, offer};

use super::App;
use crate::domain::case::Case;
use crate::domain::ids::PersonId;
use crate::domain::person::Capacity;
use crate::tui::dialogs::Chooser;
use crate::tui::layers::Outcome;
use crate::tui::widgets::Choice;
use crate::words::{say, term};

/// Returns everybody of a case whom the directory knows, as choices: the parties and those who speak for them.
fn choices(case: &Case) -> Vec<Choice> {
    let mut choices: Vec<Choice> = Vec::new();
    let mut add = |person: Option<PersonId>, name: &str, capacity: Capacity, hint: Option<&str>| {
        let Some(person) = person else { return };
        let label = format!("{} {name}", term(Capacity::AREA, capacity.key()));
        choices.push(Choice::new(&person.to_string(), &label).hint(hint.unwrap_or_default()).search(name));
    };
    for party in &case.parties {
        add(party.person, &party.name, party.side.into(), party.phone.as_deref());
        for one in &party.representatives {
            add(one.person, &one.name, Capacity::Representative, one.phone.as_deref());
        }
    }
    choices
}

/// Tells whether the directory knows anybody of the case on screen.
pub fn known(case: &Case) -> Result<(), &'static str> {
    if choices(case).is_empty() { Err("person.refused.nobody") } else { Ok(()) }
}

/// Asks whose card to look at; `over_case` tells whether the whole case stands below.
pub fn choose(over_case: bool, app: &mut App) -> Outcome<App> {
    let Some(case) = app.case() else { return Outcome::taken() };
    let choices = choices(case);
    if let [only] = choices.as_slice() {
        let id = only.id.clone();
        return show(&id, over_case, app);
    }
    let title = say("command.case.people");
    Outcome::taken().open(Chooser::one(&title, choices, move |ids, app: &mut App| {
        ids.first().map_or_else(Outcome::taken, |id| show(id, over_case, app))
    }))
}

/// Opens a person's card by its number.
pub fn show(id: &str, over_case: bool, app: &mut App) -> Outcome<App> {
    match id.parse() {
        Ok(id) => {
            let (card, effect) = PersonCard::new(PersonId(id), over_case, app);
            Outcome::taken().open(card).effect(effect)
        }
        Err(_) => Outcome::taken(),
    }
}
