use super::*;
use crate::words::Lang;
use crate::words::say;

#[test]
fn the_usual_names_are_read_and_stand_for_one_field_each() {
    let mut seen = HashMap::new();
    for (field, names) in &USUAL.columns {
        for name in names {
            let other = seen.insert(squeezed(name), *field);
            assert!(other.is_none_or(|other| other == *field), "{name} is {field} and {other:?}");
        }
    }
    for field in Field::ALL {
        assert!(USUAL.columns.get(field).is_some_and(|names| !names.is_empty()), "{field} has no usual name");
    }
}

#[test]
fn the_columns_that_an_error_sheet_adds_are_known_in_every_language() {
    for lang in [Lang::ZhCn, Lang::En] {
        for (word, field) in
            [("register", Field::OriginRegister), ("entry", Field::OriginEntry), ("decision", Field::Decision)]
        {
            let name = lang.speaking(|| say(&format!("import.sheet.{word}")));
            assert_eq!(NAMES.get(&squeezed(&name)), Some(&field), "{name}");
            assert!(is_ours(&name));
        }
        for word in ["reason", "next", "beyond"] {
            assert!(is_ours(&lang.speaking(|| say(&format!("import.sheet.{word}")))));
        }
    }
}

#[test]
fn a_head_goes_by_its_names_whatever_their_order_and_what_an_error_sheet_added() {
    let head = |names: &[&str]| fingerprint(&names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>());
    assert_eq!(head(&["姓名", "诉 求"]), head(&["诉求", "姓名", "", "导入·原因", "import: entry"]));
    assert_ne!(head(&["姓名", "诉求"]), head(&["姓名", "电话"]));
}

#[test]
fn a_map_is_written_as_it_is_read() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("map.toml");
    let mapping = Mapping {
        columns: BTreeMap::from([("谁".to_owned(), Field::ApplicantName)]),
        values: BTreeMap::from([("channel".to_owned(), BTreeMap::from([("前台".to_owned(), "walk_in".to_owned())]))]),
        defaults: Defaults { kind: Some(CaseKind::Errand), closed_same_day: true, ..Defaults::default() },
        ..Mapping::default()
    };
    mapping.write(&path).unwrap();
    assert_eq!(Mapping::read(&path).unwrap(), mapping);
    std::fs::write(&path, "[columns]\n\"谁\" = \"nobody\"\n").unwrap();
    assert!(Mapping::read(&path).unwrap_err().args.iter().any(|(_, why)| why.starts_with("2: ")));
}
