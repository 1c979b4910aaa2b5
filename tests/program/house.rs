//! The house rules of `ARCHITECTURE.md`, as far as a test can read them.

use crate::source::{Source, program, root};

/// Which rooms each room may look into, besides itself and the words.
const DOORS: &[(&str, &[&str])] = &[
    ("text", &[]),
    ("domain", &["text"]),
    ("words", &["domain", "store", "text"]),
    ("store", &["domain", "text"]),
    ("term", &["text"]),
    ("desk", &["domain", "store", "text", "words"]),
    ("paper", &["desk", "domain", "text", "words"]),
    ("intake", &["desk", "domain", "text", "words"]),
    ("demo", &["domain", "desk", "store", "text", "words"]),
    ("tui", &["domain", "desk", "intake", "paper", "term", "text", "words"]),
    ("cli", &["demo", "desk", "domain", "intake", "paper", "store", "term", "text", "tui", "words"]),
    ("lib", &[]),
    ("main", &["cli"]),
];

/// Crates that only some rooms know.
const CRATES: &[(&str, &[&str])] = &[
    ("rusqlite", &["store"]),
    ("crossterm", &["term"]),
    ("ratatui", &["text", "term", "tui"]),
    ("tui_textarea", &["tui"]),
    ("tokio", &["desk", "term", "tui", "cli"]),
    ("clap", &["cli"]),
    ("quick_xml", &["paper"]),
    ("rust_xlsxwriter", &["paper"]),
    ("calamine", &["intake", "paper"]),
    ("encoding_rs", &["intake"]),
    ("mail_parser", &["intake"]),
];

/// What reads the world behind the caller's back; the domain is told everything it needs.
const WORLD: &[&str] = &["SystemTime", "Instant", "Utc", "Local", "env", "fs", "thread", "net", "process"];

/// Files whose Chinese is data or grammar, not something said to an officer.
const CHINESE: &[(&str, &str)] = &[
    ("demo", "made-up people and stories"),
    ("desk/bench", "a made-up centre that only tests found"),
    ("text/pinyin", "readings of names"),
    ("paper/xlsx", "names of fonts"),
    ("domain/publication", "how names, organisations and addresses are written"),
    ("tui/demo.rs", "a made-up desk that only tests open"),
    ("desk/bench", "a made-up centre that only tests found"),
    ("text/cells", "the ranges of characters whose width is plain"),
    ("text/halfwidth", "full-width command characters"),
    ("text/wrap", "punctuation that may not begin a line"),
    ("domain/case/decide/intake", "the title of a case that came without one"),
    ("domain/mask", "where an address may be cut, and what a hidden name ends with"),
    ("paper/docx", "the names of fonts"),
    ("domain/phone", "the mark before an extension"),
    ("domain/publication", "what the names of organisations end with"),
    ("domain/rulebook", "markers that rulebooks are written with"),
    ("domain/mediation/clash", "what a booking is filed under"),
    ("domain/search/grams", "where the parts of an address end"),
    ("domain/quick", "what officers write in one line"),
    ("domain/alike", "words for the same thing, and how names and places are written"),
    ("domain/dates", "dates as officers write them"),
    ("intake", "what officials write into registers, and what other channels call things"),
    ("tui/app/mediation/read", "amounts as officers write them"),
];

/// Returns which rooms a file looks into, by its paths from the crate's root.
fn rooms_named(source: &Source) -> Vec<(usize, String)> {
    let mut found = Vec::new();
    for root in ["crate::", "yichuang::"] {
        for (at, _) in source.code.match_indices(root) {
            let after = &source.code[at + root.len()..];
            match after.strip_prefix('{') {
                Some(group) => {
                    let mut depth = 0;
                    for part in group.split_inclusive([',', '{', '}']) {
                        let name: String =
                            part.trim().chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
                        if depth == 0 && !name.is_empty() {
                            found.push((at, name));
                        }
                        match part.chars().last() {
                            Some('{') => depth += 1,
                            Some('}') => depth -= 1,
                            _ => {}
                        }
                        if depth < 0 {
                            break;
                        }
                    }
                }
                None => found.push((at, after.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect())),
            }
        }
    }
    found
}

fn report(problems: &[String]) {
    assert!(problems.is_empty(), "\n{}\n", problems.join("\n"));
}

#[test]
fn rooms_look_only_into_the_rooms_below_them() {
    let mut problems = Vec::new();
    for source in program() {
        let room = source.room();
        let Some((_, doors)) = DOORS.iter().find(|(name, _)| *name == room) else {
            problems.push(format!("src/{}: the room {room} is not in the plan of the house", source.path));
            continue;
        };
        for (at, named) in rooms_named(&source) {
            let is_room = DOORS.iter().any(|(name, _)| *name == named);
            if is_room && named != room && !doors.contains(&named.as_str()) {
                problems.push(format!("src/{}:{}: {room} may not use {named}", source.path, source.line(at)));
            }
        }
    }
    report(&problems);
}

#[test]
fn each_outside_crate_stays_in_its_rooms() {
    let mut problems = Vec::new();
    for source in program() {
        for (at, name) in source.names() {
            let Some((_, rooms)) = CRATES.iter().find(|(known, _)| *known == name) else { continue };
            if !rooms.contains(&source.room()) {
                problems.push(format!("src/{}:{}: {name}", source.path, source.line(at)));
            }
        }
    }
    report(&problems);
}

#[test]
fn the_domain_reads_no_clock_no_file_and_no_environment() {
    let mut problems = Vec::new();
    for source in program().iter().filter(|source| source.room() == "domain") {
        for (at, name) in source.names() {
            let after = source.code[at + name.len()..].trim_start();
            if WORLD.contains(&name) && after.starts_with("::") {
                problems.push(format!("src/{}:{}: {name}::", source.path, source.line(at)));
            }
        }
    }
    report(&problems);
}

#[test]
fn sql_is_written_in_the_store_only() {
    const STATEMENTS: &[&str] =
        &["SELECT ", "INSERT INTO ", "INSERT OR ", "DELETE FROM ", "CREATE TABLE ", "DROP TABLE ", "PRAGMA "];
    let mut problems = Vec::new();
    for source in program().iter().filter(|source| source.room() != "store") {
        for (at, text) in source.literals() {
            if STATEMENTS.iter().any(|statement| text.contains(statement)) {
                problems.push(format!("src/{}:{}: {text}", source.path, source.line(at)));
            }
        }
    }
    report(&problems);
}

#[test]
fn what_officers_read_stands_in_the_locales() {
    let chinese = |c: char| ('\u{3400}'..='\u{9fff}').contains(&c);
    let mut problems = Vec::new();
    for source in program() {
        let path = source.path.strip_suffix(".rs").unwrap_or(&source.path);
        let is_data = |(room, _): &(&str, &str)| path == *room || path.starts_with(&format!("{room}/"));
        if CHINESE.iter().any(is_data) {
            continue;
        }
        for (at, text) in source.literals() {
            if text.chars().any(chinese) {
                problems.push(format!("src/{}:{}: \"{text}\"", source.path, source.line(at)));
            }
        }
    }
    report(&problems);
}

#[test]
fn every_migration_has_its_own_number_and_says_what_it_is_for() {
    let mut names: Vec<_> = std::fs::read_dir(root().join("schema"))
        .expect("migrations")
        .map(|entry| entry.expect("an entry").path())
        .collect();
    names.sort();
    for (index, path) in names.iter().enumerate() {
        let name = path.file_name().and_then(|name| name.to_str()).expect("a name");
        assert!(name.starts_with(&format!("{:04}_", index + 1)), "{name}: migrations are numbered without gaps");
        let text = std::fs::read_to_string(path).expect("text");
        assert!(text.starts_with("--"), "{name} begins with a comment");
    }
}

#[test]
fn the_gate_runs_the_very_test_command_that_the_readmes_give() {
    let read =
        |path: &str| std::fs::read_to_string(root().join(path)).unwrap_or_else(|fault| panic!("{path}: {fault}"));
    for readme in ["README.md", "README.zh-CN.md"] {
        assert!(
            read(readme).contains("```sh\ncargo run --release\ncargo test\n```"),
            "{readme} gives the two commands"
        );
    }
    assert!(read(".ci/run").lines().any(|line| line == "step cargo test"));
}

#[test]
fn no_document_points_to_a_file_that_is_not_there() {
    let mut problems = Vec::new();
    let names = ["README.md", "README.zh-CN.md", "ARCHITECTURE.md", "CHANGELOG.md"].map(|name| root().join(name));
    let more = std::fs::read_dir(root().join("docs")).expect("documents").map(|entry| entry.expect("an entry").path());
    for path in names.into_iter().chain(more.filter(|path| path.extension().is_some_and(|kind| kind == "md"))) {
        let text = std::fs::read_to_string(&path).expect("text");
        for target in text.split("](").skip(1).filter_map(|after| after.split([')', '#']).next()) {
            let outside = target.is_empty() || target.contains("://");
            if !outside && !path.with_file_name(target).exists() {
                problems.push(format!("{}: {target}", path.display()));
            }
        }
    }
    report(&problems);
}
