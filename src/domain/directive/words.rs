//! The closed lists of directives: where one stands, what it needs, how often it is reported on, what calls for one.

use crate::domain::vocabulary::vocabulary;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::fmt;

vocabulary! {
    /// Where a directive stands: whose court the ball is in.
    DirectiveStatus as "directive_status" {
        /// 待签发: the leader whom the rule names has to sign it.
        Proposed = "proposed",
        /// 待签收.
        Issued = "issued",
        /// 办理中.
        Received = "received",
        /// 待审核: the supervising body has to close it out or return it.
        Replied = "replied",
        /// 已退回: the reply was not enough.
        Returned = "returned",
        /// 已销号.
        ClosedOut = "closed_out",
        /// 已撤销.
        Withdrawn = "withdrawn",
    }
    /// What a directive must have before it can be closed out; the first five are the "five ones" (五个一).
    Need as "directive_need" {
        /// 一个矛盾: the case it is about.
        Case = "case",
        /// 一名领导: who leads.
        Leader = "leader",
        /// 一个班子: who works on it.
        Team = "team",
        /// 一套方案: how.
        Plan = "plan",
        /// 一抓到底: a date, and a reply to the end of it.
        End = "end",
        /// 谈话记录, 会议记录: what was said there.
        Meeting = "meeting",
    }
    /// How often a directive is reported on, or met about (定期报告).
    Every as "every" {
        /// 每月.
        Month = "month",
        /// 每季度.
        Quarter = "quarter",
        /// 每半年.
        HalfYear = "half_year",
    }
    /// What beside a reached level calls for a directive (督办事由).
    Occasion as "occasion" {
        /// 退回重办: a unit's result was sent back.
        SentBack = "sent_back",
        /// 推诿: a unit said "not ours".
        Objected = "objected",
        /// 不满意: the resident was dissatisfied.
        Dissatisfied = "dissatisfied",
        /// 超期: the ladder issued a directive to the unit within the time that cards are counted in.
        Late = "late",
        /// 黄牌: the unit got a yellow card within the time the rule names.
        YellowCards = "yellow_cards",
    }
}

impl Every {
    /// Returns how many months it is.
    pub const fn months(self) -> u32 {
        match self {
            Self::Month => 1,
            Self::Quarter => 3,
            Self::HalfYear => 6,
        }
    }
}
