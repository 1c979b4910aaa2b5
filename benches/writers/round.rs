//! One round of writers, and the floor beside it.

use crate::crew::{Given, Pace, Shift, Town, Work};
use rusqlite::Connection;
use std::time::{Duration, Instant};

/// The head of the table.
pub const HEAD: &str = "\
| round | processes × commands | commands/s | × single rows/s | wait p50 / p99 / p99.9 / max ms | Jain | refused |
| --- | --- | --- | --- | --- | --- | --- |
";

/// What came of a round.
pub struct Round {
    name: &'static str,
    writers: usize,
    each: usize,
    rate: f64,
    floor: f64,
    waits: Vec<Duration>,
    jain: f64,
    /// What was ordered.
    pub given: Vec<Given>,
}

impl Round {
    /// Runs it, with the floor before and after.
    pub fn run(
        town: &Town,
        name: &'static str,
        work: Work,
        pace: Pace,
        writers: usize,
        each: usize,
        first: usize,
    ) -> Self {
        let mut floor = Floor::beside(town);
        let before = floor.rows_per_second();
        let shifts = town.work(work, pace, writers, each, first);
        let after = floor.rows_per_second();
        let begun = shifts.iter().map(|shift| shift.began).min().expect("a writer");
        let ended = shifts.iter().filter_map(|shift| shift.times.last()).max().copied().expect("an answer");
        let jain = fairness(&shifts);
        let given: Vec<_> = shifts.into_iter().flat_map(|shift| shift.given).collect();
        let done = given.iter().filter(|one| one.is_done()).count();
        let mut waits: Vec<_> = given.iter().map(|one| one.waited).collect();
        waits.sort_unstable();
        let rate = count(done) / ended.duration_since(begun).as_secs_f64();
        Self { name, writers, each, rate, floor: f64::midpoint(before, after), waits, jain, given }
    }

    /// Returns the row of the table.
    pub fn row(&self) -> String {
        let wait = |share: f64| {
            #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a rank among some thousands")]
            let rank = (share * count(self.waits.len() - 1)).round() as usize;
            format!("{:.1}", self.waits[rank].as_secs_f64() * 1e3)
        };
        let refused = self.given.iter().filter(|one| !one.is_done()).count();
        format!(
            "| {} | {} × {} | {:.0} | {:.2} × {:.0} | {} / {} / {} / {} | {:.3} | {refused} |",
            self.name,
            self.writers,
            self.each,
            self.rate,
            self.rate / self.floor,
            self.floor,
            wait(0.5),
            wait(0.99),
            wait(0.999),
            wait(1.0),
            self.jain,
        )
    }
}

/// Jain's index of how many answers each writer had when the first was through: 1 when all had the same.
fn fairness(shifts: &[Shift]) -> f64 {
    let first = shifts.iter().filter_map(|shift| shift.times.last()).min().expect("an answer");
    let had: Vec<f64> =
        shifts.iter().map(|shift| count(shift.times.iter().filter(|time| *time <= first).count())).collect();
    let (sum, squares) = (had.iter().sum::<f64>(), had.iter().map(|it| it * it).sum::<f64>());
    sum * sum / (count(had.len()) * squares)
}

#[expect(clippy::cast_precision_loss, reason = "some thousands")]
fn count(number: usize) -> f64 {
    number as f64
}

/// One process that writes single rows, with the same promise: what is committed survives a power cut.
struct Floor(Connection);

impl Floor {
    fn beside(town: &Town) -> Self {
        let file = Connection::open(town.folder().join("floor.db")).expect("a file");
        file.execute_batch(
            "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; CREATE TABLE IF NOT EXISTS row (text TEXT NOT NULL);",
        )
        .expect("a table");
        Self(file)
    }

    fn rows_per_second(&mut self) -> f64 {
        let (begun, mut rows) = (Instant::now(), 0);
        while begun.elapsed() < Duration::from_secs(1) {
            let mut insert = self.0.prepare_cached("INSERT INTO row (text) VALUES (?1)").expect("a statement");
            insert.execute(["楼上漏水"]).expect("a commit");
            rows += 1;
        }
        count(rows) / begun.elapsed().as_secs_f64()
    }
}
