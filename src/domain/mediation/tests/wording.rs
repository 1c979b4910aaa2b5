//! Every refusal and every word of art can be said in both languages.

use super::*;
use crate::words::{Lang, exists};

/// The sources in which refusals are made.
const SOURCES: [&str; 8] = [
    include_str!("../clash.rs"),
    include_str!("../decide/mod.rs"),
    include_str!("../decide/plan.rs"),
    include_str!("../decide/outcome.rs"),
    include_str!("../decide/after.rs"),
    include_str!("../../idno.rs"),
    include_str!("../../phone.rs"),
    include_str!("../../party.rs"),
];

#[test]
fn every_refusal_has_its_message_and_hint() {
    let mut seen = 0;
    for rest in SOURCES.iter().flat_map(|source| source.split("refuse!(").skip(1)) {
        let code = rest.split('"').nth(1).unwrap_or_default();
        if code.is_empty() {
            continue;
        }
        seen += 1;
        for (lang, part) in [(Lang::ZhCn, "message"), (Lang::ZhCn, "hint"), (Lang::En, "message"), (Lang::En, "hint")] {
            let key = format!("refusal.{code}.{part}");
            assert!(exists(&key, lang), "{key} in {}", lang.tag());
        }
    }
    assert!(seen > 50, "the sources were searched");
}

#[test]
fn every_term_has_its_word() {
    let parties = crate::domain::party::every_term();
    let warnings = MediationWarning::KEYS.map(|key| ("mediation_warning", key));
    for (area, key) in every_term().into_iter().chain(parties).chain(warnings) {
        for lang in [Lang::ZhCn, Lang::En] {
            let key = format!("term.{area}.{key}");
            assert!(exists(&key, lang), "{key} in {}", lang.tag());
        }
    }
}

#[test]
fn a_free_slot_can_be_said() {
    for lang in [Lang::ZhCn, Lang::En] {
        assert!(exists("refusal.slot.message", lang));
    }
}
