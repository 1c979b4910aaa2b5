//! The desk as an officer meets it: the real program in a terminal, Chinese typed in, the real cursor looked at,
//! the line cut, the file held by somebody else, a second desk beside the first.

use super::place::{PROGRAM, Place};
use super::pty::Terminal;
use std::path::Path;
use unicode_width::UnicodeWidthStr;

/// Opens the desk, on which nothing has been registered yet.
fn open(place: &Place, columns: u16, rows: u16) -> Terminal {
    let terminal = place.open(&[], columns, rows);
    terminal.wait_for("还没有登记");
    terminal
}

fn register(place: &Place, name: &str) {
    place.does(&["take", &format!("{name} 13900001111 问低保怎么办")]);
}

/// Returns where a text ends on the screen, in cells and rows.
fn end_of(terminal: &Terminal, text: &str) -> Option<(u16, u16)> {
    let rows = terminal.rows();
    rows.iter().enumerate().find_map(|(row, line)| {
        let at = line.find(text)? + text.len();
        Some((u16::try_from(line[..at].width()).ok()?, u16::try_from(row).ok()?))
    })
}

/// Waits until the real cursor stands right behind a text.
fn caret_behind(terminal: &Terminal, text: &str) {
    terminal.wait_for(text);
    terminal.wait(&format!("the cursor behind {text}"), |rows, cursor| {
        rows.iter().enumerate().any(|(row, line)| {
            line.find(text).is_some_and(|at| {
                let column = line[..at + text.len()].width();
                cursor == (u16::try_from(column).unwrap_or(0), u16::try_from(row).unwrap_or(0))
            })
        })
    });
    assert!(terminal.cursor_is_visible(), "an input method's window follows a visible cursor only");
}

#[test]
fn the_real_cursor_stands_at_the_caret_in_a_form_a_wrapped_field_and_a_popup() {
    let place = Place::new();
    let mut desk = open(&place, 80, 24);
    desk.send("\x1bOQ");
    desk.wait_for("新建登记");
    desk.send("欧阳建国");
    caret_behind(&desk, "欧阳建国");
    desk.send("\t1990000");
    caret_behind(&desk, "1990000");
    // The one-line entry wraps: the caret goes to the next row with the text.
    let mut other = open(&place, 80, 24);
    other.send("\x0e");
    other.wait_for("一句话登记");
    let sentence = "王小明说邻居在他家门前修了一道围墙,出门只能绕到后山走,找村里说过三次都没有结果,老人看病也出不去";
    other.send(sentence);
    caret_behind(&other, "看病也出不去");
    let (_, row) = end_of(&other, "看病也出不去").expect("it is there");
    let (_, first) = end_of(&other, "王小明说").expect("it is there");
    assert!(row > first, "the sentence is longer than a row");
    // In the palette, over Chinese text.
    let mut third = open(&place, 80, 24);
    third.send("\x10");
    third.send("xjdj");
    caret_behind(&third, "xjdj");
}

#[test]
fn what_was_typed_comes_back_after_the_program_was_killed() {
    let place = Place::new();
    let mut desk = open(&place, 100, 30);
    desk.send("\x1bOQ");
    desk.wait_for("新建登记");
    desk.send("欧阳建国");
    desk.wait_for("欧阳建国");
    wait_for_draft(place.folder.path(), "欧阳建国");
    desk.signal("KILL");
    drop(desk);
    let mut again = open(&place, 100, 30);
    again.send("\x1bOQ");
    again.wait_for("欧阳建国");
}

/// Waits until a text is on disk somewhere below a folder.
fn wait_for_draft(folder: &Path, text: &str) {
    fn found(folder: &Path, text: &str) -> bool {
        let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
        entries.map(|entry| entry.path()).any(|path| {
            if path.is_dir() {
                found(&path, text)
            } else {
                path.extension().is_some_and(|it| it == "json")
                    && std::fs::read_to_string(&path).is_ok_and(|content| content.contains(text))
            }
        })
    }
    for _ in 0..400 {
        if found(folder, text) {
            return;
        }
        std::thread::sleep(std::time::Duration::from_millis(25));
    }
    panic!("no draft was kept");
}

#[test]
fn a_case_is_registered_by_keys_alone_and_a_second_desk_sees_it() {
    let place = Place::new();
    let second = open(&place, 120, 36);
    let mut first = open(&place, 120, 36);
    first.send("\x1bOQ");
    first.wait_for("新建登记");
    first.send("欧阳建国\t19900001234\t\t");
    first.wait_for("199****1234");
    // Past the respondent's fields to the narrative, by Tab alone.
    for _ in 0..7 {
        first.send("\t");
    }
    first.send("楼上漏水物业不管");
    first.wait_for("楼上漏水物业不管");
    first.send("\x13");
    first.wait_for("ZZ2026-00001");
    second.wait_for("欧阳建国");
    assert!(place.does(&["verify", "--json"]).contains("\"ok\": true"), "the log holds together");
}

#[test]
fn while_somebody_else_holds_the_file_typing_goes_on_and_the_save_completes() {
    let place = Place::new();
    register(&place, "孙问路");
    let mut desk = {
        let desk = place.open(&[], 100, 30);
        desk.wait_for("孙问路");
        desk
    };
    let foreign = rusqlite::Connection::open(&place.database).expect("the file opens");
    foreign.execute_batch("BEGIN IMMEDIATE").expect("held");
    desk.send("\x14");
    desk.wait_for("记一笔");
    desk.send("当事人来电催问");
    desk.wait_for("当事人来电催问");
    desk.send("\x13");
    desk.wait_for("正在提交");
    // The screen answers while the save waits: go on typing.
    desk.send("又来一次");
    desk.wait_for("又来一次");
    foreign.execute_batch("ROLLBACK").expect("let go");
    desk.wait("the save done", |rows, _| rows.iter().any(|row| row.contains("已记一笔")));
}

#[test]
fn it_works_in_mono_and_at_any_size() {
    let place = Place::new();
    register(&place, "孙问路");
    let home = place.folder.path().to_str().expect("a path in UTF-8");
    let environment = [("HOME", home), ("LANG", "zh_CN.UTF-8"), ("NO_COLOR", "1"), ("XDG_DATA_HOME", "")];
    let desk = Terminal::open(PROGRAM, &["--db", place.database.to_str().expect("UTF-8")], &environment, 80, 24);
    desk.wait_for("孙问路");
    let raw = desk.raw();
    assert!(!raw.contains("\x1b[38;") && !raw.contains("\x1b[48;"), "no colour where none is wanted");
    for (columns, rows) in [(200, 60), (60, 16), (40, 10), (120, 36)] {
        desk.resize(columns, rows);
    }
    desk.wait_for("孙问路");
}
