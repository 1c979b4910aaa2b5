//! The escalation ladder (预警升级): keyed on what is due, never on the last edit.

use super::calendar::Calendar;
use super::clock::{Clock, Raised};
use super::time::{Moment, at, end_of};
use super::vocabulary::Level;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// One step of the ladder.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Step {
    /// The level it raises.
    pub level: Level,
    /// When, in working days from the due day; negative before it.
    pub offset: i64,
}

/// Returns when a step is reached for something due at `due`.
///
/// That is the beginning of the day so many working days from the due day, so that a step is there when
/// the desk opens. The step on the due day itself, of something due at an hour, is reached at that hour.
pub fn alarm_at(due: Moment, step: &Step, calendar: &Calendar) -> Moment {
    let day = due.date_naive();
    if step.offset == 0 && due != end_of(day) {
        return due;
    }
    at(calendar.step_workdays(day, step.offset), 0, 0)
}

/// Returns the levels that are reached and not yet raised, in the ladder's order.
///
/// A clock that is met, stopped or paused raises nothing. A reminder that would have come before the
/// clock's start is skipped. A level counts as raised once it was raised at or after its present moment,
/// so an extension granted in time lets the ladder begin anew, and nothing else does.
pub fn due_levels(clock: &Clock, ladder: &[Step], calendar: &Calendar, now: Moment) -> Vec<Level> {
    to_come(clock, ladder, calendar).filter(|(_, moment)| *moment <= now).map(|(level, _)| level).collect()
}

/// Returns when the next level will be, or should have been, raised; nothing if none will.
pub fn next_alarm(clock: &Clock, ladder: &[Step], calendar: &Calendar) -> Option<Moment> {
    to_come(clock, ladder, calendar).map(|(_, moment)| moment).min()
}

/// Returns the highest level at which the clock stands now.
///
/// A step that was reached for an earlier due date stands no longer once an extension or a new calendar has
/// moved the date past it; that it was reached stays on record.
pub fn standing<'a>(clock: &'a Clock, ladder: &[Step], calendar: &Calendar) -> Option<&'a Raised> {
    let stands = |raised: &&Raised| {
        let step = ladder.iter().find(|step| step.level == raised.level);
        step.is_none_or(|step| raised.at >= alarm_at(clock.due, step, calendar))
    };
    // Of two at the same level the later one counts, as it is the one that waits.
    clock.raised.iter().filter(stands).max_by_key(|raised| raised.level)
}

fn to_come<'a>(
    clock: &'a Clock,
    ladder: &'a [Step],
    calendar: &'a Calendar,
) -> impl Iterator<Item = (Level, Moment)> + 'a {
    let live = clock.is_running() && !clock.is_paused();
    ladder.iter().filter(move |_| live).filter_map(move |step| {
        let moment = alarm_at(clock.due, step, calendar);
        let before_start = step.offset < 0 && moment < clock.start;
        let raised = clock.raised.iter().any(|raised| raised.level == step.level && raised.at >= moment);
        (!before_start && !raised).then_some((step.level, moment))
    })
}

#[cfg(test)]
mod tests;
