//! What supervision is shown, beside what the log says when it is read by other eyes.

use super::*;
use crate::desk::{Mode, Order, Receipt, first_officer};
use crate::domain::centre::CentreCommand;
use crate::domain::directory::Officer as Person;
use crate::domain::ids::OfficerId;
use crate::domain::rulebook::BUILTIN;
use crate::domain::time::end_of;
use crate::domain::vocabulary::Role;
use chrono::{Datelike, Weekday};
use serde_json::Value;

struct Bench {
    _folder: tempfile::TempDir,
    desk: Desk,
}

fn day(n: u32) -> Day {
    Day::from_ymd_opt(2026, 11, n).unwrap()
}

fn nine(n: u32) -> Moment {
    at(day(n), 9, 0)
}

impl Bench {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let mut desk = Desk::open(folder.path().join("desk.db"), Mode::Create).unwrap();
        let (name, rulebook, officer) =
            ("陇城县综治中心".into(), BUILTIN[0].1.to_owned(), first_officer("wang", "王值班"));
        let found = CentreCommand::Found { name, rulebook, officer, training: true };
        desk.perform(&"wang".into(), nine(2), &Order::centre(found)).unwrap();
        Self { _folder: folder, desk }
    }

    fn at(&mut self, now: Moment, line: &str) -> Receipt {
        let order = Order::from_json(line).unwrap();
        self.desk.perform(&"wang".into(), now, &order).unwrap_or_else(|error| panic!("{line}: {error:?}"))
    }

    /// Registers a case on a day; its grade gives units five working days.
    fn register(&mut self, n: u32, accept: bool) -> String {
        let line = format!(
            r#"{{"command":"register","kind":"dispute","channel":"walk_in","accept":{accept},"category":"0202",
                "grade":"larger","narrative":"邻居砌墙占道","parties":[{{"side":"applicant","name":"赵小禾"}}]}}"#
        );
        self.at(nine(n), &line).no.unwrap().to_string()
    }

    fn on(&mut self, now: Moment, no: &str, command: &str, rest: &str) {
        self.at(now, &format!(r#"{{"command":"{command}","no":"{no}"{rest}}}"#));
    }

    fn route(&mut self, n: u32, no: &str, lead: &str, co: &[&str]) {
        let co = serde_json::to_string(co).unwrap();
        self.on(nine(n), no, "route", &format!(r#","lead":"{lead}","co":{co}"#));
    }

    fn by(&mut self, n: u32, no: &str, command: &str, unit: &str, rest: &str) {
        self.on(at(day(n), 15, 0), no, command, &format!(r#","unit":"{unit}"{rest}"#));
    }

    /// Resolves a case and logs the call-back.
    fn close(&mut self, n: u32, no: &str, answer: &str) {
        let now = at(day(n), 16, 0);
        if self.desk.case(&no.into()).unwrap().stage != Stage::Resolved {
            self.on(now, no, "resolve", r#","result":"已办结""#);
        }
        self.on(now, no, "reply", r#","text":"已答复""#);
        self.on(now, no, "call_back", &format!(r#","answer":{answer},"note":"记下""#));
    }

    /// Lets a crew of cases live through the month, each another life.
    fn month(&mut self) {
        for nth in 0..14 {
            let n = 2 + nth % 5;
            let no = self.register(n, true);
            let (lead, helper) = (["ldjc", "zjj", "sthj"][nth as usize % 3], ["wjj", "gaj"][nth as usize % 2]);
            self.route(n, &no, lead, if nth % 4 == 0 { &[] } else { std::slice::from_ref(&helper) });
            match nth % 7 {
                // Done on time, and the resident satisfied.
                0 => {
                    self.by(n, &no, "sign", lead, "");
                    self.by(n + 1, &no, "report", lead, r#","result":"办妥""#);
                    self.by(n + 1, &no, "verify", lead, "");
                }
                // Done late.
                1 => {
                    self.by(n, &no, "sign", lead, "");
                    self.by(n + 11, &no, "report", lead, r#","result":"办妥""#);
                }
                // Sent back and late with the second result.
                2 => {
                    self.by(n, &no, "sign", lead, "");
                    self.by(n + 1, &no, "report", lead, r#","result":"初稿""#);
                    self.by(n + 2, &no, "send_back", lead, r#","reason":"材料不全""#);
                    self.by(n + 13, &no, "report", lead, r#","result":"补齐""#);
                }
                // Not its own, and the centre agrees.
                3 => {
                    self.by(n + 1, &no, "object", lead, r#","reason":"不属职责范围""#);
                    self.by(n + 1, &no, "rule", lead, r#","upheld":true,"reason":"确不属""#);
                }
                // Its own after all, still open.
                4 => {
                    self.by(n + 1, &no, "object", lead, r#","reason":"不属职责范围""#);
                    self.by(n + 1, &no, "rule", lead, r#","upheld":false,"reason":"属地管理""#);
                }
                // Taken away after it had become late.
                5 => {
                    self.by(n, &no, "sign", lead, "");
                    self.on(
                        at(day(n + 12), 10, 0),
                        &no,
                        "transfer",
                        &format!(r#","from":"{lead}","to":"xfj","reason":"久拖""#),
                    );
                }
                // Withdrawn by the resident.
                _ => self.on(at(day(n + 1), 10, 0), &no, "withdraw", r#","reason":"双方和好""#),
            }
            if nth % 7 == 0 {
                if nth % 4 != 0 {
                    self.by(n + 1, &no, "sign", helper, "");
                    self.by(n + 2, &no, "report", helper, r#","result":"协助""#);
                    self.by(n + 2, &no, "verify", helper, "");
                }
                self.close(
                    n + 3,
                    &no,
                    if nth == 0 { r#"{"answered":"satisfied"}"# } else { r#"{"answered":"dissatisfied"}"# },
                );
            }
        }
    }
}

/// An assignment as somebody would note it who reads the log with a pencil.
#[derive(Debug, Clone)]
#[allow(clippy::struct_excessive_bools, reason = "notes as somebody takes them")]
struct Noted {
    case: i64,
    number: u64,
    unit: String,
    lead: bool,
    at: Day,
    done: Option<Day>,
    gone: Option<Day>,
    upheld: bool,
    objected: bool,
    sent_back: bool,
}

/// Counts five working days of a month without days off.
fn five_days_from(day: Day) -> Day {
    let mut left = 5;
    let mut at = day;
    while left > 0 {
        at = at.succ_opt().unwrap();
        left -= i32::from(!matches!(at.weekday(), Weekday::Sat | Weekday::Sun));
    }
    at
}

fn noted(desk: &Desk) -> (Vec<Noted>, BTreeMap<i64, Vec<String>>) {
    let mut all: Vec<Noted> = Vec::new();
    let mut answers: BTreeMap<i64, Vec<String>> = BTreeMap::new();
    for case in desk.store.every_case().unwrap() {
        for event in desk.store.timeline(case).unwrap() {
            let on: Day = unstamp(&event.at).unwrap().date_naive();
            let body: Value = serde_json::from_str(&event.body).unwrap();
            let number = body["assignment"].as_u64();
            let text = |key: &str| body[key].as_str().unwrap_or_default().to_owned();
            if event.kind == "assigned" {
                all.push(Noted {
                    case,
                    number: number.unwrap(),
                    unit: text("unit"),
                    lead: text("role") == "lead",
                    at: on,
                    done: None,
                    gone: None,
                    upheld: false,
                    objected: false,
                    sent_back: false,
                });
                continue;
            }
            let mut of_it: Vec<_> = all
                .iter_mut()
                .filter(|it| it.case == case && number.is_none_or(|number| it.number == number))
                .collect();
            match event.kind.as_str() {
                "reported" => of_it[0].done = Some(on),
                "sent_back" => (of_it[0].done, of_it[0].sent_back) = (None, true),
                "objected" => of_it[0].objected = true,
                "ruled" => of_it[0].upheld = body["upheld"] == true,
                "recalled" => of_it[0].gone = Some(on),
                "withdrawn" => of_it.iter_mut().for_each(|it| it.gone = it.gone.or(Some(on))),
                "called_back" => {
                    answers
                        .entry(case)
                        .or_default()
                        .push(body["answer"]["answered"].as_str().unwrap_or("none").to_owned());
                }
                _ => {}
            }
        }
    }
    (all, answers)
}

/// Counts a unit's figures from the notes: assigned, on time, late, open, of these late, taken back, sent back, objected,
/// asked, dissatisfied.
fn counted(notes: &[Noted], answers: &BTreeMap<i64, Vec<String>>, unit: &str, until: u32, now: Moment) -> [u32; 10] {
    let mut counts = [0; 10];
    let (mut asked, mut dissatisfied) = (BTreeSet::new(), BTreeSet::new());
    for note in notes.iter().filter(|note| note.unit == unit && note.at <= day(until)) {
        let due = five_days_from(note.at);
        let over = |on: Day| on > due;
        let place = match (note.done, note.gone) {
            (Some(done), _) => {
                if over(done) {
                    2
                } else {
                    1
                }
            }
            (None, Some(_)) if note.upheld => 5,
            (None, Some(gone)) => {
                if over(gone) {
                    2
                } else {
                    5
                }
            }
            (None, None) => 3,
        };
        counts[0] += 1;
        counts[place] += 1;
        counts[4] += u32::from(place == 3 && now > end_of(due));
        counts[6] += u32::from(note.sent_back);
        counts[7] += u32::from(note.objected);
        let said = answers.get(&note.case).map(Vec::as_slice).unwrap_or_default();
        if note.lead && place != 5 && !said.is_empty() {
            asked.insert(note.case);
            if said.iter().any(|answer| answer == "dissatisfied") {
                dissatisfied.insert(note.case);
            }
        }
    }
    counts[8] = u32::try_from(asked.len()).unwrap();
    counts[9] = u32::try_from(dissatisfied.len()).unwrap();
    counts
}

#[test]
fn figures_of_a_unit_are_what_the_log_says() {
    let mut bench = Bench::new();
    bench.month();
    let (notes, answers) = noted(&bench.desk);
    assert!(answers.values().flatten().any(|answer| answer == "dissatisfied"));
    for (until, now) in [(30, nine(20)), (30, nine(9)), (4, nine(28))] {
        let found = bench.desk.standings(day(1), day(until), None, now).unwrap();
        assert!(found.units.len() >= if until == 4 { 4 } else { 6 });
        for line in &found.units {
            let shown: Vec<u32> = Figure::ALL.iter().map(|figure| line.standing.figure(*figure)).collect();
            let unit = line.standing.unit.as_str();
            // What is known now of what had come by an earlier day is told from now, not from then.
            if now == nine(20) || now == nine(28) {
                assert_eq!(shown, counted(&notes, &answers, unit, until, now), "{unit} until {until}");
            }
            for figure in Figure::ALL {
                let behind = bench.desk.behind_figure(day(1), day(until), &unit.into(), *figure, now).unwrap();
                let cases: BTreeSet<_> = behind.iter().map(|it| &it.no).collect();
                let told = line.standing.figure(*figure) as usize;
                let lists =
                    if matches!(figure, Figure::Asked | Figure::Dissatisfied) { cases.len() } else { behind.len() };
                assert_eq!(lists, told, "{unit} {figure}");
            }
        }
    }
}

#[test]
fn units_stand_in_the_order_of_the_directory_whatever_they_were_given() {
    let mut bench = Bench::new();
    bench.month();
    let centre = bench.desk.centre().unwrap().clone();
    let found = bench.desk.standings(day(1), day(30), None, nine(20)).unwrap();
    let places: Vec<_> = found
        .units
        .iter()
        .map(|line| centre.units.iter().position(|unit| unit.id == line.standing.unit).unwrap())
        .collect();
    assert!(places.is_sorted());
    let volumes: Vec<_> = found.units.iter().map(|line| line.standing.figure(Figure::Assigned)).collect();
    assert!(!volumes.is_sorted() && !volumes.iter().rev().is_sorted(), "the example says nothing: {volumes:?}");
}

#[test]
fn a_unit_is_told_of_itself_and_of_nobody_else() {
    let mut bench = Bench::new();
    let officer = Person {
        id: OfficerId::from("li"),
        name: "李经办".into(),
        unit: Some("ldjc".into()),
        roles: vec![Role::Handler],
        os_user: None,
    };
    bench.desk.perform(&"wang".into(), nine(2), &Order::centre(CentreCommand::SaveOfficer { officer })).unwrap();
    bench.month();
    bench.desk.look_as(&"li".into()).unwrap();
    let found = bench.desk.standings(day(1), day(30), None, nine(20)).unwrap();
    assert_eq!(found.units.iter().map(|line| line.standing.unit.as_str()).collect::<Vec<_>>(), ["ldjc"]);
    for unit in ["zjj", "wjj"] {
        let asked = bench.desk.standings(day(1), day(30), Some(&unit.into()), nine(20)).unwrap();
        assert!(asked.units.is_empty());
        let behind = bench.desk.behind_figure(day(1), day(30), &unit.into(), Figure::Assigned, nine(20)).unwrap();
        assert!(behind.is_empty());
    }
}

fn told(found: &Checks) -> Vec<(Check, String, String, i64)> {
    found.lines.iter().map(|it| (it.check, it.no.to_string(), it.unit_name.clone(), it.days)).collect()
}

#[test]
fn each_case_is_on_the_list_where_it_is_stuck() {
    let mut bench = Bench::new();
    let waits = bench.register(2, false);
    let handled = bench.register(2, true);
    bench.route(2, &handled, "ldjc", &["zjj"]);
    bench.by(2, &handled, "sign", "ldjc", "");
    bench.by(2, &handled, "sign", "zjj", "");
    let closed = bench.register(2, true);
    bench.on(nine(2), &closed, "resolve", r#","result":"当场化解""#);
    let quick = bench.register(12, true);
    assert_eq!(told(&bench.desk.checks(nine(3)).unwrap()), []);
    let found = bench.desk.checks(nine(12)).unwrap();
    assert_eq!(
        told(&found),
        [
            (Check::NotAccepted, waits, "综治中心".into(), 9),
            // The grade's week and the units' five days end on the same day; the unit is named.
            (Check::NotHandled, handled, "劳动监察".into(), 3),
            (Check::NotCalledBack, closed, "综治中心".into(), 7),
        ]
    );
    assert!(!found.lines.iter().any(|line| line.no.as_str() == quick));
}

#[test]
fn what_was_filed_away_unanswered_is_on_the_list_and_what_was_taken_over_is_not() {
    let mut bench = Bench::new();
    let no = bench.register(2, true);
    bench.on(nine(2), &no, "resolve", r#","result":"当场化解""#);
    bench.on(nine(2), &no, "reply", r#","text":"已答复""#);
    bench.on(nine(3), &no, "call_back", r#","answer":"no_answer""#);
    bench.on(nine(3), &no, "close_call_back", r#","reason":"多次无人接听""#);
    bench.on(nine(3), &no, "archive", "");
    assert_eq!(told(&bench.desk.checks(nine(12)).unwrap()), [(Check::NotCalledBack, no, "综治中心".into(), 9)]);
}

#[test]
fn a_night_is_taken_down_once_whoever_lets_the_ladder_climb_and_compared_in_the_morning() {
    let mut bench = Bench::new();
    let first = bench.register(2, false);
    let second = bench.register(2, false);
    let escalate = r#"{"command":"escalate"}"#;
    // The centre was founded this morning: of the night before there is nothing.
    bench.at(nine(2), escalate);
    assert_eq!(bench.desk.night_check(None, nine(2)).unwrap(), None);
    bench.at(at(day(5), 22, 5), escalate);
    bench.at(at(day(5), 23, 0), escalate);
    let night = bench.desk.night_check(None, nine(6)).unwrap().unwrap();
    assert_eq!((night.night, night.taken_at, night.lines.len()), (day(5), at(day(5), 22, 5), 2));
    bench.on(nine(6), &first, "accept", "");
    let third = bench.register(3, false);
    let found = bench.desk.checks(at(day(6), 9, 30)).unwrap();
    let stood: Vec<_> = found.lines.iter().map(|line| (line.no.to_string(), line.stood)).collect();
    assert_eq!(stood, [(second, Some(true)), (third, Some(false))]);
    assert_eq!(found.settled, 1);
    // Nobody was there on the two nights after: the last one is taken down late, and says when.
    bench.at(nine(9), escalate);
    let late = bench.desk.night_check(Some(day(8)), nine(9)).unwrap().unwrap();
    assert_eq!(late.taken_at, nine(9));
    assert_eq!(bench.desk.night_check(Some(day(7)), nine(9)).unwrap(), None);
    assert!(bench.desk.verify().unwrap().ok);
}

#[test]
fn a_case_sealed_since_is_not_told_of_from_an_earlier_night() {
    let mut bench = Bench::new();
    let no = bench.register(2, false);
    bench.at(at(day(5), 22, 5), r#"{"command":"escalate"}"#);
    assert_eq!(bench.desk.night_check(None, nine(6)).unwrap().unwrap().lines.len(), 1);
    let officer = first_officer("zhao", "赵领导");
    bench.desk.perform(&"wang".into(), nine(2), &Order::centre(CentreCommand::SaveOfficer { officer })).unwrap();
    bench.on(nine(6), &no, "seal", r#","accused":[{"unit":"zjj"}],"keepers":["wang","zhao"],"reason":"涉及干部""#);
    assert!(bench.desk.night_check(None, nine(6)).unwrap().unwrap().lines.is_empty());
    assert!(bench.desk.checks(nine(6)).unwrap().lines.is_empty());
    assert_eq!(bench.desk.checks(nine(6)).unwrap().settled, 0, "not even that one is missing");
}

#[test]
fn long_pending_cases_stand_by_age_and_those_closed_or_young_do_not() {
    let mut bench = Bench::new();
    let old = bench.register(2, true);
    let closed = bench.register(3, true);
    bench.close(4, &closed, r#"{"answered":"satisfied"}"#);
    bench.on(nine(5), &closed, "archive", "");
    let now = at(Day::from_ymd_opt(2027, 2, 1).unwrap(), 9, 0);
    let young = bench.register(4, true);
    let found = bench.desk.long_pending(&Viewer::masked(&first_officer("wang", "王值班")), now).unwrap();
    assert_eq!(
        found.iter().map(|it| (it.case.no.to_string(), it.age, it.band)).collect::<Vec<_>>(),
        [(old.clone(), 91, 90)]
    );
    let later = bench
        .desk
        .long_pending(
            &Viewer::masked(&first_officer("wang", "王值班")),
            at(Day::from_ymd_opt(2027, 5, 3).unwrap(), 9, 0),
        )
        .unwrap();
    let told: Vec<_> = later.iter().map(|it| (it.case.no.to_string(), it.band)).collect();
    assert_eq!(told, [(old, 180), (young, 180)]);
}
