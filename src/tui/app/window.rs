//! The part of a long list that is loaded: it slides along under the cursor, a page at a time.

use super::list::Shown;
use crate::desk::pages::{At, Listed, Spot};
use crate::tui::widgets::{Rows, Table};

/// How many rows are read at once.
const PAGE: usize = 100;

/// How many rows are kept at most where the screen is not higher than that.
const KEPT: usize = 500;

/// The rows loaded, and what is on its way.
#[derive(Default)]
pub struct Window {
    rows: Rows<Shown>,
    asked: bool,
    /// Whether what is loaded is of another list than the one to be read.
    outdated: bool,
}

impl Window {
    /// Returns what is loaded.
    pub fn rows(&self) -> &Rows<Shown> {
        &self.rows
    }

    /// Returns which page reads anew what is loaded, with how many rows.
    pub fn again(&self) -> (At, u32) {
        let count = u32::try_from(self.rows.items.len().max(PAGE)).unwrap_or(u32::MAX);
        match self.rows.items.first() {
            _ if self.outdated => (At::Start, u32::try_from(PAGE).unwrap_or(u32::MAX)),
            Some(first) if self.rows.first > 0 => (At::From(first.spot()), count),
            _ => (At::Start, count),
        }
    }

    /// Lets the list begin anew with what is read next; until then what is there stays.
    pub fn begin_anew(&mut self) {
        self.outdated = true;
    }

    /// Returns which page is wanted for what is on screen, with a good part before and after it, unless one is
    /// on its way.
    pub fn wanted(&mut self, table: &Table) -> Option<(At, u32)> {
        let Rows { total, first, items, .. } = &self.rows;
        let (first, end) = (*first, first + items.len());
        if self.asked || self.outdated || end - first >= *total {
            return None;
        }
        let seen = table.seen(*total);
        let ahead = 2 * seen.len();
        let count = |missing: usize| u32::try_from(missing.max(PAGE)).unwrap_or(u32::MAX);
        let wanted = match (items.first(), items.last()) {
            _ if seen.end < first || items.is_empty() => (At::Start, count(seen.end + ahead)),
            // So far off that nothing loaded helps: one jumped to the end.
            _ if seen.start > end + 10 * PAGE => (At::End, count(total - seen.start + ahead)),
            (_, Some(last)) if seen.end + ahead > end && end < *total => {
                (At::After(last.spot()), count(seen.end + ahead - end))
            }
            (Some(head), _) if seen.start < first + ahead && first > 0 => (At::Before(head.spot()), count(0)),
            _ => return None,
        };
        self.asked = true;
        Some(wanted)
    }

    /// Takes a page in. What goes on from a row that is no longer at the edge is not taken: it is asked for anew.
    pub fn take(&mut self, listed: &Listed, shown: Vec<Shown>) {
        if self.outdated && listed.at != At::Start {
            return;
        }
        (self.asked, self.outdated) = (false, false);
        let before = self.rows.total;
        let rows = &mut self.rows;
        let at_edge = |edge: Option<&Shown>, spot: &Spot| edge.is_some_and(|edge| edge.spot() == *spot);
        match &listed.at {
            At::Start => (rows.first, rows.items) = (0, shown),
            At::From(spot) => {
                let Some(skipped) = rows.items.iter().position(|it| it.spot() == *spot) else { return };
                // What came in meanwhile stands before what is loaded.
                let total = listed.total.map_or(before, |total| total as usize);
                let first = (rows.first + skipped + total).saturating_sub(before);
                rows.first = first.min(total.saturating_sub(shown.len()));
                rows.items = shown;
            }
            At::After(spot) if at_edge(rows.items.last(), spot) => {
                rows.items.extend(shown);
                // What was found can only be read forwards.
                let spare = if listed.total.is_some() { rows.items.len().saturating_sub(KEPT) } else { 0 };
                rows.items.drain(..spare);
                rows.first += spare;
            }
            At::Before(spot) if at_edge(rows.items.first(), spot) => {
                rows.first = if listed.ends { 0 } else { rows.first.saturating_sub(shown.len()).max(1) };
                rows.items.splice(..0, shown);
                rows.items.truncate(KEPT);
            }
            At::End => {
                let total = listed.total.map_or(shown.len(), |total| total as usize);
                rows.first = total.saturating_sub(shown.len());
                rows.items = shown;
            }
            At::After(_) | At::Before(_) => return,
        }
        let loaded = rows.first + rows.items.len();
        let reads_on = matches!(listed.at, At::Start | At::From(_) | At::After(_));
        rows.is_open = listed.total.is_none() && reads_on && !listed.ends;
        rows.total = match listed.total {
            _ if reads_on && listed.ends || listed.at == At::End => loaded,
            Some(total) => (total as usize).max(loaded + 1),
            None if reads_on => loaded + PAGE,
            None => before.max(loaded),
        };
    }
}
