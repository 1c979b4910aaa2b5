//! The offline book (断网登记簿): what a registration brings along that was written down while the shared file was
//! out of reach, and the provisional numbers (临时号) under which residents know it.

use crate::domain::clean;
use crate::domain::ids::OfficerId;
use crate::domain::refusal::Refusal;
use crate::domain::rulebook::Rulebook;
use crate::domain::time::{Day, Moment};
use crate::refuse;
use chrono::{Duration, SubsecRound as _};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The letters and digits of a book's tag: none that is taken for another when it is read out.
pub const TAG_SIGNS: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/// How many of them a tag has.
pub const TAG_SIZE: usize = 4;

/// Where a registration was first written down, as the registration says it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Offline {
    /// The provisional number that the resident was given.
    pub no: String,
    /// The identity of the book.
    pub book: String,
    /// When it was written there: the time limits run from then.
    pub at: Moment,
    /// Who wrote it there, which the shared file could not check then.
    pub by: OfficerId,
    /// Why it comes so late, where it does.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// What was noted on it afterwards.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub notes: Vec<Remark>,
}

/// A note on a provisional number.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Remark {
    /// When it was written.
    pub at: Moment,
    /// The words.
    pub text: String,
}

/// What a case remembers of the book it was entered from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FromBook {
    /// The provisional number.
    pub no: String,
    /// The identity of the book.
    pub book: String,
    /// Who wrote it there.
    pub by: OfficerId,
    /// When it was entered into the shared file (补录).
    pub entered_at: Moment,
}

/// Makes a provisional number: day, tag of the book, running number of the day.
pub fn provisional_no(day: Day, tag: &str, seq: u32) -> String {
    format!("D{}-{tag}-{seq:03}", day.format("%Y%m%d"))
}

/// Reads a provisional number as typed, in small letters too; anything else is nothing.
pub fn read_provisional_no(typed: &str) -> Option<String> {
    let text = typed.trim().to_ascii_uppercase();
    let mut parts = text.strip_prefix('D')?.split('-');
    let (day, tag, seq) = (parts.next()?, parts.next()?, parts.next()?);
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    let fits = day.len() == 8
        && digits(day)
        && tag.len() == TAG_SIZE
        && tag.bytes().all(|byte| TAG_SIGNS.contains(&byte))
        && (3..=9).contains(&seq.len())
        && digits(seq)
        && parts.next().is_none();
    fits.then_some(text)
}

/// Checks where a registration says it comes from; returns it as the log will have it, without the notes.
///
/// # Errors
/// Refuses what cannot be a provisional number, a moment that has not come, and one long past without a reason.
pub(super) fn check(offline: &Offline, rules: &Rulebook, now: Moment) -> Result<Offline, Refusal> {
    let no = read_provisional_no(&offline.no).ok_or_else(|| refuse!("offline_number", no = offline.no))?;
    let at = offline.at.trunc_subsecs(0);
    // Two machines' clocks are never quite the same.
    if at > now + Duration::minutes(5) {
        return Err(refuse!("offline_in_the_future", no = no, at = at.format("%Y-%m-%d %H:%M")));
    }
    let reason = offline.reason.as_deref().map(clean::line).filter(|reason| !reason.is_empty());
    if reason.is_none() && now - at > Duration::days(rules.offline_days.into()) {
        return Err(refuse!("offline_long_ago", no = no, at = at.format("%Y-%m-%d %H:%M"), days = rules.offline_days));
    }
    Ok(Offline {
        no,
        book: clean::line(&offline.book),
        at: at.min(now),
        by: offline.by.clone(),
        reason,
        notes: Vec::new(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_provisional_number_is_read_as_people_type_it_and_nothing_else_is_one() {
        let day = Day::from_ymd_opt(2026, 11, 22).unwrap();
        let no = provisional_no(day, "7FK3", 3);
        assert_eq!(no, "D20261122-7FK3-003");
        assert_eq!(read_provisional_no(" d20261122-7fk3-003 "), Some(no));
        for other in
            ["ZZ2026-00123", "D2026-00123", "D20261122-7FI3-003", "D20261122-7FK3-3", "D20261122-7FK3-003-1", ""]
        {
            assert_eq!(read_provisional_no(other), None, "{other}");
        }
    }
}
