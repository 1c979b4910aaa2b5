//! The questions behind the screen, asked through the library, beside the bare statements that they come to.

use crate::floor::{Bare, Commit, lookup, nothing, whole};
use crate::machine::forget;
use crate::place::{OFFICER, Place, now};
use crate::pty::millis;
use crate::query::Asked;
use crate::table::{Samples, Sheet, Unit};
use rusqlite::ToSql;
use serde_json::json;
use std::hint::black_box;
use std::time::Instant;
use yichuang::desk::views::Filter;
use yichuang::desk::{Desk, Mode, Order, Viewer};
use yichuang::domain::ids::{CaseNo, OfficerId};

/// The newest cases as a list shows them.
pub const LIST: &str =
    "SELECT id, no, title, parties, kind, category, grade, stage, ball, holder, since, due, closed_at,
    level, registered_at, registered_by, rev FROM case_row ORDER BY id DESC LIMIT 36";

/// The running clocks with their cases, the first due first.
const ALERTS: &str =
    "SELECT k.case_id, k.clock, k.kind, k.unit, k.due, k.level, k.acknowledged, c.no, c.title, c.parties,
    c.stage, c.ball, c.holder, c.since, c.registered_at FROM clock_row k CROSS JOIN case_row c ON c.id = k.case_id
    WHERE k.running = 1 ORDER BY k.due LIMIT 200";

/// What the top line counts.
const COUNTERS: &str = "SELECT (SELECT count(*) FROM case_row WHERE closed_at IS NULL AND due < ?1),
    (SELECT count(*) FROM case_row WHERE closed_at IS NULL AND due < ?2),
    (SELECT count(*) FROM case_row WHERE closed_at IS NULL AND ball = 'awaiting_signature'),
    (SELECT cases FROM stage_count WHERE stage = 'registered'), (SELECT cases FROM stage_count WHERE stage = 'accepted'),
    (SELECT count(*) FROM clock_row WHERE running = 1 AND acknowledged = 0 AND level IN ('red', 'supervision', 'leader'))";

/// A case with its history.
const CASE: &str = "SELECT e.seq, e.at, e.officer, e.kind, e.body FROM case_row c CROSS JOIN event e ON e.stream = c.id
    WHERE c.no = ?1 ORDER BY e.seq";

/// How often a question is asked that always has the same answer.
const ROUNDS: usize = 200;

/// Measures a question and its bare statement in turns.
fn question(bare: &Bare, sql: &str, values: &[&dyn ToSql], rounds: usize, mut ask: impl FnMut()) -> (Samples, f64) {
    let (mut took, mut floor) = (Samples::default(), Samples::default());
    // Once to read the pages in.
    bare.run(sql, values);
    ask();
    for _ in 0..rounds {
        let begun = Instant::now();
        ask();
        took.add(millis(begun.elapsed()));
        floor.add(bare.run(sql, values).0);
    }
    (took, floor.median())
}

/// Measures the questions of the panes; returns what the bare list costs.
pub fn panes(place: &Place, sheet: &mut Sheet) -> f64 {
    let desk = Desk::open(&place.database, Mode::ReadOnly).expect("the database opens");
    let bare = Bare::open(&place.database);
    let (size, now) = (place.size, now());
    let cold =
        cold(place, LIST, |desk| black_box(desk.rows(&Filter { limit: 36, ..Filter::default() }, now)).map(drop));
    sheet.time(size, "open.cold", "open the file and list 36 cases, cold", cold.0, cold.1);
    let filter = Filter { limit: 36, ..Filter::default() };
    let (took, list) = question(&bare, LIST, &[], ROUNDS, || drop(black_box(desk.rows(&filter, now).expect("rows"))));
    sheet.time(size, "list", "list 36 cases", took, list);
    let (took, floor) = question(&bare, ALERTS, &[], ROUNDS, || {
        drop(black_box(desk.alerts(None, None, 200, now).expect("alerts")));
    });
    sheet.time(size, "alerts", "200 alerts in bands", took, floor);
    let (until, today) = (yichuang::desk::stamp(now), "2026-11-20T23:59:59+08:00~");
    let (took, floor) = question(&bare, COUNTERS, &[&until, &today], ROUNDS / 4, || {
        black_box(desk.counters(now).expect("counters"));
    });
    sheet.time(size, "counters", "counters of the top line", took, floor);
    cases(place, &desk, &bare, sheet);
    list
}

/// Measures opening single cases, spread over the whole file.
fn cases(place: &Place, desk: &Desk, bare: &Bare, sheet: &mut Sheet) {
    let officer = desk.centre().expect("a centre").officer(&OfficerId::from(OFFICER)).expect("an officer").clone();
    let viewer = Viewer::masked(&officer);
    let (mut took, mut floor) = (Samples::default(), Samples::default());
    for round in [false, true] {
        for no in spread(bare, 100) {
            let begun = Instant::now();
            let view = desk.case_view(&CaseNo(no.clone()), &viewer).expect("a case");
            if round {
                took.add(millis(begun.elapsed()));
                floor.add(bare.run(CASE, &[&no]).0);
            }
            black_box(view);
        }
    }
    sheet.time(place.size, "case", "open one case with its history", took, floor.median());
}

/// Returns the numbers of cases, spread evenly over the file.
pub fn spread(bare: &Bare, count: i64) -> Vec<String> {
    let sql = "SELECT no FROM case_row WHERE id % max(1, (SELECT max(id) FROM case_row) / ?1) = 0 ORDER BY id LIMIT ?1";
    let mut statement = bare.file().prepare(sql).expect("a statement");
    let found = statement.query_map([count], |row| row.get(0)).expect("rows");
    found.collect::<Result<_, _>>().expect("numbers")
}

/// Measures a new connection with its first question after the file's pages were forgotten, and the bare one.
pub fn cold<E: std::fmt::Debug>(place: &Place, sql: &str, ask: impl Fn(&Desk) -> Result<(), E>) -> (Samples, f64) {
    let (mut took, mut floor) = (Samples::default(), Samples::default());
    for _ in 0..7 {
        forget(&place.database);
        let begun = Instant::now();
        let desk = Desk::open(&place.database, Mode::ReadOnly).expect("the database opens");
        ask(&desk).expect("an answer");
        took.add(millis(begun.elapsed()));
        drop(desk);
        forget(&place.database);
        let begun = Instant::now();
        Bare::open(&place.database).run(sql, &[]);
        floor.add(millis(begun.elapsed()));
    }
    (took, floor.median())
}

/// Measures taking cases in, with everything that is kept of them for finding, beside a bare commit.
pub fn intake(place: &Place, sheet: &mut Sheet) {
    let mut desk = Desk::open(&place.database, Mode::ReadWrite).expect("the database opens");
    let mut commit = Commit::new(place);
    let (officer, now, mut took) = (OfficerId::from(OFFICER), now(), Samples::default());
    for nth in 0..100_u32 {
        let narrative = format!(
            "申请人反映第{nth}号地块的边界石被人移动,对方在争议处种上了树苗,村里丈量过两次都没有结果,要求重新丈量并恢复原状。"
        );
        let order = json!({
            "command": "register", "kind": "dispute", "channel": "walk_in", "accept": true,
            "title": format!("第{nth}号地块边界不清"), "narrative": narrative, "place": "马鞍镇前川村",
            "parties": [
                {"side": "applicant", "name": format!("殳{}", digits(nth)), "phone": format!("1990001{nth:04}"),
                 "place": "马鞍镇前川村二组"},
                {"side": "respondent", "name": format!("亓{}", digits(nth)), "place": "马鞍镇前川村三组"},
            ],
        });
        let order = Order::from_json(&order.to_string()).expect("an order");
        let begun = Instant::now();
        desk.perform(&officer, now, &order).expect("a new case");
        took.add(millis(begun.elapsed()));
        commit.row();
    }
    sheet.time(place.size, "intake", "intake: decide, log, index, commit", took, commit.taken.median());
    sheet.put(place.size, "commit", "a bare commit of one row on this disk", Unit::Millis, commit.taken);
}

/// Writes a number in Chinese digits, as part of a name that nobody has.
fn digits(number: u32) -> String {
    let digit = |c: char| "零一二三四五六七八九".chars().nth(c.to_digit(10)? as usize);
    format!("{number:02}").chars().filter_map(digit).collect()
}

/// Measures whole runs of the program that look something up and end.
pub fn one_shot(place: &Place, word: &str, asked: &Asked, sheet: &mut Sheet) {
    let (mut find, mut show, mut floor, mut empty) =
        (Samples::default(), Samples::default(), Samples::default(), Samples::default());
    let no = spread(&Bare::open(&place.database), 2).remove(0);
    for _ in 0..25 {
        find.add(whole(&mut place.command(&["find", word])).0);
        show.add(whole(&mut place.command(&["show", &no])).0);
        floor.add(lookup(&place.database, &asked.sql, asked.value()).0);
        empty.add(nothing());
    }
    let floor = floor.median();
    sheet.time(place.size, "lookup", "`yichuang find NAME`, whole process", find, floor);
    sheet.time(place.size, "lookup.show", "`yichuang show NO`, whole process", show, floor);
    sheet.put(place.size, "nothing", "a process that does nothing", Unit::Millis, empty);
}
