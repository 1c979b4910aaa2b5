//! The reference in `docs/cli.md`, made from the definitions.

use super::args::Cli;
use super::help::{argument_key, join};
use crate::desk::command_schema;
use crate::words::{Lang, say};
use clap::{Arg, Command, CommandFactory};
use serde_json::Value;
use std::fmt::Write;

/// What the reference says beside what the definitions do.
const INTRODUCTION: &str = include_str!("reference/introduction.md");

/// Returns the reference of the command line: every command, every option, every line that `do` takes.
pub fn reference() -> String {
    let mut out = String::from(INTRODUCTION);
    let mut command = Cli::command();
    command.build();
    out.push_str("\n## Options of every command\n\n");
    for arg in command.get_arguments().filter(|arg| arg.is_global_set()) {
        option(&mut out, arg, "");
    }
    out.push_str("\n## Commands\n");
    for sub in command.get_subcommands() {
        describe(&mut out, sub, "");
    }
    out.push_str("\n## Lines of `do`\n\n");
    out.push_str("`no` is the number of the case and `rev` the revision seen, wherever `no` stands. A field in\n");
    out.push_str("brackets may be left out. `yichuang do --schema` prints the whole JSON Schema.\n\n");
    out.push_str("| command | fields | does |\n|---|---|---|\n");
    lines_of_do(&mut out);
    out
}

fn english(key: &str) -> String {
    Lang::En.speaking(|| say(key))
}

fn chinese(key: &str) -> String {
    Lang::ZhCn.speaking(|| say(key))
}

// Writing to a string cannot fail.
fn describe(out: &mut String, command: &Command, path: &str) {
    let path = join(path, command.get_name());
    let own: Vec<&Arg> = command.get_arguments().filter(|arg| !arg.is_global_set() && arg.get_id() != "help").collect();
    if command.get_subcommands().next().is_none() {
        let usage = command.clone().render_usage().to_string();
        let usage = usage.trim_start_matches("Usage: ").replace(" [OPTIONS]", "");
        let _ = write!(
            out,
            "\n### `{usage}`\n\n{}。{}.\n",
            chinese(&format!("cli.about.{path}")),
            english(&format!("cli.about.{path}"))
        );
        if !own.is_empty() {
            out.push('\n');
        }
        for arg in own {
            option(out, arg, &path);
        }
    }
    for sub in command.get_subcommands().filter(|sub| sub.get_name() != "help") {
        describe(out, sub, &path);
    }
}

fn option(out: &mut String, arg: &Arg, path: &str) {
    let key = argument_key(path, arg.get_id().as_str());
    let value = arg.get_value_names().map(|names| names.iter().map(ToString::to_string).collect::<Vec<_>>().join(" "));
    let takes = arg.get_action().takes_values();
    let name = match (arg.get_long(), value.filter(|_| takes)) {
        (Some(long), Some(value)) => format!("--{long} {value}"),
        (Some(long), None) => format!("--{long}"),
        (None, value) => value.unwrap_or_default(),
    };
    let _ = writeln!(out, "- `{name}`: {} · {}", english(&key), chinese(&key));
}

fn lines_of_do(out: &mut String) {
    let schema = command_schema();
    let variants = schema.get("oneOf").and_then(Value::as_array);
    for variant in variants.into_iter().flatten() {
        let name = variant.pointer("/properties/command/const").and_then(Value::as_str).unwrap_or_default();
        let does = variant.get("description").and_then(Value::as_str).unwrap_or_default();
        let does = does.split("\n\n").next().unwrap_or_default().replace('\n', " ").replace('|', "\\|");
        let (whole, required) = resolved(&schema, variant);
        let fields: Vec<String> = whole
            .iter()
            .filter(|field| *field != "command" && *field != "no" && *field != "rev")
            .map(|field| if required.contains(field) { format!("`{field}`") } else { format!("[`{field}`]") })
            .collect();
        let _ = writeln!(out, "| `{name}` | {} | {does} |", fields.join(" "));
    }
}

/// Returns the fields of a variant and which of them are required; a variant may refer to a definition.
fn resolved(schema: &Value, variant: &Value) -> (Vec<String>, Vec<String>) {
    let (mut fields, mut required) = (Vec::new(), Vec::new());
    let definition =
        variant.get("$ref").and_then(Value::as_str).and_then(|path| schema.pointer(path.trim_start_matches('#')));
    for part in [Some(variant), definition].into_iter().flatten() {
        let properties = part.get("properties").and_then(Value::as_object);
        fields.extend(properties.into_iter().flat_map(|it| it.keys().cloned()));
        let names = part.get("required").and_then(Value::as_array);
        required.extend(names.into_iter().flatten().filter_map(Value::as_str).map(str::to_owned));
    }
    (fields, required)
}
