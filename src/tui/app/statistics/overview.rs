//! The section of all figures (概览): this period, the one before, and how it went over twelve.

use super::charts::Chart;
use crate::desk::service::{Answer, Query};
use crate::domain::figures::Overview;
use crate::domain::table::Table;
use crate::tui::app::App;
use crate::words::{figures, say};

/// What the section shows.
#[derive(Default)]
pub struct Figures {
    of: Option<Box<Overview>>,
}

impl Chart for Figures {
    const SCOPES: &'static [&'static str] = &["figures", "sections", "desk", "global"];

    fn name(&self) -> String {
        say("statistics.section.overview")
    }

    fn query(&self, app: &App) -> Query {
        Query::Overview(app.figures.over(app.now))
    }

    fn hear(&mut self, answer: &Answer) -> bool {
        let Answer::Overview(of) = answer else { return false };
        self.of = Some(of.clone());
        true
    }

    fn table(&self, _: &App) -> Option<Table> {
        self.of.as_deref().map(figures::overview)
    }

    fn whole(&self, _: &App) -> Option<Table> {
        self.of.as_deref().map(figures::overview_whole)
    }

    fn notes(&self, _: &App) -> Vec<String> {
        vec![say("statistics.overview_note")]
    }
}
