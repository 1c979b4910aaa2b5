//! Directives (督办件): issuing, listing, following one to its end.

use super::args::{day, member};
use super::fail::Fail;
use super::lookup::{left, short_moment};
use super::out::{Cell, Column, Table};
use super::{App, Session};
use crate::desk::{DirectiveFilter, DirectiveLine, DirectiveView, Order};
use crate::domain::directive::{DirectiveCommand, DirectiveStatus, Every, Issue, Supervisor};
use crate::domain::ids::{DirectiveNo, OfficerId, UnitId};
use crate::domain::time::{Day, Moment};
use crate::domain::vocabulary::{DirectiveKind, Level};
use crate::words::{self, say, say_with, term};
use clap::{Args, Subcommand};
use serde_json::{Value, json};

#[derive(Debug, Subcommand)]
pub(super) enum DirectiveVerb {
    Issue(Box<IssueForm>),
    List {
        #[arg(long)]
        open: bool,
        #[arg(long, value_name = "UNIT")]
        unit: Option<String>,
        #[arg(long, value_name = "KIND", value_parser = member(DirectiveKind::from_key, DirectiveKind::ALL))]
        kind: Option<DirectiveKind>,
    },
    Show {
        #[arg(id = "directive_no", value_name = "NO")]
        no: String,
        #[arg(long)]
        why: bool,
    },
    SignOff {
        #[arg(id = "directive_no", value_name = "NO")]
        no: String,
    },
    Receive {
        #[arg(id = "directive_no", value_name = "NO")]
        no: String,
    },
    Report {
        #[arg(id = "directive_no", value_name = "NO")]
        no: String,
        #[arg(id = "directive_text", value_name = "TEXT")]
        text: String,
    },
    Reply {
        #[arg(id = "directive_no", value_name = "NO")]
        no: String,
        #[arg(id = "directive_text", value_name = "TEXT")]
        text: String,
    },
    Return {
        #[arg(id = "directive_no", value_name = "NO")]
        no: String,
        #[arg(long, value_name = "TEXT")]
        reason: String,
    },
    CloseOut {
        #[arg(id = "directive_no", value_name = "NO")]
        no: String,
        #[arg(long, value_name = "TEXT")]
        opinion: String,
    },
    AskExtension {
        #[arg(id = "directive_no", value_name = "NO")]
        no: String,
        #[arg(id = "directive_until", long = "until", value_name = "DATE", value_parser = day)]
        until: Day,
        #[arg(long, value_name = "TEXT")]
        reason: String,
        #[arg(long, value_name = "TEXT")]
        progress: String,
    },
    RefuseExtension {
        #[arg(id = "directive_no", value_name = "NO")]
        no: String,
        #[arg(long, value_name = "TEXT")]
        reason: String,
    },
    Extend {
        #[arg(id = "directive_no", value_name = "NO")]
        no: String,
        #[arg(id = "directive_until", long = "until", value_name = "DATE", value_parser = day)]
        until: Option<Day>,
        #[arg(long, value_name = "TEXT", default_value = "", hide_default_value = true)]
        reason: String,
        #[arg(long, value_name = "TEXT", default_value = "", hide_default_value = true)]
        progress: String,
        #[arg(long, value_name = "OFFICER")]
        approver: String,
    },
    Withdraw {
        #[arg(id = "directive_no", value_name = "NO")]
        no: String,
        #[arg(long, value_name = "TEXT")]
        reason: String,
    },
    Plan {
        #[arg(id = "directive_no", value_name = "NO")]
        no: String,
        #[arg(id = "leader_in_charge", long = "leader", value_name = "OFFICER")]
        leader: Option<String>,
        #[arg(long, value_name = "NAME")]
        team: Vec<String>,
        #[arg(long, value_name = "TEXT")]
        plan: Option<String>,
        #[arg(long, value_name = "UNIT")]
        assist: Vec<String>,
        #[arg(long, value_name = "UNIT|OFFICER")]
        supervisor: Option<String>,
    },
    Meeting {
        #[arg(id = "directive_no", value_name = "NO")]
        no: String,
        #[arg(id = "directive_text", value_name = "TEXT")]
        text: String,
        #[arg(id = "meeting_on", long = "on", value_name = "DATE", value_parser = day)]
        on: Option<Day>,
    },
    Ack {
        #[arg(id = "directive_no", value_name = "NO")]
        no: String,
        #[arg(id = "alert_level", value_name = "LEVEL", value_parser = member(Level::from_key, Level::ALL))]
        level: Level,
        #[arg(id = "directive_note", long = "note", value_name = "TEXT", default_value = "")]
        note: String,
    },
}

#[derive(Debug, Args)]
pub(super) struct IssueForm {
    #[arg(value_name = "KIND", value_parser = member(DirectiveKind::from_key, DirectiveKind::ALL))]
    kind: DirectiveKind,
    #[arg(id = "directive_to", value_name = "UNIT")]
    to: String,
    #[arg(id = "directive_subject", value_name = "SUBJECT", default_value = "")]
    subject: String,
    #[arg(id = "directive_require", long = "text", value_name = "TEXT", default_value = "")]
    text: String,
    #[arg(id = "directive_case", long = "case", value_name = "NO")]
    case: Option<String>,
    #[arg(id = "directive_due", long = "due", value_name = "DATE", value_parser = day)]
    due: Option<Day>,
    #[arg(id = "leader_in_charge", long = "leader", value_name = "OFFICER")]
    leader: Option<String>,
    #[arg(long, value_name = "UNIT|OFFICER")]
    supervisor: Option<String>,
    #[arg(long, value_name = "NAME")]
    team: Vec<String>,
    #[arg(long, value_name = "TEXT", default_value = "")]
    plan: String,
    #[arg(long, value_name = "UNIT")]
    assist: Vec<String>,
    #[arg(long, value_name = "UNIT")]
    also: Vec<String>,
    #[arg(long, value_name = "PERIOD", value_parser = member(Every::from_key, Every::ALL))]
    every: Option<Every>,
}

/// Issues, lists, shows and follows directives.
pub(super) fn directive(app: &App<'_>, verb: DirectiveVerb) -> Result<(), Fail> {
    use DirectiveCommand as C;
    let (no, command) = match verb {
        DirectiveVerb::Issue(form) => return issue(app, *form),
        DirectiveVerb::List { open, unit, kind } => return list(app, open, unit.as_deref(), kind),
        DirectiveVerb::Show { no, why } => return show(app, &no, why),
        DirectiveVerb::SignOff { no } => (no, C::SignOffDirective {}),
        DirectiveVerb::Receive { no } => (no, C::ReceiveDirective {}),
        DirectiveVerb::Report { no, text } => (no, C::ReportDirective { text }),
        DirectiveVerb::Reply { no, text } => (no, C::ReplyDirective { text }),
        DirectiveVerb::Return { no, reason } => (no, C::ReturnReply { reason }),
        DirectiveVerb::CloseOut { no, opinion } => (no, C::CloseOut { opinion }),
        DirectiveVerb::AskExtension { no, until, reason, progress } => {
            (no, C::AskExtension { until, reason, progress })
        }
        DirectiveVerb::RefuseExtension { no, reason } => (no, C::RefuseExtension { reason }),
        DirectiveVerb::Extend { no, until, reason, progress, approver } => {
            (no, C::ExtendDirective { until, reason, progress, approver: OfficerId(approver) })
        }
        DirectiveVerb::Withdraw { no, reason } => (no, C::WithdrawDirective { reason }),
        DirectiveVerb::Plan { no, leader, team, plan, assist, supervisor } => {
            let session = app.session()?;
            let command = C::PlanDirective {
                leader: leader.map(OfficerId),
                team: Some(team).filter(|team| !team.is_empty()),
                plan,
                assists: Some(units(&session, &assist)?).filter(|units| !units.is_empty()),
                supervisor: supervisor.map(|it| supervising(&session, &it)).transpose()?,
            };
            return give(app, session, Some(&number(&no)), command);
        }
        DirectiveVerb::Meeting { no, text, on } => {
            let session = app.session()?;
            let on = on.map_or_else(|| session.now(app).map(|now| now.date_naive()), Ok)?;
            return give(app, session, Some(&number(&no)), C::HoldMeeting { on, text });
        }
        DirectiveVerb::Ack { no, level, note } => (no, C::AcknowledgeDirective { level, note }),
    };
    give(app, app.session()?, Some(&number(&no)), command)
}

fn number(typed: &str) -> DirectiveNo {
    DirectiveNo(crate::text::sanitise_line(typed).trim().to_ascii_uppercase())
}

fn units(session: &Session, typed: &[String]) -> Result<Vec<UnitId>, Fail> {
    typed.iter().map(|it| session.unit(it)).collect()
}

/// Reads a body that supervises: an officer's code, else a unit.
fn supervising(session: &Session, typed: &str) -> Result<Supervisor, Fail> {
    let officer = OfficerId::from(typed);
    match session.centre()?.officer(&officer) {
        Some(_) => Ok(Supervisor::Officer(officer)),
        None => Ok(Supervisor::Unit(session.unit(typed)?)),
    }
}

fn issue(app: &App<'_>, form: IssueForm) -> Result<(), Fail> {
    let IssueForm { kind, to, subject, text, case, due, leader, supervisor, team, plan, assist, also, every } = form;
    let session = app.session()?;
    let issue = Issue {
        kind,
        subject,
        text,
        to: session.unit(&to)?,
        units: units(&session, &also)?,
        case: case.map(|no| session.case_no(app, &no)).transpose()?,
        due,
        leader: leader.map(OfficerId),
        supervisor: supervisor.map(|it| supervising(&session, &it)).transpose()?,
        team,
        plan,
        assists: units(&session, &assist)?,
        every,
    };
    give(app, session, None, DirectiveCommand::Issue(Box::new(issue)))
}

/// Gives a command on a directive and says that it was done.
fn give(app: &App<'_>, mut session: Session, no: Option<&DirectiveNo>, command: DirectiveCommand) -> Result<(), Fail> {
    let receipt = session.perform(app, &Order::directive(no, command))?;
    if app.out.json {
        return app.out.json(&receipt.to_json());
    }
    app.out.line(&say_with("cli.saved", &[("code", receipt.key.as_deref().unwrap_or_default())]))
}

fn list(app: &App<'_>, open: bool, unit: Option<&str>, kind: Option<DirectiveKind>) -> Result<(), Fail> {
    let session = app.session()?;
    let now = session.now(app)?;
    let unit = unit.map(|unit| session.unit(unit)).transpose()?;
    let filter = DirectiveFilter { open, unit, kind, ..DirectiveFilter::default() };
    let lines = session.desk.directives(&filter, &session.viewer())?;
    if app.out.json {
        return app.out.json(&lines.iter().map(|line| line_json(line, now)).collect::<Vec<_>>());
    }
    if lines.is_empty() {
        return app.out.paragraph(0, &say("cli.directive.none"));
    }
    let mut table = Table::new([
        ("no", Column::Fixed),
        ("directive_kind", Column::Fixed),
        ("state", Column::Fixed),
        ("unit", Column::Fixed),
        ("subject", Column::Gives(10)),
        ("meter", Column::Drops),
        ("due", Column::Fixed),
        ("left", Column::Fixed),
    ]);
    for line in &lines {
        let state = match &line.awaits {
            Some(what) => say(&format!("directive.awaits_short.{what}")),
            None => term(DirectiveStatus::AREA, line.status.key()),
        };
        let colour = if line.is_overdue(now) { "31" } else { "" };
        table.row([
            Cell::plain(line.no.as_str()),
            Cell::plain(term(DirectiveKind::AREA, line.kind.key())),
            Cell::plain(state),
            Cell::plain(line.unit.as_str()),
            Cell::plain(line.subject.as_str()),
            Cell::plain(line.meter.as_ref().map(|it| format!("{}/{}", it.met, it.of)).unwrap_or_default()),
            Cell::coloured(colour, line.due.map(|due| short_moment(due, now)).unwrap_or_default()),
            Cell::coloured(colour, line.due.map(|due| time_left(due, now)).unwrap_or_default()),
        ]);
    }
    app.out.table(&table)
}

fn time_left(due: Moment, now: Moment) -> String {
    left((due.date_naive() - now.date_naive()).num_days(), now > due)
}

/// Returns a line as `--json` prints it, with what depends on the time of asking.
pub(super) fn line_json(line: &DirectiveLine, now: Moment) -> Value {
    let mut value = json!(line);
    value["overdue"] = line.is_overdue(now).into();
    value["days_left"] = line.due.map(|due| (due.date_naive() - now.date_naive()).num_days()).into();
    value
}

/// Returns the cells of a directive in the words of its case.
pub(super) fn cells(line: &DirectiveLine, now: Moment) -> [Cell; 5] {
    [
        Cell::plain(term(DirectiveKind::AREA, line.kind.key())),
        Cell::plain(line.no.as_str()),
        Cell::plain(line.unit.as_str()),
        Cell::plain(term(DirectiveStatus::AREA, line.status.key())),
        Cell::plain(line.due.map(|due| short_moment(due, now)).unwrap_or_default()),
    ]
}

fn show(app: &App<'_>, no: &str, why: bool) -> Result<(), Fail> {
    let mut session = app.session()?;
    let now = session.now(app)?;
    let view = session.desk.directive(&number(no), &session.viewer());
    let view = view.map_err(|error| session.refused(app, "directive", error))?;
    if app.out.json {
        let mut value = line_json(&view.line, now);
        value["directive"] = json!(view.directive);
        let step = |it: &crate::desk::DirectiveStep| {
            let what = session.centre().map(|centre| words::directive_event(&it.event, centre)).unwrap_or_default();
            json!({"at": it.at, "who": it.who, "kind": it.kind, "what": what})
        };
        value["timeline"] = view.timeline.iter().map(step).collect();
        return app.out.json(&value);
    }
    print(app, &session, &view, why, now)
}

fn print(app: &App<'_>, session: &Session, view: &DirectiveView, why: bool, now: Moment) -> Result<(), Fail> {
    let (out, centre, line, it) = (&app.out, session.centre()?, &view.line, &view.directive);
    let kind = term(DirectiveKind::AREA, line.kind.key());
    out.line(&out.paint("1", &format!("{}  {kind}  {}", line.no, line.subject)))?;
    let status = term(DirectiveStatus::AREA, line.status.key());
    let facts = [("status", status.as_str()), ("unit", &line.unit), ("supervisor", &line.supervisor)];
    out.paragraph(2, &say_with("directive.stands", &facts))?;
    if let Some(what) = &line.awaits {
        out.paragraph(2, &say(&format!("directive.awaits.{what}")))?;
    }
    if let Some(cause) = &it.cause {
        out.paragraph(2, &words::directive_cause(cause))?;
    }
    if let Some(no) = &line.case {
        out.paragraph(2, &say_with("directive.of_case", &[("no", no.as_str())]))?;
    }
    if let Some(meter) = &line.meter {
        out.paragraph(2, &words::directive_meter(meter))?;
    }
    if !it.text.is_empty() {
        out.line(&out.paint("1", &say("directive.heading.text")))?;
        out.paragraph(2, &it.text)?;
    }
    if !it.clocks.is_empty() {
        out.line(&out.paint("1", &say("directive.heading.dates")))?;
    }
    if let Some(asked) = words::directive_asked(it) {
        out.paragraph(2, &asked)?;
    }
    for clock in &it.clocks {
        let left = if clock.is_running() { time_left(clock.due, now) } else { String::new() };
        let colour = if clock.was_late(now) { "31" } else { "" };
        let due = short_moment(clock.due, now);
        out.line(&format!("  {}", out.paint(colour, &format!("{} {due} {left}", words::clock::name(clock)))))?;
        if why {
            out.paragraph(4, &words::clock::reason(clock, words::clock::origin(clock, centre)))?;
            for day in words::clock::days(&clock.compute(&centre.calendar).days) {
                out.paragraph(6, &day)?;
            }
        }
    }
    out.line(&out.paint("1", &say("cli.show.timeline")))?;
    let mut table = Table::bare(2, [Column::Fixed, Column::Fixed, Column::Gives(20)]);
    for step in &view.timeline {
        table.row([
            Cell::plain(step.at.format("%Y-%m-%d %H:%M").to_string()),
            Cell::plain(step.who.as_str()),
            Cell::plain(words::directive_event(&step.event, centre)),
        ]);
    }
    out.table(&table)
}
