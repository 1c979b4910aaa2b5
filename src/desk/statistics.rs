//! What the pane of statistics shows (统计): figures over a period, broken down, by hour, the peace index; and the cases
//! behind any of them.
//!
//! All is counted from the facts of the cases in the viewer's sight, so that it can be opened case by case.

use super::views::{Row, row};
use super::{Desk, DeskError};
use crate::domain::figures::{Cross, Dimension, Hours, Measure, Over, Overview, Period};
use crate::domain::ids::CaseNo;
use crate::domain::peace::Peace;
use crate::domain::time::Moment;
use serde::Serialize;

/// The cases behind a figure.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Behind {
    /// Those that count.
    pub part: Vec<Row>,
    /// Those it is taken of that do not.
    pub rest: Vec<Row>,
}

impl Desk {
    /// Returns every measure over a period, beside those before.
    pub fn overview(&self, over: Over, now: Moment) -> Result<Overview, DeskError> {
        let periods = Overview::periods(over);
        let whole = Period { from: periods.first().map_or(over.day, |first| first.from), until: over.period().until };
        Ok(Overview::of(&self.facts(whole)?, over, now))
    }

    /// Returns a measure broken down.
    pub fn cross(
        &self,
        over: Over,
        measure: Measure,
        by: Dimension,
        across: Option<Dimension>,
        now: Moment,
    ) -> Result<Cross, DeskError> {
        let facts = self.facts(over.period())?;
        Ok(Cross::of(&facts, over.taken(now), measure, by, across, self.centre()?))
    }

    /// Returns when residents came, and by which way.
    pub fn hours(&self, over: Over, now: Moment) -> Result<Hours, DeskError> {
        Ok(Hours::of(&self.facts(over.period())?, over.taken(now), self.centre()?))
    }

    /// Returns the peace index of every unit that the rulebook takes it of.
    pub fn peace(&self, over: Over, now: Moment) -> Result<Peace, DeskError> {
        Ok(Peace::of(&self.facts(over.period())?, over.taken(now), self.centre()?))
    }

    /// Returns the cases behind a figure as lists show them; what has gone out of sight since is left out.
    pub fn behind(&self, part: &[CaseNo], rest: &[CaseNo], now: Moment) -> Result<Behind, DeskError> {
        let centre = self.centre()?;
        let rows = |nos: &[CaseNo]| {
            let mut rows = Vec::new();
            for no in nos {
                if let Some(head) = self.store().head_by_no(no.as_str())? {
                    rows.push(row(&head, centre, now)?);
                }
            }
            Ok::<_, DeskError>(rows)
        };
        Ok(Behind { part: rows(part)?, rest: rows(rest)? })
    }
}
