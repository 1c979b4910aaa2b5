//! What the rulebook says of directives (督办规则): a row a kind, and when a yellow card becomes a red one.

use super::words::{Every, Need, Occasion};
use crate::domain::clock::{Clock, Limit, LimitUnit, Roll, StartDay};
use crate::domain::ids::RuleId;
use crate::domain::refusal::Refusal;
use crate::domain::rulebook::Rulebook;
use crate::domain::time::{Day, Moment};
use crate::domain::vocabulary::{DirectiveKind, Level, Role};
use crate::refuse;
use serde::{Deserialize, Serialize};

/// How a kind of directive is handled.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DirectiveRule {
    /// The kind it is about.
    pub kind: DirectiveKind,
    /// How long there is to reply when no date is stated.
    #[serde(default)]
    pub limit: Option<ReplyLimit>,
    /// Who signs it before it is issued; nothing if whoever may issue it does so at once.
    #[serde(default)]
    pub signer: Option<Role>,
    /// Whether the unit has to reply, and the supervising body to close it out.
    #[serde(default = "yes")]
    pub reply: bool,
    /// What it must have to be closed out.
    #[serde(default)]
    pub needs: Vec<Need>,
    /// How often it must be reported on until it is closed out.
    #[serde(default)]
    pub every: Option<Every>,
    /// How often there is a meeting on it until it is closed out.
    #[serde(default)]
    pub meetings: Option<Every>,
    /// How it may be extended.
    #[serde(default)]
    pub extension: Option<Extending>,
    /// The level at which the ladder issues one to the unit whose time limit it is, or proposes it where somebody signs.
    #[serde(default)]
    pub at: Option<Level>,
    /// What else calls for one.
    #[serde(default)]
    pub on: Vec<Trigger>,
    /// What is required by one that was issued by itself.
    #[serde(default)]
    pub text: String,
    /// What the time runs from, in the words shown: 下达.
    pub from: String,
    /// Where the rule stands: a law and its article, or that it is local.
    pub source: String,
}

const fn yes() -> bool {
    true
}

/// How long there is to reply.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReplyLimit {
    /// How many.
    pub amount: u32,
    /// Of what.
    pub unit: LimitUnit,
}

impl ReplyLimit {
    /// Returns the limit as a clock takes it.
    pub fn limit(self) -> Limit {
        let Self { amount, unit } = self;
        Limit { amount, unit, roll: Roll::default(), start: StartDay::default() }
    }
}

/// How a directive may be extended (延期).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Extending {
    /// How many times.
    pub max_count: u32,
    /// By how many days each time.
    pub max_days: u32,
    /// Who approves.
    pub approver: Role,
}

impl Extending {
    /// Returns by how many days a clock is extended up to a day, or why it may not be: its time must not be over.
    pub fn check(&self, clock: &Clock, until: Day, now: Moment) -> Result<u32, Refusal> {
        if now > clock.due {
            return Err(refuse!("extension_after_expiry", due = clock.due.format("%Y-%m-%d %H:%M")));
        }
        if clock.extensions.len() >= self.max_count as usize {
            return Err(refuse!("extension_count", max = self.max_count));
        }
        let days = (until - clock.due.date_naive()).num_days();
        match u32::try_from(days) {
            Ok(days) if days > 0 && days <= self.max_days => Ok(days),
            _ => Err(refuse!("directive_extension_days", max = self.max_days, days = days)),
        }
    }
}

/// What calls for a directive by itself, and how often it must have been.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Trigger {
    /// What.
    pub what: Occasion,
    /// The how-manieth time.
    pub times: u32,
}

/// When yellow cards become a red one (黄牌红牌).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CardRules {
    /// How many yellow cards of a unit make a red one proposed.
    pub yellows: u32,
    /// Within how many months.
    pub months: u32,
    /// Where the rule stands.
    pub source: String,
}

impl DirectiveRule {
    /// Returns what holds of a kind where the rulebook says nothing: no limit, so a date has to be stated.
    pub fn unsaid(kind: DirectiveKind) -> Self {
        Self {
            kind,
            limit: None,
            signer: None,
            reply: true,
            needs: Vec::new(),
            every: None,
            meetings: None,
            extension: None,
            at: None,
            on: Vec::new(),
            text: String::new(),
            from: String::new(),
            source: String::new(),
        }
    }

    /// Returns what the clocks of the kind name as their rule.
    pub fn id(kind: DirectiveKind) -> RuleId {
        RuleId(format!("directive.{kind}"))
    }
}

impl Rulebook {
    /// Returns how a kind of directive is handled.
    pub fn directive(&self, kind: DirectiveKind) -> DirectiveRule {
        let said = self.directives.iter().find(|rule| rule.kind == kind);
        said.cloned().unwrap_or_else(|| DirectiveRule::unsaid(kind))
    }
}
