//! The section of the peace index (平安指数): a unit a row, its points, its rates with their cases; the formula is open.

use super::charts::Chart;
use crate::desk::service::{Answer, Query};
use crate::domain::peace::Peace;
use crate::domain::table::Table;
use crate::tui::app::App;
use crate::tui::dialogs::Reader;
use crate::tui::layers::Outcome;
use crate::tui::theme::Meaning;
use crate::words::{figures, say, say_with};

/// What the section shows.
#[derive(Default)]
pub struct Index {
    of: Option<Box<Peace>>,
}

impl Index {
    /// Shows the formula, and how the index of the unit under the cursor comes about.
    fn formula(&self, at: Option<(usize, usize)>, app: &App) -> Outcome<App> {
        let Some(of) = &self.of else { return Outcome::taken() };
        let standing = at.and_then(|(row, _)| of.units.get(row));
        let mut lines: Vec<_> = standing
            .map(|standing| figures::explained(of, standing, &app.centre))
            .unwrap_or_default()
            .into_iter()
            .map(|line| (Meaning::Text, line))
            .collect();
        lines.push((Meaning::Title, say_with("figures.peace.formulas", &[("version", &of.rulebook)])));
        lines.extend(of.items.iter().map(|item| (Meaning::Text, figures::formula(item))));
        lines.push((Meaning::Muted, say("figures.peace.how")));
        let source = &app.centre.rulebook().peace.source;
        if !source.is_empty() {
            lines.push((Meaning::Muted, say_with("figures.peace.source", &[("source", source)])));
        }
        Outcome::taken().open(Reader::new(&say("command.peace.formula"), lines))
    }
}

impl Chart for Index {
    const SCOPES: &'static [&'static str] = &["figures", "peace", "sections", "desk", "global"];

    fn name(&self) -> String {
        say("statistics.section.peace")
    }

    fn query(&self, app: &App) -> Query {
        Query::Peace(app.figures.over(app.now))
    }

    fn hear(&mut self, answer: &Answer) -> bool {
        let Answer::Peace(of) = answer else { return false };
        self.of = Some(of.clone());
        true
    }

    fn table(&self, app: &App) -> Option<Table> {
        let of = self.of.as_deref()?;
        let mut table = figures::peace(of, &app.centre);
        if of.items.is_empty() {
            table.rows.clear();
        }
        Some(table)
    }

    fn empty(&self, _: &App) -> String {
        say("figures.peace.no_formula")
    }

    fn notes(&self, _: &App) -> Vec<String> {
        vec![say("statistics.peace_note")]
    }

    fn command(&mut self, id: &'static str, at: Option<(usize, usize)>, app: &mut App) -> Outcome<App> {
        if id == "peace.formula" { self.formula(at, app) } else { Outcome::ignored() }
    }
}
