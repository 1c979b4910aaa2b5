//! The real program in a terminal: from key to screen.

use crate::floor::{Commit, Echo, FullScreen, hello};
use crate::machine::forget;
use crate::place::{PROGRAM, Place};
use crate::pty::{Act, Frame, ROWS, Terminal};
use crate::table::{Samples, Sheet, Unit};
use std::path::Path;
use std::time::Duration;
use unicode_width::UnicodeWidthStr;

/// How many rows of a list at least make it count as being there.
pub const LIST: usize = 20;

/// How often the change watch wakes the desk in ten seconds: every 250 ms.
const WATCH: f64 = 40.0;

/// Opens the desk in a terminal, without waiting for anything.
pub fn open(place: &Place) -> Terminal {
    Terminal::open(Path::new(PROGRAM), &place.arguments(), &place.home())
}

/// Returns the case numbers in the list on the screen, from above.
pub fn numbers(frame: &Frame) -> Vec<&str> {
    frame.rows.iter().filter_map(|row| number(row.trim_start_matches(['│', '>', '*', ' ']))).collect()
}

/// Returns the case number that a text begins with.
fn number(text: &str) -> Option<&str> {
    let word = text.split([' ', '│']).next()?;
    let (letters, figures) = word.split_once('-')?;
    let is_one = letters.starts_with(|c: char| c.is_ascii_uppercase()) && figures.parse::<u32>().is_ok();
    is_one.then_some(word)
}

/// Tells whether a list of cases stands on the screen, as far as there are cases.
pub fn is_listed(frame: &Frame) -> bool {
    numbers(frame).len() >= LIST
}

/// Measures the start, cold and warm, beside that of a program that does nothing.
pub fn start(place: &Place, sheet: &mut Sheet) {
    for (cold, rounds) in [(true, 5), (false, 15)] {
        let [mut frame, mut rows, mut whole, mut floor] = std::array::from_fn(|_| Samples::default());
        let mut asked = true;
        for _ in 0..rounds {
            asked &= !cold || forget(&place.database);
            let mut desk = open(place);
            let act = desk.start(is_listed);
            frame.add(act.when(|it| it.rows.iter().any(|row| !row.is_empty())));
            rows.add(act.when(is_listed));
            whole.add(act.settled());
            drop(desk);
            floor.add(hello(place));
        }
        let floor = floor.median();
        if cold {
            let how = if asked { "the file's pages forgotten" } else { "a new connection only: `dd` is missing" };
            sheet.note(format!("Cold: {how}."));
            sheet.time(place.size, "start.cold", "start to first rows, cold", rows, floor);
        } else {
            sheet.time(place.size, "start.frame", "start to first frame", frame, floor);
            sheet.time(place.size, "start.rows", "start to first rows", rows, floor);
            sheet.time(place.size, "start.whole", "start to everything settled", whole, floor);
        }
    }
}

/// What is measured of a kind of key.
#[derive(Default)]
pub struct Keys {
    /// How long until it showed.
    pub took: Samples,
    /// How much came over the line.
    pub bytes: Samples,
    /// What the program spent on it.
    pub cpu: Samples,
}

impl Keys {
    /// Takes one more.
    pub fn add(&mut self, act: &Act, took: Option<f64>) {
        self.took.add(took);
        self.bytes.add(as_figure(act.bytes));
        self.cpu.add(act.spent.cpu);
    }
}

/// Returns a count as a figure.
#[expect(clippy::cast_precision_loss, reason = "counts of bytes on one screen")]
pub fn as_figure(count: usize) -> f64 {
    count as f64
}

/// Measures moving in the list and leafing through it.
pub fn list(place: &Place, desk: &mut Terminal, list_query: f64, sheet: &mut Sheet) {
    let (mut echo, mut full) = (Echo::new(place), FullScreen::new(place));
    let (mut moves, mut detail) = (Keys::default(), Keys::default());
    let down_and_up = |nth: i32| if nth % 40 < 20 { ("\x1b[B", 1) } else { ("\x1b[A", -1) };
    for nth in 0..80 {
        let (key, by) = down_and_up(nth);
        let row = desk.frame().cursor.1.saturating_add_signed(by);
        let act = desk.act(key, |frame| frame.cursor.1 == row);
        moves.add(&act, act.when(|frame| frame.cursor.1 == row));
        echo.key();
    }
    for nth in 0..20 {
        let (key, by) = down_and_up(nth);
        let row = desk.frame().cursor.1.saturating_add_signed(by);
        let follows = |frame: &Frame| frame.cursor.1 == row && shows_current(frame);
        let act = desk.act(key, follows);
        detail.add(&act, act.when(follows));
    }
    let (mut pages, mut text) = (Keys::default(), Samples::default());
    for _ in 0..20 {
        let before = desk.frame();
        let first = numbers(&before).first().map(|it| (*it).to_owned());
        let act = desk.act("\x1b[6~", |frame| is_listed(frame) && numbers(frame).first() != first.as_deref().as_ref());
        let after = desk.frame();
        let rows = numbers(&after);
        pages.add(&act, act.when(|frame| numbers(frame) == rows));
        let changed = after.rows.iter().zip(&before.rows).filter(|(new, old)| new != old);
        text.add(as_figure(changed.map(|(new, _)| new.len()).sum()));
        full.key();
    }
    let (size, echo) = (place.size, echo.taken.median());
    sheet.time(size, "move", "move one row", moves.took, echo);
    sheet.put(size, "detail", "move and rest: its case beside the list", Unit::Millis, detail.took);
    sheet.time(size, "page", "page, rows from the file", pages.took, list_query + full.taken.median());
    sheet.put(size, "bytes.move", "bytes: move", Unit::Bytes, moves.bytes);
    sheet.put(size, "bytes.detail", "bytes: the case beside the list", Unit::Bytes, detail.bytes);
    let text = Some(text.median());
    sheet.beside(size, "bytes.page", "bytes: page (beside its text)", Unit::Bytes, pages.bytes, text, 0.0);
    sheet.put(size, "cpu.move", "CPU: move", Unit::Millis, moves.cpu);
    sheet.put(size, "cpu.page", "CPU: page", Unit::Millis, pages.cpu);
}

/// Tells whether the case under the cursor stands beside the list.
fn shows_current(frame: &Frame) -> bool {
    let row = frame.rows.get(usize::from(frame.cursor.1));
    let current = row.and_then(|row| number(row.trim_start_matches(['│', '>', '*', ' '])));
    let beside = frame.rows.iter().find_map(|row| number(row.split_once('│')?.1));
    current.is_some() && current == beside
}

/// Types a text character by character; every character has to stand before the cursor when it is there.
pub fn type_in(desk: &mut Terminal, text: &str, keys: &mut Keys, astray: &mut u32, mut between: impl FnMut()) {
    for c in text.chars() {
        let before = desk.frame().cursor;
        let right = stands(before, &c.to_string());
        let act = desk.act(&c.to_string(), &right);
        let took = act.when(&right);
        *astray += u32::from(took.is_none());
        keys.add(&act, took);
        between();
    }
}

/// Returns whether the cursor stands behind a text that begins where it stood before.
pub fn stands(before: (u16, u16), text: &str) -> impl Fn(&Frame) -> bool + use<> {
    let wide = u16::try_from(text.width()).unwrap_or_default();
    move |frame| frame.cursor == (before.0 + wide, before.1)
}

/// Measures typing in the form for a new case.
pub fn form(place: &Place, desk: &mut Terminal, sheet: &mut Sheet) {
    let mut echo = Echo::new(place);
    let (mut typed, mut named, mut commits, mut other, mut astray) =
        (Keys::default(), Keys::default(), Keys::default(), Keys::default(), 0);
    desk.act("\x1bOQ", |frame| frame.has("┌─ 新建登记"));
    for name in ["欧阳建国", "王小明", "司马秀英", "李娟"] {
        type_in(desk, name, &mut named, &mut astray, || echo.key());
        let act = desk.act("\x15", |_| true);
        other.add(&act, None);
    }
    for _ in 0..3 {
        let before = desk.frame().cursor;
        let act = desk.act("\t", |frame| frame.cursor != before);
        other.add(&act, act.when(|frame| frame.cursor != before));
    }
    for text in ["马鞍镇前川村三组十八号", "cgzxqlu12"] {
        for _ in 0..2 {
            type_in(desk, text, &mut typed, &mut astray, || echo.key());
            for key in ["\x7f", "\x1b[D", "\x1b[C", "\x15"] {
                let act = desk.act(key, |_| true);
                other.add(&act, None);
            }
        }
    }
    for _ in 0..15 {
        let before = desk.frame().cursor;
        let text = "住在映月小区三期";
        let act = desk.act(text, stands(before, text));
        let took = act.when(stands(before, text));
        astray += u32::from(took.is_none());
        commits.add(&act, took);
        desk.act("\x15", |frame| frame.cursor == before);
        echo.key();
    }
    desk.act("\x1b", is_listed);
    let (size, floor) = (place.size, echo.taken.median());
    sheet.time(size, "type.form", "typed character, form", typed.took, floor);
    sheet.time(size, "type.name", "typed character, form, with earlier cases looked up", named.took, floor);
    sheet.time(size, "type.commit", "input method commits 8 characters", commits.took, floor);
    sheet.put(size, "type.astray", "cursor not behind the text", Unit::Times, f64::from(astray));
    sheet.put(size, "bytes.type", "bytes: typed character", Unit::Bytes, typed.bytes);
    sheet.put(size, "bytes.commit", "bytes: 8 characters at once", Unit::Bytes, commits.bytes);
    sheet.put(size, "bytes.other", "bytes: Tab, arrows, erasing", Unit::Bytes, other.bytes);
    sheet.put(size, "cpu.type", "CPU: typed character", Unit::Millis, typed.cpu);
}

/// What the new cases are about: nothing alike, so that nothing has to be said about earlier ones.
const MATTERS: [&str; 5] = [
    "摊位的棚子挡了消防通道",
    "夜里施工吵得孩子睡不着",
    "退耕还林的补助三年没有发",
    "宠物狗咬伤路人不肯赔",
    "老宅的排水沟被填平积水",
];

/// Measures saving a new case: from the key to its number on the screen, durable.
pub fn save(place: &Place, desk: &mut Terminal, sheet: &mut Sheet) {
    let (mut echo, mut commit, mut saved) = (Echo::new(place), Commit::new(place), Keys::default());
    let message = usize::from(ROWS - 2);
    let told = |frame: &Frame| frame.rows[message].split(' ').find_map(number).map(str::to_owned);
    for nth in 0..20_u32 {
        let name: String = ["瞿", "麴", "郗", "昝"][nth as usize % 4]
            .chars()
            .chain("甲乙丙丁戊".chars().nth(nth as usize / 4))
            .collect();
        desk.act("\x1bOQ", |frame| frame.has("┌─ 新建登记"));
        desk.act(&name, |frame| frame.has(&name));
        for _ in 0..30 {
            let frame = desk.frame();
            if frame.rows[usize::from(frame.cursor.1)].contains("简要情况") {
                break;
            }
            desk.act_at_once("\t", |it| it.cursor != frame.cursor);
        }
        let text = format!("{}，编号{nth}", MATTERS[nth as usize % MATTERS.len()]);
        desk.act(&text, |frame| frame.has("，编号"));
        let before = told(&desk.frame());
        let done = |frame: &Frame| told(frame).is_some_and(|no| Some(no) != before) && is_listed(frame);
        let act = desk.act("\x13", done);
        saved.add(&act, act.when(done));
        echo.key();
        commit.row();
    }
    let (size, commit) = (place.size, commit.taken.median());
    let floor = commit + echo.taken.median();
    sheet.beside(size, "save", "save → number on the screen", Unit::Millis, saved.took, Some(floor), commit);
    sheet.put(size, "cpu.save", "CPU: save", Unit::Millis, saved.cpu);
}

/// Measures what the desk does when nobody does anything, and what it occupied at most.
pub fn rest(place: &Place, desk: Terminal, sheet: &mut Sheet) {
    let size = place.size;
    if let Some(peak) = desk.process().peak() {
        sheet.put(size, "peak", "peak memory (RSS), MiB", Unit::Mib, peak);
    }
    drop(desk);
    // A fresh one: its clock stands at the full minute, so that the minute does not change meanwhile.
    let mut fresh = open(place);
    fresh.start(is_listed);
    let (bytes, spent) = fresh.idle(Duration::from_secs(10));
    sheet.put(size, "idle.bytes", "idle 10 s: bytes", Unit::Bytes, as_figure(bytes));
    sheet.put(size, "idle.cpu", "idle 10 s: CPU", Unit::Millis, spent.cpu);
    let wakes = (spent.wakes - WATCH).max(0.0);
    sheet.put(size, "idle.wakes", "idle 10 s: wake-ups besides the change watch", Unit::Times, wakes);
}
