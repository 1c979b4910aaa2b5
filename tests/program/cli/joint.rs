//! Links and mergers from the command line.

use super::bench::Bench;

#[test]
fn two_cases_are_linked_merged_shown_as_one_and_parted() {
    let bench = Bench::new();
    for text in ["张三 13900000001 柳林村 老板李四拖欠工资", "王五 13900000002 柳林村 老板李四拖欠工资"]
    {
        bench.run(&["take", text, "--accept"]).ends(0);
    }
    bench.run(&["link", "2", "1", "--kind", "series", "--note", "同一工地"]).ends(0);
    let shown = bench.run(&["show", "1", "--json"]).ends(0).json();
    assert_eq!((&shown["related"][0]["no"], &shown["related"][0]["kind"]), (&"ZZ2026-00002".into(), &"series".into()));
    assert!(bench.run(&["show", "1"]).ends(0).out.contains("串案"));
    assert_eq!(bench.run(&["link", "2", "2", "--kind", "series", "--json"]).ends(1).error()["kind"], "same_case");
    bench.run(&["link", "2", "1", "--kind", "kin"]).ends(2);

    bench.run(&["merge", "2", "1", "--reason", "同一工地同一批工资"]).ends(0);
    let line = r#"{"command":"note","no":"ZZ2026-00001","text":"王五的工资条"}"#;
    bench.script(line).ends(0);
    let shown = bench.run(&["show", "2", "--json"]).ends(0).json();
    assert_eq!(shown["merged_into"], "ZZ2026-00001");
    let note = shown["timeline"].as_array().unwrap().iter().find(|line| line["kind"] == "noted").unwrap();
    let entry = note["entry"].to_string();
    assert!(bench.run(&["show", "2"]).ends(0).out.contains(&format!("王五的工资条 #{entry}")));
    bench.run(&["unmerge", "2", "--reason", "并错了", "--entries", &entry]).ends(0);
    let shown = bench.run(&["show", "2", "--json"]).ends(0).json();
    assert!(shown["merged_into"].is_null());
    bench.run(&["link", "2", "1", "--kind", "series", "--remove"]).ends(0);
    bench.run(&["verify"]).ends(0);
}
