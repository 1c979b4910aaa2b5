//! What joint mediation means for the clocks of a case.

use super::*;
use serde_json::{Value, json};

impl Bench {
    fn mediate(&mut self, command: Value) -> Vec<String> {
        self.do_it(CaseCommand::Mediation(serde_json::from_value(command).unwrap())).unwrap()
    }

    /// Meets on a day at nine and agrees on one payment.
    fn agree(&mut self, session: u32, on: Day, due: Day) {
        let (room, mediator) = (self.centre.rooms[0].id.clone(), self.centre.mediators[0].id.clone());
        let starts = at(on, 9, 0).to_rfc3339();
        self.mediate(json!({"command": "schedule", "room": room, "mediators": [mediator], "starts": starts}));
        self.now = at(on, 9, 30);
        self.mediate(json!({"command": "attendance", "session": session, "present": [1, 2]}));
        let outcome = json!({
            "kind": "agreed", "facts": "围墙越界半米。", "terms": "拆除并补偿。",
            "instalments": [{"due": due, "amount_fen": 50_000}]
        });
        self.mediate(json!({"command": "conclude_session", "session": session, "outcome": outcome}));
    }

    fn dues(&self, kind: ClockKind) -> Vec<Day> {
        let running = self.case.clocks.iter().filter(|clock| clock.is_running() && clock.kind == kind);
        running.map(|clock| clock.due.date_naive()).collect()
    }

    pub(super) fn mediated() -> Self {
        let mut bench = Self::accepted();
        let [lead, ..] = bench.units();
        bench.route(&lead, &[]);
        bench.agree(1, day(11, 9), day(11, 30));
        bench
    }
}

#[test]
fn an_instalment_becomes_a_clock_and_is_met_by_performance() {
    let mut bench = Bench::mediated();
    assert_eq!(bench.dues(ClockKind::Performance), [day(11, 30)]);
    assert_eq!(bench.dues(ClockKind::JudicialConfirmation).len(), 1);
    bench.mediate(json!({"command": "perform", "instalment": 1}));
    assert!(bench.dues(ClockKind::Performance).is_empty());
}

#[test]
fn a_new_agreement_stops_the_dates_of_the_old() {
    let mut bench = Bench::mediated();
    bench.mediate(json!({"command": "resume_mediation", "reason": "对方无力一次付清"}));
    bench.agree(2, day(11, 16), day(12, 15));
    assert_eq!(bench.dues(ClockKind::Performance), [day(12, 15)]);
    assert_eq!(bench.dues(ClockKind::JudicialConfirmation).len(), 1);
}

#[test]
fn parties_who_do_without_the_court_stop_its_clock() {
    let mut bench = Bench::mediated();
    bench.mediate(json!({"command": "judicial_confirmation", "step": "not_eligible", "note": "双方不申请"}));
    assert!(bench.dues(ClockKind::JudicialConfirmation).is_empty());
}
