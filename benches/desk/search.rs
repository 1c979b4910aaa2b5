//! Searching on the screen: the echo of each key, and the right rows.

use crate::floor::{Echo, FullScreen};
use crate::place::Place;
use crate::pty::{Frame, Terminal};
use crate::query::Searcher;
use crate::screen::{Keys, LIST, is_listed, numbers, stands, type_in};
use crate::table::{Samples, Sheet, Unit, short};
use crate::terms::{Kind, of};
use yichuang::desk::FindOrder;

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
    open(desk);
    let (mut echo, mut full) = (Echo::new(place), FullScreen::new(place));
    let (mut typed, mut astray) = (Keys::default(), 0);
    for term in of(kinds, "pinyin, whole", 4).chain(of(kinds, "4 characters", 4)) {
        type_in(desk, term, &mut typed, &mut astray, || echo.key());
        clear(desk);
    }
    let busy = busy(desk, kinds);
    let size = place.size;
    sheet.time(size, "type.search", "typed character, search", typed.took, echo.taken.median());
    sheet.time(size, "type.busy", "typed character, while answers are on their way", busy, echo.taken.median());
    sheet.put(size, "type.astray", "cursor not behind the text, search", Unit::Times, f64::from(astray));
    for (key, name, with) in SHOWN {
        let (mut took, mut query) = (Samples::default(), Samples::default());
        let mut wrong = Vec::new();
        for term in of(kinds, with, 4) {
            if searcher.find(term, 1, FindOrder::Newest).is_empty() {
                continue;
            }
            let right = right(term, stands(desk.frame().cursor, term), &searcher);
            let act = desk.act(term, &right);
            match act.when(&right) {
                Some(here) => took.add(here),
                None => wrong.push(term.clone()),
            }
            clear(desk);
            query.add(searcher.bare(term));
            full.key();
        }
        if !wrong.is_empty() {
            sheet.note(format!("{name} at {}: the right rows never came for {}.", short(size), wrong.join(", ")));
        }
        sheet.time(size, key, name, took, query.median() + full.taken.median());
    }
    desk.act("\x1b", is_listed);
}

/// Opens the search over everything.
fn open(desk: &mut Terminal) {
    desk.act("\x06", |frame| frame.has("检索") && !is_listed(frame));
}

/// Takes away what was typed, and with it what was found.
fn clear(desk: &mut Terminal) {
    desk.act("\x15", |frame| numbers(frame).is_empty());
}

/// Returns whether the rows on the screen are the first of what is to be found, newest or best first.
fn right(term: &str, caret: impl Fn(&Frame) -> bool, searcher: &Searcher) -> impl Fn(&Frame) -> bool {
    let expected = [FindOrder::Newest, FindOrder::Best].map(|order| searcher.find(term, 50, order));
    move |frame| {
        let rows = numbers(frame);
        let full = rows.len() == expected[0].len() || rows.len() >= LIST;
        caret(frame) && full && expected.iter().any(|expected| expected.iter().zip(&rows).all(|(a, b)| a == b))
    }
}

/// Types without waiting for anything but the echo, so that each key meets the questions of those before it.
fn busy(desk: &mut Terminal, kinds: &[Kind]) -> Samples {
    let mut took = Samples::default();
    for term in of(kinds, "4 characters", 5).chain(of(kinds, "phone, whole", 5)) {
        let mut at = desk.frame().cursor;
        for c in term.chars() {
            let right = stands(at, &c.to_string());
            took.add(desk.act_at_once(&c.to_string(), &right));
            at = desk.frame().cursor;
        }
        clear(desk);
    }
    took
}
