//! The desk on screen, worked by keys: a real database in a folder of its own, real forms, real pictures.

pub mod harness;

mod alerts;
mod book;
mod chance;
mod directives;
mod drafts;
mod duty;
mod earlier;
mod entrance;
mod find;
mod lives;
mod mediation;
mod paging;
mod persons;
mod printing;
mod rest;
mod sealed;
mod service;
mod shift;
mod smoke;
mod statistics;
mod supervised;
mod together;
mod week;

use super::table;
use crate::words::{Lang, exists};

#[test]
fn every_command_has_words() {
    let keys =
        table().all().iter().flat_map(|spec| [format!("command.{}", spec.id), format!("command-group.{}", spec.group)]);
    let wordless: Vec<_> = keys.filter(|key| !exists(key, Lang::ZhCn) || !exists(key, Lang::En)).collect();
    assert_eq!(wordless, Vec::<String>::new());
}
