//! A clock set back: the log goes forward, whatever the clock of one machine says.

use super::{Desk, DeskError, unstamp};
use crate::domain::access::{ACCESS_STREAM, AccessEvent};
use crate::domain::centre::Centre;
use crate::domain::ids::OfficerId;
use crate::domain::permission::{self, Right};
use crate::domain::refusal::Refusal;
use crate::domain::time::Moment;
use crate::refuse;
use crate::store::Reads;
use chrono::Duration;

/// How far the clocks of two desks may lie apart without a word.
const TOLERATED: Duration = Duration::minutes(2);

/// How far a clock may lag before it is plainly wrong: nothing is entered by it then.
const PLAUSIBLE: Duration = Duration::days(1);

/// Returns the time at which something is entered, and what is to be said about it.
///
/// Order in the log is by place, never by time. Where a clock lags, the time of the log's last entry is taken, so
/// that nothing seems to have happened before its cause and no limit begins in the past; where it lags by more than a
/// day, nobody can tell which of the two is wrong, and somebody has to.
pub(super) fn settle(
    reads: &Reads,
    centre: Option<&Centre>,
    now: Moment,
) -> Result<(Moment, Option<Refusal>), DeskError> {
    // Practice has times of its own.
    if centre.is_none_or(|centre| centre.training) {
        return Ok((now, None));
    }
    let Some(last) = last_entry(reads)? else { return Ok((now, None)) };
    let lag = last - now;
    let (ours, logged) = (shown(now), shown(last));
    if lag <= TOLERATED {
        Ok((now, None))
    } else if lag <= PLAUSIBLE {
        Ok((last, Some(refuse!("clock_behind", ours = ours, logged = logged))))
    } else {
        Err(refuse!("clock_set_back", ours = ours, logged = logged).into())
    }
}

fn shown(at: Moment) -> String {
    at.format("%Y-%m-%d %H:%M").to_string()
}

/// Returns the time of the last entry that was made by a clock believed then.
fn last_entry(reads: &Reads) -> Result<Option<Moment>, DeskError> {
    reads.last_time(ACCESS_STREAM, TRUSTED)?.map(|at| unstamp(&at)).transpose()
}

/// The kind of the entry by which somebody answers for a clock.
const TRUSTED: &str = "clock_trusted";

impl Desk {
    /// Tells how far a clock lags behind the log, where that is worth a word.
    pub fn clock_lag(&self, now: Moment) -> Result<Option<Duration>, DeskError> {
        let lag = last_entry(&self.store)?.map(|last| last - now);
        Ok(lag.filter(|lag| *lag > TOLERATED))
    }

    /// Lets an officer answer for this machine's clock where the log's last entry is the one that is wrong.
    pub fn trust_clock(&mut self, officer: &OfficerId, now: Moment) -> Result<(), DeskError> {
        let acting = super::acting(self.centre()?, officer)?;
        permission::check(&acting, Right::Administer).map_err(DeskError::NotPermitted)?;
        let last = last_entry(&self.store)?.map(shown).unwrap_or_default();
        self.record(officer, now, &AccessEvent::ClockTrusted { last })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::desk::Order;
    use crate::desk::bench::{founded, wang};
    use crate::domain::time::at;
    use chrono::NaiveDate;

    const REGISTER: &str = r#"{"command":"register","kind":"inquiry","channel":"phone","narrative":"问低保",
        "parties":[{"side":"applicant","name":"孙问路"}]}"#;

    fn now() -> Moment {
        at(NaiveDate::from_ymd_opt(2026, 11, 3).unwrap(), 9, 0)
    }

    fn desk(training: bool) -> (tempfile::TempDir, Desk) {
        let folder = tempfile::tempdir().unwrap();
        let desk = founded(folder.path().join("desk.db"), &wang(), now(), training);
        (folder, desk)
    }

    fn register(desk: &mut Desk, at: Moment) -> Result<(Vec<&'static str>, Moment), DeskError> {
        let receipt = desk.perform(&"wang".into(), at, &Order::from_json(REGISTER)?)?;
        let case = desk.case(&receipt.no.unwrap())?;
        Ok((receipt.warnings.iter().map(|warning| warning.code).collect(), case.registered_at))
    }

    #[test]
    fn clocks_a_little_apart_are_nothing_to_speak_of() {
        let (_folder, mut desk) = desk(false);
        let early = now() - Duration::minutes(2);
        assert_eq!(register(&mut desk, early).unwrap(), (vec![], early));
        assert_eq!(desk.clock_lag(early).unwrap(), None);
    }

    #[test]
    fn by_a_clock_that_lags_is_entered_at_the_time_of_the_last_entry_and_said_so() {
        let (_folder, mut desk) = desk(false);
        let early = now() - Duration::hours(3);
        assert_eq!(register(&mut desk, early).unwrap(), (vec!["clock_behind"], now()));
        assert_eq!(desk.clock_lag(early).unwrap(), Some(Duration::hours(3)));
    }

    #[test]
    fn by_a_clock_that_is_plainly_wrong_nothing_is_entered_until_somebody_answers_for_it() {
        let (_folder, mut desk) = desk(false);
        let long_ago = now() - Duration::days(900);
        assert_eq!(register(&mut desk, long_ago).unwrap_err().kind(), "clock_set_back");
        assert_eq!(desk.store().count(&crate::store::ListQuery::default()).unwrap(), 0);
        // Coming in by a wrong clock is written down and changes nothing.
        let came_in = AccessEvent::SignedIn { proof: crate::domain::access::Proof::Account };
        desk.record(&"wang".into(), long_ago, &came_in).unwrap();
        assert_eq!(register(&mut desk, long_ago).unwrap_err().kind(), "clock_set_back");
        desk.trust_clock(&"wang".into(), long_ago).unwrap();
        assert_eq!(register(&mut desk, long_ago).unwrap(), (vec![], long_ago));
        assert!(desk.verify().unwrap().ok);
    }

    #[test]
    fn practice_may_go_back_in_time() {
        let (_folder, mut desk) = desk(true);
        let long_ago = now() - Duration::days(900);
        assert_eq!(register(&mut desk, long_ago).unwrap(), (vec![], long_ago));
    }
}
