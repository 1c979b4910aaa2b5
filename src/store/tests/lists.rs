//! Lists and look-ups, and the indexes that serve them.

use super::*;
use crate::domain::search::{Document, Facet, GramQuery, Known};

const LONG: Duration = Duration::from_mins(1);

/// Twelve cases: every third archived, the others open; the even ones held by the labour bureau.
fn a_dozen() -> (TempDir, Store) {
    let (dir, mut store) = new_store();
    store
        .write(|tx| {
            for id in 1..=12_i64 {
                let open = id % 3 != 0;
                let due = format!("2026-03-{:02}T18:00:00+08:00", 20 - id);
                let row = CaseRow {
                    stage: if open { if id < 6 { "assigned" } else { "registered" } } else { "archived" }.into(),
                    holder: (id % 2 == 0).then(|| "rsj".into()),
                    closed_at: (!open).then(|| "2026-03-19T10:00:00+08:00".into()),
                    due: open.then(|| due.clone()),
                    registered_at: format!("2026-03-{id:02}T09:00:00+08:00"),
                    ..case(id)
                };
                let clock = ClockRow {
                    case_id: id,
                    clock: 1,
                    kind: "unit".into(),
                    unit: row.holder.clone(),
                    due,
                    running: open,
                    next_alarm: Some(format!("2026-03-{:02}T08:30:00+08:00", 18 - id)),
                    ..ClockRow::default()
                };
                let party = PartyRow {
                    case_id: id,
                    party: 1,
                    capacity: "applicant".into(),
                    name: if id < 3 { "王某" } else { "李某" }.into(),
                    phone: Some("13800000000".into()),
                    id_no: (id == 4).then(|| "ID4".into()),
                    ..PartyRow::default()
                };
                let session = SessionRow {
                    case_id: id,
                    session: 1,
                    room: (id < 11).then(|| "1".into()),
                    starts: (id < 11).then(|| format!("2026-03-{id:02}T09:00:00+08:00")),
                    ends: (id < 11).then(|| format!("2026-03-{id:02}T10:30:00+08:00")),
                    status: if id < 11 { "booked" } else { "waiting" }.into(),
                    title: "欠薪调解".into(),
                };
                let booking = BookingRow {
                    case_id: id,
                    session: 1,
                    resource: if id % 2 == 0 { "room:1" } else { "mediator:zm" }.into(),
                    starts: format!("2026-03-{id:02}T09:00:00+08:00"),
                    ends: format!("2026-03-{id:02}T10:30:00+08:00"),
                    ..BookingRow::default()
                };
                tx.append(&event(id, 1, "{}"))?;
                let document = Document {
                    title: format!("欠薪 工资 第{id}件"),
                    people: vec![Known { name: party.name.clone(), id_no: party.id_no.clone(), ..Known::default() }],
                    facets: if open { vec![Facet::Open] } else { Vec::new() },
                    ..Document::default()
                };
                tx.put_projection(&Projection {
                    case: row,
                    parties: vec![party],
                    clocks: vec![clock],
                    sessions: vec![session],
                    bookings: vec![booking],
                    text: CaseText::of(document),
                    ..Projection::default()
                })?;
            }
            Ok::<_, StoreError>(())
        })
        .unwrap();
    (dir, store)
}

fn ids(store: &Store, query: &ListQuery) -> Vec<i64> {
    assert_eq!(
        store.count(query).unwrap() as usize,
        store.list(&ListQuery { limit: 0, offset: 0, ..query.clone() }).unwrap().len()
    );
    store.list(query).unwrap().into_iter().map(|case| case.id).collect()
}

#[test]
fn lists_are_filtered_ordered_and_paged() {
    let (_dir, store) = a_dozen();
    let all = ListQuery::default();
    let open = ListQuery { stages: vec!["registered".into(), "assigned".into(), "assigned".into()], ..all.clone() };
    assert_eq!(ids(&store, &ListQuery { limit: 3, offset: 1, ..all.clone() }), [11, 10, 9]);
    assert_eq!(ids(&store, &open), [11, 10, 8, 7, 5, 4, 2, 1]);
    assert_eq!(ids(&store, &ListQuery { limit: 2, offset: 2, ..open.clone() }), [8, 7]);
    let by_due = ListQuery { order: ListOrder::Due, ..all.clone() };
    assert_eq!(ids(&store, &by_due), [11, 10, 8, 7, 5, 4, 2, 1, 3, 6, 9, 12]);
    let by_due = ListQuery { order: ListOrder::Due, limit: 2, ..open.clone() };
    assert_eq!(ids(&store, &by_due), [11, 10]);
    let mine = ListQuery { holder: Some("rsj".into()), kind: Some("dispute".into()), ..open };
    assert_eq!(ids(&store, &mine), [10, 8, 4, 2]);
    let overdue = ListQuery { due_before: Some("2026-03-12T00:00:00+08:00".into()), ..all.clone() };
    assert_eq!(ids(&store, &overdue), [11, 10]);
    let march =
        ListQuery { registered_from: Some("2026-03-03".into()), registered_until: Some("2026-03-05".into()), ..all };
    assert_eq!(ids(&store, &march), [4, 3]);
}

#[test]
fn what_a_person_types_is_never_taken_for_sql() {
    let (_dir, store) = a_dozen();
    let query = ListQuery { holder: Some("') OR 1=1 --".into()), ..ListQuery::default() };
    assert_eq!(ids(&store, &query), [0_i64; 0]);
    let phrase = GramQuery { matching: "\"工资\"".into(), recheck: vec!["' OR ''='".into()] };
    let found = store.search(&phrase, &ListQuery::default(), None, LONG).unwrap();
    assert_eq!(found, Found { heads: Vec::new(), complete: true });
}

fn found(store: &Store, matching: &str, query: &ListQuery, before: Option<i64>) -> Vec<i64> {
    let grams = GramQuery { matching: matching.into(), recheck: Vec::new() };
    let found = store.search(&grams, query, before, LONG).unwrap();
    assert!(found.complete);
    found.heads.into_iter().map(|head| head.id).collect()
}

#[test]
fn cases_are_found_newest_first_within_the_conditions_and_page_by_page() {
    let (_dir, store) = a_dozen();
    let all = ListQuery::default();
    assert_eq!(found(&store, "\"工资\" AND \"t1\"", &all, None), [12, 11, 10, 1]);
    assert_eq!(found(&store, "\"工资\" AND \"zopen\"", &all, None), [11, 10, 8, 7, 5, 4, 2, 1]);
    assert_eq!(found(&store, "\"工资\"", &ListQuery { limit: 3, ..all.clone() }, Some(10)), [9, 8, 7]);
    let query = ListQuery { stages: vec!["assigned".into()], holder: Some("rsj".into()), ..all };
    assert_eq!(found(&store, "\"工资\"", &query, None), [4, 2]);
    assert_eq!(store.gram_ids("\"m王某\"", 9).unwrap(), [2, 1]);
}

#[test]
fn a_search_out_of_time_shows_what_it_has_and_says_so() {
    let (_dir, mut store) = new_store();
    store
        .write(|tx| {
            for id in 1..=3_000 {
                let text = Document { title: "欠薪".into(), narrative: format!("{id}"), ..Document::default() };
                tx.append(&event(id, 1, "{}"))?;
                tx.put_projection(&Projection { text: CaseText::of(text), ..alone(case(id)) })?;
            }
            Ok::<_, StoreError>(())
        })
        .unwrap();
    let grams = GramQuery { matching: "\"欠薪\"".into(), recheck: vec!["没有这句话".into()] };
    let none = store.search(&grams, &ListQuery::default(), None, Duration::ZERO).unwrap();
    assert!(!none.complete && none.heads.is_empty());
    assert!(store.search(&grams, &ListQuery::default(), None, LONG).unwrap().complete, "the limit is lifted again");
}

#[test]
fn a_text_is_broken_up_anew_only_when_it_changed_and_then_wholly() {
    let (_dir, mut store) = a_dozen();
    let all = ListQuery::default();
    let mut rows = store.projection(4).unwrap().unwrap();
    rows.case.rev += 1;
    store.write(|tx| tx.put_projection(&rows)).unwrap();
    assert_eq!(found(&store, "\"工资\" AND \"t4\"", &all, None), [4], "the rows changed, the text did not");
    rows.text = CaseText::of(Document { title: "漏水".into(), ..Document::default() });
    store.write(|tx| tx.put_projection(&rows)).unwrap();
    assert_eq!(found(&store, "\"漏水\"", &all, None), [4]);
    assert_eq!(found(&store, "\"工资\" AND \"t4\"", &all, None), [0_i64; 0]);
}

#[test]
fn running_clocks_come_first_due_first_with_their_case() {
    let (_dir, store) = a_dozen();
    let clocks = |due: Option<&str>, unit: Option<&str>| -> Vec<i64> {
        store.running_clocks(due, unit, 100).unwrap().into_iter().map(|head| head.clock.case_id).collect()
    };
    assert_eq!(clocks(None, None), [11, 10, 8, 7, 5, 4, 2, 1]);
    assert_eq!(clocks(Some("2026-03-11"), None), [11, 10]);
    assert_eq!(clocks(None, Some("rsj")), [10, 8, 4, 2]);
    assert_eq!(store.running_clocks(None, None, 0).unwrap().len(), 8, "0 is no limit");
    let first = store.running_clocks(None, None, 1).unwrap().remove(0);
    assert_eq!((first.case.no.as_str(), first.clock.kind.as_str()), ("LX2026-00011", "unit"));
}

#[test]
fn alarms_name_each_case_once_longest_waiting_first() {
    let (_dir, mut store) = a_dozen();
    assert_eq!(store.alarms_until("2026-03-10T23:00:00+08:00").unwrap(), [11, 10, 8]);
    let early = CaseRow { next_alarm: Some("2026-03-01T08:30:00+08:00".into()), ..case(8) };
    store
        .write(|tx| {
            let clocks = tx.projection(8)?.unwrap().clocks;
            tx.put_projection(&Projection { clocks, ..alone(early.clone()) })
        })
        .unwrap();
    assert_eq!(store.alarms_until("2026-03-10T23:00:00+08:00").unwrap(), [8, 11, 10]);
}

#[test]
fn sessions_and_bookings_are_found_by_time() {
    let (_dir, store) = a_dozen();
    let day = store.sessions_between("2026-03-04", "2026-03-06").unwrap();
    assert_eq!(day.iter().map(|head| head.case.id).collect::<Vec<_>>(), [4, 5]);

    let taken = |from: &str, to: &str| -> Vec<i64> {
        store.bookings_overlapping(from, to).unwrap().into_iter().map(|head| head.booking.case_id).collect()
    };
    assert_eq!(taken("2026-03-04T10:00:00+08:00", "2026-03-04T11:00:00+08:00"), [4]);
    assert_eq!(taken("2026-03-04T10:30:00+08:00", "2026-03-05T09:00:00+08:00"), [0_i64; 0]);
    assert_eq!(taken("2026-03-04T10:29:59+08:00", "2026-03-05T09:00:01+08:00"), [4, 5]);
}

#[test]
fn who_came_before_is_found_with_every_party_of_the_case() {
    let (_dir, store) = a_dozen();
    let hits = store.parties_found("\"m李某\"", 3).unwrap();
    assert_eq!(hits.iter().map(|hit| hit.case.id).collect::<Vec<_>>(), [12, 11, 10]);
    let hit = &store.parties_found("\"did4\"", 10).unwrap()[0];
    assert_eq!((hit.case.no.as_str(), hit.party.name.as_str()), ("LX2026-00004", "李某"));
    assert_eq!(store.parties_found("\"did5\"", 10).unwrap(), []);
}

#[test]
fn cases_are_counted_by_stage() {
    let (_dir, mut store) = a_dozen();
    let counts = store.counts_by_stage().unwrap();
    assert_eq!(counts, [("archived".into(), 4), ("assigned".into(), 4), ("registered".into(), 4)]);
    for stage in ["assigned", "archived", "archived"] {
        store.write(|tx| tx.put_projection(&alone(CaseRow { stage: stage.into(), ..case(7) }))).unwrap();
    }
    let counts = store.counts_by_stage().unwrap();
    assert_eq!(counts, [("archived".into(), 5), ("assigned".into(), 4), ("registered".into(), 3)]);
}

#[test]
fn a_case_put_again_replaces_its_rows_and_only_its_own() {
    let (_dir, mut store) = a_dozen();
    store.write(|tx| tx.put_projection(&alone(CaseRow { rev: 2, ..case(4) }))).unwrap();
    let after = store.projection(4).unwrap().unwrap();
    assert_eq!((after.case.rev, after.parties.len(), after.bookings.len()), (2, 0, 0));
    assert_eq!(store.projection(5).unwrap().unwrap().parties.len(), 1);
}

#[test]
fn the_questions_asked_all_day_never_sort_or_scan_the_whole_table() {
    let (_dir, store) = a_dozen();
    let plan = |sql: &str| -> String {
        let lines = store.all(&format!("EXPLAIN QUERY PLAN {sql}"), [], |row| row.get::<_, String>(3)).unwrap();
        lines.join("; ")
    };
    let stages = plan(
        "SELECT id, title FROM case_row c WHERE c.stage = 'a' UNION ALL
         SELECT id, title FROM case_row c WHERE c.stage = 'b' ORDER BY id DESC LIMIT 50",
    );
    assert!(stages.contains("MERGE (UNION ALL)") && !stages.contains("TEMP B-TREE"), "{stages}");
    let stages = plan(
        "SELECT id, due FROM case_row c WHERE c.stage = 'a' UNION ALL
         SELECT id, due FROM case_row c WHERE c.stage = 'b' ORDER BY due NULLS LAST, id LIMIT 50",
    );
    assert!(stages.contains("MERGE (UNION ALL)") && !stages.contains("TEMP B-TREE"), "{stages}");
    for (sql, index) in [
        ("SELECT id, title FROM case_row ORDER BY due NULLS LAST, id LIMIT 50", "case_by_due"),
        ("SELECT * FROM clock_row k WHERE k.running = 1 AND k.due < '2' ORDER BY k.due LIMIT 50", "clock_by_due"),
        (
            "SELECT * FROM clock_row k WHERE k.running = 1 AND k.unit = 'a' AND k.due < '2' ORDER BY k.due",
            "clock_by_unit_due",
        ),
        ("SELECT case_id FROM clock_row WHERE running = 1 AND next_alarm <= '2'", "clock_by_alarm"),
        ("SELECT id FROM case_row WHERE next_alarm <= '2'", "case_by_alarm"),
        ("SELECT * FROM booking_row b WHERE b.ends > '1' AND b.starts < '2'", "booking_by_end"),
        ("SELECT * FROM session_row s WHERE s.starts >= '1' AND s.starts < '2' ORDER BY s.starts", "session_by_start"),
        ("SELECT case_id FROM party_row WHERE person = 1 ORDER BY case_id DESC", "party_by_person"),
        ("SELECT id FROM case_row c WHERE c.closed_at IS NULL AND c.due < '1'", "case_by_due"),
    ] {
        let plan = plan(sql);
        assert!(plan.contains(index) && !plan.contains("TEMP B-TREE"), "{sql}: {plan}");
    }
}
