//! Draws the pictures of the documentation: starts the real program in a terminal of its own, presses
//! keys, and writes what stands on the screen as SVG into `docs/pictures/`.
//!
//! `cargo run --release --example pictures`

#[allow(dead_code)] // the tests need more of it
#[path = "../../tests/program/pty.rs"]
mod pty;
mod svg;

use pty::Terminal;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

/// The made-up county, the same at every run.
const COUNTY: &[&str] = &["demo", "--cases", "60", "--seed", "7", "--now", "2026-11-23T10:20:00+08:00"];

/// A picture: the keys that lead to it from the screen that the program opens with.
struct Scene {
    name: &'static str,
    title: &'static str,
    size: (u16, u16),
    arguments: &'static [&'static str],
    environment: &'static [(&'static str, &'static str)],
    keys: &'static [&'static str],
}

const WIDE: (u16, u16) = (132, 38);
const SMALL: (u16, u16) = (80, 24);

const SCENES: &[Scene] = &[
    scene("intake", "一窗 · 受理", WIDE, &["1"]),
    scene("triage", "一窗 · 分流", WIDE, &["2"]),
    scene("mediation", "一窗 · 调解", WIDE, &["3"]),
    scene("alerts", "一窗 · 预警", WIDE, &["4"]),
    scene("figures", "一窗 · 统计", WIDE, &["8", "\x0f"]),
    scene("why", "一窗 · 日期说明", WIDE, &["4", "\x1b[20~"]),
    scene("new-case", "一窗 · 新建事项", WIDE, &["\x1bOQ"]),
    scene("help", "一窗 · 按键", WIDE, &["\x1bOP"]),
    scene("small", "一窗 · 80×24", SMALL, &["2"]),
    Scene {
        name: "english",
        title: "Yichuang · Triage",
        size: WIDE,
        arguments: &["--lang", "en"],
        environment: &[],
        keys: &["2"],
    },
    Scene {
        name: "mono",
        title: "一窗 · NO_COLOR",
        size: SMALL,
        arguments: &[],
        environment: &[("NO_COLOR", "1")],
        keys: &["4"],
    },
];

const fn scene(name: &'static str, title: &'static str, size: (u16, u16), keys: &'static [&'static str]) -> Scene {
    Scene { name, title, size, arguments: &[], environment: &[], keys }
}

fn main() {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    let program = program(&root);
    let folder = root.join("docs/pictures");
    std::fs::create_dir_all(&folder).expect("a folder for the pictures");
    let home = std::env::temp_dir().join(format!("yichuang-pictures-{}", std::process::id()));
    std::fs::create_dir_all(&home).expect("a folder for the made-up county");
    let wanted: Vec<_> = std::env::args().skip(1).collect();
    for scene in SCENES.iter().filter(|scene| wanted.is_empty() || wanted.iter().any(|name| name == scene.name)) {
        let picture = shoot(&program, &home, scene);
        let path = folder.join(format!("{}.svg", scene.name));
        std::fs::write(&path, picture).expect("the picture is written");
        println!("{}", path.display());
    }
    std::fs::remove_dir_all(&home).ok();
}

/// Builds the program as this example was built, and returns where it is.
fn program(root: &Path) -> PathBuf {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let here = std::env::current_exe().expect("this example has a path");
    let folder = here.parent().and_then(Path::parent).expect("…/examples/pictures").to_owned();
    let mut build = Command::new(cargo);
    build.current_dir(root).args(["build", "--bin", "yichuang"]);
    if folder.ends_with("release") {
        build.arg("--release");
    }
    assert!(build.status().is_ok_and(|status| status.success()), "the program builds");
    folder.join(format!("yichuang{}", std::env::consts::EXE_SUFFIX))
}

fn shoot(program: &Path, home: &Path, scene: &Scene) -> String {
    let data = home.join(scene.name);
    std::fs::create_dir_all(&data).expect("a folder");
    let database = data.join("demo.db").to_string_lossy().into_owned();
    let mut environment = vec![
        ("YICHUANG_DB", database.as_str()),
        ("COLORTERM", "truecolor"),
        ("LANG", "zh_CN.UTF-8"),
        ("TZ", "Asia/Shanghai"),
    ];
    environment.extend(scene.environment);
    let arguments: Vec<_> = COUNTY.iter().chain(scene.arguments).copied().collect();
    let (columns, rows) = scene.size;
    let program = program.to_string_lossy();
    let mut terminal = Terminal::open(&program, &arguments, &environment, columns, rows);
    terminal.wait("the first screen", |rows, _| rows.iter().filter(|row| !row.is_empty()).count() > 5);
    settle(&terminal);
    for keys in scene.keys {
        terminal.send(keys);
        settle(&terminal);
    }
    terminal.look(|screen| svg::draw(screen, scene.title))
}

/// Waits until the program has been silent for a while.
fn settle(terminal: &Terminal) {
    let mut before = usize::MAX;
    while before != terminal.bytes() {
        before = terminal.bytes();
        std::thread::sleep(Duration::from_millis(700));
    }
}
