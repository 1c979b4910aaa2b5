//! Alarms (预警通知): what was raised, as it may be told outside the house: without names, phones, titles or texts.

use super::{Desk, DeskError, case_of, folio, parse, unstamp};
use crate::domain::case::CaseEvent;
use crate::domain::centre::Centre;
use crate::domain::directive::Directive;
use crate::domain::folio::Folio;
use crate::domain::ids::UnitId;
use crate::domain::roster::Roster;
use crate::domain::shift::Shift;
use crate::domain::time::Moment;
use crate::domain::vocabulary::{ClockKind, Level};
use crate::store::{FolioRow, Post, StoredEvent};
use crate::words::{say, say_with, term};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The one hook of a centre, under the name it is kept by.
const HOOK: &str = "alarm";

/// What the log calls the event by which a case's clock climbs.
const CLIMBED: &str = "escalated";

/// How many events are read at once.
const AT_ONCE: u32 = 200;

/// The kind of an alarm that was made up to try the hook.
const TEST: &str = "test";

/// An alert that was raised, as a hook is told of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Alarm {
    /// The form of this object; keys may be added under the same number.
    pub format: u32,
    /// Its place in the log: no two alarms of one database share it, and later ones have higher numbers.
    pub id: i64,
    /// What it is about: `case`, `directive`, `shift`; `test` for one made up to try the hook.
    pub kind: String,
    /// The number of the case or directive, or the shift's key.
    pub no: String,
    /// The level that was reached.
    pub level: Level,
    /// Which time limit of a case.
    pub clock: Option<ClockKind>,
    /// The code of the unit that has to act; the centre if there is none.
    pub unit: Option<UnitId>,
    /// The unit's name.
    pub unit_name: Option<String>,
    /// When it is due.
    pub due: Option<Moment>,
    /// How many days late it was then; negative before it is due.
    pub days_late: i64,
    /// When the level was reached and raised.
    pub at: Moment,
    /// The centre.
    pub centre: String,
    /// Whether it comes from a practice database.
    pub training: bool,
    /// All that in one line, in the language of whoever sends it.
    pub text: String,
}

impl Alarm {
    /// Makes one up, to try the hook.
    pub fn sample(centre: &Centre, now: Moment) -> Self {
        let unit = centre.units.iter().find(|unit| !unit.is_centre()).map(|unit| unit.id.clone());
        Self::new(centre, (0, TEST, "TEST-0000"), Level::Red, None, unit, Some(now - chrono::Duration::days(1)), now)
    }

    /// Returns the schema of what a hook is given.
    pub fn schema() -> serde_json::Value {
        schemars::schema_for!(Self).to_value()
    }

    fn new(
        centre: &Centre,
        (id, kind, no): (i64, &str, &str),
        level: Level,
        clock: Option<ClockKind>,
        unit: Option<UnitId>,
        due: Option<Moment>,
        at: Moment,
    ) -> Self {
        let days_late = due.map_or(0, |due| (at.date_naive() - due.date_naive()).num_days());
        let unit_name = unit.as_ref().map(|unit| centre.unit_short(unit).to_owned());
        let what = clock.map_or_else(|| say(&format!("watch.kind.{kind}")), |clock| term(ClockKind::AREA, clock.key()));
        let days = days_late.unsigned_abs().to_string();
        let left = match days_late {
            1.. => say_with("watch.late", &[("days", &days)]),
            0 => say("watch.today"),
            _ => say_with("watch.left", &[("days", &days)]),
        };
        let text = say_with(
            "watch.alarm",
            &[
                ("level", &term(Level::AREA, level.key())),
                ("no", no),
                ("what", &what),
                ("against", unit_name.as_deref().unwrap_or_else(|| centre.short_name())),
                ("left", &left),
            ],
        );
        Self {
            format: 1,
            id,
            kind: kind.to_owned(),
            no: no.to_owned(),
            level,
            clock,
            unit,
            unit_name,
            due,
            days_late,
            at,
            centre: centre.name.clone(),
            training: centre.training,
            text,
        }
    }
}

impl Desk {
    /// Returns the place in the log of the last event.
    pub fn head(&self) -> Result<i64, DeskError> {
        Ok(self.store().head()?.gid)
    }

    /// Returns what was raised after a place in the log, in order, and up to which place that is; of sealed cases nothing.
    pub fn alarms(&self, after: i64) -> Result<(Vec<Alarm>, i64), DeskError> {
        let (centre, head) = (self.centre()?, self.head()?);
        if head <= after {
            return Ok((Vec::new(), head));
        }
        let found = self.store().raised_between(after, head, CLIMBED, AT_ONCE)?;
        let is_all = found.len() < AT_ONCE as usize;
        let upto = found.last().filter(|_| !is_all).map_or(head, |last| last.gid);
        let alarms = found.iter().filter_map(|event| self.alarm(centre, event).transpose());
        Ok((alarms.collect::<Result<_, _>>()?, upto))
    }

    fn alarm(&self, centre: &Centre, event: &StoredEvent) -> Result<Option<Alarm>, DeskError> {
        let at = unstamp(&event.at)?;
        if let Some(row) = self.store().folio_of(event.stream)? {
            let Some((level, due)) = raised(&row, event)? else { return Ok(None) };
            let unit = row.unit.as_deref().map(UnitId::from);
            return Ok(Some(Alarm::new(centre, (event.gid, &row.kind, &row.key), level, None, unit, due, at)));
        }
        // A sealed case has no row, nor has one that is out of sight.
        let Some(row) = self.store().case_by_id(event.stream)? else { return Ok(None) };
        if event.kind != CLIMBED {
            return Ok(None);
        }
        let CaseEvent::Escalated { clock, level } = parse(&event.body)? else { return Ok(None) };
        let case = case_of(self.store(), &row)?;
        let Some(clock) = case.clock(clock) else { return Ok(None) };
        let unit = clock.unit.clone();
        let named = (event.gid, "case", row.no.as_str());
        Ok(Some(Alarm::new(centre, named, level, Some(clock.kind), unit, Some(clock.due), at)))
    }

    /// Returns the place in the log up to which the hook has been told, if it ever was.
    pub fn hook_told(&self) -> Result<Option<i64>, DeskError> {
        Ok(self.store.told(HOOK)?)
    }

    /// Keeps up to which place in the log the hook has been told.
    pub fn tell_hook(&mut self, upto: i64) -> Result<(), DeskError> {
        self.store.write(|tx| Ok(tx.put_told(HOOK, upto)?))
    }

    /// Takes the post of the one who tells the hook; nothing if another has it.
    pub fn take_post(&self) -> Result<Option<Post>, DeskError> {
        Ok(self.store.take_post()?)
    }

    /// Tells whether the views show everything, sealed cases apart.
    pub fn shows_everything(&self) -> bool {
        self.seen.is_none()
    }
}

/// Returns the level that an event of a folio raised, and when what it is about was due.
fn raised(row: &FolioRow, event: &StoredEvent) -> Result<Option<(Level, Option<Moment>)>, DeskError> {
    fn of<F: Folio>(row: &FolioRow, event: &StoredEvent) -> Result<Option<(Level, Option<Moment>)>, DeskError> {
        Ok(folio::read::<F>(row)?.folio.raised(&parse(&event.body)?))
    }
    match row.kind.as_str() {
        Roster::KIND => of::<Roster>(row, event),
        Shift::KIND => of::<Shift>(row, event),
        Directive::KIND => of::<Directive>(row, event),
        _ => Ok(None),
    }
}
