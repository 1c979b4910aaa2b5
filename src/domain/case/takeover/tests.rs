use super::*;
use crate::domain::case::{CaseCommand, decide};
use crate::domain::centre::Centre;
use crate::domain::directory::Officer;
use crate::domain::party::NewParty;
use crate::domain::rulebook::Rulebook;
use crate::domain::time::{Day, at};
use crate::domain::vocabulary::{CaseKind, Channel, Role, Side};

fn day(year: i32, month: u32, day: u32) -> Moment {
    at(Day::from_ymd_opt(year, month, day).unwrap(), 9, 0)
}

struct Bench {
    centre: Centre,
    officer: Officer,
}

impl Bench {
    fn new() -> Self {
        let mut centre = Centre::new("陇城县综治中心".into(), false, Rulebook::builtin("longxi").unwrap());
        centre.units = centre.rulebook().units.clone();
        let roles = vec![Role::DutyOfficer, Role::Coordinator, Role::Leader];
        let officer =
            Officer { id: OfficerId::from("wang"), name: "王值班".into(), unit: None, roles, os_user: None };
        centre.officers.push(officer.clone());
        Self { centre, officer }
    }

    fn at(&self, now: Moment) -> Context<'_> {
        Context { now, officer: &self.officer, centre: &self.centre, bookings: &[], earlier_sides: &[] }
    }

    fn take(&self, earlier: &Earlier) -> Result<Decision, Refusal> {
        take_over(CaseId(1), CaseNo::from("ZZ2019-00001"), &intake(), earlier, &self.at(day(2026, 11, 2)))
    }
}

fn intake() -> Register {
    let line =
        r#"{"kind":"dispute","channel":"walk_in","narrative":"两家为界墙争执。","category":"0202","parties":[]}"#;
    let mut intake: Register = serde_json::from_str(line).unwrap();
    intake.parties = vec![NewParty::new(Side::Applicant, "马春梅"), NewParty::new(Side::Respondent, "漆万里")];
    intake
}

fn earlier() -> Earlier {
    Earlier {
        registered_at: day(2019, 3, 4),
        closed_at: day(2019, 4, 1),
        unit: Some(UnitId::from("wy")),
        result: "按老墙基立桩为界。".into(),
        source: "2019年信访台账".into(),
    }
}

#[test]
fn a_matter_taken_over_is_at_rest_and_keeps_its_old_dates() {
    let bench = Bench::new();
    let Decision { case, events, .. } = bench.take(&earlier()).unwrap();
    assert_eq!((case.stage, case.rev, events.len()), (Stage::Archived, 1, 1));
    assert_eq!((case.registered_at, case.closed_at), (day(2019, 3, 4), Some(day(2019, 4, 1))));
    assert!((case.kind, case.channel) == (CaseKind::Dispute, Channel::WalkIn) && case.clocks.is_empty());
    assert!(!case.is_open() && case.holder().is_none());
    let now = day(2026, 11, 2);
    let by = OfficerId::from("wang");
    let body = serde_json::to_string(&events[0]).unwrap();
    assert_eq!(events[0].kind(), "taken_over");
    let again: CaseEvent = serde_json::from_str(&body).unwrap();
    assert_eq!(Case::replay(CaseId(1), [(now, &by, &again)]).unwrap(), Some(case));
}

#[test]
fn it_can_be_taken_up_again_with_clocks_from_then_on_and_not_taken_over_twice() {
    let bench = Bench::new();
    let case = bench.take(&earlier()).unwrap().case;
    let now = day(2026, 11, 3);
    let reopen = CaseCommand::Reopen { reason: "对方又砌墙了。".into(), unit: None };
    let case = decide(&case, &reopen, &bench.at(now)).unwrap().case;
    assert_eq!((case.stage, case.closed_at, case.reopened), (Stage::Accepted, None, 1));
    assert!(case.clocks.iter().any(|clock| clock.is_running() && clock.start >= now));
}

#[test]
fn moments_that_cannot_be_an_unknown_unit_and_a_missing_result_are_refused() {
    let bench = Bench::new();
    let refused = |change: fn(&mut Earlier)| {
        let mut earlier = earlier();
        change(&mut earlier);
        bench.take(&earlier).unwrap_err().code
    };
    assert_eq!(refused(|it| it.closed_at = day(2019, 3, 1)), "taken_over_moments");
    assert_eq!(refused(|it| it.closed_at = day(2026, 11, 9)), "taken_over_moments");
    assert_eq!(refused(|it| it.unit = Some(UnitId::from("nobody"))), "unknown_unit");
    assert_eq!(refused(|it| it.result = " ".into()), "words_missing");
}
