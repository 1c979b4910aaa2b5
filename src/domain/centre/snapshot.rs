//! The centre as text, so that a start need not read every rulebook and notice anew.

use super::Centre;
use crate::domain::calendar::{Calendar, TEXTS};
use crate::domain::directory::{Mediator, Officer, Room};
use crate::domain::rulebook::Rulebook;
use crate::domain::sshkey::OfficerKey;
use crate::domain::unit::Unit;
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::Arc;

/// Raised when the same history begins to amount to something else.
const FORMAT: u64 = 3;

/// What a snapshot must have been made by: this format, this release, and the calendars it carries. What
/// another program made is not believed but made anew from the log.
const MARK: u64 = {
    let mut mark = fold(0xcbf2_9ce4_8422_2325 ^ FORMAT, env!("CARGO_PKG_VERSION").as_bytes());
    let mut year = 0;
    while year < TEXTS.len() {
        mark = fold(mark, TEXTS[year].as_bytes());
        year += 1;
    }
    mark
};

/// Folds bytes into a mark (FNV-1a), while compiling.
const fn fold(mut mark: u64, bytes: &[u8]) -> u64 {
    let mut at = 0;
    while at < bytes.len() {
        mark = (mark ^ bytes[at] as u64).wrapping_mul(0x0000_0100_0000_01b3);
        at += 1;
    }
    mark
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Snapshot<'a> {
    mark: u64,
    head: Cow<'a, str>,
    rev: u64,
    name: Cow<'a, str>,
    training: bool,
    calendar: Cow<'a, Calendar>,
    units: Cow<'a, [Unit]>,
    rooms: Cow<'a, [Room]>,
    mediators: Cow<'a, [Mediator]>,
    officers: Cow<'a, [Officer]>,
    keys: Cow<'a, [OfficerKey]>,
    current: Cow<'a, str>,
    rulebooks: Vec<Cow<'a, Rulebook>>,
}

impl Centre {
    /// Returns the centre as text; `head` is the hash of the last event it was made of.
    ///
    /// # Errors
    /// None that a centre can cause.
    pub fn snapshot(&self, head: &str) -> Result<String, serde_json::Error> {
        serde_json::to_string(&Snapshot {
            mark: MARK,
            head: head.into(),
            rev: self.rev,
            name: (&self.name).into(),
            training: self.training,
            calendar: Cow::Borrowed(&self.calendar),
            units: (&self.units).into(),
            rooms: (&self.rooms).into(),
            mediators: (&self.mediators).into(),
            officers: (&self.officers).into(),
            keys: (&self.keys).into(),
            current: (&self.current.version).into(),
            rulebooks: self.rulebooks.values().map(|rules| Cow::Borrowed(rules.as_ref())).collect(),
        })
    }

    /// Reads the centre back. `None` when another program made the text, or when it is not of the event whose
    /// hash is `head`: then only the log tells.
    pub fn from_snapshot(text: &str, head: &str) -> Option<Self> {
        let read: Snapshot<'_> = serde_json::from_str(text).ok()?;
        if read.mark != MARK || read.head != head {
            return None;
        }
        let rulebooks = read.rulebooks.into_iter().map(Cow::into_owned);
        let rulebooks: BTreeMap<_, _> = rulebooks.map(|rules| (rules.version.clone(), Arc::new(rules))).collect();
        let current = rulebooks.get(read.current.as_ref()).map(Arc::clone)?;
        Some(Self {
            rev: read.rev,
            name: read.name.into_owned(),
            training: read.training,
            calendar: read.calendar.into_owned(),
            units: read.units.into_owned(),
            rooms: read.rooms.into_owned(),
            mediators: read.mediators.into_owned(),
            officers: read.officers.into_owned(),
            keys: read.keys.into_owned(),
            rulebooks,
            current,
        })
    }

    /// Tells whether a text is a snapshot that this program made, of whatever event.
    pub fn made(text: &str) -> bool {
        #[derive(Deserialize)]
        struct Made {
            mark: u64,
        }
        serde_json::from_str::<Made>(text).is_ok_and(|made| made.mark == MARK)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::centre::{CentreCommand, decide};
    use crate::domain::ids::OfficerId;
    use crate::domain::rulebook::BUILTIN;
    use crate::domain::vocabulary::Role;

    fn centre() -> Centre {
        let officer = Officer {
            id: OfficerId::from("wang"),
            name: "王值班".into(),
            unit: None,
            os_user: None,
            roles: vec![Role::Administrator],
        };
        let found = CentreCommand::Found {
            name: "陇城县综治中心".into(),
            rulebook: BUILTIN[0].1.to_owned(),
            officer,
            training: true,
        };
        let mut centre = Centre::replay(&decide(None, &found).unwrap()).unwrap().unwrap();
        let version = centre.rulebook().version.clone();
        let text = BUILTIN[0].1.replace(&version, "next-year");
        let adopted = decide(Some(&centre), &CentreCommand::AdoptRulebook { text }).unwrap();
        centre.apply(&adopted[0]).unwrap();
        centre
    }

    #[test]
    fn a_centre_read_back_is_the_one_that_was_kept() {
        let centre = centre();
        let text = centre.snapshot("ab").unwrap();
        let back = Centre::from_snapshot(&text, "ab").expect("its own snapshot");
        assert_eq!(back.snapshot("ab").unwrap(), text);
        assert_eq!(back.rulebook().source(), centre.rulebook().source());
        assert_eq!(back.rulebook().limits, centre.rulebook().limits);
        assert!(back.rulebooks.keys().eq(centre.rulebooks.keys()));
        assert_eq!(back.calendar, centre.calendar);
    }

    #[test]
    fn a_snapshot_of_another_log_or_another_program_is_not_believed() {
        let text = centre().snapshot("ab").unwrap();
        assert!(Centre::from_snapshot(&text, "cd").is_none());
        assert!(Centre::made(&text));
        let foreign = text.replace(&MARK.to_string(), "1");
        assert!(Centre::from_snapshot(&foreign, "ab").is_none() && !Centre::made(&foreign));
        assert!(Centre::from_snapshot("\"陇城县综治中心\"", "ab").is_none() && !Centre::made("{}"));
    }
}
