//! Exit codes, errors, languages, and what holds for every command.

use super::bench::{Bench, has_escapes, text};
use crate::generated::keep;
use std::process::Stdio;

#[test]
fn the_reference_is_true_and_names_every_command_of_do() {
    let reference = yichuang::cli::reference();
    for name in yichuang::desk::command_names() {
        assert!(reference.contains(&format!("| `{name}` |")), "{name} is not documented");
    }
    keep("docs/cli.md", &reference);
}

#[test]
fn wrong_usage_ends_with_two_and_says_what_is_wrong_in_the_language_chosen() {
    let bench = Bench::empty();
    let said = bench.run_now(&["fnd"]).ends(2);
    assert!(said.err.contains("fnd") && said.err.contains("find"), "{}", said.err);
    let said = bench.run_now(&["workdays", "2026-02-30", "3", "--lang", "en"]).ends(2);
    assert!(said.err.contains("2026-02-30") && said.err.contains("2026-11-23"), "{}", said.err);
    let said = bench.run_now(&["workdays", "昨天", "3", "--json"]).ends(2);
    assert_eq!(said.error()["kind"], "usage");
    bench.run_now(&["workdays", "2026-02-13", "-3"]).ends(2);
    bench.run_now(&["workdays", "2026-02-13", "99999999"]).ends(2);
    bench.run_now(&["find"]).ends(2);
    bench.run_now(&["calendar"]).ends(2);
    bench.run_now(&["show", "1", "--color", "always"]).ends(2);
}

#[test]
fn help_is_given_in_both_languages() {
    let bench = Bench::empty();
    assert!(bench.run_now(&["--help"]).ends(0).out.contains("一句话登记"));
    assert!(bench.run_now(&["--lang", "en", "--help"]).ends(0).out.contains("Registers a matter from one line"));
    assert!(bench.run_now(&["take", "--help"]).ends(0).out.contains("--dry-run"));
    assert!(bench.run_now(&["--version"]).ends(0).out.contains(env!("CARGO_PKG_VERSION")));
}

#[test]
fn a_missing_database_ends_with_three_and_says_how_to_make_one() {
    let bench = Bench::empty();
    let said = bench.run_now(&["find", "张三"]).ends(3);
    assert!(said.err.contains("desk.db") && said.err.contains("yichuang init"), "{}", said.err);
    assert_eq!(bench.run_now(&["verify", "--json"]).ends(3).error()["kind"], "not_found");
}

#[test]
fn a_broken_database_ends_with_three_and_is_not_touched() {
    let bench = Bench::empty();
    let junk = "not a database at all, but long enough to look like a file somebody kept".repeat(20);
    let path = bench.write("desk.db", &junk);
    for args in [&["today"][..], &["verify"], &["take", "张三 欠薪"], &["init"]] {
        bench.run_now(args).ends(3);
    }
    assert_eq!(std::fs::read_to_string(path).unwrap(), junk);
    let folder = bench.path("folder.db");
    std::fs::create_dir(&folder).unwrap();
    bench.run_now(&["today", "--db", text(&folder)]).ends(3);
}

#[test]
fn a_database_is_founded_once() {
    let bench = Bench::new();
    assert_eq!(bench.run(&["init", "--training", "--json"]).ends(1).error()["kind"], "founded_already");
    let said = bench.run_now(&["init", "--db", "other.db", "--rulebook", "nowhere", "--json"]).ends(2);
    assert_eq!(said.error()["kind"], "unknown_rulebook");
    assert!(!bench.path("other.db").exists());
}

#[test]
fn only_a_practice_database_accepts_a_made_up_time() {
    let bench = Bench::empty();
    bench.run_now(&["init", "--officer", "文景云"]).ends(0);
    for args in [&["today"][..], &["take", "张三 欠薪"], &["do"]] {
        let said = bench.run(&[args, &["--json"]].concat()).ends(1);
        assert_eq!(said.error()["kind"], "not_training", "{args:?}");
    }
    assert!(bench.run_now(&["today", "--json"]).ends(0).json().as_array().unwrap().is_empty());
}

#[test]
fn an_unknown_officer_is_not_permitted() {
    let bench = Bench::new();
    assert_eq!(bench.run(&["today", "--as", "nobody", "--json"]).ends(4).error()["kind"], "unknown_officer");
    bench.run(&["officer", "add", "zhang", "--name", "张望", "--role", "auditor"]).ends(0);
    let said = bench.run(&["take", "王五 欠薪", "--as", "zhang", "--json"]).ends(4);
    assert_eq!(said.error()["kind"], "not_permitted");
    bench.run(&["today", "--as", "张望"]).ends(0);
}

#[test]
fn refusals_by_a_rule_end_with_one_and_give_the_next_step() {
    let bench = Bench::new();
    let said = bench.run(&["show", "ZZ2026-00099", "--json"]).ends(1);
    let error = said.error();
    assert_eq!(error["kind"], "unknown_case");
    assert!(!error["message"].as_str().unwrap().is_empty() && !error["hint"].as_str().unwrap().is_empty());
    assert!(said.out.is_empty());
}

#[test]
fn a_closed_pipe_is_no_panic() {
    let bench = Bench::new();
    bench.take("张三 13900000001 柳林村 欠薪");
    for args in [&["rulebook", "show", "longxi"][..], &["do", "--schema"], &["unit", "list"], &["--help"], &["man"]] {
        let mut child = bench.command(args).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        drop(child.stdout.take());
        let output = child.wait_with_output().unwrap();
        let err = String::from_utf8(output.stderr).unwrap();
        assert!(output.status.success() && err.is_empty(), "{args:?}: {:?} {err}", output.status);
    }
}

#[test]
fn without_a_terminal_no_escape_code_is_written() {
    let bench = Bench::new();
    bench.take("张三 13900000001 柳林村 老板李四拖欠工资");
    for args in [&["find", "张三"][..], &["show", "1", "--why"], &["due"], &["today"], &["--help"], &["show", "77"]] {
        let said = bench.run(args);
        assert!(!has_escapes(&said.out) && !has_escapes(&said.err), "{args:?}");
    }
    // What somebody typed cannot bring any in either.
    bench.take("王五 13900000005 柳林村 \u{1b}[31m欠薪\u{1b}[0m");
    assert!(!has_escapes(&bench.run(&["show", "2"]).ends(0).out));
}

#[test]
fn the_full_screen_needs_a_terminal() {
    assert_eq!(Bench::new().run_now(&["--json"]).ends(2).error()["kind"], "no_terminal");
}

#[test]
fn completions_and_manual_pages_are_made() {
    let bench = Bench::empty();
    for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
        assert!(bench.run_now(&["completions", shell]).ends(0).out.contains("workdays"), "{shell}");
    }
    assert!(bench.run_now(&["man"]).ends(0).out.contains(".TH"));
    bench.run_now(&["man", "--out", "."]).ends(0);
    assert!(bench.path("yichuang-show.1").exists());
}

#[test]
fn the_configuration_names_the_database_where_nothing_else_does() {
    let bench = Bench::new();
    let config = bench.path("config/yichuang");
    std::fs::create_dir_all(&config).unwrap();
    let db = bench.path("desk.db");
    std::fs::write(config.join("config.toml"), format!("db = {:?}\nlang = \"en\"\n", text(&db))).unwrap();
    let said = bench.command(&["find", "nothing"]).env_remove("YICHUANG_DB").output().unwrap();
    assert!(String::from_utf8(said.stdout).unwrap().contains("No case has"), "{:?}", said.status);
    std::fs::write(config.join("config.toml"), "bd = 1\n").unwrap();
    let said = bench.command(&["today"]).env_remove("YICHUANG_DB").output().unwrap();
    assert_eq!(said.status.code(), Some(2));
}

#[test]
fn a_demo_is_a_practice_database_and_never_takes_the_place_of_a_real_one() {
    let bench = Bench::empty();
    let said = bench.run_now(&["demo", "--cases", "8", "--seed", "3", "--print-path"]).ends(0);
    let path = said.out.trim();
    let rows = bench.run_now(&["find", "", "--json", "--limit", "0", "--db", path]).ends(0);
    assert!(rows.json().as_array().unwrap().len() >= 8);
    bench.run_now(&["verify", "--db", path]).ends(0);
    bench.run_now(&["init", "--officer", "文景云"]).ends(0);
    let real = bench.path("desk.db");
    bench.run_now(&["demo", "--print-path", "--db", text(&real)]).ends(3);
    std::fs::copy(&real, path).unwrap();
    bench.run_now(&["demo", "--print-path"]).ends(3);
}
