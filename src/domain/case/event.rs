//! What happened to a case: the only thing that is kept, everything else is derived from it.

use crate::domain::case::command::{Amendment, Attachment, CallBackAnswer, MoveReason, Register};
use crate::domain::case::ladder::Rung;
use crate::domain::case::related::Entry;
use crate::domain::case::sealing::Seal;
use crate::domain::case::takeover::Earlier;
use crate::domain::clock::{Clock, Extension};
use crate::domain::ids::{
    AssignmentId, CaseNo, CategoryId, ClockId, FiledId, OfficerId, PartyId, PersonId, RuleId, UnitId,
};
use crate::domain::mediation::MediationEvent;
use crate::domain::party::Party;
use crate::domain::review::Review;
use crate::domain::time::{Day, Moment};
use crate::domain::vocabulary::{AssignmentRole, Disposition, Grade, Level, LinkKind, Risk, Role};
use serde::{Deserialize, Serialize};

/// Who a party, or somebody who speaks for it, is in the directory of persons.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Who {
    /// The party.
    pub party: PartyId,
    /// 0 the party itself, from 1 those who speak for it.
    #[serde(default)]
    pub nth: usize,
    /// Who it is.
    pub person: PersonId,
}

/// Something that happened to a case.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "snake_case")]
pub enum CaseEvent {
    /// It was written down.
    Registered {
        /// Its number.
        no: CaseNo,
        /// The rulebook in force, by version.
        rulebook: String,
        /// What was written down; the parties stand in `parties`, checked.
        intake: Box<Register>,
        /// The parties, numbered and checked.
        parties: Vec<Party>,
        /// The unit at whose window it was; nothing at the centre's own, and before windows were written down.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        window: Option<UnitId>,
    },
    /// It was taken over from an earlier register, closed (旧台账接转).
    TakenOver {
        /// Its number here.
        no: CaseNo,
        /// The rulebook in force when it was taken over, by version.
        rulebook: String,
        /// What had been written down; the parties stand in `parties`, checked.
        intake: Box<Register>,
        /// The parties, numbered and checked.
        parties: Vec<Party>,
        /// What became of it there.
        earlier: Earlier,
    },
    /// What was written down was corrected.
    Amended {
        /// What changed.
        changes: Amendment,
    },
    /// A party was added.
    PartyAdded {
        /// The party.
        party: Party,
    },
    /// A party was corrected.
    PartyCorrected {
        /// As it is now.
        party: Party,
    },
    /// It was found out who in the directory the parties are of a case written down before there was a directory.
    Identified {
        /// Who is who.
        who: Vec<Who>,
    },
    /// A paper was added.
    Attached {
        /// The paper.
        attachment: Attachment,
    },
    /// A paper was put into the case file.
    PaperFiled {
        /// Its number in the file.
        filed: FiledId,
        /// Which paper of the rulebook it is.
        paper: String,
        /// How many pages it has.
        pages: u32,
        /// Whether it is signed.
        signed: bool,
        /// What it is in particular, and where it lies.
        #[serde(default, skip_serializing_if = "String::is_empty")]
        note: String,
    },
    /// A paper was taken out of the case file.
    PaperRemoved {
        /// Its number in the file.
        filed: FiledId,
        /// Which paper of the rulebook it was.
        paper: String,
        /// Why.
        reason: String,
    },
    /// The result was published.
    ResultPublished {
        /// The words.
        text: String,
        /// Where: the village at the nearest.
        #[serde(default, skip_serializing_if = "String::is_empty")]
        place: String,
        /// The subject.
        #[serde(default, skip_serializing_if = "String::is_empty")]
        subject: String,
    },
    /// The result is not to be public, or not any more.
    ResultWithheld {
        /// Why.
        reason: String,
    },
    /// A note was added.
    Noted {
        /// The note.
        text: String,
    },
    /// It was accepted.
    Accepted,
    /// It was declined.
    Declined {
        /// Why.
        reason: String,
        /// Where the resident was told to go.
        advice: String,
    },
    /// The applicant took it back.
    Withdrawn {
        /// Why.
        reason: String,
    },
    /// Category, grade or risk were set.
    Assessed {
        /// The category, if set.
        category: Option<CategoryId>,
        /// The grade, if set.
        grade: Option<Grade>,
        /// The risk, if set.
        risk: Option<Risk>,
        /// Why.
        reason: Option<String>,
    },
    /// Its grade awaits somebody's confirmation.
    GradeProposed {
        /// The grade.
        grade: Grade,
        /// Whose confirmation.
        confirms: Role,
    },
    /// Its grade was confirmed, or another set in its place.
    GradeConfirmed {
        /// The grade from now on.
        grade: Grade,
        /// A remark; the reason, for another grade.
        note: String,
    },
    /// Its risk was looked at again.
    RiskReassessed {
        /// The risk from now on.
        risk: Risk,
        /// What it is based on.
        note: String,
    },
    /// It came to a step of the ladder.
    StepEntered {
        /// The step, as the rulebook has it.
        rung: Rung,
        /// The unit that the step's body belongs to, if one is known.
        unit: Option<UnitId>,
        /// Why it did not come there from the step below.
        reason: Option<String>,
    },
    /// The step could not settle it.
    PassedUp {
        /// What was tried.
        record: String,
    },
    /// It was settled at the step.
    StepSettled {
        /// How.
        record: String,
    },
    /// The window promised the resident something.
    Promised {
        /// What.
        text: String,
        /// By which day.
        due: Day,
    },
    /// A promise was kept.
    PromiseKept {
        /// Its clock.
        clock: ClockId,
        /// How.
        note: String,
    },
    /// A leader received the residents.
    VisitReceived {
        /// The leader.
        leader: OfficerId,
        /// What was said.
        text: String,
    },
    /// It was disposed of in one of the seven ways.
    Disposed {
        /// The way.
        disposition: Disposition,
        /// The words.
        text: String,
        /// The unit on the other end.
        unit: Option<UnitId>,
    },
    /// A leader decided.
    Instructed {
        /// The words.
        text: String,
        /// The leader.
        leader: OfficerId,
    },
    /// A unit got it.
    Assigned {
        /// Its number within the case.
        assignment: AssignmentId,
        /// The unit.
        unit: UnitId,
        /// Its part.
        role: AssignmentRole,
        /// What it is asked to do.
        instruction: String,
        /// Whether it was designated and so may not object.
        designated: bool,
    },
    /// The unit signed for it.
    Signed {
        /// Which assignment.
        assignment: AssignmentId,
    },
    /// The unit said "not ours".
    Objected {
        /// Which assignment.
        assignment: AssignmentId,
        /// Why.
        reason: String,
    },
    /// The centre ruled on the objection.
    Ruled {
        /// Which assignment.
        assignment: AssignmentId,
        /// Whether the unit was right.
        upheld: bool,
        /// Why.
        reason: String,
    },
    /// Too many units said "not ours": no more transfers until a conference has named a lead.
    TransfersFrozen,
    /// An assignment was taken away.
    Recalled {
        /// Which assignment.
        assignment: AssignmentId,
        /// Why.
        reason: String,
    },
    /// Nobody leads any more: it waits for triage again.
    Returned,
    /// A conference was called.
    Convened {
        /// What about.
        topic: String,
        /// Who is asked to come.
        units: Vec<UnitId>,
        /// When.
        at: Option<Moment>,
    },
    /// A conference gave its opinion.
    Concluded {
        /// The opinion.
        opinion: String,
        /// The lead it named.
        lead: UnitId,
    },
    /// The unit told how it is going.
    Progressed {
        /// Which assignment.
        assignment: AssignmentId,
        /// How it is going.
        text: String,
    },
    /// The unit reported its result.
    Reported {
        /// Which assignment.
        assignment: AssignmentId,
        /// The result.
        result: String,
    },
    /// The result was verified.
    Verified {
        /// Which assignment.
        assignment: AssignmentId,
        /// A remark.
        note: String,
    },
    /// The result was sent back.
    SentBack {
        /// Which assignment.
        assignment: AssignmentId,
        /// What is missing.
        reason: String,
    },
    /// It is resolved.
    Resolved {
        /// The result.
        result: String,
    },
    /// The resident was answered.
    Replied {
        /// The words.
        text: String,
        /// How.
        how: String,
    },
    /// The resident was called back.
    CalledBack {
        /// What came of it.
        answer: CallBackAnswer,
        /// What was said.
        note: String,
    },
    /// The calling back ended without a satisfied answer.
    CallBackClosed {
        /// Why.
        reason: String,
    },
    /// It was taken up again.
    Reopened {
        /// Why.
        reason: String,
    },
    /// It was filed away.
    Archived {
        /// A remark.
        note: String,
    },
    /// It was reviewed, after it was closed.
    Reviewed {
        /// The review.
        review: Box<Review>,
    },
    /// A clock began to run.
    ClockStarted {
        /// The clock as started, due date included.
        clock: Box<Clock>,
    },
    /// What the clock measures was done.
    ClockMet {
        /// Which clock.
        clock: ClockId,
    },
    /// What had been done was undone: the clock runs on as if never met.
    ClockUnmet {
        /// Which clock.
        clock: ClockId,
    },
    /// The clock no longer matters.
    ClockStopped {
        /// Which clock.
        clock: ClockId,
    },
    /// The clock was paused.
    ClockPaused {
        /// Which clock.
        clock: ClockId,
        /// Why.
        reason: String,
    },
    /// The clock runs on after a pause.
    ClockResumed {
        /// Which clock.
        clock: ClockId,
        /// The due date from now on.
        due: Moment,
        /// Years whose calendar was assumed.
        #[serde(default)]
        assumed_years: Vec<i32>,
    },
    /// The clock was extended.
    ClockExtended {
        /// Which clock.
        clock: ClockId,
        /// The extension.
        extension: Extension,
        /// The due date from now on.
        due: Moment,
        /// Years whose calendar was assumed.
        #[serde(default)]
        assumed_years: Vec<i32>,
    },
    /// The due date moved for another reason than an extension.
    ClockMoved {
        /// Which clock.
        clock: ClockId,
        /// The rule that holds from now on.
        rule: RuleId,
        /// The limit that holds from now on.
        limit: crate::domain::clock::Limit,
        /// The due date from now on.
        due: Moment,
        /// Why.
        reason: MoveReason,
        /// Years whose calendar was assumed.
        assumed_years: Vec<i32>,
    },
    /// A clock climbed a step of the ladder.
    Escalated {
        /// Which clock.
        clock: ClockId,
        /// To which level.
        level: Level,
    },
    /// A person has seen the alert.
    Acknowledged {
        /// Which clock.
        clock: ClockId,
        /// At which level.
        level: Level,
        /// What will be done.
        note: String,
    },
    /// The unit was reminded.
    Reminded {
        /// The unit.
        unit: UnitId,
        /// The words.
        text: String,
    },
    /// An officer looked at what is masked.
    Revealed {
        /// Whose data.
        party: PartyId,
    },
    /// It was linked with another case; the other says the same of this one.
    Linked {
        /// The other case.
        other: CaseNo,
        /// How they belong together.
        kind: LinkKind,
        /// A remark.
        note: String,
    },
    /// A link was taken away.
    Unlinked {
        /// The other case.
        other: CaseNo,
        /// Which of the links.
        kind: LinkKind,
    },
    /// An officer looked at an earlier case and found this one another matter.
    ToldApart {
        /// The earlier case.
        other: CaseNo,
        /// Why it is another matter.
        note: String,
    },
    /// It was merged into another case, where the matter is handled from now on.
    Merged {
        /// The other case.
        into: CaseNo,
        /// Why.
        reason: String,
    },
    /// Another case was merged into this one.
    Absorbed {
        /// The other case.
        source: CaseNo,
        /// Why.
        reason: String,
    },
    /// What happened to the case it is merged into counts for this one too.
    Followed {
        /// The other case.
        target: CaseNo,
        /// What happened there.
        what: Box<CaseEvent>,
    },
    /// The merger was undone.
    Unmerged {
        /// The other case.
        from: CaseNo,
        /// Why.
        reason: String,
    },
    /// An entry that was written while the cases were one came from the other case's log into this one's.
    TakenBack {
        /// The other case.
        from: CaseNo,
        /// The entry.
        entry: Box<Entry>,
    },
    /// A case that had been merged into this one went its own way again.
    Released {
        /// The other case.
        source: CaseNo,
        /// Why.
        reason: String,
        /// The events of this log that went with it.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        entries: Vec<u64>,
    },
    /// It was sealed: from here on only those named know of it.
    Sealed {
        /// Against whom, for whom, and why.
        seal: Seal,
    },
    /// Somebody else may know of it.
    Admitted {
        /// Who.
        officer: OfficerId,
        /// Why.
        reason: String,
    },
    /// Somebody may no longer know of it.
    Dismissed {
        /// Who.
        officer: OfficerId,
        /// Why.
        reason: String,
    },
    /// Somebody asked to open it.
    OpeningAsked {
        /// Why.
        reason: String,
    },
    /// Somebody else let it be opened.
    OpeningGranted {
        /// Until when.
        until: Moment,
    },
    /// Somebody looked into it.
    Looked,
    /// Somebody wants to unseal it.
    UnsealingAsked {
        /// Why.
        reason: String,
    },
    /// It was unsealed, as two persons said: it is a case like any other again.
    Unsealed {
        /// Why.
        reason: String,
    },
    /// Something about joint mediation.
    Mediation {
        /// What.
        what: MediationEvent,
    },
}
