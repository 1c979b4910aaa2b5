//! Searching on the screen: the echo of each key, and the right rows.

use crate::floor::{Echo, FullScreen};
use crate::place::Place;
use crate::pty::{Frame, ROWS, Terminal};
use crate::query::Searcher;
use crate::screen::{Keys, numbers, stands, type_in};
use crate::table::{Samples, Sheet, Unit, short};
use crate::terms::{Kind, of};

/// What is searched for on the screen: a line's key and name, and the beginning of the kinds of terms.
const SHOWN: &[(&str, &str, &str)] = &[
    ("shown.one", "search → right rows, 1 character", "1 character"),
    ("shown.two", "search → right rows, 2 characters", "2 characters"),
    ("shown.three", "search → right rows, 3 characters", "3 characters"),
    ("shown.four", "search → right rows, 4 characters", "4 characters"),
    ("shown.name", "search → right rows, whole name", "whole name"),
    ("shown.phone", "search → right rows, phone", "phone"),
    ("shown.pinyin", "search → right rows, pinyin", "pinyin, partial"),
    ("shown.mixed", "search → right rows, mixed words", "mixed words"),
];

/// Measures searching as one types: the echo of a key, also while answers are on their way, and the right rows.
pub fn search(place: &Place, desk: &mut Terminal, kinds: &[Kind], sheet: &mut Sheet) {
    let searcher = Searcher::new(place);
    let home: Vec<String> = numbers(&desk.frame()).into_iter().map(str::to_owned).collect();
    let is_home = |frame: &Frame| numbers(frame) == home;
    let (mut echo, mut full) = (Echo::new(place), FullScreen::new(place));
    let (mut typed, mut astray) = (Keys::default(), 0);
    for term in of(kinds, "pinyin, whole", 4).chain(of(kinds, "4 characters", 4)) {
        desk.act("/", is_open);
        type_in(desk, term, &mut typed, &mut astray, || echo.key());
        desk.act("\x1b", is_home);
    }
    let busy = busy(desk, kinds, is_home);
    let size = place.size;
    sheet.time(size, "type.search", "typed character, search", typed.took, echo.taken.median());
    sheet.time(size, "type.busy", "typed character, while answers are on their way", busy, echo.taken.median());
    sheet.put(size, "type.astray", "cursor not behind the text, search", Unit::Times, f64::from(astray));
    for (key, name, with) in SHOWN {
        let (mut took, mut query) = (Samples::default(), Samples::default());
        let mut wrong = Vec::new();
        for term in of(kinds, with, 4) {
            let expected = searcher.find(term, 500);
            if expected.is_empty() {
                continue;
            }
            desk.act("/", is_open);
            let caret = stands(desk.frame().cursor, term);
            let right = |frame: &Frame| {
                let rows = numbers(frame);
                caret(frame)
                    && rows.len() == expected.len().min(shown(frame))
                    && rows.iter().all(|no| expected.iter().any(|it| it == no))
            };
            let act = desk.act(term, right);
            match act.when(right) {
                Some(here) => took.add(here),
                None => wrong.push(term.clone()),
            }
            desk.act("\x1b", is_home);
            query.add(searcher.bare(term));
            full.key();
        }
        if !wrong.is_empty() {
            sheet.note(format!("{name} at {}: the right rows never came for {}.", short(size), wrong.join(", ")));
        }
        sheet.time(size, key, name, took, query.median() + full.taken.median());
    }
}

/// Tells whether the line that a search is typed into is there.
fn is_open(frame: &Frame) -> bool {
    frame.has("Esc 清除")
}

/// Returns how many rows a list has on the screen: from below its head to above its own last line.
fn shown(frame: &Frame) -> usize {
    let head = frame.rows.iter().position(|row| row.trim_start().starts_with("编号")).unwrap_or_default();
    usize::from(ROWS) - 3 - (head + 1)
}

/// Types without waiting for anything but the echo, so that each key meets the questions of those before it.
fn busy(desk: &mut Terminal, kinds: &[Kind], is_home: impl Fn(&Frame) -> bool) -> Samples {
    let mut took = Samples::default();
    for term in of(kinds, "4 characters", 5).chain(of(kinds, "phone, whole", 5)) {
        desk.act("/", is_open);
        let mut at = desk.frame().cursor;
        for c in term.chars() {
            let right = stands(at, &c.to_string());
            took.add(desk.act_at_once(&c.to_string(), &right));
            at = desk.frame().cursor;
        }
        desk.act("\x1b", &is_home);
    }
    took
}
