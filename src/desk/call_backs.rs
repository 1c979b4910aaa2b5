//! Calling back (回访) at the desk: who is to be rung now, and what the figures of it are made of.

use super::viewer::covered;
use super::{Desk, DeskError, case_of, stamp};
use crate::domain::call_back::{Cause, Tries, Turn, tries};
use crate::domain::case::Case;
use crate::domain::centre::Centre;
use crate::domain::figures::{Counted, Measure, Period, Span, count};
use crate::domain::ids::{CaseNo, InstalmentId, UnitId};
use crate::domain::rulebook::CallBackRules;
use crate::domain::time::{Moment, end_of};
use crate::domain::vocabulary::{AssignmentRole, ClockKind, Side, Stage};
use crate::store::ListQuery;
use chrono::Duration;
use serde::Serialize;
use std::collections::BTreeMap;

/// A call that is to be made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct CallBackLine {
    /// The case.
    pub no: CaseNo,
    /// Its title.
    pub title: String,
    /// Whom to ring: the applicants.
    pub whom: String,
    /// The unit that led, if one did.
    pub unit: Option<UnitId>,
    /// Its name for lists.
    pub unit_name: String,
    /// Why.
    pub cause: Cause,
    /// What to do about it now.
    pub turn: Turn,
    /// By when.
    pub due: Moment,
    /// How often nobody answered.
    pub tries: u32,
    /// When the last try was.
    pub last: Option<Moment>,
    /// When the next is to be.
    pub next: Option<Moment>,
    /// Which instalment is asked after, for what was agreed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub instalment: Option<InstalmentId>,
    /// What it was.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub what: Option<String>,
}

/// Who is to be called back, and what came of calling back this month.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct CallBacks {
    /// The calls to be made, what presses first.
    pub lines: Vec<CallBackLine>,
    /// What the figures are about.
    pub period: Period,
    /// Called back, of those resolved in the period.
    pub called_back: Counted,
    /// Satisfied, of those who answered in the period.
    pub satisfied: Counted,
    /// The titles of the cases behind the figures.
    pub titles: BTreeMap<CaseNo, String>,
    /// What is said and asked.
    pub script: CallBackRules,
}

impl CallBacks {
    /// Returns how many calls can be made now.
    pub fn ready(&self) -> usize {
        self.lines.iter().filter(|line| matches!(line.turn, Turn::Now | Turn::Dissatisfied)).count()
    }

    /// Returns a figure; of the measures only the two that are about calling back are there.
    pub fn figure(&self, measure: Measure) -> &Counted {
        if measure == Measure::Satisfied { &self.satisfied } else { &self.called_back }
    }
}

fn line(case: &Case, why: Cause, tried: Tries, due: Moment, centre: &Centre) -> CallBackLine {
    let lead = case.lead().or_else(|| case.assignments.iter().rfind(|it| it.role == AssignmentRole::Lead));
    let unit = lead.map(|it| it.unit.clone());
    let unit_name = unit.as_ref().map_or_else(|| centre.short_name(), |unit| centre.unit_short(unit)).to_owned();
    CallBackLine {
        no: case.no.clone(),
        title: covered(&case.title),
        whom: covered(&case.names(Side::Applicant)),
        unit,
        unit_name,
        cause: why,
        turn: tried.turn,
        due,
        tries: tried.count,
        last: tried.last,
        next: tried.next,
        instalment: None,
        what: None,
    }
}

/// Returns the calls about what was agreed and is due by the end of the day, as nobody has said yet that it was done.
fn performances<'a>(case: &'a Case, centre: &'a Centre, until: Moment) -> impl Iterator<Item = CallBackLine> + use<'a> {
    let due = case.clocks.iter().filter(move |it| it.is_running() && it.kind == ClockKind::Performance);
    due.filter(move |clock| clock.due <= until).map(|clock| {
        let all = case.mediation.agreements.iter().flat_map(|reached| &reached.agreement.instalments);
        let instalment =
            all.into_iter().find(|it| clock.label.as_ref().is_some_and(|label| *label == it.id.to_string()));
        let tries = Tries { turn: Turn::Now, count: 0, last: None, next: None };
        CallBackLine {
            instalment: instalment.map(|it| it.id),
            what: instalment.and_then(|it| it.what.as_deref().map(covered)),
            ..line(case, Cause::Performance, tries, clock.due, centre)
        }
    })
}

impl Desk {
    /// Lists who is to be called back (回访): what was resolved and not yet answered, and what was agreed and is due.
    ///
    /// What is merged into another case is called back there.
    pub fn call_backs(&self, unit: Option<&UnitId>, now: Moment) -> Result<CallBacks, DeskError> {
        let (centre, store) = (self.centre()?, self.store());
        let mut lines = Vec::new();
        let resolved = ListQuery { stages: vec![Stage::Resolved.key().to_owned()], ..ListQuery::default() };
        for head in store.list(&resolved)?.iter().filter(|head| head.merged_into.is_none()) {
            let Some(row) = store.case_by_no(&head.no)? else { continue };
            let case = case_of(store, &row)?;
            let rules = &centre.rulebook_of(&case.rulebook).call_back;
            let tries = tries(&case.call_backs, rules, &centre.calendar, now);
            let due = case.running(ClockKind::CallBack, None).map(|clock| clock.due);
            let due = due.or(case.resolved_at).unwrap_or(case.held_since);
            lines.push(line(&case, Cause::Resolved, tries, due, centre));
        }
        let tonight = end_of(now.date_naive());
        let mut agreed: Vec<_> = store.running_clocks(Some(&stamp(tonight + Duration::seconds(1))), None, 0)?;
        agreed.retain(|head| head.clock.kind == ClockKind::Performance.key() && head.case.merged_into.is_none());
        let mut agreed: Vec<_> = agreed.into_iter().map(|head| head.case.no).collect();
        agreed.sort();
        agreed.dedup();
        for no in agreed {
            if let Some(row) = store.case_by_no(&no)? {
                lines.extend(performances(&case_of(store, &row)?, centre, tonight));
            }
        }
        lines.retain(|line| unit.is_none_or(|unit| line.unit.as_ref() == Some(unit)));
        lines.sort_by_cached_key(|line| (line.turn, line.next, line.due, line.no.clone()));
        self.with_figures(lines, unit, now)
    }

    fn with_figures(
        &self,
        lines: Vec<CallBackLine>,
        unit: Option<&UnitId>,
        now: Moment,
    ) -> Result<CallBacks, DeskError> {
        let period = Period::around(Span::Month, now.date_naive());
        let mut facts = self.facts(period)?;
        facts.retain(|fact| unit.is_none_or(|unit| fact.unit.as_ref() == Some(unit)));
        let called_back = count(Measure::CalledBack, &facts, period, now);
        let satisfied = count(Measure::Satisfied, &facts, period, now);
        let mut titles = BTreeMap::new();
        for no in [&called_back, &satisfied].into_iter().flat_map(|it| it.part.iter().chain(&it.rest)) {
            if !titles.contains_key(no)
                && let Some(head) = self.store().case_by_no(no.as_str())?
            {
                titles.insert(no.clone(), covered(&head.title));
            }
        }
        let script = self.centre()?.rulebook().call_back.clone();
        Ok(CallBacks { lines, period, called_back, satisfied, titles, script })
    }
}
