//! What is wrong with a roster: gaps, double duties, too little rest, whoever cannot stand where the roster has them.

use super::pattern::Turns;
use super::{Duty, Roster, Slot, needed};
use crate::domain::centre::Centre;
use crate::domain::ids::OfficerId;
use crate::domain::refusal::Refusal;
use crate::domain::rulebook::{PostRule, ShiftRule};
use crate::domain::time::{Day, Moment};
use crate::refuse;
use chrono::{Days as DayCount, Duration};
use serde::Serialize;
use std::collections::BTreeMap;

/// How many days around a period may bear upon it: no rest is longer.
const AROUND: u64 = 4;

/// Something wrong at a place of the roster.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Fault {
    /// Where.
    pub slot: Slot,
    /// Whether nobody can want it so: an officer in two places at once.
    pub is_impossible: bool,
    /// What, in names people know.
    pub reason: Refusal,
}

/// A duty of one officer.
struct Stand<'a> {
    slot: Slot,
    shift: &'a ShiftRule,
    post: &'a PostRule,
    from: Moment,
    to: Moment,
}

/// Returns everything wrong with what is planned or published for a period, in order.
///
/// What the roster has for the days around is taken into account, as far as it bears upon the period.
pub fn faults(
    roster: &Roster,
    duties: &BTreeMap<Day, Vec<Duty>>,
    from: Day,
    until: Day,
    centre: &Centre,
) -> Vec<Fault> {
    let turns = Turns::of(roster, from, until, &centre.calendar);
    let mut checking = Checking { roster, centre, turns, stands: BTreeMap::new(), found: Vec::new() };
    for (day, duties) in duties.range(from..=until) {
        checking.day(*day, duties);
    }
    let days = (from - DayCount::new(AROUND)).iter_days().take_while(|day| *day <= until + DayCount::new(AROUND));
    for day in days {
        let inside = from <= day && day <= until;
        let duties = if inside { duties.get(&day) } else { roster.duties.get(&day) };
        checking.stands(day, duties.map(Vec::as_slice).unwrap_or_default());
    }
    checking.everybody(from, until);
    checking.found.sort_by_key(|fault| fault.slot.day);
    checking.found
}

struct Checking<'a> {
    roster: &'a Roster,
    centre: &'a Centre,
    turns: Turns<'a>,
    stands: BTreeMap<OfficerId, Vec<Stand<'a>>>,
    found: Vec<Fault>,
}

impl<'a> Checking<'a> {
    fn rule(&self, duty: &Duty) -> Option<(&'a ShiftRule, &'a PostRule)> {
        let rules = self.centre.rulebook();
        let shift = rules.shifts.iter().find(|shift| shift.id == duty.shift)?;
        Some((shift, rules.posts.iter().find(|post| post.id == duty.post)?))
    }

    fn name(&self, officer: &OfficerId) -> String {
        self.centre.officer(officer).map_or_else(|| officer.to_string(), |it| it.name.clone())
    }

    fn say(&mut self, slot: Slot, is_impossible: bool, reason: Refusal) {
        self.found.push(Fault { slot, is_impossible, reason });
    }

    /// Names whose turn it is and who is away, one a line: `2026-11-04 2026-11-06 赵一`.
    fn away<'o>(&self, day: Day, turn: impl Iterator<Item = &'o OfficerId>) -> String {
        let away = turn.filter_map(|officer| self.roster.absence(officer, day));
        let lines = away.map(|it| format!("{} {} {}", it.from, it.until, self.name(&it.officer)));
        lines.collect::<Vec<_>>().join("\n")
    }

    /// Looks for gaps on a day, and for those who cannot stand where they are put.
    fn day(&mut self, day: Day, duties: &[Duty]) {
        let centre = self.centre;
        for (shift, post) in needed(day, centre.rulebook(), &centre.calendar) {
            let duty = duties.iter().find(|duty| duty.shift == shift.id && duty.post == post.id);
            let slot = Slot { day, shift: shift.id.clone(), post: post.id.clone() };
            let officers = duty.map(|duty| duty.officers.as_slice()).unwrap_or_default();
            let here = officers.iter().filter(|officer| self.roster.absence(officer, day).is_none()).count();
            if here >= post.count.max(1) as usize {
                continue;
            }
            let by_hand = duty.is_some_and(|duty| duty.by_hand);
            let turn = if by_hand { Vec::new() } else { self.turns.on(day, shift, post) };
            let away = self.away(day, turn.into_iter().filter(|officer| !officers.contains(officer)));
            let (shift, name) = (&shift.name, &post.name);
            let reason = if here == 0 {
                refuse!("roster_nobody", day = day, shift = shift, post = name, away = away)
            } else {
                let count = post.count;
                refuse!(
                    "roster_too_few",
                    day = day,
                    shift = shift,
                    post = name,
                    found = here,
                    count = count,
                    away = away
                )
            };
            self.say(slot, false, reason);
        }
        for duty in duties {
            let Some((shift, post)) = self.rule(duty) else { continue };
            for officer in &duty.officers {
                let slot = Slot { day, shift: shift.id.clone(), post: post.id.clone() };
                let name = self.name(officer);
                let Some(known) = centre.officer(officer) else {
                    let reason = refuse!("roster_unknown", day = day, post = post.name, officer = officer);
                    self.say(slot, true, reason);
                    continue;
                };
                if let Some(role) = post.role.filter(|role| !known.has(*role)) {
                    let reason = refuse!("roster_wrong_role", day = day, post = post.name, officer = name, role = role);
                    self.say(slot.clone(), false, reason);
                }
                if let Some(absence) = self.roster.absence(officer, day) {
                    let reason = refuse!(
                        "roster_absent",
                        day = day,
                        shift = shift.name,
                        post = post.name,
                        officer = name,
                        until = absence.until
                    );
                    self.say(slot, false, reason);
                }
            }
        }
    }

    fn stands(&mut self, day: Day, duties: &[Duty]) {
        for duty in duties {
            let Some((shift, post)) = self.rule(duty) else { continue };
            let (from, to) = shift.span(day);
            for officer in &duty.officers {
                let slot = Slot { day, shift: shift.id.clone(), post: post.id.clone() };
                self.stands.entry(officer.clone()).or_default().push(Stand { slot, shift, post, from, to });
            }
        }
    }

    fn everybody(&mut self, from: Day, until: Day) {
        let inside = |stand: &Stand<'_>| from <= stand.slot.day && stand.slot.day <= until;
        let stands = std::mem::take(&mut self.stands);
        for (officer, mut stands) in stands {
            stands.sort_by_key(|stand| (stand.from, stand.to));
            for (at, later) in stands.iter().enumerate() {
                let earlier = stands[..at].iter().rev().filter(|earlier| inside(earlier) || inside(later));
                for earlier in earlier {
                    self.pair(&officer, earlier, later);
                }
            }
        }
    }

    /// Looks at two duties of one officer, of which the earlier does not begin after the later.
    fn pair(&mut self, officer: &OfficerId, earlier: &Stand<'_>, later: &Stand<'_>) {
        let name = self.name(officer);
        if later.from < earlier.to {
            if !later.post.goes_with(earlier.post) {
                let reason = refuse!(
                    "roster_twice",
                    officer = name,
                    day = later.slot.day,
                    shift = later.shift.name,
                    post = later.post.name,
                    other_day = earlier.slot.day,
                    other_shift = earlier.shift.name,
                    other_post = earlier.post.name
                );
                self.say(later.slot.clone(), true, reason);
            }
            return;
        }
        let least = self.centre.rulebook().roster.rest_hours;
        let rest = later.from - earlier.to;
        if !later.post.standby && !earlier.post.standby && rest < Duration::hours(i64::from(least)) {
            let reason = refuse!(
                "roster_no_rest",
                officer = name,
                day = later.slot.day,
                shift = later.shift.name,
                other_day = earlier.slot.day,
                other_shift = earlier.shift.name,
                hours = rest.num_hours(),
                least = least
            );
            self.say(later.slot.clone(), false, reason);
        }
    }
}
