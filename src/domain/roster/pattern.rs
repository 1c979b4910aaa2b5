//! Patterns (排班规律): which team stands on which days, by rotation.

use super::{Advance, Duty, Roster};
use crate::domain::calendar::Calendar;
use crate::domain::centre::Centre;
use crate::domain::ids::{OfficerId, PostId, ShiftId};
use crate::domain::rulebook::{Days, PostRule, Rulebook, ShiftRule};
use crate::domain::time::Day;
use chrono::{Datelike as _, Days as DayCount};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A pattern (排班规律): teams that take turns on some days, from a day on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Pattern {
    /// The code, such as `window.week`; saving another with the same code replaces it.
    pub id: String,
    /// The post.
    pub post: PostId,
    /// The kinds of shift; every one in which the post is needed when empty.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub shifts: Vec<ShiftId>,
    /// On which days.
    #[serde(default)]
    pub days: Days,
    /// The teams, in the order of their turns.
    pub teams: Vec<Vec<OfficerId>>,
    /// After what the next team has its turn.
    pub advance: Advance,
    /// The first day; the first team has its turn then.
    pub start: Day,
    /// The last day, if there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub end: Option<Day>,
}

/// Returns the Monday of a day's week.
pub fn monday_of(day: Day) -> Day {
    day - DayCount::new(u64::from(day.weekday().num_days_from_monday()))
}

impl Pattern {
    /// Tells whether somebody stands by this pattern on a day.
    pub fn includes(&self, day: Day, calendar: &Calendar) -> bool {
        day >= self.start && self.end.is_none_or(|end| day <= end) && self.days.include(day, calendar)
    }

    /// Returns the days of a period on which somebody stands by this pattern, each with the number of the team.
    pub fn turns(&self, from: Day, until: Day, calendar: &Calendar) -> Vec<(Day, usize)> {
        let mut taken = 0;
        let mut turns = Vec::new();
        for day in self.start.iter_days().take_while(|day| *day <= until) {
            if !self.includes(day, calendar) {
                continue;
            }
            let turn = match self.advance {
                Advance::Occurrence => taken,
                Advance::Day => (day - self.start).num_days(),
                Advance::Week => (monday_of(day) - monday_of(self.start)).num_weeks(),
                Advance::Month => months(day) - months(self.start),
            };
            taken += 1;
            if day >= from && !self.teams.is_empty() {
                let teams = i64::try_from(self.teams.len()).unwrap_or(i64::MAX);
                turns.push((day, usize::try_from(turn.rem_euclid(teams)).unwrap_or_default()));
            }
        }
        turns
    }

    /// Tells whether it is about a post in a kind of shift.
    pub fn covers(&self, post: &PostRule, shift: &ShiftRule) -> bool {
        self.post == post.id && (self.shifts.is_empty() || self.shifts.contains(&shift.id))
    }
}

fn months(day: Day) -> i64 {
    i64::from(day.year()) * 12 + i64::from(day.month0())
}

/// Returns the posts that are needed on a day, by shift, in the order of the rulebook.
pub fn needed<'a>(
    day: Day,
    rules: &'a Rulebook,
    calendar: &'a Calendar,
) -> impl Iterator<Item = (&'a ShiftRule, &'a PostRule)> {
    let shifts = rules.shifts.iter().filter(move |shift| shift.days.include(day, calendar));
    shifts.flat_map(move |shift| {
        let posts = rules.posts.iter().filter(move |post| post.is_needed(day, &shift.id, calendar));
        posts.map(move |post| (shift, post))
    })
}

/// Whose turn it is in a period, by all patterns; whoever is away included.
pub(super) struct Turns<'a> {
    roster: &'a Roster,
    turns: Vec<BTreeMap<Day, usize>>,
}

impl<'a> Turns<'a> {
    pub(super) fn of(roster: &'a Roster, from: Day, until: Day, calendar: &Calendar) -> Self {
        let turns = roster.patterns.iter().map(|it| it.turns(from, until, calendar).into_iter().collect());
        Self { roster, turns: turns.collect() }
    }

    /// Returns who has a post in a shift of a day.
    pub(super) fn on(&self, day: Day, shift: &ShiftRule, post: &PostRule) -> Vec<&'a OfficerId> {
        let mut officers: Vec<&OfficerId> = Vec::new();
        for (pattern, turns) in self.roster.patterns.iter().zip(&self.turns) {
            let team = turns.get(&day).filter(|_| pattern.covers(post, shift));
            for officer in team.and_then(|team| pattern.teams.get(*team)).into_iter().flatten() {
                if !officers.contains(&officer) {
                    officers.push(officer);
                }
            }
        }
        officers
    }
}

/// Returns what the patterns make of a period, with everybody who is away left out.
///
/// What was put right by hand on a published day stays as it is.
pub fn plan(roster: &Roster, from: Day, until: Day, centre: &Centre) -> BTreeMap<Day, Vec<Duty>> {
    let (rules, calendar) = (centre.rulebook(), &centre.calendar);
    let turns = Turns::of(roster, from, until, calendar);
    let mut planned = BTreeMap::new();
    for day in from.iter_days().take_while(|day| *day <= until) {
        let duties = needed(day, rules, calendar).map(|(shift, post)| {
            if let Some(kept) = roster.duty(day, &shift.id, &post.id).filter(|duty| duty.by_hand) {
                return kept.clone();
            }
            let here = turns.on(day, shift, post).into_iter().filter(|it| roster.absence(it, day).is_none());
            let officers = here.cloned().collect();
            Duty { shift: shift.id.clone(), post: post.id.clone(), officers, by_hand: false }
        });
        planned.insert(day, duties.collect());
    }
    planned
}
