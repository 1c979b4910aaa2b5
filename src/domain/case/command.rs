//! What an officer can want of a case.

pub use super::register::{Amendment, Attachment, Origin, Register, Related};
use super::sealing::Accused;
use crate::domain::ids::{CaseNo, CategoryId, ClockId, FiledId, OfficerId, PartyId, StepId, UnitId};
use crate::domain::mediation::MediationCommand;
use crate::domain::party::NewParty;
use crate::domain::review::Scored;
use crate::domain::time::{Day, Moment};
use crate::domain::vocabulary::{Disposition, Grade, Level, LinkKind, Risk, Satisfaction};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What came of a call-back (回访).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum CallBackAnswer {
    /// The resident gave one of the four grades.
    Answered(Satisfaction),
    /// Nobody answered.
    NoAnswer,
    /// The resident would not say.
    Refused,
}

impl CallBackAnswer {
    /// Returns the stable key: of an answer that of its grade.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Answered(grade) => grade.key(),
            Self::NoAnswer => "no_answer",
            Self::Refused => "refused",
        }
    }
}

const fn one() -> u32 {
    1
}

/// A command on an existing case.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "command", rename_all = "snake_case", deny_unknown_fields)]
pub enum CaseCommand {
    /// Corrects what was written down.
    Amend {
        /// What changes.
        changes: Amendment,
    },
    /// Adds a party.
    AddParty {
        /// The party.
        party: NewParty,
    },
    /// Corrects a party.
    CorrectParty {
        /// Which one.
        party: PartyId,
        /// As it should have been.
        correct: NewParty,
    },
    /// Adds a paper.
    Attach {
        /// The paper.
        attachment: Attachment,
    },
    /// Notes that a paper lies in the case file (材料入卷).
    AddPaper {
        /// Which one: its code in the rulebook (`[[paper]]`), or its name.
        paper: String,
        /// How many pages it has.
        #[serde(default = "one")]
        pages: u32,
        /// Whether it is signed.
        #[serde(default)]
        signed: bool,
        /// What it is in particular, and where it lies.
        #[serde(default)]
        note: String,
    },
    /// Notes that a paper was taken out of the case file (材料出卷).
    RemovePaper {
        /// Its number in the file.
        paper: FiledId,
        /// Why.
        reason: String,
    },
    /// Adds a note to the timeline.
    Note {
        /// The note.
        text: String,
    },
    /// Accepts the matter (受理).
    Accept {},
    /// Declines it with notice (不予受理).
    Decline {
        /// Why.
        reason: String,
        /// Where the resident was told to go instead.
        advice: String,
    },
    /// The applicant takes it back (撤回).
    Withdraw {
        /// Why.
        reason: String,
    },
    /// Sets category, grade and risk (分类定级).
    Assess {
        /// The category.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        category: Option<CategoryId>,
        /// The grade.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        grade: Option<Grade>,
        /// The risk.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        risk: Option<Risk>,
        /// Why it changes; needed once a grade stands.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        reason: Option<String>,
    },
    /// Confirms the grade that was proposed, or sets another (核定定级).
    ConfirmGrade {
        /// Whether it is the right one.
        agree: bool,
        /// The right one, when it is another.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        grade: Option<Grade>,
        /// A remark; the reason, for another grade.
        #[serde(default)]
        note: String,
    },
    /// Looks at the risk again (风险复评); what is found counts from now, and the next look with it.
    ReassessRisk {
        /// The risk as it is now.
        risk: Risk,
        /// What it is based on.
        note: String,
    },
    /// Brings the matter onto the ladder of three levels and six steps (三级六步, 逐级化解).
    EnterStep {
        /// Where it begins; at the lowest step when missing.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        step: Option<StepId>,
        /// Why it begins further up.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        reason: Option<String>,
    },
    /// Passes it up to the next step, with the record of what was tried (上交一级).
    PassUp {
        /// Which step gets it; the next when missing.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        to: Option<StepId>,
        /// What was tried, and why it was not settled.
        record: String,
        /// Why steps are skipped.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        reason: Option<String>,
    },
    /// Writes down that it was settled at the step where it stands (就地化解).
    SettleAtStep {
        /// How it was settled.
        record: String,
    },
    /// Writes down what the window promised the resident (承诺): its own time limit runs to the day.
    Promise {
        /// What was promised.
        text: String,
        /// By which day.
        due: Day,
    },
    /// Writes down that a promise was kept (兑现承诺).
    KeepPromise {
        /// The clock of the promise.
        clock: ClockId,
        /// How.
        #[serde(default)]
        note: String,
    },
    /// Writes down that a leader received the residents of this case (接访).
    ReceiveVisit {
        /// The leader.
        leader: OfficerId,
        /// What was said.
        text: String,
    },
    /// Disposes of the matter in one of the seven ways (处置).
    Dispose {
        /// The way.
        disposition: Disposition,
        /// The answer given, or what to look at.
        text: String,
        /// The unit on the other end: for a three-way call, a forward or a transfer.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        unit: Option<UnitId>,
        /// Of a sealed case handed to discipline inspection: who there is to know of it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        handler: Option<OfficerId>,
    },
    /// Writes down what the leader decided (批示).
    Instruct {
        /// The leader's words.
        text: String,
        /// The leader.
        leader: OfficerId,
    },
    /// Sends the matter to units (分流交办).
    Route {
        /// The unit that leads (主办).
        lead: UnitId,
        /// The units that help (协办).
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        co: Vec<UnitId>,
        /// What they are asked to do.
        #[serde(default)]
        instruction: String,
    },
    /// Adds a helping unit to a routed case.
    AddCoHandler {
        /// The unit.
        unit: UnitId,
        /// What it is asked to do.
        #[serde(default)]
        instruction: String,
    },
    /// Moves an assignment to another unit (改派).
    Transfer {
        /// The unit that has it.
        from: UnitId,
        /// The unit that gets it.
        to: UnitId,
        /// Why.
        reason: String,
    },
    /// A unit signs for its assignment (签收).
    Sign {
        /// The unit.
        unit: UnitId,
    },
    /// A unit says "not ours" (异议).
    Object {
        /// The unit.
        unit: UnitId,
        /// Why, in detail.
        reason: String,
    },
    /// The centre rules on an objection (裁定).
    Rule {
        /// The unit that objected.
        unit: UnitId,
        /// Whether the unit is right.
        upheld: bool,
        /// Why.
        reason: String,
    },
    /// Calls a conference (会商).
    Convene {
        /// What about.
        topic: String,
        /// Who is asked to come.
        units: Vec<UnitId>,
        /// When.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        at: Option<Moment>,
    },
    /// Closes a conference with its opinion and the lead it names.
    Conclude {
        /// The opinion.
        opinion: String,
        /// The unit it names to lead; that unit may not object.
        lead: UnitId,
        /// The units that help.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        co: Vec<UnitId>,
    },
    /// A unit tells how it is going (进展).
    Progress {
        /// The unit.
        unit: UnitId,
        /// How it is going.
        text: String,
    },
    /// A unit reports its result (反馈).
    Report {
        /// The unit.
        unit: UnitId,
        /// The result.
        result: String,
    },
    /// The centre verifies a unit's result (审核).
    Verify {
        /// The unit.
        unit: UnitId,
        /// A remark.
        #[serde(default)]
        note: String,
    },
    /// The centre sends a result back (退回重办); the unit's clock runs on as if never stopped.
    SendBack {
        /// The unit.
        unit: UnitId,
        /// What is missing.
        reason: String,
    },
    /// The centre itself resolves the matter, with no unit's work outstanding (办结).
    Resolve {
        /// The result.
        result: String,
    },
    /// Tells the resident the result or how it stands (答复).
    Reply {
        /// The words.
        text: String,
        /// How: in writing, by phone, face to face.
        #[serde(default)]
        how: String,
    },
    /// Logs a call-back (回访).
    CallBack {
        /// What came of it.
        answer: CallBackAnswer,
        /// What was said.
        #[serde(default)]
        note: String,
    },
    /// Ends the calling back without a satisfied answer, with a reason.
    CloseCallBack {
        /// Why.
        reason: String,
    },
    /// Takes the matter up again (重办).
    Reopen {
        /// Why.
        reason: String,
        /// The unit that gets it: the same or another; the centre when missing.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        unit: Option<UnitId>,
    },
    /// Files the case away (归档).
    Archive {
        /// A remark.
        #[serde(default)]
        note: String,
    },
    /// Reviews a closed case by the score sheet (案件评查).
    ReviewCase {
        /// The sheet: every item of the rulebook once.
        sheet: Vec<Scored>,
        /// What the reviewer says.
        opinion: String,
    },
    /// Extends a running clock before it expires (延期).
    Extend {
        /// Which clock.
        clock: ClockId,
        /// By how much, in the unit of the rulebook's extension rule.
        amount: u32,
        /// Why.
        reason: String,
        /// Who approved it.
        approver: OfficerId,
    },
    /// Stops a clock for a while (暂停), as for an expert opinion.
    Pause {
        /// Which clock.
        clock: ClockId,
        /// Why.
        reason: String,
    },
    /// Lets a paused clock run on.
    Resume {
        /// Which clock.
        clock: ClockId,
    },
    /// Says that a person has seen an alert (确认预警).
    Acknowledge {
        /// Which clock.
        clock: ClockId,
        /// At which level.
        level: Level,
        /// What will be done.
        #[serde(default)]
        note: String,
    },
    /// Reminds the unit that holds the matter (催办).
    Remind {
        /// The unit.
        unit: UnitId,
        /// The words.
        text: String,
    },
    /// Notes that an officer looked at what is masked.
    Reveal {
        /// Whose data.
        party: PartyId,
    },
    /// Links it with another case (关联): both say so.
    Link {
        /// The other case.
        other: CaseNo,
        /// How they belong together.
        kind: LinkKind,
        /// A remark.
        #[serde(default)]
        note: String,
    },
    /// Takes a link away again.
    Unlink {
        /// The other case.
        other: CaseNo,
        /// Which of the links.
        kind: LinkKind,
    },
    /// Merges it into another case (并案): both keep their numbers and clocks, the matter is handled there.
    Merge {
        /// The case that goes on for both.
        into: CaseNo,
        /// Why.
        reason: String,
    },
    /// Undoes the merger (撤并), at any time.
    Unmerge {
        /// Why.
        reason: String,
        /// Which entries of the other case's log, written since the merger, go back to this one.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        entries: Vec<u64>,
    },
    /// Seals it (密封): it turned out to be a complaint about an official, and disappears from every list.
    Seal {
        /// Who is complained of; at least one.
        accused: Vec<Accused>,
        /// Who may know of the case, at least two; those whom the rulebook names by role when left out.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        keepers: Vec<OfficerId>,
        /// Why.
        reason: String,
    },
    /// Lets somebody else know of a sealed case (增加知情人), while it is open.
    Admit {
        /// Whom.
        officer: OfficerId,
        /// Why.
        reason: String,
    },
    /// Lets somebody no longer know of a sealed case (减少知情人), while it is open.
    Dismiss {
        /// Whom.
        officer: OfficerId,
        /// Why.
        reason: String,
    },
    /// Asks another who may know of a sealed case to let it be opened (申请启封).
    AskOpening {
        /// Why.
        reason: String,
    },
    /// Lets it be opened, as somebody else asked (同意启封).
    GrantOpening {},
    /// Looks into an opened case (查阅): written down, so that there is no look without a trace.
    Look {},
    /// Unseals it (解封): done when a second one of those who may know of it says so too, while it is open.
    Unseal {
        /// Why.
        reason: String,
    },
    /// Publishes the result in words that name nobody (办理公示).
    PublishResult {
        /// The words; those of the rulebook when missing.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        text: Option<String>,
    },
    /// Takes a published result back, or says why it is not to be published (不予公示).
    WithholdResult {
        /// Why.
        reason: String,
    },
    /// Anything about joint mediation.
    #[serde(skip)]
    Mediation(MediationCommand),
}

impl CaseCommand {
    /// Tells whether it may be done to a case that is merged into another: its papers and people, its links, its
    /// own clocks. Steps on the matter are taken on the other case.
    pub fn suits_merged(&self) -> bool {
        matches!(
            self,
            Self::Note { .. }
                | Self::Amend { .. }
                | Self::AddParty { .. }
                | Self::CorrectParty { .. }
                | Self::Attach { .. }
                | Self::AddPaper { .. }
                | Self::RemovePaper { .. }
                | Self::Reveal { .. }
                | Self::Extend { .. }
                | Self::Pause { .. }
                | Self::Resume { .. }
                | Self::Acknowledge { .. }
                | Self::Promise { .. }
                | Self::KeepPromise { .. }
                | Self::ReceiveVisit { .. }
                | Self::Link { .. }
                | Self::Unlink { .. }
                | Self::Unmerge { .. }
        )
    }
}

/// Why a clock's due date moved without an extension.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MoveReason {
    /// A calendar was imported.
    Calendar,
    /// The case was graded heavier.
    Grade,
}
