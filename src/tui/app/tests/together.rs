//! Cases that belong together, worked by keys alone.

use super::harness::Bench;

const FIRST: &str = "ZZ2026-00001";
const SECOND: &str = "ZZ2026-00002";

/// Two residents come about the same wages; the second one's case is on screen.
fn two_about_the_same_wages() -> Bench {
    let mut bench = Bench::new().sized(120, 40);
    for (name, phone) in [("赵小禾", "19900001111"), ("钱大川", "19900002222")] {
        bench.keys("f2").text(name);
        bench.put("电话", phone).put("简要情况", "工地拖欠工资").keys("ctrl-s");
        assert_eq!(bench.screen.depth(), 1, "{}", bench.shown());
    }
    bench.sees(SECOND);
    bench
}

#[test]
fn a_case_is_linked_and_the_link_taken_away() {
    let mut bench = two_about_the_same_wages();
    bench.keys("alt-k").pick("类型", "串案").put("另一件的编号", "2").keys("ctrl-s");
    bench.sees("就是本案");
    bench.to("另一件的编号").keys("ctrl-u").text("1").keys("ctrl-s");
    assert_eq!(bench.case(FIRST).links[0].other.as_str(), SECOND, "{}", bench.shown());
    bench.sees("关联与并案");
    bench.sees("串案 ZZ2026-00001 赵小禾");
    bench.run("解除关联").keys("ctrl-s");
    assert!(bench.case(FIRST).links.is_empty() && bench.case(SECOND).links.is_empty(), "{}", bench.shown());
}

#[test]
fn a_case_is_merged_handled_with_the_other_and_parted_with_its_entries() {
    let mut bench = two_about_the_same_wages();
    bench.keys("alt-j").put("并入哪一件", "1").put("理由", "同一工地同一批工资").keys("ctrl-s");
    assert_eq!(bench.case(SECOND).merged_into, Some(FIRST.into()), "{}", bench.shown());
    bench.sees("已并入 ZZ2026-00001 赵小禾");
    bench.sees("【ZZ2026-00001】");
    bench.sees("已并案     →…00001");
    bench.keys("f4");
    assert_eq!(bench.screen.depth(), 1, "a merged case is not routed: {}", bench.shown());
    assert!(bench.message().contains("已并案"), "{}", bench.message());

    bench.order(r#"{"command":"note","no":"ZZ2026-00001","text":"钱大川的工资条已收到"}"#);
    bench.order(r#"{"command":"note","no":"ZZ2026-00001","text":"赵小禾来电"}"#);
    bench.news(crate::desk::service::News::Changed);
    bench.sees("【ZZ2026-00001】备注：钱大川的工");
    bench.run("撤并").put("理由", "不是同一工地").to("转回的记录").keys("down space");
    bench.keys("ctrl-s");
    let parted = bench.case(SECOND);
    assert!(parted.merged_into.is_none(), "{}", bench.shown());
    bench.sees("自 ZZ2026-00001 转回");
    assert_eq!(bench.case(FIRST).moved.len(), 1, "{}", bench.shown());
    assert!(bench.desk.verify().unwrap().ok);
}
