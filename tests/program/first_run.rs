//! The program as a newcomer meets it: no database, no configuration, one terminal.

use crate::pty::Terminal;

const PROGRAM: &str = env!("CARGO_BIN_EXE_yichuang");

fn open(home: &std::path::Path) -> Terminal {
    let at = |part: &str| home.join(part).display().to_string();
    let (data, config, state) = (at("data"), at("config"), at("state"));
    let environment = [
        ("XDG_DATA_HOME", data.as_str()),
        ("XDG_CONFIG_HOME", config.as_str()),
        ("XDG_STATE_HOME", state.as_str()),
        ("YICHUANG_DB", ""),
        ("LC_ALL", "zh_CN.UTF-8"),
    ];
    Terminal::open(PROGRAM, &[], &environment, 80, 24)
}

#[test]
fn a_fresh_machine_opens_the_wizard_and_then_the_desk() {
    let home = tempfile::tempdir().unwrap();
    let mut terminal = open(home.path());
    terminal.wait_for("首次启动");
    terminal.send("陇城县综治中心\t\t\t王值班\t");
    terminal.wait_for("wangzhiban");
    terminal.send("\x13");
    terminal.wait_for("[1 受理]");
    assert!(home.path().join("data/yichuang/yichuang.db").exists());
    // The theme chosen by the function key is there at the next start.
    terminal.send("\x1b[24~");
    terminal.wait_for("夜间");
    terminal.send("rj\r");
    terminal.wait_for("已换成日间主题");
    terminal.send("q");
    terminal.wait_for("确定要");
    terminal.send("\x1b[D\r");
    assert_eq!(terminal.wait_for_end(), 0);
    let config = std::fs::read_to_string(home.path().join("config/yichuang/config.toml")).unwrap();
    assert_eq!(config, "theme = \"day\"\n");
    let terminal = open(home.path());
    terminal.wait_for("[1 受理]");
}

#[test]
fn leaving_the_wizard_leaves_no_trace() {
    let home = tempfile::tempdir().unwrap();
    let mut terminal = open(home.path());
    terminal.wait_for("首次启动");
    terminal.send("\x1b");
    assert_eq!(terminal.wait_for_end(), 0);
    assert!(!home.path().join("data").exists());
}
