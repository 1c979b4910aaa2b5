//! The offline book on screen.

use super::harness::{Bench, monday};
use crate::desk::book::{Finding, Kept, Reviewed, State};
use crate::desk::service::{Answer, News};
use crate::desk::{DeskError, Receipt};
use crate::domain::case::offline::Remark;
use crate::domain::ids::{CaseNo, OfficerId};
use crate::refuse;
use serde_json::json;

const NO: &str = "D20261101-7FK3-001";

fn entry(findings: Vec<Finding>) -> Reviewed {
    let register = json!({
        "kind": "dispute", "channel": "walk_in", "accept": true, "narrative": "邻居占用宅基地通道",
        "demands": ["让出通道", "赔偿"], "people_involved": 3,
        "parties": [
            {"side": "applicant", "name": "赵小禾", "phone": "13900000001", "employer": "陇城建材"},
            {"side": "respondent", "name": "钱大河"}, {"side": "third", "name": "孙小溪"},
        ],
    });
    let kept = Kept {
        no: NO.into(),
        book: "b00c".into(),
        at: monday() - chrono::Duration::hours(20),
        by: OfficerId::from("wang"),
        name: "王值班".into(),
        register: serde_json::from_value(register).unwrap(),
        notes: vec![Remark { at: monday(), text: "下午补材料".into() }],
        state: State::Waiting,
    };
    Reviewed { kept, findings }
}

fn told(bench: &mut Bench, entries: Vec<Reviewed>) {
    bench.news(News::Waiting(entries.len()));
    bench.news(News::Answer { generation: 0, result: Ok(Answer::Book(entries, Vec::new())) });
}

#[test]
fn while_the_file_is_away_the_banner_stays_and_the_panes_say_so() {
    let mut bench = Bench::new();
    bench.news(News::Reachable(false)).sees("断网登记：按 F2").sees("断网 王值班");
    bench.keys("2 3 1").sees("断网登记：按 F2");
    let away = DeskError::Store(crate::store::StoreError::Gone { path: "/srv/desk.db".into() });
    bench.news(News::Answer { generation: 1, result: Err(away) }).sees("断网登记：按 F2");
    bench.news(News::Reachable(true)).sees_no("断网登记：按 F2");
}

#[test]
fn while_the_file_is_away_no_number_is_claimed_and_the_book_is_listed_but_not_entered() {
    let mut bench = Bench::new();
    bench.sees("超期 0").news(News::Reachable(false)).sees_no("超期");
    bench.keys("alt-b");
    told(&mut bench, vec![entry(Vec::new())]);
    bench.sees(NO).sees("待补录").sees_no("可补录").keys("enter").sees("恢复后再补录").keys("ctrl-s");
    assert_eq!(bench.screen.depth(), 2, "{}", bench.shown());
}

#[test]
fn a_registration_that_went_into_the_book_shows_its_number_and_leaves_no_draft() {
    let mut bench = Bench::new();
    bench.news(News::Reachable(false));
    bench.held = Some(std::collections::VecDeque::new());
    bench.keys("f2").text("赵小禾").put("情况", "邻居占用通道").keys("ctrl-s");
    let (ticket, _) = bench.held.as_mut().unwrap().pop_back().expect("an order");
    let receipt = Receipt { no: Some(CaseNo(NO.into())), provisional: true, ..Receipt::default() };
    bench.news(News::Done { ticket, result: Ok(receipt) });
    bench.sees("断网登记回执").sees(&format!("临时号  {NO}")).sees("时限从现在起算");
    bench.wait(std::time::Duration::from_secs(1));
    assert!(bench.kept.is_empty(), "{:?}", bench.kept);
}

#[test]
fn what_waits_is_announced_and_entered_through_the_form_with_all_that_stood_in_the_book() {
    let mut bench = Bench::new().sized(120, 36);
    told(&mut bench, vec![entry(Vec::new())]);
    bench.sees("断网登记簿有 1 条待补录");
    bench.keys("alt-b");
    told(&mut bench, vec![entry(Vec::new())]);
    bench.sees(NO).sees("可补录").sees("下午补材料");
    bench.keys("enter").sees(&format!("补录 {NO}")).sees("赵小禾").sees("钱大河").keys("ctrl-s");
    let case = bench.case("ZZ2026-00001");
    assert_eq!(case.offline.as_ref().map(|book| book.no.as_str()), Some(NO));
    assert_eq!(case.registered_at, monday() - chrono::Duration::hours(20));
    assert_eq!((case.demands.len(), case.people_involved), (2, Some(3)), "what the form does not ask for stays");
    assert_eq!(case.parties[0].employer.as_deref(), Some("陇城建材"));
    assert_eq!(case.parties.len(), 3);
}

#[test]
fn what_comes_late_asks_for_the_reason() {
    let mut bench = Bench::new().sized(120, 40);
    let late = Finding::Refused(refuse!("offline_long_ago", no = NO, at = "2026-10-20 09:00", days = 3));
    told(&mut bench, vec![entry(vec![late.clone()])]);
    bench.keys("alt-b");
    told(&mut bench, vec![entry(vec![late])]);
    bench.sees("须说明原因").keys("ctrl-s right enter").sees("没有可以直接补录的");
    bench.keys("enter").put("迟延原因", "主机送修").keys("ctrl-s");
    let told = &bench.desk.store().events(1, 1).unwrap()[0].body;
    assert!(told.contains("主机送修"), "{told}");
}

#[test]
fn a_file_that_is_back_waits_until_nothing_lies_open() {
    let mut bench = Bench::new();
    bench.news(News::Reachable(false));
    bench.keys("f2").text("李四").wait(std::time::Duration::from_secs(1)).news(News::Back);
    assert!(!bench.is_over());
    bench.sees("李四").keys("esc");
    assert!(bench.is_over());
    assert_eq!(bench.kept.len(), 1, "what was typed is there at the new start");
}
