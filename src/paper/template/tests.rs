use super::*;
use crate::paper::form::Form;
use crate::paper::xml::val;

/// Makes a document of paragraphs, each of several runs.
fn document(paragraphs: &[&[&str]]) -> Package {
    package(paragraphs.iter().map(|runs| paragraph(runs)))
}

fn package(body: impl IntoIterator<Item = Element>) -> Package {
    Package::of([("word/document.xml", element("w:document").and(element("w:body").and_all(body)))])
}

fn paragraph(runs: &[&str]) -> Element {
    let run = |text: &&str| element("w:r").and(element("w:rPr").and(val("w:b", 1))).and(element("w:t").and_text(*text));
    element("w:p").and_all(runs.iter().map(run))
}

fn row(cells: &[&str]) -> Element {
    element("w:tr").and_all(cells.iter().map(|text| element("w:tc").and(paragraph(&[text]))))
}

fn people(names: &[(&'static str, &str)]) -> Fields {
    let mut fields = Fields::default();
    fields.set("case_no", "ZZ2026-00001");
    fields.set("narrative", "第一段。\n第二段。");
    let item = |(name, phone): &(&'static str, &str)| {
        let mut item = Fields::default();
        item.set("name", *name);
        item.set("phone", *phone);
        item
    };
    fields.list("parties", names.iter().map(item).collect());
    fields
}

fn filled(package: &Package, fields: &Fields) -> String {
    package.filled(fields, &Blanks::default()).text()
}

const TWO: [(&str, &str); 2] = [("王某", "139"), ("李某", "")];

#[test]
fn a_field_is_filled_however_it_was_parted_into_runs() {
    let fields = people(&TWO);
    for runs in [
        &["甲{{案号}}乙"][..],
        &["甲", "{{", "案号", "}}", "乙"],
        &["甲{", "{案", "号}", "}乙"],
        &["甲｛｛案号", "｝｝乙"],
        &["甲{{ case_no }}", "乙"],
    ] {
        assert_eq!(filled(&document(&[runs]), &fields), "\n甲ZZ2026-00001乙", "{runs:?}");
    }
    assert_eq!(filled(&document(&[&["{{案", "号}}和{", "{案号}", "}。"]]), &fields), "\nZZ2026-00001和ZZ2026-00001。");
}

#[test]
fn a_list_repeats_words_paragraphs_and_rows() {
    let fields = people(&TWO);
    let words = document(&[&["{{#当事人}}{{序号}}.{{姓名}}", ";{{/当事人}}完"]]);
    assert_eq!(filled(&words, &fields), "\n1.王某;2.李某;完");
    let paragraphs =
        document(&[&["前"], &["{{#当", "事人}}"], &["{{姓名}}"], &["电话{{联系电话}}"], &["{{/当事人}}"], &["后"]]);
    assert_eq!(filled(&paragraphs, &fields), "\n前\n王某\n电话139\n李某\n电话\n后");
    let table =
        element("w:tbl").and(row(&["姓名", "电话"])).and(row(&["{{#当事人}}{{姓名}}", "{{联系电话}}{{/当事人}}"]));
    assert_eq!(filled(&package([table]), &fields), "\n姓名\n电话\n王某\n139\n李某\n");
    let rows =
        element("w:tbl").and(row(&["{{#当事人}}姓名", "{{姓名}}"])).and(row(&["电话", "{{联系电话}}{{/当事人}}"]));
    assert_eq!(filled(&package([rows]), &fields), "\n姓名\n王某\n电话\n139\n姓名\n李某\n电话\n");
    let cell = element("w:tbl").and(row(&["{{#当事人}}{{姓名}}、{{/当事人}}", "案号{{案号}}"]));
    assert_eq!(filled(&package([cell]), &fields), "\n王某、李某、\n案号ZZ2026-00001");
}

#[test]
fn what_is_there_or_not_there_shows_or_hides_a_part() {
    let parts = document(&[
        &["{{#联系电话}}有{{/联系电话}}{{^联系电话}}无{{/联系电话}}"],
        &["{{^当事人}}"],
        &["没有人"],
        &["{{/当事人}}"],
    ]);
    assert_eq!(filled(&parts, &people(&TWO)), "\n无");
    let each = document(&[&["{{#当事人}}{{姓名}}{{#联系电话}}({{联系电话}}){{/联系电话}} {{/当事人}}"]]);
    assert_eq!(filled(&each, &people(&TWO)), "\n王某(139) 李某 ");
    assert_eq!(filled(&parts, &people(&[])), "\n无\n没有人");
}

#[test]
fn a_table_of_an_empty_list_leaves_no_broken_file() {
    let table = element("w:tbl").and(row(&["{{#当事人}}{{姓名}}", "{{/当事人}}"]));
    let cell =
        element("w:tc").and(paragraph(&["{{#当事人}}"])).and(paragraph(&["{{姓名}}"])).and(paragraph(&["{{/当事人}}"]));
    let made =
        package([table, element("w:tbl").and(element("w:tr").and(cell))]).filled(&people(&[]), &Blanks::default());
    let body = made.part("word/document.xml").unwrap().elements().next().unwrap();
    assert_eq!(body.elements().count(), 1);
    assert!(body.holds(&["w:p"]));
}

#[test]
fn lines_of_a_value_become_paragraphs_where_it_stands_alone_and_breaks_elsewhere() {
    let fields = people(&TWO);
    let made = document(&[&["{{简要", "情况}}"]]).filled(&fields, &Blanks::default());
    assert_eq!(made.text(), "\n第一段。\n第二段。");
    let made = document(&[&["情况:{{简要情况}}"]]).filled(&fields, &Blanks::default());
    assert_eq!(made.text(), "\n情况:第一段。 第二段。");
    assert!(made.part("word/document.xml").unwrap().holds(&["w:br"]));
}

#[test]
fn what_is_missing_is_left_empty_or_gets_a_line_to_write_on() {
    let package =
        document(&[&["{{受理日期}}|{{事由}}|{{发生地点}}"], &["{{#当事人}}{{姓名}} {{联系电话}};{{/当事人}}"]]);
    let blanks = Blanks { lines: vec!["accepted_on", "title", "parties"] };
    let made = package.filled(&Fields::default(), &blanks).text();
    let (text, day) = Lang::ZhCn.speaking(|| (say("form.blank.text"), say("form.blank.day")));
    assert_eq!(made, format!("\n{day}|{text}|\n{text} {text};"));
    assert_eq!(filled(&package, &Fields::default()), "\n||\n");
}

#[test]
fn a_value_that_looks_like_a_field_or_like_markup_stays_a_text() {
    let mut fields = people(&TWO);
    fields.set("title", "{{案号}}<w:p/>&{{#当事人}}");
    assert_eq!(filled(&document(&[&["{{事由}}"]]), &fields), "\n{{案号}}<w:p/>&{{#当事人}}");
}

#[test]
fn faults_are_named_each_once() {
    let faulty = document(&[
        &["{{案号}}{{没这个}}{{没这个}}"],
        &["{{#当事人}}{{姓名}}"],
        &["{{/第三人}}"],
        &["{{当事人}}"],
        &["半个{{案号"],
        &["{{^事由}}{{#诉求事项}}{{/事由}}"],
    ]);
    let found: Vec<_> = faulty.faults().into_iter().map(|fault| (fault.code, fault.about)).collect();
    let expected = [
        ("unknown_field", "没这个"),
        ("unopened", "第三人"),
        ("is_list", "当事人"),
        ("half_open", "半个{{案号"),
        ("unclosed", "诉求事项"),
        ("unclosed", "当事人"),
    ];
    assert_eq!(found, expected.map(|(code, about)| (code, about.to_owned())));
}

#[test]
fn every_carried_form_is_a_template_without_faults_and_is_the_same_after_being_read_again() {
    let now = chrono::DateTime::parse_from_rfc3339("2026-03-02T09:00:00+08:00").unwrap();
    for form in Form::carried() {
        let ours = Package::of_form(&form);
        assert_eq!(ours.faults(), [], "{}", form.name);
        let bytes = ours.bytes(now).unwrap();
        assert_eq!(bytes, ours.bytes(now).unwrap());
        let read = Package::read(&bytes).unwrap();
        let fields = people(&TWO);
        assert_eq!(filled(&read, &fields), filled(&ours, &fields), "{}", form.name);
        let (read, ours) = (read.filled(&fields, &Blanks::default()), ours.filled(&fields, &Blanks::default()));
        assert_eq!(read.bytes(now).unwrap(), ours.bytes(now).unwrap(), "{}", form.name);
    }
}

#[test]
fn what_is_no_docx_too_large_or_would_do_something_when_opened_is_refused() {
    let now = chrono::DateTime::parse_from_rfc3339("2026-03-02T09:00:00+08:00").unwrap();
    let code = |bytes: &[u8]| Package::read(bytes).unwrap_err().code;
    assert_eq!(code(b""), "not_docx");
    assert_eq!(code(&vec![b'P'; 21 << 20]), "too_large");
    let whole = || element("w:document").and(element("w:body"));
    let with = |name, part| Package::of([("word/document.xml", whole()), (name, part)]).bytes(now).unwrap();
    assert_eq!(code(&with("word/vbaProject.bin", element("x"))), "macro");
    let far = element("Relationship").with("Type", "http://x/attachedTemplate").with("TargetMode", "External");
    assert_eq!(code(&with("word/_rels/document.xml.rels", element("Relationships").and(far))), "fetches");
    let field = element("w:fldSimple").with("w:instr", " DDEAUTO c:\\x ");
    assert_eq!(code(&with("word/header1.xml", element("w:hdr").and(element("w:p").and(field)))), "fetches");
    assert_eq!(code(&Package::of([("word/other.xml", whole())]).bytes(now).unwrap()), "not_docx");
    // A bomb: what unpacks to more than the limit, packed small.
    let bomb = with("word/media/bomb.xml", element("x").and_text("0".repeat(3 << 20)));
    assert!(bomb.len() < 1 << 20);
    assert_eq!(Package::read_within(&bomb, 2 << 20).unwrap_err().code, "too_large");
}
