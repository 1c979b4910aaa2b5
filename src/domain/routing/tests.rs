use super::*;
use crate::domain::roster::Floor;

fn book() -> Rulebook {
    Rulebook::builtin("longxi").unwrap()
}

/// Who is on the floor on a day; that of the facts is a Monday.
fn floor(day: &str, working: bool) -> Vec<FloorLine> {
    Floor { day: day.parse().unwrap(), working, marks: Vec::new() }.lines(&book().units)
}

fn facts(category: &str, narrative: &str, place: &str) -> RoutingFacts {
    RoutingFacts {
        category: Some(category.into()),
        kind: CaseKind::Dispute,
        place: place.into(),
        party_units: Vec::new(),
        narrative: narrative.into(),
        parties_places: Vec::new(),
        floor: floor("2026-11-23", true),
    }
}

fn best(facts: &RoutingFacts) -> Suggestion {
    let book = book();
    suggest(facts, &book.units, &book).swap_remove(0)
}

fn keys(suggestion: &Suggestion) -> Vec<&'static str> {
    suggestion.reasons.iter().map(Reason::key).collect()
}

#[test]
fn a_wage_dispute_goes_to_the_resident_labour_inspection_in_the_centre() {
    let first = best(&facts("0701", "包工头拖欠工资三个月", ""));
    assert_eq!((first.unit.as_str(), first.handling), ("ldjc", Handling::InCentre));
    for key in ["rule", "duty", "word", "on_floor"] {
        assert!(keys(&first).contains(&key), "{key}");
    }
}

#[test]
fn a_window_unit_handles_on_the_spot_or_takes_it_home() {
    let first = best(&facts("0502", "对手术结果不满", ""));
    assert_eq!((first.unit.as_str(), first.handling), ("wjj", Handling::OnSpotOrHome));
    assert!(keys(&first).contains(&"on_call"));
}

#[test]
fn a_reporting_department_gets_a_deadline() {
    let first = best(&facts("0604", "运费结算有争议", ""));
    assert_eq!((first.unit.as_str(), first.handling), ("jtj", Handling::ByDeadline));
}

#[test]
fn a_village_quarrel_goes_to_its_township_with_the_village_helping() {
    let first = best(&facts("0901", "承包地边界不清", "双河镇上河村三组"));
    assert_eq!((first.unit.as_str(), first.handling), ("sh", Handling::Territory));
    assert_eq!(first.co, [UnitId::from("sh1")]);
    assert!(first.reasons.contains(&Reason::Area { area: "上河村".into() }));
}

#[test]
fn two_departments_make_a_joint_team_led_by_the_centre() {
    let first = best(&facts("0701", "工地拖欠工资,开发商未付工程款", "城关镇"));
    assert_eq!((first.unit.as_str(), first.handling), (CENTRE, Handling::Joint));
    assert!(first.co.contains(&"ldjc".into()) && first.co.contains(&"zjj".into()));
    assert!(first.reasons.contains(&Reason::Sectors { units: "劳动监察、住建窗口".into() }));
}

#[test]
fn two_townships_make_a_joint_team_led_by_the_centre() {
    let mut facts = facts("0903", "两村争一片山", "云岭乡松树湾村");
    facts.parties_places = vec!["云岭乡松树湾村".into(), "碧水乡泉沟村".into()];
    let first = best(&facts);
    assert_eq!((first.unit.as_str(), first.handling), (CENTRE, Handling::Joint));
    assert_eq!(first.co, ["yl", "bs"].map(UnitId::from));
    assert!(first.reasons.contains(&Reason::Townships { units: "云岭乡、碧水乡".into() }));
}

#[test]
fn an_inquiry_is_never_sent_to_a_joint_team() {
    let mut facts = facts("0701", "咨询工地拖欠工资和工程款怎么办", "");
    facts.kind = CaseKind::Inquiry;
    assert_ne!(best(&facts).handling, Handling::Joint);
}

#[test]
fn a_unit_that_is_party_is_never_asked_to_handle() {
    let mut facts = facts("0701", "劳动监察拖欠工资", "");
    facts.party_units = vec!["ldjc".into()];
    let book = book();
    let all = suggest(&facts, &book.units, &book);
    assert!(!all.is_empty());
    assert!(all.iter().all(|suggestion| suggestion.unit.as_str() != "ldjc"));
    assert!(all.iter().all(|suggestion| !suggestion.co.contains(&"ldjc".into())));
}

#[test]
fn a_complaint_about_bribes_goes_to_discipline_inspection() {
    let mut facts = facts("1502", "村干部优亲厚友", "双河镇上河村");
    facts.kind = CaseKind::Complaint;
    assert_eq!(best(&facts).unit.as_str(), "jjw");
}

#[test]
fn who_is_on_the_floor_today_decides_between_near_equals() {
    let book = book();
    let score = |day: &str, working| {
        let facts = RoutingFacts { floor: floor(day, working), ..facts("0101", "因彩礼争吵", "") };
        let all = suggest(&facts, &book.units, &book);
        all.into_iter().find(|suggestion| suggestion.unit.as_str() == "fl").unwrap()
    };
    let (monday, tuesday) = (score("2026-11-23", true), score("2026-11-24", true));
    assert_eq!(monday.score, tuesday.score + book.triage.floor_bonus);
    assert!(monday.reasons.contains(&Reason::OnFloor) && tuesday.reasons.contains(&Reason::NotToday));
    assert!(!score("2026-10-05", false).reasons.contains(&Reason::OnFloor));
}

#[test]
fn what_no_rule_points_at_stays_with_the_centre() {
    let first = best(&facts("99", "说不清楚", ""));
    assert_eq!((first.unit.as_str(), first.reasons), (CENTRE, vec![Reason::Nobody]));
    let mut unassessed = facts("99", "说不清楚", "");
    unassessed.category = None;
    assert_eq!(best(&unassessed).unit.as_str(), CENTRE);
}

#[test]
fn places_are_looked_for_in_the_narrative_when_none_is_given() {
    let first = best(&facts("0201", "黄坪村两户因排水争吵", ""));
    assert_eq!(first.co, [UnitId::from("hp1")]);
}

#[test]
fn suggestions_come_best_first_and_never_the_same_unit_twice() {
    let book = book();
    let all = suggest(&facts("0101", "彩礼退还,动手殴打", "城关镇东街社区"), &book.units, &book);
    assert!(all.windows(2).all(|pair| pair[0].score >= pair[1].score));
    let mut units: Vec<_> = all.iter().map(|suggestion| &suggestion.unit).collect();
    units.sort();
    units.dedup();
    assert_eq!(units.len(), all.len());
    assert!(all.len() <= book.triage.suggestions);
}
