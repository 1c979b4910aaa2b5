//! The counting itself: one segment for the limit, one for each extension, and the proof of both.

use super::{Clock, Computed, Limit, LimitUnit, Pause, Roll, StartDay};
use crate::domain::calendar::{Calendar, CountedDay, DayKind, Why};
use crate::domain::time::{Day, Moment, end_of};
use chrono::{Days, Months, TimeDelta};

struct Counting<'a> {
    calendar: &'a Calendar,
    pauses: &'a [Pause],
    days: Vec<CountedDay>,
    /// The days whose being a working day or not mattered.
    leaned_on: Vec<Day>,
    due: Moment,
}

pub(super) fn compute(clock: &Clock, calendar: &Calendar) -> Computed {
    let mut counting =
        Counting { calendar, pauses: &clock.pauses, days: Vec::new(), leaned_on: Vec::new(), due: clock.start };
    if let Some(day) = clock.fixed_due {
        counting.line(day, true, Why::Fixed);
        counting.due = end_of(day);
    } else {
        counting.segment(clock.limit);
    }
    for extension in &clock.extensions {
        let (amount, reason) = (extension.amount, extension.reason.clone());
        let day = counting.due.date_naive();
        counting.line(day, false, Why::Extended { amount, reason });
        counting.run_on(amount, extension.unit, clock.limit.roll);
    }
    let assumed_years = calendar.not_loaded(counting.leaned_on.iter().copied());
    Computed { due: counting.due, days: counting.days, assumed_years }
}

impl Counting<'_> {
    fn line(&mut self, date: Day, counted: bool, why: Why) {
        self.days.push(CountedDay { date, counted, why });
    }

    /// Counts the limit itself, from the start.
    fn segment(&mut self, limit: Limit) {
        let start = self.due.date_naive();
        if limit.unit == LimitUnit::Hour {
            return self.hours(limit.amount);
        }
        let included = limit.start == StartDay::Included;
        if !included {
            self.line(start, false, Why::StartExcluded);
        }
        // Counting from the day before makes the start day the first one to look at.
        let from = if included { start.checked_sub_days(Days::new(1)).unwrap_or(start) } else { start };
        self.count(from, limit.amount, limit.unit, limit.roll);
    }

    /// Counts an extension on from what was due before it.
    fn run_on(&mut self, amount: u32, unit: LimitUnit, roll: Roll) {
        if unit == LimitUnit::Hour {
            return self.hours(amount);
        }
        self.count(self.due.date_naive(), amount, unit, roll);
    }

    fn count(&mut self, from: Day, amount: u32, unit: LimitUnit, roll: Roll) {
        let mut left = match unit {
            // The corresponding day, or the month's last where there is none, as so many days.
            LimitUnit::Month => from
                .checked_add_months(Months::new(amount))
                .map_or(0, |corresponding| (corresponding - from).num_days()),
            _ => i64::from(amount),
        };
        let mut day = from;
        while left > 0 {
            let Some(next) = day.succ_opt() else { break };
            day = next;
            if let Some(reason) = self.paused_on(day) {
                self.line(day, false, Why::Paused { reason });
                continue;
            }
            let line = if unit == LimitUnit::WorkDay {
                self.leaned_on.push(day);
                self.calendar.explain(day)
            } else {
                CountedDay { date: day, counted: true, why: Why::CalendarDay }
            };
            left -= i64::from(line.counted);
            self.days.push(line);
        }
        self.due = end_of(if roll == Roll::Forward { self.roll(day) } else { day });
    }

    fn roll(&mut self, last: Day) -> Day {
        let to = self.calendar.next_working_on_or_after(last);
        for day in last.iter_days().take_while(|day| *day <= to) {
            self.leaned_on.push(day);
            let why = match self.calendar.kind(day) {
                DayKind::Holiday { name } => Why::RolledOver { name: Some(name.to_owned()) },
                DayKind::Weekend => Why::RolledOver { name: None },
                DayKind::Working | DayKind::MakeUp { .. } => Why::RolledTo,
            };
            // The last day itself is already proved as counted; only a roll adds lines.
            if last != to {
                self.line(day, false, why);
            }
        }
        to
    }

    /// Returns why a day does not count, if the clock stood still on it: the day of stopping still
    /// counts, the day of going on does not.
    fn paused_on(&self, day: Day) -> Option<String> {
        self.pauses
            .iter()
            .find(|pause| pause.until.is_some_and(|until| pause.from.date_naive() < day && day <= until.date_naive()))
            .map(|pause| pause.reason.clone())
    }

    /// Runs hours on from the moment, adding the time the clock stood still on the way.
    fn hours(&mut self, amount: u32) {
        let begin = self.due;
        let mut due = begin + TimeDelta::hours(i64::from(amount));
        // Overlapping pauses are taken once: `still` is how far standing still has been added.
        let mut still = begin;
        let mut pauses: Vec<_> = self.pauses.iter().filter_map(|pause| Some((pause, pause.until?))).collect();
        pauses.sort_by_key(|(pause, _)| pause.from);
        for (pause, until) in pauses {
            let from = pause.from.max(still);
            if from < due && from < until {
                due += until - from;
                still = until;
                self.line(from.date_naive(), false, Why::Paused { reason: pause.reason.clone() });
            }
        }
        self.line(due.date_naive(), true, Why::Hours { amount });
        self.due = due;
    }
}
