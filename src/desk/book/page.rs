//! The lines of the book: what one says, how it hangs on the one before, and what is left when a line was cut or
//! changed.

use crate::domain::case::offline::Remark;
use crate::domain::case::{Offline, Register};
use crate::domain::ids::{CaseNo, OfficerId};
use crate::domain::time::Moment;
use serde::{Deserialize, Serialize};

/// What a line says.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "what", rename_all = "snake_case")]
pub(super) enum Entry {
    /// A book begins.
    Opened { book: String, tag: String, database: String, account: String },
    /// A matter was written down; nobody could check then who `by` is.
    Kept { no: String, book: String, by: OfficerId, name: String, order: Box<Register> },
    /// A note on a provisional number.
    Noted { no: String, by: OfficerId, text: String },
    /// It stands in the shared file now.
    Entered { no: String, by: OfficerId, case: CaseNo },
    /// It will not be entered.
    Discarded { no: String, by: OfficerId, reason: String },
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct Line {
    n: u64,
    at: Moment,
    #[serde(flatten)]
    entry: Entry,
    prev: String,
}

/// What has become of a matter in the book.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum State {
    /// It waits to be entered (待补录).
    Waiting,
    /// It was entered (已补录).
    Entered {
        /// As this case.
        case: CaseNo,
        /// When.
        entered_at: Moment,
    },
    /// It was discarded (作废).
    Discarded {
        /// Why.
        reason: String,
        /// By whom.
        discarded_by: OfficerId,
        /// When.
        discarded_at: Moment,
    },
}

/// A matter in the book.
#[derive(Debug, Clone, PartialEq)]
pub struct Kept {
    /// The provisional number (临时号).
    pub no: String,
    /// The identity of the book.
    pub book: String,
    /// When it was written down.
    pub at: Moment,
    /// By whom, as last proven on this machine.
    pub by: OfficerId,
    /// That officer's name then.
    pub name: String,
    /// What was written down.
    pub register: Register,
    /// What was noted on it afterwards.
    pub notes: Vec<Remark>,
    /// What has become of it.
    pub state: State,
}

impl Kept {
    /// Returns the registration as it is entered: with where it comes from.
    pub fn to_enter(&self, reason: Option<&str>) -> Register {
        let offline = Offline {
            no: self.no.clone(),
            book: self.book.clone(),
            at: self.at,
            by: self.by.clone(),
            reason: reason.map(str::to_owned),
            notes: self.notes.clone(),
        };
        Register { offline: Some(offline), ..self.register.clone() }
    }
}

/// Something wrong with the book.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "fault", rename_all = "snake_case")]
pub enum Fault {
    /// The last line was cut while it was written: nobody was given a number for it.
    Torn {
        /// How many bytes of it are there.
        bytes: usize,
    },
    /// A line is not what was written.
    Damaged {
        /// Which, from 1.
        line: usize,
    },
    /// A line is whole, but does not hang on the one before: lines are missing or were moved.
    Unlinked {
        /// Which, from 1.
        line: usize,
    },
}

/// What stands in the book.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Contents {
    /// Every matter, in the order of writing.
    pub kept: Vec<Kept>,
    /// What is wrong with the book.
    pub faults: Vec<Fault>,
    /// The identity and the tag of the book.
    pub(super) own: Option<(String, String)>,
    pub(super) last: u64,
    pub(super) hash: String,
    /// How many bytes whole lines take.
    pub(super) whole: usize,
}

impl Contents {
    /// Returns what waits to be entered.
    pub fn waiting(&self) -> impl Iterator<Item = &Kept> {
        self.kept.iter().filter(|kept| kept.state == State::Waiting)
    }

    /// Returns the matter with a provisional number.
    pub fn get(&self, no: &str) -> Option<&Kept> {
        self.kept.iter().find(|kept| kept.no == no)
    }

    fn take(&mut self, at: Moment, entry: Entry) {
        let mut on = |no: &str, change: &mut dyn FnMut(&mut Kept)| {
            if let Some(kept) = self.kept.iter_mut().find(|kept| kept.no == no) {
                change(kept);
            }
        };
        match entry {
            Entry::Opened { book, tag, .. } => self.own = Some((book, tag)),
            Entry::Kept { no, book, by, name, order } => {
                let (register, notes) = (*order, Vec::new());
                self.kept.push(Kept { no, book, at, by, name, register, notes, state: State::Waiting });
            }
            Entry::Noted { no, text, .. } => {
                on(&no, &mut |kept| kept.notes.push(Remark { at, text: text.clone() }));
            }
            Entry::Entered { no, case, .. } => {
                on(&no, &mut |kept| kept.state = State::Entered { case: case.clone(), entered_at: at });
            }
            Entry::Discarded { no, by, reason } => on(&no, &mut |kept| {
                let (reason, discarded_by) = (reason.clone(), by.clone());
                kept.state = State::Discarded { reason, discarded_by, discarded_at: at };
            }),
        }
    }
}

/// Before the hash of a line stands this, and after it the end of the object.
const BEFORE_HASH: &str = ",\"hash\":\"";
const HASH_SIZE: usize = 64;

/// Writes the line that comes after what stands in the book.
pub(super) fn line_after(before: &Contents, at: Moment, entry: Entry) -> Result<String, serde_json::Error> {
    let line = Line { n: before.last + 1, at, entry, prev: before.hash.clone() };
    let mut text = serde_json::to_string(&line)?;
    text.pop();
    let hash = blake3::hash(text.as_bytes()).to_hex();
    text.push_str(BEFORE_HASH);
    text.push_str(&hash);
    text.push_str("\"}\n");
    Ok(text)
}

/// Reads a line; nothing where a single bit of it is not as it was written.
fn read_line(bytes: &[u8]) -> Option<(Line, String)> {
    let text = std::str::from_utf8(bytes).ok()?.strip_suffix("\"}")?;
    let (rest, hash) = text.split_at_checked(text.len().checked_sub(HASH_SIZE)?)?;
    let body = rest.strip_suffix(BEFORE_HASH)?;
    let is_true = blake3::hash(body.as_bytes()).to_hex().as_str() == hash;
    let line = serde_json::from_str(&format!("{body}}}")).ok().filter(|_| is_true)?;
    Some((line, hash.to_owned()))
}

/// Reads a book. Whatever is wrong with a line is reported, and costs no other.
pub(super) fn read(bytes: &[u8]) -> Contents {
    let whole = bytes.iter().rposition(|byte| *byte == b'\n').map_or(0, |at| at + 1);
    let mut contents = Contents { whole, ..Contents::default() };
    if contents.whole < bytes.len() {
        contents.faults.push(Fault::Torn { bytes: bytes.len() - contents.whole });
    }
    let mut unread = 0;
    for (at, raw) in bytes[..contents.whole].split_inclusive(|byte| *byte == b'\n').enumerate() {
        let number = at + 1;
        let Some((line, hash)) = raw.strip_suffix(b"\n").and_then(read_line) else {
            contents.faults.push(Fault::Damaged { line: number });
            unread += 1;
            continue;
        };
        // What a line that cannot be read should have said cannot be checked, only that it was there.
        let follows = line.n == contents.last + 1 + unread && (unread > 0 || line.prev == contents.hash);
        if !follows {
            contents.faults.push(Fault::Unlinked { line: number });
        }
        unread = 0;
        (contents.last, contents.hash) = (line.n, hash);
        contents.take(line.at, line.entry);
    }
    contents
}
