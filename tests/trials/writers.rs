//! Many processes write into one file: what was acknowledged is in the log once, and the chain is whole.

use crate::crew::{Given, Pace, Town, Work};

fn all(shifts: Vec<crate::crew::Shift>) -> Vec<Given> {
    shifts.into_iter().flat_map(|shift| shift.given).collect()
}

#[test]
fn every_receipt_of_eight_writers_is_in_the_log_once() {
    let town = Town::new(&std::env::temp_dir(), 150);
    let mut given = all(town.work(Work::Mixed, Pace::Answered, 8, 40, 0));
    given.extend(all(town.work(Work::Mixed, Pace::Piped, 8, 40, 100)));
    assert_eq!(town.faults(&given), [] as [String; 0]);
    let done = given.iter().filter(|one| one.is_done()).count();
    assert!(done * 10 > given.len() * 8, "only {done} of {} were done", given.len());
}
