//! The week of the rooms as a picture: rooms down, days and hours across, sessions as blocks.
//!
//! What a block's frame is made of says how firm it is, without colour: `[===]` stands, `(...)` is only
//! held, `[---]` is over.

use super::super::App;
use super::rows::meaning;
use crate::desk::views::SessionLine;
use crate::domain::calendar::DayKind;
use crate::domain::directory::Room;
use crate::domain::mediation::SessionStatus;
use crate::domain::rulebook::Opening;
use crate::domain::time::Day;
use crate::text::{cut, pad_right, width};
use crate::tui::paint::{cells, put, put_right};
use crate::tui::theme::Meaning;
use crate::words::{clock, say, say_with};
use chrono::{Days, NaiveTime, Timelike};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

/// The room for the rooms' names.
const LABEL: u16 = 11;

/// With fewer cells to a day its hours cannot be told apart.
const LEAST_DAY: u16 = 12;

/// The share of the pane's height that the picture may take is one in so many.
const SHARE: u16 = 2;

/// A week of the rooms.
pub struct Grid<'a> {
    /// The week's Monday.
    pub monday: Day,
    /// Its sessions.
    pub sessions: &'a [SessionLine],
    /// The session under the cursor.
    pub chosen: Option<&'a SessionLine>,
    /// The centre, the time, the look.
    pub app: &'a App,
}

/// Tells whether a session is drawn: one that was called off takes up no room.
fn counts(line: &SessionLine) -> bool {
    use SessionStatus::{Concluded, Confirmed, Held};
    matches!(SessionStatus::from_key(&line.status), Some(Held | Confirmed | Concluded))
}

fn is_held(line: &SessionLine) -> bool {
    SessionStatus::from_key(&line.status) == Some(SessionStatus::Held)
}

/// Returns a session's block on one line: frame, names, filling.
fn block(line: &SessionLine, room: usize) -> String {
    let (open, fill, close) = strokes(line);
    if room < 3 {
        return open.to_string().repeat(room);
    }
    let names = names(&line.parties, room - 2);
    let filling = fill.to_string().repeat((room - 2).saturating_sub(width(&names)));
    format!("{open}{names}{filling}{close}")
}

/// Names the parties in so many cells: in full, or by the first character of each, which for people is the
/// surname.
fn names(parties: &str, room: usize) -> String {
    if width(parties) <= room {
        return parties.to_owned();
    }
    let firsts = parties.split(['/', ' ', '、']).filter_map(|name| name.chars().next());
    let mut short = String::new();
    for first in firsts {
        if width(&short) + width(&first.to_string()) > room {
            break;
        }
        short.push(first);
    }
    // With room for most of it, the beginning says more than initials do.
    if room >= 12 { cut(parties, room) } else { short }
}

fn strokes(line: &SessionLine) -> (char, char, char) {
    match SessionStatus::from_key(&line.status) {
        Some(SessionStatus::Held) => ('(', '.', ')'),
        Some(SessionStatus::Confirmed) => ('[', '=', ']'),
        _ => ('[', '-', ']'),
    }
}

impl Grid<'_> {
    /// Draws the week and returns how many rows it took.
    pub fn draw(&self, area: Rect, buffer: &mut Buffer) -> u16 {
        self.draw_title(Rect { height: 1, ..area }, buffer);
        let day = (area.width.saturating_sub(LABEL) / 7).saturating_sub(1);
        if day >= LEAST_DAY { self.draw_wide(area, day, buffer) } else { self.draw_narrow(area, buffer) }
    }

    fn days(&self) -> impl Iterator<Item = Day> {
        let monday = self.monday;
        (0..7).map(move |offset| monday + Days::new(offset))
    }

    /// The rooms that find room; those with sessions are never left out before those without.
    fn rooms(&self, most: usize) -> Vec<&Room> {
        let mut rooms: Vec<(usize, &Room)> = self.app.centre.rooms.iter().enumerate().collect();
        if rooms.len() > most {
            let used = |room: &Room| self.sessions.iter().any(|it| counts(it) && it.room.as_ref() == Some(&room.id));
            rooms.sort_by_key(|(_, room)| !used(room));
            rooms.truncate(most);
            rooms.sort_by_key(|(at, _)| *at);
        }
        rooms.into_iter().map(|(_, room)| room).collect()
    }

    fn draw_title(&self, line: Rect, buffer: &mut Buffer) {
        let sunday = self.monday + Days::new(6);
        let weeks = (self.monday - super::monday_of(self.app.now.date_naive())).num_weeks();
        let which = match weeks {
            0 => say("app.mediation.week.this"),
            1 => say("app.mediation.week.next"),
            -1 => say("app.mediation.week.last"),
            more if more > 0 => say_with("app.mediation.week.on", &[("count", &more.to_string())]),
            more => say_with("app.mediation.week.back", &[("count", &(-more).to_string())]),
        };
        let title = say_with(
            "app.mediation.week.title",
            &[
                ("which", &which),
                ("from", &self.monday.format("%Y-%m-%d").to_string()),
                ("to", &sunday.format("%m-%d").to_string()),
            ],
        );
        let used = put(buffer, line.x, line.y, line.width, &title, self.app.look.style(Meaning::Title));
        let rest = Rect { x: line.x + used + 1, width: line.width.saturating_sub(used + 2), ..line };
        let legend = say("app.mediation.week.legend");
        let legend = if cells(&legend) > rest.width { say("app.mediation.week.short_legend") } else { legend };
        put_right(buffer, rest, line.y, &legend, self.app.look.style(Meaning::Muted));
    }

    /// The whole week at once: each half hour a cell.
    fn draw_wide(&self, area: Rect, day: u16, buffer: &mut Buffer) -> u16 {
        let most = usize::from((area.height / SHARE).saturating_sub(3) / 2);
        let rooms = self.rooms(most);
        for (x, date) in (0..).map(|index| area.x + LABEL + index * (day + 1)).zip(self.days()) {
            self.draw_day(date, Rect { x, y: area.y + 1, width: day, height: 2 }, buffer);
            for (y, room) in (0..).map(|index| area.y + 3 + 2 * index).zip(&rooms) {
                put(buffer, x - 1, y, 1, "|", self.app.look.style(Meaning::Border));
                put(buffer, x - 1, y + 1, 1, "|", self.app.look.style(Meaning::Border));
                for line in self.sessions_of(date, room) {
                    let Some((from, to)) = self.span(line, day) else { continue };
                    let style = self.style(line);
                    let room = to - from;
                    let (open, fill, close) = strokes(line);
                    let bar = fill.to_string().repeat(usize::from(room).saturating_sub(2));
                    put(buffer, x + from, y, room, &pad_right(&names(&line.parties, room.into()), room.into()), style);
                    put(buffer, x + from, y + 1, room, &format!("{open}{bar}{close}"), style);
                }
            }
        }
        for (y, room) in (0..).map(|index| area.y + 3 + 2 * index).zip(&rooms) {
            put(buffer, area.x, y, LABEL - 1, &room.name, self.app.look.style(Meaning::Title));
            let seats = say_with("app.mediation.week.seats", &[("count", &room.seats.to_string())]);
            put(buffer, area.x, y + 1, LABEL - 1, &seats, self.app.look.style(Meaning::Muted));
        }
        3 + 2 * u16::try_from(rooms.len()).unwrap_or(0)
    }

    /// A line of days with counts, and the rooms of one day: the cursor's, or today.
    fn draw_narrow(&self, area: Rect, buffer: &mut Buffer) -> u16 {
        let column = area.width / 7;
        let of_cursor = self.chosen.and_then(|line| line.starts).map(|starts| starts.date_naive());
        let today = self.app.now.date_naive();
        let date = of_cursor.or_else(|| self.days().find(|day| *day == today)).unwrap_or(self.monday);
        for (x, day) in (0..).map(|index| area.x + index * column).zip(self.days()) {
            self.draw_day(day, Rect { x, y: area.y + 1, width: column, height: 2 }, buffer);
        }
        let most = usize::from((area.height / SHARE).saturating_sub(4));
        let rooms = self.rooms(most);
        if rooms.is_empty() {
            return 3;
        }
        let y = area.y + 3;
        let label = format!("{} {}", clock::weekday(date), date.format("%m-%d"));
        put(buffer, area.x, y, LABEL - 1, &label, self.app.look.style(Meaning::Title));
        let hours = Rect { x: area.x + LABEL, y, width: area.width - LABEL, height: 1 };
        self.draw_hours(hours, buffer);
        for (y, room) in (y + 1..).zip(&rooms) {
            put(buffer, area.x, y, LABEL - 1, &room.name, self.app.look.style(Meaning::Text));
            for line in self.sessions_of(date, room) {
                let Some((from, to)) = self.span(line, hours.width) else { continue };
                put(buffer, hours.x + from, y, to - from, &block(line, usize::from(to - from)), self.style(line));
            }
        }
        4 + u16::try_from(rooms.len()).unwrap_or(0)
    }

    fn draw_hours(&self, line: Rect, buffer: &mut Buffer) {
        let mut last = 0;
        for opening in self.opening() {
            for time in [opening.from, opening.to] {
                let words = time.format("%H:%M").to_string();
                let at = self.place(time, line.width);
                let at = if time == opening.to { at.saturating_sub(6) } else { at };
                if line.x + at >= last {
                    put(buffer, line.x + at, line.y, 5, &words, self.app.look.style(Meaning::Muted));
                    last = line.x + at + 6;
                }
            }
        }
    }

    fn draw_day(&self, day: Day, area: Rect, buffer: &mut Buffer) {
        let today = day == self.app.now.date_naive();
        let is_chosen = self.chosen.and_then(|line| line.starts).is_some_and(|starts| starts.date_naive() == day);
        let kind = self.app.centre.calendar.kind(day);
        let head = match (today, is_chosen) {
            (true, _) => Meaning::Focus,
            (_, true) => Meaning::Tab,
            _ if matches!(kind, DayKind::Working | DayKind::MakeUp { .. }) => Meaning::Title,
            _ => Meaning::Muted,
        };
        let star = if today { "*" } else { " " };
        let name = format!("{star}{} {}", clock::weekday(day), day.format("%m-%d"));
        let name = if cells(&name) > area.width { format!("{star}{}", day.format("%m-%d")) } else { name };
        put(buffer, area.x, area.y, area.width, &name, self.app.look.style(head));
        let mut facts: Vec<String> = Vec::new();
        match kind {
            DayKind::MakeUp { .. } => facts.push(say("app.mediation.week.make_up")),
            DayKind::Holiday { name } => facts.push(name.to_owned()),
            DayKind::Weekend => facts.push(say("app.mediation.week.off")),
            DayKind::Working => {}
        }
        let on_day = |line: &&SessionLine| counts(line) && line.starts.is_some_and(|starts| starts.date_naive() == day);
        let on_hold = self.sessions.iter().filter(on_day).filter(|line| is_held(line)).count();
        let firm = self.sessions.iter().filter(on_day).count() - on_hold;
        if firm > 0 {
            facts.push(say_with("app.mediation.week.firm", &[("count", &firm.to_string())]));
        }
        if on_hold > 0 {
            facts.push(say_with("app.mediation.week.held", &[("count", &on_hold.to_string())]));
        }
        let facts = format!(" {}", facts.join(" "));
        put(buffer, area.x, area.y + 1, area.width, &facts, self.app.look.style(Meaning::Muted));
    }

    fn sessions_of<'a>(&'a self, day: Day, room: &'a Room) -> impl Iterator<Item = &'a SessionLine> {
        self.sessions.iter().filter(move |line| {
            counts(line)
                && line.room.as_ref() == Some(&room.id)
                && line.starts.is_some_and(|starts| starts.date_naive() == day)
        })
    }

    fn style(&self, line: &SessionLine) -> ratatui::style::Style {
        let is_chosen = self.chosen.is_some_and(|it| it.no == line.no && it.session == line.session);
        self.app.look.style(if is_chosen { Meaning::Selected } else { meaning(&line.status) })
    }

    fn opening(&self) -> &[Opening] {
        &self.app.centre.rulebook().mediation.opening
    }

    /// Returns the place of a time of day among so many cells that stand for the opening hours.
    fn place(&self, time: NaiveTime, room: u16) -> u16 {
        let minutes = |time: NaiveTime| time.num_seconds_from_midnight() / 60;
        let open = |opening: &Opening| minutes(opening.to).saturating_sub(minutes(opening.from));
        let all: u32 = self.opening().iter().map(open).sum();
        let before =
            |opening: &Opening| minutes(time.clamp(opening.from, opening.to)).saturating_sub(minutes(opening.from));
        let past: u32 = self.opening().iter().map(before).sum();
        u16::try_from(past * u32::from(room) / all.max(1)).unwrap_or(room)
    }

    fn span(&self, line: &SessionLine, room: u16) -> Option<(u16, u16)> {
        let (starts, ends) = (line.starts?, line.ends?);
        let from = self.place(starts.time(), room).min(room.saturating_sub(1));
        let to = if ends.date_naive() > starts.date_naive() { room } else { self.place(ends.time(), room) };
        Some((from, to.max(from + 1)))
    }
}
