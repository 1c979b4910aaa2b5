//! The rulebook (规则手册): a county's limits, grades, categories, routing and escalation as data.
//!
//! The engine has no county's number in it. `docs/rulebook.md` describes the format key by key;
//! [`Rulebook::parse`] refuses unknown keys and impossible values, each with line, column and reason.

use super::clock::{Clock, Limit, LimitUnit, Roll, StartDay};
use super::directive::{CardRules, DirectiveRule};
use super::directory::{Mediator, Officer, Room};
use super::escalation::Step;
use super::ids::{CaseNo, CategoryId, RuleId, StepId, UnitId};
use super::notice::NoticeRules;
use super::refusal::Refusal;
use super::shift::HandoverRules;
use super::time::Moment;
use super::unit::Unit;
use super::vocabulary::{CaseKind, Channel, ClockKind, Grade, Risk, Role, UnitKind, UnitLevel};
use crate::refuse;
use chrono::NaiveTime;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

mod call_back;
mod casefile;
mod check;
mod crosswalk;
mod directives;
mod duty;
mod evaluation;
mod levels;
mod number;
mod peace;
mod publication;
mod read;
mod review;
mod subsidy;
mod supervision;
mod words;

pub use call_back::{CallBackRules, Hour, Question};
pub use casefile::{CaseFileRules, PaperRule, PaperWhen};
pub use crosswalk::{CrosswalkRule, Return};
pub use duty::{DayGroup, Days, PostRule, ReceptionRule, RosterRules, ShiftRule, every_term};
pub use evaluation::EvaluationRules;
pub use levels::{GradeReviewRule, StepRule};
pub use number::NumberPattern;
pub use peace::{Better, Ground, PeaceItem, PeaceRules, every_term as every_peace_term};
pub use publication::PublicationRules;
pub use read::RulebookFault;
pub use review::{ReviewItem, ReviewRules};
pub use subsidy::{SubsidyRules, SubsidyTier};
pub use supervision::{CheckRules, LongPendingRules};
pub use words::GradeFacts;

/// The rulebooks shipped with the program: name and text.
pub const BUILTIN: &[(&str, &str)] = &[("longxi", include_str!("../../rulebooks/longxi.toml"))];

/// A county's rules as data. The log keeps the source text; what was read from it goes into the centre's snapshot.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rulebook {
    /// The code, such as `longxi`.
    pub id: String,
    /// The name people know it by.
    pub name: String,
    /// The version; every clock remembers which one it runs by.
    pub version: String,
    /// What the county wants to say about it.
    pub note: String,
    /// How case numbers look.
    pub numbering: Numbering,
    /// How many representatives a group may send (信访工作条例 §20).
    pub representatives_max: u32,
    /// After how many days what stands in an offline book (断网登记簿) needs a reason to be entered.
    pub offline_days: u32,
    /// What happens to units' objections.
    pub objections: Objections,
    /// How joint mediation is scheduled.
    pub mediation: MediationRules,
    /// Who may know of complaints about officials, and for how long they are open to them.
    pub sealing: SealingRules,
    /// When the three checks are taken down.
    #[serde(default)]
    pub checks: CheckRules,
    /// Which cases are long pending.
    #[serde(default)]
    pub long_pending: LongPendingRules,
    /// When and for whom an alert rings.
    pub notice: NoticeRules,
    /// How closed cases are reviewed.
    #[serde(default)]
    pub review: ReviewRules,
    /// The score sheet of a review.
    #[serde(default)]
    pub review_items: Vec<ReviewItem>,
    /// How residents are called back.
    #[serde(default)]
    pub call_back: CallBackRules,
    /// How the peace index is taken.
    #[serde(default)]
    pub peace: PeaceRules,
    /// Its formula.
    #[serde(default)]
    pub peace_items: Vec<PeaceItem>,
    /// How units are evaluated by those they served.
    #[serde(default)]
    pub evaluation: EvaluationRules,
    /// What may be public of results.
    #[serde(default)]
    pub publication: PublicationRules,
    /// Who may receive a subsidy, and for what.
    #[serde(default)]
    pub subsidy: SubsidyRules,
    /// How much is paid.
    #[serde(default)]
    pub subsidy_tiers: Vec<SubsidyTier>,
    /// What makes a case general, larger or major; the first match is suggested.
    pub grading: Vec<GradingRule>,
    /// The categories in two levels.
    pub categories: Vec<Category>,
    /// The limits; for each clock the first match holds.
    pub limits: Vec<LimitRule>,
    /// Which clocks may be extended, by how much, by whom.
    pub extensions: Vec<ExtensionRule>,
    /// The ladder of alerts.
    pub escalation: Vec<Step>,
    /// How each kind of directive is handled.
    #[serde(default)]
    pub directives: Vec<DirectiveRule>,
    /// When yellow cards become a red one; never if nothing is said.
    #[serde(default)]
    pub cards: Option<CardRules>,
    /// What weighs in a routing suggestion beside the rules.
    pub triage: Triage,
    /// Who confirms a grade, and who is responsible by grade.
    #[serde(default)]
    pub grade_reviews: Vec<GradeReviewRule>,
    /// The ladder of steps, the lowest first.
    #[serde(default)]
    pub steps: Vec<StepRule>,
    /// In which row of a return a category is counted.
    #[serde(default)]
    pub crosswalk: Vec<CrosswalkRule>,
    /// Which unit should handle what.
    pub routing: Vec<RoutingRule>,
    /// How case files are kept.
    #[serde(default)]
    pub case_file: CaseFileRules,
    /// Which papers belong into them, in the order of the contents.
    #[serde(default)]
    pub papers: Vec<PaperRule>,
    /// How shifts are handed over.
    pub handover: HandoverRules,
    /// The kinds of shift.
    pub shifts: Vec<ShiftRule>,
    /// The posts in them.
    pub posts: Vec<PostRule>,
    /// Who receives residents when.
    pub receptions: Vec<ReceptionRule>,
    /// What holds for the whole roster.
    pub roster: RosterRules,
    /// The units a new database begins with; whoever founds one reads them from the text.
    #[serde(skip)]
    pub units: Vec<Unit>,
    /// The rooms a new database begins with; whoever founds one reads them from the text.
    #[serde(skip)]
    pub rooms: Vec<Room>,
    /// The mediators a new database begins with; whoever founds one reads them from the text.
    #[serde(skip)]
    pub mediators: Vec<Mediator>,
    source: String,
}

/// How case numbers look.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Numbering {
    /// Text with `{year}` and `{seq}` or `{seq:05}`, the running number filled to so many digits.
    pub pattern: String,
}

/// What happens to units' objections (异议).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Objections {
    /// The how-manieth "not ours" freezes transfers and calls a conference.
    pub freeze_after: u32,
}

/// How joint mediation (联合调解) is scheduled.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MediationRules {
    /// How many hours before the session both sides must have notice.
    pub notice_hours: u32,
    /// After how many hours an unconfirmed booking expires.
    pub hold_hours: u32,
    /// The grid of the week view, in minutes.
    pub slot_minutes: u32,
    /// How long a session takes unless said otherwise, in minutes.
    pub session_minutes: u32,
    /// How many times a side may stay away before termination is proposed.
    pub no_shows: u32,
    /// When the rooms are open on working days, in order.
    pub opening: Vec<Opening>,
}

/// How complaints about officials are kept (密件).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SealingRules {
    /// For how many hours a sealed case stays open once two persons have agreed, and a request waits for the second.
    pub open_hours: u32,
    /// Officers of these roles may know of a case when nobody else is named.
    pub keepers: Vec<Role>,
    /// Where the rule stands: a law and its article, or that it is local.
    pub source: String,
}

impl Default for SealingRules {
    /// Returns what holds where a rulebook says nothing of it.
    fn default() -> Self {
        Self { open_hours: 24, keepers: vec![Role::Leader, Role::Supervisor], source: String::new() }
    }
}

impl SealingRules {
    /// Tells whether an officer may know of a case in which nobody else is named.
    pub fn is_keeper(&self, officer: &Officer) -> bool {
        self.keepers.iter().any(|role| officer.has(*role))
    }
}

/// A stretch of a working day in which the rooms are open.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Opening {
    /// From when, `HH:MM`.
    #[serde(deserialize_with = "hour_and_minute", serialize_with = "as_hour_and_minute")]
    pub from: NaiveTime,
    /// Until when, `HH:MM`.
    #[serde(deserialize_with = "hour_and_minute", serialize_with = "as_hour_and_minute")]
    pub to: NaiveTime,
}

fn hour_and_minute<'de, D: Deserializer<'de>>(from: D) -> Result<NaiveTime, D::Error> {
    let text = String::deserialize(from)?;
    NaiveTime::parse_from_str(&text, "%H:%M")
        .map_err(|_| serde::de::Error::custom(format!("not a time of day: `{text}`, expected HH:MM")))
}

// Serde hands the field over by reference.
#[allow(clippy::trivially_copy_pass_by_ref)]
fn as_hour_and_minute<S: Serializer>(time: &NaiveTime, to: S) -> Result<S::Ok, S::Error> {
    to.collect_str(&time.format("%H:%M"))
}

/// What makes a case of a grade (定级); every condition given must hold.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GradingRule {
    /// The grade suggested.
    pub grade: Grade,
    /// The conditions.
    #[serde(default)]
    pub when: GradingWhen,
    /// The reason shown.
    pub note: String,
}

/// The conditions of a [`GradingRule`]; a list holds when one of its members does.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GradingWhen {
    /// At least so many people concerned.
    pub people_from: Option<u32>,
    /// At least so many units concerned.
    pub units_from: Option<u32>,
    /// One of these risks.
    #[serde(default)]
    pub risk: Vec<Risk>,
    /// One of these categories or below.
    #[serde(default)]
    pub category: Vec<CategoryId>,
    /// One of these words in the narrative.
    #[serde(default)]
    pub words: Vec<String>,
}

/// A top-level category with what stands below it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Category {
    /// Two digits.
    pub id: CategoryId,
    /// The name.
    pub name: String,
    /// Words that hint at it.
    #[serde(default)]
    pub words: Vec<String>,
    /// The second level.
    #[serde(default)]
    pub items: Vec<CategoryItem>,
}

/// A second-level category.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CategoryItem {
    /// Four digits, beginning with those of the top level.
    pub id: CategoryId,
    /// The name.
    pub name: String,
    /// Words that hint at it.
    #[serde(default)]
    pub words: Vec<String>,
}

/// A limit (时限规则).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LimitRule {
    /// The code, such as `grade.general`.
    pub id: RuleId,
    /// The clock it starts.
    pub clock: ClockKind,
    /// How many units.
    pub amount: u32,
    /// The unit.
    pub unit: LimitUnit,
    /// What happens when the last day is a day off.
    #[serde(default)]
    pub roll: Roll,
    /// Whether the start day is counted.
    #[serde(default)]
    pub start: StartDay,
    /// For which cases; nothing said means all.
    #[serde(default)]
    pub when: When,
    /// What the time runs from, in the words shown: 受理, 签收.
    pub from: String,
    /// Where the rule stands: a law and its article, or that it is local.
    pub source: String,
}

impl LimitRule {
    /// Returns the limit itself, as a clock takes it.
    pub const fn limit(&self) -> Limit {
        Limit { amount: self.amount, unit: self.unit, roll: self.roll, start: self.start }
    }
}

/// For which cases a limit holds; an empty list holds for all, else one of its members must match.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct When {
    /// One of these kinds.
    #[serde(default)]
    pub kind: Vec<CaseKind>,
    /// One of these channels.
    #[serde(default)]
    pub channel: Vec<Channel>,
    /// One of these categories or below.
    #[serde(default)]
    pub category: Vec<CategoryId>,
    /// None of these categories, nor below them.
    #[serde(default)]
    pub except_category: Vec<CategoryId>,
    /// One of these grades.
    #[serde(default)]
    pub grade: Vec<Grade>,
    /// One of these risks.
    #[serde(default)]
    pub risk: Vec<Risk>,
    /// One of these steps of the ladder.
    #[serde(default)]
    pub step: Vec<StepId>,
}

/// What a limit rule asks of a case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Facts {
    /// The kind.
    pub kind: CaseKind,
    /// The channel.
    pub channel: Channel,
    /// The category, once assessed.
    pub category: Option<CategoryId>,
    /// The grade, once assessed.
    pub grade: Option<Grade>,
    /// The risk, once assessed.
    pub risk: Option<Risk>,
    /// The step of the ladder where it stands, if it does.
    pub step: Option<StepId>,
}

impl When {
    fn holds(&self, facts: &Facts) -> bool {
        (self.kind.is_empty() || self.kind.contains(&facts.kind))
            && (self.channel.is_empty() || self.channel.contains(&facts.channel))
            && (self.grade.is_empty() || facts.grade.is_some_and(|grade| self.grade.contains(&grade)))
            && (self.risk.is_empty() || facts.risk.is_some_and(|risk| self.risk.contains(&risk)))
            && (self.step.is_empty() || facts.step.as_ref().is_some_and(|step| self.step.contains(step)))
            && covers(&self.category, facts.category.as_ref())
            && (self.except_category.is_empty() || !covers(&self.except_category, facts.category.as_ref()))
    }
}

/// Returns whether a category stands in a list, or below a member of it; an empty list covers all.
pub(super) fn covers(list: &[CategoryId], category: Option<&CategoryId>) -> bool {
    list.is_empty()
        || category.is_some_and(|category| list.iter().any(|head| category.as_str().starts_with(head.as_str())))
}

/// Which clocks may be extended (延期).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ExtensionRule {
    /// The clocks it is about.
    pub clocks: Vec<ClockKind>,
    /// How many times.
    pub max_count: u32,
    /// How much each time, in `unit`.
    pub max_amount: u32,
    /// The unit.
    pub unit: LimitUnit,
    /// Who approves.
    pub approver: Role,
    /// Where the rule stands.
    pub source: String,
}

impl ExtensionRule {
    /// Returns whether a clock may be extended now: it must run, its time must not be over, and neither
    /// the count nor the amount may be more than the rule allows.
    pub fn check(&self, clock: &Clock, amount: u32, unit: LimitUnit, now: Moment) -> Result<(), Refusal> {
        if !clock.is_running() {
            return Err(refuse!("clock_not_running", clock = clock.kind));
        }
        if now > clock.due && !clock.is_paused() {
            return Err(refuse!("extension_after_expiry", due = clock.due.format("%Y-%m-%d %H:%M")));
        }
        if clock.extensions.len() >= self.max_count as usize {
            return Err(refuse!("extension_count", max = self.max_count));
        }
        if unit != self.unit {
            return Err(refuse!("extension_unit", expected = self.unit.key(), found = unit.key()));
        }
        if amount == 0 || amount > self.max_amount {
            return Err(refuse!("extension_amount", max = self.max_amount, amount = amount));
        }
        Ok(())
    }
}

/// What weighs in a routing suggestion beside the rules.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Triage {
    /// Added when the unit's people are on the floor today.
    pub floor_bonus: u32,
    /// Added when a unit's duty names the second-level category exactly.
    pub exact_bonus: u32,
    /// How many suggestions are offered.
    pub suggestions: usize,
}

/// Which unit should handle what (分流规则).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RoutingRule {
    /// The code, such as `route.resident`.
    pub id: RuleId,
    /// For which cases.
    #[serde(default)]
    pub when: RoutingWhen,
    /// To whom.
    pub to: Target,
    /// How it is handled.
    pub handling: Handling,
    /// How much the rule weighs.
    pub score: u32,
    /// Where the rule stands, or what it says; shown as the reason.
    pub source: String,
}

/// The conditions of a [`RoutingRule`]; every one given must hold, a list when one of its members does.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RoutingWhen {
    /// One of these kinds.
    #[serde(default)]
    pub kind: Vec<CaseKind>,
    /// One of these categories or below.
    #[serde(default)]
    pub category: Vec<CategoryId>,
    /// One of these words in the narrative.
    #[serde(default)]
    pub words: Vec<String>,
    /// At least so many departments are concerned.
    pub sectors_from: Option<u32>,
    /// At least so many townships are concerned.
    pub townships_from: Option<u32>,
}

/// To whom a routing rule sends.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Target {
    /// Units of these kinds whose duties cover the category.
    Duty(Vec<UnitKind>),
    /// These units.
    Units(Vec<UnitId>),
    /// The townships or villages, by level, whose area the place mentions.
    Territory(Vec<UnitLevel>),
}

/// How a matter is handled once sent (办理方式).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Handling {
    /// 在中心调处.
    InCentre,
    /// 现场办理, or taken home with a report back.
    OnSpotOrHome,
    /// 限期办理并报告.
    ByDeadline,
    /// 属地办理.
    Territory,
    /// 联合调解, led by the centre.
    Joint,
}

impl Handling {
    /// Every way of handling.
    pub const ALL: &[Self] = &[Self::InCentre, Self::OnSpotOrHome, Self::ByDeadline, Self::Territory, Self::Joint];

    /// Returns the key under `routing.handling` in the locales.
    pub const fn key(self) -> &'static str {
        match self {
            Self::InCentre => "in_centre",
            Self::OnSpotOrHome => "on_spot_or_home",
            Self::ByDeadline => "by_deadline",
            Self::Territory => "territory",
            Self::Joint => "joint",
        }
    }
}

impl Rulebook {
    /// Reads and checks a rulebook; every fault found is reported, in the order of the text.
    pub fn parse(text: &str) -> Result<Self, Vec<RulebookFault>> {
        read::parse(text)
    }

    /// Returns a rulebook shipped with the program.
    pub fn builtin(name: &str) -> Option<Self> {
        let (_, text) = BUILTIN.iter().find(|(known, _)| *known == name)?;
        Self::parse(text).ok()
    }

    /// Returns the text the rulebook was read from.
    pub fn source(&self) -> &str {
        &self.source
    }

    /// Returns the number of the `seq`-th case of a year.
    pub fn case_no(&self, year: i32, seq: u32) -> CaseNo {
        // A checked rulebook has a sound pattern; without one the number is still unique.
        NumberPattern::parse(&self.numbering.pattern)
            .map_or_else(|_| CaseNo(format!("{year}-{seq}")), |pattern| pattern.format(year, seq))
    }

    /// Returns a number of the sealed series (密件编号): drawn, not counted, so that no gap in it tells anything.
    pub fn sealed_no(&self, year: i32, draw: u64) -> CaseNo {
        NumberPattern::parse(&self.numbering.pattern)
            .map_or_else(|_| CaseNo(format!("M{year}-{draw}")), |pattern| pattern.drawn(year, draw))
    }

    /// Reads year and running number back from a case number of this rulebook's pattern.
    pub fn read_case_no(&self, text: &str) -> Option<(i32, u32)> {
        NumberPattern::parse(&self.numbering.pattern).ok()?.read(text)
    }

    /// Returns the number that somebody means who writes it in full, without its noughts, or only its last part.
    pub fn expand_case_no(&self, typed: &str, this_year: i32) -> CaseNo {
        match (self.read_case_no(typed.trim()), typed.trim().parse()) {
            (Some((year, seq)), _) => self.case_no(year, seq),
            (None, Ok(seq)) => self.case_no(this_year, seq),
            (None, Err(_)) => CaseNo(typed.trim().to_owned()),
        }
    }

    /// Returns the limit of a clock for a case: the first rule that matches.
    pub fn limit(&self, clock: ClockKind, facts: &Facts) -> Option<&LimitRule> {
        self.limits.iter().find(|rule| rule.clock == clock && rule.when.holds(facts))
    }

    /// Returns a limit rule by its code.
    pub fn rule(&self, id: &RuleId) -> Option<&LimitRule> {
        self.limits.iter().find(|rule| rule.id == *id)
    }

    /// Returns how a clock may be extended, if it may.
    pub fn extension(&self, clock: ClockKind) -> Option<&ExtensionRule> {
        self.extensions.iter().find(|rule| rule.clocks.contains(&clock))
    }

    /// Returns whether a clock may be extended now by so much; see [`ExtensionRule::check`].
    pub fn check_extension(&self, clock: &Clock, amount: u32, unit: LimitUnit, now: Moment) -> Result<(), Refusal> {
        match self.extension(clock.kind) {
            Some(rule) => rule.check(clock, amount, unit, now),
            None => Err(refuse!("extension_not_allowed", clock = clock.kind)),
        }
    }

    /// Returns the top-level category and, for four digits, the item of a category code.
    pub fn category(&self, id: &CategoryId) -> Option<(&Category, Option<&CategoryItem>)> {
        if let Some(top) = self.categories.iter().find(|category| category.id == *id) {
            return Some((top, None));
        }
        self.categories.iter().find_map(|top| {
            let item = top.items.iter().find(|item| item.id == *id)?;
            Some((top, Some(item)))
        })
    }

    /// Returns the name of a category: `婚恋家庭` or `婚恋家庭 · 抚养赡养监护`.
    pub fn category_name(&self, id: &CategoryId) -> Option<String> {
        self.category(id).map(|(top, item)| match item {
            Some(item) => format!("{} · {}", top.name, item.name),
            None => top.name.clone(),
        })
    }
}

#[cfg(test)]
mod tests;
