use crate::desk::bench::{founded, wang};
use crate::desk::{Desk, DeskError, Order};
use crate::domain::case::Origin;
use crate::domain::ids::{CaseNo, OfficerId};
use crate::domain::time::{Moment, at};
use crate::domain::vocabulary::Stage;
use chrono::NaiveDate;
use serde_json::{Value, json};

fn now() -> Moment {
    at(NaiveDate::from_ymd_opt(2026, 11, 3).unwrap(), 9, 0)
}

fn desk() -> (tempfile::TempDir, Desk, OfficerId) {
    let folder = tempfile::tempdir().unwrap();
    let desk = founded(folder.path().join("desk.db"), &wang(), now(), true);
    (folder, desk, "wang".into())
}

fn order(value: &Value) -> Order {
    Order::from_json(&value.to_string()).unwrap()
}

fn open(name: &str, entry: &str) -> Order {
    order(&json!({"command": "register", "kind": "dispute", "channel": "walk_in", "narrative": "院墙占道",
        "parties": [{"side": "applicant", "name": name}],
        "origin": {"register": "2025年台账", "entry": entry, "registered_on": "2026-10-01"}}))
}

fn over(name: &str, entry: &str) -> Order {
    order(&json!({"command": "register_old",
        "intake": {"kind": "dispute", "channel": "walk_in", "narrative": "院墙占道",
            "parties": [{"side": "applicant", "name": name}],
            "origin": {"register": "2025年台账", "entry": entry}},
        "earlier": {"registered_at": "2025-03-05T09:30:00+08:00", "closed_at": "2025-03-20T00:00:00+08:00",
            "result": "当场调解，双方签字"}}))
}

fn code(error: &DeskError) -> &str {
    error.kind()
}

#[test]
fn the_same_entry_of_an_old_register_comes_in_once_whether_open_or_over() {
    let (_folder, mut desk, wang) = desk();
    let first = desk.perform(&wang, now(), &open("张三", " 12 ")).unwrap().no.unwrap();
    let refused = desk.perform(&wang, now(), &over("李四", "12")).unwrap_err();
    assert_eq!(code(&refused), "origin_already");
    assert!(refused.message().contains(first.as_str()), "{}", refused.message());
    assert_eq!(desk.made_of(&Origin::new("2025年台账", "12")).unwrap(), Some(first));
    assert_eq!(desk.made_of(&Origin::new("2025年台账", "13")).unwrap(), None);
    desk.perform(&wang, now(), &over("李四", "13")).unwrap();
    assert_eq!(code(&desk.perform(&wang, now(), &open("王五", "13")).unwrap_err()), "origin_already");
}

#[test]
fn a_sealed_case_still_keeps_its_entry_from_coming_in_again() {
    let (_folder, mut desk, wang) = desk();
    let no = desk.perform(&wang, now(), &open("张三", "12")).unwrap().no.unwrap();
    let keepers = json!({"command": "save_officer", "officer": {"id": "li", "name": "李主任", "roles": ["leader"]}});
    desk.perform(&wang, now(), &order(&keepers)).unwrap();
    let seal = json!({"command": "seal", "no": no, "accused": [{"name": "赵某"}], "keepers": ["wang", "li"], "reason": "反映干部"});
    desk.perform(&wang, now(), &order(&seal)).unwrap();
    assert_eq!(code(&desk.perform(&wang, now(), &open("张三", "12")).unwrap_err()), "origin_already");
}

#[test]
fn an_old_matter_is_a_closed_case_of_its_own_year_and_the_log_bears_it_out() {
    let (_folder, mut desk, wang) = desk();
    let no = desk.perform(&wang, now(), &over("李四", "7")).unwrap().no.unwrap();
    assert!(no.as_str().contains("2025"), "{no}");
    let case = desk.case(&no).unwrap();
    assert_eq!((case.stage, case.result.as_deref()), (Stage::Archived, Some("当场调解，双方签字")));
    assert!(desk.verify().unwrap().ok);
    let mut accepted = json!({});
    if let Ok(value) = over("李四", "8").to_value() {
        accepted = value;
        accepted["intake"]["accept"] = true.into();
    }
    assert_eq!(code(&desk.perform(&wang, now(), &order(&accepted)).unwrap_err()), "old_matter_is_over");
}

#[test]
fn of_many_orders_in_one_write_each_is_done_wholly_or_not_at_all() {
    let (_folder, mut desk, wang) = desk();
    let orders = [open("张三", "1"), open(" ", "2"), over("李四", "3"), open("张三", "1"), open("王五", "4")];
    let answers = desk.perform_all(&wang, now(), &orders).unwrap();
    let said: Vec<_> = answers
        .iter()
        .map(|it| it.as_ref().map(|it| it.no.clone().map(|CaseNo(no)| no).unwrap_or_default()).map_err(DeskError::kind))
        .collect();
    assert_eq!(said[1], Err("party_name_missing"));
    assert_eq!(said[3], Err("origin_already"));
    let done: Vec<_> = said.iter().filter_map(|it| it.as_ref().ok()).collect();
    assert_eq!(done, ["ZZ2026-00001", "ZZ2025-00001", "ZZ2026-00002"]);
    assert!(desk.verify().unwrap().ok);
}
