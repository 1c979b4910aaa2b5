//! Best first, page by page.

use super::{Order, Search};
use crate::desk::{self, Desk, Mode, Viewer, first_officer};
use crate::domain::centre::CentreCommand;
use crate::domain::ids::OfficerId;
use crate::domain::rulebook::BUILTIN;
use crate::domain::time::{Moment, at};
use chrono::NaiveDate;
use serde_json::json;

fn now() -> Moment {
    at(NaiveDate::from_ymd_opt(2026, 11, 2).unwrap(), 9, 0)
}

#[test]
fn pages_of_the_best_show_every_case_once_the_exact_ones_first() {
    let folder = tempfile::tempdir().unwrap();
    let mut desk = Desk::open(folder.path().join("desk.db"), Mode::Create).unwrap();
    let wang = OfficerId::from("wang");
    let found = CentreCommand::Found {
        name: "陇城县综治中心".into(),
        rulebook: BUILTIN[0].1.to_owned(),
        officer: first_officer("wang", "王值班"),
        training: false,
    };
    desk.perform(&wang, now(), &desk::Order::centre(found)).unwrap();
    // Names that are it and names that only begin with it, by turns.
    for nth in 0..14 {
        let name = if nth % 2 == 0 { "王小" } else { "王小明" };
        let order = json!({"command": "register", "kind": "dispute", "channel": "walk_in", "narrative": "占道",
            "parties": [{"side": "applicant", "name": name}]});
        desk.perform(&wang, now(), &desk::Order::from_json(&order.to_string()).unwrap()).unwrap();
    }
    let viewer = Viewer::masked(&first_officer("wang", "王值班"));
    let ids = |limit: u32| {
        let mut search = Search { typed: "王小".into(), order: Order::Best, limit, ..Search::default() };
        let mut ids = Vec::new();
        loop {
            let rows = desk.find(&viewer, &search, now()).unwrap().rows;
            ids.extend(rows.iter().map(|row| row.id.0));
            search.before = rows.last().map(|row| row.id);
            if limit == 0 || rows.len() < limit as usize {
                return ids;
            }
        }
    };
    let all = [13, 11, 9, 7, 5, 3, 1, 14, 12, 10, 8, 6, 4, 2];
    for limit in [0, 1, 3, 5, 7, 10, 20] {
        assert_eq!(ids(limit), all, "{limit} a page");
    }
}
