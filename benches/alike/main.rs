//! Recall and precision of the duplicate and repeat-visit check on a labelled set, and how long it takes.
//!
//! `cargo bench --bench alike [-- cases each seed]`. Every visit is held against every earlier matter, so precision
//! is that of the check alone, without the help of the index that chooses candidates. Then a smaller set goes through
//! a desk, where the index has to name the candidates.

mod desk;
mod measure;
mod pairs;

use std::time::Instant;
use yichuang::domain::alike::Probe;

fn main() {
    let numbers: Vec<usize> = std::env::args().skip(1).filter_map(|it| it.parse().ok()).collect();
    let number = |at: usize, usual: usize| numbers.get(at).copied().unwrap_or(usual);
    let (cases, each, seed) = (number(0, 6_000), number(1, 150), number(2, 1));
    let set = pairs::labelled(cases, each, seed as u64);
    let began = Instant::now();
    let measured = measure::measure(&set);
    let took = began.elapsed();
    println!("{measured}");
    let compared = set.visits.len() * set.earlier.len();
    println!(
        "{} earlier matters, {} visits, {compared} comparisons in {took:.1?}",
        set.earlier.len(),
        set.visits.len()
    );
    let visit = &set.visits[0].matter;
    let mut took: Vec<_> = (0..50)
        .map(|_| {
            let began = Instant::now();
            let probe = Probe::new(visit);
            let found = set.earlier.iter().take(200).filter(|it| probe.compare(it).is_some()).count();
            std::hint::black_box(found);
            began.elapsed()
        })
        .collect();
    took.sort();
    println!("a key against 200 candidates: p50 {:.2?}, p98 {:.2?}", took[25], took[49]);
    desk::report(&pairs::labelled(cases.min(2_000), each.min(60), seed as u64));
}
