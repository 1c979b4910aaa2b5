//! Words: every sentence the officer reads, looked up in `locales/` by its key.

mod access;
pub mod alike;
pub mod bulletin;
pub mod casefile;
pub mod clock;
mod directive;
mod figure;
pub mod figures;
mod folio;
pub mod ladder;
mod person;
pub mod report;
pub mod roster;
pub mod shift;
mod timeline;

pub use access::{access_event, looked_at};
pub use directive::{directive_asked, directive_cause, directive_event, directive_meter, supervising};
pub use figure::{question, share};
pub use folio::folio_event;
pub use person::{person_event, region};
pub use timeline::{call_back, centre_event, event, event_of};

use crate::domain::refusal::Refusal;
use crate::domain::sight::OUT_OF_SIGHT;
use crate::text::harmless;
use std::cell::Cell;
use std::sync::atomic::{AtomicU8, Ordering};

/// A language the program speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Lang {
    /// Simplified Chinese, the product's first language.
    ZhCn,
    /// English.
    En,
}

static CHOSEN: AtomicU8 = AtomicU8::new(0);

thread_local! {
    /// Tests render both languages side by side, so a thread may speak its own.
    static HERE: Cell<Option<Lang>> = const { Cell::new(None) };
}

impl Lang {
    /// Returns the tag used in file names and on the command line: `zh-CN`, `en`.
    pub fn tag(self) -> &'static str {
        match self {
            Self::ZhCn => "zh-CN",
            Self::En => "en",
        }
    }

    /// Reads a tag or an environment's locale name such as `zh_CN.UTF-8`; anything else is `None`.
    pub fn from_tag(tag: &str) -> Option<Self> {
        match tag.get(..2)?.to_ascii_lowercase().as_str() {
            "zh" => Some(Self::ZhCn),
            "en" => Some(Self::En),
            _ => None,
        }
    }

    /// Returns the language spoken now.
    pub fn current() -> Self {
        HERE.get().unwrap_or(if CHOSEN.load(Ordering::Relaxed) == 0 { Self::ZhCn } else { Self::En })
    }

    /// Chooses the language for the whole program.
    pub fn choose(self) {
        CHOSEN.store(u8::from(self == Self::En), Ordering::Relaxed);
    }

    /// Runs something in this language on this thread only.
    pub fn speaking<T>(self, run: impl FnOnce() -> T) -> T {
        let before = HERE.replace(Some(self));
        let result = run();
        HERE.set(before);
        result
    }
}

/// Returns the words of a key; a key without words returns itself, which a test then catches.
pub fn say(key: &str) -> String {
    say_with(key, &[])
}

#[cfg(test)]
thread_local! {
    /// Words that only a test knows.
    static TAUGHT: std::cell::RefCell<std::collections::BTreeMap<&'static str, &'static str>> =
        const { std::cell::RefCell::new(std::collections::BTreeMap::new()) };
}

/// Teaches this thread words for keys that exist in a test only.
#[cfg(test)]
pub fn teach(words: &[(&'static str, &'static str)]) {
    TAUGHT.with_borrow_mut(|taught| taught.extend(words.iter().copied()));
}

fn find(key: &str) -> Option<std::borrow::Cow<'_, str>> {
    #[cfg(test)]
    if let Some(words) = TAUGHT.with_borrow(|taught| taught.get(key).copied()) {
        return Some(words.into());
    }
    crate::_rust_i18n_try_translate(Lang::current().tag(), key)
}

/// Returns the words of a key with `%{name}` replaced by the values given.
///
/// Values may come from anywhere, so nothing in them that steers a terminal gets into the sentence.
pub fn say_with(key: &str, values: &[(&str, &str)]) -> String {
    let Some(words) = find(key) else { return key.to_owned() };
    let mut out = String::with_capacity(words.len());
    let mut rest = words.as_ref();
    // One pass, so that what people wrote is never taken for a place to fill.
    while let Some((before, after)) = rest.split_once("%{") {
        out.push_str(before);
        let Some((name, after)) = after.split_once('}') else {
            out.push_str("%{");
            rest = after;
            continue;
        };
        match values.iter().find(|(known, _)| *known == name) {
            Some((_, value)) => out.push_str(&harmless(value)),
            None => out.extend(["%{", name, "}"]),
        }
        rest = after;
    }
    out.push_str(rest);
    out
}

/// Returns the name of a member of a closed list, such as `term("stage", "handling")`.
pub fn term(area: &str, key: &str) -> String {
    say(&format!("term.{area}.{key}"))
}

/// Says why a rule refused; facts that are members of closed lists are named, not shown by their keys.
pub fn refusal(refusal: &Refusal) -> String {
    said(refusal.code, &refusal.args)
}

/// Says every single reason behind a refusal, where there were several at once.
pub fn causes(refused: &Refusal) -> Vec<String> {
    refused.causes.iter().map(refusal).collect()
}

/// Says what would be possible instead of what was refused.
pub fn offers(refused: &Refusal) -> Vec<String> {
    refused.offers.iter().map(|offer| said(offer.code, &offer.args)).collect()
}

/// Says what to do next after a refusal.
pub fn next_step(refusal: &Refusal) -> String {
    say_facts(&format!("refusal.{}.hint", refusal.code), &refusal.args)
}

fn said(code: &str, args: &[(&'static str, String)]) -> String {
    say_facts(&format!("refusal.{code}.message"), args)
}

fn say_facts(key: &str, args: &[(&'static str, String)]) -> String {
    let values: Vec<_> = args.iter().map(|(name, value)| (*name, fact(name, value))).collect();
    let values: Vec<_> = values.iter().map(|(name, value)| (*name, value.as_str())).collect();
    say_with(key, &values)
}

/// Says what `verify` found.
pub fn problem(problem: &crate::store::Problem) -> String {
    let details = problem.details();
    let values: Vec<_> = details.iter().map(|(name, value)| (*name, value.as_str())).collect();
    say_with(&format!("store.problem.{}", problem.code()), &values)
}

fn fact(name: &str, value: &str) -> String {
    if value == OUT_OF_SIGHT {
        return say("sight.other");
    }
    let area = match name {
        "stage" | "from" => "stage",
        "status" | "wanted" => "assignment",
        "field" => return say(&format!("field.{value}")),
        "away" => return roster::away(value),
        "action" | "clock" | "grade" | "level" | "role" | "right" | "disposition" | "link" | "directive"
        | "directive_status" | "subsidy_status" | "directive_need" | "import_field" | "incoming_status" => name,
        _ => return value.to_owned(),
    };
    let named = |key: &str| find(&format!("term.{area}.{key}")).map(std::borrow::Cow::into_owned);
    // A fact of the same name may be something else elsewhere, such as a time.
    let named: Option<Vec<_>> = value.split(',').map(named).collect();
    named.map_or_else(|| value.to_owned(), |named| list(&named))
}

/// Says how a fact of a case changed, by the names of `Case::facts`.
pub fn change(field: &str, before: &str, after: &str) -> String {
    let said = |value: &str| match (field, value) {
        (_, "") => term("list", "none"),
        ("stage" | "kind" | "grade" | "risk", key) => term(field, key),
        // Each part is a name and a key, or a key and a date.
        ("assignments" | "due", parts) => {
            let part = |part: &str| match part.split_once(' ') {
                Some((name, status)) if field == "assignments" => format!("{name} {}", term("assignment", status)),
                Some((clock, due)) => format!("{} {due}", term("clock", clock)),
                None => part.to_owned(),
            };
            list(&parts.split('\u{3001}').map(part).collect::<Vec<_>>())
        }
        (_, value) => value.to_owned(),
    };
    let name = say(&format!("field.{field}"));
    say_with("term.list.change", &[("field", &name), ("before", &said(before)), ("after", &said(after))])
}

/// Joins the members of a list the way the language does.
pub fn list(items: &[String]) -> String {
    items.join(&say("term.list.separator"))
}

/// Puts two sentences behind each other: with a blank, unless the first ends in a full-width mark that has its own room.
pub fn sentences(first: &str, second: &str) -> String {
    let joint = if first.chars().next_back().is_none_or(|end| end.is_ascii()) { " " } else { "" };
    format!("{first}{joint}{second}")
}

/// Tells whether a key has words in a language.
pub fn exists(key: &str, lang: Lang) -> bool {
    crate::_rust_i18n_try_translate(lang.tag(), key).is_some()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    /// Every key with its words, per file pair, as nested tables flattened to dotted keys.
    fn keys_of(text: &str) -> BTreeSet<String> {
        fn walk(prefix: &str, value: &toml::Value, out: &mut BTreeSet<String>) {
            if let toml::Value::Table(table) = value {
                for (key, value) in table {
                    let name = if prefix.is_empty() { key.clone() } else { format!("{prefix}.{key}") };
                    walk(&name, value, out);
                }
            } else {
                out.insert(prefix.to_owned());
            }
        }
        let value = toml::Value::Table(text.parse().expect("a locale file is TOML"));
        let mut out = BTreeSet::new();
        walk("", &value, &mut out);
        out
    }

    #[test]
    fn both_languages_have_the_same_keys() {
        let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("locales");
        let mut seen = 0;
        for entry in std::fs::read_dir(folder).expect("locales exist") {
            let path = entry.expect("readable").path();
            let name = path.file_name().and_then(|name| name.to_str()).expect("a name").to_owned();
            let Some(area) = name.strip_suffix(".zh-CN.toml") else { continue };
            let chinese = keys_of(&std::fs::read_to_string(&path).expect("readable"));
            let english = path.with_file_name(format!("{area}.en.toml"));
            let english = keys_of(&std::fs::read_to_string(english).expect("an English twin"));
            assert_eq!(chinese, english, "{area}");
            seen += 1;
        }
        assert!(seen > 0);
    }

    #[test]
    fn a_thread_may_speak_its_own_language() {
        assert_eq!(Lang::ZhCn.speaking(|| say("tui.help.title")), "按键");
        assert_eq!(Lang::En.speaking(|| say("tui.help.title")), "Keys");
    }

    #[test]
    fn values_stand_in_their_places() {
        let said = Lang::ZhCn.speaking(|| say_with("tui.table.position", &[("at", "12"), ("of", "340")]));
        assert_eq!(said, "第 12/340 条");
        assert_eq!(say("no.such.key"), "no.such.key");
    }

    #[test]
    fn a_change_is_said_by_names() {
        let said = |field, before, after| Lang::ZhCn.speaking(|| change(field, before, after));
        assert_eq!(said("grade", "", "larger"), "等级：无 → 较大");
        assert_eq!(
            said("assignments", "住建局 handling", "住建局 reported、民政局 handling"),
            "承办单位：住建局 办理中 → 住建局 待审核、民政局 办理中"
        );
        assert_eq!(
            said("due", "grade 11-10 23:59", "grade 11-12 23:59"),
            "到期日：办结 11-10 23:59 → 办结 11-12 23:59"
        );
    }

    #[test]
    fn what_people_wrote_is_not_taken_for_a_place_to_fill() {
        let values = [("at", "%{of}"), ("of", "340")];
        assert_eq!(Lang::ZhCn.speaking(|| say_with("tui.table.position", &values)), "第 %{of}/340 条");
    }
}
