//! Printing (打印文书) on the screen: which papers a case can have, what each still lacks, and where the paper goes.

use super::actions::Reason;
use super::{App, Effect};
use crate::desk::{Desk, DeskError, Receipt};
use crate::domain::case::Case;
use crate::domain::ids::OfficerId;
use crate::domain::time::Moment;
use crate::paper::fields::Setting;
use crate::paper::print::{Offer, Place, Printing, offers, print};
use crate::refuse;
use crate::tui::form::{Field, Form, FormEvent, FormLayer};
use crate::tui::layers::Outcome;
use crate::tui::widgets::{Choice, Message};
use crate::words::{list, say, say_with};
use serde_json::{Map, Value, json};
use std::path::{Path, PathBuf};

/// The event of a receipt for a paper; its key says where the paper is.
pub const PRINTED: &str = "printed";

/// Tells whether papers of a case can be printed here.
pub(super) fn available(case: &Case, app: &App) -> Result<(), Reason> {
    match () {
        // Whoever sits elsewhere has other folders than these.
        () if app.outbox.is_none() => Err("print.refused.remote"),
        () if case.sealed.is_some() => Err("print.refused.sealed"),
        () => Ok(()),
    }
}

/// Opens the list of papers for the case on screen.
pub(super) fn open(app: &mut App) -> Outcome<App> {
    let Some(view) = app.current.as_ref().filter(|_| app.case().is_some()) else { return Outcome::taken() };
    let offers = offers(view, &Setting { centre: &app.centre, officer: &app.officer, now: app.now });
    let title = format!("{} {}", say("command.case.print"), view.case.no);
    let choice = |(at, offer): (usize, &Offer)| {
        let label = [offer.form.title.as_str(), &offer.which].join(" ");
        let state = match offer.missing.as_slice() {
            [] => say("print.complete"),
            missing => say_with("print.missing", &[("fields", &list(missing))]),
        };
        Choice::new(&at.to_string(), label.trim_end()).hint(&state)
    };
    let choices = offers.iter().enumerate().map(choice).collect();
    let folder = json!(app.outbox.as_deref().unwrap_or(Path::new("")).display().to_string());
    let fields = vec![
        Field::pick("form", "print.field.form", choices).required(),
        Field::text_line("folder", "print.field.folder").required().with(&folder),
        Field::yes_no("blank", "print.field.blank", false),
        Field::yes_no("builtin", "print.field.builtin", false),
        Field::yes_no("full", "print.field.full", false),
        Field::text_line("reason", "print.field.reason"),
    ];
    let layer = FormLayer::new(&title, Form::new(fields), move |event, form, app: &mut App| match event {
        FormEvent::Save(values) => match order(&values, &offers, app) {
            Ok((said, printing)) => {
                let ticket = app.ticket(&said);
                Outcome::taken().close().effect(Effect::Print(ticket, Box::new(printing)))
            }
            Err(words) => {
                form.refuse("reason", &words);
                app.message = Some(Message::error(&words));
                Outcome::taken()
            }
        },
        FormEvent::Leave => Outcome::taken().close(),
        _ => Outcome::taken(),
    });
    Outcome::taken().open(layer.boxed(76, 14))
}

/// Makes the order of what was chosen; numbers in full need a reason.
fn order(values: &Map<String, Value>, offers: &[Offer], app: &mut App) -> Result<(String, Printing), String> {
    let text = |id: &str| values.get(id).and_then(Value::as_str).unwrap_or_default().trim().to_owned();
    let yes = |id: &str| values.get(id).and_then(Value::as_bool).unwrap_or_default();
    let reason = text("reason");
    if yes("full") && reason.is_empty() {
        return Err(say("refusal.paper_reason.message"));
    }
    let chosen = text("form").parse().ok().and_then(|at: usize| offers.get(at));
    let offer = chosen.ok_or_else(|| say("print.refused.nothing"))?;
    // The next one goes there too.
    let folder = PathBuf::from(text("folder"));
    app.outbox = Some(folder.clone());
    let printing = Printing {
        form: offer.form.name.clone(),
        of: offer.of.clone(),
        reveal: yes("full").then_some(reason),
        blank: yes("blank"),
        templates: (!yes("builtin")).then(|| app.templates.clone()),
        place: Place::Folder(folder),
    };
    Ok((offer.form.title.clone(), printing))
}

/// Prints a paper on the desk that writes; the receipt's key says where it is.
///
/// # Errors
/// As [`print`].
pub fn carry_out(desk: &mut Desk, officer: &OfficerId, now: Moment, printing: &Printing) -> Result<Receipt, DeskError> {
    let known = desk.centre()?.officer(officer).cloned();
    let officer = known.ok_or_else(|| refuse!("unknown_officer", officer = officer))?;
    let printed = print(desk, &officer, now, printing)?;
    let path = printed.path.display().to_string();
    Ok(Receipt { key: Some(path), events: vec![PRINTED.to_owned()], ..Receipt::default() })
}
