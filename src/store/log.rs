//! The log (事件记录): events as they are handed in and as they stand, and the hash that chains them.

use serde::Serialize;

/// A BLAKE3 hash.
pub type Hash = [u8; 32];

/// What the first event of a log follows.
pub const NO_HASH: Hash = [0; 32];

/// An event to be appended.
#[derive(Debug, Clone, Copy)]
pub struct NewEvent<'a> {
    /// The stream: 0 for the centre, the case's id otherwise.
    pub stream: i64,
    /// The number in the stream: the last one plus one.
    pub seq: i64,
    /// When it happened, RFC 3339 with `+08:00`.
    pub at: &'a str,
    /// The officer who did it.
    pub officer: &'a str,
    /// What kind of event it is.
    pub kind: &'a str,
    /// The event itself, as JSON.
    pub body: &'a str,
}

/// An event as it stands in the log.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct StoredEvent {
    /// The place in the whole log, from 1 without gaps.
    pub gid: i64,
    /// The stream: 0 for the centre, the case's id otherwise.
    pub stream: i64,
    /// The number in the stream, from 1 without gaps.
    pub seq: i64,
    /// When it happened.
    pub at: String,
    /// The officer who did it.
    pub officer: String,
    /// What kind of event it is.
    pub kind: String,
    /// The event itself, as JSON.
    pub body: String,
    /// The hash of the event before it in the whole log.
    #[serde(skip)]
    pub prev: Hash,
    /// The hash of this event.
    #[serde(skip)]
    pub hash: Hash,
}

impl StoredEvent {
    /// How many columns it has.
    pub(super) const WIDTH: usize = 9;

    /// Takes an event out of a result of its columns, in the order of the fields.
    pub(super) fn read(row: &rusqlite::Row<'_>) -> rusqlite::Result<Self> {
        super::rows::fields!(row, StoredEvent { gid, stream, seq, at, officer, kind, body, prev, hash })
    }

    /// Computes the hash that the event should carry.
    pub fn expected_hash(&self) -> Hash {
        let Self { stream, seq, at, officer, kind, body, .. } = self;
        chain(self.gid, &NewEvent { stream: *stream, seq: *seq, at, officer, kind, body }, &self.prev)
    }
}

/// The end of the log.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Head {
    /// The place of the last event; 0 if there is none.
    pub gid: i64,
    /// Its hash; [`NO_HASH`] if there is none.
    #[serde(serialize_with = "as_hex")]
    pub hash: Hash,
}

impl Head {
    /// Returns the hash in hexadecimal.
    pub fn hex(&self) -> String {
        blake3::Hash::from_bytes(self.hash).to_hex().to_string()
    }
}

fn as_hex<S: serde::Serializer>(hash: &Hash, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(&blake3::Hash::from_bytes(*hash).to_hex())
}

/// Hashes an event together with the hash of the one before it.
pub(super) fn chain(gid: i64, event: &NewEvent<'_>, prev: &Hash) -> Hash {
    let NewEvent { stream, seq, at, officer, kind, body } = event;
    chain_bytes([gid, *stream, *seq], [at, officer, kind, body].map(|text| text.as_bytes()), prev)
}

/// Hashes numbers (gid, stream, seq) and texts (at, officer, kind, body), which may be damaged beyond reading.
///
/// Numbers go in as eight bytes and texts with their length in front, so that no two different events
/// make the same bytes.
pub(super) fn chain_bytes(numbers: [i64; 3], texts: [&[u8]; 4], prev: &Hash) -> Hash {
    let mut hasher = blake3::Hasher::new();
    hasher.update(b"yichuang.event.1");
    hasher.update(prev);
    for number in numbers {
        hasher.update(&number.to_le_bytes());
    }
    for text in texts {
        hasher.update(&(text.len() as u64).to_le_bytes());
        hasher.update(text);
    }
    *hasher.finalize().as_bytes()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moving_a_letter_from_one_field_to_the_next_changes_the_hash() {
        let event = NewEvent { stream: 1, seq: 1, at: "t", officer: "ab", kind: "c", body: "{}" };
        let moved = NewEvent { officer: "a", kind: "bc", ..event };
        assert_ne!(chain(1, &event, &NO_HASH), chain(1, &moved, &NO_HASH));
    }

    #[test]
    fn the_hash_of_an_event_never_changes_between_releases() {
        let event = NewEvent {
            stream: 7,
            seq: 3,
            at: "2026-03-02T09:15:00+08:00",
            officer: "liying",
            kind: "registered",
            body: r#"{"event":"registered","title":"邻里纠纷"}"#,
        };
        let head = Head { gid: 1, hash: chain(1, &event, &NO_HASH) };
        assert_eq!(head.hex(), "5f5dcc30870940c0aef7b93e854f72ece7766e608bd7b01f096231e537cf72a5");
    }
}
