//! The store as its users meet it: several connections on one real file.

use super::*;
use tempfile::TempDir;

/// A database in a directory of its own.
pub(super) fn new_store() -> (TempDir, Store) {
    let dir = tempfile::tempdir().unwrap();
    let store = Store::open(dir.path().join("desk.db"), Mode::Create).unwrap();
    (dir, store)
}

pub(super) fn again(store: &Store) -> Store {
    Store::open(store.path(), Mode::ReadWrite).unwrap()
}

pub(super) fn event(stream: i64, seq: i64, body: &str) -> NewEvent<'_> {
    NewEvent { stream, seq, at: "2026-03-02T09:15:00+08:00", officer: "liying", kind: "noted", body }
}

pub(super) fn case(id: i64) -> CaseRow {
    CaseRow {
        id,
        no: format!("LX2026-{id:05}"),
        year: 2026,
        seq_of_year: id,
        rev: 1,
        kind: "dispute".to_owned(),
        channel: "walk_in".to_owned(),
        title: "院墙滴水纠纷".to_owned(),
        stage: "registered".to_owned(),
        registered_at: "2026-03-02T09:15:00+08:00".to_owned(),
        registered_by: "liying".to_owned(),
        parties: "王某、李某".to_owned(),
        state: Some("{}".to_owned()),
        ..CaseRow::default()
    }
}

/// Makes a database as the program wrote it when there was only the first file of the schema: the log of another.
pub fn as_of_first_schema(from: &Path, to: &Path) {
    let first = &migrate::MIGRATIONS[0];
    let conn = rusqlite::Connection::open(to).unwrap();
    conn.execute_batch(first.sql).unwrap();
    conn.execute("INSERT INTO migration VALUES (1, ?1, ?2, '2026-11-21T00:00:00Z')", (first.name, first.checksum()))
        .unwrap();
    conn.pragma_update(None, "application_id", migrate::APPLICATION_ID).unwrap();
    conn.pragma_update(None, "user_version", 1).unwrap();
    conn.execute("ATTACH ?1 AS new", [from.to_str().unwrap()]).unwrap();
    conn.execute_batch("INSERT INTO event SELECT * FROM new.event").unwrap();
    // A row of the old form, which the new schema has to get rid of.
    conn.execute_batch(
        "INSERT INTO case_row (id, no, year, seq_of_year, rev, kind, channel, title, stage, ball, since, registered_at,
             registered_by, parties, search) VALUES (1, 'ZZ2026-00001', 2026, 1, 1, 'dispute', 'walk_in', '', 'registered',
             '', '', '', '', '', '');
         INSERT INTO case_state VALUES (1, '{}');
         INSERT INTO party_row (case_id, party, side, name) VALUES (1, 1, 'applicant', '甲');",
    )
    .unwrap();
}

/// A case with no more rows than its own.
pub(super) fn alone(case: CaseRow) -> Projection {
    Projection { case, ..Projection::default() }
}

#[test]
fn what_is_written_is_read_back_by_another_connection() {
    let (_dir, mut store) = new_store();
    let mut other = again(&store);
    let before = other.change_token().unwrap();
    let id = store
        .write(|tx| {
            let id = tx.next_case()?;
            assert_eq!(tx.next_seq_of_year(2026)?, 1);
            assert_eq!(tx.append(&event(id, 1, "{}"))?, 1);
            let party = PartyRow {
                case_id: id,
                party: 1,
                capacity: "applicant".into(),
                name: "王某".into(),
                ..PartyRow::default()
            };
            tx.put_projection(&Projection { case: case(id), parties: vec![party], ..Projection::default() })?;
            assert_eq!(tx.next_seq_of_year(2026)?, 2);
            Ok::<_, StoreError>(id)
        })
        .unwrap();
    assert_ne!(other.change_token().unwrap(), before);
    assert_eq!(other.case_by_no("LX2026-00001").unwrap(), Some(case(id)));
    assert_eq!(other.case_by_id(id).unwrap(), Some(case(id)));
    assert_eq!(other.projection(id).unwrap().unwrap().parties.len(), 1);
    let events = other.events(id, 1).unwrap();
    assert_eq!(events.len(), 1);
    assert_eq!(events[0].hash, events[0].expected_hash());
    assert_eq!(other.head().unwrap(), Head { gid: 1, hash: events[0].hash });
    assert_eq!(other.timeline(id).unwrap()[0].officer, "liying");
    other.write(|tx| tx.put_centre(3, "{}")).unwrap();
    assert_eq!(store.centre().unwrap(), Some((3, "{}".to_owned())));
}

#[test]
fn a_failed_write_leaves_nothing_behind() {
    let (_dir, mut store) = new_store();
    let refused: Result<(), StoreError> = store.write(|tx| {
        tx.append(&event(1, 1, "{}"))?;
        Err(StoreError::Full)
    });
    assert_eq!(refused, Err(StoreError::Full));
    assert_eq!(store.head().unwrap().gid, 0);
    store.write(|tx| tx.append(&event(1, 1, "{}"))).unwrap();
}

#[test]
fn the_second_of_two_desks_appending_the_same_number_is_told_of_the_conflict() {
    let (_dir, mut first) = new_store();
    let mut second = again(&first);
    first.write(|tx| tx.append(&event(1, 1, "{}"))).unwrap();
    let late = second.write(|tx| tx.append(&event(1, 1, "{}")));
    assert_eq!(late, Err(StoreError::Conflict { stream: 1, seq: 1, last: 1 }));
}

mod damage;
mod encryption;
mod flips;
mod lists;
mod opening;
mod places;
mod restoring;
mod sharing;
