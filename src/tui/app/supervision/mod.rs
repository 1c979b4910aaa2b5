//! Pane 6 督办: what units were told to do, and what came of it.

mod call_backs;
mod checks;
pub mod deeds;
mod directives;
mod evaluations;
mod lines;
pub mod onto;
mod pending;
mod reviews;
mod standing;
mod subsidies;

pub use directives::{Directives, on_case, open_directive};
pub use lines::about_case;

use super::sections::Sections;
use crate::desk::DirectiveView;
use crate::domain::ids::DirectiveNo;

/// The place of this pane among the panes, from 0.
pub const PANE: usize = 5;

/// The directive that the officer is looking at.
#[derive(Debug, Default)]
pub struct Looked {
    /// The number of the one under the cursor.
    pub wanted: Option<DirectiveNo>,
    /// What was read of it last.
    pub view: Option<Box<DirectiveView>>,
}

impl Looked {
    /// Returns the directive under the cursor, once it was read.
    pub fn current(&self) -> Option<&DirectiveView> {
        self.view.as_deref().filter(|view| self.wanted.as_ref() == Some(&view.line.no))
    }
}

/// Makes the pane.
pub fn pane() -> Sections {
    Sections::new(vec![
        Box::new(Directives::default()),
        Box::new(checks::ChecksSection::default()),
        Box::new(standing::StandingSection::default()),
        Box::new(pending::PendingSection::default()),
        Box::new(reviews::ReviewsSection::default()),
        Box::new(call_backs::CallBacksSection::default()),
        Box::new(evaluations::EvaluationsSection::default()),
        Box::new(subsidies::SubsidiesSection::default()),
    ])
}
