mod lines;

use super::*;
use crate::domain::party::Nature;
use crate::domain::vocabulary::CaseKind;
use chrono::NaiveDate;
use proptest::prelude::*;

const AREAS: &[&str] = &["文苑镇", "柳林村", "城关镇", "东街社区"];

fn today() -> Day {
    NaiveDate::from_ymd_opt(2026, 11, 23).unwrap()
}

fn guess(text: &str) -> Vec<(CategoryId, usize)> {
    let words = [("工资", "0701"), ("欠薪", "0701"), ("宅基地", "0902"), ("油烟", "0203")];
    words.iter().filter(|(word, _)| text.contains(word)).map(|(_, id)| (CategoryId::from(*id), 2)).collect()
}

fn reading(text: &str) -> Reading {
    read_with(text, AREAS, guess, today())
}

fn value(reading: &Reading, field: Field) -> (&str, Certainty) {
    reading.get(field).map_or(("", Certainty::Assumed), |found| (found.value.as_str(), found.certainty))
}

#[test]
fn a_sentence_as_officers_type_it_is_read_whole() {
    let read = reading("张三 13900000001 文苑镇柳林村三社 老板李四拖欠工资3.5万元");
    assert_eq!(value(&read, Field::Name), ("张三", Certainty::Stated));
    assert_eq!(value(&read, Field::Phone), ("13900000001", Certainty::Stated));
    assert_eq!(value(&read, Field::Place), ("文苑镇柳林村三社", Certainty::Stated));
    assert_eq!(value(&read, Field::Opponent), ("李四", Certainty::Likely));
    assert_eq!(value(&read, Field::Category), ("0701", Certainty::Likely));
    assert_eq!(value(&read, Field::Amount), ("3500000", Certainty::Stated));
    assert_eq!(read.register.narrative, "老板李四拖欠工资3.5万元");
    assert_eq!(read.register.kind, CaseKind::Dispute);
    assert_eq!(read.register.parties.len(), 2);
    assert!(read.missing().is_empty());
}

#[test]
fn labels_leave_no_doubt() {
    let read = reading("姓名:上官云飞 电话：0932-6620001 对方:陇城建筑有限公司 拖欠工资");
    assert_eq!(value(&read, Field::Name), ("上官云飞", Certainty::Stated));
    assert_eq!(value(&read, Field::Phone), ("0932-6620001", Certainty::Stated));
    assert_eq!(value(&read, Field::Opponent), ("陇城建筑有限公司", Certainty::Stated));
    assert_eq!(read.register.parties[1].nature, Nature::Organisation);
    assert!(!read.register.narrative.contains("6620001"), "{}", read.register.narrative);
}

#[test]
fn a_sentence_without_blanks_is_read_with_marks_of_doubt() {
    let read = reading("张三说邻居王大明占了他家宅基地");
    assert_eq!(value(&read, Field::Name), ("张三", Certainty::Likely));
    assert_eq!(value(&read, Field::Opponent), ("王大明", Certainty::Likely));
    assert_eq!(read.register.narrative, "张三说邻居王大明占了他家宅基地");
}

#[test]
fn full_width_numbers_and_punctuation_are_read() {
    let read = reading("刘芳，１３９００００００１２，城关镇东街社区，楼下火锅店油烟扰民");
    assert_eq!(value(&read, Field::Phone).0, "13900000012");
    assert_eq!(value(&read, Field::Place).0, "城关镇东街社区");
    assert_eq!(read.register.narrative, "楼下火锅店油烟扰民");
}

#[test]
fn a_wrong_identity_number_is_kept_with_its_fault_and_out_of_the_narrative() {
    let read = reading("张三 110101199003070001 欠薪");
    let found = read.get(Field::IdNo).unwrap();
    assert!(found.fault.is_some());
    assert_eq!(read.register.parties[0].id_no.as_deref(), Some("110101199003070001"));
    assert_eq!(read.register.narrative, "欠薪");
}

#[test]
fn what_is_not_said_is_asked_for_and_never_made_up() {
    let read = reading("13900000001");
    assert_eq!(read.missing(), [Field::Name, Field::Narrative]);
    assert!(read.register.parties.is_empty());
    assert_eq!(reading("").missing(), [Field::Name, Field::Narrative]);
}

#[test]
fn numbers_days_and_channels_are_found() {
    let read = reading("王五 13900000002 来电 投诉陇城宏达建筑公司拖欠12名工人工资 11月3日停工");
    assert_eq!(value(&read, Field::People).0, "12");
    assert_eq!(value(&read, Field::Channel), ("phone", Certainty::Stated));
    assert_eq!(value(&read, Field::Kind), ("complaint", Certainty::Stated));
    assert_eq!(value(&read, Field::OccurredOn), ("2026-11-03", Certainty::Likely));
    assert_eq!(value(&read, Field::Opponent).0, "陇城宏达建筑公司");
    assert_eq!(value(&read, Field::Name).0, "王五");
}

#[test]
fn names_are_found_behind_a_place_or_a_role_and_firms_at_the_head_of_a_piece() {
    let read = reading("文苑镇柳林村李桂花来电,说儿子不养老,电话0932-6620011");
    assert_eq!(value(&read, Field::Name), ("李桂花", Certainty::Likely));
    assert_eq!(value(&read, Field::Place).0, "文苑镇柳林村");
    let read = reading("王强等12名农民工,13900000031,甘肃宏远建筑有限公司拖欠工资28万元");
    assert_eq!(value(&read, Field::Name).0, "王强");
    assert_eq!(value(&read, Field::Opponent), ("甘肃宏远建筑有限公司", Certainty::Likely));
    let read = reading("孩子在学校被打伤 家长陈静 13900000071 要求学校赔偿");
    assert_eq!(value(&read, Field::Name), ("陈静", Certainty::Stated));
    assert_eq!(reading("老刘家和老张家宅基地边界纠纷，柳林村").missing(), [Field::Name]);
}

proptest! {
    #[test]
    fn no_sentence_makes_it_panic_and_every_place_lies_in_the_text(raw in "[\\PC]{0,60}") {
        let read = reading(&raw);
        for found in &read.found {
            if let Some(at) = &found.at {
                prop_assert!(read.text.get(at.clone()).is_some());
            }
        }
    }

    #[test]
    fn no_officers_sentence_makes_it_panic(raw in "([张李王与诉告老板邻居欠工资文苑镇柳林村三社号公司万元十两百千 ，0-9.:-]|1[0-9]{9,11}){0,30}") {
        let _ = reading(&raw);
    }
}
