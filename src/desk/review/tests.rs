//! Reviews tried through the door: who may, what is drawn, how a round stands.

use super::*;
use crate::desk::bench::{founded, wang};
use crate::desk::{Order, Viewer};
use crate::domain::centre::CentreCommand;
use crate::domain::time::Day;
use crate::domain::vocabulary::Role;

struct Bench {
    _folder: tempfile::TempDir,
    desk: Desk,
}

fn on(n: u32) -> Moment {
    at(Day::from_ymd_opt(2026, 11, n).unwrap(), 9, 0)
}

impl Bench {
    /// A centre in which fifteen cases were filed away by `wang`; of every five one major, one dissatisfied, one late.
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let desk = founded(folder.path().join("desk.db"), &wang(), on(2), true);
        let mut bench = Self { _folder: folder, desk };
        for (id, unit, roles) in [("du", None, vec![Role::Supervisor]), ("lin", Some("zjj"), vec![Role::Leader])] {
            let officer = Officer { id: id.into(), name: id.into(), unit: unit.map(Into::into), roles, os_user: None };
            bench.give("wang", 2, &Order::centre(CentreCommand::SaveOfficer { officer })).unwrap();
        }
        for nth in 0..15 {
            let grade = if nth % 5 == 0 { "major" } else { "larger" };
            let line = format!(
                r#"{{"command":"register","kind":"dispute","channel":"walk_in","accept":true,"category":"0202",
                    "grade":"{grade}","narrative":"邻居砌墙占道","parties":[{{"side":"applicant","name":"赵小禾"}}]}}"#
            );
            let no = bench.json("wang", 2, &line).unwrap().no.unwrap();
            let mut step = |n, rest: &str| bench.json("wang", n, &format!(r#"{{"no":"{no}",{rest}}}"#)).unwrap();
            step(2, r#""command":"route","lead":"zjj""#);
            step(2, r#""command":"sign","unit":"zjj""#);
            let done = if nth % 5 == 2 { 12 } else { 4 };
            step(done, r#""command":"report","unit":"zjj","result":"办妥""#);
            step(done, r#""command":"verify","unit":"zjj""#);
            step(done, r#""command":"reply","text":"已答复""#);
            if nth % 5 == 1 {
                step(done, r#""command":"call_back","answer":{"answered":"dissatisfied"},"note":"不服""#);
            }
            step(done, r#""command":"call_back","answer":{"answered":"satisfied"},"note":"好""#);
            step(done, r#""command":"archive""#);
        }
        bench
    }

    fn give(&mut self, who: &str, n: u32, order: &Order) -> Result<Receipt, DeskError> {
        self.desk.perform(&who.into(), on(n), order)
    }

    fn json(&mut self, who: &str, n: u32, line: &str) -> Result<Receipt, DeskError> {
        self.give(who, n, &Order::from_json(line).unwrap())
    }

    fn draw(&mut self, rest: &str) -> Result<Receipt, DeskError> {
        let line = format!(r#"{{"command":"draw_review","from":"2026-11-01","until":"2026-11-30",{rest}}}"#);
        self.json("du", 20, &line)
    }

    /// Reviews a case with full points but for the reply.
    fn review(&mut self, who: &str, n: u32, no: &CaseNo, reply: u32) -> Result<Receipt, DeskError> {
        let items = self.desk.centre().unwrap().rulebook().review_items.clone();
        let line = |it: &crate::domain::rulebook::ReviewItem| {
            let points = if it.id == "reply" { reply } else { it.points };
            crate::domain::review::Scored { item: it.id.clone(), points, note: "答复未送达".into() }
        };
        let sheet = items.iter().map(line).collect();
        let order = Order::on(no, CaseCommand::ReviewCase { sheet, opinion: "见评查表".into() });
        self.give(who, n, &order)
    }

    fn drawn(&self, round: &str) -> Vec<(String, Sampling)> {
        let rounds = self.desk.review_rounds(Some(round)).unwrap();
        rounds[0].lines.iter().map(|line| (line.no.to_string(), line.by)).collect()
    }
}

#[test]
fn a_rule_draws_all_that_it_wants_and_chance_a_share_of_the_others() {
    let mut bench = Bench::new();
    let receipt = bench.draw(r#""by":["major","dissatisfied","overdue"]"#).unwrap();
    assert_eq!(receipt.key.as_deref(), Some("PC2026-01"));
    let drawn = bench.drawn("PC2026-01");
    let of = |by| drawn.iter().filter(|(_, it)| *it == by).count();
    assert_eq!((of(Sampling::Major), of(Sampling::Dissatisfied), of(Sampling::Overdue)), (3, 3, 3));
    bench.draw(r#""by":["chance"],"round":"PC2026-01""#).unwrap();
    assert_eq!(bench.drawn("PC2026-01").len(), 9 + 2, "a tenth of fifteen, rounded up");
    let rest = bench.draw(r#""by":["chance"],"count":50,"round":"PC2026-01""#).unwrap();
    assert_eq!(rest.events, ["review_drawn"]);
    let mut all = bench.drawn("PC2026-01");
    all.sort();
    all.dedup_by(|a, b| a.0 == b.0);
    assert_eq!(all.len(), 15, "none twice");
    assert_eq!(bench.draw(r#""by":["chance"],"round":"PC2026-01""#).unwrap_err().kind(), "nothing_to_draw");
    assert!(bench.desk.verify().unwrap().ok);
}

#[test]
fn the_seed_is_on_record_and_gives_the_same_cases_again() {
    let mut bench = Bench::new();
    bench.draw(r#""by":["chance"],"count":4"#).unwrap();
    let seed = bench.desk.review_rounds(None).unwrap()[0].drawings[0].seed.clone();
    assert_eq!(seed.len(), 16);
    bench.draw(&format!(r#""by":["chance"],"count":4,"seed":"{seed}""#)).unwrap();
    assert_eq!(bench.drawn("PC2026-01"), bench.drawn("PC2026-02"));
}

#[test]
fn nobody_reviews_what_they_or_their_unit_handled() {
    let mut bench = Bench::new();
    let no = CaseNo::from("ZZ2026-00001");
    assert_eq!(bench.review("wang", 20, &no, 20).unwrap_err().kind(), "reviewer_handled_it");
    assert_eq!(bench.review("lin", 20, &no, 20).unwrap_err().kind(), "reviewers_unit_handled_it");
    // Who only pressed has not handled it.
    let fresh = bench
        .json(
            "wang",
            20,
            r#"{"command":"register","kind":"inquiry","channel":"phone","narrative":"问低保","accept":true,
                "parties":[{"side":"applicant","name":"孙问路"}]}"#,
        )
        .unwrap();
    let open = fresh.no.unwrap();
    assert_eq!(bench.review("du", 20, &open, 20).unwrap_err().kind(), "illegal_move", "it is not closed");
    assert_eq!(bench.review("du", 20, &no, 20).unwrap().events, ["reviewed"]);
}

#[test]
fn a_round_tells_what_was_reviewed_and_what_failed() {
    let mut bench = Bench::new();
    bench.draw(r#""by":["major"]"#).unwrap();
    let nos: Vec<CaseNo> = bench.drawn("PC2026-01").into_iter().map(|(no, _)| CaseNo(no)).collect();
    bench.review("du", 21, &nos[0], 20).unwrap();
    let failed = bench.review("du", 21, &nos[1], 15).unwrap();
    assert_eq!(failed.warnings[0].code, "review_failed", "the reply is a hard item");
    let round = bench.desk.review_rounds(Some("PC2026-01")).unwrap().remove(0);
    assert_eq!((round.done(), round.lines.len()), ((2, 1), 3));
    assert_eq!(round.lines[0].reviewer.as_deref(), Some("du"));
    assert_eq!(round.lines[0].score.as_ref().map(|score| (score.points, score.of)), Some((100, 100)));
    let issue = format!(
        r#"{{"command":"issue","kind":"finding","case":"{}","to":"zjj","subject":"答复未送达","text":"补送"}}"#,
        nos[1]
    );
    bench.json("du", 21, &issue).unwrap();
    let round = bench.desk.review_rounds(Some("PC2026-01")).unwrap().remove(0);
    assert_eq!(round.lines.iter().map(|line| line.findings).collect::<Vec<_>>(), [0, 1, 0]);
}

#[test]
fn a_unit_is_not_told_which_cases_were_drawn() {
    let mut bench = Bench::new();
    bench.draw(r#""by":["major"]"#).unwrap();
    bench.desk.look_as(&"lin".into()).unwrap();
    assert!(bench.desk.review_rounds(None).unwrap().is_empty());
    let lin = bench.desk.centre().unwrap().officer(&"lin".into()).unwrap().clone();
    assert!(bench.desk.leader(&Viewer::masked(&lin), on(20)).is_ok());
}
