//! The desk while its file is away: intake goes on, and everything is entered when the file is back.

use crate::pty::Terminal;
use std::path::Path;
use std::process::Command;

const PROGRAM: &str = env!("CARGO_BIN_EXE_yichuang");

fn environment(home: &Path) -> Vec<(&'static str, String)> {
    let at = |part: &str| home.join(part).display().to_string();
    vec![
        ("XDG_DATA_HOME", at("data")),
        ("XDG_CONFIG_HOME", at("config")),
        ("XDG_STATE_HOME", at("state")),
        ("YICHUANG_DB", at("share/desk.db")),
        ("LC_ALL", "zh_CN.UTF-8".to_owned()),
    ]
}

fn open(home: &Path) -> Terminal {
    let environment = environment(home);
    let environment: Vec<_> = environment.iter().map(|(name, value)| (*name, value.as_str())).collect();
    Terminal::open(PROGRAM, &[], &environment, 100, 30)
}

fn run(home: &Path, args: &[&str]) -> String {
    let said = Command::new(PROGRAM).args(args).envs(environment(home)).output().expect("the program runs");
    assert!(said.status.success(), "{args:?}: {}", String::from_utf8_lossy(&said.stderr));
    String::from_utf8(said.stdout).expect("UTF-8")
}

/// A home with a database on a share.
fn home() -> tempfile::TempDir {
    let home = tempfile::tempdir().expect("a folder");
    std::fs::create_dir(home.path().join("share")).expect("a folder");
    run(home.path(), &["init", "--centre", "陇城县综治中心", "--officer", "王值班"]);
    home
}

fn move_share(home: &Path, from: &str, to: &str) {
    std::fs::rename(home.join(from), home.join(to)).expect("moved");
}

/// Registers a matter in the form and returns the provisional number it got.
fn register(terminal: &mut Terminal, name: &str, what: &str) -> String {
    terminal.send("\x1bOQ");
    terminal.wait_for("申请人");
    terminal.send(name);
    // The first field of the matter is some way down; the form jumps to what is missing.
    terminal.send("\x13");
    terminal.wait("the field that is missing", |rows, (_, y)| rows[usize::from(y)].contains("情况"));
    terminal.send(what);
    std::thread::sleep(std::time::Duration::from_millis(200));
    terminal.send("\x13");
    let rows = terminal.wait_for("断网登记回执");
    let slip =
        rows.iter().find_map(|row| row.split("临时号").nth(1)?.split_whitespace().find(|it| it.starts_with("D2")));
    let slip = slip.expect("a provisional number").to_owned();
    terminal.send("\x1b");
    slip
}

#[test]
fn a_share_that_vanishes_under_an_open_desk_costs_no_resident_their_visit() {
    let home = home();
    let home = home.path();
    let mut terminal = open(home);
    terminal.wait_for("[1 受理]");
    move_share(home, "share", "gone");
    terminal.wait_for("断网登记：");
    let slip = register(&mut terminal, "赵小禾", "邻居占用通道");
    move_share(home, "gone", "share");
    terminal.wait_for("1 条待补录");
    terminal.press_until("\x1bb", "可补录");
    terminal.wait_for(&slip);
    terminal.send("\r");
    terminal.wait_for("请核对断网时登记的内容");
    terminal.send("\x13");
    terminal.wait_for("没有待补录的");
    assert!(run(home, &["find", &slip]).contains("赵小禾"));
    let book = run(home, &["book", "list", "--all", "--json"]);
    assert!(book.contains("\"state\": \"entered\""), "{book}");
}

#[test]
fn a_desk_opened_while_the_share_is_away_takes_in_and_opens_anew_when_it_is_back() {
    let home = home();
    let home = home.path();
    run(home, &["today"]);
    move_share(home, "share", "gone");
    let mut terminal = open(home);
    terminal.wait_for("断网登记：");
    terminal.wait_for("这里暂时看不到");
    let slip = register(&mut terminal, "钱大河", "路灯不亮");
    // Nothing lies open: the desk opens by itself.
    move_share(home, "gone", "share");
    terminal.wait_for("1 条待补录");
    terminal.press_until("\x1bb", "可补录");
    terminal.send("\x13");
    terminal.wait_for("确定要");
    terminal.send("\x1b[D\r");
    terminal.wait_for("没有待补录的");
    assert!(run(home, &["find", &slip]).contains("钱大河"));
}
