//! The places of the roster in the officer's language.

use super::clock;
use crate::domain::centre::Centre;
use crate::domain::roster::Slot;

/// Says where in the roster: `11月23日 周一 白班 窗口值班`.
pub fn roster_place(slot: &Slot, centre: &Centre) -> String {
    let rules = centre.rulebook();
    let shift = rules.shifts.iter().find(|it| it.id == slot.shift).map_or(slot.shift.as_str(), |it| it.name.as_str());
    let post = rules.posts.iter().find(|it| it.id == slot.post).map_or(slot.post.as_str(), |it| it.name.as_str());
    format!("{} {shift} {post}", clock::day(slot.day))
}
