//! Damage: what the chain sees that SQLite does not, and mending index rows from the log.

use super::*;
use crate::store::Shown;
use rusqlite::Connection;
use std::fs;

/// Three cases with two events each.
fn some_history() -> (TempDir, Store) {
    let (dir, mut store) = new_store();
    for id in 1..=3 {
        store
            .write(|tx| {
                tx.append(&event(id, 1, r#"{"event":"registered","words":"rubble on the path"}"#))?;
                tx.append(&event(id, 2, r#"{"event":"noted"}"#))?;
                tx.put_projection(&fresh(id))
            })
            .unwrap();
    }
    (dir, store)
}

fn fresh(id: i64) -> Projection {
    let clock =
        ClockRow { case_id: id, clock: 1, kind: "accept".into(), due: "2026-03-09".into(), ..ClockRow::default() };
    Projection { case: case(id), clocks: vec![clock], ..Projection::default() }
}

/// Closes the store and lets another program at the file.
fn tampered(store: Store, sql: &str) -> Store {
    let path = store.path().to_owned();
    drop(store);
    let foreign = Connection::open(&path).unwrap();
    foreign.execute_batch("DROP TRIGGER event_is_never_changed; DROP TRIGGER event_is_never_removed;").unwrap();
    foreign.execute_batch(sql).unwrap();
    drop(foreign);
    Store::open(path, Mode::ReadWrite).unwrap()
}

fn codes(store: &Store) -> Vec<&'static str> {
    store.verify().unwrap().problems.iter().map(Problem::code).collect()
}

#[test]
fn an_untouched_file_has_no_problems() {
    let (_dir, store) = some_history();
    let report = store.verify().unwrap();
    assert_eq!((report.events, report.head, report.problems), (6, store.head().unwrap(), Vec::new()));
}

#[test]
fn one_flipped_bit_in_a_body_is_found_and_the_event_named() {
    let (_dir, store) = some_history();
    let path = store.path().to_owned();
    drop(store);
    let mut bytes = fs::read(&path).unwrap();
    let at = bytes.windows(6).position(|window| window == b"rubble").unwrap();
    bytes[at] ^= 1;
    fs::write(&path, bytes).unwrap();
    let store = Store::open(&path, Mode::ReadWrite).unwrap();
    let problems = store.verify().unwrap().problems;
    assert!(matches!(problems.as_slice(), [Problem::Altered { seq: 1, .. }]), "{problems:?}");
}

#[test]
fn a_bit_that_makes_text_unreadable_is_found_too() {
    let (_dir, store) = some_history();
    let store = tampered(store, "UPDATE event SET body = CAST(X'7BFF7D' AS TEXT) WHERE gid = 4");
    assert_eq!(store.verify().unwrap().problems, [Problem::Altered { gid: 4, stream: 2, seq: 2 }]);
}

#[test]
fn an_event_taken_out_is_missed() {
    let (_dir, store) = some_history();
    let store = tampered(store, "DELETE FROM event WHERE gid = 3");
    assert_eq!(codes(&store), ["missing_events", "unlinked", "missing_numbers"]);
}

#[test]
fn an_officer_exchanged_afterwards_is_found() {
    let (_dir, store) = some_history();
    let store = tampered(store, "UPDATE event SET officer = 'zhangsan' WHERE gid = 2");
    assert_eq!(codes(&store), ["altered"]);
}

#[test]
fn the_log_refuses_to_be_changed() {
    let (_dir, mut store) = some_history();
    for sql in ["UPDATE event SET body = ''", "DELETE FROM event"] {
        let refused = store.write(|tx| tx.run(sql, [])).unwrap_err();
        assert!(refused.to_string().contains("append-only"), "{refused}");
    }
}

#[test]
fn after_damage_has_been_met_nothing_is_written() {
    let (_dir, store) = some_history();
    let path = store.path().to_owned();
    drop(store);
    let root: u32 = Connection::open(&path)
        .unwrap()
        .query_row("SELECT rootpage FROM sqlite_schema WHERE name = 'event'", [], |row| row.get(0))
        .unwrap();
    let root = root as usize;
    let mut bytes = fs::read(&path).unwrap();
    bytes[(root - 1) * 4096..root * 4096].fill(0xEE);
    fs::write(&path, bytes).unwrap();
    let mut store = Store::open(&path, Mode::ReadWrite).unwrap();
    assert_eq!(store.head().unwrap_err().code(), "damaged");
    assert_eq!(store.write(|tx| tx.put_centre(1, "{}")).unwrap_err().code(), "damaged");
    let problems = codes(&store);
    assert!(problems.contains(&"unreadable"), "{problems:?}");
    // Every desk stops, also one that has not come upon it: an append to a sound part would still succeed.
    let mut other = Store::open(&path, Mode::ReadWrite).unwrap();
    assert_eq!(other.health().trouble, Some(Trouble::Damaged));
    assert_eq!(other.write(|tx| tx.put_centre(1, "{}")).unwrap_err().code(), "damaged");
    // Until the file has been found whole.
    other.found_whole();
    other.write(|tx| tx.put_centre(1, "{}")).unwrap();
}

#[test]
fn a_desk_that_is_open_stops_writing_when_another_meets_damage() {
    let (_dir, mut store) = some_history();
    let other = again(&store);
    other.reads.flags.damage("page 7");
    assert_eq!(store.write(|tx| tx.put_centre(1, "{}")), Err(StoreError::Damaged { detail: "page 7".into() }));
    assert!(store.health().is_closed());
}

#[test]
fn index_rows_that_no_longer_match_the_log_are_found_and_mended() {
    let (_dir, mut store) = some_history();
    store
        .write(|tx| {
            tx.run("UPDATE clock_row SET due = '2099-01-01' WHERE case_id = 2", [])?;
            tx.run("UPDATE case_row SET title = '' WHERE id = 3", [])?;
            tx.run("UPDATE stage_count SET cases = 7", [])?;
            tx.put_projection(&fresh(9))
        })
        .unwrap();
    let compare = |store: &Store| {
        store.compare_projections(|id, events| {
            assert_eq!(events.len(), 2);
            Ok::<_, StoreError>(Some(Shown::Open(Box::new(fresh(id)))))
        })
    };
    assert_eq!(
        compare(&store).unwrap(),
        [
            Problem::Projection { case_id: 2, part: "clocks" },
            Problem::Projection { case_id: 3, part: "case" },
            Problem::Projection { case_id: 9, part: "case" },
            Problem::Projection { case_id: 0, part: "stages" },
        ]
    );
    store
        .rebuild(|tx| {
            assert_eq!(tx.count(&ListQuery::default())?, 0);
            tx.for_each_stream(|id, _| tx.put_projection(&fresh(id)))
        })
        .unwrap();
    assert_eq!(compare(&store).unwrap(), []);
}

#[test]
fn a_rebuild_that_fails_leaves_the_rows_as_they_were() {
    let (_dir, mut store) = some_history();
    let failed: Result<(), StoreError> = store.rebuild(|_| Err(StoreError::Full));
    assert_eq!(failed, Err(StoreError::Full));
    assert_eq!(store.count(&ListQuery::default()).unwrap(), 3);
}
