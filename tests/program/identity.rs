//! Who sits here, as an officer meets it: passwords asked on a real terminal, shown nowhere, and the entrance before the desk.

use super::pty::Terminal;
use std::path::PathBuf;
use std::process::{Command, Stdio};
use tempfile::TempDir;
use unicode_width::UnicodeWidthStr;

const PROGRAM: &str = env!("CARGO_BIN_EXE_yichuang");
const GIVEN: &str = "given-to-you";
const OWN: &str = "rain on the roof";

/// A real database: its maker is bound to the account, `li` is not.
struct Place {
    folder: TempDir,
    database: PathBuf,
}

impl Place {
    fn new() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let place = Self { database: folder.path().join("desk.db"), folder };
        for arguments in [
            &["init", "--centre", "陇城县综治中心", "--officer", "王值班"][..],
            &["officer", "add", "li", "--name", "李采薇", "--role", "duty_officer"],
            &["take", "孙问路 13900001111 问低保怎么办"],
        ] {
            let (code, said) = place.run(arguments);
            assert_eq!(code, 0, "{arguments:?}: {said}");
        }
        place
    }

    fn environment(&self) -> [(&str, &str); 4] {
        let home = self.folder.path().to_str().expect("a path in UTF-8");
        [("HOME", home), ("LANG", "zh_CN.UTF-8"), ("XDG_DATA_HOME", ""), ("XDG_CONFIG_HOME", "")]
    }

    /// Runs the program without a terminal.
    fn run(&self, arguments: &[&str]) -> (i32, String) {
        let mut command = Command::new(PROGRAM);
        command.arg("--db").arg(&self.database).args(arguments).envs(self.environment()).stdin(Stdio::null());
        let out = command.output().expect("the program runs");
        let said = String::from_utf8_lossy(&[out.stdout, out.stderr].concat()).into_owned();
        (out.status.code().unwrap_or(-1), said)
    }

    /// Runs it on a terminal.
    fn open(&self, arguments: &[&str]) -> Terminal {
        let all = [&["--db", self.database.to_str().expect("a path")], arguments].concat();
        Terminal::open(PROGRAM, &all, &self.environment(), 80, 24)
    }

    /// Answers what the program asks, one line each, and returns its exit code; nothing of the answers may be shown.
    fn answer(&self, arguments: &[&str], answers: &[(&str, &str)]) -> (u32, String) {
        let mut terminal = self.open(arguments);
        for (question, typed) in answers {
            terminal.wait_for(question);
            terminal.send(&format!("{typed}\r"));
        }
        let code = terminal.wait_for_end();
        let raw = terminal.raw();
        for (_, typed) in answers {
            assert!(!raw.contains(typed), "what was typed is shown: {raw}");
        }
        (code, raw)
    }
}

#[test]
fn a_password_is_given_changed_and_asked_for_and_never_shown() {
    let place = Place::new();
    let (code, said) = place.run(&["--as", "li", "today"]);
    assert_eq!(code, 4, "{said}");
    assert!(said.contains("--os-user"), "without a terminal it says how to bind an account: {said}");
    let (code, said) = place.run(&["--as", "nobody", "today"]);
    assert!(code == 4 && said.contains("--os-user"), "nobody learns who is known: {said}");

    let (code, said) = place.answer(&["officer", "password", "li"], &[("李采薇 的新口令", GIVEN), ("再输一次", GIVEN)]);
    assert_eq!(code, 0, "{said}");
    let (code, said) = place.answer(&["--as", "li", "today"], &[("李采薇 的口令", GIVEN)]);
    assert!(code == 4 && said.contains("临时口令"), "{said}");
    let asked = [("李采薇 的口令", GIVEN), ("新口令", OWN), ("再输一次", OWN)];
    let (code, said) = place.answer(&["--as", "li", "officer", "password"], &asked);
    assert_eq!(code, 0, "{said}");
    let (code, said) = place.answer(&["--as", "李采薇", "today"], &[("李采薇 的口令", OWN)]);
    assert!(code == 0 && said.contains("孙问路"), "{code}: {said}");
    let (code, said) = place.answer(&["--as", "li", "today"], &[("李采薇 的口令", GIVEN)]);
    assert!(code == 4 && !said.contains("孙问路"), "{said}");
    let (code, said) = place.answer(&["--as", "nobody", "today"], &[("nobody 的口令", GIVEN)]);
    assert!(code == 4 && said.contains("姓名或口令不对"), "{said}");
    assert_eq!(place.run(&["verify"]).0, 0);
}

#[test]
fn looking_after_the_file_is_the_administrators_or_the_hosts_keeper() {
    let place = Place::new();
    let copy = place.folder.path().join("copy.db");
    let copy = copy.to_str().expect("a path");
    assert_eq!(place.run(&["verify"]).0, 0);
    place.run(&["officer", "add", "chief", "--name", "简知行", "--role", "administrator", "--os-user", "jianzhixing"]);
    assert_eq!(place.run(&["officer", "set", "wangzhiban", "--role", "duty_officer"]).0, 0);
    for chore in [&["verify"][..], &["rebuild"], &["backup", copy], &["officer", "set", "li", "--name", "李四"]] {
        let (code, said) = place.run(chore);
        assert!(code == 4 && said.contains("只有管理员可以"), "{chore:?}: {said}");
    }
    let (code, said) = place.run(&["--as", "chief", "backup", copy]);
    assert!(code == 4 && !said.contains("管理员可以"), "the administrator's password would be needed: {said}");
}

#[test]
fn the_real_cursor_stands_in_the_password_field_and_no_character_of_it_reaches_the_screen() {
    let place = Place::new();
    let set = [("新口令", GIVEN), ("再输一次", GIVEN)];
    assert_eq!(place.answer(&["officer", "password", "li"], &set).0, 0);
    let mut desk = place.open(&["--as", "li"]);
    desk.wait_for("登录");
    let behind = |desk: &Terminal, stars: &str| {
        desk.wait("the cursor behind the stars", |rows, cursor| {
            rows.iter().enumerate().any(|(row, line)| {
                let at = line.find("口令").map(|at| line[at..].find('*').map_or(line.len(), |star| at + star));
                let end = line.rfind('*').map(|at| at + 1).or(at);
                let ends = end.map(|end| u16::try_from(line[..end].width()).unwrap_or(0));
                line.matches('*').count() == stars.len()
                    && line.contains("口令")
                    && u16::try_from(row) == Ok(cursor.1)
                    && (stars.is_empty() || ends == Some(cursor.0))
            })
        });
        assert!(desk.cursor_is_visible(), "an input method's window follows a visible cursor only");
    };
    behind(&desk, "");
    desk.send("given");
    behind(&desk, "*****");
    desk.send("-to-you\r");
    desk.wait_for("临时口令");
    desk.send(&format!("{OWN}\r"));
    desk.send(&format!("{OWN}\r"));
    desk.wait_for("孙问路");
    desk.send("\x1bq");
    desk.wait_for("已锁定");
    let rows = desk.rows().join("\n");
    assert!(!rows.contains("孙问路") && !rows.contains("待分"), "{rows}");
    desk.send("\x1bOQ");
    desk.send(&format!("{OWN}\r"));
    desk.wait_for("孙问路");
    let raw = desk.raw();
    for typed in [GIVEN, OWN, "given", "rain", "roof"] {
        assert!(!raw.contains(typed), "{typed} was sent to the terminal");
    }
}

#[test]
fn another_officer_sits_down_at_the_same_terminal() {
    let place = Place::new();
    assert_eq!(place.answer(&["officer", "password", "li"], &[("新口令", OWN), ("再输一次", OWN)]).0, 0);
    let mut desk = place.open(&[]);
    desk.wait_for("孙问路");
    desk.send("\x1bw");
    desk.wait_for("换人");
    desk.send("lcw\r");
    desk.wait_for("口令");
    desk.send(&format!("{OWN}\r"));
    desk.wait_for("临时口令");
    desk.send("tea at nine\r");
    desk.send("tea at nine\r");
    let rows = desk.wait("the other officer's desk", |rows, _| rows[0].contains("李采薇"));
    assert!(!rows[0].contains("王值班"));
    desk.wait_for("孙问路");
}
