//! What supervision (督查) sees: the three checks and the night's, how units stand, what has been pending for long.
//!
//! All of it is read through the viewer's connection, so of what is out of sight, and of what is sealed, nothing is here.

use super::eyes::Eyes;
use super::viewer::{Viewer, covered};
use super::views::{Row, row};
use super::{CENTRE_STREAM, Desk, DeskError, folio, stamp, unstamp};
use crate::domain::centre::Centre;
use crate::domain::directive::{Directive, DirectiveStatus};
use crate::domain::directory::Officer;
use crate::domain::folio::Folio as _;
use crate::domain::ids::{CaseId, CaseNo, DirectiveNo, OfficerId, UnitId};
use crate::domain::sight::{self, Reach};
use crate::domain::supervision::checks::{self, Facts, Running};
use crate::domain::supervision::night::{self, Listed, NightCheck, NightEvent};
use crate::domain::supervision::standing::{Handed, Share, Standing, standing};
use crate::domain::supervision::{Check, Figure, Rate, pending};
use crate::domain::time::{Day, Moment, at};
use crate::domain::unit::CENTRE;
use crate::domain::vocabulary::{AssignmentRole, ClockKind, DirectiveKind, Stage};
use crate::store::{CaseHead, FolioQuery, HandedHead, ListOrder, ListQuery, Reads, Tx};
use crate::words::bulletin::{self, Draft};
use chrono::Duration;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// A case on one of the three lists (三查).
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct CheckLine {
    /// The list.
    pub check: Check,
    /// The case.
    pub no: CaseNo,
    /// Its title.
    pub title: String,
    /// Who should have done it; the centre when empty.
    pub unit: Option<UnitId>,
    /// The name of whoever should have.
    pub unit_name: String,
    /// By which limit, if by one.
    pub clock: Option<ClockKind>,
    /// Since when it is late.
    pub since: Moment,
    /// For how many whole days.
    pub days: i64,
    /// Whether it stood on the same list last night; nothing if no night was taken down.
    pub stood: Option<bool>,
}

/// The lists of one night, as they were taken down.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct NightLists {
    /// The night: the day on whose evening they were due.
    pub night: Day,
    /// When they were taken down.
    pub taken_at: Moment,
    /// What stood on them, as far as it is in sight.
    pub lines: Vec<CheckLine>,
}

/// The three checks as of now, beside last night's.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Checks {
    /// What stands on the lists now.
    pub lines: Vec<CheckLine>,
    /// Last night's lists, if any were taken down.
    pub night: Option<NightLists>,
    /// How many of last night's are no longer on their list.
    pub settled: u32,
}

impl Checks {
    /// Returns what stands on one list, in order.
    pub fn of(&self, check: Check) -> impl Iterator<Item = &CheckLine> {
        self.lines.iter().filter(move |line| line.check == check)
    }
}

/// How a unit stands, with its rates.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct StandingLine {
    /// The unit and its figures.
    #[serde(flatten)]
    pub standing: Standing,
    /// The unit's name for lists.
    pub name: String,
    /// Its rates, each with what it is made of.
    pub rates: BTreeMap<&'static str, Rated>,
}

/// A rate as scripts see it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Rated {
    /// What it is made of.
    #[serde(flatten)]
    pub share: Share,
    /// In whole percent; nothing of nothing.
    pub percent: Option<u32>,
}

/// How units stand over a period, in the order of the directory.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Standings {
    /// The first day.
    pub from: Day,
    /// The last day.
    pub to: Day,
    /// The units that were given anything.
    pub units: Vec<StandingLine>,
}

impl Standings {
    /// Drafts a bulletin (通报) of them; nothing if no unit was given anything.
    pub fn bulletin(&self) -> Option<Draft> {
        let units: Vec<_> = self.units.iter().map(|line| (line.name.as_str(), &line.standing)).collect();
        (!units.is_empty()).then(|| bulletin::draft((self.from, self.to), &units))
    }

    /// Returns the units to tell of it, in order; the centre itself last.
    pub fn told(&self) -> Vec<&UnitId> {
        let mut units: Vec<_> = self.units.iter().map(|line| &line.standing.unit).collect();
        units.sort_by_key(|unit| unit.as_str() == CENTRE);
        units
    }
}

/// A case behind a figure.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct HandedLine {
    /// The case.
    pub no: CaseNo,
    /// Its title.
    pub title: String,
    /// When it was assigned.
    pub assigned_at: Moment,
    /// When the result was due.
    pub due: Moment,
    /// When the unit had done it.
    pub met: Option<Moment>,
    /// The key of where the assignment stands.
    pub status: String,
}

/// A long-pending case (积案).
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct PendingLine {
    /// The case.
    #[serde(flatten)]
    pub case: Row,
    /// For how many days it has been open.
    pub age: i64,
    /// The band it belongs to: the days from which on it counts.
    pub band: u32,
    /// Its task force (攻坚专班), if one was set up.
    pub force: Option<TaskForce>,
}

/// The task force of a long-pending case.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TaskForce {
    /// The directive by which it was set up.
    pub no: DirectiveNo,
    /// Who leads it, by name.
    pub leader: Option<String>,
    /// Who works on it.
    pub team: Vec<String>,
    /// When it last met on the spot.
    pub met_on: Option<Day>,
    /// By when it has to meet next.
    pub meets_by: Option<Day>,
}

/// Returns the period that is asked for when nothing else is said: this month until today.
pub fn this_month(now: Moment) -> (Day, Day) {
    let today = now.date_naive();
    (chrono::Datelike::with_day(&today, 1).unwrap_or(today), today)
}

/// Finds what stands on the three lists.
fn found(reads: &Reads, centre: &Centre, now: Moment) -> Result<Vec<(CaseHead, checks::Finding)>, DeskError> {
    let rules = &centre.rulebook().checks;
    let mut cases: BTreeMap<i64, (CaseHead, Vec<Running>)> = BTreeMap::new();
    for head in reads.running_clocks(Some(&stamp(now)), None, 0)? {
        let Some(kind) = ClockKind::from_key(&head.clock.kind) else { continue };
        let running = Running { kind, unit: head.clock.unit.map(UnitId), due: unstamp(&head.clock.due)? };
        cases.entry(head.case.id).or_insert_with(|| (head.case, Vec::new())).1.push(running);
    }
    for head in reads.filed_with_answer(&stamp(checks::horizon(rules, now)), checks::UNANSWERED)? {
        cases.entry(head.id).or_insert_with(|| (head, Vec::new()));
    }
    let mut all = Vec::new();
    for (head, running) in cases.into_values() {
        let Some(stage) = Stage::from_key(&head.stage) else { continue };
        let facts = Facts {
            stage,
            merged: head.merged_into.is_some(),
            holder: head.holder.clone().map(UnitId),
            closed_at: head.closed_at.as_deref().map(unstamp).transpose()?,
            call_back: head.call_back.clone(),
            running,
        };
        all.extend(checks::findings(&facts, rules, now).into_iter().map(|finding| (head.clone(), finding)));
    }
    // By list, then in the order of the directory, the longest late first.
    let place = |unit: Option<&UnitId>| unit.map(|unit| centre.units.iter().position(|it| it.id == *unit));
    all.sort_by_cached_key(|(head, it)| (it.check, place(it.unit.as_ref()), it.since, head.id));
    Ok(all)
}

fn line(no: CaseNo, title: &str, finding: checks::Finding, centre: &Centre, now: Moment) -> CheckLine {
    let days = finding.days(now);
    let checks::Finding { check, unit, clock, since } = finding;
    let unit_name = unit.as_ref().map_or_else(|| centre.short_name(), |it| centre.unit_short(it)).to_owned();
    CheckLine { check, no, title: covered(title), unit, unit_name, clock, since, days, stood: None }
}

/// Tells whether the last night's lists are still to be taken down.
pub(super) fn is_night_due(reads: &Reads, centre: &Centre, now: Moment) -> Result<bool, DeskError> {
    let rules = &centre.rulebook().checks;
    let night = night::night(rules, now);
    if reads.folio(NightCheck::KIND, &night.to_string())?.is_some() {
        return Ok(false);
    }
    // There was no night before there was a centre.
    Ok(reads.begun_at(CENTRE_STREAM)?.is_some_and(|begun| begun <= stamp(night::due(rules, night))))
}

/// Takes the last night's lists down, if nobody has.
pub(super) fn take_night(tx: &Tx<'_>, centre: &Centre, officer: &Officer, now: Moment) -> Result<(), DeskError> {
    if !is_night_due(tx, centre, now)? {
        return Ok(());
    }
    let night = night::night(&centre.rulebook().checks, now);
    let listed = found(tx, centre, now)?;
    let listed = listed.into_iter().map(|(head, finding)| Listed { no: CaseNo(head.no), finding }).collect();
    let event = NightEvent::NightChecked { night, listed };
    folio::commit::<NightCheck>(tx, centre, &officer.id, now, None, &[event])?;
    Ok(())
}

impl Desk {
    /// Lists what should have been accepted, handled, called back by now and was not (三查), compared with last night.
    pub fn checks(&self, now: Moment) -> Result<Checks, DeskError> {
        let centre = self.centre()?;
        let night = self.night_check(None, now)?;
        let stood: BTreeSet<_> = night.iter().flat_map(|it| &it.lines).map(|it| (it.check, it.no.clone())).collect();
        let mut lines = Vec::new();
        for (head, finding) in found(self.store(), centre, now)? {
            let mut line = line(CaseNo(head.no), &head.title, finding, centre, now);
            line.stood = night.as_ref().map(|_| stood.contains(&(line.check, line.no.clone())));
            lines.push(line);
        }
        let still = lines.iter().filter(|line| line.stood == Some(true)).count();
        let settled = u32::try_from(stood.len().saturating_sub(still)).unwrap_or(u32::MAX);
        Ok(Checks { lines, night, settled })
    }

    /// Returns the lists of a night, or of the last one that was taken down, as far as they are in sight.
    pub fn night_check(&self, night: Option<Day>, now: Moment) -> Result<Option<NightLists>, DeskError> {
        let (centre, store) = (self.centre()?, self.store());
        let kept = if let Some(night) = night {
            folio::load::<NightCheck>(store, &Eyes::default(), &night.to_string())?
        } else {
            let last = FolioQuery { kind: NightCheck::KIND, limit: 1, ..FolioQuery::default() };
            store.folios(&last)?.first().map(folio::read::<NightCheck>).transpose()?
        };
        let Some(NightCheck { night, taken_at, listed, .. }) = kept.map(|kept| kept.folio) else { return Ok(None) };
        let mut lines = Vec::with_capacity(listed.len());
        for Listed { no, finding } in listed {
            // What was sealed or went out of sight since is not told of.
            let Some(head) = store.case_by_no(no.as_str())? else { continue };
            lines.push(line(no, &head.title, finding, centre, now));
        }
        Ok(Some(NightLists { night, taken_at, lines }))
    }

    /// Returns how units stand over a period: all that were given anything, or the one asked for.
    ///
    /// Who may not see everything is told of the own unit and those below it only.
    pub fn standings(&self, from: Day, to: Day, unit: Option<&UnitId>, now: Moment) -> Result<Standings, DeskError> {
        let centre = self.centre()?;
        let seen = self.units_in_sight(centre)?;
        let mut units = Vec::new();
        for it in &centre.units {
            if unit.is_some_and(|unit| *unit != it.id) || seen.as_ref().is_some_and(|seen| !seen.contains(&it.id)) {
                continue;
            }
            let handed: Vec<_> = self.handed(&it.id, from, to)?.into_iter().map(|(_, handed)| handed).collect();
            if handed.is_empty() && unit.is_none() {
                continue;
            }
            let standing = standing(&it.id, &handed, now);
            let with_share = |rate: &Rate| {
                let share = standing.rate(*rate);
                (rate.key(), Rated { share, percent: share.percent() })
            };
            let rates = Rate::ALL.iter().map(with_share).collect();
            units.push(StandingLine { standing, name: it.short.clone(), rates });
        }
        Ok(Standings { from, to, units })
    }

    /// Lists the assignments behind a figure of a unit's standing.
    pub fn behind_figure(
        &self,
        from: Day,
        to: Day,
        unit: &UnitId,
        figure: Figure,
        now: Moment,
    ) -> Result<Vec<HandedLine>, DeskError> {
        let seen = self.units_in_sight(self.centre()?)?;
        if seen.is_some_and(|seen| !seen.contains(unit)) {
            return Ok(Vec::new());
        }
        let handed = self.handed(unit, from, to)?.into_iter().filter(|(_, it)| it.counts_in(figure, now));
        let line = |(head, handed): (HandedHead, Handed)| {
            Ok(HandedLine {
                no: CaseNo(head.case.no),
                title: covered(&head.case.title),
                assigned_at: unstamp(&head.assignment.assigned_at)?,
                due: handed.due,
                met: handed.met,
                status: head.assignment.status,
            })
        };
        handed.map(line).collect()
    }

    fn handed(&self, unit: &UnitId, from: Day, to: Day) -> Result<Vec<(HandedHead, Handed)>, DeskError> {
        let until = stamp(at(to + Duration::days(1), 0, 0));
        let found = self.store().handed(unit.as_str(), &stamp(at(from, 0, 0)), &until)?;
        let moment = |text: &Option<String>| text.as_deref().map(unstamp).transpose();
        let read = |head: HandedHead| {
            let (case, clock, assignment) = (&head.case, &head.clock, &head.assignment);
            let met = moment(&clock.met)?;
            let handed = Handed {
                case: CaseId(case.id),
                unit: unit.clone(),
                due: unstamp(&clock.due)?,
                met,
                late: moment(&clock.late)?,
                open: met.is_none() && case.closed_at.is_none() && assignment.status != "recalled",
                runs: clock.running,
                objected: assignment.objected > 0,
                sent_back: assignment.sent_back,
                lead: assignment.role == AssignmentRole::Lead.key(),
                answered: case
                    .call_back
                    .as_deref()
                    .is_some_and(|answer| crate::domain::vocabulary::Satisfaction::from_key(answer).is_some()),
                dissatisfied: case.dissatisfied > 0,
            };
            Ok((head, handed))
        };
        found.into_iter().map(read).collect()
    }

    /// Returns the units of which a viewer is told who does not see everything.
    fn units_in_sight(&self, centre: &Centre) -> Result<Option<BTreeSet<UnitId>>, DeskError> {
        let Some(viewer) = &self.viewer else { return Ok(None) };
        let officer = super::acting(centre, viewer)?;
        Ok(match sight::reach(&officer, centre) {
            Reach::Centre => None,
            Reach::Some(_) => {
                Some(sight::window(&officer, centre).map(|unit| sight::jurisdiction(unit, centre)).unwrap_or_default())
            }
        })
    }

    /// Lists the cases that have been open for longer than the rulebook says (积案), the oldest first.
    pub fn long_pending(&self, viewer: &Viewer, now: Moment) -> Result<Vec<PendingLine>, DeskError> {
        let centre = self.centre()?;
        let rules = &centre.rulebook().long_pending;
        let open =
            Stage::ALL.iter().filter(|stage| !matches!(stage, Stage::Archived | Stage::Declined | Stage::Withdrawn));
        let query = ListQuery {
            stages: open.map(|stage| stage.key().to_owned()).collect(),
            registered_until: Some(stamp(at(pending::before(rules, now), 0, 0))),
            order: ListOrder::Newest,
            ..ListQuery::default()
        };
        let mut lines = Vec::new();
        for head in self.store().list(&query)?.iter().filter(|head| head.merged_into.is_none()) {
            let case = row(head, centre, now)?;
            let age = pending::age(case.registered_at, now);
            if let Some(band) = pending::band(age, rules) {
                let force = self.task_force(&case.no, viewer)?;
                lines.push(PendingLine { case, age, band, force });
            }
        }
        lines.sort_by_key(|line| (line.case.registered_at, line.case.id));
        Ok(lines)
    }
}

impl Desk {
    /// Returns the task force of a case: what stands in the last directive of that kind that was not taken back.
    fn task_force(&self, no: &CaseNo, viewer: &Viewer) -> Result<Option<TaskForce>, DeskError> {
        let centre = self.centre()?;
        for row in self.store().folios_about(no.as_str())?.iter().filter(|row| row.kind == Directive::KIND) {
            let it = folio::read::<Directive>(row)?.folio;
            if it.kind != DirectiveKind::LongPending || it.status == DirectiveStatus::Withdrawn {
                continue;
            }
            let name = |id: &OfficerId| centre.officer(id).map_or_else(|| id.to_string(), |it| it.name.clone());
            let meeting = it.clocks.iter().filter(|clock| clock.kind == ClockKind::SiteMeeting && clock.is_running());
            return Ok(Some(viewer.cover(TaskForce {
                leader: it.leader.as_ref().map(name),
                met_on: it.meetings.iter().map(|meeting| meeting.on).max(),
                meets_by: meeting.map(|clock| clock.due.date_naive()).min(),
                no: it.no,
                team: it.team,
            })?));
        }
        Ok(None)
    }
}

#[cfg(test)]
mod tests;
