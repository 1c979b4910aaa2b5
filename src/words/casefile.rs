//! Says how complete a case file is, and how it stands with each of its papers.

use super::{list, say, say_with, term};
use crate::domain::casefile::{Filed, Item, Meter, Need, PaperState};

/// Says how many papers a file has of those it needs, and which it lacks: `7/9 · 缺 身份证明(硬)`.
pub fn meter(meter: &Meter) -> String {
    let (have, needed) = (meter.have().to_string(), meter.needed().to_string());
    let missing: Vec<_> = meter.missing().map(lacking).collect();
    let key = if missing.is_empty() { "casefile.complete" } else { "casefile.lacks" };
    say_with(key, &[("have", &have), ("needed", &needed), ("missing", &list(&missing))])
}

fn lacking(item: &Item) -> String {
    match (item.need, item.state) {
        (Need::Hard, _) => say_with("casefile.hard", &[("paper", &item.name)]),
        (_, PaperState::Unsigned) => say_with("casefile.unsigned", &[("paper", &item.name)]),
        _ => item.name.clone(),
    }
}

/// Says how it stands with a paper: whether it is needed, and whether it is there.
pub fn standing(item: &Item) -> String {
    format!("{} · {}", term(Need::AREA, item.need.key()), term(PaperState::AREA, item.state.key()))
}

/// Says what lies in the file of one paper.
pub fn lies(filed: &Filed) -> String {
    let pages = filed.pages.to_string();
    let signed = if filed.signed { say("casefile.is_signed") } else { String::new() };
    let parts = [say_with("casefile.pages", &[("pages", &pages)]), signed, filed.note.clone()];
    parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ")
}
