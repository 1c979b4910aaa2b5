//! Documents made from the program: a test says when one no longer tells the truth.
//!
//! `YICHUANG_BLESS=1 cargo test` writes them anew.

use crate::source::root;
use std::fmt::Write;
use yichuang::domain::case::transitions::{TRANSITIONS, diagram};
use yichuang::domain::vocabulary::Stage;
use yichuang::words::{Lang, term};

/// Compares a document with what the program says today, or writes it when asked to.
pub fn keep(path: &str, text: &str) {
    let file = root().join(path);
    if std::env::var_os("YICHUANG_BLESS").is_some() {
        std::fs::create_dir_all(file.parent().expect("a folder")).expect("a folder for the document");
        std::fs::write(&file, text).expect("the document is written");
        return;
    }
    let kept = std::fs::read_to_string(&file).unwrap_or_default();
    assert!(kept == text, "{path} is no longer true; YICHUANG_BLESS=1 cargo test writes it anew");
}

/// The life of a case as a document, in both languages.
fn lifecycle() -> String {
    let both = |area: &str, key: &str| {
        let (chinese, english) = (Lang::ZhCn.speaking(|| term(area, key)), Lang::En.speaking(|| term(area, key)));
        format!("{chinese} {english}")
    };
    let mut out = String::from(
        "# The life of a case · 事项的一生\n\n\
         Made from the table in `src/domain/case/transitions.rs`, which is also what refuses a move: \
         whatever is not in it cannot be done. Do not edit; `YICHUANG_BLESS=1 cargo test --test program` writes it anew.\n\n\
         ```mermaid\n",
    );
    out.push_str(&diagram(both));
    out.push_str("```\n\nMoves that leave the case where it stands are in the table only.\n\n");
    out.push_str("| move · 动作 | from · 可从 | to · 到 |\n|---|---|---|\n");
    for row in TRANSITIONS {
        let from: Vec<_> = row.from.iter().map(|stage| both(Stage::AREA, stage.key())).collect();
        let from = if from.is_empty() { "–".to_owned() } else { from.join(", ") };
        let to = row.to.map_or_else(|| "=".to_owned(), |stage| both(Stage::AREA, stage.key()));
        writeln!(out, "| {} | {from} | {to} |", both("action", row.action.key())).expect("a text takes it");
    }
    out
}

#[test]
fn the_life_of_a_case_is_drawn_from_the_table() {
    keep("docs/lifecycle.md", &lifecycle());
}

#[test]
fn the_keys_are_told_from_the_table_of_commands() {
    keep("docs/keys.md", &yichuang::tui::commands::reference(yichuang::tui::app::table()));
}
