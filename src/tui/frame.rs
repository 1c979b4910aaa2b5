//! The frame every pane stands in: top line, tabs, message line, footer.

use super::paint::{cells, put, shade};
use super::theme::{Look, Meaning};
use super::widgets::{Message, tabs};
use crate::words::{say, say_with};
use chrono::{Datelike as _, NaiveDate, NaiveTime};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

/// The smallest screen the program can be worked on, in columns and rows.
pub const SMALLEST: (u16, u16) = (60, 16);

/// From this many columns on, list and detail stand side by side.
pub const SPLIT_FROM: u16 = 110;

/// A number in the top line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Counter {
    /// The key of its words, which take `%{count}`.
    pub words: &'static str,
    /// The number.
    pub count: usize,
    /// What it means when it is not 0.
    pub meaning: Meaning,
}

/// What the top line says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Top {
    /// The centre's name.
    pub centre: String,
    /// The shift's name, if one was taken over.
    pub shift: Option<String>,
    /// The officer's name.
    pub officer: String,
    /// How far the officer sees, where that is not everything.
    pub reach: Option<String>,
    /// The leader on duty (带班领导), if known.
    pub leader: Option<String>,
    /// How the file is, once known: in words, and whether nobody may overlook it.
    pub file: Option<(String, bool)>,
    /// Overdue, due today, awaiting signature, awaiting triage.
    pub counters: Vec<Counter>,
    /// Today.
    pub date: NaiveDate,
    /// The name of the holiday or of the make-up workday (调休上班) that today is, as it shall be read.
    pub day_mark: Option<String>,
    /// The time of day.
    pub time: NaiveTime,
}

/// Everything around a pane.
pub struct Frame<'a> {
    /// The top line.
    pub top: &'a Top,
    /// The panes' names with their numbers.
    pub tabs: &'a [String],
    /// Which pane is on screen, from 0.
    pub active: usize,
    /// The message, if any.
    pub message: Option<&'a Message>,
}

/// The rooms a frame leaves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rooms {
    /// Where the pane stands.
    pub body: Rect,
    /// Where the footer goes.
    pub footer: Rect,
}

impl Frame<'_> {
    /// Draws the frame and returns what it leaves, or asks for a larger screen and returns `None`.
    pub fn draw(&self, area: Rect, buffer: &mut Buffer, look: &Look) -> Option<Rooms> {
        shade(buffer, area, look.style(Meaning::Text));
        if area.width < SMALLEST.0 || area.height < SMALLEST.1 {
            ask_for_more(area, buffer, look);
            return None;
        }
        let line = |y: u16| Rect { y, height: 1, ..area };
        draw_top(self.top, line(area.y), buffer, look);
        tabs(buffer, line(area.y + 1), self.tabs, self.active, look);
        if let Some(message) = self.message {
            message.draw(line(area.bottom() - 2), buffer, look);
        }
        Some(Rooms { body: Rect { y: area.y + 2, height: area.height - 4, ..area }, footer: line(area.bottom() - 1) })
    }
}

fn ask_for_more(area: Rect, buffer: &mut Buffer, look: &Look) {
    let words = say_with(
        "tui.small.message",
        &[
            ("columns", &SMALLEST.0.to_string()),
            ("rows", &SMALLEST.1.to_string()),
            ("now_columns", &area.width.to_string()),
            ("now_rows", &area.height.to_string()),
        ],
    );
    for (y, line) in (area.y..area.bottom()).zip(crate::text::wrap(&words, usize::from(area.width.max(2)))) {
        put(buffer, area.x, y, area.width, &line, look.style(Meaning::Warning));
    }
}

/// A part of the top line; parts of a higher number drop out first.
struct Part {
    words: String,
    meaning: Meaning,
    priority: u8,
    is_left: bool,
}

fn draw_top(top: &Top, line: Rect, buffer: &mut Buffer, look: &Look) {
    let bar = look.style(Meaning::Bar);
    shade(buffer, line, bar);
    let mut parts = parts(top);
    let need = |parts: &[Part]| parts.iter().map(|part| cells(&part.words) + 2).sum::<u16>();
    while need(&parts) > line.width {
        let last =
            (0..parts.len()).filter(|&index| parts[index].priority > 0).max_by_key(|&index| parts[index].priority);
        let Some(last) = last else { break };
        parts.remove(last);
    }
    let mut x = line.x + 1;
    for part in parts.iter().filter(|part| part.is_left) {
        x += put(buffer, x, line.y, line.right().saturating_sub(x), &part.words, bar) + 2;
    }
    let mut end = line.right() - 1;
    for part in parts.iter().rev().filter(|part| !part.is_left) {
        let start = end.saturating_sub(cells(&part.words)).max(line.x);
        // On the bar only the weight of a meaning shows: its colour is made for another ground.
        let weight = look.style(part.meaning).add_modifier;
        put(buffer, start, line.y, end - start, &part.words, bar.add_modifier(weight));
        end = start.saturating_sub(2);
    }
}

fn parts(top: &Top) -> Vec<Part> {
    let left = |words: String, priority| Part { words, meaning: Meaning::Bar, priority, is_left: true };
    let mut parts = vec![left(top.centre.clone(), 5)];
    let officer = match &top.shift {
        Some(shift) => format!("{shift} {}", top.officer),
        None => top.officer.clone(),
    };
    parts.push(left(officer, 3));
    parts.extend(top.reach.as_ref().map(|reach| left(reach.clone(), 4)));
    if let Some(leader) = &top.leader {
        parts.push(left(say_with("tui.top.leader", &[("name", leader)]), 4));
    }
    let right = |words: String, meaning, priority| Part { words, meaning, priority, is_left: false };
    if let Some((words, is_loud)) = &top.file {
        let (meaning, priority) = if *is_loud { (Meaning::Overdue, 0) } else { (Meaning::Bar, 6) };
        parts.push(right(words.clone(), meaning, priority));
    }
    for counter in &top.counters {
        let words = say_with(counter.words, &[("count", &counter.count.to_string())]);
        let meaning = if counter.count > 0 { counter.meaning } else { Meaning::Bar };
        parts.push(right(words, meaning, 1));
    }
    let weekday = say(&format!("tui.weekday.{}", top.date.weekday().number_from_monday()));
    let date = say_with(
        "tui.top.date",
        &[("month", &top.date.month().to_string()), ("day", &top.date.day().to_string()), ("weekday", &weekday)],
    );
    let date = top.day_mark.iter().fold(date, |date, mark| format!("{date} {mark}"));
    parts.push(right(date, Meaning::Bar, 2));
    parts.push(right(top.time.format("%H:%M").to_string(), Meaning::Bar, 0));
    parts
}

/// Parts a body into list and detail where there is room for both; the column between is for a rule.
pub fn split(body: Rect) -> (Rect, Option<Rect>) {
    if body.width < SPLIT_FROM {
        return (body, None);
    }
    let list = body.width * 11 / 20;
    let detail = Rect { x: body.x + list + 1, width: body.width - list - 1, ..body };
    (Rect { width: list, ..body }, Some(detail))
}
