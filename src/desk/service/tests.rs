use super::*;
use crate::desk::Mode;
use crate::desk::bench::{self, monday as now};
use crate::desk::pages::Listing;
use std::sync::mpsc::Receiver;
use std::sync::mpsc::RecvTimeoutError;
use std::time::Duration;

/// Long enough for the slowest machine; nothing waits this long when all is well.
const DEADLINE: Duration = Duration::from_mins(1);

fn founded(folder: &tempfile::TempDir) -> Desk {
    bench::founded(folder.path().join("desk.db"), &bench::wang(), now(), true)
}

fn serve(desk: Desk) -> (Service, Receiver<News>) {
    let (sender, news) = channel();
    let sender = Mutex::new(sender);
    let notify = move |item| drop(sender.lock().unwrap().send(item));
    (Service::start(desk, &OfficerId::from("wang"), now, notify).unwrap(), news)
}

fn wait_for<T>(news: &Receiver<News>, mut wanted: impl FnMut(News) -> Option<T>) -> T {
    loop {
        match news.recv_timeout(DEADLINE) {
            Ok(item) => {
                if let Some(found) = wanted(item) {
                    return found;
                }
            }
            Err(RecvTimeoutError::Timeout | RecvTimeoutError::Disconnected) => panic!("the news did not come"),
        }
    }
}

fn register() -> Order {
    Order::from_json(
        r#"{"command":"register","kind":"inquiry","channel":"phone","narrative":"问低保",
            "parties":[{"side":"applicant","name":"孙问路"}]}"#,
    )
    .unwrap()
}

#[test]
fn what_one_desk_saves_another_hears_of_and_can_read() {
    let folder = tempfile::tempdir().unwrap();
    let first = founded(&folder);
    let second = Desk::open(folder.path().join("desk.db"), Mode::ReadWrite).unwrap();
    let (here, done) = serve(first);
    let (there, news) = serve(second);
    here.order(1, register());
    let receipt = wait_for(&done, |item| match item {
        News::Done { ticket: 1, result } => Some(result),
        _ => None,
    });
    receipt.unwrap();
    wait_for(&news, |item| matches!(item, News::Changed).then_some(()));
    there.ask(7, Query::Rows { list: 0, listing: Box::new(Listing { rows: 9, ..Listing::default() }) });
    let rows = wait_for(&news, |item| match item {
        News::Answer { generation: 7, result: Ok(Answer::Rows(0, rows)) } => Some(rows),
        _ => None,
    });
    assert_eq!(rows.rows.len(), 1);
}

#[test]
fn while_another_program_holds_the_file_reading_goes_on_and_saving_waits() {
    let folder = tempfile::tempdir().unwrap();
    let desk = founded(&folder);
    let foreign = rusqlite::Connection::open(folder.path().join("desk.db")).unwrap();
    foreign.execute_batch("BEGIN IMMEDIATE").unwrap();
    let (service, news) = serve(desk);
    service.order(1, register());
    service.ask(2, Query::Counters);
    wait_for(&news, |item| match item {
        News::Answer { generation: 2, result } => Some(result.unwrap()),
        News::Done { .. } => panic!("nothing can be saved while the file is held"),
        _ => None,
    });
    foreign.execute_batch("ROLLBACK").unwrap();
    let receipt = wait_for(&news, |item| match item {
        News::Done { ticket: 1, result } => Some(result),
        _ => None,
    });
    assert!(receipt.is_ok(), "{receipt:?}");
}

#[test]
fn every_order_is_done_in_turn_and_of_questions_only_the_newest_matters() {
    let folder = tempfile::tempdir().unwrap();
    let (service, news) = serve(founded(&folder));
    for ticket in 1..=20 {
        service.order(ticket, register());
        service.ask(ticket, Query::Counters);
    }
    let (mut done, mut last) = (Vec::new(), 0);
    while done.len() < 20 || last < 20 {
        match news.recv_timeout(DEADLINE).expect("news") {
            News::Done { ticket, result } => done.push((ticket, result.unwrap().no.unwrap().to_string())),
            News::Answer { generation, .. } => last = last.max(generation),
            _ => {}
        }
    }
    let numbers: Vec<_> = (1..=20).map(|n| (n, format!("ZZ2026-{n:05}"))).collect();
    assert_eq!(done, numbers);
}
