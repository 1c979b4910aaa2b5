//! The roster in the officer's language: its places, who is there, who receives, what was asked for.

use super::{clock, list, say, say_with, term};
use crate::domain::centre::Centre;
use crate::domain::roster::{AbsenceLine, FloorLine, PersonNow, ReceptionDay, ReceptionNow, Slot, SwapLine};
use crate::domain::time::Moment;

/// Says where in the roster: `11月23日 周一 白班 窗口值班`.
pub fn place(slot: &Slot, centre: &Centre) -> String {
    let rules = centre.rulebook();
    let shift = rules.shifts.iter().find(|it| it.id == slot.shift).map_or(slot.shift.as_str(), |it| it.name.as_str());
    let post = rules.posts.iter().find(|it| it.id == slot.post).map_or(slot.post.as_str(), |it| it.name.as_str());
    format!("{} {shift} {post}", clock::day(slot.day))
}

/// Says from when until when: `08:30–18:00`.
pub fn hours(from: Moment, to: Moment) -> String {
    format!("{}–{}", from.format("%H:%M"), to.format("%H:%M"))
}

/// Names people, or says that there is nobody.
pub fn people(people: &[PersonNow]) -> String {
    let names: Vec<_> = people.iter().map(|person| person.name.clone()).collect();
    if names.is_empty() { say("app.roster.nobody") } else { list(&names) }
}

/// Says who receives residents, and when.
pub fn reception(it: &ReceptionNow) -> String {
    let facts = [("name", it.name.as_str()), ("span", &hours(it.from, it.to)), ("people", &people(&it.officers))];
    say_with("app.roster.reception", &facts)
}

/// Says whether a day of reception is today, and who receives; else when the next one is.
pub fn reception_day(it: &ReceptionDay) -> String {
    let what = if it.reception.officers.is_empty() && !it.published {
        let span = hours(it.reception.from, it.reception.to);
        say_with("leader.reception_unpublished", &[("name", &it.reception.name), ("span", &span)])
    } else {
        reception(&it.reception)
    };
    let day = clock::day(it.reception.from.date_naive());
    let key = match (it.today, it.own) {
        (true, true) => "leader.reception_own",
        (true, false) => "leader.reception_today",
        (false, _) => "leader.reception_next",
    };
    say_with(key, &[("what", &what), ("day", &day)])
}

/// Says who asked whom to take which duty, and how that stands.
pub fn swap(it: &SwapLine, centre: &Centre) -> String {
    let back = it.back.as_ref().map(|back| say_with("app.roster.swap_back", &[("place", &place(back, centre))]));
    let facts = [
        ("swap", it.id.to_string()),
        ("by", it.by.name.clone()),
        ("with", it.with.name.clone()),
        ("place", place(&it.give, centre)),
        ("back", back.unwrap_or_default()),
        ("status", term("swap", it.status.key())),
    ];
    let facts: Vec<_> = facts.iter().map(|(name, value)| (*name, value.as_str())).collect();
    say_with("app.roster.swap", &facts)
}

/// Says who is away from when until when.
pub fn absence(it: &AbsenceLine) -> String {
    let (from, until) = (it.from.to_string(), it.until.to_string());
    say_with("app.roster.absence", &[("officer", &it.officer.name), ("from", &from), ("until", &until)])
}

/// Names the units of the floor, each with its mode and what was noted.
pub fn units(floor: &[FloorLine]) -> String {
    let named = |line: &FloorLine| {
        let mode = term("residency", line.mode.key());
        let note = if line.note.is_empty() { String::new() } else { format!(" {}", line.note) };
        format!("{}({mode}{note})", line.name)
    };
    floor.iter().map(named).collect::<Vec<_>>().join(" ")
}

/// Says who is missing because of an absence, as a fault names them: a line each of two days and a name.
pub(super) fn away(lines: &str) -> String {
    let named = lines.lines().filter_map(|line| {
        let mut parts = line.splitn(3, ' ');
        // The day of the gap stands before it with its year.
        let (from, until, name) = (parts.next()?.get(5..)?, parts.next()?.get(5..)?, parts.next()?);
        Some(if from == until {
            say_with("roster.away_day", &[("name", name), ("day", from)])
        } else {
            say_with("roster.away_days", &[("name", name), ("from", from), ("until", until)])
        })
    });
    let named: Vec<_> = named.collect();
    if named.is_empty() { String::new() } else { say_with("cli.duty.away", &[("people", &list(&named))]) }
}
