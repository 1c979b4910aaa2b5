//! Old registers come in: a long one in GBK with bad rows among the good, corrected, interrupted, repeated; and small ones
//! in every format.

use super::bench::{Bench, NOW, Said, text};
use calamine::Reader as _;
use serde_json::Value;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Duration;
use yichuang::desk::{Desk, Mode};
use yichuang::domain::case::{Case, Origin};
use yichuang::domain::idno;
use yichuang::domain::vocabulary::Stage;

const HEAD: [&str; 18] = [
    "编号",
    "登记时间",
    "反映人",
    "身份证号",
    "联系电话",
    "住址",
    "渠道",
    "类型",
    "类别",
    "被反映人",
    "发生地",
    "涉及金额",
    "诉求",
    "办理状态",
    "承办单位",
    "处理结果",
    "办结时间",
    "备注",
];

const ROWS: usize = 5_000;

/// The row on which the first entry stands: below a title and the head.
const FIRST: usize = 3;

/// What is wrong with a bad row, and what it is refused for.
const FAULTS: [(&str, &str); 9] = [
    ("联系电话", "phone_wrong"),
    ("身份证号", "id_check_digit"),
    ("登记时间", "cell_date"),
    ("身份证号", "cell_digits_lost"),
    ("渠道", "cell_unknown"),
    ("涉及金额", "cell_amount"),
    ("反映人", "applicant_missing"),
    ("办结时间", "row_days_backwards"),
    ("", "row_too_wide"),
];

/// Made-up people and matters: the same seed gives the same register.
fn truth(unit: &str) -> Vec<BTreeMap<&'static str, String>> {
    let mut dice = fastrand::Rng::with_seed(20_251_122);
    let surnames: Vec<char> = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗".chars().collect();
    let given: Vec<char> = "明红伟芳军敏强丽勇艳杰娟涛霞超燕刚玲辉梅".chars().collect();
    let name =
        |at: usize| -> String { [surnames[at % 20], given[at / 20 % 20], given[at / 400 % 20]].iter().collect() };
    let places = ["文苑镇柳林村", "黄坪乡杏花村", "石滩镇东关社区", "北岭乡松树沟村"];
    let what = [
        ("邻里 · 相邻土地建筑", "两家为院墙滴水争执"),
        ("婚恋家庭 · 恋爱及婚姻", "为退还彩礼数额争执"),
        ("合同 · 消费及服务", "预付卡退费不成"),
        ("金融借贷 · 借贷及担保", "借款到期未还"),
    ];
    let days = ["2025.{m}.{d}", "2025-{m}-{d}", "2025年{m}月{d}日", "2025/{m}/{d}"];
    let row = |at: usize| {
        let (month, day) = (dice.u32(1..=10), dice.u32(1..=27));
        let written = days[at % 4].replace("{m}", &month.to_string()).replace("{d}", &day.to_string());
        let body = format!("622421{}{:02}{:02}{:03}", 1950 + at / 1000, dice.u32(1..=12), dice.u32(1..=28), at % 1000);
        let over = at % 10 < 7;
        let (category, narrative) = what[at % 4];
        let mut row = BTreeMap::from([
            ("编号", format!("旧{:05}", at + 1)),
            ("登记时间", written),
            ("反映人", name(at)),
            ("身份证号", format!("{body}{}", idno::check_digit(&body))),
            ("联系电话", format!("199{at:08}")),
            ("住址", places[at % 4].to_owned()),
            ("渠道", ["来访", "来电", "网格上报", "12345"][dice.usize(0..4)].to_owned()),
            ("类型", "矛盾纠纷".to_owned()),
            ("类别", category.to_owned()),
            ("被反映人", name((at + 1234) % 8000)),
            ("发生地", places[(at + 1) % 4].to_owned()),
            ("涉及金额", ["1.2万", "12,000元", "3500", ""][at % 4].to_owned()),
            ("诉求", format!("{narrative}，第{at}件，双方说法不一\"都说有理\"")),
            ("办理状态", if over { "已办结" } else { "办理中" }.to_owned()),
            ("承办单位", unit.to_owned()),
            ("处理结果", if over { format!("调解成功，协议{at}") } else { String::new() }),
            ("办结时间", if over { format!("2025-{:02}-{:02}", month + 1, day) } else { String::new() }),
            ("备注", if at.is_multiple_of(50) { "重点关注".to_owned() } else { String::new() }),
        ]);
        row.insert("closed", over.to_string());
        row.insert("day", format!("2025-{month:02}-{day:02}"));
        row
    };
    (0..ROWS).map(row).collect()
}

/// Which fault a row has, if any: three in a hundred, every kind in turn.
fn fault(at: usize) -> Option<(&'static str, &'static str)> {
    let nth = [17, 50, 83].iter().position(|it| at % 100 == *it)?;
    Some(FAULTS[(at / 100 * 3 + nth) % FAULTS.len()])
}

fn spoilt(row: &BTreeMap<&'static str, String>, kind: &str) -> Vec<String> {
    let mut row = row.clone();
    let mut put = |column: &'static str, value: &str| drop(row.insert(column, value.to_owned()));
    match kind {
        "phone_wrong" => put("联系电话", "199000000"),
        "id_check_digit" => put("身份证号", "622421196502280010"),
        "cell_date" => put("登记时间", "2025.13.45"),
        "cell_digits_lost" => put("身份证号", "6.22421E+17"),
        "cell_unknown" => put("渠道", "飞鸽传书"),
        "cell_amount" => put("涉及金额", "一头牛"),
        "applicant_missing" => put("反映人", ""),
        "row_days_backwards" => {
            put("办理状态", "已办结");
            put("处理结果", "调解成功");
            put("办结时间", "2024-01-01");
        }
        _ => {}
    }
    let mut cells: Vec<String> = HEAD.iter().map(|name| row[name].clone()).collect();
    if kind == "row_too_wide" {
        cells.push("多出来的半句".to_owned());
    }
    cells
}

fn field(text: &str) -> String {
    if text.contains(['"', ',', '\n']) { format!("\"{}\"", text.replace('"', "\"\"")) } else { text.to_owned() }
}

fn line(cells: impl IntoIterator<Item = impl AsRef<str>>) -> String {
    let cells: Vec<String> = cells.into_iter().map(|cell| field(cell.as_ref())).collect();
    format!("{}\r\n", cells.join(","))
}

fn in_gbk(path: &Path, text: &str) {
    let (bytes, _, lost) = encoding_rs::GBK.encode(text);
    assert!(!lost);
    std::fs::write(path, bytes).unwrap();
}

fn desk(bench: &Bench) -> Desk {
    Desk::open(bench.path("desk.db"), Mode::ReadOnly).unwrap()
}

fn unit(bench: &Bench) -> (String, String) {
    let units = bench.run(&["unit", "list", "--json"]).ends(0).json();
    let unit = units.as_array().unwrap().iter().find(|unit| unit["short"].as_str().is_some()).unwrap();
    (unit["id"].as_str().unwrap().to_owned(), unit["short"].as_str().unwrap().to_owned())
}

fn import(bench: &Bench, file: &Path, more: &[&str]) -> Said {
    bench.run(&[&["import", text(file), "--json"], more].concat())
}

/// Says how a case differs from what the register said.
fn differs(case: &Case, row: &BTreeMap<&'static str, String>, unit: &str, category: &str) -> Vec<String> {
    let over = row["closed"] == "true";
    let (applicant, respondent) = (&case.parties[0], &case.parties[1]);
    let fen = match row["涉及金额"].as_str() {
        "" => None,
        "3500" => Some(350_000),
        _ => Some(1_200_000),
    };
    let channel = match row["渠道"].as_str() {
        "来访" => "walk_in",
        "网格上报" => "grid",
        _ => "phone",
    };
    let told = case.narrative.lines().next().unwrap_or_default();
    let closed = case.closed_at.map(|at| at.format("%Y-%m-%d").to_string()).unwrap_or_default();
    let began = if over {
        case.registered_at.format("%Y-%m-%d").to_string()
    } else {
        case.origin.as_ref().and_then(|it| it.registered_on).map(|it| it.to_string()).unwrap_or_default()
    };
    let pairs = [
        (applicant.name.clone(), row["反映人"].clone()),
        (applicant.phone.clone().unwrap_or_default(), row["联系电话"].clone()),
        (applicant.id_no.clone().unwrap_or_default(), row["身份证号"].clone()),
        (applicant.place.clone().unwrap_or_default(), row["住址"].clone()),
        (respondent.name.clone(), row["被反映人"].clone()),
        (case.place.clone().unwrap_or_default(), row["发生地"].clone()),
        (case.channel.key().to_owned(), channel.to_owned()),
        (case.kind.key().to_owned(), "dispute".to_owned()),
        (category.to_owned(), row["类别"].rsplit(" · ").next().unwrap().to_owned()),
        (format!("{:?}", case.amount_fen), format!("{fen:?}")),
        (told.to_owned(), row["诉求"].clone()),
        (began, row["day"].clone()),
        (closed, row["办结时间"].clone()),
        (case.result.clone().unwrap_or_default(), row["处理结果"].clone()),
        ((case.stage == Stage::Archived).to_string(), over.to_string()),
        (
            case.assignments.iter().map(|it| it.unit.to_string()).collect(),
            if over { unit.to_owned() } else { String::new() },
        ),
        (case.narrative.contains("备注：重点关注").to_string(), (!row["备注"].is_empty()).to_string()),
    ];
    pairs.into_iter().filter(|(is, was)| is != was).map(|(is, was)| format!("{was} became {is}")).collect()
}

#[test]
fn a_register_in_gbk_comes_in_with_every_good_row_and_every_bad_one_explained_corrected_and_nothing_twice() {
    let bench = Bench::new();
    let (unit, short) = unit(&bench);
    let rows = truth(&short);
    let mut sheet = line(["2025年矛盾纠纷台账"]) + &line(HEAD);
    for (at, row) in rows.iter().enumerate() {
        sheet += &line(spoilt(row, fault(at).map_or("", |(_, kind)| kind)));
    }
    sheet += &line(["合计", "", "", "5000"]);
    let file = bench.path("2025年台账.csv");
    in_gbk(&file, &sheet);

    // Interrupted in the middle, and run again.
    let args = ["import", text(&file), "--alike", "take", "--json", "--now", NOW];
    let mut child = bench.command(&args).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
    let begun = |entry: &str| desk(&bench).made_of(&Origin::new("2025年台账", entry)).unwrap().is_some();
    for _ in 0..6_000 {
        if begun("旧00200") || child.try_wait().unwrap().is_some() {
            break;
        }
        std::thread::sleep(Duration::from_millis(20));
    }
    let _ = child.kill();
    child.wait().unwrap();
    let said = import(&bench, &file, &["--alike", "take"]).ends(1).json();
    assert!(said["already"].as_u64().unwrap() >= 190, "{}", said["already"]);
    assert_eq!(said["rows"], ROWS);
    let bad: Vec<usize> = (0..ROWS).filter(|at| fault(*at).is_some()).collect();
    assert_eq!((bad.len(), said["bad"].as_u64()), (150, Some(150)));
    let entered = ["registered", "taken_over", "already"].map(|key| said[key].as_u64().unwrap());
    assert_eq!(entered.iter().sum::<u64>(), (ROWS - bad.len()) as u64);

    // Every good row is a case that says what the row said.
    let open = desk(&bench);
    let centre = open.centre().unwrap().clone();
    let mut wrong = Vec::new();
    for (at, row) in rows.iter().enumerate() {
        let no = open.made_of(&Origin::new("2025年台账", row["编号"].as_str())).unwrap();
        assert_eq!(no.is_some(), fault(at).is_none(), "row {at}");
        let Some(no) = no else { continue };
        let matter = open.case(&no).unwrap();
        let category = matter.category.as_ref().and_then(|id| centre.rulebook().category(id)).and_then(|it| it.1);
        let category = category.map(|item| item.name.clone()).unwrap_or_default();
        wrong.extend(differs(&matter, row, &unit, &category).into_iter().map(|it| format!("{at}: {it}")));
    }
    assert!(wrong.is_empty(), "{:#?}", &wrong[..wrong.len().min(20)]);

    // Every bad one is explained, by its row, its column and its reason.
    let errors = said["errors"].as_array().unwrap();
    for (at, error) in bad.iter().zip(errors) {
        let (column, kind) = fault(*at).unwrap();
        assert_eq!(error["row"], at + FIRST, "{error}");
        let reasons = error["reasons"].as_array().unwrap();
        assert!(
            reasons.iter().any(|it| it["kind"] == kind && it["column"].as_str().unwrap_or("") == column),
            "{error}"
        );
    }

    // Corrected on the sheet that was written, and let in.
    let path = PathBuf::from(said["errors_file"].as_str().unwrap());
    assert_eq!(path, bench.path("2025年台账.errors.xlsx"));
    let fixed = bench.path("改好.csv");
    std::fs::write(&fixed, corrected(&path, &bad, &rows)).unwrap();
    let again = import(&bench, &fixed, &["--alike", "take"]).ends(0).json();
    assert_eq!(
        (again["rows"].as_u64(), again["bad"].as_u64(), again["already"].as_u64()),
        (Some(150), Some(0), Some(0))
    );
    for at in &bad {
        assert!(begun(&rows[*at]["编号"]), "row {at}");
    }

    // The whole register again: nothing new, nothing wrong.
    let last = import(&bench, &file, &[]).ends(0).json();
    assert_eq!((last["already"].as_u64(), last["bad"].as_u64()), (Some(ROWS as u64), Some(0)));
    assert_eq!((last["registered"].as_u64(), last["taken_over"].as_u64()), (Some(0), Some(0)));
    assert!(bench.run(&["verify", "--json"]).ends(0).json()["ok"].as_bool().unwrap());
}

/// Reads the sheet of errors by another reader, puts right what was wrong, and returns it as UTF-8.
fn corrected(path: &Path, bad: &[usize], rows: &[BTreeMap<&'static str, String>]) -> String {
    let mut book: calamine::Xlsx<_> = calamine::open_workbook(path).unwrap();
    let range = book.worksheet_range_at(0).unwrap().unwrap();
    let read: Vec<Vec<String>> =
        range.rows().map(|row| row.iter().map(ToString::to_string).collect::<Vec<String>>()).collect();
    let head = read.iter().position(|row| row.iter().any(|cell| cell == "编号")).unwrap();
    let column = |name: &str| read[head].iter().position(|cell| cell == name);
    assert!(column("导入·原因").is_some() && column("导入·怎么办").is_some());
    let mut out = line(&read[head]);
    for (at, row) in bad.iter().zip(&read[head + 1..]) {
        let mut row = row.clone();
        assert_eq!(row[column("编号").unwrap()], rows[*at]["编号"]);
        assert!(!row[column("导入·原因").unwrap()].is_empty());
        for name in HEAD {
            row[column(name).unwrap()].clone_from(&rows[*at][name]);
        }
        if let Some(beyond) = column("导入·多出1") {
            row[beyond].clear();
        }
        out += &line(&row);
    }
    out
}

/// Writes a small register as Excel users do: a title, a head over two rows, dates and numbers as Excel makes them of them.
fn small(path: &Path) {
    let mut book = rust_xlsxwriter::Workbook::new();
    let sheet = book.add_worksheet();
    let date = rust_xlsxwriter::Format::new().set_num_format("yyyy/m/d");
    sheet.merge_range(0, 0, 0, 7, "来访登记", &rust_xlsxwriter::Format::new()).unwrap();
    for (column, name) in
        ["序号", "登记日期", "申请人", "", "", "反映问题", "涉及金额（万元）", "处理结果"].iter().enumerate()
    {
        sheet.write(1, u16::try_from(column).unwrap(), *name).unwrap();
    }
    for (column, name) in ["姓名", "电话", "住址"].iter().enumerate() {
        sheet.write(2, u16::try_from(column + 2).unwrap(), *name).unwrap();
    }
    let day = rust_xlsxwriter::ExcelDateTime::from_ymd(2026, 3, 5).unwrap();
    for (row, (name, phone, what)) in [
        ("赵小禾", 19_900_000_001.0, "邻居把院墙往外砌了一尺，占了过道"),
        ("钱大川、孙二丫", 19_900_000_002.0, "承包地被人种了三年，要求退还"),
        ("周明等12人", 19_900_000_003.0, "物业停电梯已经半月"),
    ]
    .iter()
    .enumerate()
    {
        let row = u32::try_from(row).unwrap() + 3;
        sheet.write(row, 0, row - 2).unwrap();
        sheet.write_with_format(row, 1, &day, &date).unwrap();
        sheet.write(row, 2, *name).unwrap();
        sheet.write(row, 3, *phone).unwrap();
        sheet.write(row, 4, "文苑镇柳林村").unwrap();
        sheet.write(row, 5, *what).unwrap();
        sheet.write(row, 6, 1.2).unwrap();
    }
    sheet.write(6, 0, "合计").unwrap();
    book.save(path).unwrap();
}

#[test]
fn a_register_from_excel_is_understood_with_its_two_rows_of_head_dates_and_numbers() {
    let bench = Bench::new();
    let file = bench.path("来访.xlsx");
    small(&file);
    let tried = import(&bench, &file, &["--dry-run"]).ends(0).json();
    assert_eq!(
        (tried["rows"].as_u64(), tried["registered"].as_u64(), tried["footers"].as_u64()),
        (Some(3), Some(3), Some(1))
    );
    assert!(desk(&bench).made_of(&Origin::new("来访", "1")).unwrap().is_none(), "it was only tried");
    import(&bench, &file, &[]).ends(0);
    let open = desk(&bench);
    let case = |entry: &str| open.case(&open.made_of(&Origin::new("来访", entry)).unwrap().unwrap()).unwrap();
    let first = case("1");
    assert_eq!(first.parties[0].phone.as_deref(), Some("19900000001"));
    assert_eq!(
        (first.amount_fen, first.origin.unwrap().registered_on.unwrap().to_string().as_str()),
        (Some(1_200_000), "2026-03-05")
    );
    assert_eq!(case("2").parties.len(), 2);
    assert_eq!(case("3").parties[0].head_count, Some(12));
    let words = bench.run(&["import", text(&file), "--dry-run"]).ends(0).out;
    assert!(words.contains("早已录入 3 件") && words.contains("申请人姓名"), "{words}");
}

#[test]
fn what_looks_like_a_case_there_is_waits_for_the_officer_to_decide() {
    let bench = Bench::new();
    let rows = "姓名,电话,反映问题\n赵小禾,19900000001,邻居把院墙往外砌了一尺占了过道进出不便\n";
    let first = bench.write("甲.csv", rows);
    import(&bench, Path::new(&first), &[]).ends(0);
    let second = bench.write("乙.csv", rows);
    let said = import(&bench, Path::new(&second), &["--errors", text(&bench.path("待定.csv"))]).ends(1).json();
    assert_eq!((said["held"].as_u64(), said["bad"].as_u64()), (Some(1), Some(0)));
    assert_eq!(said["errors"][0]["reasons"][0]["kind"], "row_alike");
    let held = std::fs::read_to_string(bench.path("待定.csv")).unwrap();
    let skipped = import(&bench, Path::new(&second), &["--alike", "skip"]).ends(0).json();
    assert_eq!(skipped["skipped"], 1);
    // 收 stands in the column for what the officer decides, which is empty.
    let (titles, row) = held.trim_end().split_once("\r\n").unwrap();
    let decision = titles.trim_start_matches('\u{feff}').split(',').position(|name| name == "导入·处理").unwrap();
    let mut reader = one_record(row);
    reader[decision] = "收".to_owned();
    let decided = bench.write("定了.csv", &format!("{titles}\r\n{}", line(&reader)));
    let said = import(&bench, Path::new(&decided), &[]).ends(0).json();
    assert_eq!(said["registered"], 1);
    let again = import(&bench, Path::new(&second), &[]).ends(0).json();
    assert_eq!(again["already"], 1, "the entry is still the one it was");
}

/// Reads one record of CSV.
fn one_record(text: &str) -> Vec<String> {
    let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(text.as_bytes());
    reader.records().next().unwrap().unwrap().iter().map(str::to_owned).collect()
}

#[test]
fn columns_are_remembered_by_their_head_and_said_in_a_file() {
    let bench = Bench::new();
    let rows = |entry: u32| format!("流水;谁;何事;从哪来\n{entry};赵小禾;房顶漏水第{entry}回;前台\n");
    let file = bench.write("自造.csv", &rows(1));
    assert_eq!(import(&bench, Path::new(&file), &[]).ends(1).error()["kind"], "map_no_applicant");
    let map = bench.write(
        "map.toml",
        "[columns]\n\"流水\" = \"entry\"\n\"谁\" = \"applicant_name\"\n\"何事\" = \"narrative\"\n\"从哪来\" = \"channel\"\n[values.channel]\n\"前台\" = \"来访\"\n",
    );
    import(&bench, Path::new(&file), &["--map", &map]).ends(0);
    let next = bench.write("自造二.csv", &rows(2));
    let said = import(&bench, Path::new(&next), &["--alike", "take"]).ends(0).json();
    assert_eq!(said["registered"], 1, "the map was remembered");
    let wrong = bench.write("wrong.toml", "[columns]\n\"谁\" = \"nobody\"\n");
    assert_eq!(import(&bench, Path::new(&next), &["--map", &wrong]).ends(1).error()["kind"], "map_unreadable");
}

#[test]
fn registers_of_older_and_freer_programs_are_understood_alike() {
    if Command::new("soffice").arg("--version").output().is_err() {
        eprintln!("skipped: soffice is not installed");
        return;
    }
    let bench = Bench::new();
    let file = bench.path("来访.xlsx");
    small(&file);
    let wanted = import(&bench, &file, &["--dry-run"]).ends(0).json();
    for ending in ["xls", "ods"] {
        let profile = format!("-env:UserInstallation=file://{}", text(&bench.path("office")));
        let converted = Command::new("soffice")
            .args([&profile, "--headless", "--convert-to", ending, "--outdir", text(bench.folder.path()), text(&file)])
            .output()
            .unwrap();
        assert!(converted.status.success(), "{converted:?}");
        let said = import(&bench, &bench.path(&format!("来访.{ending}")), &["--dry-run"]).ends(0).json();
        let same = |key: &str| assert_eq!(said[key], wanted[key], "{ending}: {key}");
        ["rows", "registered", "footers", "columns", "bad"].into_iter().for_each(same);
    }
}

#[test]
fn what_is_no_register_is_refused_in_words_and_nothing_is_written() {
    let bench = Bench::new();
    let kind = |said: Said| said.error()["kind"].as_str().unwrap_or_default().to_owned();
    let empty = bench.write("empty.csv", "");
    assert_eq!(kind(import(&bench, Path::new(&empty), &[]).ends(1)), "table_empty");
    let broken = bench.write("broken.xlsx", "PK\u{3}\u{4}no zip at all");
    assert_eq!(kind(import(&bench, Path::new(&broken), &[]).ends(1)), "table_unreadable");
    assert_eq!(kind(import(&bench, bench.folder.path(), &[]).ends(1)), "table_not_a_file");
    let open = bench.write("open.csv", &format!("姓名,反映问题\n甲,\"没有合上\n{}", "乙,丙\n".repeat(400)));
    assert_eq!(kind(import(&bench, Path::new(&open), &[]).ends(1)), "table_quote_open");
    let values: Vec<Value> = bench.run(&["find", "没有合上", "--json"]).ends(0).json().as_array().unwrap().clone();
    assert!(values.is_empty());
}
