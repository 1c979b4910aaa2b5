//! The explanation of a date: why it is this day, what moved it, when who is alerted, and the count day by day.

use super::App;
use super::alerts::level_sign;
use super::list::time_left;
use crate::domain::case::Case;
use crate::domain::clock::{Clock, Limit};
use crate::domain::escalation::{Step, alarm_at};
use crate::domain::ids::ClockId;
use crate::domain::time::{Moment, at};
use crate::domain::vocabulary::Level;
use crate::term::{Code, Key};
use crate::tui::layers::{Layer, Outcome};
use crate::tui::paint::{centred, put, put_right, shade};
use crate::tui::theme::Meaning;
use crate::tui::widgets::{Piece, ScrollText, popup};
use crate::words::{clock as said, say, say_with, term};
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

/// How many time limits are shown to choose from at once.
const SHOWN: usize = 5;

/// Returns a case's time limits, the running ones first, each group by when they are due.
fn in_order(case: &Case) -> Vec<&Clock> {
    let mut clocks: Vec<&Clock> = case.clocks.iter().collect();
    clocks.sort_by_key(|clock| (!clock.is_running(), clock.due, clock.id));
    clocks
}

/// Explains one time limit, of a case or of a directive.
pub fn explanation(clock: &Clock, app: &App) -> Vec<Piece> {
    let mut lines = Vec::new();
    lines.push((Meaning::Text, said::reason(clock, said::origin(clock, &app.centre))));
    if let Some(warning) = said::assumed(&clock.assumed_years) {
        lines.push((Meaning::Warning, format!("! {warning}")));
    }
    heading(&mut lines, "explain.segments");
    segments(clock, app, &mut lines);
    heading(&mut lines, "explain.ladder");
    for step in &app.centre.rulebook_of(&clock.rulebook).escalation {
        lines.push(rung(clock, step, app));
    }
    heading(&mut lines, "explain.days");
    let computed = clock.compute(&app.centre.calendar);
    lines.extend(said::days(&computed.days).into_iter().map(|line| (Meaning::Text, line)));
    lines
}

fn heading(lines: &mut Vec<Piece>, key: &str) {
    lines.push((Meaning::Text, String::new()));
    lines.push((Meaning::Title, say(key)));
}

fn segments(clock: &Clock, app: &App, lines: &mut Vec<Piece>) {
    let minute = |at: Moment| at.format("%Y-%m-%d %H:%M").to_string();
    let from = said::origin(clock, &app.centre).map_or_else(|| say("clock.started"), |origin| origin.from.to_owned());
    let start = minute(clock.start);
    let first = if clock.fixed_due.is_some() {
        say_with("explain.fixed", &[("start", &start)])
    } else {
        say_with("explain.start", &[("start", &start), ("from", &from), ("amount", &said::amount(&clock.limit))])
    };
    lines.push((Meaning::Text, first));
    for pause in &clock.pauses {
        let until = pause.until.map_or_else(|| say("clock.reason.still_paused"), minute);
        let values = [("from", minute(pause.from)), ("until", until), ("reason", pause.reason.clone())];
        lines.push((Meaning::Text, say_values("explain.pause", &values)));
    }
    for (index, extension) in clock.extensions.iter().enumerate() {
        let limit = Limit { amount: extension.amount, unit: extension.unit, ..clock.limit };
        let after = clock.extensions.get(index + 1).map_or(clock.due, |next| next.due_before);
        let approver = app.centre.officer(&extension.approver).map(|officer| officer.name.clone());
        let values = [
            ("amount", said::amount(&limit)),
            ("before", said::moment(extension.due_before)),
            ("after", said::moment(after)),
            ("approver", approver.unwrap_or_else(|| extension.approver.to_string())),
            ("at", minute(extension.at)),
            ("reason", extension.reason.clone()),
        ];
        lines.push((Meaning::Text, say_values("explain.extension", &values)));
    }
    if let Some(since) = clock.late_since {
        lines.push((Meaning::Overdue, say_with("explain.late", &[("since", &said::moment(since))])));
    } else if clock.is_overdue(app.now) {
        lines.push((Meaning::Overdue, say_with("explain.late_now", &[("since", &said::moment(clock.due))])));
    }
    if let Some(met) = clock.met {
        lines.push((Meaning::Good, say_with("explain.met", &[("at", &minute(met))])));
    }
    if let Some(stopped) = clock.stopped {
        lines.push((Meaning::Muted, say_with("explain.stopped", &[("at", &minute(stopped))])));
    }
}

/// Says when a step of the ladder was or will be reached, and who acknowledged it.
fn rung(clock: &Clock, step: &Step, app: &App) -> Piece {
    let moment = alarm_at(clock.due, step, &app.centre.calendar);
    let (sign, alarming) = level_sign(step.level);
    let name = |level: Level| term("level", level.key());
    let room = Level::ALL.iter().map(|level| crate::text::width(&name(*level))).max().unwrap_or(0);
    let level = format!("{sign:3} {}", crate::text::pad_right(&name(step.level), room + 1));
    let raised = clock.raised.iter().rev().find(|raised| raised.level == step.level);
    let state = match raised {
        Some(raised) => {
            let at = said::moment(raised.at);
            match &raised.acknowledged {
                Some((by, when)) => {
                    let who = app.centre.officer(by).map_or_else(|| by.to_string(), |officer| officer.name.clone());
                    let values = [("at", at), ("who", who), ("when", said::moment(*when))];
                    say_values("explain.raised_acknowledged", &values)
                }
                None => say_with("explain.raised", &[("at", &at)]),
            }
        }
        None if !clock.is_running() => say("explain.over"),
        None if clock.is_paused() => say("explain.paused"),
        None if step.offset < 0 && moment < clock.start => say("explain.before_start"),
        None => say_with("explain.will", &[("at", &day_or_hour(moment))]),
    };
    let meaning = if raised.is_some_and(|raised| raised.acknowledged.is_none()) { alarming } else { Meaning::Text };
    (meaning, format!("{level} {state}"))
}

/// Says a step's moment: steps come with the day, the one on the due hour with the hour.
fn day_or_hour(moment: Moment) -> String {
    let day = moment.date_naive();
    if moment == at(day, 0, 0) { said::day(day) } else { said::moment(moment) }
}

fn say_values(key: &str, values: &[(&str, String)]) -> String {
    let values: Vec<_> = values.iter().map(|(name, value)| (*name, value.as_str())).collect();
    say_with(key, &values)
}

/// The popup: the case's time limits to choose from, and the one chosen explained below.
pub struct Explain {
    chosen: Option<ClockId>,
    text: ScrollText,
    caret: Option<Position>,
}

impl Explain {
    /// Opens at the limit the officer is looking at, or at the one that is due first.
    pub fn new(app: &App) -> Self {
        Self { chosen: app.clock, text: ScrollText::default(), caret: None }
    }

    fn place(&self, clocks: &[&Clock]) -> usize {
        clocks.iter().position(|clock| Some(clock.id) == self.chosen).unwrap_or(0)
    }

    fn choose(&mut self, down: bool, app: &App) {
        let Some(case) = app.case() else { return };
        let clocks = in_order(case);
        let at = self.place(&clocks);
        let to = if down { (at + 1).min(clocks.len().saturating_sub(1)) } else { at.saturating_sub(1) };
        self.chosen = clocks.get(to).map(|clock| clock.id);
        self.text.rewind();
    }

    fn draw_choices(&mut self, area: Rect, clocks: &[&Clock], buffer: &mut Buffer, app: &App) {
        let at = self.place(clocks);
        let top = (at + 1).saturating_sub(usize::from(area.height));
        for (y, (index, clock)) in (area.y..area.bottom()).zip(clocks.iter().enumerate().skip(top)) {
            let line = Rect { y, height: 1, ..area };
            let unit = clock.unit.as_ref().map(|unit| format!(" {}", app.centre.unit_short(unit))).unwrap_or_default();
            let left = match (clock.met, clock.stopped) {
                (None, None) => time_left(clock.due, app),
                (Some(_), _) => crate::tui::widgets::Cell::new(say("explain.is_met"), Meaning::Muted),
                (None, Some(_)) => crate::tui::widgets::Cell::new(say("explain.is_stopped"), Meaning::Muted),
            };
            let paused = if clock.is_paused() { format!(" {}", say("app.paused")) } else { String::new() };
            let sign = if index == at { "> " } else { "  " };
            let words = format!("{sign}{}{unit}{paused}", said::name(clock));
            let due = format!("{} {}", said::moment(clock.due), crate::text::pad_left(&left.text, 10));
            let x = put_right(buffer, line, y, &due, app.look.style(left.meaning));
            put(buffer, line.x, y, x.saturating_sub(line.x + 1), &words, app.look.style(Meaning::Text));
            if index == at {
                shade(buffer, line, app.look.style(Meaning::Selected));
                self.caret = Some(Position::new(line.x, y));
            }
        }
    }
}

impl Layer<App> for Explain {
    fn scopes(&self) -> &'static [&'static str] {
        &["explain", "global"]
    }

    fn draw(&mut self, area: Rect, buffer: &mut Buffer, app: &App) {
        self.caret = None;
        let area = centred(area, 100.min(area.width), area.height);
        let title = app.case().map(|case| say_with("explain.title", &[("no", case.no.as_str())])).unwrap_or_default();
        let inner = popup(buffer, area, &title, &app.look);
        let Some(case) = app.case() else { return };
        let clocks = in_order(case);
        let rows = u16::try_from(clocks.len().min(SHOWN)).unwrap_or(1);
        self.draw_choices(Rect { height: rows.min(inner.height), ..inner }, &clocks, buffer, app);
        let hint = Rect { y: inner.bottom().saturating_sub(1), height: 1, ..inner };
        put(buffer, hint.x, hint.y, hint.width, &say("explain.keys"), app.look.style(Meaning::Muted));
        let room = Rect { y: inner.y + rows + 1, height: inner.height.saturating_sub(rows + 2), ..inner };
        if let Some(clock) = clocks.get(self.place(&clocks)) {
            self.text.set(explanation(clock, app));
            self.text.draw(room, buffer, &app.look);
        }
    }

    fn key(&mut self, key: Key, app: &mut App) -> Outcome<App> {
        match (key.code, key.mods.ctrl) {
            (Code::Esc | Code::Enter | Code::F(9), false) => return Outcome::taken().close(),
            (Code::Up | Code::Char('k'), false) => self.choose(false, app),
            (Code::Down | Code::Char('j'), false) => self.choose(true, app),
            _ => return if self.text.key(key) { Outcome::taken() } else { Outcome::ignored() },
        }
        Outcome::taken()
    }

    fn command(&mut self, id: &'static str, _: &mut App) -> Outcome<App> {
        if id == "explain.close" { Outcome::taken().close() } else { Outcome::ignored() }
    }

    fn caret(&self) -> Option<Position> {
        self.caret
    }
}
