//! What the screen can ask, and in what form it is answered.

use crate::desk::alike::Hit;
use crate::desk::book::{Fault, Reviewed};
use crate::desk::call_backs::CallBacks;
use crate::desk::evaluation::EvaluationView;
use crate::desk::incoming::IncomingLine;
use crate::desk::leader::LeaderView;
use crate::desk::pages::{Listed, Listing};
use crate::desk::pressing::FolioAlert;
use crate::desk::report::ReportView;
use crate::desk::review::RoundView;
use crate::desk::shift::ShiftDesk;
use crate::desk::statistics::Behind;
use crate::desk::subsidy::SubsidyLine;
use crate::desk::supervision::{Checks, HandedLine, PendingLine, Standings};
use crate::desk::views::{Alert, CaseView, Counters, Red, Row, SessionLine};
use crate::desk::{
    AuditFilter, AuditLine, DeskError, DirectiveFilter, DirectiveLine, DirectiveView, Found, PersonLine, PersonView,
    RosterWeek, SealedLine, Search,
};
use crate::domain::alike::Matter;
use crate::domain::case::CaseCommand;
use crate::domain::centre::Centre;
use crate::domain::figures::report::Ask;
use crate::domain::figures::{Cross, Dimension, Hours, Measure, Over, Overview};
use crate::domain::ids::{CaseId, CaseNo, DirectiveNo, OfficerId, PersonId, ShiftKey, UnitId};
use crate::domain::peace::Peace;
use crate::domain::refusal::Refusal;
use crate::domain::roster::{DutyNow, RosterCommand};
use crate::domain::routing::Suggestion;
use crate::domain::secret::{Seat, Way};
use crate::domain::supervision::Figure;
use crate::domain::time::{Day, Moment};
use std::collections::BTreeSet;
use std::sync::Arc;

/// A question of the screen.
#[derive(Debug, Clone, PartialEq)]
pub enum Query {
    /// The centre's rules, units, rooms and people.
    Centre,
    /// The counters of the top line.
    Counters,
    /// The red alerts nobody has acknowledged, for the bell.
    Reds,
    /// The sealed cases that the officer may know of.
    Sealed,
    /// The messages that wait.
    Incoming,
    /// A list of cases, for a pane.
    Rows {
        /// Which list; each has its own slot.
        list: u8,
        /// Which page of what.
        listing: Box<Listing>,
    },
    /// Cases by what was typed.
    Find(Box<Search>),
    /// Running clocks by urgency.
    Alerts {
        /// What was typed to narrow them down.
        typed: String,
        /// Of one unit only.
        unit: Option<UnitId>,
        /// How many at most.
        limit: u32,
    },
    /// A week of sessions, the cases that wait for one, and the agreements being performed.
    Week {
        /// The Monday.
        from: Day,
        /// What was typed to narrow its lists down.
        typed: String,
    },
    /// One case with its history.
    Case {
        /// Its number.
        no: CaseNo,
        /// Whether masked data is shown.
        revealed: bool,
    },
    /// Earlier cases like what is being typed in.
    Alike(Box<Matter>),
    /// Whether a command would be done: what stands against it, and what could be had instead.
    Try {
        /// The case.
        no: CaseNo,
        /// The command.
        command: Box<CaseCommand>,
    },
    /// Whether a command on the roster would be done: what is wrong with it.
    TryRoster(Box<RosterCommand>),
    /// A person of the directory.
    Person {
        /// Who.
        id: PersonId,
        /// Whether identity number, phone and address are to be shown in full.
        revealed: bool,
    },
    /// Which persons of the directory fit what is typed.
    People {
        /// What is typed.
        typed: String,
        /// How many at most.
        limit: u32,
    },
    /// What somebody at a seat has to show to be an officer.
    Way {
        /// Who.
        officer: OfficerId,
        /// What is known of the seat.
        seat: Seat,
        /// Whether the officer sat there before the desk was locked.
        back: bool,
    },
    /// The access log, the last first.
    Audit(AuditFilter),
    /// Which units could handle a case, and why.
    Suggest {
        /// The case.
        no: CaseNo,
    },
    /// The three checks, as of now and beside last night's.
    Checks,
    /// How units stand over a period.
    Standings {
        /// The first day.
        from: Day,
        /// The last day.
        to: Day,
    },
    /// The cases behind a figure of a unit's standing.
    BehindFigure {
        /// The first day.
        from: Day,
        /// The last day.
        to: Day,
        /// The unit.
        unit: UnitId,
        /// The figure.
        figure: Figure,
    },
    /// Every measure over a period, beside those before.
    Overview(Over),
    /// A measure broken down.
    Cross {
        /// Over which period.
        over: Over,
        /// What is counted.
        measure: Measure,
        /// What the rows are.
        by: Dimension,
        /// What the columns are, if there are any beside the total.
        across: Option<Dimension>,
    },
    /// When residents came, and by which way.
    Hours(Over),
    /// The peace index.
    Peace(Over),
    /// A report, as it is known now or was at a moment.
    Report {
        /// Which, and over which period.
        ask: Ask,
        /// As known when; now when missing.
        as_of: Option<Moment>,
    },
    /// The cases behind a figure.
    Behind {
        /// Those that count.
        part: Vec<CaseNo>,
        /// Those it is taken of that do not.
        rest: Vec<CaseNo>,
    },
    /// The long-pending cases.
    LongPending,
    /// Directives, what the officer has to do something about first.
    Directives(DirectiveFilter),
    /// One directive with its history.
    Directive {
        /// Its number.
        no: DirectiveNo,
    },
    /// The shift that is on, or another, with its log and its sheet; and what can be taken over.
    Shift {
        /// Which one; nothing for the one that is on.
        shift: Option<ShiftKey>,
    },
    /// The last rounds of reviews.
    Reviews,
    /// Who is to be called back.
    CallBacks,
    /// The last evaluations.
    Evaluations,
    /// The subsidies.
    Subsidies,
    /// What a leader has to look at today.
    Leader,
    /// What waits in the offline book, looked through.
    Book,
    /// Who is on duty now, and who is on the floor.
    Duty,
    /// A week of the roster.
    Roster {
        /// The Monday.
        from: Day,
    },
}

impl Query {
    /// Returns what is wanted where the question is about one case or person: to be refused that is worth noting.
    pub(super) const fn is_of_one(&self) -> Option<&'static str> {
        match self {
            Self::Case { .. } => Some("show"),
            Self::Person { .. } => Some("person"),
            Self::Try { .. } => Some("try"),
            Self::Suggest { .. } => Some("suggest"),
            Self::Audit(_) => Some("audit"),
            Self::Directive { .. } => Some("directive"),
            _ => None,
        }
    }

    /// Returns the slot of the question: a newer question in the same slot replaces an older one, and of several
    /// that wait the lowest is answered first, which is what most of the screen is made of.
    pub(super) fn slot(&self) -> (u8, u8) {
        match self {
            Self::Find(_) => (0, 0),
            Self::Rows { list, .. } => (0, 1 + *list),
            Self::Alerts { .. } => (1, 0),
            Self::Week { .. } => (2, 0),
            Self::Case { .. } => (3, 0),
            Self::Alike(_) => (4, 0),
            Self::Try { .. } | Self::TryRoster(_) => (5, 0),
            Self::Suggest { .. } => (6, 0),
            Self::Counters => (7, 0),
            Self::Centre => (8, 0),
            Self::Reds => (9, 0),
            Self::Sealed => (10, 0),
            Self::Incoming => (13, 0),
            Self::Person { .. } => (20, 0),
            Self::People { .. } => (21, 0),
            Self::Way { .. } => (22, 0),
            Self::Book => (23, 0),
            Self::Audit(_) => (24, 0),
            Self::Directives(_) => (30, 0),
            Self::Directive { .. } => (31, 0),
            Self::Shift { shift: None } => (35, 0),
            Self::Shift { .. } => (36, 0),
            Self::Checks => (40, 0),
            Self::Standings { .. } => (41, 0),
            Self::BehindFigure { .. } => (42, 0),
            Self::LongPending => (43, 0),
            Self::Duty => (11, 0),
            Self::Roster { .. } => (12, 0),
            Self::Reviews => (44, 0),
            Self::CallBacks => (46, 0),
            Self::Evaluations => (47, 0),
            Self::Subsidies => (48, 0),
            Self::Leader => (45, 0),
            Self::Overview(_) => (50, 0),
            Self::Cross { .. } => (51, 0),
            Self::Hours(_) => (52, 0),
            Self::Peace(_) => (53, 0),
            Self::Behind { .. } => (54, 0),
            Self::Report { .. } => (55, 0),
        }
    }
}

/// The answer to a [`Query`].
#[derive(Debug, Clone)]
pub enum Answer {
    /// To [`Query::Centre`].
    Centre(Arc<Centre>),
    /// To [`Query::Counters`].
    Counters(Counters),
    /// To [`Query::Reds`].
    Reds(BTreeSet<Red>),
    /// To [`Query::Sealed`].
    Sealed(Vec<SealedLine>),
    /// To [`Query::Incoming`].
    Incoming(Vec<IncomingLine>),
    /// To [`Query::Rows`].
    Rows(u8, Listed),
    /// To [`Query::Find`]: what was looked for, and what was found.
    Found(Box<Search>, Box<Found>),
    /// To [`Query::Alerts`]: time limits of cases, and folios that press.
    Alerts(Vec<Alert>, Vec<FolioAlert>),
    /// To [`Query::Week`].
    Week(Week),
    /// To [`Query::Case`].
    Case(Box<CaseView>),
    /// To [`Query::Alike`], the likeliest first.
    Alike(Vec<Hit>),
    /// To [`Query::Try`] and [`Query::TryRoster`]: warnings, or the refusal with its causes and offers.
    Tried(Result<Vec<Refusal>, DeskError>),
    /// To [`Query::Person`].
    Person(Box<PersonView>),
    /// To [`Query::People`].
    People(Vec<PersonLine>),
    /// To [`Query::Way`]: for whom, and what.
    Way(OfficerId, Way),
    /// To [`Query::Audit`].
    Audit(Vec<AuditLine>),
    /// To [`Query::Suggest`].
    Suggest(Vec<Suggestion>),
    /// To [`Query::Shift`].
    Shift(Box<ShiftDesk>),
    /// To [`Query::Checks`].
    Checks(Checks),
    /// To [`Query::Standings`].
    Standings(Standings),
    /// To [`Query::BehindFigure`]: of which unit, which figure.
    BehindFigure(UnitId, Figure, Vec<HandedLine>),
    /// To [`Query::Overview`].
    Overview(Box<Overview>),
    /// To [`Query::Cross`].
    Cross(Box<Cross>),
    /// To [`Query::Hours`].
    Hours(Box<Hours>),
    /// To [`Query::Peace`].
    Peace(Box<Peace>),
    /// To [`Query::Report`].
    Report(Box<ReportView>),
    /// To [`Query::Behind`].
    Behind(Box<Behind>),
    /// To [`Query::LongPending`].
    LongPending(Vec<PendingLine>),
    /// To [`Query::Directives`].
    Directives(Vec<DirectiveLine>),
    /// To [`Query::Directive`].
    Directive(Box<DirectiveView>),
    /// To [`Query::Reviews`].
    Reviews(Vec<RoundView>),
    /// To [`Query::Evaluations`].
    Evaluations(Vec<EvaluationView>),
    /// To [`Query::Subsidies`].
    Subsidies(Vec<SubsidyLine>),
    /// To [`Query::CallBacks`].
    CallBacks(Box<CallBacks>),
    /// To [`Query::Leader`].
    Leader(Box<LeaderView>),
    /// To [`Query::Book`]: what waits, and what is wrong with the book.
    Book(Vec<Reviewed>, Vec<Fault>),
    /// To [`Query::Duty`].
    Duty(Box<DutyNow>),
    /// To [`Query::Roster`].
    Roster(Box<RosterWeek>),
}

/// A week of joint mediation.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Week {
    /// The Monday.
    pub from: Option<Day>,
    /// The sessions, in order.
    pub sessions: Vec<SessionLine>,
    /// Cases at work that could be mediated and have no session ahead.
    pub waiting: Vec<Row>,
    /// Running performance and confirmation clocks.
    pub performing: Vec<Alert>,
    /// Which of their cases fit what was typed; nothing where all do.
    pub fitting: Option<BTreeSet<CaseId>>,
}
