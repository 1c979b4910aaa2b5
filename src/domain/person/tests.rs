use super::*;
use crate::domain::refusal::Refusal;
use crate::domain::time::at;
use proptest::prelude::*;

fn day() -> Day {
    Day::from_ymd_opt(2026, 11, 20).unwrap()
}

fn number(sequence: u32) -> String {
    let body = format!("62992119650228{sequence:03}");
    format!("{body}{}", idno::check_digit(&body))
}

fn seen(case: i64, name: &str) -> Sighting {
    Sighting {
        case: CaseId(case),
        party: 1,
        nth: 0,
        capacity: Capacity::Applicant,
        nature: Nature::Person,
        name: name.into(),
        id_no: None,
        phone: None,
        place: None,
    }
}

fn person(id: i64, sightings: &[Sighting]) -> Person {
    Person::gather(PersonId(id), &[], sightings).unwrap()
}

fn ordered(person: &Person, other: Option<&Person>, command: &PersonCommand) -> Result<PersonEvent, Refusal> {
    let known = Known { today: day(), person, other, holder: None };
    decide(command, &known).map(|mut events| events.remove(0))
}

fn refused(person: &Person, other: Option<&Person>, command: &PersonCommand) -> &'static str {
    ordered(person, other, command).unwrap_err().code
}

fn correct(to: Correction) -> PersonCommand {
    PersonCommand::CorrectPerson { to, reason: "看了身份证".into() }
}

fn phone(number: &str) -> Correction {
    Correction { phone: Some(number.into()), ..Correction::default() }
}

#[test]
fn what_a_newer_case_says_wins_field_by_field() {
    let old = Sighting { id_no: Some(number(1)), phone: Some("13900000001".into()), ..seen(1, "孙三") };
    let new = Sighting { phone: Some("13900000002".into()), place: Some("东关村".into()), ..seen(2, "孙叁") };
    let known = person(1, &[new, old]);
    assert_eq!((known.name.as_str(), known.aliases.as_slice()), ("孙叁", ["孙三".to_owned()].as_slice()));
    assert_eq!(known.phones, ["13900000002", "13900000001"]);
    assert_eq!((known.cases, known.last_case), (2, Some(CaseId(2))));
    assert_eq!((known.birth, known.sex), (Day::from_ymd_opt(1965, 2, 28), Some(Sex::Male)));
    assert_eq!(known.region.as_deref(), Some("629921"));
}

#[test]
fn a_correction_stands_until_a_later_case_says_otherwise() {
    let first = Sighting { phone: Some("13900000001".into()), ..seen(1, "孙三") };
    let event = ordered(&person(1, std::slice::from_ref(&first)), None, &correct(phone("139 0000 0002"))).unwrap();
    let own = [(PersonId(1), Own::replay([(at(day(), 9, 0), &event)]))];
    let corrected = Person::gather(PersonId(1), &own, std::slice::from_ref(&first)).unwrap();
    assert_eq!(corrected.phones, ["13900000002", "13900000001"]);
    let later = Sighting { phone: Some("13900000003".into()), ..seen(2, "孙三") };
    let later = Person::gather(PersonId(1), &own, &[later, first]).unwrap();
    assert_eq!(later.phones[0], "13900000003");
}

#[test]
fn a_wrong_number_can_be_wiped_out_and_is_not_put_back_by_its_old_case() {
    let first = Sighting { id_no: Some(number(1)), ..seen(1, "孙三") };
    let wipe = correct(Correction { id_no: Some(String::new()), ..Correction::default() });
    let event = ordered(&person(1, std::slice::from_ref(&first)), None, &wipe).unwrap();
    let own = [(PersonId(1), Own::replay([(at(day(), 9, 0), &event)]))];
    assert_eq!(Person::gather(PersonId(1), &own, &[first]).unwrap().id_no, None);
}

#[test]
fn a_correction_is_checked_as_intake_is() {
    let known = person(1, &[Sighting { id_no: Some(number(1)), ..seen(1, "孙三") }]);
    let code = |to| refused(&known, None, &correct(to));
    assert_eq!(code(Correction::default()), "nothing_changes");
    assert_eq!(code(Correction { name: Some("孙三".into()), ..Correction::default() }), "nothing_changes");
    assert_eq!(code(Correction { name: Some(" ".into()), ..Correction::default() }), "party_name_missing");
    assert_eq!(code(Correction { id_no: Some("123".into()), ..Correction::default() }), "id_length");
    assert_eq!(code(phone("12")), "phone_wrong");
    assert_eq!(code(Correction { sex: Some(Sex::Female), ..Correction::default() }), "id_contradicts");
    let silent = PersonCommand::CorrectPerson { to: phone("13900000009"), reason: " ".into() };
    assert_eq!(refused(&known, None, &silent), "words_missing");
    let to = Correction { id_no: Some(number(2)), ..Correction::default() };
    let taken = Known { today: day(), person: &known, other: None, holder: Some(PersonId(7)) };
    assert_eq!(decide(&correct(to), &taken).unwrap_err().code, "id_of_another_person");
}

#[test]
fn names_are_added_and_taken_away_and_the_present_one_is_no_alias() {
    let known = person(1, &[seen(1, "孙三"), seen(2, "孙叁")]);
    let add = |alias: &str| PersonCommand::AddAlias { alias: alias.into() };
    let remove = |alias: &str| PersonCommand::RemoveAlias { alias: alias.into() };
    assert_eq!(refused(&known, None, &add("孙叁")), "alias_known");
    assert_eq!(refused(&known, None, &add("孙三")), "alias_known");
    assert_eq!(refused(&known, None, &remove("孙老三")), "alias_unknown");
    let events = [ordered(&known, None, &add("孙老三")).unwrap(), ordered(&known, None, &remove("孙三")).unwrap()];
    let own = [(PersonId(1), Own::replay(events.iter().map(|event| (at(day(), 9, 0), event))))];
    let known = Person::gather(PersonId(1), &own, &[seen(1, "孙三"), seen(2, "孙叁")]).unwrap();
    assert_eq!(known.aliases, ["孙老三"]);
}

#[test]
fn a_household_is_named_by_whoever_was_first_in_it() {
    let (mother, son, wife) =
        (person(1, &[seen(1, "周母")]), person(2, &[seen(1, "周子")]), person(3, &[seen(1, "周妻")]));
    let join = |with: i64| PersonCommand::JoinHousehold { with: PersonId(with), relation: "子".into() };
    let event = ordered(&son, Some(&mother), &join(1)).unwrap();
    let own = Own::replay([(at(day(), 9, 0), &event)]);
    assert_eq!(own.household.as_ref().map(|it| it.of), Some(PersonId(1)));
    let son = Person { household: own.household, ..son };
    assert!(matches!(
        ordered(&wife, Some(&son), &join(2)).unwrap(),
        PersonEvent::HouseholdJoined { household: PersonId(1), .. }
    ));
    assert_eq!(refused(&son, Some(&mother), &join(1)), "household_already");
    assert_eq!(refused(&mother, Some(&son), &join(2)), "household_already");
    assert_eq!(refused(&mother, None, &PersonCommand::LeaveHousehold {}), "no_household");
    let firm = Person { nature: Nature::Organisation, ..wife };
    assert_eq!(refused(&firm, Some(&mother), &join(1)), "household_is_for_persons");
}

#[test]
fn two_numbers_are_two_people_until_one_is_corrected() {
    let same = PersonCommand::SamePerson { other: PersonId(2), reason: "本人说明".into() };
    let one = person(1, &[Sighting { id_no: Some(number(1)), ..seen(1, "孙三") }]);
    let two = person(2, &[Sighting { id_no: Some(number(2)), ..seen(2, "孙三") }]);
    let bare = person(2, &[seen(2, "孙三")]);
    assert_eq!(refused(&one, Some(&two), &same), "person_ids_differ");
    assert!(ordered(&one, Some(&bare), &same).is_ok());
    assert_eq!(refused(&one, Some(&one), &same), "person_same_already");
    assert_eq!(refused(&one, None, &same), "unknown_person");
    assert_eq!(refused(&one, None, &PersonCommand::PartPerson { reason: "弄错了".into() }), "person_not_joined");
    let firm = Person { nature: Nature::Organisation, ..bare };
    assert_eq!(refused(&one, Some(&firm), &same), "person_other_kind");
}

#[test]
fn the_command_is_flat_json_and_reads_back() {
    let command = correct(phone("13900000001"));
    let json = serde_json::to_value(&command).unwrap();
    assert_eq!(json, serde_json::json!({"command": "correct_person", "phone": "13900000001", "reason": "看了身份证"}));
    assert_eq!(serde_json::from_value::<PersonCommand>(json).unwrap(), command);
}

fn any_sighting() -> impl Strategy<Value = Sighting> {
    let names = prop::sample::select(vec!["孙三", "孙叁", "孙老三"]);
    let phones = prop::option::of(prop::sample::select(vec!["13900000001", "13900000002"]));
    (1i64..9, 1u32..4, 0u32..3, names, phones, prop::option::of(1u32..3), any::<bool>()).prop_map(
        |(case, party, nth, name, phone, id_no, placed)| Sighting {
            party,
            nth,
            id_no: id_no.map(number),
            phone: phone.map(str::to_owned),
            place: placed.then(|| format!("东关村{case}号")),
            ..seen(case, name)
        },
    )
}

fn any_sightings() -> impl Strategy<Value = Vec<Sighting>> {
    prop::collection::vec(any_sighting(), 1..8).prop_map(|mut all| {
        // A case has one row for each place in it.
        all.sort_by_key(|it| (it.case, it.party, it.nth));
        all.dedup_by_key(|it| (it.case, it.party, it.nth));
        all
    })
}

proptest! {
    #[test]
    fn the_order_in_which_cases_are_read_does_not_matter(
        (straight, mixed) in any_sightings().prop_flat_map(|all| (Just(all.clone()), Just(all).prop_shuffle()))
    ) {
        prop_assert_eq!(person(1, &straight), person(1, &mixed));
    }

    #[test]
    fn a_newer_case_takes_a_person_as_far_as_reading_everything_again(all in any_sightings(), newer in any_sightings()) {
        let newer: Vec<_> = newer.into_iter().map(|it| Sighting { case: CaseId(it.case.0 + 10), ..it }).collect();
        let mut known = person(1, &all);
        for case in 11..20 {
            let of_case: Vec<_> = newer.iter().filter(|it| it.case == CaseId(case)).cloned().collect();
            if !of_case.is_empty() {
                prop_assert!(known.goes_on(CaseId(case)));
                known.go_on(&of_case);
            }
        }
        prop_assert_eq!(known, person(1, &[all, newer].concat()));
    }

    #[test]
    fn parting_gives_back_what_was_joined(
        mine in any_sightings(), theirs in any_sightings(), alias in prop::option::of("[乙-甲]{1,3}")
    ) {
        let (me, them) = (PersonId(1), PersonId(2));
        let now = at(day(), 9, 0);
        let mut own = Own::default();
        if let Some(alias) = alias {
            own.apply(now, &PersonEvent::AliasAdded { alias });
        }
        let before = Person::gather(me, &[(me, own.clone())], &mine).unwrap();
        let other = Person::gather(them, &[], &theirs).unwrap();
        own.apply(now, &PersonEvent::PersonJoined { into: them, reason: "同一人".into() });
        let both: Vec<_> = mine.iter().chain(&theirs).cloned().collect();
        let joined = Person::gather(them, &[(them, Own::default()), (me, own.clone())], &both).unwrap();
        prop_assert!(joined.phones.iter().all(|it| before.phones.contains(it) || other.phones.contains(it)));
        prop_assert_eq!(&joined.same, &[me]);
        own.apply(now, &PersonEvent::PersonParted { reason: "不是".into() });
        let after = Person::gather(me, &[(me, own)], &mine).unwrap();
        prop_assert_eq!(Person { rev: before.rev, ..after }, before);
        prop_assert_eq!(Person::gather(them, &[], &theirs).unwrap(), other);
    }
}
