//! A directive as it stands: a fold of its events.

mod fold;

use super::command::{Issue, Supervisor};
use super::event::{Cause, DirectiveEvent, Matter};
use super::rules::DirectiveRule;
use super::words::{DirectiveStatus, Every, Need};
use crate::domain::centre::Centre;
use crate::domain::clock::{Clock, Computed, Limit, LimitUnit, Raised, Roll, StartDay, Starting};
use crate::domain::directory::Officer;
use crate::domain::escalation;
use crate::domain::ids::{CaseNo, ClockId, DirectiveNo, OfficerId, UnitId};
use crate::domain::permission::{self, Right};
use crate::domain::sight::{self, Principal};
use crate::domain::time::{Day, Moment};
use crate::domain::vocabulary::{ClockKind, DirectiveKind, Role};
use chrono::Duration;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// Words with their time and writer.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Written {
    /// When.
    pub at: Moment,
    /// Who.
    pub by: OfficerId,
    /// The words.
    pub text: String,
}

/// A reply (回复), and what the supervising body made of it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Reply {
    /// What was replied.
    pub said: Written,
    /// Why it was given back, if it was.
    pub returned: Option<Written>,
}

/// More time that the unit asked for (申请延期); what it was granted stands in the clock.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Asked {
    /// Until when.
    pub until: Day,
    /// Why, and who asked.
    pub said: Written,
    /// How far it had come.
    pub progress: String,
    /// Why it was refused, if it was.
    pub refused: Option<Written>,
}

/// A meeting on it, or a talk.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Meeting {
    /// The day.
    pub on: Day,
    /// What was said and agreed, and who wrote it down.
    pub said: Written,
}

/// How much of what a directive must have is there (五个一).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Meter {
    /// How many are there.
    pub met: usize,
    /// How many it must have.
    pub of: usize,
    /// Which are missing.
    pub missing: Vec<Need>,
}

/// A directive as it stands.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Directive {
    /// How many events it has.
    pub rev: u64,
    /// Its number.
    pub no: DirectiveNo,
    /// Its kind.
    pub kind: DirectiveKind,
    /// Where it stands.
    pub status: DirectiveStatus,
    /// What it is about; empty where that follows from the case or the cause.
    pub subject: String,
    /// What is required.
    pub text: String,
    /// The unit that has to do it.
    pub to: UnitId,
    /// Other units it names.
    pub units: Vec<UnitId>,
    /// The case it is about.
    pub case: Option<CaseNo>,
    /// The day that was stated; the rulebook's limit if none was.
    pub due: Option<Day>,
    /// The leader who instructs or has taken charge.
    pub leader: Option<OfficerId>,
    /// Who works on it.
    pub team: Vec<String>,
    /// How.
    pub plan: String,
    /// The villages that assist and warn.
    pub assists: Vec<UnitId>,
    /// Who supervises it and closes it out.
    pub supervisor: Supervisor,
    /// How often it is reported on, where that was said.
    pub every: Option<Every>,
    /// The version of the rulebook it runs by.
    pub rulebook: String,
    /// Why it came about by itself, if it did.
    pub cause: Option<Cause>,
    /// When it was written down, and by whom.
    pub begun: (Moment, OfficerId),
    /// When it was issued, and by whom.
    pub issued: Option<(Moment, OfficerId)>,
    /// When the unit signed for it, and who did.
    pub received: Option<(Moment, OfficerId)>,
    /// Its clocks: the reply's, and one for each period to report on or meet in.
    pub clocks: Vec<Clock>,
    /// How it went, as reported.
    pub reports: Vec<Written>,
    /// What was replied.
    pub replies: Vec<Reply>,
    /// The more time that the unit asked for last, until it is granted.
    #[serde(default)]
    pub asked: Option<Asked>,
    /// The meetings on it.
    pub meetings: Vec<Meeting>,
    /// How it ended: the opinion with which it was closed out, or the reason for which it was taken back.
    pub ended: Option<Written>,
}

impl Directive {
    fn begun(at: Moment, by: &OfficerId, no: &DirectiveNo, what: &Matter) -> Self {
        let Matter { issue, by: supervisor, rulebook, cause } = what.clone();
        let Issue { kind, subject, text, to, units, case, due, leader, supervisor: _, team, plan, assists, every } =
            issue;
        Self {
            rev: 1,
            no: no.clone(),
            kind,
            status: DirectiveStatus::Proposed,
            subject,
            text,
            to,
            units,
            case,
            due,
            leader,
            team,
            plan,
            assists,
            supervisor,
            every,
            rulebook,
            cause,
            begun: (at, by.clone()),
            issued: None,
            received: None,
            clocks: Vec::new(),
            reports: Vec::new(),
            replies: Vec::new(),
            asked: None,
            meetings: Vec::new(),
            ended: None,
        }
    }

    /// Returns how its kind is handled, by the rulebook it runs by.
    pub fn rule(&self, centre: &Centre) -> DirectiveRule {
        centre.rulebook_of(&self.rulebook).directive(self.kind)
    }

    /// Returns how often it is reported on.
    pub fn every(&self, centre: &Centre) -> Option<Every> {
        self.every.or(self.rule(centre).every)
    }

    /// Tells whether something is still to be done about it.
    pub fn is_open(&self, centre: &Centre) -> bool {
        match self.status {
            DirectiveStatus::ClosedOut | DirectiveStatus::Withdrawn => false,
            // What needs neither reply nor meeting is done with once it was signed for.
            DirectiveStatus::Received => {
                let rule = self.rule(centre);
                rule.reply || !rule.needs.is_empty()
            }
            _ => true,
        }
    }

    /// Tells whether it was issued and not taken back: the unit is told of it, and it counts.
    pub fn is_issued(&self) -> bool {
        self.issued.is_some() && self.status != DirectiveStatus::Withdrawn
    }

    /// Returns the reply that stands: the last, unless it was given back.
    pub fn reply(&self) -> Option<&Reply> {
        self.replies.last().filter(|reply| reply.returned.is_none())
    }

    /// Returns the more time that the unit asked for, while nobody has answered.
    pub fn asking(&self) -> Option<&Asked> {
        self.asked.as_ref().filter(|asked| asked.refused.is_none())
    }

    /// Tells whether an officer answers the unit that asks for more time: the supervising body, or the leader in charge.
    pub fn is_asked(&self, officer: &Officer, centre: &Centre) -> bool {
        let approves = self.rule(centre).extension.is_some_and(|it| officer.has(it.approver));
        self.is_supervised_by(officer, centre) || approves && self.leader.as_ref() == Some(&officer.id)
    }

    fn has(&self, need: Need) -> bool {
        match need {
            Need::Case => self.case.is_some(),
            Need::Leader => self.leader.is_some(),
            Need::Team => !self.team.is_empty(),
            Need::Plan => !self.plan.is_empty(),
            Need::End => self.reply().is_some() && self.clocks.iter().any(|it| it.kind == ClockKind::Directive),
            Need::Meeting => !self.meetings.is_empty(),
        }
    }

    /// Returns how much of what it must have is there; nothing where its kind must have nothing.
    pub fn meter(&self, centre: &Centre) -> Option<Meter> {
        let needs = self.rule(centre).needs;
        let missing: Vec<Need> = needs.iter().copied().filter(|need| !self.has(*need)).collect();
        (!needs.is_empty()).then(|| Meter { met: needs.len() - missing.len(), of: needs.len(), missing })
    }

    /// Returns the clock of the reply, while it runs; else the last there was.
    pub fn reply_clock(&self) -> Option<&Clock> {
        self.clocks.iter().rev().find(|clock| clock.kind == ClockKind::Directive)
    }

    /// Returns the running clock that is due first.
    pub fn next_clock(&self) -> Option<&Clock> {
        self.clocks.iter().filter(|clock| clock.is_running()).min_by_key(|clock| clock.due)
    }

    /// Tells whether any of it was ever late, or is now; that never goes away.
    pub fn was_late(&self, now: Moment) -> bool {
        self.clocks.iter().any(|clock| clock.was_late(now))
    }

    /// Returns the highest level at which it stands.
    pub fn level(&self, centre: &Centre) -> Option<&Raised> {
        let ladder = &centre.rulebook_of(&self.rulebook).escalation;
        let running = self.clocks.iter().filter(|clock| clock.is_running());
        running.filter_map(|clock| escalation::standing(clock, ladder, &centre.calendar)).max_by_key(|it| it.level)
    }

    /// Tells whether an officer is of the body that supervises it.
    pub fn is_supervised_by(&self, officer: &Officer, centre: &Centre) -> bool {
        permission::may(officer, Right::Supervise)
            && match &self.supervisor {
                Supervisor::Officer(id) => *id == officer.id,
                Supervisor::Unit(unit) if centre.unit(unit).is_some_and(crate::domain::unit::Unit::is_centre) => {
                    permission::is_of_centre(officer, centre)
                }
                Supervisor::Unit(unit) => officer.unit.as_ref() == Some(unit),
            }
    }

    /// Returns what it waits for that this officer in particular has to do, as a key of the locales; nothing if it does not.
    pub fn awaits(&self, officer: &Officer, centre: &Centre) -> Option<&'static str> {
        use DirectiveStatus::{Issued, Proposed, Received, Replied, Returned};
        let own = officer.unit.as_ref();
        let is_own = || {
            own.is_some_and(|unit| *unit == self.to || sight::jurisdiction(unit, centre).contains(&self.to))
                && permission::may(officer, Right::Comply)
        };
        match self.status {
            Proposed => {
                let signer = self.rule(centre).signer.unwrap_or(Role::Leader);
                officer.has(signer).then_some("sign_off")
            }
            Issued | Received | Returned if self.asking().is_some() && self.is_asked(officer, centre) => {
                Some("extension")
            }
            Issued if is_own() => Some("receive"),
            Received | Returned if self.is_open(centre) && is_own() => Some("reply"),
            Replied if self.is_supervised_by(officer, centre) => {
                let replied_self = self.reply().is_some_and(|reply| reply.said.by == officer.id);
                (!replied_self).then_some("rule")
            }
            _ => None,
        }
    }

    fn next_id(&self) -> ClockId {
        ClockId(self.clocks.iter().map(|clock| clock.id.0).max().unwrap_or(0) + 1)
    }

    /// Returns the clocks with which it begins to run at a moment.
    pub(super) fn first_clocks(&self, at: Moment, centre: &Centre) -> Vec<Clock> {
        let rule = self.rule(centre);
        let mut started = self.clone();
        if rule.reply && (self.due.is_some() || rule.limit.is_some()) {
            let limit = rule.limit.map_or(months(1), super::rules::ReplyLimit::limit);
            let clock = started.starting(ClockKind::Directive, at, limit, self.due, centre);
            started.clocks.push(clock);
        }
        for (kind, every) in [(ClockKind::PeriodicReport, self.every(centre)), (ClockKind::SiteMeeting, rule.meetings)]
        {
            if let Some(every) = every {
                let clock = started.starting(kind, at, months(every.months()), None, centre);
                started.clocks.push(clock);
            }
        }
        started.clocks
    }

    fn starting(&self, kind: ClockKind, start: Moment, limit: Limit, fixed: Option<Day>, centre: &Centre) -> Clock {
        let with = Starting {
            id: self.next_id(),
            kind,
            rule: DirectiveRule::id(self.kind),
            rulebook: self.rulebook.clone(),
            unit: Some(self.to.clone()),
            label: None,
            start,
            limit,
            fixed_due: fixed,
        };
        Clock::start(with, &centre.calendar)
    }

    /// Returns the clocks of a period that a report or meeting meets now, and the clock of the next period if none runs on.
    ///
    /// A report counts for every period that has begun. The next one begins where the last ended, so that reporting early
    /// or late moves nothing.
    pub(super) fn met_by_now(&self, kind: ClockKind, now: Moment, centre: &Centre) -> (Vec<ClockId>, Option<Clock>) {
        let running = || self.clocks.iter().filter(|clock| clock.kind == kind && clock.is_running());
        let met: Vec<_> = running().filter(|clock| clock.start <= now).map(|clock| clock.id).collect();
        let next = match running().max_by_key(|clock| clock.due) {
            Some(last) if met.contains(&last.id) => self.period_after(last, centre),
            _ => None,
        };
        (met, next)
    }

    fn period_after(&self, last: &Clock, centre: &Centre) -> Option<Clock> {
        let every = match last.kind {
            ClockKind::PeriodicReport => self.every(centre),
            _ => self.rule(centre).meetings,
        }?;
        Some(self.starting(last.kind, last.due + Duration::seconds(1), months(every.months()), None, centre))
    }

    /// Returns the last clock of a kind of period, if its time is over and it still runs: the next one has to begin.
    fn outlived(&self, kind: ClockKind) -> Option<&Clock> {
        let last = self.clocks.iter().filter(|clock| clock.kind == kind).max_by_key(|clock| clock.due)?;
        last.is_running().then_some(last)
    }

    /// Returns what a new calendar would move.
    pub fn moved_by_calendar(&self, centre: &Centre) -> Vec<DirectiveEvent> {
        let running = self.clocks.iter().filter(|clock| clock.is_running());
        running
            .filter_map(|clock| {
                let Computed { due, assumed_years, .. } = clock.compute(&centre.calendar);
                let moved = due != clock.due || assumed_years != clock.assumed_years;
                moved.then_some(DirectiveEvent::DirectiveMoved { clock: clock.id, due, assumed_years })
            })
            .collect()
    }

    fn with_clock(&mut self, id: ClockId, change: impl FnOnce(&mut Clock)) {
        if let Some(clock) = self.clocks.iter_mut().find(|clock| clock.id == id) {
            change(clock);
        }
    }

    fn meet(&mut self, at: Moment, met: &[ClockId]) {
        for clock in self.clocks.iter_mut().filter(|clock| met.contains(&clock.id)) {
            // What runs can be met; what does not was met before.
            let _ = clock.meet(at);
        }
    }

    /// Forgets whatever could tell of a case that was sealed, and whom else it names.
    fn hush(&mut self, at: Moment, by: &OfficerId) {
        self.end(at, by, "", DirectiveStatus::Withdrawn);
        (self.case, self.cause, self.issued) = (None, None, None);
        for text in [&mut self.subject, &mut self.text, &mut self.plan] {
            text.clear();
        }
        self.team.clear();
        self.units.clear();
        self.assists.clear();
        self.reports.clear();
        self.replies.clear();
        self.asked = None;
        self.meetings.clear();
    }

    fn end(&mut self, at: Moment, by: &OfficerId, text: &str, status: DirectiveStatus) {
        self.status = status;
        self.ended = Some(Written { at, by: by.clone(), text: text.to_owned() });
        for clock in &mut self.clocks {
            let _ = clock.stop(at);
        }
    }
}

fn months(amount: u32) -> Limit {
    Limit { amount, unit: LimitUnit::Month, roll: Roll::default(), start: StartDay::default() }
}

impl Directive {
    /// Returns who besides the centre's people may see it: those it names, once it was issued, and who has to do with it.
    fn open_to(&self) -> BTreeSet<Principal> {
        let mut open = BTreeSet::from([self.supervisor.principal(), Principal::Officer(self.begun.1.clone())]);
        open.extend(self.leader.iter().cloned().map(Principal::Officer));
        if self.issued.is_some() {
            let units = std::iter::once(&self.to).chain(&self.units).chain(&self.assists);
            open.extend(units.cloned().map(Principal::Unit));
        }
        // One that came about by itself was written down by whoever's desk let the ladder climb.
        if self.cause.is_some() {
            open.remove(&Principal::Officer(self.begun.1.clone()));
        }
        open
    }
}
