//! Every measure over a period, beside the period before and the ten before that (概览).

use super::{Counted, Fact, Measure, Over, Period, Taken, count};
use crate::domain::supervision::standing::Share;
use crate::domain::time::Moment;
use serde::{Deserialize, Serialize};

/// How many periods a series has, the one asked for being the last.
pub const PERIODS: usize = 12;

/// A measure with what it was before.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MeasureLine {
    /// What is counted.
    pub measure: Measure,
    /// Over the period.
    pub now: Counted,
    /// Over the period before.
    pub before: Counted,
    /// Over the last periods, oldest first, this one last.
    pub series: Vec<Share>,
}

/// Every measure over a period.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Overview {
    /// Over which period, as of when.
    #[serde(flatten)]
    pub taken: Taken,
    /// The first days of the periods of the series, oldest first.
    pub periods: Vec<Period>,
    /// The measures.
    pub lines: Vec<MeasureLine>,
}

impl Overview {
    /// Returns the periods of a series, oldest first.
    pub fn periods(over: Over) -> Vec<Period> {
        let mut periods = vec![over.period()];
        while periods.len() < PERIODS {
            periods.push(periods[periods.len() - 1].before(over.span));
        }
        periods.reverse();
        periods
    }

    /// Counts every measure over facts, which have to be those of the whole series.
    pub fn of(facts: &[Fact], over: Over, at: Moment) -> Self {
        let periods = Self::periods(over);
        let lines = Measure::ALL.iter().map(|measure| {
            let mut of: Vec<Counted> = periods.iter().map(|period| count(*measure, facts, *period, at)).collect();
            let series = of.iter().map(Counted::share).collect();
            let now = of.pop().unwrap_or_default();
            MeasureLine { measure: *measure, now, before: of.pop().unwrap_or_default(), series }
        });
        let lines = lines.collect();
        Self { taken: over.taken(at), periods, lines }
    }
}
