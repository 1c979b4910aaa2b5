//! Printing a paper from the case on screen, by keys.

use super::harness::Bench;
use crate::desk::AuditFilter;
use crate::domain::directory::Officer;
use crate::domain::vocabulary::Role;
use crate::words::Lang;

fn accepted() -> Bench {
    let mut bench = Bench::new();
    bench.order(
        r#"{"command":"register","kind":"dispute","channel":"walk_in","accept":true,"category":"0201","grade":"general",
        "narrative":"邻居占道","title":"邻居占道","parties":[{"side":"applicant","name":"赵小禾","phone":"13900001111"}]}"#,
    );
    let folder = bench.folder().join("papers");
    bench.screen.app.outbox = Some(folder);
    bench
}

fn papers(bench: &Bench) -> Vec<String> {
    let found = std::fs::read_dir(bench.folder().join("papers")).into_iter().flatten();
    let mut names: Vec<_> = found.map(|it| it.unwrap().file_name().to_string_lossy().into_owned()).collect();
    names.sort();
    names
}

#[test]
fn a_paper_is_picked_printed_and_said_where_it_went() {
    Lang::ZhCn.speaking(|| {
        let mut bench = accepted().sized(100, 30);
        bench.keys("2 alt-o").sees("打印文书").to("文书").keys("space").sees("受理告知书").sees("齐全");
        bench.text("受理告知").keys("enter ctrl-s");
        assert_eq!(papers(&bench), ["受理告知书-ZZ2026-00001.docx"], "{}", bench.shown());
        assert!(bench.message().contains("受理告知书-ZZ2026-00001.docx"), "{}", bench.message());
        let filter = AuditFilter { kind: Some("printed".into()), ..AuditFilter::default() };
        let auditor = Officer { roles: vec![Role::Auditor], ..bench.screen.app.officer.clone() };
        assert_eq!(bench.desk.audit(&auditor, &filter).unwrap().len(), 1);
    });
}

#[test]
fn what_is_missing_is_refused_until_it_is_left_to_be_written_by_hand() {
    Lang::ZhCn.speaking(|| {
        let mut bench = accepted();
        bench.order(r#"{"command":"amend","no":"ZZ2026-00001","changes":{"narrative":"占道"}}"#);
        bench.run("打印文书").to("文书").keys("space").text("告知").keys("enter");
        // Numbers in full are given for a reason only.
        bench.to("明文").keys("space").keys("ctrl-s");
        assert!(papers(&bench).is_empty(), "{}", bench.shown());
        bench.put("原因", "送达当事人").keys("ctrl-s");
        assert_eq!(papers(&bench).len(), 1, "{}", bench.shown());
    });
}

#[test]
fn over_a_remote_connection_nothing_is_written_on_the_host() {
    Lang::ZhCn.speaking(|| {
        let mut bench = accepted();
        bench.screen.app.outbox = None;
        bench.keys("2 alt-o").sees("远程登录");
    });
}
