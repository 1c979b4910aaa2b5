use super::*;
use proptest::prelude::*;

fn known() -> Known {
    Known::new(["编号", "姓名", "电话", "申请人姓名", "申请人电话", "诉求"])
}

fn table(name: &str, bytes: &[u8]) -> Result<Table, Refusal> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(name);
    std::fs::write(&path, bytes).unwrap();
    let table = Table::open(&path, None, &known())?;
    // What is read later needs the file.
    let rows = table.rows().count();
    assert!(rows <= table.rows as usize, "{name}");
    std::mem::forget(folder);
    Ok(table)
}

fn shown(table: &Table) -> Vec<(u32, Vec<String>)> {
    table.rows().map(|row| (row.number, row.cells.iter().map(Cell::text).collect())).collect()
}

#[test]
fn rows_have_the_numbers_that_the_spreadsheet_shows() {
    let text =
        "来访台账\r\n\r\n编号,姓名,诉求\r\n1,甲,\"两行\r\n的话\"\r\n\r\n\r\n2,乙,一行\r\n编号,姓名,诉求\r\n3,丙,末行";
    let table = table("a.csv", text.as_bytes()).unwrap_or_else(|refusal| panic!("{refusal:?}"));
    assert_eq!((table.head_row, table.header.join("|").as_str()), (3, "编号|姓名|诉求"));
    let numbers: Vec<u32> = shown(&table).iter().map(|(number, _)| *number).collect();
    assert_eq!(numbers, [4, 7, 9]);
    assert_eq!(shown(&table)[0].1[2], "两行\r\n的话");
}

#[test]
fn every_encoding_and_separator_of_excel_and_wps_is_found_out() {
    let text = "编号,姓名,诉求\n1,甲,院墙占道\n";
    let wanted = vec![(2, vec!["1".to_owned(), "甲".to_owned(), "院墙占道".to_owned()])];
    let gbk = encoding_rs::GBK.encode(text).0.into_owned();
    let utf16: Vec<u8> =
        std::iter::once(0xfeff).chain(text.replace(',', "\t").encode_utf16()).flat_map(u16::to_le_bytes).collect();
    for (name, bytes) in [
        ("utf8", text.as_bytes().to_vec()),
        ("mark", format!("\u{feff}{text}").into_bytes()),
        ("gbk", gbk),
        ("semicolon", text.replace(',', ";").into_bytes()),
        ("tab", text.replace(',', "\t").into_bytes()),
        ("utf16", utf16),
        ("old Mac", text.replace('\n', "\r").into_bytes()),
    ] {
        let table = table(&format!("{name}.csv"), &bytes).unwrap_or_else(|refusal| panic!("{name}: {refusal:?}"));
        assert_eq!(shown(&table), wanted, "{name}");
    }
}

#[test]
fn a_head_over_two_rows_is_one() {
    let table = table("a.csv", "登记\n编号,申请人,,诉求\n,姓名,电话,\n1,甲,19900000001,院墙\n".as_bytes());
    let table = table.unwrap_or_else(|refusal| panic!("{refusal:?}"));
    assert_eq!((table.head_row, table.header.join("|").as_str()), (3, "编号|申请人姓名|申请人电话|诉求"));
}

#[test]
fn what_was_marked_as_text_is_the_text() {
    assert_eq!(Cell::of("'=1+1"), Cell::Text("=1+1".into()));
    assert_eq!(Cell::of("'甲'"), Cell::Text("'甲'".into()));
    assert_eq!(Cell::of(" \u{feff} "), Cell::Empty);
}

proptest! {
    #[test]
    fn whatever_a_file_holds_it_is_read_or_refused(bytes in proptest::collection::vec(any::<u8>(), 0..300), start in 0_usize..4) {
        let starts: [&[u8]; 4] = [b"", b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "编号,姓名,诉求\n".as_bytes()];
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a");
        std::fs::write(&path, [starts[start], &bytes].concat()).unwrap();
        if let Ok(table) = Table::open(&path, None, &known()) {
            prop_assert!(table.rows().count() <= table.rows as usize);
        }
    }
}
