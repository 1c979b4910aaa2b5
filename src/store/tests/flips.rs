//! Chance at the pages of the log: no bit can turn over unnoticed.

use super::*;
use proptest::prelude::*;
use rusqlite::Connection;
use std::cell::Cell;
use std::fs;

/// A log of many pages, with long bodies that spill over, closed; and which pages hold it.
fn log() -> (TempDir, Vec<u8>, Vec<usize>, Vec<StoredEvent>) {
    let (dir, mut store) = new_store();
    for id in 1..=40 {
        let body = format!(r#"{{"event":"noted","words":"{}"}}"#, "院墙滴水".repeat(usize::try_from(id).unwrap() * 12));
        store.write(|tx| tx.append(&event(id, 1, &body)).map(drop)).unwrap();
    }
    let events = all(&store);
    let path = store.path().to_owned();
    drop(store);
    let conn = Connection::open(&path).unwrap();
    conn.execute_batch("PRAGMA journal_mode = DELETE").unwrap();
    let mut statement = conn.prepare("SELECT pageno FROM dbstat WHERE name = 'event'").unwrap();
    let pages = statement.query_map([], |row| row.get::<_, i64>(0)).unwrap();
    let pages = pages.map(|page| usize::try_from(page.unwrap()).unwrap()).collect();
    drop(statement);
    drop(conn);
    let bytes = fs::read(&path).unwrap();
    (dir, bytes, pages, events)
}

fn all(store: &Store) -> Vec<StoredEvent> {
    (1..=40).flat_map(|id| store.events(id, 1).unwrap_or_default()).collect()
}

#[test]
fn a_bit_turned_over_anywhere_in_the_log_is_found_or_means_nothing() {
    let (dir, bytes, pages, events) = log();
    assert!(pages.len() > 20, "{pages:?}");
    let path = dir.path().join("flipped.db");
    let flips = (0..pages.len(), 0..4096usize, 0..8u32);
    let (found, idle) = (Cell::new(0), Cell::new(0));
    let mut runner = proptest::test_runner::TestRunner::new(ProptestConfig {
        cases: 300,
        rng_seed: proptest::test_runner::RngSeed::Fixed(20_261_122),
        failure_persistence: None,
        ..ProptestConfig::default()
    });
    runner
        .run(&flips, |(page, byte, bit)| {
            let mut bytes = bytes.clone();
            bytes[(pages[page] - 1) * 4096 + byte] ^= 1 << bit;
            fs::write(&path, &bytes).unwrap();
            let Ok(store) = Store::open(&path, Mode::ReadOnly) else {
                found.set(found.get() + 1);
                return Ok(());
            };
            if store.verify().map_or(true, |report| !report.problems.is_empty()) {
                found.set(found.get() + 1);
            } else {
                // What lies between the entries of a page belongs to none of them.
                idle.set(idle.get() + 1);
                prop_assert_eq!(&all(&store), &events);
            }
            Ok(())
        })
        .unwrap();
    let (found, idle) = (found.get(), idle.get());
    assert!(found > idle, "{found} found, {idle} in unused bytes");
}
