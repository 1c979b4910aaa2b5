//! The life of a case as data: 受理—分类—会商—交办—督办—反馈—回访—归档.
//!
//! `docs/lifecycle.md` is drawn from this table, and whatever is not in it is refused.

use crate::domain::refusal::Refusal;
use crate::domain::vocabulary::Stage;
use crate::refuse;
use std::fmt::Write;

/// A move in the life of a case.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Action {
    /// 登记.
    Register,
    /// 旧台账接转.
    TakeOver,
    /// 受理.
    Accept,
    /// 不予受理.
    Decline,
    /// 撤回.
    Withdraw,
    /// 分类定级.
    Assess,
    /// 核定定级与风险复评.
    Review,
    /// 逐级化解: the ladder of steps.
    Ladder,
    /// 承诺与兑现.
    Promise,
    /// 更正.
    Amend,
    /// 直接答复, 三方通话, 留存, 转阅, 转纪委.
    Dispose,
    /// 报领导阅批.
    Submit,
    /// 批示.
    Instruct,
    /// 交办.
    Route,
    /// 签收, 进展, 反馈, 审核 of an assignment.
    Handle,
    /// 退回待分流.
    Return,
    /// 会商.
    Convene,
    /// 会商结论.
    Conclude,
    /// 联合调解.
    Mediate,
    /// 履行与司法确认, which go on after the matter is resolved.
    Perform,
    /// 办结.
    Resolve,
    /// 答复.
    Reply,
    /// 回访.
    CallBack,
    /// 回访结束.
    CloseCallBack,
    /// 重办.
    Reopen,
    /// 归档.
    Archive,
    /// 并案.
    Merge,
    /// 评查.
    Appraise,
}

impl Action {
    /// Every move, in the order of a case's life.
    pub const ALL: &[Self] = &[
        Self::Register,
        Self::TakeOver,
        Self::Accept,
        Self::Decline,
        Self::Withdraw,
        Self::Assess,
        Self::Review,
        Self::Ladder,
        Self::Promise,
        Self::Amend,
        Self::Dispose,
        Self::Submit,
        Self::Instruct,
        Self::Route,
        Self::Handle,
        Self::Return,
        Self::Convene,
        Self::Conclude,
        Self::Mediate,
        Self::Perform,
        Self::Resolve,
        Self::Reply,
        Self::CallBack,
        Self::CloseCallBack,
        Self::Reopen,
        Self::Archive,
        Self::Merge,
        Self::Appraise,
    ];

    /// Returns the stable key under which `locales/term.*.toml` names the move.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Register => "register",
            Self::TakeOver => "take_over",
            Self::Accept => "accept",
            Self::Decline => "decline",
            Self::Withdraw => "withdraw",
            Self::Assess => "assess",
            Self::Review => "review",
            Self::Ladder => "ladder",
            Self::Promise => "promise",
            Self::Amend => "amend",
            Self::Dispose => "dispose",
            Self::Submit => "submit",
            Self::Instruct => "instruct",
            Self::Route => "route",
            Self::Handle => "handle",
            Self::Return => "return",
            Self::Convene => "convene",
            Self::Conclude => "conclude",
            Self::Mediate => "mediate",
            Self::Perform => "perform",
            Self::Resolve => "resolve",
            Self::Reply => "reply",
            Self::CallBack => "call_back",
            Self::CloseCallBack => "close_call_back",
            Self::Reopen => "reopen",
            Self::Archive => "archive",
            Self::Merge => "merge",
            Self::Appraise => "appraise",
        }
    }
}

/// One row of the table.
#[derive(Debug)]
pub struct Transition {
    /// The move.
    pub action: Action,
    /// The stages it may start from; empty for the very first.
    pub from: &'static [Stage],
    /// The stage it leads to, or `None` to stay.
    pub to: Option<Stage>,
}

use Stage::{
    Accepted, Archived, CalledBack, Conference, Declined, Handling, LeaderReview, Registered, Resolved, Withdrawn,
};

const fn row(action: Action, from: &'static [Stage], to: Option<Stage>) -> Transition {
    Transition { action, from, to }
}

const OPEN: &[Stage] = &[Registered, Accepted, Conference, LeaderReview, Handling];
const NOT_FILED: &[Stage] = &[Registered, Accepted, Conference, LeaderReview, Handling, Resolved, CalledBack];
const AT_WORK: &[Stage] = &[Accepted, Conference, LeaderReview, Handling];

/// The whole table: add a move here, and the guard, the diagram and the property tests follow.
pub const TRANSITIONS: &[Transition] = &[
    row(Action::Register, &[], Some(Registered)),
    // Closed in an earlier register: its life lies behind it, unless somebody takes it up again.
    row(Action::TakeOver, &[], Some(Archived)),
    row(Action::Accept, &[Registered], Some(Accepted)),
    row(Action::Decline, &[Registered], Some(Declined)),
    row(Action::Withdraw, OPEN, Some(Withdrawn)),
    row(Action::Assess, OPEN, None),
    row(Action::Review, OPEN, None),
    row(Action::Ladder, AT_WORK, None),
    row(Action::Promise, NOT_FILED, None),
    row(Action::Amend, NOT_FILED, None),
    row(Action::Dispose, &[Accepted], None),
    row(Action::Submit, &[Accepted], Some(LeaderReview)),
    row(Action::Instruct, &[LeaderReview], Some(Accepted)),
    row(Action::Route, &[Accepted, Conference, Handling], Some(Handling)),
    // Helpers work on while a new lead is being looked for.
    row(Action::Handle, &[Accepted, Handling, Conference, LeaderReview], None),
    row(Action::Return, &[Handling], Some(Accepted)),
    row(Action::Convene, &[Accepted, Handling], Some(Conference)),
    row(Action::Conclude, &[Conference], None),
    row(Action::Mediate, AT_WORK, None),
    row(Action::Perform, &[Accepted, Conference, LeaderReview, Handling, Resolved, CalledBack], None),
    row(Action::Resolve, &[Accepted, Conference, Handling], Some(Resolved)),
    row(Action::Reply, &[Accepted, Conference, LeaderReview, Handling, Resolved, CalledBack], None),
    row(Action::CallBack, &[Resolved], None),
    row(Action::CloseCallBack, &[Resolved], Some(CalledBack)),
    row(Action::Reopen, &[Resolved, CalledBack, Archived], Some(Accepted)),
    row(Action::Archive, &[CalledBack], Some(Archived)),
    // What waits for a conference or a leader waits for their words first; what is resolved is linked instead.
    row(Action::Merge, &[Registered, Accepted, Handling], None),
    row(Action::Appraise, &[Archived], None),
];

fn find(action: Action) -> Option<&'static Transition> {
    TRANSITIONS.iter().find(|row| row.action == action)
}

/// Returns the stages from which a move may be made.
pub fn allowed_from(action: Action) -> &'static [Stage] {
    find(action).map_or(&[], |row| row.from)
}

/// Refuses a move that the table does not have from this stage.
pub fn check(stage: Stage, action: Action) -> Result<(), Refusal> {
    if allowed_from(action).contains(&stage) {
        return Ok(());
    }
    let from: Vec<_> = allowed_from(action).iter().map(|stage| stage.key()).collect();
    Err(refuse!("illegal_move", action = action.key(), stage = stage, from = from.join(",")))
}

/// Returns the stage after a move; a move that the table does not have changes nothing.
pub fn after(stage: Option<Stage>, action: Action) -> Option<Stage> {
    let row = find(action)?;
    let allowed = stage.is_none_or(|stage| row.from.contains(&stage));
    if allowed { row.to.or(stage) } else { stage }
}

/// Draws the table as a Mermaid state diagram, with names from `name(area, key)`.
pub fn diagram(name: impl Fn(&str, &str) -> String) -> String {
    let mut out = String::from("stateDiagram-v2\n");
    for stage in Stage::ALL {
        let _ = writeln!(out, "    {} : {}", stage.key(), name(Stage::AREA, stage.key()));
    }
    for row in TRANSITIONS {
        let label = name("action", row.action.key());
        match row.to {
            Some(to) if row.from.is_empty() => {
                let _ = writeln!(out, "    [*] --> {} : {label}", to.key());
            }
            Some(to) => {
                for from in row.from.iter().filter(|from| **from != to) {
                    let _ = writeln!(out, "    {} --> {} : {label}", from.key(), to.key());
                }
            }
            None => {}
        }
    }
    for end in [Archived, Declined, Withdrawn] {
        let _ = writeln!(out, "    {} --> [*]", end.key());
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_move_stands_in_the_table_once() {
        for action in Action::ALL {
            assert_eq!(TRANSITIONS.iter().filter(|row| row.action == *action).count(), 1, "{action:?}");
        }
        assert_eq!(TRANSITIONS.len(), Action::ALL.len());
    }

    #[test]
    fn a_declined_case_cannot_be_routed() {
        let refusal = check(Declined, Action::Route).unwrap_err();
        assert_eq!(refusal.code, "illegal_move");
    }

    #[test]
    fn every_stage_can_be_reached_and_every_open_stage_left() {
        for stage in Stage::ALL {
            assert!(TRANSITIONS.iter().any(|row| row.to == Some(*stage)), "{stage:?} cannot be reached");
            let ends = [Declined, Withdrawn].contains(stage);
            let left = TRANSITIONS.iter().any(|row| row.to.is_some_and(|to| to != *stage) && row.from.contains(stage));
            assert_eq!(left, !ends, "{stage:?}");
        }
    }
}
