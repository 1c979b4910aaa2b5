//! The shortest way there is: a matter comes in by keys and stands in the list.

use super::harness::Bench;
use std::time::Duration;

#[test]
fn a_case_comes_in_by_keys_and_its_draft_is_gone() {
    let mut bench = Bench::new();
    bench.keys("f2").fill("赵小禾").fill("13900001111");
    bench.wait(Duration::from_secs(1));
    assert!(bench.kept.contains_key("new case"), "{:?}", bench.kept);
    bench.restart();
    bench.sees("草稿").keys("f2").sees("赵小禾");
    bench.put("简要情况", "邻居砌墙占道").keys("ctrl-s");
    bench.wait(Duration::from_secs(1));
    assert!(bench.kept.is_empty(), "{:?}", bench.kept);
    assert_eq!(bench.case("ZZ2026-00001").parties[0].name, "赵小禾");
    bench.sees("ZZ2026-00001").sees("赵小禾");
}
