//! Where the file lies, and what is allowed there.

use super::*;
use crate::store::share::{Proof, Side, Verdict};
use rusqlite::Connection;

/// Two machines that have mounted everything by NFS.
const NFS: &str = "27 1 0:9 / / rw - nfs4 nas:/desk hard,vers=4.1";

fn machine(name: &str) -> Site {
    Site::assumed(Host::assumed(name), Some(NFS))
}

fn prove(path: &Path, hosts: [&str; 2]) {
    let sides = hosts.map(|host| Side::of(&Host::assumed(host), &machine(host).place(path))).to_vec();
    let mut verdict = Verdict::read(path);
    let edition = crate::store::share::EDITION;
    verdict.add(Proof { date: "2026-11-22".into(), program: "0.1.0".into(), edition, sides });
    verdict.write(path).unwrap();
}

fn journal(store: &Store) -> String {
    store.one("PRAGMA journal_mode", [], |row| row.get(0)).unwrap().unwrap()
}

#[test]
fn a_share_is_refused_until_it_is_proven_for_this_very_machine() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("desk.db");
    let refused = Store::open_at(&path, Mode::Create, &machine("甲")).unwrap_err();
    assert_eq!(refused.code(), "share_unproven");
    assert!(!path.exists(), "nothing is made there");
    prove(&path.canonicalize().unwrap_or(path.clone()), ["甲", "乙"]);
    let mut store = Store::open_at(&path, Mode::Create, &machine("甲")).unwrap();
    store.write(|tx| tx.append(&event(1, 1, "{}"))).unwrap();
    assert_eq!(store.health().footing, Footing::Share { proven: "2026-11-22".into() });
    let mut other = Store::open_at(&path, Mode::ReadWrite, &machine("乙")).unwrap();
    other.write(|tx| tx.append(&event(1, 2, "{}"))).unwrap();
    assert_eq!(store.head().unwrap().gid, 2);
    let stranger = Store::open_at(&path, Mode::ReadWrite, &machine("丙")).unwrap_err();
    assert_eq!(stranger.code(), "share_unproven");
    let looking = Store::open_at(&path, Mode::ReadOnly, &machine("丙")).unwrap();
    assert_eq!((looking.head().unwrap().gid, looking.health().is_closed()), (2, true));
}

#[test]
fn on_a_share_there_is_no_write_ahead_log_no_mapped_memory_and_no_turnstile() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("desk.db");
    prove(&path, ["甲", "乙"]);
    let mut store = Store::open_at(&path, Mode::Create, &machine("甲")).unwrap();
    store.write(|tx| tx.append(&event(1, 1, "{}"))).unwrap();
    assert_eq!(journal(&store), "truncate");
    let number = |sql: &str| store.one(sql, [], |row| row.get::<_, i64>(0)).unwrap();
    assert_eq!((number("PRAGMA synchronous"), number("PRAGMA mmap_size")), (Some(2), Some(0)));
    for ending in ["-wal", "-shm", ".lock", ".lock.q"] {
        assert!(!dir.path().join(format!("desk.db{ending}")).exists(), "{ending}");
    }
    assert_eq!(store.verify().unwrap().problems, []);
}

#[test]
fn a_file_in_write_ahead_mode_is_refused_on_a_share_and_left_as_it_is() {
    let (_dir, mut store) = new_store();
    store.write(|tx| tx.append(&event(1, 1, "{}"))).unwrap();
    let path = store.path().to_owned();
    drop(store);
    prove(&path, ["甲", "乙"]);
    let before = std::fs::read(&path).unwrap();
    for mode in [Mode::ReadWrite, Mode::ReadOnly] {
        let refused = Store::open_at(&path, mode, &machine("甲")).unwrap_err();
        assert_eq!(refused.code(), "wal_on_share");
    }
    assert_eq!(std::fs::read(&path).unwrap(), before);
    // The way out: a copy made where the disk is.
    let copy = path.with_file_name("copy.db");
    Store::open(&path, Mode::ReadWrite).unwrap().backup(&copy).unwrap();
    prove(&copy, ["甲", "乙"]);
    assert_eq!(journal(&Store::open_at(&copy, Mode::ReadWrite, &machine("甲")).unwrap()), "truncate");
}

#[test]
fn a_declared_share_is_one() {
    let dir = tempfile::tempdir().unwrap();
    let refused = Store::open_at(dir.path().join("desk.db"), Mode::Create, &Site::declared(true)).unwrap_err();
    assert_eq!(refused.code(), "share_unproven");
}

#[test]
fn a_desk_notices_inside_its_next_write_that_a_newer_program_has_been_there() {
    let (_dir, mut old) = new_store();
    old.write(|tx| tx.append(&event(1, 1, "{}"))).unwrap();
    let reader = old.beside().unwrap();
    let newer = Connection::open(old.path()).unwrap();
    newer.execute_batch("CREATE TABLE of_tomorrow (x)").unwrap();
    newer.pragma_update(None, "user_version", migrate::KNOWN + 1).unwrap();
    let refused = old.write(|tx| tx.append(&event(1, 2, "{}"))).unwrap_err();
    assert_eq!(refused, StoreError::NewerSchema { found: migrate::KNOWN + 1, known: migrate::KNOWN });
    assert_eq!(reader.health().trouble, Some(Trouble::Newer), "both connections of the desk know");
    assert_eq!(reader.head().unwrap().gid, 1, "nothing was written, and looking goes on");
}

#[test]
fn a_screen_that_only_looks_hears_of_a_newer_program_too() {
    let (_dir, old) = new_store();
    let newer = Connection::open(old.path()).unwrap();
    newer.pragma_update(None, "user_version", migrate::KNOWN + 1).unwrap();
    old.change_token().unwrap();
    assert_eq!(old.health().trouble, Some(Trouble::Newer));
}
