use super::*;
use crate::desk::bench::{founded, wang};
use crate::desk::{Desk, Order, Viewer};
use crate::domain::time::at;
use chrono::{Duration, NaiveDate};
use proptest::prelude::*;
use serde_json::json;
use tempfile::TempDir;

struct Bench {
    folder: TempDir,
    desk: Desk,
    book: Book,
    officer: Officer,
}

fn morning() -> Moment {
    at(NaiveDate::from_ymd_opt(2026, 11, 20).unwrap(), 9, 30)
}

impl Bench {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("desk.db");
        let officer = wang();
        let desk = founded(&path, &officer, morning(), true);
        let book = Book::at(&folder.path().join("state").join("book"), &path, Some("duty"));
        book.remember(&desk, &officer, morning()).unwrap();
        Self { folder, desk, book, officer }
    }

    fn keep(&self, name: &str, now: Moment) -> String {
        let register = matter(name);
        let receipt = self.book.register(&self.book.known().unwrap(), &self.officer, now, &register).unwrap();
        assert!(receipt.provisional);
        receipt.no.unwrap().to_string()
    }

    fn kept(&self, no: &str) -> Kept {
        self.book.find(&self.officer, self.desk.centre().unwrap(), no).unwrap()
    }

    fn enter(&mut self, no: &str, now: Moment) -> Result<Receipt, DeskError> {
        let register = self.kept(no).to_enter(None);
        self.desk.enter(&self.book, &self.officer.id, now, register)
    }
}

fn matter(name: &str) -> Register {
    serde_json::from_value(json!({
        "kind": "dispute", "channel": "walk_in", "category": "HY01", "accept": true,
        "narrative": format!("{name}反映邻居占用宅基地，要求让出通道"),
        "parties": [{"side": "applicant", "name": name, "phone": "13900000001"}],
    }))
    .map(|register: Register| Register { category: None, ..register })
    .unwrap()
}

#[test]
fn a_matter_gets_a_number_of_the_day_and_the_book_and_is_there_when_it_is_read_again() {
    let bench = Bench::new();
    let (first, second) = (bench.keep("赵小禾", morning()), bench.keep("钱大河", morning()));
    assert!(first.starts_with("D20261120-") && first.ends_with("-001"), "{first}");
    assert_eq!(second, first.replace("-001", "-002"));
    let next_day = bench.keep("孙小溪", morning() + Duration::days(1));
    assert!(next_day.starts_with("D20261121-") && next_day.ends_with("-001"), "{next_day}");
    let contents = bench.book.contents().unwrap();
    assert_eq!(contents.faults, []);
    let names: Vec<_> = contents.waiting().map(|kept| kept.register.parties[0].name.as_str()).collect();
    assert_eq!(names, ["赵小禾", "钱大河", "孙小溪"]);
}

#[cfg(unix)]
#[test]
fn only_its_owner_reads_the_book_and_what_lies_beside_it() {
    use std::os::unix::fs::PermissionsExt;
    let bench = Bench::new();
    bench.keep("赵小禾", morning());
    let folder = bench.book.path().parent().unwrap().to_owned();
    for entry in fs::read_dir(&folder).unwrap() {
        let mode = entry.unwrap().metadata().unwrap().permissions().mode();
        assert_eq!(mode & 0o077, 0);
    }
    assert_eq!(fs::metadata(&folder).unwrap().permissions().mode() & 0o077, 0);
}

#[test]
fn what_a_registration_would_be_refused_for_is_refused_offline_too() {
    let bench = Bench::new();
    let known = bench.book.known().unwrap();
    let mut nobody = matter("赵小禾");
    nobody.parties.clear();
    let refused = bench.book.register(&known, &bench.officer, morning(), &nobody).unwrap_err();
    assert_eq!(refused.kind(), "applicant_missing");
    let elsewhere = Register { category: Some("NOSUCH".into()), ..matter("赵小禾") };
    let refused = bench.book.register(&known, &bench.officer, morning(), &elsewhere).unwrap_err();
    assert_eq!(refused.kind(), "unknown_category");
    assert!(!bench.book.path().exists(), "nothing was written");
    fs::remove_file(bench.book.path().with_extension("centre")).unwrap();
    let known = bench.book.known().unwrap();
    assert!(!known.is_whole());
    bench.book.register(&known, &bench.officer, morning(), &elsewhere).expect("without the rulebook text must do");
}

#[test]
fn time_limits_run_from_the_visit_and_the_log_keeps_the_time_of_entering() {
    let mut bench = Bench::new();
    let (visit, back) = (morning(), morning() + Duration::hours(30));
    let no = bench.keep("赵小禾", visit);
    bench.book.note(&bench.officer.id, visit + Duration::minutes(20), &no, "下午补交身份证复印件").unwrap();
    let case_no = bench.enter(&no, back).unwrap().no.unwrap();
    let case = bench.desk.case(&case_no).unwrap();
    assert_eq!((case.registered_at, case.accepted_at), (visit, Some(visit)));
    assert!(case.clocks.iter().all(|clock| clock.start == visit), "{:?}", case.clocks);
    let accept = &case.clocks[0];
    assert_eq!((accept.met, accept.late_since), (Some(visit), None), "it was accepted on the spot");
    let stored = bench.desk.store().events(case.id.0, 1).unwrap();
    assert!(stored.iter().all(|event| event.at == crate::desk::stamp(back)));
    assert!(stored.iter().any(|event| event.body.contains("下午补交身份证复印件")));
    let verified = bench.desk.verify().unwrap();
    assert!(verified.ok, "{:?}", verified.problems);
}

#[test]
fn a_number_is_of_the_year_of_the_visit() {
    let mut bench = Bench::new();
    let visit = at(NaiveDate::from_ymd_opt(2026, 12, 31).unwrap(), 17, 0);
    let no = bench.keep("赵小禾", visit);
    let entered = bench.enter(&no, visit + Duration::hours(16)).unwrap().no.unwrap();
    assert_eq!(entered.as_str(), "ZZ2026-00001");
    assert!(bench.desk.verify().unwrap().ok);
}

#[test]
fn entering_twice_gives_the_number_it_has_already() {
    let mut bench = Bench::new();
    let no = bench.keep("赵小禾", morning());
    let register = bench.kept(&no).to_enter(None);
    // The crash between commit and mark: the file has it, the book does not know.
    let case = bench.desk.perform(&bench.officer.id, morning(), &Order::register(register)).unwrap().no.unwrap();
    assert_eq!(bench.book.contents().unwrap().waiting().count(), 1);
    let again = bench.enter(&no, morning()).unwrap_err();
    assert_eq!(again.kind(), "offline_already");
    assert!(again.message().contains(case.as_str()), "{}", again.message());
    let state = bench.kept(&no).state;
    assert!(matches!(&state, State::Entered { case: known, .. } if *known == case), "{state:?}");
    assert_eq!(bench.enter(&no, morning()).unwrap_err().kind(), "offline_already");
    let found = crate::desk::Search { typed: no.to_ascii_lowercase(), limit: 10, ..Default::default() };
    let viewer = Viewer::masked(&bench.officer);
    let found = bench.desk.find(&viewer, &found, morning()).unwrap();
    assert_eq!(found.rows.iter().map(|row| &row.no).collect::<Vec<_>>(), [&case], "the slip still finds it");
}

#[test]
fn review_tells_what_is_clean_from_what_a_person_decides() {
    let mut bench = Bench::new();
    let first = bench.keep("赵小禾", morning());
    bench.enter(&first, morning()).unwrap();
    let (same, other) = (bench.keep("赵小禾", morning()), bench.keep("钱大河", morning()));
    let viewer = Viewer::masked(&bench.officer);
    let kept = bench.book.contents().unwrap().kept;
    let review = |now| bench.desk.review(&viewer, &kept, now).unwrap();
    let reviewed = review(morning());
    assert!(!reviewed[0].is_clean() && reviewed[0].findings.is_empty(), "entered already");
    assert_eq!(reviewed[1].kept.no, same);
    assert!(matches!(&reviewed[1].findings[..], [Finding::Alike(hits)] if !hits.is_empty()), "{:?}", reviewed[1]);
    assert_eq!(reviewed[2].kept.no, other);
    let late = review(morning() + Duration::days(9));
    let is_late = |it: &Finding| matches!(it, Finding::Refused(refusal) if refusal.code == "offline_long_ago");
    assert!(late[2].findings.iter().any(is_late), "{:?}", late[2].findings);
    bench.book.discard(&bench.officer.id, morning(), &same, "重复登记").unwrap();
    assert_eq!(bench.book.discard(&bench.officer.id, morning(), &same, "再来").unwrap_err().kind(), "book_discarded");
}

#[test]
fn a_complaint_to_be_sealed_never_lies_in_plain_text_on_a_machine() {
    let bench = Bench::new();
    let mut value = serde_json::to_value(matter("赵小禾")).unwrap();
    value["sealed"] = json!({"accused": [], "reason": "反映干部"});
    let Ok(register) = serde_json::from_value::<Register>(value) else { panic!("the shape of a sealing") };
    let refused = bench.book.register(&bench.book.known().unwrap(), &bench.officer, morning(), &register).unwrap_err();
    assert_eq!(refused.kind(), "book_not_sealed");
    assert!(!bench.book.path().exists());
}

#[test]
fn on_a_shared_account_an_officer_of_a_unit_sees_only_what_they_wrote() {
    let bench = Bench::new();
    bench.keep("赵小禾", morning());
    let centre = bench.desk.centre().unwrap();
    let township = Officer {
        id: OfficerId::from("zhen"),
        unit: Some("wyz".into()),
        roles: vec![crate::domain::vocabulary::Role::Handler],
        ..bench.officer.clone()
    };
    assert_eq!(bench.book.seen_by(&bench.officer, centre).unwrap().kept.len(), 1);
    assert_eq!(bench.book.seen_by(&township, centre).unwrap().kept.len(), 0);
}

#[test]
fn a_visit_cannot_be_in_the_future_and_an_old_one_needs_a_reason() {
    let mut bench = Bench::new();
    let no = bench.keep("赵小禾", morning());
    assert_eq!(bench.enter(&no, morning() - Duration::hours(1)).unwrap_err().kind(), "offline_in_the_future");
    let late = morning() + Duration::days(9);
    assert_eq!(bench.enter(&no, late).unwrap_err().kind(), "offline_long_ago");
    let register = bench.kept(&no).to_enter(Some("主机送修一周"));
    let receipt = bench.desk.enter(&bench.book, &bench.officer.id, late, register).unwrap();
    assert_eq!(bench.desk.case(&receipt.no.unwrap()).unwrap().registered_at, morning());
}

#[test]
fn a_changed_letter_in_the_middle_is_found_and_costs_no_other_matter() {
    let bench = Bench::new();
    let numbers = ["赵小禾", "钱大河", "孙小溪"].map(|name| bench.keep(name, morning()));
    let text = fs::read_to_string(bench.book.path()).unwrap();
    fs::write(bench.book.path(), text.replace("钱大河", "钱大江")).unwrap();
    let contents = bench.book.contents().unwrap();
    assert_eq!(contents.faults, [Fault::Damaged { line: 3 }]);
    let left: Vec<_> = contents.waiting().map(|kept| kept.no.as_str()).collect();
    assert_eq!(left, [&numbers[0], &numbers[2]]);
    let without: String =
        text.split_inclusive('\n').enumerate().filter(|(at, _)| *at != 2).map(|(_, line)| line).collect();
    fs::write(bench.book.path(), without).unwrap();
    assert_eq!(bench.book.contents().unwrap().faults, [Fault::Unlinked { line: 3 }]);
}

#[test]
fn two_desks_of_one_account_never_give_the_same_number() {
    let bench = Bench::new();
    let known = bench.book.known().unwrap();
    let numbers: std::collections::BTreeSet<String> = std::thread::scope(|scope| {
        let keep = |who: usize| {
            let (book, known, officer) = (bench.book.clone(), known.clone(), bench.officer.clone());
            scope.spawn(move || {
                let one = |nth: usize| {
                    let register = matter(&format!("赵小禾{who}{nth}"));
                    book.register(&known, &officer, morning(), &register).unwrap().no.unwrap().to_string()
                };
                (0..8).map(one).collect::<Vec<_>>()
            })
        };
        let threads: Vec<_> = (0..4).map(keep).collect();
        threads.into_iter().flat_map(|thread| thread.join().unwrap()).collect()
    });
    assert_eq!(numbers.len(), 32);
    let contents = bench.book.contents().unwrap();
    assert_eq!((contents.kept.len(), contents.faults.len()), (32, 0));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_cut_at_any_byte_keeps_every_matter_acknowledged_before(share in 0.0f64..1.0) {
        let bench = Bench::new();
        let mut ends = Vec::new();
        for name in ["赵小禾", "钱大河", "孙小溪"] {
            let no = bench.keep(name, morning());
            ends.push((fs::metadata(bench.book.path()).unwrap().len(), no));
        }
        let bytes = fs::read(bench.book.path()).unwrap();
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, clippy::cast_precision_loss)]
        let cut = (bytes.len() as f64 * share) as usize;
        fs::write(bench.book.path(), &bytes[..cut]).unwrap();
        let acknowledged: Vec<&String> = ends.iter().filter(|(end, _)| *end <= cut as u64).map(|(_, no)| no).collect();
        let contents = bench.book.contents().unwrap();
        prop_assert_eq!(contents.kept.iter().map(|kept| &kept.no).collect::<Vec<_>>(), acknowledged.clone());
        let torn = contents.faults.iter().any(|fault| matches!(fault, Fault::Torn { .. }));
        prop_assert_eq!(torn, cut > 0 && bytes[cut - 1] != b'\n');
        // The next matter goes behind what is whole; the torn piece is kept for a person to read.
        let next = bench.keep("李小川", morning());
        let contents = bench.book.contents().unwrap();
        prop_assert_eq!(&contents.faults, &Vec::new());
        prop_assert_eq!(contents.kept.len(), acknowledged.len() + 1);
        prop_assert!(!acknowledged.contains(&&next));
        let aside = fs::read_dir(bench.book.path().parent().unwrap()).unwrap();
        let aside = aside.filter(|entry| entry.as_ref().unwrap().file_name().to_string_lossy().contains(".torn-"));
        prop_assert_eq!(aside.count(), usize::from(torn));
        drop(bench.folder);
    }
}
