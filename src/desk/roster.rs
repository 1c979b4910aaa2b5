//! The roster (值班表) at the desk: what is ordered of it, and who is on duty.

use super::eyes::Eyes;
use super::viewer::covered;
use super::{Desk, DeskError, Receipt, acting, folio, shift};
use crate::domain::centre::Centre;
use crate::domain::directory::Officer;
use crate::domain::ids::{OfficerId, ShiftKey};
use crate::domain::permission::{self, Right};
use crate::domain::refusal::Refusal;
use crate::domain::roster::{
    self, AbsenceLine, Asking, DayNow, DutyNow, Fault, Floor, FloorLine, Pattern, PersonNow, ReceptionNow, Roster,
    RosterCommand, RosterEvent, ShiftNow, Slot, SwapLine,
};
use crate::domain::shift::Plan;
use crate::domain::time::{Day, Moment};
use crate::store::{Reads, Tx};
use chrono::Days as DayCount;
use serde::Serialize;

/// A week of the roster (一周值班表).
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct RosterWeek {
    /// The Monday.
    pub from: Day,
    /// The seven days.
    pub days: Vec<RosterDay>,
    /// The patterns.
    pub patterns: Vec<PatternLine>,
    /// Swaps that wait for somebody or concern this week, the newest first.
    pub swaps: Vec<SwapLine>,
    /// Who is away in this week or later.
    pub absences: Vec<AbsenceLine>,
    /// The last day that was published.
    pub published_until: Option<Day>,
}

/// A day of the roster.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct RosterDay {
    /// What day it is.
    #[serde(flatten)]
    pub day: DayNow,
    /// Whether it was published; else its duties are what the patterns would make of it.
    pub published: bool,
    /// The shifts that begin on it.
    pub shifts: Vec<ShiftNow>,
    /// Who receives residents.
    pub receptions: Vec<ReceptionNow>,
    /// What is wrong with it: gaps, double duties.
    pub faults: Vec<Fault>,
    /// The units of the floor.
    pub floor: Vec<FloorLine>,
}

/// A pattern with the names of its people.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct PatternLine {
    /// The pattern.
    #[serde(flatten)]
    pub pattern: Pattern,
    /// The post's name.
    pub post_name: String,
    /// The teams by name.
    pub team_names: Vec<Vec<String>>,
}

fn load(reads: &Reads, eyes: &Eyes) -> Result<Roster, DeskError> {
    Ok(folio::load::<Roster>(reads, eyes, Roster::KEY)?.map(|kept| kept.folio).unwrap_or_default())
}

/// Does what an officer orders about the roster.
pub(super) fn perform(
    tx: &Tx<'_>,
    centre: &Centre,
    officer: &Officer,
    now: Moment,
    command: &RosterCommand,
) -> Result<Receipt, DeskError> {
    permission::check(officer, permission::roster(command)).map_err(DeskError::NotPermitted)?;
    let eyes = Eyes::of(officer, centre)?;
    let kept = folio::load::<Roster>(tx, &eyes, Roster::KEY)?;
    let decided = roster::decide(kept.as_ref().map(|kept| &kept.folio), command, &Asking { now, officer, centre })?;
    let (_, mut receipt) = folio::commit(tx, centre, &officer.id, now, kept, &decided.events)?;
    // The shifts of what was published are there from then on, to be taken over and handed over.
    let published = decided.events.iter().filter_map(|event| match event {
        RosterEvent::RosterPublished { duties, .. } => Some(duties.keys()),
        _ => None,
    });
    let keys = published.flatten().flat_map(|day| {
        roster::shifts_on(*day, centre.rulebook(), &centre.calendar).map(|shift| ShiftKey::of(*day, &shift.id))
    });
    let mut plans: Vec<Plan> = keys.map(|key| shift::plan_of(centre, &key)).collect::<Result<_, _>>()?;
    plans.retain(|plan| plan.until > now);
    shift::plan(tx, centre, officer, now, &plans)?;
    receipt.warnings = decided.warnings;
    Ok(receipt)
}

/// Returns who is on duty in a shift as published; nothing for a day that was not.
pub(super) fn on(reads: &Reads, centre: &Centre, key: &ShiftKey) -> Result<Option<ShiftNow>, DeskError> {
    let shift = load(reads, &Eyes::default())?.shift_called(key, centre);
    Ok(shift.filter(|shift| shift.published))
}

/// Returns who is on the floor on a day.
pub(super) fn floor(reads: &Reads, centre: &Centre, day: Day) -> Result<Vec<FloorLine>, DeskError> {
    let roster = load(reads, &Eyes::default())?;
    Ok(Floor::of(Some(&roster), day, &centre.calendar).lines(&centre.units))
}

fn in_sight(mut lines: Vec<FloorLine>) -> Vec<FloorLine> {
    for line in &mut lines {
        line.note = covered(&line.note);
    }
    lines
}

impl Desk {
    /// Returns the roster as it stands; an empty one before anything was said of it.
    pub fn roster(&self) -> Result<Roster, DeskError> {
        load(self.store(), &Eyes::default())
    }

    /// Returns who is on duty at a moment, who is next, and who is on the floor.
    pub fn duty(&self, now: Moment) -> Result<DutyNow, DeskError> {
        let mut duty = self.roster()?.now(now, self.centre()?);
        duty.floor = in_sight(duty.floor);
        Ok(duty)
    }

    /// Returns who is on the floor on a day.
    pub fn floor(&self, day: Day) -> Result<Vec<FloorLine>, DeskError> {
        Ok(in_sight(floor(self.store(), self.centre()?, day)?))
    }

    /// Tries a command on the roster without doing it: what it would warn of, or why it would be refused.
    pub fn consider_roster(
        &self,
        officer: &OfficerId,
        now: Moment,
        command: &RosterCommand,
    ) -> Result<Vec<Refusal>, DeskError> {
        let centre = self.centre()?;
        let officer = acting(centre, officer)?;
        permission::check(&officer, permission::roster(command)).map_err(DeskError::NotPermitted)?;
        let asking = Asking { now, officer: &officer, centre };
        Ok(roster::decide(Some(&self.roster()?), command, &asking)?.warnings)
    }

    /// Returns a week of the roster: as published, and beyond that as the patterns would have it.
    pub fn roster_week(&self, from: Day, viewer: &Officer, now: Moment) -> Result<RosterWeek, DeskError> {
        let centre = self.centre()?;
        let roster = self.roster()?;
        let (today, until) = (now.date_naive(), from + DayCount::new(6));
        let mut shown = roster.clone();
        for (day, duties) in roster::plan(&roster, from, until, centre) {
            if day >= today && !roster.is_published(day) {
                shown.duties.insert(day, duties);
            }
        }
        let mut faults = roster::faults(&roster, &shown.duties, from, until, centre);
        faults.retain(|fault| fault.slot.day >= today);
        let days = from.iter_days().take(7).map(|day| RosterDay {
            day: DayNow::of(day, &centre.calendar),
            published: roster.is_published(day),
            shifts: shifts(&shown, &roster, day, centre),
            receptions: shown.receptions(day, centre),
            faults: faults.iter().filter(|fault| fault.slot.day == day).cloned().collect(),
            floor: in_sight(Floor::of(Some(&roster), day, &centre.calendar).lines(&centre.units)),
        });
        Ok(RosterWeek {
            from,
            days: days.collect(),
            patterns: roster.patterns.iter().map(|pattern| pattern_line(pattern, centre)).collect(),
            swaps: swaps(&roster, from, until, centre),
            absences: absences(&roster, from, viewer, centre),
            published_until: roster.published_until(),
        })
    }
}

fn shifts(shown: &Roster, roster: &Roster, day: Day, centre: &Centre) -> Vec<ShiftNow> {
    let rules = roster::shifts_on(day, centre.rulebook(), &centre.calendar);
    let published = roster.is_published(day);
    rules.map(|rule| ShiftNow { published, ..shown.shift(day, rule, centre) }).collect()
}

fn pattern_line(pattern: &Pattern, centre: &Centre) -> PatternLine {
    let post = centre.rulebook().posts.iter().find(|post| post.id == pattern.post);
    let name = |id: &OfficerId| PersonNow::of(id, centre).name;
    PatternLine {
        post_name: post.map_or_else(|| pattern.post.to_string(), |post| post.name.clone()),
        team_names: pattern.teams.iter().map(|team| team.iter().map(name).collect()).collect(),
        pattern: pattern.clone(),
    }
}

fn swaps(roster: &Roster, from: Day, until: Day, centre: &Centre) -> Vec<SwapLine> {
    let concerns = |slot: &Slot| from <= slot.day && slot.day <= until;
    let shown = roster
        .swaps
        .iter()
        .rev()
        .filter(|swap| swap.is_open() || std::iter::once(&swap.give).chain(&swap.back).any(concerns));
    shown
        .map(|swap| SwapLine {
            id: swap.id,
            by: PersonNow::of(&swap.by, centre),
            with: PersonNow::of(&swap.with, centre),
            give: swap.give.clone(),
            back: swap.back.clone(),
            reason: covered(&swap.reason),
            status: swap.status,
            note: covered(&swap.note),
        })
        .collect()
}

fn absences(roster: &Roster, from: Day, viewer: &Officer, centre: &Centre) -> Vec<AbsenceLine> {
    let keeps = permission::may(viewer, Right::Roster);
    let shown = roster.absences.iter().filter(|absence| absence.until >= from);
    shown
        .map(|absence| AbsenceLine {
            officer: PersonNow::of(&absence.officer, centre),
            from: absence.from,
            until: absence.until,
            // Why somebody is away is theirs to tell.
            reason: if keeps || absence.officer == viewer.id { covered(&absence.reason) } else { String::new() },
        })
        .collect()
}

#[cfg(test)]
mod tests;
