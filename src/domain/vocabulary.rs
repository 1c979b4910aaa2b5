//! The words of the field as closed lists: kinds, channels, grades and the like.
//!
//! Each list knows its members (`ALL`) and the stable key under which scripts, tables and
//! `locales/term.*.toml` know each member.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::fmt;

macro_rules! vocabulary {
    ($($(#[$doc:meta])* $name:ident as $area:literal { $($(#[$vdoc:meta])* $variant:ident = $key:literal),+ $(,)? })+) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
        pub enum $name {
            $($(#[$vdoc])* #[serde(rename = $key)] $variant,)+
        }

        impl $name {
            /// Every member, in the order people expect to see them.
            pub const ALL: &[Self] = &[$(Self::$variant),+];

            /// Where the member's name stands in `locales/term.*.toml`: `term.<area>.<key>`.
            pub const AREA: &str = $area;

            /// Returns the stable key used in scripts, tables and locales.
            pub const fn key(self) -> &'static str {
                match self { $(Self::$variant => $key),+ }
            }

            /// Returns the member with this key.
            pub fn from_key(key: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|member| member.key() == key)
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(self.key())
            }
        }
    )+

        /// Every `(area, key)` pair that must have a name in each language.
        pub fn every_term() -> Vec<(&'static str, &'static str)> {
            let mut terms = Vec::new();
            $(terms.extend($name::ALL.iter().map(|member| ($name::AREA, member.key())));)+
            terms
        }
    };
}

pub(crate) use vocabulary;

vocabulary! {
    /// What is brought to the window (事项类型).
    CaseKind as "kind" {
        /// 矛盾纠纷.
        Dispute = "dispute",
        /// 诉求求助.
        Appeal = "appeal",
        /// 咨询.
        Inquiry = "inquiry",
        /// 投诉举报.
        Complaint = "complaint",
        /// 意见建议.
        Suggestion = "suggestion",
        /// 民生代办.
        Errand = "errand",
    }
    /// How it reached the window (来源渠道).
    Channel as "channel" {
        /// 来访.
        WalkIn = "walk_in",
        /// 来电.
        Phone = "phone",
        /// 来信.
        Letter = "letter",
        /// 网上信箱.
        Mailbox = "mailbox",
        /// 短信.
        Sms = "sms",
        /// 广播热线.
        Radio = "radio",
        /// 网格上报.
        Grid = "grid",
        /// 其他机关转来.
        Referral = "referral",
        /// 领导交办.
        Leader = "leader",
    }
    /// How heavy it is (定级): 一般, 较大, 重大疑难.
    Grade as "grade" {
        /// 一般.
        General = "general",
        /// 较大.
        Larger = "larger",
        /// 重大疑难.
        Major = "major",
    }
    /// How likely it is to boil over (风险等级).
    Risk as "risk" {
        /// 低.
        Low = "low",
        /// 中.
        Medium = "medium",
        /// 高.
        High = "high",
    }
    /// Which side a party stands on.
    Side as "side" {
        /// 申请人.
        Applicant = "applicant",
        /// 被申请人.
        Respondent = "respondent",
        /// 第三人.
        Third = "third",
    }
    /// One of the seven ways to dispose of a matter (处置方式).
    Disposition as "disposition" {
        /// 直接答复.
        DirectAnswer = "direct_answer",
        /// 三方通话.
        ThreeWayCall = "three_way_call",
        /// 留存.
        Retain = "retain",
        /// 转阅.
        ForwardToRead = "forward_to_read",
        /// 转处.
        Transfer = "transfer",
        /// 报领导阅批.
        LeaderReview = "leader_review",
        /// 转纪委.
        Discipline = "discipline",
    }
    /// What the resident says at the call-back (满意度), in four grades.
    Satisfaction as "satisfaction" {
        /// 非常满意.
        VerySatisfied = "very_satisfied",
        /// 满意.
        Satisfied = "satisfied",
        /// 基本满意.
        Basically = "basically",
        /// 不满意.
        Dissatisfied = "dissatisfied",
    }
    /// A unit's relation to the centre under "1+4+8+N".
    UnitKind as "unit_kind" {
        /// 综治中心.
        Centre = "centre",
        /// 入驻部门.
        Resident = "resident",
        /// 窗口单位.
        Window = "window",
        /// 报到部门.
        Reporting = "reporting",
        /// 属地: township or village.
        Territory = "territory",
    }
    /// The level a unit stands on.
    UnitLevel as "unit_level" {
        /// 县.
        County = "county",
        /// 乡镇.
        Township = "township",
        /// 村.
        Village = "village",
        /// 组.
        Group = "group",
        /// 行业.
        Sector = "sector",
    }
    /// How a unit is present in the centre (入驻方式).
    ResidencyMode as "residency" {
        /// 整体入驻.
        WholeTeam = "whole_team",
        /// 常驻.
        Stationed = "stationed",
        /// 轮驻.
        Rotating = "rotating",
        /// 随驻 (随叫随到).
        OnCall = "on_call",
    }
    /// What an officer may be.
    Role as "role" {
        /// 值班员.
        DutyOfficer = "duty_officer",
        /// 部门经办人.
        Handler = "handler",
        /// 调解统筹.
        Coordinator = "coordinator",
        /// 调解员.
        Mediator = "mediator",
        /// 领导.
        Leader = "leader",
        /// 督查.
        Supervisor = "supervisor",
        /// 审计.
        Auditor = "auditor",
        /// 管理员.
        Administrator = "administrator",
    }
    /// Where a case stands (环节).
    Stage as "stage" {
        /// 待受理: written down, waiting for a yes or no.
        Registered = "registered",
        /// 待分流: accepted, waiting to be sent to whoever will handle it.
        Accepted = "accepted",
        /// 会商中: a conference decides who leads.
        Conference = "conference",
        /// 待批示: put before a leader.
        LeaderReview = "leader_review",
        /// 办理中: with one or more units.
        Handling = "handling",
        /// 待回访: resolved and answered, waiting for the call-back.
        Resolved = "resolved",
        /// 待归档: called back.
        CalledBack = "called_back",
        /// 已归档.
        Archived = "archived",
        /// 不予受理.
        Declined = "declined",
        /// 已撤回.
        Withdrawn = "withdrawn",
    }
    /// Where an assignment stands: whose court the ball is in.
    AssignmentStatus as "assignment" {
        /// 待签收.
        AwaitingSignature = "awaiting_signature",
        /// 异议中: the centre must rule.
        Objected = "objected",
        /// 办理中.
        Handling = "handling",
        /// 待审核: the result is in, the centre must verify.
        Reported = "reported",
        /// 已审核.
        Verified = "verified",
        /// 已撤销: the objection was upheld, or it went to another unit.
        Recalled = "recalled",
    }
    /// A unit's part in a case.
    AssignmentRole as "assignment_role" {
        /// 主办.
        Lead = "lead",
        /// 协办.
        CoHandler = "co_handler",
    }
    /// What a clock measures (时限种类).
    ClockKind as "clock" {
        /// 受理.
        Accept = "accept",
        /// 分流: from acceptance until somebody has it.
        Triage = "triage",
        /// 签收.
        SignFor = "sign_for",
        /// 异议: how long a unit may object.
        Object = "object",
        /// 裁定异议.
        Rule = "rule",
        /// 办结 by grade.
        Grade = "grade",
        /// 单位承办.
        Unit = "unit",
        /// 审核.
        Verify = "verify",
        /// 会商.
        Conference = "conference",
        /// 领导阅批.
        LeaderReview = "leader_review",
        /// 调解.
        Mediation = "mediation",
        /// 告知与答复.
        Reply = "reply",
        /// 回访.
        CallBack = "call_back",
        /// 协议履行.
        Performance = "performance",
        /// 司法确认.
        JudicialConfirmation = "judicial_confirmation",
        /// 归档.
        Archive = "archive",
        /// 督办回复: of a directive, not of a case.
        Directive = "directive",
        /// 定期报告: of a directive, anew each period until it is closed out.
        PeriodicReport = "periodic_report",
        /// 现场推进会: of a directive, anew each period until it is closed out.
        SiteMeeting = "site_meeting",
        /// 定级核定: until the grade that was proposed is confirmed.
        GradeReview = "grade_review",
        /// 风险复评: until the risk is looked at again.
        RiskReview = "risk_review",
        /// 逐级化解: how long the matter may stay at a step of the ladder.
        Step = "step",
        /// 承诺: what the resident was promised for a day.
        Promise = "promise",
    }
    /// How the matter left a step of the ladder (逐级化解结果).
    StepEnd as "step_end" {
        /// 上交.
        PassedUp = "passed_up",
        /// 化解.
        Settled = "settled",
        /// 结束: the case itself came to its end, or was taken back.
        Ended = "ended",
    }
    /// A step of the escalation ladder (预警级别).
    Level as "level" {
        /// 提醒.
        Remind = "remind",
        /// 黄色预警.
        Yellow = "yellow",
        /// 红色预警, 催办.
        Red = "red",
        /// 督办.
        Supervision = "supervision",
        /// 报领导.
        Leader = "leader",
    }
    /// What kind of directive it is (督办方式).
    DirectiveKind as "directive" {
        /// 催办: a reminder; issued by the ladder itself.
        Reminder = "reminder",
        /// 督办单: a supervision order, signed by the head of the centre.
        Order = "order",
        /// 批示: a leader's instruction.
        Instruction = "instruction",
        /// 挂牌督办: listed supervision of a case.
        Listed = "listed",
        /// 领导包案: a leader takes charge of a case.
        Charge = "charge",
        /// 督查项目: a project, a promise or a task that is no case.
        Project = "project",
        /// 积案攻坚: a long-pending case with its task force.
        LongPending = "long_pending",
        /// 评查整改: what a review of closed cases found.
        Finding = "finding",
        /// 黄牌.
        YellowCard = "yellow_card",
        /// 红牌.
        RedCard = "red_card",
        /// 通报: a bulletin.
        Bulletin = "bulletin",
        /// 约谈: a talk with those responsible.
        Talk = "talk",
    }
    /// How two cases belong together although each goes its own way (关联).
    LinkKind as "link" {
        /// 重复访.
        RepeatVisit = "repeat_visit",
        /// 同一事项.
        SameMatter = "same_matter",
        /// 串案.
        Series = "series",
    }
    /// What the officer makes of an earlier case that looks like the one being written down (查重处理).
    RelatedHow as "related" {
        /// 重复访.
        RepeatVisit = "repeat_visit",
        /// 同一事项.
        SameMatter = "same_matter",
        /// 串案.
        Series = "series",
        /// 并案.
        Merge = "merge",
        /// 另案.
        Apart = "apart",
    }
}
