//! One-line entry (Ctrl-N): a sentence typed while the resident speaks, read as it is typed.
//!
//! Saving opens the form for a new case with everything filled in; what is only likely is marked there,
//! so that a person confirms it.

use super::App;
use super::earlier;
use super::fields::text;
use super::intake::{Known, new_case_form, new_draft};
use super::ordering::restored;
use crate::domain::alike::Matter;
use crate::domain::quick::{self, Certainty, Field as Part, Found, Reading};
use crate::tui::form::{Form, FormEvent, FormLayer};
use crate::tui::layers::Outcome;
use crate::tui::theme::Meaning;
use crate::tui::widgets::Piece;
use crate::words::{self, say, say_with, term};
use serde_json::{Value, json};

/// The name under which a sentence is kept while it is typed.
pub const DRAFT: &str = "one line";

/// Opens the one-line entry.
pub fn open(app: &mut App) -> Outcome<App> {
    app.reading = None;
    app.earlier.clear();
    let form = Form::new(vec![text("sentence", 3).required().hint("app.sentence_hint")]);
    let layer = FormLayer::new(&say("command.intake.quick"), form, |event, form, app: &mut App| {
        let read = |form: &Form, app: &App| quick::read(&form.text("sentence"), &app.centre, app.now.date_naive());
        match event {
            FormEvent::Changed(_) => {
                let reading = read(form, app);
                let asked = earlier::ask(matter(&reading), app);
                app.reading = Some(Box::new(reading));
                Outcome::taken().effect(asked)
            }
            FormEvent::Save(_) => {
                let reading = read(form, app);
                app.drafts.remove(DRAFT);
                app.reading = None;
                let known = known(&reading, app);
                let name = new_draft(app);
                new_case_form(Some(&known), &name, app).close()
            }
            FormEvent::Leave => Outcome::taken().close(),
            _ => Outcome::taken(),
        }
    });
    Outcome::taken().open(restored(layer, DRAFT, app).beside(lines))
}

/// Says how the sentence is read so far.
fn lines(app: &App) -> Vec<Piece> {
    let Some(reading) = &app.reading else { return vec![(Meaning::Muted, say("app.quick.empty"))] };
    let mut lines = vec![(Meaning::Title, say("app.quick.read_as"))];
    for found in &reading.found {
        let name = term(Part::AREA, found.field.key());
        let value = shown(found.field, &found.value, app);
        let sure = match (&found.fault, found.certainty) {
            (Some(fault), _) => (Meaning::Error, words::refusal(fault)),
            (None, Certainty::Stated) => (Meaning::Text, String::new()),
            (None, certainty) => (Meaning::Warning, format!("? {}", term(Certainty::AREA, certainty.key()))),
        };
        lines.push((sure.0, format!("{name} {value} {}", sure.1)));
    }
    for missing in reading.missing() {
        lines.push((Meaning::Muted, say_with("app.quick.missing", &[("field", &term(Part::AREA, missing.key()))])));
    }
    lines.extend(earlier::brief(app));
    lines
}

fn shown(part: Part, value: &str, app: &App) -> String {
    match part {
        Part::Kind => term("kind", value),
        Part::Channel => term("channel", value),
        Part::Category => app.centre.rulebook().category_name(&value.into()).unwrap_or_else(|| value.to_owned()),
        _ => value.to_owned(),
    }
}

/// Brings a reading into the fields of the new-case form; what is only likely is marked to be looked at again.
fn known(reading: &Reading, app: &App) -> Known {
    let register = &reading.register;
    let look_again = |found: &Found| (found.certainty == Certainty::Likely).then(|| say("app.quick.look_again"));
    let read = |part| reading.get(part).map(|found| (json!(found.value), look_again(found)));
    let plain = |value: Value| Some((value, None));
    let category = reading.categories.first().filter(|id| app.centre.rulebook().category(id).is_some());
    let doubt = reading.get(Part::Category).filter(|found| found.certainty != Certainty::Stated);
    let fields = [
        ("a.name", read(Part::Name)),
        ("a.phone", read(Part::Phone)),
        ("a.id_no", read(Part::IdNo)),
        ("r.name", read(Part::Opponent)),
        ("r.phone", read(Part::OpponentPhone)),
        ("narrative", plain(json!(register.narrative))),
        ("place", read(Part::Place)),
        ("kind", plain(json!(register.kind.key()))),
        ("channel", plain(json!(register.channel.key()))),
        ("category", category.map(|id| (json!(id), doubt.map(|_| say("app.quick.guessed"))))),
    ];
    fields.into_iter().filter_map(|(id, read)| read.map(|(value, doubt)| (id, value, doubt))).collect()
}

/// Returns what is read so far as it is compared with earlier cases.
fn matter(reading: &Reading) -> Matter {
    Matter::from(&reading.register)
}
