use super::*;
use crate::domain::ids::PartyId;
use crate::domain::party::{NewParty, Party, PartyLimits, Representative};
use proptest::prelude::*;

fn party(name: &str, phone: Option<&str>, place: Option<&str>) -> Party {
    let form: NewParty = serde_json::from_value(serde_json::json!({"side": "applicant", "name": "张三"})).unwrap();
    let limits = PartyLimits { today: "2026-11-22".parse().unwrap(), representatives_max: 5 };
    let mut party = crate::domain::party::check(PartyId(1), &form, limits).unwrap();
    party.name = name.to_owned();
    party.phone = phone.map(str::to_owned);
    party.place = place.map(str::to_owned);
    party
}

#[test]
fn people_become_somebody_numbers_vanish_and_places_end_at_the_village() {
    let parties = [party("张三丰", Some("13900000001"), Some("东河镇柳林村三社12号")), party("李四", None, None)];
    let text = "张三丰（139 0000 0001，住东河镇柳林村三社12号）与李四因界墙争执，李四赔偿3000元。";
    let public = anonymised(text, &parties);
    assert_eq!(public, "张某（×，住东河镇柳林村）与李某因界墙争执，李某赔偿3000元。");
    assert_eq!(found(&public, &parties), []);
    assert_eq!(found(text, &parties).len(), 5);
}

#[test]
fn a_name_with_blanks_in_it_or_in_wide_digits_a_number_is_found_all_the_same() {
    let parties = [party("张三丰", Some("13900000001"), None)];
    assert!(found("张 三 丰", &parties).contains(&Found::Name));
    assert!(found("１３９－００００－０００１", &parties).contains(&Found::Phone));
    assert_eq!(found(&anonymised("张 三 丰，１３９－００００－０００１", &parties), &parties), []);
}

#[test]
fn places_are_told_down_to_the_village_and_no_nearer() {
    assert_eq!(coarse("巩昌镇东关村三社12号"), "巩昌镇东关村");
    assert_eq!(coarse("幸福小区3栋201"), "");
    assert_eq!(coarse("滨河路9号"), "");
}

#[test]
fn minors_are_counted_by_their_birthday() {
    let day = |text: &str| text.parse::<Day>().unwrap();
    assert!(is_minor(Some(day("2008-11-23")), 18, day("2026-11-22")));
    assert!(!is_minor(Some(day("2008-11-22")), 18, day("2026-11-22")));
    assert!(!is_minor(None, 18, day("2026-11-22")));
}

const HAN: &str = "[张李王赵村镇河东三四光明某公司号元]{2,4}";

proptest! {
    #[test]
    fn no_public_text_has_private_data_of_a_party_in_it(
        names in proptest::collection::vec((HAN, "1[3-9][0-9]{9}", "(东河镇|西关街道)?[一-龥]{0,3}[村路][0-9]{1,3}号"), 1..4),
        agent in HAN,
        words in proptest::collection::vec("[张李王赵村镇河东三四光明某公司0-9０-９ -]{0,8}", 0..6),
        order in proptest::collection::vec(0_usize..20, 0..12),
    ) {
        let mut parties: Vec<_> =
            names.iter().map(|(name, phone, place)| party(name, Some(phone), Some(place))).collect();
        parties[0].agent = Some(agent.clone());
        parties[0].representatives =
            vec![Representative { name: agent.clone(), phone: Some("18800000002".into()), id_no: None, person: None }];
        let mut pieces: Vec<String> = words;
        pieces.extend(names.iter().flat_map(|(name, phone, place)| [name.clone(), phone.clone(), place.clone()]));
        pieces.push(agent);
        let text: String = order.iter().map(|at| pieces[at % pieces.len()].clone()).collect();
        let public = anonymised(&text, &parties);
        // Looked for by hand, not by what made the text.
        let plain: String = public.chars().filter(|c| !c.is_whitespace()).map(crate::text::halfwidth).collect();
        let digits: String = plain.chars().filter(char::is_ascii_digit).collect();
        for party in &parties {
            prop_assert!(party.name.contains('某') || !plain.contains(&party.name), "{} in {public}", party.name);
            prop_assert!(!digits.contains(party.phone.as_deref().unwrap()), "{public}");
            prop_assert!(!plain.contains(party.place.as_deref().unwrap()), "{public}");
        }
    }
}
