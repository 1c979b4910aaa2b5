//! Figures (统计) as the desk shows them: facts of the cases in sight.

use super::{Desk, DeskError, parse, stamp};
use crate::domain::figures::{Fact, Period};

impl Desk {
    /// Returns the facts of the cases that were alive in a period, oldest first, as they are known now.
    ///
    /// What is sealed has none, so no figure tells of it.
    pub fn facts(&self, period: Period) -> Result<Vec<Fact>, DeskError> {
        let bodies = self.store().facts(&stamp(period.starts()), &stamp(period.ends()))?;
        bodies.iter().map(|body| parse(body)).collect()
    }
}
