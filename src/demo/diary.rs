//! The mediation rooms' diary while the county's life is being planned: who sits where, and when.

use crate::domain::calendar::Calendar;
use crate::domain::centre::Centre;
use crate::domain::ids::{CategoryId, MediatorId, RoomId, UnitId};
use crate::domain::party::{Nature, NewParty};
use crate::domain::time::{Day, Moment, at};
use chrono::Duration;
use std::collections::BTreeSet;

/// When sessions begin in the made-up county; each lasts [`LENGTH`] minutes.
const BEGINNINGS: [(u32, u32); 4] = [(8, 30), (10, 30), (14, 30), (16, 30)];

/// How long a session lasts, in minutes.
const LENGTH: i64 = 90;

/// A place in the diary.
#[derive(Debug, Clone)]
pub struct Slot {
    /// The room.
    pub room: RoomId,
    /// The mediator.
    pub mediator: MediatorId,
    /// From when.
    pub starts: Moment,
    /// Until when.
    pub ends: Moment,
}

/// What is booked so far.
#[derive(Debug, Default)]
pub struct Diary {
    taken: BTreeSet<(String, Moment)>,
}

impl Diary {
    /// Books the first free place on or after a day: room, mediator, units and people all at once.
    pub fn book(
        &mut self,
        centre: &Centre,
        from: Day,
        category: Option<&CategoryId>,
        parties: &[NewParty],
        seats: &[UnitId],
    ) -> Slot {
        let first = centre.calendar.next_working_on_or_after(from);
        for ahead in 0.. {
            let day = centre.calendar.step_workdays(first, ahead);
            // Another beginning first each day, so that the week does not look ruled with a ruler.
            for turn in 0..BEGINNINGS.len() {
                let shift = usize::try_from(ahead).unwrap_or_default() + parties.len() + seats.len();
                let (hour, minute) = BEGINNINGS[(turn + shift) % BEGINNINGS.len()];
                let starts = at(day, hour, minute);
                if let Some(slot) = self.try_at(centre, starts, category, parties, seats) {
                    return slot;
                }
            }
        }
        unreachable!("days never end")
    }

    /// Books at one time, if room, mediator, units and people are all free.
    pub fn try_at(
        &mut self,
        centre: &Centre,
        starts: Moment,
        category: Option<&CategoryId>,
        parties: &[NewParty],
        seats: &[UnitId],
    ) -> Option<Slot> {
        let mut wanted: Vec<String> = seats.iter().map(|unit| format!("seat {unit}")).collect();
        wanted.extend(parties.iter().map(|party| format!("party {}", party.name)));
        let free = |what: &str| !self.taken.contains(&(what.to_owned(), starts));
        if !wanted.iter().all(|what| free(what)) {
            return None;
        }
        let heads = 1 + seats.len() + parties.iter().map(heads).sum::<usize>();
        let mut rooms: Vec<_> = centre.rooms.iter().filter(|room| room.seats as usize >= heads).collect();
        rooms.sort_by_key(|room| room.seats);
        let room = rooms.into_iter().map(|room| &room.id).find(|room| free(&format!("room {room}")))?;
        let good_at = |specialities: &[CategoryId]| {
            category.is_some_and(|it| specialities.iter().any(|known| it.as_str().starts_with(known.as_str())))
        };
        let mut mediators: Vec<_> = centre.mediators.iter().collect();
        mediators.sort_by_key(|mediator| !good_at(&mediator.specialities));
        let free_one = |mediator: &&MediatorId| free(&format!("mediator {mediator}"));
        let mediator = mediators.into_iter().map(|mediator| &mediator.id).find(free_one)?;
        wanted.extend([format!("room {room}"), format!("mediator {mediator}")]);
        self.taken.extend(wanted.into_iter().map(|what| (what, starts)));
        let ends = starts + Duration::minutes(LENGTH);
        Some(Slot { room: room.clone(), mediator: mediator.clone(), starts, ends })
    }
}

fn heads(party: &NewParty) -> usize {
    if party.nature == Nature::Person { 1 } else { party.representatives.len().max(1) }
}

/// Returns the working days of the week of a day and of the week after it.
pub fn two_weeks(calendar: &Calendar, today: Day) -> Vec<Day> {
    use chrono::Datelike;
    let monday = today - Duration::days(i64::from(today.weekday().num_days_from_monday()));
    monday.iter_days().take(14).filter(|day| calendar.is_working(*day)).collect()
}
