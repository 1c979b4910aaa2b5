//! Sharing: several writers, foreign lock holders, and a backup in the middle of it all.

use super::*;
use std::fs::OpenOptions;
use std::thread;
use std::time::{Duration, Instant};

const SHORT: Duration = Duration::from_millis(200);

/// Waits for something that takes `SHORT` and allows a slow machine some more.
fn busy_in_time(store: &mut Store) {
    store.set_patience(SHORT);
    let begun = Instant::now();
    let refused = store.write(|tx| tx.append(&event(1, 1, "{}"))).unwrap_err();
    let waited = begun.elapsed();
    assert!(matches!(refused, StoreError::Busy { waited_ms } if waited_ms >= 150), "{refused:?}");
    assert!(waited.as_millis() >= 150 && waited < SHORT * 5, "{waited:?}");
}

#[test]
fn a_lock_file_held_by_another_makes_a_write_give_up_in_time() {
    for ending in [".lock.q", ".lock"] {
        let (dir, mut store) = new_store();
        let path = dir.path().join(format!("desk.db{ending}"));
        let held = OpenOptions::new().create(true).write(true).truncate(false).open(path).unwrap();
        held.lock().unwrap();
        busy_in_time(&mut store);
        held.unlock().unwrap();
        store.set_patience(Duration::from_secs(5));
        store.write(|tx| tx.append(&event(1, 1, "{}"))).unwrap();
    }
}

#[test]
fn a_program_that_ignores_the_turnstile_makes_a_write_give_up_in_time() {
    let (_dir, mut store) = new_store();
    let foreign = rusqlite::Connection::open(store.path()).unwrap();
    foreign.execute_batch("BEGIN IMMEDIATE").unwrap();
    busy_in_time(&mut store);
    assert_eq!(store.head().unwrap().gid, 0, "reading goes on meanwhile");
    foreign.execute_batch("ROLLBACK").unwrap();
    store.write(|tx| tx.append(&event(1, 1, "{}"))).unwrap();
}

#[test]
fn a_writer_that_waits_goes_on_when_the_lock_comes_free() {
    let (_dir, mut first) = new_store();
    let mut second = again(&first);
    let (inside, wait) = std::sync::mpsc::channel();
    let writer = thread::spawn(move || {
        first.write(|tx| {
            inside.send(()).unwrap();
            thread::sleep(SHORT);
            tx.append(&event(1, 1, "{}"))
        })
    });
    wait.recv().unwrap();
    assert_eq!(second.write(|tx| tx.append(&event(1, 2, "{}"))), Ok(2));
    assert_eq!(writer.join().unwrap(), Ok(1));
}

#[test]
fn two_desks_taking_cases_in_at_once_get_distinct_numbers_without_gaps() {
    const EACH: u32 = 60;
    let (_dir, store) = new_store();
    let desks: Vec<_> = (0..3)
        .map(|_| {
            let mut desk = again(&store);
            thread::spawn(move || {
                for _ in 0..EACH {
                    desk.write(|tx| {
                        let id = tx.next_case()?;
                        let row = CaseRow { seq_of_year: tx.next_seq_of_year(2026)?.into(), ..case(id) };
                        tx.append(&event(id, 1, "{}"))?;
                        tx.append(&event(id, 2, "{}"))?;
                        tx.put_projection(&alone(row))
                    })
                    .unwrap();
                }
            })
        })
        .collect();
    for desk in desks {
        desk.join().unwrap();
    }
    let mut numbers: Vec<i64> =
        store.list(&ListQuery::default()).unwrap().into_iter().map(|case| case.seq_of_year).collect();
    numbers.sort_unstable();
    assert_eq!(numbers, (1..=i64::from(3 * EACH)).collect::<Vec<_>>());
    let report = store.verify().unwrap();
    assert_eq!((report.events, report.problems), (u64::from(6 * EACH), Vec::new()));
}

#[test]
fn a_panic_in_a_write_takes_everything_back_and_lets_others_through() {
    let (_dir, mut store) = new_store();
    let mut other = again(&store);
    let outcome = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
        store.write(|tx| -> Result<(), StoreError> {
            tx.append(&event(1, 1, "{}"))?;
            panic!("on purpose")
        })
    }));
    assert!(outcome.is_err());
    assert_eq!(other.write(|tx| tx.append(&event(1, 1, "{}"))), Ok(1));
    assert_eq!(store.write(|tx| tx.append(&event(1, 2, "{}"))), Ok(2));
}

#[test]
fn a_backup_taken_while_a_desk_writes_is_whole_and_of_one_moment() {
    let (dir, store) = new_store();
    let mut desk = again(&store);
    let (started, wait) = std::sync::mpsc::channel();
    let writer = thread::spawn(move || {
        for id in 1..=300 {
            desk.write(|tx| {
                tx.append(&event(id, 1, "{}"))?;
                tx.put_projection(&alone(case(id)))
            })
            .unwrap();
            if id == 20 {
                started.send(()).unwrap();
            }
        }
    });
    wait.recv().unwrap();
    let report = store.backup(dir.path().join("copy.db")).unwrap();
    writer.join().unwrap();
    assert!(report.head.gid >= 20);
    let copy = Store::open(&report.path, Mode::ReadOnly).unwrap();
    let check = copy.verify().unwrap();
    assert_eq!((check.head, check.problems), (report.head, Vec::new()));
    assert_eq!(i64::from(copy.count(&ListQuery::default()).unwrap()), report.head.gid);
    drop(copy);
    Store::open(&report.path, Mode::ReadWrite).unwrap().write(|tx| tx.append(&event(999, 1, "{}"))).unwrap();
    let left: Vec<_> = std::fs::read_dir(dir.path())
        .unwrap()
        .map(|file| file.unwrap().file_name().to_string_lossy().into_owned())
        .filter(|name| name.contains(".part"))
        .collect();
    assert_eq!(left, Vec::<String>::new());
}

#[test]
fn a_backup_never_overwrites_a_file() {
    let (dir, store) = new_store();
    let target = dir.path().join("copy.db");
    std::fs::write(&target, "昨天的备份").unwrap();
    assert_eq!(store.backup(&target).unwrap_err().code(), "already_there");
    assert_eq!(std::fs::read_to_string(&target).unwrap(), "昨天的备份");
    assert_eq!(store.backup(dir.path().join("no/such/folder.db")).unwrap_err().code(), "not_found");
    store.backup(dir.path().join("empty.db")).unwrap();
}

#[cfg(unix)]
#[test]
fn nothing_is_written_to_a_file_that_was_deleted_or_replaced_meanwhile() {
    let (dir, mut store) = new_store();
    store.write(|tx| tx.append(&event(1, 1, "{}"))).unwrap();
    let copy = dir.path().join("copy.db");
    store.backup(&copy).unwrap();
    let path = store.path().to_owned();
    std::fs::rename(&path, dir.path().join("aside.db")).unwrap();
    assert_eq!(store.write(|tx| tx.append(&event(1, 2, "{}"))).unwrap_err().code(), "gone");
    std::fs::rename(&copy, &path).unwrap();
    assert_eq!(store.write(|tx| tx.append(&event(1, 2, "{}"))).unwrap_err().code(), "gone");
    assert_eq!(store.change_token().unwrap_err().code(), "gone", "a screen hears of it without writing");
}
