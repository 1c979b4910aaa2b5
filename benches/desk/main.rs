//! How quick the desk is, beside what the machine itself needs for it.
//!
//! `cargo bench` prints one table; `cargo bench --bench desk -- --sizes 10k,100k,1m` chooses the sizes, and
//! `--write` puts the table into `docs/performance.md`. Everything is measured in one run, floors between the
//! measurements, so that ratios hold where milliseconds do not.

mod child;
mod floor;
mod goals;
mod library;
mod machine;
mod place;
mod pty;
mod query;
mod screen;
mod search;
mod table;
mod terms;

use child::Role;
use place::Place;
use std::path::Path;
use std::time::Instant;
use table::{Sheet, short};

/// Where the table is kept.
const DOCUMENT: &str = "docs/performance.md";

/// What the command line asks for.
struct Wish {
    sizes: Vec<usize>,
    write: bool,
}

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    if let Some(role) = arguments.first().and_then(|first| Role::of(first)) {
        return role.run(&arguments[1..]);
    }
    // `cargo test --benches` starts it too, without this.
    if !arguments.iter().any(|argument| argument == "--bench") {
        println!("to be run by `cargo bench`");
        return;
    }
    let wish = match read(&arguments) {
        Ok(wish) => wish,
        Err(wrong) => {
            eprintln!("{wrong}\nusage: cargo bench --bench desk -- [--sizes 10k,100k,1m] [--write]");
            std::process::exit(2);
        }
    };
    let begun = Instant::now();
    let mut sheet = Sheet::default();
    for size in &wish.sizes {
        measure(*size, &mut sheet);
    }
    let table = report(&sheet, begun);
    println!("{table}");
    if wish.write {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(DOCUMENT);
        let document = std::fs::read_to_string(&path).expect("the document");
        let document = table::between(&document, "desk", &table).expect("the marks in the document");
        std::fs::write(&path, document).expect("the document is written");
        eprintln!("written into {DOCUMENT}");
    }
}

fn read(arguments: &[String]) -> Result<Wish, String> {
    let mut wish = Wish { sizes: vec![10_000, 100_000], write: false };
    let mut arguments = arguments.iter();
    while let Some(argument) = arguments.next() {
        match argument.as_str() {
            "--bench" => {}
            "--write" => wish.write = true,
            "--sizes" => {
                let sizes = arguments.next().ok_or("--sizes wants a list of sizes")?;
                wish.sizes = sizes.split(',').map(read_size).collect::<Result<_, _>>()?;
                wish.sizes.sort_unstable();
            }
            other => return Err(format!("unknown: {other}")),
        }
    }
    Ok(wish)
}

/// Reads a size: `5000`, `100k`, `1m`.
fn read_size(text: &str) -> Result<usize, String> {
    let small = text.trim().to_lowercase();
    let (digits, times) = match (small.strip_suffix('k'), small.strip_suffix('m')) {
        (Some(digits), _) => (digits, 1000),
        (_, Some(digits)) => (digits, 1_000_000),
        _ => (small.as_str(), 1),
    };
    let size = digits.parse::<usize>().ok().map(|digits| digits * times);
    size.filter(|size| *size >= 1000).ok_or_else(|| format!("not a size of 1000 cases or more: {text}"))
}

/// Measures everything at one size.
fn measure(size: usize, sheet: &mut Sheet) {
    let step = |what: &str, begun: Instant| {
        eprintln!("{}: {what} in {:.1} s", short(size), begun.elapsed().as_secs_f64());
    };
    let begun = Instant::now();
    let place = Place::new(size);
    step("database at hand", begun);
    let begun = Instant::now();
    let list = library::panes(&place, sheet);
    library::intake(&place, sheet);
    let kinds = terms::choose(&floor::Bare::open(&place.database), &query::Searcher::new(&place).units());
    query::find(&place, &kinds, sheet);
    query::earlier(&place, &kinds, sheet);
    let name = &kinds.iter().find(|kind| kind.name.starts_with("whole name")).expect("names").terms[0];
    library::one_shot(&place, name, &query::Searcher::new(&place).asked(name), sheet);
    step("questions and orders", begun);
    let begun = Instant::now();
    screen::start(&place, sheet);
    step("start", begun);
    let begun = Instant::now();
    let mut desk = screen::open(&place);
    desk.start(screen::is_listed);
    screen::list(&place, &mut desk, list, sheet);
    search::search(&place, &mut desk, &kinds, sheet);
    screen::form(&place, &mut desk, sheet);
    screen::save(&place, &mut desk, sheet);
    screen::rest(&place, desk, sheet);
    step("screen", begun);
}

fn report(sheet: &Sheet, begun: Instant) -> String {
    let day = yichuang::domain::time::cst();
    let day = chrono::Utc::now().with_timezone(&day).format("%Y-%m-%d");
    let machine = machine::machine(&place::folder());
    let profile = if cfg!(debug_assertions) { ", **not optimised**" } else { "" };
    let took = begun.elapsed().as_secs();
    format!("{day}, {machine}{profile}; the run took {took} s.\n\n{}", sheet.table())
}
