//! Chance at every door: texts, dates, rulebooks, calendars and orders made up by dice must never make the program
//! panic or stand still, and never harm the log.
//!
//! Every run begins with the same seed and is short. `YICHUANG_FUZZ=60 cargo test --test trials chance` lets each door
//! be tried for sixty seconds with a seed of its own; a failure names the seed and the input, and
//! `YICHUANG_FUZZ_SEED` begins there again.

pub mod dice;
mod orders;
mod schema;
mod texts;

use dice::Dice;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::time::{Duration, Instant};

/// How long one input may take in a build that is not optimised.
const PATIENCE: Duration = Duration::from_secs(20);

/// Tries a door with inputs of one seed after another: `rounds` times, or as long as the environment wants.
///
/// `make` draws an input; `open` takes it and says what is wrong with what came of it.
pub fn tries<S: 'static>(
    door: &'static str,
    rounds: u64,
    begin: impl FnOnce() -> S + Send + 'static,
    make: impl Fn(&mut S, &mut Dice) -> String + Send + 'static,
    open: impl Fn(&mut S, &str) -> Result<(), String> + Send + 'static,
) {
    let long = std::env::var("YICHUANG_FUZZ").ok().and_then(|it| it.parse().ok()).map(Duration::from_secs);
    let first = std::env::var("YICHUANG_FUZZ_SEED").ok().and_then(|it| it.parse().ok());
    let first = first.unwrap_or_else(|| if long.is_some() { fastrand::u64(..) >> 16 } else { 1 });
    let (told, hears) = channel();
    let trier = std::thread::Builder::new().name(door.to_owned()).spawn(move || {
        let (since, mut state) = (Instant::now(), begin());
        let mut round = 0;
        while long.map_or(round < rounds, |long| since.elapsed() < long) {
            let seed = first + round;
            let input = make(&mut state, &mut Dice::new(seed));
            told.send((seed, input.clone())).expect("somebody listens");
            let came = catch_unwind(AssertUnwindSafe(|| open(&mut state, &input)));
            let wrong = match came {
                Ok(Ok(())) => None,
                Ok(Err(wrong)) => Some(wrong),
                Err(_) => Some("a panic".to_owned()),
            };
            if let Some(wrong) = wrong {
                panic!("{door}, seed {seed}: {wrong}\ninput: {input:?}");
            }
            round += 1;
        }
        round
    });
    let trier = trier.expect("a thread");
    let mut last = None;
    loop {
        match hears.recv_timeout(PATIENCE) {
            Ok(it) => last = Some(it),
            Err(RecvTimeoutError::Disconnected) => break,
            Err(RecvTimeoutError::Timeout) => panic!("{door} stands still: {last:?}"),
        }
    }
    match trier.join() {
        Ok(round) => println!("{door}: {round} inputs from seed {first}"),
        Err(fault) => std::panic::resume_unwind(fault),
    }
}
