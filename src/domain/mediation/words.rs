//! The closed lists of joint mediation.

use crate::domain::vocabulary::vocabulary;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::fmt;

vocabulary! {
    /// Where the mediation of a case stands.
    #[derive(Default)]
    MediationStatus as "mediation" {
        /// 调解中: sessions may be held.
        #[default]
        Open = "open",
        /// 达成协议.
        Agreed = "agreed",
        /// 调解不成.
        Failed = "failed",
        /// 终止调解.
        Terminated = "terminated",
    }
    /// Where one session stands.
    SessionStatus as "session" {
        /// 暂留: holds its resources until the hold runs out.
        Held = "held",
        /// 已排定.
        Confirmed = "confirmed",
        /// 已结束.
        Concluded = "concluded",
        /// 已取消.
        Cancelled = "cancelled",
        /// 暂留到期.
        Expired = "expired",
        /// 已释放: the mediation ended before it took place.
        Released = "released",
    }
    /// Who else is invited to a session (受邀人员).
    GuestRole as "guest" {
        /// 律师.
        Lawyer = "lawyer",
        /// 翻译.
        Interpreter = "interpreter",
        /// 心理咨询师.
        Counsellor = "counsellor",
        /// 专家.
        Expert = "expert",
        /// 旁听、见证.
        Observer = "observer",
    }
    /// How somebody was notified (通知方式).
    NoticeHow as "notice_how" {
        /// 电话.
        Phone = "phone",
        /// 短信.
        Sms = "sms",
        /// 微信等.
        Message = "message",
        /// 书面送达.
        Written = "written",
        /// 上门、当面.
        InPerson = "in_person",
        /// 村社、单位转告.
        Relayed = "relayed",
    }
    /// What came of a notice (通知结果).
    NoticeResult as "notice" {
        /// 同意到场.
        WillCome = "will_come",
        /// 拒绝到场.
        Refused = "refused",
        /// 未接通.
        NoAnswer = "no_answer",
        /// 已留言.
        MessageLeft = "message_left",
    }
    /// A way that stays open to the parties (救济途径), told them when mediation ends without result.
    Remedy as "remedy" {
        /// 诉讼.
        Litigation = "litigation",
        /// 仲裁.
        Arbitration = "arbitration",
        /// 行政复议.
        AdministrativeReview = "administrative_review",
        /// 行政裁决.
        AdministrativeRuling = "administrative_ruling",
        /// 信访.
        Petition = "petition",
        /// 公安机关处理.
        Police = "police",
    }
    /// Why a mediator may not serve (回避事由).
    RecusalGround as "recusal" {
        /// 近亲属.
        Kin = "kin",
        /// 同一单位或雇佣关系.
        Employer = "employer",
        /// 曾为一方当事人.
        EarlierParty = "earlier_party",
        /// 曾为一方代理人、律师.
        EarlierLawyer = "earlier_lawyer",
        /// 有利害关系.
        Interest = "interest",
        /// 当事人申请回避.
        Request = "request",
    }
    /// A step of judicial confirmation (司法确认).
    JudicialStep as "judicial" {
        /// 已申请, by both parties together.
        Applied = "applied",
        /// 法院受理.
        Accepted = "accepted",
        /// 裁定确认有效.
        Confirmed = "confirmed",
        /// 不予受理或驳回.
        Rejected = "rejected",
        /// 不属确认范围, or the parties do without.
        NotEligible = "not_eligible",
    }
    /// The form of an agreement.
    AgreementForm as "agreement" {
        /// 书面协议.
        Written = "written",
        /// 口头协议.
        Oral = "oral",
    }
}
