//! The key reference for the documentation.

use super::{Commands, Danger};
use crate::words::{Lang, say};
use std::fmt::Write as _;

/// Returns the table of all commands as Markdown, one section per group, Chinese and English side by side.
pub fn reference<W>(table: &Commands<W>) -> String {
    let both = |key: &str| {
        let [zh, en] = [Lang::ZhCn, Lang::En].map(|lang| lang.speaking(|| say(key)));
        format!("{zh} · {en}")
    };
    let mut out = format!("# {}\n\n", both("tui.help.title"));
    for lang in [Lang::ZhCn, Lang::En] {
        out.push_str(&lang.speaking(|| say("tui.reference.about")));
        out.push_str("\n\n");
    }
    out.pop();
    let mut groups: Vec<&str> = Vec::new();
    for spec in table.all() {
        if !groups.contains(&spec.group) {
            groups.push(spec.group);
        }
    }
    for group in groups {
        // Writing into a String does not fail.
        writeln!(out, "\n## {}\n", both(&format!("command-group.{group}"))).ok();
        let heads = ["keys", "command", "name", "scope"].map(|head| both(&format!("tui.reference.{head}")));
        writeln!(out, "| {} |\n|---|---|---|---|", heads.join(" | ")).ok();
        for spec in table.all().iter().filter(|spec| spec.group == group) {
            let keys: Vec<String> =
                spec.keys.iter().map(|key| format!("`{}`", key.to_string().replace('|', "\\|"))).collect();
            let asks = match spec.danger {
                Danger::None => "",
                Danger::Confirm => " (!)",
                Danger::Typed => " (!!)",
            };
            let title = both(&format!("command.{}", spec.id));
            writeln!(out, "| {} | {title}{asks} | `{}` | {} |", keys.join(" "), spec.id, spec.scope).ok();
        }
    }
    out
}
