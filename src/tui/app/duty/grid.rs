//! The week as a picture: shifts and posts down, days across, the names of who stands there.
//!
//! What a cell begins with says how it stands, without colour: `!` somebody is missing or wrong there, `?` it is not published.

use crate::desk::{RosterDay, RosterWeek};
use crate::domain::ids::{PostId, ShiftId};
use crate::domain::roster::{PostNow, ShiftNow, Slot, monday_of};
use crate::domain::time::Day;
use crate::text::width;
use crate::tui::app::App;
use crate::tui::paint::{cells, put, put_right};
use crate::tui::theme::Meaning;
use crate::words::{clock, say, say_with};
use chrono::Days as DayCount;
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

/// The room for the names of shifts and posts.
const LABEL: u16 = 14;

/// The least rows that are left for what stands below.
const BELOW: u16 = 5;

/// A week of the roster.
pub struct Grid<'a> {
    /// The week's Monday.
    pub monday: Day,
    /// The week, once read.
    pub week: Option<&'a RosterWeek>,
    /// The row under the cursor.
    pub row: usize,
    /// The day under the cursor, from 0.
    pub column: usize,
    /// The centre, the time, the look.
    pub app: &'a App,
}

/// Returns the rows of a week: every post of every shift that is needed on one of its days.
pub fn rows(week: &RosterWeek) -> Vec<(ShiftId, PostId)> {
    let mut found: Vec<(ShiftId, PostId)> = Vec::new();
    let mut shifts: Vec<&ShiftNow> = Vec::new();
    for shift in week.days.iter().flat_map(|day| &day.shifts) {
        if !shifts.iter().any(|it| it.shift == shift.shift) {
            shifts.push(shift);
        }
    }
    for shift in shifts {
        let days = week.days.iter().flat_map(|day| &day.shifts).filter(|it| it.shift == shift.shift);
        for post in days.flat_map(|it| &it.posts) {
            let row = (shift.shift.clone(), post.post.clone());
            if !found.contains(&row) {
                found.push(row);
            }
        }
    }
    found
}

fn at<'a>(day: &'a RosterDay, row: &(ShiftId, PostId)) -> Option<(&'a ShiftNow, &'a PostNow)> {
    let shift = day.shifts.iter().find(|shift| shift.shift == row.0)?;
    Some((shift, shift.posts.iter().find(|post| post.post == row.1)?))
}

/// Names people in so many cells: all of them, or the first and how many more.
fn names(post: &PostNow, room: usize) -> String {
    let all: Vec<_> = post.officers.iter().map(|it| it.name.as_str()).collect();
    let whole = all.join(" ");
    match all.as_slice() {
        [] => say("app.roster.gap"),
        _ if width(&whole) <= room => whole,
        [first] => (*first).to_owned(),
        [first, rest @ ..] => format!("{first}+{}", rest.len()),
    }
}

impl Grid<'_> {
    /// Draws the week; returns how many rows it took, and where the cursor stands.
    pub fn draw(&self, area: Rect, buffer: &mut Buffer) -> (u16, Option<Position>) {
        self.draw_title(Rect { height: 1, ..area }, buffer);
        let column = area.width.saturating_sub(LABEL) / 7;
        let heads =
            (0..7u16).map(|day| Rect { x: area.x + LABEL + day * column, y: area.y + 1, width: column, height: 2 });
        for (head, day) in heads.zip(0..7) {
            self.draw_day(self.monday + DayCount::new(day), head, buffer);
        }
        let Some(week) = self.week else {
            put(buffer, area.x, area.y + 3, area.width, &say(self.app.loading()), self.app.look.style(Meaning::Muted));
            return (4, None);
        };
        let rows = rows(week);
        let most = usize::from(area.height.saturating_sub(3 + BELOW).max(1));
        let current = self.row.min(rows.len().saturating_sub(1));
        let first = current.saturating_sub(most.saturating_sub(1));
        let mut caret = None;
        let mut shift_before: Option<&ShiftId> = None;
        let shown = rows.iter().enumerate().skip(first).take(most);
        let mut y = area.y + 3;
        for (index, row) in shown {
            let label = Rect { x: area.x, y, width: LABEL - 1, height: 1 };
            self.draw_label(week, row, shift_before != Some(&row.0), label, buffer);
            shift_before = Some(&row.0);
            for (day, x) in week.days.iter().zip((0..7u16).map(|day| area.x + LABEL + day * column)) {
                let here = Rect { x, y, width: column.saturating_sub(1), height: 1 };
                let is_cursor = index == current && week.days.get(self.column) == Some(day);
                self.draw_cell(day, row, is_cursor, here, buffer);
                if is_cursor {
                    caret = Some(Position::new(x, y));
                }
            }
            y += 1;
        }
        (y - area.y, caret)
    }

    fn draw_title(&self, line: Rect, buffer: &mut Buffer) {
        let sunday = self.monday + DayCount::new(6);
        let weeks = (self.monday - monday_of(self.app.now.date_naive())).num_weeks();
        let which = match weeks {
            0 => say("app.mediation.week.this"),
            1 => say("app.mediation.week.next"),
            -1 => say("app.mediation.week.last"),
            more if more > 0 => say_with("app.mediation.week.on", &[("count", &more.to_string())]),
            more => say_with("app.mediation.week.back", &[("count", &(-more).to_string())]),
        };
        let facts = [
            ("which", which.as_str()),
            ("from", &self.monday.format("%Y-%m-%d").to_string()),
            ("to", &sunday.format("%m-%d").to_string()),
        ];
        let title = say_with("app.mediation.week.title", &facts);
        let used = put(buffer, line.x, line.y, line.width, &title, self.app.look.style(Meaning::Title));
        let Some(week) = self.week else { return };
        let faults: usize = week.days.iter().map(|day| day.faults.len()).sum();
        let published = match week.published_until {
            Some(day) => say_with("app.roster.published_until", &[("day", &day.format("%m-%d").to_string())]),
            None => say("app.roster.never_published"),
        };
        let (words, meaning) = if faults > 0 {
            let faults = say_with("app.roster.faults", &[("count", &faults.to_string())]);
            (format!("! {faults} · {published}"), Meaning::Overdue)
        } else {
            (published, Meaning::Muted)
        };
        let rest = Rect { x: line.x + used + 1, width: line.width.saturating_sub(used + 2), ..line };
        put_right(buffer, rest, line.y, &words, self.app.look.style(meaning));
    }

    fn draw_day(&self, day: Day, area: Rect, buffer: &mut Buffer) {
        let today = day == self.app.now.date_naive();
        let line = self.week.and_then(|week| week.days.iter().find(|it| it.day.day == day));
        let working = line.map_or_else(|| self.app.centre.calendar.is_working(day), |it| it.day.working);
        let meaning = match (today, working) {
            (true, _) => Meaning::Focus,
            (_, true) => Meaning::Title,
            _ => Meaning::Muted,
        };
        let star = if today { "*" } else { "" };
        let name = format!("{star}{}{}", clock::weekday(day), day.format("%d"));
        let name = if cells(&name) >= area.width { format!("{star}{}", day.format("%d")) } else { name };
        put(buffer, area.x, area.y, area.width.saturating_sub(1), &name, self.app.look.style(meaning));
        let Some(line) = line else { return };
        let mark = match (line.day.special.as_deref(), &line.day.festival) {
            (Some("make_up"), _) => say("app.mediation.week.make_up"),
            (_, Some(festival)) => festival.clone(),
            _ if !line.day.working => say("app.mediation.week.off"),
            _ => String::new(),
        };
        let unpublished =
            if line.published || line.shifts.is_empty() { String::new() } else { say("app.roster.draft") };
        let facts: Vec<_> = [mark, unpublished].into_iter().filter(|it| !it.is_empty()).collect();
        let style = self.app.look.style(Meaning::Muted);
        put(buffer, area.x, area.y + 1, area.width.saturating_sub(1), &facts.join(" "), style);
    }

    fn draw_label(&self, week: &RosterWeek, row: &(ShiftId, PostId), is_first: bool, line: Rect, buffer: &mut Buffer) {
        let found = week.days.iter().find_map(|day| at(day, row));
        let Some((shift, post)) = found else { return };
        let shift = if is_first { shift.name.as_str() } else { "" };
        let used = put(buffer, line.x, line.y, 5, shift, self.app.look.style(Meaning::Title));
        let x = line.x + if used > 4 { used + 1 } else { 5 };
        let words = self.app.look.style(Meaning::Text);
        put(buffer, x, line.y, line.right().saturating_sub(x), &post.name, words);
    }

    fn draw_cell(&self, day: &RosterDay, row: &(ShiftId, PostId), is_cursor: bool, area: Rect, buffer: &mut Buffer) {
        let found = at(day, row);
        let is_past = day.day.day < self.app.now.date_naive();
        let (words, meaning) = match found {
            None => ("·".to_owned(), Meaning::Muted),
            Some((_, post)) => {
                let slot = Slot { day: day.day.day, shift: row.0.clone(), post: row.1.clone() };
                let is_wrong = day.faults.iter().any(|fault| fault.slot == slot);
                let sign = match () {
                    () if is_wrong => "!",
                    () if !day.published && !is_past => "?",
                    () => "",
                };
                let room = usize::from(area.width).saturating_sub(width(sign));
                let meaning = match () {
                    () if is_wrong => Meaning::Overdue,
                    () if is_past || !day.published => Meaning::Muted,
                    () => Meaning::Text,
                };
                let names = if post.officers.is_empty() && is_past { "-".to_owned() } else { names(post, room) };
                (format!("{sign}{names}"), meaning)
            }
        };
        let meaning = if is_cursor { Meaning::Selected } else { meaning };
        put(buffer, area.x, area.y, area.width, &words, self.app.look.style(meaning));
    }
}
