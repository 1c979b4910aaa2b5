//! The duplicate check in words.

use super::{say, say_with, term};
use crate::domain::alike::{Likeness, Reason, ReasonKind, Verdict};

/// Says a reason, with the names where they say more than it: `姓名相近 王晓明/王小明`, `同户`.
pub fn reason(found: &Reason) -> String {
    use ReasonKind::{NearName, SameName, SameOpponent, SameRepresentative, SwappedSides};
    let what = term(ReasonKind::AREA, found.kind.key());
    let by_name = matches!(found.kind, NearName | SameName | SameOpponent | SameRepresentative | SwappedSides);
    let names = match (found.ours.as_str(), found.theirs.as_str()) {
        _ if !by_name => return what,
        (ours, theirs) if ours == theirs => theirs.to_owned(),
        (ours, theirs) => format!("{ours}/{theirs}"),
    };
    say_with("alike.reason", &[("what", &what), ("names", &names)])
}

/// Says every reason of a likeness.
pub fn reasons(likeness: &Likeness) -> String {
    likeness.reasons.iter().map(reason).collect::<Vec<_>>().join(&say("alike.and"))
}

/// Says what a likeness amounts to.
pub fn verdict(likeness: &Likeness) -> String {
    term(Verdict::AREA, likeness.verdict.key())
}
