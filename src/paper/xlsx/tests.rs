use super::*;
use crate::domain::figures::Counted;
use crate::domain::time::{Day, at};
use calamine::{Data, DataType as _, Reader as _, Xlsx};
use std::io::{Cursor, Read as _};

fn day() -> Day {
    Day::from_ymd_opt(2026, 11, 22).unwrap()
}

fn table() -> Table {
    let head = |text: &str, kind| Head { text: text.into(), kind };
    let counted = Counted { part: vec!["LX2026-00001".into()], rest: vec!["LX2026-00002".into(); 3] };
    Table {
        name: "try".into(),
        title: "试行台账[1]".into(),
        notes: vec!["期间:全年".into()],
        columns: vec![
            head("名称", Kind::Text),
            head("件数", Kind::Number),
            head("金额", Kind::Money),
            head("满意率", Kind::Share),
            head("日期", Kind::Date),
            head("时间", Kind::Moment),
        ],
        rows: vec![
            vec![
                Cell::text("=HYPERLINK(\"http://x\")"),
                Cell::Number(-3),
                Cell::Money(123_456),
                Cell::Rate(counted),
                Cell::Date(day()),
                Cell::Moment(at(day(), 9, 30)),
            ],
            vec![Cell::text("合计"), Cell::Number(7), Cell::Money(0), Cell::Share(Share { of: 0, among: 0 })],
        ],
        totals: 1,
    }
}

/// Reads a workbook back by a reader that shares no code with the writer.
fn read(bytes: Vec<u8>) -> (Vec<String>, calamine::Range<Data>, Xlsx<Cursor<Vec<u8>>>) {
    let mut book: Xlsx<_> = calamine::open_workbook_from_rs(Cursor::new(bytes)).unwrap();
    let names = book.sheet_names().clone();
    let range = book.worksheet_range(&names[0]).unwrap();
    (names, range, book)
}

#[test]
fn every_cell_comes_back_as_what_it_was() {
    let (names, range, mut book) = read(workbook(&[table()]).unwrap());
    assert_eq!(names, ["试行台账1"], "marks that sheets may not be named with are left out");
    let text = |row, column| range.get_value((row, column)).map(ToString::to_string).unwrap_or_default();
    assert_eq!(text(0, 0), "试行台账[1]");
    let heads: Vec<_> = (0..8).map(|column| text(1, column)).collect();
    assert_eq!(heads, ["名称", "件数", "金额", "满意率(件)", "满意率(总数)", "满意率", "日期", "时间"]);
    assert_eq!(range.get_value((2, 0)), Some(&Data::String("=HYPERLINK(\"http://x\")".into())));
    let numbers: Vec<_> = (1..6).map(|column| range.get_value((2, column)).unwrap().get_float().unwrap()).collect();
    assert_eq!(numbers, [-3.0, 1234.56, 1.0, 4.0, 0.25]);
    assert_eq!(range.get_value((2, 6)).unwrap().as_date(), Some(day()));
    assert_eq!(range.get_value((2, 7)).unwrap().as_datetime(), Some(at(day(), 9, 30).naive_local()));
    assert_eq!((text(3, 3), text(3, 5)), ("0".into(), String::new()), "nothing of nothing is no percentage");
    assert_eq!(text(5, 0), "期间:全年");
    let formulas = book.worksheet_formula("试行台账1").unwrap();
    assert!(formulas.used_cells().next().is_none(), "nothing in it is a formula");
}

#[test]
fn a_file_does_not_tell_when_it_was_made() {
    let mut parts = zip::ZipArchive::new(Cursor::new(workbook(&[table()]).unwrap())).unwrap();
    let mut properties = String::new();
    parts.by_name("docProps/core.xml").unwrap().read_to_string(&mut properties).unwrap();
    let moments: Vec<_> = properties.split("dcterms:W3CDTF\">").skip(1).map(|after| &after[..10]).collect();
    assert_eq!(moments, ["2000-01-01", "2000-01-01"], "{properties}");
    let stamps: Vec<_> =
        (0..parts.len()).map(|at| parts.by_index(at).unwrap().last_modified().unwrap().year()).collect();
    assert!(stamps.iter().all(|year| *year == 1980), "{stamps:?}");
}

#[test]
fn sheets_of_one_name_and_long_ones_can_be_told_apart() {
    let long = Table { title: "很长的名字".repeat(10), ..table() };
    let (names, ..) = read(workbook(&[long.clone(), long, Table::default()]).unwrap());
    assert_eq!(names.len(), 3);
    assert_ne!(names[0], names[1]);
    assert!(names.iter().all(|name| name.chars().count() <= 31 && !name.is_empty()));
}
