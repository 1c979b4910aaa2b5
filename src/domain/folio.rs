//! A folio (专卷): what has a stream of its own in the log and is no case, as the roster, a shift, a directive.
//!
//! All kinds are kept by one mechanism (`desk/folio.rs`): their events are appended, folded, shown as one row, compared by
//! `verify` and made anew by `rebuild` alike. A new kind implements [`Folio`] and is named in `desk/folio.rs::shown`.

use super::centre::Centre;
use super::ids::{CaseNo, OfficerId, UnitId};
use super::sight::Principal;
use super::time::Moment;
use super::vocabulary::Level;
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::collections::BTreeSet;
use std::ops::Range;

/// Where the streams of folios begin; those below belong to the centre, to cases, to persons and to access.
pub const FOLIOS: i64 = 1 << 43;

/// The streams of one kind of folio: the `nth` block above [`FOLIOS`].
pub const fn block(nth: i64) -> Range<i64> {
    (FOLIOS + (nth << 40))..(FOLIOS + ((nth + 1) << 40))
}

/// Who may see a folio.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum OpenTo {
    /// Whoever has come in.
    Everybody,
    /// The centre's own people, and these.
    Some(BTreeSet<Principal>),
}

/// What lists and the ladder have to know of a folio.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Standing {
    /// The moment by which it is ordered among its kind.
    pub sort: Moment,
    /// The key of its status.
    pub status: &'static str,
    /// Whether something is still to be done about it.
    pub open: bool,
    /// Who has to do it.
    pub unit: Option<UnitId>,
    /// When it is due.
    pub due: Option<Moment>,
    /// When it next needs looking at by itself.
    pub next_alarm: Option<Moment>,
    /// The highest alert that stands, and whether somebody has acknowledged it.
    pub level: Option<(Level, bool)>,
    /// Which cases it is about.
    pub cases: Vec<CaseNo>,
    /// Who may see it.
    pub open_to: OpenTo,
}

impl Standing {
    /// Returns the standing of what was taken down once and asks nothing of anybody; only the centre's own people see it.
    pub fn at_rest(sort: Moment, status: &'static str) -> Self {
        Self {
            sort,
            status,
            open: false,
            unit: None,
            due: None,
            next_alarm: None,
            level: None,
            cases: Vec::new(),
            open_to: OpenTo::Some(BTreeSet::new()),
        }
    }
}

/// Something with a stream of its own: a fold of its events.
pub trait Folio: Clone + Serialize + DeserializeOwned {
    /// What happens to it.
    type Event: Clone + Serialize + DeserializeOwned;

    /// The key of the kind, as the table has it.
    const KIND: &'static str;

    /// Its streams, see [`block`].
    const STREAMS: Range<i64>;

    /// Returns the stable name of an event, as the log and receipts show it.
    fn name(event: &Self::Event) -> &'static str;

    /// Makes one of its first event; nothing if that is none to begin with.
    fn begin(at: Moment, by: &OfficerId, event: &Self::Event) -> Option<Self>;

    /// Folds one more event in; the revision is counted by this too.
    fn apply(&mut self, at: Moment, by: &OfficerId, event: &Self::Event);

    /// Returns how many events it has.
    fn rev(&self) -> u64;

    /// Returns what people call it.
    fn key(&self) -> String;

    /// Returns what it is about, for lists; what people call it where nothing else is known.
    fn title(&self) -> String {
        self.key()
    }

    /// Returns what lists and the ladder have to know of it.
    fn standing(&self, centre: &Centre) -> Standing;

    /// Returns what happens to it by itself by now (预警升级): the levels reached and not yet raised, in order.
    ///
    /// It is asked whenever [`Standing::next_alarm`] has come, by whichever desk is first, and may be asked any number of
    /// times; once what it returned is folded in, the next alarm must lie ahead or be none, and it returns nothing.
    fn climb(&self, _now: Moment, _centre: &Centre) -> Vec<Self::Event> {
        Vec::new()
    }

    /// Returns the level that an event raised, and when that was due which it is about, if it is an alert: what the bell,
    /// the pane and the hook are told of.
    fn raised(&self, _event: &Self::Event) -> Option<(Level, Option<Moment>)> {
        None
    }
}
