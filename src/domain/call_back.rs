//! Whom to call back now (回访): what a queue of call-backs makes of the tries so far.

use super::calendar::Calendar;
use super::case::{CallBack, CallBackAnswer};
use super::rulebook::CallBackRules;
use super::time::{Moment, at};
use super::vocabulary::{Satisfaction, vocabulary};
use chrono::Timelike as _;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::fmt;

vocabulary! {
    /// What follows when a resident is dissatisfied (不满意).
    OnDissatisfied as "on_dissatisfied" {
        /// The case stands on the list until an officer takes it up again, or ends the calling back with a reason.
        Offer = "offer",
        /// It is taken up again in the same write.
        Reopen = "reopen",
    }
    /// Why somebody is called back (回访事由).
    Cause as "call_back_cause" {
        /// 办结: the matter was resolved.
        Resolved = "resolved",
        /// 履行: what was agreed is due.
        Performance = "performance",
    }
    /// What to do about a call-back now.
    Turn as "call_back_turn" {
        /// 不满意: take the matter up again, or end the calling back with a reason.
        Dissatisfied = "dissatisfied",
        /// 可回访: ring.
        Now = "now",
        /// 多次未接: tried as often as the rulebook says; end it with a reason, or try again all the same.
        TriedOut = "tried_out",
        /// 改时再拨: nobody answered; the next try is at another time.
        Later = "later",
    }
}

/// How far calling somebody back has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Tries {
    /// What to do now.
    pub turn: Turn,
    /// How often nobody answered, in a row.
    pub count: u32,
    /// When the last try was.
    pub last: Option<Moment>,
    /// When the next is to be, where it has to wait for that.
    pub next: Option<Moment>,
}

/// Returns how far calling back has come after these calls, the last of them at the end.
///
/// After a try that nobody answered the next is so many working days later, at the time of day whose turn it is then.
pub fn tries(calls: &[CallBack], rules: &CallBackRules, calendar: &Calendar, now: Moment) -> Tries {
    let last = calls.last();
    let unanswered = calls.iter().rev().take_while(|call| call.answer == CallBackAnswer::NoAnswer).count();
    let mut tries = Tries {
        turn: Turn::Now,
        count: u32::try_from(unanswered).unwrap_or(u32::MAX),
        last: last.map(|call| call.at),
        next: None,
    };
    match last {
        Some(call) if call.answer == CallBackAnswer::Answered(Satisfaction::Dissatisfied) => {
            tries.turn = Turn::Dissatisfied;
        }
        Some(call) if call.answer == CallBackAnswer::NoAnswer => {
            let day = calendar.step_workdays(call.at.date_naive(), i64::from(rules.gap_days));
            let time = rules.times.get(unanswered % rules.times.len().max(1)).map(|hour| hour.0).unwrap_or_default();
            let next = at(day, time.hour(), time.minute());
            tries.next = Some(next).filter(|next| *next > now);
            tries.turn = match () {
                () if tries.count >= rules.tries => Turn::TriedOut,
                () if tries.next.is_some() => Turn::Later,
                () => Turn::Now,
            };
        }
        _ => {}
    }
    tries
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::NaiveDate;

    fn moment(day: u32, hour: u32) -> Moment {
        at(NaiveDate::from_ymd_opt(2026, 11, day).unwrap(), hour, 0)
    }

    fn after(calls: &[(u32, u32, CallBackAnswer)], now: Moment) -> Tries {
        let calls: Vec<_> = calls
            .iter()
            .map(|(day, hour, answer)| CallBack { at: moment(*day, *hour), answer: *answer, note: String::new() })
            .collect();
        tries(&calls, &CallBackRules::default(), &Calendar::embedded(), now)
    }

    use CallBackAnswer::{Answered, NoAnswer};

    #[test]
    fn who_was_not_rung_yet_is_rung_now() {
        assert_eq!(after(&[], moment(20, 10)), Tries { turn: Turn::Now, count: 0, last: None, next: None });
    }

    #[test]
    fn whoever_does_not_answer_is_tried_on_another_working_day_at_another_time() {
        // A Friday morning: the second of three times on Monday.
        let once = after(&[(20, 9, NoAnswer)], moment(20, 10));
        assert_eq!((once.turn, once.count, once.next), (Turn::Later, 1, Some(moment(23, 15))));
        assert_eq!(after(&[(20, 9, NoAnswer)], moment(23, 15)).turn, Turn::Now);
        let twice = after(&[(20, 9, NoAnswer), (23, 15, NoAnswer)], moment(23, 16));
        assert_eq!((twice.turn, twice.count, twice.next), (Turn::Later, 2, Some(moment(24, 19))));
    }

    #[test]
    fn after_so_many_tries_somebody_decides() {
        let calls = [(18, 9, NoAnswer), (19, 15, NoAnswer), (20, 19, NoAnswer)];
        assert_eq!(after(&calls, moment(20, 20)).turn, Turn::TriedOut);
        assert_eq!(after(&calls, moment(25, 20)).turn, Turn::TriedOut);
    }

    #[test]
    fn a_dissatisfied_answer_waits_for_an_officer_and_begins_the_count_anew() {
        let calls = [(18, 9, NoAnswer), (19, 15, Answered(Satisfaction::Dissatisfied))];
        assert_eq!(after(&calls, moment(20, 9)).turn, Turn::Dissatisfied);
        assert_eq!(after(&[&calls[..], &[(20, 9, NoAnswer)]].concat(), moment(20, 9)).count, 1);
    }
}
