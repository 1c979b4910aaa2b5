//! The closed lists of the case file.

use crate::domain::case::Case;
use crate::domain::mediation::{AgreementForm, Ending, JudicialStep, MediationStatus};
use crate::domain::vocabulary::{Stage, vocabulary};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::fmt;

vocabulary! {
    /// Something that is true of a case and decides which papers its file needs (案情特征).
    CaseTrait as "case_trait" {
        /// 已受理.
        Accepted = "accepted",
        /// 不予受理.
        Declined = "declined",
        /// 已交办.
        Routed = "routed",
        /// 异议已裁定.
        Ruled = "ruled",
        /// 已延期.
        Extended = "extended",
        /// 当事人有代理人、代表人.
        Represented = "represented",
        /// 已排定调解.
        Summoned = "summoned",
        /// 已开展调解: a session took place.
        Mediated = "mediated",
        /// 有调解记录.
        Recorded = "recorded",
        /// 达成协议.
        Agreed = "agreed",
        /// 书面协议.
        Written = "written",
        /// 口头协议.
        Oral = "oral",
        /// 调解不成或终止.
        Failed = "failed",
        /// 已有履行.
        Performed = "performed",
        /// 已申请司法确认.
        Judicial = "judicial",
        /// 已办结.
        Resolved = "resolved",
        /// 已答复.
        Replied = "replied",
        /// 已回访.
        CalledBack = "called_back",
    }
    /// Whether a file needs a paper (必备程度).
    Need as "need" {
        /// 硬性: without it the case is not filed away.
        Hard = "hard",
        /// 应有: counted, and closing does not wait for it.
        Soft = "soft",
        /// 按需: listed when it is there, and never counted.
        Optional = "optional",
    }
    /// How it stands with a paper, and why (材料状态).
    PaperState as "paper_state" {
        /// 已入卷: it lies in the file on paper.
        Filed = "filed",
        /// 可打印: everything in it is on record, and it needs no signature.
        Printable = "printable",
        /// 待签名: it can be printed, or lies in the file, and is not signed.
        Unsigned = "unsigned",
        /// 无内容: nothing is on record yet that it could be printed of.
        NoContent = "no_content",
        /// 未提交: somebody has to bring it.
        NotBrought = "not_brought",
    }
}

impl PaperState {
    /// Tells whether the file has the paper.
    pub const fn is_there(self) -> bool {
        matches!(self, Self::Filed | Self::Printable)
    }
}

impl CaseTrait {
    /// Tells whether it is true of a case.
    pub fn holds(self, case: &Case) -> bool {
        let mediation = &case.mediation;
        let form = mediation.agreement().map(|reached| reached.agreement.form);
        let mut sessions = mediation.sessions.iter();
        match self {
            Self::Accepted => case.accepted_at.is_some(),
            Self::Declined => case.stage == Stage::Declined,
            Self::Routed => !case.assignments.is_empty(),
            Self::Ruled => {
                case.assignments.iter().any(|it| it.objection.as_ref().is_some_and(|it| it.upheld.is_some()))
            }
            Self::Extended => case.clocks.iter().any(|clock| !clock.extensions.is_empty()),
            Self::Represented => case.parties.iter().any(|it| it.agent.is_some() || !it.representatives.is_empty()),
            Self::Summoned => !mediation.sessions.is_empty(),
            Self::Mediated => sessions.any(|session| {
                matches!(session.ending, Some(Ending::Agreed | Ending::Adjourned { .. } | Ending::Failed { .. }))
                    || !session.records.is_empty()
            }),
            Self::Recorded => sessions.any(|session| !session.records.is_empty()),
            Self::Agreed => form.is_some(),
            Self::Written => form == Some(AgreementForm::Written),
            Self::Oral => form == Some(AgreementForm::Oral),
            Self::Failed => matches!(mediation.status, MediationStatus::Failed | MediationStatus::Terminated),
            Self::Performed => {
                let mut all = mediation.agreement().into_iter().flat_map(|reached| &reached.agreement.instalments);
                all.any(|instalment| instalment.performed.is_some())
            }
            Self::Judicial => mediation.judicial.iter().any(|record| record.step != JudicialStep::NotEligible),
            Self::Resolved => case.resolved_at.is_some(),
            Self::Replied => !case.replies.is_empty(),
            Self::CalledBack => !case.call_backs.is_empty(),
        }
    }
}
