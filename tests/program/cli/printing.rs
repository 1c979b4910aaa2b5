//! Papers from the command line: what is on them, what is refused, templates of the county's own, and an office program
//! that opens every one of them.

use super::bench::{Bench, text};
use serde_json::Value;
use std::io::{Cursor, Read, Write};
use std::path::{Path, PathBuf};
use std::process::Command;

const NO: &str = "ZZ2026-00001";

/// A wage matter accepted, assigned, mediated and agreed, with a directive on it; and one that was declined.
fn county() -> Bench {
    let bench = Bench::new();
    bench.take("张小三 13900000001 柳林村 工头李大四拖欠工资8000元");
    bench.take("赵小禾 13900000002 东河镇 邻居占道");
    let lines = [
        r#"{"command":"add_party","no":"ZZ2026-00001","party":{"side":"respondent","name":"李大四","id_no":"110101199003070038","phone":"13900000009"}}"#,
        r#"{"command":"accept","no":"ZZ2026-00001"}"#,
        r#"{"command":"assess","no":"ZZ2026-00001","category":"0701","grade":"general"}"#,
        r#"{"command":"route","no":"ZZ2026-00001","lead":"zx","instruction":"核清欠款数额"}"#,
        r#"{"command":"sign","no":"ZZ2026-00001","unit":"zx"}"#,
        r#"{"command":"decline","no":"ZZ2026-00002","reason":"已进入诉讼程序","advice":"向人民法院提出"}"#,
    ];
    let said = bench.script(&format!("{}\n", lines.join("\n"))).ends(0);
    assert!(said.lines().iter().all(|line| line["ok"] == true), "{said:#?}");
    bench.run(&["officer", "add", "shen", "--name", "申审计", "--unit", "zx", "--role", "auditor"]).ends(0);
    bench.run(&["directive", "issue", "order", "ldjc", "限期付清工资", "--case", NO, "--text", "七日内付清"]).ends(0);
    bench
}

/// Returns the text of a paper, its paragraphs as lines.
fn words(path: &Path) -> String {
    let mut archive = zip::ZipArchive::new(Cursor::new(std::fs::read(path).unwrap())).unwrap();
    let mut xml = String::new();
    archive.by_name("word/document.xml").unwrap().read_to_string(&mut xml).unwrap();
    let mut said = String::new();
    for piece in xml.replace("</w:p>", "\n").split('<') {
        said.push_str(piece.split_once('>').map_or(piece, |(_, text)| text));
    }
    said.replace("&amp;", "&").replace("&lt;", "<").replace("&gt;", ">")
}

fn printed(bench: &Bench, args: &[&str]) -> PathBuf {
    let said = bench.run(&[&["print"], args, &["--json"]].concat()).ends(0);
    bench.path(said.json()["path"].as_str().unwrap())
}

#[test]
fn a_paper_says_what_the_case_says_masked_unless_it_is_asked_for_in_full_and_is_on_record() {
    let bench = county();
    let paper = words(&printed(&bench, &["acceptance-notice", NO]));
    for field in ["受理告知书", NO, "张小三：", "2026年11月23日", "拖欠工资", "陇城县综治中心"] {
        assert!(paper.contains(field), "no {field} in\n{paper}");
    }
    let masked = words(&printed(&bench, &["矛盾纠纷交办单", "1"]));
    assert!(masked.contains("139****0001") && !masked.contains("13900000001"), "{masked}");
    assert!(masked.contains("核清欠款数额"), "{masked}");
    let asked = ["dispatch-sheet", NO, "--reveal", "--reason", "送达承办单位", "--out", "full.docx"];
    assert!(words(&printed(&bench, &asked)).contains("13900000001"));
    assert_eq!(bench.run(&["print", "dispatch-sheet", NO, "--reveal"]).code, 2);
    let log = bench.run(&["audit", "--kind", "printed", "--case", NO, "--as", "shen", "--json"]).ends(0);
    let log = log.out;
    assert_eq!(log.matches("矛盾纠纷交办单").count(), 2, "{log}");
    assert!(log.contains("送达承办单位") && log.contains("受理告知书"), "{log}");
    let order = bench.run(&["directive", "list", "--json"]).ends(0).json();
    let order = words(&printed(&bench, &["supervision-order", order[0]["no"].as_str().unwrap()]));
    assert!(order.contains("限期付清工资") && order.contains("七日内付清"), "{order}");
    let declined = words(&printed(&bench, &["不予受理告知书", "2"]));
    assert!(declined.contains("已进入诉讼程序") && declined.contains("向人民法院提出"), "{declined}");
}

#[test]
fn what_is_missing_is_said_before_and_nothing_is_written_over() {
    let bench = county();
    let offers = bench.run(&["form", "list", NO, "--json"]).ends(0).json();
    let offered = |name: &str| offers.as_array().unwrap().iter().find(|it| it["form"] == name);
    assert_eq!(offered("acceptance-notice").unwrap()["missing"], Value::Array(Vec::new()));
    assert!(offered("decline-notice").is_none(), "{offers}");
    assert_eq!(offered("dispatch-sheet").unwrap()["which"], "综治中心");
    let refused = bench.run(&["print", "decline-notice", NO, "--json"]).ends(1);
    assert_eq!(refused.error()["kind"], "paper_missing");
    assert!(refused.err.contains("不予受理理由"), "{refused:?}");
    assert!(words(&printed(&bench, &["decline-notice", NO, "--blank"])).contains("＿＿＿＿"));
    let path = printed(&bench, &["receipt", NO, "--out", "r.docx"]);
    let before = std::fs::read(&path).unwrap();
    assert_eq!(
        bench.run(&["print", "receipt", NO, "--out", "r.docx", "--json"]).ends(1).error()["kind"],
        "paper_exists"
    );
    printed(&bench, &["receipt", NO, "--out", "r.docx", "--force"]);
    assert_eq!(before, std::fs::read(&path).unwrap(), "the same paper at the same time is the same file");
    // In a folder the next one stands beside the first.
    let [first, second] = [1, 2].map(|_| printed(&bench, &["receipt", NO]));
    assert_eq!(second.file_name().unwrap().to_str(), Some("接待登记回执-ZZ2026-00001-2.docx"));
    assert_eq!(words(&first), words(&second));
    for (args, kind) in [
        (["print", "nothing", NO], "unknown_form"),
        (["print", "receipt", "ZZ2026-00099"], "unknown_case"),
        (["print", "supervision-order", "DB2026-99"], "unknown_directive"),
    ] {
        assert_eq!(bench.run(&[&args[..], &["--json"]].concat()).ends(1).error()["kind"], kind);
    }
}

/// Writes a docx with this body.
fn docx(path: &Path, body: &str) {
    let mut zip = zip::ZipWriter::new(std::fs::File::create(path).unwrap());
    zip.start_file("word/document.xml", zip::write::SimpleFileOptions::default()).unwrap();
    let head = r#"<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>"#;
    zip.write_all(format!("{head}{body}</w:body></w:document>").as_bytes()).unwrap();
    zip.finish().unwrap();
}

#[test]
fn a_template_of_the_countys_own_takes_the_place_of_ours_once_it_is_sound() {
    let bench = county();
    std::fs::create_dir(bench.path("templates")).unwrap();
    let ours = words(&printed(&bench, &["acceptance-notice", NO, "--out", "ours.docx"]));
    let template = bench.path("templates/acceptance-notice.docx");
    bench.run(&["form", "template", "acceptance-notice", "--out", text(&template)]).ends(0);
    bench.run(&["form", "check", text(&template)]).ends(0);
    let said = bench.run(&["print", "acceptance-notice", NO, "--out", "again.docx", "--json"]).ends(0).json();
    assert_eq!(said["template"].as_str(), Some(text(&template)));
    assert_eq!(words(&bench.path("again.docx")), ours, "our layout as a template gives our paper");
    // As WPS might write it, with a field in pieces.
    docx(&template, "<w:p><w:r><w:t>县告{{案</w:t></w:r><w:r><w:t>号}}</w:t></w:r></w:p>");
    let own = printed(&bench, &["acceptance-notice", NO, "--out", "own.docx"]);
    assert_eq!(words(&own).trim(), format!("县告{NO}"));
    docx(&template, "<w:p><w:r><w:t>{{#当事人}}{{编造}}</w:t></w:r></w:p>");
    let checked = bench.run(&["form", "check", text(&template), "--json"]).ends(1).json();
    let faults: Vec<_> = checked["faults"].as_array().unwrap().iter().map(|it| it["fault"].as_str().unwrap()).collect();
    assert_eq!(faults, ["unknown_field", "unclosed"]);
    let refused = bench.run(&["print", "acceptance-notice", NO, "--out", "no.docx", "--json"]).ends(1);
    assert_eq!(refused.error()["kind"], "paper_template");
    assert!(refused.err.contains("编造") && !bench.path("no.docx").exists(), "{refused:?}");
    printed(&bench, &["acceptance-notice", NO, "--out", "built.docx", "--builtin"]);
    assert_eq!(words(&bench.path("built.docx")), ours);
    std::fs::write(&template, "没有 docx").unwrap();
    assert_eq!(
        bench.run(&["form", "check", text(&template), "--json"]).ends(1).json()["faults"][0]["fault"],
        "not_docx"
    );
}

fn is_there(program: &str) -> bool {
    Command::new(program).arg("-v").output().is_ok() || Command::new(program).arg("--version").output().is_ok()
}

#[test]
fn an_office_program_opens_every_paper_and_finds_the_fields_again() {
    if !is_there("soffice") || !is_there("pdftotext") {
        eprintln!("skipped: no soffice or pdftotext here");
        return;
    }
    let bench = county();
    let directive = bench.run(&["directive", "list", "--json"]).ends(0).json()[0]["no"].as_str().unwrap().to_owned();
    std::fs::create_dir(bench.path("papers")).unwrap();
    let mut papers = Vec::new();
    for form in bench.run(&["form", "list", "--json"]).ends(0).json().as_array().unwrap() {
        let name = form["form"].as_str().unwrap();
        let no = match form["about"].as_str().unwrap() {
            "directive" => directive.as_str(),
            "case" | "assignment" => NO,
            // Nothing of the kind is in this county.
            _ => continue,
        };
        let out = format!("papers/{name}.docx");
        papers
            .push((printed(&bench, &[name, no, "--blank", "--out", &out]), form["title"].as_str().unwrap().to_owned()));
    }
    let home = format!("-env:UserInstallation=file://{}", text(&bench.path("office")));
    let mut office = Command::new("soffice");
    office.args([&home, "--headless", "--convert-to", "pdf", "--outdir"]).arg(bench.path("papers"));
    let said = office.args(papers.iter().map(|(path, _)| path)).env("HOME", bench.folder.path()).output().unwrap();
    assert!(said.status.success(), "{said:?}");
    for (paper, title) in &papers {
        let pdf = paper.with_extension("pdf");
        let read = Command::new("pdftotext").arg("-layout").arg(&pdf).arg("-").output().unwrap();
        let read: String = String::from_utf8(read.stdout).unwrap().split_whitespace().collect();
        let title: String =
            words(paper).lines().find(|line| !line.trim().is_empty()).unwrap_or(title).split_whitespace().collect();
        assert!(read.contains(&title), "{}: no {title} in\n{read}", pdf.display());
        // What stands in the file as a number or a name stands on the page.
        for field in [NO, "张小三", "李大四", directive.as_str(), "陇城县综治中心"] {
            assert!(!words(paper).contains(field) || read.contains(field), "{}: no {field} in\n{read}", pdf.display());
        }
        assert!(!read.contains("{{"), "{}", pdf.display());
    }
}
