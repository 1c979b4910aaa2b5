//! Words about what is no case: what happened to the roster, a shift, a directive, in one line of a log.

use super::{Lang, exists, say, say_with};

/// Says what happened to a folio, by the kind and the key of the folio and the kind of the event.
pub fn folio_event(folio: &str, key: &str, event: &str) -> String {
    let words = format!("folio.event.{event}");
    let what = if exists(&words, Lang::current()) { say(&words) } else { event.to_owned() };
    say_with(&format!("folio.line.{folio}"), &[("key", key), ("what", &what)])
}
