//! Every sentence the program can say is there, in both languages, with the facts it is given.

use crate::source::{Source, program, root};
use std::collections::{BTreeMap, BTreeSet};
use yichuang::domain::{alike, call_back, casefile, directive, figures, mediation, party, permission, person, review};
use yichuang::domain::{roster, rulebook, shift, subsidy, supervision, vocabulary};
use yichuang::words::{Lang, exists};

/// Every key with its words, of one language, and the keys that stand in two files or say nothing.
fn read(lang: Lang) -> (BTreeMap<String, String>, Vec<String>) {
    type Found = (BTreeMap<String, String>, Vec<String>);
    fn walk(prefix: &str, value: &toml::Value, file: &str, out: &mut Found) {
        match value {
            toml::Value::Table(table) => {
                for (key, value) in table {
                    let name = if prefix.is_empty() { key.clone() } else { format!("{prefix}.{key}") };
                    walk(&name, value, file, out);
                }
            }
            toml::Value::String(words) => {
                let again = out.0.insert(prefix.to_owned(), words.clone()).is_some();
                if again || words.trim().is_empty() {
                    out.1.push(format!("{file}: {prefix} is said twice, or says nothing"));
                }
            }
            other => panic!("{file}: {prefix} is {other}, not words"),
        }
    }
    let mut out = Found::default();
    for entry in std::fs::read_dir(root().join("locales")).expect("locales") {
        let path = entry.expect("an entry").path();
        let name = path.file_name().and_then(|name| name.to_str()).expect("a name").to_owned();
        if name.ends_with(&format!(".{}.toml", lang.tag())) {
            let text = std::fs::read_to_string(&path).expect("text");
            let table: toml::Table = text.parse().unwrap_or_else(|fault| panic!("{name}: {fault}"));
            walk("", &toml::Value::Table(table), &name, &mut out);
        }
    }
    out
}

fn spoken(lang: Lang) -> BTreeMap<String, String> {
    read(lang).0
}

/// The names in `%{…}`.
fn facts(words: &str) -> BTreeSet<String> {
    words.split("%{").skip(1).filter_map(|after| after.split_once('}')).map(|(name, _)| name.to_owned()).collect()
}

fn report(problems: &[String]) {
    assert!(problems.is_empty(), "\n{}\n", problems.join("\n"));
}

/// The names of the events of a folio, as its source has them: in `fn name`, or in `fn kind` of the events beside or above it.
fn event_names(folio: &Source, all: &[Source]) -> Vec<String> {
    let arms = |source: &Source, begins: &str| {
        let body = source.text.split_once(begins).map_or("", |(_, after)| after);
        let body = body.split_once("\n    }\n").map_or(body, |(body, _)| body);
        let names = body.split("=> \"").skip(1).filter_map(|after| after.split_once('"'));
        names.map(|(name, _)| name.to_owned()).collect::<Vec<_>>()
    };
    let own = arms(folio, "fn name(event");
    let out_of = |path| -> Option<&str> { str::rsplit_once(path, '/').map(|(room, _)| room) };
    let mut rooms = std::iter::successors(out_of(folio.path.as_str()), |room| out_of(room));
    match rooms.find_map(|room| all.iter().find(|it| it.path == format!("{room}/event.rs"))) {
        Some(events) if own.is_empty() => arms(events, "fn kind(&self)"),
        _ => own,
    }
}

#[test]
fn whatever_happens_to_a_folio_has_words() {
    let all = program();
    let folios: Vec<_> = all.iter().filter(|it| it.text.contains("\nimpl Folio for ")).collect();
    assert!(folios.len() > 4, "the folios are found by their source");
    let mut problems = Vec::new();
    for folio in folios {
        let after = folio.text.split_once("const KIND: &'static str = \"").expect("a folio has a kind").1;
        let kind = after.split_once('"').expect("a kind").0;
        let names = event_names(folio, &all);
        assert!(!names.is_empty(), "the events of {kind} are not found in {}", folio.path);
        let keys = names.iter().map(|name| format!("folio.event.{name}")).chain([format!("folio.line.{kind}")]);
        for key in keys {
            let missing = [Lang::ZhCn, Lang::En].into_iter().filter(|lang| !exists(&key, *lang));
            problems.extend(missing.map(|lang| format!("{}: {key} is missing in {}", folio.path, lang.tag())));
        }
    }
    report(&problems);
}

#[test]
fn nothing_is_said_twice() {
    report(&[read(Lang::ZhCn).1, read(Lang::En).1].concat());
}

#[test]
fn both_languages_are_told_the_same_facts() {
    let (chinese, english) = (spoken(Lang::ZhCn), spoken(Lang::En));
    let mut problems = Vec::new();
    for (key, words) in &chinese {
        let Some(twin) = english.get(key) else {
            problems.push(format!("{key}: not in English"));
            continue;
        };
        if facts(words) != facts(twin) {
            problems.push(format!("{key}: {:?} but {:?}", facts(words), facts(twin)));
        }
    }
    problems
        .extend(english.keys().filter(|key| !chinese.contains_key(*key)).map(|key| format!("{key}: not in Chinese")));
    report(&problems);
}

#[test]
fn every_refusal_says_what_and_what_next_with_the_facts_it_gives() {
    let chinese = spoken(Lang::ZhCn);
    let mut problems = Vec::new();
    for source in program() {
        for call in source.calls("refuse!(").into_iter().chain(source.calls("Refusal::new(")) {
            for part in ["message", "hint"] {
                let key = format!("refusal.{}.{part}", call.first);
                match chinese.get(&key) {
                    None => problems.push(format!("{}: no words for {key}", call.place)),
                    Some(words) => {
                        let given: BTreeSet<_> = call.names.iter().cloned().collect();
                        // `.with("name", …)` adds facts after the brackets.
                        let added: BTreeSet<_> = source.literals().map(|(_, text)| text).collect();
                        let missing: Vec<_> = facts(words)
                            .into_iter()
                            .filter(|fact| !given.contains(fact) && !added.contains(fact.as_str()))
                            .collect();
                        if !missing.is_empty() {
                            problems.push(format!("{}: {key} wants {missing:?}", call.place));
                        }
                    }
                }
            }
        }
    }
    report(&problems);
}

#[test]
fn no_refusal_has_words_that_nobody_can_cause() {
    let sources = program();
    let said: BTreeSet<_> = sources.iter().flat_map(|source| source.literals().map(|(_, text)| text)).collect();
    let problems: Vec<_> = spoken(Lang::ZhCn)
        .into_keys()
        .filter_map(|key| key.strip_prefix("refusal.")?.strip_suffix(".message").map(str::to_owned))
        .filter(|code| !said.contains(code.as_str()))
        .collect();
    report(&problems);
}

#[test]
fn every_member_of_a_closed_list_has_a_name() {
    let terms = [
        alike::every_term(),
        casefile::every_term(),
        yichuang::domain::incoming::every_term(),
        yichuang::intake::map::every_term(),
        yichuang::intake::messages::every_term(),
        yichuang::intake::run::every_term(),
        vocabulary::every_term(),
        party::every_term(),
        person::every_term(),
        mediation::every_term(),
        permission::every_term(),
        supervision::every_term(),
        shift::every_term(),
        directive::every_term(),
        roster::every_term(),
        rulebook::every_term(),
        rulebook::every_peace_term(),
        review::every_term(),
        figures::every_term(),
        call_back::every_term(),
        subsidy::every_term(),
    ]
    .concat();
    let warnings = mediation::MediationWarning::KEYS.iter().map(|key| ("mediation_warning", *key));
    let both = [Lang::ZhCn, Lang::En];
    let keys = terms.into_iter().chain(warnings).map(|(area, key)| format!("term.{area}.{key}"));
    let missing: Vec<_> = keys.filter(|key| !both.iter().all(|lang| exists(key, *lang))).collect();
    report(&missing);
}
