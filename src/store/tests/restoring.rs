//! Restoring: nothing acknowledged is lost without a word, and nobody writes into a file that was replaced.

use super::*;
use crate::store::restore::Draft;

fn noted(store: &mut Store, count: i64) {
    for _ in 0..count {
        store.write(|tx| tx.append(&event(1, tx.last_seq(1)? + 1, "{}")).map(drop)).unwrap();
    }
}

fn replaced(copy: &Path, target: &Path, seen: Option<Head>) -> Result<Option<PathBuf>, StoreError> {
    Draft::of(copy, target, &Site::default())?.replace(target, "20261122-031500", seen, &Site::default())
}

fn names(dir: &Path) -> Vec<String> {
    let entries = std::fs::read_dir(dir).unwrap();
    let mut names: Vec<_> = entries.map(|it| it.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

#[test]
fn a_copy_takes_the_files_place_and_the_file_is_kept_aside_whole() {
    let (dir, mut store) = new_store();
    let path = store.path().to_owned();
    let copy = dir.path().join("copy.db");
    noted(&mut store, 3);
    store.backup(&copy).unwrap();
    noted(&mut store, 2);
    let seen = store.head().unwrap();
    drop(store);
    let aside = replaced(&copy, &path, Some(seen)).unwrap().unwrap();
    let mut store = Store::open(&path, Mode::ReadWrite).unwrap();
    assert_eq!(store.head().unwrap().gid, 3);
    noted(&mut store, 1);
    // What was replaced has everything, can be looked at, and takes nothing in.
    let old = Store::open(&aside, Mode::ReadOnly).unwrap();
    assert_eq!((old.head().unwrap(), old.verify().unwrap().problems), (seen, vec![]));
    assert_eq!(Store::open(&aside, Mode::ReadWrite).unwrap_err().code(), "retired");
    drop((old, store));
    // And can be gone back to.
    let back = Draft::of(&aside, &path, &Site::default()).unwrap();
    back.replace(&path, "20261122-031500", None, &Site::default()).unwrap();
    assert_eq!(Store::open(&path, Mode::ReadWrite).unwrap().head().unwrap(), seen);
    assert!(dir.path().join("desk.db.replaced-20261122-031500-2").exists(), "none is written over");
    assert!(names(dir.path()).iter().all(|name| !name.contains("restoring")), "{:?}", names(dir.path()));
}

#[test]
fn while_another_desk_has_the_file_open_nothing_is_replaced() {
    let (dir, mut store) = new_store();
    let copy = dir.path().join("copy.db");
    store.backup(&copy).unwrap();
    noted(&mut store, 2);
    assert_eq!(replaced(&copy, store.path(), None).unwrap_err().code(), "open_elsewhere");
    noted(&mut store, 1);
    assert_eq!((store.head().unwrap().gid, store.verify().unwrap().problems), (3, vec![]));
}

#[test]
fn what_came_in_after_the_comparison_stops_the_replacement() {
    let (dir, mut store) = new_store();
    let (path, copy) = (store.path().to_owned(), dir.path().join("copy.db"));
    store.backup(&copy).unwrap();
    let seen = store.head().unwrap();
    noted(&mut store, 1);
    drop(store);
    assert_eq!(replaced(&copy, &path, Some(seen)).unwrap_err().code(), "open_elsewhere");
    noted(&mut Store::open(&path, Mode::ReadWrite).unwrap(), 1);
}

#[test]
fn a_desk_that_still_has_a_replaced_file_open_is_told_inside_its_next_write() {
    let (_dir, mut store) = new_store();
    noted(&mut store, 1);
    // As on a share, where nobody sees who has a file open, and its old name is believed for a while.
    rusqlite::Connection::open(store.path()).unwrap().pragma_update(None, "user_version", -migrate::KNOWN).unwrap();
    assert_eq!(store.write(|tx| tx.append(&event(1, 2, "{}"))).unwrap_err().code(), "gone");
    assert_eq!(store.head().unwrap().gid, 1);
}

#[test]
fn a_file_that_cannot_be_read_is_replaced_with_all_that_lies_beside_it() {
    let (dir, mut store) = new_store();
    let (path, copy) = (store.path().to_owned(), dir.path().join("copy.db"));
    noted(&mut store, 2);
    store.backup(&copy).unwrap();
    drop(store);
    let mut bytes = std::fs::read(&path).unwrap();
    bytes[..100].fill(0);
    std::fs::write(&path, &bytes).unwrap();
    std::fs::write(dir.path().join("desk.db-wal"), "the last commits, perhaps").unwrap();
    let aside = replaced(&copy, &path, None).unwrap().unwrap();
    assert_eq!(std::fs::read(&aside).unwrap(), bytes);
    assert!(names(dir.path()).contains(&"desk.db.replaced-20261122-031500-wal".to_owned()));
    assert_eq!(Store::open(&path, Mode::ReadWrite).unwrap().head().unwrap().gid, 2);
}

#[test]
fn a_file_that_is_gone_comes_back_from_its_copy() {
    let (dir, mut store) = new_store();
    let (path, copy) = (store.path().to_owned(), dir.path().join("copy.db"));
    noted(&mut store, 2);
    store.backup(&copy).unwrap();
    drop(store);
    std::fs::remove_file(&path).unwrap();
    assert_eq!(replaced(&copy, &path, None).unwrap(), None);
    assert_eq!(Store::open(&path, Mode::ReadWrite).unwrap().head().unwrap().gid, 2);
}

#[test]
fn what_a_copy_lacks_is_counted_from_where_the_two_part() {
    let (dir, mut store) = new_store();
    noted(&mut store, 5);
    let copy = dir.path().join("copy.db");
    store.backup(&copy).unwrap();
    let mut other = Store::open(&copy, Mode::ReadWrite).unwrap();
    assert_eq!(store.lacking_in(&other).unwrap(), Lack::default());
    noted(&mut other, 2);
    assert_eq!(store.lacking_in(&other).unwrap(), Lack::default(), "a copy may be ahead");
    store
        .write(|tx| {
            tx.append(&event(1, 6, "{\"here\":1}"))?;
            tx.put_projection(&alone(case(1)))
        })
        .unwrap();
    let lack = store.lacking_in(&other).unwrap();
    assert_eq!((lack.events, lack.is_other, lack.cases), (1, false, vec!["LX2026-00001".to_owned()]));
    let (_dir, mut stranger) = new_store();
    stranger.write(|tx| tx.append(&event(7, 1, "{}"))).unwrap();
    let lack = store.lacking_in(&stranger).unwrap();
    assert_eq!((lack.events, lack.is_other), (6, true));
}

#[test]
fn a_copy_with_a_flipped_bit_is_not_made() {
    let (dir, mut store) = new_store();
    store.write(|tx| tx.append(&event(1, 1, r#"{"words":"rubble on the path"}"#))).unwrap();
    let path = store.path().to_owned();
    drop(store);
    let mut bytes = std::fs::read(&path).unwrap();
    let at = bytes.windows(6).position(|window| window == b"rubble").unwrap();
    bytes[at] ^= 1;
    std::fs::write(&path, bytes).unwrap();
    let store = Store::open(&path, Mode::ReadWrite).unwrap();
    assert_eq!(store.backup(dir.path().join("copy.db")).unwrap_err().code(), "damaged");
    assert!(!dir.path().join("copy.db").exists());
}
