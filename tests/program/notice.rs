//! The notice of a new alert, as the bytes that reach a real terminal.

use super::place::{PROGRAM, Place};
use super::pty::Terminal;
use std::time::{Duration, Instant};

const NOW: &str = "2026-11-23T09:00:00+08:00";
const LATER: &str = "2026-12-04T10:00:00+08:00";

/// Opens the desk in a terminal with these variables, lets another desk raise alerts, and returns all that was sent.
fn told(place: &Place, variables: &[(&str, &str)], enough: &str) -> String {
    let home = place.folder.path().to_str().expect("UTF-8");
    let mut environment = vec![("HOME", home), ("LANG", "zh_CN.UTF-8"), ("TERM", "xterm-256color")];
    environment
        .extend(["XDG_DATA_HOME", "XDG_STATE_HOME", "XDG_CONFIG_HOME", "STY", "ZELLIJ", "TMUX"].map(|it| (it, "")));
    environment.extend(["TERM_PROGRAM", "LC_TERMINAL"].map(|it| (it, "")));
    environment.extend(variables);
    let database = place.database.to_str().expect("UTF-8");
    let desk = Terminal::open(PROGRAM, &["--db", database, "--now", NOW], &environment, 80, 24);
    desk.wait_for("张三");
    // Alerts that were there when it was opened never ring: it must have read them.
    std::thread::sleep(Duration::from_millis(500));
    place.does(&["escalate", "--now", LATER]);
    let begun = Instant::now();
    while !desk.raw().contains(enough) && begun.elapsed() < Duration::from_secs(20) {
        std::thread::sleep(Duration::from_millis(50));
    }
    desk.raw()
}

fn place() -> Place {
    let place = Place::new();
    place.does(&["take", "张三 13900000001 柳林村 老板李四拖欠工资", "--now", NOW]);
    place
}

#[test]
fn a_terminal_that_knows_notices_gets_one_without_personal_data() {
    let raw = told(&place(), &[("TERM", "xterm-kitty")], "\u{1b}]9;");
    let (_, notice) = raw.split_once("\u{1b}]9;").expect("a notice");
    let (notice, rest) = notice.split_once('\u{7}').expect("its end");
    assert!(notice.starts_with("一窗：新增 ") && notice.contains("预警"), "{notice:?}");
    assert!(!notice.contains("张三") && !notice.contains("ZZ2026"), "{notice:?}");
    assert!(rest.starts_with('\u{7}'), "the bell rings too");
}

#[test]
fn inside_tmux_there_is_the_bell_alone_whatever_the_configuration_says() {
    let place = place();
    std::fs::create_dir_all(place.folder.path().join(".config/yichuang")).expect("a folder");
    place.file(".config/yichuang/config.toml", b"notice = \"osc9\"\n");
    let raw = told(&place, &[("TERM", "tmux-256color"), ("TMUX", "/tmp/tmux-1/default,1,0")], "\u{7}");
    assert!(raw.contains('\u{7}') && !raw.contains("\u{1b}]9;"), "the bell, and no sequence that tmux would swallow");
}
