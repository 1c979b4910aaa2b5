//! Ledgers taken out through the real program, and read again by a reader that shares no code with the writer.

use super::bench::text;
use super::export::exports;
use super::supervision::County;
use calamine::{Data, DataType as _, Range, Reader as _, Xlsx, open_workbook};
use serde_json::{Value, json};
use std::path::Path;

/// Reads a ledger: its heads, and its rows until the line after the last.
fn read(path: &Path) -> (Vec<String>, Range<Data>) {
    let mut book: Xlsx<_> = open_workbook(path).unwrap();
    let name = book.sheet_names()[0].clone();
    let sheet = book.worksheet_range(&name).unwrap();
    assert!(book.worksheet_formula(&name).unwrap().used_cells().next().is_none(), "nothing is a formula");
    (sheet.rows().nth(1).unwrap().iter().map(ToString::to_string).collect(), sheet)
}

fn column(heads: &[String], name: &str) -> u32 {
    u32::try_from(heads.iter().position(|head| head == name).unwrap_or_else(|| panic!("{name} in {heads:?}"))).unwrap()
}

#[test]
fn every_ledger_says_in_a_spreadsheet_what_it_says_in_csv() {
    let county = County::new();
    let list = county.ask(&["export", "--json"]).ends(0).json();
    let names: Vec<&str> = list.as_array().unwrap().iter().map(|it| it["name"].as_str().unwrap()).collect();
    assert!(names.contains(&"reception") && names.contains(&"shifts"), "{names:?}");
    let mut filled = 0;
    for name in names {
        let path = county.bench.path(&format!("{name}.xlsx"));
        let done = county.ask(&["export", name, "--out", text(&path), "--json"]).ends(0).json();
        let (heads, sheet) = read(&path);
        let csv = county.ask(&["export", name]).ends(0).out;
        let lines: Vec<&str> = csv.split("\r\n").filter(|line| !line.is_empty()).collect();
        assert_eq!(lines[0], heads.join(","), "{name}");
        let rows = county.ask(&["export", name, "--json"]).ends(0).json()["rows"].as_array().unwrap().clone();
        assert_eq!((done["rows"].as_u64(), lines.len() - 1), (Some(rows.len() as u64), rows.len()), "{name}");
        for (row, at) in rows.iter().zip(2u32..) {
            for (value, column) in row.as_array().unwrap().iter().zip(0u32..) {
                let cell = sheet.get_value((at, column)).cloned().unwrap_or_default();
                let same = match value {
                    Value::Null => cell.is_empty(),
                    Value::Number(number) => cell.get_float() == number.as_f64(),
                    Value::String(text) => match cell {
                        Data::String(there) => there == *text,
                        Data::Empty => text.is_empty(),
                        Data::DateTime(at) => {
                            text.starts_with(&at.as_datetime().unwrap().format("%Y-%m-%d").to_string())
                        }
                        Data::Float(number) => text.parse() == Ok(number),
                        other => panic!("{name} {at} {column}: {other:?} for {text}"),
                    },
                    other => panic!("{other}"),
                };
                assert!(same, "{name}, row {at}, {}: {value}", heads[column as usize]);
                filled += u32::from(!value.is_null());
            }
        }
    }
    assert!(filled > 100, "there was something to compare: {filled}");
}

#[test]
fn a_ledger_speaks_in_words_masks_numbers_and_says_who_took_it() {
    let county = County::new();
    let path = county.bench.path("来访.xlsx");
    county.ask(&["export", "来访接待登记簿", "--out", text(&path)]).ends(0);
    let (heads, sheet) = read(&path);
    let cell = |row: u32, name: &str| sheet.get_value((row, column(&heads, name))).unwrap().to_string();
    assert_eq!(sheet.get_value((0, 0)).unwrap().to_string(), "陇城县综治中心来访接待登记簿");
    assert_eq!(
        (cell(2, "编号"), cell(2, "反映人"), cell(2, "联系电话")),
        ("ZZ2026-00001".into(), "张三".into(), "139****0001".into())
    );
    assert_eq!((cell(2, "阶段"), cell(2, "登记人")), ("已归档".into(), "文景云".into()));
    assert!(cell(2, "标题").contains("139****0001"), "numbers in a sentence are masked too");
    let notes: Vec<String> = sheet.rows().skip(8).map(|row| row[0].to_string()).collect();
    assert!(notes.iter().any(|note| note.contains("2026-01-01 至 2026-12-16")), "{notes:?}");
    assert!(notes.iter().any(|note| note.contains("文景云")), "{notes:?}");
    assert_eq!(
        exports(&county.bench),
        [json!({"event": "exported", "what": "reception", "rows": 5, "revealed": false})]
    );
    county.ask(&["export", "reception", "--reveal"]).ends(2);
    let full = county.ask(&["export", "reception", "--reveal", "--reason", "移送法院"]).ends(0).out;
    assert!(full.contains("13900000001"));
    let last = exports(&county.bench).pop().unwrap();
    assert_eq!((&last["revealed"], &last["reason"]), (&json!(true), &json!("移送法院")));
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        assert_eq!(std::fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
    }
}

#[test]
fn a_row_belongs_to_the_period_of_its_own_day() {
    let county = County::new();
    let rows = |ledger: &str, from: &str, to: &str| {
        let said = county.ask(&["export", ledger, "--from", from, "--to", to, "--json"]).ends(0);
        said.json()["rows"].as_array().unwrap().len()
    };
    assert_eq!(rows("assignments", "2026-11-23", "2026-11-23"), 2);
    assert_eq!(rows("assignments", "2026-11-24", "2026-12-16"), 0);
    assert_eq!(
        (rows("call_backs", "2026-11-25", "2026-11-25"), rows("call_backs", "2026-11-01", "2026-11-24")),
        (2, 0)
    );
    let wrong = county.ask(&["export", "reception", "--from", "2026-12-01", "--to", "2026-11-01", "--json"]).ends(2);
    assert_eq!(wrong.error()["kind"], "period_backwards");
}

#[test]
fn what_cannot_be_written_says_so_and_nothing_is_on_record() {
    let county = County::new();
    let kind = |args: &[&str], code| county.ask(&[args, &["--json"]].concat()).ends(code).error()["kind"].clone();
    assert_eq!(kind(&["export", "reception", "--out", "台账.doc"], 2), "table_ending");
    assert_eq!(kind(&["export", "nothing"], 2), "unknown_ledger");
    let there = county.bench.write("there.csv", "mine");
    county.ask(&["export", "reception", "--out", &there]).ends(2);
    assert_eq!(std::fs::read_to_string(&there).unwrap(), "mine");
    county.ask_as("lao", &["export", "reception"]).ends(4);
    assert_eq!(exports(&county.bench), [] as [Value; 0]);
}
