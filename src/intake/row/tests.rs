use super::*;
use crate::desk::bench::{founded, wang};
use crate::domain::time::at;
use crate::intake::map::{Mapping, known};
use crate::intake::table::Table;
use chrono::NaiveDate;

/// Reads the rows of a register as the centre would take them.
fn read(text: &str, map: &str) -> Vec<Result<Made, Vec<(String, &'static str)>>> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("台账.csv");
    std::fs::write(&path, text).unwrap();
    let today = NaiveDate::from_ymd_opt(2026, 11, 22).unwrap();
    let desk = founded(folder.path().join("desk.db"), &wang(), at(today, 9, 0), true);
    let mapping: Mapping = toml::from_str(map).unwrap();
    let table = Table::open(&path, None, &known(Some(&mapping))).unwrap();
    let columns = Columns::of(&table, &mapping).unwrap();
    let mut reader = Reader::new(&columns, "台账".into(), desk.centre().unwrap(), today);
    let said = |troubles: Vec<Trouble>| {
        troubles.into_iter().map(|it| (it.column.unwrap_or_default(), it.refusal.code)).collect::<Vec<_>>()
    };
    let rows = table.rows().filter(|row| !reader.is_footer(row)).collect::<Vec<_>>();
    rows.iter()
        .map(|row| match reader.origin(row) {
            (origin, None) => reader.read(row, origin).map_err(said),
            (_, Some(trouble)) => Err(said(vec![trouble])),
        })
        .collect()
}

fn one(text: &str, map: &str) -> Made {
    read(text, map).remove(0).unwrap_or_else(|troubles| panic!("{troubles:?}"))
}

#[test]
fn several_people_a_group_and_an_organisation_are_told_apart() {
    let made = one("姓名,电话,对方,诉求\n甲一、乙二,19900000001、19900000002,陇城县某某劳务公司,欠薪\n", "");
    let parties = &made.register().parties;
    let told: Vec<_> =
        parties.iter().map(|it| (it.name.as_str(), it.nature.key(), it.phone.as_deref().unwrap_or(""))).collect();
    assert_eq!(
        told,
        [
            ("甲一", "person", "19900000001"),
            ("乙二", "person", "19900000002"),
            ("陇城县某某劳务公司", "organisation", "")
        ]
    );
    let made = one("姓名,电话,诉求\n甲一等12人,19900000001,停电梯\n", "");
    let group = &made.register().parties[0];
    assert_eq!((group.head_count, group.representatives[0].phone.as_deref()), (Some(12), Some("19900000001")));
}

#[test]
fn everything_that_is_wrong_with_a_row_is_said_at_once() {
    let troubles =
        read("姓名,电话,身份证号,登记时间,渠道,诉求\n,1990,6.22E+17,2026.13.1,飞鸽,\n", "").remove(0).unwrap_err();
    let told: Vec<_> = troubles.iter().map(|(column, code)| (column.as_str(), *code)).collect();
    for wanted in [
        ("渠道", "cell_unknown"),
        ("身份证号", "cell_digits_lost"),
        ("姓名", "applicant_missing"),
        ("登记时间", "cell_date"),
    ] {
        assert!(told.contains(&wanted), "{told:?}");
    }
}

#[test]
fn whether_it_is_over_is_told_by_the_status_the_day_or_the_result() {
    let over = |text: &str, map: &str| matches!(one(text, map), Made::Over(_));
    assert!(over("姓名,诉求,登记日期,状态,结果,办结日期\n甲一,x,2026.1.2,已办结,调成,2026.2.3\n", ""));
    assert!(!over("姓名,诉求,登记日期,状态,结果,办结日期\n甲一,x,2026.1.2,办理中,已约谈,\n", ""));
    assert!(over("姓名,诉求,登记日期,结果\n甲一,x,2026.1.2,调成\n", "[defaults]\nclosed_same_day = true\n"));
    let open = one("姓名,诉求,状态,承办单位\n甲一,x,办理中,人社局\n", "[defaults]\nkeep_in_words = [\"unit\"]\n");
    assert_eq!(
        open.register().narrative.lines().count(),
        2,
        "the unit is kept in words: {}",
        open.register().narrative
    );
}

#[test]
fn a_number_that_stands_twice_is_said_and_its_place_makes_it_another_entry() {
    let read = read("编号,姓名,诉求\n1,甲一,x\n1,乙二,y\n合计,,\n", "");
    assert_eq!(read.len(), 2);
    assert_eq!(read[1].as_ref().unwrap_err(), &[("编号".to_owned(), "row_entry_twice")]);
}

#[test]
fn values_are_understood_by_name_code_and_the_map_and_kept_in_words_where_that_is_said() {
    let made = one(
        "姓名,诉求,渠道,等级,类别\n甲一,x,12345,疑难复杂,自家分类\n",
        "[values.category]\n\"自家分类\" = \"0202\"\n",
    );
    let register = made.register();
    assert_eq!((register.channel.key(), register.grade.map(Grade::key)), ("phone", Some("major")));
    assert_eq!(register.category.as_ref().map(CategoryId::as_str), Some("0202"));
    let kept = one("姓名,诉求,类别\n甲一,x,没有的类\n", "[defaults]\nkeep_in_words = [\"category\"]\n");
    assert_eq!(kept.register().narrative, "x\n类别：没有的类");
}
