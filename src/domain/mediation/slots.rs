//! The next free slots (可选时段): what is offered when a booking clashes.

use super::booking::people_in;
use super::clash::{Clash, written};
use super::constraints::{Request, clashes};
use super::context::{Context, later};
use crate::domain::ids::RoomId;
use crate::domain::refusal::Offer;
use crate::domain::time::{Day, Moment, local};
use chrono::{Days, Duration, NaiveTime, Timelike};
use serde::Serialize;

/// How many slots are offered with a refusal.
pub const OFFERED: usize = 5;

/// How many days ahead slots are looked for; nobody plans further.
const HORIZON: u64 = 60;

/// A time and a room in which a session could be held.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Slot {
    /// The room: the one asked for where it is free, else the smallest that is.
    pub room: RoomId,
    /// The name of the room.
    pub name: String,
    /// From when.
    pub starts: Moment,
    /// Until when.
    pub ends: Moment,
}

impl From<&Slot> for Offer {
    fn from(slot: &Slot) -> Self {
        let Slot { room, name, starts, ends } = slot;
        let args = vec![
            ("room", room.to_string()),
            ("name", name.clone()),
            ("starts", written(*starts)),
            ("ends", written(*ends)),
            ("until", ends.format("%H:%M").to_string()),
        ];
        Self { code: "slot", args }
    }
}

/// Returns the next `n` slots without any clash, from the time asked for on, one after another.
///
/// Slots lie on the rulebook's grid within the opening hours and do not overlap each other, so that five of
/// them are a choice. None are returned when no time could help, such as for a mediator who is kin.
pub fn free_slots(request: &Request, context: &Context<'_>, n: usize) -> Vec<Slot> {
    let mut found = Vec::new();
    if !clashes(request, context).iter().all(Clash::is_movable) {
        return found;
    }
    let length = request.plan.ends - request.plan.starts;
    let rooms = rooms(request, context);
    let earliest = if request.needs_notice { context.earliest_with_notice() } else { context.now };
    let from = request.plan.starts.max(earliest);
    let mut day = from.date_naive();
    let mut wanted = request.clone();
    for _ in 0..HORIZON {
        for open in context.rules.opening.iter().filter(|_| context.calendar.is_working(day)) {
            let mut starts = at(day, open.from);
            while starts < at(day, open.to) && found.len() < n {
                let next = later(starts, Duration::minutes(context.rules.slot_minutes.max(1).into()));
                let slot = if starts < from { None } else { slot_at(&mut wanted, context, &rooms, starts, length) };
                let taken_until = slot.as_ref().map_or(next, |slot| on_grid(slot.ends, open.from, next - starts));
                found.extend(slot);
                if taken_until <= starts {
                    break;
                }
                starts = taken_until;
            }
        }
        match day.checked_add_days(Days::new(1)) {
            Some(next) if found.len() < n => day = next,
            _ => break,
        }
    }
    found
}

/// Returns the first moment of the grid not before one.
fn on_grid(moment: Moment, origin: NaiveTime, grid: Duration) -> Moment {
    let grid = grid.num_seconds().max(60);
    let origin = i64::from(origin.num_seconds_from_midnight());
    let past = (i64::from(moment.num_seconds_from_midnight()) - origin).rem_euclid(grid);
    if past == 0 { moment } else { later(moment, Duration::seconds(grid - past)) }
}

fn at(day: Day, time: NaiveTime) -> Moment {
    local(day.and_time(time))
}

/// Returns the rooms that seat everybody: the one asked for, then the others from small to large.
fn rooms(request: &Request, context: &Context<'_>) -> Vec<(RoomId, String)> {
    let people = people_in(&request.plan, context.parties);
    let mut fit: Vec<_> = context.rooms.iter().filter(|room| room.seats as usize >= people).collect();
    fit.sort_by_key(|room| (room.id != request.plan.room, room.seats));
    fit.into_iter().map(|room| (room.id.clone(), room.name.clone())).collect()
}

fn slot_at(
    wanted: &mut Request,
    context: &Context<'_>,
    rooms: &[(RoomId, String)],
    starts: Moment,
    length: Duration,
) -> Option<Slot> {
    (wanted.plan.starts, wanted.plan.ends) = (starts, later(starts, length));
    rooms.iter().find_map(|(room, name)| {
        wanted.plan.room = room.clone();
        let free = clashes(wanted, context).is_empty();
        free.then(|| Slot { room: room.clone(), name: name.clone(), starts, ends: wanted.plan.ends })
    })
}
