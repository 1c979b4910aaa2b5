//! Sealed cases from the command line, as everybody at the desk would try to come near one.

use super::bench::Bench;

const COMPLAINT: &str = r#"{"command":"register","kind":"complaint","channel":"walk_in","narrative":"反映危房款被挪用",
    "parties":[{"side":"applicant","name":"田小满","phone":"13900002222"}],
    "sealed":{"accused":[{"unit":"zjj","name":"邢科长"}],"keepers":["gao","du"],"reason":"反映工作人员"}}"#;

fn desk() -> (Bench, String) {
    let bench = Bench::new();
    for (id, name, role) in
        [("gao", "高望川", "leader"), ("du", "严明岐", "supervisor"), ("lu", "路远", "duty_officer")]
    {
        bench.run(&["officer", "add", id, "--name", name, "--role", role]).ends(0);
    }
    bench.take("张三 13900000001 柳林村 老板李四拖欠工资");
    let receipt = bench.script(&COMPLAINT.replace('\n', " ")).ends(0).lines().remove(0);
    (bench, receipt["no"].as_str().unwrap().to_owned())
}

#[test]
fn two_named_persons_open_it_and_each_look_is_written_down() {
    let (bench, no) = desk();
    let listed = bench.run(&["--as", "gao", "sealed", "list"]).ends(0);
    assert!(listed.out.contains(&no) && !listed.out.contains("危房"), "{}", listed.out);
    assert_eq!(bench.run(&["--as", "gao", "sealed", "show", &no, "--json"]).ends(1).error()["kind"], "sealed_closed");
    bench.run(&["--as", "gao", "sealed", "ask", &no, "--reason", "研究转办"]).ends(0);
    assert_eq!(bench.run(&["--as", "gao", "sealed", "grant", &no, "--json"]).ends(1).error()["kind"], "two_persons");
    // As typed from a slip, in small letters.
    bench.run(&["--as", "du", "sealed", "grant", &no.to_lowercase()]).ends(0);
    let shown = bench.run(&["--as", "gao", "sealed", "show", &no]).ends(0);
    assert!(shown.out.contains("危房") && shown.out.contains("139****2222"), "{}", shown.out);
    let later = ["--as", "gao", "sealed", "show", &no, "--json", "--now", "2026-11-27T09:00:00+08:00"];
    assert_eq!(bench.run_now(&later).ends(1).error()["kind"], "sealed_closed", "it closes by itself");
    bench.run(&["verify"]).ends(0);
}

#[test]
fn for_everybody_else_it_is_not_there() {
    let (bench, no) = desk();
    let missing = bench.run(&["--as", "lu", "show", "ZZM2026-ABCDEF", "--json"]).ends(1);
    for officer in ["lu", "文景云"] {
        let said = bench.run(&["--as", officer, "show", &no, "--json"]).ends(1);
        assert_eq!(said.err.replace(&no, "ZZM2026-ABCDEF"), missing.err);
        for view in
            [&["find", "危房"][..], &["find", "田小满"], &["due"], &["today"], &["person", "find", "13900002222"]]
        {
            let said = bench.run(&[&["--as", officer, "--json"], view].concat());
            assert!(!said.out.contains("田小满") && !said.out.contains(&no), "{view:?}: {}", said.out);
        }
        assert_eq!(bench.run(&["--as", officer, "sealed", "list", "--json"]).ends(0).json(), serde_json::json!([]));
        let order = format!(r#"{{"command":"note","no":"{no}","text":"看看"}}"#);
        let mut child = bench.start(&["do", "--as", officer, "--now", super::bench::NOW]);
        std::io::Write::write_all(child.stdin.as_mut().unwrap(), order.as_bytes()).unwrap();
        let said = super::bench::finish(child, "").ends(1).lines().remove(0);
        assert_eq!(said["error"]["kind"], "unknown_case");
    }
    // The next ordinary number follows the last.
    assert_eq!(bench.take("王五 13900000003 东河镇 问低保"), "ZZ2026-00002");
}
