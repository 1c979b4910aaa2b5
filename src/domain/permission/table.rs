//! The table: which role has which right, and which right every command, view and chore needs.

use super::{Chore, Right, View};
use crate::domain::case::CaseCommand;
use crate::domain::centre::CentreCommand;
use crate::domain::directive::DirectiveCommand;
use crate::domain::evaluation::EvaluationCommand;
use crate::domain::figures::report::ReportCommand;
use crate::domain::incoming::IncomingCommand;
use crate::domain::mediation::MediationCommand;
use crate::domain::person::PersonCommand;
use crate::domain::review::ReviewCommand;
use crate::domain::roster::RosterCommand;
use crate::domain::shift::ShiftCommand;
use crate::domain::subsidy::SubsidyCommand;
use crate::domain::vocabulary::Role::{self, Administrator, Auditor, Coordinator, DutyOfficer, Handler};
use crate::domain::vocabulary::Role::{Leader, Mediator, Supervisor};

/// Which roles have which right; an officer with several roles has the rights of all.
///
/// The administrator (管理员) looks after the house and sees no case for it. The auditor (审计) sees how the others
/// work, and changes nothing.
pub const RIGHTS: &[(Right, &[Role])] = &[
    (Right::See, &[DutyOfficer, Handler, Coordinator, Mediator, Leader, Supervisor, Auditor]),
    (Right::SeePersons, &[DutyOfficer, Handler, Coordinator, Mediator, Leader, Auditor]),
    (Right::SeeCentre, Role::ALL),
    (Right::Statistics, &[DutyOfficer, Coordinator, Leader, Supervisor, Auditor]),
    (Right::Report, &[Coordinator, Leader, Supervisor]),
    (Right::Reveal, &[DutyOfficer, Handler, Coordinator, Mediator, Leader]),
    (Right::Intake, &[DutyOfficer, Coordinator]),
    (Right::Answer, &[DutyOfficer, Coordinator]),
    (Right::Triage, &[DutyOfficer, Coordinator]),
    (Right::Grade, &[Coordinator, Leader]),
    (Right::Relate, &[DutyOfficer, Coordinator]),
    (Right::Instruct, &[DutyOfficer, Coordinator, Leader]),
    (Right::Extend, &[DutyOfficer, Coordinator, Leader]),
    (Right::Handle, &[DutyOfficer, Handler, Coordinator]),
    (Right::Press, &[DutyOfficer, Coordinator, Leader, Supervisor]),
    (Right::Mediate, &[DutyOfficer, Coordinator, Mediator]),
    (Right::Roster, &[Coordinator, Leader]),
    (Right::Duty, &[DutyOfficer, Handler, Coordinator, Mediator, Leader]),
    (Right::Supervise, &[Coordinator, Leader, Supervisor]),
    (Right::Comply, &[DutyOfficer, Handler, Coordinator, Leader]),
    (Right::Note, &[DutyOfficer, Handler, Coordinator, Mediator, Leader, Supervisor]),
    (Right::Persons, &[DutyOfficer, Coordinator]),
    (Right::Seal, &[DutyOfficer, Coordinator, Leader]),
    (Right::Subsidise, &[Coordinator, Leader]),
    (Right::Publish, &[Coordinator, Leader]),
    (Right::Export, &[DutyOfficer, Coordinator, Leader, Supervisor]),
    (Right::Escalate, &[DutyOfficer, Handler, Coordinator, Mediator, Leader, Supervisor, Administrator]),
    (Right::Administer, &[Administrator]),
    (Right::Keep, &[Administrator]),
    (Right::Audit, &[Auditor]),
];

/// Makes the function that says which right something needs, and the list of all by name. The match has no arm for
/// "the rest": what is new does not compile until it has a right.
macro_rules! needs {
    ($(#[$doc:meta])* $name:ident($type:ident), $list:ident, $([$($extra:tt)+],)? {
        $($right:ident: $($variant:ident),+;)+
    }) => {
        $(#[$doc])*
        pub const fn $name(it: &$type) -> Right {
            match it {
                $($($type::$variant { .. })|+ => Right::$right,)+
                $($($extra)+)?
            }
        }

        const $list: &[(Right, &[&str])] = &[$((Right::$right, &[$(stringify!($variant)),+])),+];
    };
}

needs! {
    /// Returns the right that a command on a case needs.
    case(CaseCommand), CASE, [CaseCommand::Mediation(command) => mediation(command),], {
        Intake: Amend, AddParty, CorrectParty, Attach, Accept, Decline, Withdraw;
        Triage: Assess, ReassessRisk, EnterStep, Dispose, Route, AddCoHandler, Transfer, Rule, Convene, Conclude, Verify, SendBack, Resolve, Reopen;
        Grade: ConfirmGrade;
        Instruct: Instruct, ReceiveVisit;
        Handle: Sign, Object, Progress, Report, PassUp, SettleAtStep;
        Answer: Reply, CallBack, CloseCallBack, Archive, Promise, KeepPromise;
        Extend: Extend, Pause, Resume;
        // Of a sealed case those may do these who are named in it.
        Note: Note, Acknowledge, Admit, Dismiss, AskOpening, GrantOpening, Look, Unseal;
        Mediate: AddPaper, RemovePaper;
        Press: Remind;
        Supervise: ReviewCase;
        Publish: PublishResult, WithholdResult;
        Reveal: Reveal;
        Relate: Link, Unlink, Merge, Unmerge;
        Seal: Seal;
    }
}

needs! {
    /// Returns the right that a command about a mediation needs.
    mediation(MediationCommand), MEDIATION, {
        Mediate: Schedule, ConfirmSession, Reschedule, CancelSession, Notify, Attendance, RecordSession, ConcludeSession,
            TerminateMediation, ResumeMediation, Recuse, Perform, Breach, JudicialConfirmation, ExpireHold;
    }
}

needs! {
    /// Returns the right that a command on a person needs.
    person(PersonCommand), PERSON, {
        Persons: CorrectPerson, AddAlias, RemoveAlias, JoinHousehold, LeaveHousehold, SamePerson, PartPerson;
        Reveal: RevealPerson;
    }
}

needs! {
    /// Returns the right that a command on the centre needs.
    centre(CentreCommand), CENTRE, {
        Administer: Found, AdoptRulebook, ImportCalendar, SaveUnit, SaveRoom, SaveMediator, SaveOfficer, AddKey,
            RemoveKey;
    }
}

needs! {
    /// Returns the right that a command on the roster needs.
    roster(RosterCommand), ROSTER, {
        Roster: SavePattern, RemovePattern, PublishRoster, AssignDuty, ApproveSwap;
        Duty: AskSwap, AgreeSwap, RefuseSwap, Absent, ReturnEarly, SetFloor;
    }
}

needs! {
    /// Returns the right that a command on a shift needs.
    shift(ShiftCommand), SHIFT, {
        Duty: TakeOver, LogEntry, HandOver, AckLate, SettleItem;
    }
}

needs! {
    /// Returns the right that a command on a directive needs.
    directive(DirectiveCommand), DIRECTIVE, {
        Supervise: Issue, SignOffDirective, ReturnReply, CloseOut, ExtendDirective, RefuseExtension, WithdrawDirective;
        Comply: ReceiveDirective, ReportDirective, ReplyDirective, AskExtension;
        Note: PlanDirective, HoldMeeting, AcknowledgeDirective;
    }
}

needs! {
    /// Returns the right that a command on reviews needs.
    review(ReviewCommand), REVIEW, {
        Supervise: DrawReview;
    }
}

needs! {
    /// Returns the right that a command on reports needs.
    report(ReportCommand), REPORT, {
        Report: FileReport;
    }
}

needs! {
    /// Returns the right that a command on messages needs.
    incoming(IncomingCommand), INCOMING, {
        Intake: BringIn, AcceptIncoming, DismissIncoming;
    }
}

needs! {
    /// Returns the right that a command on evaluations needs.
    evaluation(EvaluationCommand), EVALUATION, {
        Supervise: DrawEvaluation;
        Answer: AnswerEvaluation;
    }
}

needs! {
    /// Returns the right that a command on subsidies needs.
    subsidy(SubsidyCommand), SUBSIDY, {
        Mediate: ProposeSubsidy;
        Subsidise: ApproveSubsidy, RefuseSubsidy, PaySubsidies;
    }
}

needs! {
    /// Returns the right that looking at something needs.
    view(View), VIEWS, {
        See: Lists, Case, Find, Alerts, Week;
        SeePersons: People;
        SeeCentre: Directory, Duty;
        Statistics: Statistics;
        Audit: AccessLog;
    }
}

needs! {
    /// Returns the right that a chore needs.
    chore(Chore), CHORES, {
        Export: Export, ExportAll;
        Keep: Backup, Restore, Verify, Rebuild, Doctor;
        Administer: SetPassword;
    }
}

/// What stands in the table beside the commands on something that is there already.
const OTHERS: &[(Right, &[&str])] = &[(Right::Intake, &["Register", "RegisterOld"]), (Right::Escalate, &["Escalate"])];

/// Every group of commands.
const COMMANDS: &[&[(Right, &[&str])]] =
    &[OTHERS, CASE, MEDIATION, PERSON, CENTRE, ROSTER, SHIFT, DIRECTIVE, REVIEW, REPORT, EVALUATION, SUBSIDY, INCOMING];

/// What a row of the table is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum What {
    /// A view.
    View,
    /// A command, by its name in `do`.
    Command,
    /// A chore.
    Chore,
}

/// Something that needs a right.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Needs {
    /// What it is.
    pub what: What,
    /// Its name: of a command as in `do`.
    pub name: String,
    /// The right it needs.
    pub right: Right,
}

/// Returns everything there is to look at and to do, with the right it needs, in the order of the table of rights.
pub fn everything() -> Vec<Needs> {
    let commands = COMMANDS.concat();
    let groups = [(What::View, VIEWS.to_vec()), (What::Command, commands), (What::Chore, CHORES.to_vec())];
    let mut all: Vec<Needs> = groups
        .into_iter()
        .flat_map(|(what, rows)| rows.into_iter().map(move |(right, names)| (what, right, names)))
        .flat_map(|(what, right, names)| names.iter().map(move |name| Needs { what, name: snake(name), right }))
        .collect();
    all.sort_by_key(|it| RIGHTS.iter().position(|(right, _)| *right == it.right));
    all
}

/// Returns the right that a command needs, by its name in `do`.
pub fn command_named(name: &str) -> Option<Right> {
    let mut rows = COMMANDS.iter().copied().flatten();
    rows.find(|(_, names)| names.iter().any(|known| is_snake_of(name, known))).map(|(right, _)| *right)
}

/// Returns the name of a variant as `do` writes it: `AddParty` is `add_party`.
fn snake(variant: &str) -> String {
    let mut name = String::new();
    for c in variant.chars() {
        if c.is_ascii_uppercase() && !name.is_empty() {
            name.push('_');
        }
        name.push(c.to_ascii_lowercase());
    }
    name
}

/// Tells whether a name is what `snake` makes of a variant, without making it: the screen asks for every key it draws.
fn is_snake_of(name: &str, variant: &str) -> bool {
    let letters = |text: &str| text.chars().filter(|c| *c != '_').map(|c| c.to_ascii_lowercase()).collect::<Vec<_>>();
    name.len() >= variant.len() && letters(name) == letters(variant)
}
