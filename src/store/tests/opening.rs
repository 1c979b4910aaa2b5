//! Opening: what is ours, what is not, and what is too new.

use super::*;
use rusqlite::Connection;
use std::fs;

fn code(result: Result<Store, StoreError>) -> &'static str {
    result.expect_err("opening should have failed").code()
}

#[test]
fn a_missing_file_is_said_to_be_missing() {
    let dir = tempfile::tempdir().unwrap();
    assert_eq!(code(Store::open(dir.path().join("no.db"), Mode::ReadWrite)), "not_found");
    assert!(!dir.path().join("no.db").exists());
}

#[test]
fn a_database_is_never_created_over_a_file() {
    let (_dir, store) = new_store();
    assert_eq!(code(Store::open(store.path(), Mode::Create)), "already_there");
    let other = store.path().with_file_name("letter.txt");
    fs::write(&other, "给领导的信").unwrap();
    assert_eq!(code(Store::open(&other, Mode::Create)), "already_there");
}

#[test]
fn a_creation_cut_short_can_be_done_again() {
    let dir = tempfile::tempdir().unwrap();
    fs::write(dir.path().join("desk.db"), "").unwrap();
    Store::open(dir.path().join("desk.db"), Mode::Create).unwrap();
}

#[test]
fn a_text_file_is_not_a_database() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("letter.txt");
    fs::write(&path, "给领导的信,不是数据库。".repeat(100)).unwrap();
    assert_eq!(code(Store::open(&path, Mode::ReadWrite)), "not_a_database");
    assert_eq!(code(Store::open(&path, Mode::ReadOnly)), "not_a_database");
}

#[test]
fn another_programs_database_is_left_alone() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("other.db");
    Connection::open(&path).unwrap().execute_batch("CREATE TABLE song (title TEXT)").unwrap();
    let before = fs::read(&path).unwrap();
    assert_eq!(code(Store::open(&path, Mode::ReadWrite)), "not_ours");
    assert_eq!(fs::read(&path).unwrap(), before);
}

#[test]
fn a_database_of_a_newer_version_is_refused_with_both_numbers() {
    let (_dir, store) = new_store();
    let path = store.path().to_owned();
    drop(store);
    Connection::open(&path).unwrap().pragma_update(None, "user_version", 99).unwrap();
    let refused = Store::open(&path, Mode::ReadWrite).unwrap_err();
    assert_eq!(refused, StoreError::NewerSchema { found: 99, known: migrate::KNOWN });
}

#[test]
fn a_database_of_an_older_version_cannot_be_brought_up_to_date_read_only() {
    let (_dir, store) = new_store();
    let path = store.path().to_owned();
    drop(store);
    Connection::open(&path).unwrap().pragma_update(None, "user_version", 0).unwrap();
    let refused = Store::open(&path, Mode::ReadOnly).unwrap_err();
    assert_eq!(refused, StoreError::OlderSchema { found: 0, known: migrate::KNOWN });
}

#[test]
fn a_database_whose_head_is_wiped_is_no_database_any_more() {
    let (_dir, store) = new_store();
    let path = store.path().to_owned();
    drop(store);
    let mut bytes = fs::read(&path).unwrap();
    bytes[..100].fill(0);
    fs::write(&path, bytes).unwrap();
    assert_eq!(code(Store::open(&path, Mode::ReadWrite)), "not_a_database");
}

#[test]
fn a_read_only_connection_reads_and_refuses_to_write() {
    let (_dir, mut store) = new_store();
    store.write(|tx| tx.append(&event(1, 1, "{}"))).unwrap();
    let mut reader = Store::open(store.path(), Mode::ReadOnly).unwrap();
    assert!(reader.is_read_only());
    assert_eq!(reader.head().unwrap().gid, 1);
    assert_eq!(reader.write(|tx| tx.append(&event(1, 2, "{}"))), Err(StoreError::ReadOnly));
}

#[cfg(unix)]
#[test]
fn the_files_can_be_read_by_their_owner_only() {
    use std::os::unix::fs::PermissionsExt;
    let (dir, mut store) = new_store();
    store.write(|tx| tx.append(&event(1, 1, "{}"))).unwrap();
    let files: Vec<_> = fs::read_dir(dir.path()).unwrap().map(Result::unwrap).collect();
    assert_eq!(files.len(), 6, "database, -wal, -shm, two lock files and the reserve");
    for file in files {
        assert_eq!(file.metadata().unwrap().permissions().mode() & 0o777, 0o600, "{}", file.path().display());
    }
}

#[cfg(unix)]
#[test]
fn a_file_without_write_permission_is_reported_as_read_only() {
    use std::os::unix::fs::PermissionsExt;
    let (_dir, store) = new_store();
    let path = store.path().to_owned();
    drop(store);
    fs::set_permissions(&path, fs::Permissions::from_mode(0o400)).unwrap();
    if fs::OpenOptions::new().write(true).open(&path).is_ok() {
        return; // the administrator may write everything; nothing to be seen here
    }
    assert_eq!(code(Store::open(&path, Mode::ReadWrite)), "read_only");
}

#[test]
fn released_schema_files_are_never_edited() {
    // On releasing a new file its checksum is added here; a checksum in this list never changes.
    let released: &[(i64, &str)] = &[
        (1, "27f0e001add564991560d154093eb6b4a19482e6d6825a7c9aa299fea052db49"),
        (2, "dfe78cccba409a32bb0e781e36e505462925d52a05429a604fefef555945a893"),
        (3, "4f5bb94b344da2105d1eab1fdd4a38d673efbee69b6c678261b2e8b6e693a2ab"),
        (4, "e09902f6896e59ac4bcda2ed560e4d248ba796447a44d1e39abd4a197126fd05"),
        (5, "990b5e487e0ca88bdbb646610e709644a7b3843c2cb5e60523e7f4101ff796c3"),
    ];
    for (number, checksum) in released {
        let migration = migrate::MIGRATIONS.iter().find(|migration| migration.number == *number).unwrap();
        assert_eq!(&migration.checksum(), checksum, "schema file {number} ({})", migration.name);
    }
    assert_eq!(released.len(), migrate::MIGRATIONS.len(), "a schema file has no checksum here");
    for (place, migration) in (1..).zip(migrate::MIGRATIONS) {
        assert_eq!(migration.number, place);
    }
}

#[test]
fn every_error_has_its_words_in_both_languages() {
    let text = String::new;
    let errors = [
        StoreError::NotFound { path: text() },
        StoreError::AlreadyThere { path: text() },
        StoreError::NotADatabase { detail: text() },
        StoreError::NotOurs { path: text() },
        StoreError::NewerSchema { found: 2, known: 1 },
        StoreError::OlderSchema { found: 1, known: 2 },
        StoreError::Damaged { detail: text() },
        StoreError::ReadOnly,
        StoreError::Full,
        StoreError::Busy { waited_ms: 1 },
        StoreError::Unavailable { detail: text() },
        StoreError::Gone { path: text() },
        StoreError::Conflict { stream: 1, seq: 1, last: 1 },
        StoreError::Internal { detail: text() },
        StoreError::ShareUnproven { path: text(), fs: text() },
        StoreError::WalOnShare { path: text() },
        StoreError::Unsettled { path: text() },
        StoreError::Retired { path: text() },
        StoreError::OpenElsewhere { path: text() },
    ];
    let problems = [
        Problem::Structure { detail: text() },
        Problem::Unreadable { after: 0, detail: text() },
        Problem::Altered { gid: 1, stream: 1, seq: 1 },
        Problem::Unlinked { gid: 1 },
        Problem::MissingEvents { expected: 1, found: 2 },
        Problem::MissingNumbers { stream: 1, expected: 1, found: 2 },
        Problem::Projection { case_id: 1, part: "case" },
        Problem::Schema { number: 1 },
    ];
    let mut keys: Vec<(String, Vec<&str>)> = Vec::new();
    for error in &errors {
        let names: Vec<&str> = error.details().iter().map(|(name, _)| *name).collect();
        keys.push((format!("{}.message", error.code()), names.clone()));
        keys.push((format!("{}.hint", error.code()), names));
    }
    for problem in &problems {
        let names = problem.details().iter().map(|(name, _)| *name).collect();
        keys.push((format!("problem.{}", problem.code()), names));
    }
    for language in [include_str!("../../../locales/store.zh-CN.toml"), include_str!("../../../locales/store.en.toml")]
    {
        let words: toml::Table = toml::from_str(language).unwrap();
        for (key, names) in &keys {
            let found = key.split('.').try_fold(&words["store"], |table, part| table.get(part));
            let found = found.and_then(toml::Value::as_str).unwrap_or_else(|| panic!("no words for {key}"));
            for mentioned in found.split("%{").skip(1) {
                let name = mentioned.split('}').next().unwrap();
                assert!(names.contains(&name), "{key} mentions {name}, which it is not told");
            }
        }
    }
}
