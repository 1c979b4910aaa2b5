//! Words about access: who came in, what was refused, what was looked at.

use super::{Lang, exists, say, say_with};
use crate::domain::access::AccessEvent;
use crate::domain::centre::Centre;
use crate::domain::ids::OfficerId;

/// Says an entry of the access log in one line.
pub fn access_event(event: &AccessEvent, centre: &Centre) -> String {
    let tell = |facts: &[(&str, &str)]| say_with(&format!("access.{}", event.kind()), facts);
    match event {
        AccessEvent::SignedIn { proof } => {
            let key = serde_json::to_value(proof).ok().and_then(|key| key.as_str().map(str::to_owned));
            tell(&[("proof", &say(&format!("access.proof.{}", key.unwrap_or_default())))])
        }
        AccessEvent::SignInFailed { failed } => tell(&[("count", &failed.to_string())]),
        AccessEvent::LockedOut { until } => tell(&[("until", until)]),
        AccessEvent::PasswordSet { officer, .. } => {
            let known = centre.officer(&OfficerId::from(officer.as_str()));
            tell(&[("officer", known.map_or(officer.as_str(), |it| it.name.as_str()))])
        }
        AccessEvent::Refused { what, why, .. } => tell(&[("what", &tried(what)), ("why", &why_not(why))]),
        AccessEvent::PersonRevealed { reason, .. } => tell(&[("reason", reason)]),
        AccessEvent::ClockTrusted { last } => tell(&[("last", last)]),
        AccessEvent::Restored { from, aside, lost } => {
            let lost = lost.map_or_else(|| "?".to_owned(), |lost| lost.to_string());
            tell(&[("from", from), ("aside", aside), ("lost", &lost)])
        }
        AccessEvent::Printed { form, of, revealed, reason, .. } => {
            let how = if *revealed { "revealed" } else { "masked" };
            let of = of.as_deref().unwrap_or_default();
            tell(&[("form", form), ("of", of), ("how", &say(&format!("access.how.{how}"))), ("reason", reason)])
        }
        AccessEvent::Exported { what, rows, reason, .. } => {
            tell(&[("what", what), ("rows", &rows.to_string()), ("reason", reason)])
        }
    }
}

/// Says what was looked at, by the kind of event that stands in the stream of a case or person.
pub fn looked_at(kind: &str) -> String {
    say(&format!("access.looked_at.{kind}"))
}

/// Says what was tried, by the name of the command or question; one that has no words stands as it is.
fn tried(what: &str) -> String {
    let keys = ["case", "person", "app"].map(|group| format!("command.{group}.{what}"));
    keys.iter().find(|key| exists(key, Lang::En)).map_or_else(|| what.to_owned(), |key| say(key))
}

/// Says why, by the code of a refusal; one that has no words here stands as it is.
fn why_not(code: &str) -> String {
    let key = format!("access.why.{code}");
    if exists(&key, Lang::En) { say(&key) } else { code.to_owned() }
}
