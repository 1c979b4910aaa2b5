//! The offline book from the command line: taking in without the file, and entering it afterwards.

use super::bench::{Bench, text};

const LINE: &str = "赵小禾 13900000001 柳林村 邻居钱大河占用宅基地通道";

/// Takes the database away, as a share that vanished.
fn away(bench: &Bench) {
    std::fs::create_dir(bench.path("elsewhere")).unwrap();
    for name in ["desk.db", "desk.db-wal", "desk.db-shm"] {
        let _ = std::fs::rename(bench.path(name), bench.path("elsewhere").join(name));
    }
}

fn back(bench: &Bench) {
    for name in ["desk.db", "desk.db-wal", "desk.db-shm"] {
        let _ = std::fs::rename(bench.path("elsewhere").join(name), bench.path(name));
    }
    std::fs::remove_dir_all(bench.path("elsewhere")).unwrap();
}

#[test]
fn while_the_file_is_away_take_gives_a_provisional_number_and_ends_well() {
    let bench = Bench::new();
    bench.run(&["today"]).ends(0);
    away(&bench);
    let said = bench.run(&["take", LINE]).ends(0);
    assert!(said.out.contains("共享文件用不了") && said.out.contains("临时号 D20261123-"), "{said:?}");
    let kept = bench.run(&["take", "孙小溪 13900000002 东关村 反映路灯不亮", "--json"]).ends(0).json();
    assert_eq!((&kept["provisional"], &kept["ok"], &kept["file"]), (&true.into(), &true.into(), &"not_found".into()));
    let slip = kept["no"].as_str().unwrap().to_owned();
    let listed = bench.run(&["book", "list", "--json"]).ends(0).json();
    assert_eq!(listed["entries"].as_array().unwrap().len(), 2);
    assert_eq!(listed["entries"][1]["slip"], slip.as_str());
    assert_eq!(listed["entries"][1]["verified"], false);
    bench.run(&["book", "note", &slip, "下午补材料"]).ends(0);
    bench.run(&["find", "孙小溪"]).ends(3);

    back(&bench);
    let replayed = bench.run(&["book", "replay", "--all", "--json"]).ends(0).lines();
    assert_eq!(replayed.iter().map(|it| it["ok"] == true).collect::<Vec<_>>(), [true, true]);
    let case = replayed[1]["no"].as_str().unwrap();
    let found = bench.run(&["find", &slip.to_ascii_lowercase(), "--json"]).ends(0).json();
    assert_eq!(found[0]["no"], case, "the resident's slip finds it");
    let shown = bench.run(&["show", case]).ends(0);
    assert!(shown.out.contains(&format!("临时号 {slip}")) && shown.out.contains("下午补材料"), "{}", shown.out);
    let again = bench.run(&["book", "replay", &slip]).ends(0);
    assert!(again.out.contains(case), "{again:?}");
    assert_eq!(bench.run(&["book", "list", "--json"]).ends(0).json()["entries"].as_array().unwrap().len(), 0);
    bench.run(&["verify"]).ends(0);
}

#[test]
fn what_looks_like_an_earlier_case_waits_for_a_person() {
    let bench = Bench::new();
    let earlier = bench.take(LINE);
    let slip = bench.run(&["take", LINE, "--offline", "--json"]).ends(0).json()["no"].as_str().unwrap().to_owned();
    let held = bench.run(&["book", "replay", "--all", "--json"]).ends(1).lines();
    assert_eq!((&held[0]["ok"], &held[0]["findings"][0]["cases"][0]), (&false.into(), &earlier.as_str().into()));
    let held = bench.run(&["book", "replay", &slip]).ends(1);
    assert!(held.out.contains(&earlier) && held.out.contains("--anyway"), "{held:?}");
    let shown = bench.run(&["book", "show", &slip]).ends(0);
    assert!(shown.out.contains("139****0001") && !shown.out.contains("13900000001"), "{}", shown.out);
    bench.run(&["book", "replay", &slip, "--anyway"]).ends(0);
}

#[test]
fn what_comes_late_needs_a_reason_and_what_is_discarded_stays_in_the_book() {
    let bench = Bench::new();
    bench.run(&["today"]).ends(0);
    let take =
        |line| bench.run(&["take", line, "--offline", "--json"]).ends(0).json()["no"].as_str().unwrap().to_owned();
    let (one, other) = (take(LINE), take("孙小溪 13900000002 东关村 反映路灯不亮"));
    let late = "2026-12-09T09:00:00+08:00";
    let run = |args: &[&str]| bench.run_now(&[args, &["--now", late]].concat());
    let refused = run(&["book", "replay", &one]).ends(1);
    assert!(refused.out.contains("已超过 3 日"), "{refused:?}");
    run(&["book", "replay", &one, "--reason", "主机送修"]).ends(0);
    run(&["book", "discard", &other, "--reason", "当事人另行登记"]).ends(0);
    assert_eq!(run(&["book", "replay", &other, "--json"]).ends(1).error()["kind"], "book_discarded");
    let all = run(&["book", "list", "--all", "--json"]).ends(0).json();
    assert_eq!(all["entries"][1]["state"], "discarded");
    assert_eq!(run(&["book", "show", "D20261123-0000-001", "--json"]).ends(1).error()["kind"], "book_unknown");
}

#[test]
fn a_machine_that_never_saw_the_file_says_so() {
    let bench = Bench::empty();
    let said = bench.run_now(&["take", LINE, "--offline", "--json"]).ends(3);
    assert_eq!(said.error()["kind"], "book_unknown_file");
    assert_eq!(bench.run_now(&["take", LINE, "--json"]).ends(3).error()["kind"], "not_found");
}

#[test]
fn a_cut_line_is_reported_and_the_rest_is_entered() {
    let bench = Bench::new();
    bench.run(&["today"]).ends(0);
    bench.run(&["take", LINE, "--offline"]).ends(0);
    let folder = bench.folder.path().join(".local/state/yichuang/book");
    let book = std::fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path());
    let book = book.into_iter().find(|path| path.extension().is_some_and(|kind| kind == "book")).unwrap();
    let mut bytes = std::fs::read(&book).unwrap();
    bytes.extend_from_slice(b"{\"n\":3,\"at\":\"2026-11");
    std::fs::write(&book, bytes).unwrap();
    let listed = bench.run(&["book", "list", "--json"]).ends(0).json();
    assert_eq!(listed["faults"][0]["fault"], "torn", "{}", text(&book));
    bench.run(&["book", "replay", "--all"]).ends(0);
}
