//! Forms that say beside their fields what the desk would say of them: asked anew as they are filled in, so that what is
//! wrong with a roster stands there before it is published.

use super::deeds::Values;
use super::ordering::{ordering_hearing, tried};
use super::{App, Heard};
use crate::desk::service::Query;
use crate::desk::{Command, DeskError, Order};
use crate::domain::refusal::Refusal;
use crate::domain::roster::RosterCommand;
use crate::tui::form::{Field, Form, FormEvent};
use crate::tui::layers::Outcome;
use crate::tui::theme::Meaning;
use crate::tui::widgets::Piece;
use crate::words::{self, say, say_with};
use serde_json::json;
use std::cell::RefCell;
use std::rc::Rc;

/// How many faults stand beside a form; all of them are named when it is refused.
const SHOWN: usize = 8;

type Tried = Result<Vec<Refusal>, DeskError>;

/// Returns the question whether an order would be done, for orders that are worth asking about.
fn trial(order: Order) -> Option<Query> {
    use RosterCommand::{Absent, AskSwap, AssignDuty, PublishRoster};
    match order.command {
        Command::Roster(it @ (PublishRoster { .. } | AssignDuty { .. } | AskSwap { .. } | Absent { .. })) => {
            Some(Query::TryRoster(Box::new(it)))
        }
        _ => None,
    }
}

/// Opens a form whose saving is an order, with something to read beside its fields, and what the desk would say of the
/// order where that can be asked.
pub fn trying(
    title: &str,
    fields: Vec<Field>,
    draft: &str,
    app: &mut App,
    make: impl Fn(Values, &mut App) -> Result<(Order, String), String> + Clone + 'static,
    told: Vec<Piece>,
) -> Outcome<App> {
    let said: Rc<RefCell<Option<Tried>>> = Rc::default();
    let (asked, attempt) = (Rc::clone(&said), make.clone());
    let ask = Rc::new(move |form: &Form, app: &mut App| {
        let mut values = form.values();
        // A reason that is still to be written is not what one wants to hear of.
        if form.field("reason").is_some_and(|field| field.value().as_str().is_none_or(str::is_empty)) {
            values.insert("reason".into(), json!("-"));
        }
        let Some(query) = attempt(values, app).ok().and_then(|(order, _)| trial(order)) else {
            asked.borrow_mut().take();
            return Outcome::taken();
        };
        let effect = app.ask(query);
        Outcome::taken().effect(effect)
    });
    let again = Rc::clone(&ask);
    let react = move |event: &FormEvent, form: &mut Form, app: &mut App| match event {
        FormEvent::Changed(_) => again(form, app),
        _ => Outcome::taken(),
    };
    let (heard_of, anew) = (Rc::clone(&said), Rc::clone(&ask));
    let hear = move |heard: &Heard, form: &mut Form, app: &mut App| {
        if matches!(heard, Heard::Changed) {
            return anew(form, app);
        }
        if let Some(result) = tried(heard) {
            *heard_of.borrow_mut() = Some(result.clone());
        }
        Outcome::ignored()
    };
    let mut form = Form::new(fields);
    if let Some(kept) = app.drafts.get(draft) {
        form.from_draft(kept);
    }
    let first = ask(&form, app);
    let layer = ordering_hearing(title, form, draft, app, make, react, hear);
    first.open(layer.beside(move |_| {
        let tried = said.borrow().as_ref().map(lines).unwrap_or_default();
        told.iter().cloned().chain(tried).collect()
    }))
}

fn lines(tried: &Tried) -> Vec<Piece> {
    let (head, all) = match tried {
        Ok(warnings) if warnings.is_empty() => return vec![(Meaning::Good, say("roster.trial.fine"))],
        Ok(warnings) => ((Meaning::Warning, "roster.trial.known"), warnings),
        Err(DeskError::Refused(refusal)) if !refusal.causes.is_empty() => {
            ((Meaning::Error, "roster.trial.wrong"), &refusal.causes)
        }
        Err(error) => return vec![(Meaning::Error, format!("! {}", error.message()))],
    };
    let mut lines = vec![(head.0, say_with(head.1, &[("count", &all.len().to_string())]))];
    lines.extend(all.iter().take(SHOWN).map(|it| (Meaning::Warning, format!("! {}", words::refusal(it)))));
    if let Some(rest) = all.len().checked_sub(SHOWN).filter(|rest| *rest > 0) {
        lines.push((Meaning::Muted, say_with("roster.trial.more", &[("count", &rest.to_string())])));
    }
    lines
}
