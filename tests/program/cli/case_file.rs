//! The file of a case from the command line: what it has and lacks, what keeps it open, and all of it as one paper that
//! an office program lays out with the right numbers.

use super::bench::{Bench, finish, text};
use std::io::Read;
use std::path::Path;
use std::process::Command;

const NO: &str = "ZZ2026-00001";

/// A dispute over a wall, from the application to the call-back; nothing has been put into its file.
fn county() -> Bench {
    let bench = Bench::new();
    let lines = [
        r#"{"command":"register","kind":"dispute","channel":"walk_in","title":"围墙占道","narrative":"邻居砌墙占了半米通道。",
            "demands":["拆除围墙","赔偿损失"],"place":"柳树村","category":"0202","grade":"larger","accept":true,"amount_fen":600000,
            "parties":[{"side":"applicant","name":"赵小禾","id_no":"11010519491231002X","phone":"13900000001","place":"柳树村1号"},
            {"side":"respondent","name":"钱大川","id_no":"110101199003070038","phone":"13900000002","place":"柳树村2号"}]}"#,
        r#"{"command":"route","no":"ZZ2026-00001","lead":"ldjc","instruction":"先核实"}"#,
        r#"{"command":"object","no":"ZZ2026-00001","unit":"ldjc","reason":"不涉劳动关系"}"#,
        r#"{"command":"rule","no":"ZZ2026-00001","unit":"ldjc","upheld":true,"reason":"确非其职责"}"#,
        r#"{"command":"route","no":"ZZ2026-00001","lead":"zx","instruction":"组织调解"}"#,
        r#"{"command":"sign","no":"ZZ2026-00001","unit":"zx"}"#,
        r#"{"command":"schedule","no":"ZZ2026-00001","room":"r3","starts":"2026-11-23T15:00:00+08:00","mediators":["m01"],
            "urgent":"双方都在","topic":"围墙去留"}"#,
    ];
    does(&bench, "2026-11-23T09:00", &lines);
    let lines = [
        r#"{"command":"attendance","no":"ZZ2026-00001","session":1,"present":[1,2]}"#,
        r#"{"command":"record_session","no":"ZZ2026-00001","session":1,"text":"双方各让一步。","recorder":"白小禾"}"#,
        r#"{"command":"conclude_session","no":"ZZ2026-00001","session":1,"outcome":{"kind":"agreed","facts":"墙占道半米。",
            "terms":"拆墙并赔偿六千元。","method":"转账","instalments":[]}}"#,
        r#"{"command":"report","no":"ZZ2026-00001","unit":"zx","result":"达成协议"}"#,
        r#"{"command":"verify","no":"ZZ2026-00001","unit":"zx"}"#,
        r#"{"command":"reply","no":"ZZ2026-00001","text":"协议已送达","how":"书面"}"#,
        r#"{"command":"call_back","no":"ZZ2026-00001","answer":{"answered":"satisfied"},"note":"已拆墙"}"#,
    ];
    does(&bench, "2026-11-23T17:00", &lines);
    bench
}

#[track_caller]
fn does(bench: &Bench, when: &str, lines: &[&str]) {
    let lines: Vec<String> = lines.iter().map(|line| line.replace('\n', " ")).collect();
    let said = finish(bench.start(&["do", "--now", &format!("{when}:00+08:00")]), &format!("{}\n", lines.join("\n")));
    assert_eq!(said.code, 0, "{said:#?}");
}

fn ask(bench: &Bench, args: &[&str]) -> super::bench::Said {
    bench.run_now(&[args, &["--now", "2026-11-24T09:00:00+08:00"]].concat())
}

const IDENTITY: &str =
    r#"{"command":"add_paper","no":"ZZ2026-00001","paper":"身份证明","pages":2,"note":"双方证件复印件"}"#;
const AGREEMENT: &str = r#"{"command":"add_paper","no":"ZZ2026-00001","paper":"agreement","pages":3,"signed":true}"#;

#[test]
fn the_file_says_what_it_has_and_lacks_and_is_closed_only_with_what_is_hard() {
    let bench = county();
    let file = ask(&bench, &["case-file", NO, "--json"]).ends(0).json();
    assert_eq!((&file["have"], &file["needed"]), (&4.into(), &9.into()), "{file}");
    let of = |id: &str| file["papers"].as_array().unwrap().iter().find(|it| it["paper"] == id).cloned().unwrap();
    assert_eq!(
        (of("identity")["need"].as_str(), of("identity")["state"].as_str()),
        (Some("hard"), Some("not_brought"))
    );
    assert_eq!(of("agreement")["state"], "unsigned");
    assert_eq!(of("call_back")["state"], "printable");
    let told = ask(&bench, &["case-file", NO]).ends(0).out;
    assert!(told.contains("4/9 · 缺") && told.contains("身份证明（硬）") && told.contains("可随时打印"), "{told}");

    let archive = r#"{"command":"archive","no":"ZZ2026-00001"}"#;
    let said = finish(bench.start(&["do", "--now", "2026-11-24T09:00:00+08:00"]), &format!("{archive}\n"));
    assert!(
        said.code != 0 && said.out.contains("papers_missing") && said.out.contains("身份证明、调解协议书"),
        "{said:?}"
    );
    does(&bench, "2026-11-24T09:10", &[IDENTITY, AGREEMENT, archive]);
    let told = ask(&bench, &["case-file", NO]).ends(0).out;
    assert!(told.contains("6/9") && told.contains("#1 2 页 双方证件复印件") && told.contains("3 页 已签名"), "{told}");
}

/// Returns everything that is written in a docx.
fn xml(path: &Path) -> String {
    let mut archive = zip::ZipArchive::new(std::fs::File::open(path).unwrap()).unwrap();
    let mut xml = String::new();
    archive.by_name("word/document.xml").unwrap().read_to_string(&mut xml).unwrap();
    xml
}

#[test]
fn the_whole_file_is_masked_unless_it_is_asked_for_in_full_and_is_on_record() {
    let bench = county();
    let said = ask(&bench, &["case-file", NO, "--print", "--out", "file.docx", "--json"]).ends(0).json();
    let masked = xml(&bench.path("file.docx"));
    for private in ["13900000001", "13900000002", "11010519491231002X", "110101199003070038"] {
        assert!(!masked.contains(private), "{private}");
    }
    assert_eq!((&said["leaves"], &said["revealed"]), (&0.into(), &false.into()));
    ask(&bench, &["case-file", NO, "--print", "--out", "full.docx", "--reveal"]).ends(2);
    let asked = ["case-file", NO, "--print", "--out", "full.docx", "--reveal", "--reason", "归档"];
    ask(&bench, &asked).ends(0);
    assert!(xml(&bench.path("full.docx")).contains("11010519491231002X"));
    assert_eq!(ask(&bench, &[&asked[..], &["--json"]].concat()).ends(1).error()["kind"], "paper_exists");
    bench.run(&["officer", "add", "shen", "--name", "审计员", "--role", "auditor"]).ends(0);
    let log = ask(&bench, &["audit", "--kind", "printed", "--case", NO, "--json", "--as", "shen"]).ends(0).out;
    assert!(log.contains("卷宗") && log.contains("归档"), "{log}");
}

fn is_there(program: &str) -> bool {
    Command::new(program).arg("--version").output().is_ok()
}

/// Lets an office program lay papers out, and reads them page by page.
fn laid_out(bench: &Bench, papers: &[std::path::PathBuf]) -> Vec<Vec<String>> {
    let home = format!("-env:UserInstallation=file://{}", text(&bench.path("office")));
    let mut office = Command::new("soffice");
    office.args([&home, "--headless", "--convert-to", "pdf", "--outdir"]).arg(bench.path("."));
    let said = office.args(papers).env("HOME", bench.path("home")).output().unwrap();
    assert!(said.status.success(), "{said:?}");
    let read = |path: &std::path::PathBuf| {
        let pdf = bench.path(path.with_extension("pdf").file_name().unwrap().to_str().unwrap());
        let said = Command::new("pdftotext").arg("-layout").arg(&pdf).arg("-").output().unwrap();
        let text = String::from_utf8(said.stdout).unwrap();
        text.trim_end_matches('\u{c}')
            .split('\u{c}')
            .map(|page| page.chars().filter(|c| !c.is_whitespace()).collect())
            .collect()
    };
    papers.iter().map(read).collect()
}

#[test]
fn the_contents_of_the_whole_file_name_the_pages_its_papers_are_on() {
    if !is_there("soffice") || !is_there("pdftotext") {
        eprintln!("skipped: no soffice or pdftotext here");
        return;
    }
    let bench = county();
    does(&bench, "2026-11-24T09:10", &[IDENTITY, AGREEMENT]);
    let said = ask(&bench, &["case-file", NO, "--print", "--out", "file.docx", "--json"]).ends(0).json();
    assert_eq!(said["leaves"], 5, "two of the identity papers, three of the agreement");
    let pages = laid_out(&bench, &[bench.path("file.docx")]).remove(0);
    assert!(pages[0].contains("矛盾纠纷化解卷宗") && pages[1].contains("卷内目录"), "{pages:#?}");
    let named =
        |page: &String| page.rsplit_once('—').and_then(|(rest, _)| rest.rsplit_once('—')).map(|(_, no)| no.to_owned());
    assert_eq!(named(&pages[1]), None, "cover and contents bear no number");
    let numbered: Vec<_> = pages[2..pages.len() - 1].iter().map(|page| named(page).unwrap_or_default()).collect();
    let expected: Vec<_> = (1..=numbered.len()).map(|no| no.to_string()).collect();
    assert_eq!(numbered, expected, "the papers are numbered through");
    // Every paper stands on the page that the contents name.
    let titles = [
        ("调解申请书", "调解申请书"),
        ("受理登记表", "矛盾纠纷受理登记表"),
        ("身份证明", "身份证明"),
        ("权利义务告知书", "权利义务告知书"),
        ("交办单", "矛盾纠纷交办单"),
        ("异议裁定书", "异议裁定书"),
        ("联合调解通知书", "联合调解通知书"),
        ("调解记录", "调解记录"),
        ("调解协议书", "调解协议书"),
        ("回访记录", "回访记录"),
    ];
    for (line, title) in titles {
        let at = pages[2..]
            .iter()
            .position(|page| page.starts_with(title))
            .unwrap_or_else(|| panic!("no {title}: {pages:#?}"));
        assert!(pages[1].contains(&format!("{line}{}", at + 1)), "{line} is on page {}: {}", at + 1, pages[1]);
    }
    let last = pages.last().unwrap();
    assert!(last.contains("卷宗封底") && last.contains(&format!("共{}页", numbered.len())), "{last}");
    assert_eq!(named(last), None);
    assert!(pages[0].contains(&format!("本卷共{}页", numbered.len())), "{}", pages[0]);
}

#[test]
fn every_form_of_a_full_case_is_laid_out_with_its_fields() {
    if !is_there("soffice") || !is_there("pdftotext") {
        eprintln!("skipped: no soffice or pdftotext here");
        return;
    }
    let bench = county();
    let expected: &[(&str, &[&str])] = &[
        (
            "registration-sheet",
            &["围墙占道", "赵小禾", "钱大川", "2026年11月23日9时00分", "6000元", "1．拆除围墙", "11010519491231002X"],
        ),
        ("rights-notice", &["赵小禾、钱大川", "第二十三条", "三十日内"]),
        ("mediation-application", &["赵小禾", "13900000001", "柳树村2号", "2．赔偿损失", "自愿申请"]),
        ("mediation-notice", &["2026年11月23日15时00分", "围墙去留", "回执"]),
        ("investigation-record", &["赵小禾与钱大川：围墙占道", "被调查人"]),
        ("mediation-record", &["双方各让一步。", "白小禾", "拆墙并赔偿六千元。"]),
        ("judicial-confirmation", &["申请人：赵小禾", "申请人：钱大川", "110101199003070038", "2026年12月23日"]),
        ("call-back-record", &["满意", "已拆墙", "2026年11月23日"]),
        ("file-remarks", &["尚缺材料", "身份证明"]),
    ];
    let mut papers = Vec::new();
    for (form, _) in expected {
        let out = format!("{form}.docx");
        let order = ["print", form, NO, "--out", &out, "--blank", "--reveal", "--reason", "送达当事人"];
        ask(&bench, &order).ends(0);
        papers.push(bench.path(&out));
    }
    for ((form, fields), pages) in expected.iter().zip(laid_out(&bench, &papers)) {
        let whole = pages.concat();
        for field in *fields {
            assert!(whole.contains(field), "{form}: no {field} in\n{whole}");
        }
        assert!(pages.len() <= 2, "{form} has {} pages", pages.len());
    }
}
