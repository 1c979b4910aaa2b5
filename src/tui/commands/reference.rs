//! The key reference for the documentation.

use super::{Commands, Danger};
use crate::words::{Lang, say};
use std::fmt::Write as _;

/// Returns the table of all commands as Markdown, one section per group, Chinese and English side by side.
pub fn reference<W>(table: &Commands<W>) -> String {
    let mut out = String::from(
        "# 按键 · Keys\n\n\
         Generated from the command table; a test keeps it true. Every command is also in the palette (Ctrl-P).\n",
    );
    let mut groups: Vec<&str> = Vec::new();
    for spec in table.all() {
        if !groups.contains(&spec.group) {
            groups.push(spec.group);
        }
    }
    for group in groups {
        let key = format!("command-group.{group}");
        let title = |lang: Lang| lang.speaking(|| say(&key));
        // Writing into a String does not fail.
        writeln!(out, "\n## {} · {}\n", title(Lang::ZhCn), title(Lang::En)).ok();
        out.push_str("| 键 | 命令 | command | name | where |\n|---|---|---|---|---|\n");
        for spec in table.all().iter().filter(|spec| spec.group == group) {
            let keys: Vec<String> =
                spec.keys.iter().map(|key| format!("`{}`", key.to_string().replace('|', "\\|"))).collect();
            let asks = match spec.danger {
                Danger::None => "",
                Danger::Confirm => " (!)",
                Danger::Typed => " (!!)",
            };
            let (zh, en) = (Lang::ZhCn.speaking(|| spec.title()), Lang::En.speaking(|| spec.title()));
            writeln!(out, "| {} | {zh}{asks} | {en} | `{}` | {} |", keys.join(" "), spec.id, spec.scope).ok();
        }
    }
    out
}
