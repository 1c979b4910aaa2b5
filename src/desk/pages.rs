//! Lists of any length, a page at a time: what is on screen is read, and no more.

use super::views::{Filter, Row, row};
use super::{Desk, DeskError, stamp};
use crate::domain::ids::{CaseId, OfficerId};
use crate::domain::time::Moment;
use crate::domain::vocabulary::Stage;
use crate::store::{ListOrder, ListQuery, Page, Place};

/// A list: the same filter for all of it, its parts one after the other, each in its own order.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Listing {
    /// Which cases.
    pub filter: Filter,
    /// The parts, in order; one without conditions when empty.
    pub parts: Vec<Part>,
    /// Which page of it.
    pub at: At,
    /// How many rows at most.
    pub rows: u32,
}

/// A part of a list; what is left at its default does not restrict.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Part {
    /// Whose move it is, by its key; these come first due first, all others newest first.
    pub ball: Option<&'static str>,
    /// The stage.
    pub stage: Option<Stage>,
    /// Another stage than this.
    pub but_stage: Option<Stage>,
    /// The officer who registered it.
    pub by: Option<OfficerId>,
    /// Another officer registered it than this.
    pub but_by: Option<OfficerId>,
}

/// Which page of a list; it goes on from a row, wherever that stands by now.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum At {
    /// The first.
    #[default]
    Start,
    /// From this row on.
    From(Spot),
    /// After this row.
    After(Spot),
    /// Before this row.
    Before(Spot),
    /// The last.
    End,
}

/// The place of a row in a listing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Spot {
    part: usize,
    place: Place,
}

impl Row {
    /// Returns its place in the listing it was read from.
    pub fn spot(&self) -> Spot {
        Spot { part: self.part, place: Place { id: self.id.0, due: self.due.map(stamp) } }
    }
}

/// A page of a list.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Listed {
    /// Which page it is.
    pub at: At,
    /// Its rows, in order.
    pub rows: Vec<Row>,
    /// Whether nothing comes after them, or before them where the list was read backwards.
    pub ends: bool,
    /// How many rows the whole list has, where that is known without looking at each.
    pub total: Option<u32>,
}

impl Part {
    fn query(&self, filter: &Filter) -> Option<ListQuery> {
        let mut query = ListQuery {
            ball: self.ball.map(str::to_owned),
            but_stage: self.but_stage.map(|stage| stage.key().to_owned()),
            registered_by: self.by.as_ref().map(OfficerId::to_string),
            but_registered_by: self.but_by.as_ref().map(OfficerId::to_string),
            order: if self.ball.is_some() { ListOrder::Due } else { ListOrder::Newest },
            ..filter.query()
        };
        if let Some(stage) = self.stage {
            // A filter for other stages leaves nothing of this part.
            let fits = query.stages.is_empty() || query.stages.iter().any(|it| it == stage.key());
            query.stages = vec![stage.key().to_owned()];
            return fits.then_some(query);
        }
        Some(query)
    }
}

impl Desk {
    /// Reads a page of a list.
    pub fn page(&self, listing: &Listing, now: Moment) -> Result<Listed, DeskError> {
        if !listing.filter.typed.is_empty() {
            return self.page_found(listing, now);
        }
        let centre = self.centre()?;
        let whole = [Part::default()];
        let parts = if listing.parts.is_empty() { &whole[..] } else { &listing.parts };
        let backward = matches!(listing.at, At::Before(_) | At::End);
        let (from, page) = match &listing.at {
            At::Start => (0, None),
            At::End => (parts.len() - 1, Some(Page::End)),
            At::From(spot) => (spot.part, Some(Page::From(spot.place.clone()))),
            At::After(spot) => (spot.part, Some(Page::After(spot.place.clone()))),
            At::Before(spot) => (spot.part, Some(Page::Before(spot.place.clone()))),
        };
        let order: Vec<usize> = if backward { (0..=from).rev().collect() } else { (from..parts.len()).collect() };
        let wanted = usize::try_from(listing.rows).unwrap_or(usize::MAX);
        let mut rows: Vec<Row> = Vec::new();
        for part in order {
            let left = wanted - rows.len();
            if left == 0 {
                break;
            }
            let Some(mut query) = parts[part].query(&listing.filter) else { continue };
            query.limit = u32::try_from(left).unwrap_or(u32::MAX);
            query.page = if part == from { page.clone() } else { backward.then_some(Page::End) };
            let mut read =
                self.store().list(&query)?.iter().map(|head| row(head, centre, now)).collect::<Result<Vec<_>, _>>()?;
            for row in &mut read {
                row.part = part;
            }
            if backward {
                read.append(&mut rows);
                rows = read;
            } else {
                rows.append(&mut read);
            }
        }
        let ends = rows.len() < wanted;
        Ok(Listed { at: listing.at.clone(), ends, total: self.total(&listing.filter)?, rows })
    }

    /// Reads a page of what was found: newest first, without parts, and never backwards.
    fn page_found(&self, listing: &Listing, now: Moment) -> Result<Listed, DeskError> {
        let before = match &listing.at {
            At::From(spot) => Some(CaseId(spot.place.id.saturating_add(1))),
            At::After(spot) => Some(CaseId(spot.place.id)),
            At::Start | At::Before(_) | At::End => None,
        };
        let filter = Filter { limit: listing.rows, by_due: false, ..listing.filter.clone() };
        let rows = self.rows_before(&filter, before, now)?;
        let ends = rows.len() < usize::try_from(listing.rows).unwrap_or(usize::MAX);
        Ok(Listed { at: listing.at.clone(), rows, ends, total: None })
    }

    /// Counts a list where that costs nothing.
    fn total(&self, filter: &Filter) -> Result<Option<u32>, DeskError> {
        let query = filter.query();
        let only_stages = ListQuery { stages: query.stages.clone(), order: query.order, ..ListQuery::default() }
            == ListQuery { limit: 0, ..query.clone() };
        if only_stages { Ok(Some(self.store().count(&query)?)) } else { Ok(None) }
    }
}
