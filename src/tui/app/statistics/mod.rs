//! Pane 8 统计: figures over a period, each opened case by case; a section is a [`charts::Chart`].

mod behind;
mod charts;
mod cross;
mod grid;
mod hours;
mod overview;
mod peace;
mod reports;
mod take_out;

use super::App;
use super::sections::Sections;
use crate::domain::figures::{Over, Span};
use crate::domain::time::{Day, Moment};

/// Which period the pane is about; every section is about the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Chosen {
    span: Span,
    /// A day in it; today where none was chosen.
    day: Option<Day>,
}

impl Default for Chosen {
    fn default() -> Self {
        Self { span: Span::Month, day: None }
    }
}

impl Chosen {
    /// Returns the period.
    pub fn over(self, now: Moment) -> Over {
        Over { span: self.span, day: self.day.unwrap_or_else(|| now.date_naive()) }
    }

    /// Turns to the period a day lies in; what has not begun yet is not shown.
    fn turn_to(&mut self, day: Day, now: Moment) {
        let today = Over { span: self.span, day: now.date_naive() }.period();
        self.day = (day < today.from).then_some(day);
    }
}

/// Makes the pane; a section more is a line here and a row in `commands::LAYERS`.
pub fn pane() -> Sections {
    Sections::new(vec![
        Box::new(charts::Charts::<overview::Figures>::default()),
        Box::new(charts::Charts::<cross::Crossed>::default()),
        Box::new(charts::Charts::<hours::Coming>::default()),
        Box::new(charts::Charts::<peace::Index>::default()),
        Box::new(charts::Charts::<reports::Reports>::default()),
    ])
}

/// Tells whether the officer may look at figures.
fn may(app: &App) -> bool {
    use crate::domain::permission::{Right, may};
    may(&app.officer, Right::Statistics)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::time::at;

    #[test]
    fn the_period_that_runs_goes_along_with_the_day_and_none_to_come_is_shown() {
        let day = |text: &str| text.parse::<Day>().unwrap();
        let now = at(day("2026-11-22"), 9, 0);
        let mut chosen = Chosen::default();
        chosen.turn_to(chosen.over(now).back().day, now);
        assert_eq!(chosen.over(now).period().to_string(), "2026-10-01..2026-10-31");
        chosen.turn_to(chosen.over(now).on().day, now);
        assert_eq!(chosen, Chosen::default());
        chosen.turn_to(chosen.over(now).on().day, now);
        assert_eq!(chosen, Chosen::default());
    }
}
