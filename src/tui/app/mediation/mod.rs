//! Pane 3 调解: the week of the rooms, the sessions in it, what waits for one, and what is being performed.

mod acts;
mod detail;
mod forms;
mod outcome;
mod plan;
mod read;
mod rows;
mod week;

pub use acts::{available, begin, next};
pub use detail::mediation_lines;

use super::detail::Detail;
use super::panes::Pane;
use super::{App, Heard, case_lines};
use crate::desk::service::{Answer, Query, Week};
use crate::domain::ids::{CaseNo, ClockId, SessionId};
use crate::domain::time::Day;
use crate::term::Key;
use crate::tui::frame::split;
use crate::tui::layers::{Layer, Outcome};
use crate::tui::paint::{put, put_right};
use crate::tui::theme::Meaning;
use crate::tui::widgets::{Rows, Table};
use crate::words::{say, say_with};
use chrono::{Datelike, Days};
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use rows::{Performing, Seat, Waiting};

/// The place of this pane among the panes, from 0.
pub const PANE: usize = 2;

/// The lists under the week, one of which is on screen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
enum Section {
    #[default]
    Sessions,
    Waiting,
    Performing,
}

impl Section {
    const ALL: [Self; 3] = [Self::Sessions, Self::Waiting, Self::Performing];

    const fn key(self) -> &'static str {
        match self {
            Self::Sessions => "app.mediation.section.sessions",
            Self::Waiting => "app.mediation.section.waiting",
            Self::Performing => "app.mediation.section.performing",
        }
    }

    const fn empty(self) -> &'static str {
        match self {
            Self::Sessions => "app.mediation.empty.sessions",
            Self::Waiting => "app.mediation.empty.waiting",
            Self::Performing => "app.mediation.empty.performing",
        }
    }
}

/// Pane 3 调解.
#[derive(Default)]
pub struct Mediation {
    monday: Option<Day>,
    week: Week,
    section: Section,
    sessions: (Rows<Seat>, Table),
    waiting: (Rows<Waiting>, Table),
    performing: (Rows<Performing>, Table),
    detail: Detail,
    loaded: bool,
    caret: Option<Position>,
}

/// Returns the Monday of a day's week.
fn monday_of(day: Day) -> Day {
    day - Days::new(u64::from(day.weekday().num_days_from_monday()))
}

impl Mediation {
    fn monday(&self, app: &App) -> Day {
        self.monday.unwrap_or_else(|| monday_of(app.now.date_naive()))
    }

    fn go_to(&mut self, monday: Day, app: &mut App) -> Outcome<App> {
        self.monday = (monday != monday_of(app.now.date_naive())).then_some(monday);
        self.loaded = false;
        let effect = app.ask(Query::Week { from: monday, typed: app.filter.clone() });
        Outcome::taken().effect(effect)
    }

    fn take(&mut self, week: &Week, app: &mut App) -> Outcome<App> {
        self.loaded = true;
        self.week = week.clone();
        self.sessions.0 = Rows::whole(rows::seats(week, app));
        self.waiting.0 = Rows::whole(rows::waiting(week, app));
        self.performing.0 = Rows::whole(rows::performing(week, app));
        self.sessions.1.refreshed(&self.sessions.0);
        self.waiting.1.refreshed(&self.waiting.0);
        self.performing.1.refreshed(&self.performing.0);
        self.follow(app)
    }

    fn chosen(&self) -> Option<(&CaseNo, Option<SessionId>)> {
        match self.section {
            Section::Sessions => {
                self.sessions.1.current(&self.sessions.0).map(|it| (&it.line.no, Some(it.line.session)))
            }
            Section::Waiting => self.waiting.1.current(&self.waiting.0).map(|it| (&it.row.no, None)),
            Section::Performing => self.performing.1.current(&self.performing.0).map(|it| (&it.alert.case.no, None)),
        }
    }

    /// Looks at the case and the session under the cursor, while this pane is the one on screen.
    fn follow(&mut self, app: &mut App) -> Outcome<App> {
        if app.covered || app.pane != PANE {
            return Outcome::taken();
        }
        let Some((no, session)) = self.chosen() else {
            (app.wanted, app.session, app.clock) = (None, None, None);
            return Outcome::taken();
        };
        let no = no.clone();
        let asked = app.follow(&no);
        app.session = session;
        // The limit that a row is about is the one whose date is explained.
        let limit = self.performing.1.current(&self.performing.0).filter(|_| self.section == Section::Performing);
        app.clock = limit.map(|it| ClockId(it.alert.clock_id));
        Outcome::taken().effects(asked)
    }

    fn count(&self, section: Section) -> usize {
        match section {
            Section::Sessions => self.sessions.0.total,
            Section::Waiting => self.waiting.0.total,
            Section::Performing => self.performing.0.total,
        }
    }

    fn draw_sections(&self, line: Rect, buffer: &mut Buffer, app: &App) {
        let mut x = line.x;
        for section in Section::ALL {
            let name = say_with(section.key(), &[("count", &self.count(section).to_string())]);
            let (words, meaning) = if section == self.section {
                (format!("[{name}]"), Meaning::Tab)
            } else {
                (format!(" {name} "), Meaning::Text)
            };
            x += put(buffer, x, line.y, line.right().saturating_sub(x), &words, app.look.style(meaning)) + 1;
        }
        let rest = Rect { x: x.min(line.right()), width: line.right().saturating_sub(x), ..line };
        put_right(buffer, rest, line.y, &say("app.mediation.section.key"), app.look.style(Meaning::Muted));
    }

    fn draw_list(&mut self, area: Rect, buffer: &mut Buffer, app: &App) {
        self.draw_sections(Rect { height: 1, ..area }, buffer, app);
        let list = Rect { y: area.y + 1, height: area.height.saturating_sub(1), ..area };
        let empty = say(match () {
            () if !self.loaded => app.loading(),
            () if !app.filter.is_empty() => "app.mediation.empty.filtered",
            () => self.section.empty(),
        });
        self.caret = match self.section {
            Section::Sessions => {
                self.sessions.1.draw(list, buffer, rows::SEATS, &self.sessions.0, &empty, &app.look);
                self.sessions.1.caret()
            }
            Section::Waiting => {
                self.waiting.1.draw(list, buffer, rows::WAITING, &self.waiting.0, &empty, &app.look);
                self.waiting.1.caret()
            }
            Section::Performing => {
                self.performing.1.draw(list, buffer, rows::PERFORMING, &self.performing.0, &empty, &app.look);
                self.performing.1.caret()
            }
        };
        // Without a row there is still a place to listen at: the list's own name.
        self.caret = self.caret.or(Some(Position::new(area.x, area.y)));
    }
}

impl Pane for Mediation {
    fn queries(&self, app: &App) -> Vec<Query> {
        vec![Query::Week { from: self.monday(app), typed: app.filter.clone() }]
    }
}

impl Layer<App> for Mediation {
    fn scopes(&self) -> &'static [&'static str] {
        &["list", "mediation", "mediate", "case", "desk", "global"]
    }

    fn draw(&mut self, area: Rect, buffer: &mut Buffer, app: &App) {
        let monday = self.monday(app);
        let sessions = if self.week.from == Some(monday) { &self.week.sessions[..] } else { &[] };
        let chosen = self.sessions.1.current(&self.sessions.0).filter(|_| self.section == Section::Sessions);
        let grid = week::Grid { monday, sessions, chosen: chosen.map(|it| &it.line), app };
        let used = grid.draw(area, buffer);
        let rest = Rect { y: area.y + used, height: area.height.saturating_sub(used), ..area };
        let (list, detail) = split(rest);
        self.draw_list(list, buffer, app);
        if let Some(detail) = detail {
            self.detail.draw(detail, buffer, app, case_lines);
        }
    }

    fn key(&mut self, key: Key, app: &mut App) -> Outcome<App> {
        let moved = match self.section {
            Section::Sessions => self.sessions.1.key(key, &self.sessions.0),
            Section::Waiting => self.waiting.1.key(key, &self.waiting.0),
            Section::Performing => self.performing.1.key(key, &self.performing.0),
        };
        if moved { self.follow(app) } else { Outcome::ignored() }
    }

    fn command(&mut self, id: &'static str, app: &mut App) -> Outcome<App> {
        let monday = self.monday(app);
        match id {
            "mediation.week_back" => self.go_to(monday - Days::new(7), app),
            "mediation.week_on" => self.go_to(monday + Days::new(7), app),
            "mediation.week_now" => self.go_to(monday_of(app.now.date_naive()), app),
            "mediation.section" => {
                self.section = Section::ALL[(self.section as usize + 1) % Section::ALL.len()];
                self.follow(app)
            }
            _ => Outcome::ignored(),
        }
    }

    fn answer(&mut self, heard: &Heard, app: &mut App) -> Outcome<App> {
        match heard {
            Heard::Answer(Answer::Week(week)) if week.from == Some(self.monday(app)) => self.take(week, app),
            _ => Outcome::ignored(),
        }
    }

    fn caret(&self) -> Option<Position> {
        self.caret
    }
}
