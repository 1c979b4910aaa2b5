//! Moving: the list is moved at once, the case beside it follows when the cursor rests.

use super::harness::Bench;
use crate::desk::service::Query;
use crate::term::Event;
use crate::tui::app::{Effect, detail::REST};
use crate::tui::run::Program;
use std::time::Duration;

const REGISTER: &str = r#"{"command":"register","kind":"inquiry","channel":"phone","accept":false,
    "narrative":"问低保怎么办","parties":[{"side":"applicant","name":"孙问路"}]}"#;

fn bench() -> Bench {
    let mut bench = Bench::new().sized(120, 36);
    for _ in 0..5 {
        bench.order(REGISTER);
    }
    bench
}

fn asks_case(effects: &[Effect]) -> bool {
    effects.iter().any(|effect| matches!(effect, Effect::Ask(_, Query::Case { .. })))
}

#[test]
fn while_keys_keep_coming_no_case_is_read_and_the_last_one_stays_beside_the_list() {
    let mut bench = bench();
    let first = bench.screen.app.case().expect("the first case").no.to_string();
    let mut at = Duration::from_secs(5);
    for _ in 0..3 {
        at += Duration::from_millis(30);
        let step = bench.screen.event(Event::Key("up".parse().unwrap()), at);
        assert!(!asks_case(&step.effects), "{:?}", step.effects);
    }
    assert!(bench.screen.app.case().is_none(), "no command may take the case before for this one");
    assert!(bench.shown().lines().nth(2).unwrap().contains(&first));
    assert!(bench.screen.next_alarm().is_some_and(|alarm| alarm <= at + REST));
    let step = bench.screen.alarm(at + REST);
    assert!(asks_case(&step.effects));
    assert!(bench.screen.next_alarm().is_none_or(|alarm| alarm > at + REST), "once, not again and again");
}

#[test]
fn a_key_that_needs_the_case_does_not_wait_for_the_cursor_to_rest() {
    let mut bench = bench();
    let at = Duration::from_secs(5);
    bench.screen.event(Event::Key("up".parse().unwrap()), at);
    let step = bench.screen.event(Event::Key("f4".parse().unwrap()), at + Duration::from_millis(10));
    assert!(asks_case(&step.effects), "{:?}", step.effects);
}
