use super::*;

fn limits() -> PartyLimits {
    PartyLimits { today: Day::from_ymd_opt(2026, 11, 20).unwrap(), representatives_max: 5 }
}

fn checked(form: &NewParty) -> Result<Party, &'static str> {
    check(PartyId(1), form, limits()).map_err(|refusal| refusal.code)
}

fn person(name: &str) -> NewParty {
    NewParty::new(Side::Applicant, name)
}

fn made_up_id(body: &str) -> String {
    format!("{body}{}", idno::check_digit(body))
}

fn group(heads: Option<u32>, representatives: usize) -> NewParty {
    let representative = Representative { name: "赵一".into(), ..Representative::default() };
    NewParty {
        nature: Nature::Group,
        head_count: heads,
        representatives: vec![representative; representatives],
        ..person("赵一等人")
    }
}

#[test]
fn a_script_needs_only_side_and_name() {
    let form: NewParty = serde_json::from_str(r#"{"side":"respondent","name":"钱二"}"#).unwrap();
    let party = checked(&form).unwrap();
    assert_eq!((party.side, party.nature, party.name.as_str()), (Side::Respondent, Nature::Person, "钱二"));
}

#[test]
fn a_field_that_does_not_exist_is_refused() {
    let unknown = serde_json::from_str::<NewParty>(r#"{"side":"respondent","name":"钱二","telephone":"1"}"#);
    assert!(unknown.unwrap_err().to_string().contains("telephone"));
}

#[test]
fn a_name_of_invisible_characters_is_no_name() {
    assert_eq!(checked(&person(" \u{200b}\u{3000}")), Err("party_name_missing"));
    assert_eq!(checked(&person(&"长".repeat(121))), Err("party_name_too_long"));
}

#[test]
fn the_identity_number_gives_birth_sex_and_region() {
    let form = NewParty { id_no: Some(made_up_id("62242119650228001")), ..person("孙三") };
    let party = checked(&form).unwrap();
    assert_eq!(party.birth, Day::from_ymd_opt(1965, 2, 28));
    assert_eq!((party.sex, party.region.as_deref()), (Some(Sex::Male), Some("622421")));
    assert_eq!(age(&party, Day::from_ymd_opt(2026, 2, 27).unwrap()), Some(60));
    assert_eq!(age(&party, Day::from_ymd_opt(2026, 2, 28).unwrap()), Some(61));
}

#[test]
fn what_contradicts_the_identity_number_is_refused() {
    let id_no = Some(made_up_id("62242119650228001"));
    assert_eq!(
        checked(&NewParty { id_no: id_no.clone(), sex: Some(Sex::Female), ..person("孙三") }),
        Err("id_contradicts")
    );
    assert_eq!(
        checked(&NewParty { id_no, birth: Day::from_ymd_opt(1965, 2, 27), ..person("孙三") }),
        Err("id_contradicts")
    );
}

#[test]
fn nobody_is_born_tomorrow() {
    let form = NewParty { birth: Day::from_ymd_opt(2026, 11, 21), ..person("李四") };
    assert_eq!(checked(&form), Err("birth_in_the_future"));
}

#[test]
fn a_passport_stands_in_for_an_identity_number() {
    let form = NewParty { id_no: Some("e12345678".into()), ..person("Smith") };
    assert_eq!(checked(&form).unwrap().id_no.as_deref(), Some("E12345678"));
}

#[test]
fn the_code_of_an_organisation_is_optional_but_must_be_right() {
    let company = NewParty { nature: Nature::Organisation, ..person("某某物业公司") };
    assert!(checked(&company).is_ok());
    let wrong = NewParty { id_no: Some(made_up_id("62242119650228001")), ..company };
    assert_eq!(checked(&wrong), Err("organisation_code_wrong"));
}

#[test]
fn a_group_has_a_head_count_and_a_bounded_number_of_representatives() {
    assert_eq!(checked(&group(None, 1)), Err("group_needs_head_count"));
    assert_eq!(checked(&group(Some(1), 1)), Err("group_needs_head_count"));
    assert_eq!(checked(&group(Some(12), 0)), Err("group_representatives"));
    assert!(checked(&group(Some(12), 5)).is_ok());
    assert_eq!(checked(&group(Some(12), 6)), Err("group_representatives"));
    assert_eq!(checked(&group(Some(2), 3)), Err("group_representatives"));
}

#[test]
fn a_head_count_belongs_to_a_group_only() {
    assert_eq!(checked(&NewParty { head_count: Some(3), ..person("周五") }), Err("head_count_is_for_a_group"));
}

#[test]
fn the_same_person_is_known_by_number_then_phone_then_place() {
    let id_no = made_up_id("62242119650228001");
    let phone = Some("139 0000 0001".to_owned());
    let full = NewParty { id_no: Some(id_no.clone()), phone: phone.clone(), ..person("孙三") };
    assert_eq!(person_key(&checked(&full).unwrap()), id_no);
    assert_eq!(person_key(&checked(&NewParty { phone, ..person("孙三") }).unwrap()), "13900000001/孙三");
    let placed = NewParty { place: Some("东关村".into()), ..person("孙三") };
    assert_eq!(person_key(&checked(&placed).unwrap()), "孙三/东关村");
}

#[test]
fn a_person_known_by_number_is_also_known_by_phone_but_not_as_a_namesake() {
    let form = NewParty {
        id_no: Some(made_up_id("62242119650228001")),
        phone: Some("13900000001".into()),
        place: Some("东关村".into()),
        ..person("孙三")
    };
    let known = persons(&checked(&form).unwrap());
    assert_eq!(known[0].keys, [made_up_id("62242119650228001"), "13900000001/孙三".to_owned()]);
}

#[test]
fn a_group_comes_through_its_representatives() {
    let known = persons(&checked(&group(Some(12), 2)).unwrap());
    assert_eq!(known.len(), 2);
    assert_eq!(known[0].name, "赵一");
}

#[test]
fn a_checked_party_can_be_edited_and_checked_again() {
    let form = NewParty { id_no: Some(made_up_id("62242119650228001")), ..person("孙三") };
    let party = checked(&form).unwrap();
    assert_eq!(checked(&NewParty::from(&party)), Ok(party));
}
