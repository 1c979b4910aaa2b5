//! Processes are killed in the middle of their work: whatever was acknowledged is in the log once, and the file is whole.
//!
//! `YICHUANG_CRASH=10000 cargo test --release --test trials killed -- --nocapture` goes on until so many commands were
//! acknowledged and says how many processes were killed.

use crate::crew::{Given, Town, Work, Writer};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

/// How many write at the same time.
const WRITERS: usize = 5;

/// A writer whose process somebody else may kill.
struct Victim {
    at_work: Mutex<Option<u32>>,
}

/// Gives commands one by one or some at once until enough are acknowledged, with a new process whenever the last is gone.
fn go_on(town: &Town, writer: usize, victim: &Victim, enough: &impl Fn(usize) -> bool) -> Vec<Given> {
    let (mut given, mut nth): (Vec<Given>, usize) = (Vec::new(), 0);
    let mut process: Option<Writer> = None;
    while !enough(0) {
        let mut at_work = process.take().or_else(|| town.try_writer()).map(|it| (it.child.id(), it));
        let Some((id, at_it)) = &mut at_work else { continue };
        *victim.at_work.lock().expect("nobody panics") = Some(*id);
        let many = if nth % 3 == 0 { 1 + nth % 17 } else { 1 };
        let lines: Vec<_> = (nth..nth + many).map(|nth| town.line(Work::Mixed, writer, nth)).collect();
        nth += many;
        let all: String = lines.iter().flat_map(|(line, _)| [line, "\n"]).collect();
        let is_sent = at_it.send(&all).is_ok();
        let mut is_alive = is_sent;
        for (_, mark) in lines {
            // Whether it was done nobody knows whose process is gone; it may be so once.
            let answer = if is_alive { at_it.answer() } else { None };
            is_alive &= answer.is_some();
            enough(usize::from(answer.as_ref().is_some_and(|it| it["ok"] == true)));
            given.push(Given { mark, answer, waited: Duration::ZERO });
        }
        *victim.at_work.lock().expect("nobody panics") = None;
        let (_, mut at_it) = at_work.expect("a process");
        if is_alive {
            process = Some(at_it);
        } else {
            // Not left behind as a dead child, so that its number is nobody else's meanwhile.
            at_it.child.wait().expect("its end");
        }
    }
    if let Some(process) = process {
        process.end();
    }
    given
}

#[test]
fn what_was_acknowledged_survives_however_many_processes_are_killed() {
    let wanted = std::env::var("YICHUANG_CRASH").ok().and_then(|it| it.parse().ok()).unwrap_or(250_usize);
    let town = Town::new(&std::env::temp_dir(), 150);
    let (done, killed) = (AtomicUsize::new(0), AtomicUsize::new(0));
    let enough = |more: usize| done.fetch_add(more, Ordering::Relaxed) + more >= wanted;
    let victims: Vec<_> = (0..WRITERS).map(|_| Victim { at_work: Mutex::new(None) }).collect();
    let begun = Instant::now();
    let given: Vec<Given> = std::thread::scope(|scope| {
        let writers: Vec<_> = victims
            .iter()
            .enumerate()
            .map(|(writer, victim)| {
                let (town, enough) = (&town, &enough);
                scope.spawn(move || go_on(town, writer, victim, enough))
            })
            .collect();
        let mut dice = fastrand::Rng::with_seed(7);
        while !enough(0) {
            std::thread::sleep(Duration::from_micros(dice.u64(2_000..60_000)));
            let at_work = victims[dice.usize(0..WRITERS)].at_work.lock().expect("nobody panics");
            // The lock is held meanwhile, so that the number is still that process's.
            if let Some(id) = *at_work {
                let sent = std::process::Command::new("kill").args(["-s", "KILL", &id.to_string()]).status();
                killed.fetch_add(usize::from(sent.is_ok_and(|sent| sent.success())), Ordering::Relaxed);
            }
        }
        writers.into_iter().flat_map(|writer| writer.join().expect("a writer's thread")).collect()
    });
    assert_eq!(town.faults(&given), [] as [String; 0]);
    let doubtful = given.iter().filter(|one| one.answer.is_none()).count();
    println!(
        "{} acknowledged, {doubtful} without an answer, {} processes killed in {:.0} s; nothing lost, nothing twice",
        done.into_inner(),
        killed.load(Ordering::Relaxed),
        begun.elapsed().as_secs_f64(),
    );
    assert!(killed.into_inner() > 0, "nobody was killed");
}
