//! Who is on duty at a moment (当班).

use super::{Floor, FloorLine, Roster, Slot, SwapStatus, needed};
use crate::domain::calendar::{Calendar, DayKind};
use crate::domain::centre::Centre;
use crate::domain::ids::{OfficerId, PostId, ShiftId, ShiftKey, SwapId};
use crate::domain::rulebook::{PostRule, ReceptionRule, Rulebook, ShiftRule};
use crate::domain::time::{Day, Moment};
use chrono::Days as DayCount;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// How many days ahead the next shift is looked for.
const AHEAD: u64 = 31;

/// How many days ahead the next day of reception is looked for: some come once a month.
const RECEPTION_AHEAD: usize = 62;

/// What a day is, and what it is called if it is a special one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DayNow {
    /// The day.
    pub day: Day,
    /// Whether people work on it.
    pub working: bool,
    /// `make_up` (调休上班) or `holiday`, where it is not what its weekday says.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub special: Option<String>,
    /// The festival.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub festival: Option<String>,
}

impl DayNow {
    /// Returns what the calendar says of a day.
    pub fn of(day: Day, calendar: &Calendar) -> Self {
        let (special, festival) = match calendar.kind(day) {
            DayKind::MakeUp { name } => (Some("make_up"), Some(name)),
            DayKind::Holiday { name } => (Some("holiday"), Some(name)),
            DayKind::Working | DayKind::Weekend => (None, None),
        };
        let own = |text: Option<&str>| text.map(str::to_owned);
        Self { day, working: calendar.is_working(day), special: own(special), festival: own(festival) }
    }
}

/// An officer on duty.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PersonNow {
    /// The code.
    pub id: OfficerId,
    /// The name.
    pub name: String,
}

impl PersonNow {
    /// Returns an officer by code, with the name as far as it is known.
    pub fn of(id: &OfficerId, centre: &Centre) -> Self {
        let name = centre.officer(id).map_or_else(|| id.to_string(), |officer| officer.name.clone());
        Self { id: id.clone(), name }
    }
}

/// A post in a shift, and who stands there.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PostNow {
    /// The code.
    pub post: PostId,
    /// The name.
    pub name: String,
    /// Whether whoever has it leads the shift.
    pub leads: bool,
    /// Whether it is enough to be within call.
    pub standby: bool,
    /// How many are needed.
    pub need: u32,
    /// Who stands there; whoever is away is not among them.
    pub officers: Vec<PersonNow>,
    /// Who should, and is away (请假).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub away: Vec<PersonNow>,
}

impl PostNow {
    /// Tells whether somebody is missing.
    pub fn is_short(&self) -> bool {
        self.officers.len() < self.need as usize
    }
}

/// A shift, and who is on duty in it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ShiftNow {
    /// What it is called: `2026-11-22/day`.
    pub key: ShiftKey,
    /// The day on which it begins.
    pub day: Day,
    /// The code of its kind.
    pub shift: ShiftId,
    /// The name of its kind.
    pub name: String,
    /// When it begins.
    pub from: Moment,
    /// When it ends.
    pub to: Moment,
    /// Whether it was published; else nobody is known.
    pub published: bool,
    /// Its posts.
    pub posts: Vec<PostNow>,
}

impl ShiftNow {
    /// Returns everybody on duty, once each, those at a desk before those within call.
    pub fn people(&self) -> Vec<&PersonNow> {
        let mut people: Vec<&PersonNow> = Vec::new();
        for standby in [false, true] {
            let posts = self.posts.iter().filter(|post| post.standby == standby);
            for person in posts.flat_map(|post| &post.officers) {
                if !people.contains(&person) {
                    people.push(person);
                }
            }
        }
        people
    }

    /// Returns the leader on duty (带班领导).
    pub fn leader(&self) -> Option<&PersonNow> {
        self.posts.iter().filter(|post| post.leads).flat_map(|post| &post.officers).next()
    }

    /// Tells whether an officer is on duty in it.
    pub fn has(&self, officer: &OfficerId) -> bool {
        self.posts.iter().flat_map(|post| &post.officers).any(|person| person.id == *officer)
    }
}

/// A reception or hotline day that today is (接访日、热线日).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReceptionNow {
    /// The code.
    pub id: String,
    /// The name.
    pub name: String,
    /// From when.
    pub from: Moment,
    /// Until when.
    pub to: Moment,
    /// Who receives.
    pub officers: Vec<PersonNow>,
}

/// A day of reception (接访日), today or to come.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReceptionDay {
    /// Who receives when.
    #[serde(flatten)]
    pub reception: ReceptionNow,
    /// Whether it is today.
    pub today: bool,
    /// Whether the roster of that day was published.
    pub published: bool,
    /// Whether it is the viewer who receives.
    pub own: bool,
}

/// A swap (换班) in a list.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct SwapLine {
    /// Its number.
    pub id: SwapId,
    /// Who asked.
    pub by: PersonNow,
    /// Who was asked.
    pub with: PersonNow,
    /// The duty that is given.
    pub give: Slot,
    /// The duty that is taken in return.
    pub back: Option<Slot>,
    /// Why.
    pub reason: String,
    /// How it stands.
    pub status: SwapStatus,
    /// Why it was refused.
    pub note: String,
}

/// An absence (请假) in a list.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct AbsenceLine {
    /// Who.
    pub officer: PersonNow,
    /// The first day.
    pub from: Day,
    /// The last day.
    pub until: Day,
    /// Why; only for those concerned and whoever keeps the roster.
    pub reason: String,
}

/// Who is on duty now.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DutyNow {
    /// The moment asked for.
    pub at: Moment,
    /// What day it is.
    pub day: DayNow,
    /// The shift, if one is on.
    pub shift: Option<ShiftNow>,
    /// The next shift.
    pub next: Option<ShiftNow>,
    /// The leader on duty.
    pub leader: Option<PersonNow>,
    /// Whether somebody receives residents today, and who.
    pub receptions: Vec<ReceptionNow>,
    /// The units of the floor, those that are there first.
    pub floor: Vec<FloorLine>,
    /// The last day that was published.
    pub published_until: Option<Day>,
}

impl DutyNow {
    /// Returns whom the roster names at a moment not long after it was asked, at a desk or within call; nobody between
    /// shifts and where nothing was published.
    pub fn people_at(&self, at: Moment) -> BTreeSet<OfficerId> {
        let shifts = [&self.shift, &self.next].into_iter().flatten();
        let on = shifts.filter(|shift| shift.from <= at && at < shift.to);
        on.flat_map(ShiftNow::people).map(|person| person.id.clone()).collect()
    }

    /// Tells whether somebody else may be on duty by a moment: another shift, another day.
    pub fn is_past(&self, now: Moment) -> bool {
        let begun = |shift: &ShiftNow| shift.from <= now;
        now.date_naive() != self.day.day
            || self.shift.as_ref().is_some_and(|shift| shift.to <= now)
            || self.next.as_ref().is_some_and(begun)
    }
}

/// Returns the kind of shift at a moment with the day on which it began; of several the one that began last.
pub fn shift_at<'a>(at: Moment, rules: &'a Rulebook, calendar: &'a Calendar) -> Option<(Day, &'a ShiftRule)> {
    let today = at.date_naive();
    let days = [today, today - DayCount::new(1)].into_iter();
    let begun = days.flat_map(|day| shifts_on(day, rules, calendar).map(move |shift| (day, shift)));
    begun
        .filter(|(day, shift)| {
            let (from, to) = shift.span(*day);
            from <= at && at < to
        })
        .max_by_key(|(day, shift)| shift.span(*day).0)
}

/// Returns the kind of shift that begins next after a moment, with its day.
pub fn shift_after<'a>(at: Moment, rules: &'a Rulebook, calendar: &'a Calendar) -> Option<(Day, &'a ShiftRule)> {
    let today = at.date_naive();
    (0..AHEAD).map(|offset| today + DayCount::new(offset)).find_map(|day| {
        let to_come = shifts_on(day, rules, calendar).filter(|shift| shift.span(day).0 > at);
        to_come.min_by_key(|shift| shift.span(day).0).map(|shift| (day, shift))
    })
}

/// Returns the kinds of shift that begin on a day, in the order of the rulebook.
pub fn shifts_on<'a>(day: Day, rules: &'a Rulebook, calendar: &'a Calendar) -> impl Iterator<Item = &'a ShiftRule> {
    rules.shifts.iter().filter(move |shift| shift.days.include(day, calendar))
}

impl Roster {
    /// Returns the shift at a moment and who is on duty in it, as published.
    pub fn at(&self, at: Moment, centre: &Centre) -> Option<ShiftNow> {
        let (day, shift) = shift_at(at, centre.rulebook(), &centre.calendar)?;
        Some(self.shift(day, shift, centre))
    }

    /// Returns a shift that begins on a day and who is on duty in it, as published.
    pub fn shift(&self, day: Day, shift: &ShiftRule, centre: &Centre) -> ShiftNow {
        let posts = needed(day, centre.rulebook(), &centre.calendar).filter(|(of, _)| of.id == shift.id);
        let (from, to) = shift.span(day);
        ShiftNow {
            key: ShiftKey::of(day, &shift.id),
            day,
            shift: shift.id.clone(),
            name: shift.name.clone(),
            from,
            to,
            published: self.is_published(day),
            posts: posts
                .map(|(shift, post)| {
                    let officers = self.duty(day, &shift.id, &post.id).map(|duty| duty.officers.as_slice());
                    self.post(day, post, officers.unwrap_or_default(), centre)
                })
                .collect(),
        }
    }

    /// Returns a shift by what it is called.
    pub fn shift_called(&self, key: &ShiftKey, centre: &Centre) -> Option<ShiftNow> {
        let (day, id) = key.parts()?;
        let shift = centre.rulebook().shifts.iter().find(|shift| shift.id == id)?;
        Some(self.shift(day, shift, centre))
    }

    pub(super) fn post(&self, day: Day, post: &PostRule, officers: &[OfficerId], centre: &Centre) -> PostNow {
        let (away, here): (Vec<_>, Vec<_>) = officers.iter().partition(|officer| self.absence(officer, day).is_some());
        let named = |ids: Vec<&OfficerId>| ids.into_iter().map(|id| PersonNow::of(id, centre)).collect();
        PostNow {
            post: post.id.clone(),
            name: post.name.clone(),
            leads: post.leads,
            standby: post.standby,
            need: post.count,
            officers: named(here),
            away: named(away),
        }
    }

    /// Returns who receives residents on a day, by the pattern of reception days.
    pub fn receptions(&self, day: Day, centre: &Centre) -> Vec<ReceptionNow> {
        let rules = centre.rulebook().receptions.iter();
        rules.filter(|it| it.days.include(day, &centre.calendar)).map(|it| self.reception(day, it, centre)).collect()
    }

    /// Returns of each kind of reception day (接访日) today's, or else the next one; today's first.
    pub fn reception_days(&self, today: Day, viewer: &OfficerId, centre: &Centre) -> Vec<ReceptionDay> {
        let rules = centre.rulebook().receptions.iter();
        let found = rules.filter_map(|rule| {
            let mut days = today.iter_days().take(RECEPTION_AHEAD);
            let day = days.find(|day| rule.days.include(*day, &centre.calendar))?;
            let reception = self.reception(day, rule, centre);
            Some(ReceptionDay {
                today: day == today,
                published: self.is_published(day),
                own: reception.officers.iter().any(|it| it.id == *viewer),
                reception,
            })
        });
        let mut found: Vec<_> = found.collect();
        found.sort_by_key(|it| !it.today);
        found
    }

    fn reception(&self, day: Day, rule: &ReceptionRule, centre: &Centre) -> ReceptionNow {
        let (from, to) = rule.span(day);
        let overlaps = |shift: &&ShiftRule| {
            let (begins, ends) = shift.span(day);
            begins < to && from < ends
        };
        let mut officers: Vec<PersonNow> = Vec::new();
        for shift in shifts_on(day, centre.rulebook(), &centre.calendar).filter(overlaps) {
            let duty = self.duty(day, &shift.id, &rule.post);
            for officer in duty.iter().flat_map(|duty| &duty.officers) {
                let person = PersonNow::of(officer, centre);
                if self.absence(officer, day).is_none() && !officers.contains(&person) {
                    officers.push(person);
                }
            }
        }
        ReceptionNow { id: rule.id.clone(), name: rule.name.clone(), from, to, officers }
    }

    /// Returns who is on duty at a moment, and everything about that day.
    pub fn now(&self, at: Moment, centre: &Centre) -> DutyNow {
        let today = at.date_naive();
        let shift = self.at(at, centre);
        let next = shift_after(at, centre.rulebook(), &centre.calendar);
        DutyNow {
            at,
            day: DayNow::of(today, &centre.calendar),
            leader: shift.as_ref().and_then(ShiftNow::leader).cloned(),
            next: next.map(|(day, shift)| self.shift(day, shift, centre)),
            receptions: self.receptions(today, centre),
            floor: Floor::of(Some(self), today, &centre.calendar).lines(&centre.units),
            published_until: self.published_until(),
            shift,
        }
    }
}
