//! The roster of a week (值班表): posts down, days across, and below it what the cursor stands on.

use super::deeds::{ON_DUTY, ON_ROSTER, Place};
use super::grid::Grid;
use crate::desk::service::{Answer, Query};
use crate::desk::{RosterDay, RosterWeek};
use crate::domain::roster::{FloorLine, PostNow, ShiftNow, Slot, SwapStatus, monday_of};
use crate::domain::time::Day;
use crate::term::{Code, Key};
use crate::tui::app::panes::Pane;
use crate::tui::app::sections::Section;
use crate::tui::app::{App, Heard};
use crate::tui::layers::{Layer, Outcome};
use crate::tui::paint::put;
use crate::tui::theme::Meaning;
use crate::words::{self, roster as said, say, say_with, term};
use chrono::Days as DayCount;
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

/// The section of the roster.
#[derive(Default)]
pub struct Roster {
    monday: Option<Day>,
    week: Option<Box<RosterWeek>>,
    /// Which row of the grid the cursor is on.
    row: usize,
    /// Which day of the week.
    day: Option<usize>,
    caret: Option<Position>,
}

impl Roster {
    fn monday(&self, app: &App) -> Day {
        self.monday.unwrap_or_else(|| monday_of(app.now.date_naive()))
    }

    fn week(&self, app: &App) -> Option<&RosterWeek> {
        self.week.as_deref().filter(|week| week.from == self.monday(app))
    }

    /// Returns the day of the week under the cursor: today where it was not moved.
    fn column(&self, app: &App) -> usize {
        let today = usize::try_from((app.now.date_naive() - self.monday(app)).num_days()).ok();
        self.day.or(today).unwrap_or_default().min(6)
    }

    fn go_to(&mut self, monday: Day, app: &mut App) -> Outcome<App> {
        self.monday = (monday != monday_of(app.now.date_naive())).then_some(monday);
        let effect = app.ask(Query::Roster { from: monday });
        Outcome::taken().effect(effect)
    }

    /// Returns what the cursor stands on: the day, the shift and the post.
    fn chosen<'a>(
        &self,
        week: &'a RosterWeek,
        app: &App,
    ) -> Option<(&'a RosterDay, Option<(&'a ShiftNow, &'a PostNow)>)> {
        let day = week.days.get(self.column(app))?;
        let rows = super::grid::rows(week);
        let (shift, post) = rows.get(self.row.min(rows.len().saturating_sub(1)))?;
        let shift = day.shifts.iter().find(|it| it.shift == *shift);
        let found = shift.and_then(|shift| Some((shift, shift.posts.iter().find(|it| it.post == *post)?)));
        Some((day, found))
    }

    /// Returns what the cursor stands on, for what can be done there.
    fn place(&self, app: &App) -> Option<Place> {
        let week = self.week(app)?;
        let (day, found) = self.chosen(week, app)?;
        let slot_of = |day: &RosterDay, shift: &ShiftNow, post: &PostNow| Slot {
            day: day.day.day,
            shift: shift.shift.clone(),
            post: post.post.clone(),
        };
        let today = app.now.date_naive();
        let mut others = Vec::new();
        for day in week.days.iter().filter(|day| day.published && day.day.day >= today) {
            for (shift, post) in day.shifts.iter().flat_map(|shift| shift.posts.iter().map(move |post| (shift, post))) {
                let people = post.officers.iter().filter(|person| person.id != app.officer.id);
                others.extend(people.map(|person| (slot_of(day, shift, post), person.name.clone())));
            }
        }
        Some(Place {
            day: day.day.day.max(today),
            slot: found.map(|(shift, post)| slot_of(day, shift, post)),
            published: day.published,
            officers: found.into_iter().flat_map(|(_, post)| &post.officers).map(|person| person.id.clone()).collect(),
            next: week.published_until.map_or(today, |last| (last + DayCount::new(1)).max(today)),
            others,
            swaps: week
                .swaps
                .iter()
                .filter(|it| matches!(it.status, SwapStatus::Asked | SwapStatus::Agreed))
                .cloned()
                .collect(),
            patterns: week.patterns.iter().map(|it| it.pattern.id.clone()).collect(),
        })
    }

    fn draw_below(&self, area: Rect, buffer: &mut Buffer, app: &App) {
        let Some(week) = self.week(app) else { return };
        let Some((day, found)) = self.chosen(week, app) else { return };
        let mut lines = below(day, found);
        lines.extend(swap_lines(week, app));
        let (left, floor) = match area.width {
            0..110 => (area, None),
            wide => {
                let half = wide / 2;
                let floor = Rect { x: area.x + half + 1, width: wide - half - 1, ..area };
                (Rect { width: half, ..area }, Some(floor))
            }
        };
        let mut rows = left.y..left.bottom();
        for (meaning, words) in &lines {
            for line in crate::text::wrap(words, usize::from(left.width.saturating_sub(1))) {
                let Some(y) = rows.next() else { return };
                put(buffer, left.x, y, left.width, &line, app.look.style(*meaning));
            }
        }
        let floor = floor.unwrap_or(Rect { y: rows.start, height: rows.end - rows.start, ..left });
        let mut rows = floor.y..floor.bottom();
        for (meaning, words) in floor_lines(&day.floor) {
            for line in crate::text::wrap(&words, usize::from(floor.width.saturating_sub(1))) {
                let Some(y) = rows.next() else { return };
                put(buffer, floor.x, y, floor.width, &line, app.look.style(meaning));
            }
        }
    }
}

/// Says what the cursor stands on: shift and post, who, what is wrong there.
fn below(day: &RosterDay, found: Option<(&ShiftNow, &PostNow)>) -> Vec<(Meaning, String)> {
    let mut lines = Vec::new();
    let date = words::clock::day(day.day.day);
    match found {
        None => lines.push((Meaning::Muted, say_with("app.roster.not_needed", &[("day", &date)]))),
        Some((shift, post)) => {
            let facts = [
                ("day", date.as_str()),
                ("shift", &shift.name),
                ("span", &said::hours(shift.from, shift.to)),
                ("post", &post.name),
                ("people", &said::people(&post.officers)),
            ];
            lines.push((Meaning::Title, say_with("app.roster.place", &facts)));
            if !day.published {
                lines.push((Meaning::Muted, say("app.roster.unpublished")));
            }
            let slot = Slot { day: day.day.day, shift: shift.shift.clone(), post: post.post.clone() };
            for fault in day.faults.iter().filter(|fault| fault.slot == slot) {
                lines.push((Meaning::Overdue, format!("! {}", words::refusal(&fault.reason))));
            }
        }
    }
    lines.extend(day.receptions.iter().map(|it| (Meaning::Text, said::reception(it))));
    lines
}

/// Says which swaps wait for whom, and who is away.
fn swap_lines(week: &RosterWeek, app: &App) -> Vec<(Meaning, String)> {
    let swaps = week.swaps.iter().map(|it| (Meaning::Warning, said::swap(it, &app.centre)));
    let absences = week.absences.iter().map(|it| (Meaning::Muted, said::absence(it)));
    swaps.chain(absences).collect()
}

/// Says who is on the floor: those that are there, then by why the others are not.
fn floor_lines(floor: &[FloorLine]) -> Vec<(Meaning, String)> {
    let mut lines = vec![(Meaning::Title, say("app.roster.floor"))];
    for group in floor.chunk_by(|one, other| one.presence == other.presence) {
        let Some(first) = group.first() else { continue };
        let meaning = if first.presence.is_here() { Meaning::Text } else { Meaning::Muted };
        let presence = term("presence", first.presence.key());
        lines.push((meaning, say_with("cli.duty.floor", &[("presence", &presence), ("units", &said::units(group))])));
    }
    lines
}

impl Pane for Roster {
    fn queries(&self, app: &App) -> Vec<Query> {
        vec![Query::Roster { from: self.monday(app) }]
    }
}

impl Section for Roster {
    fn name(&self, _app: &App) -> String {
        say("app.roster.name")
    }
}

impl Layer<App> for Roster {
    fn scopes(&self) -> &'static [&'static str] {
        &["roster", "sections", "desk", "global"]
    }

    fn draw(&mut self, area: Rect, buffer: &mut Buffer, app: &App) {
        let monday = self.monday(app);
        let grid = Grid { monday, week: self.week(app), row: self.row, column: self.column(app), app };
        let (used, caret) = grid.draw(area, buffer);
        self.caret = caret.or(Some(Position::new(area.x, area.y)));
        let rest = Rect { y: area.y + used, height: area.height.saturating_sub(used), ..area };
        self.draw_below(rest, buffer, app);
    }

    fn key(&mut self, key: Key, app: &mut App) -> Outcome<App> {
        let rows = self.week(app).map_or(0, |week| super::grid::rows(week).len());
        let (row, column) = (self.row.min(rows.saturating_sub(1)), self.column(app));
        let (row, column) = match key {
            _ if key == Key::plain(Code::Up) || key == Key::char('k') => (row.saturating_sub(1), column),
            _ if key == Key::plain(Code::Down) || key == Key::char('j') => {
                ((row + 1).min(rows.saturating_sub(1)), column)
            }
            _ if key == Key::plain(Code::Left) || key == Key::char('h') => (row, column.saturating_sub(1)),
            _ if key == Key::plain(Code::Right) || key == Key::char('l') => (row, (column + 1).min(6)),
            _ => return Outcome::ignored(),
        };
        (self.row, self.day) = (row, Some(column));
        Outcome::taken()
    }

    fn command(&mut self, id: &'static str, app: &mut App) -> Outcome<App> {
        let monday = self.monday(app);
        match id {
            "roster.week_back" => self.go_to(monday - DayCount::new(7), app),
            "roster.week_on" => self.go_to(monday + DayCount::new(7), app),
            "roster.week_now" => {
                self.day = None;
                self.go_to(monday_of(app.now.date_naive()), app)
            }
            _ => {
                let place = self.place(app);
                let begun = ON_DUTY.begin(id, place.as_ref(), app);
                begun.or_else(|| ON_ROSTER.begin(id, place.as_ref(), app)).unwrap_or_else(Outcome::ignored)
            }
        }
    }

    fn available(&self, id: &str, app: &App) -> Result<(), &'static str> {
        let place = self.place(app);
        let answer = ON_DUTY.available(id, place.as_ref(), app);
        answer.or_else(|| ON_ROSTER.available(id, place.as_ref(), app)).unwrap_or(Ok(()))
    }

    fn answer(&mut self, heard: &Heard, app: &mut App) -> Outcome<App> {
        match heard {
            Heard::Answer(Answer::Roster(week)) if week.from == self.monday(app) => {
                self.week = Some(week.clone());
                Outcome::taken()
            }
            _ => Outcome::ignored(),
        }
    }

    fn caret(&self) -> Option<Position> {
        self.caret
    }
}
