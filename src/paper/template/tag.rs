//! Tags in a text: `{{字段}}`, `{{#字段}}`, `{{^字段}}`, `{{/字段}}`.

use crate::paper::fields::key_of;
use std::ops::Range;

/// What a tag does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Does {
    /// Stands for a field.
    Fills,
    /// Opens what is repeated for each item, or shown where the field is there.
    Opens,
    /// Opens what is shown where the field is not there.
    OpensWithout,
    /// Closes either.
    Closes,
}

/// A tag in a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Tag {
    pub place: Range<usize>,
    pub does: Does,
    pub name: String,
}

impl Tag {
    /// Tells whether it opens or closes something.
    pub fn is_section(&self) -> bool {
        self.does != Does::Fills
    }

    /// Tells whether two tags are about the same field, each called by key or by name.
    pub fn is_of(&self, other: &Self) -> bool {
        self.name == other.name || key_of(&self.name).is_some_and(|key| key_of(&other.name) == Some(key))
    }
}

/// Finds the tags in a text.
pub(super) fn tags(text: &str) -> Vec<Tag> {
    let mut found = Vec::new();
    let mut from = 0;
    while let Some(start) = text[from..].find("{{").map(|at| at + from) {
        let Some(end) = text[start..].find("}}").map(|at| at + start + 2) else { break };
        // Of `{{{{x}}` only the inner one is a tag.
        let start = text[start..end - 2].rfind("{{").map_or(start, |at| at + start);
        let inside = text[start + 2..end - 2].trim();
        let mut chars = inside.chars();
        let does = match chars.next() {
            Some('#' | '＃') => Does::Opens,
            Some('^' | '＾') => Does::OpensWithout,
            Some('/' | '／') => Does::Closes,
            _ => Does::Fills,
        };
        let name = if does == Does::Fills { inside } else { chars.as_str().trim() };
        found.push(Tag { place: start..end, does, name: name.to_owned() });
        from = end;
    }
    found
}

/// Returns which of the tags is the first that is opened and not closed.
pub(super) fn left_open(tags: &[Tag]) -> Option<usize> {
    let mut open: Vec<usize> = Vec::new();
    for (at, tag) in tags.iter().enumerate() {
        if tag.does == Does::Closes {
            if let Some(place) = open.iter().rposition(|opened| tags[*opened].is_of(tag)) {
                open.truncate(place);
            }
        } else {
            open.push(at);
        }
    }
    open.first().copied()
}

/// Returns where the tag at a place is closed.
pub(super) fn closed_at(tags: &[Tag], open: usize) -> Option<usize> {
    let mut depth = 0_usize;
    for (at, tag) in tags.iter().enumerate().skip(open).filter(|(_, tag)| tag.is_of(&tags[open])) {
        if tag.does == Does::Closes {
            depth -= 1;
            if depth == 0 {
                return Some(at);
            }
        } else {
            depth += 1;
        }
    }
    None
}
