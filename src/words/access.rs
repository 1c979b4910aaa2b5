//! Words about access: who came in, what was refused, what was looked at.

use super::{Lang, exists, say, say_with};
use crate::domain::access::AccessEvent;

/// Says an entry of the access log in one line.
pub fn access_event(event: &AccessEvent) -> String {
    let tell = |facts: &[(&str, &str)]| say_with(&format!("access.{}", event.kind()), facts);
    match event {
        AccessEvent::SignedIn { proof } => {
            let key = serde_json::to_value(proof).ok().and_then(|key| key.as_str().map(str::to_owned));
            tell(&[("proof", &say(&format!("access.proof.{}", key.unwrap_or_default())))])
        }
        AccessEvent::SignInFailed { failed } => tell(&[("count", &failed.to_string())]),
        AccessEvent::LockedOut { until } => tell(&[("until", until)]),
        AccessEvent::PasswordSet { officer, .. } => tell(&[("officer", officer)]),
        AccessEvent::Refused { what, why, .. } => tell(&[("what", what), ("why", &why_not(why))]),
        AccessEvent::PersonRevealed { reason, .. } => tell(&[("reason", reason)]),
        AccessEvent::ClockTrusted { last } => tell(&[("last", last)]),
        AccessEvent::Restored { from, aside, lost } => {
            let lost = lost.map_or_else(|| "?".to_owned(), |lost| lost.to_string());
            tell(&[("from", from), ("aside", aside), ("lost", &lost)])
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

/// Says why, by the code of a refusal; one that has no words here stands as it is.
fn why_not(code: &str) -> String {
    let key = format!("access.why.{code}");
    if exists(&key, Lang::En) { say(&key) } else { code.to_owned() }
}
