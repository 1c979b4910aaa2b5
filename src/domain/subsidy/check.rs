//! The checklist of a subsidy: pure, so that it can be looked at before anybody proposes one.

use crate::domain::case::Case;
use crate::domain::directory::Mediator;
use crate::domain::ids::CaseNo;
use crate::domain::mediation::{AgreementForm, MediationStatus};
use crate::domain::rulebook::{SubsidyRules, SubsidyTier};
use crate::domain::vocabulary::{CaseKind, Stage, UnitLevel, vocabulary};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::fmt;

vocabulary! {
    /// What has to be there (补贴核查项).
    Item as "subsidy_item" {
        /// 属于矛盾纠纷，不在除外之列.
        Kind = "kind",
        /// 调解成功.
        Agreed = "agreed",
        /// 协议形式符合.
        Form = "form",
        /// 已履行.
        Performed = "performed",
        /// 卷宗齐全: no hard item of the case file is missing.
        File = "file",
        /// 已归档.
        Filed = "filed",
        /// 调解员主持了达成协议的那次调解.
        Mediated = "mediated",
        /// 调解员属于可领取的人员.
        Receiver = "receiver",
        /// 档次与定级相符.
        Tier = "tier",
        /// 同一纠纷没有补过.
        Unpaid = "unpaid",
    }
    /// Where a subsidy stands.
    Status as "subsidy_status" {
        /// 待审核.
        Proposed = "proposed",
        /// 待发放.
        Approved = "approved",
        /// 已退回.
        Refused = "refused",
        /// 已发放.
        Paid = "paid",
    }
}

/// For what a subsidy is asked.
#[derive(Debug, Clone, Copy)]
pub struct Asked<'a> {
    /// The case.
    pub case: &'a Case,
    /// Whom it is for.
    pub mediator: &'a Mediator,
    /// At which level the mediator's unit stands.
    pub level: Option<UnitLevel>,
    /// The tier.
    pub tier: &'a SubsidyTier,
    /// The subsidies that were proposed or paid for the same dispute, by number, others than this one.
    pub before: &'a [String],
    /// The hard items that the case file lacks, by name.
    pub lacking: &'a [String],
}

/// A line of the checklist.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Checked {
    /// What has to be there.
    pub item: Item,
    /// Whether it is.
    pub met: bool,
    /// What was seen: the key of a form or grade, a number, a name.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub seen: String,
}

/// Goes through the list.
pub fn check(asked: &Asked<'_>, rules: &SubsidyRules) -> Vec<Checked> {
    let Asked { case, mediator, level, tier, before, lacking } = *asked;
    let reached = case.mediation.agreement();
    let session = reached.and_then(|it| case.mediation.session(it.session));
    let excepted = case
        .category
        .as_ref()
        .is_some_and(|it| rules.except_category.iter().any(|head| it.as_str().starts_with(head.as_str())));
    let form = reached.map(|it| it.agreement.form);
    let grade = case.grade.map(|grade| grade.key().to_owned()).unwrap_or_default();
    let line = |item, met, seen: &str| Checked { item, met, seen: seen.to_owned() };
    let performed = reached.is_some_and(|it| it.agreement.is_performed());
    let at_level = tier.level.is_empty() || level.is_some_and(|level| tier.level.contains(&level));
    vec![
        line(Item::Kind, case.kind == CaseKind::Dispute && case.sealed.is_none() && !excepted, case.kind.key()),
        line(Item::Agreed, case.mediation.status == MediationStatus::Agreed && reached.is_some(), ""),
        line(
            Item::Form,
            form == Some(AgreementForm::Written) || (form == Some(AgreementForm::Oral) && rules.oral),
            form.map(AgreementForm::key).unwrap_or_default(),
        ),
        line(Item::Performed, performed, ""),
        line(Item::File, lacking.is_empty(), &lacking.join("、")),
        line(Item::Filed, !rules.filed || case.stage == Stage::Archived, case.stage.key()),
        line(Item::Mediated, session.is_some_and(|it| it.plan.mediators.contains(&mediator.id)), &mediator.name),
        line(Item::Receiver, rules.receivers.contains(&mediator.kind), &mediator.kind),
        line(Item::Tier, case.grade.is_some_and(|grade| tier.grade.contains(&grade)) && at_level, &grade),
        line(Item::Unpaid, before.is_empty(), &before.join("、")),
    ]
}

/// Returns the numbers of all cases that are about the same dispute as this one, itself among them.
pub fn same_dispute(case: &Case) -> Vec<CaseNo> {
    use crate::domain::vocabulary::LinkKind;
    let same = case.links.iter().filter(|link| link.kind == LinkKind::SameMatter).map(|link| link.other.clone());
    let absorbed = case.absorbed.iter().map(|it| it.no.clone());
    let mut all: Vec<_> =
        [case.no.clone()].into_iter().chain(case.merged_into.clone()).chain(absorbed).chain(same).collect();
    all.sort();
    all.dedup();
    all
}
