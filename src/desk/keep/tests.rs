//! A file from an earlier release, brought up to date.

use crate::desk::bench::{founded, wang as first};
use crate::desk::{Desk, DeskError, Mode, Order, Viewer};
use crate::domain::ids::{CaseNo, OfficerId};
use crate::domain::time::{Moment, at};
use crate::store::{NewEvent, Store};
use chrono::NaiveDate;
use serde_json::{Value, json};
use std::path::Path;

fn now() -> Moment {
    at(NaiveDate::from_ymd_opt(2026, 11, 2).unwrap(), 9, 0)
}

fn wang() -> OfficerId {
    OfficerId::from("wang")
}

fn desk_with_cases(path: &Path) -> Desk {
    let mut desk = founded(path, &first(), now(), false);
    let zhao = json!({"side": "applicant", "name": "赵小禾", "phone": "13900001111"});
    let group = json!({"side": "applicant", "name": "赵小禾等3人", "nature": "group", "head_count": 3,
        "representatives": [{"name": "赵小禾", "phone": "13900001111"}, {"name": "钱大川", "phone": "13900002222"}]});
    let firm = json!({"side": "respondent", "name": "陇城县大川建材厂", "nature": "organisation"});
    for parties in [json!([zhao, firm]), json!([group])] {
        let order = json!({"command": "register", "kind": "dispute", "channel": "walk_in", "narrative": "拖欠工资",
            "accept": true, "parties": parties});
        desk.perform(&wang(), now(), &Order::from_json(&order.to_string()).unwrap()).unwrap();
    }
    desk
}

fn forget_persons(body: &mut Value) {
    match body {
        Value::Object(fields) => {
            fields.remove("person");
            fields.values_mut().for_each(forget_persons);
        }
        Value::Array(items) => items.iter_mut().for_each(forget_persons),
        _ => {}
    }
}

/// Writes the log of a desk to a new file the way the release before the directory wrote it, and no rows.
fn as_before_the_directory(desk: &Desk, path: &Path) {
    let mut old = Store::open(path, Mode::Create).unwrap();
    old.write(|tx| -> Result<(), DeskError> {
        for stream in 0..=2 {
            for event in desk.store().events(stream, 1)? {
                let mut body: Value = serde_json::from_str(&event.body).unwrap();
                forget_persons(&mut body);
                let (at, officer, kind, body) = (&event.at, &event.officer, &event.kind, &body.to_string());
                tx.append(&NewEvent { stream, seq: event.seq, at, officer, kind, body })?;
            }
        }
        Ok(())
    })
    .unwrap();
}

fn whole(desk: &Desk) {
    assert_eq!(desk.verify().unwrap().problems, Vec::<String>::new());
}

#[test]
fn the_parties_of_an_earlier_release_are_in_the_directory_once_it_is_opened() {
    let folder = tempfile::tempdir().unwrap();
    let new = desk_with_cases(&folder.path().join("new.db"));
    let path = folder.path().join("old.db");
    as_before_the_directory(&new, &path);

    let mut desk = Desk::open(&path, Mode::ReadWrite).unwrap();
    whole(&desk);
    let viewer = Viewer::masked(&first());
    for name in ["赵小禾", "钱大川", "陇城县大川建材厂"] {
        let told = |desk: &Desk| serde_json::to_value(desk.people(name, &viewer, 20).unwrap()).unwrap();
        assert_eq!(told(&desk), told(&new), "{name}");
    }
    assert_eq!(desk.people("赵小禾", &viewer, 20).unwrap()[0].cases, 2);

    let head = desk.verify().unwrap().head;
    desk.rebuild().unwrap();
    whole(&desk);
    assert_eq!(desk.people("赵小禾", &viewer, 20).unwrap()[0].cases, 2);
    drop(desk);
    let mut again = Desk::open(&path, Mode::ReadWrite).unwrap();
    assert_eq!(again.verify().unwrap().head, head, "nobody is entered twice");

    let (no, seen) = (CaseNo("ZZ2026-00001".into()), new.case(&CaseNo("ZZ2026-00001".into())).unwrap().rev);
    let withdraw = json!({"command": "withdraw", "no": no, "rev": seen, "reason": "已付清"});
    again.perform(&wang(), now(), &Order::from_json(&withdraw.to_string()).unwrap()).expect("nobody's view is stale");
    whole(&again);
}
