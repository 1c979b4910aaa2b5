//! The file of the case on screen (卷宗): how complete it is, and what is put into it and taken out.

use super::App;
use super::deeds::{Deed, deed};
use super::fields::{line, reason};
use crate::domain::case::Case;
use crate::domain::casefile::{self, Need};
use crate::tui::form::Field;
use crate::tui::theme::Meaning;
use crate::tui::widgets::{Choice, Piece};
use crate::words::{casefile as words, say, term};
use serde_json::json;

/// What can be done about the file.
pub const ACTIONS: &[Deed<Case>] = &[
    deed(
        "add_paper",
        |case, app| {
            let known = casefile::papers_of(case, &app.centre);
            if known.is_empty() { Err("casefile.refused.no_rules") } else { Ok(()) }
        },
        |case, app| {
            vec![
                papers(case, app),
                Field::number("pages", "casefile.field.pages").required(),
                Field::yes_no("signed", "casefile.field.signed", false),
                line("note"),
            ]
        },
    ),
    deed(
        "remove_paper",
        |case, _| if case.papers.is_empty() { Err("casefile.refused.empty") } else { Ok(()) },
        |case, app| {
            let meter = casefile::meter(case, &app.centre);
            let filed = meter.items.iter().flat_map(|item| item.filed.iter().map(move |it| (item, it)));
            let choices: Vec<_> =
                filed.map(|(item, it)| Choice::new(&it.id.to_string(), &item.name).hint(&words::lies(it))).collect();
            vec![Field::pick("filed", "casefile.field.filed", choices).required(), reason()]
        },
    ),
];

/// Makes the field that asks which paper it is: what is missing stands first, and the first of that is chosen.
fn papers(case: &Case, app: &App) -> Field {
    let meter = casefile::meter(case, &app.centre);
    let missing: Vec<&str> = meter.missing().map(|item| item.paper.as_str()).collect();
    let rules = casefile::papers_of(case, &app.centre);
    let (first, others): (Vec<_>, Vec<_>) = rules.iter().partition(|rule| missing.contains(&rule.id.as_str()));
    let choices: Vec<_> = first
        .iter()
        .chain(&others)
        .map(|rule| {
            let item = meter.items.iter().find(|item| item.paper == rule.id);
            let hint = item.map_or_else(|| term(Need::AREA, Need::Optional.key()), words::standing);
            Choice::new(&rule.id, &rule.name).hint(&hint)
        })
        .collect();
    let chosen = first.first().map(|rule| rule.id.clone());
    Field::pick("paper", "casefile.field.paper", choices).required().with(&json!(chosen))
}

/// Says how complete the file is and what it lacks.
pub fn meter_line(case: &Case, app: &App) -> Option<Piece> {
    let meter = casefile::meter(case, &app.centre);
    if meter.needed() == 0 {
        return None;
    }
    // Nothing has to be in the file before it is closed, but what is hard will be asked for then.
    let hard = meter.missing().any(|item| item.need == Need::Hard);
    let meaning = if hard && case.is_open() { Meaning::Warning } else { Meaning::Muted };
    Some((meaning, format!("{} {}", say("casefile.name"), words::meter(&meter))))
}
