//! Chance at the keys: whatever is pressed, typed and pasted at whatever size, the screen stands, shows nothing that
//! steers a terminal, and has its caret inside.
//!
//! The run in the tests is short and always the same; `YICHUANG_FUZZ=60 cargo test --lib chance` goes on for sixty
//! seconds with a seed of its own, and `YICHUANG_FUZZ_SEED` begins there again.

use super::harness::Bench;
use crate::term::{Code, Event, Key, Mods};
use crate::tui::run::Program as _;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::{Duration, Instant};

/// What is typed as a text at once, by an input method or a paste.
const TEXTS: &[&str] = &[
    "张三",
    "欧阳建国",
    "拖欠工资3.5万元",
    "13900001111",
    "620523198001011234",
    "明天 9点",
    "+3工作日",
    "2026-02-30",
    "1",
    "0",
    "-1",
    "99999999999999999999",
    "。",
    "　",
    "\n",
    "甲\n乙\r\n丙\u{2028}丁",
    "\u{1b}[2J",
    "\u{1b}]52;c;QUJD\u{7}",
    "\u{9b}31m",
    "\u{202e}\u{2066}",
    "\u{200b}\u{200d}\u{feff}",
    "e\u{301}\u{489}\u{489}\u{489}",
    "👨‍👩‍👧‍👦",
    "﷽",
    "\u{1f1e8}\u{1f1f3}",
    "\u{fe0f}",
    "\u{ffff}",
    "=1+1",
    "%{no}",
    "zs",
    "unit:",
    "状态:",
    "\"",
    "\u{0}",
    "\t\t",
];

const SIZES: &[(u16, u16)] = &[
    (80, 24),
    (120, 36),
    (200, 60),
    (80, 24),
    (40, 10),
    (20, 5),
    (1, 1),
    (0, 0),
    (0, 10),
    (10, 0),
    (2, 50),
    (300, 1),
    (79, 23),
];

const PLAIN: &[Code] = &[
    Code::Enter,
    Code::Enter,
    Code::Esc,
    Code::Tab,
    Code::Tab,
    Code::Tab,
    Code::Backspace,
    Code::Delete,
    Code::Insert,
    Code::Up,
    Code::Down,
    Code::Down,
    Code::Left,
    Code::Right,
    Code::Home,
    Code::End,
    Code::PageUp,
    Code::PageDown,
];

fn of<T: Copy>(dice: &mut fastrand::Rng, all: &[T]) -> T {
    all[dice.usize(0..all.len())]
}

fn key(dice: &mut fastrand::Rng) -> Key {
    let mods = Mods { ctrl: dice.u8(0..12) == 0, alt: dice.u8(0..30) == 0, shift: dice.u8(0..12) == 0 };
    match dice.u8(0..10) {
        0 | 1 => Key { code: Code::F(dice.u8(1..=12)), mods: Mods::NONE },
        2 => Key { code: Code::Char(dice.char('a'..='z')), mods: Mods { ctrl: true, ..Mods::NONE } },
        3 => Key::char(dice.char(' '..='~')),
        4 => Key::char(dice.char('\u{4e00}'..='\u{9fff}')),
        5 => Key::char(dice.char('\u{0}'..='\u{10ffff}')),
        _ => Key { code: of(dice, PLAIN), mods },
    }
}

/// Does one thing at random, and writes down what, so that a failure can be told.
fn step(bench: &mut Bench, dice: &mut fastrand::Rng, told: &mut Vec<String>) {
    match dice.u8(0..40) {
        0 | 1 => {
            bench.size = of(dice, SIZES);
            told.push(format!("size {:?}", bench.size));
            let (columns, rows) = bench.size;
            let _ = bench.screen.event(Event::Resize(columns, rows), Duration::ZERO);
        }
        2 | 3 => {
            let text = of(dice, TEXTS);
            told.push(format!("paste {text:?}"));
            // The terminal's side cleans what is pasted before it becomes an event.
            bench.paste(&crate::text::sanitise_text(text));
        }
        4 => {
            let text = of(dice, TEXTS).repeat(400);
            told.push(format!("paste 400 times {:?}", &text.chars().next()));
            bench.paste(&crate::text::sanitise_text(&text));
        }
        5..=9 => {
            let text = of(dice, TEXTS);
            told.push(format!("type {text:?}"));
            bench.text(text);
        }
        10 => {
            let long = Duration::from_secs(dice.u64(1..40_000));
            told.push(format!("wait {long:?}"));
            bench.wait(long);
        }
        11 if dice.u8(0..8) == 0 => {
            told.push("restart".into());
            bench.restart();
        }
        _ => {
            let key = key(dice);
            told.push(format!("{key}"));
            bench.press(key);
        }
    }
    let shown = bench.shown();
    let steers = shown
        .chars()
        .find(|c| (c.is_control() && *c != '\n') || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}'));
    assert!(steers.is_none(), "{steers:?} on the screen\n{shown}");
}

/// Sits chance down at a desk with some work on it.
fn sit() -> Bench {
    let mut bench = Bench::new();
    for name in ["赵小禾", "钱大川", "孙问路"] {
        bench.order(&format!(
            r#"{{"command":"register","kind":"dispute","channel":"walk_in","accept":true,"category":"0202","grade":"general",
            "narrative":"邻居砌墙占道","parties":[{{"side":"applicant","name":"{name}","phone":"13900001111"}}]}}"#
        ));
    }
    bench
}

#[test]
fn whatever_keys_are_pressed_the_screen_stands() {
    let number = |name: &str| std::env::var(name).ok().and_then(|it| it.parse::<u64>().ok());
    let long = number("YICHUANG_FUZZ").map(Duration::from_secs);
    let first =
        number("YICHUANG_FUZZ_SEED").unwrap_or_else(|| if long.is_some() { fastrand::u64(..) >> 16 } else { 1 });
    let (begun, mut seed) = (Instant::now(), first);
    while long.map_or(seed < first + 3, |long| begun.elapsed() < long) {
        let mut told = Vec::new();
        let done = catch_unwind(AssertUnwindSafe(|| {
            let (mut bench, mut dice) = (sit(), fastrand::Rng::with_seed(seed));
            for _ in 0..120 {
                let before = Instant::now();
                step(&mut bench, &mut dice, &mut told);
                assert!(before.elapsed() < Duration::from_secs(20), "that took {:?}", before.elapsed());
            }
        }));
        if let Err(fault) = done {
            eprintln!("seed {seed}:\n{}", told.join("\n"));
            std::panic::resume_unwind(fault);
        }
        seed += 1;
    }
    println!("{} runs of 120 steps from seed {first}", seed - first);
}
