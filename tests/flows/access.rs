//! The access log: what was refused, who looked at what is masked, and who may read of it.

use crate::town::{Town, WANG};
use yichuang::desk::{AuditFilter, AuditLine, DeskError};
use yichuang::domain::directory::Officer;

const REGISTER: &str = r#"{"command":"register","kind":"dispute","channel":"walk_in","accept":true,"category":"0202",
    "narrative":"界墙争执","parties":[{"side":"applicant","name":"马春梅","phone":"19900000001"}]}"#;

fn officer(town: &Town, id: &str) -> Officer {
    town.desk.centre().unwrap().officer(&id.into()).unwrap().clone()
}

fn audit(town: &Town, filter: &AuditFilter) -> Vec<AuditLine> {
    town.desk.audit(&officer(town, "shen"), filter).unwrap()
}

fn town() -> Town {
    let mut town = Town::new("2026-11-02 08:30");
    let auditor = r#"{"command":"save_officer","officer":{"id":"shen","name":"沈审计","roles":["auditor"]}}"#;
    town.does(WANG, auditor);
    town
}

#[test]
fn what_was_refused_is_on_record_once_a_minute() {
    let mut town = town();
    let no = town.registers(REGISTER);
    let forbidden = r#"{"command":"accept"}"#;
    assert_eq!(town.refused("lao", forbidden), "not_permitted");
    assert_eq!(town.refused("lao", forbidden), "not_permitted");
    assert_eq!(audit(&town, &AuditFilter::default()).len(), 1, "not more than one a minute");
    town.at("2026-11-02 08:32");
    assert_eq!(town.refused("lao", forbidden), "not_permitted");
    assert_eq!(town.refused("lao", r#"{"command":"note","text":"看看"}"#), "unknown_case");
    let lines = audit(&town, &AuditFilter::default());
    assert_eq!(lines.len(), 3);
    assert_eq!((lines[0].name.as_str(), lines[0].kind.as_str()), ("老监察", "refused"));
    assert_eq!(lines[0].no.as_ref(), Some(&no));
    assert!(lines[0].what.contains("记一笔") && lines[0].what.contains("查看范围"), "{}", lines[0].what);
    let nobodys = r#"{"command":"note","no":"ZZ2026-99999","text":"看看"}"#;
    assert!(town.try_to("lao", nobodys).is_err());
    assert_eq!(audit(&town, &AuditFilter::default()).len(), 3, "what is not there cannot be out of sight");
    town.is_sound();
}

#[test]
fn the_auditor_reads_who_looked_and_nobody_else_does() {
    let mut town = town();
    let no = town.registers(REGISTER);
    town.does(WANG, r#"{"command":"reveal","party":1}"#);
    town.no = None;
    town.at("2026-11-03 09:00").does(WANG, r#"{"command":"reveal_person","person":1}"#);
    let lines = audit(&town, &AuditFilter::default());
    let kinds: Vec<_> = lines.iter().map(|line| line.kind.as_str()).collect();
    assert_eq!(kinds, ["person_revealed", "revealed"], "the last first");
    assert_eq!((lines[1].no.as_ref(), lines[0].person.map(|it| it.0)), (Some(&no), Some(1)));
    assert!(!format!("{lines:?}").contains("19900000001"), "what was seen is not said");
    let only = |filter| audit(&town, &filter).len();
    assert_eq!(only(AuditFilter { no: Some(no), ..AuditFilter::default() }), 1);
    assert_eq!(only(AuditFilter { officer: Some("lao".into()), ..AuditFilter::default() }), 0);
    assert_eq!(only(AuditFilter { from: Some(town.now.date_naive()), ..AuditFilter::default() }), 1);
    assert_eq!(only(AuditFilter { to: town.now.date_naive().pred_opt(), ..AuditFilter::default() }), 1);
    assert_eq!(only(AuditFilter { kind: Some("revealed".into()), limit: 5, ..AuditFilter::default() }), 1);
    for other in [WANG, "gao", "du", "lao"] {
        let refused = town.desk.audit(&officer(&town, other), &AuditFilter::default());
        assert!(matches!(refused, Err(DeskError::NotPermitted(_))), "{other}");
    }
    assert!(town.desk.check_log().unwrap().ok);
}
