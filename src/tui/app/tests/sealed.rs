//! Sealed cases, worked by keys alone: written down by one, opened by two, closed by time and by the lock.

use super::harness::Bench;
use crate::domain::vocabulary::Role;

fn bench() -> Bench {
    let mut bench = Bench::new().sized(120, 40);
    bench.enter("gao", "高书记", &[Role::Leader], None).enter("du", "杜督查", &[Role::Supervisor], None);
    bench.enter("li", "李经办", &[Role::DutyOfficer], None);
    bench
}

fn sit<'b>(bench: &'b mut Bench, id: &str) -> &'b mut Bench {
    let officer = bench.desk.centre().unwrap().officer(&id.into()).unwrap().clone();
    bench.sit(officer)
}

/// Writes a complaint down as sealed and returns its number.
fn sealed(bench: &mut Bench) -> String {
    sit(bench, "li");
    bench.keys("f2").text("苗秘客");
    bench.put("简要情况", "反映水务局长收受好处");
    bench.pick("类型", "投诉").to("密封").keys("space").sees("被反映单位");
    bench.pick("被反映单位", "水务局").put("被反映人姓名", "水务局长").keys("ctrl-s");
    assert_eq!(bench.screen.depth(), 1, "{}", bench.shown());
    bench.sees("已密封，此后只有知情人看得到").sees_no("苗秘客");
    bench.desk.store().sealed_rows().unwrap()[0].no.clone()
}

#[test]
fn a_complaint_is_sealed_where_it_is_written_down_and_its_writer_sees_it_no_more() {
    let mut bench = bench();
    let no = sealed(&mut bench);
    bench.keys("esc alt-x").sees("没有您知情的密件").sees_no(&no);
    assert!(
        bench.kept.values().all(|draft| !draft.to_string().contains("苗秘客")) || bench.screen.app.drafts.is_empty()
    );
}

#[test]
fn two_open_it_and_it_closes_by_the_lock_and_by_time() {
    let mut bench = bench();
    let no = sealed(&mut bench);
    sit(&mut bench, "gao").sees("密件 1").keys("alt-x").sees(&no).sees("未启封").sees_no("苗秘客");
    bench.keys("enter").put("理由", "研判").keys("ctrl-s").sees("待另一名知情人同意");
    bench.keys("alt-g");
    assert!(bench.message().contains("没有别人申请启封"), "{}", bench.message());
    sit(&mut bench, "du").keys("alt-x").sees("高书记").sees("研判").keys("alt-g").sees("开放至");
    bench.keys("enter").sees("苗秘客").sees("密件 · 高书记申请、杜督查同意启封").sees("收受好处");
    // The unit complained of is not offered, and going back leaves nothing of it beside the list.
    sit(&mut bench, "gao").keys("alt-x enter").sees("苗秘客").keys("f4").pick("主办", "水务").sees_no("陇城县水务局");
    bench.keys("esc esc").sees("苗秘客");
    bench.keys("alt-q").sees_no("苗秘客").keys("enter");
    sit(&mut bench, "gao").keys("alt-x enter").sees("苗秘客");
    bench.until("11-03 09:30").sees_no("苗秘客").sees("启封时间已到");
    bench.keys("esc").sees("未启封").keys("esc").sees_no("苗秘客");
    let looked = bench.desk.store().sealed_rows().unwrap()[0].rev;
    assert!(looked > 4, "{looked}");
    assert!(bench.desk.verify().unwrap().ok);
}

#[test]
fn an_ordinary_case_is_sealed_by_one_key_and_leaves_the_screen() {
    let mut bench = bench();
    sit(&mut bench, "li");
    bench.keys("f2").text("苗秘客");
    bench.put("简要情况", "反映水务局收受好处").pick("类型", "投诉").keys("ctrl-s").sees("苗秘客");
    bench.keys("alt-s").pick("被反映单位", "水务局").put("理由", "涉干部").keys("ctrl-s");
    assert_eq!(bench.screen.depth(), 1, "{}", bench.shown());
    bench.keys("esc").sees_no("苗秘客");
}
