//! Handing over at the desk: a day with its evening, through the same door as everything else.

use crate::desk::bench::{founded, wang};
use crate::desk::{Desk, DeskError, Order, Receipt, Viewer};
use crate::domain::ids::{CaseNo, ShiftKey};
use crate::domain::shift::{Heading, Section};
use crate::domain::time::{Day, Moment, at};
use crate::domain::vocabulary::Level;
use serde_json::{Value, json};

const DAY: &str = "2026-11-22/day";
const EVENING: &str = "2026-11-22/evening";

fn moment(day: u32, hour: u32, minute: u32) -> Moment {
    at(Day::from_ymd_opt(2026, 11, day).unwrap(), hour, minute)
}

struct Bench {
    _folder: tempfile::TempDir,
    desk: Desk,
    now: Moment,
}

impl Bench {
    /// A centre with a case of the second, overdue on the twenty-second, and one of that day.
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let desk = founded(folder.path().join("desk.db"), &wang(), moment(2, 9, 0), true);
        let mut bench = Self { _folder: folder, desk, now: moment(2, 9, 0) };
        for (id, unit, roles) in
            [("li", None, "duty_officer"), ("zhao", None, "leader"), ("sun", Some("ldjc"), "handler")]
        {
            let officer = json!({"id": id, "name": format!("{id}同志"), "unit": unit, "roles": [roles]});
            bench.done("wang", &json!({"command": "save_officer", "officer": officer}));
        }
        bench.register("水渠堵了，电话13900001111");
        bench.now = moment(22, 8, 30);
        bench
    }

    fn give(&mut self, by: &str, order: &Value) -> Result<Receipt, DeskError> {
        self.desk.perform(&by.into(), self.now, &Order::from_json(&order.to_string())?)
    }

    fn done(&mut self, by: &str, order: &Value) -> Receipt {
        self.give(by, order).unwrap_or_else(|error| panic!("{order}: {}", error.message()))
    }

    fn refused(&mut self, by: &str, order: &Value) -> String {
        self.give(by, order).map(|_| ()).unwrap_err().kind().to_owned()
    }

    fn register(&mut self, narrative: &str) -> CaseNo {
        let parties = json!([{"side": "applicant", "name": "赵小禾", "phone": "13900001111"}]);
        let order = json!({"command": "register", "kind": "dispute", "channel": "walk_in", "narrative": narrative,
            "accept": true, "parties": parties});
        self.done("wang", &order).no.unwrap()
    }

    fn view(&self, key: &str) -> super::ShiftView {
        let viewer = Viewer::masked(&wang());
        self.desk.shift_view(&ShiftKey::from(key), &viewer, self.now).unwrap().unwrap()
    }

    fn red(&self, key: &str) -> Vec<String> {
        self.view(key).shift.sheet().unwrap().red().map(|it| it.item.clone()).collect()
    }
}

fn take(shift: &str) -> Value {
    json!({"command": "take_over", "shift": shift})
}

#[test]
fn a_day_is_handed_over_with_two_signatures_and_an_answer_to_every_red_item() {
    let mut bench = Bench::new();
    bench.done("wang", &take(DAY));
    let fresh = bench.register("两家为界墙争吵");
    bench.done("wang", &json!({"command": "route", "no": fresh, "lead": "ldjc"}));
    let entry =
        json!({"command": "log_entry", "shift": DAY, "entry": "call", "no": fresh, "text": "来电13900002222催问"});
    bench.done("wang", &entry);
    bench.now = moment(22, 17, 20);
    let head = bench.desk.store().head().unwrap();
    let zero = json!({"command": "hand_over", "shift": DAY, "zero": true});
    assert_eq!(bench.refused("wang", &zero), "not_zero");
    bench.done("wang", &json!({"command": "hand_over", "shift": DAY, "note": "水渠的事请盯住", "drafts": 2}));
    let view = bench.view(DAY);
    let sheet = view.shift.sheet().unwrap();
    assert!(sheet.head.place >= head.gid, "what the ladder raised before stands in it");
    assert_eq!(view.chain, Some(true));
    assert_eq!(sheet.of(Section::Unsigned).map(|it| it.item.clone()).collect::<Vec<_>>(), [format!("{fresh}@ldjc")]);
    assert_eq!(sheet.drafts, 2);
    assert_eq!(sheet.entries[0].text, "来电139****2222催问", "the sheet is kept masked");
    assert_eq!(view.counts.get(&Heading::Intake), Some(&2), "registered and accepted; the ladder is not intake");
    assert!(view.log.iter().any(|line| line.no.as_ref() == Some(&fresh) && line.heading == Heading::Triage));
    assert!(view.log.windows(2).all(|two| two[0].at <= two[1].at), "newest last");
    let red = bench.red(DAY);
    assert!(!red.is_empty(), "what was due three weeks ago is red");

    // Between signing and taking over something is done about it.
    bench.done("wang", &json!({"command": "note", "no": fresh, "text": "已联系"}));
    bench.done("wang", &json!({"command": "sign", "no": fresh, "unit": "ldjc"}));
    let gone = bench.view(DAY).changes.unwrap().gone;
    assert_eq!(gone.iter().map(|it| it.section).collect::<Vec<_>>(), [Section::Unsigned]);

    bench.now = moment(22, 17, 31);
    assert_eq!(bench.refused("li", &take(EVENING)), "red_unanswered");
    let (first, rest) = red.split_first().unwrap();
    let answered = json!({"command": "take_over", "shift": EVENING, "accepted": rest,
        "refused": [{"item": first, "reason": "没有移交材料"}]});
    assert_eq!(bench.refused("wang", &answered), "handover_to_oneself");
    let receipt = bench.done("li", &answered);
    assert_eq!(receipt.events, ["shift_opened", "shift_taken_over", "shift_closed"]);
    let closed = bench.view(DAY).shift.closed.unwrap();
    assert_eq!((closed.by.as_str(), closed.leader.as_str()), ("li", "wang"), "no roster: whoever was on duty");
    assert_eq!(closed.changes.gone.len(), 1);
    let standing = bench.desk.refused_items(&Viewer::masked(&wang())).unwrap();
    assert_eq!(standing.iter().map(|it| &it.item.item).collect::<Vec<_>>(), [first]);
    assert!(bench.view(EVENING).log.iter().all(|line| line.at >= bench.now), "the log begins where the shift does");

    let settle = json!({"command": "settle_item", "shift": DAY, "item": first, "note": "材料已补"});
    assert_eq!(bench.refused("li", &settle), "not_your_item");
    bench.done("zhao", &settle);
    assert_eq!(bench.desk.refused_items(&Viewer::masked(&wang())).unwrap(), []);
    let late = json!({"command": "log_entry", "shift": DAY, "text": "补记"});
    assert_eq!(bench.refused("wang", &late), "shift_closed");
    assert!(bench.desk.verify().unwrap().ok);
}

#[test]
fn a_later_shift_that_accepts_what_was_refused_settles_it() {
    let mut bench = Bench::new();
    bench.done("wang", &take(DAY));
    bench.now = moment(22, 17, 20);
    bench.done("wang", &json!({"command": "hand_over", "shift": DAY}));
    let red = bench.red(DAY);
    let refused: Vec<_> = red.iter().map(|item| json!({"item": item, "reason": "材料不全"})).collect();
    bench.done("li", &json!({"command": "take_over", "shift": EVENING, "refused": refused}));
    bench.now = moment(22, 21, 50);
    bench.done("li", &json!({"command": "hand_over", "shift": EVENING}));
    let view = bench.view(EVENING);
    let again = view.shift.sheet().unwrap().red().next().unwrap();
    assert!(again.text.contains("材料不全"), "that it was refused before stands beside it: {}", again.text);
    let night = json!({"command": "take_over", "shift": "2026-11-22/night", "accepted": bench.red(EVENING)});
    bench.done("wang", &night);
    assert_eq!(bench.desk.refused_items(&Viewer::masked(&wang())).unwrap(), []);
}

#[test]
fn every_red_clock_of_the_file_stands_on_the_sheet_once() {
    let mut bench = Bench::new();
    bench.now = moment(3, 9, 0);
    for nth in 0..6 {
        let no = bench.register(&format!("第{nth}件"));
        if nth % 2 == 0 {
            bench.done("wang", &json!({"command": "route", "no": no, "lead": "ldjc"}));
        }
    }
    bench.now = moment(22, 8, 30);
    bench.done("wang", &take(DAY));
    bench.now = moment(22, 17, 20);
    bench.done("wang", &json!({"command": "hand_over", "shift": DAY}));
    let alerts = bench.desk.alerts(None, None, 0, bench.now).unwrap();
    let red = alerts.iter().filter(|alert| alert.raised.is_some_and(|level| level >= Level::Red));
    let mut expected: Vec<_> = red.map(|alert| format!("{}#{}", alert.case.no, alert.clock_id)).collect();
    let mut found = bench.red(DAY);
    expected.sort();
    found.sort();
    assert!(expected.len() > 5);
    // Directives that the ladder called for stand beside their clocks.
    found.retain(|item| item.contains('#'));
    assert_eq!(found, expected);
}

#[test]
fn whoever_sees_a_part_of_the_cases_does_not_hand_over_for_the_centre_and_sees_no_sheet() {
    let mut bench = Bench::new();
    assert_eq!(bench.refused("sun", &take(DAY)), "shift_of_centre");
    bench.done("wang", &take(DAY));
    bench.desk.look_as(&"sun".into()).unwrap();
    let viewer = Viewer::masked(&bench.desk.centre().unwrap().officer(&"sun".into()).unwrap().clone());
    let seen = bench.desk.shift_desk(None, &viewer, bench.now).unwrap();
    assert!(seen.shown.is_none() && seen.lines.is_empty() && seen.refused.is_empty());
}

#[test]
fn a_case_that_is_sealed_afterwards_is_veiled_on_the_sheets_that_named_it() {
    let mut bench = Bench::new();
    bench.done("wang", &take(DAY));
    let no = bench.register("反映村干部的事");
    bench.done("wang", &json!({"command": "route", "no": no, "lead": "ldjc"}));
    bench.done("wang", &json!({"command": "log_entry", "shift": DAY, "no": no, "text": "村干部的事"}));
    bench.now = moment(22, 17, 20);
    bench.done("wang", &json!({"command": "hand_over", "shift": DAY}));
    let told = |bench: &Bench| {
        serde_json::to_string(&(
            bench.view(DAY),
            bench.desk.shift_desk(None, &Viewer::masked(&wang()), bench.now).unwrap(),
        ))
        .unwrap()
    };
    assert!(told(&bench).contains(no.as_str()));
    bench.done("wang", &json!({"command": "seal", "no": no, "accused": [{"name": "某某"}], "reason": "检举"}));
    assert!(!told(&bench).contains(no.as_str()), "{}", told(&bench));
    assert!(!told(&bench).contains("村干部"));
    assert!(bench.desk.verify().unwrap().ok);
}
