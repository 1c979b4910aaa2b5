//! Directives through the door: the ladder that issues by itself, instructions that write twice, and who sees what.

use super::town::{Town, WANG};
use std::collections::BTreeMap;
use yichuang::desk::views::Viewer;
use yichuang::desk::{DirectiveFilter, DirectiveLine};
use yichuang::domain::directive::DirectiveStatus;
use yichuang::domain::ids::DirectiveNo;
use yichuang::domain::vocabulary::{DirectiveKind, Stage};

const WAGES: &str = r#"{"command":"register","kind":"dispute","channel":"walk_in","accept":true,"category":"0701",
    "grade":"general","narrative":"拖欠工资三个月","parties":[{"side":"applicant","name":"孙满仓"},
    {"side":"respondent","name":"李长河"}]}"#;

fn wages(town: &mut Town) -> String {
    let no = town.does(WANG, WAGES).no.unwrap();
    town.no = Some(no.clone());
    no.to_string()
}

fn all(town: &Town) -> Vec<DirectiveLine> {
    seen_by(town, "gao")
}

fn seen_by(town: &Town, officer: &str) -> Vec<DirectiveLine> {
    let mut desk = town.desk.reader().unwrap();
    desk.look_as(&officer.into()).unwrap();
    let officer = desk.centre().unwrap().officer(&officer.into()).unwrap().clone();
    desk.directives(&DirectiveFilter::default(), &Viewer::masked(&officer)).unwrap()
}

#[test]
fn the_ladder_issues_a_reminder_and_proposes_an_order_and_a_talk_once_whoever_lets_it_climb() {
    let mut town = Town::new("2026-11-02 09:00");
    let no = wages(&mut town);
    town.does(WANG, r#"{"command":"route","lead":"ldjc"}"#);
    for (day, officer) in [("11-06", "lao"), ("11-10", "li"), ("11-13", "du"), ("11-20", "gao"), ("11-30", "wang")] {
        town.at(&format!("2026-{day} 09:00"));
        for officer in [officer, "li"] {
            town.does(officer, r#"{"command":"escalate"}"#);
        }
    }
    let told = all(&town);
    let mut counts: BTreeMap<_, u32> = BTreeMap::new();
    for line in told.iter().filter(|line| line.level.is_some() || line.status == DirectiveStatus::Proposed) {
        *counts.entry(line.kind).or_default() += 1;
    }
    assert!(told.iter().all(|line| line.case.as_ref().is_some_and(|it| it.as_str() == no)));
    // Signing for it and handling it run against the unit; each is its own lateness, and each called once a level.
    let of = |kind: DirectiveKind| told.iter().filter(|line| line.kind == kind).collect::<Vec<_>>();
    assert_eq!((of(DirectiveKind::Reminder).len(), of(DirectiveKind::Order).len(), of(DirectiveKind::Talk).len()), {
        (2, 2, 2)
    });
    assert!(of(DirectiveKind::Reminder).iter().all(|it| it.status == DirectiveStatus::Issued));
    assert!(of(DirectiveKind::Order).iter().all(|it| it.status == DirectiveStatus::Proposed));
    assert_eq!(of(DirectiveKind::Order)[0].awaits.as_deref(), Some("sign_off"));
    // The unit is told of what was issued, and of nothing that nobody has signed.
    let unit = seen_by(&town, "lao");
    assert!(unit.iter().all(|it| it.kind == DirectiveKind::Reminder) && unit.len() == 2, "{unit:?}");
    assert_eq!(unit[0].awaits.as_deref(), Some("receive"));
    assert!(seen_by(&town, "jian").is_empty());
    // A reminder that nobody answers climbs itself.
    assert!(of(DirectiveKind::Reminder).iter().all(|it| it.level.is_some()));
    assert!(town.desk.verify().unwrap().ok);
    let view = town.desk.case_view(&no.as_str().into(), &viewer(&town, "gao")).unwrap();
    assert_eq!(view.directives.len(), 6, "the case says what was directed");
}

fn viewer(town: &Town, officer: &str) -> Viewer {
    Viewer::masked(town.desk.centre().unwrap().officer(&officer.into()).unwrap())
}

#[test]
fn an_instruction_on_a_case_that_waits_for_one_is_written_into_the_case_too() {
    let mut town = Town::new("2026-11-02 09:00");
    let no = wages(&mut town);
    town.does(WANG, r#"{"command":"dispose","disposition":"leader_review","text":"呈批"}"#);
    let issue =
        format!(r#"{{"command":"issue","kind":"instruction","case":"{no}","to":"ldjc","text":"速办","leader":"gao"}}"#);
    let receipt = town.does("gao", &issue);
    assert!(receipt.events.iter().any(|it| it == "instructed"), "{:?}", receipt.events);
    assert_ne!(town.desk.case(&no.as_str().into()).unwrap().stage, Stage::LeaderReview);
    // On a case that is elsewhere it is only a task with its own limit.
    let again = town.does("gao", &issue);
    assert_eq!(again.events, ["directive_issued"]);
    assert!(town.desk.verify().unwrap().ok);
}

#[test]
fn whoever_may_not_see_the_case_is_told_what_to_do_and_not_its_number() {
    let mut town = Town::new("2026-11-02 09:00");
    let no = wages(&mut town);
    town.does(WANG, r#"{"command":"route","lead":"ldjc"}"#);
    let key = town
        .does(
            "gao",
            &format!(r#"{{"command":"issue","kind":"instruction","case":"{no}","to":"zjj","text":"配合核查工地"}}"#),
        )
        .key
        .unwrap();
    let mut desk = town.desk.reader().unwrap();
    desk.look_as(&"jian".into()).unwrap();
    let view = desk.directive(&DirectiveNo(key.clone()), &viewer(&town, "jian")).unwrap();
    let told = format!("{view:?}");
    assert!(!told.contains(&no) && !told.contains("孙满仓") && told.contains("配合核查工地"), "{told}");
    desk.look_as(&"shui".into()).unwrap();
    assert!(desk.directive(&DirectiveNo(key.clone()), &viewer(&town, "shui")).is_err());
    // Nor can they act on it, or name a case out of sight.
    let receive = format!(r#"{{"command":"receive_directive","directive":"{key}"}}"#);
    assert_eq!(town.try_to("shui", &receive).unwrap_err().kind(), "unknown_directive");
    town.does("jian", &receive);
}

#[test]
fn a_sealed_case_is_named_by_no_directive() {
    let mut town = Town::new("2026-11-02 09:00");
    let no = wages(&mut town);
    let issue = format!(
        r#"{{"command":"issue","kind":"instruction","case":"{no}","to":"ldjc","subject":"某事","text":"查清","leader":"gao"}}"#
    );
    let key = town.does("gao", &issue).key.unwrap();
    town.does("gao", r#"{"command":"seal","accused":[{"unit":"ldjc"}],"keepers":["gao","du"],"reason":"涉及干部"}"#);
    assert_eq!(town.try_to("gao", &issue).unwrap_err().kind(), "unknown_case");
    let view = town.desk.directive(&DirectiveNo(key), &viewer(&town, "gao")).unwrap();
    let told = format!("{view:?}");
    assert!(!told.contains(&no) && !told.contains("查清") && !told.contains("某事"), "{told}");
    assert!(seen_by(&town, "lao").is_empty(), "the unit complained of has nothing left to look at");
    assert!(town.desk.verify().unwrap().ok);
}

#[test]
fn the_third_yellow_card_of_a_unit_proposes_a_red_one() {
    let mut town = Town::new("2026-11-02 09:00");
    for (seq, officer) in (1..).zip(["gao", "du", "gao"]) {
        let card = r#"{"command":"issue","kind":"yellow_card","subject":"超期","to":"ldjc"}"#;
        let key = town.does(officer, card).key.unwrap();
        if officer == "du" {
            town.does("gao", &format!(r#"{{"command":"sign_off_directive","directive":"{key}"}}"#));
        }
        let reds = all(&town).iter().filter(|it| it.kind == DirectiveKind::RedCard).count();
        assert_eq!(reds, usize::from(seq == 3), "after {seq}");
    }
    let red = all(&town).into_iter().find(|it| it.kind == DirectiveKind::RedCard).unwrap();
    assert_eq!(red.status, DirectiveStatus::Proposed);
    assert!(town.desk.verify().unwrap().ok);
    town.desk.rebuild().unwrap();
    assert!(town.desk.verify().unwrap().ok);
}
