//! Encryption at rest: nothing readable anywhere, no opening without the key, and back again whole.

use super::*;
use crate::domain::filekey::FileKey;
use std::fs;

fn code(result: Result<Store, StoreError>) -> &'static str {
    result.expect_err("opening should have failed").code()
}

fn key(first: u8) -> FileKey {
    FileKey::new(std::array::from_fn(|at| first.wrapping_add(u8::try_from(at).unwrap().wrapping_mul(37))))
}

#[test]
fn a_file_that_looks_encrypted_is_told_apart_from_one_that_is_none() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("desk.db");
    let mut chance = fastrand::Rng::with_seed(7);
    let bytes: Vec<u8> = std::iter::repeat_with(|| chance.u8(..)).take(5 * 4096).collect();
    fs::write(&path, &bytes).unwrap();
    assert_eq!(code(Store::open(&path, Mode::ReadWrite)), "encrypted");
    assert_eq!(code(Store::open(&path, Mode::ReadOnly)), "encrypted");
    assert!(!dir.path().join("desk.db.damaged").exists(), "nothing is wrong with it");
    fs::write(&path, &bytes[1..]).unwrap();
    assert_eq!(code(Store::open(&path, Mode::ReadOnly)), "not_a_database");
    fs::write(&path, "给领导的信,不是数据库。".repeat(4096)).unwrap();
    assert_eq!(code(Store::open(&path, Mode::ReadOnly)), "not_a_database");
}

#[cfg(not(feature = "encrypt"))]
#[test]
fn a_program_without_encryption_says_so_and_writes_nothing_readable_in_its_place() {
    let (dir, store) = new_store();
    let site = Site::default().with_key(Some(key(1)));
    assert_eq!(code(Store::open_at(store.path(), Mode::ReadWrite, &site)), "no_cipher");
    assert_eq!(code(Store::open_at(dir.path().join("new.db"), Mode::Create, &site)), "no_cipher");
    let out = dir.path().join("out.db");
    assert_eq!(store.convert(&out, Some(&key(1))).unwrap_err().code(), "no_cipher");
    assert!(!out.exists());
}

#[cfg(feature = "encrypt")]
mod with_cipher {
    use super::*;
    use crate::store::restore::Draft;

    /// What must be readable nowhere.
    const CANARY: &str = "院墙滴水金丝雀";

    fn site(first: u8) -> Site {
        Site::default().with_key(Some(key(first)))
    }

    /// An encrypted database with a case, its words and an event.
    fn encrypted() -> (TempDir, Store) {
        let dir = tempfile::tempdir().unwrap();
        let mut store = Store::open_at(dir.path().join("desk.db"), Mode::Create, &site(1)).unwrap();
        fill(&mut store);
        (dir, store)
    }

    fn fill(store: &mut Store) {
        let body = format!(r#"{{"event":"noted","words":"{CANARY}"}}"#);
        store
            .write(|tx| {
                tx.append(&event(1, 1, &body))?;
                tx.put_projection(&alone(CaseRow { title: CANARY.to_owned(), ..case(1) }))
            })
            .unwrap();
    }

    fn says(path: &Path, words: &str) -> bool {
        let bytes = fs::read(path).unwrap_or_default();
        bytes.windows(words.len()).any(|window| window == words.as_bytes())
    }

    fn sound(store: &Store) -> Head {
        assert_eq!(store.verify().unwrap().problems, vec![]);
        assert_eq!(store.case_by_no("LX2026-00001").unwrap().unwrap().title, CANARY);
        store.head().unwrap()
    }

    #[test]
    fn nothing_can_be_read_in_the_file_beside_it_or_in_its_backup() {
        let (dir, store) = encrypted();
        let copy = dir.path().join("copy.db");
        store.backup(&copy).unwrap();
        assert!(fs::metadata(dir.path().join("desk.db-wal")).unwrap().len() > 0);
        for entry in fs::read_dir(dir.path()).unwrap() {
            let path = entry.unwrap().path();
            for words in [CANARY, "LX2026", "CREATE TABLE", "SQLite format 3"] {
                assert!(!says(&path, words), "{words} in {}", path.display());
            }
        }
        assert_eq!(sound(&Store::open_at(&copy, Mode::ReadOnly, &site(1)).unwrap()), sound(&store));
        // The other connections of a desk have the key too.
        assert_eq!(sound(&store.beside().unwrap()), sound(&store));
        store.open_for(["officer:liying".to_owned()]).unwrap();
        // Not even what goes wrong shows the key.
        assert!(!format!("{store:?}").contains(&key(1).raw()[2..20]));
    }

    #[test]
    fn without_the_key_or_with_another_one_nothing_opens_and_nothing_is_touched() {
        let (dir, store) = encrypted();
        let (path, head) = (store.path().to_owned(), store.head().unwrap());
        // As after a power cut: what was committed last lies beside the file.
        let cut = dir.path().join("cut.db");
        fs::copy(&path, &cut).unwrap();
        fs::copy(dir.path().join("desk.db-wal"), dir.path().join("cut.db-wal")).unwrap();
        drop(store);
        for path in [&path, &cut] {
            for mode in [Mode::ReadWrite, Mode::ReadOnly] {
                assert_eq!(code(Store::open(path, mode)), "encrypted");
                assert_eq!(code(Store::open_at(path, mode, &site(2))), "wrong_key");
            }
            assert_eq!(sound(&Store::open_at(path, Mode::ReadWrite, &site(1)).unwrap()), head);
        }
        assert!(!dir.path().join("desk.db.damaged").exists());
    }

    #[test]
    fn a_file_is_encrypted_given_another_key_and_decrypted_again_whole() {
        let (dir, mut store) = new_store();
        fill(&mut store);
        let head = sound(&store);
        let [first, second, plain] = ["first.db", "second.db", "plain.db"].map(|name| dir.path().join(name));
        assert_eq!(store.convert(&first, Some(&key(1))).unwrap().head, head);
        let once = Store::open_at(&first, Mode::ReadWrite, &site(1)).unwrap();
        assert_eq!((sound(&once), once.key()), (head, Some(&key(1))));
        once.convert(&second, Some(&key(2))).unwrap();
        assert_eq!(code(Store::open_at(&second, Mode::ReadOnly, &site(1))), "wrong_key");
        let twice = Store::open_at(&second, Mode::ReadWrite, &site(2)).unwrap();
        assert_eq!(sound(&twice), head);
        twice.convert(&plain, None).unwrap();
        // A file that is not encrypted opens beside a configured key.
        let mut back = Store::open_at(&plain, Mode::ReadWrite, &site(2)).unwrap();
        assert_eq!((sound(&back), back.key()), (head, None));
        back.write(|tx| tx.append(&event(1, 2, "{}"))).unwrap();
        let schema = |store: &Store| {
            let sql = "SELECT group_concat(name || sql) FROM (SELECT * FROM sqlite_schema ORDER BY name)";
            store.one(sql, [], |row| row.get::<_, String>(0)).unwrap()
        };
        assert_eq!(schema(&back), schema(&store));
    }

    #[test]
    fn an_encrypted_copy_takes_the_files_place_and_a_plain_one_its_place_again() {
        let (dir, mut store) = new_store();
        fill(&mut store);
        let (path, copy) = (store.path().to_owned(), dir.path().join("copy.db"));
        let plain = dir.path().join("plain.db");
        store.backup(&plain).unwrap();
        store.convert(&copy, Some(&key(1))).unwrap();
        let head = store.head().unwrap();
        drop(store);
        assert_eq!(Draft::of(&copy, &path, &Site::default()).unwrap_err().code(), "encrypted");
        let draft = Draft::of(&copy, &path, &site(1)).unwrap();
        assert_eq!(sound(&Store::open_at(draft.path(), Mode::ReadWrite, &draft.site()).unwrap()), head);
        draft.replace(&path, "20261122-031500", Some(head), &site(1)).unwrap();
        assert!(!says(&path, "SQLite format 3"));
        let open = Store::open_at(&path, Mode::ReadWrite, &site(1)).unwrap();
        assert_eq!(sound(&open), head);
        let draft = Draft::of(&plain, &path, &site(1)).unwrap();
        let busy = draft.replace(&path, "20261122-031600", Some(head), &site(1));
        assert_eq!(busy.unwrap_err().code(), "open_elsewhere");
        drop(open);
        let draft = Draft::of(&plain, &path, &site(1)).unwrap();
        let aside = draft.replace(&path, "20261122-031600", Some(head), &site(1)).unwrap().unwrap();
        assert!(says(&path, "SQLite format 3"));
        // What was set aside carries its mark, under its key.
        assert_eq!(code(Store::open_at(&aside, Mode::ReadWrite, &site(1))), "retired");
        assert_eq!(sound(&Store::open_at(&aside, Mode::ReadOnly, &site(1)).unwrap()), head);
    }

    #[test]
    fn a_bit_turned_over_in_an_encrypted_page_is_damage() {
        let (_dir, store) = encrypted();
        let path = store.path().to_owned();
        drop(store);
        let whole = fs::read(&path).unwrap();
        for page in 1..whole.len() / 4096 {
            let mut bytes = whole.clone();
            bytes[page * 4096 + 1_000] ^= 4;
            fs::write(&path, bytes).unwrap();
            let store = Store::open_at(&path, Mode::ReadOnly, &site(1));
            let met = store.and_then(|store| store.verify());
            let is_found = match &met {
                Ok(report) => report.problems.iter().any(Problem::is_damage),
                Err(error) => error.code() == "damaged",
            };
            assert!(is_found, "page {page}: {met:?}");
        }
    }

    #[test]
    fn an_encrypted_file_is_not_opened_on_a_share() {
        let (_dir, store) = encrypted();
        let path = store.path().to_owned();
        drop(store);
        let mounts = "27 1 0:9 / / rw - nfs4 nas:/ rw";
        let share = Site::assumed(Host::assumed("甲"), Some(mounts)).with_key(Some(key(1)));
        assert_eq!(code(Store::open_at(&path, Mode::ReadOnly, &share)), "cipher_on_share");
    }
}
