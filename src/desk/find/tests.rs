//! Best first, page by page.

use super::{Order, Search};
use crate::desk::bench::{self, founded, monday as now};
use crate::desk::{self, Viewer};
use serde_json::json;

#[test]
fn pages_of_the_best_show_every_case_once_the_exact_ones_first() {
    let folder = tempfile::tempdir().unwrap();
    let mut desk = founded(folder.path().join("desk.db"), &bench::wang(), now(), false);
    let wang = bench::wang().id;
    // Names that are it and names that only begin with it, by turns.
    for nth in 0..14 {
        let name = if nth % 2 == 0 { "王小" } else { "王小明" };
        let order = json!({"command": "register", "kind": "dispute", "channel": "walk_in", "narrative": "占道",
            "parties": [{"side": "applicant", "name": name}]});
        desk.perform(&wang, now(), &desk::Order::from_json(&order.to_string()).unwrap()).unwrap();
    }
    let viewer = Viewer::masked(&bench::wang());
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
