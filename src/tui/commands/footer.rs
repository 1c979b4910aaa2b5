//! The bottom line: the keys that work here and now.

use super::{CommandSpec, Commands};
use crate::tui::paint::{cells, put};
use crate::tui::theme::{Look, Meaning};
use crate::words::say;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

/// The scopes that many places share.
const COMMON: &[&str] = &["list", "case", "desk", super::GLOBAL];

/// By how much a command of this place alone comes sooner.
const OWN: u8 = 3;

/// How a command stands in the bottom line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Standing {
    /// It can be run.
    Free,
    /// Whoever sits here may not run it: it stands dimmed, in brackets, behind the others.
    Barred,
    /// It cannot be run just now.
    Absent,
}

/// Draws the commands that are available into one line, as many as fit, and at its end how to see more.
pub fn footer<W>(
    table: &Commands<W>,
    scopes: &[&str],
    standing: impl Fn(&CommandSpec<W>) -> Standing,
    area: Rect,
    buffer: &mut Buffer,
    look: &Look,
) {
    let shown = table.within(scopes).filter(|spec| spec.rank > 0 && !spec.keys.is_empty());
    let standing = shown.map(|spec| (standing(spec), spec));
    let mut specs: Vec<_> = standing.filter(|(standing, _)| *standing != Standing::Absent).collect();
    // What only this place can do comes before what every place can. Stable: within a rank the table's order
    // stays, so that keys do not jump about.
    let own = |spec: &CommandSpec<W>| {
        let is_own = scopes.iter().take(2).any(|scope| *scope == spec.scope) && !COMMON.contains(&spec.scope);
        if is_own { OWN } else { 0 }
    };
    specs.sort_by_key(|(standing, spec)| (*standing, std::cmp::Reverse(spec.rank + own(spec))));
    let more = say("tui.footer.more");
    let help = table.get("tui.help").and_then(|spec| spec.keys.first()).map(ToString::to_string).unwrap_or_default();
    let reserved = cells(&help) + 1 + cells(&more);
    let mut x = area.x + 1;
    let limit = area.right().saturating_sub(reserved + 2);
    for (standing, spec) in specs.into_iter().filter(|(_, spec)| spec.id != "tui.help") {
        let key = spec.keys[0].to_string();
        let title = spec.title();
        if standing == Standing::Barred {
            let words = format!("({key} {title})");
            if x + cells(&words) <= limit {
                x += put(buffer, x, area.y, area.width, &words, look.style(Meaning::Muted)) + 2;
            }
            continue;
        }
        if x + cells(&key) + 1 + cells(&title) > limit {
            continue;
        }
        x += put(buffer, x, area.y, area.width, &key, look.style(Meaning::Key)) + 1;
        x += put(buffer, x, area.y, area.width, &title, look.style(Meaning::Text)) + 2;
    }
    if area.width > reserved {
        let x = area.right() - reserved - 1;
        let used = put(buffer, x, area.y, area.width, &help, look.style(Meaning::Key));
        put(buffer, x + used + 1, area.y, area.width, &more, look.style(Meaning::Muted));
    }
}
