//! The life of a directive, and what may never happen in it.

use super::*;
use crate::domain::case::Context;
use crate::domain::centre::Centre;
use crate::domain::directory::Officer;
use crate::domain::folio::Folio as _;
use crate::domain::ids::{CaseNo, DirectiveNo, OfficerId, UnitId};
use crate::domain::refusal::Refusal;
use crate::domain::rulebook::Rulebook;
use crate::domain::time::{Day, Moment, at};
use crate::domain::vocabulary::{ClockKind, DirectiveKind, Level, Role};
use chrono::{Datelike, Duration, Months};
use proptest::prelude::*;

fn day(month: u32, day: u32) -> Day {
    Day::from_ymd_opt(2026, month, day).unwrap()
}

fn officer(id: &str, unit: Option<&str>, roles: &[Role]) -> Officer {
    Officer {
        id: OfficerId::from(id),
        name: id.into(),
        unit: unit.map(UnitId::from),
        roles: roles.to_vec(),
        os_user: None,
    }
}

fn centre() -> Centre {
    let rules = Rulebook::builtin("longxi").unwrap();
    let mut centre = Centre::new("陇城".into(), false, rules.clone());
    centre.units = rules.units.clone();
    centre.officers = vec![
        officer("head", None, &[Role::Leader]),
        officer("du", None, &[Role::Supervisor]),
        officer("tong", None, &[Role::Coordinator]),
        officer("li", Some("ldjc"), &[Role::Handler]),
        officer("zjj", Some("zjj"), &[Role::Handler]),
    ];
    centre
}

/// A directive on the bench, and what time it is.
struct Bench {
    centre: Centre,
    now: Moment,
    directive: Option<Directive>,
}

impl Bench {
    fn new() -> Self {
        Self { centre: centre(), now: at(day(11, 3), 9, 0), directive: None }
    }

    fn issued(json: &str) -> Self {
        let mut bench = Self::new();
        bench.act("du", json).unwrap();
        bench
    }

    fn act(&mut self, who: &str, json: &str) -> Result<Vec<&'static str>, Refusal> {
        let command: DirectiveCommand = serde_json::from_str(json).unwrap();
        let officer = self.centre.officer(&OfficerId::from(who)).unwrap().clone();
        let ctx = Context { now: self.now, officer: &officer, centre: &self.centre, bookings: &[], earlier_sides: &[] };
        let events = decide(self.directive.as_ref(), &DirectiveNo::from("DB2026-0001"), &command, &ctx)?;
        Ok(self.fold(&officer.id, &events))
    }

    fn fold(&mut self, by: &OfficerId, events: &[DirectiveEvent]) -> Vec<&'static str> {
        for event in events {
            match &mut self.directive {
                Some(directive) => directive.apply(self.now, by, event),
                none => *none = Directive::begin(self.now, by, event),
            }
        }
        events.iter().map(DirectiveEvent::kind).collect()
    }

    fn climb(&mut self) -> Vec<&'static str> {
        let events = self.directive.as_ref().unwrap().climb(self.now, &self.centre);
        self.fold(&OfficerId::from("tong"), &events)
    }

    fn it(&self) -> &Directive {
        self.directive.as_ref().unwrap()
    }

    fn code(&mut self, who: &str, json: &str) -> &'static str {
        self.act(who, json).unwrap_err().code
    }
}

const INSTRUCTION: &str = r#"{"command":"issue","kind":"instruction","subject":"欠薪","to":"ldjc","leader":"head","supervisor":{"unit":"zx"}}"#;
const CLOSE: &str = r#"{"command":"close_out","opinion":"属实,同意销号"}"#;
const REPLY: &str = r#"{"command":"reply_directive","text":"已付清"}"#;
const RECEIVE: &str = r#"{"command":"receive_directive"}"#;

#[test]
fn an_instruction_without_a_date_has_fifteen_working_days_and_lives_to_its_closing_out() {
    let mut bench = Bench::issued(INSTRUCTION);
    assert_eq!(bench.it().status, DirectiveStatus::Issued);
    let clock = bench.it().reply_clock().unwrap();
    assert_eq!(clock.due.date_naive(), day(11, 24), "fifteen working days from the third");
    assert_eq!(bench.code("zjj", RECEIVE), "not_your_unit");
    assert_eq!(bench.code("li", REPLY), "directive_status", "before it is signed for");
    bench.act("li", RECEIVE).unwrap();
    bench.act("li", REPLY).unwrap();
    assert!(bench.it().reply_clock().unwrap().met.is_some());
    bench.act("du", r#"{"command":"return_reply","reason":"缺凭证"}"#).unwrap();
    assert!(bench.it().reply_clock().unwrap().is_running(), "the time runs on, to the same date");
    bench.act("li", REPLY).unwrap();
    bench.act("du", CLOSE).unwrap();
    assert!(!bench.it().is_open(&bench.centre));
    assert_eq!(bench.code("li", REPLY), "directive_status");
}

#[test]
fn a_unit_asks_for_more_time_and_the_clock_runs_on_until_somebody_grants_it() {
    let ask = |until: Day| {
        format!(r#"{{"command":"ask_extension","until":"{until}","reason":"等专户流水","progress":"已核对八成"}}"#)
    };
    let grant = r#"{"command":"extend_directive","approver":"head"}"#;
    let refuse = r#"{"command":"refuse_extension","reason":"请按期办结"}"#;
    let mut bench = Bench::issued(INSTRUCTION);
    bench.act("li", RECEIVE).unwrap();
    let due = bench.it().reply_clock().unwrap().due;
    assert_eq!(bench.code("zjj", &ask(day(12, 1))), "not_your_unit");
    assert_eq!(bench.code("li", &ask(day(11, 24))), "directive_extension_days", "not later than it is");
    assert_eq!(bench.code("du", refuse), "extension_not_asked");
    assert_eq!(bench.code("head", grant), "words_missing", "nobody asked, so date and reason are to be said");
    assert_eq!(bench.act("li", &ask(day(12, 1))).unwrap(), ["extension_asked"]);
    assert_eq!(bench.code("li", &ask(day(12, 2))), "extension_asked_already");
    assert_eq!(bench.it().reply_clock().unwrap().due, due, "asking moves nothing");
    let awaits = |bench: &Bench, who: &str| {
        let officer = bench.centre.officer(&OfficerId::from(who)).unwrap();
        bench.it().awaits(officer, &bench.centre)
    };
    assert_eq!((awaits(&bench, "du"), awaits(&bench, "head")), (Some("extension"), Some("extension")));
    assert_eq!(awaits(&bench, "li"), Some("reply"), "the unit has to go on");
    assert_eq!(bench.code("li", refuse), "directive_not_supervisor");
    bench.act("du", refuse).unwrap();
    assert_eq!(awaits(&bench, "du"), None);
    // Asked again and not answered: the ladder climbs as if nobody had asked, and then it is too late to grant it.
    bench.act("li", &ask(day(12, 1))).unwrap();
    let mut granted = Bench { centre: centre(), now: bench.now, directive: bench.directive.clone() };
    granted.act("head", grant).unwrap();
    let clock = granted.it().reply_clock().unwrap();
    assert_eq!((clock.due.date_naive(), clock.extensions[0].reason.as_str()), (day(12, 1), "等专户流水"));
    assert!(granted.it().asked.is_none() && awaits(&granted, "head").is_none());
    bench.now = at(day(11, 25), 9, 0);
    assert!(bench.climb().contains(&"directive_escalated"));
    assert!(bench.it().was_late(bench.now));
    assert_eq!(bench.code("head", grant), "extension_after_expiry");
    bench.act("li", REPLY).unwrap();
    assert_eq!(bench.code("du", refuse), "extension_not_asked", "whoever has replied needs no more time");
}

#[test]
fn an_order_waits_for_the_head_whoever_writes_it() {
    let order = r#"{"command":"issue","kind":"order","subject":"推诿","to":"ldjc"}"#;
    let mut bench = Bench::issued(order);
    assert_eq!(bench.it().status, DirectiveStatus::Proposed);
    assert!(bench.it().clocks.is_empty() && !bench.it().is_issued());
    let unit = crate::domain::sight::Principal::Unit(UnitId::from("ldjc"));
    let crate::domain::folio::OpenTo::Some(open) = bench.it().standing(&bench.centre).open_to else { panic!() };
    assert!(!open.contains(&unit), "nobody is told of what is not signed");
    assert_eq!(bench.it().awaits(bench.centre.officer(&"head".into()).unwrap(), &bench.centre), Some("sign_off"));
    assert_eq!(bench.code("du", r#"{"command":"sign_off_directive"}"#), "directive_signer");
    bench.now += Duration::days(1);
    bench.act("head", r#"{"command":"sign_off_directive"}"#).unwrap();
    assert_eq!(bench.it().reply_clock().unwrap().start.date_naive(), day(11, 4), "the time runs from the signature");
    // The head's own needs no second look.
    let mut own = Bench::new();
    own.act("head", order).unwrap();
    assert_eq!(own.it().status, DirectiveStatus::Issued);
}

#[test]
fn nobody_closes_out_what_they_replied_themselves() {
    let mut bench = Bench::issued(INSTRUCTION);
    bench.act("tong", RECEIVE).unwrap();
    bench.act("tong", REPLY).unwrap();
    assert_eq!(bench.code("tong", CLOSE), "directive_own_reply");
    assert_eq!(bench.it().awaits(bench.centre.officer(&"tong".into()).unwrap(), &bench.centre), None);
    bench.act("du", CLOSE).unwrap();
}

#[test]
fn only_the_one_supervising_body_rules() {
    let own = r#"{"command":"issue","kind":"instruction","subject":"欠薪","to":"ldjc","leader":"head"}"#;
    let mut bench = Bench::issued(own);
    bench.act("li", RECEIVE).unwrap();
    bench.act("li", REPLY).unwrap();
    assert_eq!(bench.code("tong", CLOSE), "directive_not_supervisor");
    assert_eq!(bench.code("tong", r#"{"command":"plan_directive","supervisor":{"officer":"tong"}}"#), {
        "directive_not_supervisor"
    });
    bench.act("head", r#"{"command":"plan_directive","supervisor":{"officer":"tong"}}"#).unwrap();
    bench.act("tong", CLOSE).unwrap();
    let itself = r#"{"command":"issue","kind":"project","subject":"排查","to":"ldjc","due":"2026-12-31","supervisor":{"unit":"ldjc"}}"#;
    assert_eq!(Bench::new().code("du", itself), "directive_supervises_itself");
}

#[test]
fn a_listed_case_needs_the_five_ones_to_be_closed_out() {
    let mut bench = Bench::new();
    let listed = r#"{"command":"issue","kind":"listed","to":"ldjc","case":"ZZ2026-00001","supervisor":{"unit":"zx"}}"#;
    bench.act("head", listed).unwrap();
    assert_eq!(bench.it().case, Some(CaseNo::from("ZZ2026-00001")));
    let meter = |bench: &Bench| {
        let meter = bench.it().meter(&bench.centre).unwrap();
        (meter.met, meter.of, meter.missing)
    };
    assert_eq!(meter(&bench), (1, 5, vec![Need::Leader, Need::Team, Need::Plan, Need::End]));
    bench.act("li", RECEIVE).unwrap();
    bench.act("li", REPLY).unwrap();
    assert_eq!(bench.code("du", CLOSE), "directive_incomplete");
    bench.act("li", r#"{"command":"plan_directive","team":["甲","乙"],"plan":"先付后查"}"#).unwrap();
    bench.act("tong", r#"{"command":"plan_directive","leader":"head","assists":["cg1"]}"#).unwrap();
    assert_eq!(meter(&bench), (5, 5, vec![]));
    assert_eq!(bench.it().team, ["甲", "乙"], "what was left out stayed");
    bench.act("du", CLOSE).unwrap();
    assert_eq!(Bench::new().code("zjj", r#"{"command":"hold_meeting","on":"2026-11-03","text":"会"}"#), {
        "directive_number_missing"
    });
}

#[test]
fn a_date_is_stated_or_the_rulebooks_and_never_past() {
    let project = |due: &str| format!(r#"{{"command":"issue","kind":"project","subject":"排查","to":"ldjc"{due}}}"#);
    assert_eq!(Bench::new().code("du", &project("")), "directive_due_missing");
    assert_eq!(Bench::new().code("du", &project(r#","due":"2026-11-02""#)), "directive_due_past");
    assert!(Bench::new().act("du", &project(r#","due":"2026-11-03""#)).is_ok());
    let nothing = r#"{"command":"issue","kind":"reminder","to":"ldjc"}"#;
    assert_eq!(Bench::new().code("du", nothing), "directive_subject_missing");
    let nobody = r#"{"command":"issue","kind":"instruction","subject":"欠薪","to":"ldjc"}"#;
    assert_eq!(Bench::new().code("du", nobody), "directive_leader_missing");
    let mut leads = Bench::new();
    leads.act("head", nobody).unwrap();
    assert_eq!(leads.it().leader, Some(OfficerId::from("head")));
}

#[test]
fn reports_begin_anew_each_quarter_and_one_that_never_came_stays_late() {
    let mut bench = Bench::issued(
        r#"{"command":"issue","kind":"project","subject":"排查","to":"ldjc","due":"2027-12-31","supervisor":{"unit":"zx"}}"#,
    );
    let reports = |bench: &Bench| {
        bench.it().clocks.iter().filter(|it| it.kind == ClockKind::PeriodicReport).cloned().collect::<Vec<_>>()
    };
    let first = reports(&bench)[0].due;
    assert_eq!(first.date_naive(), Day::from_ymd_opt(2027, 2, 3).unwrap());
    bench.act("li", RECEIVE).unwrap();
    bench.now = first - Duration::days(3);
    bench.act("li", r#"{"command":"report_directive","text":"已完成三成"}"#).unwrap();
    let now = reports(&bench);
    assert_eq!((now.len(), now[0].met.is_some(), now[1].start > first), (2, true, true), "early moves nothing");
    bench.act("li", r#"{"command":"report_directive","text":"再报一次"}"#).unwrap();
    assert_eq!(reports(&bench).len(), 2, "a second report in a period meets nothing of the next");
    // Two quarters pass without a word.
    bench.now = first + Duration::days(200);
    bench.climb();
    assert!(bench.climb().is_empty(), "once, whoever lets it climb");
    let late = reports(&bench);
    assert_eq!(late.iter().filter(|it| it.is_overdue(bench.now)).count(), 2);
    bench.act("li", r#"{"command":"report_directive","text":"补报"}"#).unwrap();
    let after = reports(&bench);
    assert_eq!(after.iter().filter(|it| it.late_since.is_some()).count(), 2, "and it stays on record");
    assert_eq!(after.iter().filter(|it| it.is_running()).count(), 1);
    let next = bench.it().standing(&bench.centre).next_alarm.unwrap();
    assert!(next > bench.now, "{next}");
}

#[test]
fn a_talk_is_over_when_what_was_said_is_written_down() {
    let mut bench = Bench::new();
    bench.act("head", r#"{"command":"issue","kind":"talk","subject":"连续超期","to":"ldjc"}"#).unwrap();
    assert!(bench.it().clocks.is_empty());
    assert_eq!(bench.code("head", CLOSE), "directive_incomplete");
    assert_eq!(bench.code("head", r#"{"command":"hold_meeting","on":"2026-11-04","text":"约谈"}"#), {
        "directive_meeting_ahead"
    });
    bench.act("head", r#"{"command":"hold_meeting","on":"2026-11-03","text":"负责人表态"}"#).unwrap();
    bench.act("head", CLOSE).unwrap();
    let mut bulletin = Bench::new();
    bulletin
        .act("head", r#"{"command":"issue","kind":"bulletin","subject":"十月通报","to":"ldjc","units":["zjj"]}"#)
        .unwrap();
    bulletin.act("li", RECEIVE).unwrap();
    assert!(!bulletin.it().is_open(&bulletin.centre), "signing for it is all there is to do");
    assert_eq!(bulletin.code("li", REPLY), "directive_no_reply");
}

#[test]
fn alerts_climb_and_are_acknowledged() {
    let mut bench = Bench::issued(INSTRUCTION);
    let due = bench.it().reply_clock().unwrap().due;
    bench.now = due + Duration::days(2);
    assert!(!bench.climb().is_empty());
    let (level, seen) = bench.it().standing(&bench.centre).level.unwrap();
    assert!(level >= Level::Red && !seen);
    let acknowledge = format!(r#"{{"command":"acknowledge_directive","level":"{level}","note":"已催"}}"#);
    bench.act("li", &acknowledge).unwrap();
    assert!(bench.it().standing(&bench.centre).level.unwrap().1);
    assert_eq!(bench.code("li", &acknowledge), "nothing_to_acknowledge");
}

#[test]
fn an_alarm_names_the_date_of_the_clock_that_climbed_and_not_the_next_one() {
    let mut bench = Bench::issued(
        r#"{"command":"issue","kind":"project","subject":"大排查","to":"ldjc","due":"2027-12-20","every":"quarter"}"#,
    );
    bench.now += Duration::days(100);
    let events = bench.it().climb(bench.now, &bench.centre);
    bench.fold(&OfficerId::from("tong"), &events);
    let report = bench.it().clocks.iter().find(|it| it.kind == ClockKind::PeriodicReport).unwrap().due;
    bench.act("li", RECEIVE).unwrap();
    bench.act("li", r#"{"command":"report_directive","text":"迟报"}"#).unwrap();
    assert!(bench.it().next_clock().unwrap().due > bench.now, "what was late has been made good");
    let raised: Vec<_> = events.iter().filter_map(|event| bench.it().raised(event)).collect();
    assert!(!raised.is_empty() && raised.iter().all(|(_, due)| *due == Some(report)), "{raised:?}");
}

#[test]
fn what_was_sealed_is_forgotten_but_that_it_was() {
    let mut bench = Bench::new();
    bench
        .act(
            "head",
            r#"{"command":"issue","kind":"order","subject":"某人","text":"查","to":"ldjc","case":"ZZ2026-00001"}"#,
        )
        .unwrap();
    bench.fold(&"head".into(), &[DirectiveEvent::DirectiveHushed]);
    let told = serde_json::to_string(bench.it()).unwrap();
    assert!(!told.contains("某人") && !told.contains("ZZ2026-00001"), "{told}");
    assert!(bench.it().standing(&bench.centre).cases.is_empty() && !bench.it().is_open(&bench.centre));
}

proptest! {
    /// An extension never brings the date nearer, and never takes lateness off the record.
    #[test]
    fn lateness_survives_extension_and_no_date_moves_nearer(
        wait in 0i64..60, until in 0i64..120, back in proptest::bool::ANY
    ) {
        let mut bench = Bench::issued(INSTRUCTION);
        bench.act("li", RECEIVE).unwrap();
        bench.now += Duration::days(wait);
        bench.climb();
        if back {
            bench.act("li", REPLY).unwrap();
            bench.now += Duration::days(1);
            bench.act("du", r#"{"command":"return_reply","reason":"缺"}"#).unwrap();
        }
        let before = bench.it().reply_clock().unwrap().clone();
        let was_late = bench.it().was_late(bench.now);
        let to = bench.now.date_naive() + Duration::days(until);
        let extend = format!(
            r#"{{"command":"extend_directive","until":"{to}","reason":"r","progress":"p","approver":"head"}}"#
        );
        let done = bench.act("du", &extend);
        let after = bench.it().reply_clock().unwrap();
        prop_assert!(after.due >= before.due);
        prop_assert!(!was_late || bench.it().was_late(bench.now + Duration::days(900)));
        prop_assert!(done.is_err() || bench.now <= before.due, "granted only before expiry");
        if done.is_ok() {
            prop_assert_eq!(after.due.date_naive(), to);
        }
    }

    /// Whoever lets it climb, and however often: what is raised is raised once, and the next alarm lies ahead.
    #[test]
    fn climbing_twice_does_nothing_more(days in 0i64..900) {
        let mut bench = Bench::issued(
            r#"{"command":"issue","kind":"long_pending","to":"ldjc","case":"ZZ2026-00001","due":"2027-06-30"}"#,
        );
        bench.now += Duration::days(days);
        bench.climb();
        prop_assert!(bench.climb().is_empty());
        if let Some(next) = bench.it().standing(&bench.centre).next_alarm {
            prop_assert!(next > bench.now);
        }
    }
}

fn yellow(centre: &Centre, no: u32, when: Moment) -> Directive {
    let head = centre.officer(&"head".into()).unwrap();
    let ctx = Context { now: when, officer: head, centre, bookings: &[], earlier_sides: &[] };
    let json = r#"{"command":"issue","kind":"yellow_card","subject":"超期","to":"ldjc"}"#;
    let no = DirectiveNo(format!("DB2026-{no:04}"));
    let events = decide(None, &no, &serde_json::from_str(json).unwrap(), &ctx).unwrap();
    Directive::begin(when, &head.id, &events[0]).unwrap()
}

#[test]
fn yellow_cards_within_a_year_make_a_red_one() {
    let centre = centre();
    let head = centre.officer(&"head".into()).unwrap();
    let now = at(day(11, 3), 9, 0);
    let ctx = Context { now, officer: head, centre: &centre, bookings: &[], earlier_sides: &[] };
    let long_ago = now.checked_sub_months(Months::new(13)).unwrap();
    let cards_after = |whens: &[Moment]| {
        let yellows: Vec<_> = whens.iter().zip(1..).map(|(at, no)| yellow(&centre, no, *at)).collect();
        cards(yellows.last().unwrap(), &yellows, &ctx).into_iter().map(|it| it.kind).collect::<Vec<_>>()
    };
    assert_eq!(cards_after(&[now, now]), []);
    assert_eq!(cards_after(&[now, now, now]), [DirectiveKind::RedCard]);
    assert_eq!(cards_after(&[long_ago, now, now]), [], "what is older than a year counts no more");
    assert_eq!(cards_after(&[now, now, now, now]), [], "one red card, not one with every further yellow one");
    assert_eq!(now.year(), 2026);
}
