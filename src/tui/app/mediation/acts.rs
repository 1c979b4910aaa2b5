//! What can be done with the mediation of the case on screen: when, and which form it opens.

use super::super::App;
use super::{detail, forms, outcome, plan};
use crate::domain::case::Case;
use crate::domain::case::transitions::{self, Action as Move};
use crate::domain::ids::SessionId;
use crate::domain::mediation::{JudicialStep, MediationStatus, Session, SessionStatus};
use crate::domain::time::Moment;
use crate::tui::dialogs::Chooser;
use crate::tui::layers::Outcome;
use crate::tui::widgets::Choice;
use crate::words::{say, term};

/// Why an action cannot be done now, as a key of the locales.
type Reason = &'static str;

/// An action of mediation: when it can be done, and what it opens.
struct Act {
    command: &'static str,
    when: fn(&Case, Moment) -> Result<(), Reason>,
    open: fn(&mut App) -> Outcome<App>,
}

const fn act(
    command: &'static str,
    when: fn(&Case, Moment) -> Result<(), Reason>,
    open: fn(&mut App) -> Outcome<App>,
) -> Act {
    Act { command, when, open }
}

/// Every action of mediation; its name is the command's name in `do`.
const ACTS: &[Act] = &[
    act("schedule", |case, _| open_for_sessions(case), plan::schedule),
    act(
        "confirm_session",
        |case, now| some(case, now, is_held),
        |app| on_session(app, "confirm_session", is_held, forms::confirm),
    ),
    act(
        "reschedule",
        |case, now| open_for_sessions(case).and_then(|()| some(case, now, is_movable)),
        |app| on_session(app, "reschedule", is_movable, plan::reschedule),
    ),
    act(
        "cancel_session",
        |case, now| some(case, now, is_open),
        |app| on_session(app, "cancel_session", is_open, forms::cancel),
    ),
    act(
        "notify",
        |case, now| some(case, now, Session::is_live),
        |app| on_session(app, "notify", Session::is_live, forms::notify),
    ),
    act(
        "attendance",
        |case, now| some(case, now, is_begun),
        |app| on_session(app, "attendance", is_begun, forms::attendance),
    ),
    act(
        "record_session",
        |case, now| some(case, now, is_recordable),
        |app| on_session(app, "record_session", is_recordable, forms::record),
    ),
    act(
        "conclude_session",
        |case, now| some(case, now, is_begun),
        |app| on_session(app, "conclude_session", is_begun, outcome::conclude),
    ),
    act("terminate_mediation", |case, _| open_for_sessions(case), outcome::terminate),
    act("resume_mediation", |case, _| ended(case), forms::resume),
    act("recuse", |case, _| stage(case, Move::Mediate), forms::recuse),
    act("perform", |case, _| due(case), forms::perform),
    act("breach", breached, forms::breach),
    act("judicial_confirmation", |case, _| judicial(case), forms::judicial),
];

fn stage(case: &Case, wanted: Move) -> Result<(), Reason> {
    transitions::check(case.stage, wanted).map_err(|_| "app.mediation.refused.stage")
}

fn open_for_sessions(case: &Case) -> Result<(), Reason> {
    stage(case, Move::Mediate)?;
    if case.mediation.status == MediationStatus::Open { Ok(()) } else { Err("app.mediation.refused.ended") }
}

fn ended(case: &Case) -> Result<(), Reason> {
    stage(case, Move::Mediate)?;
    if case.mediation.status == MediationStatus::Open { Err("app.mediation.refused.not_ended") } else { Ok(()) }
}

fn some(case: &Case, now: Moment, wanted: fn(&Session, Moment) -> bool) -> Result<(), Reason> {
    stage(case, Move::Mediate)?;
    let any = case.mediation.sessions.iter().any(|it| wanted(it, now));
    if any { Ok(()) } else { Err("app.mediation.refused.no_session") }
}

fn due(case: &Case) -> Result<(), Reason> {
    stage(case, Move::Perform)?;
    let open = case.mediation.agreement().is_some_and(|it| !it.agreement.is_performed());
    if open { Ok(()) } else { Err("app.mediation.refused.nothing_due") }
}

fn breached(case: &Case, now: Moment) -> Result<(), Reason> {
    due(case)?;
    let mut open = case.mediation.agreement().into_iter().flat_map(|it| it.agreement.open_instalments());
    if open.any(|it| it.due < now.date_naive()) { Ok(()) } else { Err("app.mediation.refused.not_late") }
}

fn judicial(case: &Case) -> Result<(), Reason> {
    stage(case, Move::Perform)?;
    if case.mediation.agreement().is_none() {
        return Err("app.mediation.refused.no_agreement");
    }
    match case.mediation.judicial_step() {
        Some(JudicialStep::Confirmed | JudicialStep::NotEligible) => Err("app.mediation.refused.judicial_over"),
        _ => Ok(()),
    }
}

fn is_held(it: &Session, now: Moment) -> bool {
    it.status == SessionStatus::Held && it.is_live(now)
}

fn is_open(it: &Session, _: Moment) -> bool {
    it.is_open()
}

fn is_movable(it: &Session, now: Moment) -> bool {
    it.is_live(now) && it.attendance.is_none()
}

fn is_begun(it: &Session, now: Moment) -> bool {
    it.status == SessionStatus::Confirmed && it.plan.starts.date_naive() <= now.date_naive()
}

fn is_recordable(it: &Session, now: Moment) -> bool {
    is_begun(it, now) || it.status == SessionStatus::Concluded
}

/// Tells whether a command of mediation can be run on a case; `None` when it is no command of mediation.
pub fn available(command: &str, case: &Case, app: &App) -> Option<Result<(), Reason>> {
    ACTS.iter().find(|act| act.command == command).map(|act| (act.when)(case, app.now))
}

/// Opens what a command of mediation needs; `None` when it is no command of mediation.
pub fn begin(command: &str, app: &mut App) -> Option<Outcome<App>> {
    ACTS.iter().find(|act| act.command == command).map(|act| (act.open)(app))
}

/// Returns what most likely comes next in the mediation of a case.
pub fn next(case: &Case, app: &App) -> Option<&'static str> {
    let mediation = &case.mediation;
    let chosen = |wanted: &dyn Fn(&Session) -> bool| mediation.sessions.iter().any(wanted);
    let likely = if chosen(&|it| is_held(it, app.now)) {
        "confirm_session"
    } else if chosen(&|it| is_begun(it, app.now) && it.attendance.is_none()) {
        "attendance"
    } else if chosen(&|it| is_begun(it, app.now)) {
        "conclude_session"
    } else if chosen(&|it| it.is_live(app.now) && !it.to_notify().is_empty()) {
        "notify"
    } else if mediation.agreement().is_some() && judicial(case).is_ok() {
        "judicial_confirmation"
    } else if due(case).is_ok() {
        "perform"
    } else if chosen(&|it| it.is_live(app.now)) {
        return None;
    } else {
        "schedule"
    };
    available(likely, case, app)?.is_ok().then_some(likely)
}

/// Goes on with the session in question: the one under the cursor, the only one there is, or the one chosen.
fn on_session(
    app: &mut App,
    command: &'static str,
    wanted: fn(&Session, Moment) -> bool,
    then: fn(SessionId, &mut App) -> Outcome<App>,
) -> Outcome<App> {
    let Some(case) = app.case() else { return Outcome::taken() };
    let fitting: Vec<&Session> = case.mediation.sessions.iter().filter(|it| wanted(it, app.now)).collect();
    let under_cursor = fitting.iter().find(|it| Some(it.id) == app.session);
    let only = under_cursor.or(if fitting.len() == 1 { fitting.first() } else { None });
    if let Some(it) = only {
        let id = it.id;
        return then(id, app);
    }
    let choice = |it: &&Session| {
        Choice::new(&it.id.to_string(), &detail::time_of(it)).hint(&term(SessionStatus::AREA, it.status.key()))
    };
    let choices = fitting.iter().map(choice).collect();
    let chosen = move |ids: Vec<String>, app: &mut App| {
        let id = ids.first().and_then(|id| id.parse().ok()).map(SessionId);
        id.map_or_else(Outcome::taken, |id| then(id, app))
    };
    Outcome::taken().open(Chooser::one(&say(&format!("command.case.{command}")), choices, chosen))
}
