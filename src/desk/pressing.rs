//! What presses and is no case: directives with a date and handovers that are late, among the alerts.

use super::viewer::covered;
use super::views::Band;
use super::{Desk, DeskError, parse, stamp, unstamp};
use crate::domain::centre::Centre;
use crate::domain::directive::Directive;
use crate::domain::folio::Folio;
use crate::domain::ids::UnitId;
use crate::domain::shift::Shift;
use crate::domain::time::{Moment, end_of};
use crate::domain::vocabulary::{DirectiveKind, Level};
use crate::store::{FolioQuery, FolioRow};
use crate::words::{say, term};
use serde::Serialize;

/// A folio in the list of alerts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FolioAlert {
    /// Its identity, by which a list keeps its place.
    #[serde(skip)]
    pub stream: i64,
    /// What kind of folio it is: `directive`, `shift`.
    pub folio: String,
    /// What it is, in the officer's language: the kind of a directive, a handover.
    #[serde(skip)]
    pub what: String,
    /// The number of a directive, or the shift's key.
    pub no: String,
    /// What it is about; the number of its case where nothing is said.
    pub title: String,
    /// The key of its status.
    pub state: String,
    /// The unit that has to act; the centre when empty.
    pub unit: Option<UnitId>,
    /// The name of whoever has to act.
    pub against: String,
    /// When it is due.
    pub due: Moment,
    /// How urgent it is.
    pub band: Band,
    /// The highest level raised.
    #[serde(rename = "level")]
    pub raised: Option<Level>,
    /// Whether a person has acknowledged that level.
    pub acknowledged: bool,
    /// Whole days left, negative when overdue.
    pub days_left: i64,
    /// Its revision.
    pub rev: u64,
}

impl FolioAlert {
    /// Tells whether all words that were typed occur in what the list shows of it.
    pub fn fits(&self, typed: &str) -> bool {
        let shown = format!("{} {} {} {}", self.what, self.no, self.title, self.against).to_lowercase();
        typed.split_whitespace().all(|word| shown.contains(&word.to_lowercase()))
    }
}

/// How many folios press.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Pressing {
    /// Directives overdue.
    pub directives_overdue: u32,
    /// Directives due today and not overdue.
    pub directives_today: u32,
    /// Handovers that are late.
    pub handovers_late: u32,
}

impl Pressing {
    /// Returns how many of them are overdue.
    pub fn overdue(&self) -> u32 {
        self.directives_overdue + self.handovers_late
    }
}

impl Desk {
    /// Counts the folios that press.
    pub fn pressing(&self, now: Moment) -> Result<Pressing, DeskError> {
        let before = |kind, moment: &str| self.store().count_folios_due(kind, moment);
        let late = stamp(now);
        let directives_overdue = before(Directive::KIND, &late)?;
        // What is due today is due by its last second, and the count stops before the moment.
        let today = before(Directive::KIND, &format!("{}~", stamp(end_of(now.date_naive()))))?;
        Ok(Pressing {
            directives_overdue,
            directives_today: today.saturating_sub(directives_overdue),
            handovers_late: before(Shift::KIND, &late)?,
        })
    }

    /// Lists directives that are not over, and handovers that are late, the most urgent first.
    pub fn folio_alerts(
        &self,
        until: Option<Moment>,
        unit: Option<&UnitId>,
        limit: u32,
        now: Moment,
    ) -> Result<Vec<FolioAlert>, DeskError> {
        let centre = self.centre()?;
        let soon = Band::soon(now, &centre.calendar);
        let mut found = Vec::new();
        for (kind, until) in [(Directive::KIND, until), (Shift::KIND, Some(now))] {
            let due_before = until.map(|until| format!("{}~", stamp(until)));
            let unit = unit.map(UnitId::to_string);
            let query = FolioQuery { kind, open: true, by_due: true, unit, due_before, limit, ..FolioQuery::default() };
            for row in self.store().folios(&query)? {
                found.extend(self.folio_alert(&row, centre, now, soon)?);
            }
        }
        found.sort_by_key(|alert| alert.due);
        found.truncate(if limit == 0 { found.len() } else { limit as usize });
        Ok(found)
    }

    fn folio_alert(
        &self,
        row: &FolioRow,
        centre: &Centre,
        now: Moment,
        soon: Moment,
    ) -> Result<Option<FolioAlert>, DeskError> {
        let Some(due) = row.due.as_deref().map(unstamp).transpose()? else { return Ok(None) };
        let unit = row.unit.as_deref().map(UnitId::from);
        let (what, title) = match row.kind.as_str() {
            Directive::KIND => {
                let directive: Directive = parse(&row.state)?;
                let mut title = directive.title();
                // What the ladder issues says only which case it is about.
                if title.is_empty()
                    && let Some(case) = &directive.case
                    && self.store().has_case(case.as_str())?
                {
                    title = case.to_string();
                }
                (term(DirectiveKind::AREA, directive.kind.key()), title)
            }
            Shift::KIND => (say("watch.kind.shift"), parse::<Shift>(&row.state)?.title()),
            _ => return Ok(None),
        };
        Ok(Some(FolioAlert {
            stream: row.stream,
            folio: row.kind.clone(),
            what,
            no: row.key.clone(),
            title: covered(&title),
            state: row.status.clone(),
            against: unit
                .as_ref()
                .map_or_else(|| centre.short_name().to_owned(), |unit| centre.unit_short(unit).to_owned()),
            unit,
            due,
            band: Band::of(due, now, soon),
            raised: row.level.as_deref().and_then(Level::from_key),
            acknowledged: row.acknowledged,
            days_left: (due.date_naive() - now.date_naive()).num_days(),
            rev: u64::try_from(row.rev).unwrap_or_default(),
        }))
    }
}
