//! How quick many writers are at once, beside what the machine itself needs to write.
//!
//! `cargo bench --bench writers` lets fifty processes give two hundred commands each through `yichuang do`, on one
//! file, and prints one table; `--write` puts it into `docs/performance.md`. Before and after each round one process
//! writes single rows, so that ratios hold where figures do not.

#[path = "../../tests/trials/crew.rs"]
#[allow(dead_code, reason = "the tests use more of it")]
mod crew;
mod round;

use crew::{Pace, Town, Work};
use round::Round;
use std::fmt::Write as _;
use std::path::Path;

/// Where the table is kept.
const DOCUMENT: &str = "docs/performance.md";

/// What the command line asks for.
struct Wish {
    writers: usize,
    each: usize,
    cases: usize,
    write: bool,
}

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    // `cargo test --benches` starts it too, without this.
    if !arguments.iter().any(|argument| argument == "--bench") {
        println!("to be run by `cargo bench`");
        return;
    }
    let wish = match read(&arguments) {
        Ok(wish) => wish,
        Err(wrong) => {
            eprintln!(
                "{wrong}\nusage: cargo bench --bench writers -- [--writers 50] [--each 200] [--cases 10000] [--write]"
            );
            std::process::exit(2);
        }
    };
    let near = Path::new(env!("CARGO_TARGET_TMPDIR"));
    std::fs::create_dir_all(near).expect("a folder");
    let town = Town::new(near, wish.cases);
    let rounds = [
        ("mixed, each answered before the next", Work::Mixed, Pace::Answered, wish.writers),
        ("mixed, piped", Work::Mixed, Pace::Piped, wish.writers),
        ("light, each answered before the next", Work::Light, Pace::Answered, wish.writers),
        ("light, piped", Work::Light, Pace::Piped, wish.writers),
        ("intake, each answered before the next", Work::Intake, Pace::Answered, wish.writers),
        ("intake, piped", Work::Intake, Pace::Piped, wish.writers),
        ("light, one process, answered", Work::Light, Pace::Answered, 1),
        ("light, one process, piped", Work::Light, Pace::Piped, 1),
        ("intake, one process, answered", Work::Intake, Pace::Answered, 1),
        ("intake, one process, piped", Work::Intake, Pace::Piped, 1),
    ];
    let mut done: Vec<Round> = Vec::new();
    for (nth, (name, work, pace, writers)) in rounds.into_iter().enumerate() {
        let each = if writers == 1 { wish.each * 5 } else { wish.each };
        let round = Round::run(&town, name, work, pace, writers, each, nth * 60);
        eprintln!("{}", round.row());
        done.push(round);
    }
    let given: Vec<_> = done.iter().flat_map(|round| round.given.clone()).collect();
    let faults = town.faults(&given);
    let mut table = round::HEAD.to_owned();
    for round in &done {
        let _ = writeln!(table, "{}", round.row());
    }
    let verdict = if faults.is_empty() { "none".to_owned() } else { faults.join("; ") };
    let _ = write!(
        table,
        "\n{} commands given on a file of {} cases; faults found in the log: {verdict}.",
        given.len(),
        wish.cases
    );
    println!("{table}");
    if wish.write {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(DOCUMENT);
        let document = std::fs::read_to_string(&path).expect("the document");
        let (open, close) = ("<!-- writers -->", "<!-- /writers -->");
        let from = document.find(open).expect("the mark in the document") + open.len();
        let to = from + document[from..].find(close).expect("the mark in the document");
        let document = format!("{}\n\n{table}\n{}", &document[..from], &document[to..]);
        std::fs::write(&path, document).expect("the document is written");
    }
    assert!(faults.is_empty(), "the log is not what was acknowledged");
}

fn read(arguments: &[String]) -> Result<Wish, String> {
    let mut wish = Wish { writers: 50, each: 200, cases: 10_000, write: false };
    let mut arguments = arguments.iter();
    while let Some(argument) = arguments.next() {
        let place = match argument.as_str() {
            "--bench" => continue,
            "--write" => {
                wish.write = true;
                continue;
            }
            "--writers" => &mut wish.writers,
            "--each" => &mut wish.each,
            "--cases" => &mut wish.cases,
            other => return Err(format!("unknown: {other}")),
        };
        let value = arguments.next().and_then(|value| value.parse().ok());
        *place = value.filter(|value| *value > 0).ok_or_else(|| format!("{argument} wants a number"))?;
    }
    Ok(wish)
}
