//! Whatever is ordered of cases that are linked, merged and parted: both sides agree, no clock is forgotten, no date
//! moves forward, and each log tells its own story.

use crate::properties::{check, command, config, register, start, step, the_centre};
use chrono::Duration;
use proptest::prelude::*;
use yichuang::domain::case::{self, Case, CaseCommand, CaseEvent, Context, Decision, Entry};
use yichuang::domain::directory::Officer;
use yichuang::domain::ids::{CaseId, CaseNo};
use yichuang::domain::time::Moment;
use yichuang::domain::vocabulary::{ClockKind, LinkKind, Stage};

/// A few cases with their logs, kept the way the desk keeps them.
struct Shelf {
    officer: Officer,
    cases: Vec<Case>,
    logs: Vec<Vec<(Moment, CaseEvent)>>,
}

impl Shelf {
    fn at(&self, no: &CaseNo) -> usize {
        self.cases.iter().position(|case| case.no == *no).unwrap()
    }

    fn keep(&mut self, which: usize, now: Moment, decision: Decision) -> Result<(), TestCaseError> {
        let (before, after) = (&self.cases[which], decision.case);
        for old in &before.clocks {
            let new = after.clock(old.id).unwrap();
            prop_assert!(new.due >= old.due, "{} moved from {} to {}", old.kind, old.due, new.due);
            prop_assert!(old.late_since.is_none() || new.late_since == old.late_since, "lateness was forgotten");
        }
        prop_assert_eq!(&before.no, &after.no);
        self.logs[which].extend(decision.events.into_iter().map(|event| (now, event)));
        self.cases[which] = after;
        Ok(())
    }

    /// Orders something of one case, and lets the cases merged into it follow.
    fn order(&mut self, which: usize, command: &CaseCommand, ctx: &Context<'_>) -> Result<(), TestCaseError> {
        let before = self.cases[which].clone();
        let Ok(decision) = case::decide(&before, command, ctx) else { return Ok(()) };
        let happened = decision.events.clone();
        self.keep(which, ctx.now, decision)?;
        for absorbed in &before.absorbed {
            let source = self.at(&absorbed.no);
            if let Some(decision) = case::follow(&self.cases[source], &before, &happened, ctx) {
                self.keep(source, ctx.now, decision)?;
            }
        }
        Ok(())
    }

    fn join(
        &mut self,
        which: usize,
        other: usize,
        wanted: &CaseCommand,
        ctx: &Context<'_>,
    ) -> Result<(), TestCaseError> {
        let log = self.logs[other].iter().enumerate();
        let entries: Vec<Entry> = log
            .map(|(index, (at, what))| Entry {
                rev: index as u64 + 1,
                at: *at,
                by: self.officer.id.clone(),
                unit: None,
                what: what.clone(),
            })
            .collect();
        let (case, other_case) = (&self.cases[which], &self.cases[other]);
        let Ok((own, theirs)) = case::decide_with(case, other_case, wanted, &entries, ctx) else { return Ok(()) };
        if matches!(wanted, CaseCommand::Merge { .. }) {
            undone_is_as_before((case, other_case), (&own.case, &theirs.case), ctx)?;
        }
        self.keep(which, ctx.now, own)?;
        self.keep(other, ctx.now, theirs)
    }

    /// What must hold of the shelf at any time.
    fn agrees(&self) -> Result<(), TestCaseError> {
        for case in &self.cases {
            check(case)?;
            for link in &case.links {
                let other = &self.cases[self.at(&link.other)];
                prop_assert!(other.link(&case.no, link.kind).is_some(), "a link that the other does not know of");
            }
            for absorbed in &case.absorbed {
                prop_assert_eq!(self.cases[self.at(&absorbed.no)].merged_into.as_ref(), Some(&case.no));
            }
            let Some(target) = &case.merged_into else { continue };
            let target = &self.cases[self.at(target)];
            prop_assert!(target.absorbed.iter().any(|it| it.no == case.no) && target.merged_into.is_none());
            prop_assert!(case.absorbed.is_empty() && case.assignments.iter().all(|it| !it.is_live()));
            let image = match target.stage {
                Stage::Conference | Stage::LeaderReview | Stage::Handling => Stage::Accepted,
                stage => stage,
            };
            prop_assert_eq!(case.stage, image, "merged into one that is {}", target.stage);
            for kind in [ClockKind::Accept, ClockKind::Triage, ClockKind::CallBack, ClockKind::Archive] {
                let (here, there) = (case.running(kind, None).is_some(), target.running(kind, None).is_some());
                prop_assert_eq!(here, there, "the clock {} of a merged case", kind);
            }
        }
        Ok(())
    }
}

/// A merger undone at once leaves numbers, clocks and due dates as they were.
fn undone_is_as_before(before: (&Case, &Case), merged: (&Case, &Case), ctx: &Context<'_>) -> Result<(), TestCaseError> {
    let unmerge = CaseCommand::Unmerge { reason: "并错了".into(), entries: vec![] };
    let (own, theirs) = case::decide_with(merged.0, merged.1, &unmerge, &[], ctx).unwrap();
    for (before, after) in [(before.0, &own.case), (before.1, &theirs.case)] {
        prop_assert_eq!(&before.no, &after.no);
        for old in &before.clocks {
            let new = after.clock(old.id).unwrap();
            prop_assert_eq!((new.kind, new.start, new.due, &new.limit), (old.kind, old.start, old.due, &old.limit));
        }
        prop_assert!(after.merged_into.is_none() && before.absorbed == after.absorbed);
    }
    prop_assert_eq!(&before.1.clocks, &theirs.case.clocks);
    let promised = before.0.clocks.iter().filter(|it| it.is_running() && it.unit.is_none());
    for clock in promised.filter(|it| !matches!(it.kind, ClockKind::Accept | ClockKind::Triage)) {
        // Steps, and looks at grade and risk, are taken in the other case meanwhile, and begin anew.
        let anew = matches!(clock.kind, ClockKind::GradeReview | ClockKind::RiskReview | ClockKind::Step);
        let runs = own.case.clock(clock.id).unwrap().is_running();
        prop_assert!(runs || anew && own.case.running(clock.kind, None).is_some(), "{} was forgotten", clock.kind);
    }
    Ok(())
}

/// Anything that concerns two cases; the bytes choose.
pub fn joint(op: u8, a: u8, b: u8, case: &Case, other: &Case) -> CaseCommand {
    let (no, kind) = (other.no.clone(), LinkKind::ALL[usize::from(a) % LinkKind::ALL.len()]);
    match op % 8 {
        0 => CaseCommand::Link { other: no, kind, note: String::new() },
        1 => CaseCommand::Unlink { other: no, kind },
        2..=5 => CaseCommand::Merge { into: no, reason: "同一批工资".into() },
        _ => {
            let since = other.absorbed.iter().find(|it| it.no == case.no).map_or(0, |it| it.since);
            let entries = if b.is_multiple_of(2) { vec![] } else { vec![since + u64::from(a % 8)] };
            CaseCommand::Unmerge { reason: "并错了".into(), entries }
        }
    }
}

proptest! {
    #![proptest_config(config(150))]

    #[test]
    fn cases_merged_and_parted_agree_at_any_time(
        steps in prop::collection::vec((0usize..3, 1usize..3, any::<bool>(), step()), 10..110),
    ) {
        let (centre, officer) = the_centre();
        let mut now = start();
        let ctx = |now| Context { now, officer: &officer, centre: &centre, bookings: &[], earlier_sides: &[] };
        let mut shelf = Shelf { officer: officer.clone(), cases: vec![], logs: vec![] };
        for id in 1..=3 {
            let no = CaseNo(format!("ZZ2026-{id:05}"));
            let begun = case::register(CaseId(id), no, &register(id != 3), &ctx(now)).unwrap();
            shelf.cases.push(begun.case);
            shelf.logs.push(begun.events.into_iter().map(|event| (now, event)).collect());
        }
        for (which, further, together, (op, a, b, minutes)) in steps {
            now += Duration::minutes(i64::from(minutes));
            let other = (which + further) % 3;
            if op >= 250 {
                for which in 0..3 {
                    if let Some(decision) = case::escalate(&shelf.cases[which], &ctx(now)) {
                        shelf.keep(which, now, decision)?;
                    }
                }
            } else if together && op < 80 {
                let wanted = joint(op, a, b, &shelf.cases[which], &shelf.cases[other]);
                shelf.join(which, other, &wanted, &ctx(now))?;
            } else {
                let wanted = command(op, a, b, &shelf.cases[which], now);
                shelf.order(which, &wanted, &ctx(now))?;
            }
            shelf.agrees()?;
        }
        for (case, log) in shelf.cases.iter().zip(&shelf.logs) {
            let kept: Vec<(Moment, CaseEvent)> = log
                .iter()
                .map(|(at, event)| (*at, serde_json::from_str(&serde_json::to_string(event).unwrap()).unwrap()))
                .collect();
            let history = kept.iter().map(|(at, event)| (*at, &officer.id, event));
            let replayed = Case::replay(case.id, history).unwrap().unwrap();
            prop_assert_eq!(&replayed, case);
        }
    }
}
