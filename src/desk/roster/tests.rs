//! The roster through the door of scripts.

use crate::desk::{Desk, DeskError, Mode, Order, Receipt, first_officer};
use crate::domain::centre::CentreCommand;
use crate::domain::ids::OfficerId;
use crate::domain::rulebook::BUILTIN;
use crate::domain::time::{Day, Moment, at};
use serde_json::{Value, json};

fn day(text: &str) -> Day {
    text.parse().unwrap()
}

struct Bench {
    _folder: tempfile::TempDir,
    desk: Desk,
    now: Moment,
}

impl Bench {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let mut desk = Desk::open(folder.path().join("desk.db"), Mode::Create).unwrap();
        let now = at(day("2026-11-02"), 8, 0);
        let (name, rulebook) = ("陇城县综治中心".into(), BUILTIN[0].1.to_owned());
        let found =
            CentreCommand::Found { name, rulebook, officer: first_officer("wang", "王值班"), training: true };
        desk.perform(&"wang".into(), now, &Order::centre(found)).unwrap();
        let mut bench = Self { _folder: folder, desk, now };
        for (id, role) in [
            ("a", "duty_officer"),
            ("b", "duty_officer"),
            ("d", "duty_officer"),
            ("e", "duty_officer"),
            ("f", "duty_officer"),
            ("g", "duty_officer"),
            ("k", "coordinator"),
            ("l", "leader"),
        ] {
            let officer = json!({"id": id, "name": format!("{id}某"), "roles": [role]});
            bench.does("wang", json!({"command": "save_officer", "officer": officer})).unwrap();
        }
        for (id, post, shifts, teams) in [
            ("leader", "leader", json!([]), json!([["l"]])),
            ("chief", "chief", json!([]), json!([["k"]])),
            ("window", "window", json!([]), json!([["a", "b"]])),
            ("weekend", "weekend", json!([]), json!([["a"]])),
            ("evening", "cadre", json!(["evening"]), json!([["d"], ["e"]])),
            ("night", "cadre", json!(["night"]), json!([["f"], ["g"]])),
            ("backup", "backup", json!([]), json!([["e"], ["d"]])),
            ("reception", "reception", json!([]), json!([["l"]])),
        ] {
            let pattern = json!({"id": id, "post": post, "shifts": shifts, "teams": teams, "advance": "day",
                "start": "2026-11-02"});
            bench.does("k", json!({"command": "save_pattern", "pattern": pattern})).unwrap();
        }
        bench
    }

    fn does(&mut self, who: &str, order: impl std::borrow::Borrow<Value>) -> Result<Receipt, DeskError> {
        self.desk.perform(&OfficerId::from(who), self.now, &Order::from_json(&order.borrow().to_string())?)
    }
}

#[test]
fn a_published_roster_says_who_is_on_duty_and_its_shifts_can_be_taken_over() {
    let mut bench = Bench::new();
    let publish = json!({"command": "publish_roster", "from": "2026-11-02", "until": "2026-11-08"});
    assert_eq!(bench.does("a", publish.clone()).unwrap_err().kind(), "not_permitted");
    let receipt = bench.does("k", publish).unwrap();
    assert_eq!(
        (receipt.key.as_deref(), receipt.events.as_slice()),
        (Some("roster"), &["roster_published".to_owned()][..])
    );
    let duty = bench.desk.duty(at(day("2026-11-02"), 9, 0)).unwrap();
    let shift = duty.shift.unwrap();
    assert_eq!((shift.key.as_str(), duty.leader.unwrap().name.as_str()), ("2026-11-02/day", "l某"));
    assert!(shift.has(&"a".into()) && shift.has(&"b".into()) && !shift.has(&"d".into()));
    bench.now = at(day("2026-11-02"), 8, 25);
    let take = json!({"command": "take_over", "shift": "2026-11-02/day", "refused": []});
    assert_eq!(bench.does("d", take.clone()).unwrap_err().kind(), "not_rostered");
    bench.does("a", take).unwrap();
    assert!(bench.desk.verify().unwrap().ok);
    bench.desk.rebuild().unwrap();
    assert_eq!(bench.desk.duty(at(day("2026-11-02"), 9, 0)).unwrap().shift.unwrap(), shift);
}

#[test]
fn a_roster_with_conflicts_is_refused_with_every_name() {
    let mut bench = Bench::new();
    let pattern = json!({"id": "backup", "post": "backup", "teams": [["a"], ["d"]], "advance": "day",
        "start": "2026-11-02"});
    bench.does("k", json!({"command": "save_pattern", "pattern": pattern})).unwrap();
    bench
        .does(
            "l",
            json!({"command": "absent", "officer": "l", "from": "2026-11-03", "until": "2026-11-03",
        "reason": "开会"}),
        )
        .unwrap();
    let publish = json!({"command": "publish_roster", "from": "2026-11-02", "until": "2026-11-03", "despite": "急"});
    let Err(DeskError::Refused(refusal)) = bench.does("k", publish) else { panic!("it has conflicts") };
    let said: Vec<String> =
        refusal.causes.iter().map(|it| crate::words::Lang::ZhCn.speaking(|| crate::words::refusal(it))).collect();
    assert!(said.iter().any(|it| it.contains("a某 一人两岗")), "{said:?}");
    assert!(said.iter().any(|it| it.contains("带班领导") && it.contains("没有人")), "{said:?}");
    assert_eq!(bench.desk.roster().unwrap().published_until(), None);
}

#[test]
fn a_unit_called_in_counts_for_routing_and_a_missing_one_does_not() {
    let mut bench = Bench::new();
    let presence = |bench: &Bench, unit: &str| {
        let floor = bench.desk.floor(day("2026-11-02")).unwrap();
        floor.into_iter().find(|line| line.unit.as_str() == unit).unwrap().presence.is_here()
    };
    assert!(!presence(&bench, "wjj") && presence(&bench, "ldjc"));
    for (unit, present) in [("wjj", true), ("ldjc", false)] {
        let mark = json!({"command": "set_floor", "unit": unit, "day": "2026-11-02", "present": present,
            "note": "电话13900000001"});
        bench.does("a", mark).unwrap();
    }
    assert!(presence(&bench, "wjj") && !presence(&bench, "ldjc"));
    let duty = bench.desk.duty(bench.now).unwrap();
    assert!(duty.floor.iter().all(|line| !line.note.contains("13900000001")), "numbers are masked");
}

#[test]
fn why_somebody_is_away_is_told_to_few() {
    let mut bench = Bench::new();
    bench
        .does(
            "a",
            json!({"command": "absent", "officer": "a", "from": "2026-11-03", "until": "2026-11-04",
        "reason": "住院"}),
        )
        .unwrap();
    let told = |bench: &Bench, who: &str| {
        let viewer = bench.desk.centre().unwrap().officer(&who.into()).unwrap().clone();
        bench.desk.roster_week(day("2026-11-02"), &viewer, bench.now).unwrap().absences[0].reason.clone()
    };
    assert_eq!(
        (told(&bench, "a"), told(&bench, "k"), told(&bench, "b")),
        ("住院".into(), "住院".into(), String::new())
    );
}
