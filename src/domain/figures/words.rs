//! The closed lists of figures: kinds of periods, and what is counted.

use super::Fact;
use crate::domain::case::CallBackAnswer;
use crate::domain::vocabulary::vocabulary;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::fmt;

vocabulary! {
    /// A kind of period (周期).
    Span as "span" {
        /// 日.
        Day = "day",
        /// 周, from Monday.
        Week = "week",
        /// 月.
        Month = "month",
        /// 季.
        Quarter = "quarter",
        /// 半年.
        Half = "half",
        /// 年.
        Year = "year",
    }
    /// What can be counted of the cases of a period (指标). Adding one is a member here, its arm in
    /// [`Measure::takes`] and its name in `locales/term.*`.
    Measure as "measure" {
        /// 登记数: written down in the period.
        Registered = "registered",
        /// 受理数: accepted, of those written down.
        Accepted = "accepted",
        /// 办结数: closed in the period, whichever way.
        Closed = "closed",
        /// 按时办结率: never late, of those closed.
        OnTime = "on_time",
        /// 在办数: still open at the end of the period.
        Open = "open",
        /// 超期数: late, of those still open.
        Overdue = "overdue",
        /// 调解成功率: agreed, of those whose mediation ended in the period.
        Mediated = "mediated",
        /// 回访率: called back whatever came of it, of those resolved in the period.
        CalledBack = "called_back",
        /// 满意率: satisfied in any of the three grades, of those who answered a call-back in the period.
        Satisfied = "satisfied",
        /// 重复访: written down as a repeated visit, of those written down.
        Repeat = "repeat",
        /// 重新办理: taken up again at least once, of those resolved in the period.
        Reopened = "reopened",
        /// 接待率: given an answer whether it is taken on, of those written down in the period.
        Received = "received",
        /// 调解率: mediation was held or came to an end, of the disputes resolved in the period.
        Tried = "tried",
        /// 回应率: the resident was answered, of those resolved in the period.
        Answered = "answered",
        /// 责任落实率: a unit leads it or it was settled at the window, of those accepted in the period.
        Charged = "charged",
    }
    /// One of the six hundred-percents (六个百分百): a promise, and the measure by which it is kept.
    Hundred as "hundred" {
        /// 接待.
        Reception = "reception",
        /// 调解.
        Mediation = "mediation",
        /// 回访.
        CallBack = "call_back",
        /// 回应.
        Response = "response",
        /// 责任.
        Responsibility = "responsibility",
        /// 服务.
        Service = "service",
    }
    /// One of the ten elements (十要素) that a month is analysed by.
    Element as "element" {
        /// 反映人.
        Person = "person",
        /// 时间.
        Time = "time",
        /// 渠道.
        Channel = "channel",
        /// 类型.
        Category = "category",
        /// 受理意见.
        Opinion = "opinion",
        /// 办理时限.
        Limit = "limit",
        /// 处理结果.
        Result = "result",
        /// 承办人.
        Handler = "handler",
        /// 督办人.
        Supervisor = "supervisor",
        /// 回访情况.
        CallBack = "call_back",
    }
    /// A report (报表).
    ReportKind as "report" {
        /// 日汇总.
        Day = "day",
        /// 周报告.
        Week = "week",
        /// 月分析.
        Month = "month",
        /// 季分析.
        Quarter = "quarter",
        /// 年分析.
        Year = "year",
        /// 矛盾纠纷排查情况表.
        Screening = "screening",
        /// 督办通报.
        Bulletin = "bulletin",
        /// 人民调解统计表.
        Mediation = "mediation",
        /// 信访事项分类统计表.
        Petition = "petition",
        /// 六个百分百.
        Hundred = "hundred",
        /// 服务单六步.
        Errands = "errands",
    }
    /// A step of a service order (服务单六步), as an errand goes through it.
    ServiceStep as "service_step" {
        /// 居民签单: the errand is written down.
        Asked = "asked",
        /// 社区发单: it is given to somebody.
        Issued = "issued",
        /// 支部领单: whoever leads has signed for it.
        Taken = "taken",
        /// 班子议单: a conference or a leader had it.
        Discussed = "discussed",
        /// 党员办单: it is done.
        Done = "done",
        /// 居民审单: the resident has judged it.
        Judged = "judged",
    }
    /// By what figures are broken down (维度). Adding one is a member here, its arms in [`Dimension::of`] and
    /// [`Dimension::known`], and its name in `locales/term.*`.
    Dimension as "dimension" {
        /// 类别, the top level.
        Category = "category",
        /// 类别细目, the second level.
        Item = "item",
        /// 主办单位.
        Unit = "unit",
        /// 属地乡镇.
        Township = "township",
        /// 属地村社.
        Village = "village",
        /// 发生地, as it was written down.
        Place = "place",
        /// 来源渠道.
        Channel = "channel",
        /// 事项类型.
        Kind = "kind",
        /// 等级.
        Grade = "grade",
        /// 风险.
        Risk = "risk",
        /// 窗口: who wrote it down.
        Window = "window",
        /// 星期 of the day it was written down.
        Weekday = "weekday",
        /// 时段: the hour in which it was written down.
        Hour = "hour",
    }
}

impl Hundred {
    /// Returns by what it is measured.
    pub const fn measure(self) -> Measure {
        match self {
            Self::Reception => Measure::Received,
            Self::Mediation => Measure::Tried,
            Self::CallBack => Measure::CalledBack,
            Self::Response => Measure::Answered,
            Self::Responsibility => Measure::Charged,
            Self::Service => Measure::Satisfied,
        }
    }
}

impl ReportKind {
    /// Returns the kind of period it is about where nothing else is said.
    pub const fn span(self) -> Span {
        match self {
            Self::Day => Span::Day,
            Self::Week => Span::Week,
            Self::Quarter => Span::Quarter,
            Self::Year => Span::Year,
            _ => Span::Month,
        }
    }
}

impl ServiceStep {
    /// Tells whether a service order reached the step.
    pub fn was_reached(self, fact: &Fact) -> bool {
        match self {
            Self::Asked => true,
            Self::Issued => fact.routed_at.is_some(),
            Self::Taken => fact.signed_at.is_some(),
            Self::Discussed => fact.discussed,
            Self::Done => fact.resolved_at.is_some(),
            Self::Judged => matches!(fact.call_back, Some(CallBackAnswer::Answered(_))),
        }
    }
}
