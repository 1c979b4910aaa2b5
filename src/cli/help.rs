//! The grammar dressed in the officer's language, and the answers to `--help` and to wrong usage.

use super::args::Cli;
use super::fail::MARK;
use super::out::escaped;
use crate::text::harmless;
use crate::words::{Lang, exists, say, say_with};
use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{Command, CommandFactory};
use serde_json::json;
use std::ffi::OsString;
use std::io::{IsTerminal, Write};

/// Returns the grammar with its help in the language spoken.
pub(super) fn command() -> Command {
    dress(Cli::command(), "")
}

/// Returns the key under which the words of a command stand: `calendar_import`.
pub(super) fn join(path: &str, name: &str) -> String {
    let name = name.replace('-', "_");
    if path.is_empty() { name } else { format!("{path}_{name}") }
}

/// Returns the key of an argument's words: its own for this command, or shared by all that have it.
pub(super) fn argument_key(path: &str, id: &str) -> String {
    let own = format!("cli.arg.{}", join(path, id));
    if exists(&own, Lang::En) { own } else { format!("cli.arg.{id}") }
}

/// Returns a heading; clap keeps headings for as long as the program runs, which takes one copy of each.
fn heading(name: &str) -> &'static str {
    say(&format!("cli.help.{name}")).leak()
}

fn dress(command: Command, path: &str) -> Command {
    let about = if path.is_empty() { "cli.about.yichuang".to_owned() } else { format!("cli.about.{path}") };
    let (arguments, options) = (heading("arguments"), heading("options"));
    command
        .about(say(&about))
        .help_template(format!(
            "{{about-with-newline}}\n{} {{usage}}\n\n{{all-args}}{{after-help}}",
            say("cli.help.usage")
        ))
        .subcommand_help_heading(heading("commands"))
        .subcommand_value_name(heading("command"))
        .mut_args(|arg| {
            let heading = if arg.is_positional() { arguments } else { options };
            let key = argument_key(path, arg.get_id().as_str());
            arg.help(say(&key)).help_heading(heading)
        })
        .mut_subcommands(|sub| {
            let path = join(path, sub.get_name());
            dress(sub, &path)
        })
}

/// Answers what clap stopped at: help and version on stdout, wrong usage on stderr.
pub(super) fn answer(error: &clap::Error, args: &[OsString]) -> u8 {
    if !error.use_stderr() {
        let rendered = error.render();
        let mut out = std::io::stdout();
        let colour = out.is_terminal() && std::env::var_os("NO_COLOR").is_none();
        // Nobody is left to be told when this fails.
        let _ = if colour { write!(out, "{}", rendered.ansi()) } else { write!(out, "{rendered}") };
        return 0;
    }
    let message = say_of(error);
    let hint = say("cli.error.usage.hint");
    let lines = if args.iter().any(|arg| arg == "--json") {
        escaped(&json!({"error": {"kind": "usage", "message": message, "hint": hint}}).to_string()).into_owned()
    } else {
        harmless(&format!("{MARK} {message}\n  {hint}")).into_owned()
    };
    let _ = writeln!(std::io::stderr(), "{lines}");
    2
}

fn say_of(error: &clap::Error) -> String {
    let context = |kind: ContextKind| match error.get(kind) {
        Some(ContextValue::String(text)) => text.clone(),
        Some(ContextValue::Strings(texts)) => texts.join(" "),
        _ => String::new(),
    };
    let arg = context(ContextKind::InvalidArg);
    let values = [
        ("arg", arg.clone()),
        ("value", context(ContextKind::InvalidValue)),
        ("command", context(ContextKind::InvalidSubcommand)),
        ("other", context(ContextKind::PriorArg)),
        ("wanted", std::error::Error::source(error).map(ToString::to_string).unwrap_or_default()),
        (
            "suggestion",
            [ContextKind::SuggestedArg, ContextKind::SuggestedSubcommand, ContextKind::SuggestedValue]
                .into_iter()
                .map(context)
                .find(|text| !text.is_empty())
                .map(|text| say_with("cli.usage.suggestion", &[("suggestion", &text)]))
                .unwrap_or_default(),
        ),
    ];
    let values = values.each_ref().map(|(name, value)| (*name, value.as_str()));
    let value_missing = context(ContextKind::InvalidValue).is_empty();
    let key = match error.kind() {
        ErrorKind::UnknownArgument => "unknown_argument",
        ErrorKind::InvalidSubcommand => "unknown_command",
        ErrorKind::MissingRequiredArgument => "missing_argument",
        ErrorKind::MissingSubcommand | ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => "missing_command",
        ErrorKind::InvalidValue if value_missing => "missing_value",
        ErrorKind::ValueValidation => "bad_value",
        ErrorKind::InvalidValue => "unknown_value",
        ErrorKind::ArgumentConflict => "conflict",
        ErrorKind::InvalidUtf8 => "not_utf8",
        _ => {
            let text = error.to_string();
            let first = text.lines().next().unwrap_or_default();
            return first.trim_start_matches("error: ").to_owned();
        }
    };
    say_with(&format!("cli.usage.{key}"), &values)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn every_key(command: &Command, path: &str, keys: &mut Vec<String>) {
        let about = if path.is_empty() { "yichuang" } else { path };
        keys.push(format!("cli.about.{about}"));
        keys.extend(command.get_arguments().map(|arg| argument_key(path, arg.get_id().as_str())));
        for sub in command.get_subcommands() {
            every_key(sub, &join(path, sub.get_name()), keys);
        }
    }

    #[test]
    fn every_command_and_option_is_explained_in_both_languages() {
        let mut keys = Vec::new();
        every_key(&Cli::command(), "", &mut keys);
        for lang in super::super::languages() {
            let missing: Vec<_> = keys.iter().filter(|key| !exists(key, lang)).collect();
            assert!(missing.is_empty(), "{}: {missing:?}", lang.tag());
        }
    }

    #[test]
    fn the_grammar_is_sound() {
        command().debug_assert();
    }
}
